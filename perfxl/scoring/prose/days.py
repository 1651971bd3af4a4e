"""A place in the tokens of one segment: the numbers read there, and dates compared with the day of completion."""

from __future__ import annotations

from decimal import Decimal

from perfxl import dates, numbers
from perfxl.scoring.prose.amounts import PERCENTAGE_POINTS
from perfxl.scoring.prose.intervals import sided
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.segments import Segment
from perfxl.scoring.prose.terms import Context, Interval
from perfxl.scoring.prose.tokens import AHEAD, KIND, Token

_NOT_BY = ("未按", "没按", "没有按", "未", "没", "没有", "未能", "没能", "不能")


_POINTED = PERCENTAGE_POINTS | {"分"}
_RATES = ("率", "满意度", "覆盖面")
_DONE = ("完成", "达成", "实现", "执行", "任务", "目标", "计划", "预算", "达标")
_COMPLETION = ("完成", "目标", "任务", "计划", "预算", "进度", "达成", "实现", "执行")
_OF_DONE = ("完成率", "达成率", "实现率", "执行率", "达标率")


class Days:
    """A place in the tokens of a segment, and the numbers and dates read there."""

    def __init__(self, tokens: Segment, context: Context) -> None:
        self.tokens = tokens
        self.context = context
        self.text = tokens.text
        self.pos = 0
        # Some beyond the end, so that looking ahead finds nothing there.
        self._kinds: list[str] = [*map(KIND, tokens), *AHEAD]
        self.left: list[Token] = []
        self.sign = self.side = ""
        self.goal = self.goal_of = self.negative = self.bare = self.quantity = False

    def peek(self, ahead: int = 0) -> Token | None:
        place = self.pos + ahead
        return self.tokens[place] if place < len(self.tokens) else None

    def kind(self, ahead: int = 0) -> str:
        return self._kinds[self.pos + ahead]

    def text_of(self) -> str:
        return self.tokens[self.pos].text if self._kinds[self.pos] else ""

    def _measure(self) -> str:
        """The unit of a range behind its second number: 5-10个百分点."""
        return self.tokens[self.pos + 2].text if self.kind(1) == "num" and self.kind(2) == "unit" else ""

    def _no_other_rate(self) -> None:
        """:raises Refuse: 90% of what is counted in points, or a rate that is none of how much is done."""
        runs = "".join([token.text if token.kind == "word" else " " for token in self.tokens]).split()
        names = [run for run in runs if run.endswith(_RATES) and not run.startswith(_DONE)]
        stems = [name[-3:-1] for name in names if len(name) > 1 and not name.endswith(_OF_DONE)]
        if self.context.unit in _POINTED or any(stem not in self.context.name for stem in stems):
            raise Refuse(Refusal.OTHER_UNIT, self.text)

    def _about_completion(self) -> bool:
        words = [token.text for token in self.tokens if token.kind in ("word", "goal", "fill", "cmp")]
        return any(name in word for word in words for name in _COMPLETION)

    def _called_after(self, token: Token) -> bool:
        """Whether 超概算 is part of the indicator's own name: 超概算率. :raises Refuse: of another rate's."""
        following = self.peek(1)
        if following is None or following.kind != "word":
            return False
        rate = following.text[0] == "率"
        own = token.text + (following.text[0] if rate else following.text) in self.context.name
        if rate and not own and self.context.name:
            raise Refuse(Refusal.DIFFERENT_THINGS, f"{token.text}率、{self.context.name}")
        return own

    def _signed(self) -> bool:
        """``工期>210天``: what stands in front of a sign is what is compared."""
        return self.kind(1) == "cmp" and self.tokens[self.pos + 1].text in "<>"

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
        if unit == "成":
            token, unit = token._replace(number=token.number * 10), "%"
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

    def _day(self, value: str) -> Decimal:
        if "初" in value:
            raise Refuse(Refusal.UNKNOWN_CLAUSE, self.text)
        text = value.replace("年度", "年").replace("下旬", "底").replace("年中", "上半年")
        text = text.replace("上旬", "10日").replace("中旬", "20日")
        day = dates.parse_deadline(text, self.context.year)
        if day is None:
            raise Refuse(Refusal.NO_TARGET, self.text)
        return dates.to_serial(day)

    def _first_day(self, value: str) -> Decimal:
        """Where a period begins: 7月 on the first of July, a day or a month's end on that day."""
        last = dates.from_serial(self._day(value))
        if value.endswith("旬"):
            return dates.to_serial(last.replace(day={"上": 1, "中": 11, "下": 21}[value[-2]]))
        if value.endswith("季度"):
            return dates.to_serial(last.replace(month=last.month - 2, day=1))
        if value.endswith(("月", "月份")):
            return dates.to_serial(last.replace(day=1))
        if value.endswith(("年", "年度", "上半年", "下半年", "年中")):
            raise Refuse(Refusal.UNKNOWN_CLAUSE, self.text)
        return dates.to_serial(last)

    def _until(self, since: str) -> str | None:
        """The second of two dates with a dash between them; it may leave out the month of the first."""
        if self.kind() not in ("range", "dash"):
            return None
        token, behind = self.peek(1), self.peek(2)
        if token is not None and token.kind == "date":
            self.pos += 2
            return token.value
        if token is None or token.kind != "num" or behind is None or behind.text not in ("日", "号"):
            return None
        self.pos += 3
        return f"{since[: since.index('月') + 1]}{numbers.plain(token.number)}日" if "月" in since else None

    def _date(self, sign: str) -> Interval:
        value = self.tokens[self.pos].value
        self.pos += 1
        said = self._ends()
        if (until := self._until(value)) is not None:
            while self.kind() in ("between", "suffix", "before", "incl"):
                self.pos += 1
            first, last = self._first_day(value), self._day(until)
            if first >= last:
                raise Refuse(Refusal.CONTRADICTION, self.text)
            return Interval(first, True, last, True)
        if sign:
            if any(token.text in ("未完成", "未达到", "没有完成", "没完成") for token in self.tokens):
                sign = ">"
            return sided(sign, self._first_day(value) if sign in ("≥", "<") else self._day(value))
        if self.kind() == "after":
            including = self.text_of().startswith("及") or bool(said)
            self.pos += 1
            including = bool(self._ends()) or including
            return Interval(low=self._first_day(value) if including else self._day(value), low_in=including)
        if self.kind() == "word" and self.text_of().startswith("起"):
            return Interval(low=self._first_day(value), low_in=True)
        if self.kind() == "before" and value.endswith(("上旬", "中旬")) and self._day(value) != self.context.target:
            raise Refuse(Refusal.UNKNOWN_CLAUSE, self.text)  # before it begins, or before it ends
        while self.kind() in ("before", "suffix"):
            self.pos += 1
            after = self._ends()
            said = after if after is not None else said
        if any(token.text.startswith(("未", "没", "不")) for token in self.tokens if token.kind in ("cmp", "word")):
            self.pos = len(self.tokens)
            self.left = [token for token in self.left if token.text not in _NOT_BY]
            return Interval(low=self._day(value), low_in=False)
        if any(token.kind == "dir" for token in self.left):
            return Interval(low=self._day(value), low_in=False)
        return Interval(high=self._day(value), high_in=said is not False)
