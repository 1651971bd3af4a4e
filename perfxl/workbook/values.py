"""From what a cell states to what it means: number formats, and text, numbers, truth values, dates, errors.

Built-in formats and the conversion of date serials are openpyxl's; this module adds the built-in formats of
Simplified Chinese, and never lets one bad value fail a workbook: it becomes an error value at its cell.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from perfxl.findings import Refused
from perfxl.workbook.scan import MAIN, Raw, tree, unescape

Kind = Literal["text", "number", "date", "bool", "error", "empty"]
Value = str | Decimal | bool | datetime.datetime | datetime.date | datetime.time | None

GENERAL = "General"
_S = f"{{{MAIN}}}"
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_TEXTS = {"s", "inlineStr", "str"}
_BOOLS = {"1": True, "0": False, "true": True, "false": False}
_LAST_SERIAL = 2_958_466  # 1 January 10000
_BAD = "#VALUE!"

# Formats 27 to 58 have no definition in a file: the language of Excel implies them (ECMA-376 part 1,
# §18.8.30). Chinese Excel writes them for its own date formats; openpyxl takes them for General.
_YEAR_MONTH, _MONTH_DAY, _YEAR_MONTH_DAY = 'yyyy"年"m"月"', 'm"月"d"日"', 'yyyy"年"m"月"d"日"'
CHINESE_FORMATS = {
    **dict.fromkeys((27, 36, 50, 52, 57), _YEAR_MONTH),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), _MONTH_DAY),
    **dict.fromkeys((34, 55), '上午/下午h"时"mm"分"'),
    **dict.fromkeys((35, 56), '上午/下午h"时"mm"分"ss"秒"'),
    30: "m-d-yy",
    31: _YEAR_MONTH_DAY,
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
}
_BUILTIN = {str(number): code for number, code in (CHINESE_FORMATS | BUILTIN_FORMATS).items()}


class Style(NamedTuple):
    """What a cell's style says of its value; ``is_duration``: counted hours (``[h]:mm``), no time of day."""

    number_format: str = GENERAL
    is_date: bool = False
    is_duration: bool = False


PLAIN = Style()


@lru_cache(maxsize=1024)
def style_of(code: str) -> Style:
    """The style of a number format."""
    return Style(code, is_date_format(code), is_timedelta_format(code))


def styles(part: str, data: bytes) -> dict[str, Style]:
    """Cell style index, as the ``s`` attribute writes it → style. :raises Refused: F016, F021."""
    root = tree(part, data)
    codes = dict(_BUILTIN)
    for item in root.iterfind(f"{_S}numFmts/{_S}numFmt"):
        codes[item.get("numFmtId", "")] = unescape(item.get("formatCode", GENERAL))[:255]
    return {
        str(index): style_of(codes.get(item.get("numFmtId", "0"), GENERAL))
        for index, item in enumerate(root.iterfind(f"{_S}cellXfs/{_S}xf"))
    }


def value(kind: str, text: str | None, style: Style, date1904: bool) -> tuple[Value, Kind]:
    """What a cell holds: *kind* is its type as stored, *text* its stored value, of a shared string its text.

    An empty text is no value; any other text is kept as it is, blanks and line ends included.
    """
    if not text:
        return None, "empty"
    if kind in _TEXTS:
        return (unescape(text) if kind == "str" else text), "text"
    text = text.strip()
    if kind == "n":
        return _number(text, style, date1904)
    if kind == "b":
        return (_BOOLS[text], "bool") if text in _BOOLS else (_BAD, "error")
    if kind == "d":
        return _iso(text)
    return (text if kind == "e" else _BAD), "error"


def _number(text: str, style: Style, date1904: bool) -> tuple[Value, Kind]:
    if len(text) > 400 or not _NUMBER.fullmatch(text):
        return _BAD, "error"
    number = float(text)
    if abs(number) == float("inf"):
        return "#NUM!", "error"
    if not style.is_date or style.is_duration:
        return Decimal(f"{number:.15g}"), "number"
    if not 0 <= number < _LAST_SERIAL:
        return _BAD, "error"
    try:
        return from_excel(number, CALENDAR_MAC_1904 if date1904 else CALENDAR_WINDOWS_1900), "date"
    except (ValueError, OverflowError):
        return _BAD, "error"


def _iso(text: str) -> tuple[Value, Kind]:
    """A date written out (``t="d"``, ISO 8601), as some programs store it."""
    text = text.removesuffix("Z")
    try:
        if "T" in text:
            return datetime.datetime.fromisoformat(text).replace(tzinfo=None), "date"
        if ":" in text:
            return datetime.time.fromisoformat(text).replace(tzinfo=None), "date"
        return datetime.date.fromisoformat(text), "date"
    except ValueError:
        return _BAD, "error"


def string_indices(part: str, cells: Iterable[Raw]) -> Mapping[str, int]:
    """The shared strings cells refer to, as their cells write them. :raises Refused: F016 one is no index (``-1``)."""
    found = {}
    for written in dict.fromkeys(raw.text for raw in cells if raw.type == "s" and raw.text):
        text = written.strip()
        if not (text.isascii() and text.isdigit() and len(text) <= 9):
            raise Refused("F016", part=part, detail=f"shared string {text[:20]}")
        found[written] = int(text)
    return found
