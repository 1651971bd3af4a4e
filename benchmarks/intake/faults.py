"""What clerks do wrong: the table of faults, and how one is planted.

A fault changes the plan of a return and names the findings it must bring at once; what follows from the change
(a total that no longer agrees, a reason now missing) is worked out by ``consequences``.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.intake.consequences import Places, readable
from benchmarks.intake.model import Expected, Fault, Return, Row
from benchmarks.intake.standards import rule_for, sentence

BOTH = ("own", "foreign")
TARGETED = ("按比例", "达标得分", "逐档扣分")

# (code, key of the field it stands at); a key of a row, of head or foot, ``total:spent`` of the money block.
Codes = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RowFault:
    """A fault on one indicator: which rows it may befall, what it does to them."""

    name: str
    what: str
    pick: Callable[[Return, Row], bool]
    do: Callable[[random.Random, Return, Row], None]
    codes: Codes
    layouts: tuple[str, ...] = BOTH
    foreign: Codes | None = None
    evaluated: bool = False
    by_rule: bool = False  # found only where the standard stands beside it

    def plant(self, rng: random.Random, sheet: Return, places: Places) -> Fault | None:
        if self.by_rule and not readable(sheet):
            return None
        codes = self.codes if sheet.own or self.foreign is None else self.foreign
        rows = [row for row in sheet.scored if not row.faulty and self.pick(sheet, row)]
        if not rows or not all(places.has(key) for _, key in codes):
            return None
        row = rng.choice(rows)
        row.faulty = True
        before = _sentence_of(row)
        self.do(rng, sheet, row)
        if not row.unreadable and _sentence_of(row)[0] != before[0] and _sentence_of(row)[1] == before[1]:
            rewrite(rng, sheet, row)
        return Fault(self.name, self.what, [Expected(code, *places.cell(row, key)) for code, key in codes])


def _sentence_of(row: Row) -> tuple[object, object]:
    """What a standard may name, and the standards."""
    named = (row.target, row.sign, row.unit, row.points, row.kind, dict(row.settings))
    return named, (row.own_standard, row.standard)


def rewrite(rng: random.Random, sheet: Return, row: Row) -> None:
    """A fault of its own stands alone: the words follow what was changed."""
    row.own_standard = ""
    rule = rule_for(row, sheet.form)
    if rule is not None and not sheet.own:
        row.standard = sentence(row, rule, rng)


@dataclass(frozen=True)
class SheetFault:
    """A fault of the whole sheet; *do* says whether it could be done, and may give more findings itself."""

    name: str
    what: str
    do: Callable[[random.Random, Return, Places], list[Expected] | None]
    codes: Codes = ()
    layouts: tuple[str, ...] = BOTH
    evaluated: bool = False

    def plant(self, rng: random.Random, sheet: Return, places: Places) -> Fault | None:
        more = self.do(rng, sheet, places)
        if more is None:
            return None
        return Fault(self.name, self.what, [*(_expected(code, key, places) for code, key in self.codes), *more])


def _expected(code: str, key: str, places: Places) -> Expected:
    if not key:
        return Expected(code)
    fund, _, amount = key.partition(":")
    return Expected(code, *(places.amount(fund, amount) if amount else places.field(key)))


def plant(rng: random.Random, sheet: Return, places: Places, count: int) -> None:
    """Plant so many faults, or fewer where they find no place."""
    kinds = [kind for kind in table() if sheet.layout in kind.layouts and (sheet.evaluated or not kind.evaluated)]
    rng.shuffle(kinds)
    alone = False
    for kind in kinds:
        if len(sheet.faults) == count or alone:
            return
        lonely = isinstance(kind, SheetFault)
        if lonely and sheet.faults:
            continue
        fault = kind.plant(rng, sheet, places)
        if fault is not None:
            sheet.faults.append(fault)
            alone = lonely
    return


def table() -> list[RowFault | SheetFault]:
    """Every fault."""
    from benchmarks.intake import faults_goals, faults_lines, faults_sheet

    return [*faults_goals.TABLE, *faults_lines.TABLE, *faults_sheet.TABLE]
