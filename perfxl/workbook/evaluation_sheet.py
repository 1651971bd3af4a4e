"""The sheet 绩效自评表: money block, one line per key, live scores, total and rating.

Right of the print stands the rule block of every line, the same columns and formulas as in the recalculation
workbook: an auditor can follow each point.
"""

from __future__ import annotations

from openpyxl.styles import Font
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.block import COLUMNS, RUNGS
from perfxl.numbers import plain
from perfxl.scoring.formula import OUTPUTS, formulas_of
from perfxl.scoring.values import ASKED_FROM
from perfxl.workbook.expressions import clean, date_columns, one_of, plain_count, text_of, value_of
from perfxl.workbook.layout import (
    EVALUATION_COMPUTED,
    EVALUATION_SHOWN,
    HEAD,
    MONEY_COLUMNS,
    MONEY_HEADER,
    MONEY_LABELS,
    MONEY_ROWS,
    RATING_CELL,
    SETTINGS_INPUTS,
    SPARE_HEIGHT,
    TOTAL_CELL,
    Layout,
)
from perfxl.workbook.lists_sheet import Lists
from perfxl.workbook.rules_of_sheet import blank_filter, highlight, merged_look, print_setup, protect, validate
from perfxl.workbook.styles import (
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
    TITLE,
    dress,
    font,
    merge,
    row_height,
    set_widths,
    write_text,
)

UNDETERMINED = "待定"

_HEADERS = {
    "key": "行",
    "level1": "一级指标",
    "level2": "二级指标",
    "name": "三级指标",
    "target_shown": "年度指标值",
    "actual": "实际完成值",
    "points": "分值",
    "score": "得分",
    "cause": "偏差原因分析及改进措施",
    "evidence": "佐证材料",
    "manual": "人工得分",
    "scorer": "评分人",
    "manual_reason": "评分理由",
    "position": "位置",
    "expects": "应填",
    "actual_text": "日期文字",
    "actual_year": "年",
    "actual_month": "月",
    "actual_day": "日",
    "actual_date": "日期",
}
_WIDTHS = {
    "key": 5, "level1": 10, "level2": 14, "name": 30, "target_shown": 18, "actual": 16, "points": 12,
    "score": 12, "cause": 34, "evidence": 22, "manual": 9, "scorer": 10, "manual_reason": 20, "gap_column": 3,
}  # fmt: skip
_INPUTS = {"actual", "cause", "evidence", "manual", "scorer", "manual_reason"}
_LEFT_ALIGNED = {"name", "cause", "evidence", "manual_reason"}
_LAST_PRINTED = "J"
# Fields any of which makes a goal row an indicator.
_FIELDS = ("level1", "level2", "name", "comparator", "target", "unit", "definition", "remark", "own_standard")


def add_evaluation(workbook: Workbook, layout: Layout, lists: Lists) -> Worksheet:
    """Add the self-evaluation sheet with its formulas, dropdowns, formats and protection."""
    sheet: Worksheet = workbook.create_sheet(layout.form.sheets.evaluation)
    area = layout.evaluation
    set_widths(sheet, [(letter, _WIDTHS.get(key, 10)) for key, letter in area.letters.items()])
    _head(sheet, layout)
    _money(sheet, layout)
    _total(sheet, layout)
    _headers(sheet, layout)
    formulas = _formulas(layout)
    for row in area.rows():
        _row(sheet, layout, row, formulas)
    row_height(sheet, area.separator, 3)
    _dropdowns(sheet, layout, lists)
    name = area.letters["name"]
    grey = f'AND(${name}{area.first}<>"",NOT(EXACT(${area.letters["block_kind"]}{area.first},"人工评分")))'
    manual = f"{area.cell('manual', area.first)}:{area.cell('manual_reason', area.last)}"
    highlight(sheet, manual, grey, fill="D9D9D9")
    pending = f'AND(${name}{area.first}<>"",${area.letters["score"]}{area.first}="")'
    scores = f"{area.cell('score', area.first)}:{area.cell('score', area.last)}"
    highlight(sheet, scores, pending, fill="FFEB9C")
    merged_look(sheet, area.letters["level1"], area.first, area.last)
    merged_look(sheet, area.letters["level2"], area.first, area.last, within=area.letters["level1"])
    for key in EVALUATION_COMPUTED[2:]:
        sheet.column_dimensions[area.letters[key]].hidden = True
    print_setup(sheet, f"A1:{_LAST_PRINTED}{area.last}", repeat=area.header)
    sheet.freeze_panes = f"E{area.first}"
    sheet.auto_filter = blank_filter(area, "key", "manual_reason")
    protect(sheet)
    return sheet


def _head(sheet: Worksheet, layout: Layout) -> None:
    goals = layout.goals.quoted
    department = f"{goals}!${HEAD['department'][0]}${HEAD['department'][1:]}"
    year = f"{goals}!${HEAD['year'][0]}${HEAD['year'][1:]}"
    sheet["A1"] = f'={text_of(department)}&"部门整体绩效自评表"'
    dress(sheet["A1"], face=TITLE, border=None)
    merge(sheet, f"A1:{_LAST_PRINTED}1")
    row_height(sheet, 1, 32)
    sheet["A2"] = f'=IF({year}="","","("&{year}&") 年度")'
    dress(sheet["A2"], face=BOLD, border=None)
    merge(sheet, f"A2:{_LAST_PRINTED}2")
    write_text(sheet["A3"], "单位：万元")
    dress(sheet["A3"], face=SMALL, border=None, align=ONE_LINE)


def _money(sheet: Worksheet, layout: Layout) -> None:
    total = plain(layout.form.points.execution)
    headers = {
        "initial": "年初预算数",
        "budget": "全年预算数（A）",
        "spent": "全年执行数（B）",
        "points": "分值",
        "rate": "执行率（B/A）",
        "score": "得分",
    }
    write_text(sheet[f"A{MONEY_HEADER}"], "预算执行情况")
    dress(sheet[f"A{MONEY_HEADER}"], face=BOLD, fill=LABEL_FILL)
    merge(sheet, f"A{MONEY_HEADER}:C{MONEY_ROWS['other']}")
    write_text(sheet[f"D{MONEY_HEADER}"], "资金")
    dress(sheet[f"D{MONEY_HEADER}"], face=BOLD, fill=LABEL_FILL)
    for key, letter in MONEY_COLUMNS.items():
        write_text(sheet[f"{letter}{MONEY_HEADER}"], headers[key])
        dress(sheet[f"{letter}{MONEY_HEADER}"], face=BOLD, fill=LABEL_FILL)
    row_height(sheet, MONEY_HEADER, 34)
    for name, row in MONEY_ROWS.items():
        write_text(sheet[f"D{row}"], MONEY_LABELS[name])
        dress(sheet[f"D{row}"], align=LEFT)
        for key in ("initial", "budget", "spent"):
            dress(
                sheet[f"{MONEY_COLUMNS[key]}{row}"], fill=INPUT_FILL, unlocked=True, number_format="#,##0.00####"
            )  # fmt: skip
        for key in ("points", "rate", "score"):
            dress(sheet[f"{MONEY_COLUMNS[key]}{row}"], fill=COMPUTED_FILL if name == "total" else LABEL_FILL)
        row_height(sheet, row, 20)
    row = MONEY_ROWS["total"]
    # As in TableArea.own_item: from the locked header to the locked line of the total score.
    budget, spent = (
        f"INDEX(${letter}${MONEY_HEADER}:${letter}${MONEY_ROWS['other'] + 1},{row - MONEY_HEADER + 1})"
        for letter in (MONEY_COLUMNS["budget"], MONEY_COLUMNS["spent"])
    )
    points, rate, score = (f"{MONEY_COLUMNS[key]}{row}" for key in ("points", "rate", "score"))
    sheet[points] = float(layout.form.points.execution)
    sheet[rate] = f'=IF(AND(ISNUMBER({budget}),ISNUMBER({spent})),IF({budget}>0,{spent}/{budget},""),"")'
    sheet[rate].number_format = "0.00%"
    sheet[score] = f'=IF({rate}="","",ROUND(ROUND({total}*MAX(0,MIN(1,{rate})),9),2))'
    sheet[score].number_format = "0.00"


def _total(sheet: Worksheet, layout: Layout) -> None:
    area = layout.evaluation
    execution = f"{MONEY_COLUMNS['score']}{MONEY_ROWS['total']}"

    def column(key: str) -> str:
        letter = area.letters[key]
        return f"${letter}${area.header}:${letter}${area.separator}"

    for cell, label in (("A9", "自评总分"), ("H9", "等级")):
        write_text(sheet[cell], label)
        dress(sheet[cell], face=BOLD, fill=LABEL_FILL)
    scored = f"COUNT({column('score')})"
    lines = f"COUNT({column('position')})"
    sheet[TOTAL_CELL] = (
        f'=IF(OR({lines}=0,{scored}<{lines},{execution}=""),"{UNDETERMINED}",'
        f"ROUND(SUM({column('score')})+{execution},2))"
    )
    rating = f'"{layout.form.rating.lowest}"'
    for border, word in reversed(layout.form.rating.borders):
        rating = f'IF({TOTAL_CELL}>={plain(border)},"{word}",{rating})'
    sheet[RATING_CELL] = f'=IF(ISNUMBER({TOTAL_CELL}),{rating},"{UNDETERMINED}")'
    for cell in (TOTAL_CELL, RATING_CELL):
        dress(sheet[cell], face=font(14, bold=True), fill=COMPUTED_FILL)
    sheet[TOTAL_CELL].number_format = "0.00"
    merge(sheet, "A9:E9")
    merge(sheet, "F9:G9")
    sheet["J9"] = (
        f'=IF({lines}=0,"还没有指标",IF({scored}<{lines},"还有 "&({lines}-{scored})&" 项未计分",'
        f'IF({execution}="","预算执行率未填","全部计分")))'
    )
    dress(sheet["J9"], face=SMALL, align=LEFT)
    row_height(sheet, 9, 26)
    undetermined = f'EXACT(${TOTAL_CELL[0]}${TOTAL_CELL[1:]},"{UNDETERMINED}")'
    for cell in (TOTAL_CELL, RATING_CELL):
        highlight(sheet, cell, undetermined, face=Font(color="FFC00000"))


def _headers(sheet: Worksheet, layout: Layout) -> None:
    area = layout.evaluation
    titles = dict(_HEADERS)
    titles |= {f"block_{column.key}": column.header for column in COLUMNS}
    titles |= {f"block_{key}": header for key, header in OUTPUTS}
    for key, letter in area.letters.items():
        if key == "gap_column":
            continue
        head = sheet[f"{letter}{area.header}"]
        write_text(head, titles[key])
        printed = key in EVALUATION_SHOWN
        dress(head, face=BOLD if printed else SMALL, border=BOX if printed else SOFT_BOX, fill=LABEL_FILL)
    aside = sheet[f"{area.letters['position']}{area.header - 1}"]
    write_text(aside, "计分过程（供审核，不打印）")
    dress(aside, face=SMALL, align=LEFT, border=None)
    aside.alignment = ONE_LINE
    row_height(sheet, area.header, 32)


def _formulas(layout: Layout) -> dict[str, str]:
    """The formulas of one line by column key, with ``@`` for the row number."""
    area, goals, settings = layout.evaluation, layout.goals, layout.settings
    c = {key: f"{letter}@" for key, letter in area.letters.items()}
    line = f"{c['key']}+1"
    c |= {key: area.own_item(key, line) for key in ("actual", "manual", "scorer", "manual_reason")}
    position = c["position"]
    place = settings.item("position", line)
    fields = clean("&".join(goals.item(key, place) for key in _FIELDS))
    name, target = (clean(goals.item(key, place)) for key in ("name", "target"))
    slashes = layout.form.wording.not_applicable
    skipped = (
        f'AND(OR({name}="",{one_of(name, slashes)}),OR({target}="",{one_of(target, slashes)}),'
        f"OR({one_of(name, slashes)},{one_of(target, slashes)}))"
    )
    year = f"{goals.quoted}!${HEAD['year'][0]}${HEAD['year'][1:]}"
    cells = {"text": c["actual_text"], "year": c["actual_year"], "month": c["actual_month"], "day": c["actual_day"]}
    typed = f'IF(ISTEXT({c["actual"]}),{c["actual"]},"")'
    date = date_columns(typed, year, cells, deadline=False, until=c["block_target"])
    actual = c["actual"]
    compact = f"DATE(INT({actual}/10000),MOD(INT({actual}/100),100),MOD({actual},100))"
    typed_date = (
        f'IF({actual}="","",IF(ISNUMBER({actual}),IF(AND({actual}>=36526,{actual}<=73050),INT({actual}),'
        f"IF(AND({actual}=INT({actual}),{actual}>=20000101,{actual}<=20991231),"
        f'IF(YEAR({compact})*10000+MONTH({compact})*100+DAY({compact})={actual},{compact},""),"")),{date["date"]}))'
    )
    unit, typed_target = clean(settings.item("unit_shown", line)), settings.item("target_shown", line)
    # A target typed 90% says the unit where its own cell is empty.
    signs = ",".join(f'FIND("{sign}",{typed_target})' for sign in "%％")
    percent = f'IF({unit}="",COUNT({signs})>0,{one_of(unit, layout.form.units.percent)})'
    # Without a target that is a number, 0.9 of a percentage is a question too.
    small = f"IF(ISNUMBER({c['block_target']}),{c['block_target']}<{plain(ASKED_FROM)},FALSE)"
    question = f"AND({percent},NOT({small}),{actual}>0,{actual}<=1)"
    beside = [goals.item(key, position) for key in ("definition", "standard", "own_standard", "remark")]
    counted = plain_count(settings.item("unit_shown", line), c["name"], typed_target, beside)
    below_nought = f"IF({actual}<0,{counted},FALSE)"

    def pull(key: str) -> str:
        return f'=IF({position}="","",{value_of(goals.item(key, position))})'

    def setting(key: str) -> str:
        return f'=IF({position}="","",{value_of(settings.item(key, line))})'

    manual_ok = (
        f"AND(ISNUMBER({c['manual']}),N({c['manual']})>=0,N({c['manual']})<=N({c['block_points']}),"
        f'{clean(c["scorer"])}<>"",{clean(c["manual_reason"])}<>"")'
    )
    shown_target = goals.item("target", position)
    shown = (
        f'IF(EXACT({settings.item("canonical", line)},"定性"),"",{settings.item("canonical", line)})'
        f'&IF(AND({settings.item("is_date", line)}=1,ISNUMBER({shown_target})),'
        f'YEAR({shown_target})&"年"&MONTH({shown_target})&"月"&DAY({shown_target})&"日",{shown_target}&"")'
        f"&{settings.item('unit_shown', line)}"
    )
    formulas = {
        "position": f'=IF({place}="","",IFERROR(IF({fields}="","",IF({skipped},"",{place})),{place}))',
        "level1": pull("level1"),
        "level2": pull("level2"),
        "name": pull("name"),
        "target_shown": f'=IF({position}="","",{shown})',
        "points": f'=IF({position}="","",{c["block_points"]})',
        "score": (
            f'=IF({position}="","",IF(EXACT({c["block_kind"]},"人工评分"),'
            f'IF({manual_ok},ROUND({c["manual"]},2),""),{c["block_score"]}))'
        ),
        "expects": (
            f'=IF({position}="","",IF(EXACT({c["block_kind"]},"等级评定"),"level",'
            f'IF({settings.item("is_date", line)}=1,"date","number")))'
        ),
        "actual_text": f'=IF(EXACT({c["expects"]},"date"),{date["text"][1:]},"")',
        "actual_year": date["year"],
        "actual_month": date["month"],
        "actual_day": date["day"],
        "actual_date": f'=IF(EXACT({c["expects"]},"date"),IFERROR({typed_date},""),"")',
        "block_points": pull("points"),
        "block_kind": pull("kind"),
        "block_comparator": setting("effective"),
        "block_target": setting("target"),
        "block_actual": (
            f'=IF(OR({position}="",{actual}=""),"",IF(EXACT({c["expects"]},"level"),{clean(actual)},'
            f'IF(EXACT({c["expects"]},"date"),IF({c["actual_date"]}="","",'
            f'IF(YEAR({c["actual_date"]})={year},{c["actual_date"]},"")),'
            f'IF(ISNUMBER({actual}),IF(OR({question},{below_nought}),"",{actual}),""))))'
        ),
    }
    for key in ("direction", "step_unit", "partial", "reverse"):
        formulas[f"block_{key}"] = setting(f"effective_{key}")
    for key in SETTINGS_INPUTS:
        formulas.setdefault(f"block_{key}", setting(key))
    block = {column.key: c[f"block_{column.key}"] for column in COLUMNS}
    block |= {key: c[f"block_{key}"] for key, _ in OUTPUTS}
    formulas |= {f"block_{key}": formula for key, formula in formulas_of(block).items()}
    return formulas


def _row(sheet: Worksheet, layout: Layout, row: int, formulas: dict[str, str]) -> None:
    area = layout.evaluation
    sheet[area.cell("key", row)] = row - area.first + 1
    for key, formula in formulas.items():
        sheet[area.cell(key, row)] = formula.replace("@", str(row))
    for key in area.letters:
        cell = sheet[area.cell(key, row)]
        if key in EVALUATION_SHOWN:
            entry = key in _INPUTS
            align = LEFT if key in _LEFT_ALIGNED else CENTER
            dress(cell, align=align, fill=INPUT_FILL if entry else None, unlocked=entry)
        elif key != "gap_column":
            dress(cell, face=SMALL, border=SOFT_BOX)
    sheet[area.cell("score", row)].number_format = "0.00"
    row_height(sheet, row, SPARE_HEIGHT, grows=True)


def _dropdowns(sheet: Worksheet, layout: Layout, lists: Lists) -> None:
    area = layout.evaluation
    kind = f"${area.letters['block_kind']}{area.first}"
    words = f"${area.letters['block_bound1']}{area.first}:${area.letters[f'block_bound{RUNGS}']}{area.first}"

    def span(key: str) -> str:
        return f"{area.cell(key, area.first)}:{area.cell(key, area.last)}"

    validate(
        sheet, span("actual"), "list", f'IF(EXACT({kind},"等级评定"),{words},{lists.empty})', title="实际完成值",
        prompt="定量指标只填数字（85% 填 85）；期限填日期，如 2026-12-20；等级评定从下拉列表选择。",
    )  # fmt: skip
    validate(
        sheet, span("cause"), "custom", "TRUE", title="偏差原因",
        prompt="没有得满分的必须填写原因和改进措施；完成值达到目标 130% 及以上的也请说明。",
    )  # fmt: skip
    validate(
        sheet, span("manual"), "decimal", "0", second=f"${area.letters['points']}{area.first}",
        operator="between", title="人工得分", prompt="只有“人工评分”的指标才填，并写明评分人和理由。",
        error="人工得分须在 0 到本行分值之间。",
    )  # fmt: skip
    amounts = f"{MONEY_COLUMNS['initial']}{MONEY_ROWS['total']}:{MONEY_COLUMNS['spent']}{MONEY_ROWS['other']}"
    validate(
        sheet, amounts, "decimal", "0", operator="greaterThanOrEqual", title="金额（万元）",
        prompt="单位：万元。全年预算数为调整后预算；年度资金总额等于各分项之和。", error="请填不小于 0 的数。",
    )  # fmt: skip
