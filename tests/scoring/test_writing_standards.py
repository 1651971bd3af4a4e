"""Every standard, reason and score on the clerks' page is so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from perfxl.scoring.kinds import KINDS, Manual
from perfxl.scoring.standard import Standard, parse_standard, read_actual

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "writing-standards.md").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Row:
    """A line of a table of the page, by the headers of its columns."""

    cells: dict[str, str]

    def __getitem__(self, header: str) -> str:
        return self.cells[header]

    def read(self, text: str) -> Standard:
        return parse_standard(
            text,
            comparator=self["类型"],
            target=self["指标值"],
            unit=self["单位"],
            points=Decimal(self["分值"]) if self["分值"] else None,
            name=self["指标"],
            year=2026,
        )

    def hold(self, standard: Standard, scores: str) -> None:
        assert standard.scorable, (standard.original, standard.reason, standard.detail)
        for pair in scores.split("，"):
            actual, _, score = pair.partition("→")
            found, why = read_actual(actual, standard)
            assert found == Decimal(score), (standard.original, actual, found, why)


def _tables() -> dict[str, list[Row]]:
    """The tables of the page by the heading above them."""
    tables = {}
    for section in PAGE.split("\n## ")[1:]:
        lines = [line for line in section.splitlines() if line.startswith("|")]
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
        if rows:
            header, rule, *body = rows
            assert all(set(cell) == {"-"} for cell in rule)
            tables[section.partition("\n")[0]] = [Row(dict(zip(header, row, strict=True))) for row in body]
    return tables


TABLES = _tables()
EXAMPLES, BAD, READINGS = (TABLES[name] for name in ("二十个能算的例子", "不要这样写", "容易读错的地方"))


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row["例"])
def test_an_example_scores_as_it_says(row: Row) -> None:
    standard = row.read(row["标准"])
    row.hold(standard, row["实际值→得分"])
    assert standard.rule is not None
    assert standard.rule.kind == row["计分方式"]
    assert standard.points == Decimal(row["分值"])
    assert standard.text_points in (None, Decimal(row["分值"]))


@pytest.mark.parametrize("row", BAD, ids=lambda row: row["不要写"])
def test_a_bad_one_is_refused_and_its_better_scores(row: Row) -> None:
    refused = row.read(row["不要写"])
    assert not refused.scorable
    assert refused.reason is not None
    assert refused.reason.value == row["程序怎么说"]
    row.hold(row.read(row["改成"]), row["改后 实际值→得分"])


@pytest.mark.parametrize("row", READINGS, ids=lambda row: row["写法"])
def test_a_reading_is_so(row: Row) -> None:
    row.hold(row.read(row["标准"]), row["实际值→得分"])


def test_the_examples_are_numbered_and_of_every_kind() -> None:
    assert [row["例"] for row in EXAMPLES] == [str(number) for number in range(1, 21)]
    assert {row["计分方式"] for row in EXAMPLES} == {*KINDS} - {Manual.kind}


def test_the_choice_leads_to_its_examples() -> None:
    choices = {row["计分方式"]: row["见下面的例"] for row in TABLES["选哪种写法"]}
    assert set(choices) == set(KINDS)
    for kind, numbers in choices.items():
        named = [row["例"] for row in EXAMPLES if row["计分方式"] == kind]
        assert kind == Manual.kind or numbers.split("、") == named


def test_no_score_stands_outside_the_tables() -> None:
    checked = len(re.findall("→[0-9]", "\n".join(" ".join(row.cells.values()) for row in (*EXAMPLES, *BAD, *READINGS))))
    assert checked == len(re.findall("→[0-9]", PAGE)) > 70
