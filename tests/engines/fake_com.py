"""A recording fake of Excel's COM objects, put beneath xlwings' real Windows engine.

`install()` imports `xlwings._xlwindows` on any platform over fakes of pywin32. The Excel behind it
stores cells, keeps Excel's documented rules for `Range.Value` (a text is parsed like typed input
unless an apostrophe leads it), calculates only when told to (with formualizer), and writes down every
property that is set and every method that is called.

It proves which calls xlwings and perfxl make, in which order. It proves nothing about Excel itself.
"""

# ruff: noqa: N802, N803  (the names are Excel's)

import contextlib
import ctypes
import datetime as dt
import importlib
import os
import re
import signal
import subprocess
import sys
import types
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from unittest import mock

import formualizer
import openpyxl
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter

from perfxl.engines.excel import ExcelRecalculator

ERROR_NUMBERS = {
    "Div": -2146826281, "Na": -2146826246, "Name": -2146826259, "Null": -2146826288, "Num": -2146826252,
    "Ref": -2146826265, "Value": -2146826273,
}  # fmt: skip
REJECTED = -2147418111  # RPC_E_CALL_REJECTED: Excel is busy
USERS_PID, OUR_WINDOW = 111, 5000
ROOT = Path(__file__).resolve().parents[2]


def recalculator(**options: object) -> ExcelRecalculator:
    """The Excel engine over the fake, in a real child process."""
    return ExcelRecalculator(command=child_command(), **options)


def child_command(scenario: str = "") -> list[str]:
    """A child that drives the fake; a scenario makes it misbehave: "hang", "crash" or "busy"."""
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from tests.engines import fake_com; "
    return [sys.executable, "-c", code + f"fake_com.child({scenario!r})"]


def child(scenario: str) -> None:
    from perfxl.engines import excel

    machine = Machine(scenario)
    with installed(machine):
        if (log := os.environ.get("FAKE_COM_LOG")) is not None:
            machine.log_file = Path(log)
        excel.main()


class ComError(Exception):
    """pywintypes.com_error."""

    def __init__(self, hresult: int, text: str = "") -> None:
        super().__init__(hresult, text, None, None)
        self.hresult = hresult
        self.excepinfo = None


class CDispatch:
    """win32com's base class of COM objects; xlwings wraps whatever is an instance of it."""


class Machine:
    """A computer with the user's Excel (process 111, a book open) and whatever we start."""

    def __init__(self, scenario: str = "") -> None:
        self.scenario = scenario
        self.log: list[tuple] = []
        self.log_file: Path | None = None
        self.killed: list[int] = []
        self.commands: list[str] = []
        self.cells: dict[tuple[int, int], object] = {}
        self.users_app = Application(self, USERS_PID, window=1)
        self.users_app.books.append(Workbook(self.users_app, "C:/用户/预算.xlsx"))
        self.users_app.Visible = True
        self.ours: Application | None = None
        self.process: subprocess.Popen | None = None
        self.rejections = 0
        self.log.clear()

    def note(self, *entry: object) -> None:
        self.log.append(entry)
        if self.log_file is not None:
            with self.log_file.open("a", encoding="utf-8") as stream:
                print(*entry, sep="\t", file=stream)

    def start(self, name: str) -> "Application":
        self.note("start", name)
        if self.scenario == "no excel":
            raise ComError(-2147221005, "Invalid class string")
        pid = 4242
        if self.scenario in ("hang", "crash"):  # a real process, to be ended for real
            self.process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
            pid = self.process.pid
        self.ours = Application(self, pid, OUR_WINDOW)
        return self.ours

    def app_of(self, window: int) -> "Application":
        return self.users_app if window == self.users_app.Hwnd else self.ours


class Recorded(CDispatch):
    """A COM object: setting a property and calling a method are written down."""

    KIND = ""

    def __setattr__(self, name: str, value: object) -> None:
        if name[0].isupper():
            self.machine.note("set", f"{self.KIND}.{name}", value)
        object.__setattr__(self, name, value)


class Application(Recorded):
    KIND = "Application"

    def __init__(self, machine: Machine, pid: int, window: int) -> None:
        self.machine = machine
        self.pid = pid
        self.books: list[Workbook] = []
        self.__dict__.update(Hwnd=window, Version="16.0", Visible=False, DisplayAlerts=True)
        self.__dict__.update(ScreenUpdating=True, EnableEvents=True, Interactive=True)

    @property
    def Workbooks(self) -> "Workbooks":
        return Workbooks(self)

    def CalculateFullRebuild(self) -> None:
        self.machine.note("call", "Application.CalculateFullRebuild")
        if self.machine.scenario == "hang":
            signal.pause()
        if self.machine.scenario == "crash":
            os._exit(3)
        if self.machine.scenario == "busy":
            self.machine.rejections += 1
            raise ComError(REJECTED, "busy")
        if self.machine.scenario == "busy at first" and self.machine.rejections < 3:
            self.machine.rejections += 1
            raise ComError(REJECTED, "busy")
        for book in self.books:
            book.calculate()

    def Quit(self) -> None:
        self.machine.note("call", "Application.Quit", self.pid)
        self.books.clear()


class Workbooks(Recorded):
    KIND = "Workbooks"

    def __init__(self, app: Application) -> None:
        self.machine = app.machine
        self.app = app

    @property
    def Count(self) -> int:
        return len(self.app.books)

    def __call__(self, key: object) -> "Workbook":
        for index, book in enumerate(self.app.books, 1):
            if key in (index, book.Name):
                return book
        raise ComError(-2147352565, "Subscript out of range")

    def __iter__(self) -> Iterator["Workbook"]:
        return iter(self.app.books)

    def Open(self, path: str, *flags: object) -> "Workbook":
        self.machine.note("call", "Workbooks.Open", path, flags)
        book = Workbook(self.app, path)
        book.load()
        self.app.books.append(book)
        return book


class Workbook(Recorded):
    KIND = "Workbook"

    def __init__(self, app: Application, path: str) -> None:
        self.machine = app.machine
        self.app = app
        self.file = path
        self.cells: dict[tuple[int, int], object] = {}
        self.formulas: dict[tuple[int, int], str] = {}

    Application = property(lambda self: self.app)
    Name = property(lambda self: os.path.basename(self.file))
    FullName = property(lambda self: self.file)
    Path = property(lambda self: os.path.dirname(self.file))
    FileFormat = 51

    @property
    def Worksheets(self) -> "Worksheets":
        return Worksheets(self)

    def load(self) -> None:
        sheet = openpyxl.load_workbook(self.file).worksheets[0]
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    self.formulas[cell.row, cell.column] = cell.value
                elif cell.value is not None:
                    self.cells[cell.row, cell.column] = cell.value

    def calculate(self) -> None:
        book = formualizer.Workbook()
        sheet = book.sheet("S")
        for (row, column), value in self.cells.items():
            sheet.set_value(row, column, _literal(value))
        for (row, column), formula in self.formulas.items():
            sheet.set_formula(row, column, formula)
        book.evaluate_all()
        for row, column in self.formulas:
            value = book.get_value("S", row, column)
            error = isinstance(value, dict)
            self.cells[row, column] = ERROR_NUMBERS[value["kind"]] if error else value

    def SaveAs(self, path: str, FileFormat: int | None = None, Password: str | None = None) -> None:
        self.machine.note("call", "Workbook.SaveAs", path, FileFormat, Password)
        copy = openpyxl.load_workbook(self.file)
        sheet = copy.worksheets[0]
        for (row, column), value in self.cells.items():
            cell = sheet.cell(row, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
        for (row, column), formula in self.formulas.items():
            sheet.cell(row, column).value = formula
        copy.save(path)
        formualizer.recalculate_xlsx_file(path, path)
        self.file = path

    def Close(self, SaveChanges: bool) -> None:
        self.machine.note("call", "Workbook.Close", self.Name, SaveChanges)
        self.app.books.remove(self)


class Worksheets(Recorded):
    KIND = "Worksheets"

    def __init__(self, book: Workbook) -> None:
        self.machine = book.machine
        self.book = book

    Count = 1

    def __call__(self, key: object) -> "Worksheet":
        return Worksheet(self.book)


class Worksheet(Recorded):
    KIND = "Worksheet"
    Name = "Sheet1"

    def __init__(self, book: Workbook) -> None:
        self.machine = book.machine
        self.book = book

    Parent = property(lambda self: self.book)

    def Cells(self, row: int, column: int) -> "Range":
        return Range(self, row, column, row, column)

    def Range(self, first: object, last: object) -> "Range":
        start, end = (getattr(corner, "_inner", corner) for corner in (first, last))
        return Range(self, start.Row, start.Column, end.bottom, end.right)


class Range(Recorded):
    KIND = "Range"

    def __init__(self, sheet: Worksheet, top: int, left: int, bottom: int, right: int) -> None:
        self.machine = sheet.machine
        self.sheet = sheet
        self.top, self.left, self.bottom, self.right = top, left, bottom, right

    Worksheet = property(lambda self: self.sheet)
    Row = property(lambda self: self.top)
    Column = property(lambda self: self.left)
    Count = property(lambda self: (self.bottom - self.top + 1) * (self.right - self.left + 1))
    Rows = property(lambda self: types.SimpleNamespace(Count=self.bottom - self.top + 1))
    Columns = property(lambda self: types.SimpleNamespace(Count=self.right - self.left + 1))
    address = property(
        lambda self: f"{get_column_letter(self.left)}{self.top}:{get_column_letter(self.right)}{self.bottom}"
    )

    def __call__(self, row: int, column: int) -> "Range":
        top, left = self.top + row - 1, self.left + column - 1
        return Range(self.sheet, top, left, top, left)

    def __setattr__(self, name: str, value: object) -> None:
        book = self.sheet.book if name[0].isupper() else None
        if book is None:
            object.__setattr__(self, name, value)
            return
        self.machine.note("set", f"Range.{name}", self.address)
        one = not isinstance(value, (list, tuple))
        first = f"{get_column_letter(self.left)}{self.top}"
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                item = value if one else value[row - self.top][column - self.left]
                if one and isinstance(item, str) and item.startswith("="):
                    item = Translator(item, first).translate_formula(f"{get_column_letter(column)}{row}")
                self.put(book, row, column, item)

    @staticmethod
    def put(book: Workbook, row: int, column: int, item: object) -> None:
        """Excel's rules for what is assigned to a cell."""
        book.cells.pop((row, column), None)
        book.formulas.pop((row, column), None)
        parsed = typed(item) if isinstance(item, str) else item
        if isinstance(item, str) and item.startswith("="):
            book.formulas[row, column] = item
        elif parsed is not None and parsed != "":
            book.cells[row, column] = parsed

    @property
    def Value(self) -> object:
        book = self.sheet.book
        rows = tuple(
            tuple(book.cells.get((row, column)) for column in range(self.left, self.right + 1))
            for row in range(self.top, self.bottom + 1)
        )
        return rows[0][0] if self.Count == 1 else rows


def typed(text: str) -> object:
    """What Excel makes of a text put into a cell of format General (Range.Value, documented)."""
    if text.startswith("'"):
        return text[1:]
    if re.fullmatch(r"[+-]?\d+(\.\d+)?([eE]\d+)?", text):
        return float(text)
    if re.fullmatch(r"\d+%", text):
        return float(text[:-1]) / 100
    if re.fullmatch(r"\d+-\d+", text):
        return 45_000.0
    if text.startswith(("+", "-", "@")):
        raise ComError(-2146827284, "that is no formula")
    return {"TRUE": True, "FALSE": False}.get(text.upper(), text)


def _literal(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else value


@contextlib.contextmanager
def installed(machine: Machine) -> Iterator[types.ModuleType]:
    """`xlwings._xlwindows` over fakes of pywin32, registered as xlwings' "excel" engine."""
    import xlwings

    def terminate(handle: int, status: int) -> None:
        machine.note("kill", handle)
        machine.killed.append(handle)
        if machine.process is not None and handle == machine.process.pid:
            machine.process.kill()
            machine.process.wait()

    def run(command: list[str], **_: object) -> types.SimpleNamespace:
        machine.commands.append(" ".join(command))
        listed = "\n\n\n" + "\n".join(f"EXCEL.EXE {pid} Console 1 9,999K x" for pid in (USERS_PID, 222, 4242))
        return types.SimpleNamespace(stdout=listed)

    class Time(dt.datetime):
        """pywintypes.TimeType."""

    fakes = {
        "pywintypes": {"com_error": ComError, "error": OSError, "TimeType": Time, "IID": str},
        "pythoncom": {"__file__": "pythoncom.dll", "CoInitialize": lambda: None, "ole_error": ComError},
        "win32api": {
            "OpenProcess": lambda access, inherit, pid: pid,
            "TerminateProcess": terminate,
            "CloseHandle": lambda handle: None,
        },
        "win32con": {},
        "win32gui": {"FindWindowEx": lambda *_: 0},
        "win32process": {"GetWindowThreadProcessId": lambda window: (0, machine.app_of(window).pid)},
        "win32timezone": {"TimeZoneInfo": types.SimpleNamespace(utc=lambda: dt.UTC)},
        "win32com": {},
        "win32com.client": {
            "CDispatch": CDispatch,
            "CoClassBaseClass": type("CoClassBaseClass", (), {}),
            "DispatchBaseClass": type("DispatchBaseClass", (), {}),
            "Dispatch": lambda *_: None,
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
        module.subprocess = types.SimpleNamespace(run=run, PIPE=-1, STDOUT=-2, CREATE_NO_WINDOW=0)
        module.get_excel_hwnds = lambda: iter([machine.users_app.Hwnd])  # ours has no visible window
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
