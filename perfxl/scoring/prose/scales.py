"""Percentages in a formula: in one scale with the points, and an indicator that is itself a rate."""

from __future__ import annotations

from fractions import Fraction

from perfxl.scoring.prose import trees
from perfxl.scoring.prose.terms import Context
from perfxl.scoring.prose.trees import ACTUAL, GAP, OVER, POINTS, RATE, SHORT, Node, Unreadable, names


def in_one_scale(tree: Node, context: Context) -> Node:
    """A sum of points and of percentages, where it is said whether a percentage point is 1 or 0.01 there.

    ``5-(80-实际值)×0.2`` counts points, and so does ``5-(80%-实际值)×100×0.2``. :raises Unreadable: it is not said.
    """
    if context.unit != "%" or tree.left is None or tree.right is None:
        return tree
    if tree.plain:
        raise Unreadable
    left, right = tree.left, tree.right
    if tree.op in ("+", "-"):
        for side, other in ((left, right), (right, left)):
            of_points = side.op == POINTS or (side.op == "number" and side.number != 1 and not side.percent)
            used = names(other)
            plain = _plain(other)
            if used & {RATE, "-", "/"} == {RATE, "-"} and not plain and 0 < _times(other) < side.number:
                raise Unreadable  # 5-(95%-达标率)×0.5: of every point, or of all of them
            measured = used & {ACTUAL, GAP, OVER, SHORT} or (RATE in used and plain)
            if of_points and measured and "/" not in used:
                whole = _in_points(other)
                return Node(tree.op, whole if other is left else left, whole if other is right else right)
    return _in_points(tree) if trees.of_difference(tree) else tree


def _times(tree: Node) -> Fraction:
    """What multiplies a difference."""
    times = Fraction(1)
    for factor in trees.factors(tree):
        times *= factor.number if factor.op == "number" and not factor.percent else 1
    return times


def _plain(tree: Node) -> bool:
    return any(factor.plain for factor in trees.factors(tree))


def _in_points(tree: Node) -> Node:
    """A product with a difference of percentages as one of points."""
    factors = trees.factors(tree)
    if any(factor.op == "number" and factor.number == 100 and not factor.percent for factor in factors):
        return tree
    if _plain(tree):
        return Node("×", tree, Node("number", number=Fraction(100)))
    raise Unreadable

# An indicator that is a rate, by its own name: 按答复率计分.
_RATES = ("率", "比例", "比重", "占比", "满意度", "覆盖面")


def of_own_rate(tree: Node, text: str, context: Context) -> Node:
    """``按答复率计分``, ``答复率×5分`` of an indicator that is this rate: points times the rate itself."""
    if context.unit != "%" or not any(rate in text for rate in _RATES):
        return tree
    if tree.op == ACTUAL and context.target == 100 and text.removeprefix("实际") in context.name:
        return Node("×", tree, Node(POINTS))
    sides = (tree.left, tree.right)
    points = next((side for side in sides if side and side.op == "number" and not side.percent), None)
    if tree.op == "×" and points and any(side and side.op == ACTUAL for side in sides):
        one = Node("number", number=Fraction(1))
        marks = Node("number", number=points.number, points=True)
        return Node("×", Node("/", Node(ACTUAL), one), marks)
    return tree
