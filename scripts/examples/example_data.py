"""The two real goal sheets as data: county.toml and city.toml beside this module."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
NAMES = ("county", "city")
FUNDS = ("total", "appropriation", "carried_over", "other")

Data = dict[str, Any]


def load(name: str) -> Data:
    """Return one example sheet, its fractional numbers as exact decimals."""
    text = (HERE / f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text, parse_float=Decimal)


def target_text(indicator: Data) -> str:
    """Return the target as a self-evaluation sheet prints it in one cell: ``≥90%``, ``=4次``, ``提升``."""
    if "settings" not in indicator:
        return "/"
    sign = "" if indicator["type"] == "定性" else indicator["type"]
    unit = "" if indicator["unit"] == "/" else indicator["unit"]
    return f"{sign}{indicator['target']}{unit}"
