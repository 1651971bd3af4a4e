"""The small workbook everything is poured into: a styled header and one row of formulas.

Engines fill it; they never get a file with ready-written formulas in every row (that is far slower to load).
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from perfxl.block import column_letters
from perfxl.workbook.pour_table import Table, Value, own_row_parts, poured_rows
from perfxl.workbook.rules_of_sheet import print_setup
from perfxl.workbook.styles import text_width, write_text

SAMPLE_ROWS = 200  # rows looked at to find a readable column width
NARROW, WIDE = 8.0, 40.0  # column widths in characters of the default font
INPUT_FILL = PatternFill("solid", fgColor="D9E2EC")
OUTPUT_FILL = PatternFill("solid", fgColor="FCE8C8")
EDGE = Border(bottom=Side(style="thin", color="7F8C99"))


def sheet_name(title: str) -> str:
    """A title as a sheet name: at most 31 characters, none of []:*?/\\, no apostrophe at the ends."""
    cleaned = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).strip().strip("'")[:31]
    return cleaned.strip().strip("'") or "Sheet1"


def write_seed(table: Table, folder: Path) -> Path:
    """The workbook to pour into, for engines that fill down themselves; its path.

    Its name is unique: an office program refuses two open books of one name. Without rows it holds the
    header alone.
    """
    return _write(table, folder / f"perfxl-{uuid.uuid4().hex}.xlsx", [[]] if table.rows else [])


def write_filled(table: Table, path: Path) -> Path:
    """The workbook with every row and formula written out, not yet calculated; its path.

    For an engine that cannot fill down and save by itself.
    """
    return _write(table, path, poured_rows(table))


def _write(table: Table, path: Path, rows: Iterable[list[Value]]) -> Path:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(sheet_name(table.title))
    sheet.freeze_panes = "A2"
    for index, width in enumerate(_widths(table), 1):
        sheet.column_dimensions[column_letters(index)].width = width
    sheet.row_dimensions[1].height = 32
    print_setup(sheet, "", repeat=1, wide=2)
    sheet.append(_header(table, sheet))
    formulas = [own_row_parts(formula) for formula in table.formulas]
    blank: list[Value] = [None] * len(table.headers)
    for number, row in enumerate(rows, 2):
        filled = [str(number).join(parts) for parts in formulas]
        sheet.append([*(_input(value, sheet) for value in row or blank), *filled])
    book.save(path)
    return path


def _text(text: str, sheet: WriteOnlyWorksheet) -> Cell:
    cell = WriteOnlyCell(sheet)
    write_text(cell, text)
    return cell


def _input(value: Value, sheet: WriteOnlyWorksheet) -> Cell | Value:
    return _text(value, sheet) if isinstance(value, str) else value


def _header(table: Table, sheet: WriteOnlyWorksheet) -> list[Cell]:
    cells = []
    for index, text in enumerate([*table.headers, *(header for header, _ in table.outputs)]):
        cell = _text(text, sheet)
        cell.font = Font(bold=True)
        cell.fill = INPUT_FILL if index < len(table.headers) else OUTPUT_FILL
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        cell.border = EDGE
        cells.append(cell)
    return cells


def _widths(table: Table) -> list[float]:
    """Readable widths: of the header (which may wrap once) or the widest of the first values."""
    widths = [max(NARROW, text_width(header) / 2 + 3) for header in table.headers]
    for row in table.rows[:SAMPLE_ROWS]:
        for index, value in enumerate(row[: len(widths)]):
            if value is not None:
                widths[index] = max(widths[index], text_width(str(value)) + 2)
    widths += [max(NARROW + 2, text_width(header) / 2 + 3) for header, _ in table.outputs]
    return [min(WIDE, width) for width in widths]
