"""``export``: what it writes and how it ends."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest


def test_export(run: Callable, originals: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    db = tmp_path / "l.db"
    run("import", "--engine", "none", "--jobs", 1, originals / "县财政局.xlsx", "--db", db)
    out = tmp_path / "kpi.xlsx"
    ended = run("export", "--db", db, "--out", out, "--json")
    gaps = [{"field": "AGENCY_CODE", "why": "roster", "departments": ["县财政局"]},
            {"field": "MOF_DIV_CODE", "why": "division", "departments": ["县财政局"]}]  # fmt: skip
    assert (ended.status, ended.json) == (0, {"file": str(out), "returns": 1, "too_long": [], "gaps": gaps})
    assert run("export", "--db", db, "--out", out).status == 2
    assert "已导出 1 份表" in run("export", "--db", db, "--out", out, "--force").out
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    ended = run("export", "--db", db, "--out", tmp_path / "a.parquet", "--format", "parquet")
    assert ended.status == 2
    assert "perfxl[parquet]" in ended.err


def test_the_ending_says_the_format(run: Callable, originals: Path, tmp_path: Path) -> None:
    db = tmp_path / "l.db"
    run("import", "--engine", "none", "--jobs", 1, originals / "县财政局.xlsx", "--db", db)
    assert run("export", "--db", db, "--out", tmp_path / "a.csv").status == 0
    assert (tmp_path / "a.csv").read_text("utf-8-sig").startswith("KPI_LV1,")
    ended = run("export", "--db", db, "--out", tmp_path / "b.csv", "--format", "kpi")
    assert (ended.status, "后缀" in ended.err, (tmp_path / "b.csv").exists()) == (2, True, False)
    ended = run("export", "--db", db, "--out", tmp_path / "c.csv", "--division", "4312")
    assert (ended.status, "9 位" in ended.err) == (2, True)


def test_what_stays_empty_is_said_with_names(run: Callable, originals: Path, tmp_path: Path) -> None:
    db, listed = tmp_path / "l.db", tmp_path / "名单.csv"
    listed.write_text("部门名称,部门编码\n县水利局,103\n", "utf-8")
    paths = (originals / "县财政局.xlsx", "--db", db, "--roster", listed)
    run("import", "--engine", "none", "--jobs", 1, *paths)
    call = ("export", "--db", db, "--out", tmp_path / "kpi.xlsx", "--division", "431200000", "--force")
    told = run(*call)
    assert told.status == 0
    assert "没有导出：1 份表（名单里没有这些部门" in told.out
    assert "MOF_DIV_CODE" not in told.out
    listed.write_text("部门名称,部门编码\n县财政局,\n", "utf-8")
    run("import", "--engine", "none", "--jobs", 1, *paths)
    assert run(*call, "--json").json["gaps"] == [
        {"field": "AGENCY_CODE", "why": "code", "departments": ["县财政局"]},
    ]
