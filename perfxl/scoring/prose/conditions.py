"""Conditions: what has to hold for an outcome, read from the tokens in front of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from perfxl.numbers import HUNDRED
from perfxl.scoring.prose import amounts, asides
from perfxl.scoring.prose.comparisons import Comparisons
from perfxl.scoring.prose.formulas import shortened
from perfxl.scoring.prose.intervals import intersection
from perfxl.scoring.prose.phrases import named, phrase
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.segments import NOTHING, Segment
from perfxl.scoring.prose.steps import step
from perfxl.scoring.prose.terms import DOWN, UP, Condition, Context, Interval, Level, Met, Missed, NotOne, Rest, Step
from perfxl.scoring.prose.tokens import Token


def read(segments: Sequence[Segment], context: Context) -> tuple[Condition, ...]:
    """The conditions of one outcome: comma-separated segments hold together.

    :raises Refuse: something in them is not understood.
    """
    found: list[Condition] = []
    whole = segments
    if len(segments) > 1 and _required(segments[0], context):
        segments = segments[1:]
    elif len(segments) == 2 and "each" not in segments[1].kinds and _required(segments[0], context, normed=False):
        later = read(segments[1:], context)
        if later and all(isinstance(condition, Met | Missed | Rest) for condition in later):
            asides.second(whole, later, context)
            return later
    for segment in segments:
        kinds = segment.kinds
        if "danger" in kinds:
            danger = next(token for token in segment if token.kind == "danger")
            raise Refuse(Refusal[danger.value], danger.text)
        if kinds <= _IDLE:
            continue
        if "fen" in kinds and context.unit != "分" and _POINTS_INSIDE.search(segment.text):
            raise Refuse(Refusal.UNKNOWN_CLAUSE, segment.text)  # 5月底前取得4分6月底前取得3分: what ends it is lost
        if segment[-1].kind in ("give", "take") and len(segment[-1].text) <= 2:
            raise Refuse(Refusal.NO_AMOUNT, segment.text)
        if "give" in kinds and _gives(segment):
            raise Refuse(Refusal.NO_AMOUNT, segment.text)
        found.extend(said := _segment(segment, context))
        if len(segments) > 1 and "dir" in kinds and any(_bettered(condition, context) for condition in said):
            raise Refuse(Refusal.UNKNOWN_CLAUSE, segment.text)
    asides.second(whole, found, context)
    return _merged(found, segments, context)


def _gives(segment: Segment) -> bool:
    """``完成任务得80%``: a share of points nobody spoke of, not what is reached."""
    return any(
        token.kind == "give" and token.text in _GIVING and number.kind == "num" and unit.text == "%"
        for token, number, unit in zip(segment, segment[1:], segment[2:], strict=False)
    )


def _bettered(condition: Condition, context: Context) -> bool:
    """``提高效率的，达到90%``: a rise without a number beside what has one, where more is better."""
    if not isinstance(condition, Interval) or not condition.about_target or context.dated:
        return False
    return (condition.low if context.sense > 0 else condition.high) == context.target != 0


def _merged(found: list[Condition], segments: Sequence[Segment], context: Context) -> tuple[Condition, ...]:
    """Intervals that hold together become one; a step takes the interval it begins at."""
    if len(found) == 1:
        return (found[0],)
    if context.target == 0 and any(isinstance(c, Interval) and c.low is not None and c.low > 0 for c in found):
        found = [c for c in found if not isinstance(c, Met)]  # 杜绝事故，发生一起…
    found = _tolerated(found, context)
    intervals = [condition for condition in found if isinstance(condition, Interval)]
    steps = [condition for condition in found if isinstance(condition, Step)]
    others = [condition for condition in found if not isinstance(condition, Interval | Step)]
    detail = "，".join([segment.text for segment in segments])
    whole = intersection(intervals, detail) if intervals else None
    if len(steps) > 1:
        raise Refuse(Refusal.UNKNOWN_CLAUSE, detail)
    if steps:
        dated = not context.dated and context.target is not None and any("date" in each.kinds for each in segments)
        if dated and whole is not None:
            raise Refuse(Refusal.UNKNOWN_CLAUSE, detail)  # 到年末，每少1次
        restated = whole is not None and _is_target(whole, steps[0].side, context)
        return (*others, steps[0] if whole is None or restated else replace(steps[0], start=whole))
    return (*others, whole) if whole is not None else tuple(others)


_GIVING = frozenset(("得", "计", "给", "记", "赋", "得分", "计分", "给分", "记分", "赋分"))
_POINTS_INSIDE = re.compile(r"\d分(?:\d{1,2}月|[已未没][\u4e00-\u9fff])")
_IDLE = frozenset(("fill", "open", "close", "colon", "unless", "hole"))


def _is_target(whole: Interval, side: str, context: Context) -> bool:
    """``不少于600条，每少10条``: the target itself, in front of what missing it takes."""
    target = context.target
    if target is None or side not in (UP, DOWN):
        return False
    if side == DOWN:
        return whole.low == target and whole.low_in and whole.high in (None, target)
    return whole.high == target and whole.high_in and whole.low in (None, target)


def _tolerated(found: list[Condition], context: Context) -> list[Condition]:
    """``超过3%的，每再超1%``: the steps begin where the target is missed by so much; all percent are of the target."""
    steps = [condition for condition in found if isinstance(condition, Step)]
    target = context.target
    if len(steps) != 2 or target is None or [step.every for step in steps] != [False, True]:
        return found
    beyond, every = steps
    alike = beyond.side == every.side and beyond.percent == every.percent
    if not alike or beyond.side not in (UP, DOWN) or not beyond.strict:
        return found
    gap, amount = beyond.amount, every.amount
    if beyond.percent:
        gap, amount = (amounts.of_target(number, context, "") for number in (gap, amount))
    start = Interval(low=target + gap) if every.side == UP else Interval(high=target - gap)
    kept = [condition for condition in found if condition not in steps]
    return [*kept, start, replace(every, amount=amount, percent=False)]


def _compared(tokens: Sequence[Token], context: Context) -> Sequence[Token]:
    """``每比90分低2分``: the target in so many words, between the step and its side."""
    for place, token in enumerate(tokens):
        if place + 3 < len(tokens) and token.kind == "cmp" and place and tokens[place - 1].kind == "each":
            after = place + 2 + (tokens[place + 2].kind == "unit")
            of_target = tokens[place + 1].kind == "num" and tokens[place + 1].number == context.target
            if of_target and after < len(tokens) and tokens[after].kind == "num":
                return [*tokens[: place + 1], *tokens[after:]]  # 每低于100%一个百分点
        if token.kind != "word" or not token.text.endswith("比") or place + 2 >= len(tokens):
            continue
        number, after = tokens[place + 1], place + 2
        after += tokens[after].kind in ("unit", "fen")
        follows = after < len(tokens) and tokens[after].kind in ("each", "dir", "cmp")
        if number.kind == "num" and number.number == context.target and follows:
            named = token.text.removesuffix("比")
            return [*tokens[:place], *([token._replace(text=named)] if named else []), *tokens[after:]]
    return tokens


def _beyond_target(tokens: Sequence[Token], context: Context) -> Sequence[Token]:
    """``每低于100%一个百分点``: the target in so many words, between the side and the step."""
    for place, token in enumerate(tokens[:-3]):
        if token.kind != "each" or tokens[place + 1].kind not in ("cmp", "dir") or tokens[place + 2].kind != "num":
            continue
        after = place + 3
        after += tokens[after].kind == "unit"
        again = after < len(tokens) and tokens[after].kind == "num"
        if again and tokens[place + 2].number == context.target:
            return [*tokens[: place + 2], *tokens[after:]]
    return tokens


_UNDONE_BY_VERB = re.compile(r"(?:未|没有?|未能|没能)[^未没不]{2,4}")


def _one_undone(tokens: Sequence[Token], context: Context) -> Sequence[Token]:
    """``有1项未完成`` is one fewer."""
    if context.sense <= 0 or context.dated or context.unit == "%":
        return tokens
    kept = [token for token in tokens if token.text not in ("的", "者")]
    kinds = [token.kind for token in kept]
    alone = kinds == ["cmp", "num", "unit"] and kept[0].text in _UNDONE
    if alone and kept[1].number == 1 and (context.target or 0) > 1:
        return [Token("dir", "减少", value=DOWN), *kept[1:]]  # 未完成一项
    if kinds[1:3] != ["num", "unit"] or kept[0].text != "有":
        return tokens
    undone = "".join(token.text for token in kept[3:])
    worded = set(kinds[3:]) == {"word"} and _UNDONE_BY_VERB.fullmatch(undone) is not None
    if not worded and (kinds[3:] != ["cmp"] or undone not in _UNDONE):
        return tokens
    asides.of_each(undone, context)
    fewer = Token("dir", "减少", value=DOWN)
    return [fewer, *kept[1:3]]


def _of_the_year(tokens: Sequence[Token], context: Context) -> Sequence[Token]:
    """``一年四次``: four times; the year is the year of all."""
    for place in range(len(tokens) - 2):
        year = tokens[place].text in ("一", "1") and tokens[place + 1].text == "年"
        if year and tokens[place + 2].kind == "num" and context.unit != "年":
            return [*tokens[:place], *tokens[place + 2 :]]
    return tokens


def _segment(segment: Segment, context: Context) -> list[Condition]:
    """One segment between commas: steps, comparisons with numbers or dates, or a phrase without either."""
    kinds, text = segment.kinds, segment.text
    if ("从" in text or "在" in text) and _ELSEWHERE.search(text):
        raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
    if "num" in kinds:
        tokens: Sequence[Token] = segment
        each = "each" in kinds
        if not _DENYING_OR_HAVING.isdisjoint(text):
            tokens = _one_undone(tokens, context)
            if "word" in kinds and not each:
                tokens = _denied(tokens)
        if "word" in kinds and (each or "比" in text):
            tokens = _compared(tokens, context)
        if each:
            tokens = _beyond_target(tokens, context)
        if "年" in text:
            tokens = _of_the_year(tokens, context)
        segment = segment if tokens is segment else Segment(tokens)
    of_all = "有" in text and context.unit == "%" and context.target == HUNDRED and context.sense > 0
    if of_all and (one := _ONE_UNDONE.fullmatch(text)) and (one["what"] or "") in context.name:
        return [Missed(text)]
    if "有" in text and context.sense > 0 and not context.dated and _SOME_UNDONE.fullmatch(text):
        return [Missed(text)]
    if ("一" in text or "1" in text) and (none := _none(text, context)) is not None:
        return [none]
    if "each" in kinds:
        place = next(place for place, token in enumerate(segment) if token.kind == "each")
        before = Segment(segment[:place]) if place else NOTHING
        if before and context.name and before.kinds.isdisjoint(("num", "date")) and _DENIED_OF_ALL.match(before.text):
            asides.checked(before.text, context)  # 质量不合格的每低1个百分点
        if not _DENYING.isdisjoint(text):
            asides.of_each("".join([token.text for token in segment[place + 1 :]]), context)
        every = step(segment[place:], before, context, text)
        numbered = not before.kinds.isdisjoint(("num", "date"))
        return [*Comparisons(before, context).read(), every] if numbered else [every]
    worded = context.target is None and context.words and not context.unit
    if worded and (_BELOW_GRADE.fullmatch(text) or _AGAIN_AND_AGAIN.fullmatch(text)):
        return [Level(text.rstrip("的"))]
    if kinds.isdisjoint(("num", "date")) or (worded and named(segment)):
        return phrase(segment, context, text)
    if segment[0].kind == "dir" and len(segment) > 3 and segment[1].kind == "word":
        for token in segment[3:]:  # 少交1次报告
            if token.kind == "word" and token.text != "的" and not shortened(token.text, context.name):
                raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
    return Comparisons(segment, context).read()


# What a segment may deny by: 未完成1项, 有1项未完成, 没演满8场.
_DENYING_OR_HAVING = frozenset("有未没不")
# Of 100 %: whatever is not done misses it.
_ONE_UNDONE = re.compile(
    r"(?:凡|如|若|只要)?有[一1任](?:何一)?[项个件次户家处宗](?:(?:任务|工作|项目)?(?:未|没有?)(?:按[时期要求]{1,2}|及时|能)?"
    r"(?:完成|达标|达到|落实|办结)|(?P<what>[^未没不有\d]{2,4})(?:未达标|不达标|不合格|不及格))(?:的|者)?"
)
# Of things that are counted: one or more that are not done miss the target, whatever their number.
_SOME_UNDONE = re.compile(
    r"(?:凡|如|若|只要)?有[一1][项个件次户家处宗](?:及|或|及其)?以上(?:任务|工作|项目)?"
    r"(?:未|没有?|不)(?:按[时期要求]{1,2}|及时|能)?(?:完成|达标|达到|落实|办结|整改到位|整改|到位)(?:的|者)?"
)
# 三星级以下, beside 三星级: a level of its own, for whoever types it so.
_GRADE_NAME = r"(?:[一二三四五六七八九十\d]+(?:星级?|级|等|类|档|A级?)|[A-D]级)"
_BELOW_GRADE = re.compile(rf"(?:未达到?|达不到|不到){_GRADE_NAME}(?:标准)?(?:的|者)?|{_GRADE_NAME}及?以下的?")
# 两次以上修改后通过, beside 修改后通过.
_AGAIN_AND_AGAIN = re.compile(
    r"(?:经|经过)?[一二两三四五\d]次及?以上(?:修改|整改|评审|验收|补正|返工|复审|复核|申报|论证|考试|补考)[^,;。\d]{0,4}通过(?:的|者)?"
)
# What is taken from something else than these marks: 从年度考核总分中.
_UNDONE = ("未完成", "没完成", "没有完成", "未达到", "未达成")
_ELSEWHERE = re.compile(r"[从在].*(?:总分|总成绩|考核分|奖金|绩效工资|总评)")
_NEGATIONS = ("没", "未", "没有", "未能", "没能", "不能")
_FILLED = ("满", "够", "达到", "达", "到", "足", "完", "齐")


def _denied(tokens: Sequence[Token]) -> Sequence[Token]:
    """``没演满8场`` is fewer than 8: a denial, a verb and what it counts up to."""
    for place, token in enumerate(tokens):
        if token.kind != "word" or not token.text.startswith(_NEGATIONS) or len(token.text) > 4:
            continue
        bare = token.text in _NEGATIONS
        verb = place + 1 + (bare and place + 1 < len(tokens) and tokens[place + 1].kind == "word")
        if verb + 1 < len(tokens) and tokens[verb].text in _FILLED and tokens[verb + 1].kind == "num":
            less = Token("cmp", "不足", value="<")
            return [*tokens[:place], *tokens[place + 1 : verb], less, *tokens[verb + 1 :]]
    return tokens


_ONE_NOT = re.compile(
    r"(?:全年|年内|当年)?[一1](?:[人户批场件]次|[个起件家项次例户处场人条篇台座名宗期批份套所])(都|也|均)?(?:没有|没|未|无)(.*?)(?:的|者|则)?"
)
_NOT_A_ONE = re.compile(
    r"(?:全年|年内|当年)?(?:(?:没有|没|未|无|不)(?:发生|出现|发现|查出|存在|有)过?|没有|无)[一1](?:个|起|件|家|项|次|例|户|处|宗|条).{0,8}"
)


_DENYING = frozenset("没未无不")
_DENIED_OF_ALL = re.compile("(?!.*(?:不论|不分|无论|不管)|[不未没][满足够到达][的者]$).*[没未无不].*[的者]$")


def _none(text: str, context: Context) -> Condition | None:
    """``一起都没有``, ``没发生一起``: none at all; ``一个未建成`` may also mean that one is missing."""
    if not ("一" in text or "1" in text) or _DENYING.isdisjoint(text):
        return None
    if _NOT_A_ONE.fullmatch(text):
        if context.sense >= 0:
            raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
        return Interval(high=Decimal(0), high_in=True)
    found = _ONE_NOT.fullmatch(text)
    if found is None or context.dated:
        return None
    if found[1] or not found[2] or (context.sense < 0 and found[2] in ("发生", "出现", "发现", "查出")):
        return Interval(high=Decimal(0), high_in=True)
    asides.of_each(f"未{found[2]}", context)
    return NotOne()


_NORMS = ("不得", "不能", "不可", "不许", "不准", "应", "须", "必须", "要求", "需", "控制在", "保持在", "限制在")


def _required(segment: Segment, context: Context, *, normed: bool = True) -> bool:
    """``应于9月底前开工，每推迟10天…``: a clause that only repeats the target, before what follows from it."""
    target = context.target
    kinds = segment.kinds
    if target is None or not kinds & {"num", "date"} or kinds & {"each", "or", "and", "danger", "dir"}:
        return False
    if normed and not any(norm in segment.text for norm in _NORMS):
        return False
    try:
        found = Comparisons(segment, context).read()
    except Refuse:
        return False
    if len(found) != 1 or not isinstance(found[0], Interval):
        return False
    if found[0].point:
        return found[0].low == target
    if context.sense > 0:
        return (found[0].low, found[0].low_in, found[0].high) == (target, True, None)
    return context.sense < 0 and (found[0].high, found[0].high_in, found[0].low) == (target, True, None)
