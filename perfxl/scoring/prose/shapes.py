"""What a formula computes: its values at several points are compared with the shapes the scoring kinds know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from perfxl.numbers import HUNDRED, ZERO
from perfxl.scoring.kinds import Interpolation, Rule
from perfxl.scoring.prose import formulas, trees
from perfxl.scoring.prose.made import Made
from perfxl.scoring.prose.records import record
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import Formula, Outcome, Prorata
from perfxl.scoring.prose.trees import Ratio

# Shares of the target at which a formula is asked for its value, numerator and denominator.
_MISSED = {1: ((1, 2), (2, 3), (9, 10)), -1: ((11, 10), (5, 4), (3, 2))}
_NEAR = {1: ((49, 50), (97, 100), (19, 20)), -1: ((51, 50), (103, 100), (21, 20))}
_BOTH = ((1, 2), (9, 10), (11, 10), (3, 2))


@record
class Shape:
    """A proportion with its target and base, or the two ends of a straight line."""

    target: Decimal
    base: Decimal
    reverse: str = ""
    nodes: tuple[tuple[Decimal, Decimal], ...] | None = None


def fit(outcome: Outcome, made: Made, full: Decimal, sense: int, stated: bool) -> Shape:
    """The shape of a proportion or a formula. *stated*: the text says where full marks begin."""
    if isinstance(outcome, Prorata):
        return _prorata(outcome, made, full, sense, stated)
    assert isinstance(outcome, Formula)
    shape = _formula(outcome.tree, made, full, sense, stated, outcome.text)
    if made.said.goal is None and full > 0 and not _near(shape, full):
        raise Refuse(Refusal.CONTRADICTION, outcome.text)
    return shape


def _near(shape: Shape, full: Decimal) -> bool:
    """Whether a base may belong to the target: another row's does not, nor one that has lost a digit."""
    if shape.nodes is not None:
        return full / 2 <= shape.nodes[0][0] <= full * 2
    if shape.base == HUNDRED and not shape.reverse:
        return True
    return full / 2 <= shape.base <= full * 2


def _prorata(outcome: Prorata, made: Made, full: Decimal, sense: int, stated: bool) -> Shape:
    if made.context.target not in (None, full) and not outcome.rate:
        raise Refuse(Refusal.UNKNOWN_CLAUSE, "按比例")
    if outcome.taking:
        return Shape(full, full, "差额比例" if sense < 0 else "")
    if sense == 0:
        return Shape(full, full)
    if outcome.rate and sense > 0:
        own = HUNDRED if _is_own_rate(outcome.rate, made) else made.context.target
        if own is not None and (own != full and not stated):
            raise Refuse(Refusal.UNKNOWN_CLAUSE, outcome.rate)
        if own is not None and own > 0:
            return Shape(full, own)
    if sense < 0:
        made.read_by_form(
            "reverse",
            "越小越好，未达到的按"
            + ("目标值/实际完成值" if made.context.reverse == "目标/实际" else "差额比例")
            + "计分",
        )
        return Shape(full, full, made.context.reverse)
    return Shape(full, full)


def _is_own_rate(text: str, made: Made) -> bool:
    """Whether a rate in a formula is the indicator itself: 完成率 of an indicator called 项目完成率."""
    if made.context.unit != "%":
        return False
    return any(word in text and word in made.context.name for word in formulas.OWN_RATES)


def _formula(tree: trees.Node, made: Made, full: Decimal, sense: int, stated: bool, text: str) -> Shape:
    points = made.points.as_integer_ratio()
    degenerate = full <= 0
    target = (100, 1) if degenerate else full.as_integer_ratio()
    own = made.context.target
    planned = target if degenerate or own is None or own <= 0 else own.as_integer_ratio()
    own_rate = _is_own_rate(text, made)
    if not own_rate and made.context.unit == "%" and trees.divides_rate(tree):
        raise Refuse(Refusal.UNKNOWN_CLAUSE, text)

    percent, rated = made.context.unit == "%", trees.RATE in tree.used
    met = (planned[0], planned[1] * 100) if percent else planned

    def at(actual: Ratio) -> Ratio:
        scaled = (actual[0], actual[1] * 100) if percent else actual
        rate = None if not rated else scaled if own_rate else trees.divided(actual, planned)
        values = trees.Values(scaled, met, points, rate)
        try:
            return trees.compute(tree, values)
        except trees.Unreadable:
            raise Refuse(Refusal.UNKNOWN_CLAUSE, text) from None

    if "min" in tree.used:
        # What is limited to the best in the formula is limited by full marks in the rule.
        better = _times(target, (2, 1) if sense > 0 else (1, 2))
        if sense == 0 or not _alike([at(target), at(better), points]):
            raise Refuse(Refusal.INEXPRESSIBLE, text)
    for shares in (_BOTH,) if sense == 0 else (_MISSED[sense], _NEAR[sense]):
        actuals = [_times(target, share) for share in shares]
        scores = [at(actual) for actual in actuals]
        if all(score[0] > 0 for score in scores):
            break
    if degenerate and sense < 0 and "/" not in tree.used:
        # 5-2.5×事件数, of what should not happen at all
        few = [(number, 1) for number in (0, 1, 2)]
        return _line(few, [at(number) for number in few], points, -1, full, text)
    if any(score[0] == 0 for score in scores):
        raise Refuse(Refusal.INEXPRESSIBLE, text)
    if _equal(*zip(actuals, scores, strict=True)):
        if sense != 1:
            raise Refuse(Refusal.CONTRADICTION, text)
        return _based(Fraction(*points) * Fraction(*actuals[0]) / Fraction(*scores[0]), full, stated, degenerate, "")
    if _alike([_times(actual, score) for actual, score in zip(actuals, scores, strict=True)]):
        if sense != -1:
            raise Refuse(Refusal.CONTRADICTION, text)
        base = Fraction(*actuals[0]) * Fraction(*scores[0]) / Fraction(*points)
        return _based(base, full, stated, degenerate, "目标/实际")
    return _departing(made, full, sense, _Asked(actuals, scores, at), stated=stated, text=text)


class _Asked(NamedTuple):
    """What a formula gives at several actual values, and at any other."""

    actuals: list[Ratio]
    scores: list[Ratio]
    at: Callable[[Ratio], Ratio]


def _departing(made: Made, full: Decimal, sense: int, asked: _Asked, *, stated: bool, text: str) -> Shape:
    """A formula that is no proportion: what is missed in proportion, or a straight line."""
    points, degenerate = Fraction(made.points), full <= 0
    target = Fraction(100) if degenerate else Fraction(full)
    pairs = [(Fraction(*actual), Fraction(*score)) for actual, score in zip(asked.actuals, asked.scores, strict=True)]
    if sense == 0:
        lost = {(1 - score / points) / abs(actual - target) for actual, score in pairs}
        if len(lost) == 1:
            return _based(1 / lost.pop(), full, True, degenerate, "")
        raise Refuse(Refusal.INEXPRESSIBLE, text)
    if sense < 0 and all(score < 2 * points for _, score in pairs):
        bases = {points * actual / (2 * points - score) for actual, score in pairs}
        if len(bases) == 1:
            return _based(bases.pop(), full, stated, degenerate, "差额比例")
    if degenerate or (stated and Fraction(*asked.at(full.as_integer_ratio())) != points):
        raise Refuse(Refusal.INEXPRESSIBLE, text)
    return _line(asked.actuals, asked.scores, made.points.as_integer_ratio(), sense, full, text)


def _times(one: Ratio, other: Ratio) -> Ratio:
    return one[0] * other[0], one[1] * other[1]


def _alike(ratios: Sequence[Ratio]) -> bool:
    """Whether ratios are all the same number."""
    top, bottom = ratios[0]
    return all(top * other[1] == other[0] * bottom for other in ratios[1:])


def _equal(*pairs: tuple[Ratio, Ratio]) -> bool:
    """Whether the quotients of pairs are all the same, none of them divided by nothing."""
    return _alike([(a[0] * b[1], a[1] * b[0]) for a, b in pairs])


def _based(base: Fraction, full: Decimal, stated: bool, degenerate: bool, reverse: str) -> Shape:
    if degenerate:
        if base != 100:
            raise Refuse(Refusal.INEXPRESSIBLE)
        return Shape(full, full, reverse)
    number = _exact(base)
    return Shape(full, number, reverse) if stated else Shape(number, number, reverse)


def _exact(number: Fraction) -> Decimal:
    value = Decimal(number.numerator) / Decimal(number.denominator)
    if Fraction(value) != number or number <= 0:
        raise Refuse(Refusal.INEXPRESSIBLE)
    return value


def _line(
    places: Sequence[Ratio], values: Sequence[Ratio], most: Ratio, sense: int, full: Decimal, text: str
) -> Shape:
    """A straight line through all the values, from full marks down to nothing."""
    points = Fraction(*most)
    actuals, scores = ([Fraction(*value) for value in found] for found in (places, values))
    slope = (scores[1] - scores[0]) / (actuals[1] - actuals[0])
    if slope == 0 or (slope > 0) != (sense > 0):
        raise Refuse(Refusal.CONTRADICTION, text)
    if scores[2] - scores[0] != slope * (actuals[2] - actuals[0]):
        raise Refuse(Refusal.INEXPRESSIBLE, text)
    start = actuals[0] + (points - scores[0]) / slope
    if full > 0 and sense > 0 and start > 0 and actuals[0] and _at(full, actuals, scores, slope) * 2 < points:
        raise Refuse(Refusal.CONTRADICTION, text)
    best = ZERO if start == full == 0 else _exact(start)
    least = actuals[0] - scores[0] / slope
    last = Decimal(least.numerator) / Decimal(least.denominator)
    if Fraction(last) != least:
        raise Refuse(Refusal.INEXPRESSIBLE, text)
    return Shape(full, full, nodes=((best, Decimal(points.numerator) / points.denominator), (last, ZERO)))


def _at(full: Decimal, actuals: list[Fraction], scores: list[Fraction], slope: Fraction) -> Fraction:
    """What a straight line gives for a target that is met."""
    return scores[0] + slope * (Fraction(full) - actuals[0])


def straight(made: Made, shape: Shape, threshold: Decimal | None, *, owned: bool) -> Rule:
    """A straight line as interpolation; *owned*: the line holds at the threshold itself."""
    if made.floor is not None or shape.nodes is None:
        raise Refuse(Refusal.INEXPRESSIBLE)
    (best, full), (last, nothing) = shape.nodes
    if threshold is None or threshold == last:
        return Interpolation(points=made.points, nodes=shape.nodes, rest=ZERO)
    if not owned or not (min(best, last) < threshold < max(best, last)):
        raise Refuse(Refusal.INEXPRESSIBLE)
    ends = _exact(Fraction(full - nothing) * Fraction(threshold - last) / Fraction(best - last))
    return Interpolation(points=made.points, nodes=((best, full), (threshold, ends)), rest=ZERO)
