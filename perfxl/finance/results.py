"""What reports and exports show: one read-only snapshot of the ledger, put together by department.

    with Ledger.open("ledger.db", create=False) as ledger:
        results = gather(ledger, year=2026)
        results.returns[0].total, results.missing, results.unknown

Only the returns that count are here (not those a newer one superseded), with what they replaced. Everything is in
the order of the roster, then of names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec import structs
from sqlalchemy import Connection, Row, select

from perfxl import dates, numbers
from perfxl.block import Block
from perfxl.finance.attendance import Asked, Attendance, Sent, asked, attendance, sent
from perfxl.finance.places import standing
from perfxl.finance.refusals import Refusals, refusals
from perfxl.finance.returned import Earlier, Noted, Results, Returned, Scored, Unread, Waiver
from perfxl.finance.schema import (
    actuals,
    batches,
    departments,
    findings,
    indicators,
    rules,
    scores,
    sheets,
    sightings,
    workbooks,
)
from perfxl.finance.standards import file_name
from perfxl.finance.waivers import effective
from perfxl.finance.years import dated
from perfxl.scoring.wording import wording_of

if TYPE_CHECKING:
    from perfxl.finance.ledger import Ledger

__all__ = ["Earlier", "Noted", "Results", "Returned", "Scored", "Unread", "Waiver", "gather"]


def gather(ledger: Ledger, year: int | None = None) -> Results:
    """The snapshot of a year; without one, of all years. The self-evaluation stands for its department's year."""
    with ledger.reading() as connection:
        return _Gathering(connection, year).results()


class _Gathering:
    def __init__(self, connection: Connection, year: int | None) -> None:
        self.connection = connection
        self.year = year

    def results(self) -> Results:
        roster = {row.name: row for row in self._rows(select(departments).order_by(departments.c.position))}
        everything = sent(self.connection)
        newest = max((one.batch for one in everything), default=0)
        usual = asked(everything, (one for one in everything if one.batch == newest))
        due = self.year or usual.year
        there = attendance(self.connection, everything, _wanted(everything, due))
        apart = self._apart(everything, there)
        every = self._rows(
            select(sheets, workbooks.c.name.label("file"), workbooks.c.batch, workbooks.c.modified)
            .join(workbooks, workbooks.c.sha256 == sheets.c.sha256)
            .order_by(sheets.c.sha256)
        )
        wanted = [row for row in every if self.year in (None, row.year) or row.sha256 in apart]
        standing = [row for row in wanted if row.superseded_by is None]
        replaced: dict[str, list[Row[Any]]] = defaultdict(list)
        for row in wanted:
            if row.superseded_by is not None:
                replaced[row.superseded_by].append(row)
        files = {row.sha256: file_name(row.file) for row in every}
        parts = _Parts(self.connection, {row.sha256 for row in standing}, files)
        position = {name: place for place, name in enumerate(roster)}
        returns = [self._returned(row, roster, replaced, parts) for row in standing]
        last = len(position)
        returns.sort(key=lambda one: (position.get(one.department, last), one.department, one.year or 0, one.file))
        astray = {one.sha256 for one in there.other_year}
        returns = [dated(one, due, there, astray) for one in returns]
        done = self._rows(select(batches).order_by(batches.c.number))
        latest = max((row.number for row in done), default=0)
        if self.year not in (None, usual.year):
            latest = max((one.batch for one in everything if one.year == self.year), default=0)
        refused = refusals(self.connection, latest, there.returned) if latest else Refusals((), 0)
        return Results(
            year=self.year,
            years=tuple(sorted({row.year for row in every if row.year is not None})),
            batches=len(done),
            last=max((row.started for row in done), default=None),
            roster=tuple(roster),
            returns=tuple(one for one in returns if one.sha256 not in apart),
            due=due,
            returned=there.returned,
            missing=there.missing,
            goals_only=there.goals_only,
            other_year=there.other_year,
            no_year=there.no_year,
            left_out=tuple(one for one in returns if one.sha256 in apart),
            unread=refused.shown,
            settled=refused.settled,
            unreadable=refused.unreadable(there),
            passed_over=tuple(
                (row.name, row.passed_over)
                for row in self._rows(
                    select(sightings)
                    .where(sightings.c.passed_over != "", sightings.c.refusal == "", sightings.c.batch == latest)
                    .order_by(sightings.c.name)
                )
            ),
        )

    def _apart(self, everything: Iterable[Sent], there: Attendance) -> set[str]:
        """The sheets a report of one year leaves out that nobody would hear of otherwise."""
        if self.year is None:
            return set()
        undated = {one.sha256 for one in everything if one.current and one.year is None and one.department is None}
        return undated | {one.sha256 for one in (*there.other_year, *there.no_year)}

    def _rows(self, query: Any) -> Sequence[Row[Any]]:
        return self.connection.execute(query).all()

    def _returned(
        self, row: Row[Any], roster: Mapping[str, Row[Any]], replaced: Mapping[str, list[Row[Any]]], parts: _Parts
    ) -> Returned:
        department = row.department or row.department_text
        return Returned(
            sha256=row.sha256,
            department=department,
            written=row.department_text,
            code=roster[row.department].code if row.department else "",
            known=row.department is not None,
            year=row.year,
            stage=row.stage,
            file=row.file,
            batch=row.batch,
            modified=row.modified,
            layout=row.layout,
            profile=row.profile,
            title=row.title,
            year_place=(*(row.cells.get("year") or ()), row.title, None)[:2],
            goals=tuple(row.goals),
            budget=row.budget,
            spent=row.spent,
            execution_rate=row.execution_rate,
            execution_score=row.execution_score,
            execution_points=row.execution_points,
            total=row.total,
            rating=row.rating or "",
            reported_total=row.reported_total,
            indicators=parts.indicators(row),
            findings=parts.findings(row),
            goals_from=(row.standards_from, parts.files[row.standards_from]) if row.standards_from else None,
            earlier=tuple(
                Earlier(sha256=old.sha256, file=old.file, batch=old.batch, modified=old.modified, total=old.total)
                for old in _before(row.sha256, replaced)
            ),
        )


def _wanted(everything: Iterable[Sent], year: int | None) -> Asked:
    """What the list is asked for: the self-evaluations of a year, once anybody has handed in one, else its goals."""
    stages = {one.stage for one in everything if one.year == year}
    return Asked(year, ("evaluation" if "evaluation" in stages else "goals") if year is not None else None)


def _before(sha256: str, replaced: Mapping[str, list[Row[Any]]]) -> Iterable[Row[Any]]:
    """What a return replaced, and what that had replaced: the newest first."""
    for old in replaced.get(sha256, ()):
        yield old
        yield from _before(old.sha256, replaced)


class _Parts:
    """The rows that hang on the workbooks wanted, read once and grouped."""

    def __init__(self, connection: Connection, wanted: set[str], files: Mapping[str, str]) -> None:
        def grouped(table: Any, *order: str) -> dict[str, list[Row[Any]]]:
            rows: dict[str, list[Row[Any]]] = defaultdict(list)
            for row in connection.execute(select(table).order_by(table.c.sha256, *(table.c[name] for name in order))):
                if row.sha256 in wanted:
                    rows[row.sha256].append(row)
            return rows

        self.files = files
        self._indicators = grouped(indicators, "row")
        self._rules = {(row.sha256, row.row): row for row in _flat(grouped(rules, "row"))}
        self._actuals = {(row.sha256, row.row): row for row in _flat(grouped(actuals, "row"))}
        self._scores = {(row.sha256, row.row): row for row in _flat(grouped(scores, "row"))}
        self._findings = grouped(findings, "origin", "place")
        self._waivers = effective(connection)

    def indicators(self, sheet: Row[Any]) -> tuple[Scored, ...]:
        lender = self.files[sheet.standards_from] if sheet.standards_from else ""
        return tuple(self._scored(row, lender) for row in self._indicators.get(sheet.sha256, ()))

    def _scored(self, row: Row[Any], lender: str) -> Scored:
        key = (row.sha256, row.row)
        rule, actual, score = self._rules.get(key), self._actuals.get(key), self._scores.get(key)
        block = _block(rule.block if rule else {}, actual)
        return Scored(
            row=row.row,
            level1=row.level1,
            level2=row.level2,
            name=row.name,
            comparator=row.comparator,
            target=row.target,
            unit=row.unit,
            points=row.points,
            definition=row.definition,
            standard=row.own_standard or row.standard or _worded(row, block),
            standard_from=lender if (row.own_standard or row.standard) and "standard" not in row.cells else "",
            remark=row.remark,
            not_applicable=row.not_applicable,
            sheet=row.sheet,
            cells=row.cells,
            places=tuple(_places(row, actual, score)),
            basis=rule.basis if rule else "",
            kind=rule.kind if rule else None,
            block=block,
            typed=actual.typed if actual else "",
            cause=actual.cause if actual else "",
            evidence=actual.evidence if actual else "",
            manual=actual.manual if actual else None,
            scorer=actual.scorer if actual else "",
            manual_reason=actual.manual_reason if actual else "",
            score=score.score if score else None,
            reason=score.reason if score else "",
            reported=score.reported if score else None,
            engine=score.engine if score else "",
            engine_score=score.engine_score if score else None,
        )

    def findings(self, sheet: Row[Any]) -> tuple[Noted, ...]:
        def waiver(row: Row[Any]) -> Waiver | None:
            found = self._waivers.of(sheet, row)
            return Waiver(reason=found.reason, by=found.by, at=found.at) if found is not None else None

        return tuple(
            Noted(**{name: getattr(row, name) for name in _NOTED}, waiver=waiver(row))
            for row in self._findings.get(sheet.sha256, ())
        )


def _worded(row: Row[Any], block: Block) -> str:
    """The wording of the settings, where the cell's formula was never calculated."""
    target = block.target
    dated = isinstance(target, Decimal) and target >= dates.FIRST_SERIAL and numbers.parse(row.target) is None
    return wording_of(block, row.unit, dated)


_NOTED = (
    *("origin", "code", "severity", "sheet", "cell", "field", "value", "message", "message_en", "fix", "fix_en"),
    *("indicator", "fingerprint"),
)


def _flat(rows: Mapping[str, list[Row[Any]]]) -> Iterable[Row[Any]]:
    return (row for group in rows.values() for row in group)


def _places(row: Row[Any], actual: Row[Any] | None, score: Row[Any] | None) -> Iterable[tuple[str, str]]:
    for key in ("name", "target"):
        if key in row.cells:
            yield standing(row.cells[key], row.sheet)
    for own in (actual, score):
        if own is not None and own.cell:
            yield own.sheet, own.cell


def _block(texts: Mapping[str, str], actual: Row[Any] | None) -> Block:
    """The rule block with the actual value of its row."""
    value = None if actual is None else actual.word if actual.value is None else actual.value
    return structs.replace(Block.from_texts(texts), actual=value)
