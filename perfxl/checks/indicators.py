"""Every indicator for itself, and beside the others: levels, comparators, targets, units, names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from msgspec.structs import replace

from perfxl import numbers
from perfxl.checks.case import COST, QUALITATIVE, Case, squeeze
from perfxl.checks.completeness import is_placeholder
from perfxl.findings import Finding
from perfxl.form import Form, fold
from perfxl.model import Indicator
from perfxl.numbers import HUNDRED, ZERO, plain
from perfxl.scoring.kinds import Bands, Interpolation, Levels, StepDeduction
from perfxl.scoring.rules import KINDS
from perfxl.scoring.settings import target_of
from perfxl.scoring.values import BELIEVED, percent_shown, shows_percent

# Names that say "the more the better" of a cost, or that may well exceed 100 %.
SAVINGS = ("节约", "节支", "降低", "下降", "压减", "减少")
GROWTH = ("增长", "增幅", "增速", "增加")
# Names of what may as well be below 0.
BOTH_SIGNS = ("变化", "增减", "差额", "净")
NAME_NUMBER_MARKS = ("、", "．", ".")

COUNTING = {"个", "次", "人", "人次", "件", "项", "家", "起", "例", "户", "份"}
_RATE_WITHOUT_PERCENT = ("频率", "功率")
_DATE_WORDS = re.compile(r"\d|前|底|末|季度|半年")


def levels(case: Case) -> Iterator[Finding]:
    """I001, I002: the words of the form."""
    for row in case.rows:
        if not case.text(row, "level1"):
            continue
        if case.level1(row) is None:
            yield case.at("I001", row, "level1")
        elif case.text(row, "level2") and case.level2(row) is None:
            yield case.at("I002", row, "level2")


def comparators(case: Case) -> Iterator[Finding]:
    """I003: the comparators of the form in any spelling."""
    for row in case.rows:
        if case.text(row, "comparator") and case.comparator(row) is None:
            yield case.at("I003", row, "comparator")


def targets(case: Case) -> Iterator[Finding]:
    """I004, I006: a quantitative target is a number; elsewhere a sign or a unit may be read off it."""
    for row in case.rows:
        text = case.text(row, "target")
        if not text or not case.quantitative(row) or is_placeholder(case, text):
            continue
        if case.deadline(row) is not None:
            continue
        if case.own:
            if case.number(row, "target") is None and row.row not in case.doubtful_keys:
                yield case.at("I004", row, "target")
        elif (source := row.sources.get("target")) is None or source.kind == "text":
            yield from _foreign_target(case, row)


def _foreign_target(case: Case, row: Indicator) -> Iterator[Finding]:
    text = numbers.normalise(row.target)
    number = numbers.parse(text)
    if number is not None:
        return
    read = target_of(row, case.form, case.sheet.year).value
    if not isinstance(read, Decimal):
        read = _without_sign(text, case.form)
    if read is None:
        yield case.at("I004", row, "target")
    else:
        yield case.at("I006", row, "target", read=plain(read))


def _without_sign(text: str, form: Form) -> Decimal | None:
    for sign in comparator_signs(form):
        rest = text.removeprefix(numbers.normalise(sign))
        if rest != text and (found := numbers.parse_with_unit(rest)):
            return found[0]
    return None


def comparator_signs(form: Form) -> tuple[str, ...]:
    """Every spelling of every comparator but 定性, longest first."""
    words = {
        word
        for canonical in form.comparators
        if canonical != QUALITATIVE
        for word in (canonical, *form.comparators[canonical])
    }
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def units(case: Case) -> Iterator[Finding]:
    """I005: the unit of a quantitative indicator is one of the list."""
    known = case.form.unit_words
    for row in case.rows:
        unit = case.text(row, "unit")
        if unit and case.quantitative(row) and fold(unit) not in known and not is_placeholder(case, unit):
            yield case.at("I005", row, "unit")


def name_stem(name: str) -> str:
    """A name without blanks and without the number before it (``3、``)."""
    text = squeeze(name)
    for digits in (1, 2):
        head, mark, rest = text[:digits], text[digits : digits + 1], text[digits + 1 :]
        if head.isascii() and head.isdigit() and mark in NAME_NUMBER_MARKS:
            decimal = mark == "." and rest[:1].isascii() and rest[:1].isdigit()
            if mark and not decimal:
                return rest
    return text


def names(case: Case) -> Iterator[Finding]:
    """I007: the same name again, also under another second level."""
    seen: set[str] = set()
    for row, name in case.all_texts("name"):
        stem = name_stem(name).casefold()
        if not stem or is_placeholder(case, name):
            continue
        if stem in seen:
            yield case.at("I007", row, "name")
        seen.add(stem)


def deadlines(case: Case) -> Iterator[Finding]:
    """I010, I011, I019: deadlines typed as 定性, of another year, or too late for what they say."""
    for row in case.rows:
        day = case.deadline(row)
        if day is None:
            continue
        dated_text = case.number(row, "target") is not None or _DATE_WORDS.search(row.target)
        # Where the layout has no column for the sign, nobody typed 定性.
        if case.comparator(row) == QUALITATIVE and dated_text and not case.absent(row, "comparator"):
            yield case.at("I010", row, "target")
        if case.year is not None and day.year != case.year:
            yield case.at("I011", row, "target")
        elif "年初" in row.name and day.month == 12:
            yield case.at("I019", row, "target")


def costs(case: Case) -> Iterator[Finding]:
    """I012: more cost is hardly the aim, unless it is savings that are counted."""
    for row in case.rows:
        cost = case.level1(row) == COST or COST in case.text(row, "level2")
        saving = any(word in case.text(row, "name") for word in SAVINGS)
        if cost and not saving and case.comparator(row) in ("≥", ">"):
            yield case.at("I012", row, "comparator")


def percentages(case: Case) -> Iterator[Finding]:
    """I013, I015: a percentage above 100, or 0.9 for 90. A format makes a cell show 90%, and our formulas see 0.9."""
    for row in case.rows:
        target, number_format = case.number(row, "target"), row.at("target").number_format
        if target is None or not case.percent(row) or not case.quantitative(row):
            continue
        if shows_percent(number_format):
            if case.own and target and abs(target) <= BELIEVED:
                yield _with_actual(case, row, _only_shown(case, row, target, number_format))
                continue
            target *= 1 if case.own else HUNDRED
        if any(word in case.text(row, "name") for word in GROWTH):
            continue
        if target > 100:
            yield case.at("I013", row, "target")
        elif 0 < target < 1 and case.comparator(row) in ("≥", ">", "＝"):
            yield _with_actual(case, row, case.at("I015", row, "target"))


def _with_actual(case: Case, row: Indicator, found: Finding) -> Finding:
    """I015 where the actual value is such a fraction too: it will be a question (E005) once the target is none."""
    actual = case.number(row, "actual")
    shown = row.evaluation is not None and shows_percent(row.evaluation.actual.number_format)
    if actual is None or shown or not 0 < actual <= 1:
        return found
    fix_en = f"{found.fix_en} Check the actual value, {plain(actual)}, along with it."
    return replace(found, fix=f"{found.fix}实际完成值 {plain(actual)} 也请一并核对。", fix_en=fix_en)


def _only_shown(case: Case, row: Indicator, target: Decimal, number_format: str) -> Finding:
    """I015 of a target that is one only to the eye: what its cell shows, what it holds, and what to do."""
    shown, held, meant = percent_shown(target, number_format), plain(target), plain(target * HUNDRED)
    found = case.at("I015", row, "target", shown)
    return replace(
        found,
        message=f"单元格是百分比格式：显示 {shown}，存的是 {held}，表内按 {held} 计算。",
        message_en=f"The cell is in a percent format: it shows {shown} and holds {held}, and formulas take {held}.",
        fix=f"请把单元格改为常规格式，再填 {meant}，单位填 %。",
        fix_en=f"Give the cell the general format, then type {meant} with the unit %.",
    )


def money_units(case: Case) -> Iterator[Finding]:
    """I014: 万元 here, 元 there. Told once, at the first unit that is not the most frequent one."""
    found = [(row, unit) for row, unit in case.all_texts("unit") if unit in case.form.units.money]
    kinds = Counter(unit for _, unit in found)
    if len(kinds) > 1:
        usual = kinds.most_common(1)[0][0]
        odd = next(row for row, unit in found if unit != usual)
        yield case.at("I014", odd, "unit", "、".join(kinds), usual=usual)


def rates(case: Case) -> Iterator[Finding]:
    """I018: a rate counted in pieces, or the word 率 as a unit."""
    for row in case.rows:
        unit, name = case.text(row, "unit"), case.text(row, "name")
        counted = name.endswith("率") and not name.endswith(_RATE_WITHOUT_PERCENT) and unit in COUNTING
        if case.quantitative(row) and (unit == "率" or counted):
            yield case.at("I018", row, "unit")


def kinds(case: Case) -> Iterator[Finding]:
    """I016: the scoring kind is one of the list."""
    for row in case.rows:
        if case.own and case.text(row, "kind") and kind_as_typed(case, row) not in KINDS:
            yield case.at("I016", row, "kind")


def kind_as_typed(case: Case, row: Indicator) -> str:
    """The scoring kind with every blank typed: the workbook compares it as it is."""
    source = case.source(row, "kind")
    typed = row.kind if source is None else source.value
    return typed if isinstance(typed, str) else ""


def reachable(case: Case) -> Iterator[Finding]:
    """I021, I022: bands, levels or nodes whose best is below full marks; a rule whose worst is above 0."""
    for line in case.result.lines:
        row, rule = line.indicator, line.rule
        if isinstance(rule, Bands):
            scores = [*(band.score for band in rule.bands), rule.rest]
        elif isinstance(rule, Levels):
            scores = [score for _, score in rule.levels]
        elif isinstance(rule, Interpolation):
            scores = [*(score for _, score in rule.nodes), rule.rest]
        elif isinstance(rule, StepDeduction) and _ends_at_nothing(rule):
            if _below_nothing(case, row, line.actual.value):
                continue
            scores = [rule.points, rule.score(ZERO).score or ZERO]
        else:
            continue
        key = line.reading.key if line.basis == "text" else "kind" if case.own else "standard"
        if max(scores) < rule.points:
            yield case.at("I021", row, key, most=plain(max(scores)), expected=plain(rule.points))
        if min(scores) > 0:
            yield case.at("I022", row, key, least=plain(min(scores)))


def _ends_at_nothing(rule: StepDeduction) -> bool:
    """Whether nothing achieved is the worst there is, and no lowest score was meant."""
    dated = rule.step_unit == "天"
    return rule.sense > 0 and rule.target > 0 and not dated and not rule.floor and rule.threshold is None


def _below_nothing(case: Case, row: Indicator, actual: object) -> bool:
    """Whether values below 0 are among what may be achieved: of growth, savings and differences, or this very one."""
    if isinstance(actual, Decimal) and actual < 0:
        return True
    return any(word in case.text(row, "name") for word in (*GROWTH, *SAVINGS, *BOTH_SIGNS))
