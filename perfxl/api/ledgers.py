"""The verbs about a ledger: take returns in, let findings stand, report."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from perfxl.examine import Pathlike
from perfxl.form import load_form

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from perfxl.finance.delivery import Delivered
    from perfxl.finance.export import Exported
    from perfxl.finance.intake import Progress, Readers
    from perfxl.finance.outcome import Outcome
    from perfxl.finance.waivers import Waiver
    from perfxl.findings import Lang
    from perfxl.roster import Roster

__all__ = ["export", "intake", "report", "waive", "waivers", "withdraw"]


def intake(
    *paths: Pathlike,
    db: str,
    files: Pathlike | None = None,
    roster: Roster | None = None,
    engine: str | None = "auto",
    jobs: int | None = None,
    cluster: str | None = None,
    profile: str | None = None,
    again: bool = False,
    progress: Progress | None = None,
) -> Outcome:
    """Take returned workbooks into a ledger: folders, files, zips. Recompute them in *engine*, unless it is ``None``.

    *db* is a path (SQLite) or the URL of a PostgreSQL database; *files* the folder of the original bytes. With a
    *roster* departments are matched, also those of earlier batches. Each workbook is read in one of *jobs* processes
    (by default one a core), or by
    the Dask cluster at the address *cluster*. The same call after any interruption goes on;
    the same files again change nothing, unless they are to be read *again*: under another profile or a later perfxl.

    :raises LedgerError: the ledger cannot be opened.
    :raises WorkerError: no process starts here, or the cluster does not answer.
    :raises NothingFound: there is no file at those paths; then no ledger was made and nothing recorded.
    :raises Interrupted: Ctrl-C, a KeyboardInterrupt that says how far it came.
    :raises EngineUnavailable, EngineFailed: as in :func:`recalc`; the workbooks are in the ledger by then.
    """
    from perfxl.engines.batch import recompute
    from perfxl.engines.pour import EngineFailed, choose
    from perfxl.finance.intake import Interrupted, look, silent, take_in
    from perfxl.finance.ledger import Ledger
    from perfxl.finance.outcome import outcome

    watch = progress or silent
    look(paths)
    if profile is not None:
        load_form(profile)
    recalculator = choose(engine) if engine is not None else None
    with Ledger.open(db, files if files is None else Path(files)) as ledger:
        listed = roster.departments if roster is not None else None
        batch = take_in(
            ledger, paths,
            readers=_readers(jobs, cluster), profile=profile, again=again, roster=listed, progress=watch,
        )  # fmt: skip
        instead_of = ""
        if recalculator is not None:
            try:
                recompute(ledger, batch.number, recalculator, watch)
            except EngineFailed as failed:
                if engine != "auto" or recalculator.name == "embedded":
                    raise
                instead_of = f"{recalculator.name}: {failed.both}"
                recompute(ledger, batch.number, choose("embedded"), watch)
            except KeyboardInterrupt:
                raise Interrupted from None
        ledger.finish(batch.number, dt.datetime.now(dt.UTC))
        return replace(outcome(ledger, batch.number), resumed=batch.resumed, instead_of=instead_of)


def _readers(jobs: int | None, cluster: str | None) -> Callable[[], AbstractContextManager[Readers]]:
    """What reads the workbooks: made when it is known that there is something to read."""
    from perfxl.finance.pool import Pool, WorkerError

    if cluster is None:
        return lambda: Pool(jobs or _cores())
    try:
        from perfxl.finance.cluster import Cluster
    except ImportError as missing:
        raise WorkerError(f"{missing}; pip install 'perfxl[cluster]' / 未安装 Dask") from None
    return lambda: Cluster(cluster)


def _cores() -> int:
    """The processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def report(
    db: str,
    folder: Pathlike,
    *,
    year: int | None = None,
    files: Pathlike | None = None,
    lang: Lang = "zh",
    jobs: int | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> Delivered:
    """Write the reports of a ledger into a folder: a workbook and a page about all, and a marked copy and a note for
    every return with something open. Of all years, unless one is named.

    :raises LedgerError: the ledger cannot be opened, or has no return of that year.
    :raises FileExistsError: there are reports already and *force* is not given.
    """
    from perfxl.finance.delivery import deliver
    from perfxl.finance.intake import silent
    from perfxl.finance.ledger import Ledger, LedgerError
    from perfxl.finance.results import gather

    with Ledger.open(db, files if files is None else Path(files), create=False) as ledger:
        results = gather(ledger, year)
        if year is not None and year not in results.years:
            known = ", ".join(map(str, results.years)) or "-"
            raise LedgerError(f"台账里没有 {year} 年的表；有的是：{known}", f"no return of {year}; there are: {known}")
        return deliver(
            results, ledger.store, Path(folder),
            jobs=jobs or _cores(), lang=lang, force=force, progress=progress or silent,
        )  # fmt: skip


def export(
    db: str, path: Pathlike, form: str, *, year: int | None = None, division: str = "", force: bool = False
) -> Exported:
    """Write the indicators of a ledger for other systems: ``kpi`` (.xlsx), ``csv``, ``json`` or ``parquet``.

    Returns of how many returns and the texts longer than their KPI_* field; nothing is cut. Its ``gaps`` say which
    fields stay empty, and for whom.

    :raises LedgerError: the ledger cannot be opened.
    :raises FileExistsError: something is there and *force* is not given.
    :raises NoParquet: pyarrow is not installed.
    """
    from perfxl.finance import export as exporting
    from perfxl.finance.ledger import Ledger
    from perfxl.finance.results import gather

    target = Path(path)
    if target.exists() and not force:
        raise FileExistsError(target)
    with Ledger.open(db, create=False) as ledger:
        results = gather(ledger, year)
    exporting.export(results, target, form, division)
    if form in ("kpi", "csv"):
        long = exporting.too_long(results, division)
        return exporting.Exported.of(len(exporting.kpi_returns(results)), long, exporting.gaps(results, division))
    return exporting.Exported.of(len(results.returns), [], [])


def waive(
    db: str, department: str, code: str, cell: str = "", *, reason: str, by: str, year: int | None = None
) -> tuple[Waiver, bool]:
    """Let a finding of a department's current return stand: (the waiver, whether it is new).

    It holds for the next return too, while the cell says the same. *cell* may be left out where the code is there once.

    :raises LedgerError: there is no such finding, more than one, or reason or name is missing.
    """
    from perfxl.finance.ledger import Ledger
    from perfxl.finance.waivers import Asked
    from perfxl.finance.waivers import waive as let_stand

    with Ledger.open(db, create=False) as ledger:
        asked = Asked(department, code, cell, year)
        return let_stand(ledger, asked, reason=reason, by=by, now=dt.datetime.now(dt.UTC))


def withdraw(db: str, number: int, *, by: str) -> Waiver:
    """Take a waiver back; it stays on record. :raises LedgerError: there is none of that number that holds."""
    from perfxl.finance.ledger import Ledger
    from perfxl.finance.waivers import withdraw as take_back

    with Ledger.open(db, create=False) as ledger:
        return take_back(ledger, number, by=by, now=dt.datetime.now(dt.UTC))


def waivers(db: str) -> list[Waiver]:
    """Every waiver of a ledger, by number, the withdrawn ones too."""
    from perfxl.finance.ledger import Ledger
    from perfxl.finance.waivers import listed

    with Ledger.open(db, create=False) as ledger:
        return listed(ledger)
