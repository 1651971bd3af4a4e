"""Numbers that are shaded: 略低于90%, 约80%, 接近目标. Where such a band begins or ends is left to whoever scores."""

from __future__ import annotations

import re
from collections.abc import Sequence

from perfxl.scoring.prose.lexicon import listed
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.signs import watched
from perfxl.scoring.prose.terms import Context
from perfxl.scoring.prose.tokens import Token

_BASICALLY = frozenset(listed("basically"))
_SHADES = listed("shades")
_ABOUT = listed("nearly_behind")
# Words that shade begin or end with one of these.
_SHADING = ("近", "约", *_BASICALLY, *_SHADES, *_ABOUT)
_TIMES = tuple("年月日天周季")
_RECENT = ("最近", "附近", "就近")
# One of these is in every text that shades.
_SIGNS = watched((*_SHADING, "半", "大部", "多数", "大多"))
# Most of a task is no number: 完成大部分, 完成过半.
_MOSTLY = re.compile("大部分|大多|[大多过小]半|(?<![最更至较])多数(?![量据字值额])")


def unshaded(seen: int, tokens: Sequence[Token], context: Context) -> None:
    """:raises Refuse: a number, or a comparison with the target, is shaded. *seen*: the signs in their text."""
    if not seen & _SIGNS:
        return
    numbered = context.target is not None and not context.dated
    for place, token in enumerate(tokens):
        text = token.text
        if numbered and ("半" in text or "大部" in text or "多数" in text or "大多" in text) and _MOSTLY.search(text):
            raise Refuse(Refusal.DISCRETION, text)
        if token.kind not in ("word", "fill") or not (text.endswith(_SHADING) or text.startswith(_SHADING)):
            continue
        if text.endswith(_RECENT):
            continue
        following = _following(tokens, place)
        roughly = token.text == "约" and tokens[place + 1 : place + 2] and tokens[place + 1].kind in _COMPARED
        nearly = roughly or _nearly(token, following, context)
        if nearly or _shaded(token, following, context) or _around(tokens, place):
            raise Refuse(Refusal.DISCRETION, "".join(t.text for t in (token, *following)))


# Behind 约; 签约 is a word of its own.
_COMPARED = ("num", "date", "cmp", "dir")


def _following(tokens: Sequence[Token], place: int) -> list[Token]:
    """The next tokens of the same clause, without the points it gives."""
    following: list[Token] = []
    for token in tokens[place + 1 : place + 5]:
        if token.kind in _ENDS:
            break
        if token.kind == "fen" and following and following[-1].kind == "num":
            return following[:-1]
        following.append(token)
    return following


_ENDS = frozenset(("comma", "stop", "hole", "give", "take", "none", "pause"))


def _nearly(token: Token, following: Sequence[Token], context: Context) -> bool:
    """``接近90%``, ``但接近的``; 近三年 is a time."""
    if not token.text.endswith("近"):
        return False
    if following and following[0].kind in ("num", "date"):
        unit = following[1].text if len(following) > 1 and following[1].kind == "unit" else ""
        return not unit.endswith(_TIMES)
    return len(token.text) > 1 and context.target is not None


def _shaded(token: Token, following: Sequence[Token], context: Context) -> bool:
    """``略低于90%``, ``大幅低于目标值``, ``严重超支``, ``基本达到``; with level words they are words of a level."""
    number = any(t.kind in ("num", "date") for t in following)
    if token.text in _BASICALLY:
        return number or (context.target is not None and not context.dated)
    compared = bool(following) and token.text.endswith(_SHADES) and following[0].kind in ("cmp", "dir")
    return compared and (context.target is not None or number)


def _around(tokens: Sequence[Token], place: int) -> bool:
    """``80%上下``, ``6月底前后``: behind a number, with none behind it."""
    before = tokens[place - 1].kind if place else ""
    after = tokens[place + 1].kind if place + 1 < len(tokens) else ""
    behind = before in ("num", "unit", "date", "suffix", "fen") and after not in ("num", "dir")
    return behind and tokens[place].text.startswith(_ABOUT)
