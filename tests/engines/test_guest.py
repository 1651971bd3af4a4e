"""A guest in the user's Excel leaves it as it was found: on the recording fake, reached as a button reaches it."""

import contextlib
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import xlwings

from perfxl.engines import hygiene, trouble
from perfxl.engines.guest import guest
from perfxl.engines.opened import NotOpen, calling_book, writable
from perfxl.workbook.pour_table import EngineFailed
from tests.engines.fake_com import (
    AUTOMATIC,
    MANUAL,
    NO_SERVER,
    REJECTED,
    RETRY_LATER,
    USERS_WINDOW,
    Application,
    Machine,
    says,
)  # fmt: skip
from tests.engines.fake_sheets import ComError, Workbook, excel_says_no

CHANGES = {
    "calculation": "manual", "screen_updating": False, "display_alerts": False, "enable_events": False,
    "interactive": False, "status_bar": "正在重算",
}  # fmt: skip
COM_NAMES = {
    "calculation": "Calculation", "screen_updating": "ScreenUpdating", "display_alerts": "DisplayAlerts",
    "enable_events": "EnableEvents", "interactive": "Interactive", "status_bar": "StatusBar",
}  # fmt: skip


def users_excel() -> Any:
    """As `xw.Book.caller()` finds it: by the number of its window."""
    import xlwings._xlwindows as windows

    hygiene.tame_all()
    return xlwings.App(impl=windows.App(xl=USERS_WINDOW))


@pytest.fixture
def app(machine: Machine) -> Any:
    return users_excel()


def leave(app: Any, way: BaseException | None) -> None:
    expected = contextlib.nullcontext() if way is None else pytest.raises(type(way))
    with expected, guest(app):
        for name, value in CHANGES.items():
            setattr(app, name, value)
        if way is not None:
            raise way


WAYS = [None, ValueError("坏"), KeyboardInterrupt(), SystemExit(1)]


@pytest.mark.parametrize("way", WAYS, ids=["done", "error", "Ctrl-C", "exit"])
def test_everything_is_what_it_was_on_every_way_out(
    machine: Machine, app: Any, way: BaseException | None
) -> None:
    before = machine.users_app.settings()
    leave(app, way)
    assert machine.users_app.settings() == before


@pytest.mark.parametrize("name", CHANGES)
def test_a_setting_changed_by_a_button_is_put_back(machine: Machine, app: Any, name: str) -> None:
    before = machine.users_app.settings()
    with guest(app):
        setattr(app, name, CHANGES[name])
        assert machine.users_app.settings()[COM_NAMES[name]] != before[COM_NAMES[name]]
    assert machine.users_app.settings() == before


def test_unusual_settings_of_the_user_are_theirs_too(machine: Machine, app: Any) -> None:
    machine.users_app.__dict__.update(
        Calculation=MANUAL, ScreenUpdating=False, DisplayAlerts=False, EnableEvents=False, StatusBar="我的提示"
    )
    before = machine.users_app.settings()
    with guest(app):
        app.calculation, app.status_bar, app.screen_updating = "automatic", False, True
        app.display_alerts = app.enable_events = True
    assert machine.users_app.settings() == before


@pytest.mark.parametrize("name", ["screen_updating", "display_alerts", "enable_events"])
def test_inside_nothing_asks_flashes_or_runs(machine: Machine, app: Any, name: str) -> None:
    with guest(app):
        assert getattr(app, name) is False


def test_a_process_that_is_ended_leaves_an_excel_that_lives_and_calculates(machine: Machine, app: Any) -> None:
    with guest(app):
        assert machine.users_app.settings()["Interactive"] is True
        assert machine.users_app.settings()["Calculation"] == AUTOMATIC


def test_what_did_not_change_is_not_set_again(machine: Machine, app: Any) -> None:
    with guest(app):
        pass
    untouched = {"Application.Interactive", "Application.StatusBar", "Application.Calculation"}
    assert untouched.isdisjoint({entry[1] for entry in machine.log})


def test_the_screen_comes_on_last(machine: Machine, app: Any) -> None:
    leave(app, None)
    assert machine.log[-1] == ("set", "Application.ScreenUpdating", True)


def test_no_instance_is_quit_and_no_book_opened_or_closed(machine: Machine, app: Any) -> None:
    leave(app, ValueError("坏"))
    assert {entry[0] for entry in machine.log} == {"set"}
    assert [book.file for book in machine.users_app.books] == ["C:/用户/预算.xlsx"]
    assert (machine.killed, machine.commands) == ([], [])


def test_another_instance_is_not_touched(machine: Machine, app: Any) -> None:
    machine.ours = Application(machine, 333, 7)
    before = machine.ours.settings()
    leave(app, None)
    assert machine.ours.settings() == before


def test_a_setting_that_fails_on_the_way_in_leaves_none_changed(machine: Machine, app: Any) -> None:
    machine.refuse("set Application.EnableEvents", excel_says_no("no"))
    before = machine.users_app.settings()
    with pytest.raises(EngineFailed, match="reported an error"), guest(app):
        pytest.fail("the block must not run")
    assert machine.users_app.settings() == before


def test_a_setting_that_cannot_be_put_back_is_named_and_the_others_are(machine: Machine, app: Any) -> None:
    with pytest.raises(EngineFailed, match="enable_events") as problem, guest(app):
        machine.refuse("set Application.EnableEvents", excel_says_no("no"))
    assert says(problem, trouble.IS_NOT_RESTORED)
    left = machine.users_app.settings()
    assert (left["DisplayAlerts"], left["ScreenUpdating"], left["EnableEvents"]) == (True, True, False)


def test_the_error_of_the_block_is_the_one_that_is_raised(machine: Machine, app: Any) -> None:
    with pytest.raises(ValueError, match="坏") as problem, guest(app):  # noqa: PT012  (what is inside is tested)
        machine.refuse("set Application.EnableEvents", excel_says_no("no"))
        raise ValueError("坏")
    assert "enable_events" in problem.value.__notes__[0]


@pytest.mark.parametrize("number", [REJECTED, RETRY_LATER])
def test_a_clerk_typing_in_a_cell_is_waited_for(machine: Machine, app: Any, number: int) -> None:
    machine.refuse("set Application.DisplayAlerts", ComError(number, "busy"), times=3)
    with guest(app):
        assert app.display_alerts is False
    assert machine.refused == 3


def test_a_clerk_who_goes_on_typing_is_told(machine: Machine, app: Any) -> None:
    machine.refuse("set Application.DisplayAlerts", ComError(REJECTED, "busy"))
    with pytest.raises(EngineFailed) as problem, guest(app):
        pytest.fail("the block must not run")
    assert says(problem, trouble.IS_BUSY)


def test_putting_back_is_waited_for_anew(machine: Machine, app: Any) -> None:
    """What is inside has used up its patience; the settings are still put back when Excel answers again."""
    before = machine.users_app.settings()
    machine.refuse("get Application.Workbooks", ComError(REJECTED))
    with pytest.raises(EngineFailed) as problem, guest(app):  # noqa: PT012  (what is inside is tested)
        app.calculation = "manual"
        machine.refuse("get Application.Calculation", ComError(REJECTED), times=5)
        app.books.count  # noqa: B018
    assert says(problem, trouble.IS_BUSY)
    assert machine.users_app.settings() == before


def test_an_excel_that_dies_under_a_button_is_told_and_not_waited_for(machine: Machine) -> None:
    machine.ours, machine.users_app = machine.users_app, Application(machine, 0, 0)
    windows = __import__("xlwings._xlwindows")._xlwindows
    app = xlwings.App(impl=windows.App(xl=5000))
    began = time.monotonic()
    with pytest.raises(EngineFailed) as problem, guest(app):  # noqa: PT012  (what is inside is tested)
        machine.die("get Application.Workbooks", NO_SERVER)
        app.books.count  # noqa: B018
    assert says(problem, trouble.IS_GONE)
    assert time.monotonic() - began < 1


def test_an_engine_with_fewer_settings_is_served_with_those() -> None:
    class Impl:
        pass

    class App:
        impl = Impl()
        screen_updating = display_alerts = True

        @property
        def calculation(self) -> str:
            raise NotImplementedError

        enable_events = interactive = status_bar = calculation

    app = App()
    with guest(app):
        assert (app.screen_updating, app.display_alerts) == (False, False)
    assert (app.screen_updating, app.display_alerts) == (True, True)


# -- the user's open book ---------------------------------------------------------------------------


def pressed(name: str) -> Any:
    """The book of a button pressed in the user's Excel."""
    return calling_book(name, hwnd=str(USERS_WINDOW))


@pytest.mark.parametrize("name", ["C:/用户/预算.xlsx", "c:\\用户\\预算.XLSX", "预算.xlsx"])
def test_the_open_book_is_found_and_nothing_is_done_to_it(machine: Machine, name: str) -> None:
    with pressed(name) as book:
        assert book.name == "预算.xlsx"
    assert machine.log == []


def test_a_book_that_is_not_open_is_told(machine: Machine) -> None:
    with pytest.raises(NotOpen), pressed("D:/别处/决算.xlsx"):
        pass


def test_a_book_in_protected_view_is_told(machine: Machine) -> None:
    machine.users_app.protected_files = 1
    with pytest.raises(EngineFailed) as problem, pressed("C:/下载/收回.xlsx"):
        pass
    assert says(problem, trouble.IS_PROTECTED)


def test_a_book_on_onedrive_is_found_by_its_address(machine: Machine) -> None:
    """xlwings would read settings from its sheets and look for a local file."""
    address = "https://example.sharepoint.com/Documents/自评.xlsx"
    machine.users_app.books.append(Workbook(machine.users_app, address))
    with pressed(address) as book:
        assert book.name == "自评.xlsx"


def test_a_com_error_of_a_button_is_told(machine: Machine) -> None:
    with pytest.raises(EngineFailed, match="reported an error: no"), pressed("预算.xlsx"):
        raise excel_says_no("no")


def test_what_a_button_writes_in_is_quiet_and_then_as_it_was(machine: Machine) -> None:
    before = machine.users_app.settings()
    with pressed("预算.xlsx") as book:
        with writable(book):
            assert machine.users_app.settings()["DisplayAlerts"] is False
            book.app.calculation = "manual"
        assert machine.users_app.settings() == before


def test_a_walk_through_the_books_waits_for_a_busy_excel(machine: Machine) -> None:
    machine.refuse("call Workbooks.__iter__", ComError(REJECTED), times=3)
    with pressed("预算.xlsx") as book:
        assert book.name == "预算.xlsx"
    assert machine.refused == 3


def test_the_real_engine_is_what_is_tested(machine: Machine, app: Any) -> None:
    module: ModuleType = __import__(type(app.impl).__module__, fromlist=["App"])
    assert Path(str(module.__file__)).name == "_xlwindows.py"
