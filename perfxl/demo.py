"""The whole loop on the two real sheets that ship: issue, fill, check, score, recompute, compare.

The expected figures were computed by hand from the sheets' own standards, and the one point too many of the
county sheet is a slip of its clerk: finding it is what the checks are for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from perfxl import api
from perfxl.engines.recalc import Recalculation
from perfxl.resources import workbooks_dir
from perfxl.workbook.write import write_living


@dataclass(frozen=True, slots=True)
class Expected:
    """A shipped workbook and what has to come of it."""

    file: str
    points: Decimal
    total: Decimal
    rating: str
    errors: frozenset[str]


EXPECTED = (
    Expected("县应急管理局-绩效自评表.xlsx", Decimal(91), Decimal("85.84"), "良", frozenset({"P001"})),
    Expected("市应急管理局-绩效自评表.xlsx", Decimal(90), Decimal("92.86"), "优", frozenset()),
)


@dataclass(frozen=True, slots=True)
class Walk:
    """One sheet after the loop: the blank template, the filled one, what was said about it."""

    expected: Expected
    blank: Path
    filled: Path
    checked: api.Checked

    @property
    def points(self) -> Decimal:
        points = (indicator.points for indicator in self.checked.sheet.indicators)
        return sum(filter(None, points), Decimal(0))

    @property
    def errors(self) -> frozenset[str]:
        found = self.checked.findings
        return frozenset(finding.code for finding in found if finding.severity == "error")

    @property
    def surprises(self) -> tuple[tuple[str, str], ...]:
        """What is not as expected, Chinese and English."""
        expected, result = self.expected, self.checked.result
        compared = (
            ("分值合计", "points", self.points, expected.points),
            ("总分", "total", result.total, expected.total),
            ("等级", "rating", result.rating, expected.rating),
            ("错误", "errors", sorted(self.errors), sorted(expected.errors)),
        )
        return tuple(
            (f"{zh}是 {got}，应为 {wanted}", f"{en}: {got}, expected {wanted}")
            for zh, en, got, wanted in compared
            if got != wanted
        )


def walk(folder: Path) -> Iterator[Walk]:
    """Take each shipped sheet through the loop inside *folder*, one after the other."""
    for expected in EXPECTED:
        sheet = api.read(workbooks_dir() / expected.file)
        blank = folder / f"空白-{expected.file}"
        api.new(blank, department=sheet.department, year=sheet.year, profile=sheet.profile, force=True)
        filled = folder / expected.file
        write_living(filled, sheet, api.form_of(sheet))
        yield Walk(expected, blank, filled, api.examine(filled))


def recompute(walks: list[Walk], folder: Path, engine: str) -> Recalculation:
    """Recompute the filled sheets; the recalculation workbook stays in *folder*."""
    return api.recalc(*(walk.filled for walk in walks), engine=engine, save_as=folder / "复算.xlsx")


def passed(walks: list[Walk], recalculation: Recalculation) -> bool:
    """Whether everything came out as expected: both sheets, every row recomputed, no difference."""
    rows = sum(len(walk.checked.result.lines) for walk in walks)
    return (
        not any(walk.surprises for walk in walks)
        and recalculation.rows == rows
        and not recalculation.differences
        and not recalculation.refused
    )
