"""The parts of a snapshot of the ledger: what reports and exports show, as plain data.

Texts are as the ledger holds them; amounts, points and scores are exact decimals.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from perfxl.block import Block
from perfxl.catalogue import OURS
from perfxl.finance.attendance import Sent
from perfxl.findings import Lang
from perfxl.form import fold
from perfxl.workbook.rechecked import State

COPY = "copy"
"""Where a finding is from that only the marked copy has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """Why a finding may stand, who said so and when."""

    reason: str
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A finding as the ledger holds it, with the waiver that covers it, if any.

    Once a marked copy was made, in the words that are true of it: ``state`` is that of
    :class:`perfxl.workbook.rechecked.Answer`, ``said`` how the copy has mended it.
    """

    origin: str
    code: str
    severity: str
    sheet: str | None
    cell: str | None
    field: str
    value: str
    message: str
    message_en: str
    fix: str
    fix_en: str
    indicator: str
    fingerprint: str
    waiver: Waiver | None = None
    state: State = "asked"
    said: tuple[str, str] = ("", "")

    @property
    def open(self) -> bool:
        """Whether it still asks for something: an error or a warning nobody waived."""
        return self.waiver is None and self.severity != "info"

    @property
    def goes_back(self) -> bool:
        """Whether its department is told: some things only the bureau can settle, as who a return is from."""
        return self.code not in OURS

    @property
    def mended(self) -> bool:
        """Whether the marked copy has put it right already."""
        return self.state == "done"

    @property
    def here(self) -> bool:
        """Whether only the marked copy has it: its cell is one of the copy."""
        return self.origin == COPY

    def remedy(self, lang: Lang = "zh") -> str:
        """What is to be done about it; nothing, or little, where the marked copy has put it right."""
        if self.mended:
            zh, en = self.said
            return en if lang == "en" else f"退回件里{zh}" if zh.startswith("已") else zh
        return self.fix if lang == "zh" else self.fix_en


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One indicator of a return: as written, what it is scored by, its actual value and its three scores.

    ``block`` holds the actual value too: it is the row that was poured. ``typed`` is the actual as written.
    ``places`` are the cells that are this row's alone: of its name, its target, its actual value and its score.
    ``standard_from`` is the file of the goal sheet the standard is taken from, where it stands in another file.
    """

    row: int
    level1: str
    level2: str
    name: str
    comparator: str
    target: str
    unit: str
    points: Decimal | None
    definition: str
    standard: str
    remark: str
    not_applicable: bool
    sheet: str
    cells: Mapping[str, str]
    places: tuple[tuple[str, str], ...]
    basis: str
    kind: str | None
    block: Block
    typed: str
    cause: str
    evidence: str
    manual: Decimal | None
    scorer: str
    manual_reason: str
    score: Decimal | None
    reason: str
    reported: Decimal | None
    engine: str
    engine_score: Decimal | None
    standard_from: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A return that a newer one replaced."""

    sha256: str
    file: str
    batch: int
    modified: dt.datetime | None
    total: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Returned:
    """The return of a department that counts. ``known``: the roster has the department.

    ``department`` is the roster's name of it, ``written`` what the workbook says. ``goals_from`` is the goal sheet
    whose standards a self-evaluation without its own is scored by: its hash, and its file.
    ``besides`` is what only its marked copy asks for: it is counted nowhere, being no fault of what came in.
    """

    sha256: str
    department: str
    written: str
    code: str
    known: bool
    year: int | None
    stage: str
    file: str
    batch: int
    modified: dt.datetime | None
    layout: str
    profile: str
    title: str
    year_place: tuple[str | None, str | None]
    goals: tuple[str, ...]
    budget: Decimal | None
    spent: Decimal | None
    execution_rate: Decimal | None
    execution_score: Decimal | None
    execution_points: Decimal | None
    total: Decimal | None
    rating: str
    reported_total: Decimal | None
    indicators: tuple[Scored, ...]
    findings: tuple[Noted, ...]
    earlier: tuple[Earlier, ...]
    goals_from: tuple[str, str] | None = None
    besides: tuple[Noted, ...] = ()

    def __repr__(self) -> str:
        return f"<Returned {self.department!r} {self.year} {self.stage}: {len(self.findings)} findings>"

    def count(self, severity: str) -> int:
        """How many findings of a severity nobody waived."""
        return sum(item.severity == severity and item.waiver is None for item in self.findings)

    @property
    def renamed(self) -> str:
        """What the workbook calls a department that the roster calls something else; else nothing."""
        return self.written if self.known and fold(self.written) != fold(self.department) else ""

    @property
    def sound(self) -> bool:
        """Whether nothing has to be put right any more."""
        return self.count("error") == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A file that was refused, as the last batch that met it calls it.

    ``department`` is whose it seems to be by its name; ``made_good``: that department's sheet came in all the same.
    """

    sha256: str
    file: str
    batch: int
    code: str
    message: str
    message_en: str
    department: str = ""
    made_good: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Results:
    """Everything a report shows, of one year or of all.

    ``due`` is the year the roster is asked about, and every name of it stands in one of these: ``returned``;
    ``goals_only``, once anybody has handed in a self-evaluation; ``other_year`` and ``no_year`` are the sheets of
    those who sent one of another year, or of none; ``missing`` sent nothing, or what was refused: ``unreadable``
    names those a file that was refused seems to be of, with that file.
    ``left_out`` are sheets of another year or without one that a report of one year does not count, and that have
    to go back all the same. ``settled`` counts refused files of earlier batches that were made good or are long past.
    """

    year: int | None
    years: tuple[int, ...]
    batches: int
    last: dt.datetime | None
    roster: tuple[str, ...]
    returns: tuple[Returned, ...]
    due: int | None
    missing: tuple[str, ...]
    goals_only: tuple[str, ...]
    unread: tuple[Unread, ...]
    passed_over: tuple[tuple[str, str], ...]
    returned: tuple[str, ...] = ()
    other_year: tuple[Sent, ...] = ()
    no_year: tuple[Sent, ...] = ()
    left_out: tuple[Returned, ...] = ()
    settled: int = 0
    unreadable: Mapping[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        year = self.year or "all years"
        return f"<Results of {year}: {len(self.returns)} returns, {len(self.missing)} missing>"

    @property
    def unknown(self) -> tuple[Returned, ...]:
        """Returns whose department the roster does not know. Without a roster there is nothing to ask."""
        return tuple(one for one in self.returns if not one.known) if self.roster else ()

    @property
    def absent(self) -> int:
        """How many departments of the list something is missing from."""
        return sum(map(len, (self.missing, self.goals_only, self.other_year, self.no_year)))

    @property
    def only_year(self) -> int | None:
        """The year everything here is of, if there is one."""
        return self.years[0] if self.year is None and len(self.years) == 1 else self.year

    @property
    def told(self) -> tuple[Returned, ...]:
        """All there is to tell about: what a report counts, and what goes back without being counted."""
        return (*self.returns, *self.left_out)

    def worst_first(self) -> tuple[Returned, ...]:
        """All there is to tell about: most errors first, then most warnings, else in their order."""
        return tuple(sorted(self.told, key=lambda one: (-one.count("error"), -one.count("warning"))))

    def ratings(self) -> Counter[str]:
        """How many returns have each rating; ``""`` counts those without one."""
        return Counter(one.rating for one in self.returns if one.stage == "evaluation")

    def codes(self) -> Counter[str]:
        """How often each code stands open or as information, waived ones left out."""
        return Counter(item.code for one in self.told for item in one.findings if item.waiver is None)

    def league(self) -> tuple[Returned, ...]:
        """The self-evaluations with a total, of the latest year first, best first; equal totals by department."""
        ranked = [one for one in self.returns if one.stage == "evaluation" and one.total is not None]
        return tuple(sorted(ranked, key=lambda one: (-(one.year or 0), -(one.total or Decimal(0)), one.department)))
