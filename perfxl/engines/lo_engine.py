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
import math
import os
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from xlwings import base_classes

from perfxl.engines import lo_words, trouble
from perfxl.engines.lo_cells import CellError, Cells
from perfxl.engines.lo_missing import names_what_is_missing
from perfxl.engines.lo_rules import RuleStyles
from perfxl.engines.lo_sheets import Sheets
from perfxl.engines.office import Office, Remote

FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
    ".csv": "Text - txt - csv (StarCalc)",
}
PDF_FILTER = "calc_pdf_Export"
WORKBOOK = "com.sun.star.sheet.SpreadsheetDocument"
MACROS_NEVER, LINKS_NEVER = 0, 0  # com.sun.star.document.MacroExecMode, UpdateDocMode


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
        return None if math.isnan(number) else number

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


def path_of(url: str) -> str | None:
    """The path of a document's URL; None for one never saved, the URL itself for one that is no file."""
    parts = urllib.parse.urlsplit(url)
    return urllib.request.url2pathname(parts.path) if parts.scheme == "file" else url or None


@names_what_is_missing
class Apps(base_classes.Apps):
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
class App(base_classes.App):
    """One soffice. `api` is its UNO Desktop, `office` the `perfxl.engines.office.Office` behind it."""

    screen_updating = False
    display_alerts = False
    enable_events = False
    interactive = False
    visible = False
    apps: Apps
    office: Office

    def __init__(self, apps: Apps, office: Office, guest: bool = False) -> None:
        self.apps = apps
        self.office = office
        self.guest = guest
        self._opened: list[Book] = []
        if not guest:
            apps.running[office.pid] = self

    @property
    def opened(self) -> list[Book]:
        """The books, the one activated last at the end.

        Of a soffice of our own, and of a guest, what was opened here; of one attached to, what is open there now.
        """
        if self.office.attached and not self.guest:
            self._meet()
        return self._opened

    def _meet(self) -> None:
        """Learn of the workbooks that were opened or closed meanwhile."""
        known = {book.uid: book for book in self._opened}
        self._opened = []
        documents = self.api.Components.createEnumeration()
        while documents.hasMoreElements():
            document = documents.nextElement()
            if document.supportsService(WORKBOOK):
                book = known.get(document.RuntimeUID) or Book(self, document, None)
                book.path = path_of(document.URL)
                self._opened.append(book)
        current = self.api.getCurrentComponent()
        if current is not None and current.supportsService(WORKBOOK):
            uid = current.RuntimeUID
            self._opened.sort(key=lambda book: book.uid == uid)

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

    def took(self, book: Book) -> Book:
        """The book just opened, as one of ours."""
        known = next((other for other in self.opened if other.uid == book.uid), None)
        if known is None:
            self._opened.append(book)
        return known or book

    def let_go(self, book: Book) -> None:
        """Forget a book that was closed."""
        self._opened = [other for other in self._opened if other is not book]

    def calculate(self) -> None:
        """Recompute every formula of every open book, whatever is cached."""
        for book in self.opened:
            book.api.calculateAll()

    def quit(self) -> None:
        """End the soffice; one attached to is only let go."""
        self.office.close()
        self.apps.running.pop(self.office.pid, None)

    def kill(self) -> None:
        self.office.close(kill=True)
        self.apps.running.pop(self.office.pid, None)


@names_what_is_missing
class Books(base_classes.Books):
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
        # Hidden only where somebody might see it: a hidden document has no view size and loses its frozen
        # panes when saved.
        options = office.properties(
            Hidden=self.app.guest, MacroExecutionMode=MACROS_NEVER, UpdateDocMode=LINKS_NEVER
        )
        document = self.app.api.loadComponentFromURL(url, "_blank", 0, options)
        if document is None or not document.supportsService(WORKBOOK):
            raise trouble.failed(lo_words.IS_NO_WORKBOOK, path=fullname)
        return self.app.took(Book(self.app, document, fullname))


@names_what_is_missing
class Book(base_classes.Book):
    """A document. `api` is the raw UNO spreadsheet document."""

    app: App
    api: Remote
    path: str | None
    cells: Cells
    styles: RuleStyles

    def __init__(self, app: App, document: Remote, fullname: str | None) -> None:
        self.app = app
        self.api = document
        self.path = fullname
        self.uid = str(document.RuntimeUID)
        self.cells = Cells(app.office, document)
        self.styles = RuleStyles(app.office, document)

    @property
    def name(self) -> str:
        return os.path.basename(self.path) if self.path else str(self.api.Title)

    @property
    def fullname(self) -> str:
        return self.path or self.name

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    def activate(self) -> None:
        self.app.let_go(self)
        self.app.took(self)
        self.api.CurrentController.Frame.activate()

    def close(self) -> None:
        self.api.close(True)
        self.app.let_go(self)

    def save_copy(self, path: str | os.PathLike[str]) -> None:
        """Write a copy in the format of the file ending; the book stays what and where it is."""
        self.api.storeToURL(Path(path).resolve().as_uri(), self._filter(Path(path)))

    def _filter(self, target: Path) -> tuple[Any, ...]:
        """How to store in the format of a file ending. Raises ValueError for one not in `FILTERS`."""
        if target.suffix.lower() not in FILTERS:
            raise ValueError(f"cannot save as {target.suffix!r}; use one of {', '.join(FILTERS)}")
        return self.app.office.properties(FilterName=FILTERS[target.suffix.lower()], Overwrite=True)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save in the format of the file ending. Raises ValueError for an ending not in `FILTERS`."""
        if password:
            raise NotImplementedError("Book.save with a password is not supported by the LibreOffice engine")
        target = Path(path or self.path or self.name + ".xlsx").resolve()
        self.api.storeAsURL(target.as_uri(), self._filter(target))
        self.path = str(target)

    def to_pdf(self, path: str, quality: Any = None) -> None:
        """Print every sheet with its own page settings to a PDF."""
        options = self.app.office.properties(FilterName=PDF_FILTER)
        self.api.storeToURL(Path(path).resolve().as_uri(), options)
