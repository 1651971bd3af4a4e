"""The page on scoring: its examples run, and it names what there is."""

import doctest
from pathlib import Path

from perfxl.scoring.rules import KINDS
from tests.scoring.test_three_faces import ALLOWED, MUTATIONS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "scoring.md"


def test_the_examples_run() -> None:
    result = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert result.attempted > 4
    assert result.failed == 0


def test_it_names_what_there_is() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [kind for kind in KINDS if f"| {kind} |" not in text] == []
    assert len(ALLOWED) == 14
    assert "fourteen functions" in text
    assert len(MUTATIONS) == 10
    assert "Ten deliberate mistakes" in text
