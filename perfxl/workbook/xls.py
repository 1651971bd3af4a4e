"""Old workbooks (.xls): their records, read by xlrd, become the cells every reader takes.

xlrd trusts what it reads. So the records of every sheet are counted before it builds anything of them, whatever
it raises is a refusal, and imports read in a process with a deadline. It gives results but no formulas: which
cells hold one is taken from the records themselves. Records: [MS-XLS] §2.3, §2.4.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping
from typing import Any

import xlrd  # type: ignore[import-untyped]
from xlrd.compdoc import CompDocError  # type: ignore[import-untyped]

from perfxl.findings import Refused
from perfxl.workbook import values
from perfxl.workbook.cells import LONGEST_TEXT, Book, Bounds, Cell, Grid, State
from perfxl.workbook.gate import Admitted
from perfxl.workbook.scan import Budget

_STATES: tuple[State, ...] = ("visible", "hidden", "veryHidden")
_BEGIN, _END, _FORMULAS = {0x0009, 0x0209, 0x0409, 0x0809}, 0x000A, {0x0006, 0x0206, 0x0406}
# Records of one cell each, in all versions; those of many cells with the bytes of one.
_SINGLE = {
    *(0x0001, 0x0002, 0x0003, 0x0004, 0x0005, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x00D6, 0x00FD),
    *_FORMULAS,
}
_MULTIPLE = {0x00BD: 6, 0x00BE: 2}

Places = set[tuple[int, int]]


def book(admitted: Admitted, bounds: Bounds) -> Book:
    """Read an old workbook within bounds.

    :raises Refused: F004 xlrd does not know its kind, F005 encrypted, F009 damaged, F021 beyond the bounds.
    """
    try:
        with xlrd.open_workbook(
            file_contents=admitted.data, formatting_info=True, on_demand=True, ragged_rows=True, logfile=_Silence()
        ) as opened:
            return _book(opened, admitted, bounds)
    except (Refused, MemoryError):
        raise
    except xlrd.XLRDError as error:
        if "encrypted" in str(error):
            raise Refused("F005") from error
        if isinstance(error, CompDocError):
            raise Refused("F009", detail=str(error)) from error
        raise Refused("F004") from error
    except Exception as error:
        raise Refused("F009", detail=f"{type(error).__name__}: {error}") from error


def _book(opened: Any, admitted: Admitted, bounds: Bounds) -> Book:
    names: list[str] = opened.sheet_names()
    if not names:
        raise Refused("F009", detail="no worksheet")
    if len(names) > bounds.sheets:
        raise Refused("F021", detail=f"more than {bounds.sheets} sheets")
    budget = Budget()
    left_out = bounds.left_out(names)
    styles = [_style(opened, xf.format_key) for xf in opened.xf_list]
    date1904 = opened.datemode == 1
    grids = []
    for number, (name, start, visibility) in enumerate(
        zip(names, opened._sh_abs_posn, opened._sheet_visibility, strict=True)
    ):
        state: State = _STATES[visibility] if visibility < len(_STATES) else "hidden"
        if name in left_out:
            grids.append(Grid(name, state, {}))
            continue
        places = _formulas(opened.mem, start, budget)
        sheet = opened.sheet_by_index(number)
        cells = _cells(sheet, name, bounds, styles, date1904, places, budget)
        grids.append(_grid(sheet, state, cells, bounds))
        opened.unload_sheet(number)
    return Book(admitted, tuple(grids), date1904, calculated=True)


def _formulas(stream: bytes, start: int, budget: Budget) -> Places:
    """The places of the formulas of a sheet, from 1, found by walking its records; its cells are counted."""
    found: Places = set()
    depth, position = 0, start
    while position + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, position)
        if kind in _BEGIN:
            depth += 1
        elif kind == _END:
            depth -= 1
            if depth <= 0:
                break
        elif depth == 1:  # deeper are the charts on the sheet
            if kind in _SINGLE:
                budget.cells -= 1
            elif kind in _MULTIPLE:
                budget.cells -= max(0, length - 6) // _MULTIPLE[kind]
            if kind in _FORMULAS and length >= 4:
                row, column = struct.unpack_from("<HH", stream, position + 4)
                found.add((row + 1, column + 1))
            if budget.cells < 0:
                raise Refused("F021", detail="too many cells")
        position += 4 + length
    return found


def _style(opened: Any, key: int) -> values.Style:
    format_ = opened.format_map.get(key)
    code = format_.format_str if format_ is not None else None
    if not code or (code == values.GENERAL and key in values.CHINESE_FORMATS):
        code = values.CHINESE_FORMATS.get(key, values.GENERAL)
    code = str(code)[:255]
    return values.style_of(code)


def _cells(
    sheet: Any,
    name: str,
    bounds: Bounds,
    styles: list[values.Style],
    date1904: bool,
    formulas: Places,
    budget: Budget,
) -> Mapping[tuple[int, int], Cell]:
    cells = {}
    for row in range(min(sheet.nrows, bounds.rows)):
        for column, found in enumerate(sheet.row(row)[: bounds.columns]):
            formula = "=" if (row + 1, column + 1) in formulas else None
            kind, text = _stored(found)
            style = styles[found.xf_index] if found.xf_index is not None else values.PLAIN
            value, meaning = values.value(kind, text, style, date1904)
            if meaning == "empty" and formula is None:
                continue
            cell = Cell(name, row + 1, column + 1, value, meaning, style.number_format, formula, text)
            budget.filled -= 1
            budget.characters -= len(text)
            if len(text) > LONGEST_TEXT or budget.filled < 0 or budget.characters < 0:
                raise Refused("F021", detail=f"{name}!{cell.ref}: {len(text)} 字 (characters)")
            cells[row + 1, column + 1] = cell
    return cells


def _stored(found: Any) -> tuple[str, str]:
    """Type and text of a cell, as the parts of an .xlsx state them."""
    value = found.value
    match found.ctype:
        case xlrd.XL_CELL_TEXT:
            return "s", str(value)
        case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
            return "n", f"{value:.15g}"
        case xlrd.XL_CELL_BOOLEAN:
            return "b", "1" if value else "0"
        case xlrd.XL_CELL_ERROR:
            return "e", str(xlrd.error_text_from_code.get(value, "#VALUE!"))
    return "n", ""


def _grid(sheet: Any, state: State, cells: Mapping[tuple[int, int], Cell], bounds: Bounds) -> Grid:
    merges = (
        (top + 1, left + 1, min(bottom, bounds.rows), min(right, bounds.columns))
        for top, bottom, left, right in sheet.merged_cells
    )
    beyond = any(
        kind not in {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}
        for row in range(sheet.nrows)
        for kind in sheet.row_types(row)[bounds.columns if row < bounds.rows else 0 :]
    )
    return Grid(
        sheet.name,
        state,
        cells,
        tuple(merge for merge in merges if merge[0] <= merge[2] and merge[1] <= merge[3]),
        frozenset(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden or info.height == 0),
        frozenset(column + 1 for column, info in sheet.colinfo_map.items() if info.hidden or info.width == 0),
        beyond,
    )


class _Silence(io.TextIOBase):
    """Where xlrd's remarks go."""

    def write(self, text: str) -> int:
        return len(text)
