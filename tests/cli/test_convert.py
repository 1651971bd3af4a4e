"""``convert``: exit status, JSON, what people read, what it never overwrites."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

FOREIGN = Path(__file__).parents[2] / "workbooks/foreign"
COUNTY, CITY = FOREIGN / "县应急管理局-绩效目标表.xlsx", FOREIGN / "市应急管理局-绩效目标表.xlsx"
KEYS = [
    "file", "refused", "output", "department", "year", "profile", "layout", "indicators", "read", "manual", "unread",
    "numbers", "texts", "findings", "left_out",
]  # fmt: skip


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "旧.xlsx"
    path.write_bytes(CITY.read_bytes())
    return path


def test_a_sheet_whose_standards_are_all_read(run: Callable, tmp_path: Path) -> None:
    ended = run("convert", COUNTY, "-o", tmp_path / "新.xlsx")
    assert ended.status == 0
    assert "23 条标准已成计分设置" in ended.out
    assert "23 个分值取自标准文字" in ended.out
    assert f"已生成 {tmp_path / '新.xlsx'}" in ended.out.replace("\n", "")
    shown = run("show", "--json", tmp_path / "新.xlsx").json
    assert (shown["layout"], len(shown["indicators"]), shown["indicators"][0]["points"]) == ("own", 23, 1)


def test_a_standard_that_is_not_read_is_named_and_told_by_the_status(run: Callable, old: Path) -> None:
    ended = run("convert", old)
    assert ended.status == 1
    assert "7 条没有读懂" in ended.out
    assert "绩效目标表!M9" in ended.out
    assert "每降低1" in ended.out
    assert (old.parent / "旧-新表.xlsx").exists()
    english = run("convert", old, "--force", "--lang", "en").out
    assert "7 not read" in english
    assert "characters or numbers are missing" in english


def test_json(run: Callable, old: Path, tmp_path: Path) -> None:
    ended = run("convert", "--json", old, "-o", tmp_path / "新.xlsx")
    assert ended.status == 1
    answer = ended.json
    assert list(answer) == KEYS
    assert (answer["file"], answer["refused"], answer["output"]) == (str(old), None, str(tmp_path / "新.xlsx"))
    assert (answer["indicators"], answer["read"], answer["manual"], len(answer["unread"])) == (10, 3, [], 7)
    first = answer["unread"][0]
    assert first == {
        "sheet": "绩效目标表", "cell": "M8", "name": "2、杜绝重特大事故发生。", "reason": "缺字或缺数字（发）",
    }  # fmt: skip
    assert {found["code"] for found in answer["findings"]} == {"R004", "R006"}


def test_a_refused_file(run: Callable, tmp_path: Path) -> None:
    ended = run("convert", "--json", tmp_path / "无.xlsx")
    assert ended.status == 2
    assert list(ended.json) == KEYS
    assert ended.json["refused"]["code"] == "F001"
    assert run("convert", tmp_path / "无.xlsx").status == 2


def test_nothing_is_overwritten_unasked_and_the_old_sheet_never(run: Callable, old: Path) -> None:
    before = old.read_bytes()
    assert run("convert", old).status == 1
    again = run("convert", old)
    assert again.status == 2
    assert "--force" in again.err
    itself = run("convert", old, "-o", old, "--force")
    assert itself.status == 2
    assert "原表" in itself.err
    assert old.read_bytes() == before
    assert run("convert", old, "-o", old.with_suffix(".xls")).status == 2
    assert run("convert", old, "--profile", "nonsense", "-o", old.with_name("q.xlsx")).status == 2


def test_another_year_leaves_results_behind(run: Callable, living: Path, tmp_path: Path) -> None:
    ended = run("convert", living, "-o", tmp_path / "明年.xlsx", "--year", 2027)
    assert ended.status == 0
    assert "转入新年度" in ended.out
    shown = run("show", "--json", tmp_path / "明年.xlsx").json
    assert (shown["year"], len(shown["indicators"])) == (2027, 3)
    [entry] = run("score", "--json", tmp_path / "明年.xlsx").json["files"]
    assert [line["actual"] for line in entry["indicators"]] == ["", "", ""]
    assert entry["execution"]["budget"] is None


def test_our_own_workbook_scores_as_before(run: Callable, living: Path, tmp_path: Path) -> None:
    assert run("convert", living, "-o", tmp_path / "新.xlsx").status == 0
    [before] = run("score", "--json", living).json["files"]
    [after] = run("score", "--json", tmp_path / "新.xlsx").json["files"]
    assert (after["total"], after["rating"]) == (before["total"], before["rating"]) == (97.8, "优")


def test_the_standards_of_a_self_evaluation_come_from_its_goals(run: Callable, tmp_path: Path) -> None:
    evaluation = FOREIGN / "县应急管理局-绩效自评表.xlsx"
    without = run("convert", evaluation, "-o", tmp_path / "无标准.xlsx")
    assert without.status == 1
    assert "--goals" in without.out
    ended = run("convert", evaluation, "--goals", COUNTY, "-o", tmp_path / "新.xlsx")
    assert ended.status == 0
    [entry] = run("score", "--json", tmp_path / "新.xlsx").json["files"]
    assert (entry["total"], entry["rating"]) == (85.84, "良")
    wrong = run("convert", evaluation, "--goals", CITY, "-o", tmp_path / "错.xlsx")
    assert wrong.status == 2
    assert "--goals" in wrong.err


def test_actual_values_with_units_become_numbers_and_the_others_are_named(run: Callable, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    page["A1"] = "2026年度县林业局整体绩效自评表"
    page.append(["一级指标", "二级指标", "三级指标", "指标值", "计量单位", "评分标准", "分值", "实际完成值", "得分"])
    for name, actual in (("巡查次数", "62次"), ("检查次数", "约60次"), ("培训次数", 61)):
        standard = "达到目标值得满分，否则不得分"
        page.append(["产出指标", "数量指标", name, "≥60", "次", standard, 30, actual, None])
    book.save(tmp_path / "旧.xlsx")
    ended = run("convert", tmp_path / "旧.xlsx", "-o", tmp_path / "新.xlsx")
    assert "1 个实际完成值（带单位、百分号或以文本存放）已写成数字" in ended.out
    assert "约60次" in ended.out
    again = run("convert", "--json", "--force", tmp_path / "旧.xlsx", "-o", tmp_path / "新.xlsx").json
    assert again["numbers"] == 1
    assert again["texts"] == [{"sheet": "绩效自评表", "cell": "F13", "name": "检查次数", "value": "约60次"}]
    front = openpyxl.load_workbook(tmp_path / "新.xlsx").worksheets[0]["A2"].value
    assert "1 个实际完成值读不准，照原样带入，请改填数字：检查次数。" in front
