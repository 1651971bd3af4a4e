"""Conditions: what has to hold for an outcome, read from the tokens in front of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from perfxl.scoring.prose.comparisons import Comparisons
from perfxl.scoring.prose.intervals import intersection, joined
from perfxl.scoring.prose.phrases import named, phrase
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.steps import step
from perfxl.scoring.prose.terms import Condition, Context, Interval, Met, NotOne, Step
from perfxl.scoring.prose.tokens import Token


def read(segments: Sequence[Sequence[Token]], context: Context) -> tuple[Condition, ...]:
    """The conditions of one outcome: comma-separated segments hold together.

    :raises Refuse: something in them is not understood.
    """
    found: list[Condition] = []
    if len(segments) > 1 and _required(segments[0], context):
        segments = segments[1:]
    for segment in segments:
        kinds = {token.kind for token in segment}
        if "danger" in kinds:
            danger = next(token for token in segment if token.kind == "danger")
            raise Refuse(Refusal[danger.value], danger.text)
        if kinds <= _IDLE:
            continue
        if segment[-1].kind in ("give", "take") and len(segment[-1].text) <= 2:
            raise Refuse(Refusal.NO_AMOUNT, joined(segment))
        found.extend(_segment(segment, kinds, context))
    return _merged(found, segments, context)


def _merged(found: list[Condition], segments: Sequence[Sequence[Token]], context: Context) -> tuple[Condition, ...]:
    """Intervals that hold together become one; a step takes the interval it begins at."""
    if len(found) == 1:
        return tuple(found)
    if context.target == 0 and any(isinstance(c, Interval) and c.low is not None and c.low > 0 for c in found):
        found = [c for c in found if not isinstance(c, Met)]  # 杜绝事故，发生一起…
    intervals = [condition for condition in found if isinstance(condition, Interval)]
    steps = [condition for condition in found if isinstance(condition, Step)]
    others = [condition for condition in found if not isinstance(condition, Interval | Step)]
    detail = "，".join(map(joined, segments))
    whole = intersection(intervals, detail) if intervals else None
    if len(steps) > 1:
        raise Refuse(Refusal.UNKNOWN_CLAUSE, detail)
    if steps:
        return (*others, steps[0] if whole is None else replace(steps[0], start=whole))
    return (*others, whole) if whole is not None else tuple(others)


_IDLE = frozenset(("fill", "open", "close", "colon", "unless", "hole"))


def _segment(tokens: Sequence[Token], kinds: set[str], context: Context) -> list[Condition]:
    """One segment between commas: steps, comparisons with numbers or dates, or a phrase without either."""
    text = joined(tokens)
    if ("从" in text or "在" in text) and _ELSEWHERE.search(text):
        raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
    if "num" in kinds:
        tokens = _denied(tokens)
    if ("一" in text or "1" in text) and (none := _none(text, context)) is not None:
        return [none]
    if "each" in kinds:
        each = next(place for place, token in enumerate(tokens) if token.kind == "each")
        before = tokens[:each]
        every = step(tokens[each:], before, context, text)
        numbered = any(token.kind in ("num", "date") for token in before)
        return [*Comparisons(before, context).read(), every] if numbered else [every]
    worded = context.target is None and context.words and not context.unit
    if kinds.isdisjoint(("num", "date")) or (worded and named(tokens)):
        return phrase(tokens, context, text)
    return Comparisons(tokens, context).read()


# What is taken from something else than these marks: 从年度考核总分中.
_ELSEWHERE = re.compile(r"[从在].*(?:总分|总成绩|考核分|奖金|绩效工资|总评)")
_NEGATIONS = ("没", "未", "没有", "未能", "没能", "不能")
_FILLED = ("满", "够", "达到", "达", "到", "足")


def _denied(tokens: Sequence[Token]) -> Sequence[Token]:
    """``没演满8场`` is fewer than 8: a denial, a verb and what it counts up to."""
    for place, token in enumerate(tokens):
        if token.kind != "word" or not token.text.startswith(_NEGATIONS) or len(token.text) > 4:
            continue
        bare = token.text in _NEGATIONS
        verb = place + 1 + (bare and place + 1 < len(tokens) and tokens[place + 1].kind == "word")
        if verb + 1 < len(tokens) and tokens[verb].text in _FILLED and tokens[verb + 1].kind == "num":
            less = Token("cmp", "不足", token.start, tokens[verb].end, value="<")
            return [*tokens[:place], *tokens[place + 1 : verb], less, *tokens[verb + 1 :]]
    return tokens


_ONE_NOT = re.compile(
    r"(?:全年|年内|当年)?[一1](?:个|起|件|家|项|次|例|户|处|场|人|条|篇|台|座|名|宗|期)(都|也|均)?(?:没有|没|未|无)(.*?)(?:的|者|则)?"
)
_NOT_A_ONE = re.compile(
    r"(?:全年|年内|当年)?(?:(?:没有|没|未|无|不)(?:发生|出现|发现|查出|存在|有)过?|没有|无)[一1](?:个|起|件|家|项|次|例|户|处|宗|条).{0,8}"
)


_DENYING = frozenset("没未无不")


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
    return NotOne()


_NORMS = ("不得", "应", "须", "必须", "要求", "需", "控制在", "保持在", "限制在")


def _required(segment: Sequence[Token], context: Context) -> bool:
    """``应于9月底前开工，每推迟10天…``: a clause that only repeats the target, before what follows from it."""
    target = context.target
    kinds = {token.kind for token in segment}
    if target is None or not kinds & {"num", "date"} or kinds & {"each", "or", "and", "danger", "dir"}:
        return False
    if not any(norm in joined(segment) for norm in _NORMS):
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
