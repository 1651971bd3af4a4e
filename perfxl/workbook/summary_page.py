"""A sheet of the summary workbook: title, one table with a header that stays, filter, print set-up.

Tables may have thousands of rows, so looks are made once per workbook and shared by the cells.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.numbers import plain
from perfxl.workbook.rules_of_sheet import print_setup
from perfxl.workbook.shared import FilledDown
from perfxl.workbook.styles import (
    BODY,
    BOLD,
    CELL_LIMIT,
    CENTER,
    COMPUTED_FILL,
    LABEL_FILL,
    LEFT,
    LINK,
    ONE_LINE,
    SMALL,
    SOFT_BOX,
    TITLE,
    TOP_LEFT,
    dress,
    font,
    row_height,
    text_height,
    write_text,
)

HEADER = 3
FIRST = HEADER + 1
MOST_LINKS = 60_000  # Excel takes 65,530 on a sheet
_TALLEST = 120.0  # points: a row that fills the screen hides the table
_MEASURED = 2_000  # characters; more than that is taller than any row may be

_LOOKS: dict[str, dict[str, Any]] = {
    "text": {"align": LEFT},
    "line": {"align": ONE_LINE},
    "beginning": {"align": TOP_LEFT},
    "centre": {"align": CENTER},
    "score": {"align": CENTER, "number_format": "0.00"},
    "live": {"align": CENTER, "number_format": "0.00", "fill": COMPUTED_FILL},
    "said": {"align": CENTER, "fill": COMPUTED_FILL},
    "link": {"align": LEFT, "face": LINK},
    "error": {"align": CENTER, "face": font(bold=True, color="FFC00000")},
    "warning": {"align": CENTER, "face": font(bold=True, color="FF9C5700")},
    "info": {"align": CENTER, "face": font(bold=True, color="FF1F4E79")},
    "small": {"align": ONE_LINE, "face": SMALL, "border": None},
    "label": {"align": LEFT, "face": BOLD, "fill": LABEL_FILL},
    "head": {"align": CENTER, "face": BOLD, "fill": LABEL_FILL},
    "title": {"align": ONE_LINE, "face": TITLE, "border": None},
    "told": {"align": ONE_LINE, "face": SMALL, "border": None},
}  # fmt: skip


class Looks:
    """The looks by name, each made once for a workbook."""

    def __init__(self, sheet: Worksheet) -> None:
        self._arrays: dict[str, StyleArray] = {}
        for name, look in _LOOKS.items():
            cell = Cell(sheet, row=1, column=1)
            dress(cell, **{"border": SOFT_BOX, "face": BODY, **look})
            self._arrays[name] = cell._style  # type: ignore[attr-defined]

    def give(self, cell: Cell, look: str) -> None:
        # A copy: text that looks like a formula marks its own cell.
        cell._style = copy(self._arrays[look])  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: header, width in characters, look; ``helper``: small, to the right, not printed.

    A column that is not ``printed`` stands between those that are and the helpers, and makes no row taller.
    """

    key: str
    header: str
    width: float
    look: str = "text"
    helper: bool = False
    printed: bool = True


class Page:
    """A sheet with one table, filled row by row and finished at the end."""

    def __init__(self, workbook: Workbook, name: str, title: str, told: str, columns: Sequence[Column] = ()) -> None:
        self.sheet: Worksheet = workbook.create_sheet(name)
        self.columns = {column.key: column for column in columns}
        self.letters = {column.key: get_column_letter(number) for number, column in enumerate(columns, 1)}
        self.row = HEADER
        self._numbers = {column.key: number for number, column in enumerate(columns, 1)}
        self._looks = Looks(self.sheet)
        self._links = 0
        self._shared = 0
        self.sheet.sheet_view.showGridLines = False
        self.say("A1", title, "title")
        self.say("A2", told, "told")
        row_height(self.sheet, 1, 34)
        row_height(self.sheet, 2, 20)
        for column in columns:
            letter = self.letters[column.key]
            self.sheet.column_dimensions[letter].width = column.width
            if column.helper:
                self.sheet.column_dimensions[letter].outlineLevel = 1
            self.say(f"{letter}{HEADER}", column.header, "head")
        if columns:
            row_height(self.sheet, HEADER, 34)

    def say(self, place: str, text: str, look: str) -> Cell:
        """Text in any cell."""
        cell: Cell = self.sheet[place]
        self._looks.give(cell, look)
        write_text(cell, shortened(text))
        return cell

    def count(self, place: str, value: Decimal | float | None, look: str = "centre") -> None:
        """A number in any cell."""
        cell = self.sheet[place]
        self._looks.give(cell, look)
        _number(cell, value)

    def compute(self, place: str, formula: str, look: str = "said") -> None:
        """A formula of ours in any cell."""
        cell = self.sheet[place]
        self._looks.give(cell, look)
        cell.value = formula

    def add(self, values: dict[str, str | Decimal | int | None], looks: dict[str, str] | None = None) -> int:
        """The next row; columns without a value stay empty. Its number."""
        self.row += 1
        looks = looks or {}
        height = 20.0
        for key, column in self.columns.items():
            value = values.get(key)
            if column.helper and value is None:
                continue
            cell = self._cell(self.row, key)
            look = looks.get(key, column.look)
            self._looks.give(cell, look)
            if isinstance(value, str):
                if value:
                    write_text(cell, shortened(value))
                    if column.printed and not column.helper:
                        height = max(height, text_height(value[:_MEASURED], column.width))
            else:
                _number(cell, value)
        if height > _TALLEST:  # what is too long for its row shows its beginning, not its middle
            for key, column in self.columns.items():
                if looks.get(key, column.look) == "text":
                    self._looks.give(self._cell(self.row, key), "beginning")
        row_height(self.sheet, self.row, min(height, _TALLEST), grows=True)
        return self.row

    def link(self, row: int, key: str, sheet: str, cell: str) -> None:
        """Let a cell lead to a place of this workbook, as far as Excel takes links."""
        if self._links >= MOST_LINKS:
            return
        self._links += 1
        here = self._cell(row, key)
        here.hyperlink = Hyperlink(ref=here.coordinate, location=f"'{sheet}'!{cell}")
        self._looks.give(here, "link")

    def _cell(self, row: int, key: str) -> Cell:
        cell = self.sheet.cell(row, self._numbers[key])
        assert isinstance(cell, Cell)  # nothing is merged here
        return cell

    def fill_down(self, key: str, formula: str, last: int, look: str | None = None) -> None:
        """A formula written for the first row, down to the row *last*."""
        column, letter = self.columns[key], self.letters[key]
        for row in range(FIRST, last + 1):
            cell = self.sheet[f"{letter}{row}"]
            self._looks.give(cell, look or column.look)
            first = row == FIRST
            cell.value = FilledDown(
                self._shared, f"{letter}{FIRST}:{letter}{last}" if first else "", formula if first else "="
            )
        self._shared += 1

    def span(self, key: str) -> str:
        """The cells of a column from the first row to the last one added, from anywhere in the workbook."""
        letter = self.letters[key]
        return f"'{self.sheet.title}'!${letter}${FIRST}:${letter}${max(self.row, FIRST)}"

    def finish(self, freeze: str, empty: str = "") -> None:
        """Header, filter and print set-up; *empty* is said where the table has no row."""
        if self.row < FIRST and empty:
            self.say(f"A{FIRST}", empty, "told")
        last = max(self.row, FIRST)
        printed = [self.letters[key] for key, column in self.columns.items() if column.printed and not column.helper]
        print_setup(self.sheet, f"A1:{printed[-1]}{last}", repeat=HEADER)
        self.sheet.auto_filter.ref = f"A{HEADER}:{get_column_letter(len(self.columns))}{last}"
        self.sheet.freeze_panes = f"{freeze}{FIRST}"


def shortened(text: str) -> str:
    """A text no longer than a cell holds; what is left out shows as ``…``."""
    return text if len(text) <= CELL_LIMIT else f"{text[: CELL_LIMIT - 1]}…"


def _number(cell: Cell, value: Decimal | float | None) -> None:
    if value is None:
        return
    number = float(value)
    if math.isfinite(number):
        cell.value = int(value) if value == int(value) and abs(number) < 1e15 else number
    else:
        write_text(cell, plain(Decimal(value)))
