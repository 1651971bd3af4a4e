"""The standard in prose: each finding provoked once, and absent from its neighbour."""

from typing import Any

import pytest
from msgspec.structs import replace

from perfxl.block import Block, Rung
from perfxl.findings import Finding
from perfxl.model import Indicator
from tests.checks.sheets import BROKEN, check, number, row, said, sheet

GOOD = "达到90%得10分，每降低1个百分点扣1分，扣完为止"
STEPS = Block(step=number(1), step_unit="个百分点", deduction=number(1), partial="舍去")
RATE = {"name": "办结率", "target": 90, "unit": "%", "points": 10}


def foreign(text: str, place: int = 1, /, **more: Any) -> Indicator:
    return row(place, own=False, standard=text, **(RATE | {"definition": f"指标{place}"} | more))


def own(text: str, /, **more: Any) -> Indicator:
    return row(1, own_standard=text, **(RATE | {"kind": "逐档扣分", "settings": STEPS} | more))


def rules(*rows: Indicator, layout: Any = "foreign", letters: Any = "R", **more: Any) -> list[tuple[str, str | None]]:
    return said(sheet(*rows, layout=layout, **more), *((letters,) if isinstance(letters, str) else letters))


def only(code: str, *rows: Indicator, layout: Any = "foreign", **more: Any) -> Finding:
    (found,) = (item for item in check(sheet(*rows, layout=layout, **more)) if item.code == code)
    return found


@pytest.mark.parametrize(("text", "code", "words"), [
    (GOOD, None, ""),
    ("", None, ""),
    ("/", None, ""),
    ("酌情得分", "R003", "酌情"),
    ("按排名计分，第一名得10分", "R003", "排名"),
    ("按《考核办法》计分，满分10分", "R003", "其他文件"),
    ("办结率90%得10分，每降低1 扣1分", "R006", "每降低1"),
    ("每推迟扣分", "R006", "没有写明"),
    ("达到90%得10分，达到80%得8分", "R005", "没有写明"),
    ("80%-90%得8分，85%以下得5分，90%以上得10分", "R005", "重叠"),
    ("达到90公里得10分，否则不得分", "R004", "单位"),
])  # fmt: skip
def test_a_foreign_text(text: str, code: str | None, words: str) -> None:
    assert rules(foreign(text)) == ([] if code is None else [(code, foreign(text).at("standard").cell)])
    if code is not None:
        found = only(code, foreign(text))
        assert words in found.message
        assert found.severity == ("warning" if code == "R003" else "error")
        assert "{" not in found.message + found.message_en


@pytest.mark.parametrize(("text", "fields", "codes"), [
    (GOOD, {}, []),
    ("", {}, []),
    (BROKEN, {}, []),
    ("酌情得分", {}, ["R001"]),
    ("酌情得分", {"kind": "人工评分", "settings": Block()}, []),
    ("办结率90%得10分，每降低1 扣1分", {}, ["R001"]),
    ("办结率90%得10分，每降低1 扣1分", {"kind": "", "settings": Block()}, ["R006"]),
    (GOOD.replace("扣1分", "扣2分"), {}, ["R002"]),
    (GOOD, {"kind": "人工评分", "settings": Block()}, ["R002"]),
    (GOOD, {"kind": "", "settings": Block()}, []),
    (GOOD, {"kind": "其他", "settings": Block()}, ["R013"]),
    (GOOD, {"settings": Block()}, ["R013"]),
    (GOOD.replace("1O分", "10分"), {}, []),
    (GOOD.replace("10分", "1O分"), {}, ["R012"]),
])  # fmt: skip
def test_an_own_text(text: str, fields: dict[str, Any], codes: list[str]) -> None:
    assert rules(own(text, **fields), layout="own") == [(code, "M7") for code in codes]


@pytest.mark.parametrize(("typed", "codes"), [
    ({"comparator": "定性", "target": "提升"}, ["R004"]),
    ({"comparator": "约", "target": 90}, []),
    ({"target": "许多"}, []),
    ({"target": BROKEN}, []),
])  # fmt: skip
def test_a_missing_target_is_told_where_it_is_missing(typed: dict[str, Any], codes: list[str]) -> None:
    assert [code for code, _ in rules(foreign("达到指标值得10分，每降低1个百分点扣1分，扣完为止", **typed))] == codes


def test_settings_that_leave_the_row_open_are_told_to_the_department() -> None:
    """The mirror of R001: the text counts, so no score is lost, but the clerk's own sheet shows none, nor a total."""
    found = only("R013", own(GOOD, settings=Block()), layout="own")
    assert (found.severity, found.field) == ("warning", "自拟标准")
    assert "待定" in found.message
    assert "计分方式" in found.fix
    assert "计分设置" in found.fix


@pytest.mark.parametrize(("text", "words"), [
    ("办结率≥90%得10分，每降低1个百分点扣1分", "目标值0.9%，标准写的是90%"),
    ("办结率≥90%得10分，80%≤办结率＜90%得6分，其余不得分", "目标值0.9%，标准写的是90%"),
    ("达到目标值得10分，否则不得分", "0.9%还是90%"),
])  # fmt: skip
def test_a_target_that_does_not_go_with_the_text_makes_no_standard_incomplete(text: str, words: str) -> None:
    found = only("R004", foreign(text, target=0.9))
    assert words in found.message
    assert not any(word in found.message for word in ("不完整", "缺字", "自相矛盾"))


def test_a_column_without_settings_is_told_in_one_sentence() -> None:
    empty = RATE | {"own_standard": GOOD, "kind": "逐档扣分", "settings": Block()}
    rows = [row(place, **(empty | {"name": f"指标{place}合格率"})) for place in range(1, 6)]
    found = [item for item in check(sheet(*rows)) if item.code == "R013"]
    assert [(item.cell, item.value) for item in found] == [("M7", "5 行")]
    assert found[0].message.startswith("5 行的计分设置没有填好，")
    assert found[0].fix.endswith("得分才能在表内算出（M7、M8、M9、M10、M11）。")
    assert len([item for item in check(sheet(*rows[:3])) if item.code == "R013"]) == 3


def test_a_text_without_a_kind_is_told_at_the_kind_and_once() -> None:
    """The sheet 校验 says it in the same words, which R013, a finding on the text, cannot be."""
    one = own(GOOD, kind="", settings=Block())
    assert rules(one, layout="own", letters=("C012", "C024", "R")) == [("C024", "L7")]
    found = only("C024", one, layout="own")
    assert (found.severity, found.field) == ("warning", "计分方式")
    assert "待定" in found.message
    assert "人工评分" in found.fix
    for refused, code in (("酌情得分", "R003"), ("办结率90%得10分，每降低1 扣1分", "R006")):
        unread = own(refused, kind="", settings=Block())
        assert rules(unread, layout="own", letters=("C", "R"))[-2:] == [("C024", "L7"), (code, "M7")]


def test_a_kind_that_is_missing_is_no_reason_for_a_row_without_a_score() -> None:
    """E033 still says that a dash is no standard; of a text that is read the row has its score."""
    for text, reasons in (("/", ["E033"]), (GOOD, [])):
        one = own(text, kind="", settings=Block(), actual=90)
        codes = [item.code for item in check(sheet(one, evaluated=True)) if item.code in ("C024", "E033")]
        assert codes == ["C024", *reasons]


def test_the_example_of_text_and_settings() -> None:
    found = only("R002", own(GOOD.replace("扣1分", "扣2分")), layout="own")
    assert (found.severity, found.field) == ("error", "自拟标准")
    assert "实际为 89 时：标准文字得 8 分，计分设置得 9 分" in found.message
    assert "for 89 the text gives 8, the settings 9" in found.message_en
    by_hand = only("R002", own(GOOD, kind="人工评分"), layout="own")
    assert "人工评分" in by_hand.message


def test_of_deadlines_the_example_is_a_date() -> None:
    late = Block(step=number(10), step_unit="天", deduction=number(1), partial="舍去")
    text = "2026年6月30日前完成得10分，每推迟10天扣2分，扣完为止"
    found = only("R002", own(text, target="2026年6月30日前", comparator="定性", unit="", settings=late), layout="own")
    assert "实际为 2026年" in found.message


def test_a_standard_typed_over_its_formula() -> None:
    one = own("")
    typed = replace(one, standard=GOOD.replace("扣1分", "扣2分"), overwritten=True)
    assert [code for code, _ in rules(typed, layout="own")] == ["R002"]
    assert only("R002", typed, layout="own").cell == one.at("standard").cell
    assert rules(replace(typed, standard=GOOD), layout="own") == []
    bare = own("", kind="", settings=None)
    assert [code for code, _ in rules(bare, layout="own", letters="C012")] == ["C012"]
    over = replace(bare, standard=GOOD, overwritten=True)
    assert rules(over, layout="own", letters=("C012", "C024", "R")) == [("C024", "L7")]


@pytest.mark.parametrize(("points", "remark", "codes"), [
    (10, "", []),
    (10, "10分", []),
    (8, "", ["P006"]),
    (8, "8分", ["P006"]),
    (8, "10", ["P007", "P006"]),
    ("", "10", ["P003"]),
])  # fmt: skip
def test_points_of_text_and_column(points: object, remark: str, codes: list[str]) -> None:
    one = own(GOOD, points=points, remark=remark)
    assert [code for code, _ in rules(one, layout="own", letters="P0") if code in ("P003", "P006", "P007")] == codes


def test_points_of_text_and_remark() -> None:
    one = foreign(GOOD, absent=("points",), remark="8分")
    found = only("P006", one)
    assert (found.cell, found.value) == (one.at("remark").cell, "8")
    assert "标准文字写的满分是 10 分，备注是 8 分；计分以标准文字为准" in found.message
    assert "分值列是 8 分" in only("P006", foreign(GOOD, points=8)).message
    same = foreign(GOOD, absent=("points",), remark="10分")
    assert "P006" not in [code for code, _ in rules(same, letters="P")]


def shares(*points: int) -> list[Indicator]:
    return [
        foreign(f"完成得{share}分，否则不得分", place, absent=("points",), name=f"名称{place}")
        for place, share in enumerate(points, start=1)
    ]


def test_points_in_the_prose_add_up() -> None:
    assert said(sheet(*shares(40, 50), layout="foreign"), "P001", "P003", "P010") == []
    more = shares(40, 51)
    assert said(sheet(*more, layout="foreign"), "P001", "P003", "P010") == [("P001", more[0].at("standard").cell)]


def test_points_that_are_nowhere_read() -> None:
    lost = foreign("每降低1 扣1分", 3, absent=("points",), name="名称3")
    found = check(sheet(*shares(40, 40), lost, layout="foreign"))
    assert [item.value for item in found if item.code == "P010"] == ["1"]
    assert not [item for item in found if item.code in ("P001", "P002", "P003")]
    too_many = check(sheet(*shares(50, 50), lost, layout="foreign"))
    assert [item.value for item in too_many if item.code == "P001"] == ["100"]


INSIDE = "控制在指标内得10分，每超过1个百分点扣1分，扣完为止"


@pytest.mark.parametrize(("sign", "target", "text", "told"), [
    ("＝", 100, INSIDE, "越小越好"),
    ("≤", 100, INSIDE, None),
    ("<", 100, INSIDE, "含指标值本身"),
    ("<", 100, "成本在预算内得10分，超过1 扣5分", "含指标值本身"),
    ("≤", 100, "成本在预算内得10分，超过1 扣5分", None),
    ("≥", 90, GOOD, None),
    ("＝", 90, GOOD, None),
    (">", 90, GOOD, "含指标值本身"),
    ("≥", 90, "超过90%得10分，否则不得分", "不含指标值本身"),
    ("＝", 0, "未发生得10分，每发生1起扣1分，扣完为止", None),
    ("定性", 90, GOOD, None),
    ("≤", 90, "90%以上得10分，80%(含)-90%得5分，80%以下不得分", None),
])  # fmt: skip
def test_the_sign_and_the_text(sign: str, target: int, text: str, told: str | None) -> None:
    one = foreign(text, comparator=sign, target=target)
    found = [item for item in check(sheet(one, layout="foreign")) if item.code == "R007"]
    assert [item.cell for item in found] == ([] if told is None else [one.at("comparator").cell])
    assert all(told in item.message for item in found if told)


@pytest.mark.parametrize(("text", "fields", "told"), [
    (GOOD, {}, False),
    (GOOD.removesuffix("，扣完为止"), {}, True),
    ("达到90%得10分，每降低1个百分点扣1分，最多扣3分", {}, False),
    ("达到90%得10分，每降低10个百分点扣1分", {}, False),
    ("未发生得10分，每发生1起扣2分", {"target": 0, "unit": "起", "comparator": "＝", "name": "事故起数"}, True),
    ("未发生得10分，每发生1起扣1分", {"target": 0, "unit": "起", "comparator": "＝", "name": "事故起数"}, False),
    ("未发生得10分，发生1起扣5分，发生2起及以上不得分", {"target": 0, "unit": "起", "name": "事故起数"}, False),
    ("12月20日前完成得10分，每推迟10天扣2分", {"target": "12月20日前", "comparator": "定性", "unit": ""}, True),
    ("12月20日前完成得10分，每推迟10天扣1分", {"target": "12月20日前", "comparator": "定性", "unit": ""}, False),
    ("完成得10分，否则不得分", {}, False),
])  # fmt: skip
def test_where_deductions_stop(text: str, fields: dict[str, Any], told: bool) -> None:
    assert ("R008" in [code for code, _ in rules(foreign(text, **fields))]) is told


def test_a_text_that_names_another_indicator() -> None:
    first = foreign("培训合格率达到90%得10分，否则不得分", 1, name="培训合格率")
    pasted = foreign("培训合格率达到90%得10分，否则不得分", 2, name="案件办结率")
    assert rules(first) == []
    cell = pasted.at("standard").cell
    assert rules(first, pasted) == [("R004", cell), ("R009", cell)]
    assert "培训合格率" in only("R009", first, pasted).message
    for name in ("培训合格率", "全员培训合格率", "2、培训合格率"):
        assert rules(first, foreign(pasted.standard, 2, name=name)) == [], name
    computed = foreign("得分=培训合格人数/参加培训人数*10分", 2, name="结业学员", target=400, unit="人")
    assert "R009" not in dict(rules(foreign(GOOD, 1, name="参加培训人数"), computed))


def test_a_text_with_the_target_of_another_indicator() -> None:
    first, second = foreign(GOOD, 1, name="结案率"), foreign(GOOD, 2, name="处置率", target=95)
    assert rules(first) == []
    assert rules(first, second) == [("R009", second.at("standard").cell)]
    assert "满分界限 90 是“结案率”的指标值，本行是 95" in only("R009", first, second).message
    assert rules(second) == []
    assert rules(first, foreign(GOOD.replace("扣1分", "扣2分"), 2, name="处置率", target=95)) == []
    alike = "达到指标值得10分，每降低1个百分点扣1分，扣完为止"
    assert rules(foreign(alike, 1, name="结案率"), foreign(alike, 2, name="处置率", target=95)) == []


@pytest.mark.parametrize(("target", "text", "told"), [
    (90, GOOD, False),
    (85, GOOD, True),
    (95, GOOD, False),
    (10, "每建成1个得0.5分，最高10分", True),
    (20, "每建成1个得0.5分，最高10分", False),
    (90, "达到95%得10分，达到90%得8分，否则不得分", True),
    (5, "完成得8分，每超额完成1个加1分，加分不超过2分，未完成不得分", False),
])  # fmt: skip
def test_a_target_that_is_not_rewarded(target: int, text: str, told: bool) -> None:
    unit, name = ("%", "办结率") if "%" in text else ("个", "建成数")
    assert ("R011" in [code for code, _ in rules(foreign(text, target=target, unit=unit, name=name))]) is told


def readings(text: str, actual: object, **more: Any) -> list[str]:
    one = foreign(text, actual=actual, cause="人手不足", **more)
    found = check(sheet(one, layout="foreign", evaluated=True))
    return [item.message for item in found if item.code == "R010"]


def test_two_readings() -> None:
    (one,) = readings("达到90%得10分，每降低1个百分点扣1分，扣完为止", 88.6)
    assert "实际为 88.6 时" in one
    assert "按“不足一档的不计”得 9 分（采用）" in one
    assert "若按“不足一档的按一档计”得 8 分" in one
    assert "若按“不足一档的按比例计”得 8.6 分" in one
    (percent,) = readings("达到50%得10分，每降低1%扣1分，扣完为止", 48, target=50)
    assert "按“1%是1个百分点”得 8 分（采用）；若按“1%是目标值的1%”得 6 分" in percent
    (reverse,) = readings("达标得10分，未达标按比例计分", 110, target=100, comparator="≤", unit="万元")
    assert "得 9.09 分（采用）" in reverse
    assert "得 9 分" in reverse


@pytest.mark.parametrize(("text", "actual"), [
    (GOOD, 90), (GOOD, 88), (GOOD, ""), (GOOD, "完成"),
    ("达到90%得10分，每降低1个百分点扣1分，不足1个百分点的按1个百分点扣，扣完为止", 88.6),
    ("达到90%得10分，否则不得分", 88.6),
    ("达到90%得10分，降低比例每满1个百分点扣1分，扣完为止", 88.6),
])  # fmt: skip
def test_one_reading(text: str, actual: object) -> None:
    assert readings(text, actual) == []


def test_settings_leave_no_reading_open() -> None:
    one = own(GOOD, actual=88.6, cause="人手不足")
    assert rules(one, layout="own", evaluated=True) == []


def test_scores_that_are_out_of_reach() -> None:
    bands = "90%以上得8分，80%(含)-90%得5分，80%以下得2分，满分10分"
    found = {item.code: item for item in check(sheet(foreign(bands), layout="foreign"))}
    assert "R004" in found or {"I021", "I022"} <= set(found)
    slow = "达到90%得10分，每降低10个百分点扣1分"
    assert "I022" in [code for code, _ in rules(foreign(slow), letters="I")]
    assert "I022" not in [code for code, _ in rules(foreign(GOOD), letters="I")]
    assert "I022" not in [code for code, _ in rules(foreign(slow + "，最多扣3分"), letters="I")]
    # Growth may well be below 0, where nothing is left: 0 is not the worst there is.
    growth = "达到60%得10分，每降低10个百分点扣1分"
    grown = foreign(growth, name="旅游收入增长率", target=60, actual=-45, cause="疫情")
    assert "I022" not in [code for code, _ in rules(grown, letters="I", evaluated=True)]
    assert "I022" in [code for code, _ in rules(foreign(growth, target=60), letters="I")]
    rungs = (Rung(None, "好", number(5)), Rung(None, "差", number(1)))
    levels = row(kind="等级评定", comparator="定性", target="好", settings=Block(rungs=rungs))
    assert said(sheet(levels), "I02") == [("I021", "L7"), ("I022", "L7")]


def test_a_value_in_a_gap_of_the_text_is_not_scored() -> None:
    text = "90%以上得10分；80%-89%得6分；80%以下不得分"
    found = check(sheet(foreign(text, actual=89.5, cause="人手不足"), layout="foreign", evaluated=True))
    assert [item.message for item in found if item.code == "R005"] == [
        "评分标准有空档或重叠，本行不计分：标准没有写明高于89且低于90的得多少分。"
    ]
    assert rules(foreign(text, actual=89, cause="人手不足"), evaluated=True) == []
