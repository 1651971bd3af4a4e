"""Small pure functions from a goal sheet to findings, and the loop over them.

A check takes a :class:`~perfxl.checks.case.Case` and yields findings; it never raises on purpose, and when
one does, that is a finding of its own and the others still speak.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

from perfxl.checks import (
    completeness,
    evaluation,
    indicators,
    meaning,
    money,
    points,
    sanity,
    settings,
    standards,
    texts,
)
from perfxl.checks.case import Case
from perfxl.findings import Finding, finding
from perfxl.form import Form
from perfxl.model import GoalSheet

if TYPE_CHECKING:
    from perfxl.scoring.evaluate import Result

__all__ = ["CHECKS", "Case", "Check", "Placed", "place", "run"]

Check = Callable[[Case], Iterable[Finding]]

_CELL = re.compile(r"([A-Z]{1,3})(\d+)")


def money_block(case: Case) -> Iterator[Finding]:
    """The money block, once the self-evaluation was begun."""
    if evaluation.begun(case):
        yield from money.block(case)
        yield from money.execution_score(case)


CHECKS: tuple[Check, ...] = (
    completeness.head,
    completeness.any_indicator,
    completeness.fields,
    completeness.lacking_standards,
    completeness.standard,
    completeness.broken_cells,
    completeness.keys,
    completeness.placeholders,
    completeness.not_applicable,
    completeness.levels,
    completeness.foot,
    completeness.foot_dates,
    texts.goal_numbers,
    texts.lengths,
    texts.lost_glyphs,
    texts.same_definitions,
    points.each,
    points.total,
    points.hints,
    points.concentration,
    points.remarks,
    points.printed_total,
    points.strays,
    indicators.levels,
    indicators.comparators,
    indicators.targets,
    indicators.units,
    indicators.names,
    indicators.deadlines,
    indicators.costs,
    indicators.percentages,
    indicators.money_units,
    indicators.rates,
    indicators.kinds,
    indicators.reachable,
    settings.incomplete,
    sanity.bands,
    sanity.turned,
    sanity.words,
    sanity.fractions,
    sanity.negative,
    sanity.idle,
    sanity.unrewarded,
    standards.readable,
    standards.settings,
    standards.points,
    meaning.signs,
    meaning.ends,
    meaning.fits,
    meaning.readings,
    money_block,
    evaluation.actual_values,
    evaluation.broken_cells,
    evaluation.reasons,
    evaluation.by_hand,
    sanity.satisfaction,
    evaluation.reported_scores,
    evaluation.totals,
)


def run(sheet: GoalSheet, form: Form, result: Result, checks: Iterable[Check] = CHECKS) -> tuple[Finding, ...]:
    """Every finding of a sheet, those of reading included, in the order of the sheets and their rows.

    A check that fails is a finding (S099), and no check hides another. The same fault at the same cell is
    told once, and of a cell with an error value nothing else is told.
    """
    case = Case(sheet, form, result)
    idle = _idle(case)
    found = [note for note in sheet.notes if (note.sheet, note.cell) not in idle]

    def unexplained(case: Case) -> Iterable[Finding]:
        return evaluation.unexplained(case, tuple(found))

    for check in (*checks, unexplained):
        try:
            for item in check(case):
                found.append(item)
        except Exception as error:
            name = getattr(check, "__name__", "check")
            found.append(finding("S099", value=name, detail=f"{type(error).__name__}: {error}"))
    return tuple(sorted(_once(found), key=lambda item: place(item, form)))


def _idle(case: Case) -> set[tuple[str | None, str | None]]:
    """Cells that mean nothing: a row that does not apply needs no key, and its line is not read."""
    places = [row.at("key") for row in case.skipped if case.own]
    places += [place for row in case.skipped if row.evaluation for place in row.evaluation.sources.values()]
    return {(place.sheet, place.cell) for place in places}


def _once(found: Iterable[Finding]) -> Iterator[Finding]:
    found = tuple(found)
    broken = {(item.sheet, item.cell) for item in found if item.code == "S013"}
    seen = set()
    for item in found:
        if item.code != "S013" and (item.sheet, item.cell) in broken:
            continue
        # Columns that are missing are all told at one cell, the head of the names.
        apart = item.code == "S011" or not item.cell
        key = (item.code, item.sheet, item.cell, item.field + item.value if apart else "")
        if key not in seen:
            seen.add(key)
            yield item


class Placed(Protocol):
    """What stands at a cell: a finding, or what a ledger holds of one."""

    @property
    def code(self) -> str: ...
    @property
    def sheet(self) -> str | None: ...
    @property
    def cell(self) -> str | None: ...


def place(item: Placed, form: Form) -> tuple[int, str, int, int, str]:
    """Whole-workbook findings first, then sheet by sheet, row by row, cell by cell."""
    sheets = form.sheets
    order = [sheets.goals, sheets.settings, sheets.evaluation]
    sheet = item.sheet or ""
    number = -1 if not sheet else order.index(sheet) if sheet in order else len(order)
    match = _CELL.match(item.cell or "")
    if match is None:
        return number, sheet, 0, 0, item.code
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return number, sheet, int(match[2]), column, item.code
