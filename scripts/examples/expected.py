"""Write workbooks/expected.json: what perfxl has to find in the shipped workbooks.

Run ``python scripts/examples/expected.py`` after ``living.py``. Points, scores, totals and ratings come from
the data, where they were computed by hand; when perfxl computes anything else, this fails and writes nothing.
The findings are perfxl's own: a difference shows in the file's history.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from example_data import NAMES, Data, load
from living import BLANK, BLANK_YEAR, DESTINATION

import perfxl
from perfxl.form import DEFAULT_PROFILE

FILE = "expected.json"
Expected = dict[str, Any]


def by_hand() -> Iterator[tuple[str, Expected]]:
    """What the data say of every living workbook."""
    blank = {"department": "", "year": BLANK_YEAR, "profile": DEFAULT_PROFILE, "indicators": 0, "points": 0}
    yield BLANK, {**blank, **_unscored([])}
    for name in NAMES:
        data = load(name)
        rows = [row for row in data["indicators"] if "settings" in row]
        head = {
            "department": data["department"],
            "year": data["year"],
            "profile": data["profile"],
            "indicators": len(rows),
            "points": sum(row["settings"]["points"] for row in rows),
        }
        yield f"{data['short_name']}-绩效目标表.xlsx", {**head, **_unscored(rows)}
        yield f"{data['short_name']}-绩效自评表.xlsx", {**head, **_scored(data, rows)}


def _unscored(rows: list[Data]) -> Expected:
    return {"scores": {row["name"]: None for row in rows}, "execution": None, "total": None, "rating": None}


def _scored(data: Data, rows: list[Data]) -> Expected:
    return {
        "scores": {row["name"]: row["evaluation"]["score"] for row in rows},
        "execution": data["money"]["score"],
        "total": data["evaluation"]["total"],
        "rating": data["evaluation"]["rating"],
    }


def computed(path: Path) -> Expected:
    """The same of a workbook as perfxl reads and scores it. Its own formulas have to say so too."""
    sheet = perfxl.read(path)
    result = perfxl.score(sheet)
    for line in result.lines:
        if line.reported != line.score:
            raise SystemExit(f"{path.name}: {line.indicator.name}: formula {line.reported}, perfxl {line.score}")
    if sheet.reported_total != result.total:
        raise SystemExit(f"{path.name}: formula {sheet.reported_total}, perfxl {result.total}")
    return {
        "department": sheet.department,
        "year": sheet.year,
        "profile": sheet.profile,
        "indicators": len(sheet.indicators),
        "points": sum((indicator.points or Decimal(0) for indicator in sheet.indicators), Decimal(0)),
        "scores": {line.indicator.name: line.score for line in result.lines},
        "execution": result.execution.score if result.execution else None,
        "total": result.total,
        "rating": result.rating,
    }


def findings(path: Path) -> dict[str, dict[str, list[str]]]:
    """Codes and cells of errors and warnings."""
    found: dict[str, dict[str, list[str]]] = {"errors": defaultdict(list), "warnings": defaultdict(list)}
    for item in perfxl.check(path):
        if item.severity != "info":
            found[f"{item.severity}s"][item.code].append(f"{item.sheet}!{item.cell}" if item.cell else item.sheet or "")
    return found


def collect(folder: Path) -> dict[str, Expected]:
    """Everything for expected.json. :raises SystemExit: perfxl does not compute what was computed by hand."""
    everything, wrong = {}, []
    for name, expected in by_hand():
        got = computed(folder / name)
        wrong += [
            f"{name}: {key}: by hand {value}, perfxl {got[key]}"
            for key, value in expected.items()
            if value != got[key]
        ]
        everything[name] = expected | findings(folder / name)
    if wrong:
        raise SystemExit("\n".join(wrong))
    return everything


def text(everything: dict[str, Expected]) -> str:
    return json.dumps(everything, ensure_ascii=False, indent=1, default=float) + "\n"


if __name__ == "__main__":
    (DESTINATION / FILE).write_text(text(collect(DESTINATION)), encoding="utf-8")
