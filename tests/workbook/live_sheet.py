"""A filled goal sheet of every scoring kind that leaves nothing to say, and its cells by name."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from perfxl.block import Block, Rung
from perfxl.form import Form, load_form
from perfxl.model import Evaluation, Fund, GoalSheet, Indicator, Money, Source
from perfxl.workbook.layout import Layout, layout_of

FORM: Form = load_form("hunan-county")
LAYOUT: Layout = layout_of(FORM)


def source(value: Any) -> Source:
    """A value as it is typed into a cell."""
    if value is None or value == "":
        return Source("", "")
    if isinstance(value, dt.date):
        return Source("", "", value, "date")
    if isinstance(value, int | float | Decimal):
        return Source("", "", Decimal(str(value)), "number")
    return Source("", "", value, "text")


def _steps(step: float, deduction: float, unit: str | None = None) -> Block:
    return Block(step=Decimal(str(step)), deduction=Decimal(str(deduction)), step_unit=unit, partial="舍去")


def _rungs(*rungs: tuple[str | None, object, float], rest: float | None = None) -> Block:
    made = tuple(
        Rung(sign, bound if isinstance(bound, str) else Decimal(str(bound)), Decimal(str(score)))
        for sign, bound, score in rungs
    )
    return Block(rungs=made, rest=None if rest is None else Decimal(str(rest)))


# level1, level2, name, comparator, target, unit, points, kind, settings, actual, cause, manual
ROWS: tuple[tuple[Any, ...], ...] = (
    ("产出指标", "数量指标", "安全生产检查企业", "≥", 195, "家、次", 5, "按比例", Block(), 195, "", None),
    ("产出指标", "数量指标", "新建避难场所", "≥", 5, "个", 5, "逐件计分", _steps(1, 1), 4, "征地未完成", None),
    ("产出指标", "质量指标", "立案案件办结率", "≥", 90, "%", 5, "按比例", Block(), 87, "年末案件未到期", None),
    ("产出指标", "质量指标", "培训合格率", "≥", 95, "%", 5, "区间插值",
     _rungs((None, 95, 5), (None, 60, 0), rest=0), 90, "首次考核未合格", None),
    ("产出指标", "时效指标", "年度计划完成时间", "定性", "2026年12月20日前", "", 5, "逐档扣分",
     _steps(10, 1), dt.date(2026, 12, 18), "", None),
    ("产出指标", "时效指标", "案件办理时限", "≤", 90, "天", 5, "达标得分", Block(), 85, "", None),
    ("效益指标", "社会效益指标", "防灾减灾意识", "定性", "明显提升", "", 10, "等级评定",
     _rungs((None, "效果明显", 10), (None, "效果一般", 5), (None, "效果不明显", 0)), "效果一般", "宣传不足", None),
    ("效益指标", "生态效益指标", "森林火灾起数", "＝", 0, "起", 10, "逐档扣分", _steps(1, 2), 0, "", None),
    ("效益指标", "可持续影响指标", "长效机制建设", "定性", "逐步完善", "", 10, "人工评分", Block(), "已建立", "", 10),
    ("满意度指标", "服务对象满意度指标", "群众满意度", "≥", 90, "%", 10, "分段计分",
     _rungs(("≥", 90, 10), ("≥", 80, 8), ("≥", 60, 5), rest=0), 88.6, "宣传不到位", None),
    ("成本指标", "经济成本指标", "预算成本", "≤", 1581.04, "万元", 20, "逐档扣分",
     _steps(10, 2, "目标值的%"), 1476.5, "", None),
)  # fmt: skip


def indicator(number: int, row: tuple[Any, ...]) -> Indicator:
    """One row of the table above as an indicator with its line."""
    level1, level2, name, comparator, target, unit, points, kind, settings, actual, cause, manual = row
    evaluation = Evaluation(
        actual=source(actual),
        cause=cause,
        evidence="统计台账",
        manual=None if manual is None else Decimal(manual),
        scorer="" if manual is None else "张三",
        manual_reason="" if manual is None else "资料齐全",
    )
    return Indicator(
        row=number,
        level1=level1,
        level2=level2,
        name=name,
        comparator=comparator,
        target=str(target),
        unit=unit,
        definition=f"{name}的实际情况",
        standard="",
        points=Decimal(points),
        remark="",
        kind=kind,
        key=number,
        settings=settings,
        evaluation=evaluation,
        sources={"target": source(target)},
    )


def goal_sheet() -> GoalSheet:
    """The whole sheet: head, rows, money and foot."""

    def fund(label: str, *amounts: float) -> Fund:
        initial, budget, spent = (Decimal(str(amount)) for amount in amounts)
        return Fund(label=label, initial=initial, budget=budget, spent=spent)

    parts = (fund("当年财政拨款", 900, 950, 900), fund("上年结转资金", 100, 100, 90), fund("其他资金", 0, 0, 0))
    return GoalSheet(
        file="样例.xlsx",
        layout="foreign",
        profile=FORM.name,
        version=None,
        department="县应急管理局",
        year=2026,
        duties="负责应急管理工作。",
        goals=("目标1：保障安全。", "目标2：提高能力。"),
        indicators=tuple(indicator(number, row) for number, row in enumerate(ROWS, start=1)),
        foot={entry.key: "2026年1月15日" if "date" in entry.key else "张三" for entry in FORM.foot},
        sheet="",
        money=Money(total=fund("年度资金总额", 1000, 1050, 990), parts=parts),
        evaluated=True,
    )
