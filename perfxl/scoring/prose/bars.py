"""Numbers that are bars or belong to one of many, where they look like distances from the target.

``低于警戒线80%`` is below 80%, not 80% below the target; ``每次活动少于20人`` is about the persons of one event,
not about 20 events. Either is refused: what is meant stands in no cell of the sheet.
"""

from __future__ import annotations

import re
from functools import cache

from perfxl.scoring.prose.lexicon import units
from perfxl.scoring.prose.refusal import Refusal, Refuse

_COMPARED = r"(?:低于|高于|少于|多于|大于|小于|超过|超出|不足|未达到?|没有?达到|达不到|不到|不满)"
_NUMBER = r"(?:\d+(?:\.\d+)?(?![\d.])|百分之|[一二两三四五六七八九十半百千]+(?=[^一二三四五六七八九十]))"
# A line, a standard, a base: a number right behind it is its own.
_BAR = re.compile(
    rf"(每?)[^,;。每]{{0,6}}?{_COMPARED}(?:[^,;。\d]{{0,6}}(?:线|标准|基准|底数|基数|年度计划|年计划)[值数量额]?|(?:规定|要求|省定)值|任务[数量]|计划[数值量额]?)"
    rf"为?\(?{_NUMBER}(?!个?百分点|个点|[^,;。]{{0,6}}?(?:以内|以上|之内|以下|范围|幅度))"
)
_MISSED = (
    r"(?:超过|超出|超期|超时|超|多于|高于|大于|多|高|少于|低于|小于|不足|不到|不满|未达到?|没有?达到|达不到|少|低|缺"
    r"|推迟|延迟|延期|延后|延误|逾期|拖延|晚|迟|减少|降低|下降|增加|上升|提高)"
)
# Periods and groups that are no units of an amount.
_GROUPS = (
    *("班", "期", "人", "月", "季", "年", "周", "旬", "半年", "学期", "学年", "学生", "万人", "千人", "百人"),
    *("乡镇", "村", "单位", "部门", "社区", "镇", "县", "区", "学校", "企业", "项目", "例", "笔", "平方米", "公里"),
)
_PERIODIC = re.compile(
    r"按(?:月|季度?|周|旬|日|半年)(?:度|份)?(?:进行)?(?:考核|计分|扣分|评分|打分|考评|计算)[^。]*?每"
)


def of_distances(text: str) -> None:
    """:raises Refuse: a number in the text is the bar's own, or that of each of several things."""
    found = next((bar for bar in _BAR.finditer(text) if not bar[1]), None)
    found = found or _of_each().search(text) or _PERIODIC.search(text)
    if found is not None:
        raise Refuse(Refusal.UNKNOWN_CLAUSE, found.group())


@cache
def _of_each() -> re.Pattern[str]:
    things = sorted({unit for unit in units() if unit[0] not in "%‰分升"} | set(_GROUPS), key=lambda word: -len(word))
    return re.compile(
        rf"每(?:一|1)?(?:{'|'.join(map(re.escape, things))})(?!百分点)[^,;。\d]{{0,8}}?(?<!不){_MISSED}"
        rf"[^,;。\d每]{{0,4}}?{_NUMBER}(?!\w{{0,4}}的,每)"
    )
