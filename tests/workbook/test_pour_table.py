"""A table refuses, before any engine starts, what engines would get wrong."""

import pytest

from perfxl.workbook.pour_table import Table, own_row_parts, poured_rows


@pytest.mark.parametrize(
    ("formula", "row_7"),
    [
        ("A2+B2", "=A7+B7"),
        ("=SUM(A2:C2)*2", "=SUM(A7:C7)*2"),
        ("=$A2&LOG10(B2)", "=$A7&LOG10(B7)"),
        ('=IF(A2="B2!C3",1E2,2)', '=IF(A7="B2!C3",1E2,2)'),
        ('="he said ""A9"""&A2', '="he said ""A9"""&A7'),
        ("=TRUE", "=TRUE"),
        ("=AA2/22", "=AA7/22"),
    ],
)
def test_only_rows_of_own_row_references_move(formula: str, row_7: str) -> None:
    assert "7".join(own_row_parts(formula)) == row_7


@pytest.mark.parametrize(
    "formula", ["=A3", "=A$2", "=A1:A2", "=字典!A2", "='评 分'!A2", "=SUM(A2:A10)", "=Sheet1!$A$2"]
)
def test_a_formula_that_leaves_its_row_is_refused(formula: str) -> None:
    with pytest.raises(ValueError, match="得分"):
        Table("复算", ("实际",), [(1,)], (("得分", formula),))


def test_limits_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="8,192"):
        Table("t", ("a",), [], (("o", "=A2" + "+A2" * 3_000),))
    with pytest.raises(ValueError, match="at least one output"):
        Table("t", ("a",), [], ())
    with pytest.raises(ValueError, match="1,048,575"):
        Table("t", ("a",), [(1,)] * 1_048_576, (("o", "=A2"),))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ((1, 2), "row 2 has 2 values"),
        ((float("nan"),), "row 2, 实际: nan"),
        ((float("inf"),), "row 2, 实际: inf"),
        (("字" * 32_768,), "32,767"),
    ],
)
def test_what_no_cell_can_hold_is_named(row: tuple, said: str) -> None:
    table = Table("t", ("实际",), [(1,), row], (("o", "=A2"),))
    with pytest.raises(ValueError, match=said):
        poured_rows(table)


def test_inputs_are_made_plain() -> None:
    table = Table("t", ("a", "b", "c", "d"), [(1, "", True, "=x")], (("o", "=A2"),))
    (row,) = poured_rows(table)
    assert row == [1.0, None, True, "=x"]
    assert [type(value) for value in row] == [float, type(None), bool, str]
