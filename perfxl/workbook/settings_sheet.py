"""The sheet 计分设置: one row per key with the parameters of its scoring kind.

Left, pulled from the goal sheet: name, target, unit, points, kind. Middle, the inputs; what does not apply to
the kind is greyed, empty means the default. Right, computed: what the row means or still lacks, the standard
wording, and the target as a number or day number. Everything is found by the key, so the goal sheet may be sorted.
"""

from __future__ import annotations

from openpyxl.styles import Font
from openpyxl.utils import column_index_from_string
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.block import COLUMNS, RUNGS
from perfxl.scoring.explanation import LACKING, explanation_formula, missing_formula
from perfxl.scoring.formula import completeness_of
from perfxl.scoring.wording import wording_formula
from perfxl.workbook.expressions import (
    FIRST_DAY,
    LAST_DAY,
    clean,
    date_columns,
    one_of,
    quote,
    text_of,
    value_of,
)
from perfxl.workbook.layout import HEAD, SETTINGS_COMPUTED, SETTINGS_INPUTS, SETTINGS_SHOWN, SPARE_HEIGHT, Layout
from perfxl.workbook.lists_sheet import Lists
from perfxl.workbook.rules_of_sheet import highlight, print_setup, protect, validate
from perfxl.workbook.styles import (
    BOLD,
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
    row_height,
    write_text,
)

_SHOWN_HEADERS = {
    "key": "设置行",
    "position": "位置",
    "name": "三级指标",
    "comparator_shown": "类型",
    "target_shown": "指标值",
    "unit_shown": "单位",
    "points": "分值",
    "kind": "计分方式",
}
_COMPUTED_HEADERS = {
    "explanation": "规则说明",
    "wording": "自动生成的标准文字",
    "canonical": "规范比较符",
    "date_text": "期限文字",
    "date_year": "期限年",
    "date_month": "期限月",
    "date_day": "期限日",
    "is_date": "是期限",
    "target": "计分目标",
    "effective": "计分比较符",
    "effective_direction": "计分方向",
    "effective_step_unit": "计分幅度单位",
    "effective_partial": "计分不足一档",
    "effective_reverse": "计分反向算法",
    "complete": "参数齐全",
    "missing": "还缺",
}
_WIDTHS = {
    "key": 7,
    "position": 2,
    "name": 30,
    "target_shown": 16,
    "kind": 11,
    "comparator": 10,
    "step": 10,
    "step_unit": 12,
    "deduction": 10,
    "threshold": 10,
    "partial": 12,
    "reverse": 11,
    **{f"sign{number}": 7 for number in range(1, RUNGS + 1)},
    **{f"bound{number}": 11 for number in range(1, RUNGS + 1)},
    "explanation": 60,
    "wording": 60,
}
# Of what is computed, what is there to be read.
_READABLE = ("explanation", "wording")

# What is told stands right of the columns that every page repeats.
TOLD, MORE = "D2", "D3"
# Rows that a blank template prints, on one page of height.
PRINTED = 30

# Which inputs mean something for which kind; the others are greyed.
_TARGETED = ("按比例", "达标得分", "逐档扣分")
APPLIES: dict[str, tuple[str, ...]] = {
    "comparator": _TARGETED,
    "direction": _TARGETED,
    "step": ("按比例", "逐档扣分", "逐件计分"),
    "step_unit": ("逐档扣分",),
    "deduction": ("逐档扣分", "逐件计分"),
    "partial": ("逐档扣分", "逐件计分"),
    "floor": (*_TARGETED, "逐件计分"),
    "threshold": (*_TARGETED, "逐件计分"),
    "reverse": ("按比例",),
    **{f"sign{i}": ("分段计分",) for i in range(1, RUNGS + 1)},
    **{f"bound{i}": ("分段计分", "等级评定", "区间插值") for i in range(1, RUNGS + 1)},
    **{f"score{i}": ("分段计分", "等级评定", "区间插值") for i in range(1, RUNGS + 1)},
    "rest": ("分段计分", "区间插值"),
}
_HELP = {column.key: column for column in COLUMNS}


def add_settings(workbook: Workbook, layout: Layout, lists: Lists) -> Worksheet:
    """Add 计分设置 with its defaults, formulas, dropdowns, greying and protection."""
    sheet: Worksheet = workbook.create_sheet(layout.form.sheets.settings)
    area = layout.settings
    write_text(sheet["A1"], "计分设置")
    dress(sheet["A1"], face=TITLE, align=ONE_LINE, border=None)
    write_text(
        sheet[TOLD],
        "只在选了“逐档扣分、分段计分、等级评定、区间插值、逐件计分”时才需要填写；浅黄格可填，灰色格不适用，"
        "“有效比较符”“方向”“幅度单位”留空即按指标自动判断。",
    )
    dress(sheet[TOLD], face=SMALL, align=LEFT, border=None)
    sheet[TOLD].alignment = ONE_LINE
    row_height(sheet, 1, 28)
    headers = {**_SHOWN_HEADERS, **{key: _HELP[key].header for key in SETTINGS_INPUTS}, **_COMPUTED_HEADERS}
    for key, letter in area.letters.items():
        head = sheet[f"{letter}{area.header}"]
        write_text(head, headers[key])
        dress(head, face=BOLD, border=SOFT_BOX, fill=LABEL_FILL)
        sheet.column_dimensions[letter].width = _WIDTHS.get(key, 9)
    row_height(sheet, area.header, 32)
    row_height(sheet, area.separator, 3)
    for row in area.rows():
        _row(sheet, layout, row)
    _dropdowns(sheet, layout, lists)
    _greying(sheet, layout)
    for key in SETTINGS_COMPUTED:
        sheet.column_dimensions[area.letters[key]].hidden = key not in _READABLE
    sheet.column_dimensions[area.letters["position"]].hidden = True
    # Two pages beside each other: parameters, then rungs. Excel takes no notice of a break while it fits pages, so
    # both are of nearly the same width. The texts to the right stand on the goal sheet too.
    printed = f"A1:{area.letters['rest']}{min(area.last, area.first + PRINTED - 1)}"
    print_setup(sheet, printed, repeat=area.header, wide=2, columns=f"A:{area.letters['name']}")
    sheet.col_breaks.append(Break(id=column_index_from_string(area.letters["sign1"]) - 1))
    _more(sheet, layout)
    sheet.freeze_panes = f"{area.letters['comparator_shown']}{area.first}"
    protect(sheet)
    return sheet


def _more(sheet: Worksheet, layout: Layout) -> None:
    """Say so where rows are in use that are not printed."""
    area = layout.settings
    if area.last < area.first + PRINTED:
        return
    name = area.letters["name"]
    beyond = f"${name}${area.first + PRINTED}:${name}${area.last}"
    note = f"只打印前 {PRINTED} 行；要打印以后各行，请用“页面布局－打印区域”重新设置。"
    sheet[MORE] = f'=IF(SUMPRODUCT(--({beyond}<>""))=0,"",{quote(note)})'
    dress(sheet[MORE], face=SMALL, align=ONE_LINE, border=None)


def _row(sheet: Worksheet, layout: Layout, row: int) -> None:
    area = layout.settings
    key, position = area.cell("key", row), area.cell("position", row)
    formulas = {
        "position": f'=IFERROR(MATCH({key},{layout.goals.column("key")},0),"")',
        **_pulled(layout, position),
        **_computed(layout, row),
    }
    sheet[key] = row - area.first + 1
    for name, formula in formulas.items():
        sheet[area.cell(name, row)] = formula
    readings = layout.form.readings
    write_text(sheet[area.cell("partial", row)], readings.partial_step)
    write_text(sheet[area.cell("reverse", row)], readings.reverse)
    for name in (*SETTINGS_SHOWN, *SETTINGS_COMPUTED):
        cell = sheet[area.cell(name, row)]
        long = name in {"name", *_READABLE}
        dress(cell, face=SMALL, align=LEFT if long else CENTER, border=SOFT_BOX, fill=COMPUTED_FILL)
    for name in SETTINGS_INPUTS:
        dress(sheet[area.cell(name, row)], border=SOFT_BOX, fill=INPUT_FILL, unlocked=True)
    row_height(sheet, row, SPARE_HEIGHT, grows=True)


def _pulled(layout: Layout, position: str) -> dict[str, str]:
    goals = layout.goals

    def pull(key: str) -> str:
        cell = goals.item(key, position)
        return f'=IF({position}="","",{value_of(cell)})'

    return {
        "name": pull("name"),
        "comparator_shown": pull("comparator"),
        "target_shown": pull("target"),
        "unit_shown": pull("unit"),
        "points": pull("points"),
        "kind": pull("kind"),
    }


def _computed(layout: Layout, row: int) -> dict[str, str]:
    area, form = layout.settings, layout.form
    c = {key: area.cell(key, row) for key in area.letters}
    year = f"{layout.goals.quoted}!${HEAD['year'][0]}${HEAD['year'][1:]}"
    shown = clean(c["comparator_shown"])
    canonical = '""'
    for word, others in form.comparators.items():
        canonical = f"IF({one_of(shown, (word, *others))},{quote(word)},{canonical})"
    names = {key.removeprefix("date_"): c[key] for key in ("date_text", "date_year", "date_month", "date_day")}
    text = f'IF(ISTEXT({c["target_shown"]}),{c["target_shown"]},"")'
    digits = f'OR(EXACT({c["canonical"]},"定性"),{clean(c["unit_shown"])}="")'
    date = date_columns(text, year, names, deadline=True, digits=digits)
    numeric_date = (
        f'AND(EXACT({c["canonical"]},"定性"),{c["target_shown"]}>={FIRST_DAY},{c["target_shown"]}<={LAST_DAY})'
    )
    bad, mended = (
        "COUNT(" + ",".join(f'FIND({quote(word)},{c["name"]})' for word in words) + ")>0"
        for words in (form.wording.bad_counts, form.wording.mended)
    )
    percent = one_of(clean(c["unit_shown"]), form.units.percent)
    block = {key: c[key] for key in SETTINGS_INPUTS}
    block |= {
        "points": c["points"],
        "kind": c["kind"],
        "target": c["target"],
        "comparator": c["effective"],
        "direction": c["effective_direction"],
        "step_unit": c["effective_step_unit"],
        "partial": c["effective_partial"],
        "reverse": c["effective_reverse"],
    }
    beside = block | {"complete": c["complete"], "missing": c["missing"]}
    units = {"unit": text_of(c["unit_shown"]), "is_date": c["is_date"]}
    return {
        "explanation": explanation_formula(beside, **units),
        "wording": wording_formula(beside, **units),
        "canonical": f"={canonical}",
        "date_text": date["text"],
        "date_year": date["year"],
        "date_month": date["month"],
        "date_day": date["day"],
        "is_date": (
            f'=IF({c["target_shown"]}="",0,IF(ISNUMBER({c["target_shown"]}),IF({numeric_date},1,0),'
            f"IF(ISNUMBER({date['date']}),1,0)))"
        ),
        "target": (
            f'=IF({c["target_shown"]}="","",IF(ISNUMBER({c["target_shown"]}),'
            f'IF({c["is_date"]}=1,INT({c["target_shown"]}),{c["target_shown"]}),{date["date"]}))'
        ),
        "effective": (
            f'=IF({c["comparator"]}<>"",{c["comparator"]},'
            f'IF({c["is_date"]}=1,"≤",IF(EXACT({c["canonical"]},"定性"),"",{c["canonical"]})))'
        ),
        "effective_direction": (
            f'=IF({c["direction"]}<>"",{c["direction"]},'
            f'IF(EXACT({c["effective"]},"＝"),IF({bad},IF({mended},"正向","反向"),"正向"),""))'
        ),
        "effective_step_unit": (
            f'=IF({c["step_unit"]}<>"",{c["step_unit"]},IF({c["is_date"]}=1,"天",IF({percent},"个百分点","计量单位")))'
        ),
        "effective_partial": f'=IF({c["partial"]}="",{quote(form.readings.partial_step)},{c["partial"]})',
        "effective_reverse": f'=IF({c["reverse"]}="",{quote(form.readings.reverse)},{c["reverse"]})',
        "complete": completeness_of(block),
        "missing": missing_formula(beside),
    }


def _dropdowns(sheet: Worksheet, layout: Layout, lists: Lists) -> None:
    area = layout.settings

    def span(first: str, last: str | None = None) -> str:
        return f"{area.cell(first, area.first)}:{area.cell(last or first, area.last)}"

    for key, words in (
        ("comparator", "sign"),
        ("direction", "direction"),
        ("step_unit", "step_unit"),
        ("partial", "partial"),
        ("reverse", "reverse"),
    ):
        column = _HELP[key]
        validate(
            sheet, span(key), "list", lists[words], title=column.header, prompt=column.help + "。留空用默认。",
            error="请从下拉列表选择，或留空。",
        )  # fmt: skip
    validate(
        sheet, span("sign1", f"sign{RUNGS}"), "list", lists["sign"], title="符号",
        prompt="分段计分：从上到下，第一个符合的分段计分。", error="请从下拉列表选择。",
    )  # fmt: skip
    validate(
        sheet, span("bound1", f"bound{RUNGS}"), "custom", "TRUE", title="界",
        prompt="分段、插值填数字或日期；等级评定填等级词，如“优”。",
    )  # fmt: skip
    for key in ("step", "deduction"):
        column = _HELP[key]
        validate(
            sheet, span(key), "decimal", "0", operator="greaterThan", title=column.header, prompt=column.help,
            error="请填大于 0 的数。",
        )  # fmt: skip
    for first, last in (("floor", "floor"), ("score1", f"score{RUNGS}"), ("rest", "rest")):
        column = _HELP[first]
        points = f"${area.letters['points']}{area.first}"
        validate(
            sheet, span(first, last), "decimal", "0", second=points, operator="between",
            title=column.header.rstrip("1"), prompt=column.help, error="请填 0 到本行分值之间的数。",
        )  # fmt: skip
    validate(
        sheet, span("threshold"), "custom", f"ISNUMBER({area.cell('threshold', area.first)})", title="门槛",
        prompt=_HELP["threshold"].help, error="请填数字。",
    )  # fmt: skip


def _greying(sheet: Worksheet, layout: Layout) -> None:
    area = layout.settings
    explained = area.cell("explanation", area.first)
    lacking = f'ISNUMBER(FIND("{LACKING}",${explained}))'
    highlight(sheet, f"{explained}:{area.cell('explanation', area.last)}", lacking, face=Font(color="FFC00000", b=True))
    kind = f"${area.letters['kind']}{area.first}"
    spans: list[tuple[str, str, tuple[str, ...]]] = []
    for key, kinds in APPLIES.items():
        if spans and spans[-1][2] == kinds:
            spans[-1] = (spans[-1][0], key, kinds)
        else:
            spans.append((key, key, kinds))
    for first, last, kinds in spans:
        place = f"{area.cell(first, area.first)}:{area.cell(last, area.last)}"
        highlight(sheet, place, f"NOT({one_of(kind, kinds)})", fill="D9D9D9", face=Font(color="FFA6A6A6"))
