"""The explanation for the clerk: one line in Python, and the same line from workbook formulas."""

import random
import re
from decimal import Decimal

import pytest
from msgspec.structs import replace

from perfxl.block import HEADERS, KEYS, Block, column_letters
from perfxl.scoring.explanation import LACKING, explanation_formula, explanation_of, missing_formula, own_standard_note
from perfxl.scoring.formula import LONGEST_FORMULA, block_letters, completeness_of
from perfxl.scoring.rules import KINDS, Reason, rule_of
from perfxl.workbook.pour_table import Recalculator, Table
from tests.scoring.blocks import random_block
from tests.scoring.test_rules import block, pieces, steps
from tests.scoring.test_three_faces import ALLOWED, SEED, cell

P, D, T = "按比例", "2026年12月20日", "请到“计分设置”填。"


@pytest.mark.parametrize(
    ("rule", "unit", "text"),
    [
        (
            block(P, comparator="≥", target=90),
            "%",
            "≥90%得满分10分；没达到的按 实际÷90×10 计分。自评只填数字（85%填85）。",
        ),
        (
            block(P, comparator="≤", target=38.5, floor=2, threshold=60),
            "立方米",
            "≤38.5立方米得满分10分；超过的按 38.5÷实际×10 计分，最低2分；高于60立方米得0分。自评只填数字。",
        ),
        (
            block(P, comparator="≤", target=50, reverse="差额比例"),
            "件",
            "≤50件得满分10分；超过的按 [1-(实际-50)÷50]×10 计分。自评只填数字。",
        ),
        (
            block(P, comparator="≥", target=95, step=100),
            "%",
            "≥95%得满分10分；没达到的按 实际÷100×10 计分。自评只填数字（85%填85）。",
        ),
        (
            block(P, comparator="＝", target=20, direction="双向"),
            "人",
            "正好20人得满分10分；有偏差的按 (1-偏差÷20)×10 计分。自评只填数字。",
        ),
        (block(P, comparator="≤", target=0), "起", "≤0起得满分10分，否则0分。自评只填数字。"),
        (
            block(P, comparator="≥", target=-5),
            "%",
            "≥-5%得满分10分；没达到的算不出比例，须人工评分。自评只填数字（85%填85）。",
        ),
        (block("达标得分", comparator="＝", target=3), "件", "达到3件（超过也算）得满分10分，否则0分。自评只填数字。"),
        (block("达标得分", comparator="＝", target=0), "起", "不超过0起得满分10分，否则0分。自评只填数字。"),
        (block("达标得分", comparator="≥", target=85, floor=1), "个", "≥85个得满分10分，否则得1分。自评只填数字。"),
        (
            steps("1", "0.5"),
            "%",
            "≥90%得满分10分；每低1个百分点扣0.5分（不足一档不扣），低20个百分点扣完。自评只填数字（85%填85）。",
        ),
        (
            steps("10", "2", "计一档", step_unit="目标值的%", comparator="≤", floor=4),
            "件",
            "≤90件得满分10分；每超目标值的10%扣2分（不足一档也扣一档），超目标值的30%及以上得4分。自评只填数字。",
        ),
        (
            steps("5", "1", "按比例", step_unit="计量单位", threshold=60),
            "人",
            "≥90人得满分10分；每低5人扣1分（不足一档按比例扣）；低于60人得0分。自评只填数字。",
        ),
        (
            steps("5", "1", "按比例", step_unit="计量单位", threshold=40),
            "人",
            "≥90人得满分10分；每低5人扣1分（不足一档按比例扣），低50人扣完；低于40人得0分。自评只填数字。",
        ),
        (
            steps("5", "1", "按比例", step_unit="计量单位", threshold="40.1", floor=0),
            "人",
            "≥90人得满分10分；每低5人扣1分（不足一档按比例扣）；低于40.1人得0分。自评只填数字。",
        ),
        (
            steps("10", "2", step_unit="目标值的%", comparator="≤", target=200, floor=4, threshold=260),
            "件",
            "≤200件得满分10分；每超目标值的10%扣2分（不足一档不扣），超目标值的30%及以上得4分；高于260件得0分。"
            "自评只填数字。",
        ),
        (
            steps("10", "2", step_unit="目标值的%", comparator="≤", target=200, floor=4, threshold=250),
            "件",
            "≤200件得满分10分；每超目标值的10%扣2分（不足一档不扣）；高于250件得0分。自评只填数字。",
        ),
        (
            steps("0.1", "1", comparator="≥", target="93.6", threshold="92.6"),
            "%",
            "≥93.6%得满分10分；每低0.1个百分点扣1分（不足一档不扣），低1个百分点扣完；低于92.6%得0分。"
            "自评只填数字（85%填85）。",
        ),
        (
            steps("20", "1", step_unit="计量单位", floor=2),
            "人",
            "≥90人得满分10分；每低20人扣1分（不足一档不扣），最低2分。自评只填数字。",
        ),
        (steps("1", "1", floor=10), "人", "≥90人得满分10分；每低1个百分点扣1分（不足一档不扣）。自评只填数字。"),
        (pieces("1", "0.8"), "个", "每完成1个得0.8分（不足不计），满5个得满分4分。自评只填完成数。"),
        (
            pieces("100", "1.5", "计一档", floor=1, threshold=50),
            "米",
            "每完成100米得1.5分（不足也计），满300米得满分4分，最低1分；低于50米得0分。自评只填完成数。",
        ),
        (
            block("分段计分", "≥90:10 ≥80:8", rest=0),
            "%",
            "从上往下看，先符合哪段得哪段的分：≥90%得10分、≥80%得8分、其余0分。自评只填数字（85%填85）。",
        ),
        (
            block("等级评定", "优:10 良:8 差:0"),
            "",
            "自评填等级原词：优得10分、良得8分、差得0分；填别的词不计分。",
        ),
        (
            block("区间插值", "100:10 80:6", rest=0),
            "件",
            "100件及以上得10分、80件得6分，中间按比例折算，再差得0分。自评只填数字。",
        ),
        (block("人工评分"), "", "不自动计分：年终由评分人填人工得分（0到10分）、姓名和理由。"),
    ],
)
def test_sentences(rule: Block, unit: str, text: str) -> None:
    assert explanation_of(rule, unit) == text


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (
            block("达标得分", comparator="≤", target=46376),
            f"{D}前（含当日）完成得满分10分，否则0分。自评填完成日期。",
        ),
        (block("达标得分", comparator="<", target=46376), f"早于{D}完成得满分10分，否则0分。自评填完成日期。"),
        (
            steps("10", "1", comparator="≤", target=46376, step_unit="天", threshold=46387),
            f"{D}前（含当日）完成得满分10分；每晚10天扣1分（不足一档不扣）；晚于2026年12月31日得0分。"
            "自评填完成日期。",
        ),
        (
            block("区间插值", "46203:10 46387:0", rest=0),
            "2026年6月30日及以前得10分、2026年12月31日得0分，中间按比例折算，再差得0分。自评填完成日期。",
        ),
    ],
)
def test_deadlines(rule: Block, text: str) -> None:
    assert explanation_of(rule, dated=True) == text


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (Block(), ""),
        (Block(points=Decimal(5)), "还缺：计分方式。"),
        (block("酌情"), ""),
        (Block(kind=P), "还缺：分值。"),
        (block(P, target=None, comparator=None), "还缺或填错：指标值类型、指标值（数字或期限）。"),
        (block(P, comparator="≥", target=90, reverse="倒数", floor=11), "还缺或填错：反向算法、保底（0到分值）。"),
        (
            block("达标得分", comparator="＝", target=3, direction="双向", threshold=2),
            "还缺或填错：门槛（双向时不能用）。",
        ),
        (replace(steps("1", "1"), step=None, deduction=None), f"还缺或填错：幅度、每档扣分。{T}"),
        (
            replace(pieces("1", "1"), deduction=Decimal(0), floor=Decimal(9)),
            f"还缺或填错：每档扣分（填每件得分）、保底（0到分值）。{T}",
        ),
        (block("分段计分"), f"还缺或填错：各段的符号、界、分、其余得分。{T}"),
        (block("分段计分", "≥90:10 ≥80:11", rest=0), f"还缺或填错：第2段（符号、界、分）。{T}"),
        (block("等级评定"), f"还缺或填错：各等级的词和分。{T}"),
        (block("等级评定", "优:10 良:99"), f"还缺或填错：第2个等级（词、分）。{T}"),
        (block("区间插值", "100:10", rest=0), f"还缺或填错：至少两个点的界和分。{T}"),
        (block("区间插值", "100:10 80:6 90:2"), f"还缺或填错：其余得分。{T}"),
        (block("区间插值", "100:10 80:6 90:2", rest=0), f"还缺或填错：各点的界（要依次变大或依次变小，中间不空）。{T}"),
    ],
)
def test_what_is_missing(rule: Block, text: str) -> None:
    assert explanation_of(rule) == text


def test_every_row_without_a_rule_says_why_and_no_other() -> None:
    chance = random.Random(SEED)
    for one in (random_block(chance) for _ in range(5_000)):
        if one.kind not in KINDS:
            continue
        text = explanation_of(one, "件")
        assert (LACKING in text) is isinstance(rule_of(one), Reason), one
        assert ("依次变大" in text) <= (one.kind == "区间插值"), one


CELLS = {key: f"{letter}2" for key, letter in block_letters().items() if key in KEYS}
UNIT, DATED, COMPLETE, MISSING = (f"{column_letters(len(KEYS) + n)}2" for n in (1, 2, 3, 4))
BESIDE = CELLS | {"complete": COMPLETE, "missing": MISSING}


def formulas() -> tuple[tuple[str, str], ...]:
    return (
        ("齐全", completeness_of(CELLS)),
        ("还缺", missing_formula(BESIDE)),
        ("说明", explanation_formula(BESIDE, unit=f'{UNIT}&""', is_date=DATED)),
    )


def test_the_formula_says_the_same(engine: Recalculator) -> None:
    chance = random.Random(SEED)
    units = ("%", "％", "个", "万元/亩", "家、次", '"', "")
    rows = [(_holed(chance), chance.choice(units), chance.random() < 0.3) for _ in range(1_500)]
    table = Table(
        "说明",
        (*HEADERS, "单位", "期限"),
        [(*map(cell, one.values()), unit, float(dated)) for one, unit, dated in rows],
        formulas(),
    )
    differences = []
    for row, (_, _, found) in zip(rows, engine.pour(table), strict=True):
        said = explanation_of(*row)
        if (found or "") != said:
            differences.append((row, said, found))
    assert differences == []
    assert sum(explanation_of(*row).startswith("还缺") for row in rows) > 200


def _holed(chance: random.Random) -> Block:
    """A random block, every third with empty cells."""
    one = random_block(chance)
    if chance.random() < 0.67:
        return one
    empty = set(chance.sample(KEYS, 6))
    values = zip(KEYS, one.values(), strict=True)
    return Block.from_values({key: value for key, value in values if key not in empty})


def test_the_formulas_keep_within_excels_limits() -> None:
    for _, text in formulas():
        assert len(text) <= LONGEST_FORMULA
        assert set(re.findall(r"([A-Z]+)\(", text)) <= ALLOWED | {"DAY", "MONTH", "N", "SUBSTITUTE", "YEAR"}
        assert "{" not in text
        depth = deepest = 0
        for char in re.sub(r'"[^"]*"', "", text):
            depth += (char == "(") - (char == ")")
            deepest = max(deepest, depth)
        assert (depth, deepest <= 64) == (0, True)


def test_it_stays_one_short_line() -> None:
    chance = random.Random(SEED)
    texts = [explanation_of(random_block(chance), "个") for _ in range(3_000)]
    assert max(map(len, texts)) <= 160
    assert not any("\n" in text for text in texts)


def test_an_own_standard_is_said() -> None:
    assert "自拟标准" in own_standard_note()
