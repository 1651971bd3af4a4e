"""Sheets of results that our ribbon leaves in somebody's workbook: known by a line of their own, never read as data."""

from __future__ import annotations

from dataclasses import replace

from perfxl.workbook.cells import Book

STAMP = "本页由 perfxl 写成：再次运行时整页重写；删除它不影响填报内容。"
STAMPED = "A3"
_ROW, _COLUMN = 3, 1


def without_results(book: Book) -> Book:
    """The workbook without such sheets."""
    kept = tuple(grid for grid in book.sheets if grid.get(_ROW, _COLUMN).value != STAMP)
    return book if len(kept) == len(book.sheets) else replace(book, sheets=kept)
