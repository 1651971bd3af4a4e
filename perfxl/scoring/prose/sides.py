"""On which side of the target a step lies: what the text says of it, else the miss it stands behind, else the sign."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from perfxl.scoring.prose.made import Made
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import BOTH, DOWN, UP, Context, Interval, Missed, Pair, Step

# 不超预算得20分，每超预算1%扣2分: a ceiling in so many words, and what is beyond it.
_CEILING = re.compile(
    r"^[^,;。:\d]{0,10}?(?:不超过|不得超过|不突破|不超出|不超|控制在|不高于|不大于|未超过|未突破|≤)(?:年初|年度|全年|批复|核定)?"
    r"(?:预算|目标|概算|控制数|限额|(?P<n>\d+(?:\.\d+)?)[^\d,;。得计]{0,4}?)(?:金额|数|值|额)?(?:以?内|之内)?的?,?[得计](?:满分|\d)"
)
_BEYOND = re.compile(r"每?超(?:过|出|支)?[^,;。]{0,8}\d[^,;。]{0,6},?扣")
_SHORT = re.compile("低于|不足|少于|未达|达到|≥|以上|每少|每低|每降|未完成|完成|节约")
_SPENT = re.compile("成本|支出|费|预算|概算|投入|造价|能耗|电耗|水耗|油耗|控制")
_EARNED = re.compile("收入|税|收费|收缴|征收|营收|到位|到账|节约|节支")

# 每低于目标值1%, beside 达到80%得5分 and a target of 95%.
_OF_TARGET = re.compile("(?:[于比较]|超[过出支]?)(?:年度|全年|年初)?(?:目标|计划|任务|指标)")
_SHARE = re.compile(r"%|[\d一二三四五六七八九]成")

_SENSES = {DOWN: 1, UP: -1, BOTH: 0}


def as_written(text: str, context: Context) -> Context:
    """The context with ≤ where the text says a ceiling, of something that is spent, in spite of a sign ≥.

    Reading 1: the text wins over the sign. Anything in it that might be about falling short leaves the sign as it is,
    and the standard is refused as a contradiction.
    """
    if context.comparator not in ("≥", ">") or context.target is None or context.dated or context.target <= 0:
        return context
    found = _CEILING.match(text) if "超" in text else None
    if found is None or not _BEYOND.search(text) or _SHORT.search(text) or not _SPENT.search(context.name):
        return context
    if _EARNED.search(context.name):
        return context
    if found["n"] is not None and Decimal(found["n"]) != context.target:
        return context
    return replace(context, comparator="≤")


def sense_checked(sense: int, made: Made, detail: str) -> int:
    """The text decides on the direction; it must not contradict the sign."""
    context = made.context
    signed = context.sense if context.comparator in ("≥", ">", "≤", "<") or context.dated else 0
    if signed and sense != signed:
        raise Refuse(Refusal.CONTRADICTION, detail)
    return sense


def side_of(step: Step, made: Made, pair: Pair) -> int:
    if step.side:
        return _SENSES[step.side]
    if step.incident:
        return -1
    if made.said.both:
        return 0
    if step.plain and (missed := _missed_side(step, made, pair)):
        return missed
    if made.context.sense == 0:
        raise Refuse(Refusal.NO_TARGET, pair.text)
    if made.context.sense > 0:
        raise Refuse(Refusal.UNKNOWN_CLAUSE, pair.text)
    return -1


def _missed_side(step: Step, made: Made, pair: Pair) -> int:
    """The side of ``低于90%的，每1个百分点``: that of the miss it stands behind."""
    if step.start is not None:
        if (step.start.low is None) == (step.start.high is None):
            return 0
        side = 1 if step.start.low is None else -1
        return side if made.context.sense in (0, side) else 0
    return made.context.sense if any(isinstance(condition, Missed) for condition in pair.conditions) else 0


def of_one_base(step: Step, start: Decimal, made: Made, pair: Pair) -> None:
    """``完成80万元得5分，每少10%扣1分`` of 100: of 80 or of 100. :raises Refuse: it is not said.

    ``完成率90%以上得5分，每低10%扣1分`` is of the target in both, ``每低于目标值1%`` of the target beside another bar.
    """
    if start == made.context.target or made.context.target is None or step.start is not None:
        return
    bars = [other for other in made.said.pairs if other is not pair and any(_at(c, start) for c in other.conditions)]
    shared = bool(bars) and all(_SHARE.search(bar.text) for bar in bars)
    if _OF_TARGET.search(pair.text) or (step.percent and not shared):
        raise Refuse(Refusal.CONTRADICTION, f"{pair.text}：百分之几的基数是标准所写的数还是目标值，没有写明")


def _at(condition: object, bound: Decimal) -> bool:
    return isinstance(condition, Interval) and bound in (condition.low, condition.high)
