"""Many notes, links and rules at once: the same as cell by cell, and nothing lost of what was there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from perfxl.engines import libreoffice, lo_many
from perfxl.engines.marking import Mark, put_links, put_marks, take_marks
from perfxl.engines.office import UnoError, UnoStruct
from perfxl.engines.uno_bridge import Earlier

RULE = '="甲"="甲"'
RED, BLUE = "#FFC7CE", "#DDEBF7"


@pytest.fixture(scope="module")
def app() -> Iterator[Any]:
    with libreoffice.session(deadline=600) as app:
        yield app


@pytest.fixture
def book(app: Any) -> Iterator[Any]:
    book = app.books.add()
    yield book
    book.close()


def rules(book: Any, path: Path) -> list[tuple[str, str, str]]:
    """Areas, formula and colour of every rule of the first sheet, as saved."""
    book.impl.save_copy(path)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return sorted(
        (" ".join(sorted(str(area.sqref).split())), rule.formula[0], rule.dxf.fill.bgColor.rgb)
        for area in sheet.conditional_formatting
        for rule in area.rules
    )


def test_one_rule_per_colour_beside_those_that_are_there(book: Any, tmp_path: Path) -> None:
    sheet = book.sheets[0]
    sheet["B2"].value = "为了有用到的区域"
    sheet["B1:B9"].conditional_formats.add_custom("=B1>5", fill_color="#FFFF00")
    before = rules(book, tmp_path / "1.xlsx")
    marks = [Mark("A1", RED, "一"), Mark("B3", RED, "二"), Mark("C7", RED, "三"), Mark("D9", BLUE, "四")]
    put_marks(sheet, RULE, marks)
    assert rules(book, tmp_path / "2.xlsx") == sorted([
        *before, ("A1 B3 C7", RULE[1:], "FFFFC7CE"), ("D9", RULE[1:], "FFDDEBF7"),
    ])  # fmt: skip
    assert {note.location.address: note.text for note in sheet.notes} == {
        "$A$1": "一", "$B$3": "二", "$C$7": "三", "$D$9": "四",
    }  # fmt: skip
    assert [rule.formula for rule in sheet["C7"].conditional_formats] == [RULE]
    take_marks(sheet, RULE, lambda text: text != "三")
    assert rules(book, tmp_path / "3.xlsx") == before
    assert [note.text for note in sheet.notes] == ["三"]
    assert not [name for name in book.api.StyleFamilies["CellStyles"].getElementNames() if "C7CE" in name]


def test_cells_that_have_a_note_get_the_colour_alone(book: Any) -> None:
    sheet = book.sheets[0]
    sheet["A1"].add_note("我的")
    put_marks(sheet, RULE, [Mark("A1", RED, "一"), Mark("A2", RED, "二")])
    assert [note.text for note in sheet.notes] == ["我的", "二"]
    assert len(sheet["A1"].conditional_formats) == 1


def test_without_colour_there_are_notes_alone(book: Any) -> None:
    sheet = book.sheets[0]
    put_marks(sheet, RULE, [Mark("A1", RED, "一")], colored=False)
    assert ([note.text for note in sheet.notes], len(sheet.cells.conditional_formats)) == (["一"], 0)


def test_a_merged_area_is_marked_as_one_by_the_first(book: Any, tmp_path: Path) -> None:
    sheet = book.sheets[0]
    sheet["C3:D5"].merge()
    put_marks(sheet, RULE, [Mark("D4", RED, "一"), Mark("C3", BLUE, "二"), Mark("B2", BLUE, "三")])
    assert rules(book, tmp_path / "1.xlsx") == [("B2", RULE[1:], "FFDDEBF7"), ("C3:D5", RULE[1:], "FFFFC7CE")]
    assert {note.location.address: note.text for note in sheet.notes} == {"$C$3": "一", "$B$2": "三"}


def test_a_colour_leaves_the_look_of_each_cell(book: Any) -> None:
    """The style of a rule has font and alignment from the default style, here a huge one."""
    sheet = book.sheets[0]
    sheet["A1:B2"].value = [["a", "b"], ["c", "d"]]
    sheet["A1"].font.size, sheet["B2"].font.size = 10, 12
    book.api.StyleFamilies["CellStyles"]["Default"].CharHeight = 40.0

    def heights() -> list[float]:
        sheet["1:2"].rows.autofit()
        return [sheet["A1"].row_height, sheet["A2"].row_height]

    sheet["B1"].font.size, sheet["A2"].font.size = 10, 12
    before = heights()
    put_marks(sheet, RULE, [Mark("A1", RED, "一"), Mark("B2", RED, "二")])
    assert heights() == before


def grouped(sheet: Any, *others: tuple[int, str]) -> Any:
    """A rule of somebody's and one of ours behind it in a group, as a reopened workbook has them."""
    sheet["A1"].conditional_formats.add_custom("=AND(A1>5,A1<9)", fill_color="#FFFF00")
    group = sheet.impl.api.ConditionalFormats.getConditionalFormats()[0]
    for place, (operator, formula) in enumerate((*others, (24, RULE[1:])), 1):
        group.createEntry(0, place)
        entry = group.getByIndex(place)
        entry.Operator, entry.Formula1, entry.StyleName = operator, formula, group.getByIndex(0).StyleName
    return group


def test_rules_that_share_a_group_with_others_go_alone(book: Any, tmp_path: Path) -> None:
    sheet = book.sheets[0]
    grouped(sheet, (7, "3")).getByIndex(1).Formula2 = "4"  # not between
    lo_many.remove_rules(sheet.impl, RULE)
    left = list(sheet.cells.conditional_formats)
    assert [(rule.type, rule.formula) for rule in left] == [("custom", "=AND(A1>5,A1<9)"), ("cell_value", None)]
    assert (left[1].impl.api.Operator, left[1].impl.api.Formula1, left[1].impl.api.Formula2) == (7, "3", "4")
    assert left[0].fill_color == left[1].fill_color == (255, 255, 0)
    assert len(sheet["A1"].conditional_formats) == 2
    assert len(sheet["A1"].impl.api.ConditionalFormat) == 2


def test_a_rule_deleted_by_itself_leaves_the_others_of_its_group(book: Any) -> None:
    sheet = book.sheets[0]
    grouped(sheet)
    list(sheet["A1"].conditional_formats)[1].delete()
    assert [rule.formula for rule in sheet["A1"].conditional_formats] == ["=AND(A1>5,A1<9)"]


def test_a_rule_beside_a_colour_scale_stays(book: Any) -> None:
    """LibreOffice 7.4 cannot take out one, and there is no making colour scales anew."""
    sheet = book.sheets[0]
    group = grouped(sheet)
    group.createEntry(1, 2)
    with pytest.raises(NotImplementedError, match="colour scale"):
        list(sheet["A1"].conditional_formats)[1].delete()
    lo_many.remove_rules(sheet.impl, RULE)
    assert group.getCount() == 3


def test_many_links(book: Any, tmp_path: Path) -> None:
    sheet = book.sheets[0]
    other = book.sheets.add("别 的", after=sheet)
    put_links(sheet, {"A1": ("#'别 的'!B2", "去那里"), "B3": ("https://example.com/", "网站")})
    assert [sheet[cell].value for cell in ("A1", "B3", "A2")] == ["去那里", "网站", None]
    assert [sheet[cell].hyperlink for cell in ("A1", "B3")] == ["#'别 的'!B2", "https://example.com/"]
    assert other.used_range.address == "$A$1"


def test_nothing_is_no_request(book: Any) -> None:
    sheet = book.sheets[0]
    put_links(sheet, {})
    put_marks(sheet, RULE, [])
    take_marks(sheet, RULE, lambda text: True)
    assert book.app.impl.office.script() == ()


def test_a_script_stops_at_what_is_refused(book: Any) -> None:
    cells, office = book.sheets[0].impl.api, book.app.impl.office
    first, second = Earlier(0), Earlier(2)
    steps = (
        (cells, (("getCellByPosition", (0, 0)),)), (first, (("setValue", (1.0,)),)),
        (cells, (("getCellByPosition", (-1, 0)),)), (second, (("setValue", (2.0,)),)),
    )  # fmt: skip
    with pytest.raises(UnoError, match="IndexOutOfBounds"):
        office.script(*steps)
    assert book.sheets[0]["A1"].value == 1.0
    assert office.script((cells, (("getCellByPosition", (0, 0)),)), (first, (("getValue", ()),))) == (None, 1.0)


def test_a_struct_needs_no_request_of_its_own(book: Any) -> None:
    members = {"Sheet": 0, "StartColumn": 1, "StartRow": 2, "EndColumn": 3, "EndRow": 4}
    area = book.api.createInstance("com.sun.star.sheet.SheetCellRanges")
    area.addRangeAddress(UnoStruct("com.sun.star.table.CellRangeAddress", members), False)
    assert area.RangeAddressesAsString.endswith(".B3:D5")
    corners = (("getRangeAddresses", ()), (("StartRow", "EndColumn"), None))
    assert book.app.impl.office.script((area, corners)) == (((2, 3),),)
