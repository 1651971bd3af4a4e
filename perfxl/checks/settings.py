"""The settings of a row must make a rule."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from msgspec.structs import replace

from perfxl.checks.blocks import known_kind, workbook_block
from perfxl.checks.case import Case
from perfxl.checks.completeness import is_placeholder
from perfxl.findings import Finding
from perfxl.model import Indicator
from perfxl.scoring.outcome import Reason
from perfxl.scoring.rules import rule_of

# What the block of a row is made of, besides its settings.
_READ = ("name", "comparator", "target", "unit", "points", "kind")


def incomplete(case: Case) -> Iterator[Finding]:
    """I020: kind and points are there, what the kind compares with too, but the parameters make no rule."""
    for row in case.rows if case.own else ():
        if row.row in case.doubtful_keys or known_kind(case, row) is None or not _fields_ready(case, row):
            continue
        reason = rule_of(workbook_block(case, row))
        if isinstance(reason, Reason):
            found = case.at("I020", row, "kind")
            yield replace(
                found,
                message=f"{found.message.removesuffix('。')}：{reason.value}。",
                message_en=f"{found.message_en.removesuffix('.')}: {reason.english}.",
            )


def _fields_ready(case: Case, row: Indicator) -> bool:
    """Whether nothing else on the row explains that there is no score."""
    points = case.number(row, "points")
    if points is None or not case.good_points(points):
        return False
    if any(case.broken(row, key) for key in _READ) or case.comparator(row) is None:
        return False
    text = case.text(row, "target")
    if not text or is_placeholder(case, text):
        return False
    numeric = case.deadline(row) is not None or isinstance(case.number(row, "target"), Decimal)
    return numeric or not case.quantitative(row)
