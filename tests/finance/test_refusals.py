"""Which refused files a report still shows: what nobody needs to send again is not asked for for ever."""

import datetime as dt
import re

import pytest

from perfxl.finance.digest import Digest
from perfxl.finance.html import render
from perfxl.finance.ledger import Ledger, Sighting
from perfxl.finance.outcome import outcome
from perfxl.finance.refusals import Owners
from perfxl.finance.results import gather
from perfxl.finance.settle import settle
from perfxl.finance.summary import summary_of
from perfxl.roster import Department
from tests.finance.returns import EARLY, LATE, NOW, refused, returned, seen

ROSTER = [
    Department(2, "云岭县教育局", "教育"), Department(3, "云岭县财政局", "财政", "", ("县局",)),
    Department(4, "云岭县水利局", "水利"),
]  # fmt: skip


def _bring(ledger: Ledger, *files: tuple[str, Digest], days: int = 0, lost: str = "") -> None:
    met = [seen(name, digest, LATE if days else EARLY) for name, digest in files]
    met += [Sighting(lost, None, 0, None, "F001", ("找不到。", "Gone."))] if lost else []
    batch = ledger.begin(met, ["收回"], NOW + dt.timedelta(days=days))
    digests = {digest.sha256: digest for _, digest in files}
    for sha256, _ in ledger.pending(batch.number):
        ledger.record(digests[sha256])
    settle(ledger, batch.number, ROSTER)


def _shown(ledger: Ledger, year: int | None = None) -> list[tuple[str, str, bool]]:
    return [(one.file, one.department, one.made_good) for one in gather(ledger, year).unread]


def test_of_the_latest_batch_all_are_shown_and_what_was_made_good_is_said(ledger: Ledger) -> None:
    _bring(
        ledger, ("教育局.xlsx", returned("a", "云岭县教育局")), ("教育局（盖章）.pdf", refused("b", "F003")),
        ("水利局.xlsx", refused("c", "F003")), ("扫描件.pdf", refused("d", "F003")), lost="没有",
    )  # fmt: skip
    assert _shown(ledger) == [
        ("扫描件.pdf", "", False), ("教育局（盖章）.pdf", "云岭县教育局", True), ("水利局.xlsx", "云岭县水利局", False),
        ("没有", "", False),
    ]  # fmt: skip
    told = {one.file: one.remedy for one in summary_of(gather(ledger), now=NOW).outside if one.kind == "无法读取"}
    assert told["教育局（盖章）.pdf"] == "已收到该部门能读的表，不用重交。"
    assert told["水利局.xlsx"] == "请单位按说明重交。"


@pytest.mark.parametrize(("days", "left"), [(3, ["扫描件.pdf", "水利局.xlsx"]), (30, ["水利局.xlsx"])])
def test_of_earlier_batches_what_is_still_owed(ledger: Ledger, days: int, left: list[str]) -> None:
    _bring(
        ledger, ("教育局.xlsx", refused("a", "F003")), ("县局自评.xlsx", refused("b", "F003")),
        ("水利局.xlsx", refused("c", "F003")), ("扫描件.pdf", refused("d", "F003")), ("表.xls", refused("e", "F003")),
    )  # fmt: skip
    assert (len(_shown(ledger)), gather(ledger).settled) == (5, 0)
    files = [("教育.xlsx", returned("f", "云岭县教育局")), ("财政.xlsx", returned("g", "云岭县财政局"))]
    _bring(ledger, *files, ("重报/表.xlsx", returned("h", "某局")), days=days)
    assert [file for file, _, _ in _shown(ledger)] == left
    assert gather(ledger).settled == 5 - len(left)


def test_what_lies_in_the_folder_again_is_of_the_latest_batch(ledger: Ledger) -> None:
    junk = ("扫描件.pdf", refused("a", "F003"))
    _bring(ledger, junk)
    _bring(ledger, junk, ("教育.xlsx", returned("b", "云岭县教育局")), days=60)
    [one] = gather(ledger).unread
    assert (one.file, one.batch) == ("扫描件.pdf", 2)


def test_a_report_of_another_year_shows_what_was_refused_in_its_time(ledger: Ledger) -> None:
    _bring(ledger, ("教育.xlsx", returned("a", "云岭县教育局", year=2025)), ("水利局.xlsx", refused("b", "F003")))
    _bring(ledger, ("教育 新.xlsx", returned("c", "云岭县教育局")), ("新.pdf", refused("d", "F003")), days=365)
    assert [file for file, _, _ in _shown(ledger, 2025)] == ["水利局.xlsx"]
    assert [file for file, _, _ in _shown(ledger, 2026)] == ["水利局.xlsx", "新.pdf"]


@pytest.mark.parametrize(("file", "whose"), [
    ("云岭县水利局绩效.docx", "云岭县水利局"), ("附件.zip/水利局（盖章）.pdf", "云岭县水利局"),
    ("财政局/扫描件.pdf", "云岭县财政局"), ("县局.et", "云岭县财政局"), ("水利局、财政局.pdf", ""), ("扫描件.pdf", ""),
    ("水利局和云岭县教育局.pdf", ""), ("教育局/水利局、财政局.pdf", ""),
])  # fmt: skip
def test_whose_a_file_seems_to_be(file: str, whose: str) -> None:
    assert Owners((one.name, one.aliases) for one in ROSTER).of_file(file) == whose


def test_whose_file_was_refused_is_not_said_to_have_sent_nothing(ledger: Ledger) -> None:
    """Import, page and workbook say the same, of this batch and of those before."""
    _bring(ledger, ("教育.xlsx", returned("a", "云岭县教育局")), ("水利局.pdf", refused("b", "F003")))
    goals = returned("c", "云岭县财政局", stage="goals")
    again = ("教育 新.xlsx", returned("e", "云岭县教育局"))
    _bring(ledger, again, ("财政 目标.xlsx", goals), ("财政局.pdf", refused("d", "F003")), days=30)
    found, results = outcome(ledger, 2), gather(ledger)
    assert (found.not_returned, found.goals_only) == (("云岭县水利局",), ("云岭县财政局",))
    assert found.unreadable == results.unreadable == {"云岭县财政局": "财政局.pdf", "云岭县水利局": "水利局.pdf"}
    page = " ".join(re.sub("<[^>]*>", "", render(results, now=NOW)).split())
    assert "未交：1 个 云岭县水利局（被拒收的“水利局.pdf”可能是它的）" in page
    assert "只交了目标、没有交自评：1 个 云岭县财政局（被拒收的“财政局.pdf”可能是它的）" in page
    told = {one.department: one for one in summary_of(results, now=NOW).outside if one.kind.startswith("未报")}
    assert {name: one.reason for name, one in told.items()} == {
        "云岭县水利局": "没有收到能读取的表。有一个文件从文件名看可能是该部门的，被拒收。",
        "云岭县财政局": "只交了绩效目标，没有收到绩效自评。有一个文件从文件名看可能是该部门的，被拒收。",
    }
    assert {one.file for one in told.values()} == {"财政局.pdf", "水利局.pdf"}
    assert "F003" in page
    assert "从文件名看，可能是云岭县财政局的。" in page
    assert "无法读取" in told["云岭县水利局"].remedy


def test_empty_files_of_two_departments_are_two(ledger: Ledger) -> None:
    """They have the same bytes: none."""
    empty = refused("b", "F003")
    files = [("教育.xlsx", returned("a", "云岭县教育局")), ("水利局.xlsx", empty), ("水利局(1).xlsx", empty)]
    _bring(ledger, *files, ("财政局.xlsx", empty))
    found, results = outcome(ledger, 1), gather(ledger)
    told = ["水利局(1).xlsx", "财政局.xlsx"]
    assert [one.file for one in found.refused] == [one.file for one in results.unread] == told
    assert (found.duplicates, found.files, found.read) == ((("水利局.xlsx", "水利局(1).xlsx"),), 4, 1)
    assert tuple(found.unreadable) == tuple(results.unreadable) == ("云岭县财政局", "云岭县水利局")


def test_what_was_refused_in_another_collection_says_nothing_about_this_one(ledger: Ledger) -> None:
    _bring(ledger, ("教育.xlsx", returned("a", "云岭县教育局", year=2025)), ("水利局.pdf", refused("b", "F003")))
    assert gather(ledger).unreadable == {"云岭县水利局": "水利局.pdf"}
    _bring(ledger, ("教育 新.xlsx", returned("c", "云岭县教育局")), days=365)
    results = gather(ledger)
    assert (outcome(ledger, 2).unreadable, results.unreadable) == ({}, {})
    assert results.missing == ("云岭县财政局", "云岭县水利局")
