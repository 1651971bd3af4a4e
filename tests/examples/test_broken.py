"""Every broken return gives exactly the findings that were written beside its fault."""

import json
from pathlib import Path

import broken
import openpyxl
import pytest

from perfxl.form import load_form

TABLE = json.loads((broken.DESTINATION / broken.EXPECTED).read_text(encoding="utf-8"))
CASES = {broken.file_name(case): case for case in broken.CASES}
CHECKS = load_form().sheets.checks
# What a formula cannot see: formulas, labels, rows and sheets themselves.
UNSEEN = ("S001", "S002", "S003", "S004", "S006", "S007", "S015", "S017", "S025", "E008", "E021", "P002")


def test_every_file_has_its_fault_and_every_fault_its_file():
    shipped = {path.name for path in broken.DESTINATION.iterdir()} - {broken.EXPECTED}
    assert shipped == set(CASES) == set(TABLE)
    assert broken.expectations() == (broken.DESTINATION / broken.EXPECTED).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CASES)
def test_exactly_its_fault_is_found(name):
    assert sorted(broken.found(broken.DESTINATION / name)) == TABLE[name]["findings"]


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if not case.refused and ".xlsx" in name])
def test_the_sheet_of_live_checks_says_so_too(name):
    workbook = openpyxl.load_workbook(Path(broken.DESTINATION / name), data_only=True)
    if CHECKS not in workbook.sheetnames:
        assert TABLE[name]["findings"] == ["S009"]
        return
    rows = workbook[CHECKS].iter_rows(min_row=6, max_col=4, values_only=True)
    live = sorted("{} {}!{}".format(code, *place.split()[:2]) for *_, code, place in rows if code)
    expected = [finding for finding in TABLE[name]["findings"] if not finding.startswith(UNSEEN)]
    if name == "合并单元格.xlsx":  # the hidden cells of a merge are empty to a formula
        expected = [f"C007 绩效目标表!C{row}" for row in range(8, 17)]
    assert live == sorted(expected)


def test_refusals_are_refusals():
    refused = {case.findings[0] for case in CASES.values() if case.refused}
    assert refused == {"F003", "F005", "F006", "F009", "F018"}
