"""Workbooks in memory for the reading tests: grids drawn as tables, and edits of what was loaded."""

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from msgspec import structs
from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

from perfxl.workbook.cells import Book, Cell, Grid
from perfxl.workbook.gate import Admitted

NUMBER = re.compile(r"-?\d+(\.\d+)?")
PERCENT = re.compile(r"(-?\d+(?:\.\d+)?)%")
DATE = re.compile(r"\d{4}-\d\d-\d\d")


def cell(sheet: str, row: int, column: int, value: object) -> Cell:
    """A cell out of what a table shows.

    ``90`` is a number, ``90%`` is 0.9 in percent format, ``2026-12-31`` a date, ``#REF!`` an error, ``=…`` a
    formula never calculated; anything after a ``'`` is text, as in a spreadsheet. ``↵`` is a line break.
    """
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return Cell(sheet, row, column, Decimal(str(value)), "number", raw=str(value))
    text = str(value)
    if text.startswith("'"):
        return Cell(sheet, row, column, text[1:], "text", raw=text[1:])
    if text.startswith("="):
        return Cell(sheet, row, column, None, "empty", formula=text)
    if text.startswith("#"):
        return Cell(sheet, row, column, text, "error", raw=text)
    if NUMBER.fullmatch(text):
        return Cell(sheet, row, column, Decimal(text), "number", raw=text)
    if match := PERCENT.fullmatch(text):
        return Cell(sheet, row, column, Decimal(match[1]) / 100, "number", "0.00%", raw=match[1])
    if DATE.fullmatch(text):
        day = datetime.datetime.fromisoformat(text)
        return Cell(sheet, row, column, day, "date", "yyyy-mm-dd", raw="46000")
    return Cell(sheet, row, column, text.replace("↵", "\n"), "text", raw=text)


def grid(table: str, name: str = "目标表", *, merges: str = "", **options: object) -> Grid:
    """A sheet drawn with ``|`` between its cells, from A1 on; *merges* like ``B2:B4 C2:C3``."""
    cells = {}
    for row, line in enumerate(table.strip("\n").splitlines(), start=1):
        for column, text in enumerate(line.strip(" ").split("|"), start=1):
            if text.strip(" "):
                cells[row, column] = cell(name, row, column, text.strip(" "))
    bounds = [range_boundaries(reference) for reference in merges.split()]
    found = tuple((top, left, bottom, right) for left, top, right, bottom in bounds)
    return Grid(name, options.pop("state", "visible"), cells, found, **options)  # type: ignore[arg-type]


def book(*grids: Grid, calculated: bool = True, file: str = "某局.xlsx") -> Book:
    return Book(Admitted(Path(file), "0" * 64, 0, b""), grids, False, calculated)


def change(origin: Book, edits: Mapping[str, object], **options: Mapping[str, object]) -> Book:
    """A workbook with cells changed: ``{"绩效目标表!B7": "产出指标"}``, ``None`` empties; formulas stay unless changed.

    *options* are fields of the grids by sheet name: ``hidden_rows={"绩效目标表": {7}}``.
    """
    grids = []
    for sheet in origin.sheets:
        cells = dict(sheet.cells)
        changes = [(reference.rpartition("!"), value) for reference, value in edits.items()]
        mine = [(coordinate_to_tuple(place), value) for (name, _, place), value in changes if name == sheet.name]
        for at, value in mine:
            cells.pop(at, None)
            if value is not None:
                cells[at] = cell(sheet.name, *at, value)
        if mine:
            cells = dict(sorted(cells.items()))
        fields = {field: values[sheet.name] for field, values in options.items() if sheet.name in values}
        grids.append(replace(sheet, cells=cells, **fields))  # type: ignore[arg-type]
    return replace(origin, sheets=tuple(grids))


def move(origin: Book, sheet: str, first: int, by: int) -> Book:
    """A workbook with rows inserted before row *first* of a sheet, or *by* negative deleted from there on."""

    def moved(found: Grid) -> Grid:
        cells = {}
        for (row, column), item in found.cells.items():
            if by < 0 and first <= row < first - by:
                continue
            target = row + by if row >= first else row
            cells[target, column] = structs.replace(item, row=target)
        merges = tuple(
            (top + by if top >= first else top, left, bottom + by if bottom >= first else bottom, right)
            for top, left, bottom, right in found.merges
        )
        return replace(found, cells=dict(sorted(cells.items())), merges=merges)

    return replace(origin, sheets=tuple(moved(one) if one.name == sheet else one for one in origin.sheets))


def move_columns(origin: Book, sheet: str, first: int, by: int) -> Book:
    """A workbook with columns inserted before column *first* of a sheet, or *by* negative deleted from there on."""

    def moved(found: Grid) -> Grid:
        cells = {}
        for (row, column), item in found.cells.items():
            if not (by < 0 and first <= column < first - by):
                target = column + by if column >= first else column
                cells[row, target] = structs.replace(item, column=target)
        return replace(found, cells=dict(sorted(cells.items())), merges=())

    return replace(origin, sheets=tuple(moved(one) if one.name == sheet else one for one in origin.sheets))


def rename(origin: Book, old: str, new: str | None) -> Book:
    """A workbook with a sheet renamed, or deleted where *new* is ``None``."""

    def renamed(found: Grid) -> Iterable[Grid]:
        if found.name != old:
            return [found]
        if new is None:
            return []
        cells = {at: structs.replace(item, sheet=new) for at, item in found.cells.items()}
        return [replace(found, name=new, cells=cells)]

    return replace(origin, sheets=tuple(new for one in origin.sheets for new in renamed(one)))
