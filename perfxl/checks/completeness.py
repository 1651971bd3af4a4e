"""Is everything filled in: head, foot, every indicator's fields, every kind of indicator the form expects."""

from __future__ import annotations

import re
from collections.abc import Iterator

from perfxl import dates
from perfxl.checks.case import FIRST_NAME, QUALITATIVE, Case, placeholder_words, squeeze
from perfxl.findings import Finding, finding
from perfxl.form import Form
from perfxl.scoring.standard import Refusal

_CHINESE_WORD = re.compile("[\u4e00-\u9fff]")

BROKEN_FIELDS = (
    *("level1", "level2", "name", "comparator", "target", "unit", "definition", "remark", "own_standard"),
    *("points", "kind", "key"),
)

_NEEDED = (
    ("C005", "name"),
    ("C006", "level1"),
    ("C007", "level2"),
    ("C008", "comparator"),
    ("C009", "target"),
)


def head(case: Case) -> Iterator[Finding]:
    """C001 to C004: department, year, duties, goals."""
    sheet = case.sheet
    filled = {
        "department": bool(squeeze(sheet.department)),
        "year": case.year is not None and (not case.own or 2000 <= case.year <= 2099),
        "duties": bool(squeeze(sheet.duties)),
        "goals": any(squeeze(goal) for goal in sheet.goals),
    }
    for code, key in (("C001", "department"), ("C002", "year"), ("C003", "duties"), ("C004", "goals")):
        source = sheet.sources.get(key)
        if source is not None and source.kind == "error":
            yield case.at_head("S013", key)
        elif not filled[key] and not _not_asked(case, key):
            yield case.at_head(code, key)


def _not_asked(case: Case, key: str) -> bool:
    """A foreign self-evaluation repeats neither duties nor, always, goals."""
    return not case.own and case.sheet.evaluated and key in ("duties", "goals") and key not in case.sheet.sources


def any_indicator(case: Case) -> Iterator[Finding]:
    """C015: there is at least one."""
    if not case.rows:
        place = case.sheet.sources.get("indicators")
        cell = FIRST_NAME if case.own else (place.cell if place else None)
        yield finding("C015", sheet=case.sheet.sheet, cell=cell, field=case.label("indicators"))


def fields(case: Case) -> Iterator[Finding]:
    """C005 to C011: the fields of every indicator."""
    for row in case.rows:
        needed = list(_NEEDED)
        if case.quantitative(row) and case.deadline(row) is None and row.row not in case.doubtful_keys:
            needed.append(("C010", "unit"))
        needed.append(("C011", "definition"))
        for code, key in needed:
            if case.blank(row, key) and not case.absent(row, key):
                yield case.at(code, row, key)


def lacking_standards(case: Case) -> Iterator[Finding]:
    """S028: a self-evaluation of its own, whose standards stand in a goal sheet nobody has."""
    sheet = case.sheet
    joined = any(note.code in ("S029", "S030") for note in sheet.notes)
    if joined or not sheet.lacks_standards or any("standard" in row.sources for row in sheet.indicators):
        return
    place = sheet.sources.get("indicators")
    here = (sheet.sheet, None) if place is None else (place.sheet, place.cell)
    yield finding("S028", sheet=here[0], cell=here[1], field=case.label("standard"), count=len(sheet.indicators))


def standard(case: Case) -> Iterator[Finding]:
    """C012: how an indicator scores must be said; C024: of our own workbook, which computes no text, by a kind."""
    empty = {
        line.indicator.row
        for line in case.result.lines
        if line.reading.standard is not None and line.reading.standard.reason is Refusal.EMPTY
    }
    for row in case.rows:
        if not case.own:
            said_nothing = case.blank(row, "standard") or row.row in empty  # a dash says as much as a blank
            if said_nothing and not case.absent(row, "standard"):
                yield case.at("C012", row, "standard")
        elif case.blank(row, "kind"):
            over = row.overwritten and bool(row.standard.strip())  # typed over the formula: S006
            if over or case.text(row, "own_standard"):
                yield case.at("C024", row, "kind")
            elif not case.broken(row, "own_standard"):
                yield case.at("C012", row, "kind")


def broken_cells(case: Case) -> Iterator[Finding]:
    """S013: an error value where something is to be typed."""
    for row in case.rows:
        for key in BROKEN_FIELDS:
            if case.broken(row, key):
                yield case.at("S013", row, key)


def keys(case: Case) -> Iterator[Finding]:
    """S005: the key must lead to the row's settings."""
    for row in case.rows:
        if row.row in case.doubtful_keys and not case.broken(row, "key"):
            yield case.at("S005", row, "key")


def placeholder_symbols(form: Form) -> tuple[str, ...]:
    """The placeholders that are no Chinese words: 无 may be the target of a 定性 indicator."""
    return tuple(word for word in placeholder_words(form) if not _CHINESE_WORD.search(word))


def placeholders(case: Case) -> Iterator[Finding]:
    """C014: a sign standing for content. The unit of a 定性 indicator may well be a dash."""
    words, symbols = case.placeholders, set(placeholder_symbols(case.form))
    for row in case.rows:
        qualitative = case.comparator(row) == QUALITATIVE
        for key in ("name", "target", "unit", "definition"):
            allowed = symbols if qualitative and key == "target" else words
            if key == "unit" and qualitative:
                continue
            if case.text(row, key).lower() in allowed:
                yield case.at("C014", row, key)


def is_placeholder(case: Case, row_text: str) -> bool:
    """Whether a text without blanks is one of the placeholders."""
    return row_text.lower() in case.placeholders


def not_applicable(case: Case) -> Iterator[Finding]:
    """C019: rows of slashes are left out, and said to be."""
    for row in case.skipped:
        yield case.at("C019", row, "name")


def levels(case: Case) -> Iterator[Finding]:
    """C018: kinds of indicator the profile gives points to, but the sheet has none of."""
    if not case.rows:
        return
    known = [*case.rows, *case.skipped]
    firsts = {case.level1(row) for row in known}
    seconds = {case.level2(row) for row in known}
    # An older form has 成本指标 below 产出指标: then there are some.
    missing = [name for name in case.form.points.level1 if name not in firsts | seconds]
    for first, names in case.form.levels.items():
        if first in firsts:
            missing += [name for name in names if name in case.form.points.level2 and name not in seconds]
    for name in missing:
        yield finding("C018", sheet=case.sheet.sheet, field=case.label("level1"), value=name)


def foot(case: Case) -> Iterator[Finding]:
    """C013, C023: the foot; what the bureau signs is no business of the department, and named together.

    So are fields a foreign layout does not have at all.
    """
    absent, unsigned = [], []
    for entry in case.form.foot:
        if squeeze(case.sheet.foot.get(entry.key, "")):
            continue
        there = case.own or entry.key in case.sheet.sources
        if entry.finance:
            unsigned += [entry] if there else []
        elif there:
            yield case.at_head("C013", entry.key)
        elif not case.sheet.evaluated:
            absent.append(entry.label)
    if absent:
        yield finding("C013", sheet=case.sheet.sheet, field="、".join(absent))
    if unsigned:
        yield case.at_head("C023", unsigned[0].key, fields="、".join(entry.label for entry in unsigned))


def foot_dates(case: Case) -> Iterator[Finding]:
    """C021, C022: the form is filled in, then reviewed."""
    days = {}
    for entry in case.form.foot:
        text = case.sheet.foot.get(entry.key, "").strip()
        if text and (entry.key == "date" or entry.key.endswith("_date")):
            day = dates.parse(text, case.sheet.year)
            if day is None:
                yield case.at_head("C022", entry.key, text)
            else:
                days[entry.key] = day
    filled = days.pop("date", None)
    for key, day in days.items():
        if filled is not None and day < filled:
            order = f"{case.label(key)} {day.isoformat()}，早于{case.label('date')} {filled.isoformat()}"
            yield case.at_head("C021", key, order)
