"""An import can be stopped and repeated at any moment: the end is the same, row for row."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from perfxl.finance.digest import Digest
from perfxl.finance.intake import Interrupted, NothingFound, Step, take_in
from perfxl.finance.ledger import Ledger
from perfxl.finance.outcome import outcome
from perfxl.finance.schema import scores, sheets
from perfxl.finance.worker import Task
from perfxl.roster import Department
from tests.finance.dumping import Readers, Rows, file, imported, rows_of
from tests.finance.returns import D

ROOT = Path(__file__).parents[2]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="fork and kill -9 are POSIX")
ROSTER = (Department(2, "县财政局", "", "", ("财政局",)), Department(3, "县教育局", ""), Department(4, "县水利局", ""))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Returns of some departments: new ones, old ones, equal ones, refused ones, junk."""
    place = tmp_path / "收回"
    file(place, "a/财政局.xlsx", "财政局")
    file(place, "a/财政局 改.xlsx", "财政局", "target=90")
    file(place, "a/教育局.xlsx", "县教育局", "reported=9")
    file(place, "b/教育局 副本.xlsx", "县教育局", "reported=9")
    file(place, "b/城管.xlsx", "县城管局")
    file(place, "b/坏.xlsx", "refused")
    file(place, "b/~$坏.xlsx", "owner")
    for number in range(6):
        file(place, f"c/{number}.xlsx", f"单位{number}")
    file(tmp_path / "more", "more.xlsx", "另一单位")
    return place


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    """Goals and self-evaluations as two files, of which one or the other, or newer goals, come ``later``."""
    place, later = tmp_path / "收回", tmp_path / "later"
    file(place, "d/甲局 1 目标表.xlsx", "甲局", "goals", "gives=8")
    file(place, "d/甲局 2 自评表.xlsx", "甲局", "bare")
    file(place, "d/乙局 1 自评表.xlsx", "乙局", "bare")
    file(place, "d/乙局 2 目标表.xlsx", "乙局", "goals", "gives=7")
    file(place, "d/丙局 目标表.xlsx", "丙局", "goals", "gives=9")
    file(later, "丙局 自评表.xlsx", "丙局", "bare")
    file(place, "d/丁局 自评表.xlsx", "丁局", "bare")
    file(later, "丁局 目标表.xlsx", "丁局", "goals", "gives=6")
    file(place, "d/戊局 目标表.xlsx", "戊局", "goals", "gives=5")
    file(place, "d/戊局 自评表.xlsx", "戊局", "bare")
    newer = file(later, "戊局 目标表改.xlsx", "戊局", "goals", "gives=4")
    os.utime(newer, (newer.stat().st_mtime + 60,) * 2)
    return place


def test_what_came_of_it(ledger: Ledger, folder: Path) -> None:
    steps: list[Step] = []
    batch = imported(ledger, folder, roster=ROSTER, progress=steps.append)
    found = outcome(ledger, batch.number)
    assert (found.files, found.read, len(found.refused), len(found.duplicates)) == (12, 10, 1, 1)
    assert found.files == found.read + len(found.refused) + len(found.duplicates)
    assert [(one.file, one.code, one.department) for one in found.refused] == [("b/坏.xlsx", "F009", "")]
    assert found.passed_over == (("b/~$坏.xlsx", "lock"),)
    assert found.duplicates == (("b/教育局 副本.xlsx", "a/教育局.xlsx"),)
    assert len(found.superseded) == 1
    assert (found.year, found.stage, found.returned, found.not_returned) == (2026, "evaluation", 2, ("县水利局",))
    assert found.unknown[0].department == "县城管局"
    assert found.kinds["D001"] == 7
    assert found.kinds["D002"] == found.kinds["X002"] == found.differences == 1
    assert found.engine == "embedded"
    assert steps[0] == Step("collect", 1)
    assert steps[-1] == Step("read", 11, 11, 1)


def test_the_same_files_again_change_nothing(ledger: Ledger, folder: Path) -> None:
    imported(ledger, folder, roster=ROSTER)
    before = rows_of(ledger)
    again = imported(ledger, folder)
    assert (again.resumed, again.finished) == (True, True)
    assert rows_of(ledger) == before


def test_what_is_known_can_be_read_again(ledger: Ledger, folder: Path) -> None:
    imported(ledger, folder, roster=ROSTER)
    before = rows_of(ledger)
    steps: list[Step] = []
    again = imported(ledger, folder, again=True, progress=steps.append)
    assert (again.resumed, steps[-1]) == (True, Step("read", 11, 11, 1))
    assert rows_of(ledger) == before


def test_the_same_bytes_elsewhere_are_another_batch_and_no_other_return(ledger: Ledger, folder: Path) -> None:
    imported(ledger, folder)
    before = rows_of(ledger)
    assert imported(ledger, folder / "a").number == 2
    after = rows_of(ledger)
    assert {name for name in after if after[name] != before[name]} == {"batches", "sightings"}


class Stopping(Readers):
    """Ctrl-C after some files."""

    after = 4

    def map(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Digest]]:
        for number, answer in enumerate(super().map(tasks)):
            if number == self.after:
                raise KeyboardInterrupt
            yield answer


def test_ctrl_c_keeps_what_is_read_and_the_same_call_goes_on(ledger: Ledger, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(Interrupted) as stopped:
        take_in(ledger, [folder], readers=Stopping)
    assert (stopped.value.done, stopped.value.total) == (4, 11)
    assert len(rows_of(ledger)["workbooks"]) == 4
    assert ledger.unfinished() == [(1, [str(folder)])]
    batch = imported(ledger, folder)
    assert (batch.resumed, batch.finished) == (True, False)
    with Ledger.open(str(tmp_path / "straight.db")) as straight:
        imported(straight, folder)
        assert rows_of(ledger) == rows_of(straight)


def test_what_cannot_be_had_is_refused_and_a_path_that_is_none_is_told(ledger: Ledger, folder: Path) -> None:
    batch = imported(ledger, folder / "a", folder / "gone.xlsx")
    found = outcome(ledger, batch.number)
    assert [(one.file, one.code) for one in found.refused] == [("gone.xlsx", "F001")]
    assert found.refused[0].zh
    assert found.refused[0].en
    empty = folder / "empty"
    empty.mkdir()
    with pytest.raises(NothingFound):
        imported(ledger, empty)
    assert len(rows_of(ledger)["batches"]) == 1


def test_the_ledger_is_never_taken_in(folder: Path) -> None:
    with Ledger.open(str(folder / "ledger.db")) as ledger:
        imported(ledger, folder)
        assert imported(ledger, folder).resumed
        assert len(rows_of(ledger)["batches"]) == 1


def _apart(what: str, folder: Path, seed: int, urls: list[str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.finance.killing", what, str(folder), str(seed), *urls],
        cwd=ROOT, check=False, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@POSIX
@pytest.mark.usefixtures("pairs")
def test_killed_at_any_moment_and_imported_again(folder: Path, tmp_path: Path) -> None:
    urls = [str(tmp_path / f"{number}.db") for number in range(22)]
    assert int(_apart("kill", folder, 20260101, urls)) >= 10


@POSIX
@pytest.mark.usefixtures("pairs")
def test_killed_on_postgresql(folder: Path, new_database: Callable[[], str]) -> None:
    assert int(_apart("kill", folder, 20260102, [new_database() for _ in range(7)])) >= 2


def _urls(kind: str, count: int, tmp_path: Path, request: pytest.FixtureRequest) -> list[str]:
    if kind == "sqlite":
        return [str(tmp_path / f"{number}.db") for number in range(count)]
    make = request.getfixturevalue("new_database")
    return [make() for _ in range(count)]


@POSIX
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_several_at_once(kind: str, folder: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    assert int(_apart("beside", folder, 0, _urls(kind, 3, tmp_path, request))) == 12


@POSIX
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_one_brings_the_goals_and_one_the_evaluation(
    kind: str, pairs: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    assert int(_apart("halves", pairs, 20260103, _urls(kind, 8, tmp_path, request))) == 11


PAIRED = {"甲局": D("25.8"), "乙局": D("23.8"), "丙局": D("27.8"), "丁局": D("21.8"), "戊局": D("17.8")}


def test_pairs_in_one_import_or_in_two_give_the_same(pairs: Path, tmp_path: Path) -> None:
    later = pairs.with_name("later")
    for number, imports in enumerate([[(pairs,), (later,)], [(later,), (pairs,)], [(pairs, later)]]):
        with Ledger.open(str(tmp_path / f"{number}.db"), tmp_path / "files") as ledger:
            for paths in imports:
                imported(ledger, *paths)
            newer = {"戊局": D("19.8")} if number == 1 else {}
            with ledger.reading() as connection:
                its = select(sheets.c.department_text, sheets.c.total).where(sheets.c.stage == "evaluation")
                assert {row.department_text: row.total for row in connection.execute(its)} == PAIRED | newer
                assert set(connection.scalars(select(scores.c.engine))) == {"embedded"}


@pytest.mark.usefixtures("pairs")
def test_sqlite_and_postgresql_hold_equal_rows(folder: Path, tmp_path: Path, new_database: Callable[[], str]) -> None:
    dumps: list[Rows] = []
    for url in (str(tmp_path / "ledger.db"), new_database()):
        with Ledger.open(url, tmp_path / "files") as ledger:
            imported(ledger, folder, roster=ROSTER)
            imported(ledger, folder.with_name("later"))
            dumps.append(rows_of(ledger))
    assert dumps[0] == dumps[1]
