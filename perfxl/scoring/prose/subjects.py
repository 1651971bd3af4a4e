"""What the bands of a standard are about: one indicator has one value, so bands of different things are refused.

``完成10次检查得5分，完成5次培训得3分`` speaks of two numbers; read as bands of one it would score five trainings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from perfxl.scoring.prose import asides
from perfxl.scoring.prose.amounts import DURATIONS
from perfxl.scoring.prose.harmless import is_label
from perfxl.scoring.prose.lexicon import alternatives, listed, measures
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.segments import Segment
from perfxl.scoring.prose.signs import watched
from perfxl.scoring.prose.terms import Context, Formula, Interval, Met, Missed, Pair, Statements, Step
from perfxl.scoring.prose.tokens import Token

_GENERIC_RATE = re.compile(r"(?:预算|目标|任务)?(?:完成|达成|实现|执行|支出|支付)(?:率|度|进度|程度|比例|百分比)")
_RATE = re.compile(r"(?<=.)(?:率|度)$")
# The core of 完成率 and its like: beside a name that is no rate it fits anything.
_COMPLETION = frozenset("完成")
_RATE_NAMES = ("率", "度")
_OF_PEOPLE = ("满意度", "满意率")
_WHOEVER = ("服务对象", "受益", "社会公众", "利益相关")
_PEOPLE = re.compile("群众|企业|居民|师生|学生|患者|家长|公众|农户|村民|市民|职工|游客|读者|用户|业主")
# What is counted, measured or paid; the words before say of what.
_PROVEN = ("有效", "属实", "责任", "有责")
_HEADS = listed("heads")
# By itself such a word says nothing but how many.
_COUNTS = (
    *("人数", "户数", "次数", "件数", "个数", "场次", "起数", "条数", "篇数", "家数"),
    *("面积", "里程", "数量"),
)
# 45人均在岗: all of them, not each on average.
_NARROWING = re.compile(
    alternatives("narrowing")
    + r"|(?<!\d)人均|(?:国家|省|市|县|区)级(?:及?以上)?(?:项目|每|表彰)|因[^，]{2,12}每"
    + "|(?:验收|质量)合格的?(?:完成|建成|达到)"
)
_NARROWED = watched((*listed("narrowing"), "人均", "家级", "省级", "市级", "县级", "区级", "因", "合格"))
_GENERIC = re.compile(alternatives("generic_rates"))
_NAMED_RATE = re.compile(alternatives("own_names_of_rates"))
_LABEL_MARKS = re.compile(r"^[A-Za-z]?[.、:]")
_MARKS = frozenset(".、:")
_LETTER = re.compile(r"[\x00-\x7f]")
_SYNONYMS = tuple(tuple(words.split("=")) for words in listed("same_subject"))
_ADVERBS = frozenset(listed("any_subject_adverbs"))
_PLAIN = _ADVERBS.union(listed("any_subject"))
_ANYTHING = re.compile(alternatives("any_subject", "any_subject_adverbs"))
# How long the plain words are, longest first.
_SIZES = tuple(sorted({len(word) for word in _PLAIN}, reverse=True))
_APART, _NUMBERS = frozenset(("pause", "and", "or", "comma")), frozenset(("num", "date"))
_STEM, _BEGINNING = 2, 4
_COMPARING = (Interval, Step)
_DAYS = (Interval, Step, Met, Missed)
# What is done, one act of one group: what is counted of one says nothing of another.
_GROUP_OF = {act: place for place, acts in enumerate(listed("acts")) for act in acts.split("=")}
_ACTS = re.compile("|".join(_GROUP_OF))
# 税收 beside 销售收入: both are money, and not the same.
_MONEY_OF = {word: place for place, words in enumerate(listed("kinds_of_money")) for word in words.split("=")}
_MONEY = re.compile("|".join(sorted(_MONEY_OF, key=len, reverse=True)))
# 每少检查1家: what is done to each, beside 整改企业数.
_VERBS = tuple(verb for verb in listed("counted_verbs") if len(verb) > 1)
_DONE_TO_EACH = re.compile(rf"每(?:少|多|缺|漏)?(?:完成)?({'|'.join(_VERBS)})(?=[\d一二两三四五六七八九十个])")
# 每晚报1天, 迟发的.
_ACT_LATE = re.compile("[晚迟缓]([报发交付开办])")
_OPERATORS = re.compile(r"[/×÷=()+\-,，]|除以|乘以?|[与和占]")
_DENYING = re.compile(r"非([\u4e00-\u9fff]{2})")
# 1个乡镇未完成 beside 卫生室建设数: who has to do it is another thing than what is counted.
_PLACES, _BODIES = (
    {words[0]: words for words in (entry.split("=") for entry in listed(kind))} for kind in ("places", "bodies")
)
_OTHERS = {**_PLACES, **_BODIES}
_WHO = re.compile(
    r"(?:(?:(?<![\d.])\d+|[一二两三四五六七八九十])(?:个|家|所|户|名|位|支)?|每[个家所])"
    r"(?:[^，,;。\d的个家未没不]{2}(?=.{2}(?:未|没|不|超|逾|被|发生|出现|存在|扣)))?"
    rf"(?P<who>{'|'.join(sorted(_OTHERS, key=len, reverse=True))})(?P<next>[^，,;。]{{0,2}})"
)
_COUNTING = re.compile(rf"$|{alternatives('counting', 'counted_verbs')}".replace("(", r"\("))
# Units that people and firms go by, and what is called so where a name counts them in 个.
_PERSONAL = frozenset("家户所人名位")
_PERSONS = {**dict.fromkeys("人名位", "人员岗师生者才匠手职干骨兵代名学"), "户": "户主企商社场店家庭房农经"}
_PIECES = frozenset("个处座台套条项件")
_ONE_PERSON = re.compile(r"(?:(?<![\d.])\d+|[一二两三四五六七八九十])([人名位户])(?![次均数员])")
_WHOM = watched((*_OTHERS, *_PERSONS))
_TOGETHER = ("和", "及", "与", "、", "或")


class Subject(NamedTuple):
    """What a clause measures: its words as written, what is left without those that fit anything, whether a rate."""

    text: str
    core: frozenset[str]
    rate: bool


def of_one_thing(said: Statements, context: Context) -> None:
    """:raises Refuse: two clauses with numbers name different things."""
    if len(said.pairs) == 1 and len(said.pairs[0].segments) == 1 and said.pairs[0].segments[0].kinds.isdisjoint(_APART):
        return
    clauses = [clause for pair in said.pairs for clause in _compared(pair)]
    if len(clauses) < 2:
        return
    subjects = list(dict.fromkeys(found for clause in clauses if (found := _subject(clause)) is not None))
    for place, one in enumerate(subjects):
        for other in subjects[place + 1 :]:
            if _differ(one, other, context.name):
                raise Refuse(Refusal.DIFFERENT_THINGS, f"{one.text}、{other.text}")


def of_the_indicator(said: Statements, context: Context) -> None:
    """What a clause with a number speaks of must be the indicator. :raises Refuse: a part of it, or another rate.

    ``重点项目每低1%`` beside 项目完成率, ``知晓率达90%`` beside 群众满意度: the one actual value says nothing of it.
    """
    if context.target is None:
        return
    acts = frozenset() if context.unit in DURATIONS else frozenset(map(_GROUP_OF.get, _ACTS.findall(context.name)))
    money = frozenset(map(_MONEY_OF.get, _MONEY.findall(context.name)))
    double, beginning = bool(asides.halves(context.name)), context.name[2:_BEGINNING]
    for pair in said.pairs:
        found = _NARROWING.search(pair.text) if said.seen & _NARROWED else None
        if found and not any(part in context.name for part in (found.group(), found.group()[:2])):
            raise Refuse(Refusal.DIFFERENT_THINGS, pair.text)
        if said.seen & _WHOM and (who := _by_others(pair.text, context)):
            raise Refuse(Refusal.DIFFERENT_THINGS, f"{who}、{context.name}")
        if context.dated and acts and "资金" in pair.text and "资金" not in context.name:
            raise Refuse(Refusal.DIFFERENT_THINGS, f"资金、{context.name}")
        if "非" in context.name and any(_denied_of(context.name, pair.text)):
            raise Refuse(Refusal.DIFFERENT_THINGS, f"{pair.text}、{context.name}")
        other = _other_act(pair, acts, context.dated) or _other_money(pair, money)
        if other is not None:
            raise Refuse(Refusal.DIFFERENT_THINGS, f"{other}、{context.name}")
        done = _DONE_TO_EACH.search(pair.text) if "每" in pair.text else None
        if done is not None and _other_verb(done[1], context.name):
            raise Refuse(Refusal.DIFFERENT_THINGS, f"{done[1]}、{context.name}")
        for clause in _compared(pair):
            if beginning and beginning in pair.text and _instead(clause, context.name):
                raise Refuse(Refusal.DIFFERENT_THINGS, f"{pair.text}、{context.name}")
            if double and asides.half("".join([t.text for t in clause if t.kind == "word"]), context.name):
                raise Refuse(Refusal.DIFFERENT_THINGS, f"{pair.text}、{context.name}")
            rate = _other_rate(clause, context)
            if rate:
                raise Refuse(Refusal.DIFFERENT_THINGS, f"{rate}、{context.name}")


def of_idle(idle: Iterable[str], context: Context) -> None:
    """:raises Refuse: what seems to say nothing says of which part it is counted: 按农村人口计算."""
    for clause in idle:
        found = _NARROWING.search(clause.replace("农业农村", "")) if clause.endswith(_COUNTED_SO) else None
        if found is not None and found.group()[:2] not in context.name:
            raise Refuse(Refusal.DIFFERENT_THINGS, clause)


_COUNTED_SO = ("计算", "统计", "核算", "测算", "口径", "为准")


def _by_others(text: str, context: Context) -> str:
    """Who a clause counts where the indicator counts other things, or an empty text: 1个乡镇 of 卫生室建设数."""
    name, unit = context.name, context.unit
    if not name or not unit or unit in measures() or ("覆盖" in text and "覆盖" in name):
        return ""
    for found in _WHO.finditer(text):
        who, following = found["who"], found["next"]
        if any(word in unit for word in _OTHERS[who]) or (who in _BODIES and not _PERSONAL.isdisjoint(unit)):
            continue
        if len(following) == 2 and following in name and following not in _VERBS and (
            context.sense > 0 or any(word in name for word in _OTHERS[who])
        ):
            continue  # 26个乡镇站所 of 乡镇综合服务站所
        if not any(_COUNTING.match(name, at.end()) for word in _OTHERS[who] for at in re.finditer(word, name)):
            return found.group()[: -len(following)] if following else found.group()
    one = _ONE_PERSON.search(text) if unit in _PIECES else None
    return one.group() if one is not None and set(_PERSONS[one[1]]).isdisjoint(name) else ""


def _other_act(pair: Pair, own: frozenset[int | None], dated: bool) -> str | None:
    """``6月30日前开工`` beside 竣工时间: an act not of the indicator's *own* groups, where it has some."""
    if not own:
        return None
    text = _counted_of(pair, _DAYS if dated else _COMPARING)
    if dated and (late := _ACT_LATE.search(text)) and own.isdisjoint(_acts_with(late[1])):
        return late.group()
    for part in _OPERATORS.split(text) if isinstance(pair.outcome, Formula) else (text,):
        said: list[str] = _ACTS.findall(part)
        if said and own.isdisjoint(_GROUP_OF[act] for act in said):
            return said[0]
    return None


def _other_money(pair: Pair, own: frozenset[int | None]) -> str | None:
    """``税收达到5000万元`` beside 销售收入: no money of the indicator's *own* kinds, where it has some."""
    said: list[str] = _MONEY.findall(_counted_of(pair, _COMPARING)) if own else []
    return said[0] if said and own.isdisjoint(_MONEY_OF[money] for money in said) else None


def _counted_of(pair: Pair, counting: tuple[type, ...]) -> str:
    """The words of a pair that compares or calculates, else an empty text."""
    if isinstance(pair.outcome, Formula):
        return pair.outcome.text
    return pair.text if [True for condition in pair.conditions if isinstance(condition, counting)] else ""


@cache
def _acts_with(char: str) -> frozenset[int]:
    return frozenset(group for act, group in _GROUP_OF.items() if char in act)


def _denied_of(name: str, text: str) -> Iterator[bool]:
    """Whether a text names what the indicator is not: 税收 of 非税收入."""
    for found in _DENYING.finditer(name):
        yield found[1] in text.replace(f"非{found[1]}", "")


def _instead(tokens: Sequence[Token], name: str) -> bool:
    """Whether a clause puts another word of one sort where the name has its own: 食品抽检 of 药品抽检批次."""
    text = "".join([token.text for token in tokens if token.kind == "word"])[:_BEGINNING]
    if len(text) < _BEGINNING or text[2:] != name[2:_BEGINNING] or name[:2] in text:
        return False
    return (text[0] == name[0]) != (text[1] == name[1])


def _other_verb(verb: str, name: str) -> bool:
    """Whether an indicator is called after what is done, and after something else than *verb*."""
    if verb in _PLAIN or not set(verb).isdisjoint(name):
        return False
    own = [other for other in _VERBS if other in name and other not in _PLAIN]
    group = _GROUP_OF.get(verb)
    return bool(own) and (group is None or group not in [_GROUP_OF.get(other) for other in own])


def _other_rate(tokens: Sequence[Token], context: Context) -> str:
    """A rate in a clause that is called differently than the indicator, or an empty text."""
    text = "".join([token.text for token in tokens if token.kind == "word" and not token.text.isascii()])
    if not text.endswith(_RATE_NAMES):
        if not context.name or not text.endswith(_HEADS) or any(word in text for word in _PROVEN):
            return ""
        left = asides.unknown(text, context.name, _ANYTHING)
        same = any(left in words and any(word in context.name for word in words) for words in _SYNONYMS)
        return text if len(left) > 1 and not same and set(left).isdisjoint(context.name) else ""
    own = _NAMED_RATE.search(text) if context.name.endswith(_RATE_NAMES) else None
    if own is not None and any(char not in context.name for char in own.group()[:-1]):
        return own.group()
    if text in _OF_PEOPLE and context.unit == "%":
        return ""  # 满意度 of 社会公众对工作的期望: what else would its percentage be
    if text.endswith(_OF_PEOPLE) and any(whoever in context.name for whoever in _WHOEVER):
        text = _PEOPLE.sub("", text)  # 企业满意度 of 服务对象满意度
    stem = text.removesuffix("率")
    if len(stem) == _STEM < len(text) and context.name.endswith("率") and set(stem).isdisjoint(context.name):
        return "" if _GENERIC_RATE.fullmatch(text) or _GENERIC.fullmatch(text) else text  # 建档率 of 管理率
    text = asides.unknown(_GENERIC.sub("", text), context.name)
    foreign = [char for char in text if char not in context.name]
    return text if len(foreign) > 1 else ""


def _compared(pair: Pair) -> list[Sequence[Token]]:
    """The clauses of a pair that compare something with a number."""
    if not [True for condition in pair.conditions if isinstance(condition, _COMPARING)]:
        return []
    return [clause for segment in pair.segments for clause in _clauses(segment)]


def _clauses(segment: Segment) -> Iterator[Sequence[Token]]:
    """A segment cut behind each comparison in a row of them: 开工率90%、完工率80%."""
    if segment.kinds.isdisjoint(_APART):
        if not segment.kinds.isdisjoint(_NUMBERS):
            yield segment
        return
    clause: list[Token] = []
    for token in segment:
        if token.kind in _APART and _numbered(clause):
            yield clause
            clause = []
        else:
            clause.append(token)
    if _numbered(clause):
        yield clause


def _numbered(tokens: Sequence[Token]) -> bool:
    return any(token.kind in _NUMBERS for token in tokens)


def _subject(tokens: Sequence[Token]) -> Subject | None:
    """The subject of a clause, or ``None`` where its words would fit any."""
    worded = words = [token.text for token in tokens if token.kind == "word" and not token.value]
    if not words:
        return None
    if _LETTER.search("".join(words)):
        worded = [word for word in words if not word.isascii()]
    if len(worded) < len(words) and (variable := _variable(tokens)):
        return Subject(variable, frozenset(variable), rate=True)
    text = "".join(worded)
    if text[:1] in _MARKS or text[1:2] in _MARKS:
        text = _LABEL_MARKS.sub("", text)
    telling = "".join([word for word in worded if word not in _PLAIN])
    if is_label(telling):
        return None
    if _GENERIC_RATE.fullmatch(_trimmed("".join([word for word in worded if word not in _ADVERBS]))):
        return Subject(text, _COMPLETION, rate=True)
    core = _RATE.sub("", _trimmed(telling))
    for first, *others in _SYNONYMS:
        for other in others:
            core = core.replace(other, first)
    if not core or core in ("率", "度") or (len(core) == 1 and any(token.kind in ("each", "dir") for token in tokens)):
        return None
    return Subject(text, frozenset(core), _RATE.search(text) is not None)


def _variable(tokens: Sequence[Token]) -> str:
    """The letter for what is measured: ``X≥90%``."""
    return "".join(
        token.text.upper() for token, after in pairwise(tokens)
        if token.kind == "word" and token.text.isascii() and token.text.isalpha() and after.kind == "cmp"
    )  # fmt: skip


def _trimmed(text: str) -> str:
    """A text without words at its ends that would fit anything."""
    while text and not _GENERIC_RATE.fullmatch(text):
        if size := next((size for size in _SIZES if text[:size] in _PLAIN), 0):
            text = text[size:]
        elif size := next((size for size in _SIZES if text[-size:] in _PLAIN), 0):
            text = text[:-size]
        else:
            break
    return text


def _differ(one: Subject, other: Subject, name: str) -> bool:
    """Whether two subjects are different things: neither says the other in fewer words, nor do both name the whole."""
    if one.text.isascii() != other.text.isascii():
        return False  # a letter stands for the indicator
    if one.text in other.text or other.text in one.text or one.core <= other.core or other.core <= one.core:
        return False
    if _COMPLETION in (one.core, other.core) and not (one.rate and other.rate):
        return False
    if any(text in _COUNTS and name.endswith(text) for text in (one.text, other.text)) and all(
        text in name or any(text in words and any(word in name for word in words) for words in _SYNONYMS)
        for text in (one.text, other.text)
    ):
        return False  # 场次 of 送戏下乡场次
    if one.text not in name or other.text not in name:
        return True
    return _beside(one.text, other.text) or any(
        f"{first}{mark}{second}" in name
        for first, second in ((one.text, other.text), (other.text, one.text)) for mark in _TOGETHER
    )  # fmt: skip


def _beside(one: str, other: str) -> bool:
    """Whether two names are told apart by a part of the same length: 新建 and 改建, 春季 and 秋季."""
    return len(one) == len(other) and (one[-1] == other[-1] or one[0] == other[0])
