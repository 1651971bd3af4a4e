"""What stands between us and Excel, and how it is told: busy, locked, absent, another program, gone (`fake_com`).

`scripts/mutate_driver.py` takes the guarded lines out one by one and sees these tests fail.
"""

import shutil
import time
from pathlib import Path

import pytest

from perfxl.engines import excel, hygiene, trouble
from perfxl.workbook.pour_table import EngineFailed, EngineUnavailable
from perfxl.workbook.seed import write_seed
from tests.engines import fake_com
from tests.engines.fake_com import (
    CELL_EDITED,
    DISCONNECTED,
    EXPECTED,
    NO_CLASS,
    NO_SERVER,
    OUR_PID,
    REJECTED,
    RETRY_LATER,
    TABLE,
    Application,
    Machine,
    pour,
    says,
    started,
)  # fmt: skip
from tests.engines.fake_sheets import SCRIPT_ERROR, ComError, excel_says_no

REBUILD = "call Application.CalculateFullRebuild"


# -- busy ------------------------------------------------------------------------------------------

BUSY = [
    ComError(REJECTED, "Call was rejected by callee."),
    ComError(RETRY_LATER, "The message filter indicated that the application is busy."),
    ComError(SCRIPT_ERROR, "", CELL_EDITED),
    ComError(CELL_EDITED),
]
PLACES = [
    "get Application.Workbooks", "set Application.DisplayAlerts", "set Range.Value", "call Workbooks.Open", REBUILD,
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("error", BUSY, ids=["rejected", "retry later", "cell edited", "cell edited, bare"])
def test_an_excel_busy_for_a_moment_is_waited_for(
    machine: Machine, tmp_path: Path, place: str, error: ComError
) -> None:
    machine.refuse(place, error, times=3)
    assert pour(machine, tmp_path) == EXPECTED
    assert machine.refused == 3


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("error", BUSY, ids=["rejected", "retry later", "cell edited", "cell edited, bare"])
def test_an_excel_that_stays_busy_is_reported(
    machine: Machine, tmp_path: Path, place: str, error: ComError
) -> None:
    machine.refuse(place, error)
    began = time.monotonic()
    with pytest.raises(EngineFailed) as problem:
        pour(machine, tmp_path)
    assert says(problem, trouble.IS_BUSY)
    assert 0.2 <= time.monotonic() - began < 2
    assert machine.killed == [OUR_PID]


def test_between_two_tries_there_is_a_pause(machine: Machine, tmp_path: Path) -> None:
    machine.refuse(REBUILD, ComError(REJECTED))
    with pytest.raises(EngineFailed):
        pour(machine, tmp_path)
    assert 2 < machine.refused < 30  # 0.2 s in steps of 0.01 s


def test_however_many_calls_are_refused_one_bound_holds(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When Excel no longer answers at all, closing, putting back and quitting do not wait again."""
    with pytest.raises(EngineFailed) as problem, excel.session() as app:  # noqa: PT012  (what is inside is tested)
        monkeypatch.setattr(hygiene, "PATIENCE", 1.0)
        machine.dead = REJECTED
        began = time.monotonic()
        assert app.books.count == 0
    assert says(problem, trouble.IS_BUSY)
    assert time.monotonic() - began < 1.5
    assert machine.killed == [OUR_PID]


def test_a_refused_assignment_that_pywin32_hides_is_waited_for(machine: Machine, tmp_path: Path) -> None:
    """Where pywin32 has no type information, a refused assignment becomes AttributeError."""
    machine.refuse("set Application.DisplayAlerts", AttributeError("can not be set"), times=3)
    machine.refuse("ask DisplayAlerts", ComError(REJECTED), times=2)
    assert pour(machine, tmp_path) == EXPECTED
    assert machine.refused == 5


def test_a_read_that_pywin32_hides_is_waited_for(machine: Machine, tmp_path: Path) -> None:
    machine.refuse("get Application.Workbooks", AttributeError("Workbooks"), times=3)
    machine.refuse("ask Workbooks", ComError(REJECTED), times=2)
    assert pour(machine, tmp_path) == EXPECTED
    assert machine.refused == 5


def test_a_name_that_is_not_there_is_not_waited_for(machine: Machine) -> None:
    began = time.monotonic()
    with pytest.raises(AttributeError), excel.session() as app:  # noqa: PT012  (what is inside is tested)
        machine.refuse("set Application.Nothing", AttributeError("Nothing"))
        app.api.Nothing = 1
    assert time.monotonic() - began < 0.2


# -- not opened, not saved --------------------------------------------------------------------------


def test_protected_view_is_told(machine: Machine, tmp_path: Path) -> None:
    machine.refuse("call Workbooks.Open", excel_says_no("Open method of Workbooks class failed"))
    seed = write_seed(TABLE, tmp_path)
    with pytest.raises(EngineFailed) as problem, excel.session() as app:  # noqa: PT012  (what is inside is tested)
        started(machine).protected_files = 1
        excel.pour_table(app, TABLE, seed, None)
    assert says(problem, trouble.IS_PROTECTED)
    assert machine.refused == 1


def test_a_copy_that_a_scanner_holds_is_tried_again(machine: Machine, tmp_path: Path) -> None:
    machine.refuse("call Workbooks.Open", excel_says_no("cannot access the file"), times=2)
    assert pour(machine, tmp_path) == EXPECTED


def test_a_copy_that_stays_locked_is_told(machine: Machine, tmp_path: Path) -> None:
    machine.refuse("call Workbooks.Open", excel_says_no("Excel cannot access the file."))
    with pytest.raises(EngineFailed, match="cannot access the file") as problem:
        pour(machine, tmp_path)
    assert says(problem, trouble.IS_LOCKED)
    assert machine.refused == excel.OPEN_ATTEMPTS


@pytest.mark.parametrize("reason", [PermissionError(13, "Permission denied"), OSError(30, "Read-only file system")])
def test_a_target_that_is_open_or_read_only_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: OSError
) -> None:
    def refuse(*_: object) -> None:
        raise reason

    monkeypatch.setattr(shutil, "move", refuse)
    with pytest.raises(EngineFailed, match=r"复算\.xlsx") as problem:
        fake_com.recalculator().pour(TABLE, tmp_path / "复算.xlsx")
    assert says(problem, trouble.IS_NOT_SAVED)
    assert reason.strerror in problem.value.zh


# -- another program, or none -----------------------------------------------------------------------


@pytest.fixture
def on_windows(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr(excel.sys, "platform", "win32")
    monkeypatch.setattr(excel.importlib.util, "find_spec", lambda name: True)
    return monkeypatch


def test_wps_under_excels_name_in_the_registry_is_refused(on_windows: pytest.MonkeyPatch) -> None:
    on_windows.setattr(excel, "_registered_program", lambda: r"C:\WPS Office\office6\et.exe /automation")
    with pytest.raises(EngineUnavailable, match=r"et\.exe") as problem:
        excel.check()
    assert says(problem, trouble.IS_WPS)
    on_windows.setattr(excel, "_registered_program", lambda: r"C:\Office16\EXCEL.EXE /automation")
    excel.check()


def test_no_excel_in_the_registry_is_told(on_windows: pytest.MonkeyPatch) -> None:
    on_windows.setattr(excel, "_registered_program", lambda: "")
    with pytest.raises(EngineUnavailable) as problem:
        excel.check()
    assert says(problem, trouble.IS_ABSENT)


@pytest.mark.parametrize("fact", [{"Name": "WPS 表格"}, {"Path": r"C:\Kingsoft\WPS Office\12.1\office6"}])
def test_wps_that_answers_is_refused_before_anything_is_set(machine: Machine, fact: dict[str, str]) -> None:
    machine.starts = Application(machine, OUR_PID, fake_com.OUR_WINDOW)
    machine.starts.__dict__.update(fact)
    with pytest.raises(EngineUnavailable, match="WPS is not supported") as problem, excel.session():
        pass
    assert "WPS" in problem.value.zh
    assert {entry[1] for entry in machine.log if entry[0] == "set"} <= {"Application.DisplayAlerts"}  # xlwings' quit
    assert machine.killed == [OUR_PID]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (NO_CLASS, trouble.IS_ABSENT), (-2147221164, trouble.IS_ABSENT),
        (-2146959355, trouble.IS_NO_START), (-2147024891, trouble.IS_NO_START),
    ],
)  # fmt: skip
def test_an_excel_that_does_not_start_is_told(machine: Machine, number: int, words: trouble.Words) -> None:
    machine.refuse("start", ComError(number, "Server execution failed"))
    with pytest.raises(EngineUnavailable) as problem, excel.session():
        pass
    assert says(problem, words)
    assert machine.killed == []


def test_com_that_is_not_initialised_is_told(machine: Machine) -> None:
    machine.com_broken = True
    with pytest.raises(EngineUnavailable) as problem, excel.session():
        pass
    assert says(problem, trouble.IS_NO_COM)


def test_any_other_reason_not_to_start_is_told_with_what_to_do(machine: Machine) -> None:
    machine.refuse("start", ComError(-2147467259, "Unspecified error"))
    with pytest.raises(EngineUnavailable, match=r"Unspecified error.*open it once by hand") as problem, excel.session():
        pass
    assert "Unspecified error" in problem.value.zh


@pytest.mark.parametrize("place", ["set Application.ScreenUpdating", "call Workbooks.Open", "set Range.Value", REBUILD])
@pytest.mark.parametrize(
    "number", [DISCONNECTED, NO_SERVER, -2147418105, -2147418094, -2147417851, -2147023170, -2147220995]
)
def test_an_excel_that_dies_on_the_way_is_told(machine: Machine, tmp_path: Path, place: str, number: int) -> None:
    machine.die(place, number)
    with pytest.raises(EngineFailed) as problem:
        pour(machine, tmp_path)
    assert says(problem, trouble.IS_GONE)
    assert machine.killed == []


def test_what_excel_itself_reports_is_passed_on(machine: Machine, tmp_path: Path) -> None:
    machine.refuse(REBUILD, excel_says_no("Not enough memory."))
    with pytest.raises(EngineFailed, match=r"reported an error: Not enough memory\.") as problem:
        pour(machine, tmp_path)
    assert "Not enough memory." in problem.value.zh


@pytest.mark.parametrize("name", [name for name in vars(trouble) if name.startswith("IS_")])
def test_every_text_says_in_both_languages_what_to_do(name: str) -> None:
    words = getattr(trouble, name)
    assert "请" in words.zh
    assert ";" in words.en
    assert set("{}") & set(words.en) == set("{}") & set(words.zh)


def test_where_there_can_be_no_excel_that_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel.sys, "platform", "linux")
    with pytest.raises(EngineUnavailable, match="leave --engine away") as problem:
        excel.check()
    assert "请去掉 --engine excel" in problem.value.zh


@pytest.mark.parametrize("library", ["xlwings", "win32com"])
def test_a_library_that_is_missing_is_told(on_windows: pytest.MonkeyPatch, library: str) -> None:
    on_windows.setattr(excel.importlib.util, "find_spec", lambda name: None if name == library else True)
    with pytest.raises(EngineUnavailable, match=library) as problem:
        excel.check()
    assert "请运行 pip install" in problem.value.zh


def test_a_collection_that_is_asked_while_busy(machine: Machine, tmp_path: Path) -> None:
    machine.refuse("call Worksheets", ComError(RETRY_LATER), times=3)
    assert pour(machine, tmp_path) == EXPECTED
    assert machine.refused == 3
