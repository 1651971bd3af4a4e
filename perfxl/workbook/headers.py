"""Where the tables of an unknown sheet begin: header rows found by the names of their columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from perfxl.form import Form, fold
from perfxl.workbook.places import Sheet

Role = Literal["goals", "evaluation", "both", "monitoring"]

_GOAL_ONLY = {"comparator", "standard", "definition"}
_LEAST = 4
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Header:
    """A header row (two where ``last`` is the next one): column numbers by key, and the headers not known.

    ``role`` says what the table is; ``both`` is one table with goals and their self-evaluation.
    """

    row: int
    last: int
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
        if not any(form.heading(text) == "name" for text in texts.values()):
            continue
        header = _header(row, row, texts, form)
        joined = _joined(sheet, row, texts, form)
        if joined is not None:
            wider = _header(row, row + 1, joined, form)
            if wider is not None and (header is None or len(wider.columns) > len(header.columns)):
                header = wider
        if header is not None:
            found.append(header)
    return found


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
    name = next(column for column, text in top.items() if form.heading(text) == "name")
    if name in below and sheet.anchor(row + 1, name) != (row, name):
        return None
    joined = dict(top)
    known = False
    for column, text in below.items():
        anchor = sheet.anchor(row, column)
        above = top.get(anchor[1], "") if anchor[0] == row else ""
        if not above:
            above = next((top[other] for other in sorted(top, reverse=True) if other < column), "")
        choices = [choice for choice in (above + text, text) if form.heading(choice)]
        known = known or bool(choices)
        joined[column] = choices[0] if choices else text
    return joined if known else None


def _header(row: int, last: int, texts: Mapping[int, str], form: Form) -> Header | None:
    columns: dict[str, int] = {}
    unknown: dict[int, str] = {}
    for column, text in sorted(texts.items()):
        key = form.heading(text)
        if key is None:
            unknown[column] = text.strip()
            continue
        other = columns.get(key)
        if other is None:
            columns[key] = column
        elif _is_usual(text, key, form) and not _is_usual(texts[other], key, form):
            columns[key] = column
            unknown[other] = texts[other].strip()
        else:
            unknown[column] = text.strip()
    if len(columns) < _LEAST or not columns.keys() & {"target", "comparator", "standard"}:
        return None
    return Header(row, last, columns, unknown, _role(columns, texts, form))


def _is_usual(text: str, key: str, form: Form) -> bool:
    return any(column.key == key and fold(column.header) == fold(text) for column in form.columns)


def _role(columns: Mapping[str, int], texts: Mapping[int, str], form: Form) -> Role:
    folded = [fold(text) for text in texts.values()]
    if "score" not in columns and any(mark in text for text in folded for mark in form.foreign.monitoring):
        return "monitoring"
    if "actual" not in columns:
        return "goals"
    return "both" if len(columns.keys() & _GOAL_ONLY) >= 2 else "evaluation"
