"""The XML of a package, read within bounds: relationships, the rows of a sheet, shared strings.

Input is bytes the gate has admitted: UTF-8, no document type, inflated size known. What this module adds is
that no part can make the reader build a large tree or walk many elements: small parts are parsed whole
(:data:`TREE`), of a sheet or a table of strings above 64 KiB rows and strings are pulled from the parser one at a
time and let go again.
Element names and attributes: ECMA-376 part 1, §18 (SpreadsheetML).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias, cast

from lxml import etree
from msgspec import Struct

from perfxl.findings import Refused

Element: TypeAlias = etree._Element

MIB = 1024 * 1024
TREE = 6 * MIB
"""Bytes of XML that may be held as one tree (up to 200 MB of memory)."""

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_S = f"{{{MAIN}}}"
_ROW, _CELL, _VALUE, _FORMULA, _INLINE = (f"{_S}{name}" for name in ("row", "c", "v", "f", "is"))
_ITEM, _TEXT, _RUN = (f"{_S}{name}" for name in ("si", "t", "r"))
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"

_CHUNK = 64 * 1024
_ROWS_OUTSIDE = 10_000  # rows looked at beyond the bounds before the rest is skipped unparsed
_GAP = 4 * MIB  # bytes between two rows, or two shared strings: the largest element held as a tree
_MERGES = 20_000
_STRINGS = 1_000_000
_SHEET_DATA = re.compile(rb"<((?:[\w.-]+:)?)sheetData(?:\s[^<>]*)?>")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MERGE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})(?::([A-Z]{1,3})([1-9]\d{0,6}))?")

_SAFE: dict[str, Any] = {
    # The gate admits no entity declaration, so this resolves none, and a reference to one is an error
    # (with False it would vanish from the text without a word).
    "resolve_entities": "internal",
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


class Raw(Struct, frozen=True):
    """A cell as the file states it: nothing is looked up or converted.

    ``type`` is the ``t`` attribute (``n`` when absent), ``style`` the ``s`` attribute, ``text`` the stored
    value (``None``: there is none), ``formula`` the formula with its ``=``, a lone ``=`` where it is shared.
    """

    type: str
    style: str
    text: str | None
    formula: str | None


@dataclass(slots=True)
class Budget:
    """How much the sheets of one workbook may still cost together."""

    cells: int = 500_000
    filled: int = 150_000
    characters: int = 16_000_000


@dataclass(slots=True)
class Sheet:
    """What one bounded scan of a sheet part found. Rows and columns count from 1."""

    cells: dict[tuple[int, int], Raw] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    truncated: bool = False
    warnings: list[str] = field(default_factory=list)


def tree(part: str, data: bytes) -> Element:
    """The whole part as a tree. :raises Refused: F016 not well-formed, F021 more than :data:`TREE` bytes."""
    if len(data) > TREE:
        raise Refused("F021", detail=f"{part}: {len(data) // MIB} MiB")
    try:
        return etree.fromstring(data, etree.XMLParser(**_SAFE))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused("F016", part=part, detail=str(error)) from error


class Relationship(NamedTuple):
    """``type`` is the last word of the type's URI (``worksheet``); ``target`` a part name in lower case."""

    type: str
    target: str


def relationships(part: str, data: bytes, folder: str) -> dict[str, Relationship]:
    """Identifier → relationship, of a ``.rels`` part whose source lies in *folder*; internal targets only."""
    found = {}
    for item in tree(part, data).iter(_RELATIONSHIP):
        if item.get("TargetMode", "Internal") == "Internal":
            kind = item.get("Type", "").rpartition("/")[2]
            found[item.get("Id", "")] = Relationship(kind, resolve(folder, item.get("Target", "")))
    return found


def resolve(folder: str, target: str) -> str:
    """A relationship's target as a part name: no leading slash, no dot segments, lower case."""
    steps: list[str] = [] if target.startswith("/") else folder.split("/")
    for step in target.split("/"):
        if step == "..":
            del steps[-1:]
        elif step not in {"", "."}:
            steps.append(step)
    return "/".join(step for step in steps if step).lower()


def unescape(text: str) -> str:
    """``_x000D_`` and the like as the characters they stand for (ST_Xstring, ECMA-376 part 1, §22.9.2.19)."""
    if "_x" not in text:
        return text
    plain = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _children(element: Element) -> Iterable[Element]:
    """The children of an element; nearly all have one, and to walk it costs twice as much as to take it."""
    return (element[0],) if len(element) == 1 else element


def words(item: Element) -> str:
    """The text of a string item: its plain text and its runs, never the phonetic reading (``rPh``)."""
    parts = []
    for child in _children(item):
        tag = child.tag
        if tag == _TEXT:
            parts.append(child.text or "")
        elif tag == _RUN:
            parts.extend(text.text or "" for text in child.iterchildren(_TEXT))
    return unescape(parts[0] if len(parts) == 1 else "".join(parts))


class Pull:
    """The elements *tag* of a part in document order, let go by the chunk once they are used.

    ``offset`` is where the bytes handed to the parser last began: nothing before it is still unread.
    Iterating raises :class:`Refused`: F016 not well-formed, F021 one of them is larger than 4 MiB.
    """

    def __init__(self, part: str, data: bytes, tag: str) -> None:
        self.part, self.data, self.tag, self.offset = part, data, tag, 0

    def __iter__(self) -> Iterator[Element]:
        parser = etree.XMLPullParser(events=("end",), tag=self.tag, **_SAFE)
        idle = 0
        try:
            for start in range(0, len(self.data), _CHUNK):
                self.offset = start
                parser.feed(self.data[start : start + _CHUNK])
                idle += _CHUNK
                events = cast(Iterator[tuple[str, Element]], parser.read_events())
                last = None
                for _, last in events:
                    yield last
                if last is not None:
                    idle = 0
                    last.clear()
                    parent = last.getparent()
                    if parent is not None:
                        del parent[: parent.index(last)]
                if idle > _GAP:
                    raise Refused("F021", detail=f"{self.part}: {self.tag.rpartition('}')[2]}")
        except etree.XMLSyntaxError as error:
            raise Refused("F016", part=self.part, detail=str(error)) from error


@lru_cache(maxsize=1024)
def column_number(letters: str) -> int:
    """``"A"`` → 1, ``"AA"`` → 27. :raises ValueError: not one to three letters."""
    if not (0 < len(letters) <= 3 and letters.isascii() and letters.isalpha()):
        raise ValueError(letters)
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def sheet(part: str, data: bytes, max_rows: int, max_columns: int, budget: Budget) -> Sheet:
    """Scan a worksheet part within bounds.

    Positions may be left out and rows or cells may come in any order; the same row or cell twice is damage.
    Of what lies beyond the bounds only whether it holds anything is noted (``truncated``).

    :raises Refused: F016 damaged, F017 strict namespace, F021 beyond the budget.
    """
    found = Sheet()
    if len(data) <= _CHUNK:
        root = tree(part, data)
        _frame(part, root, found, max_rows, max_columns)
        _rows(part, root.iter(_ROW), max_rows, max_columns, found, budget)
        return found
    opening = _SHEET_DATA.search(data)
    if opening is None or opening[0].endswith(b"/>"):
        _frame(part, tree(part, data), found, max_rows, max_columns)
        return found
    closing = re.compile(b"</" + re.escape(opening[1]) + rb"sheetData\s*>").search(data, opening.end())
    if closing is None:
        raise Refused("F016", part=part, detail="sheetData does not end")
    around = data[: opening.end()] + data[closing.start() :]
    _frame(part, tree(part, around), found, max_rows, max_columns)
    pulled = Pull(part, data[: closing.end()], _ROW)
    if _rows(part, pulled, max_rows, max_columns, found, budget):
        names = (b"v>", b"v ", b"f>", b"f ", b"is>")
        found.truncated = found.truncated or any(
            data.find(b"<" + opening[1] + name, pulled.offset, closing.start()) >= 0 for name in names
        )
    return found


def _rows(
    part: str, rows: Iterable[Element], max_rows: int, max_columns: int, found: Sheet, budget: Budget
) -> bool:
    """Scan rows; ``True``: so many lie beyond the bounds that the rest was not looked at."""
    number = outside = 0
    seen: set[int] = set()
    for row in rows:
        number = _row_number(part, row.get("r"), number)
        if number > max_rows:
            found.truncated = found.truncated or _holds(row)
            outside += 1
            if outside > _ROWS_OUTSIDE:
                return True
            continue
        if number in seen:
            raise Refused("F016", part=part, detail=f"row {number} twice")
        seen.add(number)
        if _true(row.get("hidden")) or row.get("ht") in {"0", "0.0"}:
            found.hidden_rows.add(number)
        _cells(part, row, number, max_columns, found, budget)
    return False


def _row_number(part: str, stated: str | None, previous: int) -> int:
    """The row's number: stated, else one more than the row before it."""
    if stated is None:
        return previous + 1
    if not (stated.isascii() and stated.isdigit() and len(stated) <= 10 and int(stated) > 0):
        raise Refused("F016", part=part, detail=f"row number {stated[:20]}")
    return int(stated)


def _true(flag: str | None) -> bool:
    return flag in {"1", "true", "on"}


def _holds(element: Element) -> bool:
    """Whether a row or cell holds a value or a formula."""
    return any(item.tag != _VALUE or item.text for item in element.iterdescendants(_VALUE, _FORMULA, _INLINE))


def _cells(part: str, row: Element, number: int, max_columns: int, found: Sheet, budget: Budget) -> None:
    """Add the cells of one row that hold a value or a formula."""
    budget.cells -= len(row)
    if budget.cells < 0:
        raise Refused("F021", detail=f"{part}: too many cells")
    ending = str(number)
    column = 0
    for cell in row:
        if cell.tag != _CELL:
            continue
        reference = cell.get("r")
        if reference is None:
            column += 1
        else:
            if not reference.endswith(ending):
                raise Refused("F016", part=part, detail=f"cell {reference[:20]} in row {number}")
            try:
                column = column_number(reference[: -len(ending)])
            except ValueError:
                raise Refused("F016", part=part, detail=f"cell {reference[:20]}") from None
        if not len(cell):
            continue
        if column > max_columns:
            found.truncated = found.truncated or _holds(cell)
            continue
        raw = _raw(cell)
        if raw.text is None and raw.formula is None:
            continue
        place = (number, column)
        if place in found.cells:
            raise Refused("F016", part=part, detail=f"cell {reference or place} twice")
        found.cells[place] = raw
    if len(found.cells) > budget.filled:
        raise Refused("F021", detail=f"{part}: too many filled cells")


def _raw(cell: Element) -> Raw:
    text = formula = None
    kind = cell.get("t", "n")
    for child in _children(cell):
        tag = child.tag
        if tag == _VALUE:
            text = child.text or ("" if kind == "str" else None)
        elif tag == _FORMULA:
            formula = f"={child.text or ''}"
        elif tag == _INLINE:
            text, kind = words(child), "inlineStr"
    return Raw(kind, cell.get("s", "0"), text, formula)


def _frame(part: str, root: Element, found: Sheet, max_rows: int, max_columns: int) -> None:
    """What a sheet states around its rows: hidden columns and merged ranges, clipped to the bounds."""
    if root.tag == f"{{{STRICT}}}worksheet":
        raise Refused("F017")
    if root.tag != f"{_S}worksheet":
        raise Refused("F016", part=part, detail=f"<{str(root.tag)[:80]}>")
    for item in root.iterchildren(f"{_S}cols"):
        for column in item.iterchildren(f"{_S}col"):
            if _true(column.get("hidden")) or column.get("width") in {"0", "0.0"}:
                first, last = column.get("min", ""), column.get("max", "")
                if not (first.isdecimal() and last.isdecimal() and len(first + last) <= 20):
                    raise Refused("F016", part=part, detail=f"columns {first[:20]}-{last[:20]}")
                found.hidden_columns.update(range(max(int(first), 1), min(int(last), max_columns) + 1))
    for item in root.iterchildren(f"{_S}mergeCells"):
        if len(item) > _MERGES:
            raise Refused("F021", detail=f"{part}: {len(item)} merged ranges")
        for merge in item.iterchildren(f"{_S}mergeCell"):
            _merge(merge.get("ref", ""), found, max_rows, max_columns)


def _merge(reference: str, found: Sheet, max_rows: int, max_columns: int) -> None:
    match = _MERGE.fullmatch(reference)
    if match is None:
        found.warnings.append(f"merged range {reference[:40]!r} is not readable")
        return
    left, right = column_number(match[1]), column_number(match[3] or match[1])
    top, bottom = int(match[2]), int(match[4] or match[2])
    if left <= min(right, max_columns) and top <= min(bottom, max_rows):
        found.merges.append((top, left, min(bottom, max_rows), min(right, max_columns)))


def strings(part: str, data: bytes, wanted: Set[int]) -> dict[int, str]:
    """The shared strings with the indices *wanted*. :raises Refused: F016 there is no such string."""
    found = {}
    last = max(wanted, default=-1)
    if last >= _STRINGS:
        raise Refused("F021", detail=f"{part}: {last + 1} shared strings")
    items = tree(part, data).iter(_ITEM) if len(data) <= _CHUNK else Pull(part, data, _ITEM)
    for index, item in enumerate(items) if wanted else ():
        if index in wanted:
            found[index] = words(item)
        if index == last:
            break
    if len(found) < len(wanted):
        raise Refused("F016", part=part, detail=f"no shared string {last}")
    return found
