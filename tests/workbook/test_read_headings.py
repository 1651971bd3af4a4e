"""Heads of columns as bureaus write them: found, or refused by name."""

from pathlib import Path

import pytest

from perfxl.form import FormError, load_form, read_form
from perfxl.model import GoalSheet
from perfxl.workbook.read import read_book
from tests.workbook.grids import book, grid

HEADS = {
    "level1": "一级指标", "level2": "二级指标", "name": "三级指标", "target": "年度指标值", "actual": "实际完成值",
    "points": "分值", "standard": "评分标准", "score": "得分", "cause": "偏差原因分析",
}  # fmt: skip
ROW = "产出指标|数量指标|检查次数|≥4次|5|10|达到目标得满分，否则不得分|9|人手不足"
KNOWN = {
    "target": "年初设定目标 年初设定目标值 年初目标值 年度目标值 目标设定值 预期目标值 年初绩效目标值 绩效目标值"
    " 计划完成值 年初设定指标值 年度计划值 计划值 预期值 年度预期目标值 年初目标 年度目标"
    " 全年目标值 本年目标值 指标值（含单位）",
    "actual": "全年完成值 年度完成值 年末完成值 实际完成指标值 完成情况 全年实际完成情况 指标完成情况 实际完成"
    " 实际完成数 指标实际完成值 年度指标实际完成值 实际达成值 本年完成值 自评完成值"
    " 截至12月底完成值 实际完成情况（含单位）",
    "points": "指标分值 权重分 标准分值 分值（分） 分值权重 权重（分值） 满分 应得分 指标权重（%） 设定分值 总分值"
    " 赋分 基准分",
    "standard": "评分办法 评分标准及依据 计分办法 评分规则 计分规则 打分标准 赋分标准 扣分办法 得分标准 指标评分标准"
    " 考核标准 评分方法 评分细则 计算方法及评分标准 评（扣）分标准及办法",
    "score": "自评分 自评得分 实际得分 评价得分 自评分数 得分情况 单位自评得分 部门自评得分 自我评分 最终得分 考核得分",
    "cause": "未完成原因分析 偏差原因及整改措施 扣分原因 失分原因 未达到目标原因及下一步改进措施",
}


def headed(**heads: str) -> GoalSheet:
    return read_book(book(grid("|".join((HEADS | heads).values()) + "\n" + ROW, "自评表")))


def said(read: GoalSheet) -> list[tuple[str, str]]:
    return [(note.code, note.value) for note in read.notes if note.code in ("S011", "S012")]


@pytest.mark.parametrize(("key", "head"), [(key, head) for key, heads in KNOWN.items() for head in heads.split()])
def test_heads_in_other_words(key: str, head: str) -> None:
    read = headed(**{key: head})
    (one,) = read.indicators
    line = one.evaluation
    assert line is not None
    assert (one.target, one.points, one.standard[:4]) == ("4", 10, "达到目标")
    assert (line.actual.text, line.reported, line.cause) == ("5", 9, "人手不足")
    assert "S012" not in [code for code, _ in said(read)]


@pytest.mark.parametrize(("key", "head"), [
    ("target", "上年目标值"), ("target", "三年目标值"), ("actual", "完成率"), ("actual", "上年实际完成值"),
    ("actual", "6月底完成值"), ("points", "分数"), ("standard", "得分依据"), ("standard", "评分说明"),
    ("score", "财政复核得分"), ("score", "分数"),
])  # fmt: skip
def test_heads_that_may_mean_another_thing_are_named(key: str, head: str) -> None:
    """Not read, and what is missing is said, not only that a column is unknown."""
    told = said(headed(**{key: head}))
    assert ("S012", head) in told
    missing = {"target": "指标值", "actual": "实际完成值", "points": "分值", "score": "得分"}.get(key)
    assert missing is None or ("S011", missing) in told


def test_a_word_of_the_list_wins_over_other_words() -> None:
    """Beside 自评得分 another 评价得分 is no score of the department's."""
    (one,) = headed(cause="评价得分").indicators
    assert one.evaluation is not None
    assert one.evaluation.reported == 9
    read = read_book(book(grid(f"{'|'.join(HEADS.values())}|年初设定目标\n{ROW}|另一个", "自评表")))
    assert (read.indicators[0].target, said(read)) == ("4", [("S012", "年初设定目标")])
    swapped = "|".join((HEADS | {"points": "评价得分", "score": "自评得分", "cause": "分值"}).values())
    (one,) = read_book(book(grid(f"{swapped}\n{ROW}", "自评表"))).indicators
    assert one.evaluation is not None
    assert one.evaluation.reported == 9


def test_a_pattern_that_is_none_is_a_mistake_of_the_profile(tmp_path: Path) -> None:
    path = tmp_path / "某县.toml"
    path.write_text('extends = "hunan-county"\n[foreign.patterns]\ntarget = "(目标"\n', encoding="utf-8")
    with pytest.raises(FormError, match=r"foreign\.patterns\.target"):
        read_form(path)
    assert load_form().heading("年初设定目标") == "target"


@pytest.mark.parametrize("row", [
    *("1|2|3|4|5|6|7|8|9", "||……||||||", "||...||||||", "||指标2：||||||", "|经济效益指标|指标1||||||"),
    "效益指标|经济效益指标|无||||||",
])  # fmt: skip
def test_rows_that_say_nothing_are_no_indicators(row: str) -> None:
    """The columns numbered below their heads, and what is left of a blank form."""
    table = f"{'|'.join(HEADS.values())}\n{row}\n{ROW}"
    assert [one.name for one in read_book(book(grid(table, "自评表"))).indicators] == ["检查次数"]


@pytest.mark.parametrize("row", ["||……|≥4次|||||", "||指标2：|||10|||", "||新增指标||||||"])
def test_rows_that_say_anything_are(row: str) -> None:
    assert len(read_book(book(grid(f"{'|'.join(HEADS.values())}\n{ROW}\n{row}", "自评表"))).indicators) == 2


def test_a_first_level_without_column_follows_from_the_second() -> None:
    heads = "|".join(list(HEADS.values())[1:])
    levels = ("数量指标", "社会效益指标", "服务对象满意度", "成本指标")
    rows = [f"{level}|甲{level}|≥4次|5|10|标准|9|" for level in levels]
    read = read_book(book(grid("\n".join([heads, *rows]), "自评表")))
    assert [one.level1 for one in read.indicators] == ["产出指标", "效益指标", "满意度指标", ""]
    assert ("S011", "一级指标") in said(read)


def test_a_date_of_the_foot_ends_where_another_label_begins() -> None:
    table = f"{'|'.join(HEADS.values())}\n{ROW}\n填报日期：2026年1月8日        单位：万元"
    read = read_book(book(grid(table, "自评表")))
    assert read.foot["date"] == "2026年1月8日"


@pytest.mark.parametrize("head", ["类型", "性质", "指标性质", "符号", "方向", "甲"])
def test_a_column_of_signs_is_known_by_what_stands_in_it(head: str) -> None:
    heads = "|".join(("一级指标", "二级指标", "三级指标", head, "年度指标值", "实际完成值", "分值", "评分标准"))
    rows = (
        "产出指标|数量指标|检查次数|≥|4|5|10|达到目标得满分，否则不得分",
        "产出指标|时效指标|完成时间|定性|2026年12月31日前|2026年12月1日|10|按时完成得满分，否则不得分",
        "产出指标|成本指标|检查费用|小于等于|30|28|10|不超得满分，否则不得分",
    )
    read = read_book(book(grid("\n".join((heads, *rows, heads, rows[0].replace("检查", "培训"))), "自评表")))
    assert [indicator.comparator for indicator in read.indicators] == ["≥", "定性", "≤", "≥"]
    assert not [value for code, value in said(read) if code == "S012" or value == "指标值类型"]


@pytest.mark.parametrize("cells", [("≥", "个"), ("定性", "定性"), ("定性", "定量"), ("≥", "")])
def test_a_column_with_anything_else_is_none_of_signs(cells: tuple[str, str]) -> None:
    heads = "一级指标|二级指标|三级指标|性质|年度指标值|实际完成值|分值|评分标准"
    rows = [f"产出指标|数量指标|检查次数{cell}|{cell}|4|5|10|达到目标得满分，否则不得分" for cell in cells]
    read = read_book(book(grid("\n".join((heads, *rows)), "自评表")))
    assert ("S012", "性质") in said(read)
