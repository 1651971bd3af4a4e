"""What clerks do to the sheets of our template, done to their XML."""

from __future__ import annotations

import re

from benchmarks.intake.model import Return, Value
from benchmarks.intake.strings import Strings, content

_ROW = re.compile(r'<row r="(\d+)"[^>]*?(?:/>|>.*?</row>)', re.DOTALL)
_REFERENCE = re.compile(r'( r="[A-Z]*|[:"][A-Z]+)(\d+)(?=[":])')


def _without_rows(xml: str, first: int, count: int) -> str:
    """The sheet with rows taken out and those below moved up: their cells, and what is merged in them."""

    def row(match: re.Match[str]) -> str:
        return "" if first <= int(match[1]) < first + count else match[0]

    return _moved(_ROW.sub(row, xml), first + count, -count)


def _moved(xml: str, first: int, by: int) -> str:
    """The sheet with its rows from *first* on moved down *by* so many."""

    def moved(match: re.Match[str]) -> str:
        return f"{match[1]}{int(match[2]) + by}" if int(match[2]) >= first else match[0]

    xml = _ROW.sub(lambda match: re.sub(r'( r="[A-Z]*)(\d+)(?=")', moved, match[0]), xml)
    return re.sub(r"<mergeCell ref=[^>]*>", lambda match: _REFERENCE.sub(moved, match[0]), xml)


def with_row(xml: str, number: int, cells: dict[str, Value], strings: Strings) -> str:
    """The sheet with a row inserted, and in it cells by their columns."""
    xml = _moved(xml, number, 1)
    inside = "".join(f'<c r="{letter}{number}"{content(cells[letter], strings)}' for letter in sorted(cells))
    below = xml.index(f'<row r="{number + 1}"')
    return f'{xml[:below]}<row r="{number}">{inside}</row>{xml[below:]}'


def tampered(xml: str, name: str, sheet: Return, strings: Strings) -> str:
    """The sheet with columns hidden, cells merged, cells outside the form, rows taken out."""
    for where, column in sheet.hidden_columns:
        if where == name:
            xml = re.sub(rf'<col ([^>]*min="{column}" max="{column}")', r'<col hidden="1" \1', xml, count=1)
    for where, area in sorted(sheet.merges):
        if where == name:
            xml = xml.replace("</mergeCells>", f'<mergeCell ref="{area}"/></mergeCells>')
    for (where, ref), value in sheet.added.items():
        if where == name:
            row = f'<row r="{ref.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"'
            start = xml.index("</row>", xml.index(row))
            xml = f'{xml[:start]}<c r="{ref}"{content(value, strings)}{xml[start:]}'
    if sheet.deleted is not None and sheet.deleted[0] == name:
        xml = _without_rows(xml, *sheet.deleted[1:])
    return xml
