"""What is attached to cells of the LibreOffice engine: notes, links, rules of conditional formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from perfxl.engines.lo_missing import names_what_is_missing
from perfxl.engines.lo_rules import ConditionalFormats
from perfxl.engines.office import Remote

if TYPE_CHECKING:
    from perfxl.engines.lo_sheets import Range, Sheet

URL_FIELD = "com.sun.star.text.TextField.URL"


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
        field = self.sheet.book.api.createInstance(URL_FIELD)
        field.URL = internal(address, "!", ".")
        field.Representation = text_to_display or address
        cell.String = ""
        cell.insertTextContent(cell.createTextCursor(), field, False)

    @property
    def conditional_formats(self) -> ConditionalFormats:
        return ConditionalFormats(self)  # type: ignore[arg-type]
