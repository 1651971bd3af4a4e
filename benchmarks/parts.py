#!/usr/bin/env python3
"""Where the cost of taking in a return goes, part by part, against openpyxl reading the cells of the same workbook.

    python benchmarks/parts.py [--count 95] [--layout own]

Processor time of one core; every workbook, and so every standard in it, is met for the first time; openpyxl and
perfxl take turns. The clock is read around the door of each part, and what a part calls of another is not its own.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import plain, ways
from perfxl import examine
from perfxl.finance import digest
from perfxl.finance.ledger import Ledger
from perfxl.scoring import standard
from perfxl.workbook import cells, read

DOORS = (
    ("reading: gate, XML, cells", cells, "load"),
    ("reading: headers, rows, head and foot", read, "read_book"),
    ("standards in prose", standard, "_parse"),
    ("rules and scores", examine, "evaluate"),
    ("checks", examine, "run"),
    ("rows of the ledger", digest, "_rows"),
    ("ledger: one transaction (SQLite)", Ledger, "record"),
)
_WARM_UP = 5
SECTION = """
## Where the cost of a foreign return goes

Made by `python benchmarks/parts.py`: processor time of one core, every workbook met for the first time; the second
column is in units of what openpyxl takes for reading the cells of the same workbook, in the same run.
"""


class Clock:
    """Processor seconds by part."""

    def __init__(self) -> None:
        self.spent: defaultdict[str, float] = defaultdict(float)
        self._inner: list[float] = []

    def around(self, part: str, do: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*given: Any, **named: Any) -> Any:
            start = time.process_time()
            self._inner.append(0.0)
            try:
                return do(*given, **named)
            finally:
                whole = time.process_time() - start
                self.spent[part] += whole - self._inner.pop()
                if self._inner:
                    self._inner[-1] += whole

        return timed


@contextmanager
def watched(clock: Clock) -> Iterator[None]:
    """The doors of all parts with the clock around them."""
    with ExitStack() as stack:
        for part, place, name in DOORS:
            stack.enter_context(mock.patch.object(place, name, clock.around(part, getattr(place, name))))
        yield


def measure(layout: str, count: int) -> tuple[dict[str, float], float]:
    """Milliseconds a workbook by part, and those of openpyxl."""
    with tempfile.TemporaryDirectory(prefix="perfxl-parts-") as name:
        folder = Path(name)
        paths = ways.returned(folder / "heap", count + _WARM_UP)[layout]
        with watched(clock := Clock()):
            take_in = ways.intake(paths, Ledger.open(str(folder / "ledger.db")))
            whole = theirs = 0.0
            for number, path in enumerate(paths):
                if number == _WARM_UP:
                    whole = theirs = 0.0
                    clock.spent.clear()
                start = time.process_time()
                plain.load_read_only(path)
                between = time.process_time()
                take_in(path)
                theirs += between - start
                whole += time.process_time() - between
    spent = {part: clock.spent[part] for part, _, _ in DOORS}
    spent["all else"] = whole - sum(spent.values())
    return {part: 1000 * seconds / count for part, seconds in spent.items()}, 1000 * theirs / count


def table(layout: str, count: int) -> str:
    """The parts as a table of Markdown."""
    spent, theirs = measure(layout, count)
    whole = sum(spent.values())
    lines = ["| part | ms a workbook | of openpyxl's | share |", "| --- | --- | --- | --- |"]
    lines += [f"| {part} | {ms:.1f} | {ms / theirs:.2f} | {ms / whole:.0%} |" for part, ms in spent.items()]
    return "\n".join([*lines, f"| all | {whole:.1f} | {whole / theirs:.2f} | 100% |"])


def section() -> str:
    """The part of docs/benchmarks.md about a foreign return."""
    return f"{SECTION}\n{table('foreign', 95)}\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--layout", choices=("foreign", "own"), default="foreign")
    parser.add_argument("--count", type=int, default=95)
    wanted = parser.parse_args()
    print(table(wanted.layout, wanted.count))
    return 0


if __name__ == "__main__":
    sys.exit(main())
