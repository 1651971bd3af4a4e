"""``report``: the whole way from returned files to what goes back."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.cli.test_docs import COMMANDS, _keys


@pytest.fixture
def db(run: Callable, faulty: Path, tmp_path: Path) -> Path:
    """A ledger with a return in which the points do not add up, and a file that is refused."""
    place = tmp_path / "收回"
    place.mkdir()
    shutil.move(faulty, place)
    (place / "坏.xlsx").write_bytes(b"%PDF-1.7")
    run("import", "--engine", "none", "--jobs", 1, place, "--db", tmp_path / "台账.db")
    return tmp_path / "台账.db"


def test_what_is_written_and_told(run: Callable, db: Path, tmp_path: Path) -> None:
    out = tmp_path / "报告"
    ended = run("report", "--db", db, "--out", out, "--jobs", 1, "--json")
    assert ended.status == 1
    answer = ended.json
    assert (answer["returns"], answer["refused"], answer["left"]) == (1, 1, [])
    assert answer["errors"] > 0
    [sent] = answer["sent"]
    assert (sent["department"], sent["failure"]) == ("县财政局", None)
    assert {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()} == {
        "汇总.xlsx", "汇总.html", "退回/县财政局.xlsx", "退回/县财政局.txt",
    }  # fmt: skip
    section = COMMANDS.partition("## `report`")[2].partition("\n## ")[0]
    assert _keys(answer) == set(re.findall(r'"(\w+)"', section.partition("```\n")[2].partition("```")[0]))
    book = openpyxl.load_workbook(out / "退回/县财政局.xlsx")
    remarks = [[cell.value for cell in row] for row in book["退回意见"].iter_rows(min_row=4)]
    assert any("P001" in row and "错误" in row for row in remarks)
    assert "坏.xlsx" in (out / "汇总.html").read_text("utf-8")
    assert "分值合计" in (out / "退回/县财政局.txt").read_text("utf-8-sig")


def test_waived_findings_ask_for_nothing(run: Callable, db: Path, tmp_path: Path) -> None:
    out = tmp_path / "报告"
    first = run("report", "--db", db, "--out", out, "--jobs", 1, "--json").json
    waived = ("--department", "县财政局", "--code", "P001", "--reason", "另有批复", "--by", "王科长")
    assert run("waive", "--db", db, *waived).status == 0
    assert run("report", "--db", db, "--out", out).status == 2  # there already
    again = run("report", "--db", db, "--out", out, "--jobs", 1, "--json", "--force").json
    assert again["errors"] == first["errors"] - 1
    assert "另有批复（王科长" in (out / "汇总.html").read_text("utf-8")
    assert again["sent"]
    remarks = openpyxl.load_workbook(out / "退回/县财政局.xlsx")["退回意见"]
    [row] = [row for row in remarks.iter_rows(min_row=4, values_only=True) if "P001" in row]
    assert "放行" in row
    assert any("另有批复" in str(value) for value in row)
    assert "1 个已由财政部门放行" in remarks["A2"].value


def test_wrong_calls(run: Callable, db: Path, tmp_path: Path) -> None:
    missing = run("report", "--db", tmp_path / "无.db", "--out", tmp_path / "a")
    assert missing.status == 2
    year = run("report", "--db", db, "--out", tmp_path / "a", "--year", 2031)
    assert year.status == 2
    assert "有的是：2026" in year.err
    assert not (tmp_path / "a").exists()


def test_a_lost_original_is_told_and_ends_with_2(run: Callable, db: Path, tmp_path: Path) -> None:
    shutil.rmtree(db.with_name("台账.db.files"))
    ended = run("report", "--db", db, "--out", tmp_path / "a", "--jobs", 1)
    assert ended.status == 2
    assert "县财政局：没有退回件" in ended.err
    assert (tmp_path / "a/退回/县财政局.txt").is_file()
