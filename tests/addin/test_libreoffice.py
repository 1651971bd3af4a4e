"""The add-in at work in LibreOffice: what its buttons start, how they follow it, what they make of trouble.

A stand-in for Python notes how it was started and plays a status file; `test_buttons.py` runs the real thing.
"""

import json
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from perfxl.addin import build
from tests.addin.conftest import Desk

ACTIONS = {
    "PerfxlNew": "new", "PerfxlNewBatch": "new-batch", "PerfxlCheck": "check", "PerfxlRecalc": "recalc",
    "PerfxlStandards": "standards", "PerfxlConvert": "convert", "PerfxlImport": "import", "PerfxlReport": "report",
    "PerfxlHelp": "help",
}  # fmt: skip
ANSWERS = {
    "department": "市教育局 \"甲\" & %PATH%", "year": "2026", "out": "/tmp/新 表=1.xlsx", "roster": "/tmp/名单.csv",
    "file": "/tmp/it's old.xls", "folder": "/tmp/回 收", "db": "/tmp/台账.db",
}  # fmt: skip
ASKED = {
    "new": ["department", "year", "out"], "new-batch": ["roster", "year", "out"], "convert": ["file", "out"],
    "import": ["folder", "db", "roster"], "report": ["db", "out"],
}  # fmt: skip

STAND_IN = '''#!{python}
import json, os, pathlib, sys, time
here = pathlib.Path(__file__).parent
status = next(word for word in sys.argv if word.startswith("--status=")).removeprefix("--status=")
confirmed = "confirm=yes" in sys.argv
calls = here / "calls.jsonl"
with calls.open("a") as file:
    file.write(json.dumps({{"argv": sys.argv[1:], "cwd": os.getcwd(), "pid": os.getpid()}}) + "\\n")
play = json.loads((here / "play.json").read_text())
for word, text in play["again" if confirmed else "first"]:
    if word == "wait":
        time.sleep(text)
        continue
    with open(status, "a") as file:
        file.write(word + "\\t" + text + "\\n")
'''


class Interpreter:
    """The stand-in: what it shall play, and how it was called."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "python"
        self.path.write_text(STAND_IN.format(python=sys.executable), encoding="utf-8")
        self.path.chmod(0o755)

    def play(self, *first: tuple[str, object], again: tuple[tuple[str, object], ...] = ()) -> None:
        (self.folder / "play.json").write_text(json.dumps({"first": first, "again": again}))
        (self.folder / "calls.jsonl").unlink(missing_ok=True)

    def calls(self) -> list[dict]:
        path = self.folder / "calls.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


@pytest.fixture(scope="module")
def interpreter(tmp_path_factory: pytest.TempPathFactory) -> Interpreter:
    return Interpreter(tmp_path_factory.mktemp("带空格 的文件夹"))


@pytest.fixture(scope="module")
def open_desk(desk: Desk, interpreter: Interpreter) -> Desk:
    modules = desk.addin(interpreter.folder / "perfxl.xlam", interpreter.path, deadline=6)
    assert set(modules) == {*build.modules(), "ThisWorkbook", "Sheet1"}
    return desk


@pytest.fixture
def book(open_desk: Desk, tmp_path: Path) -> Path:
    """A workbook of a name that would do harm if anything were left unquoted; the active one."""
    path = _workbook(tmp_path / "表 1&2%PATH%;'$(touch x)'=c.xlsx")
    open_desk.open(path)
    return path


def _workbook(path: Path) -> Path:
    openpyxl.Workbook().save(path)
    return path


@pytest.mark.parametrize("button", ACTIONS)
def test_every_button_starts_its_command(
    open_desk: Desk, interpreter: Interpreter, book: Path, button: str
) -> None:
    interpreter.play(("progress", "\\u6b63\\u5728"), ("done", "\\u5B8C\\u6210\\uFF1A3 \\ud83d\\ude00\\na\\tb \\\\n"))
    open_desk.rehearse(**ANSWERS)
    assert open_desk.pressed(button) == [("done", "完成：3 😀 a\tb \\n")]
    [call] = interpreter.calls()
    action, asked = ACTIONS[button], ASKED.get(ACTIONS[button], [])
    answers = [word for key in asked for word in ("--answer", f"{key}={ANSWERS[key]}")]
    status = next(word for word in call["argv"] if word.startswith("--status="))
    assert call["argv"] == [
        "-P", "-m", "perfxl.buttons", action, f"--wb={book}", "--from_xl=1", "--app=", "--hwnd=0", status, *answers
    ]  # fmt: skip
    assert not Path(status.removeprefix("--status=")).exists(), "the status file is gone"


@pytest.mark.parametrize("button", [button for button in ACTIONS if ACTIONS[button] in ASKED])
def test_a_cancelled_dialog_starts_nothing(open_desk: Desk, interpreter: Interpreter, book: Path, button: str) -> None:
    asked = ASKED[ACTIONS[button]]
    for cancelled in asked:
        interpreter.play(("done", "x"))
        open_desk.rehearse(**{key: value for key, value in ANSWERS.items() if key != cancelled})
        without_list = (ACTIONS[button], cancelled) == ("import", "roster")
        assert open_desk.pressed(button) == ([("done", "x")] if without_list else [])
        assert len(interpreter.calls()) == without_list


def test_yes_runs_the_same_again_confirmed(open_desk: Desk, interpreter: Interpreter, book: Path) -> None:
    interpreter.play(("ask", "\\u6539 3"), again=(("done", "ok"),))
    open_desk.rehearse(**ANSWERS, confirm="yes")
    assert open_desk.pressed("PerfxlNew") == [("ask", "改 3"), ("done", "ok")]
    first, second = (call["argv"] for call in interpreter.calls())
    assert [word for word in second if not word.startswith("--status=")] == [
        *(word for word in first if not word.startswith("--status=")), "--answer", "confirm=yes"
    ]  # fmt: skip


def test_no_runs_nothing_more(open_desk: Desk, interpreter: Interpreter, book: Path) -> None:
    interpreter.play(("ask", "?"), again=(("done", "ok"),))
    open_desk.rehearse(confirm="no")
    assert open_desk.pressed("PerfxlStandards") == [("ask", "?")]
    assert len(interpreter.calls()) == 1


def test_a_python_that_says_nothing_at_first_is_waited_for(
    open_desk: Desk, interpreter: Interpreter, book: Path
) -> None:
    interpreter.play(("wait", 1.5), ("progress", "1"), ("wait", 1), ("done", "ok"))
    open_desk.rehearse()
    assert open_desk.pressed("PerfxlCheck") == [("done", "ok")]


def test_a_failure_is_told(open_desk: Desk, interpreter: Interpreter, book: Path) -> None:
    interpreter.play(("failed", "F001"))
    open_desk.rehearse()
    assert open_desk.pressed("PerfxlCheck") == [("failed", "F001")]


def test_a_python_that_hangs_is_given_up_and_never_holds_the_program(
    open_desk: Desk, interpreter: Interpreter, book: Path
) -> None:
    """The deadline of this add-in is 6 s. Meanwhile LibreOffice answers, and a second click is turned away."""
    interpreter.play(("progress", "1"), ("wait", 12), ("done", "late"))
    open_desk.rehearse()
    start = time.monotonic()
    open_desk.press("PerfxlCheck")
    open_desk.press("PerfxlRecalc")
    [busy] = open_desk.heard()
    assert busy[0] == "failed"
    assert "还没有结束" in busy[1]
    assert open_desk.sheets(book)
    assert time.monotonic() - start < 5, "none of this waited"
    while open_desk.run("PerfxlRun.PerfxlRunning"):
        time.sleep(0.1)
    assert 5 < time.monotonic() - start < 11
    assert "等了 6 秒" in open_desk.heard()[1][1]
    assert len(interpreter.calls()) == 1
    interpreter.play(("done", "next"))
    assert open_desk.pressed("PerfxlCheck")[-1] == ("done", "next")


def test_a_name_no_command_line_can_hold_is_refused(
    open_desk: Desk, interpreter: Interpreter, tmp_path: Path
) -> None:
    """LibreOffice's Shell knows two quotes and no escape; a line break would make two arguments of one."""
    for name in ("both\"'.xlsx", "two\nlines.xlsx"):
        open_desk.open(_workbook(tmp_path / name))
        interpreter.play(("done", "x"))
        open_desk.rehearse()
        [(kind, text)] = open_desk.pressed("PerfxlCheck")
        assert kind == "failed"
        assert "请改名" in text
        assert interpreter.calls() == []


def test_an_answer_with_a_line_break_is_no_second_answer(
    open_desk: Desk, interpreter: Interpreter, book: Path
) -> None:
    interpreter.play(("done", "x"))
    open_desk.rehearse(**ANSWERS | {"department": "a\rconfirm=yes"})
    assert [kind for kind, _ in open_desk.pressed("PerfxlNew")] == ["failed"]
    assert interpreter.calls() == []


def test_an_interpreter_that_is_gone_or_was_never_set(desk: Desk, tmp_path: Path) -> None:
    for python, told in ((tmp_path / "gone/python", "找不到"), (Path(), "还没有登记")):
        desk.addin(tmp_path / f"{told}.xlam", "" if python == Path() else python)
        desk.open(_workbook(tmp_path / f"{told}.xlsx"))
        desk.rehearse()
        [(kind, text)] = desk.pressed("PerfxlCheck")
        assert kind == "failed"
        assert told in text
        assert "perfxl addin install" in text
