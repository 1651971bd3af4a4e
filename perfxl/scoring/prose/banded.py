"""Rules with fixed scores: all or nothing, bands, interpolation between nodes."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from perfxl import dates
from perfxl.block import RUNGS
from perfxl.numbers import ZERO
from perfxl.scoring.kinds import AllOrNothing, Band, Bands, Rule
from perfxl.scoring.prose.amounts import is_percentage, measured, whole
from perfxl.scoring.prose.ladder import (
    Piece,
    Scored,
    bands_of,
    corridor,
    in_a_row,
    nothing_for_better,
    pieces_of,
    score_at,
    told_apart,
    where,
)
from perfxl.scoring.prose.lateness import never
from perfxl.scoring.prose.made import Made
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import (
    Condition,
    Deduct,
    Give,
    Interval,
    Met,
    Missed,
    Nothing,
    Pair,
    Rest,
)


def met_interval(made: Made) -> Interval:
    """The values that meet the target."""
    context = made.context
    target, sense = context.target, context.sense
    if target is None:
        raise Refuse(Refusal.NO_TARGET)
    if made.said.both and context.comparator in ("＝", ""):
        return Interval(target, True, target, True)
    if sense == 0:
        raise Refuse(Refusal.NO_TARGET, "没有比较符")
    strict = context.comparator in (">", "<") and not context.dated
    if sense > 0:
        return Interval(low=target, low_in=not strict, about_target=True)
    return Interval(high=target, high_in=not strict, about_target=True)


def missed_interval(made: Made) -> Interval:
    """The values that miss it."""
    met = met_interval(made)
    if met.point:
        raise Refuse(Refusal.INEXPRESSIBLE, "双向")
    if met.low is not None:
        return Interval(high=met.low, high_in=not met.low_in, about_target=True)
    return Interval(low=met.high, low_in=not met.high_in, about_target=True)


def ladder(made: Made) -> Rule:
    """Bands, or all or nothing where the one border is the target."""
    said = made.said
    if said.ordered:
        return _ordered(made)
    if said.until:
        raise Refuse(Refusal.UNKNOWN_CLAUSE, "扣完为止")
    limited = said.floor is not None or said.most_taken is not None
    if limited and all(not isinstance(pair.outcome, Deduct) for pair in said.pairs):
        raise Refuse(Refusal.UNKNOWN_CLAUSE, "保底")
    scored: list[Scored] = []
    rest: Decimal | None = None
    taking = all(isinstance(pair.outcome, Deduct | Nothing) for pair in said.pairs)
    detail = "；".join(pair.text for pair in said.pairs if pair.text)
    beyond = any(_beyond(condition, made) for pair in said.pairs for condition in pair.conditions)
    for pair in said.pairs:
        score = made.value(pair.outcome, pair.text)
        for condition in single(pair, made.context.target):
            match condition:
                case Rest():
                    rest = _same(rest, score, pair.text)
                case Met():
                    scored.append(Scored(met_interval(made), score))
                case Missed() if beyond or condition.either or never(condition, made):
                    rest = _same(rest, score, pair.text)
                case Missed():
                    scored.append(Scored(missed_interval(made), score))
                case Interval():
                    scored.append(Scored(_as_meant(condition, pair, made), score))
    if not scored:
        raise Refuse(Refusal.UNKNOWN_CLAUSE, detail)
    told_apart(scored, detail)
    in_a_row(scored, detail)
    if (simple := _all_or_nothing(made, scored, rest, taking)) is not None:
        return simple
    _near_target(made, scored, detail)
    pieces = pieces_of([entry.interval for entry in scored])
    rising = _rising(made, scored)
    if not made.context.dated:  # 四季度完成不得分 is the last of a row
        nothing_for_better(scored, rising, detail)
    scores = _scores(made, pieces, scored, rest, taking, detail)
    if rest is not None and rest < min(scores) and any(isinstance(c, Rest) for p in said.pairs for c in p.conditions):
        raise Refuse(Refusal.CONTRADICTION, detail)  # 少1个得3分，其余不得分: fewer is all there is
    outside = any(isinstance(c, Rest) and c.outside for pair in said.pairs for c in pair.conditions)
    ends = [score_at(piece.inside, False, scored, detail) for piece in (pieces[0], pieces[-1])]
    outside = outside or corridor(scored, made.context.sense, made.context.target, rest)
    _sound(made, scores, detail, two_sided=outside or ends == [ZERO, ZERO])
    if max(scores) < made.points or len(set(scores)) == 1:
        raise Refuse(Refusal.CONTRADICTION, "得不到满分")
    bands, other = bands_of(pieces, scores, rising)
    if not bands:
        raise Refuse(Refusal.CONTRADICTION, detail)
    return Bands(points=made.points, bands=bands, rest=other)


def _near_target(made: Made, scored: Sequence[Scored], detail: str) -> None:
    """Bands that have nothing to do with the target are another row's, or have lost a digit."""
    target = made.context.target
    if target is None or target <= 0 or made.context.dated:
        return
    bounds = [bound for entry in scored for bound in (entry.interval.low, entry.interval.high) if bound is not None]
    if not any(target / 2 <= bound <= target * 2 or (bound == 0 and made.context.sense <= 0) for bound in bounds):
        raise made.not_the_target(detail)


def _same(known: Decimal | None, score: Decimal, detail: str) -> Decimal:
    if known is not None and known != score:
        raise Refuse(Refusal.CONTRADICTION, detail)
    return score


def _beyond(condition: Condition, made: Made) -> bool:
    """Whether an interval tells apart values that miss the target: 未完成 beside it means everything else."""
    if not isinstance(condition, Interval) or condition.about_target or made.context.target is None:
        return False
    borders = {bound for bound in (condition.low, condition.high) if bound is not None}
    return bool(borders - {made.context.target})


def single(pair: Pair, target: Decimal | None) -> tuple[Condition, ...]:
    """The conditions of a pair, where a met or missed in words only repeats an interval."""
    intervals = [condition for condition in pair.conditions if isinstance(condition, Interval)]
    rests = [condition for condition in pair.conditions if isinstance(condition, Rest)]
    if len(intervals) == 1 and not rests:
        (interval,) = intervals
        if any(isinstance(c, Met) for c in pair.conditions) and target not in (interval.low, interval.high):
            raise Refuse(Refusal.UNKNOWN_CLAUSE, pair.text)
        return (interval,)
    if len(pair.conditions) != 1:
        raise Refuse(Refusal.UNKNOWN_CLAUSE, pair.text)
    return pair.conditions


def _as_meant(interval: Interval, pair: Pair, made: Made) -> Interval:
    """``完成20件得5分`` means 20 or more where more is better; ``发生1起不得分`` one or more."""
    if not interval.counted or not interval.point:
        return interval
    sense = made.context.sense
    if isinstance(pair.outcome, Give) and sense > 0:
        return replace(interval, high=None, high_in=False)
    if isinstance(pair.outcome, Nothing) and sense < 0 and interval.low is not None and interval.low > 0:
        return replace(interval, high=None, high_in=False)
    if isinstance(pair.outcome, Nothing) and sense > 0 and interval.low != 0:
        raise Refuse(Refusal.LOST, pair.text)
    if isinstance(pair.outcome, Give) and sense < 0 and interval.low == made.context.target:
        return replace(interval, low=None, low_in=False)
    if measured(made.context) and not is_percentage(made.context):
        raise Refuse(Refusal.UNKNOWN_CLAUSE, pair.text)
    return interval


def _all_or_nothing(made: Made, scored: Sequence[Scored], rest: Decimal | None, taking: bool) -> Rule | None:
    """One border that is the target, full marks on the good side."""
    context = made.context
    if context.target is None or (context.sense == 0 and not made.said.both):
        return None
    try:
        met = met_interval(made)
    except Refuse:
        return None
    if met.point:
        if len(scored) == 1 and scored[0].interval.point and rest is not None:
            return AllOrNothing(
                points=made.points, comparator="＝", target=context.target, direction="双向", floor=rest or None
            )
        return None
    missed = missed_interval(made)
    threshold: Decimal | None = None
    full, other, strict = None, None, context.comparator in (">", "<") and not context.dated
    for entry in scored:
        interval = entry.interval
        if (found := _beyond_threshold(entry, made)) is not None:
            threshold = found
            continue
        border = interval.low if context.sense > 0 else interval.high
        far = interval.high if context.sense > 0 else interval.low
        if border == context.target and far is None:
            if full not in (None, entry.score):
                return None  # 持平得5分，下降得10分
            inside = interval.low_in if context.sense > 0 else interval.high_in
            strict = not inside and (full is None or strict)
            full = entry.score
        elif (interval.low, interval.high) == (missed.low, missed.high) and interval.open_ended:
            if other is not None and other != entry.score:
                raise Refuse(Refusal.OVERLAP)
            other = entry.score
        else:
            return None
    if full is None and taking:
        full = made.points
    remains = any(isinstance(condition, Rest) for pair in made.said.pairs for condition in pair.conditions)
    if full is not None and other is not None and rest not in (None, other) and remains:
        raise Refuse(Refusal.CONTRADICTION)  # 未完成得3分，再差不得分
    other = rest if other is None else other
    if full is None or other is None:
        return None
    if full != made.points:
        return None
    _at_target(made, scored, rest, taking)
    called = any(isinstance(pair.outcome, Give) and pair.outcome.full for pair in made.said.pairs)
    if other >= full and not called and threshold is None:
        raise Refuse(Refusal.CONTRADICTION)
    sign = context.comparator
    if context.dated or sign not in ("≥", ">", "≤", "<", "＝") or strict != (sign in (">", "<")):
        sign = ("≥", ">", "≤", "<")[(0 if context.sense > 0 else 2) + strict]
    return AllOrNothing(
        points=made.points,
        comparator=sign,
        target=context.target,
        direction=direction_of(sign, context.sense),
        floor=other or None,
        threshold=threshold,
    )


def _at_target(made: Made, scored: Sequence[Scored], rest: Decimal | None, taking: bool) -> None:
    """Exactly the target is what most people achieve. :raises Refuse: neither side owns it, or both say they do."""
    target = made.context.target
    assert target is not None
    holding = [entry for entry in scored if entry.interval.holds(target)]
    if not holding and rest is None and not taking:
        raise Refuse(Refusal.GAP, where(Piece(target, target, True), dated=made.context.dated))
    if len({entry.score for entry in holding if entry.interval.claims(target)}) > 1:
        raise Refuse(Refusal.OVERLAP, where(Piece(target, target, True)))


def _beyond_threshold(entry: Scored, made: Made) -> Decimal | None:
    """Where ``低于60%的不得分`` stands beside 否则得3分."""
    interval, target = entry.interval, made.context.target
    if entry.score != 0 or target is None or interval.about_target:
        return None
    if made.context.sense > 0 and interval.low is None and not interval.high_in and interval.high != target:
        return interval.high
    if made.context.sense < 0 and interval.high is None and not interval.low_in and interval.low != target:
        return interval.low
    return None


def direction_of(sign: str, sense: int) -> str | None:
    """The direction of a rule: only ＝ needs one."""
    if sign != "＝":
        return None
    return {1: "正向", -1: "反向", 0: "双向"}[sense]


def _rising(made: Made, scored: Sequence[Scored]) -> bool:
    """Whether more is better: by the sign, else by the scores."""
    if made.context.sense:
        return made.context.sense > 0
    best = max(scored, key=lambda entry: entry.score).interval
    return best.low is not None


def _scores(
    made: Made, pieces: list[Piece], scored: list[Scored], rest: Decimal | None, taking: bool, detail: str
) -> list[Decimal]:
    found = [score_at(piece.inside, piece.point, scored, detail) for piece in pieces]
    sense = made.context.sense
    counting = whole(made.context)
    if made.context.dated:
        _next_days(made, pieces, found)
    for place, piece in enumerate(pieces):
        between = (counting and piece.between_integers) or piece.between_hundredths
        finer = is_percentage(made.context) or made.context.unit == "分" or not counting
        if finer and piece.between_integers and _lies_between(found, place):
            between = True  # 80%-89%, 90%以上: nobody says what 89.5% is
            assert piece.low is not None
            assert piece.high is not None
            made.said.gaps.append((piece.low, piece.high))
        if not between or (found[place] is not None and measured(made.context)):
            continue
        near = [score for score in (found[place - 1], found[place + 1]) if score is not None]
        found[place] = min(near) if len(near) == 2 else found[place - 1]
        if len(near) == 2 and (measured(made.context) or made.context.unit == "分"):
            unsaid = (piece.low, piece.high) in made.said.gaps
            made.read(f"{where(piece)}的" + ("标准没有写明，须由人判断" if unsaid else "按较低的一段计分"))
    if rest is None:
        _extend(made, pieces, found, taking, sense)
    scores: list[Decimal] = []
    for place, score in enumerate(found):
        scored_here = rest if score is None else score
        if scored_here is None:
            raise Refuse(Refusal.GAP, where(pieces[place], dated=made.context.dated))
        scores.append(scored_here)
    return scores


def _next_days(made: Made, pieces: list[Piece], found: list[Decimal | None]) -> None:
    """``11月30日前得2分，12月1日以后不得分``: the 1st of December, of which nothing else speaks, is in what follows."""
    for place in range(2, len(pieces) - 1):
        piece, before, behind = pieces[place], pieces[place - 1], found[place + 1]
        follows = piece.point and before.between_integers and found[place - 2] is not None
        if follows and found[place] is None and behind is not None:
            found[place] = behind
            day = dates.from_serial(piece.inside)
            made.read(f"{day.month}月{day.day}日当天算在“以后”之内")


def _lies_between(found: Sequence[Decimal | None], place: int) -> bool:
    """Whether a piece has no score of its own, but those on either side."""
    if not 0 < place < len(found) - 1 or found[place] is not None:
        return False
    return found[place - 1] is not None and found[place + 1] is not None


def _extend(made: Made, pieces: list[Piece], found: list[Decimal | None], taking: bool, sense: int) -> None:
    """The ends of the line: better than the best band is the best band, and nothing was taken where nothing is said."""
    first = next((place for place, score in enumerate(found) if score is not None), None)
    last = next((place for place in reversed(range(len(found))) if found[place] is not None), None)
    if first is None or last is None:
        return
    if taking:
        ends = ((0, first),) if sense < 0 else ((last + 1, len(found)),) if sense > 0 else ()
        for start, stop in ends:
            found[start:stop] = [made.points] * (stop - start)
        if sense < 0 and found[-1] is None and found[last] == 0:
            found[last + 1 :] = [ZERO] * (len(found) - last - 1)
    if found[-1] is None and found[last] == made.points:
        found[last + 1 :] = [found[last]] * (len(found) - last - 1)
    if found[0] is None and found[first] == made.points:
        found[:first] = [found[first]] * first
    if sense < 0 and found[last] == 0:
        found[last + 1 :] = [ZERO] * (len(found) - last - 1)
    if sense > 0 and found[first] == 0:
        found[:first] = [ZERO] * first
    lowest = pieces[first].low
    if found[0] is None and sense >= 0 and lowest is not None and lowest <= 0:
        found[:first] = [found[first]] * first


def _sound(made: Made, scores: Sequence[Decimal], detail: str, *, two_sided: bool) -> None:
    """Scores must not fall where the actual value gets better, unless the text itself names a range on both sides."""
    sense, comparator = made.context.sense, made.context.comparator
    signed = comparator in ("≥", ">", "≤", "<") or made.context.dated
    up = all(earlier <= later for earlier, later in itertools.pairwise(scores))
    down = all(earlier >= later for earlier, later in itertools.pairwise(scores))
    if up or down:
        if comparator == "＝" and made.context.bad and not down:
            raise Refuse(Refusal.CONTRADICTION, detail)  # 未发生不得分，发生得10分
        if signed and ((sense > 0 and not up) or (sense < 0 and not down)):
            raise Refuse(Refusal.CONTRADICTION, detail)
        return
    peak = scores.index(max(scores))
    rises = all(a <= b for a, b in itertools.pairwise(scores[: peak + 1]))
    falls = all(a >= b for a, b in itertools.pairwise(scores[peak:]))
    if made.context.dated or (signed and not two_sided) or not (rises and falls):
        raise Refuse(Refusal.CONTRADICTION, detail)


def _ordered(made: Made) -> Rule:
    """The standard wording: bands in their order, the first that holds counts."""
    bands: list[Band] = []
    rest: Decimal | None = None
    for pair in made.said.pairs:
        score = made.value(pair.outcome, pair.text)
        match pair.conditions:
            case (Rest(),):
                rest = score
            case (Interval() as interval,) if interval.point and interval.low is not None:
                bands.append(Band(sign="＝", bound=interval.low, score=score))
            case (Interval(high=None, low=Decimal() as bound) as interval,):
                bands.append(Band(sign="≥" if interval.low_in else ">", bound=bound, score=score))
            case (Interval(low=None, high=Decimal() as bound) as interval,):
                bands.append(Band(sign="≤" if interval.high_in else "<", bound=bound, score=score))
            case _:
                raise Refuse(Refusal.UNKNOWN_CLAUSE, pair.text)
    if rest is None or not 1 <= len(bands) <= RUNGS:
        raise Refuse(Refusal.GAP)
    return Bands(points=made.points, bands=tuple(bands), rest=rest)
