"""The settings that count for an indicator: what is set on 计分设置, completed with the defaults of the form.

A blank cell there means the default, exactly as the workbook's own formulas complete it. Nothing is added to
an indicator without a scoring kind: how a standard in prose scores is not decided here.
"""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from perfxl import dates, numbers
from perfxl.block import SIGNS, Block
from perfxl.form import Form
from perfxl.model import Indicator, Source
from perfxl.numbers import ZERO
from perfxl.scoring.kinds import AllOrNothing, Levels, PerPiece, Proportional, StepDeduction
from perfxl.scoring.values import (
    QUALITATIVE,
    Expects,
    Interpreted,
    interpret,
    serial_day,
    shows_percent,
    split_comparator,
)

TARGETED = (Proportional.kind, AllOrNothing.kind, StepDeduction.kind)
STEPPED = (StepDeduction.kind, PerPiece.kind)


def kind_of(indicator: Indicator) -> str:
    """The scoring kind chosen for an indicator, or ``""``."""
    return indicator.kind or (indicator.settings.kind if indicator.settings else None) or ""


def unit_of(indicator: Indicator, form: Form) -> str:
    """The unit that counts: the indicator's, or ``%`` when it has none and its target is written with one."""
    unit = form.unit(indicator.unit)
    if unit:
        return unit
    source = _target_source(indicator)
    percent = shows_percent(source.number_format) if source.kind == "number" else "%" in source.text
    return "%" if percent or "％" in source.text else ""


def deadline_of(indicator: Indicator, form: Form, year: int | None) -> Decimal | None:
    """The last day a target allows as a day number, or ``None`` when the target is no date.

    A bare number is a date only for a 定性 indicator; a text of digits also where there is no unit.
    """
    source = _target_source(indicator)
    qualitative = form.comparator(indicator.comparator) == QUALITATIVE
    day = None
    if source.kind == "date":
        read = interpret(source, expects="date", unit="", target=None, year=None, form=form)
        return read.value if isinstance(read.value, Decimal) else None
    if source.kind == "number" and isinstance(source.value, Decimal):
        day = serial_day(source.value) if qualitative else None
    elif source.kind == "text":
        number = numbers.parse(source.text)
        if number is None:
            day = dates.parse_deadline(source.text, year)
        elif qualitative or not form.unit(indicator.unit):
            day = serial_day(number) or dates.parse_deadline(source.text, year)
    return None if day is None else dates.to_serial(day)


def target_of(indicator: Indicator, form: Form, year: int | None) -> Interpreted:
    """The target as it counts: a deadline's day number, a number, or nothing and a note why.

    Notes are those of targets: I006 a sign or unit was left out, I004 not a number, C009 empty. A sign that
    contradicts the indicator's comparator leaves the target unread.
    """
    return _target(indicator, form, year, deadline_of(indicator, form, year), unit_of(indicator, form))


def _target(
    indicator: Indicator, form: Form, year: int | None, deadline: Decimal | None, unit: str
) -> Interpreted:
    if deadline is not None:
        return Interpreted(deadline, None, dates.chinese(dates.from_serial(deadline)))
    source = _target_source(indicator)
    if source.empty:
        return Interpreted(None, "C009")
    split = split_comparator(source.text, form) if source.kind == "text" else None
    if split is not None:
        if form.comparator(indicator.comparator) not in (None, split[0]):
            return Interpreted(None, "I004")
        source = replace(source, value=split[1])
    # A target is nobody's question: it is held against itself, and I015 asks about a small percentage.
    read = interpret(source, expects="number", unit=unit, target=ZERO, year=year, form=form)
    if read.value is None:
        return Interpreted(None, "I004")
    return replace(read, note="I006" if split or read.note == "E004" else None)


def expects_of(indicator: Indicator, form: Form, year: int | None) -> Expects:
    """What has to be typed as the actual value: a level word, a date or a number."""
    return _expects(indicator, deadline_of(indicator, form, year))


def _expects(indicator: Indicator, deadline: Decimal | None) -> Expects:
    if kind_of(indicator) == Levels.kind:
        return "level"
    return "number" if deadline is None else "date"


class Given(Struct, frozen=True):
    """What is given for an indicator before its standard is read, each worked out once.

    ``block`` is the block that counts, its actual value empty; ``deadline`` the day number of a target that is a
    date; ``unit`` the unit that counts; ``expects`` what has to be typed as the actual value.
    """

    block: Block
    deadline: Decimal | None
    unit: str
    expects: Expects


def effective_block(indicator: Indicator, form: Form, year: int | None) -> Block:
    """The block that counts for an indicator; the actual value stays empty."""
    return given_of(indicator, form, year).block


def given_of(indicator: Indicator, form: Form, year: int | None) -> Given:
    """What is given for an indicator: its settings completed, its deadline, its unit."""
    settings = indicator.settings or Block()
    kind = kind_of(indicator)
    deadline, unit = deadline_of(indicator, form, year), unit_of(indicator, form)
    target = _target(indicator, form, year, deadline, unit).value
    expects = _expects(indicator, deadline)
    dated = expects == "date"
    block = replace(
        settings,
        points=indicator.points,
        kind=kind or None,
        actual=None,
        comparator=settings.comparator or _comparator(indicator, form, dated),
        target=target,
    )
    return Given(_completed(block, indicator, form, unit, dated), deadline, unit, expects)


def _completed(block: Block, indicator: Indicator, form: Form, unit: str, dated: bool) -> Block:
    """With the defaults of the form where something that plays a part is left blank."""
    kind, comparator, target = block.kind, block.comparator, block.target
    if kind in TARGETED and comparator == "＝" and not block.direction:
        block = replace(block, direction=default_direction(indicator, form, target))
    if kind == StepDeduction.kind and not block.step_unit:
        block = replace(block, step_unit=default_step_unit(unit, dated))
    if kind in STEPPED and not block.partial:
        block = replace(block, partial=form.readings.partial_step)
    if kind == Proportional.kind and not block.reverse:
        block = replace(block, reverse=form.readings.reverse)
    return block


def default_direction(indicator: Indicator, form: Form, target: Decimal | str | None) -> str:
    """What ＝ means where nothing is set: a ceiling for counts of bad things and for a target of 0."""
    return "反向" if form.counts_bad(indicator.name) or target == 0 else "正向"


def default_step_unit(unit: str, dated: bool) -> str:
    """In what a step is measured where nothing is set."""
    if dated:
        return "天"
    return "个百分点" if unit == "%" else "计量单位"


def _comparator(indicator: Indicator, form: Form, dated: bool) -> str | None:
    if dated:
        return "≤"
    canonical = form.comparator(indicator.comparator)
    if canonical is None and not indicator.comparator and (split := split_comparator(indicator.target, form)):
        canonical = split[0]
    return canonical if canonical in SIGNS else None


def _target_source(indicator: Indicator) -> Source:
    """The cell of the target; the target's text where the layout gave no cell."""
    source = indicator.sources.get("target")
    if source is not None:
        return source
    return Source("", "", indicator.target or None, "text" if indicator.target else "empty")
