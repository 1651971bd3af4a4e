"""The catalogue of everything perfxl can say about a workbook, and the two ways of saying it.

A *finding* is data: a stable code, a severity, the cell, what is wrong and what to do. A *refusal* is the
one exception: the file cannot be read at all. Both take their words from the same catalogue, Chinese and
English, in the grammar *where → what → what to do*. Codes never change their meaning once released:
F file refused · S structure · C completeness · P points · I indicator · E self-evaluation · R rule text ·
X recalculation · D department and its returns.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from perfxl.catalogue import CATALOGUE, Entry, Severity

__all__ = ["CATALOGUE", "Entry", "Finding", "Lang", "Refused", "Severity", "finding", "in_general", "language"]

Lang = Literal["zh", "en"]

_SLOT = re.compile(r"\{\w+\}")
_ORDER = {"error": 0, "warning": 1, "info": 2}


def language(explicit: str | None = None) -> Lang:
    """The language of messages: *explicit*, else ``PERFXL_LANG``, else the locale's (Chinese when unset)."""
    for tag in (explicit, os.environ.get("PERFXL_LANG")):
        if tag:
            return "en" if tag.lower().startswith("en") else "zh"
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        tag = os.environ.get(name, "")
        if tag and tag not in {"C", "POSIX"} and not tag.startswith("C."):
            return "zh" if tag.lower().startswith("zh") else "en"
    return "zh"


def _shorten(value: object, limit: int = 60) -> str:
    text = str(value).replace("\r", " ").replace("\n", " ")
    return text if len(text) <= limit else text[: limit - 1] + "…"


class Finding(Struct, frozen=True):
    """One thing to put right (or to know), with its place.

    ``sheet`` and ``cell`` are ``None`` when the finding is about the whole workbook; ``field`` is the
    Chinese name of the field; ``value`` is the offending value as text.
    """

    code: str
    sheet: str | None
    cell: str | None
    field: str
    value: str
    message: str
    message_en: str
    fix: str
    fix_en: str

    def __repr__(self) -> str:
        """Short: a sheet may have a hundred of them."""
        place = "!".join(filter(None, (self.sheet, self.cell)))
        return f"<{' '.join(filter(None, (self.severity, self.code, place)))}>"

    @property
    def severity(self) -> Severity:
        return CATALOGUE[self.code].severity

    @property
    def order(self) -> tuple[int, str]:
        """Errors first, then by code."""
        return _ORDER[self.severity], self.code

    def text(self, lang: Lang = "zh") -> str:
        """One line: what is wrong, then what to do."""
        if lang == "en":
            return f"{self.message_en} {self.fix_en}".strip()
        return f"{self.message}{self.fix}"

    def to_json(self, lang: Lang = "zh") -> dict[str, object]:
        """The shape promised by the command line (``fix`` follows *lang*)."""
        return {
            "code": self.code,
            "severity": self.severity,
            "sheet": self.sheet,
            "cell": self.cell,
            "field": self.field,
            "value": self.value,
            "message": self.message,
            "message_en": self.message_en,
            "fix": self.fix if lang == "zh" else self.fix_en,
        }


def finding(
    code: str,
    *,
    sheet: str | None = None,
    cell: str | None = None,
    field: str = "",
    value: object = "",
    **slots: object,
) -> Finding:
    """Make a finding from the catalogue; *slots* fill its sentences (``value`` and ``field`` are slots too).

    A slot that is itself a sentence is a pair: Chinese, English.
    """
    entry = CATALOGUE[code]
    words, words_en = (
        {name: _shorten(item[at] if isinstance(item, tuple) else item, 160) for name, item in slots.items()}
        | {"value": _shorten(value), "field": field}
        for at in (0, 1)
    )
    return Finding(
        code,
        sheet,
        cell,
        field,
        _shorten(value, 200),
        entry.zh.format(**words),
        entry.en.format(**words_en),
        entry.fix_zh.format(**words),
        entry.fix_en.format(**words_en),
    )


class Refused(Exception):  # noqa: N818 - the field's word: the file is refused
    """The file cannot be read at all: an ``F`` code of the catalogue, with its sentence in both languages.

    As in a finding, a slot that is itself a text is a pair: Chinese, English.
    """

    def __init__(self, code: str, **slots: object) -> None:
        entry = CATALOGUE[code]
        words, words_en = (
            {name: _shorten(item[at] if isinstance(item, tuple) else item, 120) for name, item in slots.items()}
            for at in (0, 1)
        )
        self.code = code
        self.slots = {name: item if isinstance(item, tuple) else words[name] for name, item in slots.items()}
        self.message = entry.zh.format(**words) + entry.fix_zh.format(**words)
        self.message_en = f"{entry.en.format(**words_en)} {entry.fix_en.format(**words_en)}"
        super().__init__(f"{code}: {self.message_en}")

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (self.code, self.slots)

    def text(self, lang: Lang = "zh") -> str:
        return self.message if lang == "zh" else self.message_en

    def to_json(self, lang: Lang = "zh") -> dict[str, str]:
        return {"code": self.code, "message": self.text(lang)}


def _rebuild(code: str, slots: dict[str, object]) -> Refused:
    return Refused(code, **slots)


def in_general(code: str, lang: Lang, fields: Sequence[str] = ()) -> str:
    """What a code says, without what differs from finding to finding; *fields* are named where it speaks of one."""
    told, something = (CATALOGUE[code].zh, "某项") if lang == "zh" else (CATALOGUE[code].en, "Something")
    if fields:
        something = "、".join(f"“{name}”" for name in fields) if lang == "zh" else ", ".join(fields)
    return _SLOT.sub("…", told.replace("“{field}”", something).replace("{field}", something))
