"""The money block of the self-evaluation: amounts, totals, budget execution."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from perfxl.checks.case import Case, seen_number
from perfxl.findings import Finding, finding
from perfxl.model import Fund, Source
from perfxl.numbers import ZERO, parse, plain

AMOUNTS = ("initial", "budget", "spent")
# The total row of our own workbook; the layout's, held together by a test.
TOTAL_CELLS = {"initial": "E5", "budget": "F5", "spent": "G5"}
_CENT = Decimal("0.005")


class Amounts:
    """The block with its cells: what stands in the total row and in the parts, column by column."""

    def __init__(self, case: Case) -> None:
        self.case = case
        money = case.sheet.money
        self.total = money.total if money is not None else None
        self.parts = money.parts if money is not None else ()

    def source(self, fund: Fund | None, key: str) -> Source:
        """The cell of an amount; that of our own layout where none was read."""
        found = fund.sources.get(key) if fund is not None else None
        if found is not None:
            return found
        value = getattr(fund, key) if fund is not None else None
        own = self.case.own and fund is self.total
        sheet = self.case.form.sheets.evaluation if self.case.own else self.case.sheet.sheet
        return Source(sheet, TOTAL_CELLS[key] if own else "", value, "empty" if value is None else "number")

    def number(self, fund: Fund | None, key: str) -> Decimal | None:
        """The amount as a formula sees it; elsewhere as read."""
        if fund is None:
            return None
        source = fund.sources.get(key)
        if self.case.own and source is not None:
            return seen_number(source)
        value: Decimal | None = getattr(fund, key)
        return value

    def good(self, fund: Fund | None, key: str) -> Decimal | None:
        """The amount when it is a number that is not negative."""
        number = self.number(fund, key)
        return number if number is not None and number >= 0 else None

    def blank(self, fund: Fund | None, key: str) -> bool:
        return fund is None or self.source(fund, key).empty

    def at(self, code: str, fund: Fund | None, key: str, value: object = None, **slots: object) -> Finding:
        """A finding at an amount."""
        source = self.source(fund, key)
        shown = source.text if value is None else value
        field = self.case.label(key)
        return finding(code, sheet=source.sheet, cell=source.cell or None, field=field, value=shown, **slots)


def any_amount(case: Case) -> bool:
    """Whether any amount was typed."""
    amounts = Amounts(case)
    funds = [fund for fund in (amounts.total, *amounts.parts) if fund is not None]
    return any(not amounts.blank(fund, key) for fund in funds for key in AMOUNTS)


def block(case: Case) -> Iterator[Finding]:
    """E011 to E013, E020, E026, E032. Whether the self-evaluation was begun is the caller's to know."""
    amounts = Amounts(case)
    total = amounts.total
    funds = [fund for fund in (total, *amounts.parts) if fund is not None]
    bad = {(id(fund), key) for fund in funds for key in AMOUNTS if _bad(amounts, fund, key)}
    for fund in funds:
        for key in AMOUNTS:
            if (id(fund), key) in bad:
                broken = amounts.source(fund, key).kind == "error"
                yield amounts.at("S013" if broken else "E026", fund, key)
                continue
            read = None if case.own else amounts.number(fund, key)
            if read is not None and _dressed(amounts.source(fund, key)):
                yield amounts.at("E032", fund, key, read=plain(read))
    unequal = set()
    for key in AMOUNTS:
        parts = [number for part in amounts.parts if (number := amounts.good(part, key)) is not None]
        if not parts or (id(total), key) in bad:
            continue
        whole, together = amounts.good(total, key), sum(parts, ZERO)
        # What a part of another layout says is not known, so its sum is not; our formulas add up what they see.
        unknown = not case.own and any((id(part), key) in bad for part in amounts.parts)
        if whole is None or (not unknown and abs(whole - together) >= _CENT):
            unequal.add(key)
            shown = "空" if whole is None else plain(whole)
            yield amounts.at("E011", total, key, f"{shown}，各分项之和 {plain(together)}")
    budget, spent = amounts.good(total, "budget"), amounts.good(total, "spent")
    if (id(total), "budget") not in bad and "budget" not in unequal and not budget:
        yield amounts.at("E012", total, "budget")
    if "spent" in unequal:
        return
    if amounts.blank(total, "spent"):
        yield amounts.at("E020", total, "spent")
    elif budget and spent is not None and spent > budget:
        yield amounts.at("E013", total, "spent")


def _bad(amounts: Amounts, fund: Fund, key: str) -> bool:
    return not amounts.blank(fund, key) and amounts.good(fund, key) is None


def _dressed(source: Source) -> bool:
    """Whether an amount was read out of a text that is more than a number: ``300万元``."""
    return source.kind == "text" and parse(source.text) is None


def execution_score(case: Case) -> Iterator[Finding]:
    """E008 for budget execution's own score."""
    money, execution = case.sheet.money, case.result.execution
    if money is None or money.reported is None or execution is None or execution.score is None:
        return
    if abs(money.reported - execution.score) >= _CENT:
        source = money.sources.get("score")
        yield finding(
            "E008",
            sheet=source.sheet if source else case.sheet.sheet,
            cell=source.cell if source else None,
            field="预算执行率得分",
            value=plain(money.reported),
            expected=plain(execution.score),
        )
