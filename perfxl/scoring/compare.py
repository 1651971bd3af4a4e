"""Whether two rules score alike, by trying them where rules differ if they do: borders, steps, shares of targets.

Two rules may be written differently and mean the same (``≤ 0`` and ``＝ 0``, a floor of 0 and none); what counts
is whether any actual value would get another score.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache

from perfxl import numbers
from perfxl.numbers import HUNDRED, ZERO
from perfxl.scoring.kinds import (
    Actual,
    AllOrNothing,
    Bands,
    Interpolation,
    Levels,
    Manual,
    PerPiece,
    Proportional,
    Rule,
    StepDeduction,
)

__all__ = ["difference"]

_HAIR = Decimal("0.01")
_SHARES = [Decimal(share) / HUNDRED for share in (0, 10, 50, 60, 75, 80, 87, 90, 95, 99, 101, 105, 110, 130, 150, 200)]
_MOST_STEPS = 12


@lru_cache(maxsize=4096)
def difference(one: Rule, other: Rule, dated: bool = False) -> Actual:
    """An actual value that two rules score differently, the plainest one found; ``None`` when they score alike.

    *dated*: actual values are day numbers, so only whole ones are tried. A level word that only one rule knows
    makes no difference when it scores 0: the other rule leaves it under 否则.
    """
    if one == other:
        return None
    if isinstance(one, Manual) or isinstance(other, Manual):
        return None if isinstance(one, Manual) and isinstance(other, Manual) else ZERO
    if isinstance(one, Levels) or isinstance(other, Levels):
        return _word(one, other)
    found = [value for value in _probes(one, other, dated) if one.score(value).score != other.score(value).score]
    about = next((border for rule in (one, other) for border in _borders(rule)), ZERO)
    return min(found, key=lambda value: (len(numbers.plain(value).partition(".")[2]), abs(value - about)), default=None)


def _word(one: Rule, other: Rule) -> Actual:
    """The first level word with another score."""
    for rule, second in ((one, other), (other, one)):
        if not isinstance(rule, Levels):
            continue
        for word, score in rule.levels:
            known = second.score(word).score
            if known != score and (known is not None or score != 0 or not isinstance(second, Levels)):
                return word
    return None


def _probes(one: Rule, other: Rule, dated: bool) -> set[Decimal]:
    special = {value for rule in (one, other) for value in (*_borders(rule), *_steps(rule), *_shares(rule, dated))}
    special.add(ZERO)
    between = {(low + high) / 2 for low, high in itertools.pairwise(sorted(special))}
    beside = {value + hair for value in special for hair in (-_HAIR, _HAIR)}
    probes = special | between | beside
    if dated:
        return {value.to_integral_value() for value in probes if value > 0}
    lowest = min((border for rule in (one, other) for border in _borders(rule)), default=ZERO)
    return {numbers.steady(value) for value in probes if value >= 0 or lowest < 0}


def _borders(rule: Rule) -> tuple[Decimal, ...]:
    match rule:
        case Bands():
            return tuple(band.bound for band in rule.bands)
        case Interpolation():
            return tuple(bound for bound, _ in rule.nodes)
        case PerPiece():
            return () if rule.threshold is None else (rule.threshold,)
        case Proportional() | AllOrNothing() | StepDeduction():
            base = rule.base if isinstance(rule, Proportional) else None
            return tuple(value for value in (rule.target, rule.threshold, base) if value is not None)
    return ()


def _steps(rule: Rule) -> Iterator[Decimal]:
    """Whole and half steps, as far as they still cost or give anything."""
    if isinstance(rule, PerPiece):
        start, step, each = ZERO, rule.step, rule.credit
        senses: Iterable[int] = (1,)
    elif isinstance(rule, StepDeduction):
        start, step, each = rule.target, rule.step, rule.deduction
        if rule.step_unit == "目标值的%":
            step = numbers.divide(numbers.multiply(abs(rule.target), rule.step), HUNDRED)
        senses = (-rule.sense,) if rule.sense else (-1, 1)
    else:
        return
    most = min(_MOST_STEPS, int(numbers.ceiling(numbers.divide(rule.points, each))) + 1)
    for sense in senses:
        for halves in range(1, 2 * most + 1):
            yield start + sense * step * halves / 2


def _shares(rule: Rule, dated: bool) -> Iterator[Decimal]:
    for border in _borders(rule):
        yield from (border + days for days in (-30, 30, 60)) if dated else (border * share for share in _SHARES)
