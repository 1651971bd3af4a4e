"""A helper process with a deadline, and the application it has started.

COM calls cannot be interrupted: a modal dialog blocks the caller for ever. So Excel is driven from a
child process. The child says which process id its application has as soon as it knows; whatever
happens then (deadline, crash, Ctrl-C, death of the parent) both are ended, by these two ids only.

Conversation, in the wire format of `uno_bridge`: the parent sends one request; the child sends
`("started", pid)` once the application runs and, when it is gone again, `("done", result)` or
`("failed", kind, message)`.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from typing import Any

from perfxl.engines import uno_bridge as wire
from perfxl.workbook import pour_table

NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)
CHILD_GRACE = 2.0  # seconds a child has to end its application before it is ended itself
FAILURES: dict[str, type[Exception]] = {
    "EngineUnavailable": pour_table.EngineUnavailable,
    "ValueError": ValueError,
}


def end_process(pid: int) -> None:
    """End one process by its id, at once; nothing happens if it has gone."""
    with contextlib.suppress(OSError):
        os.kill(pid, signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)


def converse(command: Sequence[str], request: tuple[Any, ...], deadline: float, name: str) -> Any:
    """Run a child, give it one request, return its result.

    Args:
        command: program and arguments; the child sees the same `sys.path`.
        deadline: seconds until child and application are ended.
        name: of the application, for messages.

    Raises:
        DeadlineExceeded: no result in time.
        EngineUnavailable, ValueError: as the child reports.
        EngineFailed: any other report, or the child died.
    """
    expired = threading.Event()
    application: int | None = None
    finished = False
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"}
    with tempfile.TemporaryFile() as messages:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=messages,
            env=environment,
            start_new_session=True,  # Ctrl-C is ours to handle, not the child's
            creationflags=NO_WINDOW,
        )

        def expire() -> None:
            expired.set()
            process.kill()

        timer = threading.Timer(deadline, expire)
        timer.daemon = True
        timer.start()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            with contextlib.suppress(BrokenPipeError):
                wire.send(process.stdin, request)  # type: ignore[arg-type]
            while (answer := wire.receive(process.stdout)) is not None:  # type: ignore[arg-type]
                if answer[0] == "started":
                    application = answer[1]
                    continue
                finished = True
                break
        finally:
            timer.cancel()
            if not finished:
                # The child sees its input end and ends the application itself, also one it has just announced.
                with contextlib.suppress(OSError):
                    process.stdin.close()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(CHILD_GRACE)
                process.kill()
            for stream in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    stream.close()
            process.wait()
            if application is not None and not finished:
                end_process(application)
        if answer is None:
            if expired.is_set():
                raise pour_table.DeadlineExceeded(
                    f"{name} did not answer within {deadline:g} s and was ended; perhaps a dialog was open"
                )
            messages.seek(0)
            detail = messages.read()[-500:].decode("utf-8", "replace").strip()
            raise pour_table.EngineFailed(f"the process driving {name} died: {detail or 'no message'}")
    if answer[0] == "failed":
        raise FAILURES.get(answer[1], pour_table.EngineFailed)(answer[2])
    return answer[1]


def serve(handle: Callable[[tuple[Any, ...], Callable[[int], None]], Any]) -> None:
    """The child's side: answer one request.

    `handle(request, started)` calls `started(pid)` when its application runs, and returns plain data
    once the application is gone. If the parent dies meanwhile, application and child end at once.
    """
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that prints may garble the conversation
    request = wire.receive(sys.stdin.buffer)
    if request is None:
        return
    running: list[int] = []

    def started(pid: int) -> None:
        running.append(pid)
        wire.send(out, ("started", pid))

    def watch() -> None:
        while os.read(0, 1):
            pass
        for pid in running:
            end_process(pid)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    try:
        answer: tuple[Any, ...] = ("done", handle(request, started))
    except Exception as problem:
        answer = ("failed", type(problem).__name__, str(problem) or type(problem).__name__)
    wire.send(out, answer)
    out.close()
