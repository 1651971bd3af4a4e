"""A rule in the making, between what a standard says and the kind of rule that holds it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from perfxl import numbers
from perfxl.numbers import ZERO
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import Context, Deduct, Give, Nothing, Outcome, Share, Statements


@dataclass(slots=True)
class Made:
    """A rule in the making: what was said, beside what it stands, and the readings that were used.

    ``by_form``: the readings of the form, by their names, that decided where the text says nothing.
    """

    said: Statements
    context: Context
    points: Decimal
    readings: list[str] = field(default_factory=list)
    by_form: list[str] = field(default_factory=list)

    def read(self, reading: str) -> None:
        """Note a reading once."""
        if reading not in self.readings:
            self.readings.append(reading)

    def read_by_form(self, name: str, reading: str) -> None:
        """Note a reading that the form decided."""
        self.by_form.append(name)
        self.read(reading)

    def not_the_target(self, words: str) -> Refuse:
        """The refusal of *words* with bounds that have nothing to do with the target: ≥90% beside 0.9 %."""
        assert self.context.target is not None
        target = f"{numbers.plain(self.context.target)}{self.context.unit}"
        return Refuse(Refusal.OTHER_TARGET, f"目标值{target}，标准写的是{words}")

    def value(self, outcome: Outcome, detail: str) -> Decimal:
        """The points of a fixed outcome."""
        score: Decimal
        match outcome:
            case Give(points=None):
                score = self.points
            case Give(points=Decimal() as points):
                score = points
            case Nothing():
                score = ZERO
            case Share(share=share):
                score = self.part(share)
            case Deduct():
                score = self.points - self.taken(outcome)
            case _:
                raise Refuse(Refusal.INEXPRESSIBLE, detail)
        if not 0 <= score <= self.points:
            raise Refuse(Refusal.CONTRADICTION, detail)
        return score

    def part(self, share: Fraction) -> Decimal:
        """A share of full marks."""
        return numbers.divide(numbers.multiply(self.points, Decimal(share.numerator)), Decimal(share.denominator))

    def taken(self, deduct: Deduct) -> Decimal:
        """The points a deduction takes."""
        if deduct.points is not None:
            return deduct.points
        return self.part(deduct.share or Fraction(1))

    @property
    def floor(self) -> Decimal | None:
        """The lowest score the text grants."""
        floor = self.said.floor
        if self.said.most_taken is not None:
            least = self.points - self.said.most_taken
            if floor not in (None, ZERO, least):
                raise Refuse(Refusal.CONTRADICTION, "保底")
            floor = least
        if floor is not None and not 0 <= floor <= self.points:
            raise Refuse(Refusal.CONTRADICTION, "保底")
        return floor or None
