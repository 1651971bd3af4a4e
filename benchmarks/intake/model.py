"""A return as data: what stands in its cells, and what it means."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from perfxl.block import Parameter
from perfxl.form import Form
from perfxl.scoring.rules import Rule

Value = str | Decimal | dt.date | None

FUNDS = ("total", "grant", "carried", "other")
AMOUNTS = ("initial", "budget", "spent")


class Expected(NamedTuple):
    """A finding that must be there."""

    code: str
    sheet: str | None = None
    cell: str | None = None


@dataclass
class Row:
    """An indicator. ``level1`` to ``remark`` and ``actual`` are as typed; what they mean stands below.

    ``said`` is the row whose rule the standard in words says, where that is another one: the words count.
    """

    level1: str
    level2: str
    name: str
    sign: str
    target: Value
    unit: str
    kind: str
    definition: str = ""
    standard: str = ""
    own_standard: str = ""
    remark: Value = ""
    points: Value = None
    settings: dict[str, Parameter] = field(default_factory=dict)
    actual: Value = None
    cause: str = ""
    evidence: str = ""
    manual: Value = None
    scorer: str = ""
    manual_reason: str = ""
    formats: dict[str, str] = field(default_factory=dict)

    first: str | None = None
    second: str | None = None
    comparator: str | None = None
    goal: Decimal | None = None
    dated: bool = False
    goal_seen: bool = True
    achieved: Decimal | str | None = None
    achieved_seen: bool = True
    slashed: bool = False
    faulty: bool = False
    meant_points: Decimal | None = None
    leaves_open: bool = False
    unreadable: bool = False
    said: Row | None = None
    raised: bool = False
    doubtful: bool = False
    orphaned: bool = False
    called: str = ""  # its name on the self-evaluation, where that is another one
    place: int = 0
    born: int = 0
    key: int = 0
    line: int = 0

    score: Decimal | None = None
    shown: Value = None
    rule: Rule | None = None

    @property
    def marks(self) -> Decimal | None:
        """The points where they are a number."""
        return self.points if isinstance(self.points, Decimal) else None

    @property
    def levelled(self) -> bool:
        return self.kind == "等级评定"


@dataclass
class Fault:
    """Something wrong: its name, what it is in words, and where it has to be found."""

    name: str
    what: str
    expected: list[Expected]


@dataclass
class Return:
    """A returned workbook before it is written.

    ``cells`` overrides single cells by (sheet, cell), ``added`` are cells the form does not have; of
    ``formulas_gone`` the formula was replaced by a value. ``deleted`` are rows taken out: sheet, first, how many.
    ``older`` is the name of a hidden sheet with an older state of the goals.
    """

    form: Form
    layout: str
    department: str
    year: int
    stage: str
    rows: list[Row]
    duties: str
    goals: list[str]
    foot: dict[str, Value]
    money: dict[str, dict[str, Value]]
    style: dict[str, Any] = field(default_factory=dict)
    version: str = ""
    cells: dict[tuple[str, str], Value] = field(default_factory=dict)
    formulas_gone: set[tuple[str, str]] = field(default_factory=set)
    hidden: set[tuple[str, int]] = field(default_factory=set)
    hidden_columns: set[tuple[str, int]] = field(default_factory=set)
    merges: set[tuple[str, str]] = field(default_factory=set)
    added: dict[tuple[str, str], Value] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    deleted: tuple[str, int, int] | None = None
    older: str = ""
    origin: int = 0
    calculated: bool = True
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    execution: Decimal | None = None
    execution_shown: Value = None
    total: Decimal | None = None
    total_shown: Value = None
    total_raised: Decimal | None = None
    points_raised: Decimal | None = None
    rating: str | None = None
    rating_shown: str = ""

    @property
    def evaluated(self) -> bool:
        return self.stage == "evaluation"

    @property
    def scored(self) -> list[Row]:
        return [row for row in self.rows if not row.slashed]

    @property
    def own(self) -> bool:
        return self.layout == "own"
