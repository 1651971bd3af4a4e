#!/usr/bin/env python3
"""Measure the three buttons that work on an open workbook: 40 indicators, a LibreOffice that is running.

Run ``python benchmarks/buttons.py [--count 40] [--times 3]``. Wall time, and the processor time of this process, the
bridge and soffice together, which says more on a machine that is busy with other things.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import perfxl
from perfxl.buttons import check, clean, read_standards, recalc
from perfxl.engines import libreoffice
from perfxl.form import load_form
from perfxl.workbook.fill import fill
from perfxl.workbook.layout import layout_of
from perfxl.workbook.write import save, template

SOURCE = Path(__file__).resolve().parent.parent / "workbooks" / "县应急管理局-绩效自评表.xlsx"
TICK = os.sysconf("SC_CLK_TCK")


def workbook(path: Path, count: int) -> None:
    """The shipped self-evaluation with its indicators repeated until there are so many."""
    sheet = perfxl.read(SOURCE)
    rows = [
        replace(each, name=f"{each.name}{number}", key=None, row=number)
        for number, each in enumerate((sheet.indicators * count)[:count], 1)
    ]
    form = load_form(sheet.profile)
    made = template(form, department=sheet.department, year=sheet.year)
    fill(made, layout_of(form), replace(sheet, indicators=tuple(rows), skipped=()))
    save(made, path)


def used(pids: set[int]) -> float:
    """Seconds of processor time of some processes."""
    total = 0.0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / TICK
    return total


def family(pid: int) -> Iterator[int]:
    """A process and all that descend from it."""
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from family(int(child))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--times", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, libreoffice.session(deadline=3_600) as app:
        path = Path(folder) / "表.xlsx"
        workbook(path, given.count)
        book = app.books.open(path)
        pids = set(family(os.getpid()))
        for button in (check, clean, recalc, read_standards):
            walls, works = [], []
            for _ in range(given.times + 1):
                began, before = time.monotonic(), used(pids)
                button(book)
                walls.append(time.monotonic() - began)
                works.append(used(pids) - before)
            first, again = walls[0], statistics.median(walls[1:])
            sys.stdout.write(
                f"{button.__name__:15} first {first:.2f} s, again {again:.2f} s; "
                f"processor {works[0]:.2f} s, again {statistics.median(works[1:]):.2f} s\n"
            )
        book.close()


if __name__ == "__main__":
    main()
