"""Rules about a target: deductions by steps, credit by pieces, proportions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from perfxl import numbers
from perfxl.block import RUNGS, SIGNS
from perfxl.numbers import HUNDRED, ZERO
from perfxl.scoring.kinds import Band, Bands, PerPiece, Proportional, Rule, StepDeduction
from perfxl.scoring.prose import firsts, lateness
from perfxl.scoring.prose.amounts import is_percentage, is_points, measured, of_target
from perfxl.scoring.prose.banded import direction_of
from perfxl.scoring.prose.made import Made
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.sides import of_one_base, sense_checked, side_of
from perfxl.scoring.prose.terms import (
    UP,
    Deduct,
    Give,
    Interval,
    Met,
    Missed,
    Nothing,
    Pair,
    Rest,
    Step,
)


@dataclass(slots=True)
class Around:
    """What the other pairs say beside a step or a proportion: where full marks begin, where nothing is left."""

    start: Decimal | None = None
    strict: bool | None = None
    threshold: Decimal | None = None
    threshold_in: bool = False
    claimed: bool = False


def around_of(made: Made, pairs: list[Pair], sense: int) -> Around:
    """Read the pairs beside the main one. :raises Refuse: one of them cannot be held by the rule."""
    around = Around()
    for pair in pairs:
        for condition in pair.conditions:
            if isinstance(pair.outcome, Give) and made.value(pair.outcome, pair.text) == made.points:
                _full_from(around, condition, made, sense, pair.text)
            elif isinstance(pair.outcome, Nothing) or _all_taken(pair, made):
                _nothing_beyond(around, condition, made, sense, pair.text)
            else:
                raise Refuse(Refusal.INEXPRESSIBLE, pair.text)
        if len(pair.conditions) != 1:
            raise Refuse(Refusal.UNKNOWN_CLAUSE, pair.text)
    return around


def _all_taken(pair: Pair, made: Made) -> bool:
    """``少50%及以上扣5分`` of 5 points."""
    return isinstance(pair.outcome, Deduct) and made.value(pair.outcome, pair.text) == 0


def _full_from(around: Around, condition: object, made: Made, sense: int, detail: str) -> None:
    if isinstance(condition, Met | Rest):  # 其余情形满分, beside what a miss takes
        return
    if not isinstance(condition, Interval):
        raise Refuse(Refusal.CONTRADICTION, detail)
    if condition.point:
        near, inside, far = condition.low, True, None
    elif sense > 0:
        near, inside, far = condition.low, condition.low_in, condition.high
        if far is not None and (far >= (made.context.target or far) or (made.context.unit == "%" and far == HUNDRED)):
            far = None
    elif sense < 0:
        near, inside, far = condition.high, condition.high_in, condition.low
        if far is not None and (far <= 0 or (far == made.context.target and not condition.low_in)):
            far = None
    else:
        raise Refuse(Refusal.INEXPRESSIBLE, detail)
    if near is None or far is not None:
        raise Refuse(Refusal.CONTRADICTION, detail)
    target = made.context.target
    if target is not None and target > 0 and not made.context.dated and not target / 2 <= near <= target * 2:
        raise made.not_the_target(detail)
    if around.start not in (None, near):
        raise Refuse(Refusal.CONTRADICTION, detail)
    around.start, around.strict = near, not inside


def _nothing_beyond(around: Around, condition: object, made: Made, sense: int, detail: str) -> None:
    if not isinstance(condition, Interval) or condition.about_target:
        raise Refuse(Refusal.CONTRADICTION, detail)
    if condition.counted and condition.point and sense < 0:
        bound, inside = condition.low, True
    elif sense > 0 and condition.low is None:
        bound, inside = condition.high, condition.high_in
    elif sense < 0 and condition.high is None:
        bound, inside = condition.low, condition.low_in
    elif sense > 0 and condition.point and condition.low == 0:
        bound, inside = condition.low, True  # 0个的不得分
    else:
        raise Refuse(Refusal.CONTRADICTION, detail)
    assert bound is not None
    if around.threshold not in (None, bound):
        raise Refuse(Refusal.CONTRADICTION, detail)
    around.threshold, around.threshold_in = bound, inside
    around.claimed = condition.claims(bound)


def threshold_of(rule: Rule, around: Around, made: Made, sense: int, owned: bool) -> Decimal | None:
    """The threshold as the rule holds it: strictly beyond it there is nothing.

    A threshold that itself scores nothing is moved by one for things that are counted; it stays where the
    rule gives nothing there anyway, or where the proportion owns that border.
    """
    bound = around.threshold
    if bound is None or not around.threshold_in or owned:
        return bound
    if not measured(made.context) and not made.context.dated and bound == bound.to_integral_value():
        return bound + 1 if sense > 0 else bound - 1
    if made.context.dated:
        return bound - 1
    if rule.score(bound).score == 0:
        return bound
    raise Refuse(Refusal.INEXPRESSIBLE, f"门槛{numbers.plain(bound)}本身不得分")


def comparator_of(made: Made, sense: int, strict: bool | None, own_start: bool) -> str:
    """The sign the rule scores by: the sheet's where it goes with the text, else the text's."""
    sign = made.context.comparator
    if sense == 0:
        return "＝"
    if made.context.dated:
        return "≤"
    fits = sign in SIGNS and (sign == "＝" or (sign in ("≥", ">")) == (sense > 0))
    if fits and not own_start and (strict is None or sign == "＝" or strict == (sign in (">", "<"))):
        return sign
    return ("≥", ">", "≤", "<")[(0 if sense > 0 else 2) + bool(strict)]


def step_deduction(made: Made, single: Step | None = None) -> Rule:
    """``每降低1个百分点扣1分``."""
    said, context = made.said, made.context
    main = [
        pair for pair in said.pairs
        if any(isinstance(c, Step) and (c.every or c is single) for c in pair.conditions)
    ]  # fmt: skip
    if len(main) != 1:
        raise Refuse(Refusal.INEXPRESSIBLE, "；".join(pair.text for pair in main))
    pair = main[0]
    step = next(condition for condition in pair.conditions if isinstance(condition, Step))
    if not isinstance(pair.outcome, Deduct):
        raise Refuse(Refusal.INEXPRESSIBLE, pair.text)
    _only_misses(pair)
    _within_target(step, made, pair.text)
    sense = sense_checked(side_of(step, made, pair), made, pair.text)
    around = around_of(made, [other for other in said.pairs if other is not pair], sense)
    _less_than_a_step(step, around, made)
    start = _start(step, around, made, sense, pair.text)
    _taken_from(step, start, sense, around, pair.text)
    if step.percent and start <= 0:
        raise Refuse(Refusal.NO_TARGET, pair.text)
    if start != context.target and context.target is not None:
        made.read(f"从标准写的{_said(start, made)}起扣，不从目标值起扣")
    of_one_base(step, start, made, pair)
    if step.percent and start != context.target:
        # Percent are of the target, wherever deducting starts.
        step = replace(step, amount=of_target(step.amount, context, pair.text), percent=False)
    deduction = made.taken(pair.outcome)
    if deduction <= 0:
        raise Refuse(Refusal.CONTRADICTION, pair.text)
    if context.dated and step.own_unit in lateness.MONTHS:
        if around.threshold is not None or step.start is not None:
            raise Refuse(Refusal.INEXPRESSIBLE, pair.text)
        return lateness.by_months(made, start, (step.amount, step.own_unit), deduction, pair.text)
    sign = comparator_of(made, sense, around.strict, start != context.target)
    partial = said.partial or context.partial
    if not said.partial:
        made.read_by_form("partial_step", _PARTIAL_STEP[partial])
    rule = StepDeduction(
        points=made.points,
        comparator=sign,
        target=start,
        direction=direction_of(sign, sense),
        floor=made.floor,
        step=step.amount,
        step_unit=step_unit(step, made),
        deduction=deduction,
        partial=partial,
    )
    owned = _owns(step, around, sense)
    if said.first is not None:
        if around.threshold is not None or sense == 0:
            raise Refuse(Refusal.INEXPRESSIBLE, pair.text)
        return firsts.first_apart(rule, said.first, sense, pair.text)
    if around.threshold_in and not owned and (stairs := _stairs(rule, around.threshold)) is not None:
        return stairs
    threshold = threshold_of(rule, around, made, sense, owned=owned)
    return rule if threshold is None else with_threshold(rule, threshold)


_PARTIAL_STEP = {"舍去": "不足一档的不扣分", "计一档": "不足一档的按一档扣", "按比例": "不足一档的按比例扣"}


def _stairs(rule: StepDeduction, threshold: Decimal | None) -> Rule | None:
    """A band for every step down to a threshold that itself scores nothing, where there are few of them."""
    if threshold is None or not rule.sense or rule.floor or rule.partial == "按比例":
        return None
    counted = rule.step_unit == "计量单位" and threshold == threshold.to_integral_value()
    if counted or rule.score(threshold).score == 0:
        return None
    amount = of_percent(rule.target, rule.step) if rule.step_unit == "目标值的%" else rule.step
    reached, beyond = ("≥", ">") if rule.sense > 0 else ("≤", "<")
    bands: list[Band] = []
    for count in range(RUNGS):
        bound = numbers.steady(rule.target - rule.sense * amount * (count + (rule.partial == "舍去")))
        left = rule.points - rule.deduction * count
        if left <= 0:
            break
        ended = (bound - threshold) * rule.sense <= 0
        sign = beyond if ended or rule.partial == "舍去" else reached
        bands.append(Band(sign=sign, bound=threshold if ended else bound, score=left))
        if ended:
            return Bands(points=rule.points, bands=tuple(bands), rest=ZERO)
    return None


def of_percent(target: Decimal, percent: Decimal) -> Decimal:
    """So many percent of a target."""
    return numbers.divide(numbers.multiply(abs(target), percent), HUNDRED)


def _owns(step: Step, around: Around, sense: int) -> bool:
    """Whether the range of a step includes the border of the threshold."""
    if step.start is None or around.threshold is None or around.claimed:
        return False
    low, inside = (step.start.low, step.start.low_in) if sense > 0 else (step.start.high, step.start.high_in)
    return low == around.threshold and inside


def with_threshold(rule: StepDeduction | Proportional, threshold: Decimal) -> Rule:
    """The rule with nothing beyond a threshold."""
    if rule.direction == "双向":
        raise Refuse(Refusal.INEXPRESSIBLE, "门槛")
    return replace(rule, threshold=threshold)


def _said(value: Decimal, made: Made) -> str:
    if made.context.dated:
        from perfxl import dates

        return dates.chinese(dates.from_serial(value))
    return numbers.plain(value) + made.context.unit


def _within_target(step: Step, made: Made, detail: str) -> None:
    """:raises Refuse: more is asked for at once than the whole target: 每少1万 of 100户."""
    context, said = made.context, made.said
    if context.dated or context.sense <= 0 or said.goal is not None or step.percent or step.side == UP:
        return
    if 0 < (context.target or 0) < step.amount:
        raise made.not_the_target(detail)


def _only_misses(pair: Pair) -> None:
    for condition in pair.conditions:
        if not isinstance(condition, Step | Missed | Rest):
            raise Refuse(Refusal.UNKNOWN_CLAUSE, pair.text)


def _less_than_a_step(step: Step, around: Around, made: Made) -> None:
    """``短收不足100万元不扣分`` beside ``每短收100万元``: of a step that is not complete, not of where they begin."""
    target = made.context.target
    if target is None or around.start is None or step.percent or step.start is not None:
        return
    if not around.strict and abs(around.start - target) == step.amount:
        raise Refuse(Refusal.UNKNOWN_CLAUSE, f"从{_said(target, made)}还是{_said(around.start, made)}起扣")
    if not around.strict:
        return
    if abs(around.start - target) == step.amount and made.said.partial in ("", "舍去"):
        around.start = around.strict = None
        made.said.partial = "舍去"


def _start(step: Step, around: Around, made: Made, sense: int, detail: str) -> Decimal:
    """Where deducting starts: what the text says, else the target."""
    target = made.context.target
    starts = [around.start]
    if step.start is not None:
        interval = step.start
        near, far = (interval.high, interval.low) if sense > 0 else (interval.low, interval.high)
        starts.append(near if sense else None)
        within = sense < 0 and target == 0 and near is None and far is not None
        if within and around.threshold == far and not around.threshold_in:
            pass
        elif starts[-1] is None and (not sense or far is None or far != around.threshold):
            raise Refuse(Refusal.CONTRADICTION, detail)
    found = {start for start in starts if start is not None}
    if len(found) > 1:
        raise Refuse(Refusal.CONTRADICTION, detail)
    free = made.said.free
    if step.incident or (sense < 0 and not step.side):
        counted = found.pop() if found else None
        if target == 0 and counted is None and step.start is not None:
            return ZERO  # 3起以内每起扣1分，超过3起不得分
        if target not in (None, ZERO) and not (counted is not None or free == target):
            raise Refuse(Refusal.CONTRADICTION, detail)
        beyond = step.start is not None and step.start.low == counted == target and not step.start.low_in
        if beyond and counted is not None:
            return counted
        if counted not in (None, ZERO) and counted != free:
            raise Refuse(Refusal.CONTRADICTION, detail)
        return free
    if free:
        if sense > 0 or (target not in (None, ZERO, free)) or found - {free}:
            raise Refuse(Refusal.CONTRADICTION, detail)
        return free
    if found:
        return found.pop()
    if target is None:
        raise Refuse(Refusal.NO_TARGET, detail)
    return target


def _taken_from(step: Step, start: Decimal, sense: int, around: Around, detail: str) -> None:
    """A step within a range must reach down to where nothing is left."""
    if step.start is None:
        return
    far = step.start.low if sense > 0 else step.start.high
    if far is not None and far != around.threshold:
        raise Refuse(Refusal.GAP, detail)


def step_unit(step: Step, made: Made) -> str:
    """What a step is measured in."""
    if step.percent:
        return "目标值的%"
    if made.context.dated:
        return "天"
    if is_percentage(made.context) and (made.context.unit == "%" or step.own_unit == "%" or is_points(step.own_unit)):
        return "个百分点"
    return "计量单位"


def per_piece(made: Made) -> Rule:
    """``每完成1项得2分``."""
    said, context = made.said, made.context
    main = [pair for pair in said.pairs if any(isinstance(condition, Step) for condition in pair.conditions)]
    if len(main) != 1:
        raise Refuse(Refusal.INEXPRESSIBLE, "；".join(pair.text for pair in main))
    pair = main[0]
    missed = any(isinstance(condition, Missed) for condition in pair.conditions)
    left = [condition for condition in pair.conditions if not isinstance(condition, Missed)]
    if len(left) != 1 or (missed and len(said.pairs) == 1):
        raise Refuse(Refusal.INEXPRESSIBLE, pair.text)
    step, outcome = left[0], pair.outcome
    if not isinstance(step, Step) or not isinstance(outcome, Give) or not outcome.points:
        raise Refuse(Refusal.INEXPRESSIBLE, pair.text)
    if step.side or step.incident or step.start is not None or context.dated or said.until:
        raise Refuse(Refusal.INEXPRESSIBLE, pair.text)
    if context.sense < 0:
        raise Refuse(Refusal.CONTRADICTION, pair.text)
    _within_target(step, made, pair.text)
    amount = step.amount
    if step.percent:
        if context.target is None or context.target <= 0:
            raise Refuse(Refusal.NO_TARGET, pair.text)
        amount = numbers.divide(numbers.multiply(context.target, amount), HUNDRED)
    around = around_of(made, [other for other in said.pairs if other is not pair], 1)
    rule = PerPiece(
        points=made.points, step=amount, credit=outcome.points, partial=said.partial or "舍去", floor=made.floor
    )
    reached = around.start if around.start is not None else context.target
    if (
        len(said.pairs) > 1
        and around.threshold is None
        and (reached is None or rule.score(reached).score != made.points)
    ):
        raise Refuse(Refusal.CONTRADICTION, pair.text)
    threshold = threshold_of(rule, around, made, 1, owned=False)
    return rule if threshold is None else replace(rule, threshold=threshold)
