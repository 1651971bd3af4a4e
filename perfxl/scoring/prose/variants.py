"""What is said in other words than the grammar reads: letters named first, ends of a calculation, the target again.

Each changes the text only where nothing is left open: a number in brackets is dropped where it is the target in its
unit, a share of the points is taken off where the points are known, a dash is 得 where a list leaves no other reading.
"""

from __future__ import annotations

import re
from decimal import Decimal

from perfxl import numbers
from perfxl.numbers import HUNDRED, ZERO
from perfxl.scoring.prose.lexicon import units
from perfxl.scoring.prose.phrasebook import each_of, saying, way
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import Context

_N = r"\d+(?:\.\d+)?"
_BEGINS = r"(?:^|(?<=[,;。\n\x01]))"
_ENDS = r"(?=$|[,;。)\n])"
_GOAL = r"(?:计划|目标|任务|预算|核定|预期|批复|控制|应|总|年初|年度|指标)"
_OWN = r"(?:该项|本项|此项|指标|标准|总)*"
# 满意度为X：X≥92%: what a letter stands for, in front of what it scores.
_NAMED_LETTER = re.compile(
    r"^(?:设|令|记)?(?P<n>[^,;。:\d]{2,14}?)(?:设为|记为|为|用|=)(?P<l>[A-Za-z])[:,;。](?=(?P=l)[≥≤><=])"
)
# S=A/B×3，S最大取3分: the score by a letter.
_SCORE_LETTER = re.compile(r"^(?:得分)?(?P<l>[A-Z])=(?=[^,;。=]{2,40}[/×])")
# 扣分不超过分值的50%, 最低得分值的30%: an end as a share of the points.
_SHARE = rf"{_OWN}(?:分值|满分|权重|权重分|标准分|总分)的(?P<share>{_N}%|一半|半数|[二三四五]分之[一二三])"
_TAKEN_SHARE = re.compile(
    rf"{_OWN}(?:累计|合计|最多|最高|至多|总共)*扣(?:分|减|除)?(?:总额|累计|合计|最多|最高|总计)*(?:不超过|以|至多为?|最多为?|最高为?|上限为)?"
    rf"{_SHARE}(?:为限|为止|封顶|为上限)?{_ENDS}"
)
_MOST_SAID = re.compile("最多|最高|至多|不超过|上限|为限|封顶|为止")
_LEFT_SHARE = re.compile(
    rf"(?:(?:最低|最少|至少)(?:不低于|不少于|保留|得分?|计|给|为)*|保底分?(?:为|是)?){_SHARE}{_ENDS}"
)
_WRITTEN = re.compile(rf"(?:[得计给记赋]|满分|分值)(?:为|是|:)?({_N})分")
_TENTHS = {"二": 2, "三": 3, "四": 4, "五": 5, "一": 1}
# 计划里程（1286.5公里）, 应测评数（7个）: the target again.
_RESTATED = re.compile(
    rf"(?P<name>[\u4e00-\u9fff]{{0,6}}{_GOAL}[\u4e00-\u9fff]{{0,8}})\((?:即|为|共|=)?(?P<n>{_N})(?P<u>[^\d(),;。/×+-]{{0,6}})\)"
)
_UNLIKE = re.compile("实际|已|完成(?!任务|目标|指标)|每|少|缺|超|低|高|扣|得|不|未|上年|去年")
# 年度任务4200人, in a calculation.
_OPERAND = re.compile(
    rf"(?<=/)(?P<name>[\u4e00-\u9fff]{{0,6}}{_GOAL}[\u4e00-\u9fff]{{0,4}})(?P<n>{_N})(?P<u>[^\d(),;。/×+-]{{0,5}})(?=[)×]|$)"
)
# 年度签约任务32000人。: the target by itself, in front of what it scores.
_TARGET_FIRST = re.compile(
    rf"^(?:年度|全年|年初|本年度?)?(?P<name>[\u4e00-\u9fff]{{0,10}}?(?:任务|目标|计划|控制|预算|指标)(?:任务|目标|指标)?[数值量额]?)(?:为|是|:)?"
    rf"(?P<n>{_N})(?P<u>[^\d(),;。/×+-]{{0,5}})[,;。](?=.)"
)
_GOAL_LIMIT = re.compile(
    rf"以(?:年度|年初|全年|批复|核定)?(?:预算|计划|目标|任务|控制|核定|指标)(?:任务|目标|指标)?[数值量额]?"
    rf"(?P<n>{_N})(?P<u>[^\d(),;。为]{{0,5}})(?=为(?:上限|下限|限|基准|标准|目标))"
)
# 1周（7天）, 1个月（30天）: which days are meant.
_DAYS = re.compile(
    rf"(?:{_N}|[一二三两半])(?:周|个月|个星期|星期|个季度|季度|旬)\((?:即|按)?(?P<days>\d+)(?P<u>天|日)(?:计)?\)"
)
# 作用期限为：长期，5分: the indicator's own name in front of its levels.
_TITLE = re.compile(r"^(?P<name>[\u4e00-\u9fff]{2,12}?)(?:\((?P<unit>[^()\d]{1,5})\))?(?:为|是)?:(?=.)")
# 5000及以上—6分；3000至5000—4分: points behind a dash.
_DASHED = re.compile(rf"(?P<band>[^-;。\n]*?\d[^-;。\n]*?(?:[-~至][^-;。\n]*?)?)-(?:(?P<points>{_N})分|不得分)")
_DEDUCTING = re.compile("每|扣|减|少|超|逾|迟|延|缺|发生|出现|起|次|差")
# 完成数/目标数＜1的, 以该比值乘8分计: the ratio as a condition.
_RATIO = re.compile(
    r"(?P<ratio>(?P<a>实际[^,;。/()]{0,6}|[^,;。/()]{0,4}完成[^,;。/()]{0,4})/(?P<b>[^,;。/()]{0,4}(?:目标|计划|任务|预算)[^,;。/<>≤≥()]{0,3}))"
    r"(?:比值|之比)?(?P<sign><|≥|小于|大于或?等于|不小于|低于|不低于)(?:1(?![\d.%个])|100%)的?"
)
_THAT_RATIO = re.compile(r"(?:以|按)(?:该|此|其)?比值(?=[乘×])")
# 从满分5分中按超出部分占目标值的比例扣减.
_FROM_FULL = re.compile(rf"从(?:满分|分值)({_N}分)?[中里]?(?=按[^,;。]{{2,20}}比例扣)")
# 超预算幅度大于5%、不大于10%的: both ends of how far it is exceeded.
_EXTENT = re.compile(
    rf"(?P<over>超预算|超支|超出预算|超概算|超计划|超出|超过)(?:的)?(?:幅度|比例|部分)(?:大于|超过|高于|>)(?P<a>{_N}%)"
    rf"(?:[、,]?(?:且|但|并)?(?:不大于|不超过|不高于|小于等于|小于或等于|≤)(?P<b>{_N}%)(?:以内)?)?"
)
# 按达标程度计分：: the way announced, in front of the way itself.
_ANNOUNCED = re.compile(
    r"^按照?(?:实际)?(?:达标|完成|达成|实现|办结|整改|落实|目标完成|任务完成|指标完成|目标实现)(?:程度|情况|进度)"
    r"(?:计分|得分|评分|赋分|折算):(?=.{4})"
)
# 营造林（含人工造林、封山育林）: what the indicator takes in.
_TAKING_IN = re.compile(
    r"^(?P<name>[\u4e00-\u9fff]{2,12})\((?:含|包括|包含|即|指)(?P<what>[^()\d]{2,40})\)(?=[^,;。:])"
)
_NO_PARTS = re.compile("不|未|无|延|逾|提前|上年|结转|除|以[上下内]|本数|当[日天]|合格|验收|达标")
# 验收面积/计划面积: what is compared with the plan is what there is.
_AGAINST_PLAN = re.compile(
    r"(?P<what>(?:验收|建成|核实|认定|审定|确认|投用|新增|实施|开展|培训|举办|发放|整改|办结|处置|处理|签约|入库|到位|执行|支出|支付)"
    r"(?P<noun>面积|里程|数量|人数|户数|个数|件数|次数|场次|金额|资金|产量|台数|套数|总数|数))"
    r"(?P<to>与|/|和|占|同)(?=(?:年度|年初|全年)?(?:计划|目标|任务|下达|预算|应)[\u4e00-\u9fff]{0,3}(?P=noun))"
)
# 百公里电耗: the amount it is measured by is part of its name.
_SIZED = re.compile(r"[百千万亿](?:车?公里|人|户|元|亩|吨|件|平方米|立方米|辆车)(?=(?P<next>[\u4e00-\u9fff]{2}))")
# 基础分3分，在此基础上每建成1个加0.5分，最高5分: from full marks, what every one that is missing takes.
_BASE = re.compile(
    rf"^基础分(?:为|得|计)?(?P<base>{_N})分[,;。](?:在此基础上[,]?)?每(?:新增|增加|多)?[^,;。\d]{{0,6}}?(?P<step>{_N})"
    rf"(?P<u>[^\d,;。加得计]{{1,3}}?)(?!百|千分)[^\d,;。]{{0,8}}?,?(?:的|可)?加(?P<k>{_N})分"
    rf"(?P<ends>(?:[,;。(]*(?:加分)?(?:最多|最高|累计|本项|该项|满分|合计|不超过|为|加|得|至多|封顶)+{_N}分(?:封顶|为止|为限)?\)?)+)[。;]?$"
)
_END = re.compile(rf"(?P<said>[^\d,;。(]*)(?P<n>{_N})分(?P<behind>封顶)?")
_LEVEL = re.compile(r"门槛值?(?:为|是|:)?(?P<n>\d+(?:\.\d+)?%?)[,;。]")
_CHANGE_GOAL = re.compile(
    r"(?P<verb>完成|达到|实现|达成)(?:年度)?(?:下降|降低|增长|压减|压降|减排|增收|提升|上升|降幅|增幅)目标(?:任务|值)?"
    r"(?=的|,|得|计)"
)
_EVENT = re.compile(r"[漏迟错误缺][\u4e00-\u9fff]")


def _extent(found: re.Match[str]) -> str:
    beyond = f"{found['over']}{found['a']}以上(不含)"
    return f"{beyond}、{found['b']}以内" if found["b"] else beyond


def _taking_in(text: str, context: Context) -> str:
    found = _TAKING_IN.match(text)
    if found is None or found["name"] not in context.name or _NO_PARTS.search(found["what"]):
        return text
    return found["name"] + text[found.end() :]


def _sized(text: str, context: Context) -> str:
    """``百公里电耗`` of an indicator called so."""
    found = _SIZED.search(context.name)
    if found is None:
        return text
    return text.replace(f"每{found.group()}{found['next']}", found["next"]).replace(
        found.group() + found["next"], found["next"]
    )


def _based(text: str, context: Context) -> str:
    """``基础分3分，每建成1个加0.5分，最高5分`` as 达到4个得5分，每少1个扣0.5分，最低得3分: the same."""
    found = _BASE.match(text)
    if found is None or context.sense <= 0 or context.dated or context.unit != found["u"]:
        return text
    base, step, credit = (Decimal(found[name]) for name in ("base", "step", "k"))
    ends = set()
    for end in _END.finditer(found["ends"]):
        more = "加" in end["said"]
        ends.add(Decimal(end["n"]) + (base if more else ZERO))
    full = next(iter(ends), ZERO)
    steps = numbers.divide(full - base, credit) if credit else ZERO
    whole = steps == steps.to_integral_value() and steps > 0
    if len(ends) != 1 or not whole or context.points not in (None, full) or step != step.to_integral_value():
        return text
    unit, top, each = found["u"], numbers.plain(steps * step), numbers.plain(step)
    return (
        f"达到{top}{unit}得{numbers.plain(full)}分,每少{each}{unit}扣{numbers.plain(credit)}分,不足{each}{unit}按{each}{unit}计,"
        f"最低得{numbers.plain(base)}分"
    )


def _threshold(text: str, _: Context) -> str:
    """``门槛值65%，低于65%不得分；达到门槛但低于75%的``: the bar by its name, where the text says what is below it."""
    found = _LEVEL.search(text)
    if found is None or not re.search(rf"低于{re.escape(found['n'])}的?,?(?:不得分|得0分|计0分)", text):
        return text
    rest = text[: found.start()] + text[found.end() :]
    return re.sub(r"(?:达到|超过|高于|不低于)门槛值?(?=但|且|的|,)", f"达到{found['n']}", rest)


def _own_event(text: str, context: Context) -> str:
    """``漏发3次以上`` of 预警信息漏发次数: it happened so often."""
    if context.sense > 0 or context.dated:
        return text
    own = set(_EVENT.findall(context.name))
    others = set(_EVENT.findall(text)) - own
    if own and (another := next((word for word in others if any(word[1] == event[1] for event in own)), None)):
        raise Refuse(Refusal.DIFFERENT_THINGS, another)
    if not own or others:
        return text
    return re.sub(rf"(?:{'|'.join(own)})(?=\d)", "发生", text)


def _named_letter(text: str, context: Context) -> str:
    found = _NAMED_LETTER.match(text)
    if found is None or not (found["n"] in context.name or context.name.endswith(found["n"])):
        return text
    return f"设{found['n']}为{found['l']},{text[found.end() :]}"


def _score_letter(text: str, _: Context) -> str:
    found = _SCORE_LETTER.match(text)
    if found is None:
        return text
    letter = found["l"]
    formula = re.split("[,;。]", text[found.end() :], maxsplit=1)[0]
    if re.search(rf"(?<![A-Za-z]){letter}(?![A-Za-z])", formula):
        return text
    rest = re.sub(rf"(?<![A-Za-z]){letter}(?![A-Za-z=])", "得分", text[found.end() + len(formula) :])
    return f"得分={formula}" + re.sub(r"(?<=得分)(?:最大|最高|最多)(?:取|为|是|按|计|不超过)*(?=\d)", "最高", rest)


def _portion(share: str) -> Decimal:
    if share.endswith("%"):
        return numbers.divide(Decimal(share[:-1]), HUNDRED)
    if "分之" in share:
        return numbers.divide(Decimal(_TENTHS[share[-1]]), Decimal(_TENTHS[share[0]]))
    return Decimal("0.5")


def _share_of_points(text: str, context: Context) -> str:
    """``扣分不超过分值的50%`` of 8 points is 最多扣4分; left where the points are not beyond doubt."""
    written = {Decimal(points) for points in _WRITTEN.findall(text)}
    full = context.points if context.points is not None else next(iter(written), None)
    if full is None or written - {full}:
        return text

    def taken(found: re.Match[str]) -> str:
        share = _portion(found["share"])
        if not _MOST_SAID.search(found.group()) or not 0 < share < 1:
            return found.group()
        return f"最多扣{numbers.plain(numbers.multiply(full, share))}分"

    def left(found: re.Match[str]) -> str:
        share = _portion(found["share"])
        return f"最低得{numbers.plain(numbers.multiply(full, share))}分" if 0 < share < 1 else found.group()

    return _LEFT_SHARE.sub(left, _TAKEN_SHARE.sub(taken, text))


def _is_target(found: re.Match[str], context: Context) -> bool:
    """Whether a number with its unit is the target."""
    return Decimal(found["n"]) == context.target and found["u"] in ("", context.unit)


def _without_target(text: str, context: Context) -> str:
    """``计划里程(1286.5公里)`` is 计划里程, where that is the target."""
    if context.target is None or context.dated:
        return text

    def said(found: re.Match[str]) -> str:
        return found["name"] if _is_target(found, context) and not _UNLIKE.search(found["name"]) else found.group()

    return _RESTATED.sub(said, text)


def _operand(text: str, context: Context) -> str:
    if context.target is None or context.dated:
        return text
    return _OPERAND.sub(lambda found: found["name"] if _is_target(found, context) else found.group(), text)


def _target_first(text: str, context: Context) -> str:
    found = _TARGET_FIRST.match(text)
    if found is None or context.dated or not _is_target(found, context) or _UNLIKE.search(found["name"]):
        return text
    return text[found.end() :]


def _goal_limit(text: str, context: Context) -> str:
    if context.target is None or context.dated:
        return text


    def said(found: re.Match[str]) -> str:
        return f"以{found['n']}{found['u']}" if _is_target(found, context) else found.group()

    return _GOAL_LIMIT.sub(said, text)


def _titled(text: str, context: Context) -> str:
    """The text without the indicator's own name in front of its bands or levels."""
    found = _TITLE.match(text)
    if found is None or found["name"] not in context.name:
        return text
    if found["unit"] in (None, context.unit):
        return text[found.end() :]
    if found["unit"] in units():
        raise Refuse(Refusal.OTHER_UNIT, found.group())
    return text


def _dashed(text: str, context: Context) -> str:
    """``5000及以上-6分；3000至5000-4分；3000以下-0分``: more is better, and the last band has nothing."""
    if context.sense <= 0 or context.dated:
        return text
    parts = [part for part in re.split("[;。\n]", text) if part]
    found = [_DASHED.fullmatch(part) for part in parts]
    if len(parts) < 2 or not all(found) or _DEDUCTING.search(text.replace("不得分", "")):
        return text
    points = [Decimal(one["points"] or 0) for one in found if one]
    if min(points) != ZERO or max(points) != (context.points or max(points)) or len(set(points)) < len(points):
        return text
    return ";".join(f"{one['band']}得{numbers.plain(score)}分" for one, score in zip(found, points, strict=True) if one)


def _ratio(text: str, context: Context) -> str:
    """``完成数/目标数<1的，以该比值乘8分计`` is 未达到目标值的，按完成数/目标数乘8分计."""
    ratios = {found["ratio"] for found in _RATIO.finditer(text)}
    if context.sense <= 0 or context.target is None or context.dated or len(ratios) != 1:
        return text
    ratio = next(iter(ratios))

    def said(found: re.Match[str]) -> str:
        below = found["sign"] in ("<", "小于", "低于")
        return "未达到目标值的" if below else "达到目标值的"

    return _THAT_RATIO.sub(f"按{ratio}", _RATIO.sub(said, text))


def _from_full(text: str, _: Context) -> str:
    found = _FROM_FULL.search(text)
    if found is None:
        return text
    stated = f"满分{found[1]}," if found[1] else ""
    return f"{stated}{text[: found.start()]}{text[found.end() :]}"


SAYINGS = (
    way(each_of(" ".join("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), ": , ; 。"), _named_letter),
    way(each_of(" ".join("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), "="), _score_letter),
    way(each_of("值的 分的 重的", "一 半 2 3 4 5 6 7 8 1 二 三 四 五"), _share_of_points),
    way("(", _without_target),
    way("/", _operand),
    way("任务 目标 计划 控制 预算 指标", _target_first),
    way("为上限 为下限 为限 为基准 为标准 为目标", _goal_limit),
    saying("天) 日) 天计) 日计)", _DAYS, r"\g<days>\g<u>"),
    way(":", _titled),
    way("-", _dashed),
    way(each_of("< ≥ 小于 大于等于 大于或等于 低于", "1"), _ratio),
    way("从", _from_full),
    # 计至0分止: until nothing is left.
    saying(
        each_of("至 到", "0 零"),
        rf"(?:计|减|降|算|核减|扣减|递减)(?:至|到)(?:0|零)分?(?:为止|止){_ENDS}",
        "扣完为止",
    ),
    # 本项分值全扣: nothing is left.
    saying(
        "全扣 全部扣 扣光 清零 归零",
        rf"(?<=[的者,])(?:则|即|将)?(?:{_OWN}(?:分值|得分|分数|分)|该项|本项|此项)(?:予以|应)?"
        rf"(?:全扣|全部扣除|全部扣完|全部扣掉|扣光|清零|归零){_ENDS}",
        "不得分",
    ),
    # 得满分的一半: half of it.
    saying(
        "一半 二分之一",
        rf"[得计给记](?:{_OWN})(?:满分|分值|标准分|权重分?)的(?:一半|二分之一)(?:分值?)?{_ENDS}",
        "得50%的分值",
    ),
    # 覆盖率×4分，即为本项得分: what was calculated is the score.
    saying(
        each_of(",即为 ,即 ,就是 ,即是 ,作为 ,为", "得 本 该 指"),
        rf"{_BEGINS}(?P<f>[^,;。=:]*[×/][^,;。=:]*),(?:即为|即是|就是|作为|即|为)(?:本项|该项|指标|最终)*得分{_ENDS}",
        r"得分=\g<f>",
    ),
    # 以72除以实际电耗之商乘以4分为得分.
    saying("之商 的商", r"(?:之商|的商)(?=[,再]*(?:乘|×))", ""),
    saying(
        each_of("分为 分作为 分即为", "得 本 该"),
        rf"(?P<f>[以按][^,;。]*(?:除以|/)[^,;。]*(?:乘以?|×)[^,;。]*分)(?:作为|即为|为)(?:本项|该项)?得分{_ENDS}",
        r"\g<f>计算",
    ),
    # 达到95%、90%、85%以上的，分别得: every one of them and more.
    saying(
        each_of("以上 以上的 以上, 以上的,", "分 依"),
        rf"(?:达到|完成|达)?(?P<a>{_N}(?P<u>[^\d、,;。]{{1,3}}))、(?P<b>{_N}(?P=u))(?:、(?P<c>{_N}(?P=u)))?"
        r"(?:、(?P<d>\d+(?:\.\d+)?(?P=u)))?及?以上的?,?(?=分别|依次)",
        lambda found: "、".join(f"{one}以上" for one in (found["a"], found["b"], found["c"], found["d"]) if one),
    ),
    saying("务必", "务必", "应"),
    saying("年度内", r"年度内(?=[\u4e00-\u9fff])", "年内"),
    saying("幅度 比例 部分", _EXTENT, _extent),
    saying("按", _ANNOUNCED, ""),
    way("(含 (包 (即 (指", _taking_in),
    saying(each_of("积 程 量 数 次 额 金", "与 / 和 占 同"), _AGAINST_PLAN, r"实际\g<what>\g<to>"),
    way("百 千 万 亿", _sized),
    way("基础分", _based),
    way("门槛", _threshold),
    saying(each_of("下降 降低 增长 压减 压降 减排 增收 提升 上升 降幅 增幅", "目标"), _CHANGE_GOAL, r"\g<verb>目标"),
    way("漏 迟 错 误 缺", _own_event),
)
