"""The note that goes to a department with its marked copy: plain text, short enough to paste into a chat."""

from __future__ import annotations

from perfxl.finance.html import STAGES, by_weight, shown, worded
from perfxl.finance.returned import Noted, Returned
from perfxl.findings import Lang
from perfxl.templating import environment

__all__ = ["IN_FULL", "note"]

IN_FULL = 10
"""So many findings are listed; of more, only the first."""


def note(returned: Returned, copy: str, lang: Lang = "zh") -> str:
    """What there is to put right in a return with open findings. *copy* is the file name of the marked copy."""
    t = worded(lang)
    asked = [item for item in by_weight(returned.findings) if item.open]
    listed = asked[:IN_FULL]
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
        items=[
            {"severity": item.severity, "place": _place(item, lang), "told": _told(item, lang)} for item in listed
        ],
        more=len(asked) - len(listed),
        waived=sum(item.waiver is not None and item.severity != "info" for item in returned.findings),
    )


def _place(item: Noted, lang: Lang) -> str:
    """``绩效目标表 F12 “办件数”：``, as far as known."""
    parts = [_line(item.sheet or ""), item.cell or "", f"“{_line(item.indicator)}”" if item.indicator else ""]
    place = " ".join(filter(None, parts)) or _line(item.field)
    return f"{place}{'：' if lang == 'zh' else ': '}" if place else ""


def _told(item: Noted, lang: Lang) -> str:
    what, fix = (item.message, item.fix) if lang == "zh" else (item.message_en, f" {item.fix_en}")
    if what and what[-1] not in "。.！!？?":
        what += "。" if lang == "zh" else "."
    return _line(what + fix)


def _line(text: str) -> str:
    """A text from a stranger on one line, with nothing in it a chat would obey."""
    return " ".join(shown(text).split())
