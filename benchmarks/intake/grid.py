"""A plain workbook written without any library: what another program leaves, with shared strings and few styles."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from xml.sax.saxutils import escape

from benchmarks.intake.model import Value
from benchmarks.intake.package import deflate, zipped
from benchmarks.intake.strings import Strings, content
from perfxl.block import column_letters

_NS = "http://schemas.openxmlformats.org"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = f'xmlns="{_NS}/spreadsheetml/2006/main"'
_R = f'xmlns:r="{_NS}/officeDocument/2006/relationships"'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# (number format, font, alignment): 0 plain, then boxed cells.
PLAIN, CENTER, LEFT, TITLE, DATE, PERCENT, CENTS, LABEL = range(8)
_LOOKS = ((0, 0, "general"), (0, 0, "center"), (0, 0, "left"), (0, 1, "center"),
          (164, 0, "center"), (9, 0, "center"), (2, 0, "center"), (0, 2, "center"))  # fmt: skip


@dataclass
class Grid:
    """A worksheet: values with their looks by (row, column), merges, hidden rows, column widths."""

    name: str
    cells: dict[tuple[int, int], tuple[Value, int]] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    widths: tuple[float, ...] = ()
    state: str = "visible"

    def put(self, row: int, column: int, value: Value, look: int = CENTER, until: int = 0, below: int = 0) -> None:
        """A value, merged to the column *until* and the row *below* where given."""
        if isinstance(value, dt.date):
            look = DATE
        self.cells[row, column] = (value, look)
        if max(until, column) > column or max(below, row) > row:
            self.merges.append((row, column, max(below, row), max(until, column)))

    def xml(self, strings: Strings) -> str:
        rows: dict[int, list[str]] = {}
        for (row, column), (value, look) in sorted(self.cells.items()):
            text = f'<c r="{column_letters(column)}{row}" s="{look}"' + content(value, strings)
            rows.setdefault(row, []).append(text)
        hide = dict.fromkeys((*self.hidden, *(-column for column in self.hidden_columns)), ' hidden="1"')
        body = "".join(f'<row r="{row}"{hide.get(row, "")}>{"".join(cells)}</row>' for row, cells in rows.items())
        cols = "".join(
            f'<col min="{n}" max="{n}" width="{width}" customWidth="1"{hide.get(-n, "")}/>'
            for n, width in enumerate(self.widths, 1)
        )
        areas = "".join(
            f'<mergeCell ref="{column_letters(left)}{top}:{column_letters(right)}{bottom}"/>'
            for top, left, bottom, right in self.merges
        )
        merges = f'<mergeCells count="{len(self.merges)}">{areas}</mergeCells>' if areas else ""
        return (
            f"{_HEAD}<worksheet {_MAIN}>{f'<cols>{cols}</cols>' if cols else ''}"
            f"<sheetData>{body}</sheetData>{merges}</worksheet>"
        )


def workbook(grids: list[Grid]) -> bytes:
    """The bytes of a workbook of some sheets."""
    strings = Strings()
    parts = {f"xl/worksheets/sheet{n}.xml": grid.xml(strings) for n, grid in enumerate(grids, start=1)}
    sheets = "".join(
        f'<sheet name="{escape(grid.name)}" sheetId="{n}" state="{grid.state}" r:id="rId{n}"/>'
        for n, grid in enumerate(grids, start=1)
    )
    last = len(grids)
    links = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, last + 1)]
    links += [(f"rId{last + 1}", "styles", "styles.xml"), (f"rId{last + 2}", "sharedStrings", "sharedStrings.xml")]
    overrides = [("xl/workbook.xml", "sheet.main"), *((f"xl/{kind}.xml", kind) for kind in ("styles", "sharedStrings"))]
    overrides += [(part, "worksheet") for part in parts]
    types = "".join(
        f'<Override PartName="/{part}" ContentType="{_TYPE}.{kind}+xml"/>' for part, kind in overrides
    )
    everything = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_NS}/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>',
        "_rels/.rels": _relationships([("rId1", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f"{_HEAD}<workbook {_MAIN} {_R}><sheets>{sheets}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relationships(links),
        "xl/styles.xml": _styles(),
        **parts,
    }
    made = [deflate(name, text.encode()) for name, text in everything.items()]
    return zipped([*made, deflate("xl/sharedStrings.xml", strings.xml())])


def _relationships(links: list[tuple[str, str, str]]) -> str:
    items = "".join(
        f'<Relationship Id="{name}" Type="{_NS}/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
        for name, kind, target in links
    )
    return f'{_HEAD}<Relationships xmlns="{_NS}/package/2006/relationships">{items}</Relationships>'


def _styles() -> str:
    fonts = "".join(
        f'<font>{bold}<sz val="{size}"/><name val="宋体"/></font>'
        for bold, size in (("", 10), ("<b/>", 18), ("<b/>", 10))
    )
    line = "".join(f'<{side} style="thin"/>' for side in ("left", "right", "top", "bottom"))
    xfs = "".join(
        f'<xf numFmtId="{number}" fontId="{font}" fillId="0" borderId="{int(index > 0 and index != TITLE)}" xfId="0" '
        f'applyNumberFormat="1" applyAlignment="1"><alignment horizontal="{align}" vertical="center" wrapText="1"/>'
        "</xf>"
        for index, (number, font, align) in enumerate(_LOOKS)
    )
    return (
        f'{_HEAD}<styleSheet {_MAIN}><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m'
        f'&quot;月&quot;d&quot;日&quot;"/></numFmts><fonts count="3">{fonts}</fonts><fills count="2"><fill>'
        '<patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
        f'<borders count="2"><border/><border>{line}</border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        f'<cellXfs count="{len(_LOOKS)}">{xfs}</cellXfs></styleSheet>'
    )


def text_rows(name: str, rows: list[list[str]]) -> bytes:
    """A workbook that is nothing but a small table."""
    grid = Grid(name)
    for row, words in enumerate(rows, start=1):
        for column, word in enumerate(words, start=1):
            grid.put(row, column, Decimal(word) if word.isdecimal() else word)
    return workbook([grid])
