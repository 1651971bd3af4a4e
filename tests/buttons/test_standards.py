"""读取评分标准 on an open workbook: asked first, then settings by the words, and a list of how each was read."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import perfxl
from perfxl.buttons import read_standards
from perfxl.form import load_form
from perfxl.workbook.layout import layout_of
from tests.buttons.conftest import FOREIGN, OWN, rows_of, snapshot

SHEET = "读标准结果"
FORM = load_form()
LAYOUT = layout_of(FORM)
STANDARD = "达到指标值得满分，每降低1个百分点扣0.5分，扣完为止。"
UNREADABLE = "根据领导意见综合考虑后确定。"


class Asker:
    """Answers as told, and remembers what it was asked."""

    def __init__(self, answer: bool) -> None:
        self.answer = answer
        self.heard: list[str] = []

    def __call__(self, zh: str, en: str) -> bool:
        self.heard.append(zh)
        assert "input cells" in en
        return self.answer


@pytest.fixture
def book(opened: Callable[[str], Any]) -> Any:
    """A workbook in which two standards were typed that its settings do not follow."""
    book = opened(OWN)
    goals = book.sheets[LAYOUT.goals.sheet]
    row = _row(book)
    goals.range(LAYOUT.goals.cell("own_standard", row)).value = STANDARD
    goals.range(LAYOUT.goals.cell("own_standard", row + 1)).value = UNREADABLE
    return book


def _row(book: Any) -> int:
    """An indicator in percent."""
    goals, area = book.sheets[LAYOUT.goals.sheet], LAYOUT.goals
    for row in area.rows():
        if goals.range(area.cell("unit", row)).value == "%":
            return row
    raise AssertionError("no indicator in percent")


def test_nothing_is_touched_before_it_is_asked(book: Any) -> None:
    before = snapshot(book)
    outcome = read_standards(book)
    assert snapshot(book) == before
    assert outcome.answer.changes
    assert not outcome.answer.written
    no = Asker(False)
    read_standards(book, confirm=no)
    assert snapshot(book) == before
    assert len(no.heard) == 1
    assert str(outcome.answer.changes[0]) in no.heard[0]


def test_it_writes_what_it_asked_for_and_nothing_else(book: Any) -> None:
    before = snapshot(book)
    yes = Asker(True)
    outcome = read_standards(book, confirm=yes)
    changes = outcome.answer.changes
    assert outcome.answer.written
    after = snapshot(book)
    typed = {
        (sheet, cell)
        for sheet, parts in after.items()
        if sheet != "styles"
        for cell, facts in parts["cells"].items()
        if facts != before[sheet]["cells"].get(cell)
    } | {
        (sheet, cell)
        for sheet, parts in before.items()
        if sheet != "styles"
        for cell in parts["cells"].keys() - after[sheet]["cells"].keys()
    }
    assert typed == {(change.sheet, change.cell) for change in changes}
    for sheet, parts in before.items():
        if sheet != "styles":
            assert {key: value for key, value in after[sheet].items() if key != "cells"} == {
                key: value for key, value in parts.items() if key != "cells"
            }
    again = Asker(True)
    assert not read_standards(book, confirm=again).answer.changes
    assert not again.heard


def test_the_settings_score_as_the_words_do(book: Any, tmp_path: Path) -> None:
    row = _row(book)
    read_standards(book, confirm=Asker(True))
    book.save(tmp_path / "表.xlsx")
    sheet = perfxl.read(tmp_path / "表.xlsx")
    indicator = next(each for each in sheet.indicators if each.row == row)
    assert indicator.kind == "逐档扣分"
    assert indicator.settings is not None
    assert str(indicator.settings.deduction) == "0.5"
    assert "R003" not in {found.code for found in perfxl.check(sheet) if found.cell and found.cell.endswith(str(row))}


def test_what_could_not_be_read_is_first_with_its_reason(book: Any) -> None:
    read_standards(book)
    first = rows_of(book.sheets[SHEET])[0]
    cell = LAYOUT.goals.cell("own_standard", _row(book) + 1)
    assert (first[1] in {"未读", "人工"}, first[2], first[4]) == (True, f"{LAYOUT.goals.sheet}!{cell}", UNREADABLE)
    assert first[5]


def test_it_says_what_rule_says(book: Any) -> None:
    read_standards(book)
    sheet = {line[4]: line[5] for line in rows_of(book.sheets[SHEET])}
    goals, row = book.sheets[LAYOUT.goals.sheet], _row(book)
    read = perfxl.parse_standard(
        STANDARD, comparator=goals.range(LAYOUT.goals.cell("comparator", row)).value, unit="%",
        target=str(goals.range(LAYOUT.goals.cell("target", row)).value),
        points=int(goals.range(LAYOUT.goals.cell("points", row)).value),
    )  # fmt: skip
    assert read.scorable
    assert read.rule is not None
    assert sheet[STANDARD].startswith(read.rule.kind)


def test_twice_is_as_once(book: Any) -> None:
    read_standards(book)
    once, lines, names = snapshot(book), rows_of(book.sheets[SHEET]), book.sheet_names
    read_standards(book)
    assert (snapshot(book), rows_of(book.sheets[SHEET]), book.sheet_names) == (once, lines, names)


def test_another_layout_is_only_read(opened: Callable[[str], Any]) -> None:
    foreign = opened(FOREIGN.replace("自评表", "目标表"))
    before = snapshot(foreign)
    yes = Asker(True)
    outcome = read_standards(foreign, confirm=yes)
    assert snapshot(foreign) == before
    assert not yes.heard
    assert len(outcome.answer.conversion.of("read")) > 0
    assert "转换旧表" in outcome.zh
    shown = [line[1] for line in rows_of(foreign.sheets[SHEET])]
    assert shown.count("已读") == len(outcome.answer.conversion.of("read"))


def test_a_settings_sheet_that_was_moved_about_is_left_alone(book: Any) -> None:
    area = LAYOUT.settings
    settings = book.sheets[area.sheet]
    settings.impl.api.unprotect("")
    settings.range(f"{area.letters['key']}{area.first}:{area.letters['key']}{area.last}").clear_contents()
    assert not read_standards(book, confirm=Asker(True)).answer.changes
