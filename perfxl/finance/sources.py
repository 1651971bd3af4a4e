"""What is to be taken in: the files below the paths given, and those in zips; junk is passed over by name.

Nothing is opened to be understood here, except zips; what a file really is, the gate says when it is read. A
folder, file or zip that cannot be read is told like any other find: nothing that was given is lost.
"""

from __future__ import annotations

import datetime as dt
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from perfxl.finance.archives import Budget, Entry, Opener, entries
from perfxl.findings import Refused
from perfxl.workbook.gate import MAX_FILE, MAX_INFLATED, hold_size
from perfxl.workbook.kinds import is_owner

_DEEPEST = 2

_SYSTEM = {".ds_store", "thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "__macosx", "$recycle.bin"}
_SUFFIXES = {
    "picture": (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".heic", ".tif", ".tiff", ".svg", ".ico"),
    "media": (".mp4", ".mov", ".avi", ".mkv", ".mp3", ".wav", ".m4a", ".amr", ".silk"),
    "text": (".txt", ".log", ".md"),
    "shortcut": (".lnk", ".url", ".webloc"),
    "partial": (".tmp", ".temp", ".crdownload", ".part", ".partial", ".download"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that was found.

    :ivar name: its path below what was given, with ``/``; in a zip behind the zip's name: ``a.zip/b/c.xlsx``.
    :ivar modified: in UTC, to the second.
    :ivar passed_over: why it is nothing to take in, a key of ``catalogue.PASSED_OVER``; empty: it is.
    :ivar open: gives its bytes. :raises Refused: F001, F009, F011, F013, F020: they cannot be had.
    """

    name: str
    size: int
    modified: dt.datetime | None
    passed_over: str = ""
    open: Callable[[], bytes] = field(default=bytes, compare=False, repr=False)


def discover(
    paths: Iterable[str | os.PathLike[str]], without: Iterable[str | os.PathLike[str]] = ()
) -> Iterator[Candidate]:
    """Everything below the paths: each in turn, and below each in the order of names.

    A path inside another one given is met once. *without* are files and folders of our own, left where they are.
    """
    given = [Path(path) for path in paths]
    real = [_real(path) for path in given]
    walk = _Walk({_real(path) for path in without})
    for number, (path, place) in enumerate(zip(given, real, strict=True)):
        others = (other for n, other in enumerate(real) if n != number and (other != place or n < number))
        if not any(place == other or other in place.parents for other in others):
            yield from walk.path(path, place.name or str(path), top=True)


class _Walk:
    """One walk; folders met once are not entered again, so that links going in a circle come to an end."""

    def __init__(self, without: set[Path]) -> None:
        self._without = without
        self._met: set[tuple[int, int]] = set()

    def path(self, path: Path, name: str, *, top: bool = False) -> Iterator[Candidate]:
        try:
            status = os.stat(path)
        except FileNotFoundError:
            reason = "shortcut" if os.path.islink(path) else "missing"
            yield Candidate(name, 0, None, reason)
            return
        except (OSError, ValueError):
            yield Candidate(name, 0, None, "unreadable")
            return
        modified = _moment(status.st_mtime)
        folder = stat.S_ISDIR(status.st_mode)
        reason = _junk(path.name, status.st_size) if not folder else "" if top else _made_by_system(path.name)
        if self._without and _real(path) in self._without:
            reason = "own"
        elif not folder and not stat.S_ISREG(status.st_mode):
            reason = "special"
        size = 0 if folder else status.st_size
        if reason:
            yield Candidate(name, size, modified, reason)
        elif folder:
            yield from self._folder(path, "" if top else f"{name}/", (status.st_dev, status.st_ino), modified)
        elif path.suffix.lower() == ".zip":
            yield from _zip(name, status.st_size, modified, partial(_opened, path), partial(content, path))
        else:
            yield Candidate(name, size, modified, open=partial(content, path))

    def _folder(
        self, path: Path, prefix: str, identity: tuple[int, int], modified: dt.datetime | None
    ) -> Iterator[Candidate]:
        told = prefix.rstrip("/") or path.name
        if identity in self._met:
            yield Candidate(told, 0, modified, "twice")
            return
        self._met.add(identity)
        try:
            names = sorted(os.listdir(path))
        except OSError:
            yield Candidate(told, 0, modified, "unreadable")
            return
        for name in names:
            yield from self.path(path / name, f"{prefix}{name}")


def _zip(
    name: str,
    size: int,
    modified: dt.datetime | None,
    opener: Opener,
    whole: Callable[[], bytes],
    budget: Budget | None = None,
    depth: int = 1,
) -> Iterator[Candidate]:
    """What is in a zip; the zip itself where that cannot be said. What has no date is as old as its zip."""
    budget = budget or Budget()
    found = entries(opener, budget)
    if found is None:
        yield Candidate(name, size, modified, open=whole)
        return
    for entry in found:
        below, changed = f"{name}/{entry.name}", entry.modified or modified
        *folders, last = entry.name.split("/")
        reason = next(filter(None, map(_made_by_system, folders)), "") or _junk(last, entry.size)
        if not reason and entry.encrypted:
            reason = "encrypted"
        packed = not reason and last.lower().endswith(".zip")
        if packed and depth < _DEEPEST and entry.size <= MAX_INFLATED:
            yield from _zip(below, entry.size, changed, _inner(entry), entry.read, budget, depth + 1)
        elif packed and depth >= _DEEPEST and _is_zip_of_files(entry):
            yield Candidate(below, entry.size, changed, "nested")
        else:
            yield Candidate(below, entry.size, changed, reason, entry.read)


def _is_zip_of_files(entry: Entry) -> bool:
    return entries(_inner(entry), Budget()) is not None


def _inner(entry: Entry) -> Opener:
    return lambda: BytesIO(_inflated(_ById(entry)))


class _ById:
    """An entry as a key of the cache."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and other.entry is self.entry

    def __hash__(self) -> int:
        return id(self.entry)


@lru_cache(maxsize=1)
def _inflated(key: _ById) -> bytes:
    """A zip inside a zip; the last one is kept, as its entries are asked for one after the other."""
    try:
        return key.entry.read(MAX_INFLATED)
    except Refused as refused:
        raise OSError(refused.code) from refused


def _opened(path: Path) -> BinaryIO:
    return path.open("rb")


def content(path: Path) -> bytes:
    """The bytes of a file. :raises Refused: F001, F011, F020."""
    try:
        hold_size(os.stat(path).st_size)
        with open(path, "rb") as file:
            data = file.read(MAX_FILE + 1)
    except FileNotFoundError:
        raise Refused("F001") from None
    except OSError as error:
        raise Refused("F020", detail=error.strerror or type(error).__name__) from error
    hold_size(len(data))
    return data


def _moment(seconds: float) -> dt.datetime | None:
    try:
        return dt.datetime.fromtimestamp(int(seconds), dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _real(path: str | os.PathLike[str]) -> Path:
    try:
        return Path(os.path.realpath(path))
    except (OSError, ValueError):  # a name no file can have
        return Path(path)


def _junk(name: str, size: int) -> str:
    """Why a file of that name is passed over; empty: it is not."""
    folded = name.lower()
    if is_owner(name, size) or folded.startswith(".~lock."):
        return "lock"
    for reason, suffixes in _SUFFIXES.items():
        if folded.endswith(suffixes):
            return reason
    return _made_by_system(name)


def _made_by_system(name: str) -> str:
    folded = name.lower()
    if folded in _SYSTEM or folded.startswith("._"):
        return "system"
    return "hidden" if folded.startswith(".") and folded not in {".", ".."} else ""
