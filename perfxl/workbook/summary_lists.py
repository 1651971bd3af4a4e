"""问题清单 and 未报送: every finding with its link, and everything that is not among the returns that count."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.workbook.marked import LEVELS
from perfxl.workbook.summary_data import Missing, Return
from perfxl.workbook.summary_page import FIRST, Column, Page

FINDINGS, OUTSIDE = "问题清单", "未报送"

# What the letter of a code stands for.
KINDS = {
    "S": "表格结构",
    "C": "填写完整",
    "P": "分值",
    "I": "指标与计分设置",
    "E": "自评内容",
    "R": "评分标准文字",
    "X": "重算差异",
    "D": "部门与历次报送",
}

_FINDINGS = (
    Column("line", "序号", 6, "centre"),
    Column("department", "部门", 21),
    Column("level", "级别", 7, "centre"),
    Column("code", "编码", 6.5, "centre"),
    Column("sheet", "工作表", 11.5, "centre"),
    Column("cell", "单元格", 8, "centre"),
    Column("field", "项目", 13, "centre"),
    Column("value", "现填内容", 16),
    Column("message", "问题", 48),
    Column("fix", "怎么改", 38),
    Column("indicator", "指标（点开明细）", 31),
    Column("waiver", "放行", 14),
    Column("kind", "类别", 14, "centre", printed=False),
    Column("file", "文件", 60, "line", printed=False),
)
_OUTSIDE = (
    Column("line", "序号", 6, "centre"),
    Column("kind", "情况", 14, "centre"),
    Column("department", "部门（所写名称）", 30),
    Column("file", "文件", 46),
    Column("reason", "原因", 46),
    Column("remedy", "怎么办", 46),
)


def add_findings(
    workbook: Workbook, returns: Sequence[Return], detail: Page, before: Sequence[int]
) -> Worksheet:
    """Add every finding: of the return with most errors first."""
    told = "错误多的部门在前；按“级别”“部门”“编码”筛选。点“指标”可到“指标明细”的该行。已放行的写明理由，不计入差错。"
    page = Page(workbook, FINDINGS, "问题清单", told, _FINDINGS)
    number = 0
    pairs = zip(returns, before, strict=True)
    for one, above in sorted(pairs, key=lambda pair: (-pair[0].count("error"), -pair[0].count("warning"))):
        for remark in (*one.remarks, *one.besides):
            number += 1
            indicator = "" if remark.row is None else one.rows[remark.row].name
            values: dict[str, str | int] = {
                "line": number,
                "department": one.department,
                "level": remark.level or LEVELS[remark.severity][0],
                "code": remark.code,
                "kind": KINDS.get(remark.code[:1], ""),
                "sheet": remark.sheet,
                "cell": remark.cell,
                "field": remark.field,
                "value": remark.value,
                "message": remark.message,
                "fix": remark.fix,
                "indicator": indicator or ("（未填名称）" if remark.row is not None else ""),
                "waiver": remark.waiver,
                "file": one.file,
            }
            row = page.add({**values}, {"level": remark.severity if remark.open else "centre"})
            if remark.row is not None:
                target = f"{detail.letters['name']}{above + 1 + remark.row}"
                page.link(row, "indicator", detail.sheet.title, target)
    page.finish("C", "没有发现问题。")
    return page.sheet


def add_outside(workbook: Workbook, outside: Sequence[Missing]) -> Worksheet:
    """Add who has not returned, what could not be read, whose department is asked for, what does not count."""
    told = "没交的、只交目标的、年度不符的部门，读不了的文件，名单外的部门，被取代的旧表，略过的文件；按“情况”筛选。"
    page = Page(workbook, OUTSIDE, "未报送及未计入", told, _OUTSIDE)
    for one in outside:
        page.add(
            {
                "line": page.row - FIRST + 2,
                "kind": one.kind,
                "department": one.department,
                "file": one.file,
                "reason": one.reason,
                "remedy": one.remedy,
            }
        )
    page.finish("A", "全部部门都已报送，没有无法读取的文件。")
    return page.sheet
