"""A whole sheet scored, and the rows that keep it from a total."""

from decimal import Decimal
from typing import Any

import pytest

from perfxl.block import Block, Rung
from perfxl.form import Form
from perfxl.model import Evaluation, Fund, GoalSheet, Indicator, Money, Raw, Source
from perfxl.scoring.evaluate import evaluate, execution_of, line_of
from tests.scoring.test_settings import indicator


def typed(value: Raw, number_format: str = "General", **fields: Any) -> Evaluation:
    kind = "empty" if value is None else "number" if isinstance(value, Decimal) else "text"
    return Evaluation(actual=Source("绩效自评表", "F12", value, kind, number_format), **fields)


def row(actual: Raw, kind: str = "按比例", **fields: Any) -> Indicator:
    evaluation = fields.pop("evaluation", None) or typed(actual)
    return indicator(kind=kind, evaluation=evaluation, **({"settings": Block()} | fields))


def money(
    budget: int | None = 1000, spent: int | None = 950, parts: tuple[tuple[int | None, int | None], ...] = ()
) -> Money:
    def fund(label: str, a: int | None, b: int | None) -> Fund:
        amounts = [None if amount is None else Decimal(amount) for amount in (a, b)]
        return Fund(label=label, initial=None, budget=amounts[0], spent=amounts[1])

    total = fund("年度资金总额", budget, spent)
    return Money(total=total, parts=tuple(fund(f"其中{n}", *part) for n, part in enumerate(parts)))


def sheet(*rows: Indicator, money_block: Money | None = None, **fields: Any) -> GoalSheet:
    given = {
        "file": "a.xlsx",
        "layout": "own",
        "profile": "hunan-county",
        "version": "2026.1",
        "department": "县某局",
        "year": 2026,
        "duties": "",
        "goals": (),
        "indicators": rows,
        "foot": {},
        "sheet": "绩效目标表",
        "money": money_block,
        "evaluated": True,
    }
    return GoalSheet(**(given | fields))


def test_a_sheet_with_everything(form: Form) -> None:
    rows = [row(Decimal(81), points=Decimal(60)), row(Decimal(90), points=Decimal(30))]
    result = evaluate(sheet(*rows, money_block=money()), form)
    assert [line.score for line in result.lines] == [54, 30]
    assert result.execution is not None
    assert (result.execution.rate, result.execution.score) == (Decimal("0.95"), Decimal("9.5"))
    assert (result.total, result.rating) == (Decimal("93.5"), "优")
    assert result.unscored == ()


def test_a_border_belongs_to_the_better_rating(form: Form) -> None:
    nine = evaluate(sheet(row(Decimal(80), points=Decimal(90)), money_block=money(1000, 1000)), form)
    assert (nine.total, nine.rating) == (90, "优")
    less = evaluate(sheet(row(Decimal("79.99"), points=Decimal(90)), money_block=money(1000, 1000)), form)
    assert (less.total, less.rating) == (Decimal("89.99"), "良")


@pytest.mark.parametrize(
    "broken", [row(None), row("完成"), row(Decimal(90), kind="逐档扣分"), row(None, kind="人工评分")]
)
def test_one_unscored_row_leaves_no_total(form: Form, broken: Indicator) -> None:
    result = evaluate(sheet(row(Decimal(90)), broken, money_block=money()), form)
    assert (result.total, result.rating) == (None, None)
    assert [line.indicator for line in result.unscored] == [broken]
    assert result.unscored[0].reason_unscored
    assert result.unscored[0].reason_unscored_en


def test_no_total_without_money_or_rows(form: Form) -> None:
    assert evaluate(sheet(row(Decimal(90))), form).total is None
    assert evaluate(sheet(row(Decimal(90))), form).execution is None
    assert evaluate(sheet(money_block=money()), form).total is None
    assert evaluate(sheet(row(Decimal(90)), money_block=money(0)), form).total is None


@pytest.mark.parametrize(
    ("block", "rate", "score"),
    [
        (money(1000, 1000), "1", "10"),
        (money(1000, 1200), "1.2", "10"),
        (money(3000, 1000), "0.333333333", "3.33"),
        (money(1000, 0), "0", "0"),
        (money(None, 950, parts=((600, 500), (400, 450), (None, None))), "0.95", "9.5"),
        (money(None, None, parts=((600, 500), (400, 450))), "0.95", "9.5"),
        (money(None, None), None, None),
        (money(0, 10), None, None),
        (money(0, 10, parts=((600, 500),)), None, None),
        (money(1000, None), None, None),
        (money(1000, -5), None, None),
        (money(-1000, 5), None, None),
    ],
)
def test_execution(form: Form, block: Money, rate: str | None, score: str | None) -> None:
    found = execution_of(block, form)
    assert (found.rate, found.score) == tuple(None if item is None else Decimal(item) for item in (rate, score))
    assert found.points == 10


def manual(score: str | None, scorer: str = "张三", why: str = "按考评办法") -> Evaluation:
    value = None if score is None else Decimal(score)
    return typed(None, manual=value, scorer=scorer, manual_reason=why)


@pytest.mark.parametrize(
    ("evaluation", "score", "reason"),
    [
        (manual("8.5"), "8.5", None),
        (manual("0"), "0", None),
        (manual("10"), "10", None),
        (manual("8.555"), "8.56", None),
        (manual(None), None, "人工得分"),
        (manual("10.01"), None, "不在 0 到分值之间"),
        (manual("-1"), None, "不在 0 到分值之间"),
        (manual("8", scorer=""), None, "评分人或理由"),
        (manual("8", why=""), None, "评分人或理由"),
    ],
)
def test_scores_by_hand(form: Form, evaluation: Evaluation, score: str | None, reason: str | None) -> None:
    line = line_of(row(None, kind="人工评分", evaluation=evaluation), form, 2026)
    assert line.basis == "manual"
    assert line.score == (None if score is None else Decimal(score))
    assert reason is None if line.reason_unscored is None else reason in line.reason_unscored


def test_a_score_by_hand_does_not_replace_a_rule(form: Form) -> None:
    both = typed(Decimal(45), manual=Decimal(9), scorer="张三", manual_reason="x")
    line = line_of(row(None, evaluation=both), form, 2026)
    assert (line.score, line.basis) == (5, "settings")


def test_a_person_may_describe_what_a_rule_could_not_read(form: Form) -> None:
    line = line_of(row("已完成大部分", kind="人工评分"), form, 2026)
    assert (line.actual.value, line.actual.note, line.actual.read) == (None, None, "已完成大部分")


def test_a_line_carries_the_block_that_was_scored(form: Form) -> None:
    line = line_of(row(None, unit="%", evaluation=typed(Decimal("0.855"), "0.0%")), form, 2026)
    assert (line.block.actual, line.actual.note, line.score) == (Decimal("85.5"), "E005", Decimal("9.5"))
    assert (line.target, line.points, line.kind) == (90, 10, "按比例")


def test_levels_in_short_form(form: Form) -> None:
    rungs = (Rung(None, "成效显著", Decimal(10)), Rung(None, "成效一般", Decimal(5)))
    line = line_of(row("一般", kind="等级评定", settings=Block(rungs=rungs)), form, 2026)
    assert (line.block.actual, line.score, line.actual.note) == ("成效一般", 5, "E024")


def test_an_unfilled_sheet_is_not_an_error(form: Form) -> None:
    line = line_of(indicator(kind="按比例", settings=Block()), form, 2026)
    assert (line.actual.note, line.score, line.reported) == ("E001", None, None)


def test_rows_that_do_not_apply_are_not_scored(form: Form) -> None:
    result = evaluate(sheet(row(Decimal(90)), row(None, not_applicable=True), money_block=money()), form)
    assert len(result.lines) == 1
    assert result.total == Decimal("19.5")


GAPPED = "90%以上得5分；80%-89%得3分；80%以下不得分"


@pytest.mark.parametrize(("actual", "score"), [("90", 5), ("89.5", None), ("89", 3), ("80", 3), ("79.9", 0)])
def test_a_value_between_whole_percentages_nobody_speaks_of(form: Form, actual: str, score: int | None) -> None:
    one = row(Decimal(actual), kind="", own_standard=GAPPED, settings=None, unit="%", target="90", points=Decimal(5))
    line = line_of(one, form, 2026)
    assert line.score == score
    assert (line.block.actual is None) is (score is None)  # no engine scores what Python does not
    assert (line.reason_unscored == "标准没有写明高于89且低于90的得多少分") is (score is None)


@pytest.mark.parametrize(("actual", "score"), [("2026年12月", None), ("2026年11月", Decimal(10))])
def test_a_month_beside_a_deadline_in_it_is_asked_about(form: Form, actual: str, score: Decimal | None) -> None:
    one = row(actual, "达标得分", comparator="定性", target="2026年12月20日前", unit="", points=Decimal(10))
    line = line_of(one, form, 2026)
    assert line.score == score
    if score is None:
        assert line.reason_unscored is not None
        assert actual in line.reason_unscored
