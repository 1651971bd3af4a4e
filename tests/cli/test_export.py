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
    assert (ended.status, ended.json) == (0, {"file": str(out), "returns": 1, "too_long": []})
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
