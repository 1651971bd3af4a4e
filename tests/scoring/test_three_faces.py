"""Python, LibreOffice and the embedded engine give the same score for the same block, to the cent.

``PERFXL_FACES=20000`` tries more rows, ``PERFXL_FACES_SEED`` other ones.
"""

import os
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal

import pytest

from perfxl.block import HEADERS, KEYS, Block, Parameter, column_letters
from perfxl.engines.embedded import EmbeddedRecalculator
from perfxl.scoring.formula import LONGEST_FORMULA, OUTPUTS, completeness_of, formulas_of, row_formulas
from perfxl.scoring.rules import KINDS, Outcome, Reason, rule_of, score_block
from perfxl.workbook.pour_table import Recalculator, Table, Value
from tests.scoring.blocks import random_block

COUNT = max(5_000, int(os.environ.get("PERFXL_FACES", "0")))
USUAL = 2026
SEED = int(os.environ.get("PERFXL_FACES_SEED", USUAL))


def blocks(count: int, seed: int = SEED) -> list[Block]:
    chance = random.Random(seed)
    return [random_block(chance) for _ in range(count)]


def cell(value: Parameter) -> Value:
    return float(value) if isinstance(value, Decimal) else value


def pour(engine: Recalculator, rows: Iterable[Block], outputs: Iterable[tuple[str, str]]) -> list[tuple]:
    table = Table("复算", HEADERS, [tuple(map(cell, block.values())) for block in rows], tuple(outputs))
    return engine.pour(table)


def score_in(output: tuple) -> Decimal | str | None:
    found = output[-1]
    return Decimal(f"{found:.15g}") if isinstance(found, float) else found


def compare(rows: list[Block], outputs: list[tuple]) -> None:
    expected = [score_block(block) for block in rows]
    differences = [
        (block, outcome, output)
        for block, outcome, output in zip(rows, expected, outputs, strict=True)
        if score_in(output) != outcome.score
    ]
    if differences:
        kinds = Counter(block.kind for block, _, _ in differences)
        shown = "\n".join(f"{block}\n  {outcome}\n  {output}" for block, outcome, output in differences[:5])
        pytest.fail(f"{len(differences)} of {len(rows)} rows differ {dict(kinds)}:\n{shown}")


def row_outputs() -> list[tuple[str, str]]:
    formulas = row_formulas(2)
    return [(header, formulas[key]) for key, header in OUTPUTS]


def test_the_faces_agree(engine: Recalculator) -> None:
    rows = blocks(COUNT)
    compare(rows, pour(engine, rows, row_outputs()))


def test_cells_that_pull_empty_text_count_as_empty(engine: Recalculator) -> None:
    """In the template a block cell is a formula: what is not set arrives as "" and not as an empty cell."""
    rows = blocks(2_000, SEED + 1)
    width = len(KEYS)
    pulled = [(key, f'=IF({column_letters(i)}2="","",{column_letters(i)}2)') for i, key in enumerate(KEYS, 1)]
    formulas = row_formulas(2, width + 1)
    compare(rows, pour(engine, rows, [*pulled, *((header, formulas[key]) for key, header in OUTPUTS)]))


def test_the_first_formula_says_whether_there_is_a_rule(engine: Recalculator) -> None:
    rows = blocks(3_000, SEED + 2)
    outputs = pour(engine, rows, row_outputs())
    expected = [0.0 if isinstance(rule_of(block), Reason) else 1.0 for block in rows]
    assert [output[0] for output in outputs] == expected


def test_the_rows_are_worth_trying() -> None:
    rows = blocks(5_000, USUAL)
    outcomes = [score_block(block) for block in rows]
    scored = [outcome for outcome in outcomes if outcome.score is not None]
    assert len(scored) > 3_500
    assert {block.kind for block in rows} >= set(KINDS)
    reasons = {outcome.reason for outcome in outcomes if outcome.reason}
    assert reasons == set(Reason)
    partial = [o for block, o in zip(rows, outcomes, strict=True) if o.score and o.score != block.points]
    assert len(partial) > 1_500


MUTATIONS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("noise is not rounded away before counting steps", lambda text: re.sub(r"ROUND\((AD|[A-Z]+2/)", r"(\1", text)),
    ("steps without the ninth decimal", lambda text: text.replace(",9)),IF(EXACT(J2", ",3)),IF(EXACT(J2")),
    ("≥ reads as >", lambda text: text.replace("E2>=S2", "E2>S2")),
    ("the floor is forgotten", lambda text: text.replace("MAX(0,K2,", "MAX(0,")),
    ("the cap is forgotten", lambda text: text.replace("MIN(A2,", "MIN(99,")),
    ("the threshold includes its own value", lambda text: text.replace("E2<L2", "E2<=L2")),
    ("a partial step is charged", lambda text: text.replace('"舍去"', '"计一档"')),
    ("the base is forgotten", lambda text: text.replace('IF(G2="",D2,G2)', "D2")),
    ("the difference is taken for the ratio", lambda text: text.replace('"差额比例"', '"目标/实际"')),
    ("levels by collation", lambda text: re.sub(r"EXACT\(E2,(\w+)\)", r"UPPER(E2)=UPPER(\1)", text)),
)


@pytest.mark.parametrize("mutation", [mutation for _, mutation in MUTATIONS], ids=[name for name, _ in MUTATIONS])
def test_a_wrong_formula_is_found(mutation: Callable[[str], str]) -> None:
    """The rows are sharp enough: each mistake in the score formula makes at least one difference."""
    rows, outputs = blocks(3_000, USUAL), row_outputs()
    wrong = mutation(outputs[-1][1])
    assert wrong != outputs[-1][1]
    found = pour(EmbeddedRecalculator(), rows, [*outputs[:-1], (outputs[-1][0], wrong)])
    assert [score_in(output) for output in found] != [score_block(block).score for block in rows]


ALLOWED = {"ABS", "AND", "EXACT", "FIND", "IF", "INT", "ISNUMBER", "ISTEXT", "LEN", "MAX", "MIN", "NOT", "OR", "ROUND"}


def test_the_formulas_are_portable() -> None:
    for key, text in row_formulas(200, 40).items():
        assert len(text) < LONGEST_FORMULA, key
        assert set(re.findall(r"([A-Z]+)\(", text)) <= ALLOWED, key
        assert not re.search(r"[{}!\[\]]", text), key
        depth = deepest = 0
        for char in re.sub(r'"[^"]*"', "", text):
            depth += (char == "(") - (char == ")")
            deepest = max(deepest, depth)
        assert (depth, deepest <= 64) == (0, True), key


def test_formulas_over_any_cells() -> None:
    cells = {key: f"X{i}" for i, key in enumerate((*KEYS, *(key for key, _ in OUTPUTS)), 1)}
    formulas = formulas_of(cells)
    assert formulas["gap"] == '=IF(X32="","",IF(X32=1,0,ABS(X5-X4)))'
    assert formulas["complete"] == completeness_of(cells)


def test_an_outcome_is_one_of_two() -> None:
    for block in blocks(500, SEED + 3):
        outcome = score_block(block)
        assert isinstance(outcome, Outcome)
        assert (outcome.score is None) is (outcome.reason is not None)
        if outcome.score is not None:
            assert isinstance(block.points, Decimal)
            assert 0 <= outcome.score <= block.points.quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")
            assert outcome.score.as_tuple().exponent == -2
