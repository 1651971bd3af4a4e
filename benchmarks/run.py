#!/usr/bin/env python3
"""Measure perfxl against the plain way of doing the same, and write docs/benchmarks.md.

    python benchmarks/run.py [--rounds 5] [--rows 8000] [--dry]

Both sides of a ratio are measured in turn within one run, so that a busy machine slows both. ``--dry`` prints only.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import buttons, parts, plain, ways
from perfxl.finance.ledger import Ledger

_AT_ONCE = 10
PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"


@dataclass(frozen=True)
class Comparison:
    """One thing done both ways."""

    task: str
    ours: str
    theirs: str
    do: Callable[[], object]
    plain: Callable[[], object]


@dataclass(frozen=True)
class Measured:
    """Medians in seconds."""

    comparison: Comparison
    ours: float
    theirs: float

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs

    def cells(self) -> tuple[str, ...]:
        what = self.comparison
        return (what.task, what.ours, what.theirs, _time(self.ours), _time(self.theirs), f"{self.ratio:.2f}")


def _time(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def measure(comparison: Comparison, rounds: int) -> Measured:
    """Both ways in turn, each once before to warm up."""
    times: dict[str, list[float]] = {"ours": [], "theirs": []}
    for number in range(rounds + 1):
        for name, do in (("ours", comparison.do), ("theirs", comparison.plain)):
            start = time.perf_counter()
            do()
            if number:
                times[name].append(time.perf_counter() - start)
    return Measured(comparison, statistics.median(times["ours"]), statistics.median(times["theirs"]))


def comparisons(folder: Path, rows: int, rounds: int) -> list[Comparison]:
    """Everything that is measured; what needs LibreOffice only where it is."""
    book = ways.filled()
    heap = ways.returned(folder / "heap", _AT_ONCE * (rounds + 1))
    take_in = ways.intake([*heap["own"], *heap["foreign"]], Ledger.open(str(folder / "ledger.db")))
    cells = plain.values_of(ways.write_template(folder / "blank.xlsx"))
    table = ways.table(rows)
    ready = plain.write_ready(table, folder / "ready.xlsx")
    standards, turns = ways.standards(), itertools.count()
    found = [
        Comparison(
            "blank template", "styles, lists, live checks", f"openpyxl, its {len(cells):,} values, no style",
            lambda: ways.write_template(folder / "a.xlsx"), lambda: plain.write_values(cells, folder / "b.xlsx"),
        ),
        Comparison(
            "read a filled workbook", "gate, cells, goal sheet", "openpyxl read-only, every cell",
            lambda: ways.read(book), lambda: plain.load_read_only(book),
        ),
        Comparison(
            "read a filled workbook", "gate, cells, goal sheet", "openpyxl, in full",
            lambda: ways.read(book), lambda: plain.load_full(book),
        ),
        Comparison(
            "read, score and check it", "all findings", "openpyxl, in full, reading only",
            lambda: ways.examine(book), lambda: plain.load_full(book),
        ),
        Comparison(
            f"read {len(standards):,} standards", "into rules, or refused", "one regular expression, numbers and words",
            lambda: ways.read_standards(standards, next(turns)), lambda: plain.split_standards(standards),
        ),
        *(
            Comparison(
                f"take in {_AT_ONCE} {words}", "read, score, check, ledger (SQLite)", "openpyxl read-only, every cell",
                ways.in_turn(take_in, paths, _AT_ONCE), ways.in_turn(plain.load_read_only, paths, _AT_ONCE),
            )
            for words, paths in (("returns of ours", heap["own"]), ("foreign returns", heap["foreign"]))
        ),
    ]  # fmt: skip
    if plain.soffice() is None:
        return found
    converted = "soffice --convert-to, ready formulas"
    return [
        *found,
        Comparison(
            f"recompute {rows:,} rows", "poured into LibreOffice, started for it", converted,
            lambda: ways.pour("libreoffice", table), lambda: plain.convert(ready, folder),
        ),
        Comparison(
            f"recompute {rows:,} rows", "poured into the embedded engine", converted,
            lambda: ways.pour("embedded", table), lambda: plain.convert(ready, folder),
        ),
    ]  # fmt: skip


HEADERS = ("task", "perfxl", "the plain way", "perfxl takes", "plain takes", "ratio")
INTRODUCTION = """# Benchmarks

Made by `python benchmarks/run.py`. Every line is one task done in two ways, in turn, on one machine; the times are
medians of {rounds} rounds. Times depend on the machine; what can be compared elsewhere is the **ratio**: below 1 perfxl
is faster than the plain way, which does less.
"""
NOTES = """
- The plain template has the same values in the same cells but no style, no list, no check and no protection.
- Reading includes the gate that refuses hostile files, and finding labels, goals, indicators, settings and evaluation.
- Standards are the distinct ones of the tests; the plain way finds numbers and words and understands nothing.
- Taking in is the whole way of returned workbooks on one core: gate, cells, goal sheet, scores, findings, and one
  transaction of the ledger each; every workbook and so every standard is met for the first time. Starting the process
  that reads is not counted (one start serves a thousand files).
- The plain recomputation opens a finished workbook with formulas in every row and saves it; writing that file first
  and reading it afterwards are not counted. Pouring starts LibreOffice, fills our own workbook, calculates, and
  reads the scores back; all of it is counted.
"""


def page(results: list[Measured], rounds: int) -> str:
    """docs/benchmarks.md."""
    lines = [HEADERS, tuple("---" for _ in HEADERS), *(result.cells() for result in results)]
    table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    return f"{INTRODUCTION.format(rounds=rounds)}\n{table}\n{NOTES}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rows", type=int, default=8000)
    parser.add_argument("--dry", action="store_true", help="print, do not write docs/benchmarks.md")
    wanted = parser.parse_args()
    results = []
    with tempfile.TemporaryDirectory(prefix="perfxl-bench-") as name:
        for comparison in comparisons(Path(name), wanted.rows, wanted.rounds):
            results.append(measure(comparison, wanted.rounds))
            print(" · ".join(results[-1].cells()), flush=True)
    if not wanted.dry:
        PAGE.write_text(page(results, wanted.rounds) + parts.section() + buttons.section(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
