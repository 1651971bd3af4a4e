"""How cells of the LibreOffice engine look: fill, font, borders, alignment, sizes, merged cells.

Lengths are Excel's: points for heights, characters of a 7 pixel digit for column widths. A property the cells
of a range do not share reads as None, as in Excel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlwings import base_classes

from perfxl.engines.lo_borders import NO_COLOR, Borders, Rgb, color_number, rgb, shared
from perfxl.engines.lo_missing import names_what_is_missing
from perfxl.engines.office import Remote, UnoEnum

if TYPE_CHECKING:
    from perfxl.engines.lo_sheets import Range, Sheet

BOLD, REGULAR = 150.0, 100.0  # com.sun.star.awt.FontWeight
POINT = 2540 / 72  # 1/100 mm
PIXEL = 2540 / 96
DIGIT, PADDING = 7, 5  # pixels of Excel's default font: a column of n characters is 7n + 5 wide
SCRIPTS = ("", "Asian", "Complex")  # LibreOffice keeps a font for each
HORIZONTAL = {
    "general": "STANDARD", "left": "LEFT", "center": "CENTER", "right": "RIGHT", "justify": "BLOCK", "fill": "REPEAT",
}  # fmt: skip
VERTICAL = {"bottom": 3, "top": 1, "center": 2, "justify": 4}  # com.sun.star.table.CellVertJustify2
@names_what_is_missing
class Font(base_classes.Font):
    """The font of a range. `api` is the range."""

    api: Remote

    def __init__(self, api: Remote) -> None:
        self.api = api

    def _put(self, name: str, value: object) -> None:
        names = (f"Char{name}{script}" for script in SCRIPTS)
        self.api._link.script(*((self.api, (("setPropertyValue", (each, value)),)) for each in names))

    @property
    def bold(self) -> bool | None:
        weight = shared(self.api, "CharWeight")
        return None if weight is None else weight >= BOLD

    @bold.setter
    def bold(self, value: bool) -> None:
        self._put("Weight", BOLD if value else REGULAR)

    @property
    def italic(self) -> bool | None:
        posture = shared(self.api, "CharPosture")
        return None if posture is None else posture != "NONE"

    @italic.setter
    def italic(self, value: bool) -> None:
        self._put("Posture", UnoEnum("com.sun.star.awt.FontSlant", "ITALIC" if value else "NONE"))

    @property
    def size(self) -> float | None:
        size: float | None = shared(self.api, "CharHeight")
        return size

    @size.setter
    def size(self, value: float) -> None:
        self._put("Height", float(value))

    @property
    def color(self) -> Rgb | None:
        return rgb(shared(self.api, "CharColor"))

    @color.setter
    def color(self, value: Rgb | str | int) -> None:
        self.api.CharColor = color_number(value)

    @property
    def name(self) -> str | None:
        name: str | None = shared(self.api, "CharFontName")
        return name

    @name.setter
    def name(self, value: str) -> None:
        self._put("FontName", value)


class Looks(base_classes.Range):
    """What a `Range` can be asked about its looks."""

    sheet: Sheet
    shape: tuple[int, int]

    if TYPE_CHECKING:

        @property
        def api(self) -> Remote | None: ...

    @property
    def color(self) -> Rgb | None:
        return None if self.api is None else rgb(shared(self.api, "CellBackColor"))

    @color.setter
    def color(self, value: Rgb | str | int | None) -> None:
        if self.api is not None:
            self.api.CellBackColor = NO_COLOR if value is None else color_number(value)

    @property
    def font(self) -> Font | None:
        return None if self.api is None else Font(self.api)

    @property
    def borders(self) -> Borders:
        return Borders(self)  # type: ignore[arg-type]

    @property
    def wrap_text(self) -> bool | None:
        wrapped: bool | None = None if self.api is None else shared(self.api, "IsTextWrapped")
        return wrapped

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        if self.api is not None:
            self.api.IsTextWrapped = bool(value)

    @property
    def horizontal_alignment(self) -> str | None:
        given = None if self.api is None else shared(self.api, "HoriJustify")
        return next((name for name, word in HORIZONTAL.items() if word == given), None)

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        if value not in HORIZONTAL:
            raise NotImplementedError(f"the alignment {value} is not supported by the LibreOffice engine")
        if self.api is not None:
            self.api.HoriJustify = UnoEnum("com.sun.star.table.CellHoriJustify", HORIZONTAL[value])

    @property
    def vertical_alignment(self) -> str | None:
        """Excel's default is the bottom, which LibreOffice keeps as "standard"."""
        given = None if self.api is None else shared(self.api, "VertJustify")
        return "bottom" if given == 0 else next((name for name, code in VERTICAL.items() if code == given), None)

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        if value not in VERTICAL:
            raise NotImplementedError(f"the alignment {value} is not supported by the LibreOffice engine")
        if self.api is not None:
            self.api.VertJustify = VERTICAL[value]

    @property
    def column_width(self) -> float | None:
        """Of a column, in characters; None where the columns differ."""
        widths = set() if self.api is None else {column.Width for column in self.api.Columns}
        if len(widths) != 1:
            return None
        return max(0.0, round(float(widths.pop() / PIXEL - PADDING) / DIGIT, 2))

    @column_width.setter
    def column_width(self, value: float) -> None:
        if self.api is not None:
            width = round((value * DIGIT + PADDING) * PIXEL)
            self.api._link.script((self.api, (("Columns", None), ("setPropertyValue", ("Width", width)))))

    @property
    def row_height(self) -> float | None:
        """Of a row, in points; None where the rows differ."""
        heights = set() if self.api is None else {row.Height for row in self.api.Rows}
        return round(float(heights.pop()) / POINT, 2) if len(heights) == 1 else None

    @row_height.setter
    def row_height(self, value: float) -> None:
        if self.api is not None:
            height = round(value * POINT)
            self.api._link.script((self.api, (("Rows", None), ("setPropertyValue", ("Height", height)))))

    @property
    def width(self) -> float:
        return 0.0 if self.api is None else float(self.api.Size.Width / POINT)

    @property
    def height(self) -> float:
        return 0.0 if self.api is None else float(self.api.Size.Height / POINT)

    @property
    def left(self) -> float:
        return 0.0 if self.api is None else float(self.api.Position.X / POINT)

    @property
    def top(self) -> float:
        return 0.0 if self.api is None else float(self.api.Position.Y / POINT)

    @property
    def row_hidden(self) -> bool | None:
        """None where some rows are hidden and some are not."""
        return None if self.api is None else _hidden(self.api.Rows)

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        if self.api is not None:
            self.api.Rows.IsVisible = not value

    @property
    def column_hidden(self) -> bool | None:
        return None if self.api is None else _hidden(self.api.Columns)

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        if self.api is not None:
            self.api.Columns.IsVisible = not value

    def autofit(self, axis: str | None = None) -> None:
        """Fit columns ("c"), rows ("r") or both to what stands in them."""
        if self.api is None:
            return
        if axis not in ("rows", "r"):
            self.api.Columns.OptimalWidth = True
        if axis not in ("columns", "c"):
            self.api.Rows.OptimalHeight = True

    def merge(self, across: bool = False) -> None:
        if self.api is None:
            return
        height, right = self.shape[0], self.shape[1] - 1
        rows = (self.api.getCellRangeByPosition(0, row, right, row) for row in range(height))
        for part in rows if across else (self.api,):
            part.merge(True)

    def unmerge(self) -> None:
        if self.api is not None:
            self.api.merge(False)

    @property
    def merge_cells(self) -> bool:
        """Whether every cell of the range is part of one merged area."""
        return self.merge_area.shape != (1, 1)

    @property
    def merge_area(self) -> Range:
        """The merged area the first cell is part of, or that cell."""
        if self.api is None:
            raise ValueError("an empty range has no merged area")
        cursor = self.sheet.api.createCursorByRange(self.api.getCellByPosition(0, 0))
        cursor.collapseToMergedArea()
        return self.sheet.of_area(cursor.RangeAddress)


def _hidden(lines: Remote) -> bool | None:
    seen = {bool(line.IsVisible) for line in lines}
    return not seen.pop() if len(seen) == 1 else None
