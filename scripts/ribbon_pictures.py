#!/usr/bin/env python3
"""Make the pictures of docs/ribbon.md: the tab, drawn from its customUI XML, and what three buttons leave behind.

Run ``python scripts/ribbon_pictures.py`` with LibreOffice, pdftoppm, fontconfig and Pillow at hand. The tab is a
drawing and says so on itself: no Excel was there to take a picture of.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from PIL import Image, ImageDraw, ImageFont

sys.path.insert(0, str(Path(__file__).resolve().parent))
from pictures import DESTINATION, DPI, ROOT, trim

from perfxl.addin.package import SOURCES
from perfxl.buttons.checking import check
from perfxl.buttons.recalculating import recalc
from perfxl.buttons.standards import read_standards
from perfxl.engines import libreoffice

UI = "{http://schemas.microsoft.com/office/2009/07/customui}"
SCALE = 2
TAB, BODY, CAPTION, NOTE = 34, 96, 22, 26  # heights
BUTTON, PAD = 74, 8
INK, FAINT, RULE, PAPER, STRIP, ACCENT = "#262626", "#6b6b6b", "#d0d0d0", "#ffffff", "#f3f3f3", "#1e7145"
NOTICE = "示意图：按 customUI14.xml 绘制，不是 Excel 的截图"



def draw_tab(target: Path) -> None:
    """The tab with its groups, buttons, icons and labels."""
    [tab] = ElementTree.parse(SOURCES / "customUI14.xml").getroot().iter(f"{UI}tab")
    groups = [(group.get("label", ""), list(group)) for group in tab]
    width = sum(len(buttons) * BUTTON + 2 * PAD for _, buttons in groups) + PAD
    height = TAB + BODY + CAPTION + NOTE
    image = Image.new("RGB", (width * SCALE, height * SCALE), STRIP)
    pen = ImageDraw.Draw(image)

    def box(left: float, top: float, right: float, bottom: float, colour: str) -> None:
        pen.rectangle([left * SCALE, top * SCALE, right * SCALE, bottom * SCALE], fill=colour)

    def text(middle: float, top: float, words: str, size: int, colour: str) -> None:
        pen.text((middle * SCALE, top * SCALE), words, fill=colour, font=_font(size), anchor="ma")

    text(PAD + 40, 8, tab.get("label", ""), 14, ACCENT)
    box(PAD + 8, TAB - 4, PAD + 72, TAB - 2, ACCENT)
    box(0, TAB, width, TAB + BODY + CAPTION, PAPER)
    left = PAD
    for label, buttons in groups:
        right = left + len(buttons) * BUTTON + 2 * PAD
        text((left + right) / 2, TAB + BODY + 2, label, 11, FAINT)
        box(right, TAB + 8, right, TAB + BODY + CAPTION - 6, RULE)
        for number, button in enumerate(buttons):
            middle = left + PAD + (number + 0.5) * BUTTON
            with Image.open(SOURCES / "icons" / f"{button.get('image')}.png") as icon:
                half = 16 * SCALE
                place = (round(middle * SCALE) - half, (TAB + 10) * SCALE)
                shown = icon.resize((2 * half, 2 * half), Image.Resampling.LANCZOS)
            image.paste(shown, place, shown)
            for row, words in enumerate(_lines(button.get("label", ""))):
                text(middle, TAB + 48 + row * 17, words, 12, INK)
        left = right
    text(width / 2, TAB + BODY + CAPTION + 6, NOTICE, 11, FAINT)
    image.quantize(64).save(target, optimize=True)


def _lines(label: str) -> list[str]:
    """A large button breaks its label into two lines where it is long."""
    half = (len(label) + 1) // 2
    return [label] if len(label) < 5 else [label[:half], label[half:]]


def _font(size: int) -> ImageFont.FreeTypeFont:
    found = subprocess.run(["fc-match", "-f", "%{file}|%{index}", "Noto Sans CJK SC"], check=True, capture_output=True)
    file, _, index = found.stdout.decode().partition("|")
    return ImageFont.truetype(file, size * SCALE, index=int(index))


def _spoiled(book: Any) -> None:
    """Two slips of a clerk, not saved."""
    sheet = book.sheets["绩效目标表"]
    sheet.range("L7").value = 9
    sheet.range("F8").value = "≥100"


def _reworded(book: Any) -> None:
    """Standards of the clerk's own: one that says something else than the settings, one nobody can compute."""
    sheet = book.sheets["绩效目标表"]
    sheet.range("M7").value = "每少1家次扣0.01分，扣完为止"
    sheet.range("M8").value = "视情况酌情扣分"


def _agreed(book: Any) -> object:
    return read_standards(book, confirm=lambda zh, en: True)


PICTURES: tuple[tuple[str, Callable[[Any], None] | None, Callable[[Any], object], str, str], ...] = (
    ("ribbon-check", _spoiled, check, "校验结果", "A1:I20"),
    ("ribbon-marks", _spoiled, check, "绩效目标表", "D6:O12"),
    ("ribbon-recalc", None, recalc, "复算结果", "A1:K20"),
    ("ribbon-standards", _reworded, _agreed, "读标准结果", "A1:I9"),
)


def results(destination: Path) -> Iterator[Path]:
    """What 校验本表, 重算得分 and 读取评分标准 leave in an open workbook."""
    with tempfile.TemporaryDirectory() as scratch, libreoffice.session() as app:
        for name, prepare, press, sheet, area in PICTURES:
            path = shutil.copy(ROOT / "workbooks/县应急管理局-绩效自评表.xlsx", Path(scratch, f"{name}.xlsx"))
            book = app.books.open(path)
            if prepare is not None:
                prepare(book)
            press(book)
            book.save()
            book.close()
            book = app.books.open(path)  # LibreOffice shows the colour of a mark once the workbook is opened again
            for other in book.sheets:
                other.impl.api.setPrintAreas(())
            api = book.sheets[sheet].impl.api
            api.setPrintAreas((api.getCellRangeByName(area).RangeAddress,))
            pdf = Path(scratch, f"{name}.pdf")
            libreoffice.export_pdf(book, pdf)
            book.close()
            command = ["pdftoppm", "-png", "-r", str(DPI), "-f", "1", "-l", "1", "-singlefile", str(pdf)]
            subprocess.run([*command, str(destination / name)], check=True)
            trim(destination / f"{name}.png")
            yield destination / f"{name}.png"


if __name__ == "__main__":
    draw_tab(DESTINATION / "ribbon-tab.png")
    print(DESTINATION / "ribbon-tab.png")
    for made in results(DESTINATION):
        print(made)
