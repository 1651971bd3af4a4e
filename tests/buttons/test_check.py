"""校验本表 on a workbook that is open in LibreOffice: what it says, what it marks, what is left when it goes."""

# ruff: noqa: PT012  (what is tested is what a whole block leaves behind)

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import perfxl
from perfxl.buttons import check, clean
from perfxl.buttons.marks import RULE, is_ours, note_text
from perfxl.engines.opened import Protected, writable
from perfxl.workbook.results import STAMP
from tests.buttons.conftest import FOREIGN, OWN, WORKBOOKS, rows_of, snapshot


def marked(book: Any) -> dict[tuple[str, str], str]:
    """The notes of ours, by cell."""
    return {
        (sheet.name, note.location.get_address(False, False)): note.text
        for sheet in book.sheets
        for note in sheet.notes
        if is_ours(note.text)
    }


def colored(book: Any) -> set[tuple[str, str]]:
    """Sheet and first cell of every area of every rule of ours."""
    found: set[tuple[str, str]] = set()
    for sheet in book.sheets:
        for rule in sheet.cells.conditional_formats:
            if rule.formula == RULE:
                areas = rule.impl.entry.group.Range.RangeAddressesAsString.split(",")
                found |= {(sheet.name, area.rpartition(".")[2].partition(":")[0]) for area in areas}
    return found


def test_it_says_what_check_says(book: Any, request: pytest.FixtureRequest) -> None:
    outcome = check(book)
    name = OWN if "own" in request.node.name else FOREIGN
    findings = perfxl.check(WORKBOOKS / name)
    assert [(found.code, found.sheet, found.cell) for found in outcome.answer.findings] == [
        (found.code, found.sheet, found.cell) for found in findings
    ]
    lines = rows_of(book.sheets["校验结果"])
    assert [line[7] for line in lines] == [found.code for found in findings]
    assert [line[5] for line in lines] == [found.message for found in findings]
    placed = [(f"{found.sheet}!{found.cell}", number) for number, found in enumerate(findings, 5) if found.cell]
    for where, row in placed:
        cell = book.sheets["校验结果"].range(f"C{row}")
        assert cell.value == where
        sheet, _, address = where.rpartition("!")
        assert cell.hyperlink == f"#'{sheet}'!{address}"
    assert book.sheets.active.name == "校验结果"


def test_it_marks_the_cells(book: Any) -> None:
    findings = [found for found in check(book).answer.findings if found.cell]
    assert colored(book) == {(found.sheet, found.cell) for found in findings}
    notes = marked(book)
    assert notes
    for found in findings:
        assert found.message in notes[found.sheet, found.cell]


def test_twice_is_as_once(book: Any) -> None:
    check(book)
    once, lines, names = snapshot(book), rows_of(book.sheets["校验结果"]), book.sheet_names
    check(book)
    assert snapshot(book) == once
    assert rows_of(book.sheets["校验结果"]) == lines
    assert book.sheet_names == names


def test_the_clerks_own_comes_back(book: Any) -> None:
    before = check(book).answer.findings
    clean(book)
    places = [(found.sheet, found.cell) for found in before if found.cell]
    first, second = (book.sheets[sheet].range(cell) for sheet, cell in places[:2])
    with writable(book):
        first.add_note("我自己的批注\n第二行")
        first.color = "#00B0F0"
        second.color = "#92D050"
        second.conditional_formats.add_custom("=1=1", fill_color="#FFFF00")
    untouched = snapshot(book)
    check(book)
    assert snapshot(book) != untouched
    assert first.note.text == "我自己的批注\n第二行"
    clean(book)
    assert snapshot(book) == untouched
    assert "校验结果" not in book.sheet_names


def test_marks_that_were_saved_go_as_well(office: Any, opened: Callable[[str], Any], tmp_path: Path) -> None:
    """A reopened workbook has several rules of a cell in one group."""
    book = opened(OWN)
    sheet, cell = next((found.sheet, found.cell) for found in perfxl.check(WORKBOOKS / OWN) if found.cell)
    with writable(book):
        book.sheets[sheet].range(cell).conditional_formats.add_custom("=1=1", fill_color="#FFFF00")
    check(book)
    book.save(tmp_path / "标过的.xlsx")
    shutil.copyfile(tmp_path / "标过的.xlsx", tmp_path / "又打开.xlsx")
    again = office.books.open(tmp_path / "又打开.xlsx")
    try:
        assert marked(again)
        clean(again)
        assert not marked(again)
        assert not colored(again)
        assert "=1=1" in [rule.formula for rule in again.sheets[sheet].range(cell).conditional_formats]
    finally:
        again.close()


def test_a_note_somebody_wrote_into_is_his(book: Any) -> None:
    check(book)
    (sheet, cell), text = next(iter(marked(book).items()))
    with writable(book):
        book.sheets[sheet].range(cell).note.text = text + "\n已与业务科核对"
    clean(book)
    assert book.sheets[sheet].range(cell).note.text == text + "\n已与业务科核对"
    assert not marked(book)


def test_what_was_mended_is_gone_from_the_second_run(opened: Callable[[str], Any]) -> None:
    book = opened(OWN)
    first = check(book).answer.findings
    found = next(found for found in first if found.severity == "error")
    actual = book.sheets["绩效自评表"].range("F12")
    assert found.sheet
    kept = actual.value
    actual.value = "看不懂的值"
    second = check(book).answer.findings
    assert ("绩效自评表", "F12") in {(each.sheet, each.cell) for each in second}
    actual.value = kept
    third = check(book).answer.findings
    assert [each.code for each in third] == [each.code for each in first]


def test_results_are_never_read_as_data(book: Any, tmp_path: Path) -> None:
    from perfxl.buttons import read_standards, recalc

    before = [(found.code, found.cell) for found in check(book).answer.findings]
    recalc(book)
    read_standards(book)
    assert [(found.code, found.cell) for found in check(book).answer.findings] == before
    book.save(tmp_path / "交回.xlsx")
    assert [(found.code, found.cell) for found in perfxl.check(tmp_path / "交回.xlsx")] == before


def test_a_sheet_of_the_same_name_is_somebody_elses(opened: Callable[[str], Any]) -> None:
    book = opened(FOREIGN)
    book.sheets.add("校验结果", after=book.sheets[-1]).range("A1").value = "我的"
    check(book)
    check(book)
    assert book.sheet_names[-2:] == ["校验结果", "校验结果（2）"]
    clean(book)
    assert book.sheets["校验结果"].range("A1").value == "我的"


def test_protection_is_put_back_after_a_failure(opened: Callable[[str], Any]) -> None:
    book = opened(OWN)
    before = snapshot(book)
    with pytest.raises(ZeroDivisionError), writable(book):
        assert not any(sheet.impl.api.isProtected() for sheet in book.sheets)
        raise ZeroDivisionError
    assert snapshot(book) == before


def test_a_workbook_that_cannot_be_read_is_left_clean(office: Any) -> None:
    book = office.books.add()
    try:
        before = snapshot(book)
        with pytest.raises(perfxl.Refused) as refused:
            check(book)
        assert refused.value.code == "F018"
        assert snapshot(book) == before
    finally:
        book.close()


def test_a_sheet_with_a_password_stays_locked_and_is_told(opened: Callable[[str], Any]) -> None:
    book = opened(FOREIGN)
    sheet = book.sheets[0]
    sheet.impl.api.protect("geheim")
    outcome = check(book)
    assert sheet.impl.api.isProtected()
    assert not marked(book)
    assert not colored(book)
    assert sheet.name in book.sheets["校验结果"].range("A2").value
    assert outcome.answer.findings


def test_a_protected_structure_is_told(opened: Callable[[str], Any]) -> None:
    book = opened(FOREIGN)
    book.api.protect("")
    before = snapshot(book)
    with pytest.raises(Protected):
        check(book)
    assert snapshot(book) == before


def test_texts_stay_texts(opened: Callable[[str], Any]) -> None:
    book = opened(OWN)
    cell = book.sheets["绩效自评表"].range("F12")
    cell.value = "'=1+1"
    check(book)
    shown = [line[4] for line in rows_of(book.sheets["校验结果"]) if line[2] == "绩效自评表!F12"]
    assert shown == ["=1+1"]
    assert book.sheets["校验结果"].range("A3").value == STAMP


@pytest.mark.parametrize("text", ["", "【校验 000000】\n别的", "【校验】", note_text("甲") + "乙"])
def test_what_is_no_note_of_ours(text: str) -> None:
    assert not is_ours(text)


@pytest.mark.parametrize("body", ["甲", "甲\n乙", "甲" * 5_000])
def test_what_is_a_note_of_ours(body: str) -> None:
    assert is_ours(note_text(body))
    assert is_ours(note_text(body).replace("\n", "\r\n"))
