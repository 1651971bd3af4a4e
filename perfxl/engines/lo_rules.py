"""Conditional formats of the LibreOffice engine.

A rule takes its look from a cell style. The styles made for rules are named after their look and removed with
the last rule that uses them, so that nothing is left in the workbook. Every style descends from the default one,
which in a workbook from Excel has font and alignment: these are set as the cells have them, not to change with
the colour.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from perfxl.engines.lo_borders import Rgb, color_number, rgb
from perfxl.engines.lo_looks import BOLD, REGULAR, SCRIPTS
from perfxl.engines.lo_missing import names_what_is_missing
from perfxl.engines.office import Chain, Office, Remote, UnoEnum, UnoStruct
from perfxl.engines.uno_bridge import Earlier

if TYPE_CHECKING:
    from perfxl.engines.lo_sheets import Range, Sheet

Place = tuple[int, int]
"""Row and column, from 1."""
Area = tuple[int, int, int, int]
"""Top, left, bottom and right, from 1."""

CONDITION, COLOR_SCALE, DATA_BAR, ICON_SET = 0, 1, 2, 3  # com.sun.star.sheet.ConditionEntryType
EXPRESSION = 24  # com.sun.star.sheet.ConditionFormatOperator
TYPES = {COLOR_SCALE: "color_scale", DATA_BAR: "data_bar", ICON_SET: "icon_set"}
CELL_RANGES = "com.sun.star.sheet.SheetCellRanges"
CORNERS = ("StartRow", "StartColumn", "EndRow", "EndColumn")
STYLES = "CellStyles"
OUR_STYLES = "xlwings "
KEPT = (
    *(f"Char{name}{script}" for name in ("FontName", "Height", "Weight", "Posture") for script in SCRIPTS),
    "CharColor", "HoriJustify", "VertJustify", "IsTextWrapped",
)  # fmt: skip
INHERITED: tuple[Chain, ...] = ((("getByName", ("Default",)), ("getPropertyValues", (KEPT,))),)

RANGES_OF: Chain = (("Range", None), ("getRangeAddresses", ()), (CORNERS, None))
CONDITIONS = ("Operator", "Formula1", "Formula2", "StyleName")
Condition = tuple[int, str, str, str]
"""Operator, both formulas (without =), name of the style."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A rule as it was read: the group of rules it belongs to, its place there, how many they are, itself."""

    group: Remote
    position: int
    siblings: int
    api: Remote
    kind: int
    operator: int = 0
    formula: str = ""
    formula2: str = ""
    style: str = ""

    @property
    def is_custom(self) -> bool:
        return self.kind == CONDITION and self.operator == EXPRESSION


def entries_of(office: Office, formats: Remote, within: Remote | None = None) -> list[Entry]:
    """The rules of a sheet (its ConditionalFormats), or those whose cells meet a range; in few requests."""
    groups = tuple(formats.getConditionalFormats())
    if within is not None:
        address = within.RangeAddress
        met = (("Range", None), ("queryIntersection", (address,)), ("getCount", ()))
        counts = office.gather(*((group, met) for group in groups))
        groups = tuple(group for group, count in zip(groups, counts, strict=True) if count)
    counts = office.gather(*((group, (("getCount", ()),)) for group in groups))
    places = [
        (group, position, count)
        for group, count in zip(groups, counts, strict=True)
        for position in range(count)
    ]
    found = office.gather(*((group, (("getByIndex", (position,)),)) for group, position, _ in places))
    kinds = office.gather(*((api, (("Type", None),)) for api in found))
    conditions = [api for api, kind in zip(found, kinds, strict=True) if kind == CONDITION]
    told = iter(office.gather(*((api, ((name, None),)) for api in conditions for name in CONDITIONS)))
    return [
        Entry(*place, api, kind, *((next(told) for _ in CONDITIONS) if kind == CONDITION else ()))
        for place, api, kind in zip(places, found, kinds, strict=True)
    ]


@names_what_is_missing
class ConditionalFormat(base_classes.ConditionalFormat):
    """One rule of a sheet. `api` is the UNO condition."""

    def __init__(self, sheet: Sheet, entry: Entry) -> None:
        self.sheet = sheet
        self.entry = entry

    @property
    def api(self) -> Remote:
        return self.entry.api

    @property
    def type(self) -> str:
        if self.entry.kind != CONDITION:
            return TYPES.get(self.entry.kind, "unknown")
        return "custom" if self.entry.is_custom else "cell_value"

    @property
    def formula(self) -> str | None:
        return "=" + self.entry.formula if self.type == "custom" else None

    @property
    def _style(self) -> Any:
        styles = self.sheet.book.api.StyleFamilies[STYLES]
        return styles[self.entry.style] if self.entry.style and styles.hasByName(self.entry.style) else None

    @property
    def fill_color(self) -> Rgb | None:
        style = self._style
        return None if style is None else rgb(style.CellBackColor)

    @property
    def font_color(self) -> Rgb | None:
        style = self._style
        return None if style is None else rgb(style.CharColor)

    @property
    def stop_if_true(self) -> bool | None:
        """LibreOffice always takes the first rule that holds."""
        return True if self.entry.kind == CONDITION else None

    def delete(self) -> None:
        """Of several rules in a group, which a reopened workbook has, the others are made anew: they become last."""
        remove(self.sheet, self.entry.group, {self.entry.position})
        self.sheet.book.styles.let_go({self.entry.style})


@names_what_is_missing
class ConditionalFormats(base_classes.ConditionalFormats):
    """The rules over some cells of a range; `sheet.cells` has all of the sheet."""

    parent: Range

    def __init__(self, parent: Range) -> None:
        self.parent = parent

    @property
    def api(self) -> Any:
        return self.parent.sheet.api.ConditionalFormats

    def __iter__(self) -> Iterator[ConditionalFormat]:
        """In LibreOffice's order. Rules know their place: delete the last first."""
        cells, sheet = self.parent.api, self.parent.sheet
        if cells is not None:
            everywhere = self.parent.shape == sheet.cells.shape
            for entry in entries_of(sheet.book.app.office, self.api, None if everywhere else cells):
                yield ConditionalFormat(sheet, entry)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __call__(self, key: int) -> ConditionalFormat:
        """By number, from 1. Raises KeyError."""
        for number, rule in enumerate(self, 1):
            if number == key:
                return rule
        raise KeyError(key)

    def __contains__(self, key: int) -> bool:
        return 1 <= key <= len(self)

    def add_custom(self, spec: dict[str, Any]) -> ConditionalFormat:
        """A rule with a formula. Where another rule holds too, LibreOffice shows the one that was there first."""
        sheet, book = self.parent.sheet, self.parent.sheet.book
        cells = self.parent.api
        if cells is None:
            raise ValueError("an empty range has no conditional formats")
        style = book.styles.take(spec, kept_of(book.app.office, cells))
        (height, width), top, left = self.parent.shape, self.parent.row, self.parent.column
        area = (top, left, top + height - 1, left + width - 1)
        entry = add_rules(sheet, [area], [(EXPRESSION, spec["formula"].removeprefix("="), "", style)])[0]
        return ConditionalFormat(sheet, entry)

    def clear(self) -> None:
        for rule in reversed(list(self)):
            rule.delete()


def add_rules(sheet: Sheet, areas: Sequence[Area], rules: Sequence[Condition]) -> list[Entry]:
    """A new group of rules over some rectangles of a sheet, behind those that are there."""
    formats, office, index = sheet.api.ConditionalFormats, sheet.book.app.office, sheet.index - 1
    addresses = tuple(address_of(index, area) for area in areas)
    cells = sheet.book.api.createInstance(CELL_RANGES)
    cells.addRangeAddresses(addresses, False)
    number = formats.createByRange(cells)
    groups = tuple(formats.getConditionalFormats())
    numbers = office.gather(*((group, (("ID", None),)) for group in groups))
    group = groups[numbers.index(number)]
    entries = []
    for place, (operator, formula, formula2, style) in enumerate(rules):
        group.createEntry(CONDITION, place)
        rule = group.getByIndex(place)
        rule.StyleName, rule.Operator, rule.Formula1 = style, operator, formula
        if formula2:
            rule.Formula2 = formula2
        entries.append(Entry(group, place, len(rules), rule, CONDITION, operator, formula, formula2, style))
    # LibreOffice 7.4 lists the new rule but does not tell its cells; copying them onto themselves does. It
    # also joins rules that are alike: what was added may from now on be a part of another.
    firsts = (cell_of(index, (top, left)) for top, left, _, _ in areas)
    office.script(*((sheet.api, (("copyRange", pair),)) for pair in zip(firsts, addresses, strict=True)))
    return entries


def remove(sheet: Sheet, group: Remote, places: set[int]) -> None:
    """Remove some rules of a group. LibreOffice 7.4 can only remove all of it (`removeByIndex` refuses every index).

    :raises NotImplementedError: others of the group are no conditions, and so cannot be made anew.
    """
    office, formats = sheet.book.app.office, sheet.api.ConditionalFormats
    left = [place for place in range(group.getCount()) if place not in places]
    kinds = office.chains(group, tuple((("getByIndex", (place,)), ("Type", None)) for place in left))
    if any(kind != CONDITION for kind in kinds):
        raise NotImplementedError("deleting a rule beside a colour scale is not supported by the LibreOffice engine")
    rules = office.chains(group, tuple((("getByIndex", (place,)), (CONDITIONS, None)) for place in left))
    areas, number = office.script((group, RANGES_OF), (group, (("ID", None),)))
    formats.removeByID(number)
    if rules:
        add_rules(sheet, [from_1(area) for area in areas], rules)


def cell_of(index: int, place: Place) -> UnoStruct:
    """The UNO CellAddress of a place on the sheet with that index from 0."""
    row, column = place
    return UnoStruct("com.sun.star.table.CellAddress", {"Sheet": index, "Row": row - 1, "Column": column - 1})


def from_1(corners: Sequence[int]) -> Area:
    """An area of corners that are counted from 0."""
    top, left, bottom, right = corners
    return top + 1, left + 1, bottom + 1, right + 1


def address_of(index: int, area: Area) -> UnoStruct:
    """The UNO CellRangeAddress of an area on the sheet with that index from 0."""
    corners = {name: number - 1 for name, number in zip(CORNERS, area, strict=True)}
    return UnoStruct("com.sun.star.table.CellRangeAddress", {"Sheet": index, **corners})


def kept_of(office: Office, cells: Remote) -> dict[str, Any]:
    """What of the look of a range a rule's style has to keep: all that its cells share."""
    states = office.chains(cells, tuple((("getPropertyState", (name,)),) for name in KEPT))
    values = office.chains(cells, tuple(((name, None),) for name in KEPT))
    return {
        name: value
        for name, value, state in zip(KEPT, values, states, strict=True)
        if state != "AMBIGUOUS_VALUE" and value is not None
    }


class RuleStyles:
    """The cell styles of a document that were made for rules of conditional formats."""

    def __init__(self, office: Office, document: Remote) -> None:
        self._office = office
        self._document = document

    def _used(self) -> Iterator[str]:
        for sheet in self._document.Sheets:
            for entry in entries_of(self._office, sheet.ConditionalFormats):
                yield entry.style

    def take(self, spec: dict[str, Any], kept: dict[str, Any]) -> str:
        """The name of the style with that look, and for the rest what is to be kept; made if it is not there.

        LibreOffice makes none while a sheet of the workbook is protected: it raises UnoError.
        """
        look = {key: value for key, value in spec.items() if key.startswith(("fill", "font"))}
        digest = hashlib.sha256(repr(sorted(kept.items())).encode()).hexdigest()[:8]
        name = OUR_STYLES + " ".join([*(f"{key}={_word(value)}" for key, value in sorted(look.items())), digest])
        styles = self._document.StyleFamilies[STYLES]
        if not styles.hasByName(name):
            inherited = dict(zip(KEPT, self._office.chains(styles, INHERITED)[0], strict=True))
            differing = {key: value for key, value in kept.items() if value != inherited[key]}
            style = Earlier(0)
            self._office.script(
                (self._document, (("createInstance", ("com.sun.star.style.CellStyle",)),)),
                (styles, (("insertByName", (name, style)),)),
                *((style, (("setPropertyValue", pair),)) for pair in (differing | _properties(look)).items()),
            )
        return name

    def let_go(self, names: set[str]) -> None:
        """Rules with these styles are gone: so are the styles that are ours and that no other rule uses."""
        ours = {name for name in names if name.startswith(OUR_STYLES)}
        if unused := ours and ours.difference(self._used()):
            styles = self._document.StyleFamilies[STYLES]
            for name in unused.intersection(styles.getElementNames()):
                styles.removeByName(name)


def _properties(look: dict[str, Any]) -> dict[str, Any]:
    """A look as xlwings names it, as properties of a style."""
    made: dict[str, Any] = {}
    if "fill_color" in look:
        made["CellBackColor"] = color_number(look["fill_color"])
    if "font_color" in look:
        made["CharColor"] = color_number(look["font_color"])
    for script in SCRIPTS:
        if "font_bold" in look:
            made[f"CharWeight{script}"] = BOLD if look["font_bold"] else REGULAR
        if "font_italic" in look:
            slant = "ITALIC" if look["font_italic"] else "NONE"
            made[f"CharPosture{script}"] = UnoEnum("com.sun.star.awt.FontSlant", slant)
    return made


def _word(value: object) -> str:
    return f"{color_number(value):06X}" if isinstance(value, tuple) else str(value)
