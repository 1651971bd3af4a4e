"""From cells to the model's sources, and a sheet as the reader walks it: its rows, merges and texts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, DecimalException

from openpyxl.utils import get_column_letter

from perfxl import numbers
from perfxl.findings import Finding, finding
from perfxl.form import Form
from perfxl.model import Source
from perfxl.workbook.cells import Cell, Grid

Merge = tuple[int, int, int, int]
Place = tuple[int, int]

# A label or a header is short; longer texts are never looked at as such.
LONGEST_LABEL = 200
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_LARGEST = Decimal("1e15")


class Sheet:
    """A worksheet as the reader walks it: rows of non-blank cells, merges by place, findings noted on the way."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.name = grid.name
        self.notes: list[Finding] = []
        self.rows: dict[int, list[Cell]] = {}
        self._filled: dict[Place, Cell] = {}
        for place, cell in grid.cells.items():
            if cell.value is not None and not blank(cell):
                self.rows.setdefault(cell.row, []).append(cell)
                self._filled[place] = cell
        self.last_row = max(self.rows, default=0)
        self._merges: dict[int, tuple[list[int], list[Merge]]] = {}
        for merge in sorted(set(grid.merges)):
            for column in range(merge[1], merge[3] + 1):
                starts, merges = self._merges.setdefault(column, ([], []))
                starts.append(merge[0])
                merges.append(merge)

    def at(self, row: int, column: int) -> Cell | None:
        """The non-blank cell at a place, or ``None``."""
        return self._filled.get((row, column))

    def source(self, row: int, column: int) -> Source:
        """The source at a place, also of an empty cell."""
        cell = self.grid.cells.get((row, column))
        return Source(self.name, f"{get_column_letter(column)}{row}") if cell is None else source(cell)

    def merge(self, row: int, column: int) -> Merge | None:
        """The merge over a place, or ``None``."""
        found = self._merges.get(column)
        if found is None:
            return None
        index = bisect_right(found[0], row) - 1
        return found[1][index] if index >= 0 and found[1][index][2] >= row else None

    def anchor(self, row: int, column: int) -> Place:
        """The place whose value shows at a place: the first of its merge, or the place itself."""
        merge = self.merge(row, column)
        return (row, column) if merge is None else (merge[0], merge[1])

    def right_of(self, cell: Cell) -> Iterator[Cell]:
        """The non-blank cells to the right in the row of a cell, beyond its merge."""
        merge = self.merge(cell.row, cell.column)
        beyond = cell.column if merge is None else merge[3]
        return (other for other in self.rows.get(cell.row, ()) if other.column > beyond)

    def note(self, code: str, place: Source | Cell | None = None, **slots: object) -> None:
        """Note a finding at a cell; its value is the cell's unless given."""
        if isinstance(place, Cell):
            place = source(place)
        if place is None:
            self.notes.append(finding(code, sheet=self.name, **slots))  # type: ignore[arg-type]
        else:
            slots.setdefault("value", place.text)
            self.notes.append(finding(code, sheet=place.sheet, cell=place.cell, **slots))  # type: ignore[arg-type]


def source(cell: Cell) -> Source:
    """A cell as the model keeps it."""
    return Source(cell.sheet, cell.ref, cell.value, cell.kind, cell.number_format)


def blank(cell: Cell | None) -> bool:
    """Whether a cell shows nothing: no cell, no value, or blanks only."""
    if cell is None or cell.kind == "empty":
        return True
    value = cell.value
    return isinstance(value, str) and not value.strip(" \t\r\n\u3000\u00a0\u200b\ufeff")


def words(place: Source) -> str:
    """The text of a field; an error value has none."""
    return "" if place.kind == "error" else place.text


def number(place: Source) -> Decimal | None:
    """A number, also typed as text or full-width; ``None`` for anything else and beyond 15 digits' reach."""
    value = place.value
    if place.kind == "number" and isinstance(value, Decimal):
        return value if value.is_finite() and abs(value) < _LARGEST else None
    if place.kind == "text" and isinstance(value, str):
        return numbers.parse(value)
    return None


def points(place: Source) -> Decimal | None:
    """The points a cell states: a number, ``10分``, or a percentage of the total 100 (``10%``)."""
    found = number(place)
    if found is not None:
        return found * 100 if percent_format(place) else found
    with_unit = numbers.parse_with_unit(place.text) if place.kind == "text" else None
    return with_unit[0] if with_unit and with_unit[1] in {"分", "%"} else None


def percent_format(place: Source) -> bool:
    """Whether a number is shown times hundred: an unquoted ``%`` in its format."""
    return place.kind == "number" and "%" in place.number_format and "%" in _QUOTED.sub("", place.number_format)


def target_text(place: Source, unit: str, form: Form) -> str:
    """A target as text: as written; a number in percent format as people see it, ``%`` kept unless it is the unit."""
    value = number(place)
    if value is None or not percent_format(place):
        return words(place)
    try:
        shown = numbers.plain(value * 100)
    except DecimalException:
        return words(place)
    return shown if form.unit(unit) == "%" else f"{shown}%"


def unit_text(place: Source, form: Form) -> str:
    """A unit as written, percent signs unified; a percent-formatted 1 or the like stays as it is."""
    text = words(place)
    return "%" if form.unit(text) == "%" else text


def level_texts(level1: str, level2: str, form: Form) -> tuple[str, str]:
    """Both levels in canonical words, or as typed where they are none; ``产出指标(40分)`` is 产出指标."""
    first = form.level1(level1) or form.level1(_without_remark(level1)) or level1
    second = form.level2(level2, first) or form.level2(_without_remark(level2), first) or level2
    return first, second


_REMARK = re.compile(r"\s*[(（][^()（）]*[)）]$")


def _without_remark(text: str) -> str:
    return _REMARK.sub("", text)


def not_applicable(values: Sequence[str], form: Form) -> bool:
    """Whether the values are marks of a row that does not apply (``/``) or blank, with at least one mark."""
    marks = form.wording.not_applicable
    return any(value in marks for value in values) and all(not value or value in marks for value in values)


def field_name(key: str, form: Form) -> str:
    """The Chinese name of a column for messages."""
    for column in form.columns:
        if column.key == key:
            return column.header
    words_of: Mapping[str, tuple[str, ...]] = form.foreign.evaluation
    return words_of[key][0] if words_of.get(key) else key
