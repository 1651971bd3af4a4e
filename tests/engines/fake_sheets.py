"""Cells and books of the fake Excel (`fake_com`): what is assigned to a range, what a calculation makes of it."""

# ruff: noqa: N802, N803  (the names are Excel's)

import os
import re
import types
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import formualizer
import openpyxl
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter

ERROR_NUMBERS = {
    "Div": -2146826281, "Na": -2146826246, "Name": -2146826259, "Null": -2146826288, "Num": -2146826252,
    "Ref": -2146826265, "Value": -2146826273,
}  # fmt: skip
UNKNOWN_NAME = -2147352570  # DISP_E_UNKNOWNNAME
OWN_ERROR = -2146827284  # Excel's 1004
SCRIPT_ERROR = -2147352567


class ComError(Exception):
    """pywintypes.com_error."""

    def __init__(self, hresult: int, text: str = "", scode: int | None = None) -> None:
        details = None if scode is None else (0, "Microsoft Excel", text, None, 0, scode)
        super().__init__(hresult, text, details, None)
        self.hresult = hresult
        self.strerror = text
        self.excepinfo = details


def excel_says_no(text: str) -> ComError:
    """Run-time error 1004, as it arrives through COM."""
    return ComError(SCRIPT_ERROR, text, OWN_ERROR)


class CDispatch:
    """win32com's base class of COM objects; xlwings wraps whatever is an instance of it."""


class Names:
    """What pywin32 calls `_oleobj_`: asked for a name, it says whether there is one, if it is not busy."""

    def __init__(self, thing: "Recorded") -> None:
        self.thing = thing

    def GetIDsOfNames(self, _: int, name: str) -> int:
        self.thing.machine.meet(self.thing, "ask", name)
        if not hasattr(type(self.thing), name) and name not in self.thing.__dict__:
            raise ComError(UNKNOWN_NAME, "Unknown name.")
        return 1


class Recorded(CDispatch):
    """A COM object: setting a property and calling a method are written down."""

    KIND = ""
    machine: Any
    app: Any

    def __getattribute__(self, name: str) -> Any:
        if name[0].isupper() and name != "KIND":
            self.machine.meet(self, "get", f"{self.KIND}.{name}")
        return object.__getattribute__(self, name)

    def __setattr__(self, name: str, value: object) -> None:
        if name[0].isupper():
            self.machine.meet(self, "set", f"{self.KIND}.{name}")
            self.machine.note("set", f"{self.KIND}.{name}", value)
        object.__setattr__(self, name, value)

    def called(self, name: str, *arguments: object) -> None:
        """Every method begins with this."""
        self.machine.meet(self, "call", f"{self.KIND}.{name}")
        self.machine.note("call", f"{self.KIND}.{name}", *arguments)

    @property
    def _oleobj_(self) -> Names:
        return Names(self)


class Workbook(Recorded):
    KIND = "Workbook"

    def __init__(self, app: Any, path: str) -> None:
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
    ProtectStructure = False
    ReadOnly = False

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
        self.called("SaveAs", path, FileFormat, Password)
        self.machine.saved_mode = self.app.__dict__["Calculation"]  # a workbook carries it to where it is opened
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
        self.called("Close", os.path.basename(self.file), SaveChanges)
        self.app.books.remove(self)


class Worksheets(Recorded):
    KIND = "Worksheets"

    def __init__(self, book: Workbook) -> None:
        self.machine = book.machine
        self.app = book.app
        self.book = book

    Count = 1

    def __iter__(self) -> Iterator["Worksheet"]:
        return iter([Worksheet(self.book)])

    def __call__(self, key: object) -> "Worksheet":
        self.machine.meet(self, "call", "Worksheets")
        return Worksheet(self.book)


class Worksheet(Recorded):
    KIND = "Worksheet"
    Name = "Sheet1"
    ProtectContents = ProtectDrawingObjects = ProtectScenarios = False

    def __init__(self, book: Workbook) -> None:
        self.machine = book.machine
        self.app = book.app
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
        self.app = sheet.app
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
        self.machine.meet(self, "set", f"Range.{name}")
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
        raise excel_says_no("that is no formula")
    return {"TRUE": True, "FALSE": False}.get(text.upper(), text)


def _literal(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else value
