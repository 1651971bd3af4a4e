"""Filled like a clerk: cell by cell in LibreOffice, calculated and saved there, then read by perfxl.

What the spreadsheet program computed and what perfxl computes must both be what was computed by hand.
"""

import datetime as dt
from decimal import Decimal

import living
import openpyxl
import pytest
from example_data import FUNDS, load

import perfxl
from perfxl.engines import libreoffice
from perfxl.form import load_form
from perfxl.workbook.layout import HEAD, MONEY_COLUMNS, MONEY_ROWS, layout_of

DATA = load("county")
FORM = load_form(DATA["profile"])
LAYOUT = layout_of(FORM)
SHEETS = FORM.sheets
BLANK = living.DESTINATION / living.BLANK
FILLED = living.DESTINATION / f"{DATA['short_name']}-绩效自评表.xlsx"
SCORES = [row["evaluation"]["score"] for row in DATA["indicators"]]
FUND_KEYS = dict(zip(FUNDS, ("total", "grant", "carried", "other"), strict=True))


@pytest.fixture(scope="module")
def office():
    with libreoffice.session(deadline=280) as app:
        yield app


def type_in(sheet, cell, value):
    """One key stroke after the other: an empty value is not typed at all."""
    if value not in (None, ""):
        sheet.range(cell).value = float(value) if isinstance(value, Decimal) else value


def fill(book):
    """Everything of the county sheet that a clerk types, in the order of the sheets."""
    goals, settings, evaluation = (book.sheets[name] for name in (SHEETS.goals, SHEETS.settings, SHEETS.evaluation))
    type_in(goals, HEAD["department"], DATA["department"])
    type_in(goals, HEAD["duties"], DATA["duties"].strip())
    type_in(goals, HEAD["goals"], "\n".join(DATA["goals"]))
    for number, row in enumerate(DATA["indicators"]):
        fill_goal(goals, LAYOUT.goals.first + number, row)
        fill_settings(settings, LAYOUT.settings.first + number, living.goal_sheet(DATA, evaluated=False), number)
        line = LAYOUT.evaluation.first + number
        actual = row["evaluation"]["actual"]
        value = dt.datetime.combine(actual, dt.time()) if isinstance(actual, dt.date) else actual
        type_in(evaluation, LAYOUT.evaluation.cell("actual", line), value)
        type_in(evaluation, LAYOUT.evaluation.cell("cause", line), row["evaluation"]["reason"])
        type_in(evaluation, LAYOUT.evaluation.cell("evidence", line), row["evaluation"]["evidence"])
    for fund, key in FUND_KEYS.items():
        for column, field in (("initial", "initial"), ("budget", "adjusted"), ("spent", "spent")):
            type_in(evaluation, f"{MONEY_COLUMNS[column]}{MONEY_ROWS[key]}", DATA["money"][fund][field])
    for field, key in living.FOOT.items():
        type_in(goals, LAYOUT.foot[key][1], DATA["foot"][field])


def fill_goal(goals, row, indicator):
    values = {
        "level1": indicator["level1"],
        "level2": indicator["level2"],
        "name": indicator["name"],
        "comparator": FORM.comparator(indicator["type"]),
        "target": indicator["target"],
        "unit": indicator["unit"],
        "definition": indicator["definition"],
        "remark": indicator["remark"],
        "points": indicator["settings"]["points"],
        "kind": indicator["settings"]["kind"],
        "own_standard": indicator["standard"],
    }
    for key, value in values.items():
        type_in(goals, LAYOUT.goals.cell(key, row), value)


def fill_settings(settings, row, sheet, number):
    block = sheet.indicators[number].settings
    for key in ("step", "step_unit", "deduction", "partial", "floor", "direction", "rest"):
        type_in(settings, LAYOUT.settings.cell(key, row), getattr(block, key))
    for place, rung in enumerate(block.rungs, start=1):
        for key in ("sign", "bound", "score"):
            type_in(settings, LAYOUT.settings.cell(f"{key}{place}", row), getattr(rung, key))


def saved(office, book, path):
    office.calculate()
    book.save(str(path))
    book.close()
    return path


@pytest.fixture(scope="module")
def typed(office, tmp_path_factory):
    book = office.books.open(str(BLANK))
    fill(book)
    return saved(office, book, tmp_path_factory.mktemp("clerk") / "typed.xlsx")


def light(path):
    """The traffic light of the live checks and the codes below it, as saved."""
    sheet = openpyxl.load_workbook(path, data_only=True)[SHEETS.checks]
    codes = [code for (code,) in sheet.iter_rows(min_row=6, min_col=3, max_col=3, values_only=True) if code]
    return sheet["A2"].value, codes


def assert_scored_as_by_hand(path):
    sheet = perfxl.read(path)
    result = perfxl.score(sheet)
    by_name = {line.indicator.name: line for line in result.lines}
    for row, score in zip(DATA["indicators"], SCORES, strict=True):
        line = by_name[row["name"]]
        assert line.score == line.reported == score, row["name"]
    assert result.total == sheet.reported_total == DATA["evaluation"]["total"]
    assert result.rating == sheet.reported_rating == DATA["evaluation"]["rating"]
    assert not [note for note in sheet.notes if note.severity != "info"]
    return sheet


def funds(sheet):
    return (sheet.money.total, *sheet.money.parts)


def test_nothing_typed_is_lost(typed):
    sheet, shipped = perfxl.read(typed), perfxl.read(FILLED)
    assert (sheet.department, sheet.year, sheet.duties) == (DATA["department"], DATA["year"], DATA["duties"].strip())
    assert list(sheet.goals) == DATA["goals"]
    fields = (
        "level1", "level2", "name", "comparator", "target", "unit", "definition", "standard", "points", "remark",
        "kind", "own_standard", "key", "row",
    )  # fmt: skip
    for one, other in zip(sheet.indicators, shipped.indicators, strict=True):
        assert [getattr(one, field) for field in fields] == [getattr(other, field) for field in fields]
        assert one.settings == other.settings
        assert one.evaluation.actual.text == other.evaluation.actual.text
        assert (one.evaluation.cause, one.evaluation.evidence) == (other.evaluation.cause, other.evaluation.evidence)
    for one, other in zip(funds(sheet), funds(shipped), strict=True):
        assert (one.initial, one.budget, one.spent) == (other.initial, other.budget, other.spent)


def test_what_was_typed_is_scored_as_by_hand(typed):
    sheet = assert_scored_as_by_hand(typed)
    assert sheet.calculated


def test_the_typed_workbook_has_the_findings_of_the_shipped_one(typed):
    def findings(path):
        return [(item.code, item.sheet, item.cell) for item in perfxl.check(path)]

    assert findings(typed) == findings(FILLED)


def test_the_live_checks_see_the_91st_point(typed):
    banner, codes = light(typed)
    assert "1 处错误" in banner
    assert codes == ["P001"]


def uno(book, name):
    sheet = book.api.Sheets.getByName(name)
    sheet.unprotect("")
    return sheet


def move(sheet, source, target):
    """Cut and paste."""
    corner = sheet.getCellRangeByName(target).getCellByPosition(0, 0)
    sheet.moveRange(corner.CellAddress, sheet.getCellRangeByName(source).RangeAddress)


def test_inputs_cut_away_and_back_break_nothing(office, tmp_path):
    book = office.books.open(str(FILLED))
    evaluation, goals = uno(book, SHEETS.evaluation), uno(book, SHEETS.goals)
    for sheet, cell in ((evaluation, "F13"), (evaluation, "G5"), (goals, "M8"), (goals, "K8"), (goals, "F8")):
        move(sheet, cell, "X90")
        move(sheet, "X90", cell)
    for sheet, cells in ((evaluation, ("F13", "F14")), (goals, ("K8", "K9"))):
        move(sheet, cells[0], "X90")
        move(sheet, cells[1], cells[0])
        move(sheet, cells[0], cells[1])
        move(sheet, "X90", cells[0])
    assert_scored_as_by_hand(saved(office, book, tmp_path / "cut.xlsx"))


def test_actual_values_cut_and_pasted_score_where_they_stand(office, tmp_path):
    book = office.books.open(str(FILLED))
    evaluation = uno(book, SHEETS.evaluation)
    move(evaluation, "F13", "F14")
    path = saved(office, book, tmp_path / "swapped.xlsx")
    lines = perfxl.score(path).lines
    assert (lines[1].score, lines[1].reported) == (None, None)
    assert lines[2].score == lines[2].reported == 1
    assert {item.code for item in perfxl.check(path)} >= {"E001", "E010"}
    assert set(light(path)[1]) >= {"E001", "E010"}


def test_a_whole_row_moved_keeps_its_settings_and_scores(office, tmp_path):
    book = office.books.open(str(FILLED))
    goals = uno(book, SHEETS.goals)
    for row in (40, 41):
        goals.Rows.getByIndex(row - 1).IsVisible = True
    move(goals, "B28:O28", "B40")
    move(goals, "B8:O8", "B41")
    assert_scored_as_by_hand(saved(office, book, tmp_path / "moved.xlsx"))


@pytest.mark.parametrize("ascending", [True, False])
def test_sorted_rows_keep_their_settings_and_scores(office, tmp_path, ascending):
    book = office.books.open(str(FILLED))
    goals = uno(book, SHEETS.goals)
    controller = book.api.CurrentController
    controller.setActiveSheet(goals)
    controller.select(goals.getCellRangeByName("B7:O29"))
    link = office.impl.office
    options = link.properties(ByRows=True, HasHeader=False, Col1=4, Ascending1=ascending)
    helper = link.manager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", link.context)
    helper.executeDispatch(controller.Frame, ".uno:DataSort", "", 0, options)
    sheet = assert_scored_as_by_hand(saved(office, book, tmp_path / "sorted.xlsx"))
    names = [indicator.name for indicator in sheet.indicators]
    assert names != [row["name"] for row in DATA["indicators"]]
    assert sorted(names) == sorted(row["name"] for row in DATA["indicators"])
