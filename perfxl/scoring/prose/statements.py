"""From tokens to statements: pairs of conditions and outcome, and the remarks that go with them.

Every clause is used up: it is a pair, a remark the grammar knows, or a harmless phrase; else the standard is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from perfxl.scoring.prose import conditions, enumerations
from perfxl.scoring.prose.background import MEASURED, background, heading, topic, variable, zero_goal
from perfxl.scoring.prose.brackets import moved
from perfxl.scoring.prose.definitions import definition
from perfxl.scoring.prose.doubts import one_severity
from perfxl.scoring.prose.grades import grades
from perfxl.scoring.prose.harmless import about_between, harmless, label, of_indicator, planned
from perfxl.scoring.prose.lexicon import units
from perfxl.scoring.prose.marks import BEFORE_BASES
from perfxl.scoring.prose.outcomes import STARTS, Outcomes
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.remarks import Remarks
from perfxl.scoring.prose.segments import NOTHING, Segment, joined
from perfxl.scoring.prose.signs import ANY
from perfxl.scoring.prose.steps import by_the_piece, until_gone
from perfxl.scoring.prose.terms import (
    Between,
    Condition,
    Context,
    Deduct,
    Give,
    Interval,
    Level,
    Missed,
    Nothing,
    Pair,
    Rest,
    Share,
    Statements,
    Step,
)
from perfxl.scoring.prose.tokens import KIND, Token

# More than any standard a clerk can follow has; it keeps the answer prompt whatever the text.
LONGEST_CLAUSE = 80
# 优，良得5分: no more characters than a grade has.
_GRADE = 2
_EMPTY = frozenset(("fill", "open", "close", "hole"))
_OBLIGED = frozenset(("应", "须", "需", "必须", "应当", "要", "需要"))
_OBLIGING = ("不得", "不能", "不可", "不应", "不许", "不准")
_GOING_ON = frozenset(
    (
        *("word", "fill", "unit", "goal", "incident", "suffix", "cmp", "dir", "incl", "excl", "range", "between"),
        *("before", "after"),
    )
)
_SOURCES = frozenset(("从", "在", "于"))
_AMOUNTS = Give | Nothing | Deduct
_POINTS = _AMOUNTS | Share
_AWARDING = ("加", "奖", "另加", "再加", "追加")
_SEPARATORS = frozenset(("stop", "comma", "colon"))
_TURNING = frozenset((*_SEPARATORS, "open", "pause"))


def read(tokens: Sequence[Token], context: Context, seen: int = ANY) -> Statements:
    """Everything a standard says; *seen* are the signs in its text.

    :raises Refuse: a clause is not understood, or no machine may score it.
    """
    if len(tokens) > LONGEST_CLAUSE:
        clause = 0
        for token in tokens:
            clause = 0 if token.kind in ("comma", "stop") else clause + 1
            if clause > LONGEST_CLAUSE:
                raise Refuse(Refusal.TOO_LONG)
    return _Reader(tokens, context, seen).read()


class _Reader:
    def __init__(self, tokens: Sequence[Token], context: Context, seen: int) -> None:
        tokens = moved(tokens)
        self.tokens = tokens
        self.context = context
        self.outcomes = Outcomes(tokens, context)
        self.said = Statements()
        self.said.seen = seen
        self.remarks = Remarks(tokens, self.outcomes, self.said, context)
        self.pending: list[Segment] = []
        self.current: list[Token] = []
        self.meaning = False
        self.last: tuple[Condition, ...] = ()

    def read(self) -> Statements:
        pos = 0
        size = len(self.tokens)
        while pos < size:
            pos = self._next(pos)
        self._close()
        self.said.based = self.said.based or self.outcomes.based
        one_severity(self.said, self.context)
        by_the_piece(self.said)
        until_gone(self.said, self.context)
        self.said.context = self.context
        return self.said

    def _next(self, pos: int) -> int:
        token = self.tokens[pos]
        kind = token.kind
        if kind in _TURNING and (
            kind in _SEPARATORS
            or (kind == "open" and self.outcomes.kind(pos + 1) in ("most", "least", "until"))
            or (kind == "pause" and not self.meaning and not self.pending)
        ):
            return self._separated(pos, token)
        if not self.current and (begun := self._beginning(pos, kind)) is not None:
            return begun
        if kind == "give" and self.outcomes.kind(pos + 1) == "by" and not self.meaning:
            return pos + 1
        if token.text in BEFORE_BASES and (based := self.remarks.taken_from(pos)) is not None:
            return based
        if kind == "separately":
            return self._listed(pos)
        conditioned = self.meaning or bool(self.pending)
        found = self.outcomes.read(pos, conditioned) if kind in STARTS and (conditioned or kind != "full") else None
        if found is None:
            return self._gone_on(pos)
        outcome, after = found
        if self.outcomes.kind(after) == "div" and (unit := self.outcomes.text(after + 1)) in units():
            self.meaning = True
            self.current += [Token("each", "每"), Token("num", "1", Decimal(1)), Token("unit", unit)]
            after, conditioned = after + 2, True
        if isinstance(outcome, Between):
            self._between()
        elif not conditioned and not self.last and not self._leading(outcome):
            raise Refuse(Refusal.UNKNOWN_CLAUSE, token.text)
        else:
            self._pair(outcome)
            if kind == "give" and token.text.startswith(_AWARDING):
                self._awarded()
        return after

    def _awarded(self) -> None:
        """``零事故加1分``: points on top, unless there are some for every one."""
        pair = self.said.pairs[-1]
        if not any(isinstance(condition, Step) and condition.every for condition in pair.conditions):
            self.said.awards.append(pair.text)

    def _separated(self, pos: int, token: Token) -> int:
        """Past what ends a clause."""
        kind = token.kind
        if kind == "stop":
            self._close(closed=token.text == ";")
            return pos + 1
        if kind == "colon" and self.current and heading(Segment(self.current), self.context, colon=True):
            self.said.idle.append(joined(self.current))
            self.current, self.meaning = [], False
        self._segment()
        return pos + 1

    def _gone_on(self, pos: int) -> int:
        """Past a token of a clause, and those behind it that only go on with it."""
        kind, text, end = self.outcomes.kind, self.outcomes.text, pos + 1
        while kind(end) in _GOING_ON and text(end) not in _SOURCES:
            end += 1
        begun = self.tokens[pos:end]
        self.current += begun
        self.meaning = self.meaning or not _EMPTY.issuperset(map(KIND, begun))
        return end

    def _beginning(self, pos: int, kind: str) -> int | None:
        """Past what stands at the beginning of a clause: a remark, a definition, a formula by itself."""
        if kind == "by" and self._full_at(pos):
            return pos + 1
        if kind == "cmp" and (own := self.remarks.own_goal(pos)) is not None:
            self.context = self.outcomes.context = self.remarks.context
            self.pending.append(NOTHING)
            return own
        if (after := self.remarks.read(pos, bool(self.pending))) is not None:
            if self.remarks.used_condition:
                self.pending.clear()
            return after
        if not self.outcomes.calculates:
            return None
        if (defined := definition(self.outcomes, pos)) is not None:
            return defined
        if (found := self.outcomes.naked(pos)) is not None:
            self._pair(found[0])
            return found[1]
        return None

    def _full_at(self, pos: int) -> bool:
        """``以80台为满分``: 80 is where full marks begin."""
        if self.outcomes.text(pos) != "以":
            return False
        kinds = [self.outcomes.kind(pos + ahead) for ahead in range(5)]
        if kinds[1] != "num":
            return False
        after = 2 + (kinds[2] == "unit")
        return kinds[after] == "give" and kinds[after + 1] == "full"

    @staticmethod
    def _leading(outcome: object) -> bool:
        """A way of calculating may stand alone; points may not."""
        return not isinstance(outcome, _POINTS)

    def _segment(self) -> None:
        if self.meaning:
            segment = Segment(self.current)
            if self.current[0].kind != "by" or not harmless(segment, self.context):
                self.pending.append(segment)
        self.current = []
        self.meaning = False

    def _segments(self) -> list[Segment]:
        self._segment()
        segments, self.pending = self.pending, []
        return segments

    def _pair(self, outcome: object) -> None:
        segments = self._segments()
        kept = [segment for segment in segments if not segment or not harmless(segment, self.context)]
        if len(kept) > 1:
            kept = [segment for segment in kept if not self._restates(segment)] or kept
        elif kept and self._leading(outcome) and self._restates(kept[0], closed=planned(kept[0], self.context)):
            kept = []  # 应覆盖168个村，按完成比例计分
        kept = self._of_account(kept, self._leading(outcome))
        if self.context.target is not None and [True for segment in kept if "num" in segment.kinds]:
            # 建成5个，达标: a second condition, where 达标，建成5个 is a heading
            kept = [each for place, each in enumerate(kept) if not label(each) or (place and each.text == "达标")]
        if kept or self._leading(outcome):
            segments = kept
        text = "，".join([segment.text for segment in segments])
        if len(segments) == 1 and (either := self._either(segments[0])) is not None:
            for found in either:
                self._add(found, outcome, text, segments)
            self.last = ()
            return
        found = conditions.read([segment for segment in segments if segment], self.context)
        if [True for condition in found if isinstance(condition, Missed) and condition.either]:
            self._either_side(text)
        if NOTHING in segments and self.said.goal is not None:
            found = (self.said.goal, *found)
        denied = isinstance(outcome, Deduct) and segments and segments[-1].text.endswith(("未", "没", "不"))
        if denied or (not found and isinstance(outcome, _AMOUNTS)):  # 每低1个百分点未扣0.5分
            raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
        self._add(found, outcome, text, segments)
        self.last = found

    def _either_side(self, text: str) -> None:
        """``高于或低于目标值不得分``: only the target itself is met. :raises Refuse: the sign says otherwise."""
        if self.context.comparator not in ("＝", ""):
            raise Refuse(Refusal.CONTRADICTION, text)
        self.said.both = True
        self.context = replace(self.context, both=True)

    def _of_account(self, segments: list[Segment], leading: bool) -> list[Segment]:
        """The segments without background and topics, which are named in the answer; not if nothing else is left."""
        idle = [
            place for place, segment in enumerate(segments)
            if segment and self._idle(segment, segments[place + 1] if place + 1 < len(segments) else NOTHING)
        ]  # fmt: skip
        if not idle or (len(idle) == len(segments) and not leading):
            return segments
        self.said.idle += [segments[place].text for place in idle]
        return [segment for place, segment in enumerate(segments) if place not in idle]

    def _idle(self, segment: Segment, following: Segment) -> bool:
        context = self.context
        if segment.kinds.isdisjoint(MEASURED) and (
            background(segment, context, following)
            or topic(segment, following, context)
            or zero_goal(segment, following, context)
            or heading(segment, context, colon=False)
        ):
            return True
        return self.outcomes.lettered and variable(segment, context)

    def _restates(self, segment: Segment, *, closed: bool = False) -> bool:
        """``决算应于4月30日前批复``: what has to be reached, said before what it scores."""
        said = not segment.kinds.isdisjoint(("fill", "cmp")) and any(
            (token.kind == "fill" and token.text in _OBLIGED)
            or (token.kind == "cmp" and token.text.startswith(_OBLIGING))
            for token in segment
        )
        if not (said or (closed and of_indicator(segment, self.context))) or self.context.target is None:
            return False
        try:
            found = conditions.read([segment], self.context)
        except Refuse:
            return False
        if len(found) != 1 or not isinstance(found[0], Interval):
            return False
        if found[0].point:
            return found[0].low == self.context.target
        near, far, inside = found[0].low, found[0].high, found[0].low_in
        if self.context.sense < 0:
            near, far, inside = far, near, found[0].high_in
        return near == self.context.target and far is None and (said or inside)

    def _either(self, segment: Segment) -> list[tuple[Condition, ...]] | None:
        """``低于95%或高于105%``: several conditions that give the same, or ``None``."""
        if "or" not in segment.kinds:
            return None
        parts: list[list[Token]] = [[]]
        for token in segment:
            if token.kind == "or":
                parts.append([])
            else:
                parts[-1].append(token)
        if len(parts) == 1 or not all(parts) or segment.kinds.isdisjoint(("num", "date")):
            return None
        try:
            found = [conditions.read([Segment(part)], self.context) for part in parts]
        except Refuse:
            return None
        numbers = [token.number for token in segment if token.kind == "num"]
        sound = all(len(each) == 1 and isinstance(each[0], Interval | Missed | Rest) for each in found)
        return found if sound and len(set(numbers)) == len(numbers) else None

    def _add(
        self, found: tuple[Condition, ...], outcome: object, text: str, segments: Sequence[Segment]
    ) -> None:
        words = [condition for condition in found if isinstance(condition, Level)]
        if len(words) > 1 and len(segments) > 1 and "分" not in text and any(len(w.word) > _GRADE for w in words):
            raise Refuse(Refusal.UNKNOWN_CLAUSE, text)  # 制度完善，执行到位得5分: both, of which one is no level
        if not self.said.verbatim:
            words = [Level(grade) for word in words for grade in grades(word.word)]
        if words and all(isinstance(condition, Level) for condition in found):
            self.said.pairs.extend(Pair((word,), outcome, text, segments) for word in words)  # type: ignore[arg-type]
        else:
            self.said.pairs.append(Pair(found, outcome, text, segments))  # type: ignore[arg-type]

    def _between(self) -> None:
        for segment in self._segments():
            if not about_between(segment):
                self.said.pairs.append(Pair(conditions.read([segment], self.context), Between(), ""))
        self.said.between = True

    def _listed(self, pos: int) -> int:
        """``优、良、中、差分别得5、4、3、0分``: as many conditions as points."""
        segments = self._segments()
        items: list[list[Token]] = []
        for segment in segments:
            items.append([])
            for token in segment:
                if token.kind in ("pause", "and") and (token.kind == "pause" or items[-1]):
                    items.append([])
                else:
                    items[-1].append(token)
        text = "，".join([segment.text for segment in segments])
        place = pos + 1
        amounts: list[object] = []
        takes = False
        while place < len(self.tokens) and self.tokens[place].kind != "stop":
            token = self.tokens[place]
            if token.kind == "num":
                unit = self.tokens[place + 1] if place + 1 < len(self.tokens) else None
                if unit is not None and unit.text == "%":
                    raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
                number = token.number
                amounts.append(Deduct(number) if takes else Nothing() if number == 0 else Give(number))
            elif token.kind == "take":
                takes = True
            elif token.kind == "none":
                amounts.append(Nothing())
            elif token.kind == "full":
                amounts.append(Give(None, full=True))
            elif token.kind not in ("give", "pause", "comma", "fen", "div", "and", "fill", "hole", "by", "calc"):
                break
            place += 1
            if len(amounts) == len(items) and self.tokens[place - 1].kind == "fen":
                break
        items = enumerations.plain([item for item in items if item])
        items = enumerations.inherited([item for item in items if item])
        if len(items) != len(amounts) or not items:
            raise Refuse(Refusal.CONTRADICTION if amounts else Refusal.NO_AMOUNT, text)
        for item, outcome in zip(items, amounts, strict=True):
            self._add(conditions.read([Segment(item)], self.context), outcome, text, segments)
        self.last = ()
        return place

    def _close(self, *, closed: bool = False) -> None:
        """The end of a sentence: what is left over must be harmless."""
        for segment in self._segments():
            if segment and (harmless(segment, self.context) or self._restates(segment, closed=closed)):
                continue
            if segment and background(segment, self.context):
                self.said.idle.append(segment.text)
                continue
            for token in segment:
                if token.kind == "danger":
                    raise Refuse(Refusal[token.value], token.text)
            if not segment.kinds.isdisjoint(("take", "give", "each")):
                raise Refuse(Refusal.NO_AMOUNT, segment.text)
            raise Refuse(Refusal.UNKNOWN_CLAUSE, segment.text)
        self.last = ()
