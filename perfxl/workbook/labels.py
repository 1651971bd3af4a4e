"""Fields that stand beside a label: the head of a form, its foot, and single values such as a rating."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from perfxl import dates
from perfxl.form import Form, fold
from perfxl.model import Source
from perfxl.workbook import prose
from perfxl.workbook.cells import Cell
from perfxl.workbook.places import LONGEST_LABEL, Sheet, source, words

_SIGNED = r"\s*(?:[(（]\s*(?:签\s*[字名章]|盖\s*章|公\s*章)\s*[)）])?"
_SEAL = re.compile(r"\s*[(（]\s*(?:盖\s*章|公\s*章|签\s*章)\s*[)）]\s*$")
_DATE = re.compile(r"\d{4}\s*[-年./]\s*\d{1,2}\s*[-月./]\s*\d{1,2}\s*日?\s*$")
_REMARK = re.compile(r"\([^()]*\)$")
_EMPTY_DATE = re.compile(r"[\s_]*年[\s_]*月[\s_]*日[\s_]*")
_DATE_LABELS = ("日期", "审核日期", "时间", "审核时间")
_STAND_IN = "·department"  # and its place in the list of them
_OTHER = "·other"  # labels of the head that say where the value of another one ends
_UNITS = ("金额单位", "计量单位", "单位")
_OTHERS = ("填报时间", "填表时间", "编制日期", "日期", *_UNITS[:2], "制表人", "审核人", "页码")
_LONG = ("duties", "goals")
_SHORT = 3
_LONGEST_ALONE = 24


class Field(Struct, frozen=True):
    """What a label names: its text, and the cell where it stands."""

    text: str
    place: Source


Fields = dict[str, Field]


class Labels:
    """Labels by key, found in cells with blanks inside them, full-width brackets, and （签字） behind them."""

    def __init__(self, labels: Iterable[tuple[str, tuple[str, ...]]]) -> None:
        self.keys = {fold(alias): key for key, aliases in labels for alias in aliases}
        choices = []
        for alias in sorted(self.keys, key=len, reverse=True):
            body = r"\s*".join(re.escape(char) for char in alias)
            body = body.replace(r"\(", "[(（]").replace(r"\)", "[)）]")
            # A short label counts only where no Chinese word runs into it.
            choices.append(body if len(alias) > _SHORT else r"(?<![\u4e00-\u9fff])" + body)
        first = "".join(sorted({re.escape(alias[0]) for alias in self.keys}))
        self._pattern = re.compile(
            f"(?=[{first}])(?P<label>{'|'.join(choices)}){_SIGNED}(?P<colon>\\s*[:：])?"
        )

    def find(self, cell: Cell) -> list[tuple[str, str | None]]:
        """The labels in a cell with the value behind each, ``None`` where nothing stands behind it.

        One cell may hold several: ``填表人：甲  联系电话：乙``. A label inside a text needs its colon.
        """
        text = cell.value
        if not isinstance(text, str) or len(text) > LONGEST_LABEL:
            return []
        if len(text) > _LONGEST_ALONE and ":" not in text and "：" not in text:
            return []
        found: list[tuple[str, int, int]] = []
        for match in self._pattern.finditer(text):
            whole = not text[: match.start()].strip() and not text[match.end() :].strip()
            if match["colon"] is not None or whole:
                found.append((self.keys[fold(match["label"])], match.start(), match.end()))
        pieces: list[tuple[str, str | None]] = []
        for index, (key, _, end) in enumerate(found):
            until = found[index + 1][1] if index + 1 < len(found) else len(text)
            value = text[end:until].strip(" \t\r\n\u3000\u00a0_")
            pieces.append((key, value or None))
        return pieces

    def value(self, sheet: Sheet, cell: Cell, inline: str | None) -> tuple[Source, str]:
        """The value of a label: behind it in its cell, else in the next cell that is not a label itself."""
        if inline is not None:
            return source(cell), inline
        other = next(sheet.right_of(cell), None)
        if other is None or self.find(other):
            return replace(source(cell), value=None, kind="empty"), ""
        place = source(other)
        return place, words(place)


@lru_cache(maxsize=64)
def labels_of(labels: tuple[tuple[str, tuple[str, ...]], ...]) -> Labels:
    """Compiled labels; every form compiles its own once."""
    return Labels(labels)


def foot_labels(form: Form) -> Labels:
    """The labels of the foot by key, ``·date`` for a bare 日期, and what ends the value of one."""
    entries = ((entry.key, (entry.label, *entry.aliases)) for entry in form.foot)
    return labels_of((*entries, ("·date", _DATE_LABELS), (_OTHER, _UNITS)))


def foot(sheet: Sheet, rows: Iterable[int], form: Form) -> Fields:
    """The fields of the foot that stand in *rows*; the dates of the reviewers also below or behind them."""
    labels = foot_labels(form)
    found: Fields = {}
    reviewers: list[tuple[str, Cell]] = []
    for row in rows:
        for cell in sheet.rows.get(row, ()):
            for key, inline in labels.find(cell):
                owner = _reviewer(cell, reviewers) if key == "·date" else key
                if owner is None or owner == _OTHER or (owner in found and found[owner].text):
                    continue
                place, text = labels.value(sheet, cell, inline)
                if owner.endswith("_reviewer"):
                    reviewers.append((owner, cell))
                    text, day = _signed_on(text)
                    if day:
                        found[_date_key(owner)] = Field(day, place)
                found[owner] = Field("" if _EMPTY_DATE.fullmatch(text) else text, place)
    for key, cell in reviewers:
        below = _date_below(sheet, cell, found[key].place)
        date = found.get(_date_key(key))
        if below is not None and (date is None or not date.text):
            found[_date_key(key)] = below
    return found


def _date_key(reviewer: str) -> str:
    return reviewer.removesuffix("_reviewer") + "_date"


def _reviewer(cell: Cell, reviewers: Sequence[tuple[str, Cell]]) -> str | None:
    """The date key of the reviewer a bare 日期 belongs to: left of it in its row, else above it."""
    left = [key for key, other in reviewers if other.row == cell.row and other.column <= cell.column]
    above = [key for key, other in reviewers if other.row == cell.row - 1 and other.column <= cell.column]
    near = left or above
    return _date_key(near[-1]) if near else None


def _signed_on(text: str) -> tuple[str, str]:
    """``甲 2025年12月14日`` → name and date."""
    match = _DATE.search(text)
    if match and dates.parse(match[0]) is not None:
        return text[: match.start()].strip(), match[0].strip()
    return text, ""


def _date_below(sheet: Sheet, label: Cell, value: Source) -> Field | None:
    """The date in the row below a reviewer, under the label or under the name."""
    columns = [label.column]
    other = next(sheet.right_of(label), None)
    if other is not None and other.ref == value.cell:
        columns.append(other.column)
    for column in columns:
        below = sheet.at(label.row + 1, column)
        if below is None:
            continue
        place = source(below)
        if below.kind == "date" or (below.kind in {"text", "number"} and dates.parse(place.text) is not None):
            return Field(words(place), place)
    return None


def head_labels(form: Form, *, others: bool = True) -> Labels:
    """The labels of the head by key, *others* with those that may stand in for one or end its value."""
    labels = form.labels
    ends = (
        *((f"{_STAND_IN}{place}", (word,)) for place, word in enumerate(labels.stand_ins)),
        *((_OTHER, (entry.label, *entry.aliases)) for entry in form.foot),
        (_OTHER, _OTHERS),
    )
    return labels_of(
        (
            ("department", labels.department),
            ("duties", labels.duties),
            ("goals", labels.goals),
            ("year", labels.year),
            *(ends if others else ()),
        )
    )


def head(sheet: Sheet, rows: range, form: Form) -> Fields:
    """Department, duties, goals and year of the rows above a table, by their labels or in the title.

    Where nothing names the department, what may stand in for it is kept apart: another sheet of the workbook may.
    """
    labels, alone = head_labels(form), head_labels(form, others=False)
    folded = {**labels.keys, **dict.fromkeys(form.expected_words, "")}
    folded = {word: "" if key == _OTHER else key for word, key in folded.items()}
    # Inside a text 职责： is a word like others, as 实施单位： is: as labels they begin a cell, or follow another.
    opening = {"duties": tuple(fold(alias) for alias in form.labels.duties)}
    opening |= {key: tuple(labels.keys) for key in labels.keys.values() if key.startswith(_STAND_IN)}
    found: Fields = {}
    for row in rows:
        for cell in sheet.rows.get(row, ()):
            if not isinstance(cell.value, str) or len(cell.value) > LONGEST_LABEL:
                continue
            key = folded.get(fold(cell.value))
            if key and key not in found:
                field = _block(sheet, cell, rows, labels, folded, form)
                if field is not None:
                    found[key] = field
            elif key is None:
                pieces = labels.find(cell)
                if pieces and pieces[0][0] in _LONG:  # 电话： and 单位： are words like others there
                    pieces = alone.find(cell)
                for inline_key, inline in pieces:
                    begins = fold(cell.value).startswith(opening.get(inline_key, ""))
                    if inline is not None and begins and inline_key != _OTHER and not found.get(inline_key):
                        found[inline_key] = Field(inline, source(cell))
    if "department" in found:
        department = found["department"]
        found["department"] = replace(department, text=_SEAL.sub("", department.text))
    values = {field.place.cell for field in found.values()}
    _from_titles(sheet, rows, values, found)
    _stand_in(found, form)
    return found


def _stand_in(found: Fields, form: Form) -> None:
    """Leave the best field that may stand in for the department, and that only where none is named, if without name.

    A label whose name nobody filled in (填报单位：) names none.
    """
    stand_ins = {key: found.pop(key) for key in sorted(found) if key.startswith(_STAND_IN)}
    named = (field for field in stand_ins.values() if fold(field.text) not in form.unit_words)  # 单位：万元
    best = next((field for field in named if field.text), None)
    if best is not None and not _named(found):
        found[_STAND_IN] = replace(best, text=_SEAL.sub("", best.text))


def _named(fields: Fields) -> bool:
    return "department" in fields and bool(fields["department"].text)


def settled(fields: Fields) -> Fields:
    """The fields of all sheets together: a stand-in is the department where none of them names it."""
    stand_in = fields.pop(_STAND_IN, None)
    return fields if stand_in is None or _named(fields) else fields | {"department": stand_in}


def _block(
    sheet: Sheet, label: Cell, rows: range, known: Labels, labels: Mapping[str, str], form: Form
) -> Field | None:
    """The value of a label: right of it (all rows of its merge), else below it. Another label is none: 填报日期：…"""
    merge = sheet.merge(label.row, label.column)
    bottom = label.row if merge is None else min(merge[2], rows.stop - 1)
    beyond = label.column if merge is None else merge[3]
    cells: list[Cell] = []
    for row in range(label.row, bottom + 1):
        first = next((cell for cell in sheet.rows.get(row, ()) if cell.column > beyond), None)
        if first is None:
            continue
        word = fold(first.value) if isinstance(first.value, str) else ""
        if word in form.expected_words:
            return _below(sheet, first, max(bottom, row + 1), rows)
        if word in labels or _opens(first, known) or _heads(first, form):
            continue
        cells.append(first)
    if not cells:
        below = sheet.at(bottom + 1, label.column) if bottom + 1 in rows else None
        word = fold(below.value) if below is not None and isinstance(below.value, str) else ""
        if below is None or word in labels or _opens(below, known) or _heads(below, form):
            return None
        cells = [below]
    return _field(cells)


def _heads(cell: Cell, form: Form) -> bool:
    """Whether a cell is the head of a column of amounts, or of the table: 全年预算数 below an empty 填报单位."""
    if not isinstance(cell.value, str) or len(cell.value) > LONGEST_LABEL:
        return False
    return form.money_head(cell.value) is not None or form.heading(cell.value) is not None


def _opens(cell: Cell, known: Labels) -> bool:
    """Whether a cell begins with a label and its colon."""
    text = fold(cell.value) if isinstance(cell.value, str) and len(cell.value) <= LONGEST_LABEL else ""
    head, colon, _ = text.partition(":")
    return bool(colon) and _REMARK.sub("", head) in known.keys


def _below(sheet: Sheet, label: Cell, last: int, rows: range) -> Field | None:
    found = (sheet.at(row, label.column) for row in range(label.row + 1, last + 1) if row in rows)
    cells = [cell for cell in found if cell is not None]
    return _field(cells) if cells else None


def _field(cells: Sequence[Cell]) -> Field:
    places = [source(cell) for cell in cells]
    return Field("\n".join(words(place) for place in places), places[0])


def _from_titles(sheet: Sheet, rows: range, values: set[str], found: Fields) -> None:
    """Year and department out of a title line, where no label gave them."""
    titles = [
        cell
        for row in rows
        for cell in sheet.rows.get(row, ())
        if cell.ref not in values and (cell.kind == "number" or _is_title(cell))
    ]
    if "year" not in found:
        found |= _year_of(titles)
    if "department" not in found:
        for cell in titles:
            department = prose.department_in(str(cell.value)) if cell.kind == "text" else ""
            if department:
                found["department"] = Field(department, source(cell))
                return


def _is_title(cell: Cell) -> bool:
    return isinstance(cell.value, str) and len(cell.value) <= LONGEST_LABEL // 2


def _year_of(titles: Sequence[Cell]) -> Fields:
    for fiscal in (True, False):
        for cell in titles:
            year = prose.year_in(cell.value, fiscal=fiscal) if isinstance(cell.value, str) else None
            if isinstance(cell.value, Decimal) and "年" in cell.number_format and 1900 <= cell.value <= 2999:
                year = int(cell.value)
            if year is not None:
                return {"year": Field(str(year), source(cell))}
    return {}


def year_of(field: Field | None) -> int | None:
    """The year of a field: four digits, with or without 年度."""
    if field is None:
        return None
    digits = field.text.strip("()（）").removesuffix("度").removesuffix("年").strip()
    if re.fullmatch(r"(?:19|20)\d{2}", digits):
        return int(digits)
    return prose.year_in(field.text)
