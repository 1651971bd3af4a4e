"""What is known of every file, as lines of truth.jsonl; and perfxl held against it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from benchmarks.intake import consequences
from benchmarks.intake.consequences import Places
from benchmarks.intake.model import Expected, Return, Row
from perfxl import api
from perfxl.findings import Refused
from perfxl.numbers import json_number

Known = dict[str, Any]


def expected(sheet: Return, places: Places) -> list[Expected]:
    """Every finding a return must bring, without repeats, in a fixed order."""
    found = {item for fault in sheet.faults for item in fault.expected} | set(consequences.findings(sheet, places))
    return sorted(found, key=lambda item: (item.code, item.sheet or "", item.cell or ""))


def known(sheet: Return, places: Places, department: str | None, found: Iterable[Expected]) -> Known:
    """The line of a readable return, without the place of its file; *department* is the one on the list."""
    faults = [
        {"name": fault.name, "what": fault.what} | _finding(item) for fault in sheet.faults for item in fault.expected
    ]
    faults += [
        {"name": fault.name, "what": fault.what, "code": None, "sheet": None, "cell": None}
        for fault in sheet.faults
        if not fault.expected
    ]
    return {
        "layout": sheet.layout,
        "profile": sheet.form.name,
        "department": department,
        "department_written": sheet.department,
        "year": sheet.year,
        "stage": sheet.stage,
        "refused": None,
        "passed_over": "",
        "faults": faults,
        "findings": [_finding(item) for item in found],
        "indicators": len(sheet.scored),
        "total": json_number(sheet.total),
        "rating": sheet.rating,
        "scores": [json_number(row.score) for row in sheet.scored],
        "reported": [_reported(sheet, row, places) for row in sheet.scored] if sheet.evaluated else [],
        "notes": sheet.notes,
        "changed_targets": sheet.changed,
    }


def _reported(sheet: Return, row: Row, places: Places) -> list[Any] | None:
    """Where the score of an indicator is reported, and what stands there where it is a number; none of a person's."""
    if row.kind == "人工评分":
        return None
    number = row.shown if isinstance(row.shown, Decimal) and sheet.calculated else None
    return [*places.cell(row, "score"), json_number(number)]


def _finding(item: Expected) -> Known:
    return {"code": item.code, "sheet": item.sheet, "cell": item.cell}


_NOTHING: Known = {
    "layout": None, "profile": None, "department": None, "department_written": None, "year": None, "stage": None,
    "refused": None, "passed_over": "", "faults": [], "findings": [], "indicators": 0, "total": None, "rating": None,
    "scores": [], "reported": [], "notes": [], "changed_targets": [],
}  # fmt: skip


def refused(department: str, code: str, what: str) -> Known:
    """The line of a file that cannot be read."""
    fault = {"name": what, "what": what, "code": code, "sheet": None, "cell": None}
    return _NOTHING | {"department": department, "refused": code, "faults": [fault], "kind": "unreadable"}


def junk(what: str, *, passed_over: str = "", refused: str | None = None) -> Known:
    """The line of a file that is no return at all: passed over by its name, or refused for what it is."""
    return _NOTHING | {"kind": "junk", "notes": [what], "passed_over": passed_over, "refused": refused}


def write(path: Path, lines: Iterable[Known]) -> None:
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8", newline="\n")


def read(path: Path) -> list[Known]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def differences(line: Known, path: Path) -> list[str]:
    """What perfxl says of a workbook otherwise than the truth; empty when they agree."""
    try:
        checked = api.examine(path)
    except Refused as refusal:
        return [] if refusal.code == line["refused"] else [f"refused {refusal.code}, expected {line['refused']}"]
    if line["refused"]:
        return [f"read, expected {line['refused']}"]
    got = {(item.code, item.sheet, item.cell) for item in checked.findings}
    wanted = {(item["code"], item["sheet"], item["cell"]) for item in line["findings"]}
    found = [f"not found: {item}" for item in sorted(wanted - got, key=str)]
    found += [f"not true: {item}" for item in sorted(got - wanted, key=str)]
    result = checked.result
    scores = [json_number(score.score) for score in result.lines]
    figures = (("scores", scores), ("total", json_number(result.total)), ("rating", result.rating))
    for key, value in figures:
        if line["stage"] == "evaluation" and line[key] != value:
            found.append(f"{key}: {value}, expected {line[key]}")
    return found
