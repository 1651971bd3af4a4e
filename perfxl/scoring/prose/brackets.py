"""Remarks in brackets, moved behind the clause they interrupt, and the commas of ``min(a,b)``.

``×该项分值(满分6分)计分`` says what ``满分6分`` says behind the clause; ``完成率(实际数/450)`` defines the rate.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from perfxl.scoring.prose.tokens import KIND, Token

_ENDS = frozenset(("comma", "stop"))
_COMMA = Token("comma", ",")
_REMARKS = frozenset(("full", "most", "least", "until", "allgone", "nodeduct", "nobonus"))
_PARTIAL = frozenset(("不足", "不满", "未满", "不到", "不够", "少于"))
_LEFT_OUT = ("不计", "不予计算", "忽略", "不计算", "舍去")
_RATES = ("率", "比例", "程度", "比", "度")
_SOURCES = ("为准", "为依据", "台账", "记录", "资料", "报表")


def moved(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens with remarks in brackets made clauses of their own."""
    kinds = set(map(KIND, tokens))
    if "mul" in kinds or "div" in kinds:
        tokens = _unbroken(tokens)
    if "open" not in kinds:
        return tokens
    moved_on: list[Token] = []
    kept: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        end = _closing(tokens, place) if token.kind == "open" else None
        inside = tokens[place + 1 : end] if end is not None else ()
        if end is None or not inside:
            kept.append(token)
            place += 1
            if token.kind in _ENDS and moved_on:
                kept += [*moved_on, token]
                moved_on = []
            continue
        if kept and kept[-1].kind in ("lesser", "greater"):
            kept += [token, *(t._replace(kind="sep") if t.kind == "comma" else t for t in inside), tokens[end]]
        elif (start := _words_of(kept, inside)) is not None:
            kept = [*kept[:start], *inside]
        elif (clause := _own_clause(kept, inside)) is not None:
            if moved_on:
                moved_on.append(_COMMA)
            moved_on += clause
        else:
            kept.append(token)
            place += 1
            continue
        place = end + 1
    if moved_on:
        kept += [_COMMA, *moved_on]
    return kept


def _unbroken(tokens: Sequence[Token]) -> Sequence[Token]:
    """``除以计划数，再乘以分值``: a comma within a calculation."""
    kept: list[Token] = []
    tokens = _limit_last(tokens)
    for place, token in enumerate(tokens):
        if token.kind != "comma" and token.text not in _WITHIN:
            kept.append(token)
            continue
        after = next((other for other in tokens[place + 1 : place + 4] if other.text not in _THEN), None)
        goes_on = after is not None and after.kind in ("mul", "div")
        if token.text in _RESULTS and goes_on and place and tokens[place - 1].kind == "comma":
            kept = kept[:-1]
            continue
        if not (goes_on and token.kind == "comma") and not (goes_on and token.text in _THEN):
            kept.append(token)
    return kept


# Between the steps of a calculation in words: 除以计划数后再乘以5.
_THEN = ("再", "并", "后", "然后", "之后", "以后", "所得", "结果", "其商", "所得结果", "其结果")
# What the step before came to, behind a comma: 商乘以6.
_RESULTS = ("商", "所得商", "比值", "所得比值", "其比值", "比例", "所得比例")
_WITHIN = frozenset((*_THEN, *_RESULTS))


def _limit_last(tokens: Sequence[Token]) -> Sequence[Token]:
    """``按A与B之比计算，比值大于1的按1计，再乘以5分``: the limit that stands within a calculation, behind it."""
    ends = [place for place, token in enumerate(tokens) if token.kind in _ENDS]
    for first, second in itertools.pairwise(ends):
        after = [token for token in tokens[second + 1 : second + 3] if token.text not in _THEN]
        inside = tokens[first + 1 : second]
        if not (tokens[first].kind == tokens[second].kind == "comma" and after and after[0].kind == "mul"):
            continue
        if _capped(inside):
            end = next((place for place in ends if place > second), len(tokens))
            begins = first
            while begins and tokens[begins - 1].kind in ("calc", "give"):
                begins -= 1
            rest = [token for token in tokens[second + 1 : end] if token.text not in _THEN]
            return [*tokens[:begins], *rest, tokens[first], *inside, *tokens[end:]]
    return tokens


def _closing(tokens: Sequence[Token], start: int) -> int | None:
    """Where the bracket at *start* closes, within its sentence."""
    depth = 0
    for place in range(start, len(tokens)):
        kind = tokens[place].kind
        depth += (kind == "open") - (kind == "close")
        if depth == 0:
            return place
        if kind == "stop":
            return None
    return None


def _words_of(before: Sequence[Token], inside: Sequence[Token]) -> int | None:
    """Where the words begin that the formula in a bracket says again: ``按完成率计算得分（完成率×10分）``."""
    kinds = {token.kind for token in inside}
    points = any(a.kind == "num" and b.kind == "fen" for a, b in itertools.pairwise(inside))
    points = points or (inside[-1].kind == "num" and len(inside) > 2 and inside[-2].kind == "mul")
    scored = inside[0].kind == "give" and "=" in (inside[1].text if len(inside) > 1 else "")
    if "mul" not in kinds or not (points or scored) or kinds & {"danger", "comma", "each", "by", "none"}:
        return None
    start = len(before)
    while start and before[start - 1].kind not in ("comma", "stop", "num", "unit", "cmp", "suffix", "danger"):
        start -= 1
        if before[start].kind == "by":
            break
    said = before[start:]
    if not said or said[-1].kind not in ("give", "calc", "linear", "word"):
        return None
    if any(t.kind in ("mul", "div", "each", "take", "none", "full", "danger", "incident") for t in said):
        return None
    text = "".join(token.text for token in said)
    if said[0].kind == "by":
        return start + (inside[0].kind != "give")
    return start if text.startswith(("得分随", "得分按", "分值随", "计分")) else None


def _own_clause(before: Sequence[Token], inside: Sequence[Token]) -> list[Token] | None:
    """The clause a bracket makes; empty when it has no say, ``None`` when it belongs where it stands."""
    first, kinds = inside[0], [token.kind for token in inside]
    behind = before[-1].text if before else ""
    if _stated(kinds) or (first.text in _PARTIAL and "by" in kinds) or (first.text in _PARTIAL and _free(kinds)):
        return list(inside)
    if first.text == "以" and kinds[1:2] == ["num"] and inside[-1].kind == "goal":
        return list(inside)
    if first.value == "≤" and kinds[0] == "cmp" and kinds[1:] == ["num", "fen"]:
        return list(inside)
    if first.text in _PARTIAL and _joined(inside).endswith(_LEFT_OUT):
        return [*(token for token in inside if token.kind not in ("word", "give")), _free_of(inside[-1])]
    if first.kind in _REMARKS - {"full"} and "fen" in kinds:
        return list(inside)
    if kinds.count("div") == 1 and "cmp" not in kinds and behind.endswith(_RATES) and not {"give", "take"} & set(kinds):
        start = len(before)
        while start and before[start - 1].kind in ("word", "fill"):
            start -= 1
        return [*before[start:], Token("cmp", "=", value="="), *inside]
    if _capped(inside) or _ruled(inside):
        return list(inside)
    if first.kind == "by" and inside[-1].text.endswith(_SOURCES) and not {"num", "date", "danger"} & set(kinds):
        return list(inside)
    return None


def _free_of(near: Token) -> Token:
    return near._replace(kind="nodeduct", text="不扣分")


def _joined(tokens: Sequence[Token]) -> str:
    return "".join(token.text for token in tokens)


def _stated(kinds: list[str]) -> bool:
    """``满分6分``."""
    return kinds[0] == "full" and kinds[-2:] == ["num", "fen"] and set(kinds[1:-2]) <= {"give", "colon", "fill"}


def _free(kinds: list[str]) -> bool:
    return kinds[-1] in ("nodeduct", "take", "linear", "calc") and set(kinds) & {"nodeduct", "linear"} != set()



def _ruled(inside: Sequence[Token]) -> bool:
    """``实际成本低于目标成本的，得满分``: a condition with its outcome."""
    kinds = [token.kind for token in inside]
    place = next((i for i, kind in enumerate(kinds) if kind in ("give", "none", "nodeduct")), 0)
    given = kinds[place:] in (["give", "full"], ["give", "num", "fen"], ["none"], ["nodeduct"])
    return given and "cmp" in kinds[:place] and not {"danger", "each"} & set(kinds)


def _capped(inside: Sequence[Token]) -> bool:
    """``超过100%按100%计``: the same number again."""
    numbers = [(token.number, inside[place + 1].text if place + 1 < len(inside) else "")
               for place, token in enumerate(inside) if token.kind == "num"]  # fmt: skip
    over = any(token.kind == "cmp" and token.value in (">", "≥") for token in inside)
    settled = any(t.kind == "by" or "取" in t.text for t in inside)
    return len(numbers) == 2 and numbers[0][0] == numbers[1][0] and over and settled
