"""Marks at the cells of an open workbook: a colour and a note, taken away again without a trace.

The colour is a conditional format that always holds, known by its formula: the cell's own format, a clerk's colour
included, is never touched and so comes back by itself. A note is put only where there is none; it begins with the
digest of its text, so that a note somebody has written into, or written by himself, is never taken for ours.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from perfxl.engines.marking import Mark, put_marks, take_marks
from perfxl.engines.opened import can_color
from perfxl.findings import Finding, Severity

COLORS: Mapping[Severity, str] = {"error": "#FFC7CE", "warning": "#FFEB9C", "info": "#DDEBF7"}
RULE = '="perfxl"="perfxl"'  # no function and no separator: it reads alike in every language of Excel
_NOTE = re.compile(r"【校验 ([0-9a-f]{6})】\s(.*)", re.DOTALL)
_MOST = 800  # characters of a note: more does not fit the frame, and the sheet of results has it all


def note_text(body: str) -> str:
    """The text of a note of ours."""
    body = body if len(body) <= _MOST else body[: _MOST - 1] + "…"
    return f"【校验 {_digest(body)}】\n{body}"


def is_ours(text: str) -> bool:
    """Whether a note is as we wrote it."""
    found = _NOTE.fullmatch(text)
    return found is not None and found[1] == _digest(found[2])


def _digest(body: str) -> str:
    """Of the words: programs change line ends and blanks."""
    return hashlib.sha256("".join(body.split()).encode()).hexdigest()[:6]


def mark(book: Any, findings: Iterable[Finding], locked: frozenset[str] = frozenset()) -> int:
    """Mark the cells of findings, but on sheets that are *locked*; how many cells were marked.

    Findings come errors first: the first of a cell gives its colour.
    """
    sheets = {sheet.name: sheet for sheet in book.sheets if sheet.name not in locked}
    cells: dict[str, dict[str, list[Finding]]] = {}
    for found in findings:
        if found.sheet and found.cell and found.sheet in sheets:
            cells.setdefault(found.sheet, {}).setdefault(found.cell, []).append(found)
    for name, by_cell in cells.items():
        marks = [
            Mark(cell, COLORS[here[0].severity], note_text("\n".join(found.text() for found in here)))
            for cell, here in by_cell.items()
        ]
        put_marks(sheets[name], RULE, marks, can_color(book, locked))
    return sum(map(len, cells.values()))


def unmark(book: Any, locked: frozenset[str] = frozenset()) -> None:
    """Take every mark of ours away, whoever made it and when, but on sheets that are *locked*."""
    for sheet in book.sheets:
        if sheet.name not in locked:
            take_marks(sheet, RULE, is_ours)
