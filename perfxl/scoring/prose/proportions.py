"""Rules in proportion to a target: formulas and 按比例."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from perfxl import numbers
from perfxl.scoring.kinds import Interpolation, Proportional, Rule
from perfxl.scoring.prose import shapes
from perfxl.scoring.prose.amounts import is_percentage, whole
from perfxl.scoring.prose.banded import direction_of
from perfxl.scoring.prose.made import Made
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.targeted import around_of, comparator_of, threshold_of, with_threshold
from perfxl.scoring.prose.terms import Formula, Give, Interval, Met, Missed, Pair, Prorata, Rest, Statements, Step


def proportional(made: Made) -> Rule:
    """``实际/目标×分值``, and what holds beside it."""
    said, context = made.said, made.context
    if context.dated:
        raise Refuse(Refusal.INEXPRESSIBLE, "日期不能按比例")
    if said.most_taken is not None or said.free:
        raise Refuse(Refusal.INEXPRESSIBLE, "最多扣分")
    main = _main(said)
    pair = next((pair for pair in main if pair.conditions), main[0])
    others = [other for other in said.pairs if not isinstance(other.outcome, Formula | Prorata)]
    target = context.target
    sense = _proportional_sense(made, pair)
    below = _below(others) if sense > 0 and target is not None else None
    others = [other for other in others if below is None or other is not below[2]]
    around = around_of(made, others, sense)
    limits = [condition for condition in pair.conditions if isinstance(condition, Interval)]
    if any(isinstance(condition, Step | Met) for condition in pair.conditions):
        raise Refuse(Refusal.UNKNOWN_CLAUSE, pair.text)
    full = around.start if around.start is not None else target
    owned, ends = False, None
    for interval in limits:
        near, far = (interval.high, interval.low) if sense > 0 else (interval.low, interval.high)
        if near is not None and full is not None and near != full and not _next_to(near, full, interval, made, sense):
            raise Refuse(Refusal.CONTRADICTION, pair.text)
        full = near if full is None else full
        if far is not None and far != around.threshold and not (far == 0 and sense > 0):
            ends = far
        inside = interval.low_in if sense > 0 else interval.high_in
        owned = owned or (far is not None and inside and not around.claimed)
    if full is None:
        raise Refuse(Refusal.NO_TARGET, pair.text)
    stated = any(isinstance(condition, Met | Interval) for other in others for condition in other.conditions
                 if isinstance(other.outcome, Give))  # fmt: skip
    stated = stated or bool(limits) or _misses(pair)
    fitting = [shapes.fit(outcome, made, full, sense, stated) for outcome in {pair.outcome: 0 for pair in main}]
    shape = fitting[0]
    if any(other != shape for other in fitting):
        raise Refuse(Refusal.INEXPRESSIBLE, "；".join(pair.text for pair in main))
    if below is not None:
        return _to_a_step(made, shape, full, below[:2], ends, owned=owned)
    if ends is not None and (shape.nodes is None or shape.nodes[-1][0] != ends):
        raise Refuse(Refusal.GAP, pair.text)
    if shape.nodes is not None:
        return shapes.straight(made, shape, around.threshold, owned=owned or not around.threshold_in)
    sign = comparator_of(made, sense, around.strict, shape.target != target)
    reverse: Literal["目标/实际", "差额比例"] | None = None
    if sense < 0:
        reverse = "差额比例" if shape.reverse == "差额比例" else "目标/实际"
    rule = Proportional(
        points=made.points,
        comparator=sign,
        target=shape.target,
        direction=direction_of(sign, sense),
        floor=made.floor,
        base=None if shape.base == shape.target else shape.base,
        reverse=reverse,
    )
    threshold = threshold_of(rule, around, made, sense, owned)
    return rule if threshold is None else with_threshold(rule, threshold)


def _next_to(near: Decimal, full: Decimal, interval: Interval, made: Made, sense: int) -> bool:
    """``40-59场的`` beside 60场及以上: nothing is between; of a rate nobody says what 89.5 is beside 60%-89%."""
    inside = interval.high_in if sense > 0 else interval.low_in
    if not inside or full - near != sense or near != near.to_integral_value():
        return False
    if is_percentage(made.context) or made.context.unit == "分" or not whole(made.context):
        made.said.gaps.append((min(near, full), max(near, full)))
    return True


def _main(said: Statements) -> list[Pair]:
    """The pairs that say how much of the points. :raises Refuse: they say it of different cases."""
    main = [pair for pair in said.pairs if isinstance(pair.outcome, Formula | Prorata)]
    written = [pair for pair in main if isinstance(pair.outcome, Formula)]
    if written and not any(isinstance(p.outcome, Prorata) and (p.outcome.taking or p.conditions) for p in main):
        main = written
    # A formula by itself says again how it is done where the target is missed.
    again = len(written) == len(main)
    if len({pair.conditions for pair in main if pair.conditions or not again}) > 1:
        raise Refuse(Refusal.INEXPRESSIBLE, "；".join(pair.text for pair in main))
    return main


def _below(others: list[Pair]) -> tuple[Decimal, Decimal, Pair] | None:
    """``不足4800人得3分`` below a proportion: under how much, the points, and the pair that says so."""
    for pair in others:
        match pair.conditions, pair.outcome:
            case (Interval(low=None, high=Decimal() as high) as interval,), Give(points=Decimal() as points):
                if points > 0 and not interval.high_in and not interval.about_target:
                    return high, points, pair
    return None


def _to_a_step(
    made: Made, shape: shapes.Shape, full: Decimal, below: tuple[Decimal, Decimal], ends: Decimal | None, *, owned: bool
) -> Rule:
    """A proportion down to a number, and fixed points below it: a straight line from full marks to that number."""
    high, points = below
    share = numbers.divide(numbers.multiply(made.points, high), shape.base)
    plain = shape.nodes is None and not shape.reverse and shape.base == shape.target == full and made.floor is None
    exact = numbers.multiply(share, shape.base) == numbers.multiply(made.points, high)
    if not (plain and owned and exact) or ends != high or points >= share:
        raise Refuse(Refusal.INEXPRESSIBLE, f"{numbers.plain(high)}以下得{numbers.plain(points)}分")
    return Interpolation(points=made.points, nodes=((full, made.points), (high, share)), rest=points)


def _misses(pair: Pair) -> bool:
    return any(isinstance(condition, Missed | Rest) for condition in pair.conditions)


def _proportional_sense(made: Made, pair: Pair) -> int:
    context = made.context
    if made.said.both and context.comparator in ("＝", ""):
        return 0
    if context.sense:
        return context.sense
    for condition in pair.conditions:
        if isinstance(condition, Interval) and (condition.low is None) != (condition.high is None):
            return 1 if condition.low is None else -1
    if isinstance(pair.outcome, Prorata) and not pair.outcome.taking:
        return 1
    raise Refuse(Refusal.NO_TARGET, "没有比较符")
