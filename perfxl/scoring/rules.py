"""From a block to its rule, and the score of a block: the Python face.

A block that does not describe a rule gives the first :class:`Reason` why. An empty text counts as an empty
cell, as it does in a formula. The kinds themselves are in :mod:`perfxl.scoring.kinds`.
"""

from __future__ import annotations

import itertools
from decimal import Decimal

from perfxl.block import DIRECTIONS, PARTIALS, REVERSALS, RUNGS, SIGNS, STEP_UNITS, Block, Parameter, Rung
from perfxl.scoring.kinds import (
    KINDS,
    AllOrNothing,
    Band,
    Bands,
    Interpolation,
    Levels,
    Manual,
    PerPiece,
    Proportional,
    Rule,
    StepDeduction,
)
from perfxl.scoring.outcome import Outcome, Reason

__all__ = [
    "KINDS",
    "AllOrNothing",
    "Band",
    "Bands",
    "Interpolation",
    "Levels",
    "Manual",
    "Outcome",
    "PerPiece",
    "Proportional",
    "Reason",
    "Rule",
    "StepDeduction",
    "rule_of",
    "score_block",
]


class _Incomplete(Exception):  # noqa: N818 - an answer on its way to rule_of, not an error
    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def rule_of(block: Block) -> Rule | Reason:
    """The rule a block describes, or the first reason it describes none. The actual value plays no part."""
    try:
        return _rule_of(block)
    except _Incomplete as incomplete:
        return incomplete.reason


def score_block(block: Block) -> Outcome:
    """The score of a block with its own actual value: what the row formula computes."""
    rule = rule_of(block)
    if isinstance(rule, Reason):
        return Outcome(None, rule)
    return rule.score(block.actual)


def _rule_of(block: Block) -> Rule:
    points = _positive(block.points, Reason.NO_POINTS)
    if not block.kind:
        raise _Incomplete(Reason.NO_KIND)
    match block.kind:
        case Manual.kind:
            return Manual(points=points)
        case Levels.kind:
            return Levels(points=points, levels=_levels(block, points))
        case Bands.kind:
            bands, rest = _bands(block, points), _within(block.rest, points, Reason.BAD_REST)
            return Bands(points=points, bands=bands, rest=rest)
        case Interpolation.kind:
            nodes, rest = _nodes(block, points), _within(block.rest, points, Reason.BAD_REST)
            return Interpolation(points=points, nodes=nodes, rest=rest)
        case PerPiece.kind:
            return PerPiece(
                points=points,
                step=_positive(block.step, Reason.BAD_STEP),
                credit=_positive(block.deduction, Reason.BAD_DEDUCTION),
                partial=_one_of(block.partial, PARTIALS, Reason.BAD_PARTIAL),
                floor=_floor(block, points),
                threshold=_optional_number(block.threshold, Reason.BAD_THRESHOLD),
            )
        case Proportional.kind | AllOrNothing.kind | StepDeduction.kind:
            return _targeted(block, points)
    raise _Incomplete(Reason.UNKNOWN_KIND)


def _targeted(block: Block, points: Decimal) -> Rule:
    comparator = _one_of(block.comparator, SIGNS, Reason.NO_COMPARATOR)
    target = block.target
    if not isinstance(target, Decimal):
        raise _Incomplete(Reason.NO_TARGET)
    direction = _optional_word(block.direction, DIRECTIONS, Reason.BAD_DIRECTION)
    floor = _floor(block, points)
    threshold = _optional_number(block.threshold, Reason.BAD_THRESHOLD)
    if threshold is not None and comparator == "＝" and direction == "双向":
        raise _Incomplete(Reason.BAD_THRESHOLD)
    if block.kind == AllOrNothing.kind:
        return AllOrNothing(
            points=points,
            comparator=comparator,
            target=target,
            direction=direction,
            floor=floor,
            threshold=threshold,
        )
    if block.kind == Proportional.kind:
        return Proportional(
            points=points,
            comparator=comparator,
            target=target,
            direction=direction,
            floor=floor,
            threshold=threshold,
            base=None if _empty(block.step) else _positive(block.step, Reason.BAD_STEP),
            reverse=_optional_word(block.reverse, REVERSALS, Reason.BAD_REVERSE),
        )
    return StepDeduction(
        points=points,
        comparator=comparator,
        target=target,
        direction=direction,
        floor=floor,
        threshold=threshold,
        step=_positive(block.step, Reason.BAD_STEP),
        step_unit=_one_of(block.step_unit, STEP_UNITS, Reason.BAD_STEP_UNIT),
        deduction=_positive(block.deduction, Reason.BAD_DEDUCTION),
        partial=_one_of(block.partial, PARTIALS, Reason.BAD_PARTIAL),
    )


def _empty(value: Parameter) -> bool:
    return value is None or value == ""


def _one_of(value: Parameter, allowed: tuple[str, ...], reason: Reason) -> str:
    if not isinstance(value, str) or value not in allowed:
        raise _Incomplete(reason)
    return value


def _optional_word(value: Parameter, allowed: tuple[str, ...], reason: Reason) -> str | None:
    return None if _empty(value) else _one_of(value, allowed, reason)


def _positive(value: Parameter, reason: Reason) -> Decimal:
    if not isinstance(value, Decimal) or value <= 0:
        raise _Incomplete(reason)
    return value


def _optional_number(value: Parameter, reason: Reason) -> Decimal | None:
    if _empty(value):
        return None
    if not isinstance(value, Decimal):
        raise _Incomplete(reason)
    return value


def _within(value: Parameter, points: Decimal, reason: Reason) -> Decimal:
    if not isinstance(value, Decimal) or not 0 <= value <= points:
        raise _Incomplete(reason)
    return value


def _floor(block: Block, points: Decimal) -> Decimal | None:
    return None if _empty(block.floor) else _within(block.floor, points, Reason.BAD_FLOOR)


def _filled(rung: Rung) -> bool:
    return not (_empty(rung.bound) and _empty(rung.score))


def _levels(block: Block, points: Decimal) -> tuple[tuple[str, Decimal], ...]:
    levels = []
    for rung in block.rungs:
        if not _filled(rung):
            continue
        if not isinstance(rung.bound, str) or not rung.bound:
            raise _Incomplete(Reason.BAD_RUNGS)
        levels.append((rung.bound, _within(rung.score, points, Reason.BAD_RUNGS)))
    if not levels or len(levels) > RUNGS:
        raise _Incomplete(Reason.BAD_RUNGS)
    return tuple(levels)


def _bands(block: Block, points: Decimal) -> tuple[Band, ...]:
    bands = []
    for rung in block.rungs:
        if not _filled(rung) and _empty(rung.sign):
            continue
        sign = _one_of(rung.sign, SIGNS, Reason.BAD_RUNGS)
        if not isinstance(rung.bound, Decimal):
            raise _Incomplete(Reason.BAD_RUNGS)
        bands.append(Band(sign=sign, bound=rung.bound, score=_within(rung.score, points, Reason.BAD_RUNGS)))
    if not bands or len(bands) > RUNGS:
        raise _Incomplete(Reason.BAD_RUNGS)
    return tuple(bands)


def _nodes(block: Block, points: Decimal) -> tuple[tuple[Decimal, Decimal], ...]:
    nodes: list[tuple[Decimal, Decimal]] = []
    for position, rung in enumerate(block.rungs):
        if not _filled(rung):
            continue
        if not isinstance(rung.bound, Decimal) or position != len(nodes):
            raise _Incomplete(Reason.BAD_RUNGS)
        nodes.append((rung.bound, _within(rung.score, points, Reason.BAD_RUNGS)))
    if not 2 <= len(nodes) <= RUNGS:
        raise _Incomplete(Reason.BAD_RUNGS)
    steps = [later - earlier for (earlier, _), (later, _) in itertools.pairwise(nodes)]
    if not (all(step > 0 for step in steps) or all(step < 0 for step in steps)):
        raise _Incomplete(Reason.BAD_RUNGS)
    return tuple(nodes)
