"""Puts perfxl.xlam where Excel of this user starts it, and takes it away again.

The place is the user's own XLSTART folder. Excel opens what lies there at every start and trusts it by default, in
every version since 2010, without administrator rights and without a line in the registry: what is installed is one
file, and removing that file undoes everything. The interpreter is written on the add-in's own sheet on the way.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from perfxl.addin import package

NAME = "perfxl.xlam"
_MADE = "made"  # how many folders were made for it, outwards


class NoPlace(Exception):  # noqa: N818 - what is missing
    """This system has no Excel an add-in could be put into."""


class InUse(Exception):  # noqa: N818 - what is wrong with it
    """Excel holds the file open."""


@dataclass(frozen=True, slots=True)
class Status:
    """What is installed in a folder. `readable`: a perfxl.xlam at all; `current`: the one this perfxl ships."""

    file: Path
    installed: bool
    readable: bool = False
    current: bool = False
    version: str | None = None
    python: str | None = None
    python_exists: bool = False


def start_folder(platform: str = sys.platform, environment: Mapping[str, str] = os.environ) -> Path:
    """The folder Excel of this user starts from.

    :raises NoPlace: not on Windows: on a Mac a macro may not start programs, elsewhere there is no Excel.
    """
    roaming = environment.get("APPDATA")
    if platform != "win32" or not roaming:
        raise NoPlace
    return Path(roaming, "Microsoft", "Excel", "XLSTART")


def interpreter() -> Path:
    """The Python running now, in the variant that opens no window."""
    running = Path(sys.executable)
    windowless = running.with_name("pythonw.exe")
    return windowless if windowless.is_file() else running


def install(folder: Path, python: Path) -> Path:
    """Put the shipped add-in into a folder, with its interpreter; what was installed there before is replaced.

    :raises InUse: Excel holds the one installed open.
    :raises NotOurs: a file of that name is there, and is not ours.
    """
    target = folder / NAME
    made = _installed(target).get(_MADE) if target.exists() else str(_missing(folder))
    folder.mkdir(parents=True, exist_ok=True)
    settings = {package.PYTHON: str(python), _MADE: made or "0"}
    _replace(target, package.with_settings(package.SHIPPED.read_bytes(), settings))
    return target


def remove(folder: Path) -> Path | None:
    """Take the add-in away, and the folders that were made for it; None where there is none.

    :raises InUse: Excel holds it open.
    :raises NotOurs: the file of that name is not ours.
    """
    target = folder / NAME
    if not target.exists():
        return None
    made = int(_installed(target).get(_MADE, "0"))
    try:
        target.unlink()
    except PermissionError as error:
        raise InUse from error
    for empty in [folder, *folder.parents][:made]:
        with contextlib.suppress(OSError):  # somebody else keeps something there now
            empty.rmdir()
    return target


def status(folder: Path) -> Status:
    """What is installed in a folder."""
    target = folder / NAME
    if not target.exists():
        return Status(target, installed=False)
    try:
        content = target.read_bytes()
        settings = package.settings_of(content)
        python = settings[package.PYTHON]
    except (package.NotOurs, KeyError):
        return Status(target, installed=True)
    return Status(
        target,
        installed=True,
        readable=True,
        current=package.same_program(content, package.SHIPPED.read_bytes()),
        version=settings[package.VERSION],
        python=python,
        python_exists=Path(python).is_file(),
    )


def _installed(target: Path) -> dict[str, str]:
    return package.settings_of(target.read_bytes())


def _missing(folder: Path) -> int:
    return sum(not path.exists() for path in [folder, *folder.parents])


def _replace(target: Path, content: bytes) -> None:
    """Write a file at once or not at all: Excel may start while we do."""
    handle, name = tempfile.mkstemp(prefix="~perfxl-", suffix=".tmp", dir=target.parent)
    try:
        with open(handle, "wb") as file:
            file.write(content)
        os.replace(name, target)
    except PermissionError as error:
        raise InUse from error
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
