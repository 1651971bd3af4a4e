"""What is not done beside the indicator itself: 未提供佐证, 未备案, 一场未签到 say nothing about its number.

Only a verb of reaching the target, or one the indicator is named after (未办结 of 办结率), misses the target.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from perfxl.numbers import HUNDRED
from perfxl.scoring.prose.amounts import DURATIONS, measured
from perfxl.scoring.prose.lexicon import alternatives, listed
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.segments import Segment
from perfxl.scoring.prose.terms import Condition, Context, Met, Missed
from perfxl.scoring.prose.tokens import Token

_DENIED = re.compile(r"(?P<before>.*?)(?:未能?|没有|没能|没|不能|无法|不)(?P<after>.*)")
_REACHING = (
    "完成|达到|达成|达标|达|实现|满足|符合|全覆盖|覆盖|保持|建成|建|开展|到位|足额|足|全部|全面|完全|全额|如数"
    "|按(?:计划|目标|任务)数?|控制在|控制|到"
)
_GOALS = (
    "(?:本?年度?|全年|年初|既定|预定|预期|规定|控制|考核|工作|绩效|相应|上述|该|此)?"
    "(?:目标|任务|计划|指标|要求|标准|合格线|预算|范围|进度要求)(?:值|数|量)?(?:以?内|之内)?"
)
_SUBJECTS = (
    "凡|如果|如|若|对|其他|其余|只要|年度|全年|年内|当年|本年|实际|完成|任务|目标|指标|成本|支出|比例|比率|数量|情况|面积|仍|均|的|有|而"
    "|数|值|率|量|数额"
)
_ENDS = re.compile(
    r"(?:的话|的|者|则|了|时|本项|该项|此项|情况|情形|部分|一律|一概|直接|全部|均|都|只能|只|仅|就|便|即|也|仍|还)+$"
)
_ON_TIME = "按时|按期|如期|及时|准时|在?(?:规定|要求|计划|约定)?的?(?:时间|时限|期限)(?:以?内|之内|前)?"
_TIMELY_NAMES = ("时", "期")
# 完不成, 派不足: what completes a verb, denied.
_INCOMPLETE = re.compile(rf"[^未没不]{{1,2}}不(?:成|到|了|足|够|满|齐|通|完|上)(?:{_GOALS})?")
_UNFILLED = re.compile(r"([^未没不]{1,2})[足够满齐]")
VERBS = frozenset(("满", *listed("counted_verbs")))  # 满足
_AGAIN = re.compile(r"应(.)未\1(?:的)?")
# 不少于, 不足 are comparisons.
_UNDONE = re.compile(r"(?:未|没|不(?![足少低及高超含多大小]|满(?!意)))[^\d一二两三四五六七八九十,，]*")


_OF_SUBJECTS = (re.compile(_SUBJECTS),)
_OF_REACHING = (re.compile(_REACHING), re.compile(_GOALS))
_OF_REACHING_IN_TIME = (*_OF_REACHING, re.compile(_ON_TIME))
_OF_DOING = (*_OF_REACHING, *_OF_SUBJECTS, re.compile("任何"))


def _made_of(text: str, words: Sequence[re.Pattern[str]], name: str) -> bool:
    """Whether a text is words one after another, with any part of a name of two characters or more among them."""
    size = len(text)
    reached, pending = {0}, [0]
    while pending:
        pos = pending.pop()
        ends = {found.end() for pattern in words if (found := pattern.match(text, pos))}
        ends.update(to for to in range(pos + 2, min(size, pos + 12) + 1) if text[pos:to] in name)
        pending += ends - reached
        reached |= ends
    return size in reached


_OF_DONE = re.compile(
    "实际|已|完成|达到|达成|实现|建成|开展|举办|工作|年度|全年|任务|目标|计划|情况|数量|[建数量值额度的了占]"
)


def of_what_is_done(text: str, context: Context) -> bool:
    """Whether a text says nothing but that what the indicator is called after was done: 实际覆盖村数 of 覆盖村数."""
    if context.unit and context.unit != "%":
        text = text.removesuffix("数量").removesuffix("数").removesuffix(context.unit)
    return set(unknown(text, context.name, _OF_DONE)) <= set(context.name)


def own(text: str, context: Context) -> bool:
    """Whether what is denied is the indicator's own: 未完成任务, and 未办结 of 办结率."""
    text = _ENDS.sub("", text)
    found = _DENIED.fullmatch(text)
    if found is None or text == "不然" or _AGAIN.fullmatch(text) or _INCOMPLETE.fullmatch(text):
        return True
    before = found["before"]
    if context.unit and context.unit != "%":
        before = before.removesuffix(f"{context.unit}数")  # 务工人数 of 务工规模, in 人
    if not _made_of(before, _OF_SUBJECTS, context.name):
        return False
    timely = context.dated or any(word in context.name for word in _TIMELY_NAMES)
    words, after = _OF_REACHING_IN_TIME if timely else _OF_REACHING, found["after"]
    filled = _UNFILLED.fullmatch(after)
    if filled is not None:
        of_its_doing(filled[1], context, text)
    return filled is not None or _made_of(after, words, context.name)


def of_its_doing(verb: str, context: Context, text: str, any_doing: frozenset[str] = VERBS) -> None:
    """:raises Refuse: what is filled up may be something else: 未坐满 of 公交线路开通数."""
    known = verb in any_doing or not set(verb).isdisjoint(context.name)
    if context.target is not None and context.name and not known:
        raise Refuse(Refusal.DIFFERENT_THINGS, text)


def checked(text: str, context: Context) -> str:
    """A text that misses the target. :raises Refuse: it is about something else."""
    if not own(text, context):
        raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
    return text


_NOTHING_DONE = re.compile(alternatives("nothing_done"))
_NONE = re.compile("(?:全年|年内|当年)?(?:没有|未有|无)(?:的|者)")


def nothing_done(text: str, context: Context) -> bool:
    """Whether none was done: 未召开, 未召开会议, 没有的 of what is counted.

    :raises Refuse: none of something else: 未组织验收.
    """
    if _NONE.fullmatch(text):
        return not measured(context)
    found = _NOTHING_DONE.match(text)
    if found is None:
        return False
    rest = _ENDS.sub("", text[found.end() :])
    if rest not in ("成", "设") and not _made_of(rest, _OF_DOING, context.name):
        raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
    return True


_PARTLY = re.compile(r"(?:仅仅|仅|只是|只)([^未没不仅只是]{1,4}?)(?:到位)?了?一?部分(?:任务|目标)?(?:的|者)?")
_ANY_DOING = frozenset(("完成", "实现", "达到", "做", "做到", "办"))


def partly(text: str, context: Context) -> bool:
    """Whether a part of what is to be done is done: 部分完成, 仅养护一部分的.

    :raises Refuse: a part of something else: 只硬化一部分 of 养护里程.
    """
    if "部分完成" in text or "完成一部分" in text or text.startswith("完成部分"):
        return True
    found = _PARTLY.fullmatch(text) if context.sense > 0 else None
    if found is not None:
        of_its_doing(found[1], context, text, _ANY_DOING)
    return found is not None


_STAFF = re.compile("超[编员]")


def of_its_kind(said: Token, context: Context, text: str) -> None:
    """:raises Refuse: what is late, or who is too many, where neither is measured: 超期, 超编 of 运行成本."""
    timely = context.dated or context.unit in DURATIONS or any(word in context.name for word in _TIMES)
    late = said.value == "late" and context.name and not timely
    staff = _STAFF.match(said.text) is not None and measured(context)
    if late or (staff and context.name):
        raise Refuse(Refusal.UNKNOWN_CLAUSE, text)


_TIMES = ("时", "期", "迟", "延", "晚", "误", "天", "日", "工期", "进度")
_LACKING = re.compile(r"缺[少失乏](.{2,})")
_GAP_IN = re.compile("(.+?)[还尚仍]?(?:有|存在)(?:缺口|缺额|差额|差距|短缺|欠缺)")


def lacking(text: str, context: Context) -> None:
    """:raises Refuse: something else is missing: 缺少记录, 经费有缺口."""
    text = _ENDS.sub("", text)
    found = _LACKING.fullmatch(text)
    if found is not None and found[1] not in context.name:
        raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
    gap = _GAP_IN.fullmatch(text)
    if gap is not None and unknown(gap[1], context.name, _OF_DONE):
        raise Refuse(Refusal.UNKNOWN_CLAUSE, text)


def of_each(text: str, context: Context) -> None:
    """:raises Refuse: one of those that are counted lacks something else: 每有一项未归档."""
    undone = _UNDONE.search(text) if context.sense > 0 else None
    if undone is not None and not own(undone.group().replace("按时", ""), context):
        raise Refuse(Refusal.UNKNOWN_CLAUSE, text)


# How a target is met, beside what the indicator is called: 圆满完成, 按规定时限报送, 未超预算, 守住底线.
MEETING = re.compile(
    f"{_GOALS}|{_ON_TIME}|{_REACHING}|"
    + "|".join(re.escape(word) for word in sorted((*listed("meeting"), *_SUBJECTS.split("|")), key=len, reverse=True))
)


_ALL = re.compile("全部|足额|全额|如数|全覆盖|全面|百分之百|百分百")


_IN_FULL = re.compile("足额|全额|如数")


def met(text: str, context: Context) -> None:
    """:raises Refuse: something else has to hold than that the target is met: 达到省级标准, 低于市场价."""
    if context.unit == "%" and 0 < (context.target or 0) < HUNDRED and _ALL.search(text) and not context.dated:
        raise Refuse(Refusal.CONTRADICTION, text)  # 全部完成, of 95 %
    if context.dated and (amount := _IN_FULL.search(text)) and amount.group() not in context.name:
        raise Refuse(Refusal.UNKNOWN_CLAUSE, text)  # 按时足额发放: a day does not say how much
    if context.target and not is_known(text, context.name):
        raise Refuse(Refusal.UNKNOWN_CLAUSE, text)


def unknown(text: str, name: str, words: re.Pattern[str] = MEETING) -> str:
    """What is left of a text without parts of the indicator's name and the words for reaching or missing a target."""
    pos, left, size = 0, "", len(text)
    while pos < size:
        found = words.match(text, pos)
        end = found.end() if found else pos
        named = next((to for to in range(min(size, pos + 12), max(end, pos + 1), -1) if text[pos:to] in name), 0)
        if max(end, named) == pos:
            left, pos = left + text[pos], pos + 1
        else:
            pos = max(end, named)
    return left


def is_known(text: str, name: str, words: re.Pattern[str] = MEETING) -> bool:
    """Whether nothing is left of a text so; one character more is a verb: 没跑够."""
    return len(unknown(text, name, words)) < 2


def unnamed(text: str, name: str, *, least: int = 3) -> str:
    """What a clause says beside words of the indicator's own name: 群众满意度测评 of 满意度."""
    for size in range(min(len(text), len(name)), least - 1, -1):
        for place in range(len(text) - size, -1, -1):
            if text[place : place + size] in name:
                text = f"{text[:place]}，{text[place + size :]}"
    return text


def shares_words(text: str, name: str) -> bool:
    """Whether two characters of a text stand together in a name: 青年志愿服务活动, of 志愿服务场次."""
    return any(text[at : at + 2] in name for at in range(len(text) - 1))


# 小学和初中入学率, and not 及时率, 参与率, 和谐.
_DOUBLE = re.compile(
    r"(?P<one>[\u4e00-\u9fff]{2})(?:和(?!谐|睦)|(?<![普涉])及(?!时|格|以)|(?<!参)与(?!会|率|度)|、|/)(?P<other>[\u4e00-\u9fff]{2})"
)
# 小麦玉米种植面积, 新建改建项目数: without a word between them.
_SORTS = tuple(frozenset(words.split("=")) for words in listed("halves"))


@lru_cache(maxsize=1024)
def halves(name: str) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """Things of one sort that an indicator is called after, each time with all of that sort."""
    named = [(frozenset(word for word in sort if word in name), sort) for sort in _SORTS]
    double = [frozenset((found["one"], found["other"])) for found in _DOUBLE.finditer(name)]
    return (*((own, sort) for own, sort in named if own), *((words, words) for words in double))


def half(text: str, name: str) -> bool:
    """Whether a text names one of two things that an indicator is called after, or another of their sort: 小学 of
    小学和初中入学率, 玉米 of 小麦种植面积."""
    for own, sort in halves(name):
        said = {word for word in sort if word in text}
        if said and not own <= said:
            return True
    return False


_PLAIN = re.compile(
    rf"(?:全部|全面|足额|如数)*(?:完成|实现|达到|达成|符合|满足)(?:{_GOALS})?(?:的|者)?|[^未没不]{{1,2}}[足够满齐]的?"
)
_IN_TIME = re.compile(r"(?:提前|按时|按期|如期|及时|准时|按时限)(?:完成)?的?")
_EXPECTED = ("预期",)
_MISSING = frozenset("未没无不逾迟延晚超拖滞过低少差缺欠落")


def second(segments: Sequence[Segment], found: Sequence[Condition], context: Context) -> None:
    """:raises Refuse: beside a number something else has to hold too: 完成率90%以上，按时完成."""
    if len(segments) < 2 or all(segment.kinds.isdisjoint(("num", "date")) for segment in segments):
        return
    for condition in found:
        if context.dated and isinstance(condition, Missed) and condition.text and _MISSING.isdisjoint(condition.text):
            raise Refuse(Refusal.UNKNOWN_CLAUSE, condition.text)  # 由本单位造成，每延迟1天
        if not isinstance(condition, Met) or not condition.text or context.target in (None, 0):
            continue
        plain = _PLAIN.fullmatch(condition.text) and not any(word in condition.text for word in _EXPECTED)
        if not plain and not (context.dated and _IN_TIME.fullmatch(condition.text)):
            raise Refuse(Refusal.UNKNOWN_CLAUSE, condition.text)
