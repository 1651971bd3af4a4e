"""The rule block of an indicator as our own workbook computes it, from the cells as its formulas see them.

perfxl may read more than a formula can (a text ``195人``, a percent format, a standard in prose); what the
sheet 校验 says can only rest on what stands here.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Literal

from msgspec.structs import replace

from perfxl import dates, numbers
from perfxl.block import Block
from perfxl.checks.case import QUALITATIVE, Case, seen_number
from perfxl.checks.indicators import kind_as_typed
from perfxl.model import Indicator
from perfxl.scoring.counted import never_negative
from perfxl.scoring.kinds import Levels, Manual, Rule
from perfxl.scoring.rules import KINDS, rule_of, score_block
from perfxl.scoring.settings import effective_block
from perfxl.scoring.values import asks_percent


def workbook_block(case: Case, row: Indicator) -> Block:
    """The block of a row as the workbook completes it, without the actual value; made once."""
    known = case.known(row)
    if known.block is None:
        known.block = _completed(case, row)
    return known.block


def _completed(case: Case, row: Indicator) -> Block:
    line = case.line(row)
    block = effective_block(row, case.form, case.sheet.year) if line is None else line.reading.given.block
    settings = row.settings or Block()
    deadline = case.deadline(row)
    comparator = settings.comparator
    if not comparator:
        canonical = case.comparator(row)
        comparator = "≤" if deadline else None if canonical == QUALITATIVE else canonical
    number = case.number(row, "target")
    target = dates.to_serial(deadline) if deadline else number
    direction = settings.direction
    if not direction and comparator == "＝":
        direction = "反向" if case.form.counts_bad(row.name) else "正向"
    return replace(
        block,
        points=case.number(row, "points"),
        kind=kind_as_typed(case, row) or None,
        comparator=comparator,
        target=target,
        direction=direction or None,
    )


def expects(case: Case, row: Indicator) -> Literal["level", "date", "number"]:
    """What the line of the self-evaluation asks for."""
    if kind_as_typed(case, row) == Levels.kind:
        return "level"
    return "number" if case.deadline(row) is None else "date"


def level_words(block: Block) -> tuple[str, ...]:
    """The level words of a block."""
    return tuple(rung.bound for rung in block.rungs if isinstance(rung.bound, str) and rung.bound)


def typed_day(case: Case, row: Indicator) -> dt.date | None:
    """The day of an actual value where the workbook reads one: a date, a day number, 20261220, or a text."""
    source = case.source(row, "actual")
    number = seen_number(source)
    if number is not None:
        if dates.FIRST_SERIAL <= number <= dates.LAST_SERIAL:
            return dates.from_serial(number)
        if number == number.to_integral_value() and 20000101 <= number <= 20991231:
            return dates.parse(numbers.plain(number))
        return None
    if source is None or source.kind != "text":
        return None
    text, target = case.text(row, "actual"), case.deadline(row)
    day = dates.parse(text, case.year)
    whole_month = day is not None and dates.month_begins(text, day) is not None
    return None if day is not None and whole_month and target is not None and day > target else day


def is_percent_question(case: Case, row: Indicator, block: Block) -> bool:
    """Whether a bare number in (0, 1] against a % target is no answer."""
    number = case.number(row, "actual")
    target = block.target if isinstance(block.target, Decimal) else None
    return number is not None and case.percent(row) and asks_percent(number, target)


def is_count_below_nought(case: Case, row: Indicator) -> bool:
    """Whether a number is below 0 where things are counted: no answer either."""
    number = case.number(row, "actual")
    return number is not None and number < 0 and never_negative(row, "", case.form)


def complete(block: Block) -> bool:
    """Whether the block describes a rule."""
    return isinstance(rule_of(block), Rule)


def known_kind(case: Case, row: Indicator) -> str | None:
    """The scoring kind of a row when it is one of the list."""
    kind = kind_as_typed(case, row)
    return kind if kind in KINDS else None


def good_manual(case: Case, row: Indicator, points: Decimal) -> bool:
    """Whether the score by hand is a number from 0 to the points."""
    manual = case.number(row, "manual")
    return manual is not None and 0 <= manual <= points


def workbook_score(case: Case, row: Indicator) -> Decimal | None:
    """The score the workbook shows for a row, or ``None``."""
    block = workbook_block(case, row)
    points = block.points
    if not isinstance(points, Decimal):
        return None
    if block.kind == Manual.kind:
        manual = case.number(row, "manual")
        signed = case.text(row, "scorer") and case.text(row, "manual_reason")
        good = manual is not None and signed and good_manual(case, row, points)
        return numbers.cents(manual) if good and manual is not None else None
    return score_block(replace(block, actual=_actual(case, row, block))).score


def _actual(case: Case, row: Indicator, block: Block) -> Decimal | str | None:
    match expects(case, row):
        case "level":
            return case.text(row, "actual") or None
        case "date":
            day = typed_day(case, row)
            return dates.to_serial(day) if day is not None and day.year == case.year else None
    refused = is_percent_question(case, row, block) or is_count_below_nought(case, row)
    return None if refused else case.number(row, "actual")
