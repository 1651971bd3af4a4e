"""The rows of our own workbook: indicators with their settings and their line of the self-evaluation."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from perfxl import dates, numbers
from perfxl.block import RUNGS, Block, Parameter
from perfxl.form import Form
from perfxl.model import Evaluation, Indicator, Money, Source
from perfxl.scoring.rules import Levels
from perfxl.workbook import funds, places
from perfxl.workbook.layout import SETTINGS_INPUTS, Layout
from perfxl.workbook.placed import Placed, Tables
from perfxl.workbook.places import words

# Fields any of which makes a row an indicator; points, kind and key alone do not.
CONTENT = ("level1", "level2", "name", "comparator", "target", "unit", "definition", "remark", "own_standard")
FORMULAS = ("standard", "explanation")
INPUTS = ("actual", "cause", "evidence", "manual", "scorer", "manual_reason")
_WORDS = {"comparator", "direction", "step_unit", "partial", "reverse", *(f"sign{i}" for i in range(1, RUNGS + 1))}
_SHOWN_PERCENT = ("threshold", *(f"bound{i}" for i in range(1, RUNGS + 1)))


@dataclass(slots=True)
class Rows:
    """What the rows gave; ``lines`` and ``settings`` are the rows of every key on the two other sheets."""

    indicators: list[Indicator] = field(default_factory=list)
    skipped: list[Indicator] = field(default_factory=list)
    lines: Mapping[int, int] = field(default_factory=dict)
    settings: Mapping[int, int] = field(default_factory=dict)

    @property
    def all(self) -> list[Indicator]:
        return sorted((*self.indicators, *self.skipped), key=lambda indicator: indicator.row)


def read_rows(tables: Tables, layout: Layout, foot_top: int) -> Rows:
    """Read the indicators between header and foot."""
    goals, form = tables.goals, layout.form
    rows = Rows()
    if tables.evaluation is not None:
        rows.lines = _lines(tables.evaluation)
    if tables.settings is not None:
        rows.settings = _lines(tables.settings)
    active = [row for row in range(goals.header + 1, foot_top) if _active(goals, row)]
    if len(active) > layout.capacity:
        first = goals.source("name", active[layout.capacity])
        goals.sheet.note("S018", first, limit=layout.capacity)
    for row in set(range(goals.header + 1, foot_top)).difference(active):
        stray = goals.sheet.at(row, goals.columns["points"])
        if stray is not None:
            goals.sheet.note("P009", stray, field=places.field_name("points", form))
    keys = _keys(goals, active, foot_top, layout.capacity)
    for row in active:
        indicator = _indicator(tables, row, keys[row], rows, form)
        if indicator.not_applicable:
            goals.sheet.note("C019", indicator.at("name"))
            rows.skipped.append(indicator)
        else:
            rows.indicators.append(indicator)
    return rows


def _lines(placed: Placed) -> Mapping[int, int]:
    """The rows of the keys on a sheet; noted where they are not where they belong."""
    lines = placed.lines()
    if placed.shift:
        placed.sheet.note("S004", placed.source("key", placed.header), value=placed.shift)
        return lines
    for number, row in lines.items():
        expected = placed.area.first + number - 1
        if row != expected:
            placed.sheet.note("S004", placed.source("key", row), value=row - expected)
            break
    return lines


def _active(goals: Placed, row: int) -> bool:
    return any(goals.sheet.at(row, goals.columns[key]) for key in CONTENT)


def _keys(goals: Placed, active: list[int], foot_top: int, capacity: int) -> dict[int, int | None]:
    """The key of every active row; missing, foreign and repeated ones are noted.

    Of two rows with one key the first keeps it, as the settings find the first.
    """
    stated: dict[int, int | None] = {}
    for row in range(goals.header + 1, foot_top):
        number = places.number(goals.source("key", row))
        whole = number is not None and number == int(number) and 1 <= number <= capacity
        stated[row] = int(number) if number is not None and whole else None
    counts = Counter(key for key in stated.values() if key is not None)
    keys: dict[int, int | None] = {}
    taken: set[int] = set()
    for row in active:
        key = stated[row]
        if key is None or counts[key] > 1:
            goals.sheet.note("S005", goals.source("key", row), field="设置行")
        keys[row] = None if key in taken else key
        if key is not None:
            taken.add(key)
    return keys


def _indicator(tables: Tables, row: int, key: int | None, rows: Rows, form: Form) -> Indicator:
    goals = tables.goals
    sheet = goals.sheet
    sources = {column.key: goals.source(column.key, row) for column in form.columns}
    for name in ("level1", "level2"):
        anchor = sheet.anchor(row, goals.columns[name])
        if anchor[1] == goals.columns[name]:
            sources[name] = sheet.source(*anchor)
    for name, source in sources.items():
        if source.kind == "error" and name not in FORMULAS:
            sheet.note("S013", source, field=places.field_name(name, form))
    text = {name: words(source) for name, source in sources.items()}
    level1, level2 = places.level_texts(text["level1"], text["level2"], form)
    unit = places.unit_text(sources["unit"], form)
    target = places.target_text(sources["target"], unit, form)
    if target != text["target"] and unit == "%":
        sheet.note("S023", sources["target"], field=places.field_name("target", form), read=target)
    return Indicator(
        row=row,
        level1=level1,
        level2=level2,
        name=text["name"],
        comparator=form.comparator(text["comparator"]) or text["comparator"],
        target=target,
        unit=unit,
        definition=text["definition"],
        standard=text["standard"] or text["own_standard"],
        points=places.points(sources["points"]),
        remark=text["remark"],
        kind=text["kind"],
        own_standard=text["own_standard"],
        overwritten=bool(text["standard"]) and goals.cell("standard", row).formula is None,
        key=key,
        settings=_settings(tables.settings, rows.settings.get(key or 0), text["kind"], unit),
        evaluation=_evaluation(tables.evaluation, rows.lines.get(key or 0), form),
        not_applicable=places.not_applicable((text["name"], text["target"]), form),
        sources=sources,
    )


def _settings(settings: Placed | None, row: int | None, kind: str, unit: str) -> Block | None:
    """The parameters in the settings row of a key, as typed; dates as day numbers."""
    if settings is None or row is None:
        return None
    values: dict[str, Parameter] = {"kind": kind or None}
    for key in SETTINGS_INPUTS:
        if settings.sheet.at(row, settings.columns[key]) is not None:
            values[key] = _parameter(settings, key, settings.source(key, row), kind, unit)
    return Block.from_values(values)


def _parameter(settings: Placed, key: str, source: Source, kind: str, unit: str) -> Parameter:
    if source.kind == "error":
        settings.sheet.note("S013", source)
        return source.text
    if isinstance(source.value, dt.date):
        return dates.to_serial(source.value)
    if source.kind == "number" and isinstance(source.value, Decimal):
        if places.percent_format(source) and (key == "step" or (key in _SHOWN_PERCENT and unit == "%")):
            shown = source.value * 100
            settings.sheet.note("S023", source, read=numbers.plain(shown))
            return shown
        return source.value
    if key in _WORDS or (kind == Levels.kind and key.startswith("bound")):
        return source.text
    number = places.number(source)
    return source.text if number is None else number


def _evaluation(evaluation: Placed | None, row: int | None, form: Form) -> Evaluation | None:
    if evaluation is None or row is None:
        return None
    sources = {key: evaluation.source(key, row) for key in (*INPUTS, "score", "points")}
    for key in INPUTS:
        if sources[key].kind == "error":
            evaluation.sheet.note("S013", sources[key], field=places.field_name(key, form))
    if sources["score"].kind == "error":
        evaluation.sheet.note("S022", sources["score"], field=places.field_name("score", form))
    return Evaluation(
        actual=sources["actual"],
        reported=places.number(sources["score"]),
        manual=places.number(sources["manual"]),
        scorer=words(sources["scorer"]),
        manual_reason=words(sources["manual_reason"]),
        cause=words(sources["cause"]),
        evidence=words(sources["evidence"]),
        sources=sources,
    )


def evaluated(rows: Rows, money: Money | None) -> bool:
    """Whether anything of the self-evaluation was filled in."""
    lines = (indicator.evaluation for indicator in rows.all)
    return funds.filled(money) or any(
        not line.sources[key].empty for line in lines if line is not None for key in INPUTS
    )
