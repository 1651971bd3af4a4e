"""The money block of a foreign self-evaluation, its total and its rating."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec.structs import replace

from perfxl import numbers
from perfxl.form import Form, fold
from perfxl.model import Fund, Money, Source
from perfxl.workbook import labels, places
from perfxl.workbook.headers import Header
from perfxl.workbook.places import LONGEST_LABEL, Sheet

_AMOUNTS = ("initial", "budget", "spent")
_INCLUDING = re.compile(r"^\s*其中\s*[:：]?\s*")
_YUAN = ("(元)", "单位:元")
_TEN_THOUSAND = Decimal(10000)
_BEFORE = re.compile(r"^(?:人民币|[¥￥])\s*")
# How many 万元 one of a unit is.
_UNITS = {
    "元": Decimal("0.0001"),
    "千元": Decimal("0.1"),
    "万": Decimal(1),
    "万元": Decimal(1),
    "百万元": Decimal(100),
    "千万元": Decimal(1000),
    "亿": _TEN_THOUSAND,
    "亿元": _TEN_THOUSAND,
}


def read_money(sheet: Sheet, rows: range, form: Form) -> Money | None:
    """The money block within *rows*, in 万元; ``None`` where there is none."""
    for row in rows:
        columns = _columns(sheet, row, form)
        if columns is not None:
            return _money(sheet, row, rows, columns, form) or _pairs(sheet, rows, form)
    return _pairs(sheet, rows, form)


def begins(sheet: Sheet, rows: range, form: Form) -> int | None:
    """The row in which a money block begins, of those in *rows*."""
    return next((row for row in rows if _columns(sheet, row, form) is not None), None)


def _pairs(sheet: Sheet, rows: range, form: Form) -> Money | None:
    """The whole money beside its labels, without a table: ``全年预算数（万元）|120|全年执行数（万元）|114``."""
    found: dict[str, Source] = {}
    in_yuan = False
    for row in rows:
        for cell in sheet.rows.get(row, ()):
            if not isinstance(cell.value, str) or len(cell.value) > LONGEST_LABEL:
                continue
            in_yuan = in_yuan or any(mark in fold(cell.value) for mark in _YUAN)
            key, beside = form.money_head(cell.value), next(sheet.right_of(cell), None)
            label = beside is not None and isinstance(beside.value, str) and form.money_head(beside.value)
            if key in _AMOUNTS and beside is not None and not label:
                found.setdefault(key, _place(sheet, row, beside.column, form))
    if not {"budget", "spent"} <= found.keys() or all(amount(place, in_yuan) is None for place in found.values()):
        return None
    amounts = {name: amount(place, in_yuan) for name, place in found.items()}
    return Money(
        total=Fund(
            label="",
            initial=amounts.get("initial"),
            budget=amounts.get("budget"),
            spent=amounts.get("spent"),
            sources=found,
        )
    )


def _columns(sheet: Sheet, row: int, form: Form) -> dict[str, int] | None:
    """The columns of a header row of the money block by key."""
    columns: dict[str, int] = {}
    for cell in sheet.rows.get(row, ()):
        if isinstance(cell.value, str) and len(cell.value) <= LONGEST_LABEL:
            key = form.money_head(cell.value)
            if key:
                columns.setdefault(key, cell.column)
    return columns if len(columns.keys() & {*_AMOUNTS, "rate"}) >= 2 and columns.keys() & {"budget", "spent"} else None


def _money(sheet: Sheet, top: int, rows: range, columns: Mapping[str, int], form: Form) -> Money | None:
    first = min(columns.values())
    found: dict[str, tuple[str, int]] = {}
    in_yuan = False
    for row in range(max(1, top - 1), rows.stop):
        for cell in sheet.rows.get(row, ()):
            if not isinstance(cell.value, str) or len(cell.value) > LONGEST_LABEL:
                continue
            word = fold(cell.value)
            if row <= top or cell.column < first:
                in_yuan = in_yuan or any(mark in word for mark in _YUAN)
            if row > top and cell.column < first:
                key = _fund(word, form)
                if key is not None:
                    found.setdefault(key, (_INCLUDING.sub("", cell.value).strip(), row))
    if not found:
        return None

    def fund(key: str) -> Fund:
        label, row = found[key]
        sources = {name: _place(sheet, row, columns[name], form) for name in _AMOUNTS if name in columns}
        amounts = {name: amount(place, in_yuan) for name, place in sources.items()}
        for place in sources.values():
            if place.kind == "error":
                sheet.note("S013", place, field=label)
        return Fund(
            label=label,
            initial=amounts.get("initial"),
            budget=amounts.get("budget"),
            spent=amounts.get("spent"),
            sources=sources,
        )

    parts = tuple(fund(key) for key in ("grant", "carried", "other") if key in found)
    if "total" not in found:
        return Money(total=Fund(label="", initial=None, budget=None, spent=None), parts=parts)
    row = found["total"][1]
    sources = {key: sheet.source(row, columns[key]) for key in ("points", "rate", "score") if key in columns}
    reported = places.number(sources["score"]) if "score" in sources else None
    return Money(total=fund("total"), parts=parts, reported=reported, sources=sources)


def _fund(word: str, form: Form) -> str | None:
    """The key of a fund by its label, longest spelling first; ``其中:`` before it does not count."""
    plain = _INCLUDING.sub("", word)
    return next((key for label, key in form.fund_labels if plain.startswith(label)), None)


def _place(sheet: Sheet, row: int, column: int, form: Form) -> Source:
    """The cell of an amount; one with a mark that there is none (``—``, ``无``) is an empty one."""
    place = sheet.source(row, column)
    none = place.kind == "text" and fold(place.text) in form.foreign.nothing
    return replace(place, value=None, kind="empty") if none else place


def amount(place: Source, in_yuan: bool = False) -> Decimal | None:
    """An amount in 万元: a number in the unit of the block, or one with its own unit behind it (``300万元``)."""
    number = places.number(place)
    if number is not None:
        return numbers.divide(number, _TEN_THOUSAND) if in_yuan else number
    split = numbers.parse_with_unit(_BEFORE.sub("", place.text.strip())) if place.kind == "text" else None
    if split is None:
        return None
    scale = _UNITS.get(split[1].strip("()").removesuffix("整"))
    return None if scale is None else numbers.multiply(split[0], scale)


def read_total(sheet: Sheet, rows: Sequence[int], header: Header, key: str = "score") -> Source | None:
    """A printed total: the column *key* of the last total row that has a number there."""
    column = header.columns.get(key)
    if column is None:
        return None
    for row in reversed(rows):
        place = sheet.source(row, column)
        if places.number(place) is not None:
            return place
    return None


def read_rating(sheet: Sheet, rows: Sequence[int], form: Form) -> labels.Field | None:
    """The reported rating: beside or behind its label, one of the form's words."""
    known = {word for _, word in form.rating.borders} | {form.rating.lowest}
    found = labels.labels_of((("rating", form.foreign.rating),))
    for row in rows:
        for cell in sheet.rows.get(row, ()):
            for _, inline in found.find(cell):
                place, text = found.value(sheet, cell, inline)
                if text in known:
                    return labels.Field(text, place)
    return None


def filled(money: Money | None) -> bool:
    """Whether any amount of the money block is filled in."""
    if money is None:
        return False
    funds = (money.total, *money.parts)
    return any(not place.empty for fund in funds for place in fund.sources.values())
