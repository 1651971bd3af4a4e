"""Sayings and the table they stand in: what is said in several wordings becomes the one the grammar reads.

A saying is looked for only where one of its signs stands in the text, a few characters it cannot do without.
All signs are found by one look at the pairs of characters of the text, so that a saying nobody used costs nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Generic, NamedTuple, TypeVar

from perfxl.scoring.prose.signs import standing, watched
from perfxl.scoring.prose.terms import Context

# Pieces of patterns: a number, the beginning and the end of a clause, and points as a text gives them.
NUMBER = r"\d+(?:\.\d+)?"
BEGINS = r"(?<![^,;。\n\x01])"
# The same, or what a heading announces.
OPENS = r"(?<![^,;。:\n\x01])"
ENDS = r"(?=$|[,;。)\n])"
# That there are no points.
NOTHING = r"(?:不予?[得计给记拿]分|[得计给记为]?(?:0|零)分|[没无]分|没有分)"
# A day, or the end of a month.
DAY = r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}[日号]|[底末])"
# For signs: what any number begins or ends with.
DIGITS = "0 1 2 3 4 5 6 7 8 9"
POINTS_GIVEN = re.compile(rf"(?:[得计给记赋]|满分|分值)(?:为|是|:)?({NUMBER})分")

Spoken = str | Callable[[re.Match[str]], str]
Way = Callable[[str, Context], str]
Thing = TypeVar("Thing")

class Saying(NamedTuple):
    """The signs without which it need not be looked for, and the text in plainer words."""

    signs: tuple[str, ...]
    plain: Way


def saying(signs: str, pattern: str | re.Pattern[str], plain: Spoken) -> Saying:
    """What a pattern finds, said as *plain*. *signs* are separated by blanks."""
    found = re.compile(pattern)
    search, replaced = found.search, found.sub
    # Most are not found, and a replacement is taken apart before it is looked for.
    return way(signs, lambda text, _: text if search(text) is None else replaced(plain, text))


def way(signs: str, plain: Way) -> Saying:
    """What takes more than a pattern to say in plainer words."""
    return Saying(tuple(signs.split()), plain)


def is_target(found: re.Match[str], context: Context) -> bool:
    """Whether the number ``n`` of a match with its unit ``u`` is the target."""
    return not context.dated and Decimal(found["n"]) == context.target and found["u"] in ("", context.unit)


def each_of(before: str, after: str) -> str:
    """The signs that begin with one word of *before* and end with one of *after*."""
    return " ".join(first + last for first in before.split() for last in after.split())


class Signed(Generic[Thing]):
    """Things in their order, each asked for only where one of its signs stands."""

    def __init__(self, things: Iterable[tuple[tuple[str, ...], Thing]]) -> None:
        self._things: list[Thing] = []
        found: defaultdict[str, dict[int, list[str]]] = defaultdict(dict)
        for place, (signs, thing) in enumerate(things):
            self._things.append(thing)
            for sign in signs:
                found[sign[:2]].setdefault(place, []).append(sign)
        # By the two characters a sign begins with, or its only one: the places of the things, each with its signs.
        # None of them where those two are a whole sign.
        self._signs = {
            begins: [(place, () if begins in signs else tuple(signs)) for place, signs in at.items()]
            for begins, at in found.items()
        }
        watched(found)

    def among(self, text: str, start: int = 0) -> list[tuple[int, Thing]]:
        """The things from a place on of which a sign stands in the text, each with its place."""
        places: set[int] = set()
        for begins in standing(text):
            for place, signs in self._signs.get(begins, ()):
                if place < start:
                    continue
                if not signs:
                    places.add(place)
                for sign in signs:
                    if sign in text:
                        places.add(place)
                        break
        return [(place, self._things[place]) for place in sorted(places)]


class Phrasebook:
    """Sayings in their order."""

    def __init__(self, sayings: Iterable[Saying]) -> None:
        self._sayings: Signed[Way] = Signed(sayings)

    def plain(self, text: str, context: Context) -> str:
        """The text with every saying in plainer words. :raises Refuse: one of them leaves a doubt."""
        start = 0
        while True:
            for place, plainer in self._sayings.among(text, start):
                said = plainer(text, context)
                if said != text:
                    # What it is said as may be a sign of a later one.
                    text, start = said, place + 1
                    break
            else:
                return text
