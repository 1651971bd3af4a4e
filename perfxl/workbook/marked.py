"""The marked copy that goes back: a fresh template with the submitter's values and a sheet of remarks in front.

The submitted file itself is never rewritten. Every remark links to its cell in this copy; where the copy
stands elsewhere than the submitted sheet (another layout, moved rows), the old place is named beside it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from msgspec import structs
from openpyxl.workbook.workbook import Workbook

from perfxl.catalogue import OURS, WHOLE
from perfxl.conversion import converted
from perfxl.findings import Finding, Severity
from perfxl.form import Form
from perfxl.model import GoalSheet, Indicator
from perfxl.workbook.fill import fill
from perfxl.workbook.layout import layout_of
from perfxl.workbook.listing import Column, Line, add_listing
from perfxl.workbook.moved import Places
from perfxl.workbook.rechecked import Answer, recheck, repaired
from perfxl.workbook.write import template, workbook_bytes

SHEET = "退回意见"
SUFFIX = f"-{SHEET}.xlsx"

_COLUMNS = (
    *(Column("项目", 18), Column("现填内容", 26), Column("问题", 44), Column("怎么改", 44)),
    *(Column("编码", 8, centred=True), Column("原表位置", 20)),
)
LEVELS: Mapping[Severity, tuple[str, str]] = {
    "error": ("错误", "FFC00000"),
    "warning": ("提醒", "FF9C5700"),
    "info": ("提示", "FF1F4E79"),
}
WAIVED = ("放行", "FF5F6C7B")
DONE = ("已修好", "FF548235")
FILL = ("补填", "FF9C5700")


def write_marked(
    path: str | os.PathLike[str],
    sheet: GoalSheet,
    form: Form,
    findings: Sequence[Finding],
    waived: Sequence[tuple[Finding, str]] = (),
    *,
    renamed: str = "",
) -> tuple[Answer, ...]:
    """Write the marked copy of a sheet to *path*, replacing what stands there; what is told of it, finding by finding.

    It is read and checked itself: what it still shows is what there is to do, and what it has mended comes after that.
    *waived* are findings the bureau lets stand,
    each with what is said instead of a remedy; they come last. What is no business of a department is left out.
    *renamed* is the name its sheet had before the bureau's list gave it the one it has now. A sheet of another layout
    comes as its conversion: with settings read from its standards, and numbers where numbers were read; of our own,
    too, what was typed as a text and read as a number is one in the copy.

    :raises LimitExceeded: the sheet has more indicators than the template has rows.
    """
    layout = layout_of(form)
    if sheet.layout == "foreign":
        sheet = converted(sheet, form).sheet
    else:
        kept = structs.replace(sheet, indicators=tuple(map(_kept_standard, sheet.indicators)))
        sheet = repaired(kept, form)
    workbook = template(form, department=sheet.department or None, year=sheet.year)
    fill(workbook, layout, sheet)
    told = [found for found in findings if found.code not in OURS]
    places = Places(workbook, layout, sheet)
    answers = recheck(Path(path), form, workbook, sheet, told, [found for found, _ in waived], places)
    _remarks(workbook, sheet, answers, waived, places, renamed)
    Path(path).write_bytes(workbook_bytes(workbook))
    return tuple(answers)


def _kept_standard(indicator: Indicator) -> Indicator:
    """A standard typed over its formula, as 自拟标准: the copy has the formula again, and the text still counts."""
    typed = indicator.standard.strip()
    if not indicator.overwritten or not typed or indicator.kind or indicator.own_standard.strip():
        return indicator
    return structs.replace(indicator, own_standard=indicator.standard)


def _remarks(
    workbook: Workbook,
    sheet: GoalSheet,
    answers: Sequence[Answer],
    waived: Sequence[tuple[Finding, str]],
    places: Places,
    renamed: str,
) -> None:
    own = sheet.layout == "own"
    asked = [answer for answer in answers if answer.state in ("asked", "fill")]
    asked.sort(key=_weight)
    done = [answer for answer in answers if answer.state == "done"]
    lines = [_line(answer, own) for answer in asked]
    lines += [replace(_line(answer, own, answer.said[0]), word=DONE[0], color=DONE[1]) for answer in done]
    for found, why in waived:
        line = _line(Answer(found=found, about=found, place=places.of(found)), own, why)
        lines.append(replace(line, word=WAIVED[0], color=WAIVED[1]))
    columns = _COLUMNS if any(line.texts[-1] for line in lines) else _COLUMNS[:-1]
    what = "绩效自评表" if sheet.evaluated else "绩效目标表"
    title = f"{sheet.department or '（未填部门）'}{what}退回意见"
    name = f"部门名称已按名单改写（原表写的是“{renamed}”）。" if renamed else ""
    above = f"{_summary(asked, done, len(waived))}{name}"
    add_listing(workbook, SHEET, title, above, columns, lines)


def _weight(answer: Answer) -> tuple[bool, float]:
    """Errors first, what is to be filled in after the warnings; what is about the whole sheet before all."""
    severities = list(LEVELS)
    place = severities.index("warning") + 0.5 if answer.state == "fill" else severities.index(answer.found.severity)
    return answer.found.code not in WHOLE, place


def _line(answer: Answer, own: bool, fix: str = "") -> Line:
    """An answer as a line of the list; *fix* is said instead of its remedy."""
    found, about, place = answer.found, answer.about, answer.place
    new = "" if place is None else f"{place[0]}!{place[1]}"
    old = ""
    if about is not None:
        old = f"{about.sheet}!{about.cell}" if about.sheet and about.cell else about.sheet or ""
    moved = old if old != new and not (own and about is not None and not about.cell) else ""
    word, color = FILL if answer.state == "fill" else LEVELS[found.severity]
    return Line(word, color, place, (found.field, found.value, found.message, fix or found.fix, found.code, moved))


def _summary(asked: Sequence[Answer], mended: Sequence[Answer], waived: int) -> str:
    todo = [answer.found for answer in asked if answer.state == "asked"]
    counts = {severity: sum(found.severity == severity for found in todo) for severity in LEVELS}
    told = "，".join(f"{count} 个{LEVELS[severity][0]}" for severity, count in counts.items() if count)
    blanks = len(asked) - len(todo)
    fill_in = f"{'另有' if todo else '有'} {blanks} 项是报来的表没有、我们的表要的，请补填。" if blanks else ""
    done = ""
    if mended:
        rest = "写着“请”的请看一下，其余不用改" if any("请" in answer.said[0] for answer in mended) else "不用改"
        done = f"另有 {len(mended)} 个已在本文件中修好，{rest}。"
    stands = f"另有 {waived} 个已由财政部门放行，不用改。" if waived else ""
    if not asked:
        return f"{'没有要改的，请核对后报回；数值已按原表填入。' if mended else '没有发现问题。'}{done}{stands}"
    ways = "请改正全部错误并核对提醒，" if counts["error"] else "请核对，"
    what = f"共 {told}。{ways}" if todo else ""
    return f"{what}{fill_in}点“位置”可直接到该单元格。请在本文件中修改后报回；数值已按原表填入。{done}{stands}"
