"""What the year of a return means beside the year that is collected: one cause, told once.

A sheet with the wrong year on it has every date outside that year told as well, each as a slip of its own. Where such
a date lies in the year that is asked for, it is right as soon as the year is: it goes into the sentence on the year.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import fields, replace

from perfxl import dates, numbers
from perfxl.finance.attendance import Attendance
from perfxl.finance.returned import Noted, Returned
from perfxl.findings import Finding, finding
from perfxl.scoring.values import serial_day

__all__ = ["dated"]

_OTHER_YEAR = "D010"
_ANOTHER_YEARS = "D014"
_OUTSIDE = frozenset(("E006", "I011"))
"""What a date outside the year of its sheet is told."""


def dated(one: Returned, due: int | None, there: Attendance, astray: Collection[str]) -> Returned:
    """A return with what its year means for what is asked for: D014 in place of D010, or neither once it is in."""
    told = [noted for noted in one.findings if noted.code == _OTHER_YEAR]
    if one.sha256 in astray and not any(noted.waiver for noted in told):
        place = (told[0].sheet, told[0].cell) if told else one.year_place
        slots = {"field": "年度", "value": one.year, "expected": due}
        said = _noted(finding(_ANOTHER_YEARS, sheet=place[0], cell=place[1], **slots))  # type: ignore[arg-type]
        one = replace(one, findings=(said, *(noted for noted in one.findings if noted not in told)))
    elif told and one.year != due and one.department in there.returned:
        one = replace(one, findings=tuple(noted for noted in one.findings if noted not in told or noted.waiver))
    return one if due is None else _gathered(one, due)


def _noted(found: Finding) -> Noted:
    """A finding of the report itself, as those of the ledger are shown."""
    texts = {slot.name: getattr(found, slot.name) for slot in fields(Noted) if hasattr(found, slot.name)}
    return Noted(**texts, origin="report", indicator="", fingerprint="")


def _gathered(one: Returned, due: int) -> Returned:
    """A return whose finding on the year speaks for the dates that lie in the year that is *due*."""
    year = next((noted for noted in one.findings if noted.code in (_OTHER_YEAR, _ANOTHER_YEARS) and noted.open), None)
    if year is None or one.year == due:
        return one
    right = [noted for noted in one.findings if noted.open and noted.code in _OUTSIDE and _year(noted.value) == due]
    if not right:
        return one
    said = replace(
        year,
        message=f"{year.message}表里有 {len(right)} 处日期就是 {due} 年的，改了年度就不用动，不再逐处列出。",
        message_en=f"{year.message_en} {len(right)} of its dates are of {due}: right as soon as the year is.",
    )
    kept = (said if noted is year else noted for noted in one.findings if noted not in right)
    return replace(one, findings=tuple(kept))


def _year(text: str) -> int | None:
    """The year of a date as it was typed, or of the number a cell holds for it."""
    day: dt.date | None = dates.parse_deadline(text)
    number = numbers.parse(text) if day is None else None
    if number is not None:
        day = serial_day(number)
    return None if day is None else day.year
