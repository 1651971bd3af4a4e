"""The kinds of scoring rule, as frozen records with ``score()`` in decimals.

The readings are those of the forms: a partial step is charged as the rule says, exactly one step is one
step, below a threshold the score is 0 whatever the floor, a target of 0 gives full marks or nothing, a
negative target cannot be scored proportionally, an unknown level word is not scored. The workbook formula
(:mod:`perfxl.scoring.formula`) computes the same from the same block; a property test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from perfxl import numbers
from perfxl.numbers import HUNDRED, ZERO
from perfxl.block import DIRECTIONS, PARTIALS, REVERSALS, RUNGS, SIGNS, STEP_UNITS, Block, Parameter, Rung

Actual = Decimal | str | None


class Reason(StrEnum):
    """Why there is no score; the value is the sentence a clerk reads."""

    NO_POINTS = "没有分值"
    NO_KIND = "没有计分方式"
    UNKNOWN_KIND = "计分方式不认识"
    MANUAL = "须人工评分"
    NO_TARGET = "目标不是数字或日期"
    NO_COMPARATOR = "比较符不认识"
    BAD_DIRECTION = "方向不认识"
    BAD_STEP = "幅度不是大于 0 的数"
    BAD_STEP_UNIT = "幅度单位不认识"
    BAD_DEDUCTION = "每档分数不是大于 0 的数"
    BAD_PARTIAL = "不足一档的算法不认识"
    BAD_FLOOR = "保底分不在 0 到分值之间"
    BAD_THRESHOLD = "门槛不是数字，或与双向同用"
    BAD_REVERSE = "反向算法不认识"
    BAD_RUNGS = "分段、等级或插值点不完整"
    BAD_REST = "其余得分不在 0 到分值之间"
    NO_ACTUAL = "没有实际完成值"
    NOT_A_NUMBER = "实际完成值不是数字"
    UNKNOWN_LEVEL = "不是标准所列的等级"
    NEGATIVE_TARGET = "目标为负，未达标时无法按比例计分"
    ZERO_STEP = "目标为 0，目标值的百分比无从算起"

    @property
    def english(self) -> str:
        """The same in English."""
        return self.name.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A score, or the reason there is none. Exactly one of the two is set."""

    score: Decimal | None
    reason: Reason | None = None


def _scored(value: Decimal) -> Outcome:
    return Outcome(numbers.cents(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What all kinds share: full marks and the score being kept within [floor, points]."""

    kind: ClassVar[str] = ""
    points: Decimal

    def score(self, actual: Actual) -> Outcome:
        """The score of an actual value: a number, a day number, or a level word.

        Rounded to cents, half up, after binary noise; never outside [0, points].
        """
        if actual is None or actual == "":
            return Outcome(None, Reason.NO_ACTUAL)
        if not isinstance(actual, Decimal):
            return Outcome(None, Reason.NOT_A_NUMBER)
        return self._score(actual)

    def _score(self, actual: Decimal) -> Outcome:
        raise NotImplementedError

    def block(self, actual: Actual = None) -> Block:
        """The rule as a block, with *actual* in its cell."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class _Targeted(Rule):
    """Kinds that compare with a target. ``direction`` counts for ``＝`` only."""

    comparator: str
    target: Decimal
    direction: str | None = None
    floor: Decimal | None = None
    threshold: Decimal | None = None

    @property
    def sense(self) -> int:
        """1: more is better, -1: less is better, 0: any departure counts. ``＝ 0`` is a ceiling."""
        if self.comparator in ("≥", ">"):
            return 1
        if self.comparator in ("≤", "<"):
            return -1
        if self.direction == "双向":
            return 0
        return -1 if self.direction == "反向" or self.target == 0 else 1

    def met(self, actual: Decimal) -> bool:
        """Whether the target is met. ``>`` and ``<`` exclude the target itself."""
        if self.sense == 0:
            return actual == self.target
        if self.sense > 0:
            return actual > self.target if self.comparator == ">" else actual >= self.target
        return actual < self.target if self.comparator == "<" else actual <= self.target

    def gap(self, actual: Decimal) -> Decimal:
        """How far the target is missed, in its unit (days for dates); 0 when it is met."""
        if self.met(actual):
            return ZERO
        return abs(actual - self.target)

    def _beyond_threshold(self, actual: Decimal) -> bool:
        if self.threshold is None:
            return False
        return actual < self.threshold if self.sense > 0 else actual > self.threshold

    def _score(self, actual: Decimal) -> Outcome:
        if self._beyond_threshold(actual):
            return _scored(ZERO)
        if self.met(actual):
            return _scored(self.points)
        missed = self._missed(actual)
        if isinstance(missed, Reason):
            return Outcome(None, missed)
        return _scored(max(self.floor or ZERO, min(self.points, missed)))

    def _missed(self, actual: Decimal) -> Decimal | Reason:
        raise NotImplementedError

    def _block(self, actual: Actual, **more: Parameter) -> Block:
        return Block(
            points=self.points,
            kind=self.kind,
            comparator=self.comparator,
            target=self.target,
            actual=actual,
            direction=self.direction,
            floor=self.floor,
            threshold=self.threshold,
            **more,  # type: ignore[arg-type]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Proportional(_Targeted):
    """``实际/目标×分值``, capped; when less is better ``目标/实际×分值`` or ``1-(实际-目标)/目标``.

    ``base`` replaces the target as denominator (``按完成率×分值``: 100 against a target of 95).
    """

    kind: ClassVar[str] = "按比例"
    base: Decimal | None = None
    reverse: str | None = None

    def _missed(self, actual: Decimal) -> Decimal | Reason:
        if self.target < 0:
            return Reason.NEGATIVE_TARGET
        if self.target == 0:
            return ZERO
        base = self.target if self.base is None else self.base
        if self.sense > 0:
            return numbers.divide(numbers.multiply(self.points, actual), base)
        if self.sense == 0:
            return self.points - numbers.divide(numbers.multiply(self.points, self.gap(actual)), base)
        if self.reverse == "差额比例":
            return self.points - numbers.divide(numbers.multiply(self.points, actual - base), base)
        return numbers.divide(numbers.multiply(self.points, base), actual)

    def block(self, actual: Actual = None) -> Block:
        return self._block(actual, step=self.base, reverse=self.reverse)


@dataclass(frozen=True, slots=True, kw_only=True)
class AllOrNothing(_Targeted):
    """Full marks when met, else ``floor`` (未达标分, usually 0)."""

    kind: ClassVar[str] = "达标得分"

    def _missed(self, actual: Decimal) -> Decimal | Reason:
        return self.floor or ZERO

    def block(self, actual: Actual = None) -> Block:
        return self._block(actual)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDeduction(_Targeted):
    """``每超出10%扣2分``: ``deduction`` points for every ``step`` missed.

    ``step_unit``: 个百分点 and 计量单位 and 天 are steps in the target's own unit, 目标值的% is percent of
    the target. ``partial`` says what a step not completed costs.
    """

    kind: ClassVar[str] = "逐档扣分"
    step: Decimal
    step_unit: str
    deduction: Decimal
    partial: str

    def _missed(self, actual: Decimal) -> Decimal | Reason:
        step = self.step
        if self.step_unit == "目标值的%":
            step = numbers.divide(numbers.multiply(abs(self.target), step), HUNDRED)
        if step == 0:
            return Reason.ZERO_STEP
        steps = _steps(numbers.divide(self.gap(actual), step), self.partial)
        return self.points - numbers.multiply(self.deduction, steps)

    def block(self, actual: Actual = None) -> Block:
        return self._block(
            actual, step=self.step, step_unit=self.step_unit, deduction=self.deduction, partial=self.partial
        )


def _steps(ratio: Decimal, partial: str) -> Decimal:
    if partial == "舍去":
        return numbers.floor(ratio)
    return numbers.ceiling(ratio) if partial == "计一档" else ratio


@dataclass(frozen=True, slots=True, kw_only=True)
class PerPiece(Rule):
    """``每建成1个得0.8分，最高4分``: ``credit`` for every ``step`` achieved, up to full marks."""

    kind: ClassVar[str] = "逐件计分"
    step: Decimal
    credit: Decimal
    partial: str
    floor: Decimal | None = None
    threshold: Decimal | None = None

    def _score(self, actual: Decimal) -> Outcome:
        if self.threshold is not None and actual < self.threshold:
            return _scored(ZERO)
        steps = _steps(numbers.divide(actual, self.step), self.partial)
        earned = numbers.multiply(self.credit, steps)
        return _scored(max(self.floor or ZERO, min(self.points, earned)))

    def block(self, actual: Actual = None) -> Block:
        return Block(
            points=self.points,
            kind=self.kind,
            actual=actual,
            step=self.step,
            deduction=self.credit,
            partial=self.partial,
            floor=self.floor,
            threshold=self.threshold,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """``≥90 → 10``: the first band whose condition holds gives the score."""

    sign: str
    bound: Decimal
    score: Decimal

    def holds(self, actual: Decimal) -> bool:
        match self.sign:
            case "≥":
                return actual >= self.bound
            case ">":
                return actual > self.bound
            case "≤":
                return actual <= self.bound
            case "<":
                return actual < self.bound
        return actual == self.bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Bands(Rule):
    """Up to five bands, the first that holds counts; ``rest`` when none does. Numbers or dates."""

    kind: ClassVar[str] = "分段计分"
    bands: tuple[Band, ...]
    rest: Decimal

    def _score(self, actual: Decimal) -> Outcome:
        for band in self.bands:
            if band.holds(actual):
                return _scored(band.score)
        return _scored(self.rest)

    def block(self, actual: Actual = None) -> Block:
        rungs = tuple(Rung(band.sign, band.bound, band.score) for band in self.bands)
        return Block(points=self.points, kind=self.kind, actual=actual, rungs=rungs, rest=self.rest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels(Rule):
    """Up to five level words with their scores. A word the rule does not list is not scored."""

    kind: ClassVar[str] = "等级评定"
    levels: tuple[tuple[str, Decimal], ...]

    def score(self, actual: Actual) -> Outcome:
        if actual is None or actual == "":
            return Outcome(None, Reason.NO_ACTUAL)
        for word, score in self.levels:
            if actual == word:
                return _scored(score)
        return Outcome(None, Reason.UNKNOWN_LEVEL)

    def block(self, actual: Actual = None) -> Block:
        rungs = tuple(Rung(None, word, score) for word, score in self.levels)
        return Block(points=self.points, kind=self.kind, actual=actual, rungs=rungs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpolation(Rule):
    """Straight lines between two to five nodes, best first; ``rest`` beyond the last node.

    Beyond the first node the score is the first node's.
    """

    kind: ClassVar[str] = "区间插值"
    nodes: tuple[tuple[Decimal, Decimal], ...]
    rest: Decimal

    def _score(self, actual: Decimal) -> Outcome:
        (first, best), (second, _) = self.nodes[:2]
        if actual >= first if first > second else actual <= first:
            return _scored(best)
        for (x1, y1), (x2, y2) in zip(self.nodes, self.nodes[1:], strict=False):
            if (actual - x1) * (actual - x2) <= 0:
                return _scored(y2 + numbers.divide((y1 - y2) * (actual - x2), x1 - x2))
        return _scored(self.rest)

    def block(self, actual: Actual = None) -> Block:
        rungs = tuple(Rung(None, x, y) for x, y in self.nodes)
        return Block(points=self.points, kind=self.kind, actual=actual, rungs=rungs, rest=self.rest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manual(Rule):
    """A rule no machine may score (discretion, ranking, references): a named person scores it."""

    kind: ClassVar[str] = "人工评分"

    def score(self, actual: Actual) -> Outcome:
        return Outcome(None, Reason.MANUAL)

    def block(self, actual: Actual = None) -> Block:
        return Block(points=self.points, kind=self.kind, actual=actual)


KINDS: tuple[str, ...] = tuple(
    rule.kind
    for rule in (Proportional, AllOrNothing, StepDeduction, Bands, Levels, Interpolation, PerPiece, Manual)
)


class _Incomplete(Exception):
    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def rule_of(block: Block) -> Rule | Reason:
    """The rule a block describes, or the first reason it describes none. The actual value is not looked at."""
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
    points = block.points
    if not isinstance(points, Decimal) or points <= 0:
        raise _Incomplete(Reason.NO_POINTS)
    if not block.kind:
        raise _Incomplete(Reason.NO_KIND)
    match block.kind:
        case Manual.kind:
            return Manual(points=points)
        case Levels.kind:
            return Levels(points=points, levels=_levels(block, points))
        case Bands.kind:
            return Bands(points=points, bands=_bands(block, points), rest=_within(block.rest, points, Reason.BAD_REST))
        case Interpolation.kind:
            nodes = _nodes(block, points)
            return Interpolation(points=points, nodes=nodes, rest=_within(block.rest, points, Reason.BAD_REST))
        case PerPiece.kind:
            return PerPiece(
                points=points,
                step=_positive(block.step, Reason.BAD_STEP),
                credit=_positive(block.deduction, Reason.BAD_DEDUCTION),
                partial=_one_of(block.partial, PARTIALS, Reason.BAD_PARTIAL),
                floor=_floor(block, points),
                threshold=_number(block.threshold, Reason.BAD_THRESHOLD),
            )
        case Proportional.kind | AllOrNothing.kind | StepDeduction.kind:
            return _targeted(block, points)
    raise _Incomplete(Reason.UNKNOWN_KIND)


def _targeted(block: Block, points: Decimal) -> Rule:
    comparator = _one_of(block.comparator, SIGNS, Reason.NO_COMPARATOR)
    target = block.target
    if not isinstance(target, Decimal):
        raise _Incomplete(Reason.NO_TARGET)
    if block.direction is not None:
        _one_of(block.direction, DIRECTIONS, Reason.BAD_DIRECTION)
    floor = _floor(block, points)
    threshold = _number(block.threshold, Reason.BAD_THRESHOLD)
    if threshold is not None and comparator == "＝" and block.direction == "双向":
        raise _Incomplete(Reason.BAD_THRESHOLD)
    if block.kind == AllOrNothing.kind:
        return AllOrNothing(
            points=points,
            comparator=comparator,
            target=target,
            direction=block.direction,
            floor=floor,
            threshold=threshold,
        )
    if block.kind == Proportional.kind:
        base = None if block.step is None else _positive(block.step, Reason.BAD_STEP)
        if block.reverse is not None:
            _one_of(block.reverse, REVERSALS, Reason.BAD_REVERSE)
        return Proportional(
            points=points,
            comparator=comparator,
            target=target,
            direction=block.direction,
            floor=floor,
            threshold=threshold,
            base=base,
            reverse=block.reverse,
        )
    return StepDeduction(
        points=points,
        comparator=comparator,
        target=target,
        direction=block.direction,
        floor=floor,
        threshold=threshold,
        step=_positive(block.step, Reason.BAD_STEP),
        step_unit=_one_of(block.step_unit, STEP_UNITS, Reason.BAD_STEP_UNIT),
        deduction=_positive(block.deduction, Reason.BAD_DEDUCTION),
        partial=_one_of(block.partial, PARTIALS, Reason.BAD_PARTIAL),
    )


def _one_of(value: Parameter, allowed: tuple[str, ...], reason: Reason) -> str:
    if not isinstance(value, str) or value not in allowed:
        raise _Incomplete(reason)
    return value


def _positive(value: Parameter, reason: Reason) -> Decimal:
    if not isinstance(value, Decimal) or value <= 0:
        raise _Incomplete(reason)
    return value


def _number(value: Parameter, reason: Reason) -> Decimal | None:
    if value is not None and not isinstance(value, Decimal):
        raise _Incomplete(reason)
    return value


def _within(value: Parameter, points: Decimal, reason: Reason) -> Decimal:
    if not isinstance(value, Decimal) or not 0 <= value <= points:
        raise _Incomplete(reason)
    return value


def _floor(block: Block, points: Decimal) -> Decimal | None:
    return None if block.floor is None else _within(block.floor, points, Reason.BAD_FLOOR)


def _levels(block: Block, points: Decimal) -> tuple[tuple[str, Decimal], ...]:
    levels = []
    for rung in block.rungs:
        if rung.bound is None and rung.score is None:
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
        if rung.empty:
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
        if rung.bound is None and rung.score is None:
            continue
        if not isinstance(rung.bound, Decimal) or position != len(nodes):
            raise _Incomplete(Reason.BAD_RUNGS)
        nodes.append((rung.bound, _within(rung.score, points, Reason.BAD_RUNGS)))
    if not 2 <= len(nodes) <= RUNGS:
        raise _Incomplete(Reason.BAD_RUNGS)
    bounds = [bound for bound, _ in nodes]
    steps = [later - earlier for earlier, later in zip(bounds, bounds[1:], strict=False)]
    if not (all(step > 0 for step in steps) or all(step < 0 for step in steps)):
        raise _Incomplete(Reason.BAD_RUNGS)
    return tuple(nodes)
