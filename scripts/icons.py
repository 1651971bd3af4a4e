"""Draws the icons of the ribbon tab into perfxl/addin/sources/icons: scripts/icons.py

Own drawings, so that no name of a built-in picture has to exist in the user's Excel or WPS. 64 pixels, which Excel
scales to 32 at 100 %; drawn eight times as large and reduced. The drawn files are sources: they are kept in git.
"""

import math
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image, ImageDraw

OUT = Path(__file__).resolve().parents[1] / "perfxl/addin/sources/icons"
SIZE, FINE = 64, 8
PAPER, EDGE, LINE, ACCENT, GREEN, SHADE = "#ffffff", "#4a5a6a", "#a9b8c6", "#1f6fb2", "#2b8a3e", "#dce6ef"

Point = tuple[float, float]


class Drawing:
    """A drawing on a grid of 64."""

    def __init__(self) -> None:
        self.image = Image.new("RGBA", (SIZE * FINE, SIZE * FINE), (0, 0, 0, 0))
        self.pen = ImageDraw.Draw(self.image)

    def shape(self, points: Sequence[Point], fill: str, edge: str | None = None) -> None:
        fine = [(x * FINE, y * FINE) for x, y in points]
        self.pen.polygon(fine, fill=fill)
        if edge:
            self.stroke([*points, points[0]], edge, 2.5)

    def stroke(self, points: Sequence[Point], colour: str, width: float) -> None:
        fine = [(x * FINE, y * FINE) for x, y in points]
        self.pen.line(fine, fill=colour, width=round(width * FINE), joint="curve")
        for x, y in points:
            self.disc(x, y, width / 2, colour)

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        box = [(x - radius) * FINE, (y - radius) * FINE, (x + radius) * FINE, (y + radius) * FINE]
        self.pen.ellipse(box, fill=colour)

    def box(self, left: float, top: float, right: float, bottom: float, fill: str, edge: str | None = None) -> None:
        self.shape([(left, top), (right, top), (right, bottom), (left, bottom)], fill, edge)

    def sheet(self, left: float, top: float, width: float = 34, height: float = 44, lines: int = 4) -> None:
        """A page with its corner turned down and ruled lines."""
        right, bottom, fold = left + width, top + height, 10
        page = [(left, top), (right - fold, top), (right, top + fold), (right, bottom), (left, bottom)]
        self.shape(page, PAPER, EDGE)
        self.shape([(right - fold, top), (right, top + fold), (right - fold, top + fold)], SHADE, EDGE)
        for number in range(lines):
            y = top + 17 + number * (height - 23) / max(lines - 1, 1)
            self.stroke([(left + 6, y), (right - 6, y)], LINE, 2.5)

    def arrow(self, start: Point, end: Point, colour: str, width: float = 6) -> None:
        (x0, y0), (x1, y1) = start, end
        length = math.hypot(x1 - x0, y1 - y0)
        dx, dy = (x1 - x0) / length, (y1 - y0) / length
        neck = (x1 - dx * width * 1.5, y1 - dy * width * 1.5)
        self.stroke([start, neck], colour, width)
        across = (-dy * width * 1.5, dx * width * 1.5)
        self.shape([end, *((neck[0] + sign * across[0], neck[1] + sign * across[1]) for sign in (1, -1))], colour)

    def arc(self, x: float, y: float, radius: float, start: float, end: float, colour: str, width: float) -> None:
        """Degrees, clockwise from three o'clock."""
        steps = [math.radians(start + (end - start) * step / 40) for step in range(41)]
        self.stroke([(x + radius * math.cos(a), y + radius * math.sin(a)) for a in steps], colour, width)

    def save(self, path: Path) -> None:
        self.image.resize((SIZE, SIZE), Image.Resampling.LANCZOS).save(path, optimize=True)


def new(draw: Drawing) -> None:
    draw.sheet(9, 7)
    draw.disc(45, 46, 14, GREEN)
    draw.stroke([(38, 46), (52, 46)], PAPER, 4.5)
    draw.stroke([(45, 39), (45, 53)], PAPER, 4.5)


def batch(draw: Drawing) -> None:
    for step in range(3):
        draw.sheet(23 - step * 8, 5 + step * 8, 32, 38, 3)


def check(draw: Drawing) -> None:
    draw.sheet(9, 7)
    draw.stroke([(26, 45), (36, 55), (57, 31)], PAPER, 12)
    draw.stroke([(26, 45), (36, 55), (57, 31)], GREEN, 7)


def recalc(draw: Drawing) -> None:
    draw.box(12, 6, 52, 58, ACCENT, EDGE)
    draw.box(18, 12, 46, 23, PAPER)
    for row in range(3):
        for column in range(3):
            colour = GREEN if row == column == 2 else SHADE
            draw.box(18 + column * 10, 29 + row * 9, 26 + column * 10, 35 + row * 9, colour)


def standards(draw: Drawing) -> None:
    draw.sheet(9, 7)
    draw.stroke([(48, 50), (58, 60)], EDGE, 6)
    draw.disc(41, 42, 14, EDGE)
    draw.disc(41, 42, 10.5, SHADE)
    draw.stroke([(36, 39), (46, 39)], ACCENT, 3)
    draw.stroke([(36, 45), (46, 45)], ACCENT, 3)


def convert(draw: Drawing) -> None:
    draw.sheet(5, 5, 26, 34, 3)
    draw.sheet(33, 25, 26, 34, 3)
    draw.arrow((12, 46), (30, 46), ACCENT)
    draw.stroke([(12, 46), (12, 44)], ACCENT, 6)


def take_in(draw: Drawing) -> None:
    draw.shape([(6, 36), (16, 36), (22, 45), (42, 45), (48, 36), (58, 36), (58, 58), (6, 58)], SHADE, EDGE)
    draw.arrow((32, 6), (32, 39), GREEN, 8)


def report(draw: Drawing) -> None:
    draw.box(6, 7, 58, 57, PAPER, EDGE)
    for left, top, colour in ((14, 35, ACCENT), (27, 25, GREEN), (40, 16, ACCENT)):
        draw.box(left, top, left + 9, 51, colour)


def manual(draw: Drawing) -> None:
    draw.disc(32, 32, 27, ACCENT)
    draw.arc(32, 25, 9, 180, 395, PAPER, 6)
    draw.stroke([(39.4, 30.2), (33, 35), (32, 40)], PAPER, 6)
    draw.disc(32, 48.5, 3.8, PAPER)


ICONS: dict[str, Callable[[Drawing], None]] = {
    "new": new, "batch": batch, "check": check, "recalc": recalc, "standards": standards,
    "convert": convert, "import": take_in, "report": report, "help": manual,
}  # fmt: skip


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    for name, paint in ICONS.items():
        drawing = Drawing()
        paint(drawing)
        drawing.save(OUT / f"{name}.png")


if __name__ == "__main__":
    main()
