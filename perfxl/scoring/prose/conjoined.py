"""Conditions joined to one about a number: ``完成100个且通过验收``, ``90%（其中县直单位100%）``.

One actual value says whether its own bar is reached, not whether the other condition holds: such a text is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from perfxl.scoring.prose.phrasebook import NUMBER
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.signs import watched
from perfxl.scoring.prose.terms import Context, Give, Interval, Pair, Statements, Step
from perfxl.scoring.prose.tokens import Token

_JOINING = ("且", "并", "同时", "其中")
_BOUNDS = frozenset(("num", "date"))
_SAYING = frozenset(("word", "goal", "incident", "danger", "cmp"))
_ENDS = frozenset(("comma", "stop"))
_BEHIND_A_CLAUSE = _ENDS | {"fill", "close"}
_BEFORE_A_CLAUSE = _ENDS | {"open"}
# What a number is reached by: said again behind it, these say nothing more.
_ONCE_MORE = re.compile(r"[的地者]|(?:圆满|全部|按要求)?(?:完成|达到|实现)(?:任务|目标)?|以上|以下|以内")
_PROMPT = "按时|按期|如期|及时|准时"
_ON_TIME = re.compile(rf"({_PROMPT})[^\d率均度]*\d")
_TOLD = frozenset(("num", "date", "give", "take", "none", "full", "allgone", "nodeduct", "half", "linear", "cmp", "by"))
_PROVING = "材料|资料|佐证|证明|凭证|台账|记录|报告|清单|照片|附件|票据|票证|提供|提交|报送|附"
_PROOF = re.compile(_PROVING)
_PROVED = watched(("(", *_PROVING.split("|")))
_RESTRICTING = re.compile(
    "验收|合格|通过|不含[^本上下]|剔除|工作日|初验|终验|城区|农村|重点|市级|省级|县级|累计|新增|续建|达标|已完工|竣工"
    "|质量|台账|佐证|标准化|含税"
)
_AMOUNTS = frozenset(("num", "unit", "suffix", "date"))
_BRACKETED = _AMOUNTS | {"word", "goal", "cmp", "before", "incident"}  # what a restriction may stand behind
_WORDS = frozenset(("word", "fill", "and", "incident", "dir", "cmp"))
_RESTATING = re.compile(r"即|约|折合|相当于|也就是|合计?|等于|共")
_SIZES = frozenset(("mul", "div", "give", "take", "none", "full", "each", "most", "least", "by", "fen", "calc", "cmp"))
# One of these is in every segment that goes on with another condition.
_JOINING_WORDS = "、|且|并|同时|其中|又|和|及|与|但|而"
_JOINS = re.compile(_JOINING_WORDS)
_GOING_ON = watched((*_PROMPT.split("|"), *_JOINING_WORDS.split("|")))
_NUMBER = re.compile(NUMBER)
_ALL_OF = ("全部", "均", "且", "并", "同时", "都")
_INCLUDED = re.compile(r"\(不?(?:包?含|包括|算)[^\d()]+\d")
_AND = frozenset(("且", "并且", "同时", "而且", "并"))
_SUBJECT = frozenset(("word", "dir"))
_GENERIC = re.compile(r"(?:实际)?(?:完成|达成|实现|执行)?(?:率|值|数|数量)?|在|的")


def of_tokens(seen: int, tokens: Sequence[Token]) -> None:
    """:raises Refuse: a bracket holds a second amount, or 否则 is about the evidence. *seen*: signs in their text."""
    if not seen & _PROVED:
        return
    for place, token in enumerate(tokens):
        if token.kind == "open" and place and tokens[place - 1].kind in _BRACKETED:
            _bracket(tokens, place)
        elif token.kind in ("incl", "excl") and _INCLUDED.match(token.text):
            _same(tokens, place, _NUMBER.findall(token.text), token.text)
        elif token.kind == "rest" and token.text.startswith(("否则", "不然")):
            _of_evidence(tokens, place)


def _bracket(tokens: Sequence[Token], place: int) -> None:
    """``90%(其中县直单位100%)``: another bar, of a part."""
    end = next((at for at in range(place, len(tokens)) if tokens[at].kind == "close"), len(tokens))
    inside = tokens[place + 1 : end]
    kinds = {token.kind for token in inside}
    text = "".join([token.text for token in inside])
    if text.startswith(_ALL_OF):
        raise Refuse(Refusal.DIFFERENT_THINGS, text)
    words = tokens[place - 1].kind not in _AMOUNTS
    if (kinds <= _WORDS if words else kinds.isdisjoint(_SIZES)) and _RESTRICTING.search(text):
        raise Refuse(Refusal.DIFFERENT_THINGS, text)
    if (
        "num" in kinds
        and not words
        and kinds & {"word", "fill"}
        and kinds.isdisjoint(_SIZES)
        and not _RESTATING.match(text)
    ):
        _same(tokens, place, [token.text for token in inside if token.kind == "num"], text)


def _same(tokens: Sequence[Token], place: int, numbers: Sequence[str], text: str) -> None:
    before = next((token.text for token in reversed(tokens[:place]) if token.kind in _BOUNDS), "")
    if any(number not in before for number in numbers):
        raise Refuse(Refusal.DIFFERENT_THINGS, text.strip("()"))


def _of_evidence(tokens: Sequence[Token], place: int) -> None:
    """``须提供佐证材料，否则不得分``: what follows is about the evidence."""
    end = place
    while end and tokens[end - 1].kind in _BEHIND_A_CLAUSE:
        end -= 1
    start = end
    while start and tokens[start - 1].kind not in _BEFORE_A_CLAUSE:
        start -= 1
    clause = tokens[start:end]
    text = "".join([token.text for token in clause])
    if start and _TOLD.isdisjoint(token.kind for token in clause) and _PROOF.search(text):
        raise Refuse(Refusal.DIFFERENT_THINGS, text)


def of_statements(said: Statements, context: Context) -> None:
    """:raises Refuse: a condition with a number goes on with another."""
    counted = context.target is not None and not context.dated
    for pair in said.pairs:
        if isinstance(pair.outcome, Give) and _rising_too(pair):
            raise Refuse(Refusal.DIFFERENT_THINGS, pair.text)
        if not [True for condition in pair.conditions if isinstance(condition, Interval)]:
            continue
        if not said.seen & _GOING_ON:
            continue
        for segment in pair.segments:
            timely = _ON_TIME.search(segment.text) if counted and "num" in segment.kinds else None
            more = _joined(segment) or _joined_to(segment) if _JOINS.search(segment.text) else ""
            if (timely and timely[1] not in context.name) or more not in context.name:
                raise Refuse(Refusal.DIFFERENT_THINGS, segment.text)


def _rising_too(pair: Pair) -> bool:
    """``完成90%以上，增长5%``: a change beside an amount."""
    changes = [condition for condition in pair.conditions if isinstance(condition, Step) and not condition.every]
    return bool(changes) and sum(token.kind == "num" for segment in pair.segments for token in segment) > 1


def _joined(segment: Sequence[Token]) -> str:
    """What the last word that joins joins to a number, without a number of its own."""
    last = next((at for at in range(len(segment) - 1, 0, -1) if segment[at].kind in ("and", "pause")
                 or segment[at].text in _JOINING), 0)  # fmt: skip
    behind = segment[last + 1 :]
    if not last or any(token.kind in _BOUNDS for token in behind):
        return ""
    if not any(token.kind in _BOUNDS for token in segment[:last]):
        return ""
    return _ONCE_MORE.sub("", "".join([token.text for token in behind if token.kind in _SAYING]))


def _joined_to(segment: Sequence[Token]) -> str:
    """What is said on the side of 且 on which no number stands, or of a second number: 且满意度≥90%."""
    place = next((at for at, token in enumerate(segment) if token.text in _AND), 0)
    before, behind = segment[:place], segment[place + 1 :]
    if not place or not any(token.kind in _BOUNDS for token in behind):
        return ""
    said, more = ("".join([t.text for t in side if t.kind in _SUBJECT]) for side in (before, behind))
    if not any(token.kind in _BOUNDS for token in before):
        return said
    return "" if more in said or _GENERIC.fullmatch(more) else more
