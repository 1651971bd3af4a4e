"""Many workbooks on many machines: the same as :mod:`perfxl.finance.pool`, on a Dask cluster that is there already.

The bytes travel with the task and the digest comes back, so the cluster needs neither our files nor the ledger,
only perfxl of the same version. Each of its threads reads in a process of its own, as a pool does: a file that
kills its reader does not kill a Dask worker. A Dask worker that is lost costs a second try on another one.
"""

from __future__ import annotations

import atexit
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event
from typing import Any, Self
from uuid import uuid4

import dask
from dask.distributed import Client, KilledWorker, as_completed

from perfxl import __version__
from perfxl.finance.digest import Digest, digest, refusal
from perfxl.finance.sources import content
from perfxl.finance.worker import DEADLINE, MEMORY, MOST, Limits, Task, Work, Worker, WorkerError
from perfxl.findings import Refused
from perfxl.form import FormError

__all__ = ["Cluster", "WorkerError"]

_CONNECTING = 30
_LARGEST_GRAPH = "64 MiB"  # a workbook has up to 20 MB, of which Dask would warn
_ASK_AGAIN = 100


class Cluster:
    """The Dask cluster at an address (``tcp://host:8786``). Use it as a context; the cluster itself stays.

    :raises WorkerError: nobody answers there.
    """

    def __init__(
        self, address: str, memory: int = MEMORY, deadline: float = DEADLINE, *, most: int = MOST, work: Work = digest
    ) -> None:
        self._limits = Limits(memory, deadline, most)
        self._work = work
        self._cancelled = Event()
        try:
            self._client: Any = Client(address, timeout=_CONNECTING, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as error:  # ValueError: no address at all
            raise WorkerError(f"{address}: {str(error) or type(error).__name__} / 连不上集群") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.cancel()
        self._client.close()

    def cancel(self) -> None:
        """Stop now: :meth:`map` ends, and what the cluster still reads is dropped when this is left."""
        self._cancelled.set()

    def map(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Digest]]:
        """Every task with its digest, as they are done; two tasks are on their way for each thread of the cluster.

        :raises FormError: a profile is wrong.
        :raises WorkerError: the cluster is lost, or its perfxl is missing or another version.
        """
        flying: dict[str, Task] = {}
        landed: Any = as_completed([], loop=self._client.loop)  # type: ignore[no-untyped-call]
        coming, done, room = iter(tasks), 0, 0
        while not self._cancelled.is_set():
            if done % _ASK_AGAIN == 0:  # workers come and go
                room = 2 * max(1, sum(self._client.nthreads().values()))
            while len(flying) < room and (task := next(coming, None)) is not None:
                try:
                    future = self._submit(task)
                except Refused as refused:  # its bytes cannot be had here
                    yield task, refusal(task.sha256, refused)
                    continue
                flying[future.key] = task
                landed.add(future)
            if not flying:
                return
            future = next(landed)
            task = flying.pop(future.key)
            done += 1
            yield task, _result(future, task)

    def _submit(self, task: Task) -> Any:
        parts = (task.sha256, task.name, task.profile)
        goals = None if task.goals is None else (content(task.goals[0]), task.goals[1])
        key = f"perfxl-{task.sha256[:16]}-{uuid4().hex}"
        with dask.config.set({"distributed.admin.large-graph-warning-threshold": _LARGEST_GRAPH}):
            data = content(task.path)
            return self._client.submit(_read, data, goals, parts, self._limits, self._work, key=key, pure=False)


def _result(future: Any, task: Task) -> Digest:
    try:
        version, made = future.result()
    except KilledWorker:  # each Dask worker that was given it is gone
        return refusal(task.sha256, Refused("F025", detail="KilledWorker"))
    except (FormError, WorkerError):
        raise
    except (CancelledError, Exception) as error:
        raise WorkerError(f"{type(error).__name__}: {error} / 集群出错") from error
    finally:
        future.release()
    if version != __version__:
        raise WorkerError(f"the cluster has perfxl {version}, not {__version__} / 集群上的版本不同")
    assert isinstance(made, Digest)
    return made


_idle: defaultdict[tuple[Limits, Work], SimpleQueue[Worker]] = defaultdict(SimpleQueue)


def _read(
    data: bytes, goals: tuple[bytes, str] | None, parts: tuple[str, str, str | None], limits: Limits, work: Work
) -> tuple[str, Digest]:
    """On the cluster: digest bytes in a process of its own, one that is idle or a new one."""
    sha256, name, profile = parts
    try:
        worker = _idle[limits, work].get_nowait()
    except Empty:
        worker = Worker(limits, work)
        atexit.register(worker.close)
    try:
        with tempfile.TemporaryDirectory(prefix="perfxl-") as folder:
            path = Path(folder) / "workbook"
            path.write_bytes(data)
            beside = None
            if goals is not None:
                beside = Path(folder) / "goals", goals[1]
                beside[0].write_bytes(goals[0])
            return __version__, worker.run(Task(sha256, path, name, profile, beside))
    finally:
        _idle[limits, work].put(worker)
