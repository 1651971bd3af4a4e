"""The recalculation workbook: its rows, and what counts as a difference between the three scores."""

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from msgspec.structs import replace

from perfxl.block import HEADERS, KEYS, Block
from perfxl.engines.embedded import EmbeddedRecalculator
from perfxl.engines.recalc import IDENTIFYING, TITLE, Entry, poured, recalculate, table_of
from perfxl.findings import Refused
from perfxl.form import load_form
from perfxl.model import Evaluation, GoalSheet, Indicator, Source
from perfxl.scoring.evaluate import evaluate
from perfxl.scoring.formula import OUTPUTS
from perfxl.workbook.pour_table import Table, Value

FORM = load_form()
SETTINGS = Block(kind="按比例")


def _indicator(row: int, actual: str | None, reported: str | None, settings: Block = SETTINGS) -> Indicator:
    typed = Source(
        "绩效自评表", f"F{row}", None if actual is None else Decimal(actual), "empty" if actual is None else "number"
    )
    score = Source("绩效自评表", f"H{row}")
    return Indicator(
        row=row, level1="产出指标", level2="数量指标", name=f"指标{row}", comparator="≥", target="4", unit="次",
        definition="", standard="", remark="", points=Decimal(10), kind=settings.kind or "", settings=settings,
        evaluation=Evaluation(
            actual=typed, reported=None if reported is None else Decimal(reported), sources={"score": score}
        ),
        sources={
            "name": Source("绩效目标表", f"D{row}"),
            "target": Source("绩效目标表", f"F{row}", Decimal(4), "number"),
        },
    )  # fmt: skip


def _entry(*indicators: Indicator, file: str = "甲.xlsx") -> Entry:
    sheet = GoalSheet(
        file=file, layout="own", profile=FORM.name, version=FORM.version, department="县财政局", year=2026,
        duties="", goals=(), indicators=indicators, foot={}, sheet="绩效目标表",
    )  # fmt: skip
    return file, (sheet, FORM, evaluate(sheet, FORM))


@dataclass
class FakeEngine:
    """Gives the scores it was told to."""

    scores: list[Value]
    name: str = "fake"
    tables: list[Table] = field(default_factory=list)

    def version(self) -> str:
        return "fake 1"

    def pour(self, table: Table, save_as: Path | None = None) -> list[tuple[Value, ...]]:
        self.tables.append(table)
        return [(None,) * (len(OUTPUTS) - 1) + (score,) for score in self.scores]


def test_rows_say_whose_they_are_and_carry_the_whole_block() -> None:
    file, (sheet, _, result) = _entry(_indicator(7, "3", "7.5"), file="目录/甲.xlsx")
    table = table_of([poured(file, sheet, line) for line in result.lines])
    assert table.title == TITLE
    assert table.headers == (*IDENTIFYING, *HEADERS)
    [row] = table.rows
    assert row[: len(IDENTIFYING)] == ("甲.xlsx", "县财政局", "绩效自评表", "H7", "指标7", 7.5)
    block = dict(zip(KEYS, row[len(IDENTIFYING) :], strict=True))
    assert (block["points"], block["kind"], block["target"], block["actual"]) == (10.0, "按比例", 4.0, 3.0)
    assert [header for header, _ in table.outputs] == [header for _, header in OUTPUTS]


@pytest.mark.parametrize(
    ("reported", "engine", "found"),
    [
        ("7.5", 7.5, False),
        ("7.50", 7.500000000000001, False),
        (None, 7.5, False),  # nothing reported is no difference
        ("7.6", 7.5, True),
        (None, 7.51, True),
        ("7.5", None, True),
        ("7.5", "#DIV/0!", True),
        ("7.5", True, True),
        ("7.504", 7.5, False),  # cents are compared
    ],
)
def test_differences(reported: str | None, engine: Value, found: bool) -> None:
    answer = recalculate([_entry(_indicator(7, "3", reported))], FakeEngine([engine]))
    assert bool(answer.differences) is found
    for difference in answer.differences:
        assert (difference.file, difference.sheet, difference.cell) == ("甲.xlsx", "绩效自评表", "H7")
        assert difference.python == Decimal("7.50")


def test_an_unscored_row_agrees_with_an_empty_engine_score() -> None:
    assert recalculate([_entry(_indicator(7, None, None))], FakeEngine([None])).differences == ()
    [difference] = recalculate([_entry(_indicator(7, None, "5"))], FakeEngine([None])).differences
    assert (difference.reported, difference.engine, difference.python) == (Decimal(5), None, None)


def test_what_a_person_scores_is_not_compared_with_the_engine() -> None:
    by_hand = _indicator(7, None, "8", Block(kind="人工评分"))
    assert by_hand.evaluation is not None
    manual = replace(by_hand.evaluation, manual=Decimal(8), scorer="某某", manual_reason="现场核查")
    entry = _entry(replace(by_hand, evaluation=manual))
    assert recalculate([entry], FakeEngine([None])).differences == ()
    entry = _entry(replace(by_hand, evaluation=replace(manual, reported=Decimal(9))))
    [difference] = recalculate([entry], FakeEngine([None])).differences
    assert (difference.reported, difference.python) == (Decimal(9), Decimal(8))


def test_many_files_are_poured_once_and_a_refused_one_stops_nothing() -> None:
    engine = FakeEngine([7.5, 10.0, 2.5])
    answer = recalculate(
        [
            _entry(_indicator(7, "3", "7.5"), _indicator(8, "4", "10"), file="甲.xlsx"),
            ("乙.xlsx", Refused("F001")),
            _entry(_indicator(7, "1", "2.5"), file="丙.xlsx"),
        ],
        engine,
    )
    assert (len(engine.tables), answer.rows, answer.differences, answer.refused) == (1, 3, (), True)
    assert [file for file, _ in answer.files] == ["甲.xlsx", "乙.xlsx", "丙.xlsx"]


def test_the_embedded_engine_agrees_and_leaves_a_workbook(tmp_path: Path) -> None:
    lines = [_indicator(7 + n, str(n), None) for n in range(6)]
    answer = recalculate([_entry(*lines)], EmbeddedRecalculator(), tmp_path / "复算.xlsx")
    assert (answer.engine, answer.rows, answer.differences) == ("embedded", 6, ())
    book = openpyxl.load_workbook(tmp_path / "复算.xlsx", data_only=True)
    scores = [row[-1] for row in book[TITLE].iter_rows(min_row=2, values_only=True)]
    assert scores == [0, 2.5, 5, 7.5, 10, 10]
