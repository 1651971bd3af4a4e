"""The note for a department: counted, short, plain."""

from dataclasses import replace
from pathlib import Path

import pytest

from perfxl.finance.notes import IN_FULL, note
from perfxl.finance.returned import Noted, Returned
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


def _of_all_kinds(count: int) -> tuple[Noted, ...]:
    return tuple(noted(row, code=f"I{row:03}") for row in range(1, count + 1))


def test_of_many_the_first_are_listed(sheet: Returned) -> None:
    full = note(replace(sheet, findings=_of_all_kinds(IN_FULL)), "a.xlsx")
    assert f"{IN_FULL}. 【改正】" in full
    assert "其余" not in full
    more = note(replace(sheet, findings=_of_all_kinds(IN_FULL + 3)), "a.xlsx")
    assert "有 13 处要改正" in more
    assert f"{IN_FULL + 1}. " not in more
    assert "其余 3 处见退回件" in more


def test_many_of_a_kind_are_one_entry(sheet: Returned) -> None:
    """Forty changed targets are one line of a chat, not ten lines and a rest nobody sees."""
    changed = tuple(noted(row, "warning", code="D003", fix="请核对改动是否经过批准。") for row in range(9, 49))
    few = tuple(noted(row, code="I007") for row in (3, 4))
    text = note(replace(sheet, findings=(*changed, *few)), "a.xlsx")
    assert "有 2 处要改正，有 40 处请核对" in text
    cells = "、".join(f"G{row}" for row in range(9, 21))
    told = "“计量单位”由“…”改成了“…”（与“…”相比）。请核对改动是否经过批准。"
    assert f"3. 【核对】绩效目标表 {cells} 等 40 处：{told}" in text
    assert "其余" not in text
    four = note(replace(sheet, findings=changed[:4]), "a.xlsx", "en")
    assert "1. [check] 绩效目标表 G9, G10, G11, G12, 4 in all: 计量单位 was changed from … to …" in four


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


def test_many_fields_of_a_kind_are_named(sheet: Returned) -> None:
    fields = ("填表人", "填表日期", "联系电话", "单位负责人")
    blank = tuple(replace(noted(row, code="C013"), field=name) for row, name in enumerate(fields, 66))
    text = note(replace(sheet, findings=blank), "a.xlsx")
    assert "表尾“填表人”、“填表日期”、“联系电话”、“单位负责人”没有填。" in text
