"""LibreOffice and the embedded engine agree on random tables; neither is trusted alone."""

import math
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfxl.engines.embedded import EmbeddedRecalculator
from perfxl.engines.libreoffice import LibreOfficeRecalculator
from perfxl.workbook.pour_table import Table, Value

SIGNS = st.sampled_from(["≥", "≤", "＝", "=", ">", "<", "＞", "定性", ""])
NUMBERS = st.one_of(
    st.none(),
    st.integers(-1_000_000, 1_000_000),
    st.floats(-1e9, 1e9, allow_nan=False).map(lambda number: round(number, 4)),
)
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["C", "Z"], max_codepoint=0xFFFF), max_size=12),
    st.sampled_from(["=", "=1+1", "完成率达到90%", "'", '"引"', "＝", "A2"]),
)
# Columns: A sign, B target, C actual, D step, E text. What the scoring formulas are made of.
FORMULAS = (
    ("方向", '=IF(EXACT(A2,"≥"),1,IF(EXACT(A2,"≤"),-1,0))'),
    ("达标", "=IF(AND(ISNUMBER(B2),ISNUMBER(C2)),IF(F2*(C2-B2)>=0,1,0),0)"),
    ("差距", "=IF(ISNUMBER(C2),ROUND(ABS(C2-B2),4),\"\")"),
    ("档数", "=IF(D2>0,INT(ROUND(ABS(C2-B2)/D2,9)),0)"),
    ("得分", "=MAX(0,MIN(10,ROUND(10-H2*0.5,2)))"),
    ("比", "=IFERROR(C2/B2,\"无\")"),
    ("除", "=C2/B2"),
    ("文", '=IF(LEN(E2)>0,E2&"·"&LEN(E2),"")'),
    ("同", "=EXACT(A2,E2)"),
    ("选", '=IF(OR(EXACT(A2,"＝"),EXACT(A2,"=")),"等",IF(ISBLANK(A2),"空","别"))'),
    ("查", '=CHOOSE(1+F2*F2,"无向","有向")'),
)  # fmt: skip


def same(left: Value, right: Value) -> bool:
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=1e-12, abs_tol=1e-12)
    return type(left) is type(right) and left == right


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # the fixture lives as long as the session
@given(st.lists(st.tuples(SIGNS, NUMBERS, NUMBERS, NUMBERS, TEXTS), min_size=1, max_size=120))
def test_both_engines_agree(libreoffice: LibreOfficeRecalculator, rows: list[tuple[Any, ...]]) -> None:
    table = Table("试", ("符", "目标", "实际", "档", "文"), rows, FORMULAS)
    found, expected = EmbeddedRecalculator().pour(table), libreoffice.pour(table)
    differences = [
        (row, header, mine, theirs)
        for row, left, right in zip(rows, found, expected, strict=True)
        for (header, _), mine, theirs in zip(FORMULAS, left, right, strict=True)
        if not same(mine, theirs)
    ]
    assert differences == []
