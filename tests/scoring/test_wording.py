"""The standard wording: official prose in Python, and the same prose from a workbook formula."""

import random
import re
from decimal import Decimal

import pytest

from perfxl.block import (
    DIRECTIONS,
    HEADERS,
    KEYS,
    PARTIALS,
    REVERSALS,
    SIGNS,
    STEP_UNITS,
    Block,
    Parameter,
    column_letters,
)
from perfxl.scoring.formula import LONGEST_FORMULA, block_letters, completeness_of, row_formulas
from perfxl.scoring.rules import KINDS, Reason, rule_of
from perfxl.scoring.wording import wording, wording_formula, wording_of
from perfxl.workbook.pour_table import Recalculator, Table
from tests.scoring.blocks import random_block
from tests.scoring.test_rules import block, pieces, steps
from tests.scoring.test_three_faces import ALLOWED, SEED, cell

P = "按比例"


@pytest.mark.parametrize(
    ("rule", "unit", "text"),
    [
        (
            block(P, comparator="≥", target=90),
            "%",
            "达到目标值（≥90%）得满分10分；未达到的按实际完成值/目标值×10分计分。",
        ),
        (
            block(P, comparator="≤", target=38.5, floor=2, threshold=60),
            "立方米",
            "达到目标值（≤38.5立方米）得满分10分；未达到的按目标值/实际完成值×10分计分，最低得2分；"
            "高于60立方米的不得分。",
        ),
        (
            block(P, comparator="≤", target=50, reverse="差额比例"),
            "件",
            "达到目标值（≤50件）得满分10分；未达到的按［1-（实际完成值-目标值）/目标值］×10分计分。",
        ),
        (
            block(P, comparator="≥", target=95, step=100),
            "%",
            "达到目标值（≥95%）得满分10分；未达到的按实际完成值/100%×10分计分。",
        ),
        (
            block(P, comparator="＝", target=20, direction="双向"),
            "人",
            "达到目标值（＝20人，高低均为偏离）得满分10分；未达到的按（1-偏离值/目标值）×10分计分。",
        ),
        (block(P, comparator="≤", target=0), "起", "达到目标值（≤0起）得满分10分；否则不得分。"),
        (
            block(P, comparator="≥", target=-5),
            "%",
            "达到目标值（≥-5%）得满分10分；未达到的须人工评分。",
        ),
        (
            block("达标得分", comparator="＝", target=3),
            "件",
            "达到目标值（＝3件，高于视同达到）得满分10分；否则不得分。",
        ),
        (
            block("达标得分", comparator="＝", target=0),
            "起",
            "达到目标值（＝0起，低于视同达到）得满分10分；否则不得分。",
        ),
        (
            block("达标得分", comparator="≥", target=85, floor=1),
            "%",
            "达到目标值（≥85%）得满分10分；否则得1分。",
        ),
        (
            steps("1", "0.5"),
            "%",
            "达到目标值（≥90%）得满分10分；每低于1个百分点扣0.5分，不足1个百分点的不扣分，扣完为止。",
        ),
        (
            steps("10", "2", "计一档", step_unit="目标值的%", comparator="≤", floor=4),
            "件",
            "达到目标值（≤90件）得满分10分；每超过目标值的10%扣2分，不足目标值的10%的按目标值的10%扣分，扣至4分为止。",
        ),
        (
            steps("5", "1", "按比例", step_unit="计量单位", threshold=60),
            "人",
            "达到目标值（≥90人）得满分10分；每低于5人扣1分，不足5人的按比例扣分，扣完为止；低于60人的不得分。",
        ),
        (
            pieces("1", "0.8"),
            "个",
            "每完成1个得0.8分，不足1个的不计分，最高得4分。",
        ),
        (
            pieces("100", "1", "计一档", floor=1, threshold=50),
            "米",
            "每完成100米得1分，不足100米的按100米计分，最高得4分，最低得1分；低于50米的不得分。",
        ),
        (
            block("分段计分", "≥90:10 ≥80:8", rest=0),
            "%",
            "分段计分，满分10分；≥90%得10分；≥80%得8分；其余不得分。",
        ),
        (
            block("分段计分", "<1:10 ＝1:2.5", rest="1.5"),
            "起",
            "分段计分，满分10分；<1起得10分；＝1起得2.5分；其余得1.5分。",
        ),
        (block("等级评定", "优:10 良:8 差:0"), "", "按等级计分，满分10分；优得10分；良得8分；差得0分。"),
        (
            block("区间插值", "100:10 80:6", rest=0),
            "%",
            "按插值计分，满分10分；100%及以上得10分；80%得6分；相邻两点之间按插值计分；其余不得分。",
        ),
        (
            block("区间插值", "10:10 20:2", rest=1),
            "天",
            "按插值计分，满分10分；10天及以下得10分；20天得2分；相邻两点之间按插值计分；其余得1分。",
        ),
        (block("人工评分"), "", "由评分人按实际情况评分，满分10分。"),
    ],
)
def test_sentences(rule: Block, unit: str, text: str) -> None:
    assert wording_of(rule, unit) == text


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (
            block("达标得分", comparator="≤", target=46376),
            "在2026年12月20日前（含当日）完成得满分10分；否则不得分。",
        ),
        (
            block("达标得分", comparator="<", target=46376),
            "在2026年12月20日前（不含当日）完成得满分10分；否则不得分。",
        ),
        (
            steps("10", "1", comparator="≤", target=46376, step_unit="天", threshold=46387),
            "在2026年12月20日前（含当日）完成得满分10分；每推迟10天扣1分，不足10天的不扣分，扣完为止；"
            "晚于2026年12月31日的不得分。",
        ),
        (
            block("分段计分", "≤46203:10 ≤46387:5", rest=0),
            "分段计分，满分10分；≤2026年6月30日得10分；≤2026年12月31日得5分；其余不得分。",
        ),
        (
            block("区间插值", "46203:10 46387:0", rest=0),
            "按插值计分，满分10分；2026年6月30日及以前得10分；2026年12月31日得0分；相邻两点之间按插值计分；其余不得分。",
        ),
    ],
)
def test_deadlines(rule: Block, text: str) -> None:
    assert wording_of(rule, dated=True) == text


def test_no_rule_no_words() -> None:
    assert wording_of(block(P, comparator="≥", target=None)) == ""
    assert wording_of(Block()) == ""


CELLS = {key: f"{letter}2" for key, letter in block_letters().items()}
BLOCK_CELLS = {key: CELLS[key] for key in KEYS}
UNIT, DATED, COMPLETE, SENSE = (f"{column_letters(len(KEYS) + n)}2" for n in (1, 2, 3, 4))


def formulas() -> dict[str, str]:
    """The wording with what it can make use of, and with less."""
    options = {"unit": f'{UNIT}&""', "is_date": DATED}
    return {
        "alone": wording_formula(BLOCK_CELLS, **options),
        "complete": wording_formula(BLOCK_CELLS | {"complete": COMPLETE}, **options),
        "sense": wording_formula(BLOCK_CELLS | {"complete": COMPLETE, "sense": SENSE}, **options),
    }


def test_the_formula_says_the_same(engine: Recalculator) -> None:
    chance = random.Random(SEED)
    rows = [
        (random_block(chance), chance.choice(("%", "个", "万元/亩", "家、次", '"', "")), chance.random() < 0.3)
        for _ in range(800)
    ]
    sense = row_formulas(2)["sense"].replace(CELLS["complete"], COMPLETE)
    table = Table(
        "文字",
        (*HEADERS, "单位", "期限"),
        [(*map(cell, block.values()), unit, float(dated)) for block, unit, dated in rows],
        (("齐全", completeness_of(BLOCK_CELLS)), ("方向", sense), *formulas().items()),
    )
    differences = []
    for (one, unit, dated), (_, _, *found) in zip(rows, engine.pour(table), strict=True):
        said = wording_of(one, unit, dated)
        differences += [(one, unit, said, text) for text in found if (text or "") != said]
    assert differences == []
    assert sum(bool(wording_of(*row)) for row in rows) > 600


def test_the_formula_keeps_within_excels_limits() -> None:
    for text in formulas().values():
        assert len(text) <= LONGEST_FORMULA
        assert set(re.findall(r"([A-Z]+)\(", text)) <= ALLOWED | {"DAY", "MONTH", "N", "YEAR"}
        assert "{" not in text


def test_a_formula_too_long_names_the_remedy() -> None:
    cells = {key: f"'计分设置'!$AA${n}" for n, key in enumerate(KEYS, 100)}
    with pytest.raises(ValueError, match="completeness_of"):
        wording_formula(cells)


def test_every_parameter_that_counts_is_named() -> None:
    """Change one cell of a block: when the words stay the same, so do the scores."""
    chance = random.Random(SEED)
    same = 0
    for _ in range(3_000):
        one = random_block(chance)
        key = chance.choice([key for key in KEYS if key != "actual"])
        cells = dict(zip(KEYS, one.values(), strict=True)) | {key: _other(chance, key)}
        rules = [rule_of(one), rule_of(Block.from_values(cells))]
        first, second = (rule for rule in rules)
        if isinstance(first, Reason) or isinstance(second, Reason) or first == second:
            continue
        if wording(first, "件") == wording(second, "件"):
            same += 1
            assert first.kind != "等级评定"
            for tenth in range(-300, 2500, 7):
                actual = Decimal(tenth) / 10
                assert first.score(actual) == second.score(actual), (key, first, second)
    assert same > 10


def _other(chance: random.Random, key: str) -> Parameter:
    words = {"comparator": SIGNS, "direction": DIRECTIONS, "step_unit": STEP_UNITS, "partial": PARTIALS}
    words |= {"reverse": REVERSALS, "kind": KINDS, **{f"sign{n}": SIGNS for n in range(1, 6)}}
    if key in words:
        return chance.choice((None, *words[key]))
    return chance.choice((None, Decimal(1), Decimal(2), Decimal(chance.randint(-5, 120))))


def test_every_kind_has_words() -> None:
    chance = random.Random(SEED)
    found = {one.kind for one in (random_block(chance) for _ in range(3_000)) if wording_of(one)}
    assert found == set(KINDS)
