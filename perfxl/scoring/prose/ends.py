"""Ends, steps and shares in further words: what is left, what a step is, by how much of the points.

``扣到剩1分为止`` is 最低得1分, ``以2个百分点为一档，每低一档扣1分`` is 每低2个百分点扣1分: nothing is added.
"""

from __future__ import annotations

import re
from decimal import Decimal

from perfxl.scoring.prose.asides import of_its_doing, of_what_is_done
from perfxl.scoring.prose.phrasebook import BEGINS, ENDS, NOTHING, NUMBER, POINTS_GIVEN, each_of, saying, way
from perfxl.scoring.prose.terms import Context

_DIGITS = "1 2 3 4 5 6 7 8 9"
_ON_FULL_MARKS = re.compile(rf"在(?:满分|({NUMBER})分)的?基础上(?=(?:[比较][^,;。每]{{1,8}})?每)")


def _on_full_marks(text: str, context: Context) -> str:
    written = [Decimal(points) for points in POINTS_GIVEN.findall(text)]
    full = max(written, default=context.points)

    def said(found: re.Match[str]) -> str:
        return "" if found[1] is None or Decimal(found[1]) == full else found.group()

    return _ON_FULL_MARKS.sub(said, text)


_FEWER = re.compile(
    rf"{BEGINS}(?:少|欠|缺|差|短缺?)(?P<verb>[^\d,;。每少于缴]{{0,4}})的,?每(?P<n>(?:{NUMBER})?)(?P<u>[^\d,;。扣减]{{1,3}}?)(?=[扣减](?:{NUMBER}分|分值))"
)


_ANY_DOING = frozenset(("做", "办", "完成", "开展", "举办", "组织", "实施"))


def _fewer(text: str, context: Context) -> str:
    """``少建的每个减0.5分``: every one fewer."""
    if _FEWER.search(text) is None or context.sense <= 0:
        return text

    def said(found: re.Match[str]) -> str:
        if found["verb"] and found["verb"] not in text[: found.start()]:
            of_its_doing(found["verb"], context, found.group(), _ANY_DOING)
        return f"每少{found['n'] or '1'}{found['u']}"

    return _FEWER.sub(said, text)


def _slower(text: str, context: Context) -> str:
    """``每慢5秒`` of a time that is better the shorter, ``每慢5%`` of 支付进度."""
    if context.dated or (context.sense > 0 and ("序时" in text or not context.name.endswith("进度"))):
        return text
    return text.replace("每慢", "每超过" if context.sense < 0 else "每低")


_FOLDED = re.compile(
    rf"(?<=为满分[,;])按照?实际(?P<what>[^,;。\d/×率]{{0,10}}?)(?:折算|折合|换算)(?:得分|计分|计算)?{ENDS}"
)


def _folded(text: str, context: Context) -> str:
    """``以3000户为满分，按实际完成户数折算``: in proportion to it."""
    found = _FOLDED.search(text)
    if found is None or not of_what_is_done(found["what"], context):
        return text
    return _FOLDED.sub("按比例计分", text)


def _obliged(found: re.Match[str]) -> str:
    """``整改到位率须为100%，否则不得分(本项3分)``: whoever does not miss it has the full marks."""
    full = found["m"] or (f"满分{found['n']}分," if found["n"] else "")
    return f"{full}{found['c']}的得满分,否则{found['o']}"


_THE_PART = re.compile(
    r"(?<=[,;。(])所?(?P<way>缺|差|少|欠|短|低|超|逾期|延迟)(?P<verb>[\u4e00-\u9fff]{0,2}?)的?"
    r"(?:(?:人|户|次|件|个|天|场|份)数|场次|数量|部分|幅度|面积|里程|数|额|比例)(?=(?:凑|够)?不(?:足|满|到|够)\d)"
)
_UNFILLED = re.compile(
    rf"凑?不(?:满|足|够|到)(?P<n>{NUMBER}[^\d,;。]{{1,4}}?)的(?:那|这)(?:一|个|一个)?部分(?=不扣|按|,)"
)


def _of_a_step(text: str, _: Context) -> str:
    """``每少招20人扣0.5分，少招的人数凑不满20人的那一部分不扣分``: less than a step of the same."""

    def said(found: re.Match[str]) -> str:
        return "" if f"每{found['way']}{found['verb']}" in text[: found.start()] else found.group()

    return _UNFILLED.sub(r"不足\g<n>的部分", _THE_PART.sub(said, text))


SAYINGS = (
    way(each_of("不足 不满 不到 不够", _DIGITS), _of_a_step),
    # 累计扣减以本项分值为限.
    saying(
        "为限 为上 封顶",
        rf"(?<=[,;。])(?:累计|合计|总计|共)扣(?:减|分|除)?(?:总额|分数|分值)?(?:以|至)(?:本项|该项|此项|指标)?(?:分值|满分)(?:为限|为上限|封顶){ENDS}",
        "扣完为止",
    ),
    # 得满6分以后就不再加了.
    saying(
        "不再",
        rf"(?<=[,;。])(?:累计)?(?P<way>得|计|加)(?:满|到|够|足|至)(?P<n>{NUMBER})分(?:以?后|之后|为止|时)?,?[就便即则]?不再(?:加|得|计|增加|累加|给)分?了?{ENDS}",
        lambda found: f"最多加{found['n']}分" if found["way"] == "加" else f"最高得{found['n']}分",
    ),
    # 以0.5个百分点为一档，每低一档扣0.2分: what a step is, in front of what it takes.
    saying(
        each_of("为一 为1", "档 级 个 单 步 台"),
        rf"以(?P<n>{NUMBER}[^\d,;。为]{{1,5}})为(?:一|1)个?(?P<k>档次|档|级|单位|台阶|步|等级)(?:的|来)?(?:计算|计|扣分)?[,;:]"
        rf"每(?P<w>[^\d,;。一扣]{{0,3}}?)(?:一|1)?个?(?P=k)",
        r"每\g<w>\g<n>",
    ),
    # 以5例为限，限内得6分.
    saying(
        "为限 为上限",
        rf"以(?P<n>{NUMBER}[^\d,;。为]{{1,4}})为(?:上限|限)[,;](?:限|限额|控制数?|范围)(?:以|之)?内的?,?(?=[得计])",
        r"不超过\g<n>的",
    ),
    # 以不高于目标值为满分.
    saying(
        "为满分",
        rf"{BEGINS}以(?P<c>(?:不高于|不低于|不超过|不少于|达到|等于)[^,;。为]{{2,8}})为满分{ENDS}",
        r"\g<c>得满分",
    ),
    # 分值5分与发放率的乘积: the points in front.
    saying(
        "之积 乘积 的积",
        rf"(?:分值|满分|权重分?)?(?P<p>{NUMBER}分|(?<!\d)满分|分值|权重)(?:与|和|同|乘以?)(?P<f>[^,;。:()\d]{{2,12}}?)(?:之积|的乘积|的积)",
        r"\g<f>×\g<p>",
    ),
    saying("得分为", rf"{BEGINS}(?:本项|该项|指标)?得分为(?=[^,;。:]{{2,20}}[×/])", "得分="),
    # 缺口占任务数百分之多少，就扣分值的百分之多少.
    saying(
        "百分之 几成 比例",
        rf"{BEGINS}(?:缺口|差额|欠缺|未完成|没完成|少完成|不足|短缺|所缺|所欠|欠)(?:的)?(?:部分|数|数量|量|额)?,?(?:占|为|是)"
        r"(?:年度|全年)?(?:任务|目标|计划)(?:任务|目标)?(?:总?[数量额值])?的?(?P<m>百分之几|百分之多少|几成|比例),?"
        r"(?:(?:就|则|便|即|也)?扣(?:掉|除|减|去)?(?:该项|本项|此项|指标)*(?:分值?|满分|权重)的?(?P=m)"
        rf"|(?:即为?|就是|就为)从(?:满分|分值|{NUMBER}分)中?扣(?:去|除|减|掉)?的比例){ENDS}",
        "按比例扣分",
    ),
    # 等比例递减，即5÷实际时长×4: the formula of it.
    saying(
        "比例",
        r"按?(?:实际)?(?:完成|达成|实现)?(?:等|同|反|相应|对应)?比例(?:递减|扣减|折减|折算|减分|计分|得分|给分),?(?:即|也就是|公式为|即为)[:]?"
        rf"(?P<f>[^(),;。=扣减]{{1,20}}[/×][^(),;。=扣减]{{1,24}}){ENDS}",
        r"按\g<f>计分",
    ),
    saying(
        "0%以上 0%及以 1以上 1及以",
        rf"(?:在|达到|达)?(?P<n>100%|1)及?以上(?:的|时|者)?,?(?:则|仍|均|也|都|一律)*(?:按照?|以)(?P=n)(?:计算|计|算|取){ENDS}",
        r"超过\g<n>的按\g<n>计",
    ),
    saying(
        "100%封 100%为", rf"{BEGINS}(?:完成率|比率|比例|比值)?(?:以|按)?100%(?:为)?封顶{ENDS}", "超过100%的按100%计"
    ),
    # 未到100%的不得分，到100%的计3分.
    saying(
        each_of("到", "0 1 2 3 4 5 6 7 8 9"),
        rf"{BEGINS}(?:已|能)?到(?P<n>{NUMBER}(?!月|年|\d|\.)[^\d,;。:得计给月年至~-]{{0,3}}?)(?=的|,|得|计|给)",
        r"达到\g<n>",
    ),
    saying(
        "达线 过线 到线",
        rf"{BEGINS}(?P<no>没有|未|不|没|)(?:达|过|到|达到)线(?=的|,|得|计|给|不|扣|者)",
        r"\g<no>达标",
    ),
    # 多件的累加扣分, behind what each one takes.
    saying(
        "多 几 数",
        r"[,;。](?:如有)?(?:多|几|数)[个件起次项处人例户]的?,?(?:则|应)?(?:累加|累计|累积|叠加|逐[个件起次项处人例户])(?:扣分|扣减|计算|扣除|计扣)?(?=$|[,;。])",
        "",
    ),
    saying("线性比例", "线性比例", "线性"),
    saying("此间 居中 中间数", r"(?:此间|居中的|中间数值)(?=[^,;。\d]{0,6}插)", "中间"),
    saying(
        "中间",
        rf"{BEGINS}(?P<how>按[^,;。\d]{{0,4}}插值?法?)(?:来)?(?:计算|确定|求得)中间(?:得分|分值|值|数值)",
        r"中间\g<how>计分",
    ),
    # 用实际占比同65%相比后乘以5分.
    saying(
        "相比 之比 比值 比较",
        r"(?:用|以|按照?|将|把)(?P<a>[^,;。:/×]{2,12}?)(?:与|同|和|跟)(?P<b>[^,;。:/×]{2,10}?)(?:相比较?|比较|之比|的?比值)(?:之?后|再|,)*(?=乘|×)",
        r"按\g<a>/\g<b>",
    ),
    saying(
        "之上",
        rf"(?P<n>{NUMBER}[^\d,;。()]{{0,3}})(?:\(含\)之上|之上\(含\))的?(?P<g>[^,;。]*[,;。])之下的?",
        r"\g<n>以上(含)\g<g>低于\g<n>的",
    ),
    saying("过后", r"(?P<m>\d{1,2})月过后", r"\g<m>月底以后"),
    saying("用 采 运", r"(?:采用|运用|使用|用)(?=(?:线性|直线)?(?:内插|插值|插入)法?)", "按"),
    saying(
        "档计 档评 档赋 档打 档: 级计 级评 级: 段计 段: 等计 次计 档, 段,",
        rf"{BEGINS}(?:共|按照?|分为?|分成|设|划分为?)+[一二三四五六2-6]个?(?:档次|档|等级|等次|级|段|区间|等)(?:来|进行)?(?:计分|评分|赋分|打分|得分|给分|考核)?[:,]",
        "",
    ),
    saying("为0 为零", r"(?<=[\u4e00-\u9fff])为(?:0|零)%?的?(?=,(?:得|计|给|记|不扣))", "等于0"),
    saying(
        each_of("满", "的 者 时 ,"),
        rf"{BEGINS}(?:未|没|没有)[完办演招建训开讲修种植]满(?:的|者|时)?(?=,)",
        "未完成的",
    ),
    # 执行率须达到95%，否则不得分: all it says is what costs the points.
    saying(
        "否则",
        rf"^(?P<m>(?:(?:本项|该项|此项|指标)(?:满分|分值|权重)?|满分|分值|权重)[:为]?{NUMBER}分[,;。])?"
        r"(?P<c>(?=[^,;。]*(?:\d|目标|任务|计划|达标|预算))(?![^,;。]*(?:佐证|材料|资料|证明|附件))(?:不得(?=超|高|低|少|多|突|大|小)|[^,;。:\n得计给扣每分年月日]){4,30}),"
        rf"否则(?P<o>,?(?:{NOTHING}|扣[除减掉完光]?(?:全部|所有)?(?:分值|分数|{NUMBER}分)))"
        rf"(?:\((?:满分|分值|权重|共|计|(?:本|该|此)(?:项|指标)(?:满分|分值|权重)?)?[:为]?(?P<n>{NUMBER})分\))?[;。]?$",
        _obliged,
    ),
    saying(
        "个) 件) 套) 台) 辆) 份) 人) 户) 次) 场) 期) 批) 项) 处) 家)",
        r"(?<=\d)(?P<u>[个件套台辆份人户次场期批项处家])\([个件套台辆份人户次场期批项处家]\)(?=及?以[上下内]|的|,|得)",
        r"\g<u>",
    ),
    # 在5分基础上每低1%扣0.3分, where five points are full marks.
    way(each_of("分 分的 满分", "基础"), _on_full_marks),
    # 计10分。每下降2个百分点扣1分: full marks, in front of what is taken.
    saying("计 得 记", rf"^(?:计|得|记)({NUMBER}分)[。;,](?=[^,;。]*每)", r"满分\1,"),
    # 得满分：达标率95%以上。
    saying("满分:", r"^(?:计|得|给)满分:(?P<c>[^,;。:]+)(?=[。;])", r"\g<c>得满分"),
    saying("(≤ (不 (最 (上", r"(?<=[值数重分])\((?:≤|不超过|最高不超过|最高|上限为?)100%\)(?=$|[,;。])", ""),
    saying(
        "超过 大于 高于",
        rf"[,;。](?:得分)?(?:超过|大于|高于)(?P<f>权重分?|满分|分值|标准分)的?,?(?:时)?按(?:照)?(?P=f)(?:计算|计分|计|算)?{ENDS}",
        "",
    ),
    saying(
        "部分",
        rf"{BEGINS}(?:对于?)?(?:未完成|没完成|未达到|未达标|不足)的?部分,?(?:则)?(?=按(?:照)?比例扣)",
        "未完成的,",
    ),
    # 偏差在10%以内得满分，超过10%的不得分: the other side of both borders.
    saying(
        each_of("偏差 偏离 相差 差异", "率 度 幅 值 在 不 控 ≤ 小 ± 正 1 2 3 4 5 6 7 8 9 0"),
        rf"(?P<a>(?:与|较|和|同|比)[^,;。\d]{{0,4}}(?:目标|计划|任务|预算)(?:值|数|额|量)?(?:相比)?的?,?(?:偏差|偏离|相差|差异)(?:率|度|幅度|值)?(?:控制)?(?:在|不超过|不大于|≤|小于等于)?(?:±|正负)?(?P<n>{NUMBER}%)"
        rf"(?:\(含\)|及)?(?:以内|之内|范围内)?的?,?(?:得|计|给)(?:满分|{NUMBER}分)[,;。])(?:偏差|偏离|相差)?(?:率|度|幅度)?(?:在|为)?"
        rf"(?:超过|超出|大于|高于|>)(?:±|正负)?(?P=n)(?:以上|以外)?的?,?(?={NOTHING})",
        r"\g<a>否则",
    ),
    # 每超目标值1%扣0.1分，每低目标值1%扣0.1分: the same on either side.
    saying(
        each_of("每", "超 高 多 低 少"),
        rf"{BEGINS}每(?:超过?|超出|高于?|高出|多)(?:于)?(?P<t>目标值)?(?P<n>{NUMBER}[^\d,;。扣]{{1,4}}?),?扣(?P<k>{NUMBER}分)[,;]"
        rf"每(?:低于?|少于?|少|低)(?P=t)?(?P=n),?扣(?P=k){ENDS}",
        r"每偏离目标值\g<n>扣\g<k>",
    ),
    # 扣权重分20%: of the points.
    saying(
        each_of("值 重 分", "1 2 3 4 5 6 7 8 9"),
        rf"(?<=[扣得计减])(?P<of>(?:该项|本项)?(?:分值|权重分|权重|标准分|满分))(?P<n>{NUMBER}%){ENDS}",
        r"\g<of>的\g<n>",
    ),
    # 以3000户为满分，按实际完成户数折算: in proportion to it.
    way(each_of("满分, 满分;", "按"), _folded),
    # 以完成任务数3000户计5分.
    saying(
        "以完 以达",
        rf"{BEGINS}以(?=(?:完成|达到)(?:年度|全年)?(?:目标|任务|计划)?(?:数|值|量)?{NUMBER}[^,;。\d]{{1,4}}[计得](?:满分|{NUMBER}分))",
        "",
    ),
    saying(
        each_of("分,", "计 确 核 得 算 以 据 来"),
        rf"(?<=分),(?:以此|据此|来)?(?:计算|确定|核定|得出|算出)(?:本项|该项)?(?:得分|分值|得分值){ENDS}",
        "计算得分",
    ),
    # 扣除未完成比例对应的分值.
    saying(
        "例对 例相 例所 例的 例同 比对 比相",
        rf"扣(?:除|减|掉|去)?(?:未完成|没完成|欠完成|缺口|差额|不足)(?:部分)?的?(?:比例|百分比)(?:所)?(?:对应|相应|同等)?的?(?:分值|分数|得分){ENDS}",
        "按未完成比例扣减分值",
    ),
    # 未全部完成但完成2700户以上3分.
    saying(
        "但完 但达 但是",
        rf"{BEGINS}(?:未|没有?)(?:能)?(?:全部|全额|足额|如数)?完成(?:任务|目标|计划)?(?:值|数|量)?的?,?但(?:是)?(?=(?:完成|达到)了?{NUMBER})",
        "",
    ),
    # 差额部分按每个0.2分扣减.
    saying(
        each_of("按每", "个 项 次 件 户 场 人 家 例 处 台 期 亩 套"),
        rf"{BEGINS}(?:差额|缺口|不足|短缺|欠缺|未完成)的?部分?,?按每(?P<u>[个项次件户场人家例处台期亩套])(?P<k>{NUMBER}分)(?:扣减|扣除|扣分|扣|减){ENDS}",
        r"每少1\g<u>扣\g<k>",
    ),
    way(each_of("的 ,", "每"), _fewer),
    way("每慢", _slower),
    saying("过期", rf"{BEGINS}过期(?:后)?才?[^\d,;。每未不]{{0,4}}的(?=,?(?:得|计)?(?:\d|不得分))", "逾期的"),
    # 介于36%与42%的, 按插值法求得.
    saying(
        "介于",
        rf"介于(?P<a>{NUMBER}[^\d,;。的]{{0,3}})[与和至到](?P<b>{NUMBER}[^\d,;。的之]{{1,3}}?)(?=的|者|,|按|用)",
        r"在\g<a>至\g<b>之间",
    ),
    saying(
        each_of("法 值", "求 得 算 取 推"), rf"(?<=[法值])(?:求得|得出|算得|算出|求出|推算|算分|取分){ENDS}", "计算"
    ),
    saying("中间", rf"中间(?:部分|值)?按(?:照)?线性(?:计分|计算|折算|扣分)?{ENDS}", "之间按线性插值"),
)
