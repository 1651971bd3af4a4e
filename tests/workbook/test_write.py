"""The blank template and the doors into it: dialect, limits, protection, text that stays text."""

import io
import re
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.cell import Cell
from openpyxl.utils import range_boundaries

from perfxl.form import load_form, profiles
from perfxl.workbook.layout import EVALUATION_SHOWN, HEAD, MONEY_COLUMNS, MONEY_ROWS, SETTINGS_INPUTS, layout_of
from perfxl.workbook.rules_of_sheet import highlight, validate
from perfxl.workbook.shared import relative, share_formulas
from perfxl.workbook.styles import LimitExceeded, write_text
from perfxl.workbook.write import new_workbook, template, workbook_bytes

# Everything the formulas may use: Excel 2007, WPS and LibreOffice all have it.
FUNCTIONS = {
    "ABS", "ADDRESS", "AND", "CHOOSE", "CLEAN", "COLUMN", "COUNT", "COUNTA", "COUNTIF", "DATE", "DAY", "EXACT",
    "FALSE", "FIND", "HYPERLINK", "IF", "IFERROR", "INDEX", "INT", "ISBLANK", "ISERROR", "ISNUMBER", "ISTEXT",
    "LEFT", "LEN", "LOWER", "MATCH", "MAX", "MID", "MIN", "MOD", "MONTH", "N", "NOT", "OR", "REPT", "RIGHT",
    "ROUND", "ROW", "SUBSTITUTE", "SUM", "SUMIF", "SUMPRODUCT", "TEXT", "TRUE", "VALUE", "YEAR",
}  # fmt: skip


@pytest.fixture(scope="module")
def blank() -> openpyxl.Workbook:
    return template(load_form(), department="某县示例局", year=2026)


def formulas(workbook: openpyxl.Workbook):
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    yield sheet.title, cell.coordinate, str(cell.value)


def outside_quotes(formula: str) -> str:
    return "".join(formula.split('"')[::2])


@pytest.mark.parametrize("profile", profiles())
def test_a_blank_template_is_lean(tmp_path, profile):
    file = tmp_path / "blank.xlsx"
    new_workbook(file, load_form(profile), year=2026)
    assert file.stat().st_size < 100_000
    assert [path.name for path in tmp_path.iterdir()] == ["blank.xlsx"]


def test_the_same_template_has_the_same_bytes():
    first, second = (workbook_bytes(template(load_form(), department="甲局", year=2026)) for _ in range(2))
    parts = [{n: z.read(n) for n in z.namelist() if n != "docProps/core.xml"} for z in map(opened, (first, second))]
    assert parts[0] == parts[1]


def opened(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(data))


def test_every_formula_keeps_to_the_portable_dialect(blank):
    seen = 0
    for sheet, cell, formula in formulas(blank):
        seen += 1
        bare = outside_quotes(formula)
        used = set(re.findall(r"([A-Z][A-Z0-9.]*)\(", bare))
        assert used <= FUNCTIONS, (sheet, cell, used - FUNCTIONS)
        assert "{" not in bare, (sheet, cell)
        # Engines differ on most formats of TEXT; not on these.
        formats = re.findall(r'\bTEXT\([^"]*,"([^"]*)"', formula)
        assert set(formats) <= {"00", "yyyy-mm-dd"}, (sheet, cell, formats)
        assert not re.search(r"\$?[A-Z]{1,3}:\$?[A-Z]{1,3}(?!\d)", bare), (sheet, cell, "whole column")
        assert len(formula) <= 8192, (sheet, cell)
        # A comparison of words with = trusts the collation; only emptiness may be asked so.
        pieces = formula[1:].split('"')
        for before, word in zip(pieces[::2], pieces[1::2], strict=False):
            assert not (before.endswith(("=", "<>")) and word), (sheet, cell, word)
        for sum_product in re.findall(r"SUMPRODUCT\((.*?)\)", bare):
            assert not re.search(r"ISNUMBER|EXACT|FIND|LEN", sum_product), (sheet, cell)
    assert seen > 3000


def test_validations_are_within_excels_limits(blank):
    for sheet in blank.worksheets:
        for rule in sheet.data_validations.dataValidation:
            assert len(str(rule.sqref).split()) == 1
            assert len(rule.prompt or "") <= 255
            assert len(rule.error or "") <= 255
            assert len(rule.promptTitle or "") <= 32
            assert len(rule.errorTitle or "") <= 32
            assert "{" not in (rule.formula1 or "")
            assert rule.showInputMessage
            assert rule.showErrorMessage == bool(rule.error)
            assert rule.allow_blank


def test_a_rule_beyond_the_limits_is_refused_when_it_is_built():
    sheet = openpyxl.Workbook().active
    with pytest.raises(LimitExceeded, match="255"):
        validate(sheet, "A1", "list", '"' + "甲" * 300 + '"', title="t", prompt="p")
    with pytest.raises(LimitExceeded, match="prompt"):
        validate(sheet, "A1", "list", "$A$1", title="t", prompt="长" * 256)
    with pytest.raises(LimitExceeded, match="title"):
        validate(sheet, "A1", "list", "$A$1", title="长" * 33, prompt="p")
    with pytest.raises(LimitExceeded, match="array"):
        validate(sheet, "A1", "list", '{"a"}', title="t", prompt="p")
    with pytest.raises(LimitExceeded, match="array"):
        highlight(sheet, "A1", 'OR(A1={"a","b"})')


def test_exactly_the_inputs_are_unlocked_and_no_sheet_has_a_password(blank):
    layout = layout_of(load_form())
    expected = {("绩效目标表", cell) for cell in HEAD.values()}
    expected |= {("绩效目标表", value) for _, value in layout.foot.values()}
    inputs = set(layout.goals.letters) - {"standard", "explanation"}
    expected |= {("绩效目标表", layout.goals.cell(key, row)) for key in inputs for row in layout.goals.rows()}
    expected |= {("计分设置", layout.settings.cell(k, r)) for k in SETTINGS_INPUTS for r in layout.settings.rows()}
    typed = set(EVALUATION_SHOWN) - {"key", "level1", "level2", "name", "target_shown", "points", "score"}
    expected |= {("绩效自评表", layout.evaluation.cell(k, r)) for k in typed for r in layout.evaluation.rows()}
    money = [MONEY_COLUMNS[key] for key in ("initial", "budget", "spent")]
    expected |= {("绩效自评表", f"{letter}{row}") for letter in money for row in MONEY_ROWS.values()}
    found = set()
    for sheet in blank.worksheets:
        assert sheet.protection.sheet, sheet.title
        assert sheet.protection.password is None
        merged = {range_boundaries(str(area))[:2] for area in sheet.merged_cells.ranges}
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell, Cell) and not cell.protection.locked:
                    found.add((sheet.title, cell.coordinate))
        assert merged is not None
    assert found == expected


def test_sheets_their_order_and_what_is_hidden(blank):
    states = {sheet.title: sheet.sheet_state for sheet in blank.worksheets}
    assert list(states) == ["填表说明", "绩效目标表", "计分设置", "绩效自评表", "校验", "校验明细", "字典", "perfxl"]
    assert states["perfxl"] == "veryHidden"
    assert states["字典"] == states["校验明细"] == "hidden"
    assert {states[name] for name in list(states)[:5]} == {"visible"}
    assert blank.active.title == "绩效目标表"


def test_the_settings_print_their_parameters_and_no_texts(blank):
    sheet = blank["计分设置"]
    _, last = sheet.print_area.replace("$", "").split(":")
    assert sheet[f"{last.rstrip('0123456789')}4"].value == "其余得分"


def test_the_goal_sheet_prints_like_the_official_form(blank):
    sheet = blank["绩效目标表"]
    assert sheet.page_setup.orientation == "landscape"
    assert int(sheet.page_setup.paperSize) == 9
    assert sheet.print_title_rows == "$6:$6"
    assert sheet.print_area == "'绩效目标表'!$A$1:$J$71"
    headers = [sheet.cell(6, column).value for column in range(2, 11)]
    official = "一级指标 二级指标 三级指标 指标值类型 指标值 计量单位 指标解释 评(扣)分标准 备注"
    assert headers == official.split()
    assert sheet.auto_filter.ref == "B6:O66"
    assert not sheet.protection.autoFilter
    assert not sheet.protection.formatRows


def test_rows_of_the_table_grow_with_their_text():
    with opened(workbook_bytes(template(load_form()))) as parts:
        xml = parts.read("xl/worksheets/sheet2.xml").decode()
    rows = dict(re.findall(r'<row r="(\d+)"([^>]*)>', xml))
    assert "customHeight" not in rows["7"]
    assert 'ht="17"' in rows["7"]  # an empty row costs little paper
    assert 'customHeight="1"' in rows["3"]


@given(st.text(max_size=60))
def test_text_enters_as_text_whatever_it_begins_with(text):
    cell = openpyxl.Workbook().active["A1"]
    write_text(cell, text)
    assert cell.data_type == "s"
    if cell.value.startswith(("=", "+", "-", "@")):
        assert cell.quotePrefix
    book = io.BytesIO()
    cell.parent.parent.save(book)
    back = openpyxl.load_workbook(book).active["A1"]
    # Excel and openpyxl both keep _xHHHH_ for a character that XML cannot carry; nothing else may change.
    assert (back.value or "") == cell.value or "_x" in cell.value
    assert back.data_type != "f"


def test_text_longer_than_a_cell_is_refused():
    with pytest.raises(LimitExceeded, match="32767"):
        write_text(openpyxl.Workbook().active["A1"], "长" * 32768)


def test_shared_formulas_say_what_the_full_ones_said(blank):
    back = openpyxl.load_workbook(io.BytesIO(workbook_bytes(blank)))
    assert dict_of(back) == dict_of(blank)


def dict_of(workbook: openpyxl.Workbook) -> dict[tuple[str, str], str]:
    return {(sheet, cell): formula for sheet, cell, formula in formulas(workbook)}


@pytest.mark.parametrize(
    ("formula", "row", "expected"),
    [
        ("A7+$B7", 7, "A[0]+$B[0]"),
        ("A6+SUM($K$6:$K$67)", 7, "A[-1]+SUM($K$6:$K$67)"),
        ('IF(A7="A7","B7"&C8,"")', 7, 'IF(A[0]="A7","B7"&C[1],"")'),
        ("'绩效目标表'!$A$2+LOG10(A7)", 7, "'绩效目标表'!$A$2+LOG10(A[0])"),
        ("B$7+A7", 7, "B$7+A[0]"),
    ],
)
def test_relative_rows_are_distances(formula, row, expected):
    assert relative(formula, row) == expected


def test_formulas_that_differ_are_not_shared():
    xml = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><f>B1+1</f></c></row><row r="2"><c r="A2"><f>B2+1</f></c></row>'
        b'<row r="3"><c r="A3"><f>B3+2</f></c></row><row r="5"><c r="A5"><f>B5+2</f></c></row></sheetData></worksheet>'
    )
    result = share_formulas(xml).decode()
    assert re.findall(r"<f[^>]*>[^<]*</f>|<f[^>]*/>", result) == [
        '<f t="shared" si="0" ref="A1:A2">B1+1</f>', '<f t="shared" si="0"/>', "<f>B3+2</f>", "<f>B5+2</f>",
    ]  # fmt: skip


def test_numbers_of_the_form_are_numbers(blank):
    sheet = blank["绩效目标表"]
    assert sheet["A2"].value == 2026
    assert [sheet[f"O{row}"].value for row in (7, 66)] == [1, 60]
    assert blank["绩效自评表"]["H5"].value == Decimal(10)
