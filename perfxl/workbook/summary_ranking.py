"""排名: one line per return, best total first; the ledger's total beside one computed from 指标明细."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from itertools import takewhile

from openpyxl.workbook.workbook import Workbook

from perfxl.workbook.rules_of_sheet import highlight
from perfxl.workbook.styles import font
from perfxl.workbook.summary_data import Return
from perfxl.workbook.summary_detail import AGREES, DIFFERS
from perfxl.workbook.summary_page import FIRST, Column, Page

SHEET = "排名"
UNDETERMINED = "待定"

_COLUMNS = (
    Column("rank", "名次", 7, "centre"),
    Column("number", "报送号", 7, "centre"),
    Column("department", "部门", 28),
    Column("year", "年度", 7, "centre"),
    Column("stage", "阶段", 10, "centre"),
    Column("total", "总分", 9, "score"),
    Column("rating", "等级", 8, "centre"),
    Column("indicators", "指标得分\n（公式）", 11, "live"),
    Column("execution", "预算执行得分\n（公式）", 15, "live"),
    Column("live", "总分\n（公式）", 11, "live"),
    Column("check", "复算＝台账？", 15, "said"),
    Column("reported", "自评总分", 9, "score"),
    Column("errors", "差错数", 8, "centre"),
    Column("warnings", "提醒数", 8, "centre"),
    Column("waived", "放行数", 8, "centre"),
    Column("file", "文件", 60, "line", printed=False),
    Column("budget", "全年预算数", 11, "small", helper=True),
    Column("spent", "全年执行数", 11, "small", helper=True),
    Column("points", "执行分值", 9, "small", helper=True),
    Column("done", "已计分项", 9, "small", helper=True),
    Column("pending", "待计分项", 9, "small", helper=True),
)


def in_order(returns: Sequence[Return]) -> list[int]:
    """The places of the returns, best first within their year; then those without a total, then mere goals."""

    def order(place: int) -> tuple[bool, int, bool, Decimal, str]:
        one = returns[place]
        return not one.evaluated, -(one.year or 0), one.total is None, -(one.total or Decimal(0)), one.department

    return sorted(range(len(returns)), key=order)


def ranks(returns: Sequence[Return]) -> list[int | None]:
    """The rank of every return within its year; equal totals share one."""
    totals: defaultdict[int | None, list[Decimal]] = defaultdict(list)
    for one in returns:
        if one.evaluated and one.total is not None:
            totals[one.year].append(one.total)
    return [
        1 + sum(total > one.total for total in totals[one.year]) if one.evaluated and one.total is not None else None
        for one in returns
    ]


def add_ranking(
    workbook: Workbook, returns: Sequence[Return], detail: Page, before: Sequence[int]
) -> tuple[Page, int]:
    """Add the sheet; with it how many of its first rows have a total: those of the latest year."""
    told = "浅蓝为活公式：指标得分是“指标明细”同一报送号各行之和；总分＝指标得分＋预算执行得分。点部门可到其指标。"
    page = Page(workbook, SHEET, "部门排名", told, _COLUMNS)
    order = in_order(returns)
    places = ranks(returns)
    for place in order:
        one = returns[place]
        row = page.add(_values(place, one, places[place]))
        if one.rows:
            page.link(row, "department", detail.sheet.title, f"A{before[place] + 1}")
    evaluated = FIRST - 1 + sum(one.evaluated for one in returns)
    if evaluated >= FIRST:
        _formulas(page, detail, evaluated)
    page.finish("D", "没有报送。")
    return page, _charted([returns[place] for place in order])


def _charted(best_first: Sequence[Return]) -> int:
    latest = takewhile(lambda one: one.evaluated and one.year == best_first[0].year, best_first)
    return sum(one.total is not None for one in latest)


def _values(place: int, one: Return, rank: int | None) -> dict[str, str | Decimal | int | None]:
    execution = one.execution
    total: str | Decimal | None = one.total if one.total is not None or not one.evaluated else UNDETERMINED
    return {
        "rank": rank,
        "number": place + 1,
        "department": one.department,
        "year": one.year,
        "stage": "绩效自评" if one.evaluated else "目标申报",
        "total": total,
        "rating": one.rating or (UNDETERMINED if one.evaluated else ""),
        "reported": one.reported_total,
        "errors": one.count("error"),
        "warnings": one.count("warning"),
        "waived": sum(not remark.open for remark in one.remarks),
        "file": one.file,
        "budget": execution.budget,
        "spent": execution.spent,
        "points": execution.points,
    }


def _formulas(page: Page, detail: Page, last: int) -> None:
    cells = {key: f"{letter}{FIRST}" for key, letter in page.letters.items()}
    budget, spent, points, execution = (cells[key] for key in ("budget", "spent", "points", "execution"))
    total, live, done, pending = (cells[key] for key in ("total", "live", "done", "pending"))

    def sum_of(key: str) -> str:
        return f"SUMIF({detail.span('number')},{cells['number']},{detail.span(key)})"

    earned = f"ROUND(ROUND(MIN({points},{points}*{spent}/{budget}),9),2)"
    known = f"AND(ISNUMBER({budget}),ISNUMBER({spent}))"
    formulas = {
        "indicators": f"={sum_of('live')}",
        "done": f"={sum_of('done')}",
        "pending": f"={sum_of('pending')}",
        "execution": (
            f'=IF(NOT(ISNUMBER({points})),"",IF({points}=0,0,IF({known},'
            f'IF(AND({budget}>0,{spent}>=0),{earned},""),"")))'
        ),
        "live": (
            f'=IF(OR({pending}>0,{done}=0,NOT(ISNUMBER({execution}))),"{UNDETERMINED}",'
            f"ROUND({cells['indicators']}+{execution},2))"
        ),
        "check": (
            f'=IF(ISERROR({live}),"{DIFFERS}",IF(ISNUMBER({total}),IF(ISNUMBER({live}),'
            f'IF(ROUND({live}-{total},2)=0,"{AGREES}","{DIFFERS}"),"{DIFFERS}"),'
            f'IF(ISNUMBER({live}),"{DIFFERS}","{AGREES}")))'
        ),
    }
    for key, formula in formulas.items():
        page.fill_down(key, formula, last)
    letter = page.letters["check"]
    area = f"{letter}{FIRST}:{letter}{last}"
    highlight(page.sheet, area, f'EXACT({letter}{FIRST},"{DIFFERS}")', face=font(bold=True, color="FFC00000"))
