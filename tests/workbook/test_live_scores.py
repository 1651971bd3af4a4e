"""What clerks type, scored twice: the workbook never gives a score that Python does not give.

Random rows of a living template, their targets and actual values typed in every way; LibreOffice computes the
workbook, perfxl reads it back. Where the workbook gives no score and Python does, a finding names the row.
"""

import random

import pytest

from perfxl.block import STEP_UNITS
from perfxl.checks import run
from perfxl.engines import libreoffice
from perfxl.form import load_form
from perfxl.scoring.evaluate import evaluate
from perfxl.workbook.fill import put
from perfxl.workbook.layout import layout_of
from perfxl.workbook.read import read
from perfxl.workbook.write import template, workbook_bytes

FORM = load_form()
LAYOUT = layout_of(FORM)
WORKBOOKS = 6

NUMBERS = (0, 1, 4, 0.5, 2, 12.5, 60, 90, 95.5, 100, 1581.043447, -3)
TARGET_TEXTS = (
    *("90", "≥90", "12.5", "2026.5", "1234.5", "3/4", "90%", "约90", "2026年12月31日前", "2026-06-30"),
    *("2026.9.30", "2026/3/31", "6月底前"),
    *("12月20日前", "年底前", "2026年底前", "上半年", "2026年上半年", "第三季度末", "二季度"),
    *("2026年10月", "长期", "20261130", "2025年12月31日前", "2026年13月1日", "2026年2月30日前", "2026年度", "全年"),
)
ACTUAL_TEXTS = (
    *("90", "90%", "195人", "≥90", "完成", "2026-12-20", "2026.6.30", "2026年9月1日", "2026年12月", "12月20日"),
    *("12.20", "20261231", "2025-12-31", "2027年1月4日", "效果明显", "效果 一般", "明显", "不明显", "优"),
    *("2026年2月30日", "0.85"),
)
ACTUAL_NUMBERS = (*NUMBERS, -1, -1, -2, -3, -7, -0.5, 0.85, 0.9, 88.5, 46203, 46377, 46387, 45000, 20261231, 20261301)
COMPARATORS = ("≥", "≤", "＝", ">", "<", "定性", ">=", "不超过")
KINDS = ("按比例", "达标得分", "逐档扣分", "分段计分", "等级评定", "区间插值", "逐件计分", "人工评分")
NAMES = ("检查次数", "办结率", "安全事故起数", "有效投诉", "投诉办结率", "完成时间", "事故起数同比增减")


def row(chance: random.Random) -> dict[str, dict[str, object]]:
    kind = chance.choice(KINDS)
    settings: dict[str, object] = {}
    if kind in {"逐档扣分", "逐件计分"}:
        settings = {"step": chance.choice((1, 5, 10, 0.1)), "deduction": chance.choice((0.5, 1, 2))}
        settings["step_unit"] = chance.choice(("", *STEP_UNITS))
        settings["partial"] = chance.choice(("", "舍去", "计一档", "按比例"))
    elif kind in {"分段计分", "区间插值"}:
        settings = {"bound1": 90, "score1": 10, "bound2": 60, "score2": 6, "rest": 0}
        if kind == "分段计分":
            settings |= {"sign1": "≥", "sign2": "≥"}
    elif kind == "等级评定":
        settings = {"bound1": "效果明显", "score1": 10, "bound2": "效果一般", "score2": 5}
        settings |= {"bound3": "不明显", "score3": 0}
    if kind in {"按比例", "达标得分", "逐档扣分"} and chance.random() < 0.4:
        settings |= {chance.choice(("floor", "threshold")): 2, "direction": chance.choice(("", "正向", "反向", "双向"))}
    return {
        "goals": {
            "level1": "产出指标", "level2": "数量指标", "name": chance.choice(NAMES), "kind": kind, "points": 10,
            "comparator": chance.choice(COMPARATORS), "definition": chance.choice(("口径", "口径", "比上年多办的")),
            "unit": chance.choice(("%", "人", "天", "起，次", "次", "")),
            "target": chance.choice((*NUMBERS, *TARGET_TEXTS, *TARGET_TEXTS, 46387)),
        },
        "settings": settings,
        "evaluation": {"actual": chance.choice((*ACTUAL_NUMBERS, *ACTUAL_TEXTS))},
    }  # fmt: skip


def filled(chance: random.Random) -> bytes:
    workbook = template(FORM, department="某局", year=2026)
    for place in range(LAYOUT.capacity):
        for name, fields in row(chance).items():
            area = getattr(LAYOUT, name)
            for key, value in fields.items():
                cell = workbook[area.sheet][area.cell(key, area.first + place)]
                put(cell, value)
    return workbook_bytes(workbook)


@pytest.fixture(scope="module")
def computed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("typed")
    chance = random.Random(20261122)
    sheets = []
    with libreoffice.session() as app:
        for number in range(WORKBOOKS):
            path = folder / f"{number}.xlsx"
            path.write_bytes(filled(chance))
            book = app.books.open(str(path))
            app.calculate()
            book.save(str(path))
            book.close()
            sheets.append(read(path))
    return sheets


def test_the_workbook_never_scores_what_python_does_not(computed):
    scored = silent = refused = 0
    for sheet in computed:
        result = evaluate(sheet, FORM)
        findings = run(sheet, FORM, result)
        assert len(result.lines) == LAYOUT.capacity
        for line in result.lines:
            indicator = line.indicator
            typed = (indicator.comparator, indicator.at("target").text, indicator.unit, indicator.kind)
            actual = indicator.evaluation.actual.text
            refused += line.actual.note == "E031"
            if line.reported is not None:
                assert line.reported == line.score, (typed, actual, indicator.settings)
                scored += 1
            elif line.score is not None:
                silent += 1
                cells = {indicator.at(key).cell for key in ("target", "comparator", "points", "kind")}
                cells.add(indicator.evaluation.actual.cell)
                assert any(item.cell in cells for item in findings), (typed, actual, line.score)
    assert refused >= 3, "counts below 0"
    assert scored >= 60
    assert silent >= 5
