"""Actual values in the copy that goes back: as its formulas can read them, where they were surely read."""

from pathlib import Path

import openpyxl
import pytest

from perfxl.examine import Checked, examine
from perfxl.workbook.marked import write_marked
from perfxl.workbook.read import read_book
from perfxl.workbook.rechecked import Answer
from tests.checks.sheets import EVALUATION, FORM
from tests.workbook.grids import book, grid

LEVELS = "效果显著得10分，效果一般得5分，效果较差不得分"


def foreign(target: str, actual: str, standard: str, unit: str = "") -> Checked:
    table = f"""
        一级指标|二级指标|三级指标|指标值类型|年度指标值|计量单位|分值|实际完成值|评分标准|得分|偏差原因分析
        效益指标|社会效益指标|甲|{"≥" if unit else "定性"}|{target}|{unit}|10|{actual}|{standard}|10|无
    """
    return examine(read_book(book(grid(table, "自评表"))))


def returned(path: Path, checked: Checked) -> dict[str, Answer]:
    """The answers to what was found, by the code that was told of the original."""
    answers = write_marked(path, checked.sheet, checked.form, checked.findings)
    return {answer.about.code: answer for answer in answers if answer.about is not None}


@pytest.mark.parametrize(("typed", "held"), [("显著", "效果显著"), ("效果显著。", "效果显著"), ("好", "好")])
def test_a_level_that_was_surely_read_is_the_word_of_the_standard(tmp_path: Path, typed: str, held: str) -> None:
    """校验 in the copy knows the word as it stands there only; the remark keeps what was typed."""
    copy = tmp_path / "退回.xlsx"
    told = returned(copy, foreign("效果显著", typed, LEVELS))
    again = examine(copy)
    assert [one.evaluation.actual.text for one in again.sheet.indicators if one.evaluation] == [held]
    if typed == held:
        assert told["E007"].state == "asked"
        return
    said = f"已写成标准中的“{held}”，读得不对的请改正。"
    assert (told["E024"].state, told["E024"].said[0], told["E024"].found.value) == ("done", said, typed)
    assert not {"E007", "E024"} & {one.code for one in again.findings}


def test_a_level_in_a_workbook_of_ours_is_mended_as_well(tmp_path: Path) -> None:
    first, own = tmp_path / "一.xlsx", tmp_path / "二.xlsx"
    write_marked(first, foreign("效果显著", "效果显著", LEVELS).sheet, FORM, [])
    _type(first, "显著")
    checked = examine(first)
    [wrong] = [one for one in checked.findings if one.code == "E007"]
    told = returned(own, checked)
    assert (told["E007"].state, told["E007"].found) == ("done", wrong)
    assert told["E007"].said[0] == "已写成标准中的“效果显著”，读得不对的请改正。"
    assert "E007" not in {one.code for one in examine(own).findings}


def _type(path: Path, actual: str) -> None:
    filled = openpyxl.load_workbook(path)
    filled[EVALUATION]["F12"] = actual
    filled.save(path)


def test_an_actual_value_beside_a_fraction_of_a_target_is_told_in_the_first_copy(tmp_path: Path) -> None:
    told = returned(tmp_path / "退回.xlsx", foreign("0.95", "0.96", "达到目标得满分，否则不得分", "%"))
    assert told["I015"].state == "asked"
    assert told["I015"].found.fix == "90% 请填 90，单位填 %。实际完成值 0.96 也请一并核对。"
