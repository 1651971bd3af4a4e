"""Our own tables where they stand now: found by their headers when rows or columns were moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl.utils.cell import column_index_from_string, coordinate_to_tuple

from perfxl.block import COLUMNS
from perfxl.form import Form, fold
from perfxl.model import Source
from perfxl.workbook.cells import Book, Cell
from perfxl.workbook.layout import EVALUATION_SHOWN, SETTINGS_INPUTS, Layout, TableArea
from perfxl.workbook.places import Sheet

# So much of a header must be right for a row to be taken as it.
_ENOUGH = 0.5


@dataclass(slots=True)
class Placed:
    """A table of our own workbook: its sheet, its header row, and the column number of every key."""

    sheet: Sheet
    area: TableArea
    header: int
    columns: dict[str, int]

    @property
    def shift(self) -> int:
        return self.header - self.area.header

    def column(self, made: int) -> int:
        """Where a column of the layout stands now: moved as the table's column before it."""
        now_at = {column_index_from_string(letter): self.columns[key] for key, letter in self.area.letters.items()}
        return _beside(now_at, made)

    def source(self, key: str, row: int) -> Source:
        return self.sheet.source(row, self.columns[key])

    def cell(self, key: str, row: int) -> Cell:
        return self.sheet.grid.get(row, self.columns[key])

    def lines(self) -> dict[int, int]:
        """The row of every key, by the numbers that stand in the key column; by position where none does."""
        found: dict[int, int] = {}
        column = self.columns["key"]
        for row in range(self.header + 1, self.sheet.last_row + 1):
            cell = self.sheet.grid.cells.get((row, column))
            if cell is None or cell.kind != "number":
                continue
            number = int(cell.value)  # type: ignore[arg-type]
            if number == cell.value and 1 <= number <= len(self.area.rows()):
                found.setdefault(number, row)
        return found or {
            n: row + self.shift for n, row in enumerate(self.area.rows(), start=1)
        }


def place(reference: str) -> tuple[int, int]:
    """``B3`` → (3, 2)."""
    row, column = coordinate_to_tuple(reference)
    return int(row), int(column)


def goal_headers(form: Form) -> dict[str, str]:
    return {column.key: column.header for column in form.columns}


def settings_headers() -> dict[str, str]:
    return {column.key: column.header for column in COLUMNS if column.key in SETTINGS_INPUTS}


def evaluation_headers(form: Form) -> dict[str, str]:
    """Headers of the columns a clerk sees; the first spelling of each is ours."""
    headers = {key: words[0] for key, words in form.foreign.evaluation.items()}
    headers |= {key: form.column(key).header for key in ("level1", "level2", "name", "points")}
    return {key: headers[key] for key in EVALUATION_SHOWN if key in headers}


@dataclass(slots=True)
class Tables:
    """The three tables of our workbook; ``missing`` are the sheets that are gone or renamed."""

    goals: Placed
    settings: Placed | None
    evaluation: Placed | None
    missing: list[str]


def find_tables(book: Book, layout: Layout) -> Tables | None:
    """Our tables, also on renamed sheets; ``None`` when there is no goal table. Notes what was moved."""
    form = layout.form
    known = {name.casefold() for name in form.sheets.in_order()}
    strangers = [grid.name for grid in book.sheets if grid.name.casefold() not in known]
    found: list[Placed | None] = []
    missing: list[str] = []
    for area, headers in (
        (layout.goals, goal_headers(form)),
        (layout.settings, settings_headers()),
        (layout.evaluation, evaluation_headers(form)),
    ):
        placed = None
        for name in (area.sheet, *strangers):
            grid = book.sheet(name)
            placed = None if grid is None else _locate(Sheet(grid), area, headers)
            if placed is not None:
                break
        if placed is None or placed.sheet.name.casefold() != area.sheet.casefold():
            missing.append(area.sheet)
        if placed is not None and placed.sheet.name in strangers:
            strangers.remove(placed.sheet.name)
        found.append(placed)
    goals, settings, evaluation = found
    if goals is None:
        return None
    for name in (form.sheets.checks, form.sheets.details, form.sheets.lists):
        if book.sheet(name) is None:
            missing.append(name)
    return Tables(goals, settings, evaluation, missing)


def _locate(sheet: Sheet, area: TableArea, headers: Mapping[str, str]) -> Placed | None:
    """The table on a sheet, with S003 for headers that are not ours and S004 for a moved header row."""
    ours = {key: column_index_from_string(letter) for key, letter in area.letters.items()}
    best, rank = None, 0
    for row in sorted(sheet.rows, key=lambda row: (row != area.header, row)):
        texts = _folded(sheet, row)
        wanted = {fold(header) for header in headers.values()}
        matched = len(wanted & set(texts.values()))
        if matched > rank:
            best, rank = row, matched
        if matched == len(wanted):
            break
    if best is None or rank < _ENOUGH * len(headers):
        return None
    return Placed(sheet, area, best, _columns(sheet, best, ours, headers))


def _columns(sheet: Sheet, header_row: int, ours: Mapping[str, int], headers: Mapping[str, str]) -> dict[str, int]:
    """Where every column stands now. Notes headers typed over (S003), gone (S011) or moved (S026)."""
    texts = _folded(sheet, header_row)
    columns = dict(ours)
    moved: list[tuple[int, str]] = []
    for key, header in headers.items():
        text = fold(header)
        if texts.get(ours[key]) == text:
            continue
        now = next((column for column, other in sorted(texts.items()) if other == text), None)
        if now is not None:
            columns[key] = now
            moved.append((now, header))
        elif texts.get(ours[key]) in {fold(other) for other in headers.values()}:
            sheet.note("S011", sheet.source(header_row, ours[key]), value=header, field=header)
        else:
            sheet.note("S003", sheet.source(header_row, ours[key]), field=header, expected=header)
    if moved:  # one slip moves all columns behind it: told once
        column, header = min(moved)
        sheet.note("S026", sheet.source(header_row, column), value=header, field=header)
    now_at = {ours[key]: columns[key] for key in headers}
    return columns | {key: _beside(now_at, ours[key]) for key in ours.keys() - headers.keys()}


def _beside(now_at: Mapping[int, int], made: int) -> int:
    """Where a column without a header stands now: moved as the one before it, where all kept their order."""
    before = max((column for column in now_at if column <= made), default=None)
    in_order = [now for _, now in sorted(now_at.items())]
    if before is None or in_order != sorted(in_order):
        return made
    return made + now_at[before] - before


def _folded(sheet: Sheet, row: int) -> dict[int, str]:
    """The short texts of a row by column, folded."""
    return {
        cell.column: fold(cell.value)
        for cell in sheet.rows[row]
        if isinstance(cell.value, str) and len(cell.value) <= 40
    }
