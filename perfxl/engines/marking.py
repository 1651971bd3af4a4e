"""Many marks and links at once in an open workbook, in Excel through xlwings, in LibreOffice in a few requests.

A mark is a colour, a rule of a conditional format that always holds, and a note where there is none. Excel takes one
rule over many cells, and so does LibreOffice; what each can be asked in one go differs and ends in this module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from perfxl.engines import lo_many, trouble
from perfxl.engines.hygiene import by_com
from perfxl.workbook.placed import place

MOST_ADDRESS = 255  # characters of an address Excel takes


@dataclass(frozen=True, slots=True)
class Mark:
    """What a cell gets: a colour ("#rrggbb") for the area it is part of, the text of a note."""

    cell: str
    color: str
    note: str


def put_marks(sheet: Any, formula: str, marks: Sequence[Mark], colored: bool = True) -> None:
    """Mark cells of a sheet. The *formula*, which always holds, tells the rules; it reads alike in every language.

    Cells that have a note or a discussion keep it and get the colour alone. In a merged area the first mark counts.
    """
    put = _put_in_libreoffice if sheet.book.app.engine.name == "libreoffice" else _put_by_xlwings
    put(sheet, formula, marks, colored)


def take_marks(sheet: Any, formula: str, is_ours: Callable[[str], bool]) -> None:
    """Take away every rule with that formula and every note whose text *is_ours*."""
    if sheet.book.app.engine.name == "libreoffice":
        lo_many.remove_rules(sheet.impl, formula)
        texts = enumerate(text for _, text in lo_many.notes(sheet.impl))
        lo_many.remove_notes(sheet.impl, [number for number, text in texts if is_ours(text)])
        return
    for rule in reversed(list(sheet.cells.conditional_formats)):
        if rule.type == "custom" and rule.formula == formula:
            rule.delete()
    for note in list(sheet.notes):
        if is_ours(note.text):
            note.delete()


def put_links(sheet: Any, links: Mapping[str, tuple[str, str]]) -> None:
    """Put links into empty cells: cell → (address, text)."""
    if sheet.book.app.engine.name == "libreoffice":
        lo_many.add_links(sheet.impl, {place(cell): link for cell, link in links.items()})
        return
    for cell, (address, text) in links.items():
        sheet.range(cell).add_hyperlink(address, text, text)


def _put_in_libreoffice(sheet: Any, formula: str, marks: Sequence[Mark], colored: bool) -> None:
    areas = lo_many.looks(sheet.impl, [place(mark.cell) for mark in marks])
    if colored:
        colors = {area: (look, mark.color) for (area, look), mark in reversed([*zip(areas, marks, strict=True)])}
        lo_many.color_areas(sheet.impl, formula, [(area, *color) for area, color in colors.items()])
    taken = {where for where, _ in lo_many.notes(sheet.impl)}
    notes: dict[tuple[int, int], str] = {}
    for ((top, left, _, _), _), mark in zip(areas, marks, strict=True):
        if (top, left) not in taken:
            notes.setdefault((top, left), mark.note)
    lo_many.add_notes(sheet.impl, notes)


def _put_by_xlwings(sheet: Any, formula: str, marks: Sequence[Mark], colored: bool) -> None:
    colors: dict[str, str] = {}
    for mark in marks:
        area = sheet.range(mark.cell).merge_area
        colors.setdefault(area.get_address(False, False), mark.color)
        anchor = area[0, 0]
        if anchor.note is None and not _discussed(anchor):
            anchor.add_note(mark.note)
    if colored:
        for color in dict.fromkeys(colors.values()):
            for address in _addresses([area for area, its in colors.items() if its == color]):
                sheet.range(address).conditional_formats.add_custom(formula, fill_color=color)


def _addresses(areas: Sequence[str]) -> Iterator[str]:
    """Areas joined to addresses that Excel takes."""
    joined = ""
    for area in areas:
        if joined and len(joined) + 1 + len(area) > MOST_ADDRESS:
            yield joined
            joined = ""
        joined += "," * bool(joined) + area
    if joined:
        yield joined


def _discussed(cell: Any) -> bool:
    """Whether there is a threaded comment: Excel puts no note beside one."""
    if not by_com(cell.sheet.book.app):
        return False
    try:
        return cell.api.CommentThreaded is not None
    except Exception as problem:
        if trouble.number_of(problem) != trouble.UNKNOWN_NAME:
            raise
        return False  # before Excel 2019 there are none
