"""The standard wording of a rule: official prose, and the workbook formula that builds the same prose.

Both are written from one source, ``templates/wording/standard.toml`` (see :mod:`perfxl.scoring.phrasing`). The
wording names every parameter that counts, so it stands alone beside its indicator and reads back into the same
rule.
"""

from __future__ import annotations

from collections.abc import Mapping

from perfxl.block import Block
from perfxl.scoring.formula import LONGEST_FORMULA, completeness_of
from perfxl.scoring.outcome import Reason
from perfxl.scoring.phrasing import Formula, Text, source
from perfxl.scoring.rules import Rule, rule_of

_SOURCE = "standard"


def wording(rule: Rule, unit: str = "", dated: bool = False) -> str:
    """The official prose of a rule. *dated*: its target is a deadline, so day numbers are written as dates."""
    return Text(source(_SOURCE), rule.block(), getattr(rule, "sense", None), unit, dated).kind()


def wording_of(block: Block, unit: str = "", dated: bool = False) -> str:
    """The prose of a block's rule, or ``""`` when the block describes none."""
    rule = rule_of(block)
    return "" if isinstance(rule, Reason) else wording(rule, unit, dated)


def wording_formula(cells: Mapping[str, str], *, unit: str = "", is_date: str = "") -> str:
    """The formula of the prose: *cells* maps block keys to references or expressions.

    *unit* is the expression of the unit's text, *is_date* one that is 1 when the target is a deadline. Two
    more keys may refer to cells with the row formulas of the same block and make the formula shorter:
    ``complete`` (:func:`perfxl.scoring.formula.completeness_of`), else it is worked out here, and ``sense``.

    :raises ValueError: it comes out longer than Excel takes; give it a cell with ``complete``.
    """
    text = Formula(source(_SOURCE), cells, unit, is_date).kind()
    return within_limit(f'=IF({complete_of(cells)}=1,{text},"")')


def complete_of(cells: Mapping[str, str]) -> str:
    """Whether the block is complete: the cell that says so, else the formula that does."""
    return cells.get("complete") or completeness_of(cells).removeprefix("=")


def within_limit(formula: str) -> str:
    """The formula. :raises ValueError: it is longer than Excel takes."""
    if len(formula) > LONGEST_FORMULA:
        raise ValueError(
            f"the wording formula has {len(formula)} characters, Excel takes {LONGEST_FORMULA}: "
            "put completeness_of(cells) into a cell of its own and pass it as 'complete'"
        )
    return formula
