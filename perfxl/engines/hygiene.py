"""The only place that imports xlwings, and what must be true the moment it is imported.

On Windows, xlwings runs `taskkill /F` on every EXCEL.EXE it cannot see as a workbook window: after
each quit, each kill and when the interpreter ends (xlwings issue 2456; `_xlwindows.Apps.cleanup`).
That would end instances that are not ours (Protected View, other programs). On a Mac it runs a macro
in every Excel at the end. So the clean-up is switched off at import; what is ours is ended by its own
process.

An Excel that is busy (a dialog is open, a cell is being edited) refuses calls. xlwings repeats one of
the refusals, without a pause and for ever, and knows nothing of the others. Here every refused call is
repeated with pauses until `PATIENCE` is over, then reported.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import sys
import time
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import xlwings as xw

from perfxl.engines import trouble

PATIENCE = 20.0  # seconds a busy Excel is waited for
PAUSE = 0.1  # seconds between two tries
WINDOWS_MODULE = "xlwings._xlwindows"
PLATFORM_MODULES = (WINDOWS_MODULE, "xlwings._xlmac")


class Patience:
    """The bound of waiting: one for a whole spell of refusals, so that many refused calls wait no longer than one.

    A call that goes through ends the spell.
    """

    def __init__(self) -> None:
        self.until: float | None = None

    def again(self) -> bool:
        """After a refusal: pause and say True, or say False if it has lasted too long."""
        now = time.monotonic()
        if self.until is None:
            self.until = now + PATIENCE
        if now >= self.until:
            return False
        time.sleep(PAUSE)
        return True

    def renew(self) -> None:
        """The next refusal begins a new spell."""
        self.until = None


patience = Patience()


def _nothing() -> None:
    """Stands in for xlwings' clean-up."""


def tame(module: ModuleType) -> None:
    """Switch off the clean-up and bound the retries of one of xlwings' platform modules. May be repeated."""
    atexit.unregister(module.cleanup)
    module.__dict__["Apps"].cleanup = staticmethod(_nothing)
    if "N_COM_ATTEMPTS" in module.__dict__ and module.__dict__["N_COM_ATTEMPTS"] != 1:
        module.__dict__["N_COM_ATTEMPTS"] = 1  # its own retries; 0, the default, is for ever
        wrapped = module.__dict__["COMRetryObjectWrapper"]
        wrapped.__getattr__ = _patient(wrapped.__getattr__)
        wrapped.__setattr__ = _patient(wrapped.__setattr__, _assignment_refused)
        wrapped.__call__ = _patient(wrapped.__call__)
        wrapped.__iter__ = _patient(_at_once(wrapped.__iter__))
        method = module.__dict__["COMRetryMethodWrapper"]
        method.__call__ = _patient(method.__call__)


def _at_once(each: Callable[[Any], Iterator[Any]]) -> Callable[[Any], Iterator[Any]]:
    """The same items, all fetched before the first is given out: only a whole walk can be repeated."""
    return lambda collection: iter(list(each(collection)))


def _never(*_: object) -> bool:
    return False


def _patient(call: Callable[..., Any], refused: Callable[..., bool] = _never) -> Callable[..., Any]:
    """The same call, repeated while Excel is busy. `refused` knows refusals that do not look like one."""

    @functools.wraps(call)
    def repeated(*args: Any, **named: Any) -> Any:
        while True:
            try:
                result = call(*args, **named)
            except Exception as problem:
                if not (_busy(problem) or refused(problem, *args)):
                    raise
                if not patience.again():
                    raise trouble.failed(trouble.IS_BUSY, seconds=PATIENCE) from problem
            else:
                patience.renew()
                return result

    return repeated


def _busy(problem: Exception) -> bool:
    hidden = type(problem).__name__ == "ExcelBusyError"  # xlwings' name for a refusal that pywin32 hid
    return hidden or trouble.number_of(problem) in trouble.BUSY


def _assignment_refused(problem: Exception, wrapper: Any, name: str, _: object) -> bool:
    """Whether an AttributeError is what pywin32 made of a refused assignment: Excel is asked for the name."""
    if not isinstance(problem, AttributeError):
        return False
    try:
        wrapper._inner._oleobj_.GetIDsOfNames(0, name)
    except Exception as reason:
        return _busy(reason)
    return True  # it knows the name, so it was not the name it refused


def tame_all() -> None:
    """Tame whichever platform modules are loaded."""
    for name in PLATFORM_MODULES:
        if name in sys.modules:
            tame(sys.modules[name])


def windows() -> Any:
    """xlwings' Windows engine, if this is where it runs; None elsewhere."""
    return sys.modules.get(WINDOWS_MODULE)


def by_com(app: Any) -> bool:
    """Whether an xlwings App is an Excel reached by COM."""
    return type(app.impl).__module__ == WINDOWS_MODULE


class Own:
    """The process of an Excel that we have started, held by a handle.

    While it is held, Windows does not give its number to another process: what is ended is ours, even
    if Excel died long ago.
    """

    TERMINATE = 1  # PROCESS_TERMINATE

    def __init__(self, pid: int) -> None:
        self._api = windows().win32api
        self._handle = self._api.OpenProcess(self.TERMINATE, False, pid)

    def end(self) -> None:
        """End the process if it still runs."""
        with contextlib.suppress(Exception):  # access is denied when it has ended already: that is the aim
            self._api.TerminateProcess(self._handle, 1)
        self.release()

    def release(self) -> None:
        """Let go of it; it runs on."""
        self._api.CloseHandle(self._handle)


tame_all()

__all__ = ["PATIENCE", "Own", "by_com", "patience", "tame", "tame_all", "windows", "xw"]
