"""The finance manual's commands, run in the order of its page: what they print is what the page shows."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import month

PAGE = month.ROOT / "docs" / "finance-manual.md"
WIDTH = 92
_STEP = re.compile(r"^<!-- by hand: (\w+) -->$|^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BY_HAND: dict[str, Callable[[Path], None]] = {"alias": lambda folder: month.roster(folder, month.ALIAS)}
"""What the page tells the officer to do without a command."""


def replayed(page: str, folder: Path) -> str:
    """The page with what its commands print in *folder*."""

    def block(found: re.Match[str]) -> str:
        if found[1]:
            BY_HAND[found[1]](folder)
            return found[0]
        commands = [line[2:] for line in found[2].splitlines() if line.startswith("$ ")]
        told = "".join(f"$ {command}\n{printed(command, folder)}" for command in commands)
        return f"```console\n{told}```"

    return _STEP.sub(block, page)


def printed(command: str, folder: Path) -> str:
    """What a command of the page prints: perfxl, or one of the two everybody knows."""
    program, *arguments = shlex.split(command)
    if program == "cat":
        return (folder / arguments[0]).read_text("utf-8-sig")
    if program == "ls":
        return "".join(f"{name}\n" for name in sorted(os.listdir(folder / arguments[0])))
    assert program == "perfxl", command
    environment = os.environ | {"PERFXL_LANG": "zh", "COLUMNS": str(WIDTH), "PYTHONPATH": str(month.ROOT)}
    ended = subprocess.run(
        [sys.executable, "-m", "perfxl", *arguments],
        cwd=folder, env=environment, text=True, encoding="utf-8", capture_output=True, check=False,
    )  # fmt: skip
    assert not ended.stderr, ended.stderr
    return ended.stdout


def undated(page: str) -> str:
    """A page without the days on which its commands ran."""
    return re.sub(r"\d{4}-\d\d-\d\d", "年-月-日", page)
