"""What is said in other words than the grammar reads: letters named first, ends of a calculation, the target again.

Each changes the text only where nothing is left open: a number in brackets is dropped where it is the target in its
unit, a share of the points is taken off where the points are known, a dash is 得 where a list leaves no other reading.
"""

from __future__ import annotations

import re
from decimal import Decimal

from perfxl import numbers
from perfxl.block import RUNGS
from perfxl.numbers import HUNDRED, ZERO
from perfxl.scoring.prose import recast
from perfxl.scoring.prose.asides import is_known, of_what_is_done
from perfxl.scoring.prose.phrasebook import BEGINS, ENDS, NOTHING, NUMBER, POINTS_GIVEN, each_of, saying, way
from perfxl.scoring.prose.terms import Context

_OWN = r"(?:该项|本项|此项|指标|标准|总)*"
# S=A/B×3，S最大取3分: the score by a letter.
_SCORE_LETTER = re.compile(r"^(?:得分)?(?P<l>[A-Z])=(?=[^,;。=]{2,40}[/×])")
# 扣分不超过分值的50%, 最低得分值的30%: an end as a share of the points.
_SHARE = rf"{_OWN}(?:分值|满分|权重|权重分|标准分|总分)的(?P<share>{NUMBER}%|一半|半数|[二三四五]分之[一二三])"
_TAKEN_SHARE = re.compile(
    rf"{_OWN}(?:累计|合计|最多|最高|至多|总共)*扣(?:分|减|除)?(?:总额|累计|合计|最多|最高|总计)*(?:不超过|以|至多为?|最多为?|最高为?|上限为)?"
    rf"{_SHARE}(?:为限|为止|封顶|为上限)?{ENDS}"
)
_MOST_SAID = re.compile("最多|最高|至多|不超过|上限|为限|封顶|为止")
_LEFT_SHARE = re.compile(
    rf"(?:(?:最低|最少|至少)(?:不低于|不少于|保留|得分?|计|给|为)*|保底分?(?:为|是)?){_SHARE}{ENDS}"
)
_TENTHS = {"二": 2, "三": 3, "四": 4, "五": 5, "一": 1}
# 1周（7天）, 1个月（30天）: which days are meant.
_DAYS = re.compile(
    rf"(?:{NUMBER}|[一二三两半])(?:周|个月|个星期|星期|个季度|季度|旬)\((?:即|按)?(?P<days>\d+|七|十|十五|三十)(?P<u>天|日)(?:计)?\)"
)
# 5000及以上—6分；3000至5000—4分: points behind a dash.
_DASHED = re.compile(rf"(?P<band>[^-;。\n]*?\d[^-;。\n]*?(?:[-~至][^-;。\n]*?)?)-(?:(?P<points>{NUMBER})分|不得分)")
_DEDUCTING = re.compile("每|扣|减|少|超|逾|迟|延|缺|发生|出现|起|次|差")
# 从满分5分中按超出部分占目标值的比例扣减.
_FROM_FULL = re.compile(rf"从(?:满分|分值)({NUMBER}分)?[中里]?(?=按[^,;。]{{2,20}}比例扣)")
# 超预算幅度大于5%、不大于10%的: both ends of how far it is exceeded.
_EXTENT = re.compile(
    rf"(?P<over>超预算|超支|超出预算|超概算|超计划|超出|超过)(?:的)?(?:幅度|比例|部分)(?:大于|超过|高于|>)(?P<a>{NUMBER}%)"
    rf"(?:[、,]?(?:且|但|并)?(?:不大于|不超过|不高于|小于等于|小于或等于|≤)(?P<b>{NUMBER}%)(?:以内)?)?"
)
# 按达标程度计分：: the way announced, in front of the way itself.
_ANNOUNCED = re.compile(
    r"^按照?(?:实际)?(?:达标|完成|达成|实现|办结|整改|落实|目标完成|任务完成|指标完成|目标实现)(?:程度|情况|进度)"
    r"(?:计分|得分|评分|赋分|折算):(?=.{4})"
)
# 按完成率计分，…每下降1%扣0.2分: what is scored, in front of how.
_SCORED_BY = re.compile(
    r"^按照?(?:实际|预算|目标|任务|指标|计划)*(?:完成|达标|达成|实现|执行|办结|覆盖|到位|满意|合格)(?:率|程度|情况|进度|度)"
    rf"(?:计分|得分|评分|赋分|打分)[,:。](?=[^×/]*(?:每[^,;。]{{1,14}},?扣|(?:得|计)(?:{NUMBER}分|满分)[^×/]*[,;。][^×/]*(?:(?:得|计){NUMBER}分|不得分)))"
    r"(?!.*(?:比例|[×/]))"
)
# 按修缮个数计分，每个0.5分: what is counted, in front of what each gives.
_COUNTED_BY = re.compile(
    r"^按照?(?P<what>[^,;。:\d×/每未没不无]{0,10}?)(?P<u>[个件场次户人家台处项座期条])数(?:来|进行)?(?:计分|得分|评分|赋分|打分|计算得分)"
    rf"[,:。](?=每1?(?P=u)[得计给记]?{NUMBER}分)"
)
# 按作业完成率计分：完成率(实际数/计划数)×4: the same rate, of the indicator itself.
_SCORED_BY_RATE = re.compile(
    r"^(?:按照?|根据|以)(?P<of>[^,;。:\d()]{0,8}?)(?P<n>完成率|完成比例|达成率|实现率)(?:来|进行)?(?:计分|得分|评分|赋分|打分|计算得分|折算)"
    r"[,:。](?=(?P=n)\([^()=]{3,30}/[^()=]{2,24}\)×)"
)
_DISCOUNT = re.compile(rf"×(?P<n>{NUMBER})×(?P<share>0\.\d+|(?!100%)\d{{1,2}}%)(?=$|[,;。)\n])")
# 验收面积/计划面积: what is compared with the plan is what there is.
_AGAINST_PLAN = re.compile(
    r"(?P<what>(?:验收|建成|核实|认定|审定|确认|投用|新增|实施|开展|培训|举办|发放|整改|办结|处置|处理|签约|入库|到位|执行|支出|支付)"
    r"(?P<noun>面积|里程|数量|人数|户数|个数|件数|次数|场次|金额|资金|产量|台数|套数|总数|数))"
    r"(?P<to>与|/|和|占|同)(?=(?:年度|年初|全年)?(?:计划|目标|任务|下达|预算|应)[\u4e00-\u9fff]{0,3}(?P=noun))"
)
# 基础分3分，在此基础上每建成1个加0.5分，最高5分: from full marks, what every one that is missing takes.
_BASE = re.compile(
    rf"^基础分(?:为|得|计)?(?P<base>{NUMBER})分[,;。](?:在此基础上[,]?)?每(?:新增|增加|多)?[^,;。\d]{{0,6}}?(?P<step>{NUMBER})"
    rf"(?P<u>[^\d,;。加得计]{{1,3}}?)(?!百|千分)[^\d,;。]{{0,8}}?,?(?:的|可)?加(?P<k>{NUMBER})分"
    rf"(?P<ends>(?:[,;。(]*(?:加分)?(?:最多|最高|累计|本项|该项|满分|合计|不超过|为|加|得|至多|封顶)+{NUMBER}分(?:封顶|为止|为限)?\)?)+)[。;]?$"
)
# 增速大于0的得2分，每满1个百分点再加1分，累计最高6分；为0或为负的不得分: a ladder that goes up from nought.
_FROM_NOUGHT = re.compile(
    rf"^(?P<name>[^,;。:\d]{{0,8}}?)(?:大于|高于|超过|>)0%?的?,?(?:得|计)(?P<base>{NUMBER})分[,;。](?P<more>[^,;。:\d]{{0,6}}?)每(?:满|增长|增加|提高|上升)?"
    rf"(?P<step>{NUMBER})(?P<u>个百分点|%)的?,?(?:再|另|可)加(?P<k>{NUMBER})分[,;。](?:累计|合计)?(?:最高|最多)(?:得|不超过|为)?(?P<full>{NUMBER})分"
    rf"[,;。](?P<less>[^,;。:\d]{{0,6}}?)(?:为0|等于0|0)(?:或|及|和|、)?(?:者)?(?:为?负增?长?|以下|小于0|低于0)(?:的)?,?{NOTHING}[;。]?$"
)
_END = re.compile(rf"(?P<said>[^\d,;。(]*)(?P<n>{NUMBER})分(?P<behind>封顶)?")
_LEVEL = re.compile(
    rf"门槛值?(?:为|是|:)?(?P<n>{NUMBER}%?)[,;。]"
    rf"|{BEGINS}(?:达到|以)(?P<m>{NUMBER}[^\d,;。()]{{0,3}}?)(?:是|为|作为)(?:得分|计分|给分|起评|起分|合格|达标|准入)?的?(?:最低)?门槛(?:值|线)?[,;。]"
)
_PASSED = re.compile(
    r"(?:达到|超过|高于|不低于)门槛值?(?=但|且|,)|(?<![未不没])(?:过|迈过|越过|跨过|超过|高于|不低于|达到|达)(?:该|此|这一)?门槛值?(?:以?后|之后|的)"
)
_NOT_PASSED = re.compile(
    r"(?:(?:未|没有?|不)(?:能)?(?:过|迈过|越过|跨过|达到?|到)|低于|不到|不足)(?:该|此|这一)?门槛值?(?:的|者)?"
    rf"(?=,|{NOTHING}|得0|计0|得零|计零)"
)
_CHANGE_GOAL = re.compile(
    r"(?P<verb>完成|达到|实现|达成)(?:年度)?(?:下降|降低|增长|压减|压降|减排|增收|提升|上升|降幅|增幅)目标(?:任务|值)?"
    r"(?=的|,|得|计)"
)


def _counted_by(text: str, context: Context) -> str:
    found = _COUNTED_BY.match(text)
    if found is None or found["u"] != context.unit:
        return text
    what = found["what"].removeprefix("实际").removesuffix("完工").removesuffix("完成")
    if what not in context.name or (not what and "完工" in found["what"]):
        return text
    return text[found.end() :]


def _extent(found: re.Match[str]) -> str:
    beyond = f"{found['over']}{found['a']}以上(不含)"
    return f"{beyond}、{found['b']}以内" if found["b"] else beyond


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


def _from_nought(text: str, context: Context) -> str:
    """What it gives in so many bands, where full marks begin at the target."""
    found = _FROM_NOUGHT.match(text)
    if found is None or context.sense <= 0 or context.unit != "%" or context.target is None:
        return text
    base, step, credit, full = (Decimal(found[name]) for name in ("base", "step", "k", "full"))
    steps = numbers.divide(full - base, credit) if credit else ZERO
    own = all(found[part] in context.name for part in ("name", "more", "less"))
    if not own or steps != steps.to_integral_value() or not 0 < steps < RUNGS or steps * step != context.target:
        return text
    bars = [f"{numbers.plain(step * n)}%及以上得{numbers.plain(base + credit * n)}分" for n in range(int(steps), 0, -1)]
    return ";".join((*bars, f"大于0得{numbers.plain(base)}分", "其余不得分"))


def _threshold(text: str, _: Context) -> str:
    """``门槛值65%，低于65%不得分；达到门槛但低于75%的``: the bar by its name, where the text says what is below it."""
    found = _LEVEL.search(text)
    if found is None:
        return text
    bar = found["n"] or found["m"]
    rest = _NOT_PASSED.sub(f"低于{bar}", text[: found.start()] + text[found.end() :])
    if not re.search(rf"低于{re.escape(bar)}的?,?{NOTHING}", rest):
        return text
    return _PASSED.sub(lambda passed: f"达到{bar}{'的' if passed.group()[-1] in '后的' else ''}", rest)


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
    written = {Decimal(points) for points in POINTS_GIVEN.findall(text)}
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


def _dashed(text: str, context: Context) -> str:
    """``5000及以上-6分；3000至5000-4分；3000以下-0分``: more is better, and the last band has nothing."""
    if context.sense <= 0 or context.dated:
        return text
    parts = [part for part in re.split("[;。\n]" if ";" in text or "\n" in text else "[,。]", text) if part]
    found = [_DASHED.fullmatch(part) for part in parts]
    if len(parts) < 2 or not all(found) or _DEDUCTING.search(text.replace("不得分", "")):
        return text
    points = [Decimal(one["points"] or 0) for one in found if one]
    if min(points) != ZERO or max(points) != (context.points or max(points)) or len(set(points)) < len(points):
        return text
    return ";".join(f"{one['band']}得{numbers.plain(score)}分" for one, score in zip(found, points, strict=True) if one)


def _from_full(text: str, _: Context) -> str:
    found = _FROM_FULL.search(text)
    if found is None:
        return text
    stated = f"满分{found[1]}," if found[1] else ""
    return f"{stated}{text[: found.start()]}{text[found.end() :]}"


def _discounted(text: str, context: Context) -> str:
    """``完成率×10×80%`` of 10 points: the points by themselves, and a share of them."""

    def said(found: re.Match[str]) -> str:
        return f"×{found['n']}分×{found['share']}" if Decimal(found["n"]) == context.points else found.group()

    return _DISCOUNT.sub(said, text) if text.count("×") > 1 else text


def _scored_by_rate(text: str, context: Context) -> str:
    found = _SCORED_BY_RATE.match(text)
    return text if found is None or not of_what_is_done(found["of"], context) else text[found.end() :]


def _against_plan(text: str, context: Context) -> str:
    """``验收面积/计划面积``, of what the indicator counts."""

    def said(found: re.Match[str]) -> str:
        own = is_known(found["what"], context.name, _PLAINLY) or context.unit == "%"
        return f"实际{found['what']}{found['to']}" if own else found.group()

    return _AGAINST_PLAN.sub(said, text)


_PLAINLY = re.compile(
    "验收|建成|核实|认定|审定|确认|投用|新增|实施|开展|举办|到位|执行|支出|支付"
    "|面积|里程|数量|人数|户数|个数|件数|次数|场次|金额|资金|产量|台数|套数|总数|数"
)


_IS_SCORE = each_of(",即为 ,即 ,就是 ,即是 ,作为 ,为", "得 本 该 指 此 其 分")
_THE_SCORE = "(?:本项|该项|此项|本指标|该指标|指标|最终|其)*(?:得分|分数|分值)"


SAYINGS = (
    way("INT int Int ROUND 取整 整数", recast.whole_steps),
    way(" ".join(letter + sign for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for sign in "=为"), recast.ratio),
    # (95-X)×0.5, X为达标率去掉百分号后的数值.
    saying("百分号", r"(?:去掉|去除|去|不带|不含|除去)百分号(?:以?后)?的?(?:数值|数字|数|值)?", ""),
    # 6-2×N，N为全年发生的事故起数.
    saying(
        each_of("发生 出现", "的"),
        r"(?<=[×/=(\-+为是指])(?:(?:全年|年度|本年|当年|年内)(?:实际)?|实际)?(?:发生|出现)的(?=[^,;。()=×/]{1,8}数)",
        "",
    ),
    way(each_of(" ".join("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), "="), _score_letter),
    way(each_of("分值的 满分的 权重的 重分的 准分的 总分的", "一 半 2 3 4 5 6 7 8 1 二 三 四 五"), _share_of_points),
    saying("天) 日) 天计) 日计)", _DAYS, r"\g<days>\g<u>"),
    way("-", _dashed),
    way("从", _from_full),
    # 得满分的一半: half of it.
    saying(
        "一半 二分之一",
        rf"[得计给记](?:{_OWN})(?:满分|分值|标准分|权重分?)的(?:一半|二分之一)(?:分值?)?{ENDS}",
        "得50%的分值",
    ),
    # 用实际人次除以850，再乘以5，就是本项得分: step by step; 覆盖率乘4分，即为本项分数: what was calculated.
    saying(
        _IS_SCORE,
        rf"{BEGINS}(?P<f>[用以按将把]?[^,;。:=]{{2,24}}(?:除以|/)[^,;。:=]{{1,16}}),(?:然后)?再?(?P<g>(?:乘以?|×)[^,;。:=]{{1,10}}),"
        rf"(?:所得)?(?:即为|即是|就是|作为|即|为){_THE_SCORE}{ENDS}",
        r"得分=\g<f>\g<g>",
    ),
    saying(
        _IS_SCORE,
        rf"{BEGINS}(?P<f>(?![×乘再除商其]|比值|结果|所得)[^,;。=:]*(?:[×/]|除以|乘)[^,;。=:]*),(?:即为|即是|就是|作为|即|为){_THE_SCORE}{ENDS}",
        r"得分=\g<f>",
    ),
    # 以72除以实际电耗之商乘以4分为得分.
    saying("之商 的商", r"(?:之商|的商)(?=[,再]*(?:乘|×))", ""),
    saying(
        each_of("分为 分作为 分即为", "得 本 该"),
        rf"(?P<f>[以按][^,;。]*(?:除以|/)[^,;。]*(?:乘以?|×)[^,;。]*分)(?:作为|即为|为)(?:本项|该项)?得分{ENDS}",
        r"\g<f>计算",
    ),
    # 达到95%、90%、85%以上的，分别得: every one of them and more.
    saying(
        each_of("以上 以上的 以上, 以上的,", "分 依"),
        rf"(?:达到|完成|达)?(?P<a>{NUMBER}(?P<u>[^\d、,;。]{{1,3}}))、(?P<b>{NUMBER}(?P=u))(?:、(?P<c>{NUMBER}(?P=u)))?"
        rf"(?:、(?P<d>{NUMBER}(?P=u)))?及?以上的?,?(?=分别|依次)",
        lambda found: "、".join(f"{one}以上" for one in (found["a"], found["b"], found["c"], found["d"]) if one),
    ),
    # 得分最低为0分，最高为5分.
    saying(
        "最低0 最低为0 最低得0 最低是0",
        rf"(?:本项|该项)?(?:得分)?最低(?:为|得|是)?0分,(?:得分)?最高(?:为|得|是)?(?P<n>{NUMBER})分{ENDS}",
        r"满分\g<n>分,最低得0分",
    ),
    saying(
        each_of("得分 分数 总分", "不"),
        rf"(?:本项|该项)?(?:得分|分数|总分)(?:不为负|不得为负|不出现负|不低于0|不小于0|不得低于0|不能为负)(?:数|值|分)?{ENDS}",
        "扣完为止",
    ),
    saying("自然日", "个?自然日", "天"),
    saying("等奖 秀奖 励奖 围奖 织奖", rf"(?<=[等秀励围织]奖)(?={NUMBER}分)", "得"),
    saying("满分基准 满分标准 满分线", r"为满分(?:基准|标准|线)(?=,|。|;|$)", "为基准"),
    saying("务必", "务必", "应"),
    saying("年度内", r"年度内(?=[\u4e00-\u9fff])", "年内"),
    saying("幅度 比例 部分", _EXTENT, _extent),
    saying("按", _ANNOUNCED, ""),
    saying(each_of("率 度 况", "计 得 评 赋 打"), _SCORED_BY, ""),
    way(each_of("数 量 次 况", "计 得 评 赋 打 来 进"), _counted_by),
    way(each_of("率 例", "计 得 评 赋 打 来 进 折"), _scored_by_rate),
    way(each_of("积 程 量 数 次 额 金", "与 / 和 占 同"), _against_plan),
    way(each_of("×", "0 1 2 3 4 5 6 7 8 9"), _discounted),
    way("基础分", _based),
    # 60至不足75分: from one to the other, which is no more of it.
    way("至不 到不 ~不 -不 至未 到未", recast.up_to),
    # 满5分封顶, 得满5分为止.
    saying(
        "满", rf"(?<=[,;])(?:得|计|算|加|拿)?满(?P<n>{NUMBER}分)(?:即|就)?(?:封顶|为止|止|为限){ENDS}", r"最高\g<n>"
    ),
    way("部分", recast.in_part),
    way(each_of("超过 高于 突破", "本 该 此 指 标 分 满 权 总"), recast.no_more_than_full),
    # 三季度结束前: by its end.
    way(each_of("结束 终了 届满", "前 之 后 以"), recast.when_it_ends),
    way(each_of("推迟 延迟 拖延 拖 延期 延后 顺延 逾期 推 延 跨", "到 至"), recast.put_off),
    way("首次 第一 首起", recast.one_by_one),
    way("再加 另加 可加", _from_nought),
    way("门槛", _threshold),
    saying(each_of("下降 降低 增长 压减 压降 减排 增收 提升 上升 降幅 增幅", "目标"), _CHANGE_GOAL, r"\g<verb>目标"),
)
