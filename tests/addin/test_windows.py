"""What the VBA asks of Excel and of Windows, run by a VBA interpreter against a fake of both (see excel_host.py)."""

import pytest
from pyopenvba.interpreter import VBACompileError, VBARuntimeError, parse_module

from perfxl.addin import build
from tests.addin.excel_host import Thing, Windows, split

PYTHON = r"C:\Program Files\环境\pythonw.exe"
BOOK = r"D:\回收 2026\市教育局 & 100%50%;'甲'=自评.xlsx"
STATUS = r"C:\Users\a\AppData\Local\Temp\1.status"
HEAD = [PYTHON, "-P", "-m", "perfxl.buttons"]
TAIL = ["--from_xl=1", r"--app=C:\Program Files\Office16\Microsoft Excel", "--hwnd=4242", f"--status={STATUS}"]
STOP, YES, NO = 48, 6, 7  # vbExclamation, vbYes, vbNo


@pytest.fixture
def windows() -> Windows:
    return Windows(PYTHON, BOOK)


@pytest.mark.parametrize("module", build.modules())
def test_every_module_is_vba(module: str) -> None:
    parse_module(build.modules()[module], name=module)
    with pytest.raises(VBACompileError):
        parse_module(build.modules()[module] + "\nPublic Sub Half()\n    If True Then\nEnd Sub\n", name=module)


@pytest.mark.parametrize(("button", "action"), [
    ("PerfxlCheck", "check"), ("PerfxlRecalc", "recalc"), ("PerfxlStandards", "standards"), ("PerfxlHelp", "help"),
])
def test_the_command_line_comes_apart_as_it_was_meant(windows: Windows, button: str, action: str) -> None:
    windows.press(button)
    assert [split(command) for command in windows.started] == [[*HEAD, action, f"--wb={BOOK}", *TAIL]]


@pytest.mark.parametrize("answer", ['市"甲"局', "a\\", 'a\\"b', "two  blanks", "%50%", "-x", "＝全角"])
def test_answers_come_apart_too(windows: Windows, answer: str) -> None:
    windows.application.members["getsaveasfilename"] = lambda *_: "D:\\新 表.xlsx"
    windows.vba.answers = [answer, "2026"]
    windows.press("PerfxlNew")
    [command] = windows.started
    given = [f"department={answer}", "year=2026", "out=D:\\新 表.xlsx"]
    assert split(command)[-6:] == [word for text in given for word in ("--answer", text)]


def test_nothing_of_the_workbook_is_asked_but_its_name(windows: Windows) -> None:
    windows.press("PerfxlCheck")
    windows.tick(line="done\tok")
    assert set(windows.book.asked) == {"FullName"}
    assert split(windows.started[0])[0] == PYTHON


def test_a_name_windows_would_expand_is_refused(windows: Windows) -> None:
    """WScript.Shell may put the value of a variable in place of its name; a % that names none stays."""
    windows.book = Thing(FullName=r"D:\%TEMP%.xlsx")
    windows.press("PerfxlCheck")
    assert windows.started == []
    [(_, text)] = windows.told
    assert "请改名" in text
    assert "%TEMP%" in text


def test_no_workbook(windows: Windows) -> None:
    empty = Windows(PYTHON, None)
    empty.press("PerfxlCheck")
    assert empty.started == []
    assert "先打开" in empty.told[0][1]
    empty.press("PerfxlHelp")
    assert "--wb=" in split(empty.started[0])


@pytest.mark.parametrize(("python", "error", "told"), [
    ("", "", "还没有登记"), (PYTHON, "The system cannot find the file specified.", "cannot find the file"),
])
def test_an_interpreter_that_cannot_be_started(python: str, error: str, told: str) -> None:
    windows = Windows(python, BOOK)
    windows.start_error = error
    windows.press("PerfxlCheck")
    [(kind, text, title, style)] = windows.vba.dialogs
    assert (kind, title, style) == ("MsgBox", "绩效目标", STOP)
    assert told in text
    assert "perfxl addin install" in text
    assert windows.scheduled == []


def test_without_the_script_host_vba_starts_python_itself(windows: Windows) -> None:
    """Some bureaus switch Windows Script Host off. VBA's Shell gives no process to look at: the deadline has to do."""
    windows.has_script_host = False
    windows.press("PerfxlCheck")
    assert "找不到" in windows.told[0][1]
    assert windows.by_shell == []
    windows.files = {PYTHON}
    windows.press("PerfxlCheck")
    assert [split(command) for command in windows.by_shell] == [[*HEAD, "check", f"--wb={BOOK}", *TAIL]]
    windows.tick(line="done\tok")
    assert windows.told[1:] == [("MsgBox", "ok")]


def test_excel_is_free_between_two_looks(windows: Windows) -> None:
    windows.press("PerfxlCheck")
    assert windows.application.members["statusbar"] == "绩效目标：正在启动……"
    windows.tick()
    windows.tick(line="progress\t\\u8bfb 3/40")
    assert windows.application.members["statusbar"] == "绩效目标: 读 3/40"
    assert windows.told == []
    windows.tick(line="done\t\\u5B8C\\u6210\\uFF1A\\ud83d\\ude00\\nC:\\\\x\\ty")
    assert [text for _, text in windows.told] == ["完成：\ud83d\ude00\nC:\\x\ty"]
    assert windows.application.members["statusbar"] is False
    assert windows.forgotten == [STATUS]
    assert windows.scheduled == []


def test_a_second_click_is_turned_away(windows: Windows) -> None:
    windows.press("PerfxlCheck")
    windows.press("PerfxlRecalc")
    assert len(windows.started) == 1
    assert "还没有结束" in windows.told[0][1]


@pytest.mark.parametrize(("button", "answer", "runs"), [("yes", YES, 2), ("no", NO, 1)])
def test_a_question(windows: Windows, button: str, answer: int, runs: int) -> None:
    windows.press("PerfxlStandards")
    windows.vba.answers = [answer]
    windows.tick(line="ask\t\\u6539 3")
    kind, text, _, style = windows.vba.dialogs[0]
    assert (kind, text) == ("MsgBox", "改 3")
    assert style & 256, "No is what Enter says"
    assert len(windows.started) == runs
    if runs == 2:
        assert split(windows.started[1]) == [*split(windows.started[0]), "--answer", "confirm=yes"]


def test_a_python_that_dies_is_told_with_its_last_words(windows: Windows) -> None:
    windows.press("PerfxlCheck")
    windows.processes[0].members["status"] = 1
    windows.tick(line="progress\tx")
    assert windows.told == [], "what it wrote last may come with the next look"
    windows.tick()
    [(_, text)] = windows.told
    assert "No module named perfxl" in text
    windows.press("PerfxlCheck")
    assert len(windows.started) == 2


def test_a_python_that_ended_well_is_not_called_dead(windows: Windows) -> None:
    windows.press("PerfxlCheck")
    windows.processes[0].members["status"] = 1
    windows.tick(line="progress\tx")
    windows.tick(line="done\tok")
    assert windows.told == [("MsgBox", "ok")]


def test_trouble_while_looking_is_told_and_not_repeated(windows: Windows) -> None:
    def broken(path: str) -> str:
        raise VBARuntimeError(52, "Bad file name or number")

    windows.press("PerfxlCheck")
    windows.application.members["testlastline"] = broken
    windows.tick()
    assert "Bad file name" in windows.told[0][1]
    assert windows.scheduled == []


def test_the_deadline_ends_the_process_that_was_started_and_no_other() -> None:
    windows = Windows(PYTHON, BOOK, deadline=5)
    windows.press("PerfxlCheck")
    for _ in range(5):
        windows.tick(line="progress\tx")
    assert windows.told == []
    windows.tick()
    assert "Terminate" in windows.processes[0].asked
    assert "等了 5 秒" in windows.told[0][1]
    assert windows.scheduled == []
    assert windows.shell.asked == ["ExpandEnvironmentStrings", "Exec"]


@pytest.mark.parametrize("way", ["deadline", "death"])
def test_what_an_ended_python_had_switched_off_is_put_back(way: str) -> None:
    windows = Windows(PYTHON, BOOK, deadline=1 if way == "deadline" else 300)
    excel = windows.application.members
    excel["displayalerts"] = False  # as the user had it
    windows.press("PerfxlCheck")
    excel |= {"enableevents": False, "screenupdating": False, "displayalerts": False}
    if way == "death":
        windows.processes[0].members["status"] = 1
    for _ in range(2):
        windows.tick(line="progress\tx")
    assert len(windows.told) == 1
    settings = excel["enableevents"], excel["displayalerts"], excel["screenupdating"]
    assert settings == (True, False, True)


def test_what_python_itself_leaves_at_its_end_is_not_touched(windows: Windows) -> None:
    windows.press("PerfxlCheck")
    windows.tick(line="done\tok")
    assert not [asked for asked in windows.application.asked if asked.startswith(("EnableEvents =", "DisplayAlerts ="))]


def test_the_dialogs_of_excel(windows: Windows) -> None:
    """Cancelled they give False, chosen the path; the folder dialog is an object."""
    asked = []

    def dialog(answer: object) -> object:
        def ask(*arguments: object) -> object:
            asked.append(arguments)
            return answer

        return ask

    picker = Thing(Title="", Show=-1, SelectedItems=lambda number: "D:\\下 发")
    windows.application.members |= {
        "getopenfilename": dialog("D:\\名单.csv"), "filedialog": lambda kind: {4: picker}[int(kind)]
    }  # fmt: skip
    windows.vba.answers = ["2026"]
    windows.press("PerfxlNewBatch")
    given = ["roster=D:\\名单.csv", "year=2026", "out=D:\\下 发"]
    assert split(windows.started[0])[-6:] == [word for text in given for word in ("--answer", text)]
    assert [arguments[0] for arguments in asked] == ["部门名单 (*.xlsx;*.csv),*.xlsx;*.csv"]
    assert picker.members["title"] == "批量生成的空白表存到哪个文件夹"
    again = Windows(PYTHON, BOOK)
    picker.members["show"] = 0
    again.application.members |= {"getopenfilename": dialog("D:\\名单.csv"), "filedialog": lambda kind: picker}
    again.vba.answers = ["2026"]
    again.press("PerfxlNewBatch")
    again.press("PerfxlReport")
    again.application.members["getopenfilename"] = dialog(False)
    again.press("PerfxlConvert")
    assert again.started == []


def test_the_fake_refuses_what_it_was_not_given(windows: Windows) -> None:
    with pytest.raises(VBARuntimeError):
        windows.book.vba_get("Sheets")
