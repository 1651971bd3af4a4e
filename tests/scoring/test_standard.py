"""Standards in prose: what they score, which are refused and why, and what is shown of the reading."""

from decimal import Decimal

import pytest

from perfxl import parse_standard
from perfxl.form import load_form
from perfxl.scoring.kinds import Bands, Manual, StepDeduction
from perfxl.scoring.standard import Refusal
from tests.scoring.standards import ALL, Case

READ = [pytest.param(case, id=f"{table}: {case.text[:40]}") for table, case in ALL if not case.refused]
REFUSED = [pytest.param(case, id=f"{table}: {case.text[:40]}") for table, case in ALL if case.refused]


@pytest.mark.parametrize("case", READ)
def test_a_standard_scores_as_its_table_says(case: Case) -> None:
    standard = case.read()
    assert standard.reason is None, standard.detail
    assert case.scored(standard) == case.scores


@pytest.mark.parametrize("case", REFUSED)
def test_a_standard_no_machine_may_score_is_refused(case: Case) -> None:
    standard = case.read()
    assert not standard.scorable, standard.rule
    assert standard.rule is None
    wanted = case.expected.removeprefix("! ")
    assert standard.reason is not None
    assert wanted == "-" or standard.reason.name == wanted, standard.detail


def test_there_are_enough_of_them() -> None:
    assert len(READ) + len(REFUSED) >= 300
    assert len(REFUSED) >= 60


def test_the_text_wins_over_the_points_given_and_says_so() -> None:
    standard = parse_standard("达到90%得8分，否则不得分", comparator="≥", target="90", unit="%", points=10)
    assert (standard.points, standard.text_points) == (8, 8)
    assert any("8分为准" in reading for reading in standard.readings)


def test_points_given_count_where_the_text_has_none() -> None:
    standard = parse_standard("每少1次扣1分", comparator="≥", target="6", unit="次", points=5)
    assert (standard.points, standard.text_points) == (5, None)


@pytest.mark.parametrize(("text", "repair"), [
    ("达到90%得10分，每降低1个百分点扣0。5分", "小数点"),
    ("达到90%得1O分，否则得O分", "数字0"),
    ("達到90%得10分，否則不得分", "繁体"),
    ("<p>达到90%得10分，否则不得分</p>", "网页标记"),
])
def test_repairs_are_shown_and_the_original_is_kept(text: str, repair: str) -> None:
    standard = parse_standard(text, comparator="≥", target="90", unit="%")
    assert standard.scorable
    assert any(repair in said for said in standard.repairs)
    assert standard.original == text


def test_a_profile_switches_what_a_partial_step_costs() -> None:
    form = load_form()
    import msgspec

    from perfxl.scoring.standard import parse_standard as parse

    linear = msgspec.structs.replace(form, readings=msgspec.structs.replace(form.readings, partial_step="按比例"))
    text = "达到90%得10分，每降低1个百分点扣1分"
    told = parse(text, comparator="≥", target="90", unit="%", form=linear)
    assert isinstance(told.rule, StepDeduction)
    assert told.rule.score(Decimal("89.5")).score == Decimal("9.5")


def test_text_bounds_win_over_the_target() -> None:
    standard = parse_standard("95%以上得10分，每低1个百分点扣1分", comparator="≥", target="90", unit="%")
    assert standard.rule is not None
    assert standard.rule.score(Decimal(94)).score == 9
    assert any("95" in reading for reading in standard.readings)


def test_the_better_band_owns_a_shared_border() -> None:
    standard = parse_standard("80%-90%得8分，90%-100%得10分，80%以下得0分", comparator="≥", target="90", unit="%")
    assert isinstance(standard.rule, Bands)
    assert [standard.rule.score(Decimal(value)).score for value in (90, 80)] == [10, 8]


def test_a_rule_for_a_person_keeps_its_points() -> None:
    standard = parse_standard("由评分人按实际情况评分，满分10分。", comparator="定性", target="好")
    assert isinstance(standard.rule, Manual)
    assert not standard.scorable
    assert standard.points == 10


@pytest.mark.parametrize("reason", Refusal)
def test_every_reason_speaks_two_languages(reason: Refusal) -> None:
    assert reason.value
    assert reason.english.isascii()


def test_the_same_question_is_answered_once() -> None:
    asked = {"comparator": "≥", "target": "90", "unit": "%", "points": 10}
    first = parse_standard("每低1个百分点扣1分", **asked)  # type: ignore[arg-type]
    assert parse_standard("每低1个百分点扣1分", **asked) is first  # type: ignore[arg-type]
