"""How the foreign forms look: fonts, borders, text cells, row heights, the printed page."""

from __future__ import annotations

import datetime as dt
import math
import unicodedata
from decimal import Decimal

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | Decimal | dt.date | None

BODY = Font(name="宋体", charset=134, size=10)
SMALL = Font(name="宋体", charset=134, size=9)
LABEL = Font(name="仿宋", charset=134, size=11, bold=True)
TITLE = Font(name="宋体", charset=134, size=18, bold=True)
FOOT = Font(name="仿宋", charset=134, size=11)

CENTER = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
UPRIGHT = Alignment(horizontal="center", vertical="center", text_rotation=255)

_THIN = Side(style="thin")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_DATE_FORMAT = 'yyyy"年"m"月"d"日"'
_MAX_HEIGHT = 409


def put(sheet: Worksheet, address: str, value: Value, *, font: Font = BODY, align: Alignment = CENTER,
        box: bool = True, number_format: str = "General") -> Cell:
    """Write one cell, or one merged block (``"B3:D3"``), and return its first cell.

    Text stays text even when it begins with ``=``, as it does in the real sheets.
    """
    block = sheet[address]
    rows = block if isinstance(block, tuple) else ((block,),)
    if box:
        for row in rows:
            for cell in row:
                cell.border = _BOX
    if ":" in address:
        sheet.merge_cells(address)
    first = rows[0][0]
    if value not in (None, ""):
        first.value = value
        if isinstance(value, str):
            first.data_type = "s"
    first.font, first.alignment = font, align
    first.number_format = _DATE_FORMAT if isinstance(value, dt.date) else number_format
    return first


def put_levels(sheet: Worksheet, letter: str, words: list[str], first_row: int, part: tuple[int, int],
            merged: bool) -> None:
    """Write one level column of one page: a word per row, or a merged block per run of equal words.

    A block that goes on from the page before has no word of its own, as in the real sheet.
    """
    position, stop = part
    while position < stop:
        end = position + 1
        while merged and end < stop and words[end] == words[position]:
            end += 1
        continued = merged and position > 0 and words[position - 1] == words[position]
        block = f"{letter}{first_row + position}"
        if end - position > 1:
            block += f":{letter}{first_row + end - 1}"
        put(sheet, block, "" if continued else words[position])
        position = end


def widths(sheet: Worksheet, values: tuple[float, ...]) -> None:
    """Set the column widths from column A on."""
    for column, width in enumerate(values, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def height_for(text: object, width: float, size: float = 10, least: float = 20) -> float:
    """Return the row height in points that shows the text in a cell of that width."""
    room = width * 10.5 / size - 1
    lines = sum(max(1, math.ceil(_columns(line) / room)) for line in str(text).split("\n"))
    return min(_MAX_HEIGHT, max(least, lines * size * 1.35 + 6))


def fit_row(sheet: Worksheet, row: int, texts: dict[str, object], least: float = 20) -> None:
    """Make a row high enough for the texts of its columns."""
    dimensions = sheet.column_dimensions
    heights = (height_for(text, dimensions[column].width, least=least) for column, text in texts.items())
    sheet.row_dimensions[row].height = max(heights)


def page(sheet: Worksheet, last_cell: str, header_row: int, pages_high: int = 0) -> None:
    """Set up the print: A4 landscape, one page wide, the header row repeated, pages numbered.

    ``pages_high`` 0 takes as many pages as the rows need.
    """
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, pages_high
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.5, 0.75, 0.35
    sheet.print_area = f"A1:{last_cell}"
    sheet.print_title_rows = f"{header_row}:{header_row}"
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"


def _columns(text: str) -> int:
    """Return how many half-width columns the text takes."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)
