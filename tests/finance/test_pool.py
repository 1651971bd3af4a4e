"""Whatever a file does to its reader costs that one file; the neighbours in flight do not notice."""

import hashlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from perfxl.finance.digest import Digest, digest
from perfxl.finance.pool import Pool, Task, WorkerError
from perfxl.finance.worker import Limits, Worker
from perfxl.form import FormError
from tests.finance import hostile

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "workbooks/foreign/县应急管理局-绩效自评表.xlsx"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="limits and signals are POSIX")


def tasks(tmp_path: Path, *names: str) -> list[Task]:
    file = tmp_path / "file"
    file.write_bytes(b"bytes")
    return [Task(hashlib.sha256(name.encode()).hexdigest(), file, name) for name in names]


def outcomes(pool: Pool, given: list[Task]) -> dict[str, str]:
    """Name → refusal code, or what was read."""
    found = {}
    for task, made in pool.map(given):
        assert made.sha256 == task.sha256
        found[task.name] = made.refusal[0] if made.refusal else str(made.rows["process"][0]["read"])
    return found


def test_real_workbooks_give_the_digests_they_give_here(tmp_path: Path) -> None:
    refused = tmp_path / "a.xlsx"
    refused.write_bytes(b"%PDF")
    given = [Task("a" * 64, BOOK, "甲.xlsx"), Task("b" * 64, refused, "乙.xlsx"), Task("c" * 64, tmp_path / "no", "丙")]
    with Pool(2) as pool:
        made = {task.sha256: result for task, result in pool.map(given)}
    assert made == {task.sha256: digest(task.path, sha256=task.sha256, name=task.name) for task in given}
    assert [made[key * 64].refusal and made[key * 64].refusal[0] for key in "abc"] == [None, "F008", "F001"]


@POSIX
def test_each_hostile_file_costs_itself(tmp_path: Path) -> None:
    names = [f"fine {n}" for n in range(20)]
    deeds = {
        "allocate": "F024", "pile": "F024", "loop": "F023", "abort": "F025", "kill": "F025", "exit": "F025",
        "shout": "F025",
    }  # fmt: skip
    for number, deed in enumerate(deeds):
        names.insert(3 * number, deed)
    with Pool(2, memory=300 << 20, deadline=4, work=hostile.work) as pool:
        found = outcomes(pool, tasks(tmp_path, *names))
    assert found == {name: deeds.get(name, "bytes") for name in names}


@POSIX
def test_refusals_say_what_happened(tmp_path: Path) -> None:
    given = tasks(tmp_path, "loop", "abort", "kill", "shout", "allocate")
    with Pool(1, memory=300 << 20, deadline=1.5, work=hostile.work) as pool:
        made = {task.name: result.refusal for task, result in pool.map(given)}
    assert "（1.5 秒）" in made["loop"][1]
    assert "SIGABRT" in made["abort"][2]
    assert "SIGKILL" in made["kill"][1]
    assert "exit 3: the last line" in made["shout"][1]
    assert "300 MB" in made["allocate"][1]


def test_what_a_reader_prints_is_not_in_the_way(tmp_path: Path) -> None:
    with Pool(1, work=hostile.work) as pool:
        assert outcomes(pool, tasks(tmp_path, "print", "fine", "print 2")) == dict.fromkeys(
            ["print", "fine", "print 2"], "bytes"
        )


def test_large_digests_arrive(tmp_path: Path) -> None:
    with Pool(2, work=hostile.work) as pool:
        made = [result for _, result in pool.map(tasks(tmp_path, "large", "large 2", "large 3"))]
    assert [len(result.rows["large"][0]["text"]) for result in made] == [8 << 20] * 3


@POSIX
def test_an_answer_that_would_act_is_no_answer(tmp_path: Path) -> None:
    with Pool(1, work=hostile.evil) as pool:
        ((_, made),) = pool.map(tasks(tmp_path, "any"))
    assert made.refusal[0] == "F025"
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_a_wrong_profile_is_told_at_once(tmp_path: Path) -> None:
    with Pool(2, work=hostile.work) as pool, pytest.raises(FormError, match="no such profile"):
        list(pool.map(tasks(tmp_path, "fine", "form", "fine 2")))


def test_no_more_than_two_for_each_worker_are_taken_ahead(tmp_path: Path) -> None:
    taken = 0

    def counted() -> Iterator[Task]:
        nonlocal taken
        for task in tasks(tmp_path, *map(str, range(40))):
            taken += 1
            yield task

    with Pool(2, work=hostile.work) as pool:
        for done, _ in enumerate(pool.map(counted()), 1):
            assert taken <= done + 4


def test_workers_are_replaced_in_time(tmp_path: Path) -> None:
    with Pool(1, most=3, work=hostile.work) as pool:
        processes = [made.rows["process"][0]["id"] for _, made in pool.map(tasks(tmp_path, *"abcdefg"))]
    assert [processes.count(one) for one in dict.fromkeys(processes)] == [3, 3, 1]


@POSIX
def test_an_idle_worker_that_is_killed_costs_nothing(tmp_path: Path) -> None:
    worker = Worker(Limits(1 << 30, 10, 100), hostile.work)
    one, two = tasks(tmp_path, "a", "b")
    first = worker.run(one).rows["process"][0]["id"]
    os.kill(first, signal.SIGKILL)
    time.sleep(0.2)
    assert worker.run(two).rows["process"][0]["id"] != first
    worker.close()


@POSIX
def test_workers_end_with_the_pool(tmp_path: Path) -> None:
    with Pool(2, deadline=60, work=hostile.work) as pool:
        results = pool.map(tasks(tmp_path, "fine", "loop", "loop 2", "fine 2"))
        _, made = next(results)
        started = time.monotonic()
    assert time.monotonic() - started < 5
    assert isinstance(made, Digest)
    _gone(made.rows["process"][0]["id"])


def test_cancelling_ends_the_map(tmp_path: Path) -> None:
    with Pool(2, deadline=60, work=hostile.work) as pool:
        done = 0
        for _ in pool.map(tasks(tmp_path, "fine", "sleep 50", "fine 2", "sleep 51")):
            done += 1
            pool.cancel()
        assert done == 1


def test_workers_that_cannot_start_are_no_files_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with Pool(1) as pool, pytest.raises(WorkerError, match="no process"):
        list(pool.map(tasks(tmp_path, "a")))
    monkeypatch.undo()
    monkeypatch.setattr(hostile.work, "__module__", "no.such.module")
    with Pool(1, work=hostile.work) as pool, pytest.raises(WorkerError, match="No module named"):
        list(pool.map(tasks(tmp_path, "a")))


def test_what_lies_about_in_the_working_folder_is_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "decimal.py").write_text("raise SystemExit('taken over')", "utf-8")
    (tmp_path / "perfxl.py").write_text("raise SystemExit('taken over')", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend("")
    with Pool(1, work=hostile.work) as pool:
        assert outcomes(pool, tasks(tmp_path, "fine")) == {"fine": "bytes"}


_PARENT = """
    import sys
    from pathlib import Path
    sys.path.insert(0, sys.argv[1])
    from perfxl.finance.pool import Pool, Task
    from tests.finance import hostile
    file = Path(sys.argv[2])
    tasks = [Task("0" * 64, file, name) for name in ("fine", "fine", *["loop"] * 9)]
    with Pool(2, deadline=float(sys.argv[3]), work=hostile.work) as pool:
        for _, made in pool.map(tasks):
            print(made.rows["process"][0]["id"], flush=True)
"""


def _started(tmp_path: Path, deadline: float) -> tuple[subprocess.Popen[str], list[int]]:
    file = tmp_path / "file"
    file.write_bytes(b"bytes")
    program = tmp_path / "parent.py"
    program.write_text(textwrap.dedent(_PARENT), "utf-8")
    command = [sys.executable, str(program), str(ROOT), str(file), str(deadline)]
    parent = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert parent.stdout is not None
    return parent, [int(parent.stdout.readline()) for _ in range(2)]


def _gone(process: int) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{process}/stat").exists() and " Z " in Path(f"/proc/{process}/stat").read_text():
            return
        time.sleep(0.05)
    raise AssertionError(f"process {process} is still there")


@POSIX
def test_ctrl_c_stops_without_a_word_from_the_workers(tmp_path: Path) -> None:
    parent, workers = _started(tmp_path, 60)
    os.killpg(parent.pid, signal.SIGINT)
    _, said = parent.communicate(timeout=20)
    assert said.count("Traceback") <= 1  # the parent's own: this one does not catch it
    assert "KeyboardInterrupt" in said
    for worker in workers:
        _gone(worker)


@POSIX
def test_workers_of_a_killed_parent_do_not_live_on(tmp_path: Path) -> None:
    parent, workers = _started(tmp_path, 2)
    parent.kill()
    parent.communicate(timeout=20)
    for worker in workers:
        _gone(worker)
