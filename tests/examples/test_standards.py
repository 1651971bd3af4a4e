"""Both real sheets by their prose: every standard read right or refused with its words, and scored as by hand."""

from decimal import Decimal

import foreign
import pytest
from example_data import load
from openpyxl import load_workbook

import perfxl
from perfxl.engines.embedded import EmbeddedRecalculator
from perfxl.engines.recalc import recalculate
from perfxl.form import load_form
from perfxl.scoring.standard import Refusal

# points, kind, (sign, target, direction), what else the rule says; in the order of the sheet
COUNTY = [
    *((1, "按比例", ("≥", target, None), None) for target in (354, 300, 4, 4)),
    (1, "按比例", ("＝", 4, "正向"), None),
    *((1, "按比例", ("≥", target, None), None) for target in (1000, 1, 20)),
    (1, "按比例", ("＝", 6, "正向"), None),
    (1, "按比例", ("＝", 1, "正向"), None),
    (4, "按比例", ("≥", 90, None), None),
    (3, "按比例", ("≥", 90, None), None),
    (4, "按比例", ("≥", 100, None), None),
    (2, "逐档扣分", ("≤", 46387, None), (10, "天", 1, "舍去")),
    *((2, "达标得分", ("≤", target, None), None) for target in (90, 30, 30, 1)),
    *[(10, "等级评定", None, (("效果明显", 10), ("效果一般", 5), ("效果不明显", 0)))] * 3,
    (10, "分段计分", None, (("≥", 90, 10), ("≥", 80, 8), ("≥", 60, 5), 0)),
    (20, "逐档扣分", ("≤", Decimal("1581.043447"), None), (10, "目标值的%", 2, "舍去")),
]
CITY = [
    (5, "逐档扣分", ("＝", 100, "反向"), (1, "个百分点", 1, "舍去")),
    (Refusal.LOST, "发"),
    (Refusal.LOST, "每降低1"),
    (5, "逐档扣分", ("＝", 100, "反向"), (1, "个百分点", 1, "舍去")),
    (Refusal.LOST, "每降低1"),
    (10, "逐档扣分", ("≥", 100, None), (1, "个百分点", 2, "舍去")),
    (Refusal.LOST, "每1"),
    (Refusal.UNKNOWN_CLAUSE, "未发挥作"),
    (Refusal.UNKNOWN_CLAUSE, "满意度95%以"),
    (Refusal.LOST, "超过1"),
]


def lines(name):
    path = foreign.DESTINATION / f"{load(name)['short_name']}-绩效目标表.xlsx"
    return perfxl.score(path).lines


def described(line):
    standard = line.reading.standard
    if standard.reason is not None:
        return standard.reason, standard.detail
    block = line.rule.block()
    sign = (block.comparator, block.target, block.direction) if block.comparator else None
    more = None
    if block.step is not None:
        more = (block.step, block.step_unit, block.deduction, block.partial)
    elif block.rungs:
        rungs = [(rung.bound, rung.score) if rung.sign is None else (rung.sign, rung.bound, rung.score)
                 for rung in block.rungs]
        more = (*rungs,) if block.rest is None else (*rungs, block.rest)
    assert (block.floor, block.threshold) == (None, None)
    return line.points, block.kind, sign, more


@pytest.mark.parametrize(("name", "expected"), [("county", COUNTY), ("city", CITY)])
def test_every_standard_is_read_right_or_refused(name, expected):
    found = lines(name)
    assert [described(line) for line in found] == expected
    assert {line.basis for line in found} == {"text"}
    for line in found:
        assert (line.kind is None) == (line.reading.refusal is not None)


def test_the_county_adds_up_to_91_by_its_prose_alone():
    found = lines("county")
    assert all(line.indicator.points is None for line in found)
    assert sum(line.points for line in found) == 91
    path = foreign.DESTINATION / "县应急管理局-绩效目标表.xlsx"
    (total,) = (item for item in perfxl.check(path) if item.code == "P001")
    first = next(line.indicator for line in found if line.indicator.level2 == "质量指标")
    assert (total.value, total.cell) == ("91", first.at("standard").cell)
    assert "质量指标 11 分，本地方案建议 10 分" in total.message


def test_what_is_said_of_the_two_sheets():
    said = {}
    for name in ("县", "市"):
        path = foreign.DESTINATION / f"{name}应急管理局-绩效目标表.xlsx"
        findings = [item for item in perfxl.check(path) if item.code[0] in "RP" and item.severity != "info"]
        said[name] = sorted(f"{item.code} {item.cell}" for item in findings)
    assert said["县"] == ["P001 I17"]
    assert said["市"] == [
        *("R004 I15", "R004 I16", "R006 I10", "R006 I13", "R006 I17", "R006 I7", "R006 I8"),
        *("R007 E17", "R007 E6", "R007 E9"),
    ]


@pytest.fixture(scope="module", params=["county", "city"])
def together(request, tmp_path_factory):
    """The goal sheet and the self-evaluation of a bureau in one workbook, as some hand them in."""
    data = load(request.param)
    book = load_workbook(foreign.DESTINATION / f"{data['short_name']}-绩效目标表.xlsx")
    other = load_workbook(foreign.DESTINATION / f"{data['short_name']}-绩效自评表.xlsx").worksheets[0]
    sheet = book.create_sheet(other.title)
    for row in other.iter_rows():
        for cell in row:
            if cell.value is not None:
                copy = sheet.cell(cell.row, cell.column, cell.value)
                copy.number_format = cell.number_format
                if cell.data_type == "s":
                    copy.data_type = "s"
    for merged in other.merged_cells.ranges:
        sheet.merge_cells(str(merged))
    path = tmp_path_factory.mktemp("foreign") / f"{data['short_name']}.xlsx"
    book.save(path)
    return data, path


def test_the_prose_scores_as_the_hand_did(together):
    data, path = together
    rows = {row["name"]: row for row in data["indicators"] if "settings" in row}
    result = perfxl.score(path)
    scored = [line for line in result.lines if line.score is not None]
    assert len(scored) == (23 if len(rows) == 23 else 3)
    for line in scored:
        assert line.score == rows[line.indicator.name]["evaluation"]["score"], line.indicator.name
    if len(rows) == 23:
        assert (result.total, result.rating) == (data["evaluation"]["total"], data["evaluation"]["rating"])


def test_the_engine_agrees_with_the_prose(together):
    data, path = together
    sheet, result = perfxl.read(path), perfxl.score(path)
    made = recalculate([(str(path), (sheet, load_form(data["profile"]), result))], EmbeddedRecalculator())
    assert made.rows == len(result.lines)
    assert made.differences == ()
