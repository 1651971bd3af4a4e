"""What hostile files do to their reader, told by the name of the file: the work of pools under test."""

import os
import signal
import sys
import time
from pathlib import Path

from perfxl.finance.digest import Digest
from perfxl.form import FormError


def work(path: Path, *, sha256: str, name: str, profile: str | None = None) -> Digest:
    """Behave as *name* says; the process is told in the digest."""
    deed = name.partition(" ")[0]
    if deed == "allocate":
        return Digest(sha256, rows={"kept": [{"length": len(bytearray(10 << 30))}]})
    if deed == "pile":
        pile = []
        while True:
            pile.append(" " * (1 << 20))
    if deed == "loop":
        while True:
            pass
    if deed == "abort":
        os.abort()
    if deed == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if deed == "exit":
        os._exit(0)
    if deed == "shout":
        sys.stderr.write("something\nthe last line\n")
        sys.stderr.flush()
        os._exit(3)
    if deed == "print":
        print("in the way of the answers")
        os.write(1, b"in the way as well")
    if deed == "form":
        raise FormError("no such profile")
    if deed == "sleep":
        time.sleep(float(name.partition(" ")[2]))
    if deed == "large":
        return Digest(sha256, rows={"large": [{"text": "x" * (8 << 20)}]})
    return Digest(sha256, rows={"process": [{"id": os.getpid(), "read": path.read_bytes().decode()}]})


def evil(path: Path, *, sha256: str, name: str, profile: str | None = None) -> object:
    """An answer that would make a file when unpickled."""
    return _Acts(path.with_suffix(".acted"))


class _Acts:
    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (self.file,)
