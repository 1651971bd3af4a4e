"""Dates as clerks type them, and deadlines as forms write them; the spreadsheet's day numbers.

A deadline (``12月20日前``, ``10月底前``, ``上半年``, ``年底前``) includes its last day. A day number is
Excel's serial in the 1900 system: whole days, 2026-01-01 is 46023.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal

from perfxl.numbers import normalise

# A number where a date is expected is a day number when it lies in the years 2000 to 2099.
FIRST_SERIAL = Decimal(36526)
LAST_SERIAL = Decimal(73050)

_EPOCH = dt.date(1899, 12, 30)
FIRST_YEAR = 1900  # spreadsheets count days from here
# A time of day needs a mark before it: with its blank gone "1-1 10:30" would read as the 11th.
_TIME = re.compile(r"(?:\s+|(?<=[日号])|T)\d{1,2}[:：]\d{2}(?:[:：]\d{2}(?:\.\d+)?)?\s*$")
_FULL = re.compile(r"(\d{4})(?:年|[-./])(\d{1,2})(?:月|[-./])(\d{1,2})[日号]?", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_MONTH_DAY = re.compile(r"(\d{1,2})月(\d{1,2})[日号]", re.ASCII)
_YEAR = re.compile(r"(\d{4})年度?", re.ASCII)
_YEAR_MONTH = re.compile(r"(\d{4})(?:年|[-./])(\d{1,2})月?[份底末]?", re.ASCII)
_MONTH = re.compile(r"(\d{1,2})月[份底末]?", re.ASCII)
_WHOLE_MONTH = re.compile(r"(?:(\d{4})(?:年|[-./]))?(\d{1,2})(?:月份?)?", re.ASCII)
_QUARTER = re.compile(r"(?:第?([一二三四1234])季度)(?:末|底)?")
_WRITTEN_YEAR = re.compile(r"(?<!\d)20\d{2}(?=年|[-./]\d{1,2}[-./])", re.ASCII)
_TAIL = re.compile(r"(?:之前|以前|前|内|之内|以内|完成|止)+$")
_CHINESE = {char: value for value, char in enumerate("一二三四五六七八九", 1)}
# A date with a letter for a nought, or in words; the number in front of 月 or 日.
_SLIP = re.compile(r"(?<=\d)[OoＯ]|[OoＯ](?=\d)|[一二三四五六七八九十](?=[月日号])")
_LETTER_O = re.compile(r"(?<=[\dOoＯ])[OoＯ]|[OoＯ](?=\d)")
_WORDS = re.compile(r"(?<![一二三四五六七八九十])(?:[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?=[月日号])")


def to_serial(day: dt.date) -> Decimal:
    """The spreadsheet's day number (1900 system) of a date or date-time (the time is dropped)."""
    if isinstance(day, dt.datetime):
        day = day.date()
    return Decimal((day - _EPOCH).days)


def from_serial(serial: Decimal) -> dt.date:
    """The date of a day number. :raises ValueError: outside the years 1900-9999."""
    days = int(serial)
    if not 1 <= days <= 2958465:
        raise ValueError(f"not a day number: {serial}")
    return _EPOCH + dt.timedelta(days=days)


def _last_day(year: int, month: int) -> dt.date | None:
    if not (1 <= month <= 12 and FIRST_YEAR <= year <= dt.MAXYEAR):
        return None
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _date(year: int, month: int, day: int) -> dt.date | None:
    if year < FIRST_YEAR:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def parse(text: str, year: int | None = None) -> dt.date | None:
    """A date as typed: ``2026.12.31``, ``20261231``, ``2026年12月``(its last day), ``12月20日`` (in *year*).

    ``None`` when it is no date, or the year is neither written nor given.
    """
    clean = normalise(_TIME.sub("", text))
    if match := _FULL.fullmatch(clean):
        return _date(*map(int, match.groups()))
    if match := _COMPACT.fullmatch(clean):
        return _date(*map(int, match.groups()))
    if match := _YEAR_MONTH.fullmatch(clean):
        return _last_day(int(match[1]), int(match[2]))
    if year is not None:
        if match := _MONTH_DAY.fullmatch(clean):
            return _date(year, int(match[1]), int(match[2]))
        if match := _MONTH.fullmatch(clean):
            return _last_day(year, int(match[1]))
    return None


def month_begins(text: str, day: dt.date) -> dt.date | None:
    """The first day of the month a text names as a whole (``2026年12月``, not ``12月底``) where *day* was read."""
    whole = _WHOLE_MONTH.fullmatch(normalise(text))
    return day.replace(day=1) if whole and int(whole[2]) == day.month and (whole[1] or "月" in text) else None


def parse_deadline(text: str, year: int | None = None) -> dt.date | None:
    """The last day a deadline allows, or ``None``: all of :func:`parse`, and half-years, quarters, year ends.

    *year* is the sheet's year, used where the text names none. A letter O beside a digit is a nought, and months and
    days may be in words: ``2O26年6月3O日前``, ``九月底``.
    """
    if (day := _deadline(text, year)) is not None or not _SLIP.search(text):
        return day
    return _deadline(_WORDS.sub(_in_digits, _LETTER_O.sub("0", text)), year)


def _in_digits(found: re.Match[str]) -> str:
    """``二十一`` as 21."""
    tens, ten, ones = found.group().rpartition("十")
    return str((_CHINESE[tens] if tens else 1) * 10 * bool(ten) + (_CHINESE[ones] if ones else 0))


def _deadline(text: str, year: int | None) -> dt.date | None:
    """The last day of a deadline in digits."""
    clean = _TAIL.sub("", normalise(_TIME.sub("", text)))
    if day := parse(clean, year):
        return day
    if match := _YEAR.match(clean):
        year, clean = int(match[1]), clean[match.end() :]
    if year is None:
        return None
    if clean in {"底", "末", "年底", "年末", "全年", "当年", "下半年"}:
        return dt.date(year, 12, 31)
    if clean in {"上半年", "年中"}:
        return dt.date(year, 6, 30)
    if match := _QUARTER.fullmatch(clean):
        quarter = _CHINESE.get(match[1]) or int(match[1])
        return _last_day(year, quarter * 3)
    return parse(clean, year)


def year_in(texts: Iterable[str]) -> int | None:
    """The first year written in any of some texts (``2026年``, ``2026-…``), or ``None``."""
    for text in texts:
        if found := _WRITTEN_YEAR.search(normalise(text)):
            return int(found.group())
    return None


def chinese(day: dt.date) -> str:
    """``2026年12月31日``, without leading zeros: what a workbook formula builds from YEAR, MONTH and DAY."""
    return f"{day.year}年{day.month}月{day.day}日"
