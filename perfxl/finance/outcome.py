"""What an import came to, read from the ledger: returned, refused, unknown, missing, found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from perfxl.finance.attendance import Sent, asked, attendance, sent
from perfxl.finance.ledger import Ledger
from perfxl.finance.names import Names
from perfxl.finance.refusals import Owners, refusals
from perfxl.finance.schema import findings, indicators, scores, sheets, sightings, workbooks
from perfxl.finance.waivers import ASKS, WHOSE, effective
from perfxl.findings import CATALOGUE

__all__ = ["Differing", "Joined", "Outcome", "Pending", "RefusedFile", "Repeated", "Unchanged", "Unknown", "outcome"]


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that was refused; ``department`` is whose it seems to be by its name, if anybody's."""

    file: str
    code: str
    zh: str
    en: str
    department: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A return whose department is not on the list, and the closest names that are."""

    file: str
    department: str
    closest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A file whose very bytes an earlier batch brought: there is nothing new in it."""

    file: str
    batch: int
    first: str


@dataclass(frozen=True, slots=True)
class Differing:
    """A row whose recomputed score is another: whose, and the cell of the score."""

    department: str
    file: str
    sheet: str
    cell: str
    name: str


@dataclass(frozen=True, slots=True)
class Repeated:
    """A return that says what another year's says: whose, in which file, and the sentence about it."""

    department: str
    file: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Joined:
    """A self-evaluation without standards, and the goal sheet by whose standards it is scored."""

    file: str
    goals: str


@dataclass(frozen=True, slots=True)
class Pending:
    """A self-evaluation whose total is open: whose, in which file, and how many of its rows have no score."""

    department: str
    file: str
    rows: int


@dataclass(frozen=True, slots=True, repr=False)
class Outcome:
    """One batch as it stands. ``files`` = ``read`` + refused + duplicates; what was passed over is apart.

    Of those read ``unchanged`` came in an earlier batch already.
    ``findings`` counts those of current returns by severity, without the waived ones; ``kinds`` the same by code.
    Current returns are those of the batch, and self-evaluations of earlier ones that its goal sheets score.
    ``year`` and ``stage`` are what is collected (:func:`perfxl.finance.attendance.asked`). About them every department
    of the list is counted once: ``returned``; ``goals_only`` while self-evaluations are asked for; ``other_year`` and
    ``no_year`` sent a sheet of another year, or of none; ``not_returned`` sent nothing, or what was refused, in this
    batch or before: ``unreadable`` names those, with the file that seems to be theirs. ``repeated`` are the sheets
    that are another year's, word for word. ``differences`` counts rows whose recomputed score differs from the
    reported one or from perfxl's, ``differing`` names them; ``instead_of`` names an engine that was tried first and
    failed. ``pending`` are the current returns without a total. ``joined`` are self-evaluations scored by the goal
    sheet that came in beside them, where either is of this batch; ``replaced`` the files of earlier batches that one of
    this takes the place of; ``still_unknown`` the returns of earlier batches that count and are of nobody on the list.
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
    goals_only: tuple[str, ...] = ()
    other_year: tuple[Sent, ...] = ()
    no_year: tuple[Sent, ...] = ()
    unchanged: tuple[Unchanged, ...] = ()
    differing: tuple[Differing, ...] = ()
    instead_of: str = ""
    unreadable: Mapping[str, str] = field(default_factory=dict)
    repeated: tuple[Repeated, ...] = ()
    pending: tuple[Pending, ...] = ()
    joined: tuple[Joined, ...] = ()
    replaced: tuple[tuple[str, str], ...] = ()
    still_unknown: tuple[Unknown, ...] = ()

    def __repr__(self) -> str:
        return f"<Outcome of batch {self.batch}: {self.files} files, {self.read} read, {len(self.refused)} refused>"


def outcome(ledger: Ledger, batch: int, *, resumed: bool = False) -> Outcome:
    """How a batch stands now."""
    with ledger.reading() as connection:
        met = connection.execute(
            select(
                *(sightings.c.name, sightings.c.sha256, sightings.c.passed_over),
                *(workbooks.c.batch, workbooks.c.name.label("first")),
                func.coalesce(workbooks.c.refusal_code, sightings.c.passed_over).label("code"),
                func.coalesce(workbooks.c.refusal, sightings.c.refusal).label("zh"),
                func.coalesce(workbooks.c.refusal_en, sightings.c.refusal_en).label("en"),
            )
            .outerjoin(workbooks, workbooks.c.sha256 == sightings.c.sha256)
            .where(sightings.c.batch == batch)
        ).all()
        met = sorted(met, key=lambda row: row.name)
        owners = Owners.of(connection)
        first: dict[str, str] = {}
        turned_away: dict[tuple[str, str], RefusedFile] = {}
        duplicates = []
        for row in met:
            first.setdefault(row.sha256, row.name)
            if row.code and (row.sha256 or is_refused(row.passed_over)):
                whose = owners.sent(row.sha256, row.name)
                same = turned_away.setdefault(whose, RefusedFile(row.name, row.code, row.zh, row.en, whose[1])).file
            else:
                same = first[row.sha256]
            if row.sha256 and same != row.name:
                duplicates.append((row.name, same))
        refused = tuple(turned_away.values())
        returns = _returns(connection, batch)
        names = Names.of(connection)
        everything = sent(connection)
        here = {row.sha256 for row in returns}
        wanted = asked(everything, (one for one in everything if one.sha256 in here))
        there = attendance(connection, everything, wanted)
        severities, kinds, waived = _found(connection, batch)
        engine, differing = _recomputed(connection, batch)
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
            year=wanted.year,
            stage=wanted.stage,
            returned=len(there.returned),
            not_returned=there.missing,
            findings=severities,
            kinds=kinds,
            waived=waived,
            differences=len(differing),
            engine=engine,
            goals_only=there.goals_only,
            other_year=there.other_year,
            no_year=there.no_year,
            unchanged=tuple(
                Unchanged(row.name, row.batch, row.first) for row in met
                if row.sha256 in here and first[row.sha256] == row.name and row.batch < batch
            ),
            differing=differing,
            unreadable=refusals(connection, batch, there.returned).unreadable(there),
            repeated=_repeated(connection, batch),
            pending=_pending(connection, batch),
            joined=_joined(connection, batch),
            replaced=_replaced(connection, batch, first),
            still_unknown=tuple(
                Unknown(one.file, one.written, names.closest(one.written)) for one in everything
                if names and one.current and one.department is None and one.sha256 not in here
            ),
        )


def is_refused(passed_over: str) -> bool:
    """Whether a file without bytes was refused, not passed over as junk."""
    return passed_over in CATALOGUE


def _met(batch: int) -> Select[tuple[str | None]]:
    return select(sightings.c.sha256).where(sightings.c.batch == batch)


def _concerned(batch: int) -> Select[tuple[str]]:
    """The sheets a batch has something to say about: its own, and self-evaluations that its goal sheets score."""
    met = _met(batch)
    scored = sheets.c.standards_from.in_(met) & sheets.c.superseded_by.is_(None)
    return select(sheets.c.sha256).where(sheets.c.sha256.in_(met) | scored)


def _returns(connection: Connection, batch: int) -> Sequence[Row[Any]]:
    columns = ("sha256", "department", "department_text", "year", "stage", "superseded_by")
    wanted = select(*(sheets.c[name] for name in columns)).where(sheets.c.sha256.in_(_met(batch)))
    return connection.execute(wanted.order_by(sheets.c.sha256)).all()


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
    current = _concerned(batch).where(sheets.c.superseded_by.is_(None))
    these = findings.c.sha256.in_(current)
    counted = select(findings.c.severity, findings.c.code, func.count()).where(these)
    kinds = Counter[tuple[str, str]]()
    for severity, code, count in connection.execute(counted.group_by(findings.c.severity, findings.c.code)):
        kinds[severity, code] = count
    holding = effective(connection)
    doubtful = (
        select(findings.c.severity, *ASKS, *WHOSE)
        .join(sheets, sheets.c.sha256 == findings.c.sha256)
        .where(these, findings.c.code.in_(holding.codes))
    )
    waived = 0
    for row in connection.execute(doubtful) if holding.by_key else ():
        if holding.of(row, row) is not None:
            kinds[row.severity, row.code] -= 1
            waived += 1
    severities = dict.fromkeys(("error", "warning", "info"), 0)
    codes: dict[str, int] = {}
    for (severity, code), count in sorted(kinds.items(), key=lambda item: item[0][1]):
        severities[severity] += count
        codes |= {code: count} if count else {}
    return severities, codes, waived


def _replaced(connection: Connection, batch: int, first: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """(file, the newer file) of returns of earlier batches that one of this batch replaces."""
    met = _met(batch)
    wanted = (
        select(workbooks.c.name, sheets.c.superseded_by)
        .join(workbooks, workbooks.c.sha256 == sheets.c.sha256)
        .where(sheets.c.superseded_by.in_(met), sheets.c.sha256.not_in(met.where(sightings.c.sha256.is_not(None))))
    )
    return tuple(sorted((row.name, first[row.superseded_by]) for row in connection.execute(wanted)))


def _pending(connection: Connection, batch: int) -> tuple[Pending, ...]:
    """The current self-evaluations of the batch without a total, with how many rows have no score."""
    open_rows = func.count(scores.c.row).filter(scores.c.score.is_(None))
    wanted = (
        select(
            func.coalesce(sheets.c.department, sheets.c.department_text).label("name"),
            *(workbooks.c.name.label("file"), open_rows.label("rows")),
        )
        .join(workbooks, workbooks.c.sha256 == sheets.c.sha256)
        .outerjoin(scores, scores.c.sha256 == sheets.c.sha256)
        .where(sheets.c.stage == "evaluation", sheets.c.total.is_(None), sheets.c.superseded_by.is_(None))
        .where(sheets.c.sha256.in_(_concerned(batch)))
        .group_by(sheets.c.sha256, sheets.c.department, sheets.c.department_text, workbooks.c.name)
    )
    found = [Pending(row.name, row.file, row.rows) for row in connection.execute(wanted)]
    return tuple(sorted(found, key=lambda one: (one.department, one.file)))


def _joined(connection: Connection, batch: int) -> tuple[Joined, ...]:
    """The current self-evaluations scored by a goal sheet, where one of the two files is of the batch."""
    goals = workbooks.alias("goals")
    met = _met(batch)
    wanted = (
        select(workbooks.c.name, goals.c.name.label("goals"))
        .select_from(sheets)
        .join(workbooks, workbooks.c.sha256 == sheets.c.sha256)
        .join(goals, goals.c.sha256 == sheets.c.standards_from)
        .where(sheets.c.superseded_by.is_(None))
        .where(sheets.c.sha256.in_(met) | sheets.c.standards_from.in_(met))
    )
    return tuple(sorted((Joined(row.name, row.goals) for row in connection.execute(wanted)), key=lambda one: one.file))


def _repeated(connection: Connection, batch: int) -> tuple[Repeated, ...]:
    """Those of current returns nobody waived."""
    holding = effective(connection)
    wanted = (
        select(
            func.coalesce(sheets.c.department, sheets.c.department_text).label("name"),
            *(*WHOSE, *ASKS, findings.c.message, findings.c.message_en, workbooks.c.name.label("file")),
        )
        .join(sheets, sheets.c.sha256 == findings.c.sha256)
        .join(workbooks, workbooks.c.sha256 == findings.c.sha256)
        .where(findings.c.code == "D015", sheets.c.sha256.in_(_concerned(batch)), sheets.c.superseded_by.is_(None))
    )
    rows = [
        row for row in connection.execute(wanted)
        if holding.of(row, row) is None
    ]  # fmt: skip
    found = [Repeated(row.name, row.file, row.message, row.message_en) for row in rows]
    return tuple(sorted(found, key=lambda one: (one.department, one.file)))


def _recomputed(connection: Connection, batch: int) -> tuple[str, tuple[Differing, ...]]:
    """The engine that recomputed the batch (empty: none did), and the rows that came out differently."""
    engines = connection.scalars(
        select(scores.c.engine).where(scores.c.sha256.in_(_concerned(batch)), scores.c.engine != "").distinct()
    )
    told = (findings.c.origin == "recalc") | (findings.c.code == "E008")
    differing = (
        select(
            func.coalesce(sheets.c.department, sheets.c.department_text).label("department"),
            *(workbooks.c.name.label("file"), scores.c.sheet, scores.c.cell, scores.c.row, indicators.c.name),
        )
        .join(findings, (findings.c.sha256 == scores.c.sha256) & (findings.c.cell == scores.c.cell))
        .join(sheets, sheets.c.sha256 == scores.c.sha256)
        .join(workbooks, workbooks.c.sha256 == scores.c.sha256)
        .join(indicators, (indicators.c.sha256 == scores.c.sha256) & (indicators.c.row == scores.c.row))
        .where(scores.c.sha256.in_(_concerned(batch)), scores.c.engine != "", findings.c.sheet == scores.c.sheet, told)
        .distinct()
    )
    rows = sorted(connection.execute(differing), key=lambda row: (row.department, row.file, row.row))
    return ", ".join(sorted(engines)), tuple(
        Differing(row.department, row.file, row.sheet, row.cell, row.name) for row in rows
    )
