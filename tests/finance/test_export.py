"""Indicators for other systems: fields, lengths, texts that stay texts."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from perfxl.finance.export import COLUMNS, LENGTHS, Gap, export, gaps, kpi_returns, kpi_rows, too_long
from tests.finance.snapshots import HOSTILE, hostile, ordinary


def test_the_fields(tmp_path: Path) -> None:
    row = kpi_rows(ordinary(tmp_path), "430000000")[0]
    assert list(row) == list(LENGTHS)
    assert (row["KPI_LV3"], row["KPI_VAL"], row["FISCAL_YEAR"]) == ("办件数", "≥100个", "2026")
    assert row["MOF_DIV_CODE"] == "430000000"


def test_goals_and_self_evaluation_are_not_told_twice(tmp_path: Path) -> None:
    gathered = ordinary(tmp_path)
    both = (replace(gathered.returns[0], stage="goals"), *gathered.returns)
    assert [(one.department, one.stage) for one in kpi_returns(replace(gathered, returns=both))] == [
        ("县财政局", "goals"), ("县水利局", "evaluation"),
    ]


@pytest.mark.parametrize("text", ["＝HYPERLINK(\"http://x\")", "＝1+cmd|' /C calc'!A0", "＋1", "－2", "＠SUM(A1)"])
def test_wide_signs_act_too_but_a_target_stays_a_target(tmp_path: Path, text: str) -> None:
    gathered = ordinary(tmp_path)
    first = gathered.returns[0]
    row = replace(first.indicators[0], name=text, comparator="＝", target="15", unit="项")
    export(replace(gathered, returns=(replace(first, indicators=(row,)),)), tmp_path / "a.csv", "csv")
    [_, cells] = csv.reader(io.StringIO((tmp_path / "a.csv").read_text("utf-8-sig"), newline=""))
    assert (cells[2], cells[5]) == (f"'{text}", "＝15项")


def test_what_is_too_long_is_told_and_not_cut(tmp_path: Path) -> None:
    gathered = ordinary(tmp_path)
    first = gathered.returns[0]
    row = replace(first.indicators[0], definition="口" * 2001, name="名" * 300)
    gathered = replace(gathered, returns=(replace(first, indicators=(row,)),))
    [one] = too_long(gathered)
    assert (one.cell, one.field, one.length, one.limit) == ("H7", "KPI_CONTENT", 2001, 2000)
    assert kpi_rows(gathered)[0]["KPI_CONTENT"] == "口" * 2001


@pytest.mark.parametrize("text", HOSTILE[:-1], ids=range(len(HOSTILE) - 1))
def test_texts_of_strangers_stay_texts(tmp_path: Path, text: str) -> None:
    gathered = hostile(tmp_path, text)
    export(gathered, tmp_path / "a.xlsx", "kpi")
    page = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert {cell.data_type for row in page.iter_rows() for cell in row if cell.value is not None} == {"s"}
    export(gathered, tmp_path / "a.csv", "csv")
    data = (tmp_path / "a.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    _, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert not any(value.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for value in row)


def test_a_return_of_nobody_on_the_list_is_left_out_and_told(tmp_path: Path) -> None:
    gathered = ordinary(tmp_path)
    first, *rest = gathered.returns
    stranger = replace(first, known=False, code="", department="工商局", written="工商局")
    there = [one for one in rest if one.known]
    with_list = replace(gathered, returns=(stranger, *there), roster=("县财政局",))
    assert kpi_returns(with_list) == kpi_returns(replace(with_list, returns=tuple(there)))
    assert Gap("AGENCY_CODE", "unknown", ("工商局",)) in gaps(with_list)
    without = replace(with_list, roster=())
    assert stranger in kpi_returns(without)
    assert "roster" in {gap.why for gap in gaps(without)}


def test_json_and_parquet_hold_the_same(tmp_path: Path) -> None:
    from pyarrow import parquet

    gathered = ordinary(tmp_path)
    export(gathered, tmp_path / "a.json", "json")
    export(gathered, tmp_path / "a.parquet", "parquet")
    rows = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert list(rows[0]) == list(COLUMNS)
    assert [(row["name"], row["score"]) for row in rows] == [("办件数", "10"), ("培训人数", "10")] * 3
    assert parquet.read_table(tmp_path / "a.parquet").to_pylist() == rows
