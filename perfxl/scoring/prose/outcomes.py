"""Outcomes: what a clause gives or takes, read at a token."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from perfxl import numbers
from perfxl.scoring.prose import trees
from perfxl.scoring.prose.calculations import Calculations, Read
from perfxl.scoring.prose.lexicon import listed
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import Between, Deduct, Formula, Give, Nothing, Outcome, Prorata, Share

_FULL_NAMES = listed("full_names")
_MARKS = ("分值", "标准分", "总分", "权重")
_REACHED = tuple(word for word in listed("reached") if len(word) > 1)
_BEHIND_BOUNDS = frozenset(("give", "fill", "comma", "none", "num"))
_SCORING = ("计分", "得分", "给分", "记分", "赋分")


_ABOUT = ("约", "大约", "大概")
_ENDING = frozenset(("", "comma", "stop", "close", "full", "open", "word", "fill", "pause"))
_FULL_ENDS = frozenset(("give", "calc", "comma", "stop", "fill", ""))
# What 扣20% may be of the points: 扣0.5% has lost its 分, 扣80% is no step.
_LEAST_SHARE, _MOST_SHARE = Fraction(1, 100), Fraction(1, 2)
STARTS = frozenset(
    ("none", "nodeduct", "allgone", "give", "take", "full", "dash", "num", "open", "by", "linear", "interp", "half")
)


class Outcomes(Calculations):
    """Reads outcomes in a list of tokens."""

    def read(self, pos: int, conditioned: bool) -> Read | None:
        """The outcome at *pos* and where it ends, or ``None``. *conditioned*: something stands before it.

        :raises Refuse: it is one no machine may compute.
        """
        match self._kinds[pos]:
            case "give":
                return self._give(pos)
            case "take":
                return self._take(pos)
            case "none":
                return Nothing(), self._after_amount(pos + 1)
            case "by":
                return self._by(pos)
            case "num" if not conditioned:
                return None
            case "nodeduct" if conditioned:
                return Give(None, full=True), pos + 1
            case "allgone" if conditioned:
                return Nothing(), self.skip(pos + 1, frozenset(("fill", "fen", "full")))
            case "full" if conditioned:
                return self._full(pos)
            case "dash" if self.kind(pos + 1) == "num" and self.kind(pos + 2) == "fen" and not self._ranging(pos):
                return Deduct(self.tokens[pos + 1].number), pos + 3
            case "dash" if conditioned and self._taken_off(pos):
                return Deduct(self.tokens[pos + 1].number), pos + 2
            case "num" if conditioned and self.multiplied(pos):
                return self.formula(pos, self.calculation(pos), taking=False, end=self.end(pos))
            case "num" if conditioned and self.kind(pos + 1) == "fen":
                return self._bare(pos)
            case "open" if conditioned and self.kind(pos + 1) == "num" and self.kind(pos + 2) == "fen":
                if self.kind(pos + 3) == "close":
                    return self._given(self.tokens[pos + 1].number), pos + 4
            case "open" if conditioned and self.kind(pos + 1) in ("give", "take", "dash"):
                inner = self.read(pos + 1, conditioned)
                if inner is not None and self.kind(inner[1]) == "close":
                    return inner[0], inner[1] + 1
            case "linear":
                return self._linear(pos)
            case "interp":
                return Between(), self.calculated(pos + 1)
            case "half" if conditioned:
                return self._half(pos)
        return None

    def _taken_off(self, pos: int) -> bool:
        """``少1场-0.5``: points behind a miss, at the end of the clause."""
        if self.kind(pos + 1) != "num" or self.kind(pos + 2) not in ("", "comma", "stop", "close"):
            return False
        start = pos
        while start and self.kind(start - 1) not in ("", "comma", "stop"):
            start -= 1
        missed = any(self.kind(place) in ("dir", "incident", "each") for place in range(start, pos))
        return missed and self.kind(pos - 1) == "unit" and self.kind(pos - 2) == "num"

    def _ranging(self, pos: int) -> bool:
        """Whether a dash stands between two bounds."""
        scored = self.kind(pos - 1) == "fen" and self.kind(pos - 3) != "take"
        return self.context.unit == "分" and (scored or self.kind(pos - 1) in ("num", "incl"))

    @staticmethod
    def _given(number: Decimal) -> Outcome:
        return Nothing() if number == 0 else Give(number)

    def _after_amount(self, pos: int) -> int:
        """Past a remark behind an amount that repeats it: ``(0分)``, ``(满分)``."""
        if self.kind(pos) != "open":
            return pos
        if self.kind(pos + 1) in ("full", "none") and self.kind(pos + 2) == "close":
            return pos + 3
        nothing = self.kind(pos + 1) == "num" and self.tokens[pos + 1].number == 0
        return pos + 4 if nothing and self.kind(pos + 2) == "fen" and self.kind(pos + 3) == "close" else pos

    def _bare(self, pos: int) -> Read | None:
        before = self.kind(pos - 1)
        if before == "cmp" and self.text(pos - 1).startswith(_REACHED) and self.context.unit != "分":
            before = ""  # 未完成0分
        each = before == "each" and len(self.text(pos - 1)) == 1
        if each or before in ("cmp", "most", "least") or (before == "dir" and self.context.target is not None):
            return None
        if self.context.unit == "分" and (
            self.kind(pos + 2) in ("between", "suffix", "incl", "excl")
            or (self.kind(pos - 1) in ("range", "dash") and self.kind(pos + 2) in _BEHIND_BOUNDS)
            or [self.kind(pos + ahead) for ahead in (2, 3, 4)] == ["colon", "num", "fen"]  # 60-75分：2分
        ):
            return None
        after = self.skip(pos + 2)
        if self.kind(pos - 1) in ("range", "dash") and self.kind(pos - 2) == "num":
            raise Refuse(Refusal.DISCRETION, self._around(pos))
        self._no_choice(after, pos)
        if self.kind(pos + 2) in ("", "comma", "stop", "num", "close", "word", "pause", "cmp", "open", "full", "each"):
            full = self.kind(pos + 2) == "full"
            number = self.tokens[pos].number
            return Give(number, full) if full else self._given(number), pos + 2 + full
        return None

    def _no_choice(self, after: int, pos: int) -> None:
        """``扣1-3分`` leaves the points to somebody."""
        if self.kind(after) in ("range", "dash") and self.kind(after + 1) == "num" and self.kind(after + 2) == "fen":
            raise Refuse(Refusal.DISCRETION, self._around(pos))

    def _around(self, pos: int) -> str:
        return "".join(token.text for token in self.tokens[max(0, pos - 3) : pos + 5] if token.kind != "stop")

    def _number(self, pos: int) -> tuple[Decimal, int] | None:
        """``N分``, in brackets or not; a choice of points is discretion."""
        opened = self.kind(pos) == "open"
        pos += opened
        if self.kind(pos) != "num":
            return None
        number, after = self.tokens[pos].number, pos + 1
        self._no_choice(after, pos)
        if self.kind(after) != "fen":
            if self.kind(after) in ("comma", "stop", "", "close") and not opened:
                return number, after
            return None
        after += 1
        self._no_choice(after, pos)
        if opened:
            if self.kind(after) != "close":
                return None
            after += 1
        return number, after

    def _give(self, pos: int) -> Read | None:
        if self.text(pos).startswith("加") and "least" in self._kinds[:pos]:
            self.based = True  # 保底1分，每办1场加0.3分
        if self.points(pos + 1):
            return self._given(self.tokens[pos + 1].number), pos + 3
        start = self.skip(pos + 1)
        if self.kind(start) == "give" and self.text(pos) != self.text(start):
            start = self.skip(start + 1)
        if self.kind(start) == "cmp" and self.text(start) == "=":
            start += 1
            points = start + 1 + (self.kind(start + 1) == "fen")
            if self.kind(start) != "num" or self.kind(points) not in _ENDING:
                return self.formula(start, self.end(start), taking=False)
        if self.kind(start) == "base":
            self.based = True
            start = self.skip(start + 1)
        if self.kind(start) == "full":
            return self._full(start)
        if self.kind(start) == "half":
            return self._half(start)
        if self.kind(start) == "none":
            return Nothing(), start + 1
        if found := self._number(start):
            number, after = found
            if self.kind(after) in ("incl", "excl", "suffix") and self.context.unit == "分":
                return None
            if self.kind(after) == "mul":
                return self.formula(start, self.end(start), taking=False)
            if self.kind(after) == "full":
                return Give(number, full=True), after + 1
            if self.kind(after) == "open" and self.kind(after + 1) == "full" and self.kind(after + 2) == "close":
                return Give(number, full=True), after + 3
            return self._given(number), self._after_amount(after)
        if share := self._share(start) or self._bare_share(start):
            return share
        if self.text(start) in ("满", "足", "够") and (found := self._number(start + 1)):
            return Give(found[0], full=True), found[1]
        if self.text(pos) not in ("为", "是") and self.operators(start):
            return self.formula(start, self.end(start), taking=False)
        return None

    def _take(self, pos: int) -> Read | None:
        if self.text(pos - 1) in _ABOUT:
            raise Refuse(Refusal.DISCRETION, self._around(pos))  # 约扣1分
        if self.points(pos + 1):
            return Deduct(self.tokens[pos + 1].number), pos + 3
        start = self.skip(pos + 1)
        if self.kind(start) == "take":
            start = self.skip(start + 1)
        if self.kind(start) == "num" and self.text(start + 2) == "分" and self.text(start + 1) == "%":
            raise Refuse(Refusal.LOST, self._around(pos))  # 扣1%分
        if self.kind(start) == "num" and self.kind(start + 1) == "div" and self.text(start + 3) == "分":
            raise Refuse(Refusal.UNKNOWN_CLAUSE, self._around(pos))  # 扣1/2分
        named = self.skip(start, frozenset(("fill", "fen", "calc", "give")))
        if self.text(named) == "=" and self.operators(named):
            stop = self.calculation(named + 1)
            return self.formula(named + 1, stop, taking=True, end=self.end(named))
        if self.kind(start) == "open" and self.operators(start):
            return self.formula(start, self.calculation(start), taking=True, end=self.end(start))
        if found := self._number(start):
            return self._part_of(*found)
        if self.kind(start) == "full" and self.text(start + 1) == "的" and (part := self._share(start)):
            assert isinstance(part[0], Share)
            return Deduct(None, part[0].share), part[1]
        if self.kind(start) == "full" or self.text(start) in ("全部",):
            after = start + 1
            return Nothing(), after + (self.kind(after) == "fen")
        if self.kind(start) == "half":
            _, after = self._half(start)
            return Deduct(None, Fraction(1, 2)), after
        if share := self._share(start):
            assert isinstance(share[0], Share)
            return Deduct(None, share[0].share), share[1]
        bare = self._fraction(start)  # 扣20%: of the points
        ended = bare is not None and self.kind(bare[1]) in ("", "comma", "stop", "close")
        if ended and bare is not None and _LEAST_SHARE <= bare[0] <= _MOST_SHARE and not self._percent_before(pos):
            return Deduct(None, bare[0]), bare[1]
        return None

    def _percent_before(self, pos: int) -> bool:
        """``每低1个百分点扣5%``: of the points or of the rate, unless the text speaks of shares of its marks."""
        start = pos
        while start and self.kind(start - 1) not in ("comma", "stop"):
            start -= 1
        clause = self._texts[max(0, start - 4) : pos]
        return not self._of_full_marks() and any("%" in text or "百分点" in text for text in clause)

    def _part_of(self, number: Decimal, after: int) -> Read:
        """``扣5分``, or ``扣5分的1/85``."""
        if self.text(after) == "的" and (part := self._fraction(after + 1)) is not None:
            share, end = part
            taken = numbers.multiply(number, Decimal(share.numerator))
            return Deduct(numbers.divide(taken, Decimal(share.denominator))), end
        return Deduct(number), after

    def _fraction(self, pos: int) -> tuple[Fraction, int] | None:
        """``1/85``, ``20%``."""
        if self.kind(pos) != "num":
            return None
        number = self.tokens[pos].number
        if self.text(pos + 1) in ("%", "成") and number <= 100:
            return Fraction(number) / (100 if self.text(pos + 1) == "%" else 10), pos + 2
        if self.kind(pos + 1) == "div" and self.kind(pos + 2) == "num" and self.tokens[pos + 2].number > number:
            return Fraction(number) / Fraction(self.tokens[pos + 2].number), pos + 3
        return None

    def _full(self, pos: int) -> Read:
        after = self.skip(pos + 1, frozenset(("colon", "cmp", "give")))
        if self.text(after) == "的" and self.kind(after + 1) == "num" and (share := self._share(pos)):
            return share
        if found := self._number(after):
            return Give(found[0], full=True), found[1]
        return Give(None, full=True), pos + 1

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
        part = self._fraction(pos)
        if part is None:
            return None
        share, pos = part
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
        """Whether the text speaks of its marks as a whole: 满分, 分值, 赋分100%."""
        if "full" in self.known or any(text in _MARKS for text in self._texts):
            return True
        return any(
            kind == "give" and text != "为" and self._texts[place + 1 : place + 3] == ["100", "%"]
            for place, (kind, text) in enumerate(zip(self._kinds, self._texts, strict=True))
        )

    def _linear(self, pos: int) -> Read:
        if self.kind(pos + 1) == "interp":
            return Between(), self.calculated(pos + 2)
        end = self.end(pos)
        for place in range(pos + 1, end):
            if self.kind(place) in ("num", "danger", "cmp"):
                end = place
                break
        taking = any(self.kind(place) == "take" for place in range(pos, end))
        after = self.calculated(pos + 1)
        return Prorata(taking=taking), after

    def _by(self, pos: int) -> Read | None:
        """``按…计分``: points, a share, a proportion or a formula."""
        end = self.end(pos)
        for place in range(pos + 1, end):
            if self.kind(place) == "danger":
                raise Refuse(Refusal[self.tokens[place].value], self.text(place))
            if self.kind(place) == "interp":
                return Between(), self.calculated(place + 1)
            if self.kind(place) == "linear":
                return self._linear(place)
        start = self.skip(pos + 1)
        if self.text(start) in ("反比例", "反比", "反比例关系") and self.context.sense < 0:
            inverse = trees.Node("/", trees.Node(trees.TARGET), trees.Node(trees.ACTUAL))
            return Formula(trees.Node("×", inverse, trees.Node(trees.POINTS)), "反比例"), self.calculated(start + 1)
        share = self._share(start)  # 按满分的80%计 is no 按满分计
        if share is None and self.kind(start) == "full" and self.kind(start + 1) in _FULL_ENDS:
            return Give(None, full=True), self.calculated(start + 1)
        if self.kind(start) == "none":
            return Nothing(), self.calculated(start + 1)
        found = self._number(start)
        if (
            found
            and (self.text(pos) != "以" or self.kind(found[1]) in ("give", "calc"))
            and self.kind(found[1]) in ("give", "calc", "comma", "stop", "", "fill", "take")
            and not self.operators(start)
        ):
            given = Deduct(found[0]) if self.kind(found[1]) == "take" else self._given(found[0])
            return given, self.calculated(found[1])
        if self.kind(start) == "num" and self.text(start + 1) == "%" and self.text(start + 2) in _SCORING:
            return Share(Fraction(self.tokens[start].number) / 100), start + 3
        if share:
            after = self.skip(share[1])
            assert isinstance(share[0], Share)
            if self.kind(after) == "take":
                return Deduct(None, share[0].share), after + 1
            if self.kind(after) in ("", "comma", "stop", "give", "calc"):
                return share[0], self.calculated(after)
        return self.proportion(pos + 1, end)
