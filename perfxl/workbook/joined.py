"""Goals and self-evaluation that belong together and stand in two tables: joined by the indicators' names."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from msgspec.structs import replace

from perfxl.findings import finding
from perfxl.form import fold
from perfxl.model import GoalSheet, Indicator, Source

_NAMED = 60  # characters of a file's name before its sheets: a place has to stay short


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


def elsewhere(source: Source) -> bool:
    """Whether a cell stands in the other file: ``[目标表.xlsx]绩效目标表``, as spreadsheets write it."""
    return source.sheet.startswith("[")


def with_standards(evaluation: GoalSheet, goals: GoalSheet, file: str, *, filled: bool = False) -> GoalSheet:
    """The self-evaluation as it stands, each line with the standard that its goal sheet, called *file*, has for it.

    What the line says itself stays: a target other than the approved one is for people to see, not to be mended here.
    Only the columns it does not have are taken over, with their cells. A line without partner is told (S029).
    *filled*: what no score needs, duties and definitions, comes along; a copy that goes back asks for neither again.
    """
    partners = _partners(evaluation.indicators, goals.indicators)
    indicators, notes = [], []
    for line in evaluation.indicators:
        partner = partners.get(line.row)
        if partner is None:
            place = line.at("name")
            told = finding("S029", sheet=place.sheet, cell=place.cell, field="三级指标", value=line.name, before=file)
            notes.append(told)
        indicators.append(line if partner is None else _borrowed(line, partner, file, goals.layout == "own", filled))
    if partners:
        head = evaluation.sources.get("indicators", Source(evaluation.sheet, ""))
        slots = {"field": "评(扣)分标准", "count": len(partners), "before": file}
        notes.insert(0, finding("S030", sheet=head.sheet, cell=head.cell or None, **slots))  # type: ignore[arg-type]
    joined = replace(evaluation, indicators=tuple(indicators), notes=(*evaluation.notes, *notes))
    if not filled:
        return joined
    return replace(joined, duties=joined.duties or goals.duties, goals=joined.goals or goals.goals)


def _partners(lines: Sequence[Indicator], goals: Sequence[Indicator]) -> dict[int, Indicator]:
    """The indicator with a standard that each line is of, by the line's row.

    Equal names are told apart by their second level, then by their order, as long as there are as many of them on
    both sides or they have one standard: another's standard would give a wrong score nobody could see.
    """
    found: dict[int, Indicator] = {}
    taken: set[int] = set()
    keys: tuple[Callable[[Indicator], Hashable], ...] = (
        lambda one: (fold(one.level2), fold(one.name)),
        lambda one: fold(one.name),
    )
    for key in keys:
        here: defaultdict[Hashable, list[Indicator]] = defaultdict(list)
        there: defaultdict[Hashable, list[Indicator]] = defaultdict(list)
        for line in lines:
            if line.row not in found:
                here[key(line)].append(line)
        for goal in goals:
            if goal.row not in taken:
                there[key(goal)].append(goal)
        for name, some in here.items():
            same = there.get(name, [])
            alike = len({(goal.standard, goal.own_standard) for goal in same}) == 1 and not any(
                goal.settings for goal in same
            )
            if len(same) != len(some) and not alike:
                continue
            for number, line in enumerate(some):
                found[line.row] = same[min(number, len(same) - 1)]
            taken |= {goal.row for goal in same}
    return {row: goal for row, goal in found.items() if goal.settings or (goal.own_standard or goal.standard).strip()}


def _borrowed(line: Indicator, goal: Indicator, file: str, own: bool, filled: bool) -> Indicator:
    """A line with what only its goal says; a template's settings come along with its words."""
    keys = ["standard", "own_standard"] + (["kind"] if own else [])
    if "target" not in line.sources:
        keys += ["comparator", "target", "unit"]
    if "points" not in line.sources and line.points is None:
        keys.append("points")
    values: dict[str, Any] = {key: getattr(goal, key) for key in keys}
    if own:
        values |= {"settings": goal.settings, "overwritten": goal.overwritten}
    if filled:
        values |= {key: getattr(line, key) or getattr(goal, key) for key in ("definition", "remark")}
    places = {key: _in(file, goal.sources[key]) for key in keys if key in goal.sources}
    return replace(line, **values, sources={**line.sources, **places})


def _in(file: str, source: Source) -> Source:
    name = file if len(file) <= _NAMED else f"{file[: _NAMED - 1]}…"
    return replace(source, sheet=f"[{name}]{source.sheet}")
