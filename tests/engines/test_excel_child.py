"""The child process that drives Excel: nothing is left of it or of its Excel, however it ends (on a fake)."""

import os
import signal
import subprocess
import sys
import textwrap
import time
import types
from pathlib import Path
from typing import Any

import pytest

from perfxl.engines import child, excel
from perfxl.workbook.pour_table import DeadlineExceeded, EngineFailed, EngineUnavailable, Table
from tests.engines import fake_com

TABLE = Table("复算", ("实际",), [(1,), (2,)], (("倍", "=A2*2"),))


def gone(pid: int) -> bool:
    """Whether a process has ended (a zombie has)."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
            os.kill(pid, 0)
        except OSError:
            return True
        time.sleep(0.05)
    return False


def started_process(log: Path) -> int:
    """The stand-in for Excel that the child has started."""
    pids = log.read_text(encoding="utf-8").split()
    return int(pids[-1])


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every process id the parent hears of."""
    path = tmp_path / "pids"
    real = child.wire.receive

    def listen(stream: Any) -> Any:
        message = real(stream)
        if message is not None and message[0] == "started":
            path.write_text(str(message[1]))
        return message

    monkeypatch.setattr(child.wire, "receive", listen)
    return path


def test_a_hanging_excel_is_ended_with_its_child(log: Path, temp: Path) -> None:
    engine = excel.ExcelRecalculator(deadline=6, command=fake_com.child_command("hang"))
    began = time.monotonic()
    with pytest.raises(DeadlineExceeded, match="Excel did not answer within 6 s"):
        engine.pour(TABLE)
    assert time.monotonic() - began < 12
    assert gone(started_process(log))
    assert list(temp.iterdir()) == []


def test_a_crashing_child_takes_its_excel_along(log: Path, temp: Path) -> None:
    with pytest.raises(EngineFailed, match="died"):
        excel.ExcelRecalculator(command=fake_com.child_command("crash")).pour(TABLE)
    assert gone(started_process(log))
    assert list(temp.iterdir()) == []


def test_a_failure_in_the_child_is_told(temp: Path) -> None:
    with pytest.raises(EngineUnavailable, match="not installed") as problem:
        excel.ExcelRecalculator(command=fake_com.child_command("no excel")).pour(TABLE)
    assert "没有安装 Microsoft Excel" in problem.value.zh
    with pytest.raises(EngineFailed, match="busy"):
        excel.ExcelRecalculator(command=fake_com.child_command("busy")).pour(TABLE)
    assert list(temp.iterdir()) == []


def test_a_child_that_cannot_run_is_told() -> None:
    broken = [sys.executable, "-c", "raise SystemExit('no pywin32 here')"]
    with pytest.raises(EngineFailed, match="no pywin32 here"):
        excel.ExcelRecalculator(command=broken).version()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_nothing_is_left_when_the_caller_is_ended(number: signal.Signals, tmp_path: Path) -> None:
    code = f"""
        import sys
        sys.path.insert(0, {str(fake_com.ROOT)!r})
        from perfxl.engines import child
        from perfxl.workbook.pour_table import Table
        from tests.engines import fake_com
        real = child.wire.receive
        def listen(stream):
            message = real(stream)
            print(message[1], flush=True)
            return message
        child.wire.receive = listen
        table = Table("复算", ("a",), [(1,)], (("b", "=A2"),))
        fake_com.excel.ExcelRecalculator(command=fake_com.child_command("hang")).pour(table)
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert process.stdout is not None
    try:
        excel_pid = int(process.stdout.readline())
        process.send_signal(number)
        process.wait(20)
    finally:
        process.stdout.close()
        process.kill()
        process.wait()
    assert gone(excel_pid)
    if number == signal.SIGINT:
        assert list(tmp_path.iterdir()) == []


def test_what_the_child_prints_does_not_garble_the_answer() -> None:
    noisy = [
        sys.executable,
        "-c",
        "from perfxl.engines import child\n"
        "def handle(request, started):\n"
        "    import os; print('noise'); os.system('echo more noise')\n"
        "    return request[0]\n"
        "child.serve(handle)",
    ]
    assert child.converse(noisy, ("复算",), 30, "x") == "复算"


# -- ending a process: what is held, never a number -------------------------------------------------


def test_a_process_held_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    def by_number(pid: int, number: int) -> None:
        pytest.fail("a number may belong to somebody else's process by then")

    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    monkeypatch.setattr(child.os, "kill", by_number)
    end = child.hold(process.pid)
    end()
    assert process.wait(10) == -signal.SIGKILL
    end()  # and once more: nothing happens


def test_a_process_that_has_ended_cannot_be_held() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    child.hold(process.pid)()


def test_on_windows_a_process_is_held_by_its_handle(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[Any] = []
    windows = types.ModuleType("_winapi")
    windows.OpenProcess = lambda access, inherit, pid: done.append(("hold", pid)) or 77
    windows.TerminateProcess = lambda handle, status: done.append(("end", handle))
    monkeypatch.setitem(sys.modules, "_winapi", windows)
    monkeypatch.setattr(child.sys, "platform", "win32")
    end = child.hold(4242)
    assert done == [("hold", 4242)]
    end()
    assert done == [("hold", 4242), ("end", 77)]
