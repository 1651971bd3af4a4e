"""Many notes, links and rules at once in a sheet of the LibreOffice engine.

Cell by cell each would cost a dozen requests and some new objects, which are what takes long (a millisecond each on
both sides). Here all go in one request, addressed by structs, and one cursor walks over all cells.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from perfxl.engines.lo_remarks import URL_FIELD, internal
from perfxl.engines.lo_rules import (
    CELL_RANGES,
    CORNERS,
    EXPRESSION,
    KEPT,
    RANGES_OF,
    Area,
    Entry,
    Place,
    add_rules,
    address_of,
    cell_of,
    entries_of,
    from_1,
    remove,
)
from perfxl.engines.office import Remote, Step, UnoEnum
from perfxl.engines.uno_bridge import Earlier

if TYPE_CHECKING:
    from perfxl.engines.lo_sheets import Sheet

Look = dict[str, Any]


def notes(sheet: Sheet) -> list[tuple[Place, str]]:
    """Place and text of every note, in LibreOffice's order."""
    annotations = sheet.api.Annotations
    steps: list[Step] = []
    for index in range(len(annotations)):
        note = Earlier(len(steps))
        steps.append((annotations, (("getByIndex", (index,)),)))
        steps.append((note, (("Position", None), (("Row", "Column"), None))))
        steps.append((note, (("getString", ()),)))
    told = sheet.book.app.office.script(*steps)
    return [
        ((row + 1, column + 1), text) for (row, column), text in zip(told[1::3], told[2::3], strict=True)
    ]


def remove_notes(sheet: Sheet, numbers: Iterable[int]) -> None:
    """Remove notes by their number in `notes`."""
    annotations = sheet.api.Annotations
    last_first = sorted(numbers, reverse=True)
    sheet.book.app.office.script(*((annotations, (("removeByIndex", (number,)),)) for number in last_first))


def add_notes(sheet: Sheet, texts: Mapping[Place, str]) -> None:
    """Add notes to cells that have none."""
    index = sheet.index - 1
    annotations = sheet.api.Annotations
    added = ((annotations, (("insertNew", (cell_of(index, place), text)),)) for place, text in texts.items())
    sheet.book.app.office.script(*added)


def add_links(sheet: Sheet, links: Mapping[Place, tuple[str, str]]) -> None:
    """Put links, (address, text), into cells that are empty; see `Range.add_hyperlink`."""
    document, cells = sheet.book.api, sheet.api
    steps: list[Step] = []
    for (row, column), (address, text) in links.items():
        field, cell, cursor = map(Earlier, range(len(steps), len(steps) + 3))
        steps += [
            (document, (("createInstance", (URL_FIELD,)),)),
            (cells, (("getCellByPosition", (column - 1, row - 1)),)),
            (cell, (("createTextCursor", ()),)),
            (field, (("setPropertyValue", ("URL", internal(address, "!", "."))),)),
            (field, (("setPropertyValue", ("Representation", text)),)),
            (cell, (("insertTextContent", (cursor, field, False)),)),
        ]
    sheet.book.app.office.script(*steps)


def looks(sheet: Sheet, places: Iterable[Place]) -> list[tuple[Area, Look]]:
    """The merged area each cell is part of, or that cell, and the look a rule's style has to keep there."""
    office, cursor = sheet.book.app.office, sheet.api.createCursor()
    home: Step = (cursor, (("gotoStartOfUsedArea", (False,)),))
    here: Step = (cursor, (("RangeAddress", None), (CORNERS, None)))
    top, left, _, _ = office.script(home, here)[1]
    steps: list[Step] = []
    for row, column in places:
        steps += [
            home,
            (cursor, (("gotoOffset", (column - 1 - left, row - 1 - top)),)),
            (cursor, (("collapseToMergedArea", ()),)),
            here,
            (cursor, (("collapseToSize", (1, 1)),)),
            (cursor, (("getPropertyValues", (KEPT,)),)),
        ]
    told = office.script(*steps)
    return [
        (
            (area[0] + 1, area[1] + 1, area[2] + 1, area[3] + 1),
            {name: value for name, value in zip(KEPT, values, strict=True) if value is not None},
        )
        for area, values in zip(told[3::6], told[5::6], strict=True)
    ]


def color_areas(sheet: Sheet, formula: str, colors: Sequence[tuple[Area, Look, str]]) -> None:
    """One rule per look and colour over all areas that have them; *formula* must read alike in every grammar.

    Assigning a rule to cells takes away those they have. Areas where there is one already get theirs in the way that
    adds, which is slow.
    """
    formats, office = sheet.api.ConditionalFormats, sheet.book.app.office
    groups = tuple(formats.getConditionalFormats())
    ranges = office.gather(*((group, RANGES_OF) for group in groups))
    ruled = [from_1(area) for areas in ranges for area in areas]
    wanted: dict[tuple[str, bool], list[Area]] = {}
    styles: dict[str, str] = {}
    for area, look, color in colors:
        key = f"{color} {look}"
        if key not in styles:
            styles[key] = sheet.book.styles.take({"fill_color": color}, look)
        wanted.setdefault((styles[key], not any(_meet(area, other) for other in ruled)), []).append(area)
    for (style, free), areas in wanted.items():
        if free:
            _assign(sheet, areas, formula, style)
        else:
            add_rules(sheet, areas, [(EXPRESSION, formula.removeprefix("="), "", style)])


def _assign(sheet: Sheet, areas: Sequence[Area], formula: str, style: str) -> None:
    index = sheet.index - 1
    addresses = tuple(address_of(index, area) for area in areas)
    entry = sheet.book.app.office.properties(
        Operator=UnoEnum("com.sun.star.sheet.ConditionOperator", "FORMULA"),
        Formula1=formula.removeprefix("="), StyleName=style,
    )  # fmt: skip
    area, entries = Earlier(0), Earlier(2)
    sheet.book.app.office.script(
        (sheet.book.api, (("createInstance", (CELL_RANGES,)),)),
        (area, (("addRangeAddresses", (addresses, False)),)),
        (area, (("ConditionalFormat", None),)),
        (entries, (("clear", ()),)),  # cells without a rule tell that of others
        (entries, (("addNew", (entry,)),)),
        (area, (("setPropertyValue", ("ConditionalFormat", entries)),)),
    )


def remove_rules(sheet: Sheet, formula: str) -> None:
    """Remove every rule with that formula, its style too, once none uses it; not one in a group with colour scales."""
    ours: dict[Remote, list[Entry]] = {}
    for entry in entries_of(sheet.book.app.office, sheet.api.ConditionalFormats):
        if entry.is_custom and "=" + entry.formula == formula:
            ours.setdefault(entry.group, []).append(entry)
    for group, entries in ours.items():
        with contextlib.suppress(NotImplementedError):
            remove(sheet, group, {entry.position for entry in entries})
    sheet.book.styles.let_go({entry.style for entries in ours.values() for entry in entries})


def _meet(one: Area, other: Area) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
