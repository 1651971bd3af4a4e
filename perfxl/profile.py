"""The tables of a profile file, typed and checked as they are read; :mod:`perfxl.form` puts them together."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import msgspec


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """A table of the file: no key may be unknown."""


class Sheets(Table, frozen=True):
    """The names of the sheets, by role."""

    instructions: str
    goals: str
    settings: str
    evaluation: str
    checks: str
    details: str
    lists: str
    metadata: str

    def in_order(self) -> tuple[str, ...]:
        """All sheet names, in the order they stand in the workbook: that of the fields above."""
        return msgspec.structs.astuple(self)


class Column(Table, frozen=True):
    """One column of the goal sheet: header, header aliases, width in characters, length limit (0: none)."""

    key: str
    header: str
    aliases: tuple[str, ...]
    width: float
    limit: int = 0


class FootField(Table, frozen=True):
    """One field of the foot with its label and the labels other forms use; ``finance``: the bureau fills it in."""

    key: str
    label: str
    aliases: tuple[str, ...] = ()
    finance: bool = False

    @property
    def is_date(self) -> bool:
        return self.key == "date" or self.key.endswith("_date")


class Labels(Table, frozen=True):
    """Labels of the head of the form; the first of each is the one we print.

    ``stand_ins`` name the department in other forms, where no label of ``department`` is: the best first.
    """

    department: tuple[str, ...]
    stand_ins: tuple[str, ...]
    duties: tuple[str, ...]
    goals: tuple[str, ...]
    indicators: tuple[str, ...]
    year: tuple[str, ...]


class Units(Table, frozen=True):
    """Units of the open dropdown, those that are money, and those that mean percent."""

    list: tuple[str, ...]
    money: tuple[str, ...]
    percent: tuple[str, ...]


class Points(Table, frozen=True):
    """Points: the strict total, budget execution's share, and the hints per level."""

    total: Decimal
    execution: Decimal
    level1: dict[str, Decimal] = {}
    level2: dict[str, Decimal] = {}


class Rating(Table, frozen=True):
    """Rating borders, highest first; a border itself belongs to the better rating."""

    borders: tuple[tuple[Decimal, str], ...]
    lowest: str


class Readings(Table, frozen=True):
    """Readings a profile may switch."""

    partial_step: Literal["舍去", "计一档", "按比例"]
    reverse: Literal["目标/实际", "差额比例"]
    overachieved: Decimal


class Wording(Table, frozen=True):
    """Words with a meaning: counts where fewer is better (unless something is ``mended``), placeholders, marks
    of a row that does not apply.
    """

    bad_counts: tuple[str, ...]
    mended: tuple[str, ...]
    placeholders: tuple[str, ...]
    not_applicable: tuple[str, ...]


class Foreign(Table, frozen=True):
    """Words by which self-evaluations and other bureaus' layouts are read, by the key of what they name."""

    ignored: tuple[str, ...] = ()
    expected: tuple[str, ...] = ()
    nothing: tuple[str, ...] = ()
    total: tuple[str, ...] = ()
    subtotal: tuple[str, ...] = ()
    rating: tuple[str, ...] = ()
    monitoring: tuple[str, ...] = ()
    evaluation: dict[str, tuple[str, ...]] = {}
    patterns: dict[str, str] = {}
    money: dict[str, tuple[str, ...]] = {}
    funds: dict[str, tuple[str, ...]] = {}
