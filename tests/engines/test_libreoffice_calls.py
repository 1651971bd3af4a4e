"""Every call of xlwings the LibreOffice engine claims to answer, made on a real LibreOffice through xlwings itself.

`shows` names the calls a test is about, and `reached` fails the test if one of them was not made. A call that is
claimed without a test fails the last test but one, a page that no longer tells the truth the last.
"""

import functools
import importlib.util
import inspect
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw
from PIL import Image

from perfxl.engines import libreoffice

ROOT = Path(__file__).resolve().parents[2]
SPEC = importlib.util.spec_from_file_location("libreoffice_coverage", ROOT / "scripts" / "libreoffice_coverage.py")
assert SPEC is not None
assert SPEC.loader is not None
coverage = importlib.util.module_from_spec(SPEC)
sys.modules[SPEC.name] = coverage  # a dataclass looks its module up there
SPEC.loader.exec_module(coverage)


def shows(*calls: str) -> Callable[[Any], Any]:
    def name(test: Any) -> Any:
        test.shows = calls
        return test

    return name


@pytest.fixture(autouse=True)
def reached(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Record the calls the test says it shows; plain attributes have nothing to record."""
    wanted = getattr(request.function, "shows", ())
    seen = set()
    for call in wanted:
        owner, name = call.rstrip("=").split(".")
        place = coverage.engine_class(owner)
        _record(monkeypatch, place, name, call, seen)
    yield
    assert set(wanted) - seen == set()


def _record(monkeypatch: pytest.MonkeyPatch, place: type, name: str, call: str, seen: set[str]) -> None:
    told = inspect.getattr_static(place, name)

    def noting(inner: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(inner)
        def note(*arguments: Any, **named: Any) -> Any:
            seen.add(call)
            return inner(*arguments, **named)

        return note

    if isinstance(told, property):
        getter, setter = told.fget, told.fset
        assert getter is not None
        if call.endswith("="):
            assert setter is not None
            setter = noting(setter)
        else:
            getter = noting(getter)
        monkeypatch.setattr(place, name, property(getter, setter))
    elif isinstance(told, functools.cached_property):
        monkeypatch.setattr(place, name, property(noting(told.func)))
    elif inspect.isfunction(told):
        monkeypatch.setattr(place, name, noting(told))
    else:
        seen.add(call)


@pytest.fixture(scope="module")
def app() -> Iterator[Any]:
    with libreoffice.session(deadline=1_800) as app:
        yield app


@pytest.fixture
def book(app: Any) -> Iterator[Any]:
    book = app.books.add()
    yield book
    book.close()


@pytest.fixture
def sheet(book: Any) -> Any:
    return book.sheets[0]


# -- programs and workbooks -------------------------------------------------------------------------


@shows("Apps.keys", "Apps.__iter__", "Apps.__len__", "Apps.__getitem__", "App.api", "App.pid", "App.version")
def test_the_programs(app: Any) -> None:
    apps = xw.engines["libreoffice"].apps
    assert app.pid in apps.keys()  # noqa: SIM118  (xlwings' own collection)
    assert [each.pid for each in apps].count(app.pid) == 1
    assert len(apps.impl) == apps.count
    assert apps[app.pid] == app
    assert app.api.supportsService("com.sun.star.frame.Desktop")
    assert app.version.major >= 7


@shows("Apps.add", "App.quit", "App.kill", "Books.add")
def test_programs_of_ones_own() -> None:
    apps = xw.engines["libreoffice"].apps
    for end in ("quit", "kill"):
        app = xw.App(impl=apps.impl.add(add_book=True))
        assert len(app.books) == 1
        getattr(app, end)()
        assert app.pid not in apps.keys()  # noqa: SIM118


@shows(*(f"App.{name}{sign}" for name in (
    "visible", "screen_updating", "display_alerts", "enable_events", "interactive") for sign in ("", "=")
))  # fmt: skip
def test_settings_of_excel_that_mean_nothing_here_are_taken(app: Any) -> None:
    for name in ("visible", "screen_updating", "display_alerts", "enable_events", "interactive"):
        assert getattr(app, name) is False
        setattr(app, name, False)


@shows("App.calculate", "Range.formula", "Range.formula=", "Range.formula2", "Range.formula2=")
def test_formulas(app: Any, sheet: Any) -> None:
    sheet["A1"].value = 2
    sheet["B1:B2"].formula = "=A1*3"
    sheet["C1"].formula2 = "=B1+1"
    app.calculate()
    assert sheet["B1:B2"].formula == (("=A1*3",), ("=A2*3",))
    assert (sheet["C1"].formula2, sheet["C1"].value) == ("=B1+1", 7.0)


@shows(
    "App.books", "Books.api", "Books.active", "Books.__call__", "Books.__len__", "Books.__iter__", "Book.app",
    "Book.api", "Book.name", "Book.fullname",
)  # fmt: skip
def test_the_books(app: Any, book: Any) -> None:
    assert [each.name for each in app.books].count(book.name) == 1
    assert app.books.impl(book.name) is book.impl
    assert len(app.books) == 1
    assert app.books.api.getCurrentComponent() is not None
    assert app.books.active == book
    assert book.fullname == book.name
    assert book.app == app
    assert book.api.supportsService("com.sun.star.sheet.SpreadsheetDocument")


@shows("Books.open", "Book.save", "Book.close", "Book.to_pdf", "Book.activate")
def test_files(app: Any, book: Any, tmp_path: Path) -> None:
    book.sheets[0]["A1"].value = "甲"
    book.impl.save_copy(tmp_path / "一.xlsx")
    other = app.books.add()
    book.impl.activate()
    assert app.books.active == book
    other.close()
    again = app.books.open(tmp_path / "一.xlsx")
    assert again.sheets[0]["A1"].value == "甲"
    again.sheets[0]["A1"].value = "乙"
    again.save()
    assert openpyxl.load_workbook(tmp_path / "一.xlsx").worksheets[0]["A1"].value == "乙"
    again.impl.to_pdf(str(tmp_path / "一.pdf"))
    assert (tmp_path / "一.pdf").read_bytes().startswith(b"%PDF")
    again.close()


# -- sheets -----------------------------------------------------------------------------------------


@shows(
    "Book.sheets", "Sheets.api", "Sheets.active", "Sheets.__call__", "Sheets.__len__", "Sheets.__iter__", "Sheets.add",
    "Sheet.api", "Sheet.name", "Sheet.name=", "Sheet.book", "Sheet.index", "Sheet.activate", "Sheet.select",
    "Sheet.move", "Sheet.copy", "Sheet.delete", "Sheet.visible", "Sheet.visible=",
)  # fmt: skip
def test_sheets(book: Any) -> None:
    first = book.sheets[0]
    second = book.sheets.add("乙", after=first)
    assert [sheet.name for sheet in book.sheets] == ["Sheet1", "乙"]
    assert len(book.sheets) == book.sheets.api.getCount() == 2
    first.name = "甲"
    assert (first.name, first.index, second.index, second.book) == ("甲", 1, 2, book)
    second.impl.activate()
    assert book.sheets.active == second
    first.impl.select()
    assert book.sheets.active == first
    second.move(before=first)
    assert book.sheet_names == ["乙", "甲"]
    first["A1"].value = 7
    copied = first.copy(after=second, name="丙")
    assert (book.sheet_names, copied["A1"].value) == (["乙", "丙", "甲"], 7.0)
    with pytest.raises(NotImplementedError, match=r"Sheet\.copy into another workbook"):
        first.impl.copy(None, None)
    second.visible = False
    assert (second.visible, second.api.IsVisible) == (False, False)
    copied.delete()
    assert book.sheet_names == ["乙", "甲"]
    assert book.sheets.impl("甲").name == "甲"


@shows("Sheet.range", "Sheet.cells", "Sheet.used_range", "Sheet.clear", "Sheet.clear_contents", "Sheet.clear_formats")
def test_the_whole_of_a_sheet(sheet: Any) -> None:
    sheet.range("B2:C3").value = 5
    sheet["B2"].color = "#FF0000"
    assert sheet.used_range.address == "$A$1:$C$3"
    assert sheet.cells.shape[1] == 16_384
    sheet.clear_formats()
    assert (sheet["B2"].color, sheet["B2"].value) == (None, 5.0)
    sheet["B2"].color = "#FF0000"
    sheet.clear_contents()
    assert (sheet["B2"].color, sheet["B2"].value) == ((255, 0, 0), None)
    sheet.clear()
    assert sheet["B2"].color is None


@shows("Sheet.autofit", "Range.autofit")
def test_fitting(sheet: Any) -> None:
    sheet["A1"].value = "很长的一段文字，比一列宽得多"
    sheet["B1"].value = "短"
    sheet.autofit()
    assert sheet["A1"].column_width > sheet["B1"].column_width
    sheet["A1"].column_width = 5
    sheet["A1"].wrap_text = True
    sheet["A1:B1"].rows.autofit()
    assert sheet["A1"].row_height > 30
    sheet["A1"].columns.autofit()
    assert sheet["A1"].column_width > 5


@shows("Sheet.freeze_panes", "FreezePanes.freeze_at", "FreezePanes.unfreeze")
def test_frozen_panes(book: Any, sheet: Any, tmp_path: Path) -> None:
    other = book.sheets.add(after=sheet)
    sheet.impl.activate()
    for number, (frozen, cell) in enumerate([("1:2", "A3"), ("A:B", "C1"), ("A1:B2", "C3")]):
        other.freeze_panes.freeze_at(frozen)
        book.save(tmp_path / f"{number}.xlsx")
        assert openpyxl.load_workbook(tmp_path / f"{number}.xlsx").worksheets[1].freeze_panes == cell
    other.freeze_panes.unfreeze()
    book.save(tmp_path / "none.xlsx")
    assert openpyxl.load_workbook(tmp_path / "none.xlsx").worksheets[1].freeze_panes is None
    assert book.sheets.active == sheet


@shows("Sheet.page_setup", "PageSetup.api", "PageSetup.print_area", "PageSetup.print_area=")
def test_the_printed_area(sheet: Any) -> None:
    assert sheet.page_setup.print_area is None
    sheet.page_setup.print_area = "A1:C3"
    assert sheet.page_setup.print_area == "$A$1:$C$3"
    sheet.page_setup.print_area = None
    assert sheet.page_setup.print_area is None
    assert sheet.page_setup.api.Width > 0


# -- ranges -----------------------------------------------------------------------------------------


@shows(
    "Range.raw_value", "Range.raw_value=", "Range.max_cells_per_read", "Range.max_cells_per_write", "Range.__len__",
    "Range.row", "Range.column", "Range.shape", "Range.coords", "Range.api", "Range.address", "Range.get_address",
    "Range.__call__", "Range.clear", "Range.clear_contents", "Range.clear_formats", "Range.select",
)  # fmt: skip
def test_cells(book: Any, sheet: Any) -> None:
    cells = sheet["B2:C3"]
    cells.value = [[1, "二"], [None, True]]
    assert cells.value == [[1.0, "二"], [None, True]]
    assert (cells.row, cells.column, cells.shape, len(cells.impl)) == (2, 2, (2, 2), 4)
    assert cells.impl.coords[1:] == (2, 2, 2, 2)
    assert (cells.address, cells.get_address(False, False)) == ("$B$2:$C$3", "B2:C3")
    assert cells(2, 2).value is True
    assert cells.impl(2).address == "$C$2"
    assert cells.api.getCellByPosition(0, 0).Value == 1
    cells.color = "#00FF00"
    cells.clear_formats()
    assert (cells.color, cells.value[0][0]) == (None, 1.0)
    cells.select()
    assert book.api.getCurrentSelection().RangeAddress.StartRow == 1
    cells.clear_contents()
    assert cells.value == [[None, None], [None, None]]
    cells.clear()


@shows("Range.end", "Range.expand", "Range.current_region")
def test_surroundings(sheet: Any) -> None:
    sheet["B2"].value = [[1, 2, 3], [4, 5, 6]]
    sheet["B6"].value = 9
    assert sheet["B2"].expand().address == "$B$2:$D$3"
    assert sheet["B2"].expand("down").address == "$B$2:$B$3"
    assert sheet["C3"].current_region.address == "$B$2:$D$3"
    ends = {
        ("B2", "down"): "$B$3", ("B3", "down"): "$B$6", ("B6", "down"): "$B$1048576", ("B6", "up"): "$B$3",
        ("B2", "up"): "$B$1", ("B2", "right"): "$D$2", ("D2", "right"): "$XFD$2", ("A2", "right"): "$B$2",
        ("D2", "left"): "$B$2", ("B2", "left"): "$A$2", ("A1", "left"): "$A$1", ("A1", "up"): "$A$1",
        ("A1", "down"): "$A$1048576", ("C9", "up"): "$C$3",
    }  # fmt: skip
    assert {key: sheet[key[0]].end(key[1]).address for key in ends} == ends


@shows("Range.copy")
def test_copying_cells(app: Any, sheet: Any) -> None:
    sheet["A1"].value = [[1, 2], [3, 4]]
    sheet["A1"].color = "#FF0000"
    sheet["A1:B2"].copy(sheet["D5"])
    assert sheet["D5:E6"].value == [[1.0, 2.0], [3.0, 4.0]]
    assert sheet["D5"].color == (255, 0, 0)
    other = app.books.add()
    with pytest.raises(NotImplementedError, match=r"Range\.copy out of the workbook"):
        sheet["A1"].copy(other.sheets[0]["A1"])
    other.close()


@shows("Range.has_array")
def test_array_formulas_are_seen(sheet: Any) -> None:
    sheet["A1:A2"].api.setArrayFormula("={1;2}")
    sheet["B1"].formula = "=1"
    assert [sheet[cell].has_array for cell in ("A1", "A2", "B1")] == [True, True, False]


@shows("Range.number_format", "Range.number_format=")
def test_number_formats(sheet: Any) -> None:
    sheet["A1"].number_format = "0.00%"
    assert (sheet["A1"].number_format, sheet["A1:B1"].number_format) == ("0.00%", None)


@shows(
    "Range.column_width", "Range.column_width=", "Range.row_height", "Range.row_height=", "Range.width",
    "Range.height", "Range.left", "Range.top", "Range.row_hidden", "Range.row_hidden=", "Range.column_hidden",
    "Range.column_hidden=",
)  # fmt: skip
def test_sizes(sheet: Any) -> None:
    sheet["B2"].column_width, sheet["B2"].row_height = 20, 30
    assert (sheet["B2"].column_width, round(sheet["B2"].row_height)) == (20, 30)
    assert (sheet["A1:B1"].column_width, sheet["A1:A2"].row_height) == (None, None)
    assert (round(sheet["B2"].height), round(sheet["B2"].width)) == (30, 109)  # 145 pixels
    assert (sheet["A1"].left, sheet["A1"].top) == (0, 0)
    assert sheet["C3"].left > sheet["B2"].width
    assert sheet["C3"].top > 30
    second, third = sheet["B2"].impl, sheet["C3"].impl
    second.row_hidden, third.column_hidden = True, True
    rows = [sheet[place].impl.row_hidden for place in ("A2", "A1", "A1:A2")]
    columns = [sheet[place].impl.column_hidden for place in ("C1", "A1", "A1:C1")]
    assert rows == columns == [True, False, None]
    second.row_hidden = False
    assert sheet["A2"].impl.row_hidden is False


@shows("Range.merge", "Range.unmerge", "Range.merge_area", "Range.merge_cells")
def test_merged_cells(sheet: Any) -> None:
    sheet["A1:B2"].merge()
    assert (sheet["B2"].merge_area.address, sheet["A1:B2"].merge_cells) == ("$A$1:$B$2", True)
    sheet["A1:B2"].unmerge()
    assert (sheet["B2"].merge_area.address, sheet["A1"].merge_cells) == ("$B$2", False)
    sheet["A5:C6"].merge(across=True)
    assert sheet["B6"].merge_area.address == "$A$6:$C$6"


# -- looks ------------------------------------------------------------------------------------------


@shows("Range.color", "Range.color=")
def test_colors(sheet: Any) -> None:
    for given in ((255, 199, 206), "#FFC7CE", 0xCEC7FF):
        sheet["A1"].color = given
        assert sheet["A1"].color == (255, 199, 206)
    sheet["A1"].color = None
    assert sheet["A1"].color is None


@shows("Range.font", "Font.api", *(f"Font.{name}{sign}" for name in (
    "bold", "italic", "size", "color", "name") for sign in ("", "=")
))  # fmt: skip
def test_fonts(book: Any, sheet: Any, tmp_path: Path) -> None:
    font = sheet["A1"].font
    assert (font.bold, font.italic) == (False, False)
    font.bold, font.italic, font.size, font.color, font.name = True, True, 14, "#FF0000", "宋体"
    assert (font.bold, font.italic, font.size, font.color, font.name) == (True, True, 14.0, (255, 0, 0), "宋体")
    mixed = sheet["A1:B1"].font
    assert (mixed.bold, mixed.italic, mixed.size, mixed.color, mixed.name) == (None, None, None, None, None)
    assert font.api.CharHeightAsian == 14
    sheet["A1"].value = "甲"
    book.save(tmp_path / "font.xlsx")
    saved = openpyxl.load_workbook(tmp_path / "font.xlsx").worksheets[0]["A1"].font
    assert (saved.b, saved.i, saved.sz, saved.color.rgb, saved.name) == (True, True, 14, "FFFF0000", "宋体")
    font.bold = font.italic = False
    assert (font.bold, font.italic) == (False, False)


@shows("Range.wrap_text", "Range.wrap_text=", *(f"Range.{name}_alignment{sign}" for name in (
    "horizontal", "vertical") for sign in ("", "=")
))  # fmt: skip
def test_alignment(sheet: Any) -> None:
    cell = sheet["A1"]
    assert (cell.wrap_text, cell.horizontal_alignment, cell.vertical_alignment) == (False, "general", "bottom")
    cell.wrap_text = True
    assert cell.wrap_text is True
    for name in ("left", "center", "right", "justify", "fill", "general"):
        cell.horizontal_alignment = name
        assert cell.horizontal_alignment == name
    for name in ("top", "center", "justify", "bottom"):
        cell.vertical_alignment = name
        assert cell.vertical_alignment == name
    with pytest.raises(NotImplementedError, match="distributed"):
        cell.horizontal_alignment = "distributed"
    with pytest.raises(NotImplementedError, match="distributed"):
        cell.vertical_alignment = "distributed"


@shows(
    "Range.borders", "Borders.api", "Borders.__getitem__", "Borders.set", "Borders.clear", "Borders.line_style",
    "Borders.weight", "Borders.color", "Border.api", "Border.line_style", "Border.line_style=",
    "Border.weight", "Border.weight=", "Border.color", "Border.color=",
)  # fmt: skip
def test_borders(sheet: Any) -> None:
    borders = sheet["B2:C3"].borders
    assert (borders.line_style, borders.weight, borders.color) == (None, None, None)
    borders.set("all", line_style="continuous", weight="thin", color="#BFBFBF")
    assert (borders.line_style, borders.weight, borders.color) == ("continuous", "thin", (191, 191, 191))
    edge = borders["edge_top"]
    edge.weight, edge.color = "thick", "#FF0000"
    assert (edge.line_style, edge.weight, edge.color) == ("continuous", "thick", (255, 0, 0))
    edge.line_style = "dash"
    assert (edge.line_style, edge.api.LineStyle, borders.weight) == ("dash", 2, None)
    borders.set("diagonal_down", line_style="continuous", weight="hairline")
    assert (borders["diagonal_down"].line_style, borders["diagonal_down"].weight) == ("continuous", "hairline")
    assert borders["diagonal_up"].line_style is None
    borders.impl.clear(("edge_top", "diagonal_down"))
    assert (edge.line_style, edge.weight, edge.color, borders["diagonal_down"].line_style) == (None, None, None, None)
    assert (borders["edge_left"].line_style, borders.api.IsTopLineValid) == ("continuous", True)
    borders.clear()
    assert borders.line_style is None
    with pytest.raises(NotImplementedError, match="slant_dash_dot"):
        borders.set("edge_top", line_style="slant_dash_dot")


@shows("Borders.line_style=", "Borders.weight=", "Borders.color=")
def test_all_borders_at_once(sheet: Any) -> None:
    borders = sheet["B2"].borders.impl
    borders.line_style, borders.weight, borders.color = "continuous", "medium", (0, 0, 255)
    assert (borders.line_style, borders.weight, borders.color) == ("continuous", "medium", (0, 0, 255))


# -- what is attached to cells ----------------------------------------------------------------------


@shows(
    "Range.note", "Range.add_note", "Sheet.notes", "Note.api", "Note.text", "Note.text=", "Note.author",
    "Note.location", "Note.delete",
)  # fmt: skip
def test_notes(book: Any, sheet: Any) -> None:
    assert sheet["B2"].note is None
    note = sheet["B2"].add_note("一\n二")
    sheet["A1"].add_note("甲")
    assert (note.text, note.location.address) == ("一\n二", "$B$2")
    assert sorted(each.location.address for each in sheet.notes) == ["$A$1", "$B$2"]
    note.text = "三"
    assert (sheet["B2"].note.text, note.api.getString()) == ("三", "三")
    assert isinstance(note.author, str)
    with pytest.raises(ValueError, match="already"):
        sheet["B2"].add_note("又")
    note.delete()
    assert [each.text for each in book.notes] == ["甲"]


@shows("Range.hyperlink", "Range.add_hyperlink")
def test_links(book: Any, sheet: Any, tmp_path: Path) -> None:
    book.sheets.add("评 分", after=sheet)
    sheet["A1"].add_hyperlink("#'评 分'!B3", "去")
    sheet["A2"].add_hyperlink("https://www.xlwings.org", "xlwings", "tip")
    assert (sheet["A1"].hyperlink, sheet["A1"].value) == ("#'评 分'!B3", "去")
    assert (sheet["A2"].hyperlink, sheet["A2"].value) == ("https://www.xlwings.org", "xlwings")
    with pytest.raises(ValueError, match="hyperlink"):
        _ = sheet["A3"].hyperlink
    book.save(tmp_path / "links.xlsx")
    saved = openpyxl.load_workbook(tmp_path / "links.xlsx").worksheets[0]
    assert saved["A1"].hyperlink.location == "'评 分'!B3"
    assert saved["A2"].hyperlink.target.rstrip("/") == "https://www.xlwings.org"


@shows(
    "Range.conditional_formats", "ConditionalFormats.add_custom", "ConditionalFormats.clear", "ConditionalFormat.api",
    "ConditionalFormat.type", "ConditionalFormat.formula", "ConditionalFormat.fill_color",
    "ConditionalFormat.font_color", "ConditionalFormat.stop_if_true", "ConditionalFormat.delete",
)  # fmt: skip
def test_rules(book: Any, sheet: Any, tmp_path: Path) -> None:
    styles = book.api.StyleFamilies["CellStyles"].getElementNames()
    cells = sheet["A1:B2"]
    look = {"fill_color": "#FFC7CE", "font_color": "#9C0006", "font_bold": True, "font_italic": True}
    rule = cells.conditional_formats.add_custom("=A1>5", **look)
    sheet["D4"].conditional_formats.add_custom('="x"="x"', fill_color="#FFEB9C")
    assert (rule.type, rule.formula, rule.stop_if_true) == ("custom", "=A1>5", True)
    assert (rule.fill_color, rule.font_color) == ((255, 199, 206), (156, 0, 6))
    assert rule.impl.api.Formula1 == "A1>5"
    assert [len(sheet[place].conditional_formats) for place in ("A1", "D4", "F9")] == [1, 1, 0]
    assert len(sheet.cells.conditional_formats) == 2
    assert sheet["D4"].conditional_formats[0].formula == '="x"="x"'
    book.save(tmp_path / "rules.xlsx")
    saved = openpyxl.load_workbook(tmp_path / "rules.xlsx").worksheets[0].conditional_formatting
    assert {str(each.sqref): each.rules[0].formula for each in saved} == {"A1:B2": ["A1>5"], "D4": ['"x"="x"']}
    sheet["F6"].conditional_formats.add_custom("=A1>5", **look).delete()
    rule.delete()
    assert [each.formula for each in sheet.cells.conditional_formats] == ['="x"="x"']
    sheet["D4"].conditional_formats.clear()
    assert book.api.StyleFamilies["CellStyles"].getElementNames() == styles


def test_a_colored_cell_is_seen_as_such(book: Any, sheet: Any, tmp_path: Path) -> None:
    """What is drawn, and not only what is stored."""
    import subprocess

    sheet["A1"].conditional_formats.add_custom('="x"="x"', fill_color="#FF0000")
    sheet["A1"].column_width, sheet["A1"].row_height, sheet["A1"].value = 40, 200, "甲"
    book.impl.to_pdf(str(tmp_path / "page.pdf"))
    subprocess.run(["pdftoppm", "-png", "-r", "20", "-singlefile", "page.pdf", "page"], cwd=tmp_path, check=True)
    with Image.open(tmp_path / "page.png") as page:
        colors = page.convert("RGB").getcolors(1 << 20)
    assert (255, 0, 0) in {color for _, color in colors or []}


# -- the claim --------------------------------------------------------------------------------------


def test_every_call_that_is_claimed_has_a_test() -> None:
    shown = {call for test in globals().values() for call in getattr(test, "shows", ())}
    assert set(coverage.supported()) - shown == set(), "claimed, but no test shows it"
    assert shown - set(coverage.supported()) == set(), "shown, but not claimed"


@pytest.mark.parametrize("call", [
    f"{member.owner}.{member.name}" for member in coverage.members()
    if member.refuses == ("",) and coverage.engine_class(member.owner) is not None
])  # fmt: skip
def test_every_other_call_says_its_name(call: str) -> None:
    owner, name = call.split(".")
    place = coverage.engine_class(owner)
    told = inspect.getattr_static(place, name)
    refusal = told.fget if isinstance(told, property) else told
    with pytest.raises(NotImplementedError, match=rf"{owner}\.{name} is not supported by the LibreOffice engine"):
        refusal(None)


def test_the_page_tells_the_truth() -> None:
    page = (ROOT / "docs" / "libreoffice-coverage.md").read_text("utf-8")
    assert page == coverage.page(), "run python scripts/libreoffice_coverage.py"
