"""Bands, nodes and levels looked at as a whole: what is never reached, left out, or upside down.

Pure geometry over a rule: the axis is cut at every bound, and each piece asked for the band that holds there.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from perfxl.scoring.kinds import Bands, Interpolation, Levels

_UP, _DOWN = {"≥", ">"}, {"≤", "<"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A bound, or the values between two bounds: which band holds there and what it scores."""

    lower: Decimal | None
    upper: Decimal | None
    band: int | None
    score: Decimal
    beside_equal: bool  # between bounds of which one is a ＝: of whole numbers there may be none

    @property
    def sample(self) -> Decimal:
        if self.lower is None:
            assert self.upper is not None
            return self.upper - 1
        return self.lower + 1 if self.upper is None else (self.lower + self.upper) / 2


def pieces(rule: Bands) -> tuple[Piece, ...]:
    """The whole axis, ascending."""
    bounds = sorted({band.bound for band in rule.bands})
    exact = {band.bound for band in rule.bands if band.sign == "＝"}
    edges = [None, *bounds, None]
    found = []
    for lower, upper in itertools.pairwise(edges):
        found.append(_piece(rule, lower, upper, bool({lower, upper} & exact)))
        if upper is not None:
            found.append(_piece(rule, upper, upper, False))
    return tuple(found)


def _piece(rule: Bands, lower: Decimal | None, upper: Decimal | None, beside_equal: bool) -> Piece:
    probe = Piece(lower, upper, None, rule.rest, beside_equal)
    for place, band in enumerate(rule.bands):
        if band.holds(probe.sample):
            return Piece(lower, upper, place, band.score, beside_equal)
    return probe


def never_reached(rule: Bands) -> Iterator[tuple[int, int]]:
    """Bands in whose place an earlier one always holds: (band, the earlier one), counted from 0."""
    reached = {piece.band for piece in pieces(rule)}
    for place, band in enumerate(rule.bands):
        if place not in reached:
            inside = [piece for piece in pieces(rule) if piece.band is not None and band.holds(piece.sample)]
            yield place, next(piece.band for piece in inside if piece.band is not None)


def is_reversed(rule: Bands, band: int, earlier: int) -> bool:
    """Whether a band better than the one that takes its place stands in a ladder of one direction: a wrong order."""
    signs = {band.sign for band in rule.bands}
    return (signs <= _UP or signs <= _DOWN) and rule.bands[band].score > rule.bands[earlier].score


def holes(rule: Bands) -> Iterator[Piece]:
    """Values no band holds between bands that give more than the rest: one piece each."""
    whole = pieces(rule)
    for place, piece in enumerate(whole):
        if piece.band is not None or piece.beside_equal:
            continue
        sides = (whole[:place][::-1], whole[place + 1 :])
        neighbours = [next((other for other in side if other.band is not None), None) for side in sides]
        if all(other is not None and other.score > rule.rest for other in neighbours):
            yield piece


def turned(rule: Bands | Interpolation, sense: int) -> tuple[Decimal, Decimal] | None:
    """Two values of which the better scores less: (better, worse), where *sense* is 1 when more is better.

    What no band holds is no witness: that is a hole.
    """
    if isinstance(rule, Bands):
        steps = [(piece.sample, piece.score) for piece in pieces(rule) if piece.band is not None]
    else:
        steps = sorted(rule.nodes)
    if sense < 0:
        steps = steps[::-1]
    for (worse, more), (better, less) in itertools.pairwise(steps):
        if less < more:
            return better, worse
    return None


def repeated_words(rule: Levels) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Words that stand twice with different scores: the first counts."""
    first: dict[str, Decimal] = {}
    for word, score in rule.levels:
        if first.setdefault(word, score) != score:
            yield word, first[word], score


# Words that say how good something is, best first. High and low are not among them: of costs low is good.
_GOOD = (
    *("优", "优秀", "好", "明显", "显著", "满意", "健全", "完善", "规范", "完成", "达到", "达标"),
    *("突出", "到位", "及时", "合理", "充分", "有效"),
)
_RANKS = {"良": 5, "良好": 5, "中": 3, "中等": 3, "一般": 3, "较差": 2, "差": 1, "很差": 0} | dict.fromkeys(_GOOD, 6)
_MORE, _LESS, _PARTLY = ("很", "非常", "十分"), ("较", "比较"), ("基本", "部分")
_NOT = ("不", "未", "没有", "没")
_LESS_RANK, _PARTLY_RANK = 5, 4
_MORE_RANK, _NOT_RANK = 7, 1
# Among grades 合格 is a low one, so that only its own denial is compared with it.
_PAIRS = (("合格", "不合格"), ("通过", "未通过"), ("按时", "未按时"), ("实现", "未实现"))


def upside_down(rule: Levels) -> tuple[str, str] | None:
    """Two levels of which the worse word scores more: (worse, better)."""
    for (one, less), (other, more) in itertools.permutations(rule.levels, 2):
        if less < more and _is_better(one, other):
            return other, one
    return None


def _is_better(word: str, other: str) -> bool:
    if any((word.endswith(good) and other == word.removesuffix(good) + bad) for good, bad in _PAIRS):
        return True
    stem = _common(word, other)
    for cut in range(len(stem) + 1):
        rank, beside = _rank(word[cut:]), _rank(other[cut:])
        if rank is not None and beside is not None:
            return rank > beside
    return False


def _common(word: str, other: str) -> str:
    same = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(word, other, strict=False))
    return "".join(char for char, _ in same)


def _rank(word: str) -> int | None:
    if word in _RANKS:
        return _RANKS[word]
    for prefixes, rank in ((_MORE, _MORE_RANK), (_LESS, _LESS_RANK), (_PARTLY, _PARTLY_RANK), (_NOT, _NOT_RANK)):
        if any(word.startswith(prefix) and word.removeprefix(prefix) in _GOOD for prefix in prefixes):
            return rank
    return None
