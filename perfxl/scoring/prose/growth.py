"""What is said of a rate of growth without a number: 持平或下降 of 投资增速 is nought and less."""

from __future__ import annotations

import re
from decimal import Decimal

from perfxl.scoring.prose.amounts import FALLS, RISES
from perfxl.scoring.prose.terms import Context, Interval

_JOINED = re.compile("或者?|、|和|及")
_STILL = ("持平", "为零", "零增长", "不增长", "未增长", "没有增长", "没增长", "无增长")
_BACK = ("下降", "负增长", "出现负增长", "为负", "为负数", "为负值", "负数", "负值", "减少", "降低", "回落", "倒退")
_STILL_FALLING = ("持平", "为零", "未下降", "没有下降", "没下降", "不降", "不下降", "零下降", "无下降")
_FORTH = ("上升", "增长", "增加", "反弹", "提高", "升高", "不降反升", "不降反增", "升")
# Who overspends has saved less than nothing.
_SAVED = re.compile("(?:节约|节支|节省|结余)(?:率|比例)")
_OVERSPENT = ("超支", "超预算", "超出预算", "超过预算", "超预算支出")
_DENIED = re.compile(r"(?:没有|没|未|无|未能|没能|未实现)(?:任何)?([^不没未无]{2})")


def without_number(text: str, context: Context) -> Interval | None:
    """The interval of a growth that is none, or a fall; ``None`` where something else is said."""
    if context.sense <= 0 or context.dated or not context.rate or (context.target or 0) <= 0:
        return None
    if text.startswith("超") and _SAVED.search(context.name) and text.rstrip("的者") in _OVERSPENT:
        return Interval(high=Decimal(0))
    falls, rises = (any(word in context.name for word in words) for words in (FALLS, RISES))
    if falls == rises:
        return None
    still, back = (_STILL_FALLING, _FORTH) if falls else (_STILL, _BACK)
    said = text.rstrip("的者")
    if (denied := _DENIED.fullmatch(said)) and denied[1] in context.name and denied[1] in (FALLS if falls else RISES):
        return Interval(high=Decimal(0), high_in=True)
    own = next((said[:size] for size in range(min(6, len(said)), 1, -1) if said[:size] in context.name), "")
    parts = _JOINED.split(said.removeprefix(own).removeprefix("出现"))
    if not all(part in still or part in back for part in parts):
        parts = _JOINED.split(said)
    if not all(part in still or part in back for part in parts):
        return None
    return Interval(high=Decimal(0), high_in=any(part in still for part in parts))
