"""How waivers are shown: as a table, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from perfxl.cli.console import Voice, one_line, table

if TYPE_CHECKING:
    from perfxl.finance.waivers import Waiver


def shape(one: Waiver) -> dict[str, Any]:
    """A waiver of the object of ``waive``."""
    return {
        "number": one.number,
        "department": one.department,
        "year": one.year,
        "stage": one.stage,
        "code": one.code,
        "sheet": one.sheet,
        "cell": one.cell,
        "message": one.message,
        "reason": one.reason,
        "by": one.by,
        "at": one.at.isoformat(),
        "withdrawn_by": one.withdrawn_by or None,
        "withdrawn_at": one.withdrawn_at.isoformat() if one.withdrawn_at else None,
    }


def show(shown: Sequence[Waiver], say: Voice) -> None:
    """Waivers as a table."""
    if not shown:
        say.line(say("没有放行记录。", "No finding is waived."))
        return
    made = table(
        ("#", {"no_wrap": True, "justify": "right"}),
        (say("部门", "Department"), {"ratio": 2}),
        (say("问题", "Finding"), {"ratio": 3}),
        (say("单元格", "Cell"), {"no_wrap": True}),
        (say("理由", "Reason"), {"ratio": 3}),
        (say("放行人", "By"), {"no_wrap": True}),
    )
    for one in shown:
        cell = one_line(f"{one.sheet}!{one.cell}" if one.cell else one.sheet or "")
        by = one_line(f"{one.by} {one.at:%Y-%m-%d}")
        if not one.holds:
            by += say(f"（{one_line(one.withdrawn_by)} 已撤销）", f" (withdrawn by {one_line(one.withdrawn_by)})")
        year = f" {one.year}" if one.year else ""
        what = one_line(f"{one.code} {one.message}")
        made.add_row(str(one.number), one_line(one.department) + year, what, cell, one_line(one.reason), by)
    say.table(made)
