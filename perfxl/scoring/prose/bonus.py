"""Points on top of a base: ``完成3场得2分，在此基础上每增加1场加1分，最高5分，少于3场不得分``.

Seen from full marks it is a deduction for every step that is missing, where a step begun counts as missing,
with nothing below the base. That is exact for every actual value.
"""

from __future__ import annotations

from decimal import Decimal

from perfxl import numbers
from perfxl.numbers import ZERO
from perfxl.scoring.kinds import Band, Bands, Interpolation, Rule, StepDeduction
from perfxl.scoring.prose.amounts import of_target, whole
from perfxl.scoring.prose.made import Made
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.targeted import step_unit
from perfxl.scoring.prose.terms import (
    DOWN,
    UP,
    Context,
    Deduct,
    Give,
    Interval,
    Met,
    Missed,
    Nothing,
    NotOne,
    Pair,
    Rest,
    Statements,
)
from perfxl.scoring.prose.terms import Step as Every

MOST_BANDS = 5


def parts(said: Statements) -> tuple[Pair, Pair] | None:
    """The base and what comes on top of it, where a standard says both."""
    if len(said.pairs) < 2:
        return None
    given = [pair for pair in said.pairs if isinstance(pair.outcome, Give) and pair.outcome.points]
    if len(given) < 2:
        return None
    tops = [
        pair for pair in given
        if any(isinstance(c, Every) and c.every and (c.side == UP or said.based) for c in pair.conditions)
    ]  # fmt: skip
    if len(tops) != 1:
        return None
    bases = [pair for pair in given if pair != tops[0] and isinstance(pair.outcome, Give) and not pair.outcome.full]
    return (bases[0], tops[0]) if len(bases) == 1 else None


def total(said: Statements, context: Context) -> Decimal | None:
    """Full marks with the bonus; ``None`` where nothing comes on top."""
    found = parts(said)
    if found is None:
        return None
    base = found[0].outcome
    assert isinstance(base, Give)
    assert base.points is not None
    ends = {*said.cap, *said.full, *(base.points + added for added in said.added)}
    if len(ends) > 1:
        raise Refuse(Refusal.SEVERAL_FULL_MARKS, "、".join(map(numbers.plain, sorted(ends))))
    end = next(iter(ends), context.points)
    if said.added and not said.cap and not said.full and context.points != end:
        raise Refuse(Refusal.INEXPRESSIBLE, "加分后超过满分")
    if context.points is not None and end is not None and context.points == base.points + end:
        raise Refuse(Refusal.SEVERAL_FULL_MARKS, f"{numbers.plain(end)}、{numbers.plain(context.points)}")
    if end == base.points and said.cap and context.points in (None, end):
        said.pairs.remove(found[1])  # 总得分不超过本项分值: nothing comes on top
        return None
    if end is None or end <= base.points:
        raise Refuse(Refusal.INEXPRESSIBLE, "加分没有上限")
    return end


def bonus(made: Made) -> Rule:
    """The rule of a base with points on top. :raises Refuse: no kind holds it."""
    found = parts(made.said)
    assert found is not None
    base, top = found
    start = _start(base, made)
    credit = top.outcome
    assert isinstance(credit, Give)
    assert credit.points is not None
    assert isinstance(base.outcome, Give)
    assert base.outcome.points is not None
    step = next(condition for condition in top.conditions if isinstance(condition, Every))
    for condition in top.conditions:
        if not isinstance(condition, Every | Met):
            raise Refuse(Refusal.UNKNOWN_CLAUSE, top.text)
    if step.start is not None and (step.start.low != start or step.start.high is not None):
        raise Refuse(Refusal.CONTRADICTION, top.text)
    amount = step.amount
    if step.percent:
        if start != made.context.target:
            raise Refuse(Refusal.INEXPRESSIBLE, top.text)
        amount = of_target(amount, made.context, top.text)
    less = None if step.incident or made.floor is not None or made.said.free else _taken_below(made, start)
    if less is not None:
        return _line(made, start, base.outcome.points, (amount, credit.points), less)
    if step.incident or made.said.until or made.floor is not None or made.said.free:
        raise Refuse(Refusal.INEXPRESSIBLE, top.text)
    _nothing_below(made, base, top, start)
    steps = numbers.divide(made.points - base.outcome.points, credit.points)
    count = numbers.ceiling(steps)
    if steps == count:
        return StepDeduction(
            points=made.points,
            comparator="≥",
            target=start + count * amount,
            step=amount,
            step_unit="计量单位" if step.percent else step_unit(step, made),
            deduction=credit.points,
            partial={"": "计一档", "舍去": "计一档", "计一档": "舍去"}.get(made.said.partial, made.said.partial),
            threshold=start,
        )
    if count >= MOST_BANDS or made.said.partial not in ("", "舍去"):
        raise Refuse(Refusal.INEXPRESSIBLE, top.text)
    scores = [min(made.points, base.outcome.points + credit.points * more) for more in range(int(count) + 1)]
    bands = [Band(sign="≥", bound=start + amount * count, score=score) for count, score in enumerate(scores)]
    return Bands(points=made.points, bands=tuple(reversed(bands)), rest=Decimal(0))


def _taken_below(made: Made, start: Decimal) -> Decimal | None:
    """What every one that is missing takes: ``每少1场扣0.5分`` beside ``每多1场加0.2分``."""
    for pair in made.said.pairs:
        match pair.conditions, pair.outcome:
            case ((Every() as step,), Deduct(points=Decimal() as points)) if step.every and step.amount == 1:
                own = step.start is None or step.start.high == start
                if step.side == DOWN and own and not step.percent and whole(made.context):
                    return points
    return None


def _line(
    made: Made, start: Decimal, base: Decimal, more: tuple[Decimal, Decimal], less: Decimal
) -> Rule:
    """Points on top and points taken off, one by one, as a straight line on either side of the base.

    Exact for every whole number, and only whole things are counted so.
    """
    amount, credit = more
    gained, lost = numbers.divide(made.points - base, credit), numbers.divide(base, less)
    plain = amount == 1 and gained == numbers.ceiling(gained) and lost == numbers.ceiling(lost) and lost <= start
    if not plain or len(made.said.pairs) != 3 or made.said.partial:
        raise Refuse(Refusal.INEXPRESSIBLE, "加分和扣分")
    made.read("按件加分、扣分，各件之间按直线读，整数处处相同")
    nodes = ((start + gained, made.points), (start, base), (start - lost, ZERO))
    return Interpolation(points=made.points, nodes=nodes, rest=ZERO)


def _start(base: Pair, made: Made) -> Decimal:
    """Where the base begins."""
    if made.context.sense <= 0 or made.context.dated or len(base.conditions) != 1:
        raise Refuse(Refusal.INEXPRESSIBLE, base.text)
    start: Decimal | None = None
    match base.conditions[0]:
        case Met():
            start = made.context.target if made.context.comparator != ">" else None
        case Interval(low=Decimal() as low) as interval if interval.low_in:
            counted = interval.counted and interval.point
            start = low if interval.high is None or counted else None
    if start is None or start <= 0:
        raise Refuse(Refusal.INEXPRESSIBLE, base.text)
    return start


def _nothing_below(made: Made, base: Pair, top: Pair, start: Decimal) -> None:
    """Below the base there must be nothing, said so or because not even one is done."""
    said = start == 1 and made.context.unit != "%"
    for pair in made.said.pairs:
        if pair is base or pair is top:
            continue
        if not isinstance(pair.outcome, Nothing) or len(pair.conditions) != 1:
            raise Refuse(Refusal.INEXPRESSIBLE, pair.text)
        condition = pair.conditions[0]
        below = isinstance(condition, Interval) and condition.low is None and condition.high == start
        fits = (
            (below and isinstance(condition, Interval) and not condition.high_in)
            or (isinstance(condition, Missed) and start == made.context.target)
            or isinstance(condition, Rest)
            or (start == 1 and isinstance(condition, NotOne))
            or (start == 1 and isinstance(condition, Interval) and condition.high == 0 and condition.low is None)
        )
        if not fits:
            raise Refuse(Refusal.INEXPRESSIBLE, pair.text)
        said = True
    if not said:
        raise Refuse(Refusal.GAP, base.text)
