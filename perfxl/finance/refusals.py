"""Which refused files a report still shows, and whose they seem to be.

All of the latest batch. Of earlier ones what was not made good since: a file of that name was read later, or the
department its name speaks of has returned what is asked for. Of a file whose name speaks of nobody that can never
be said, so it is shown for a week after its batch. What is left out is counted. Nothing is decided by a file's name
but whether it is shown.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from perfxl.finance.attendance import Attendance
from perfxl.finance.returned import Unread
from perfxl.finance.schema import batches, departments, sheets, sightings, workbooks
from perfxl.form import fold

__all__ = ["Owners", "Refusals", "refusals"]

_SHOWN_FOR = dt.timedelta(days=7)
_SHORTEST = 2  # characters of a name that says anything


@dataclass(frozen=True, slots=True)
class Refusals:
    """The refused files to show, in their order; ``settled`` is how many earlier ones are not shown any more."""

    shown: tuple[Unread, ...]
    settled: int

    def unreadable(self, there: Attendance) -> Mapping[str, str]:
        """Of the departments nothing readable is there from, or goals only, those whose file was refused; and it."""
        refused = {one.department: one.file for one in self.shown if not one.made_good and one.batch >= there.begun}
        return {name: refused[name] for name in (*there.goals_only, *there.missing) if name in refused}


def refusals(connection: Connection, latest: int, returned: Collection[str]) -> Refusals:
    """Those up to the batch *latest*; *returned* are the departments nothing is missing from."""
    owners = Owners.of(connection)
    started = {row.number: row.started for row in connection.execute(select(batches.c.number, batches.c.started))}
    read = _read(connection)
    shown, settled = [], 0
    for row in _refused(connection, latest, owners):
        department = owners.of_file(row.name)
        made_good = department in returned or read.get(_stem(row.name), 0) >= row.batch
        recent = started[latest] - started[row.batch] <= _SHOWN_FOR
        if row.batch < latest and (made_good or not (department or recent)):
            settled += 1
            continue
        shown.append(
            Unread(
                sha256=row.sha256 or "",
                file=row.name,
                batch=row.batch,
                code=row.code,
                message=row.zh,
                message_en=row.en,
                department=department,
                made_good=made_good,
            )
        )
    return Refusals(tuple(sorted(shown, key=lambda one: (one.batch, one.file))), settled)


def _refused(connection: Connection, latest: int, owners: Owners) -> Iterable[Any]:
    """Every refused content once for each it may be of, as the last batch met it; what has no bytes by its name."""
    code = func.coalesce(workbooks.c.refusal_code, sightings.c.passed_over)
    wanted = (
        select(
            *(sightings.c.batch, sightings.c.name, sightings.c.sha256, code.label("code")),
            func.coalesce(workbooks.c.refusal, sightings.c.refusal).label("zh"),
            func.coalesce(workbooks.c.refusal_en, sightings.c.refusal_en).label("en"),
        )
        .outerjoin(workbooks, workbooks.c.sha256 == sightings.c.sha256)
        .where((workbooks.c.refusal_code != "") | (sightings.c.refusal != ""), sightings.c.batch <= latest)
    )
    last: dict[tuple[str, str], Any] = {}
    for row in sorted(connection.execute(wanted), key=lambda row: (-row.batch, row.name)):
        last.setdefault(owners.sent(row.sha256, row.name), row)
    return last.values()


def _read(connection: Connection) -> Mapping[str, int]:
    """The last batch that brought a readable file of a name, by that name."""
    wanted = select(sightings.c.name, sightings.c.batch).join(sheets, sheets.c.sha256 == sightings.c.sha256)
    last: dict[str, int] = {}
    for name, batch in connection.execute(wanted):
        last[_stem(name)] = max(batch, last.get(_stem(name), 0))
    return last


def _stem(name: str) -> str:
    return fold(name.rpartition("/")[2].rpartition(".")[0] or name)


def _beginning(names: Sequence[str]) -> str:
    """What all names of a list begin with: the county. The first and the last in order differ soonest."""
    if len(names) < 2:
        return ""
    first, last = min(names), max(names)
    same = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    return "".join(char for char, _ in same)


class Owners:
    """The department a file's name speaks of: by a name of the list, with or without what all of them begin with."""

    def __init__(self, listed: Iterable[tuple[str, Iterable[str]]]) -> None:
        rows = list(listed)
        common = _beginning([fold(name) for name, _ in rows])
        self._words: dict[str, set[str]] = {}
        for name, aliases in rows:
            for word in (name, *aliases):
                for spelling in (fold(word), fold(word).removeprefix(common)):
                    if len(spelling) >= _SHORTEST:
                        self._words.setdefault(spelling, set()).add(name)

    @classmethod
    def of(cls, connection: Connection) -> Owners:
        """By the list of a ledger."""
        wanted = select(departments.c.name, departments.c.aliases).order_by(departments.c.position)
        return cls((row.name, row.aliases) for row in connection.execute(wanted))

    def of_file(self, name: str) -> str:
        """The department named in the file's own name, else in its folders'; nobody, where several are or none is."""
        *folders, last = name.split("/")
        for part in (last, *reversed(folders)):
            folded = fold(part)
            found = [word for word in self._words if word in folded]
            whole = [word for word in found if not any(word in other and word != other for other in found)]
            whose = {owner for word in whole for owner in self._words[word]}
            if whose:
                return whose.pop() if len(whose) == 1 else ""
        return ""

    def sent(self, sha256: str | None, name: str) -> tuple[str, str]:
        """What a refused file is told apart by: an empty one of one department is not that of another."""
        return sha256 or name, self.of_file(name)
