"""A recording fake of Excel's COM objects, put beneath xlwings' real Windows engine.

`installed()` imports `xlwings._xlwindows` on any platform over fakes of pywin32. The Excel behind it
stores cells, keeps Excel's documented rules for `Range.Value` (a text is parsed like typed input
unless an apostrophe leads it), calculates only when told to (with formualizer), remembers some options
beyond its end as Excel does, and writes down every property that is set and every method that is called.
`Machine.refuse` makes any get, set or call fail with the error that Windows gives, `Machine.die` ends it.

It proves which calls xlwings and perfxl make, in which order. It proves nothing about Excel itself.
"""

# ruff: noqa: N802  (the names are Excel's)

import contextlib
import ctypes
import datetime as dt
import importlib
import os
import signal
import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from perfxl.engines import excel, hygiene, trouble
from perfxl.workbook.pour_table import Table
from perfxl.workbook.seed import write_seed
from tests.engines.fake_sheets import CDispatch, ComError, Recorded, Workbook

REJECTED = -2147418111  # RPC_E_CALL_REJECTED: Excel is busy
RETRY_LATER = -2147417846  # RPC_E_SERVERCALL_RETRYLATER
CELL_EDITED = -2146777998  # VBA_E_IGNORE
DISCONNECTED = -2147417848  # RPC_E_DISCONNECTED
NO_SERVER = -2147023174  # RPC server unavailable
NOT_READY = -2147221008  # CO_E_NOTINITIALIZED
NO_CLASS = -2147221005  # CO_E_CLASSSTRING
USERS_PID, OTHER_PID, OUR_PID = 111, 222, 4242
USERS_WINDOW, OUR_WINDOW = 1, 5000
ROOT = Path(__file__).resolve().parents[2]
AUTOMATIC, MANUAL = -4105, -4135


TABLE = Table("复算", ("实际", "文"), [(1, "=1+1"), (2, "90"), (0, "3-1")], (("倒", "=1/A2"), ("文", "=B2")))
EXPECTED = [(1.0, "=1+1"), (0.5, "90"), ("#DIV/0!", "3-1")]


def pour(machine: "Machine", folder: Path, save_as: Path | None = None) -> list[tuple]:
    """`TABLE` through an Excel of our own, in this process."""
    seed = write_seed(TABLE, folder)
    machine.log.clear()
    with excel.session() as app:
        return excel.pour_table(app, TABLE, seed, save_as)


def says(problem: Any, words: trouble.Words) -> bool:
    """Whether an error that pytest caught says this, in both languages."""
    en, zh = (text.partition("{")[0][:20] for text in words)
    return str(problem.value).startswith(en) and problem.value.zh.startswith(zh)


def started(machine: "Machine") -> "Application":
    """The Excel that we have started."""
    assert machine.ours is not None
    return machine.ours


def recalculator(**options: object) -> excel.ExcelRecalculator:
    """The Excel engine over the fake, in a real child process."""
    return excel.ExcelRecalculator(command=child_command(), **options)


def child_command(scenario: str = "") -> list[str]:
    """A child that drives the fake; a scenario makes it misbehave: "hang", "crash", "busy" or "no excel"."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from tests.engines import fake_com; "
    return [sys.executable, "-c", code + f"fake_com.child({scenario!r})"]


def child(scenario: str) -> None:
    hygiene.PATIENCE = 0.3
    machine = Machine(scenario)
    if scenario == "no excel":
        machine.refuse("start", ComError(NO_CLASS, "Invalid class string"))
    if scenario == "busy":
        machine.refuse("call Application.CalculateFullRebuild", ComError(REJECTED, "busy"))
    with installed(machine):
        excel.main()


class Refusal:
    """An error that a place answers with, so many times or always."""

    def __init__(self, error: Exception, times: int | None) -> None:
        self.error = error
        self.times = times


class Machine:
    """A computer with the user's Excel (process 111, a book open), another program's (222), and what we start."""

    def __init__(self, scenario: str = "") -> None:
        self.scenario = scenario
        self.log: list[tuple] = []
        self.touched: list[str] = []  # whatever was done to the user's objects
        self.refusals: dict[str, Refusal] = {}
        self.refused = 0
        self.deaths: dict[str, int] = {}
        self.dead: int | None = None
        self.killed: list[object] = []
        self.commands: list[str] = []
        self.remembered: dict[str, object] = {}
        self.saved_mode: int | None = None
        self.com_ready = False
        self.com_broken = False
        self.handles: dict[int, tuple[int, str]] = {}
        self.processes = {USERS_PID: "user", OTHER_PID: "another program"}
        self.users_app = Application(self, USERS_PID, USERS_WINDOW)
        self.users_app.books.append(Workbook(self.users_app, "C:/用户/预算.xlsx"))
        self.users_app.__dict__.update(Visible=True, UserControl=True)
        self.starts: Application | None = None  # what is started; by default something new
        self.ours: Application | None = None
        self.process: subprocess.Popen | None = None
        self.window_asked = 0

    def note(self, *entry: object) -> None:
        self.log.append(entry)

    def at(self, *entry: object) -> int:
        """Where in the log an entry stands that begins like this; fails if it is not there."""
        return next(n for n, line in enumerate(self.log) if line[: len(entry)] == entry)

    def refuse(self, place: str, error: Exception, times: int | None = None) -> None:
        """Let a place fail: "get Application.Name", "set Range.Value", "call Workbooks.Open", "start"."""
        self.refusals[place] = Refusal(error, times)

    def die(self, place: str, error: int) -> None:
        """Let our Excel be gone from there on; its number goes to somebody else's process at once."""
        self.deaths[place] = error

    def meet(self, thing: Recorded | None, kind: str, name: str = "") -> None:
        """Something is done: does it work?"""
        place = f"{kind} {name}".strip()
        if thing is not None and thing.app is self.__dict__.get("users_app"):
            self.touched.append(place)
        if place in self.deaths:
            self.dead = self.deaths[place]
            self.processes[OUR_PID] = "a stranger"
        if self.dead is not None and thing is not None and thing.app is self.ours:
            raise ComError(self.dead, "The RPC server is unavailable.")
        refusal = self.refusals.get(place)
        if refusal is not None and refusal.times != 0:
            if refusal.times is not None:
                refusal.times -= 1
            self.refused += 1
            raise refusal.error

    def start(self, name: str) -> "Application":
        self.note("start", name)
        if not self.com_ready:
            raise ComError(NOT_READY, "CoInitialize has not been called.")
        self.meet(None, "start")
        pid = OUR_PID
        if self.scenario in ("hang", "crash"):  # a real process, to be ended for real
            self.process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
            pid = self.process.pid
        self.ours = self.starts or Application(self, pid, OUR_WINDOW)
        self.processes.setdefault(self.ours.pid, "ours")
        return self.ours

    def app_of(self, window: int) -> "Application | None":
        return self.users_app if window == USERS_WINDOW else self.ours

    def initialise(self) -> None:
        self.com_ready = not self.com_broken

    # -- win32api

    def open_process(self, access: int, inherit: bool, pid: int) -> int:
        if pid not in self.processes:
            raise ProcessError(87, "OpenProcess", "The parameter is incorrect.")
        handle = len(self.handles) + 1000
        self.handles[handle] = (pid, self.processes[pid])
        return handle

    def terminate(self, handle: int, status: int) -> None:
        pid, whose = self.handles[handle]
        if self.processes.get(pid) != whose:
            raise ProcessError(5, "TerminateProcess", "Access is denied.")
        self.note("kill", pid)
        self.killed.append(pid if whose == "ours" else whose)
        del self.processes[pid]
        if self.process is not None and pid == self.process.pid:
            self.process.kill()
            self.process.wait()

    def find_window(self, parent: int, *_: object) -> int:
        self.window_asked = parent or self.window_asked
        return self.window_asked

    def run(self, command: list[str], **_: object) -> types.SimpleNamespace:
        """subprocess.run, for xlwings' tasklist and taskkill."""
        self.commands.append(" ".join(command))
        listed = "\n\n\n" + "\n".join(f"EXCEL.EXE {pid} Console 1 9,999K x" for pid in self.processes)
        return types.SimpleNamespace(stdout=listed)


class ProcessError(Exception):
    """pywintypes.error."""


class Application(Recorded):
    KIND = "Application"
    REMEMBERED = ("AskToUpdateLinks", "IgnoreRemoteRequests")  # beyond the end, if it is ended by Quit

    def __init__(self, machine: Machine, pid: int, window: int) -> None:
        self.machine = machine
        self.pid = pid
        self.app = self
        self.books: list[Workbook] = []
        self.protected_files = 0
        self.__dict__.update(Hwnd=window, Version="16.0", Name="Microsoft Excel", Visible=False, UserControl=False)
        self.__dict__.update(Path=r"C:\Program Files\Microsoft Office\root\Office16")
        self.__dict__.update(DisplayAlerts=True, ScreenUpdating=True, EnableEvents=True, Interactive=True)
        self.__dict__.update(AutomationSecurity=1, AskToUpdateLinks=True, IgnoreRemoteRequests=False)
        self.__dict__.update(Calculation=AUTOMATIC, StatusBar=False)

    def settings(self) -> dict[str, object]:
        """Every property, as it is now; this is not recorded."""
        return {name: value for name, value in self.__dict__.items() if name[0].isupper()}

    @property
    def Application(self) -> "Application":
        return self

    @property
    def Workbooks(self) -> "Workbooks":
        return Workbooks(self)

    @property
    def ProtectedViewWindows(self) -> types.SimpleNamespace:
        return types.SimpleNamespace(Count=self.protected_files)

    def CalculateFullRebuild(self) -> None:
        self.called("CalculateFullRebuild")
        if self.machine.scenario == "hang":
            signal.pause()
        if self.machine.scenario == "crash":
            os._exit(3)
        for book in self.books:
            book.calculate()

    def Quit(self) -> None:
        self.called("Quit", self.pid)
        self.machine.remembered = {name: self.__dict__[name] for name in self.REMEMBERED}
        self.books.clear()


class Workbooks(Recorded):
    KIND = "Workbooks"

    def __init__(self, app: Application) -> None:
        self.machine = app.machine
        self.app = app

    @property
    def Count(self) -> int:
        return len(self.app.books)

    def __call__(self, key: object) -> Workbook:
        for index, book in enumerate(self.app.books, 1):
            if key in (index, os.path.basename(book.file)):
                return book
        raise ComError(-2147352565, "Subscript out of range")

    def __iter__(self) -> Iterator[Workbook]:
        self.machine.meet(self, "call", "Workbooks.__iter__")
        return iter(self.app.books)

    def Open(self, path: str, *flags: object) -> Workbook:
        self.called("Open", path, flags)
        book = Workbook(self.app, path)
        book.load()
        book.__dict__["ReadOnly"] = bool(flags[1])
        self.app.books.append(book)
        return book


@contextlib.contextmanager
def installed(machine: Machine) -> Iterator[types.ModuleType]:
    """`xlwings._xlwindows` over fakes of pywin32, registered as xlwings' "excel" engine."""
    import xlwings

    class Time(dt.datetime):
        """pywintypes.TimeType."""

    fakes = {
        "pywintypes": {"com_error": ComError, "error": ProcessError, "TimeType": Time, "IID": str},
        "pythoncom": {"__file__": "pythoncom.dll", "CoInitialize": machine.initialise, "ole_error": ComError},
        "win32api": {
            "OpenProcess": machine.open_process,
            "TerminateProcess": machine.terminate,
            "CloseHandle": lambda handle: None,
        },
        "win32con": {},
        "win32gui": {"FindWindowEx": machine.find_window},
        "win32process": {
            "GetWindowThreadProcessId": lambda window: (0, machine.app_of(window).pid),
            "EnumProcesses": lambda: tuple(machine.processes),
        },
        "win32timezone": {"TimeZoneInfo": types.SimpleNamespace(utc=lambda: dt.UTC)},
        "win32com": {},
        "win32com.client": {
            "CDispatch": CDispatch,
            "CoClassBaseClass": type("CoClassBaseClass", (), {}),
            "DispatchBaseClass": type("DispatchBaseClass", (), {}),
            "Dispatch": lambda *_: machine.app_of(machine.window_asked),
            "DispatchEx": machine.start,
        },
    }
    modules = {}
    for name, members in fakes.items():
        modules[name] = types.ModuleType(name)
        modules[name].__dict__.update(members)
    modules["win32com"].client = modules["win32com.client"]
    library = mock.MagicMock()
    with (
        mock.patch.dict(sys.modules, modules),
        mock.patch.multiple(ctypes, create=True, oledll=library, windll=library, PyDLL=library),
    ):
        sys.modules.pop("xlwings._xlwindows", None)
        module = importlib.import_module("xlwings._xlwindows")
        module.subprocess = types.SimpleNamespace(run=machine.run, PIPE=-1, STDOUT=-2, CREATE_NO_WINDOW=0)
        module.get_excel_hwnds = lambda: iter([USERS_WINDOW])  # ours has no visible window
        engine = xlwings.Engine(impl=module.engine)
        xlwings.engines.add(engine)
        active, xlwings.engines.active = xlwings.engines.active, engine  # as on Windows
        try:
            yield module
        finally:
            xlwings.engines.active = active
            xlwings.engines.engines.remove(engine)
            del xlwings.engines.engines_by_name["excel"]
            sys.modules.pop("xlwings._xlwindows", None)
            del xlwings._xlwindows
