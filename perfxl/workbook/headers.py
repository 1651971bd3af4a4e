"""Where the tables of an unknown sheet begin: header rows found by the names of their columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from perfxl.form import Form, fold
from perfxl.scoring.values import QUALITATIVE
from perfxl.workbook.cells import Cell
from perfxl.workbook.places import Sheet

Role = Literal["goals", "evaluation", "both", "monitoring"]

_GOAL_ONLY = {"comparator", "standard", "definition"}
_LEAST = 4
_LEAST_ABOVE = 2
_LEAST_SIGNS = 2
_LONGEST = 40
# Words by which one line of a head says that the other is not what it names: 上年↵指标值.
_OTHER_TIME = re.compile(r"上年|上一年|去年|前年|往年|历史|月|季|半年")


@dataclass(frozen=True, slots=True)
class Header:
    """A header row (two where ``last`` is the next one): column numbers by key, and the headers not known.

    ``named`` is the one of its rows in which the head of the indicators' names stands.
    ``role`` says what the table is; ``both`` is one table with goals and their self-evaluation.
    """

    row: int
    last: int
    named: int
    columns: Mapping[str, int]
    unknown: Mapping[int, str]
    role: Role


def find_headers(sheet: Sheet, form: Form) -> list[Header]:
    """The header rows of a sheet from the top, those repeated at page breaks included."""
    found: list[Header] = []
    for row in sorted(sheet.rows):
        if found and row <= found[-1].last:
            continue
        if len(sheet.rows[row]) < _LEAST - 1:
            continue
        texts = _texts(sheet, row)
        if not any(_heading(text, form) == "name" for text in texts.values()):
            continue
        header = _header((row, row), row, texts, form)
        joined = _joined(sheet, row, texts, form)
        if joined is not None:
            header = _wider(header, _header((row, row + 1), row, joined, form))
        if not found or row - 1 > found[-1].last:
            under = _under(sheet, row, texts, form)
            if under is not None:
                header = _wider(header, _header((row - 1, row), row, under, form))
        if header is not None:
            found.append(_with_signs(header, found, sheet, form))
    return found


def _with_signs(header: Header, before: Sequence[Header], sheet: Sheet, form: Form) -> Header:
    """The header with a column of signs known by what stands in it, whatever it is called: 性质 above ≥, ≤ and 定性.

    On a new page it is where it was on the page before.
    """
    if "comparator" in header.columns or not header.unknown:
        return header
    named = [row for row in sheet.rows if row > header.last and sheet.at(row, header.columns["name"]) is not None]
    known = {header.columns.get("comparator") for header in before}
    signs = [
        column for column, head in header.unknown.items()
        if column in known or _are_signs([sheet.at(row, column) for row in named], head, form)
    ]  # fmt: skip
    if len(signs) != 1:
        return header
    columns = {**header.columns, "comparator": signs[0]}
    unknown = {column: text for column, text in header.unknown.items() if column != signs[0]}
    return replace(header, columns=columns, unknown=unknown, role=_both(columns, header.role))


def _are_signs(cells: Sequence[Cell | None], head: str, form: Form) -> bool:
    """Whether cells below a head, itself on a new page included, are empty or signs: two at least, one of numbers."""
    values = [cell.value for cell in cells if cell is not None and cell.value != head]
    said = [form.comparator(value) if isinstance(value, str) else None for value in values]
    return len(said) >= _LEAST_SIGNS and None not in said and any(sign != QUALITATIVE for sign in said)


def _wider(header: Header | None, other: Header | None) -> Header | None:
    """The one with more columns, the first where they have as many."""
    if header is None or (other is not None and len(other.columns) > len(header.columns)):
        return other
    return header


def _heading(text: str, form: Form) -> str | None:
    """The key of the column a head names, as a whole or in one of its lines: ``分值↵权重``."""
    key = form.heading(text)
    if key is not None or "\n" not in text or "\n" not in text.strip() or _OTHER_TIME.search(text):
        return key
    keys = {form.heading(line) for line in text.splitlines() if line.strip()} - {None}
    return keys.pop() if len(keys) == 1 else None


def _texts(sheet: Sheet, row: int) -> dict[int, str]:
    """The short texts of a row by column."""
    return {
        cell.column: cell.value
        for cell in sheet.rows.get(row, ())
        if isinstance(cell.value, str) and len(cell.value) <= _LONGEST
    }


def _joined(sheet: Sheet, row: int, top: dict[int, str], form: Form) -> dict[int, str] | None:
    """The texts of a header of two rows, or ``None`` when the next row does not belong to it."""
    below = _texts(sheet, row + 1)
    if not below:
        return None
    name = next(column for column, text in top.items() if _heading(text, form) == "name")
    if name in below and sheet.anchor(row + 1, name) != (row, name):
        return None
    joined = dict(top)
    known = False
    for column, text in below.items():
        anchor = sheet.anchor(row, column)
        above = top.get(anchor[1], "") if anchor[0] == row else ""
        if not above:
            above = next((top[other] for other in sorted(top, reverse=True) if other < column), "")
        choices = [choice for choice in (above + text, text) if _heading(choice, form)]
        known = known or bool(choices)
        joined[column] = choices[0] if choices else text
    return joined if known else None


def _under(sheet: Sheet, row: int, lower: dict[int, str], form: Form) -> dict[int, str] | None:
    """The texts of a header of two rows whose lower one names the indicators, ``None`` where it has one row only.

    A column has its lower text, else its upper one: a cell merged over both rows belongs to both.
    """
    upper = _texts(sheet, row - 1)
    joined = dict(lower)
    for column, text in lower.items():
        top, left = sheet.anchor(row - 1, column)
        above = upper.get(left, "") if top == row - 1 else ""
        if above and _heading(above + text, form):
            joined[column] = above + text
    added = {column: text for column, text in upper.items() if sheet.at(row, column) is None}
    # One word alone may be a label of the head: 单位.
    if sum(_heading(text, form) is not None for text in added.values()) < _LEAST_ABOVE and not any(
        sheet.anchor(row, column) == (row - 1, column) for column in added
    ):
        return None
    return joined | added


def _header(rows: tuple[int, int], named: int, texts: Mapping[int, str], form: Form) -> Header | None:
    columns: dict[str, int] = {}
    unknown: dict[int, str] = {}
    for column, text in sorted(texts.items()):
        key = _heading(text, form)
        if key is None:
            unknown[column] = text.strip()
            continue
        other = columns.get(key)
        if other is None:
            columns[key] = column
        elif _rank(text, key, form) > _rank(texts[other], key, form):
            columns[key] = column
            unknown[other] = texts[other].strip()
        else:
            unknown[column] = text.strip()
    if len(columns) < _LEAST or not columns.keys() & {"target", "comparator", "standard"}:
        return None
    return Header(*rows, named, columns, unknown, _role(columns, texts, form))


def _rank(text: str, key: str, form: Form) -> int:
    """How well a head names its column: by the form's own word, by another it lists, in other words or in one of its
    lines.
    """
    if any(column.key == key and fold(column.header) == fold(text) for column in form.columns):
        return 3
    return 2 if form.listed_heading(text) == key else int(form.heading(text) == key)


def _role(columns: Mapping[str, int], texts: Mapping[int, str], form: Form) -> Role:
    folded = [fold(text) for text in texts.values()]
    if "score" not in columns and any(mark in text for text in folded for mark in form.foreign.monitoring):
        return "monitoring"
    if "actual" not in columns:
        return "goals"
    return _both(columns, "evaluation")


def _both(columns: Mapping[str, int], role: Role) -> Role:
    """The role of a table: a self-evaluation with two columns that only goals have is both."""
    return "both" if role == "evaluation" and len(columns.keys() & _GOAL_ONLY) >= 2 else role
