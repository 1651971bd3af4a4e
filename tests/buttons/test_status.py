"""The status file: ASCII, a line per event, one last word."""

from pathlib import Path

import pytest

from perfxl.buttons.status import Status, escaped


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("plain ~", "plain ~"),
        ("a\tb\nc\\d", "a\\tb\\nc\\\\d"),
        ("a\r\nb\rc", "a\\nb\\nc"),
        ("校验", "\\u6821\\u9A8C"),
        ("𠮷", "\\uD842\\uDFB7"),
        ("\x07\x7f", "\\u0007\\u007F"),
        ("\ud800", "\\uD800"),
        ("C:\\users\\u4e00", "C:\\\\users\\\\u4e00"),
    ],
)
def test_a_text_in_one_line_of_ascii(text: str, line: str) -> None:
    assert escaped(text) == line
    assert line.isascii()


def test_lines_are_there_at_once_and_the_last_word_is_one(tmp_path: Path) -> None:
    path = tmp_path / "status"
    with Status(path) as status:
        status.progress("读取")
        assert path.read_bytes() == b"progress\t\\u8BFB\\u53D6\n"
        status.end("done", "好")
        status.end("failed", "不")
    assert path.read_text("ascii").splitlines() == ["progress\t\\u8BFB\\u53D6", "done\t\\u597D"]
