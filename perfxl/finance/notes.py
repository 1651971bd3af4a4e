"""The note that goes to a department with its marked copy: plain text, short enough to paste into a chat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from perfxl.catalogue import STILL
from perfxl.finance.copies import Mended
from perfxl.finance.html import STAGES, by_weight, shown, worded
from perfxl.finance.returned import Noted, Returned
from perfxl.findings import Lang, in_general
from perfxl.templating import environment

__all__ = ["ALIKE", "APART", "IN_FULL", "note"]

IN_FULL = 10
"""So many findings are listed; of more, only the first."""

ALIKE = 3
"""Of one kind so many are listed one by one; more become one entry with all their cells."""

APART = 6
"""In such an entry so many are quoted, where each says something of its own: what stood there before, for one."""

_NO_EVALUATION = "D011"
_CELLS = 12  # named of one kind: a chat message is no table


def note(
    returned: Returned,
    copy: str | None,
    lang: Lang = "zh",
    *,
    lacking: bool = False,
    mended: Mended = frozenset(),
) -> str:
    """What there is to put right in a return with open findings.

    *copy* is the file name of the marked copy; what it has mended is told apart and asks for nothing. ``None``: there
    is none, so all of it is for the department to put right in its own sheet. *lacking*: it sent goals only where
    self-evaluations are collected, which is told first. *mended* is what this very copy has put right besides.
    """
    t = worded(lang)
    told = [item for item in by_weight(returned.findings) if item.open and item.goes_back]
    if lacking:
        told = [item for item in told if item.code != _NO_EVALUATION]  # the same, as a finding of its batch
    asked = [item for item in told if copy is None or not (item.mended or _key(item) in mended)]
    put_right = [item for item in told if item not in asked]
    entries = list(_entries(asked))
    listed = entries[:IN_FULL]
    overlay = environment().overlay(trim_blocks=True, lstrip_blocks=True)
    year = "" if returned.year is None else t(f"{returned.year} 年", f"{returned.year}, ")
    return overlay.get_template("reports/note.txt.j2").render(
        t=t,
        department=_line(returned.department) or t("未填部门名称", "no department"),
        what=t(f"{year}部门整体{STAGES[returned.stage][0]}表", f"{year}{STAGES[returned.stage][1].lower()}"),
        file=_line(returned.file.rpartition("/")[2]),
        copy=copy,
        errors=sum(item.severity == "error" for item in asked),
        warnings=sum(item.severity == "warning" for item in asked),
        items=[_listed(items, lang) for items in listed],
        more=len(asked) - sum(len(items) for items in listed),
        mended=len(put_right),
        done=_done(put_right, lang),
        renamed=_line(returned.renamed),
        lacking=lacking,
        year=returned.year,
        waived=sum(item.waiver is not None and item.severity != "info" for item in returned.findings),
    )


def _key(item: Noted) -> tuple[str, str | None, str | None, str]:
    return item.code, item.sheet, item.cell, item.field


def _entries(asked: Sequence[Noted]) -> Iterator[list[Noted]]:
    """Findings as the note lists them: many of a kind together, where the first of them stands."""
    counts = Counter(item.code for item in asked)
    told: set[str] = set()
    for item in asked:
        if counts[item.code] <= ALIKE:
            yield [item]
        elif item.code not in told:
            told.add(item.code)
            yield [other for other in asked if other.code == item.code]


def _listed(items: Sequence[Noted], lang: Lang) -> dict[str, object]:
    """An entry as the note shows it; ``apart`` quotes findings of one kind that each say something of their own."""
    first = items[0]
    entry: dict[str, object] = {"severity": first.severity, "apart": [], "rest": 0}
    if len(items) == 1:
        return entry | {"place": _place(first, lang), "told": _told(first, lang)}
    if "…" not in in_general(first.code, lang):
        return entry | {"place": _places(items, lang), "told": _told_of_all(items, lang)}
    fixes = {item.fix if lang == "zh" else item.fix_en for item in items}
    same = fixes.pop() if len(fixes) == 1 else ""
    apart = [f"{_place(item, lang)}{_told(item, lang, fixed=not same)}" for item in items[:APART]]
    rest = {"apart": apart, "rest": max(0, len(items) - APART)}
    return entry | {"place": _places(items, lang), "told": _line(same)} | rest


def _done(mended: Sequence[Noted], lang: Lang) -> list[str]:
    """What the copy has mended, a sentence for each kind, with its cells."""
    of_kind: dict[str, list[Noted]] = {}
    for item in mended:
        of_kind.setdefault(item.code, []).append(item)
    return [
        f"{_places(items, lang)}{_line(_in_general(code, lang))}{_still(code, lang)}" if len(items) > 1
        else f"{_place(items[0], lang)}{_told(items[0], lang, fixed=False)}{_still(code, lang)}"
        for code, items in of_kind.items()
    ]  # fmt: skip


def _in_general(code: str, lang: Lang) -> str:
    """What a code says, without the clauses that differ from cell to cell: 已读作 …"""
    comma, stop = ("，", "。") if lang == "zh" else ("; ", ".")
    told = in_general(code, lang)
    kept = comma.join(clause for clause in told.rstrip(stop).split(comma) if "…" not in clause)
    return f"{kept}{stop}" if kept else told


def _still(code: str, lang: Lang) -> str:
    """What there is to do with the copy all the same."""
    return "" if code not in STILL else STILL[code][0] if lang == "zh" else f" {STILL[code][1]}"


def _places(items: Sequence[Noted], lang: Lang) -> str:
    """``绩效目标表 F9、F10，绩效自评表 F12 等 20 处：``"""
    cells: dict[str, list[str]] = {}
    for item in items[:_CELLS]:
        cells.setdefault(_line(item.sheet or ""), []).append(item.cell or "")
    comma, semicolon = ("、", "，") if lang == "zh" else (", ", "; ")
    named = semicolon.join(
        " ".join(filter(None, (sheet, comma.join(filter(None, dict.fromkeys(own)))))) for sheet, own in cells.items()
    )
    if lang == "en":
        return f"{named}, {len(items)} in all: "
    return f"{named} {'等' if len(items) > _CELLS else '共'} {len(items)} 处："


def _told_of_all(items: Sequence[Noted], lang: Lang) -> str:
    """What they have in common, and what to do where that is the same for all."""
    fixes = {item.fix if lang == "zh" else item.fix_en for item in items}
    fix = fixes.pop() if len(fixes) == 1 else ""
    fields = list(dict.fromkeys(_line(item.field) for item in items if item.field))[:_CELLS]
    return _line(f"{in_general(items[0].code, lang, fields)}{'' if lang == 'zh' else ' '}{fix}")


def _place(item: Noted, lang: Lang) -> str:
    """``绩效目标表 F12 “办件数”：``, as far as known."""
    parts = [_line(item.sheet or ""), item.cell or "", f"“{_line(item.indicator)}”" if item.indicator else ""]
    place = " ".join(filter(None, parts)) or _line(item.field)
    return f"{place}{'：' if lang == 'zh' else ': '}" if place else ""


def _told(item: Noted, lang: Lang, *, fixed: bool = True) -> str:
    what, fix = (item.message, item.fix) if lang == "zh" else (item.message_en, f" {item.fix_en}")
    if what and what[-1] not in "。.！!？?":
        what += "。" if lang == "zh" else "."
    return _line(what + fix if fixed else what)


def _line(text: str) -> str:
    """A text from a stranger on one line, with nothing in it a chat would obey."""
    return " ".join(shown(text).split())
