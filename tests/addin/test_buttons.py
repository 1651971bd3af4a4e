"""Each of the nine buttons, pressed in LibreOffice on a real workbook, runs the real Python and leaves what it should.

The current folder of that LibreOffice holds a package named perfxl, which must never be imported.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

import perfxl
from tests.addin.conftest import ROOT, Desk

REAL = ROOT / "workbooks/县应急管理局-绩效自评表.xlsx"
FOREIGN = ROOT / "workbooks/foreign/县应急管理局-绩效自评表.xlsx"


@pytest.fixture(scope="module")
def office(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk.addin(tmp_path_factory.mktemp("addin") / "perfxl.xlam", Path(sys.executable))
    return desk


@pytest.fixture
def book(office: Desk, tmp_path: Path) -> Path:
    """A filled workbook of 2026, open and active."""
    path = Path(shutil.copy(REAL, tmp_path / "县 应急&管理局=自评.xlsx"))
    office.open(path)
    return path


def _ended(office: Desk, button: str, **answers: object) -> str:
    """Press; what the last message says, which has to be that of success."""
    office.rehearse(**answers)
    told = office.pressed(button, within=120)
    assert told, f"{button} said nothing"
    assert told[-1][0] == "done", told
    assert not office.caught.exists(), "something was imported from the current folder"
    return told[-1][1]


def _stored(office: Desk, book: Path) -> openpyxl.Workbook:
    target = book.with_name("stored.xlsx")
    office.store(book, target)
    return openpyxl.load_workbook(target)


def _texts(sheet: object) -> list[str]:
    return [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]


def test_the_trap_would_catch_a_python_started_without_p(office: Desk) -> None:
    command = [sys.executable, "-m", "perfxl.buttons", "help"]
    assert subprocess.run(command, cwd=office.trap, env={}, check=False).returncode == 9
    assert office.caught.exists()
    office.caught.unlink()


def test_check(office: Desk, book: Path) -> None:
    before = office.sheets(book)
    office.type(book, "绩效目标表", "L7", 99)  # not saved: what is open counts
    _ended(office, "PerfxlCheck")
    assert set(office.sheets(book)) - set(before) == {"校验结果"}
    findings = " ".join(_texts(_stored(office, book)["校验结果"]))
    expected = {found.code for found in perfxl.check(book.with_name("stored.xlsx")) if found.severity == "error"}
    assert "P001" in expected
    assert all(code in findings for code in expected)
    _ended(office, "PerfxlCheck")
    assert office.sheets(book).count("校验结果") == 1


def test_recalc(office: Desk, book: Path) -> None:
    before = office.sheets(book)
    _ended(office, "PerfxlRecalc")
    assert set(office.sheets(book)) - set(before) == {"复算结果"}
    texts = _texts(_stored(office, book)["复算结果"])
    assert all(item.name in texts for item in perfxl.read(REAL).indicators)


def test_standards_asks_first(office: Desk, book: Path) -> None:
    before = office.sheets(book)
    office.rehearse(confirm="no")
    told = office.pressed("PerfxlStandards", within=120)
    assert told[-1][0] in {"ask", "done"}
    office.rehearse(confirm="yes")
    assert office.pressed("PerfxlStandards", within=120)[-1][0] == "done"
    assert set(office.sheets(book)) - set(before) == {"读标准结果"}


def test_new(office: Desk, book: Path, tmp_path: Path) -> None:
    out = tmp_path / "新 表.xlsx"
    told = _ended(office, "PerfxlNew", department='市"教育"局', year=2026, out=out)
    assert str(out) in told
    made = perfxl.read(out)
    assert (made.department, made.year) == ('市"教育"局', 2026)
    assert _ended(office, "PerfxlNew", department="另一局", year=2026, out=out, confirm="yes")
    assert perfxl.read(out).department == "另一局", "asked, and overwritten on yes"


def test_new_batch(office: Desk, book: Path, tmp_path: Path) -> None:
    roster = tmp_path / "名单.csv"
    roster.write_text("部门名称\n县财政局\n县教育局\n", encoding="utf-8")
    _ended(office, "PerfxlNewBatch", roster=roster, year=2026, out=tmp_path / "下发")
    made = list((tmp_path / "下发").glob("*.xlsx"))
    assert sorted(perfxl.read(path).department for path in made) == ["县教育局", "县财政局"]


def test_convert(office: Desk, book: Path, tmp_path: Path) -> None:
    old = Path(shutil.copy(FOREIGN, tmp_path / "旧 表.xlsx"))
    _ended(office, "PerfxlConvert", file=old, out=tmp_path / "新表.xlsx")
    assert perfxl.read(tmp_path / "新表.xlsx").layout == "own"


def test_import_and_report(office: Desk, book: Path, tmp_path: Path) -> None:
    returned = tmp_path / "回收"
    returned.mkdir()
    shutil.copy(REAL, returned)
    _ended(office, "PerfxlImport", folder=returned, db=tmp_path / "台账.db")
    _ended(office, "PerfxlReport", db=tmp_path / "台账.db", out=tmp_path / "报告")
    assert (tmp_path / "报告/汇总.xlsx").exists()


def test_help(office: Desk, book: Path) -> None:
    assert perfxl.__version__ in _ended(office, "PerfxlHelp")


def test_a_workbook_that_is_no_goal_sheet_is_refused_in_the_words_of_the_command_line(
    office: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "别的.xlsx"
    openpyxl.Workbook().save(path)
    office.open(path)
    office.rehearse()
    [(kind, _)] = office.pressed("PerfxlCheck", within=120)
    assert kind == "failed"
