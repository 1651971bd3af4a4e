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
            _step(say, walk)
            walks.append(walk)
        say.line(say("重算", "Recompute"), "bold underline")
        recalculation = demo.recompute(walks, folder, engine)
        recalc_view.recalculated(recalculation, say)
        say.line()
        passed = demo.passed(walks, recalculation)
        for walk in walks:
            for zh, en in walk.surprises:
                say.line(f"{walk.expected.file}: {say(zh, en)}", "red")
        if out is not None:
            say.line(say(f"工作簿保存在 {out}", f"The workbooks are in {out}"))
        say.line(
            say("演示通过：结果与预期一致。", "The demo passed: everything is as expected.")
            if passed
            else say("演示没有通过：结果与预期不一致。", "The demo failed: not as expected."),
            "bold green" if passed else "bold red",
        )
    return 0 if passed else 1


def _step(say: Voice, walk: demo.Walk) -> None:
    sheet, result = walk.checked.sheet, walk.checked.result
    say.line(sheet.department, "bold underline")
    kilobytes = round(walk.blank.stat().st_size / 1024)
    say.line(say(f"① 生成空白模板（{kilobytes} KB），填入本表", f"1. Template ({kilobytes} KB), filled"))
    say.line(say("② 检查", "2. Check"))
    findings_view.checked(walk.filled.name, walk.checked, say)
    say.line(say("③ 计分", "3. Score"))
    score_view.scored(walk.filled.name, sheet, result, say)
