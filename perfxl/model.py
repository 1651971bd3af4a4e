"""What a goal sheet is once read: frozen records, every value with its place.

Nothing here knows a file library. Text is kept as written; numbers are decimals; a value that could not be
understood stays in its :class:`Source`, for the checks to name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from msgspec import Struct

from perfxl.block import Block
from perfxl.findings import Finding

Raw = str | Decimal | bool | dt.datetime | dt.date | dt.time | None
CellKind = Literal["text", "number", "date", "bool", "error", "empty"]


class Source(Struct, frozen=True):
    """Where a value stands and what stands there: sheet, cell, raw value, its kind and number format."""

    sheet: str
    cell: str
    value: Raw = None
    kind: CellKind = "empty"
    number_format: str = "General"

    @property
    def text(self) -> str:
        """The value as text, trimmed; numbers plainly, dates as ISO, empty as ``""``."""
        value = self.value
        if isinstance(value, str):
            return value.strip(" \t\r\n\u3000\u00a0\u200b")
        if value is None:
            return ""
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, Decimal):
            return format(value.normalize(), "f")
        if isinstance(value, dt.datetime):
            return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
        return value.isoformat()

    @property
    def empty(self) -> bool:
        """Whether nothing is there; a cell of blanks only is empty, zero is not."""
        return self.text == ""


_NOTHING: Mapping[str, Source] = MappingProxyType({})


class Evaluation(Struct, frozen=True, kw_only=True):
    """One line of the self-evaluation. ``actual`` is as typed; ``reported`` is the score standing there."""

    actual: Source
    reported: Decimal | None = None
    manual: Decimal | None = None
    scorer: str = ""
    manual_reason: str = ""
    cause: str = ""
    evidence: str = ""
    sources: Mapping[str, Source] = _NOTHING


class Indicator(Struct, frozen=True, kw_only=True):
    """One indicator row of the goal sheet.

    ``comparator`` is canonical (``≥ ≤ ＝ > < 定性``) or the text as typed when it is none of them;
    ``level1``/``level2`` likewise. ``target`` is text as written (a number plainly); ``points`` is ``None``
    when missing or not a number. ``settings`` are the parameters of 计分设置 as typed there (own layout only:
    kind, direction, steps, rungs; without points, target and actual). ``overwritten``: a text was typed over our
    formula of ``standard``. ``sources`` has the cell of every field by key: the form's column keys.
    """

    row: int
    level1: str
    level2: str
    name: str
    comparator: str
    target: str
    unit: str
    definition: str
    standard: str
    points: Decimal | None
    remark: str
    kind: str = ""
    own_standard: str = ""
    overwritten: bool = False
    key: int | None = None
    settings: Block | None = None
    evaluation: Evaluation | None = None
    not_applicable: bool = False
    sources: Mapping[str, Source] = _NOTHING

    def __repr__(self) -> str:
        return f"<Indicator {self.name!r} {self.comparator} {self.target} {self.unit}, row {self.row}>"

    def at(self, key: str) -> Source:
        """The cell of a field, or an empty one at the row's name when the layout has no such column."""
        return self.sources.get(key) or Source(self.sources["name"].sheet, self.sources["name"].cell)


class Fund(Struct, frozen=True, kw_only=True):
    """One row of the money block, in 万元; ``None`` where empty or not a number."""

    label: str
    initial: Decimal | None
    budget: Decimal | None
    spent: Decimal | None
    sources: Mapping[str, Source] = _NOTHING


class Money(Struct, frozen=True, kw_only=True):
    """The money block of the self-evaluation: the total row, its parts, and the reported score."""

    total: Fund
    parts: tuple[Fund, ...] = ()
    reported: Decimal | None = None
    sources: Mapping[str, Source] = _NOTHING


class GoalSheet(Struct, frozen=True, kw_only=True):
    """A department's goal sheet with its self-evaluation, as read from one workbook.

    ``indicators`` are the scored rows in sheet order; rows filled with ``/`` are in ``skipped``. ``notes`` are
    the findings of reading itself (structure). ``sources`` has the cells of department, year, duties, goals
    (the block), and of the foot by key. ``evaluated`` says that the workbook carries a self-evaluation in
    which something was filled in.
    """

    file: str
    layout: Literal["own", "foreign"]
    profile: str
    version: str | None
    department: str
    year: int | None
    duties: str
    goals: tuple[str, ...]
    indicators: tuple[Indicator, ...]
    foot: Mapping[str, str]
    sheet: str
    sha256: str = ""
    skipped: tuple[Indicator, ...] = ()
    money: Money | None = None
    evaluated: bool = False
    calculated: bool = True
    reported_total: Decimal | None = None
    reported_rating: str = ""
    notes: tuple[Finding, ...] = ()
    sources: Mapping[str, Source] = _NOTHING

    @property
    def lacks_standards(self) -> bool:
        """Whether it is a self-evaluation in which no standards stand, as bureaus hand it in beside their goals."""
        words = (indicator.standard.strip() for indicator in self.indicators)
        return self.layout == "foreign" and self.evaluated and bool(self.indicators) and not any(words)

    def __repr__(self) -> str:
        """Short, whatever is in it: one line of a console."""
        return f"<GoalSheet {self.department!r} {self.year}: {len(self.indicators)} indicators, {self.file!r}>"
