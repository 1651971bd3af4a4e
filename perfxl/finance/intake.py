"""Taking returned workbooks in: find them, keep their bytes, read each in a process of its own, write the ledger.

It can be stopped at any moment, by Ctrl-C or by the power cut, and called again with the same files: what is in the
ledger is not read again, and the end is the same.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Protocol

from perfxl.catalogue import PASSED_OVER
from perfxl.finance.digest import Digest
from perfxl.finance.ledger import Batch, Ledger, Sighting
from perfxl.finance.pool import Task
from perfxl.finance.settle import settle
from perfxl.finance.sources import discover
from perfxl.finance.standards import Pair, pair_up, waiting
from perfxl.findings import Refused
from perfxl.roster import Department

__all__ = ["Interrupted", "NothingFound", "Progress", "Readers", "Step", "look", "silent", "take_in"]

_OWN = "own"
_LOST = {"missing": "F001", "unreadable": "F020", "encrypted": "F005", "nested": "F020"}
"""Of what is passed over, what may have been a return: the code it is refused with."""


class Readers(Protocol):
    """What reads many workbooks at once: processes here, or a cluster."""

    def map(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Digest]]: ...
    def cancel(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Step:
    """How far it is: ``collect``, ``read``, ``pair`` (with goal sheets), ``recalc``, ``copy``.

    ``total`` is ``None`` while nobody knows.
    """

    stage: str
    done: int
    total: int | None = None
    refused: int = 0


Progress = Callable[[Step], object]


def silent(_: Step) -> None:
    """Nobody is watching."""


class Interrupted(KeyboardInterrupt):
    """Stopped by Ctrl-C: *done* of *total* workbooks read, both 0 where it was not about reading. Nothing is lost."""

    def __init__(self, done: int = 0, total: int = 0) -> None:
        super().__init__()
        self.done = done
        self.total = total


class NothingFound(Exception):  # noqa: N818 - a fact, read as "when nothing was found"
    """The paths given hold no file at all; *absent*: not one of them is there."""

    def __init__(self, paths: Iterable[str], *, absent: bool = False) -> None:
        super().__init__(", ".join(paths))
        self.absent = absent


def look(paths: Iterable[str | os.PathLike[str]]) -> None:
    """See that there is something to take in, before anything is made: a mistyped folder leaves no ledger behind.

    Where some of the paths are there, one that is not is recorded like any file that cannot be had.

    :raises NothingFound: there is no file at those paths, or not one of them exists.
    """
    given = [os.fspath(path) for path in paths]
    if not any(map(os.path.lexists, given)):
        raise NothingFound(given, absent=True)
    if next(discover(given), None) is None:
        raise NothingFound(given)


def take_in(
    ledger: Ledger,
    paths: Iterable[str | os.PathLike[str]],
    *,
    readers: Callable[[], AbstractContextManager[Readers]],
    profile: str | None = None,
    again: bool = False,
    roster: Iterable[Department] | None = None,
    progress: Progress = silent,
) -> Batch:
    """Take files in and settle the ledger; the batch is not finished yet: recomputation may follow.

    *again* also reads what is in the ledger already, and writes it anew.

    :raises Interrupted: Ctrl-C; the same call goes on from there.
    :raises NothingFound: there is no file.
    """
    given = [os.fspath(path) for path in paths]
    done = total = 0
    try:
        seen = list(_collect(ledger, given, progress))
        if not seen:
            raise NothingFound(given)
        batch = ledger.begin(seen, given, dt.datetime.now(dt.UTC))
        pending = ledger.pending(batch.number, again=again)
        total, refused = len(pending), 0
        progress(Step("read", 0, total))
        with readers() as workers:
            try:
                for _, digest in workers.map(_tasks(ledger, pending, profile)):
                    ledger.record(digest, again=again)
                    done += 1
                    refused += digest.refusal is not None
                    progress(Step("read", done, total, refused))
            except KeyboardInterrupt:
                workers.cancel()
                raise
        settle(ledger, batch.number, roster)
        _pair_up(ledger, profile, readers, progress)
    except KeyboardInterrupt:
        raise Interrupted(done, total) from None
    return batch


def _pair_up(
    ledger: Ledger, profile: str | None, readers: Callable[[], AbstractContextManager[Readers]], progress: Progress
) -> None:
    """Score the self-evaluations without standards by their goal sheets, now that it is known whose they are.

    Until none is waiting but those that could not be read: another import may bring goals meanwhile.
    """
    tried: set[Pair] = set()
    while pairs := _untried(ledger, tried):
        tried.update(pairs)
        progress(Step("pair", 0, len(pairs)))
        with readers() as workers:
            try:
                for done, _ in enumerate(pair_up(ledger, profile, workers.map, pairs), 1):
                    progress(Step("pair", done, len(pairs)))
            except KeyboardInterrupt:
                workers.cancel()
                raise


def _untried(ledger: Ledger, tried: Container[Pair]) -> list[Pair]:
    with ledger.reading() as connection:
        return [pair for pair in waiting(connection) if pair not in tried]


def _tasks(ledger: Ledger, pending: Iterable[tuple[str, str]], profile: str | None) -> Iterator[Task]:
    for sha256, name in pending:
        yield Task(sha256, ledger.store.path(sha256), name, profile)


def _collect(ledger: Ledger, paths: Iterable[str], progress: Progress) -> Iterator[Sighting]:
    """Every file that is there but our own, its bytes kept."""
    for count, candidate in enumerate(discover(paths, without=ledger.own_files), 1):
        if candidate.passed_over == _OWN:
            continue
        sighting = Sighting(candidate.name, None, candidate.size, candidate.modified, candidate.passed_over)
        try:
            if code := _LOST.get(candidate.passed_over):
                raise Refused(code, detail=PASSED_OVER[candidate.passed_over][0])
            if not candidate.passed_over:
                sighting = replace(sighting, sha256=ledger.store.keep(candidate.open()))
        except Refused as refused:
            sentences = (refused.message, refused.message_en)
            sighting = replace(sighting, passed_over=refused.code, refusal=sentences)
        yield sighting
        progress(Step("collect", count))
