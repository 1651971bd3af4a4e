"""规则说明 in the workbook says what perfxl says of the same row, complete or not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from perfxl.block import Block
from perfxl.engines import libreoffice
from perfxl.model import GoalSheet
from perfxl.scoring.explanation import LACKING, explanation_of, own_standard_note
from perfxl.scoring.settings import effective_block, expects_of
from perfxl.workbook.layout import TableArea
from perfxl.workbook.read import read
from perfxl.workbook.write import write_living
from tests.workbook.live_sheet import FORM, LAYOUT, ROWS, goal_sheet

OWN = 3


def _sheet() -> GoalSheet:
    """Every kind twice, the second time without settings; one row with an own standard."""
    full = goal_sheet().indicators
    full = tuple(replace(row, own_standard="达到90%得满分" if row.key == OWN else "") for row in full)
    empty = tuple(replace(row, row=row.row + len(full), key=len(full) + row.row, settings=Block()) for row in full)
    return replace(goal_sheet(), indicators=(*full, *(replace(row, own_standard="") for row in empty)))


def _column(book: Any, area: TableArea) -> list[Any]:
    first, last = (area.cell("explanation", row) for row in (area.first, area.last))
    return book.sheets[area.sheet].range(f"{first}:{last}").value


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Any], list[Any]]:
    folder = tmp_path_factory.mktemp("explained")
    path = folder / "filled.xlsx"
    write_living(path, _sheet(), FORM)
    try:
        with libreoffice.session() as app:
            book = app.books.open(str(path))
            app.calculate()
            goals, settings = (_column(book, area) for area in (LAYOUT.goals, LAYOUT.settings))
            book.close()
    except libreoffice.EngineUnavailable as absent:
        pytest.skip(str(absent))
    return path, goals, settings


def test_both_say_the_same(saved: tuple[Path, list[Any], list[Any]]) -> None:
    path, goals, settings = saved
    sheet = read(path)
    expected = [
        explanation_of(effective_block(row, FORM, sheet.year), row.unit, expects_of(row, FORM, sheet.year) == "date")
        for row in sheet.indicators
    ]
    count = 2 * len(ROWS)
    assert settings[:count] == expected
    noted = [own_standard_note() + text if place == OWN else text for place, text in enumerate(expected, start=1)]
    assert goals[:count] == noted
    assert sum(LACKING in text for text in expected) > 5


def test_an_empty_row_says_nothing(saved: tuple[Path, list[Any], list[Any]]) -> None:
    _, goals, settings = saved
    assert {text or "" for text in (*goals[2 * len(ROWS) :], *settings[2 * len(ROWS) :])} == {""}
