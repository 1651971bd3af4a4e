"""The self-evaluation of a department in the layout of its own finance bureau."""

from __future__ import annotations

from dataclasses import dataclass

import form_style as style
from example_data import FUNDS, Data, target_text
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

_WIDTHS = (7, 12, 14, 28, 17, 17, 15, 9, 17, 26)
_MONEY_HEADERS = ("年初预算数", "全年预算数(A)", "全年执行数(B)", "分值", "执行率(B/A)", "得分")
_HEADERS = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分")
_REASON_HEADER = "偏差原因分析及改进措施"


@dataclass(frozen=True)
class Layout:
    """What differs between the two bureaus' forms."""

    title: str
    name_label: str
    money_label: str
    goals_label: str
    goals_separator: str
    merged_levels: bool


LAYOUTS = {
    "county": Layout(
        title="{year}年度部门整体支出绩效自评表",
        name_label="部门(单位)名称",
        money_label="年度\n预算\n(万元)",
        goals_label="年度履职\n目标",
        goals_separator="\n",
        merged_levels=True,
    ),
    "city": Layout(
        title="部门整体支出绩效自评表（{year}年度）",
        name_label="部门单位名称",
        money_label="预算\n执行\n情况\n（万元）",
        goals_label="年度\n总体\n目标",
        goals_separator="",
        merged_levels=False,
    ),
}


def build(data: Data, layout: Layout) -> Workbook:
    """Return the self-evaluation as a foreign workbook."""
    book = Workbook()
    sheet = book.active
    sheet.title = "绩效自评表"
    style.widths(sheet, _WIDTHS)
    style.put(sheet, "A1:J1", layout.title.format(year=data["year"]), font=style.TITLE, box=False)
    sheet.row_dimensions[1].height = 34
    style.put(sheet, "A2:C2", layout.name_label, font=style.LABEL)
    style.put(sheet, "D2:J2", data["department"], align=style.LEFT)
    sheet.row_dimensions[2].height = 26
    row = _money(sheet, data["money"], layout, 3)
    header_row = _goals(sheet, data, layout, row)
    row = _indicators(sheet, data["indicators"], layout, header_row)
    last_row = _total_and_foot(sheet, data["evaluation"], row)
    style.page(sheet, f"J{last_row}", header_row)
    return book


def _money(sheet: Worksheet, money: Data, layout: Layout, top: int) -> int:
    """Write the money block; return the row below."""
    style.put(sheet, f"A{top}:A{top + len(FUNDS)}", layout.money_label, font=style.LABEL)
    style.put(sheet, f"B{top}:D{top}", "")
    for letter, header in zip("EFGHIJ", _MONEY_HEADERS, strict=True):
        style.put(sheet, f"{letter}{top}", header, font=style.LABEL)
    for row, fund in enumerate(FUNDS, start=top + 1):
        amounts, scored = money[fund], fund == "total"
        label = amounts["label"] if scored else f"　　{amounts['label']}"
        style.put(sheet, f"B{row}:D{row}", label, align=style.LEFT)
        for letter, field in zip("EFG", ("initial", "adjusted", "spent"), strict=True):
            style.put(sheet, f"{letter}{row}", amounts[field])
        style.put(sheet, f"H{row}", money["points"] if scored else "-")
        style.put(sheet, f"I{row}", money["rate"] if scored else "-", number_format="0.00%")
        style.put(sheet, f"J{row}", money["score"] if scored else "-", number_format="0.00")
    for row in range(top, top + len(FUNDS) + 1):
        sheet.row_dimensions[row].height = 22
    return top + len(FUNDS) + 1


def _goals(sheet: Worksheet, data: Data, layout: Layout, top: int) -> int:
    """Write the goals beside what became of them; return the row below."""
    goals, outcome = layout.goals_separator.join(data["goals"]), data["evaluation"]["outcome"]
    style.put(sheet, f"A{top}:A{top + 1}", layout.goals_label, font=style.LABEL)
    style.put(sheet, f"B{top}:F{top}", "预期目标", font=style.LABEL)
    style.put(sheet, f"G{top}:J{top}", "实际完成情况", font=style.LABEL)
    style.put(sheet, f"B{top + 1}:F{top + 1}", goals, font=style.SMALL, align=style.LEFT)
    style.put(sheet, f"G{top + 1}:J{top + 1}", outcome, font=style.SMALL, align=style.LEFT)
    sheet.row_dimensions[top].height = 22
    sheet.row_dimensions[top + 1].height = max(
        style.height_for(goals, sum(_WIDTHS[1:6]), 9), style.height_for(outcome, sum(_WIDTHS[6:]), 9)
    )
    return top + 2


def _indicators(sheet: Worksheet, indicators: list[Data], layout: Layout, header_row: int) -> int:
    """Write header and indicators; return the row below."""
    for letter, header in zip("BCDEFGH", _HEADERS, strict=True):
        style.put(sheet, f"{letter}{header_row}", header, font=style.LABEL)
    style.put(sheet, f"I{header_row}:J{header_row}", _REASON_HEADER, font=style.LABEL)
    sheet.row_dimensions[header_row].height = 28
    first_row, below = header_row + 1, header_row + 1 + len(indicators)
    for row, indicator in enumerate(indicators, start=first_row):
        evaluation = indicator.get("evaluation", {"actual": "/", "score": "/", "reason": ""})
        points = indicator.get("settings", {"points": "/"})["points"]
        style.put(sheet, f"D{row}", indicator["name"], align=style.LEFT)
        style.put(sheet, f"E{row}", target_text(indicator))
        style.put(sheet, f"F{row}", evaluation["actual"])
        style.put(sheet, f"G{row}", points)
        style.put(sheet, f"H{row}", evaluation["score"], number_format="0.00")
        style.put(sheet, f"I{row}:J{row}", evaluation["reason"], align=style.LEFT)
        style.fit_row(sheet, row, {"D": indicator["name"]}, least=24)
        reason_height = style.height_for(evaluation["reason"], sum(_WIDTHS[8:]))
        sheet.row_dimensions[row].height = max(sheet.row_dimensions[row].height, reason_height)
    for letter, field in (("B", "level1"), ("C", "level2")):
        words = [indicator[field] for indicator in indicators]
        style.put_levels(sheet, letter, words, first_row, (0, len(words)), layout.merged_levels)
    style.put(sheet, f"A{header_row}:A{below - 1}", "绩效指标", font=style.LABEL, align=style.UPRIGHT)
    return below


def _total_and_foot(sheet: Worksheet, evaluation: Data, row: int) -> int:
    """Write the total and the signatures; return the last row."""
    style.put(sheet, f"A{row}:F{row}", "总分", font=style.LABEL)
    style.put(sheet, f"G{row}", evaluation["points"])
    style.put(sheet, f"H{row}", evaluation["total"], number_format="0.00")
    style.put(sheet, f"I{row}:J{row}", f"自评等级：{evaluation['rating']}", align=style.CENTER)
    sheet.row_dimensions[row].height = 26
    foot = {
        "A{0}:C{0}": f"填表人：{evaluation['filled_by']}",
        "D{0}": f"联系电话：{evaluation['phone']}",
        "E{0}:G{0}": f"填表日期：{evaluation['filled_on']}",
        "H{0}:J{0}": f"单位负责人：{evaluation['head']}",
    }
    for block, text in foot.items():
        style.put(sheet, block.format(row + 1), text, font=style.FOOT, align=style.LEFT, box=False)
    sheet.row_dimensions[row + 1].height = 26
    return row + 1
