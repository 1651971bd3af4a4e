"""What an import came to, read from the ledger: returned, refused, unknown, missing, found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from perfxl.finance.ledger import Ledger
from perfxl.finance.names import Names
from perfxl.finance.schema import departments, findings, scores, sheets, sightings, workbooks
from perfxl.finance.waivers import effective
from perfxl.findings import CATALOGUE

__all__ = ["Outcome", "RefusedFile", "Unknown", "missing", "outcome"]

STAGES = ("evaluation", "goals")


@dataclass(frozen=True, slots=True)
class RefusedFile:
    file: str
    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A return whose department is not on the list, and the closest names that are."""

    file: str
    department: str
    closest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One batch as it stands. ``files`` = ``read`` + refused + duplicates; what was passed over is apart.

    ``findings`` counts those of current returns by severity, without the waived ones; ``kinds`` the same by code.
    ``year`` and ``stage`` are those most returns of the batch have; ``not_returned`` is about them.
    ``differences`` counts rows whose recomputed score differs from the reported one or from perfxl's;
    ``instead_of`` names an engine that was tried first and failed.
    """

    batch: int
    resumed: bool
    files: int
    read: int
    refused: tuple[RefusedFile, ...]
    passed_over: tuple[tuple[str, str], ...]
    duplicates: tuple[tuple[str, str], ...]
    superseded: tuple[tuple[str, str], ...]
    unknown: tuple[Unknown, ...]
    year: int | None
    stage: str | None
    returned: int
    not_returned: tuple[str, ...]
    findings: Mapping[str, int]
    kinds: Mapping[str, int]
    waived: int
    differences: int
    engine: str
    instead_of: str = ""


def outcome(ledger: Ledger, batch: int, *, resumed: bool = False) -> Outcome:
    """How a batch stands now."""
    with ledger.reading() as connection:
        met = connection.execute(
            select(
                *(sightings.c.name, sightings.c.sha256, sightings.c.passed_over),
                func.coalesce(workbooks.c.refusal_code, sightings.c.passed_over).label("code"),
                func.coalesce(workbooks.c.refusal, sightings.c.refusal).label("zh"),
                func.coalesce(workbooks.c.refusal_en, sightings.c.refusal_en).label("en"),
            )
            .outerjoin(workbooks, workbooks.c.sha256 == sightings.c.sha256)
            .where(sightings.c.batch == batch)
        ).all()
        met = sorted(met, key=lambda row: row.name)
        first: dict[str, str] = {}
        duplicates = []
        for row in (row for row in met if row.sha256):
            if first.setdefault(row.sha256, row.name) != row.name:
                duplicates.append((row.name, first[row.sha256]))
        refused = tuple(
            RefusedFile(row.name, row.code, row.zh, row.en)
            for row in met
            if (first[row.sha256] == row.name and row.code if row.sha256 else is_refused(row.passed_over))
        )
        returns = _returns(connection, batch)
        names = Names.of(connection)
        year, stage = _usual((row.year, row.stage) for row in returns)
        absent, present = missing(connection, year, stage)
        severities, kinds, waived = _found(connection, batch)
        engine, differences = _recomputed(connection, batch)
        return Outcome(
            batch=batch,
            resumed=resumed,
            files=sum(1 for row in met if row.sha256 or is_refused(row.passed_over)),
            read=len(returns),
            refused=refused,
            passed_over=tuple(
                (row.name, row.passed_over) for row in met if not row.sha256 and not is_refused(row.passed_over)
            ),
            duplicates=tuple(duplicates),
            superseded=_superseded(connection, returns, first),
            unknown=tuple(
                Unknown(first[row.sha256], row.department_text, names.closest(row.department_text))
                for row in sorted(returns, key=lambda row: first[row.sha256])
                if names and row.department is None
            ),
            year=year,
            stage=stage,
            returned=present,
            not_returned=absent,
            findings=severities,
            kinds=kinds,
            waived=waived,
            differences=differences,
            engine=engine,
        )


def is_refused(passed_over: str) -> bool:
    """Whether a file without bytes was refused, not passed over as junk."""
    return passed_over in CATALOGUE


def missing(connection: Connection, year: int | None, stage: str | None) -> tuple[tuple[str, ...], int]:
    """(departments of the list without a return of that year and stage, how many have one)."""
    listed = connection.scalars(select(departments.c.name).order_by(departments.c.position)).all()
    wanted = select(sheets.c.department).where(sheets.c.year == year, sheets.c.stage == stage)
    have = set(connection.scalars(wanted)) if year is not None else set()
    return tuple(name for name in listed if name not in have), sum(name in have for name in listed)


def _met(batch: int) -> Select[tuple[str | None]]:
    return select(sightings.c.sha256).where(sightings.c.batch == batch)


def _returns(connection: Connection, batch: int) -> Sequence[Row[Any]]:
    columns = ("sha256", "department", "department_text", "year", "stage", "superseded_by")
    wanted = select(*(sheets.c[name] for name in columns)).where(sheets.c.sha256.in_(_met(batch)))
    return connection.execute(wanted.order_by(sheets.c.sha256)).all()


def _usual(pairs: Iterable[tuple[int | None, str]]) -> tuple[int | None, str | None]:
    """The year and stage most returns have; of as many the later year, the self-evaluation."""
    counts = Counter((year, stage) for year, stage in pairs if year is not None)
    return max(counts, key=lambda pair: (counts[pair], pair[0], STAGES[::-1].index(pair[1])), default=(None, None))


def _superseded(
    connection: Connection, returns: Iterable[Row[Any]], first: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """(file, the newer file) of this batch's returns that do not count any more."""
    by = {row.sha256: row.superseded_by for row in returns if row.superseded_by}
    wanted = select(workbooks.c.sha256, workbooks.c.name).where(workbooks.c.sha256.in_(set(by.values())))
    names = {row.sha256: row.name for row in connection.execute(wanted)} if by else {}
    return tuple(sorted((first[old], first.get(new) or names[new]) for old, new in by.items()))


def _found(connection: Connection, batch: int) -> tuple[Mapping[str, int], Mapping[str, int], int]:
    """Findings of current returns by severity and by code, and how many more are waived."""
    current = select(sheets.c.sha256).where(sheets.c.sha256.in_(_met(batch)), sheets.c.superseded_by.is_(None))
    these = findings.c.sha256.in_(current)
    counted = select(findings.c.severity, findings.c.code, func.count()).where(these)
    kinds = Counter[tuple[str, str]]()
    for severity, code, count in connection.execute(counted.group_by(findings.c.severity, findings.c.code)):
        kinds[severity, code] = count
    holding = effective(connection)
    columns = (sheets.c.department, sheets.c.department_text, sheets.c.year, sheets.c.stage)
    doubtful = (
        select(findings.c.severity, findings.c.code, findings.c.fingerprint, *columns)
        .join(sheets, sheets.c.sha256 == findings.c.sha256)
        .where(these, findings.c.fingerprint.in_({waiver.fingerprint for waiver in holding.by_key.values()}))
    )
    waived = 0
    for row in connection.execute(doubtful) if holding.by_key else ():
        if holding.of((row.department, row.department_text), row.year, row.stage, row.fingerprint) is not None:
            kinds[row.severity, row.code] -= 1
            waived += 1
    severities = dict.fromkeys(("error", "warning", "info"), 0)
    codes: dict[str, int] = {}
    for (severity, code), count in sorted(kinds.items(), key=lambda item: item[0][1]):
        severities[severity] += count
        codes |= {code: count} if count else {}
    return severities, codes, waived


def _recomputed(connection: Connection, batch: int) -> tuple[str, int]:
    """The engine that recomputed the batch (empty: none did), and how many rows came out differently."""
    engines = connection.scalars(
        select(scores.c.engine).where(scores.c.sha256.in_(_met(batch)), scores.c.engine != "").distinct()
    )
    told = (findings.c.origin == "recalc") | (findings.c.code == "E008")
    differing = (
        select(scores.c.sha256, scores.c.row)
        .join(findings, (findings.c.sha256 == scores.c.sha256) & (findings.c.cell == scores.c.cell))
        .where(scores.c.sha256.in_(_met(batch)), scores.c.engine != "", findings.c.sheet == scores.c.sheet, told)
        .distinct()
    )
    count = connection.scalar(select(func.count()).select_from(differing.subquery()))
    return ", ".join(sorted(engines)), count or 0
