"""重算得分 on an open workbook: the three scores of every row, as ``perfxl recalc`` has them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import perfxl
from perfxl.buttons import recalc
from perfxl.engines import pour
from tests.buttons.conftest import FOREIGN, OWN, rows_of, snapshot

SHEET = "复算结果"
NAME, REPORTED, ENGINE, PYTHON = 3, 7, 8, 9


def test_it_says_what_recalc_says(book: Any, tmp_path: Path) -> None:
    book.save(tmp_path / "表.xlsx")
    untouched = snapshot(book)
    outcome = recalc(book)
    expected = perfxl.recalc(tmp_path / "表.xlsx", engine="libreoffice")
    answer = outcome.answer
    assert (answer.engine, answer.rows) == ("libreoffice", expected.rows)
    assert [(d.cell, d.reported, d.engine, d.python) for d in answer.differences] == [
        (d.cell, d.reported, d.engine, d.python) for d in expected.differences
    ]
    result = perfxl.score(tmp_path / "表.xlsx")
    by_name = {line[NAME]: line for line in rows_of(book.sheets[SHEET])}
    assert len(by_name) == len(result.lines)
    for line in result.lines:
        shown = by_name[line.indicator.name]
        assert shown[PYTHON] == (None if line.score is None else float(line.score))
        assert shown[REPORTED] == (None if line.reported is None else float(line.reported))
    assert snapshot(book) == untouched


def test_twice_is_as_once(book: Any) -> None:
    recalc(book)
    once, names = rows_of(book.sheets[SHEET]), book.sheet_names
    recalc(book)
    assert (rows_of(book.sheets[SHEET]), book.sheet_names) == (once, names)


def test_a_score_made_larger_is_first(opened: Callable[[str], Any]) -> None:
    book = opened("broken/得分改大.xlsx")
    outcome = recalc(book)
    first = rows_of(book.sheets[SHEET])[0]
    difference = outcome.answer.differences[0]
    assert (first[1], first[2]) == ("不一致", f"{difference.sheet}!{difference.cell}")
    assert (first[REPORTED], first[ENGINE], first[PYTHON]) == tuple(
        map(float, (difference.reported, difference.engine, difference.python))
    )


def test_what_is_not_saved_counts(opened: Callable[[str], Any]) -> None:
    book = opened(OWN)
    before = {line[NAME]: line[PYTHON] for line in rows_of(_recalculated(book))}
    cell = book.sheets["绩效自评表"].range("F12")
    cell.value = 0
    after = {line[NAME]: line[PYTHON] for line in rows_of(_recalculated(book))}
    name = book.sheets["绩效自评表"].range("D12").value
    assert before[name] != after[name]
    assert {key: value for key, value in before.items() if key != name} == {
        key: value for key, value in after.items() if key != name
    }


def _recalculated(book: Any) -> Any:
    recalc(book)
    return book.sheets[SHEET]


def test_another_workbook_that_is_open_is_not_recalculated(opened: Callable[[str], Any], office: Any) -> None:
    other = office.books.add()
    try:
        other.sheets[0].range("A1").formula = "=RAND()"
        drawn = other.sheets[0].range("A1").value
        recalc(opened(FOREIGN))
        assert other.sheets[0].range("A1").value == drawn
        assert len(office.books) == 2
    finally:
        other.close()


def test_the_embedded_engine_takes_over_and_it_is_said(
    opened: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from perfxl.engines.libreoffice import LibreOfficeRecalculator

    def refuse(*_: object) -> list:
        raise pour.EngineFailed("it went away")

    monkeypatch.setattr(LibreOfficeRecalculator, "pour", refuse)
    book = opened(FOREIGN)
    answer = recalc(book).answer
    assert (answer.engine, answer.instead_of) == ("embedded", "libreoffice: it went away")
    assert "it went away" in book.sheets[SHEET].range("A2").value


def test_an_engine_asked_for_by_name_is_the_one(opened: Callable[[str], Any]) -> None:
    assert recalc(opened(FOREIGN), engine="embedded").answer.engine == "embedded"
