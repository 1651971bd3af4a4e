"""What clerks do to the sheets of our template, done to their XML."""

from __future__ import annotations

import re

from benchmarks.intake.model import Return
from benchmarks.intake.strings import Strings, content

_ROW = re.compile(r'<row r="(\d+)"[^>]*?(?:/>|>.*?</row>)', re.DOTALL)
_REFERENCE = re.compile(r'( r="[A-Z]*|[:"][A-Z]+)(\d+)(?=[":])')


def _without_rows(xml: str, first: int, count: int) -> str:
    """The sheet with rows taken out and those below moved up: their cells, and what is merged in them."""

    def moved(match: re.Match[str]) -> str:
        return f"{match[1]}{int(match[2]) - count}" if int(match[2]) >= first + count else match[0]

    def row(match: re.Match[str]) -> str:
        number = int(match[1])
        if first <= number < first + count:
            return ""
        return re.sub(r'( r="[A-Z]*)(\d+)(?=")', moved, match[0])

    xml = _ROW.sub(row, xml)
    return re.sub(r"<mergeCell ref=[^>]*>", lambda match: _REFERENCE.sub(moved, match[0]), xml)


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
