"""The lines around cells of the LibreOffice engine, and colours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from perfxl.engines.lo_missing import names_what_is_missing
from perfxl.engines.office import Remote, UnoStruct

if TYPE_CHECKING:
    from perfxl.engines.lo_sheets import Range

Rgb = tuple[int, int, int]

NO_COLOR = -1
DIAGONALS = {"diagonal_down": "DiagonalTLBR2", "diagonal_up": "DiagonalBLTR2"}  # of the cells, not of the table
LINES = {
    "continuous": 0, "dot": 1, "dash": 2, "double": 3, "dash_dot": 16, "dash_dot_dot": 17,
}  # fmt: skip
WEIGHTS = {"hairline": 2, "thin": 26, "medium": 62, "thick": 88}  # 1/100 mm
SIDES = {
    "edge_top": "TopLine", "edge_bottom": "BottomLine", "edge_left": "LeftLine", "edge_right": "RightLine",
    "inside_horizontal": "HorizontalLine", "inside_vertical": "VerticalLine",
}  # fmt: skip


def color_number(color: Rgb | str | int) -> int:
    """An xlwings colour (RGB, "#rrggbb" or Excel's number, red in the lowest byte) as LibreOffice's number."""
    if isinstance(color, str):
        return int(color.removeprefix("#"), 16)
    if isinstance(color, int):
        return (color & 0xFF) << 16 | color & 0xFF00 | color >> 16
    red, green, blue = color
    return red << 16 | green << 8 | blue


def rgb(number: int | None) -> Rgb | None:
    """LibreOffice's colour number as RGB; None for "automatic" and for cells that differ."""
    if number is None or number == NO_COLOR:
        return None
    return number >> 16 & 0xFF, number >> 8 & 0xFF, number & 0xFF


def shared(cells: Remote, name: str) -> Any:
    """A property of a range, None where its cells differ: LibreOffice itself gives that of the first."""
    steps = ((("getPropertyState", (name,)),), ((name, None),))
    state, value = cells._link.chains(cells, steps)
    return None if state == "AMBIGUOUS_VALUE" else value


@names_what_is_missing
class Border(base_classes.Border):
    """One side of a range, or the lines inside it."""

    def __init__(self, borders: Borders, side: str) -> None:
        self.borders = borders
        self.side = side

    @property
    def api(self) -> Any:
        return self.borders.line(self.side)

    def look(self) -> dict[str, Any]:
        """What it looks like; where there is no line, what one gets of which only a part is named."""
        return {
            "line_style": self.line_style or "continuous",
            "weight": self.weight or "thin",
            "color": self.color or (0, 0, 0),
        }

    @property
    def line_style(self) -> str | None:
        line = self.api
        if line is None or not (line.LineWidth or line.OuterLineWidth):
            return None
        return next((name for name, number in LINES.items() if number == line.LineStyle), None)

    @line_style.setter
    def line_style(self, value: str | None) -> None:
        self.borders.set((self.side,), line_style=value)

    @property
    def weight(self) -> str | None:
        line = self.api
        if line is None or self.line_style is None:
            return None
        width = line.LineWidth or line.OuterLineWidth
        return min(WEIGHTS, key=lambda name: abs(WEIGHTS[name] - width))

    @weight.setter
    def weight(self, value: str) -> None:
        self.borders.set((self.side,), weight=value)

    @property
    def color(self) -> Rgb | None:
        line = self.api
        return None if line is None or self.line_style is None else rgb(line.Color)

    @color.setter
    def color(self, value: Rgb | str | int) -> None:
        self.borders.set((self.side,), color=value)


@names_what_is_missing
class Borders(base_classes.Borders):
    """The lines around the cells of a range. `api` is the UNO TableBorder2."""

    parent: Range

    def __init__(self, parent: Range) -> None:
        self.parent = parent

    @property
    def api(self) -> Any:
        return None if self.parent.api is None else self.parent.api.TableBorder2

    def __getitem__(self, side: str) -> Border:
        return Border(self, side)

    def grid(self) -> tuple[str, ...]:
        """The sides this range has: a single row has no lines between rows."""
        sides: tuple[str, ...] = self._grid_sides()  # type: ignore[no-untyped-call]
        return sides

    def line(self, side: str) -> Any:
        """The UNO BorderLine2 of a side; None where the cells differ."""
        if side in DIAGONALS:
            return None if self.parent.api is None else shared(self.parent.api, DIAGONALS[side])
        name = SIDES[side]
        table = self.api
        return getattr(table, name) if table is not None and getattr(table, f"Is{name}Valid") else None

    def _common(self, attribute: str) -> Any:
        values = {getattr(self[side], attribute) for side in self.grid()}
        return values.pop() if len(values) == 1 else None

    @property
    def line_style(self) -> str | None:
        """What all sides share; set through `set`, as xlwings does."""
        style: str | None = self._common("line_style")
        return style

    @line_style.setter
    def line_style(self, value: str | None) -> None:
        self.set(self.grid(), line_style=value)

    @property
    def weight(self) -> str | None:
        weight: str | None = self._common("weight")
        return weight

    @weight.setter
    def weight(self, value: str) -> None:
        self.set(self.grid(), weight=value)

    @property
    def color(self) -> Rgb | None:
        color: Rgb | None = self._common("color")
        return color

    @color.setter
    def color(self, value: Rgb | str | int) -> None:
        self.set(self.grid(), color=value)

    def set(
        self,
        which: Iterable[str] = base_classes.BORDER_GRID_SIDES,
        *,
        line_style: Any = base_classes._UNSET,
        weight: Any = base_classes._UNSET,
        color: Any = base_classes._UNSET,
    ) -> None:
        """Change colour, weight or style of some sides; what is not named stays as it is."""
        given = {"line_style": line_style, "weight": weight, "color": color}
        wanted = {key: value for key, value in given.items() if value is not base_classes._UNSET}
        api = self.parent.api
        if api is None:
            return
        table = api.TableBorder2
        for side in which:
            border = self[side]
            old = {} if len(wanted) == len(given) else border.look()
            look = old | wanted
            style = look["line_style"]
            line = {"Color": 0, "LineWidth": 0, "LineStyle": 0, "OuterLineWidth": 0, "InnerLineWidth": 0}
            if style is not None:
                if style not in LINES:
                    raise NotImplementedError(f"the line style {style} is not supported by the LibreOffice engine")
                width = WEIGHTS[look["weight"]]
                line |= {"Color": color_number(look["color"]), "LineWidth": width, "OuterLineWidth": width}
                line["LineStyle"] = LINES[style]
            made = UnoStruct("com.sun.star.table.BorderLine2", line)
            if side in DIAGONALS:
                setattr(api, DIAGONALS[side], made)
            else:
                setattr(table, SIDES[side], made)
                setattr(table, f"Is{SIDES[side]}Valid", True)
        api.TableBorder2 = table

    def clear(self, which: Iterable[str] = base_classes.BORDER_GRID_SIDES) -> None:
        self.set(which, line_style=None)
