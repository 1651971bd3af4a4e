"""Turns of phrase for shares, gaps and lateness: ``20件都不到`` is 不到20件, ``以A/B为系数折算`` is 按A/B计分."""

from __future__ import annotations

import re
from decimal import Decimal

from perfxl.scoring.prose.asides import shares_words
from perfxl.scoring.prose.phrasebook import BEGINS, ENDS, NUMBER, each_of, saying, way
from perfxl.scoring.prose.terms import Context

_DIGITS = "0 1 2 3 4 5 6 7 8 9"
_LETTERS = " ".join("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_LETTERED = r"[A-Za-z](?:为|表示|代表|指|是|即)[^\dA-Za-z(),;。=/×]{2,12}"
_OWN = "(?:本项|该项|此项|本指标|该指标)"
_DAY = r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}[日号]|[底末])"
_LATE = "逾期|延期|推迟|超期|延迟|滞后|拖延|超时|延误|晚|迟"
_DAYS = "个?工作日|个月|小时|天|日|周"
_GOALS = "(?:目标|计划|任务|预算|标准|控制|定额|限额)(?:任务|目标|控制)?[数值量额]?"
_OVER = "超过|超出|高于|超支|多于"
_UNDER = "低于|不足|少于"
# (标准成本为1.85万元/公里): the target in so many words.
_GOAL_IN_BRACKETS = re.compile(
    rf"\((?:其中|注)?:?(?:年度|全年)?{_GOALS}[^\d(),;。:=为是/×率度比]{{0,6}}(?:为|是|=|:)?(?P<n>{NUMBER})(?P<u>[^\d(),;。×+]{{0,8}})\)"
)
# 与100%相比: the same, in front of how far it is missed.
_COMPARED = re.compile(rf"{BEGINS}[与同和](?P<n>{NUMBER})(?P<u>[^\d(),;。×+]{{0,4}}?)(?:相比较?|比较|相较),?(?=.)")
# 按实际覆盖村数所占比例: of what is done, nothing of what is not.
_SHARE_OF_ALL = re.compile(
    r"按照?(?:实际|已)?(?P<x>[^,;。:\d/×占]{2,10}?)所?占(?:比|的?(?:比例|比重|百分比))(?=计分|得分|给分|赋分|折算|计算|核算|评分|计)"
)
_NOT_DONE = re.compile("[未没不缺欠少超各无非]|重点|上年|去年")
# 低于目标值不超过5个百分点的扣1分；超过5个百分点: by how much it is missed, on the side that was said first.
_SIDE_SAID = re.compile(
    rf"{BEGINS}(?P<side>(?:低于|少于|高于|超过|超出|大于|小于){_GOALS}|比{_GOALS}[低高少多])的?(?:幅度)?"
    rf"(?:不超过|不大于|在|≤)?(?P<n>{NUMBER})(?P<u>个百分点|%|[^\d,;。()]{{1,3}}?)(?:以内|之内|以下|及以下|内)?"
    r"(?:\(含[^()]{0,6}\))?的?,?(?=扣|得|计|不扣)"
)
_MORE = re.compile("[高超多]|大于")
_BEYOND = re.compile(
    rf"(?<=[;。,\n])(?:超过|大于|超出|>)(?P<n>{NUMBER})(?P<u>个百分点|%|[^\d,;。()]{{1,3}}?)(?=[的但且、,至以不得扣~-])"
)
# 截止8月20日，每超1日: what has to be done by then.
_CLOSED = re.compile(
    rf"{BEGINS}(?:截[止至])(?:到|至|日期|时间|日)?(?:为|是|:)?(?P<day>{_DAY})(?:之?前|止|为止)?,(?=每)"
)


def _is_target(found: re.Match[str], context: Context) -> bool:
    """Whether a number with its unit is the target."""
    return not context.dated and Decimal(found["n"]) == context.target and found["u"] in ("", context.unit)


def _without_goal(text: str, context: Context) -> str:
    return _GOAL_IN_BRACKETS.sub(lambda found: "" if _is_target(found, context) else found.group(), text)


def _compared(text: str, context: Context) -> str:
    return _COMPARED.sub(lambda found: "" if _is_target(found, context) else found.group(), text)


def _share_of_all(text: str, context: Context) -> str:
    if context.target is None or context.dated or context.unit == "%" or context.sense <= 0:
        return text

    def said(found: re.Match[str]) -> str:
        own = shares_words(found["x"], context.name) and not _NOT_DONE.search(found["x"])
        return "按完成比例" if own else found.group()

    return _SHARE_OF_ALL.sub(said, text)


def _side_said_once(text: str, _: Context) -> str:
    """The side on which the target is missed, said again in the clauses that go on where the one before ends."""
    found = _SIDE_SAID.search(text)
    if found is None or _SIDE_SAID.search(text, found.end()):
        return text

    side = "高于目标值" if _MORE.search(found["side"]) else "低于目标值"

    def said(beyond: re.Match[str]) -> str:
        bound = beyond["n"] + beyond["u"]
        before = text[found.start() : found.end() + beyond.start()]
        return (side if beyond["u"] == found["u"] and bound in before else "") + beyond.group()

    return text[: found.end()] + _BEYOND.sub(said, text[found.end() :])


def _by_the_day(text: str, context: Context) -> str:
    return _CLOSED.sub(r"\g<day>前完成,", text) if context.dated else text


SAYINGS = (
    # 本项3分×（筛查人数÷6500）: whose points they are.
    saying(each_of("项 标", _DIGITS), rf"(?:^|(?<=[,;。:\n\x01的])){_OWN}(?={NUMBER}分[×乘])", ""),
    # 以标准成本/实际成本为系数折算得分.
    saying(
        "系数",
        r"[以按用](?P<f>[^,;。:()=]{2,20}/[^,;。:()=]{2,20}?)(?:的?比值)?(?:作为|作|为)(?:折算|计分|得分)?系数,?(?:进行|予以)?"
        r"(?:折算|计算|核算|折减|计分|得分|给分|乘以?(?:满分|分值|权重)?)(?:得分|分值|计分|给分|计算)?(?=[(]|$|[,;。)\n])",
        r"按\g<f>计分",
    ),
    way(each_of("(", "其 注 年 全 目 计 任 预 标 控 定 限"), _without_goal),
    way("相比 相较 比较", _compared),
    way("占比 占的", _share_of_all),
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
    # 达99.5%计满分，在此之下每0.1个百分点扣1分.
    saying(
        each_of("此之下 此以下 该值以下 此线以下 此值以下 此标准以下 该标准以下", "每 , 的"),
        rf"(?<=[,;。])(?:在)?(?:此|该)(?:值|线|标准|数|比例|水平)?(?:之|以)下的?,?每(?={NUMBER})",
        "每低",
    ),
    saying(
        each_of("此之上 此以上 该值以上 此线以上 此值以上 此标准以上 该标准以上", "每 , 的"),
        rf"(?<=[,;。])(?:在)?(?:此|该)(?:值|线|标准|数|比例|水平)?(?:之|以)上的?,?每(?={NUMBER})",
        "每高",
    ),
    saying("计扣", rf"(?<![不予免])计扣(?={NUMBER}分)", "扣"),
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
    way(each_of("低于 少于 高于 超过 超出 大于 小于 比", "目标 计划 任务 预算 标准 控制 定额 限额"), _side_said_once),
    way("截止 截至", _by_the_day),
    # (A为完成率): what the letter is, behind all of them.
    saying(
        each_of("(", _LETTERS + " 其 式 注"),
        rf"\((?:其中|式中|注)?:?(?P<what>{_LETTERED}(?:[,;]{_LETTERED}){{0,3}})\)(?=$|[,;。])",
        r";\g<what>",
    ),
    # 按标准分的80%计: nothing is done 按标准.
    saying("准分的", r"(?<=按)标准分(?=的\d)", "满分"),
    # 20件都不到: fewer than twenty.
    saying(
        each_of("都 也 还", "不到 未到 没到 没有 达不 没达 未达 不足 不满"),
        rf"(?<![\d.或者、])(?P<n>{NUMBER}[^\d,;。()]{{1,3}}?)(?:都|也|还)(?:不到|未到|没到|没有达到|没达到|未达到|达不到|没有|不足|不满)"
        r"(?=的|者|,|不得分|得|计|扣)",
        r"不到\g<n>",
    ),
)
