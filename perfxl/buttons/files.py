"""The buttons about files: the verbs of ``perfxl``, with the answers of dialogs instead of options."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from perfxl import api
from perfxl.buttons.failures import Missing
from perfxl.buttons.open_book import Outcome, Progress, silent
from perfxl.findings import Lang
from perfxl.form import DEFAULT_PROFILE

if TYPE_CHECKING:
    from perfxl.finance.intake import Step

Answers = Mapping[str, str]
_STAGES = {
    "collect": ("收集文件", "Collecting"), "read": ("读取", "Reading"), "recalc": ("重算", "Recomputing"),
    "copy": ("写退回件", "Writing copies"),
}  # fmt: skip


def needed(answers: Answers, *keys: str) -> str:
    """The answer under the first of the names that has one. :raises Missing: none has."""
    for key in keys:
        if answers.get(key, "").strip():
            return answers[key].strip()
    raise Missing("、".join(keys))


def year_of(answers: Answers) -> int | None:
    """The year, if one was given. :raises Missing: it is none."""
    text = answers.get("year", "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise Missing(f"year（{text} 不是年度）")
    return int(text)


def _xlsx(text: str) -> Path:
    """The file to write; a dialog may leave the ending off."""
    return Path(text) if text.lower().endswith(".xlsx") else Path(text + ".xlsx")


def new(answers: Answers, force: bool = False) -> Outcome:
    """A blank template. :raises FileExistsError: something is there and *force* is not given."""
    department = answers.get("department", "").strip() or None
    year = year_of(answers)
    wanted = needed(answers, "out", "file", "folder")
    target = Path(wanted) / api.default_name(department, year) if Path(wanted).is_dir() else _xlsx(wanted)
    profile = answers.get("profile") or DEFAULT_PROFILE
    path = api.new(target, department=department, year=year, profile=profile, force=force)
    return Outcome(f"已生成 {path}", f"Wrote {path}", path)


def new_batch(answers: Answers, force: bool = False, progress: Progress = silent) -> Outcome:
    """A blank template for every department of a list; what is there stays, unless *force*."""
    from perfxl.roster import read_roster

    roster = read_roster(Path(needed(answers, "roster", "file")))
    folder = Path(needed(answers, "out", "folder"))
    count, kept = len(roster.departments), 0
    profile = answers.get("profile") or DEFAULT_PROFILE
    made = api.new_for_roster(roster, folder, year=year_of(answers), profile=profile, force=force)
    for number, (_, _, written) in enumerate(made, 1):
        kept += not written
        if number % 10 == 0 or number == count:
            progress(f"生成模板 {number}/{count}", f"Templates {number}/{count}")
    zh = [f"在 {folder} 生成了 {count - kept} 个工作簿。"]
    en = [f"Wrote {count - kept} workbook(s) into {folder}."]
    if kept:
        zh.append(f"{kept} 个已存在，未覆盖。")
        en.append(f"{kept} were there already and stayed.")
    zh += [problem.text("zh") for problem in roster.problems]
    en += [problem.text("en") for problem in roster.problems]
    return Outcome("\n".join(zh), "\n".join(en), folder)


def convert(answers: Answers, force: bool = False) -> Outcome:
    """A sheet of any layout as a living workbook.

    :raises FileExistsError: something is there and *force* is not given; never is the old sheet overwritten.
    """
    old = Path(needed(answers, "file"))
    out = answers.get("out", "").strip()
    if out and _xlsx(out).exists() and old.exists() and _xlsx(out).samefile(old):
        raise Missing("out（不能写到原表上，请另取文件名）")
    done = api.convert(
        old, _xlsx(out) if out else None,
        goals=answers.get("goals") or None, profile=answers.get("profile") or None,
        year=year_of(answers), force=force,
    )  # fmt: skip
    counts = f"{done.read} 条标准已成计分设置，{len(done.manual)} 条须人工评分，{len(done.unread)} 条没有读懂"
    en = f"{done.read} standard(s) set, {len(done.manual)} for a person, {len(done.unread)} not read"
    return Outcome(f"已生成 {done.output}\n{counts}。", f"Wrote {done.output}\n{en}.", done)


def take_in(answers: Answers, progress: Progress = silent) -> Outcome:
    """Returned workbooks into the ledger."""
    from perfxl.roster import read_roster

    roster = answers.get("roster", "").strip()
    place, db = needed(answers, "folder", "file"), needed(answers, "db")
    done = api.intake(
        place, db=db,
        roster=read_roster(Path(roster)) if roster else None,
        profile=answers.get("profile") or None, progress=_watch(progress),
    )  # fmt: skip
    zh = [f"收到 {done.files} 个文件，读入 {done.read} 个，拒收 {len(done.refused)} 个。"]
    en = [f"{done.files} file(s), {done.read} read, {len(done.refused)} refused."]
    for each in done.refused[:_MOST]:
        zh.append(f"  拒收 {each.file}：{each.code} {each.zh}")
        en.append(f"  refused {each.file}: {each.code} {each.en}")
    counts = done.findings
    zh.append(f"{counts['error']} 个错误，{counts['warning']} 个提醒；{done.differences} 行得分不一致。")
    en.append(f"{counts['error']} error(s), {counts['warning']} warning(s); {done.differences} difference(s).")
    for names, told, told_en in (
        (done.not_returned, "未报", "Not returned"), (done.goals_only, "只交了目标", "Goals only"),
        (done.other_year, "交了其他年度的表", "Another year"), (done.no_year, "没写年度", "No year"),
    ):  # fmt: skip
        if names:
            zh.append(f"{told}：{len(names)} 个部门。")
            en.append(f"{told_en}: {len(names)}.")
    zh.append(f"台账：{db}。下一步点“汇总报告”。")
    en.append(f"Ledger: {db}. Next: the report.")
    return Outcome("\n".join(zh), "\n".join(en), done)


_MOST = 5  # refusals named in the message; the report names all


def report(answers: Answers, force: bool = False, progress: Progress = silent, lang: Lang = "zh") -> Outcome:
    """Everything there is to hand out, into a folder. :raises FileExistsError: reports are there already."""
    db, folder = needed(answers, "db"), needed(answers, "out", "folder")
    done = api.report(
        db, folder, year=year_of(answers), lang=lang, force=force, progress=_watch(progress)
    )
    zh = f"已写到 {os.fspath(folder)}：{done.summary.name}、{done.page.name}，退回件 {len(done.sent)} 份。"
    en = f"Wrote {done.summary.name}, {done.page.name} and {len(done.sent)} copies into {folder}."
    if done.failed:
        zh += f"{len(done.failed)} 份没有写成。"
        en += f" {len(done.failed)} failed."
    return Outcome(zh, en, done)


def _watch(progress: Progress) -> Callable[[Step], object]:
    def watch(step: Step) -> None:
        zh, en = _STAGES.get(step.stage, (step.stage, step.stage))
        count = f" {step.done}" if step.total is None else f" {step.done}/{step.total}"
        progress(zh + count, en + count)

    return watch
