"""Actual values, reasons, scores by hand, reported scores, and the money block."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from perfxl.block import Block, Rung
from perfxl.model import GoalSheet
from perfxl.scoring.evaluate import evaluate
from perfxl.workbook.foreign import read_foreign
from tests.checks.sheets import BROKEN, FORM, check, money, row, said, sheet
from tests.workbook.grids import book, grid

PAID = money(initial="1000 900 100", budget="1000 900 100", spent="900 800 100")
DEADLINE = {"comparator": "定性", "target": "2026年12月20日前", "unit": "", "kind": "达标得分"}
PERCENT = {"target": 90, "unit": "%"}
LEVELS = {
    "comparator": "定性",
    "target": "提升",
    "unit": "",
    "kind": "等级评定",
    "settings": Block(rungs=(Rung(None, "效果明显", Decimal(10)), Rung(None, "效果一般", Decimal(5)))),
}
BY_HAND = {"kind": "人工评分", "comparator": "定性", "target": "完善", "unit": "", "actual": "已完善"}


def told(**typed: Any) -> list[tuple[str, str | None]]:
    return said(sheet(row(1, **typed), money=PAID, evaluated=True), "E", "S")


@pytest.mark.parametrize(("typed", "expected"), [
    ({"actual": 100}, []),
    ({"actual": ""}, [("E001", "F12")]),
    ({"actual": 0}, [("E009", "I12")]),
    ({"actual": "195人"}, [("E002", "F12")]),
    ({"actual": "100"}, [("E002", "F12")]),
    ({"actual": "完成"}, [("E002", "F12")]),
    ({"actual": "≥100"}, [("E003", "F12")]),
    ({"actual": "不低于100家"}, [("E003", "F12")]),
    ({"actual": BROKEN}, [("S013", "F12")]),
    (PERCENT | {"actual": 0.85}, [("E005", "F12")]),
    (PERCENT | {"actual": (0.85, "0%")}, [("E005", "F12")]),
    (PERCENT | {"actual": (1.1, "0%"), "cause": "略超"}, [("E023", "F12")]),
    (PERCENT | {"actual": 92}, []),
    ({"target": 5, "unit": "%", "actual": 0.5, "comparator": "≤"}, []),
    (DEADLINE | {"actual": dt.date(2026, 12, 20)}, []),
    (DEADLINE | {"actual": dt.date(2027, 1, 3)}, [("E006", "F12")]),
    (DEADLINE | {"actual": "年底左右"}, [("E018", "F12")]),
    (DEADLINE | {"actual": "2026年12月20日前"}, [("E003", "F12")]),
    (DEADLINE | {"actual": "2026.12.18"}, [("E025", "F12")]),
    (LEVELS | {"actual": "效果明显"}, []),
    (LEVELS | {"actual": "明显"}, [("E007", "F12")]),
    (LEVELS | {"actual": 5}, [("E007", "F12")]),
    (BY_HAND | {"manual": 10, "scorer": "张三", "manual_reason": "属实"}, []),
    (BY_HAND, [("E014", "K12")]),
    (BY_HAND | {"manual": 11, "scorer": "张三", "manual_reason": "属实"}, [("E015", "K12")]),
    (BY_HAND | {"manual": "十", "scorer": "张三", "manual_reason": "属实"}, [("E015", "K12")]),
    (BY_HAND | {"manual": 9, "manual_reason": "属实", "cause": "略低"}, [("E016", "L12")]),
    (BY_HAND | {"manual": 9, "scorer": "张三", "cause": "略低"}, [("E016", "M12")]),
    (BY_HAND | {"manual": 9, "scorer": "张三", "manual_reason": "属实"}, [("E009", "I12")]),
    ({"actual": 100, "manual": 5}, [("E017", "K12")]),
    ({"actual": 90}, [("E009", "I12")]),
    ({"actual": 90, "cause": "企业停产"}, []),
    ({"actual": 130}, [("E010", "I12")]),
    ({"actual": 129}, []),
    ({"actual": 130, "cause": "任务增加"}, []),
    ({"actual": 60, "comparator": "≤"}, []),
    ({"actual": 0, "target": 0, "comparator": "＝", "name": "事故起数"}, []),
    ({"actual": 130, "comparator": "＝"}, [("E010", "I12")]),
    ({"actual": 100, "score": 9}, [("E008", "H12")]),
    ({"actual": 100, "score": 10}, []),
])  # fmt: skip
def test_own_lines(typed: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert told(**typed) == expected


LATE = {"own_standard": "12月20日前完成得10分，每推迟10天扣1分，扣完为止。", "cause": "略迟"}
NINETY = {"own_standard": "完成率达到90%得10分，每低1个百分点扣1分，扣完为止。"}


@pytest.mark.parametrize(("typed", "code"), [
    (DEADLINE | LATE | {"actual": "2026年12月"}, "E030"),
    (DEADLINE | LATE | {"actual": "2026年11月"}, "E025"),
    (DEADLINE | LATE | {"actual": "年底左右"}, "E018"),
    (DEADLINE | LATE | {"actual": dt.date(2026, 12, 25)}, None),
    (LEVELS | NINETY | {"actual": "效果明显"}, "E002"),
    (LEVELS | NINETY | {"actual": 95}, None),
])  # fmt: skip
def test_beside_prose_a_value_has_one_code(typed: dict[str, Any], code: str | None) -> None:
    """The one it is scored by, or not scored: the settings want something else than the text that counts."""
    [line] = evaluate(sheet(row(1, **typed), money=PAID, evaluated=True), FORM).lines
    assert (line.basis, line.actual.note) == ("text", code)
    assert told(**typed) == ([(code, "F12")] if code else [])


BLANK = {"kind": "", "own_standard": "达到目标值得满分，每少1家扣1分，扣完为止。", "target": 24, "settings": Block()}


@pytest.mark.parametrize(("typed", "expected"), [
    ({"actual": 24}, []),
    ({"actual": 22}, [("E009", "I12")]),
    ({"actual": 22, "cause": "人手不足"}, []),
    ({"actual": "22家"}, [("E004", "F12"), ("E009", "I12")]),
    ({"actual": "24"}, [("E028", "F12")]),
    ({"actual": "约22家"}, [("E002", "F12")]),
    ({"actual": ""}, [("E001", "F12")]),
    ({"actual": 24, "own_standard": "达到24家得8分，每少1家扣1分，扣完为止。"}, []),  # full marks of the text: P006
])  # fmt: skip
def test_a_row_scored_by_its_words_alone_is_judged_by_them(typed: dict[str, Any], expected: list[Any]) -> None:
    assert told(**BLANK | typed) == expected


def test_nothing_is_asked_before_the_self_evaluation_is_begun() -> None:
    assert said(sheet(row(1), money=money()), "E") == []
    begun = sheet(row(1, evidence="台账"), row(2, name="乙"), money=money())
    assert said(begun, "E001") == [("E001", "F12"), ("E001", "F13")]


def test_percent_format_is_read_and_said() -> None:
    (found,) = (
        item
        for item in check(sheet(row(1, **PERCENT, actual=(0.85, "0%")), money=PAID))
        if item.code == "E005"
    )
    assert "程序按 85 计" in found.message


@pytest.mark.parametrize(("amounts", "expected"), [
    ({"budget": "100", "spent": "90"}, []),
    ({"budget": "100 60 40", "spent": "90 50 40", "initial": "100 60 40"}, []),
    ({"budget": "- 60 40", "spent": "90 50 40"}, [("E011", "F5")]),
    ({"budget": "100 60 30", "spent": "90 50 40"}, [("E011", "F5")]),
    ({"initial": "90 60 40", "budget": "100", "spent": "90"}, [("E011", "E5")]),
    ({"budget": "0", "spent": "90"}, [("E012", "F5")]),
    ({"spent": "90"}, [("E012", "F5")]),
    ({"budget": "100"}, [("E020", "G5")]),
    ({"budget": "100", "spent": "110"}, [("E013", "G5")]),
    ({"budget": "百万", "spent": "110"}, [("E026", "F5")]),
    ({"budget": "100 60 -40", "spent": "90"}, [("E011", "F5"), ("E026", "F7")]),
])  # fmt: skip
def test_money(amounts: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert said(sheet(row(1, actual=100), money=money(**amounts)), "E") == expected


def test_a_reason_is_not_asked_for_full_marks_that_only_formulas_do_not_see() -> None:
    """105% holds 1.05: the workbook has few points for it and says E009; nobody is to explain full marks."""
    typed = PERCENT | {"name": "群众满意度", "actual": (1.05, "0%")}
    found = {item.code: item for item in check(sheet(row(1, **typed), money=PAID)) if item.code in ("E009", "E029")}
    assert set(found) == {"E009", "E029"}
    assert found["E009"].message == "表内按 1.05 计算，未得满分；按 105 是满分。"
    assert found["E009"].fix == "请先把实际完成值改成 105；得满分的不用填原因。"
    short = PERCENT | {"target": 200, "actual": (1.05, "0%")}
    assert "E009" in [code for code, _ in told(**short)]
    [plain] = [item for item in check(sheet(row(1, **short), money=PAID)) if item.code == "E009"]
    assert plain.fix == "请填写原因。"


def test_money_with_its_unit_is_read_elsewhere_and_told() -> None:
    """Our own formulas see a text, so in our own workbook it is no amount."""
    typed = money(budget="320万元 300 20", spent="3.1e5 300 10")
    total = replace(typed.total, budget=Decimal(320))
    elsewhere = sheet(row(1, own=False), layout="foreign", money=replace(typed, total=total), evaluated=True)
    found = [item for item in check(elsewhere) if item.cell in ("F5", "G5")]
    assert [(item.code, item.value) for item in found] == [("E032", "320万元"), ("E026", "3.1e5")]
    assert found[0].message == "资金金额带着单位，已读作 320 万元。"
    assert ("E026", "F5") in said(sheet(row(1, actual=100), money=typed), "E")


def foreign(**typed: Any) -> list[tuple[str, str | None]]:
    one = row(1, own=False, **({"standard": "按比例得分"} | typed))
    return said(sheet(one, layout="foreign", money=PAID, evaluated=True), "E")


@pytest.mark.parametrize(("typed", "expected"), [
    ({"actual": 100, "score": 10}, []),
    ({"actual": ""}, [("E001", "F12")]),
    ({"actual": "100家", "score": 10}, [("E004", "F12")]),
    ({"actual": "≥100", "score": 10}, [("E003", "F12")]),
    ({"actual": "基本完成", "score": 10}, [("E002", "F12")]),
    ({"actual": 90, "score": 9}, [("E009", "I12")]),
    ({"actual": 100, "score": 9.8, "cause": "扣0.2分"}, [("E008", "H12")]),
    ({"actual": "基本完成", "score": 10, "standard": "酌情得分"}, []),
    ({"actual": "≥100", "score": 10, "standard": "酌情得分"}, [("E003", "F12")]),
    ({"actual": 100, "score": 9.8, "cause": "扣0.2分", "standard": "得10分，每少1 扣1分"}, [("E019", "H12")]),
    ({"actual": 200, "score": 10}, [("E010", "I12")]),
    ({"actual": 200, "score": 10, "target": "≥100家", "standard": ""}, [("E010", "I12")]),
    ({"actual": 100, "score": 9.8, "cause": "扣0.2分", "target": "≥100家", "standard": ""}, [("E019", "H12")]),
    ({"actual": 95, "score": 10, "target": (0.9, "0%"), "unit": "%"}, []),
    ({"actual": (0.95, "0%"), "score": 10, "target": 90, "unit": "%"}, [("E023", "F12")]),
    ({"actual": 0.95, "score": 10, "target": 90, "unit": "%"}, [("E005", "F12")]),
])  # fmt: skip
def test_foreign_lines(typed: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert foreign(**typed) == expected


def test_reported_total_and_rating() -> None:
    of = sheet(row(1, actual=100, points=90), money=PAID, evaluated=True)
    assert said(of, "E") == []
    from msgspec.structs import replace

    wrong = replace(of, reported_total=Decimal(98), reported_rating="良")
    found = [(item.code, item.value) for item in check(wrong) if item.code.startswith("E")]
    assert found == [("E021", "98"), ("E022", "良")]


REASONS = ("未完成原因及改进措施", "未完成原因", "未完成原因分析", "偏差原因", "原因分析及整改措施", "差异原因")


def _reasons(header: str) -> GoalSheet:
    """A self-evaluation of another bureau: one row below the target with its reason, one without."""
    cells = ["自评表", "一级指标|二级指标|三级指标|指标值|计量单位|评分标准|分值|实际完成值|自评得分|" + header]
    standard = "达到目标值得满分，每少1次扣1分，扣完为止"
    for name, reason in (("巡查次数", "人手不足"), ("检查次数", "")):
        cells.append(f"产出指标|数量指标|{name}|≥60|次|{standard}|30|58|28|{reason}")
    return read_foreign(book(grid("\n".join(cells), "自评表")), FORM)


@pytest.mark.parametrize("header", REASONS)
def test_the_reasons_stand_in_a_column_of_many_names(header: str) -> None:
    read = _reasons(header)
    assert [line.evaluation.cause for line in read.indicators if line.evaluation] == ["人手不足", ""]
    assert [(item.code, item.cell) for item in check(read) if item.code in ("E009", "S011", "S012")] == [
        ("E009", "J4")
    ]  # fmt: skip


def test_without_a_column_for_reasons_that_column_is_missing_not_a_reason_at_a_name() -> None:
    found = [item for item in check(_reasons("情况简介")) if item.code in ("E009", "S011", "S012")]
    assert sorted((item.code, item.cell, item.value) for item in found) == [
        ("S011", "C2", "偏差原因分析及改进措施"), ("S012", "J2", "情况简介"),
    ]  # fmt: skip


NONE_OF_THEM = {"comparator": "＝", "target": 0, "unit": "起", "name": "较大以上事故数"}


@pytest.mark.parametrize(("typed", "code"), [
    ({}, "E031"),
    ({"unit": "家、次"}, "E031"),
    ({"actual": 0}, None),
    ({"name": "事故起数同比增减"}, None),
    ({"name": "净增就业人数", "unit": "人"}, None),
    ({"name": "信访量下降数", "unit": "件"}, None),
    ({"definition": "比上年增加的起数"}, None),
    ({"target": -5}, None),
    ({"name": "财政收支", "unit": "万元"}, None),
    ({"name": "增长率", "unit": "%"}, None),
    ({"name": "最低气温", "unit": "℃"}, None),
    ({"name": "办结用时", "unit": "天"}, None),
])  # fmt: skip
@pytest.mark.parametrize("own", [True, False])
def test_a_count_below_nought_is_not_scored(own: bool, typed: dict[str, Any], code: str | None) -> None:
    standard = {} if own else {"standard": "未发生得满分，每发生1起扣5分，扣完为止"}
    one = row(1, own=own, **{"actual": -1, "kind": "达标得分", **NONE_OF_THEM, **standard, **typed})
    read = sheet(one, layout="own" if own else "foreign", money=PAID, evaluated=True)
    [line] = evaluate(read, FORM).lines
    assert (line.actual.note == "E031") is (code == "E031")
    assert [item.code for item in check(read) if item.code == "E031"] == ([code] if code else [])
    if code:
        assert line.score is None
        assert line.reason_unscored == "计数的实际完成值是负数，本行不计分"


def test_no_row_stays_open_without_a_word() -> None:
    """E033 with the reason of the score, where no error says why: here a target without any sign."""
    table = """
        三级指标|指标值|计量单位|实际完成值|评分标准|分值|得分
        甲|88|%|90|达到目标值得满分，未达到目标值的，得分=实际值/目标值×分值。|10|10
        乙|≥4|次||每少1次扣2分，扣完为止。|10|10
        丙|≥4|次|5|由评委酌情打分。|10|10
        丁|≥4|次|5|每少1次扣2分，扣完为止。|10|10
    """
    of = read_foreign(book(grid(table, "自评表")), FORM)
    result = evaluate(of, FORM)
    assert [line.indicator.name for line in result.unscored] == ["甲", "乙", "丙"]
    [found] = [item for item in check(of) if item.code == "E033"]  # P001 at its points does not say why
    assert (found.severity, found.cell, found.field) == ("error", "G2", "得分")
    assert found.message == f"本行不能计分：{result.unscored[0].reason_unscored}。"
    assert not [item for item in check(replace(of, evaluated=False)) if item.code == "E033"]
