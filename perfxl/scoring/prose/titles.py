"""Headings in front of a standard and notes behind it: 计分口径：, 采用扣分制，, 按测评结果计分。, (详见测评报告).

A heading says that scoring follows, and how it is called; a note says who measures, where it is written down, or once
more what stands in the text. Neither gives nor takes a point.
"""

from __future__ import annotations

import re
from decimal import Decimal

from perfxl.scoring.prose.phrasebook import DIGITS, NUMBER, each_of, saying, way
from perfxl.scoring.prose.terms import Context

_SCORING = "评分|计分|扣分|得分|赋分|打分|给分|评价|考核|考评|评定|评判|计算"
_WAYS = "标准|方法|办法|规则|细则|口径|方式|要求|说明|公式|尺度"
_NUMBERED = r"(?:[(]?[一1][)、.]|①)?"
_BEGINS = r"(?:^|(?<=[。;\n\x01]))"
_OWN = r"(?:(?:本|该|此)(?:项|条|指标)(?:指标)?|指标|具体|有关|相关)?的?"
# 计分口径：, 考核办法：, 评分规则如下。, 标准：
_HEADING = re.compile(
    rf"{_BEGINS}{_NUMBERED}[【\[(]?(?P<of>[^,;。:\d()\n]{{2,10}}?)??{_OWN}(?:(?:{_SCORING})(?:{_WAYS}|计算)?|{_WAYS}|指标)(?:如下|为|是)?[】\])]?"
    r"(?:[:。\n]|--)+(?=.)(?![^,;。\n]*为准)"
)
_OPENING = re.compile(r"^具体(?:标准|规则|办法)?如下[:。]")
# 采用扣分制：, 倒扣制，: what follows takes points.
_TAKING = re.compile(
    rf"^{_OWN}(?:实行|采用|采取|按照?)?(?:倒扣分?|扣分|减分|扣减)(?:制|法|方式|办法)(?:计分|评分|考核)?[,:;。](?=.*每)"
)
# 按测评结果计分。 in front of how.
_BY_RESULT = re.compile(
    r"^(?:按照?|以|根据|依据)(?P<of>[^,;。:\d]{0,6}?)(?:测评|评价|统计|调查|检查|验收|审计|抽查|监测|评估|检测)?(?:结果|得分|数据|情况)?"
    rf"(?:来|进行)?(?:计分|评分|打分|得分|赋分)[,:;。](?=[^×/]*(?:每[^,;。]{{1,14}},?扣|(?:得|计){NUMBER}分[^×/]*[,;。]))"
)
_MARKS_ALONE = re.compile(rf"^(?:本条|本项计|该项计|此项计)(?P<n>{NUMBER}分)(?=[。,;\n:])")
# 本项按5分计，, 以5分为满分，, 最高得5分，…得满分: what full marks are, at the beginning.
_MARKS_SAID = re.compile(
    r"^(?:[本该此这]一?(?:项|条|指标)(?:指标)?的?)?(?:满分|分值|总分|权重|标准分)?"
    rf"(?:设为?|定为|按|以|总计|共计|合计|共|计|为|是)?(?P<n>{NUMBER}分)(?:为满分|计算?)?(?=[,;。])"
)
_MOST_SAID = re.compile(
    rf"^(?:[本该此这]项)?(?:得分)?(?:最高|上限)(?:得?分)?得?为?(?P<n>{NUMBER}分)(?=[,;。][^×/]*得满分)"
)
_BARE_MARKS = re.compile(rf"^满分(?P<n>{NUMBER})(?=[,;。])")
# Behind the standard: its marks in brackets, that nothing falls below nought, who measures and where it is written.
_MARKS_BEHIND = re.compile(rf"(?<=止)\((?:本项|该项|此项|共|计|本项共|合计)?(?P<n>{NUMBER}分)\)(?=。?$)")
_NEVER_BELOW = r"[。,;]?\((?:本项|该项)?(?:不倒扣分?|不计负分|不得负分|不出现负分)\)(?=。?$)"
_MEASURES = "测评|评估|评价|调查|统计|监测|考核|抽查|检查|验收|审计|决算|检测|普查"
_WRITTEN = rf"(?:(?:{_MEASURES}|满意度|年度|工作)*(?:报告|报表|台账|资料|记录|公报|年鉴|数据|清单|档案))"
_LED = r"(?:(?:依据|见|详见|参见|查阅|查看|查|附|来源|根据|按|以)[:]?)"
_WHO = r"(?:(?:第三方|年度|年终|统计部门|[\u4e00-\u9fff]{0,4}(?:局|办))的?)"
_NOTES = (
    rf"[,;。]?\((?:{_LED}?{_WHO}?{_WRITTEN}|(?:{_LED}{_WHO}?|{_WHO})(?:机构)?(?:{_MEASURES})(?:结果)?|(?:{_MEASURES})结果)"
    r"(?:为准)?\)(?=[。,;]|$)"
)
_WHOSE = (
    r"[,;。](?:填报|责任|牵头|评价|主管|提供|数据提供|实施|考核|配合)(?:单位|部门|科室|股室|主体|处室|人)[:为][^,;。:\d得扣计未没不无]{1,12}(?:局|办|委|部|科|股|室|中心|处|院|所|站|队|厅|组|乡|镇|街道|单位|部门|学校|司|会|科员|主任)(?=[,;。]|$)"
)
_WHEN = (
    r"(?<=[,;。])(?:备?注[:])?(?:按|以)?(?:年度|年终|年末|年底|全年)(?:一次性|统一|综合)?(?:考核|评价|计分|评分|统计|核算)(?:一次)?(?=[,;。]|$)"
)


_FOUND_BY = re.compile(
    r"[,;。](?P<of>[^,;。\d]{2,10}?)(?:数据|结果)?(?:通过|由|经|采用)[^,;。\d不未没得扣计上去]{0,8}(?:问卷|调查|测评|抽样|统计|监测|检测|电话|访谈|回访|评估|普查)"
    r"[^,;。\d不未没扣计]{0,4}(?:获得|取得|得出|产生|测得|获取)(?=[,;。]|$)"
)


def _headings(text: str, context: Context) -> str:
    """``计分口径：``, ``满意度评分标准：`` of the indicator that is called so; the heading of another thing stays."""

    def said(found: re.Match[str]) -> str:
        of = found["of"]
        return "" if of is None or of in context.name else found.group()

    return _OPENING.sub("", _HEADING.sub(said, text))


def _by_result(text: str, context: Context) -> str:
    found = _BY_RESULT.match(text)
    return text if found is None or found["of"] not in context.name else text[found.end() :]


def _marks_said(text: str, context: Context) -> str:
    """``这项5分，``, ``最高得5分，``: the full marks, where the indicator itself is no score."""
    if context.unit == "分":
        return text
    found = _MARKS_SAID.match(text) or _MOST_SAID.match(text)
    return text if found is None else f"满分{found['n']}{text[found.end() :]}"


def _found_by(text: str, context: Context) -> str:
    """``满意度通过问卷调查获得`` of the indicator."""
    return _FOUND_BY.sub(lambda found: "" if found["of"] in context.name else found.group(), text)


def _bare_marks(text: str, context: Context) -> str:
    """``满分5，`` where five are the points."""
    found = _BARE_MARKS.match(text)
    own = found is not None and context.points is not None and Decimal(found["n"]) == context.points
    return f"满分{found['n']}分{text[found.end() :]}" if found is not None and own else text


SAYINGS = (
    way(
        f"{each_of('准 法 则 口径 式 标 求 明 度 下 为', ': 。 - ] 】 )')} 分: 计算: "
        f"{each_of('分', '标准 方法 办法 规则 细则')}",
        _headings,
    ),
    saying(each_of("分制 扣制 分法 扣法 方式 办法 减制", ", : ; 。 计 评 考"), _TAKING, ""),
    way(each_of("按 以 据 照", "测 评 统 调 检 验 审 抽 监 满 群"), _by_result),
    saying("本条 项计", _MARKS_ALONE, r"本项\g<n>"),
    way("满分", _bare_marks),
    way(each_of("项 标 按 以 计 设 为 高 限 分 得 一项", DIGITS), _marks_said),
    saying("止(", _MARKS_BEHIND, r",满分\g<n>"),
    saying("(不 (本 (该", _NEVER_BELOW, ""),
    saying("告) 表) 账) 料) 录) 报) 鉴) 据) 单) 案) 评) 估) 价) 查) 计) 测) 核) 收) 算) 果) 准)", _NOTES, ""),
    saying(each_of("单位 部门 科室 股室 主体 处室", ": 为"), _WHOSE, ""),
    saying(each_of("度 终 末 底 年", "考 评 计 统 一 综 核"), _WHEN, ""),
    saying("注:", r"(?<=[,;。])备?注:(?=[以按数])", ""),
    way("获得 取得 得出 产生 测得 获取", _found_by),
    # 但是，每低…: a word that joins, by itself.
    saying("是, 时, 外,", r"(?<=[,;。])(?:但是|同时|另外|此外),(?=(?:每|低于|超过|最|未|不))", ""),
    saying("下的, 下部分, 下者,", r"(?<=[;。,])(?:以下|之下)(?:的|部分|者),(?=每)", "未达到的,"),
)
