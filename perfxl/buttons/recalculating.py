"""重算得分: reported, engine's and Python's score of every indicator of the open workbook, side by side."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from perfxl.api import examine
from perfxl.buttons.open_book import Outcome, Progress, given, saved, silent
from perfxl.buttons.result_sheet import Column, Line, Value, drop, write
from perfxl.engines.opened import recalculator_of, writable
from perfxl.engines.pour import EngineFailed, Recalculator, choose
from perfxl.engines.recalc import Compared, Entry, Recalculation, compare
from perfxl.findings import Refused
from perfxl.numbers import plain
from perfxl.scoring.kinds import Manual

SHEET = "复算结果"
_SCORE = "0.00"
_COLUMNS = (
    *(Column("三级指标", 30), Column("指标值", 12, centred=True), Column("实际完成值", 14, centred=True)),
    Column("分值", 8, centred=True),
    *(Column(header, 10, centred=True, number_format=_SCORE) for header in ("自评得分", "引擎得分", "程序得分")),
    Column("说明", 40),
)
_SAME, _DIFFERENT, _OPEN, _BY_HAND = (
    ("一致", "#00703C"), ("不一致", "#C00000"), ("待定", "#9C5700"), ("人工", "#595959"),
)  # fmt: skip


def recalc(
    book: Any = None, *, engine: str | None = None, profile: str | None = None, progress: Progress = silent
) -> Outcome:
    """Recompute the open workbook's scores as ``perfxl recalc`` does, and list the three of every row on 复算结果.

    *engine* is one of ``perfxl recalc``; by default the LibreOffice the workbook is open in (unseen, nothing of the
    workbook is recalculated), and for Excel ``auto``, which starts an Excel of its own.

    :raises Refused: it cannot be read; the code says why.
    :raises EngineUnavailable, EngineFailed: the engine is not here, or did not deliver.
    """
    book = given(book)
    progress("正在读取本表…", "Reading the workbook…")
    try:
        with saved(book) as path:
            checked = examine(path, profile)
    except Refused:
        with writable(book, sheets=()):
            drop(book, SHEET)
        raise
    sheet, result = checked.sheet, checked.result
    progress("正在重算…", "Recomputing…")
    entries: list[Entry] = [(book.name, (sheet, checked.form, result))]
    rows, used, instead_of = _compared(entries, book, engine)
    differences = tuple(row.difference for row in rows if row.difference is not None)
    answer = Recalculation(
        used.name, used.version(), len(rows), differences, ((book.name, sheet),), instead_of
    )
    lines = sorted((_line(row) for row in rows), key=lambda line: line.word != _DIFFERENT[0])
    total = "待定" if result.total is None else f"{plain(result.total)} 分，{result.rating}"
    told = [f"引擎：{used.version()}。{len(rows)} 个指标，{len(differences)} 处不一致。程序总分：{total}。"]
    if sheet.reported_total is not None:
        told.append(f"自评总分：{plain(sheet.reported_total)} 分{_rating(sheet.reported_rating)}。")
    told.append("以程序得分为准；本页只作比对，没有改动任何得分。")
    if instead_of:
        told.append(f"改用内置引擎（{instead_of}）。")
    with writable(book, sheets=()):
        drop(book, SHEET)
        title = f"{SHEET}：{sheet.department or '（未填部门）'}"
        write(book, SHEET, title, "".join(told), _COLUMNS, lines, word="结果")
    zh = f"重算了 {len(rows)} 个指标：{len(differences)} 处不一致，总分{total}。见“{SHEET}”。"
    return Outcome(zh, f"{len(rows)} rows recomputed, {len(differences)} difference(s); see {SHEET}.", answer)


def _rating(word: str) -> str:
    return f"，{word}" if word else ""


def _compared(entries: list[Entry], book: Any, engine: str | None) -> tuple[list[Compared], Recalculator, str]:
    """The rows with the engine's scores, the engine, and which was tried before it and why in vain."""
    recalculator = recalculator_of(book) if engine is None else None
    chosen = recalculator or choose(engine or "auto")
    try:
        return compare(entries, chosen), chosen, ""
    except EngineFailed as failed:
        if engine not in (None, "auto") or chosen.name == "embedded":
            raise
        embedded = choose("embedded")
        return compare(entries, embedded), embedded, f"{chosen.name}: {failed.both}"


def _line(row: Compared) -> Line:
    line = row.line
    place = line.place
    if row.difference is not None:
        state = _DIFFERENT
    elif line.score is None:
        state = _OPEN
    else:
        state = _BY_HAND if line.kind == Manual.kind else _SAME
    evaluation = line.indicator.evaluation
    target = f"{line.indicator.comparator}{line.indicator.target}{line.indicator.unit}"
    values = (
        *(line.indicator.name, target, evaluation.actual.text if evaluation is not None else ""),
        *(_shown(score) for score in (line.points, line.reported)),
        *(_shown(score) for score in (None if line.kind == Manual.kind else row.engine, line.score)),
        _why(row),
    )
    return Line(*state, (place.sheet, place.cell) if place.cell else None, values)


def _shown(score: Decimal | str | None) -> Value:
    return float(score) if isinstance(score, Decimal) else score


def _why(row: Compared) -> str:
    line = row.line
    if line.reason_unscored is not None:
        return line.reason_unscored + "。"
    if row.difference is None:
        return ""
    told = []
    if row.engine != line.score:
        told.append("引擎与程序不同：请把本文件发给维护人员。")
    if line.reported is not None and line.reported != line.score:
        told.append("自评得分与按标准重算的不同：请核对实际完成值和得分公式。")
    return "".join(told)
