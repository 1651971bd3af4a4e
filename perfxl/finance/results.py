"""What reports and exports show: one read-only snapshot of the ledger, put together by department.

    with Ledger.open("ledger.db", create=False) as ledger:
        results = gather(ledger, year=2026)
        results.returns[0].total, results.missing, results.unknown

Only the returns that count are here (not those a newer one superseded), with what they replaced. Everything is in
the order of the roster, then of names.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, select

from perfxl.block import Block
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
    waivers,
    workbooks,
)
from perfxl.form import fold

if TYPE_CHECKING:
    from perfxl.finance.ledger import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """Why a finding may stand, who said so and when."""

    reason: str
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A finding as the ledger holds it, with the waiver that covers it, if any."""

    origin: str
    code: str
    severity: str
    sheet: str | None
    cell: str | None
    field: str
    value: str
    message: str
    message_en: str
    fix: str
    fix_en: str
    indicator: str
    fingerprint: str
    waiver: Waiver | None = None

    @property
    def open(self) -> bool:
        """Whether it still asks for something: an error or a warning nobody waived."""
        return self.waiver is None and self.severity != "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One indicator of a return: as written, what it is scored by, its actual value and its three scores.

    ``block`` holds the actual value too: it is the row that was poured. ``typed`` is the actual as written.
    """

    row: int
    level1: str
    level2: str
    name: str
    comparator: str
    target: str
    unit: str
    points: Decimal | None
    definition: str
    standard: str
    remark: str
    not_applicable: bool
    sheet: str
    cells: Mapping[str, str]
    basis: str
    kind: str | None
    block: Block
    typed: str
    cause: str
    manual: Decimal | None
    score: Decimal | None
    reason: str
    reported: Decimal | None
    engine: str
    engine_score: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A return that a newer one replaced."""

    sha256: str
    file: str
    batch: int
    modified: dt.datetime | None
    total: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """The return of a department that counts. ``known``: the roster has the department."""

    sha256: str
    department: str
    code: str
    known: bool
    year: int | None
    stage: str
    file: str
    batch: int
    modified: dt.datetime | None
    layout: str
    profile: str
    title: str
    goals: tuple[str, ...]
    budget: Decimal | None
    spent: Decimal | None
    execution_rate: Decimal | None
    execution_score: Decimal | None
    execution_points: Decimal | None
    total: Decimal | None
    rating: str
    reported_total: Decimal | None
    indicators: tuple[Scored, ...]
    findings: tuple[Noted, ...]
    earlier: tuple[Earlier, ...]

    def count(self, severity: str) -> int:
        """How many findings of a severity nobody waived."""
        return sum(item.severity == severity and item.waiver is None for item in self.findings)

    @property
    def sound(self) -> bool:
        """Whether nothing has to be put right any more."""
        return self.count("error") == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A file that was refused, with its names."""

    sha256: str
    file: str
    batch: int
    code: str
    message: str
    message_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """Everything a report shows, of one year or of all. ``missing``: roster names without a return."""

    year: int | None
    years: tuple[int, ...]
    batches: int
    last: dt.datetime | None
    roster: tuple[str, ...]
    returns: tuple[Returned, ...]
    missing: tuple[str, ...]
    unread: tuple[Unread, ...]
    passed_over: tuple[tuple[str, str], ...]

    @property
    def unknown(self) -> tuple[Returned, ...]:
        """Returns whose department the roster does not know. Without a roster there is nothing to ask."""
        return tuple(one for one in self.returns if not one.known) if self.roster else ()

    def ratings(self) -> Counter[str]:
        """How many returns have each rating; ``""`` counts those without one."""
        return Counter(one.rating for one in self.returns if one.stage == "evaluation")

    def codes(self) -> Counter[str]:
        """How often each code stands open or as information, waived ones left out."""
        return Counter(item.code for one in self.returns for item in one.findings if item.waiver is None)

    def league(self) -> tuple[Returned, ...]:
        """The self-evaluations with a total, best first; equal totals by department."""
        ranked = [one for one in self.returns if one.stage == "evaluation" and one.total is not None]
        return tuple(sorted(ranked, key=lambda one: (-(one.total or Decimal(0)), one.department)))


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
        every = self._rows(
            select(sheets, workbooks.c.name.label("file"), workbooks.c.batch, workbooks.c.modified)
            .join(workbooks, workbooks.c.sha256 == sheets.c.sha256)
            .order_by(sheets.c.sha256)
        )
        wanted = [row for row in every if self.year is None or row.year == self.year]
        standing = [row for row in wanted if row.superseded_by is None]
        replaced: dict[str, list[Row[Any]]] = defaultdict(list)
        for row in wanted:
            if row.superseded_by is not None:
                replaced[row.superseded_by].append(row)
        parts = _Parts(self.connection, {row.sha256 for row in standing})
        position = {name: place for place, name in enumerate(roster)}
        returns = [self._returned(row, roster, replaced, parts) for row in standing]
        last = len(position)
        returns.sort(key=lambda one: (position.get(one.department, last), one.department, one.year or 0, one.file))
        here = {one.department for one in returns if one.known}
        done = self._rows(select(batches).order_by(batches.c.number))
        return Results(
            year=self.year,
            years=tuple(sorted({row.year for row in every if row.year is not None})),
            batches=len(done),
            last=max((row.started for row in done), default=None),
            roster=tuple(roster),
            returns=tuple(returns),
            missing=tuple(name for name in roster if name not in here),
            unread=self._unread(),
            passed_over=tuple(
                (row.name, row.passed_over)
                for row in self._rows(
                    select(sightings)
                    .where(sightings.c.passed_over != "")
                    .order_by(sightings.c.batch, sightings.c.name)
                )
            ),
        )

    def _unread(self) -> tuple[Unread, ...]:
        refused = select(workbooks).where(workbooks.c.refusal_code != "")
        return tuple(
            Unread(
                sha256=row.sha256,
                file=row.name,
                batch=row.batch,
                code=row.refusal_code,
                message=row.refusal,
                message_en=row.refusal_en,
            )
            for row in self._rows(refused.order_by(workbooks.c.batch, workbooks.c.name))
        )

    def _rows(self, query: Any) -> Sequence[Row[Any]]:
        return self.connection.execute(query).all()

    def _returned(
        self, row: Row[Any], roster: Mapping[str, Row[Any]], replaced: Mapping[str, list[Row[Any]]], parts: _Parts
    ) -> Returned:
        department = row.department or row.department_text
        return Returned(
            sha256=row.sha256,
            department=department,
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
            goals=tuple(row.goals),
            budget=row.budget,
            spent=row.spent,
            execution_rate=row.execution_rate,
            execution_score=row.execution_score,
            execution_points=row.execution_points,
            total=row.total,
            rating=row.rating or "",
            reported_total=row.reported_total,
            indicators=parts.indicators(row.sha256),
            findings=parts.findings(row.sha256, department, row.year, row.stage),
            earlier=tuple(
                Earlier(sha256=old.sha256, file=old.file, batch=old.batch, modified=old.modified, total=old.total)
                for old in _before(row.sha256, replaced)
            ),
        )


def _before(sha256: str, replaced: Mapping[str, list[Row[Any]]]) -> Iterable[Row[Any]]:
    """What a return replaced, and what that had replaced: the newest first."""
    for old in replaced.get(sha256, ()):
        yield old
        yield from _before(old.sha256, replaced)


class _Parts:
    """The rows that hang on the workbooks wanted, read once and grouped."""

    def __init__(self, connection: Connection, wanted: set[str]) -> None:
        def grouped(table: Any, *order: str) -> dict[str, list[Row[Any]]]:
            rows: dict[str, list[Row[Any]]] = defaultdict(list)
            for row in connection.execute(select(table).order_by(table.c.sha256, *(table.c[name] for name in order))):
                if row.sha256 in wanted:
                    rows[row.sha256].append(row)
            return rows

        self._indicators = grouped(indicators, "row")
        self._rules = {(row.sha256, row.row): row for row in _flat(grouped(rules, "row"))}
        self._actuals = {(row.sha256, row.row): row for row in _flat(grouped(actuals, "row"))}
        self._scores = {(row.sha256, row.row): row for row in _flat(grouped(scores, "row"))}
        self._findings = grouped(findings, "origin", "place")
        self._waivers: dict[tuple[str, int | None, str, str], Row[Any]] = {
            (fold(row.department), row.year, row.stage, row.fingerprint): row
            for row in connection.execute(select(waivers).order_by(waivers.c.number))
            if row.withdrawn_at is None
        }

    def indicators(self, sha256: str) -> tuple[Scored, ...]:
        return tuple(self._scored(sha256, row) for row in self._indicators.get(sha256, ()))

    def _scored(self, sha256: str, row: Row[Any]) -> Scored:
        key = (sha256, row.row)
        rule, actual, score = self._rules.get(key), self._actuals.get(key), self._scores.get(key)
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
            standard=row.own_standard or row.standard,
            remark=row.remark,
            not_applicable=row.not_applicable,
            sheet=row.sheet,
            cells=row.cells,
            basis=rule.basis if rule else "",
            kind=rule.kind if rule else None,
            block=_block(rule.block if rule else {}, actual),
            typed=actual.typed if actual else "",
            cause=actual.cause if actual else "",
            manual=actual.manual if actual else None,
            score=score.score if score else None,
            reason=score.reason if score else "",
            reported=score.reported if score else None,
            engine=score.engine if score else "",
            engine_score=score.engine_score if score else None,
        )

    def findings(self, sha256: str, department: str, year: int | None, stage: str) -> tuple[Noted, ...]:
        return tuple(
            Noted(
                **{name: getattr(row, name) for name in _NOTED},
                waiver=self._waiver(department, year, stage, row.fingerprint),
            )
            for row in self._findings.get(sha256, ())
        )

    def _waiver(self, department: str, year: int | None, stage: str, fingerprint: str) -> Waiver | None:
        row = self._waivers.get((fold(department), year, stage, fingerprint))
        return Waiver(reason=row.reason, by=row.by, at=row.at) if row is not None else None


_NOTED = (
    *("origin", "code", "severity", "sheet", "cell", "field", "value", "message", "message_en", "fix", "fix_en"),
    *("indicator", "fingerprint"),
)


def _flat(rows: Mapping[str, list[Row[Any]]]) -> Iterable[Row[Any]]:
    return (row for group in rows.values() for row in group)


def _block(texts: Mapping[str, str], actual: Row[Any] | None) -> Block:
    """The rule block with the actual value of its row."""
    value = None if actual is None else actual.word if actual.value is None else actual.value
    return replace(Block.from_texts(texts), actual=value)
