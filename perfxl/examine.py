"""One workbook from its file to its findings: read, score, check. What every caller above does with a file."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from perfxl.checks import run
from perfxl.findings import Finding, Refused
from perfxl.form import Form, FormError, ProfileMissingError, load_form
from perfxl.model import GoalSheet
from perfxl.scoring.evaluate import Result, evaluate
from perfxl.workbook.joined import with_standards
from perfxl.workbook.read import read as read_workbook

T = TypeVar("T")
Pathlike = str | os.PathLike[str]


@dataclass(frozen=True, slots=True, repr=False)
class Checked:
    """A workbook with everything said about it, and the form it was held against."""

    sheet: GoalSheet
    form: Form
    result: Result
    findings: tuple[Finding, ...]

    def __repr__(self) -> str:
        return f"<Checked {self.sheet!r}: {len(self.findings)} findings>"


def form_of(sheet: GoalSheet, profile: str | None = None) -> Form:
    """The form a sheet was read with: *profile* if it follows that one, else its own, else the default.

    What a workbook says is only ever taken as the name of a profile that is at hand, never as a path.
    """
    if profile is not None:
        form = load_form(profile)
        if form.name == sheet.profile:
            return form
    if sheet.profile.endswith(".toml"):
        return load_form()
    try:
        return load_form(sheet.profile)
    except ProfileMissingError:
        return load_form()


def read(path: Pathlike, profile: str | None = None) -> GoalSheet:
    """Read a goal sheet, ours or a foreign one, with its self-evaluation where there is one.

    *profile* is for workbooks that do not say which one they follow.

    :raises Refused: it cannot be read; the code says why.
    """
    return read_workbook(path, load_form(profile) if profile else None)


def score(workbook: Pathlike | GoalSheet, profile: str | None = None) -> Result:
    """The scores of the self-evaluation, recomputed from targets, actual values and standards."""
    sheet = workbook if isinstance(workbook, GoalSheet) else read(workbook, profile)
    return evaluate(sheet, form_of(sheet, profile))


def examine(
    workbook: Pathlike | GoalSheet, profile: str | None = None, *, goals: tuple[Pathlike, str] | None = None
) -> Checked:
    """Read, score and check one workbook; findings come errors first.

    *goals* are the path of the goal sheet a self-evaluation without standards takes them from, and what it is called.
    """
    sheet = workbook if isinstance(workbook, GoalSheet) else read(workbook, profile)
    if goals is not None:
        sheet = with_standards(sheet, read(goals[0], profile), goals[1])
    form = form_of(sheet, profile)
    result = evaluate(sheet, form)
    findings = sorted(run(sheet, form, result), key=lambda finding: finding.order)
    return Checked(sheet, form, result, tuple(findings))


def attempt(work: Callable[[Pathlike | GoalSheet], T], workbook: Pathlike | GoalSheet) -> T | Refused:
    """What *work* makes of a workbook, or why it is refused: one file never stops a batch.

    An exception nobody expected is refusal F099.

    :raises FormError: the profile is wrong, which is no fault of the file.
    """
    try:
        return work(workbook)
    except Refused as refused:
        return refused
    except FormError:
        raise
    except Exception as error:
        return Refused("F099", detail=f"{type(error).__name__}: {error}")
