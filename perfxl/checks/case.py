"""What every check looks at: the sheet, its form, its scores, and the few facts many checks share.

In our own workbook a check sees a cell as the workbook's formulas see it (a text ``"90"`` is no number,
number formats do not exist), so that the sheet 校验 and perfxl name the same cells. Of a foreign layout it
sees what the reader understood.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from perfxl import dates, numbers
from perfxl.block import Block
from perfxl.findings import Finding, finding
from perfxl.form import Form
from perfxl.model import GoalSheet, Indicator, Source
from perfxl.numbers import plain
from perfxl.profile import Wording

if TYPE_CHECKING:
    from perfxl.scoring.evaluate import Line, Result

QUALITATIVE = "定性"
COST = "成本指标"

# Places of our own workbook that no indicator row carries; the layout's, held together by a test.
POINTS_TOTAL = "L2"
FIRST_NAME = "D7"
HEAD = {"year": "A2", "department": "B3", "duties": "B4", "goals": "B5"}

# Any of these makes a row of our own workbook an indicator.
FIELDS = ("level1", "level2", "name", "comparator", "target", "unit", "definition", "remark", "own_standard")

LABELS = {
    "year": "年度",
    "score": "得分",
    "actual": "实际完成值",
    "cause": "偏差原因分析及改进措施",
    "evidence": "佐证材料",
    "manual": "人工得分",
    "scorer": "评分人",
    "manual_reason": "评分理由",
    "initial": "年初预算数",
    "budget": "全年预算数",
    "spent": "全年执行数",
    "total": "自评总分",
    "rating": "等级",
}

_BLANKS = str.maketrans("", "", "".join(map(chr, range(32))) + " \u3000\u00a0\u200b")


def squeeze(text: str) -> str:
    """A text without blanks of any width, line breaks and control characters."""
    return text if text.isprintable() and " " not in text else text.translate(_BLANKS)  # most have none


def wide(word: str) -> str:
    """A word with its ASCII characters in full width, as a Chinese keyboard may type them."""
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in word)


def placeholder_words(form: Form) -> tuple[str, ...]:
    """The placeholders and slashes of a form in lower case, in both widths."""
    return _placeholders(form.wording)


@lru_cache(maxsize=64)
def _placeholders(wording: Wording) -> tuple[str, ...]:
    words = (*wording.placeholders, *wording.not_applicable)
    return tuple(dict.fromkeys(spelling for word in words for spelling in (word.lower(), wide(word.lower()))))


@dataclass(slots=True)
class Known:
    """What was worked out about a row, which it keeps alive: which of its fields are error values, its texts
    without blanks as they are asked for, comparator, levels and deadline, and its rule block (see
    :func:`perfxl.checks.blocks.workbook_block`)."""

    row: Indicator
    errors: frozenset[str]
    texts: dict[str, str] = field(default_factory=dict)
    comparator: str | None = None
    level1: str | None = None
    level2: str | None = None
    deadline: dt.date | None = None
    block: Block | None = None


@dataclass(frozen=True)
class Case:
    """One workbook under check."""

    sheet: GoalSheet
    form: Form
    result: Result
    _known: dict[int, Known] = field(default_factory=dict, compare=False, repr=False)

    def known(self, row: Indicator) -> Known:
        """What was worked out about a row: one check after the other asks for it."""
        known = self._known.get(id(row))
        if known is None:
            known = self._known[id(row)] = Known(row, _errors(row))
            form = self.form
            if self.text(row, "comparator"):
                known.comparator = form.comparator(row.comparator)
            if self.text(row, "level1"):
                known.level1 = form.level1(row.level1)
            if self.text(row, "level2"):
                known.level2 = form.level2(row.level2, known.level1)
            known.deadline = self._deadline(row, known.comparator)
        return known

    @cached_property
    def own(self) -> bool:
        return self.sheet.layout == "own"

    @cached_property
    def placeholders(self) -> frozenset[str]:
        """Words that stand where a value is missing; see :func:`placeholder_words`."""
        return frozenset(placeholder_words(self.form))

    @cached_property
    def everything(self) -> tuple[Indicator, ...]:
        """Every row read, in sheet order."""
        return tuple(sorted((*self.sheet.indicators, *self.sheet.skipped), key=lambda row: row.row))

    @cached_property
    def rows(self) -> tuple[Indicator, ...]:
        """The indicators: rows with content that do apply."""
        if not self.own:
            return self.sheet.indicators
        return tuple(row for row in self.everything if self._active(row) and not self._not_applicable(row))

    @cached_property
    def skipped(self) -> tuple[Indicator, ...]:
        """Rows filled with slashes."""
        if not self.own:
            return self.sheet.skipped
        return tuple(row for row in self.everything if self._active(row) and self._not_applicable(row))

    @cached_property
    def strays(self) -> tuple[Indicator, ...]:
        """Rows without an indicator that may still carry points."""
        return tuple(row for row in self.everything if row not in self.rows and (self.own or not row.name))

    def _active(self, row: Indicator) -> bool:
        return any(self.broken(row, key) or self.text(row, key) for key in FIELDS)

    def _not_applicable(self, row: Indicator) -> bool:
        marks = {"", *self.form.wording.not_applicable}
        words = {"" if self.broken(row, key) else self.text(row, key) for key in ("name", "target")}
        broken = self.broken(row, "name") or self.broken(row, "target")
        return not broken and words <= marks and words != {""}

    @cached_property
    def year(self) -> int | None:
        """The sheet's year; in our own workbook only a number of four digits is one to the formulas of dates."""
        source = self.sheet.sources.get("year")
        if not self.own or source is None:
            return self.sheet.year
        number = seen_number(source) if source.kind == "number" else None
        good = number is not None and number == number.to_integral_value() and 1900 <= number <= 9999
        return int(number) if number is not None and good else None

    # -- cells of a row

    def source(self, row: Indicator, key: str) -> Source | None:
        """The cell of a field of the goal sheet or of the self-evaluation, where the layout has it."""
        found = row.sources.get(key)
        if found is None and row.evaluation is not None:
            found = row.evaluation.actual if key == "actual" else row.evaluation.sources.get(key)
        return found

    def broken(self, row: Indicator, key: str) -> bool:
        """Whether an error value stands in the cell."""
        return key in self.known(row).errors

    def text(self, row: Indicator, key: str) -> str:
        """The text of a field without blanks; empty for an error value."""
        texts = self.known(row).texts
        found = texts.get(key)
        if found is None:
            found = texts[key] = self._text(row, key)
        return found

    def _text(self, row: Indicator, key: str) -> str:
        source = self.source(row, key)
        if source is not None and (self.own or key in LABELS):
            return "" if source.kind == "error" else squeeze(source.text)
        if key in LABELS:
            return squeeze(getattr(row.evaluation, key, "") or "")
        return squeeze(str(getattr(row, key, "") or ""))

    def blank(self, row: Indicator, key: str) -> bool:
        """Whether nothing stands there (an error value is something)."""
        return not self.text(row, key) and not self.broken(row, key)

    def absent(self, row: Indicator, key: str) -> bool:
        """Whether a foreign layout has no such column at all: told once, by the reader (S011)."""
        return not self.own and key not in row.sources

    def number(self, row: Indicator, key: str) -> Decimal | None:
        """The number a formula sees in the cell: numbers and dates, never text."""
        return seen_number(self.source(row, key))

    # -- what an indicator is

    def line(self, row: Indicator) -> Line | None:
        """The row as scored."""
        return self._lines.get(row.row)

    @cached_property
    def _lines(self) -> Mapping[int, Line]:
        return {line.indicator.row: line for line in self.result.lines}

    def level1(self, row: Indicator) -> str | None:
        return self.known(row).level1

    def level2(self, row: Indicator) -> str | None:
        return self.known(row).level2

    def comparator(self, row: Indicator) -> str | None:
        return self.known(row).comparator

    def quantitative(self, row: Indicator) -> bool:
        """Whether the comparator is known and not 定性."""
        return self.comparator(row) not in (None, QUALITATIVE)

    def percent(self, row: Indicator) -> bool:
        return self.form.unit(self.text(row, "unit")) == "%"

    def deadline(self, row: Indicator) -> dt.date | None:
        """The last day a target allows, when the target is a date."""
        return self.known(row).deadline

    def _deadline(self, row: Indicator, comparator: str | None) -> dt.date | None:
        source = row.sources.get("target")
        text = row.target
        if source is not None:
            number = seen_number(source)
            if number is not None:
                dated = comparator == QUALITATIVE or (not self.own and source.kind == "date")
                inside = dates.FIRST_SERIAL <= number <= dates.LAST_SERIAL
                return dates.from_serial(number) if dated and inside else None
            text = source.text
        if numbers.parse(text) is not None and comparator != QUALITATIVE and self.form.unit(row.unit):
            return None  # 2026.5万元 typed as text is no month
        return dates.parse_deadline(text, self.year) if text else None

    def points(self, row: Indicator) -> Decimal | None:
        """The points that count: the column's; elsewhere those of the rule as read, or of the remark."""
        if self.own:
            points = self.number(row, "points")
            return points if points is not None and self.good_points(points) else None
        if row.points is not None:
            return row.points
        return self.text_points.get(row.row)

    @cached_property
    def text_points(self) -> Mapping[int, Decimal]:
        """Points that a foreign sheet has only in its texts, by row."""
        found = {}
        for line in self.result.lines:
            points = getattr(line.rule, "points", None)
            if isinstance(points, Decimal):
                found[line.indicator.row] = points
        return found

    def good_points(self, points: Decimal) -> bool:
        """Above 0, not above the total, two decimals at most."""
        return 0 < points <= self.form.points.total and abs(points - round(points, 2)) < Decimal("1e-9")

    @cached_property
    def doubtful_keys(self) -> frozenset[int]:
        """Rows (by row number) whose key may not lead to their settings: missing, repeated, out of range.

        Repeats among rows without an indicator are known to the reader only.
        """
        if not self.own:
            return frozenset()
        noted = {(note.sheet, note.cell) for note in self.sheet.notes if note.code == "S005"}
        times = Counter(self.number(row, "key") for row in self.everything)
        doubtful = set()
        for row in self.rows:
            key, place = self.number(row, "key"), row.at("key")
            good = key is not None and key == key.to_integral_value() and 1 <= key <= self.form.capacity
            if not good or times[key] > 1 or (place.sheet, place.cell) in noted:
                doubtful.add(row.row)
        return frozenset(doubtful)

    # -- findings

    def at(self, code: str, row: Indicator, key: str, value: object = None, **slots: object) -> Finding:
        """A finding at a field of a row; the value is what stands there unless given."""
        source = self.source(row, key)
        place = source or row.at("name")
        # What a foreign layout has in a cell with others, as the unit behind its number, has no cell of its own.
        there = source.text if source else str(getattr(row, key, None) or "")
        shown = there if value is None else value
        return finding(code, sheet=place.sheet, cell=place.cell, field=self.label(key), value=shown, **slots)

    def at_head(self, code: str, key: str, value: object = None, **slots: object) -> Finding:
        """A finding at a field of the head or foot."""
        source = self.sheet.sources.get(key)
        if source is not None:
            sheet, cell = source.sheet, source.cell
        else:
            sheet, cell = self.sheet.sheet, HEAD[key] if self.own and key in HEAD else ""
        shown = (source.text if source else "") if value is None else value
        return finding(code, sheet=sheet, cell=cell or None, field=self.label(key), value=shown, **slots)

    def label(self, key: str) -> str:
        """The Chinese name of a field."""
        if key in LABELS:
            return LABELS[key]
        for column in self.form.columns:
            if column.key == key:
                return column.header
        for entry in self.form.foot:
            if entry.key == key:
                return entry.label
        words: tuple[str, ...] = getattr(self.form.labels, key, ())
        return words[0] if words else key

    def all_texts(self, key: str) -> Iterator[tuple[Indicator, str]]:
        """The field of every indicator that has one, without blanks."""
        for row in self.rows:
            if word := self.text(row, key):
                yield row, word


def _errors(row: Indicator) -> frozenset[str]:
    """The fields of a row in whose cells an error value stands; a field of both sheets is the goal sheet's."""
    goals, line = row.sources, row.evaluation
    found = {key for key, source in goals.items() if source.kind == "error"}
    if line is not None:
        beside = {**line.sources, "actual": line.actual}
        found |= {key for key, source in beside.items() if source.kind == "error" and key not in goals}
    return frozenset(found)


def seen_number(source: Source | None) -> Decimal | None:
    """The number a formula sees in a cell: a number, or a date's day number; never text."""
    if source is None:
        return None
    if source.kind == "number" and isinstance(source.value, Decimal):
        return source.value
    if source.kind == "date" and isinstance(source.value, dt.date):
        return dates.to_serial(source.value)
    return None


def number_text(value: Decimal | None) -> str:
    """A number as a clerk writes it; empty when there is none."""
    return "" if value is None else plain(value)
