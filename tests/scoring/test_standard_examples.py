"""The standards of the two real sheets."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from perfxl import numbers
from perfxl.block import PARTIALS
from perfxl.scoring.kinds import Bands, Levels, Rule
from perfxl.scoring.standard import Standard, parse_standard

EXAMPLES = Path(__file__).parents[2] / "scripts" / "examples"


def _rows(name: str) -> list[dict[str, Any]]:
    table = tomllib.loads((EXAMPLES / f"{name}.toml").read_text(encoding="utf-8"))
    return [{**row, "year": table["year"]} for row in table["indicators"] if "settings" in row]


def _read(row: dict[str, Any], text: str) -> Standard:
    return parse_standard(
        text,
        comparator=row["type"],
        target=str(row["target"]),
        unit="" if row["unit"] == "/" else row["unit"],
        name=row["name"],
        year=row["year"],
    )


def _agrees(rule: Rule, settings: dict[str, Any]) -> None:
    assert rule.kind == settings["kind"]
    assert rule.points == settings["points"]
    if isinstance(rule, Levels):
        assert [(word, score) for word, score in rule.levels] == [tuple(level) for level in settings["levels"]]
        return
    if isinstance(rule, Bands):
        assert [(band.sign, band.bound, band.score) for band in rule.bands] == [tuple(b) for b in settings["bands"]]
        assert rule.rest == settings["rest"]
        return
    for key, value in settings.items():
        if key in ("step", "step_unit", "deduction", "partial"):
            expected = value if isinstance(value, str) else numbers.exact(value)
            assert getattr(rule, key) == expected, key
        if key == "direction":
            assert {1: "正向", -1: "反向"}[rule.sense] == value  # type: ignore[attr-defined]
        if key == "floor":
            assert (getattr(rule, "floor", None) or Decimal(0)) == value


@pytest.mark.parametrize("row", [pytest.param(row, id=row["name"]) for row in _rows("county")])
def test_every_standard_of_the_county_reads_as_its_settings(row: dict[str, Any]) -> None:
    standard = _read(row, row["standard"])
    assert standard.scorable, (standard.reason, standard.detail)
    assert standard.rule is not None
    _agrees(standard.rule, row["settings"])


@pytest.mark.parametrize("row", [pytest.param(row, id=row["name"]) for row in _rows("city")])
def test_the_city_is_read_where_no_glyph_is_lost(row: dict[str, Any]) -> None:
    standard = _read(row, row["standard"])
    if "clarified" in row:
        assert not standard.scorable, standard.rule
        standard = _read(row, row["clarified"])
    assert standard.scorable, (standard.reason, standard.detail)
    assert standard.rule is not None
    _agrees(standard.rule, row["settings"])


def test_all_partial_steps_are_known() -> None:
    assert {row["settings"].get("partial", "舍去") for row in _rows("county")} <= set(PARTIALS)
