"""Letters that stand for quantities: ``设实际人数为A，计划人数为B，得分=A/B×4`` in words."""

from __future__ import annotations

import re

_LONE = re.compile(r"(?<![A-Za-z])[A-Za-z](?![A-Za-z\d])")
_QUANTITY = r"[^A-Za-z\d,;。:()×/=+≥≤><\n]{1,16}"
_DEFINITIONS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:设|令|记|假设|假定|若|如|其中|式中)?:?(?P<l>[A-Za-z])(?:为|是|=|表示|代表|指|即)(?P<n>{_QUANTITY})",
        rf"(?:设|令|记|假设|假定|若|如|其中|式中)?:?(?P<n>{_QUANTITY}?)(?:记?为|记作|设为|计作|=)(?P<l>[A-Za-z])",
        rf"(?P<n>{_QUANTITY}?)?[以用记](?P<l>[A-Za-z])(?:表示|代表|表达)(?P<m>{_QUANTITY})?",
    )
)
_BRACKETED = re.compile(rf"(?P<n>{_QUANTITY})\((?P<l>[A-Za-z])\)")
# What may be called by a letter: something that is counted or measured, or the score.
_MEASURES = (*"数值量率额次费度价积比人户件项个家程时分本", "时间")
_SCORE = re.compile(r"((?:本项|该项|指标|最终|应)?得分)(?:为|是|:)?\(?([A-Za-z])\)?(?==)")
_ENDS = re.compile(r"([,;。\n\x01])")
_LEADING = re.compile(r"^(?:则|那么|其中|式中|设|令|记|假设|假定|若)")


def spelled_out(text: str) -> str:
    """The text with its letters said in words; as it is where none is defined."""
    if _LONE.search(text) is None:
        return text
    meant: dict[str, str] = {}
    if found := _SCORE.search(text):
        meant[found[2]] = "得分"
        text = _SCORE.sub(r"\1", text)
    kept: list[str] = []
    for clause in _ENDS.split(text):
        defined = _defined(clause, meant)
        if defined is None:
            return text  # one letter for two things
        if not defined:
            kept.append(clause)
        elif kept and kept[-1] in (",", ";"):
            kept.pop()
    text = "".join(kept).lstrip(",;。")
    for found in _BRACKETED.finditer(text):
        name = _LEADING.sub("", found["n"])
        if name.endswith(_MEASURES) and found["l"] not in meant:
            meant[found["l"]] = name
            text = text.replace(f"({found['l']})", "")
    if not meant:
        return text
    return re.sub(r"(\d)?" + _LONE.pattern, lambda found: _said(found, meant), text)


def _defined(clause: str, meant: dict[str, str]) -> bool | None:
    """Whether a clause only says what a letter is; ``None`` where the letter already is something else."""
    for pattern in _DEFINITIONS:
        found = pattern.fullmatch(clause)
        if found is None:
            continue
        name = found["n"] or found.groupdict().get("m") or ""
        name = _LEADING.sub("", name)
        if not name.endswith(_MEASURES) or any(no in name for no in ("不", "未", "满分", "得满")):
            return False
        name = "得分" if name.endswith("得分") else name
        if meant.setdefault(found["l"], name) != name:
            return None
        return True
    return False


def _said(found: re.Match[str], meant: dict[str, str]) -> str:
    letter = found.group()[-1]
    if letter not in meant:
        return found.group()
    return f"{found[1]}×{meant[letter]}" if found[1] else meant[letter]
