"""读取评分标准: the standards in prose of the open workbook become settings, once the user agrees to the changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from perfxl import dates
from perfxl.api import form_of, read
from perfxl.block import KEYS, Block
from perfxl.buttons.open_book import Outcome, Progress, given, saved, silent
from perfxl.buttons.result_sheet import Column, Line, as_text, drop, write
from perfxl.conversion import Conversion, Note, Taken, converted
from perfxl.engines.opened import writable
from perfxl.findings import Refused, finding
from perfxl.form import Form
from perfxl.model import GoalSheet, Indicator
from perfxl.numbers import plain
from perfxl.scoring.settings import deadline_of
from perfxl.workbook.converted import WORDS, reading_of
from perfxl.workbook.layout import SETTINGS_INPUTS, Layout, layout_of
from perfxl.workbook.settings_sheet import APPLIES

SHEET = "读标准结果"
Confirm = Callable[[str, str], bool]
_COLUMNS = (
    *(Column("三级指标", 24), Column("标准原文", 40), Column("读成", 44), Column("请注意", 40)),
    Column("写入的单元格", 30),
)
# What the sheet says in a column of its own.
_SAID = {"R001", "R004", "R005", "R006", "C012", "I020", "P006"}
_SHOWN = 8  # changes named in the question; the sheet names all
_PREFILLED = {"partial", "reverse"}  # the template fills these in every row: they stand for the default
_GOAL_CELLS = {"kind": "计分方式", "comparator": "指标值类型", "target": "指标值", "unit": "计量单位", "points": "分值"}


@dataclass(frozen=True, slots=True)
class Change:
    """An input cell that would get another value; ``dated`` when a number in it is a day."""

    row: int
    sheet: str
    cell: str
    before: str
    value: Decimal | str | None
    dated: bool = False

    def __str__(self) -> str:
        shown = self.value
        if isinstance(shown, Decimal):
            shown = dates.from_serial(shown).isoformat() if self.dated else plain(shown)
        return f"{self.sheet}!{self.cell}：{self.before or '空'} → {shown or '空'}"


@dataclass(frozen=True, slots=True)
class Standards:
    """How the standards were read, what that changes, and whether it was written."""

    conversion: Conversion
    changes: tuple[Change, ...]
    written: bool


def read_standards(
    book: Any = None, *, confirm: Confirm | None = None, profile: str | None = None, progress: Progress = silent
) -> Outcome:
    """Read every standard of the open workbook; list how on 读标准结果; fill 计分设置 by those that make a rule.

    Before an input cell is touched *confirm* is asked, in Chinese and English, with what would change; without it, or
    where it says no, nothing is written but the list. In another layout there are no settings to fill.

    :raises Refused: it cannot be read; the code says why.
    :raises EngineFailed: Excel or LibreOffice refused, or the structure of the workbook is protected.
    """
    book = given(book)
    progress("正在读取评分标准…", "Reading the standards…")
    try:
        with saved(book) as path:
            sheet = read(path, profile)
    except Refused:
        with writable(book, sheets=()):
            drop(book, SHEET)
        raise
    form = form_of(sheet, profile)
    conversion = converted(sheet, form)
    changes = tuple(_changes(sheet, conversion, form, book)) if sheet.layout == "own" else ()
    changed = {change.sheet for change in changes}
    with writable(book, changed) as locked:
        blocked = sorted(locked)
        drop(book, SHEET)
        _list(book, sheet, form, Standards(conversion, changes, False), blocked)
    agreed = bool(changes) and not blocked and confirm is not None and confirm(*_question(changes))
    if agreed:
        progress("正在写入计分设置…", "Writing the settings…")
        with writable(book, changed):
            for change in changes:
                _put(book, change)
            drop(book, SHEET)
            _list(book, sheet, form, Standards(conversion, changes, True), blocked)
    answer = Standards(conversion, changes, agreed)
    zh, en = _told(sheet, answer)
    return Outcome(zh, en, answer)


def _changes(sheet: GoalSheet, conversion: Conversion, form: Form, book: Any) -> Iterator[Change]:
    """What the conversion of our own workbook changes, cell by cell, in the open one."""
    layout = layout_of(form)
    rows = _settings_rows(book, layout)
    old = {indicator.row: indicator for indicator in sheet.indicators}
    for taken in conversion.rows:
        before, after = old[taken.indicator.row], taken.indicator
        if taken.state not in ("read", "manual") or before == after:
            continue
        row = rows.get(after.key or 0)
        settings = () if row is None else tuple(_settings(before, after, layout, row, form, sheet.year))
        if row is None and before.settings != after.settings:
            continue  # the row of settings is not where it belongs: a finding of the check, nothing to write into
        yield from _goals(before, after)
        yield from settings


def _settings_rows(book: Any, layout: Layout) -> dict[int, int]:
    """Key of an indicator → its row on 计分设置, as it stands in the open workbook."""
    area = layout.settings
    if area.sheet not in [sheet.name for sheet in book.sheets]:
        return {}
    letter = area.letters["key"]
    keys = book.sheets[area.sheet].range(f"{letter}{area.first}:{letter}{area.last}").value
    return {int(key): row for row, key in zip(area.rows(), keys, strict=True) if isinstance(key, int | float)}


def _goals(before: Indicator, after: Indicator) -> Iterator[Change]:
    """The indicator's own cells: the kind, and what was missing or a number typed as text."""
    for key in _GOAL_CELLS:
        source = before.sources.get(key)
        if source is None or not source.cell:
            continue
        old, new = getattr(before, key), getattr(after, key)
        mended = after.sources[key].value if key == "target" and after.sources[key] != source else None
        if mended is not None or old != new:
            value = mended if isinstance(mended, Decimal) else new
            yield Change(before.row, source.sheet, source.cell, source.text, value or None)


def _settings(
    before: Indicator, after: Indicator, layout: Layout, row: int, form: Form, year: int | None
) -> Iterator[Change]:
    """The cells of its row on 计分设置. What plays no part for the kind stays as it is."""
    old, new = (dict(zip(KEYS, (each.settings or Block()).values(), strict=True)) for each in (before, after))
    dated = deadline_of(after, form, year) is not None
    for key in SETTINGS_INPUTS:
        value = new[key]
        if value == old[key]:
            continue
        if value is None and (key in _PREFILLED or after.kind not in APPLIES.get(key, (after.kind,))):
            continue
        day = dated and key.startswith(("bound", "threshold")) and isinstance(value, Decimal)
        shown = old[key]
        text = plain(shown) if isinstance(shown, Decimal) else shown or ""
        yield Change(before.row, layout.settings.sheet, layout.settings.cell(key, row), text, value, day)


def _put(book: Any, change: Change) -> None:
    cell = book.sheets[change.sheet].range(change.cell)
    value = change.value
    if isinstance(value, Decimal):
        cell.value = float(value)
        if change.dated:
            cell.number_format = "yyyy-mm-dd"
    elif value is None:
        cell.clear_contents()
    else:
        cell.value = as_text(value)


def _question(changes: tuple[Change, ...]) -> tuple[str, str]:
    rows = len({change.row for change in changes})
    listed = "\n".join(map(str, changes[:_SHOWN]))
    more = f"\n……其余见“{SHEET}”。" if len(changes) > _SHOWN else ""
    zh = f"将按评分标准改动 {rows} 个指标的 {len(changes)} 个填报单元格：\n{listed}{more}\n确定写入吗？"
    more = f"\n… the others are on {SHEET}." if len(changes) > _SHOWN else ""
    return zh, f"{len(changes)} input cells of {rows} indicator(s) would change:\n{listed}{more}\nWrite them?"


def _told(sheet: GoalSheet, answer: Standards) -> tuple[str, str]:
    counts = {state: len(answer.conversion.of(state)) for state in WORDS}
    zh = f"读懂 {counts['read']} 条，须人工评分 {counts['manual']} 条，没有读懂 {counts['unread']} 条；见“{SHEET}”。"
    en = f"{counts['read']} read, {counts['manual']} for a person, {counts['unread']} not read; see {SHEET}."
    if sheet.layout == "foreign":
        return (
            zh + "本表不是本模板，没有计分设置可填：请用“转换旧表”。",
            en + " This is another layout: convert it to get settings.",
        )
    if answer.written:
        return zh + f"已写入 {len(answer.changes)} 个单元格。", en + f" {len(answer.changes)} cells written."
    if answer.changes:
        return zh + "没有改动任何单元格。", en + " Nothing was changed."
    return zh + "计分设置已与标准一致，不用改动。", en + " The settings say so already."


def _list(book: Any, sheet: GoalSheet, form: Form, answer: Standards, blocked: list[str]) -> None:
    """The sheet: what has to be done first, each in the order of the rows."""
    headers = {column.key: column.header for column in form.columns}
    order = {"unread": 0, "manual": 1, "read": 2, "kept": 2}
    rows = sorted(answer.conversion.rows, key=lambda taken: order[taken.state])
    lines = [_line(taken, answer, headers, sheet.layout == "own") for taken in rows]
    told = _told(sheet, answer)[0].replace(f"；见“{SHEET}”", "")
    if answer.changes and not answer.written:
        told = told.replace("没有改动任何单元格。", f"要改的 {len(answer.changes)} 个单元格列在右边，尚未写入。")
    if blocked:
        told += f"有密码保护、不能写入的工作表：{'、'.join(blocked)}。"
    title = f"{SHEET}：{sheet.department or '（未填部门）'}"
    write(book, SHEET, title, told, _COLUMNS, lines, word="结果")


def _line(taken: Taken, answer: Standards, headers: dict[str, str], own: bool) -> Line:
    word, color = WORDS[taken.state]
    indicator = taken.indicator
    key = "own_standard" if own and indicator.own_standard else "standard"
    origin = indicator.at(key)
    changes = "\n".join(str(change) for change in answer.changes if change.row == indicator.row)
    notes = "\n".join(_note(note, headers) for note in taken.notes)
    values = (indicator.name, taken.text, reading_of(taken), notes, changes)
    return Line(word, f"#{color[2:]}", (origin.sheet, origin.cell) if origin.cell else None, values)


def _note(note: Note, headers: dict[str, str]) -> str:
    slots: dict[str, Any] = dict(note.slots)
    found = finding(note.code, field=headers[note.key], value=note.value, **slots)
    return found.fix if note.code in _SAID else found.text()
