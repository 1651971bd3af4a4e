"""The embedded engine: formualizer, a calculation library that needs no office program.

It is young, so it is pinned and cross-checked against LibreOffice in the tests. Rows are computed in
chunks, each in a fresh workbook: nothing cached can be stale, and rows may be cut anywhere because a
row's formulas refer to that row alone. The change log is off: with it, writing 8,000 × 40 inputs
took 2.5 s instead of 0.45 s (measured).
"""

from __future__ import annotations

import shutil
import tempfile
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any

from perfxl.engines import lo_words, trouble
from perfxl.workbook.pour_table import (
    Table,
    Value,
    own_row_parts,
    poured_rows,
)
from perfxl.workbook.seed import write_filled

ROWS_AT_ONCE = 8_000
DEADLINE = 300.0
SHEET = "rows"
ERRORS = {
    "Div": "#DIV/0!", "Na": "#N/A", "Name": "#NAME?", "Null": "#NULL!", "Num": "#NUM!", "Ref": "#REF!",
    "Value": "#VALUE!", "Spill": "#SPILL!", "Calc": "#CALC!", "Circ": "#CIRC!",
}  # fmt: skip
UNNAMED_ERROR = "#ERROR!"


def check() -> None:
    """Raise EngineUnavailable, saying why, if formualizer cannot be imported."""
    _library()


def _library() -> Any:
    try:
        import formualizer
    except ImportError as missing:
        raise trouble.unavailable(lo_words.NO_FORMUALIZER, why=missing) from None
    return formualizer


class EmbeddedRecalculator:
    """Recomputes with formualizer inside this process (`Recalculator`).

    Args:
        deadline: seconds the calculation of one chunk may take. The library looks at the clock between
            steps of its own, so it may end a second late (measured).
        rows_at_once: rows per chunk.
    """

    name = "embedded"

    def __init__(self, deadline: float = DEADLINE, rows_at_once: int = ROWS_AT_ONCE) -> None:
        self.deadline = deadline
        self.rows_at_once = rows_at_once

    def version(self) -> str:
        _library()
        return f"formualizer {installed_version('formualizer')}"

    def pour(self, table: Table, save_as: Path | None = None) -> list[tuple[Value, ...]]:
        """See `Recalculator.pour`."""
        library = _library()
        for formula in table.formulas:
            try:
                library.parse(formula)  # in a cell a formula it cannot parse is just an error value
            except Exception as problem:
                raise trouble.failed(lo_words.CANNOT_PARSE, formula=repr(formula), why=problem) from problem
        results: list[tuple[Value, ...]] = []
        for start in range(0, len(table.rows), self.rows_at_once):
            results += self._chunk(library, table, start)
        if save_as is not None:
            self._save(library, table, save_as)
        return results

    def _chunk(self, library: Any, table: Table, start: int) -> list[tuple[Value, ...]]:
        rows = poured_rows(table, start, start + self.rows_at_once)
        inputs, outputs = len(table.headers), len(table.outputs)
        parts = [own_row_parts(formula) for formula in table.formulas]
        settings = library.EvaluationConfig()
        settings.max_eval_time_ms = int(self.deadline * 1000)
        book = library.Workbook(config=library.WorkbookConfig(enable_changelog=False, eval_config=settings))
        book.set_temporal_egress("serial")
        sheet = book.sheet(SHEET)
        if inputs:
            book.set_values_batch(SHEET, 2, 1, rows)
        formulas = [[str(row).join(pieces) for pieces in parts] for row in range(2, len(rows) + 2)]
        try:
            book.set_formulas_batch(SHEET, 2, inputs + 1, formulas)
            book.evaluate_all()
        except Exception as problem:
            if "deadline" in str(problem):
                raise trouble.too_late(lo_words.EMBEDDED_TOO_LONG, seconds=self.deadline) from problem
            raise trouble.failed(lo_words.EMBEDDED_FAILED, why=problem) from problem
        area = library.RangeAddress(SHEET, 2, inputs + 1, len(rows) + 1, inputs + outputs)
        return [tuple(map(_value, row)) for row in sheet.get_values(area)]

    def _save(self, library: Any, table: Table, save_as: Path) -> None:
        """Write every row with its formulas, then let the engine put the computed values in."""
        with tempfile.TemporaryDirectory(prefix="perfxl-pour-") as name:
            plain = write_filled(table, Path(name, "filled.xlsx"))
            poured = Path(name, "poured.xlsx")
            library.recalculate_xlsx_file(str(plain), str(poured))
            shutil.move(poured, save_as)


def _value(read: Any) -> Value:
    """What formualizer gave, as the protocol gives it out."""
    if read is None or read == "":
        return None
    if isinstance(read, dict):
        return ERRORS.get(str(read.get("kind")), UNNAMED_ERROR)
    if isinstance(read, (bool, str)):
        return read
    return float(read)
