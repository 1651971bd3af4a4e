"""What stands in front of a rule and says nothing of it: a title, the way announced, whose grades they are.

Only words that are known to say nothing are left out, and only where the rule itself follows. Beside them stand marks
of lists and tables that a clerk types in a cell: ``A.``, ``｜``, ``10家及以上/5分``.
"""

from __future__ import annotations

import re
from decimal import Decimal

from perfxl.scoring.prose.amounts import DURATIONS
from perfxl.scoring.prose.asides import shares_words
from perfxl.scoring.prose.phrasebook import BEGINS, ENDS, NOTHING, NUMBER, each_of, saying, way
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import Context

_WAYS = "计分|得分|评分|赋分|打分|给分|记分"
# Whose grades these are, or what is looked at; who ranks or judges freely gives no grades.
_WHOSE = re.compile(
    r"^(?:按照?|根据|以|取|依据)(?:[^,;。:\d]{2,20}?)(?:公布|评定|认定|发布|核定|公示|出具|测评|调查|确定|年度)的?[^,;。:\d]{0,6}?"
    rf"(?:等级|等次|级别|结果|结论|星级)(?:{_WAYS})?:"
)
_NOT_SO = re.compile("排名|名次|位次|排序|综合|酌|专家|领导|评委|平均|上年|去年|同期|情况")
_LOOKED_AT = re.compile(r"^看[^,;。:\d]{2,20}:(?=.*(?:得|\d分|不得分))")
_ITEM = re.compile(r"(?:^|(?<=[;。\n,]))(?P<letter>[A-F])(?:\.|、|:)(?=[\u4e00-\u9fff≥≤<>\d])")
_SLASHED = re.compile(rf"(?<=[\u4e00-\u9fff%])/(?=(?:{NUMBER}分|不得分)(?:$|[;。,]))")
_TIMES = DURATIONS | {"周"}
_FROM_TO = re.compile(r"^(?:自|从)[^,;。:\d]{2,14}(?:到|至)(?P<to>[^,;。:\d]{2,14}),(?=[^,;。]*\d)")
# The first of several: 自受理到初审 is not all of a 办理时限.
_STAGES = re.compile("初[审验核步]|受理|立案|送审|报批|申报|登记|收件|分派|派[单件]|响应|接[单件警]")
_TOTAL = re.compile(rf"(?:总分|满分|分值)(?:为|是|:)?({NUMBER})分")
_ALL_TAKEN = re.compile(rf"(?<=[\u4e00-\u9fff)]),?(?P<n>{NUMBER})分(?:全部?扣(?:完|除|光|掉)?|扣光){ENDS}")


def _whose(text: str, _: Context) -> str:
    found = _WHOSE.match(text)
    if found is None or _NOT_SO.search(found.group()):
        return text
    return text[found.end() :]


def _items(text: str, _: Context) -> str:
    """``A.在预算内，得10分；B.…``: the letters of a list in their order."""
    letters = "".join(found["letter"] for found in _ITEM.finditer(text))
    listed = len(letters) > 1 and text[0] == "A" and "ABCDEF".startswith(letters)
    return _ITEM.sub("", text) if listed else text


def _slashed(text: str, _: Context) -> str:
    """``10家及以上/5分；7～9家/3分``: every stroke stands in front of points."""
    return _SLASHED.sub("得", text) if text.count("/") == len(_SLASHED.findall(text)) > 1 else text


def _barred(text: str, _: Context) -> str:
    """``达标：4分｜未达标：每低1个百分点扣0.5分``: the cells of a row."""
    cells = text.split("|")
    told = len(cells) > 2 and all(":" in cell for cell in cells[1:])
    return ";".join(cell.strip() for cell in cells) if told else text


def _from_to(text: str, context: Context) -> str:
    """``从制作完成到对外发布，``: what a time is measured from and to."""
    found = _FROM_TO.match(text) if context.unit in _TIMES else None
    whole = found is not None and not (_STAGES.search(found["to"]) and not shares_words(found["to"], context.name))
    return text[found.end() :] if found is not None and whole else text


def _all_taken(text: str, context: Context) -> str:
    """``超支10%以上8分全扣`` of 8 points: nothing is left."""
    found = _ALL_TAKEN.search(text)
    if found is None:
        return text
    said = {Decimal(points) for points in _TOTAL.findall(text)}
    full = next(iter(said)) if len(said) == 1 else context.points if not said else None
    return _ALL_TAKEN.sub("不得分", text) if full == Decimal(found["n"]) else text


_BANDED = re.compile(r"^(?P<what>[^,;。:\d]{0,8}?)(?:分档|分级|分段|档次)(?:标准|情况)?:(?=.*\d)")
_LACKING = re.compile(
    rf"{BEGINS}(?:有|出现|存在)(?:不合格|不达标|未达标|未完成|不及时|未办结)(?:情况|情形)?的,(?=按[^,;。]{{1,12}}[×/]|按比例)"
)


def _banded(text: str, context: Context) -> str:
    """``满意度分档：优（≥90%）5分，…``, of the indicator itself."""
    found = _BANDED.match(text)
    return text if found is None or found["what"] not in context.name else text[found.end() :]


_OF_GRADES = re.compile(
    r"^按?(?:评定|认定|考核|评价)?(?:信用等级|等级|等次|级别|星级|档次)(?:评定|划分|认定|考核|评价|确定)?(?:结果|标准)?为?:"
    r"(?=[A-Z一二三四五1-5优甲](?:[级星等档秀]|[A-Z]*级))"
)


def _of_grades(text: str, context: Context) -> str:
    return text if context.target is not None else _OF_GRADES.sub("", text)


def _lacking(text: str, context: Context) -> str:
    """``出现不合格的，按合格率×分值计分`` of 100%: the target is missed."""
    if _LACKING.search(text) is None or context.unit != "%" or context.target != 100 or context.sense <= 0:
        return text
    return _LACKING.sub("未完成的,", text)


_VIEWED = re.compile(
    r"^(?:评价|考核|评分|考评|指标)(?:要点|内容|重点|说明|事项):(?P<what>[^。;\n\d]{2,40})[。;\n]"
    r"(?=(?:评分|计分|扣分|得分)(?:标准|办法|方法|细则):)"
)


def _points_of_view(text: str, context: Context) -> str:
    """``评价要点：部门预算是否全口径编制。评分标准：…``, where it is asked whether, or of the indicator itself."""
    found = _VIEWED.match(text)
    own = found is not None and ("是否" in found["what"] or found["what"] in context.name)
    return text[found.end() :] if found is not None and own else text


# 【分段计分】, 是否达标：: by the way of scoring, which the rule itself says.
_TITLE = re.compile(
    r"^(?P<b>\()?(?:"
    r"(?:是否|有无)(?:达标|完成|合格|按时完成|按期完成|如期完成)|(?:达标|完成)(?:与否|判定)|加减分|加扣分"
    r"|(?P<way>分段|分档|分级|分层|分区间|区间|阶梯|阶梯式|档次|时效|时限|时间|进度|定量|数量|质量|成本|达标|逐级|逐项|累计"
    r"|比例|比率|线性|插值|扣减|倒扣|逆向|反向|正向)(?:计分|评分|得分|扣分|赋分|记分|打分)(?:法|制|标准|规则|办法|方法|方式)?"
    r")(?(b)\):?|:)(?=.)"
)
# What the rule itself has to say then.
_ANNOUNCING = {
    "比例": "比例|[×/]", "比率": "比例|[×/]", "线性": "比例|[×/]|线性|插", "插值": "线性|插|[×/]",
    "扣减": "扣", "倒扣": "扣",
}  # fmt: skip


def _titled(text: str, context: Context) -> str:
    """``【分段计分】…`` without its title. :raises Refuse: what it announces does not follow."""
    found = _TITLE.match(text)
    if found is None:
        return text
    rest, way = text[found.end() :], found["way"] or ""
    if way in _DIRECTIONS and context.sense not in (0, _DIRECTIONS[way]):
        raise Refuse(Refusal.CONTRADICTION, found.group())
    if not re.search(_ANNOUNCING.get(way, ""), rest):
        raise Refuse(Refusal.UNKNOWN_CLAUSE, found.group())
    return rest


_DIRECTIONS = {"正向": 1, "反向": -1, "逆向": -1}


# 经专家组现场查看，结论为…: who found the level that is entered.
_FOUND = re.compile(
    r"^经?由?(?P<who>[^,;。:\d]{2,24}?)(?:评定|评审|评查|鉴定|验收|查看|评估|评价|评议|检查|考评)(?:以后|之后|后)?,"
    r"(?=[^,;。]{0,6}?(?:结论|结果|等次|等级|意见|评定|认定|评|定)[为是])"
)
_FREELY = re.compile("排名|名次|位次|综合|酌|平均|情况|是否|如|若|未|不|没|领导|打分|自评|自查|按时|及时")
_CALLED = re.compile(r"(?:^|(?<=[,;。]))(?P<what>[\u4e00-\u9fff]{0,8}?)被(?P<how>评定为|评为|认定为|核定为)")


def _found(text: str, context: Context) -> str:
    """``经上级机关组织评查，案卷被评定为优秀等次的``: only the level counts."""
    if context.target is not None:
        return text
    found = _FOUND.match(text)
    if found is not None and not _FREELY.search(found.group()):
        text = text[found.end() :]
    return _CALLED.sub(lambda one: one["how"] if one["what"] in context.name else one.group(), text)


# 全年面向群众开展的普法宣传活动，达到40场的: what is done, in front of how many of it.
_DOING = re.compile(
    r"^(?:全年|年内|本年度?|年度)?(?:面向(?:广大|社会|人民)?(?:群众|公众|社会))?(?:组织)?(?:开展|举办|组织)的?(?P<what>[^,;。:\d]{2,12}),"
    r"(?=(?:达到|完成|不少于|达|满|以)\d)"
)


def _doing(text: str, context: Context) -> str:
    found = _DOING.match(text)
    return text if found is None or found["what"] not in context.name else text[found.end() :]


def _looked_at(text: str, context: Context) -> str:
    return text if context.target is not None else _LOOKED_AT.sub("", text)


SAYINGS = (
    # 按以下标准计分：, in front of all.
    saying(
        each_of("以下 下列 如下 下述", "标 规 办 方 档 情 公 计 评 扣 赋 :"),
        r"^(?:本指标|该指标|本项|该项)?(?:按照?|采用|执行)(?:以下|下列|如下|下述)(?:的)?(?:评分|计分|扣分)?"
        r"(?:标准|规则|办法|方法|方式|档次|情形|公式)?(?:进行)?"
        r"(?:计分|评分|赋分|打分|扣分|得分|计算|评价|考核|执行)?:",
        "",
    ),
    # 【评分细则】, 评分方法为：: a title, where another document is none.
    saying(
        each_of("细则 办法 标准 方法 规则 说明", ") : 为 如"),
        r"(?:^|(?<=[,;。\n]))(?:\((?:评分|计分|考核|得分|扣分|赋分)(?:说明|细则|办法|标准|方法|规则)\):?"
        r"|(?:评分|计分|得分|扣分|赋分)(?:说明|细则|办法|方法|规则)(?:为|如下)?:)",
        "",
    ),
    way(
        each_of("标 成 格 否 定 减分 扣分 计分 评分 得分 赋分 记分 打分 分法 分制 标准 规则 办法 方法 方式", ") :"),
        _titled,
    ),
    # 责任单位：县水利局。: whose task it is.
    saying(
        each_of("位 门 室 股 容 注", ":"),
        rf"{BEGINS}(?:(?:责任|牵头|主管|实施|配合|主办|承办|考核|填报)(?:单位|部门|科室|股室))(?:为|是)?:[^,;。:\d]{{2,20}}[,;。]"
        rf"|{BEGINS}(?:备注|说明|注):(?:含|包括|包含)[^,;。:\d]{{2,20}}[,;。]",
        "",
    ),
    way("分档 分级 分段 档次", _banded),
    # 等级评定：A级5分、B级4分.
    way(each_of("评定 划分 认定 考核 评价 结果 标准 确定 级 次 别 档 为", ":"), _of_grades),
    way("不合 不达 未达 未完 不及 未办", _lacking),
    saying(
        each_of("需 须 应 件", "完 达 : 要"),
        rf"{BEGINS}得(?P<p>满分|{NUMBER}分)(?:需要?|须|应|必须|的条件(?:是|为)?:?)(?P<c>(?:完成|达到)[^,;。]{{0,12}}\d[^,;。]{{0,6}})(?=[,;。])",
        r"\g<c>的得\g<p>",
    ),
    saying(
        "为完 为达 为执",
        rf"{BEGINS}(?P<f>[^,;。=:]{{3,30}}[×/][^,;。=:]{{1,20}})为(?P<n>完成率|完成比例|达成率|执行率)(?=[,;。])",
        r"\g<n>=\g<f>",
    ),
    saying(
        "合同 协议 方案 计划",
        r"按照?(?:合同|协议|方案|计划)(?:约定|规定|要求)?的?(?=\d{1,2}月\d{1,2}日(?:前|竣工|完成|完工|交付))",
        "",
    ),
    saying("无(0 无(零", r"无\((?:0|零)(?P<u>[次起件例个宗])\)", r"0\g<u>"),
    saying("有则", rf"{BEGINS}有则每(?P<u>[次起件例个宗])", r"每发生1\g<u>"),
    way("A. A、 A:", _items),
    way("|", _barred),
    way("/", _slashed),
    way("点: 容: 项: 明:", _points_of_view),
    saying(each_of("档次 分档 段次", "; :"), r"^(?:得分|评分|计分)?(?:档次|分档|段次)[;:]", ""),
    saying(
        each_of("实行 采用 采取", "分"),
        rf"^(?:本(?:指标|项))?(?:实行|采用|采取)分(?:档|段|级|层)(?:次)?(?:{_WAYS}|考核)?(?:制|法|办法)?[:,]",
        "",
    ),
    saying("满分起 满分开 满分往", r"^从(?:满分)(?:起|开始|往下)扣(?:分|减)?[:,]", ""),
    saying("累加", rf"^按[^,;。:\d]{{2,10}}累加(?:{_WAYS})[,:](?=[^,;。]*每)", ""),
    way(each_of("等级 等次 级别 结果 结论 星级 级赋 级计 级得 次赋 次计 果计 果赋 果得 果评", ":") + " 分:", _whose),
    way("看", _looked_at),
    way("开展 举办 组织", _doing),
    # 凡该比重达到95%的, 虽未达到100%.
    saying(
        "该比 该占",
        rf"{BEGINS}(?:凡|若|如)?该(?:比重|比例|比率|占比|百分比)(?=达到|低于|高于|不低于|超过|不足|≥|<|>)",
        "",
    ),
    way(each_of("定 审 查 收 看 估 价 议 评 后", ",") + " 被评 被认 被核", _found),
    way("从 自", _from_to),
    saying("度内", r"^(?:考核|评价|统计|本)年度内,", ""),
    saying("打折", r"的?打折(?:计分|得分|给分)[:,](?=[^,;。:]{2,40}[×/])", "的,得分="),
    saying("目标:", rf"^目标:[≥≤]?(?=(?P<n>{NUMBER}[^,;。\d]{{0,4}});)", "目标值为"),
    # 设问题率为a：a≤5%.
    saying(
        each_of("a b c x y A B C X Y", ":"),
        r"^(?P<said>(?:设|令|记)[^,;。:\dA-Za-z]{2,12}(?:为|=)[A-Za-z]):",
        r"\g<said>,",
    ),
    saying(
        "满分值 零分值",
        rf"满分值(?:为|是)?:?(?P<a>{NUMBER}[^,;。\d]{{1,4}})[,;]零分值(?:为|是)?:?(?P<b>{NUMBER}[^,;。\d]{{1,4}})(?=[,;。])",
        r"\g<a>得满分;\g<b>得0分",
    ),
    way("全扣 全部扣 分扣光", _all_taken),
    # 有1项未办结即不得分.
    saying(
        each_of("即 便 就", "不 零 得0 计0"),
        rf"(?<=[办完成达结标过交报施展])(?:即|便|就)(?={NOTHING})",
        "的,",
    ),
    saying(
        "扣减 扣除 扣该 扣本 扣分",
        rf"扣(?:减|除|掉)?(?:该项|本项|此项|指标)?(?:分值|得分|分数)(?={NUMBER}分)",
        "扣",
    ),
    saying("扣分后 扣减后", r"扣(?:分|减)后最低(?:仍|还|可|应|也)?(?:得|保留|为|有)(?=\d)", "最低得"),
    saying(
        "不足 低于 少于",
        rf"(?:算得|计算得分|折算得分|折算后|得分|算出)(?:不足|低于|少于|小于)(?P<n>{NUMBER}分)的?,?(?:按|计|以|得|记)(?P=n)(?:计算|计|算)?{ENDS}",
        r"最低得\g<n>",
    ),
    saying("(含刚 (含恰 (含正", rf"(?<=未超过)\(含(?:刚好|恰好|正好)(?:等于)?{NUMBER}[^()]{{0,4}}\)", ""),
    # 没有过半（低于50%）的: the number says it.
    saying("半(", r"(?:没有|没|未|不)(?:过|达到?|到)半\((?P<c>(?:低于|小于|不足|<)50%)\)", r"\g<c>"),
)
