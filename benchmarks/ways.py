"""What perfxl does, as one call each."""

from __future__ import annotations

import itertools
from pathlib import Path

import perfxl
from perfxl import api
from perfxl.engines.pour import Table, Value, choose
from perfxl.engines.recalc import poured, table_of
from perfxl.resources import workbooks_dir


def filled() -> Path:
    """The larger of the shipped workbooks."""
    return workbooks_dir() / "县应急管理局-绩效自评表.xlsx"


def write_template(path: Path) -> Path:
    return perfxl.new(path, department="县应急管理局", year=2026, force=True)


def read(path: Path) -> perfxl.GoalSheet:
    return perfxl.read(path)


def examine(path: Path) -> api.Checked:
    return api.examine(path)


def table(rows: int) -> Table:
    """The rows of 复算 for as many indicators, those of the shipped sheets over and over."""
    lines = []
    for path in sorted(workbooks_dir().glob("*自评表.xlsx")):
        checked = api.examine(path)
        lines += [poured(path.name, checked.sheet, line) for line in checked.result.lines]
    return table_of(list(itertools.islice(itertools.cycle(lines), rows)))


def pour(engine: str, table: Table) -> list[tuple[Value, ...]]:
    return choose(engine).pour(table)


TABLES = Path(__file__).resolve().parents[1] / "tests" / "scoring" / "tables"


def standards() -> list[tuple[str, ...]]:
    """The standards of the tests with what stands beside them, each once."""
    rows = {}
    for path in sorted(TABLES.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("# "):
                text, beside, _ = line.split(" | ")
                rows[(text, *("" if column == "-" else column for column in beside.split(" ")))] = None
    return list(rows)


def read_standards(rows: list[tuple[str, ...]], turn: int) -> int:
    """How many are read. Blanks behind the text make it another one, so that no answer is remembered."""
    read = 0
    for text, sign, target, unit, *_ in rows:
        read += perfxl.parse_standard(text + " " * turn, comparator=sign, target=target, unit=unit, year=2026).scorable
    return read
