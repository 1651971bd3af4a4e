"""The recalculation workbook 复算: one row per indicator of many workbooks, poured once, compared.

Left of the rule block stands whose row it is, right of it what the engine makes of it: the same formulas as
in the template. Three scores of every row are held against each other in cents: the one reported, the
engine's, and Python's, which counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from perfxl.block import HEADERS, Block
from perfxl.findings import Refused
from perfxl.form import Form
from perfxl.model import GoalSheet
from perfxl.numbers import cents, exact
from perfxl.scoring.evaluate import Line, Result
from perfxl.scoring.formula import OUTPUTS, row_formulas
from perfxl.scoring.kinds import Manual
from perfxl.workbook.pour_table import Recalculator, Table, Value

TITLE = "复算"
IDENTIFYING = ("文件", "部门", "工作表", "单元格", "指标", "自评得分")
_SCORE = [key for key, _ in OUTPUTS].index("score")

Scored = tuple[GoalSheet, Form, Result]
Entry = tuple[str, Scored | Refused]


@dataclass(frozen=True, slots=True)
class Difference:
    """A row whose three scores do not agree. ``engine`` is a text where the engine gave an error value."""

    file: str
    sheet: str
    cell: str
    name: str
    reported: Decimal | None
    engine: Decimal | str | None
    python: Decimal | None


@dataclass(frozen=True, slots=True, repr=False)
class Recalculation:
    """What the engine made of all workbooks: rows, differences, every file with its sheet or refusal.

    ``instead_of`` names the engine that was tried first and failed, and why.
    """

    engine: str
    version: str
    rows: int
    differences: tuple[Difference, ...]
    files: tuple[tuple[str, GoalSheet | Refused], ...]
    instead_of: str = ""

    def __repr__(self) -> str:
        files = f"{len(self.files)} files, {self.rows} rows, {len(self.differences)} differences"
        return f"<Recalculation in {self.engine}: {files}>"

    @property
    def refused(self) -> bool:
        return any(isinstance(answer, Refused) for _, answer in self.files)


def recalculate(entries: Iterable[Entry], engine: Recalculator, save_as: Path | None = None) -> Recalculation:
    """Pour the rows of all scored workbooks into *engine* and compare.

    :raises EngineFailed: the engine did not deliver.
    """
    entries = list(entries)
    compared = compare(entries, engine, save_as)
    differences = tuple(row.difference for row in compared if row.difference is not None)
    files = tuple((file, answer if isinstance(answer, Refused) else answer[0]) for file, answer in entries)
    return Recalculation(engine.name, engine.version(), len(compared), differences, files)


@dataclass(frozen=True, slots=True)
class Compared:
    """A row with the engine's score beside it: in cents, ``None`` where there is none, an error value as text."""

    line: Line
    engine: Decimal | str | None
    difference: Difference | None


def compare(entries: Iterable[Entry], engine: Recalculator, save_as: Path | None = None) -> list[Compared]:
    """Every row of the scored workbooks, in order, with what *engine* makes of it.

    :raises EngineFailed: the engine did not deliver.
    """
    lines = [
        (file, answer[0], line)
        for file, answer in entries
        if not isinstance(answer, Refused)
        for line in answer[2].lines
    ]
    scores = pour_scores(engine, [poured(file, sheet, line) for file, sheet, line in lines], save_as)
    return [
        Compared(line, score, _difference(file, line, score))
        for (file, _, line), score in zip(lines, scores, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Poured:
    """A row of 复算: whose it is, the reported score with its place, the rule block with the actual value."""

    file: str
    department: str
    sheet: str
    cell: str
    name: str
    reported: Decimal | None
    block: Block

    def values(self) -> tuple[Value, ...]:
        reported = None if self.reported is None else float(self.reported)
        block = (float(value) if isinstance(value, Decimal) else value for value in self.block.values())
        return (self.file, self.department, self.sheet, self.cell, self.name, reported, *block)


def poured(file: str, sheet: GoalSheet, line: Line) -> Poured:
    """The row of an indicator scored."""
    place = line.place
    name = line.indicator.name
    return Poured(Path(file).name, sheet.department, place.sheet, place.cell, name, line.reported, line.block)


def table_of(rows: Iterable[Poured]) -> Table:
    """The rows of 复算 with the template's formulas."""
    formulas = row_formulas(2, first_column=len(IDENTIFYING) + 1)
    outputs = tuple((header, formulas[key]) for key, header in OUTPUTS)
    return Table(TITLE, (*IDENTIFYING, *HEADERS), [row.values() for row in rows], outputs)


def pour_scores(
    engine: Recalculator, rows: Iterable[Poured], save_as: Path | None = None
) -> list[Decimal | str | None]:
    """The engine's score of every row: in cents, ``None`` where it gives none, an error value as its text.

    :raises EngineFailed: the engine did not deliver.
    """
    return [_score(output[_SCORE]) for output in engine.pour(table_of(rows), save_as)]


def _difference(file: str, line: Line, engine: Decimal | str | None) -> Difference | None:
    manual = line.kind == Manual.kind
    disagrees = not manual and engine != line.score
    # A standard that cannot be read leaves nothing to hold the reported score against: `check` says so.
    unread = line.reading.refusal is not None
    misreported = line.reported is not None and not unread and cents(line.reported) != line.score
    if not disagrees and not misreported:
        return None
    place = line.place
    compared = None if manual else engine
    return Difference(file, place.sheet, place.cell, line.indicator.name, line.reported, compared, line.score)


def _score(value: Value) -> Decimal | str | None:
    """The engine's score in cents; an error value or anything else as its text, which equals no score."""
    if value is None or value == "":
        return None
    if isinstance(value, float | int) and not isinstance(value, bool):
        try:
            return cents(exact(value))
        except ValueError:
            return str(value)
    return str(value)

