"""The commands about a ledger: take returns in, let findings stand, report."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perfxl import api
from perfxl.cli import intake_view, report_view, waiver_view
from perfxl.cli.commands import FINE, FOUND, REFUSED, told
from perfxl.cli.console import Voice, print_json
from perfxl.cli.wrong import WrongCall

if TYPE_CHECKING:
    from perfxl.finance.intake import Progress, Step
    from perfxl.roster import Roster

STOPPED = 130
_NO_FILE = ("没有文件可读", "there is no file")


@dataclass(frozen=True, slots=True)
class Intake:
    """The options of ``import``."""

    db: str
    files: Path | None
    roster: Path | None
    jobs: int | None
    cluster: str | None
    engine: str
    profile: str | None
    again: bool


def take_in(say: Voice, paths: Sequence[Path], wanted: Intake, json: bool) -> int:
    """Returned workbooks into the ledger."""
    from perfxl.finance.intake import Interrupted

    with ledger_told(say):
        roster = _roster(say, wanted.roster)
        try:
            with _watched(say) as watch:
                outcome = api.intake(
                    *paths,
                    db=wanted.db,
                    files=wanted.files,
                    roster=roster,
                    engine=None if wanted.engine == "none" else wanted.engine,
                    jobs=wanted.jobs,
                    cluster=wanted.cluster,
                    profile=wanted.profile,
                    again=wanted.again,
                    progress=watch,
                )
        except KeyboardInterrupt as stopped:
            intake_view.stopped(stopped if isinstance(stopped, Interrupted) else Interrupted(), say)
            return STOPPED
    if json:
        print_json(intake_view.shape(outcome, say.lang))
    else:
        intake_view.show(outcome, wanted.db, say)
    if outcome.refused:
        return REFUSED
    return FOUND if outcome.findings["error"] or outcome.differences else FINE


@dataclass(frozen=True, slots=True)
class Reporting:
    """The options of ``report``."""

    db: str
    out: Path
    year: int | None
    files: Path | None
    jobs: int | None
    force: bool


def report(say: Voice, wanted: Reporting, json: bool) -> int:
    """Everything there is to hand out, into a folder."""
    with ledger_told(say), _watched(say) as watch:
        done = api.report(
            wanted.db, wanted.out,
            year=wanted.year, files=wanted.files, lang=say.lang, jobs=wanted.jobs, force=wanted.force, progress=watch,
        )  # fmt: skip
    if json:
        print_json(report_view.shape(done, say.lang))
    else:
        report_view.show(done, say)
    if done.failed:
        return REFUSED
    return FOUND if done.errors else FINE


@dataclass(frozen=True, slots=True)
class Exporting:
    """The options of ``export``."""

    db: str
    out: Path
    form: str | None
    year: int | None
    division: str
    force: bool


def export(say: Voice, wanted: Exporting, json: bool) -> int:
    """The indicators for other systems; what their fields do not hold is told."""
    from perfxl.finance.export import NoParquet

    form = _format(say, wanted)
    if wanted.division and not (len(wanted.division) == 9 and wanted.division.isdecimal()):
        zh = f"区划代码须为 9 位数字，{wanted.division} 不是"
        raise WrongCall(say(zh, f"the code of an area has 9 digits, {wanted.division} has not"))
    try:
        with ledger_told(say):
            done = api.export(
                wanted.db, wanted.out, form, year=wanted.year, division=wanted.division, force=wanted.force
            )
    except NoParquet as error:
        zh = "写 Parquet 需要 pyarrow：pip install perfxl[parquet]"
        raise WrongCall(say(zh, "Parquet needs pyarrow: pip install perfxl[parquet]")) from error
    if json:
        print_json(report_view.exported(wanted.out, done))
    else:
        report_view.show_exported(wanted.out, done, say)
    return FOUND if done[1] else FINE


_ENDINGS = {".xlsx": "kpi", ".csv": "csv", ".json": "json", ".parquet": "parquet"}


def _format(say: Voice, wanted: Exporting) -> str:
    """The format asked for, else that of the file's ending; the two may not contradict each other."""
    by_ending = _ENDINGS.get(wanted.out.suffix.lower())
    form = wanted.form or by_ending or "kpi"
    if by_ending is not None and form != by_ending:
        zh = f"{wanted.out.name} 的后缀与格式 {form} 不符；改后缀，或不写 --format"
        raise WrongCall(say(zh, f"{wanted.out.name} does not end as a file of format {form}; leave out --format"))
    return form


@dataclass(frozen=True, slots=True)
class Waiving:
    """The options of ``waive``; without any of them it lists."""

    department: str | None
    code: str | None
    cell: str
    year: int | None
    reason: str | None
    by: str | None
    number: int | None

    @property
    def adds(self) -> bool:
        return any(value for value in (self.department, self.code, self.cell, self.reason))


def waive(say: Voice, db: str, wanted: Waiving, json: bool) -> int:
    """List waivers, add one, take one back."""
    if wanted.number is not None and wanted.adds:
        raise WrongCall(say("--withdraw 只与 --by 同用。", "--withdraw goes with --by only."))
    if wanted.number is not None and not wanted.by:
        raise WrongCall(say("请用 --by 写明姓名。", "--by says who."))
    with ledger_told(say):
        if wanted.number is not None:
            shown = [api.withdraw(db, wanted.number, by=wanted.by or "")]
        elif wanted.adds:
            department, code, reason, by = _complete(say, wanted)
            made, new = api.waive(db, department, code, wanted.cell, reason=reason, by=by, year=wanted.year)
            if not new:
                say.remark(say("这一条早已放行。", "This one was waived before."))
            shown = [made]
        else:
            shown = api.waivers(db)
    if json:
        print_json({"waivers": [waiver_view.shape(one) for one in shown]})
    else:
        waiver_view.show(shown, say)
    return FINE


def _complete(say: Voice, wanted: Waiving) -> list[str]:
    """Department, code, reason and name of a waiver; what is missing of them is told at once."""
    given = (
        ("部门", "--department", wanted.department or ""), ("代码", "--code", wanted.code or ""),
        ("理由", "--reason", wanted.reason or ""), ("姓名", "--by", wanted.by or ""),
    )  # fmt: skip
    missing = [(word, option) for word, option, value in given if not value.strip()]
    if missing:
        options = "、".join(f"{word} {option}" for word, option in missing)
        names = ", ".join(option for _, option in missing)
        zh = f"放行要写明部门、代码、理由和姓名；还缺：{options}。"
        raise WrongCall(say(zh, f"a waiver needs a department, a code, a reason and a name; missing: {names}."))
    return [value for _, _, value in given]


@contextlib.contextmanager
def ledger_told(say: Voice) -> Iterator[None]:
    """Failures of the ledger and of what reads into it, as a wrong call."""
    from sqlalchemy.exc import DBAPIError

    from perfxl.finance.intake import NothingFound
    from perfxl.finance.ledger import LedgerError
    from perfxl.finance.pool import WorkerError
    from perfxl.roster import RosterError

    try:
        with told(say):
            yield
    except (LedgerError, RosterError) as error:
        raise WrongCall(error.text(say.lang)) from error
    except NothingFound as error:
        zh, en = ("找不到，请检查路径和名称", "not found; check the path") if error.absent else _NO_FILE
        raise WrongCall(say(f"{error}：{zh}。台账没有改动。", f"{error}: {en}. The ledger was left alone.")) from error
    except WorkerError as error:
        raise WrongCall(say(f"没有可用的读取进程：{error}", f"nothing to read with: {error}")) from error
    except DBAPIError as error:
        why = str(error.orig).strip().splitlines()[0]
        zh = f"台账写不了（{why}）。已写入的都在；排除原因后再运行同一条命令，接着做。"
        raise WrongCall(say(zh, f"the ledger: {why}. What was written is kept; the same call goes on.")) from error


def _roster(say: Voice, path: Path | None) -> Roster | None:
    """The list of departments, its doubts told."""
    from perfxl.roster import read_roster

    if path is None:
        return None
    listed = read_roster(path)
    for problem in listed.problems:
        say.remark(problem.text(say.lang))
    return listed


@contextlib.contextmanager
def _watched(say: Voice) -> Iterator[Progress]:
    """Bars on standard error while somebody is watching: files found, read with time left, recomputed."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    words = {
        "collect": say("收集文件", "Collecting"),
        "read": say("读取", "Reading"),
        "pair": say("对上目标表", "With goal sheets"),
        "recalc": say("复算", "Recomputing"),
        "copy": say("退回件", "Marked copies"),
    }
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    more = (TextColumn("{task.fields[refused]}", style="red"),)
    with Progress(*columns, *more, console=say.err, transient=True, disable=not sys.stderr.isatty()) as bars:
        known: dict[str, TaskID] = {}

        def watch(step: Step) -> None:
            if step.stage not in known:
                known[step.stage] = bars.add_task(words[step.stage], total=step.total, refused="")
            refused = say(f"拒收 {step.refused}", f"{step.refused} refused") if step.refused else ""
            state: dict[str, Any] = {"completed": step.done, "total": step.total, "refused": refused}
            bars.update(known[step.stage], **state)

        yield watch
