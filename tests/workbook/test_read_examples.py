"""The two real sheets in their own bureaus' layouts: every cell against the words they were made from."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from perfxl.form import load_form
from perfxl.model import GoalSheet, Indicator
from perfxl.numbers import plain
from perfxl.workbook.read import read

ROOT = Path(__file__).resolve().parents[2]
SHEETS = {"county": (23, 0), "city": (10, 4)}
FOOT = {
    "business_reviewer": "business_reviewer",
    "business_date": "business_review_date",
    "performance_reviewer": "performance_reviewer",
    "performance_date": "performance_review_date",
    "preparer": "filled_by",
    "phone": "phone",
    "date": "filled_on",
    "head": "head",
}


def example(name: str) -> dict[str, Any]:
    text = (ROOT / "scripts" / "examples" / f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text, parse_float=Decimal)


def workbook(data: dict[str, Any], kind: str) -> GoalSheet:
    return read(ROOT / "workbooks" / "foreign" / f"{data['short_name']}-{kind}.xlsx")


def written(value: object) -> str:
    return plain(Decimal(str(value))) if isinstance(value, int | Decimal) else str(value)


def fields(indicator: Indicator) -> dict[str, str]:
    return {
        "level1": indicator.level1, "level2": indicator.level2, "name": indicator.name,
        "type": indicator.comparator, "target": indicator.target, "unit": indicator.unit,
        "definition": indicator.definition, "standard": indicator.standard, "remark": indicator.remark,
    }  # fmt: skip


@pytest.mark.parametrize("name", SHEETS)
def test_goals(name: str) -> None:
    data = example(name)
    sheet = workbook(data, "绩效目标表")
    assert (len(sheet.indicators), len(sheet.skipped)) == SHEETS[name]
    form = load_form()
    rows = sorted((*sheet.indicators, *sheet.skipped), key=lambda indicator: indicator.row)
    for indicator, wanted in zip(rows, data["indicators"], strict=True):
        expected = {key: written(wanted[key]).strip() for key in fields(indicator)}
        expected["type"] = form.comparator(wanted["type"]) or wanted["type"]
        assert fields(indicator) == expected
    # The data read one slip of the sheet's duties as it was meant.
    duties = sheet.duties.replace("平台 and 调拨", "平台和调拨")
    assert (sheet.department, duties) == (data["department"], data["duties"].strip())
    assert sheet.year == (None if data["year_assumed"] else data["year"])
    assert sheet.goals == tuple(goal.strip() for goal in data["goals"])
    assert dict(sheet.foot) == {key: data["foot"][other] for key, other in FOOT.items()}
    assert {note.code for note in sheet.notes} <= {"S019", "C019"}
    assert not sheet.evaluated


@pytest.mark.parametrize("name", SHEETS)
def test_self_evaluations(name: str) -> None:
    data = example(name)
    sheet = workbook(data, "绩效自评表")
    assert (len(sheet.indicators), len(sheet.skipped)) == SHEETS[name]
    wanted = [indicator for indicator in data["indicators"] if "evaluation" in indicator]
    form = load_form()
    for indicator, row in zip(sheet.indicators, wanted, strict=True):
        line = indicator.evaluation
        assert line is not None
        assert (indicator.name, indicator.level2) == (row["name"].strip(), row["level2"])
        assert indicator.comparator == form.comparator(row["type"])
        assert indicator.target == written(row["target"])
        assert indicator.unit == row["unit"].replace("/", "")
        assert indicator.points == row["settings"]["points"]
        assert line.actual.text == written(row["evaluation"]["actual"])
        assert line.reported == row["evaluation"]["score"]
        assert line.cause == row["evaluation"]["reason"]
    assert sheet.money is not None
    for fund, key in zip(
        (sheet.money.total, *sheet.money.parts), ("total", "appropriation", "carried_over", "other"), strict=True
    ):
        amounts = data["money"][key]
        assert (fund.label, fund.initial, fund.budget, fund.spent) == (
            amounts["label"], amounts["initial"], amounts["adjusted"], amounts["spent"],
        )  # fmt: skip
    assert sheet.money.reported == data["money"]["score"]
    assert (sheet.reported_total, sheet.reported_rating) == (
        data["evaluation"]["total"], data["evaluation"]["rating"],
    )  # fmt: skip
    assert (sheet.department, sheet.year, sheet.evaluated) == (data["department"], data["year"], True)
    assert sheet.goals == tuple(goal.strip() for goal in data["goals"])
