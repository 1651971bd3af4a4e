"""Head, foot, fields, placeholders: what is missing is told at its cell."""

import pytest

from perfxl.checks.case import FIRST_NAME, HEAD, POINTS_TOTAL
from perfxl.checks.money import TOTAL_CELLS
from perfxl.workbook import layout
from tests.checks.sheets import BROKEN, LAYOUT, check, row, said, sheet


def test_places_are_those_of_the_layout() -> None:
    assert layout.HEAD == HEAD
    assert layout.POINTS_TOTAL_CELL == POINTS_TOTAL
    assert LAYOUT.goals.cell("name", LAYOUT.goals.first) == FIRST_NAME
    total = layout.MONEY_ROWS["total"]
    assert {key: f"{layout.MONEY_COLUMNS[key]}{total}" for key in TOTAL_CELLS} == TOTAL_CELLS


def test_a_good_row_is_silent() -> None:
    assert said(sheet(row()), "C00", "C01", "C02", "I", "S") == [("C018", None)] * 5


@pytest.mark.parametrize(("key", "value", "expected"), [
    ("department", "", ("C001", "B3")),
    ("department", "\u3000 ", ("C001", "B3")),
    ("year", "", ("C002", "A2")),
    ("year", "2026年度", ("C002", "A2")),
    ("year", 26, ("C002", "A2")),
    ("duties", "", ("C003", "B4")),
    ("goals", "", ("C004", "B5")),
    ("goals", BROKEN, ("S013", "B5")),
])  # fmt: skip
def test_head(key: str, value: object, expected: tuple[str, str]) -> None:
    assert expected in said(sheet(row(), head={key: value}))
    assert len(said(sheet(row(), head={key: value}), "C00", "S")) == 1


@pytest.mark.parametrize(("typed", "expected"), [
    ({"name": ""}, [("C005", "D7")]),
    ({"level1": ""}, [("C006", "B7")]),
    ({"level2": " "}, [("C007", "C7")]),
    ({"comparator": ""}, [("C008", "E7")]),
    ({"target": ""}, [("C009", "F7")]),
    ({"unit": ""}, [("C010", "G7")]),
    ({"unit": "", "comparator": "定性", "target": "长期"}, []),
    ({"unit": "", "comparator": "≤", "target": "2026年12月31日前"}, []),
    ({"definition": ""}, [("C011", "H7")]),
    ({"kind": ""}, [("C012", "L7")]),
    ({"kind": "", "own_standard": "完成得满分"}, [("C024", "L7")]),
    ({"kind": "\u3000", "own_standard": "酌情得分"}, [("C024", "L7")]),
    ({"kind": "", "own_standard": "\u3000"}, [("C012", "L7")]),
    ({"kind": "", "own_standard": BROKEN}, [("S013", "M7")]),
    ({"kind": BROKEN, "own_standard": "完成得满分"}, [("S013", "L7")]),
    ({"kind": "", "own_standard": "完成得满分", "key": ""}, [("C024", "L7"), ("S005", "O7")]),
    ({"name": "XX"}, [("C014", "D7")]),
    ({"target": "＊"}, [("C014", "F7")]),
    ({"target": "/"}, [("C014", "F7")]),
    ({"target": "无"}, [("C014", "F7")]),
    ({"target": "无", "comparator": "定性"}, []),
    ({"unit": "-"}, [("C014", "G7")]),
    ({"unit": "/", "comparator": "定性", "target": "长期"}, []),
    ({"definition": "……"}, [("C014", "H7")]),
    ({"definition": BROKEN}, [("S013", "H7")]),
    ({"level1": BROKEN, "target": BROKEN}, [("S013", "B7"), ("S013", "F7")]),
    ({"key": ""}, [("S005", "O7")]),
    ({"key": 61}, [("S005", "O7")]),
    ({"key": 2.5}, [("S005", "O7")]),
    ({"key": "1"}, [("S005", "O7")]),
])  # fmt: skip
def test_fields(typed: dict[str, object], expected: list[tuple[str, str]]) -> None:
    assert said(sheet(row(1, **typed)), "C00", "C010", "C011", "C012", "C014", "C024", "S") == expected


def test_a_row_of_slashes_is_skipped_and_said() -> None:
    slashed = row(2, name="/", target="/", definition="", points="", kind="", own_standard="完成得满分")
    found = said(sheet(row(), slashed), "C")
    assert ("C019", "D8") in found
    assert not [cell for code, cell in found if cell and cell.endswith("8") and code != "C019"]


def test_no_indicator() -> None:
    assert said(sheet(), "C015", "C018") == [("C015", FIRST_NAME)]


def test_repeated_keys_are_told_at_both_rows() -> None:
    assert said(sheet(row(1), row(2, name="另一项", key=1)), "S") == [("S005", "O7"), ("S005", "O8")]


def test_missing_levels_are_told_once_and_by_the_first_level() -> None:
    values = [item.value for item in check(sheet(row())) if item.code == "C018"]
    older = check(sheet(row(), row(2, level2="成本指标", name="公用经费")))
    assert [item.value for item in older if item.code == "C018"] == [name for name in values if name != "成本指标"]
    assert values == ["效益指标", "满意度指标", "成本指标", "质量指标", "时效指标"]


def test_a_level_marked_as_not_applicable_is_not_missing() -> None:
    slashed = row(2, name="/", target="/", level2="质量指标")
    values = [item.value for item in check(sheet(row(), slashed)) if item.code == "C018"]
    assert "质量指标" not in values


@pytest.mark.parametrize(("foot", "expected"), [
    ({}, []),
    ({"phone": ""}, [("C013", "H70")]),
    ({"date": "一月"}, [("C022", "C71")]),
    ({"date": "2026.1.16"}, [("C021", "H68"), ("C021", "H69")]),
    ({"date": "2026年1月15日", "business_date": "2026.1.14"}, [("C021", "H68")]),
])  # fmt: skip
def test_foot(foot: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert said(sheet(row(), foot=foot), "C013", "C021", "C022", "C023") == expected


def test_what_the_bureau_signs_is_told_once_and_apart() -> None:
    blank = {"business_reviewer": "", "performance_date": "", "head": ""}
    told = {item.code: item for item in check(sheet(row(), foot=blank)) if item.code in ("C013", "C023")}
    assert (told["C013"].field, told["C013"].severity) == ("单位负责人", "warning")
    assert (told["C023"].severity, told["C023"].field) == ("info", "业务股室审核")
    assert told["C023"].message == "财政审核栏还没有填：业务股室审核、绩效股审核日期。"
    assert "不用管" in told["C023"].fix


def test_a_foreign_layout_without_a_column_is_not_blamed_row_by_row() -> None:
    foreign = row(1, own=False, absent=("definition", "comparator"), standard="完成得满分")
    assert said(sheet(foreign, layout="foreign"), "C00", "C011", "C012", "C024") == []
    assert said(sheet(row(1, own=False), layout="foreign"), "C012") == [("C012", "I7")]


@pytest.mark.parametrize("dash", ["/", "—", "无"])
def test_a_foreign_standard_of_a_dash_says_nothing(dash: str) -> None:
    assert said(sheet(row(1, own=False, standard=dash), layout="foreign"), "C012") == [("C012", "I7")]
