#!/usr/bin/env python3
"""Make docs/pictures/: what the sheets of the shipped workbooks look like in print.

Run ``python scripts/pictures.py [DIRECTORY]`` with LibreOffice and pdftoppm at hand.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from perfxl.engines import libreoffice
from perfxl.form import load_form

ROOT = Path(__file__).resolve().parent.parent
DESTINATION = ROOT / "docs" / "pictures"
DPI = 110
SHEETS = load_form().sheets

# 宋体 is not on most machines that are no Windows: a Chinese serif face stands in for it.
FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <alias binding="same"><family>宋体</family><accept><family>Noto Serif CJK SC</family></accept></alias>
</fontconfig>
"""


@dataclass(frozen=True)
class Picture:
    """A page of a sheet of a workbook, and the file it becomes."""

    name: str
    workbook: str
    sheet: str
    page: int = 1


_BLANK = "空白模板.xlsx"
_FILLED = "县应急管理局-绩效自评表.xlsx"
PICTURES = (
    Picture("goal-sheet", _FILLED, SHEETS.goals),
    Picture("goal-sheet-end", _FILLED, SHEETS.goals, 3),
    Picture("settings", _FILLED, SHEETS.settings),
    Picture("self-evaluation", _FILLED, SHEETS.evaluation),
    Picture("checks", _FILLED, SHEETS.checks),
    Picture("blank-instructions", _BLANK, SHEETS.instructions),
    Picture("blank-goal-sheet", _BLANK, SHEETS.goals),
    Picture("blank-settings", _BLANK, SHEETS.settings),
    Picture("blank-self-evaluation", _BLANK, SHEETS.evaluation),
    Picture("blank-checks", _BLANK, SHEETS.checks),
)


def make(destination: Path) -> Iterator[Path]:
    """Print every picture's sheet and write its page into *destination*."""
    destination.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, _serif(Path(scratch)), libreoffice.session() as app:
        for picture in PICTURES:
            book = app.books.open(str(ROOT / "workbooks" / picture.workbook))
            pdf = Path(scratch) / f"{picture.name}.pdf"
            _print(book, picture.sheet, pdf)
            book.close()
            page, target = str(picture.page), destination / picture.name
            command = ["pdftoppm", "-png", "-r", str(DPI), "-f", page, "-l", page, "-singlefile"]
            subprocess.run([*command, str(pdf), str(target)], check=True)
            yield target.with_suffix(".png")


def _print(book: Any, name: str, pdf: Path) -> None:
    """Print one sheet: only sheets with a print area are printed when any has one."""
    for sheet in book.sheets:
        if sheet.name != name:
            sheet.impl.api.setPrintAreas(())
    libreoffice.export_pdf(book, pdf)


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
