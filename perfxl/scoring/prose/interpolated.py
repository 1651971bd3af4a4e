"""Interpolation between nodes."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from perfxl.block import RUNGS
from perfxl.numbers import ZERO
from perfxl.scoring.kinds import Interpolation, Rule
from perfxl.scoring.prose.banded import met_interval, single
from perfxl.scoring.prose.ladder import Piece, where
from perfxl.scoring.prose.made import Made
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import Deduct, Give, Interval, Met, Nothing, Pair, Rest

_FAR = 20


@dataclass(slots=True)
class _Line:
    """The nodes with their scores, what is given beyond the last, and the borders other clauses speak of.

    ``end``: where what is given beyond begins, without being a node by itself.
    """

    nodes: dict[Decimal, Decimal] = field(default_factory=dict)
    rest: Decimal | None = None
    end: Decimal | None = None
    borders: set[Decimal] = field(default_factory=set)

    def node(self, bound: Decimal, score: Decimal, detail: str) -> None:
        if self.nodes.setdefault(bound, score) != score:
            raise Refuse(Refusal.CONTRADICTION, detail)


def interpolation(made: Made) -> Rule:
    """Nodes with scores, straight lines between them."""
    line = _Line()
    pairs = made.said.pairs
    if made.said.ordered:
        for pair in pairs:
            _fixed(line, pair, made)
        if line.rest is None:
            raise Refuse(Refusal.GAP)
        return Interpolation(points=made.points, nodes=tuple(line.nodes.items()), rest=line.rest)
    for pair in sorted(pairs, key=lambda pair: isinstance(pair.outcome, Nothing)):
        if isinstance(pair.outcome, Give | Nothing | Deduct):
            _fixed(line, pair, made)
        else:
            _spoken_of(line, pair)
    return _checked(line, made)


def _spoken_of(line: _Line, pair: Pair) -> None:
    """``80%至95%之间按插值计分``: between borders that are nodes."""
    for condition in pair.conditions:
        if isinstance(condition, Interval):
            line.borders |= {bound for bound in (condition.low, condition.high) if bound is not None}
        elif not isinstance(condition, Rest):
            raise Refuse(Refusal.UNKNOWN_CLAUSE, pair.text)


def _fixed(line: _Line, pair: Pair, made: Made) -> None:
    """A clause with points: a node, or what is given beyond the last."""
    score = made.value(pair.outcome, pair.text)
    (condition,) = single(pair, made.context.target)
    if isinstance(condition, Met):
        condition = met_interval(made)
    sense = made.context.sense
    nothing = isinstance(pair.outcome, Nothing)
    match condition:
        case Rest():
            line.rest = score
        case Interval(low=None, high=Decimal() as edge) | Interval(low=Decimal() as edge, high=None) if (
            nothing and line.nodes.get(edge, score) != score
        ):
            line.rest = score
        case Interval(low=Decimal() as edge, high=None) if not condition.low_in and sense < 0:
            line.rest, line.end = score, edge
            line.borders.add(edge)
        case Interval(low=None, high=Decimal() as edge) if not condition.high_in and sense > 0:
            line.rest, line.end = score, edge
            line.borders.add(edge)
        case Interval(low=Decimal() as low, high=None):
            line.node(low, score, pair.text)
            if sense < 0:
                line.rest = score
        case Interval(low=Decimal() as low, high=high) if low == high:
            line.node(low, score, pair.text)
        case Interval(low=None, high=Decimal() as high) if condition.high_in:
            line.node(high, score, pair.text)
            if sense > 0:
                line.rest = score
        case _:
            raise Refuse(Refusal.INEXPRESSIBLE, pair.text)


def _checked(line: _Line, made: Made) -> Rule:
    """The nodes best first. :raises Refuse: they do not make one falling line, or nothing is said beyond the last."""
    if len(line.nodes) == 1 and line.end is not None and line.rest is not None:
        line.nodes.setdefault(line.end, line.rest)
    nodes = sorted(line.nodes.items(), key=lambda node: -node[1])
    if not 2 <= len(nodes) <= RUNGS:
        raise Refuse(Refusal.INEXPRESSIBLE, "插值点")
    target, best = made.context.target or ZERO, nodes[0][0]
    if not made.context.dated and best > 0 and not best / _FAR <= (target or best) <= best * _FAR:
        raise Refuse(Refusal.CONTRADICTION, "插值点")  # 1.200万元: the number of an item, and a bound
    bounds = [bound for bound, _ in nodes]
    rising = bounds[0] > bounds[-1]
    signed = made.context.comparator in ("≥", ">", "≤", "<")
    if (
        bounds != sorted(bounds, reverse=rising)
        or len({score for _, score in nodes}) < len(nodes)
        or (signed and rising != (made.context.sense > 0))
        or not line.borders <= set(bounds)
    ):
        raise Refuse(Refusal.CONTRADICTION, "插值点")
    rest = line.rest
    if rest is None:
        beyond = Piece(None, bounds[-1], False) if rising else Piece(bounds[-1], None, False)
        if nodes[-1][1] != 0:
            raise Refuse(Refusal.GAP, where(beyond))
        rest = ZERO
    return Interpolation(points=made.points, nodes=tuple(nodes), rest=rest)
