"""Excel, driven by xlwings from a child process with a deadline.

What a guest in somebody's Excel owes its host:

* an instance of our own, hidden, without a book; instances and books of the user are never looked at,
  and an instance that ran before is not taken, whoever hands it over;
* no dialog may open: alerts, events, screen and interaction off, macros disabled, links never asked for;
* no file of the user's may open in it (a double click in the Explorer asks any Excel that listens);
* only our own file is opened: a private copy under a name nobody else uses;
* waiting for a busy Excel is bounded (`hygiene.PATIENCE`) and everything has a deadline (`child`);
* at the end, however it comes: options that Excel remembers are put back, quit, and the process ended by
  its handle. If a book that is not ours is open in it all the same, it is handed to the user instead.
  xlwings' clean-up, which ends every EXCEL.EXE it cannot see, is switched off (`hygiene`).

Windows. On a Mac the same driver runs through xlwings' AppleScript engine, without the settings only
COM has; that is experimental. WPS answers to the name Excel.Application on some machines and is not
supported by xlwings: it is refused by name.

Work in the user's own Excel, for the buttons of the ribbon, is `guest`.
"""

from __future__ import annotations

import contextlib
import importlib.util
import itertools
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perfxl.engines import trouble
from perfxl.engines.child import converse, serve
from perfxl.engines.driver import OPEN_FLAGS, ROWS_AT_ONCE, pour_into
from perfxl.workbook.pour_table import EngineFailed, EngineUnavailable, Table, Value, poured_rows
from perfxl.workbook.seed import write_seed

if TYPE_CHECKING:
    from perfxl.engines.guest import Kept
    from perfxl.engines.hygiene import Own

# xlwings is imported where it is used: on Windows that starts COM, and only the child process needs it.

DEADLINE = 300.0
OPEN_ATTEMPTS = 3  # a virus scanner likes to hold a file that was just written
OPEN_PAUSE = 1.0
MACROS_DISABLED = 3  # msoAutomationSecurityForceDisable
COMMAND = (sys.executable, "-c", "from perfxl.engines import excel; excel.main()")
MAC_EXCEL = Path("/Applications/Microsoft Excel.app")
EVERYWHERE = {"display_alerts": False, "screen_updating": False, "enable_events": False, "interactive": False}
BY_COM = {
    "api.AutomationSecurity": MACROS_DISABLED,
    "api.AskToUpdateLinks": False,  # Excel remembers this one and the next beyond its end
    "api.IgnoreRemoteRequests": True,  # or a file the user double-clicks would open in our hidden instance
}
OUR_BOOK = re.compile(r"(saved-)?perfxl-[0-9a-f]{32}\.xlsx")  # as `write_seed` and `ExcelRecalculator` name them
FOREIGN = ("wps", "kingsoft", "office6")  # in the folder of a program that only pretends to be Excel


def check() -> None:
    """Raise EngineUnavailable, saying why, if Excel cannot be driven here.

    Looks at the registry and the installed libraries; neither xlwings nor Excel is started.
    """
    platform = sys.platform  # a plain str: what follows is checked on every platform
    if platform not in ("win32", "darwin"):
        raise EngineUnavailable(
            "Excel runs on Windows and macOS only, not here; leave --engine away, or say --engine libreoffice or "
            "embedded",
            "Excel 只能在 Windows 和 macOS 上运行，这台机器上没有。请去掉 --engine excel，"
            "或改用 --engine libreoffice。",
        )
    needed = "win32com" if platform == "win32" else "appscript"
    for library in ("xlwings", needed):
        if importlib.util.find_spec(library) is None:
            raise EngineUnavailable(
                f"{library} is not installed; pip install xlwings", f"没有安装 {library}。请运行 pip install xlwings。"
            )
    if platform == "darwin":
        if not MAC_EXCEL.exists():
            raise trouble.unavailable(trouble.IS_ABSENT)
        return
    program = _registered_program()
    if not program:
        raise trouble.unavailable(trouble.IS_ABSENT)
    if "excel.exe" not in program.lower():
        raise trouble.unavailable(trouble.IS_WPS, program=program)


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
        EngineUnavailable: xlwings has no Excel engine here, Excel does not start, or what answers is WPS or an
            instance that ran before.
    """
    from perfxl.engines.guest import Kept
    from perfxl.engines.hygiene import by_com, tame_all

    tame_all()
    app, own = _start()
    kept: Kept | None = None
    from_start: set[str] = set()
    try:
        started(app.pid)
        with trouble.told():
            if by_com(app):
                _refuse_wps(app)
            from_start.update(_books(app))  # a personal macro workbook, say
            kept = Kept(app, (*EVERYWHERE, *(BY_COM if by_com(app) else ())))
            settle(app, kept)
            yield app
    finally:
        _leave(app, own, kept, from_start)


def _start() -> tuple[Any, Own | None]:
    """A new Excel and its process. One that ran before is left as it is."""
    from perfxl.engines.hygiene import Own, by_com, windows, xw

    try:
        before = set(windows().win32process.EnumProcesses()) if windows() else set()
        app = xw.engines["excel"].apps.add(add_book=False, visible=False)
        if app.pid in before:
            raise trouble.unavailable(trouble.IS_SOMEBODYS)
        return app, Own(app.pid) if by_com(app) else None
    except EngineUnavailable:
        raise
    except Exception as problem:
        raise _no_start(problem) from problem


def _no_start(problem: Exception) -> EngineUnavailable:
    translated = trouble.translated(problem)
    if isinstance(translated, EngineUnavailable):
        return translated
    return EngineUnavailable(
        f"Excel does not start: {trouble.spoken(problem)}; {trouble.IS_NO_START.en}",
        f"{trouble.IS_NO_START.zh}（{trouble.spoken(problem)}）",
    )


def _refuse_wps(app: Any) -> None:
    """WPS may have taken over the name only after `check`, or for this user alone."""
    name, folder = str(app.api.Name), str(app.api.Path)
    if name != "Microsoft Excel" or any(word in folder.lower() for word in FOREIGN):
        raise trouble.unavailable(trouble.IS_WPS, program=f"{name} ({folder})")


def settle(app: Any, kept: Kept) -> None:
    """Make sure nothing asks, flashes or runs, before any file is opened."""
    for name, value in {**EVERYWHERE, **BY_COM}.items():
        if name in kept:
            kept.set(name, value)


def _leave(app: Any, own: Own | None, kept: Kept | None, from_start: set[str]) -> None:
    """Quit and end our Excel, unless somebody else's book has come into it: then it is theirs now."""
    failures = kept.put_back() if kept is not None else {}
    if own is not None and _has_visitors(app, from_start):
        app.visible = True
        app.api.UserControl = True
        own.release()
        return
    if not failures:  # else Quit would make Excel remember our options as the user's
        with contextlib.suppress(Exception):  # it may be gone already: that is the aim
            app.quit()
    if own is not None:
        own.end()
    else:
        with contextlib.suppress(Exception):
            app.kill()


def _has_visitors(app: Any, from_start: set[str]) -> bool:
    """Whether a book has been opened that is not ours; not if Excel no longer answers."""
    try:
        return any(not OUR_BOOK.fullmatch(name) for name in _books(app) - from_start)
    except Exception:
        return False


def _books(app: Any) -> set[str]:
    return {app.books[index].name for index in range(app.books.count)}


def open_copy(app: Any, path: Path) -> Any:
    """Open our private copy.

    Raises:
        EngineFailed: another program holds it, or Excel shows it in Protected View only.
    """
    from perfxl.engines.guest import protected
    from perfxl.engines.hygiene import by_com

    for attempt in itertools.count(1):
        try:
            return app.books.open(str(path), **OPEN_FLAGS)
        except Exception as problem:
            if trouble.number_of(problem) != trouble.OWN_ERROR:
                raise
            if by_com(app) and protected(app):
                raise trouble.failed(trouble.IS_PROTECTED) from problem
            if attempt == OPEN_ATTEMPTS:
                why = trouble.spoken(problem)
                raise trouble.failed(trouble.IS_LOCKED, file=path.name, why=why) from problem
            time.sleep(OPEN_PAUSE)
    return None


def rebuild(app: Any) -> None:
    """Calculate everything anew, dependencies included."""
    from perfxl.engines.hygiene import by_com

    if by_com(app):
        app.api.CalculateFullRebuild()
    else:
        app.calculate()


def pour_table(app: Any, table: Table, seed: Path, save_as: Path | None, rows_at_once: int = ROWS_AT_ONCE) -> Any:
    """`driver.pour_into`, the way Excel wants its files opened and calculated."""
    return pour_into(
        app, table, seed, lambda: rebuild(app), save_as, rows_at_once, open_book=lambda path: open_copy(app, path)
    )


def handle(request: tuple[Any, ...], started: Callable[[int], None]) -> Any:
    """What the child does: `("version",)` or `("pour", table as a tuple, seed, save_as, rows at once)`."""
    if request[0] == "version":
        with session(started) as app:
            return f"Excel {app.version}"
    _, parts, seed, save_as, rows_at_once = request
    with session(started) as app:
        return pour_table(app, Table(*parts), Path(seed), Path(save_as) if save_as else None, rows_at_once)


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
                    raise EngineFailed(
                        "Excel reported no error but saved no workbook", "Excel 没有报错，但也没有存下复算工作簿。"
                    )
                _hand_over(saved, save_as)
            return results

    def _ask(self, request: tuple[Any, ...]) -> Any:
        return converse(self.command, request, self.deadline, "Excel")


def _hand_over(saved: Path, target: Path) -> None:
    """Move what Excel has saved to where it was asked for."""
    try:
        shutil.move(saved, target)
    except OSError as problem:
        why = problem.strerror or type(problem).__name__
        raise trouble.failed(trouble.IS_NOT_SAVED, file=target, why=why) from problem
