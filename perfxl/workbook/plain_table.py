"""A workbook of one sheet of texts, for other systems to read: a header row, then the rows, nothing else.

People look at it before they send it on: columns are as wide as their texts, within reason, and it prints on A4.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.block import column_letters
from perfxl.workbook.rules_of_sheet import print_setup
from perfxl.workbook.styles import set_widths, text_width, write_text
from perfxl.workbook.write import save

_WIDEST = 40


def write_plain(path: str | os.PathLike[str], name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write the table to *path*, replacing what stands there. Every cell is text, also what looks like a formula."""
    workbook = Workbook()
    page = workbook.active
    assert isinstance(page, Worksheet)
    page.title = name
    widths = [text_width(text) for text in header]
    for row, texts in enumerate((header, *rows), 1):
        for column, text in enumerate(texts, 1):
            cell = page.cell(row, column)
            if text and isinstance(cell, Cell):
                write_text(cell, text)
                widths[column - 1] = max(widths[column - 1], text_width(text[:_WIDEST]))
    set_widths(page, ((column_letters(number), min(_WIDEST, width) + 2) for number, width in enumerate(widths, 1)))
    print_setup(page, "", repeat=1)
    save(workbook, path)
