#!/usr/bin/env python3
"""Measure the three buttons that work on an open workbook: 40 indicators, a LibreOffice that is running.

Run ``python benchmarks/buttons.py [--count 40] [--times 3] [--write]``. Wall time, and the processor time of this
process, the bridge and soffice together, which says more on a machine that is busy with other things. ``--write`` puts
them into docs/benchmarks.md, where `run.py` leaves them.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

import perfxl
from perfxl.buttons import check, clean, read_standards, recalc
from perfxl.engines import libreoffice
from perfxl.form import load_form
from perfxl.workbook.fill import fill
from perfxl.workbook.layout import layout_of
from perfxl.workbook.write import save, template

SOURCE = Path(__file__).resolve().parent.parent / "workbooks" / "县应急管理局-绩效自评表.xlsx"
PAGE = SOURCE.parent.parent / "docs" / "benchmarks.md"
TICK = os.sysconf("SC_CLK_TCK")
HEADING = "## The buttons on an open workbook"
NAMES = {"check": "校验本表", "clean": "(its marks taken away)", "recalc": "重算得分", "read_standards": "读取评分标准"}
INTRODUCTION = """
Made by `python benchmarks/buttons.py --write`: {count} indicators in a LibreOffice that is running; the first run, then
the median of {times}. Load average of the machine's {cores} cores while it ran: {load:.1f}. Processor time is that of
all three processes together.

| button | first | again | processor, first | processor, again |
| --- | --- | --- | --- | --- |
"""


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
    parser.add_argument("--write", action="store_true", help="put the figures into docs/benchmarks.md")
    given = parser.parse_args()
    rows = []
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
            times = (walls[0], statistics.median(walls[1:]), works[0], statistics.median(works[1:]))
            first, again, work, work_again = (f"{seconds:.2f} s" for seconds in times)
            rows.append(f"| {NAMES[button.__name__]} | {first} | {again} | {work} | {work_again} |\n")
            told = f"{button.__name__:15} first {first}, again {again}; processor {work}, again {work_again}\n"
            sys.stdout.write(told)
            sys.stdout.flush()
        book.close()
    if given.write:
        kept = PAGE.read_text(encoding="utf-8").partition(HEADING)[0]
        load, cores = os.getloadavg()[1], os.cpu_count()
        told = INTRODUCTION.format(count=given.count, times=given.times, load=load, cores=cores)
        PAGE.write_text(f"{kept.rstrip()}\n\n{HEADING}\n{told}{''.join(rows)}", encoding="utf-8")


def section() -> str:
    """What docs/benchmarks.md has of the buttons."""
    _, heading, rest = PAGE.read_text(encoding="utf-8").partition(HEADING)
    return f"\n{heading}{rest}" if heading else ""


if __name__ == "__main__":
    main()
