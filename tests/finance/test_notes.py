"""The note for a department: counted, short, plain."""

from dataclasses import replace
from pathlib import Path

import pytest

from perfxl.finance.notes import IN_FULL, note
from perfxl.finance.returned import Returned
from tests.finance.snapshots import HOSTILE, WAIVER, hostile, noted, ordinary


@pytest.fixture
def sheet(tmp_path: Path) -> Returned:
    return ordinary(tmp_path).returns[0]


def test_few_are_listed_in_full(sheet: Returned) -> None:
    findings = (noted(7, "warning"), noted(8), noted(9, "info"), noted(10, waiver=WAIVER))
    text = note(replace(sheet, findings=findings), "县财政局.xlsx")
    lines = text.splitlines()
    assert lines[0] == "【县财政局】2026 年部门整体绩效自评表"
    assert lines[2] == "报来的表（财政.xlsx）已看过，有 1 处要改正，有 1 处请核对（单元格按报来的表）："
    assert lines[3:5] == [
        "1. 【改正】绩效目标表 G8 “办件数”：第8处不对。请改。",
        "2. 【核对】绩效目标表 G7 “办件数”：第7处不对。请改。",
    ]
    assert "县财政局.xlsx" in lines[5]
    assert lines[6:] == ["另有 1 处已由财政部门放行，不用改。"]
    assert text.endswith("\n")


def test_of_many_the_first_are_listed(sheet: Returned) -> None:
    full = note(replace(sheet, findings=tuple(noted(row) for row in range(IN_FULL))), "a.xlsx")
    assert f"{IN_FULL}. 【改正】" in full
    assert "其余" not in full
    more = note(replace(sheet, findings=tuple(noted(row) for row in range(IN_FULL + 3))), "a.xlsx")
    assert "有 13 处要改正" in more
    assert f"{IN_FULL + 1}. " not in more
    assert "其余 3 处见退回件" in more


def test_in_english(sheet: Returned) -> None:
    text = note(replace(sheet, findings=(noted(8),)), "a.xlsx", "en")
    assert "1. [error] 绩效目标表 G8 “办件数”: wrong 8. Change it." in text


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_what_strangers_wrote_adds_no_line_and_no_control(tmp_path: Path, text: str) -> None:
    [one] = hostile(tmp_path, text).returns
    written = note(one, "a.xlsx")
    assert len(written.splitlines()) == 6
    assert not any(ord(char) < 32 and char != "\n" for char in written)
    assert "\u202e" not in written
