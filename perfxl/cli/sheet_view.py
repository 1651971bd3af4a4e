"""How a sheet is shown as it was read."""

from __future__ import annotations

import re

from rich.text import Text

from perfxl.api import form_of
from perfxl.cli.console import Voice, one_line, table, width_of
from perfxl.cli.findings_view import headline
from perfxl.model import GoalSheet, Indicator
from perfxl.numbers import plain

_DUTIES_WIDTH = 240
_STANDARD_WIDTH = 56
_ROOMY = 100  # columns from which the standards are shown
_BLANK = re.compile(r"(?<=[^\x00-\x7f;,:]) +(?=[^\x00-\x7f])|(?<=[;,:]) +(?=[^\x00-\x7f])")


def shown(file: str, sheet: GoalSheet, say: Voice) -> None:
    """Head, goals, indicators with their cells, foot."""
    headline(file, sheet, say)
    own = sheet.layout == "own"
    layout = say("本系统模板", "our template") if own else say("外部格式", "a foreign layout")
    say.line("  " + say(f"{layout}，读自“{sheet.sheet}”", f"{layout}, read from {sheet.sheet}"))
    say.line()
    _text(say("职责", "Duties"), one_line(sheet.duties, _DUTIES_WIDTH), say)
    _text(say("目标", "Goals"), "\n".join(one_line(goal, _DUTIES_WIDTH) for goal in sheet.goals), say)
    if sheet.indicators:
        _indicators(sheet, say)
    if sheet.skipped:
        cells = "、".join(indicator.sources["name"].cell for indicator in sheet.skipped)
        say.line(say(f"不适用（填“/”）的行：{cells}", f"Rows marked as not applicable: {cells}"))
        say.line()
    foot = [f"{_label(sheet, key)} {one_line(value)}" for key, value in sheet.foot.items() if value]
    _text(say("表尾", "Foot"), say("；", "; ").join(foot), say)


def _text(label: str, text: str, say: Voice) -> None:
    say.block(Text(text or say("（空）", "(empty)")), label, width_of(label) + 2)
    say.line()


def _indicators(sheet: GoalSheet, say: Voice) -> None:
    name = sheet.indicators[0].sources["name"].sheet
    made = table(
        (say("单元格", "Cell"), {"no_wrap": True}),
        (say("二级指标", "Level 2"), {"max_width": 14}),
        (say("三级指标", "Indicator"), {"ratio": 3}),
        (say("指标值", "Target"), {"max_width": 18}),
        (say("分值", "Points"), {"justify": "right", "no_wrap": True}),
    )
    roomy = say.out.width >= _ROOMY
    if roomy:
        made.add_column(say("评(扣)分标准", "Standard"), ratio=4, overflow="fold")
    for indicator in sheet.indicators:
        cells = [
            indicator.sources["name"].cell,
            one_line(indicator.level2),
            one_line(indicator.name),
            target(indicator),
            "" if indicator.points is None else plain(indicator.points),
        ]
        standard = _BLANK.sub("", one_line(indicator.standard))
        made.add_row(*cells, *((one_line(standard, _STANDARD_WIDTH),) if roomy else ()))
    say.line(say(f"指标（{name}）", f"Indicators ({name})"), "bold")
    say.table(made)
    say.line()


def target(indicator: Indicator) -> str:
    """``≥ 90 %``; the word alone for a qualitative one."""
    sign = "" if indicator.comparator == "定性" else indicator.comparator
    unit = indicator.unit if any(char.isdigit() for char in indicator.target) else ""
    return one_line(f"{sign} {indicator.target} {unit}")


def _label(sheet: GoalSheet, key: str) -> str:
    return next((field.label for field in form_of(sheet).foot if field.key == key), key)
