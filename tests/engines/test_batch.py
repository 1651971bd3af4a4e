"""Recomputation out of the ledger: what was poured from the sheets is poured from its rows, chunk by chunk."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select, update

from perfxl import api
from perfxl.engines import batch
from perfxl.engines.batch import recompute
from perfxl.engines.embedded import EmbeddedRecalculator
from perfxl.engines.libreoffice import LibreOfficeRecalculator
from perfxl.engines.recalc import poured, table_of
from perfxl.finance.digest import digest
from perfxl.finance.ledger import Ledger, Sighting
from perfxl.finance.outcome import outcome
from perfxl.finance.schema import actuals, findings, scores
from perfxl.scoring.formula import OUTPUTS
from perfxl.workbook.pour_table import EngineFailed, Table, Value
from tests.finance.returns import NOW, D, bring, indicator, returned

ROOT = Path(__file__).parents[2]
EVALUATED = [path for place in ("", "foreign") for path in sorted((ROOT / "workbooks" / place).glob("*自评表.xlsx"))]


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger.open(str(tmp_path / "ledger.db"))


@dataclass
class Spy:
    """An engine that keeps what it is given; it scores 10, or what *answer* says of a row."""

    answer: Callable[[tuple[Value, ...]], Value] = lambda _: 10.0
    name: str = "embedded"
    tables: list[Table] = field(default_factory=list)

    def version(self) -> str:
        return "spy 1"

    def pour(self, table: Table, save_as: Path | None = None) -> list[tuple[Value, ...]]:
        self.tables.append(table)
        return [(None,) * (len(OUTPUTS) - 1) + (self.answer(row),) for row in table.rows]


def take(ledger: Ledger, *paths: Path) -> None:
    made = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
    ledger.begin([Sighting(f"{path.parent.name}/{path.name}", sha, 1) for path, sha in made.items()], [], NOW)
    for path, sha in made.items():
        assert ledger.record(digest(path, sha256=sha, name=path.name))


def found(ledger: Ledger) -> list[tuple]:
    columns = (findings.c[name] for name in ("code", "sheet", "cell", "indicator", "value"))
    wanted = select(*columns).where(findings.c.origin == "recalc").order_by(findings.c.sha256, findings.c.place)
    with ledger.reading() as connection:
        return [tuple(row) for row in connection.execute(wanted)]


def test_the_same_rows_are_poured_as_from_the_workbooks(ledger: Ledger) -> None:
    take(ledger, *EVALUATED)
    spy, direct = Spy(), Spy()
    recompute(ledger, 1, spy)
    checked = [(path.name, api.examine(path)) for path in EVALUATED]
    direct.pour(table_of([poured(name, one.sheet, line) for name, one in checked for line in one.result.lines]))
    rows = [sorted(table.rows, key=repr) for spied in (spy, direct) for table in spied.tables]
    assert rows[0] == rows[1]
    assert len(rows[0]) >= 60


def test_the_embedded_engine_gives_pythons_scores(ledger: Ledger) -> None:
    take(ledger, *EVALUATED)
    recompute(ledger, 1, EmbeddedRecalculator())
    with ledger.reading() as connection:
        rows = connection.execute(select(scores.c.score, scores.c.engine, scores.c.engine_score)).all()
    assert {row.engine for row in rows} == {"embedded"}
    assert [row.engine_score for row in rows] == [row.score for row in rows]
    assert sum(row.engine_score is not None for row in rows) >= 30
    assert "X001" not in {row[0] for row in found(ledger)}


def test_differences_are_findings_at_the_cell(ledger: Ledger) -> None:
    rows = (indicator(7, "错报", reported=D(9)), indicator(8, "出错"), indicator(9, "没有"), indicator(10, "对"))
    bring(ledger, ("a.xlsx", returned("a", "县财政局", *rows)))
    answers: dict[Value, Value] = {"出错": "#DIV/0!", "没有": None}
    recompute(ledger, 1, Spy(lambda row: answers.get(row[4], 10.0)))
    assert found(ledger) == [
        ("X002", "绩效自评表", "H7", "错报", "9"),
        ("X001", "绩效自评表", "H8", "出错", "#DIV/0!"),
        ("X001", "绩效自评表", "H9", "没有", "-"),
    ]
    with ledger.reading() as connection:
        kept = connection.execute(select(scores.c.engine_score, scores.c.engine_text).order_by(scores.c.row)).all()
    assert kept == [(10, ""), (None, "#DIV/0!"), (None, ""), (10, "")]


def test_a_score_misreported_is_told_once(ledger: Ledger) -> None:
    one = returned("a", "县财政局", indicator(7, "错报", reported=D(9)), indicator(8, "也错", reported=D(8)))
    told = {"place": 9, "code": "E008", "sheet": "绩效自评表", "cell": "H7"}
    one.rows["findings"].append(one.rows["findings"][0] | told)
    bring(ledger, ("a.xlsx", one))
    recompute(ledger, 1, Spy(lambda row: 10.0))
    assert found(ledger) == [("X002", "绩效自评表", "H8", "也错", "8")]
    came = outcome(ledger, 1)
    assert came.differences == 2
    assert [(one.department, one.sheet, one.cell, one.name) for one in came.differing] == [
        ("县财政局", "绩效自评表", "H7", "错报"), ("县财政局", "绩效自评表", "H8", "也错"),
    ]  # fmt: skip


def test_what_a_person_scores_is_not_held_against_the_engine(ledger: Ledger) -> None:
    one = returned("a", "县财政局", indicator(7, "酌情", reported=D(9)))
    one.rows["rules"][0]["kind"] = "人工评分"
    bring(ledger, ("a.xlsx", one))
    recompute(ledger, 1, Spy())
    assert found(ledger) == []


def test_rows_are_poured_in_portions_of_whole_workbooks(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "ROWS_AT_ONCE", 5)
    bring(ledger, *((f"{number}.xlsx", returned(str(number), f"单位{number}")) for number in range(5)))
    spy = Spy()
    steps: list = []
    recompute(ledger, 1, spy, steps.append)
    assert [len(table.rows) for table in spy.tables] == [4, 4, 2]
    assert (steps[0].done, steps[-1].done, steps[-1].total) == (0, 5, 5)


def test_nothing_is_poured_twice_by_one_engine(ledger: Ledger) -> None:
    bring(ledger, ("a.xlsx", returned("a")), ("goals.xlsx", returned("g", stage="goals")))
    spy = Spy()
    recompute(ledger, 1, spy)
    recompute(ledger, 1, spy)
    assert len(spy.tables) == 1
    recompute(ledger, 1, Spy(name="libreoffice"))
    with ledger.reading() as connection:
        assert set(connection.scalars(select(scores.c.engine))) == {"libreoffice"}


def test_an_engine_that_fails_midway_keeps_what_it_gave(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "ROWS_AT_ONCE", 2)
    bring(ledger, *((f"{number}.xlsx", returned(str(number), f"单位{number}")) for number in range(3)))
    calls = iter((10.0, 10.0))

    def fails(_: object) -> Value:
        try:
            return next(calls)
        except StopIteration:
            raise EngineFailed("gone") from None

    with pytest.raises(EngineFailed):
        recompute(ledger, 1, Spy(fails))
    spy = Spy()
    recompute(ledger, 1, spy)
    assert sum(len(table.rows) for table in spy.tables) == 4


def test_a_changed_actual_value_is_what_is_poured(ledger: Ledger) -> None:
    bring(ledger, ("a.xlsx", returned("a", "县财政局", indicator(7, "办件数"))))
    with ledger.writing() as connection:
        connection.execute(update(actuals).values(value=None, word="效果明显"))
    spy = Spy()
    recompute(ledger, 1, spy)
    assert "效果明显" in spy.tables[0].rows[0]


def test_one_office_serves_all_portions(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "ROWS_AT_ONCE", 25)
    take(ledger, *EVALUATED)
    engine = LibreOfficeRecalculator()
    started: list[int] = []
    whole = LibreOfficeRecalculator.__enter__
    monkeypatch.setattr(LibreOfficeRecalculator, "__enter__", lambda self: started.append(1) or whole(self))
    recompute(ledger, 1, engine)
    with ledger.reading() as connection:
        rows = connection.execute(select(scores.c.score, scores.c.engine, scores.c.engine_score)).all()
    assert len(started) == 1
    assert {row.engine for row in rows} == {"libreoffice"}
    assert [row.engine_score for row in rows] == [row.score for row in rows]
