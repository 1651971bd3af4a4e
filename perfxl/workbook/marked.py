"""The marked copy that goes back: a fresh template with the submitter's values and a sheet of remarks in front.

The submitted file itself is never rewritten. Every remark links to its cell in this copy; where the copy
stands elsewhere than the submitted sheet (another layout, moved rows), the old place is named beside it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.findings import Finding, Severity
from perfxl.form import Form
from perfxl.model import GoalSheet, Source
from perfxl.workbook.fill import fill
from perfxl.workbook.layout import HEAD, MONEY_COLUMNS, MONEY_ROWS, POINTS_TOTAL_CELL, Layout, layout_of
from perfxl.workbook.rules_of_sheet import print_setup
from perfxl.workbook.styles import (
    BODY,
    BOLD,
    CENTER,
    LABEL_FILL,
    LEFT,
    LINK,
    SOFT_BOX,
    TITLE,
    dress,
    font,
    row_height,
    set_widths,
    text_height,
    write_text,
)
from perfxl.workbook.write import template, workbook_bytes

SHEET = "退回意见"
SUFFIX = f"-{SHEET}.xlsx"

_COLUMNS = (
    *(("序号", 6), ("级别", 8), ("位置", 20), ("项目", 18), ("现填内容", 26)),
    *(("问题", 44), ("怎么改", 44), ("编码", 8), ("原表位置", 20)),
)
_LETTERS = "ABCDEFGHI"
_HEADER = 3
_LEVELS: Mapping[Severity, tuple[str, str]] = {
    "error": ("错误", "FFC00000"),
    "warning": ("提醒", "FF9C5700"),
    "info": ("提示", "FF1F4E79"),
}

Place = tuple[str, str]


def write_marked(
    path: str | os.PathLike[str], sheet: GoalSheet, form: Form, findings: Sequence[Finding]
) -> None:
    """Write the marked copy of a sheet to *path*, replacing what stands there.

    :raises LimitExceeded: the sheet has more indicators than the template has rows.
    """
    layout = layout_of(form)
    workbook = template(form, department=sheet.department or None, year=sheet.year)
    fill(workbook, layout, sheet)
    _remarks(workbook, layout, sheet, findings)
    Path(path).write_bytes(workbook_bytes(workbook))


def _places(workbook: Workbook, layout: Layout, sheet: GoalSheet) -> dict[Place, Place]:
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
                if name in evaluation.letters:
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


def _remarks(workbook: Workbook, layout: Layout, sheet: GoalSheet, findings: Sequence[Finding]) -> None:
    places = _places(workbook, layout, sheet)
    page: Worksheet = workbook.create_sheet(SHEET, 0)
    own = sheet.layout == "own"
    sheets = workbook.sheetnames
    lines = [_cells(found, _place_of(found, places, layout, sheets, own), own) for found in findings]
    last = _LETTERS[-1] if any(values[-1] for values, _ in lines) else _LETTERS[-2]
    columns = list(zip(_LETTERS, _COLUMNS, strict=True))[: _LETTERS.index(last) + 1]
    set_widths(page, ((letter, width) for letter, (_, width) in columns))
    write_text(page["A1"], f"{sheet.department or '（未填部门）'}绩效目标表退回意见")
    dress(page["A1"], face=TITLE, border=None)
    page.merge_cells(f"A1:{last}1")
    row_height(page, 1, 34)
    write_text(page["A2"], _summary(findings))
    dress(page["A2"], border=None, align=LEFT)
    page.merge_cells(f"A2:{last}2")
    row_height(page, 2, 36)
    for letter, (header, _) in columns:
        write_text(page[f"{letter}{_HEADER}"], header)
        dress(page[f"{letter}{_HEADER}"], face=BOLD, border=SOFT_BOX, fill=LABEL_FILL)
    for number, (found, (values, place)) in enumerate(zip(findings, lines, strict=True), 1):
        _remark(page, number, found.severity, values[: len(columns) - 1], place)
    bottom = _HEADER + max(len(findings), 1)
    print_setup(page, f"A1:{last}{bottom}", repeat=_HEADER)
    page.freeze_panes = f"A{_HEADER + 1}"
    page.auto_filter.ref = f"A{_HEADER}:{last}{bottom}"
    page.sheet_view.showGridLines = False
    workbook.active = 0
    for other in workbook.worksheets:
        other.sheet_view.tabSelected = other is page


def _summary(findings: Sequence[Finding]) -> str:
    counts = {severity: sum(found.severity == severity for found in findings) for severity in _LEVELS}
    told = "，".join(f"{count} 个{_LEVELS[severity][0]}" for severity, count in counts.items() if count)
    if not findings:
        return "没有发现问题。"
    todo = "请改正全部错误并核对提醒，" if counts["error"] else "请核对，"
    return f"共 {told}。{todo}点“位置”可直接到该单元格。请在本文件中修改后报回；数值已按原表填入。"


def _place_of(
    found: Finding, places: Mapping[Place, Place], layout: Layout, sheets: Sequence[str], own: bool
) -> Place | None:
    """Where a finding's cell stands in the copy; without a cell, the field of the head or foot it names."""
    if found.sheet and found.cell:
        here = (found.sheet, found.cell)
        return places.get(here) or (here if own and found.sheet in sheets else None)
    labels = layout.form.labels
    fields = {labels.department[0]: "department", labels.duties[0]: "duties", labels.goals[0]: "goals"}
    key = {**fields, labels.year[0]: "year"}.get(found.field)
    cells = {field.label: layout.foot[field.key][1] for field in layout.form.foot}
    cell = HEAD[key] if key else {**cells, "分值合计": POINTS_TOTAL_CELL}.get(found.field)
    return (layout.goals.sheet, cell) if cell else None


def _cells(found: Finding, place: Place | None, own: bool) -> tuple[tuple[str, ...], Place | None]:
    """What stands in a row right of its number, and where it links to."""
    old = f"{found.sheet}!{found.cell}" if found.sheet and found.cell else found.sheet or ""
    new = "" if place is None else f"{place[0]}!{place[1]}"
    moved = old if old != new and not (own and not found.cell) else ""
    word = _LEVELS[found.severity][0]
    return (word, new, found.field, found.value, found.message, found.fix, found.code, moved), place


def _remark(page: Worksheet, number: int, severity: Severity, values: Sequence[str], place: Place | None) -> None:
    row = _HEADER + number
    for letter, value in zip(_LETTERS, ("", *values), strict=False):
        cell = page[f"{letter}{row}"]
        if value:
            write_text(cell, value)
        dress(cell, face=BODY, border=SOFT_BOX, align=CENTER if letter in "ABH" else LEFT)
    page[f"A{row}"].value = number
    page[f"B{row}"].font = font(bold=True, color=_LEVELS[severity][1])
    if place is not None:
        cell = page[f"C{row}"]
        quoted = place[0].replace("'", "''")
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!{place[1]}")
        cell.font = LINK
    heights = (text_height(value, width) for value, (_, width) in zip(values, _COLUMNS[1:], strict=False))
    row_height(page, row, max(22.0, *heights))
