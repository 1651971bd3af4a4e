"""``python -m perfxl.buttons``, as the ribbon starts it: in a process of its own, on a LibreOffice that is running."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import perfxl
from perfxl.buttons import entry, files
from perfxl.buttons.failures import explained
from perfxl.engines.libreoffice import attached
from tests.buttons.conftest import FOREIGN, OWN, ROOT, WORKBOOKS, snapshot


def lines(path: Path) -> list[tuple[str, str]]:
    """(word, text) of every line of a status file."""
    found = []
    for line in path.read_text("ascii").splitlines():
        word, _, text = line.partition("\t")
        found.append((word, text.encode("ascii").decode("unicode_escape")))
    return found


def press(arguments: Sequence[str], status: Path, **environment: str) -> tuple[int, list[tuple[str, str]]]:
    """Exit status and what was told."""
    fixed = ["--from_xl=1", "--app=", "--hwnd=0", "--status", str(status)]
    done = subprocess.run(
        [sys.executable, "-P", "-m", "perfxl.buttons", *arguments, *fixed],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PERFXL_LANG": "zh", **environment},
        capture_output=True,
        check=False,
        timeout=300,
    )
    told = lines(status)
    assert [word for word, _ in told[:-1]] == ["progress"] * (len(told) - 1)
    assert told[-1][0] in {"ask", "done", "failed"}
    return done.returncode, told


def here(office: Any) -> str:
    """Where that soffice listens."""
    return f"pipe,name={office.impl.office._pipe};urp;"


def test_buttons_on_a_running_libreoffice(office: Any, opened: Callable[[str], Any], tmp_path: Path) -> None:
    book = opened(OWN)
    before = snapshot(book)
    for action, sheet in (("check", "校验结果"), ("recalc", "复算结果"), ("standards", "读标准结果")):
        arguments = [action, f"--wb={book.fullname}"]
        code, told = press(arguments, tmp_path / action, PERFXL_OFFICE=here(office))
        assert (code, told[-1][0], sheet in told[-1][1]) == (0, "done", True)
        assert sheet in book.sheet_names
    book.sheets["校验结果"].delete()  # the soffice and its documents are still there
    assert set(before) <= set(snapshot(book))


def test_it_asks_before_it_writes(office: Any, opened: Callable[[str], Any], tmp_path: Path) -> None:
    from tests.buttons.test_standards import LAYOUT, STANDARD, _row

    book = opened(OWN)
    row = _row(book)
    book.sheets[LAYOUT.goals.sheet].range(LAYOUT.goals.cell("own_standard", row)).value = STANDARD
    kind = book.sheets[LAYOUT.goals.sheet].range(LAYOUT.goals.cell("kind", row))
    before = kind.value
    arguments = ["standards", f"--wb={book.fullname}"]
    code, told = press(arguments, tmp_path / "1", PERFXL_OFFICE=here(office))
    assert (code, told[-1][0], kind.value) == (0, "ask", before)
    code, told = press([*arguments, "--answer", "confirm=yes"], tmp_path / "2", PERFXL_OFFICE=here(office))
    assert (code, told[-1][0], kind.value) == (0, "done", "逐档扣分")


@pytest.mark.parametrize("action", ["new", "convert"])
def test_a_file_that_was_made_is_opened_where_the_button_was_pressed(
    office: Any, tmp_path: Path, action: str
) -> None:
    given = {"department": "县财政局", "year": 2026} if action == "new" else {"file": WORKBOOKS / FOREIGN}
    arguments = [action, *answers(out=tmp_path / "新.xlsx", **given)]
    code, told = press(arguments, tmp_path / "1", PERFXL_OFFICE=here(office))
    assert (code, told[-1][0], told[-1][1].endswith("已打开。")) == (0, "done", True)
    with attached(here(office)) as app:
        book = app.books["新.xlsx"]
        assert (book.fullname, book.api.CurrentController is None) == (str(tmp_path / "新.xlsx"), False)
        code, told = press([*arguments, *answers(confirm="yes")], tmp_path / "2", PERFXL_OFFICE=here(office))
        assert (code, told[-1][0], "正开着" in told[-1][1]) == (0, "done", True)
        book.close()


def test_a_file_that_cannot_be_opened_is_there_and_it_is_said(tmp_path: Path) -> None:
    arguments = ["new", *answers(out=tmp_path / "新.xlsx")]
    code, told = press(arguments, tmp_path / "1", PERFXL_OFFICE="pipe,name=nobody;urp;")
    assert (code, told[-1][0], "没有打开" in told[-1][1]) == (0, "done", True)
    assert (tmp_path / "新.xlsx").exists()


def test_a_batch_opens_nothing_and_names_its_folder(office: Any, tmp_path: Path) -> None:
    (tmp_path / "名单.csv").write_text("部门名称\n县财政局\n", "utf-8")
    arguments = ["new-batch", *answers(roster=tmp_path / "名单.csv", year=2026, out=tmp_path / "批")]
    with attached(here(office)) as app:
        before = len(app.books)
        code, told = press(arguments, tmp_path / "1", PERFXL_OFFICE=here(office))
        assert (code, told[-1][0], str(tmp_path / "批") in told[-1][1]) == (0, "done", True)
        assert len(app.books) == before


def test_a_workbook_that_is_not_open(office: Any, tmp_path: Path) -> None:
    code, told = press(["check", "--wb=/nowhere/表.xlsx"], tmp_path / "1", PERFXL_OFFICE=here(office))
    assert (code, told[-1][0], "表.xlsx" in told[-1][1]) == (1, "failed", True)


def test_nothing_answers_there(tmp_path: Path) -> None:
    code, told = press(["check", "--wb=a.xlsx"], tmp_path / "1", PERFXL_OFFICE="pipe,name=nobody;urp;")
    assert (code, told[-1][0]) == (1, "failed")
    assert "nobody" in told[-1][1]


def test_neither_excel_nor_libreoffice(tmp_path: Path) -> None:
    code, told = press(["check", "--wb=a.xlsx"], tmp_path / "1", PERFXL_OFFICE="")
    assert (code, told[-1][0]) == (1, "failed")


# -- the buttons about files: no workbook need be open ---------------------------------------------


def button(status: Path, *arguments: str) -> tuple[str, str]:
    """The last word of a button pressed in this process."""
    status.unlink(missing_ok=True)
    entry.main([*arguments, f"--status={status}"])
    return lines(status)[-1]


def answers(**given: object) -> list[str]:
    return [part for key, value in given.items() for part in ("--answer", f"{key}={value}")]


@pytest.fixture
def status(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PERFXL_LANG", "zh")
    return tmp_path / "status"


def test_new(status: Path, tmp_path: Path) -> None:
    arguments = ["new", *answers(department="县财政局", year=2026, out=tmp_path / "新")]
    assert button(status, *arguments) == ("done", f"已生成 {tmp_path / '新.xlsx'}")
    assert perfxl.read(tmp_path / "新.xlsx").department == "县财政局"
    word, text = button(status, *arguments)
    assert (word, "新.xlsx" in text) == ("ask", True)
    assert button(status, *arguments, "--answer", "confirm=yes")[0] == "done"


def test_new_into_a_folder_takes_the_usual_name(status: Path, tmp_path: Path) -> None:
    assert button(status, "new", *answers(department="县财政局", year=2026, out=tmp_path))[0] == "done"
    assert (tmp_path / "县财政局整体绩效目标表2026.xlsx").exists()


def test_new_batch(status: Path, tmp_path: Path) -> None:
    roster = tmp_path / "名单.csv"
    roster.write_text("部门名称\n县财政局\n县教育局\n", "utf-8")
    word, text = button(status, "new-batch", *answers(roster=roster, year=2026, out=tmp_path / "批"))
    assert (word, "2 个工作簿" in text) == ("done", True)
    assert len(list((tmp_path / "批").iterdir())) == 2
    assert ("progress", "生成模板 2/2") in lines(status)
    assert "2 个已存在" in button(status, "new-batch", *answers(roster=roster, year=2026, out=tmp_path / "批"))[1]


def test_convert(status: Path, tmp_path: Path) -> None:
    old = tmp_path / "旧.xlsx"
    shutil.copyfile(WORKBOOKS / FOREIGN.replace("自评表", "目标表"), old)
    assert button(status, "convert", *answers(file=old, out=tmp_path / "新.xlsx"))[0] == "done"
    assert perfxl.read(tmp_path / "新.xlsx").layout == "own"
    digest = old.read_bytes()
    assert button(status, "convert", *answers(file=old, out=old, confirm="yes"))[0] == "failed"
    assert old.read_bytes() == digest


def test_import_and_report(status: Path, tmp_path: Path) -> None:
    returns = tmp_path / "收回"
    returns.mkdir()
    shutil.copyfile(WORKBOOKS / OWN, returns / OWN)
    (returns / "坏.xlsx").write_bytes(b"PK\x03\x04")
    word, text = button(status, "import", *answers(folder=returns, db=tmp_path / "台账.db"))
    assert (word, "拒收 坏.xlsx" in text) == ("done", True)
    arguments = ["report", *answers(db=tmp_path / "台账.db", out=tmp_path / "报告")]
    assert button(status, *arguments)[0] == "done"
    assert button(status, *arguments)[0] == "ask"
    assert button(status, *arguments, "--answer", "confirm=yes")[0] == "done"
    assert any(openpyxl.load_workbook(path) for path in (tmp_path / "报告").glob("*.xlsx"))


def test_help_names_every_button(status: Path) -> None:
    word, text = button(status, "help")
    assert word == "done"
    assert all(name in text for name in ("生成空白表", "批量生成", "校验本表", "重算得分", "读取评分标准"))
    assert all(name in text for name in ("转换旧表", "导入回收表", "汇总报告"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"], [], ["new", "--answer", "nothing"], ["new"], ["new", *answers(year="今年", out="x")],
        ["new-batch", *answers(roster="/nowhere.csv", out="/nowhere")], ["report", *answers(db="/nowhere.db", out="x")],
        ["convert", *answers(file="/nowhere.xlsx")], ["new", *answers(out="/dev/null/x.xlsx")], ["help", "--unknown"],
        ["import", *answers(folder="/nowhere", db="/dev/null/x.db")],
    ],
)  # fmt: skip
def test_what_goes_wrong_is_told_in_a_sentence(
    status: Path, arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    word, text = button(status, *arguments)
    assert word == "failed"
    assert text
    assert "程序出错了" not in text


def test_the_last_word_is_told_before_anything_is_printed(status: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Excel's WScript.Shell gives a pipe of 4 KB that nobody empties: printing may never return."""
    told: list[tuple[str, str]] = []
    monkeypatch.setattr("traceback.print_exc", lambda: told.extend(lines(status)))
    button(status, "new", *answers(out=status.parent, year="MMXXVI"))
    assert [word for word, _ in told] == ["failed"]


def test_the_page_names_every_answer() -> None:
    page = (ROOT / "docs" / "buttons.md").read_text("utf-8")
    asked = {"confirm"}
    for module in (entry, files):
        source = Path(str(module.__file__)).read_text("utf-8")
        asked |= set(re.findall(r'answers\.get\("(\w+)"', source))
        for call in re.findall(r"needed\(answers, ([^)]*)\)", source):
            asked |= set(re.findall(r'"(\w+)"', call))
    assert {"department", "roster", "db", "goals", "engine"} <= asked
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    assert {name for name in asked if f"`{name}`" not in "".join(rows)} == set()
    assert {row.split("`")[1] for row in rows} == set(entry.ACTIONS)


def test_what_nobody_expected_is_named() -> None:
    zh, en = explained(ZeroDivisionError("why"))
    assert "ZeroDivisionError: why" in zh
    assert "ZeroDivisionError: why" in en
