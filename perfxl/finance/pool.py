"""Many workbooks on one machine: a few workers side by side, results as they come, one bad file costing itself.

Libraries for this were tried first: with ``pebble`` and with ``concurrent.futures`` one idle worker killed from
outside (a system short of memory does that) ends the whole pool, as their workers share pipes and locks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from queue import SimpleQueue
from threading import Event, Thread
from typing import Self

from perfxl.finance.digest import Digest, digest
from perfxl.finance.worker import DEADLINE, MEMORY, MOST, Limits, Task, Work, Worker, WorkerError

__all__ = ["DEADLINE", "MEMORY", "Pool", "Task", "WorkerError"]

# A task with what came of it, where whoever asked waits for it.
Answers = SimpleQueue[tuple[Task, Digest | Exception]]


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
        # Threads only wait for the workers: writing and reading pipes of processes works alike on every system. Simple
        # queues alone speak to them: Ctrl-C in the middle of a future leaves its lock shut, and nobody gets out.
        self._asked: SimpleQueue[tuple[Task, Answers] | None] = SimpleQueue()
        self._threads = [Thread(target=self._serve, args=(worker,), daemon=True) for worker in self._workers]
        self._cancelled = Event()
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.cancel()
        for _thread in self._threads:
            self._asked.put(None)
        for thread in self._threads:
            thread.join()
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
        flying = 0
        answers: Answers = SimpleQueue()
        coming = iter(tasks)
        while not self._cancelled.is_set():
            while flying < 2 * len(self._workers) and (task := next(coming, None)) is not None:
                self._asked.put((task, answers))
                flying += 1
            if not flying:
                return
            task, made = answers.get()
            flying -= 1
            if self._cancelled.is_set():
                return
            if isinstance(made, Exception):
                raise made
            yield task, made

    def _serve(self, worker: Worker) -> None:
        while (asked := self._asked.get()) is not None:
            task, answers = asked
            try:
                made: Digest | Exception = worker.run(task)
            except Exception as error:  # raised where the answer is waited for
                made = error
            answers.put((task, made))
