"""What a clause says beside all that the grammar and the indicator know: a condition nobody has read.

Lists of such conditions never end (经审计确认后, 未备案的, 重点时段内); what may stand there does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from perfxl.scoring.prose.asides import MEETING, shares_words, unknown
from perfxl.scoring.prose.lexicon import alternatives
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import Context, Pair, Statements

_DEGREES = re.compile(rf"{alternatives('degrees')}|[A-ZⅠ-Ⅻ]+|[\d.%]+")
_SPOKEN = re.compile(f"{alternatives('spoken', 'counted_verbs', 'generic_rates')}|{MEETING.pattern}")
_FITTING = re.compile(f"{_SPOKEN.pattern}|{alternatives('heads', 'any_subject')}")
# 规划已获批复, 已上报待批, 尚未上报: how far one thing has come.
_STATE = re.compile("(?P<what>.{0,8}?)(?:已经?|(?:尚|还|仍)?未|正在?|待|在)(?P<state>.{1,5})")
_PROGRESS = ("进度", "进展", "进展情况", "状态", "状况", "阶段")
# One character more is a verb, but what something is done at: 服务点 of 培训班数量.
_PLACE = re.compile("[^开闭在建办设修到入离上下新](?P<place>[点站所村班馆厅室院校园房店岗桩台厂])(?:数量|个数|数)?$")
_FEWEST, _MUCH = 3, 4
_RUNS = frozenset(("word", "fill"))


def of_words(said: Statements, context: Context) -> None:
    """:raises Refuse: beside what is measured stand words that are neither known nor the indicator's own."""
    for pair in said.pairs:
        _of_pair(pair, context)


def _of_pair(pair: Pair, context: Context) -> None:
    for segment in pair.segments:
        run = ""
        for token in segment:
            if token.kind in _RUNS:
                run += token.text
            elif run:
                _known(run, context)
                run = ""
        if run:
            _known(run, context)


def _known(run: str, context: Context) -> None:
    for said in run.split("的"):  # what stands in front of 的 is said by itself
        _is_known(said, context)


def _is_known(run: str, context: Context) -> None:
    if shares_words(run.replace("数量", ""), context.name):
        strange = len(run) > _MUCH and len([True for char in run if char not in context.name]) >= _MUCH
        if strange and _qualified(run, context.name) >= _MUCH and _qualified(context.name, run) > 1:
            raise Refuse(Refusal.DIFFERENT_THINGS, f"{run}、{context.name}")  # 河道采砂许可 of 取水许可证发放数
        return
    left = unknown(run, context.name, _SPOKEN)
    place = _PLACE.search(run)
    if len(left) > 1 or (place is not None and left == place["place"] and left not in context.name):
        raise Refuse(Refusal.UNKNOWN_CLAUSE, run)


def _qualified(text: str, other: str) -> int:
    """How many characters a text says beside another and the words that fit anything."""
    return len([char for char in unknown(text, other, _FITTING) if char not in other])


def of_levels(levels: Mapping[str, Decimal], context: Context) -> None:
    """:raises Refuse: one of several degrees of one thing speaks of another: 未备案的 beside 健全 and 不健全."""
    if len(levels) < _FEWEST or (context.name.endswith(_PROGRESS) and all(_is_state(word, context) for word in levels)):
        return
    strange = [word for word in levels if len(_left(word, [*levels.keys() - {word}, context.name])) > 1]
    if len(strange) == 1 and not any(word != strange[0] and strange[0].startswith(word[:2]) for word in levels):
        raise Refuse(Refusal.DIFFERENT_THINGS, strange[0])


def _is_state(word: str, context: Context) -> bool:
    found = _STATE.fullmatch(word)
    return found is not None and found["what"] in context.name


def _left(word: str, known: list[str]) -> str:
    """What is left of a level word without degrees and what other words say."""
    return unknown(word.replace("违规", "合规"), "\n".join(known), _DEGREES)
