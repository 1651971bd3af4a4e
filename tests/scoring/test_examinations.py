"""Examinations: standards with scores, each set written by somebody who had not seen the grammar.

They were taken once as they were (`docs/standards.md` has those figures) and guard since then against reading worse:
no score may be wrong, and as many as now must be right.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from perfxl import dates
from perfxl.scoring.standard import parse_standard, read_actual

SETS = Path(__file__).parent / "examinations"
RIGHT = {
    "first": 140,
    "second": 157,
    "third": 198,
    "fourth": 199,
    "fifth": 191,
    "sixth": 194,
    "seventh": 158,
    "eighth": 158,
    "ninth": 159,
    "tenth": 153,
    "eleventh": 159,
    "twelfth": 115,
    "thirteenth": 150,
    "fourteenth": 149,
    "fifteenth": 140,
    "sixteenth": 198,
    "seventeenth": 196,
    "eighteenth": 195,
    "nineteenth": 191,
    "twentieth": 146,
    "twentyfirst": 150,
    "twentysecond": 117,
    "twentythird": 149,
    "twentyfourth": 113,
    "twentyfifth": 132,
    "twentysixth": 137,
    "twentyseventh": 147,
    "twentyeighth": 135,
    "twentyninth": 128,
    "thirtieth": 121,
    "thirtyfirst": 147,
    "thirtysecond": 148,
    "thirtythird": 148,
    "thirtyfourth": 147,
    "thirtyfifth": 142,
    "thirtysixth": 148,
    "thirtyseventh": 141,
}


def _answer(entry: dict[str, Any]) -> str:
    """``right``, ``refused`` (in whole or for an actual value), or what was scored wrongly."""
    standard = parse_standard(
        entry["text"],
        comparator=entry["type"],
        target=entry["target"],
        unit=entry["unit"],
        points=None if entry["points"] is None else Decimal(str(entry["points"])),
        name=entry["indicator"],
        year=dates.year_in((entry["target"], entry["text"], *(case["actual"] for case in entry.get("cases", ())))),
    )
    if not entry["expect"]["scorable"]:
        return f"scored {entry['id']}" if standard.scorable else "right"
    if not standard.scorable:
        return "refused"
    if standard.points != Decimal(str(entry["expect"]["points"])):
        return f"points of {entry['id']}"
    missing = False
    for case in entry["cases"]:
        score, _ = read_actual(case["actual"], standard)
        expected = None if case["score"] is None else Decimal(str(case["score"]))
        if score is not None and score != expected:
            return f"{entry['id']}: {case['actual']} scores {score}, not {expected}"
        missing = missing or score is None
    return "refused" if missing else "right"


@pytest.mark.parametrize("name", RIGHT)
def test_an_examination(name: str) -> None:
    entries = [json.loads(line) for line in (SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    answers = [_answer(entry) for entry in entries]
    assert [answer for answer in answers if answer not in ("right", "refused")] == []
    assert answers.count("right") >= RIGHT[name]
