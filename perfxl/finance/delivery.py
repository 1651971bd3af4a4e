"""The folder of reports: a workbook and a page about all, a copy and a note for whoever has something to put right.

No path ever comes from a stranger: a department's name becomes a file name through ``roster.safe_stem``, and no
two of them the same one.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from perfxl.finance.copies import Failure, copies
from perfxl.finance.html import STAGES, render
from perfxl.finance.intake import Progress, Step, silent
from perfxl.finance.notes import note
from perfxl.finance.results import Results, Returned
from perfxl.finance.store import Store
from perfxl.finance.summary import write_summary
from perfxl.findings import Lang
from perfxl.roster import safe_stem

__all__ = ["BACK", "PAGE", "SUMMARY", "Delivered", "Sent", "deliver"]

SUMMARY = "汇总.xlsx"
PAGE = "汇总.html"
BACK = "退回"


@dataclass(frozen=True, slots=True)
class Sent:
    """What goes back about one return. ``failure`` says why there is no copy; the note is there all the same."""

    department: str
    year: int | None
    stage: str
    note: Path
    copy: Path | None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Delivered:
    """What was written, and what lies in the folder of copies without having been written now."""

    results: Results
    summary: Path
    page: Path
    sent: tuple[Sent, ...]
    left: tuple[Path, ...]

    def __repr__(self) -> str:
        return f"<Delivered {self.summary}, {self.page}: {len(self.sent)} go back, {len(self.failed)} without a copy>"

    @property
    def failed(self) -> tuple[Sent, ...]:
        return tuple(one for one in self.sent if one.failure is not None)

    @property
    def errors(self) -> int:
        """Errors nobody waived."""
        return sum(one.count("error") for one in self.results.told)


def deliver(
    results: Results,
    store: Store,
    folder: Path,
    *,
    jobs: int,
    lang: Lang = "zh",
    force: bool = False,
    progress: Progress = silent,
) -> Delivered:
    """Write everything into *folder*. Nothing is ever deleted: what is left of earlier reports is named.

    :raises FileExistsError: reports are there already and *force* is not given; nothing was written then.
    """
    summary, page, back = folder / SUMMARY, folder / PAGE, folder / BACK
    for taken in (summary, page, back):
        if not force and (taken.is_file() or (taken.is_dir() and any(taken.iterdir()))):
            raise FileExistsError(taken)
    back.mkdir(parents=True, exist_ok=True)
    now = dt.datetime.now(dt.UTC)
    wanted = {back / f"{stem}.xlsx": one for stem, one in _named(results.told)}
    failures: dict[Path, Failure] = {}
    made: dict[str, Returned] = {}
    progress(Step("copy", 0, len(wanted)))
    for done, (copy, failure, one) in enumerate(copies(store, wanted, jobs), 1):
        if failure is not None:
            failures[copy] = failure
        made[one.sha256] = one
        name = copy.name if failure is None else None
        _write_note(copy, note(one, name, lang, lacking=_lacks_evaluation(one, results)))
        progress(Step("copy", done, len(wanted), len(failures)))
    told = replace(
        results,
        returns=tuple(made.get(one.sha256, one) for one in results.returns),
        left_out=tuple(made.get(one.sha256, one) for one in results.left_out),
    )
    write_summary(summary, told, now=now)
    page.write_text(render(told, lang, now=now), "utf-8")
    sent = tuple(
        Sent(
            department=one.department,
            year=one.year,
            stage=one.stage,
            note=copy.with_name(f"{copy.stem}.txt"),
            copy=None if copy in failures else copy,
            failure=failures.get(copy),
        )
        for copy, one in wanted.items()
    )
    written = {path for one in sent for path in (one.note, one.copy)}
    left = tuple(path for path in sorted(back.iterdir()) if path not in written)
    return Delivered(results, summary, page, sent, left)


def _write_note(copy: Path, text: str) -> None:
    copy.with_name(f"{copy.stem}.txt").write_text(text, "utf-8-sig")


def _lacks_evaluation(one: Returned, results: Results) -> bool:
    """Whether it is the goals of a department whose self-evaluation of the same year is asked for and has not come."""
    return one.stage == "goals" and one.year == results.due and one.known and one.department in results.goals_only


def _named(returns: Iterable[Returned]) -> Iterator[tuple[str, Returned]]:
    """Every return with something open, with a file name of its own: the department's, as plain as can be.

    What is open is the same in every run, so the same names come out.
    """
    taken: set[str] = set()
    for one in returns:
        if not any(item.open and item.goes_back for item in one.findings):
            continue
        name = one.department or f"未填部门 {Path(one.file.rpartition('/')[2]).stem}"
        stem = _safe(name)
        if _folded(stem) in taken:
            stem = _safe(f"{name[:40]} {one.year or ''} {STAGES[one.stage][0]}")
        candidate, number = stem, 1
        while _folded(candidate) in taken:
            number += 1
            candidate = f"{stem} {number}"
        taken.add(_folded(candidate))
        yield candidate, one


def _safe(name: str) -> str:
    return safe_stem(unicodedata.normalize("NFC", name))


def _folded(stem: str) -> str:
    """Equal for names that one disk or another takes for the same."""
    return unicodedata.normalize("NFKC", stem).casefold()
