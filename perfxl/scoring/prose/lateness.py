"""Lateness: in calendar months, which no kind of the form counts, as a ladder of dates; and what never came."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from decimal import Decimal

from perfxl import dates
from perfxl.block import RUNGS
from perfxl.numbers import ZERO
from perfxl.scoring.kinds import Band, Bands, Rule
from perfxl.scoring.prose.made import Made
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import Interval, Missed

# Half a month is 15 days, whichever month it is.
HALF, FORTNIGHT = Decimal("0.5"), Decimal(15)
_LATE_OR_NEVER = re.compile("完成|达到|达标|实现|按|及时|准时|如期")
MONTHS = {"个月": 1, "月": 1, "个季度": 3, "季度": 3}


def later(start: Decimal, number: Decimal, unit: str, detail: str) -> Decimal:
    """The day so many months after another: the same day of the month, or the last one where there is none.

    :raises Refuse: no whole number of months.
    """
    months = number * MONTHS[unit]
    if months != months.to_integral_value() or not 0 < months <= 120:
        raise Refuse(Refusal.INEXPRESSIBLE, detail)
    day = dates.from_serial(start)
    year, month = divmod(day.year * 12 + day.month - 1 + int(months), 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dates.to_serial(dt.date(year, month + 1, min(day.day, last)))


def _open_days(made: Made, bound: Decimal, start: Decimal, *, ended: bool) -> None:
    """A month after the last day of June is 30 July or the 31st: the days between are not said."""
    day, began = dates.from_serial(bound), dates.from_serial(start)
    last = calendar.monthrange(day.year, day.month)[1]
    if bound != start and began.day == calendar.monthrange(began.year, began.month)[1] and day.day < last:
        made.said.gaps.append((bound - ended, bound - day.day + last + (not ended)))


def by_months(made: Made, start: Decimal, step: tuple[Decimal, str], deduction: Decimal, detail: str) -> Rule:
    """``每推迟1个月扣1分`` as bands of dates. :raises Refuse: there are more of them than the form holds."""
    partial = made.said.partial or made.context.partial
    if partial == "按比例":
        raise Refuse(Refusal.INEXPRESSIBLE, detail)
    number, unit = step
    least = made.floor or ZERO
    bands: list[Band] = []
    score = made.points
    while score > least:
        if len(bands) == RUNGS:
            raise Refuse(Refusal.INEXPRESSIBLE, detail)
        times = len(bands) + (partial == "舍去")
        bound = start if times == 0 else later(start, number * times, unit, detail)
        bands.append(Band(sign="<" if partial == "舍去" else "≤", bound=bound, score=score))
        score -= deduction
        _open_days(made, bound, start, ended=partial == "舍去")
    first = later(start, number, unit, detail)
    made.read(
        f"按日历月计算：从{dates.chinese(dates.from_serial(start))}起满{number:f}{unit}是"
        f"{dates.chinese(dates.from_serial(first))}"
    )
    return Bands(points=made.points, bands=tuple(bands), rest=least)


def never(condition: Missed, made: Made) -> bool:
    """``不报送得0分`` beside ``超过1月15日报送得1分``: whoever never did; 未完成 may be whoever was late."""
    target = made.context.target
    if not made.context.dated or _LATE_OR_NEVER.search(condition.text):
        return False
    conditions = [found for pair in made.said.pairs for found in pair.conditions if isinstance(found, Interval)]
    return any(found.low == target and not found.low_in and found.high is None for found in conditions)
