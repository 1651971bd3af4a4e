"""Remarks: full marks, caps, floors, partial steps, allowances, and phrases that change nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from perfxl.scoring.prose import conditions
from perfxl.scoring.prose.lexicon import listed
from perfxl.scoring.prose.outcomes import Outcomes
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import Context, Statements, Step
from perfxl.scoring.prose.tokens import Token

_UNTIL = frozenset(("fill", "fen", "full", "allgone", "until", "stopper", "word", "goal", "take", "range", "by"))
_UNTIL_WORDS = frozenset(("直至", "直到", "所有", "权重", "指标分"))
_BEFORE_AMOUNT = frozenset(("fill", "goal", "colon", "hole"))
_NO_REMARK = frozenset(("each", "num", "date", "dir", "incident", "rest", "none"))
_WAYS = {"高于视同达到": "正向", "低于视同达到": "反向", "高低均为偏离": "双向"}
_SENSED = {"正向": "≥", "反向": "≤"}
_HARMLESS_STARTS = listed("harmless_starts")
_CHANGING = frozenset(
    (
        "num",
        "date",
        "give",
        "take",
        "none",
        "full",
        "allgone",
        "half",
        "rest",
        "danger",
        "each",
        "linear",
        "interp",
        "mul",
        "div",
        "cmp",
        "dir",
        "incident",
        "or",
        "and",
        "suffix",
        "unless",
        "until",
        "most",
        "least",
        "allowed",
        "nodeduct",
    )
)


class Remarks:
    """Reads remarks at the beginning of a segment into the statements."""

    def __init__(self, tokens: Sequence[Token], outcomes: Outcomes, said: Statements, context: Context) -> None:
        self.tokens = tokens
        self.outcomes = outcomes
        self.said = said
        self.context = context
        self.used_condition = False
        self.bonus = any(token.kind == "nobonus" for token in tokens)

    def kind(self, pos: int) -> str:
        return self.outcomes.kind(pos)

    def text(self, pos: int) -> str:
        return self.outcomes.text(pos)

    def read(self, pos: int, conditioned: bool) -> int | None:
        """Where a remark at *pos* ends, or ``None`` when none stands here. *conditioned*: a condition is waiting."""
        self.used_condition = False
        if conditioned:
            return self._no_bonus(pos)
        start = self.outcomes.skip(pos)
        if start == pos and self.kind(start) in _NO_REMARK:
            return self._no_bonus(start) if self.bonus else None
        if (after := self._full(pos)) is not None:
            return after
        for read in (
            self._goal,
            self._own_wording,
            self._until,
            self._full,
            self._most,
            self._least,
            self._partial,
            self._free,
            self._capped,
            self._no_bonus,
        ):
            if (after := read(start)) is not None:
                return after
        return None

    def _clause_end(self, pos: int) -> int:
        return self.outcomes.end(pos)

    def _number(self, pos: int) -> tuple[Decimal, int] | None:
        """``N分`` at *pos*."""
        if self.kind(pos) == "num" and self.kind(pos + 1) == "fen":
            return self.tokens[pos].number, pos + 2
        return None

    def _own_wording(self, pos: int) -> int | None:
        """The headings of the standard wording: 分段计分, 按等级计分, 按插值计分."""
        text = "".join(token.text for token in self.tokens[pos : pos + 3])
        if text.startswith("分段计分") or text.startswith("按插值计分"):
            self.said.ordered = True
        elif text.startswith("按等级计分"):
            self.said.verbatim = True
        elif text.startswith("由评分人"):
            self.said.by_hand = True
            return self._clause_end(pos)
        else:
            return None
        return self._clause_end(pos)

    def _goal(self, pos: int) -> int | None:
        """``目标值为95%``: only said where it is the target."""
        if self.text(pos) == "以" and self.kind(pos + 1) == "num":
            after = pos + 2 + (self.kind(pos + 2) == "unit")
            stands = (
                self.text(after) == "为"
                and self.kind(after + 1) == "goal"
                and self.kind(after + 2) in ("comma", "stop")
            )
            if not stands:
                return None
            if self.tokens[pos + 1].number != self.context.target:
                raise Refuse(Refusal.CONTRADICTION, "目标值")
            return after + 2
        if self.kind(pos) != "goal" or self.text(pos + 1) not in ("为", "是", "=", ":") or self.kind(pos + 2) != "num":
            return None
        after = pos + 3 + (self.kind(pos + 3) == "unit")
        if self.kind(after) not in ("comma", "stop"):
            return None
        if self.tokens[pos + 2].number != self.context.target:
            raise Refuse(Refusal.CONTRADICTION, "目标值")
        return after

    def _until(self, pos: int) -> int | None:
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
        gone = any(self.kind(place) in ("until", "allgone") for place in range(pos, end))
        if self.kind(end) not in ("", "comma", "stop", "close") or not gone:
            return self._down_to(pos)
        self.said.until = True
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
        reached = any(self.text(step) in ("至", "到") for step in range(pos, place))
        found = self._number(place)
        if not reached or found is None:
            return None
        after = found[1]
        while self.kind(after) == "stopper":
            after += 1
        self._floor(found[0])
        return after

    def _floor(self, number: Decimal) -> None:
        if self.said.floor not in (None, number):
            raise Refuse(Refusal.CONTRADICTION, "最低分")
        self.said.floor = number
        if number == 0:
            self.said.until = True

    def _full(self, pos: int) -> int | None:
        """``满分10分``, ``分值：10分``, ``本项10分`` as a statement."""
        start = pos
        if self.kind(pos) == "open":
            pos += 1
        named = False
        while self.kind(pos) in ("full", "fen", "fill", "colon", "goal", "cmp") or self.text(pos) in (
            "为",
            "共计",
            "权重",
            "是",
        ):
            named = (
                named
                or self.kind(pos) in ("full", "fen")
                or self.text(pos) in ("本项", "该项", "共", "权重", "总分", "共计", "本指标", "该指标", "此项")
            )
            if self.kind(pos) == "cmp" and self.text(pos) != "=":
                return None
            pos += 1
        found = self._number(pos)
        if found is None or not named:
            return None
        after = found[1]
        if self.kind(start) == "open":
            if self.kind(after) != "close":
                return None
            after += 1
        if self.kind(after) not in ("", "comma", "stop", "colon", "open", "close", "fill"):
            return None
        self.said.full.append(found[0])
        return after

    def _most(self, pos: int) -> int | None:
        """``最多扣3分``, ``最高得10分``, ``最高不超过4分``, ``扣分不超过3分``."""
        place = pos
        taking = most = False
        while True:
            kind, text = self.kind(place), self.text(place)
            if kind == "take":
                taking = True
            elif kind == "most" or (kind == "cmp" and self._limits(pos, place)):
                most = True
            elif kind not in ("fill", "give", "fen", "full", "by") and text not in (
                "累计",
                "合计",
                "总计",
                "单项",
                "以",
                "总扣分",
                "总额",
                "为",
            ):
                break
            place += 1
        found = self._number(place)
        if found is None:
            if most and not taking and self.kind(place - 1) == "full":
                self.said.no_bonus = True
                return place
            return None
        after = found[1]
        if self.text(after) in ("为限", "封顶", "为上限", "为最高", "为止"):
            most, after = True, after + 1
            if self.kind(after) in ("full", "most"):
                after += 1
        if not most:
            return None
        if taking:
            self.said.most_taken = found[0]
        else:
            self.said.cap.append(found[0])
        if self.kind(after) == "full":
            after += 1
        return after

    def _limits(self, pos: int, place: int) -> bool:
        """``得分不超过5分``: a sign between a word for scoring and a number of points."""
        return self.tokens[place].value == "≤" and place > pos and self.kind(place + 1) == "num"

    def _capped(self, pos: int) -> int | None:
        """``加满为止``, ``得满为止``, ``超过5分按5分计``."""
        found = self._number(pos + 1)
        if found and self.tokens[pos].value == ">" and self.kind(self.outcomes.skip(found[1])) == "by":
            again = self._number(self.outcomes.skip(found[1]) + 1)
            if again and again[0] == found[0]:
                self.said.cap.append(found[0])
                return self.outcomes.calculated(again[1])
            return None
        if self.text(pos) in ("加满为止", "得满为止", "满分为止") or "".join(
            token.text for token in self.tokens[pos : pos + 3]
        ).startswith(("加满为止", "得满为止", "计满为止", "直至满分", "至满分为止", "得完为止")):
            self.said.no_bonus = True
            return self._clause_end(pos)
        return None

    def _least(self, pos: int) -> int | None:
        """``最低得2分``, ``保底2分``, ``最低扣至2分``."""
        scored = self.kind(pos) == "give" and self.kind(pos + 1) == "cmp" and self.tokens[pos + 1].value == "≥"
        if self.kind(pos) != "least" and not scored:
            return None
        place = pos
        while self.kind(place) in ("least", "give", "fill", "fen", "cmp", "take", "until") or self.text(place) in (
            "至",
            "到",
            "为",
            "应",
        ):
            if self.kind(place) == "cmp" and self.tokens[place].value != "≥":
                return None
            place += 1
        found = self._number(place)
        if found is None:
            return None
        self._floor(found[0])
        after = found[1]
        while self.kind(after) == "stopper":
            after += 1
        return after

    def _partial(self, pos: int) -> int | None:
        """``不足1%按1%计``, ``不足1天的不扣分``, ``不足部分按比例扣分``."""
        if self.text(pos) not in ("不足", "不满", "未满", "不到", "未达到", "少于", "未达"):
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
        if described and self.kind(first) == "num" and not self._is_step(self.tokens[first].number):
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

    def _is_step(self, number: Decimal) -> bool:
        """Whether a step of this amount was said."""
        steps = [step for pair in self.said.pairs for step in pair.conditions if isinstance(step, Step)]
        return any(step.amount == number for step in steps)

    def _partly(self, partial: str, after: int) -> int:
        if self.said.partial not in ("", partial):
            raise Refuse(Refusal.CONTRADICTION, "不足一档")
        self.said.partial = partial
        return self.outcomes.skip(after, frozenset(("fen", "fill", "take")))

    def _free(self, pos: int) -> int | None:
        """``允许发生2起``, ``首次不扣分``, ``前2次不扣分``."""
        if self.kind(pos) != "allowed":
            return None
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
        self.said.free = allowed[0]
        return end

    def _no_bonus(self, pos: int) -> int | None:
        """``超额完成不加分``, ``超出部分按满分计``."""
        end = self._clause_end(pos)
        if not self.bonus or not any(self.kind(place) == "nobonus" for place in range(pos, end)):
            return None
        if any(self.kind(place) in ("take", "danger", "give", "fen") for place in range(pos, end)):
            return None
        self.said.no_bonus = True
        self.used_condition = True
        return end

    def own_goal(self, pos: int) -> int | None:
        """``达到目标值（≥90%，高于视同达到）`` of the standard wording: the sign it says is the sign that counts."""
        kinds = [self.kind(pos + ahead) for ahead in range(4)]
        if kinds != ["cmp", "goal", "open", "cmp"] or self.text(pos + 3) not in ("≥", ">", "≤", "<", "="):
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
        self.said.goal = conditions.sided(_SENSED.get(direction, sign).replace("＝", "="), number, about_target=True)
        if self.context.target is None:
            raise Refuse(Refusal.NO_TARGET)
        self.context = replace(self.context, comparator=sign, bad=direction == "反向", both=self.said.both)
        return end + 1

    # phrases that change nothing

    def harmless(self, segment: Sequence[Token]) -> bool:
        """Whether a clause has no say: ``以签到表为准``, ``评分标准``. Nothing in it may count, compare or refer."""
        kept = [token for token in segment if token.kind not in ("fill", "open", "close", "hole", "colon")]
        if not kept:
            return True
        text = "".join(token.text for token in kept)
        if kept[0].kind == "by" and text.endswith(("为准", "为依据")):
            return not any(token.kind in _CHANGING for token in kept)
        if self.context.name and text in self.context.name:
            return True
        if text.endswith(("相比", "比较", "对比", "相比较")) and kept[0].text in ("与", "同", "和", "以"):
            return all(token.kind in ("and", "goal", "word", "by") for token in kept)
        if text.endswith(("向指标计", "向指标", "向指标计分", "向指标评分")) and any(
            way in text for way in ("反向", "逆向", "正向")
        ):
            if self.context.sense != (1 if "正向" in text else -1):
                raise Refuse(Refusal.CONTRADICTION, text)
            return True
        if text.startswith(_HARMLESS_STARTS) and not any(token.kind in _CHANGING for token in kept):
            return True
        if kept[0].kind == "by" and text.endswith(("情况", "结果", "资料", "台账", "记录", "报表")):
            return not any(token.kind in _CHANGING for token in kept)
        return False

    def about_between(self, segment: Sequence[Token]) -> bool:
        """``相邻两点之间``, ``中间值``: what an interpolation is about, without numbers."""
        text = "".join(token.text for token in segment)
        return not any(token.kind in ("num", "date") for token in segment) and any(
            word in text for word in ("之间", "中间", "其间", "介于", "区间", "两点", "其余", "其他", "期间")
        )
