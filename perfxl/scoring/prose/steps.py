"""Steps: ``每降低1个百分点``, ``每发生1起``, ``每完成2项``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from perfxl.numbers import HUNDRED, ONE
from perfxl.scoring.prose import amounts, lateness
from perfxl.scoring.prose.lexicon import departures
from perfxl.scoring.prose.phrases import lone
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.segments import Segment
from perfxl.scoring.prose.terms import BOTH, DOWN, UP, Context, Deduct, Give, Interval, Pair, Statements, Step
from perfxl.scoring.prose.tokens import Token

# 每多轮或少种2%: two ways to miss the target, of which nobody knows what they are.
_TWO_SIDED = re.compile(
    r"[多增超涨升][^或、和及与,，\d高低]{0,3}(?:或者?|、|和|及|与|/)[少减欠短跌降缺][^或、和,，\d]{0,3}(?=[\d一二两三四五六七八九十半])"
    r"|[少减欠短跌降缺][^或、和及与,，\d]{0,3}(?:或者?|、|和|及|与|/)[多增超涨升][^或、和,，\d]{0,3}(?=[\d一二两三四五六七八九十半])"
)
_ABOUT = re.compile("[一二两三四五六七八九]、[一二两三四五六七八九十]")  # 每少一、二个
# One percent of a target of 50 % is half a point, or one.
_PART_OF_TARGET = re.compile(r"(?:目标|计划|预算|指标|任务)[值数额]?的\d+(?:\.\d+)?%")
# How a step is taken, where no more of it was read.
_WAYS = re.compile("线性|均匀|翻番|翻倍|成倍")
# What one of the two takes.
_UNEVEN = re.compile("[或、和及与/线均翻倍]")
_AMOUNT = frozenset(("num", "unit", "fill", "hole", "fen"))
_POINTS_OF_RATES = ("个百分点", "百分点", "个点")
# Of many of these nobody counts a part: 每少0.1人次 of 5,000 has lost its 万.
_PERSONS_AND_THINGS = frozenset(
    ("人", "人次", "个", "件", "起", "家", "户", "项", "次", "名", "场", "篇", "份", "座", "台")
)
_MANY = 1000
_PERSONS, _CASES = ("人", "名", "位", "人次"), ("起", "件", "例", "宗")
# What is done about bad things is not the thing that is counted.
_HIDDEN = re.compile("[瞒漏谎缓]报")
# A percentage point of these is one percent of the target, whatever its unit.
_DEPARTURES = tuple(word + rate for word in departures() for rate in "度率")
_EXCESSES = ("超支率", "超支比例", "超出比例", "超出率", "超标比例")
_COMPLETION = ("完成率", "完成比例", "完成进度", "达成率")


def step(  # noqa: PLR0915 - one token after another
    after: Sequence[Token], before: Segment, context: Context, text: str
) -> Step:
    """``每…``: an amount, the side on which it is missed, or that things happen or are achieved."""
    if "的" in text and context.unit == "%" and context.target != HUNDRED and _PART_OF_TARGET.search(text):
        raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
    if _UNEVEN.search(text) and (_ABOUT.search(text) or _TWO_SIDED.search(text) or _WAYS.search(text)):
        raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
    amount: tuple[Decimal, str] | None = None
    side, incident = "", False
    implied = after[0].text.removeprefix("每") if after[0].text not in ("每", "每有") else ""
    plain_before = [token for token in before if token.kind in ("cmp", "dir", "incident")] if before else []
    for way, following in pairwise(before):
        if way.kind == "dir" and following.text[0] == "率" and f"{way.text}率" not in context.name:
            raise Refuse(Refusal.DIFFERENT_THINGS, f"{way.text}率、{context.name}")  # 迟报率 of 差错率
    if not before.kinds.isdisjoint(("num", "date")):
        plain_before = []
    elif before and any(token.text.startswith(_DEPARTURES) and token.text not in context.name for token in before):
        side = BOTH
    elif before and any(token.text.startswith(_EXCESSES) and token.text not in context.name for token in before):
        side = UP
    rest = list(after[1:])
    kinds = {token.kind for token in rest}
    either = "or" in kinds or "pause" in kinds
    for place, token in enumerate([*plain_before, *rest]):
        match token.kind:
            case "num":
                if amount is not None:
                    raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
                unit = _unit_after(place - len(plain_before), rest)
                named = context.unit or context.dated or context.rate
                if (not unit and named) or (unit == "分" and context.unit != "分"):
                    raise Refuse(Refusal.LOST, text)
                if context.dated and (unit == "%" or unit.endswith("百分点")):
                    raise Refuse(Refusal.OTHER_UNIT, text)
                amount = (token.number, unit)
            case "dir":
                if token.value == "early":
                    raise Refuse(Refusal.INEXPRESSIBLE, text)
                side = _same_side(side, UP if token.value == "late" else token.value, either, text)
            case "cmp" if token.value in (">", "<"):
                side = _same_side(side, UP if token.value == ">" else DOWN, either, text)
            case "cmp" if token.value == "≥" and token.text in ("满", "达到", "达", "够"):
                continue
            case "incident":
                incident = True
            case "hole" if amount is not None and not amount[1]:
                raise Refuse(Refusal.LOST, text)
            case "word" if token.text[:1] in "未不没" and not side and _of_all(context, text) and (
                len(token.text) > 1 or any(other.kind in ("word", "goal") for other in rest[-2:])
            ):
                side = DOWN
            case "cmp" | "suffix" | "range" | "dash" | "date" | "mul" | "div" | "incl" | "excl" | "before":
                raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
    if lone(rest):
        raise Refuse(Refusal.LOST, text)
    if amount is None:
        if not implied and (
            not incident or any(char in token.text for token in rest for char in "一二两三四五六七八九十")
        ):
            raise Refuse(Refusal.NO_AMOUNT, text)
        amount = (ONE, implied)
    number, unit = amount
    percent = unit in ("%", "成") and not amounts.is_percentage(context)
    if amounts.is_points(unit) and not amounts.is_percentage(context) and any(word in text for word in _COMPLETION):
        percent = True
    if percent and context.unit == "‰":
        raise Refuse(Refusal.OTHER_UNIT, text)
    if not percent and not (context.dated and unit in lateness.MONTHS):
        number = amounts.convert(number, unit, context, text)
    elif unit == "成":
        number *= 10
    else:
        number = amounts.thousandths(number, unit)
    if context.dated and unit in lateness.MONTHS and number == lateness.HALF:
        number, unit = lateness.FORTNIGHT, "天"
    if number <= 0:
        raise Refuse(Refusal.CONTRADICTION, text)
    if unit in _PERSONS and context.unit in _CASES:
        raise Refuse(Refusal.OTHER_UNIT, text)  # 每伤1人 of accidents
    if context.name and context.target == 0 and (hidden := _HIDDEN.search(text)) and hidden.group() not in context.name:
        raise Refuse(Refusal.DIFFERENT_THINGS, f"{hidden.group()}、{context.name}")
    if context.unit in _PERSONS_AND_THINGS and not percent and number < 1 and (context.target or 0) >= _MANY:
        raise Refuse(Refusal.LOST, text)
    plain = kinds <= _AMOUNT and (unit in (context.unit, "%") or unit in _POINTS_OF_RATES)
    return Step(number, side, percent=percent, incident=incident and not side, own_unit=unit, plain=plain and not side)


def _of_all(context: Context, text: str) -> bool:
    """Whether what is not done misses the target: of a percentage only where that is all of it."""
    if context.unit == "%" and context.target != HUNDRED:
        raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
    return True


def _unit_after(place: int, tokens: Sequence[Token]) -> str:
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    return after.text if after is not None and after.kind in ("unit", "fen") else ""


def _same_side(known: str, said: str, either: bool, text: str) -> str:
    if known == BOTH or (known and known != said and either):
        return BOTH
    if known and known != said:
        raise Refuse(Refusal.CONTRADICTION, text)
    return said


def until_gone(said: Statements, context: Context) -> None:
    """``每次1分，扣完为止``: what bad things give is taken."""
    if context.sense >= 0 or not (said.until or said.most_taken is not None) or len(said.pairs) != 1:
        return
    (pair,) = said.pairs
    every = len(pair.conditions) == 1 and isinstance(pair.conditions[0], Step) and not pair.conditions[0].side
    if every and isinstance(pair.outcome, Give) and pair.outcome.points is not None:
        said.pairs[0] = replace(pair, outcome=Deduct(pair.outcome.points))


def by_the_piece(said: Statements) -> None:
    """``建成1个得2分，最多得6分``: more than one piece is meant."""
    if len(said.pairs) != 1 or len(said.pairs[0].conditions) != 1:
        return
    (condition,), outcome = said.pairs[0].conditions, said.pairs[0].outcome
    if not (isinstance(condition, Interval) and condition.counted and condition.low and isinstance(outcome, Give)):
        return
    limits = (*said.cap, *said.full, *said.added)
    if outcome.points is not None and (said.onward or any(limit > outcome.points for limit in limits)):
        said.pairs[0] = Pair((Step(condition.low, ""),), outcome, said.pairs[0].text)
