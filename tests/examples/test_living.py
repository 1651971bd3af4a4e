"""The living workbooks: made from the data, computed, and scored as the hand did."""

import json
import zipfile
from decimal import Decimal

import expected
import living
import pytest
import table
from computed import sheet_parts
from example_data import NAMES, load
from lxml import etree

import perfxl

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TABLE = json.loads((living.DESTINATION / expected.FILE).read_text(encoding="utf-8"), parse_float=Decimal)
WORKBOOKS = sorted(TABLE)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The workbooks as the makers write them now: without the values of their formulas."""
    folder = tmp_path_factory.mktemp("living")
    return {path.name: path for path in living.write(folder)}


def content(path):
    """Every sheet without what a spreadsheet program computed."""
    sheets = {}
    with zipfile.ZipFile(path) as package:
        for name, part in sheet_parts(package):
            root = etree.fromstring(package.read(part))
            for cell in root.iter(f"{MAIN}c"):
                if cell.find(f"{MAIN}f") is not None:
                    cell.attrib.pop("t", None)
                    for value in cell.findall(f"{MAIN}v"):
                        cell.remove(value)
            sheets[name] = etree.tostring(root)
    return sheets


@pytest.mark.parametrize("name", WORKBOOKS)
def test_what_is_shipped_is_what_is_made(written, name):
    assert content(living.DESTINATION / name) == content(written[name])


def test_every_living_workbook_is_expected(written):
    shipped = {path.name for path in living.DESTINATION.glob("*.xlsx")}
    assert shipped == set(written) == set(WORKBOOKS)


def test_nothing_computed_differs_from_what_was_done_by_hand():
    for name, by_hand in expected.by_hand():
        got = expected.computed(living.DESTINATION / name)
        assert got == by_hand, name
        assert {key: TABLE[name][key] for key in by_hand} == by_hand


@pytest.mark.parametrize("name", WORKBOOKS)
def test_findings_are_the_expected_ones(name):
    found = expected.findings(living.DESTINATION / name)
    assert found == {key: TABLE[name][key] for key in ("errors", "warnings")}


def test_the_county_is_found_to_have_91_points_and_nothing_else_wrong():
    for form in ("绩效目标表", "绩效自评表"):
        assert TABLE[f"县应急管理局-{form}.xlsx"]["errors"] == {"P001": ["绩效目标表!L2"]}
        assert TABLE[f"市应急管理局-{form}.xlsx"]["errors"] == {}


@pytest.mark.parametrize("name", WORKBOOKS)
def test_every_formula_has_its_value(name):
    with zipfile.ZipFile(living.DESTINATION / name) as package:
        for sheet, part in sheet_parts(package):
            for cell in etree.fromstring(package.read(part)).iter(f"{MAIN}c"):
                if cell.find(f"{MAIN}f") is not None:
                    assert cell.find(f"{MAIN}v") is not None, (sheet, cell.get("r"))
                    assert cell.get("t") != "e", (sheet, cell.get("r"))


@pytest.mark.parametrize("name", NAMES)
def test_the_words_of_the_sheet_are_kept(name):
    data = load(name)
    sheet = perfxl.read(living.DESTINATION / f"{data['short_name']}-绩效自评表.xlsx")
    rows = [row for row in data["indicators"] if "settings" in row]
    assert [row["name"] for row in rows] == [indicator.name for indicator in sheet.indicators]
    assert sheet.duties == data["duties"].strip()
    assert list(sheet.goals) == [goal.strip() for goal in data["goals"]]
    assert len(sheet.skipped) == len(data["indicators"]) - len(rows)
    for row, indicator in zip(rows, sheet.indicators, strict=True):
        assert indicator.standard == row.get("clarified", row["standard"])
        assert ("部门补充说明(示例)" in indicator.remark) == ("clarified" in row)


def test_the_page_shows_the_tables_of_now():
    text = table.PAGE.read_text(encoding="utf-8")
    assert table.page(text) == text


def test_the_workbooks_are_small_enough_to_ship():
    sizes = [path.stat().st_size for path in living.DESTINATION.rglob("*") if path.is_file()]
    assert sum(sizes) < 3 * 1024 * 1024
