"""Parts, zips and compound files made by hand, down to the bytes: material of the killers."""

import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import NamedTuple

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
HELLO = '<c r="A1" t="inlineStr"><is><t>hello</t></is></c>'
READ = "A1=hello"
EVE = "2026-12-31 00:00:00"


class Killer(NamedTuple):
    make: Callable[[], bytes]
    outcome: str


class Corpus(dict[str, Killer]):
    """File name → killer. Called with a name and an outcome, it takes in the maker that follows."""

    def __call__(self, name: str, outcome: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
        def register(make: Callable[[], bytes]) -> Callable[[], bytes]:
            assert name not in self
            self[name] = Killer(make, outcome)
            return make

        return register


def sheet(rows: str = "", before: str = "", after: str = "", root: str = f'xmlns="{MAIN}"') -> str:
    return f"{HEAD}<worksheet {root}>{before}<sheetData>{rows}</sheetData>{after}</worksheet>"


def row(*cells: str, r: object = 1, attributes: str = "") -> str:
    return f'<row r="{r}" {attributes}>{"".join(cells)}</row>'


def strings(items: str, root: str = f'<sst xmlns="{MAIN}">') -> str:
    return f"{HEAD}{root}{items}</sst>"


def styles(cells: str, formats: str = "") -> str:
    return (
        f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts><cellStyleXfs><xf numFmtId="9"/>'
        f"</cellStyleXfs><cellXfs>{cells}</cellXfs></styleSheet>"
    )


def relationships(*items: tuple[str, str, str]) -> str:
    """Each item: identifier, last word of the type, target."""
    inner = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for name, kind, target in items
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def package(
    *sheets: str | bytes,
    shared: str | None = None,
    style: str | None = None,
    tabs: str | None = None,
    workbook: str = "",
    links: tuple[tuple[str, str, str], ...] = (),
    more: Mapping[str, str | bytes] | None = None,
) -> dict[str, bytes]:
    """The parts of a small workbook around the given sheet parts; *more* adds or replaces parts."""
    sheets = sheets or (sheet(row(HELLO)),)
    numbers = range(1, len(sheets) + 1)
    if tabs is None:
        tabs = "".join(f'<sheet name="表{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": relationships(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{workbook}'
        f"<sheets>{tabs}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relationships(
            *((f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers),
            ("rId90", "sharedStrings", "sharedStrings.xml"),
            ("rId91", "styles", "styles.xml"),
            *links,
        ),
        "xl/styles.xml": style if style is not None else styles('<xf numFmtId="0"/><xf numFmtId="9"/>'),
        "xl/sharedStrings.xml": shared if shared is not None else strings("<si><t>hello</t></si>"),
        **{f"xl/worksheets/sheet{n}.xml": text for n, text in zip(numbers, sheets, strict=True)},
        **(more or {}),
    }
    return {name: part if isinstance(part, bytes) else part.encode() for name, part in parts.items()}


def zipped(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", method, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return buffer.getvalue()


def book(*sheets: str | bytes, stored: bool = False, **options: object) -> bytes:
    """A small workbook, zipped; *stored* without compression, so that the ratio of sizes is no objection."""
    parts = package(*sheets, **options)  # type: ignore[arg-type]
    return zipped(parts, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)


SHARED = (sheet(row('<c r="A1" t="s"><v>0</v></c>')),)
"""A sheet whose one cell refers to the first shared string."""


def noise(count: int) -> str:
    """A comment that hardly packs, for the same end in parts too large to be stored."""
    return f"<!--{random.Random(count).randbytes(count).hex()}-->"


def raw_zip(entries: list[tuple[bytes, bytes, int, int]]) -> bytes:
    """A zip with its declarations set by hand: entries of name, packed bytes (deflate), size, CRC."""
    body, listing = b"", b""
    for name, packed, size, crc in entries:
        fixed = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, crc, len(packed), size, len(name), 0)
        listing += b"PK\x01\x02" + struct.pack("<H", 20) + fixed
        listing += struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name
        body += b"PK\x03\x04" + fixed + name + packed
    end = struct.pack("<HHHHIIH", 0, 0, len(entries), len(entries), len(listing), len(body), 0)
    return body + listing + b"PK\x05\x06" + end


def packed(data: bytes) -> bytes:
    engine = zlib.compressobj(1, zlib.DEFLATED, -15)
    return engine.compress(data) + engine.flush()


def compound(*streams: str) -> bytes:
    """A compound file (OLE2) of 512-byte sectors: one FAT sector, one directory sector, no stream data."""
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += bytes(6) + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<I", 0)
    table = struct.pack("<II", 0xFFFFFFFD, end) + struct.pack("<I", free) * 126
    directory = b""
    for index, name in enumerate(("Root Entry", *streams)):
        label = name.encode("utf-16-le") + b"\0\0"
        links = (free, free, 1 if index == 0 else free) if index == 0 else (free, free, free)
        directory += label.ljust(64, b"\0") + struct.pack("<HBB", len(label), 5 if index == 0 else 2, 1)
        directory += struct.pack("<III", *links) + bytes(36) + struct.pack("<IQ", end, 0)
    return header.ljust(512, b"\xff") + table + directory.ljust(512, b"\0")
