"""Turns that two readers score differently: 再扣 (in all, or besides), 完成 beside 超额完成, a number that may be a
ratio. They are refused as they stand in the text, before a grammar that reads clause by clause loses them."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache

from perfxl.numbers import ZERO
from perfxl.scoring.prose.lexicon import units
from perfxl.scoring.prose.phrasebook import NOTHING, NUMBER, Signed, each_of
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import Context

# Bars and bases: a number right behind one is its own.
_COMPARED = r"(?:低于|高于|少于|多于|大于|小于|超过|超出|不足|未达到?|没有?达到|达不到|不到|不满)"
_NUMBER = rf"(?:{NUMBER}(?![\d.])|百分之|[一二两三四五六七八九十半百千]+(?=[^一二三四五六七八九十]))"
_BAR = re.compile(
    rf"(每?)[^,;。每]{{0,6}}?{_COMPARED}(?:[^,;。\d]{{0,6}}(?:线|标准|基准|底数|基数|年度计划|年计划)[值数量额]?|(?:规定|要求|省定)值|任务[数量]|计划[数值量额]?)"
    rf"为?\(?{_NUMBER}(?!个?百分点|个点|[^,;。]{{0,6}}?(?:以内|以上|之内|以下|范围|幅度))"
)
_MISSED = (
    r"(?:超过|超出|超期|超时|超|多于|高于|大于|多|高|少于|低于|小于|不足|不到|不满|未达到?|没有?达到|达不到|少|低|缺"
    r"|推迟|延迟|延期|延后|延误|逾期|拖延|晚|迟|减少|降低|下降|增加|上升|提高)"
)
# Periods and groups that are no units of an amount.
_GROUPS = (
    *("班", "期", "人", "月", "季", "年", "周", "旬", "半年", "学期", "学年", "学生", "万人", "千人", "百人"),
    *("乡镇", "村", "单位", "部门", "社区", "镇", "县", "区", "学校", "企业", "项目", "例", "笔", "平方米", "公里"),
)
_PERIODIC = re.compile(
    r"按(?:月|季度?|周|旬|日|半年)(?:度|份)?(?:进行)?(?:考核|计分|扣分|评分|打分|考评|计算)[^。]*?每"
)
_STRUCK = re.compile(rf"(?<=[\u4e00-\u9fff])-{NUMBER}分")
_UNSTRUCK = re.compile(rf"[\u4e00-\u9fff]得?(?:{NUMBER}分|满分)")
_ENDS = re.compile(r"[,;。:\n]")
# What is taken besides: one after the other it may be a sum, or the whole of a worse band.
_BESIDES = re.compile(r"(?:再|又|另|另外|另行|追加|额外|加(?=扣))(?:予以|给予|给|多)?(?:扣|减)")
_EXCEPT = re.compile(r"除[^,;。:\n()/×]{1,12}?外(?:的)?每")
_ALLOWED = re.compile(rf"[允容]许[^,;。\n超]{{0,4}}(?P<n>{NUMBER})[^\d,;。\n超]{{0,3}},每[^超多再,;。]{{1,4}}扣")
# 不能得满分, 没有满分, 拿不到全部分值: how many are left nobody says.
_FULL_DENIED = re.compile(
    rf"(?:(?:不(?:能|予|再|可|应|许)?|未能?|没能?)(?:全额)?[得计给评记拿获享](?:受|到)?|[无没]有?|不予|[拿得]不到|难以得到?)"
    rf"(?:[该本此]项)?的?(?:满分|全部?分|全部(?:分值|得分)|{NUMBER}分)|不全额[得计给]分"
)
# 按比例核减预算, 按完成比例获得奖励: money, no points.
_OF_MONEY = re.compile(
    "比例(?:相应)?(?:核减|扣减|扣除|压减|收回|拨付|给予|获得|发放|享受)(?:预算|资金|经费|奖励|奖金|补助|补贴)"
)
# 每低1个百分点每户扣1分: two of them at once.
_TWICE_EACH = re.compile(r"每[^,;。每\n]{1,12}每[^,;。每\n\d]{1,4}(?:\d[^,;。每\n]{0,3})?扣")
_LESS_THAN_A_STEP = re.compile(
    rf"不[足满到够](?P<n>{NUMBER}[^\d,;。\n的扣得]{{1,5}}?)的?,?(?:{NOTHING}|按一半|扣?减半)"
)
_HALVED = re.compile(r"(?:比例|完成率|比率|进度)[^,;。\d≥≤<>]{0,8},?(?:减半|折半|对半|一半)")
_RATIO = re.compile(r"(?:低于|小于|不足|不到|未达到?|高于|大于|超过|达到|[<>≥≤])0\.\d+(?=[的不得以时及则,;。\n(]|$)")
_CALCULATED = re.compile("[/×]|除以|乘以")
_EARNING = re.compile(rf"每[^,;。\n扣]{{1,14}},?[得计给记]{NUMBER}分")
_REWARD = re.compile(rf"(?<![最至计多高])(?:奖励?|另?加|再加|再得|另得|追加|额外得)(?:计|给|记)?{NUMBER}分")
_AT_MOST = re.compile("每|最多|最高|至多|上限|不超过|封顶|累计|为止")
# 当季计划, 分月目标, 本季度完成数: of a part of the year, where the target is of all of it.
_OF_A_PERIOD = re.compile(
    r"(?P<period>[当本上下每各分按逐首前近中]?(?:季度|季|月度|月(?!底|末|初)|旬|周(?![转边年])|周期)|[当本上下每各分首前近中]期|[上下]?半年|阶段性?|序时|时序)"
    r"的?(?P<what>(?:完成|实现|达到)?(?:投资|用款|支出|资金|收入|工作|建设|生产|实际|累计|已|应)?(?:计划(?!生育|外)|目标|任务|预算(?!年)|完成[数值量额]))"
)
_PART = re.compile("(?:完成|建成|竣工)了?(?:项目|工程|建设)?(主体|近期|中期|远期|阶段性?|前期|初步)")
_TAKING = re.compile(rf"每[^,;。\n得]{{1,14}},?扣[减除]?{NUMBER}分")
_FREE = re.compile(rf"(?<![\d.])(?<!不[足到满])({NUMBER})(%?)[^\d,;。\n]{{0,8}}不(?:予|予以)?扣分")
_LESS_TAKEN = re.compile(rf"每(?:减少|少|降低|下降|低){NUMBER}[^,;。\n]{{0,4}}扣")
_SHORT = re.compile(
    rf"每(?:减少|少|降低|下降|低|差)({NUMBER})([^\d,;。\n扣]{{1,4}}),?扣.{{0,60}}?[,;。\n]"
    rf"(?:少于|不足|低于|不到)({NUMBER})\2的?,?{NOTHING}"
)
_GIVEN = re.compile(rf"[得计给记]({NUMBER}分|满分|全分|{NUMBER}%)")
_BEYOND = "超额|超计划|超目标|超任务|提前|优于|超标"
_BEYOND_MORE = re.compile(rf"^(?:{_BEYOND}|(?:超过|超出|高于|大于)(?:了)?(?:年度|年初|既定)?(?:目标|计划|任务|指标))")
_BEYOND_LESS = re.compile(rf"^(?:{_BEYOND}|(?:低于|少于|小于)(?:了)?(?:年度|年初|既定)?(?:目标|计划|任务|指标))")
_FAILED = re.compile("[未没不]|逾|延|推迟|滞后|晚|否则|其[他它余]|部分")
_WORSE = {1: re.compile("低于|少于|小于|不足|<"), -1: re.compile("超|高于|大于|多于|>")}
_BOTH = re.compile("或|及|和|、|等于|以上")
_EXACTLY = re.compile("等于|恰好|刚好|正好|[=/×]")


def once(text: str, context: Context) -> None:
    """:raises Refuse: something in the text has two readings."""
    for _, unsure in _DOUBTS.among(text):
        if (found := unsure(text, context)) is not None:
            raise Refuse(Refusal.UNKNOWN_CLAUSE, found)


def _clauses(text: str) -> list[str]:
    return [clause for clause in _ENDS.split(text) if clause]


def _besides(text: str, _: Context) -> str | None:
    """``低于90%扣2分,低于80%再扣3分``: 3 or 5; ``每再低1%再扣1分`` counts on."""
    clauses = _clauses(text)
    for before, clause in zip(["", *clauses], clauses, strict=False):
        found = _BESIDES.search(clause)
        if found and "每" not in (clause if found.start() else before + clause):
            return clause
    return None


def _apart(pattern: re.Pattern[str]) -> Callable[[str, Context], str | None]:
    """What a pattern finds: ``除首次外每次扣2分``, ``允许2次,每次扣1分``."""

    def found(text: str, _: Context) -> str | None:
        doubtful = pattern.search(text)
        return doubtful.group() if doubtful else None

    return found


def _allowed(text: str, context: Context) -> str | None:
    """``允许2次,每次扣1分``: whether the two are free; where two are the target nothing else can be meant."""
    doubtful = _ALLOWED.search(text)
    own = doubtful is not None and not context.dated and Decimal(doubtful["n"]) == context.target
    return doubtful.group() if doubtful and not (own and context.sense < 0) else None


# 占总投资的比例, 合格人数占计划人数, 按预算执行率: a share of another whole, or of other things.
_OTHER_BASE = re.compile(
    "占(?:全年|年度|全[县市省区])?(?P<w>总(?!任务|目标|计划|数|量|额)[^,;。\n的比]{1,3}|上年|去年|往年|同期"
    "|[^,;。\n占]{0,4}(?:报名|参训|交办|总数))[^,;。\n]{0,6}?(?:比|几成|百分)"
)
_OTHER_PART = re.compile(
    "(?P<w>合格|优秀|通过|验收|观众|课时|期数)[^,;。\n占]{0,4}占(?:年度|全年)?(?:计划|目标|任务|应)"
)
_OTHER_RATE = re.compile("(?P<w>预算|资金|支出|经费)(?:执行|完成|到位)(?:率|进度)")


def _of_others(text: str, context: Context) -> str | None:
    if context.unit != "%" and not context.rate:
        patterns: tuple[re.Pattern[str], ...] = (_OTHER_BASE, _OTHER_PART, _OTHER_RATE)
    else:
        patterns = (_OTHER_RATE,)
    for pattern in patterns:
        for found in pattern.finditer(text):
            if context.name and context.target is not None and found["w"] not in context.name:
                return found.group()
    return None


def _no_step(text: str, _: Context) -> str | None:
    """``不足1个百分点不得分`` beside 每低1个百分点: less than a step, and no value of the indicator."""
    found = _LESS_THAN_A_STEP.search(text)
    each = rf"每[^,;。\n\d]{{0,6}}{re.escape(found['n'])}[^,;。\n得]{{0,4}},?[扣减]" if found is not None else ""
    return found.group() if found is not None and re.search(each, text) else None


def _of_a_period(text: str, context: Context) -> str | None:
    """``每低于当季计划5%``: the plan of a quarter stands in no cell, unless the indicator is called after it."""
    if context.target is None:
        return None
    return next((of.group() for of in _OF_A_PERIOD.finditer(text) if of["period"][-2:] not in context.name), None)


def _partly(text: str, context: Context) -> str | None:
    """``完成主体`` of a number."""
    part = _PART.search(text) if context.target is not None else None
    return part.group() if part and part[1] not in context.name else None


def _of_bar(text: str, _: Context) -> str | None:
    """``低于警戒线80%`` is below 80%, not 80% below the target: what is meant stands in no cell of the sheet."""
    return next((bar.group() for bar in _BAR.finditer(text) if not bar[1]), None)


def _each(text: str, _: Context) -> str | None:
    """``每次活动少于20人`` is about the persons of one event, not about 20 events."""
    found = _of_each().search(text)
    return found.group() if found else None


def _better(text: str, context: Context) -> str | None:
    """``完成得8分,超额完成得10分``: what just meets a target is not better than it; ``等于目标值得4分`` says so."""
    if context.target is None:
        return None
    sense = -1 if context.sense < 0 else 1
    beyond, worse = _BEYOND_LESS if sense < 0 else _BEYOND_MORE, _WORSE[sense]
    given: list[tuple[str, str]] = []
    better: list[tuple[str, str]] = []
    for clause in _clauses(text):
        points = _GIVEN.search(clause)
        if points is None or "每" in clause[: points.start()]:
            continue
        said = clause[: points.start()]
        if (found := beyond.match(said)) and not _BOTH.search(said) and not re.search(r"\d", said[found.end() :]):
            better.append((points[1], clause))
        elif not any(pattern.search(said) for pattern in (_FAILED, worse, _EXACTLY)):
            given.append((points[1], clause))
    return next((clause for points, clause in better for other, _ in given if other != points), None)


def _ratio(text: str, context: Context) -> str | None:
    """``实际值/目标值×10,低于0.6的得0分``: 0.6 is the ratio, or an actual value."""
    if context.target is None or context.target <= 1 or not _CALCULATED.search(text):
        return None
    found = _RATIO.search(text)
    return found.group() if found else None


def _minus(text: str, context: Context) -> str | None:
    """``达标10分；不达标-10分``, in words: points with a stroke in front beside points without may be taken off."""
    if context.target is not None:
        return None
    taken = _STRUCK.search(text)
    return taken.group() if taken and _UNSTRUCK.search(text) else None


def _rewarded(text: str, _: Context) -> str | None:
    """``每完成1项得2分,全部完成奖励2分``: the full marks are a sum that is not said."""
    if not _EARNING.search(text):
        return None
    clauses = (clause for clause in _clauses(text) if not _AT_MOST.search(clause))
    return next((clause for clause in clauses if _REWARD.search(clause)), None)


def _free(text: str, context: Context) -> str | None:
    """``每低1个百分点扣1分,85%以上不扣分`` beside 90: counted from 85, or from 90 below 85."""
    target, taking = context.target, _TAKING.search(text)
    if target is None or context.dated or taking is None or target <= 0:
        return None
    for found in _FREE.finditer(text, taking.end()):
        bound = Decimal(found[1])
        whole = Decimal(100) if found[2] and context.unit != "%" else target
        if bound != target and bound * 2 >= whole and "每" not in found.group():
            return found.group()
    return None


def _short(text: str, context: Context) -> str | None:
    """``每少10个扣2分,少于5个的不得分``: 5 in all, or 5 too few; fewer than none cannot be."""
    if context.target == ZERO and not context.dated and (found := _LESS_TAKEN.search(text)):
        return found.group()
    short = _SHORT.search(text)
    if short is None or Decimal(short[3]) > Decimal(short[1]):
        return None
    return short.group()


@cache
def _of_each() -> re.Pattern[str]:
    things = sorted({unit for unit in units() if unit[0] not in "%‰分升"} | set(_GROUPS), key=lambda word: -len(word))
    return re.compile(
        rf"每(?:一|1)?(?:{'|'.join(map(re.escape, things))})(?!百分点)[^,;。\d]{{0,8}}?(?<!不){_MISSED}"
        rf"[^,;。\d每]{{0,4}}?{_NUMBER}(?!\w{{0,4}}的,每)"
    )


_DOUBTS = Signed(
    (tuple(signs.split()), unsure)
    for signs, unsure in (
        ("线 标准 基准 底数 基数 年度计划 年计划 规定值 要求值 省定值 任务数 任务量 计划", _of_bar),
        ("每", _each),
        ("-", _minus),
        (each_of("按", "月 季 周 旬 日 半年"), _apart(_PERIODIC)),
        ("再 又 另 追加 额外 加扣", _besides),
        ("除", _apart(_EXCEPT)),
        ("允许 容许", _allowed),
        ("减半 折半 对半 一半", _apart(_HALVED)),
        (
            each_of("季 月 旬 周 期 度 段 性 时 序 年 的", "计 目 任 预 完 投 用 支 资 收 工 建 生 实 累 已 应"),
            _of_a_period,
        ),
        ("主体 近期 中期 远期 阶段 前期 初步", _partly),
        (
            "超额 超计划 超目标 超任务 提前 优于 超标 "
            + each_of("超过 超出 高于 大于 低于 少于 小于 了 年度 年初 既定", "目标 计划 任务 指标"),
            _better,
        ),
        (each_of("低于 小于 不足 不到 达 达到 高于 大于 超过 < > ≥ ≤", "0."), _ratio),
        ("奖 加 再得 另得 追加 额外得", _rewarded),
        (each_of("不 不予 不予以", "扣分"), _free),
        (each_of("每", "减少 少 降低 下降 低 差"), _short),
        (
            each_of("不 未 无 没 有 能 予 再 可", "满 全 得 计 给 评 记 拿 获 享 该 本") + " 拿不 得不",
            _apart(_FULL_DENIED),
        ),
        ("预算 资金 经费 奖励 奖金 补助 补贴", _apart(_OF_MONEY)),
        ("每", _apart(_TWICE_EACH)),
        ("不足 不满 不到 不够", _no_step),
        ("占 执行率 完成率 到位率 执行进 完成进", _of_others),
    )
)
