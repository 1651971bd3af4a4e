"""Self-evaluations in other bureaus' layouts: alone, beside the goals on another sheet, and in one table."""

from decimal import Decimal

import pytest

from perfxl.form import load_form
from perfxl.model import GoalSheet
from perfxl.scoring.evaluate import execution_of
from perfxl.workbook.read import read_book
from tests.workbook.grids import book, grid

GOALS = """
    一级指标|二级指标|三级指标|指标值类型|指标值|计量单位|指标解释|评分标准
    产出指标|数量指标|检查次数|≥|4|次|解释|标准
    产出指标|质量指标|办结率|≥|90|%|解释|标准
    产出指标|质量指标|办结率|≥|95|%|解释|标准
"""
LINES = """
    某局部门整体支出绩效自评表（2026年度）
    部门名称|||某局
    年度预算（万元）|||年初预算数|全年预算数(A)|全年执行数(B)|分值|执行率(B/A)|得分
    |年度资金总额||100|120|108|10|90%|9
    |其中：当年财政拨款||80|100|90|-|-|-
    |上年结转资金||20|20|18|-|-|-
    |其他资金||||||
    一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施|佐证材料
    产出指标|数量指标|检查次数|≥4次|5|5|5||台账
    |质量指标|办结率|≥90%|87%|10|9.67|人手不足|
    ||办结率|≥95%|96|10|10||
    总分|||||25|24.67|自评等级：优|
    填表人：甲|||联系电话：1
"""


def lines(text: str = LINES, **options: object) -> GoalSheet:
    return read_book(book(grid(text, "自评表", **options)))  # type: ignore[arg-type]


def test_a_self_evaluation_alone() -> None:
    read = lines()
    assert (read.department, read.year, read.sheet, read.evaluated) == ("某局", 2026, "自评表", True)
    first, second, _ = read.indicators
    assert (first.comparator, first.target, first.unit, first.points) == ("≥", "4", "次", 5)
    assert first.sources["target"].cell == "D9"
    assert first.standard == ""
    assert first.evaluation is not None
    assert second.evaluation is not None
    assert (first.evaluation.reported, first.evaluation.evidence) == (5, "台账")
    assert (second.evaluation.reported, second.evaluation.cause) == (Decimal("9.67"), "人手不足")
    assert second.evaluation.actual.value == Decimal("0.87")
    assert second.evaluation.actual.number_format == "0.00%"
    assert second.evaluation.sources["cause"].cell == "H10"
    assert [note.code for note in read.notes] == ["S019"]


def test_its_money() -> None:
    money = lines().money
    assert money is not None
    assert (money.total.initial, money.total.budget, money.total.spent) == (100, 120, 108)
    assert [fund.label for fund in money.parts] == ["当年财政拨款", "上年结转资金", "其他资金"]
    assert [fund.spent for fund in money.parts] == [90, 18, None]
    assert money.reported == 9
    assert money.total.sources["budget"].cell == "E4"
    assert money.parts[0].sources["spent"].cell == "F5"
    assert money.sources["score"].cell == "I4"


def test_its_total_and_rating() -> None:
    read = lines()
    assert (read.reported_total, read.reported_rating) == (Decimal("24.67"), "优")
    assert (read.sources["total"].cell, read.sources["rating"].cell) == ("G12", "H12")
    read = lines(LINES.replace("自评等级：优", "自评等级|良"))
    assert (read.reported_rating, read.sources["rating"].cell) == ("良", "I12")
    assert lines(LINES.replace("自评等级：优", "自评等级：待定")).reported_rating == ""


def test_its_foot() -> None:
    read = lines()
    assert (read.foot["preparer"], read.foot["phone"]) == ("甲", "1")


def test_money_in_yuan_is_read_in_ten_thousands() -> None:
    money = lines(LINES.replace("（万元）", "（元）")).money
    assert money is not None
    assert money.total.budget == Decimal("0.012")
    assert money.total.sources["budget"].value == 120


@pytest.mark.parametrize(("typed", "read"), [
    ("'120", "120"), ("120万元", "120"), ("1,200,000元", "120"), ("1200000.00 元整", "120"), ("１２０．５万", "120.5"),
    ("0.012亿", "120"), ("人民币120万元", "120"), ("120（万元）", "120"), ("1200000(元)", "120"), ("1200千元", "120"),
    ("约120万元", None), ("100-120万元", None), ("120人", None), ("一百二十万元", None),
])  # fmt: skip
@pytest.mark.parametrize("unit", ["（万元）", "（元）"])
def test_money_typed_as_text_is_read_where_it_names_its_unit(typed: str, read: str | None, unit: str) -> None:
    money = lines(LINES.replace("（万元）", unit).replace("|120|108|", f"|{typed}|108|")).money
    assert money is not None
    expected = None if read is None else Decimal(read) / (10000 if unit == "（元）" and typed == "'120" else 1)
    assert money.total.budget == expected
    assert money.total.sources["budget"].text == typed.removeprefix("'")


@pytest.mark.parametrize(("total", "part", "budget"), [
    ("", "100", "120"), ("", "约100万", None), ("约120", "100", None), ("120", "约100万", "120"),
])  # fmt: skip
def test_a_sum_of_parts_stands_in_for_an_empty_total_only(total: str, part: str, budget: str | None) -> None:
    """And only if every part is known: half a budget is none."""
    text = LINES.replace("|100|120|108|", f"|100|{total}|108|").replace("|80|100|90|", f"|80|{part}|90|")
    money = lines(text).money
    assert money is not None
    assert execution_of(money, load_form()).budget == (None if budget is None else Decimal(budget))


@pytest.mark.parametrize("mark", ["/", "—", "-", "无"])
def test_a_mark_that_there_is_no_money_is_an_empty_cell(mark: str) -> None:
    money = lines(LINES.replace("上年结转资金||20|20|18|", f"上年结转资金||{mark}|{mark}|18|")).money
    assert money is not None
    assert (money.parts[1].budget, money.parts[1].sources["budget"].empty) == (None, True)


def test_heads_of_money_may_name_its_unit() -> None:
    money = lines(LINES.replace("年初预算数|全年预算数(A)", "年初预算数（万元）|全年预算数（万元）")).money
    assert money is not None
    assert (money.total.initial, money.total.budget) == (100, 120)


def test_no_money_and_no_total() -> None:
    table = "\n".join(LINES.strip("\n").splitlines()[7:11])
    read = lines(table)
    assert (read.money, read.reported_total, read.reported_rating) == (None, None, "")
    assert len(read.indicators) == 3


def test_an_empty_self_evaluation_is_none() -> None:
    table = "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分\n产出指标|数量指标|甲|≥4次||5|"
    read = lines(table)
    assert not read.evaluated
    assert read.indicators[0].evaluation is not None
    assert read.indicators[0].evaluation.actual.cell == "E2"


def test_goals_and_lines_in_one_workbook_are_joined_by_name_in_order() -> None:
    swapped = LINES.replace("台账", "台账一")
    read = read_book(book(grid(swapped, "自评表"), grid(GOALS, "目标表")))
    assert (read.sheet, read.layout) == ("目标表", "foreign")
    assert [indicator.evaluation.actual.cell for indicator in read.indicators if indicator.evaluation] == [
        "E9", "E10", "E11",
    ]  # fmt: skip
    assert [indicator.points for indicator in read.indicators] == [5, 10, 10]
    assert read.indicators[0].sources["points"].sheet == "自评表"
    assert read.indicators[0].sources["target"].sheet == "目标表"
    assert (read.department, read.reported_total, read.foot["preparer"]) == ("某局", Decimal("24.67"), "甲")


def test_lines_without_a_goal_are_named() -> None:
    strange = LINES.replace("检查次数", "抽查次数")
    read = read_book(book(grid(GOALS, "目标表"), grid(strange, "自评表")))
    assert read.indicators[0].evaluation is None
    assert [(note.sheet, note.cell, note.value) for note in read.notes if note.code == "S024"] == [
        ("自评表", "C9", "抽查次数"),
    ]  # fmt: skip


def test_goals_and_lines_in_one_table() -> None:
    read = read_book(book(grid("""
        一级指标|二级指标|三级指标|指标值类型|指标值|计量单位|评分标准|实际完成值|分值|得分
        产出指标|数量指标|检查次数|≥|4|次|否则不得分|5|10|10
    """)))
    (indicator,) = read.indicators
    assert (indicator.comparator, indicator.standard, indicator.points) == ("≥", "否则不得分", 10)
    assert indicator.evaluation is not None
    assert (indicator.evaluation.actual.text, indicator.evaluation.reported) == ("5", 10)
    assert read.evaluated


@pytest.mark.parametrize("names", [("目标表", "自评表"), ("目标", "自评"), ("自评", "表二")])
@pytest.mark.parametrize("turned", [False, True])
def test_lines_stand_where_they_were_filled_in(names: tuple[str, str], turned: bool) -> None:
    """The goals have columns for the self-evaluation that were left empty; it came on a sheet of its own."""
    head, *rows = GOALS.strip().splitlines()
    goals = "\n".join((f"{head}|实际完成值|得分", *(f"{row}||" for row in rows)))
    sheets = [grid(goals, names[0]), grid(LINES, names[1])]
    read = read_book(book(*(sheets[::-1] if turned else sheets)))
    lines = [indicator.evaluation for indicator in read.indicators]
    assert [line.actual.cell for line in lines if line is not None] == ["E9", "E10", "E11"]
    assert (read.sheet, read.reported_total) == (names[0], Decimal("24.67"))
    assert "S014" not in [note.code for note in read.notes]


def test_a_second_self_evaluation_is_told_of() -> None:
    """Filled in twice: that of the goals counts, and the other is named."""
    head, first, *rows = GOALS.strip().splitlines()
    goals = "\n".join((f"{head}|实际完成值|得分", f"{first}|4|5", *(f"{row}||" for row in rows)))
    read = read_book(book(grid(LINES, "自评表"), grid(goals, "目标表")))
    assert [line.actual.text for row in read.indicators if (line := row.evaluation)] == ["4", "", ""]
    (told,) = [note for note in read.notes if note.code == "S014"]
    assert (told.value, "自评表" in told.message) == ("目标表", True)


@pytest.mark.parametrize("value", ["", "/", "-", "优", "待定"])
def test_scores_that_are_no_numbers(value: str) -> None:
    table = f"一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分\n产出指标|数量指标|甲|≥4次|5|5|{value}"
    (indicator,) = lines(table).indicators
    assert indicator.evaluation is not None
    assert indicator.evaluation.reported is None


def test_errors_in_the_lines_are_named() -> None:
    read = lines(LINES.replace("87%", "#REF!").replace("108", "#VALUE!"))
    assert [note.cell for note in read.notes if note.code == "S013"] == ["E10", "F4"]


def test_money_beside_its_labels() -> None:
    table = LINES.strip("\n").splitlines()
    pairs = "年初预算数（万元）|100|全年预算数（万元）|120|全年执行数|108万元|执行率|90%"
    money = lines("\n".join([pairs, *table[7:]])).money
    assert money is not None
    assert (money.total.initial, money.total.budget, money.total.spent, money.parts) == (100, 120, 108, ())
    assert money.total.sources["spent"].cell == "F1"


def test_money_below_the_table() -> None:
    """Its rows are no indicators."""
    table = LINES.strip("\n").splitlines()
    read = lines("\n".join([*table[:2], *table[7:12], *table[2:7], table[12]]))
    assert [one.name for one in read.indicators] == ["检查次数", "办结率", "办结率"]
    assert read.money is not None
    assert (read.money.total.budget, read.money.total.spent, read.reported_total) == (120, 108, Decimal("24.67"))
    assert read.foot["preparer"] == "甲"


@pytest.mark.parametrize(("target", "expected"), [
    ("达到95%", ("≥", "95", "%")), ("达到95%以上", ("≥", "95", "%")), ("控制在50万元以内", ("≤", "50", "万元")),
    ("控制在3天内", ("≤", "3", "天")), ("达到优秀", ("定性", "达到优秀", "")),
    ("控制在预算内", ("定性", "控制在预算内", "")),
])  # fmt: skip
def test_targets_with_their_sign_in_words(target: str, expected: tuple[str, str, str]) -> None:
    (one, *_) = lines(LINES.replace("≥4次", target)).indicators
    assert (one.comparator, one.target, one.unit) == expected
