"""Reading cells: each file of the corpus as its table says, and what the records promise."""

import datetime
import json
import math
import os
import random
import shutil
import subprocess
import sys
import time
import warnings
import zipfile
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from perfxl.findings import Refused
from perfxl.workbook import cells
from perfxl.workbook.cells import Book, Bounds, Grid, load
from tests.workbook import killers
from tests.workbook.killers import KILLERS
from tests.workbook.makers import HELLO, MAIN, book, row, sheet, strings, styles, zipped

ROOT = Path(__file__).resolve().parents[2]
MOST_SECONDS, MOST_MIB = 2.0, 300
NEW_YEARS_EVE = datetime.datetime(2026, 12, 31)  # noqa: DTZ001 - spreadsheets know no zones


def read(tmp_path: Path, data: bytes, bounds: Bounds | None = None) -> Book:
    path = tmp_path / "book.xlsx"
    path.write_bytes(data)
    return load(path, bounds)


def grid(tmp_path: Path, *sheets: str, **options: object) -> Grid:
    return read(tmp_path, book(*sheets, **options)).sheets[0]  # type: ignore[arg-type]


# ---------------------------------------------------------------- the corpus


@pytest.mark.skipif(not hasattr(os, "fork"), reason="measures each file in a forked process")
def test_every_killer_comes_out_as_its_table_says(tmp_path: Path) -> None:
    """Outcome, processor seconds and peak memory; a file that stops failing fails this test as well."""
    for name, killer in KILLERS.items():
        (tmp_path / name).write_bytes(killer.make())
    done = subprocess.run(
        [sys.executable, killers.__file__, tmp_path],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
    )
    measured = json.loads(done.stdout)
    said = {name: entry["outcome"] for name, entry in measured.items()}
    assert said == {name: killer.outcome for name, killer in KILLERS.items()}
    worst = {name: (entry["seconds"], entry["mib"]) for name, entry in measured.items()}
    assert not {n: w for n, w in worst.items() if w[0] > MOST_SECONDS or w[1] > MOST_MIB}


def test_the_documentation_lists_every_killer_under_its_outcome() -> None:
    lines = (ROOT / "docs" / "reading.md").read_text("utf-8").splitlines()
    table = {cell[1].strip(): cell[2] for line in lines if len(cell := line.split("|")) == 4}
    listed = {(code, name.strip()) for code in table for name in table[code].split(",")}
    expected = {
        (killer.outcome if killer.outcome.startswith("F0") else "read", name.rpartition(".")[0])
        for name, killer in KILLERS.items()
    }
    assert {entry for entry in listed if entry[0] in {code for code, _ in expected}} == expected


def mutants(count: int, seed: int) -> list[bytes]:
    """Zips with broken bytes (one in three), and sound zips of parts with broken text."""
    chance = random.Random(seed)
    corpus = []
    for name in ("formulas_of_all_kinds", "dates", "rich_text_with_reading", "prefixed_names", "numbers"):
        with zipfile.ZipFile(BytesIO(KILLERS[f"{name}.xlsx"].make())) as archive:
            corpus.append({part: archive.read(part) for part in archive.namelist()})
    tokens = [b"", b"<", b'"', b"-1", b"9" * 20, b"\x00", b"\xff", b"&x;", b"</row>", b"<c/>", b"<row/>"]
    tokens += [b"A1", b"XFD1048576", b"inlineStr", b"<!---->", b"xmlns='a'", b"NaN", b"_xD800_", b"<f/>"]
    made = []
    for number in range(count):
        parts = dict(chance.choice(corpus))
        if number % 3 == 0:
            data = bytearray(zipped(parts))
            for _ in range(chance.randint(1, 4)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            made.append(bytes(data[: chance.choice((len(data), len(data), chance.randrange(1, len(data))))]))
            continue
        for _ in range(chance.randint(1, 3)):
            part = chance.choice(list(parts))
            at = chance.randrange(len(parts[part]) + 1)
            cut = at + chance.choice((0, 1, 8, 30))
            parts[part] = parts[part][:at] + chance.choice(tokens) + parts[part][cut:]
        made.append(zipped(parts))
    return made


def test_no_mutant_escapes(tmp_path: Path) -> None:
    """Whatever is broken in a small workbook: a book or a refusal, and soon."""
    path = tmp_path / "mutant.xlsx"
    outcomes = set()
    for data in mutants(900, seed=20261231):
        path.write_bytes(data)
        started = time.process_time()
        try:
            load(path)
            outcomes.add("book")
        except Refused as refusal:
            outcomes.add(refusal.code)
        assert time.process_time() - started < MOST_SECONDS
    assert {"book", "F009", "F016"} <= outcomes


# ---------------------------------------------------------------- against openpyxl


def plain(value: object) -> object:
    """A value of openpyxl in the terms of our records."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Decimal(f"{float(value):.15g}")
    if isinstance(value, datetime.timedelta):
        return Decimal(f"{value / datetime.timedelta(days=1):.15g}")
    return value or None if isinstance(value, str) else value


def agrees_with_openpyxl(path: Path) -> int:
    """Compare every cell with openpyxl's reading in normal mode; the number of cells compared."""
    ours = load(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what it cannot keep on saving, which is not our concern
        values = openpyxl.load_workbook(path, data_only=True)
        formulas = openpyxl.load_workbook(path)
    assert [item.name for item in ours.sheets] == [item.title for item in values.worksheets]
    compared = 0
    for found, theirs, texts in zip(ours.sheets, values.worksheets, formulas.worksheets, strict=True):
        assert found.state == theirs.sheet_state
        filled = {
            (cell.row, cell.column): cell
            for line in theirs.iter_rows()
            for cell in line
            if plain(cell.value) is not None or texts.cell(cell.row, cell.column).data_type == "f"
        }
        assert set(found.cells) == set(filled)
        for address, cell in found.cells.items():
            assert cell.value == plain(filled[address].value), cell
            assert (cell.formula is not None) == (texts.cell(*address).data_type == "f"), cell
            assert cell.number_format == filled[address].number_format, cell
        merged = sorted((r.min_row, r.min_col, r.max_row, r.max_col) for r in theirs.merged_cells.ranges)
        assert sorted(found.merges) == merged
        compared += len(filled)
    return compared


def made_by_openpyxl(path: Path) -> None:
    made = openpyxl.Workbook()
    page = made.active
    page.title = "绩效'目标表"
    page.append(["部门", 90, 0.9, True, NEW_YEARS_EVE, datetime.time(8, 30), "#N/A", "＝", " "])
    page["C1"].number_format = "0%"
    page["E1"].number_format = 'yyyy"年"m"月"d"日"'
    page["A2"] = "多行\n文字 尾 "
    page["B2"] = "=SUM(B1:C1)"
    page["C2"] = 2.675
    page["C2"].font = Font(bold=True)
    page.merge_cells("A4:C5")
    page["A4"] = "合并"
    page.row_dimensions[7].hidden = True
    page["A7"] = "隐藏"
    page.column_dimensions["D"].hidden = True
    page.column_dimensions.group("F", "G", hidden=True)
    other = made.create_sheet("字典")
    other.sheet_state = "veryHidden"
    other["B3"] = "部门"
    made.save(path)


def test_openpyxl_agrees_on_its_own_workbook(tmp_path: Path) -> None:
    path = tmp_path / "made.xlsx"
    made_by_openpyxl(path)
    assert agrees_with_openpyxl(path) >= 14
    found = load(path)
    assert not found.calculated
    assert found.sheet("字典") is found.sheets[1]
    assert found.sheets[1].state == "veryHidden"
    first = found.sheets[0]
    assert first.hidden_rows == {7}
    assert first.hidden_columns == {4, 6, 7}
    assert first.get(2, 2).formula == "=SUM(B1:C1)"
    assert (first.get(2, 2).kind, first.get(2, 2).raw) == ("empty", None)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_openpyxl_agrees_on_what_libreoffice_wrote(tmp_path: Path) -> None:
    """LibreOffice stores shared strings and results, which a workbook made by openpyxl never has."""
    source = tmp_path / "source.xlsx"
    made_by_openpyxl(source)
    subprocess.run(
        [
            "soffice",
            "--headless",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            *("--convert-to", "xlsx", "--outdir", tmp_path / "out", source),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    path = tmp_path / "out" / "source.xlsx"
    with zipfile.ZipFile(path) as archive:
        assert b"<si>" in archive.read("xl/sharedStrings.xml")
    found = load(path)
    assert found.calculated
    first = found.sheets[0]
    assert (first.get(2, 2).value, first.get(2, 2).formula) == (Decimal("90.9"), "=SUM(B1:C1)")
    assert first.get(2, 1).value == "多行\n文字 尾 "
    assert first.get(1, 5).value == NEW_YEARS_EVE
    assert first.get(1, 9).value == " "
    assert 7 in first.hidden_rows
    assert first.hidden_columns == {4, 6, 7}
    assert found.sheets[1].state == "hidden"  # LibreOffice knows no veryHidden
    assert agrees_with_openpyxl(path) >= 14


@pytest.mark.parametrize("path", sorted((ROOT / "workbooks").rglob("*.xlsx")), ids=lambda path: path.name)
def test_openpyxl_agrees_on_the_shipped_workbooks(path: Path) -> None:
    try:
        load(path)
    except Refused:
        return  # a broken return, refused by name: its own test says which
    assert agrees_with_openpyxl(path) > 0


# ---------------------------------------------------------------- the records


def test_a_cell_knows_its_address_and_format(tmp_path: Path) -> None:
    first = grid(tmp_path, sheet(row('<c r="AB12" s="1"><v>0.9</v></c>', r=12)))
    cell = first.get(12, 28)
    assert (cell.sheet, cell.ref, cell.row, cell.column) == ("表1", "AB12", 12, 28)
    assert (cell.value, cell.kind, cell.number_format, cell.raw) == (Decimal("0.9"), "number", "0%", "0.9")
    nothing = first.get(13, 3)
    assert (nothing.sheet, nothing.ref, nothing.value, nothing.kind) == ("表1", "C13", None, "empty")


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ('<c r="A1"><v>1</v></c>', "number"),
        ('<c r="A1" t="b"><v>1</v></c>', "bool"),
        ('<c r="A1" t="str"><v>#REF!</v></c>', "text"),
        ('<c r="A1" t="e"><v>#REF!</v></c>', "error"),
        ('<c r="A1" t="n" s="2"><v>46387</v></c>', "date"),
        ('<c r="A1" t="n" s="3"><v>1.5</v></c>', "number"),
        ('<c r="A1" t="d"><v>2026-12-31T08:30:00Z</v></c>', "date"),
        ('<c r="A1"><f>1</f></c>', "empty"),
    ],
)
def test_kinds(tmp_path: Path, cell: str, kind: str) -> None:
    style = styles("".join(f'<xf numFmtId="{n}"/>' for n in (0, 9, 14, 46)))
    assert grid(tmp_path, sheet(row(cell)), style=style).get(1, 1).kind == kind


@pytest.mark.parametrize(
    ("stored", "value"),
    [
        ("0.1", "0.1"),
        ("0.30000000000000004", "0.3"),
        ("2.6749999999999998", "2.675"),
        ("98.999999999999986", "99"),
        ("1E+2", "100"),
        ("-0", "0"),
        (" 5 ", "5"),
        ("123456789012345678", "123456789012346000"),
    ],
)
def test_numbers_have_the_15_digits_a_spreadsheet_shows(tmp_path: Path, stored: str, value: str) -> None:
    assert grid(tmp_path, sheet(row(f'<c r="A1"><v>{stored}</v></c>'))).get(1, 1).value == Decimal(value)


def test_an_unreadable_value_is_an_error_that_keeps_what_was_there(tmp_path: Path) -> None:
    first = grid(tmp_path, sheet(row('<c r="A1"><v>1,234</v></c>', '<c r="B1"><v>20261231</v></c>')))
    assert (first.get(1, 1).kind, first.get(1, 1).value, first.get(1, 1).raw) == ("error", "#VALUE!", "1,234")
    assert first.get(1, 2).value == Decimal(20261231)
    dated = grid(
        tmp_path, sheet(row('<c r="A1"><v>20261231</v></c>')), style=styles('<xf numFmtId="14"/>')
    ).get(1, 1)
    assert (dated.kind, dated.raw) == ("error", "20261231")


@pytest.mark.parametrize("number", [27, 31, 36, 50, 57, 58])
def test_the_date_formats_of_chinese_excel_are_dates(tmp_path: Path, number: int) -> None:
    """They have no definition in the file; openpyxl reads the serial number instead."""
    cell = grid(
        tmp_path, sheet(row('<c r="A1"><v>46387</v></c>')), style=styles(f'<xf numFmtId="{number}"/>')
    ).get(1, 1)
    assert cell.value == NEW_YEARS_EVE
    assert "月" in cell.number_format


def test_a_defined_format_wins_over_the_implied_one(tmp_path: Path) -> None:
    style = styles('<xf numFmtId="57"/>', '<numFmt numFmtId="57" formatCode="0.0&quot;分&quot;"/>')
    cell = grid(tmp_path, sheet(row('<c r="A1"><v>46387</v></c>')), style=style).get(1, 1)
    assert (cell.value, cell.number_format) == (Decimal(46387), '0.0"分"')


def test_rows_come_in_order_without_the_empty_ones(tmp_path: Path) -> None:
    first = grid(tmp_path, sheet(row('<c r="C5"><v>3</v></c>', '<c r="A5"><v>1</v></c>', r=5) + row(HELLO)))
    assert [[cell.ref for cell in line] for line in first.rows()] == [["A1"], ["A5", "C5"]]
    assert list(grid(tmp_path, sheet()).rows()) == []


def test_formulas_keep_their_text(tmp_path: Path) -> None:
    found = read(tmp_path, KILLERS["formulas_of_all_kinds.xlsx"].make())
    first = found.sheets[0]
    formulas = [first.get(1, column).formula for column in range(1, 7)]
    assert formulas == ["=1+1", "=", "=SUM(A1:B1)", '=""', "=", '="x"']
    assert (first.get(1, 4).kind, first.get(1, 4).raw) == ("empty", "")
    assert found.calculated


def test_a_workbook_never_calculated_is_known(tmp_path: Path) -> None:
    assert not read(tmp_path, KILLERS["formulas_never_calculated.xlsx"].make()).calculated
    assert read(tmp_path, book()).calculated


def test_merges_are_clipped_to_the_bounds(tmp_path: Path) -> None:
    after = "".join(f'<mergeCell ref="{ref}"/>' for ref in ("A1:C2", "B3:XFD1048576", "CV1:CW2", "A9"))
    data = book(sheet(after=f"<mergeCells>{after}</mergeCells>"))
    merges = read(tmp_path, data, Bounds(rows=20, columns=8)).sheets[0].merges
    assert merges == ((1, 1, 2, 3), (3, 2, 20, 8), (9, 1, 9, 1))


def test_hidden_rows_and_columns(tmp_path: Path) -> None:
    rows = row(HELLO, attributes='hidden="1"') + row(r=2, attributes='ht="0" customHeight="1"') + row(r=3)
    columns = '<col min="2" max="3" hidden="true"/><col min="5" max="5" width="0"/><col min="7" max="7"/>'
    first = grid(tmp_path, sheet(rows, before=f"<cols>{columns}</cols>"))
    assert (first.hidden_rows, first.hidden_columns) == ({1, 2}, {2, 3, 5})


@pytest.mark.parametrize(
    ("outside", "truncated"),
    [
        ('<row r="21"><c r="A21"><v>1</v></c></row>', True),
        ('<row r="21"><c r="A21" s="1"/></row>', False),
        ('<row r="21"><c r="A21"><f>1</f></c></row>', True),
        ('<row r="20"><c r="I20"><v>1</v></c></row>', True),
        ('<row r="20"><c r="I20" s="1"/></row>', False),
    ],
)
def test_content_beyond_the_bounds_is_noted(tmp_path: Path, outside: str, truncated: bool) -> None:
    data = book(sheet(row(HELLO) + outside))
    first = read(tmp_path, data, Bounds(rows=20, columns=8)).sheets[0]
    assert (set(first.cells), first.truncated) == ({(1, 1)}, truncated)


def test_what_is_passed_over_is_noted(tmp_path: Path) -> None:
    assert read(tmp_path, KILLERS["chart_sheet_first.xlsx"].make()).warnings == (
        "图: a chartsheet, passed over",
    )
    unknown = read(tmp_path, KILLERS["style_unknown.xlsx"].make())
    assert unknown.warnings == ("表1: 2 cells with an unknown style",)
    assert unknown.sheets[0].get(1, 1).number_format == "General"
    merged = read(tmp_path, KILLERS["merge_of_whole_columns.xlsx"].make())
    assert merged.warnings == ("表1: merged range 'C:D' is not readable",)


def test_sheet_by_name(tmp_path: Path) -> None:
    found = read(tmp_path, KILLERS["quotes_in_names.xlsx"].make())
    assert found.sheet('O\'Neil "x"') is found.sheet('o\'neil "X"') is found.sheets[0]
    assert found.sheet("表1") is None


def test_text_is_kept_as_it_is(tmp_path: Path) -> None:
    text = "  ①达到 90%\u3000，\n不足的　扣分 "
    first = grid(
        tmp_path,
        sheet(row('<c r="A1" t="s"><v>0</v></c>')),
        shared=strings(f'<si><t xml:space="preserve">{text}</t></si>'),
    )
    assert first.get(1, 1).value == text


@pytest.mark.parametrize("error", [KeyError("x"), RecursionError(), ZeroDivisionError("y")])
def test_the_unforeseen_becomes_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(cells, "_grid", fail)
    with pytest.raises(Refused) as caught:
        read(tmp_path, book())
    assert caught.value.code == "F016"
    assert type(error).__name__ in caught.value.slots["detail"]


def test_memory_errors_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(cells, "_grid", fail)
    with pytest.raises(MemoryError):
        read(tmp_path, book())


def test_a_form_of_60_indicators_loads_quickly(tmp_path: Path) -> None:
    """60 rows of 26 cells on each of three sheets; the bound is loose, the measured figure is in the docs."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    rows = "".join(
        row(*(f'<c r="{letter}{n}" t="s" s="1"><v>{n % 7}</v></c>' for letter in letters), r=n)
        for n in range(1, 61)
    )
    data = book(*[sheet(rows)] * 3, shared=strings("".join(f"<si><t>文字{n}</t></si>" for n in range(7))))
    path = tmp_path / "form.xlsx"
    path.write_bytes(data)
    best = math.inf
    for _ in range(5):
        started = time.process_time()
        load(path)
        best = min(best, time.process_time() - started)
    assert best < 0.2
    assert len(load(path).sheets[0].cells) == 60 * 26


def test_main_namespace_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        grid(tmp_path, sheet(root='xmlns="urn:other"'))
    assert caught.value.code == "F016"
    assert MAIN not in caught.value.slots["detail"]
