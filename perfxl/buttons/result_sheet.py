"""A sheet of results in an open workbook: a title, a summary, a table with links to cells.

It is rewritten as a whole by the next run and known by a line of its own, so that a sheet somebody else gave the
same name is never touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from perfxl.block import column_letters
from perfxl.engines.marking import put_links
from perfxl.engines.opened import forget_pages, print_wide, show_new
from perfxl.workbook.results import STAMP, STAMPED
from perfxl.workbook.styles import SONG, text_height

_HEADER = 4
_TITLE, _BODY, _SMALL = 16, 10.5, 9
_HEADER_FILL, _LINES, _GREY = "#F2F2F2", "#BFBFBF", "#595959"
_LEAST = 22.0
_MOST_TEXT = 8_000  # far beyond what a cell of remarks needs, far below what a cell holds

Place = tuple[str, str]
Value = str | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: header, width in characters, whether its values stand in the middle, their number format."""

    header: str
    width: float
    centred: bool = False
    number_format: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line: a word in colour, the place it leads to, its other values."""

    word: str
    color: str
    place: Place | None
    values: tuple[Value, ...]


_NUMBER = Column("序号", 6, centred=True)
_PLACE = Column("位置", 20)


def drop(book: Any, name: str) -> None:
    """Delete our own sheet of that name, wherever it stands now; also one that had to take another name."""
    for sheet in list(book.sheets):
        if sheet.name.startswith(name) and sheet.range(STAMPED).value == STAMP:
            sheet.delete()
    forget_pages(book)


def write(
    book: Any, name: str, title: str, told: str, columns: Sequence[Column], lines: Sequence[Line], word: str = "级别"
) -> Any:
    """Add the sheet behind the others and show it. *columns* are those after number, word and place."""
    sheet = book.sheets.add(_free(book, name), after=book.sheets[len(book.sheets) - 1])
    everything = (_NUMBER, Column(word, 9, centred=True), _PLACE, *columns)
    last = column_letters(len(everything))
    bottom = _HEADER + len(lines)
    _shape(sheet, everything, bottom)  # before anything stands there: LibreOffice would measure its rows every time
    print_wide(sheet, f"{_HEADER}:{_HEADER}")
    _dress(sheet, everything, last, bottom)
    for row in (1, 2, 3):
        sheet.range(f"A{row}:{last}{row}").merge()
    head = [[as_text(text), *[None] * (len(everything) - 1)] for text in (title, told, STAMP)]
    rows = [[number, line.word, None, *map(_cell, line.values)] for number, line in enumerate(lines, 1)]
    sheet.range(f"A1:{last}{bottom}").value = [*head, [column.header for column in everything], *rows]
    put_links(sheet, {f"C{row}": _link(*line.place) for row, line in enumerate(lines, _HEADER + 1) if line.place})
    for first, end, color in _runs([line.color for line in lines]):
        words = sheet.range((_HEADER + 1 + first, 2), (_HEADER + end, 2))
        words.font.bold, words.font.color = True, color
    if lines:
        sheet.range(f"{_HEADER + 1}:{bottom}").rows.autofit()
    total = sum(column.width for column in everything)
    sheet.range("1:1").row_height = 32
    sheet.range("2:2").row_height = max(_LEAST, text_height(told, total))
    sheet.range("3:3").row_height = 16
    sheet.range(f"{_HEADER}:{_HEADER}").row_height = 24
    sheet.freeze_panes.freeze_at(f"1:{_HEADER}")
    show_new(sheet)
    return sheet


def _free(book: Any, name: str) -> str:
    """The name, or the name with a number where somebody has a sheet of that name already."""
    taken = {sheet.name.casefold() for sheet in book.sheets}
    names = (name, *(f"{name}（{number}）" for number in range(2, len(taken) + 3)))
    return next(free for free in names if free.casefold() not in taken)


def as_text(text: str) -> str:
    """A text for `Range.value` that arrives as this text, whatever it begins with or looks like."""
    return "'" + text[:_MOST_TEXT].replace("\r\n", "\n").replace("\r", "\n")


def _cell(value: Value) -> Value:
    if isinstance(value, str):
        return as_text(value) if value else None
    return value


def _shape(sheet: Any, columns: Sequence[Column], bottom: int) -> None:
    sheet.range(f"1:{bottom}").row_height = _LEAST
    for number, column in enumerate(columns, 1):
        sheet.range((1, number)).column_width = column.width


def _dress(sheet: Any, columns: Sequence[Column], last: str, bottom: int) -> None:
    """The look of the whole, rectangle by rectangle: few calls, since each is a journey to the program."""
    whole = sheet.range(f"A1:{last}{bottom}")
    whole.font.name, whole.font.size = SONG, _BODY
    whole.wrap_text = True
    whole.vertical_alignment = "center"
    whole.horizontal_alignment = "left"
    title = sheet.range("A1")
    title.font.size, title.font.bold = _TITLE, True
    sheet.range(f"A1:{last}1").horizontal_alignment = "center"
    stamp = sheet.range(STAMPED)
    stamp.font.size, stamp.font.color = _SMALL, _GREY
    table = sheet.range(f"A{_HEADER}:{last}{bottom}")
    table.borders.set("all", line_style="continuous", weight="thin", color=_LINES)
    for number, column in enumerate(columns, 1):
        cells = sheet.range((_HEADER, number), (max(bottom, _HEADER + 1), number))
        if column.centred:
            cells.horizontal_alignment = "center"
        if column.number_format:
            cells.number_format = column.number_format
    header = sheet.range(f"A{_HEADER}:{last}{_HEADER}")
    header.color, header.font.bold, header.horizontal_alignment = _HEADER_FILL, True, "center"


def _link(name: str, address: str) -> tuple[str, str]:
    """Where a link leads, and its text."""
    quoted = name.replace("'", "''")
    return f"#'{quoted}'!{address}", f"{name}!{address}"


def _runs(colors: Sequence[str]) -> list[tuple[int, int, str]]:
    """Neighbours of one colour: first, end, colour."""
    runs: list[tuple[int, int, str]] = []
    for place, color in enumerate(colors):
        if runs and runs[-1][2] == color:
            runs[-1] = (runs[-1][0], place + 1, color)
        else:
            runs.append((place, place + 1, color))
    return runs
