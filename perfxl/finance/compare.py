"""What changed between two returns of a department: indicators, targets, points, texts, actual values.

Indicators are paired by their names, within the second level first; one that was renamed is found by its place and
what else it says. Blanks, widths of characters and ways of writing a number are no change, nor is a field that one of
the two layouts does not have.
"""

from __future__ import annotations

import difflib
import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from msgspec import structs

from perfxl import dates, numbers
from perfxl.finance.places import standing
from perfxl.findings import Finding, finding
from perfxl.form import fold

_ALIKE = 0.6  # two names at the same place are one, renamed
_COMPARED = 100  # characters of them
_SHOWN_TEXT = ("level1", "level2", "definition", "remark")
HEADERS = {
    "level1": "一级指标", "level2": "二级指标", "name": "三级指标", "comparator": "指标值类型", "target": "指标值",
    "unit": "计量单位", "points": "分值", "definition": "指标解释", "standard": "评(扣)分标准",
    "own_standard": "自拟标准", "remark": "备注", "actual": "实际完成值", "duties": "部门(单位)职责",
    "goals": "年度履职目标", "budget": "全年预算数", "spent": "全年执行数",
}  # fmt: skip
_TEXTS = ("level1", "level2", "name", "target", "unit", "definition", "standard", "own_standard", "remark")
_DIGITS = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_NOTHING = "（空）", "(empty)"
_BETWEEN = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An indicator as the ledger keeps it; ``actual`` is what was typed, ``None`` where nothing could be."""

    row: int
    level1: str
    level2: str
    name: str
    comparator: str
    target: str
    unit: str
    points: Decimal | None
    definition: str
    standard: str
    own_standard: str
    remark: str
    sheet: str
    cells: Mapping[str, str]
    actual: str | None = None
    actual_place: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """What a workbook in the ledger says. ``cells`` are places of fields of its head."""

    file: str
    title: str
    duties: str
    goals: Sequence[str]
    budget: Decimal | None
    spent: Decimal | None
    cells: Mapping[str, Sequence[str]] = field(default_factory=dict)
    indicators: Sequence[Kept] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A finding with the indicator it is about (empty: the sheet), what was there before, and its field's key."""

    found: Finding
    indicator: str
    old: str
    key: str = ""


def changes(before: Return, now: Return, *, evaluated: bool = True) -> Iterator[Change]:
    """Everything that differs, in the order of the newer sheet; without actual values unless *evaluated*."""
    yield from _rows(before, now, evaluated)
    yield from _head(before, now, evaluated)


def repeats(before: Return, now: Return, years: tuple[int, int]) -> bool:
    """Whether *now* says of every indicator what *before* says, actual values included, whatever year it names.

    *years* are those of the two: either may stand in dates and texts of the newer sheet. Duties, goals and money
    are not asked: they are what a clerk does change.
    """
    one, other = (_undated(sheet, years) for sheet in (before, now))
    return bool(other.indicators) and next(_rows(one, other, evaluated=True), None) is None


def undated(text: str, years: tuple[int, int]) -> str:
    """A text as it is compared across *years*: neither of them in it, no blanks."""
    return re.sub(rf"(?<!\d)(?:{years[0]}|{years[1]})", "", _text(text))


def _undated(sheet: Return, years: tuple[int, int]) -> Return:
    def plain(kept: Kept) -> Kept:
        texts: dict[str, Any] = {key: undated(getattr(kept, key), years) for key in _TEXTS}
        return replace(kept, **texts, actual=None if kept.actual is None else undated(kept.actual, years))

    return replace(sheet, indicators=[plain(kept) for kept in sheet.indicators])


def _rows(before: Return, now: Return, evaluated: bool) -> Iterator[Change]:
    pairs, added, gone = _paired(before.indicators, now.indicators)
    for old, new in pairs:
        yield from _indicator(before.file, old, new, evaluated)
    whole = max(len(before.indicators), len(now.indicators))
    if len(pairs) * 2 < whole:
        told = _found("D013", (now.title, None), "name", str(len(pairs)), before=before.file, expected=whole)
        yield Change(told, "", str(whole))
    else:
        yield from _added_and_gone(before.file, now.title, added, gone)


def _added_and_gone(file: str, title: str, added: Sequence[Kept], gone: Sequence[Kept]) -> Iterator[Change]:
    for new in added:
        yield Change(_found("D008", _place(new, "name"), "name", new.name, before=file), new.name, "")
    for old in gone:
        yield Change(_found("D009", (title, None), "name", old.name, before=file), old.name, old.name)


def _indicator(file: str, old: Kept, new: Kept, evaluated: bool) -> Iterator[Change]:
    def both(*keys: str) -> list[str]:
        return [key for key in keys if (key in old.cells) == (key in new.cells)]

    def change(code: str, key: str, was: str, value: str, place: tuple[str, str | None] | None = None) -> Change:
        made = _found(code, place or _place(new, key), key, value, before=file, old=was)
        return Change(made, new.name, was, key)

    if fold(old.name) != fold(new.name):
        yield change("D006", "name", old.name, new.name)
    for key in both("comparator", "target", "unit"):
        was, value = getattr(old, key), getattr(new, key)
        if _number(was) != _number(value):
            yield change("D003", key, was, value)
    if old.points != new.points and both("points"):
        yield change("D004", "points", _plain(old.points), _plain(new.points))
    for code, keys in (("D005", ("standard", "own_standard")), ("D006", _SHOWN_TEXT)):
        for key in both(*keys):
            was, value = getattr(old, key), getattr(new, key)
            follows = key == "standard" and _follows(old, new)
            if _text(was) != _text(value) and not follows:
                yield change(code, key, was, value)
    if evaluated and old.actual is not None and new.actual is not None and _number(old.actual) != _number(new.actual):
        yield change("D007", "actual", old.actual, new.actual, new.actual_place)


def _follows(old: Kept, new: Kept) -> bool:
    """Whether 评(扣)分标准 differs only as cells do that it shows: it is a formula in our own layout.

    It shows 自拟标准, else what the settings say of sign, target, unit and points.
    """
    if not (old.standard and new.standard):
        return True  # nobody has calculated the formula; blanks are C012
    if not all({"standard", "own_standard"} <= kept.cells.keys() for kept in (old, new)):
        return False
    if _text(old.own_standard) != _text(new.own_standard):
        return True
    if old.own_standard:
        return False
    return fold(old.comparator) != fold(new.comparator) or _wording(old) == _wording(new)


def _wording(kept: Kept) -> str:
    """The wording of the settings without target, unit and points."""
    text, target = _text(kept.standard), numbers.parse(kept.target)
    if (day := dates.parse(kept.target)) is not None:
        text = text.replace(_text(dates.chinese(day)), "#")
    if unit := _text(kept.unit):
        text = text.replace(unit, "")
    own = {number for number in (target, kept.points) if number is not None}
    return _DIGITS.sub(lambda found: "#" if Decimal(found.group()) in own else found.group(), text)


def _head(before: Return, now: Return, evaluated: bool) -> Iterator[Change]:
    def change(code: str, key: str, was: str, value: str) -> Change:
        sheet, cell = (*now.cells.get(key, ()), None, None)[:2]
        return Change(_found(code, (sheet or now.title, cell), key, value, before=before.file, old=was), "", was)

    for key, was, value in (
        ("duties", before.duties, now.duties),
        ("goals", "\n".join(before.goals), "\n".join(now.goals)),
    ):
        if (key in before.cells) == (key in now.cells) and _text(was) != _text(value):
            yield change("D006", key, was, value)
    for key, amount, new in (("budget", before.budget, now.budget), ("spent", before.spent, now.spent)):
        if evaluated and amount != new:
            yield change("D007", key, _plain(amount), _plain(new))


def _found(code: str, place: tuple[str, str | None], key: str, value: str, **slots: object) -> Finding:
    sheet, cell = place
    if slots.get("old") == "":
        slots["old"] = _NOTHING
    made = finding(code, sheet=sheet, cell=cell, field=HEADERS[key], value=value or _NOTHING[0], **slots)
    return structs.replace(made, value=value)


def _place(indicator: Kept, key: str) -> tuple[str, str | None]:
    """The cell of a field; in a layout without such a column that of the target it is part of, or of the name."""
    keys = (key, "target", "name") if key in ("comparator", "unit") else (key, "name")
    cell = next((cell for key in keys if (cell := indicator.cells.get(key))), None)
    return (indicator.sheet, None) if cell is None else standing(cell, indicator.sheet)


def _paired(
    before: Sequence[Kept], now: Sequence[Kept]
) -> tuple[list[tuple[Kept, Kept]], list[Kept], list[Kept]]:
    """Which indicator is which: (pairs in the order of *now*, added, gone)."""
    found: dict[int, Kept] = {}
    rest = list(before)
    keys: tuple[Callable[[Kept], Hashable], ...] = (
        lambda kept: (fold(kept.level2), fold(kept.name)),
        lambda kept: fold(kept.name),
    )
    for key in keys:
        waiting: defaultdict[Hashable, list[Kept]] = defaultdict(list)
        for old in rest:
            waiting[key(old)].append(old)
        for new in now:
            if new.row not in found and waiting[key(new)]:
                found[new.row] = waiting[key(new)].pop(0)
        rest = [old for old in before if not any(old is taken for taken in found.values())]
    for new, old in itertools.product([new for new in now if new.row not in found], list(rest)):
        if new.row not in found and any(old is left for left in rest) and _renamed(old, new):
            found[new.row] = old
            rest = [left for left in rest if left is not old]
    pairs = [(found[new.row], new) for new in now if new.row in found]
    return pairs, [new for new in now if new.row not in found], rest


def _renamed(old: Kept, new: Kept) -> bool:
    if fold(old.level2) != fold(new.level2):
        return False
    names = (fold(old.name)[:_COMPARED], fold(new.name)[:_COMPARED])
    alike = difflib.SequenceMatcher(None, *names, autojunk=False).ratio() >= _ALIKE
    same = (_number(old.target), _text(old.standard)) == (_number(new.target), _text(new.standard))
    return alike or (same and old.row == new.row)


def _text(text: str) -> str:
    return _BETWEEN.sub("", fold(text))


def _number(text: str) -> str:
    number = numbers.parse(text)
    return _text(text) if number is None else numbers.plain(number)


def _plain(number: Decimal | None) -> str:
    return "" if number is None else numbers.plain(number)
