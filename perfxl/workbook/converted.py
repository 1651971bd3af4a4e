"""Writing a converted sheet: a fresh template with its values, settings and marks, and a page on every standard.

The marks stay with the cells they are about: a comment says what was not read or how a slip was read, and kind
and text of an unread standard are coloured until a kind is chosen.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.conversion import Conversion, Note, State, Taken
from perfxl.findings import Finding, Refused, finding
from perfxl.form import Form
from perfxl.model import GoalSheet
from perfxl.scoring.wording import wording
from perfxl.workbook.fill import fill, rows_of
from perfxl.workbook.layout import Layout, layout_of
from perfxl.workbook.listing import Column, Line, add_listing
from perfxl.workbook.marked import LEVELS
from perfxl.workbook.rules_of_sheet import highlight
from perfxl.workbook.styles import text_height
from perfxl.workbook.write import PRODUCT, save, template

SHEET = "转换说明"
SUFFIX = "-新表.xlsx"

_COLUMNS = (
    *(Column("三级指标", 22), Column("原标准", 40), Column("读成", 44), Column("请注意", 44)),
    Column("原表位置", 18),
)
WORDS: dict[State, tuple[str, str]] = {
    "unread": ("未读", "FFC00000"),
    "manual": ("人工", "FF9C5700"),
    "read": ("已读", "FF00703C"),
    "kept": ("沿用", "FF595959"),
}
# What reading says of content that does not reach the new sheet, or reaches it changed.
_CONTENT = {"S002", "S011", "S012", "S013", "S014", "S017", "S018", "S021", "S023", "S024", "S025", "S026"}
_SAID = {"R001", "R004", "R005", "R006", "C012", "I020", "P006"}
_COMMENT_WIDTH = 320
_COMMENT_LINE = 44.0
_NAMED = 5  # indicators named in the summary


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of an indicator, where its standard stands in the new workbook, and where its actual value."""

    taken: Taken
    sheet: str
    cell: str
    findings: tuple[Finding, ...]
    actual: tuple[str, str]


def write_converted(path: str | os.PathLike[str], conversion: Conversion, form: Form) -> tuple[Entry, ...]:
    """Write the workbook to *path*, replacing what stands there; what became of every indicator, in order.

    :raises Refused: F022, more indicators than the template has rows.
    """
    layout, sheet = layout_of(form), conversion.sheet
    count = len(sheet.indicators) + len(sheet.skipped)
    if count > layout.capacity:
        raise Refused("F022", count=count, limit=layout.capacity)
    workbook = template(form, department=sheet.department or None, year=sheet.year)
    fill(workbook, layout, sheet)
    entries = _entries(conversion, layout)
    _mark(workbook[layout.goals.sheet], layout, entries)
    title = f"{sheet.department or '（未填部门）'}绩效目标表转换说明"
    lines = [*_lines(entries), *_left_out(sheet)]
    add_listing(workbook, SHEET, title, _summary(conversion), _COLUMNS, lines, word="结果")
    save(workbook, Path(path))
    return entries


def left_out(sheet: GoalSheet) -> tuple[Finding, ...]:
    """What reading said of content that was not taken over or was changed, at its cells of the old sheet."""
    return tuple(note for note in sheet.notes if note.code in _CONTENT)


def _entries(conversion: Conversion, layout: Layout) -> tuple[Entry, ...]:
    rows = {indicator.row: (row, key) for row, key, indicator in rows_of(layout, conversion.sheet)}
    area, lines = layout.goals, layout.evaluation
    headers = {column.key: column.header for column in layout.form.columns}
    entries = []
    for taken in conversion.rows:
        row, key = rows[taken.indicator.row]
        actual = (lines.sheet, lines.cell("actual", lines.first + key - 1))
        found = [_finding(note, area.sheet, area.cell(note.key, row), headers[note.key]) for note in taken.notes]
        entries.append(Entry(taken, area.sheet, area.cell("own_standard", row), tuple(found), actual))
    return tuple(entries)


def _finding(note: Note, sheet: str, cell: str, field: str) -> Finding:
    return finding(note.code, sheet=sheet, cell=cell, field=field, value=note.value, **note.slots)


def _mark(page: Worksheet, layout: Layout, entries: Sequence[Entry]) -> None:
    """Comments at the cells the findings are about; colour where a kind is still to be chosen."""
    area = layout.goals
    for entry in entries:
        told: dict[str, list[str]] = {}
        for found in entry.findings:
            told.setdefault(found.cell or entry.cell, []).append(found.text())
        for cell, texts in told.items():
            text = "\n".join(texts)
            height = int(text_height(text, _COMMENT_LINE, line=18.0)) + 12
            page[cell].comment = Comment(text, PRODUCT, width=_COMMENT_WIDTH, height=height)
        if entry.taken.state == "unread" and not entry.taken.indicator.kind:
            row = page[entry.cell].row
            kind = f'${area.letters["kind"]}{row}=""'
            for key in ("own_standard", "kind"):
                highlight(page, area.cell(key, row), kind, fill="FFC7CE")


def _lines(entries: Sequence[Entry]) -> Iterator[Line]:
    """A line per indicator: first what has to be done, then the others, each in the order of the sheet."""
    for state in (("unread",), ("manual",), ("read", "kept")):
        for entry in entries:
            taken = entry.taken
            if taken.state in state:
                word, color = WORDS[taken.state]
                own = "own_standard" in taken.indicator.sources
                origin = taken.indicator.at("own_standard" if own else "standard")
                old = f"{origin.sheet}!{origin.cell}" if origin.cell else ""
                # Why it was not read stands in the column before.
                notes = "\n".join(found.fix if found.code in _SAID else found.text() for found in entry.findings)
                texts = (taken.indicator.name, taken.text, reading_of(taken), notes, old)
                yield Line(word, color, (entry.sheet, entry.cell), texts)


def reading_of(taken: Taken) -> str:
    """How the words were read, as the standard wording of the rule; what became of them otherwise."""
    if taken.state == "kept":
        return "没有自拟标准，计分设置照旧。"
    if taken.state == "manual":
        return "人工评分"
    standard = taken.standard
    if taken.state == "unread" or standard is None or standard.rule is None:
        kept = "，仍按原计分设置计分" if taken.indicator.kind else ""
        return f"没有读成规则：{taken.reason[0]}{kept}"
    readings = "".join(f"\n（{reading}）" for reading in standard.readings)
    worded = wording(standard.rule, standard.unit, standard.dated)
    kind = "" if worded.startswith(standard.rule.kind) else f"{standard.rule.kind}："
    return f"{kind}{worded}{readings}"


def _left_out(sheet: GoalSheet) -> Iterator[Line]:
    for note in left_out(sheet):
        _, color = LEVELS[note.severity]
        old = f"{note.sheet}!{note.cell}" if note.sheet and note.cell else note.sheet or ""
        yield Line("原表", color, None, ("", note.value, "", note.text(), old))


def _summary(conversion: Conversion) -> str:
    counts = {state: len(conversion.of(state)) for state in WORDS}
    parts = (
        (counts["read"], "条标准已按原文读成计分设置"),
        (counts["kept"], "条没有自拟标准、沿用原设置"),
        (counts["manual"], "条须人工评分"),
        (counts["unread"], "条没有读懂（排在最前），请改写标准或填计分设置；在此之前待定，原有计分设置的仍按设置计分"),
    )
    listed = "，".join(f"{count} {words}" for count, words in parts if count)
    told = [f"共 {len(conversion.rows)} 个指标：{listed}。"]
    if read := sum(row.points_read for row in conversion.rows):
        told.append(f"{read} 个分值取自标准文字，请核对分值合计。")
    if skipped := len(conversion.sheet.skipped):
        told.append(f"{skipped} 行填“/”的照旧，不计分。")
    if conversion.another_year:
        told.append("转入新年度：目标和指标已带入，自评、资金和签署日期没有带入，标准和指标值中的日期没有改动。")
    elif conversion.sheet.evaluated:
        told.append("自评的实际值、原因和资金已带入；原表的得分和总分没有带入，由本表公式重新计算。")
    if conversion.numbers:
        told.append(f"{len(conversion.numbers)} 个实际完成值（带单位、百分号或以文本存放）已写成读到的数字，请核对。")
    if conversion.days:
        told.append(f"{len(conversion.days)} 个实际完成日期（以文本存放）已写成读到的日期，请核对。")
    if conversion.levels:
        told.append(f"{len(conversion.levels)} 个实际完成的等级已写成标准中的原词，请核对。")
    if texts := conversion.texts:
        names = "、".join(row.indicator.name for row in texts[:_NAMED]) + (" 等" if len(texts) > _NAMED else "")
        told.append(f"{len(texts)} 个实际完成值读不准，照原样带入，请改填数字：{names}。")
    told.append("标准原文一字未改，在“自拟标准”列；点“位置”可直接到该单元格。本说明看完可以删除，不影响计分。")
    return "".join(told)
