"""The only place that imports xlwings, and what must be true the moment it is imported.

On Windows, xlwings runs `taskkill /F` on every EXCEL.EXE it cannot see as a workbook window: after
each quit, each kill and when the interpreter ends (xlwings issue 2456; `_xlwindows.Apps.cleanup`).
That would end instances that are not ours (Protected View, other programs). On a Mac it runs a macro
in every Excel at the end. So the clean-up is switched off at import; what is ours is ended by its own
process id.
"""

from __future__ import annotations

import atexit
import sys
from types import ModuleType

import xlwings as xw

COM_ATTEMPTS = 2_000  # xlwings' default 0 repeats a refused COM call for ever
PLATFORM_MODULES = ("xlwings._xlwindows", "xlwings._xlmac")


def _nothing() -> None:
    """Stands in for xlwings' clean-up."""


def tame(module: ModuleType) -> None:
    """Switch off the clean-up and bound the retries of one of xlwings' platform modules. May be repeated."""
    atexit.unregister(module.cleanup)
    module.__dict__["Apps"].cleanup = staticmethod(_nothing)
    module.__dict__["cleanup"] = _nothing
    if "N_COM_ATTEMPTS" in module.__dict__:
        module.__dict__["N_COM_ATTEMPTS"] = COM_ATTEMPTS


def tame_all() -> None:
    """Tame whichever platform modules are loaded."""
    for name in PLATFORM_MODULES:
        if name in sys.modules:
            tame(sys.modules[name])


tame_all()

__all__ = ["COM_ATTEMPTS", "tame", "tame_all", "xw"]
