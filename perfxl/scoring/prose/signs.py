"""Signs: a few characters that a text must hold before a search in it can find anything.

Most searches of the grammar look for what a text does not have. All signs are looked for once, by one look at the
characters of the text and the pairs of them; behind that, asking whether one of a group stands there is one ``&``.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import chain, count

# What is seen of a text nobody looked at: anything may stand there.
ANY = -1

# By the one or two characters they begin with: the groups of signs, each a bit.
_groups: dict[str, int] = {}
_bits = count()


def watched(signs: Iterable[str]) -> int:
    """A group of signs, as the bit :func:`seen` sets where the first two characters of one, or its only one, stand."""
    bit = 1 << next(_bits)
    for sign in signs:
        _groups[sign[:2]] = _groups.get(sign[:2], 0) | bit
    for looked in (_beginnings, standing, seen):
        looked.cache_clear()
    return bit


@cache
def _beginnings() -> frozenset[str]:
    return frozenset(_groups)


@lru_cache(maxsize=2)
def standing(text: str) -> frozenset[str]:
    """The beginnings of signs, of whatever group, that stand in a text."""
    return _beginnings().intersection(chain(text, map(operator.add, text, text[1:])))


@lru_cache(maxsize=2)
def seen(text: str) -> int:
    """The groups of which a sign may stand in a text."""
    found = 0
    for begins in standing(text):
        found |= _groups[begins]
    return found
