"""What was done to our own workbook on the way: every change is named at its cell, and still read."""

from collections.abc import Mapping
from dataclasses import replace

import msgspec
import pytest

from perfxl.findings import Refused
from perfxl.form import Form, load_form
from perfxl.model import GoalSheet
from perfxl.workbook.cells import Book
from perfxl.workbook.read import read_book
from tests.workbook.grids import change, grid, move, move_columns, rename
from tests.workbook.living import (
    GOALS,
    LAYOUT,
    LINES,
    META,
    ROW,
    SETTINGS,
    blank,
    codes,
    edited,
    goal,
    line,
    setting,
)


@pytest.fixture(scope="module")
def filled() -> Book:
    """Two indicators with settings and actual values."""
    rows = goal(7, ROW, name="甲"), goal(8, ROW, name="乙")
    return edited(*rows, line(1, actual=4), line(2, actual=5), setting(1, floor=1))


def sheet(book: Book, edits: Mapping[str, object] | None = None, **options: Mapping[str, object]) -> GoalSheet:
    read = read_book(change(book, edits or {}, **options))
    assert [indicator.name for indicator in read.indicators][:2] == ["甲", "乙"]
    return read


def actuals(read: GoalSheet) -> list[str]:
    return ["" if item.evaluation is None else item.evaluation.actual.text for item in read.indicators]


def test_nothing_was_done(filled: Book) -> None:
    assert codes(sheet(filled)) == []


def test_an_old_version(filled: Book) -> None:
    assert codes(sheet(filled, {f"{META}!B2": "2024.1"})) == [("S001", None)]


@pytest.mark.parametrize("profile", ["beijing", "/etc/passwd", "../../hunan-county.toml", "base", None])
def test_an_unknown_profile(filled: Book, profile: str | None) -> None:
    read = sheet(filled, {f"{META}!B3": profile})
    assert codes(read) == [("S002", None)]
    assert read.profile == "hunan-county"


def test_a_form_that_is_given_counts_when_the_workbook_names_it(filled: Book) -> None:
    given = load_form("national")
    named = change(filled, {f"{META}!B3": "national"})
    assert read_book(named).profile == "national"
    assert read_book(filled, given).profile == "hunan-county"
    local = _named(given, "某市")
    read = read_book(change(filled, {f"{META}!B3": "某市"}), local)
    assert (read.profile, codes(read)) == ("某市", [])


def _named(form: Form, name: str) -> Form:
    return msgspec.structs.replace(form, name=name)


@pytest.mark.parametrize("name", [GOALS, SETTINGS, LINES])
def test_a_renamed_sheet_is_found_by_its_header(filled: Book, name: str) -> None:
    read = sheet(rename(filled, name, "改名"))
    assert [(note.code, note.value) for note in read.notes if note.code != "S020"] == [("S009", name)]
    assert actuals(read) == ["4", "5"]
    assert read.indicators[0].settings is not None
    assert read.indicators[0].settings.floor == 1


def test_deleted_sheets(filled: Book) -> None:
    read = sheet(rename(rename(filled, LINES, None), SETTINGS, None))
    assert [note.value for note in read.notes if note.code == "S009"] == [SETTINGS, LINES]
    assert (read.indicators[0].settings, read.indicators[0].evaluation, read.money) == (None, None, None)
    with pytest.raises(Refused) as refused:
        read_book(rename(filled, GOALS, None))
    assert refused.value.code == "F018"


def test_changed_headers_and_labels(filled: Book) -> None:
    label = LAYOUT.foot["head"][0]
    read = sheet(filled, {
        f"{GOALS}!F6": "目标", f"{GOALS}!A4": "主要职责", f"{GOALS}!{label}": "一把手：", f"{LINES}!F11": "完成",
        f"{LINES}!D5": "总额", f"{GOALS}!B4": "负责水利",
    })  # fmt: skip
    assert codes(read) == [("S003", "F6"), ("S003", "A4"), ("S003", label), ("S003", "F11"), ("S003", "D5")]
    note = next(note for note in read.notes if note.cell == "F6")
    assert (note.value, note.field, "指标值" in note.message) == ("目标", "指标值", True)
    assert (read.indicators[0].target, read.duties, actuals(read)) == ("4", "负责水利", ["4", "5"])


def test_columns_that_changed_places(filled: Book) -> None:
    edits = {f"{GOALS}!F6": "计量单位", f"{GOALS}!G6": "指标值"}
    edits |= {f"{GOALS}!{column}{row}": value for row in (7, 8) for column, value in (("F", "次"), ("G", "4"))}
    read = sheet(filled, edits)
    assert codes(read) == [("S026", "F6")]
    assert (read.indicators[0].target, read.indicators[0].unit) == ("4", "次")
    assert read.indicators[0].at("target").cell == "G7"


def test_a_column_inserted(filled: Book) -> None:
    key, place = next((key, value) for key, (_, value) in LAYOUT.foot.items() if value[0] > "E")
    read = sheet(move_columns(change(filled, {f"{GOALS}!{place}": "李四"}), GOALS, 5, 1))
    assert codes(read) == [("S026", "F6")]
    one = read.indicators[0]
    assert (one.target, one.unit, one.key, one.at("points").cell) == ("4", "次", 1, "L7")
    assert read.foot[key] == "李四"


def test_a_column_deleted(filled: Book) -> None:
    read = sheet(move_columns(filled, GOALS, 10, -1))
    assert codes(read) == [("S011", "J6"), ("S026", "J6")]
    assert (read.indicators[0].points, read.indicators[0].key) == (sheet(filled).indicators[0].points, 1)


def test_rows_inserted_above_the_table(filled: Book) -> None:
    read = sheet(move(filled, GOALS, 3, 2))
    assert codes(read) == [("S004", "D8")]
    assert (read.department, read.year, read.indicators[0].row, read.indicators[0].key) == ("某局", 2026, 9, 1)
    assert next(note.value for note in read.notes if note.code == "S004") == "2"


def test_a_row_inserted_among_the_indicators(filled: Book) -> None:
    read = sheet(move(filled, GOALS, 8, 1), {f"{GOALS}!C72": "张三"})
    assert codes(read) == [("S004", "D8")]
    assert (read.foot["date"], actuals(read)) == ("张三", ["4", "5"])
    typed = change(move(filled, GOALS, 8, 1), goal(8, ROW, name="丙"))
    read = read_book(typed)
    assert [indicator.key for indicator in read.indicators] == [1, None, 2]
    assert [pair for pair in codes(read) if pair[0] != "S006"] == [("S004", "D8"), ("S005", "O8")]


def test_rows_deleted(filled: Book) -> None:
    read = sheet(move(filled, GOALS, 20, -3), {f"{GOALS}!C67": "张三"})
    assert codes(read) == [("S004", "D20")]
    assert (read.foot["preparer"], next(n.value for n in read.notes if n.code == "S004")) == ("张三", "-3")


def test_rows_inserted_on_the_other_sheets(filled: Book) -> None:
    read = sheet(move(move(filled, LINES, 3, 1), SETTINGS, 6, 1))
    assert [(note.code, note.sheet, note.cell) for note in read.notes if note.code != "S020"] == [
        ("S004", SETTINGS, "A7"), ("S004", LINES, "A12"),
    ]  # fmt: skip
    assert actuals(read) == ["4", "5"]
    assert read.money is not None
    assert (read.sources["total"].cell, read.money.total.sources["spent"].cell) == ("F10", "G6")


@pytest.mark.parametrize("key", [None, 0, 61, 1.5, "甲"])
def test_keys_that_are_none(filled: Book, key: object) -> None:
    read = sheet(filled, goal(8, key=key))
    assert codes(read) == [("S005", "O8"), ("S025", "F13")]
    assert [indicator.key for indicator in read.indicators] == [1, None]
    assert read.indicators[1].settings is None
    assert read.indicators[1].evaluation is None


def test_a_key_used_twice(filled: Book) -> None:
    read = sheet(filled, goal(8, key=1))
    assert [pair for pair in codes(read) if pair[0] == "S005"] == [("S005", "O7"), ("S005", "O8")]
    assert [indicator.key for indicator in read.indicators] == [1, None]


def test_formulas_that_are_gone(filled: Book) -> None:
    area, settings = LAYOUT.evaluation, LAYOUT.settings
    edits = {f"{GOALS}!{LAYOUT.goals.cell(key, row)}": "旧" for key in ("standard", "explanation") for row in (7, 8)}
    edits |= line(1, score=10, block_kind="按比例") | line(2, score=9, name="乙", block_kind="按比例")
    edits |= {f"{LINES}!{cell}": 1 for cell in ("I5", "J5", "F9", "I9")}
    edits |= setting(1, effective="≥", name="甲")
    read = sheet(filled, edits)
    assert codes(read) == [
        ("S006", "I7"), ("S006", "N7"),
        ("S006", settings.cell("name", 5)), ("S006", settings.cell("effective", 5)),
        ("S006", area.cell("name", 13)),
        ("S006", area.cell("score", 12)), ("S006", area.cell("score", 13)),
        ("S006", area.cell("block_kind", 12)),
        ("S006", "I5"), ("S006", "J5"), ("S006", "F9"), ("S006", "I9"),
    ]  # fmt: skip
    assert read.indicators[0].evaluation is not None
    assert read.indicators[0].evaluation.reported == 10


def test_formulas_of_unused_rows_do_not_matter(filled: Book) -> None:
    assert codes(sheet(filled, goal(20, standard=None) | line(14, score=None))) == []


def test_hidden_rows_and_columns(filled: Book) -> None:
    hidden = {GOALS: frozenset({4, 8, 20, 30}), LINES: frozenset({13, 14, 15})}
    columns = {GOALS: frozenset({8, 10, 17}), LINES: frozenset({9, 20})}
    read = sheet(filled, hidden_rows=hidden, hidden_columns=columns)
    assert codes(read) == [("S007", "D8"), ("S008", "H7"), ("S007", "A4"), ("S007", "D13")]


def test_errors_in_inputs_and_formulas(filled: Book) -> None:
    edits = goal(7, target="#REF!") | line(1, actual="#N/A") | setting(2, step="#VALUE!")
    edits |= {f"{GOALS}!B3": "#NAME?", f"{LINES}!F6": "#REF!", f"{GOALS}!C68": "#REF!"}
    read = sheet(filled, edits)
    assert codes(read) == [
        ("S013", "B3"), ("S013", "C68"), ("S013", "F7"), ("S013", LAYOUT.settings.cell("step", 6)),
        ("S013", "F12"), ("S013", "F6"),
    ]  # fmt: skip
    assert (read.department, read.indicators[0].target) == ("", "")


def test_a_score_in_error(filled: Book) -> None:
    read = sheet(filled, line(1, score="#REF!"))
    assert ("S022", LAYOUT.evaluation.cell("score", 12)) in codes(read)


def test_merged_cells(filled: Book) -> None:
    merged = {one.name: one.merges for one in filled.sheets}
    merged[GOALS] = (*merged[GOALS], (7, 2, 8, 2))
    read = sheet(filled, goal(8, level1=None), merges=merged)
    assert codes(read) == [("S015", "B7")]
    assert [indicator.level1 for indicator in read.indicators] == ["产出指标", "产出指标"]


def test_content_outside_the_form(filled: Book) -> None:
    edits = {f"{GOALS}!Q9": "备注", f"{GOALS}!A80": "说明", f"{LINES}!B100": "多余"} | line(9, actual=3)
    read = sheet(filled, edits)
    assert codes(read) == [("S017", "Q9"), ("S017", "A80"), ("S017", "B100"), ("S025", "F20")]
    truncated = replace(filled.sheets[1], truncated=True)
    assert truncated.name == GOALS
    book = replace(filled, sheets=(filled.sheets[0], truncated, *filled.sheets[2:]))
    assert codes(sheet(book)) == [("S017", None)]


def test_more_indicators_than_rows() -> None:
    edits = {key: value for row in range(7, 68) for key, value in goal(row, ROW).items()}
    read = read_book(change(move(blank(), GOALS, 67, 1), edits))
    assert len(read.indicators) == 61
    assert [pair for pair in codes(read) if pair[0] in {"S018", "S005"}] == [("S018", "D67"), ("S005", "O67")]


def test_a_copy_of_the_goal_sheet(filled: Book) -> None:
    copy = rename(filled, GOALS, f"{GOALS} (2)").sheets[1]
    read = sheet(replace(filled, sheets=(*filled.sheets, copy, grid("甲|乙", "草稿"))))
    assert [(note.code, note.value) for note in read.notes if note.code != "S020"] == [("S014", GOALS)]


def test_a_template_without_its_record_is_foreign(filled: Book) -> None:
    read = sheet(rename(filled, META, None), line(1, name="甲") | line(2, name="乙"))
    assert read.layout == "foreign"
    assert {note.code for note in read.notes} >= {"S016", "S019"}
    assert (read.department, read.year, actuals(read)) == ("某局", 2026, ["4", "5"])


def test_sheets_copied_without_the_others_say_so_once(filled: Book) -> None:
    lost = {f"{LINES}!{column}{row}": "#REF!" for row in range(14, 30) for column in "BCDEGH"}
    read = sheet(rename(filled, META, None), line(1, name="甲") | line(2, name="乙") | lost)
    found = [(note.code, note.cell) for note in read.notes if note.code in {"S013", "S027"}]
    assert found == [("S027", "B14")]
    assert "96 个单元格" in next(note.message for note in read.notes if note.code == "S027")
    assert not [note for note in read.notes if note.code == "S024"]
