"""The look of our workbooks: fonts that exist on clerks' machines, borders, fills, and the door for text.

宋体 comes with every Chinese Windows; the character set and family written with them let WPS on
other systems and LibreOffice choose a fitting substitute.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from copy import copy

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.worksheet import Worksheet

SONG = "宋体"
_GB2312 = 134
_ROMAN = 1


def font(size: float = 10.5, *, bold: bool = False, color: str = "FF000000", name: str = SONG) -> Font:
    """A font with the Chinese character set, so that a missing face finds a Chinese substitute."""
    return Font(name=name, sz=size, b=bold, color=color, charset=_GB2312, family=_ROMAN)


BODY = font()
BOLD = font(bold=True)
SMALL = font(9, color="FF595959")
TITLE = font(18, bold=True)
LINK = font(10, color="FF0563C1")

_THIN = Side(style="thin", color="FF000000")
_GREY = Side(style="thin", color="FFBFBFBF")
BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
SOFT_BOX = Border(left=_GREY, right=_GREY, top=_GREY, bottom=_GREY)

INPUT_FILL = PatternFill("solid", fgColor="FFFFFBE6")
LABEL_FILL = PatternFill("solid", fgColor="FFF2F2F2")
COMPUTED_FILL = PatternFill("solid", fgColor="FFEAF1FB")

CENTER = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
ONE_LINE = Alignment(horizontal="left", vertical="center")
TOP_LEFT = Alignment(horizontal="left", vertical="top", wrap_text=True)

UNLOCKED = Protection(locked=False)

# What XML cannot carry; a workbook with one of these does not open.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
CELL_LIMIT = 32767

# What stays on one line: a word of letters and digits or one other character, with the signs that cling to it.
_PIECE = re.compile("[“‘（《【]*(?:[!-~]+|[^!-~])[，。；：、！？）】》”’…]*")


class LimitExceeded(Exception):  # noqa: N818 - it says what happened
    """Something is beyond what Excel accepts; the message names the limit and the remedy."""


def writable(text: str) -> str:
    """A text as a workbook can hold it: characters none can hold become ``\ufffd``."""
    return _UNWRITABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def write_text(cell: Cell, text: str) -> None:
    """The only way text enters a cell: as text, whatever it begins with.

    :raises LimitExceeded: longer than a cell holds.
    """
    clean = writable(text)
    if len(clean) > CELL_LIMIT:
        raise LimitExceeded(f"{cell.coordinate}: {len(clean)} characters; a cell holds {CELL_LIMIT}: shorten it")
    cell.value = clean
    cell.data_type = "s"
    if clean.startswith(_FORMULA_STARTS):
        cell.quotePrefix = True


def dress(
    cell: Cell,
    *,
    face: Font = BODY,
    align: Alignment = CENTER,
    border: Border | None = BOX,
    fill: PatternFill | None = None,
    unlocked: bool = False,
    number_format: str | None = None,
) -> Cell:
    """Give a cell its look; cells stay locked unless *unlocked*."""
    cell.font = face
    cell.alignment = align
    if border is not None:
        cell.border = border
    if fill is not None:
        cell.fill = fill
    if unlocked:
        cell.protection = UNLOCKED
    if number_format is not None:
        cell.number_format = number_format
    return cell


def merge(sheet: Worksheet, area: str) -> None:
    """Merge an area and give all its cells the first one's border, as spreadsheet programs draw it."""
    cells = sheet[area]
    first = cells[0][0]
    for row in cells:
        for cell in row:
            cell.border = copy(first.border)
            cell.protection = copy(first.protection)
    sheet.merge_cells(area)


class _GrowingRow(RowDimension):
    """A row that starts at a height and still grows as text is typed: no ``customHeight`` in the file."""

    @property
    def customHeight(self) -> bool:  # noqa: N802 - the attribute's name in the file format
        return False


def row_height(sheet: Worksheet, row: int, height: float, *, grows: bool = False) -> None:
    """Set a row's height in points. A fixed height never changes; a growing one follows its text."""
    if grows:
        sheet.row_dimensions[row] = _GrowingRow(sheet, index=row, ht=height)
    else:
        sheet.row_dimensions[row].height = height


def text_width(text: str) -> int:
    """Width in half-width characters; a Chinese character counts two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def text_height(text: str, width: float, *, line: float = 14.5) -> float:
    """The height in points that *text* needs in a column of *width* characters.

    Somewhat less than the width is counted on, for machines whose fonts are wider.
    """
    columns = max(1.0, width * 0.96 - 1)
    lines = sum(_lines(part, columns) for part in text.split("\n"))
    return min(409.0, lines * line + 4)


def _lines(text: str, columns: float) -> int:
    """Lines of a paragraph, filled piece by piece; a piece longer than a line is broken."""
    if text_width(text) <= columns:
        return 1
    lines, used = 1, 0.0
    for piece in _PIECE.findall(text):
        size = text_width(piece)
        if used + size <= columns:
            used += size
        elif size <= columns:
            lines, used = lines + 1, size
        else:
            lines += math.ceil((used + size) / columns) - 1
            used = (used + size) % columns
    return lines


def set_widths(sheet: Worksheet, widths: Iterable[tuple[str, float]]) -> None:
    for letter, width in widths:
        sheet.column_dimensions[letter].width = width
