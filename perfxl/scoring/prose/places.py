"""Places in the tokens of a standard: their kinds and texts, where clauses end, and shares of full marks read there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from perfxl.scoring.prose.clauses import OPERATORS, clause_ends, operators_from
from perfxl.scoring.prose.lexicon import listed
from perfxl.scoring.prose.terms import Context, Outcome, Share
from perfxl.scoring.prose.tokens import Token

Read = tuple[Outcome, int]

_LOOSE = frozenset(("fill", "colon", "hole"))
_FULL_NAMES = listed("full_names")
_MARKS = ("分值", "标准分", "总分", "权重")
_NOTHING = ("",) * 8


class Places:
    """Looks around in a list of tokens."""

    def __init__(self, tokens: Sequence[Token], context: Context) -> None:
        self.tokens = tokens
        self.context = context
        self.based = False
        self.kinds = [token.kind for token in tokens]
        self.known = frozenset(self.kinds)
        # Some beyond either end, so that looking ahead or back finds nothing there.
        self._kinds = [*self.kinds, *_NOTHING]
        self._texts = [*[token.text for token in tokens], *_NOTHING]
        # The kind and the text of the token at a place, nothing beyond the ends.
        self.kind: Callable[[int], str] = self._kinds.__getitem__
        self.text: Callable[[int], str] = self._texts.__getitem__
        self._ends = clause_ends(self._kinds, len(tokens))
        # Whether anything is calculated at all.
        self.calculates = not self.known.isdisjoint(OPERATORS)
        self._calculating = operators_from(self.kinds, len(tokens)) if self.calculates else []

    def skip(self, pos: int, kinds: frozenset[str] = _LOOSE) -> int:
        known = self._kinds
        while known[pos] in kinds:
            pos += 1
        return pos

    def end(self, pos: int) -> int:
        """Where the clause at *pos* ends."""
        return self._ends[pos] if pos < len(self.tokens) else pos

    def _half(self, pos: int) -> Read:
        return Share(Fraction(1, 2)), self.skip(pos + 1, frozenset(("fill", "fen", "full", "give", "calc")))

    def _share(self, pos: int) -> Read | None:
        """``分值的50%``, ``50%的分``, ``满分的一半``."""
        start = pos
        named = False
        while self.kind(pos) in ("fen", "full", "fill") or self.text(pos) in _FULL_NAMES:
            named = named or self.kind(pos) != "fill" or self.text(pos) in _FULL_NAMES
            pos += 1
        if self.kind(pos) == "half" and (named or pos == start):
            return self._half(pos)
        if self.kind(pos) != "num" or self.text(pos + 1) not in ("%", "成") or self.tokens[pos].number > 100:
            return None
        share = Fraction(self.tokens[pos].number) / (100 if self.text(pos + 1) == "%" else 10)
        pos += 2
        while self.kind(pos) in ("fen", "full", "fill") or self.text(pos) in _FULL_NAMES:
            named = named or self.kind(pos) != "fill" or self.text(pos) in _FULL_NAMES
            pos += 1
        return (Share(share), pos) if named else None

    def _bare_share(self, pos: int) -> Read | None:
        """``得80%`` where the text speaks of full marks: a share of them."""
        after = self.skip(pos + 2, frozenset(("fill",)))
        share = self.kind(pos) == "num" and self.text(pos + 1) == "%" and self.tokens[pos].number <= 100
        if not share or not self._of_full_marks() or self.kind(after) not in ("", "comma", "stop", "close", "pause"):
            return None
        return Share(Fraction(self.tokens[pos].number) / 100), after

    def _of_full_marks(self) -> bool:
        return "full" in self.known or any(text in _MARKS for text in self._texts)
