"""Which rule counts: the text's or the settings'; and what is told apart on the way."""

import random
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec import structs

from perfxl import dates
from perfxl.block import Block, Rung
from perfxl.form import Form, load_form
from perfxl.model import Indicator
from perfxl.scoring import standard as reader
from perfxl.scoring.compare import difference
from perfxl.scoring.evaluate import Line, line_of
from perfxl.scoring.kinds import AllOrNothing, Band, Bands, Levels, Manual, Proportional, Rule, StepDeduction
from perfxl.scoring.reading import read_rule
from perfxl.scoring.rules import rule_of
from perfxl.scoring.standard import Refusal
from perfxl.scoring.wording import wording
from tests.scoring.test_evaluate import row, typed
from tests.scoring.test_settings import DAY
from tests.scoring.test_standard_round_trip import _rule as random_rule

STEPS = Block(step=Decimal(1), step_unit="个百分点", deduction=Decimal(1), partial="舍去")
STEPPED = "达到90%得10分，每降低1个百分点扣1分，扣完为止"


def foreign(actual: Any = None, standard: str = "", **fields: Any) -> Indicator:
    given = Decimal(actual) if isinstance(actual, int) else actual
    return structs.replace(row(given, kind="", **fields), settings=None, kind="", standard=standard)


def own(actual: int | None = None, own_standard: str = "", **fields: Any) -> Indicator:
    return row(None if actual is None else Decimal(actual), own_standard=own_standard, **({"unit": "%"} | fields))


def line(indicator: Indicator) -> Line:
    return line_of(indicator, load_form(), 2026)


def test_a_foreign_row_is_scored_by_its_text() -> None:
    scored = line(foreign(87, STEPPED, unit="%"))
    assert (scored.basis, scored.kind, scored.score, scored.points) == ("text", "逐档扣分", 7, 10)
    assert (scored.block.kind, scored.block.comparator, scored.block.target) == ("逐档扣分", "≥", 90)


def test_points_in_the_text_alone_count() -> None:
    scored = line(foreign(87, STEPPED, unit="%", points=None))
    assert (scored.score, scored.points, scored.block.points) == (7, 10, 10)


@pytest.mark.parametrize(("text", "basis", "kind", "reason"), [
    ("", "text", None, "没有写评分标准"),
    ("办结率100%得10分，每降低1 扣2分", "text", None, "每降低1"),
    ("根据完成情况酌情得分，满分10分", "manual", "人工评分", "酌情"),
    ("按排名计分，排名第一得10分，第二得8分", "manual", "人工评分", "排名"),
    ("达到90%得10分，达到80%得8分", "text", None, "没有写明"),
])  # fmt: skip
def test_a_foreign_text_that_cannot_be_read_is_not_scored(
    text: str, basis: str, kind: str | None, reason: str
) -> None:
    unread = line(foreign(87, text, unit="%"))
    assert (unread.basis, unread.kind, unread.score) == (basis, kind, None)
    assert reason in (unread.reason_unscored or "")
    assert unread.reason_unscored_en
    assert unread.reading.refusal is not None


def test_the_actual_value_is_what_the_text_expects() -> None:
    levels = "效果明显得10分，效果一般得5分，否则不得分"
    assert line(foreign("一般", levels, target="提升", comparator="定性", unit="")).score == 5
    late = "2026年12月20日前完成得10分，每推迟10天扣1分，扣完为止"
    deadline = {"target": "2026年12月20日前", "comparator": "定性", "unit": ""}
    scored = line(foreign("2026年12月31日", late, **deadline))
    assert (scored.score, scored.block.actual, scored.target) == (9, DAY + 11, DAY)
    # The settings ask for a level word, the text for a number: the text is asked.
    mixed = line(own(87, STEPPED, kind="等级评定", settings=Block(rungs=(Rung(None, "优", Decimal(10)),))))
    assert (mixed.basis, mixed.score) == ("text", 7)


def test_text_and_settings_alike_are_the_settings() -> None:
    alike = line(own(87, STEPPED, kind="逐档扣分", settings=STEPS))
    assert (alike.basis, alike.score, alike.reading.differs) == ("settings", 7, False)
    assert alike.reading.standard is not None


def test_text_and_settings_that_differ() -> None:
    other = line(own(87, STEPPED, kind="逐档扣分", settings=structs.replace(STEPS, deduction=Decimal(2))))
    assert (other.basis, other.score, other.reading.differs) == ("text", 7, True)
    assert other.reading.example == 89


def test_an_unreadable_text_leaves_the_settings_in_force() -> None:
    unread = line(own(87, "酌情得分", kind="逐档扣分", settings=STEPS))
    assert (unread.basis, unread.score) == ("settings", 7)
    assert unread.reading.standard is not None
    assert unread.reading.standard.reason is Refusal.DISCRETION


def test_settings_without_a_kind_make_no_rule() -> None:
    assert line(own(87, STEPPED, kind="")).basis == "text"
    unread = line(own(87, "办结率90%得10分，每降低1 扣1分", kind=""))
    assert (unread.basis, unread.score, unread.reading.refusal) == ("text", None, Refusal.LOST)
    assert line(own(87, "", kind="")).reason_unscored == "没有计分方式"


def test_by_hand_in_the_settings_gives_way_to_a_text_a_machine_may_score() -> None:
    scored = line(own(87, STEPPED, kind="人工评分"))
    assert (scored.basis, scored.score, scored.reading.differs) == ("text", 7, True)
    told = typed("已完成", manual=Decimal(8), scorer="张三", manual_reason="现场核查")
    by_hand = line(own(None, "酌情得分", kind="人工评分", evaluation=told))
    assert (by_hand.basis, by_hand.score) == ("manual", 8)


def test_other_points_in_the_text_count_but_make_no_difference_of_rules() -> None:
    other = line(own(87, STEPPED, kind="逐档扣分", settings=STEPS, points=Decimal(8)))
    assert (other.basis, other.score, other.points, other.reading.differs) == ("text", 7, 10, False)


def test_an_overwritten_standard_is_the_text() -> None:
    typed_over = {"standard": "达到90%得10分，每降低1个百分点扣2分，扣完为止", "kind": "逐档扣分", "settings": STEPS}
    scored = line(own(87, overwritten=True, **typed_over))
    assert (scored.basis, scored.score, scored.reading.key) == ("text", 4, "standard")
    formula = line(own(87, overwritten=False, **typed_over))
    assert (formula.basis, formula.score, formula.reading.key) == ("settings", 7, "")
    both = line(own(87, STEPPED, overwritten=True, **typed_over))
    assert (both.basis, both.reading.key) == ("settings", "own_standard")


def test_values_pasted_over_the_formulas_are_still_the_settings() -> None:
    rule = line(own(87, kind="逐档扣分", settings=STEPS)).rule
    assert rule is not None
    pasted = line(own(87, standard=wording(rule, "%") + " \n", overwritten=True, kind="逐档扣分", settings=STEPS))
    assert (pasted.basis, pasted.reading.standard) == ("settings", None)


def test_the_same_text_is_parsed_once_per_batch(monkeypatch: pytest.MonkeyPatch, form: Form) -> None:
    reads = []
    read = reader.statements.read
    monkeypatch.setattr(reader.statements, "read", lambda *given: reads.append(given) or read(*given))
    text = "达到90%得10分，每降低1个百分点扣0.37分，扣完为止"  # nobody else's
    rows = [foreign(value, text, unit="%") for value in range(50, 100)]
    assert len({line_of(indicator, form, 2026).score for indicator in rows}) > 20
    assert len(reads) == 1
    line_of(foreign(87, text, unit="%", points=Decimal(9)), form, 2026)
    assert len(reads) == 2


TEN = Decimal(10)
NINETY: dict[str, Any] = {"points": TEN, "comparator": "≥", "target": Decimal(90)}
GOOD = Levels(points=TEN, levels=(("好", TEN), ("差", Decimal(0))))
EXACT = AllOrNothing(**NINETY)
STEP: dict[str, Any] = {"step": Decimal(1), "step_unit": "个百分点", "deduction": Decimal(1), "partial": "舍去"}


@pytest.mark.parametrize(("one", "other"), [
    (EXACT, replace(EXACT, floor=Decimal(0))),
    (EXACT, replace(EXACT, direction="反向")),
    (EXACT, Bands(points=TEN, bands=(Band(sign="≥", bound=Decimal(90), score=TEN),), rest=Decimal(0))),
    (Proportional(**NINETY), Proportional(**NINETY, reverse="差额比例")),
    (StepDeduction(**NINETY, **STEP), replace(StepDeduction(**NINETY, **STEP), comparator=">")),
    (GOOD, Levels(points=TEN, levels=(("好", TEN),))),
    (Manual(points=TEN), Manual(points=TEN)),
])  # fmt: skip
def test_rules_that_are_written_differently_and_score_alike(one: Rule, other: Rule) -> None:
    assert difference(one, other) is None
    assert difference(other, one) is None


@pytest.mark.parametrize(("one", "other", "example"), [
    (EXACT, replace(EXACT, comparator=">"), Decimal(90)),
    (EXACT, replace(EXACT, target=Decimal("90.5")), Decimal(90)),
    (EXACT, replace(EXACT, floor=Decimal(1)), None),
    (EXACT, Manual(points=TEN), None),
    (StepDeduction(**NINETY, **STEP), replace(StepDeduction(**NINETY, **STEP), partial="计一档"), None),
    (StepDeduction(**NINETY, **STEP), replace(StepDeduction(**NINETY, **STEP), floor=Decimal("0.5")), None),
    (StepDeduction(**NINETY, **STEP), StepDeduction(**NINETY, **(STEP | {"step": Decimal(2)})), None),
    (GOOD, Levels(points=TEN, levels=(("好", Decimal(9)),)), "好"),
    (GOOD, Levels(points=TEN, levels=(("好", TEN), ("中", Decimal(3)))), "中"),
    (GOOD, EXACT, "好"),
])  # fmt: skip
def test_rules_that_score_differently(one: Rule, other: Rule, example: Any) -> None:
    found = difference(one, other)
    assert found is not None
    assert difference(other, one) is not None
    if example is not None:
        assert found == example


def test_of_deadlines_whole_days_are_tried() -> None:
    late = StepDeduction(
        points=TEN, comparator="≤", target=DAY, step=Decimal(10), step_unit="天", deduction=Decimal(1), partial="舍去"
    )
    found = difference(late, replace(late, partial="按比例"), True)
    assert isinstance(found, Decimal)
    assert found == found.to_integral_value()
    assert dates.from_serial(found).year in (2026, 2027)


def _beside(rule: Rule, unit: str, dated: bool) -> Indicator:
    """An indicator whose settings make *rule* and whose own standard says the same."""
    block = rule.block()
    target = getattr(rule, "target", Decimal(50))
    words = isinstance(rule, Levels)
    return own(
        None,
        wording(rule, unit, dated),
        target=dates.chinese(dates.from_serial(target)) if dated else "优" if words else target,
        comparator="定性" if words or dated else block.comparator or "≥",
        unit="" if dated else unit,
        kind=rule.kind,
        settings=structs.replace(block, points=None, target=None, comparator=None if dated else block.comparator),
        points=rule.points,
    )


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False))
def test_standard_wording_beside_its_own_settings(dice: random.Random) -> None:
    """R002 says nothing of a text that says what the settings say."""
    rule, unit, dated = random_rule(dice)
    reading = read_rule(_beside(rule, unit, dated), load_form(), 2026)
    assert not reading.differs, (rule, reading)
    assert reading.basis == "settings", (rule, reading.rule)


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False))
def test_standard_wording_beside_other_settings(dice: random.Random) -> None:
    """Where they say something else the text counts, and the example of R002 scores differently by the two."""
    rule, unit, dated = random_rule(dice)
    other, _, other_dated = random_rule(dice)
    assume(other_dated == dated and not isinstance(rule, Levels) and not isinstance(other, Levels))
    mixed = structs.replace(_beside(rule, unit, dated), kind=other.kind, settings=_beside(other, unit, dated).settings)
    reading = read_rule(mixed, load_form(), 2026)
    assume(isinstance(reading.settings, Rule))
    assert reading.basis == ("text" if reading.differs else "settings")
    if reading.differs:
        assert reading.standard is not None
        assert reading.rule == reading.standard.rule
        made = rule_of(structs.replace(reading.settings.block(), points=reading.rule.points))  # type: ignore[union-attr]
        scorer = made if isinstance(made, Rule) else reading.settings
        assert reading.rule.score(reading.example) != scorer.score(reading.example)  # type: ignore[union-attr]
