"""The one door for reading: a workbook on disk, ours or a stranger's, becomes a :class:`GoalSheet`."""

from __future__ import annotations

import os
from functools import cache

from perfxl.findings import Refused
from perfxl.form import Form, load_form
from perfxl.model import GoalSheet
from perfxl.workbook import cells
from perfxl.workbook.cells import Book, Bounds
from perfxl.workbook.foreign import read_foreign
from perfxl.workbook.own import find_metadata, read_own
from perfxl.workbook.results import without_results


@cache
def _bounds() -> Bounds:
    """Beside the sheet that says a workbook is ours stand sheets of formulas and lists, with half of all its cells."""
    sheets = load_form().sheets
    return Bounds(unread={sheets.metadata: frozenset({sheets.checks, sheets.details, sheets.lists})})


def read(path: str | os.PathLike[str], form: Form | None = None) -> GoalSheet:
    """Read a goal sheet with its self-evaluation where there is one.

    *form* is for workbooks that do not say which profile they follow, or name one that does not ship.

    :raises Refused: the file cannot be read; nothing else is raised for any file.
    """
    book = cells.load(path, _bounds())
    try:
        return read_book(book, form)
    except (Refused, MemoryError):
        raise
    except Exception as error:
        raise Refused("F099", detail=f"{type(error).__name__}: {error}") from error


def read_book(book: Book, form: Form | None = None) -> GoalSheet:
    """Read a workbook whose cells were loaded. :raises Refused: F018, it holds no goal sheet."""
    book = without_results(book)
    metadata = find_metadata(book)
    if metadata is None:
        return read_foreign(book, form or load_form())
    return read_own(book, metadata, form)
