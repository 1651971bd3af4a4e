"""LibreOffice as an xlwings engine: the same client code that drives Excel drives soffice.

Subclasses xlwings' `base_classes`; what is missing raises NotImplementedError with the name of the
call. `api` of every object is the UNO object underneath (`Book.api`: the spreadsheet document).

Differences from Excel that a caller meets:

* `Range.value = "=1+1"` stores a text; only `Range.formula` makes formulas. As in Excel one leading
  apostrophe is taken off. Texts are never turned into numbers or dates.
* TRUE and FALSE computed by a formula are numbers in LibreOffice. They read as bool where the first
  0 or 1 of their column is shown as TRUE or FALSE, else as 1.0 or 0.0.
* `read_only`, passwords and links are ignored when opening: links are never followed, macros never run.
"""

from __future__ import annotations

import datetime as dt
import inspect
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from xlwings import base_classes  # type: ignore[import-untyped,unused-ignore]

from perfxl.engines.lo_cells import ALL_CONTENT, EVERYTHING, CellError, Cells
from perfxl.engines.office import Office, Remote, UnoError

FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
    ".csv": "Text - txt - csv (StarCalc)",
}
PDF_FILTER = "calc_pdf_Export"
MACROS_NEVER, LINKS_NEVER = 0, 0  # com.sun.star.document.MacroExecMode, UpdateDocMode
SHEET_ROWS, SHEET_COLUMNS = 1_048_576, 16_384
Anything = TypeVar("Anything", bound=type)


def _refusal(name: str) -> Callable[..., Any]:
    def refuse(*_: Any, **__: Any) -> Any:
        raise NotImplementedError(f"{name} is not supported by the LibreOffice engine")

    return refuse


def names_what_is_missing(cls: Anything) -> Anything:
    """Class decorator: inherited members that only raise NotImplementedError say which they are.

    Attributes the class annotates replace the inherited properties of the same name.
    """
    for name in inspect.get_annotations(cls):
        if name not in vars(cls):
            setattr(cls, name, None)
    for name in dir(cls):
        member = next(vars(base)[name] for base in cls.__mro__ if name in vars(base))
        code = getattr(member.fget if isinstance(member, property) else member, "__code__", None)
        if code is not None and code.co_names == ("NotImplementedError",):
            refuse = _refusal(f"{cls.__name__}.{name}")
            setattr(cls, name, property(refuse, refuse) if isinstance(member, property) else refuse)
    return cls


class Engine:
    """What xlwings asks of an engine."""

    name = "libreoffice"
    type = "desktop"

    def __init__(self) -> None:
        self.apps = Apps(self)

    @staticmethod
    def prepare_xl_data_element(value: Any, options: Any) -> Any:
        """One value on its way into a cell; numbers of other libraries become float, NaN becomes empty."""
        if value is None or isinstance(value, (str, bool, dt.date)):
            return value
        if hasattr(value, "to_pydatetime"):
            return value.to_pydatetime()
        number = float(value)
        return None if number != number else number

    @staticmethod
    def clean_value_data(
        rows: list[list[Any]],
        datetime_builder: Callable[..., Any],
        empty_as: Any,
        number_builder: Callable[[float], Any] | None,
        err_to_str: bool,
    ) -> list[list[Any]]:
        """Values on their way to the caller, as the options of the read ask."""

        def clean(value: Any) -> Any:
            if value is None or value == "":
                return empty_as
            if isinstance(value, CellError):
                return str(value) if err_to_str else None
            if isinstance(value, dt.datetime):
                parts = ("year", "month", "day", "hour", "minute", "second", "microsecond")
                return datetime_builder(**{part: getattr(value, part) for part in parts}, tzinfo=None)
            if number_builder is not None and type(value) is float:
                return number_builder(value)
            return value

        return [[clean(value) for value in row] for row in rows]


@names_what_is_missing
class Apps(base_classes.Apps):  # type: ignore[misc,unused-ignore]
    """The soffice instances this process has started, and no others."""

    engine: Engine
    running: dict[int, App]

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.running = {}

    def keys(self) -> list[int]:
        return list(self.running)

    def add(self, spec: Any = None, add_book: Any = None, xl: Any = None, visible: Any = None) -> App:
        """Start a soffice of our own; `xl` takes an `Office` that is already running."""
        app = App(self, Office() if xl is None else xl)
        if add_book:
            app.books.add()
        return app

    @staticmethod
    def cleanup() -> None:
        """Nothing to do: every app ends its own processes."""

    def __iter__(self) -> Iterator[App]:
        return iter(list(self.running.values()))

    def __len__(self) -> int:
        return len(self.running)

    def __getitem__(self, pid: int) -> App:
        return self.running[pid]


@names_what_is_missing
class App(base_classes.App):  # type: ignore[misc,unused-ignore]
    """One soffice. `api` is its UNO Desktop, `office` the `perfxl.engines.office.Office` behind it."""

    screen_updating = False
    display_alerts = False
    enable_events = False
    interactive = False
    visible = False
    apps: Apps
    office: Office
    opened: list[Book]

    def __init__(self, apps: Apps, office: Office) -> None:
        self.apps = apps
        self.office = office
        self.opened = []
        apps.running[office.pid] = self

    @property
    def engine(self) -> Engine:
        return self.apps.engine

    @property
    def api(self) -> Remote:
        return self.office.desktop

    @property
    def pid(self) -> int:
        return self.office.pid

    @property
    def version(self) -> str:
        return self.office.version

    @property
    def books(self) -> Books:
        return Books(self)

    def calculate(self) -> None:
        """Recompute every formula of every open book, whatever is cached."""
        for book in self.opened:
            book.api.calculateAll()

    def quit(self) -> None:
        self.office.close()
        self.apps.running.pop(self.office.pid, None)

    def kill(self) -> None:
        self.office.close(kill=True)
        self.apps.running.pop(self.office.pid, None)


@names_what_is_missing
class Books(base_classes.Books):  # type: ignore[misc,unused-ignore]
    app: App

    def __init__(self, app: App) -> None:
        self.app = app

    @property
    def api(self) -> Remote:
        return self.app.api

    @property
    def active(self) -> Book:
        return self.app.opened[-1]

    def __call__(self, key: int | str) -> Book:
        """By 1-based index or by file name. Raises KeyError."""
        for index, book in enumerate(self.app.opened, 1):
            if key in (index, book.name):
                return book
        raise KeyError(key)

    def __len__(self) -> int:
        return len(self.app.opened)

    def __iter__(self) -> Iterator[Book]:
        return iter(list(self.app.opened))

    def add(self) -> Book:
        return self._load("private:factory/scalc", None)

    def open(self, fullname: str, *_: Any) -> Book:
        """Open a file, macros off, links untouched; the further arguments are Excel's and ignored."""
        return self._load(Path(fullname).resolve().as_uri(), fullname)

    def _load(self, url: str, fullname: str | None) -> Book:
        office = self.app.office
        options = office.properties(Hidden=True, MacroExecutionMode=MACROS_NEVER, UpdateDocMode=LINKS_NEVER)
        document = self.app.api.loadComponentFromURL(url, "_blank", 0, options)
        if document is None or not document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            raise UnoError("load", f"not a workbook LibreOffice can open: {fullname}")
        book = Book(self.app, document, fullname)
        self.app.opened.append(book)
        return book


@names_what_is_missing
class Book(base_classes.Book):  # type: ignore[misc,unused-ignore]
    """A document. `api` is the raw UNO spreadsheet document."""

    app: App
    api: Remote
    path: str | None
    number: int
    cells: Cells

    def __init__(self, app: App, document: Remote, fullname: str | None) -> None:
        self.app = app
        self.api = document
        self.path = fullname
        self.number = len(app.opened) + 1
        self.cells = Cells(app.office, document)

    @property
    def name(self) -> str:
        return os.path.basename(self.path) if self.path else f"Book{self.number}"

    @property
    def fullname(self) -> str:
        return self.path or self.name

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    def activate(self) -> None:
        self.app.opened.remove(self)
        self.app.opened.append(self)

    def close(self) -> None:
        self.api.close(True)
        self.app.opened.remove(self)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save in the format of the file ending. Raises ValueError for an ending not in `FILTERS`."""
        if password:
            raise NotImplementedError("Book.save with a password is not supported by the LibreOffice engine")
        target = Path(path or self.path or self.name + ".xlsx").resolve()
        if target.suffix.lower() not in FILTERS:
            raise ValueError(f"cannot save as {target.suffix!r}; use one of {', '.join(FILTERS)}")
        options = self.app.office.properties(FilterName=FILTERS[target.suffix.lower()], Overwrite=True)
        self.api.storeAsURL(target.as_uri(), options)
        self.path = str(target)

    def to_pdf(self, path: str, quality: Any = None) -> None:
        """Print every sheet with its own page settings to a PDF."""
        options = self.app.office.properties(FilterName=PDF_FILTER)
        self.api.storeToURL(Path(path).resolve().as_uri(), options)


@names_what_is_missing
class Sheets(base_classes.Sheets):  # type: ignore[misc,unused-ignore]
    book: Book

    def __init__(self, book: Book) -> None:
        self.book = book

    @property
    def api(self) -> Any:
        return self.book.api.Sheets

    @property
    def active(self) -> Sheet:
        return Sheet(self.book, self.book.api.CurrentController.ActiveSheet)

    def __call__(self, key: int | str) -> Sheet:
        """By 1-based index or by name, capitals ignored as in Excel. Raises KeyError."""
        names = self.api.getElementNames()
        if isinstance(key, int):
            if not 1 <= key <= len(names):
                raise KeyError(key)
            return Sheet(self.book, self.api.getByIndex(key - 1))
        for name in names:
            if name.lower() == key.lower():
                return Sheet(self.book, self.api.getByName(name))
        raise KeyError(key)

    def __len__(self) -> int:
        return len(self.api)

    def __iter__(self) -> Iterator[Sheet]:
        return (Sheet(self.book, sheet) for sheet in self.api)

    def __contains__(self, name: str) -> bool:
        return name.lower() in (known.lower() for known in self.api.getElementNames())

    def add(self, before: Sheet | None = None, after: Sheet | None = None, name: str | None = None) -> Sheet:
        """Insert a sheet; without a place, before the first."""
        index = before.index - 1 if before else after.index if after else 0
        names = self.api.getElementNames()
        if name is None:
            name = next(f"Sheet{n}" for n in range(1, len(names) + 2) if f"Sheet{n}" not in names)
        self.api.insertNewByName(name, index)
        return Sheet(self.book, self.api.getByName(name))


@names_what_is_missing
class Sheet(base_classes.Sheet):  # type: ignore[misc,unused-ignore]
    book: Book
    api: Remote

    def __init__(self, book: Book, sheet: Remote) -> None:
        self.book = book
        self.api = sheet

    @property
    def name(self) -> str:
        return str(self.api.Name)

    @name.setter
    def name(self, value: str) -> None:
        self.api.Name = value

    @property
    def index(self) -> int:
        return int(self.api.RangeAddress.Sheet) + 1

    @property
    def visible(self) -> bool:
        return bool(self.api.IsVisible)

    @visible.setter
    def visible(self, value: bool) -> None:
        self.api.IsVisible = value

    def activate(self) -> None:
        self.book.api.CurrentController.setActiveSheet(self.api)

    def delete(self) -> None:
        self.book.api.Sheets.removeByName(self.name)

    @property
    def cells(self) -> Range:
        return Range(self, 1, 1, SHEET_ROWS, SHEET_COLUMNS)

    @property
    def used_range(self) -> Range:
        cursor = self.api.createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.RangeAddress
        return Range(self, 1, 1, end.EndRow + 1, end.EndColumn + 1)

    def clear_contents(self) -> None:
        self.cells.clear_contents()

    def clear(self) -> None:
        self.cells.clear()

    def range(self, first: Any, last: Any = None) -> Range:
        """By A1 address or name, by (row, column) from 1, or spanned between two of these."""
        start = self._corner(first)
        if last is None:
            return start
        end = self._corner(last)
        top, left = min(start.row, end.row), min(start.column, end.column)
        bottom = max(start.row + start.shape[0], end.row + end.shape[0])
        right = max(start.column + start.shape[1], end.column + end.shape[1])
        return Range(self, top, left, bottom - top, right - left)

    def _corner(self, place: Any) -> Range:
        if isinstance(place, Range):
            return place
        if isinstance(place, tuple) and len(place) == 4:
            return Range(self, *place)
        if isinstance(place, tuple):
            if 0 in place:
                raise IndexError("ranges are counted from 1")
            return Range(self, place[0], place[1], 1, 1)
        area = self.api.getCellRangeByName(place.replace("$", "")).RangeAddress
        return Range(
            self,
            area.StartRow + 1,
            area.StartColumn + 1,
            area.EndRow - area.StartRow + 1,
            area.EndColumn - area.StartColumn + 1,
        )


@names_what_is_missing
class Range(base_classes.Range):  # type: ignore[misc,unused-ignore]
    """A rectangle of cells; rows and columns from 1. `api` is the UNO cell range, None if empty."""

    sheet: Sheet
    row: int
    column: int
    shape: tuple[int, int]
    options: dict[str, Any]

    def __init__(self, sheet: Sheet, row: int, column: int, height: int, width: int) -> None:
        self.sheet = sheet
        self.row = row
        self.column = column
        self.shape = (height, width)
        self.options = {}

    @property
    def api(self) -> Remote | None:
        height, width = self.shape
        if not (height and width):
            return None
        left, top = self.column - 1, self.row - 1
        made: Remote = self.sheet.api.getCellRangeByPosition(left, top, left + width - 1, top + height - 1)
        return made

    @property
    def coords(self) -> tuple[Any, ...]:
        return (self.sheet.api, self.row, self.column, *self.shape)

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, first: int, second: int | None = None) -> Range:
        """A cell by (row, column) within the range, or by its number along the rows, from 1."""
        if second is None:
            row, column = divmod(first - 1, self.shape[1])
            first, second = row + 1, column + 1
        return Range(self.sheet, self.row + first - 1, self.column + second - 1, 1, 1)

    def get_address(self, row_absolute: bool = True, column_absolute: bool = True, external: bool = False) -> str:
        def corner(row: int, column: int) -> str:
            letters = ""
            while column:
                column, digit = divmod(column - 1, 26)
                letters = chr(65 + digit) + letters
            return "$" * column_absolute + letters + "$" * row_absolute + str(row)

        text = corner(self.row, self.column)
        if len(self) > 1:
            text += ":" + corner(self.row + self.shape[0] - 1, self.column + self.shape[1] - 1)
        return f"'[{self.sheet.book.name}]{self.sheet.name}'!{text}" if external else text

    @property
    def address(self) -> str:
        return self.get_address()

    @property
    def raw_value(self) -> Any:
        """One value for one cell, else rows; see `Cells.read`."""
        if self.api is None:
            return None
        rows = self.sheet.book.cells.read(self.api)
        return rows[0][0] if len(self) == 1 else rows

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        if self.api is not None:
            self.sheet.book.cells.write(self.api, self._rows(data))

    def _rows(self, data: Any) -> list[list[Any]]:
        """Data in the shape of the range: one value fills it, one row is repeated."""
        height, width = self.shape
        if not isinstance(data, (list, tuple)):
            return [[data] * width for _ in range(height)]
        rows = [list(row) if isinstance(row, (list, tuple)) else None for row in data]
        if None in rows:
            return [list(data) for _ in range(height)]
        return [row for row in rows if row is not None]

    @property
    def formula(self) -> Any:
        if self.api is None:
            return None
        rows = self.sheet.book.cells.read_formulas(self.api)
        return rows[0][0] if len(self) == 1 else tuple(map(tuple, rows))

    @formula.setter
    def formula(self, value: Any) -> None:
        """One formula fills the range, written for its first cell; rows of formulas go cell by cell."""
        cells = self.sheet.book.cells
        if self.api is None:
            return
        if isinstance(value, str) and value.startswith("="):
            return cells.write_formula(self.api, value)
        rows = self._rows(value)
        cells.write(self.api, rows)
        for r, row in enumerate(rows, 1):
            for c, text in enumerate(row, 1):
                if isinstance(text, str) and text.startswith("="):
                    cells.write_formula(self(r, c).api, text)  # type: ignore[arg-type]

    formula2 = formula

    def clear_contents(self) -> None:
        if self.api is not None:
            self.api.clearContents(ALL_CONTENT)

    def clear(self) -> None:
        if self.api is not None:
            self.api.clearContents(EVERYTHING)

    @property
    def number_format(self) -> str | None:
        return None if self.api is None else self.sheet.book.cells.format_code(self.api)

    @number_format.setter
    def number_format(self, code: str) -> None:
        if self.api is not None:
            self.api.NumberFormat = self.sheet.book.cells.format_key(code)
