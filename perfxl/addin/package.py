"""The parts of perfxl.xlam, and the sheet on which the add-in keeps its own settings.

The file is a zip of parts, stored without compression, with one date and one order: what one machine makes of the
same sources, every other makes too, whatever its zlib. The settings (the interpreter above all) are two columns of the
only sheet, next to the Chinese texts: a file of its own for them could get lost, and one beside a workbook could be
planted.
"""

from __future__ import annotations

import io
import re
import tomllib
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from perfxl import __version__

FOLDER = Path(__file__).resolve().parent
SOURCES = FOLDER / "sources"
SHIPPED = FOLDER / "perfxl.xlam"  # ready-built, so that who installs it needs no compiler

SHEET = "xl/worksheets/sheet1.xml"
PROJECT = "xl/vbaProject.bin"
RIBBON = "customUI/customUI14.xml"
DEADLINE = 300  # seconds a button may take
PYTHON, VERSION = "python", "version"

_NO_DATE = (1980, 1, 1, 0, 0, 0)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MICROSOFT = "http://schemas.microsoft.com/office"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_FIXED = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
        '<Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.addin.macroEnabled.main+xml"/>'
        f'<Override PartName="/{SHEET}" ContentType="{_SHEET_TYPE}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_SHEET_TYPE}.styles+xml"/>'
        "</Types>"
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr codeName="ThisWorkbook"/>'
        '<sheets><sheet name="perfxl" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}


class NotOurs(Exception):  # noqa: N818 - what it says of the file
    """The file is no perfxl.xlam that can be read."""


def assemble(project: bytes) -> bytes:
    """perfxl.xlam from its compiled VBA project and the sources; it names no interpreter yet."""
    pictures = sorted((SOURCES / "icons").glob("*.png"))
    ribbon = (SOURCES / "customUI14.xml").read_text(encoding="utf-8")  # as text: line ends are the repository's
    parts = {
        "[Content_Types].xml": _xml(_FIXED["[Content_Types].xml"]),
        "_rels/.rels": _relations(
            ("rId1", f"{_OFFICE}/officeDocument", "xl/workbook.xml"),
            ("rId2", f"{_MICROSOFT}/2007/relationships/ui/extensibility", RIBBON),
        ),
        "xl/workbook.xml": _xml(_FIXED["xl/workbook.xml"]),
        "xl/_rels/workbook.xml.rels": _relations(
            ("rId1", f"{_OFFICE}/worksheet", "worksheets/sheet1.xml"),
            ("rId2", f"{_OFFICE}/styles", "styles.xml"),
            ("rId3", f"{_MICROSOFT}/2006/relationships/vbaProject", "vbaProject.bin"),
        ),
        SHEET: settings_sheet({}),
        "xl/styles.xml": _xml(_FIXED["xl/styles.xml"]),
        PROJECT: project,
        RIBBON: ribbon.encode(),
        "customUI/_rels/customUI14.xml.rels": _relations(
            *((path.stem, f"{_OFFICE}/image", f"images/{path.name}") for path in pictures)
        ),
        **{f"customUI/images/{path.name}": path.read_bytes() for path in pictures},
    }
    return _zipped(parts)


def with_settings(xlam: bytes, settings: Mapping[str, str]) -> bytes:
    """The same add-in with these settings on its sheet. :raises NotOurs: it is none."""
    parts = _parts(xlam)
    parts[SHEET] = settings_sheet(settings)
    return _zipped(parts)


def settings_sheet(settings: Mapping[str, str]) -> bytes:
    """The add-in's own sheet: the settings, then what the add-in says."""
    rows = {PYTHON: "", "deadline": str(DEADLINE), VERSION: __version__, **settings}
    texts = tomllib.loads((SOURCES / "texts.toml").read_text(encoding="utf-8"))
    rows |= {f"text:{key}": text for key, text in texts.items()}
    body = "".join(
        f'<row r="{number}">{_cell(f"A{number}", key)}{_cell(f"B{number}", value)}</row>'
        for number, (key, value) in enumerate(rows.items(), 1)
    )
    return _xml(
        f'<worksheet xmlns="{_MAIN}"><sheetPr codeName="Sheet1"/><sheetData>{body}</sheetData></worksheet>'
    )


def settings_of(xlam: bytes) -> dict[str, str]:
    """What stands on the sheet of an add-in, texts left out. :raises NotOurs: it is none."""
    try:
        rows = rows_of(_parts(xlam)[SHEET])
    except ElementTree.ParseError as error:
        raise NotOurs(str(error)) from error
    found = {row[0]: row[1] for row in rows if len(row) == 2 and not row[0].startswith("text:")}
    if VERSION not in found:
        raise NotOurs("no version")
    return found


def rows_of(sheet: bytes) -> list[list[str]]:
    """The texts in the rows of a sheet like ours."""
    rows = ElementTree.fromstring(sheet).iter(f"{{{_MAIN}}}row")
    return [["".join(cell.itertext()) for cell in row] for row in rows]


def same_program(one: bytes, other: bytes) -> bool:
    """Whether two add-ins differ in nothing but their settings."""
    return with_settings(one, {}) == with_settings(other, {})


def _parts(xlam: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(xlam)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise NotOurs(str(error)) from error
    if not {SHEET, PROJECT, RIBBON} <= parts.keys():
        raise NotOurs("parts are missing")
    return parts


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _NO_DATE)
            entry.create_system = 0  # else Windows and Unix sign differently
            archive.writestr(entry, content)
    return made.getvalue()


def _xml(text: str) -> bytes:
    return (_HEAD + text).encode()


def _relations(*relations: tuple[str, str, str]) -> bytes:
    inner = "".join(f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>' for name, kind, target in relations)
    return _xml(
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'
    )


def _cell(address: str, text: str) -> str:
    kept = escape(re.sub("[\x00-\x08\x0b-\x1f]", "", text))
    return f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{kept}</t></is></c>'
