"""A whole sheet scored: every indicator, budget execution, total and rating.

A row that cannot be scored says why, and then there is no total: never a guess, never a silent zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from perfxl import dates, numbers
from perfxl.block import Block
from perfxl.catalogue import CATALOGUE
from perfxl.form import Form
from perfxl.model import Evaluation, GoalSheet, Indicator, Money, Source
from perfxl.numbers import ZERO
from perfxl.scoring.counted import never_negative
from perfxl.scoring.kinds import Rule
from perfxl.scoring.outcome import Reason
from perfxl.scoring.reading import Basis, Reading, read_rule
from perfxl.scoring.standard import Refusal, Standard
from perfxl.scoring.values import Interpreted, interpret

__all__ = ["Basis", "Execution", "Line", "Result", "evaluate", "execution_of", "line_of", "refused"]


class Line(Struct, frozen=True, kw_only=True):
    """One indicator scored.

    ``reading`` says which rule counts and why; ``block`` is what the recalculation workbook takes: the parameters
    that count, with the actual value.
    ``score`` is ``None`` where there is none; ``reason_unscored`` then says why, ``_en`` in English.
    """

    indicator: Indicator
    reading: Reading
    block: Block
    rule: Rule | None
    kind: str | None
    actual: Interpreted
    score: Decimal | None
    reason_unscored: str | None
    reason_unscored_en: str | None
    reported: Decimal | None

    @property
    def target(self) -> Decimal | None:
        """The target as it counts; a deadline is a day number."""
        return self.block.target if isinstance(self.block.target, Decimal) else None

    @property
    def basis(self) -> Basis:
        """What the score rests on."""
        return self.reading.basis

    @property
    def points(self) -> Decimal | None:
        """The full marks that count: those of the rule, else those given beside the indicator."""
        return self.rule.points if self.rule is not None else self.indicator.points

    @property
    def place(self) -> Source:
        """Where the reported score stands; the indicator's name where none does."""
        evaluation = self.indicator.evaluation
        reported = evaluation.sources.get("score") if evaluation is not None else None
        return reported or self.indicator.sources["name"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """Budget execution: spent / budget and its share of the points. ``None`` where something is missing."""

    budget: Decimal | None
    spent: Decimal | None
    rate: Decimal | None
    score: Decimal | None
    points: Decimal


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Result:
    """The scores of one sheet. ``total`` and ``rating`` are ``None`` while anything is unscored."""

    lines: tuple[Line, ...]
    execution: Execution | None
    total: Decimal | None
    rating: str | None

    def __repr__(self) -> str:
        total = "undecided" if self.total is None else f"{self.total} {self.rating}"
        return f"<Result {total}: {len(self.lines)} lines, {len(self.unscored)} unscored>"

    @property
    def unscored(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.score is None)


def evaluate(sheet: GoalSheet, form: Form) -> Result:
    """Score a sheet's self-evaluation. Total and rating need every indicator and budget execution."""
    scored = [indicator for indicator in sheet.indicators if not indicator.not_applicable]
    lines = tuple(line_of(indicator, form, sheet.year) for indicator in scored)
    execution = execution_of(sheet.money, form) if sheet.money is not None else None
    scores = [line.score for line in lines]
    if form.points.execution > 0:
        scores.append(execution.score if execution is not None else None)
    known = [score for score in scores if score is not None]
    total = sum(known, ZERO) if lines and len(known) == len(scores) else None
    rating = None if total is None else form.rating_of(total)
    return Result(lines=lines, execution=execution, total=total, rating=rating)


def line_of(indicator: Indicator, form: Form, year: int | None) -> Line:
    """Score one indicator with its own line of the self-evaluation."""
    reading = read_rule(indicator, form, year)
    evaluation = indicator.evaluation
    actual = _actual(indicator, reading, form, year)
    score, why = _score(reading, actual, evaluation)
    return Line(
        indicator=indicator,
        reading=reading,
        block=replace(reading.block, actual=None if reading.gap_at(actual.value) else actual.value),
        rule=reading.rule if isinstance(reading.rule, Rule) else None,
        kind=reading.block.kind or None,
        actual=actual,
        score=score,
        reason_unscored=None if score is not None else why[0],
        reason_unscored_en=None if score is not None else why[1],
        reported=evaluation.reported if evaluation is not None else None,
    )


def _actual(indicator: Indicator, reading: Reading, form: Form, year: int | None) -> Interpreted:
    source = indicator.evaluation.actual if indicator.evaluation is not None else Source("", "")
    if reading.by_hand and not source.empty:
        return Interpreted(None, None, source.text)
    read = interpret(
        source,
        expects=reading.expects,
        unit=reading.unit,
        target=reading.target,
        year=year,
        form=form,
        levels=[rung.bound for rung in reading.block.rungs if isinstance(rung.bound, str) and rung.bound],
    )
    value = read.value
    # By settings a row is scored as the workbook's formula sees it, and that sees the unit in its cell only.
    unit = "" if reading.basis == "settings" and reading.settings is not None else reading.unit
    if isinstance(value, Decimal) and value < 0 and never_negative(indicator, unit, form):
        return Interpreted(None, "E031", numbers.plain(value))
    rule, target = reading.rule, reading.target
    if reading.basis == "settings" and target is not None:
        return read.settled(lambda day: day <= target)  # what the workbook's formula can tell
    return read.settled(lambda day: rule.score(day).score) if isinstance(rule, Rule) else read


def execution_of(money: Money, form: Form) -> Execution:
    """Budget execution from the total row of the money block, or from its parts when the total is empty."""
    points = form.points.execution
    budget, spent = _amount(money, "budget"), _amount(money, "spent")
    if budget is None or budget <= 0 or spent is None or spent < 0:
        return Execution(budget=budget, spent=spent, rate=None, score=None, points=points)
    earned = numbers.divide(numbers.multiply(points, spent), budget)
    rate, score = numbers.steady(numbers.divide(spent, budget)), numbers.cents(min(points, earned))
    return Execution(budget=budget, spent=spent, rate=rate, score=score, points=points)


def _amount(money: Money, key: str) -> Decimal | None:
    """The amount of the total row, or where that is empty the sum of its parts, if every one of them is known."""
    total, *parts = ((getattr(fund, key), fund.sources.get(key)) for fund in (money.total, *money.parts))
    known = [number for number, _ in parts if number is not None]
    unread = any(number is None and place is not None and not place.empty for number, place in (total, *parts))
    return sum(known, ZERO) if total[0] is None and known and not unread else total[0]


Why = tuple[str, str]
_SCORED: Why = ("", "")


def _score(reading: Reading, actual: Interpreted, evaluation: Evaluation | None) -> tuple[Decimal | None, Why]:
    rule = reading.rule
    if reading.standard is not None and (refusal := reading.refusal) is not None:
        zh, en = refused(refusal, reading.standard)
        return None, (zh, en) if refusal is Refusal.EMPTY else (f"评分标准：{zh}", f"the standard: {en}")
    if rule is None:
        return None, (Reason.NO_KIND.value, Reason.NO_KIND.english)
    if isinstance(rule, Reason):
        return None, (rule.value, rule.english)
    if reading.by_hand:
        return _by_hand(evaluation, rule.points)
    if actual.value is None:
        typed = evaluation.actual.text if evaluation is not None else ""
        return None, _said(actual.note or "E001", typed, actual.read)
    if gap := reading.gap_at(actual.value):
        dated = reading.standard is not None and reading.standard.dated
        if gap[0].is_infinite():
            en = "the standard does not say what a deviation below nought scores"
            return None, ("偏差为负数，标准没有写明按绝对值还是得满分", en)
        low, high = (dates.chinese(dates.from_serial(end)) if dated else numbers.plain(end) for end in gap)
        en = f"the standard does not say what a value between {low} and {high} scores"
        return None, (f"标准没有写明高于{low}且低于{high}的得多少分", en)
    outcome = rule.score(actual.value)
    if outcome.reason is not None:
        return None, (outcome.reason.value, outcome.reason.english)
    return outcome.score, _SCORED


def refused(refusal: Refusal, standard: Standard) -> Why:
    """Why a standard is not read, with the words it is about."""
    words = f"（{standard.detail}）" if standard.detail else ""
    return f"{refusal.value}{words}", f"{refusal.english}{f': {standard.detail}' if standard.detail else ''}"


def _by_hand(evaluation: Evaluation | None, points: Decimal) -> tuple[Decimal | None, Why]:
    if evaluation is None or evaluation.manual is None:
        return None, _said("E014")
    if not 0 <= evaluation.manual <= points:
        return None, _said("E015")
    if not evaluation.scorer or not evaluation.manual_reason:
        return None, _said("E016")
    return numbers.cents(evaluation.manual), _SCORED


def _said(code: str, value: str = "", read: str = "") -> Why:
    entry = CATALOGUE[code]
    zh, en = (text.format(value=value, read=read, field="") for text in (entry.zh, entry.en))
    return zh.rstrip("。"), en.rstrip(".")
