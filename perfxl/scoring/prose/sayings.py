"""Turns of phrase said in plainer words before the text is read: 一分不给 is 不得分, 按A与B之积 按A×B.

Each means exactly what stands for it, whatever surrounds it; what leaves a doubt is no saying but refused.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from perfxl.scoring.prose.refusal import Refusal, Refuse

Spoken = str | Callable[[re.Match[str]], str]

_N = r"\d+(?:\.\d+)?"
_NUMERALS = "\\d一二两三四五六七八九十"
_LATE_IN_THE_YEAR = 10
_NEXT_YEAR = re.compile(r"(?:次年|翌年|第二年)(?=\d{1,2}月)")
_DIGITS = "零一二三四五六七八九"
_SHARE = r"(?:比例|百分比|比重|百分点|百分之几)"
_SO = r"(?:就|则|即)?(?:相应)?"
_SO_MUCH = rf"多少(?:个)?{_SHARE}的?(?:分值|分数|得分|分)?"
_FACTORS = rf"([^,;。:、\n()与和同按]{{2,14}})[与和同]({_N}分?|分值|满分|权重|权重分|该项分值|本项分值|标准分)"
_OVER = "超过|超出|高于|超支"
_ROUNDED = r"(?:最终)?(?:计算)?(?:结果|得分|分值|分数)?"
_WHOLE = r"(?:占比|比例|百分比|比重|比率)"
_BEGINS = r"(?:^|(?<=[,;。\n]))"
_AMOUNT = rf"{_N}[^\d,;。()]{{0,3}}"
_WITHIN = rf"(?:不大于|不超过|不高于|小于等于|小于或等于|≤|在(?={_N}%以内))"
_POINTS = rf"(?:{_N}分|满分)"
_BY_FORMULA = r"(按[^,;。:\n]{2,40}[/×][^,;。:\n]{0,20}?)"
_ENDS = r"(?=$|[,;。\n)])"
_COUNTS = "(?:数量|条数|个数|件数|人数|次数|户数|台数|场数|场次|总数|总量)"
_DAY = r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}[日号]|[底末初]|[上中下]旬)"
_GRADE = r"优秀?|良好?|中等?|一般|合格|不合格|较?差|较好|好"


class Saying(NamedTuple):
    """A pattern, what it is said as, and the characters without which it need not be looked for."""

    sign: str
    pattern: re.Pattern[str]
    plain: Spoken


def _saying(sign: str, pattern: str, plain: Spoken) -> Saying:
    return Saying(sign, re.compile(pattern), plain)


def _digit(char: str) -> int:
    return 2 if char == "两" else _DIGITS.index(char)


def _reversed(found: re.Match[str]) -> str:
    """``A/B×5=得分`` is 得分=A/B×5; what calculates nothing is left."""
    return f"得分={found[1]}" if re.search("[/×]|除以", found[1]) else found.group()


def _with_end(found: re.Match[str]) -> str:
    """``(40%~50%,含40%)`` is (40%(含)~50%)."""
    low, high, said, which = found.groups()
    number = re.match(_N, low)
    if number is not None and number.group() == which:
        return f"({low}({said})-{high})"
    return f"({low}-{high}({said}))" if high.startswith(which) else found.group()


_SAYINGS = (
    # Scores are rounded to two places anyway.
    _saying(
        "位",
        rf"\({_ROUNDED},?(?:按)?(?:四舍五入)?后?,?{_ROUNDED}保留[到至]?(?:小数点后)?[两二2]位(?:小数)?,?(?:四舍五入)?\)",
        "",
    ),
    _saying(
        "多少",
        rf"(?:[欠缺差少短低超](?:了|出)?|未完成|没完成)的?多少(?:个)?{_SHARE},?{_SO}扣[减除]?(?:掉)?{_SO_MUCH}",
        "按比例扣分",
    ),
    _saying(
        "多少",
        rf"(?:完成|达到|实现)了?多少(?:个)?{_SHARE},?{_SO}[得计给]{_SO_MUCH}",
        "按比例得分",
    ),
    _saying("积", rf"{_FACTORS}(?:之积|的乘积|的积)", r"\1×\2"),
    _saying("相乘", rf"{_FACTORS}相乘", r"\1×\2"),
    _saying(
        "完成",
        r"按照?(?:已|实际)?完成(?:了)?的?部分,?所?占"
        r"(?:总量|全部|任务|目标|计划|总任务|目标任务|任务总量|任务数|目标值|总数)?的?(?:比例|比重|百分比)",
        "按完成比例",
    ),
    _saying(
        "部分不",
        r"超(?:出|过|额)?(?:完成)?(?:计划|目标|任务|目标值|指标值)?的?部分"
        r"(?:不计|不再计算|不予计算|不再计分|不予计分|不予计入|不计入|不计算)(?![\u4e00-\u9fff])",
        "超出部分不加分",
    ),
    _saying("反比", r"按(?:照)?反比例?(?:计分|计算|得分|折算)\(([^()]{4,24})\)", r"按\1计分"),
    _saying("反比", r"按(?:照)?反比例?(?:关系)?(?=\([^()]{2,12}/[^()]{2,12}\))", "按"),
    _saying("反比", r"按(?:照)?反比例?(?:关系)?(?=(?:计算|计分|得分|折算|给分|计(?![分算]))(?!\())", "按目标值/实际值"),
    _saying(
        "的",
        rf"按照?(每[^,;。:\n]{{1,16}}扣[减除]?{_N}分)的(?:标准|比例|幅度|办法|方式|规则|原则)"
        r"(?:进行|予以|相应|依次)?(?:扣分|扣减分值|扣减|扣除|计扣)",
        r"\1",
    ),
    _saying("才", rf"(?:才|方)(?:能|可)?(?:得分|计分|给分|记分),?(?=[得计给记]{_N}分|[得计给记]?满分)", ""),
    _saying(
        "部分",
        rf"({_OVER})({_N}(?:%|个百分点))的?,?(?:对)?(?:{_OVER})(?:\2)?的?部分,?每(?:再?(?:{_OVER}|超))?({_N})",
        r"\1\2的,每再超\3",
    ),
    _saying(
        "部分",
        rf"(低于|不足)({_N}(?:%|个百分点))的?,?(?:对)?(?:低于|不足)(?:\2)?的?部分,?每(?:再?(?:低于|不足|低|少|降低))?({_N})",
        r"\1\2的,每再低\3",
    ),
    _saying(
        "幅",
        rf"(超出|超支|超过|高出)(?:的)?幅度(?:大于|超过|高于|>)({_N}%)",
        r"\1\2以上(不含)",
    ),
    _saying(
        "幅",
        rf"(超出|超支|超过|高出)(?:的)?幅度{_WITHIN}({_N}%)(?:以内)?",
        r"\1\2以内",
    ),
    _saying(
        "比例",
        rf"超支(?:的)?比例{_WITHIN}({_N}%)(?:以内)?",
        r"超支\1以内",
    ),
    _saying(
        "按",
        rf"按(?:照)?(?:实际)?完成(?:年度)?(?:目标|任务|计划)?(?:数|值|数量|量|情况)?(?:的|所占)?{_WHOLE}",
        "按完成比例",
    ),
    _saying("半分", r"(?<!一)半分(?![之钟析数值])", "0.5分"),
    _saying(
        "分",
        r"(?<=[得计给记扣])([一二三四五六七八九])分([一二三四五六七八九])(?=[,;。)\n]|$)",
        lambda found: f"{_digit(found[1])}.{_digit(found[2])}分",
    ),
    _saying(
        "成",
        r"(?<=[超低少降减增短每足过出于高多])([一二两三四五六七八九])成(?=扣|的|以|,|得)",
        lambda found: f"{_digit(found[1])}0%",
    ),
    _saying("才", rf"才(?:能够?|可以?)(?=[得计给记]{_POINTS})", ""),
    _saying("才", rf"才(?=[得给计记][{_NUMERALS}]|[得给计记]满分|能得|可得)", ""),
    _saying("后", r"后(?=再?(?:乘|×))", ""),
    _saying(
        "得分",
        rf"{_BEGINS}([^,;。:\n=]{{3,40}})(?:=|即为|就是|即是)(?:本项|该项|指标)?得分(?=[,;。(\n]|$)",
        _reversed,
    ),
    _saying("全", r"(?<=[的标成者])全得(?=[,;。\n]|$)|全额得分", "得满分"),
    _saying("+", rf"(?<![\d分)值数率])\+(?={_N}分)", "得"),
    _saying("基础分", rf"(?<=[的者])(?=基础分{_N}分)", "得"),
    _saying("分档", _BEGINS + r"按[^,;。:\d\n]{2,10}(?:分档|分段|分级)(?:计分|得分|评分|赋分|打分)?[:,]", ""),
    _saying("档", r"(?:^|(?<=[;。\n]))[一二三四五六3-6]档(?:计分|评分|赋分)[:,]", ""),
    _saying("为准", _BEGINS + r"以[^,;。:\n\d]{2,12}(?:日期|时间|通报数|统计数|数据)为准[,;:。]", ""),
    _saying(
        "是否",
        rf"是否(达到[^,;。:\n]+)[:,;]是[=:,得计]*({_N}分)[,;。]否[=:,得计]*({_N}分|不得分)",
        r"\1得\2,否则得\3",
    ),
    _saying("当", r"之?前或(?:者)?当[日天]", "前"),
    _saying("规定时限", r"在?规定(?:时限|时间|期限)\((\d{1,2}月\d{1,2}日)\)", r"\1"),
    _saying("含", rf"({_AMOUNT})以上,?({_AMOUNT})(?:以内|以下)?\(不含\1,含\2\)", r"超过\1、不超过\2"),
    _saying("含", rf"({_AMOUNT})以上,?({_AMOUNT})(?:以内|以下)?\(含\1,不含\2\)", r"不低于\1、低于\2"),
    _saying("含", rf"({_AMOUNT})(以上|以下|以内|及以上|及以下),(不?含){_AMOUNT}(?=\))", r"\1\2(\3)"),
    _saying("含", rf"\(({_AMOUNT})[-~至]({_AMOUNT}),(不?含)({_N})[^\d,;。()]{{0,3}}\)", _with_end),
    _saying(
        "每",
        r"每(?:辆车?|台|人|户|吨|平方米|亩|公里|件|床|生)"
        r"(?=(?:年均|月均|平均)[^\d,;。\n每]{1,8}(?:高于|超过|超出|不高于|不超过|低于|控制|在))",
        "",
    ),
    _saying("是", r"(?:^|(?<=[;。,\n]))(是|否)[,:](?=得|计|不得分|扣|\d)", r"\1"),
    _saying("上限", r"[比较](?:上限|限额|限值)(?=每|多|高|超)", "比目标值"),
    _saying("比例", rf"超支(?:的)?比例(?:大于|超过|高于|>)({_N}%)", r"超支\1以上(不含)"),
    _saying("方", rf"方(?:能够?|可以?)(?=[得计给记]{_POINTS})", ""),
    _saying("方", rf"(?:(?<=[%)的者内个件次项户场起天])|(?<=[达目]标))方(?=[得计给记]{_POINTS})", ""),
    _saying("始", rf"(?:(?<=[%)的者内个件次项户场起天])|(?<=[达目]标))始[能可]?(?=[得计给记]{_POINTS})", ""),
    _saying(
        "线性",
        rf"按?(每[^,;。:\n每]{{1,16}}扣[减除]?{_N}分),?的?(?:标准|比例)?(?:进行|予以|按)?线性地?"
        rf"(?:扣减|扣分|扣除|递减|计扣|计算扣分){_ENDS}",
        r"\1,不足一档按比例扣分",
    ),
    _saying("线性", rf"(每[^,;。:\n每]{{1,16}})线性地?(扣[减除]?{_N}分){_ENDS}", r"\1\2,不足一档按比例扣分"),
    _saying("加", rf"加分?[至到]({_N})分(?:为止|封顶|止|为限|截止){_ENDS}", r"加满\1分为止"),
    _saying("取", rf"{_BY_FORMULA}取[值分](?=$|[,;。\n(])", r"\1计分"),
    _saying("式", rf"{_BY_FORMULA}的(?:计算)?(?:公式|算式)(?=[计得给算])", r"\1"),
    _saying("结果", rf"{_BY_FORMULA}的(?:计算)?结果(?=[计得给算])", r"\1"),
    _saying(
        "的",
        rf"{_BEGINS}(?:[\u4e00-\u9fff]{{2}})?{_COUNTS}?(?:不够|不足|没达到|未达到)的,?(?=按:?[^,;。:\n]{{2,40}}[/×])",
        "未完成的,",
    ),
    _saying("按:", r"(?<=的),?按:(?=[^,;。:\n]{2,40}[/×])", ",按"),
    # 开学前(8月25日前): a time by its name, and which day it is.
    _saying("前(", rf"{_BEGINS}[^,;。:()\d\n不未没非无逾超晚迟早提]{{2,10}}前\(({_DAY}前)\)", r"\1"),
    _saying("前(", rf"({_DAY}前)\([^,;。:()\d\n不未没非无逾超晚迟早提]{{2,10}}前\)", r"\1"),
    # A thing by itself and what one of it costs, where the deductions go on.
    _saying(
        "的",
        rf"({_BEGINS}[^,;。:\d\n首第每]{{2,20}}的),[一1]([次起例件宗处])扣({_N}分)(?=[,;。](?:扣完|直至扣完|最多扣|至多扣))",
        r"\1,每1\2扣\3",
    ),
    _saying("过半", r"过半数?\((?:即|也即)?(?:超过|大于|>|高于)50%\)", "超过50%"),
    _saying("不足", r"(?:^|(?<=[,;。(\n]))(?:剩余|余下|剩下|最后)的?(?:部分)?(?=不足\d)", ""),
)

_OFTEN = re.compile(
    rf"每(?:个)?(月|季度?|半年|周)(?:不少于|至少|开展|召开|组织|举办)?({_N})([次期场篇])(?:以上)?,?"
    rf"(?:全年|年度|合计|共|共计|一年|累计){{1,2}}(?:不少于|至少)?({_N})\3"
)
_TIMES = {"月": 12, "季": 4, "季度": 4, "半年": 2, "周": 52}


# 优秀（90%以上）5分: a name of what the number says, beside a target that is a number.
_GRADED = re.compile(
    rf"{_BEGINS}(?:{_GRADE})\(([^()]*\d[^()]*(?:\(不?含\)[^()]*)?)\)(?={_N}分|[得计给]|不得分)"
)


# 5分：≥95%；3分：90%-95%: the points in front of what they are given for.
_POINTS_FIRST = re.compile(rf"(?:得|计|给)?({_N}分|满分|不得分)[:](.+)")
_EQUATED = re.compile(rf"([^=,;\d\n]{{1,10}})=({_N})分?")


def _points_last(text: str) -> str:
    """A text whose every sentence begins with its points, with them behind; any other as it stands."""
    parts = [part for part in re.split("[;。\n]", text) if part]
    found = [_POINTS_FIRST.fullmatch(part) for part in parts] if len(parts) > 1 and ":" in text else [None]
    if not all(found) or any("分" in one[2].replace("百分点", "") for one in found if one):
        return text
    return ";".join(one[2].rstrip(",") + (one[1] if one[1] == "不得分" else f"得{one[1]}") for one in found if one)


def _equated(text: str) -> str:
    """``可持续=5；不可持续=0``: what equals is given."""
    parts = [part for part in re.split("[,;。\n]", text) if part] if "=" in text else []
    found = [_EQUATED.fullmatch(part) for part in parts]
    return ";".join(f"{one[1]}得{one[2]}分" for one in found if one) if len(parts) > 1 and all(found) else text


def next_year(text: str, deadline: dt.date) -> str:
    """``次年1月底前`` beside a deadline at the end of a year. :raises Refuse: which year it follows is not said."""
    found = _NEXT_YEAR.search(text)
    if found is None:
        return text
    if deadline.month < _LATE_IN_THE_YEAR:
        raise Refuse(Refusal.UNKNOWN_CLAUSE, found.group())
    return _NEXT_YEAR.sub(f"{deadline.year + 1}年", text)


def plain(text: str, numbered: bool) -> str:
    """A clean text with its sayings in plainer words. *numbered*: the target is a number."""
    text = _equated(_points_last(text))
    for saying in _SAYINGS:
        if saying.sign in text:
            text = saying.pattern.sub(saying.plain, text)
    if numbered and "(" in text:
        text = _GRADED.sub(r"\1", text)
    if "每" in text and "次" in text:
        text = _OFTEN.sub(_in_a_year, text)
    return text


def _in_a_year(found: re.Match[str]) -> str:
    """``每月1次，全年12次`` is 全年12次; where it does not come out it is left as it stands."""
    same = Decimal(found[2]) * _TIMES[found[1]] == Decimal(found[4])
    return f"全年{found[4]}{found[3]}" if same else found.group()
