"""What the clauses of a standard say: conditions, outcomes and remarks, with all numbers in the target's unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from decimal import Decimal
from fractions import Fraction

from perfxl.scoring.prose.records import record
from perfxl.scoring.prose.segments import Segment
from perfxl.scoring.prose.signs import ANY
from perfxl.scoring.prose.trees import Node

UP, DOWN, BOTH = "up", "down", "both"


@record
class Context:
    """What stands beside the standard: sign, target (dates as day numbers), unit, and what is known of them."""

    comparator: str = ""
    target: Decimal | None = None
    dated: bool = False
    unit: str = ""
    rate: bool = False
    points: Decimal | None = None
    name: str = ""
    year: int | None = None
    bad: bool = False
    partial: str = "舍去"
    reverse: str = "目标/实际"
    words: bool = True
    both: bool = False
    sense: int = field(init=False)

    @property
    def met_at(self) -> tuple[int, int] | None:
        """The target as it enters a formula, numerator and denominator: 85 of a percentage as 85/100."""
        if self.target is None:
            return None
        number, parts = self.target.as_integer_ratio()
        return (number, parts * 100) if self.unit == "%" else (number, parts)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sense", self._sense())

    def _sense(self) -> int:
        """1 more is better, -1 less is better, 0 not known from the sign."""
        if self.dated:
            return -1
        if self.comparator in ("≥", ">"):
            return 1
        if self.comparator in ("≤", "<"):
            return -1
        if self.both:
            return 0
        if self.comparator == "＝" and self.target is not None:
            return -1 if self.bad or self.target == 0 else 1
        return 0


# Conditions


@record
class Interval:
    """Values from ``low`` to ``high``. ``about_target``: compared with the target, not with a written number.

    ``low_said``, ``high_said``: the text says in so many words that the border belongs to it: (含), ≥.
    """

    low: Decimal | None = None
    low_in: bool = False
    high: Decimal | None = None
    high_in: bool = False
    about_target: bool = False
    counted: bool = False
    low_said: bool = field(default=False, compare=False)
    high_said: bool = field(default=False, compare=False)

    def claims(self, value: Decimal) -> bool:
        """Whether a border is this interval's by its very words."""
        return (self.low_said and self.low_in and value == self.low) or (
            self.high_said and self.high_in and value == self.high
        )

    def holds(self, value: Decimal) -> bool:
        above = self.low is None or value > self.low or (self.low_in and value == self.low)
        return above and (self.high is None or value < self.high or (self.high_in and value == self.high))

    @property
    def point(self) -> bool:
        return self.low is not None and self.low == self.high

    @property
    def open_ended(self) -> bool:
        return self.low is None or self.high is None


@record
class Met:
    """The target is met, in words."""

    text: str = ""


@record
class Missed:
    """The target is missed, in words. ``either``: above it as well as below."""

    text: str = ""
    either: bool = False


@record
class Rest:
    """In every other case. ``outside``: outside the range the text speaks of."""

    outside: bool = False


@record
class Level:
    """A level word."""

    word: str


@record
class Step:
    """For every ``amount`` missed on a ``side`` (empty: the text does not say), or achieved. ``percent`` of the target.

    ``every``: it goes on (每), else once; ``start``: where it begins; ``bound``: its other reading, a plain bound;
    ``bare``: one character said so (低60%); ``plain``: nothing but the amount in the target's unit stands there.
    """

    amount: Decimal
    side: str
    percent: bool = False
    every: bool = True
    strict: bool = False
    incident: bool = False
    free: Decimal = Decimal(0)
    start: Interval | None = None
    own_unit: str = ""
    bound: Decimal | None = None
    bare: bool = False
    plain: bool = False


@record
class NotOne:
    """Not a single one of them: none was done, or one of them was not (``一个未建成``)."""


Condition = NotOne | Interval | Met | Missed | Rest | Level | Step


# Outcomes


@record
class Give:
    """So many points; ``full``: called full marks. ``points`` is ``None`` for full marks without a number."""

    points: Decimal | None
    full: bool = False


@record
class Nothing:
    """No points."""


@record
class Share:
    """A share of full marks."""

    share: Fraction


@record
class Deduct:
    """So many points off, or a share of full marks off."""

    points: Decimal | None
    share: Fraction | None = None


@record
class Prorata:
    """In proportion. ``taking``: what is missing is taken off in proportion; ``rate``: by a rate the text names."""

    taking: bool = False
    rate: str = ""


@record
class Formula:
    """An expression of the score, as a tree (see :mod:`perfxl.scoring.prose.formulas`)."""

    tree: Node
    text: str


@record
class Between:
    """On a straight line between neighbouring nodes."""


Outcome = Give | Nothing | Share | Deduct | Prorata | Formula | Between


@record
class Pair:
    """A condition and what it gives. Several conditions hold together; ``segments`` are what they were read from."""

    conditions: tuple[Condition, ...]
    outcome: Outcome
    text: str
    segments: Sequence[Segment] = field(default=(), compare=False, repr=False)


class Statements:
    """Everything a standard says, as read. ``seen``: the signs in its text (see :mod:`perfxl.scoring.prose.signs`)."""

    floor: Decimal | None = None
    most_taken: Decimal | None = None
    until: bool = False
    onward: bool = False
    based: bool = False
    partial: str = ""
    between: bool = False
    ordered: bool = False
    verbatim: bool = False
    both: bool = False
    direction: str = ""
    goal: Interval | None = None
    free: Decimal = Decimal(0)
    by_hand: bool = False
    first: Decimal | None = None
    context: Context | None = None
    seen: int = ANY

    def __init__(self) -> None:
        self.pairs: list[Pair] = []
        self.full: list[Decimal] = []
        self.cap: list[Decimal] = []
        self.added: list[Decimal] = []
        self.awards: list[str] = []
        self.idle: list[str] = []
        self.gaps: list[tuple[Decimal, Decimal]] = []
