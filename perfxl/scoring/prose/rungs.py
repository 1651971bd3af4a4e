"""Bands and levels as clerks write them: which end belongs to a band, what stands between a level and its points."""

from __future__ import annotations

import re
from decimal import Decimal

from perfxl.numbers import ZERO
from perfxl.scoring.prose.phrasebook import NUMBER, each_of, way
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import Context

# 80%-90%(含80%，不含90%), 5%至8%(两端均含), 90%-95%(含下限): which end it is.
_NAMED_ENDS = re.compile(
    rf"(?P<a>{NUMBER})(?P<u>[^\d,;。()~-]{{0,3}}?)(?P<to>-|~|至|到)(?P<b>{NUMBER})(?P<v>[^\d,;。()]{{0,3}}?)(?:之间"
    rf"|区间)?"
    r"\((?:其中)?(?P<said>[^()]*?(?:含|包括|闭|开)[^()]*)\)"
)
_END_SAID = re.compile(
    rf"(?P<not>不)?(?:包?含|包括)(?P<which>两端|两头|首尾|上下限|下限?值?|上限?值?"
    rf"|{NUMBER})(?P<v>[^\d,;、()但和及不且]{{0,3}})"
    r"|(?:两端|两头|首尾|上下限)(?:值)?(?:均|都|皆)?(?P<none>不)?包?含|(?:均|都|皆)(?P<neither>不)?包?含"
    r"|(?P<left>左)(?P<l>[闭开])右(?P<r>[闭开])"
)
_BOTH = ("两", "首", "上下")


def _named_ends(text: str, _: Context) -> str:
    """:raises Refuse: a number is said to belong to a range that is none of its ends."""

    def said(found: re.Match[str]) -> str:
        first, second = Decimal(found["a"]), Decimal(found["b"])
        inside: dict[Decimal, str] = {}
        for end in _END_SAID.finditer(found["said"]):
            which = end["which"]
            if end["left"]:
                inside = {min(first, second): end["l"], max(first, second): end["r"]}
            elif which is None or which.startswith(_BOTH):
                inside = dict.fromkeys((first, second), end["not"] or end["none"] or end["neither"] or "")
            elif which[0] in "上下":
                inside[(max if which[0] == "上" else min)(first, second)] = end["not"] or ""
            elif Decimal(which) in (first, second):
                inside[Decimal(which)] = end["not"] or ""
            else:
                raise Refuse(Refusal.CONTRADICTION, found.group())
        if not inside or _END_SAID.sub("", found["said"]).strip(",、;但和及且而其中"):
            return found.group()
        without = {end: "不" if word in ("不", "开") else "" for end, word in inside.items()}
        ends = [f"({without[end]}含)" if end in without else "" for end in (first, second)]
        return f"{found['a']}{found['u']}{ends[0]}{found['to']}{found['b']}{found['v']}{ends[1]}"

    return _NAMED_ENDS.sub(said, text)


_DASHED_LEVEL = re.compile(rf"(?P<level>[^-,;。\d]+?)-{{1,2}}(?P<points>{NUMBER})分")


def _dashed_levels(text: str, context: Context) -> str:
    """``显著-5分，一般-3分，不明显-0分``: given, where it falls from full marks to nothing.

    :raises Refuse: given or taken, nobody knows.
    """
    if context.target is not None or not context.words:
        return text
    parts = [part for part in re.split("[,;。\n、]", text) if part]
    found = [_DASHED_LEVEL.fullmatch(part) for part in parts]
    if len(parts) < 2 or not all(found):
        return text
    points = [Decimal(one["points"]) for one in found if one]
    if points == sorted(points):
        return text
    if points != sorted(points, reverse=True) or (points[0] != context.points and points[-1] != ZERO):
        raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
    return ";".join(f"{one['level']}得{one['points']}分" for one in found if one)


SAYINGS = (
    way(each_of("(", "含 不 包 两 上 下 首 均 都 皆 左 右 其"), _named_ends),
    way("-", _dashed_levels),
)
