"""Our own workbook as it comes back: its values, its settings, its self-evaluation."""

import datetime
from decimal import Decimal

import pytest

from perfxl import dates
from perfxl.block import Block, Rung
from perfxl.form import load_form
from perfxl.model import Indicator
from tests.workbook.living import GOALS, LAYOUT, LINES, ROW, SETTINGS, codes, goal, line, read, setting


def one(*edits: dict[str, object]) -> Indicator:
    (indicator,) = read(goal(7, ROW), *edits).indicators
    return indicator


def test_a_blank_template() -> None:
    sheet = read()
    assert (sheet.layout, sheet.profile, sheet.version) == ("own", "hunan-county", load_form().version)
    assert (sheet.department, sheet.year, sheet.sheet) == ("某局", 2026, GOALS)
    assert (sheet.indicators, sheet.skipped, sheet.goals, sheet.duties) == ((), (), (), "")
    assert (sheet.evaluated, sheet.calculated, sheet.reported_total, sheet.reported_rating) == (
        False, False, None, "",
    )  # fmt: skip
    assert set(sheet.foot.values()) == {""}
    assert codes(sheet) == []


def test_the_head_and_the_foot() -> None:
    sheet = read({
        f"{GOALS}!A2": "（2027）年度", f"{GOALS}!B3": " 某县水利局 ", f"{GOALS}!B4": "<p>1) 负责水利。</p>",
        f"{GOALS}!B5": "目标1：甲。↵目标2：乙。", f"{GOALS}!C68": "张三", f"{GOALS}!H68": "2027-01-14",
        f"{GOALS}!H71": "赵六",
    })  # fmt: skip
    assert (sheet.year, sheet.department, sheet.duties) == (2027, "某县水利局", "1) 负责水利。")
    assert sheet.goals == ("目标1：甲。", "目标2：乙。")
    assert (sheet.foot["business_reviewer"], sheet.foot["business_date"]) == ("张三", "2027-01-14")
    assert sheet.foot["head"] == "赵六"
    assert {key: sheet.sources[key].cell for key in ("year", "department", "duties", "goals", "head")} == {
        "year": "A2", "department": "B3", "duties": "B4", "goals": "B5", "head": "H71",
    }  # fmt: skip
    assert codes(sheet) == []


@pytest.mark.parametrize(("typed", "year"), [
    (2026, 2026), ("'2026", 2026), ("2026年度", 2026), (26, None), (2026.5, None), ("今年", None), (None, None),
])  # fmt: skip
def test_the_year_as_typed(typed: object, year: int | None) -> None:
    assert read({f"{GOALS}!A2": typed}).year == year


def test_an_indicator() -> None:
    sheet = read(goal(9, ROW, remark="说明", own_standard="未达标不得分"))
    (indicator,) = sheet.indicators
    assert (indicator.level1, indicator.level2, indicator.name) == ("产出指标", "数量指标", "检查次数")
    assert (indicator.comparator, indicator.target, indicator.unit, indicator.points) == ("≥", "4", "次", 10)
    assert (indicator.kind, indicator.own_standard, indicator.remark) == ("按比例", "未达标不得分", "说明")
    assert indicator.standard == "未达标不得分"
    assert (indicator.row, indicator.key) == (9, 3)
    assert set(indicator.sources) == {column.key for column in load_form().columns}
    assert all(source.cell.endswith("9") and source.sheet == GOALS for source in indicator.sources.values())
    assert codes(sheet) == []


def test_the_standard_that_was_generated() -> None:
    cell = f"{GOALS}!{LAYOUT.goals.cell('standard', 7)}"
    assert one({cell: "达到目标得满分"}).standard == "达到目标得满分"
    assert one().standard == ""


def test_a_standard_typed_over_its_formula() -> None:
    cell = f"{GOALS}!{LAYOUT.goals.cell('standard', 7)}"
    assert one({cell: "达到目标得满分"}).overwritten
    assert not one().overwritten
    assert not one({cell: None}).overwritten


@pytest.mark.parametrize("fields", [
    {"points": 5}, {"kind": "按比例"}, {"key": 3}, {"name": "　 \n"}, {"remark": " "}, {"standard": "x"},
])  # fmt: skip
def test_rows_that_are_no_indicators(fields: dict[str, object]) -> None:
    sheet = read(goal(7, **fields))
    assert sheet.indicators == ()
    assert codes(sheet) == ([("P009", "K7")] if "points" in fields else [])


@pytest.mark.parametrize("key", [
    "level1", "level2", "name", "comparator", "target", "unit", "definition", "remark", "own_standard",
])  # fmt: skip
def test_any_field_makes_a_row_an_indicator(key: str) -> None:
    assert len(read(goal(7, **{key: "0"})).indicators) == 1


def test_rows_of_slashes_do_not_apply() -> None:
    sheet = read(goal(7, level1="效益指标", name="/", target="/"), goal(8, ROW))
    assert [indicator.row for indicator in sheet.skipped] == [7]
    assert codes(sheet) == [("C019", "D7")]


def test_the_settings_of_a_key() -> None:
    assert one().settings == Block(kind="按比例", partial="舍去", reverse="目标/实际")
    indicator = one(
        goal(7, kind="逐档扣分", key=2),
        setting(2, comparator="≤", step=10, step_unit="天", deduction="'２", floor=" 1.5 ", threshold=None),
    )
    assert indicator.settings == Block(
        kind="逐档扣分", comparator="≤", step=Decimal(10), step_unit="天", deduction=Decimal(2),
        partial="舍去", reverse="目标/实际", floor=Decimal("1.5"),
    )  # fmt: skip


def test_settings_with_dates_levels_and_percentages() -> None:
    dated = one(goal(7, kind="分段计分"), setting(1, sign1="≤", bound1="2026-06-30", score1=10, rest=0))
    assert dated.settings is not None
    assert dated.settings.rungs == (Rung("≤", dates.to_serial(datetime.date(2026, 6, 30)), Decimal(10)),)
    levels = one(goal(7, kind="等级评定"), setting(1, bound1=" 优 ", score1=10, bound2="'90", score2=5))
    assert levels.settings is not None
    assert levels.settings.rungs == (Rung(None, "优", Decimal(10)), Rung(None, "90", Decimal(5)))
    sheet = read(
        goal(7, ROW, unit="%", kind="分段计分"), setting(1, sign1="≥", bound1="90%", score1="10")
    )
    assert sheet.indicators[0].settings is not None
    assert sheet.indicators[0].settings.rungs == (Rung("≥", Decimal(90), Decimal(10)),)
    assert [(note.code, note.sheet) for note in sheet.notes if note.code == "S023"] == [("S023", SETTINGS)]


def test_a_percentage_typed_as_target() -> None:
    sheet = read(goal(7, ROW, target="90%", unit="%"))
    assert sheet.indicators[0].target == "90"
    assert sheet.indicators[0].at("target").value == Decimal("0.9")
    assert codes(sheet) == [("S023", "F7")]


def test_a_line_of_the_self_evaluation() -> None:
    edits = line(
        5, actual="2026-12-20", cause="人手不足", evidence="台账", manual="8", scorer="张三", manual_reason="现场核查"
    )
    sheet = read(goal(7, ROW, key=5), edits)
    line_of = sheet.indicators[0].evaluation
    assert line_of is not None
    assert (line_of.actual.kind, line_of.actual.cell, line_of.actual.sheet) == ("date", "F16", LINES)
    assert (line_of.cause, line_of.evidence, line_of.scorer) == ("人手不足", "台账", "张三")
    assert (line_of.manual, line_of.manual_reason, line_of.reported) == (8, "现场核查", None)
    assert sheet.evaluated


def test_reported_scores_total_and_rating() -> None:
    edits = [line(1, actual=3, score=7.5), {f"{LINES}!F9": 87.5, f"{LINES}!I9": "良"}]
    sheet = read(goal(7, ROW), *edits)
    assert sheet.indicators[0].evaluation is not None
    assert sheet.indicators[0].evaluation.reported == Decimal("7.5")
    assert (sheet.reported_total, sheet.reported_rating) == (Decimal("87.5"), "良")
    assert (sheet.sources["total"].cell, sheet.sources["rating"].cell) == ("F9", "I9")
    pending = read({f"{LINES}!F9": "待定", f"{LINES}!I9": "待定"})
    assert (pending.reported_total, pending.reported_rating) == (None, "")


def test_money() -> None:
    sheet = read({f"{LINES}!E5": 100, f"{LINES}!F5": "'1,200", f"{LINES}!G6": "无", f"{LINES}!G8": 0})
    assert sheet.evaluated
    assert sheet.money is not None
    assert (sheet.money.total.initial, sheet.money.total.budget, sheet.money.total.spent) == (100, 1200, None)
    assert [fund.spent for fund in sheet.money.parts] == [None, None, 0]
    assert sheet.money.parts[0].sources["spent"].text == "无"
    assert sheet.money.parts[0].label == "当年财政拨款"
    assert sheet.money.total.sources["budget"].cell == "F5"


def test_two_rows_sorted_by_the_clerk_keep_their_settings_and_lines() -> None:
    sheet = read(
        goal(7, ROW, key=2), goal(8, ROW, key=1), setting(1, floor=1), setting(2, floor=2),
        line(1, actual=11), line(2, actual=22),
    )  # fmt: skip
    first, second = sheet.indicators
    assert first.settings is not None
    assert second.settings is not None
    assert (first.settings.floor, second.settings.floor) == (2, 1)
    assert [item.evaluation.actual.text for item in (first, second) if item.evaluation] == ["22", "11"]
    assert codes(sheet) == []
