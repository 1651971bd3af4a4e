"""``import`` and ``waive``: shapes, exit status, what a finance officer reads, what is refused."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from perfxl.form import load_form
from perfxl.workbook.layout import HEAD, layout_of

ROOT = Path(__file__).parents[2]
AREA, GOALS = layout_of(load_form()).evaluation, layout_of(load_form()).goals
KEYS = [
    "batch", "resumed", "files", "read", "refused", "passed_over", "duplicates", "superseded", "unknown_departments",
    "year", "stage", "returned", "not_returned", "findings", "codes", "waived", "differences", "engine", "instead_of",
    "goals_only", "other_year", "no_year", "unchanged", "differing", "unreadable", "repeated",
    "pending", "joined", "replaced", "still_unknown",
]  # fmt: skip


@pytest.fixture
def folder(originals: Path, tmp_path: Path) -> Path:
    """A good return, one that does not open, a lock file."""
    place = tmp_path / "收回"
    place.mkdir()
    shutil.copy(originals / "县财政局.xlsx", place)
    (place / "坏.xlsx").write_bytes(b"%PDF-1.7")
    (place / "~$县财政局.xlsx").write_bytes(b"x" * 165)
    return place


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "台账.db"


def test_import_json(run: Callable, folder: Path, db: Path) -> None:
    ended = run("import", "--json", "--engine", "embedded", "--jobs", 1, folder, "--db", db)
    assert ended.status == 2
    answer = ended.json
    assert list(answer) == KEYS
    assert (answer["batch"], answer["files"], answer["read"], answer["engine"]) == (1, 2, 1, "embedded")
    assert [(one["file"], one["code"]) for one in answer["refused"]] == [("坏.xlsx", "F008")]
    assert answer["passed_over"] == [{"file": "~$县财政局.xlsx", "reason": "打开文件时的临时文件"}]
    assert (answer["year"], answer["stage"]) == (2026, "evaluation")
    assert (answer["findings"]["error"], answer["differences"], answer["unknown_departments"]) == (0, 0, [])
    assert (db.with_name("台账.db.files")).is_dir()


def test_status_is_0_then_1_for_errors(run: Callable, originals: Path, db: Path) -> None:
    good = originals / "县财政局.xlsx"
    assert run("import", "--engine", "none", "--jobs", 1, good, "--db", db).status == 0
    assert run("import", "--engine", "none", "--jobs", 1, originals / "县财政局-有误.xlsx", "--db", db).status == 1
    again = run("import", "--json", "--engine", "none", good, "--db", db)
    assert (again.status, again.json["resumed"], again.json["engine"]) == (0, True, None)


def test_a_file_that_came_before_is_no_news(run: Callable, originals: Path, folder: Path, db: Path) -> None:
    options = ("--engine", "none", "--jobs", 1, "--db", db)
    run("import", folder / "县财政局.xlsx", *options)
    (folder / "坏.xlsx").unlink()
    shutil.copy(originals / "县财政局-有误.xlsx", folder)
    assert "读入 2 个（其中与上批相同 1 份）" in run("import", folder, *options).out
    again = run("import", "--json", folder / "县财政局.xlsx", originals / "县财政局-有误.xlsx", *options).json
    assert {one["file"]: one["batch"] for one in again["unchanged"]} == {"县财政局-有误.xlsx": 2, "县财政局.xlsx": 1}
    told = run("import", folder / "县财政局.xlsx", originals / "县财政局-有误.xlsx", *options, "--lang", "en").out
    assert "2 read (2 the same as in earlier batches)" in told


def test_scores_that_differ_are_named(
    run: Callable, alter: Callable, living: Path, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for line in range(3):
        alter(living, "绩效自评表", AREA.cell("score", AREA.first + line), 7)
    options = ("--engine", "embedded", "--jobs", 1, "--db", db)
    answer = run("import", "--json", living, *options).json
    assert ([one["department"] for one in answer["differing"]], answer["differences"]) == (["县财政局"] * 3, 3)
    told = run("import", living, *options).out
    first = answer["differing"][0]
    assert f"县财政局 绩效自评表!{first['cell']} “{first['name']}”" in told
    monkeypatch.setattr("perfxl.cli.intake_view._MOST_CELLS", 1)
    assert "另有 2 处" in run("import", living, *options).out


def _roster(path: Path, *rows: tuple[str, str]) -> Path:
    book = openpyxl.Workbook()
    for row in (("部门名称", "别名"), *rows):
        book.active.append(row)
    book.save(path)
    return path


def test_departments_are_asked_for_and_found_by_their_other_names(
    run: Callable, originals: Path, db: Path, tmp_path: Path
) -> None:
    good = originals / "县财政局.xlsx"
    short = _roster(tmp_path / "名单.xlsx", ("云岭县财政局", ""), ("云岭县水利局", ""))
    asked = run("import", "--engine", "none", "--jobs", 1, good, "--db", db, "--roster", short)
    assert asked.status == 1
    for words in ("名单里没有的部门", "县财政局", "云岭县财政局", "别名", "未交 2 个"):
        assert words in asked.out
    (tmp_path / "水利局自评.pdf").write_bytes(b"%PDF-1.7")
    paths = (good, tmp_path / "水利局自评.pdf")
    refused = run("import", "--engine", "none", "--jobs", 1, *paths, "--db", db, "--roster", short)
    assert "云岭县水利局（可能交过，被拒收）" in refused.out
    full = _roster(tmp_path / "名单2.xlsx", ("云岭县财政局", "县财政局"), ("云岭县水利局", ""))
    found = run("import", "--json", "--engine", "none", good, "--db", db, "--roster", full)
    assert found.status == 0
    assert (found.json["unknown_departments"], found.json["not_returned"]) == ([], ["云岭县水利局"])


def test_last_years_sheet_sent_again_is_named(
    run: Callable, originals: Path, living: Path, alter: Callable, db: Path, tmp_path: Path
) -> None:
    """Read from real workbooks: with the year in our own layout changed and nothing else."""
    options = ("--engine", "none", "--jobs", 1, "--db", db)
    alter(living, GOALS.sheet, HEAD["year"], 2025)
    run("import", living, *options)
    answer = run("import", "--json", originals / "县财政局.xlsx", *options).json
    [told] = answer["repeated"]
    assert (told["department"], told["file"], answer["codes"]["D015"]) == ("县财政局", "县财政局.xlsx", 1)
    assert "2025 年的表（“县财政局.xlsx”的“绩效自评表”）一字不差" in told["message"]
    said = run("import", originals / "县财政局.xlsx", *options).out
    assert "请核对 1 份" in said
    assert "县财政局：除年度外与 2025 年的表" in "".join(said.split("\n")).replace("  ", "")
    run("report", "--db", db, "--year", 2026, "--out", tmp_path / "报告", "--jobs", 1)
    note = (tmp_path / "报告" / "退回" / "县财政局.txt").read_text("utf-8-sig")
    assert "1. 【核对】绩效目标表" in note
    assert "改了年度又报一次" in note
    assert "改了年度又报一次" in (tmp_path / "报告" / "汇总.html").read_text("utf-8")


def test_for_people_in_both_languages(run: Callable, folder: Path, db: Path) -> None:
    out = run("import", "--engine", "embedded", "--jobs", 1, folder, "--db", db).out
    for words in ("第 1 批", "收到 2 个文件，读入 1 个，拒收 1 个", "F008", "内置引擎", "下一步", "perfxl report --db"):
        assert words in out
    out = run("import", "--engine", "embedded", folder, "--db", db, "--lang", "en").out
    for words in ("Batch 1 (imported before", "2 files, 1 read, 1 refused", "the embedded engine", "Next: "):
        assert words in out
    assert "{" not in out


@pytest.mark.parametrize("content", [b"PK\x03\x04", "部门,别名\n".encode()])
def test_a_file_that_is_no_ledger_is_left_alone(run: Callable, folder: Path, tmp_path: Path, content: bytes) -> None:
    other = tmp_path / "汇总.xlsx"
    other.write_bytes(content)
    ended = run("import", folder, "--db", other)
    assert (ended.status, other.read_bytes()) == (2, content)
    assert "不是 perfxl 的台账" in ended.err


def test_wrong_calls(run: Callable, folder: Path, db: Path, tmp_path: Path) -> None:
    empty = tmp_path / "空"
    empty.mkdir()
    for arguments, says in (
        ((folder,), "--db"),
        ((empty, "--db", db), "没有文件可读"),
        ((folder, "--db", "mysql://root@localhost/x"), "PostgreSQL"),
        ((folder, "--db", db, "--roster", tmp_path / "无.xlsx"), "名单读不了"),
        ((folder, "--db", db, "--profile", "nowhere"), "方案有误"),
        ((folder, "--db", db, "--jobs", 0), "--jobs"),
    ):
        ended = run("import", "--engine", "none", *arguments)
        assert ended.status == 2
        assert says in ended.err
    assert not db.exists()


def test_a_mistyped_path_makes_no_ledger_and_no_batch(run: Callable, originals: Path, db: Path, tmp_path: Path) -> None:
    """Beside a path that is there it is recorded, so that nothing given is lost; alone it is a wrong call."""
    gone, good = tmp_path / "回收" / "没有", originals / "县财政局.xlsx"
    ended = run("import", "--engine", "none", gone, gone.with_suffix(".xlsx"), "--db", db)
    assert ended.status == 2
    assert "找不到" in ended.err
    assert not any(tmp_path.iterdir())
    both = run("import", "--json", "--engine", "none", "--jobs", 1, good, gone, "--db", db)
    assert (both.status, both.json["read"], both.json["refused"][0]["code"]) == (2, 1, "F001")
    again = run("import", "--engine", "none", gone, "--db", db)
    assert again.status == 2
    assert run("import", "--json", "--engine", "none", originals, "--db", db).json["batch"] == 2


def test_waive(run: Callable, originals: Path, db: Path) -> None:
    run("import", "--engine", "none", "--jobs", 1, originals / "县财政局-有误.xlsx", "--db", db)
    assert "没有放行记录" in run("waive", "--db", db).out
    finding = ("--department", "县财政局", "--code", "P001")
    made = run("waive", "--db", db, "--json", *finding, "--reason", "经批准", "--by", "王科长")
    assert made.status == 0
    [waiver] = made.json["waivers"]
    assert (waiver["number"], waiver["code"], waiver["by"], waiver["withdrawn_by"]) == (1, "P001", "王科长", None)
    again = run("waive", "--db", db, *finding, "--reason", "经批准", "--by", "李")
    assert "早已放行" in again.err
    assert run("import", "--engine", "none", originals / "县财政局-有误.xlsx", "--db", db).status == 0
    assert run("waive", "--db", db, "--withdraw", 1, "--by", "李").status == 0
    assert "李 已撤销" in "".join(run("waive", "--db", db).out.split("\n")).replace("  ", " ")
    assert run("import", "--engine", "none", originals / "县财政局-有误.xlsx", "--db", db).status == 1


def test_waive_wrong_calls(run: Callable, originals: Path, db: Path) -> None:
    assert run("waive", "--db", db).status == 2
    assert not db.exists()
    run("import", "--engine", "none", "--jobs", 1, originals / "县财政局.xlsx", "--db", db)
    for arguments, says in (
        (("--department", "县财政局", "--code", "P001", "--reason", "x"), "--by"),
        (("--department", "县财政局", "--by", "王"), "--reason"),
        (("--department", "县财政局", "--code", "P001", "--reason", "x", "--by", "王"), "没有这条问题"),
        (("--withdraw", 7, "--by", "王"), "没有有效的第 7 号"),
        (("--withdraw", 7, "--by", "王", "--code", "P001"), "--withdraw"),
    ):
        ended = run("waive", "--db", db, *arguments)
        assert ended.status == 2
        assert says in ended.err


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")
def test_ctrl_c_keeps_what_was_read_and_says_how_to_go_on(run: Callable, originals: Path, tmp_path: Path) -> None:
    folder, db = tmp_path / "many", tmp_path / "ledger.db"
    folder.mkdir()
    for number in range(60):
        shutil.copy(originals / "县财政局.xlsx", folder / f"{number:02}.xlsx")
        _touch_content(folder / f"{number:02}.xlsx", number)
    options = ["--db", str(db), "--jobs", "1", "--engine", "none"]
    command = [sys.executable, "-m", "perfxl", "import", str(folder), *options]
    environment = {**os.environ, "PERFXL_LANG": "zh", "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, env=environment)
    until = time.monotonic() + 60
    while not _count(db) and time.monotonic() < until:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "再运行同一条命令" in said.decode()
    assert 0 < _count(db) < 60
    ended = run("import", "--json", "--engine", "none", folder, "--db", db)
    assert (ended.json["batch"], ended.json["resumed"], ended.json["read"]) == (1, True, 60)


def _touch_content(path: Path, number: int) -> None:
    """Make the bytes of a workbook its own: a comment at the end of the zip."""
    with zipfile.ZipFile(path, "a") as book:
        book.comment = f"{number}".encode()


def _count(db: Path) -> int:
    if not db.exists():
        return 0
    try:
        with sqlite3.connect(db) as connection:
            count = int(connection.execute("SELECT count(*) FROM workbooks").fetchone()[0])
    except sqlite3.OperationalError:
        return 0
    finally:
        connection.close()
    return count


def test_two_files_of_one_department_are_joined_and_the_end_says_so(run: Callable, db: Path, tmp_path: Path) -> None:
    foreign = ROOT / "workbooks/foreign"
    evaluation = tmp_path / "自评.xlsx"
    shutil.copy(foreign / "县应急管理局-绩效自评表.xlsx", evaluation)
    alone = run("import", "--engine", "none", "--jobs", 1, evaluation, "--db", db)
    assert alone.status == 1
    assert "总分待定 1 份" in alone.out
    assert "23 个指标待定" in alone.out
    goals = foreign / "县应急管理局-绩效目标表.xlsx"
    both = run("import", "--engine", "none", "--jobs", 1, goals, "--db", db)
    assert "自评.xlsx ← 县应急管理局-绩效目标表.xlsx" in both.out
    assert "总分待定" not in both.out
    corrected = openpyxl.load_workbook(evaluation)
    corrected.properties.title = "改"
    corrected.save(tmp_path / "自评改.xlsx")
    newer = run("import", "--engine", "none", "--jobs", 1, tmp_path / "自评改.xlsx", "--db", db, "--json")
    assert newer.json["replaced"] == [{"file": "自评.xlsx", "by": "自评改.xlsx"}]
    assert newer.json["joined"] == [{"file": "自评改.xlsx", "goals": "县应急管理局-绩效目标表.xlsx"}]


def test_a_wrong_name_is_remembered_until_somebody_says_whose_it_is(
    run: Callable, originals: Path, db: Path, tmp_path: Path
) -> None:
    listed = tmp_path / "名单.csv"
    listed.write_text("部门名称,别名\n县水利局,\n", "utf-8-sig")
    run("import", "--engine", "none", "--jobs", 1, originals / "县财政局.xlsx", "--db", db, "--roster", listed)
    (tmp_path / "a.xlsx").write_bytes(b"%PDF-1.7")
    later = run("import", "--engine", "none", "--jobs", 1, tmp_path / "a.xlsx", "--db", db)
    assert "仍待确认是谁的 1 份" in later.out
    assert "别名" in later.out
    exported = run("export", "--db", db, "--out", tmp_path / "a.csv")
    assert "没有导出：1 份表" in exported.out
    assert "县财政局" in exported.out
    listed.write_text("部门名称,别名\n县水利局,县财政局\n", "utf-8-sig")
    (tmp_path / "b.xlsx").write_bytes(b"%PDF-1.8")
    settled = run("import", "--engine", "none", "--jobs", 1, tmp_path / "b.xlsx", "--db", db, "--roster", listed)
    assert "仍待确认" not in settled.out
