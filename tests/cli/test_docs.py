"""What README and docs/commands.md say is so: commands, options, JSON keys, the Python example, links."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import typer

from perfxl.cli.app import build
from perfxl.cli.console import voice
from perfxl.form import load_form
from perfxl.workbook.layout import layout_of

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
AREA = layout_of(load_form()).evaluation
SCORE = AREA.cell("score", AREA.first)
PAGES = {path.relative_to(ROOT).as_posix(): path for path in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md"))}


def _known() -> dict[str, set[str]]:
    """The options of every command."""
    group = typer.main.get_command(build(voice("en")))
    return {
        name: {"--help", "--lang", *(option for parameter in command.params for option in parameter.opts)}
        for name, command in group.commands.items()
    }


KNOWN = _known()


def _calls(text: str) -> Iterator[tuple[str, list[str]]]:
    """``perfxl`` calls in code spans and code blocks: command and options."""
    spans = re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL)
    for call in re.findall(r"\bperfxl +([^\n|#`]+)", "\n".join(spans)):
        words = call.split()
        if words and not words[0].startswith(("(", "=", ".")):
            yield words[0], re.findall(r"(?<![\w-])--?[a-z]+\b", " ".join(words[1:]))


@pytest.mark.parametrize("page", PAGES)
def test_every_command_and_option_named_exists(page: str) -> None:
    for command, options in _calls(PAGES[page].read_text(encoding="utf-8")):
        if command.startswith("--") or not command.isascii():
            continue
        assert command in KNOWN, f"perfxl {command}"
        assert set(options) <= KNOWN[command], f"perfxl {command}"


def test_every_command_and_option_is_documented() -> None:
    documented: dict[str, set[str]] = {}
    for command, options in _calls(README):
        documented.setdefault(command, set()).update(options)
    assert set(documented) == set(KNOWN)
    sections = dict(re.findall(r"^## `(\w+)`[^\n]*\n(.*?)(?=^## |\Z)", COMMANDS, re.DOTALL | re.MULTILINE))
    assert set(sections) == set(KNOWN)
    common = COMMANDS.partition("\n## `")[0]
    for command, options in KNOWN.items():
        said = documented[command] | set(re.findall(r"--?[a-z]+", sections[command] + common)) | {"-h"}
        missing = {option for option in options if option.startswith("--")} - said - {"--output"}
        assert not missing, f"perfxl {command}"


def _keys(value: object) -> set[str]:
    """Every key of an answer, but for those of the foot, which are the form's."""
    if isinstance(value, dict):
        return set(value) | {key for name, item in value.items() if name != "foot" for key in _keys(item)}
    return {key for item in value for key in _keys(item)} if isinstance(value, list) else set()


@pytest.mark.parametrize("command", ["check", "show", "score", "recalc"])
def test_json_keys_are_the_documented_ones(
    run: Callable, alter: Callable, faulty: Path, tmp_path: Path, command: str
) -> None:
    alter(faulty, "绩效自评表", SCORE, 40)
    more = {"check": ["--marked", tmp_path / "退回"], "recalc": ["--engine", "embedded"]}.get(command, [])
    files = [faulty] if command == "show" else [faulty, tmp_path / "无.xlsx"]
    section = COMMANDS.partition(f"## `{command}`")[2].partition("\n## ")[0]
    block = section.partition("```\n")[2].partition("```")[0]
    documented = set(re.findall(r'"(\w+)"', re.sub(r'"\w+"(?:\s\| "\w+")+', "", block)))
    assert _keys(run(command, "--json", *more, *files).json) | {"code", "message"} == documented | {"code", "message"}


def test_the_python_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    [example] = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (tmp_path / "workbooks").symlink_to(ROOT / "workbooks")
    monkeypatch.chdir(tmp_path)
    exec(compile(example, "README.md", "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "危化烟花工贸非煤矿山等安全隐患排查和治理数 ≥ 354 家、次 F7"
    assert lines[1].startswith("error P001 绩效目标表 L2 分值合计不是 90 分")
    assert lines[-2:] == ["85.84 良", "()"]


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", PAGES[page].read_text(encoding="utf-8"))
    assert [target for target in targets if not (PAGES[page].parent / target).exists()] == []
