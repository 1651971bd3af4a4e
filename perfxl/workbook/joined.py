"""Goals and self-evaluation that belong together and stand in two tables: joined by the indicators' names."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence

from msgspec.structs import replace

from perfxl.findings import finding
from perfxl.form import fold
from perfxl.model import GoalSheet, Indicator


class NotTogether(Exception):  # noqa: N818 - it says what is the matter
    """Two sheets are no goal sheet and self-evaluation of one department and year."""


def with_evaluation(goals: GoalSheet, evaluation: GoalSheet) -> GoalSheet:
    """The goal sheet with the lines and the money of a self-evaluation from another workbook.

    Lines without a goal are noted (S024). :raises NotTogether: the years differ, or no name is in both.
    """
    if None not in (goals.year, evaluation.year) and goals.year != evaluation.year:
        raise NotTogether(f"{goals.year} ≠ {evaluation.year}")
    indicators, left = join_lines(goals.indicators, evaluation.indicators)
    if len(left) == len(evaluation.indicators):
        raise NotTogether("三级指标 / indicators")
    notes = [
        finding("S024", sheet=place.sheet, cell=place.cell, value=place.text)
        for place in (line.at("name") for line in left)
    ]
    return replace(
        goals,
        department=goals.department or evaluation.department,
        year=evaluation.year if goals.year is None else goals.year,
        duties=goals.duties or evaluation.duties,
        goals=goals.goals or evaluation.goals,
        foot={**goals.foot, **{key: text for key, text in evaluation.foot.items() if not goals.foot.get(key)}},
        indicators=indicators,
        money=evaluation.money,
        evaluated=evaluation.evaluated,
        reported_total=evaluation.reported_total,
        reported_rating=evaluation.reported_rating,
        notes=(*goals.notes, *evaluation.notes, *notes),
    )


def join_lines(
    indicators: Sequence[Indicator], lines: Sequence[Indicator]
) -> tuple[tuple[Indicator, ...], tuple[Indicator, ...]]:
    """Every indicator with the line that has its name, equal names in their order; and the lines left over.

    A line's points count where the indicator states none.
    """
    waiting: defaultdict[str, deque[Indicator]] = defaultdict(deque)
    for line in lines:
        waiting[fold(line.name)].append(line)
    joined = []
    for indicator in indicators:
        same = waiting[fold(indicator.name)]
        joined.append(_with_line(indicator, same.popleft()) if same else indicator)
    return tuple(joined), tuple(line for rest in waiting.values() for line in rest)


def _with_line(indicator: Indicator, line: Indicator) -> Indicator:
    if indicator.points is not None or line.points is None:
        return replace(indicator, evaluation=line.evaluation)
    sources = {**indicator.sources, "points": line.sources["points"]}
    return replace(indicator, evaluation=line.evaluation, points=line.points, sources=sources)
