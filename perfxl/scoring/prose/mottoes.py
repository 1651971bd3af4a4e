"""Clauses that say nothing about the score by what kind of clause they are: a motto, a source of data, a scope.

``落实过紧日子要求``, ``数据取自监测系统``, ``以乡镇为单位统计``, ``经上级检查``: such a clause is led by a word of its
kind and holds nothing that might be a condition: no number, no outcome, no denial, nothing that is reached, passed or
judged. It stands at the beginning of a sentence, or behind a clause that has its points, and what follows it has a
condition of its own. All others are left to the grammar, which refuses what it does not understand. The words of the
kinds are in ``[mottoes]`` of the words.
"""

from __future__ import annotations

import re
from functools import cache

from perfxl.scoring.prose.asides import shares_words, unnamed
from perfxl.scoring.prose.evidence import Kept
from perfxl.scoring.prose.lexicon import mottoes
from perfxl.scoring.prose.signs import seen, watched
from perfxl.scoring.prose.terms import Context

_MARKS = re.compile(r"([,;。\n\x01])")
_STOPS = frozenset((";", "。", "\n", "\x01"))
_LONGEST, _MOST_CLAUSES = 48, 40
_NUMERAL = "零一二两三四五六七八九十百千半"
_COUNTED = re.compile(rf"\d|[{_NUMERAL}](?:个|项|起|次|件|家|户|处|天|日|周|月|年|成|倍|半|名|人|场|分)|百分之")
# What has its points: behind it another sentence begins, whatever the mark.
_SCORED = re.compile(r"\d分|满分|分值|不得分|不扣分|零分|扣完|为止|全扣|比例|[×/]")
_OUTCOME = re.compile(
    r"(?:的|者|时|则|就|即|可|均|也|都|,)*"
    r"(?:不?(?:得(?!分[=为按])|[计扣给记加减])|满分|零分|\d+(?:\.\d+)?分|按比例|最[高低多少])"
)
_CONDITIONAL = re.compile(r"(?:的|者|时|后|前|情况下?|情形|的话|为止)$")
_HAPPENING = re.compile(r"杜绝|严控|遏制|控制|减少|降低|预防")
_CONDUCT = re.compile(
    r"(?:深入|全面|认真|严格|坚决|切实|持续|进一步|狠抓)*"
    r"(?:落实|贯彻|执行|坚持|遵循|遵守|树立|树牢|践行|推进|实施|压实|强化|夯实|增强)+"
)
_NOTE = re.compile(r"(?:备?注|说明|附注|说明事项)[:：]?")
_INSPECTED = ("经", "接受", "根据", "依据", "按", "通过")
_SCOPES = frozenset("全辖本我域")
# 统计时点为12月31日: when a value is taken.
_TIME = re.compile(
    r"(?:数据)?(?:统计|数据|评价|考核|采集|监测)(?:时点|时间|周期|期间|截止时间|截止日期?)(?:为|是|:)?(?:截至|截止)?[^,;。()每扣得分]{2,14}"
)
# 完成率指实际完成数与计划数之比。: what the indicator is.
_EXPLAINED = re.compile(
    r"(?P<name>[^,;。:\d]{2,14}?)(?:是指|系指|指的是|指|即)(?P<what>[^,;。:\d]{4,40})"
    r"(?:之比|的比[例重率值]?|的百分比|所占比[例重]|占比|比率)"
)
# 依据《预算法》: a law says nothing about points, as 《考核办法》 may.
_LAW = re.compile(
    r"(?:依据|根据|按照?|依照|落实|贯彻|执行)《[^《》]{1,24}(?:(?<!办)法|条例|规划|规划纲要|纲要)》"
    r"(?:的?(?:有关|相关)?(?:规定|要求|精神))?"
)
_BRACKET = re.compile(r"\((?P<inside>[^()]{4,40})\)")
_TOGETHER = re.compile(r"^(?:范围)?内?(?:共计?|累计|合计|全年|年内|年度|总)+")


def left_out(text: str, context: Context) -> Kept:
    """A text without the clauses that say nothing about the score, as their kind shows."""
    idle: list[str] = []
    words = mottoes()
    if not _SCOPES.isdisjoint(text):
        text = _unscoped(text, context)
    signs, twice = _signs()
    said, marked = seen(text), f",{text}"
    if not (
        (said & signs and (words.led.search(marked) or words.sourced.search(marked) or words.looked.search(text)))
        or (said & twice and words.again.search(text))
    ):
        return Kept(text, ())
    if "(" in text and context.target is not None and not context.dated:

        def noted(found: re.Match[str]) -> str:
            inside = found["inside"]
            note = _NOTE.match(inside)
            said = inside[note.end() :] if note else inside
            if _TIME.fullmatch(said) or (_COUNTED.search(said) is None and _source(said)):
                idle.append(inside)
                return ""
            return found.group()

        text = _BRACKET.sub(noted, text)
    parts = _MARKS.split(text)
    if len(parts) > _MOST_CLAUSES:
        return Kept(text, ())
    kept: list[str] = []
    waiting = False  # a clause without its points waits for what follows
    for place in range(0, len(parts), 2):
        clause, mark = parts[place], parts[place + 1] if place + 1 < len(parts) else ""
        following = parts[place + 2] if place + 2 < len(parts) else ""
        ended = mark in _STOPS or not mark
        if clause and not waiting and _is_idle(clause, following, context, ended=ended):
            idle.append(clause)
            continue
        kept += (clause, mark)
        waiting = mark == "," and (waiting if not clause else _SCORED.search(clause) is None)
    left = "".join(kept)
    return Kept(left, tuple(idle)) if idle and left.strip(",;。:\n\x01") else Kept(text, ())


@cache
def _signs() -> tuple[int, int]:
    return watched(mottoes().signs), watched(mottoes().twice)


def _unscoped(text: str, context: Context) -> str:
    """``全县建制村通客车`` is 建制村通客车, which is the indicator itself; 全县平均水平 is not."""
    words = mottoes()

    def said(found: re.Match[str]) -> str:
        clause = re.split("[,;。:\n]", text[found.end() : found.end() + _LONGEST], maxsplit=1)[0]
        clause = _TOGETHER.sub("", clause)
        own = words.scoped.search(clause) is None and any(clause[:size] in context.name for size in (4, 3, 2))
        return "" if own else found.group()

    return words.scope.sub(said, text) if context.name else text


def _is_idle(clause: str, following: str, context: Context, *, ended: bool) -> bool:
    if len(clause) > _LONGEST or clause.count("(") != clause.count(")"):
        return False
    if _CONDITIONAL.search(clause) or (not ended and _OUTCOME.match(following)):
        return False
    words = mottoes()
    note = _NOTE.match(clause)
    said = clause[note.end() :] if note else clause
    numbered = context.target is not None and not context.dated
    if numbered and (_TIME.fullmatch(said) or (ended and _explains(said, context))):
        return True
    if words.one_by_one.fullmatch(said):
        return True
    said = words.slogans.sub("", said)
    if _COUNTED.search(said):
        return False
    if numbered and (_source(said) or _LAW.fullmatch(said)):
        return True
    if context.target is not None and following.startswith("每") and words.inspection.fullmatch(clause):
        # 专项检查 of 检查次数: some of them.
        return clause.startswith(_INSPECTED) or not shares_words(clause, context.name)
    return (context.target is not None or ended) and _motto(said, following, context, ended=ended)


def _motto(clause: str, following: str, context: Context, *, ended: bool) -> bool:
    """``坚持人民至上``, ``落实过紧日子要求``: how one goes about it; ``严禁有偿补课``: what is counted, by its name."""
    words = mottoes()
    principled = words.principled.fullmatch(clause)
    if principled is not None:
        if words.measuring.search(clause):
            return False
        return words.telling.search(unnamed(words.idioms.sub("", principled["what"]), context.name)) is None
    found = words.exhorting.match(clause)
    if found is None:
        return False
    counting = not ended or following.startswith("每") or "杜绝" in clause
    if counting and (context.sense <= 0 or _HAPPENING.search(clause)):
        forbidden = words.prohibited.fullmatch(clause)
        if forbidden is not None:
            return _named(forbidden["what"], context.name)
    rest = clause[1:] if found.end() == len(clause) else clause[found.end() :]
    if _CONDUCT.match(clause):
        rest = words.tailed.sub("", rest)
    rest = unnamed(words.idioms.sub("", rest), context.name)
    if words.stating.match(clause) and words.states.search(rest):
        return False
    return words.telling.search(rest) is None


def _explains(clause: str, context: Context) -> bool:
    """``完成率指实际完成数与计划数之比``: a rate by its own name, in words; its value is given as it is."""
    found = _EXPLAINED.fullmatch(clause)
    if found is None or context.unit != "%" or mottoes().judged.search(found["what"].replace("计划", "")):
        return False
    return context.name.endswith(found["name"])


def _named(what: str, name: str) -> bool:
    """Whether a thing is nothing but what the indicator is called after."""
    return not mottoes().kinds_of.sub("", unnamed(what, name, least=2)).replace("，", "")


def _source(clause: str) -> bool:
    """``数据取自国控站点``, ``以系统导出数为准``, ``由各镇报送、我局核验后认定``: where a number is found."""
    words = mottoes()
    if words.sourced.search(f",{clause}") is None or words.of_data.search(clause) is None:
        return False
    return words.judged.search(clause) is None and words.source.fullmatch(clause) is not None
