"""Filling a fresh template with the values of a goal sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from openpyxl.cell.cell import Cell
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from perfxl import dates, numbers
from perfxl.model import Fund, GoalSheet, Indicator, Source
from perfxl.scoring.settings import deadline_of
from perfxl.workbook.layout import HEAD, LAST_PRINTED, MONEY_COLUMNS, MONEY_ROWS, SETTINGS_INPUTS, SPARE_HEIGHT, Layout
from perfxl.workbook.rules_of_sheet import blank_filter
from perfxl.workbook.settings_sheet import MORE
from perfxl.workbook.styles import LimitExceeded, row_height, text_height, write_text

# The height of a filled row with little text: two lines.
_LEAST_HEIGHT = 33.0
_FILTERED = 255  # characters of a value that a filter shows


def put(cell: Cell, value: object) -> None:
    """Enter a value as what it is: numbers as numbers, dates as dates, everything else as text."""
    if value is None or value == "":
        return
    if isinstance(value, Decimal):
        cell.value = int(value) if value == value.to_integral_value() else float(value)
    elif isinstance(value, dt.datetime | dt.date):
        cell.value = value
        cell.number_format = "yyyy-mm-dd"
    elif isinstance(value, bool | int | float):
        cell.value = value
    else:
        write_text(cell, str(value))


def fill(workbook: Workbook, layout: Layout, sheet: GoalSheet) -> None:
    """Put head, indicators, settings, self-evaluation and foot into a fresh template.

    Indicators get the keys they had, or else the first free ones. :raises LimitExceeded: more indicators than
    the template has rows.
    """
    form = layout.form
    rows = rows_of(layout, sheet)
    goals = workbook[form.sheets.goals]
    _head(goals, layout, sheet)
    for row, key, indicator in rows:
        _indicator(goals, layout, row, key, indicator, foreign=sheet.layout == "foreign")
        _settings(workbook[form.sheets.settings], layout, key, indicator, year=sheet.year)
        _evaluation(workbook[form.sheets.evaluation], layout, key, indicator)
    _money(workbook[form.sheets.evaluation], sheet)
    _hide_unused(workbook, layout, rows)


def rows_of(layout: Layout, sheet: GoalSheet) -> list[tuple[int, int, Indicator]]:
    """(row on the goal sheet, key, indicator) of every row, in the order of the sheet that was read.

    :raises LimitExceeded: more indicators than the template has rows.
    """
    everything = sorted((*sheet.indicators, *sheet.skipped), key=lambda indicator: indicator.row)
    if len(everything) > layout.capacity:
        raise LimitExceeded(f"{len(everything)} indicators; the template has {layout.capacity} rows")
    taken: set[int] = set()
    keys: list[int | None] = []
    for indicator in everything:
        key = indicator.key
        usable = key is not None and 1 <= key <= layout.capacity and key not in taken
        keys.append(key if usable else None)
        if usable and key is not None:
            taken.add(key)
    free = iter(number for number in range(1, layout.capacity + 1) if number not in taken)
    numbered = zip((key if key is not None else next(free) for key in keys), everything, strict=True)
    return [(layout.goals.first + place, key, indicator) for place, (key, indicator) in enumerate(numbered)]


def _head(goals: Worksheet, layout: Layout, sheet: GoalSheet) -> None:
    if sheet.department:
        write_text(goals[HEAD["department"]], sheet.department)
    if sheet.year is not None:
        goals[HEAD["year"]] = sheet.year
    printed = [column.width for column in layout.form.columns if layout.goals.letters[column.key] <= LAST_PRINTED]
    for key, text in (("duties", sheet.duties), ("goals", "\n".join(sheet.goals))):
        if text:
            cell = goals[HEAD[key]]
            write_text(cell, text)
            row_height(goals, cell.row, max(40.0, text_height(text, sum(printed))))
    for entry in layout.form.foot:
        text = sheet.foot.get(entry.key, "")
        if not text:
            continue
        cell = goals[layout.foot[entry.key][1]]
        day = dates.parse(text) if entry.is_date else None
        if day is None:
            write_text(cell, text)
        else:
            cell.value = day


def _indicator(
    goals: Worksheet, layout: Layout, row: int, key: int, indicator: Indicator, *, foreign: bool = False
) -> None:
    area = layout.goals
    values: dict[str, object] = {
        "level1": indicator.level1,
        "level2": indicator.level2,
        "name": indicator.name,
        "comparator": indicator.comparator,
        "unit": indicator.unit,
        "definition": indicator.definition,
        "remark": indicator.remark,
        "points": _read_or_typed(indicator.points, indicator.sources, "points"),
        "kind": indicator.kind,
        # A foreign sheet has its standard only here; ours shows what its settings say where there is no own one.
        "own_standard": indicator.own_standard or (indicator.standard if foreign else ""),
    }
    for name, value in values.items():
        put(goals[area.cell(name, row)], value)
    target = _typed(indicator.at("target"), indicator.target)
    if foreign and indicator.comparator != "定性" and isinstance(target, str):
        target = numbers.parse(target) or target  # a foreign sheet may keep its numbers as text; ours computes
    put(goals[area.cell("target", row)], target)
    goals[area.cell("key", row)] = key
    standard = indicator.own_standard or indicator.standard
    widths = {column.key: column.width for column in layout.form.columns}
    heights = [
        text_height(text, widths[name])
        for name, text in (("name", indicator.name), ("definition", indicator.definition), ("standard", standard))
    ]
    row_height(goals, row, max(_LEAST_HEIGHT, *heights), grows=True)


def _typed(source: Source, text: str) -> object:
    """What stood in the cell, as number or date where it was one; else the text as read."""
    if source.kind == "number":
        return numbers.parse(text) or source.value
    if source.kind == "date":
        return source.value
    return text


def _settings(settings: Worksheet, layout: Layout, key: int, indicator: Indicator, *, year: int | None) -> None:
    area = layout.settings
    row = area.first + key - 1
    rungs = {} if indicator.settings is None else dict(enumerate(indicator.settings.rungs, start=1))
    shown = [("name", indicator.name), *((f"bound{number}", str(rung.bound)) for number, rung in rungs.items())]
    widths = [settings.column_dimensions[area.letters[name]].width for name, _ in shown]
    heights = [text_height(text, width) for (_, text), width in zip(shown, widths, strict=True)]
    row_height(settings, row, max(SPARE_HEIGHT, *heights), grows=True)
    if indicator.settings is None:
        return
    dated = deadline_of(indicator, layout.form, year) is not None
    block = indicator.settings
    for name in SETTINGS_INPUTS:
        cell = settings[area.cell(name, row)]
        family, number = name.rstrip("12345"), name[-1]
        if family in {"sign", "bound", "score"}:
            rung = rungs.get(int(number))
            value = getattr(rung, family) if rung is not None else None
        else:
            value = getattr(block, name)
        if value is not None:
            put(cell, value)
        day = isinstance(value, Decimal) and dates.FIRST_SERIAL <= value <= dates.LAST_SERIAL
        if dated and day and family in {"bound", "threshold"}:
            cell.number_format = "yyyy-mm-dd"


def _evaluation(evaluation: Worksheet, layout: Layout, key: int, indicator: Indicator) -> None:
    line = indicator.evaluation
    if line is None:
        return
    area = layout.evaluation
    row = area.first + key - 1
    values: dict[str, object] = {
        "actual": line.actual.value if line.actual.kind in {"number", "date"} else line.actual.text,
        "cause": line.cause,
        "evidence": line.evidence,
        "manual": _read_or_typed(line.manual, line.sources, "manual"),
        "scorer": line.scorer,
        "manual_reason": line.manual_reason,
    }
    for name, value in values.items():
        put(evaluation[area.cell(name, row)], value)
    widths = ((line.cause, "cause"), (line.evidence, "evidence"), (indicator.name, "name"))
    heights = [text_height(text, evaluation.column_dimensions[area.letters[key]].width) for text, key in widths]
    row_height(evaluation, row, max(_LEAST_HEIGHT, *heights), grows=True)
    if "%" in line.actual.number_format and line.actual.kind == "number":
        evaluation[area.cell("actual", row)].number_format = line.actual.number_format


def _money(evaluation: Worksheet, sheet: GoalSheet) -> None:
    if sheet.money is None:
        return
    funds: list[tuple[str, Fund]] = [("total", sheet.money.total)]
    funds += zip(("grant", "carried", "other"), sheet.money.parts, strict=False)
    for name, fund in funds:
        for key in ("initial", "budget", "spent"):
            cell = evaluation[f"{MONEY_COLUMNS[key]}{MONEY_ROWS[name]}"]
            put(cell, _read_or_typed(getattr(fund, key), fund.sources, key))


def _read_or_typed(number: Decimal | None, sources: Mapping[str, Source], key: str) -> object:
    """The number that was read, else what was typed instead of one: nothing anybody typed is lost."""
    place = sources.get(key)
    return place.value if number is None and place is not None and place.kind != "error" else number


def _hide_unused(workbook: Workbook, layout: Layout, rows: list[tuple[int, int, Indicator]]) -> None:
    """Apply the template's own filter, so that a filled sheet prints without empty rows; of the settings, those in use.

    Not while a name is missing or longer than a filter holds: the filter would hide that row too.
    """
    if rows:
        area = layout.settings
        last = area.first + max(key for _, key, _ in rows) - 1
        settings = workbook[layout.form.sheets.settings]
        settings.print_area = f"A1:{area.letters['rest']}{last}"
        del settings[MORE]  # which says that only some rows are printed
    if not rows or not all(0 < len(indicator.name) <= _FILTERED for _, _, indicator in rows):
        return
    goals, evaluation = workbook[layout.form.sheets.goals], workbook[layout.form.sheets.evaluation]
    names = [indicator.name for _, _, indicator in rows]
    scored = [indicator.name for _, _, indicator in rows if not indicator.not_applicable]
    goals.auto_filter = blank_filter(layout.goals, "level1", "key", names)
    evaluation.auto_filter = blank_filter(layout.evaluation, "key", "manual_reason", scored)
    used = {row for row, _, _ in rows}
    lines = {layout.evaluation.first + key - 1 for _, key, indicator in rows if not indicator.not_applicable}
    for page, area, kept in ((goals, layout.goals, used), (evaluation, layout.evaluation, lines)):
        for row in area.rows():
            if row not in kept:
                page.row_dimensions[row].hidden = True
