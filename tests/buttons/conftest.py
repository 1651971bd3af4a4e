"""An open workbook in a real LibreOffice, and everything of it that a button might change."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from perfxl.engines import libreoffice

ROOT = Path(__file__).resolve().parents[2]
WORKBOOKS = ROOT / "workbooks"
OWN, FOREIGN = "县应急管理局-绩效自评表.xlsx", "foreign/县应急管理局-绩效自评表.xlsx"
RESULTS = ("校验结果", "复算结果", "读标准结果")


@pytest.fixture(scope="session")
def office() -> Iterator[Any]:
    """One soffice for all tests that only work on a workbook of their own."""
    with libreoffice.session(deadline=3_600) as app:
        yield app


@pytest.fixture
def opened(office: Any, tmp_path: Path) -> Iterator[Callable[[str], Any]]:
    """Opens a private copy of a shipped workbook."""
    books = []

    def open_copy(name: str) -> Any:
        path = tmp_path / Path(name).name
        shutil.copyfile(WORKBOOKS / name, path)
        books.append(office.books.open(path))
        return books[-1]

    yield open_copy
    for book in books:
        book.close()


@pytest.fixture(params=[OWN, FOREIGN], ids=["own", "foreign"])
def book(request: pytest.FixtureRequest, opened: Callable[[str], Any]) -> Any:
    return opened(request.param)


def snapshot(book: Any) -> dict[str, Any]:
    """Contents, looks, notes, rules, protection, widths of every sheet that is not a result, and all styles."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "snapshot.xlsx"
        book.impl.save_copy(path)
        saved = openpyxl.load_workbook(path)
    kept = [sheet for sheet in saved.worksheets if not sheet.title.startswith(RESULTS)]
    return {"styles": sorted(saved.named_styles)} | {sheet.title: _sheet(sheet) for sheet in kept}


def _sheet(sheet: Any) -> dict[str, Any]:
    return {
        "cells": {cell.coordinate: _cell(cell) for row in sheet.iter_rows() for cell in row if _cell(cell) != _EMPTY},
        "rules": sorted(
            (str(area.sqref), rule.type, tuple(rule.formula), _fill(rule))
            for area in sheet.conditional_formatting
            for rule in area.rules
        ),
        "merged": sorted(map(str, sheet.merged_cells.ranges)),
        "protection": dict(sheet.protection),
        "widths": {letter: column.width for letter, column in sheet.column_dimensions.items()},
        "hidden": [number for number, row in sheet.row_dimensions.items() if row.hidden],
        "filter": sheet.auto_filter.ref,
        "validations": sorted(str(each.sqref) for each in sheet.data_validations.dataValidation),
    }


def _cell(cell: Any) -> tuple[Any, ...]:
    comment = cell.comment.text if cell.comment else None
    fill = cell.fill.fgColor.rgb if cell.has_style else None
    return cell.value, comment, fill, cell.number_format, cell.protection.locked, cell.hyperlink and cell.hyperlink.ref


_EMPTY = (None, None, None, "General", True, None)


def _fill(rule: Any) -> str:
    return rule.dxf.fill.bgColor.rgb if rule.dxf is not None and rule.dxf.fill is not None else ""


def rows_of(sheet: Any) -> list[list[Any]]:
    """The lines of a sheet of results."""
    used = sheet.used_range
    values = sheet.range((5, 1), (max(used.last_cell.row, 5), used.last_cell.column)).options(ndim=2).value
    return [row for row in values if row[0] is not None]
