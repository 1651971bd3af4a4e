"""The loop: order, notes of reading, and checks that fail."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from perfxl.catalogue import CATALOGUE
from perfxl.checks import CHECKS, Case, run
from perfxl.findings import Finding, finding
from perfxl.scoring.evaluate import evaluate
from tests.checks.sheets import BROKEN, FORM, GOALS, check, row, sheet


def broken_check(case: Case) -> Iterator[Finding]:
    yield finding("C015")
    raise ZeroDivisionError("oops")


def test_a_failing_check_hides_nothing() -> None:
    of = sheet(row(definition=""))
    codes = [item.code for item in run(of, FORM, evaluate(of, FORM), (broken_check, *CHECKS))]
    assert {"S099", "C015", "C011"} <= set(codes)
    (failed,) = (item for item in run(of, FORM, evaluate(of, FORM), (broken_check,)) if item.code == "S099")
    assert "broken_check" in failed.message
    assert "oops" in failed.message


def test_the_order_is_the_sheets() -> None:
    of = sheet(row(1, definition="", level1=""), row(2, name="", actual="x"), row(10, unit="", name="十"))
    places = [(item.sheet, item.cell) for item in check(of) if item.cell]
    rows = [int("".join(filter(str.isdigit, cell or ""))) for place, cell in places if place == GOALS]
    assert rows == sorted(rows)
    assert [place for place, _ in places] == sorted((place for place, _ in places), key=lambda p: p != GOALS)


def test_notes_are_kept_and_told_once() -> None:
    note = finding("S013", sheet=GOALS, cell="H7", value=BROKEN)
    other = finding("S020", sheet=GOALS)
    of = sheet(row(definition=BROKEN), notes=(note, other))
    codes = [item.code for item in check(of)]
    assert codes.count("S013") == 1
    assert "S020" in codes


def test_of_a_broken_cell_nothing_else_is_told() -> None:
    of = sheet(row(key=BROKEN), notes=(finding("S005", sheet=GOALS, cell="O7"),))
    assert [item.code for item in check(of) if item.cell == "O7"] == ["S013"]


def test_every_check_has_a_sentence_saying_which_codes() -> None:
    for one in CHECKS:
        assert one.__doc__, one.__name__


def test_sentences_of_live_codes_have_no_slots() -> None:
    for entry in CATALOGUE.values():
        if entry.live:
            assert "{" not in entry.zh + entry.fix_zh, entry.code


def test_the_manual_names_every_code() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "checks.md").read_text(encoding="utf-8")
    both, alone = manual.split("## Codes of `perfxl check` alone")
    both = both.split("## Codes with two faces")[1]
    for entry in CATALOGUE.values():
        if entry.live:
            assert entry.code in both, entry.code
        elif entry.code[0] in "CPIER" and entry.code != "I017":
            assert entry.code in alone, entry.code


def test_a_row_of_slashes_needs_no_key() -> None:
    slashed = row(2, name="/", target="/", key="")
    notes = tuple(finding("S005", sheet=GOALS, cell=cell) for cell in ("O7", "O8"))
    codes = [(item.code, item.cell) for item in check(sheet(row(), slashed, notes=notes))]
    assert [cell for code, cell in codes if code == "S005"] == ["O7"]
