"""What a file that is no zip really is, by its first bytes: the table behind refusals F004 to F008.

Kinds are given as proper names (``PDF``, ``Word (.doc)``), which read the same in Chinese and English.
Compound files: [MS-CFB] §2.6; the streams of an encrypted package: [MS-OFFCRYPTO] §2.3.4.
"""

from __future__ import annotations

import re
from pathlib import PurePath

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DIRECTORY_ENTRY = 128
_STREAMS = (  # the first stream that is there decides
    ("EncryptedPackage", "F005", "encrypted"),
    ("EncryptionInfo", "F005", "encrypted"),
    ("Workbook", "F004", "Excel (.xls)"),
    ("Book", "F004", "Excel (.xls)"),
    ("WordDocument", "F008", "Word (.doc)"),
    ("PowerPoint Document", "F008", "PowerPoint (.ppt)"),
)
_BARE_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00")
_MAGIC = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"{\\rtf", "RTF"),
)
OWNER_FILE = ("Excel 打开文件时的临时文件，可删除", "temporary file of an open workbook; may be deleted")
"""What stands beside an open workbook as ``~$name.xlsx``: no magic, known by its name; Chinese and English."""
_OWNER, _OWNERS_SIZE = "~$", 1024  # bytes: it has 165; a workbook may be called like one
_HTML = re.compile(rb"<(!doctype\s+html|html|head|meta|body|table|div|style|script)\b", re.IGNORECASE)
_LOOKED_AT = 4096


def is_owner(name: str, size: int) -> bool:
    """Whether a file of this name and as many bytes is what Excel keeps beside an open workbook."""
    return name.startswith(_OWNER) and size <= _OWNERS_SIZE


_UNKNOWN = {"OLE2", "?"}
_BY_NAME = {".et": "WPS .et", ".ett": "WPS .ett", ".wps": "WPS .wps", ".dps": "WPS .dps", ".uos": "UOF .uos"}


def named(kind: str, name: str) -> str:
    """The kind of a file whose bytes say nothing, by its name where that does."""
    return _BY_NAME.get(PurePath(name).suffix.lower(), kind) if kind in _UNKNOWN else kind


def recognise(data: bytes) -> tuple[str, str]:
    """The refusal code and the kind of a file that does not start like a zip; *data* is not empty."""
    if data.startswith(_COMPOUND):
        return _compound(data)
    if data.startswith(_BARE_BIFF):
        return "F004", "Excel (.xls)"
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return "F008", kind
    return _text(data[:_LOOKED_AT])


def _compound(data: bytes) -> tuple[str, str]:
    """Look for the names of known streams where directory entries may begin (multiples of 128 bytes)."""
    for name, code, kind in _STREAMS:
        label = name.encode("utf-16-le") + b"\0\0"
        position = data.find(label)
        while position >= 0:
            if position % _DIRECTORY_ENTRY == 0:
                return code, kind
            position = data.find(label, position + 1)
    return "F008", "OLE2"


def _text(head: bytes) -> tuple[str, str]:
    for encoding in ("utf-8-sig", "utf-16", "gb18030"):
        if encoding == "utf-16" and head[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
            continue
        try:
            text = head.decode(encoding)
        except UnicodeDecodeError as error:
            if error.end < len(head) - 4:  # else only the last character is cut
                continue
            text = head[: error.start].decode(encoding)
        break
    else:
        return "F008", "?"
    if re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", text):
        return "F008", "?"
    start = text.lstrip().encode("utf-8", "replace")
    if start.startswith(b"<"):
        if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
            return "F007", "XML Spreadsheet 2003"
        if b"urn:oasis:names:tc:opendocument" in start:
            return "F007", "OpenDocument (.fods)"
        return ("F006", "HTML") if _HTML.search(start) else ("F007", "XML")
    if start.startswith(b"MIME-Version:"):
        return "F006", "MHTML"
    if start.startswith(b"ID;"):
        return "F007", "SYLK"
    return "F007", "TXT/CSV"
