"""Many workbooks on one machine: a few workers side by side, results as they come, one bad file costing itself.

Libraries for this were tried first: with ``pebble`` and with ``concurrent.futures`` one idle worker killed from
outside (a system short of memory does that) ends the whole pool, as their workers share pipes and locks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from queue import SimpleQueue
from threading import Event
from typing import Self

from perfxl.finance.digest import Digest, digest
from perfxl.finance.worker import DEADLINE, MEMORY, MOST, Limits, Task, Work, Worker, WorkerError

__all__ = ["DEADLINE", "MEMORY", "Pool", "Task", "WorkerError"]


class Pool:
    """*jobs* workers. Use it as a context: leaving it ends them, whatever they are doing.

    *memory* is in bytes, *deadline* in seconds, *most* files after which a worker is replaced.
    *work* is what is done to each file: a function of a module, called in the worker like :func:`digest`.
    """

    def __init__(
        self, jobs: int, memory: int = MEMORY, deadline: float = DEADLINE, *, most: int = MOST, work: Work = digest
    ) -> None:
        limits = Limits(memory, deadline, most)
        self._workers = [Worker(limits, work) for _ in range(max(1, jobs))]
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        for worker in self._workers:
            self._idle.put(worker)
        # Threads only wait for the workers: writing and reading pipes of processes works alike on every system.
        self._threads = ThreadPoolExecutor(len(self._workers), "perfxl-pool")
        self._cancelled = Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.cancel()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for worker in self._workers:
            worker.close()

    def cancel(self) -> None:
        """Stop now: files being read are dropped, and :meth:`map` ends."""
        self._cancelled.set()
        for worker in self._workers:
            worker.stop()

    def map(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Digest]]:
        """Every task with its digest, as they are done. Tasks are taken when there is room: two for each worker.

        :raises FormError: a profile is wrong.
        :raises WorkerError: workers cannot be started here.
        """
        flying: dict[Future[Digest], Task] = {}
        coming = iter(tasks)
        while not self._cancelled.is_set():
            while len(flying) < 2 * len(self._workers) and (task := next(coming, None)) is not None:
                flying[self._threads.submit(self._run, task)] = task
            if not flying:
                return
            done, _ = wait(flying, return_when=FIRST_COMPLETED)
            for future in done:
                task = flying.pop(future)
                if self._cancelled.is_set():
                    return
                yield task, future.result()

    def _run(self, task: Task) -> Digest:
        worker = self._idle.get()
        try:
            return worker.run(task)
        finally:
            self._idle.put(worker)
