"""Zips full of workbooks, as chat programs send them: what is in one, under which names, and the bytes of each.

Names inside a zip are only ever shown, never used as paths. Nothing is unpacked to disk; one entry at a time is
inflated in memory by counted bytes, with the bounds of the gate. Zip structures: APPNOTE.TXT 6.3.
"""

from __future__ import annotations

import datetime as dt
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from perfxl.findings import Refused
from perfxl.workbook.gate import MAX_FILE, hold_ratio, hold_size, inflate

Opener = Callable[[], BinaryIO]

MAX_ENTRIES = 20_000
"""Entries of a zip and of the zips in it."""
MAX_INFLATED = 2 << 30
"""Bytes of all of them together, as declared; inflating holds each entry to what it declared."""

_MAX_DIRECTORY = 8 << 20
_ENCRYPTED, _UTF8_NAME = 0x1, 0x800
_END = b"PK\x05\x06"
_LONGEST_HEADER = 30 + 2 * 0xFFFF
_UNICODE_NAME, _UNIX_TIME = 0x7075, 0x5455
_NO_DATE = (1980, 1, 1, 0, 0, 0)
_CHINA = dt.timezone(dt.timedelta(hours=8))
_DOCUMENTS = ("xl/", "word/", "ppt/", "[content_types].xml", "mimetype")


@dataclass(slots=True)
class Budget:
    """What one zip and the zips in it may still bring."""

    entries: int = MAX_ENTRIES
    inflated: int = MAX_INFLATED


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in a zip."""

    name: str
    size: int
    modified: dt.datetime | None
    encrypted: bool
    info: zipfile.ZipInfo
    opener: Opener

    def read(self, limit: int = MAX_FILE) -> bytes:
        """Its bytes. :raises Refused: F009, F011, F013, F020: damaged, too large, or no longer to be had."""
        if self.size > limit:
            hold_size(self.size)
        hold_ratio(self.info)
        try:
            with self.opener() as file:
                file.seek(self.info.header_offset)
                data = file.read(_LONGEST_HEADER + min(self.info.compress_size, limit))
        except OSError as error:
            raise Refused("F020", detail=error.strerror or type(error).__name__) from error
        try:
            return inflate(data, self.info, 0, limit)
        except zlib.error as error:
            raise Refused("F009", detail=f"{self.name}: {error}") from error


def entries(opener: Opener, budget: Budget) -> list[Entry] | None:
    """The files in a zip, in the order of their names.

    ``None``: it is a document of its own (a workbook is a zip too), empty, damaged or beyond the bounds, so that
    its own bytes have to say what is the matter.
    """
    try:
        with opener() as file:
            infos = _directory(file, budget)
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError, struct.error):
        return None
    files = [info for info in infos if not info.is_dir()]
    declared = sum(info.file_size for info in files)
    tops = [info.filename.lower() for info in files]
    if not files or declared > budget.inflated or any(top.startswith(_DOCUMENTS) for top in tops):
        return None
    budget.entries -= len(infos)
    budget.inflated -= declared
    found = [
        Entry(
            _name(info).replace("\\", "/"),
            info.file_size,
            _modified(info),
            bool(info.flag_bits & _ENCRYPTED),
            info,
            opener,
        )
        for info in files
    ]
    if all(entry.encrypted for entry in found):
        return None
    return sorted(found, key=lambda entry: entry.name.split("/"))


def _directory(file: BinaryIO, budget: Budget) -> list[zipfile.ZipInfo]:
    """The entries of the central directory, counted before they are parsed."""
    size = file.seek(0, 2)
    tail_at = max(0, size - 0xFFFF - 22)
    file.seek(tail_at)
    tail = file.read()
    end = tail.rfind(_END)
    if end < 0 or len(tail) < end + 22:
        raise zipfile.BadZipFile("cut off")
    (length,) = struct.unpack_from("<I", tail, end + 12)
    if length > _MAX_DIRECTORY:
        raise zipfile.BadZipFile("beyond the bounds")
    file.seek(max(0, tail_at + end - length))
    if file.read(length).count(b"PK\x01\x02") > budget.entries:
        raise zipfile.BadZipFile("beyond the bounds")
    with zipfile.ZipFile(file) as archive:
        infos = archive.infolist()
    if len(infos) > budget.entries:
        raise zipfile.BadZipFile("beyond the bounds")
    return infos


def _name(info: zipfile.ZipInfo) -> str:
    """The name of an entry. Chinese programs write GBK and say nothing; macOS writes UTF-8 and says nothing."""
    if info.flag_bits & _UTF8_NAME:
        return info.orig_filename
    raw = info.orig_filename.encode("cp437")
    if raw.isascii():
        return info.orig_filename
    stated = _extra(info, _UNICODE_NAME)
    if len(stated) > 5 and stated[0] == 1 and struct.unpack_from("<I", stated, 1)[0] == zlib.crc32(raw):
        return stated[5:].decode("utf-8", "replace")
    readings = [_decoded(raw, encoding) for encoding in ("utf-8", "gb18030")]
    sensible = [text for text in readings if text is not None and _chinese(text)]
    return (sensible or [text for text in readings[:1] if text is not None] or [info.orig_filename])[0]


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _chinese(text: str) -> bool:
    """Whether whatever is not ASCII in a text is what Chinese names are written with."""
    return all(
        char < "\x80"
        or "\u4e00" <= char <= "\u9fff"
        or "\u3400" <= char <= "\u4dbf"
        or "\u2000" <= char <= "\u33ff"
        or "\uff00" <= char <= "\uffef"
        or (unicodedata.category(char) in {"Po", "So", "No", "Sm"} and char < "\u0100")
        or char >= "\U00020000"
        for char in text
    )


def _modified(info: zipfile.ZipInfo) -> dt.datetime | None:
    """When the entry was changed; ``None`` where nobody said, which reads as the first moment a zip can name.

    The plain field is the packer's local time: that of China.
    """
    stamp = _extra(info, _UNIX_TIME)
    try:
        if len(stamp) >= 5 and stamp[0] & 1:
            return dt.datetime.fromtimestamp(struct.unpack_from("<i", stamp, 1)[0], dt.UTC)
        if info.date_time == _NO_DATE:
            return None
        return dt.datetime(*info.date_time, tzinfo=_CHINA).astimezone(dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _extra(info: zipfile.ZipInfo, wanted: int) -> bytes:
    """The content of an extra field, empty where there is none."""
    rest = info.extra
    while len(rest) >= 4:
        kind, length = struct.unpack_from("<HH", rest)
        if kind == wanted:
            return rest[4 : 4 + length]
        rest = rest[4 + length :]
    return b""
