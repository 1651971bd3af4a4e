"""Conditions without a number: met, missed, otherwise, compared with the target, or a level word."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal

from perfxl import dates
from perfxl.scoring.prose import asides, growth
from perfxl.scoring.prose.lexicon import fragments, listed
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import Condition, Context, Interval, Level, Met, Missed, Rest
from perfxl.scoring.prose.tokens import Token

_REACHED = listed("reached")
# 达到或超过目标值: no more than it says, whatever the sign.
_BEYOND = ("超过", "超出", "高于", "大于", "多于")
_GOOD = listed("good")
_NONE_HAPPENED = listed("none_happened")
_BAD = ("未", "不", "没", "无法", "逾期", "超期", "延误")
_LEVEL_PREFIXES = listed("level_prefixes")
_NEGATIVE = listed("negative")
_FOREIGN = listed("foreign")
_FOREIGN_ONE = re.compile("|".join(_FOREIGN))
_SINGLE = frozenset("在为是率额数量度人率应可对由中无好优良差")


def phrase(tokens: Sequence[Token], context: Context, text: str) -> list[Condition]:
    """What a segment without numbers says about the target, or its level words."""
    if any(token.kind == "rest" for token in tokens):
        return _rest(tokens, text)
    if context.target is None:
        if not context.words:
            raise Refuse(Refusal.NO_TARGET, text)
        return levels(tokens, text)
    if context.dated and any(word in text for word in ("季度", "月底", "半年")):
        raise Refuse(Refusal.LOST, text)
    if context.dated and (late := _after_the_year(context, text)) is not None:
        return [late]
    if "但" in text[1:]:
        raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
    if context.sense < 0 and context.target == 0 and (found := _BESIDE.search(text)) and found[0] not in context.name:
        raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
    if context.sense < 0 and context.target == 0 and _PROVEN.search(text):
        return [Missed(text)]
    if _PERIODS.search(text):
        raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
    if kept := _KEPT.fullmatch(text):
        return [Missed(text) if kept[1] else Met(text)]
    if context.sense > 0 and not context.dated and (asides.nothing_done(text, context) or _NONE_NEW.fullmatch(text)):
        return [Interval(high=Decimal(0), high_in=True)]
    if (unmoved := growth.without_number(text, context)) is not None:
        return [unmoved]
    if text.rstrip("的") in _NEGATIVE:
        return [Interval(high=Decimal(0))]
    if any(token.kind == "or" for token in tokens) and (same := _either(tokens, context)) is not None:
        return [same]
    if text.startswith(("之后", "以后", "其后")):
        return [Rest()]
    for token in tokens:
        if token.kind == "and" and token.text in ("且", "并且", "同时", "并", "又"):
            raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
        if token.kind in ("hole", "mul", "div", "plus", "dash", "range", "each", "or", "interp", "by"):
            raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
    compared = [token for token in tokens if token.kind == "cmp"]
    if len(compared) == 1:
        return [_compared(compared[0], tokens, context, text)]
    if compared:
        raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
    return [_worded(tokens, context, text)]


_NONE_NEW = re.compile(
    r"(?:全年|年内|当年)?(?:没有|没|未能?|无)(?:新增|增加|培育|引进|创建|获得|获评|评上|入选|取得|举办|举行|签约|认定|授权|转化|发表|出版|发布|新建|申报)"
    r"(?:成功|出)?(?:任何)?[^不未没无全足够完达按及]{0,4}?(?:的|者)?"
)
# 须保持100%，保持的…: what was said is kept, or not.
_KEPT = re.compile(r"(未能?|没有?|没能|不能|不)?(?:保持|做到|守住|保住|稳住|兑现|维持)(?:住|到)?(?:的|者)?")
_PERIODS = re.compile(r"每(?:个?月|季度?|周|天|日|年度?)(?!报)")


def _after_the_year(context: Context, text: str) -> Interval | None:
    """``跨年完成``, ``当年未完成``: after the last day of the deadline's year."""
    crossed = "跨年" in text or (
        any(word in text for word in ("当年", "年内", "本年", "年度内")) and any(no in text for no in ("未", "没"))
    )
    if not crossed or context.target is None:
        return None
    year = dates.from_serial(context.target).year
    return Interval(low=dates.to_serial(dt.date(year, 12, 31)))


def _either(tokens: Sequence[Token], context: Context) -> Condition | None:
    """``提前或按时完成``: two ways of saying that the target is met, or missed."""
    place = next(i for i, token in enumerate(tokens) if token.kind == "or")
    parts = [
        phrase(part, context, "".join(token.text for token in part))
        for part in (tokens[:place], tokens[place + 1 :])
        if part
    ]
    conditions = [condition for part in parts for condition in part]
    if len(parts) != 2 or len(conditions) != 2:
        return None
    intervals = [condition for condition in conditions if isinstance(condition, Interval) and condition.about_target]
    if len(intervals) == 2 and {(i.low, i.high) for i in intervals} == {(context.target, None), (None, context.target)}:
        return None if any(i.low_in or i.high_in for i in intervals) else Missed(either=True)
    if any(token.kind == "cmp" and "超额" not in token.text for token in tokens) and intervals:
        intervals = intervals if any(token.kind == "goal" for token in tokens) else []
    said = {type(_side_of(c, context) if c in intervals else c) for c in conditions}
    if len(said) == 1 and said <= {Met, Missed}:
        return next((c for c in conditions if not isinstance(c, Interval)), conditions[0])
    return None


def _side_of(condition: Condition, context: Context) -> Condition:
    """Whether an interval that ends at the target is of those who meet it."""
    if not isinstance(condition, Interval) or not condition.about_target or context.sense == 0:
        return condition
    good = condition.high is None if context.sense > 0 else condition.low is None
    return Met() if good else Missed()


def _rest(tokens: Sequence[Token], text: str) -> list[Condition]:
    if any(token.kind in ("num", "date", "each") for token in tokens):
        raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
    return [Rest(outside=any(token.value == "outside" for token in tokens))]


REVERSED = {"≥": "≤", ">": "<", "≤": "≥", "<": ">", "=": "="}


def _planned(tokens: Sequence[Token]) -> bool:
    """Whether the target is named, and not the actual value."""
    return any(token.kind == "goal" for token in tokens) and not any("实际" in token.text for token in tokens)


def _compared(token: Token, tokens: Sequence[Token], context: Context, text: str) -> Condition:
    if token.text.startswith(_REACHED) and not token.text.endswith(_BEYOND):
        _sound(tokens, text)
        asides.met(text, context)
        return Met(text) if token.value == "≥" else Missed(asides.checked(text, context))
    target = context.target
    assert target is not None
    sign = token.value
    place = tokens.index(token)
    if _planned(tokens[:place]) and "实际" in text[text.index(token.text) :] and not _planned(tokens[place:]):
        sign = REVERSED[sign]  # 目标值大于实际值
    if any(other.kind == "suffix" for other in tokens):
        raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
    _sound(tokens, text)
    asides.met(text.replace(token.text, "", 1), context)
    match sign:
        case "≥":
            return Interval(low=target, low_in=True, about_target=True)
        case ">":
            return Interval(low=target, about_target=True)
        case "≤":
            return Interval(high=target, high_in=True, about_target=True)
        case "<":
            return Interval(high=target, about_target=True)
    return Met(text)


def _worded(tokens: Sequence[Token], context: Context, text: str) -> Condition:
    foreign = context.target != 0 and _FOREIGN_ONE.search(text) is not None
    if foreign and any(word in text and word not in context.name for word in _FOREIGN):
        raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
    kinds = {token.kind for token in tokens}
    target = context.target
    assert target is not None
    suffix = next((token for token in tokens if token.kind == "suffix"), None)
    if suffix is not None and not kinds & {"incident"}:
        if "goal" not in kinds:
            raise Refuse(Refusal.LOST, text)
        _sound(tokens, text)
        asides.met(text.replace(suffix.text, "", 1), context)
        negative = any(token.kind == "word" and token.text[0] in "未不没" for token in tokens)
        if suffix.value == "≤" and not negative and suffix.text in ("内", "以内", "之内"):
            return Interval(high=target, high_in=True, about_target=True)
        if suffix.value == "≤" and negative:
            return Missed(asides.checked(text, context))
        return (
            Interval(low=target, low_in=True, about_target=True)
            if suffix.value == "≥"
            else Interval(high=target, high_in=True, about_target=True)
        )
    words = [token.text for token in tokens if token.kind in ("word", "before", "between", "allgone", "cmp")]
    if (named := _named_thing(text, context)) is not None:
        return named
    if context.sense > 0 and (done := _DONE.fullmatch(text)):
        asides.of_its_doing(done[2], context, text)
        return Missed(text) if done[1] else Met(text)
    if context.sense > 0 and _FEWER.fullmatch(text):
        return Missed(text)
    if "部分" in text and asides.partly(text, context):
        return Missed(text)
    if context.target == 0 and words and words[0].startswith("有") and not words[0].startswith(("有效", "有序")):
        return Missed(text)
    none_happened = any(word.startswith(_NONE_HAPPENED) for word in words) and not _NOT_DONE.search(text)
    if any(token.kind == "dir" for token in tokens) and not none_happened:
        return _missed_side(tokens, context, text)
    if "incident" in kinds and not none_happened and not any(word[0] in "未无没" for word in words):
        if context.sense > 0:
            raise Refuse(Refusal.CONTRADICTION, text)
        return Missed(text)
    if none_happened:
        if context.sense > 0 and not context.dated and context.target != 0:
            raise Refuse(Refusal.CONTRADICTION, text)
        return Met(text)
    _sound(tokens, text)
    if any(word.startswith(_BAD) or "不" in word or "未" in word for word in words):
        return Missed(asides.checked(text, context))
    if "between" in kinds and "goal" in kinds:
        return Interval(high=target, high_in=True, about_target=True) if context.sense < 0 else Met(text)
    if any(good in word for word in words for good in _GOOD):
        asides.met(text, context)
        return Met(text)
    raise Refuse(Refusal.UNKNOWN_CLAUSE, text)


_NOT_DONE = re.compile(
    r"(?:没有|未能?|没能?)(?:全部|全面|完全|如期|按时|按期|及时|足额)+(?:完成|达到|达标|实现|落实|到位|通过|办结|建成|发放|拨付)"
)
# A verb with what completes it: 派足, 未办够.
_DONE = re.compile(r"(?:全年|年内|当年)?(未|没有?|不)?([^未没不]{1,2})(?<![不充])(?:足|够|满|齐)了?(?:的|者)?")
_FEWER = re.compile(r"[少缺短欠][^未没不数量]{1,2}(?:的|者|部分)")
_HAPPENS = re.compile(
    r"(?:全年|年内|当年)?(不出|未出|没出|未|没有|没|无|零|0|有|出了?)(?:发生|出现|存在|发现|查出)?过?(.{2,}?)(?:的|者|情况|现象)*"
)


# What is done about a bad thing, or comes before it, is not the thing that is counted.
_BESIDE = re.compile(r"隐患|苗头|倾向|风险|整改|报告|上报|处置|处理|化解|隐瞒|瞒报")
_PROVEN = re.compile(r"^[^未没不]*(?:属实|查实|核实|认定)的?$")


def _named_thing(text: str, context: Context) -> Condition | None:
    """``未停机`` beside an indicator 设备停机次数 with a target of 0: it did not happen; ``设备停机的``: it did."""
    if context.target == 0 and context.sense < 0 and text[-3:-1] in context.name and _BY_ITS_VERB.fullmatch(text):
        return Missed(text)
    found = _HAPPENS.fullmatch(text) if context.target == 0 and context.sense < 0 else None
    if found is None or found[2] not in context.name or found[1] + found[2] in context.name:
        return None
    return Missed(text) if found[1][0] in "有出" else Met(text)


_BY_ITS_VERB = re.compile(r"[^未没无不零、]{4,}的")


# Beside as many characters of other words 低 by itself has lost no number.
_TOLD = 4


def _missed_side(tokens: Sequence[Token], context: Context, text: str) -> Condition:
    said = next(token for token in tokens if token.kind == "dir")
    asides.lacking(text, context)
    if len(said.text) == 1:
        worded = sum(len(token.text) for token in tokens if token.kind in ("word", "goal"))
        raise Refuse(Refusal.LOST if worded < _TOLD else Refusal.UNKNOWN_CLAUSE, text)
    side = said.value
    asides.of_its_kind(said, context, text)
    if any(token.kind == "word" and token.text[0] in "未不没无" for token in tokens):
        return Met(text)
    if side == "early":
        if not context.dated:
            raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
        return Met(text)
    assert context.target is not None
    asides.met(text.replace(said.text, "", 1), context)
    if side == "up" or (side == "late" and not context.dated):
        return Interval(low=context.target, about_target=True)
    if side == "down":
        return Interval(high=context.target, about_target=True)
    return Missed(text)


def _sound(tokens: Sequence[Token], text: str) -> None:
    if lone(tokens):
        raise Refuse(Refusal.LOST, text)


_NOUNS = frozenset(
    ("word", "fill", "give", "incident", "and", "by", "goal", "dir", "take", "unless", "allowed", "before", "after")
)
_COUNTERS = frozenset("次起个件项天例家户处人场期")
_PARTICLES = frozenset("的则了也都仍")


def lone(tokens: Sequence[Token]) -> bool:
    """Whether a single unknown character stands alone: what remains of a lost word."""
    for place, token in enumerate(tokens):
        if token.kind != "word" or len(token.text) > 1:
            continue
        if token.text in ("有", "出") and _happening(tokens, place):
            continue
        if token.text == "于" and place + 1 < len(tokens) and tokens[place + 1].kind == "date":
            continue
        before = tokens[place - 1].kind if place else ""
        if token.text in _COUNTERS and before in ("incident", "dir", "each", "cmp"):
            return True
        if token.text in "未不没无" or token.text in _SINGLE or token.text.isascii():
            continue
        if before == "cmp":
            return True
        if token.text not in fragments() and _verb(tokens, place):
            continue
        around = [tokens[other] for other in (place - 1, place + 1) if 0 <= other < len(tokens)]
        if not any(other.kind in _NOUNS and other.text not in _PARTICLES for other in around):
            return True
    return False


def _happening(tokens: Sequence[Token], place: int) -> bool:
    """``有1处差错``, ``出1起事故``."""
    following = tokens[place + 1 : place + 3]
    counted = [token.kind for token in following] == ["num", "unit"]
    return counted and (tokens[place].text == "有" or following[1].text in _COUNTERS)


def _verb(tokens: Sequence[Token], place: int) -> bool:
    """Whether an unknown character is a verb before what it counts: 演满8场, 每错1处, 跑不够."""
    before = tokens[place - 1].kind if place else ""
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    if before in ("num", "unit", "fen", "date", "suffix", "cmp", "dash", "range") or after is None:
        return False
    if after.text == "到" and place + 2 < len(tokens):
        return tokens[place + 2].kind == "num"
    return after.kind == "num" or (after.kind == "cmp" and after.text[0].isalpha())


def levels(tokens: Sequence[Token], text: str) -> list[Condition]:
    """Level words, several with 、 or 或 between them."""
    parts = "".join("、" if token.kind in ("pause", "comma") else token.text for token in tokens).split("、")
    if len(parts) > 1 and any(len(_level_text(part)) > 3 for part in parts):
        whole = _level_text("、".join(parts))
        if any(token.kind in _NO_LEVEL for token in tokens):
            raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
        return [Level(whole)]
    words: list[Condition] = []
    part: list[Token] = []
    for token in [*tokens, None]:
        if token is not None and token.kind not in ("pause", "or", "comma"):
            part.append(token)
            continue
        word = _level_word(part)
        if not word:
            raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
        words.append(Level(word))
        part = []
    return words


_NO_LEVEL = frozenset(("mul", "div", "each", "by", "interp", "date"))
_NO_NAME = frozenset(
    ("cmp", "suffix", "range", "dash", "dir", "date", "incident", "goal", "about", "between", "hole", "take", "or")
)


def named(tokens: Sequence[Token]) -> bool:
    """Whether a number is part of a level's name: 3A级, 五星级, 二次通过验收."""
    return tokens[-1].kind in ("word", "unit", "fill") and not any(
        token.kind in _NO_NAME or token.value == "%" or token.text == "%" for token in tokens
    )


_TIMES = ("及时", "按时", "准时", "实时", "适时", "同时")


def _level_text(part: str) -> str:
    part = part.strip("的则即以")
    return part if part.endswith(_TIMES) else part.removesuffix("时").rstrip("的")


_TRAILING = frozenset(
    ("的", "时", "则", "者", "即", "可", "均", "就", "该项", "本项", "此项", "该指标", "本指标", "情况", "的话", "以")
)


def _level_word(tokens: Sequence[Token]) -> str:
    kept = [token for token in tokens if token.kind not in ("open", "close", "hole", "colon", "unless")]
    while kept and kept[-1].text in _TRAILING:
        kept = kept[:-1]
    while kept and kept[0].text in ("则", "的", "即", "另"):
        kept = kept[1:]
    if any(token.kind in _NO_LEVEL for token in kept) or (kept and kept[-1].kind == "suffix"):
        return ""
    word = "".join(token.text for token in kept)
    for prefix in _LEVEL_PREFIXES:
        _, found, after = word.partition(prefix)
        if found and after and prefix != "为":
            return after
    named = _IS.match(word)
    return named[1] if named else word.removeprefix("为") if len(word) > 1 else word


# 发挥作用为长期; 成为, 作为 and 行为 are words of their own.
_IS = re.compile(r"[^不未没无]{2,8}(?<![成作行人认视因以])为([^本主辅]{1,8})$")
