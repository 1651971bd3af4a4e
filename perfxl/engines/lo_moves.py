"""Going from cells to other cells in the LibreOffice engine.

Neither insert nor delete: after LibreOffice 7.4 has deleted a part of a row, every object it has given out for that
sheet is broken (it takes the deleted cells out of the sheet's own range).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from perfxl.engines.office import Remote

if TYPE_CHECKING:
    from perfxl.engines.lo_sheets import Range, Sheet

SHEET_ROWS, SHEET_COLUMNS = 1_048_576, 16_384
STEPS = {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}


class Moves(base_classes.Range):
    """What a `Range` can be asked about its surroundings."""

    sheet: Sheet
    row: int
    column: int
    shape: tuple[int, int]

    if TYPE_CHECKING:

        @property
        def api(self) -> Remote | None: ...

    def end(self, direction: str) -> Range:
        """Where Ctrl and an arrow lead from the first cell, as in Excel."""
        down, right = next(step for name, step in STEPS.items() if name.startswith(direction))
        used = self.sheet.used_range
        last = (max(used.shape[0], self.row), max(used.shape[1], self.column))
        if down:
            cells = self.sheet.range((1, self.column), (last[0], self.column)).formula
            line, here, edge = _flat(cells), self.row - 1, SHEET_ROWS
        else:
            cells = self.sheet.range((self.row, 1), (self.row, last[1])).formula
            line, here, edge = _flat(cells), self.column - 1, SHEET_COLUMNS
        place = _stop([text != "" for text in line], here, down + right, edge) + 1
        return self.sheet.range((place, self.column) if down else (self.row, place))

    @property
    def current_region(self) -> Range:
        """The block of filled cells around the first cell."""
        if self.api is None:
            raise ValueError("an empty range has no region")
        cursor = self.sheet.api.createCursorByRange(self.api.getCellByPosition(0, 0))
        cursor.collapseToCurrentRegion()
        return self.sheet.of_area(cursor.RangeAddress)

    @property
    def has_array(self) -> bool:
        """Whether the first cell is part of an array formula."""
        return self.api is not None and bool(self.api.getCellByPosition(0, 0).getArrayFormula())

    def copy(self, destination: Any = None) -> None:
        """Copy contents and formats to another place in the same workbook; there is no clipboard here."""
        if destination is None or destination.sheet.book.impl.uid != self.sheet.book.uid:
            raise NotImplementedError("Range.copy out of the workbook is not supported by the LibreOffice engine")
        if self.api is not None:
            target = destination.impl.api.getCellByPosition(0, 0).CellAddress
            self.sheet.api.copyRange(target, self.api.RangeAddress)


def _flat(cells: Any) -> list[str]:
    return [cells] if isinstance(cells, str) else [text for row in cells for text in row]


def _stop(filled: list[bool], here: int, step: int, edge: int) -> int:
    """The place from 0 where a jump from *here* ends on a line of cells; beyond it everything is empty."""

    def at(place: int) -> bool:
        return 0 <= place < len(filled) and filled[place]

    last = 0 if step < 0 else edge - 1
    if here == last:
        return here
    if at(here) and at(here + step):
        while at(here + step):
            here += step
        return here
    here += step
    while not at(here):
        if not 0 <= here + step < len(filled):
            return last
        here += step
    return here
