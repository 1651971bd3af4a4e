"""What every button needs of the open workbook: the book itself, a copy to read, somebody to tell how far it is."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from perfxl.engines.hygiene import xw
from perfxl.engines.opened import copy_of
from perfxl.findings import Lang

Progress = Callable[[str, str], object]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a button did: a sentence for the user, in Chinese and English, and what it found out."""

    zh: str
    en: str
    answer: Any = None

    def text(self, lang: Lang = "zh") -> str:
        return self.zh if lang == "zh" else self.en


def silent(zh: str, en: str) -> None:
    """Tells nobody how far it is."""


def given(book: Any) -> Any:
    """The book handed in, else the one xlwings says called us."""
    return xw.Book.caller() if book is None else book


@contextmanager
def saved(book: Any) -> Iterator[Path]:
    """A private copy of what the workbook holds now: values come through the one door every file comes through."""
    with tempfile.TemporaryDirectory(prefix="perfxl-button-") as folder:
        yield copy_of(book, Path(folder))
