"""指标明细: every indicator of every department with its rule block and the very formulas of the template.

The score beside the ledger's is computed where an auditor can follow it: five short formulas over the block of the
same row, and the score given by hand where the rule says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from openpyxl.workbook.workbook import Workbook

from perfxl.block import COLUMNS as BLOCK
from perfxl.scoring.formula import OUTPUTS, row_formulas
from perfxl.scoring.kinds import Manual
from perfxl.workbook.rules_of_sheet import highlight
from perfxl.workbook.styles import font
from perfxl.workbook.summary_data import IndicatorRow, Return
from perfxl.workbook.summary_page import FIRST, Column, Page

SHEET = "指标明细"
AGREES, DIFFERS = "一致", "不一致"
NOT_APPLICABLE = "不适用"

_SHOWN = (
    Column("number", "报送号", 7, "centre"),
    Column("department", "部门", 22),
    Column("line", "序号", 6, "centre"),
    Column("level1", "一级指标", 10, "centre"),
    Column("level2", "二级指标", 12, "centre"),
    Column("name", "三级指标", 30),
    Column("target", "年度指标值", 16, "centre"),
    Column("actual", "实际完成值", 14, "centre"),
    Column("points", "分值", 8, "centre"),
    Column("basis", "计分依据", 10, "centre"),
    Column("live", "得分（公式）", 14, "live"),
    Column("score", "台账得分", 9, "score"),
    Column("check", "复算＝台账？", 15, "said"),
    Column("reported", "自评得分", 9, "score"),
    Column("reason", "未计分原因", 26),
)
_HELPERS = (
    Column("manual", "人工得分", 9, "small", helper=True),
    Column("scorer", "评分人", 9, "small", helper=True),
    Column("manual_reason", "评分理由", 14, "small", helper=True),
    Column("done", "已计分", 7, "small", helper=True),
    Column("pending", "待计分", 7, "small", helper=True),
)
_FIRST_OF_BLOCK = len(_SHOWN) + len(_HELPERS) + 1


def _of_block(key: str) -> str:
    return f"block.{key}"


_COLUMNS = (
    *_SHOWN,
    *_HELPERS,
    *(Column(_of_block(column.key), column.header, 8, "small", helper=True) for column in BLOCK),
    *(Column(_of_block(f"={key}"), header, 8, "small", helper=True) for key, header in OUTPUTS),
)


def add_detail(workbook: Workbook, returns: Sequence[Return]) -> tuple[Page, list[int]]:
    """Add the sheet; with it the row above the first indicator of every return, by its number less one."""
    told = "浅蓝为活公式：按右侧规则块逐行计算，与“复算”和模板的公式相同；人工评分的行取人工得分。右侧各列可收起。"
    page = Page(workbook, SHEET, "指标明细", told, _COLUMNS)
    before = []
    for number, one in enumerate(returns, 1):
        before.append(page.row)
        for line, row in enumerate(one.rows, 1):
            page.add(_values(number, one, line, row))
    if page.row >= FIRST:
        _formulas(page)
    page.finish("G", "没有指标。")
    return page, before


def _values(number: int, one: Return, line: int, row: IndicatorRow) -> dict[str, str | Decimal | int | None]:
    block = {
        _of_block(column.key): value or None if isinstance(value, str) else value
        for column, value in zip(BLOCK, row.block.values(), strict=True)
    }
    return {
        "number": number,
        "department": one.department,
        "line": line,
        "level1": row.level1,
        "level2": row.level2,
        "name": row.name,
        "target": row.target,
        "actual": row.actual,
        "points": row.points,
        "basis": row.basis if row.applies else NOT_APPLICABLE,
        "score": row.score,
        "reported": row.reported,
        "reason": row.reason,
        "manual": row.manual,
        "scorer": row.scorer or None,
        "manual_reason": row.manual_reason or None,
        **block,
    }


def _formulas(page: Page) -> None:
    cells = {key: f"{letter}{FIRST}" for key, letter in page.letters.items()}
    for key, formula in row_formulas(FIRST, _FIRST_OF_BLOCK).items():
        page.fill_down(_of_block(f"={key}"), formula, page.row)
    kind, points = cells[_of_block("kind")], cells[_of_block("points")]
    complete, score = cells[_of_block("=complete")], cells[_of_block("=score")]
    live, ledger, manual = cells["live"], cells["score"], cells["manual"]
    by_hand = f'AND({complete}=1,ISNUMBER({manual}),{cells["scorer"]}<>"",{cells["manual_reason"]}<>"")'
    formulas = {
        "live": (
            f'=IF(EXACT({kind},"{Manual.kind}"),IF({by_hand},IF(AND({manual}>=0,{manual}<={points}),'
            f'ROUND({manual},2),""),""),{score})'
        ),
        "check": (
            f'=IF(ISERROR({live}),"{DIFFERS}",IF({ledger}="",IF({live}="","{AGREES}","{DIFFERS}"),'
            f'IF(ISNUMBER({live}),IF(ROUND({live}-{ledger},2)=0,"{AGREES}","{DIFFERS}"),"{DIFFERS}")))'
        ),
        "done": f"=IF(ISNUMBER({live}),1,0)",
        "pending": f'=IF(OR(ISNUMBER({live}),EXACT({cells["basis"]},"{NOT_APPLICABLE}")),0,1)',
    }
    for key, formula in formulas.items():
        page.fill_down(key, formula, page.row)
    letter = page.letters["check"]
    area = f"{letter}{FIRST}:{letter}{page.row}"
    highlight(page.sheet, area, f'EXACT({letter}{FIRST},"{DIFFERS}")', face=font(bold=True, color="FFC00000"))
