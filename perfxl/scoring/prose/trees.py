"""Formulas as trees, and what they compute. They are read in :mod:`perfxl.scoring.prose.formulas`."""

from __future__ import annotations

from dataclasses import field, replace
from decimal import Decimal
from fractions import Fraction

from perfxl.scoring.prose.records import record

# A numerator and a denominator above 0: exact, and a fraction of integers that nobody reduces costs little.
Ratio = tuple[int, int]
_NONE: Ratio = (0, 1)

ACTUAL, TARGET, POINTS, RATE, GAP, OVER, SHORT = "actual", "target", "points", "rate", "gap", "over", "short"


_ALONE = {
    op: frozenset((op,)) for op in (*"+-×/", "min", "number", "literal", ACTUAL, TARGET, POINTS, RATE, GAP, OVER, SHORT)
}


@record
class Node:
    """An operation on two trees, a number, or one of the names of this module."""

    op: str
    left: Node | None = None
    right: Node | None = None
    number: Fraction = Fraction(0)
    points: bool = False
    percent: bool = False
    plain: bool = False  # a difference with a percentage written without its sign: 80-实际利用率
    # The names it uses, and ``literal`` for points written as a number.
    used: frozenset[str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        own = _ALONE["literal" if self.points else self.op]
        if self.left is not None and self.right is not None:
            own = own | self.left.used | self.right.used
        object.__setattr__(self, "used", own)


class Unreadable(Exception):  # noqa: N818 - an answer on its way, not an error
    """No formula of the kinds known here."""


def names(tree: Node | None) -> frozenset[str]:
    """The names a tree uses, and ``literal`` for points written as a number."""
    return frozenset() if tree is None else tree.used


def literal_points(tree: Node | None, target: Ratio | None = None) -> list[Decimal]:
    """Points written as numbers (``×5分``) in a tree, or a bare number that multiplies a ratio (``×6``).

    With the *target*: the number is full marks where the others make 1 of a target that is met, or all missed.
    """
    if tree is None:
        return []
    if (found := _whole_by(tree, target)) is not None:
        return [found]
    if of_difference(tree):
        return []
    if tree.points:
        return [_decimal(tree.number)]
    if credit(tree) is not None:
        return []
    if tree.op == "+" and (based := _based(tree, target)) is not None:
        return [based]
    left = tree.left
    if tree.op == "-" and left is not None and left.op == "number" and left.number > 1 and not left.percent:
        return [_decimal(left.number)]  # 5-(40-实际场次)×0.25
    if tree.op == "/" and tree.left is not None and tree.left.op == "×":
        # 4×实际场次/60 is 4×(实际场次/60)
        for side, other in ((tree.left.left, tree.left.right), (tree.left.right, tree.left.left)):
            if side is not None and other is not None and side.op == "number" and other.op in (ACTUAL, TARGET):
                return [] if side.percent else [_decimal(side.number)]
    if tree.op == "×":
        for side, other in ((tree.left, tree.right), (tree.right, tree.left)):
            if side is None or side.op != "number" or side.points or side.percent or other is None:
                continue
            if _is_ratio(other) and (target is None or target[0] <= 0 or _within(other, target)):
                return [_decimal(side.number)]
        if target is not None and target[0] > 0:  # a part of a product is no full marks: (1-完成率)×100 of ×0.05
            return [_decimal(factor.number) for factor in factors(tree) if factor.points]
    return [*literal_points(tree.left, target), *literal_points(tree.right, target)]


def _based(tree: Node, target: Ratio | None) -> Decimal | None:
    """Some points and more of them up to the target: 8 of ``4+4×(完成率-70%)/30%`` where it is 100%."""
    if target is None or target[0] <= 0 or tree.left is None or tree.right is None:
        return None
    base, more = (tree.left, tree.right) if tree.left.op == "number" else (tree.right, tree.left)
    if base.op != "number" or base.percent or base.number < 1 or "-" not in names(more):
        return None
    # A rate is the indicator itself, or what it makes of its target.
    reached = [_value(more, target, by) for by in (target, (1, 1))]
    added = {factor.number for factor in factors(more) if factor.op == "number" and not factor.percent}
    whole = {number for number in added for value in reached if value is not None and _same(value, number)}
    return _decimal(base.number + whole.pop()) if len(whole) == 1 else None


def _whole_by(tree: Node, target: Ratio | None) -> Decimal | None:
    """The one number of a product that is left where the target is met: 4 in ``75/实际×4`` with a target of 75."""
    if target is None or target[0] <= 0 or tree.op not in ("×", "/"):
        return None
    parts = factors(tree)
    if [True for factor in parts if factor.points]:
        return None  # called points, whatever the others make
    numbers = [factor for factor in parts if factor.op == "number" and not factor.percent and factor.number]
    if not numbers:
        return None
    values = [_value(tree, actual, target) for actual in (target, _twice(target), _NONE)]
    found = {factor.number for factor in numbers for value in values if value and _same(value, factor.number)}
    return _decimal(found.pop()) if len(found) == 1 else None


def factors(tree: Node) -> list[Node]:
    """What is multiplied in a product; what it is divided by is none of them."""
    if tree.left is None or tree.right is None or tree.op not in ("×", "/"):
        return [tree]
    return [*factors(tree.left), *(factors(tree.right) if tree.op == "×" else ())]


def _twice(number: Ratio) -> Ratio:
    return (2 * number[0], number[1])


def _same(ratio: Ratio, number: Fraction) -> bool:
    return ratio[0] * number.denominator == number.numerator * ratio[1]


def divided(number: Ratio, by: Ratio) -> Ratio:
    """:raises Unreadable: by zero."""
    (top, bottom), (times, over) = number, by
    if times == 0:
        raise Unreadable
    return (top * over, bottom * times) if times > 0 else (-top * over, -bottom * times)


def _value(tree: Node, actual: Ratio, target: Ratio) -> Ratio | None:
    try:
        return compute(tree, Values(actual, target, None, divided(actual, target)))
    except Unreadable:
        return None


def absolute(tree: Node, target: Ratio | None) -> bool:
    """Whether a deduction is an amount of points itself, not a share of them: ``差错数×2``, ``(95%-实际值)/1%×0.5``."""
    used = names(tree)
    if POINTS in used:
        return False
    if not used & {"/", RATE}:
        return True
    return target is not None and target[0] > 0 and not literal_points(tree, target) and not _within(tree, target, 1)


# A ratio to the target, at twice the target too; what is divided by 1% is not.
_ABOUT_ONE = 5


def _within(tree: Node, target: Ratio, most: int = _ABOUT_ONE) -> bool:
    """Whether a tree is a ratio that stays about 1."""
    values = (_value(tree, actual, target) for actual in (_NONE, target, _twice(target)))
    return all(abs(value[0]) <= most * value[1] for value in values if value is not None)


def is_share(tree: Node, target: Ratio | None) -> bool:
    """Whether a tree is a share of the points: all or none of them where the target is met, or nothing is."""
    if target is None or target[0] <= 0:
        return True
    ends = [_value(tree, actual, target) for actual in (target, _NONE)]
    return any(end is not None and end[0] in (0, end[1]) for end in ends) and _within(tree, target)


def of_difference(tree: Node) -> bool:
    """``(实际值-10%)×100×0.5分``: the points of every one, where nothing is divided."""
    if tree.op != "×":
        return False
    used = names(tree)
    missed = used & {GAP, OVER, SHORT} or ("-" in used and ACTUAL in used)
    return not used & {"/", RATE, "min"} and bool(missed)


def credit(tree: Node) -> Fraction | None:
    """The points of every one in ``实际篇数×0.05分``."""
    if tree.op == "×" and tree.left is not None and tree.right is not None:
        for side, other in ((tree.left, tree.right), (tree.right, tree.left)):
            if side.op == "number" and side.points and other.op == ACTUAL:
                return side.number
    return None


def each(tree: Node) -> Node:
    """A deduction whose points are not full marks but those of every one that is missed: ``(实际-目标)×0.5分``."""
    if tree.op != "×" or tree.left is None or tree.right is None or "/" in names(tree):
        return tree
    left, right = (replace(side, points=False) if side.points else each(side) for side in (tree.left, tree.right))
    return Node("×", left, right)


def _is_ratio(tree: Node | None) -> bool:
    if tree is not None and tree.op == "min":
        return _is_ratio(tree.left) or _is_ratio(tree.right)
    return tree is not None and (tree.op in ("/", RATE) or (tree.op == "-" and "/" in names(tree)))


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)


@record
class Values:
    """What the names stand for."""

    actual: Ratio
    target: Ratio | None
    points: Ratio | None
    rate: Ratio | None


def compute(tree: Node, values: Values) -> Ratio:
    """The value of a tree. :raises Unreadable: a name has no value here, or a division by zero."""
    op = tree.op
    if tree.left is not None and tree.right is not None:
        left, right = compute(tree.left, values), compute(tree.right, values)
        (a, b), (c, d) = left, right
        if op == "×":
            return a * c, b * d
        if op == "-":
            return a * d - c * b, b * d
        if op == "+":
            return a * d + c * b, b * d
        if op == "min":
            return left if a * d <= c * b else right
        return divided(left, right)
    if op == "number":
        return tree.number.as_integer_ratio()
    if op in (GAP, OVER, SHORT) and values.target is not None:
        (a, b), (c, d) = values.actual, values.target
        gap = a * d - c * b
        return (abs(gap) if op == GAP else gap if op == OVER else -gap), b * d
    value = {ACTUAL: values.actual, TARGET: values.target, POINTS: values.points, RATE: values.rate}.get(op)
    if value is None:
        raise Unreadable
    return value


def from_rate(tree: Node | None) -> bool:
    """Whether a percentage is taken from a rate, or a rate from it; 100% and 1 are all of it."""
    if tree is None:
        return False
    sides = (tree.left, tree.right)
    rate = any(side is not None and side.op == RATE for side in sides)
    part = any(side is not None and side.op == "number" and side.number != 1 for side in sides)
    return (tree.op == "-" and rate and part) or from_rate(tree.left) or from_rate(tree.right)


def divides_rate(tree: Node | None) -> bool:
    """Whether a rate, which may be held against the target already, is divided once more: ``合格率÷90%``."""
    if tree is None:
        return False
    again = tree.op == "/" and tree.left is not None and tree.left.op == RATE
    return again or divides_rate(tree.left) or divides_rate(tree.right)
