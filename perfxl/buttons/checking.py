"""校验本表: the findings of the open workbook on a sheet of its own, and marks at the cells."""

from __future__ import annotations

from typing import Any

from perfxl.api import Checked, examine
from perfxl.buttons.marks import mark, unmark
from perfxl.buttons.open_book import Outcome, Progress, given, saved, silent
from perfxl.buttons.result_sheet import Column, Line, drop, write
from perfxl.engines.opened import writable
from perfxl.findings import Finding, Refused
from perfxl.workbook.marked import LEVELS

SHEET = "校验结果"
_COLUMNS = (
    *(Column("项目", 16), Column("现填内容", 24), Column("问题", 44), Column("怎么改", 44)),
    Column("编码", 8, centred=True),
)


def check(book: Any = None, *, profile: str | None = None, progress: Progress = silent) -> Outcome:
    """Check the open workbook as it stands there, saved or not; the same findings as ``perfxl check``.

    They are listed on the sheet 校验结果, each with a link, and marked at their cells. What an earlier run left is
    taken away, also if the workbook cannot be read. Input cells, a clerk's notes and colours are not touched.

    :raises Refused: it cannot be read; the code says why.
    :raises EngineFailed: Excel or LibreOffice refused, or the structure of the workbook is protected.
    """
    book = given(book)
    progress("正在读取本表…", "Reading the workbook…")
    try:
        with saved(book) as path:
            checked = examine(path, profile)
    except Refused:
        clean(book)
        raise
    progress("正在写校验结果…", "Writing the findings…")
    with writable(book) as locked:
        unmark(book, locked)
        drop(book, SHEET)
        mark(book, checked.findings, locked)
        write(book, SHEET, f"{SHEET}：{_whose(checked)}", _summary(checked, locked), _COLUMNS, _lines(book, checked))
    counts = _counts(checked.findings)
    if not counts:
        return Outcome("没有发现问题。", "Nothing to put right.", checked)
    zh = f"共 {counts}。见“{SHEET}”，点“位置”可直接到该单元格。"
    return Outcome(zh, f"{len(checked.findings)} finding(s), listed on the sheet {SHEET}.", checked)


def clean(book: Any = None) -> None:
    """Take away what :func:`check` left: the sheet and every mark. Nothing else changes."""
    book = given(book)
    with writable(book) as locked:
        unmark(book, locked)
        drop(book, SHEET)


def _whose(checked: Checked) -> str:
    sheet = checked.sheet
    return (sheet.department or "（未填部门）") + (f" {sheet.year} 年" if sheet.year else "")


def _counts(findings: tuple[Finding, ...]) -> str:
    counts = {severity: sum(found.severity == severity for found in findings) for severity in LEVELS}
    return "，".join(f"{count} 个{LEVELS[severity][0]}" for severity, count in counts.items() if count)


def _summary(checked: Checked, locked: frozenset[str]) -> str:
    told = [f"{len(checked.sheet.indicators)} 个指标。"]
    if checked.findings:
        told.append(f"共 {_counts(checked.findings)}。请改正全部错误并核对提醒，改完再点一次“校验本表”。")
        told.append("有问题的单元格已标颜色并加批注；已有批注的单元格只标颜色。")
    else:
        told.append("没有发现问题。")
    if locked:
        told.append(f"有密码保护、没有标记的工作表：{'、'.join(sorted(locked))}。")
    return "".join(told)


def _lines(book: Any, checked: Checked) -> list[Line]:
    names = {sheet.name for sheet in book.sheets}
    return [_line(found, names) for found in checked.findings]


def _line(found: Finding, names: set[str]) -> Line:
    word, color = LEVELS[found.severity]
    place = (found.sheet, found.cell or "A1") if found.sheet in names and found.sheet else None
    values = (found.field, found.value, found.message, found.fix, found.code)
    return Line(word, f"#{color[2:]}", place, values)
