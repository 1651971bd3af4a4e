"""The plain way of doing the same: openpyxl alone, or soffice on a finished workbook."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import openpyxl

from perfxl.engines.pour import Table
from perfxl.workbook.seed import write_filled

Values = list[tuple[str, str, object]]


def values_of(path: Path) -> Values:
    """Sheet, cell and value of everything in a workbook."""
    book = openpyxl.load_workbook(path)
    return [
        (sheet.title, cell.coordinate, cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]


def write_values(values: Values, path: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, cell, value in values:
        sheet = book[title] if title in book.sheetnames else book.create_sheet(title)
        sheet[cell] = value
    book.save(path)


def load_read_only(path: Path) -> int:
    """Every cell of every sheet, in openpyxl's fast mode."""
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    count = sum(cell.value is not None for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
    book.close()
    return count


def load_full(path: Path) -> int:
    book = openpyxl.load_workbook(path)
    return sum(cell.value is not None for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)


def soffice() -> str | None:
    return shutil.which("soffice")


def write_ready(table: Table, path: Path) -> Path:
    """A workbook with every row and every formula written out."""
    return write_filled(table, path)


def convert(path: Path, folder: Path) -> None:
    """Let soffice open, calculate and save a finished workbook, in a profile of its own."""
    out = folder / "converted"
    profile = (folder / "profile").as_uri()
    command = [str(soffice()), "--headless", "--norestore", f"-env:UserInstallation={profile}"]
    command += ["--convert-to", "xlsx", "--outdir", str(out), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    if not (out / path.name).is_file():
        raise RuntimeError("soffice converted nothing")


def split_standards(rows: list[tuple[str, ...]]) -> int:
    """Numbers and words by one regular expression, nothing understood."""
    return sum(len(re.findall(r"\d+(?:\.\d+)?%?|[^\d，。；、]+", row[0])) for row in rows)
