"""The sheet 校验: what is still wrong, live, each line linking to its cell, a traffic light on top."""

from __future__ import annotations

from openpyxl.styles import Font
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.filters import AutoFilter, FilterColumn
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.workbook.layout import Layout
from perfxl.workbook.live_details import LINES, SEVERITY_WORDS, Details, add_details
from perfxl.workbook.rules_of_sheet import highlight, print_setup, protect
from perfxl.workbook.styles import (
    BODY,
    BOLD,
    BOX,
    CENTER,
    LABEL_FILL,
    LEFT,
    LINK,
    ONE_LINE,
    SMALL,
    SOFT_BOX,
    TITLE,
    dress,
    font,
    merge,
    row_height,
    set_widths,
    write_text,
)

HEADER = 5
FIRST = HEADER + 1
LAST = HEADER + LINES
COLUMNS = {
    "number": ("A", "序号", 6.0),
    "severity": ("B", "级别", 8.0),
    "code": ("C", "代码", 8.0),
    "place": ("D", "位置（点击跳转）", 44.0),
    "value": ("E", "内容", 20.0),
    "message": ("F", "问题", 36.0),
    "fix": ("G", "怎么改", 46.0),
}
# Lines that are printed, on one page: a list as long as the table prints mostly empty ones.
PRINTED = 13
LIGHT_CELL = "A2"
ERRORS_CELL = "I2"
WARNINGS_CELL = "I3"
_LAST_COLUMN = "G"
_RED, _AMBER, _GREEN = "FFC7CE", "FFEB9C", "C6EFCE"


def add_live_checks(workbook: Workbook, layout: Layout) -> Worksheet:
    """Add 校验 and the hidden sheet it draws on."""
    sheet: Worksheet = workbook.create_sheet(layout.form.sheets.checks)
    details = add_details(workbook, layout)
    set_widths(sheet, [(letter, width) for letter, _, width in COLUMNS.values()])
    _head(sheet, details)
    for row in range(FIRST, LAST + 1):
        _line(sheet, details, row)
    _colours(sheet)
    sheet.auto_filter = _filter()
    print_setup(sheet, f"A1:{_LAST_COLUMN}{HEADER + PRINTED}", repeat=HEADER)
    sheet.freeze_panes = f"A{FIRST}"
    protect(sheet)
    return sheet


def _head(sheet: Worksheet, details: Details) -> None:
    write_text(sheet["A1"], "校验：还有哪些要改")
    dress(sheet["A1"], face=TITLE, align=ONE_LINE, border=None)
    row_height(sheet, 1, 30)
    letter = COLUMNS["severity"][0]
    column = f"${letter}${FIRST}:${letter}${LAST}"
    for cell, word in ((ERRORS_CELL, SEVERITY_WORDS["error"]), (WARNINGS_CELL, SEVERITY_WORDS["warning"])):
        sheet[cell] = f'=COUNTIF({column},"{word}")'
        dress(sheet[cell], face=font(9, color="FFFFFFFF"), border=None)
    listed = f'IF({details.total}>{LINES},"（只列出前 {LINES} 处，打印前 {PRINTED} 处）",'
    more = f'{listed}IF({details.total}>{PRINTED},"（打印前 {PRINTED} 处）",""))'
    empty = f"AND({details.active}=0,{details.begun}=0)"
    sheet[LIGHT_CELL] = (
        f'=IF({details.total}=0,"√ 没有发现问题，可以上报",IF({ERRORS_CELL}=0,'
        f'"！ 没有错误，有 "&{WARNINGS_CELL}&" 处提醒，请核对后上报",'
        f'IF({empty},"○ 还没有填写指标：下列 "&{ERRORS_CELL}&" 处必须填写",'
        f'"× 有 "&{ERRORS_CELL}&" 处错误、"&{WARNINGS_CELL}&" 处提醒，请逐条改正")))&{more}'
    )
    dress(sheet[LIGHT_CELL], face=font(16, bold=True), align=CENTER, border=BOX)
    merge(sheet, f"{LIGHT_CELL}:{_LAST_COLUMN}2")
    row_height(sheet, 2, 44)
    write_text(
        sheet["A3"],
        "边填边查：改好一处，下面就少一行。点“位置”跳到该单元格。红色“错误”必须改正，黄色“提醒”请核对后可保留。"
        "点“级别”旁的筛选按钮，可以只看错误。",
    )
    dress(sheet["A3"], face=SMALL, align=LEFT, border=None)
    merge(sheet, f"A3:{_LAST_COLUMN}3")
    row_height(sheet, 3, 30)
    row_height(sheet, 4, 6)
    for letter, title, _ in COLUMNS.values():
        write_text(sheet[f"{letter}{HEADER}"], title)
        dress(sheet[f"{letter}{HEADER}"], face=BOLD, fill=LABEL_FILL)
    row_height(sheet, HEADER, 24)


def _line(sheet: Worksheet, details: Details, row: int) -> None:
    k = row - HEADER
    index, page, address = (details.cell(key, k) for key in ("index", "page", "address"))
    number = f"${COLUMNS['number'][0]}{row}"
    names = f'IF({page}=1,"{details.goals}","{details.evaluation}")'

    def when(text: str) -> str:
        return f'=IF({number}="","",{text})'

    formulas = {
        "number": f'=IF({details.cell("row", k)}="","",{k})',
        "severity": when(f"INDEX({details.severities},{index})"),
        "code": when(f"INDEX({details.codes},{index})"),
        "place": when(
            f'HYPERLINK("#\'"&{names}&"\'!"&{address},{names}&" "&{address}&"  "&{details.cell("label", k)})'
        ),
        "value": when(details.cell("value", k)),
        "message": when(f"INDEX({details.messages},{index})"),
        "fix": when(f"INDEX({details.fixes},{index})"),
    }
    faces = {"place": LINK, "severity": BOLD, "number": SMALL, "code": SMALL}
    for key, formula in formulas.items():
        target = sheet[f"{COLUMNS[key][0]}{row}"]
        target.value = formula
        centred = key in {"number", "severity", "code"}
        dress(target, face=faces.get(key, BODY), align=CENTER if centred else LEFT, border=None)
    row_height(sheet, row, 30)


def _colours(sheet: Worksheet) -> None:
    """The light, and the lines: borders and colours only where there is one."""
    errors, warnings = (f"${cell[0]}${cell[1:]}" for cell in (ERRORS_CELL, WARNINGS_CELL))
    light = f"{LIGHT_CELL}:{_LAST_COLUMN}2"
    highlight(sheet, light, f"{errors}>0", fill=_RED, face=Font(color="FF9C0006", b=True), stop=True)
    highlight(sheet, light, f"{warnings}>0", fill=_AMBER, face=Font(color="FF7F6000", b=True), stop=True)
    highlight(sheet, light, f"{errors}+{warnings}=0", fill=_GREEN, face=Font(color="FF006100", b=True))
    severity = COLUMNS["severity"][0]
    words = f"{severity}{FIRST}:{severity}{LAST}"
    for word, fill, color in (
        (SEVERITY_WORDS["error"], _RED, "FF9C0006"),
        (SEVERITY_WORDS["warning"], _AMBER, "FF7F6000"),
    ):
        face = Font(color=color, b=True)
        highlight(sheet, words, f'EXACT(${severity}{FIRST},"{word}")', fill=fill, face=face, border=SOFT_BOX)
    lines = f"A{FIRST}:{_LAST_COLUMN}{LAST}"
    highlight(sheet, lines, f'${severity}{FIRST}<>""', border=SOFT_BOX)


def _filter() -> AutoFilter:
    letters = [letter for letter, _, _ in COLUMNS.values()]
    shown = letters.index(COLUMNS["severity"][0])
    hidden = [FilterColumn(colId=i, hiddenButton=True) for i in range(len(letters)) if i != shown]
    return AutoFilter(ref=f"A{HEADER}:{_LAST_COLUMN}{LAST}", filterColumn=hidden)
