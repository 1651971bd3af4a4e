"""Old workbooks (.xls) are read like their .xlsx twins; what is wrong with them is a refusal."""

import random
import shutil
import struct
from datetime import UTC, date, datetime, time
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from perfxl import dates
from perfxl.examine import examine
from perfxl.findings import Refused
from perfxl.workbook import xls
from perfxl.workbook.cells import Book, Bounds, Cell, load
from perfxl.workbook.scan import Budget

ROOT = Path(__file__).parents[2]
OLD = ROOT / "workbooks/broken/旧版.xls"
TWIN = ROOT / "workbooks/foreign/县应急管理局-绩效目标表.xlsx"
OFFICE = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def plain(cell: Cell) -> tuple[object, ...]:
    """What must be equal. Saving down, LibreOffice shows day numbers of formulas as dates."""
    value, kind = cell.value, cell.kind
    if cell.formula is not None and isinstance(value, datetime):
        value, kind = dates.to_serial(value.date()), "number"
    return value, kind, cell.formula is None


def compared(one: Book, other: Book) -> None:
    assert [(grid.name, grid.state != "visible") for grid in one.sheets] == [
        (grid.name, grid.state != "visible") for grid in other.sheets
    ]
    for old, new in zip(one.sheets, other.sheets, strict=True):
        assert old.cells.keys() == new.cells.keys()
        # It writes the texts of formulas in cells with a format of numbers as 0, too.
        lost = {place for place, cell in old.cells.items() if cell.formula and cell.value == 0}
        assert all(plain(cell) == plain(new.cells[place]) for place, cell in old.cells.items() if place not in lost)
        assert all(new.cells[place].value == 0 or new.cells[place].kind in {"text", "empty"} for place in lost)
        assert sorted(old.merges) == sorted(new.merges)
        assert (old.hidden_rows, old.hidden_columns) == (new.hidden_rows, new.hidden_columns)
        assert old.truncated is new.truncated is False


def saved_old(source: Path, target: Path, **properties: object) -> Path:
    """Computed and saved as .xls by LibreOffice."""
    from perfxl.engines import libreoffice

    with libreoffice.session() as app:
        book = app.books.open(str(source))
        app.calculate()
        options = app.impl.office.properties(FilterName="MS Excel 97", Overwrite=True, **properties)
        book.impl.api.storeToURL(target.as_uri(), options)
        book.close()
    return target


def test_a_foreign_sheet_is_read_like_its_twin() -> None:
    compared(load(OLD), load(TWIN))
    old, new = examine(OLD), examine(TWIN)
    assert [found.to_json() for found in old.findings] == [found.to_json() for found in new.findings]
    assert old.sheet.indicators == new.sheet.indicators


def test_bounds() -> None:
    grid, whole = load(OLD, Bounds(rows=10, columns=3)).sheets[0], load(OLD).sheets[0]
    assert grid.truncated
    assert grid.cells == {place: cell for place, cell in whole.cells.items() if place[0] <= 10 and place[1] <= 3}
    assert all(bottom <= 10 and right <= 3 for _, _, bottom, right in grid.merges)
    with pytest.raises(Refused, match="F021"):
        load(OLD, Bounds(sheets=0))


@OFFICE
@pytest.mark.parametrize("name", ["县应急管理局-绩效自评表", "县应急管理局-绩效目标表", "空白模板"])
def test_our_own_workbook_saved_down(tmp_path: Path, name: str) -> None:
    source = ROOT / f"workbooks/{name}.xlsx"
    old = saved_old(source, tmp_path / "a.xls")
    compared(load(old), load(source))
    one, other = examine(old), examine(source)
    assert [found.to_json() for found in one.findings] == [found.to_json() for found in other.findings]
    assert (one.result.total, one.sheet.layout) == (other.result.total, "own")


@OFFICE
def test_values_of_every_kind(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    noon = datetime(2026, 1, 1, 12, 30, tzinfo=UTC).replace(tzinfo=None)
    values = [
        "字", " ", "=1+1", "'=x", 1.1, 98.999999999999986, -0.25, True, date(2026, 12, 31), noon, time(9, 5),
        "#N/A", "=1/0", '=TEXT(1,"0")', "长" * 30_000, 1e300, None,
    ]  # fmt: skip
    for row, value in enumerate(values, 1):
        sheet.cell(row, 1).value = value
    sheet["B1"].value, sheet["B1"].number_format = 0.9, "0%"
    sheet["B2"].value, sheet["B2"].number_format = 46022, 'yyyy"年"m"月"d"日"'
    sheet["B3"].value, sheet["B3"].number_format = 1.5, "[h]:mm"
    sheet["B4"].fill = PatternFill("solid", "FF0000")
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["D"].hidden = True
    sheet["D5"].value = "藏"
    sheet.merge_cells("F1:G3")
    book.create_sheet("隐").sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    from perfxl.engines import libreoffice

    with libreoffice.session() as app:
        opened = app.books.open(str(tmp_path / "a.xlsx"))
        app.calculate()
        for name in ("b.xlsx", "b.xls"):
            opened.save(str(tmp_path / name))
        opened.close()
    old, new = load(tmp_path / "b.xls"), load(tmp_path / "b.xlsx")
    compared(old, new)
    assert "%" in old.sheets[0].cells[1, 2].number_format
    assert old.sheets[0].cells[2, 2].kind == "date"
    assert old.sheets[0].cells[3, 2].kind == "number"


@OFFICE
def test_encrypted(tmp_path: Path) -> None:
    old = saved_old(TWIN, tmp_path / "a.xls", Password="secret")
    with pytest.raises(Refused, match="F005"):
        load(old)


def test_chinese_formats_that_no_file_defines() -> None:
    opened = SimpleNamespace(format_map={31: SimpleNamespace(format_str="General"), 0: SimpleNamespace(format_str="")})
    assert [xls._style(opened, key).is_date for key in (31, 57, 0, 9999)] == [True, True, False, False]


def record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def test_cells_are_counted_before_they_are_read() -> None:
    begin, end = record(0x0809, bytes(16)), record(0x000A)
    formula = record(0x0006, struct.pack("<HH", 4, 2) + bytes(18))
    chart = begin + record(0x0203, bytes(14)) * 9 + formula + end
    budget = Budget(cells=100)
    stream = b"xx" + begin + record(0x00BD, bytes(6 + 6 * 50)) + chart + record(0x0203, bytes(14)) + formula + end
    assert xls._formulas(stream + formula, 2, budget) == {(5, 3)}
    assert budget.cells == 48
    with pytest.raises(Refused, match="F021"):
        xls._formulas(begin + record(0x00BE, bytes(6 + 2 * 4000)) * 130, 0, Budget())


def test_what_is_damaged_is_refused_and_never_more(tmp_path: Path) -> None:
    data = OLD.read_bytes()
    path = tmp_path / "a.xls"
    chance = random.Random(7)
    seen = set()
    for _ in range(300):
        mutant = bytearray(data)
        for _ in range(chance.choice((1, 2, 8))):
            mutant[chance.randrange(len(mutant))] = chance.randrange(256)
        path.write_bytes(bytes(mutant[: chance.choice((None, None, chance.randrange(600, len(mutant)))) ]))
        try:
            load(path)
        except Refused as refused:
            seen.add(refused.code)
    assert "F009" in seen
    assert seen <= {"F004", "F005", "F008", "F009", "F021"}
