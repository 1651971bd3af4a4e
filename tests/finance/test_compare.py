"""What changed between two returns, with its cell; what only looks changed is none."""

from dataclasses import replace
from decimal import Decimal

import pytest

from perfxl.finance.compare import Kept, Return, changes

D = Decimal


def kept(row: int, name: str, **more: object) -> Kept:
    base = Kept(
        row=row, level1="产出指标", level2="数量指标", name=name, comparator="≥", target="100", unit="个", points=D(10),
        definition="口径", standard="达到得10分。", own_standard="", remark="", sheet="绩效目标表",
        cells={"name": f"D{row}", "target": f"F{row}", "points": f"L{row}"}, actual="95",
        actual_place=("绩效自评表", f"F{row}"),
    )  # fmt: skip
    return replace(base, **more)


BEFORE = Return(
    file="一稿.xlsx", title="绩效目标表", duties="职责", goals=("目标1：甲",), budget=D(100), spent=D(90),
    cells={"duties": ("绩效目标表", "B4")}, indicators=(kept(7, "办件数"), kept(8, "培训人数")),
)  # fmt: skip


def found(now: Return, before: Return = BEFORE, **more: bool) -> list[tuple[str, str | None, str | None, str]]:
    return [
        (change.found.code, change.found.sheet, change.found.cell, change.found.field)
        for change in changes(before, now, **more)
    ]


def test_equal_returns_differ_in_nothing() -> None:
    assert found(replace(BEFORE, file="二稿.xlsx")) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"target": "90"}, ("D003", "绩效目标表", "F7", "指标值")),
        ({"comparator": "＝"}, ("D003", "绩效目标表", "F7", "指标值类型")),
        ({"unit": "件"}, ("D003", "绩效目标表", "F7", "计量单位")),
        ({"points": D(12)}, ("D004", "绩效目标表", "L7", "分值")),
        ({"points": None}, ("D004", "绩效目标表", "L7", "分值")),
        ({"standard": "达到得12分。"}, ("D005", "绩效目标表", "D7", "评(扣)分标准")),
        ({"own_standard": "达到得12分。"}, ("D005", "绩效目标表", "D7", "自拟标准")),
        ({"definition": "另一口径"}, ("D006", "绩效目标表", "D7", "指标解释")),
        ({"name": "办件总数"}, ("D006", "绩效目标表", "D7", "三级指标")),
        ({"actual": "99"}, ("D007", "绩效自评表", "F7", "实际完成值")),
        ({"target": " 100.0"}, None),
        ({"target": "１００"}, None),
        ({"points": D("10.00")}, None),
        ({"definition": "口 径\n"}, None),
        ({"standard": ""}, None),
        ({"actual": None}, None),
        ({"points": D(12), "cells": {"points": "绩效自评表!G14"}}, ("D004", "绩效自评表", "G14", "分值")),
        ({"row": 31, "cells": {}}, None),
    ],
)
def test_one_change_of_an_indicator(change: dict, expected: tuple | None) -> None:
    now = replace(BEFORE, indicators=(replace(BEFORE.indicators[0], **change), BEFORE.indicators[1]))
    assert found(now) == ([expected] if expected else [])


OWN = {"name": "D7", "target": "F7", "points": "L7", "standard": "I7", "own_standard": "N7", "comparator": "E7"}


@pytest.mark.parametrize(
    ("was", "change", "expected"),
    [
        # 评(扣)分标准 of our own sheet is a formula: it shows 自拟标准, or what the settings say of other cells
        ({}, {"own_standard": "另一标准10分。", "standard": "另一标准10分。"}, ["自拟标准"]),
        ({"own_standard": "甲得10分。"}, {"own_standard": "", "standard": "达到目标值得满分10分"}, ["自拟标准"]),
        ({}, {"target": "90", "standard": "达到目标值（≥90个）得满分10分"}, ["指标值"]),
        ({"target": "10"}, {"target": "12", "standard": "达到目标值（≥12个）得满分10分"}, ["指标值"]),
        ({}, {"points": D(8), "standard": "达到目标值（≥100个）得满分8分"}, ["分值"]),
        ({}, {"unit": "件", "standard": "达到目标值（≥100件）得满分10分"}, ["计量单位"]),
        ({}, {"comparator": "≤", "standard": "达到目标值（≤100个）得满分10分；每超过1个扣1分"}, ["指标值类型"]),
        (
            {"target": "2026-12-20", "standard": "在2026年12月20日前（含当日）完成得满分10分"},
            {"target": "2026-12-30", "standard": "在2026年12月30日前（含当日）完成得满分10分"},
            ["指标值"],
        ),
        ({}, {"standard": "达到目标值（≥100个）得满分10分；否则不得分"}, ["评(扣)分标准"]),  # other settings
        ({}, {"target": "90", "standard": "达到目标值（≥90个）得满分10分；否则不得分"}, ["指标值", "评(扣)分标准"]),
        ({"own_standard": "甲"}, {"own_standard": "甲", "standard": "乙"}, ["评(扣)分标准"]),  # typed over
    ],
)
def test_a_formula_that_only_shows_another_cell_is_no_change_of_its_own(
    was: dict, change: dict, expected: list[str]
) -> None:
    target = was.get("target", "100")
    old = kept(7, "办件数", cells=OWN, **({"standard": f"达到目标值（≥{target}个）得满分10分"} | was))
    before = replace(BEFORE, indicators=(old,))
    assert [field for *_, field in found(replace(before, indicators=(replace(old, **change),)), before)] == expected


def test_what_one_of_the_layouts_has_no_column_for_is_no_change() -> None:
    less = {"name": "C9", "target": "E9"}
    now = kept(7, "办件数", cells=less, points=None, unit="个")
    assert found(replace(BEFORE, indicators=(now, BEFORE.indicators[1]))) == []
    assert found(replace(BEFORE, duties="", cells={})) == []


def test_indicators_moved_added_and_gone() -> None:
    now = replace(BEFORE, indicators=(kept(7, "培训人数"), kept(8, "满意度", level2="质量指标", target="90", unit="%")))
    assert found(now) == [("D008", "绩效目标表", "D8", "三级指标"), ("D009", "绩效目标表", None, "三级指标")]


def test_another_sheet_altogether_is_said_once() -> None:
    others = tuple(kept(row, f"别的指标{chr(0x4E00 + 40 * row)}", level2="质量指标") for row in range(7, 12))
    assert found(replace(BEFORE, indicators=others)) == [("D013", "绩效目标表", None, "三级指标")]


def test_one_name_twice_is_paired_by_second_level_then_in_order() -> None:
    twice = (kept(7, "完成率"), kept(8, "完成率", target="80"), kept(9, "完成率", level2="时效指标", target="60"))
    before, now = replace(BEFORE, indicators=twice), replace(BEFORE, indicators=twice[::-1])
    targets = [(change.old, change.found.value) for change in changes(before, now)]
    assert targets == [("100", "80"), ("80", "100")]


def test_the_head_and_the_money() -> None:
    now = replace(BEFORE, duties="新职责", goals=("目标1：乙",), budget=D(120), spent=None)
    assert found(now) == [
        ("D006", "绩效目标表", "B4", "部门(单位)职责"),
        ("D006", "绩效目标表", None, "年度履职目标"),
        ("D007", "绩效目标表", None, "全年预算数"),
        ("D007", "绩效目标表", None, "全年执行数"),
    ]
    assert [row[0] for row in found(now, evaluated=False)] == ["D006", "D006"]


def test_the_words_name_the_older_file_and_what_stood_there() -> None:
    now = replace(BEFORE, indicators=(kept(7, "办件数", target="90"), kept(8, "培训人数")))
    [change] = changes(BEFORE, now)
    assert all(word in change.found.message for word in ("100", "90", "一稿.xlsx"))
    assert (change.indicator, change.old, change.found.value) == ("办件数", "100", "90")


def test_what_was_empty_is_called_so() -> None:
    now = replace(BEFORE, indicators=(kept(7, "办件数", unit=""), BEFORE.indicators[1]))
    [gone] = changes(BEFORE, now)
    [come] = changes(now, BEFORE)
    assert "由“个”改成了“（空）”" in gone.found.message
    assert "由“（空）”改成了“个”" in come.found.message
    assert "from (empty) to 个" in come.found.message_en
    assert (gone.found.value, come.old) == ("", "")


def test_long_hostile_names_take_no_time() -> None:
    long = [kept(row, f"{row}" + "ab" * 15_000, target=str(row), standard="") for row in range(60)]
    other = [kept(row, f"{row}" + "ba" * 15_000, target=str(row + 100)) for row in range(60)]
    list(changes(replace(BEFORE, indicators=long), replace(BEFORE, indicators=other)))
