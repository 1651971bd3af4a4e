"""The explanation of a rule for the clerk who fills in the sheet: one line, from the settings of the row.

When full marks are reached, how points are lost, what to type as the actual value; of settings that make no rule
yet, which are missing or wrong. The wording beside it is the official text; this is what to do. Written from
``templates/wording/explanation.toml`` and ``missing.toml``, as text and as a workbook formula.
"""

from __future__ import annotations

from collections.abc import Mapping

from perfxl.block import Block
from perfxl.scoring.outcome import Reason
from perfxl.scoring.phrasing import Formula, Text, source
from perfxl.scoring.rules import rule_of
from perfxl.scoring.wording import complete_of, within_limit

# Every line about what is missing has this word.
LACKING = "还缺"
_RULE, _MISSING = "explanation", "missing"
# A list is written with its separator before every item; one without items stands for the order of nodes.
_FIRST = ("：、", "：")
_EMPTY = "：。"


def explanation_of(block: Block, unit: str = "", dated: bool = False) -> str:
    """The line for a block, complete or not. *dated*: its target is a deadline.

    Empty where nothing was chosen yet, or the kind is none of the list.
    """
    rule = rule_of(block)
    if isinstance(rule, Reason):
        text = Text(source(_MISSING), block, _sense(block), unit, dated).kind().replace(_EMPTY, _order())
    else:
        text = Text(source(_RULE), block, getattr(rule, "sense", None), unit, dated).kind()
    return text.replace(*_FIRST)


def explanation_formula(cells: Mapping[str, str], *, unit: str = "", is_date: str = "") -> str:
    """The formula of that line; the arguments are those of :func:`perfxl.scoring.wording.wording_formula`.

    Besides, ``missing`` may refer to a cell with :func:`missing_formula`; without it incomplete settings get no line.
    """
    text = Formula(source(_RULE), cells, unit, is_date).kind()
    missing = cells.get("missing", '""')
    return within_limit(f"=IF({complete_of(cells)}=1,{_joined(text)},{missing})")


def missing_formula(cells: Mapping[str, str]) -> str:
    """The formula of what is missing or wrong, a cell of its own because both together are too long for Excel."""
    text = Formula(source(_MISSING), cells, "", "").kind()
    text = _joined(f'SUBSTITUTE({text},"{_EMPTY}","{_order()}")')
    return within_limit(f'=IF({complete_of(cells)}=1,"",{text})')


def _joined(text: str) -> str:
    old, new = _FIRST
    return f'SUBSTITUTE({text},"{old}","{new}")'


def own_standard_note() -> str:
    """What is said before the explanation where the clerk's own text stands beside the settings."""
    return source(_RULE).parts["own"][0][1]


def _order() -> str:
    return f"{_EMPTY[0]}{source(_MISSING).parts['order'][0][1]}{_EMPTY[1]}"


def _sense(block: Block) -> int | None:
    """Only whether both directions count matters for settings that make no rule."""
    return 0 if block.comparator == "＝" and block.direction == "双向" else None
