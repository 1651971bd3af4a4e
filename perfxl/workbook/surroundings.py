"""What is wrong with a foreign table as such: columns missing or unknown, hidden, merged, beside the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from perfxl.form import Form, fold
from perfxl.workbook.headers import Header
from perfxl.workbook.places import Sheet, field_name
from perfxl.workbook.table import Table

_NEEDED = {
    "goals": ("level1", "level2", "comparator", "target", "unit", "definition", "standard"),
    "both": ("level1", "level2", "comparator", "target", "unit", "standard", "score"),
    "evaluation": ("level1", "level2", "target", "points", "score"),
}
_LEVELS = ("level1", "level2")


def examine(sheet: Sheet, headers: Sequence[Header], table: Table, form: Form) -> None:
    """Note what is wrong with a table that was read."""
    _missing(sheet, headers[0], table, form)
    _unknown(sheet, headers[0], table, form)
    _hidden(sheet, headers[0], table, form)
    _merged(sheet, headers[0].columns, table)


def _missing(sheet: Sheet, header: Header, table: Table, form: Form) -> None:
    split = {
        "comparator": any(indicator.comparator for indicator in table.indicators),
        "unit": any(indicator.unit for indicator in table.indicators),
    }
    # Scores or reasons without actual values: their column is there, under a head nobody knows.
    evaluated = header.role == "goals" and header.columns.keys() & {"score", "cause"}
    for key in (*_NEEDED[header.role], *(("actual",) if evaluated else ())):
        if key not in header.columns and not split.get(key):
            name = field_name(key, form)
            sheet.note("S011", sheet.source(header.named, header.columns["name"]), value=name, field=name)


def _unknown(sheet: Sheet, header: Header, table: Table, form: Form) -> None:
    ignored = {fold(word) for word in (*form.foreign.ignored, *form.labels.indicators)}
    last = max((*header.columns.values(), *header.unknown))
    outside = False
    reported: set[int] = set()
    for row in sorted(table.rows):
        for cell in sheet.rows[row]:
            text = header.unknown.get(cell.column)
            if text is not None and cell.column not in reported and fold(text) not in ignored:
                reported.add(cell.column)
                place = header.last if sheet.at(header.last, cell.column) else header.row
                sheet.note("S012", sheet.source(place, cell.column), value=text)
            if cell.column > last and not outside:
                outside = True
                sheet.note("S017", cell)


def _hidden(sheet: Sheet, header: Header, table: Table, form: Form) -> None:
    for row in sorted(table.rows & sheet.grid.hidden_rows):
        sheet.note("S007", sheet.source(row, header.columns["name"]))
    for key, column in header.columns.items():
        if column not in sheet.grid.hidden_columns:
            continue
        first = next((row for row in sorted(table.rows) if sheet.at(row, column)), None)
        if first is not None:
            sheet.note("S008", sheet.source(first, column), field=field_name(key, form))


def _merged(sheet: Sheet, columns: Mapping[str, int], table: Table) -> None:
    """One note for merged cells that hide which row or column a value belongs to."""
    for top, left, bottom, right in sorted(set(sheet.grid.merges)):
        covered = [key for key, column in columns.items() if left <= column <= right]
        rows = [row for row in range(top, bottom + 1) if row in table.rows]
        tall = len(rows) > 1 and any(key not in _LEVELS for key in covered)
        wide = bool(rows) and len(covered) > 1 and not set(covered) <= set(_LEVELS)
        if tall or wide:
            sheet.note("S015", sheet.source(top, left))
            return
