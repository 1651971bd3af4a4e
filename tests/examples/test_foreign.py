"""The foreign workbooks hold exactly the data, in the layouts of their own bureaus."""

import datetime as dt
from decimal import Decimal

import foreign
import pytest
from example_data import FUNDS, NAMES, load, target_text
from openpyxl import load_workbook

FIELDS = ("level1", "level2", "name", "type", "target", "unit", "definition", "standard", "remark")
HEADERS = "一级指标 二级指标 三级指标 指标值类型 指标值 计量单位 指标解释 {} 备注"
STANDARD_HEADERS = {"county": "评(扣)分标准", "city": "评/扣分标准"}
EVALUATION_HEADERS = "一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分 偏差原因分析及改进措施"


def opened(name, form):
    path = foreign.DESTINATION / f"{load(name)['short_name']}-{form}.xlsx"
    return load_workbook(path).worksheets[0]


def find(sheet, word):
    return next(cell for row in sheet.iter_rows() for cell in row if cell.value == word)


def text(value):
    """The text of a value as a comparison needs it: 20 and 20.0 and Decimal("20") are one number."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float | Decimal):
        return format(Decimal(str(value)).normalize(), "f")
    if isinstance(value, dt.date):
        return value.strftime("%Y-%m-%d")
    return str(value)


def table(sheet, header_row, columns, count):
    """The indicator rows, a blank first or second level filled from the row above."""
    rows, above = [], ["", ""]
    for row in range(header_row + 1, header_row + 1 + count):
        values = [text(sheet[f"{column}{row}"].value) for column in columns]
        above = [own or previous for own, previous in zip(values[:2], above, strict=True)]
        rows.append(above + values[2:])
    return rows


@pytest.mark.parametrize("name", NAMES)
def test_goal_sheet_holds_the_data(name):
    data, sheet = load(name), opened(name, "绩效目标表")
    headers = HEADERS.format(STANDARD_HEADERS[name]).split()
    header = find(sheet, "一级指标").row
    assert [sheet[f"{column}{header}"].value for column in "BCDEFGHIJ"] == headers
    expected = [[text(indicator[field]) for field in FIELDS] for indicator in data["indicators"]]
    assert table(sheet, header, "BCDEFGHIJ", len(expected)) == expected
    assert sheet["A1"].value == data["title"]
    assert find(sheet, data["department"])


def test_county_goal_sheet_keeps_tags_year_and_three_goals():
    data, sheet = load("county"), opened("county", "绩效目标表")
    assert find(sheet, "(2026) 年度")
    assert find(sheet, data["duties_as_filed"]).row == find(sheet, "部门(单位)职责").row
    assert find(sheet, "\n".join(data["goals"])).row == find(sheet, "年度履职\n目标").row
    assert find(sheet, "业务股室审核：〔姓名〕").row == find(sheet, "绩效股审核：").row


def test_city_goal_sheet_has_its_own_labels_and_no_year():
    data, sheet = load("city"), opened("city", "绩效目标表")
    assert find(sheet, data["duties"]).row == find(sheet, "部门（单位）职责").row
    assert find(sheet, "".join(data["goals"])).row == find(sheet, "年度总体目标").row
    assert find(sheet, data["department"]).row == find(sheet, "部门单位名称").row
    assert not any("年度" in text(cell.value) for row in sheet.iter_rows(max_row=2) for cell in row)


@pytest.mark.parametrize("name", NAMES)
def test_self_evaluation_holds_the_data(name):
    data, sheet = load(name), opened(name, "绩效自评表")
    header = find(sheet, "一级指标").row
    assert [sheet[f"{column}{header}"].value for column in "BCDEFGHI"] == EVALUATION_HEADERS.split()
    expected = []
    for row in data["indicators"]:
        evaluation = row.get("evaluation", {"actual": "/", "score": "/", "reason": ""})
        points = row["settings"]["points"] if "settings" in row else "/"
        values = (row["level1"], row["level2"], row["name"], target_text(row), evaluation["actual"], points,
                  evaluation["score"], evaluation["reason"])
        expected.append([text(value) for value in values])
    assert table(sheet, header, "BCDEFGHI", len(expected)) == expected
    total = find(sheet, "总分").row
    assert [text(sheet[f"{column}{total}"].value) for column in "GH"] == [
        text(data["evaluation"]["points"]), text(data["evaluation"]["total"])]


@pytest.mark.parametrize("name", NAMES)
def test_money_block_holds_the_data(name):
    money, sheet = load(name)["money"], opened(name, "绩效自评表")
    top = find(sheet, "年初预算数").row
    for row, fund in enumerate(FUNDS, start=top + 1):
        assert sheet[f"B{row}"].value.strip() == money[fund]["label"]
        amounts = [text(sheet[f"{column}{row}"].value) for column in "EFG"]
        assert amounts == [text(money[fund][column]) for column in ("initial", "adjusted", "spent")]
    scores = [text(sheet[f"{column}{top + 1}"].value) for column in "HIJ"]
    assert scores == [text(money[key]) for key in ("points", "rate", "score")]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", ["绩效目标表", "绩效自评表"])
def test_a_leading_equals_sign_is_text(name, form):
    cells = [cell for row in opened(name, form).iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert any(cell.data_type == "s" and cell.value.startswith("=") for cell in cells)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", ["绩效目标表", "绩效自评表"])
def test_page_and_fonts_are_those_of_an_official_form(name, form):
    sheet = opened(name, form)
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert int(sheet.page_setup.fitToWidth) == 1
    assert sheet.print_title_rows == "${0}:${0}".format(find(sheet, "一级指标").row)
    fonts = {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert fonts == {"宋体", "仿宋"}


def test_the_maker_makes_what_is_shipped():
    for name, book in foreign.workbooks():
        shipped = load_workbook(foreign.DESTINATION / name).worksheets[0]
        made = book.worksheets[0]
        assert made.title == shipped.title
        assert cells_of(made) == cells_of(shipped)
        assert merges_of(made) == merges_of(shipped)


def cells_of(sheet):
    cells = (cell for row in sheet.iter_rows() for cell in row)
    return {cell.coordinate: text(cell.value) for cell in cells if cell.value is not None}


def merges_of(sheet):
    return {str(block) for block in sheet.merged_cells.ranges}
