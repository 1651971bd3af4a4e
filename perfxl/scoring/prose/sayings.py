"""Turns of phrase said in plainer words before the text is read: 一分不给 is 不得分, 按A与B之积 按A×B.

Each means exactly what stands for it, whatever surrounds it; what leaves a doubt is no saying but refused.
"""

from __future__ import annotations

import re

from perfxl.scoring.prose import (
    beside,
    ends,
    heads,
    leftovers,
    misses,
    own,
    paces,
    periods,
    plainly,
    recast,
    rungs,
    shares,
    spoken,
    stops,
    titles,
    turns,
    variants,
)
from perfxl.scoring.prose.phrasebook import BEGINS, DIGITS, ENDS, NUMBER, OPENS, Phrasebook, each_of, saying, way
from perfxl.scoring.prose.terms import Context

_NUMERALS = "\\d一二两三四五六七八九十"
_DIGITS = "零一二三四五六七八九十"
_SHARE = r"(?:比例|百分比|比重|百分点|百分之几)"
_SO = r"(?:就|则|即)?(?:相应)?"
_SO_MUCH = rf"多少(?:个)?{_SHARE}的?(?:分值|分数|得分|分)?"
_FACTORS = rf"([^,;。:、\n()与和同按]{{2,14}})[与和同]({NUMBER}分?|分值|满分|权重|权重分|该项分值|本项分值|标准分)"
_OVER = "超过|超出|高于|超支"
_ROUNDED = r"(?:最终)?(?:计算)?(?:结果|得分|分值|分数)?"
_AMOUNT = rf"{NUMBER}[^\d,;。()]{{0,3}}"
_POINTS = rf"(?:{NUMBER}分|满分)"
_BY_FORMULA = r"(按[^,;。:\n]{2,40}[/×][^,;。:\n]{0,20}?)"
_THEN = r"(?:(?<=[%)的者内个件次项户场起天])|(?<=[达目]标))"
_COUNTS = "(?:数量|条数|个数|件数|人数|次数|户数|台数|场数|场次|总数|总量)"
_DAY = r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}[日号]|[底末初]|[上中下]旬)"
# 多轮或少轮2%, 增加或减少1人: a departure either way, by the same verb.
_MORE = "多[出于]?|增加?|超出?|高出?|高于|超过|上升|上浮|增长|长|涨"
_LESS = "少于|短少|短缺|少|减少?|不足|缺少?|低|低于|欠|下降|下浮|降低?|短|跌"
# 按比例折减（35/年均浓度×6）: the formula behind its name.
_BY_SHARE = (
    r"按照?(?:相应|同等|实际|对应|反)?比例(?:折减|折算|折扣|递减|减分|计分|得分|计算|给分|赋分|核算|核计|计)?(?:得分|分值)?[:,]?"
    r"\((?:即|公式|公式为|为)?:?(?P<formula>[^(),;。=扣减+-]{1,20}[/×][^(),;。=扣减+-]{1,20}(?:[/×][^(),;。=扣减+-]{1,12})?)\)"
)


def _digit(char: str) -> int:
    return 2 if char == "两" else _DIGITS.index(char)


def _by_each(found: re.Match[str]) -> str:
    taken = "扣" if found["taken"] and not found["each"].endswith("扣") else found["way"]
    return f"每{found['each']}{taken}{found['points']}"


def _with_end(found: re.Match[str]) -> str:
    """``(40%~50%,含40%)`` is (40%(含)~50%)."""
    low, high, said, which = found.groups()
    number = re.match(NUMBER, low)
    if number is not None and number.group() == which:
        return f"({low}({said})-{high})"
    return f"({low}-{high}({said}))" if high.startswith(which) else found.group()


def _fraction(found: re.Match[str]) -> str:
    """``三分之二`` is 2/3."""
    whole, part = (
        str(_DIGITS.index(found[name])) if found[name] in _DIGITS else found[name] for name in ("whole", "part")
    )
    return f"{found['before'] or ''}{part}/{whole}"


_HEADING = each_of("倒扣 扣", ", : 制 法 方 办 分, 分: 分制 分法 分方 分办")
_COUNTED = "次 起 例 件 宗 处"

SAYINGS = (
    saying(each_of("得分 分值 扣分", "等于"), r"(?<=得分|分值|扣分)等于(?=[^,;。]{0,20}[×/乘除])", "="),
    saying(
        "按每 按照每",
        r"(?:^|(?<=[,;。:\n\x01的]))(?:得分|分值)?按照?每(?P<each>[^,;。扣]{0,10}?|[^,;。扣]{0,14}扣)(?P<way>[得计给]?)"
        rf"(?P<points>{NUMBER}分)(?:的标准)?(?:(?P<taken>扣减|扣分|扣除|扣)|计分|计算|得分|给分|赋分|计)(?:得分)?(?=$|[,;。])",
        _by_each,
    ),
    # 低于95%，一个百分点扣0.5分: for every one.
    saying(",一个百分点扣 ,1个百分点扣", r",(?:一个|1个)(?=百分点扣)", ",每1个"),
    saying("含不足", r"\(?含不足((?:1|一|半|0\.5|\d)[^,;。()扣]{1,6}?)(?:的)?\)?(?=[扣,;。]|$)", r"(不足\1按\1计)"),
    saying(
        "不足",
        rf"(不足|不满|不到)(?:的|部分|者|时)*,?(?:按照?|以)((?:{NUMBER}|[一二两半])[^,;。()计扣算]{{1,6}}?)(?=计|扣|算)",
        r"\1\2按\2",
    ),
    saying(
        _HEADING,
        rf"{BEGINS}(?:实行|采用|采取)?(?:倒扣|扣分|倒扣分|减分)(?:制|法|方式|办法)?[,:](?=[^,;。]*每)",
        "",
    ),
    way("分, 分: 分。 分;", recast.score_first),
    saying("各", r"各(?:档次?|段|点|节点|区间|分数段)之间", "之间"),
    saying("反向比例", "反向比例", "反比例"),
    saying("每个百 每个千 每个点", r"每个(?=[百千]分点|点)", "每1个"),
    # 用A除以B: what is calculated with.
    saying(
        "用 将 把",
        r"(?:^|(?<=[,;。:\n\x01的则者]))(?:用(?![电水能地工气油款户药血餐车])|[将把拿])(?=[^,;。]{1,20}(?:除以|除|/|乘|×))",
        "按",
    ),
    saying("或者", "或者", "或"),
    saying("按标准", r"按标准(?=[^,;。]{0,8}[与和同/][^,;。]{0,4}实际)", "按目标"),
    # 少得1分, 罚1分: points that are taken.
    saying(
        "少得 少计 少给 少拿 少记 罚 丢 损失 失",
        rf"(?:(?<![最至更未没不较很极稍略减缺偏太多])少[得计给拿记]|罚|丢|损失|失)(?={NUMBER}分(?![钟之]))",
        "扣",
    ),
    # 减1座扣1分: one fewer.
    saying(each_of("减", DIGITS), rf"(?:^|(?<=[,;。:每\n\x01]))减(?={NUMBER}[^\d分,;。]{{1,3}}扣)", "少"),
    saying("线下每", "线下(?=每)", "低于目标值"),
    saying(
        "没了 没有了 归零 清零",
        rf"(?:这|该|本项|此项)*(?:{NUMBER}分|分)(?:就|全|都|便|将)*(?:没了|没有了|归零|清零)(?=$|[,;。])",
        "不得分",
    ),
    saying(
        "条件 要求",
        rf"{OPENS}得({NUMBER}分|满分)的?(?:条件|要求|前提|标准)(?:是|为|:)([^,;。:]+)(?=$|[,;。])",
        r"\2得\1",
    ),
    saying(
        "轻重 大小 多少,",
        rf"{OPENS}(?:(?:轻重|大小|责任大小|情节轻重|程度)不论|(?:不[论分管]|无论)(?:差距|缺口|相差)?(?:轻重|大小|多少|程度|责任大小)),",
        "",
    ),
    saying(
        "或 、",
        rf"(?<![不未没])(?:(?:{_MORE})(?P<a>[^\d或、和及,;。每]{{0,3}})(?:或者?|、|和|及|与|/)(?:{_LESS})(?P=a)"
        rf"|(?:{_LESS})(?P<b>[^\d或、和及,;。每]{{0,3}})(?:或者?|、|和|及|与|/)(?:{_MORE})(?P=b))(?=[\d一二两三四五六七八九十半]|的?,?每\d)",
        "偏离",
    ),
    # 超出或短缺的，每2%扣1分.
    saying(
        each_of("偏离 偏离的 偏离的,", "每"),
        rf"{BEGINS}偏离的?,?每(?={NUMBER})",
        "每偏离",
    ),
    saying(
        "分之",
        r"(?P<before>(?:分值?|满分|权重|得分)的|扣[除减]?)?(?P<whole>[二三四五六七八九十]|\d{1,2})分之(?P<part>[一二三四五六七八九]|\d)"
        rf"(?(before)|(?=的?(?:该项|本项|此项|总|全部|指标)?(?:分值|得分|满分|权重|分数)|的分{ENDS}))",
        _fraction,
    ),
    # 首起扣1分，以后每起扣2分: what the first costs, said behind what every one costs.
    saying(
        "首 第一 第1 发生一 发生1",
        rf"(?:第[一1]|首|(?:^|(?<=[,;。]))发生[一1])(?P<u>(?:个百分点|个点|人次|场次|[个起次例件宗处人家户天场条份]))(?:发生|出现|违规)?的?,?扣(?P<a>{NUMBER})分[,;]"
        rf"(?:(?:发生)?[从自]?第[二2](?P=u)(?:起|开始|及以后|以后)+|以后|此后|之后|其后|往后|后续|再次?)(?:发生|出现)?,?的?每(?P<r>[^,;。]*?)扣(?P<b>{NUMBER})分",
        r"每\g<r>扣\g<b>分,首档扣\g<a>分",
    ),
    saying(
        "及 和 或 、",
        rf"(?P<n>(?:{NUMBER}|[{_NUMERALS}]+)[^\d,;。及和或、级星等]{{1,4}})[及和或、](?P=n)"
        rf"(?=(?:以上|以下|以内)的?[得计给记](?:满分|[{_NUMERALS}]))",
        r"\g<n>及",
    ),
    saying("计得", rf"(?<=[分\d%)])(?:据实)?计得分?{ENDS}", "计分"),
    saying("据实", r"据实(?=计算|计分|折算|核算)", ""),
    saying(
        each_of("对照 对比 比照", "目 计 任 年"),
        rf"{OPENS}(?:对照|对比|比照)(?:年度|年初|全年)?(?:目标|计划|任务)(?:任务|目标)?[值数量]?,(?=每)",
        "",
    ),
    saying("按进度", r"按进度(?=[/×])", "按实际进度"),
    saying("比例", _BY_SHARE, r"按\g<formula>计分"),
    saying("核", rf"(?<=[的者则,;:标成])核[计得予发给记定]?为?(?=(?:满分|零分|{NUMBER}分)(?:$|[,;。)\n]))", "计"),
    saying("核分", rf"(?<=比例|进度|情况|程度)核分{ENDS}", "计分"),
    # 产量稳定在21.6万吨以上: where it stays is what it reaches.
    saying(
        each_of("稳定 保持 维持", "在 于"),
        rf"(?:持续|始终|长期|一直)?(?:稳定|保持|维持|稳步保持)(?:在|于)(?={NUMBER}[^,;。\d]{{0,6}}(?:以上|及以上|以下|及以下|以内|之间|至|-|~))",
        "在",
    ),
    saying("跌 穿", rf"(?:跌破|跌穿|击穿|失守)(?:了)?(?={NUMBER})", "低于"),
    saying("跌 失守", r"(?<=[,;。\n\x01])(?:失守|跌破|跌穿)(?:的|者)?(?=不得分|得|扣|计|,每)", "未达到的"),
    saying("落 滑", rf"(?:滑落|跌落|回落|下滑|滑)[到至](?P<bound>{NUMBER}[^\d,;。]{{0,3}})以下", r"低于\g<bound>"),
    # 低于96%的扣分，每低2%扣1分: the verb before how much.
    saying(
        each_of("分, 分: 分; 分。 值, 值: 值; 值。", "每"),
        rf"(?P<missed>[的者标%]|(?<![不未])(?:低于|少于|不足|不到|未达到?|达不到|超过|高于|超出|多于|大于|小于){NUMBER}[^\d,;。扣第不免未]{{1,3}}?)"
        r"(?:予以|相应|则|就|要|应|需|进行|开始|起|时)?(?:扣分|减分|扣减分值)[,:;。](?=每[^,;。]{1,14}[扣减])",
        r"\g<missed>,",
    ),
    way("含下限 含上限 括下限 括上限", recast.for_all),
    saying(":0", rf"(?<=[\d%]):0{ENDS}", ":0分"),
    way("|", recast.tabulated),
    saying(
        each_of("计 得 给 记 按", "("),
        r"(?<=[的者则,])(?:计|得|给|记|按)\((?P<formula>[^(),;。=扣]{1,20}[/×][^(),;。=扣]{1,20})\)"
        rf"(?:分|计分|得分|计算|计)?{ENDS}",
        r"按\g<formula>计分",
    ),
    way(each_of("的 者 则 : ,", "计 得 给 记"), recast.formula_behind),
    way("分: 分(", recast.points_last),
    way("=", recast.equated),
    # Scores are rounded to two places anyway.
    saying(
        "保留",
        rf"\({_ROUNDED},?(?:按)?(?:四舍五入)?后?,?{_ROUNDED}保留[到至]?(?:小数点后)?[两二2]位(?:小数)?,?(?:四舍五入)?\)",
        "",
    ),
    saying(
        "多少",
        rf"(?:[欠缺差少短低超](?:了|出)?|未完成|没完成)的?多少(?:个)?{_SHARE},?{_SO}扣[减除]?(?:掉)?{_SO_MUCH}",
        "按比例扣分",
    ),
    saying("之积 乘积 的积", rf"{_FACTORS}(?:之积|的乘积|的积)", r"\1×\2"),
    saying("相乘", rf"{_FACTORS}相乘", r"\1×\2"),
    saying(
        "部分不",
        r"超(?:出|过|额)?(?:完成)?(?:计划|目标|任务|目标值|指标值)?的?部分"
        r"(?:不计|不再计算|不予计算|不再计分|不予计分|不予计入|不计入|不计算)(?![\u4e00-\u9fff])",
        "超出部分不加分",
    ),
    saying("反比", r"按(?:照)?反比例?(?:关系)?(?=\([^()]{2,12}/[^()]{2,12}\))", "按"),
    saying("反比", r"按(?:照)?反比例?(?:关系)?(?=(?:计算|计分|得分|折算|给分|计(?![分算]))(?!\())", "按目标值/实际值"),
    saying("才", rf"(?:才|方)(?:能|可)?(?:得分|计分|给分|记分),?(?=[得计给记]{NUMBER}分|[得计给记]?满分)", ""),
    saying(
        each_of("部分 部分,", "每"),
        rf"({_OVER})({NUMBER}(?:%|个百分点))的?,?(?:对)?(?:{_OVER})(?:\2)?的?部分,?每(?:再?(?:{_OVER}|超))?({NUMBER})",
        r"\1\2的,每再超\3",
    ),
    # 超过3%的部分每1%扣1分: beyond that, for every one.
    saying(
        each_of("部分 部分,", "每"),
        rf"(?P<over>{_OVER})(?P<n>{NUMBER}(?:%|个百分点|[^\d,;。的部]{{1,3}}))的?部分,?每(?:再?(?:{_OVER}|超|增加|多))?(?={NUMBER})",
        r"\g<over>\g<n>的,每再超",
    ),
    saying(
        each_of("一 二 三 四 五 六 七 八 九", "分"),
        r"(?<=[得计给记扣])([一二三四五六七八九])分([一二三四五六七八九])(?=[,;。)\n]|$)",
        lambda found: f"{_digit(found[1])}.{_digit(found[2])}分",
    ),
    saying("才能 才可", rf"才(?:能够?|可以?)(?=[得计给记]{_POINTS})", ""),
    saying("才", rf"才(?=[得给计记][{_NUMERALS}]|[得给计记]满分|能得|可得)", ""),
    saying("全得 全额得分", r"(?<=[的标成者])全得(?=[,;。\n]|$)|全额得分", "得满分"),
    saying("+", rf"(?<![\d分)值数率])\+(?={NUMBER}分)", "得"),
    saying("基础分", rf"(?<=[的者])(?=基础分{NUMBER}分)", "得"),
    saying("分档", BEGINS + r"按[^,;。:\d\n]{2,10}(?:分档|分段|分级)(?:计分|得分|评分|赋分|打分)?[:,]", ""),
    saying(each_of("档", "计分 评分 赋分"), r"(?:^|(?<=[;。\n]))[一二三四五六3-6]档(?:计分|评分|赋分)[:,]", ""),
    saying(
        each_of("为准", ", ; : 。"),
        BEGINS + r"以[^,;。:\n\d]{2,12}(?:日期|时间|通报数|统计数|数据)为准[,;:。]",
        "",
    ),
    saying(
        "是否",
        rf"是否(达到[^,;。:\n]+)[:,;]是[=:,得计]*({NUMBER}分)[,;。]否[=:,得计]*({NUMBER}分|不得分)",
        r"\1得\2,否则得\3",
    ),
    saying("前当 前或当 前或者当", r"之?前或(?:者)?当[日天]", "前"),
    saying("规定时限", r"在?规定(?:时限|时间|期限)\((\d{1,2}月\d{1,2}日)\)", r"\1"),
    saying(",含", rf"({_AMOUNT})以上,?({_AMOUNT})(?:以内|以下)?\(不含\1,含\2\)", r"超过\1、不超过\2"),
    saying(",不含", rf"({_AMOUNT})以上,?({_AMOUNT})(?:以内|以下)?\(含\1,不含\2\)", r"不低于\1、低于\2"),
    saying(",含 ,不含", rf"({_AMOUNT})(以上|以下|以内|及以上|及以下),(不?含){_AMOUNT}(?=\))", r"\1\2(\3)"),
    saying(",含 ,不含", rf"\(({_AMOUNT})[-~至]({_AMOUNT}),(不?含)({NUMBER})[^\d,;。()]{{0,3}}\)", _with_end),
    saying(each_of("是 否", ", :"), r"(?:^|(?<=[;。,\n]))(是|否)[,:](?=得|计|不得分|扣|\d)", r"\1"),
    saying(each_of("比 较", "上限"), r"[比较](?:上限|限额|限值)(?=每|多|高|超)", "比目标值"),
    saying("方能 方可", rf"方(?:能够?|可以?)(?=[得计给记]{_POINTS})", ""),
    saying(each_of("方", "得 计 给 记"), rf"{_THEN}方(?=[得计给记]{_POINTS})", ""),
    saying(each_of("始", "能 可 得 计 给 记"), rf"{_THEN}始[能可]?(?=[得计给记]{_POINTS})", ""),
    saying(
        "线性",
        rf"按?(每[^,;。:\n每]{{1,16}}扣[减除]?{NUMBER}分),?的?(?:标准|比例)?(?:进行|予以|按)?线性地?"
        rf"(?:扣减|扣分|扣除|递减|计扣|计算扣分){ENDS}",
        r"\1,不足一档按比例扣分",
    ),
    saying("线性", rf"(每[^,;。:\n每]{{1,16}})线性地?(扣[减除]?{NUMBER}分){ENDS}", r"\1\2,不足一档按比例扣分"),
    saying("取值 取分", rf"{_BY_FORMULA}取[值分](?=$|[,;。\n(])", r"\1计分"),
    saying("公式 算式", rf"{_BY_FORMULA}的(?:计算)?(?:公式|算式)(?=[计得给算])", r"\1"),
    saying("结果", rf"{_BY_FORMULA}的(?:计算)?结果(?=[计得给算])", r"\1"),
    saying(
        each_of("不够的 不足的 达到的", "按 ,按"),
        rf"{BEGINS}(?:[\u4e00-\u9fff]{{2}})?{_COUNTS}?(?:不够|不足|没达到|未达到)的,?(?=按:?[^,;。:\n]{{2,40}}[/×])",
        "未完成的,",
    ),
    # 高于的反向折算：目标成本÷实际成本×5: how it is called, in front of the way itself.
    saying(
        each_of("的 的,", "按 以 反向 逆向 正向 折 换 计"),
        r"(?<=的),?(?:(?:按照?|以)?(?:反向|逆向|正向)?(?:折算|换算|计算|计分|计)(?:得分|分值)?|按照?(?:以下|下列|如下)?(?:公式)?(?:计算|计分|折算)?)"
        r":(?=[^,;。:=\n]{2,40}[/×])",
        ",按",
    ),
    # 开学前(8月25日前): a time by its name, and which day it is.
    saying("前(", rf"{BEGINS}[^,;。:()\d\n不未没非无逾超晚迟早提]{{2,10}}前\(({_DAY}前)\)", r"\1"),
    saying("前(", rf"({_DAY}前)\([^,;。:()\d\n不未没非无逾超晚迟早提]{{2,10}}前\)", r"\1"),
    # A thing by itself and what one of it costs, where the deductions go on.
    saying(
        each_of(each_of(",一 ,1", _COUNTED), "扣"),
        rf"({BEGINS}[^,;。:\d\n首第每]{{2,20}}的),[一1]([次起例件宗处])扣({NUMBER}分)(?=[,;。](?:扣完|直至扣完|最多扣|至多扣))",
        r"\1,每1\2扣\3",
    ),
    saying("过半( 过半数(", r"过半数?\((?:即|也即)?(?:超过|大于|>|高于)50%\)", "超过50%"),
    way("每月 每季 每半年 每周 每个 季度各 季度均 季度分 季度都", recast.often),
)
_PHRASEBOOK = Phrasebook(
    (
        *(*paces.SAYINGS, *periods.SAYINGS, *rungs.SAYINGS, *leftovers.SAYINGS, *shares.SAYINGS),
        *(*stops.SAYINGS, *misses.SAYINGS),
        *(*heads.SAYINGS, *titles.SAYINGS, *plainly.SAYINGS, *own.SAYINGS, *spoken.SAYINGS, *turns.SAYINGS),
        *(*variants.SAYINGS, *ends.SAYINGS, *SAYINGS, *beside.SAYINGS),
    )
)


def plain(text: str, context: Context) -> str:
    """A clean text in plainer words, beside its indicator. :raises Refuse: a saying leaves a doubt."""
    return _PHRASEBOOK.plain(beside.without_numbers_of(context.name, text), context)
