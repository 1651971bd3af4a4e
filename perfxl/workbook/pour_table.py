"""What is poured, what comes back, and what can go wrong: the vocabulary of all engines.

A `Table` is rows of inputs and, for each output, one formula written for the first data row
(row 2). A formula may refer to cells of its own row and to constants, nothing else: only then do
rows stay independent, may be cut into chunks, and mean the same in every engine.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

Value = str | float | int | bool | None

MAX_ROWS = 1_048_575  # data rows below the header on an .xlsx sheet (documented limit)
MAX_COLUMNS = 16_384
MAX_TEXT = 32_767
MAX_FORMULA = 8_192

_TOKEN = re.compile(
    r'"(?:[^"]|"")*"'  # text
    r"|'(?:[^']|'')*'!?"  # quoted sheet name
    r"|[^\W\d][\w.]*\("  # function call
    r"|(?P<ref>\$?[A-Za-z]{1,3}(?P<fix>\$?)(?P<row>[0-9]+))(?![\w.(!])"  # cell
    r"|[^\W\d][\w.]*!?"  # name, TRUE, unquoted sheet name
    r"|[0-9.]+(?:[eE][+-]?[0-9]+)?"  # number
    r"|."
)


class _Told(RuntimeError):  # noqa: N818  (told to a person: a state, not a programming error)
    """What went wrong and what to do: `str()` in English, `zh` in Chinese (the English where nobody wrote it)."""

    def __init__(self, en: str, zh: str = "") -> None:
        super().__init__(en)
        self.zh = zh or en

    @property
    def both(self) -> str:
        """Chinese and English in one line, for where the reader is not known."""
        return str(self) if self.zh == str(self) else f"{self.zh} / {self}"


class EngineUnavailable(_Told):
    """This engine cannot be used here; the message says why and what to do."""


class EngineFailed(_Told):
    """The engine was started but did not deliver; nothing of it is left running."""


class DeadlineExceeded(EngineFailed):
    """The engine did not answer within its deadline (seconds) and was stopped."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows to pour and the formulas to compute from them.

    Attributes:
        title: name of the sheet; characters a sheet name may not hold are replaced.
        headers: header of each input column, in columns A onwards.
        rows: one tuple of inputs per row, as long as `headers`. "" counts as an empty cell;
            a text that begins with "=" is text.
        outputs: (header, formula) of each output column, right of the inputs. Formulas are in
            English A1 notation for row 2, with or without a leading "=".

    Raises:
        ValueError: no output, a formula that leaves its own row, a limit of the file format.
    """

    title: str
    headers: tuple[str, ...]
    rows: Sequence[tuple[Value, ...]]
    outputs: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        if not self.outputs:
            raise ValueError("a table needs at least one output formula")
        if len(self.headers) + len(self.outputs) > MAX_COLUMNS:
            raise ValueError(f"a sheet has {MAX_COLUMNS:,} columns; split the table")
        if len(self.rows) > MAX_ROWS:
            raise ValueError(f"a sheet has {MAX_ROWS:,} data rows, got {len(self.rows):,}; split the table")
        for header, formula in self.outputs:
            own_row_parts(formula, header)

    @property
    def formulas(self) -> tuple[str, ...]:
        """The output formulas for row 2, each with its leading "="."""
        return tuple("=" + formula.removeprefix("=") for _, formula in self.outputs)


class Recalculator(Protocol):
    """An engine that computes the outputs of a table."""

    name: str

    def version(self) -> str:
        """Program and version, such as "LibreOffice 7.4.7.2"."""
        ...

    def pour(self, table: Table, save_as: Path | None = None) -> list[tuple[Value, ...]]:
        """One tuple of outputs per row, in the order of the rows.

        Empty text comes back as None, an error as its text ("#DIV/0!"), numbers as float.
        With `save_as` the workbook (all rows, living formulas) is written there as .xlsx.

        Raises:
            EngineUnavailable: the program or library is not there.
            DeadlineExceeded: it was stopped because it took too long.
            EngineFailed: it reported an error, a formula it cannot parse included.
            ValueError: an input no cell can hold (NaN, infinity, over-long text, wrong row length).
        """
        ...


def own_row_parts(formula: str, header: str = "") -> tuple[str, ...]:
    """A formula for row 2, split at every row number: `str(row).join(parts)` is the formula of `row`.

    Raises:
        ValueError: a reference to another row or sheet, a fixed row (A$2), or over 8,192 characters.
    """
    formula = "=" + formula.removeprefix("=")
    if len(formula) > MAX_FORMULA:
        raise ValueError(f"formula of {header!r} has {len(formula):,} characters; {MAX_FORMULA:,} fit")
    parts: list[str] = []
    begin = 0
    for token in _TOKEN.finditer(formula):
        text = token.group()
        if text.endswith("!"):
            raise ValueError(f"formula of {header!r} refers to another sheet ({text}): own row only")
        if token["ref"]:
            if token["fix"] or token["row"] != "2":
                raise ValueError(f"formula of {header!r} refers to {text}; only its own row, 2, is allowed")
            parts.append(formula[begin : token.start("row")])
            begin = token.end("row")
    return (*parts, formula[begin:])


def poured_rows(table: Table, start: int = 0, stop: int | None = None) -> list[list[Value]]:
    """The inputs of some rows, as every engine may take them: float, bool, non-empty text or None.

    Raises:
        ValueError: naming row and header of a value no cell can hold.
    """
    width = len(table.headers)
    result: list[list[Value]] = []
    for number, row in enumerate(table.rows[start:stop], start + 1):
        if len(row) != width:
            raise ValueError(f"row {number} has {len(row)} values for {width} headers")
        line: list[Value] = []
        for value, header in zip(row, table.headers, strict=True):
            if value is None or value == "":
                line.append(None)
            elif isinstance(value, bool):
                line.append(value)
            elif isinstance(value, str):
                if len(value) > MAX_TEXT:
                    raise ValueError(f"row {number}, {header}: {len(value):,} characters; {MAX_TEXT:,} fit")
                line.append(value)
            else:
                if not math.isfinite(value):
                    raise ValueError(f"row {number}, {header}: {value} is not a number a cell can hold")
                line.append(float(value))
        result.append(line)
    return result
