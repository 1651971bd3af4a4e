"""Conditions: what has to hold for an outcome, read from the tokens in front of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from perfxl.scoring.prose.comparisons import Comparisons
from perfxl.scoring.prose.intervals import intersection, joined
from perfxl.scoring.prose.phrases import phrase
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.steps import step
from perfxl.scoring.prose.terms import Condition, Context, Interval, Step
from perfxl.scoring.prose.tokens import Token


def read(segments: Sequence[Sequence[Token]], context: Context) -> tuple[Condition, ...]:
    """The conditions of one outcome: comma-separated segments hold together.

    :raises Refuse: something in them is not understood.
    """
    found: list[Condition] = []
    for segment in segments:
        for token in segment:
            if token.kind == "danger":
                raise Refuse(Refusal[token.value], token.text)
        words = list(segment)
        if all(token.kind in ("fill", "open", "close", "colon", "unless", "hole") for token in words):
            continue
        if words[-1].kind in ("give", "take") and len(words[-1].text) <= 2:
            raise Refuse(Refusal.NO_AMOUNT, joined(words))
        found.extend(_segment(words, context))
    return _merged(found, segments, context)


def _merged(found: list[Condition], segments: Sequence[Sequence[Token]], context: Context) -> tuple[Condition, ...]:
    """Intervals that hold together become one; a step takes the interval it begins at."""
    intervals = [condition for condition in found if isinstance(condition, Interval)]
    steps = [condition for condition in found if isinstance(condition, Step)]
    others = [condition for condition in found if not isinstance(condition, Interval | Step)]
    detail = "，".join(map(joined, segments))
    whole = intersection(intervals, detail) if intervals else None
    if len(steps) > 1:
        raise Refuse(Refusal.UNKNOWN_CLAUSE, detail)
    if steps:
        return (*others, steps[0] if whole is None else replace(steps[0], start=whole))
    return (*others, whole) if whole is not None else tuple(others)


def _segment(tokens: Sequence[Token], context: Context) -> list[Condition]:
    """One segment between commas: steps, comparisons with numbers or dates, or a phrase without either."""
    text = joined(tokens)
    each = next((place for place, token in enumerate(tokens) if token.kind == "each"), None)
    if each is not None:
        before = tokens[:each]
        every = step(tokens[each:], before, context, text)
        return [*Comparisons(before, context).read(), every] if _numbered(before) else [every]
    return Comparisons(tokens, context).read() if _numbered(tokens) else phrase(tokens, context, text)


def _numbered(tokens: Sequence[Token]) -> bool:
    return any(token.kind in ("num", "date") for token in tokens)
