"""Texts as texts: goal numbers, lengths the budget system takes, lost glyphs, pasted definitions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from perfxl.checks.case import Case, squeeze
from perfxl.findings import Finding

_GOAL_NUMBER = re.compile(r"(?:^|[\n。；;])\s*目\s*标?\s*[:：]?\s*(\d{1,2})(?!\d)")
_IDEOGRAPH = "\u4e00-\u9fff"
_STOP = "、，,。；;”）)"
# A printer that has lost a font leaves the first characters of a clause, a blank, and the mark that ended it.
_GAP = re.compile(rf"[{_IDEOGRAPH}] [{_STOP}]")
_FRAGMENT = re.compile(rf"(?:^|(?<=[{_STOP}“（(\s]))[{_IDEOGRAPH}]{{1,2}} (?=[{_STOP}])")
_LONE = re.compile(rf"(?:^|(?<=[{_STOP}“（(\s]))[{_IDEOGRAPH}] (?=[{_STOP}])")
_PUNCTUATION = re.compile(r"[\W_]+")
# Shorter definitions (案件办结率) are in any goal.
_COPIED_FROM = 12


def goal_numbers(case: Case) -> Iterator[Finding]:
    """C016: 目标7 stands twice."""
    seen: set[str] = set()
    told: set[str] = set()
    for number in _GOAL_NUMBER.findall("\n".join(case.sheet.goals)):
        if number in seen and number not in told:
            told.add(number)
            yield case.at_head("C016", "goals", number)
        seen.add(number)


def lengths(case: Case) -> Iterator[Finding]:
    """C017: longer than the integrated budget system takes."""
    limited = [column for column in case.form.columns if column.limit]
    for row in case.everything:
        for column in limited:
            if column.key == "standard" and row.own_standard:
                continue
            length = len(getattr(row, column.key, "") or "")
            if length > column.limit:
                yield case.at("C017", row, column.key, limit=column.limit, length=length)


def lost_glyphs(case: Case) -> Iterator[Finding]:
    """C020: texts that a print has left holes in."""
    for key, text in (("duties", case.sheet.duties), ("goals", "\n".join(case.sheet.goals))):
        if place := _hole(text):
            yield case.at_head("C020", key, place)
    for row in case.rows:
        for key in ("name", "definition", "own_standard" if case.own else "standard", "remark"):
            if place := _hole(getattr(row, key)):
                yield case.at("C020", row, key, place)


def _hole(text: str) -> str | None:
    """The words around the first hole, or ``None``."""
    if " " not in text:
        return None
    gaps = list(_GAP.finditer(text))
    fragment = _LONE.search(text) or (_FRAGMENT.search(text) if len(gaps) > 1 else None)
    if fragment is None:
        return None
    start, end = max(0, fragment.start() - 8), fragment.end() + 8
    return text[start:end].strip()


def same_definitions(case: Case) -> Iterator[Finding]:
    """I009: definitions copied from the goals; I008: definitions that stood in an earlier row."""
    goals = _letters("".join(case.sheet.goals))
    first: dict[str, int] = {}
    for row, definition in case.all_texts("definition"):
        letters = _letters(definition)
        if len(letters) >= _COPIED_FROM and letters in goals:
            yield case.at("I009", row, "definition")
        elif letters in first:
            yield case.at("I008", row, "definition", other=first[letters])
        elif letters:
            first[letters] = row.row


def _letters(text: str) -> str:
    return _PUNCTUATION.sub("", unicodedata.normalize("NFKC", squeeze(text)))
