"""How a recalculation is shown: the engine, what was compared, every difference."""

from __future__ import annotations

from decimal import Decimal

from perfxl.cli.console import Voice, one_line, table
from perfxl.cli.findings_view import refused
from perfxl.engines.recalc import Difference, Recalculation
from perfxl.findings import Refused


def recalculated(answer: Recalculation, say: Voice) -> None:
    """The whole recalculation."""
    for file, entry in answer.files:
        if isinstance(entry, Refused):
            refused(file, entry, say)
    read = sum(not isinstance(entry, Refused) for _, entry in answer.files)
    engine = engine_name(answer, say)
    count = len(answer.differences)
    if answer.instead_of:
        zh = f"改用内置引擎（{answer.instead_of}）"
        say.remark(say(zh, f"fell back to the embedded engine ({answer.instead_of})"))
    plural = "" if count == 1 else "s"
    say.line(
        say(
            f"用{engine}重算了 {read} 个工作簿的 {answer.rows} 行指标：{count} 处差异。",
            f"Recomputed {answer.rows} rows of {read} workbook(s) in {engine}: {count} difference{plural}.",
        ),
        "bold red" if count else "bold green",
    )
    if answer.differences:
        say.line()
        _differences(answer.differences, say)


def engine_name(answer: Recalculation, say: Voice) -> str:
    """The program and its version; of the embedded engine, that it is the embedded one."""
    if answer.engine == "embedded":
        return say(f"内置引擎（{answer.version}）", f"the embedded engine ({answer.version})")
    return say(f" {answer.version} ", answer.version)


def _differences(differences: tuple[Difference, ...], say: Voice) -> None:
    made = table(
        (say("文件", "File"), {"ratio": 2}),
        (say("单元格", "Cell"), {"no_wrap": True}),
        (say("指标", "Indicator"), {"ratio": 3}),
        (say("自评", "Reported"), {"justify": "right", "no_wrap": True}),
        (say("引擎", "Engine"), {"justify": "right", "no_wrap": True}),
        (say("程序", "Python"), {"justify": "right", "no_wrap": True}),
    )
    for difference in differences:
        made.add_row(
            one_line(difference.file),
            one_line(f"{difference.sheet}!{difference.cell}"),
            one_line(difference.name),
            *map(_shown, (difference.reported, difference.engine, difference.python)),
        )
    say.table(made)


def _shown(score: Decimal | str | None) -> str:
    if score is None:
        return "-"
    return one_line(score, 10) if isinstance(score, str) else f"{score:.2f}"
