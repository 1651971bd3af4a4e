"""What was done to our own workbook: formulas gone, rows and columns hidden, cells merged or written outside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from perfxl.model import Indicator
from perfxl.workbook.cells import Book
from perfxl.workbook.headers import find_headers
from perfxl.workbook.layout import (
    EVALUATION_SHOWN,
    MONEY_COLUMNS,
    MONEY_ROWS,
    RATING_CELL,
    SETTINGS_COMPUTED,
    SETTINGS_SHOWN,
    TOTAL_CELL,
    Layout,
)
from perfxl.workbook.own_rows import FORMULAS, INPUTS, Rows
from perfxl.workbook.placed import Placed, Tables, place
from perfxl.workbook.places import Sheet

# Of content outside the form so many cells are named.
_MOST_OUTSIDE = 10
_PULLED = tuple(key for key in EVALUATION_SHOWN if key not in {*INPUTS, "key", "score"})


def examine(book: Book, tables: Tables, layout: Layout, rows: Rows, foot_top: int) -> None:
    """Note everything that is not as it was sent out."""
    goals, settings, evaluation = tables.goals, tables.settings, tables.evaluation
    foot_rows = {int(cell[1:]) for pair in layout.foot.values() for cell in pair}
    last = foot_top + max(foot_rows) - min(foot_rows)
    active = rows.all
    _goal_formulas(goals, active)
    _hidden(goals, [indicator.row for indicator in active], layout.goals.letters)
    _hidden_head(goals)
    _merged(goals, range(goals.header + 1, foot_top))
    _outside(goals.sheet, last, max(goals.columns.values()))
    keys = [indicator.key for indicator in active if indicator.key is not None]
    if settings is not None:
        lines = [rows.settings[key] for key in keys if key in rows.settings]
        _first_without_formula(settings, lines, [key for key in SETTINGS_SHOWN if key != "key"])
        _first_without_formula(settings, lines, SETTINGS_COMPUTED)
        _outside(settings.sheet, _end(settings, rows.settings.values()), max(settings.columns.values()))
    if evaluation is not None:
        lines = [rows.lines[key] for key in keys if key in rows.lines]
        _evaluation_formulas(evaluation, lines)
        scored = {rows.lines.get(indicator.key or 0) for indicator in rows.indicators}
        shown = [row for row in lines if row in scored and _typed(evaluation, row)]
        _hidden(evaluation, shown, EVALUATION_SHOWN)
        _merged(evaluation, lines)
        _outside(evaluation.sheet, _end(evaluation, rows.lines.values()), max(evaluation.columns.values()))
        _orphans(evaluation, {key: row for key, row in rows.lines.items() if key not in keys})
    _rivals(book, tables, layout)


def _end(placed: Placed, lines: Iterable[int]) -> int:
    return max(lines, default=placed.area.last + placed.shift) + 1


def _goal_formulas(goals: Placed, active: Sequence[Indicator]) -> None:
    for key in FORMULAS:
        _first_without_formula(goals, [indicator.row for indicator in active], [key])


def _first_without_formula(placed: Placed, rows: Iterable[int], keys: Iterable[str]) -> None:
    """Note the first cell of a region that lost its formula."""
    keys = tuple(keys)
    cells = placed.sheet.grid.cells
    for row in rows:
        for key in keys:
            cell = cells.get((row, placed.columns[key]))
            if cell is None or cell.formula is None:
                placed.sheet.note("S006", placed.source(key, row))
                return


def _evaluation_formulas(evaluation: Placed, lines: Sequence[int]) -> None:
    sheet = evaluation.sheet
    _first_without_formula(evaluation, lines, _PULLED)
    for row in lines:
        _first_without_formula(evaluation, [row], ["score"])
    hidden = [key for key in evaluation.columns if key not in {*EVALUATION_SHOWN, "gap_column"}]
    _first_without_formula(evaluation, lines, hidden)
    money = [f"{MONEY_COLUMNS[key]}{MONEY_ROWS['total']}" for key in ("rate", "score")]
    for reference in (*money, TOTAL_CELL, RATING_CELL):
        row, column = place(reference)
        cell = sheet.grid.get(row + evaluation.shift, column)
        if cell.formula is None:
            sheet.note("S006", cell)
        elif cell.kind == "error":
            sheet.note("S022", cell)


def _hidden(placed: Placed, rows: Sequence[int], keys: Iterable[str]) -> None:
    grid = placed.sheet.grid
    for row in rows:
        if row in grid.hidden_rows:
            placed.sheet.note("S007", placed.source("name", row))
    for key in keys:
        column = placed.columns[key]
        if column in grid.hidden_columns:
            first = next((row for row in rows if placed.sheet.at(row, column)), None)
            if first is not None:
                placed.sheet.note("S008", placed.source(key, first))


def _hidden_head(goals: Placed) -> None:
    for row in sorted(goals.sheet.grid.hidden_rows):
        if row <= goals.header and goals.sheet.rows.get(row):
            goals.sheet.note("S007", goals.sheet.rows[row][0])


def _merged(placed: Placed, rows: Iterable[int]) -> None:
    """Merged cells among the rows of a table."""
    inside = set(rows)
    columns = set(placed.columns.values())
    for top, left, bottom, right in sorted(set(placed.sheet.grid.merges)):
        if inside.intersection(range(top, bottom + 1)) and columns.intersection(range(left, right + 1)):
            placed.sheet.note("S015", placed.sheet.source(top, left))


def _outside(sheet: Sheet, last_row: int, last_column: int) -> None:
    found = [
        cell
        for row in sorted(sheet.rows)
        for cell in sheet.rows[row]
        if row > last_row or cell.column > last_column
    ]
    for cell in found[:_MOST_OUTSIDE]:
        sheet.note("S017", cell)
    if sheet.grid.truncated:
        sheet.note("S017")


def _typed(evaluation: Placed, row: int) -> bool:
    return any(evaluation.sheet.at(row, evaluation.columns[key]) for key in INPUTS)


def _orphans(evaluation: Placed, lines: dict[int, int]) -> None:
    """Inputs on lines that belong to no indicator."""
    for row in sorted(lines.values()):
        for key in INPUTS:
            cell = evaluation.sheet.at(row, evaluation.columns[key])
            if cell is not None:
                evaluation.sheet.note("S025", cell)
                break


def _rivals(book: Book, tables: Tables, layout: Layout) -> None:
    """Further goal sheets in the workbook, such as a copy of ours."""
    form = layout.form
    names = {getattr(form.sheets, field).casefold() for field in form.sheets.__struct_fields__}
    placed = [item for item in (tables.goals, tables.settings, tables.evaluation) if item is not None]
    names |= {item.sheet.name.casefold() for item in placed}
    for grid in book.sheets:
        if grid.name.casefold() in names:
            continue
        headers = [header for header in find_headers(Sheet(grid), form) if header.role == "goals"]
        name = headers[0].columns["name"] if headers else None
        if name and any(row > headers[0].last and column == name for row, column in grid.cells):
            tables.goals.sheet.note("S014", value=tables.goals.sheet.name, others=grid.name)
            return


