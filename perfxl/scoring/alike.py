"""Rules of another kind that score alike and need no target of their own.

A rule with a target scores by the target of its row. Where its words name another one (``达到95%得10分`` beside a
target of 90) the same scores can often be said in bands or on a line. Whoever uses one of these holds it against
the rule it stands for (:func:`perfxl.scoring.compare.difference`).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from perfxl import numbers
from perfxl.block import RUNGS
from perfxl.numbers import HUNDRED, ZERO
from perfxl.scoring.kinds import AllOrNothing, Band, Bands, Interpolation, Proportional, Rule, StepDeduction


def alike(rule: Rule) -> Iterator[Rule]:
    """What scores like a rule, itself left out."""
    if isinstance(rule, AllOrNothing) and rule.threshold is None:
        sign = rule.comparator if rule.comparator != "＝" else ("≤", "＝", "≥")[rule.sense + 1]
        band = Band(sign=sign, bound=rule.target, score=rule.points)
        yield Bands(points=rule.points, bands=(band,), rest=rule.floor or ZERO)
    elif isinstance(rule, Proportional) and _is_a_line(rule):
        yield Interpolation(points=rule.points, nodes=((rule.target, rule.points), (ZERO, ZERO)), rest=ZERO)
    elif isinstance(rule, StepDeduction) and rule.sense and rule.partial != "按比例":
        bands = _stairs(rule)
        yield from () if bands is None else (bands,)


def _is_a_line(rule: Proportional) -> bool:
    """Whether a proportion is the straight line from 0 to its target and nothing else."""
    bare = rule.threshold is None and not rule.floor and rule.base in (None, rule.target)
    return bare and rule.sense > 0 and rule.target > 0 and rule.comparator != ">"


def _stairs(rule: StepDeduction) -> Bands | None:
    """A band for every number of steps that leaves more than the floor; ``None`` when there are too many."""
    up, floor, threshold = rule.sense > 0, rule.floor or ZERO, rule.threshold
    reached, exceeded = ("≥", ">") if up else ("≤", "<")
    step = rule.step
    if rule.step_unit == "目标值的%":
        step = numbers.divide(numbers.multiply(abs(rule.target), step), HUNDRED)
    bands: list[Band] = []
    while (left := rule.points - rule.deduction * len(bands)) > floor and len(bands) <= RUNGS:
        steps = len(bands) + (rule.partial == "舍去")
        bound = numbers.steady(rule.target - rule.sense * step * steps)
        if threshold is not None and (bound < threshold if up else bound > threshold):
            bands.append(Band(sign=reached, bound=threshold, score=left))
            return _within(rule, bands)
        bands.append(Band(sign=exceeded if rule.partial == "舍去" else reached, bound=bound, score=left))
    if threshold is None:
        return _within(rule, bands, rest=floor)
    if floor:
        bands.append(Band(sign=reached, bound=threshold, score=floor))
    return _within(rule, bands)


def _within(rule: Rule, bands: list[Band], rest: Decimal = ZERO) -> Bands | None:
    return Bands(points=rule.points, bands=tuple(bands), rest=rest) if 0 < len(bands) <= RUNGS else None
