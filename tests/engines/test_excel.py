"""What is said to Excel and in which order, and what is made of what it says: on a recording fake (`fake_com`).

That real Excel computes the same is proven nowhere here. How others are kept safe: `test_excel_hygiene`.
"""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from perfxl.engines import excel
from perfxl.engines.driver import as_cell, as_value
from perfxl.workbook.pour_table import EngineUnavailable
from perfxl.workbook.seed import write_seed
from tests.engines.fake_com import EXPECTED, OUR_PID, TABLE, Machine, pour
from tests.engines.fake_sheets import typed


def test_the_whole_conversation_in_order(machine: Machine, tmp_path: Path) -> None:
    assert pour(machine, tmp_path, tmp_path / "复算.xlsx") == EXPECTED
    machine.log = [entry for entry in machine.log if entry[1] != "Application.DisplayAlerts"]  # xlwings sets it often
    order = [
        ("start", "Excel.Application"),
        ("set", "Application.ScreenUpdating", False),
        ("set", "Application.EnableEvents", False),
        ("set", "Application.Interactive", False),
        ("set", "Application.AutomationSecurity", 3),
        ("set", "Application.AskToUpdateLinks", False),
        ("set", "Application.IgnoreRemoteRequests", True),
        ("call", "Workbooks.Open"),
        ("set", "Range.Value", "A2:B4"),
        ("set", "Range.Formula", "C2:C4"),
        ("set", "Range.Formula", "D2:D4"),
        ("call", "Application.CalculateFullRebuild"),
        ("call", "Workbook.SaveAs"),
        ("call", "Workbook.Close"),
        ("set", "Application.IgnoreRemoteRequests", False),
        ("set", "Application.AskToUpdateLinks", True),
        ("set", "Application.AutomationSecurity", 1),
        ("set", "Application.Interactive", True),
        ("set", "Application.EnableEvents", True),
        ("set", "Application.ScreenUpdating", True),
        ("call", "Application.Quit", OUR_PID),
        ("kill", OUR_PID),
    ]
    assert [entry[: len(wanted)] for entry, wanted in zip(machine.log, order, strict=True)] == order


def test_the_pid_is_reported_before_anything_is_asked_of_it(machine: Machine) -> None:
    seen: list[tuple[int, int]] = []
    with excel.session(lambda pid: seen.append((pid, len(machine.log)))):
        pass
    assert seen == [(OUR_PID, 1)]


def test_a_machine_without_an_excel_engine() -> None:
    with pytest.raises(EngineUnavailable), excel.session():
        pass


def test_every_seed_has_a_name_of_its_own_that_is_known_as_ours(tmp_path: Path) -> None:
    names = {write_seed(TABLE, tmp_path).name for _ in range(3)}
    assert len(names) == 3
    assert all(excel.OUR_BOOK.fullmatch(name) and excel.OUR_BOOK.fullmatch(f"saved-{name}") for name in names)


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (None, None), ("", None), ("字", "字"), (True, True), (1.5, 1.5), ("#DIV/0!", "#DIV/0!"),
        (Decimal("1234.5678"), 1234.5678),
        (dt.datetime.fromisoformat("2024-01-01T12:00"), 45292.5),
        (-2146826243, "#SPILL!"), (-2146826238, "#CALC!"), (-2146826200, "#ERROR!"), (7, 7.0),
    ],
)  # fmt: skip
def test_what_com_hands_over(read: Any, value: Any) -> None:
    assert as_value(read) == value
    assert type(as_value(read)) is type(value)


def test_without_the_apostrophe_excel_would_read_a_text_as_typed() -> None:
    """The rule of the fake, and so of the driver: the documented behaviour of Range.Value."""
    assert typed("90") == 90.0
    assert [typed(str(as_cell(text))) for text in ("90", "'a", "=1", "TRUE", "3-1")] == [
        "90", "'a", "=1", "TRUE", "3-1",
    ]  # fmt: skip
