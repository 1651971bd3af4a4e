"""What the summary workbook shows, as plain data: whoever has a ledger fills it in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from perfxl.block import Block
from perfxl.findings import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorRow:
    """One indicator of a return. ``block`` holds the actual value too; ``score`` is the ledger's.

    ``applies`` is off for a row filled with ``/``: it is shown and not scored.
    """

    level1: str
    level2: str
    name: str
    target: str
    actual: str
    points: Decimal | None
    basis: str
    block: Block
    manual: Decimal | None
    scorer: str
    manual_reason: str
    score: Decimal | None
    reason: str
    reported: Decimal | None
    applies: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A finding. ``row`` is the place of its indicator among the rows of the return; ``waiver`` why it may stand.

    ``level`` is said instead of its severity, where anything is.
    """

    severity: Severity
    code: str
    sheet: str
    cell: str
    field: str
    value: str
    message: str
    fix: str
    row: int | None = None
    waiver: str = ""
    level: str = ""

    @property
    def open(self) -> bool:
        """Whether nobody waived it."""
        return not self.waiver


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """Budget execution as the score formula takes it. ``points`` of 0: it does not count."""

    budget: Decimal | None
    spent: Decimal | None
    points: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """The return of a department that counts. ``evaluated``: a self-evaluation, not only goals.

    ``besides`` is what only its marked copy asks for: listed, and not counted.
    """

    department: str
    year: int | None
    evaluated: bool
    file: str
    execution: Execution
    total: Decimal | None
    rating: str
    reported_total: Decimal | None
    rows: tuple[IndicatorRow, ...]
    remarks: tuple[Remark, ...]
    besides: tuple[Remark, ...] = ()

    def count(self, severity: Severity) -> int:
        """How many findings of a severity nobody waived."""
        return sum(remark.severity == severity and remark.open for remark in self.remarks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Something that is not among the returns that count: its kind, whose it is, which file, why, what to do."""

    kind: str
    department: str
    file: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Everything the workbook shows.

    ``made`` is shown as it is: on whose clocks is for the caller to say. ``asked`` is how many departments the list
    has (0: no list), ``goals_only`` how many of them gave goals while others evaluated, ``other_year`` how many a
    sheet of another year or of none, ``ratings`` every rating
    there is, best first, ``outside`` whoever has not returned and what does not count.
    """

    year: int | None
    made: dt.datetime
    batches: int
    asked: int
    ratings: tuple[str, ...]
    returns: tuple[Return, ...]
    outside: tuple[Missing, ...]
    not_returned: int
    goals_only: int
    refused: int
    unknown: int
    other_year: int = 0
