"""A helper process with a deadline, and the application it has started.

COM calls cannot be interrupted: a modal dialog blocks the caller for ever. So Excel is driven from a
child process. The child says which process id its application has as soon as it knows; whatever
happens then (deadline, crash, Ctrl-C, death of the parent) both are ended, and nothing else.

Conversation, in the wire format of `uno_bridge`: the parent sends one request; the child sends
`("started", pid)` once the application runs and, when it is gone again, `("done", result)` or
`("failed", kind, message, message in Chinese)`.
"""

from __future__ import annotations

import contextlib
import importlib
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
PROCESS_TERMINATE = 1
FAILURES = {"EngineUnavailable": pour_table.EngineUnavailable}


def hold(pid: int) -> Callable[[], None]:
    """Take hold of a running process; the function returned ends it, and does nothing if it has ended.

    Held, not remembered by number: a number may belong to a process of somebody else's by then.
    """
    platform = sys.platform  # a plain str: what follows is checked on every platform
    with contextlib.suppress(OSError):
        if platform == "win32":
            api = importlib.import_module("_winapi")
            handle = api.OpenProcess(PROCESS_TERMINATE, False, pid)
            return _end_quietly(lambda: api.TerminateProcess(handle, 1))
        if hasattr(os, "pidfd_open"):
            descriptor = os.pidfd_open(pid)
            return _end_quietly(lambda: signal.pidfd_send_signal(descriptor, signal.SIGKILL))
        return _end_quietly(lambda: os.kill(pid, signal.SIGKILL))
    return lambda: None


def _end_quietly(end: Callable[[], object]) -> Callable[[], None]:
    def ended() -> None:
        with contextlib.suppress(OSError):  # it has ended already
            end()

    return ended


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
    end_application: Callable[[], None] | None = None
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
                    end_application = hold(answer[1])
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
            if end_application is not None and not finished:
                end_application()
        if answer is None:
            if expired.is_set():
                raise pour_table.DeadlineExceeded(
                    f"{name} did not answer within {deadline:g} s and was ended; perhaps a dialog was open: "
                    "start it once by hand, close what it asks, try again",
                    f"{name} 在 {deadline:g} 秒内没有应答，已结束它自己的进程（没有动您打开的工作簿）。"
                    "可能有对话框在等人点：请手工打开一次，处理完提示并关闭，再重试。",
                )
            messages.seek(0)
            detail = messages.read()[-500:].decode("utf-8", "replace").strip()
            raise pour_table.EngineFailed(
                f"the process driving {name} died: {detail or 'no message'}",
                f"驱动 {name} 的进程意外结束（{detail or '没有留下信息'}）。请重试；再次出现请把这条信息交给维护人员。",
            )
    if answer[0] == "failed":
        _, kind, message, zh = answer
        raise ValueError(message) if kind == "ValueError" else FAILURES.get(kind, pour_table.EngineFailed)(message, zh)
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
    running: list[Callable[[], None]] = []

    def started(pid: int) -> None:
        running.append(hold(pid))
        wire.send(out, ("started", pid))

    def watch() -> None:
        while os.read(0, 1):
            pass
        for end in running:
            end()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    try:
        answer: tuple[Any, ...] = ("done", handle(request, started))
    except Exception as problem:
        message = str(problem) or type(problem).__name__
        answer = ("failed", type(problem).__name__, message, getattr(problem, "zh", message))
    wire.send(out, answer)
    out.close()
