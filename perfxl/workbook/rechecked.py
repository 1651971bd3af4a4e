"""What a copy has put right by holding the numbers and days that were read: the copy itself is read and checked.

A finding is believed to be gone only where the copy, as a department will send it back, no longer shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from datetime import date
from pathlib import Path

from msgspec import structs
from openpyxl.workbook.workbook import Workbook

from perfxl import numbers
from perfxl.catalogue import OF_NUMBERS, OF_SUMS
from perfxl.checks import run
from perfxl.conversion import with_numbers
from perfxl.findings import Finding
from perfxl.form import Form
from perfxl.model import Fund, GoalSheet
from perfxl.scoring.evaluate import evaluate
from perfxl.workbook import funds
from perfxl.workbook.listing import Place
from perfxl.workbook.read import read
from perfxl.workbook.write import workbook_bytes

_GONE = "在本文件中已经没有这个问题，不用改。"


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
    findings: list[Finding],
    waived: Set[str],
    place_of: Callable[[Finding], Place | None],
) -> tuple[dict[Finding, str], list[Finding]]:
    """Those of the findings that the copy no longer has, each with what is said instead; and all of them, with the sums
    as they are in the copy, but for codes that are *waived*. The copy is written to *path* to be read.
    """
    if not any(found.code in OF_NUMBERS | OF_SUMS for found in findings):
        return {}, findings
    path.write_bytes(workbook_bytes(workbook))
    sheet = read(path, form)
    there = run(sheet, form, evaluate(sheet, form))
    wrong = {(item.sheet or "", item.cell or "") for item in there if item.code in OF_NUMBERS}
    sums = {(item.code, item.field): item for item in there if item.code in OF_SUMS}
    gone: dict[Finding, str] = {}
    told = []
    for found in findings:
        place = place_of(found) if found.code in OF_NUMBERS else None
        value = None if place is None or place in wrong else workbook[place[0]][place[1]].value
        if isinstance(value, int | float):
            gone[found] = f"本文件中已写成数字 {numbers.plain(numbers.exact(value))}，请核对。"
        if isinstance(value, date):
            gone[found] = f"本文件中已写成日期 {value:%Y-%m-%d}，请核对。"
        if found.code in OF_SUMS:
            now = sums.pop((found.code, found.field), None)
            if now is not None:
                told.append(structs.replace(now, sheet=found.sheet, cell=found.cell))
            if now is not None or found.severity == "info":  # a hint that no longer holds is nothing to hear of
                continue
            gone[found] = _GONE
        told.append(found)
    return gone, [*(found for found in sums.values() if found.severity != "info" and found.code not in waived), *told]
