"""Texts taken apart: goals, tags of web editors, years, departments in titles."""

import pytest

from perfxl.workbook import prose


@pytest.mark.parametrize(("text", "goals"), [
    ("目标1：甲。\n目标2：乙。", ("目标1：甲。", "目标2：乙。")),
    ("目标1: 甲。目标2: 乙。", ("目标1: 甲。", "目标2: 乙。")),
    ("目标:1、甲。目标2、乙。目标3、，丙", ("目标:1、甲。", "目标2、乙。", "目标3、，丙")),
    ("目标1：甲 目标2：乙 目标2：丙", ("目标1：甲", "目标2：乙", "目标2：丙")),
    ("目标1：甲。目 2、.乙。目 3 丙。目 3、丁", ("目标1：甲。", "目 2、.乙。", "目 3 丙。", "目 3、丁")),
    ("目标一：甲。目标二：乙", ("目标一：甲。", "目标二：乙")),
    ("总体要求。\n目标1：甲", ("总体要求。", "目标1：甲")),
    ("目标1：完成目标90，达到目标5：优。", ("目标1：完成目标90，达到目标5：优。",)),
    ("目标1：甲1.5万元，目标2.5万元", ("目标1：甲1.5万元，目标2.5万元",)),
    ("1.甲\n\n2.乙", ("1.甲", "2.乙")),
    ("做好工作，实现年度目标", ("做好工作，实现年度目标",)),
    ("科目 1、甲", ("科目 1、甲",)),
    (" \u3000\n", ()),
    ("<p>目标1：甲</p><p>目标2：乙</p>", ("目标1：甲", "目标2：乙")),
])  # fmt: skip
def test_goals(text: str, goals: tuple[str, ...]) -> None:
    assert prose.split_goals(text) == goals


@pytest.mark.parametrize(("text", "plain"), [
    ("<p>甲</p> <p>乙</p>", "甲\n乙"),
    ('<p style="x">甲</p><P>乙<br/>丙</P>', "甲\n乙\n丙"),
    ("甲&nbsp;乙", "甲 乙"),
    ("1<2 且 a<b>c", "1<2 且 a<b>c"),
    ("面积<5亩", "面积<5亩"),
    ("R&D", "R&D"),
    ("甲\n\n  乙", "甲\n\n  乙"),
])  # fmt: skip
def test_tags(text: str, plain: str) -> None:
    assert prose.without_tags(text) == plain


@pytest.mark.parametrize(("title", "year"), [
    ("(2026) 年度", 2026), ("（2026）年度", 2026), ("２０２６年度", 2026), ("二〇二六年度目标表", 2026),
    ("2026年部门预算", 2026), ("三年行动", None), ("12345年", None),
])  # fmt: skip
def test_years(title: str, year: int | None) -> None:
    assert prose.year_in(title) == year


@pytest.mark.parametrize(("title", "department"), [
    ("某县水利局部门整体绩效目标表", "某县水利局"),
    ("某县水利局整体支出绩效自评表", "某县水利局"),
    ("2026年度某县水利局部门整体支出绩效目标申报表", "某县水利局"),
    ("某县水利局2026年部门整体绩效目标表", "某县水利局"),
    ("（2026年度）部门整体绩效目标表", ""),
    ("部门(单位)整体支出绩效目标表", ""),
    ("整体绩效目标表", ""),
    ("项目支出绩效目标表", ""),
])  # fmt: skip
def test_departments_in_titles(title: str, department: str) -> None:
    assert prose.department_in(title) == department
