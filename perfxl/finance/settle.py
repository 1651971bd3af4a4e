"""After a batch: whose return is which, which one counts, and what changed since the one before.

A function of what is in the ledger, so settling twice, or after an interruption, gives the same rows. Only the
returns of the departments a batch touches are looked at again, and those whose department or order changed.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from perfxl.finance import compare
from perfxl.finance.digest import clean
from perfxl.finance.ledger import Ledger, finding_row, sheets_of
from perfxl.finance.names import Names
from perfxl.finance.repeats import alike
from perfxl.finance.replies import DIFFERENCES, Wanted, answered, wanted
from perfxl.finance.schema import actuals, departments, findings, indicators, sheets, sightings, workbooks
from perfxl.finance.waivers import effective
from perfxl.findings import Finding, finding
from perfxl.form import fold
from perfxl.roster import Department

__all__ = ["settle"]

_USUAL = 0.9  # what so much of a batch shares is usual; the rest is odd, not another kind of return
_AT_ONCE = 200
_OLDEST = dt.datetime.min.replace(tzinfo=dt.UTC)

_State = tuple[str | None, str | None]
"""What settling decides of a return: its department, and the newer one in its place."""

Family = tuple[str, int | None]
"""Whose returns belong together: a department (or the name written, behind a ``?``) and a year."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    sha256: str
    department: str | None
    written: str
    year: int | None
    stage: str
    superseded_by: str | None
    batch: int
    modified: dt.datetime
    file: str
    title: str
    place: tuple[str, ...]
    year_place: tuple[str, ...]

    @property
    def state(self) -> _State:
        return self.department, self.superseded_by

    @property
    def family(self) -> Family:
        if self.department is not None:
            return self.department, self.year
        return f"?{fold(self.written) or self.sha256}", self.year


def settle(ledger: Ledger, batch: int, listed: Iterable[Department] | None = None) -> None:
    """Match departments, put returns in their order, and write what was found in doing so.

    A list given becomes the ledger's: the one given last counts.
    """
    with ledger.alone() as connection:
        gone = _keep_roster(connection, listed) if listed is not None else None
        names = Names.of(connection, without=gone or ())
        old: dict[str, _State] = {}
        new = _ordered(_matched(_all(connection), names, old))
        changed = [sha256 for sha256, sheet in sorted(new.items()) if sheet.state != old[sha256]]
        _write(connection, [new[sha256] for sha256 in changed])
        if gone:
            connection.execute(delete(departments).where(departments.c.name.in_(gone)))
        touched = {*changed, *(old if gone is not None else sheets_of(connection, batch))}
        families = {new[sha256].family for sha256 in touched}
        families |= {replace(new[sha256], department=old[sha256][0]).family for sha256 in changed}
        again = _concerned(families, new.values())
        told = _Findings(connection, names, new.values())
        for start in range(0, len(again), _AT_ONCE):
            _rewrite(connection, again[start : start + _AT_ONCE], told)


def _keep_roster(connection: Connection, listed: Iterable[Department]) -> list[str] | None:
    """Write a list of departments; those that are on it no more, or ``None`` where it is the list there was."""
    rows = {
        clean(one.name)[:200]: {"code": clean(one.code)[:40], "aliases": [clean(word) for word in one.aliases]}
        for one in listed
    }
    wanted = {name: {"name": name, **row, "position": place} for place, (name, row) in enumerate(rows.items(), 1)}
    known = {row["name"]: dict(row) for row in connection.execute(select(departments)).mappings()}
    if wanted == known:
        return None
    for name, row in wanted.items():
        if name not in known:
            connection.execute(insert(departments).values(row))
        elif row != known[name]:
            connection.execute(update(departments).where(departments.c.name == name).values(row))
    return sorted(known.keys() - wanted.keys())


def _all(connection: Connection) -> Iterator[_Sheet]:
    wanted = select(
        *(sheets.c[name] for name in ("sha256", "department", "department_text", "year", "stage", "superseded_by")),
        *(sheets.c.title, sheets.c.cells),
        *(workbooks.c[name] for name in ("batch", "modified", "name")),
    ).join(workbooks, workbooks.c.sha256 == sheets.c.sha256)
    for row in connection.execute(wanted):
        yield _Sheet(
            sha256=row.sha256,
            department=row.department,
            written=row.department_text,
            year=row.year,
            stage=row.stage,
            superseded_by=row.superseded_by,
            batch=row.batch,
            modified=row.modified or _OLDEST,
            file=row.name,
            title=row.title,
            place=tuple(row.cells.get("department") or ()),
            year_place=tuple(row.cells.get("year") or ()),
        )


def _matched(found: Iterable[_Sheet], names: Names, old: dict[str, _State]) -> Iterator[_Sheet]:
    """The sheets with their departments, one at a time: a province has many. What they were is put into *old*."""
    for sheet in found:
        old[sheet.sha256] = sheet.state
        department = names.match(sheet.written)
        yield sheet if department == sheet.department else replace(sheet, department=department)


def _order(sheet: _Sheet) -> tuple[int, dt.datetime, str]:
    """Which return is newer: of a later batch, modified later; the hash breaks a tie."""
    return sheet.batch, sheet.modified, sheet.sha256


def _ordered(all_sheets: Iterable[_Sheet]) -> dict[str, _Sheet]:
    """Each sheet with the next newer one of its family and stage."""
    lines: defaultdict[tuple[Family, str], list[_Sheet]] = defaultdict(list)
    for sheet in all_sheets:
        lines[sheet.family, sheet.stage].append(sheet)
    ordered = {}
    for line in lines.values():
        line.sort(key=_order)
        for sheet, newer in zip(line, [*line[1:], None], strict=True):
            by = newer.sha256 if newer is not None else None
            ordered[sheet.sha256] = sheet if by == sheet.superseded_by else replace(sheet, superseded_by=by)
    return ordered


def _concerned(families: Collection[Family], all_sheets: Iterable[_Sheet]) -> list[_Sheet]:
    """The sheets of these families, and of later years of the same departments: those may repeat them."""
    since: dict[str, int] = {}
    for whose, year in families:
        if year is not None:
            since[whose] = min(year, since.get(whose, year))

    def concerned(sheet: _Sheet) -> bool:
        whose, year = sheet.family
        return sheet.family in families or (year is not None and whose in since and year > since[whose])

    return sorted((sheet for sheet in all_sheets if concerned(sheet)), key=_order)


def _write(connection: Connection, changed: Sequence[_Sheet]) -> None:
    values: dict[str, Any] = {name: bindparam(f"its_{name}") for name in ("department", "superseded_by")}
    its = update(sheets).where(sheets.c.sha256 == bindparam("its_sha256")).values(values)
    for start in range(0, len(changed), _AT_ONCE):
        some = changed[start : start + _AT_ONCE]
        keys = ("sha256", *values)
        connection.execute(its, [{f"its_{key}": getattr(sheet, key) for key in keys} for sheet in some])


def _rewrite(connection: Connection, some: Sequence[_Sheet], told: _Findings) -> None:
    rows = [row for sheet in some for row in told.rows(sheet)]
    of_these = findings.c.sha256.in_([sheet.sha256 for sheet in some])
    connection.execute(delete(findings).where(of_these, findings.c.origin == "return"))
    if rows:
        connection.execute(insert(findings), rows)


class _Findings:
    """What there is to say about a return beside others."""

    def __init__(self, connection: Connection, names: Names, everything: Iterable[_Sheet]) -> None:
        self.connection = connection
        self.names = names
        self.holding = effective(connection)
        self.lines: defaultdict[tuple[Family, str], list[_Sheet]] = defaultdict(list)
        by_batch: defaultdict[int, list[_Sheet]] = defaultdict(list)
        for sheet in sorted(everything, key=_order):
            self.lines[sheet.family, sheet.stage].append(sheet)
            by_batch[sheet.batch].append(sheet)
        self.usual = {batch: _usual(some) for batch, some in by_batch.items()}
        self.since: dict[int, int] = {}  # a year: the first batch it is usual in
        for batch, (year, _) in sorted(self.usual.items()):
            if year is not None:
                self.since.setdefault(year, batch)
        self.years: defaultdict[tuple[str, str], list[_Sheet]] = defaultdict(list)
        for (family, stage), line in self.lines.items():
            self.years[family[0], stage] += line

    def rows(self, sheet: _Sheet) -> list[dict[str, object]]:
        """As rows of ``findings``."""
        return [
            finding_row(found, sheet.sha256, "return", place, indicator=indicator, content=content)
            for place, (found, indicator, content) in enumerate(self._found(sheet), 1)
        ]

    def _found(self, sheet: _Sheet) -> Iterator[tuple[Finding, str, str]]:
        """(finding, its indicator, the content it is about)."""
        where, cell = (*sheet.place, None, None)[:2]
        if self.names and sheet.department is None and sheet.written:  # a blank is C001
            slots = {"field": "部门(单位)名称", "closest": "、".join(self.names.closest(sheet.written)) or "无"}
            found = finding("D001", sheet=where or sheet.title, cell=cell, value=sheet.written, **slots)
            yield found, "", sheet.written
        if twins := _twins(self.connection, sheet.sha256):
            yield finding("D002", value="、".join(twins), count=len(twins)), "", "\n".join(twins)
        yield from ((found, "", found.value) for found in self._odd(sheet))
        yield from self._repeated(sheet)
        for change in self._changes(sheet):
            yield change.found, change.indicator, f"{change.old}\n{change.found.value}"

    def _odd(self, sheet: _Sheet) -> Iterator[Finding]:
        year, stage = self.usual[sheet.batch]
        where, cell = (*sheet.year_place, None, None)[:2]
        if year is not None and sheet.year is not None and sheet.year != year:
            yield finding(
                "D010", sheet=where or sheet.title, cell=cell, field="年度", value=sheet.year, expected=year
            )
        evaluated = sheet.stage == "goals" and (sheet.family, "evaluation") in self.lines  # it came in meanwhile
        if stage is not None and sheet.stage != stage and not evaluated:
            yield finding("D011" if stage == "evaluation" else "D012", sheet=sheet.title)

    def _repeated(self, sheet: _Sheet) -> Iterator[tuple[Finding, str, str]]:
        """D015: last year's sheet with another year on it."""
        older = {one.sha256: one for one in self._older(sheet)}
        years = {sha256: one.year for sha256, one in older.items() if one.year is not None}
        if sheet.year is None or not years:
            return
        now: compare.Return | None = None
        for sha256 in alike(self.connection, sheet.sha256, sheet.year, years):
            now = now or _returned(self.connection, sheet)
            before = _returned(self.connection, older[sha256])
            if not compare.repeats(before, now, (years[sha256], sheet.year)):
                continue
            where, cell = (*sheet.year_place, None, None)[:2]
            places = [one.actual_place for one in before.indicators if one.actual_place is not None]
            what = ("指标、指标值、标准和实际完成值", "indicators, targets, standards and actual values")
            goals = ("指标、指标值和标准", "indicators, targets and standards")
            slots = {
                "old": years[sha256], "before": before.file, "where": places[0][0] if places else before.title,
                "what": what if places else goals,
            }  # fmt: skip
            found = finding("D015", sheet=where or sheet.title, cell=cell, field="年度", value=sheet.year, **slots)
            yield found, "", f"{years[sha256]}\n{sha256}"
            return

    def _older(self, sheet: _Sheet) -> list[_Sheet]:
        """Its department's sheets of earlier years, the latest first.

        One that came while this year's were collected, and before this one, has its year mistyped: it is no
        wonder that only the year is another now.
        """
        since = self.since.get(sheet.year or 0)
        older = [
            one for one in self.years[sheet.family[0], sheet.stage]
            if one.year is not None and sheet.year is not None and one.year < sheet.year
            and not (since is not None and since <= one.batch < sheet.batch)
        ]  # fmt: skip
        return sorted(older, key=lambda one: (one.year or 0, _order(one)), reverse=True)

    def _changes(self, sheet: _Sheet) -> Iterator[compare.Change]:
        """Since the return before; of a self-evaluation also since the goals that were filed. What was asked for in
        sending an earlier one back is told so.
        """
        line = self.lines[sheet.family, sheet.stage]
        position = line.index(sheet)
        filed = self.lines.get((sheet.family, "goals"), []) if sheet.stage == "evaluation" else []
        bases = [(line[position - 1], True)] if position else []
        bases += [(filed[-1], False)] if filed else []
        asked: Wanted | None = None
        said = set()
        for base, evaluated in bases:
            before, now = (_returned(self.connection, one) for one in (base, sheet))
            for found in compare.changes(before, now, evaluated=evaluated):
                if asked is None and found.found.code in DIFFERENCES:
                    earlier = [one.sha256 for one in (*line[:position], *filed)]
                    asked = wanted(self.connection, earlier, self.holding)
                change = answered(found, before.file, asked or {})
                key = (change.found.code, change.found.field, change.indicator, change.old)
                if key not in said:
                    said.add(key)
                    yield change


def _usual(some: Sequence[_Sheet]) -> tuple[int | None, str | None]:
    """Year and stage that nearly all of a batch share; ``None`` where there is no such thing."""

    def most(values: Iterable[int | str]) -> int | str | None:
        counts = Counter(values)
        value, count = max(counts.items(), key=lambda item: item[1], default=(None, 0))
        return value if count >= _USUAL * counts.total() else None

    year = most(sheet.year for sheet in some if sheet.year is not None)
    stage = most(sheet.stage for sheet in some)
    return (year if isinstance(year, int) else None), (stage if isinstance(stage, str) else None)


def _twins(connection: Connection, sha256: str) -> list[str]:
    """The names of the same bytes in the first batch that met them more than once."""
    wanted = select(sightings.c.batch, sightings.c.name).where(sightings.c.sha256 == sha256)
    names: defaultdict[int, list[str]] = defaultdict(list)
    for row in connection.execute(wanted):
        names[row.batch].append(row.name)
    return next((sorted(names[batch]) for batch in sorted(names) if len(names[batch]) > 1), [])


def _lent(cells: Collection[str]) -> Iterator[str]:
    """The texts of an indicator that stand in no cell of its sheet."""
    yield from (key for key in ("standard", "own_standard") if key not in cells)
    yield from () if "target" in cells else ("comparator", "target", "unit")


def _returned(connection: Connection, sheet: _Sheet) -> compare.Return:
    head = connection.execute(select(sheets).where(sheets.c.sha256 == sheet.sha256)).one()
    typed = {
        row.row: (row.typed, (row.sheet, row.cell))
        for row in connection.execute(select(actuals).where(actuals.c.sha256 == sheet.sha256))
    }
    wanted = select(indicators).where(indicators.c.sha256 == sheet.sha256).order_by(indicators.c.row)
    kept = []
    for row in connection.execute(wanted).mappings():
        values = {name: row[name] for name in row if name not in ("sha256", "not_applicable")}
        if head.standards_from:  # what its goal sheet lent it is none of its own
            values |= dict.fromkeys(_lent(row["cells"]), "")
            values |= {} if "points" in row["cells"] else {"points": None}
        actual, place = typed.get(row["row"], (None, None))
        kept.append(compare.Kept(**values, actual=actual, actual_place=place))
    return compare.Return(
        file=sheet.file.rpartition("/")[2],
        title=head.title,
        duties=head.duties,
        goals=head.goals,
        budget=head.budget,
        spent=head.spent,
        cells=head.cells,
        indicators=kept,
    )
