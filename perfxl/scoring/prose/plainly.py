"""What clerks write as they speak, and rules told the other way round: ``98%不到但有95%``, ``第6处起，每处扣0.5分``."""

from __future__ import annotations

import re
from decimal import Decimal

from perfxl.scoring.prose.phrasebook import BEGINS, DAY, ENDS, NOTHING, NUMBER, each_of, is_target, saying, way
from perfxl.scoring.prose.terms import Context

_AS_BASE = re.compile(
    rf"(?P<n>{NUMBER})(?P<u>[^\d,;。的]{{1,4}})为"
    r"(?:基数|基准|准绳|准线|线|上限|界|满分线|标准线|达标线|合格线|及格线|应当?完成(?:之数|数|的数量|数量|量))(?:[:,]|$)"
)
_PART_OF_BASE = re.compile(rf"每(?P<way>减少|少|低于?|增加|多|高于?|超过?)基[数准]的(?P<n>{NUMBER}%)")
# 高于基准的, 基准/实际成本: what the text has called so.
_THAT_BASE = re.compile(r"(?<=[于过到达出比较/×=(])(?:基准|基数|上限)(?:值|线|数)?(?=[的,每/×)\d]|以[上下])")
_OTHER_BASE = re.compile("上年|去年|往年|上期|同期|历史|基期|行业|平均|[国省市县区]")
_UNIT_OF_STEP = re.compile(
    rf"以(?P<way>少|多|低|超)(?:完成|于|出)?(?:目标任务|目标值?|任务|计划)?的?(?P<n>{NUMBER}[^\d,;。为]{{1,4}})为(?:一|1)个(?:扣分)?单位,"
    rf"每(?:一|1)?个单位扣(?P<k>{NUMBER}分)"
)
_ALLOWED = re.compile(
    r"(?:允许|容许)(?P<n>\d+)(?P<u>[个处次起件例项户])(?:以内)?[,;](?:的)?不扣分[。;,]第(?P<m>\d+)(?P=u)起,每(?:增加)?(?:1|一)?(?P=u)"
)
_SPAN = re.compile(
    rf"(?:在|介于)?(?P<a>{NUMBER})(?P<u>%|[^\d,;。()与和至]{{1,3}})\((?P<x>不?含)\)[与和]"
    rf"(?P<b>{NUMBER})(?P<v>%|[^\d,;。()]{{1,3}})\((?P<y>不?含)\)之间"
)
_ALSO_TO = re.compile(
    rf"(?<=[^\d])(?P<n>{NUMBER}%?)(?:\(含\))?以上但(?:未|没有?)(?:能)?(?:全部|全额|足额)?完成的?"
)
_RATE_IS = re.compile(
    r"\((?:完成率|[^,;。()=]{2,10}(?:率|占比|比例))=(?P<f>[^,;。()=]{3,30}/[^,;。()=]{1,16}),"
    r"(?:高于|超过|大于)100%(?:时|的)?(?:取|按|以)100%计?\)"
)
_RESTATED = re.compile(
    rf"[。;,]?\((?:收入)?(?:任务|目标|计划)(?:值|数|额)?[为:]?(?P<n>{NUMBER})(?P<u>[^()\d]{{0,4}})\)$"
)
_HALF = re.compile(rf"(?:一半|半数)都?(?:没|未|没有)完成\((?P<c>(?:少于|不足|低于){NUMBER}[^()]{{0,3}})\)")
_MONTHS = re.compile(r"(?P<a>\d{1,2})月(?:份)?、(?P<b>\d{1,2})月(?:份)?(?=[\u4e00-\u9fff]{0,4}(?:的|扣|得))")
_MONTHLY = re.compile(r"(?P<m>\d{1,2})月份(?=[\u4e00-\u9fff]{1,4}(?:的|扣|得))")
_THAT_DAY = re.compile(rf"^(?P<head>[^;。]*?(?P<day>{DAY})前[^;。]*[。;])(?P<rest>.*(?:在|于)?该日.*)$", re.DOTALL)


def _as_base(text: str, context: Context) -> str:
    """``以15家为界：``, ``以5600人次为基数``, where that is the target; a share of it is a share of the target."""
    found = _AS_BASE.search(text)
    if found is None or context.target is None or context.dated:
        return text
    if Decimal(found["n"]) != context.target or found["u"] != context.unit:
        return text
    start = text.rfind("以", 0, found.start())
    begins = start >= 0 and not re.search(r"[,;。:]", text[start : found.start()])
    if begins and _OTHER_BASE.search(text, start, found.start()):
        return text
    if "满分线" in found.group():
        if begins:
            return text
        head = max(text.rfind(mark, 0, found.start()) for mark in ",;。:") + 1
        return text[:head] + text[found.end() :].replace("不够线", "未达到目标值").replace("够线", "达到目标值")
    kept = text[:start] + text[found.end() :] if begins else text
    return _THAT_BASE.sub("目标值", _PART_OF_BASE.sub(r"每\g<way>目标值的\g<n>", kept))


def _unit_of_step(text: str, _: Context) -> str:
    """``以少完成目标任务的2%为一个扣分单位，每个单位扣0.6分，不满一个单位的不扣``."""
    found = _UNIT_OF_STEP.search(text)
    if found is None:
        return text
    said = f"每{found['way']}{found['n']}扣{found['k']}"
    behind = re.sub(r"不[满足到](?:一|1)个单位的?", f"不足{found['n']}的", text[found.end() :])
    return text[: found.start()] + said + behind


def _allowed(text: str, context: Context) -> str:
    """``允许5处，不扣分。第6处起，每处扣0.5分`` where 5 is the target: every one beyond it."""
    found = _ALLOWED.search(text)
    if found is None or int(found["m"]) != int(found["n"]) + 1 or context.sense >= 0:
        return text
    if Decimal(found["n"]) != context.target:
        return text
    return f"{text[: found.start()]}每超过1{found['u']}{text[found.end() :]}"


def _restated(text: str, context: Context) -> str:
    """``（收入任务128.5万元）`` at the end: the target again."""
    found = _RESTATED.search(text)
    return text[: found.start()] if found is not None and is_target(found, context) else text


_GOAL_FIRST = re.compile(
    rf"^(?:我们|我(?:局|校|院|县|市|镇|乡|办|委|中心)|本(?:部门|单位|局|校|院|中心))?(?:全年|本年度?|年度|今年|年初)?(?:计划|目标|预计|打算)"
    rf"(?:是|为)?(?:全年|本年度?|年度|今年)?(?:是|为)?(?P<what>[^,;。:\d]{{0,12}}?)(?P<n>{NUMBER})(?P<u>[^,;。\d]{{0,4}})[。;](?=.)"
)
_DONE = frozenset("完成达到开展举办组织实施建的了共")


def _goal_first(text: str, context: Context) -> str:
    """``我们计划全年培训教师850人次。…``: the target of the indicator, said first."""
    found = _GOAL_FIRST.match(text)
    if found is None or not is_target(found, context) or not set(found["what"]) <= _DONE.union(context.name):
        return text
    return text[found.end() :]


_PLANNED = ("计划", "目标", "任务", "应", "年度")


def _rate_is(text: str, context: Context) -> str:
    """``（完成率=实际扫描量/35万页，高于100%时取100%）``: what is done of what is planned."""
    found = _RATE_IS.search(text)
    if found is None:
        return text
    planned = found["f"].rpartition("/")[2]
    number = re.match(NUMBER, planned)
    own = Decimal(number.group()) == context.target if number else planned.startswith(_PLANNED)
    done = found["f"].startswith(("实际", "完成", "已"))
    return _RATE_IS.sub("", text) if own and done and "预算" not in planned else text


def _highest(text: str, _: Context) -> str:
    """``20个以上得5分，10个以上得3分，就高不就低``: which bar counts of those one value passes."""
    bars = re.findall(rf"{NUMBER}[^\d,;。]{{0,3}}及?以上(?:的)?,?[得计给]", text)
    if len(bars) < 2 or re.search(r"每|\d[^,;。\d]{0,3}[-~至]\d|[×/]", text):
        return text
    return re.sub(r"[,;](?:就高不就低|从高不从低)(?=[;。,]|$)", "", text)


def _still_undone(text: str, context: Context) -> str:
    """``完成80%（含）以上但未全部完成的`` of 100%: not the target itself."""
    of_all = context.unit == "%" and context.target == 100 and context.comparator in ("≥", "＝")
    return _ALSO_TO.sub(r"\g<n>(含)-100%(不含)的", text) if of_all and not context.dated else text


def _months(text: str, context: Context) -> str:
    """``8月、9月开工`` of a deadline: from the first of one to the end of the other."""
    if not context.dated:
        return text
    text = _MONTHS.sub(lambda found: f"{found['a']}月-{found['b']}月" if _follows(found) else found.group(), text)
    return _MONTHLY.sub(r"\g<m>月", text)


def _follows(found: re.Match[str]) -> bool:
    return int(found["b"]) == int(found["a"]) + 1


def _that_day(text: str, _: Context) -> str:
    """``须于10月25日前完成上报。在该日之前上报的…；晚于该日但在11月10日之前…；再晚的``: the one day spoken of."""
    found = _THAT_DAY.match(text)
    if found is None or len(re.findall(DAY, found["head"])) > 1:
        return text
    rest = re.sub(r"(?:在|于)?该日(?:\(含当[日天]\))?(?:之前|以前|前)", f"{found['day']}前", found["rest"])
    rest = re.sub(rf"晚于该日但(?:在|于)?(?P<to>{DAY})(?:\(含当[日天]\))?(?:之前|以前|前)", r"\g<to>前", rest)
    return found["head"] + re.sub(r"(?<=[;。,])再晚的", "其余", rest)


_DASH = re.compile(
    rf"{BEGINS}(?P<c>[^,;。:\d每扣减少超缺低多发-]{{2,20}}|逾[此该]日期?|{DAY}前[^,;。:\d-]{{0,6}})(?<![起次件例人处项天个户条场日家])-{{2}}(?=(?:{NUMBER}分|满分|{NOTHING})(?:$|[;。,]))"
)
_OTHERWISE_GIVEN = re.compile(r"[得计给记扣]\d|不扣|全扣|扣完")


def _dashed(text: str, _: Context) -> str:
    """A dash is a minus where the text gives or takes points in words as well: ``得5分，未达到-2分``."""
    return text if _OTHERWISE_GIVEN.search(text) else _DASH.sub(r"\g<c>得", text)


# Behind what is multiplied: 乘以6分作为本项得分.
_AS_SCORE = rf"(?:乘以?|×)(?P<n>{NUMBER}分|满分|分值)(?:作为|即为|为)(?:本项|该项|指标)?得分{ENDS}"
_AS_SCORE_SIGNS = each_of("分作为 分为 值作为 值为", "得 本 该")


SAYINGS = (
    saying(
        each_of("偏高 偏多 偏大 偏长 偏低 偏少 偏小 偏短", "或"),
        r"每偏(?:[高多大长]或偏[低少小短]|[低少小短]或偏[高多大长])(?=\d)",
        "每偏离目标值",
    ),
    saying("(均 (都 (皆", r"\((?:均|都|皆)(?=含)", "("),
    saying(
        "低于 少于",
        rf"(?<=[,;])(?:扣分|扣减)后,?的?(?:本项|该项)?(?:得分|分值|分数)?(?:最低)?不(?:得)?(?:低|少)于(?P<n>{NUMBER}分){ENDS}",
        r"最低得\g<n>",
    ),
    saying("部分每满", rf"(?P<c>(?:超过|高于|超出|低于){NUMBER}%)的?部分,?每满(?=\d)", r"\g<c>的部分每超"),
    # 以按时办结率乘以6分作为本项得分.
    saying(
        _AS_SCORE_SIGNS,
        rf"{BEGINS}[以用按将](?P<f>[^,;。:=/×\d与和]{{2,16}}率)(?:直接)?{_AS_SCORE}",
        r"得分=\g<f>×\g<n>",
    ),
    saying(
        _AS_SCORE_SIGNS,
        rf"{BEGINS}[以用按将](?P<a>[^,;。:=/×\d]{{2,12}}?)[与和跟同](?P<b>[^,;。:=/×\d]{{2,12}}?)(?:之比|相比|的?比值)(?:再)?{_AS_SCORE}",
        r"得分=\g<a>/\g<b>×\g<n>",
    ),
    saying("算出来", rf"算出来(?:的得分)?(?=(?:大于|超过|高于){NUMBER}分)", "得分"),
    # 储备充足——4分: a dash for the verb.
    way("-", _dashed),
    # 得5分：2026年7月15日当天及之前交付的.
    saying(
        "当天及 当日及",
        r"当[天日]及(?:之|以)?(?P<way>前|后)",
        lambda found: "及以前" if found["way"] == "前" else "及以后",
    ),
    # 【满分】6分【说明】: the cells of a form.
    saying("满分) 分值)", rf"[,;。]?\((?:满分|分值)\):?(?P<p>{NUMBER}分)", r"。满分\g<p>"),
    saying("据: 源:", rf"{BEGINS}(?:评分|数据|资料)(?:依据|来源):[^,;。:\d]{{2,24}}(?:[。;]|$)", ""),
    saying("口径:", rf"{BEGINS}(?:考核|统计|计算)口径:以[^,;。:\d]{{2,24}}为准[。;]", ""),
    saying(
        "得分:",
        rf"(?P<c>达标条件:[^,;。:]*?(?P<w>[≥≤<>]?{NUMBER}[^,;。:]{{0,4}})[。;])达标得分:(?P<p>{NUMBER}分|满分)[。;]不达标得分:(?P<q>{NUMBER}分|不得分)",
        r"达标得\g<p>;不达标得\g<q>",
    ),
    saying(
        "满足 符合",
        rf"^(?:得分|评分|达标)条件:(?P<c>[^,;。:]{{4,24}})[。;](?:满足|符合|达到)(?:的|条件的)?得(?P<p>{NUMBER}分|满分),?(?:不满足|不符合|达不到)(?:的|条件的)?(?=得|不得分|计)",
        r"\g<c>得\g<p>,否则",
    ),
    saying("区间:", r"^(?:得分|评分|计分)区间:", ""),
    way("就高 从高", _highest),
    saying("成本 产出 效益 质量 数量 时效", r"^(?:成本|产出|效益|质量|数量|时效)类?指标,", ""),
    saying("工作安 目标申", r"^(?:根据|依据|按照?)[^,;。:\d]{2,20}(?:工作安排|目标申报表|目标表|工作计划),", ""),
    saying(
        "为准)",
        r"\((?:以|按)(?=[^()]*(?:系统|平台|台账|报表|统计))(?![^()]*(?:文件|办法|细则|批复|合同|协议|评定))[^()\d]{2,24}为准\)",
        "",
    ),
    saying(
        "一票否",
        rf"^一票否决(?:项|指标),(?P<p>{NUMBER}分)[。;,]只要(?P<c>低于[^,;。]{{2,8}}),(?={NOTHING})",
        r"满分\g<p>,\g<c>的得",
    ),
    saying("再多", r"(?<=[,;])[缺少差超多]得再多,?(?=最多扣|至多扣|最多只扣)", ""),
    saying("本项最", r"(?<=[,;])但(?:是)?(?:本项|该项)(?=最低|最多)", ""),
    # 48/实际时长×5 in brackets behind 折算得分.
    saying(
        "分(",
        r"(?P<c>[^,;。:()]{3,14}的)折算(?:得分|计分)\((?P<f>[^,;。()=]{2,20}[/×][^,;。()=]{1,20})\)",
        r"\g<c>,得分=\g<f>",
    ),
    saying(
        "得3× 得4× 得5× 得6× 得8× 得10× 得2×",
        rf"得(?P<p>{NUMBER})×\((?P<f>[^,;。()]{{3,24}}/[^,;。()]{{2,20}})\)分",
        r"得分=\g<f>×\g<p>分",
    ),
    saying(
        each_of("占比( 比例( 率(", "达 完 合 实 覆"),
        rf"得分=(?P<p>{NUMBER}分)×(?P<n>[^,;。()=]{{2,12}}(?:率|占比|比例))\((?P=n)=(?P<f>[^,;。()=]{{2,20}}/[^,;。()=]{{1,16}})\)",
        r"得分=\g<f>×\g<p>",
    ),
    way("时取 的取", _rate_is),
    saying(
        "为系数",
        rf"以(?:完成率|完成比例|达标率)\((?P<f>[^,;。()]{{3,24}}/[^,;。()]{{1,16}})\)为系数,系数×(?P<p>{NUMBER}分)(?:,系数最[大高]为?1(?:,最[小低]为?0)?)?",
        r"得分=\g<f>×\g<p>",
    ),
    saying(
        "占标",
        r"按超(?:出|支|过)金额占(?:标准|定额|预算)(?:\([^()]*\))?的比例扣减(?:本项|该项)?分值",
        "按超出比例扣减分值",
    ),
    saying("%,以 %,按 %,取", r"(?<=率)(?:超过|高于|大于)100%(?:的|时)?,(?=[以按取]100%计)", "超过100%的"),
    saying("较", rf"较(?P<n>{NUMBER})(?P<u>[^\d,;。每]{{1,4}})(?=每(?:增加|多)或(?:减少|少))", ""),
    saying("此日 该日", rf"(?<=[;。])逾[此该]日期?(?:的)?,?(?=得|计|{NOTHING}|-)", "逾期的,"),
    saying("均含", r"[。;,]?(?:注[:：]?)?以上均含本数[。;]?$", ""),
    saying("目标值为", rf"{BEGINS}以目标值为(?:基准|基数|标准)[,:]", ""),
    saying("下限: 上限:", rf"[;。](?:得分)?下限:(?:0|零)分{ENDS}", ";扣完为止"),
    saying("到了 够了", r"(?<=[;。])(?:到了|够了|达到了)的?,(?=给|得|计)", "达到的,"),
    way("为基 为界 为应 为准绳 为准线 为线 为上限 满分线 标准线", _as_base),
    way("(收入 (任务 (目标 (计划", _restated),
    way("扣分单 个单", _unit_of_step),
    saying("扩大", rf"每扩大(?={NUMBER}个?百分点)", "每超过"),
    way("允许 容许", _allowed),
    way("该日", _that_day),
    way("计划 目标 预计 打算", _goal_first),
    saying("弄完 干完 搞完", r"(?:弄|干|搞)完", "完成"),
    way("月、 月份", _months),
    saying("之间", _SPAN, r"\g<a>\g<u>(\g<x>)-\g<b>\g<v>(\g<y>)"),
    way("但未 但没", _still_undone),
    saying(
        "不到但",
        rf"(?<=[;,。])(?P<a>{NUMBER}%?)不到但(?:有|达到?|够)(?P<b>{NUMBER}%?)的",
        r"\g<b>(含)-\g<a>(不含)的",
    ),
    saying(
        "连",
        rf"(?<=[;,。])(?:如果|要是|若)?连(?P<a>{NUMBER}[^\d,;。都也]{{0,3}})[都也](?:不到|没有达到|没达到|未达到|没有到|没有|没到|达不到)的?",
        r"低于\g<a>的",
    ),
    saying("一半 半数", _HALF, r"\g<c>"),
    saying("/二 /三 /四 /五", r"(?<=分)/(?=[二三四五]档:)", ";"),
    saying(
        "办满 满分",
        rf"^1(?P<u>[期次场个])(?P<k>{NUMBER}分),(?:办|做|完成|开展)?满(?P<n>\d+)(?P=u)即?得?满分(?P<p>{NUMBER}分)?(?=[,;。]|$)",
        r"每1\g<u>得\g<k>,最高\g<p>",
    ),
    saying(
        each_of("在国 在省 在市 在县", "家 级"),
        r"(?<![\u4e00-\u9fff])在(?P<l>(?:国家|省|市|县)级)(?:层面|范围内?)?(?:推广|交流|展示|发布|刊发)(?=得|计|的)",
        r"\g<l>",
    ),
)
