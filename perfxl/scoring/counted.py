"""What is counted is never below nought: -1 accidents are a slip of the keyboard, not a success."""

from __future__ import annotations

import re

from perfxl.form import Form
from perfxl.model import Indicator

__all__ = ["COMPARED", "COUNTS", "DIFFERENCES", "MINUS", "SEPARATORS", "never_negative"]

# Units of things that are counted one by one. Not days and points, which may be early or lost; no measures, no money.
COUNTS = (
    *("个", "次", "人", "人次", "人数", "名", "件", "件次", "项", "家", "起", "例", "户", "户次", "份", "篇"),
    *("场", "场次", "批", "批次", "期", "套", "台", "辆", "艘", "张", "幅", "本", "部", "处", "条", "座", "所"),
    *("宗", "栋", "头", "只", "株"),
)  # fmt: skip
# What stands between two of them: 家、次. More than two are no unit.
SEPARATORS = ("、", ",", "，")
# A name that says how much something changed, or what is left of two amounts: 净增就业人数, 信访量同比下降.
DIFFERENCES = (
    *("增长", "增幅", "增速", "增加", "增量", "增减", "下降", "降幅", "降低", "减少", "压减", "减量", "变化", "变动"),
    *("差额", "差值", "差距", "差异", "偏差", "顺差", "逆差", "误差", "净", "盈", "余额", "结余", "余缺", "缺口"),
    *("升降", "进退", "位次", "名次", "排名", "提前", "超额", "超出", "高于", "低于"),
)
# Said anywhere beside it, the number may be measured against another one.
COMPARED = (
    *("同比", "环比", "上年", "去年", "上一年", "往年", "上期", "基期", "增减", "净增", "变化", "负数", "负值"),
)  # fmt: skip
MINUS = ("-", "－", "−", "负")

_MOST_PARTS = 2
_counts = frozenset(COUNTS)
_parts, _difference, _compared = (re.compile("|".join(words)) for words in (SEPARATORS, DIFFERENCES, COMPARED))


def never_negative(indicator: Indicator, unit: str, form: Form) -> bool:
    """Whether an actual value below 0 can be no answer: a plain count, of which nothing says that it is a difference.

    *unit* is what the actual value is read in, where the indicator has none of its own. The workbook asks the same of
    its own cells (:func:`perfxl.workbook.expressions.plain_count`).
    """
    counted = form.unit(indicator.unit) or unit
    parts = _parts.split(counted)
    if len(parts) > _MOST_PARTS or not all(part in _counts for part in parts):
        return False
    if indicator.target.lstrip().startswith(MINUS):
        return False
    told = (indicator.name, indicator.definition, indicator.standard, indicator.own_standard, indicator.remark)
    return not _difference.search(indicator.name) and not any(map(_compared.search, told))
