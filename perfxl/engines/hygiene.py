"""The only place that imports xlwings, and what must be true the moment it is imported.

On Windows, xlwings runs `taskkill /F` on every EXCEL.EXE it cannot see as a workbook window: after
each quit, each kill and when the interpreter ends (xlwings issue 2456; `_xlwindows.Apps.cleanup`).
That would end instances that are not ours (Protected View, other programs). So the cleanup is
switched off at import; what is ours is ended by its own process id.
"""

from __future__ import annotations

import atexit
import sys
from types import ModuleType

import xlwings as xw  # type: ignore[import-untyped,unused-ignore]

COM_ATTEMPTS = 2_000  # xlwings' default 0 repeats a refused COM call for ever


def _nothing() -> None:
    """Stands in for xlwings' cleanup."""


def tame(platform_module: ModuleType) -> None:
    """Switch off xlwings' cleanup and bound its retries in one of its platform modules. May be repeated."""
    platform_module.Apps.cleanup = staticmethod(_nothing)  # type: ignore[attr-defined]
    atexit.unregister(platform_module.cleanup)
    if hasattr(platform_module, "N_COM_ATTEMPTS"):
        platform_module.N_COM_ATTEMPTS = COM_ATTEMPTS  # type: ignore[attr-defined]


for _name in ("xlwings._xlwindows", "xlwings._xlmac"):
    if _name in sys.modules:
        tame(sys.modules[_name])

__all__ = ["COM_ATTEMPTS", "tame", "xw"]
