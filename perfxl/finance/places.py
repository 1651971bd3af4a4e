"""Where the fields of an indicator stand, as the ledger keeps it: a cell, with its sheet where that is another one.

Points may stand in the table of the self-evaluation, beside the names of the goals: 绩效自评表!G14.
"""

from __future__ import annotations

from perfxl.model import Source

_SHEET = "!"


def kept(source: Source, sheet: str) -> str:
    """The cell of a field of an indicator on *sheet*."""
    return source.cell if source.sheet == sheet else f"{source.sheet}{_SHEET}{source.cell}"


def standing(cell: str, sheet: str) -> tuple[str, str]:
    """The sheet and the cell of what is kept as *cell* of an indicator on *sheet*."""
    named, _, own = cell.rpartition(_SHEET)
    return named or sheet, own
