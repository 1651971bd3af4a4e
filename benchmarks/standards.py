#!/usr/bin/env python3
"""How long it takes to read a standard, and how every standard of the tests is read.

    python benchmarks/standards.py [--rounds 5] [--readings FILE]

Processor time of one core, every text met for the first time: the mean of the best round, and the mean of what each
text took at best, which a busy machine changes less. It measures the perfxl its Python finds. ``--readings`` writes all
readings to a file instead, one a line: two versions read alike where these are equal.
"""

from __future__ import annotations

import argparse
import json
import platform
import time
from collections.abc import Iterator
from pathlib import Path

import perfxl
from perfxl.scoring import standard

TESTS = Path(__file__).resolve().parents[1] / "tests" / "scoring"
YEAR = 2026


def examined() -> list[dict[str, str]]:
    """The standards of the examinations, each with the sign, target, unit and name that stand beside it."""
    asked = []
    for path in sorted((TESTS / "examinations").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            asked.append(_asked(row["text"], row["type"], row["target"], row["unit"], row.get("indicator", "")))
    return asked


def tabled() -> Iterator[dict[str, str]]:
    """The standards of the tables of the tests."""
    for path in sorted((TESTS / "tables").glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("# "):
                text, beside, _ = line.split(" | ")
                sign, target, unit, _, name = ("" if column == "-" else column for column in beside.split(" "))
                yield _asked(text, sign, target, unit, name)


def _asked(text: str, sign: str, target: str, unit: str, name: str) -> dict[str, str]:
    return {"text": text, "comparator": sign, "target": target, "unit": unit, "name": name}


def microseconds(asked: list[dict[str, str]], rounds: int) -> tuple[float, float]:
    """What a standard takes: the mean of the best round, the mean of the best of each. No answer is remembered."""
    least = [float("inf")] * len(asked)
    best = float("inf")
    for _ in range(rounds):
        for remembered in (standard._parse, standard._context):
            remembered.cache_clear()
        begun = time.process_time()
        for place, one in enumerate(asked):
            start = time.perf_counter()
            perfxl.parse_standard(**one, year=YEAR)
            least[place] = min(least[place], time.perf_counter() - start)
        best = min(best, time.process_time() - begun)
    return best / len(asked) * 1e6, sum(least) / len(asked) * 1e6


def readings() -> Iterator[str]:
    """How each is read: as it stands, without what it is called, without its sign, and the other way round."""
    for one in (*examined(), *tabled()):
        for change in ({}, {"name": ""}, {"comparator": ""}, {"comparator": "≤"}, {"target": ""}):
            yield repr(perfxl.parse_standard(**one | change, year=YEAR))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--readings", type=Path, metavar="FILE")
    given = parser.parse_args()
    if given.readings is not None:
        lines = list(readings())
        given.readings.write_text("\n".join(lines), encoding="utf-8")
        print(f"{len(lines):,} readings, {sum('rule=None' not in line for line in lines):,} of them rules")
        return
    asked = examined()
    mean, least = microseconds(asked, given.rounds)
    python = platform.python_version()
    print(f"{mean:.0f} µs a standard ({least:.0f} at best each), {len(asked):,} texts, Python {python}")


if __name__ == "__main__":
    main()
