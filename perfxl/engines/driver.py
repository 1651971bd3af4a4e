"""The one xlwings driver: pours a table into an open app, whichever engine is behind it.

The same lines run on Excel and on LibreOffice (`lo_engine`), so what the tests prove on one holds
for the other as far as xlwings' own contract goes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from perfxl.engines import lo_words, trouble
from perfxl.workbook.pour_table import Table, Value, poured_rows

ROWS_AT_ONCE = 8_000
# Flags for opening our own private copy: nothing may ask, lock, notify or be remembered.
OPEN_FLAGS: dict[str, Any] = {
    "update_links": False,
    "read_only": True,
    "password": "-",
    "ignore_read_only_recommended": True,
    "notify": False,
    "add_to_mru": False,
}
# COM hands an error over as a bare integer: -2146828288 + its number (XlCVError, documented). xlwings
# names the seven old ones; these came with dynamic arrays and linked data types.
ERROR_BASE = -2_146_828_288
NEW_ERRORS = {
    2043: "#GETTING_DATA", 2045: "#SPILL!", 2046: "#CONNECT!", 2047: "#BLOCKED!", 2048: "#UNKNOWN!",
    2049: "#FIELD!", 2050: "#CALC!",
}  # fmt: skip
UNNAMED_ERROR = "#ERROR!"
EPOCH = dt.datetime.fromisoformat("1899-12-30")


def pour_into(
    app: Any,
    table: Table,
    seed: Path,
    calculate: Callable[[], object],
    save_as: Path | None = None,
    rows_at_once: int = ROWS_AT_ONCE,
    *,
    open_book: Callable[[Path], Any] | None = None,
) -> list[tuple[Value, ...]]:
    """Pour a table into a copy of its seed workbook and read its outputs.

    Args:
        app: an xlwings App; it is left running, the book is closed.
        seed: a file of our own made by `perfxl.workbook.seed.write_seed`.
        calculate: recomputes everything; called once.
        save_as: where the engine saves the filled workbook, if anywhere.
        rows_at_once: rows per write and per read.
        open_book: opens the seed, where `OPEN_FLAGS` alone are not enough.
    """
    rows, inputs, outputs = len(table.rows), len(table.headers), len(table.outputs)
    first = inputs + 1
    book = open_book(seed) if open_book is not None else app.books.open(str(seed), **OPEN_FLAGS)
    try:
        sheet = book.sheets[0]
        results: list[tuple[Value, ...]] = []
        for start in range(0, rows, rows_at_once):
            block = poured_rows(table, start, start + rows_at_once)
            if inputs:
                area = sheet.range((start + 2, 1), (start + 1 + len(block), inputs))
                area.value = [[as_cell(value) for value in row] for row in block]
        for column, formula in enumerate(table.formulas, first):
            if rows:  # one formula over a range fills it down, row by row
                area = sheet.range((2, column), (rows + 1, column))
                try:
                    area.formula = formula
                except ValueError as problem:
                    raise trouble.failed(lo_words.NO_FORMULA, why=problem) from problem
        if rows:
            calculate()
        for start in range(0, rows, rows_at_once):
            last = min(start + rows_at_once, rows) + 1
            area = sheet.range((start + 2, first), (last, inputs + outputs))
            results += [tuple(map(as_value, row)) for row in area.options(ndim=2, err_to_str=True).value]
        if save_as is not None:
            book.save(str(save_as))
        return results
    finally:
        book.close()


def as_cell(value: Value) -> Value:
    """A value for `Range.value`. Texts get the apostrophe that makes Excel take them as typed.

    Without it Excel turns "=1+1" into a formula, "90" into a number and "3-1" into a date.
    """
    return "'" + value if isinstance(value, str) else value


def as_value(read: Any) -> Value:
    """What xlwings read, as the protocol gives it out.

    Decimal (currency cells) becomes float, a date its number, a bare integer in Excel's error range
    the name of that error, empty text None.
    """
    if read is None or read == "":
        return None
    if isinstance(read, (bool, str)):
        return read
    if isinstance(read, dt.datetime):
        return (read.replace(tzinfo=None) - EPOCH) / dt.timedelta(days=1)
    if isinstance(read, int) and 2000 <= read - ERROR_BASE < 2100:
        return NEW_ERRORS.get(read - ERROR_BASE, UNNAMED_ERROR)
    if isinstance(read, (int, float, Decimal)):
        return float(read)
    return str(read)
