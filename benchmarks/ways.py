"""What perfxl does, as one call each."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from collections.abc import Callable
from pathlib import Path

import perfxl
from perfxl import api
from perfxl.engines.pour import Table, Value, choose
from perfxl.engines.recalc import poured, table_of
from perfxl.finance.digest import digest
from perfxl.finance.ledger import Ledger, Sighting
from perfxl.resources import workbooks_dir


def filled() -> Path:
    """The larger of the shipped workbooks."""
    return workbooks_dir() / "县应急管理局-绩效自评表.xlsx"


def foreign() -> Path:
    """A self-evaluation in another bureau's layout."""
    return workbooks_dir() / "foreign" / "县应急管理局-绩效自评表.xlsx"


def intake(path: Path, ledger: Ledger, times: int) -> Callable[[], object]:
    """Taking one workbook into a ledger, as often as it is called: read, score, check, one transaction.

    Each time under another hash, as the same bytes would change nothing.
    """
    hashes = [hashlib.sha256(f"{path.name} {number}".encode()).hexdigest() for number in range(times)]
    seen = [Sighting(f"{sha256}.xlsx", sha256, path.stat().st_size) for sha256 in hashes]
    ledger.begin(seen, [path.name], dt.datetime.now(dt.UTC))
    left = iter(hashes)

    def take_in() -> None:
        sha256 = next(left)
        ledger.record(digest(path, sha256=sha256, name=path.name))

    return take_in


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
