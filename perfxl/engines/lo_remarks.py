"""What is attached to cells of the LibreOffice engine: notes, links, conditional formats.

A conditional format of LibreOffice takes its look from a cell style. The styles made for rules are named
after their look and removed with the last rule that uses them, so that nothing is left in the workbook.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from perfxl.engines.lo_borders import Rgb, color_number, rgb
from perfxl.engines.lo_looks import BOLD, REGULAR, SCRIPTS
from perfxl.engines.lo_missing import names_what_is_missing
from perfxl.engines.office import Remote, UnoEnum

if TYPE_CHECKING:
    from perfxl.engines.lo_sheets import Range, Sheet

CONDITION, COLOR_SCALE, DATA_BAR, ICON_SET = 0, 1, 2, 3  # com.sun.star.sheet.ConditionEntryType
EXPRESSION = 9  # com.sun.star.sheet.ConditionFormatOperator
TYPES = {COLOR_SCALE: "color_scale", DATA_BAR: "data_bar", ICON_SET: "icon_set"}
STYLES = "CellStyles"
OUR_STYLES = "xlwings "


@names_what_is_missing
class Note(base_classes.Note):
    """A note, found by its cell. `api` is the UNO annotation of that cell."""

    def __init__(self, location: Range) -> None:
        self._cell = location

    @property
    def api(self) -> Any:
        return None if self._cell.api is None else self._cell.api.getCellByPosition(0, 0).getAnnotation()

    @property
    def location(self) -> Range:
        return self._cell

    @property
    def text(self) -> str:
        return str(self.api.getString())

    @text.setter
    def text(self, value: str) -> None:
        self.api.setString(value)

    @property
    def author(self) -> str:
        return str(self.api.Author)

    def delete(self) -> None:
        annotations = self._cell.sheet.api.Annotations
        for index, (row, column) in enumerate(places(self._cell.sheet)):
            if (row, column) == (self._cell.row, self._cell.column):
                annotations.removeByIndex(index)
                return


def places(sheet: Sheet) -> list[tuple[int, int]]:
    """(row, column) from 1 of every note of a sheet, in LibreOffice's order."""
    annotations = sheet.api.Annotations
    steps = tuple(
        (("getByIndex", (index,)), ("Position", None), (name, None))
        for index in range(len(annotations))
        for name in ("Row", "Column")
    )
    numbers = [number + 1 for number in sheet.book.app.office.chains(annotations, steps)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def internal(address: str, ours: str, theirs: str) -> str:
    """A link within the workbook, `#'Sheet'!A1` in Excel and `#'Sheet'.A1` in LibreOffice; others as they are."""
    sheet, sign, cell = address.rpartition(ours)
    return f"{sheet}{theirs}{cell}" if address.startswith("#") and sign else address


@names_what_is_missing
class ConditionalFormat(base_classes.ConditionalFormat):
    """One rule of a sheet. `api` is the UNO condition."""

    api: Remote

    def __init__(self, sheet: Sheet, group: Remote, position: int) -> None:
        self.sheet = sheet
        self.group = group
        self.position = position
        self.api = group.getByIndex(position)

    @property
    def _custom(self) -> bool:
        return self.type == "custom"

    @property
    def type(self) -> str:
        kind = self.api.Type
        if kind != CONDITION:
            return TYPES.get(kind, "unknown")
        return "custom" if self.api.Operator == EXPRESSION else "cell_value"

    @property
    def formula(self) -> str | None:
        return "=" + self.api.Formula1 if self._custom else None

    @property
    def _style(self) -> Any:
        styles = self.sheet.book.api.StyleFamilies[STYLES]
        name = self.api.StyleName
        return styles[name] if self.api.Type == CONDITION and styles.hasByName(name) else None

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
        return True if self.api.Type == CONDITION else None

    def delete(self) -> None:
        style = self.api.StyleName if self.api.Type == CONDITION else ""
        if len(self.group) == 1:
            self.sheet.api.ConditionalFormats.removeByID(self.group.ID)
        else:
            self.group.removeByIndex(self.position)
        if style.startswith(OUR_STYLES):
            self.sheet.book.styles.let_go(style)


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
        whole = self.parent.api
        if whole is None:
            return
        for group in self.api.getConditionalFormats():
            if len(group.Range.queryIntersection(whole.RangeAddress)):
                for position in range(len(group)):
                    yield ConditionalFormat(self.parent.sheet, group, position)

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
        if self.parent.api is None:
            raise ValueError("an empty range has no conditional formats")
        area = book.api.createInstance("com.sun.star.sheet.SheetCellRanges")
        area.addRangeAddress(self.parent.api.RangeAddress, False)
        style = book.styles.take(spec)
        number = self.api.createByRange(area)
        group = next(group for group in self.api.getConditionalFormats() if number == group.ID)
        group.createEntry(CONDITION, 0)
        rule = ConditionalFormat(sheet, group, 0)
        rule.api.StyleName = style
        rule.api.Operator = EXPRESSION
        rule.api.Formula1 = spec["formula"].removeprefix("=")
        return rule

    def clear(self) -> None:
        for rule in reversed(list(self)):
            rule.delete()


class RuleStyles:
    """The cell styles of a document that were made for rules of conditional formats."""

    def __init__(self, document: Remote) -> None:
        self._document = document

    def take(self, spec: dict[str, Any]) -> str:
        """The name of the style with that look; made if it is not there."""
        look = {key: value for key, value in spec.items() if key.startswith(("fill", "font"))}
        name = OUR_STYLES + " ".join(f"{key}={_word(value)}" for key, value in sorted(look.items()))
        styles = self._document.StyleFamilies[STYLES]
        if not styles.hasByName(name):
            style = self._document.createInstance("com.sun.star.style.CellStyle")
            styles.insertByName(name, style)
            if "fill_color" in look:
                style.CellBackColor = color_number(look["fill_color"])
            if "font_color" in look:
                style.CharColor = color_number(look["font_color"])
            for script in SCRIPTS:
                if "font_bold" in look:
                    setattr(style, f"CharWeight{script}", BOLD if look["font_bold"] else REGULAR)
                if "font_italic" in look:
                    slant = UnoEnum("com.sun.star.awt.FontSlant", "ITALIC" if look["font_italic"] else "NONE")
                    setattr(style, f"CharPosture{script}", slant)
        return name

    def let_go(self, name: str) -> None:
        """Remove the style if no rule uses it any more."""
        if not any(name == used for used in self._used()):
            styles = self._document.StyleFamilies[STYLES]
            if styles.hasByName(name):
                styles.removeByName(name)

    def _used(self) -> Iterator[str]:
        for sheet in self._document.Sheets:
            for group in reversed(sheet.ConditionalFormats.getConditionalFormats()):  # ours are the last
                for entry in group:
                    if entry.Type == CONDITION:
                        yield entry.StyleName


def _word(value: object) -> str:
    return f"{color_number(value):06X}" if isinstance(value, tuple) else str(value)


class Remarks(base_classes.Range):
    """What a `Range` can be asked about notes, links and rules."""

    sheet: Sheet
    shape: tuple[int, int]
    row: int
    column: int

    if TYPE_CHECKING:

        @property
        def api(self) -> Remote | None: ...

    @property
    def note(self) -> Note | None:
        """The note of the first cell; LibreOffice does not tell an empty note from none."""
        if self.api is None:
            return None
        note = Note(self.sheet.range((self.row, self.column)))
        return note if note.api.getString() else None

    def add_note(self, text: str) -> Note:
        if self.api is None or self.note is not None:
            raise ValueError("there is a note already" if self.api is not None else "an empty range takes no note")
        address = self.api.getCellByPosition(0, 0).CellAddress
        self.sheet.api.Annotations.insertNew(address, text)
        return Note(self.sheet.range((self.row, self.column)))

    @property
    def hyperlink(self) -> str:
        """The address of the first link in the first cell; within the workbook as `#'Sheet'!A1`."""
        fields = () if self.api is None else self.api.getCellByPosition(0, 0).TextFields
        for field in fields:
            if field.getPropertySetInfo().hasPropertyByName("URL"):
                return internal(field.URL, ".", "!")
        raise ValueError("The cell doesn't seem to contain a hyperlink!")

    def add_hyperlink(self, address: str, text_to_display: str | None = None, screen_tip: str | None = None) -> None:
        """Put a link in the place of what the cell holds. LibreOffice has no screen tips of one's own."""
        if self.api is None:
            return
        cell = self.api.getCellByPosition(0, 0)
        field = self.sheet.book.api.createInstance("com.sun.star.text.TextField.URL")
        field.URL = internal(address, "!", ".")
        field.Representation = text_to_display or address
        cell.String = ""
        cell.insertTextContent(cell.createTextCursor(), field, False)

    @property
    def conditional_formats(self) -> ConditionalFormats:
        return ConditionalFormats(self)  # type: ignore[arg-type]
