"""What follows from what stands in a return: scores, total and rating, and the findings they bring.

Derived from the plan, not from perfxl's checks; only the score of a value is perfxl's own rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Protocol

from benchmarks.intake import foreign
from benchmarks.intake.model import Expected, Return, Row, Value
from benchmarks.intake.plan import far_above
from benchmarks.intake.standards import rule_for
from perfxl.block import PARTIALS
from perfxl.numbers import cents
from perfxl.scoring.kinds import PerPiece, StepDeduction

CENT = Decimal("0.005")


class Places(Protocol):
    """Where the fields of a layout stand."""

    def settle(self, sheet: Return) -> None: ...
    def has(self, key: str) -> bool: ...
    def cell(self, row: Row, key: str) -> tuple[str, str]: ...
    def field(self, key: str) -> tuple[str, str]: ...
    def amount(self, fund: str, key: str) -> tuple[str, str]: ...
    def points_total(self, sheet: Return) -> tuple[str, str]: ...


def settle(sheet: Return) -> None:
    """Compute what a spreadsheet program shows and what perfxl has to compute."""
    for row in sheet.scored:
        row.rule = rule_for(row, sheet.form)
        row.score = _score(sheet, row)
        if row.shown is None:
            row.shown = _shown(sheet, row)
    if not sheet.evaluated:
        return
    points = sheet.form.points.execution
    sheet.execution = _execution(sheet, points, parts=True)
    sheet.execution_shown = _execution(sheet, points, parts=False)
    scores = [row.score for row in sheet.scored] + [sheet.execution]
    known = [score for score in scores if score is not None]
    sheet.total = sum(known, Decimal(0)) if len(known) == len(scores) else None
    sheet.rating = None if sheet.total is None else sheet.form.rating_of(sheet.total)
    shown = [row.shown for row in sheet.scored] + [sheet.execution_shown]
    numbers = [value for value in shown if isinstance(value, Decimal)]
    if sheet.total_shown is None and len(numbers) == len(shown):
        sheet.total_shown = sum(numbers, sheet.total_raised or Decimal(0))
    if isinstance(sheet.total_shown, Decimal) and not sheet.rating_shown:
        sheet.rating_shown = sheet.form.rating_of(sheet.total_shown)


def _score(sheet: Return, row: Row) -> Decimal | None:
    if not sheet.evaluated or row.rule is None or row.orphaned:
        return None
    if row.kind == "人工评分":
        good = isinstance(row.manual, Decimal) and 0 <= row.manual <= row.rule.points
        signed = row.scorer and row.manual_reason
        return cents(row.manual) if sheet.own and good and signed and isinstance(row.manual, Decimal) else None
    if row.achieved is None or row.unreadable or not readable(sheet):
        return None
    said = rule_for(row.said, sheet.form) if row.said is not None else row.rule
    return None if said is None else said.score(row.achieved).score


def readable(sheet: Return) -> bool:
    """Whether the standards stand in the workbook at all."""
    return sheet.style.get("form") != "alone"


def seen(row: Row) -> Decimal | None:
    """The score the formulas of our own workbook come to: they know the settings only."""
    if not (row.goal_seen and row.achieved_seen) or row.said is None:
        return row.score if row.goal_seen and row.achieved_seen else None
    return None if row.rule is None or row.achieved is None else row.rule.score(row.achieved).score


def _shown(sheet: Return, row: Row) -> Value:
    if not sheet.evaluated:
        return None
    if sheet.own:
        return seen(row)
    if row.kind == "人工评分":
        return row.manual
    if row.achieved is None or row.rule is None:
        return row.marks
    return row.rule.score(row.achieved).score


def counted(sheet: Return, key: str, *, parts: bool) -> Decimal | None:
    """An amount of the whole money; where its row is blank, that of its *parts*."""
    whole = sheet.money["total"][key]
    others = [sheet.money[fund][key] for fund in ("grant", "carried", "other")]
    known = [value for value in others if isinstance(value, Decimal)]
    if isinstance(whole, Decimal):
        return whole
    return sum(known, Decimal(0)) if parts and known and not whole else None


def _execution(sheet: Return, points: Decimal, *, parts: bool) -> Decimal | None:
    budget, spent = counted(sheet, "budget", parts=parts), counted(sheet, "spent", parts=parts)
    if budget is None or spent is None or budget <= 0 or spent < 0:
        return None
    return cents(min(points, points * spent / budget))


def findings(sheet: Return, places: Places) -> Iterator[Expected]:
    """What is honestly to be found in a return, planted or not."""
    yield from _points(sheet, places)
    if not sheet.own:
        yield from _layout(sheet, places)
    for row in sheet.rows:
        if row.slashed:
            yield Expected("C019", *places.cell(row, "name"))
            if isinstance(places, foreign.Places):  # said of both sheets
                yield Expected("C019", *places.lines.cell("name", row.line))
            continue
        if not sheet.own and row.kind == "人工评分" and readable(sheet):
            yield Expected("R003", *places.cell(row, "standard"))
        if row.dated and row.comparator == "定性" and sheet.style.get("form") != "alone":
            yield Expected("I010", *places.cell(row, "target"))
        if sheet.evaluated and not row.doubtful:
            yield from _line(sheet, row, places)
    if not sheet.evaluated:
        return
    if sheet.total is not None and isinstance(sheet.total_shown, Decimal) and sheet.calculated:
        if abs(sheet.total - sheet.total_shown) >= CENT:
            yield Expected("E021", *places.field("total"))
        if sheet.rating_shown != sheet.rating:
            yield Expected("E022", *places.field("rating"))


def _layout(sheet: Return, places: Places) -> Iterator[Expected]:
    """A foreign layout is said to be one; so is a header repeated at a page break, and lines without standards."""
    assert isinstance(places, foreign.Places)
    yield Expected("S019", *places.main.cell("name", places.main.header))
    if places.form == "alone":
        yield Expected("S028", *places.main.cell("name", places.main.header))
    if "remark" in places.main.columns and "definition" not in places.main.columns:
        yield Expected("S011", *places.main.cell("name", places.main.header))
    if "unknown" in places.main.columns:
        yield Expected("S012", *places.main.cell("unknown", places.main.header))
    if places.main.repeated:
        yield Expected("S010", *places.main.cell("name", places.main.repeated))


def _points(sheet: Return, places: Places) -> Iterator[Expected]:
    form, counted = sheet.form, sheet.scored
    total = sum((row.marks or Decimal(0) for row in counted), Decimal(0))
    if sheet.stage == "goal" and sheet.style.get("points") == "prose":
        unread = [row for row in counted if row.kind == "人工评分" or row.unreadable]
        if unread:  # what a person scores by is not read, nor are its points
            yield Expected("P010", places.cell(sheet.rows[0], "name")[0])
            total -= sum((row.marks or Decimal(0) for row in unread), Decimal(0))
            if total > form.points.total:
                yield Expected("P001", *places.points_total(sheet))
            return
    if total != form.points.total:
        yield Expected("P001", *places.points_total(sheet))
    sums: dict[str, Decimal] = defaultdict(Decimal)
    first: dict[str, Row] = {}
    for row in counted:
        for name in {row.first, row.second} - {None}:
            assert name is not None
            sums[name] += row.marks or 0
            first.setdefault(name, row)
    for name, hint in (form.points.level1 | form.points.level2).items():
        if name in sums and sums[name] != hint:
            yield Expected("P002", *places.cell(first[name], "points"))


def _line(sheet: Return, row: Row, places: Places) -> Iterator[Expected]:
    if row.dated and isinstance(row.actual, str) and row.achieved is not None:
        yield Expected("E025", *places.cell(row, "actual"))
    reported = row.shown if isinstance(row.shown, Decimal) and sheet.calculated else None
    counts = seen(row) if sheet.own else row.score if row.score is not None else reported
    if not row.cause:
        if counts is not None and row.marks is not None and counts < row.marks:
            yield Expected("E009", *places.cell(row, "cause"))
        elif far_above(row) and (not sheet.own or (row.goal_seen and row.achieved_seen)):
            yield Expected("E010", *places.cell(row, "cause"))
    if _two_ways(sheet, row):
        yield Expected("R010", *places.cell(row, "standard"))
    same_cell_fault = not row.achieved_seen and sheet.own
    if row.score is not None and reported is not None and not same_cell_fault and abs(row.score - reported) >= CENT:
        yield Expected("E008", *places.cell(row, "score"))


def _two_ways(sheet: Return, row: Row) -> bool:
    """Whether the words leave open what a partial step costs, and this value has one."""
    rule = row.rule
    if sheet.own or not row.leaves_open or row.score is None or not isinstance(rule, StepDeduction | PerPiece):
        return False
    assert row.achieved is not None
    return any(replace(rule, partial=partial).score(row.achieved).score != row.score for partial in PARTIALS)
