"""The ledger takes workbooks whole, once, in any order, under any name, from several at once."""

import re
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from perfxl.finance.ledger import Ledger, Sighting
from perfxl.finance.schema import indicators, sheets, sightings, workbooks
from perfxl.finance.settle import settle
from perfxl.roster import Department
from tests.finance.returns import EARLY, LATE, NOW, D, bring, indicator, refused, returned, seen

Dump = Callable[[Ledger], dict[str, list]]


def test_a_batch_is_known_by_names_and_bytes(ledger: Ledger) -> None:
    files = [seen("a.xlsx", returned("a")), Sighting("~$a.xlsx", None, 165, None, "lock")]
    first = ledger.begin(files, ["收回"], NOW)
    assert (first.number, first.resumed, first.finished) == (1, False, False)
    again = ledger.begin(reversed(files), ["elsewhere"], NOW)
    assert (again.number, again.resumed, again.finished, again.key) == (1, True, False, first.key)
    renamed = ledger.begin([replace(files[0], name="b.xlsx"), files[1]], [], NOW)
    assert (renamed.number, renamed.resumed) == (2, False)
    ledger.finish(1, NOW)
    assert ledger.begin(files, [], NOW).finished
    assert ledger.unfinished() == [(2, [])]


def test_a_workbook_is_written_once(ledger: Ledger, dump: Dump) -> None:
    one = returned("a")
    bring(ledger, ("甲.xlsx", one), ("乙.xlsx", one))
    before = dump(ledger)
    assert [row[2] for row in before["workbooks"]] == ["乙.xlsx"]  # the first name in the order of names
    assert ledger.pending(1) == []
    assert not ledger.record(one)
    assert dump(ledger) == before


def test_a_copy_made_later_does_not_make_it_newer(ledger: Ledger, dump: Dump) -> None:
    one = returned("a")
    bring(ledger, ("甲 副本.xlsx", one, LATE), ("甲.xlsx", one, EARLY))
    with ledger.reading() as connection:
        assert connection.execute(select(workbooks.c.name, workbooks.c.modified)).one() == ("甲 副本.xlsx", EARLY)


def test_what_was_read_can_be_read_again(ledger: Ledger) -> None:
    batch = bring(ledger, ("甲.xlsx", returned("a")), ("乙.xlsx", refused("b", "F003")))
    assert ledger.pending(batch.number) == []
    assert [name for _, name in ledger.pending(batch.number, again=True)] == ["乙.xlsx", "甲.xlsx"]
    assert ledger.record(returned("a", "县教育局"), again=True)
    assert not ledger.record(refused("a", "F023", limit="60"), again=True)  # the machine's fault loses nothing
    with ledger.reading() as connection:
        assert connection.scalars(select(sheets.c.department_text)).all() == ["县教育局"]


def test_all_of_a_workbook_or_nothing(ledger: Ledger) -> None:
    one = returned("a")
    batch = ledger.begin([seen("a.xlsx", one)], [], NOW)
    broken = replace(one, rows={**one.rows, "findings": [dict(one.rows["findings"][0], code=None)]})
    with pytest.raises(IntegrityError):
        ledger.record(broken)
    with ledger.reading() as connection:
        assert connection.execute(select(workbooks)).all() == []
        assert connection.execute(select(indicators)).all() == []
    assert ledger.pending(batch.number) == [(one.sha256, "a.xlsx")]
    assert ledger.record(one)


def test_it_belongs_to_the_first_batch_that_met_it_whoever_writes_it(ledger: Ledger) -> None:
    one = returned("a")
    ledger.begin([seen("z.xlsx", one), seen("b.xlsx", one)], [], NOW)
    second = ledger.begin([seen("a.xlsx", one)], [], NOW)
    for sha256, _ in ledger.pending(second.number):
        assert sha256 == one.sha256
        ledger.record(one)
    with ledger.reading() as connection:
        assert connection.execute(select(workbooks.c.batch, workbooks.c.name)).all() == [(1, "b.xlsx")]


def test_the_machines_own_refusals_are_tried_again(ledger: Ledger) -> None:
    bring(ledger, ("a.xlsx", refused("a", "F099", detail="x")), ("b.xlsx", refused("b", detail="x")))
    assert [name for _, name in ledger.pending(1)] == ["a.xlsx"]
    assert ledger.record(returned("a"))
    with ledger.reading() as connection:
        rows = connection.execute(select(workbooks.c.name, workbooks.c.refusal_code).order_by(workbooks.c.name)).all()
    assert rows == [("a.xlsx", ""), ("b.xlsx", "F009")]


def test_any_file_name_is_held(ledger: Ledger) -> None:
    one = returned("a")
    names = ["\udcff.xlsx", "\udcfe.xlsx", "a\x00b.xlsx", "长" * 3000 + ".xlsx", "=1+1.xlsx", "同.xlsx", "同.xlsx"]
    video = Sighting("同.xlsx", None, 5 * 2**31, None, "video")
    batch = ledger.begin([*(seen(name, one) for name in names), video], [], NOW)
    with ledger.reading() as connection:
        kept = connection.scalars(select(sightings.c.name).where(sightings.c.batch == batch.number)).all()
    assert len(set(kept)) == len(names) + 1
    assert {"同.xlsx", "同.xlsx (2)", "同.xlsx (3)", "\\udcff.xlsx", "a\ufffdb.xlsx", "=1+1.xlsx"} <= set(kept)
    assert any(name.startswith("…长") and name.endswith("长.xlsx") for name in kept)


def test_numbers_are_given_out_once(ledger: Ledger) -> None:
    def begin(number: int) -> None:
        ledger.begin([seen(f"{number % 8}.xlsx", returned(str(number % 8)))], [], NOW)

    threads = [threading.Thread(target=begin, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [number for number, _ in ledger.unfinished()] == list(range(1, 9))


def test_several_write_the_same_batch_and_nothing_is_there_twice(ledger: Ledger, dump: Dump) -> None:
    digests = [returned(str(number)) for number in range(30)]
    files = [seen(f"{number}.xlsx", digest) for number, digest in enumerate(digests)]
    written: list[bool] = []

    def take() -> None:
        ledger.begin(files, [], NOW)
        written.extend([ledger.record(digest) for digest in digests])

    threads = [threading.Thread(target=take) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(written), sum(written)) == (90, 30)
    assert len(dump(ledger)["workbooks"]) == 30


def test_a_snapshot_does_not_move(ledger: Ledger) -> None:
    bring(ledger, ("a.xlsx", returned("a")))
    with ledger.reading() as connection:
        before = connection.execute(select(workbooks.c.sha256)).all()
        bring(ledger, ("b.xlsx", returned("b")))
        assert connection.execute(select(workbooks.c.sha256)).all() == before
    with ledger.reading() as connection, pytest.raises(DBAPIError, match=r"read-?only"):
        connection.execute(delete(workbooks))


def test_the_questions_of_the_manual_have_answers(ledger: Ledger) -> None:
    manual = (Path(__file__).parents[2] / "docs/ledger.md").read_text("utf-8")
    [block] = re.findall(r"```sql\n(.*?)```", manual, re.DOTALL)
    lowered = indicator(7, "办件数", reported=D(9))
    bring(ledger, ("a.xlsx", returned("a", "县应急管理局", lowered)))
    settle(ledger, 1, [Department(2, "县应急管理局", ""), Department(3, "县财政局", "")])
    with ledger.reading() as connection:
        answers = [connection.execute(text(query)).all() for query in block.split(";") if query.strip()]
    assert [len(rows) for rows in answers] == [1, 1, 1, 0, 0]
    assert answers[0][0][1:] == (29.8, "差")
    assert answers[1] == [("县财政局",)]
    assert [str(number) for number in answers[2][0][3:5]] == ["9", "10"]
