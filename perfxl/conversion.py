"""A sheet that was read, as it goes into the living template: standards in prose become settings.

Pure: a goal sheet in, a goal sheet out, and what became of every standard. The words of a standard are kept as
they stand in their cell. Settings are written only where the block of the new row describes the very rule that
was read from the words, so the workbook's own formulas score as the words say; everything else is left open and
named. Nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from perfxl import dates, numbers
from perfxl.block import Block
from perfxl.checks.standards import code_of
from perfxl.form import Form
from perfxl.model import GoalSheet, Indicator, Source
from perfxl.scoring.alike import alike
from perfxl.scoring.compare import difference
from perfxl.scoring.evaluate import line_of, refused
from perfxl.scoring.kinds import Levels, Manual, Proportional, Rule
from perfxl.scoring.outcome import Bilingual, Reason
from perfxl.scoring.reading import Reading, read_rule
from perfxl.scoring.rules import rule_of
from perfxl.scoring.settings import deadline_of, effective_block, kind_of, unit_of
from perfxl.scoring.standard import Refusal, Standard
from perfxl.scoring.values import QUALITATIVE, Interpreted, split_comparator

State = Literal["read", "kept", "manual", "unread"]
Typed = Literal["", "number", "day", "level", "text"]
Why = tuple[str, str]  # Chinese, English

_YEAR = re.compile(r"(?<!\d)20\d{2}(?=\s*年|[-./]\d{1,2}[-./]\d)", re.ASCII)
_NOTHING: Mapping[str, object] = MappingProxyType({})


class Unfit(Bilingual):
    """Why a standard that was read still cannot be set in its row."""

    TARGET = "标准所用的目标值与本行的指标值对不上", "the target it uses is not that of the row"
    UNIT = "标准所用的单位与本行的计量单位对不上", "the unit it uses is not that of the row"


class Note(Struct, frozen=True, kw_only=True):
    """Something to tell of a row: a code of the catalogue, the column it is about, and the slots of its sentence."""

    code: str
    key: str
    value: str = ""
    slots: Mapping[str, object] = _NOTHING


class Taken(Struct, frozen=True, kw_only=True):
    """What became of one indicator; ``indicator`` is the row of the new workbook.

    ``read``: its settings say what the words say. ``kept``: it has no words of its own, its settings are as they
    were. ``manual``: the words leave the score to a person. ``unread``: they make no rule; ``reason`` says why.
    ``actual`` is what became of an actual value that was no plain number where one is asked for: written as the
    ``number`` it was read as, a date as the ``day``, a word as the ``level`` of the standard, or left as it was typed
    (``text``).
    """

    indicator: Indicator
    state: State
    text: str = ""
    standard: Standard | None = None
    reason: Why = ("", "")
    points_read: bool = False
    actual: Typed = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """The new sheet and what became of its standards, in the order of the rows.

    ``another_year``: it was taken over for another year, without self-evaluation and dates of signatures.
    """

    sheet: GoalSheet
    rows: tuple[Taken, ...]
    another_year: bool

    def of(self, state: State) -> tuple[Taken, ...]:
        return tuple(row for row in self.rows if row.state == state)

    @property
    def numbers(self) -> tuple[Taken, ...]:
        """Rows whose actual value became the number it was read as."""
        return tuple(row for row in self.rows if row.actual == "number")

    @property
    def days(self) -> tuple[Taken, ...]:
        """Rows whose actual value became the day it was read as."""
        return tuple(row for row in self.rows if row.actual == "day")

    @property
    def levels(self) -> tuple[Taken, ...]:
        """Rows whose actual value became the level word it was read as."""
        return tuple(row for row in self.rows if row.actual == "level")

    @property
    def texts(self) -> tuple[Taken, ...]:
        """Rows whose actual value stays as it was typed, where no number was read from it."""
        return tuple(row for row in self.rows if row.actual == "text")


def converted(sheet: GoalSheet, form: Form, year: int | None = None) -> Conversion:
    """The sheet for the living template, for *year* where one is given."""
    another = year is not None and sheet.year is not None and year != sheet.year
    if year is not None:
        sheet = replace(sheet, year=year)
    if another:
        sheet = _without_results(sheet, form)
    rows = tuple(_as_read(_taken(row, sheet, form), row, form, sheet.year) for row in sheet.indicators)
    if another:
        rows = tuple(replace(row, notes=(*row.notes, *_other_years(row, form, sheet.year))) for row in rows)
    return Conversion(
        sheet=replace(sheet, indicators=tuple(row.indicator for row in rows)), rows=rows, another_year=another
    )


def with_numbers(sheet: GoalSheet, form: Form) -> GoalSheet:
    """A sheet of our own with targets and actual values typed as texts as the numbers, days and levels read.

    Nothing else is changed; 0.85 in a percent format is asked about, as 校验 does.
    """

    def written(indicator: Indicator) -> Indicator:
        mended, _ = _mended(indicator, form, sheet.year)
        line = mended.evaluation
        if line is None or line.actual.kind != "text":
            return mended
        return _as_read(Taken(indicator=mended, state="kept"), mended, form, sheet.year).indicator

    return replace(sheet, indicators=tuple(map(written, sheet.indicators)))


def _without_results(sheet: GoalSheet, form: Form) -> GoalSheet:
    """Goals and indicators alone: what belongs to the year that is over stays behind."""
    return replace(
        sheet,
        indicators=tuple(replace(indicator, evaluation=None) for indicator in sheet.indicators),
        skipped=tuple(replace(indicator, evaluation=None) for indicator in sheet.skipped),
        foot=dict(sheet.foot) | {entry.key: "" for entry in form.foot if entry.is_date},
        money=None,
        evaluated=False,
        reported_total=None,
        reported_rating="",
    )


def _taken(indicator: Indicator, sheet: GoalSheet, form: Form) -> Taken:
    indicator, notes = _mended(indicator, form, sheet.year)
    reading = read_rule(indicator, form, sheet.year)
    standard = reading.standard
    if standard is None:
        return _without_words(indicator, reading, notes)
    text = _words(indicator, reading.key)
    if standard.repairs:
        notes += (Note(code="R012", key="own_standard", slots={"repairs": "；".join(standard.repairs)}),)
    points = standard.text_points if indicator.points is None else indicator.points
    row = Taken(
        indicator=replace(indicator, own_standard=text, points=points),
        state="read",
        text=text,
        standard=standard,
        points_read=indicator.points is None and points is not None,
        notes=notes,
    )
    if not standard.scorable or standard.rule is None:
        return _not_scorable(row, reading, standard, standard.reason or Refusal.UNKNOWN_CLAUSE)
    if reading.basis != "text":
        return row
    if points != standard.rule.points:
        stated, given = numbers.plain(standard.rule.points), numbers.plain(points or numbers.ZERO)
        why = (f"标准写的是{stated}分，分值是{given}分", f"it says {stated} points, the sheet {given}")
        note = Note(code="P006", key="points", value=given, slots={"text": stated, "column": "分值列"})
        return _unread(row, why, note)
    return _set(row, standard, reading, form, sheet.year)


def _without_words(indicator: Indicator, reading: Reading, notes: tuple[Note, ...]) -> Taken:
    """A row of our own whose settings speak alone, or not yet."""
    row = Taken(indicator=indicator, state="kept", notes=notes)
    if isinstance(reading.rule, Rule):
        return row
    why = Reason.NO_KIND if reading.rule is None else reading.rule
    code = "I020" if kind_of(indicator) else "C012"
    return _unread(row, (why.value, why.english), Note(code=code, key="kind"))


def _not_scorable(row: Taken, reading: Reading, standard: Standard, reason: Refusal) -> Taken:
    """Words no machine may score by: a person scores, or the row stays as it is and is named."""
    why = refused(reason, standard)
    if reading.by_hand:
        if not kind_of(row.indicator):
            indicator = replace(row.indicator, kind=Manual.kind, settings=Block(kind=Manual.kind))
            note = Note(code="R016", key="kind", slots={"reason": why})
            row = replace(row, indicator=indicator, notes=(*row.notes, note))
        return replace(row, state="manual", reason=why)
    if reason is Refusal.EMPTY:
        return _unread(row, why, Note(code="C012", key="kind"))
    code = "R001" if isinstance(reading.settings, Rule) else code_of(reason)
    return _unread(row, why, Note(code=code, key="own_standard", slots={"reason": why}))


def _unread(row: Taken, why: Why, note: Note) -> Taken:
    """Named and left as it was: settings that already are a rule count where the words cannot be read."""
    return replace(row, state="unread", reason=why, notes=(*row.notes, note))


def _set(row: Taken, standard: Standard, reading: Reading, form: Form, year: int | None) -> Taken:
    """The row with the settings of its standard."""
    indicator, unit = row.indicator, unit_of(row.indicator, form)
    misfit = Unfit.TARGET
    settings = None
    if standard.unit and not unit:
        indicator = replace(indicator, unit=standard.unit)
    elif standard.unit != unit and not isinstance(standard.rule, Levels):
        misfit = Unfit.UNIT
    if misfit is Unfit.TARGET:
        settings = _settings(standard, indicator, form, year)
    if settings is None:
        why = (misfit.value, misfit.english)
        return _unread(row, why, Note(code="R004", key="own_standard", slots={"reason": why}))
    if reading.settings is not None and kind_of(indicator):
        row = replace(row, notes=(*row.notes, Note(code="R015", key="kind", value=kind_of(indicator))))
    return replace(row, indicator=replace(indicator, kind=settings.kind or "", settings=settings))


def _as_read(row: Taken, old: Indicator, form: Form, year: int | None) -> Taken:
    """The row with its actual value as the number it was scored by: ``83.5%``, ``62次`` and 0.835 shown as 83.5%.

    Formulas see neither units nor number formats. The number is written only where the old row and the new one read
    the same of what was typed, and the new one reads the number as nothing else.
    """
    indicator = row.indicator
    line = indicator.evaluation
    if line is None or line.actual.empty or line.actual.kind not in ("text", "number"):
        return row
    before, after = line_of(old, form, year), line_of(indicator, form, year)
    if after.reading.expects == "date":
        return _with_day(row, before.actual, after.actual)
    if after.reading.expects == "level":
        return _with_level(row, before.actual, after.actual)
    if after.reading.by_hand:
        return row
    number = before.actual.value
    typed = line.actual
    if typed.value == number:
        return row
    # Without a rule and without a unit of the row, the unit typed is all that says what the number counts.
    meant = before.rule is not None or after.reading.unit
    if isinstance(number, Decimal) and number == after.actual.value and meant:
        plain = Source(typed.sheet, typed.cell, number, "number")
        changed = replace(indicator, evaluation=replace(line, actual=plain))
        again = line_of(changed, form, year).actual
        if again.value == number and again.note is None:
            return replace(row, indicator=changed, actual="number")
    unread = typed.kind == "text" or number is None  # 0.84 of a percentage: 84 or 0.84
    return replace(row, actual="text") if unread else row


def _with_day(row: Taken, before: Interpreted, after: Interpreted) -> Taken:
    """The row with its actual value as the day it was scored by; a month without its day stays as it was typed."""
    line = row.indicator.evaluation
    settled = before == after and before.note == "E025" and before.since is None
    if line is None or not settled or not isinstance(before.value, Decimal):
        return row
    day = Source(line.actual.sheet, line.actual.cell, dates.from_serial(before.value), "date")
    return replace(row, indicator=replace(row.indicator, evaluation=replace(line, actual=day)), actual="day")


def _with_level(row: Taken, before: Interpreted, after: Interpreted) -> Taken:
    """The row with its actual value as the level word it was scored by; formulas know only the word itself."""
    line, word = row.indicator.evaluation, after.value
    if line is None or before != after or not isinstance(word, str) or word == line.actual.value:
        return row
    level = Source(line.actual.sheet, line.actual.cell, word, "text")
    return replace(row, indicator=replace(row.indicator, evaluation=replace(line, actual=level)), actual="level")


def _words(indicator: Indicator, key: str) -> str:
    """The text of a cell as it stands there."""
    source = indicator.sources.get(key)
    told: str = getattr(indicator, key)
    return source.value if told and source is not None and isinstance(source.value, str) else told


def _mended(indicator: Indicator, form: Form, year: int | None) -> tuple[Indicator, tuple[Note, ...]]:
    """The indicator with its target as a number, and its sign and unit where no other ones are given.

    ``90`` typed as text, ``≥90%`` and ``50个`` are numbers to a reader, but not to a formula.
    """
    sign = form.comparator(indicator.comparator)
    if sign == QUALITATIVE or deadline_of(indicator, form, year) is not None:
        return indicator, ()
    split = split_comparator(indicator.target, form)
    found = numbers.parse_with_unit(split[1] if split else indicator.target)
    if found is None or (split and indicator.comparator and sign != split[0]):
        return indicator, ()
    number, unit = found[0], form.unit(found[1])
    if unit and indicator.unit and unit != form.unit(indicator.unit):
        return indicator, ()
    read = numbers.plain(number)
    notes = (Note(code="I006", key="target", value=indicator.target, slots={"read": read}),) if split or unit else ()
    place = indicator.sources.get("target", Source("", ""))
    mended = replace(
        indicator,
        comparator=indicator.comparator or (split[0] if split else ""),
        target=read,
        unit=indicator.unit or found[1],
        sources={**indicator.sources, "target": Source(place.sheet, place.cell, number, "number")},
    )
    return mended, notes


def _settings(standard: Standard, indicator: Indicator, form: Form, year: int | None) -> Block | None:
    """The settings with which the row's own block is the rule of the standard, as few as do; ``None``: none does."""
    dated = deadline_of(indicator, form, year) is not None
    for rule in _expressions(standard.rule, standard.dated):
        if dated != standard.dated and not isinstance(rule, Levels):
            continue
        full = replace(rule.block(), points=None, target=None)
        for block in (replace(full, comparator=None, direction=None, step_unit=None), full):
            row = replace(indicator, kind=rule.kind, settings=block)
            again = rule_of(effective_block(row, form, year))
            if isinstance(again, Rule) and _same(again, rule):
                return block
    return None


def _expressions(rule: Rule | None, dated: bool) -> Iterator[Rule]:
    """A rule, and others that score alike without a target of their own."""
    if rule is not None:
        yield rule
        yield from (other for other in alike(rule) if difference(rule, other, dated) is None)


def _same(one: Rule, other: Rule) -> bool:
    """Whether two rules score alike by what they are: what plays no part may differ."""
    return type(one) is type(other) and _essence(one) == _essence(other)


def _essence(rule: Rule) -> tuple[object, ...]:
    """The block of a rule without what plays no part in its score, and the direction in which it scores."""
    block = rule.block()
    sense = getattr(rule, "sense", None)
    changes: dict[str, object] = {"floor": block.floor or None}
    if sense is not None:
        changes["direction"] = None
    if isinstance(rule, Proportional):
        changes["reverse"] = (rule.reverse or "目标/实际") if sense == -1 else None
        changes["step"] = None if rule.base == rule.target else rule.base
    return replace(block, **changes).values(), sense


def _other_years(row: Taken, form: Form, year: int | None) -> Iterator[Note]:
    """What a row still says of a year that is not its own: its deadline, its words, dates among its settings."""
    indicator = row.indicator
    deadline = deadline_of(indicator, form, year)
    if deadline is not None and dates.from_serial(deadline).year != year:
        yield Note(code="I011", key="target", value=indicator.target)
    years = {int(found) for found in _YEAR.findall(row.text)}
    if deadline is not None and row.state == "kept" and indicator.settings is not None:
        bounds = [indicator.settings.threshold, *(rung.bound for rung in indicator.settings.rungs)]
        days = [bound for bound in bounds if isinstance(bound, Decimal)]
        years |= {dates.from_serial(day).year for day in days if dates.FIRST_SERIAL <= day <= dates.LAST_SERIAL}
    for other in sorted(years - {year or 0}):
        key = "own_standard" if row.text else "kind"
        yield Note(code="R014", key=key, value=str(other), slots={"expected": str(year)})
