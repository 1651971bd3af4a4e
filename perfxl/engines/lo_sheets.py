"""Sheets and ranges of the LibreOffice engine (see `lo_engine`)."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from perfxl.engines.lo_cells import ALL_CONTENT, EVERYTHING
from perfxl.engines.lo_looks import Looks
from perfxl.engines.lo_missing import names_what_is_missing
from perfxl.engines.lo_moves import SHEET_COLUMNS, SHEET_ROWS, Moves
from perfxl.engines.lo_remarks import Note, Remarks, places
from perfxl.engines.office import Remote

if TYPE_CHECKING:
    from perfxl.engines.lo_engine import Book

FORMATS = EVERYTHING & ~ALL_CONTENT & ~8  # neither contents nor notes


@names_what_is_missing
class Sheets(base_classes.Sheets):
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
        sheets = self.api
        steps = tuple((("getByIndex", (index,)),) for index in range(len(sheets)))
        return (Sheet(self.book, sheet) for sheet in self.book.app.office.chains(sheets, steps))

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
class Sheet(base_classes.Sheet):
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

    select = activate

    def delete(self) -> None:
        self.book.api.Sheets.removeByName(self.name)

    def move(self, before: Sheet | None, after: Sheet | None) -> None:
        index = before.index - 1 if before else after.index if after else 0
        self.book.api.Sheets.moveByName(self.name, index)

    def copy(self, before: Sheet | None, after: Sheet | None) -> None:
        """A copy within the same workbook; xlwings finds it by its place."""
        beside = before or after
        if beside is None or beside.book.uid != self.book.uid:
            raise NotImplementedError("Sheet.copy into another workbook is not supported by the LibreOffice engine")
        names = self.book.api.Sheets.getElementNames()
        name = next(free for number in range(2, len(names) + 3) if (free := f"{self.name} ({number})") not in names)
        self.book.api.Sheets.copyByName(self.name, name, before.index - 1 if before else beside.index)

    def autofit(self, axis: str | None = None) -> None:
        self.used_range.autofit(axis)

    @property
    def notes(self) -> list[Note]:
        return [Note(self.range(place)) for place in places(self)]

    @property
    def freeze_panes(self) -> FreezePanes:
        return FreezePanes(self)

    @property
    def page_setup(self) -> PageSetup:
        return PageSetup(self)

    @contextlib.contextmanager
    def _shown(self) -> Iterator[Any]:
        """The view, with this sheet in front for as long as it is needed: a view's settings are its sheet's."""
        view = self.book.api.CurrentController
        before = view.ActiveSheet
        view.setActiveSheet(self.api)
        try:
            yield view
        finally:
            view.setActiveSheet(before)

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

    def clear_formats(self) -> None:
        self.cells.clear_formats()

    def of_area(self, area: Remote) -> Range:
        """The range of a UNO CellRangeAddress."""
        names = ("StartColumn", "StartRow", "EndColumn", "EndRow")
        left, top, right, bottom = self.book.app.office.chains(area, tuple(((name, None),) for name in names))
        return Range(self, top + 1, left + 1, bottom - top + 1, right - left + 1)

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
        return self.of_area(self.api.getCellRangeByName(place.replace("$", "")).RangeAddress)


@names_what_is_missing
class FreezePanes(base_classes.FreezePanes):
    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def freeze_at(self, frozen_range: str) -> None:
        """Freeze the rows ("1:2"), the columns ("A:B") or both of a range ("A1:B2")."""
        area = self.sheet.range(frozen_range)
        columns = 0 if area.shape[1] == SHEET_COLUMNS else area.column + area.shape[1] - 1
        rows = 0 if area.shape[0] == SHEET_ROWS else area.row + area.shape[0] - 1
        with self.sheet._shown() as view:
            view.freezeAtPosition(columns, rows)

    def unfreeze(self) -> None:
        with self.sheet._shown() as view:
            view.freezeAtPosition(0, 0)


@names_what_is_missing
class PageSetup(base_classes.PageSetup):
    """What of a sheet is printed. `api` is the UNO page style."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    @property
    def api(self) -> Any:
        return self.sheet.book.api.StyleFamilies["PageStyles"][self.sheet.api.PageStyle]

    @property
    def print_area(self) -> str | None:
        areas = self.sheet.api.getPrintAreas()
        return ",".join(self.sheet.of_area(area).address for area in areas) or None

    @print_area.setter
    def print_area(self, value: str | None) -> None:
        parts = [] if value is None else value.split(",")
        cells = [self.sheet.range(part).api for part in parts]
        self.sheet.api.setPrintAreas(tuple(part.RangeAddress for part in cells if part is not None))


@names_what_is_missing
class Range(Looks, Moves, Remarks):
    """A rectangle of cells; rows and columns from 1. `api` is the UNO cell range, None if empty."""

    sheet: Sheet
    row: int
    column: int
    shape: tuple[int, int]
    options: dict[str, Any]
    max_cells_per_read = None  # LibreOffice takes and gives a rectangle of any size in one call
    max_cells_per_write = None

    def __init__(self, sheet: Sheet, row: int, column: int, height: int, width: int) -> None:
        self.sheet = sheet
        self.row = row
        self.column = column
        self.shape = (height, width)
        self.options = {}

    @functools.cached_property
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
            cells.write_formula(self.api, value)
            return
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

    def clear_formats(self) -> None:
        if self.api is not None:
            self.api.clearContents(FORMATS)

    def select(self) -> None:
        self.sheet.book.api.CurrentController.select(self.api)

    @property
    def number_format(self) -> str | None:
        return None if self.api is None else self.sheet.book.cells.format_code(self.api)

    @number_format.setter
    def number_format(self, code: str) -> None:
        if self.api is not None:
            self.api.NumberFormat = self.sheet.book.cells.format_key(code)
