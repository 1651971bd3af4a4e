"""From a sheet that was read to the sheet that is written: settings that score as the words do, or a reason."""

import datetime as dt
import random
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from perfxl.block import Block
from perfxl.conversion import Taken, converted
from perfxl.form import load_form
from perfxl.model import Evaluation, GoalSheet, Indicator, Source
from perfxl.scoring.compare import difference
from perfxl.scoring.evaluate import evaluate, line_of
from perfxl.scoring.kinds import Levels, Rule
from perfxl.scoring.rules import rule_of
from perfxl.scoring.settings import effective_block
from perfxl.scoring.wording import wording
from tests.scoring.standards import ALL
from tests.scoring.test_standard_round_trip import _rule, _written

FORM = load_form()
D = Decimal


def row(standard: str, number: int = 1, **fields: Any) -> Indicator:
    """An indicator of a foreign sheet as the reader gives it."""
    values: dict[str, Any] = {
        "level1": "产出指标", "level2": "数量指标", "name": "检查次数", "comparator": "≥", "target": "90", "unit": "次",
        "definition": "", "points": None, "remark": "", **fields,
    }  # fmt: skip
    target = values["target"]
    typed = Source("表", f"E{number}", target or None, "text" if target else "empty")
    sources = {"name": Source("表", f"C{number}", values["name"], "text"), "target": typed}
    sources["standard"] = Source("表", f"H{number}", standard or None, "text" if standard else "empty")
    return Indicator(row=number, standard=standard.strip(), sources=values.pop("sources", sources), **values)


def sheet(*rows: Indicator, **fields: Any) -> GoalSheet:
    values: dict[str, Any] = {
        "file": "旧表.xlsx", "layout": "foreign", "profile": FORM.name, "version": None, "department": "某局",
        "year": 2026, "duties": "", "goals": (), "foot": {}, "sheet": "表", **fields,
    }  # fmt: skip
    return GoalSheet(indicators=rows, **values)


def taken(standard: str, year: int | None = None, **fields: Any) -> Taken:
    return converted(sheet(row(standard, **fields)), FORM, year).rows[0]


def rule_in(result: Taken, year: int | None = 2026) -> Rule:
    """The rule the new row's own settings make."""
    made = rule_of(effective_block(result.indicator, FORM, year))
    assert isinstance(made, Rule), made
    return made


def codes(result: Taken) -> list[str]:
    return [note.code for note in result.notes]


def test_any_rule_that_can_be_written_is_set_so_that_it_scores_as_its_words() -> None:
    dice = random.Random(20260701)
    for number in range(400):
        rule, unit, dated = _rule(dice)
        target = getattr(rule, "target", None)
        qualitative = isinstance(rule, Levels)
        result = taken(
            wording(rule, unit, dated),
            number=number + 1,
            comparator="定性" if qualitative or dated else getattr(rule, "comparator", "≥"),
            target=_written(target, dated) if target is not None else "优" if qualitative else "90",
            unit=unit,
            points=dice.choice((None, rule.points)),
        )
        assert result.state == "read", (wording(rule, unit, dated), result.reason)
        assert result.indicator.points == rule.points
        again = rule_in(result)
        actuals = _actuals(dice, rule, target)
        assert [again.score(value) for value in actuals] == [rule.score(value) for value in actuals], result


def _actuals(dice: random.Random, rule: Rule, target: Decimal | None) -> list[Decimal | str]:
    if isinstance(rule, Levels):
        return [word for word, _ in rule.levels]
    near = D(90) if target is None else target
    return [near + D(dice.randint(-400, 400)) / 10 for _ in range(12)] + [near, D(0)]


def test_every_standard_of_the_tables_is_set_so_that_it_scores_as_its_words_or_left_open() -> None:
    done, unset = 0, 0
    for _, case in ALL:
        points = D(case.points) if case.points else None
        beside = {"comparator": case.sign, "target": case.target, "unit": case.unit, "name": case.name}
        old = sheet(row(case.text, points=points, **beside))
        [before], [after] = evaluate(old, FORM).lines, converted(old, FORM).rows
        assert after.indicator.own_standard == case.text
        if after.state != "read":
            assert after.indicator.kind == ("人工评分" if after.state == "manual" else "")
            unset += not case.refused
            continue
        done += 1
        assert before.rule is not None
        assert difference(before.rule, rule_in(after), before.reading.expects == "date") is None, case
    assert unset * 100 < done, "a jump at a share of the target is beyond any settings; little else is"


@pytest.mark.parametrize(
    ("standard", "fields", "actual", "score"),
    [
        # The text wins over the sign: 超过…扣 on a ＝ is a ceiling, 以内 on a < includes its border.
        ("控制在指标内得5分，每超过1个百分点扣1分", {"comparator": "＝", "target": "100", "unit": "%"}, "97", "5"),
        ("成本在预算内得20分，每超过1个百分点扣5分", {"comparator": "<", "target": "100", "unit": "%"}, "101", "15"),
        # The text's own bound against another target, and beside a target in words.
        ("达到95%得10分，否则不得分", {"target": "90", "unit": "%"}, "94", "0"),
        ("达到95%得10分，否则不得分", {"target": "90", "unit": "%"}, "95", "10"),
        ("达到95%得10分，否则不得分", {"comparator": "定性", "target": "提升", "unit": "%"}, "96", "10"),
        # Numbers that only a reader takes for numbers.
        ("达标得2分，否则不得分", {"comparator": "", "target": "≥50个", "unit": ""}, "49", "0"),
        ("达标得2分，否则不得分", {"target": "９０", "unit": "次"}, "90", "2"),
    ],
)
def test_the_words_count(standard: str, fields: dict[str, str], actual: str, score: str) -> None:
    result = taken(standard, **fields)
    assert result.state == "read", result.reason
    assert rule_in(result).score(D(actual)).score == D(score)
    if fields.get("comparator"):
        assert result.indicator.comparator == fields["comparator"], "the sign that is printed stays as typed"


def test_what_is_written_in_a_target_beside_its_number_goes_where_it_belongs() -> None:
    result = taken("达标得2分，否则不得分", comparator="", target="≥50个", unit="")
    indicator = result.indicator
    assert (indicator.comparator, indicator.target, indicator.unit) == ("≥", "50", "个")
    assert indicator.at("target").kind == "number"
    assert codes(result) == ["I006"]


@pytest.mark.parametrize("words", ["<p>达到90次得满分2分</p><p>，否则不得分。</p>", " 达到90次得2分，\n否则不得分 "])
def test_the_words_are_kept_as_they_stand(words: str) -> None:
    result = taken(words)
    assert result.state == "read"
    assert result.indicator.own_standard == words


def test_a_slip_that_was_mended_is_named() -> None:
    result = taken("<p>达到90次得2分，否则不得分</p>")
    assert codes(result) == ["R012"]
    assert "网页标记" in str(result.notes[0].slots["repairs"])


def test_points_are_those_of_the_sheet_else_of_the_text() -> None:
    assert taken("达标得2分，否则不得分").indicator.points == 2
    assert taken("达标得满分，否则不得分", points=D(5)).indicator.points == 5
    apart = taken("达标得2分，否则不得分", points=D(5))
    assert (apart.state, codes(apart), apart.indicator.points, apart.indicator.kind) == ("unread", ["P006"], 5, "")


@pytest.mark.parametrize(
    ("standard", "state", "kind", "code"),
    [
        ("办结率100%得5分，每降低1 扣1分", "unread", "", "R006"),
        ("按完成情况酌情扣1-3分，满分5分", "manual", "人工评分", "R016"),
        ("按全市排名计分，第一名得5分", "manual", "人工评分", "R016"),
        ("达到标准值得满分，每超过1次扣1分", "unread", "", "R004"),
        ("", "unread", "", "C012"),
    ],
)
def test_what_makes_no_rule_is_left_open_and_named(standard: str, state: str, kind: str, code: str) -> None:
    result = taken(standard, points=D(5), unit="%")
    assert (result.state, result.indicator.kind, codes(result)) == (state, kind, [code])
    assert all(result.reason)
    assert result.indicator.own_standard == standard
    assert result.indicator.settings in (None, Block(kind="人工评分"))


def _own(own: str, kind: str, settings: Block, **fields: Any) -> GoalSheet:
    indicator = row("", own_standard=own, kind=kind, settings=settings, points=D(10), **fields)
    return sheet(replace(indicator, standard=own or "标准文字"), layout="own", version="1")


STEPS = Block(kind="逐档扣分", step=D(10), deduction=D(2), partial="舍去")


def test_settings_without_words_of_their_own_are_kept() -> None:
    [result] = converted(_own("", "逐档扣分", STEPS), FORM).rows
    assert (result.state, result.indicator.settings, result.indicator.own_standard) == ("kept", STEPS, "")


def test_own_words_that_say_what_is_set_change_nothing() -> None:
    [result] = converted(_own("达到目标得10分，每少10次扣2分，扣完为止", "逐档扣分", STEPS), FORM).rows
    assert (result.state, result.indicator.settings, codes(result)) == ("read", STEPS, [])


def test_own_words_win_over_other_settings() -> None:
    [result] = converted(_own("达到目标得10分，每少5次扣1分，扣完为止", "逐档扣分", STEPS), FORM).rows
    assert (result.state, codes(result)) == ("read", ["R015"])
    assert rule_in(result).score(D(79)).score == 8


def test_settings_count_where_own_words_cannot_be_read() -> None:
    [result] = converted(_own("达到目标得10分，每少 扣", "逐档扣分", STEPS), FORM).rows
    assert (result.state, result.indicator.settings, codes(result)) == ("unread", STEPS, ["R001"])


def test_a_person_already_scoring_goes_on() -> None:
    [result] = converted(_own("酌情打分", "人工评分", Block(kind="人工评分")), FORM).rows
    assert (result.state, codes(result)) == ("manual", [])


def _evaluated(**fields: Any) -> GoalSheet:
    line = Evaluation(actual=Source("表", "F1", D(88), "number"), reported=D(2), cause="原因")
    foot = {"preparer": "张三", "date": "2026-01-15", "business_date": "2026-01-16"}
    deadline = row("2026年6月30日前完成得2分，否则不得分", 2, comparator="定性", target="2026年6月30日前", unit="")
    return sheet(row("达标得2分，否则不得分", evaluation=line), deadline, foot=foot, evaluated=True, **fields)


def test_the_same_year_keeps_everything() -> None:
    conversion = converted(_evaluated(), FORM, 2026)
    assert not conversion.another_year
    assert conversion.sheet.indicators[0].evaluation is not None
    assert conversion.sheet.foot["date"] == "2026-01-15"


def test_a_year_for_a_sheet_without_one_is_no_other_year() -> None:
    conversion = converted(_evaluated(year=None), FORM, 2027)
    assert (conversion.sheet.year, conversion.another_year) == (2027, False)


def test_another_year_takes_the_goals_without_what_became_of_them() -> None:
    conversion = converted(_evaluated(), FORM, 2027)
    new = conversion.sheet
    assert (new.year, conversion.another_year, new.evaluated, new.money) == (2027, True, False, None)
    assert all(indicator.evaluation is None for indicator in new.indicators)
    assert (new.foot["preparer"], new.foot["date"], new.foot["business_date"]) == ("张三", "", "")
    assert new.indicators[1].target == "2026年6月30日前", "dates are never changed silently"
    told = [(note.code, note.value) for note in conversion.rows[1].notes]
    assert told == [("I011", "2026年6月30日前"), ("R014", "2026")]
    assert conversion.rows[0].notes == ()


def _achieved(actual: Source, standard: str = "达到目标值得满分2分，否则不得分", **fields: Any) -> Taken:
    return taken(standard, 2026, evaluation=Evaluation(actual=actual), **fields)


@pytest.mark.parametrize(
    ("typed", "unit", "number"),
    [
        ("62次", "次", "62"),
        ("83.5%", "%", "83.5"),
        ("８３．５％", "%", "83.5"),
        ("1.15万亩", "万亩", "1.15"),
        ("1,180元", "元", "1180"),
        (" 92 ", "次", "92"),
    ],
)
def test_an_actual_value_is_written_as_the_number_it_was_scored_by(typed: str, unit: str, number: str) -> None:
    result = _achieved(Source("表", "F1", typed, "text"), unit=unit)
    line = result.indicator.evaluation
    assert line is not None
    assert (result.actual, line.actual) == ("number", Source("表", "F1", D(number), "number"))
    assert line_of(result.indicator, FORM, 2026).actual.note is None


def test_a_percentage_shown_is_written_as_it_shows() -> None:
    result = _achieved(Source("表", "F1", D("0.835"), "number", "0.0%"), unit="%")
    line = result.indicator.evaluation
    assert line is not None
    assert (result.actual, line.actual) == ("number", Source("表", "F1", D("83.5"), "number"))


@pytest.mark.parametrize(
    ("typed", "standard", "fields"),
    [
        ("约60次", "达到目标值得满分2分，否则不得分", {}),
        ("62个", "达到目标值得满分2分，否则不得分", {}),  # another unit
        ("≥90", "达到目标值得满分2分，否则不得分", {}),
        ("0.5%", "达到目标值得满分2分，否则不得分", {"unit": "%"}),  # a bare 0.5 would be a question
        ("3次", "", {"unit": ""}),  # nothing scores it, and the unit stands nowhere else
    ],
)
def test_words_stay_where_no_number_is_sure(typed: str, standard: str, fields: dict[str, str]) -> None:
    result = _achieved(Source("表", "F1", typed, "text"), standard, **fields)
    line = result.indicator.evaluation
    assert line is not None
    assert (result.actual, line.actual.value) == ("text", typed)


@pytest.mark.parametrize(
    ("standard", "target", "sign", "typed"),
    [
        ("效果显著得5分，效果一般得3分，否则不得分", "显著", "定性", "效果显著"),
        ("2026年6月30日前完成得2分，否则不得分", "2026年6月30日前", "定性", "6月"),
        ("按完成情况酌情扣1-3分，满分5分", "90", "≥", "62次"),
    ],
)
def test_words_that_are_asked_for_are_no_numbers_missing(standard: str, target: str, sign: str, typed: str) -> None:
    unit = "次" if sign == "≥" else ""
    result = _achieved(Source("表", "F1", typed, "text"), standard, target=target, comparator=sign, unit=unit)
    line = result.indicator.evaluation
    assert line is not None
    assert (result.actual, line.actual.value) == ("", typed)


def test_a_fraction_of_a_percentage_is_left_and_named() -> None:
    """0.84 is 84 % or 0.84 %."""
    result = _achieved(Source("表", "F1", D("0.84"), "number"), "达到90%得2分，否则不得分", unit="%")
    line = result.indicator.evaluation
    assert line is not None
    assert (result.actual, line.actual.value) == ("text", D("0.84"))


def test_a_day_typed_as_a_text_becomes_the_day() -> None:
    for typed in ("6月20日", "2026.6.20", "20260620"):
        source = Source("表", "F1", typed, "text")
        due = {"target": "2026年6月30日前", "comparator": "定性", "unit": ""}
        result = _achieved(source, "2026年6月30日前完成得2分，否则不得分", **due)
        line = result.indicator.evaluation
        assert line is not None
        assert (result.actual, line.actual.value, line.actual.kind) == ("day", dt.date(2026, 6, 20), "date")


def test_plain_numbers_are_as_they_are() -> None:
    result = _achieved(Source("表", "F1", D(62), "number"))
    assert (result.actual, result.indicator.evaluation) == (
        "", Evaluation(actual=Source("表", "F1", D(62), "number")),
    )  # fmt: skip
