"""The sheet 填表说明, from a Jinja2 template: one line a paragraph, ``# `` and ``## `` headings, ``term|text``."""

from __future__ import annotations

from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.form import Form
from perfxl.templating import environment
from perfxl.workbook.rules_of_sheet import print_setup
from perfxl.workbook.styles import (
    BODY,
    BOLD,
    CENTER,
    LABEL_FILL,
    LEFT,
    SOFT_BOX,
    TITLE,
    dress,
    font,
    row_height,
    set_widths,
    text_height,
    write_text,
)

_TERM_WIDTH = 28
_TEXT_WIDTH = 88


def add_instructions(workbook: Workbook, form: Form) -> Worksheet:
    """Add the instructions derived from the form."""
    sheet: Worksheet = workbook.create_sheet(form.sheets.instructions)
    set_widths(sheet, [("A", _TERM_WIDTH), ("B", _TEXT_WIDTH)])
    text = environment().get_template("workbook/instructions.j2").render(form=form, s=form.sheets)
    lines = [line for line in text.splitlines() if line.strip()]
    for row, line in enumerate(lines, start=1):
        if line.startswith("# "):
            _wide(sheet, row, line[2:], TITLE, 34)
        elif line.startswith("## "):
            _wide(sheet, row, line[3:], font(12, bold=True, color="FF1F4E79"), 26)
        elif "|" in line:
            term, _, explanation = line.partition("|")
            write_text(sheet[f"A{row}"], term)
            dress(sheet[f"A{row}"], face=BOLD, border=SOFT_BOX, align=CENTER, fill=LABEL_FILL)
            write_text(sheet[f"B{row}"], explanation)
            dress(sheet[f"B{row}"], border=SOFT_BOX, align=LEFT)
            row_height(sheet, row, max(20, text_height(explanation, _TEXT_WIDTH)))
        else:
            _wide(sheet, row, line, BODY, max(18, text_height(line, _TERM_WIDTH + _TEXT_WIDTH)))
    print_setup(sheet, f"A1:B{len(lines)}", portrait=True)
    sheet.page_setup.fitToHeight = 1
    sheet.protection.sheet = True
    sheet.sheet_view.showGridLines = False
    return sheet


def _wide(sheet: Worksheet, row: int, text: str, face: object, height: float) -> None:
    cell = sheet[f"A{row}"]
    write_text(cell, text)
    dress(cell, face=face, border=None, align=LEFT)  # type: ignore[arg-type]
    sheet.merge_cells(f"A{row}:B{row}")
    row_height(sheet, row, height)
