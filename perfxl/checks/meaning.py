"""What a readable standard means beside its indicator: sign, target, ends of deductions, other rows, other readings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from perfxl.block import PARTIALS, REVERSALS
from perfxl.checks.case import QUALITATIVE, Case, squeeze
from perfxl.checks.indicators import name_stem
from perfxl.checks.standards import told, value_text
from perfxl.findings import Finding
from perfxl.model import Indicator
from perfxl.numbers import HUNDRED, ZERO, plain
from perfxl.scoring.evaluate import Line
from perfxl.scoring.kinds import (
    AllOrNothing,
    Bands,
    Interpolation,
    PerPiece,
    Proportional,
    Rule,
    StepDeduction,
)
from perfxl.scoring.reading import read_standard
from perfxl.scoring.settings import default_direction
from perfxl.scoring.standard import Refusal, Standard

_TARGETED = (Proportional, AllOrNothing, StepDeduction)
_STRICT = {">": "≥", "<": "≤"}
_INCLUSIVE = {sign: strict for strict, sign in _STRICT.items()}
_SENSES = {1: "越大越好", -1: "越小越好"}
_SENSES_EN = {1: "more is better", -1: "less is better"}
# A text with a hole may still say of its full marks what the sign denies.
_PARTLY_READ = frozenset((Refusal.LOST, Refusal.NO_AMOUNT, Refusal.UNKNOWN_CLAUSE, Refusal.GAP))
_CLAUSE = re.compile(r"[，,；;。\n]")
_FULL_MARKS = re.compile(r"(?:得|计|记|给)(?:满分)?\d")
_NEVER = "，否则不得分"
# Steps of a percentage; 百分点 and 千分点 say what they are.
_PERCENT_STEP = re.compile(r"[每过超低高降升少多差][^，,；;。\d]{0,8}[\d.]+\s*[%％]")
_WHOLE_STEPS = re.compile(r"每满")
_DENOMINATOR = re.compile(r"[/／÷][^，,；;。=＝:：]*")
_BONUS = re.compile(r"加\s*[\d.一二两三四五]|加分")
# Shorter names are words that any standard may use.
_SHORTEST_NAME = 4
# Deductions that go on beyond full marks matter when they may happen: so many days, so many incidents.
_DAYS, _INCIDENTS = 90, 10

_PARTIAL_WORDS = {
    "舍去": ("不足一档的不计", "a partial step does not count"),
    "计一档": ("不足一档的按一档计", "a partial step counts whole"),
    "按比例": ("不足一档的按比例计", "a partial step counts by its share"),
}
_REVERSE_WORDS = {
    "目标/实际": ("目标值÷实际值×分值", "target/actual"),
    "差额比例": ("[1-(实际值-目标值)÷目标值]×分值", "1-(actual-target)/target"),
}
_POINT = ("1%是1个百分点", "1% is a percentage point")
_OF_TARGET = ("1%是目标值的1%", "1% is a hundredth of the target")


def signs(case: Case) -> Iterator[Finding]:
    """R007: the sign says another direction than the text, or another border."""
    for line, standard in told(case):
        row, sign = line.indicator, case.comparator(line.indicator)
        rule = standard.rule if standard.scorable else _full_marks(case, line, standard)
        if rule is None or sign in (None, QUALITATIVE) or standard.dated:
            continue
        direction = default_direction(row, case.form, standard.target) if sign == "＝" else ""
        expected = 1 if sign in ("≥", ">") or direction == "正向" else -1
        sense = _sense(rule)
        if sense == -expected:
            yield case.at(
                "R007",
                row,
                "comparator",
                sign,
                why=(
                    f"标准文字按{_SENSES[sense]}计分，“{sign}”在这里是{_SENSES[expected]}",
                    f"by the text {_SENSES_EN[sense]}, by {sign} {_SENSES_EN[expected]}",
                ),
                better="≤" if sense < 0 else "≥",
            )
        elif (border := _border_sign(rule, standard.target)) and border in (_STRICT.get(sign), _INCLUSIVE.get(sign)):
            holds = ("含", "include") if border in _INCLUSIVE else ("不含", "exclude")
            yield case.at(
                "R007",
                row,
                "comparator",
                sign,
                why=(
                    f"标准文字的满分{holds[0]}指标值本身，“{sign}”相反",
                    f"its full marks {holds[1]} the target itself, unlike {sign}",
                ),
                better=border,
            )


def _full_marks(case: Case, line: Line, standard: Standard) -> Rule | None:
    """What the clause with the full marks says, of a text that is not read as a whole."""
    if standard.reason not in _PARTLY_READ or line.reading.refusal is None:
        return None
    clause = next((part for part in _CLAUSE.split(standard.original) if _FULL_MARKS.search(part)), "")
    alone = read_standard(line.indicator, clause + _NEVER, case.form, case.year) if clause else None
    return alone.rule if alone is not None and alone.scorable else None


def _sense(rule: Rule) -> int:
    """1: more is better, -1: less is better, 0: neither."""
    if isinstance(rule, _TARGETED):
        return rule.sense
    if isinstance(rule, PerPiece):
        return 1
    if isinstance(rule, Bands):
        bounds = [band.bound for band in rule.bands]
        low, high = (rule.score(value).score or ZERO for value in (min(bounds) - 1, max(bounds) + 1))
        return (high > low) - (high < low)
    if isinstance(rule, Interpolation):
        return 1 if rule.nodes[0][0] > rule.nodes[1][0] else -1
    return 0


def _border_sign(rule: Rule, target: Decimal | None) -> str | None:
    """The sign of the full marks, where they begin at the target."""
    if isinstance(rule, Bands):
        full = [band for band in rule.bands if band.score == rule.points]
        return full[-1].sign if full and full[-1].bound == target else None
    if isinstance(rule, AllOrNothing | StepDeduction):
        return rule.comparator if rule.target == target else None
    return None


def _border(rule: Rule | None) -> Decimal | None:
    """Where full marks begin."""
    if isinstance(rule, Bands):
        return next((band.bound for band in reversed(rule.bands) if band.score == rule.points), None)
    if isinstance(rule, Interpolation):
        return rule.nodes[0][0]
    return rule.target if isinstance(rule, _TARGETED) else None


def ends(case: Case) -> Iterator[Finding]:
    """R008: deductions may go on beyond the full marks, and the text does not say where they stop."""
    for line, standard in told(case):
        rule = standard.rule
        if not standard.scorable or standard.stops or not isinstance(rule, StepDeduction):
            continue
        step = abs(rule.target) * rule.step / HUNDRED if rule.step_unit == "目标值的%" else rule.step
        reach = Decimal(_DAYS) if standard.dated else abs(rule.target) or _INCIDENTS * step
        if rule.threshold is not None:  # beyond it there is nothing
            reach = min(reach, abs(rule.threshold - rule.target))
        if step > 0 and reach / step * rule.deduction > rule.points:
            yield case.at("R008", line.indicator, line.reading.key)


def fits(case: Case) -> Iterator[Finding]:
    """R009: pasted from another row; R011: who meets the target does not get full marks."""
    lines = list(told(case))
    stems = _long_stems(case)
    for line, standard in lines:
        row = line.indicator
        if other := _names_another(stems, row, standard):
            yield case.at("R009", row, line.reading.key, why=(f"写的是“{other}”", f"it is about {other}"))
        elif foreign := _target_of_another(lines, line, standard):
            name, border, target = foreign
            yield case.at(
                "R009",
                row,
                line.reading.key,
                why=(
                    f"满分界限 {border} 是“{name}”的指标值，本行是 {target}",
                    f"{border} is the target of {name}, here it is {target}",
                ),
            )
        else:
            yield from _target_unrewarded(case, line, standard)


def _long_stems(case: Case) -> list[str]:
    """The names of all indicators that are too long to stand somewhere by chance, and are no level."""
    levels = "".join(word for words in case.form.levels.values() for word in words)
    stems = dict.fromkeys(name_stem(row.name) for row in case.rows)
    return [stem for stem in stems if len(stem) >= _SHORTEST_NAME and stem not in levels]


def _names_another(stems: list[str], row: Indicator, standard: Standard) -> str | None:
    """The name of another indicator in the text, where its own is not."""
    text, own = squeeze(standard.original), name_stem(row.name)
    if not own or own in text:
        return None
    text = _DENOMINATOR.sub("", text)  # a rate may well be computed from another indicator
    return next((stem for stem in stems if stem in text and stem not in own), None)


def _target_of_another(
    lines: list[tuple[Line, Standard]], line: Line, standard: Standard
) -> tuple[str, str, str] | None:
    """Another row with the same text, whose target the text's full marks begin at, unlike this one's."""
    border, target = _border(standard.rule), standard.target
    if not standard.scorable or border is None or target is None or border == target:
        return None
    text = squeeze(standard.original)
    for other, beside in lines:
        alike = squeeze(beside.original) == text and (beside.unit, beside.dated) == (standard.unit, standard.dated)
        if other is not line and alike and beside.target == border:
            return other.indicator.name, value_text(border, standard), value_text(target, standard)
    return None


def _target_unrewarded(case: Case, line: Line, standard: Standard) -> Iterator[Finding]:
    rule, target = standard.rule, standard.target
    if not standard.scorable or rule is None or target is None or case.comparator(line.indicator) in _STRICT:
        return
    if _BONUS.search(standard.original):
        return  # Full marks are for more than the target, on purpose.
    score = rule.score(target).score
    if score is not None and score < rule.points:
        shown = value_text(target, standard)
        slots = {"target": shown, "given": plain(score), "expected": plain(rule.points)}
        yield case.at("R011", line.indicator, line.reading.key, **slots)


def readings(case: Case) -> Iterator[Finding]:
    """R010: the text leaves a reading open, and the other one would give this actual value another score."""
    for line, standard in told(case):
        if line.basis != "text" or line.score is None or not isinstance(line.actual.value, Decimal):
            continue
        others = dict(_others(case, line, standard))
        if others:
            (used, used_en), actual = _used(line.rule, others), value_text(line.actual.value, standard)
            zh, en = [f"按“{used}”得 {plain(line.score)} 分（采用）"], [f"{plain(line.score)} where {used_en} (used)"]
            for (word, word_en), score in others.items():
                zh.append(f"若按“{word}”得 {plain(score)} 分")
                en.append(f"{plain(score)} where {word_en}")
            yield case.at("R010", line.indicator, line.reading.key, actual, ways=("；".join(zh), "; ".join(en)))


Words = tuple[str, str]


def _used(rule: Rule | None, others: dict[Words, Decimal]) -> Words:
    """The words of the reading that was used, in the terms of the first other one."""
    first = next(iter(others))
    if first == _OF_TARGET:
        return _POINT
    if isinstance(rule, StepDeduction | PerPiece):
        return _PARTIAL_WORDS[rule.partial]
    return _REVERSE_WORDS[getattr(rule, "reverse", None) or REVERSALS[0]]


def _others(case: Case, line: Line, standard: Standard) -> Iterator[tuple[Words, Decimal]]:
    """Other readings of the same text with their scores, where these are other."""
    rule, actual, score = line.rule, line.actual.value, line.score

    def differs(other: Rule | None) -> Decimal | None:
        given = None if other is None else other.score(actual).score
        return given if given != score else None

    def left_open(**reading: str) -> Rule | None:
        form = case.form.read_otherwise(**reading)
        return read_standard(line.indicator, standard.original, form, case.year).rule

    whole = _WHOLE_STEPS.search(standard.original)
    if isinstance(rule, StepDeduction) and "partial_step" in standard.by_form and not whole:
        for partial in PARTIALS:
            if differs(replace(rule, partial=partial)) is None:
                continue
            if (given := differs(left_open(partial_step=partial))) is not None:
                yield _PARTIAL_WORDS[partial], given
    if isinstance(rule, Proportional) and "reverse" in standard.by_form:
        for reverse in REVERSALS:
            if (given := differs(left_open(reverse=reverse))) is not None:
                yield _REVERSE_WORDS[reverse], given
    percent = _PERCENT_STEP.search(standard.original) and "百分点" not in standard.original
    if isinstance(rule, StepDeduction) and rule.step_unit == "个百分点" and percent:
        given = differs(replace(rule, step_unit="目标值的%"))
        if given is not None:
            yield _OF_TARGET, given
