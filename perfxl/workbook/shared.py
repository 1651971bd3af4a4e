"""Shared formulas: what Excel itself writes when a formula is filled down a column.

openpyxl writes every formula in full; sixty rows of the rule block are then ten times as large in the file and
slow to load. Here equal formulas of consecutive rows become one master with followers, in the sheet XML, after
openpyxl and before the file is closed.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import groupby

from lxml import etree
from openpyxl.worksheet.formula import ArrayFormula

_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATIVE = re.compile(r"(?<![A-Za-z0-9_$.])(\$?[A-Z]{1,3})(\d+)(?![\dA-Za-z_(!])")
_CELL = re.compile(r"([A-Z]+)(\d+)")


def compact(workbook: bytes) -> bytes:
    """The same workbook with shared formulas, compressed anew."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename.startswith("xl/worksheets/sheet"):
                data = share_formulas(data)
            # One date for every part: equal content gives equal bytes.
            new.writestr(zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


def share_formulas(xml: bytes) -> bytes:
    """Turn runs of equal relative formulas, column by column, into shared ones."""
    root = etree.fromstring(xml)
    columns: dict[str, list[tuple[int, etree._Element, str]]] = {}
    for cell in root.iter(f"{_NS}c"):
        formula = cell.find(f"{_NS}f")
        match = _CELL.fullmatch(cell.get("r", ""))
        if formula is None or not formula.text or formula.attrib or match is None:
            continue
        row = int(match[2])
        columns.setdefault(match[1], []).append((row, formula, relative(formula.text, row)))
    index = 0
    for letters, cells in columns.items():
        numbered = [(pattern, row - place, row, formula) for place, (row, formula, pattern) in enumerate(cells)]
        for _, run in groupby(numbered, key=lambda item: item[:2]):
            members = list(run)
            if len(members) < 2:
                continue
            _share(letters, [(row, formula) for _, _, row, formula in members], index)
            index += 1
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def relative(formula: str, row: int) -> str:
    """The formula with every relative row as its distance from *row*; text in quotes is left alone."""
    pieces = formula.split('"')
    for place in range(0, len(pieces), 2):
        pieces[place] = _RELATIVE.sub(lambda match: f"{match[1]}[{int(match[2]) - row}]", pieces[place])
    return '"'.join(pieces)


def _share(letters: str, members: list[tuple[int, etree._Element]], index: int) -> None:
    first, last = members[0][0], members[-1][0]
    for row, formula in members:
        formula.set("t", "shared")
        formula.set("si", str(index))
        if row == first:
            formula.set("ref", f"{letters}{first}:{letters}{last}")
        else:
            formula.text = None


class FilledDown(ArrayFormula):
    """A formula as Excel writes it when it is filled down: whole in the first row, a pointer to it in the others.

    For long tables: what :func:`compact` finds afterwards is never written in full. A sheet that has these must
    not be compacted, as both count the shared formulas of a sheet.
    """

    t = "shared"

    def __init__(self, index: int, area: str = "", text: str = "=") -> None:
        super().__init__(area, text)
        self.si = index

    def __iter__(self) -> Iterator[tuple[str, str]]:
        yield from (("t", self.t), ("si", str(self.si)))
        if self.ref:
            yield "ref", self.ref
