"""How Excel is treated, proven on a recording fake beneath xlwings' real Windows engine.

What is proven is the order of calls and whose processes are ended. That real Excel computes the same
is proven nowhere here.
"""

import atexit
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from perfxl.engines import child, excel, hygiene
from perfxl.engines.driver import as_cell, as_value, pour_into
from perfxl.workbook.pour_table import DeadlineExceeded, EngineFailed, EngineUnavailable, Table
from perfxl.workbook.seed import write_seed
from tests.engines import fake_com
from tests.engines.fake_com import Machine

TABLE = Table("复算", ("实际", "文"), [(1, "=1+1"), (2, "90"), (0, "3-1")], (("倒", "=1/A2"), ("文", "=B2")))
EXPECTED = [(1.0, "=1+1"), (0.5, "90"), ("#DIV/0!", "3-1")]


@pytest.fixture
def machine() -> Iterator[Machine]:
    machine = Machine()
    with fake_com.installed(machine):
        yield machine


def pour(machine: Machine, tmp_path: Path, save_as: Path | None = None) -> list[tuple[Any, ...]]:
    seed = write_seed(TABLE, tmp_path)
    machine.log.clear()
    with excel.session() as app:
        return pour_into(app, TABLE, seed, lambda: excel.rebuild(app), save_as)


def at(machine: Machine, *entry: object) -> int:
    """Where in the log an entry stands that begins like this; fails if it is not there."""
    return next(n for n, line in enumerate(machine.log) if line[: len(entry)] == entry)


def test_the_whole_conversation_in_order(machine: Machine, tmp_path: Path) -> None:
    assert pour(machine, tmp_path, tmp_path / "复算.xlsx") == EXPECTED
    machine.log = [entry for entry in machine.log if entry[1] != "Application.DisplayAlerts"]
    order = [
        ("start", "Excel.Application"),
        ("set", "Application.ScreenUpdating", False),
        ("set", "Application.EnableEvents", False),
        ("set", "Application.Interactive", False),
        ("set", "Application.AutomationSecurity", 3),
        ("set", "Application.AskToUpdateLinks", False),
        ("call", "Workbooks.Open"),
        ("set", "Range.Value", "A2:B4"),
        ("set", "Range.Formula", "C2:C4"),
        ("set", "Range.Formula", "D2:D4"),
        ("call", "Application.CalculateFullRebuild"),
        ("call", "Workbook.SaveAs"),
        ("call", "Workbook.Close"),
        ("call", "Application.Quit", 4242),
        ("kill", 4242),
    ]
    assert [entry[: len(wanted)] for entry, wanted in zip(machine.log, order, strict=True)] == order


def test_no_alert_can_appear_before_or_during(machine: Machine, tmp_path: Path) -> None:
    pour(machine, tmp_path, tmp_path / "复算.xlsx")
    alerts = [entry[2] for entry in machine.log if entry[1] == "Application.DisplayAlerts"]
    assert set(alerts) == {False}
    assert at(machine, "set", "Application.DisplayAlerts", False) < at(machine, "call", "Workbooks.Open")


def test_excel_is_hidden_and_opens_one_private_file(machine: Machine, tmp_path: Path) -> None:
    pour(machine, tmp_path)
    assert machine.ours is not None
    assert machine.ours.Visible is False
    (opened,) = [entry for entry in machine.log if entry[:2] == ("call", "Workbooks.Open")]
    path, flags = opened[2], opened[3]
    assert Path(path).parent == tmp_path.resolve()
    assert Path(path).name.startswith("perfxl-")
    names = ("update_links", "read_only", "format", "password", "write_res_password", "no_recommendation")
    names += ("origin", "delimiter", "editable", "notify", "converter", "add_to_mru", "local", "corrupt_load")
    given = {name: value for name, value in zip(names, flags, strict=True) if value is not None}
    assert given == {
        "update_links": False,
        "read_only": True,
        "password": "-",
        "no_recommendation": True,
        "notify": False,
        "add_to_mru": False,
    }
    assert write_seed(TABLE, tmp_path) != write_seed(TABLE, tmp_path)


def test_nothing_of_the_users_is_touched(machine: Machine, tmp_path: Path) -> None:
    before = dict(machine.users_app.__dict__)
    pour(machine, tmp_path)
    assert machine.users_app.__dict__ == before
    assert [book.Name for book in machine.users_app.books] == ["预算.xlsx"]
    assert machine.killed == [4242]
    assert ("call", "Application.Quit", fake_com.USERS_PID) not in machine.log
    assert machine.commands == []


def test_the_fake_would_show_xlwings_own_clean_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without `hygiene`, xlwings ends the Excels of others: here 222, which shows no window."""
    monkeypatch.setattr(hygiene, "tame_all", lambda: None)
    machine = Machine()
    with fake_com.installed(machine) as module:
        pour(machine, tmp_path)
        atexit.unregister(module.cleanup)
    assert "taskkill /PID 222 /F" in machine.commands
    assert "taskkill /PID 111 /F" not in machine.commands


def test_the_clean_up_at_the_end_is_unregistered(monkeypatch: pytest.MonkeyPatch) -> None:
    unregistered: list[Any] = []
    with fake_com.installed(Machine()) as module:
        original = module.cleanup
        monkeypatch.setattr(atexit, "unregister", unregistered.append)
        hygiene.tame_all()
        assert unregistered == [original]
        module.cleanup()
        module.Apps.cleanup()
        assert module.N_COM_ATTEMPTS == hygiene.COM_ATTEMPTS > 0
    atexit.unregister(original)


@pytest.mark.parametrize("problem", [ValueError("坏"), KeyboardInterrupt(), SystemExit(1)])
def test_quit_and_kill_follow_every_way_out(machine: Machine, problem: BaseException) -> None:
    with pytest.raises(type(problem)), excel.session():
        raise problem
    assert machine.log[-2:] == [("call", "Application.Quit", 4242), ("kill", 4242)]


def test_kill_follows_even_when_quit_fails(machine: Machine) -> None:
    with excel.session() as app:
        assert machine.ours is not None
        machine.ours.__dict__["Quit"] = None
        assert app.pid == 4242
    assert machine.killed == [4242]


def test_the_pid_is_reported_before_anything_else(machine: Machine) -> None:
    seen: list[tuple[int, int]] = []
    with excel.session(lambda pid: seen.append((pid, len(machine.log)))):
        pass
    assert seen == [(4242, 1)]


def test_the_book_is_closed_when_the_calculation_fails(machine: Machine, tmp_path: Path) -> None:
    machine.scenario = "busy"
    with pytest.raises(fake_com.ComError):
        pour(machine, tmp_path)
    assert at(machine, "call", "Workbook.Close") < at(machine, "call", "Application.Quit")


def test_retries_are_bounded(machine: Machine, tmp_path: Path) -> None:
    machine.scenario = "busy"
    with pytest.raises(fake_com.ComError):
        pour(machine, tmp_path)
    assert machine.rejections == hygiene.COM_ATTEMPTS


def test_an_excel_busy_for_a_moment_is_waited_for(machine: Machine, tmp_path: Path) -> None:
    machine.scenario = "busy at first"
    assert pour(machine, tmp_path) == EXPECTED
    assert machine.rejections == 3


def test_an_excel_that_does_not_start(machine: Machine) -> None:
    machine.scenario = "no excel"
    with pytest.raises(EngineUnavailable, match="does not start"), excel.session():
        pass
    assert machine.killed == []


def test_a_machine_without_an_excel_engine() -> None:
    with pytest.raises(EngineUnavailable), excel.session():
        pass


# -- values -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (None, None), ("", None), ("字", "字"), (True, True), (1.5, 1.5), ("#DIV/0!", "#DIV/0!"),
        (fake_com.Decimal("1234.5678"), 1234.5678),
        (fake_com.dt.datetime(2024, 1, 1, 12), 45292.5),
        (-2146826243, "#SPILL!"), (-2146826238, "#CALC!"), (-2146826200, "#ERROR!"), (7, 7.0),
    ],
)  # fmt: skip
def test_what_com_hands_over(read: Any, value: Any) -> None:
    assert as_value(read) == value
    assert type(as_value(read)) is type(value)


def test_without_the_apostrophe_excel_would_read_a_text_as_typed() -> None:
    """The rule of the fake, and so of the driver: the documented behaviour of Range.Value."""
    assert fake_com.typed("90") == 90.0
    assert [fake_com.typed(str(as_cell(text))) for text in ("90", "'a", "=1", "TRUE", "3-1")] == [
        "90", "'a", "=1", "TRUE", "3-1",
    ]  # fmt: skip


# -- the child process ------------------------------------------------------------------------------


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
    with pytest.raises(EngineUnavailable, match="does not start"):
        excel.ExcelRecalculator(command=fake_com.child_command("no excel")).pour(TABLE)
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
        fake_com.ExcelRecalculator(command=fake_com.child_command("hang")).pour(table)
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


def test_wps_under_excels_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel.sys, "platform", "win32")
    monkeypatch.setattr(excel.importlib.util, "find_spec", lambda name: True)
    monkeypatch.setattr(excel, "_registered_program", lambda: r"C:\WPS Office\office6\et.exe /automation")
    with pytest.raises(EngineUnavailable, match="WPS is not supported"):
        excel.check()
    monkeypatch.setattr(excel, "_registered_program", lambda: r"C:\Office16\EXCEL.EXE /automation")
    excel.check()
