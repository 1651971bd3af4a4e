"""The same digests from a Dask cluster of two workers, each file isolated there as well."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from perfxl import api
from perfxl.finance import cluster as room
from perfxl.finance.digest import digest
from perfxl.finance.ledger import Ledger
from perfxl.finance.schema import sheets
from perfxl.finance.worker import Task
from perfxl.form import FormError
from tests.finance import hostile
from tests.finance.dumping import Rows, rows_of
from tests.finance.test_pool import BOOK, ROOT, outcomes, tasks
from tests.finance.test_standards import EVALUATION, FOREIGN, GOALS, TOTAL, WHOSE, changed

distributed = pytest.importorskip("dask.distributed", reason="dask is not installed")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits and signals are POSIX")


@pytest.fixture(scope="module")
def cluster() -> Iterator[object]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", host="127.0.0.1", memory_limit=0
    ) as local:
        yield local


def test_real_workbooks_give_the_digests_they_give_here(cluster: object, tmp_path: Path) -> None:
    refused = tmp_path / "a.xlsx"
    refused.write_bytes(b"%PDF")
    given = [Task("a" * 64, BOOK, "甲.xlsx"), Task("b" * 64, refused, "乙.xlsx"), Task("c" * 64, BOOK, "丙.xlsx")]
    with room.Cluster(cluster.scheduler_address) as readers:
        made = {task.sha256: result for task, result in readers.map(given)}
    assert made == {task.sha256: digest(task.path, sha256=task.sha256, name=task.name) for task in given}


def test_whose_bytes_are_gone_is_refused_as_it_is_here(cluster: object, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    given = [Task("a" * 64, gone, "甲.xlsx"), Task("b" * 64, EVALUATION, "乙.xlsx", goals=(gone, "丙.xlsx"))]
    with room.Cluster(cluster.scheduler_address) as readers:
        made = [result.refusal for _, result in readers.map(given)]
    assert made == [digest(one.path, sha256=one.sha256, name=one.name, goals=one.goals).refusal for one in given]
    assert [code for code, *_ in made] == ["F001", "F001"]


def test_each_hostile_file_costs_itself(cluster: object, tmp_path: Path) -> None:
    deeds = {"allocate": "F024", "loop": "F023", "abort": "F025", "kill": "F025"}
    names = [name for deed in deeds for name in (f"before {deed}", deed, f"after {deed}")]
    with room.Cluster(cluster.scheduler_address, memory=300 << 20, deadline=4, work=hostile.work) as readers:
        found = outcomes(readers, tasks(tmp_path, *names))
    assert found == {name: deeds.get(name, "bytes") for name in names}


def test_a_dask_worker_that_is_lost_costs_a_second_try(cluster: object, tmp_path: Path) -> None:
    names = [f"sleep 0.{n}" for n in range(20, 32)]
    victim = cluster.workers[0].pid

    def strike() -> None:
        time.sleep(1)
        os.kill(victim, signal.SIGKILL)

    threading.Thread(target=strike).start()
    with room.Cluster(cluster.scheduler_address, work=hostile.work) as readers:
        assert outcomes(readers, tasks(tmp_path, *names)) == dict.fromkeys(names, "bytes")
    assert cluster.workers[0].pid != victim


def test_tasks_are_taken_when_there_is_room(cluster: object, tmp_path: Path) -> None:
    taken = 0

    def counted() -> Iterator[Task]:
        nonlocal taken
        for task in tasks(tmp_path, *map(str, range(20))):
            taken += 1
            yield task

    with room.Cluster(cluster.scheduler_address, work=hostile.work) as readers:
        for done, _ in enumerate(readers.map(counted()), 1):
            assert taken <= done + 4
            if done == 6:
                readers.cancel()
    assert done == 6


def test_what_is_wrong_with_all_files_is_told_at_once(
    cluster: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with room.Cluster(cluster.scheduler_address, work=hostile.work) as readers:
        with pytest.raises(FormError):
            list(readers.map(tasks(tmp_path, "form")))
        monkeypatch.setattr(room, "__version__", "0.0.0-another")
        with pytest.raises(room.WorkerError, match="another"):
            list(readers.map(tasks(tmp_path, "fine")))


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense://"])
def test_nobody_there(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_CONNECTING", 1)
    with pytest.raises(room.WorkerError, match="集群"):
        room.Cluster(address)


def _here_and_there(cluster: object, tmp_path: Path, *imports: Sequence[Path]) -> Iterator[Rows]:
    """What a ledger holds after some imports, in processes here and on the cluster."""
    for name, more in (("here", {"jobs": 2}), ("there", {"cluster": cluster.scheduler_address})):
        db = str(tmp_path / f"{name}.db")
        for given in imports:
            api.intake(*given, db=db, engine=None, **more)
        with Ledger.open(db) as ledger:
            yield rows_of(ledger)


def test_an_import_on_a_cluster_gives_an_equal_ledger(cluster: object, tmp_path: Path) -> None:
    here, there = _here_and_there(cluster, tmp_path, [*sorted(FOREIGN.iterdir()), ROOT / "workbooks/broken"])
    assert here == there
    assert len(here["workbooks"]) > 30
    assert JOINED in _totals(here)


def test_goals_and_evaluation_in_two_imports(cluster: object, tmp_path: Path) -> None:
    """One department's goals come first, the other's evaluation."""
    first = changed(GOALS, tmp_path / "目标表 2.xlsx", C3="县水利局")
    second = changed(EVALUATION, tmp_path / "自评表 2.xlsx", D2="县水利局")
    here, there = _here_and_there(cluster, tmp_path, [GOALS, second], [EVALUATION, first])
    assert here == there
    assert _totals(here) == {JOINED, ("县水利局", TOTAL)}


JOINED = (WHOSE, TOTAL)


def _totals(rows: Rows) -> set[tuple[object, object]]:
    """The departments whose self-evaluations have a total, and which."""
    names = [column.name for column in sheets.columns]
    told = [dict(zip(names, row, strict=True)) for row in rows["sheets"]]
    return {(one["department_text"], one["total"]) for one in told if one["total"] is not None}
