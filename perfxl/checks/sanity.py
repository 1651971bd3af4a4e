"""Settings that make a rule, but none that anybody would mean."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from perfxl import dates
from perfxl.checks import ladders
from perfxl.checks.blocks import known_kind, workbook_block
from perfxl.checks.case import Case
from perfxl.checks.indicators import BOTH_SIGNS, COUNTING, GROWTH
from perfxl.findings import Finding
from perfxl.model import Indicator
from perfxl.numbers import HUNDRED, ZERO, plain
from perfxl.scoring.kinds import AllOrNothing, Bands, Interpolation, Levels, PerPiece, Proportional, Rule, StepDeduction
from perfxl.scoring.rules import rule_of
from perfxl.scoring.values import ASKED_FROM

_STRICT = (">", "<")
_SATISFACTION = "满意度"
# A step below this is hardly meant, 1% typed as 0.01, where this share of the target or less costs all points.
_LEAST_STEP = Decimal("0.1")
_LITTLE = Decimal("0.05")


def _ruled(case: Case) -> Iterator[tuple[Indicator, Rule]]:
    """The rows of our own workbook whose settings make a rule."""
    for row in case.rows if case.own else ():
        if row.row in case.doubtful_keys or known_kind(case, row) is None:
            continue
        rule = rule_of(workbook_block(case, row))
        if isinstance(rule, Rule):
            yield row, rule


def bands(case: Case) -> Iterator[Finding]:
    """I023 bands in the wrong order, I024 bands never reached, I025 holes between bands."""
    for row, rule in _ruled(case):
        if not isinstance(rule, Bands):
            continue
        for place, earlier in ladders.never_reached(rule):
            one, other = rule.bands[place], rule.bands[earlier]
            code = "I023" if ladders.is_reversed(rule, place, earlier) else "I024"
            bound, taken = (_shown(case, row, band.bound, band.sign) for band in (one, other))
            slots = {"earlier": str(earlier + 1), "taken": taken, "given": plain(other.score)}
            yield case.at(code, row, "kind", bound, band=place + 1, bound=bound, score=plain(one.score), **slots)
        for hole in ladders.holes(rule):
            where = _where(case, row, hole)
            yield case.at("I025", row, "kind", where[0], where=where, score=plain(rule.rest))


def turned(case: Case) -> Iterator[Finding]:
    """I026: a better value gives fewer points."""
    for row, rule in _ruled(case):
        sense = _sense(case, row)
        if sense == 0 or not isinstance(rule, Bands | Interpolation):
            continue
        if isinstance(rule, Bands) and any(ladders.is_reversed(rule, *pair) for pair in ladders.never_reached(rule)):
            continue
        if found := ladders.turned(rule, sense):
            better, worse = (_shown(case, row, value) for value in found)
            scores = [plain(rule.score(value).score or ZERO) for value in found]
            yield case.at("I026", row, "kind", better, worse=worse, less=scores[0], more=scores[1])


def words(case: Case) -> Iterator[Finding]:
    """I027 a worse level that gives more, I028 one level with two scores."""
    for row, rule in _ruled(case):
        if not isinstance(rule, Levels):
            continue
        repeated = list(ladders.repeated_words(rule))
        for word, first, second in repeated:
            yield case.at("I028", row, "kind", word, first=plain(first), second=plain(second))
        if not repeated and (found := ladders.upside_down(rule)):
            worse, better = found
            less, more = (plain(dict(rule.levels)[word]) for word in (better, worse))
            yield case.at("I027", row, "kind", worse, better=better, more=more, less=less)


def fractions(case: Case) -> Iterator[Finding]:
    """I029: bounds typed as 0.9 for 90%; I030: a step typed as 0.01 for 1%."""
    for row, rule in _ruled(case):
        if not case.percent(row):
            continue
        target = case.number(row, "target")
        bounds: tuple[Decimal, ...] = ()
        if isinstance(rule, Bands):
            bounds = tuple(band.bound for band in rule.bands)
        elif isinstance(rule, Interpolation):
            bounds = tuple(bound for bound, _ in rule.nodes)
        elif isinstance(rule, Proportional | AllOrNothing | StepDeduction) and rule.threshold is not None:
            bounds = (rule.threshold,)
        large = target is not None and target >= ASKED_FROM
        if large and all(0 <= bound <= 1 for bound in bounds) and any(0 < bound < 1 for bound in bounds):
            found = next(bound for bound in bounds if 0 < bound < 1)
            yield case.at("I029", row, "kind", plain(found), meant=plain(found * HUNDRED))
        if isinstance(rule, StepDeduction) and rule.step < _LEAST_STEP and _soon_lost(rule):
            yield case.at("I030", row, "kind", plain(rule.step), meant=plain(rule.step * HUNDRED))


def _soon_lost(rule: StepDeduction) -> bool:
    """Whether next to nothing, measured by the target, costs all points: 0.1 of 90 does, 0.5 of 0.1 does not."""
    whole = HUNDRED if rule.step_unit == "目标值的%" else abs(rule.target)
    return rule.points * rule.step <= _LITTLE * whole * rule.deduction


def negative(case: Case) -> Iterator[Finding]:
    """I031: a count below 0, as target or as bound."""
    for row in case.rows:
        target = case.number(row, "target")
        if target is not None and target < 0 and _counts(case, row):
            yield case.at("I031", row, "target")
    for row, rule in _ruled(case):
        if isinstance(rule, Bands | Interpolation) and _counts(case, row):
            nodes = rule.nodes if isinstance(rule, Interpolation) else [(band.bound, ZERO) for band in rule.bands]
            if below := [bound for bound, _ in nodes if bound < 0]:
                yield case.at("I031", row, "kind", plain(below[0]))


def idle(case: Case) -> Iterator[Finding]:
    """I032 a step so large that nothing is deducted, I033 a floor of full marks, I034 a threshold beyond the target."""
    for row, rule in _ruled(case):
        if isinstance(rule, PerPiece | Proportional | AllOrNothing | StepDeduction) and rule.floor == rule.points:
            yield case.at("I033", row, "kind", plain(rule.floor))
        if not isinstance(rule, Proportional | AllOrNothing | StepDeduction):
            continue
        threshold, target = rule.threshold, rule.target
        beyond = threshold is not None and (threshold > target if rule.sense > 0 else threshold < target)
        if threshold is not None and beyond:
            shown = _shown(case, row, target)
            yield case.at("I034", row, "kind", _shown(case, row, threshold), target=shown)
        if isinstance(rule, StepDeduction) and _never_deducts(case, row, rule):
            unit = "%" if rule.step_unit == "目标值的%" else ""
            yield case.at("I032", row, "kind", plain(rule.step) + unit, target=_shown(case, row, target))


def _never_deducts(case: Case, row: Indicator, rule: StepDeduction) -> bool:
    """Whether even 0, the least an actual value can be, is less than a step away."""
    if rule.sense <= 0 or rule.target <= 0 or rule.partial != "舍去" or case.deadline(row) or _may_fall(case, row):
        return False
    if rule.step_unit == "目标值的%":
        return rule.step > HUNDRED
    return rule.step > rule.target


def unrewarded(case: Case) -> Iterator[Finding]:
    """I035: who meets the target does not get full marks. Of a standard in prose R011 says the same."""
    texts = {line.indicator.row for line in case.result.lines if line.basis == "text"}
    for row, rule in _ruled(case):
        block = workbook_block(case, row)
        if row.row in texts or block.comparator in _STRICT or not isinstance(block.target, Decimal):
            continue
        if not isinstance(rule, PerPiece) and _best(rule) < rule.points:
            continue  # I021 says that nobody gets full marks
        score = rule.score(block.target).score
        if score is not None and score < rule.points:
            shown = _shown(case, row, block.target)
            yield case.at("I035", row, "kind", plain(score), target=shown, expected=plain(rule.points))


def _best(rule: Rule) -> Decimal:
    """The most that bands or nodes give; nothing of other kinds, whose full marks are at the target by themselves."""
    if isinstance(rule, Bands):
        return max(rule.rest, *(band.score for band in rule.bands))
    return max(rule.rest, *(score for _, score in rule.nodes)) if isinstance(rule, Interpolation) else ZERO


def satisfaction(case: Case) -> Iterator[Finding]:
    """E029: nobody is more satisfied than 100 %."""
    for line in case.result.lines:
        row, actual = line.indicator, line.actual.value
        told = row.evaluation is not None and (_SATISFACTION in row.name or _SATISFACTION in row.level2)
        if told and case.percent(row) and isinstance(actual, Decimal) and actual > HUNDRED:
            yield case.at("E029", row, "actual")


def _sense(case: Case, row: Indicator) -> int:
    """1 when more is better, -1 when less is, 0 when that is not known."""
    comparator = workbook_block(case, row).comparator
    return 1 if comparator in ("≥", ">") else -1 if comparator in ("≤", "<") else 0


def _counts(case: Case, row: Indicator) -> bool:
    return case.text(row, "unit") in COUNTING and not _may_fall(case, row)


def _may_fall(case: Case, row: Indicator) -> bool:
    """Whether the indicator's values may well be below 0."""
    return any(word in case.text(row, "name") for word in (*GROWTH, *BOTH_SIGNS))


def _shown(case: Case, row: Indicator, value: Decimal, sign: str = "") -> str:
    """A value of the row's axis: with its unit, or as the date it is."""
    if case.deadline(row) and dates.FIRST_SERIAL <= value <= dates.LAST_SERIAL:
        return sign + dates.chinese(dates.from_serial(value))
    return sign + plain(value) + (case.form.unit(row.unit) or "")


def _where(case: Case, row: Indicator, hole: ladders.Piece) -> tuple[str, str]:
    assert hole.lower is not None
    assert hole.upper is not None
    lower, upper = (_shown(case, row, value) for value in (hole.lower, hole.upper))
    if hole.lower == hole.upper:
        return f"正好 {lower}", f"exactly {lower}"
    return f"{lower} 与 {upper} 之间", f"values between {lower} and {upper}"
