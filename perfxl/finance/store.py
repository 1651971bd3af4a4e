"""Where the original bytes of every workbook are kept: a folder with one file for each content.

A file is named by the SHA-256 of its bytes, so nothing a stranger wrote ever becomes part of a path, the same
return is kept once, and a file that changed on disk is noticed when it is read.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


class StoreError(Exception):
    """Kept bytes are missing or are not what they were; the message says which, in both languages."""


class Store:
    """A folder of originals: ``ab/abcd…``; made when the first one is kept."""

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)

    def path(self, sha256: str) -> Path:
        """Where the bytes of that hash are, once kept. :raises ValueError: it is no SHA-256 in hexadecimal."""
        if not _SHA256.fullmatch(sha256):
            raise ValueError(f"not a SHA-256: {sha256!r}")
        return self.folder / sha256[:2] / sha256

    def keep(self, data: bytes) -> str:
        """Keep bytes and give their SHA-256. What is kept already and sound is left alone.

        Written beside its place first, so whoever dies meanwhile leaves no half a file under a hash.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        target = self.path(sha256)
        if not _holds(target, sha256, len(data)):
            target.parent.mkdir(parents=True, exist_ok=True)
            _replace(target, data)
        return sha256

    def read(self, sha256: str) -> bytes:
        """The bytes of that hash. :raises StoreError: they are missing or were changed."""
        path = self.path(sha256)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise StoreError(f"{path}: missing / 原始文件不见了") from None
        except OSError as error:
            raise StoreError(f"{path}: {error.strerror} / 原始文件读不了") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise StoreError(f"{path}: changed since it was kept / 原始文件被改动过")
        return data


def _holds(path: Path, sha256: str, size: int) -> bool:
    try:
        if path.stat().st_size != size:
            return False
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except FileNotFoundError:
        return False


def _replace(target: Path, data: bytes) -> None:
    """Write a file whole or not at all, also beside others who write the same one."""
    handle, name = tempfile.mkstemp(prefix=".part-", dir=target.parent)
    partial = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.chmod(0o644)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
