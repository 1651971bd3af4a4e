"""Whose return it is, which one counts, what changed: the same rows however often and in whatever order."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from perfxl.finance.digest import Digest, Row
from perfxl.finance.ledger import Ledger
from perfxl.finance.names import Names
from perfxl.finance.schema import departments, findings, sheets
from perfxl.finance.settle import settle
from perfxl.finance.waivers import Asked, waive
from perfxl.roster import Department
from tests.finance.returns import EARLY, LATE, NOW, D, bring, indicator, returned, seen, sha

Dump = Callable[[Ledger], dict[str, list]]
ROSTER = (
    Department(2, "云岭县财政局", "", "101", ("财政局", "县财政局")),
    Department(3, "云岭县应急管理局", "", "102", ("应急局", "安监局")),
    Department(4, "云岭县教育局", "", "", ("安监局",)),
)


def sheet(ledger: Ledger, seed: str) -> tuple[str | None, str | None]:
    with ledger.reading() as connection:
        wanted = select(sheets.c.department, sheets.c.superseded_by).where(sheets.c.sha256 == sha(seed))
        return tuple(connection.execute(wanted).one())  # type: ignore[return-value]


def told(ledger: Ledger, seed: str) -> list[tuple[str, str | None, str]]:
    with ledger.reading() as connection:
        wanted = select(findings.c.code, findings.c.cell, findings.c.value).where(findings.c.sha256 == sha(seed))
        rows = connection.execute(wanted.where(findings.c.origin == "return").order_by(findings.c.place))
        return [tuple(row) for row in rows]  # type: ignore[misc]


def test_departments_by_name_and_other_names(ledger: Ledger) -> None:
    files = {
        "name": "云岭县财政局", "alias": "应急局", "blanks": "云岭县 财政局", "shared": "安监局", "typo": "云岭县财政",
    }  # fmt: skip
    bring(ledger, *((f"{seed}.xlsx", returned(seed, text)) for seed, text in files.items()))
    settle(ledger, 1, ROSTER)
    assert {seed: sheet(ledger, seed)[0] for seed in files} == {
        "name": "云岭县财政局", "alias": "云岭县应急管理局", "blanks": "云岭县财政局", "shared": None, "typo": None,
    }  # fmt: skip
    assert told(ledger, "name") == []
    [(code, cell, value)] = told(ledger, "typo")
    assert (code, cell, value) == ("D001", "B3", "云岭县财政")
    with ledger.reading() as connection:
        wanted = select(findings.c.fix).where(findings.c.sha256 == sha("typo"), findings.c.code == "D001")
        said = connection.scalar(wanted)
    assert "云岭县财政局" in said
    assert "别名" in said


def test_without_a_list_nobody_is_asked(ledger: Ledger) -> None:
    bring(ledger, ("a.xlsx", returned("a", "谁也不认识的单位")))
    settle(ledger, 1)
    assert (sheet(ledger, "a"), told(ledger, "a")) == ((None, None), [])


def test_a_new_list_is_held_against_everything(ledger: Ledger, dump: Dump) -> None:
    bring(ledger, ("a.xlsx", returned("a", "财政局")), ("b.xlsx", returned("b", "城管局")))
    settle(ledger, 1)
    settle(ledger, 1, ROSTER)
    assert (sheet(ledger, "a")[0], [row[0] for row in told(ledger, "b")]) == ("云岭县财政局", ["D001"])
    settle(ledger, 1, (Department(2, "城管局", ""),))
    assert (sheet(ledger, "a")[0], sheet(ledger, "b")[0]) == (None, "城管局")
    assert ([row[0] for row in told(ledger, "a")], told(ledger, "b")) == (["D001"], [])
    with ledger.reading() as connection:
        assert connection.scalars(select(departments.c.name)).all() == ["城管局"]
    before = dump(ledger)
    settle(ledger, 1, (Department(2, "城管局", ""),))
    settle(ledger, 1)
    assert dump(ledger) == before


def test_the_newest_counts_by_batch_then_time(ledger: Ledger) -> None:
    bring(ledger, ("new.xlsx", returned("new"), LATE), ("old.xlsx", returned("old"), EARLY))
    settle(ledger, 1)
    assert (sheet(ledger, "old")[1], sheet(ledger, "new")[1]) == (sha("new"), None)
    bring(ledger, ("later batch.xlsx", returned("newer"), EARLY))
    settle(ledger, 2)
    assert [sheet(ledger, seed)[1] for seed in ("old", "new", "newer")] == [sha("new"), sha("newer"), None]


def test_years_stages_departments_and_the_nameless_do_not_mix(ledger: Ledger) -> None:
    bring(
        ledger,
        ("a.xlsx", returned("a")), ("b.xlsx", returned("b", year=2025)), ("c.xlsx", returned("c", stage="goals")),
        ("d.xlsx", returned("d", "县教育局")), ("e.xlsx", returned("e", "")), ("f.xlsx", returned("f", "")),
    )  # fmt: skip
    settle(ledger, 1)
    assert {sheet(ledger, seed)[1] for seed in "abcdef"} == {None}


def test_what_changed_since_the_return_before(ledger: Ledger) -> None:
    bring(ledger, ("一稿.xlsx", returned("one"), EARLY))
    settle(ledger, 1)
    changed = (indicator(7, "办件数", target="90", points=D(12)), indicator(8, "培训人数", actual="120"))
    bring(ledger, ("二稿.xlsx", returned("two", "县财政局", *changed)))
    settle(ledger, 2)
    assert told(ledger, "two") == [("D003", "F7", "90"), ("D004", "L7", "12"), ("D007", "F8", "120")]
    assert told(ledger, "one") == []


def test_a_self_evaluation_is_held_against_the_goals_filed(ledger: Ledger) -> None:
    bring(ledger, ("目标.xlsx", returned("goals", stage="goals")))
    settle(ledger, 1)
    lowered = (indicator(7, "办件数", target="90"), indicator(8, "培训人数"))
    bring(ledger, ("自评.xlsx", returned("first", "县财政局", *lowered)))
    settle(ledger, 2)
    assert told(ledger, "first") == [("D003", "F7", "90")]
    corrected = (indicator(7, "办件数", target="90", actual="80"), indicator(8, "培训人数"))
    bring(ledger, ("自评二稿.xlsx", returned("second", "县财政局", *corrected)))
    settle(ledger, 3)
    assert told(ledger, "second") == [("D007", "F7", "80"), ("D003", "F7", "90")]


def test_the_same_bytes_under_two_names_are_told(ledger: Ledger) -> None:
    one = returned("a")
    bring(ledger, ("甲.xlsx", one), ("副本/甲.xlsx", one))
    settle(ledger, 1)
    assert told(ledger, "a") == [("D002", None, "副本/甲.xlsx、甲.xlsx")]


def _of_year(year: int, **more: object) -> tuple[Row, Row]:
    """Rows that name their year in a target, a text and an actual value, as sheets do."""
    dated: dict[str, Any] = {"target": f"{year}年12月31日前", "definition": f"{year}年的会", "actual": f"{year}1220"}
    return indicator(7, "办件数"), indicator(8, **({"name": "会议"} | dated | more))


def _years(ledger: Ledger, seed: str) -> list[tuple[str, str | None, str]]:
    return [row for row in told(ledger, seed) if row[0] == "D015"]


def test_last_years_sheet_with_only_the_year_changed(ledger: Ledger) -> None:
    bring(ledger, ("2025/财政.xlsx", returned("old", "县财政局", *_of_year(2025), year=2025)))
    settle(ledger, 1)
    new = returned("new", "县财政局", *_of_year(2026), goals=["目标1：另写。"], budget=D(200), duties="")
    bring(ledger, ("2026/财政.xlsx", new), ("教育.xlsx", returned("other", "县教育局", *_of_year(2026))))
    settle(ledger, 2)
    assert (told(ledger, "new"), told(ledger, "old"), _years(ledger, "other")) == ([("D015", "B2", "2026")], [], [])
    with ledger.reading() as connection:
        wanted = select(findings).where(findings.c.sha256 == sha("new"), findings.c.code == "D015")
        [row] = connection.execute(wanted).all()
    for part in ("2025 年", "财政.xlsx", "绩效自评表", "实际完成值"):
        assert part in row.message
    assert ("2025", row.severity) == (row.message_en[row.message_en.index("2025") :][:4], "warning")
    settle(ledger, 2)
    assert _years(ledger, "new") == [("D015", "B2", "2026")]


@pytest.mark.parametrize(
    "more",
    [
        *({"actual": "20261221"}, {"target": "2026年11月30日前"}, {"name": "例会"}),
        *({"own_standard": "按时得10分。"}, {"points": D(11)}, {"remark": "新"}),
    ],
)
def test_a_sheet_that_differs_in_anything_is_no_repeat(ledger: Ledger, more: dict[str, object]) -> None:
    bring(ledger, ("a.xlsx", returned("old", "县财政局", *_of_year(2025), year=2025)))
    bring(ledger, ("b.xlsx", returned("new", "县财政局", *_of_year(2026, **more))))
    settle(ledger, 2)
    assert _years(ledger, "new") == []


def test_repeats_of_goals_of_the_nameless_and_of_dates_left_as_they_were(ledger: Ledger) -> None:
    rows = _of_year(2025)
    bring(ledger, *((f"{seed}5.xlsx", returned(f"{seed}5", name, *rows, year=2025, stage=stage))
                    for seed, name, stage in (("a", "甲局", "goals"), ("b", "", "goals"), ("c", "丙局", "evaluation"))))
    settle(ledger, 1)
    bring(ledger, *((f"{seed}6.xlsx", returned(f"{seed}6", name, *rows, stage=stage))
                    for seed, name, stage in (("a", "甲局", "goals"), ("b", "", "goals"), ("c", "丙局", "goals"))))
    settle(ledger, 2)
    assert {seed: bool(_years(ledger, seed)) for seed in ("a6", "b6", "c6")} == {"a6": True, "b6": False, "c6": False}
    with ledger.reading() as connection:
        message = connection.scalar(select(findings.c.message).where(findings.c.code == "D015"))
    assert "实际完成值" not in message


def test_a_mistyped_year_put_right_is_no_repeat(ledger: Ledger) -> None:
    """Who is told that the year is wrong corrects just that, and is not to be told that nothing else changed."""
    others = ((f"{n}.xlsx", returned(str(n), f"单位{n}")) for n in range(3))
    bring(ledger, *others)
    settle(ledger, 1)
    bring(ledger, ("错.xlsx", returned("wrong", year=2025)))
    settle(ledger, 2)
    bring(ledger, ("对.xlsx", returned("right")))
    settle(ledger, 3)
    assert _years(ledger, "right") == []
    both = (returned("2025", "县教育局", year=2025), returned("2026", "县教育局"))
    bring(ledger, ("教育2025.xlsx", both[0]), ("教育2026.xlsx", both[1]))
    settle(ledger, 4)
    assert (_years(ledger, "2025"), _years(ledger, "2026")) == ([], [("D015", "B2", "2026")])  # sent side by side


def test_a_repeat_is_told_when_the_older_sheet_is_known_later(ledger: Ledger) -> None:
    """Last year's sheet is matched to its department only when the list names it."""
    bring(ledger, ("a.xlsx", returned("old", "财政老局", year=2025)))
    settle(ledger, 1)
    bring(ledger, ("b.xlsx", returned("new", "云岭县财政局")))
    settle(ledger, 2, ROSTER)
    assert _years(ledger, "new") == []
    known = (Department(2, "云岭县财政局", "", "101", ("财政局", "财政老局")), *ROSTER[1:])
    settle(ledger, 2, known)
    assert _years(ledger, "new") == [("D015", "B2", "2026")]


def test_the_odd_year_and_the_odd_stage_of_a_batch(ledger: Ledger) -> None:
    bring(
        ledger,
        *((f"{number}.xlsx", returned(str(number), f"单位{number}")) for number in range(18)),
        ("y.xlsx", returned("y", "单位y", year=2025)), ("s.xlsx", returned("s", "单位s", stage="goals")),
    )  # fmt: skip
    settle(ledger, 1)
    assert (told(ledger, "0"), told(ledger, "y")) == ([], [("D010", "B2", "2025")])
    assert told(ledger, "s") == [("D011", None, "")]
    again = bring(ledger, ("s2.xlsx", returned("s2", "单位s")))
    settle(ledger, again.number)
    assert told(ledger, "s") == []  # what was missing came in


def test_a_batch_of_two_kinds_has_no_odd_ones(ledger: Ledger) -> None:
    kinds = ("goals", "evaluation", "evaluation", "evaluation")
    bring(ledger, *((f"{n}.xlsx", returned(str(n), f"单位{n}", stage=kinds[n % 4])) for n in range(20)))
    settle(ledger, 1)
    assert [row for n in range(20) for row in told(ledger, str(n))] == []


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_order_of_writing_leaves_no_trace(
    ledger: Ledger, dump: Dump, order: tuple[int, ...], tmp_path: Path
) -> None:
    files = [
        ("a.xlsx", returned("a"), EARLY),
        ("b.xlsx", returned("b", "县财政局", indicator(7, "办件数", target="80")), LATE),
        ("c.xlsx", returned("c", "城管局"), EARLY),
    ]
    with Ledger.open(f"{tmp_path}/straight.db") as straight:
        bring(straight, *files)
        settle(straight, 1, ROSTER)
        wanted = dump(straight)
    batch = ledger.begin([seen(*file) for file in files], ["收回"], NOW)
    for place in order:
        ledger.record(files[place][1])
        settle(ledger, batch.number, ROSTER)
    assert dump(ledger) == wanted


def test_closest_names_are_of_the_list_and_few() -> None:
    names = Names.made((one.name, one.aliases) for one in ROSTER)
    assert names.closest("云岭县应急局")[0] == "云岭县应急管理局"
    assert names.closest("安监") == ("云岭县应急管理局", "云岭县教育局")
    assert names.closest("") == names.closest("甲乙丙") == ()
    assert names.match("安监局") is None
    assert not Names.made([])


def test_the_name_of_the_county_makes_no_name_close() -> None:
    listed = ("青石县水利局", "青石县民政局", "青石县林业局", "青石县卫生健康局", "柳河镇人民政府")
    names = Names.made((name, ()) for name in listed)
    assert names.closest("青石县审计局") == ()
    assert names.closest("青石县卫生局") == names.closest("卫健局") == ("青石县卫生健康局",)
    assert names.closest("青石县柳河镇政府") == ("柳河镇人民政府",)


def _asking(seed: str, *told: tuple[str, str, str], **more: Any) -> Digest:
    """A return with open errors and warnings: code, cell, indicator."""
    one = returned(seed, "县财政局", **more)
    [found] = one.rows["findings"]
    one.rows["findings"][:] = [
        found | {"place": place, "code": code, "severity": "error", "cell": cell, "indicator": name}
        for place, (code, cell, name) in enumerate(told, 1)
    ]
    return one


def test_what_was_asked_for_is_told_so(ledger: Ledger) -> None:
    bring(ledger, ("一稿.xlsx", _asking("one", ("P001", "L2", ""), ("R007", "I7", "办件数"))))
    settle(ledger, 1)
    changed = (
        indicator(7, "办件数", comparator="≤", target="90", points=D(12)),
        indicator(8, "培训人数", comparator="≤", points=D(8)),
    )
    bring(ledger, ("二稿.xlsx", returned("two", "县财政局", *changed)))
    settle(ledger, 2)
    assert told(ledger, "two") == [
        ("D016", "E7", "≤"), ("D003", "F7", "90"), ("D016", "L7", "12"), ("D003", "E8", "≤"), ("D016", "L8", "8"),
    ]  # fmt: skip
    with ledger.reading() as connection:
        wanted = select(findings.c.message, findings.c.severity).where(findings.c.code == "D016")
        rows = connection.execute(wanted.order_by(findings.c.place)).all()
    assert [row.severity for row in rows] == ["info"] * 3
    assert rows[0].message == "“指标值类型”由“≥”改成了“≤”（与“一稿.xlsx”相比），上次退回意见（R007）要求改。"


def test_what_was_waived_was_not_asked_for(ledger: Ledger) -> None:
    bring(ledger, ("一稿.xlsx", _asking("one", ("P001", "L2", ""))))
    settle(ledger, 1)
    waive(ledger, Asked("县财政局", "P001"), reason="另有批复", by="王", now=NOW)
    changed = (indicator(7, "办件数", points=D(12)), indicator(8, "培训人数"))
    bring(ledger, ("二稿.xlsx", returned("two", "县财政局", *changed)))
    settle(ledger, 2)
    assert [code for code, _, _ in told(ledger, "two")] == ["D004"]


def test_goals_sent_back_may_be_put_right_in_the_self_evaluation(ledger: Ledger) -> None:
    bring(ledger, ("目标.xlsx", _asking("goals", ("P001", "L2", ""), stage="goals")))
    settle(ledger, 1)
    changed = (indicator(7, "办件数", points=D(12)), indicator(8, "培训人数"))
    bring(ledger, ("自评.xlsx", returned("first", "县财政局", *changed)))
    bring(ledger, ("自评二稿.xlsx", returned("second", "县财政局", *changed)))
    settle(ledger, 2)
    settle(ledger, 3)
    assert [code for code, _, _ in told(ledger, "first")] == ["D016"]
    assert [code for code, _, _ in told(ledger, "second")] == ["D016"]
