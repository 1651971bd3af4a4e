"""Bands: from intervals with scores to the bands of a rule, each value having one score.

The number line is cut at every border. Where intervals overlap the narrower one counts if it lies inside the
other; a border that two of them share belongs to the better score. Anything else is an overlap or a gap.
"""

from __future__ import annotations

import itertools
import operator
from collections.abc import Sequence
from decimal import Decimal

from perfxl import dates, numbers
from perfxl.block import RUNGS
from perfxl.scoring.kinds import Band
from perfxl.scoring.prose.records import record
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import Interval

HALF = Decimal("0.5")
HUNDREDTH = Decimal("0.01")


@record
class Scored:
    """An interval and the points it gives."""

    interval: Interval
    score: Decimal


@record
class Piece:
    """A border (``point``) or the open stretch after it; ``low`` is ``None`` for the first stretch."""

    low: Decimal | None
    high: Decimal | None
    point: bool

    @property
    def inside(self) -> Decimal:
        """A value of the piece."""
        if self.point:
            assert self.low is not None
            return self.low
        if self.low is None:
            return Decimal(0) if self.high is None else self.high - 1
        return self.low + 1 if self.high is None else (self.low + self.high) * HALF

    @property
    def between_integers(self) -> bool:
        """Whether a count never falls here."""
        if self.point or self.low is None or self.high is None:
            return False
        return self.high - self.low == 1 and self.low == self.low.to_integral_value()

    @property
    def between_hundredths(self) -> bool:
        """Whether only a third decimal falls here: between 89.99 and 90."""
        if self.point or self.low is None or self.high is None:
            return False
        return self.high - self.low == HUNDREDTH and self.low != self.low.to_integral_value()


def pieces_of(intervals: Sequence[Interval]) -> list[Piece]:
    """The number line cut at every border."""
    borders = sorted({bound for interval in intervals for bound in (interval.low, interval.high) if bound is not None})
    pieces = [Piece(None, borders[0] if borders else None, False)]
    for place, border in enumerate(borders):
        following = borders[place + 1] if place + 1 < len(borders) else None
        pieces += [Piece(border, border, True), Piece(border, following, False)]
    return pieces


def where(piece: Piece, *, dated: bool = False) -> str:
    """A piece in words: ``高于80且低于90``, ``晚于2026年12月31日``."""
    shown = _day if dated else numbers.plain
    below, above = ("早于{}", "晚于{}") if dated else ("低于{}", "高于{}")
    if piece.point:
        return f"等于{shown(piece.inside)}"
    if piece.low is None:
        return "" if piece.high is None else below.format(shown(piece.high))
    return above.format(shown(piece.low)) + ("" if piece.high is None else f"且{below.format(shown(piece.high))}")


def _day(serial: Decimal) -> str:
    day = dates.from_serial(serial)
    return f"{day.year}年{day.month}月{day.day}日"


def told_apart(scored: Sequence[Scored], detail: str) -> None:
    """``100%以上得5分，100%得4分``. :raises Refuse: OVERLAP, the same values have two scores."""
    given: dict[tuple[object, ...], Decimal] = {}
    for entry in scored:
        values = entry.interval
        ends = (values.low, values.low_in, values.high, values.high_in)
        if given.setdefault(ends, entry.score) != entry.score:
            raise Refuse(Refusal.OVERLAP, detail)


def in_a_row(scored: Sequence[Scored], detail: str) -> None:
    """``95%以上得5分，90%以上得2分，90%-95%得3分``: of 92 nobody can say which of the two is meant.

    A band inside of what has no end is a rung of the ladder where every bar is further than the one before; there the
    first that holds and the narrowest are one and the same. :raises Refuse: they are not.
    """
    bands = [entry for entry in scored if not entry.interval.open_ended and not entry.interval.point]
    for bar in scored if bands else ():
        if not bar.interval.open_ended or not any(
            band.score != bar.score and _within(band.interval, bar.interval) for band in bands
        ):
            continue
        side = "high" if bar.interval.low is None else "low"
        bars = [bound for entry in scored if (bound := getattr(entry.interval, side)) is not None]
        if not any(all(further(a, b) for a, b in itertools.pairwise(bars)) for further in (operator.gt, operator.lt)):
            raise Refuse(Refusal.CONTRADICTION, detail)


def score_at(value: Decimal, point: bool, scored: Sequence[Scored], detail: str) -> Decimal | None:
    """The score of a value, or ``None`` where no interval holds. :raises Refuse: OVERLAP."""
    holding = [entry for entry in scored if entry.interval.holds(value)]
    if not holding:
        return None
    if len({entry.score for entry in holding}) == 1:
        return holding[0].score
    if point and len({entry.score for entry in holding if entry.interval.claims(value)}) > 1:
        raise Refuse(Refusal.OVERLAP, detail)  # 80%(含)-90%(含), 90%(含)以上
    for entry in holding:
        if all(other is entry or _within(entry.interval, other.interval) for other in holding):
            return entry.score
    if point:
        claiming = [entry.score for entry in holding if entry.interval.claims(value)]
        return max(claiming or (entry.score for entry in holding))
    raise Refuse(Refusal.OVERLAP, detail)


def _within(inner: Interval, outer: Interval) -> bool:
    if inner == outer:
        return False
    low = outer.low is None or (
        inner.low is not None
        and (inner.low > outer.low or (inner.low == outer.low and (outer.low_in or not inner.low_in)))
    )
    high = outer.high is None or (
        inner.high is not None
        and (inner.high < outer.high or (inner.high == outer.high and (outer.high_in or not inner.high_in)))
    )
    return low and high


def nothing_for_better(scored: Sequence[Scored], rising: bool, detail: str) -> None:
    """``10次以上得5分，超过8次的不得分``: ten are more than eight. :raises Refuse: points and none for one value."""
    for entry in scored:
        whole = entry.interval
        near, far = (whole.low, whole.high) if rising else (whole.high, whole.low)
        if entry.score == 0 and far is None and near and any(other.score and _inside(other, whole) for other in scored):
            raise Refuse(Refusal.CONTRADICTION, detail)


def _inside(entry: Scored, whole: Interval) -> bool:
    """Whether the values of an entry are all on one side of the border of a range without an end."""
    if whole.high is None:
        return entry.interval.low is not None and whole.low is not None and entry.interval.low >= whole.low
    return entry.interval.high is not None and entry.interval.high <= whole.high


def corridor(scored: Sequence[Scored], sense: int, target: Decimal | None, rest: Decimal | None) -> bool:
    """``800吨(含)至1000吨(含)之间得4分，其余不得分``: both ends are the text's in so many words, one is the target.

    The same in front of bands that score less on both sides. What departs from nought departs on either side: ±5%以内.
    """
    if rest == 0 and all(s.interval.high is not None and s.interval.low == -s.interval.high for s in scored):
        return True
    most = max(entry.score for entry in scored)
    best = [entry.interval for entry in scored if entry.score == most]
    whole = best[0]
    claimed = whole.low_said and whole.low_in and whole.high_said and whole.high_in
    alone = rest == 0 if len(scored) == 1 else len(best) == 1
    return alone and claimed and (whole.high if sense < 0 else whole.low) == target


def bands_of(pieces: Sequence[Piece], scores: Sequence[Decimal], rising: bool) -> tuple[tuple[Band, ...], Decimal]:
    """Bands and rest of a line of pieces, best first. :raises Refuse: more bands than the form holds."""
    runs: list[tuple[int, int]] = []
    for place in range(len(pieces)):
        if runs and scores[runs[-1][0]] == scores[place]:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    bands: list[Band] = []
    if rising:
        for first, _ in reversed(runs[1:]):
            piece = pieces[first]
            assert piece.low is not None
            bands.append(Band(sign="≥" if piece.point else ">", bound=piece.low, score=scores[first]))
        rest = scores[runs[0][0]]
    else:
        for _, last in runs[:-1]:
            piece = pieces[last]
            assert piece.high is not None
            bands.append(Band(sign="≤" if piece.point else "<", bound=piece.high, score=scores[last]))
        rest = scores[runs[-1][0]]
    if len(bands) > RUNGS:
        raise Refuse(Refusal.INEXPRESSIBLE, f"{len(bands) + 1}段")
    return tuple(bands), rest
