"""Speaking: two languages, plain text made safe for a terminal, tables without clutter, JSON."""

from __future__ import annotations

import json
import os
import re
import sys
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from perfxl.findings import Lang

_OPENING = "（“‘《〔【([{"
_CLOSING = "）”’》〕】)]}，。；：、！？,.;:!?%％…"
PIPED_WIDTH = 110  # columns when nobody says how many there are

# What a terminal would obey, or what would turn the line around, shows as a replacement character.
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Voice:
    """Output in one language. Calling it with a sentence and its twin gives the one that counts."""

    lang: Lang
    out: Console = field(repr=False)
    err: Console = field(repr=False)

    def __call__(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def line(self, text: str = "", style: str = "") -> None:
        """A line of output, wrapped where it is too long."""
        self.block(Text(safe(text), style=style))

    def block(self, text: Text, label: str | Text = "", indent: int = 0) -> None:
        """A text wrapped beside its label, from column *indent* on."""
        head = label if isinstance(label, Text) else Text(label, style="bold")
        head.append(" " * max(indent - width_of(head.plain), 0))
        for number, line in enumerate(wrapped(text, self.out.width - indent)):
            start = head if number == 0 else Text(" " * indent)
            self.out.print(Text.assemble(start, line), soft_wrap=True)

    def table(self, made: Table) -> None:
        """A table; what is not for a terminal carries no blanks at the ends of lines."""
        if self.out.is_terminal:
            self.out.print(made)
            return
        with self.out.capture() as captured:
            self.out.print(made)
        for line in captured.get().splitlines():
            self.out.print(line.rstrip(), soft_wrap=True)

    def complain(self, text: str) -> None:
        """A line on standard error."""
        self.err.print(safe(text), style="red", soft_wrap=True)

    def remark(self, text: str) -> None:
        """A line on standard error that is no complaint: progress, what was written."""
        self.err.print(safe(text), style="dim", soft_wrap=True)


def voice(lang: Lang) -> Voice:
    """A voice on the standard streams as they are now."""
    return Voice(lang, _console(sys.stdout), _console(sys.stderr))


def _console(stream: TextIO) -> Console:
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="replace")
    width = None if stream.isatty() or os.environ.get("COLUMNS") else PIPED_WIDTH
    return Console(file=stream, width=width, markup=False, highlight=False, emoji=False)


def safe(text: str) -> str:
    """A text from a workbook or a file name as a terminal may show it."""
    return _OBEYED.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str, limit: int = 0) -> str:
    """A text as one line, cut to *limit* columns (a Chinese character takes two) where one is given."""
    line = " ".join(safe(text).split())
    if not limit or width_of(line) <= limit:
        return line
    kept, used = [], 0
    for char in line:
        used += width_of(char)
        if used > limit - 1:
            break
        kept.append(char)
    return "".join(kept) + "…"


def width_of(text: str) -> int:
    """Columns a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def table(*columns: tuple[str, Mapping[str, object]]) -> Table:
    """A table with a ruled head only. Each column is its header and the keywords of ``Table.add_column``."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold", show_edge=False)
    for header, keywords in columns:
        made.add_column(header, **{"overflow": "fold", **keywords})  # type: ignore[arg-type]
    return made


def wrapped(text: Text, width: int) -> list[Text]:
    """The lines of a text. Chinese breaks anywhere but before a closing or after an opening mark."""
    lines = []
    for paragraph in text.split("\n", allow_blank=True):
        for line in paragraph.divide(_breaks(paragraph.plain, max(width, 10))):
            line.rstrip()
            lines.append(line)
    return lines or [Text()]


def _breaks(plain: str, width: int) -> list[int]:
    breaks: list[int] = []
    start = used = possible = 0
    for position, char in enumerate(plain):
        if position > start and _may_break(plain[position - 1], char):
            possible = position
        used += width_of(char)
        if used > width and not char.isspace():
            start = possible if possible > start else position
            breaks.append(start)
            used = width_of(plain[start : position + 1])
    return breaks


def _may_break(before: str, after: str) -> bool:
    if before in _OPENING or after in _CLOSING or after.isspace():
        return False
    return before.isspace() or width_of(before) == 2 or width_of(after) == 2 or before in _CLOSING


def print_json(value: object) -> None:
    """One JSON document in UTF-8, whatever the locale; what UTF-8 cannot hold is escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def print_json_line(value: object) -> None:
    """One JSON document as one line of UTF-8."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False) + "\n"
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def read_json(line: bytes) -> object:
    """A JSON document in UTF-8. :raises ValueError: it is none."""
    return json.loads(line.decode("utf-8-sig"))
