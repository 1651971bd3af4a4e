"""The note that goes to a department with its marked copy: plain text, short enough to paste into a chat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from perfxl.checks import place
from perfxl.finance.html import STAGES, by_weight, shown, worded
from perfxl.finance.returned import Noted, Returned
from perfxl.findings import CATALOGUE, Lang, in_general
from perfxl.form import DEFAULT_PROFILE, load_form, profiles
from perfxl.templating import environment
from perfxl.workbook.rechecked import PLAINLY_MENDED

__all__ = ["ALIKE", "APART", "IN_FULL", "note"]

IN_FULL = 10
"""So many findings are listed; of more, only the first."""

ALIKE = 3
"""Of one kind so many are listed one by one; more become one entry with all their cells."""

APART = 6
"""In such an entry so many are quoted, where each says something of its own: what stood there before, for one."""

_NO_EVALUATION = "D011"
_CELLS = 12  # named of one kind: a chat message is no table
_SHORT = 30  # characters of a cell that are quoted: a standard is longer


def note(returned: Returned, copy: str | None, lang: Lang = "zh", *, lacking: bool = False) -> str:
    """What there is to put right in a return with open findings: errors first, and each in the order of the sheets.

    *copy* is the file name of the marked copy, and *returned* is in the words that are true of it: what it has mended
    is told apart and asks for nothing, and what only it asks for comes last. ``None``: there is none, so all of it is
    for the department to put right in its own sheet. *lacking*: it sent goals only where self-evaluations are
    collected, which is told first.
    """
    t = worded(lang)
    form = load_form(returned.profile if returned.profile in profiles() else DEFAULT_PROFILE)
    in_order = sorted((*returned.findings, *returned.besides), key=lambda item: (item.here, place(item, form)))
    told = [item for item in by_weight(in_order) if item.open and item.goes_back]
    if lacking:
        told = [item for item in told if item.code != _NO_EVALUATION]  # the same, as a finding of its batch
    asked = [item for item in told if item.state == "asked"]
    blanks = [item for item in told if item.state == "fill"]
    put_right = [item for item in told if item.mended]
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
        here=any(item.here for item in asked),
        blanks=[t("%s（%s）", "%s (%s)") % (_line(item.field), _line(item.said[0])) for item in blanks],
        mended=len(put_right),
        asks=any("请" in item.said[0] for item in put_right),
        done=_done(put_right, lang),
        renamed=_line(returned.renamed),
        lacking=lacking,
        year=returned.year,
        waived=sum(item.waiver is not None and item.severity != "info" for item in returned.findings),
    )


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
    remedies = [item.fix if lang == "zh" else item.fix_en for item in items]
    return {"severity": items[0].severity} | _entry(items, remedies, lang)


def _done(mended: Sequence[Noted], lang: Lang) -> list[dict[str, object]]:
    """What the copy has mended, an entry for each kind; how, where that is worth a word."""
    of_kind: dict[str, list[Noted]] = {}
    for item in mended:
        of_kind.setdefault(item.code, []).append(item)
    return [
        _entry(items, ["" if item.said in PLAINLY_MENDED else item.said[lang == "en"] for item in items], lang)
        for items in of_kind.values()
    ]


def _entry(items: Sequence[Noted], remedies: Sequence[str], lang: Lang) -> dict[str, object]:
    """Findings of one kind with what to do: in one sentence where all say the same, else one by one."""
    first, alone = items[0], len(items) == 1
    same = remedies[0] if len(set(remedies)) == 1 else ""
    entry: dict[str, object] = {"place": _place(first, lang) if alone else _places(items, lang), "apart": [], "rest": 0}
    if alone:
        return entry | {"told": _told(first, same, lang)}
    differ = "…" in in_general(first.code, lang) or any(map(_seen, items)) or not (same or set(remedies) == {""})
    if not differ:
        return entry | {"told": _told_of_all(items, same, lang)}
    apart = [
        f"{_place(item, lang)}{_told(item, '' if same else remedy, lang)}"
        for item, remedy in zip(items[:APART], remedies, strict=False)
    ]
    return entry | {"told": _line(same), "apart": apart, "rest": max(0, len(items) - APART)}


def _sheet(item: Noted, lang: Lang) -> str:
    """The sheet of a finding, and whether it is that of the copy."""
    here = ("退回件", "marked copy")[lang == "en"] if item.here else ""
    return " ".join(filter(None, (here, _line(item.sheet or ""))))


def _places(items: Sequence[Noted], lang: Lang) -> str:
    """``绩效目标表 F9、F10，绩效自评表 F12 等 20 处：``"""
    cells: dict[str, list[str]] = {}
    for item in items[:_CELLS]:
        cells.setdefault(_sheet(item, lang), []).append(item.cell or "")
    comma, semicolon = ("、", "，") if lang == "zh" else (", ", "; ")
    named = semicolon.join(
        " ".join(filter(None, (sheet, comma.join(filter(None, dict.fromkeys(own)))))) for sheet, own in cells.items()
    )
    if lang == "en":
        return f"{named}, {len(items)} in all: "
    return f"{named} {'等' if len(items) > _CELLS else '共'} {len(items)} 处："


def _told_of_all(items: Sequence[Noted], remedy: str, lang: Lang) -> str:
    """What they have in common, and what to do where that is the same for all."""
    fields = list(dict.fromkeys(_line(item.field) for item in items if item.field))[:_CELLS]
    return _line(f"{in_general(items[0].code, lang, fields)}{'' if lang == 'zh' else ' '}{remedy}")


def _place(item: Noted, lang: Lang) -> str:
    """``绩效目标表 F12 “办件数”：``, as far as known."""
    parts = [_sheet(item, lang), item.cell or "", f"“{_line(item.indicator)}”" if item.indicator else ""]
    place = " ".join(filter(None, parts)) or _line(item.field)
    return f"{place}{'：' if lang == 'zh' else ': '}" if place else ""


def _told(item: Noted, remedy: str, lang: Lang) -> str:
    what, stop = (item.message, "。") if lang == "zh" else (item.message_en, ".")
    if seen := _seen(item):
        what = f"{what.rstrip(stop)}{f'（现填 {seen}）' if lang == 'zh' else f' (it says {seen})'}"
    if what and what[-1] not in "。.！!？?":
        what += stop
    return _line(f"{what}{'' if lang == 'zh' or not remedy else ' '}{remedy}")


def _seen(item: Noted) -> str:
    """What stands in the cell, where the sentence leaves that to a column of its own, as those of 校验 do."""
    value = _line(item.value)
    left = item.code in CATALOGUE and CATALOGUE[item.code].live
    return value if left and len(value) <= _SHORT and value not in item.message else ""


def _line(text: str) -> str:
    """A text from a stranger on one line, with nothing in it a chat would obey."""
    return " ".join(shown(text).split())
