"""Self-evaluations without standards, scored by those of the goal sheet of the same department and year.

Bureaus hand both in as files of their own, in either order, in one batch or months apart. Which goal sheet a
self-evaluation goes with is a function of what is in the ledger; where it is another one than it was scored by, both
files are read anew, side by side, and what came of it takes the place of what there was, in one transaction. Whoever is
stopped in between finds the same ones waiting in the next import. Of two imports at once the one that pairs an
evaluation first is not overwritten by the other, which asks again instead.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, exists, select

from perfxl.finance.digest import Digest
from perfxl.finance.ledger import Ledger
from perfxl.finance.schema import indicators, sheets, workbooks
from perfxl.finance.worker import Task
from perfxl.form import fold, profiles

__all__ = ["Pair", "file_name", "pair_up", "waiting"]

_OLDEST = dt.datetime.min.replace(tzinfo=dt.UTC)
_COLUMNS = (
    *(sheets.c[name] for name in ("sha256", "department", "department_text", "year", "profile", "standards_from")),
    *(workbooks.c[name] for name in ("name", "batch", "modified")),
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A self-evaluation that is to be read anew, with the goal sheet it goes with now, if there is one.

    ``was`` is the one it is scored by so far.
    """

    sha256: str
    name: str
    profile: str
    goals: str
    goals_name: str
    was: str


def waiting(connection: Connection) -> list[Pair]:
    """The self-evaluations that are not scored by the goal sheet they go with, in the order of their hashes."""
    joined = select(*_COLUMNS).join(workbooks, workbooks.c.sha256 == sheets.c.sha256)
    asking = connection.execute(joined.where(sheets.c.standards_from.is_not(None)).order_by(sheets.c.sha256)).all()
    years = {row.year for row in asking if row.year is not None}
    if not years:
        return []
    words = exists().where(indicators.c.sha256 == sheets.c.sha256, indicators.c.standard != "")
    filed = joined.where(sheets.c.stage == "goals", sheets.c.year.in_(years), words | (sheets.c.layout == "own"))
    newest: dict[tuple[str, int | None], Row[Any]] = {}
    for row in sorted(connection.execute(filed), key=_order):
        newest[_family(row)] = row
    found = []
    for row in asking:
        goals = None if row.year is None else newest.get(_family(row))
        if (goals.sha256 if goals is not None else "") != row.standards_from:
            its, name = (goals.sha256, file_name(goals.name)) if goals is not None else ("", "")
            found.append(Pair(row.sha256, row.name, row.profile, its, name, row.standards_from))
    return found


def pair_up(
    ledger: Ledger,
    profile: str | None,
    read: Callable[[Iterable[Task]], Iterator[tuple[Task, Digest]]],
    pairs: Iterable[Pair],
) -> Iterator[None]:
    """Read the pairs and put each in its place, one by one.

    One that cannot be read now, for want of its bytes or of the machine, stays as it is, and stands waiting. So does
    one that another import paired meanwhile: with which goal sheet it goes is to be asked again.
    """
    wanted = {pair.sha256: pair for pair in pairs}

    def tasks() -> Iterator[Task]:
        for sha256, pair in wanted.items():
            beside: tuple[Path, str] | None = None
            if pair.goals:
                beside = ledger.store.path(pair.goals), pair.goals_name
            yield Task(sha256, ledger.store.path(sha256), pair.name, _profile(pair.profile, profile), beside)

    for task, digest in read(tasks()):
        if digest.refusal is None:
            pair = wanted[task.sha256]
            ledger.put_anew(digest, pair.goals, pair.was)
        yield


def file_name(name: str) -> str:
    """A file without the folders it lay in."""
    return name.rpartition("/")[2]


def _profile(known: str, given: str | None) -> str | None:
    """The profile it was read with, as far as it is at hand."""
    return known if known in profiles() else given


def _family(row: Row[Any]) -> tuple[str, int | None]:
    if row.department is not None:
        return row.department, row.year
    return f"?{fold(row.department_text) or row.sha256}", row.year


def _order(row: Row[Any]) -> tuple[int, dt.datetime, str]:
    return row.batch, row.modified or _OLDEST, row.sha256
