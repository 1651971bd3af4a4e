"""Points: present, adding up, agreeing with remarks and hints."""

import pytest

from tests.checks.sheets import BROKEN, check, row, said, sheet


@pytest.mark.parametrize(("points", "expected"), [
    (10, []),
    (0.25, []),
    ("", [("P003", "K7")]),
    (0, [("P004", "K7")]),
    (-1, [("P004", "K7")]),
    (90.01, [("P004", "K7")]),
    (3.333, [("P004", "K7")]),
    ("10", [("P004", "K7")]),
    ("十", [("P004", "K7")]),
    (BROKEN, []),
])  # fmt: skip
def test_of_one_indicator(points: object, expected: list[tuple[str, str]]) -> None:
    assert said(sheet(row(points=points)), "P003", "P004") == expected


def county(quality: int) -> list:
    shares = [
        ("产出指标", "数量指标", 10),
        ("产出指标", "质量指标", quality),
        ("产出指标", "时效指标", 10),
        ("效益指标", "社会效益指标", 30),
        ("满意度指标", "服务对象满意度指标", 10),
        ("成本指标", "经济成本指标", 20),
    ]
    return [
        row(place, level1=first, level2=second, name=f"指标{place}", comparator="≤", points=points)
        for place, (first, second, points) in enumerate(shares, start=1)
    ]


def test_total_names_the_gap_and_the_level_to_blame() -> None:
    (found,) = (item for item in check(sheet(*county(11))) if item.code == "P001")
    assert (found.cell, found.value) == ("L2", "91")
    assert "多 1 分" in found.message
    assert "质量指标 11 分，本地方案建议 10 分" in found.message
    assert "质量指标 has 11" in found.message_en


def test_a_total_is_not_too_small_while_points_are_missing() -> None:
    """They may well be more than what it is short of."""
    blank = [row(place, name=f"指标{place}", points="") for place in (7, 8)]
    (found,) = (item for item in check(sheet(*county(1), *blank)) if item.code == "P001")
    assert found.message.endswith("现为 81 分，还有 2 个指标没有可用的分值，填好后才知道多少。")
    assert found.message_en.endswith("They add up to 81; what is missing shows once the points of 2 more are there.")
    (found,) = (item for item in check(sheet(*county(11), *blank)) if item.code == "P001")
    assert "多 1 分" in found.message  # which no points can make less


def test_hints_per_level_are_information() -> None:
    found = [item for item in check(sheet(*county(11))) if item.code == "P002"]
    assert [(item.field, item.value, item.cell, item.severity) for item in found] == [
        ("产出指标", "31", "K7", "info"),
        ("质量指标", "11", "K8", "info"),
    ]
    assert said(sheet(*county(10)), "P") == []


def test_all_points_on_one() -> None:
    assert said(sheet(row(1, points=90), row(2, name="乙", points="")), "P005") == [("P005", "K7")]
    assert said(sheet(row(1, points=90)), "P005") == []
    assert said(sheet(row(1, points=10), row(2, name="乙", points="")), "P005") == []


def test_points_without_an_indicator() -> None:
    slashed = row(2, name="/", target="/", points=5)
    assert said(sheet(row(), slashed), "P009") == [("P009", "K8")]


@pytest.mark.parametrize(("remark", "told"), [
    ("5", True), ("5分", True), ("10", False), ("10分", False), ("10.0", False), ("第5项", False), ("", False),
])  # fmt: skip
def test_remarks(remark: str, told: bool) -> None:
    assert bool(said(sheet(row(remark=remark)), "P007")) is told


def test_a_foreign_sheet_with_its_points_in_the_prose() -> None:
    bare = [row(place, own=False, absent=("points",), name=f"指标{place}", remark="") for place in (1, 2)]
    found = check(sheet(*bare, layout="foreign"))
    assert [item.code for item in found if item.code.startswith("P")] == ["P010"]


def test_a_foreign_sheet_with_its_points_in_the_remarks() -> None:
    rows = [row(place, own=False, absent=("points",), name=f"指标{place}", remark="45分") for place in (1, 2)]
    assert said(sheet(*rows, layout="foreign"), "P001", "P003", "P010") == []
    rows[1] = row(2, own=False, absent=("points",), name="指标2", remark="44")
    assert said(sheet(*rows, layout="foreign"), "P001", "P003", "P010") == [("P001", "I7")]
