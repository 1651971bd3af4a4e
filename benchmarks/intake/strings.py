"""Cells and shared strings as XML."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from xml.sax.saxutils import escape

from benchmarks.intake.model import Value
from perfxl import dates


class Strings:
    """The shared strings of a workbook."""

    def __init__(self, first: Iterable[str] = ()) -> None:
        self.index: dict[str, int] = {text: number for number, text in enumerate(first)}

    def __call__(self, text: str) -> int:
        return self.index.setdefault(text, len(self.index))

    def xml(self) -> bytes:
        items = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in self.index)
        count = len(self.index)
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns="http://schemas.openxmlformats.org'
            f'/spreadsheetml/2006/main" count="{count}" uniqueCount="{count}">{items}</sst>'
        ).encode()


def content(value: Value, strings: Strings, formula: str = "") -> str:
    """Type and content of a cell, as they stand behind its style."""
    if value is None or (value == "" and not formula):
        return f">{formula}</c>" if formula else "/>"
    if isinstance(value, Decimal):
        return f">{formula}<v>{value.normalize():f}</v></c>"
    if isinstance(value, dt.date):
        return f">{formula}<v>{dates.to_serial(value)}</v></c>"
    if value.startswith("#") and value.isascii():
        return f' t="e">{formula}<v>{value}</v></c>'
    if formula:
        return f' t="str">{formula}<v>{escape(value)}</v></c>'
    return f' t="s">{formula}<v>{strings(value)}</v></c>'
