"""The status file: what a button tells the ribbon while it runs, and how it ended.

ASCII, a line per event, ``word TAB text``: ``progress``, ``ask``, ``done`` or ``failed``. Beyond ASCII stands
``\\uXXXX`` (UTF-16, as VBA's ChrW takes it), and ``\\n``, ``\\t``, ``\\\\``. Every line is on disk when it is written;
the last word is exactly one of ask, done, failed.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Literal

End = Literal["ask", "done", "failed"]
_SHORT = {"\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def escaped(text: str) -> str:
    """The text in one line of ASCII."""
    return "".join(_letter(letter) for letter in text.replace("\r\n", "\n").replace("\r", "\n"))


def _letter(letter: str) -> str:
    if letter in _SHORT:
        return _SHORT[letter]
    if " " <= letter <= "~":
        return letter
    units = letter.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02X}{units[at + 1]:02X}" for at in range(0, len(units), 2))


class Status:
    """The file, open for the run of one button."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="ascii", newline="\n")
        self.ended = False

    def __enter__(self) -> Status:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def _write(self, word: str, text: str) -> None:
        self._file.write(f"{word}\t{escaped(text)}\n")
        self._file.flush()

    def progress(self, text: str) -> None:
        """How far it is."""
        self._write("progress", text)

    def end(self, word: End, text: str) -> None:
        """The last word. Nothing is written after it."""
        if not self.ended:
            self.ended = True
            self._write(word, text)
