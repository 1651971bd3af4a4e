"""Goal sheets in other bureaus' layouts, drawn as tables: what is read of them, and what is said about them."""

from decimal import Decimal

import pytest

from perfxl.findings import Refused
from perfxl.model import GoalSheet, Indicator
from perfxl.workbook.read import read_book
from tests.workbook.grids import book, grid

HEADER = "一级指标|二级指标|三级指标|指标值类型|指标值|计量单位|指标解释|评(扣)分标准|备注"
ROW = "产出指标|数量指标|检查次数|≥|4|次|全年检查|未达标不得分|"


def sheet(*rows: str, **options: object) -> GoalSheet:
    """What is read of a sheet with the usual header and these rows."""
    return read_book(book(grid("\n".join([HEADER, *rows]), **options)))  # type: ignore[arg-type]


def one(*rows: str, **options: object) -> Indicator:
    (indicator,) = sheet(*rows, **options).indicators
    return indicator


def codes(read: GoalSheet) -> list[str]:
    """The codes of the notes, less the one that every foreign sheet has."""
    found = [note.code for note in read.notes]
    assert found.count("S019") == 1
    return [code for code in found if code != "S019"]


def at(read: GoalSheet, code: str) -> list[str | None]:
    return [note.cell for note in read.notes if note.code == code]


def test_every_field_has_its_cell() -> None:
    indicator = one(ROW + "说明文字")
    assert (indicator.level1, indicator.level2, indicator.name) == ("产出指标", "数量指标", "检查次数")
    assert (indicator.comparator, indicator.target, indicator.unit) == ("≥", "4", "次")
    assert (indicator.definition, indicator.standard) == ("全年检查", "未达标不得分")
    assert (indicator.points, indicator.remark, indicator.row) == (None, "说明文字", 2)
    assert indicator.settings is None
    assert indicator.evaluation is None
    cells = {key: source.cell for key, source in indicator.sources.items()}
    assert cells == {
        "level1": "A2", "level2": "B2", "name": "C2", "comparator": "D2", "target": "E2", "unit": "F2",
        "definition": "G2", "standard": "H2", "remark": "I2",
    }  # fmt: skip


@pytest.mark.parametrize("header", [
    "一级绩效指标|二级绩效指标|指标名称|指标性质|目标值|度量单位|指标说明|评/扣分标准|备注",
    "一级↵指标|二级↵指标|三级指标名称|指 标 值 类 型|年度指标值|单位|指标解释|评（扣）分标准|备注",
    "一级指标|二级指标|三级绩效指标|指标类型|指标目标值|计量单位：|绩效指标解释|评分细则（100分）|说明",
])  # fmt: skip
def test_headers_by_any_name(header: str) -> None:
    read = read_book(book(grid(f"{header}\n{ROW}")))
    assert codes(read) == []
    assert read.indicators[0].target == "4"
    assert read.indicators[0].standard == "未达标不得分"


def test_columns_in_any_order() -> None:
    read = read_book(book(grid("""
        备注|评分标准|指标值|指标值类型|计量单位|三级指标|二级指标|一级指标|指标解释
        5|否则不得分|90|≥|%|办结率|质量指标|产出指标|办结比例
    """)))
    (indicator,) = read.indicators
    assert (indicator.level1, indicator.level2, indicator.name) == ("产出指标", "质量指标", "办结率")
    assert (indicator.comparator, indicator.target, indicator.unit) == ("≥", "90", "%")
    assert indicator.sources["target"].cell == "C2"


def test_a_header_of_two_rows() -> None:
    table = grid("""
        |一级指标|二级指标|三级指标|指标值|||指标解释|评分标准
        |||| 类型|数值|单位||
        |产出指标|数量指标|检查次数|≥|4|次|全年|不得分
    """, merges="E1:G1 B1:B2 C1:C2 D1:D2 H1:H2 I1:I2")
    read = read_book(book(table))
    (indicator,) = read.indicators
    assert (indicator.comparator, indicator.unit, indicator.row) == ("≥", "次", 3)
    assert indicator.standard == "不得分"


@pytest.mark.parametrize(("upper", "lower", "merges"), [
    (
        "年度绩效指标|||指标值|比较符|计量单位|指标解释|分值↵权重|评分标准|备注",
        "一级指标|二级指标|三级指标|||||||",
        "A2:C2 D2:D3 E2:E3 F2:F3 G2:G3 H2:H3 I2:I3 J2:J3",
    ),
    (
        "年度绩效指标|||指标内容||||分值|评分标准|备注",
        "一级指标|二级指标|三级指标|指标值|比较符|计量单位|指标解释|||",
        "A2:C2 D2:G2 H2:H3 I2:I3 J2:J3",
    ),
    (
        "年度绩效指标|||指标值|比较符|计量单位|指标解释|分值|评分标准|备注",
        "一级指标|二级指标|三级指标|||||||",
        "",
    ),
    (
        "年度绩效指标|||指标值|||指标解释|分值|评分标准|备注",
        "一级指标|二级指标|三级指标|指标值|类型|单位||||",
        "A2:C2 D2:F2 G2:G3 H2:H3 I2:I3 J2:J3",
    ),
    (
        "绩效指标|||目标|||指标解释|分值|评分标准|备注",
        "一级|二级|具体指标|数值|符号|单位||||",
        "A2:C2 D2:F2 G2:G3 H2:H3 I2:I3 J2:J3",
    ),
])  # fmt: skip
def test_a_header_whose_lower_row_names_the_indicators(upper: str, lower: str, merges: str) -> None:
    row = "产出指标|数量指标|检查次数|4|≥|次|全年|10|不得分|说明文字"
    read = read_book(book(grid(f"年度目标|目标1：甲\n{upper}\n{lower}\n{row}", merges=merges)))
    (indicator,) = read.indicators
    assert (indicator.level1, indicator.level2, indicator.name) == ("产出指标", "数量指标", "检查次数")
    assert (indicator.comparator, indicator.target, indicator.unit) == ("≥", "4", "次")
    assert (indicator.definition, indicator.standard) == ("全年", "不得分")
    assert (indicator.points, indicator.remark, indicator.row) == (Decimal(10), "说明文字", 4)
    assert read.sources["indicators"].cell == "C3"
    assert read.goals == ("目标1：甲",)
    assert codes(read) == []


def test_two_rows_of_headers_repeated_at_a_page_break() -> None:
    upper = "绩效指标|||指标值|计量单位|评分标准"
    lower = "一级指标|二级指标|三级指标|||"
    rows = ["产出指标|数量指标|甲|≥4|次|标准", "|质量指标|乙|≥5|次|标准"]
    table = grid("\n".join([upper, lower, rows[0], upper, lower, rows[1]]), merges="A1:C1 D1:D2 E1:E2 F1:F2 A4:C4")
    read = read_book(book(table))
    assert [(indicator.name, indicator.row) for indicator in read.indicators] == [("甲", 3), ("乙", 6)]
    assert at(read, "S010") == ["C5"]


def test_a_label_above_a_header_is_no_column() -> None:
    table = "部门名称|某局||单位|万元\n一级指标|二级指标|三级指标||指标值|评分标准\n产出指标|数量指标|甲||≥4次|标准"
    (indicator,) = read_book(book(grid(table))).indicators
    assert "unit" not in indicator.sources


@pytest.mark.parametrize(("head", "department", "cell"), [
    ("主管部门|县教育局", "县教育局", "B1"),
    ("主管部门（盖章）：县教育局", "县教育局", "A1"),
    ("实施单位|县一中|主管部门|县教育局", "县教育局", "D1"),
    ("主管部门：县教育局  实施单位：县一中", "县教育局", "A1"),
    ("项目单位|县一中", "县一中", "B1"),
    ("主管部门||实施单位|县一中", "县一中", "D1"),
    ("主管部门|县教育局\n预算部门|县一中", "县一中", "B2"),
    ("部门名称|\n主管部门|县教育局", "县教育局", "B2"),
    ("主管部门|县水利局||填报单位||\n资金情况||年初预算数|全年预算数|全年执行数", "县水利局", "B1"),
    ("主管部门|县水利局||填报单位|||填报日期\n年度资金总额|||全年预算|||120", "县水利局", "B1"),
    ("部门名称：\n主管部门|县教育局", "县教育局", "B2"),
    ("填报单位（盖章）：\n主管部门|\n实施单位|县一中", "县一中", "B3"),
    ("填报单位：　　　　　填报日期：2026年1月5日\n主管部门：县教育局", "县教育局", "A2"),
    ("县一中部门整体支出绩效自评表\n主管部门|县教育局", "县一中", "A1"),
    ("年度目标|督促项目，实施单位：县一中", "", None),
    ("填报单位：县一中　　　填报日期：2026年1月5日　　单位：万元", "县一中", "A1"),
    ("填报单位（盖章）：|||填报日期：2026年1月5日\n主管部门：县教育局", "县教育局", "A2"),
    ("单位：县一中（盖章）|||单位：万元", "县一中", "A1"),
    ("单位|万元", "", None),
    ("填报单位：县一中（盖章）||单位负责人：张三", "县一中", "A1"),
    ("单位名称|县一中||填表人：李四 联系电话：123", "县一中", "B1"),
])  # fmt: skip
def test_who_stands_in_for_a_department_nobody_names(head: str, department: str, cell: str | None) -> None:
    read = read_book(book(grid(f"{head}\n{HEADER}\n{ROW}")))
    place = read.sources.get("department")
    assert (read.department, place.cell if place and read.department else None) == (department, cell)


def test_a_department_on_one_sheet_goes_before_a_stand_in_on_another() -> None:
    goals = grid(f"主管部门|县教育局\n{HEADER}\n{ROW}", "目标")
    heads = "一级指标|二级指标|三级指标|年度指标值|实际完成值|得分"
    lines = grid(f"部门名称|县一中\n{heads}\n产出指标|数量指标|检查次数|4次|4|10", "自评")
    assert read_book(book(goals, lines)).department == "县一中"


@pytest.mark.parametrize("head", ["分值↵权重", "分值（权重）", "权重↵（分值）", "分值↵（100分）", "满分↵分值"])
def test_heads_of_two_names(head: str) -> None:
    read = read_book(book(grid(f"{HEADER}|{head}\n{ROW}|10")))
    assert (read.indicators[0].points, codes(read)) == (Decimal(10), [])


@pytest.mark.parametrize("head", ["上年↵指标值", "得分↵说明"])
def test_heads_of_which_a_line_misleads(head: str) -> None:
    read = read_book(book(grid(f"{head}|{HEADER}\n3|{ROW}")))
    assert (read.indicators[0].target, at(read, "S012")) == ("4", ["A1"])


@pytest.mark.parametrize("table", [
    "姓名|电话|地址\n甲|1|乙",
    "一级指标|二级指标|三级指标|备注\n产出指标|数量指标|检查|",
    "一级指标|二级指标|三级指标|年度指标值|1-6月执行情况|全年预计完成情况\n产出指标|数量指标|检查|4|2|4",
    "三级指标：检查次数，指标值",
    "",
])  # fmt: skip
def test_no_goal_sheet_is_refused(table: str) -> None:
    with pytest.raises(Refused) as refused:
        read_book(book(grid(table)))
    assert refused.value.code == "F018"


def test_levels_stand_once_over_merged_cells() -> None:
    read = sheet(
        "产出指标|数量指标|甲|≥|1|个|解释|标准|",
        "||乙|≥|2|个|解释|标准|",
        "|质量指标|丙|≥|3|个|解释|标准|",
        "||丁|≥|4|个|解释|标准|",
        "效益指标|社会效益指标|戊|≥|5|个|解释|标准|",
        merges="A2:A5 B2:B3 B4:B5",
    )
    levels = [(indicator.level1[:2], indicator.level2[:2]) for indicator in read.indicators]
    assert levels == [("产出", "数量"), ("产出", "数量"), ("产出", "质量"), ("产出", "质量"), ("效益", "社会")]
    assert [indicator.sources["level2"].cell for indicator in read.indicators] == ["B2", "B2", "B4", "B4", "B6"]
    assert codes(read) == []


def test_levels_are_filled_down_until_the_first_changes() -> None:
    read = sheet(
        "产出指标|数量指标|甲|≥|1|个|解释|标准|",
        "||乙|≥|2|个|解释|标准|",
        "效益指标||丙|≥|3|个|解释|标准|",
    )
    assert [indicator.level1 for indicator in read.indicators] == ["产出指标", "产出指标", "效益指标"]
    assert [indicator.level2 for indicator in read.indicators] == ["数量指标", "数量指标", ""]


def test_levels_are_read_in_the_forms_own_words() -> None:
    read = sheet("产出指标（30分）|数量|甲|≥|1|个|解释|标准|", "满意度|群众满意度|乙|≥|9|个|解释|标准|")
    assert [indicator.level1 for indicator in read.indicators] == ["产出指标", "满意度指标"]
    assert [indicator.level2 for indicator in read.indicators] == ["数量指标", "服务对象满意度指标"]
    assert read.indicators[0].sources["level1"].value == "产出指标（30分）"


def test_a_header_repeated_at_a_page_break() -> None:
    read = sheet(ROW, HEADER, "||抽查次数|≥|5|次|解释|标准|")
    assert [indicator.name for indicator in read.indicators] == ["检查次数", "抽查次数"]
    assert read.indicators[1].level2 == "数量指标"
    assert (codes(read), at(read, "S010")) == (["S010"], ["C3"])


def test_rows_of_nothing_are_no_indicators() -> None:
    read = sheet(
        ROW,
        "||　| ||||||",
        "效益指标|社会效益指标|||||||",
        "||抽查次数|≥|5|次|解释|标准|",
        "注：本表一式两份||||||||",
        "合计||||||||100",
    )
    assert [indicator.name for indicator in read.indicators] == ["检查次数", "抽查次数"]
    assert read.indicators[1].level1 == "效益指标"


def test_totals_and_subtotals() -> None:
    table = f"{HEADER}|分值\n{ROW}|10\n小计|||||||||10\n{ROW}|20\n|||||||||5\n合计|||||||||30"
    read = read_book(book(grid(table)))
    assert [indicator.points for indicator in read.indicators] == [10, 20]
    assert read.sources["points_total"].cell == "J6"
    assert (codes(read), at(read, "P009")) == (["P009"], ["J5"])
    assert read.sources["indicators"].cell == "C1"


def test_a_vertical_label_column_is_no_column() -> None:
    table = grid(f"绩效指标|{HEADER}\n绩效指标|{ROW}\n|{ROW}", merges="A1:A3")
    read = read_book(book(table))
    assert [indicator.name for indicator in read.indicators] == ["检查次数", "检查次数"]
    assert codes(read) == []


def test_rows_of_slashes_do_not_apply() -> None:
    read = sheet(
        ROW,
        "效益指标|经济效益指标|/|/|/|/|/|/|/",
        "效益指标|生态效益指标|||/|/|||",
        "效益指标|可持续影响指标|发挥作用期限|定性|长期|/|/|标准|",
    )
    assert [indicator.name for indicator in read.indicators] == ["检查次数", "发挥作用期限"]
    assert [skipped.level2 for skipped in read.skipped] == ["经济效益指标", "生态效益指标"]
    assert all(skipped.not_applicable for skipped in read.skipped)
    assert (codes(read), at(read, "C019")) == (["C019", "C019"], ["C3", "C4"])


@pytest.mark.parametrize(("typed", "unit", "target"), [
    ("90", "%", "90"),
    ("90%", "%", "90"),
    ("12.5%", "％", "12.5"),
    ("0.9", "%", "0.9"),
    ("90%", "", "90%"),
    ("'90%", "%", "90%"),
    ("'９０", "个", "９０"),
    ("≥50个", "个", "≥50个"),
    ("2026-12-31", "", "2026-12-31"),
    ("1581.043447", "万元", "1581.043447"),
    ("0", "起", "0"),
    ("2026年12月31日前", "", "2026年12月31日前"),
])  # fmt: skip
def test_targets_stay_as_written(typed: str, unit: str, target: str) -> None:
    indicator = one(f"产出指标|数量指标|甲|≥|{typed}|{unit}|解释|标准|")
    assert indicator.target == target
    assert indicator.at("target").cell == "E2"


def test_the_source_keeps_a_percentage_as_it_stands() -> None:
    source = one("产出指标|数量指标|甲|≥|90%|%|解释|标准|").at("target")
    assert (source.value, source.number_format) == (Decimal("0.9"), "0.00%")


@pytest.mark.parametrize(("typed", "comparator"), [
    ("＝", "＝"), ("=", "＝"), (">=", "≥"), ("大于等于", "≥"), ("≦", "≤"), ("定性指标", "定性"), ("约", "约"),
])  # fmt: skip
def test_comparators_in_any_spelling(typed: str, comparator: str) -> None:
    typed = "'" + typed if typed.startswith("=") else typed
    assert one(f"产出指标|数量指标|甲|{typed}|5|个|解释|标准|").comparator == comparator


@pytest.mark.parametrize(("typed", "read"), [
    ("≥90%", ("≥", "90", "%")),
    ("'=4次", ("＝", "4", "次")),
    ("≥354家、次", ("≥", "354", "家、次")),
    ("≤1581.043447万元", ("≤", "1581.043447", "万元")),
    ("<100%", ("<", "100", "%")),
    ("'=0起", ("＝", "0", "起")),
    ("不低于90%", ("≥", "90", "%")),
    ("大于等于 1,200 人次", ("≥", "1,200", "人次")),
    ("95%以上", ("≥", "95", "%")),
    ("3天以内", ("≤", "3", "天")),
    ("≤3年", ("≤", "3", "年")),
    ("90%", ("", "90", "%")),
    ("4", ("", "4", "")),
    ("提升", ("定性", "提升", "")),
    ("2026年12月31日前", ("定性", "2026年12月31日前", "")),
    ("2026年12月", ("定性", "2026年12月", "")),
    ("≥80%且≤90%", ("≥", "80%且≤90%", "")),
])  # fmt: skip
def test_sign_and_unit_inside_the_target_where_they_have_no_column(typed: str, read: tuple[str, ...]) -> None:
    table = f"一级指标|二级指标|三级指标|年度指标值|指标解释|评分标准\n产出指标|数量指标|甲|{typed}|解释|标准"
    (indicator,) = read_book(book(grid(table))).indicators
    assert (indicator.comparator, indicator.target, indicator.unit) == read


@pytest.mark.parametrize(("typed", "points"), [
    ("10", 10), ("'１０", 10), ("10分", 10), ("2.5", "2.5"), ("10%", 10), ("'10%", 10), ("十分", None),
    ("/", None), ("", None),
])  # fmt: skip
def test_points_from_their_column(typed: str, points: int | str | None) -> None:
    read = read_book(book(grid(f"{HEADER}|权重\n{ROW}|{typed}\n{ROW}|20")))
    indicator = read.indicators[0]
    assert indicator.points == (None if points is None else Decimal(points))
    assert indicator.sources["points"].cell == "J2"


def test_points_from_remarks_that_are_nothing_else() -> None:
    read = sheet(ROW + "5", ROW + "10分", ROW + "见文件5")
    assert [indicator.points for indicator in read.indicators] == [5, 10, None]
    assert [indicator.remark for indicator in read.indicators] == ["5", "10分", "见文件5"]
    assert read.indicators[0].sources["points"].cell == "I2"


@pytest.mark.parametrize(("remark", "points"), [
    ("（10分）", 10), ("(10 分)", 10), ("分值5分", 5), ("分值：5", 5), ("分值:2.5分", "2.5"), ("10分，省考核", 10),
    ("省考核（10分）", 10), ("分值10分，每少一次扣2分", 10), ("指标分值１０分", 10), ("扣2分", None), ("得2分", None),
    ("每少1次扣2分", None), ("未完成的，扣2分", None), ("每次（2分）", None), ("5分、10分", None), ("10分钟", None),
    ("5-10分", None), ("分值5-10分", None), ("分值5%", None), ("扣分值2分", None), ("10分以上", None),
    ("分值5，分值6", None),
])  # fmt: skip
def test_points_a_remark_states(remark: str, points: int | str | None) -> None:
    indicator = one(ROW + remark)
    assert indicator.points == (None if points is None else Decimal(points))
    assert indicator.remark == remark


def test_a_column_for_points_makes_remarks_remarks() -> None:
    read = read_book(book(grid(f"{HEADER}|分值\n{ROW}5|\n{ROW}7|6")))
    assert [indicator.points for indicator in read.indicators] == [None, 6]


def test_errors_are_named_and_read_as_nothing() -> None:
    read = sheet("产出指标|数量指标|甲|≥|#REF!|个|解释|#N/A|")
    assert (read.indicators[0].target, read.indicators[0].standard) == ("", "")
    assert (codes(read), at(read, "S013")) == (["S013", "S013"], ["E2", "H2"])


@pytest.mark.parametrize(("row", "cell"), [
    ("|效益指标|社会效益指标|提高意识|定性|提升|解释|标准|", "B2"),
    ("生态效益指标||保护环境|定性|改善||解释|标准|", "A2"),
    ("效益指标|定性|提高意识|≥|提升||解释|标准|", "B2"),
    ("效益指标|社会效益指标|定性|提升|||解释|标准|", "C2"),
    ("效益指标|社会效益指标|甲|提升|≥|90|解释|标准|", "E2"),
])  # fmt: skip
def test_shifted_rows_are_named_and_read_as_they_are(row: str, cell: str) -> None:
    read = sheet(row, ROW)
    assert at(read, "S021") == [cell]
    assert [indicator.level1 for indicator in read.indicators] == [row.split("|", maxsplit=1)[0], "产出指标"]


def test_older_second_levels_are_no_shift() -> None:
    read = sheet("产出指标|成本指标|成本|≤|4|万元|解释|标准|", "满意度指标|满意度指标|满意|≥|4|个|解释|标准|")
    assert codes(read) == []


def test_columns_missing_and_unknown() -> None:
    read = read_book(book(grid("""
        序号|一级指标|二级指标|三级指标|指标值类型|指标值|主管科室|审核
        1|产出指标|数量指标|检查|≥|4|办公室|
    """)))
    assert [(note.code, note.value) for note in read.notes if note.code != "S019"] == [
        ("S011", "计量单位"), ("S011", "指标解释"), ("S011", "评(扣)分标准"), ("S012", "主管科室"),
    ]  # fmt: skip
    assert at(read, "S012") == ["G1"]


def test_hidden_rows_and_columns_with_content() -> None:
    read = sheet(ROW, ROW, hidden_rows=frozenset({3, 9}), hidden_columns=frozenset({7, 9, 20}))
    assert codes(read) == ["S007", "S008"]
    assert (at(read, "S007"), at(read, "S008")) == (["C3"], ["G2"])


def test_merged_values_are_shared_and_named() -> None:
    read = sheet(ROW, "||抽查|≥|5|次|解释||", merges="H2:H3")
    assert [indicator.standard for indicator in read.indicators] == ["未达标不得分", "未达标不得分"]
    assert (codes(read), at(read, "S015")) == (["S015"], ["H2"])


def test_content_beside_the_table() -> None:
    read = sheet(ROW + "||请核对")
    assert (codes(read), at(read, "S017")) == (["S017"], ["K2"])


def test_several_goal_sheets() -> None:
    old = grid(f"{HEADER}\n{ROW}\n{ROW}", "旧表", state="hidden")
    read = read_book(book(old, grid(f"{HEADER}\n{ROW}", "目标表")))
    assert (read.sheet, codes(read)) == ("目标表", ["S014"])
    [note] = [note for note in read.notes if note.code == "S014"]
    assert note.message == "工作簿里不止一张同样的表，读的是“目标表”，没有读“旧表”。"
    blank = grid(HEADER, "空表")
    read = read_book(book(blank, grid(f"{HEADER}\n{ROW}", "乙")))
    assert (read.sheet, codes(read)) == ("乙", [])


def test_our_template_without_its_record() -> None:
    table = f"{HEADER}|分值|计分方式|自拟标准|规则说明|设置行\n{ROW}|10|按比例|自己的标准||1"
    read = read_book(book(grid(table, "绩效目标表")))
    assert codes(read) == ["S016"]
    (indicator,) = read.indicators
    assert (indicator.points, indicator.kind, indicator.own_standard) == (10, "按比例", "自己的标准")


def test_formulas_never_calculated() -> None:
    assert codes(read_book(book(grid(f"{HEADER}\n{ROW}"), calculated=False))) == ["S020"]


def test_words_of_the_foot_inside_duties_are_words() -> None:
    read = read_book(book(grid(f"部门职责：受理来电，公布投诉电话：12345，单位：各股室\n{HEADER}\n{ROW}")))
    assert read.duties == "受理来电，公布投诉电话：12345，单位：各股室"
