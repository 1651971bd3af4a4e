"""What is true of a copy that goes back: it is read and checked as its department will send it back.

What there is to do is what the copy itself shows, and what only the original can tell: differences from earlier
sheets, content that was not read. What the original has and the copy has no more is mended. What the copy asks for
besides, because another layout had no place for it, is to be filled in: that is nobody's fault.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from msgspec import Struct, structs
from openpyxl.workbook.workbook import Workbook

from perfxl import numbers
from perfxl.catalogue import (
    BLANKS,
    MENDED,
    OF_LEVELS,
    OF_NUMBERS,
    ONLY_ORIGINAL,
    OURS,
    RECOMPUTED,
    STILL,
    TOLD_WITH,
    UNSAVED,
)
from perfxl.checks import run
from perfxl.conversion import with_numbers
from perfxl.findings import Finding
from perfxl.form import Form
from perfxl.model import Fund, GoalSheet
from perfxl.scoring.evaluate import evaluate
from perfxl.workbook import funds
from perfxl.workbook.listing import Place
from perfxl.workbook.moved import Places
from perfxl.workbook.read import read
from perfxl.workbook.write import workbook_bytes

State = Literal["asked", "fill", "done", "elsewhere"]
Said = tuple[str, str]  # Chinese, English
Key = tuple[str, object]

_CELLS = 12  # named of one column
_MENDED_HERE = ("已修好，不用改。", "Mended; nothing to do.")
_RECOMPUTED_HERE = ("以按标准重算的为准，不用改。", "The recomputed figure counts; nothing to do.")
_GONE = ("已经没有这个问题，不用改。", "It is gone; nothing to do.")
_SHEET_HERE = ("退回件里已有这张工作表，原来填的都在，不用改。", "The copy has the sheet, with what was filled in.")
_FULL = ("退回件里已有这一列，也已填好，填得不对的请改正。", "The copy has the column, filled in; correct errors.")
_THERE = ("退回件里已有这一列，要填的请填写。", "The marked copy has the column; fill in what is to be said.")
_BY_HAND = (
    "退回件里已设为“人工评分”：请评分人填写人工得分（{place}）、评分人和评分理由，或改写成能核算的标准。",
    "The marked copy has it scored by hand: the scorer fills in score ({place}), name and reason.",
)
_NO_PARTNER = (
    "退回件里这一行还没有标准（{place}）：请按目标表选择计分方式、填写自拟标准；指标名称与目标表不一致的，一并改正；"
    "目标表里确实没有的，请补报目标表。",
    "The row has no standard in the marked copy ({place}): choose the scoring kind and write the standard of the goal"
    " sheet; correct the name where it is another one; if the indicator is new, file the goals too.",
)
_IN_THE_COPY = {"R003": _BY_HAND, "S029": _NO_PARTNER}
"""Of what a copy asks for in a cell of its own instead: what to do there."""
PLAINLY_MENDED = (_MENDED_HERE, _GONE)
"""What is said where there is nothing to say but that it is mended."""
_UNSCORED = "E033"
_ONCE = frozenset({"P001"})  # of a sheet, wherever it stands
_NO_SETTINGS = frozenset({"C024", "I017", "I020", "R013"})


class Answer(Struct, frozen=True, kw_only=True):
    """What a department hears of one thing.

    ``found`` is it in the words of the copy, where the copy has it; ``about`` the finding of the original, ``None``
    where only the copy has it; ``place`` its cell in the copy, and ``name`` the indicator there. ``asked``: to be put
    right or looked at. ``fill``: the other layout had no such thing, ``said`` are its cells. ``done``: the copy has
    mended it, and ``said`` says how. ``elsewhere``: another answer says what the copy shows in its stead.
    """

    found: Finding
    about: Finding | None = None
    state: State = "asked"
    said: Said = ("", "")
    place: Place | None = None
    name: str = ""


def repaired(sheet: GoalSheet, form: Form) -> GoalSheet:
    """A sheet of our own with the numbers that were typed as texts: formulas see them in the copy."""
    money = sheet.money
    if money is not None:
        parts = tuple(map(_with_amounts, money.parts))
        money = structs.replace(money, total=_with_amounts(money.total), parts=parts)
    return structs.replace(with_numbers(sheet, form), money=money)


def _with_amounts(fund: Fund) -> Fund:
    read_off = {key: funds.amount(place) for key, place in fund.sources.items() if getattr(fund, key) is None}
    return structs.replace(fund, **read_off)


def recheck(
    path: Path,
    form: Form,
    workbook: Workbook,
    sheet: GoalSheet,
    findings: Sequence[Finding],
    waived: Sequence[Finding],
    places: Places,
) -> list[Answer]:
    """What is to be told of *findings* of the original and of the copy, which is written to *path* to be read.

    What the copy shows of a finding that is *waived* is no work either.
    """
    path.write_bytes(workbook_bytes(workbook))
    copy = read(path, form)
    there = [found for found in run(copy, form, evaluate(copy, form)) if found.code not in OURS | {UNSAVED}]
    copied = _Copied(form, workbook, sheet, there, places)
    copied.match([*findings, *waived])
    copied.let_stand(waived)
    answers = [answer for found in findings if (answer := copied.answer(found)) is not None]
    return [*answers, *copied.besides()]


class _Copied:
    """The findings of a copy, held against those of the original."""

    def __init__(self, form: Form, workbook: Workbook, sheet: GoalSheet, there: list[Finding], places: Places) -> None:
        self._form, self._workbook, self._sheet, self._places = form, workbook, sheet, places
        self._there, self._left = there, there
        self._now: dict[Finding, Finding] = {}

    def match(self, originals: Sequence[Finding]) -> None:
        """Find each of the originals in the copy: at its cell, in its row, or where neither is known, by its field."""
        for old, new in (
            (self._at_old, self._at_new),
            (self._in_old_row, self._in_new_row),
            (self._saying_old, self._saying_new),
            (self._of_field_old, self._of_field_new),
            (self._single, self._single),
        ):
            having: defaultdict[Key, list[Finding]] = defaultdict(list)
            for found in self._left:
                having[found.code, new(found)].append(found)
            for found in originals:
                about = None if _absent(found) else old(found)
                if found not in self._now and about is not None and having[found.code, about]:
                    self._now[found] = having[found.code, about].pop(0)
            taken = set(map(id, self._now.values()))
            self._left = [found for found in self._left if id(found) not in taken]

    def _at_old(self, found: Finding) -> object:
        return self._places.of(found)

    def _at_new(self, found: Finding) -> object:
        return _place(found)

    def _in_old_row(self, found: Finding) -> object:
        return self._places.key_of(found)

    def _in_new_row(self, found: Finding) -> object:
        return self._key(found)

    def _saying_old(self, found: Finding) -> object:
        return (found.field, found.value) if self._places.key_of(found) is None else None

    def _saying_new(self, found: Finding) -> object:
        return (found.field, found.value) if self._key(found) is None else None

    def _of_field_old(self, found: Finding) -> object:
        return found.field if self._places.key_of(found) is None else None

    def _of_field_new(self, found: Finding) -> object:
        return found.field if self._key(found) is None else None

    def _single(self, found: Finding) -> object:
        return found.code in _ONCE or None

    def let_stand(self, waived: Sequence[Finding]) -> None:
        """Leave out the blanks of the foot that are waived together."""
        self._left = [one for one in self._left if not any(one in self._of_foot(found) for found in waived)]

    def _of_foot(self, found: Finding) -> list[Finding]:
        """What the copy says of the fields of the foot that another layout does not have, one by one."""
        fields = _absent(found)
        return [one for one in self._left if one.code == found.code and one.field in fields]

    def answer(self, found: Finding) -> Answer | None:
        """What is told of a finding of the original; nothing of a hint that no longer holds."""
        now, (kept, place) = self._now.get(found), self._with(found)
        if now is not None:
            return Answer(found=now, about=found, place=_place(now) or place)
        if found.code in MENDED:
            said = STILL.get(found.code) or (_RECOMPUTED_HERE if found.code in RECOMPUTED else _MENDED_HERE)
            return Answer(found=found, about=found, state="done", said=said, place=place)
        if blanks := self._of_foot(found):
            to_fill_in = _to_fill_in(blanks)
            return Answer(found=to_fill_in, about=found, state="elsewhere", place=_place(to_fill_in))
        if found.code == "S009":
            return self._sheet_missing(found)
        if found.code == "S011":
            return self._column_missing(found)
        if found.code in ONLY_ORIGINAL or found.code.startswith("D"):
            return Answer(found=kept, about=found, place=place)
        if found.severity == "info":
            return None
        if (other := self._in_its_stead(found, place)) is not None:
            return Answer(found=other, about=found, state="elsewhere", place=place)
        return Answer(found=found, about=found, state="done", said=self._how(found, place), place=place)

    def _in_its_stead(self, found: Finding, place: Place | None) -> Finding | None:
        """What the copy shows in the same cell; of a row without a score or a standard, whatever says why there."""
        key = self._places.key_of(found)
        if found.code == _UNSCORED:
            return next((one for one in self._there if one.severity == "error" and self._key(one) == key), None)
        if found.code == "C012":  # a dash, which the copy has as it was written
            return next((one for one in self._left if one.code == "C024" and self._key(one) == key), None)
        here = (one for one in self._left if place is not None and _place(one) == place and one.severity != "info")
        return next(here, None)

    def _how(self, found: Finding, place: Place | None) -> Said:
        """How the copy has mended something: by the number or day that was read, or in no way worth a word."""
        value = None if place is None else self._workbook[place[0]][place[1]].value
        if found.code == "S005" and value is not None:
            return f"已编为 {value} 号，不用改。", f"Its key is {value} now; nothing to do."
        if found.code in OF_LEVELS and isinstance(value, str):
            en = f"It is {value} now, as in the standard; correct it if misread."
            return f"已写成标准中的“{value}”，读得不对的请改正。", en
        if found.code in OF_NUMBERS and isinstance(value, date):
            said = f"{value:%Y-%m-%d}"
            return f"已写成日期 {said}，读得不对的请改正。", f"It is the date {said} now; correct it if misread."
        if found.code in OF_NUMBERS and isinstance(value, int | float):
            said = numbers.plain(numbers.exact(value))
            return f"已写成数字 {said}，读得不对的请改正。", f"It is the number {said} now; correct it if misread."
        return _GONE

    def _with(self, found: Finding) -> tuple[Finding, Place | None]:
        """A finding of the original with what the copy has made of it, and where that stands there."""
        code, key, place = TOLD_WITH.get(found.code), self._places.key_of(found), self._places.of(found)
        beside = [one for one in self._left if one.code == code and key in (None, self._key(one))]
        self._left = [one for one in self._left if one not in beside]
        if found.code not in _IN_THE_COPY or not beside:
            return found, place
        there = _place(beside[0])
        zh, en = (text.format(place=" ".join(there or ())) for text in _IN_THE_COPY[found.code])
        return structs.replace(found, fix=zh, fix_en=en), there if found.code == "S029" else place

    def _sheet_missing(self, found: Finding) -> Answer:
        """S009: the copy has every sheet; what was read of one under another name is in it."""
        sheets, name = self._form.sheets, found.value
        lacking = name == sheets.evaluation and not self._sheet.evaluated
        lacking |= name == sheets.settings and any(one.code in _NO_SETTINGS for one in self._there)
        if not lacking:
            return Answer(found=found, about=found, state="done", said=_SHEET_HERE, place=(name, "A1"))
        fix, fix_en = f"退回件里已有空白的“{name}”，请在里面填写。", f"The marked copy has a blank {name}: fill it in."
        return Answer(found=structs.replace(found, fix=fix, fix_en=fix_en), about=found, place=(name, "A1"))

    def _column_missing(self, found: Finding) -> Answer:
        """S011: the copy has every column; its empty cells that want something are told here and nowhere else."""
        empty = [one for one in self._left if one.field == found.value]
        self._left = [one for one in self._left if one not in empty]
        if empty:
            cells, place = _cells(empty), _place(empty[0])
            fix, fix_en = f"退回件里已有这一列，请填写：{cells}。", f"The marked copy has the column: fill in {cells}."
            return Answer(found=structs.replace(found, fix=fix, fix_en=fix_en), about=found, place=place)
        key = next((column.key for column in self._form.columns if column.header == found.value), "")
        full = key and all(getattr(indicator, key) for indicator in self._sheet.indicators)
        return Answer(found=found, about=found, state="done", said=_FULL if full else _THERE)

    def besides(self) -> Iterator[Answer]:
        """What only the copy has: what another layout had no place for, field by field; else as the copy tells it."""
        blanks: defaultdict[tuple[str, str], list[Finding]] = defaultdict(list)
        for found in self._left:
            if self._sheet.layout == "foreign" and found.code in BLANKS:
                blanks[found.code, found.field].append(found)
            elif found.severity != "info":
                place = _place(found)
                yield Answer(found=found, place=place, name=self._places.name_at(place))
        for items in blanks.values():
            found, cells = _to_fill_in(items), _cells(items)
            yield Answer(found=found, state="fill", said=(cells, cells), place=_place(found))

    def _key(self, found: Finding) -> int | None:
        place = _place(found)
        return None if place is None else self._places.key_at(place)


def _to_fill_in(items: Sequence[Finding]) -> Finding:
    """Blanks of the copy that another layout has no place for, as one finding."""
    cells = _cells(items)
    message = f"报来的表没有这一项，我们的表要填：{cells}。"
    message_en = f"Your sheet has no place for it, ours asks for it: {cells}."
    return structs.replace(items[0], message=message, message_en=message_en)


def _absent(found: Finding) -> frozenset[str]:
    """The fields of the foot that another layout does not have, which it is told in one finding without a cell."""
    return frozenset(found.field.split("、")) if found.code == "C013" and found.cell is None else frozenset()


def _place(found: Finding) -> Place | None:
    """The cell of a finding of the copy."""
    return (found.sheet, found.cell) if found.sheet and found.cell else None


def _cells(items: Sequence[Finding]) -> str:
    """``绩效目标表 H7、H8``"""
    of_sheet: defaultdict[str, list[str]] = defaultdict(list)
    for item in items[:_CELLS]:
        of_sheet[item.sheet or ""].append(item.cell or "")
    named = "，".join(f"{sheet} {'、'.join(cells)}" for sheet, cells in of_sheet.items())
    return f"{named} 等 {len(items)} 处" if len(items) > _CELLS else named
