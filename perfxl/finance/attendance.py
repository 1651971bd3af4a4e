"""Who has returned what is asked for: every department of the list, counted once.

A sheet of the year before is no return, nor is silence: whoever sent one is told apart from whoever sent nothing,
and so is who sent goals where self-evaluations are asked for, and who left the year blank.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, select

from perfxl.finance.schema import departments, sheets, workbooks

__all__ = ["STAGES", "Asked", "Attendance", "Sent", "asked", "attendance", "sent"]

STAGES = ("evaluation", "goals")
_OLDEST = dt.datetime.min.replace(tzinfo=dt.UTC)


class Sent(NamedTuple):
    """A sheet as far as it says who has returned what. ``current``: no newer one stands in its place."""

    sha256: str
    department: str | None
    written: str
    year: int | None
    stage: str
    batch: int
    modified: dt.datetime
    file: str
    current: bool


class Asked(NamedTuple):
    """What is collected: the sheets of a year and a stage; both ``None`` where nothing says so."""

    year: int | None
    stage: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """The departments of the list in its order, each in one of these.

    ``goals_only`` sent goals where self-evaluations are asked for; ``other_year`` a sheet of another year since the
    first batch of this one, ``no_year`` one without a year; ``missing`` nothing at all. ``begun`` is the first batch
    after the last one that came before this collection: what was refused earlier was sent for another.
    """

    returned: tuple[str, ...]
    goals_only: tuple[str, ...]
    other_year: tuple[Sent, ...]
    no_year: tuple[Sent, ...]
    missing: tuple[str, ...]
    begun: int = 1


def sent(connection: Connection) -> list[Sent]:
    """Every sheet of a ledger."""
    wanted = select(
        *(sheets.c[name] for name in ("sha256", "department", "department_text", "year", "stage")),
        *(workbooks.c[name] for name in ("batch", "modified", "name")),
        sheets.c.superseded_by,
    ).join(workbooks, workbooks.c.sha256 == sheets.c.sha256)
    return [
        Sent(*row[:6], row.modified or _OLDEST, row.name, row.superseded_by is None)
        for row in connection.execute(wanted.order_by(sheets.c.sha256))
    ]


def asked(everything: Iterable[Sent], latest: Iterable[Sent]) -> Asked:
    """What is collected, by the *latest* batch: the year and stage most of it has.

    As many of two: the later year, the self-evaluation. A few late sheets of an earlier year do not turn the
    collection back: where the ledger has more returns of that stage and a later year than they are, that year is
    still asked for.
    """
    these = _counted(latest)
    if not these:
        return Asked(None, None)
    found = _most(these)
    current = _counted(one for one in everything if one.current)
    later = {
        what: count for what, count in current.items()
        if what.stage == found.stage and what.year > found.year and count > these[found]
    }  # fmt: skip
    return Asked(*_most(later or these))


def attendance(connection: Connection, everything: Sequence[Sent], wanted: Asked) -> Attendance:
    """How every department of the list stands to what is wanted; nobody is asked where no year is."""
    listed = connection.scalars(select(departments.c.name).order_by(departments.c.position)).all()
    of_department: defaultdict[str, list[Sent]] = defaultdict(list)
    for one in everything:
        if one.department is not None:
            of_department[one.department].append(one)
    collection = _Collection(everything, wanted)
    standing = {name: collection.standing(of_department[name]) for name in listed}

    def those(kind: str) -> tuple[str, ...]:
        return tuple(name for name, (found, _) in standing.items() if found == kind)

    def sheets_of(kind: str) -> tuple[Sent, ...]:
        return tuple(one for found, one in standing.values() if found == kind and one is not None)

    return Attendance(
        returned=those("returned"),
        goals_only=those("goals_only"),
        other_year=sheets_of("other_year"),
        no_year=sheets_of("no_year"),
        missing=those("missing"),
        begun=collection.begun,
    )


class _Collection:
    """What is wanted, since when it comes in, and which other years are collected too."""

    def __init__(self, everything: Iterable[Sent], wanted: Asked) -> None:
        self.wanted = wanted
        by_batch: defaultdict[int, list[Sent]] = defaultdict(list)
        for one in everything:
            by_batch[one.batch].append(one)
        counts = {batch: _counted(some) for batch, some in by_batch.items()}
        usual = {batch: _most(own) for batch, own in counts.items() if own}
        these = _Dated(wanted.year or 0, wanted.stage or "")
        here = [batch for batch, what in usual.items() if what == these]
        self.since = min(here or [batch for batch, own in counts.items() if these in own], default=None)
        self.begun = max((batch for batch in by_batch if self.since and batch < self.since), default=0) + 1
        self.collected = {what.year for what in usual.values() if what.stage == wanted.stage}

    def standing(self, own: Sequence[Sent]) -> tuple[str, Sent | None]:
        """Which of the kinds of :class:`Attendance` a department is, by its sheets; with the one that says so."""
        stages = {one.stage for one in own if one.year == self.wanted.year}
        if self.wanted.year is None or not own:
            return "missing", None
        if self.wanted.stage in stages or (stages and self.wanted.stage == "goals"):
            return "returned", None  # a self-evaluation holds the goals too
        recent = [one for one in own if one.current and self.since is not None and one.batch >= self.since]
        if stages:
            recent = [one for one in recent if one.stage == self.wanted.stage]
        astray = [one for one in recent if one.year is not None and self._astray(one.year, one.stage)]
        undated = [one for one in recent if one.year is None]
        for kind, found in (("other_year", astray), ("no_year", undated)):
            if found:
                return kind, max(found, key=lambda one: (one.batch, one.modified, one.sha256))
        return ("goals_only" if stages else "missing"), None

    def _astray(self, year: int, stage: str) -> bool:
        """An earlier year; or a later one that nobody collects: the next year's goals come in beside these."""
        if year == self.wanted.year or self.wanted.year is None:
            return False
        return year < self.wanted.year or (stage == self.wanted.stage and year not in self.collected)


class _Dated(NamedTuple):
    year: int
    stage: str


def _counted(some: Iterable[Sent]) -> Counter[_Dated]:
    return Counter(_Dated(one.year, one.stage) for one in some if one.year is not None)


def _most(counts: Mapping[_Dated, int]) -> _Dated:
    return max(counts, key=lambda what: (counts[what], what.year, STAGES[::-1].index(what.stage)))
