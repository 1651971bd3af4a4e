"""What brackets explain: ``(指…)``, ``(例：实际为92%，扣1.5分)``, ``(即12人)``, ``(同一事件按1起计)``.

They change no rule and are left out. A definition must be one of a level, or of the rate itself as a share, and may
not narrow it: ``培训人数(指经考核合格的人数)`` is refused. What an example or a restated number says is checked:
where the rule says otherwise, one of them is wrong, and nobody knows which.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from perfxl import dates, numbers
from perfxl.numbers import HUNDRED
from perfxl.scoring.kinds import Rule
from perfxl.scoring.prose.asides import shares_words, unnamed
from perfxl.scoring.prose.lexicon import alternatives
from perfxl.scoring.prose.phrasebook import ENDS, NUMBER
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import Context

_SIGNS = frozenset("指占同例如即")
_BRACKET = re.compile(r"\((?P<inside>[^()]{3,60})\)")
_SENTENCE = re.compile(r"(?:^|(?<=[;。\n]))(?P<inside>(?:例如|例|比如|举例):[^;。()]{6,50})(?:[;。]|$)")
_MEANS = re.compile(r"(?:是指|系指|即指|指的是|指)(?=[^标])")
_SHARE = re.compile(r"[^,;。:]{2,40}(?:占[^,;。:占]{2,24}?的?(?:比例|比重|百分比|比率)|[与和同][^,;。:]{2,24}之比)")
_WORD = re.compile(r"[\u4e00-\u9fff]{2,12}$")
_LEVEL = re.compile(r"(?:^|[,;。:\n\x01])[\u4e00-\u9fff]{1,8}$")
_LEVEL_ENDS = re.compile(rf"的?,?(?:得|计|给|记|为|不得分|满分|{NUMBER}分)")
_NARROWING = re.compile(f"{alternatives('narrowing')}|仅|只|其中|不含|不包|除|以外|另|参照|详见|见|或者?经")
_SCORING = re.compile(r"\d|[得扣计]分|每|满分|规定|办法|文件|方案|通知|酌|排名|上年|去年|同期")
_OF_ANOTHER = re.compile("[不未没无非]|上年|去年|往年|同期|平均|办法|文件|规定|合同|评定|认定")
_ONCE = re.compile(
    r"同一(?P<what>[\u4e00-\u9fff]{1,8}?)(?:被?(?:多次|反复|重复|多家)[\u4e00-\u9fff]{1,6}?)?的?,?(?:均|只|仅|都)?"
    r"(?:(?:不重复|不再重复)(?:计算|计数|统计)|[按计算记](?:为|作)?[1一](?P<u>[起次件例个项宗处条])(?:计算|计|算|统计)?)"
)
_ONCE_CLAUSE = re.compile(rf"(?<=[,;。])(?P<inside>同一[^,;。:()]{{4,24}}){ENDS}[,;。]?")
_EVENTS = ("事件", "问题", "事项", "情况", "情形")
# 目标值的1%(即12人), and the other way round.
_PART = re.compile(
    rf"(?P<p>{NUMBER})%\((?:即|也即|也就是|折合)(?P<n>{NUMBER})(?P<u>[^\d()%,;。]{{1,4}})\)"
    rf"|(?P<n2>{NUMBER})(?P<u2>[^\d()%,;。每少多超低高]{{1,4}})\((?:即|也即|也就是)(?:目标|任务|计划)[值数量额]?的(?P<p2>{NUMBER})%\)"
)
_MARK = re.compile(r"(?:^|(?<=[,;]))(?:例如|例|比如|譬如|如)[:,]?(?=[\u4e00-\u9fff\d])")
_THEN = "(?:则|即|就|应|便|共|实际|最终|本项|该项)*"
_SCORED = rf"(?:,?{_THEN}扣(?:减|除|掉|分)?(?P<k>{NUMBER})分)?(?:,?{_THEN}(?:得|计|记)分?(?:为|是)?(?P<z>{NUMBER})分)?"
_REACHED = re.compile(rf"(?P<how>[\u4e00-\u9fff]{{0,12}}?)(?P<x>{NUMBER})(?P<u>[^\d,;。]{{0,4}}?)(?:的|时)?{_SCORED}")
_DAY = re.compile(
    r"(?P<day>(?:\d{4}年)?\d{1,2}月\d{1,2}[日号])[\u4e00-\u9fff]{0,6}?的?"
    rf"(?:,?{_THEN}[为算按是属计]?(?:迟|晚|逾期|推迟|延迟|延期|超期)了?(?P<n>\d+)[日天])?{_SCORED}"
)
_DONE = re.compile(
    rf"(?:年度)?(?:计划|目标|任务)(?:数|为)?(?P<a>{NUMBER})(?P<u>[^\d,;。、]{{0,4}})[、,;](?:实际)?[\u4e00-\u9fff]{{1,4}}?(?P<b>{NUMBER})(?P=u)"
    rf"(?:,?{_THEN}(?:完成率|完成比例|达成率|比例)(?:即|就|则)?[为是=](?P<c>{NUMBER})%)?{_SCORED}"
)
_BESIDE_TARGET = re.compile("低|少|超|高|多|差|缺|欠|降|减|增|未|不|没|每|前|上年|去年")
_GAP = re.compile(r"(?:实际|比目标)?(?P<side>(?:低于?|少于?|超过?|高于?)目标值?|低|少完成|少|超支|超|高|多)")


class Example(NamedTuple):
    """What an example says an actual value scores, or what is taken for it."""

    text: str
    actual: Decimal
    taken: Decimal | None
    given: Decimal | None


class Glossed(NamedTuple):
    """What is left of a text, what was left out, and the examples among it."""

    text: str
    idle: tuple[str, ...]
    examples: tuple[Example, ...]


def left_out(text: str, context: Context) -> Glossed:
    """A text without what its brackets only explain. :raises Refuse: the numbers of one do not agree."""
    if not ("(" in text or "例" in text or "同一" in text) or _SIGNS.isdisjoint(text):
        return Glossed(text, (), ())
    idle: list[str] = []
    examples: list[Example] = []

    def once(found: re.Match[str]) -> str:
        if not _counts_once(found["inside"], context):
            return found.group()
        idle.append(found["inside"])
        return ""

    def explained(found: re.Match[str]) -> str:
        inside, before, after = found["inside"], text[: found.start()], text[found.end() :]
        if _SIGNS.isdisjoint(inside):
            return found.group()
        if _counts_once(inside, context) or _defines(inside, before, after, context):
            idle.append(inside)
            return ""
        mark = _MARK.search(inside)
        said = _example(inside[mark.end() :], context) if mark is not None else None
        if mark is None or said is None:
            return found.group()
        examples.extend(said)
        idle.append(inside[mark.start() :])
        rest = inside[: mark.start()].rstrip(",;")
        return f"({rest})" if rest else ""

    if "同一" in text:
        text = _ONCE_CLAUSE.sub(once, text)
    if "例" in text or "比如" in text:
        text = _SENTENCE.sub(explained, text)
    if "(" in text:
        if "(即" in text or "(也" in text or "(折" in text:
            text = _PART.sub(lambda found: _same_part(found, context), text)
        text = _BRACKET.sub(explained, text)
    return Glossed(text, tuple(idle), tuple(examples))


def checked(examples: Sequence[Example], rule: Rule) -> None:
    """:raises Refuse: an example says another score than the rule."""
    for example in examples:
        score = rule.score(example.actual).score
        taken = None if score is None else rule.points - score
        if score is None or example.given not in (None, score) or example.taken not in (None, taken):
            raise Refuse(Refusal.CONTRADICTION, example.text)


def _counts_once(inside: str, context: Context) -> bool:
    """``同一事件被多次报道的按1起计``: how it was counted, of what the indicator counts."""
    found = _ONCE.fullmatch(inside)
    if found is None or context.target is None or context.dated or found["u"] not in (None, context.unit):
        return False
    return found["what"].endswith(_EVENTS) or shares_words(found["what"], context.name)


def _defines(inside: str, before: str, after: str, context: Context) -> bool:
    """Whether a bracket says what the indicator is, or what one of its levels is."""
    means = _MEANS.match(inside)
    what = inside[means.end() :] if means else inside
    word = _WORD.search(before)
    own = word is not None and word.group()[-2:] in context.name
    if context.unit == "%" and own and _SHARE.fullmatch(what):
        beside = unnamed(what, context.name, least=2)
        return not _OF_ANOTHER.search(beside) and not _NARROWING.search(beside)
    if means is None or context.target is not None or _NARROWING.search(what) or _SCORING.search(what):
        return False
    return _LEVEL.search(before) is not None and _LEVEL_ENDS.match(after) is not None


def _same_part(found: re.Match[str], context: Context) -> str:
    """``1%(即12人)`` without the bracket. :raises Refuse: it is another part of the target."""
    part, number = Decimal(found["p"] or found["p2"]), Decimal(found["n"] or found["n2"])
    unit = found["u"] or found["u2"]
    if context.target is None or context.dated or unit != context.unit:
        return found.group()
    if numbers.divide(numbers.multiply(context.target, part), HUNDRED) != number:
        raise Refuse(Refusal.CONTRADICTION, found.group())
    return found.group().partition("(")[0]


def _example(said: str, context: Context) -> list[Example] | None:
    """What an example says, empty where its own numbers are all, or ``None`` when it is not understood."""
    if context.target is None:
        return None
    if context.dated:
        return _of_a_day(said, context.target, context)
    shared = _of_a_share(said, context.target, context.unit)
    return _of_a_value(said, context) if shared is None else shared


def _of_a_day(said: str, target: Decimal, context: Context) -> list[Example] | None:
    """``4月17日印发即为迟2日``. :raises Refuse: it is not."""
    found = _DAY.fullmatch(said)
    day = None if found is None else dates.parse_deadline(found["day"], dates.from_serial(target).year)
    if found is None or day is None or not (found["n"] or found["k"] or found["z"]):
        return None
    actual = dates.to_serial(day)
    if found["n"] and actual - target != Decimal(found["n"]):
        raise Refuse(Refusal.CONTRADICTION, said)
    return _scored(said, actual, found)


def _of_a_share(said: str, target: Decimal, unit: str) -> list[Example] | None:
    """``计划50处、完成40处，完成率即为80%``: of another plan. :raises Refuse: it is not."""
    found = _DONE.fullmatch(said)
    if found is None or found["u"] not in ("", unit) or not (found["c"] or found["z"]) or not Decimal(found["a"]):
        return None
    plan, done = Decimal(found["a"]), Decimal(found["b"])
    if found["c"] and numbers.multiply(plan, Decimal(found["c"])) != numbers.multiply(done, HUNDRED):
        raise Refuse(Refusal.CONTRADICTION, said)
    return _scored(said, numbers.divide(numbers.multiply(target, done), plan), found)


def _of_a_value(said: str, context: Context) -> list[Example] | None:
    """``实际为92%，扣1.5分，得3.5分``, ``低3个百分点扣1.5分``."""
    found = _REACHED.fullmatch(said)
    target = context.target
    if found is None or target is None or not (found["k"] or found["z"]):
        return None
    number, gap = Decimal(found["x"]), _GAP.fullmatch(found["how"])
    if gap is None:
        plain = found["u"] in ("", context.unit) and not _BESIDE_TARGET.search(found["how"])
        return _scored(said, number, found) if plain else None
    if found["u"] != context.unit and not (context.unit == "%" and found["u"].endswith("百分点")):
        return None
    below = gap["side"].startswith(("低", "少"))
    return _scored(said, target - number if below else target + number, found)


def _scored(said: str, actual: Decimal, found: re.Match[str]) -> list[Example]:
    taken, given = (None if found[name] is None else Decimal(found[name]) for name in ("k", "z"))
    return [Example(said, actual, taken, given)] if found["k"] or found["z"] else []
