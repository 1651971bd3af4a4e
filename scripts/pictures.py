#!/usr/bin/env python3
"""Make docs/pictures/: what the sheets of the shipped workbooks look like in print.

Run ``python scripts/pictures.py [DIRECTORY]`` with LibreOffice, pdftoppm and Pillow at hand.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops

from perfxl.buttons import check, read_standards, recalc
from perfxl.engines import libreoffice
from perfxl.form import load_form
from perfxl.workbook.layout import layout_of

ROOT = Path(__file__).resolve().parent.parent
DESTINATION = ROOT / "docs" / "pictures"
DPI = 110
COLOURS = 160
MARGIN = 12
FOOTER = 0.55  # inches at the bottom of a page, for its number
FORM = load_form()
SHEETS = FORM.sheets

# 宋体 is not on most machines that are no Windows: a Chinese serif face stands in for it.
FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <alias binding="same"><family>宋体</family><accept><family>Noto Serif CJK SC</family></accept></alias>
</fontconfig>
"""


@dataclass(frozen=True)
class Picture:
    """A page of a sheet of a workbook, and the file it becomes.

    With *area* that part of the sheet is printed and not what the sheet prints by itself; *width* is the
    paper's, in millimetres, where A4 would be too small to read. A *button* is pressed first.
    """

    name: str
    workbook: str
    sheet: str
    page: int = 1
    area: str = ""
    width: int = 0
    button: Callable[[Any], object] | None = None


def _settings(rows: int) -> str:
    """The cells of 计分设置 to its last input, for so many indicators."""
    area = layout_of(FORM).settings
    return f"A1:{area.letters['rest']}{area.first + rows - 1}"


_BLANK = "空白模板.xlsx"
_FILLED = "县应急管理局-绩效自评表.xlsx"
_FOREIGN = "foreign/县应急管理局-绩效目标表.xlsx"
PICTURES = (
    Picture("goal-sheet", _FILLED, SHEETS.goals),
    Picture("goal-sheet-end", _FILLED, SHEETS.goals, 2),
    Picture("goal-sheet-screen", _FILLED, SHEETS.goals, area="A1:O13", width=400),
    Picture("settings", _FILLED, SHEETS.settings, area=_settings(23), width=560),
    Picture("self-evaluation", _FILLED, SHEETS.evaluation),
    Picture("checks", _FILLED, SHEETS.checks),
    Picture("blank-instructions", _BLANK, SHEETS.instructions),
    Picture("blank-goal-sheet", _BLANK, SHEETS.goals),
    Picture("blank-settings", _BLANK, SHEETS.settings, area=_settings(12), width=560),
    Picture("blank-self-evaluation", _BLANK, SHEETS.evaluation),
    Picture("blank-checks", _BLANK, SHEETS.checks),
    Picture("button-check", _FILLED, "校验结果", area="A1:H12", button=check),
    Picture("button-check-marks", _FILLED, SHEETS.goals, area="A1:O13", width=400, button=check),
    Picture("button-recalc", "broken/得分改大.xlsx", "复算结果", area="A1:K16", button=recalc),
    Picture("button-standards", _FOREIGN, "读标准结果", area="A1:H12", button=read_standards),
)


def make(destination: Path, pictures: Sequence[Picture] = PICTURES) -> Iterator[Path]:
    """Print every picture's sheet and write its page into *destination*."""
    destination.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, _serif(Path(scratch)), libreoffice.session() as app:
        for picture in pictures:
            book = app.books.open(str(ROOT / "workbooks" / picture.workbook))
            if picture.button is not None:
                picture.button(book)
            pdf = Path(scratch) / f"{picture.name}.pdf"
            _print(book, picture, pdf)
            book.close()
            page, target = str(picture.page), destination / picture.name
            command = ["pdftoppm", "-png", "-r", str(DPI), "-f", page, "-l", page, "-singlefile"]
            subprocess.run([*command, str(pdf), str(target)], check=True)
            trim(target.with_suffix(".png"))
            yield target.with_suffix(".png")


def _print(book: Any, picture: Picture, pdf: Path) -> None:
    """Print one sheet: only sheets with a print area are printed when any has one."""
    for sheet in book.sheets:
        if sheet.name != picture.sheet:
            sheet.impl.api.setPrintAreas(())
    sheet = book.sheets[picture.sheet].impl.api
    if picture.area:
        sheet.setPrintAreas((sheet.getCellRangeByName(picture.area).RangeAddress,))
    if picture.width:
        style = book.api.StyleFamilies["PageStyles"][sheet.PageStyle]
        style.Width = picture.width * 100
        style.ScaleToPagesX = 1
        sheet.removeAllManualPageBreaks()
    libreoffice.export_pdf(book, pdf)


def trim(path: Path) -> None:
    """Cut the page number and the white margins off and keep few colours: print needs no more."""
    with Image.open(path) as opened:
        picture = opened.convert("RGB")
    picture = picture.crop((0, 0, picture.width, picture.height - round(FOOTER * DPI)))
    box = ImageChops.difference(picture, Image.new("RGB", picture.size, "white")).getbbox()
    if box is not None:
        left, top, right, bottom = box
        width, height = picture.size
        picture = picture.crop(
            (max(0, left - MARGIN), max(0, top - MARGIN), min(width, right + MARGIN), min(height, bottom + MARGIN))
        )
    picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)


@contextmanager
def _serif(scratch: Path) -> Iterator[None]:
    """Let a LibreOffice started now find a Chinese serif face."""
    fonts = scratch / "config" / "fontconfig" / "fonts.conf"
    fonts.parent.mkdir(parents=True)
    fonts.write_text(FONTCONFIG, encoding="utf-8")
    before = os.environ.get("XDG_CONFIG_HOME")
    os.environ["XDG_CONFIG_HOME"] = str(scratch / "config")
    try:
        yield
    finally:
        if before is None:
            del os.environ["XDG_CONFIG_HOME"]
        else:
            os.environ["XDG_CONFIG_HOME"] = before


if __name__ == "__main__":
    for made in make(Path(sys.argv[1]) if len(sys.argv) > 1 else DESTINATION):
        print(made)
