"""Intervals from comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import Interval


def intersection(intervals: Sequence[Interval], detail: str) -> Interval:
    """One interval where all of them hold. :raises Refuse: there is no such value, or two bars on one side."""
    whole = intervals[0]
    for other in intervals[1:]:
        if _two_bars(whole, other):
            raise Refuse(Refusal.DIFFERENT_THINGS, detail)
        low, low_in, high, high_in = whole.low, whole.low_in, whole.high, whole.high_in
        if other.low is not None and (low is None or (other.low, not other.low_in) > (low, not low_in)):
            low, low_in = other.low, other.low_in
        if other.high is not None and (high is None or (other.high, other.high_in) < (high, high_in)):
            high, high_in = other.high, other.high_in
        if low is not None and high is not None and (low > high or (low == high and not (low_in and high_in))):
            raise Refuse(Refusal.CONTRADICTION, detail)
        about = whole.about_target and other.about_target
        whole = Interval(low, low_in, high, high_in, about, whole.counted and other.counted)
    return whole


def _two_bars(one: Interval, other: Interval) -> bool:
    """``90%以上，95%以上``: of one value the lower bar would say nothing, so they are of two.

    So is what is 4 and 1 at once: 全年4次，每季度1次.
    """
    if one.point and other.point:
        return one.low != other.low
    if one.point != other.point:
        exact, bar = (one, other) if one.point else (other, one)
        return bar.high is None and None not in (bar.low, exact.low) and bar.low not in (exact.low, 0)
    low = one.high is None and other.high is None and one.low != other.low
    return low or (one.low is None and other.low is None and one.high != other.high)


def sided(sign: str, bound: Decimal, *, about_target: bool = False, stated: bool = False) -> Interval:
    """The interval of a comparison with a bound; *stated*: in so many words, if the bound belongs to it."""
    match sign:
        case "≥" | ">":
            inside = sign == "≥"
            return Interval(low=bound, low_in=inside, about_target=about_target, low_said=stated and inside)
        case "≤" | "<":
            inside = sign == "≤"
            return Interval(high=bound, high_in=inside, about_target=about_target, high_said=stated and inside)
    return Interval(bound, True, bound, True, about_target)
