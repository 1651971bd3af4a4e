"""Performance goal sheets whose scoring standards compute.

    import perfxl
    perfxl.new("模板.xlsx", department="县应急管理局", year=2026)
    perfxl.check("自评表.xlsx")
    perfxl.score("自评表.xlsx").total

The verbs are loaded when first used: importing perfxl costs nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from perfxl.api import check, convert, export, intake, new, parse_standard, read, recalc, report, score, waive
    from perfxl.findings import Finding, Refused
    from perfxl.model import GoalSheet, Indicator

__version__ = "0.1.0"

__all__ = [
    "Finding",
    "GoalSheet",
    "Indicator",
    "Refused",
    "check",
    "convert",
    "export",
    "intake",
    "new",
    "parse_standard",
    "read",
    "recalc",
    "report",
    "score",
    "waive",
]

_HOMES = {
    "Finding": "findings",
    "GoalSheet": "model",
    "Indicator": "model",
    "Refused": "findings",
    **dict.fromkeys(
        ("check", "convert", "export", "intake", "new", "parse_standard", "read", "recalc", "report", "score", "waive"),
        "api",
    ),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found = globals()[name] = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    return found


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
