"""Frames with a slot: ways to say one thing, each in the same standard, all of which score alike.

A file of ``slots`` is a slot: the first line says what is put into it, the second is a row of the tables
(:mod:`standards`) with ``{}`` where it is put, and every other line is a way of saying it. ``↵`` is a line break.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from .standards import Case, case

SLOTS = Path(__file__).parent / "slots"


def _filled(slot: str) -> Iterator[Case]:
    _, frame, *ways = (SLOTS / f"{slot}.txt").read_text(encoding="utf-8").splitlines()
    framed = case(frame)
    assert framed.text.count("{}") == 1
    assert len(set(ways)) == len(ways)
    for way in ways:
        yield replace(framed, text=framed.text.replace("{}", way.replace("↵", "\n")))


def _said(filled: Case) -> str:
    """What a filled frame scores, or why it is refused."""
    standard = filled.read()
    if standard.reason is not None:
        return f"! {standard.reason.name}"
    return " ".join(f"{actual}={score}" for actual, score in filled.scored(standard).items())


@pytest.mark.parametrize("slot", sorted(path.stem for path in SLOTS.glob("*.txt")))
def test_every_way_of_saying_it(slot: str) -> None:
    otherwise = {}
    for filled in _filled(slot):
        said = _said(filled)
        if said != filled.expected and not (filled.expected == "! -" and said.startswith("! ")):
            otherwise[filled.text] = said
    assert otherwise == {}
