"""Our own Excel does no harm to anybody: one test for each rule, on the recording fake (`fake_com`).

`scripts/mutate_driver.py` takes the guarded lines out one by one and sees these tests fail.
"""

import atexit
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from perfxl.engines import excel, hygiene, trouble
from perfxl.workbook.pour_table import EngineFailed, EngineUnavailable
from perfxl.workbook.seed import write_seed
from tests.engines import fake_com
from tests.engines.fake_com import NO_SERVER, OUR_PID, REJECTED, TABLE, Application, Machine, pour, says, started
from tests.engines.fake_sheets import ComError, Workbook, excel_says_no

REBUILD = "call Application.CalculateFullRebuild"
OPEN = ("call", "Workbooks.Open")


# -- before any file is opened ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("DisplayAlerts", False), ("ScreenUpdating", False), ("EnableEvents", False), ("Interactive", False),
        ("AutomationSecurity", 3), ("AskToUpdateLinks", False), ("IgnoreRemoteRequests", True),
    ],
)  # fmt: skip
def test_a_setting_stands_before_any_file_is_opened(
    machine: Machine, tmp_path: Path, setting: str, value: object
) -> None:
    pour(machine, tmp_path)
    assert machine.at("set", f"Application.{setting}", value) < machine.at(*OPEN)


def test_no_alert_can_appear_until_the_last_book_is_closed(machine: Machine, tmp_path: Path) -> None:
    pour(machine, tmp_path, tmp_path / "复算.xlsx")
    alerts = [n for n, entry in enumerate(machine.log) if entry[1:] == ("Application.DisplayAlerts", True)]
    assert min(alerts) > machine.at("call", "Workbook.Close")


def test_excel_is_hidden(machine: Machine, tmp_path: Path) -> None:
    pour(machine, tmp_path)
    assert not [entry for entry in machine.log if entry[1] in ("Application.Visible", "Workbooks.Add")]
    assert started(machine).settings()["Visible"] is False


def test_one_private_file_is_opened_so_that_nothing_asks_locks_or_remembers(machine: Machine, tmp_path: Path) -> None:
    pour(machine, tmp_path)
    (opened,) = [entry for entry in machine.log if entry[:2] == OPEN]
    path, flags = opened[2], opened[3]
    assert Path(path).parent == tmp_path.resolve()
    names = ("update_links", "read_only", "format", "password", "write_res_password", "no_recommendation")
    names += ("origin", "delimiter", "editable", "notify", "converter", "add_to_mru", "local", "corrupt_load")
    given = {name: value for name, value in zip(names, flags, strict=True) if value is not None}
    assert given == {
        "update_links": False,
        "read_only": True,
        "password": "-",
        "no_recommendation": True,
        "notify": False,
        "add_to_mru": False,
    }


def test_what_is_opened_read_only_is_saved_under_another_name(machine: Machine, tmp_path: Path) -> None:
    pour(machine, tmp_path, tmp_path / "复算.xlsx")
    opened, saved = (machine.log[machine.at("call", name)][2] for name in ("Workbooks.Open", "Workbook.SaveAs"))
    assert opened != saved
    assert ("call", "Workbook.Save") not in [entry[:2] for entry in machine.log]
    assert openpyxl.load_workbook(opened).active["A2"].value is None  # as it was written, not poured into


# -- put back ---------------------------------------------------------------------------------------


def leave_by(machine: Machine, folder: Path, way: str) -> None:
    """An Excel of our own that comes to its end in one of these ways."""
    if way == "error":
        machine.refuse(REBUILD, excel_says_no("out of memory"))
    if way == "busy":
        machine.refuse(REBUILD, ComError(REJECTED, "busy"))
    if way == "done":
        pour(machine, folder)
    else:
        with pytest.raises(EngineFailed):
            pour(machine, folder)


@pytest.mark.parametrize("way", ["done", "error", "busy"])
def test_every_setting_is_put_back_before_excel_ends(machine: Machine, tmp_path: Path, way: str) -> None:
    found = Application(machine, 0, 0).settings()
    leave_by(machine, tmp_path, way)
    left = started(machine).settings()
    assert {**left, "DisplayAlerts": True, "Hwnd": 0} == found  # xlwings' quit switches the alerts off once more
    last = [entry for entry in machine.log[: machine.at("call", "Application.Quit")] if "Alerts" in entry[1]]
    assert True in [entry[2] for entry in last]


@pytest.mark.parametrize("way", ["done", "error", "busy"])
def test_what_excel_remembers_beyond_its_end_is_the_users(machine: Machine, tmp_path: Path, way: str) -> None:
    leave_by(machine, tmp_path, way)
    assert machine.remembered == {"AskToUpdateLinks": True, "IgnoreRemoteRequests": False}


def test_an_option_that_cannot_be_put_back_is_not_remembered_either(machine: Machine, tmp_path: Path) -> None:
    with excel.session():
        machine.refuse("set Application.AskToUpdateLinks", excel_says_no("no"))
    assert machine.remembered == {}  # ended, not quit
    assert machine.killed == [OUR_PID]


def test_the_calculation_mode_is_left_and_the_saved_workbook_calculates(machine: Machine, tmp_path: Path) -> None:
    pour(machine, tmp_path, tmp_path / "复算.xlsx")
    assert "Application.Calculation" not in [entry[1] for entry in machine.log]
    assert machine.saved_mode == fake_com.AUTOMATIC


# -- the user's ------------------------------------------------------------------------------------


def test_nothing_of_the_users_is_touched(machine: Machine, tmp_path: Path) -> None:
    before = machine.users_app.settings()
    pour(machine, tmp_path, tmp_path / "复算.xlsx")
    assert machine.touched == []
    assert machine.users_app.settings() == before
    assert [book.file for book in machine.users_app.books] == ["C:/用户/预算.xlsx"]


def test_only_our_own_process_is_ended(machine: Machine, tmp_path: Path) -> None:
    pour(machine, tmp_path)
    assert machine.killed == [OUR_PID]
    assert machine.commands == []


def test_the_fake_would_show_xlwings_own_clean_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without `hygiene`, xlwings ends the Excels of others: here 222, which shows no window."""
    monkeypatch.setattr(hygiene, "tame_all", lambda: None)
    machine = Machine()
    with fake_com.installed(machine) as module:
        pour(machine, tmp_path)
        atexit.unregister(module.cleanup)
    assert "taskkill /PID 222 /F" in machine.commands
    assert "taskkill /PID 111 /F" not in machine.commands


def test_the_clean_up_at_the_end_is_unregistered(monkeypatch: pytest.MonkeyPatch) -> None:
    unregistered: list[Any] = []
    machine = Machine()
    with fake_com.installed(machine) as module:
        original = module.cleanup
        monkeypatch.setattr(atexit, "unregister", unregistered.append)
        hygiene.tame_all()
        assert unregistered == [original]
        module.cleanup()
        module.Apps.cleanup()
        assert machine.commands == []
    monkeypatch.undo()
    atexit.unregister(original)


def test_an_excel_that_ran_before_is_not_taken(machine: Machine) -> None:
    machine.starts = machine.users_app
    with pytest.raises(EngineUnavailable) as problem, excel.session():
        pass
    assert says(problem, trouble.IS_SOMEBODYS)
    assert machine.killed == []
    assert [entry for entry in machine.log if entry[0] != "start"] == []


@pytest.mark.parametrize("way", ["done", "error"])
def test_a_book_that_came_into_our_excel_is_handed_to_its_user(machine: Machine, tmp_path: Path, way: str) -> None:
    """A double click in the Explorer may open a file in any Excel that runs."""
    seed = write_seed(TABLE, tmp_path)
    if way == "error":
        machine.refuse(REBUILD, excel_says_no("no"))
    try:
        with excel.session() as app:
            ours = started(machine)
            ours.books.append(Workbook(ours, "C:/用户/决算.xlsx"))
            excel.pour_table(app, TABLE, seed, None)
    except EngineFailed:
        assert way == "error"
    assert [book.file for book in ours.books] == ["C:/用户/决算.xlsx"]
    assert machine.killed == []
    assert ("call", "Application.Quit", OUR_PID) not in machine.log
    assert ours.settings() == {
        **Application(machine, 0, fake_com.OUR_WINDOW).settings(), "Visible": True, "UserControl": True,
    }  # fmt: skip


def test_a_book_that_was_there_from_the_start_is_no_visitor(machine: Machine, tmp_path: Path) -> None:
    machine.starts = Application(machine, OUR_PID, fake_com.OUR_WINDOW)
    machine.starts.books.append(Workbook(machine.starts, "C:/XLSTART/PERSONAL.XLSB"))
    pour(machine, tmp_path)
    assert machine.killed == [OUR_PID]


def test_our_own_book_that_does_not_close_is_nobody_elses(machine: Machine, tmp_path: Path) -> None:
    machine.refuse("call Workbook.Close", excel_says_no("no"))
    with pytest.raises(EngineFailed):
        pour(machine, tmp_path)
    assert machine.killed == [OUR_PID]


def test_a_number_that_went_to_another_process_is_not_ended(machine: Machine, tmp_path: Path) -> None:
    machine.die(REBUILD, NO_SERVER)
    with pytest.raises(EngineFailed):
        pour(machine, tmp_path)
    assert machine.processes[OUR_PID] == "a stranger"
    assert machine.killed == []


@pytest.mark.parametrize("problem", [ValueError("坏"), KeyboardInterrupt(), SystemExit(1)])
def test_quit_and_end_follow_every_way_out(machine: Machine, problem: BaseException) -> None:
    with pytest.raises(type(problem)), excel.session():
        raise problem
    assert machine.log[-2:] == [("call", "Application.Quit", OUR_PID), ("kill", OUR_PID)]


def test_the_end_follows_even_when_quit_fails(machine: Machine) -> None:
    machine.refuse("call Application.Quit", excel_says_no("no"))
    with excel.session():
        pass
    assert machine.killed == [OUR_PID]
