"""The door to the engines: `choose` one, `pour` a table, get one tuple of outputs per row.

    table = Table("复算", ("实际", "目标"), [(85, 90)], (("达标", '=IF(A2>=B2,1,0)'),))
    choose("auto").pour(table)          # [(0.0,)]

Pouring means: open a small workbook of our own (header and one row of formulas), write all inputs as
one rectangle, let the engine fill the formulas down, calculate once, read the outputs back as one
rectangle. No engine ever opens a file somebody else has written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from perfxl.engines import lo_words, trouble
from perfxl.workbook.pour_table import (
    DeadlineExceeded,
    EngineFailed,
    EngineUnavailable,
    Recalculator,
    Table,
    Value,
)

__all__ = [
    "ENGINES",
    "DeadlineExceeded",
    "Engine",
    "EngineFailed",
    "EngineUnavailable",
    "Recalculator",
    "Table",
    "Value",
    "available",
    "choose",
]


class Engine(NamedTuple):
    """How to look for an engine (raises EngineUnavailable) and how to make it."""

    check: Callable[[], None]
    make: Callable[[], Recalculator]


# Engines are imported when asked for: importing xlwings or formualizer has a price and, on Windows,
# side effects.


def _excel() -> Engine:
    from perfxl.engines import excel

    return Engine(excel.check, excel.ExcelRecalculator)


def _libreoffice() -> Engine:
    try:
        from perfxl.engines import libreoffice
    except ImportError as missing:
        raise trouble.unavailable(lo_words.NO_XLWINGS, why=missing) from None
    return Engine(libreoffice.check, libreoffice.LibreOfficeRecalculator)


def _embedded() -> Engine:
    from perfxl.engines import embedded

    return Engine(embedded.check, embedded.EmbeddedRecalculator)


ENGINES: dict[str, Callable[[], Engine]] = {
    "excel": _excel,
    "libreoffice": _libreoffice,
    "embedded": _embedded,
}


def available() -> list[tuple[str, bool, str]]:
    """(name, usable here, why not) of every engine, in the order `choose("auto")` prefers them."""
    report = []
    for name, load in ENGINES.items():
        try:
            load().check()
        except EngineUnavailable as reason:
            report.append((name, False, str(reason)))
        else:
            report.append((name, True, ""))
    return report


def choose(name: str = "auto") -> Recalculator:
    """The engine of that name, or with "auto" the first of Excel, LibreOffice, embedded that is here.

    Raises:
        EngineUnavailable: the named engine, or every engine, is missing; says why and what to do.
        ValueError: no engine has that name.
    """
    if name != "auto":
        if name not in ENGINES:
            raise ValueError(f"no engine is called {name!r}; there are auto, {', '.join(ENGINES)}")
        engine = ENGINES[name]()
        engine.check()
        return engine.make()
    reasons: list[EngineUnavailable] = []
    for known, load in ENGINES.items():
        try:
            engine = load()
            engine.check()
        except EngineUnavailable as reason:
            reasons.append(EngineUnavailable(f"{known}: {reason}", f"{known}：{reason.zh}"))
        else:
            return engine.make()
    raise EngineUnavailable(
        "no engine can be used here. " + " · ".join(map(str, reasons)),
        "没有可用的引擎。" + " · ".join(reason.zh for reason in reasons),
    )
