"""The cells of a returned workbook: one bounded reading of an admitted file into plain, addressed records."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from msgspec import Struct
from openpyxl.utils import get_column_letter

from perfxl.findings import Refused
from perfxl.workbook import scan, values
from perfxl.workbook.gate import Admitted, Package, take, unpack
from perfxl.workbook.values import GENERAL, Kind, Value

State = Literal["visible", "hidden", "veryHidden"]

_S = f"{{{scan.MAIN}}}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
LONGEST_TEXT = 32_767
_STATES: Mapping[str, State] = {"hidden": "hidden", "veryHidden": "veryHidden"}


class Cell(Struct, frozen=True):
    """One cell as it was returned. Rows and columns count from 1.

    :ivar value: text as typed; a number with its 15 significant digits; a date serial as ``datetime`` (a
        ``time`` below one day); the word of an error (``#REF!``), also where the stored value is unreadable
        (``raw`` then says what was there); ``None`` for nothing or an empty text.
    :ivar number_format: the format code, ``General`` where the style is unknown.
    :ivar formula: the formula with its ``=``; a lone ``=`` where the text is kept with another cell.
    :ivar raw: the stored value as written (of a shared string its text); ``None``: never calculated.
    """

    sheet: str
    row: int
    column: int
    value: Value
    kind: Kind
    number_format: str = GENERAL
    formula: str | None = None
    raw: str | None = None

    @property
    def ref(self) -> str:
        """The address within its sheet: ``E12``."""
        return f"{get_column_letter(self.column)}{self.row}"


@dataclass(frozen=True, slots=True)
class Grid:
    """One worksheet within the bounds of reading.

    :ivar cells: (row, column) → cell, for cells with a value or a formula, ordered by row and column.
    :ivar merges: (first row, first column, last row, last column), clipped to the bounds.
    :ivar hidden_rows: rows hidden by flag, filter or zero height; likewise ``hidden_columns``.
    :ivar truncated: something lies outside the bounds and was not read.
    """

    name: str
    state: State
    cells: Mapping[tuple[int, int], Cell] = field(repr=False)
    merges: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    truncated: bool = False

    def get(self, row: int, column: int) -> Cell:
        """The cell at an address; an empty one where the sheet has none."""
        found = self.cells.get((row, column))
        return Cell(self.name, row, column, None, "empty") if found is None else found

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """The rows that hold anything, from the top; of each its cells from the left."""
        row: list[Cell] = []
        for cell in self.cells.values():
            if row and row[0].row != cell.row:
                yield tuple(row)
                row = []
            row.append(cell)
        if row:
            yield tuple(row)


@dataclass(frozen=True, slots=True)
class Book:
    """A returned workbook: its worksheets in order, without the chart sheets.

    :ivar calculated: ``False`` when it has formulas and not one stored result: no spreadsheet program has
        calculated it yet, and its formulas read as empty.
    :ivar warnings: English technical notes of what was passed over (chart sheets, unknown styles).
    """

    admitted: Admitted
    sheets: tuple[Grid, ...]
    date1904: bool
    calculated: bool
    warnings: tuple[str, ...] = ()

    def sheet(self, name: str) -> Grid | None:
        """The sheet of that name, compared as spreadsheet programs do: without regard to case."""
        return next((grid for grid in self.sheets if grid.name.casefold() == name.casefold()), None)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What of a workbook is read.

    :ivar unread: name of a sheet → sheets that nobody reads where that one is; of these no cell is read.
    """

    rows: int = 1500
    columns: int = 64
    sheets: int = 40
    unread: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def left_out(self, names: Iterable[str]) -> frozenset[str]:
        """Which of the sheets are not read."""
        return frozenset().union(*(self.unread.get(name, frozenset()) for name in names))


def load(path: str | os.PathLike[str], bounds: Bounds | None = None) -> Book:
    """Read a returned workbook within bounds; never by name or extension, never more than the bounds.

    :raises Refused: the file cannot be read; see :func:`perfxl.workbook.gate.admit`, F016 for damaged parts,
        F021 for workbooks beyond the bounds, F004 for old ones that cannot be read. Nothing else is raised.
    """
    admitted = take(path)
    if admitted.old:
        from perfxl.workbook import xls

        return xls.book(admitted, bounds or Bounds())
    package = unpack(admitted)
    try:
        return _book(package, bounds or Bounds())
    except (Refused, MemoryError):
        raise
    except Exception as error:
        raise Refused("F016", part=package.workbook, detail=f"{type(error).__name__}: {error}") from error


@dataclass(slots=True)
class _Listed:
    """A worksheet as the workbook part lists it, and what the scan of its part found."""

    name: str
    state: State
    part: str
    sheet: scan.Sheet


def _book(package: Package, bounds: Bounds) -> Book:
    root = scan.tree(package.workbook, package.part(package.workbook))
    folder, _, file = package.workbook.rpartition("/")
    links_part = f"{folder}/_rels/{file}.rels".lstrip("/")
    links = scan.relationships(links_part, package.part(links_part), folder)
    warnings: list[str] = []
    budget = scan.Budget()
    listed: list[_Listed] = []
    sheets = list(_sheets(package.workbook, root, links, warnings))
    left_out = bounds.left_out(name for name, _, _ in sheets)
    for name, state, part in sheets:
        if len(listed) == bounds.sheets:
            raise Refused("F021", detail=f"more than {bounds.sheets} sheets")
        if name in left_out:
            listed.append(_Listed(name, state, part, scan.Sheet()))
            continue
        found = scan.sheet(part, package.part(part), bounds.rows, bounds.columns, budget)
        budget.filled -= len(found.cells)
        warnings.extend(f"{name}: {warning}" for warning in found.warnings)
        listed.append(_Listed(name, state, part, found))
    if not listed:
        raise Refused("F016", part=package.workbook, detail="no worksheet")
    by_type = {link.type: link.target for link in links.values()}
    strings = _strings(package, listed, by_type.get("sharedStrings"))
    styles_part = by_type.get("styles")
    styles = values.styles(styles_part, package.part(styles_part)) if styles_part else {}
    date1904 = any(
        item.get("date1904") in {"1", "true", "on"} for item in root.iterchildren(f"{_S}workbookPr")
    )
    grids = tuple(_grid(item, strings, styles, date1904, budget, warnings) for item in listed)
    formulas = [cell for grid in grids for cell in grid.cells.values() if cell.formula is not None]
    calculated = not formulas or any(cell.raw is not None for cell in formulas)
    return Book(package.admitted, grids, date1904, calculated, tuple(warnings))


def _sheets(
    part: str, root: scan.Element, links: Mapping[str, scan.Relationship], warnings: list[str]
) -> Iterator[tuple[str, State, str]]:
    """Name, state and part of every worksheet, in the order of the tabs."""
    names: set[str] = set()
    targets: set[str] = set()
    for item in root.iterfind(f"{_S}sheets/{_S}sheet"):
        name = scan.unescape(item.get("name", ""))
        link = links.get(item.get(_ID, ""))
        if link is None:
            raise Refused("F016", part=part, detail=f"sheet {name} has no part")
        if link.type != "worksheet":
            warnings.append(f"{name}: a {link.type}, passed over")
            continue
        if name.casefold() in names or link.target in targets:
            raise Refused("F016", part=part, detail=f"sheet {name} twice")
        names.add(name.casefold())
        targets.add(link.target)
        yield name, _STATES.get(item.get("state", ""), "visible"), link.target


def _strings(package: Package, listed: list[_Listed], part: str | None) -> dict[str, str]:
    """The shared strings the sheets refer to, by their index as the cells write it."""
    wanted: dict[str, int] = {}
    for item in listed:
        wanted |= values.string_indices(item.part, item.sheet.cells.values())
    if not wanted:
        return {}
    if part is None:
        raise Refused("F016", part=package.workbook, detail="no shared strings")
    found = scan.strings(part, package.part(part), frozenset(wanted.values()))
    return {written: found[index] for written, index in wanted.items()}


def _grid(
    listed: _Listed,
    strings: Mapping[str, str],
    styles: Mapping[str, values.Style],
    date1904: bool,
    budget: scan.Budget,
    warnings: list[str],
) -> Grid:
    name, found = listed.name, listed.sheet
    cells = {}
    unknown = 0
    for (row, column), raw in sorted(found.cells.items()):
        style = styles.get(raw.style)
        if style is None:
            unknown += bool(styles) or raw.style != "0"
            style = values.PLAIN
        text = raw.text
        if text and raw.type == "s":
            text = strings[text]
        value, kind = values.value(raw.type, text, style, date1904)
        if kind == "empty" and raw.formula is None:
            continue
        cell = Cell(name, row, column, value, kind, style.number_format, raw.formula, text)
        cells[row, column] = cell
        length = len(text or "") + len(raw.formula or "")
        budget.characters -= length
        if length > LONGEST_TEXT or budget.characters < 0:
            raise Refused("F021", detail=f"{name}!{cell.ref}: {length} 字 (characters)")
    if unknown:
        warnings.append(f"{name}: {unknown} cells with an unknown style")
    return Grid(
        name,
        listed.state,
        cells,
        tuple(found.merges),
        frozenset(found.hidden_rows),
        frozenset(found.hidden_columns),
        found.truncated,
    )
