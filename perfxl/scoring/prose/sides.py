"""On which side of the target a step lies: what the text says of it, else the miss it stands behind, else the sign."""

from __future__ import annotations

from perfxl.scoring.prose.made import Made
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import BOTH, DOWN, UP, Missed, Pair, Step

_SENSES = {DOWN: 1, UP: -1, BOTH: 0}


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
