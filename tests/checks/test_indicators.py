"""Levels, comparators, targets, units, names, deadlines and settings of one indicator."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from perfxl.block import Block, Rung
from tests.checks.sheets import check, row, said, sheet


def told(*, own: bool = True, settings: Block | None = None, **typed: object) -> list[tuple[str, str | None]]:
    one = row(1, own=own, settings=settings, **typed)
    return said(sheet(one, layout="own" if own else "foreign"), "I")


@pytest.mark.parametrize(("typed", "expected"), [
    ({"level1": "产出"}, []),
    ({"level1": "其他指标"}, [("I001", "B7")]),
    ({"level2": "社会效益指标"}, [("I002", "C7")]),
    ({"level2": "成本指标", "comparator": "≤"}, []),
    ({"level2": "成本指标"}, [("I012", "E7")]),
    ({"level1": "满意度", "level2": "群众满意度"}, []),
    ({"level1": "其他指标", "level2": "别的"}, [("I001", "B7")]),
    ({"comparator": "＞＝"}, []),
    ({"comparator": "不低于"}, []),
    ({"comparator": "约"}, [("I003", "E7")]),
    ({"target": "100"}, [("I004", "F7")]),
    ({"target": "≥100家"}, [("I004", "F7")]),
    ({"target": "大量"}, [("I004", "F7")]),
    ({"unit": "家次"}, [("I005", "G7")]),
    ({"unit": "％", "target": 90}, []),
    ({"unit": "%", "target": 120}, [("I013", "F7")]),
    ({"unit": "%", "target": 120, "name": "税收增长率"}, []),
    ({"unit": "%", "target": 0.9}, [("I015", "F7")]),
    ({"unit": "%", "target": (0.9, "0%")}, [("I015", "F7")]),
    ({"unit": "%", "target": (1, "0%")}, [("I015", "F7")]),
    ({"unit": "%", "target": (0.05, "0%"), "comparator": "≤"}, [("I015", "F7")]),
    ({"unit": "%", "target": (0.08, "0%"), "name": "税收增长率"}, [("I015", "F7")]),
    ({"unit": "%", "target": (0, "0%"), "comparator": "≤"}, []),
    ({"unit": "%", "target": (95, "0%")}, []),
    ({"unit": "家", "target": (0.9, "0%")}, []),
    ({"unit": "%", "target": 0.5, "comparator": "≤"}, []),
    ({"unit": "%", "target": 1}, []),
    ({"level1": "成本指标", "level2": "经济成本指标"}, [("I012", "E7")]),
    ({"level1": "成本指标", "level2": "经济成本指标", "name": "成本节约额"}, []),
    ({"level1": "成本指标", "level2": "经济成本指标", "comparator": "≤"}, []),
    ({"unit": "个", "name": "案件办结率"}, [("I018", "G7")]),
    ({"unit": "次", "name": "检查频率"}, []),
    ({"kind": "酌情"}, [("I016", "L7")]),
    ({"kind": "按 比例"}, [("I016", "L7")]),
])  # fmt: skip
def test_one_indicator(typed: dict[str, object], expected: list[tuple[str, str]]) -> None:
    assert told(**typed) == expected


@pytest.mark.parametrize(("target", "name", "expected"), [
    ("2026年12月20日前", "完成时间", ["I010"]),
    ("2026年12月31日前", "年初工作计划完成时间", ["I010", "I019"]),
    ("2025年6月底前", "完成时间", ["I010", "I011"]),
    ("上半年", "完成时间", ["I010"]),
    (46203, "完成时间", ["I010"]),
    ("全年", "公开情况", []),
    ("长期", "完成时间", []),
])  # fmt: skip
def test_deadlines(target: object, name: str, expected: list[str]) -> None:
    found = told(comparator="定性", target=target, name=name, unit="", kind="达标得分")
    assert [code for code, _ in found if code != "I020"] == expected


@pytest.mark.parametrize(("typed", "expected"), [
    ({"target": "≥100"}, [("I006", "F7")]),
    ({"target": "100家"}, [("I006", "F7")]),
    ({"target": "100"}, []),
    ({"target": "大量"}, [("I004", "F7")]),
    ({"target": (0.9, "0%"), "unit": "%"}, []),
    ({"target": (1.2, "0%"), "unit": "%"}, [("I013", "F7")]),
    ({"kind": ""}, []),
])  # fmt: skip
def test_foreign_targets(typed: dict[str, object], expected: list[tuple[str, str]]) -> None:
    assert told(own=False, standard="按比例得分", **typed) == expected


def test_a_deadline_without_a_column_for_the_sign_was_not_typed_as_one() -> None:
    one = row(1, own=False, target="11月底前", unit="", absent=("comparator",), standard="按时完成得10分")
    assert said(sheet(replace(one, comparator="定性"), layout="foreign"), "I") == []


def test_repeated_names() -> None:
    rows = [
        row(1, name="重点工作办结率", level2="质量指标"),
        row(2, name="3、重点工作 办结率"),
        row(3, name="重点工作完成率"),
    ]
    assert said(sheet(*rows), "I007") == [("I007", "D8")]


def test_mixed_money_is_told_once() -> None:
    units = ["万元", "元", "万元", "元/人", "元"]
    rows = [row(place, name=f"支出{place}", unit=unit) for place, unit in enumerate(units, start=1)]
    found = [item for item in check(sheet(*rows)) if item.code == "I014"]
    assert [(item.cell, item.value) for item in found] == [("G8", "万元、元")]
    assert "能统一的改成“万元”，指标值、实际完成值和标准里的金额要一起换算" in found[0].fix


def _rungs(*scores: int, rest: int = 0) -> Block:
    bounds = [Decimal(90 - 10 * place) for place in range(len(scores))]
    made = tuple(Rung("≥", bound, Decimal(score)) for bound, score in zip(bounds, scores, strict=True))
    return Block(rungs=made, rest=Decimal(rest))


@pytest.mark.parametrize(("kind", "settings", "expected"), [
    ("按比例", Block(), []),
    ("逐档扣分", Block(), ["I020"]),
    ("逐档扣分", Block(step=Decimal(1), deduction=Decimal(2)), []),
    ("分段计分", _rungs(10, 5), []),
    ("分段计分", _rungs(9, 5), ["I021"]),
    ("分段计分", _rungs(10, 5, rest=2), ["I022"]),
    ("分段计分", _rungs(11, 5), ["I020"]),
    ("等级评定", Block(), ["I020"]),
    ("人工评分", Block(), []),
])  # fmt: skip
def test_settings(kind: str, settings: Block, expected: list[str]) -> None:
    assert [code for code, _ in told(kind=kind, settings=settings)] == expected


def test_settings_wait_for_the_fields_they_need() -> None:
    assert told(kind="逐档扣分", points="") == []
    assert told(kind="逐档扣分", target="") == []
    assert told(kind="逐档扣分", key=70) == []
    assert told(kind="按比例", comparator="定性", target="提升", unit="") == [("I020", "L7")]


@pytest.mark.parametrize(("target", "shown", "held", "meant"), [
    ((0.95, "0%"), "95%", "0.95", "95"),
    ((0.955, "0.00%"), "95.50%", "0.955", "95.5"),
    ((0.955, "0%"), "96%", "0.955", "95.5"),
    ((1, "0%"), "100%", "1", "100"),
])  # fmt: skip
def test_a_target_in_a_percent_format_is_told_as_its_cell_shows_it(
    target: tuple[float, str], shown: str, held: str, meant: str
) -> None:
    [found] = [one for one in check(sheet(row(1, unit="%", target=target), layout="own")) if one.code == "I015"]
    assert (found.value, found.severity) == (shown, "error")
    assert found.message == f"单元格是百分比格式：显示 {shown}，存的是 {held}，表内按 {held} 计算。"
    assert found.fix == f"请把单元格改为常规格式，再填 {meant}，单位填 %。"
    assert f"shows {shown} and holds {held}" in found.message_en


@pytest.mark.parametrize(("target", "actual", "told"), [
    (0.95, 0.96, True),
    ((0.95, "0%"), 0.96, True),
    (0.95, 1, True),
    (0.95, 96, False),
    (0.95, (0.96, "0%"), False),
    (0.95, "", False),
    (0.95, 0, False),
])  # fmt: skip
@pytest.mark.parametrize("own", [True, False])
def test_an_actual_value_beside_a_fraction_of_a_target_is_told_with_it(
    target: object, actual: object, told: bool, own: bool
) -> None:
    """It is a question as soon as the target is mended (E005): that is no news for a second round."""
    if not own and isinstance(target, tuple):
        return  # read as what it shows
    one = row(own=own, name="覆盖率", target=target, unit="%", actual=actual)
    of = sheet(one, layout="own" if own else "foreign", evaluated=True)
    [found] = [item for item in check(of) if item.code == "I015"]
    assert ("也请一并核对" in found.fix) is told
    assert ("actual value" in found.fix_en) is told
