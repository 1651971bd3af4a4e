"""The snapshot reports are made of, and 汇总.xlsx made of it: on a small ledger where every case stands once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from perfxl.finance.ledger import Ledger, Sighting
from perfxl.finance.results import Results, gather
from perfxl.finance.settle import settle
from perfxl.finance.summary import summary_of, write_summary
from perfxl.finance.waivers import Asked, waive, withdraw
from perfxl.roster import Department
from tests.finance.returns import EARLY, LATE, NOW, bring, indicator, refused, returned

D = Decimal
ROSTER = [
    Department(2, "县教育局", "县教育局", "101"),
    Department(3, "县财政局", "县财政局", "102", ("财政局",)),
    Department(4, "县水利局", "县水利局", "103"),
]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(str(tmp_path / "ledger.db"), tmp_path / "files") as opened:
        yield opened


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    """Two returns of 财政局, one of 教育局, one nobody knows, one refused; 水利局 has not returned."""
    lower = indicator(8, "培训人数", actual="80", score=D(8), reported=None)
    first = bring(ledger, ("旧.xlsx", returned("a", "县财政局"), EARLY))
    settle(ledger, first.number, ROSTER)
    spare = indicator(9, "备用", not_applicable=True)
    files = (
        ("新.xlsx", returned("b", "财政局", indicator(7, "办件数"), lower, total=D("27.8")), LATE),
        ("教育.xlsx", returned("c", "县教育局", indicator(7, "办件数"), spare, total=D("19.8"), rating="良"), LATE),
        ("谁.xlsx", returned("d", "县水力局", stage="goals", total=None, rating=None), LATE),
        ("坏.xlsx", refused("e", "F003")),
    )
    second = bring(ledger, *files)
    settle(ledger, second.number)
    lock = Sighting("~$新.xlsx", None, 10, EARLY, "lock")
    passed = [lock, Sighting("没有.xlsx", None, 0, None, "F001", ("找不到。", "Gone."))]
    third = ledger.begin(passed, ["收回"], NOW)
    settle(ledger, third.number)
    return ledger


@pytest.fixture
def results(filled: Ledger) -> Results:
    return gather(filled)


def test_only_the_newest_return_counts_in_the_order_of_the_list(results: Results) -> None:
    assert [(one.department, one.file, one.known) for one in results.returns] == [
        ("县教育局", "教育.xlsx", True), ("县财政局", "新.xlsx", True), ("县水力局", "谁.xlsx", False),
    ]  # fmt: skip
    assert [(old.file, old.total) for old in results.returns[1].earlier] == [("旧.xlsx", D("29.8"))]
    assert results.missing == ("县水利局",)
    assert [one.department for one in results.unknown] == ["县水力局"]
    assert [(one.file, one.code) for one in results.unread] == [("坏.xlsx", "F003"), ("没有.xlsx", "F001")]
    assert results.passed_over == (("~$新.xlsx", "lock"),)
    assert (results.batches, results.years, results.year) == (3, (2026,), None)
    assert [one.department for one in results.league()] == ["县财政局", "县教育局"]
    assert results.ratings() == {"良": 1, "差": 1}


def test_another_year_has_nothing(filled: Ledger) -> None:
    other = gather(filled, year=2025)
    assert (other.returns, other.missing) == ((), ("县教育局", "县财政局", "县水利局"))


def test_an_indicator_carries_the_row_that_was_poured(results: Results) -> None:
    line = results.returns[1].indicators[1]
    assert (line.name, line.typed, line.score, line.reported) == ("培训人数", "80", D(8), None)
    assert (line.block.target, line.block.actual, line.block.kind) == (D(100), D(80), "按比例")
    assert line.places == (("绩效目标表", "D8"), ("绩效目标表", "F8"), ("绩效自评表", "F8"), ("绩效自评表", "H8"))


def test_a_waiver_goes_with_its_finding_until_it_is_withdrawn(filled: Ledger) -> None:
    made, _ = waive(filled, Asked("县财政局", "I005"), reason="旧口径", by="李某", now=NOW)
    one = gather(filled).returns[1]
    [noted] = [noted for noted in one.findings if noted.code == "I005"]
    assert noted.waiver is not None
    assert (noted.waiver.reason, noted.waiver.by, noted.open) == ("旧口径", "李某", False)
    [shown] = [remark for remark in summary_of(gather(filled), now=NOW).returns[1].remarks if remark.code == "I005"]
    assert shown.waiver == "旧口径（李某，2027-01-15）"
    withdraw(filled, made.number, by="李某", now=NOW)
    assert all(noted.waiver is None for noted in gather(filled).returns[1].findings)


def test_the_summary_says_who_is_missing_and_what_does_not_count(results: Results) -> None:
    outside = [(one.kind, one.department, one.file) for one in summary_of(results, now=NOW).outside]
    assert outside == [
        ("未报送", "县水利局", ""),
        ("无法读取", "", "坏.xlsx"),
        ("无法读取", "", "没有.xlsx"),
        ("待确认单位", "县水力局", "谁.xlsx"),
        ("旧报送", "县财政局", "旧.xlsx"),
        ("略过的文件", "", "~$新.xlsx"),
    ]
    [asked] = [one for one in summary_of(results, now=NOW).outside if one.kind == "待确认单位"]
    assert "县水利局" in asked.remedy  # the closest name on the list


def test_findings_find_their_indicator_by_cell_else_by_its_own_name(results: Results) -> None:
    one = results.returns[1]
    by_cell, *_ = [noted for noted in one.findings if noted.code == "I005"]
    cases = (
        (by_cell, 0),
        (replace(by_cell, sheet="绩效自评表", cell="H8", indicator=""), 1),
        (replace(by_cell, sheet="计分设置", cell="C40", indicator="培训人数"), 1),
        (replace(by_cell, sheet="计分设置", cell="C40", indicator=""), None),
        (replace(by_cell, sheet=None, cell=None, indicator=""), None),
    )
    changed = replace(results, returns=(replace(one, findings=tuple(noted for noted, _ in cases)),))
    [shown] = summary_of(changed, now=NOW).returns
    assert [remark.row for remark in shown.remarks] == [row for _, row in cases]


def test_unknown_departments_are_marked_where_there_is_a_list(results: Results) -> None:
    shown = [one.department for one in summary_of(results, now=NOW).returns]
    assert shown == ["县教育局", "县财政局", "县水力局（待确认）"]
    without = replace(results, roster=())
    assert summary_of(without, now=NOW).returns[2].department == "县水力局"


def test_budget_execution_counts_unless_there_is_a_total_without_it(results: Results) -> None:
    one = replace(results.returns[1], execution_points=None, execution_score=None)
    for total, points in ((D("18"), D(0)), (None, None)):
        [shown] = summary_of(replace(results, returns=(replace(one, total=total),)), now=NOW).returns
        assert shown.execution.points == points


def test_the_workbook_is_written_from_the_ledger(results: Results, tmp_path: Path) -> None:
    write_summary(tmp_path / "汇总.xlsx", results, now=NOW)
    book = openpyxl.load_workbook(tmp_path / "汇总.xlsx")
    assert [cell.value for cell in book["排名"]["C"][3:]] == ["县财政局", "县教育局", "县水力局（待确认）"]
    assert [cell.value for cell in book["指标明细"]["J"][3:6]] == ["计分设置", "不适用", "计分设置"]
    assert [cell.value for cell in book["未报送"]["D"]][-2:] == ["旧.xlsx", "~$新.xlsx"]


def test_times_are_those_of_china(results: Results) -> None:
    late = NOW.replace(hour=20)
    assert f"{summary_of(results, now=late).made:%Y-%m-%d %H}" == f"{late + timedelta(hours=8):%Y-%m-%d %H}"


def test_goals_without_a_self_evaluation_are_asked_for(results: Results) -> None:
    assert (results.due, results.goals_only) == (2026, ())
    changed = replace(results, goals_only=("县教育局",))
    assert [one.kind for one in summary_of(changed, now=NOW).outside][:2] == ["未报送", "未报自评"]


def test_a_standard_nobody_calculated_is_that_of_the_settings(ledger: Ledger) -> None:
    number = bring(ledger, ("新.xlsx", returned("b", "财政局", indicator(7, "办件数", standard="")), LATE)).number
    settle(ledger, number, ROSTER)
    ((row,),) = [one.indicators for one in gather(ledger).returns]
    assert row.standard == "达到目标值（≥100个）得满分10分；未达到的按实际完成值/目标值×10分计分。"
