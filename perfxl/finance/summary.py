"""汇总.xlsx from a snapshot of the ledger."""

from __future__ import annotations

import datetime as dt
import os
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from perfxl.catalogue import BASES, PASSED_OVER
from perfxl.finance.html import BEIJING, by_weight
from perfxl.finance.returned import Noted, Results, Returned, Scored, Waiver
from perfxl.form import fold, load_form
from perfxl.workbook.marked import FILL
from perfxl.workbook.summary import write
from perfxl.workbook.summary_data import Execution, IndicatorRow, Missing, Remark, Return, Summary

__all__ = ["summary_of", "write_summary"]

_UNKNOWN = "D001"


def write_summary(path: str | os.PathLike[str], results: Results, *, now: dt.datetime) -> None:
    """Write the summary workbook of *results* to *path*, replacing what stands there; *now* is shown on it."""
    write(path, summary_of(results, now=now))


def summary_of(results: Results, *, now: dt.datetime) -> Summary:
    """What the summary workbook shows of a snapshot."""
    rating = load_form().rating
    return Summary(
        year=results.year,
        made=now.astimezone(BEIJING),
        batches=results.batches,
        asked=len(results.roster),
        ratings=(*(word for _, word in rating.borders), rating.lowest),
        returns=tuple(_return(one, asked=bool(results.roster)) for one in results.returns),
        outside=tuple(_outside(results)),
        not_returned=len(results.missing),
        goals_only=len(results.goals_only),
        other_year=len(results.other_year) + len(results.no_year),
        refused=len(results.unread),
        unknown=len(results.unknown),
    )


def _return(one: Returned, *, asked: bool) -> Return:
    owners = _Owners(one.indicators)
    return Return(
        department=_named(one) if one.known or not asked else f"{_named(one)}（待确认）",
        year=one.year,
        evaluated=one.stage == "evaluation",
        file=one.file,
        execution=Execution(
            budget=one.budget,
            spent=one.spent,
            points=_execution_points(one),
        ),
        total=one.total,
        rating=one.rating,
        reported_total=one.reported_total,
        rows=tuple(_row(indicator) for indicator in one.indicators),
        remarks=tuple(_remark(noted, owners) for noted in by_weight(one.findings)),
        besides=tuple(_remark(noted, owners) for noted in one.besides),
    )


def _named(one: Returned) -> str:
    return one.department or "（未填部门）"


def _execution_points(one: Returned) -> Decimal | None:
    """The points of budget execution; none are needed where there is a total without them."""
    if one.execution_points is None and one.total is not None:
        return Decimal(0)
    return one.execution_points


def _basis(indicator: Scored) -> str:
    """What a row is scored by; and the file its standard stands in, where that is another one."""
    basis = BASES[indicator.basis][0] if indicator.basis else ""
    return f"{basis}（{indicator.standard_from}）" if indicator.standard_from else basis


def _row(indicator: Scored) -> IndicatorRow:
    target = " ".join(part for part in (indicator.comparator, indicator.target, indicator.unit) if part)
    return IndicatorRow(
        level1=indicator.level1,
        level2=indicator.level2,
        name=indicator.name,
        target=target,
        actual=indicator.typed,
        points=indicator.points,
        basis=_basis(indicator),
        block=indicator.block,
        manual=indicator.manual,
        scorer=indicator.scorer,
        manual_reason=indicator.manual_reason,
        score=indicator.score,
        reason=indicator.reason,
        reported=indicator.reported,
        applies=not indicator.not_applicable,
    )


class _Owners:
    """Which row of a return a finding is about: by its cell's row, else by the indicator's name if it is one's own."""

    def __init__(self, indicators: tuple[Scored, ...]) -> None:
        self.by_line: dict[tuple[str, int], int] = {}
        self.by_name: defaultdict[str, list[int]] = defaultdict(list)
        for place, indicator in enumerate(indicators):
            self.by_name[fold(indicator.name)].append(place)
            for sheet, cell in indicator.places:
                if (line := _line(cell)) is not None:
                    self.by_line.setdefault((sheet, line), place)

    def of(self, noted: Noted) -> int | None:
        line = _line(noted.cell or "")
        if line is not None and (place := self.by_line.get((noted.sheet or "", line))) is not None:
            return place
        named = self.by_name.get(fold(noted.indicator), []) if noted.indicator else []
        return named[0] if len(named) == 1 else None


def _line(cell: str) -> int | None:
    digits = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ$")
    return int(digits) if digits.isdecimal() else None


def _remark(noted: Noted, owners: _Owners) -> Remark:
    return Remark(
        severity=noted.severity,  # type: ignore[arg-type]  # the ledger's word is one of the three
        code=noted.code,
        sheet=f"退回件 {noted.sheet}" if noted.here else noted.sheet or "",
        cell=noted.cell or "",
        field=noted.field,
        value=noted.value,
        message=noted.message,
        fix=noted.remedy(),
        row=None if noted.here else owners.of(noted),
        waiver=_waived(noted.waiver) if noted.waiver is not None else "",
        level=FILL[0] if noted.state == "fill" else "",
    )


def _waived(waiver: Waiver) -> str:
    return f"{waiver.reason}（{waiver.by}，{waiver.at.astimezone(BEIJING):%Y-%m-%d}）"


def _owed(kind: str, department: str, reason: str, results: Results) -> Missing:
    """A department to be reminded; whose file was refused is not to hear that it sent none."""
    if department in results.unreadable:
        remedy = "请按“无法读取”一行的说明重交。"
        why = f"{reason}有一个文件从文件名看可能是该部门的，被拒收。"
        return Missing(kind=kind, department=department, file=results.unreadable[department], reason=why, remedy=remedy)
    return Missing(kind=kind, department=department, file="", reason=reason, remedy="请催报。")


def _outside(results: Results) -> Iterator[Missing]:
    for name in results.missing:
        yield _owed("未报送", name, "没有收到能读取的表。", results)
    for name in results.goals_only:
        yield _owed("未报自评", name, "只交了绩效目标，没有收到绩效自评。", results)
    for stray in results.other_year:
        yield Missing(
            kind="年度不符",
            department=stray.department or stray.written,
            file=stray.file,
            reason=f"交了 {stray.year} 年的表，没有收到 {results.due} 年的。",
            remedy="只是年度写错的请改年度，否则请另报；退回通知里已写明。",
        )
    told = {one.sha256 for one in (*results.other_year, *results.no_year)}
    undated = [(one.department or one.written, one.file) for one in results.no_year]
    undated += [(_named(one), one.file) for one in results.left_out if one.sha256 not in told]
    for name, path in undated:
        yield Missing(
            kind="没写年度", department=name, file=path, reason="表上没写年度，没有计入。", remedy="请补填年度后重报。"
        )
    for file in results.unread:
        yield Missing(
            kind="无法读取",
            department=file.department,
            file=file.file,
            reason=f"{file.code} {file.message}{'（部门是从文件名看的。）' if file.department else ''}",
            remedy="已收到该部门能读的表，不用重交。" if file.made_good else "请单位按说明重交。",
        )
    for one in results.unknown:
        asked = [noted for noted in one.findings if noted.code == _UNKNOWN]
        yield Missing(
            kind="待确认单位",
            department=_named(one),
            file=one.file,
            reason=asked[0].message if asked else "名单里没有这个部门。",
            remedy=asked[0].fix if asked else "请核对名称。",
        )
    for one in results.returns:
        for old in one.earlier:
            reason = f"已被新报送取代：{one.file}"
            kept = "保留备查，不计入。"
            yield Missing(kind="旧报送", department=_named(one), file=old.file, reason=reason, remedy=kept)
    for name, why in results.passed_over:
        reason = PASSED_OVER[why][0] if why in PASSED_OVER else why
        yield Missing(kind="略过的文件", department="", file=name, reason=reason, remedy="")
