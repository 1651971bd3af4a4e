"""The copy that goes back, made of what strangers wrote: always a workbook, always text."""

import datetime as dt
import itertools
import zipfile
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from msgspec import structs

import perfxl
from perfxl.checks import run
from perfxl.examine import examine, form_of, read
from perfxl.findings import Finding, finding
from perfxl.form import load_form
from perfxl.model import Evaluation, Source
from perfxl.scoring.evaluate import evaluate
from perfxl.workbook.marked import SHEET, write_marked
from perfxl.workbook.read import read_book
from tests.test_conversion import row as foreign_row
from tests.test_conversion import sheet as foreign_sheet
from tests.workbook.grids import book, grid

FILLED = Path(__file__).resolve().parents[2] / "workbooks" / "县应急管理局-绩效自评表.xlsx"
FOREIGN = FILLED.parent / "foreign" / "县应急管理局-绩效目标表.xlsx"
HOSTILE = (
    *("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1", "＝1+1", "<script>alert(1)</script>"),
    *("../../etc/passwd", "a\x00b\x1f\ud800", "{=1}", "http://evil.example/", "'=1", "_x0041_", "字" * 32_767),
)


def shown(text: str) -> str:
    """What a workbook holds of it."""
    return text.replace("\r", "\n").translate(dict.fromkeys((0, 0x1F, 0xD800), "\ufffd"))


def test_what_strangers_wrote_is_text_in_the_copy(tmp_path: Path) -> None:
    sheet = read(FILLED)
    rows = [
        structs.replace(row, name=text, definition=text, standard=text, remark=text, unit=text)
        for row, text in zip(sheet.indicators, itertools.cycle(HOSTILE))
    ]
    sheet = structs.replace(sheet, department=HOSTILE[9], duties=HOSTILE[-1], indicators=rows)
    found = [Finding("E009", text[:31], "F7", text, text, text, text, text, text) for text in HOSTILE]
    path = tmp_path / "退回.xlsx"
    write_marked(path, sheet, form_of(sheet, None), found, [(one, one.fix) for one in found])
    book = openpyxl.load_workbook(path)
    names = [book["绩效目标表"][f"D{7 + place}"].value for place in range(len(HOSTILE))]
    assert names == [shown(text) for text in HOSTILE]
    assert book[SHEET]["A1"].value == f"{shown(HOSTILE[9])}绩效自评表退回意见"
    assert {cell.data_type for line in book[SHEET]["C5:G34"] for cell in line if cell.value is not None} == {"s"}
    for page in book.worksheets:
        for line in page.iter_rows():
            for cell in line:
                assert cell.hyperlink is None or cell.hyperlink.target is None
    with zipfile.ZipFile(path) as parts:
        for part in parts.namelist():
            etree.fromstring(parts.read(part))
            assert b"TargetMode" not in parts.read(part)


def _remarks(path: Path) -> tuple[str, list[tuple[str, ...]]]:
    page = openpyxl.load_workbook(path)[SHEET]
    return str(page["A2"].value), [tuple(map(str, row)) for row in page.iter_rows(min_row=4, values_only=True)]


def test_what_the_copy_has_mended_is_no_work_left(tmp_path: Path) -> None:
    checked = examine(FILLED)
    sheet, form = checked.sheet, checked.form
    [total] = [found for found in checked.findings if found.code == "P001"]
    cells = {"S006": "K20", "E008": "H20", "C023": "C68"}
    found = [finding(code, sheet="绩效目标表", cell=cell, value="9", expected="8", fields="绩效股审核")
             for code, cell in cells.items()]  # fmt: skip
    path = tmp_path / "退回.xlsx"
    write_marked(path, sheet, form, found, [(total, "不用改。放行理由：x")], renamed="旧名局")
    told, rows = _remarks(path)
    besides = [row for row in rows if row[1] == "提醒"]  # of which only the copy was asked
    rows = [row for row in rows if row not in besides]
    assert [f"{row[1]} {row[7]}" for row in rows] == ["已修好 S006", "已修好 E008", "放行 P001"]
    assert [row[6] for row in rows[:2]] == ["已修好，不用改。", "以按标准重算的为准，不用改。"]
    assert told.startswith(f"共 {len(besides)} 个提醒。请核对，")
    assert "另有 2 个已在本文件中修好，不用改。" in told
    assert "部门名称已按名单改写（原表写的是“旧名局”）" in told
    write_marked(path, sheet, form, [total, *found])
    assert _remarks(path)[0].startswith(f"共 1 个错误，{len(besides)} 个提醒。请改正全部错误并核对提醒，")
    write_marked(path, sheet, form, [finding("S020", sheet="绩效目标表")], [(total, "")])
    [row] = [row for row in _remarks(path)[1] if row[7] == "S020"]
    assert (row[1], row[6]) == ("已修好", "填的内容不用改。退回件在电脑上用 Excel 或 WPS 打开就有得分，保存后报回。")
    settings = openpyxl.load_workbook(path)["计分设置"]
    assert settings.print_area == f"'计分设置'!$A$1:$AG${settings.max_row - 60 + len(sheet.indicators)}"


def test_the_copy_of_another_layout_computes(tmp_path: Path) -> None:
    """Settings read from the standards and numbers written as numbers, as ``convert`` does."""
    line = Evaluation(actual=Source("表", "F1", "62次", "text"), reported=None)
    old = foreign_sheet(foreign_row("达到目标值得满分2分，否则不得分", target="60", evaluation=line), evaluated=True)
    path = tmp_path / "退回.xlsx"
    write_marked(path, old, load_form(), [finding("E004", sheet="表", cell="F1", value="62次", read="62")])
    book = openpyxl.load_workbook(path)
    assert book["绩效自评表"]["F12"].value == 62
    assert book["绩效目标表"]["L7"].value == "达标得分"
    [told] = [row for row in _remarks(path)[1] if row[7] == "E004"]
    assert (told[6], told[2]) == ("已写成数字 62，读得不对的请改正。", "绩效自评表!F12")
    [scored] = perfxl.score(path).lines
    assert (scored.score, scored.basis, scored.actual.note) == (2, "settings", None)


def test_days_typed_as_texts_are_days_in_the_copy(tmp_path: Path) -> None:
    """But for a month without its day: which day is meant is asked for."""
    typed = {"F1": "2026.12.18", "F2": "2026年12月"}
    rows = [
        foreign_row(
            "12月20日前完成得2分，否则不得分", number=place, comparator="", target="2026年12月20日前", unit="",
            evaluation=Evaluation(actual=Source("表", cell, text, "text"), reported=None),
        )
        for place, (cell, text) in enumerate(typed.items(), start=1)
    ]  # fmt: skip
    old, path = foreign_sheet(*rows, evaluated=True), tmp_path / "退回.xlsx"
    codes = {"F1": "E025", "F2": "E030"}
    asked = [finding(code, sheet="表", cell=cell, value=typed[cell], read="") for cell, code in codes.items()]
    write_marked(path, old, load_form(), asked)
    lines = openpyxl.load_workbook(path)["绩效自评表"]
    assert (lines["F12"].value.date(), lines["F12"].is_date) == (dt.date(2026, 12, 18), True)
    assert lines["F13"].value == "2026年12月"
    told = {row[7]: row for row in _remarks(path)[1]}
    assert (told["E025"][1], told["E025"][6]) == ("已修好", "已写成日期 2026-12-18，读得不对的请改正。")
    assert "E030" not in told
    assert (told["E018"][1], told["E018"][2]) == ("错误", "绩效自评表!F13")  # as the formulas of the copy see it
    first, second = perfxl.score(path).lines
    assert (first.score, first.actual.note, second.score) == (2, None, None)


def _copied(path: Path, folder: Path) -> tuple[Path, list[Finding]]:
    checked = examine(path)
    copy = folder / "退回.xlsx"
    answers = write_marked(copy, checked.sheet, checked.form, checked.findings)
    return copy, [answer.found for answer in answers if answer.state == "done"]


def test_numbers_typed_as_texts_are_numbers_in_the_copy_of_our_own(tmp_path: Path) -> None:
    """And nothing is asked for that the copy already has."""
    filled = openpyxl.load_workbook(FILLED)
    goals, lines = filled["绩效目标表"], filled["绩效自评表"]
    typed = {"K7": "1分", "F9": "4次", "K17": 3}  # without the 1 there are 89, with it 90
    for cell, text in typed.items():
        goals[cell] = text
    answers = {"F12": "６５", "F13": "312次", "F5": "1581.04万元", "G5": "约1500", "F14": "完成"}
    for cell, text in answers.items():
        lines[cell] = text
    filled.save(tmp_path / "报来.xlsx")
    copy, mended = _copied(tmp_path / "报来.xlsx", tmp_path)
    told = {row[2]: row for row in _remarks(copy)[1] if row[7] not in ("P002", "P006")}
    written = {"绩效目标表!K7": 1, "绩效目标表!F9": 4}
    written |= {f"绩效自评表!{cell}": value for cell, value in {"F12": 65, "F13": 312, "F5": 1581.04}.items()}
    made = openpyxl.load_workbook(copy)
    for place, number in written.items():
        sheet, cell = place.split("!")
        assert made[sheet][cell].value == number
        assert (told[place][1], told[place][6]) == ("已修好", f"已写成数字 {number}，读得不对的请改正。")
    assert (lines["G5"].value, told["绩效自评表!G5"][1], told["绩效自评表!F14"][1]) == ("约1500", "错误", "错误")
    assert made["绩效自评表"]["F14"].value == "完成"
    assert {item.code for item in mended} == {"P004", "I004", "E002", "E026", "P001", "S020"}
    assert (told["绩效目标表!L2"][1], told["绩效目标表!L2"][6]) == ("已修好", "已经没有这个问题，不用改。")


def test_sums_are_told_as_the_copy_has_them(tmp_path: Path) -> None:
    filled = openpyxl.load_workbook(FILLED)
    for points in (3, 1):  # the workbook of the county has 91 in all: without the 1分 there seem to be 90
        filled["绩效目标表"]["K7"].value, filled["绩效目标表"]["K8"].value = "1分", points
        filled.save(tmp_path / "报来.xlsx")
        copy, _ = _copied(tmp_path / "报来.xlsx", tmp_path)
        [row] = [row for row in _remarks(copy)[1] if row[7] == "P001"]
        there = next(item for item in examine(copy).findings if item.code == "P001")
        assert (row[1], row[2], row[4], row[5]) == ("错误", "绩效目标表!L2", str(90 + points), there.message)


def test_the_copy_of_another_layout_keeps_what_was_typed(tmp_path: Path) -> None:
    """Amounts and points that are no numbers, as texts; and points are told where they can be typed."""
    head = "年度预算||年初预算数|全年预算数|全年执行数"
    table = f"""
        某局2026年度部门整体绩效自评表
        {head}
        |年度资金总额|300万元|约320万|2,900,000元
        一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分
        产出指标|数量指标|甲|≥4次|5次|五分|5
        产出指标|质量指标|乙|≥4次|5|10分|5
    """
    sheet = read_book(book(grid(table, "自评表")))
    checked = examine(sheet)
    path = tmp_path / "退回.xlsx"
    write_marked(path, sheet, checked.form, checked.findings)
    made = openpyxl.load_workbook(path)
    lines, goals = made["绩效自评表"], made["绩效目标表"]
    assert [lines[f"{letter}5"].value for letter in "EFG"] == [300, "约320万", 290]
    assert [goals[f"K{row}"].value for row in (7, 8)] == ["五分", 10]
    told = [(row[1], row[2], row[7]) for row in _remarks(path)[1] if row[7] in ("E026", "E032", "P004")]
    assert told == [
        *(("错误", "绩效自评表!F5", "E026"), ("错误", "绩效目标表!K7", "P004")),
        *(("已修好", "绩效自评表!E5", "E032"), ("已修好", "绩效自评表!G5", "E032")),
    ]


def test_columns_another_layout_lacks_are_there_in_the_copy(tmp_path: Path) -> None:
    """Filled where a reader can tell what belongs there; else to be filled. A hidden row is not hidden any more."""
    table = """
        二级指标|三级指标|年度指标值|实际完成值|得分|偏差原因分析
        数量指标|甲|≥4次|5|10|
        质量指标|乙|≥4次|3|10|人手不足
    """
    sheet = read_book(book(grid(table, "自评表", hidden_rows=frozenset({3}))))
    checked = examine(sheet)
    path = tmp_path / "退回.xlsx"
    answers = write_marked(path, sheet, checked.form, checked.findings)
    told = {(row[7], row[4]): (row[1], row[6]) for row in _remarks(path)[1]}
    assert told["S011", "一级指标"] == ("已修好", "退回件里已有这一列，也已填好，填得不对的请改正。")
    assert told["S011", "分值"] == ("错误", "退回件里已有这一列，请填写：绩效目标表 K7、K8。")
    assert told["S007", "乙"] == ("已修好", "退回件里这一行没有隐藏，请核对要不要。")
    assert [row.level1 for row in read(path).indicators] == ["产出指标", "产出指标"]
    mended = {(answer.found.code, answer.found.value) for answer in answers if answer.state == "done"}
    assert mended >= {("S011", "一级指标"), ("S007", "乙")}


def test_a_standard_typed_over_its_formula_is_kept(tmp_path: Path) -> None:
    """It counts, so the copy, which has the formula again, keeps it as 自拟标准."""
    old = read(FILLED)
    first = old.indicators[0]
    text = "完成目标得满分，每少1项扣1分，扣完为止"
    typed = structs.replace(first, standard=text, overwritten=True, kind="", settings=None, own_standard="")
    path = tmp_path / "退回.xlsx"
    write_marked(path, structs.replace(old, indicators=(typed, *old.indicators[1:])), form_of(old, None), [])
    copied = read(path).indicators
    assert (copied[0].own_standard, copied[0].kind, copied[0].overwritten) == (text, "", False)
    assert [one.own_standard for one in copied[1:]] == [one.own_standard for one in old.indicators[1:]]
    # Where settings stand beside it they are asked about (R002), and the copy keeps to them.
    both = structs.replace(first, standard=text, overwritten=True)
    write_marked(path, structs.replace(old, indicators=(both, *old.indicators[1:])), form_of(old, None), [])
    assert read(path).indicators[0].own_standard == first.own_standard


def _untouched(copy: Path) -> set[tuple[str, str | None, str | None, str]]:
    """What is said of a copy that comes back as it went out, but that no spreadsheet program has saved it."""
    found = (one for one in examine(copy).findings if one.severity != "info" and one.code != "S020")
    return {(one.code, one.sheet, one.cell, one.field) for one in found}


def test_a_copy_sent_back_untouched_is_told_nothing_new(tmp_path: Path) -> None:
    """What another layout had no place for is told in one item of its own, and a missing column with its cells."""
    table = """
        三级指标|年度指标值|实际完成值|评分标准|得分
        甲|≥4次|5|完成得10分，否则不得分|10
        乙|≥4次|3次|每少1次扣2分，扣完为止，满分10分|9
        丙|≥4次|3|由评委酌情打分，满分10分|9
    """
    sheet = read_book(book(grid(table, "自评表")))
    checked = examine(sheet)
    path = tmp_path / "退回.xlsx"
    answers = write_marked(path, sheet, checked.form, checked.findings)
    states = {(answer.found.code, answer.found.field): answer for answer in answers}
    duties, definitions = states["C003", "部门(单位)职责"], states["C011", "指标解释"]
    assert (duties.state, duties.about, duties.said[0]) == ("fill", None, "绩效目标表 B4")
    assert (definitions.state, definitions.said[0]) == ("fill", "绩效目标表 H7、H8、H9")
    asked = {(row[2], row[7]): row for row in _remarks(path)[1]}
    assert asked["绩效目标表!H7", "C011"][1] == "补填"
    by_hand = "退回件里已设为“人工评分”：请评分人填写人工得分（绩效自评表 K14）"
    assert asked["绩效目标表!M9", "R003"][6].startswith(by_hand)
    left = [answer for answer in answers if answer.state != "done"]
    told = "".join(f"{answer.found.fix} {answer.said[0]} {answer.place}" for answer in left)
    for code, _, cell, field in _untouched(path):
        there = {answer.found.code for answer in answers if answer.found.field == field}
        assert code in there or (cell and cell in told), (code, cell, field)


def test_kinds_another_layout_has_no_place_for_are_one_item(tmp_path: Path) -> None:
    """Of standards no settings were made of: whatever is wrong with the words is told besides, nothing twice."""
    table = """
        三级指标|年度指标值|实际完成值|分值|评分标准|得分
        甲|≥4次|5|10|完成得10分，否则不得分|10
        乙|≥4次|3次|10|每少1次扣 分，扣完为止，满分10分|9
        丙|≥4次|3|10|由评委酌情打分，满分10分|9
        丁|≥4次|5|10|完成得8分，否则不得分|8
        戊|≥4次|5|10|/|10
    """
    sheet = read_book(book(grid(table, "自评表")))
    checked = examine(sheet)
    path = tmp_path / "退回.xlsx"
    answers = write_marked(path, sheet, checked.form, checked.findings)
    assert [row.kind for row in read(path).indicators] == ["达标得分", "", "人工评分", "", ""]
    [kinds] = [answer for answer in answers if answer.found.code == "C024" and answer.about is None]
    assert (kinds.state, kinds.said[0]) == ("fill", "绩效目标表 L8、L10、L11")
    told = [(answer.found.code, answer.state, answer.place) for answer in answers]
    assert ("R006", "asked", ("绩效目标表", "M8")) in told
    assert ("P006", "asked", ("绩效目标表", "K10")) in told
    [dash] = [answer for answer in answers if answer.about is not None and answer.about.code == "C012"]
    assert (dash.state, dash.found.code) == ("elsewhere", "C024")
    assert "R013" not in {code for code, _, _ in told}


def test_a_kind_that_is_missing_is_told_once_in_the_copy_of_our_own(tmp_path: Path) -> None:
    """Also where the standard was typed over its formula, which the copy keeps as 自拟标准."""
    filled = openpyxl.load_workbook(FILLED)
    goals = filled["绩效目标表"]
    goals["L7"] = goals["L8"] = goals["M8"] = None
    goals["I8"] = goals["M9"].value
    filled.save(tmp_path / "报来.xlsx")
    checked = examine(tmp_path / "报来.xlsx")
    path = tmp_path / "退回.xlsx"
    answers = write_marked(path, checked.sheet, checked.form, checked.findings)
    told = [(answer.state, answer.place) for answer in answers if answer.found.code == "C024"]
    assert told == [("asked", ("绩效目标表", "L7")), ("asked", ("绩效目标表", "L8"))]
    assert not {"C012", "R013"} & {answer.found.code for answer in answers}
    assert {cell for code, _, cell, _ in _untouched(path) if code in ("C012", "C024")} == {"L7", "L8"}


def test_what_is_left_of_rows_that_were_inserted_is_told(tmp_path: Path) -> None:
    """The key of a new row is given in the copy; its line of the self-evaluation is empty there."""
    filled = openpyxl.load_workbook(FILLED)
    goals = filled["绩效目标表"]
    _, row = max((goals[f"O{row}"].value, row) for row in range(7, 67) if goals[f"D{row}"].value)
    goals[f"O{row}"] = None
    filled.save(tmp_path / "报来.xlsx")
    checked = examine(tmp_path / "报来.xlsx")
    path = tmp_path / "退回.xlsx"
    answers = write_marked(path, checked.sheet, checked.form, checked.findings)
    [lost] = [answer for answer in answers if answer.found.code == "S005"]
    assert lost.state == "done"
    assert lost.said[0].startswith("已编为 ")
    number = openpyxl.load_workbook(path)["绩效目标表"][f"O{row}"].value
    [asked] = [answer for answer in answers if answer.found.code == "E001"]
    assert (asked.about, asked.place) == (None, ("绩效自评表", f"F{11 + number}"))
    assert asked.name == goals[f"D{row}"].value


def test_a_sheet_that_was_missing_is_there_in_the_copy(tmp_path: Path) -> None:
    """Of one under another name with all that stood in it; of one that was deleted, blank and to be filled in."""
    filled = openpyxl.load_workbook(FILLED)
    filled["绩效目标表"].title = "目标表(县局)"
    del filled["计分设置"]
    filled.save(tmp_path / "报来.xlsx")
    copy, _ = _copied(tmp_path / "报来.xlsx", tmp_path)
    told = {row[4]: row for row in _remarks(copy)[1] if row[7] == "S009"}
    renamed, deleted = told["绩效目标表"], told["计分设置"]
    assert (renamed[1], renamed[6]) == ("已修好", "退回件里已有这张工作表，原来填的都在，不用改。")
    assert (deleted[1], deleted[2], deleted[6]) == (
        "错误", "计分设置!A1", "退回件里已有空白的“计分设置”，请在里面填写。",
    )  # fmt: skip


def test_standards_that_stand_nowhere_are_asked_for_once(tmp_path: Path) -> None:
    """S028 stays to be done in the copy, where every row says C012."""
    table = """
        某局2026年度部门整体绩效自评表
        一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分
        产出指标|数量指标|甲|≥4次|5|5|5
        产出指标|质量指标|乙|≥4次|5|10|5
    """
    sheet = read_book(book(grid(table, "自评表")))
    checked = examine(sheet)
    assert "E033" not in {found.code for found in checked.findings}
    path = tmp_path / "退回.xlsx"
    answers = write_marked(path, sheet, checked.form, checked.findings)
    states = {answer.found.code: answer.state for answer in answers}
    assert states["S028"] == "asked"
    assert "C012" in {found.code for found in examine(path).findings}
    assert "C012" not in states


def _told_of(path: Path, *codes: str) -> list[tuple[str, str, str]]:
    return [(row[1], row[2], row[3]) for row in _remarks(path)[1] if row[7] in codes]


@pytest.mark.parametrize("without", [("preparer", "phone", "date", "head"), ("phone",)])
def test_a_foot_another_layout_has_no_place_for_is_filled_in_and_nothing_else(
    tmp_path: Path, without: tuple[str, ...]
) -> None:
    checked = examine(FOREIGN)
    sheet = structs.replace(
        checked.sheet,
        foot={key: text for key, text in checked.sheet.foot.items() if key not in without},
        sources={key: place for key, place in checked.sheet.sources.items() if key not in without},
    )
    [absent] = [found for found in run(sheet, checked.form, evaluate(sheet, checked.form)) if found.code == "C013"]
    path = tmp_path / "退回.xlsx"
    answers = write_marked(path, sheet, checked.form, [absent])
    told = _told_of(path, "C013")
    assert (len(told), {word for word, _, _ in told}) == (len(without), {"补填"})
    assert [answer.state for answer in answers if answer.about is absent] == ["elsewhere"]
    write_marked(path, sheet, checked.form, [], [(absent, "不用改。")])
    assert [word for word, _, _ in _told_of(path, "C013")] == ["放行"]


def test_points_that_do_not_add_up_are_told_once(tmp_path: Path) -> None:
    """In the standards of another layout, and beside the table of ours."""
    checked = examine(FOREIGN)
    [wrong] = [found for found in checked.findings if found.code == "P001"]
    path = tmp_path / "退回.xlsx"
    write_marked(path, checked.sheet, checked.form, [wrong])
    assert _told_of(path, "P001") == [("错误", "绩效目标表!L2", "分值合计")]
