"""The buttons' Excel half: what is asked of the user's Excel, on the recording fake beneath xlwings' real engine."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from perfxl.engines import opened
from perfxl.engines.marking import Mark, put_links, put_marks, take_marks
from perfxl.engines.opened import NotOpen, Protected, calling_book, copy_of, writable
from perfxl.workbook.pour_table import EngineFailed
from tests.engines.fake_com import USERS_WINDOW, Machine
from tests.engines.fake_open import ALLOWED, COLOR_SCALE, EXPRESSION, OpenBook, OpenRange, OpenSheet, Rule
from tests.engines.fake_sheets import excel_says_no

RULE = '="甲"="甲"'
RED, BLUE = "#FFC7CE", "#DDEBF7"
AS_NUMBER = {RED: 0xCEC7FF, BLUE: 0xF7EBDD}
SELECTION = 1  # xlUnlockedCells


@pytest.fixture
def theirs(machine: Machine) -> OpenBook:
    """The workbook in the user's Excel."""
    book = OpenBook(machine.users_app, "C:/表/自评.xlsm", "目标", "自评")
    machine.users_app.books.append(book)
    return book


@pytest.fixture
def book(theirs: OpenBook) -> Iterator[Any]:
    with calling_book("自评.xlsm", hwnd=str(USERS_WINDOW)) as book:
        yield book


def protect(sheet: OpenSheet, password: str = "", **parts: bool) -> None:
    sheet.password = password
    sheet.__dict__.update(parts or {"ProtectContents": True})


# -- finding it ------------------------------------------------------------------------------------


@pytest.mark.parametrize("hwnd", ["", "0x10", "-1"])
def test_without_a_window_there_is_no_excel_to_look_in(machine: Machine, theirs: OpenBook, hwnd: str) -> None:
    with pytest.raises(NotOpen, match="neither a window"), calling_book("自评.xlsm", hwnd=hwnd):
        pass


def test_without_xlwings_engine_there_is_none_either() -> None:
    with pytest.raises(NotOpen, match="neither a window"), calling_book("自评.xlsm", hwnd=str(USERS_WINDOW)):
        pass


def test_of_two_with_one_name_the_full_name_tells(machine: Machine, theirs: OpenBook) -> None:
    other = OpenBook(machine.users_app, "D:/别处/自评.xlsm", "目标")
    machine.users_app.books.append(other)
    with calling_book("d:\\别处\\自评.XLSM", hwnd=str(USERS_WINDOW)) as book:
        assert str(book.api.FullName) == "D:/别处/自评.xlsm"
    with pytest.raises(NotOpen, match="is not open"), calling_book("自评.xlsm", hwnd=str(USERS_WINDOW)):
        pass


def test_a_new_file_is_opened_in_the_excel_the_button_was_pressed_in(machine: Machine, tmp_path: Path) -> None:
    path = tmp_path / "新 表.xlsx"
    openpyxl.Workbook().save(path)
    assert opened.show_file(path, hwnd=str(USERS_WINDOW))
    assert [book.Name for book in machine.users_app.books] == ["预算.xlsx", "新 表.xlsx"]
    assert [entry[1] for entry in machine.log] == ["Workbooks.Open"]  # no setting of theirs is changed
    assert machine.log[0][3][0] is False  # links are not updated, nor asked about


def test_a_book_of_that_name_is_not_opened_over(machine: Machine, theirs: OpenBook) -> None:
    assert not opened.show_file(Path("D:/别处/自评.XLSM"), hwnd=str(USERS_WINDOW))
    assert machine.log == []


# -- a copy ----------------------------------------------------------------------------------------


def test_a_copy_keeps_the_kind_of_the_file_and_the_book_its_place(theirs: OpenBook, book: Any, tmp_path: Path) -> None:
    path = copy_of(book, tmp_path)
    assert path == tmp_path / "copy.xlsm"
    assert theirs.copies == [str(path)]
    assert theirs.FullName == "C:/表/自评.xlsm"


def test_a_book_never_saved_is_copied_as_xlsx(theirs: OpenBook, book: Any, tmp_path: Path) -> None:
    theirs.file = "工作簿1"
    assert copy_of(book, tmp_path) == tmp_path / "copy.xlsx"


# -- protection ------------------------------------------------------------------------------------


def test_protection_goes_for_the_block_and_comes_back_as_it_was(machine: Machine, theirs: OpenBook, book: Any) -> None:
    goals, own = theirs.sheets
    protect(goals, ProtectContents=True, ProtectScenarios=True)
    goals.__dict__.update(EnableSelection=SELECTION, ProtectionMode=True)
    with writable(book) as locked:
        assert locked == frozenset()
        assert not goals.ProtectContents
    calls = [entry for entry in machine.log if entry[1] in ("Worksheet.Unprotect", "Worksheet.Protect")]
    assert calls == [
        ("call", "Worksheet.Unprotect", "目标", ""),  # without the argument Excel asks for the password
        ("call", "Worksheet.Protect", "目标", "", False, True, True, True, *vars(ALLOWED).values()),
    ]
    assert (goals.ProtectContents, goals.ProtectScenarios, goals.ProtectDrawingObjects) == (True, True, False)
    assert (goals.EnableSelection, goals.ProtectionMode) == (SELECTION, True)
    assert not own.ProtectContents


@pytest.mark.parametrize("part", ["ProtectContents", "ProtectDrawingObjects", "ProtectScenarios"])
def test_each_part_alone_is_protection(theirs: OpenBook, book: Any, part: str) -> None:
    protect(theirs.sheets[0], **{part: True})
    with writable(book):
        assert not getattr(theirs.sheets[0], part)
    assert getattr(theirs.sheets[0], part)


def test_a_sheet_with_a_password_stays_locked_and_is_named(machine: Machine, theirs: OpenBook, book: Any) -> None:
    protect(theirs.sheets[1], "geheim")
    with writable(book) as locked:
        assert locked == {"自评"}
        assert theirs.sheets[1].ProtectContents
    assert not [entry for entry in machine.log if entry[1] == "Worksheet.Protect"]


def test_a_sheet_that_stays_protected_without_an_error_is_locked_too(
    theirs: OpenBook, book: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    protect(theirs.sheets[0])
    monkeypatch.setattr(OpenSheet, "Unprotect", lambda *_: None)
    with writable(book) as locked:
        assert locked == {"目标"}


def test_an_error_of_another_kind_is_no_password(
    theirs: OpenBook, book: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    protect(theirs.sheets[0])

    def fail(sheet: OpenSheet, _: str) -> None:
        sheet.__dict__["ProtectContents"] = False
        raise excel_says_no("out of memory")

    monkeypatch.setattr(OpenSheet, "Unprotect", fail)
    with pytest.raises(EngineFailed, match="out of memory"), writable(book):
        pytest.fail("the block must not run")


@pytest.mark.parametrize("way", [ValueError("坏"), KeyboardInterrupt()], ids=["error", "Ctrl-C"])
def test_protection_comes_back_on_every_way_out(theirs: OpenBook, book: Any, way: BaseException) -> None:
    protect(theirs.sheets[0])
    with pytest.raises(type(way)), writable(book):
        raise way
    assert theirs.sheets[0].ProtectContents


def test_one_that_cannot_be_put_back_leaves_the_others(
    machine: Machine, theirs: OpenBook, book: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for sheet in theirs.sheets:
        protect(sheet)
    as_ever = OpenSheet.Protect

    def fail(sheet: OpenSheet, *arguments: object) -> None:
        monkeypatch.setattr(OpenSheet, "Protect", as_ever)  # the first that is put back fails, whichever it is
        raise excel_says_no("no")

    monkeypatch.setattr(OpenSheet, "Protect", fail)
    with pytest.raises(EngineFailed, match="no"), writable(book):
        pass
    assert sorted(sheet.ProtectContents for sheet in theirs.sheets) == [False, True]


def test_only_the_sheets_named_are_opened(machine: Machine, theirs: OpenBook, book: Any) -> None:
    for sheet in theirs.sheets:
        protect(sheet)
    with writable(book, sheets=["自评"]):
        assert [sheet.ProtectContents for sheet in theirs.sheets] == [True, False]
    with writable(book, sheets=()):
        assert [sheet.ProtectContents for sheet in theirs.sheets] == [True, True]


def test_a_protected_structure_is_told_and_nothing_touched(machine: Machine, theirs: OpenBook, book: Any) -> None:
    theirs.__dict__["ProtectStructure"] = True
    protect(theirs.sheets[0])
    machine.log.clear()
    with pytest.raises(Protected), writable(book):
        pytest.fail("the block must not run")
    assert machine.log == []


def test_rules_can_be_added_while_a_sheet_is_locked(book: Any) -> None:
    assert opened.can_color(book, frozenset({"自评"}))


# -- a sheet of results ----------------------------------------------------------------------------


def test_a_new_sheet_is_shown_in_its_workbook_without_grid(machine: Machine, theirs: OpenBook, book: Any) -> None:
    opened.show_new(book.sheets["自评"])
    assert theirs.front is theirs.sheets[1]
    assert machine.log == [("call", "Worksheet.Activate", "自评"), ("set", "Window.DisplayGridlines", False)]


def test_pages_are_as_wide_as_the_sheet(machine: Machine, book: Any) -> None:
    opened.print_wide(book.sheets["自评"], "1:2")
    assert machine.log == [
        ("set", "PageSetup.Orientation", 2), ("set", "PageSetup.Zoom", False),  # else the next two do nothing
        ("set", "PageSetup.FitToPagesWide", 1), ("set", "PageSetup.FitToPagesTall", False),
        ("set", "PageSetup.PrintTitleRows", "$1:$2"),
    ]  # fmt: skip
    machine.log.clear()
    opened.forget_pages(book)
    assert machine.log == []


def test_what_recomputes_is_never_the_excel_somebody_works_in(book: Any) -> None:
    assert opened.recalculator_of(book) is None


# -- marks and links -------------------------------------------------------------------------------


def seen(sheet: OpenSheet) -> list[tuple[str, str, int]]:
    return sorted(rule.seen() for rule in sheet.rules if rule.Type == EXPRESSION)


def test_one_rule_per_colour_over_all_its_cells(theirs: OpenBook, book: Any) -> None:
    marks = [Mark("A1", RED, "一"), Mark("C7", BLUE, "二"), Mark("B3", RED, "三")]
    put_marks(book.sheets["自评"], RULE, marks)
    assert seen(theirs.sheets[1]) == [("A1,B3", RULE, AS_NUMBER[RED]), ("C7", RULE, AS_NUMBER[BLUE])]
    assert [note.said for note in theirs.sheets[1].notes.values()] == ["一", "二", "三"]
    assert not theirs.sheets[0].rules


def test_more_cells_than_an_address_holds_are_more_rules(theirs: OpenBook, book: Any) -> None:
    cells = [f"AA{row}" for row in range(1000, 1100)]
    put_marks(book.sheets["自评"], RULE, [Mark(cell, RED, "坏") for cell in cells])
    areas = [area for area, _, _ in seen(theirs.sheets[1])]
    assert len(areas) == 3
    assert sorted(",".join(areas).split(",")) == cells


def test_a_merged_area_is_marked_as_one_by_the_first(theirs: OpenBook, book: Any) -> None:
    theirs.sheets[1].merged.append((3, 3, 4, 5))
    put_marks(book.sheets["自评"], RULE, [Mark("D4", RED, "一"), Mark("C3", BLUE, "二")])
    assert seen(theirs.sheets[1]) == [("C3:D5", RULE, AS_NUMBER[RED])]
    assert {place: note.said for place, note in theirs.sheets[1].notes.items()} == {(3, 3): "一"}


@pytest.mark.parametrize("old", [False, True], ids=["now", "before 2019"])
def test_a_note_or_a_discussion_of_the_clerks_stays_alone(theirs: OpenBook, book: Any, old: bool) -> None:
    sheet = theirs.sheets[1]
    sheet.old = old
    sheet.Range("A1").AddComment("我的")
    if not old:
        sheet.discussed.add((2, 1))
    put_marks(book.sheets["自评"], RULE, [Mark("A1", RED, "一"), Mark("A2", RED, "二"), Mark("A3", RED, "三")])
    notes = {place: note.said for place, note in sheet.notes.items()}
    assert notes == {(1, 1): "我的", (3, 1): "三"} | ({(2, 1): "二"} if old else {})
    assert seen(sheet) == [("A1,A2,A3", RULE, AS_NUMBER[RED])]


def test_without_colour_there_are_notes_alone(theirs: OpenBook, book: Any) -> None:
    put_marks(book.sheets["自评"], RULE, [Mark("A1", RED, "一")], colored=False)
    assert (len(theirs.sheets[1].notes), theirs.sheets[1].rules) == (1, [])


def test_only_marks_of_ours_are_taken_away(theirs: OpenBook, book: Any) -> None:
    sheet = theirs.sheets[1]
    cells = OpenRange(sheet, [(1, 1, 1, 1)])
    sheet.rules += [Rule(cells, EXPRESSION, "=A1>5"), Rule(cells, COLOR_SCALE, "")]
    sheet.Range("B2").AddComment("我的")
    put_marks(book.sheets["自评"], RULE, [Mark("A1", RED, "一"), Mark("A2", BLUE, "二")])
    take_marks(book.sheets["自评"], RULE, lambda text: text in ("一", "二"))
    assert [rule.Type for rule in sheet.rules] == [EXPRESSION, COLOR_SCALE]
    assert [note.said for note in sheet.notes.values()] == ["我的"]


def test_links_have_address_text_and_tip(theirs: OpenBook, book: Any) -> None:
    put_links(book.sheets["自评"], {"C5": ("#'目标'!A1", "目标!A1"), "C6": ("#'目标'!B2", "目标!B2")})
    made = [(link.where, link.address, link.TextToDisplay, link.ScreenTip) for link in theirs.sheets[1].links]
    assert made == [("C5", "#'目标'!A1", "目标!A1", "目标!A1"), ("C6", "#'目标'!B2", "目标!B2", "目标!B2")]
