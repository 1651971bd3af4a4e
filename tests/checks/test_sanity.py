"""Settings nobody would mean: said where they are, and never of a sound rule."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from perfxl.catalogue import CATALOGUE
from perfxl.checks import ladders
from perfxl.checks.case import Case
from perfxl.checks.sanity import bands, fractions, idle, negative, turned, unrewarded, words
from perfxl.scoring.evaluate import evaluate
from perfxl.scoring.kinds import Bands, Levels
from perfxl.scoring.rules import Reason, rule_of
from tests.checks.sheets import FORM, check, row, sheet
from tests.scoring.blocks import random_block
from tests.scoring.test_rules import block
from tests.scoring.test_three_faces import SEED

CODES = {code for code in CATALOGUE if "I023" <= code <= "I035"}


def found(kind: str, rungs: str = "", *, beside: dict[str, Any] | None = None, **settings: Any) -> list[str]:
    """The codes of this module for one row with these settings."""
    made = replace(block(kind, rungs, **settings), points=None, kind=None)
    one = row(kind=kind, settings=made, **({"points": 10} | (beside or {})))
    return [item.code for item in check(sheet(one)) if item.code in CODES]


PERCENT = {"unit": "%", "target": 90, "name": "办结率"}
SMALL = {"unit": "%", "target": 3, "name": "差错率", "comparator": "≤"}
COUNT = {"unit": "起", "target": 2, "comparator": "≤", "name": "投诉"}


@pytest.mark.parametrize(
    ("rungs", "rest", "beside", "codes"),
    [
        ("≥90:10 ≥80:8 ≥60:5", 0, PERCENT, []),
        ("≥60:5 ≥80:8 ≥90:10", 0, PERCENT, ["I023", "I035"]),
        ("≤4:5 ≤2:10", 0, COUNT, ["I023", "I035"]),
        ("≥90:10 ≥90:8", 0, PERCENT, ["I024"]),
        ("≥90:10 ≥95:10", 0, PERCENT, ["I024"]),
        ("≥90:10 ≤85:5", 0, PERCENT, ["I025"]),
        (">90:10 <90:5", 0, PERCENT, ["I025", "I035"]),
        ("≤2:10 ＝3:6 ＝4:4", 0, COUNT, []),
        ("＝0:10 ＝1:6 >1:2", 0, {**COUNT, "target": 0}, []),
        ("≥90:6 ≥80:10", 0, PERCENT, ["I026", "I035"]),
        (">110:5 ≥90:10", 0, {**PERCENT, "unit": "人"}, ["I026"]),
        ("≥90:10 ≥80:8", 9, PERCENT, []),
        ("≥0.9:10 ≥0.8:8", 0, PERCENT, ["I029"]),
        ("≥0.9:10 ≥0.8:8", 0, {**PERCENT, "unit": "米"}, []),
        ("≤0.5:10 ≤1:8", 0, {**SMALL, "target": 0.5}, []),
        ("≤-1:10 ≤2:8", 0, COUNT, ["I031", "I035"]),
        ("≥95:10 ≥80:8", 0, PERCENT, ["I035"]),
        ("≥95:9 ≥80:8", 0, PERCENT, []),
    ],
)
def test_bands(rungs: str, rest: int, beside: dict[str, Any], codes: list[str]) -> None:
    assert found("分段计分", rungs, rest=rest, beside=beside) == codes


@pytest.mark.parametrize(
    ("settings", "beside", "codes"),
    [
        ({"step": 1, "deduction": 1}, PERCENT, []),
        ({"step": "0.5", "deduction": 1}, PERCENT, []),
        ({"step": "0.01", "deduction": 1}, PERCENT, ["I030"]),
        ({"step": "0.01", "deduction": 1}, {**PERCENT, "unit": "吨"}, []),
        ({"step": "0.05", "deduction": 1}, SMALL, []),
        ({"step": "0.01", "deduction": 1}, SMALL, ["I030"]),
        ({"step": "0.05", "deduction": 1}, {**SMALL, "target": 0.1}, []),
        ({"step": "0.05", "deduction": 1}, {**SMALL, "target": 0}, []),
        ({"step": "0.01", "deduction": "0.01"}, PERCENT, []),
        ({"step": "0.01", "deduction": 1, "step_unit": "目标值的%"}, {**SMALL, "target": 0.1}, ["I030"]),
        ({"step": 10, "deduction": 1}, {"target": 5, "unit": "个"}, ["I032"]),
        ({"step": 5, "deduction": 1}, {"target": 5, "unit": "个"}, []),
        ({"step": 10, "deduction": 1, "partial": "计一档"}, {"target": 5, "unit": "个"}, []),
        ({"step": 10, "deduction": 1}, {"target": 5, "unit": "个", "comparator": "≤"}, []),
        ({"step": 10, "deduction": 1}, {"target": 5, "unit": "%", "name": "产值增长率"}, []),
        ({"step": 120, "deduction": 1, "step_unit": "目标值的%"}, {"target": 500}, ["I032"]),
        ({"step": 10, "deduction": 1}, {"target": "2026年6月30日前", "comparator": "定性", "unit": ""}, []),
        ({"step": 1, "deduction": 1, "floor": 10}, PERCENT, ["I033"]),
        ({"step": 1, "deduction": 1, "floor": 9}, PERCENT, []),
        ({"step": 1, "deduction": 1, "threshold": 95}, PERCENT, ["I034"]),
        ({"step": 1, "deduction": 1, "threshold": 90}, PERCENT, []),
        ({"step": 1, "deduction": 1, "threshold": 1}, {"target": 2, "comparator": "≤"}, ["I034"]),
        ({"step": 1, "deduction": 1, "threshold": "0.6"}, PERCENT, ["I029"]),
        ({"step": 1, "deduction": 1}, {"target": -5, "unit": "人"}, ["I031"]),
        ({"step": 1, "deduction": 1}, {"target": -5, "unit": "人", "name": "编制净增加"}, []),
    ],
)
def test_steps(settings: dict[str, Any], beside: dict[str, Any], codes: list[str]) -> None:
    assert found("逐档扣分", beside=beside, **settings) == codes


@pytest.mark.parametrize(
    ("kind", "rungs", "settings", "beside", "codes"),
    [
        ("区间插值", "95:10 60:0", {"rest": 0}, {**PERCENT, "target": 95}, []),
        ("区间插值", "60:0 95:10", {"rest": 0}, {**PERCENT, "target": 95}, []),
        ("区间插值", "95:0 60:10", {"rest": 0}, {**PERCENT, "target": 95}, ["I026", "I035"]),
        ("区间插值", "0.95:10 0.6:0", {"rest": 0}, PERCENT, ["I029"]),
        ("逐件计分", "", {"step": 1, "deduction": 2}, {"target": 5}, []),
        ("逐件计分", "", {"step": 1, "deduction": 1}, {"target": 5}, ["I035"]),
        ("逐件计分", "", {"step": 1, "deduction": 2, "floor": 10}, {"target": 5}, ["I033"]),
        ("达标得分", "", {"floor": 10}, {}, ["I033"]),
        ("按比例", "", {}, {"target": -5, "unit": "%"}, []),
    ],
)
def test_other_kinds(kind: str, rungs: str, settings: dict[str, Any], beside: dict[str, Any], codes: list[str]) -> None:
    assert found(kind, rungs, beside=beside, **settings) == codes


QUALITATIVE = {"comparator": "定性", "target": "明显提升", "unit": ""}


@pytest.mark.parametrize(
    ("rungs", "codes"),
    [
        ("优:10 良:8 中:6 差:0", []),
        ("差:10 良:8 中:6 优:0", ["I027"]),
        ("效果明显:10 效果一般:5 效果不明显:0", []),
        ("效果不明显:10 效果一般:5 效果明显:0", ["I027"]),
        ("健全:3 较健全:5 不健全:0", ["I027"]),
        ("未完成:10 完成:0", ["I027"]),
        ("不合格:10 合格:0", ["I027"]),
        ("优秀:10 合格:6 良好:8", []),
        ("未发生:10 发生:0", []),
        ("无事故:10 有事故:0", []),
        ("成本低:10 成本高:0", []),
        ("较差:2 差:0 好:10", []),
        ("甲:1 乙:10", []),
        ("明显:10 一般:5 明显:3", ["I028"]),
        ("明显:10 一般:5 明显:10", []),
    ],
)
def test_levels(rungs: str, codes: list[str]) -> None:
    assert found("等级评定", rungs, beside=QUALITATIVE) == codes


@pytest.mark.parametrize(
    ("name", "unit", "actual", "codes"),
    [
        ("群众满意度", "%", 100, []),
        ("群众满意度", "%", "100.5", ["E029"]),
        ("任务完成率", "%", 120, []),
        ("群众满意度", "分", 120, []),
    ],
)
def test_nobody_is_more_than_satisfied(name: str, unit: str, actual: Any, codes: list[str]) -> None:
    typed = row(name=name, unit=unit, target=90, actual=Decimal(actual), cause="说明")
    assert [item.code for item in check(sheet(typed)) if item.code == "E029"] == codes


def test_a_sentence_names_bands_scores_and_dates() -> None:
    rungs = "≤46387:5 ≤46203:10"
    one = row(
        kind="分段计分",
        settings=replace(block("分段计分", rungs, rest=0), points=None, kind=None),
        target="2026年6月30日前",
        comparator="定性",
        unit="",
    )
    [said] = [item for item in check(sheet(one)) if item.code == "I023"]
    assert "第 2 段（≤2026年6月30日 得 10 分）" in said.message
    assert "第 1 段（≤2026年12月31日 得 5 分）" in said.message
    assert "band 2" in said.message_en
    assert said.cell == "L7"


SANITY = (bands, turned, words, fractions, negative, idle, unrewarded)


def test_a_random_valid_rule_is_never_an_error() -> None:
    """What generators of rules make is strange, but a rule: at most a warning."""
    chance = random.Random(SEED)
    tried = 0
    while tried < 5_000:
        one = random_block(chance)
        if isinstance(rule_of(one), Reason) or one.points is None or one.points > 90:
            continue
        tried += 1
        target = one.target if isinstance(one.target, Decimal) else 90
        typed = row(kind=one.kind, target=target, comparator="≥", unit="件", points=one.points, settings=one)
        case = Case(goals := sheet(typed), FORM, evaluate(goals, FORM))
        errors = [item for each in SANITY for item in each(case) if item.severity == "error"]
        assert errors == [], one


def test_the_pieces_of_bands_are_the_whole_axis() -> None:
    """The band of a piece is the one that scores anywhere in it; a band never reached never scores."""
    chance = random.Random(SEED + 1)
    tried = 0
    for one in (random_block(chance) for _ in range(6_000)):
        rule = rule_of(one)
        if not isinstance(rule, Bands):
            continue
        tried += 1
        idle_bands = {place for place, _ in ladders.never_reached(rule)}
        for tenth in range(-1_500, 2_500, 13):
            actual = Decimal(tenth) / 10
            first = next((place for place, band in enumerate(rule.bands) if band.holds(actual)), None)
            assert first not in idle_bands
            [piece] = [
                piece
                for piece in ladders.pieces(rule)
                if piece.lower == piece.upper == actual
                or (
                    piece.lower != piece.upper
                    and (piece.lower is None or piece.lower < actual)
                    and (piece.upper is None or actual < piece.upper)
                )
            ]
            assert piece.band == first
    assert tried > 500


def test_only_words_of_one_scale_are_compared() -> None:
    levels = (("甲", Decimal(1)), ("明显", Decimal(5)), ("低", Decimal(9)))
    assert ladders.upside_down(Levels(points=Decimal(10), levels=levels)) is None
