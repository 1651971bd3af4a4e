"""Calculations in a list of tokens: where a formula begins and ends, and what it gives or takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from perfxl.scoring.prose import formulas, scales, trees
from perfxl.scoring.prose.lexicon import listed
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import Context, Formula, Outcome, Prorata
from perfxl.scoring.prose.tokens import AHEAD, Token

Read = tuple[Outcome, int]

LOOSE = frozenset(("fill", "colon", "hole"))
_MISSED_RATIOS = listed("missed_ratios")
OPERATORS = frozenset(("mul", "div"))
ENDS = frozenset(("comma", "stop", ""))
_LIMITS = frozenset(("most", "least", "until"))
_LETTERS = re.compile("[A-Za-z]")
# Behind a calculation: 即为得分, =得分, 作为该项得分.
_BEHIND = frozenset(("give", "take", "calc", "fill", "fen", "full"))
# The share that is missed: 未完成任务的百分比, 缺口占目标的比例.
_MISSED_SHARE = re.compile(
    r"(?:实际)?(?:未完成|没完成|短缺|缺口|缺额|欠缺|不足|差距|差额|超出|超支|超过|超额)(?:任务|目标|计划|预算)?[数值量额]?(?:部分)?"
    r"(?:占(?:年度|总)?(?:目标|计划|任务|预算)[数值量额]?)?的?(?:比例|百分比|比重|比率|幅度|程度)"
)
# So many times a share, or the share that is done, are something else than what is missed.
_TIMES = re.compile("分档|逐级|分级|阶梯|梯度|累进|倍|平方|立方|一半|翻番|双倍|加倍|的[\\d一二三两]")
_DONE_SHARE = re.compile("(?:实际)?(?:完成|达成|实现)(?:任务|目标)?的?(?:比例|率|百分比)")
_COMPARING = frozenset(("cmp", "num", "date", "dir", "each", "incident"))
_EQUALS = frozenset(("=", "为", "即为", "就是", "作为", "等于", "核定", "确定", "最终", "最后"))



class Calculations:
    """Places in a list of tokens, and the calculations that stand there."""

    def __init__(self, tokens: Sequence[Token], context: Context) -> None:
        self.tokens = tokens
        self.context = context
        self.based = False
        kinds, texts, *_ = zip(*tokens, strict=True) if tokens else ((), ())
        self.known: frozenset[str] = frozenset(kinds)
        # Some beyond either end, so that looking ahead or back finds nothing there.
        self._kinds: list[str] = [*kinds, *AHEAD]
        self._texts: list[str] = [*texts, *AHEAD]
        # The kind and the text of the token at a place, nothing beyond the ends.
        self.kind: Callable[[int], str] = self._kinds.__getitem__
        self.text: Callable[[int], str] = self._texts.__getitem__
        self.lettered = _LETTERS.search("".join(texts)) is not None
        # Whether anything is calculated at all.
        self.calculates = not self.known.isdisjoint(OPERATORS)
        # The clause that was asked for last: where it was looked for from, and where it ends.
        self._looked = self._end = -1

    def skip(self, pos: int, kinds: frozenset[str] = LOOSE) -> int:
        known = self._kinds
        while known[pos] in kinds:
            pos += 1
        return pos

    def end(self, pos: int) -> int:
        """Where the clause at *pos* ends."""
        if not self._looked <= pos <= self._end:
            kinds, end = self._kinds, pos
            while kinds[end] not in ENDS and not (kinds[end] == "open" and kinds[end + 1] in _LIMITS):
                end += 1
            self._looked, self._end = pos, end
        return self._end

    def operators(self, pos: int) -> bool:
        """Whether the clause calculates from *pos* on."""
        return self.calculates and not OPERATORS.isdisjoint(self._kinds[pos : self.end(pos)])

    def points(self, pos: int) -> bool:
        """Whether points and nothing else stand here."""
        kinds = self._kinds
        return kinds[pos] == "num" and kinds[pos + 1] == "fen" and kinds[pos + 2] in ENDS

    def calculated(self, pos: int) -> int:
        """Past ``计算得分`` and the like behind a way of calculating."""
        return self.skip(pos, frozenset(("fill", "give", "calc", "fen", "take", "full", "by", "goal")))

    def calculation(self, pos: int) -> int:
        """Where a calculation ends, before 计分, 即为得分, =得分."""
        end = self.end(pos)
        while end > pos and (self.kind(end - 1) in _BEHIND or self.text(end - 1) in _EQUALS):
            end -= 1
        if self.kind(end - 1) in OPERATORS:  # ×该项分值
            end = self.skip(end, LOOSE | {"fen", "full"})
        return end + (self.kind(end) == "fen" and self.kind(end - 1) == "num")

    def multiplied(self, pos: int) -> bool:
        """``3分×实际上传率``: a number of points that begins a calculation."""
        return self.kind(pos + 1 + (self.kind(pos + 1) == "fen")) == "mul"

    def proportion(self, start: int, end: int) -> Read | None:
        last = end
        taking = False
        while last > start and self.kind(last - 1) in ("give", "take", "calc", "fill", "fen"):
            if self.kind(last - 1) == "fen" and not self._of_verb(last - 2):
                break
            last -= 1
            taking = taking or self.kind(last) == "take"
        while self.kind(last - 1) in OPERATORS and self.kind(last) == "fill":
            last += 1  # 目标值/实际值
        if last == end and not self.operators(start):
            return None
        return self.formula(start, last, taking=taking, end=end)

    def _of_verb(self, pos: int) -> bool:
        """Whether 分 behind *pos* is what is given or taken: 扣减相应分值."""
        while self.text(pos) in ("相应", "该项", "本项", "的"):
            pos -= 1
        return self.kind(pos) in ("give", "take", "calc")

    def formula(self, start: int, stop: int, *, taking: bool, end: int | None = None) -> Read | None:
        end = stop if end is None else end
        tokens = [token for token in self.tokens[start:stop] if token.kind != "hole"]
        text = "".join(token.text for token in tokens)
        for token in tokens:
            if token.kind == "danger":
                raise Refuse(Refusal[token.value], token.text)
        if taking and (any(word in text for word in _MISSED_RATIOS) or _MISSED_SHARE.fullmatch(text)):
            if _TIMES.search(text) or _DONE_SHARE.match(text):
                raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
            return Prorata(taking=True), end
        while tokens and tokens[-1].kind in ("give", "calc"):
            tokens = tokens[:-1]
        if len(tokens) > 1 and tokens[-1].text == "分" and tokens[-2].text.endswith(("数", "值", "量", "额")):
            tokens = tokens[:-1]  # 得5×45/实际天数分
        try:
            tree = formulas.read(tokens, self.context)
        except trees.Unreadable:
            return None
        tree = scales.of_own_rate(tree, text, self.context)
        used = trees.names(tree)
        if tree.op == trees.RATE:
            return Prorata(rate=text), end
        if "-" in used and self._other_rate(tree, text):
            raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
        if tree.left is None or not used & {
            trees.ACTUAL,
            trees.RATE,
            trees.GAP,
            trees.OVER,
            trees.SHORT,
        }:
            return None
        if trees.credit(tree) is not None and not taking:
            return (Formula(tree, text), end) if self.context.unit != "%" else None
        bare = self.context.points is not None and "分" not in text.replace("得分", "")
        if bare and any(number < 1 for number in trees.literal_points(tree, self.context.met_at)):
            raise Refuse(Refusal.UNKNOWN_CLAUSE, text)  # 完成比例乘以0.5: a factor, not half a point
        apart = trees.of_difference(tree) or (taking and trees.absolute(tree, self.context.met_at))
        if apart and self.context.unit == "%" and not used & {"-", "/", trees.GAP, trees.OVER, trees.SHORT}:
            return None  # 扣分=差错率×5: of a percentage as 2 or as 0.02
        if not apart and trees.POINTS not in used and not trees.literal_points(tree, self.context.met_at):
            if not trees.is_share(tree, self.context.met_at):
                raise Refuse(Refusal.UNKNOWN_CLAUSE, text)  # 得分=(实际值-80)÷2 is points already
            tree = trees.Node("×", tree, trees.Node(trees.POINTS))
        if apart and not taking:
            return None
        if taking:
            written = trees.literal_points(tree, self.context.met_at)
            if self.context.points is not None and any(number > self.context.points for number in written):
                raise Refuse(Refusal.UNKNOWN_CLAUSE, text)  # 扣分=缺口/目标值×20, of 10 points
            tree = trees.Node("-", trees.Node(trees.POINTS), tree)
        return Formula(tree, text), end

    def _other_rate(self, tree: trees.Node, text: str) -> bool:
        """``(90%-实际完成率)×100×0.5`` of a 合格率: a rate of its own, not the share of the target."""
        named = any(rate in self.context.name for rate in formulas.OWN_RATES if rate in text)
        return self.context.unit == "%" and not named and trees.from_rate(tree)

    def naked(self, pos: int) -> Read | None:
        """A formula that stands alone as a clause."""
        end = self.end(pos)
        if not self.operators(pos):
            return None
        start, stop = pos, self.calculation(pos)
        for place in range(pos, stop):
            if self.kind(place) == "cmp" and self.text(place) == "=":
                start = place + 1
        if any(self.kind(place) in _COMPARING for place in range(pos, start - 1)):
            return None  # 实际值大于目标值时得分=…: a condition before it
        taking = any(self.kind(place) == "take" for place in (*range(pos, start), *range(stop, end)))
        start = self.skip(start, frozenset(("colon", "hole")))
        return self.formula(start, stop, taking=taking, end=end)
