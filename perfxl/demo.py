"""The whole loop on the two real sheets that ship: issue, fill, check, score, recompute, compare.

What has to come out stands in ``expected.json`` beside the workbooks: scores computed by hand from the sheets'
own standards, and the findings. The county's one point too many is its clerk's slip; finding it is what the
checks are for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from perfxl import api
from perfxl.engines.recalc import Recalculation
from perfxl.numbers import ZERO, json_number
from perfxl.resources import workbooks_dir
from perfxl.workbook.write import write_living

SHEETS = ("县应急管理局-绩效自评表.xlsx", "市应急管理局-绩效自评表.xlsx")
RECALCULATION = "复算.xlsx"


@dataclass(frozen=True, slots=True)
class Walk:
    """One sheet after the loop: what ships, the template issued, the template filled, what was said."""

    shipped: Path
    blank: Path
    filled: Path
    checked: api.Checked
    refilled: api.Checked
    expected: dict[str, Any]

    @property
    def surprises(self) -> tuple[tuple[str, str], ...]:
        """What did not come out as expected, Chinese and English."""
        found = figures(self.checked)
        again = figures(self.refilled)
        texts = [
            (f"{key}：得到 {got}，应为 {wanted}", f"{key}: {got}, expected {wanted}")
            for key, got in found.items()
            if got != (wanted := self.expected[key])
        ]
        if again != found:
            texts.append(("新填的模板结果不同", "the template filled anew gives other figures"))
        return tuple(texts)


def figures(checked: api.Checked) -> dict[str, Any]:
    """What is compared, in the words of ``expected.json``."""
    sheet, result = checked.sheet, checked.result
    errors: dict[str, list[str]] = {}
    for finding in checked.findings:
        if finding.severity == "error":
            errors.setdefault(finding.code, []).append(f"{finding.sheet}!{finding.cell}")
    points = sum((line.points for line in result.lines if line.points is not None), ZERO)
    return {
        "department": sheet.department,
        "indicators": len(result.lines),
        "points": json_number(points),
        "scores": {line.indicator.name: json_number(line.score) for line in result.lines},
        "execution": json_number(result.execution.score) if result.execution is not None else None,
        "total": json_number(result.total),
        "rating": result.rating,
        "errors": errors,
    }


def walk(folder: Path) -> Iterator[Walk]:
    """Take each shipped sheet through the loop inside *folder*, one after the other."""
    expected = json.loads((workbooks_dir() / "expected.json").read_text(encoding="utf-8"))
    for name in SHEETS:
        shipped = workbooks_dir() / name
        checked = api.examine(shipped)
        sheet = checked.sheet
        blank, filled = folder / f"空白-{name}", folder / name
        api.new(blank, department=sheet.department, year=sheet.year, profile=sheet.profile, force=True)
        write_living(filled, sheet, checked.form)
        yield Walk(shipped, blank, filled, checked, api.examine(filled), expected[name])


def recompute(walks: list[Walk], folder: Path, engine: str) -> Recalculation:
    """Recompute the shipped and the newly filled sheets; the recalculation workbook stays in *folder*."""
    files = [path for one in walks for path in (one.shipped, one.filled)]
    return api.recalc(*files, engine=engine, save_as=folder / RECALCULATION)


def passed(walks: list[Walk], recalculation: Recalculation) -> bool:
    """Whether everything came out as expected: both sheets, every row recomputed, no difference."""
    rows = sum(len(one.checked.result.lines) + len(one.refilled.result.lines) for one in walks)
    return (
        not any(one.surprises for one in walks)
        and recalculation.rows == rows
        and not recalculation.differences
        and not recalculation.refused
    )
