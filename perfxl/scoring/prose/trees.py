"""Formulas as trees, and what they compute. They are read in :mod:`perfxl.scoring.prose.formulas`."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from perfxl.scoring.prose.records import record

ACTUAL, TARGET, POINTS, RATE, GAP, OVER, SHORT = "actual", "target", "points", "rate", "gap", "over", "short"


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


class Unreadable(Exception):  # noqa: N818 - an answer on its way, not an error
    """No formula of the kinds known here."""


def names(tree: Node | None) -> set[str]:
    """The names a tree uses, and ``literal`` for points written as a number."""
    used: set[str] = set()
    left = [tree]
    while left:
        node = left.pop()
        if node is not None:
            used.add("literal" if node.points else node.op)
            left += (node.left, node.right)
    return used


def literal_points(tree: Node | None, target: Fraction | None = None) -> list[Decimal]:
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
            if _is_ratio(other) and (target is None or target <= 0 or _within(other, target)):
                return [_decimal(side.number)]
        if target is not None and target > 0:  # a part of a product is no full marks: (1-完成率)×100 of ×0.05
            return [_decimal(factor.number) for factor in factors(tree) if factor.points]
    return [*literal_points(tree.left, target), *literal_points(tree.right, target)]


def _whole_by(tree: Node, target: Fraction | None) -> Decimal | None:
    """The one number of a product that is left where the target is met: 4 in ``75/实际×4`` with a target of 75."""
    if target is None or target <= 0 or tree.op not in ("×", "/"):
        return None
    if any(factor.points for factor in factors(tree)):
        return None  # called points, whatever the others make
    numbers = [factor for factor in factors(tree) if factor.op == "number" and not factor.percent and factor.number]
    if any(factor.points for factor in numbers):
        return None
    if not numbers:
        return None
    values = [_value(tree, actual, target) for actual in (target, 2 * target, Fraction(0))]
    found = {factor.number for factor in numbers if factor.number in values}
    return _decimal(found.pop()) if len(found) == 1 else None


def factors(tree: Node) -> list[Node]:
    """What is multiplied in a product; what it is divided by is none of them."""
    if tree.left is None or tree.right is None or tree.op not in ("×", "/"):
        return [tree]
    return [*factors(tree.left), *(factors(tree.right) if tree.op == "×" else ())]


def _value(tree: Node, actual: Fraction, target: Fraction) -> Fraction | None:
    try:
        return compute(tree, Values(actual, target, None, actual / target))
    except Unreadable:
        return None


def absolute(tree: Node, target: Fraction | None) -> bool:
    """Whether a deduction is an amount of points itself, not a share of them: ``差错数×2``, ``(95%-实际值)/1%×0.5``."""
    used = names(tree)
    if POINTS in used:
        return False
    if not used & {"/", RATE}:
        return True
    return target is not None and target > 0 and not literal_points(tree, target) and not _within(tree, target, 1)


# A ratio to the target, at twice the target too; what is divided by 1% is not.
_ABOUT_ONE = 5


def _within(tree: Node, target: Fraction, most: int = _ABOUT_ONE) -> bool:
    """Whether a tree is a ratio that stays about 1."""
    values = (_value(tree, actual, target) for actual in (Fraction(0), target, 2 * target))
    return all(abs(value) <= most for value in values if value is not None)


def is_share(tree: Node, target: Fraction | None) -> bool:
    """Whether a tree is a share of the points: all or none of them where the target is met, or nothing is."""
    if target is None or target <= 0:
        return True
    ends = {_value(tree, actual, target) for actual in (target, Fraction(0))}
    return bool(ends & {Fraction(0), Fraction(1)}) and _within(tree, target)


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

    actual: Fraction
    target: Fraction | None
    points: Fraction | None
    rate: Fraction | None


def compute(tree: Node, values: Values) -> Fraction:
    """The value of a tree. :raises Unreadable: a name has no value here, or a division by zero."""
    if tree.left is not None and tree.right is not None:
        left, right = compute(tree.left, values), compute(tree.right, values)
        match tree.op:
            case "+":
                return left + right
            case "-":
                return left - right
            case "×":
                return left * right
            case "min":
                return min(left, right)
        if right == 0:
            raise Unreadable
        return left / right
    if tree.op == "number":
        return tree.number
    target = values.target
    if tree.op in (GAP, OVER, SHORT) and target is not None:
        gap = values.actual - target
        return abs(gap) if tree.op == GAP else gap if tree.op == OVER else -gap
    value = {ACTUAL: values.actual, TARGET: target, POINTS: values.points, RATE: values.rate}.get(tree.op)
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
