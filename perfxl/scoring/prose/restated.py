"""What is said again or said by a verb of its own, in the wording the grammar reads: 计划数（60栋） is 计划数.

Each is looked for only where a character it cannot do without stands; what does not fit is left as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from perfxl.scoring.prose.lexicon import measures, units
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import Context

_N = r"\d+(?:\.\d+)?"
_BEGINS = r"(?:^|(?<=[,;。:\n\x01]))"
_ENDS = r"(?=$|[,;。)\n])"
# 计划数（60栋）: the target in so many words behind its name.
_VALUE = re.compile(
    rf"(?P<name>(?:目标|任务|计划|预算|核定|预期|指标|控制|批复|限额|应完成)(?:任务|目标|指标|计划)?(?:总数|[数值量额]|[^\d,;。()/×完实执已]{{1,2}}[数次量])?)"
    rf"\((?:即|为|是|共|=)?(?P<number>{_N})(?P<unit>[^\d()分,;。含至到/×-]{{0,5}})\)"
)
# 的计“实际满意率÷95%×10”分: a way of calculating behind a verb.
_VERB_BEFORE = re.compile(
    r"(?<=[的者则:])(?:计|得|给|记)(?=(?:实际|本年|当年|全年|年度)?[\u4e00-\u9fff]{2,10}[/×][^,;。]{1,20}[/×])"
)
_VERB_BRACKET = re.compile(
    r"(?<=[的者则,])(?:计|得|给|记|按)\((?P<formula>[^(),;。=扣]{1,20}[/×][^(),;。=扣]{1,20})\)"
    rf"(?:分|计分|得分|计算|计)?{_ENDS}"
)
_BY_PROGRESS = re.compile(r"按进度(?=[/×])")
# 按比例折减（35/年均浓度×6）: the formula behind its name.
_NAMED_FORMULA = re.compile(
    r"按照?(?:相应|同等|实际|对应|反)?比例(?:折减|折算|折扣|递减|减分|计分|得分|计算|给分|赋分|核算|核计|计)?(?:得分|分值)?[:,]?"
    r"\((?:即|公式|公式为|为)?:?(?P<formula>[^(),;。=扣减+-]{1,20}[/×][^(),;。=扣减+-]{1,20}(?:[/×][^(),;。=扣减+-]{1,12})?)\)"
)
_AWARDED = re.compile(
    rf"(?<=[的者则,;:标成])核(?:计|得|予|发|给|记|定)?(?:为)?(?=(?:满分|零分|{_N}分)(?:$|[,;。)\n]))"
)
_COUNTED = re.compile(rf"(?<=比例|进度|情况|程度)核分{_ENDS}")
# 产量稳定在21.6万吨以上: where it stays is what it reaches.
_STEADY = re.compile(
    rf"(?:持续|始终|长期|一直)?(?:稳定|保持|维持|稳步保持)(?:在|于)(?={_N}[^,;。\d]{{0,6}}(?:以上|及以上|以下|及以下|以内|之间|至|-|~))"
)
_STEADY_AT = re.compile(rf"稳居(?={_N}[^,;。\d]{{0,6}}以上)")
_SLIPPED = re.compile(rf"(?:滑落|跌落|回落|下滑|滑)[到至](?P<bound>{_N}[^\d,;。]{{0,3}})以下")
_LOST = re.compile(r"(?<=[,;。\n\x01])(?:失守|跌破|跌穿)(?:的|者)?(?=不得分|得|扣|计|,每)")
_FALLEN = re.compile(rf"(?:跌破|跌穿|击穿|失守)(?:了)?(?={_N})")
# 低于96%的扣分，每低2%扣1分: the verb before how much.
_TAKEN_BEFORE = re.compile(
    r"(?P<missed>[的者标%]|(?<![不未])(?:低于|少于|不足|不到|未达到?|达不到|超过|高于|超出|多于|大于|小于)\d+(?:\.\d+)?[^\d,;。扣第不免未]{1,3}?)"
    r"(?:予以|相应|则|就|要|应|需|进行|开始|起|时)?(?:扣分|减分|扣减分值)[,:;。](?=每[^,;。]{1,14}[扣减])"
)
_UNIT = re.compile(
    r"(?<=[\u4e00-\u9fff])\((?:单位:?)?(?P<unit>[^\d(),;。]{1,6})\)(?=[≤≥<>=不未低高超少多小大达在为每控])"
)
# 只拿一项或者没有的: one and fewer.
_ONE_OR_NONE = re.compile(
    r"(?:只|仅|只有|仅有)[^\d,;。一不未没]{0,3}(?:一|1)(?P<unit>[个项起件次家户场人篇例处名座])(?:或者?|、|和|及)"
    r"(?:一(?P=unit)都?没有|没有|0(?P=unit)|零(?P=unit)|没[^\d,;。]{0,2})的?(?:都|均|一律)?的?(?=不得分|不给分|不计分|零分|0分)"
)
# 获评一家得一分五，六分封顶，一家都没有不得分: the end says what nothing times so much is.
_NONE_AT_ALL = re.compile(
    r"^(?P<each>[^,;。:\d每]{0,8}(?:一|1)(?P<unit>[个项起件次家户场人篇例处名座])的?[得计给记][^,;。每]{1,6}[,;]"
    r"(?:(?:最高|最多|满分)[^,;。每]{1,5}|[^,;。每]{1,4}封顶))[,;](?:一|1)(?P=unit)(?:都|也)?没有的?(?:不得分|得?0分|零分)。?$"
)
# A table typed into a cell: 完成数|得分, then a row for each rung.
_HEAD = re.compile(r"\|?(?P<name>[^|\d\n]{1,12})\|(?:得分|分值|分数|计分)(?:\(分\))?\|?")
_ROW = re.compile(
    rf"[|\n ;,]*(?P<rung>[^|\n;,]+?)\|(?P<points>{_N})分?(?=$|[|\n ;,。]|[≥≤><=低高不大小少多超其否达])[|;,。]*"
)
_LESS_THAN_ONE = re.compile(
    r"(?P<begins>^|[,;。:(\n\x01])(?:少|低|多|超出?|超过|高|差|晚|迟|逾期|推迟|欠|缺|短|迟延|延期|下降|降低|减少|增加)(?:了)?"
    rf"(?:不到|不足|不满|未满|未到|不够)(?P<step>(?:{_N}|[一二两三四五六七八九十半]+)[^\d,;。()扣计]{{1,4}}?)"
    rf"(?:的|者|部分|时|的部分)*(?:不扣分?|不予扣分|不计扣分|免扣){_ENDS}"
)
# 60＜天数≤75, 95%>进度≥70%: a thing between two signs.
_INSIDE = re.compile(
    rf"(?P<low>{_N})(?P<lu>[^\d,;。()<>≤≥=]{{0,4}})(?P<one>[<≤])(?P<what>[^\d,;。()<>≤≥=每扣得计/×]{{1,12}})"
    rf"(?P<two>[<≤])(?P<high>{_N})"
)
_OUTSIDE = re.compile(
    rf"(?P<high>{_N})(?P<hu>[^\d,;。()<>≤≥=]{{0,4}})(?P<one>[>≥])(?P<what>[^\d,;。()<>≤≥=每扣得计/×]{{1,12}})"
    rf"(?P<two>[>≥])(?P<low>{_N})(?P<lu>[^\d,;。()<>≤≥=的得计扣为]{{0,4}})"
)
_NO_NAMES = frozenset(("值", "数值", "实际值", "实际数", "完成值", "完成数", "指标值"))
# （均含下限、不含上限）: said once for all rungs.
_FOR_ALL = re.compile(
    r"[,;。]?\(?(?:注[:：]?)?(?:以上|上述|各档|各段|各区间|各分段|每档|区间|分档)?(?:区间|各档|分段)?(?:均|都|各)?(?:含|包含|包括)(?P<own>下限|上限)(?:值|数)?"
    r"[、,]?(?:但|而|均|都|且|并)?(?:不含|不包含|不包括)(?P<other>下限|上限)(?:值|数)?\)?。?$"
)
_RANGE = re.compile(
    rf"(?P<first>{_N})(?P<fu>[^\d,;。()<>≤≥=扣得计分]{{0,3}}?)(?P<to>[-~至到])(?P<second>{_N})(?P<su>%|[^\d,;。()<>≤≥=扣得计分]{{0,2}}?)"
    r"(?=[\d,;。:的得计给扣为]|之间|不得分|$)"
)
_UP_FROM = re.compile(rf"(?P<bound>{_N}[^\d,;。()]{{0,3}}?)及?(?P<way>以上|以下|以内)")
_CAPPED = re.compile(rf"加(?:分)?(?:至|到|满)(?P<points>{_N}分)(?:为止|止|封顶|为限){_ENDS}")
_NOUGHT = re.compile(rf"(?<=[\d%]):0{_ENDS}")
_BEYOND = re.compile(rf"(?P<bound>{_N}[^\d,;。()]{{0,3}})(?:\(不含\))?以外")


def _without_value(text: str, context: Context) -> str:
    target, unit = context.target, context.unit
    if target is None or context.dated:
        return text

    def said(found: re.Match[str]) -> str:
        same = Decimal(found["number"]) == target and found["unit"] in ("", unit)
        return found["name"] if same else found.group()

    return _VALUE.sub(said, text)


def _between(text: str, context: Context) -> str:
    """``60＜天数≤75`` as 60(不含)-75(含), with its name in front unless that says nothing."""

    def said(found: re.Match[str]) -> str:
        what = found["what"]
        counted = what in (f"{context.unit}数", context.unit) or what in _NO_NAMES
        ends = ["(含)" if found[name] in "≤≥" else "(不含)" for name in ("one", "two")]
        outside = "hu" in found.re.groupindex
        if outside:
            ends.reverse()
        low_unit = found["lu"] or (found["hu"] if outside else "")
        high = found["high"] + (found["hu"] if outside else "")
        lettered = what.isascii()  # a letter is told apart from others
        if lettered or Decimal(found["low"]) >= Decimal(found["high"]) or not _measured(low_unit, context):
            return found.group()
        if outside:
            return f"{'' if counted else what}{found['low']}{low_unit}{ends[0]}-{high}{ends[1]}"
        return f"{'' if counted else what}{found['low']}{low_unit}{ends[0]}-{high}\x03{ends[1]}"

    text = _OUTSIDE.sub(said, _INSIDE.sub(said, text))
    # The unit of the upper end stands behind its number.
    return re.sub(r"\x03(\(不?含\))(%|[^\d,;。()<>≤≥=的得计扣为]{0,4})", r"\2\1", text)


def _tabulated(text: str) -> str:
    """A table's rows as clauses; a text that is anything else besides stays as it stands."""
    head = _HEAD.match(text)
    if head is None:
        return text
    rungs, place = [], head.end()
    while place < len(text) and (row := _ROW.match(text, place)) is not None:
        rungs.append(f"{row['rung'].strip(' |')}得{row['points']}分")
        place = row.end()
    return ";".join(rungs) if len(rungs) > 1 and not text[place:].strip(" \n|;。") else text


def _without_unit(found: re.Match[str], unit: str) -> str:
    """``响应时间（分钟）≤15``. :raises Refuse: another measure than the indicator's."""
    if found["unit"] in measures() and unit in measures() and found["unit"] != unit:
        raise Refuse(Refusal.OTHER_UNIT, found.group())
    return "" if found["unit"] == unit else found.group()


def _measured(unit: str, context: Context) -> bool:
    return not unit or unit == context.unit or unit in units()


def _for_all(text: str) -> str:
    """The ends of every rung, from what is said once behind all of them."""
    found = _FOR_ALL.search(text)
    if found is None or found["own"] == found["other"]:
        return text
    body, lower = text[: found.start()], found["own"] == "下限"
    if "含" in body or not _RANGE.search(body):
        return text

    def ends(rung: re.Match[str]) -> str:
        falling = Decimal(rung["first"]) > Decimal(rung["second"])
        first, second = ("(含)", "(不含)") if lower != falling else ("(不含)", "(含)")
        return f"{rung['first']}{rung['fu']}{first}{rung['to']}{rung['second']}{rung['su']}{second}"

    def beyond(rung: re.Match[str]) -> str:
        inside = lower if rung["way"] == "以上" else not lower
        return f"{rung['bound']}{rung['way']}{'(含)' if inside else '(不含)'}"

    return _RANGE.sub(ends, _UP_FROM.sub(beyond, body))


_WAYS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("按进度", lambda text: _BY_PROGRESS.sub("按实际进度", text)),
    ("比例", lambda text: _NAMED_FORMULA.sub(r"按\g<formula>计分", text) if "(" in text else text),
    ("核", lambda text: _AWARDED.sub("计", text)),
    ("核分", lambda text: _COUNTED.sub("计分", text)),
    ("稳定", lambda text: _STEADY.sub("在", text)),
    ("持", lambda text: _STEADY.sub("在", text)),
    ("跌", lambda text: _FALLEN.sub("低于", text)),
    ("稳居", lambda text: _STEADY_AT.sub("在", text)),
    ("跌", lambda text: _LOST.sub("未达到的", text)),
    ("失守", lambda text: _LOST.sub("未达到的", text)),
    ("落", lambda text: _SLIPPED.sub(r"低于\g<bound>", text)),
    ("滑", lambda text: _SLIPPED.sub(r"低于\g<bound>", text)),
    ("穿", lambda text: _FALLEN.sub("低于", text)),
    ("分,每", lambda text: _TAKEN_BEFORE.sub(r"\g<missed>,", text)),
    ("分:每", lambda text: _TAKEN_BEFORE.sub(r"\g<missed>,", text)),
    ("分;每", lambda text: _TAKEN_BEFORE.sub(r"\g<missed>,", text)),
    ("分。每", lambda text: _TAKEN_BEFORE.sub(r"\g<missed>,", text)),
    ("扣", lambda text: _LESS_THAN_ONE.sub(r"\g<begins>不足\g<step>的不扣分", text) if "每" in text else text),
    ("限", _for_all),
    ("加", lambda text: _CAPPED.sub(r"最高\g<points>", text)),
    (":0", lambda text: _NOUGHT.sub(":0分", text)),
)


def in_turn(text: str, ways: Sequence[tuple[str, Callable[[str], str]]]) -> str:
    """The text after every way whose sign stands in it, one after the other."""
    for sign, way in ways:
        if sign in text:
            text = way(text)
    return text


def restated(text: str, context: Context) -> str:
    """The text without what it only says again, beside its indicator. :raises Refuse: it measures in another unit."""
    text = in_turn(text, _WAYS)
    if "(" in text and context.target is not None:
        text = _without_value(text, context)
    if "<" in text or "≤" in text or ">" in text or "≥" in text:
        text = _between(text, context)
    if "(" in text and context.unit:
        text = _UNIT.sub(lambda found: _without_unit(found, context.unit), text)
    if "没" in text and context.sense > 0:
        text = _ONE_OR_NONE.sub(r"1\g<unit>及以下的", text)
        text = _NONE_AT_ALL.sub(r"\g<each>", text)
    if "|" in text:
        text = _tabulated(text)
    if "以外" in text and context.sense < 0:
        text = _BEYOND.sub(r"超过\g<bound>", text)
    if "/" in text or "×" in text:
        text = _VERB_BEFORE.sub("按", _VERB_BRACKET.sub(r"按\g<formula>计分", text))
    return text
