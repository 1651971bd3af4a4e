"""The kinds of scoring rule, as frozen records with ``score()`` in decimals.

The readings are those of the forms: a partial step is charged as the rule says, exactly one step is one
step, below a threshold the score is 0 whatever the floor, a target of 0 gives full marks or nothing, a
negative target cannot be scored proportionally, an unknown level word is not scored. The workbook formula
(:mod:`perfxl.scoring.formula`) computes the same from the same block; a property test holds the two together.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from perfxl import numbers
from perfxl.block import Block, Parameter, Rung
from perfxl.numbers import HUNDRED, ZERO
from perfxl.scoring.outcome import Outcome, Reason

Actual = Decimal | str | None


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
        for (x1, y1), (x2, y2) in itertools.pairwise(self.nodes):
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
