"""Make the living workbooks: the blank template, and the two real sheets filled, before and after the year.

Run ``python scripts/examples/living.py [DIRECTORY]``. The same data give the same bytes. LibreOffice computes
the workbooks once, so that the files hold the values of their formulas (see ``computed.py``).

In the 评(扣)分标准 stand the words of the sheets, as own standards; a damaged one is replaced by its invented
clarification and marked so in 备注.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from computed import compute
from example_data import FUNDS, HERE, NAMES, Data, load

from perfxl.block import Block, Rung
from perfxl.form import DEFAULT_PROFILE, load_form
from perfxl.model import Evaluation, Fund, GoalSheet, Indicator, Money, Source
from perfxl.workbook.write import new_workbook, write_living

DESTINATION = HERE.parent.parent / "workbooks"
BLANK = "空白模板.xlsx"
BLANK_YEAR = 2026
FOOT = {
    "business_reviewer": "business_reviewer",
    "business_review_date": "business_date",
    "performance_reviewer": "performance_reviewer",
    "performance_review_date": "performance_date",
    "filled_by": "preparer",
    "phone": "phone",
    "filled_on": "date",
    "head": "head",
}


def make(destination: Path) -> list[Path]:
    """Write all living workbooks into a directory and return their paths."""
    destination.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        written = list(write(Path(scratch)))
        compute(written, destination)
    return [destination / path.name for path in written]


def write(folder: Path) -> Iterator[Path]:
    """Write the workbooks as perfxl writes them: without the values of their formulas."""
    blank = folder / BLANK
    new_workbook(blank, load_form(DEFAULT_PROFILE), year=BLANK_YEAR)
    yield blank
    for name in NAMES:
        data = load(name)
        for form, evaluated in (("绩效目标表", False), ("绩效自评表", True)):
            path = folder / f"{data['short_name']}-{form}.xlsx"
            write_living(path, goal_sheet(data, evaluated=evaluated), load_form(data["profile"]))
            yield path


def goal_sheet(data: Data, *, evaluated: bool) -> GoalSheet:
    """One example as a goal sheet, with its self-evaluation when *evaluated*."""
    rows = [_indicator(data, row, number, evaluated) for number, row in enumerate(data["indicators"], start=1)]
    return GoalSheet(
        file=data["short_name"],
        layout="foreign",
        profile=data["profile"],
        version=None,
        department=data["department"],
        year=data["year"],
        duties=data["duties"].strip(),
        goals=tuple(data["goals"]),
        indicators=tuple(row for row in rows if not row.not_applicable),
        skipped=tuple(row for row in rows if row.not_applicable),
        foot={key: data["foot"][field] for field, key in FOOT.items()},
        sheet="",
        money=_money(data["money"]) if evaluated else None,
        evaluated=evaluated,
    )


def _indicator(data: Data, row: Data, number: int, evaluated: bool) -> Indicator:
    form = load_form(data["profile"])
    applies = "settings" in row
    clarified = "clarified" in row
    settings = _block(row["settings"]) if applies else None
    return Indicator(
        row=number,
        level1=row["level1"],
        level2=row["level2"],
        name=row["name"],
        comparator=form.comparator(row["type"]) or row["type"],
        target=str(row["target"]),
        unit=row["unit"],
        definition=row["definition"],
        standard=row["standard"],
        points=Decimal(row["settings"]["points"]) if applies else None,
        remark="；".join(filter(None, (row["remark"], data["clarified_mark"] if clarified else ""))),
        kind=row["settings"]["kind"] if applies else "",
        own_standard=row["clarified"] if clarified else row["standard"],
        key=number,
        settings=settings,
        evaluation=_evaluation(row["evaluation"]) if applies and evaluated else None,
        not_applicable=not applies,
        sources={"target": _source(row["target"])},
    )


def _block(settings: Data) -> Block:
    """The parameters of a rule; one that was left out has the default of the template."""
    rungs = [Rung(sign, _number(bound), _number(score)) for sign, bound, score in settings.get("bands", ())]
    rungs += [Rung(None, word, _number(score)) for word, score in settings.get("levels", ())]
    plain = {key: _number(value) for key, value in settings.items() if key not in {"points", "bands", "levels"}}
    return Block(**plain, rungs=tuple(rungs))  # type: ignore[arg-type]


def _evaluation(row: Data) -> Evaluation:
    return Evaluation(
        actual=_source(row["actual"]),
        cause=row["reason"],
        evidence=row["evidence"],
        manual=_number(row.get("manual")),
        scorer=row.get("scorer", ""),
    )


def _money(money: Data) -> Money:
    total, *parts = (
        Fund(
            label=money[fund]["label"],
            initial=_number(money[fund]["initial"]),
            budget=_number(money[fund]["adjusted"]),
            spent=_number(money[fund]["spent"]),
        )
        for fund in FUNDS
    )
    return Money(total=total, parts=tuple(parts))


def _number(value: Any) -> Any:
    return Decimal(value) if isinstance(value, int) else value


def _source(value: Any) -> Source:
    """A value as it is typed into a cell."""
    if isinstance(value, int | Decimal):
        return Source("", "", Decimal(value), "number")
    if isinstance(value, str):
        return Source("", "", value or None, "text" if value else "empty")
    return Source("", "", value, "date")


if __name__ == "__main__":
    for made in make(Path(sys.argv[1]) if len(sys.argv) > 1 else DESTINATION):
        print(made)
