"""How the command line is called: help, language, version, and what happens when the call is wrong."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import perfxl

ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
COMMANDS = ["new", "check", "show", "score", "recalc", "addin", "demo"]


def test_version(run: Callable) -> None:
    assert run("--version").out.strip() == f"perfxl {perfxl.__version__}"


def test_help_lists_the_commands_in_both_languages(run: Callable) -> None:
    chinese, english = run("--help"), run("--lang", "en", "--help")
    assert (chinese.status, english.status) == (0, 0)
    assert all(f"\n  {command} " in chinese.out for command in COMMANDS)
    assert all(f"\n  {command} " in english.out for command in COMMANDS)
    assert "检查" in chinese.out
    assert english.out.isascii()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_in_both_languages(run: Callable, command: str) -> None:
    assert "输出语言" in run(command, "--help").out
    assert run(command, "--help", "--lang", "en").out.isascii()


@pytest.mark.parametrize("arguments", [
    ("check",), ("check", "--nonsense", "a.xlsx"), ("nonsense",), ("show", "a.xlsx", "b.xlsx"), ("new", "--year", "26"),
    ("new", "--year", "next"), ("new", "--profile", "nonsense"), ("check", "a.xlsx", "--profile", "nonsense"),
    ("recalc", "a.xlsx", "--engine", "abacus"), ("--lang", "fr", "check", "a.xlsx"), ("new", "--roster", "a.csv"),
    ("new", "--out", "a"), ("new", "--roster", "a.csv", "--out", "b", "--department", "c"),
    ("new", "--roster", "nowhere.csv", "--out", "b"), ("score", "a.xlsx", "--profile", "nowhere.toml"), (),
])  # fmt: skip
def test_a_wrong_call_ends_with_2_and_says_why(
    run: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = run(*arguments)
    assert ended.status == 2
    assert ended.err.strip()
    assert "Traceback" not in ended.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", [("check",), ("score",), ("recalc",), ("import", "--db", "l")])
@pytest.mark.parametrize("pattern", ["*.xlsx", "没有/*.xlsx", "表?.xlsx"])
def test_a_pattern_that_matches_nothing_is_named(
    run: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], pattern: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = run(*command, pattern)
    assert (ended.status, list(tmp_path.iterdir())) == (2, [])
    assert f"没有文件与“{pattern}”相符" in ended.err
    assert f"nothing matches {pattern}" in run("--lang", "en", *command, pattern).err


def test_patterns_are_expanded_where_the_shell_does_not(
    run: Callable, originals: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In names brackets are brackets; a file called like a pattern is that file."""
    monkeypatch.chdir(tmp_path)
    for name in ("b.xlsx", "a[终稿].xlsx", "sub/c.xlsx", "d.txt"):
        Path(name).parent.mkdir(exist_ok=True)
        shutil.copy(originals / "县财政局.xlsx", name)

    def checked(*arguments: str) -> list[str]:
        return [Path(one["file"]).name for one in run("check", "--json", *arguments).json["files"]]

    assert checked("*.xlsx") == ["a[终稿].xlsx", "b.xlsx"]
    assert checked("a[终稿].*", "*.xlsx", "**/c.xlsx") == ["a[终稿].xlsx", "b.xlsx", "c.xlsx"]
    assert run("import", "--json", "--engine", "none", "*.xlsx", "--db", "l.db").json["files"] == 2


def test_a_wrong_call_is_explained_in_the_language_of_the_call(run: Callable) -> None:
    assert "没有这个选项：--nonsense" in run("check", "--nonsense", "a.xlsx").err
    assert "没有这个命令：nonsense" in run("nonsense").err
    assert "No such option: --nonsense" in run("--lang", "en", "check", "--nonsense", "a.xlsx").err


@pytest.mark.parametrize(("arguments", "said"), [
    (("recalc", "a.xlsx", "--engine", "foo"), "参数 '--engine' 的值不对：应为 auto、excel、libreoffice、embedded 之一"),
    (("new", "--year", "26"), "参数 '--year' 的值不对：不能小于 2000"),
    (("new", "--year", "2626"), "参数 '--year' 的值不对：不能大于 2099"),
    (("new", "--year", "next"), "参数 '--year' 的值不对：应为整数"),
    (("new", "--year"), "选项用法不对：--year 后面缺少值"),
    (("show", "a.xlsx", "b.xlsx"), "命令写法不对：多余的参数：b.xlsx"),
    (("new", "--roster", "无.csv", "--out", "b"), "名单读不了（找不到文件）"),
])  # fmt: skip
def test_values_that_will_not_do_are_explained_in_chinese(run: Callable, arguments: tuple[str, ...], said: str) -> None:
    assert said in run(*arguments).err


def test_a_bug_is_reported_as_one_and_is_no_finding(run: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    from perfxl.cli import commands

    def broken(*_: object) -> int:
        raise ZeroDivisionError("unforeseen")

    monkeypatch.setattr(commands, "check", broken)
    ended = run("check", "a.xlsx")
    assert ended.status == 2
    assert "unforeseen" in ended.err


@pytest.mark.parametrize("encoding", ["ascii", "gbk"])
def test_output_survives_a_terminal_that_cannot_show_it(tmp_path: Path, encoding: str) -> None:
    environment = ENVIRONMENT | {"PYTHONIOENCODING": encoding, "PERFXL_LANG": "zh"}
    command = [sys.executable, "-m", "perfxl", "check", "绩效\U0001f600.xlsx"]
    people = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert (people.returncode, people.stderr) == (2, b"")
    program = subprocess.run([*command, "--json"], cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert "绩效\U0001f600.xlsx" in program.stdout.decode("utf-8")


def test_a_closed_pipe_is_no_failure_of_ours(tmp_path: Path) -> None:
    shell = f"{sys.executable} -m perfxl check {' '.join(['无.xlsx'] * 2000)} | head -1"
    ended = subprocess.run(["sh", "-c", shell], cwd=tmp_path, env=ENVIRONMENT, capture_output=True, check=False)
    assert ended.stderr == b""
