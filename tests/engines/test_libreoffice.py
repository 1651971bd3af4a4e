"""LibreOffice behind xlwings: the calls it answers, the ones it refuses, and what it leaves behind: nothing."""

# ruff: noqa: PT012  (what is tested is what a whole block leaves behind)

import contextlib
import datetime as dt
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw

from perfxl.engines import libreoffice, office, uno_bridge
from perfxl.workbook.pour_table import DeadlineExceeded, EngineFailed, Table

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def app() -> Iterator[Any]:
    with libreoffice.session() as app:
        yield app


@pytest.fixture
def book(app: Any) -> Iterator[Any]:
    book = app.books.add()
    yield book
    book.close()


# -- the xlwings surface ----------------------------------------------------------------------------


def test_it_is_an_xlwings_app(app: Any) -> None:
    assert isinstance(app, xw.App)
    assert xw.engines["libreoffice"].apps[app.pid] == app
    assert xw.engines.active is None or xw.engines.active.name != "libreoffice"
    assert app.version.major >= 7


def test_values_of_every_kind_come_back(book: Any) -> None:
    sheet = book.sheets[0]
    noon = dt.datetime(2024, 3, 1, 12, 30)  # noqa: DTZ001  (cells know no time zone)
    values = ["=1+1", 1.5, True, None, "≥", noon, False, "'90", "90"]
    sheet.range("A1").value = values
    assert sheet.range("A1:I1").value == ["=1+1", 1.5, True, None, "≥", noon, False, "90", "90"]
    assert sheet.range("A1").value == "=1+1"
    assert sheet.range("J1:K2").value == [[None, None], [None, None]]


def test_dates_read_as_xlwings_reads_them(book: Any) -> None:
    sheet = book.sheets[0]
    sheet.range("B2").value = dt.date(2024, 12, 31)
    assert sheet.range("B2").value == dt.datetime(2024, 12, 31)  # noqa: DTZ001
    assert sheet.range("B2").options(dates=dt.date).value == dt.date(2024, 12, 31)
    sheet.range("A2").value = 45_657
    assert sheet.range("A1:B2").value[1] == [45_657.0, dt.datetime(2024, 12, 31)]  # noqa: DTZ001
    sheet.range("A2").number_format = "yyyy-mm-dd"
    assert sheet.range("A2").value == dt.datetime(2024, 12, 31)  # noqa: DTZ001
    sheet.range("A2").value = 20_261_220
    sheet.range("A2").number_format = "yyyy-mm-dd"
    assert sheet.range("A2").value == 20_261_220.0


def test_a_number_over_a_boolean_is_a_number_again(book: Any) -> None:
    cell = book.sheets[0].range("A1")
    cell.value = True
    assert cell.value is True
    cell.value = 1
    assert cell.value == 1.0
    assert cell.value is not True


def test_options_of_a_read(book: Any) -> None:
    sheet = book.sheets[0]
    sheet.range("A1").formula = "=1/0"
    sheet.range("B1").value = 2.0
    read = sheet.range("A1:B1")
    assert read.options(err_to_str=True).value == ["#DIV/0!", 2.0]
    assert read.options(ndim=2, numbers=int, empty="-").value == [[None, 2]]


@pytest.mark.parametrize(
    ("formula", "error"),
    [("=1/0", "#DIV/0!"), ("=NA()", "#N/A"), ("=NOSUCH(1)", "#NAME?"), ('="a"+1', "#VALUE!"),
     ('=INDIRECT("x!y")', "#REF!"), ('=1/0&"x"', "#DIV/0!"), ("=1E308*1E10", "#NUM!")],
)  # fmt: skip
def test_errors_have_excels_names(book: Any, formula: str, error: str) -> None:
    cell = book.sheets[0].range("C3")
    cell.formula = formula
    assert cell.options(err_to_str=True).value == error
    assert cell.value is None


def test_formulas_are_excels(book: Any) -> None:
    sheet = book.sheets[0]
    book.sheets.add("评 分", after=sheet)
    book.sheets["评 分"].range("A1").value = 4
    sheet.range("A1").value = [[1, "甲,乙"], [2, "丙;丁"]]
    sheet.range("C1:C2").formula = "=IF(A1>1,'评 分'!$A$1*A1,B1&\",;\")"
    assert sheet.range("C1:C2").formula == (
        ("=IF(A1>1,'评 分'!$A$1*A1,B1&\",;\")",),
        ("=IF(A2>1,'评 分'!$A$1*A2,B2&\",;\")",),
    )
    assert sheet.range("C1:C2").value == ["甲,乙,;", 8.0]
    sheet.range("D1:E2").formula = "=$A1+COLUMN(A1)"
    assert sheet.range("D1:E2").value == [[2.0, 3.0], [3.0, 4.0]]
    sheet.range("F1:G1").formula = [["=A1", "text"]]
    assert sheet.range("A1:G1").formula[0][0] == "1"
    assert sheet.range("F1:G1").value == [1.0, "text"]
    assert sheet.range("G1").formula == "text"


def test_a_formula_it_cannot_parse_is_an_error(book: Any) -> None:
    with pytest.raises(ValueError, match="cannot parse"):
        book.sheets[0].range("A1").formula = "=IF(1,"
    assert book.sheets[0].range("A1").value is None


def test_calculate_does_not_trust_what_is_cached(app: Any, tmp_path: Path) -> None:
    path = tmp_path / "旧.xlsx"
    stale = openpyxl.Workbook()
    stale.active.append([2, "=A1*3"])
    stale.save(path)
    book = app.books.open(path)
    app.calculate()
    assert book.sheets[0].range("B1").value == 6.0
    book.sheets[0].range("A1").value = 5
    app.calculate()
    assert book.sheets[0].range("B1").value == 15.0
    book.close()


def test_clearing_and_number_formats(book: Any) -> None:
    sheet = book.sheets[0]
    sheet.range("A1").value = [[0.5, 2], ["x", "=y"]]
    sheet.range("A1").number_format = "0.00%"
    assert sheet.range("A1").number_format == "0.00%"
    assert sheet.range("A1:B1").number_format is None
    assert sheet.range("B1").number_format == "General"
    sheet.range("A1:B2").clear_contents()
    assert sheet.range("A1:B2").value == [[None, None], [None, None]]
    assert sheet.range("A1").number_format == "0.00%"


def test_books_and_sheets(app: Any, tmp_path: Path) -> None:
    book = app.books.add()
    book.sheets.add("目标", before=book.sheets[0])
    assert book.sheet_names == ["目标", "Sheet1"]
    assert ("目标" in book.sheets, "无" in book.sheets) == (True, False)
    with pytest.raises(KeyError):
        book.sheets["无"]
    book.sheets["Sheet1"].delete()
    book.sheets[0].name = "绩效"
    book.sheets["绩效"]["B2"].value = [[1, 2], [3, 4]]
    assert book.sheets[0].used_range.address == "$A$1:$C$3"
    assert book.sheets[0][1:3, 1:3].value == [[1.0, 2.0], [3.0, 4.0]]
    path = tmp_path / "新 表.xlsx"
    book.save(path)
    assert (book.name, book.fullname) == ("新 表.xlsx", str(path))
    assert app.books["新 表.xlsx"] == book
    book.sheets[0]["A1"].value = "后"
    book.save()
    with pytest.raises(ValueError, match="xlsx"):
        book.save(tmp_path / "x.docx")
    book.close()
    assert openpyxl.load_workbook(path)["绩效"]["A1"].value == "后"
    with pytest.raises(KeyError):
        app.books["新 表.xlsx"]


def test_the_raw_document_can_be_reached(app: Any, book: Any) -> None:
    cell = book.api.Sheets["Sheet1"].getCellRangeByName("B2")
    cell.String = "raw"
    assert cell.Type == "TEXT"
    assert book.sheets[0].range("B2").value == "raw"
    assert [sheet.Name for sheet in book.api.Sheets] == ["Sheet1"]
    point = app.api._link.struct("com.sun.star.awt.Point", X=3, Y=4)
    assert (point.X, point.Y) == (3, 4)
    with pytest.raises(office.UnoError) as refused:
        book.api.Sheets["nowhere"]
    assert "NoSuchElementException" in refused.value.kind


@pytest.mark.parametrize("call", ["delete", "name", "table"])
def test_what_is_missing_says_its_name(book: Any, call: str) -> None:
    with pytest.raises(NotImplementedError, match=rf"Range\.{call} is not supported by the LibreOffice"):
        member = getattr(book.sheets[0].range("A1"), call)
        member()


def test_the_messages_the_page_quotes(book: Any) -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "libreoffice-engine.md").read_text("utf-8")
    sheet = book.sheets[0]
    for call in (sheet.activate, lambda: sheet["A1:A3"].sort(1), lambda: sheet["A1"].delete("up")):
        with pytest.raises(NotImplementedError) as refused:
            call()
        assert f"`{refused.value}`" in page


def test_a_picture_of_a_workbook(book: Any, tmp_path: Path) -> None:
    book.sheets[0].range("A1").value = "整体绩效目标表"
    libreoffice.export_pdf(book, tmp_path / "图.pdf")
    assert (tmp_path / "图.pdf").read_bytes().startswith(b"%PDF")


def test_what_is_no_workbook_is_refused(app: Any, tmp_path: Path) -> None:
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(EngineFailed):
        app.books.open(tmp_path / "bad.xlsx")
    assert len(app.books) == 0


# -- nothing is left --------------------------------------------------------------------------------


def alive(marker: str) -> list[int]:
    """Processes with a text in their command line."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if marker.encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
    return found


def assert_nothing_left(work: Path, pipe: str, temp: Path) -> None:
    deadline = time.monotonic() + 10  # an orphaned bridge clears up by itself, a moment later
    while time.monotonic() < deadline and (alive(work.name) or work.exists() or left(pipe)):
        time.sleep(0.05)
    assert alive(work.name) == []
    assert list(temp.iterdir()) == []
    assert left(pipe) == []


def left(pipe: str) -> list[str]:
    """Sockets of soffice with a text in their name."""
    return [name for name in os.listdir("/tmp") if name.startswith("OSL_PIPE_") and pipe in name]


def test_nothing_is_left_after_success(temp: Path) -> None:
    with libreoffice.session() as app:
        work, pipe = app.impl.office.work, app.impl.office._pipe
        assert alive(work.name)
        assert left(pipe)
        app.books.add()
    assert_nothing_left(work, pipe, temp)
    assert app.pid not in xw.engines["libreoffice"].apps.keys()  # noqa: SIM118  (xlwings' own collection)


def test_nothing_is_left_after_an_error(temp: Path) -> None:
    with pytest.raises(ZeroDivisionError), libreoffice.session() as app:
        work, pipe = app.impl.office.work, app.impl.office._pipe
        app.books.add()
        raise ZeroDivisionError
    assert_nothing_left(work, pipe, temp)


def test_app_quit_and_kill_end_it_too(temp: Path) -> None:
    for end in ("quit", "kill"):
        app = xw.App(impl=xw.engines["libreoffice"].apps.impl.add())
        work, pipe = app.impl.office.work, app.impl.office._pipe
        ours = [Path(path) for path in uno_bridge.sockets(pipe, app.impl.office._profile_url)]
        assert [path.is_socket() for path in ours] == [True, True]
        getattr(app, end)()
        assert_nothing_left(work, pipe, temp)
        assert [path.exists() for path in ours] == [False, False]


def test_a_hanging_soffice_meets_the_deadline(temp: Path) -> None:
    engine = libreoffice.LibreOfficeRecalculator(deadline=1.5)
    with engine:
        work, pipe = engine._kept.impl.office.work, engine._kept.impl.office._pipe
        for pid in alive("soffice.bin"):
            if work.name in Path(f"/proc/{pid}/cmdline").read_text():
                os.kill(pid, signal.SIGSTOP)
        began = time.monotonic()
        with pytest.raises(DeadlineExceeded, match=r"1\.5 s"):
            engine.pour(Table("试", ("a",), [(1,)], (("b", "=A2"),)))
        assert time.monotonic() - began < 5
    assert_nothing_left(work, pipe, temp)


def test_a_session_has_a_deadline(temp: Path) -> None:
    with pytest.raises(DeadlineExceeded), libreoffice.session(deadline=0.5) as app:
        work, pipe = app.impl.office.work, app.impl.office._pipe
        time.sleep(1)
        app.books.add()
    assert_nothing_left(work, pipe, temp)


@pytest.mark.parametrize(
    ("script", "error", "said"),
    [
        ("sleep 600", DeadlineExceeded, "did not start within 1 s"),
        ("exit 7", EngineFailed, "status 7"),
    ],
)
def test_an_soffice_that_does_not_start(
    script: str, error: type, said: str, tmp_path: Path, temp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "soffice"
    broken.write_text(f"#!/bin/sh\n{script}\n")
    broken.chmod(0o755)
    monkeypatch.setattr(office, "find_soffice", lambda: str(broken))
    with pytest.raises(error, match=said), libreoffice.session(start_deadline=1 if "sleep" in script else 30):
        pass
    assert alive(str(broken)) == []
    assert list(temp.iterdir()) == []


def test_a_crash_is_reported(temp: Path) -> None:
    with pytest.raises(EngineFailed), libreoffice.session() as app:
        work, pipe = app.impl.office.work, app.impl.office._pipe
        app.books.add()
        for pid in alive("soffice.bin"):
            if work.name in Path(f"/proc/{pid}/cmdline").read_text():
                os.kill(pid, signal.SIGKILL)
        app.books.add()
    assert_nothing_left(work, pipe, temp)


def test_ctrl_c_in_the_middle_of_a_call(temp: Path) -> None:
    """An interrupted call ends the session; the connection is never used again out of step."""
    with pytest.raises(KeyboardInterrupt), libreoffice.session() as app:
        work, pipe = app.impl.office.work, app.impl.office._pipe
        book = app.books.add()
        threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
        while True:
            _ = book.api.Sheets
    assert_nothing_left(work, pipe, temp)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL, signal.SIGTERM])
def test_nothing_is_left_when_the_caller_is_ended(number: signal.Signals, temp: Path) -> None:
    code = f"""
        import sys, tempfile, time
        sys.path.insert(0, {str(ROOT)!r})
        tempfile.tempdir = {str(temp)!r}
        from perfxl.engines import libreoffice
        with libreoffice.session() as app:
            print(app.impl.office.work, app.impl.office._pipe, sep="\\n", flush=True)
            while True:
                app.books.add().close()
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        work, pipe = Path(process.stdout.readline().rstrip("\n")), process.stdout.readline().strip()
        assert alive(work.name)
        process.send_signal(number)
        process.wait(20)
    finally:
        process.stdout.close()
        process.kill()
        process.wait()
    assert_nothing_left(work, pipe, temp)
