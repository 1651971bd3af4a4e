"""Zip files with fixed times, out of parts that were deflated once; also archives as old programs write them."""

from __future__ import annotations

import datetime as dt
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

# 1 January 1980, midnight: the first moment a zip can name.
EPOCH = (0, 0x21)
CHINA = dt.timezone(dt.timedelta(hours=8))
_UTF8 = 0x800


@dataclass(frozen=True, slots=True)
class Part:
    """A part as it lies in the zip."""

    name: str
    crc: int
    size: int
    data: bytes
    stored: bool = False
    stamp: tuple[int, int] = EPOCH


def deflate(name: str, data: bytes, level: int = 6) -> Part:
    """A part, deflated."""
    engine = zlib.compressobj(level, zlib.DEFLATED, -15)
    return Part(name, zlib.crc32(data), len(data), engine.compress(data) + engine.flush())


def store(name: str, data: bytes, seconds: int) -> Part:
    """A part as it is, with its time: what is compressed already."""
    time = dt.datetime.fromtimestamp(seconds, CHINA)
    day = (time.year - 1980) << 9 | time.month << 5 | time.day
    stamp = (time.hour << 11 | time.minute << 5 | time.second >> 1, day)
    return Part(name, zlib.crc32(data), len(data), data, True, stamp)


def zipped(parts: Iterable[Part], encoding: str = "utf-8") -> bytes:
    """The zip of some parts. With *encoding* ``gbk`` the names carry no UTF-8 flag, as Chinese Windows writes."""
    out, directory, count = bytearray(), bytearray(), 0
    for part in parts:
        name = part.name.encode(encoding)
        flag = _UTF8 if encoding == "utf-8" and not name.isascii() else 0
        method = 0 if part.stored else 8
        common = struct.pack(
            "<HHHHHIIIHH", 20, flag, method, *part.stamp, part.crc, len(part.data), part.size, len(name), 0
        )
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + common
        directory += struct.pack("<HHHII", 0, 0, 0, 0, len(out)) + name
        out += b"PK\x03\x04" + common + name + part.data
        count += 1
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(out), 0)
    return bytes(out) + bytes(directory) + b"PK\x05\x06" + end
