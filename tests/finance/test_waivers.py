"""A waiver is by somebody, for a reason, about one finding; it holds while the cell is unchanged."""

import threading
from dataclasses import replace
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from perfxl.finance.digest import Digest, fingerprint
from perfxl.finance.ledger import Ledger, LedgerError
from perfxl.finance.outcome import outcome
from perfxl.finance.schema import waivers
from perfxl.finance.settle import settle
from perfxl.finance.waivers import Asked, effective, listed, waive, withdraw
from perfxl.roster import Department
from tests.finance.returns import LATE, NOW, bring, returned

ASKED = Asked("县财政局", "I005", "G7")
OTHER = fingerprint("I005", "办件数", "计量单位", "套")


def test_it_is_written_once_with_name_and_reason(ledger: Ledger) -> None:
    bring(ledger, ("a.xlsx", returned("a")))
    settle(ledger, 1)
    made, new = waive(ledger, ASKED, reason="单位确属专用", by="王科长", now=NOW)
    assert (made.number, made.department, made.year, made.code, made.cell) == (1, "县财政局", 2026, "I005", "G7")
    assert new
    again, new = waive(ledger, replace(ASKED, cell="绩效目标表!$g$7"), reason="再说一次", by="李", now=NOW)
    assert (again, new) == (made, False)
    assert listed(ledger) == [made]
    assert (outcome(ledger, 1).waived, outcome(ledger, 1).findings["warning"]) == (1, 0)


def test_withdrawn_ones_stay_on_record(ledger: Ledger) -> None:
    bring(ledger, ("a.xlsx", returned("a")))
    waive(ledger, ASKED, reason="理由", by="王", now=NOW)
    gone = withdraw(ledger, 1, by="李", now=NOW)
    assert (gone.holds, gone.withdrawn_by) == (False, "李")
    with pytest.raises(LedgerError, match="no waiver 1"):
        withdraw(ledger, 1, by="李", now=NOW)
    assert waive(ledger, ASKED, reason="理由", by="王", now=NOW)[0].number == 2
    assert [one.holds for one in listed(ledger)] == [False, True]


def _holds(ledger: Ledger, digest: Digest, name: str = "县财政局") -> bool:
    [found] = digest.rows["findings"]
    [sheet] = digest.rows["sheets"]
    whose = SimpleNamespace(**sheet | {"department_text": name})
    with ledger.reading() as connection:
        return effective(connection).of(whose, SimpleNamespace(**found)) is not None


def test_it_holds_for_the_next_return_while_the_cell_says_the_same(ledger: Ledger) -> None:
    first, same = returned("a"), returned("b", spent=None)
    [found] = returned("c").rows["findings"]
    other = returned("c")
    other.rows["findings"][0] = found | {"value": "套", "fingerprint": OTHER}
    bring(ledger, ("a.xlsx", first))
    waive(ledger, ASKED, reason="理由", by="王", now=NOW)
    bring(ledger, ("b.xlsx", same, LATE), ("c.xlsx", other))
    assert _holds(ledger, first)
    assert _holds(ledger, same)
    assert not _holds(ledger, other)
    assert not _holds(ledger, first, "县教育局")


def test_it_holds_in_the_marked_copy_of_another_layout_while_it_says_the_same(ledger: Ledger) -> None:
    """``13家次`` of a foreign cell is 13 and 家次 in the copy: another cell with another content."""
    first = returned("a", layout="foreign")
    copy, changed = returned("b"), returned("c")
    again = returned("d", layout="foreign")
    [found] = first.rows["findings"]
    elsewhere = {"cell": "D10", "sheet": "自评表", "fingerprint": fingerprint("I005", "办件数", "计量单位", "13个")}
    first.rows["findings"][0] = found | elsewhere
    changed.rows["findings"][0] = found | {"value": "套", "fingerprint": OTHER}
    again.rows["findings"][0] = found | {"fingerprint": fingerprint("I005", "办件数", "计量单位", "15个")}
    bring(ledger, ("a.xlsx", first))
    waive(ledger, replace(ASKED, cell="D10"), reason="理由", by="王", now=NOW)
    assert _holds(ledger, copy)
    assert not _holds(ledger, changed)
    assert not _holds(ledger, again)  # the same layout: its cell does say something else
    bring(ledger, ("b.xlsx", copy, LATE))
    settle(ledger, 2)
    assert (outcome(ledger, 2).waived, outcome(ledger, 2).findings["warning"]) == (1, 0)


def test_a_department_nobody_goes_by_is_asked_about(ledger: Ledger) -> None:
    bring(ledger, ("a.xlsx", returned("a", "云岭县财政局")))
    settle(ledger, 1, [Department(2, "云岭县财政局", ""), Department(3, "云岭县统计局", "")])
    with pytest.raises(LedgerError, match="not on the list") as asked:
        waive(ledger, replace(ASKED, department="财政局"), reason="理由", by="王", now=NOW)
    assert "云岭县财政局" in asked.value.text("zh")
    assert "统计局" not in asked.value.text("zh")
    with pytest.raises(LedgerError, match="no current return"):
        waive(ledger, replace(ASKED, department="云岭县统计局"), reason="理由", by="王", now=NOW)


def test_it_holds_when_the_list_gives_the_department_another_name(ledger: Ledger) -> None:
    bring(ledger, ("a.xlsx", returned("a")))
    waive(ledger, ASKED, reason="理由", by="王", now=NOW)
    settle(ledger, 1, [Department(2, "云岭县财政局", "", "", ("县财政局",))])
    assert outcome(ledger, 1).waived == 1


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (replace(ASKED, department="县教育局"), "not on the list"),
        (replace(ASKED, code="I006"), "no current return"),
        (replace(ASKED, cell="F7"), "no current return"),
        (replace(ASKED, year=2025), "no current return"),
        (replace(ASKED, department=" "), "without a department"),
        (replace(ASKED, cell=""), "more than once"),
    ],
)
def test_what_is_asked_for_must_be_one_finding(ledger: Ledger, asked: Asked, says: str) -> None:
    one = returned("a")
    [found] = one.rows["findings"]
    one.rows["findings"].append(found | {"place": 2, "cell": "G8", "fingerprint": "f" * 64})
    bring(ledger, ("a.xlsx", one))
    with pytest.raises(LedgerError, match=says):
        waive(ledger, asked, reason="理由", by="王", now=NOW)
    with ledger.reading() as connection:
        assert connection.execute(select(waivers)).all() == []


@pytest.mark.parametrize(("reason", "by"), [("", "王"), ("理由", " ")])
def test_it_needs_a_reason_and_a_name(ledger: Ledger, reason: str, by: str) -> None:
    bring(ledger, ("a.xlsx", returned("a")))
    with pytest.raises(LedgerError, match="reason and a name"):
        waive(ledger, ASKED, reason=reason, by=by, now=NOW)


def test_two_at_once_get_two_numbers(ledger: Ledger) -> None:
    bring(ledger, *((f"{n}.xlsx", returned(str(n), f"单位{n}")) for n in range(6)))

    def run(number: int) -> None:
        waive(ledger, replace(ASKED, department=f"单位{number}"), reason="理由", by="王", now=NOW)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.number for one in listed(ledger)] == [1, 2, 3, 4, 5, 6]
