"""What perfxl does, as one call each."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from collections.abc import Callable, Sequence
from pathlib import Path

import perfxl
from benchmarks.intake import heap
from perfxl import api
from perfxl.engines.pour import Table, Value, choose
from perfxl.engines.recalc import poured, table_of
from perfxl.finance.digest import digest
from perfxl.finance.ledger import Ledger, Sighting
from perfxl.resources import workbooks_dir


def filled() -> Path:
    """The larger of the shipped workbooks."""
    return workbooks_dir() / "县应急管理局-绩效自评表.xlsx"


def returned(folder: Path, count: int) -> dict[str, list[Path]]:
    """Invented returned workbooks that can be read, *count* of each layout."""
    found: dict[str, list[Path]] = {"own": [], "foreign": []}
    for line in heap.make(folder, 5 * count, seed=1):
        if line["kind"] == "return" and not line["refused"] and not line["path_in_zip"]:
            found[line["layout"]].append(folder / line["file"])
    assert all(len(paths) >= count for paths in found.values())
    return {layout: paths[:count] for layout, paths in found.items()}


def intake(paths: Sequence[Path], ledger: Ledger) -> Callable[[Path], object]:
    """Taking a workbook into a ledger that waits for these: read, score, check, one transaction."""
    hashes = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
    seen = [Sighting(path.name, sha256, path.stat().st_size) for path, sha256 in hashes.items()]
    ledger.begin(seen, ["heap"], dt.datetime.now(dt.UTC))
    return lambda path: ledger.record(digest(path, sha256=hashes[path], name=path.name))


def in_turn(work: Callable[[Path], object], paths: Sequence[Path], size: int) -> Callable[[], None]:
    """*work* on the next *size* paths whenever called: no file, and no text in it, is met twice."""
    left = iter(paths)

    def next_ones() -> None:
        for path in itertools.islice(left, size):
            work(path)

    return next_ones


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
