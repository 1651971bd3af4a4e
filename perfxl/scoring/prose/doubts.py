"""Standards that read well and may mean something else: they are refused, since a wrong score is worse than none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from perfxl import dates
from perfxl.numbers import HUNDRED, ZERO, plain
from perfxl.scoring.kinds import Bands, Levels, Manual, Rule
from perfxl.scoring.prose import bars, bonus, closed
from perfxl.scoring.prose.amounts import DURATIONS, is_percentage
from perfxl.scoring.prose.lexicon import alternatives, departures, listed
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.signs import watched
from perfxl.scoring.prose.terms import (
    Context,
    Deduct,
    Formula,
    Give,
    Interval,
    Level,
    Met,
    Missed,
    Nothing,
    Pair,
    Prorata,
    Statements,
    Step,
)

# Behind a condition these leave the amount open: 未完成的最多扣5分, 每低1%可扣1分.
_OPEN = ("最多", "最高", "至多", "至少", "最少", "不少于", "不超过", "可", "可以", "可酌", "最多只", "最多可", "最高可")
# 达到10条即可拿到2分: that is enough.
_ENOUGH = ("即可", "就可", "便可", "即可以", "就可以", "便可以")
_TIMELY = ("按时", "及时", "按期", "准时", "如期", "逾期", "超期", "延期", "延迟", "迟", "超时", "时限", "时间")
_LATELY = watched(_TIMELY)
_CHANGES = (*listed("rises"), *listed("falls"), "持平")
_CHANGE = alternatives("rises", "falls")
_CHANGING = re.compile(_CHANGE)
_BY_PERCENT = re.compile(rf"({_CHANGE})了?\d+(?:\.\d+)?%")
_BY_AMOUNT = re.compile(rf"[^，\d]*?({_CHANGE})了?(\d+(?:\.\d+)?)")
_CHANGED = watched(_CHANGES)
_BLAMED = re.compile("有责|无责|责任性")
_ONE = re.compile(r"(?:凡|如|若|只要)?有[一1任]")
_GRADES = frozenset("优良中差劣好甲乙丙丁一二三四五高低是否有无强弱大小合及达标完成全部分满意ABCDⅠⅡⅢⅣⅤ")


# 超出标准.1万元: a nought, or more, is lost.
_BARE_POINT = re.compile(r"[准值率量额度比][.．]\d+|(?<=[\u4e00-\u9fff])(?<![得计给记赋扣加减为各])[.．]\d分")
_SPACED_RATE = re.compile(r"(?<![\d. ])\d[ \u3000]+[%％]")
_LONG_RATE = re.compile(r"\d\d(?:\.\d+)?\s*[%％]")
_SPACED_DATE = re.compile(r"(?<!\d)(\d)[ \u3000]+([月日])")


def of_blanks(text: str, context: Context) -> None:
    """``8 %`` beside 90% and ``1 月`` beside November may have lost a digit. :raises Refuse: they may have."""
    if ("." in text or "．" in text) and (found := _BARE_POINT.search(text)) is not None:
        raise Refuse(Refusal.LOST, found.group())
    if " " not in text and "\u3000" not in text:
        return
    if (found := _SPACED_RATE.search(text)) and _LONG_RATE.search(text):
        raise Refuse(Refusal.LOST, found.group())
    if not context.dated or context.target is None:
        return
    day = dates.from_serial(context.target)
    for number, part in _SPACED_DATE.findall(text):
        if int(number) != (day.month if part == "月" else day.day):
            raise Refuse(Refusal.LOST, f"{number} {part}")


def of_statements(said: Statements, context: Context) -> None:
    """Doubts that stand in the statements themselves. :raises Refuse: there is one."""
    counted, dated, signs = context.target is not None, context.dated, said.seen
    if counted:
        _as_a_share(said, context)
        closed.of_words(said, context)
    _beside_what_is_measured(said, context)
    for pair in said.pairs:
        text = pair.text
        if text.endswith(_OPEN) and not text.endswith(_ENOUGH):
            raise Refuse(Refusal.DISCRETION, text)
        if context.unit == "%" and "有" in text and isinstance(pair.outcome, Deduct) and _ONE.match(text):
            raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
        if counted and (dated or signs & _EARLIER) and (_at_fault(pair, context) or _on_the_day(pair, said, context)):
            raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
        if counted and ((not dated and signs & _LATELY and _late(pair, context)) or (
            signs & _OF_ONE and _particular(text, context)
        )):
            raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
        if counted and not dated and signs & _COUNTED_LATE and _late_ones(text, context):
            raise Refuse(Refusal.DIFFERENT_THINGS, text)
        if "每" in text and len(said.pairs) == 1 and _BEYOND_EACH.search(text):
            raise Refuse(Refusal.UNKNOWN_CLAUSE, f"{text}：从第一个算起还是只算超出的，没有写明")
        if context.target == 0 and _beyond_one(pair):
            raise Refuse(Refusal.UNKNOWN_CLAUSE, "没有写“每”，不知是否连续扣分")
        if counted and not dated and signs & _CHANGED and (_of_change(pair, context) or _by_percent(pair, context)):
            raise Refuse(Refusal.REFERENCE, text)


def _particular(text: str, context: Context) -> bool:
    """``有责投诉``: how many were counted is not said; ``单次超过3小时``: one of several, of which one is typed."""
    blamed = _BLAMED.search(text) if "责" in text else None
    if blamed is not None and blamed.group() not in context.name:
        return True
    one = _PARTICULAR.match(text)
    return one is not None and one[1] not in context.name


def _late(pair: Pair, context: Context) -> bool:
    """Whether lateness is spoken of where the indicator, whose target is no date, says nothing about time."""
    missed = [condition.text for condition in pair.conditions if isinstance(condition, Missed)]
    if not missed or any(word in context.name for word in ("时", "期", "进度", "率")):
        return False
    return any(word in text for text in missed for word in _TIMELY)


def _late_ones(text: str, context: Context) -> bool:
    """``每延误1次`` of 投诉次数: how many were late is not what is counted."""
    late = _LATE_ONES.search(text) if context.unit and context.unit not in DURATIONS else None
    return late is not None and not any(char in context.name for char in _OF_TIME)


_LATE_WORDS = ("延误", "延迟", "迟到", "迟报", "晚报", "推迟", "逾期", "超时", "超期", "延期", "滞后", "晚点")
_LATE_ONES = re.compile(rf"每(?:{'|'.join(_LATE_WORDS)})[\d一二两三]")
_COUNTED_LATE = watched(_LATE_WORDS)
_OF_TIME = "时期迟延误晚逾滞点进考"


def _of_change(pair: Pair, context: Context) -> bool:
    """``增长得满分``: a rise against something, without a number, beside a target of so much."""
    about = [condition for condition in pair.conditions if isinstance(condition, Interval) and condition.about_target]
    if not about or context.target == ZERO:
        return False
    return any(word in pair.text and word not in context.name for word in _CHANGES)


def _by_percent(pair: Pair, context: Context) -> bool:
    """``下降5%得满分`` of a number of cases, ``提高5个百分点得满分``: from what on is not said."""
    if not isinstance(pair.outcome, Give):
        return False
    steps = [condition for condition in pair.conditions if isinstance(condition, Step)]
    changed = bool(steps) and not all(step.every for step in steps)
    level = not changed and [condition for condition in pair.conditions if isinstance(condition, Interval)]
    if level and _CHANGING.search(pair.text) and not _CHANGING.search(context.name):
        changed = (amount := _BY_AMOUNT.match(pair.text)) is not None and Decimal(amount[2]) != context.target
    found = (_BY_AMOUNT if changed else _BY_PERCENT).match(pair.text)
    if found is None or (is_percentage(context) and not changed):
        return False
    return found[1] in listed("rises" if context.sense > 0 else "falls")


_FAULT = re.compile(r"因[^，]{0,10}(?:原因|引发|引起|导致|造成|所致)")
_EARLY = ("提前", "超额")
_EARLIER = watched(_EARLY)
_ON_TIME = ("按时", "按期", "如期", "准时", "及时", "达标", "达到")
_BETTER_RATES = frozenset(listed("own_names_of_rates")) - {"差错率", "投诉率", "增长率", "空置率", "周转率"}
_ALL_BY_NOW = (*_BETTER_RATES, "完成率", "达成率", "执行率", "达标率", "支付率")
_RATES_OF_ALL = (*_ALL_BY_NOW, *(rate.removesuffix("率") + "比例" for rate in _ALL_BY_NOW))


def _as_a_share(said: Statements, context: Context) -> None:
    """A target of 0.9 beside 合格率 may be 0.9 % or 90 %. :raises Refuse: so it may be."""
    target = context.target
    if target is None or context.dated or context.sense <= 0 or not 0 < target <= 1:
        return
    if is_percentage(context) and context.name.endswith(_RATES_OF_ALL):
        typed, meant = f"{plain(target)}%", f"{plain(target * HUNDRED)}%"
        if any(re.search(rf"(?<![\d.]){re.escape(meant)}", pair.text) for pair in said.pairs):
            raise Refuse(Refusal.OTHER_TARGET, f"目标值{typed}，标准写的是{meant}")
        raise Refuse(Refusal.UNSURE_TARGET, f"{typed}还是{meant}")


_EVENTS = re.compile(alternatives("events"))
_EVENTFUL = watched((*listed("events"), "超额", "部分"))
_SURPLUS = re.compile(r"(?:超额|超过|超出|高于|多出|大于)[^，]*$")
_NUMBERED = re.compile("第[一二三四五1-9][起次件例个项]")


def _beside_what_is_measured(said: Statements, context: Context) -> None:
    """Clauses with points of their own for something else: 被通报的不得分, 超额部分不计分, 全年零事故加1分.

    :raises Refuse: there is one.
    """
    if said.awards and bonus.parts(said) is None:
        raise Refuse(Refusal.INEXPRESSIBLE, said.awards[0])
    if len(said.pairs) < 2:
        return
    numbered = [pair for pair in said.pairs if isinstance(pair.outcome, Deduct) and _NUMBERED.match(pair.text)]
    if len(numbered) > 1:
        raise Refuse(Refusal.INEXPRESSIBLE, "、".join(pair.text for pair in numbered))  # each, or all in all
    if not said.seen & _EVENTFUL:
        return
    struck = [_EVENTS.search(pair.text) for pair in said.pairs]
    for pair, event in zip(said.pairs, struck, strict=True):
        surplus = "超额" in pair.text or "部分" in pair.text
        if surplus and context.sense > 0 and isinstance(pair.outcome, Nothing) and _SURPLUS.match(pair.text):
            raise Refuse(Refusal.CONTRADICTION, pair.text)
        losing = isinstance(pair.outcome, Nothing | Deduct)
        if event is None or event.group() in context.name or not losing or _alike(pair, said.pairs):
            continue
        measured = any(isinstance(found, Interval | Step) for found in pair.conditions)
        if not measured and sum(other is not None for other in struck) == 1:
            raise Refuse(Refusal.DIFFERENT_THINGS, pair.text)


def _alike(pair: Pair, pairs: Sequence[Pair]) -> bool:
    """Whether another clause begins as this one does: 省级通报 beside 省级表扬."""
    return any(other is not pair and other.text[:2] == pair.text[:2] for other in pairs)


def _at_fault(pair: Pair, context: Context) -> bool:
    """``因本单位原因每推迟1天``: whose fault it was is not in the number."""
    found = _FAULT.search(pair.text) if context.dated and "因" in pair.text else None
    return found is not None and found.group() not in context.name


def _on_the_day(pair: Pair, said: Statements, context: Context) -> bool:
    """``提前完成得满分，否则不得分``: whether the day itself is early, ``6月30日（含）以后不得分``: whose it is."""
    met = isinstance(pair.outcome, Give) and [found for found in pair.conditions if isinstance(found, Met)]
    if context.target is None or not (met or context.dated):
        return False
    if any(isinstance(other.outcome, Formula | Prorata) for other in said.pairs):
        return False  # in proportion, the day itself scores the same on either side
    if met:
        early = any(word in pair.text for word in _EARLY) and not any(word in pair.text for word in _ON_TIME)
        early = early and not pair.text.startswith("完成")
        return early and not any(_plainly_met(other, context.target) for other in said.pairs)
    taken = isinstance(pair.outcome, Nothing | Deduct)
    after = [found for found in pair.conditions if isinstance(found, Interval) and found.low == context.target]
    before = [found for found in pair.conditions if isinstance(found, Interval) and found.high == context.target]
    stepped = any(isinstance(found, Step) for other in said.pairs for found in other.conditions)
    owned = any(
        isinstance(found, Interval) and found.high == context.target and not found.high_in
        for other in said.pairs
        for found in other.conditions
    )  # 6月1日前(不含6月1日)得2分，6月1日及以后不得分
    return (taken and not owned and any(found.low_in for found in after)) or (
        stepped and any(not found.high_in for found in before)
    )


def _plainly_met(pair: Pair, target: Decimal) -> bool:
    """Whether a pair speaks of the target without anything more."""
    met = any(
        isinstance(found, Met) or (isinstance(found, Interval) and found.holds(target)) for found in pair.conditions
    )
    return met and not any(word in pair.text for word in _EARLY)


# 超过3次，每次扣1分: every one, or those beyond three, where nothing says that three cost nothing.
_BEYOND_EACH = re.compile(
    r"(?:超过|超出|多于|大于|高于)[^，\d]{0,2}\d+([^\d，]{1,2}?)(?:以上)?的?，?每[一1]?\1(?:的|者)?$"
)
_PARTICULAR = re.compile(r"(?:如|若|凡|有)?(单次|单起|单笔|单个|单件|单项|任一|任意一|其中一)")


_OF_ONE = watched(("责", "单次", "单起", "单笔", "单个", "单件", "单项", "任一", "任意", "其中"))


def _beyond_one(pair: Pair) -> bool:
    """``超过1次扣1分`` of none allowed: once, or for every one."""
    if not isinstance(pair.outcome, Deduct) or len(pair.conditions) != 1:
        return False
    beyond = pair.conditions[0]
    return isinstance(beyond, Interval) and beyond.low == 1 and not beyond.low_in and beyond.high is None


# 得高分, 给相应分 say that there are points, not how many.
# 全面落实5分部分落实, 五星级得5、四星级: what ends a clause is lost.
_POINTS_IN_WORD = re.compile(r"[\d一二两三四五六七八九十]分(?=.)(?![之析类级期布工数管解])|[得计给]\d")
_SOME_POINTS = re.compile(r"[得给计记扣减][^，]{0,3}分")

_RECOGNISED = re.compile("获评|获得|认定|命名|授牌|评定|评审")


def of_levels(levels: Mapping[str, Decimal], pairs: Sequence[Pair], context: Context, rest: Decimal | None) -> None:
    """Parts that add up, read as levels of which one holds. :raises Refuse: they may be that."""
    inside = next((word for word in levels if _POINTS_IN_WORD.search(word)), None)
    if inside is not None:
        raise Refuse(Refusal.UNKNOWN_CLAUSE, inside)
    unsaid = next((word for word in levels if _SOME_POINTS.search(word)), None)
    if unsaid is not None or not any(levels.values()):
        raise Refuse(Refusal.NO_AMOUNT, unsaid or "、".join(levels))
    best = max(levels, key=lambda word: levels[word])
    if best.startswith("申报") and _RECOGNISED.search(context.name) and "申报" not in context.name:
        raise Refuse(Refusal.DIFFERENT_THINGS, f"{best}、{context.name}")
    earned = [score for score in levels.values() if score > 0]
    full = context.points
    if len(earned) > 1 and full is not None and sum(earned, ZERO) == full and max(earned) < full:
        raise Refuse(Refusal.CONTRADICTION, "各项得分像是相加")
    taken = [pair for pair in pairs if isinstance(pair.outcome, Deduct)]
    beside = next((pair.text for pair in taken if rest is not None and pair.text.startswith(("未", "不", "没"))), None)
    if beside is not None:
        raise Refuse(Refusal.CONTRADICTION, beside)  # 否则不得分；未及时报送扣2分
    closed.of_levels(levels, context)
    if _beside_scale(levels, pairs):
        raise Refuse(Refusal.DIFFERENT_THINGS, "、".join(levels))
    if len(levels) < 2 or _on_one_scale(levels):
        return
    if len(taken) > 1 or (rest is None and min(levels.values()) > 0):
        raise Refuse(Refusal.CONTRADICTION, "、".join(levels) + "不像同一等级的高低")


def of_shortened(pairs: Sequence[Pair]) -> None:
    """``优秀等次`` was read as 优秀: beside 优秀单位 nobody knows which is meant. :raises Refuse: so it is."""
    words = [(found.word, pair.text) for pair in pairs for found in pair.conditions if isinstance(found, Level)]
    for word, text in words:
        if text.rstrip("的").endswith(word) and not word.endswith(("家级", "省级", "市级", "县级", "区级")):
            continue
        if any(word in other and not other.endswith(word) for other, _ in words):
            raise Refuse(Refusal.UNKNOWN_CLAUSE, text)


def _on_one_scale(words: Iterable[str]) -> bool:
    """Whether every level word has a character in common with another, or is a grade."""
    words = list(words)
    return all(
        not _GRADES.isdisjoint(word) or any(not set(word).isdisjoint(other) for other in words if other != word)
        for word in words
    )


def _beside_scale(words: Iterable[str], pairs: Sequence[Pair]) -> bool:
    """Whether one word that earns nothing speaks of something else: 群众反映强烈 beside 效果明显 and 效果一般."""
    words = list(words)
    losing = {
        found.word for pair in pairs for found in pair.conditions
        if isinstance(found, Level) and isinstance(pair.outcome, Deduct | Nothing)
    }  # fmt: skip
    for word in losing & set(words):
        if any(word.lstrip("尚未没有不") in other for other in words if other != word):
            continue  # 未完成安装 beside 已完成安装但未投入使用
        others = [set(other) - _GRADES for other in words if other != word]
        common = set.intersection(*others) if len(others) > 1 else set()
        if len(word) > 4 and len(common) > 1 and common.isdisjoint(word):
            return True
    return False


_DEPARTURES = re.compile("|".join((*departures(), "差异[率度值额]", "绝对值")))


def _by_days(said: Statements) -> bool:
    return any("date" in segment.kinds for pair in said.pairs for segment in pair.segments if segment)


def of_rule(rule: Rule, said: Statements, context: Context, own: Decimal | None) -> None:
    """Doubts about what was made of the statements. :raises Refuse: there is one."""
    target = context.target
    departing = target is not None and ("绝对值" in _text(said) or _DEPARTURES.search(context.name) is not None)
    below = isinstance(rule, Bands) and any(band.bound < 0 for band in rule.bands)
    if departing and context.sense < 0 and target is not None and target > 0 and not below:
        said.gaps.append((Decimal("-Infinity"), ZERO))  # -8 % is 8 % off
    if target is None and not isinstance(rule, Levels | Manual) and _by_days(said):
        raise Refuse(Refusal.NO_TARGET, _text(said))  # days, beside a target that is none
    if own == HUNDRED and context.points is not None and context.points < own:
        raise Refuse(Refusal.CONTRADICTION, f"满分100分，分值{plain(context.points)}分")
    if target is None or context.dated or target <= 0:
        return
    bars.of_rule(rule, said, context)
    if departing and rule.block().target == 2 * target:
        raise Refuse(Refusal.UNKNOWN_CLAUSE, _text(said))
    if context.comparator == "＝" and _DEPARTURES.search(_text(said) + _computed(said)):
        low, high = (rule.score(target * share).score for share in (Decimal("0.4"), Decimal("1.6")))
        if low != high and rule.points in (low, high):
            raise Refuse(Refusal.UNKNOWN_CLAUSE, _text(said) or _computed(said))
    if own is None:
        return
    percent = own == HUNDRED and context.points not in (None, own)  # 实际/计划×100: of 5 points
    if (percent or context.points in (own * HUNDRED, own / HUNDRED)) and _computed(said):
        raise Refuse(Refusal.CONTRADICTION, _text(said))  # 完成率×0.06分
    if context.points is not None and own < context.points and not said.full:
        first = said.pairs[0].text.lstrip()
        if first.startswith(("超支", "超出", "超过", "不足", "未达", "低于")):
            raise Refuse(Refusal.GAP, "达到目标值时")


def _text(said: Statements) -> str:
    return "；".join(pair.text for pair in said.pairs)


def _computed(said: Statements) -> str:
    return "；".join(pair.outcome.text for pair in said.pairs if isinstance(pair.outcome, Formula))


_DEGREES = "一般|较大|重大|严重|轻微|死亡|重伤|轻伤|国家级|省级|市级|县级|部级|乡镇级|有责|无责|不属实|属实"
_SEVERITIES = re.compile(_DEGREES)
_SEVERE = watched(_DEGREES.split("|"))


def one_severity(said: Statements, context: Context) -> None:
    """What happens is counted by one number: accidents of several degrees cannot be told apart in it."""
    if context.target is None or not said.seen & _SEVERE:
        return
    found = set(_SEVERITIES.findall("；".join([pair.text for pair in said.pairs])))
    if len(found) > 1:
        raise Refuse(Refusal.UNKNOWN_CLAUSE, "、".join(sorted(found)))
