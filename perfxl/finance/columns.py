"""The totals of a league as columns, best first: where everything stands in the drawing of the page of results.

Three hundred departments are three hundred thin columns beside the lines of the ratings; names are in the league
table below, in the same order, and behind every column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from perfxl.finance.returned import Returned
from perfxl.form import load_form

__all__ = ["CLASSES", "Chart", "columns"]

CLASSES: Mapping[str, str] = {"优": "r1", "良": "r2", "中": "r3", "差": "r4"}
"""How the page draws a rating; any other is drawn as r5."""

WIDTH, HEIGHT = 1000, 236
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 984, 14, 212
_WIDEST = 44.0
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
_MOST_TICKS = 16
_NAMED = 8  # of no more there is room for names below the columns
_LETTERS = 9


@dataclass(frozen=True, slots=True)
class Bar:
    """One return: its place among the details of the page, the rectangle of its total, and its middle."""

    returned: Returned
    place: int
    look: str
    x: str
    y: str
    width: str
    height: str
    middle: str


@dataclass(frozen=True, slots=True)
class Chart:
    """``lines`` are totals at which a line is drawn, ``ticks`` what is written below: ranks, of few columns the names
    of the departments (``named``). Both with where they stand.
    """

    width: int
    height: int
    left: int
    right: int
    bottom: int
    bars: tuple[Bar, ...]
    lines: tuple[tuple[str, str], ...]
    ticks: tuple[tuple[str, str], ...]
    named: bool


def columns(league: Sequence[Returned], place: Mapping[str, int]) -> Chart:
    """Draw the league; *place* says where the details of a return stand, by its hash."""
    share = (_RIGHT - _LEFT) / max(len(league), 1)
    gap = max(min(share * 0.2, 6.0), share - _WIDEST)
    bars = []
    for number, one in enumerate(league):
        top = _height(one.total)
        bars.append(
            Bar(
                returned=one,
                place=place[one.sha256],
                look=CLASSES.get(one.rating, "r5"),
                x=f"{_LEFT + number * share + gap / 2:.2f}",
                y=f"{top:.1f}",
                width=f"{share - gap:.2f}",
                height=f"{_BOTTOM - top:.1f}",
                middle=f"{_LEFT + (number + 0.5) * share:.1f}",
            )
        )
    step = next((step for step in _STEPS if len(league) / step <= _MOST_TICKS), _STEPS[-1])
    ranks = [rank for rank in range(1, len(league) + 1) if rank == 1 or rank % step == 0]
    borders = [Decimal(100), *(border for border, _ in load_form().rating.borders), Decimal(0)]
    return Chart(
        width=WIDTH,
        height=HEIGHT,
        left=_LEFT,
        right=_RIGHT,
        bottom=_BOTTOM,
        bars=tuple(bars),
        lines=tuple((f"{border:f}", f"{_height(border):.1f}") for border in borders),
        ticks=tuple((_tick(rank, league), f"{_LEFT + (rank - 0.5) * share:.1f}") for rank in ranks),
        named=len(league) <= _NAMED,
    )


def _tick(rank: int, league: Sequence[Returned]) -> str:
    if len(league) > _NAMED:
        return str(rank)
    name = league[rank - 1].department
    return name if len(name) <= _LETTERS else f"{name[: _LETTERS - 1]}…"


def _height(total: Decimal | None) -> float:
    """Where a total reaches to; what is beyond 0 or 100 is drawn at the border."""
    return _BOTTOM - (_BOTTOM - _TOP) * float(min(max(total or Decimal(0), Decimal(0)), Decimal(100))) / 100
