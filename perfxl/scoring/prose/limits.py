"""Limits: until nothing is left, at most so many points off, at least or at most so many points."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from perfxl.scoring.prose.outcomes import Outcomes
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import Context, Statements
from perfxl.scoring.prose.tokens import Token

_UNTIL = frozenset(("fill", "fen", "full", "allgone", "until", "stopper", "word", "goal", "take", "range", "by"))
_UNTIL_WORDS = frozenset(("直至", "直到", "所有", "权重", "指标分", "全部", "至", "到"))
_WHOLE = frozenset(("权重", "总分", "权重值"))
# Between what is taken and the most of it: 累计扣分总额最多为3分.
_ON_THE_WAY = _WHOLE.union(
    ("累计", "合计", "总计", "单项", "以", "总扣分", "总额", "总数", "数", "总和", "合计数", "累计数", "为")
)
_GONE = frozenset(("until", "allgone"))


class Limits:
    """Reads limits at the beginning of a segment into the statements."""

    def __init__(self, tokens: Sequence[Token], outcomes: Outcomes, said: Statements, context: Context) -> None:
        self.tokens = tokens
        self.outcomes = outcomes
        self.said = said
        self.context = context
        self.kind = outcomes.kind
        self.text = outcomes.text

    def _clause_end(self, pos: int) -> int:
        return self.outcomes.end(pos)

    def _number(self, pos: int) -> tuple[Decimal, int] | None:
        """``N分`` at *pos*."""
        if self.kind(pos) == "num" and self.kind(pos + 1) == "fen":
            return self.tokens[pos].number, pos + 2
        return None

    def _until(self, pos: int) -> int | None:
        """``扣完为止``, ``扣完8分为止``, ``8分扣完即止``, ``扣至2分为止``."""
        if (after := self._exhausted(pos)) is not None:
            return after
        if self.text(pos) in ("至", "到", "权重") and self.kind(pos + 1) in _GONE:
            pos += 1
        if self.text(pos) in ("至", "到", "直至", "直到") and (none := self._to_nothing(pos + 1)) is not None:
            self.said.until = True
            return none
        if self.kind(pos) not in ("until", "allgone", "take", "fen", "full") and self.text(pos) not in ("直至", "直到"):
            return None
        end = pos
        while self.kind(end) in _UNTIL:
            if self.kind(end) == "word" and self.text(end) not in _UNTIL_WORDS:
                return None
            end += 1
        if self.kind(pos) == "take":
            limited = self.kind(end - 1) == "stopper" and any(self.kind(place) == "by" for place in range(pos, end))
            if not limited or not any(self.kind(place) in ("fen", "full") for place in range(pos, end)):
                return self._down_to(pos)
            self.said.until = True
            return end
        gone = any(self.kind(place) in _GONE for place in range(pos, end))
        if self.kind(end) not in ("", "comma", "stop", "close") or not gone:
            return self._down_to(pos)
        self.said.until = True
        return end

    def _exhausted(self, pos: int) -> int | None:
        """A number of points that are used up: ``扣完8分为止``, ``直至8分扣完``, ``扣满4分为止``."""
        taken: Decimal | None = None
        gone = stopped = takes = full = False
        end = pos
        while self.kind(end) in _UNTIL or self.kind(end) in ("num", "cmp"):
            kind, text = self.kind(end), self.text(end)
            if kind == "num":
                found = self._number(end)
                if found is None or taken is not None:
                    return None
                taken, end = found
                continue
            if kind in ("range", "by", "goal") or (kind == "cmp" and text not in ("满", "够", "足")):
                return None
            if kind == "word" and text not in _UNTIL_WORDS:
                return None
            gone = gone or kind in _GONE
            takes = takes or kind == "take"
            full = full or kind == "full"
            stopped = stopped or (kind == "stopper" and end > pos)
            end += 1
        if taken is None or not (gone or (takes and stopped)) or self.kind(end) not in ("", "comma", "stop", "close"):
            return None
        if full and taken not in self.said.full:
            self.said.full.append(taken)
        if self.said.most_taken not in (None, taken):
            raise Refuse(Refusal.CONTRADICTION, "扣完")
        self.said.most_taken = taken
        return end

    def _down_to(self, pos: int) -> int | None:
        """``扣至2分为止``."""
        place = pos
        while self.kind(place) in ("take", "until", "allgone", "fill", "least") or self.text(place) in (
            "至",
            "到",
            "直至",
            "直到",
        ):
            place += 1
        if self.text(place - 1) in ("至", "到", "直至", "直到") and (none := self._to_nothing(place)) is not None:
            self.said.until = True
            return none
        gone = place > pos and self.kind(place - 1) in ("allgone", "until")
        if gone and (taken := self._number(place)) is not None and self.kind(taken[1]) == "stopper":
            self.said.most_taken = taken[0]
            return taken[1] + 1
        reached = any(self.text(step) in ("至", "到") for step in range(pos, place))
        found = self._number(place)
        if not reached or found is None:
            return None
        after = found[1]
        while self.kind(after) == "stopper":
            after += 1
        self._floor(found[0])
        return after

    def _to_nothing(self, place: int) -> int | None:
        """``(扣到)0为止``, ``(扣到)没分为止``."""
        zero = self.kind(place) == "num" and self.tokens[place].number == 0
        if not zero and self.kind(place) != "none":
            return None
        after = place + 1 + (self.kind(place + 1) == "fen")
        while self.kind(after) == "stopper":
            after += 1
        return after if self.kind(after) in ("", "comma", "stop", "close") else None

    def _floor(self, number: Decimal) -> None:
        if self.said.floor not in (None, number):
            raise Refuse(Refusal.CONTRADICTION, "最低分")
        self.said.floor = number
        if number == 0:
            self.said.until = True

    def _most(self, pos: int) -> int | None:
        """``最多扣3分``, ``最高得10分``, ``最高不超过4分``, ``扣分不超过3分``."""
        place = pos
        if self.kind(pos) == "full" and self.text(pos + 1) == "封顶":
            return pos + 2
        taking = most = adding = False
        while True:
            kind, text = self.kind(place), self.text(place)
            adding = adding or (kind == "give" and text in ("加", "加分", "奖励", "奖"))
            if kind == "take":
                taking = True
            elif kind == "most" or (kind == "cmp" and self._limits(pos, place)):
                most = True
            elif kind not in ("fill", "give", "fen", "full", "by") and text not in _ON_THE_WAY:
                break
            place += 1
        found = self._number(place)
        ended = self.kind(place + 1) in ("", "comma", "stop", "close")
        if found is None and most and ended and self.kind(place) == "num" and self.outcomes.calculates:
            found = self.tokens[place].number, place + 1  # 上限4, of a calculation
        if found is None:
            if most and self.text(place - 1) == "不超过满分" and self.kind(place) in ("", "comma", "stop", "close"):
                return place
            bare = self.kind(place) == "num" and self.kind(place + 1) in ("", "comma", "stop", "close")
            if most and bare and not taking and not adding and self.kind(place - 1) == "most":
                self.said.cap.append(self.tokens[place].number)
                return place + 1
            named = self.kind(place - 1) in ("full", "fen") or self.text(place - 1) in _WHOLE
            named = named and self.kind(place) in ("", "comma", "stop", "close")
            if most and named and place > pos + 1:
                self.said.until = self.said.until or taking
                return place
            return None
        after = found[1]
        if self.text(after) in ("为限", "封顶", "为上限", "为最高"):
            most, after = True, after + 1
            if self.kind(after) in ("full", "most"):
                after += 1
        if not most:
            return None
        if taking:
            self.said.most_taken = found[0]
        elif adding:
            self.said.added.append(found[0])
        else:
            self.said.cap.append(found[0])
        if self.kind(after) == "full":
            after += 1
        return after

    def _limits(self, pos: int, place: int) -> bool:
        """``得分不超过5分``: a sign between a word for scoring and a number of points."""
        after = self.outcomes.skip(place + 1)
        named = self.kind(after) in ("num", "full", "fen") or self.text(after) in _WHOLE
        computed = self.outcomes.calculates and self.kind(after) == "num" and self.kind(after + 1) == "fen"
        return self.tokens[place].value == "≤" and (place > pos or computed) and named

    def _capped(self, pos: int) -> int | None:
        """``加满为止``, ``得满为止``, ``超过5分按5分计``."""
        if self.kind(pos) == "cmp" and self.tokens[pos].value == ">" and (ended := self._ended(pos + 1)) is not None:
            return ended
        if self.kind(pos) == "full" and (self.kind(pos + 1) == "stopper" or self.text(pos + 1) == "封顶"):
            return pos + 2
        if (filled := self._filled(pos)) is not None:
            return filled
        if self.text(pos) in ("加满为止", "得满为止", "满分为止") or "".join(
            token.text for token in self.tokens[pos : pos + 3]
        ).startswith(("加满为止", "得满为止", "计满为止", "直至满分", "至满分为止", "得完为止")):
            return self._clause_end(pos)
        return None

    def _ended(self, pos: int) -> int | None:
        """``(超过)5分按5分计``, ``(高于)3分的取3分``, ``(大于)分值的，按分值计``."""
        first = self._marks(pos)
        if first is None:
            return None
        place = self.outcomes.skip(first[1])
        place = self.outcomes.skip(place + (self.kind(place) == "comma"))
        if self.kind(place) not in ("by", "give") and self.text(place) not in ("取", "算", "记为"):
            return None
        at = self.outcomes.skip(place + 1)
        second = self._marks(at)
        if second is None or second[0] != first[0] or (self.kind(pos) == "goal") != (self.kind(at) == "goal"):
            return None  # 大于目标值得满分 is no end of a calculation
        if second[0] is not None:
            self.said.cap.append(second[0])
        after = self.outcomes.calculated(second[1])
        return after if self.kind(after) in ("", "comma", "stop", "close") else None

    def _marks(self, pos: int) -> tuple[Decimal | None, int] | None:
        """A number of points, or full marks by name (``None``)."""
        if (found := self._number(pos)) is not None:
            return (found[0], found[1] + (self.kind(found[1]) == "full"))
        place = pos
        while self.kind(place) in ("full", "fen", "fill") and self.text(place) not in ("的", "时", "者", "部分"):
            place += 1
        named = any(self.kind(step) in ("full", "fen") for step in range(pos, place))
        if self.kind(pos) == "goal":
            return (None, pos + 1)
        return (None, place) if named else None

    def _filled(self, pos: int) -> int | None:
        """``加满6分为止``, ``得到5分止``: points are given until they are so many."""
        if self.text(pos) != "满" and self.kind(pos) != "give":
            return None
        place = pos + (self.text(pos) != "满")
        if self.text(place) not in ("满", "够", "足", "到", "至", "达到"):
            return None
        found = self._number(place + 1)
        if found is None or self.kind(found[1]) != "stopper":
            return None
        self.said.cap.append(found[0])
        return found[1] + 1

    def _least(self, pos: int) -> int | None:
        """``最低得2分``, ``保底2分``, ``最低扣至2分``."""
        if self.kind(pos) == "give" and self.kind(pos + 1) == "least":
            pos += 1
        scored = self.kind(pos) == "give" and self.kind(pos + 1) == "cmp" and self.tokens[pos + 1].value == "≥"
        scored = scored and self.text(pos + 1) not in ("满", "够", "达到", "达")
        if self.kind(pos) != "least" and not scored:
            return None
        place = pos
        while self.kind(place) in ("least", "give", "fill", "fen", "cmp", "take", "until") or self.text(place) in (
            "至",
            "到",
            "为",
            "应",
            "保留",
        ):
            if self.kind(place) == "cmp" and self.tokens[place].value != "≥":
                return None
            place += 1
        if self.kind(place - 1) == "until" and place > pos + 1 and self.kind(place) in ("", "comma", "stop", "close"):
            self._floor(Decimal(0))  # 最低扣至0分
            return place
        found = self._number(place)
        if self.kind(place - 1) == "take" and self.text(place - 1)[-1] not in "至到":
            raise Refuse(Refusal.CONTRADICTION, "最少扣分")
        if found is None:
            bare = self.kind(place) == "num" and self.kind(place + 1) in ("", "comma", "stop", "close")
            if bare and self.tokens[place].number == 0:
                self._floor(Decimal(0))
                return place + 1
            if self.kind(place) != "none" or self.text(place) not in ("零分", "得零分", "计零分", "无分"):
                return None
            found = Decimal(0), place + 1
        self._floor(found[0])
        after = found[1]
        while self.kind(after) == "stopper":
            after += 1
        return after
