"""The note for a department: counted, short, plain."""

from dataclasses import replace
from pathlib import Path

import pytest

from perfxl.catalogue import STILL
from perfxl.finance.notes import APART, IN_FULL, note
from perfxl.finance.returned import COPY, Noted, Returned
from perfxl.findings import finding
from perfxl.workbook.rechecked import PLAINLY_MENDED
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


def test_what_is_most_serious_comes_first_then_what_stands_higher_up(sheet: Returned) -> None:
    """Not by code, by which the foot of a sheet would come before all its rows."""
    foot = (noted(40, "warning", code="C013"), noted(40, code="C011", cell="A40"))
    rows = (noted(9, "warning", code="R010"), noted(8, code="R004"), noted(8, code="P003", cell="AB8"))
    actual = noted(2, code="E002", sheet="绩效自评表")
    lines = note(replace(sheet, findings=(actual, *foot, *rows)), "a.xlsx").splitlines()[3:9]
    places = ("绩效目标表 G8", "绩效目标表 AB8", "绩效目标表 A40", "绩效自评表 G2", "绩效目标表 G9", "绩效目标表 G40")
    assert [line.split("】")[1].split(" “")[0] for line in lines] == list(places)


def _mended(item: Noted, said: tuple[str, str] = PLAINLY_MENDED[0]) -> Noted:
    return replace(item, state="done", said=said)


def test_what_this_copy_has_put_right_asks_for_nothing(sheet: Returned) -> None:
    """A number typed as a text is one in the copy: of the number only its copy knows."""
    written = ("已写成数字 8，读得不对的请改正。", "It is the number 8 now.")
    findings = (_mended(noted(7, code="P004"), written), noted(8, code="P004"))
    lines = note(replace(sheet, findings=findings), "县财政局.xlsx").splitlines()
    assert "有 1 处要改正" in lines[2]
    assert lines[3].startswith("1. 【改正】绩效目标表 G8")
    assert lines[4:6] == [
        "下面 1 处已在退回件中修好，写着“请”的请看一下，其余不用改：",
        "· 绩效目标表 G7 “办件数”：第7处不对。已写成数字 8，读得不对的请改正。",
    ]


def test_what_is_mended_at_many_cells_is_told_each_for_itself(sheet: Returned) -> None:
    """The numbers are what a department looks for."""
    items = tuple(
        _mended(
            noted(row, code="E008", message=f"自评得分 10 与重算得分 {row} 不一致。"), ("以按标准重算的为准。", "Ours.")
        )
        for row in range(1, 9)
    )
    lines = note(replace(sheet, findings=items[:2]), "a.xlsx").splitlines()
    place = lines.index("· 绩效目标表 G1、G2 共 2 处：以按标准重算的为准。")
    assert lines[place + 2] == "   · 绩效目标表 G2 “办件数”：自评得分 10 与重算得分 2 不一致。"
    assert "其余 2 处见退回件" in note(replace(sheet, findings=items), "a.xlsx")


def test_what_stands_in_a_cell_is_quoted_where_the_sentence_leaves_it_out(sheet: Returned) -> None:
    item = noted(5, code="E011", value="1000，各分项之和 1100", message="资金合计行与分项不一致或为空。")
    text = note(replace(sheet, findings=(item,)), "a.xlsx")
    assert "资金合计行与分项不一致或为空（现填 1000，各分项之和 1100）。请改。" in text
    long = replace(item, value="字" * 31)
    assert "现填" not in note(replace(sheet, findings=(long, replace(item, code="D003"))), "a.xlsx")


def test_what_only_the_copy_asks_for_is_told_with_its_place_there(sheet: Returned) -> None:
    there = noted(9, origin=COPY, code="E001", value="", message="没有填实际完成值。")
    blanks = tuple(
        replace(there, code="C003", field=name, state="fill", said=(cells, cells))
        for name, cells in (("职责", "绩效目标表 B4"), ("指标解释", "绩效目标表 H7、H8"))
    )
    one = replace(sheet, findings=(noted(8),), besides=(there, *blanks))
    lines = note(one, "a.xlsx").splitlines()
    assert "有 2 处要改正，有 2 项请补填（单元格按报来的表，写明“退回件”的除外）：" in lines[2]
    assert lines[4] == "2. 【改正】退回件 绩效目标表 G9 “办件数”：没有填实际完成值。请改。"
    asked = "我们的表要填、报来的表没有的，请在退回件里填：职责（绩效目标表 B4）；指标解释（绩效目标表 H7、H8）。"
    assert lines[5] == f"3. 【补填】{asked}"
    alone = note(replace(one, findings=(), besides=blanks), "a.xlsx")
    assert "已看过，有 2 项请补填：" in alone
    assert "没有要您改的" not in alone


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
    lines = text.splitlines()
    place = lines.index(f"3. 【核对】绩效目标表 {cells} 等 40 处：请核对改动是否经过批准。")
    assert lines[place + 1] == "   · 绩效目标表 G9 “办件数”：第9处不对。"  # what each says of itself, old words too
    assert lines[place + APART + 1] == f"   · 其余 {40 - APART} 处见退回件的“退回意见”。"
    assert "…" not in text
    four = note(replace(sheet, findings=changed[:4]), "a.xlsx", "en")
    assert "1. [check] 绩效目标表 G9, G10, G11, G12, 4 in all: Change it." in four
    assert "   · 绩效目标表 G12 “办件数”: wrong 12." in four
    assert "more" not in four
    five = note(replace(sheet, findings=tuple(replace(one, fix=f"改{one.cell}。") for one in changed[:5])), None)
    assert "共 5 处：\n   · 绩效目标表 G9 “办件数”：第9处不对。改G9。\n" in five


def test_many_that_say_the_same_are_not_quoted(sheet: Returned) -> None:
    text = note(replace(sheet, findings=tuple(noted(row, code="I007") for row in range(9, 14))), "a.xlsx")
    assert "·" not in text
    assert "1. 【改正】绩效目标表 G9、G10、G11、G12、G13 共 5 处：" in text


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


def _broken(sheet: Returned) -> Returned:
    score = replace(noted(21, code="E008"), sheet="绩效自评表", message="自评得分 9 与重算得分 8 不一致。")
    formulas = [noted(row, code="S006", message="公式被替换或删除。") for row in (9, 10)]
    done = map(_mended, (*formulas, score))
    return replace(sheet, findings=(noted(8), *done, noted(3, code="C023"), noted(4, code="X001")))


def test_what_the_copy_has_mended_asks_for_nothing(sheet: Returned) -> None:
    lines = note(_broken(sheet), "县财政局.xlsx").splitlines()
    assert lines[2] == "报来的表（财政.xlsx）已看过，有 1 处要改正（单元格按报来的表）："
    assert lines[3] == "1. 【改正】绩效目标表 G8 “办件数”：第8处不对。请改。"
    assert lines[4:7] == [
        "下面 3 处已在退回件中修好，不用改：",
        "· 绩效目标表 G9、G10 共 2 处：公式被替换或删除。",
        "· 绩效自评表 G21 “办件数”：自评得分 9 与重算得分 8 不一致。",
    ]
    assert lines[7].startswith("请在退回件（县财政局.xlsx）里修改")
    assert "C023" not in "".join(lines)


def test_a_sheet_never_calculated_is_told_in_words_a_clerk_can_act_on(sheet: Returned) -> None:
    found = finding("S020", sheet="绩效目标表")
    open_ = noted(1, "warning", code="S020", cell=None, indicator="", message=found.message, fix=found.fix)
    unsaved = _mended(open_, STILL["S020"])
    text = note(replace(sheet, findings=(unsaved, noted(2))), "a.xlsx")
    line = next(line for line in text.splitlines() if "得分" in line)
    assert line.startswith("· 绩效目标表：得分、合计这些自动计算的格子是空的：")
    assert "刚转换出来还没有打开过，或在手机、网页上、用别的程序改过" in line
    copy = "退回件在电脑上用 Excel 或 WPS 打开就有得分，保存后报回。"
    assert line.endswith(f"这次的得分由程序另算。填的内容不用改。{copy}")
    assert "公式" not in line
    english = note(replace(sheet, findings=(unsaved,)), "a.xlsx", "en")
    assert "Nothing you typed has to change. Open the marked copy in Excel or WPS" in english
    own = note(replace(sheet, findings=(open_,)), None)
    assert "填的内容不用改。请在电脑上用 Excel 或 WPS 打开，看到得分以后保存再报。" in own


def test_two_readings_of_a_standard_are_told_to_the_department(sheet: Returned) -> None:
    """A score, and money, follow from which one is used."""
    ways = "按甲得 9 分（采用）；若按乙得 8 分"
    found = finding("R010", sheet="绩效目标表", cell="I7", value="88.6", ways=ways)
    item = noted(7, found.severity, code="R010", message=found.message, fix=found.fix)
    text = note(replace(sheet, findings=(item,)), "a.xlsx")
    assert f"1. 【核对】绩效目标表 G7 “办件数”：实际为 88.6 时标准不止一种读法：{ways}。" in text
    assert "有异议请与财政部门联系" in text


def test_a_row_whose_own_sheet_shows_no_score_is_told_to_the_department(sheet: Returned) -> None:
    found = finding("R013", sheet="绩效目标表", cell="N7", field="自拟标准")
    item = noted(7, found.severity, code="R013", cell="N7", message=found.message, fix=found.fix)
    text = note(replace(sheet, findings=(item,)), "a.xlsx")
    assert "1. 【核对】绩效目标表 N7 “办件数”：计分设置没有填好" in text
    assert "到“计分设置”补全本行参数" in text


def test_rows_without_a_kind_are_one_entry_of_the_note(sheet: Returned) -> None:
    """However many they are: a clerk who writes texts leaves the whole column blank."""
    found = finding("C024", sheet="绩效目标表", cell="L7", field="计分方式")
    words = {"code": "C024", "message": found.message, "fix": found.fix, "value": ""}
    rows = tuple(noted(row, found.severity, cell=f"L{row}", **words) for row in range(7, 11))
    text = note(replace(sheet, findings=rows), "a.xlsx")
    assert "1. 【核对】绩效目标表 L7、L8、L9、L10 共 4 处：写了标准，没有选计分方式" in text
    assert text.count("人工评分") == 1
    assert "2. " not in text


def test_nothing_is_asked_where_the_copy_has_mended_all(sheet: Returned) -> None:
    found = tuple(item for item in _broken(sheet).findings if item.mended)
    lines = note(replace(sheet, findings=found), "县财政局.xlsx").splitlines()
    assert lines[2] == "报来的表（财政.xlsx）已看过，没有要您改的。"
    assert lines[-1].startswith("请打开退回件（县财政局.xlsx）核对一遍")
    assert "nothing for you to put right" in note(replace(sheet, findings=found), "a.xlsx", "en")


def test_without_a_copy_all_of_it_is_asked_for(sheet: Returned) -> None:
    found = tuple(replace(item, state="asked") for item in _broken(sheet).findings)
    text = note(replace(sheet, findings=found), None)
    assert "有 4 处要改正" in text
    assert "退回件" not in text


def test_a_department_is_told_that_the_copy_has_its_name_of_the_list(sheet: Returned) -> None:
    found = replace(sheet, findings=(noted(8),), written="县财政与国资局")
    assert "部门名称已按名单写成“县财政局”（报来的表写的是“县财政与国资局”）" in note(found, "a.xlsx")
    for same in (replace(found, written="县财政局 "), replace(found, known=False)):
        assert "名单" not in note(same, "a.xlsx")


def test_a_missing_self_evaluation_comes_first(sheet: Returned) -> None:
    """Not among the slips: without it nothing is evaluated."""
    same = noted(3, "warning", code="D011", message="没有填自评内容，同批的表大多是绩效自评。")
    goals = replace(sheet, stage="goals", findings=(noted(8), same))
    lines = note(goals, "县财政局.xlsx", lacking=True).splitlines()
    assert lines[2] == (
        "还没有收到贵单位 2026 年的绩效自评：报来的只是目标表，没有填自评内容。请填好绩效自评表报来，"
        "可直接填在退回件（县财政局.xlsx）的“绩效自评表”里。"
    )
    assert lines[3] == "报来的表（财政.xlsx）已看过，有 1 处要改正（单元格按报来的表）："
    assert "同批" not in "".join(lines)
    assert "only the goals came in. Please send it." in note(goals, None, "en", lacking=True)
    assert "还没有收到" not in note(goals, "a.xlsx")
