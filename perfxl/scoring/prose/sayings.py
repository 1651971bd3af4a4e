"""Turns of phrase said in plainer words before the text is read: 一分不给 is 不得分, 按A与B之积 按A×B.

Each means exactly what stands for it, whatever surrounds it; what leaves a doubt is no saying but refused.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

_N = r"\d+(?:\.\d+)?"
_SHARE = r"(?:比例|百分比|比重|百分点|百分之几)"
_SO = r"(?:就|则|即)?(?:相应)?"
_SO_MUCH = rf"多少(?:个)?{_SHARE}的?(?:分值|分数|得分|分)?"
_FACTORS = rf"([^,;。:、\n()与和同按]{{2,14}})[与和同]({_N}分?|分值|满分|权重|权重分|该项分值|本项分值|标准分)"
_OVER = "超过|超出|高于|超支"
_ROUNDED = r"(?:最终)?(?:计算)?(?:结果|得分|分值|分数)?"


class Saying(NamedTuple):
    """A pattern, what it is said as, and the characters without which it need not be looked for."""

    sign: str
    pattern: re.Pattern[str]
    plain: str


def _saying(sign: str, pattern: str, plain: str) -> Saying:
    return Saying(sign, re.compile(pattern), plain)


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
    _saying("反比", r"按(?:照)?反比例?(?:关系)?(?=\([^()]{2,12}/[^()]{2,12}\))", "按"),
    _saying("反比", r"按(?:照)?反比例?(?:关系)?(?=(?:计算|计分|得分|折算|给分|计(?![分算]))(?!\())", "按目标值/实际值"),
    _saying(
        "的",
        rf"按照?(每[^,;。:\n]{{1,16}}扣[减除]?{_N}分)的(?:标准|比例|幅度|办法|方式|规则|原则)(?:进行|予以|相应|依次)?(?:扣分|扣减分值|扣减|扣除|计扣)",
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
        rf"(超出|超支|超过|高出)(?:的)?幅度(?:不大于|不超过|不高于|小于等于|小于或等于|≤|在(?={_N}%以内))({_N}%)(?:以内)?",
        r"\1\2以内",
    ),
    _saying(
        "比例",
        rf"超支(?:的)?比例(?:不大于|不超过|不高于|小于等于|小于或等于|≤|在(?={_N}%以内))({_N}%)(?:以内)?",
        r"超支\1以内",
    ),
    _saying("上限", r"[比较](?:上限|限额|限值)(?=每|多|高|超)", "比目标值"),
    _saying("比例", rf"超支(?:的)?比例(?:大于|超过|高于|>)({_N}%)", r"超支\1以上(不含)"),
)

# Evidence that is looked at, and what else may be: 查通知, but 按通知 is another document.
_EVIDENCE = (
    "签到[册表簿]|照片|图片|影像|录像|台[账帐]|记录|资料|材料|档案|凭证|账[册簿]|帐[册簿]|发票|报表|登记[表簿册]|名册|花名册|清单|证书|证明"
    "|票据|单据|统计表|验收单|回执|截图|日志|简报"
)
_LOOKED_AT = f"{_EVIDENCE}|通知|文件|合同|协议|方案|报告|总结|公告|公示|批复|纪要|网站|系统|平台|信息|报道"
_LOOKING = "查阅|查看|查验|核查|核对|检查|抽查|调阅|翻阅|查询|查|看"
_CONFIRMED = "为准|为依据|核实|核对|核查|认定|确认|复核|查验|核验|统计"


def _looked(verbs: str, things: str, before: str, after: str) -> re.Pattern[str]:
    thing = rf"[\u4e00-\u9fff]{{0,8}}?(?:{things})"
    return re.compile(
        rf"{before}(?:{verbs}){thing}(?:(?:、|和|及|与|或|以及)等?{thing}){{0,5}}"
        rf"等?(?:相关)?(?:资料|材料)?(?:进行)?(?:{_CONFIRMED})?{after}"
    )


_BEGINS, _ENDS = r"(?:^|(?<=[,;。:\n\x01]))", r"(?:[,;。:\n]|$)"
_LOOKS = (
    _looked(f"(?:通过|经)?(?:{_LOOKING})", _LOOKED_AT, _BEGINS, _ENDS),
    _looked("依据|根据|以|凭|按照?|对照", _EVIDENCE, _BEGINS, _ENDS),
    _looked(f"(?:通过|经)?(?:{_LOOKING})", _LOOKED_AT, r"\(", r"\)"),
)
_THINGS = re.compile(_LOOKED_AT)
# Nobody lists more; it keeps the answer prompt whatever the text.
_MOST_THINGS = 12
_LOOK_SIGNS = frozenset("查看核检抽调翻依据根以凭按对")
_OFTEN = re.compile(
    rf"每(?:个)?(月|季度?|半年|周)(?:不少于|至少|开展|召开|组织|举办)?({_N})([次期场篇])(?:以上)?,?"
    rf"(?:全年|年度|合计|共|共计|一年|累计){{1,2}}(?:不少于|至少)?({_N})\3"
)
_TIMES = {"月": 12, "季": 4, "季度": 4, "半年": 2, "周": 52}


class Plain(NamedTuple):
    """A text in plainer words, and what was left out of it: where the evidence is looked up."""

    text: str
    idle: tuple[str, ...]


def plain(text: str) -> Plain:
    """A clean text with its sayings in plainer words."""
    for saying in _SAYINGS:
        if saying.sign in text:
            text = saying.pattern.sub(saying.plain, text)
    if "每" in text and "次" in text:
        text = _OFTEN.sub(_in_a_year, text)
    idle: list[str] = []
    if not _LOOK_SIGNS.isdisjoint(text) and 0 < len(_THINGS.findall(text)) <= _MOST_THINGS:

        def left_out(found: re.Match[str]) -> str:
            idle.append(found.group().strip("(),;。:\n"))
            return ""

        for pattern in _LOOKS:
            text = pattern.sub(left_out, text)
    return Plain(text, tuple(idle))


def _in_a_year(found: re.Match[str]) -> str:
    """``每月1次，全年12次`` is 全年12次; where it does not come out it is left as it stands."""
    same = Decimal(found[2]) * _TIMES[found[1]] == Decimal(found[4])
    return f"全年{found[4]}{found[3]}" if same else found.group()
