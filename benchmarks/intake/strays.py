"""Files that are no return: unreadable ones with the refusal they must get, and the junk that comes along."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from pathlib import Path

from benchmarks.intake.grid import text_rows
from benchmarks.intake.package import deflate, zipped

BROKEN = Path(__file__).resolve().parents[2] / "workbooks" / "broken"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)


# The head of a compound file and a directory entry that names its stream.
_OLD_WORD = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)) + "WordDocument".encode("utf-16-le").ljust(512, b"\0")


def _own_tail(data: bytes, seed: str) -> bytes:
    """The same file with a sector more, so that no two are equal."""
    return data + hashlib.sha256(seed.encode()).digest() * 16


def _docx(text: str) -> bytes:
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    )
    body = f'<w:document xmlns:w="{_WORD}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>'
    parts = {"[Content_Types].xml": types, "_rels/.rels": links, "word/document.xml": body}
    return zipped(deflate(name, data.encode()) for name, data in parts.items())


def _html(text: str) -> bytes:
    cells = "".join(f"<td>{word}</td>" for word in ("一级指标", "二级指标", "三级指标", "指标值", text))
    return f"<html><head><meta charset='utf-8'></head><body><table><tr>{cells}</tr></table></body></html>".encode()


def _duty_roster(text: str) -> bytes:
    rows = [["日期", "带班领导", "值班人员", "电话"], *([f"{n}月1日", "带班", text, "2230000"] for n in range(1, 9))]
    return text_rows("值班表", rows)


# Name, refusal, extension, the bytes out of a good workbook and a word of its own.
UNREADABLE: tuple[tuple[str, str, str, Callable[[bytes, str], bytes]], ...] = (
    ("截断", "F009", ".xlsx", lambda good, word: good[: len(good) * 6 // 10]),
    ("加密", "F005", ".xlsx", lambda good, word: _own_tail((BROKEN / "加密.xlsx").read_bytes(), word)),
    ("空文件", "F003", ".xlsx", lambda good, word: b""),
    ("网页改名", "F006", ".xlsx", lambda good, word: _html(word)),
    ("不是目标表", "F018", ".xlsx", lambda good, word: _duty_roster(word)),
    ("金山加密表格", "F005", ".et", lambda good, word: _own_tail((BROKEN / "加密.xlsx").read_bytes(), word)),
    ("旧版 Word", "F008", ".xls", lambda good, word: _own_tail(_OLD_WORD, word)),
    ("Word 改名", "F010", ".xlsx", lambda good, word: _docx(word)),
    ("PDF 改名", "F008", ".xlsx", lambda good, word: b"%PDF-1.4\n%" + word.encode() + b"\n%%EOF\n"),
)


def unreadable(rng: random.Random, good: bytes, word: str) -> tuple[str, str, str, bytes]:
    """Name, refusal, extension and bytes of a file nobody can read."""
    name, code, extension, make = rng.choice(UNREADABLE)
    return name, code, extension, make(good, word)


def junk(rng: random.Random, word: str) -> tuple[str, bytes, str]:
    """Name and bytes of a file that lies about; and why it is passed over, or the code it is refused with."""
    owner = bytes([6]) + b"clerk ".ljust(54) + b"c\0l\0e\0r\0k\0".ljust(110, b" ")
    kinds: tuple[tuple[str, bytes, str], ...] = (
        (f"~${word[2:]}整体绩效目标表.xlsx", owner, "lock"),
        (".DS_Store", b"\0\0\0\1Bud1" + bytes(56), "system"),
        ("Thumbs.db", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "system"),
        (f"{word}现场照片.png", _PNG, "picture"),
        (f"{word}自评报告.docx", _docx(word), "F010"),
        (f"{word}盖章扫描件.pdf", b"%PDF-1.4\n%" + word.encode() + b"\n%%EOF\n", "F008"),
        ("说明.txt", f"{word}报送材料，请查收。\r\n".encode("gbk"), "text"),
        ("desktop.ini", b"[.ShellClassInfo]\r\n", "system"),
    )
    return rng.choice(kinds)
