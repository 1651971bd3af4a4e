"""``*.xlsx`` where the shell leaves it as it is, as the Windows command prompt does and quotes do everywhere."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from perfxl.cli.console import Voice
from perfxl.cli.wrong import WrongCall

__all__ = ["expanded"]


def expanded(say: Voice, paths: Sequence[Path]) -> list[Path]:
    """The paths, patterns replaced by what they match in the order of names; each path once.

    Only ``*`` and ``?`` make a pattern, and only where there is no such file: brackets are common in names.

    :raises WrongCall: nothing matches a pattern.
    """
    return list(dict.fromkeys(found for path in paths for found in _matches(say, path)))


def _matches(say: Voice, path: Path) -> Iterator[Path]:
    pattern = str(path)
    if not set("*?") & set(pattern) or os.path.lexists(path):
        yield path
        return
    found = sorted(glob.glob(pattern.replace("[", "[[]"), recursive=True))
    if not found:
        raise WrongCall(
            say(
                f"没有文件与“{pattern}”相符。请核对文件夹和后缀名，或直接写文件夹的名称。",
                f"nothing matches {pattern}: check folder and extension, or name the folder itself.",
            )
        )
    yield from map(Path, found)
