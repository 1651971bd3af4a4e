"""Cell contents between Python and a LibreOffice document, in Excel's terms.

Values move as whole rectangles in one call (`setDataArray`, `getDataArray`): measured 0.3 s for
8,000 × 40 inputs, texts that begin with "=" included, which arrive as text. What these calls cannot
carry is added here: booleans and dates (numbers with a format in LibreOffice), errors (nothing in
the array), Excel's formula grammar.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Sequence
from typing import Any

from perfxl.engines.office import Office, Remote, UnoEnum

DATE, LOGICAL = 2, 1024  # com.sun.star.util.NumberFormat, bits
GENERAL = 0
XL_A1, XL_ENGLISH = 1, 4  # com.sun.star.sheet.AddressConvention, FormulaLanguage
ALL_MAPPINGS = 0x7FFFFFFF
ALL_CONTENT = 1 | 2 | 4 | 16  # com.sun.star.sheet.CellFlags: values, dates, texts, formulas
EVERYTHING = ALL_CONTENT | 8 | 32 | 64 | 512  # and notes, styles, formats
SYNTAX_ERRORS = range(501, 518)
# LibreOffice's error numbers as Excel's names; 502 and 503 as its own .xlsx export writes them.
ERRORS = {
    32767: "#N/A", 502: "#VALUE!", 503: "#NUM!", 519: "#VALUE!", 521: "#NULL!", 524: "#REF!", 525: "#NAME?",
    532: "#DIV/0!",
}  # fmt: skip
OTHER_ERROR = "#VALUE!"


class CellError(str):
    """The text of an error value ("#DIV/0!"), told apart from the same characters typed as text."""


class Cells:
    """Reads and writes rectangles of one document. Rectangles are UNO cell ranges."""

    def __init__(self, office: Office, document: Remote) -> None:
        self.office = office
        self.document = document

    @functools.cached_property
    def epoch(self) -> dt.datetime:
        """Day 0 of the document's date numbers (1899-12-30, or 1904-01-01)."""
        day = self.document.NullDate
        return dt.datetime.combine(dt.date(day.Year, day.Month, day.Day), dt.time())

    @functools.cached_property
    def locale(self) -> Remote:
        """English (United States): format codes are given and returned as Excel's English ones."""
        made: Remote = self.office.struct("com.sun.star.lang.Locale", Language="en", Country="US")
        return made

    @functools.cached_property
    def parser(self) -> Remote:
        """A formula parser for Excel's English grammar."""
        parser: Remote = self.document.createInstance("com.sun.star.sheet.FormulaParser")
        mapper = self.document.createInstance("com.sun.star.sheet.FormulaOpCodeMapper")
        parser.CompileEnglish = True
        parser.FormulaConvention = XL_A1
        parser.OpCodeMap = mapper.getAvailableMappings(XL_ENGLISH, ALL_MAPPINGS)
        return parser

    @functools.lru_cache(maxsize=512)  # noqa: B019  (a document lives as long as its session)
    def format_type(self, key: int) -> int:
        """The kind of a number format: bits of com.sun.star.util.NumberFormat."""
        return int(self.document.NumberFormats.getByKey(key).Type)

    def format_groups(self, cells: Remote) -> list[tuple[Remote, int]]:
        """The parts of a rectangle that share a format, with their format keys."""
        found = cells.getUniqueCellFormatRanges()
        count = len(found)
        keys = self.office.chains(
            found, tuple((("getByIndex", (index,)), ("NumberFormat", None)) for index in range(count))
        )
        return [(found[index], key) for index, key in enumerate(keys)]

    # -- values ------------------------------------------------------------------------------------

    def read(self, cells: Remote) -> list[list[Any]]:
        """float, bool, str, datetime or `CellError` per cell; "" where there is nothing."""
        rows: list[list[Any]] = [list(row) for row in cells.getDataArray()]
        self._put_errors(cells, rows)
        self._put_booleans(cells, rows)
        self._put_dates(cells, rows)
        return rows

    def _ask(self, cells: Remote, places: Iterable[tuple[int, int]], *steps: tuple[str, Any]) -> tuple[Any, ...]:
        """The same question to many cells of a rectangle, (row, column) from 0, in one request."""
        return self.office.chains(
            cells, tuple((("getCellByPosition", (column, row)), *steps) for row, column in places)
        )

    def _put_errors(self, cells: Remote, rows: list[list[Any]]) -> None:
        places = [(r, c) for r, row in enumerate(rows) for c, value in enumerate(row) if value is None]
        for (r, c), code in zip(places, self._ask(cells, places, ("getError", ())), strict=True):
            rows[r][c] = CellError(ERRORS.get(code, OTHER_ERROR))

    def _put_booleans(self, cells: Remote, rows: list[list[Any]]) -> None:
        """A column is looked at cell by cell only if its first 0 or 1 is shown as TRUE or FALSE."""
        first: dict[int, int] = {}
        for c in range(len(rows[0])):
            for r, row in enumerate(rows):
                if row[c] == 0.0 or row[c] == 1.0:
                    first[c] = r
                    break
        probes = [(r, c) for c, r in first.items()]
        keys = self._ask(cells, probes, ("NumberFormat", None))
        for (_, c), key in zip(probes, keys, strict=True):
            if not self.format_type(key) & LOGICAL:
                continue
            places = [(r, c) for r, row in enumerate(rows) if row[c] == 0.0 or row[c] == 1.0]
            for (r, _), own in zip(places, self._ask(cells, places, ("NumberFormat", None)), strict=True):
                if self.format_type(own) & LOGICAL:
                    rows[r][c] = bool(rows[r][c])

    def _put_dates(self, cells: Remote, rows: list[list[Any]]) -> None:
        for group, key in self.format_groups(cells):
            if not self.format_type(key) & DATE:
                continue
            origin = cells.RangeAddress
            left, top = origin.StartColumn, origin.StartRow
            for area in group.getRangeAddresses():
                for r in range(area.StartRow - top, area.EndRow - top + 1):
                    for c in range(area.StartColumn - left, area.EndColumn - left + 1):
                        if type(rows[r][c]) is float:
                            rows[r][c] = self.moment(rows[r][c])

    def moment(self, serial: float) -> dt.datetime | float:
        """The date and time of a date number, to the millisecond (finer digits do not survive .xlsx).

        A number no calendar reaches (20261220 in a cell formatted as a date) stays a number.
        """
        try:
            return self.epoch + dt.timedelta(milliseconds=round(serial * 86_400_000))
        except OverflowError:
            return serial

    def serial(self, moment: dt.datetime) -> float:
        """The date number of a date and time; a time zone is dropped, as xlwings does."""
        return (moment.replace(tzinfo=None) - self.epoch) / dt.timedelta(days=1)

    def write(self, cells: Remote, rows: Sequence[Sequence[Any]]) -> None:
        """Put float, int, bool, str, datetime or None into a rectangle of the same shape."""
        marked: dict[str, list[tuple[int, int]]] = {}
        data = tuple(
            tuple(self._plain(value, (r, c), marked) for c, value in enumerate(row)) for r, row in enumerate(rows)
        )
        for group, key in self.format_groups(cells):
            if self.format_type(key) & LOGICAL:
                group.NumberFormat = GENERAL
        cells.setDataArray(data)
        for code, places in marked.items():
            key = self.format_key(code)
            for top, bottom, c in vertical_runs(places):
                part = cells.getCellRangeByPosition(c, top, c, bottom)
                if code == "BOOLEAN" or not self.format_type(part.NumberFormat) & DATE:
                    part.NumberFormat = key

    def _plain(self, value: Any, place: tuple[int, int], marked: dict[str, list[tuple[int, int]]]) -> float | str:
        """A value as `setDataArray` takes it; `marked` collects which format its place needs."""
        if type(value) is float:
            return value
        if value is None:
            return ""
        if isinstance(value, str):
            return value.removeprefix("'")
        if isinstance(value, bool):
            marked.setdefault("BOOLEAN", []).append(place)
            return float(value)
        if isinstance(value, dt.date):
            moment = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
            code = "yyyy-mm-dd" if moment.time() == dt.time() else "yyyy-mm-dd hh:mm:ss"
            marked.setdefault(code, []).append(place)
            return self.serial(moment)
        return float(value)

    # -- formulas ----------------------------------------------------------------------------------

    def read_formulas(self, cells: Remote) -> list[list[str]]:
        """Formulas in Excel's English grammar; constants as their text; "" where there is nothing."""
        data = cells.getDataArray()
        rows = [[f"{v:.15g}" if isinstance(v, float) else v or "" for v in row] for row in data]
        origin = cells.RangeAddress
        places = tuple(
            (column - origin.StartColumn, row - origin.StartRow)
            for area in cells.queryFormulaCells(7).getRangeAddresses()
            for row in range(area.StartRow, area.EndRow + 1)
            for column in range(area.StartColumn, area.EndColumn + 1)
        )
        for (column, row), text in zip(places, self.office.printed(cells, self.parser, places), strict=True):
            rows[row][column] = "=" + text
        return rows

    def write_formula(self, cells: Remote, formula: str) -> None:
        """Put one formula, written for the top left cell, into every cell of a rectangle.

        Raises:
            ValueError: LibreOffice cannot parse it; the first cell is then empty.
        """
        first = cells.getCellByPosition(0, 0)
        first.setTokens(self.parser.parseFormula(formula.removeprefix("="), first.CellAddress))
        if first.getError() in SYNTAX_ERRORS and first.getError() not in ERRORS:
            shown = first.String
            first.clearContents(ALL_CONTENT)
            raise ValueError(f"LibreOffice cannot parse the formula {formula!r} ({shown})")
        area = cells.RangeAddress
        width, height = area.EndColumn - area.StartColumn, area.EndRow - area.StartRow
        if width:
            fill(cells.getCellRangeByPosition(0, 0, width, 0), "TO_RIGHT")
        if height:
            fill(cells, "TO_BOTTOM")

    # -- number formats ----------------------------------------------------------------------------

    def format_key(self, code: str) -> int:
        """The document's key of an English format code ("0.00", "yyyy-mm-dd"); added if new."""
        formats = self.document.NumberFormats
        key = int(formats.queryKey(code, self.locale, False))
        return key if key >= 0 else int(formats.addNew(code, self.locale))

    def format_code(self, cells: Remote) -> str | None:
        """The format code all cells share, else None."""
        formats = self.document.NumberFormats
        codes = {str(formats.getByKey(key).FormatString) for _, key in self.format_groups(cells)}
        return codes.pop() if len(codes) == 1 else None


def fill(cells: Remote, direction: str) -> None:
    """Copy the first row or column of a rectangle over the rest of it."""
    cells.fillSeries(
        UnoEnum("com.sun.star.sheet.FillDirection", direction),
        UnoEnum("com.sun.star.sheet.FillMode", "SIMPLE"),
        UnoEnum("com.sun.star.sheet.FillDateMode", "FILL_DATE_DAY"),
        0,
        0,
    )


def vertical_runs(places: Iterable[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """(row, column) places as (top, bottom, column) stretches without gaps."""
    runs: list[tuple[int, int, int]] = []
    for row, column in sorted(places, key=lambda place: (place[1], place[0])):
        if runs and runs[-1][2] == column and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row, column)
        else:
            runs.append((row, row, column))
    return runs
