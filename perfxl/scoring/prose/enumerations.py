"""Lists of conditions before their points: ``按优、良、中、差四档分别得…``, ``超过50%、40%、30%``."""

from __future__ import annotations

import re

from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.segments import joined
from perfxl.scoring.prose.tokens import Token

_COUNTED_LEVELS = re.compile(r"[一二三四五两2-5]个?(?:档次?|等级|等次|级别?|层次)")


def plain(items: list[list[Token]]) -> list[list[Token]]:
    """Without the words around a list: ``按优、良、中、差四档``."""
    if items and items[0][0].kind == "by":
        items = [rest for rest in (items[0][1:], *items[1:]) if rest]
    if items and items[-1][-1].kind == "word" and (found := _COUNTED_LEVELS.search(items[-1][-1].text)):
        last = items[-1][-1]
        kept = last.text[: found.start()]
        items[-1] = [*items[-1][:-1], *([last._replace(text=kept)] if kept else [])]
    return [item for item in items if item]


def inherited(items: list[list[Token]]) -> list[list[Token]]:
    """``超过50%、40%、30%``: the sign of the first, or the 以上 of the last, goes for bare numbers between them."""
    bare = [all(token.kind in ("num", "unit", "fill", "range") for token in item) for item in items]
    if not any(bare):
        return items
    front = [token for token in items[0] if token.kind == "cmp"]
    back = [token for token in items[-1] if token.kind == "suffix"]
    if len(front) == 1 and not back and not bare[0]:
        return [[*front, *item] if alone else item for item, alone in zip(items, bare, strict=True)]
    if len(back) == 1 and not front and not bare[-1]:
        number = [next((i for i, token in enumerate(item) if token.kind == "num"), 0) for item in items]
        return [
            [*item[: start + 2], *back] if alone or place == 0 else item
            for place, (item, alone, start) in enumerate(zip(items, bare, number, strict=True))
        ]
    if front or back:
        raise Refuse(Refusal.UNKNOWN_CLAUSE, "、".join(map(joined, items)))
    return items
