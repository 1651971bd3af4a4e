"""Run as a program: imports that are killed at random moments, or run side by side, against undisturbed ones.

    python -m tests.finance.killing WHAT FOLDER SEED URL...

A process of its own, so that it may fork: a child is an import that begins at once. The URLs are empty ledgers, the
first for the undisturbed runs. Prints how many were killed before they were done.
"""

import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from perfxl.finance.ledger import Ledger
from tests.finance.dumping import Rows, imported, rows_of

FILES = "files"

Import = Sequence[Path]


def run(url: str, *imports: Import) -> Rows:
    """The imports one after another; what the ledger holds then."""
    with Ledger.open(url, imports[0][0].with_name(FILES)) as ledger:
        for paths in imports:
            imported(ledger, *paths)
        return rows_of(ledger)


def child(url: str, *imports: Import, after: float = 0) -> int:
    """The process of some imports; it ends with 0, or with 1 and its traceback."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            time.sleep(after)
            run(url, *imports)
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    return pid


def ended(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def begun(url: str) -> bool:
    """Whether the first import has its number, so that the second cannot take it."""
    with Ledger.open(url) as ledger:
        return bool(rows_of(ledger)["batches"])


def kill_each(folder: Path, seed: int, urls: list[str]) -> None:
    """Each ledger: two imports killed somewhere between their first and their last moment, then made again."""
    chance = random.Random(seed)
    imports = [folder], [folder.with_name("later")]
    run(urls[0], *imports)  # warm
    start = time.perf_counter()
    wanted = run(urls[1], *imports)
    whole = time.perf_counter() - start
    killed = 0
    for url in urls[2:]:
        pid = child(url, *imports)
        time.sleep(chance.uniform(0, whole))
        os.kill(pid, signal.SIGKILL)
        if ended(pid) == -signal.SIGKILL:
            killed += 1
        else:
            whole *= 0.6  # the machine is quicker now than when the undisturbed run was timed
        again = imports[::-1] if begun(url) and chance.random() < 0.5 else imports
        assert run(url, *again) == wanted, (url, again)
    print(killed)


def side_by_side(folder: Path, seed: int, urls: list[str]) -> None:
    """The same import three times at once; then two with files in common at once."""
    wanted = run(urls[0], [folder])
    assert [ended(pid) for pid in [child(urls[1], [folder]) for _ in range(3)]] == [0, 0, 0]
    assert run(urls[1], [folder]) == wanted
    more = folder.with_name("more")
    pids = [child(urls[2], [folder, more]), child(urls[2], [more, folder / "b"])]
    assert [ended(pid) for pid in pids] == [0, 0]
    rows = run(urls[2], [folder, more])
    assert run(urls[2], [more, folder / "b"]) == rows
    assert sorted(row[0] for row in rows["batches"]) == [1, 2]
    print(len(rows["workbooks"]))


def two_halves(folder: Path, seed: int, urls: list[str]) -> None:
    """Two imports at once, each with one half of the same pairs: as one after the other, whichever began first."""
    chance = random.Random(seed)
    halves = [folder], [folder.with_name("later")]
    start = time.perf_counter()
    wanted = {halves[0][0]: run(urls[0], *halves), halves[1][0]: run(urls[1], *reversed(halves))}
    whole = (time.perf_counter() - start) / 2
    for url in urls[2:]:
        apart = chance.uniform(-whole, whole) / 2
        pids = [child(url, halves[0], after=max(0, apart)), child(url, halves[1], after=max(0, -apart))]
        assert [ended(pid) for pid in pids] == [0, 0]
        with Ledger.open(url) as ledger:
            rows = rows_of(ledger)
        [first] = [Path(row[2][0]) for row in rows["batches"] if row[0] == 1]
        assert rows == wanted[first], url
    print(len(rows["workbooks"]))


if __name__ == "__main__":
    what, place, number, *ledgers = sys.argv[1:]
    {"kill": kill_each, "beside": side_by_side, "halves": two_halves}[what](Path(place), int(number), ledgers)
