"""Turns of phrase for shares, gaps and lateness: ``20件都不到`` is 不到20件, ``以A/B为系数折算`` is 按A/B计分."""

from __future__ import annotations

import re

from perfxl.numbers import HUNDRED
from perfxl.scoring.prose.asides import of_what_is_done
from perfxl.scoring.prose.phrasebook import BEGINS, DAY, DIGITS, ENDS, NOTHING, NUMBER, each_of, is_target, saying, way
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import Context

_LETTERS = " ".join("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
# 逾期未完成的, 到期没有印发: not by the day.
_NOT_IN_TIME = re.compile(
    rf"{BEGINS}(?:逾期|超期|到期|超时|过期)(?:仍|还|尚)?(?:未|没有?)(?P<verb>[^,;。\d扣得计]{{2,4}}?)(?:的|者)?(?=,|{NOTHING}|得0|计0)"
)
_MONTH_BEHIND = re.compile(r"(?<!\d)(?P<m>\d{1,2})月份?[之以]?后(?=[^,;。\d]{0,4}?(?:的|,|得|计|给|\d|不得分|不计分))")
_MONTHS = re.compile(r"(?<!\d)(\d{1,2})月(?:份?([底末])|(\d{1,2})[日号])?")
_WHOLE_MONTH = re.compile(r"(?<!\d)(\d{1,2})月(?:份|内)*(?!\d|[之以]?[前后]|[底末初上中下])")
_LAST_DAYS = ("31", "28", "31", "30", "31", "30", "31", "31", "30", "31", "30", "31")
_CALLED_SO = (
    "(?:(?:优秀|优|良好|良|中等|中|合格|及格|一般|较好|较差|好|差|不合格|不及格)(?:等次|等级|档)?|(?:满分|最高|第?[一二三四五])档)"
)
_CALLED = re.compile(
    rf"(?<=[上下间内分%])(?:的)?(?:(?:(?:评|评定|视|定)?为|算|属于?|进入){_CALLED_SO}|\({_CALLED_SO}\))(?:的|,)*(?=[得计给记扣]|不得分)"
    rf"|{BEGINS}{_CALLED_SO}[为是](?=[\d≥≤<>])"
)
_GRADE_REACHED = re.compile(rf"{BEGINS}(?:达到|评定为|评为|获评)(?=[1-5]?A{{1,5}}级(?!以))")
_SLOPE = re.compile(rf"从{NUMBER}[^,;。\d]{{0,4}}[到至]{NUMBER}[^,;。\d]{{0,4}},?(?:按|同|等|成)*比例递[减增]")
_FILLED = re.compile(rf"(?<![不未没能有年])满(?P<n>{NUMBER})(?P<u>[^\d,;。的得计]{{0,3}}?)(?=的|,|得|计|及?以上)")
_NOT_FILLED = re.compile(r"(?<=[,;。\n\x01])(?:不|未能?|没有?)满(?:的|者|时)(?=,?(?:[按得计每扣]|不得分|零分|0分))")
_ALL_DUE = re.compile(rf"{BEGINS}应(?P<verb>[\u4e00-\u9fff])尽(?P=verb)的?,?(?=[得计给]|满分)")
_LETTERED = r"[A-Za-z](?:为|表示|代表|指|是|即)[^\dA-Za-z(),;。=/×]{2,12}"
_OWN = "(?:本项|该项|此项|本指标|该指标)"
_LATE = "逾期|延期|推迟|超期|延迟|滞后|拖延|超时|延误|晚|迟"
_DAYS = "个?工作日|个月|小时|天|日|周"
_GOALS = "(?:目标|计划|任务|预算|标准|控制|定额|限额)(?:任务|目标|控制)?[数值量额]?"
# (标准成本为1.85万元/公里): the target in so many words.
_GOAL_IN_BRACKETS = re.compile(
    rf"\((?:其中|注)?:?(?:年度|全年)?{_GOALS}[^\d(),;。:=为是/×率度比]{{0,6}}(?:为|是|=|:)?(?P<n>{NUMBER})(?P<u>[^\d(),;。×+]{{0,8}})\)"
)
# 与100%相比: the same, in front of how far it is missed.
_COMPARED = re.compile(rf"{BEGINS}[与同和](?P<n>{NUMBER})(?P<u>[^\d(),;。×+]{{0,4}}?)(?:相比较?|比较|相较),?(?=.)")
# 按实际占比达到目标值的比例折算得分: of the target.
_SHARE_REACHED = re.compile(
    r"按照?(?:实际|已)?(?P<x>[^,;。:\d/×]{0,10}?)(?:达到|达)(?:年度|全年)?(?:目标|计划|任务)(?:任务|目标)?(?:总?[数值量额])?的?"
    r"(?:比例|百分比|比率|程度)(?=计分|得分|给分|赋分|折算|折合|计算|核算|评分|计)"
)
_NOT_DONE = re.compile("[未没不缺欠少超各无非]|重点|上年|去年")
# 低于目标值不超过5个百分点的扣1分；超过5个百分点: by how much it is missed, on the side that was said first.
_WAYS = f"{_LATE}|超支|超预算|超概算|超计划|超标准|超限额"
_SIDE_SAID = re.compile(
    rf"{BEGINS}(?:(?P<side>(?:低于|少于|高于|超过|超出|大于|小于){_GOALS}|比{_GOALS}[低高少多])的?|(?P<way>{_WAYS}))(?:幅度|比例|时间)?"
    rf"(?:不超过|不大于|在|≤)?(?P<n>{NUMBER})(?P<u>个百分点|%|[^\d,;。()]{{1,3}}?)(?:\(含\))?(?:以内|之内|以下|及以下|内)?"
    r"(?:\(含[^()]{0,6}\))?的?,?(?=扣|得|计|不扣)"
)
_LATE_BY_STEPS = re.compile(rf"每(?P<way>{_LATE})了?{NUMBER}(?:天|日)的?扣{NUMBER}分(?=[,;。])")
_SO_MANY_DAYS = re.compile(rf"(?<=[,;。])(?P<days>{NUMBER}(?:天|日)及?以上)(?=的?{NOTHING})")
_MORE = re.compile("[高超多]|大于")
# 超过5个百分点, 5-10个百分点, 低于10%-20%, 10%以上.
_BEYOND = re.compile(
    rf"(?<=[;。,\n])(?:(?P<over>超过|大于|超出|>)|低于|少于|高于)?(?P<n>{NUMBER})(?P<u>个百分点|%|[^\d,;。()~至到-]{{1,3}}?)?"
    rf"(?P<range>(?:\(不?含\))?[-~至到]{NUMBER}(?P<v>个百分点|%|[^\d,;。()]{{1,3}}?)|)(?=[的但且、,至以不得扣计及(])"
)
# 截止8月20日，每超1日: what has to be done by then.
_CLOSED = re.compile(
    rf"{BEGINS}(?:截[止至])(?:到|至|日期|时间|日)?(?:为|是|:)?(?P<day>{DAY})(?:之?前|止|为止)?,(?=每)"
)


def _without_goal(text: str, context: Context) -> str:
    return _GOAL_IN_BRACKETS.sub(lambda found: "" if is_target(found, context) else found.group(), text)


def _compared(text: str, context: Context) -> str:
    return _COMPARED.sub(lambda found: "" if is_target(found, context) else found.group(), text)


def _share_reached(text: str, context: Context) -> str:
    if context.target is None or context.dated or context.sense <= 0:
        return text

    def said(found: re.Match[str]) -> str:
        own = of_what_is_done(found["x"], context) and not _NOT_DONE.search(found["x"])
        return "按完成比例" if own else found.group()

    return _SHARE_REACHED.sub(said, text)


def _side_said_once(text: str, _: Context) -> str:
    """The side on which the target is missed, said again in clauses that go on where the one before ends."""
    found = _SIDE_SAID.search(text)
    if found is None or _SIDE_SAID.search(text, found.end()):
        return text

    side = found["way"] or ("高于目标值" if _MORE.search(found["side"]) else "低于目标值")

    def said(beyond: re.Match[str]) -> str:
        unit = beyond["u"] or beyond["v"]
        before = text[found.start() : found.end() + beyond.start()]
        if unit != found["u"] or (beyond["v"] or unit) != unit or f"{beyond['n']}{unit}" not in before:
            return beyond.group()
        return f"{side}{beyond['over'] or ''}{beyond['n']}{beyond['u'] or ''}{beyond['range']}"

    return text[: found.end()] + _BEYOND.sub(said, text[found.end() :])


def _late_beyond(text: str, context: Context) -> str:
    """``每推迟10日扣1分，30日以上不得分``: thirty days late, of a day."""
    found = _LATE_BY_STEPS.search(text) if context.dated else None
    if found is None:
        return text
    return text[: found.end()] + _SO_MANY_DAYS.sub(rf"{found['way']}\g<days>", text[found.end() :])


def _by_the_day(text: str, context: Context) -> str:
    if not context.dated:
        return text

    return _CLOSED.sub(r"\g<day>前完成,", text)


def _not_in_time(text: str, context: Context) -> str:
    if not context.dated:
        return text

    def said(found: re.Match[str]) -> str:
        verb = found["verb"]
        known = verb == "完成" or verb in context.name or verb in text[: found.start()]
        return "未按期完成的" if known else found.group()

    return _NOT_IN_TIME.sub(said, text)


def _month_behind(text: str, context: Context) -> str:
    """``4月30日前得3分，5月以后不得分``: from the first of May on, where April has been spoken of to its end."""

    def said(found: re.Match[str]) -> str:
        month, before = int(found["m"]), _MONTHS.findall(text[: found.start()])
        spoken = [(end, day) for said, end, day in before if int(said) == month - 1]
        ended = [True for end, day in spoken if end or day == _LAST_DAYS[month - 2]]
        ended += [True for whole in _WHOLE_MONTH.findall(text[: found.start()]) if int(whole) == month - 1]
        itself = [True for said, *_ in before if int(said) == month]
        return f"{month}月1日及以后" if ended and not itself and 2 <= month <= 12 else found.group()

    return _MONTH_BEHIND.sub(said, text) if context.dated else text


def _called(text: str, context: Context) -> str:
    return _CALLED.sub("", text) if context.target is not None and not context.dated else text


def _on_a_slope(text: str, _: Context) -> str:
    """:raises Refuse: points that fall between two bounds, to nobody knows what."""
    if (found := _SLOPE.search(text)) is not None:
        raise Refuse(Refusal.UNKNOWN_CLAUSE, found.group())
    return text


def _not_filled(text: str, context: Context) -> str:
    """``满40场得4分，不满的``: fewer than those, where they are the target."""
    filled = next((found for found in _FILLED.finditer(text) if is_target(found, context)), None)
    if filled is None or context.sense <= 0:
        return text
    return text[: filled.end()] + _NOT_FILLED.sub("未达到的", text[filled.end() :])


def _all_due(text: str, context: Context) -> str:
    every = context.target is not None and not context.dated and (context.unit != "%" or context.target == HUNDRED)
    if not every or context.sense <= 0:
        return text
    return _ALL_DUE.sub(lambda found: "达到目标值的" if found["verb"] in context.name else found.group(), text)


SAYINGS = (
    # 本项3分×（筛查人数÷6500）: whose points they are.
    saying(each_of("项 标", DIGITS), rf"(?:^|(?<=[,;。:\n\x01的])){_OWN}(?={NUMBER}分[×乘])", ""),
    way(each_of("(", "其 注 年 全 目 计 任 预 标 控 定 限"), _without_goal),
    way("相比 相较 比较", _compared),
    way(each_of("达到 达", "目标 计划 任务 年度 全年"), _share_reached),
    # 未完成部分占目标的比例乘以6分，即为应扣分数.
    saying(
        each_of("应扣 所扣 为扣 是扣 即扣", "分 的 减"),
        rf"(?P<f>[^,;。:=]{{2,12}}占[^,;。:=]{{2,12}}(?:比例|百分比|比重)(?:乘以?|×)(?:{NUMBER}分|满分|分值|权重)),?"
        rf"(?:即为|就是|即是|即|为|作为|是)(?:应|所)?扣(?:减|除)?(?:的)?(?:分数|分值|分){ENDS}",
        r"扣分=\g<f>",
    ),
    # 满意比例92%起得分，达到92%即得5分: the same bound twice.
    saying(
        each_of("起", "得 计 给 记 评"),
        rf"{BEGINS}[^,;。:\d]{{0,12}}(?P<n>{NUMBER}[^\d,;。]{{1,4}}?)起(?:开始)?(?:得分|计分|给分|记分|评分)[,;。]"
        r"(?=[^,;。\d]{0,8}(?:达到?|满|≥|不低于|不少于)(?P=n)(?!\d|\.))",
        "",
    ),
    saying("计扣", rf"(?<![不予免])计扣(?={NUMBER}分)|(?<=%)计扣{ENDS}", "扣"),
    # 每下降1个百分点，记-1分: points below nought for every one are taken.
    saying(
        "记- 计-",
        rf"(?P<each>每[^,;。得计记给]{{1,20}}?,?)(?:记|计)-(?P<n>{NUMBER}分)",
        r"\g<each>扣\g<n>",
    ),
    # 逾期超过10天、20天以内: from ten days, which are left out, to twenty.
    saying(
        each_of("逾期 延期 推迟 超期 延迟 滞后 拖延 超时 延误 晚 迟", "超过 大于"),
        rf"(?P<d>{_LATE})(?P<w>[^,;。\d]{{0,4}}?)(?:超过|大于)(?P<a>{NUMBER})(?P<u>{_DAYS})(?:\(不含[^()]{{0,5}}\))?"
        rf"[、,]?(?:但|且|而|并)?(?:(?:不超过|未超过|没超过|不大于|≤)(?P<b>{NUMBER})(?P=u)"
        rf"|在?(?P<c>{NUMBER})(?P=u)(?:以内|之内|以下|及以内|内))(?:\(含[^()]{{0,5}}\))?",
        lambda found: "{d}{w}{a}{u}(不含)-{b}{u}(含)".format_map({**found.groupdict(), "b": found["b"] or found["c"]}),
    ),
    way(
        each_of("低于 少于 高于 超过 超出 大于 小于 比", "目标 计划 任务 预算 标准 控制 定额 限额") + " "
        + each_of("期 迟 误 支 算 时 晚 划", "1 2 3 4 5 6 7 8 9 在 不") + " "
        + each_of("后 延 准 额", "1 2 3 4 5 6 7 8 9 在"),
        _side_said_once,
    ),
    way(each_of("每推迟 每逾期 每延迟 每超期 每延期 每滞后 每晚", "1 2 3 4 5 6 7 8 9"), _late_beyond),
    # 低于目标值5个百分点以上10个百分点以下: from one to the other.
    saying(
        each_of("点以上 %以上 点及以上 %及以上", DIGITS + " 、 , 至 到"),
        rf"(?P<side>(?:低于|少于|高于|超过|超出){_GOALS})(?P<a>{NUMBER})(?P<u>%|个百分点)(?:\(含\))?及?以上[、,至到]?"
        rf"(?P<b>{NUMBER})(?P=u)(?:\(含\))?及?(?:以下|以内)",
        r"\g<side>\g<a>-\g<b>\g<u>",
    ),
    way("截止 截至", _by_the_day),
    # 逾期未完成的不得分, of a day.
    way("期未 时未 期没 时没 仍未 尚未 还未 仍没 尚没 还没", _not_in_time),
    way("月以后 月之后 月后 月份以后 月份之后 月份后", _month_behind),
    # 完成率按实际完成数除以计划数计算: what it is.
    saying(
        each_of("率 例", "按 以 用 为 是 即"),
        r"(?:^|(?<=[,;。\n(]))(?:其中)?:?(?P<n>完成率|完成比例|达成率|实现率|比例)(?:按照?|以|用|为|是|即)"
        r"(?P<a>[^,;。:=与和/()]{2,12}?)(?:/|除以|[与和](?=[^,;。/]{2,12}(?:之比|的比值|的比例)))(?P<b>[^,;。:=/()]{2,12}?)"
        r"(?:×100%)?(?:之比|的比值|的比例)?(?:计算|核算|得出|确定)?(?=$|[,;。)\n])",
        r"\g<n>=\g<a>/\g<b>",
    ),
    saying(
        each_of("率 例", "="),
        r"\((?:其中|注)?:?(?P<what>(?:完成率|完成比例|达成率|实现率|比例)=[^(),;。=]{3,30})\)(?=$|[,;。])",
        r",\g<what>",
    ),
    # 90分以上为优秀，得5分: what a band is called.
    way(
        each_of("上 下 间 内 分 %", "评为 定为 视为 " + each_of("为 (", "优 良 中 合 不 较 一 及 差 好")) + " "
        + each_of("算 属 于 为 入", "优 良 中 合 不 较 一 及 差 好 满 最 第 一 二 三 四 五")
        + f" {each_of('优 秀 良 好 中 等 格 般 差 次 档', '为 是')}",
        _called,
    ),
    # 未进入满分档的: all the others.
    saying("满分档 最高档", rf"{BEGINS}(?:未|没有?)能?(?:进入|达到|评为)(?:满分|最高)档的?(?=,|得|不得分)", "其余"),
    # 每少5天降一档，每降一档扣1分.
    saying(
        each_of("降 下降 减", "一档 一级 一等 1档 1级 一个"),
        rf"(?P<each>每[^,;。\d每]{{1,4}}{NUMBER}[^\d,;。每]{{1,5}}?)(?:下?降|减|降低)(?:一|1)个?(?P<k>档次|档|级|等级|等)[,;]"
        rf"每(?:下?降|减|降低|低)?(?:一|1)?个?(?P=k)(?=[扣减]{NUMBER}分)",
        r"\g<each>",
    ),
    # 从90%到60%按比例递减: of the target, or down to nothing.
    way(each_of("比例递", "减 增"), _on_a_slope),
    # 达到5A级, beside 4A级.
    way("A级", lambda text, context: _GRADE_REACHED.sub("", text) if context.target is None else text),
    # 应发尽发: all of them.
    way("尽", _all_due),
    # (A为完成率): what the letter is, behind all of them.
    saying(
        each_of("(", _LETTERS + " 其 式 注"),
        rf"\((?:其中|式中|注)?:?(?P<what>{_LETTERED}(?:[,;]{_LETTERED}){{0,3}})\)(?=$|[,;。])",
        r";\g<what>",
    ),
    # 按标准分的80%计: nothing is done 按标准.
    saying("准分的", r"(?<=按)标准分(?=的\d)", "满分"),
    # 演出满40场得4分，不满的.
    way(each_of("不满 未满 没满 能满 有满", "的 者 时"), _not_filled),
    # 按完成份额: in proportion to it.
    saying(each_of("成 成的 现 现的", "份额"), r"(?:已|实际)?(?:完成|达成|实现)(?:任务)?的?份额", "完成比例"),
)
