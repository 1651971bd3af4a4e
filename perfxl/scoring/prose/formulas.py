"""Formulas written in a standard: ``实际完成数/计划数×分值``, ``[1-(实际-目标)/目标]×5分``, ``实际与目标之比``.

An expression is read into a small tree; what it means is found by computing it, not by its looks: it is
compared, with exact fractions at several actual values, with the shapes the scoring kinds know.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from perfxl.scoring.prose.lexicon import alternatives, listed, measures
from perfxl.scoring.prose.scales import in_one_scale
from perfxl.scoring.prose.terms import Context
from perfxl.scoring.prose.tokens import Token
from perfxl.scoring.prose.trees import ACTUAL, GAP, OVER, POINTS, RATE, SHORT, TARGET, Node, Unreadable, names

_ACTUAL_WORDS = listed("actual")
_TARGET_WORDS = listed("target")
_RATE_WORDS = listed("rate")
OWN_RATES = listed("own_rates")
_TWO_THINGS = listed("two_things")
_POINTS_WORDS = listed("points")
_GAP_WORDS = listed("gap")
_OVER_WORDS = listed("over")
_SHORT_WORDS = listed("short")
_NO_NAME = frozenset(("cmp", "each", "rest", "colon", "by", "unless", "comma", "date", "danger", "none", "suffix"))
_PARTS = ("未完成", "没完成", "没有完成", "超出", "超过", "不足", "超")
# A share of the target in words: 完成目标的比例, 实际完成数占比, 任务完成进度.
_OF_PLAN = r"(?:年度|全年|年初|总)*(?:目标|任务|计划|指标)*(?:工作)?(?:总数|[数值量额])?"
# What is paid says nothing of what is counted in things.
_MONEY = re.compile("预算|支出|支付|资金|金额|投资|费用|经费|造价")
_REACHED_SHARE = re.compile(
    rf"(?:{_OF_PLAN})(?:实际|已|所)?(?:完成|达成|实现|达到)(?:的)?{_OF_PLAN}(?:情况)?(?:占{_OF_PLAN})?的?(?:实际)?"
    r"(?:比例|百分比|占比|比率|比重|比值|程度|进度|成数)"
)
# What a percentage without its sign is added to or taken from.
_MEASURED = frozenset((ACTUAL, RATE))
_BARE = frozenset((ACTUAL, TARGET, RATE, "number"))
_UNDONE_COUNT = re.compile(r"(?:未|没有?|未能)[^未没不]{1,4}(?:的?部分|数|数量|量|额)")
# What is planned beside the task: how many are done is no share of it.
_OTHER_PLAN = re.compile("计划[^预]{0,2}(投资|资金|金额|人口|面积|里程|工期|天数|时间|产值)")
# What is planned, in things that are counted: done of planned is a rate by itself.
_COUNTED_PLAN = re.compile("(?<!目标)(?<!指标)(?<!标准)(?:总|应|计划|预算|任务)[^率值度]+$|预算$")
_CHANGE = re.compile(rf"(?:实际)?({alternatives('rises', 'falls')})(?:比例|幅度|百分比|率)")
_BEHIND_RATES = ("", "情况", "程度", "值", "%", "实际值")
_ALONE = ("合格", "满意", "办结", "达标")
_RATE_ENDS = ("率", "度", "比例", "占比")
_DENIALS = ("未", "不", "没", "非", "无")
_OTHER_DONE = re.compile("各|投资|资金|时间|时限|人员|质量")
_THE_OTHER = ("其", "它", "其数", "实际")
_NOT_DONE = ("应", "未", "率", "计划", "目标", "预", "拟", "需", "规定", "不")
_PLANNED = ("年度目标", "目标", "计划", "预期", "标准", "规定", "要求")
# What turns a count round, or makes it one of something else.
_TURNED = re.compile(
    r"(?<!更)新|[不未没无非退返废弃缺漏错误差欠逾超失减余剩应预拟需总全原其均]|上年|去年|同期|计划|目标"
)
_RATIO_ENDS = (
    *("之比", "相除", "之商", "的商", "的比值", "的比例", "的比率", "的比重", "的百分比"),
    *("比例", "比值", "比重", "百分比", "比率"),
)


# A percentage enters a formula as a fraction: 85 against a unit of % is 0.85, and so is a written 85%.


class _Reader:
    """Recursive descent: sums of products of operands and brackets."""

    def __init__(self, tokens: Sequence[Token], context: Context) -> None:
        self.tokens = [token for token in tokens if token.kind not in ("mark", "hole")]
        self.pos = 0
        self.depth = 0
        self.context = context

    def peek(self) -> Token | None:
        return self.tokens[self.pos] if self.pos < len(self.tokens) else None

    def kind(self) -> str:
        token = self.peek()
        return token.kind if token else ""

    def sum(self) -> Node:
        left = self.product()
        while self.kind() in ("dash", "plus") or self._says("减"):
            op = "+" if self.kind() == "plus" else "-"
            self.pos += 1
            first, right = left, self.product()
            if op == "+" and all(not _MEASURED.isdisjoint(names(side)) for side in (first, right)):
                raise Unreadable  # 完成率×60%+合格率×40%: one actual value for two
            left = Node(op, first, right)
            if first.op in _BARE and right.op in _BARE:
                left = Node(op, self._scaled(first), self._scaled(right))
                left = replace(left, plain=left.left is not first or left.right is not right)
        return left

    def _scaled(self, node: Node) -> Node:
        """A percentage without its sign in a sum: ``(实际值-60)/(90-60)``. 1 and 2 are themselves."""
        bare = node.op == "number" and not node.percent and not node.points
        if bare and self.context.unit == "%" and node.number > 2:
            return Node("number", number=node.number / 100, percent=True)
        return node

    def product(self) -> Node:
        left = self.factor()
        while self.kind() in ("mul", "div"):
            op = "×" if self.kind() == "mul" else "/"
            self.pos += 1
            right = self.factor()
            if (
                op == "/"
                and self.context.unit == "%"
                and right.op == "number"
                and not right.percent
                and right.number > 2
            ):
                right = Node("number", number=right.number / 100)
            if op == "×":
                left, right = self._pointed(left, right), self._pointed(right, left)
            left = Node(op, self._in_percent(left) if op == "/" else left, right)
        return left

    def _pointed(self, node: Node, other: Node) -> Node:
        """The points of ``5×45/实际天数`` beside a target of 45."""
        target, plain = self.context.target, all(n.op == "number" and not n.points for n in (node, other))
        if plain and not node.percent and other.number == target != node.number:
            return Node("number", number=node.number, points=True)
        return node

    def _in_percent(self, node: Node) -> Node:
        """The target of a percentage written without its sign: ``2/实际差错率``."""
        bare = node.op == "number" and not node.percent and not node.points
        if bare and self.context.unit == "%" and node.number == self.context.target:
            return Node("number", number=node.number / 100, percent=True)
        return node

    def factor(self) -> Node:
        token = self.peek()
        if token is None:
            raise Unreadable
        if token.kind == "open":
            return self._bracket()
        if token.kind in ("lesser", "greater"):
            return self._limited(token.kind)
        if (ratio := self._ratio()) is not None:
            return ratio
        if token.kind == "num":
            return self._literal()
        return self._named()

    def _bracket(self) -> Node:
        self.depth += 1
        if self.depth > 8:
            raise Unreadable
        self.pos += 1
        inside = self.sum()
        if self.kind() != "close":
            raise Unreadable
        self.pos += 1
        self.depth -= 1
        return inside

    def _limited(self, kind: str) -> Node:
        """``min(a,b)``; of ``max`` only that nothing is below 0, which holds of every score."""
        self.pos += 1
        if self.kind() != "open":
            raise Unreadable
        self.pos += 1
        first = self.sum()
        if self.kind() not in ("sep", "pause"):
            raise Unreadable
        self.pos += 1
        second = self.sum()
        if self.kind() != "close":
            raise Unreadable
        self.pos += 1
        if kind == "lesser":
            return Node("min", first, second)
        for zero, other in ((first, second), (second, first)):
            if zero.op == "number" and zero.number == 0:
                return other
        raise Unreadable

    def _ratio(self) -> Node | None:
        """``完成期数与12期之比``, ``占200户的比例``: a written number on either side of a ratio in words."""
        end = self.pos
        while end < len(self.tokens) and self.tokens[end].kind not in ("mul", "div", "plus", "open", "close", "sep"):
            end += 1
        run = list(self.tokens[self.pos : end])
        if not any(token.kind == "num" for token in run):
            return None
        ending = next((word for word in _RATIO_ENDS if run[-1].text.endswith(word.removeprefix("的"))), "")
        if not ending or run[-1].kind != "word":
            return None
        kept = run[-1].text.removesuffix(ending).removesuffix(ending.removeprefix("的"))
        run = [*run[:-1], *([run[-1]._replace(text=kept)] if kept else [])]
        for place, token in enumerate(run):
            if token.kind == "and" or (token.kind in ("word", "fill") and ("占" in token.text or token.text == "同")):
                middle = "占" if "占" in token.text else token.text
                before, _, after = token.text.partition(middle)
                left = [*run[:place], *([token._replace(text=before)] if before else [])]
                right = [*([token._replace(text=after)] if after else []), *run[place + 1 :]]
                self.pos = end
                return Node("/", self._side(left, middle), self._side(right, ""))
        return None

    def _side(self, tokens: list[Token], middle: str) -> Node:
        """One side of a ratio in words; nothing before 占 is the actual value."""
        tokens = [token for token in tokens if token.kind != "fill" or token.text in ("实际", "已")]
        if not tokens and middle == "占":
            return Node(ACTUAL)
        numbers = [token for token in tokens if token.kind == "num"]
        if not numbers:
            return _name("".join(token.text for token in tokens), self.context)
        said = "".join(token.text for token in tokens if token.kind not in ("num", "unit"))
        if len(numbers) > 1 or (said and _name(said, self.context).op != TARGET):
            raise Unreadable
        inner = _Reader([token for token in tokens if token.kind in ("num", "unit")], self.context)
        node = inner._in_percent(inner._literal())
        if inner.pos != len(inner.tokens):
            raise Unreadable
        return node

    def _literal(self) -> Node:
        token = self.tokens[self.pos]
        self.pos += 1
        number, points, percent = Fraction(token.number), False, False
        if self.kind() in ("unit", "fen"):
            unit = self.tokens[self.pos]
            points = unit.kind == "fen"
            if unit.text == "%":
                number, percent = number / 100, True
            elif unit.kind == "unit" and unit.text != self.context.unit:
                raise Unreadable
            self.pos += 1
        return Node("number", number=number, points=points, percent=percent)

    def _named(self) -> Node:
        """Words up to the next operator: one name, or ``A与B之比``, ``A占B的比例``."""
        start = self.pos
        while self.kind() not in ("", "mul", "div", "dash", "plus", "open", "close", "num", "stop", "sep"):
            if self._says("减"):
                break
            if self.kind() in _NO_NAME and not self._missing():
                raise Unreadable
            self.pos += 1
        tokens = self.tokens[start : self.pos]
        if not tokens:
            raise Unreadable
        return self._points_said(_phrase(tokens, self.context))

    def _missing(self) -> bool:
        """Whether a comparison here is part of a name: 未完成数, 超出部分."""
        token = self.tokens[self.pos]
        after = self.tokens[self.pos + 1] if self.pos + 1 < len(self.tokens) else None
        return token.text in _PARTS and after is not None and after.kind in ("word", "fill", "goal")

    def _points_said(self, node: Node) -> Node:
        """``权重5分``: the number behind the name is the name's."""
        opened = self.kind() == "open"
        ahead = self.tokens[self.pos + opened] if self.pos + opened < len(self.tokens) else None
        if node.op == POINTS and ahead is not None and ahead.kind == "num":
            self.pos += opened
            literal = self._literal()
            if not literal.points or (opened and self.kind() != "close"):
                raise Unreadable
            self.pos += opened
            return literal
        return node

    def _says(self, text: str) -> bool:
        token = self.peek()
        return token is not None and token.text == text


def _phrase(tokens: Sequence[Token], context: Context) -> Node:
    text = "".join(token.text for token in tokens)
    head = ""
    for end in _RATIO_ENDS:
        if text.endswith(end):
            head = text[: -len(end)].removesuffix("的")
            break
    if head:
        for middle in ("占", "与", "和", "同", "除以"):
            before, found, after = head.partition(middle)
            if found and before and after:
                return Node("/", _name(before, context), _name(after, context))
    return _name(text, context)


def _name(text: str, context: Context) -> Node:
    """Which quantity a phrase names. The name at its end decides between several."""
    if text in _THE_OTHER:
        return Node(ACTUAL)
    things = context.unit not in ("", "%", "‰") and "元" not in context.unit
    if things and (money := _MONEY.search(text)) and money.group() not in context.name:
        raise Unreadable
    if _REACHED_SHARE.fullmatch(text):
        return Node(RATE)
    if "实际" in text and any(word in text for word in _TWO_THINGS):
        raise Unreadable
    if "实际" in text and (own := text.replace("实际", "")) and own in context.name and not own.endswith("完成率"):
        return Node(ACTUAL)
    if (own := _planned(text)) and own in context.name and text not in context.name and not own.startswith("完成"):
        return Node(TARGET)
    if any(word in text for word in _RATE_WORDS) and not text.endswith(("数", "值", "量")):
        if "未" in text or not _of_own_rate(text, context):
            raise Unreadable
        return Node(RATE)
    named = ((POINTS, _POINTS_WORDS), (GAP, _GAP_WORDS), (OVER, _OVER_WORDS), (SHORT, _SHORT_WORDS))
    found = [(text.rfind(word), name) for name, words in named for word in words if word in text]
    if found:
        name = max(found)[1]
        if name in (OVER, SHORT, GAP) and text.endswith(("率", "度", "比例")) and text not in context.name:
            if context.unit == "%":
                raise Unreadable  # 逾期率 of 逾期办理率 is the actual value, not by how much it is over
            return Node("/", Node(name), Node(TARGET))
        if name == POINTS and any(word in text for word in ("应", "实际", "完成", "计划", "数")) and "分数" not in text:
            raise Unreadable
        return Node(name)
    if _UNDONE_COUNT.fullmatch(text):
        return Node(SHORT)
    if "实际" in text:
        return Node(ACTUAL)
    if any(word in text for word in _TARGET_WORDS):
        if (other := _OTHER_PLAN.search(text)) and other[1] not in context.name and context.unit not in measures():
            raise Unreadable
        if text in ("总数", "总量") and context.unit != "%":
            raise Unreadable  # how many there are in all
        if context.unit == "%" and context.target != 100 and _COUNTED_PLAN.search(text):
            raise Unreadable  # 执行数/预算数 of 执行率90%: the rate itself, or its share of 90
        return Node(TARGET)
    if any(word in text for word in _ACTUAL_WORDS):
        return Node(ACTUAL)
    if len(text) > 1 and (text in context.name or (len(text) > 2 and shortened(text, context.name))):
        return Node(ACTUAL)
    if context.unit == "%" and (change := _CHANGE.fullmatch(text)) and change[1] in context.name:
        return Node(ACTUAL)  # 下降比例 of 用水量下降率
    if len(text) > 2 and text.endswith("数") and text.removesuffix("数") in context.name:
        return Node(ACTUAL)
    if text.startswith(("少", "短", "欠")) and text not in context.name:
        return Node(SHORT)
    if text.startswith("已") and not any(word in text for word in _NOT_DONE):
        return Node(ACTUAL)
    if "完成" in text and not any(word in text for word in _NOT_DONE):
        return Node(ACTUAL)
    if _counted(text, context):
        return Node(ACTUAL)
    raise Unreadable


def _of_own_rate(text: str, context: Context) -> bool:
    """Whether a rate is all that is named, and the indicator's own: not 完成率 of 合格率, nor 合格率 of 培训人数."""
    word = max((word for word in _RATE_WORDS if word in text), key=text.rfind)
    if text[text.rfind(word) + len(word) :].removeprefix("的") not in _BEHIND_RATES:
        return False
    if (other := _OTHER_DONE.search(text)) and other.group() not in context.name:
        return False  # 各乡镇完成比例
    before, named, _ = context.name.partition(word)
    if named and before[-1:] in _DENIALS and before[-1] + word not in text:
        return False  # 完成率 of 任务未完成率
    counted = context.unit != "%" and context.name and not (word.startswith("达标") or word[:2] in context.name)
    return word in context.name or not word.startswith(_ALONE) or not (counted or context.name.endswith(_RATE_ENDS))


def _planned(text: str) -> str:
    """What ``目标合格率`` is the target of."""
    return next((text.removeprefix(word) for word in _PLANNED if text.startswith(word)), "")


def _counted(text: str, context: Context) -> bool:
    """``验收株数`` of 植树株数: what is counted, by a word of the indicator's name or in its unit, denied by none."""
    unit = context.unit if context.unit != "%" else ""
    ends = ("数", "数量", "额", "量", "值", *((unit,) if unit[1:] == "次" else ()))  # 走访户次
    if not text.endswith(ends) or _TURNED.search(text) or context.target is None:
        return False
    if unit[1:] == "次" and text.endswith(unit):
        return text.removesuffix(unit) in context.name
    counted = bool(unit) and text.endswith((f"{unit}数", f"{unit}数量"))
    head = text.removesuffix("数").removesuffix("数量")
    return counted or any(head[place : place + 2] in context.name for place in range(len(head) - 1))


def shortened(text: str, name: str) -> bool:
    """Whether a name is the indicator's own with some left out: 新能源车占比 of 新能源公交车占比."""
    chars = iter(name)
    return all(char in chars for char in text)


def read(tokens: Sequence[Token], context: Context) -> Node:
    """The tree of an expression. :raises Unreadable: it is none, or something is left over."""
    reader = _Reader(tokens, context)
    tree = reader.sum()
    if reader.pos != len(reader.tokens):
        raise Unreadable
    return in_one_scale(tree, context)
