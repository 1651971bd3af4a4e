"""Segments: the tokens between two commas, with what everybody asks of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from perfxl.scoring.prose.tokens import Token

# What stands between words is none itself.
_UNSAID = frozenset(("stop", "hole"))


def joined(tokens: Sequence[Token]) -> str:
    """The words of tokens."""
    return "".join([token.text for token in tokens if token.kind not in _UNSAID])


class Segment(list[Token]):
    """Tokens that belong together, their kinds and their words: found once, so it is not changed once it is made."""

    __slots__ = ("kinds", "text", "whole")

    def __init__(self, tokens: Iterable[Token] = ()) -> None:
        super().__init__(tokens)
        kinds, texts, *_ = zip(*self, strict=True) if self else ((), ())
        self.kinds: frozenset[str] = frozenset(kinds)
        # The words with the blanks that stand for something lost, and without them.
        self.whole: str = "".join(texts)
        self.text: str = self.whole if self.kinds.isdisjoint(_UNSAID) else joined(self)

    def without(self, kinds: frozenset[str]) -> str:
        """The words of tokens of other kinds."""
        if self.kinds.isdisjoint(kinds):
            return self.whole
        return "".join([token.text for token in self if token.kind not in kinds])


NOTHING = Segment()
