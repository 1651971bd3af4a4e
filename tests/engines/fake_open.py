"""The fake Excel's workbook that somebody has open: protection, pages, windows, rules, notes, links, merged cells.

Of Excel's rules it keeps those the buttons rest on: a wrong password is error 1004 and the sheet stays protected;
a rule belongs to all areas of its range; a cell has one note; an address has at most 255 characters.
"""

# ruff: noqa: N802, N803  (the names are Excel's)

import types
from collections.abc import Iterator
from typing import Any

from openpyxl.utils import get_column_letter, range_boundaries

from tests.engines.fake_sheets import Recorded, Workbook, excel_says_no

Area = tuple[int, int, int, int]  # left, top, right, bottom, as openpyxl has it
EXPRESSION, COLOR_SCALE = 2, 3
ALLOWED = types.SimpleNamespace(
    AllowFormattingCells=False, AllowFormattingColumns=True, AllowFormattingRows=False, AllowInsertingColumns=True,
    AllowInsertingRows=False, AllowInsertingHyperlinks=True, AllowDeletingColumns=False, AllowDeletingRows=True,
    AllowSorting=False, AllowFiltering=True, AllowUsingPivotTables=False,
)  # fmt: skip


class OpenBook(Workbook):
    """A workbook with some sheets."""

    def __init__(self, app: Any, path: str, *names: str) -> None:
        super().__init__(app, path)
        self.sheets = [OpenSheet(self, name) for name in names]
        self.front = self.sheets[0]
        self.window = Window(self)
        self.copies: list[str] = []

    @property
    def Worksheets(self) -> "OpenSheets":
        return OpenSheets(self)

    Sheets = Worksheets
    ActiveSheet = property(lambda self: self.front)

    def Windows(self, number: int) -> "Window":
        return self.window

    def SaveCopyAs(self, path: str) -> None:
        self.called("SaveCopyAs", path)
        self.copies.append(path)


class Window(Recorded):
    KIND = "Window"

    def __init__(self, book: OpenBook) -> None:
        self.machine = book.machine
        self.app = book.app


class OpenSheets(Recorded):
    KIND = "Worksheets"

    def __init__(self, book: OpenBook) -> None:
        self.machine = book.machine
        self.app = book.app
        self.book = book

    Count = property(lambda self: len(self.book.sheets))

    def __iter__(self) -> Iterator["OpenSheet"]:
        return iter(self.book.sheets)

    def __call__(self, key: object) -> "OpenSheet":
        named = {sheet.Name: sheet for sheet in self.book.sheets}
        return self.book.sheets[key - 1] if isinstance(key, int) else named[key]

    Item = __call__


class PageSetup(Recorded):
    KIND = "PageSetup"

    def __init__(self, sheet: "OpenSheet") -> None:
        self.machine = sheet.machine
        self.app = sheet.app


class OpenSheet(Recorded):
    KIND = "Worksheet"

    def __init__(self, book: OpenBook, name: str) -> None:
        self.machine = book.machine
        self.app = book.app
        self.book = book
        self.password = ""
        self.rules: list[Rule] = []
        self.notes: dict[tuple[int, int], Note] = {}
        self.discussed: set[tuple[int, int]] = set()
        self.merged: list[Area] = []
        self.links: list[Link] = []
        self.page = PageSetup(self)
        self.old = False  # an Excel that knows no threaded comments
        self.__dict__.update(Name=name, EnableSelection=0, Visible=-1)
        self.__dict__.update(
            ProtectContents=False, ProtectDrawingObjects=False, ProtectScenarios=False, ProtectionMode=False
        )

    Parent = property(lambda self: self.book)
    PageSetup = property(lambda self: self.page)
    Protection = property(lambda self: ALLOWED)
    Cells = property(lambda self: OpenRange(self, [(1, 1, 16384, 1048576)]))
    Comments = property(lambda self: list(self.notes.values()))

    def Activate(self) -> None:
        self.called("Activate", self.Name)
        self.book.front = self

    def Unprotect(self, Password: str | None = None) -> None:
        self.called("Unprotect", self.Name, Password)
        if self.password and Password != self.password:
            raise excel_says_no("The password you supplied is not correct.")
        self.__dict__.update(ProtectContents=False, ProtectDrawingObjects=False, ProtectScenarios=False)

    def Protect(self, *arguments: object) -> None:
        self.called("Protect", self.Name, *arguments)
        _, drawings, contents, scenarios, mode, *_ = arguments
        self.__dict__.update(ProtectDrawingObjects=drawings, ProtectContents=contents, ProtectScenarios=scenarios)
        self.__dict__.update(ProtectionMode=mode, EnableSelection=0)  # which Protect sets back

    def Range(self, first: Any, last: Any = None) -> "OpenRange":
        if last is not None:
            start, end = (getattr(corner, "_inner", corner).areas[0] for corner in (first, last))
            return self.cells([(*start[:2], *end[2:])])
        if len(first) > 255:
            raise excel_says_no("Method 'Range' of object '_Worksheet' failed")
        return self.cells([range_boundaries(part) for part in first.split(",")])

    def cells(self, areas: list[Area]) -> "OpenRange":
        return OpenRange(self, areas) if self.old else NewRange(self, areas)


class Parts(Recorded):
    """Rows or columns of a range."""

    KIND = "Parts"

    def __init__(self, cells: "OpenRange", Count: int) -> None:
        self.machine = cells.machine
        self.app = cells.app
        self.__dict__["Count"] = Count


class OpenRange(Recorded):
    KIND = "Range"

    def __init__(self, sheet: OpenSheet, areas: list[Area]) -> None:
        self.machine = sheet.machine
        self.app = sheet.app
        self.sheet = sheet
        self.areas = areas

    Worksheet = property(lambda self: self.sheet)
    Parent = property(lambda self: self.sheet)
    Row = property(lambda self: self.areas[0][1])
    Column = property(lambda self: self.areas[0][0])
    Count = property(lambda self: sum((a[2] - a[0] + 1) * (a[3] - a[1] + 1) for a in self.areas))
    Rows = property(lambda self: Parts(self, self.areas[0][3] - self.areas[0][1] + 1))
    Columns = property(lambda self: Parts(self, self.areas[0][2] - self.areas[0][0] + 1))
    place = property(lambda self: (self.areas[0][1], self.areas[0][0]))
    Comment = property(lambda self: self.sheet.notes.get(self.place))

    @property
    def FormatConditions(self) -> "Rules":
        return Rules(self)

    @property
    def Hyperlinks(self) -> "Links":
        return Links(self)

    def __call__(self, row: int, column: int) -> "OpenRange":
        left, top = self.areas[0][0] + column - 1, self.areas[0][1] + row - 1
        return self.sheet.cells([(left, top, left, top)])

    @property
    def MergeArea(self) -> "OpenRange":
        row, column = self.place
        for left, top, right, bottom in self.sheet.merged:
            if left <= column <= right and top <= row <= bottom:
                return self.sheet.cells([(left, top, right, bottom)])
        return self

    def GetAddress(self, row: bool, column: bool, style: int, external: bool) -> str:
        assert (row, column, external) == (False, False, False)
        letter = get_column_letter
        corners = [(letter(left), top, letter(right), bottom) for left, top, right, bottom in self.areas]
        return ",".join(f"{a}{b}" if (a, b) == (c, d) else f"{a}{b}:{c}{d}" for a, b, c, d in corners)

    def AddComment(self, text: str) -> "Note":
        if self.place in self.sheet.notes or self.place in self.sheet.discussed:
            raise excel_says_no("Application-defined or object-defined error")
        self.sheet.notes[self.place] = Note(self, text)
        return self.sheet.notes[self.place]


class NewRange(OpenRange):
    """Of Excel 2019 and later."""

    CommentThreaded = property(lambda self: self if self.place in self.sheet.discussed else None)


class Note(Recorded):
    KIND = "Comment"

    def __init__(self, cell: OpenRange, text: str) -> None:
        self.machine = cell.machine
        self.app = cell.app
        self.cell = cell
        self.said = text

    def Text(self) -> str:
        return self.said

    def Delete(self) -> None:
        del self.cell.sheet.notes[self.cell.place]


class Rules(Recorded):
    """The rules of a range; of all cells, all rules of the sheet."""

    KIND = "FormatConditions"

    def __init__(self, cells: OpenRange) -> None:
        self.machine = cells.machine
        self.app = cells.app
        self.cells = cells

    Count = property(lambda self: len(self.cells.sheet.rules))

    def Add(self, Type: int, Formula1: str) -> "Rule":
        self.called("Add", Type, Formula1)
        self.cells.sheet.rules.append(Rule(self.cells, Type, Formula1))
        return self.cells.sheet.rules[-1]

    def __iter__(self) -> Iterator["Rule"]:
        return iter(list(self.cells.sheet.rules))

    def __call__(self, number: int) -> "Rule":
        return self.cells.sheet.rules[number - 1]


class Rule(Recorded):
    KIND = "FormatCondition"

    def __init__(self, cells: OpenRange, kind: int, formula: str) -> None:
        self.machine = cells.machine
        self.app = cells.app
        self.cells = cells
        self.inside = Interior(cells)
        self.__dict__.update(Type=kind, StopIfTrue=True)
        if kind == EXPRESSION:
            self.__dict__["Formula1"] = formula

    Interior = property(lambda self: self.inside)

    def SetFirstPriority(self) -> None:
        self.cells.sheet.rules.remove(self)
        self.cells.sheet.rules.insert(0, self)

    def Delete(self) -> None:
        self.cells.sheet.rules.remove(self)

    def seen(self) -> tuple[str, str, int]:
        return self.cells.GetAddress(False, False, 1, False), self.Formula1, self.inside.Color


class Interior(Recorded):
    KIND = "Interior"

    def __init__(self, cells: OpenRange) -> None:
        self.machine = cells.machine
        self.app = cells.app


class Link(Recorded):
    KIND = "Hyperlink"

    def __init__(self, cells: OpenRange, address: str) -> None:
        self.machine = cells.machine
        self.app = cells.app
        self.where = cells.GetAddress(False, False, 1, False)
        self.address = address


class Links(Recorded):
    KIND = "Hyperlinks"

    def __init__(self, cells: OpenRange) -> None:
        self.machine = cells.machine
        self.app = cells.app
        self.cells = cells

    def Add(self, Anchor: object, Address: str) -> Link:
        self.cells.sheet.links.append(Link(self.cells, Address))
        return self.cells.sheet.links[-1]
