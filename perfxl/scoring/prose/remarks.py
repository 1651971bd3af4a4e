"""Remarks: full marks, caps, floors, partial steps, allowances, and phrases that change nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from perfxl.scoring.prose.amounts import convert
from perfxl.scoring.prose.intervals import sided
from perfxl.scoring.prose.lateness import FORTNIGHT, HALF, MONTHS
from perfxl.scoring.prose.lexicon import listed
from perfxl.scoring.prose.marks import Marks
from perfxl.scoring.prose.outcomes import Outcomes
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import BOTH, Context, Statements, Step
from perfxl.scoring.prose.tokens import Token

_BEFORE_AMOUNT = frozenset(("fill", "goal", "colon", "hole"))
NOT_A_STEP = frozenset(("不足", "不满", "未满", "不到", "未达到", "少于", "未达", "不够", "不足于"))
_MISSES = frozenset(("dir", "cmp"))
_NO_REMARK = frozenset(("each", "num", "date", "dir", "incident", "none"))
_EITHER_WAY = re.compile(r"[多超高].{0,3}[、和或及与][少欠低节].{0,3}(?:均|都)?(?:按此|同样|照此)扣分")
_OTHER_WAY = frozenset("多超高")
_WAYS = {"高于视同达到": "正向", "低于视同达到": "反向", "高低均为偏离": "双向"}
_ENDS_OF_TARGETS = "准|为准|上限|下限|限|界|界限|底线|红线|基准|标准|起点|最高限"
# What is less than a step: 余数不足1天, 降幅不足1个百分点.
_LEFT_OVER = frozenset(listed("left_over"))
_LIMITING = frozenset(("most", "least", "until", "allgone"))
_SENSED = {"正向": "≥", "反向": "≤"}


class Remarks(Marks):
    """Reads remarks at the beginning of a segment into the statements."""

    def __init__(self, tokens: Sequence[Token], outcomes: Outcomes, said: Statements, context: Context) -> None:
        super().__init__(tokens, outcomes, said, context)
        self.used_condition = False
        self.bonus = "nobonus" in outcomes.known
        self.calculates = outcomes.calculates or "linear" in outcomes.known

    def read(self, pos: int, conditioned: bool) -> int | None:
        """Where a remark at *pos* ends, or ``None`` when none stands here. *conditioned*: a condition is waiting."""
        self.used_condition = False
        if conditioned:
            return self._no_bonus(pos)
        start = self.outcomes.skip(pos)
        kind = self.kind(start)
        if kind == "and" and self.kind(start + 1) in _LIMITING and start == pos:
            pos = start = start + 1  # 但最低得2分
            kind = self.kind(start)
        if start == pos and kind in ("rest", "after"):
            return self._based(start)
        if kind in _MISSES and self.text(start + 1) in NOT_A_STEP and (after := self._partial(start + 1)) is not None:
            return after  # 下降不足1个百分点的按1个百分点计
        if start == pos and kind in _NO_REMARK:
            after = self._numbered(start) if kind == "num" else None
            return self._no_bonus(start) if after is None else after
        if self.calculates and (after := self._calculated_end(start)) is not None:
            return after
        if start != pos and (after := self._full(pos)) is not None:
            return after
        for read in _readers(kind, self.text(start)[:1]):
            if (after := read(self, start)) is not None:
                return after
        return self._no_bonus(start)

    def _numbered(self, pos: int) -> int | None:
        """Remarks that begin with a number, first those with a number of points."""
        if self.kind(pos + 1) == "fen":
            for read in (self._exhausted, self._closed):
                if (after := read(pos)) is not None:
                    return after
        return self._standard_of(pos)

    def _own_wording(self, pos: int) -> int | None:
        """The headings of the standard wording: 分段计分, 按等级计分, 按插值计分."""
        end = self._clause_end(pos)
        text = "".join(token.text for token in self.tokens[pos:end])
        headed = self.kind(end) == "comma" and self.kind(end + 1) == "full"
        if text in ("分段计分", "按插值计分"):
            self.said.ordered = headed
        elif text == "按等级计分":
            self.said.verbatim = headed
        elif text == "由评分人按实际情况评分":
            self.said.by_hand = True
        else:
            return None
        return end

    def _goal(self, pos: int) -> int | None:
        """``目标值为95%``: only said where it is the target."""
        copula = self.text(pos + 1) in ("为", "是", "=", ":")
        if self.kind(pos) != "goal" or self.kind(pos + 1 + copula) != "num":
            return None
        return self._is_target(pos + 1 + copula)

    def _is_target(self, place: int, behind: tuple[str, ...] = ()) -> int | None:
        """Past the target's own number, and the words *behind* it that say so."""
        after = place + 1 + (self.kind(place + 1) == "unit")
        for text in behind:
            if text == "goal":
                if self.kind(after) != "goal":
                    return None
            elif self.text(after) not in text.split("|"):
                return None
            after += 1
        if self.kind(after) not in ("comma", "stop", ""):
            return None
        if self.tokens[place].number != self.context.target:
            raise Refuse(Refusal.CONTRADICTION, "目标值")
        return after

    def _whole_is(self, pos: int) -> int | None:
        """``办结320件为100%``: the target is what all is measured by."""
        place = pos + (self.text(pos) == "以")
        while self.kind(place) in ("word", "goal", "fill"):
            place += 1
        if self.kind(place) != "num" or self.tokens[place].number != self.context.target:
            return None
        after = place + 1 + (self.kind(place + 1) == "unit")
        whole = self.text(after) in ("为", "是", "计", "记为", "计为") and self.kind(after + 1) == "num"
        if not whole or self.tokens[after + 1].number != 100 or self.text(after + 2) != "%":
            return None
        return after + 3 if self.kind(after + 3) in ("comma", "stop", "") else None

    def _standard_of(self, pos: int) -> int | None:
        """``90%为达标线``, ``以100台为目标值``."""
        place = pos + (self.text(pos) == "以")
        if self.kind(place) != "num":
            return None
        if (limit := self._is_target(place, ("为限|为上限|为下限|为基准|为标准|为底线|为起点|为界|为准",))) is not None:
            return limit
        if (limit := self._is_target(place, ("为|是|作为", _ENDS_OF_TARGETS))) is not None:
            return limit
        return self._is_target(place, ("为|是|作为", "goal"))

    def _either_way(self, pos: int) -> int | None:
        """``多支、少支均按此扣分``: said of a deviation that counts either way."""
        if self.text(pos)[:1] not in _OTHER_WAY:
            return None
        end = self._clause_end(pos)
        text = "".join(self.text(place) for place in range(pos, end))
        steps = [step for pair in self.said.pairs for step in pair.conditions if isinstance(step, Step)]
        return end if _EITHER_WAY.fullmatch(text) and [step.side for step in steps] == [BOTH] else None

    def _onward(self, pos: int) -> int | None:
        """``以此类推``."""
        if self.kind(pos) != "onward":
            return None
        self.said.onward = True
        return pos + 1

    def _based(self, pos: int) -> int | None:
        """``在此基础上``: what follows comes on top."""
        later = self.text(pos) in ("之后", "此后", "其后", "以后") and self.kind(pos + 1) == "each"
        if self.kind(pos) != "based" and not later:
            return None
        taken = any(self.kind(place) == "take" for place in range(pos, self._clause_end(pos)))
        self.said.based = not self.said.free and not taken
        return pos + 1

    def _partial(self, pos: int) -> int | None:
        """``不足1%按1%计``, ``不足1天的不扣分``, ``不足部分按比例扣分``."""
        left_over = self.text(pos) in _LEFT_OVER
        pos += left_over
        if left_over and self.kind(pos) == "linear":
            return self._partly("按比例", self.outcomes.calculated(pos + 1))  # 零头按比例折算
        if self.text(pos) not in NOT_A_STEP:
            return None
        place = first = self.outcomes.skip(pos + 1, _BEFORE_AMOUNT)
        described = False
        if self.kind(place) == "num":
            described = True
            place += 1
            if self.kind(place) == "unit":
                place += 1
        elif self.kind(place) == "word" and self.text(place) in (
            "一档",
            "一个档次",
            "一个单位",
            "整数",
            "整数倍",
            "一档次",
            "一个百分点",
        ):
            described = True
            place += 1
        named = place
        while (
            self.kind(place) in ("fill", "comma", "hole", "open", "close")
            or (described and self.kind(place) == "goal")
            or (described and self.kind(place) == "by")
        ):
            place += 1
        if not described and self.text(named - 1) not in ("部分", "的"):
            return None
        if described and self.kind(first) == "num" and not self._is_step(first):
            return None
        if self.kind(place) == "nodeduct" or self.text(place) in (
            "不计",
            "忽略不计",
            "不予计算",
            "忽略",
            "不计算",
            "舍去",
            "不作计算",
        ):
            return self._partly("舍去", place + 1)
        if not described:
            return None
        if self.kind(place) == "none" and self.said.pairs:
            return self._partly("舍去", place + 1)
        if self.kind(place) == "linear":
            return self._partly("按比例", self.outcomes.calculated(place + 1))
        if self.kind(place) == "num":
            after = place + 1
            if self.kind(after) == "unit":
                after += 1
            end = self.outcomes.calculated(after)
            if end == after and self.kind(after) not in ("comma", "stop", ""):
                return None
            if self.tokens[place].number != self.tokens[first].number:
                raise Refuse(Refusal.UNKNOWN_CLAUSE, "不足一档")
            return self._partly("计一档", end)
        if self.text(place) in ("一档", "一个档次", "一个单位"):
            return self._partly("计一档", self.outcomes.calculated(place + 1))
        return None

    def _is_step(self, place: int) -> bool:
        """Whether a step of the amount at *place* was said, in its unit or the indicator's."""
        number, unit = self.tokens[place].number, self.text(place + 1) if self.kind(place + 1) == "unit" else ""
        steps = [step for pair in self.said.pairs for step in pair.conditions if isinstance(step, Step)]
        if any(step.amount == number and step.own_unit in ("", unit, self.context.unit) for step in steps):
            return True
        if self.context.dated and number == HALF and unit in MONTHS:
            return any(step.amount == FORTNIGHT for step in steps)
        try:
            converted = convert(number, unit, self.context, "")
        except Refuse:
            return any(step.amount == number for step in steps)
        return any(step.amount in (number, converted) for step in steps)

    def _partly(self, partial: str, after: int) -> int:
        if self.said.partial not in ("", partial):
            raise Refuse(Refusal.CONTRADICTION, "不足一档")
        self.said.partial = partial
        return self.outcomes.skip(after, frozenset(("fen", "fill", "take")))

    def _free(self, pos: int) -> int | None:
        """``允许发生2起``, ``首次不扣分``, ``前2次不扣分``."""
        if self.kind(pos) != "allowed":
            return None
        if self.text(pos + 1) == "档":  # what the first step takes, see sayings
            found = self._number(pos + 3)
            if self.kind(pos + 2) != "take" or found is None or self.said.first is not None:
                return None
            self.said.first = found[0]
            return found[1]
        end = self._clause_end(pos)
        inside = self.tokens[pos:end]
        allowed = [token.number for token in inside if token.kind == "num"]
        first = self.text(pos).startswith(("首", "第一"))
        if first and not allowed:
            allowed = [Decimal(1)]
        free = any(token.kind == "nodeduct" for token in inside) or self.text(pos) in ("允许", "容许")
        known = (
            "allowed",
            "num",
            "unit",
            "incident",
            "fill",
            "nodeduct",
            "word",
            "suffix",
            "cmp",
            "after",
            "hole",
            "before",
        )
        if len(allowed) != 1 or not free or any(token.kind not in known for token in inside):
            raise Refuse(Refusal.UNKNOWN_CLAUSE, "".join(token.text for token in inside))
        return self._freed(allowed[0], end)

    def _from_nth(self, pos: int) -> int | None:
        """``从第3起开始每起扣1分``: the first two are free."""
        place = pos + (self.text(pos) in ("从", "自"))
        if self.text(place) != "第" or self.kind(place + 1) != "num" or self.kind(place + 2) != "unit":
            return None
        number, after = self.tokens[place + 1].number, place + 3
        while self.text(after) in ("起", "开始", "起开始", "起算", "以后", "及以后", "以上", "及以上", "往后"):
            after += 1
        after += self.kind(after) == "comma"
        if after == place + 3 or self.kind(after) != "each" or number < 2 or number != number.to_integral_value():
            return None
        return self._freed(number - 1, after)

    def _freed(self, number: Decimal, after: int) -> int:
        if self.said.free not in (0, number):
            raise Refuse(Refusal.CONTRADICTION, "不扣分的次数")
        self.said.free = number
        return after

    def _no_bonus(self, pos: int) -> int | None:
        """``超额完成不加分``, ``超出部分按满分计``."""
        if not self.bonus:
            return None
        end = self._clause_end(pos)
        if not any(self.kind(place) == "nobonus" for place in range(pos, end)):
            return None
        if any(self.kind(place) in ("take", "danger", "give", "fen") for place in range(pos, end)):
            return None
        self.used_condition = True
        return end

    def own_goal(self, pos: int) -> int | None:
        """``达到目标值（≥90%，高于视同达到）`` of the standard wording: the sign it says is the sign that counts."""
        if self.kind(pos) != "cmp" or self.kind(pos + 1) != "goal":
            return None
        if self.kind(pos + 2) != "open" or self.text(pos + 3) not in ("≥", ">", "≤", "<", "="):
            return None
        place = pos + 4
        negative = self.kind(place) == "dash"
        place += negative
        if self.kind(place) != "num":
            return None
        number = -self.tokens[place].number if negative else self.tokens[place].number
        end = place
        while self.kind(end) not in ("close", "stop", ""):
            end += 1
        if self.kind(end) != "close":
            return None
        sign = self.text(pos + 3).replace("=", "＝")
        said = "".join(token.text for token in self.tokens[place:end])
        direction = next((way for word, way in _WAYS.items() if word in said), "")
        self.said.both = direction == "双向"
        self.said.goal = sided(_SENSED.get(direction, sign).replace("＝", "="), number, about_target=True)
        if self.context.target is None:
            raise Refuse(Refusal.NO_TARGET)
        self.context = replace(self.context, comparator=sign, bad=direction == "反向", both=self.said.both)
        return end + 1


Reader = Callable[[Remarks, int], int | None]
# The readers in their order, with the kinds, or the first characters, of a token that a remark of theirs begins with.
_READERS: tuple[tuple[Reader, str, str], ...] = (
    (Remarks._full, "open full fen goal cmp", "为共权是"),
    (Remarks._goal, "goal", ""),
    (Remarks._whole_is, "word goal num", "以"),
    (Remarks._standard_of, "num", "以"),
    (Remarks._own_wording, "", "分按由"),
    (Remarks._onward, "onward", ""),
    (Remarks._either_way, "", "多超高"),
    (Remarks._until, "fen full allgone until stopper take num cmp", "直所权指全至到"),
    (Remarks._most, "give fen full by take most cmp", "累合总单以为权"),
    (Remarks._least, "least give", ""),
    (Remarks._partial, "", "余尾零剩差不未少降升超幅缺偏下"),
    (Remarks._free, "allowed", ""),
    (Remarks._from_nth, "", "从自第"),
    (Remarks._based, "based", "之此其以"),
    (Remarks._limited_rate, "word goal cmp", ""),
    (Remarks._full_is_most, "", "以"),
    (Remarks._capped, "give cmp suffix", "加得计直至满"),
)


@lru_cache(maxsize=4096)
def _readers(kind: str, first: str) -> tuple[Reader, ...]:
    """Those that may read a remark that begins with such a token."""
    return tuple(read for read, kinds, firsts in _READERS if kind in kinds.split() or (first and first in firsts))
