#!/usr/bin/env python3
"""Write a heap of invented returned workbooks, and what is wrong with each.

    python benchmarks/returns.py OUT --count 2000 --seed 1 [--year 2026] [--stage evaluation] [--check 300]
        [--import LEDGER] [--engine lying]

Into OUT go folders, archives and junk as a finance bureau gets them; ``roster.csv`` (who was asked) and
``truth.jsonl`` (a line per file: layout, department, refusal, faults, every finding with its cell, scores, total)
stand beside it. The same seed gives the same bytes. ``--check`` holds ``perfxl check`` and ``perfxl score``
against the truth of so many files; ``--import`` runs ``perfxl import`` into a new ledger (SQLite) and holds what
stands in it then against all of the truth, and says what it cost. Both end with 1 when anything disagrees.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.intake import heap, held, importing, truth


def disagreements(out: Path, lines: list[dict[str, Any]]) -> list[tuple[dict[str, Any], list[str]]]:
    """The lines with which perfxl disagrees, and how."""
    found = []
    with tempfile.TemporaryDirectory(prefix="perfxl-returns-") as scratch:
        for line in lines:
            path = out / line["file"]
            if line["path_in_zip"]:
                path = _unpacked(path, line["path_in_zip"], Path(scratch))
            if different := truth.differences(line, path):
                found.append((line, different))
    return found


def _unpacked(archive: Path, name: str, scratch: Path) -> Path:
    target = scratch / "packed.xlsx"
    with zipfile.ZipFile(io.BytesIO(archive.read_bytes())) as package:
        for entry in package.infolist():
            written = entry.filename if entry.flag_bits & 0x800 else entry.filename.encode("cp437").decode("gbk")
            if written == name:
                target.write_bytes(package.read(entry))
                return target
    raise KeyError(name)


def imported(wanted: argparse.Namespace, lines: list[dict[str, Any]]) -> bool:
    """Whether the ledger of a real import says the truth and nothing else; prints both."""
    roster = wanted.out.with_name("roster.csv")
    _, cost = importing.run(wanted.out, wanted.ledger, roster=roster, jobs=wanted.jobs, engine=wanted.engine)
    verdict = held.hold(str(wanted.ledger), lines, lied=wanted.engine == importing.LYING)
    print(*held.report(verdict), cost.text(), sep="\n")
    return not verdict.wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--year", type=int, default=2026)
    parser.add_argument("--stage", choices=sorted(heap.STAGES), default="mixed", help="what nearly all of it is")
    parser.add_argument("--check", type=int, default=0, metavar="N", help="hold perfxl against N of the files")
    parser.add_argument("--import", type=Path, dest="ledger", metavar="LEDGER", help="import it all into a new ledger")
    parser.add_argument("--jobs", type=int, help="as for perfxl import")
    parser.add_argument("--engine", default="auto", help="as for perfxl import, or lying: wrong on purpose")
    wanted = parser.parse_args()
    if wanted.ledger is not None and wanted.ledger.exists():
        parser.error(f"{wanted.ledger} is there already")
    start = time.perf_counter()
    lines = heap.make(wanted.out, wanted.count, wanted.seed, wanted.year, wanted.stage)
    kinds = Counter(line["kind"] for line in lines)
    faulty = sum(bool(line["faults"]) for line in lines if not line["refused"])
    print(f"{len(lines)} files in {time.perf_counter() - start:.1f} s: {dict(kinds)}, {faulty} with faults")
    agreed = wanted.ledger is None or imported(wanted, lines)
    if not wanted.check:
        return 0 if agreed else 1
    returns = [line for line in lines if line["kind"] != "junk"]
    sample = returns if wanted.check >= len(returns) else random.Random(wanted.seed).sample(returns, wanted.check)
    wrong = disagreements(wanted.out, sample)
    for line, different in wrong:
        names = "、".join(sorted({fault["name"] for fault in line["faults"]}))
        print(line["file"], line["path_in_zip"] or "", line["layout"], f"[{names}]", *different, sep="\n    ")
    print(f"{len(sample)} checked, {len(wrong)} disagree")
    return 1 if wrong or not agreed else 0


if __name__ == "__main__":
    sys.exit(main())
