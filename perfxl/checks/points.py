"""Points: every indicator has them, they add up, and they agree with what else is written."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from msgspec.structs import replace

from perfxl import numbers
from perfxl.checks.case import POINTS_TOTAL, Case, number_text, seen_number
from perfxl.findings import Finding, finding
from perfxl.model import Indicator, Source
from perfxl.numbers import ZERO, plain

_REMARK_POINTS = re.compile(r"(\d+(?:\.\d+)?)分?", re.ASCII)


def remark_points(remark: str) -> Decimal | None:
    """The points of a remark that is nothing but a number: ``5``, ``10分``."""
    match = _REMARK_POINTS.fullmatch(numbers.normalise(remark))
    return Decimal(match[1]) if match else None


def counted(case: Case, row: Indicator) -> Decimal | None:
    """The points of an indicator wherever a sheet has them; of a foreign one, also in its remark."""
    points = case.points(row)
    return remark_points(row.remark) if points is None and not case.own else points


def _in_texts(case: Case) -> bool:
    """A foreign layout without a column of points: they stand in the standards or in remarks."""
    return not case.own and not any("points" in row.sources for row in case.everything)


def _unknown(case: Case) -> list[Indicator]:
    """The indicators of such a layout whose points are nowhere read."""
    return [row for row in case.rows if counted(case, row) is None] if _in_texts(case) else []


def _place_of(case: Case, row: Indicator) -> Source:
    """Where the points of a row stand, or should."""
    return case.source(row, "points") or row.sources.get("standard") or row.at("name")


def each(case: Case) -> Iterator[Finding]:
    """P003, P004: the points of an indicator; P010 where they stand in texts, and not all were read."""
    if unknown := _unknown(case):
        yield finding("P010", sheet=case.sheet.sheet, field=case.label("points"), value=len(unknown))
    for row in case.rows:
        if case.broken(row, "points") or row in unknown:
            continue
        if case.own or "points" in row.sources:
            blank = case.blank(row, "points") and (case.own or row.sources["points"].empty)
            if blank and counted(case, row) is None:
                yield case.at("P003", row, "points")
            elif not blank:
                points = case.number(row, "points") if case.own else row.points
                if points is None or not case.good_points(points):
                    yield case.at("P004", row, "points")
        elif counted(case, row) is None:
            yield case.at("P003", row, "points")


def total(case: Case) -> Iterator[Finding]:
    """P001: the grand total is strict. Says by how much, and which level is to blame when only one can be."""
    if not case.rows:
        return
    sum_ = sum((counted(case, row) or ZERO for row in case.rows), ZERO)
    expected = case.form.points.total
    if round(sum_, 6) == expected or (sum_ < expected and _unknown(case)):
        return
    gap = sum_ - expected
    blank = sum(counted(case, row) is None for row in case.rows) if gap < 0 else 0
    blamed = None if blank else _blamed(case, gap)
    sheet, cell = (case.sheet.sheet, POINTS_TOTAL) if case.own else _place(case, blamed)
    found = finding("P001", sheet=sheet, cell=cell, field="分值合计", value=plain(sum_))
    more = f"现为 {plain(sum_)} 分，{'多' if gap > 0 else '少'} {plain(abs(gap))} 分"
    more_en = f" They add up to {plain(sum_)}, {plain(abs(gap))} too {'many' if gap > 0 else 'few'}"
    if blank:  # may be more than what it is short of
        more = f"现为 {plain(sum_)} 分，还有 {blank} 个指标没有可用的分值，填好后才知道多少"
        more_en = f" They add up to {plain(sum_)}; what is missing shows once the points of {blank} more are there"
    if blamed is not None:
        name, has, suggested = blamed
        more += f"；{name} {plain(has)} 分，本地方案建议 {plain(suggested)} 分"
        more_en += f"; {name} has {plain(has)}, the profile suggests {plain(suggested)}"
    yield replace(found, message=f"{found.message}{more}。", message_en=f"{found.message_en}{more_en}.")


def _place(case: Case, blamed: tuple[str, Decimal, Decimal] | None) -> tuple[str, str]:
    """Where a foreign sheet's total is told: its own cell, else the first points (of the level to blame)."""
    source = case.sheet.sources.get("points_total")
    if source is None:
        of_level = [row for row in case.rows if blamed and blamed[0] in (case.level1(row), case.level2(row))]
        source = _place_of(case, (of_level or list(case.rows))[0])
    return source.sheet, source.cell


def _blamed(case: Case, gap: Decimal) -> tuple[str, Decimal, Decimal] | None:
    """The one level, the lower the better, whose difference from the profile explains the whole gap."""
    points = case.form.points
    for suggested, sums in ((points.level2, _sums(case, 2)), (points.level1, _sums(case, 1))):
        having = [(name, sums.get(name, ZERO), hint) for name, hint in suggested.items()]
        off = [(name, has, hint) for name, has, hint in having if has != hint]
        if len(off) == 1 and off[0][1] - off[0][2] == gap:
            return off[0]
    return None


def _sums(case: Case, level: int) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in case.rows:
        name = case.level1(row) if level == 1 else case.level2(row)
        if name is not None:
            sums[name] += counted(case, row) or ZERO
    return dict(sums)


def hints(case: Case) -> Iterator[Finding]:
    """P002: the profile's suggestion per level, at the level's first indicator. Missing levels are C018."""
    if _unknown(case):
        return
    for level, suggested in ((1, case.form.points.level1), (2, case.form.points.level2)):
        sums = _sums(case, level)
        for name, hint in suggested.items():
            if name in sums and sums[name] != hint:
                row = next(r for r in case.rows if name in (case.level1(r), case.level2(r)))
                place = _place_of(case, row)
                has = plain(sums[name])
                yield finding("P002", sheet=place.sheet, cell=place.cell, field=name, value=has, expected=plain(hint))


def concentration(case: Case) -> Iterator[Finding]:
    """P005: one indicator has them all."""
    if len(case.rows) < 2:
        return
    having = [(row, points) for row in case.rows if (points := counted(case, row)) is not None and points > 0]
    if len(having) == 1 and having[0][1] == case.form.points.total:
        yield case.at("P005", having[0][0], "points")


def remarks(case: Case) -> Iterator[Finding]:
    """P007: the remark repeats the points, and differs."""
    for row in case.rows:
        points, text = case.points(row), remark_points(row.remark)
        if points is not None and text is not None and points != text:
            column = "标准文字" if row.points is None and not case.own else "分值列"
            yield case.at("P007", row, "remark", given=plain(points), text=plain(text), column=column)


def printed_total(case: Case) -> Iterator[Finding]:
    """P008: a foreign sheet prints its total, and it is not the sum."""
    source = case.sheet.sources.get("points_total")
    printed = seen_number(source)
    if case.own or source is None or printed is None:
        return
    each_of = [counted(case, row) for row in case.rows]
    sum_ = sum((points for points in each_of if points is not None), ZERO)
    if None not in each_of and printed not in (sum_, sum_ + case.form.points.execution):
        shown = plain(printed)
        yield finding("P008", sheet=source.sheet, cell=source.cell, field="分值合计", value=shown, expected=plain(sum_))


def strays(case: Case) -> Iterator[Finding]:
    """P009: points in a row without an indicator."""
    for row in case.strays:
        has = not case.blank(row, "points") if case.own else row.points is not None
        if has:
            yield case.at("P009", row, "points", number_text(row.points) if row.points is not None else None)
