"""Lines on a terminal: widths of Chinese, where they break, colours that end where they should."""

import io

import pytest
from rich.console import Console
from rich.text import Text

from perfxl.cli.console import Voice, one_line, safe, width_of, wrapped


def _lines(text: str, width: int) -> list[str]:
    return [line.plain for line in wrapped(Text(text), width)]


def test_chinese_counts_two_columns() -> None:
    assert width_of("分值 90") == 7


def test_chinese_breaks_anywhere_but_not_before_a_closing_mark() -> None:
    assert _lines("请填写全称，再核对。", 10) == ["请填写全", "称，再核", "对。"]


def test_latin_words_and_addresses_stay_whole() -> None:
    assert _lines("请看绩效自评表 F12345 的值", 16) == ["请看绩效自评表", "F12345 的值"]
    assert _lines("Check the path and name.", 12) == ["Check the", "path and", "name."]


def test_what_has_no_place_to_break_is_cut() -> None:
    assert _lines("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


def test_line_breaks_are_kept() -> None:
    assert _lines("目标1\n目标2", 40) == ["目标1", "目标2"]
    assert _lines("", 40) == [""]


@pytest.mark.parametrize(("limit", "shown"), [(0, "一二三四五"), (10, "一二三四五"), (9, "一二三四…"), (8, "一二三…")])
def test_one_line_is_cut_to_columns(limit: int, shown: str) -> None:
    assert one_line("一二三\n 四五".replace("\n ", ""), limit) == shown


def test_controls_are_shown_as_what_they_are() -> None:
    assert safe("a\x1b[31mb\u202ec\x9bd\r\ne") == "a\ufffd[31mb\ufffdc\ufffdd\ne"


def test_the_colour_of_a_label_ends_with_it() -> None:
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, width=40, color_system="standard", markup=False)
    Voice("zh", console, console).block(Text("说明"), Text("错误", style="red"), 6)
    assert stream.getvalue() == "\x1b[31m错误  \x1b[0m说明\n"
