"""Goal numbers, lengths, lost glyphs, pasted definitions."""

import pytest

from perfxl.checks.indicators import name_stem
from tests.checks.sheets import check, row, said, sheet


@pytest.mark.parametrize(("goals", "expected"), [
    ("目标1：安全。\n目标2：稳定。", []),
    ("目标:1、安全。\n目标2、稳定。\n目 7、按。\n目 7、提", ["7"]),
    ("目标1：安全。目标1：稳定。目标1：发展。", ["1"]),
    ("目标1：完成目标12项。\n目标2：完成2项。", []),
])  # fmt: skip
def test_goal_numbers(goals: str, expected: list[str]) -> None:
    found = check(sheet(row(), head={"goals": goals}))
    assert [item.value for item in found if item.code == "C016"] == expected


@pytest.mark.parametrize(("text", "lost"), [
    ("贯彻实施相关 、部 、规 ，组 、安 ，组 ，组 。", True),
    ("提高防灾减灾救灾 ,确 。", True),
    ("进一步提升安全监管水平，确确实现 “三 ”目 ，为", True),
    ("4、大力推动应急管理工作融合，提 。", True),
    ("1) 负责应急管理工作, 指导全县各乡镇各部门应对安全生产类 、自然灾害类等突发事件。", False),
    ("每 1 起扣 1 分，扣完为止。", False),
    ("完成全年任务 ，按时上报 ，及时归档 。", False),
    ("县委、县政府 交办的任务", False),
    ("", False),
])  # fmt: skip
def test_lost_glyphs(text: str, lost: bool) -> None:
    assert (said(sheet(row(definition=text)), "C020") == [("C020", "H7")]) is lost


def test_length_limits() -> None:
    assert said(sheet(row(name="检" * 301)), "C017") == [("C017", "D7")]
    assert said(sheet(row(name="检" * 300)), "C017") == []


def test_pasted_definitions() -> None:
    goals = "目标1：实现共建共享，达到上下贯通、扁平化指挥要求。"
    rows = [
        row(1, definition="实现共建共享,达到上下贯通、扁平化指挥要求"),
        row(2, name="甲", definition="考核履职情况"),
        row(3, name="乙", definition="考核履职 情况。"),
        row(4, name="丙", definition="安全"),
    ]
    found = check(sheet(*rows, head={"goals": goals}))
    assert [(item.code, item.cell, item.value) for item in found if item.code in {"I008", "I009"}] == [
        ("I009", "H7", "实现共建共享,达到上下贯通、扁平化指挥要求"),
        ("I008", "H9", "考核履职 情况。"),
    ]


@pytest.mark.parametrize(("name", "stem"), [
    ("3、重点工作办结率", "重点工作办结率"),
    ("12．重点 工作", "重点工作"),
    ("1.培训", "培训"),
    ("5.12防灾减灾活动", "5.12防灾减灾活动"),
    ("110报警服务", "110报警服务"),
    ("5", "5"),
    ("", ""),
])  # fmt: skip
def test_name_stem(name: str, stem: str) -> None:
    assert name_stem(name) == stem
