"""The sheet 绩效目标表: looks and prints like the official form; points and kind stand right of the print."""

from __future__ import annotations

from openpyxl.styles import Border, Font
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.numbers import plain
from perfxl.scoring.explanation import LACKING, own_standard_note
from perfxl.workbook.expressions import clean, quote, text_of
from perfxl.workbook.layout import (
    HEAD,
    HEAD_LABELS,
    LAST_PRINTED,
    POINTS_GAP_CELL,
    POINTS_TOTAL_CELL,
    SPARE_HEIGHT,
    TITLE,
    Layout,
    TableArea,
)
from perfxl.workbook.lists_sheet import Lists
from perfxl.workbook.rules_of_sheet import blank_filter, highlight, merged_look, print_setup, protect, validate
from perfxl.workbook.styles import (
    BODY,
    BOLD,
    BOX,
    CENTER,
    COMPUTED_FILL,
    INPUT_FILL,
    LABEL_FILL,
    LEFT,
    ONE_LINE,
    SMALL,
    SOFT_BOX,
    TOP_LEFT,
    dress,
    merge,
    row_height,
    set_widths,
    write_text,
)
from perfxl.workbook.styles import (
    TITLE as TITLE_FONT,
)

_LEFT_ALIGNED = {"name", "definition", "standard", "remark", "own_standard", "explanation"}
_COMPUTED = {"standard", "explanation"}
_LABEL_WIDTH = 11.5  # "部门(单位)" in one line


def add_goals(workbook: Workbook, layout: Layout, lists: Lists) -> Worksheet:
    """Add the empty goal sheet with its formulas, dropdowns, formats, print set-up and protection."""
    sheet: Worksheet = workbook.create_sheet(layout.form.sheets.goals)
    form = layout.form
    set_widths(sheet, [("A", _LABEL_WIDTH)])
    set_widths(sheet, [(layout.goals.letters[column.key], column.width) for column in form.columns])
    _head(sheet, layout)
    _totals(sheet, layout)
    _table(sheet, layout)
    _foot(sheet, layout)
    _dropdowns(sheet, layout, lists)
    _formats(sheet, layout)
    last = max(int(cell[1:]) for _, cell in layout.foot.values())
    print_setup(sheet, f"A1:{LAST_PRINTED}{last}", repeat=layout.goals.header)
    sheet.freeze_panes = f"E{layout.goals.first}"
    sheet.auto_filter = blank_filter(layout.goals, "level1", "key")
    protect(sheet)
    return sheet


def _head(sheet: Worksheet, layout: Layout) -> None:
    form = layout.form
    sheet[TITLE] = f'={text_of(HEAD["department"])}&"{form.title}"'
    dress(sheet[TITLE], face=TITLE_FONT, border=None)
    merge(sheet, f"A1:{LAST_PRINTED}1")
    row_height(sheet, 1, 34)
    dress(sheet[HEAD["year"]], face=BOLD, border=None, unlocked=True, number_format='"("0") 年度";;;"("@") 年度"')
    merge(sheet, f"A2:{LAST_PRINTED}2")
    row_height(sheet, 2, 20)
    labels = {"department": form.labels.department, "duties": form.labels.duties, "goals": form.labels.goals}
    for key, height in (("department", 32), ("duties", 112), ("goals", 84)):
        label, value = sheet[HEAD_LABELS[key]], sheet[HEAD[key]]
        write_text(label, _two_lines(labels[key][0]))
        dress(label, face=BOLD)
        dress(value, align=LEFT if key == "department" else TOP_LEFT, unlocked=True)
        merge(sheet, f"{HEAD[key]}:{LAST_PRINTED}{value.row}")
        row_height(sheet, value.row, height)
    validate(
        sheet,
        HEAD["year"],
        "whole",
        "2000",
        second="2099",
        operator="between",
        title="年度",
        prompt="填四位年份，如 2026；显示为“(2026) 年度”。",
        error="请填 2000 到 2099 之间的年份。",
    )
    validate(
        sheet,
        HEAD["goals"],
        "custom",
        "TRUE",
        title="年度履职目标",
        prompt="每条目标一行，写作“目标1：……”。在单元格内换行按 Alt+Enter。",
    )


def _totals(sheet: Worksheet, layout: Layout) -> None:
    points = layout.form.points
    area = layout.goals
    letters = area.letters
    total = plain(points.total)
    column = f"${letters['points']}${area.header}:${letters['points']}${area.separator}"
    first = f"${letters['level1']}${area.header}:${letters['level1']}${area.separator}"
    write_text(sheet["K1"], "分值实时合计（不打印）")
    dress(sheet["K1"], face=BOLD, align=ONE_LINE, border=None)
    for row, label in ((2, "分值合计"), (3, f"距 {total} 分")):
        write_text(sheet[f"K{row}"], label)
        dress(sheet[f"K{row}"], border=SOFT_BOX, fill=LABEL_FILL)
    sheet[POINTS_TOTAL_CELL] = f"=ROUND(SUM({column}),2)"
    sheet[POINTS_GAP_CELL] = (
        f'=IF({POINTS_TOTAL_CELL}={total},"正好",IF({POINTS_TOTAL_CELL}>{total},'
        f'"多 "&ROUND({POINTS_TOTAL_CELL}-{total},2)&" 分","少 "&ROUND({total}-{POINTS_TOTAL_CELL},2)&" 分"))'
    )
    for cell in (POINTS_TOTAL_CELL, POINTS_GAP_CELL):
        dress(sheet[cell], face=BOLD, border=SOFT_BOX, fill=COMPUTED_FILL)
    parts = "&".join(
        f'"{"  " if index else ""}{name.removesuffix("指标")} "&SUMIF({first},"{name}",{column})'
        for index, name in enumerate(layout.form.levels)
    )
    sheet["M2"] = f'="现有：  "&{parts}'
    hints = "  ".join(f"{name.removesuffix('指标')} {plain(value)}" for name, value in points.level1.items())
    write_text(sheet["M3"], f"建议：  {hints}（另有预算执行率 {plain(points.execution)} 分）")
    for row in (2, 3):
        dress(sheet[f"M{row}"], face=SMALL, align=LEFT, border=None)
        sheet.merge_cells(f"M{row}:N{row}")
    highlight(sheet, "L2:L3", f"$L$2={total}", fill="C6EFCE", face=Font(color="FF006100", b=True), stop=True)
    highlight(sheet, "L2:L3", f"$L$2<>{total}", fill="FFC7CE", face=Font(color="FF9C0006", b=True))


def _table(sheet: Worksheet, layout: Layout) -> None:
    area, settings = layout.goals, layout.settings
    write_text(sheet[f"A{area.header}"], layout.form.labels.indicators[0])
    _block_label(sheet, area)
    printed = set("BCDEFGHIJ")
    for column in layout.form.columns:
        letter = area.letters[column.key]
        head = sheet[f"{letter}{area.header}"]
        write_text(head, column.header)
        inside = letter in printed
        dress(head, face=BOLD, border=BOX if inside else SOFT_BOX, fill=None if inside else LABEL_FILL)
    row_height(sheet, area.header, 34)
    for row in area.rows():
        place = f"ROW()-ROW(${area.letters['key']}${area.header})+1"
        setting = f'MATCH({area.own_item("key", place)},{settings.column("key")},0)'
        own = area.own_item("own_standard", place)
        wording, explanation = (f'IFERROR({settings.item(key, setting)},"")' for key in ("wording", "explanation"))
        for column in layout.form.columns:
            cell = sheet[area.cell(column.key, row)]
            inside = cell.column_letter in printed
            align = LEFT if column.key in _LEFT_ALIGNED else CENTER
            locked = column.key in _COMPUTED
            fill = None if inside else (COMPUTED_FILL if locked else INPUT_FILL)
            border = BOX if inside else SOFT_BOX
            dress(cell, face=BODY, align=align, fill=fill, unlocked=not locked, border=border)
        sheet[area.cell("standard", row)] = f'=IF({clean(own)}<>"",{own}&"",{wording})'
        sheet[area.cell("explanation", row)] = (
            f'=IF({clean(own)}<>"",{quote(own_standard_note())},"")&{explanation}'
        )
        sheet[area.cell("explanation", row)].font = SMALL
        number = sheet[area.cell("key", row)]
        number.value = row - area.first + 1
        number.number_format = "0"
        row_height(sheet, row, SPARE_HEIGHT, grows=True)
    row_height(sheet, area.separator, 3)


def _two_lines(label: str) -> str:
    """A label broken after its bracket, or where a column of four characters is full."""
    cut = label.find(")") + 1 or min(4, len(label))
    return "\n".join(part for part in (label[:cut], label[cut:]) if part)


def _block_label(sheet: Worksheet, area: TableArea) -> None:
    """Column A beside the indicators: one block that begins in the header, so that every page shows its label.

    Not merged: a merged cell would show its word in the middle of the block only, often on a hidden row.
    """
    head = sheet[f"A{area.header}"]
    for row in range(area.header, area.separator):
        dress(sheet[f"A{row}"], border=Border(left=BOX.left, right=BOX.right))
    dress(head, face=BOLD, border=Border(left=BOX.left, right=BOX.right, top=BOX.top))
    for letter in ("A", *"BCDEFGHIJ"):
        sheet[f"{letter}{area.separator}"].border = Border(top=BOX.top, bottom=BOX.bottom)


def _foot(sheet: Worksheet, layout: Layout) -> None:
    last_label = {"A": "B", "F": "G"}
    last_value = {"C": "E", "H": LAST_PRINTED}
    for entry in layout.form.foot:
        label, value = layout.foot[entry.key]
        row = label[1:]
        write_text(sheet[label], entry.label + "：")
        dress(sheet[label], face=BOLD)
        merge(sheet, f"{label}:{last_label[label[0]]}{row}")
        is_date = entry.key == "date" or entry.key.endswith("_date")
        dress(sheet[value], align=LEFT, unlocked=True, number_format='yyyy"年"m"月"d"日"' if is_date else "@")
        merge(sheet, f"{value}:{last_value[value[0]]}{row}")
        row_height(sheet, int(row), 22)


def _dropdowns(sheet: Worksheet, layout: Layout, lists: Lists) -> None:
    area = layout.goals

    def span(key: str) -> str:
        return f"{area.cell(key, area.first)}:{area.cell(key, area.last)}"

    first = area.letters["level1"]
    seconds = ",".join(lists[f"level2:{name}"] for name in layout.form.levels)
    total = plain(layout.form.points.total)
    validate(
        sheet, span("level1"), "list", lists["level1"], title="一级指标", prompt="从下拉列表选择一级指标。",
        error="一级指标只能从下拉列表选择。",
    )  # fmt: skip
    validate(
        sheet, span("level2"), "list", f"CHOOSE(MATCH(${first}{area.first},{lists['level1']},0),{seconds})",
        title="二级指标", prompt="先选一级指标，再从下拉列表选择二级指标。",
        error="二级指标须属于本行的一级指标，请从下拉列表选择。",
    )  # fmt: skip
    validate(
        sheet, span("comparator"), "list", lists["comparator"], title="指标值类型",
        prompt="≥ 不低于，≤ 不超过，＝ 等于，> < 不含本数；用文字或期限描述的选“定性”。",
        error="指标值类型只能是 ≥ ≤ ＝ > < 或 定性。",
    )  # fmt: skip
    validate(
        sheet, span("target"), "custom", "TRUE", title="指标值",
        prompt="定量指标只填数字：90% 填 90，单位选 %。期限写成“2026年12月31日前”，类型选“定性”。",
    )  # fmt: skip
    validate(
        sheet, span("unit"), "list", lists["unit"], title="计量单位",
        prompt="从列表选择，也可以填列表以外的单位。", error="这个单位不在常用单位表里，确定要用吗？",
        strictness="warning",
    )  # fmt: skip
    validate(
        sheet, span("points"), "decimal", "0", second=total, operator="between", title="分值",
        prompt=f"填本指标的满分；全部指标合计应为 {total} 分（预算执行率另计）。",
        error=f"分值须是 0 到 {total} 之间的数。",
    )  # fmt: skip
    validate(
        sheet, span("kind"), "list", lists["kind"], title="计分方式",
        prompt="按比例、达标得分最常用，选了即可；逐档扣分、分段、等级等须到“计分设置”填参数；无法自动计分的选“人工评分”。",
        error="计分方式只能从下拉列表选择。",
    )  # fmt: skip
    validate(
        sheet, span("own_standard"), "custom", "TRUE", title="自拟标准",
        prompt="可不填：评(扣)分标准会按计分方式自动生成。确需自己写的，写在这里，将代替自动生成的文字。",
    )  # fmt: skip
    validate(
        sheet, span("key"), "whole", "1", second=str(layout.capacity), operator="between", title="设置行",
        prompt="本行对应“计分设置”和“绩效自评表”的第几行。一般不用改；移动或排序时连同本列一起移动。",
        error=f"设置行须是 1 到 {layout.capacity} 的整数，且不能重复。",
    )  # fmt: skip


def _formats(sheet: Worksheet, layout: Layout) -> None:
    area = layout.goals
    letters = area.letters
    merged_look(sheet, letters["level1"], area.first, area.last)
    merged_look(sheet, letters["level2"], area.first, area.last, within=letters["level1"])
    explained = area.cell("explanation", area.first)
    lacking = f'ISNUMBER(FIND("{LACKING}",${explained}))'
    highlight(sheet, f"{explained}:{area.cell('explanation', area.last)}", lacking, face=Font(color="FFC00000", b=True))
    keys = f"{area.cell('key', area.first)}:{area.cell('key', area.last)}"
    column = f"${letters['key']}${area.first}:${letters['key']}${area.last}"
    duplicate = f"SUMPRODUCT(--({column}={area.cell('key', area.first)}))>1"
    highlight(sheet, keys, duplicate, face=Font(color="FFC00000", b=True))
