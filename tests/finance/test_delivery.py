"""The folder of reports: file names, what is never overwritten, copies that cannot be made."""

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from perfxl.catalogue import STILL
from perfxl.finance.copies import Said, copied
from perfxl.finance.delivery import BACK, PAGE, SUMMARY, Delivered, deliver
from perfxl.finance.html import render
from perfxl.finance.results import Results
from perfxl.finance.returned import Noted
from perfxl.finance.store import Store
from perfxl.finance.summary import summary_of
from perfxl.findings import Finding
from perfxl.workbook.rechecked import State
from tests.finance.returns import NOW
from tests.finance.snapshots import HOSTILE, WAIVER, noted, ordinary


def _said(about: int | None, item: Noted, state: State, said: tuple[str, str]) -> Said:
    found = Finding(
        item.code, item.sheet, item.cell, item.field, item.value, item.message, item.message_en, item.fix, item.fix_en
    )
    return Said(about, found, state, said, item.indicator)


def _delivered(tmp_path: Path, gathered: Results, *names: str, force: bool = False) -> Delivered:
    """Reports about returns of these names, whose originals are lost."""
    first = gathered.returns[0]
    wanted = replace(gathered, returns=tuple(replace(first, department=name, findings=(noted(7),)) for name in names))
    return deliver(wanted, Store(tmp_path / "files"), tmp_path / "out", jobs=1, force=force)


def test_names_are_safe_and_differ(tmp_path: Path) -> None:
    names = ("县财政局", "县财政局", "县财政局", "ＡＢ局", "ab局", "CON", "", *HOSTILE)
    done = _delivered(tmp_path, ordinary(tmp_path), *names)
    written = [one.note for one in done.sent]
    assert {path.parent for path in written} == {tmp_path / "out" / BACK}
    assert len({path.name.casefold() for path in written}) == len(names)
    assert all(path.is_file() for path in written)
    assert {path.name for path in (tmp_path / "out").iterdir()} == {SUMMARY, PAGE, BACK}
    assert [path.stem for path in written[:3]] == ["县财政局", "县财政局 2026 绩效自评", "县财政局 2026 绩效自评 2"]
    assert written[6].stem == "未填部门 财政"


def test_a_copy_that_cannot_be_made_stops_nothing(tmp_path: Path) -> None:
    done = _delivered(tmp_path, ordinary(tmp_path), "甲", "乙")
    assert [(one.copy, one.failure[0], one.note.name) for one in done.failed if one.failure] == [
        (None, "F099", "甲.txt"), (None, "F099", "乙.txt"),
    ]  # fmt: skip
    assert "原始文件" in str(done.failed[0].failure)
    assert "退回件" not in done.failed[0].note.read_text("utf-8-sig")
    assert sorted(path.name for path in (tmp_path / "out" / BACK).iterdir()) == ["乙.txt", "甲.txt"]


def test_reports_ask_for_nothing_the_copy_has_mended(tmp_path: Path) -> None:
    """Unless there is no copy: then it is asked for like anything else."""
    gathered = ordinary(tmp_path)
    formula = noted(7, code="S006", fix="请从空白模板复制公式。")
    total = noted(8, code="E021", fix="请核对。")
    unsaved = noted(9, "warning", code="S020", fix="请用 Excel 打开。")
    one = replace(gathered.returns[0], findings=(formula, total, unsaved, noted(10)))
    open_ = replace(gathered, returns=(one,))
    ways = (("已修好，不用改。", "Mended; nothing to do."), ("以按标准重算的为准，不用改。", ""), STILL["S020"])
    said = [_said(0, formula, "done", ways[0]), _said(1, total, "done", ways[1]), _said(3, unsaved, "done", ways[2])]
    said.append(_said(None, noted(11, message="没有填职责。"), "fill", ("绩效目标表 B4", "")))
    told = replace(open_, returns=(copied(one, said),))
    summary = summary_of(told, now=NOW)
    asked = [remark.fix for remark in summary.returns[0].remarks]
    done = ["退回件里已修好，不用改。", "以按标准重算的为准，不用改。"]
    still = "填的内容不用改。退回件在电脑上用 Excel 或 WPS 打开就有得分，保存后报回。"
    assert asked == [*done, "请改。", still]
    [besides] = summary.returns[0].besides
    assert (besides.sheet, besides.level, besides.message) == ("退回件 绩效目标表", "补填", "没有填职责。")
    assert [summary.returns[0].count(severity) for severity in ("error", "warning")] == [3, 1]
    page = render(told, now=NOW)
    assert "请从空白模板复制公式" not in page
    assert all(words in page for words in done)
    assert "没有填职责。" in page
    assert "Mended; nothing to do." in render(told, "en", now=NOW)
    deliver(open_, Store(tmp_path / "files"), tmp_path / "out", jobs=1)  # whose original is lost
    assert "请从空白模板复制公式" in (tmp_path / "out" / PAGE).read_text("utf-8")
    texts = {cell.value for row in openpyxl.load_workbook(tmp_path / "out" / SUMMARY)["问题清单"].rows for cell in row}
    assert "请从空白模板复制公式。" in texts


def test_nothing_goes_back_where_nothing_is_open(tmp_path: Path) -> None:
    gathered = ordinary(tmp_path)
    quiet = replace(gathered.returns[0], findings=(noted(7, "info"), noted(8, waiver=WAIVER)))
    done = deliver(replace(gathered, returns=(quiet,)), Store(tmp_path / "f"), tmp_path / "out", jobs=1)
    assert (done.sent, done.errors) == ((), 0)


def test_who_is_not_on_the_list_is_not_the_departments_business(tmp_path: Path) -> None:
    gathered = ordinary(tmp_path)
    first = gathered.returns[0]
    unknown, wrong = noted(1, code="D001"), noted(2)
    assert unknown.open
    returns = (replace(first, findings=(unknown,)), replace(first, department="乙", findings=(unknown, wrong)))
    done = deliver(replace(gathered, returns=returns), Store(tmp_path / "f"), tmp_path / "out", jobs=1)
    [sent] = done.sent
    assert sent.note.name == "乙.txt"
    assert "有 1 处要改正" in sent.note.read_text("utf-8-sig")
    assert done.errors == 3


def test_reports_are_not_overwritten_unasked(tmp_path: Path) -> None:
    gathered = ordinary(tmp_path)
    _delivered(tmp_path, gathered, "甲")
    page = tmp_path / "out" / PAGE
    page.write_text("mine", "utf-8")
    with pytest.raises(FileExistsError):
        _delivered(tmp_path, gathered, "乙")
    assert page.read_text("utf-8") == "mine"
    done = _delivered(tmp_path, gathered, "乙", force=True)
    assert page.read_text("utf-8") != "mine"
    assert [path.name for path in done.left] == ["甲.txt"]


def test_who_sent_goals_only_is_told_that_the_self_evaluation_is_missing(tmp_path: Path) -> None:
    gathered = ordinary(tmp_path)
    first = replace(gathered.returns[0], findings=(noted(7),))
    returns = tuple(
        replace(first, department=name, stage=stage, year=year)
        for name, stage, year in (("甲", "goals", 2026), ("乙", "evaluation", 2026), ("丙", "goals", 2027))
    )
    told = replace(gathered, returns=returns, due=2026, goals_only=("甲", "丙"))
    done = deliver(told, Store(tmp_path / "f"), tmp_path / "out", jobs=1)
    lacking = [one.department for one in done.sent if "还没有收到" in one.note.read_text("utf-8-sig")]
    assert lacking == ["甲"]
