"""The settings that count: what is set, completed with the defaults of the form."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from perfxl.block import Block
from perfxl.form import Form
from perfxl.model import Indicator, Raw, Source
from perfxl.scoring.rules import KINDS, Reason, rule_of
from perfxl.scoring.settings import deadline_of, effective_block, expects_of, target_of, unit_of

DAY = Decimal(46376)  # 2026-12-20


def indicator(
    target: Raw = Decimal(90), comparator: str = "≥", number_format: str = "General", **fields: Any
) -> Indicator:
    kind = "number" if isinstance(target, Decimal) else "date" if isinstance(target, dt.date) else "text"
    source = Source("绩效目标表", "F7", target, kind if target is not None else "empty", number_format)
    given = {
        "row": 7,
        "level1": "产出指标",
        "level2": "数量指标",
        "name": "培训人数",
        "comparator": comparator,
        "target": source.text,
        "unit": "人",
        "definition": "",
        "standard": "",
        "points": Decimal(10),
        "remark": "",
        "sources": {"name": Source("绩效目标表", "D7"), "target": source},
    }
    return Indicator(**(given | fields))


@pytest.mark.parametrize(
    ("target", "comparator", "day"),
    [
        (dt.date(2026, 12, 20), "定性", DAY),
        (dt.date(2026, 12, 20), "≤", DAY),
        (dt.date(2025, 12, 20), "≤", DAY - 365),
        (DAY, "定性", DAY),
        (Decimal(20261220), "定性指标", DAY),
        (DAY, "≥", None),
        (Decimal(20261220), "≤", None),
        ("20261220", "定性", DAY),
        ("20261220", "≤", None),
        ("12月20日前", "定性", DAY),
        ("2026年12月20日", "≥", DAY),
        ("12月底前", "≤", DAY + 11),
        ("年底前", "定性", DAY + 11),
        ("上半年", "定性", Decimal(46203)),
        ("第三季度末", "定性", Decimal(46295)),
        ("12.5", "≥", None),
        ("2026.12", "定性", DAY + 11),
        ("2026.12", "≤", None),
        ("90", "定性", None),
        ("显著", "定性", None),
        (None, "定性", None),
    ],
)
def test_deadlines(form: Form, target: Raw, comparator: str, day: Decimal | None) -> None:
    row = indicator(target, comparator)
    assert deadline_of(row, form, 2026) == day
    assert expects_of(row, form, 2026) == ("number" if day is None else "date")
    if day is not None:
        assert effective_block(row, form, 2026).comparator == "≤"
        assert target_of(row, form, 2026).value == day


def test_digits_without_a_unit_are_a_date(form: Form) -> None:
    assert deadline_of(indicator("20261220", "≤", unit=""), form, 2026) == DAY
    assert deadline_of(indicator("20261220", "≤", unit="元"), form, 2026) is None
    assert deadline_of(indicator(Decimal(20261220), "≤", unit=""), form, 2026) is None


def test_levels_are_expected_where_levels_are_given(form: Form) -> None:
    assert expects_of(indicator("12月20日前", "定性", kind="等级评定"), form, 2026) == "level"


@pytest.mark.parametrize(
    ("target", "comparator", "unit", "value", "note"),
    [
        (Decimal(90), "≥", "%", "90", None),
        ("90", "≥", "人", "90", None),
        ("90%", "≥", "%", "90", "I006"),
        ("90人", "≥", "人", "90", "I006"),
        ("≥90", "≥", "人", "90", "I006"),
        ("≥90%", "", "%", "90", "I006"),
        ("≤90", "≥", "人", None, "I004"),
        ("3万元", "≤", "元", None, "I004"),
        ("显著提升", "定性", "", None, "I004"),
        ("*", "≥", "人", None, "I004"),
        (None, "≥", "人", None, "C009"),
        (Decimal("0.9"), "≥", "%", "0.9", None),
    ],
)
def test_targets(form: Form, target: Raw, comparator: str, unit: str, value: str | None, note: str | None) -> None:
    found = target_of(indicator(target, comparator, unit=unit), form, 2026)
    assert (found.value, found.note) == (None if value is None else Decimal(value), note)


def test_a_percent_format_shows_the_target(form: Form) -> None:
    row = indicator(Decimal("0.9"), number_format="0%", unit="％")
    assert target_of(row, form, 2026).value == 90


def test_the_unit_may_stand_in_the_target(form: Form) -> None:
    assert unit_of(indicator("90%", unit=""), form) == "%"
    assert unit_of(indicator(Decimal("0.9"), number_format="0%", unit=""), form) == "%"
    assert unit_of(indicator("90%", unit="人"), form) == "人"
    assert unit_of(indicator("90", unit=""), form) == ""


def test_the_comparator_may_stand_in_the_target(form: Form) -> None:
    assert effective_block(indicator("≤90", ""), form, 2026).comparator == "≤"
    assert effective_block(indicator("90", ""), form, 2026).comparator is None
    assert effective_block(indicator("显著", "定性"), form, 2026).comparator is None


def test_blank_settings_are_defaults(form: Form) -> None:
    settings = Block(step=Decimal(1), deduction=Decimal(2))
    block = effective_block(indicator(kind="逐档扣分", unit="%", settings=settings), form, 2026)
    assert (block.step_unit, block.partial, block.comparator, block.direction) == ("个百分点", "舍去", "≥", None)
    assert not isinstance(rule_of(block), Reason)
    block = effective_block(indicator(kind="逐档扣分", settings=settings), form, 2026)
    assert block.step_unit == "计量单位"
    block = effective_block(indicator("12月底前", "定性", kind="逐档扣分", settings=settings), form, 2026)
    assert (block.step_unit, block.comparator) == ("天", "≤")
    block = effective_block(indicator(kind="按比例", settings=Block()), form, 2026)
    assert (block.reverse, block.partial, block.step_unit) == ("目标/实际", None, None)
    block = effective_block(indicator(kind="逐件计分", settings=settings), form, 2026)
    assert block.partial == "舍去"


def test_what_is_set_counts(form: Form) -> None:
    settings = Block(comparator="≤", step_unit="目标值的%", partial="计一档", direction="双向")
    block = effective_block(indicator(kind="逐档扣分", settings=settings), form, 2026)
    assert (block.comparator, block.step_unit, block.partial, block.direction) == ("≤", "目标值的%", "计一档", "双向")
    later = Block(comparator="≥")
    assert effective_block(indicator("12月底前", "定性", settings=later), form, 2026).comparator == "≥"


@pytest.mark.parametrize(
    ("name", "target", "direction"),
    [("培训人数", 90, "正向"), ("安全事故起数", 3, "反向"), ("群众投诉件数", 5, "反向"), ("较大项目数", 0, "反向")],
)
def test_the_direction_of_equals(form: Form, name: str, target: int, direction: str) -> None:
    row = indicator(Decimal(target), "＝", name=name, kind="按比例")
    assert effective_block(row, form, 2026).direction == direction
    assert effective_block(indicator(kind="按比例"), form, 2026).direction is None


def test_every_kind_takes_its_points_and_target_from_the_goal_sheet(form: Form) -> None:
    for kind in KINDS:
        settings = Block(points=Decimal(99), target=Decimal(1), actual=Decimal(1), kind="按比例")
        block = effective_block(indicator(kind=kind, settings=settings), form, 2026)
        assert (block.points, block.target, block.actual, block.kind) == (10, 90, None, kind)


def test_a_foreign_row_has_no_rule(form: Form) -> None:
    block = effective_block(indicator(), form, 2026)
    assert block.kind is None
    assert rule_of(block) is Reason.NO_KIND
