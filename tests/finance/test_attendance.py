"""Every department of the list counted once: returned, goals only, another year, no year, nothing."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from perfxl.finance.delivery import deliver
from perfxl.finance.digest import Row
from perfxl.finance.html import render
from perfxl.finance.ledger import Ledger, finding_row
from perfxl.finance.outcome import Outcome, outcome
from perfxl.finance.results import gather
from perfxl.finance.settle import settle
from perfxl.finance.summary import summary_of
from perfxl.finance.waivers import Asked, waive
from perfxl.findings import finding
from perfxl.roster import Department
from tests.finance.returns import EARLY, LATE, NOW, bring, returned, sha

NAMES = ("县教育局", "县财政局", "县水利局", "县审计局", "县民政局", "县档案馆")
ROSTER = [Department(row, name, name) for row, name in enumerate(NAMES, 2)]


def _import(ledger: Ledger, *files: tuple[str, object]) -> Outcome:
    number = bring(ledger, *files).number
    settle(ledger, number, ROSTER)
    return outcome(ledger, number)


def _usual(*more: tuple[str, object]) -> tuple[tuple[str, object], ...]:
    return (
        ("教育.xlsx", returned("a", "县教育局"), LATE),
        ("财政.xlsx", returned("b", "县财政局"), LATE),
        ("水利 去年.xlsx", returned("c", "县水利局", year=2025), LATE),
        ("审计.xlsx", returned("d", "县审计局", year=None), LATE),
        ("民政 目标.xlsx", returned("e", "县民政局", stage="goals"), LATE),
        *more,
    )


def test_each_is_told_by_what_came_from_it(ledger: Ledger) -> None:
    found = _import(ledger, *_usual())
    assert (found.year, found.stage, found.returned) == (2026, "evaluation", 2)
    assert found.not_returned == ("县档案馆",)
    assert found.goals_only == ("县民政局",)
    assert [(one.department, one.year, one.file) for one in found.other_year] == [("县水利局", 2025, "水利 去年.xlsx")]
    assert [(one.department, one.year, one.file) for one in found.no_year] == [("县审计局", None, "审计.xlsx")]


@pytest.mark.parametrize("year", [2026, None])
def test_a_report_says_the_same_and_sends_back_what_it_does_not_count(ledger: Ledger, year: int | None) -> None:
    _import(ledger, *_usual(("谁.xlsx", returned("f", "外县某局", year=None), LATE)))
    results = gather(ledger, year)
    assert (results.due, results.returned, results.missing) == (2026, NAMES[:2], ("县档案馆",))
    assert (results.goals_only, results.absent) == (("县民政局",), 4)
    assert [one.department for one in (*results.other_year, *results.no_year)] == ["县水利局", "县审计局"]
    left = ["县水利局", "县审计局", "外县某局"] if year else []
    assert [one.department for one in results.left_out] == left
    assert len(results.returns) + len(results.left_out) == 6
    [astray] = [one for one in results.worst_first() if one.department == "县水利局"]
    assert [noted.code for noted in astray.findings if noted.severity == "error"] == ["D014"]
    assert "这是 2025 年的表，现在收的是 2026 年的" in astray.findings[0].message
    page = re.sub("<[^>]*>", " ", render(results, now=NOW))
    errors = sum(one.count("error") for one in results.worst_first())
    assert re.search(rf"{errors}\s+错误\s", page)  # the tile counts what the tables show
    assert re.search(r"未交 1\s", page)
    assert re.search(r"1\s+未交部门", page)
    outside = {one.department: one.kind for one in summary_of(results, now=NOW).outside}
    kinds = {"县档案馆": "未报送", "县民政局": "未报自评", "县水利局": "年度不符", "县审计局": "没写年度"}
    assert kinds.items() <= outside.items()
    assert outside["外县某局"] == ("没写年度" if year else "待确认单位")


def test_the_note_of_a_wrong_year_says_so(ledger: Ledger, tmp_path: Path) -> None:
    _import(ledger, *_usual())
    done = deliver(gather(ledger, 2026), ledger.store, tmp_path / "out", jobs=1)
    told = (tmp_path / "out/退回/县水利局.txt").read_text("utf-8-sig")
    assert "1. 【改正】绩效目标表 B2：这是 2025 年的表，现在收的是 2026 年的。" in told
    assert "D010" not in told
    page = done.page.read_text("utf-8")
    assert "交了 2025 年的表" in page
    assert "表上没写年度：1 个" in page


def _slip(code: str, cell: str, value: str, place: int) -> Row:
    found = finding(code, sheet="绩效自评表", cell=cell, value=value)
    return finding_row(found, sha("wrong"), "check", place, indicator="", content=value)


@pytest.mark.parametrize("department", ["县水利局", "外县某局"])  # D014: one of the list; D010: nobody of it
def test_a_wrong_year_speaks_for_the_dates_that_are_right_without_it(ledger: Ledger, department: str) -> None:
    dates = ["2026-12-20", "2026年6月30日前", "20261220", "46377", "2027-01-05", "2024年5月", "年底左右"]
    slips = [_slip("E006" if n % 2 else "I011", f"F{n}", value, n) for n, value in enumerate(dates, 2)]
    wrong = returned("wrong", department, year=2025)
    wrong = replace(wrong, rows={**wrong.rows, "findings": slips})
    more = [(f"{n}.xlsx", returned(str(n), f"某局{n}"), LATE) for n in range(30)]
    _import(ledger, ("错年.xlsx", wrong, LATE), *more)
    [one] = [one for one in gather(ledger).told if one.department == department]
    [year] = [noted for noted in one.findings if noted.code in ("D010", "D014")]
    assert year.message.endswith("表里有 4 处日期就是 2026 年的，改了年度就不用动，不再逐处列出。")
    assert "4 of its dates are of 2026" in year.message_en
    assert [noted.value for noted in one.findings if noted.code in ("E006", "I011")] == dates[4:]
    waive(ledger, Asked(department, "D010"), reason="补报去年", by="王", now=NOW)
    [one] = [one for one in gather(ledger).told if one.department == department]
    left = [noted for noted in one.findings if noted.code in ("E006", "I011")]
    assert len(left) == len(dates)  # the year may stand, so every date outside it is one of its own


def test_a_waived_year_is_not_asked_about_again(ledger: Ledger) -> None:
    more = [(f"{n}.xlsx", returned(str(n), f"某局{n}"), LATE) for n in range(30)]
    _import(ledger, *_usual(*more))
    waive(ledger, Asked("县水利局", "D010"), reason="补报去年", by="王", now=NOW)
    results = gather(ledger)
    [one] = [one for one in results.returns if one.department == "县水利局"]
    assert {noted.code: noted.open for noted in one.findings} == {"I005": True, "D010": False}
    assert [one.department for one in results.other_year] == ["县水利局"]


def test_who_sends_the_right_one_is_asked_no_more(ledger: Ledger) -> None:
    more = [(f"{n}.xlsx", returned(str(n), f"某局{n}"), LATE) for n in range(30)]
    _import(ledger, *_usual(*more))
    found = _import(ledger, ("水利.xlsx", returned("g", "县水利局"), LATE))
    assert (found.returned, found.other_year) == (3, ())
    [old] = [one for one in gather(ledger).returns if one.year == 2025]
    assert [noted.code for noted in old.findings] == ["I005"]
    assert [one.department for one in gather(ledger, 2026).left_out] == ["县审计局"]


def test_the_years_before_were_returned_in_their_time(ledger: Ledger) -> None:
    """Last year's collection is not this year's mistake, nor are next year's goals that come in beside."""
    _import(ledger, *((f"{name}.xlsx", returned(f"25{name}", name, year=2025), EARLY) for name in NAMES))
    files = [(f"{name}.xlsx", returned(f"26{name}", name), LATE) for name in NAMES[:3]]
    found = _import(ledger, *files, ("明年.xlsx", returned("27", "县审计局", year=2027, stage="goals"), LATE))
    assert (found.year, found.other_year, found.not_returned) == (2026, (), NAMES[3:])
    before = gather(ledger, 2025)
    assert (before.returned, before.other_year, before.left_out) == (NAMES, (), ())


def test_a_single_late_sheet_does_not_turn_the_collection_back(ledger: Ledger) -> None:
    _import(ledger, *_usual())
    found = _import(ledger, ("档案 去年.xlsx", returned("h", "县档案馆", year=2025), LATE))
    assert (found.year, found.stage) == (2026, "evaluation")
    assert [one.department for one in found.other_year] == ["县水利局", "县档案馆"]
    assert gather(ledger).due == 2026
