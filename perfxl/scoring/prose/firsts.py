"""The first step that takes something else than every later one: ``首起扣1分，以后每起扣2分``."""

from __future__ import annotations

from decimal import Decimal

from perfxl import numbers
from perfxl.block import RUNGS
from perfxl.scoring.kinds import Band, Bands, StepDeduction
from perfxl.scoring.prose.refusal import Refusal, Refuse


def first_apart(rule: StepDeduction, first: Decimal, sense: int, detail: str) -> Bands:
    """The rule as bands. :raises Refuse: there are too many of them."""
    step = _of_target(rule, detail) if rule.step_unit == "目标值的%" else rule.step
    if rule.partial == "按比例" or first <= 0:
        raise Refuse(Refusal.INEXPRESSIBLE, detail)
    least = rule.floor or Decimal(0)
    ceiling = rule.partial == "计一档"
    signs = ("≥", "≤") if ceiling else (">", "<")
    bands: list[Band] = []
    taken, count = Decimal(0), 0
    while rule.points - taken > least:
        edge = step * (count if ceiling else count + 1)
        bound = rule.target - edge if sense > 0 else rule.target + edge
        bands.append(Band(sign=signs[0] if sense > 0 else signs[1], bound=bound, score=rule.points - taken))
        taken += first if count == 0 else rule.deduction
        count += 1
        if len(bands) > RUNGS:
            raise Refuse(Refusal.INEXPRESSIBLE, detail)
    return Bands(points=rule.points, bands=tuple(bands), rest=least)


def _of_target(rule: StepDeduction, detail: str) -> Decimal:
    """A step that is percent of the target, in its unit."""
    if rule.target <= 0:
        raise Refuse(Refusal.NO_TARGET, detail)
    return numbers.divide(numbers.multiply(rule.target, rule.step), numbers.HUNDRED)
