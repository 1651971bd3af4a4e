"""Where the clauses of a standard end, and where it calculates: found once for all its tokens."""

from __future__ import annotations

from collections.abc import Sequence

_ENDS = frozenset(("comma", "stop"))
_LIMITS = frozenset(("most", "least", "until"))
OPERATORS = frozenset(("mul", "div"))


def clause_ends(kinds: Sequence[str], size: int) -> list[int]:
    """Where the clause at every token ends."""
    ends, end = [size] * (size + 1), size
    for place in range(size - 1, -1, -1):
        kind = kinds[place]
        if kind in _ENDS or (kind == "open" and kinds[place + 1] in _LIMITS):
            end = place
        ends[place] = end
    return ends


def operators_from(kinds: Sequence[str], size: int) -> list[int]:
    """How many operators stand from every token on."""
    calculating = [0] * (size + 1)
    for place in range(size - 1, -1, -1):
        calculating[place] = calculating[place + 1] + (kinds[place] in OPERATORS)
    return calculating
