"""A sheet that lists remarks, one a line, each with a link to its cell: what comes back, what was converted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.workbook.rules_of_sheet import print_setup
from perfxl.workbook.styles import (
    BODY,
    BOLD,
    CENTER,
    LABEL_FILL,
    LEFT,
    LINK,
    SOFT_BOX,
    TITLE,
    dress,
    font,
    row_height,
    set_widths,
    text_height,
    write_text,
)

Place = tuple[str, str]

_HEADER = 3


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list: header, width in characters, and whether its texts stand in the middle."""

    header: str
    width: float
    centred: bool = False


# Every list begins with these and, between them, a word in colour.
NUMBER = Column("序号", 6, centred=True)
PLACE = Column("位置", 20)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list: a word in colour, the place it leads to, and its other texts."""

    word: str
    color: str
    place: Place | None
    texts: tuple[str, ...]

    @property
    def values(self) -> tuple[str, ...]:
        return (self.word, "" if self.place is None else f"{self.place[0]}!{self.place[1]}", *self.texts)


def add_listing(
    workbook: Workbook,
    name: str,
    title: str,
    told: str,
    columns: Sequence[Column],
    lines: Sequence[Line],
    *,
    word: str = "级别",
) -> Worksheet:
    """Add the list in front of the workbook and open it there.

    *columns* are those after number, word and place, *word* is the header of the word in colour. Texts beyond the
    columns given are left out.
    """
    page: Worksheet = workbook.create_sheet(name, 0)
    everything = (NUMBER, Column(word, 8, centred=True), PLACE, *columns)
    letters = [get_column_letter(number) for number in range(1, len(everything) + 1)]
    last = letters[-1]
    set_widths(page, ((letter, column.width) for letter, column in zip(letters, everything, strict=True)))
    write_text(page["A1"], title)
    dress(page["A1"], face=TITLE, border=None)
    page.merge_cells(f"A1:{last}1")
    row_height(page, 1, 34)
    write_text(page["A2"], told)
    dress(page["A2"], border=None, align=LEFT)
    page.merge_cells(f"A2:{last}2")
    row_height(page, 2, max(36.0, text_height(told, sum(column.width for column in everything))))
    for letter, column in zip(letters, everything, strict=True):
        write_text(page[f"{letter}{_HEADER}"], column.header)
        dress(page[f"{letter}{_HEADER}"], face=BOLD, border=SOFT_BOX, fill=LABEL_FILL)
    for number, line in enumerate(lines, 1):
        _line(page, number, line, letters, everything)
    bottom = _HEADER + max(len(lines), 1)
    print_setup(page, f"A1:{last}{bottom}", repeat=_HEADER)
    page.freeze_panes = f"A{_HEADER + 1}"
    page.auto_filter.ref = f"A{_HEADER}:{last}{bottom}"
    page.sheet_view.showGridLines = False
    workbook.active = 0
    for other in workbook.worksheets:
        other.sheet_view.tabSelected = other is page
    return page


def _line(page: Worksheet, number: int, line: Line, letters: Sequence[str], columns: Sequence[Column]) -> None:
    row = _HEADER + number
    values = line.values[: len(columns) - 1]
    for letter, column, value in zip(letters, columns, ("", *values), strict=True):
        cell = page[f"{letter}{row}"]
        if value:
            write_text(cell, value)
        dress(cell, face=BODY, border=SOFT_BOX, align=CENTER if column.centred else LEFT)
    page[f"A{row}"].value = number
    page[f"B{row}"].font = font(bold=True, color=line.color)
    if line.place is not None:
        cell = page[f"C{row}"]
        sheet, target = line.place
        quoted = sheet.replace("'", "''")
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!{target}")
        cell.font = LINK
    heights = (text_height(value, column.width) for value, column in zip(values, columns[1:], strict=True))
    row_height(page, row, max(22.0, *heights))
