"""What is the embedded engine's own: its deadline, and being absent."""

import sys

import pytest

from perfxl.engines.embedded import EmbeddedRecalculator, check
from perfxl.workbook.pour_table import DeadlineExceeded, EngineUnavailable, Table


def test_a_calculation_that_takes_too_long_is_given_up() -> None:
    formulas = tuple((f"o{n}", "=SQRT(A2)*SIN(A2)+LN(A2+1)&LEN(A2)") for n in range(5))
    table = Table("试", ("a",), [(n,) for n in range(4_000)], formulas)
    assert len(EmbeddedRecalculator(deadline=60).pour(table)) == 4_000
    with pytest.raises(DeadlineExceeded, match=r"0\.001 s"):
        EmbeddedRecalculator(deadline=0.001).pour(table)


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "formualizer", None)
    with pytest.raises(EngineUnavailable, match="pip install formualizer"):
        check()
    with pytest.raises(EngineUnavailable):
        EmbeddedRecalculator().pour(Table("试", ("a",), [(1,)], (("b", "=A2"),)))
