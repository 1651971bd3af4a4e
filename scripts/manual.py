#!/usr/bin/env python3
"""Make docs/finance-manual.md anew: run its commands, write down what they print, take its pictures.

Run ``python scripts/manual.py [DIRECTORY]`` with LibreOffice, Chromium, pdftoppm and Pillow at hand; the pictures
go to the directory, by default docs/pictures/.
"""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from PIL import Image, ImageChops

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE / "examples")]

import manual as page  # noqa: E402 - scripts/examples/manual.py
import month  # noqa: E402
import pictures  # noqa: E402

# What the pictures say of the time: the pictures of the same sources are the same.
MADE = "2027-01-08 16:30"
_DAYS = {f"{dt.datetime.now(zone):%Y-%m-%d}" for zone in (dt.UTC, month.CHINA)}
_NOW = re.compile(rf"({'|'.join(_DAYS)})( \d\d:\d\d)?")
BROWSER = ("chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars")
WIDTH = 1100
COLOURS = 200


def main(destination: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="perfxl-manual-") as scratch:
        folder = Path(scratch)
        month.make(folder)
        page.PAGE.write_text(page.replayed(page.PAGE.read_text("utf-8"), folder), "utf-8")
        print(page.PAGE)
        reports = folder / "汇总" / "1月"
        for made in (*of_page(reports / "汇总.html", folder, destination), *of_workbooks(reports, folder, destination)):
            print(made)


def of_page(source: Path, scratch: Path, destination: Path) -> Iterator[Path]:
    """Screens of the page of results and its first two sheets of paper."""
    html = _then(source.read_text("utf-8"))
    first = html.index("<details id=")
    opened = f'{html[:first]}{html[first:].replace("<details ", "<details open ", 1)}'
    yield _screen(html, scratch, destination / "report-page.png", "overview")
    yield _screen(html, scratch, destination / "report-page-returns.png", "missing", "refused", "unknown", "bad")
    yield _screen(opened, scratch, destination / "report-page-department.png", "departments", most=900)
    yield _paper(html, scratch, destination / "report-page-print.png", 1, 2)


def _screen(html: str, scratch: Path, target: Path, *sections: str, most: int | None = None) -> Path:
    """What a browser shows of some sections."""
    name = re.compile(r'<section id="(\w+)">.*?</section>\n', re.DOTALL)
    html = name.sub(lambda found: found[0] if found[1] in sections else "", html)
    if "overview" not in sections:
        html = re.sub("<header>.*</header>", "", html, flags=re.DOTALL)
    browsed = scratch / "page.html"
    browsed.write_text(html, "utf-8")
    _browse(f"--window-size={WIDTH},4000", f"--screenshot={target}", str(browsed))
    with Image.open(target) as opened:
        picture = opened.convert("RGB")
    ground = Image.new("RGB", picture.size, picture.getpixel((2, 2)))
    box = ImageChops.difference(picture, ground).getbbox()
    bottom = picture.height if box is None else min(picture.height, box[3] + 8)
    return _lean(picture.crop((0, 0, picture.width, min(bottom, most or bottom))), target)


def _paper(html: str, scratch: Path, target: Path, *pages: int) -> Path:
    """Sheets of paper beside each other."""
    browsed, pdf = scratch / "page.html", scratch / "page.pdf"
    browsed.write_text(html, "utf-8")
    _browse("--no-pdf-header-footer", f"--print-to-pdf={pdf}", str(browsed))
    sheets = []
    for number in pages:
        part = scratch / f"page-{number}"
        command = ["pdftoppm", "-png", "-r", "66", "-f", str(number), "-l", str(number), "-singlefile"]
        subprocess.run([*command, str(pdf), str(part)], check=True)
        with Image.open(part.with_suffix(".png")) as opened:
            sheets.append(opened.convert("RGB"))
    gap, (width, height) = 14, sheets[0].size
    whole = Image.new("RGB", ((width + gap) * len(sheets) + gap, height + 2 * gap), "#d9dee5")
    for place, sheet in enumerate(sheets):
        whole.paste(sheet, (gap + place * (width + gap), gap))
    return _lean(whole, target)


def _browse(*arguments: str) -> None:
    subprocess.run([*BROWSER, *arguments], check=True, capture_output=True)


def _lean(picture: Image.Image, target: Path) -> Path:
    """Few colours are enough for text and bars."""
    picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(target, optimize=True)
    return target


def of_workbooks(reports: Path, scratch: Path, destination: Path) -> Iterator[Path]:
    """Sheets of the summary workbook and of a marked copy, in print."""
    summary = str(_dated(reports / "汇总.xlsx", scratch / "汇总.xlsx"))
    copy = str(reports / "退回" / "云岭口县水利局.xlsx")
    wanted: Sequence[pictures.Picture] = (
        pictures.Picture("summary-overview", summary, "总览"),
        pictures.Picture("summary-findings", summary, "问题清单"),
        pictures.Picture("summary-ranking", summary, "排名"),
        pictures.Picture("returned-remarks", copy, "退回意见"),
    )
    return pictures.make(destination, wanted)


def _then(text: str) -> str:
    """A text that says when it was made, as if that had been at another time."""
    return _NOW.sub(lambda found: MADE if found[2] else MADE[:10], text)


def _dated(source: Path, target: Path) -> Path:
    """The workbook as if it had been made at another time."""
    with zipfile.ZipFile(source) as read, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as write:
        for name in read.namelist():
            write.writestr(name, _then(read.read(name).decode("utf-8")))
    return target


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else pictures.DESTINATION)
