"""One file at a time in a process of its own, so that whatever a file does to its reader, it does only there.

The parent's side is :class:`Worker`; the child's is :func:`serve`. They speak over a pair of pipes: a length,
then a pickle; what comes from the child is unpickled into nothing but digests. The child is a fresh interpreter,
not a fork: it shares no lock, no database connection and no pipe with anybody, and it may be started from any
process (Dask's workers, being daemons, may not start those of ``multiprocessing``).
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import pickle
import signal
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from perfxl.finance.digest import Digest, digest, refusal
from perfxl.findings import Refused
from perfxl.form import FormError

__all__ = ["Limits", "Task", "Worker", "WorkerError", "serve"]

Work = Callable[..., Digest]

MEMORY = 1 << 30
DEADLINE = 60.0
MOST = 1000

_START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from perfxl.finance.worker import serve; serve()"
_STARTING = 120.0
_LEAVING = 5.0
_LENGTH = struct.Struct("<Q")
_READY = "ready"
_MIB = 1 << 20


class WorkerError(Exception):
    """No worker can be started here at all, whatever the file; the message says why."""


@dataclass(frozen=True, slots=True)
class Task:
    """A workbook to digest: where its bytes are, their hash, and what it is called.

    ``goals`` are the same of the goal sheet whose standards a self-evaluation is to be scored by: path, name.
    """

    sha256: str
    path: Path
    name: str
    profile: str | None = None
    goals: tuple[Path, str] | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost.

    :ivar memory: bytes above what the interpreter needs anyway; held where the system can (not on Windows).
    :ivar deadline: seconds.
    :ivar most: files after which a worker is replaced.
    """

    memory: int
    deadline: float
    most: int


class Worker:
    """A child process that is started when needed and started anew whenever it died or was stopped."""

    def __init__(self, limits: Limits, work: Work = digest) -> None:
        self.limits = limits
        self._work = work
        self._process: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None
        self._done = 0
        self._stopped = threading.Event()

    def run(self, task: Task) -> Digest:
        """The digest of a workbook; a refusal where the file took too long, too much, or the process with it.

        :raises FormError: the profile is wrong.
        :raises WorkerError: no worker can be started.
        """
        process = self._sent(task)
        expired = threading.Event()

        def expire() -> None:
            expired.set()
            process.kill()

        timer = threading.Timer(self.limits.deadline, expire)
        timer.daemon = True
        timer.start()
        try:
            answer = _receive(process.stdout)
        except (EOFError, OSError, pickle.UnpicklingError):
            answer = None
        finally:
            timer.cancel()
            timer.join()
        self._done += 1
        if answer is None:
            died = self._last_words()
            refused = Refused("F025", detail=died)
            if expired.is_set():
                refused = Refused("F023", limit=f"{self.limits.deadline:g}")
            return refusal(task.sha256, refused)
        if expired.is_set() or self._done >= self.limits.most:
            self._end()
        return self._answered(task, answer)

    def stop(self) -> None:
        """End the process at once, also while it works; from any thread. It is not started again."""
        self._stopped.set()
        if self._process is not None:
            self._process.kill()

    def close(self) -> None:
        """End the process and let go of everything."""
        self._stopped.set()
        self._end()

    def _answered(self, task: Task, answer: object) -> Digest:
        if isinstance(answer, Digest):
            return answer
        kind, message = answer if isinstance(answer, tuple) else ("", "")
        if kind == "form":
            raise FormError(message)
        self._end()  # memory was short: the next file gets a process in which nothing is left of this one
        return refusal(task.sha256, Refused("F024", limit=f"{self.limits.memory // _MIB} MB"))

    def _sent(self, task: Task) -> subprocess.Popen[bytes]:
        """The process, with the task given to it. One that was killed while idle is replaced."""
        goals = None if task.goals is None else (str(task.goals[0]), task.goals[1])
        parts = (task.sha256, str(task.path), task.name, task.profile, goals)
        for _ in range(2):
            process = self._ready()
            try:
                _send(process.stdin, parts)
            except OSError:
                self._end()
                continue
            return process
        raise WorkerError(f"it dies at once / 读取进程启动后立即退出：{self._last_words()}")

    def _ready(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        if self._stopped.is_set():
            raise WorkerError("stopped / 已停止")
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the process
        here = str(Path(__file__).resolve().parents[2])
        path = [here, *(place for place in sys.path if place and place != here)]
        alone: dict[str, Any] = {"start_new_session": True}  # Ctrl-C is the parent's alone
        if sys.platform == "win32":
            alone = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
        try:
            process = subprocess.Popen(
                [sys.executable, "-I", "-c", _START, json.dumps(path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._said,
                **alone,
            )
        except OSError as error:
            raise WorkerError(f"no process: {error} / 无法启动读取进程") from error
        self._process, self._done = process, 0
        if self._stopped.is_set():  # meanwhile
            process.kill()
        timer = threading.Timer(_STARTING, process.kill)
        timer.daemon = True
        timer.start()
        try:
            name = (self._work.__module__, self._work.__qualname__)
            _send(process.stdin, (name, self.limits.memory, self.limits.deadline))
            if _receive(process.stdout) != _READY:
                raise EOFError
        except (EOFError, OSError, pickle.UnpicklingError):
            stopped = self._stopped.is_set()
            raise WorkerError("stopped / 已停止" if stopped else f"{self._last_words()} / 读取进程启动失败") from None
        finally:
            timer.cancel()
        return process

    def _last_words(self) -> str:
        """How the process ended: its signal or exit status, and the last line it left."""
        process, said = self._process, self._said
        if process is None or said is None:
            return "?"
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_LEAVING)
        code = process.poll()
        how = f"exit {code}"
        if code is not None and code < 0:
            how = next((item.name for item in signal.Signals if item == -code), f"signal {-code}")
        said.seek(0)
        lines = said.read()[-4000:].decode("utf-8", "replace").strip().splitlines()
        self._end()
        return f"{how}: {lines[-1]}" if lines else how

    def _end(self) -> None:
        process, self._process = self._process, None
        said, self._said = self._said, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    pipe.close()  # type: ignore[union-attr]
        if said is not None:
            said.close()


class _OnlyDigests(pickle.Unpickler):
    """Gives digests and what they are made of, and nothing that could act."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in {("perfxl.finance.digest", "Digest"), ("decimal", "Decimal")}:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


def _send(pipe: IO[bytes] | None, message: object) -> None:
    assert pipe is not None
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(data)) + data)
    pipe.flush()


def _receive(pipe: IO[bytes] | None) -> Any:
    """:raises EOFError: the other side is gone."""
    assert pipe is not None
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    data = pipe.read(length)
    if len(data) < length:
        raise EOFError
    return _OnlyDigests(io.BytesIO(data)).load()


def serve() -> None:
    """The child: answer tasks from standard input on standard output until there are no more."""
    tasks = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what anything prints must not get between the answers
    (module, name), memory, deadline = _receive(tasks)
    work = getattr(importlib.import_module(module), name)
    _limit(memory)
    _send(answers, _READY)
    while True:
        try:
            sha256, path, called, profile, goals = _receive(tasks)
        except EOFError:
            return
        # Should the parent be killed, nobody is left to keep the time.
        if sys.platform != "win32":
            signal.alarm(int(2 * deadline) + 1)
        answer: object
        try:
            beside = {} if goals is None else {"goals": (Path(goals[0]), goals[1])}
            answer = work(Path(path), sha256=sha256, name=called, profile=profile, **beside)
        except MemoryError:
            answer = ("memory", "")
        except FormError as error:
            answer = ("form", str(error))
        _send(answers, answer)
        if sys.platform != "win32":
            signal.alarm(0)


def _limit(memory: int) -> None:
    """Hold this process to *memory* bytes above what it has now, and let it leave no core behind."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    size = 0
    with contextlib.suppress(OSError):  # no /proc: macOS
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
        size = int(pages) * resource.getpagesize()
    with contextlib.suppress(ValueError, OSError):  # a lower limit is set already
        resource.setrlimit(resource.RLIMIT_AS, (size + memory, size + memory))
