"""The gate: what a file is, and whether its parts may be unpacked at all.

Nothing of a returned file is handed to a reader before it has passed here. The first bytes decide what it is,
never the name; a zip is inflated by counted bytes into memory, and what lies in its XML parts is made UTF-8
without a document type. Every way of failing is a :class:`~perfxl.findings.Refused` with its own code.
Zip structures: APPNOTE.TXT 6.3; package parts and names: ECMA-376 part 2.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from perfxl.findings import Refused
from perfxl.workbook.kinds import OWNER_FILE, named, recognise
from perfxl.workbook.scan import MAIN, MIB, STRICT, relationships, tree

MAX_FILE = 20 * MIB
"""Bytes of the file itself."""
MAX_PARTS = 1000
"""Entries of the zip."""
MAX_INFLATED = 64 * MIB
"""Bytes of all entries together, as declared and as counted."""
MAX_RATIO = 200
"""Inflated to packed size, held against entries above 1 MiB only: honest style sheets pass 100."""

_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})""")
_DECLARATION = re.compile(r"\ufeff?<\?xml[^>]*\?>")
_ENCODINGS = {"gb2312", "gbk", "gb18030", "big5", "iso-8859-1", "windows-1252"}
_UNSAFE_NAME = re.compile(r"[\x00-\x1f\\:]|^/|(^|/)\.\.?(/|$)")
_STORED, _DEFLATED = 0, 8
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800


@dataclass(frozen=True, slots=True)
class Admitted:
    """A file that passed: where it came from and its bytes, unchanged. ``sha256`` is in hexadecimal."""

    path: Path
    sha256: str
    size: int
    data: bytes = field(repr=False)

    @property
    def old(self) -> bool:
        """Whether these are the records of an old workbook (.xls) and no zip."""
        return not self.data.startswith(b"PK") and recognise(self.data)[0] == "F004"


@dataclass(frozen=True, slots=True)
class Package:
    """The inside of an admitted file.

    ``parts`` holds every XML part by its lower-case name, in UTF-8 without a document type; ``workbook`` is
    the name of the part that lists the sheets.
    """

    admitted: Admitted
    parts: Mapping[str, bytes] = field(repr=False)
    workbook: str

    def part(self, name: str) -> bytes:
        """:raises Refused: F016 there is no such part."""
        try:
            return self.parts[name]
        except KeyError:
            raise Refused("F016", part=name, detail="missing") from None


def take(path: str | os.PathLike[str]) -> Admitted:
    """The bytes of a workbook, a zip or an old one, not unpacked yet. :raises Refused: F001 to F008, F011, F020."""
    data = _read(path)
    admitted = Admitted(Path(path), hashlib.sha256(data).hexdigest(), len(data), data)
    if not data.startswith(b"PK") and not admitted.old:
        code, kind = recognise(data)
        if kind == "?" and Path(path).name.startswith("~$"):
            raise Refused("F008", kind=OWNER_FILE)
        raise Refused(code, kind=named(kind, Path(path).name))
    return admitted


def admit(path: str | os.PathLike[str]) -> Admitted:
    """Let a zipped workbook in, or say why not. :raises Refused: F001 to F017, F019, F020, F021; nothing else."""
    return unpack(take(path)).admitted


def unpack(admitted: Admitted) -> Package:
    """The parts of a workbook. :raises Refused: F004 it is an old one and has none, F005, F009 to F017, F019."""
    data = admitted.data
    if admitted.old:
        raise Refused("F004")
    try:
        parts, names = _parts(data)
        workbook = _workbook(parts, names)
    except (Refused, MemoryError):
        raise
    except Exception as error:
        raise Refused("F009", detail=f"{type(error).__name__}: {error}") from error
    return Package(admitted, parts, workbook)


def _read(path: str | os.PathLike[str]) -> bytes:
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            raise Refused("F002")
        if not stat.S_ISREG(status.st_mode):
            raise Refused("F020", detail="not a regular file")
        hold_size(status.st_size)
        with open(path, "rb") as file:
            data = file.read(MAX_FILE + 1)
    except (FileNotFoundError, NotADirectoryError, ValueError):  # ValueError: a name no file can have
        raise Refused("F001") from None
    except OSError as error:
        if isinstance(error, PermissionError) and Path(path).name.startswith("~$"):  # Windows, still open
            raise Refused("F008", kind=OWNER_FILE) from error
        raise Refused("F020", detail=error.strerror or type(error).__name__) from error
    if not data:
        raise Refused("F003")
    hold_size(len(data))
    return data


def _size(count: int) -> str:
    return f"{count / MIB:.1f} MB"


def _parts(data: bytes) -> tuple[dict[str, bytes], set[str]]:
    """The XML parts, inflated; and the names of all parts, both in lower case."""
    entries = _directory(data)
    names: set[str] = set()
    for entry in entries:
        name = entry.filename.lower()
        if name in names or _UNSAFE_NAME.search(entry.orig_filename):
            raise Refused("F014", part=repr(entry.orig_filename)[1:-1])
        names.add(name)
        hold_ratio(entry)
    declared = sum(entry.file_size for entry in entries)
    if declared > MAX_INFLATED:
        raise Refused("F013", size=_size(declared), limit=_size(MAX_INFLATED))
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise Refused("F005")
    parts = {}
    room = MAX_INFLATED
    for entry in entries:
        if entry.filename.lower().endswith((".xml", ".rels")):
            _hold_name(data, entry)
            inflated = inflate(data, entry, entry.header_offset, room)
            room -= len(inflated)
            parts[entry.filename.lower()] = _plain(entry.filename, inflated)
    return parts, names


def hold_ratio(entry: zipfile.ZipInfo) -> None:
    """:raises Refused: F013, an entry packs too well to be honest."""
    if entry.file_size > MIB and entry.file_size > MAX_RATIO * entry.compress_size:
        ratio = entry.file_size // max(entry.compress_size, 1)
        raise Refused("F013", size=f"{ratio}:1", limit=f"{MAX_RATIO}:1")


def hold_size(size: int) -> None:
    """:raises Refused: F011, a file is too large to be taken in."""
    if size > MAX_FILE:
        raise Refused("F011", size=_size(size), limit=_size(MAX_FILE))


def _directory(data: bytes) -> list[zipfile.ZipInfo]:
    """The entries of the central directory, counted before they are read: a small file can list 400,000."""
    end = data.rfind(b"PK\x05\x06")
    if end < 0 or len(data) < end + 22:
        raise Refused("F009", detail="cut off")
    (length,) = struct.unpack_from("<I", data, end + 12)
    count = data.count(b"PK\x01\x02", max(0, end - length), end)
    if count <= MAX_PARTS:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
        count = len(entries)
    if count > MAX_PARTS:
        raise Refused("F012", count=count, limit=MAX_PARTS)
    return entries


def _hold_name(data: bytes, entry: zipfile.ZipInfo) -> None:
    encoding = "utf-8" if entry.flag_bits & _UTF8_NAME else "cp437"
    name = entry.orig_filename.encode(encoding)
    if data[entry.header_offset + 30 : entry.header_offset + 30 + len(name)] != name:
        raise Refused("F009", detail=f"{entry.filename}: another name in the local header")


def inflate(data: bytes, entry: zipfile.ZipInfo, start: int, room: int) -> bytes:
    """The bytes of one entry, never more than *room*; sizes and checksum must be what was declared.

    *start* is where its local header stands in *data*. :raises Refused: F009, F013.
    """
    name = entry.filename
    if start < 0 or data[start : start + 4] != b"PK\x03\x04" or len(data) < start + 30:
        raise Refused("F009", detail=f"{name}: no local header")
    name_length, extra_length = struct.unpack_from("<HH", data, start + 26)
    begin = start + 30 + name_length + extra_length
    packed = memoryview(data)[begin : begin + entry.compress_size]
    if entry.compress_type == _STORED:
        inflated, complete = bytes(packed), True
    elif entry.compress_type == _DEFLATED:
        engine = zlib.decompressobj(-15)
        inflated = engine.decompress(packed, room + 1)
        complete = engine.eof
    else:
        raise Refused("F009", detail=f"{name}: compression method {entry.compress_type}")
    if len(inflated) > room:
        raise Refused("F013", size=f"> {_size(MAX_INFLATED)}", limit=_size(MAX_INFLATED))
    if not complete or len(inflated) != entry.file_size:
        raise Refused("F009", detail=f"{name}: {len(inflated)} bytes, declared {entry.file_size}")
    if zlib.crc32(inflated) != entry.CRC:
        raise Refused("F009", detail=f"{name}: checksum")
    return inflated


def _plain(name: str, data: bytes) -> bytes:
    """An XML part in UTF-8. :raises Refused: F015 it declares a document type, F016 its encoding is none."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    encoding = "utf-8"
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        encoding = "utf-16"
    elif data[:2] in {b"<\0", b"\0<"}:
        encoding = "utf-16-le" if data[:1] == b"<" else "utf-16-be"
    elif declared := _DECLARED.match(data):
        # Readable bytes that claim to be UTF-16 cannot be: some writers copy the declaration of a string.
        encoding = declared[1].decode().lower()
        if encoding in {"utf-8", "utf8", "us-ascii", "ascii"} or encoding.startswith("utf-16"):
            encoding = "claimed" if encoding.startswith("utf-16") else "utf-8"
        elif encoding not in _ENCODINGS:
            raise Refused("F016", part=name, detail=f"encoding {encoding}")
    if encoding != "utf-8":
        try:
            text = data.decode("utf-8" if encoding == "claimed" else encoding)
        except UnicodeDecodeError as error:
            raise Refused("F016", part=name, detail=str(error)) from error
        data = _DECLARATION.sub("", text, count=1).encode("utf-8", "replace")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise Refused("F015", part=name)
    return data


_FILL_IN = ("把内容填进下发的空白表。", "fill it into the blank workbook you were sent.")
# The top of a package of another kind: the kind, what that is called, what to do.
_OTHERS = {
    "word": ("Word (.docx)", (" Word 文档（.docx）", "a Word document (.docx)"), _FILL_IN),
    "ppt": ("PowerPoint (.pptx)", (" PowerPoint 演示文稿（.pptx）", "a PowerPoint presentation (.pptx)"), _FILL_IN),
    "visio": ("Visio (.vsdx)", (" Visio 图（.vsdx）", "a Visio drawing (.vsdx)"), _FILL_IN),
    "content.xml": (
        "OpenDocument (.ods)",
        (" OpenDocument 文件（如 .ods）", "an OpenDocument file (such as .ods)"),
        ("用 WPS 或 LibreOffice 打开后另存为 .xlsx。", "open it in LibreOffice and save it as .xlsx."),
    ),
}
_ARCHIVE = (
    "ZIP",
    ("压缩包（ZIP）", "an archive (ZIP)"),
    ("直接发送，或放进后缀为 .zip 的压缩包。", "as it is, or in an archive named .zip."),
)


def _workbook(parts: Mapping[str, bytes], names: set[str]) -> str:
    """The name of the workbook part. :raises Refused: F010 there is none, F017 strict, F019 binary."""
    targets = ["xl/workbook.xml"]
    if "_rels/.rels" in parts:
        found = relationships("_rels/.rels", parts["_rels/.rels"], "")
        targets = [item.target for item in found.values() if item.type == "officeDocument"] or targets
    for target in targets:
        if target in names and target.endswith(".bin"):
            raise Refused("F019")
        if target in parts:
            root = str(tree(target, parts[target]).tag)
            if root == f"{{{MAIN}}}workbook":
                return target
            if root == f"{{{STRICT}}}workbook":
                raise Refused("F017")
    tops = {name.partition("/")[0] for name in names}
    if "xl" in tops and "xl/workbook.xml" in targets:
        raise Refused("F016", part="xl/workbook.xml", detail="missing or not a workbook")
    kind, what, remedy = next((told for top, told in _OTHERS.items() if top in tops), _ARCHIVE)
    raise Refused("F010", kind=kind, what=what, remedy=remedy)
