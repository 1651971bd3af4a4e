"""The demonstration on the terminal."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

from perfxl import demo
from perfxl.cli import findings_view, recalc_view, score_view
from perfxl.cli.console import Voice


def run(say: Voice, out: Path | None, engine: str) -> int:
    """Walk both sheets through the loop and print every step; 0 when everything is as expected."""
    with contextlib.ExitStack() as stack:
        if out is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="perfxl-demo-")))
        else:
            out.mkdir(parents=True, exist_ok=True)
            folder = out
        walks = []
        for walk in demo.walk(folder):
            _walk(say, walk)
            walks.append(walk)
        _title(say, say("重算：自评、引擎、程序三个得分逐行比对", "Recompute: reported, engine, Python"))
        recalculation = demo.recompute(walks, folder, engine)
        recalc_view.recalculated(recalculation, say)
        say.line()
        for walk in walks:
            for zh, en in walk.surprises:
                say.line(f"{walk.shipped.name}: {say(zh, en)}", "red")
        if out is not None:
            say.line(say(f"工作簿在 {out}", f"The workbooks are in {out}"))
        if demo.passed(walks, recalculation):
            say.line(say("演示通过：两张表的结果都与预期一致。", "Passed: both sheets are as expected."), "bold green")
            return 0
        say.line(say("演示没有通过：结果与预期不一致。", "Failed: not as expected."), "bold red")
        return 1


def _walk(say: Voice, walk: demo.Walk) -> None:
    sheet = walk.checked.sheet
    _title(say, sheet.department)
    say.line(say(f"下发空白模板 {walk.blank.name}", f"Issue: a blank template, {walk.blank.name}"))
    filled = len(walk.refilled.sheet.indicators)
    say.line(say(f"填报 {filled} 个指标到 {walk.filled.name}", f"Fill: {filled} indicators into {walk.filled.name}"))
    say.line()
    say.line(say("检查", "Check"), "bold")
    findings_view.checked(walk.shipped.name, walk.checked, say)
    say.line(say("计分", "Score"), "bold")
    score_view.scored(walk.shipped.name, sheet, walk.checked.result, say)


def _title(say: Voice, text: str) -> None:
    say.line(f"━━ {text} ━━", "bold")
