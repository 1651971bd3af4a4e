"""Give workbooks the values of their formulas without letting another program rewrite them.

openpyxl writes formulas without values, so a file that was never opened in a spreadsheet program shows nothing
in a preview and reads as not computed. LibreOffice computes a copy; its values are put into the original's XML,
which otherwise stays as it was written.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import etree

from perfxl.engines import libreoffice

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TERMS = "{http://purl.org/dc/terms/}"
EPOCH = (1980, 1, 1, 0, 0, 0)
# Creation and change of every shipped workbook, so that making them again changes nothing.
DATE = "2026-01-01T00:00:00Z"

Computed = dict[str, tuple[str, str]]


def compute(workbooks: Iterable[Path], destination: Path) -> None:
    """Write every workbook with computed values, under its own name, into *destination*."""
    with tempfile.TemporaryDirectory() as scratch, libreoffice.session() as app:
        for path in workbooks:
            copy = Path(scratch) / path.name
            book = app.books.open(str(path))
            app.calculate()
            book.save(str(copy))
            book.close()
            (destination / path.name).write_bytes(with_values(path, values_of(copy)))


def values_of(workbook: Path) -> dict[str, Computed]:
    """Type and value of every formula cell, by sheet name and cell."""
    found = {}
    with zipfile.ZipFile(workbook) as package:
        for name, part in sheet_parts(package):
            cells = (cell for cell in etree.fromstring(package.read(part)).iter(f"{_MAIN}c"))
            found[name] = {
                cell.get("r", ""): (cell.get("t", "n"), cell.findtext(f"{_MAIN}v") or "")
                for cell in cells
                if cell.find(f"{_MAIN}f") is not None
            }
    return found


def with_values(workbook: Path, values: dict[str, Computed] | None = None) -> bytes:
    """The workbook's bytes, with these values of its formulas, and without the time it was made.

    :raises KeyError: a formula has no value.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(workbook) as old, zipfile.ZipFile(buffer, "w") as new:
        sheets = {part: name for name, part in sheet_parts(old)}
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename in sheets:
                data = _filled(data, None if values is None else values[sheets[entry.filename]])
            elif entry.filename == "docProps/core.xml":
                data = _dated(data)
            new.writestr(zipfile.ZipInfo(entry.filename, EPOCH), data, zipfile.ZIP_DEFLATED, 9)
    return buffer.getvalue()


def sheet_parts(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The name and the part of every worksheet, in order."""
    links = etree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target", "") for link in links.iter(f"{_PACKAGE}Relationship")}
    for sheet in etree.fromstring(package.read("xl/workbook.xml")).iter(f"{_MAIN}sheet"):
        target = targets[sheet.get(_LINK)]
        yield sheet.get("name", ""), target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _filled(xml: bytes, values: Computed | None) -> bytes:
    root = etree.fromstring(xml)
    for cell in root.iter(f"{_MAIN}c"):
        formula = cell.find(f"{_MAIN}f")
        if formula is None:
            continue
        formula.attrib.pop("aca", None)  # LibreOffice's word for the default; it hides equal formulas
        if values is not None:
            _fill(cell, *values[cell.get("r", "")])
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _fill(cell: etree._Element, kind: str, text: str) -> None:
    if kind == "n":
        cell.attrib.pop("t", None)
    else:
        cell.set("t", kind)
    value = cell.find(f"{_MAIN}v")
    if value is None:
        value = etree.SubElement(cell, f"{_MAIN}v")
    value.text = text


def _dated(xml: bytes) -> bytes:
    root = etree.fromstring(xml)
    for name in ("created", "modified"):
        for element in root.iter(_TERMS + name):
            element.text = DATE
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
