"""What each command does: call the Python API, print, say how it ended."""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from perfxl import api
from perfxl.cli import convert_view, findings_view, recalc_view, rule_view, score_view, shapes, sheet_view
from perfxl.cli.console import Voice, print_json, print_json_line, read_json
from perfxl.cli.wrong import WrongCall
from perfxl.findings import Refused
from perfxl.form import DEFAULT_PROFILE, FormError, load_form
from perfxl.model import GoalSheet
from perfxl.workbook.kinds import OWNER_FILE, is_owner

FINE, FOUND, REFUSED = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a template is to be, and whether it may replace what is there."""

    year: int | None
    profile: str | None
    force: bool

    @property
    def keywords(self) -> dict[str, Any]:
        return {"year": self.year, "profile": self.profile or DEFAULT_PROFILE, "force": self.force}


def new(say: Voice, output: Path | None, department: str | None, wanted: Wanted) -> int:
    """One blank template."""
    _named_xlsx(say, output)
    with told(say):
        path = api.new(output, department=department, **wanted.keywords)
    say.line(say(f"已生成 {path}", f"Wrote {path}"))
    return FINE


def new_for_roster(say: Voice, roster: Path | None, out: Path | None, single: object, wanted: Wanted) -> int:
    """One blank template per department of a list."""
    from perfxl.roster import RosterError, read_roster

    if roster is None or out is None:
        raise WrongCall(say("--roster 和 --out 要一起用。", "--roster LIST and --out DIR go together."))
    if single is not None:
        raise WrongCall(say("--roster 不与 -o、--department 同用。", "--roster excludes -o, --department."))
    try:
        listed = read_roster(roster)
    except RosterError as error:
        raise WrongCall(error.text(say.lang)) from error
    kept = []
    count = len(listed.departments)
    with told(say), _progress(say, say("生成模板", "Templates"), count) as advance:
        for _, path, written in api.new_for_roster(listed, out, **wanted.keywords):
            if not written:
                kept.append(path)
            advance()
    for problem in listed.problems:
        say.line(problem.text(say.lang), "yellow")
    for path in kept:
        say.line(say(f"已存在，未覆盖：{path}", f"Already there, kept: {path}"), "yellow")
    made = count - len(kept)
    say.line(say(f"在 {out} 生成了 {made} 个工作簿。", f"Wrote {made} workbook(s) into {out}."))
    return FOUND if listed.problems else FINE


def check(say: Voice, files: Sequence[Path], json: bool, marked: Path | None, profile: str | None) -> int:
    """Every finding of every file, and the copies that go back."""
    answers: list[api.Checked | Refused] = []
    entries = []
    copies = _Copies(marked, files) if marked is not None else None
    for file, answer in _each(say, functools.partial(api.examine, profile=profile), files, profile):
        answers.append(answer)
        copy = copies.write(file, answer, say) if copies is not None else None
        if json:
            entries.append(shapes.checked(file, answer, say.lang, copy))
        elif isinstance(answer, Refused):
            findings_view.refused(file, answer, say)
        else:
            findings_view.checked(file, answer, say)
            if copy is not None:
                say.line(say(f"  退回件：{copy}", f"  Marked copy: {copy}"))
                say.line()
    if json:
        print_json({"files": entries})
    elif len(answers) > 1:
        findings_view.summary(answers, say)
    if any(isinstance(answer, Refused) for answer in answers):
        return REFUSED
    read = [answer for answer in answers if isinstance(answer, api.Checked)]
    return FOUND if any(map(findings_view.has_errors, read)) else FINE


class _Copies:
    """Marked copies in one folder, one per workbook, named after it; never in the place of a workbook checked."""

    def __init__(self, folder: Path, files: Sequence[Path]) -> None:
        self.folder = folder
        self.taken = {_folded(file) for file in files}

    def write(self, file: str, answer: api.Checked | Refused, say: Voice) -> Path | None:
        """The copy of a workbook that could be read; a copy that cannot be made is a complaint."""
        from perfxl.workbook.marked import SUFFIX

        if isinstance(answer, Refused):
            return None
        path, number = self.folder / f"{Path(file).stem}{SUFFIX}", 1
        while _folded(path) in self.taken:
            number += 1
            path = self.folder / f"{Path(file).stem} {number}{SUFFIX}"
        self.taken.add(_folded(path))
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            api.mark(answer, path)
        except OSError:
            raise
        except Exception as error:  # one copy never stops the others
            say.complain(say(f"{file}：做不出退回件（{error}）", f"{file}: no marked copy ({error})"))
            return None
        return path


def _folded(path: Path) -> str:
    return str(path.resolve()).casefold()


def show(say: Voice, file: Path, json: bool, profile: str | None) -> int:
    """What was read from one file."""
    [(name, answer)] = _each(say, functools.partial(api.read, profile=profile), [file], profile)
    if json:
        print_json(shapes.shown(name, answer, say.lang))
    elif isinstance(answer, Refused):
        findings_view.refused(name, answer, say)
    else:
        sheet_view.shown(name, answer, say)
    return REFUSED if isinstance(answer, Refused) else FINE


def score(say: Voice, files: Sequence[Path], json: bool, profile: str | None) -> int:
    """Scores and rating of every file."""

    def scored(path: api.Pathlike | GoalSheet) -> tuple[GoalSheet, Any]:
        sheet = path if isinstance(path, GoalSheet) else api.read(path, profile)
        return sheet, api.score(sheet, profile)

    entries, refused = [], False
    for file, answer in _each(say, scored, files, profile):
        refused = refused or isinstance(answer, Refused)
        if json:
            entries.append(shapes.scored(file, answer, say.lang))
        elif isinstance(answer, Refused):
            findings_view.refused(file, answer, say)
        else:
            score_view.scored(file, answer[0], answer[1], say)
    if json:
        print_json({"files": entries})
    return REFUSED if refused else FINE


def recalc(
    say: Voice,
    files: Sequence[Path],
    engine: str,
    output: Path | None,
    force: bool,
    json: bool,
    profile: str | None,
) -> int:
    """The three scores of every row, compared."""
    _named_xlsx(say, output)
    if output is not None and output.exists() and not force:
        raise WrongCall(_exists(output, say))
    files = _without_owners(say, files)
    with told(say), _progress(say, say("读取", "Reading"), len(files)) as advance:
        answer = api.recalc(*files, engine=engine, save_as=output, profile=profile, progress=advance)
    if json:
        print_json(shapes.recalculated(answer, say.lang))
    else:
        recalc_view.recalculated(answer, say)
        if output is not None:
            say.line(say(f"复算工作簿：{output}", f"Recalculation workbook: {output}"))
    if answer.refused:
        return REFUSED
    return FOUND if answer.differences else FINE


def convert(
    say: Voice, old: Path, output: Path | None, goals: Path | None, json: bool, wanted: Wanted
) -> int:
    """A sheet of any layout as a living workbook."""
    from perfxl.workbook.joined import NotTogether

    _named_xlsx(say, output)
    if output is not None and any(path is not None and _folded(path) == _folded(output) for path in (old, goals)):
        raise WrongCall(say("不能写到原表上，请另取文件名。", "it would replace the old sheet; give another name."))
    with told(say):
        if wanted.profile:
            load_form(wanted.profile)
        answer: api.Converted | Refused
        try:
            answer = api.convert(
                old, output, goals=goals, profile=wanted.profile, year=wanted.year, force=wanted.force
            )
        except Refused as refused:
            answer = refused
        except NotTogether as apart:
            zh = f"--goals 不是这张自评表的目标表（{apart}）。"
            raise WrongCall(say(zh, f"--goals is not the goal sheet of this self-evaluation ({apart}).")) from apart
    if json:
        print_json(convert_view.shape(str(old), answer, say.lang))
    elif isinstance(answer, Refused):
        findings_view.refused(str(old), answer, say)
    else:
        convert_view.told(str(old), answer, say)
    if isinstance(answer, Refused):
        return REFUSED
    return FOUND if answer.unread else FINE


def rule(say: Voice, asked: rule_view.Asked, json: bool, profile: str | None) -> int:
    """How a standard is read, and what it gives."""
    with told(say):
        form = load_form(profile or DEFAULT_PROFILE)
    standard = asked.read(form)
    if json:
        print_json(rule_view.shape(asked, standard, form, say))
    else:
        rule_view.show(asked, standard, form, say)
    return FINE


def rules(say: Voice, profile: str | None) -> int:
    """A standard a line on standard input, its answer a line on standard output, in the same order."""
    with told(say):
        form = load_form(profile or DEFAULT_PROFILE)
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        try:
            entry = read_json(line)
            if not isinstance(entry, dict):
                raise ValueError(say("不是一个对象", "no object"))
            asked = rule_view.Asked.from_json(entry)
        except ValueError as error:
            raise WrongCall(say(f"第 {number} 行读不了：{error}", f"line {number}: {error}")) from error
        print_json_line(rule_view.line(entry.get("id"), asked, asked.read(form), form, say))
    return FINE


def demo(say: Voice, out: Path | None, engine: str) -> int:
    """The whole loop on the shipped sheets."""
    from perfxl.cli.demo_view import run

    with told(say):
        return run(say, out, engine)


def _each(say: Voice, work: Any, files: Sequence[Path], profile: str | None) -> Iterator[tuple[str, Any]]:
    """What *work* makes of every file; a wrong profile is a wrong call."""
    with told(say):
        if profile:
            load_form(profile)
        yield from api.each(work, _without_owners(say, files))


def _without_owners(say: Voice, files: Sequence[Path]) -> list[Path]:
    """The files without those that Excel keeps beside open workbooks, which ``*.xlsx`` names too; not if it is all."""
    owners = [file for file in files if file.is_file() and is_owner(file.name, file.stat().st_size)]
    if len(owners) == len(files):
        return list(files)
    for owner in owners:
        zh, en = OWNER_FILE
        say.remark(say(f"略过 {owner}（{zh}）", f"Passed over {owner} ({en})"))
    return [file for file in files if file not in owners]


def _named_xlsx(say: Voice, output: Path | None) -> None:
    """What is written is .xlsx; Excel opens it under no other name."""
    if output is not None and output.suffix.lower() != ".xlsx":
        zh = f"{output}：输出的是 .xlsx 工作簿，文件名请以 .xlsx 结尾。"
        raise WrongCall(say(zh, f"{output}: what is written is an .xlsx workbook; name it .xlsx."))


def _exists(path: object, say: Voice) -> str:
    return say(f"{path} 已存在。要覆盖请加 --force。", f"{path} is there already; --force overwrites it.")


@contextlib.contextmanager
def told(say: Voice) -> Iterator[None]:
    """Failures that are nobody's workbook's fault, as a wrong call."""
    from perfxl.roster import reason
    from perfxl.workbook.pour_table import EngineFailed, EngineUnavailable

    try:
        yield
    except FileExistsError as error:
        raise WrongCall(_exists(error.args[0] if len(error.args) == 1 else error.filename, say)) from error
    except BrokenPipeError:
        raise
    except OSError as error:
        where, why = error.filename or "", error.strerror or type(error).__name__
        raise WrongCall(say(f"{where} 写不了（{reason(error)}）。", f"{where}: {why}.")) from error
    except FormError as error:
        raise WrongCall(say(f"方案有误：{error}", f"profile: {error}")) from error
    except EngineUnavailable as error:
        zh = f"引擎用不了：{error.zh}（--engine embedded 不需要装任何程序。）"
        raise WrongCall(say(zh, f"engine unavailable: {error} (--engine embedded needs nothing)")) from error
    except EngineFailed as error:
        zh = f"引擎没有算出结果：{error.zh}（可改用 --engine embedded。）"
        raise WrongCall(say(zh, f"the engine did not deliver: {error} (try --engine embedded)")) from error


@contextlib.contextmanager
def _progress(say: Voice, label: str, total: int) -> Iterator[Any]:
    """A progress bar on standard error while somebody is watching."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=say.err, transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task(label, total=total)
        yield lambda: progress.advance(task)
