"""The cells watched one by one: the head of the goal sheet, its total, and the amounts of the money block."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from perfxl.checks.case import HEAD, LABELS
from perfxl.checks.money import AMOUNTS as KEYS
from perfxl.numbers import plain
from perfxl.workbook.layout import MONEY_COLUMNS, MONEY_HEADER, MONEY_LABELS, MONEY_ROWS, POINTS_TOTAL_CELL, Layout
from perfxl.workbook.live_words import squeezed

AMOUNTS = len(KEYS) * len(MONEY_ROWS)
HEAD_LABELS = {
    "C001": "部门(单位)名称",
    "C002": "年度",
    "C003": "部门(单位)职责",
    "C004": "年度履职目标",
    "C015": "三级指标",
    "P001": "分值合计",
}


class Watched(NamedTuple):
    """One cell: sheet number, row and column formulas, label, code formula, helpers beside it."""

    sheet: int
    row: str
    column: str
    label: str
    code: str
    helpers: tuple[str, ...] = ()


def _place(layout: Layout, cell: str) -> str:
    """A cell above the table, through a range that begins at the sheet's first cell."""
    column, row = ord(cell[0]) - 64, int(cell[1:])
    return f"INDEX({layout.goals.quoted}!$A$1:$P${layout.goals.header},{row},{column})"


def head_cell(layout: Layout, key: str) -> str:
    """A field of the head."""
    return _place(layout, HEAD[key])


def head_cells(layout: Layout, scalar: Callable[[str], str]) -> Iterator[Watched]:
    """The fields of the head, the first indicator, and the total of the points."""

    def watch(code: str, place: str, judged: str) -> Watched:
        return Watched(1, f"ROW({place})", f"COLUMN({place})", HEAD_LABELS[code], judged)

    for code, key in (("C001", "department"), ("C002", "year"), ("C003", "duties"), ("C004", "goals")):
        cell = head_cell(layout, key)
        test = f'{squeezed(cell)}=""'
        if code == "C002":
            test = f"NOT(IF(ISNUMBER({cell}),AND({cell}=INT({cell}),{cell}>=2000,{cell}<=2099),FALSE))"
        yield watch(code, cell, f'IF(ISERROR({cell}),"S013",IF({test},"{code}",""))')
    yield watch("C015", layout.goals.item("name", "2"), f'IF({scalar("active")}=0,"C015","")')
    total = plain(layout.form.points.total)
    wrong = f"AND({scalar('active')}>0,ROUND({scalar('sum')}-{total},6)<>0)"
    yield watch("P001", _place(layout, POINTS_TOTAL_CELL), f'IF({wrong},"P001","")')


def money_cells(layout: Layout, begun: str, good: str, filled: str, first: int) -> Iterator[Watched]:
    """The amounts, column by column from the row *first* on.

    Two helpers stand beside each: in column *good* the amount when it is a number from 0 on, in column *filled*
    whether anything was typed.
    """
    start, end = MONEY_COLUMNS[KEYS[0]], MONEY_COLUMNS[KEYS[-1]]
    block = f"{layout.evaluation.quoted}!${start}${MONEY_HEADER}:${end}${MONEY_ROWS['other'] + 1}"

    def row_of(key: str, name: str) -> int:
        return first + KEYS.index(key) * len(MONEY_ROWS) + list(MONEY_ROWS).index(name)

    budget = f"N({good}{row_of('budget', 'total')})"
    for key in KEYS:
        column = ord(MONEY_COLUMNS[key]) - ord(start) + 1
        for name, line in MONEY_ROWS.items():
            place = f"INDEX({block},{line - MONEY_HEADER + 1},{column})"
            row = row_of(key, name)
            mine, typed = f"{good}{row}", f"{filled}{row}"
            more = _total_code(key, mine, typed, budget, f"{good}{row + 1}:{good}{row + len(MONEY_ROWS) - 1}")
            bad = f'IF(AND({typed}=1,{mine}=""),IF(ISERROR({place}),"S013","E026")'
            yield Watched(
                2,
                f"ROW({place})",
                f"COLUMN({place})",
                f"{MONEY_LABELS[name].removeprefix('其中：')} {LABELS[key]}",
                f'IF({begun}=0,"",{bad},{more if name == "total" else chr(34) * 2}))',
                (
                    f'IF(ISNUMBER({place}),IF({place}>=0,{place},""),"")',
                    f'IF(IFERROR({squeezed(place)}="",FALSE),0,1)',
                ),
            )


def _total_code(key: str, mine: str, typed: str, budget: str, parts: str) -> str:
    """What is said of a total that is blank or a good number."""
    unequal = f'AND(COUNT({parts})>0,IF({mine}="",TRUE,ABS({mine}-SUM({parts}))>=0.005))'
    rest = {
        "initial": '""',
        "budget": f'IF(N({mine})=0,"E012","")',
        "spent": f'IF({typed}=0,"E020",IF(AND({budget}>0,N({mine})>{budget}),"E013",""))',
    }
    return f'IF({unequal},"E011",{rest[key]})'
