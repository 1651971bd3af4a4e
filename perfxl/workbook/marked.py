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

from perfxl.catalogue import MENDED, OURS, RECOMPUTED, STILL
from perfxl.checks.case import LABELS
from perfxl.conversion import converted
from perfxl.findings import Finding, Severity
from perfxl.form import Form
from perfxl.model import GoalSheet, Indicator, Source
from perfxl.workbook.fill import fill
from perfxl.workbook.layout import HEAD, MONEY_COLUMNS, MONEY_ROWS, POINTS_TOTAL_CELL, Layout, layout_of
from perfxl.workbook.listing import Column, Line, Place, add_listing
from perfxl.workbook.rechecked import recheck, repaired
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
_THERE = "本文件里已有这一列，请填写。"
_FILLED = "本文件里已有这一列，也已填好，请核对。"
_MENDED_HERE = "已在本文件中修好，不用改。"
_RECOMPUTED_HERE = "以按标准重算的为准，不用改。"


def write_marked(
    path: str | os.PathLike[str],
    sheet: GoalSheet,
    form: Form,
    findings: Sequence[Finding],
    waived: Sequence[tuple[Finding, str]] = (),
    *,
    renamed: str = "",
) -> tuple[Finding, ...]:
    """Write the marked copy of a sheet to *path*, replacing what stands there; which findings it has put right itself.

    What the copy itself has mended comes after what there is to do. *waived* are findings the bureau lets stand,
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
    places = _Places(workbook, layout, sheet)
    mended = {
        found: STILL[found.code][0] if found.code in STILL else _done_here(found.code)
        for found in told
        if found.code in MENDED
    }
    if sheet.layout == "foreign":
        missing = {found: _column(found, layout, sheet) for found in told if found.code == "S011"}
        mended |= {found: why for found, why in missing.items() if why}
        told = [structs.replace(one, fix=_THERE) if one.code == "S011" and one not in mended else one for one in told]
    gone, told = recheck(Path(path), form, workbook, told, {found.code for found, _ in waived}, places.of)
    mended |= gone
    _remarks(workbook, sheet, told, mended, waived, places, renamed)
    Path(path).write_bytes(workbook_bytes(workbook))
    return tuple(mended)


def _column(found: Finding, layout: Layout, sheet: GoalSheet) -> str:
    """What to say of a column another layout lacks where the copy has it and every row of it filled; else nothing."""
    key = next((column.key for column in layout.form.columns if column.header == found.value), "")
    full = key and all(getattr(indicator, key) for indicator in sheet.indicators)
    return _FILLED if full else ""


def _kept_standard(indicator: Indicator) -> Indicator:
    """A standard typed over its formula, as 自拟标准: the copy has the formula again, and the text still counts."""
    typed = indicator.standard.strip()
    if not indicator.overwritten or not typed or indicator.kind or indicator.own_standard.strip():
        return indicator
    return structs.replace(indicator, own_standard=indicator.standard)


class _Places:
    """Where what findings are about stands in the copy."""

    def __init__(self, workbook: Workbook, layout: Layout, sheet: GoalSheet) -> None:
        self._layout, self._own, self._sheets = layout, sheet.layout == "own", workbook.sheetnames
        self._moved = _moved(workbook, layout, sheet)

    def of(self, found: Finding) -> Place | None:
        """Where a finding's cell stands in the copy; without a cell, the field of the head or foot it names."""
        layout = self._layout
        if found.sheet and found.cell:
            here = (found.sheet, found.cell)
            stays = self._own or here == (layout.goals.sheet, POINTS_TOTAL_CELL)  # a total only the copy has
            return self._moved.get(here) or (here if stays and found.sheet in self._sheets else None)
        labels = layout.form.labels
        fields = {labels.department[0]: "department", labels.duties[0]: "duties", labels.goals[0]: "goals"}
        key = {**fields, labels.year[0]: "year"}.get(found.field)
        cells = {field.label: layout.foot[field.key][1] for field in layout.form.foot}
        cell = HEAD[key] if key else {**cells, "分值合计": POINTS_TOTAL_CELL}.get(found.field)
        if cell:
            return layout.goals.sheet, cell
        amount = next((name for name in MONEY_COLUMNS if LABELS.get(name) == found.field), None)
        return (layout.evaluation.sheet, f"{MONEY_COLUMNS[amount]}{MONEY_ROWS['total']}") if amount else None

    def line(self, found: Finding) -> Line:
        """A finding as a line of the list."""
        place = self.of(found)
        old = f"{found.sheet}!{found.cell}" if found.sheet and found.cell else found.sheet or ""
        new = "" if place is None else f"{place[0]}!{place[1]}"
        moved = old if old != new and not (self._own and not found.cell) else ""
        word, color = LEVELS[found.severity]
        return Line(word, color, place, (found.field, found.value, found.message, found.fix, found.code, moved))


def _moved(workbook: Workbook, layout: Layout, sheet: GoalSheet) -> dict[Place, Place]:
    """Where every cell that was read stands in the copy."""
    found: dict[Place, Place] = {}

    def moved(source: Source | None, to_sheet: str, to_cell: str) -> None:
        if source is not None and source.cell:
            found[source.sheet, source.cell] = (to_sheet, to_cell)

    goals, evaluation = layout.goals, layout.evaluation
    rows = sorted((*sheet.indicators, *sheet.skipped), key=lambda indicator: indicator.row)
    for row, indicator in zip(goals.rows(), rows, strict=False):
        key = workbook[goals.sheet][goals.cell("key", row)].value
        line = evaluation.first + int(str(key)) - 1
        for name, source in indicator.sources.items():
            if name in goals.letters:
                moved(source, goals.sheet, goals.cell(name, row))
        if indicator.evaluation is not None:
            moved(indicator.evaluation.actual, evaluation.sheet, evaluation.cell("actual", line))
            for name, source in indicator.evaluation.sources.items():
                if name in evaluation.letters and name not in goals.letters:  # points are only shown there
                    moved(source, evaluation.sheet, evaluation.cell(name, line))
    for name, cell in (*HEAD.items(), *((name, cells[1]) for name, cells in layout.foot.items())):
        moved(sheet.sources.get(name), goals.sheet, cell)
    if sheet.money is not None:
        names = ("total", "grant", "carried", "other")
        for name, fund in zip(names, (sheet.money.total, *sheet.money.parts), strict=False):
            for key, source in fund.sources.items():
                if key in MONEY_COLUMNS:
                    moved(source, evaluation.sheet, f"{MONEY_COLUMNS[key]}{MONEY_ROWS[name]}")
    return found


def _remarks(
    workbook: Workbook,
    sheet: GoalSheet,
    findings: Sequence[Finding],
    mended: Mapping[Finding, str],
    waived: Sequence[tuple[Finding, str]],
    places: _Places,
    renamed: str,
) -> None:
    asked = [found for found in findings if found not in mended]
    done = [(found, mended[found]) for found in findings if found in mended]
    lines = [places.line(found) for found in asked]
    for (word, color), told in ((DONE, done), (WAIVED, waived)):
        for found, why in told:
            line = places.line(structs.replace(found, fix=why))
            lines.append(replace(line, word=word, color=color))
    columns = _COLUMNS if any(line.texts[-1] for line in lines) else _COLUMNS[:-1]
    what = "绩效自评表" if sheet.evaluated else "绩效目标表"
    title = f"{sheet.department or '（未填部门）'}{what}退回意见"
    name = f"部门名称已按名单改写（原表写的是“{renamed}”）。" if renamed else ""
    above = f"{_summary(asked, len(done), len(waived))}{name}"
    add_listing(workbook, SHEET, title, above, columns, lines)


def _done_here(code: str) -> str:
    return _RECOMPUTED_HERE if code in RECOMPUTED else _MENDED_HERE


def _summary(asked: Sequence[Finding], mended: int, waived: int) -> str:
    counts = {severity: sum(found.severity == severity for found in asked) for severity in LEVELS}
    told = "，".join(f"{count} 个{LEVELS[severity][0]}" for severity, count in counts.items() if count)
    done = f"另有 {mended} 个已在本文件中修好，不用改。" if mended else ""
    stands = f"另有 {waived} 个已由财政部门放行，不用改。" if waived else ""
    if not asked:
        return f"{'没有要改的，请核对后报回；数值已按原表填入。' if mended else '没有发现问题。'}{done}{stands}"
    todo = "请改正全部错误并核对提醒，" if counts["error"] else "请核对，"
    return f"共 {told}。{todo}点“位置”可直接到该单元格。请在本文件中修改后报回；数值已按原表填入。{done}{stands}"
