"""Data validations, conditional formats, protection and print set-up, within what Excel accepts.

Excel's own limits are checked here, at build time: a workbook beyond them is silently "repaired" by Excel.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from openpyxl.formatting.rule import Rule as ConditionalRule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.filters import AutoFilter, FilterColumn, Filters
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.workbook.layout import TableArea
from perfxl.workbook.styles import LimitExceeded, writable

Strictness = Literal["stop", "warning", "information"]
Operator = Literal["between", "greaterThan", "greaterThanOrEqual"]


def within_limits(what: str, text: str, limit: int) -> str:
    """*text* unchanged. :raises LimitExceeded: it is longer than Excel takes for *what*."""
    if len(text) > limit:
        raise LimitExceeded(f"{what} has {len(text)} characters, Excel takes {limit}: shorten it ({text[:20]}…)")
    return text


def validate(
    sheet: Worksheet,
    area: str,
    kind: Literal["list", "decimal", "whole", "date", "textLength", "custom"],
    formula: str,
    *,
    second: str | None = None,
    operator: Operator | None = None,
    title: str,
    prompt: str,
    error: str | None = None,
    strictness: Strictness = "stop",
) -> None:
    """Add one validation to one range, with its prompt; without *error* other values pass silently."""
    if "{" in formula:
        raise LimitExceeded("Excel refuses array constants in validations: use a range of the lists sheet")
    if formula.startswith('"'):
        within_limits("an inline list", formula, 255)
    rule = DataValidation(
        type=kind,
        formula1=within_limits("a validation formula", formula, 255 if formula.startswith('"') else 8192),
        formula2=second,
        operator=operator,
        allow_blank=True,
        showErrorMessage=error is not None,
        showInputMessage=bool(prompt),
        errorStyle=strictness,
    )
    if prompt:
        rule.promptTitle = within_limits("a prompt title", title, 32)
        rule.prompt = within_limits("a prompt", prompt, 255)
    if error is not None:
        rule.errorTitle = within_limits("an error title", title, 32)
        rule.error = within_limits("an error text", error, 255)
    rule.add(area)
    sheet.add_data_validation(rule)


def highlight(
    sheet: Worksheet,
    area: str,
    formula: str,
    *,
    face: Font | None = None,
    fill: str | None = None,
    border: Border | None = None,
    stop: bool = False,
) -> None:
    """A conditional format by formula (without ``=``); *fill* is an RGB colour."""
    if "{" in formula:
        raise LimitExceeded("Excel refuses array constants in conditional formats: use a range of the lists sheet")
    pattern = PatternFill("solid", bgColor="FF" + fill) if fill else None
    style = DifferentialStyle(font=face, fill=pattern, border=border)
    sheet.conditional_formatting.add(area, ConditionalRule("expression", dxf=style, formula=[formula], stopIfTrue=stop))


_LINE = Side(style="thin", color="FF000000")
_NO_LINE = Side(style=None)


def merged_look(sheet: Worksheet, letter: str, first: int, last: int, *, within: str | None = None) -> None:
    """Show repeated words of a column as one block while every row keeps its word.

    All four borders are set in each format: one with only ``top`` removes the others. *within* is a column
    that must repeat too (a second level repeats only under the same first level).
    """
    def same(one: int, other: int) -> str:
        tests = [f"EXACT(${letter}{one},${letter}{other})", f'${letter}{one}<>""']
        if within:
            tests.append(f"EXACT(${within}{one},${within}{other})")
        return f"AND({','.join(tests)})"

    area = f"{letter}{first}:{letter}{last}"
    above, below = same(first, first - 1), same(first, first + 1)
    hidden = Font(color="FFFFFFFF")
    looks = (
        (f"AND({above},{below})", hidden, _NO_LINE, _NO_LINE),
        (above, hidden, _NO_LINE, _LINE),
        (below, None, _LINE, _NO_LINE),
    )
    for formula, face, top, bottom in looks:
        border = Border(left=_LINE, right=_LINE, top=top, bottom=bottom)
        highlight(sheet, area, formula, face=face, border=border, stop=True)


def protect(sheet: Worksheet) -> None:
    """Lock everything but the inputs, without a password: against slips, not against people.

    Row heights, column widths and the filter stay usable.
    """
    sheet.protection.sheet = True
    sheet.protection.formatRows = False
    sheet.protection.formatColumns = False
    sheet.protection.formatCells = True
    sheet.protection.autoFilter = False
    sheet.protection.sort = False


def blank_filter(area: TableArea, first: str, last: str, names: Sequence[str] = ()) -> AutoFilter:
    """The filter over a table's columns *first* to *last*: one button, on 三级指标.

    With *names* it shows these only; the rows themselves must be hidden by whoever gives them. A list of names
    and not Excel's own "not blank", which LibreOffice 7 saves as something that Excel has to repair.
    """
    keys = list(area.letters)
    columns = keys[keys.index(first) : keys.index(last) + 1]
    shown = columns.index("name")
    filters = [FilterColumn(colId=i, hiddenButton=True) for i in range(len(columns)) if i != shown]
    if names:
        values = list(dict.fromkeys(writable(name) for name in names))
        filters.insert(shown, FilterColumn(colId=shown, filters=Filters(filter=values)))
    ref = f"{area.letters[first]}{area.header}:{area.letters[last]}{area.last}"
    return AutoFilter(ref=ref, filterColumn=filters)


def print_setup(
    sheet: Worksheet,
    area: str,
    *,
    repeat: int | None = None,
    portrait: bool = False,
    wide: int = 1,
    columns: str | None = None,
) -> None:
    """A4, *wide* pages beside each other, header row and *columns* (``A:C``) repeated, page numbers below."""
    if area:
        sheet.print_area = area
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "portrait" if portrait else "landscape"
    sheet.page_setup.fitToWidth = wide
    sheet.page_setup.fitToHeight = 0
    if wide > 1:
        sheet.page_setup.pageOrder = "overThenDown"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if repeat:
        sheet.print_title_rows = f"{repeat}:{repeat}"
    if columns:
        sheet.print_title_cols = columns
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.45
    margins.top, margins.bottom = 0.4, 0.55
    margins.header = margins.footer = 0.3
    sheet.oddFooter = HeaderFooterItem(center=_HeaderFooterPart(text="第 &P 页，共 &N 页"))
