"""Amounts in the target's unit: percentages and percentage points, money, days, and things that are counted."""

from __future__ import annotations

from decimal import Decimal

from perfxl import numbers
from perfxl.numbers import HUNDRED
from perfxl.scoring.prose.lexicon import measures
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import Context

_POINTS = frozenset(("个百分点", "百分点", "个点"))
_MONEY = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
_SAME = (
    frozenset(("天", "日")),
    frozenset(("公里", "千米")),
    frozenset(("公斤", "千克")),
    frozenset(("个月", "月")),
    frozenset(("小时", "个小时")),
    frozenset(("工作日", "个工作日")),
    frozenset(("千瓦时", "度")),
    frozenset(("课时", "学时")),
    frozenset(("人", "人次", "名", "位")),
)


def is_points(unit: str) -> bool:
    """Whether the unit is the percentage point."""
    return unit in _POINTS


def is_percentage(context: Context) -> bool:
    """Whether 1% is one percentage point here."""
    return context.unit == "%" or (context.rate and context.unit not in measures())


def of_target(number: Decimal, context: Context, detail: str) -> Decimal:
    """*number* percent of the target."""
    if context.target is None or context.dated:
        raise Refuse(Refusal.NO_TARGET, detail)
    return numbers.divide(numbers.multiply(context.target, number), HUNDRED)


def convert(number: Decimal, unit: str, context: Context, detail: str) -> Decimal:
    """An amount in the indicator's unit; percent is not for here unless the unit is a percentage.

    :raises Refuse: the units do not go together.
    """
    own = "天" if context.dated else context.unit
    if unit in ("", own):
        return number
    if unit == "成":
        unit, number = "%", number * 10
    if unit == "%" or is_points(unit):
        if is_percentage(context) or not (own or context.target is not None):
            return number
        raise Refuse(Refusal.OTHER_UNIT, detail)
    if not own:
        return number
    if unit in _MONEY and own in _MONEY:
        return numbers.divide(numbers.multiply(number, _MONEY[unit]), _MONEY[own])
    if unit in ("周", "星期") and own in ("天", "日"):
        return number * 7
    if any(unit in same and own in same for same in _SAME):
        return number
    if unit not in measures() and own not in measures():
        return number
    raise Refuse(Refusal.OTHER_UNIT, detail)


def measured(context: Context) -> bool:
    """Whether actual values need not be whole numbers: percentages, money, lengths, not things that are counted."""
    return context.dated is False and (is_percentage(context) or context.unit in measures() or not context.unit)
