"""Whatever an engine says when it cannot, it says in Chinese too."""

import ast
import re
from pathlib import Path

import pytest

from perfxl.buttons.failures import explained
from perfxl.engines import libreoffice, lo_program, lo_words, trouble
from perfxl.engines.office import UnoError
from perfxl.engines.trouble import Words
from perfxl.workbook.pour_table import EngineFailed, EngineUnavailable

ENGINES = Path(trouble.__file__).parent
HAN = re.compile(r"[\u4e00-\u9fff]{4}")
RAISED = {"EngineFailed", "EngineUnavailable", "DeadlineExceeded", "UnoError", "_Told"}


@pytest.mark.parametrize("path", sorted(ENGINES.glob("*.py")), ids=lambda path: path.stem)
def test_nothing_is_raised_in_english_alone(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            assert name not in RAISED or len(node.args) == 2, f"{path.name}:{node.lineno}"


@pytest.mark.parametrize("name", [name for name, value in vars(lo_words).items() if isinstance(value, Words)])
def test_both_texts_have_the_same_slots(name: str) -> None:
    words = getattr(lo_words, name)
    slots = [set(re.findall(r"{(\w+)", text)) - {"what", "did"} for text in words]
    assert slots[0] == slots[1]
    assert HAN.search(words.zh)


def in_chinese(error: Exception) -> str:
    """What a button says."""
    zh, en = explained(error)
    assert HAN.search(zh.partition("：")[2]), zh
    assert not HAN.search(en), en
    return zh


def test_a_refused_call_is_told_in_chinese_and_names_the_call() -> None:
    zh = in_chinese(UnoError("com.sun.star.uno.RuntimeException", "no"))
    assert "com.sun.star.uno.RuntimeException: no" in zh


def test_nobody_there_is_told_in_chinese() -> None:
    with pytest.raises(EngineFailed) as problem, libreoffice.attached("pipe,name=nobody;urp;"):
        pass
    assert "--accept" in in_chinese(problem.value)


def test_a_deadline_and_a_closed_session_are_told_in_chinese() -> None:
    with pytest.raises(EngineFailed) as problem, libreoffice.session(start_deadline=0.01):
        pass
    assert "0.01 秒内没有启动" in in_chinese(problem.value)
    with libreoffice.session() as app:
        app.quit()
        with pytest.raises(EngineFailed) as problem:
            app.books.add()
    assert "已经关闭" in in_chinese(problem.value)


def test_a_libreoffice_that_is_not_there_is_told_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setattr("os.path.exists", lambda path: False)
    with pytest.raises(EngineUnavailable) as problem:
        lo_program.find_soffice()
    assert "安装" in in_chinese(problem.value)
