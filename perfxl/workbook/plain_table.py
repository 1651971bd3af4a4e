"""A workbook of one sheet of texts, for other systems to read: a header row, then the rows, nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.workbook.styles import write_text
from perfxl.workbook.write import save


def write_plain(path: str | os.PathLike[str], name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write the table to *path*, replacing what stands there. Every cell is text, also what looks like a formula."""
    workbook = Workbook()
    page = workbook.active
    assert isinstance(page, Worksheet)
    page.title = name
    for row, texts in enumerate((header, *rows), 1):
        for column, text in enumerate(texts, 1):
            cell = page.cell(row, column)
            if text and isinstance(cell, Cell):
                write_text(cell, text)
    save(workbook, path)
