#!/usr/bin/env python3
"""Make docs/libreoffice-coverage.md: which calls of xlwings the LibreOffice engine answers, and which it refuses.

Run ``python scripts/libreoffice_coverage.py [FILE]``; no LibreOffice is needed. The list comes from the engine's own
classes, held against the base classes every xlwings engine starts from.
"""

from __future__ import annotations

import inspect
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlwings
from xlwings import base_classes

from perfxl.engines import lo_borders, lo_engine, lo_looks, lo_moves, lo_remarks, lo_rules, lo_sheets
from perfxl.engines.lo_missing import REFUSED

DESTINATION = Path(__file__).resolve().parent.parent / "docs" / "libreoffice-coverage.md"
HOMES = (lo_engine, lo_sheets, lo_looks, lo_moves, lo_borders, lo_remarks, lo_rules)
# What a caller reaches through xlwings' own classes by another name, or what only xlwings itself asks an engine for.
OPERATORS = ("__call__", "__len__", "__iter__", "__getitem__", "__contains__")
INTERNAL = {"App.xl", "Apps.cleanup"}


@dataclass(frozen=True)
class Member:
    """A member of a base class: ``answers`` and ``refuses`` name what is done with it ("" call or read, "=" write)."""

    owner: str
    name: str
    answers: tuple[str, ...]
    refuses: tuple[str, ...]

    @property
    def calls(self) -> list[str]:
        return [f"{self.owner}.{self.name}{sign}" for sign in self.answers]


def engine_class(name: str) -> type | None:
    """The engine's class for a base class of xlwings, if it has one."""
    base = getattr(base_classes, name)
    for home in HOMES:
        found = vars(home).get(name)
        if isinstance(found, type) and issubclass(found, base) and found is not base:
            return found
    return None


def members() -> list[Member]:
    """Every public member of every base class, in xlwings' order, with what the engine makes of it."""
    found = []
    for name, base in vars(base_classes).items():
        if isinstance(base, type) and base.__module__ == base_classes.__name__ and not name.startswith("_"):
            ours = engine_class(name)
            for member, told in vars(base).items():
                public = member in OPERATORS or not member.startswith("_")
                if public and f"{name}.{member}" not in INTERNAL and not _only_lite(told):
                    found.append(_member(name, member, told, ours))
    return found


def _only_lite(told: Any) -> bool:
    return inspect.iscoroutinefunction(told)


def _member(owner: str, name: str, told: Any, ours: type | None) -> Member:
    signs = ("", "=") if isinstance(told, property) and told.fset else ("",)
    if ours is None:
        return Member(owner, name, (), signs)
    mine = inspect.getattr_static(ours, name)
    answers = tuple(sign for sign in signs if _answered(mine, sign))
    return Member(owner, name, answers, tuple(sign for sign in signs if sign not in answers))


def _answered(mine: Any, sign: str) -> bool:
    if isinstance(mine, property):
        half = mine.fset if sign else mine.fget
        return half is not None and not hasattr(half, REFUSED)
    return not hasattr(mine, REFUSED)


def supported() -> list[str]:
    """``Range.color``, ``Range.color=``: every call the engine answers."""
    return [call for member in members() for call in member.calls]


def page() -> str:
    """The page, as Markdown."""
    everything = members()
    total = sum(len(member.answers) + len(member.refuses) for member in everything)
    answered = sum(len(member.answers) for member in everything)
    owners = dict.fromkeys(member.owner for member in everything)
    lines = [
        "# Coverage of the xlwings API by the LibreOffice engine",
        "",
        f"Made by `scripts/libreoffice_coverage.py` from xlwings {xlwings.__version__}; do not edit. How the engine is",
        "used, and where it differs from Excel: [libreoffice-engine.md](libreoffice-engine.md).",
        "",
        f"**{answered} of {total}** calls are answered (a property that can be read and written is two). Each has a",
        "test in `tests/engines/test_libreoffice_calls.py` that fails when it is not reached; every other call raises",
        "`NotImplementedError` with its name. Calls only xlwings Lite has are left out.",
        "",
        "| class | answered | of | read or called | written | refused |",
        "|---|---|---|---|---|---|",
    ]
    absent = []
    for owner in owners:
        own = [member for member in everything if member.owner == owner]
        count = sum(len(member.answers) for member in own)
        whole = count + sum(len(member.refuses) for member in own)
        if not count:
            absent.append(f"{owner} ({whole})")
            continue
        read = _names(member for member in own if "" in member.answers)
        written = _names(member for member in own if "=" in member.answers)
        refused = _names(member for member in own if member.refuses)
        lines.append(f"| {owner} | {count} | {whole} | {read} | {written} | {refused} |")
    lines += ["", "Not at all, with the number of their calls: " + ", ".join(absent) + "."]
    return "\n".join(lines) + "\n"


def _names(some: Any) -> str:
    return " ".join(f"`{member.name}`" for member in some)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else DESTINATION
    target.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{target}\n")
