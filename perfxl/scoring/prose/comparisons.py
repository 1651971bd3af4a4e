"""Comparisons with written numbers and dates, in the target's unit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from perfxl.numbers import HUNDRED, ONE, ZERO
from perfxl.scoring.prose import amounts, lateness
from perfxl.scoring.prose.days import Days
from perfxl.scoring.prose.intervals import sided
from perfxl.scoring.prose.lexicon import listed
from perfxl.scoring.prose.phrases import REVERSED, lone
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import BOTH, DOWN, UP, Condition, Interval, Rest, Step
from perfxl.scoring.prose.tokens import Token

_WITHIN = frozenset(("之间", "以内", "之内", "内", "的", "区间", "区间内", "范围内", "之间的", "这一区间"))
_BROUGHT = listed("brought")
_BOTH_ENDS = ("和", "与", "、", "及", "两端", "端点", "上下限")
# 90%及以上, 含90%以上: the border belongs to it in so many words.
_OWN_END = re.compile("含|及以")
_YET = ("但", "但是", "而", "且", "并且")
_NAMING = frozenset(["word", "fen", "incident", "give", "by", "before", "after", "mul", "plus"])
_IDLE = frozenset(
    ("fill", "open", "close", "colon", "hole", "goal", "comma", "unless", "and", "suffix", "between", "pause")
)


class Comparisons(Days):
    """Comparisons with numbers or dates in one segment."""

    def read(self) -> list[Condition]:
        """The intervals; the rest must be a sound name of what is compared."""
        found = self._intervals()
        self._check_subject()
        return found

    def _part_of_verb(self) -> bool:
        """争取到3个."""
        return self.text_of() == "到" and self.pos > 0 and self.tokens[self.pos - 1].kind == "word"

    def _intervals(self) -> list[Condition]:
        found: list[Condition] = []
        arrived = False
        while (token := self.peek()) is not None:
            match token.kind:
                case "arrive":
                    arrived = True
                case "num":
                    found.append(self._number(self.sign, self.side, self.goal, self.goal_of))
                    self.sign, self.goal, self.goal_of = "", False, False
                    continue
                case "date":
                    found.append(self._date(self.sign))
                    self.sign = ""
                    continue
                case "cmp" | "dir" if self._called_after(token):
                    self.left.append(token)
                case "cmp":
                    self._sign(token)
                case "dir":
                    self._way(token)
                case "and" if token.text in _YET and self._two_signs():
                    assert self.context.target is not None
                    found.append(sided(self.sign, self.context.target))
                    self.sign, self.goal, self.goal_of = "", False, False
                case "goal":
                    self.goal, self.goal_of = not self._signed(), False
                case "dash" if self.sign and self.kind(1) == "num":
                    self.negative = True
                case "range" if not found and (self.kind(1) == "date" or self._part_of_verb()):
                    pass
                case "range" if not found and self.kind(1) == "num" and self._brought():
                    self.side, self.bare = "", False
                case "about" if self.kind(1) == "num" and self.side in ("", BOTH):
                    self.side = BOTH
                case _:
                    self._beside(token, bool(found))
            self.pos += 1
        if self.sign:
            raise Refuse(Refusal.LOST, self.text)
        # 缩短至10天, of 10 days or of others.
        away = [c for c in found if isinstance(c, Interval) and c.counted and c.low != self.context.target]
        if arrived and (self.context.dated or away):
            raise Refuse(Refusal.UNKNOWN_CLAUSE, self.text)
        return found

    def _two_signs(self) -> bool:
        """``未达到目标但不低于``."""
        known = self.context.target is not None and not self.context.dated
        return known and self.sign in (">", "<") and self.goal and self.kind(1) == "cmp"

    def _sign(self, token: Token) -> None:
        """A sign; ``低于目标值超过`` is a side and the sign of how far."""
        if self.sign in (">", "<") and self.goal and not self.side:
            self.side, self.goal = UP if self.sign == ">" else DOWN, False
        elif self.sign and not self.side:
            raise Refuse(Refusal.UNKNOWN_CLAUSE, self.text)
        self.sign = token.value

    def _way(self, token: Token) -> None:
        """The side on which the target is missed, unless the fall or rise is the indicator itself."""
        if token.text == "早于" and self.kind(1) == "date":
            self.sign = "<"
            return
        if token.value == "early":
            raise Refuse(Refusal.INEXPRESSIBLE, self.text)
        self.left.append(token)
        if amounts.is_quantity(token, self.context) or amounts.by_the_target(self.tokens[self.pos :], self.context):
            self.quantity = True
            return
        self.side = UP if token.value == "late" else token.value
        if token.text in ("晚于", "迟于"):
            self.sign = ">"
        self.bare = len(token.text) == 1

    def _beside(self, token: Token, behind: bool) -> None:
        """A word beside a comparison: part of what is compared, or of no account."""
        if token.kind in _NAMING:
            self.left.append(token)
            self.goal = self.goal and token.kind != "word"
        elif token.kind == "div" and self.context.unit == "%" and not behind and not self.sign:
            self.left.append(token)  # 在职人数/编制数不大于100%
        elif token.kind not in _IDLE:
            raise Refuse(Refusal.UNKNOWN_CLAUSE, self.text)
        elif token.kind == "suffix" and not behind:
            raise Refuse(Refusal.LOST, self.text)
        self.goal_of = self.goal and token.text == "的"

    def _number(self, sign: str, side: str, goal: bool, goal_of: bool) -> Condition:
        number, unit = self._quantity()
        said = self._ends()
        if self.kind() == "about" and self.kind(1) == "num":
            return self._around(number, unit, sign)
        if self.kind() == "or" and self.kind(1) == "num" and self.tokens[self.pos + 1].number == number:
            self.pos += 1
            self._quantity()
        if (self.kind() in ("range", "dash") and self.kind(1) in ("num", "cmp")) or self._spanned():
            measure = unit or self._measure()
            away = (goal and not goal_of) or measure == "%" or amounts.is_points(measure)
            if sign in (">", "<") and away and not side:
                side = self._relative(number, measure, sign, goal, goal_of)
            if goal_of and unit == "%" == self.context.unit and self.context.target != HUNDRED:
                raise Refuse(Refusal.UNKNOWN_CLAUSE, self.text)  # 目标任务的80%-100%, of 60 %
            return self._range(number, unit, said, side, goal)
        if (token := self.peek()) is not None and token.kind == "cmp" and not sign and self._chained():
            self.pos += 1
            return sided(REVERSED[token.value], self._bound(number, unit, REVERSED[token.value], side, goal, goal_of))
        suffix = ""
        if self.kind() == "suffix":
            suffix = self.tokens[self.pos].value
            said = True if _OWN_END.search(self.text_of()) and suffix in ("≥", "≤") else said
            self.pos += 1
            after = self._ends()
            said = after if after is not None else said
        return self._one_sided(number, unit, sign, suffix, said, side, goal, goal_of)

    def _brought(self) -> bool:
        """``压缩至3天``, ``降到62%``: a verb that ends at a number."""
        before = self.left[-1] if self.left else None
        return before is not None and (before.kind == "dir" or before.text.endswith(_BROUGHT))

    def _spanned(self) -> bool:
        """``介于40%与60%之间``: the second end of a range, with 之间 behind it."""
        after = 2 + (self.kind(2) in ("unit", "fen"))
        return self.kind() == "and" and self.kind(1) == "num" and self.kind(after) == "between"

    def _around(self, number: Decimal, unit: str, sign: str) -> Condition:
        """``100%±5%``: so much on either side; ``超出100%±5%``: outside."""
        self.pos += 1
        gap, gap_unit = self._quantity()
        while self.kind() in ("between", "suffix") and self.text_of() in _WITHIN:
            self.pos += 1
        if sign == ">":
            return Rest(outside=True)
        if sign not in ("", "=", "≤"):
            raise Refuse(Refusal.UNKNOWN_CLAUSE, self.text)
        middle = self._bound(number, unit or gap_unit, "", "", False, False)
        away = amounts.convert(gap, gap_unit or unit, self.context, self.text)
        return Interval(middle - away, True, middle + away, True)

    def _chained(self) -> bool:
        """``80%≤X<90%``: a sign right behind a number, with no number right behind it."""
        sign = self.tokens[self.pos]
        if sign.text not in "≥>≤<=" and not (sign.text in ("小于", "小于等于", "小于或等于") and self.pos == 2):
            return False
        return self.kind(1) != "num" or (
            sign.text in "≤<" and not any(t.kind == "cmp" for t in self.tokens[: self.pos])
        )

    def _one_sided(
        self,
        number: Decimal,
        unit: str,
        sign: str,
        suffix: str,
        said: bool | None,
        side: str,
        goal: bool,
        goal_of: bool,
    ) -> Condition:
        if sign and suffix and suffix[0] != sign[0]:
            if sign in (">", "<") and suffix in ("≤", "<"):
                side = side or (UP if sign == ">" else DOWN)
            elif sign == "<" and suffix in ("≥", ">"):
                side = side or self._relative(number, unit, sign, goal, goal_of)
                if not side:
                    raise Refuse(Refusal.CONTRADICTION, self.text)
            elif not (sign in ("≥", ">") and suffix in (">", "≥")):
                raise Refuse(Refusal.CONTRADICTION, self.text)
        way = suffix or sign
        relative = side or self._relative(number, unit, sign, goal, goal_of)
        if sign == ">" and suffix == "≥" and not relative:
            way = ">"
        if way in ("≤", "≥") and said is False:
            way = "<" if way == "≤" else ">"
        elif way in ("<", ">") and said is True:
            way = "≤" if way == "<" else "≥"
        stated = said is True or sign in ("≥", "≤")
        if side and sign == "<" and not suffix:
            return self._away(side, "<", self._gap(number, unit))
        if relative:
            strict = sign in (">", "<") and not suffix
            if strict or not way:
                if not unit and self.kind() == "hole":
                    raise Refuse(Refusal.LOST, self.text)
                if self.context.dated and unit in lateness.MONTHS:
                    if way:
                        return self._away(relative, way, self._gap(number, unit))
                    raise Refuse(Refusal.UNKNOWN_CLAUSE, self.text)  # within a month, from a month on, or every one
                weak = strict and relative == DOWN and number == 1 and not (goal or side or amounts.is_points(unit))
                bound = self._bound(number, unit, sign, side, goal, goal_of) if weak else None
                percent = unit == "%" and not amounts.is_percentage(self.context)
                return Step(
                    self._gap(number, unit),
                    relative,
                    percent=percent,
                    every=False,
                    strict=strict,
                    bound=bound,
                    bare=self.bare and not (number == ONE and unit and not percent),
                )
            return self._away(relative, way, self._gap(number, unit))
        if not way or way == "=":
            point = self._bound(number, unit, "=", side, goal, goal_of)
            return Interval(point, True, point, True, counted=not way)
        return sided(way, self._bound(number, unit, way, side, goal, goal_of), stated=stated)

    def _relative(self, number: Decimal, unit: str, sign: str, goal: bool, goal_of: bool) -> str:
        """The side on which an amount is measured from the target, or ``""`` for an amount as such."""
        if self.quantity:
            return ""
        if sign not in (">", "<"):
            if amounts.is_points(unit) and not goal_of:
                raise Refuse(Refusal.UNKNOWN_CLAUSE, self.text)
            return ""
        side = UP if sign == ">" else DOWN
        if amounts.is_points(unit) or self.context.dated:
            return side
        target = self.context.target
        amount = self._gap(number, unit)
        if unit == "%" and not amounts.is_percentage(self.context):
            if number < 50 and (goal or side == UP) and not (goal_of and side == DOWN):
                return side
            if number < 50 and not self._about_completion():
                raise Refuse(Refusal.UNKNOWN_CLAUSE, self.text)
            if goal_of and number < 80 and side == UP:
                raise Refuse(Refusal.UNKNOWN_CLAUSE, self.text)
            return ""
        if goal and not goal_of:
            return side
        within = target is not None and self.context.comparator not in ("≥", ">") and amount < target
        if side == UP and within and target and (amount * 2 < target or any(t.text == "超" for t in self.tokens)):
            return side
        if (
            side == DOWN
            and number == 1
            and target is not None
            and target >= 10
            and self.context.comparator not in ("≤", "<")
        ):
            return side
        return ""

    def _gap(self, number: Decimal, unit: str) -> Decimal:
        """An amount of missing the target, in its unit; percent of the target stay percent (see Step.percent)."""
        if unit == "%" and not amounts.is_percentage(self.context):
            return number
        if self.context.dated and unit in lateness.MONTHS and self.context.target is not None:
            return lateness.later(self.context.target, number, unit, self.text) - self.context.target
        return amounts.convert(number, unit, self.context, self.text)

    def _away(self, side: str, way: str, gap: Decimal) -> Interval:
        """A band of missing the target by so much."""
        target = self.context.target
        if target is None:
            raise Refuse(Refusal.NO_TARGET, self.text)
        if self._percent_gap():
            gap = abs(amounts.of_target(gap, self.context, self.text))
        if side == BOTH:
            if way not in ("≤", "<"):
                raise Refuse(Refusal.INEXPRESSIBLE, self.text)
            middle = ZERO if amounts.is_departure(self.context) else target
            return Interval(middle - gap, way == "≤", middle + gap, way == "≤")
        sign = ONE if side == UP else -ONE
        bound = target + sign * gap
        inside = way in ("≤", "≥")
        if side == UP:
            if way in ("≤", "<"):
                return Interval(target, False, bound, inside)
            return Interval(low=bound, low_in=inside)
        if way in ("≤", "<"):
            return Interval(bound, inside, target, False)
        return Interval(high=bound, high_in=inside)

    def _percent_gap(self) -> bool:
        return not amounts.is_percentage(self.context) and any(token.text == "%" for token in self.tokens)

    def _bound(self, number: Decimal, unit: str, way: str, side: str, goal: bool, goal_of: bool) -> Decimal:
        """A number compared with the actual value, in the target's unit."""
        if self.context.dated:
            raise Refuse(Refusal.UNKNOWN_CLAUSE, self.text)
        if unit == "成":
            number, unit = number * 10, "%"
        if goal_of and unit == "%":
            return amounts.of_target(number, self.context, self.text)
        if unit == "%" and not amounts.is_percentage(self.context) and self.context.target is not None:
            self._no_other_rate()
            # 高于50% beside a ceiling of 80万元 is hardly of the 80.
            least = HUNDRED if way in (">", "≥") and self.context.sense < 0 else 50
            if not (goal or self._about_completion() or number >= least):
                raise Refuse(Refusal.UNKNOWN_CLAUSE, self.text)
            return amounts.of_target(number, self.context, self.text)
        return amounts.convert(number, unit, self.context, self.text)

    def _range(self, number: Decimal, unit: str, low_in: bool | None, side: str, goal: bool) -> Interval:
        self.pos += 1
        strict = None
        if (token := self.peek()) is not None and token.kind == "cmp":
            if token.value not in ("<", "≤"):
                raise Refuse(Refusal.UNKNOWN_CLAUSE, self.text)
            strict = token.value == "≤"
            self.pos += 1
        if self.kind() != "num":
            raise Refuse(Refusal.UNKNOWN_CLAUSE, self.text)
        other, other_unit = self._quantity()
        before = self.pos
        high_in = self._ends()
        while self.kind() in ("between", "fill", "suffix") and self.text_of() in _WITHIN:
            self.pos += 1
            more = self._ends()
            high_in = more if more is not None else high_in
        if high_in is not None and any(
            word in token.text for token in self.tokens[before : self.pos] if token.kind in ("incl", "excl")
            for word in _BOTH_ENDS
        ):
            low_in = high_in
        unit = unit or other_unit
        other_unit = other_unit or unit
        high_in = strict if high_in is None else high_in
        inclusive = (low_in is not False, high_in is not False)
        stated = (low_in is True, high_in is True)
        if side:
            gaps = self._gap(number, unit), self._gap(other, other_unit)
            return self._range_away(side, sorted(zip(gaps, inclusive, strict=True)))
        first = self._bound(number, unit, "", side, goal, False)
        second = self._bound(other, other_unit, "", side, goal, False)
        if first > second:
            first, second, inclusive, stated = second, first, inclusive[::-1], stated[::-1]
        if first == second:
            raise Refuse(Refusal.CONTRADICTION, self.text)
        return Interval(first, inclusive[0], second, inclusive[1], low_said=stated[0], high_said=stated[1])

    def _range_away(self, side: str, gaps: Sequence[tuple[Decimal, bool]]) -> Interval:
        if side == BOTH:
            raise Refuse(Refusal.INEXPRESSIBLE, self.text)
        (near, near_in), (far, far_in) = ((self._away(side, "≥", gap), inside) for gap, inside in gaps)
        if side == UP:
            return Interval(near.low, near_in, far.low, far_in)
        return Interval(far.high, far_in, near.high, near_in)

    # what is left

    def _check_subject(self) -> None:
        """A single unknown character beside a comparison is what remains of a lost word."""
        if lone(self.tokens):
            raise Refuse(Refusal.LOST, self.text)
        for token in self.left:
            if token.kind in ("before", "mul", "plus", "by") or (token.kind == "after" and self.context.dated):
                raise Refuse(Refusal.UNKNOWN_CLAUSE, self.text)
            denied = token.kind == "word" and token.text[:1] in "未不没无零" and token.text not in self.context.name
            if denied and self.tokens[0].text != "有":
                raise Refuse(Refusal.UNKNOWN_CLAUSE, self.text)
