"""A workbook somebody has open, in Excel or LibreOffice: finding it, and what xlwings has no call for.

Protection, copies, and leaving the program as it was. Behind Excel stands xlwings' own Windows engine, behind
LibreOffice ours; the difference ends in this module.
"""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, Protocol

from perfxl.engines import trouble
from perfxl.engines.guest import guest, protected
from perfxl.engines.hygiene import WINDOWS_MODULE, by_com, tame_all, xw
from perfxl.engines.office import UnoError
from perfxl.workbook.pour_table import EngineFailed, Recalculator

# The order of Worksheet.Protect after Password, DrawingObjects, Contents, Scenarios, UserInterfaceOnly.
ALLOWANCES = (
    "AllowFormattingCells", "AllowFormattingColumns", "AllowFormattingRows", "AllowInsertingColumns",
    "AllowInsertingRows", "AllowInsertingHyperlinks", "AllowDeletingColumns", "AllowDeletingRows", "AllowSorting",
    "AllowFiltering", "AllowUsingPivotTables",
)  # fmt: skip
LANDSCAPE = 2  # XlPageOrientation
PAGE_STYLE = "perfxl"
A4 = (21_000, 29_700)  # 1/100 mm


class NotOpen(EngineFailed):
    """The workbook meant is not open there."""


class Protected(EngineFailed):
    """The structure of the workbook is protected: no sheet can be added or deleted."""


class _Program(Protocol):
    """What differs between the two."""

    def save_copy(self, book: Any, path: Path) -> None: ...
    def structure_protected(self, book: Any) -> bool: ...
    def unprotect(self, sheet: Any) -> tuple[Any, ...] | None: ...
    def protect(self, sheet: Any, before: tuple[Any, ...]) -> None: ...
    def protected(self, sheet: Any) -> bool: ...
    def colors(self, locked: frozenset[str]) -> bool: ...
    def quiet(self, book: Any) -> contextlib.AbstractContextManager[object]: ...
    def without_grid(self, sheet: Any) -> None: ...
    def print_wide(self, sheet: Any, rows: str) -> None: ...
    def forget_pages(self, book: Any) -> None: ...
    def recalculator(self, book: Any) -> Recalculator | None: ...


class _LibreOffice:
    def save_copy(self, book: Any, path: Path) -> None:
        book.impl.save_copy(path)

    def structure_protected(self, book: Any) -> bool:
        return bool(book.api.isProtected())

    def protected(self, sheet: Any) -> bool:
        return bool(sheet.impl.api.isProtected())

    def unprotect(self, sheet: Any) -> tuple[Any, ...] | None:
        """What is allowed on the protected sheet LibreOffice keeps by itself for the next `protect`."""
        with contextlib.suppress(UnoError):  # a password: it raises, or lets the sheet be
            sheet.impl.api.unprotect("")
        return None if self.protected(sheet) else ()

    def protect(self, sheet: Any, before: tuple[Any, ...]) -> None:
        sheet.impl.api.protect(*before, "")

    def colors(self, locked: frozenset[str]) -> bool:
        """LibreOffice makes no cell style, which a rule needs, while any sheet is protected."""
        return not locked

    def quiet(self, book: Any) -> contextlib.AbstractContextManager[object]:
        """No repainting, which takes longer than all we write; changes raise no macro events here."""
        still: contextlib.AbstractContextManager[object] = book.app.impl.office.still(book.api)
        return still

    def without_grid(self, sheet: Any) -> None:
        """For a sheet that has one and is shown: LibreOffice can only turn it over, for the sheet in front."""
        office = sheet.book.app.impl.office
        helper = office.manager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", office.context)
        helper.executeDispatch(sheet.book.api.CurrentController.Frame, ".uno:ToggleSheetGrid", "", 0, ())

    def print_wide(self, sheet: Any, rows: str) -> None:
        document = sheet.book.api
        styles = document.StyleFamilies["PageStyles"]
        if not styles.hasByName(PAGE_STYLE):
            styles.insertByName(PAGE_STYLE, document.createInstance("com.sun.star.style.PageStyle"))
            style = styles[PAGE_STYLE]
            style.IsLandscape = True
            style.Height, style.Width = A4
            style.ScaleToPagesX, style.ScaleToPagesY = 1, 0
        api = sheet.impl.api
        api.PageStyle = PAGE_STYLE
        api.setTitleRows(sheet.range(rows).impl.api.RangeAddress)
        api.setPrintTitleRows(True)

    def forget_pages(self, book: Any) -> None:
        styles = book.api.StyleFamilies["PageStyles"]
        used = any(sheet.PageStyle == PAGE_STYLE for sheet in book.api.Sheets)
        if styles.hasByName(PAGE_STYLE) and not used:
            styles.removeByName(PAGE_STYLE)

    def recalculator(self, book: Any) -> Recalculator | None:
        """The very LibreOffice the workbook is open in, through a workbook nobody sees: no second one to start."""
        from perfxl.engines.libreoffice import LibreOfficeRecalculator

        return LibreOfficeRecalculator(app=book.app)


class _Excel:
    def save_copy(self, book: Any, path: Path) -> None:
        book.api.SaveCopyAs(str(path))

    def structure_protected(self, book: Any) -> bool:
        return bool(book.api.ProtectStructure)

    def protected(self, sheet: Any) -> bool:
        api = sheet.api
        return bool(api.ProtectContents or api.ProtectDrawingObjects or api.ProtectScenarios)

    def unprotect(self, sheet: Any) -> tuple[Any, ...] | None:
        api = sheet.api
        allowed = api.Protection
        before = (
            api.EnableSelection,
            *("", api.ProtectDrawingObjects, api.ProtectContents, api.ProtectScenarios, api.ProtectionMode),
            *(getattr(allowed, name) for name in ALLOWANCES),
        )
        try:
            api.Unprotect("")  # without the argument Excel would ask for the password in a dialog
        except Exception:
            if not self.protected(sheet):
                raise
            return None  # a password: Excel reports nothing more precise than its one number for everything
        return None if self.protected(sheet) else before

    def protect(self, sheet: Any, before: tuple[Any, ...]) -> None:
        selection, *arguments = before
        sheet.api.Protect(*arguments)
        sheet.api.EnableSelection = selection

    def colors(self, locked: frozenset[str]) -> bool:
        return True

    def quiet(self, book: Any) -> contextlib.AbstractContextManager[object]:
        """No repainting, no question, and none of the workbook's own event macros, while we write; then as it was."""
        return guest(book.app)

    def without_grid(self, sheet: Any) -> None:
        sheet.show_gridlines = False

    def print_wide(self, sheet: Any, rows: str) -> None:
        page = sheet.api.PageSetup
        page.Orientation = LANDSCAPE
        page.Zoom = False
        page.FitToPagesWide = 1
        page.FitToPagesTall = False
        page.PrintTitleRows = "$" + rows.replace(":", ":$")

    def forget_pages(self, book: Any) -> None:
        """The page belongs to the sheet here."""

    def recalculator(self, book: Any) -> Recalculator | None:
        """None: what recomputes is an Excel of its own, never the one somebody works in."""
        return None


def _program(book: Any) -> _Program:
    return _LibreOffice() if book.app.engine.name == "libreoffice" else _Excel()


@contextlib.contextmanager
def calling_book(wb: str, hwnd: str = "", connection: str = "") -> Iterator[Any]:
    """The open workbook a ribbon button was pressed in, as an xlwings Book.

    Args:
        wb: its full name or its name.
        hwnd: the window of the Excel it is open in.
        connection: where the LibreOffice it is open in listens; wins over `hwnd`.

    Raises:
        NotOpen: it is not open there.
        EngineFailed: nothing answers there, or it is in Protected View, where no program may touch it.
    """
    with _calling_app(hwnd, connection) as app:
        yield _find(app, wb)


@contextlib.contextmanager
def _calling_app(hwnd: str, connection: str) -> Iterator[Any]:
    """The program a button was pressed in. :raises NotOpen: there is none."""
    if connection:
        from perfxl.engines.libreoffice import attached

        with attached(connection) as app:
            yield app
        return
    if not hwnd.isdigit() or "excel" not in [engine.name for engine in xw.engines]:
        raise NotOpen("there is neither a window of Excel on Windows nor the address of a LibreOffice")
    with trouble.told():
        yield excel_of(hwnd)


def show_file(path: Path, hwnd: str = "", connection: str = "") -> bool:
    """Open a file just made in the program a button was pressed in, and leave it open, in front.

    False where a workbook of that name is open: programs show that one, with what it held before.

    Raises:
        NotOpen: no program is known.
        EngineFailed: it refused.
    """
    with _calling_app(hwnd, connection) as app:
        if any(_folded(book.name) == _folded(path.name) for book in app.books):
            return False
        app.books.open(str(path), update_links=False)
        return True


def excel_of(hwnd: str) -> Any:
    """The running Excel whose window that is."""
    windows = importlib.import_module(WINDOWS_MODULE)
    tame_all()
    return xw.App(impl=windows.App(xl=int(hwnd)))


def _find(app: Any, wb: str) -> Any:
    """By full name; by name if that fits one alone, for a name can come back in another spelling of its folder."""
    books = list(app.books)
    same = [book for book in books if _folded(_full_name(book)) == _folded(wb)]
    if len(same) != 1:
        same = [book for book in books if _folded(book.name) == _folded(_last(wb))]
    if len(same) != 1:
        if by_com(app) and protected(app):
            raise trouble.failed(trouble.IS_PROTECTED)
        raise NotOpen(f"{wb} is not open")
    return same[0]


def _full_name(book: Any) -> str:
    """As the program spells it. xlwings would look for the local file of a book on OneDrive, by settings in it."""
    return str(book.api.FullName if by_com(book.app) else book.fullname)


def _folded(name: str) -> str:
    return name.replace("\\", "/").casefold()


def _last(name: str) -> str:
    """The last part of a path of either system, or of an address."""
    return PureWindowsPath(name).name if "\\" in name else PurePosixPath(name).name


def copy_of(book: Any, folder: Path) -> Path:
    """A copy of what the open workbook holds now, saved or not; the workbook stays what and where it is.

    LibreOffice writes .xlsx whatever the file is, Excel what the file is.
    """
    program = _program(book)
    ending = Path(book.name).suffix if isinstance(program, _Excel) else ""
    path = folder / f"copy{ending or '.xlsx'}"
    program.save_copy(book, path)
    return path


@contextlib.contextmanager
def writable(book: Any, sheets: Collection[str] | None = None) -> Iterator[frozenset[str]]:
    """Take the protection of sheets off for the block, and put it back exactly as it was, whatever happens.

    Gives the names of those that stay locked because they have a password. *sheets* are the names of those to be
    written in, by default all; sheets can be added and deleted in any case. On Excel the screen and events rest.

    Raises:
        Protected: the structure of the workbook is protected.
    """
    program = _program(book)
    if program.structure_protected(book):
        raise Protected(f"the structure of {book.name} is protected")
    opened: list[tuple[Any, tuple[Any, ...]]] = []
    locked = set()
    with program.quiet(book):
        try:
            wanted = [book.sheets[name] for name in sheets] if sheets is not None else list(book.sheets)
            for sheet in filter(program.protected, wanted):
                before = program.unprotect(sheet)
                if before is None:
                    locked.add(sheet.name)
                else:
                    opened.append((sheet, before))
            yield frozenset(locked)
        finally:
            with contextlib.ExitStack() as stack:  # each is put back even if another cannot be
                for sheet, before in opened:
                    stack.callback(program.protect, sheet, before)


def can_color(book: Any, locked: frozenset[str]) -> bool:
    """Whether rules of conditional formats can be added while some sheets stay locked."""
    return _program(book).colors(locked)


def show_new(sheet: Any) -> None:
    """Bring a sheet just added to the front in its workbook, without grid, and nothing else: no window, no book."""
    sheet.impl.activate()
    _program(sheet.book).without_grid(sheet)


def print_wide(sheet: Any, rows: str) -> None:
    """Print a sheet on landscape pages as wide as it is, repeating some rows ("1:2") on each."""
    _program(sheet.book).print_wide(sheet, rows)


def forget_pages(book: Any) -> None:
    """Remove what `print_wide` left in the workbook, once no sheet needs it."""
    _program(book).forget_pages(book)


def recalculator_of(book: Any) -> Recalculator | None:
    """What can recompute in the program the workbook is open in without touching anything of it."""
    return _program(book).recalculator(book)
