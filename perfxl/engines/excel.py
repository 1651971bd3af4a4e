"""Excel, driven by xlwings from a child process with a deadline.

What a guest in somebody's Excel owes its host:

* an instance of our own, hidden, without a book; instances and books of the user are never looked at;
* no dialog may open: alerts, events, screen and interaction off, macros disabled, links never asked for;
* only our own file is opened: a private copy under a name nobody else uses;
* retries are bounded (`hygiene.COM_ATTEMPTS`) and everything has a deadline (`child`);
* at the end, however it comes: quit, then end the process by its own id. xlwings' clean-up, which
  ends every EXCEL.EXE it cannot see, is switched off (`hygiene`).

Windows. On a Mac the same driver runs through xlwings' AppleScript engine, without the settings only
COM has; that is experimental. WPS answers to the name Excel.Application on some machines and is not
supported by xlwings: it is refused by name.
"""

from __future__ import annotations

import contextlib
import importlib.util
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from perfxl.engines.child import converse, serve
from perfxl.engines.driver import ROWS_AT_ONCE, pour_into
from perfxl.workbook.pour_table import EngineFailed, EngineUnavailable, Table, Value, poured_rows
from perfxl.workbook.seed import write_seed

DEADLINE = 300.0
MACROS_DISABLED = 3  # msoAutomationSecurityForceDisable
COMMAND = (sys.executable, "-c", "from perfxl.engines import excel; excel.main()")
MAC_EXCEL = Path("/Applications/Microsoft Excel.app")


def check() -> None:
    """Raise EngineUnavailable, saying why, if Excel cannot be driven here.

    Looks at the registry and the installed libraries; neither xlwings nor Excel is started.
    """
    platform = sys.platform  # a plain str: what follows is checked on every platform
    if platform not in ("win32", "darwin"):
        raise EngineUnavailable("Excel runs on Windows and macOS; here use --engine libreoffice or embedded")
    needed = "win32com" if platform == "win32" else "appscript"
    for library in ("xlwings", needed):
        if importlib.util.find_spec(library) is None:
            raise EngineUnavailable(f"{library} is not installed; pip install xlwings")
    if platform == "darwin":
        if not MAC_EXCEL.exists():
            raise EngineUnavailable("Microsoft Excel is not installed; install it or LibreOffice")
        return
    program = _registered_program()
    if "excel.exe" not in program.lower():
        raise EngineUnavailable(
            f"the name Excel.Application belongs to {program or 'no program'}; WPS is not supported, "
            "install Microsoft Excel or LibreOffice"
        )


def _registered_program() -> str:
    """The command line COM would start for Excel.Application; "" if none (Windows)."""
    import winreg

    root = winreg.HKEY_CLASSES_ROOT  # type: ignore[attr-defined,unused-ignore]
    read: Callable[[Any, str], str] = winreg.QueryValue  # type: ignore[attr-defined,unused-ignore]
    try:
        class_id = read(root, r"Excel.Application\CLSID")
        return read(root, rf"CLSID\{class_id}\LocalServer32")
    except OSError:
        return ""


@contextlib.contextmanager
def session(started: Callable[[int], None] = lambda pid: None) -> Iterator[Any]:
    """An Excel of our own as an `xlwings.App`, settled, and gone afterwards. For the child process.

    Args:
        started: called with the process id of Excel as soon as it is known.

    Raises:
        EngineUnavailable: xlwings has no Excel engine here, or Excel does not start.
    """
    from perfxl.engines.hygiene import tame_all, xw

    tame_all()
    try:
        app = xw.engines["excel"].apps.add(add_book=False, visible=False)
    except Exception as problem:
        raise EngineUnavailable(f"Excel does not start: {problem}") from problem
    try:
        started(app.pid)
        settle(app)
        yield app
    finally:
        for end in (app.quit, app.kill):
            with contextlib.suppress(Exception):  # it may be gone already: that is the aim
                end()


def settle(app: Any) -> None:
    """Make sure nothing asks, flashes or runs, before any file is opened."""
    app.display_alerts = False
    app.screen_updating = False
    app.enable_events = False
    app.interactive = False
    if _by_com(app):
        app.api.AutomationSecurity = MACROS_DISABLED
        app.api.AskToUpdateLinks = False


def _by_com(app: Any) -> bool:
    return type(app.impl).__module__ == "xlwings._xlwindows"


def rebuild(app: Any) -> None:
    """Calculate everything anew, dependencies included."""
    if _by_com(app):
        app.api.CalculateFullRebuild()
    else:
        app.calculate()


def handle(request: tuple[Any, ...], started: Callable[[int], None]) -> Any:
    """What the child does: `("version",)` or `("pour", table as a tuple, seed, save_as, rows at once)`."""
    if request[0] == "version":
        with session(started) as app:
            return f"Excel {app.version}"
    _, parts, seed, save_as, rows_at_once = request
    table = Table(*parts)
    with session(started) as app:
        return pour_into(app, table, Path(seed), lambda: rebuild(app), Path(save_as) if save_as else None, rows_at_once)


def main() -> None:
    """The child process."""
    serve(handle)


class ExcelRecalculator:
    """Recomputes with Excel (`Recalculator`); each call starts and ends an Excel of its own.

    Args:
        deadline: seconds one call may take, start of Excel included.
        rows_at_once: rows per write and read.
        command: the child process; tests put another in its place.
    """

    name = "excel"

    def __init__(
        self,
        deadline: float = DEADLINE,
        rows_at_once: int = ROWS_AT_ONCE,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self.deadline = deadline
        self.rows_at_once = rows_at_once
        self.command = command

    def version(self) -> str:
        return str(self._ask(("version",)))

    def pour(self, table: Table, save_as: Path | None = None) -> list[tuple[Value, ...]]:
        """See `Recalculator.pour`."""
        if not table.rows and save_as is None:
            return []
        with tempfile.TemporaryDirectory(prefix="perfxl-pour-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            seed = write_seed(table, folder)
            saved = folder / f"saved-{seed.name}" if save_as is not None else None
            rows = tuple(map(tuple, poured_rows(table)))
            parts = (table.title, tuple(table.headers), rows, tuple(map(tuple, table.outputs)))
            request = ("pour", parts, str(seed), str(saved or ""), self.rows_at_once)
            results: list[tuple[Value, ...]] = self._ask(request)
            if save_as is not None and saved is not None:
                if not saved.exists():
                    raise EngineFailed("Excel reported no error but saved no workbook")
                shutil.move(saved, save_as)
            return results

    def _ask(self, request: tuple[Any, ...]) -> Any:
        return converse(self.command, request, self.deadline, "Excel")
