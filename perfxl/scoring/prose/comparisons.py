"""Comparisons with written numbers and dates, in the target's unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from perfxl import dates
from perfxl.scoring.prose import amounts
from perfxl.scoring.prose.intervals import joined, sided
from perfxl.scoring.prose.phrases import lone
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import BOTH, DOWN, UP, Condition, Context, Interval, Step
from perfxl.scoring.prose.tokens import Token

ONE = Decimal(1)
_REVERSED = {"≥": "≤", ">": "<", "≤": "≥", "<": ">", "=": "="}
_COMPLETION = ("完成", "目标", "任务", "计划", "预算", "进度", "达成", "实现", "执行")
_IDLE = frozenset(("fill", "open", "close", "colon", "hole", "goal", "comma", "unless"))


class Comparisons:
    """Comparisons with numbers or dates in one segment."""

    def __init__(self, tokens: Sequence[Token], context: Context) -> None:
        self.tokens = tokens
        self.context = context
        self.text = joined(tokens)
        self.pos = 0
        self.left: list[Token] = []
        self.negative = self.bare = False

    def read(self) -> list[Condition]:
        """The intervals; what is left beside them must be a sound name of what is compared."""
        found = self._intervals()
        self._check_subject()
        return found

    def peek(self, ahead: int = 0) -> Token | None:
        place = self.pos + ahead
        return self.tokens[place] if place < len(self.tokens) else None

    def kind(self, ahead: int = 0) -> str:
        token = self.peek(ahead)
        return token.kind if token else ""

    def _part_of_verb(self) -> bool:
        """争取到3个."""
        return self.text_of() == "到" and self.pos > 0 and self.tokens[self.pos - 1].kind == "word"

    def _intervals(self) -> list[Condition]:  # noqa: PLR0915 - one token after another
        found: list[Condition] = []
        sign, side, goal, goal_of, arrived = "", "", False, False, False
        while (token := self.peek()) is not None:
            match token.kind:
                case "cmp":
                    if sign in (">", "<") and goal and not side and token.value in (">", "≥", "≤", "<"):
                        side, goal, sign = UP if sign == ">" else DOWN, False, ""  # 低于目标值超过10个百分点
                    if sign and not side:
                        raise Refuse(Refusal.UNKNOWN_CLAUSE, self.text)
                    sign = token.value
                    self.pos += 1
                case "dir":
                    if token.text == "早于" and self.kind(1) == "date":
                        sign = "<"
                        self.pos += 1
                        continue
                    if token.value == "early":
                        raise Refuse(Refusal.INEXPRESSIBLE, self.text)
                    side = UP if token.value == "late" else token.value
                    self.bare = len(token.text) == 1
                    self.left.append(token)
                    self.pos += 1
                case "arrive":
                    arrived = True
                    self.pos += 1
                case "goal":
                    goal, goal_of = True, False
                    self.pos += 1
                case "range" if not found and self._part_of_verb():
                    self.pos += 1
                case "dash" if sign and self.kind(1) == "num":
                    self.negative = True
                    self.pos += 1
                case "num":
                    found.append(self._number(sign, side, goal, goal_of))
                    sign, goal, goal_of = "", False, False
                case "date":
                    found.append(self._date(sign))
                    sign = ""
                case _:
                    if token.kind in ("word", "fen", "incident", "give", "by", "before", "after", "mul", "plus"):
                        self.left.append(token)
                        goal = goal and token.kind != "word"
                    elif token.kind not in (
                        *_IDLE,
                        "and",
                        "or",
                        "suffix",
                        "between",
                        "pause",
                        "range",
                        "dash",
                    ) or token.kind in ("or", "dash", "range"):
                        raise Refuse(Refusal.UNKNOWN_CLAUSE, self.text)
                    elif token.kind == "suffix" and not found:
                        raise Refuse(Refusal.LOST, self.text)
                    goal_of = goal and token.text == "的"
                    self.pos += 1
        if sign:
            raise Refuse(Refusal.LOST, self.text)
        if arrived and (self.context.dated or any(isinstance(c, Interval) and c.counted for c in found)):
            raise Refuse(Refusal.UNKNOWN_CLAUSE, self.text)
        return found

    def _quantity(self) -> tuple[Decimal, str]:
        token = self.tokens[self.pos]
        self.pos += 1
        unit = ""
        if self.kind() == "unit":
            unit = self.tokens[self.pos].text
            self.pos += 1
        elif self.kind() == "fen":
            if self.context.unit != "分":
                raise Refuse(Refusal.UNKNOWN_CLAUSE, self.text)
            unit = "分"
            self.pos += 1
        if unit == "%" and token.number >= 1000:
            raise Refuse(Refusal.LOST, self.text)
        number = -token.number if self.negative else token.number
        self.negative = False
        return number, unit

    def _ends(self) -> bool | None:
        """Whether (含) or (不含) stands here."""
        said = None
        while self.kind() in ("incl", "excl"):
            said = self.kind() == "incl"
            self.pos += 1
        return said

    def _number(self, sign: str, side: str, goal: bool, goal_of: bool) -> Condition:
        number, unit = self._quantity()
        said = self._ends()
        if self.kind() == "or" and self.kind(1) == "num" and self.tokens[self.pos + 1].number == number:
            self.pos += 1
            self._quantity()
        if self.kind() in ("range", "dash") and self.kind(1) in ("num", "cmp"):
            return self._range(number, unit, said, side, goal)
        if (token := self.peek()) is not None and token.kind == "cmp" and not sign and self._chained():
            self.pos += 1
            return sided(_REVERSED[token.value], self._bound(number, unit, _REVERSED[token.value], side, goal, goal_of))
        suffix = ""
        if self.kind() == "suffix":
            suffix = self.tokens[self.pos].value
            self.pos += 1
            after = self._ends()
            said = after if after is not None else said
        return self._one_sided(number, unit, sign, suffix, said, side, goal, goal_of)

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
        if relative:
            strict = sign in (">", "<") and not suffix
            if strict or not way:
                if not unit and self.kind() == "hole":
                    raise Refuse(Refusal.LOST, self.text)
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
                    bare=self.bare,
                )
            return self._away(relative, way, self._gap(number, unit))
        if not way or way == "=":
            point = sided("=", self._bound(number, unit, "=", side, goal, goal_of))
            return replace(point, counted=not way)
        return sided(way, self._bound(number, unit, way, side, goal, goal_of))

    def _relative(self, number: Decimal, unit: str, sign: str, goal: bool, goal_of: bool) -> str:
        """The side on which an amount is measured from the target, or ``""`` for an amount as such."""
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
        if side == UP and self.context.comparator not in ("≥", ">") and target is not None and amount * 2 < target:
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
            return Interval(target - gap, way == "≤", target + gap, way == "≤")
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
            if not (goal or self._about_completion() or number >= 50):
                raise Refuse(Refusal.UNKNOWN_CLAUSE, self.text)
            return amounts.of_target(number, self.context, self.text)
        return amounts.convert(number, unit, self.context, self.text)

    def _about_completion(self) -> bool:
        words = [token.text for token in self.tokens if token.kind in ("word", "goal", "fill", "cmp")]
        return any(name in word for word in words for name in _COMPLETION)

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
        high_in = self._ends()
        while self.kind() in ("between", "fill", "suffix") and self.text_of() in ("之间", "以内", "之内", "内", "的"):
            self.pos += 1
            more = self._ends()
            high_in = more if more is not None else high_in
        unit = unit or other_unit
        other_unit = other_unit or unit
        high_in = strict if high_in is None else high_in
        inclusive = (True if low_in is None else low_in, True if high_in is None else high_in)
        if side:
            return self._range_away(side, sorted((self._gap(number, unit), self._gap(other, other_unit))))
        first = self._bound(number, unit, "", side, goal, False)
        second = self._bound(other, other_unit, "", side, goal, False)
        if first > second:
            first, second, inclusive = second, first, (inclusive[1], inclusive[0])
        if first == second:
            raise Refuse(Refusal.CONTRADICTION, self.text)
        return Interval(first, inclusive[0], second, inclusive[1])

    def _range_away(self, side: str, gaps: list[Decimal]) -> Interval:
        if side == BOTH:
            raise Refuse(Refusal.INEXPRESSIBLE, self.text)
        near, far = (self._away(side, "≥", gap) for gap in gaps)
        if side == UP:
            return Interval(near.low, True, far.low, True)
        return Interval(far.high, True, near.high, True)

    def text_of(self) -> str:
        token = self.peek()
        return token.text if token else ""

    # dates

    def _day(self, token: Token) -> Decimal:
        if any(part in token.text for part in ("初", "上旬", "中旬")):
            raise Refuse(Refusal.UNKNOWN_CLAUSE, self.text)
        text = token.text.replace("年度", "年").replace("下旬", "底").replace("年中", "上半年")
        day = dates.parse_deadline(text, self.context.year)
        if day is None:
            raise Refuse(Refusal.NO_TARGET, self.text)
        return dates.to_serial(day)

    def _date(self, sign: str) -> Interval:
        day = self._day(self.tokens[self.pos])
        self.pos += 1
        said = self._ends()
        if self.kind() in ("range", "dash") and self.kind(1) == "date":
            self.pos += 1
            until = self._day(self.tokens[self.pos])
            self.pos += 1
            while self.kind() in ("between", "suffix", "before"):
                self.pos += 1
            return Interval(day, True, until, True)
        if sign:
            if any(token.text in ("未完成", "未达到", "没有完成", "没完成") for token in self.tokens):
                sign = ">"
            return sided(sign, day)
        if self.kind() == "after":
            including = self.tokens[self.pos].text.startswith("及")
            self.pos += 1
            return Interval(low=day, low_in=bool(self._ends()) or including)
        while self.kind() in ("before", "suffix"):
            self.pos += 1
            after = self._ends()
            said = after if after is not None else said
        if any(token.text.startswith(("未", "没", "不")) for token in self.tokens if token.kind in ("cmp", "word")):
            self.pos = len(self.tokens)
            return Interval(low=day, low_in=False)
        if any(token.kind == "dir" for token in self.left):
            return Interval(low=day, low_in=False)
        return Interval(high=day, high_in=said is not False)

    # what is left

    def _check_subject(self) -> None:
        """A single unknown character beside a comparison is what remains of a lost word."""
        if lone(self.tokens):
            raise Refuse(Refusal.LOST, self.text)
        for token in self.left:
            if token.kind in ("before", "mul", "plus", "by") or (token.kind == "after" and self.context.dated):
                raise Refuse(Refusal.UNKNOWN_CLAUSE, self.text)
            if token.kind == "word" and token.text[:1] in "未不没":
                raise Refuse(Refusal.UNKNOWN_CLAUSE, self.text)
