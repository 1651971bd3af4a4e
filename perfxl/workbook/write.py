"""Writing our own workbook: the blank template, and a template filled from a goal sheet that was read.

A submitted workbook is never loaded and saved again (that loses what openpyxl does not know): a filled or
marked copy is always a fresh template with the submitter's values.
"""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path

from openpyxl.workbook.workbook import Workbook

from perfxl.form import Form
from perfxl.model import GoalSheet
from perfxl.scoring.formula import LONGEST_FORMULA
from perfxl.workbook.evaluation_sheet import add_evaluation
from perfxl.workbook.fill import fill
from perfxl.workbook.goals_sheet import add_goals
from perfxl.workbook.instructions_sheet import add_instructions
from perfxl.workbook.layout import HEAD, METADATA_KEYS, Layout, layout_of
from perfxl.workbook.lists_sheet import add_lists
from perfxl.workbook.live import add_live_checks
from perfxl.workbook.settings_sheet import add_settings
from perfxl.workbook.shared import compact
from perfxl.workbook.styles import ONE_LINE, SMALL, LimitExceeded, dress, set_widths, write_text

PRODUCT = "perfxl"


def template(form: Form, *, department: str | None = None, year: int | None = None) -> Workbook:
    """A blank template in memory. :raises LimitExceeded: the form asks for more than Excel accepts."""
    layout = layout_of(form)
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    add_instructions(workbook, form)
    lists = add_lists(workbook, form)
    goals = add_goals(workbook, layout, lists)
    add_settings(workbook, layout, lists)
    add_evaluation(workbook, layout, lists)
    add_live_checks(workbook, layout)
    _metadata(workbook, layout, department, year)
    _order(workbook, form)
    _check_formulas(workbook)
    if department:
        write_text(goals[HEAD["department"]], department)
    if year:
        goals[HEAD["year"]] = year
    workbook.active = workbook.sheetnames.index(form.sheets.goals)
    for sheet in workbook.worksheets:
        sheet.sheet_view.tabSelected = sheet.title == form.sheets.goals
    # Values are computed by the spreadsheet program that opens it: openpyxl stores none.
    workbook.calculation.fullCalcOnLoad = True
    workbook.properties.title = form.title
    workbook.properties.creator = PRODUCT
    return workbook


def blank(form: Form, *, department: str | None = None, year: int | None = None) -> Workbook:
    """A template to be filled by hand: its last rows are folded away and said to be there. Raises as `template`."""
    workbook = template(form, department=department, year=year)
    layout = layout_of(form)
    goals, evaluation = layout.goals, layout.evaluation
    told = {goals.sheet: f"K{goals.separator + 1}", evaluation.sheet: f"K{evaluation.header - 1}"}
    for area in (goals, evaluation):
        folded = range(area.first + layout.open_rows, area.last + 1)
        if not folded:
            continue
        sheet = workbook[area.sheet]
        for row in folded:
            sheet.row_dimensions[row].hidden = True
        above, below = folded[0] - 1, folded[-1] + 1
        cell = sheet[told[area.sheet]]
        write_text(cell, f"指标超过 {layout.open_rows} 个时：选中行号 {above} 到 {below}，右键“取消隐藏”。")
        dress(cell, face=SMALL, align=ONE_LINE, border=None)
    return workbook


def _check_formulas(workbook: Workbook) -> None:
    """Lists of a profile enter formulas, so a long list can make one too long. :raises LimitExceeded: it does."""
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f" and len(str(cell.value)) > LONGEST_FORMULA:
                    raise LimitExceeded(
                        f"{sheet.title}!{cell.coordinate}: a formula of {len(str(cell.value))} characters, "
                        f"Excel takes {LONGEST_FORMULA}: shorten the lists of the profile"
                    )


def fingerprint(layout: Layout) -> str:
    """A short digest of where everything stands: equal digests mean equal layouts."""
    parts = [layout.form.version, layout.form.name]
    for area in (layout.goals, layout.settings, layout.evaluation):
        parts.append(f"{area.sheet}:{area.header}:{area.first}:{area.last}:{sorted(area.letters.items())}")
    parts.append(str(sorted(layout.foot.items())))
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def _metadata(workbook: Workbook, layout: Layout, department: str | None, year: int | None) -> None:
    form = layout.form
    sheet = workbook.create_sheet(form.sheets.metadata)
    values = {
        "product": PRODUCT,
        "version": form.version,
        "profile": form.name,
        "year": str(year or ""),
        "department": department or "",
        "fingerprint": fingerprint(layout),
    }
    for row, key in enumerate(METADATA_KEYS, start=1):
        write_text(sheet[f"A{row}"], key)
        write_text(sheet[f"B{row}"], values[key])
    set_widths(sheet, [("A", 16), ("B", 40)])
    sheet.sheet_state = "veryHidden"
    sheet.protection.sheet = True


def _order(workbook: Workbook, form: Form) -> None:
    wanted = form.sheets.in_order()
    workbook._sheets.sort(key=lambda sheet: wanted.index(sheet.title))  # type: ignore[attr-defined]


def new_workbook(
    path: str | os.PathLike[str], form: Form, *, department: str | None = None, year: int | None = None
) -> None:
    """Write a blank template to *path* (replacing what stands there)."""
    save(blank(form, department=department, year=year), path)


def write_living(path: str | os.PathLike[str], sheet: GoalSheet, form: Form) -> None:
    """Write a fresh template filled with a goal sheet's values, settings and self-evaluation inputs."""
    workbook = template(form, department=sheet.department or None, year=sheet.year)
    fill(workbook, layout_of(form), sheet)
    save(workbook, path)


def workbook_bytes(workbook: Workbook) -> bytes:
    """The finished file's bytes."""
    buffer = io.BytesIO()
    workbook.save(buffer)
    return compact(buffer.getvalue())


def save(workbook: Workbook, path: str | os.PathLike[str]) -> None:
    """Write the finished file to *path*, whole or not at all."""
    put(path, workbook_bytes(workbook))


def put(path: str | os.PathLike[str], data: bytes) -> None:
    """Write a file whole or not at all."""
    target = Path(path)
    partial = target.with_name(f".{target.name}.part")
    try:
        partial.write_bytes(data)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
