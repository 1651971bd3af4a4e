"""The verbs, as Python: what the command line does, with objects instead of text.

    import perfxl
    sheet = perfxl.read("县应急管理局-绩效自评表.xlsx")
    perfxl.check(sheet)                  # findings, errors first
    perfxl.score(sheet).total            # Decimal, None while any row is unscored
    perfxl.recalc("a.xlsx", "b.xlsx")    # recomputed in Excel, LibreOffice or the embedded engine

Wherever a workbook is taken, its path or the sheet already read will do.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from perfxl.api.ledgers import export, intake, report, waive, waivers, withdraw
from perfxl.examine import Checked, Pathlike, attempt, examine, form_of, read, score
from perfxl.findings import Finding, Refused
from perfxl.form import DEFAULT_PROFILE, Form, load_form
from perfxl.model import GoalSheet
from perfxl.numbers import exact

if TYPE_CHECKING:
    from perfxl.conversion import Conversion
    from perfxl.engines.recalc import Recalculation
    from perfxl.roster import Department, Roster
    from perfxl.scoring.evaluate import Result
    from perfxl.scoring.standard import Standard
    from perfxl.workbook.converted import Entry

__all__ = [
    "Checked",
    "Converted",
    "Pathlike",
    "attempt",
    "check",
    "convert",
    "default_name",
    "each",
    "examine",
    "export",
    "form_of",
    "intake",
    "mark",
    "new",
    "new_for_roster",
    "parse_standard",
    "read",
    "recalc",
    "report",
    "score",
    "waive",
    "waivers",
    "withdraw",
]

T = TypeVar("T")


@dataclass(frozen=True, slots=True, repr=False)
class Converted:
    """A sheet turned into a living workbook: what was read, where it went, what became of every standard.

    ``entries`` have their places in the new workbook; ``left_out`` names content of the old one, at its cells
    there, that was not taken over or was changed.
    """

    old: GoalSheet
    output: Path
    form: Form
    conversion: Conversion
    entries: tuple[Entry, ...]
    left_out: tuple[Finding, ...]

    def __repr__(self) -> str:
        counts = f"{self.read} standards read, {len(self.manual)} by hand, {len(self.unread)} open"
        return f"<Converted {self.output}: {counts}>"

    @property
    def read(self) -> int:
        """Standards that became settings, or whose settings were kept."""
        return len(self.entries) - len(self.manual) - len(self.unread)

    @property
    def manual(self) -> tuple[Entry, ...]:
        """Standards that leave the score to a person."""
        return tuple(entry for entry in self.entries if entry.taken.state == "manual")

    @property
    def unread(self) -> tuple[Entry, ...]:
        """Standards that make no rule."""
        return tuple(entry for entry in self.entries if entry.taken.state == "unread")

    @property
    def without_standards(self) -> bool:
        """Whether it is a self-evaluation in which not one standard stands: its goal sheet has them."""
        return self.old.evaluated and bool(self.unread) and not any(entry.taken.text for entry in self.entries)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What there is to tell about the rows, at their cells in the new workbook, errors first."""
        found = (finding for entry in self.entries for finding in entry.findings)
        return tuple(sorted(found, key=lambda finding: finding.order))


def default_name(department: str | None = None, year: int | None = None) -> str:
    """The file name of a template: ``<department>整体绩效目标表<year>.xlsx``."""
    from perfxl.roster import safe_stem

    stem = safe_stem(department) if department else "部门"
    return f"{stem}整体绩效目标表{'' if year is None else year}.xlsx"


def new(
    path: Pathlike | None = None,
    *,
    department: str | None = None,
    year: int | None = None,
    profile: str = DEFAULT_PROFILE,
    force: bool = False,
) -> Path:
    """Write a blank template and return where it is: *path*, or the default name in the current folder.

    :raises FileExistsError: something is there already and *force* is not given.
    :raises FormError: there is no such profile, or its file has a mistake.
    """
    from perfxl.workbook.write import new_workbook

    form = load_form(profile)
    target = Path(default_name(department, year)) if path is None else Path(path)
    if target.exists() and not force:
        raise FileExistsError(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    new_workbook(target, form, department=department, year=year)
    return target


def new_for_roster(
    roster: Roster,
    folder: Pathlike,
    *,
    year: int | None = None,
    profile: str = DEFAULT_PROFILE,
    force: bool = False,
) -> Iterator[tuple[Department, Path, bool]]:
    """Write one blank template per department of a list, lazily: (department, path, written).

    A file that is there already stays as it is, unless *force* is given, and comes back as not written.
    """
    from perfxl.workbook.stamp import Stamp

    stamp = Stamp(load_form(profile), year)
    Path(folder).mkdir(parents=True, exist_ok=True)
    for department in roster.departments:
        path = Path(folder) / default_name(department.stem, year)
        wanted = force or not path.exists()
        if wanted:
            stamp.write(path, department.name)
        yield department, path, wanted


def parse_standard(
    text: str,
    *,
    comparator: str = "",
    target: str = "",
    unit: str = "",
    points: Decimal | int | None = None,
    name: str = "",
    year: int | None = None,
    profile: str | None = None,
) -> Standard:
    """A scoring standard in prose as a rule, or the reason why no machine may score by it. Never guesses.

    What stands beside it in the sheet decides with it: sign, target, unit, points, the indicator's name.
    """
    from perfxl.scoring.standard import parse_standard as parse

    marks = None if points is None else exact(points)
    form = load_form(profile or DEFAULT_PROFILE)
    return parse(
        text, comparator=comparator, target=target, unit=unit, points=marks, name=name, year=year, form=form
    )


def check(workbook: Pathlike | GoalSheet, profile: str | None = None) -> tuple[Finding, ...]:
    """Every finding of a workbook, errors first."""
    return examine(workbook, profile).findings


def mark(checked: Checked, path: Pathlike) -> None:
    """Write the marked copy that goes back to the department: its values in a fresh template, remarks in front.

    :raises LimitExceeded: more indicators than the template has rows.
    """
    from perfxl.workbook.marked import write_marked

    write_marked(path, checked.sheet, checked.form, checked.findings)


def convert(
    old: Pathlike | GoalSheet,
    new: Pathlike | None = None,
    *,
    goals: Pathlike | GoalSheet | None = None,
    profile: str | None = None,
    year: int | None = None,
    force: bool = False,
) -> Converted:
    """Turn any sheet that can be read into a living workbook, its standards in prose into settings.

    *new* is by default ``<old>-新表.xlsx`` beside the old file. *goals* is the goal sheet of a self-evaluation
    in which no standards stand. With a *year* other than the sheet's the goals are taken over for that year,
    without self-evaluation. A standard that makes no rule is left open and marked; nothing is guessed.

    :raises Refused: a sheet cannot be read, or has more indicators than the template has rows.
    :raises NotTogether: *goals* is not the goal sheet of *old*.
    :raises FileExistsError: something is there already and *force* is not given; never is *old* overwritten.
    """
    from perfxl.conversion import converted
    from perfxl.workbook.converted import SUFFIX, left_out, write_converted
    from perfxl.workbook.joined import with_evaluation

    sheet = old if isinstance(old, GoalSheet) else read(old, profile)
    source = Path(sheet.file)
    target = source.with_name(source.stem + SUFFIX) if new is None else Path(new)
    given = [source] if goals is None else [source, Path(goals.file if isinstance(goals, GoalSheet) else goals)]
    if target.exists() and (not force or any(path.exists() and target.samefile(path) for path in given)):
        raise FileExistsError(target)
    if goals is not None:
        sheet = with_evaluation(goals if isinstance(goals, GoalSheet) else read(goals, profile), sheet)
    form = form_of(sheet, profile)
    conversion = converted(sheet, form, year)
    target.parent.mkdir(parents=True, exist_ok=True)
    entries = write_converted(target, conversion, form)
    return Converted(sheet, target, form, conversion, entries, left_out(sheet))


def recalc(
    *workbooks: Pathlike | GoalSheet,
    engine: str = "auto",
    save_as: Pathlike | None = None,
    profile: str | None = None,
    progress: Callable[[], object] | None = None,
) -> Recalculation:
    """Recompute many workbooks at once in a spreadsheet engine; compare reported, engine and Python scores.

    A workbook that cannot be read is refused in the result and does not stop the others. With *save_as* the
    recalculation workbook is written there, formulas living. *progress* is called after each workbook read.

    With ``auto`` the embedded engine takes over where the program that was found does not deliver; the result
    says so in ``instead_of``.

    :raises EngineUnavailable: the engine asked for is not here.
    :raises EngineFailed: it did not deliver.
    """
    from perfxl.engines.pour import EngineFailed, choose
    from perfxl.engines.recalc import recalculate

    def scored(workbook: Pathlike | GoalSheet) -> tuple[GoalSheet, Form, Result]:
        sheet = workbook if isinstance(workbook, GoalSheet) else read(workbook, profile)
        return sheet, form_of(sheet, profile), score(sheet, profile)

    recalculator = choose(engine)
    entries = []
    for workbook in workbooks:
        entries.append((_name(workbook), attempt(scored, workbook)))
        if progress is not None:
            progress()
    target = None if save_as is None else Path(save_as)
    try:
        return recalculate(entries, recalculator, target)
    except EngineFailed as failed:
        if engine != "auto" or recalculator.name == "embedded":
            raise
        instead_of = f"{recalculator.name}: {failed.both}"
        return replace(recalculate(entries, choose("embedded"), target), instead_of=instead_of)


def _name(workbook: Pathlike | GoalSheet) -> str:
    return workbook.file if isinstance(workbook, GoalSheet) else os.fspath(workbook)


def each(
    work: Callable[[Pathlike | GoalSheet], T], workbooks: Iterable[Pathlike]
) -> Iterator[tuple[str, T | Refused]]:
    """(file, what *work* makes of it or its refusal) of every workbook, lazily and in order."""
    for workbook in workbooks:
        yield os.fspath(workbook), attempt(work, workbook)
