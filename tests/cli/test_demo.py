"""``demo``: both sheets through the whole loop; it fails when anything is not as expected."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from perfxl import demo
from perfxl.resources import workbooks_dir


def test_both_sheets_come_out_as_expected(run: Callable, tmp_path: Path) -> None:
    ended = run("demo", "--engine", "embedded", "--out", tmp_path / "演示")
    assert ended.status == 0
    for words in ("P001", "85.84", "良", "92.86", "优", "66 行指标：0 处差异", "内置引擎", "演示通过"):
        assert words in ended.out
    names = {path.name for path in (tmp_path / "演示").iterdir()}
    assert names == {demo.RECALCULATION, *demo.SHEETS, *(f"空白-{name}" for name in demo.SHEETS)}


def test_another_result_than_expected_fails(
    run: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = Path(shutil.copytree(workbooks_dir(), tmp_path / "workbooks"))
    expected = json.loads((elsewhere / "expected.json").read_text(encoding="utf-8"))
    expected[demo.SHEETS[0]]["total"] = 85.85
    (elsewhere / "expected.json").write_text(json.dumps(expected), encoding="utf-8")
    monkeypatch.setattr(demo, "workbooks_dir", lambda: elsewhere)
    ended = run("--lang", "en", "demo", "--engine", "embedded")
    assert ended.status == 1
    assert "total: 85.84, expected 85.85" in ended.out
