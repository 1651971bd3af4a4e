"""What our workbooks cost in paper: pages, what stands on them, what is left out and said to be left out."""

import re
from pathlib import Path

import openpyxl
import pytest

from perfxl.engines import libreoffice
from perfxl.form import load_form, profiles
from perfxl.workbook.layout import OPEN_ROWS, layout_of
from perfxl.workbook.plain_table import write_plain
from perfxl.workbook.pour_table import Table
from perfxl.workbook.seed import write_seed
from perfxl.workbook.settings_sheet import MORE, PRINTED
from perfxl.workbook.styles import text_height
from perfxl.workbook.write import blank, new_workbook, template

FORM = load_form()
LAYOUT = layout_of(FORM)
PAGE = re.compile(rb"/Type\s*/Page\b")


def hidden(sheet) -> list[int]:
    return [row for row, look in sheet.row_dimensions.items() if look.hidden]


@pytest.mark.parametrize("profile", profiles())
def test_a_blank_folds_its_last_rows_away_and_says_so(profile: str) -> None:
    form = load_form(profile)
    layout = layout_of(form)
    made = blank(form)
    for area, told in ((layout.goals, f"K{layout.goals.separator + 1}"), (layout.evaluation, "K10")):
        first = area.first + OPEN_ROWS
        assert hidden(made[area.sheet]) == list(range(first, area.last + 1))
        assert f"选中行号 {first - 1} 到 {area.last + 1}，右键“取消隐藏”" in made[area.sheet][told].value
        assert not made[area.sheet].protection.formatRows  # allowed, so that they can be unfolded
    assert not any(hidden(sheet) for sheet in template(form).worksheets)


def test_rows_of_the_settings_that_are_not_printed_are_told_of(tmp_path: Path) -> None:
    file, goals = tmp_path / "a.xlsx", LAYOUT.goals
    new_workbook(file, FORM, department="某局", year=2026)
    with libreoffice.session() as app:
        book = app.books.open(str(file))
        settings = book.sheets[FORM.sheets.settings]
        assert settings.range(MORE).value in (None, "")
        book.sheets[FORM.sheets.goals].range(goals.cell("name", goals.first + PRINTED)).value = "办件数"
        app.calculate()
        assert "只打印前 30 行" in settings.range(MORE).value
        book.close()


def test_a_blank_costs_eight_pages(tmp_path: Path) -> None:
    file, pdf = tmp_path / "a.xlsx", tmp_path / "a.pdf"
    new_workbook(file, FORM, department="某局", year=2026)
    with libreoffice.session() as app:
        book = app.books.open(str(file))
        libreoffice.export_pdf(book, pdf)
        book.close()
    assert len(PAGE.findall(pdf.read_bytes())) == 8  # instructions, 2 goals, 2 settings, 2 evaluation, checks


def test_the_settings_print_as_two_readable_pages_beside_each_other() -> None:
    sheet = template(FORM)[FORM.sheets.settings]
    letters = LAYOUT.settings.letters
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (2, 0)
    assert sheet.print_title_cols == f"$A:${letters['name']}"
    assert [mark.id for mark in sheet.col_breaks.brk] == [openpyxl.utils.column_index_from_string(letters["sign1"]) - 1]
    # Excel takes no notice of the break while it fits pages: the first page must be full without the first rung.
    keys, cut = list(letters), list(letters).index("sign1")
    width = {key: 0 if key == "position" else sheet.column_dimensions[letters[key]].width for key in keys}
    repeated = width["key"] + width["name"]
    first = sum(width[key] for key in keys[:cut])
    second = repeated + sum(width[key] for key in keys[cut : keys.index("rest") + 1])
    assert first + width["sign1"] > 1.03 * max(first, second)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("短", 10, 1),
        ("“产出指标”合计 27 分，本地方案建议 30 分。", 48, 1),
        ("字" * 10, 20, 2),  # a little less than the width is counted on
        ("abcdefgh abcdefgh", 12, 2),  # a word is not broken …
        ("a" * 40, 12, 4),  # … unless no line can hold it
        ("四个汉字。", 10, 2),  # the stop does not begin a line
        ("一\n二\n三", 10, 3),
    ],
)
def test_a_row_is_as_high_as_its_wrapped_text(text: str, width: float, lines: int) -> None:
    assert text_height(text, width, line=10) == lines * 10 + 4


def test_the_recalculation_workbook_prints_on_landscape_pages_with_its_header(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(write_seed(Table("复算", ("甲",), [(1,)], (("和", "A2+1"),)), tmp_path)).active
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (2, 0)


def test_a_table_for_other_systems_can_be_read_before_it_is_sent_on(tmp_path: Path) -> None:
    write_plain(tmp_path / "a.xlsx", "表", ("KPI_NAME", "YEAR"), [("受益群众满意度", "2026"), ("长" * 90, "2026")])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert [sheet.column_dimensions[letter].width for letter in "AB"] == [42, 6]
    assert (sheet.print_title_rows, sheet.page_setup.fitToWidth) == ("$1:$1", 1)
