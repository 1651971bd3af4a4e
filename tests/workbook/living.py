"""Our own workbook as the writer makes it, in memory, and edits of its rows by column key."""

import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from perfxl.form import load_form
from perfxl.model import GoalSheet
from perfxl.workbook.cells import Book, load
from perfxl.workbook.layout import TableArea, layout_of
from perfxl.workbook.read import read_book
from perfxl.workbook.write import new_workbook
from tests.workbook.grids import change

GOALS, SETTINGS, LINES, META = "绩效目标表", "计分设置", "绩效自评表", "perfxl"
LAYOUT = layout_of(load_form())
ROW = {
    "level1": "产出指标", "level2": "数量指标", "name": "检查次数", "comparator": "≥", "target": 4, "unit": "次",
    "definition": "全年检查", "points": 10, "kind": "按比例",
}  # fmt: skip


@cache
def blank() -> Book:
    """The blank template of 某局 for 2026; never calculated, as no spreadsheet program has seen it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "某局.xlsx"
        new_workbook(path, load_form(), department="某局", year=2026)
        return load(path)


def edited(*edits: Mapping[str, object], book: Book | None = None, **options: Mapping[str, object]) -> Book:
    together = {key: value for edit in edits for key, value in edit.items()}
    return change(book or blank(), together, **options)


def read(*edits: Mapping[str, object], book: Book | None = None, **options: Mapping[str, object]) -> GoalSheet:
    return read_book(edited(*edits, book=book, **options))


def goal(row: int, fields: Mapping[str, object] | None = None, **more: object) -> dict[str, object]:
    """Cells of a row of the goal sheet, by column key."""
    return _cells(LAYOUT.goals, row, {**(fields or {}), **more})


def setting(key: int, **fields: object) -> dict[str, object]:
    """Cells of the settings of a key."""
    return _cells(LAYOUT.settings, LAYOUT.settings.first + key - 1, fields)


def line(key: int, **fields: object) -> dict[str, object]:
    """Cells of the line of a key on the self-evaluation."""
    return _cells(LAYOUT.evaluation, LAYOUT.evaluation.first + key - 1, fields)


def _cells(area: TableArea, row: int, fields: Mapping[str, object]) -> dict[str, object]:
    return {f"{area.sheet}!{area.cell(key, row)}": value for key, value in fields.items()}


def codes(sheet: GoalSheet) -> list[tuple[str, str | None]]:
    """Code and cell of the notes, less S020: none of these workbooks was ever calculated."""
    found = [(note.code, note.cell) for note in sheet.notes]
    assert ("S020", None) in found
    return [pair for pair in found if pair[0] != "S020"]
