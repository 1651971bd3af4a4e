"""The standard as a text: whether it can be read, and whether settings and points say the same."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from msgspec.structs import replace

from perfxl import dates
from perfxl.checks.case import QUALITATIVE, Case
from perfxl.checks.points import remark_points
from perfxl.findings import Finding
from perfxl.numbers import plain
from perfxl.scoring.evaluate import Line, refused
from perfxl.scoring.kinds import Actual, Manual, Rule
from perfxl.scoring.reading import BY_HAND
from perfxl.scoring.standard import Refusal, Standard

_APART = 3  # rows whose settings are not filled in are told one by one
_HOLES = frozenset((Refusal.GAP, Refusal.OVERLAP))
_DAMAGED = frozenset((Refusal.LOST, Refusal.NO_AMOUNT))


def told(case: Case) -> Iterator[tuple[Line, Standard]]:
    """The lines with a text that says how they score. An error value is none, nor is a blank."""
    shown = {row.row for row in case.rows}
    for line in case.result.lines:
        standard, key = line.reading.standard, line.reading.key
        if standard is None or standard.reason is Refusal.EMPTY or line.indicator.row not in shown:
            continue
        if not case.broken(line.indicator, key):
            yield line, standard


def readable(case: Case) -> Iterator[Finding]:
    """R001, R003 to R006: a text no machine may score; R012: one that was mended before it was read."""
    for line, standard in told(case):
        row, key = line.indicator, line.reading.key
        if standard.repairs and standard.scorable:
            yield case.at("R012", row, key, repairs="；".join(standard.repairs))
        if line.reading.gap_at(line.actual.value):
            yield case.at("R005", row, key, reason=(line.reason_unscored, line.reason_unscored_en))
        if standard.reason is None or (line.reading.refusal is None and line.kind == Manual.kind):
            continue
        if case.comparator(row) != QUALITATIVE and _for_want_of_a_target(standard):
            continue  # The sign or the target is at fault, and told there.
        yield case.at(_code(line, standard.reason), row, key, reason=refused(standard.reason, standard))


def _for_want_of_a_target(standard: Standard) -> bool:
    """Whether a text is not read only because sign or target beside it are not."""
    lost = standard.target is None and standard.reason is Refusal.UNKNOWN_CLAUSE
    return lost or standard.reason is Refusal.NO_TARGET


def _code(line: Line, reason: Refusal) -> str:
    return "R001" if line.reading.refusal is None else code_of(reason)


def code_of(reason: Refusal) -> str:
    """The code of a standard that is refused for a reason, where no settings stand in for it."""
    if reason in BY_HAND:
        return "R003"
    return "R005" if reason in _HOLES else "R006" if reason in _DAMAGED else "R004"


def settings(case: Case) -> Iterator[Finding]:
    """R002: the settings score differently; R013: they do not score though a kind is chosen, and the text does."""
    empty: list[Finding] = []
    for line, standard in told(case):
        if not case.own or not standard.scorable:
            continue
        made = line.reading.settings
        if made is None:
            continue  # No settings belong to the row: S005 or S009 says why.
        if not isinstance(made, Rule):
            if not case.blank(line.indicator, "kind"):  # without a kind: C024
                empty.append(case.at("R013", line.indicator, line.reading.key))
        elif line.reading.differs:
            yield case.at("R002", line.indicator, line.reading.key, example=_example(line, standard, made))
    yield from empty if len(empty) <= _APART else [_of_all(empty)]


def _of_all(empty: list[Finding]) -> Finding:
    """R013 of a column whose settings nobody filled in: one sentence, at its first cell."""
    first, cells = empty[0], "、".join(found.cell or "" for found in empty)
    return replace(
        first,
        value=f"{len(empty)} 行",
        message=f"{len(empty)} 行的{first.message}",
        message_en=f"In {len(empty)} rows: {first.message_en}",
        fix=f"{first.fix.removesuffix('。')}（{cells}）。",
        fix_en=f"{first.fix_en} ({cells})",
    )


def _example(line: Line, standard: Standard, made: Rule) -> tuple[str, str]:
    """An actual value with both scores, in two languages."""
    if isinstance(made, Manual):
        return "标准可以自动计分，计分设置却是“人工评分”", "a machine may score the text, the settings say 人工评分"
    value = line.reading.example
    shown = value_text(value, standard)
    by_text, by_settings = (_given(rule, value) for rule in (standard.rule, made))
    return (
        f"实际为 {shown} 时：标准文字得 {by_text[0]}，计分设置得 {by_settings[0]}",
        f"for {shown} the text gives {by_text[1]}, the settings {by_settings[1]}",
    )


def _given(rule: Rule | None, value: Actual) -> tuple[str, str]:
    score = None if rule is None else rule.score(value).score
    return ("不出分", "no score") if score is None else (f"{plain(score)} 分", plain(score))


def value_text(value: Actual, standard: Standard) -> str:
    """An actual value or target as a clerk writes it: a day number as a date."""
    if isinstance(value, Decimal):
        return dates.chinese(dates.from_serial(value)) if standard.dated else plain(value)
    return value or ""


def points(case: Case) -> Iterator[Finding]:
    """P006: full marks in the text other than those beside it, in the points column or, without one, the remark."""
    for line, standard in told(case):
        row, own = line.indicator, standard.text_points
        given = row.points
        place, remark = case.source(row, "points"), case.source(row, "remark")
        beside = place is not None and (remark is None or (place.sheet, place.cell) != (remark.sheet, remark.cell))
        column = "分值列" if beside else "备注"
        if place is None:
            given = remark_points(row.remark)
        if own is None or given is None or own == given or (case.own and not case.good_points(given)):
            continue
        yield case.at("P006", row, "points" if beside else "remark", plain(given), text=plain(own), column=column)
