"""Run as a program: imports that are killed at random moments, or run side by side, against an undisturbed one.

    python -m tests.finance.killing WHAT FOLDER SEED URL...

A process of its own, so that it may fork: a child is an import that begins at once. The URLs are empty ledgers, the
first for the undisturbed run. Prints how many were killed before they were done.
"""

import os
import random
import signal
import sys
import time
import traceback
from pathlib import Path

from perfxl.finance.ledger import Ledger
from tests.finance.dumping import Rows, imported, rows_of


def run(url: str, *paths: Path) -> Rows:
    with Ledger.open(url, f"{paths[0]}.files") as ledger:
        imported(ledger, *paths)
        return rows_of(ledger)


def child(url: str, *paths: Path) -> int:
    """The process of an import; it ends with 0, or with 1 and its traceback."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            run(url, *paths)
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    return pid


def ended(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def kill_each(folder: Path, seed: int, urls: list[str]) -> None:
    """Each ledger: an import killed somewhere between its first and its last moment, then imported again."""
    chance = random.Random(seed)
    run(urls[0], folder)  # warm
    start = time.perf_counter()
    wanted = run(urls[1], folder)
    whole = time.perf_counter() - start
    killed = 0
    for url in urls[2:]:
        pid = child(url, folder)
        time.sleep(chance.uniform(0, whole))
        os.kill(pid, signal.SIGKILL)
        if ended(pid) == -signal.SIGKILL:
            killed += 1
        else:
            whole *= 0.6  # the machine is quicker now than when the undisturbed run was timed
        assert run(url, folder) == wanted, url
    print(killed)


def side_by_side(folder: Path, seed: int, urls: list[str]) -> None:
    """The same import three times at once; then two with files in common at once."""
    wanted = run(urls[0], folder)
    assert [ended(pid) for pid in [child(urls[1], folder) for _ in range(3)]] == [0, 0, 0]
    assert run(urls[1], folder) == wanted
    more = folder.with_name("more")
    pids = [child(urls[2], folder, more), child(urls[2], more, folder / "b")]
    assert [ended(pid) for pid in pids] == [0, 0]
    rows = run(urls[2], folder, more)
    assert run(urls[2], more, folder / "b") == rows
    assert sorted(row[0] for row in rows["batches"]) == [1, 2]
    print(len(rows["workbooks"]))


if __name__ == "__main__":
    what, place, number, *ledgers = sys.argv[1:]
    {"kill": kill_each, "beside": side_by_side}[what](Path(place), int(number), ledgers)
