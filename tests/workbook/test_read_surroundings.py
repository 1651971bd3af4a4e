"""The head and the foot of foreign forms: labels in any shape, values beside, behind or below them."""

import pytest

from perfxl.model import GoalSheet
from perfxl.workbook.read import read_book
from tests.workbook.grids import book, grid

TABLE = """一级指标|二级指标|三级指标|指标值类型|指标值|计量单位|指标解释|评分标准
产出指标|数量指标|检查次数|≥|4|次|全年检查|未达标不得分"""


def form(head: str = "", foot: str = "", merges: str = "") -> GoalSheet:
    """What is read of a form with these lines above and below a table of one indicator."""
    lines = [line.strip() for part in (head, TABLE, foot) for line in part.strip("\n").splitlines()]
    read = read_book(book(grid("\n".join(lines), merges=merges)))
    assert len(read.indicators) == 1
    return read


@pytest.mark.parametrize(("head", "department", "year", "cell"), [
    ("某县水利局部门整体绩效目标表\n(2026) 年度", "某县水利局", 2026, "A1"),
    ("2026年度某县水利局整体支出绩效目标表", "某县水利局", 2026, "A1"),
    ("部门整体支出绩效目标表（2026年度）\n部门(单位)名称||某县水利局", "某县水利局", 2026, "C2"),
    ("部门（单位）名称：某县水利局|||年度|2026", "某县水利局", 2026, "A1"),
    ("部门↵名称|某县水利局\n预算年度|2026年", "某县水利局", 2026, "B1"),
    ("单位名称\n某县水利局\n二〇二六年度", "某县水利局", 2026, "A2"),
    ("填报单位：某县水利局（盖章）|2026年", "某县水利局", 2026, "A1"),
    ("填报单位（盖章）：某县水利局|2026年", "某县水利局", 2026, "A1"),
    ("部门整体绩效目标表", "", None, None),
    ("部门名称|部门职责|负责水利", "", None, None),
])  # fmt: skip
def test_department_and_year(head: str, department: str, year: int | None, cell: str | None) -> None:
    read = form(head)
    assert (read.department, read.year) == (department, year)
    assert (read.sources["department"].cell if department else None) == cell


def test_years_inside_the_texts_are_not_the_years() -> None:
    assert form("部门职责|2019年度机构改革后负责水利").year is None


def test_duties_and_goals() -> None:
    read = form(
        """
        部门（单位）职责||<p>1) 负责水利。</p> <p>2)&nbsp;其他任务。</p>
        年度履职↵目标||目标1：甲。↵目标2：乙。
        """,
        merges="A1:B1 A2:B2 C1:H1 C2:H2",
    )
    assert read.duties == "1) 负责水利。\n2) 其他任务。"
    assert read.goals == ("目标1：甲。", "目标2：乙。")
    assert (read.sources["duties"].cell, read.sources["goals"].cell) == ("C1", "C2")


@pytest.mark.parametrize("label", [
    "主要职责", "部门主要职责", "部门（单位）主要职责", "职责", "职 责：", "部门职能", "职能↵职责", "机构职能",
    "单位主要职能", "部门职能概述", "主要职能",
])  # fmt: skip
def test_duties_by_any_label(label: str) -> None:
    read = form(f"{label}|负责水利。\n年度目标|甲")
    assert (read.duties, read.goals) == ("负责水利。", ("甲",))


def test_duties_inside_a_text_are_no_label() -> None:
    assert form("年度目标|按规定履行。职责：水利").duties == ""


def test_goals_in_rows_of_their_own() -> None:
    read = form("年度总体目标|目标1：甲\n|目标2：乙\n|目标3：丙", merges="A1:A3")
    assert read.goals == ("目标1：甲", "目标2：乙", "目标3：丙")


def test_goals_below_their_label() -> None:
    assert form("年度目标\n做好水利工作").goals == ("做好水利工作",)


def test_goals_beside_what_became_of_them() -> None:
    read = form("年度↵总体↵目标|预期目标||实际完成情况\n|目标1：甲||完成", merges="A1:A2")
    assert read.goals == ("目标1：甲",)
    assert read.sources["goals"].cell == "B2"


@pytest.mark.parametrize("foot", [
    "业务股室审核：张三||绩效股审核：李四\n2026.1.14||2026.1.15\n填表人：王五|联系电话：123|填表日期：2026.1.12|单位负责人：赵六",
    "业务股室审核|张三|绩效股审核|李四\n|2026.1.14||2026.1.15\n填表人|王五|联系电话|123|填表日期|2026.1.12|单位负责人|赵六",
    "业务股室审核：张三 2026.1.14||绩效股审核：李四 2026.1.15\n"
    "填 表 人：王五  联系电话：123  填表日期：2026.1.12  单位负责人（签字）：赵六",
    "业务科室审核:张三|日期：2026.1.14\n绩效科审核:李四|日期：2026.1.15\n填报人:王五|电话:123|填报日期:2026.1.12|部门负责人:赵六",
    "业务股室审核|张三|业务股室审核日期|2026.1.14\n绩效股审核|李四|绩效股审核日期|2026.1.15\n经办人|王五|电话|123|填报日期|2026.1.12|负责人|赵六",
])  # fmt: skip
def test_the_foot_in_any_shape(foot: str) -> None:
    assert form(foot=foot).foot == {
        "business_reviewer": "张三", "business_date": "2026.1.14",
        "performance_reviewer": "李四", "performance_date": "2026.1.15",
        "preparer": "王五", "phone": "123", "date": "2026.1.12", "head": "赵六",
    }  # fmt: skip


def test_a_foot_left_blank() -> None:
    read = form(foot="业务股室审核：||绩效股审核：\n填表人：|联系电话：|填表日期：    年  月  日|单位负责人：")
    assert set(read.foot.values()) == {""}


def test_dates_and_numbers_in_the_foot() -> None:
    read = form(foot="填表日期|2026-01-12|联系电话|13800000000")
    assert (read.foot["date"], read.foot["phone"]) == ("2026-01-12", "13800000000")
    assert read.sources["date"].cell == "B3"


def test_a_foot_above_the_table() -> None:
    assert form("填表人：王五|||联系电话：123").foot["preparer"] == "王五"


def test_words_of_the_foot_inside_an_indicator_are_no_foot() -> None:
    row = "产出指标|数量指标|单位负责人：到岗|≥|1|人|解释|标准"
    assert len(read_book(book(grid(f"{TABLE}\n{row}\n填表人：甲"))).indicators) == 1
    row = "产出指标|数量指标|到岗|≥|1|人|单位负责人：到岗|标准"
    assert len(read_book(book(grid(f"{TABLE}\n{row}\n填表人：甲"))).indicators) == 2
