"""Which changes answer what was sent back: who is asked to change a value is not asked who approved the change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from msgspec import structs
from sqlalchemy import Connection, select

from perfxl.catalogue import MENDED, OURS
from perfxl.finance.compare import Change
from perfxl.finance.places import standing
from perfxl.finance.schema import findings, indicators, sheets
from perfxl.finance.waivers import WHOSE, Effective
from perfxl.findings import finding
from perfxl.form import fold

__all__ = ["DIFFERENCES", "Wanted", "answered", "wanted"]

Wanted = Mapping[tuple[str, str], frozenset[str]]
"""The codes that asked for a change: by the indicator's name (empty: of any) and the field."""

DIFFERENCES = frozenset(("D003", "D004", "D005"))
"""The changes somebody has to have approved, or asked for."""

_OF_ALL = {"P001": "points", "P005": "points"}
"""What is about a total, and asks for another value in any row."""

_BESIDE = {
    "I004": ("comparator", "unit"), "I006": ("comparator", "unit"), "I014": ("target", "standard"),
    "I018": ("target",), "P006": ("points", "standard"), "P007": ("points",), "R002": ("points", "target"),
    "R007": ("comparator", "standard"), "R011": ("target", "standard"),
}  # fmt: skip
"""What a finding names to be changed besides the cell it stands at."""

_WORDS = ("standard", "own_standard")
_WITH_TARGET = ("comparator", "unit")


def wanted(connection: Connection, before: Collection[str], holding: Effective) -> Wanted:
    """What the findings of earlier returns that nobody waived asked to be changed."""
    asked: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    fields = _fields(connection, before)
    told = (
        select(findings, *WHOSE)
        .join(sheets, sheets.c.sha256 == findings.c.sha256)
        .where(findings.c.sha256.in_(before), findings.c.severity != "info", findings.c.origin != "return")
    )
    for row in connection.execute(told):
        if row.code in OURS or row.code in MENDED or holding.of(row, row) is not None:
            continue
        if row.code in _OF_ALL:
            asked["", _OF_ALL[row.code]].add(row.code)
        for name, key in fields.get((row.sha256, row.sheet, row.cell), ()):
            for field in (key, *_BESIDE.get(row.code, ())):
                for same in _WORDS if field in _WORDS else (field,):
                    asked[name, same].add(row.code)
    return {what: frozenset(codes) for what, codes in asked.items()}


def answered(change: Change, before: str, asked: Wanted) -> Change:
    """The change as it is told: D016 where somebody asked for it. *before* is the file it is compared with."""
    found = change.found
    codes = asked.get((fold(change.indicator), change.key), frozenset()) | asked.get(("", change.key), frozenset())
    if not codes or found.code not in DIFFERENCES:
        return change
    nothing = ("（空）", "(empty)")
    made = finding(
        "D016", sheet=found.sheet, cell=found.cell, field=found.field, value=found.value or nothing[0],
        old=change.old or nothing, before=before, asked="、".join(sorted(codes)),
    )  # fmt: skip
    return Change(structs.replace(made, value=found.value), change.indicator, change.old, change.key)


def _fields(
    connection: Connection, before: Collection[str]
) -> Mapping[tuple[str, str | None, str | None], set[tuple[str, str]]]:
    """The indicator and the fields that every cell holds: in a layout without their columns also sign and unit."""
    held: defaultdict[tuple[str, str | None, str | None], set[tuple[str, str]]] = defaultdict(set)
    columns = (indicators.c.sha256, indicators.c.name, indicators.c.sheet, indicators.c.cells)
    for row in connection.execute(select(*columns).where(indicators.c.sha256.in_(before))):
        for key, cell in row.cells.items():
            place = (row.sha256, *standing(cell, row.sheet))
            held[place].add((fold(row.name), key))
            if key == "target":
                more = ((fold(row.name), other) for other in _WITH_TARGET if other not in row.cells)
                held[place].update(more)
    return held
