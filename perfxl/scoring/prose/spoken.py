"""How people speak: ``50万元以里`` is 50万元以内, ``8折给分`` 得80%的分值, ``完成多少按多少比例给分`` 按比例得分."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from perfxl import numbers
from perfxl.numbers import HUNDRED
from perfxl.scoring.prose.amounts import is_departure, is_percentage
from perfxl.scoring.prose.phrasebook import BEGINS, ENDS, NOTHING, NUMBER, each_of, saying, way
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import Context

_TENTHS = "一二三四五六七八九"

_DIGITS = "零一二三四五六七八九"
_MOST_STEPS = re.compile(
    rf"(?P<taken>每(?:发生|出现|有)?(?P<n>{NUMBER})?(?P<u>[起次件例个人])扣(?P<k>{NUMBER})分)[,;。]"
    rf"(?:(?:最多|至多)(?:计|扣)?(?P<m>\d+)(?P<v>[起次件例个人])|(?P<o>\d+)(?P<w>[起次件例个人])封顶){ENDS}"
)
_PART = re.compile(
    r"(?P<verb>完成|达到|建成|不足|不到|未到|低于|超过)(?:了|年度|全年|任务|目标|计划|总数|总量|数量|的)*"
    r"(?:(?P<of>[二三四五六七八九])分之(?P<part>[一二三四五六七八])|一半|半数)(?=以上|及以上|以下|的|,|\(含|不得分|得)"
)
_ASTRAY_NAME = r"(?:偏差|偏离|误差|浮动|上下浮动)(?:率|度|幅度|值|目标值?)?(?:控制在|保持在|在|为)?"
_MEASURE = r"%|[^\d,;。()~至到-]{1,2}?"
_ASTRAY = re.compile(
    rf"{BEGINS}(?P<named>{_ASTRAY_NAME}±?|±)?(?P<over>超过|超出|大于)?(?:不超过|不大于|≤)?±?(?P<a>{NUMBER})(?P<u>{_MEASURE})?(?:\(不?含\))?"
    rf"(?:(?:[-~至到]|以上[、,]?)±?(?P<b>{NUMBER})(?P<v>{_MEASURE})(?:\(含\))?(?:以内|之间)?|(?P<within>以内|之内|内)|(?:及?以上)?)"
    r"(?:\(不?含\))?的?,?(?=得|扣|不得分|计|给)"
)
# 上下浮动5个百分点以内得4分，超出的每1个百分点扣0.5分: on either side, by steps that begin at the ends.
_FURTHER = re.compile(
    rf"(?P<within>(?:上下浮动|{_ASTRAY_NAME})±?{NUMBER}(?:个百分点|%)以内)(?:的|,)*[得计给][^。]*?[,;。]"
    r"(?:(?:超出|超过)[^,;。\d]{0,6}的?,?每|每(?:再)?(?:超出|超过|超|偏离|浮动))(?=\d)"
)
_ASTRAY_ELSE = re.compile(
    rf"^(?P<first>{_ASTRAY_NAME}±?(?P<n>{NUMBER})(?P<u>{_MEASURE})(?:\(含[^()]{{0,6}}\))?(?:以内|之内|内)[^,;。\d]{{0,4}}(?:满分|{NUMBER}分))[,;]"
    rf"(?:超出|超过)(?:±?(?P=n)(?P=u)(?:以外|以上)?|(?:此|该|上述|这一|这个)?(?:范围|幅度|区间)?)的?,?(?={NOTHING}[。;]?$)"
)
# -5%至5%之间, ±5%至±10%, 超出±10%的: of an indicator that is itself a departure.
_SYMMETRIC = re.compile(
    rf"(?<!\d)-(?P<n>{NUMBER})(?P<u>%?)(?:至|到|~|-)\+?(?P=n)(?P<v>%|‰|)(?:\((?:均|都)?含\))?(?:之间|范围内|区间内|以内)?"
)
_OUTWARD = re.compile(
    rf"(?:超过|超出)?±(?P<a>{NUMBER})%?(?:至|到|~|-)±?(?P<b>{NUMBER}%)(?:\(含\))?(?:之间|以内|范围内)?"
)
_OUTSIDE = re.compile(
    rf"(?:(?:超过|超出|大于)±(?P<n>{NUMBER}%)|±(?P<m>{NUMBER}%)(?:以外|之外|以上))的?,?(?={NOTHING})"
)
_WITHIN = re.compile(rf"±({NUMBER}%)(?:\(含\))?(?:以内|之内|内|范围内|区间内)")
_THEN = re.compile(
    rf"(?P<c>(?:[≥≤<>=]|大于|小于|高于|低于|超过|超出|达到|不足|不低于|不高于|不超过){NUMBER})则(?=[按以得计不扣给记即为])"
)
_NO_GAP = 50
_POINTLESS = re.compile(rf"(?<![点百千万])零[{_TENTHS}]分")
_IN_POINTS = re.compile(
    rf"(?<!每)(?P<over>低于|未达到?|达不到|不足|不到|高于|超过?|大于|小于|达到?|不低于|不高于|不超过|≥|≤|>|<)(?P<n>{NUMBER})个?百分点"
)


_PARTS = re.compile(
    rf"{BEGINS}以(?P<a>[^,;。、:=\d]{{2,12}}?)(?:为|作|作为|是)(?P<first>分[子母])[,、和](?:以)?(?P<b>[^,;。、:=\d]{{2,12}}?)(?:为|作|作为|是)"
    r"(?P<second>分[子母])(?:(?:来|进行)?(?:计算|核算|得出)(?P<rate>完成率|达成率|完成比例)(?=[,;。])|,?(?=(?:其|所得)?的?(?:比值|结果|商)))"
)


def _over(text: str, _: Context) -> str:
    """One thing over the other, where both are said to be the parts of a fraction."""

    def said(found: re.Match[str]) -> str:
        if found["first"] == found["second"]:
            return found.group()
        above, below = (found["a"], found["b"]) if found["first"] == "分子" else (found["b"], found["a"])
        return f"{found['rate']}={above}/{below}" if found["rate"] else f"{above}/{below},"

    return _PARTS.sub(said, text)


def _and_a_half(found: re.Match[str]) -> str:
    whole = "2" if found[1] == "两" else str(_DIGITS.index(found[1])) if found[1] in _DIGITS else found[1]
    return f"{whole}.5分"


def _thousandths(found: re.Match[str]) -> str:
    return f"0.{_DIGITS.index(found[1]) if found[1] in _DIGITS else found[1]}%"


def _discounted(found: re.Match[str]) -> str:
    """``8折`` as 80 %, ``八五折`` as 85 %."""
    tens, ones = (str(_TENTHS.index(char) + 1) if char in _TENTHS else char for char in (found["a"], found["b"] or "0"))
    return f"得{tens}{ones}%的分值"


def _then(text: str, context: Context) -> str:
    """``>35则按…计分``: no unit, of what is not counted in 则."""
    counted = context.unit in ("", "则", "条", "篇")
    return text if counted else _THEN.sub(r"\g<c>的,", text)


def _at_most_so_many(text: str, _: Context) -> str:
    """``每起扣2分，3起封顶``: what three of them take is the most."""
    found = _MOST_STEPS.search(text)
    if found is None or found["u"] not in (found["v"], found["w"]) or Decimal(found["n"] or 1) != 1:
        return text
    most = numbers.plain(numbers.multiply(Decimal(found["k"]), Decimal(found["m"] or found["o"])))
    return f"{text[: found.end('taken')]},最多扣{most}分{text[found.end() :]}"


def _part_of_target(text: str, context: Context) -> str:
    """``完成三分之二以上`` of things that are counted, where it comes out as a number of them."""
    target = context.target
    if target is None or context.dated or context.unit in ("%", "‰", "") or context.sense <= 0:
        return text

    def said(found: re.Match[str]) -> str:
        whole, part = (_DIGITS.index(found[name]) if found[name] else size for name, size in (("of", 2), ("part", 1)))
        many = Fraction(target) * part / whole
        value = Decimal(many.numerator) / Decimal(many.denominator)
        if Fraction(value) != many or not part < whole:
            return found.group()
        return f"{found['verb']}{numbers.plain(value)}{context.unit}"

    return _PART.sub(said, text)


def _astray(text: str, context: Context) -> str:
    """``偏差5%以内``, ``5%-10%``, ``10%以上``: on either side of the target, as numbers."""
    target = context.target
    if target is None or target <= 0 or context.dated or context.comparator != "＝" or context.bad:
        return text
    found = list(_ASTRAY.finditer(text))
    if (further := _FURTHER.search(text)) is not None:
        raise Refuse(Refusal.INEXPRESSIBLE, further["within"])
    if len(found) < 3 or not found[0]["named"] or not found[0]["within"]:
        return text
    said, end = "", 0
    for place, clause in enumerate(found):
        band = _on_both_sides(clause, target, context)
        before = found[place - 1] if place else None
        if band is None or (before is not None and (before["b"] or before["a"]) != clause["a"]):
            return text
        said, end = said + text[end : clause.start()] + band, clause.end()
    return said + text[end:]


def _departing(text: str, context: Context) -> str:
    """``偏差率在-5%至5%之间``, ``±5%至±10%`` of 偏差率: on either side of nought."""
    if not is_departure(context):
        return text
    text = _SYMMETRIC.sub(r"±\g<n>\g<v>以内", text)

    def outward(found: re.Match[str]) -> str:
        follows = f"±{found['a']}%" in text[: found.start()] and Decimal(found["a"]) < Decimal(found["b"][:-1])
        return f"±{found['b']}以内" if follows else found.group()

    text = _OUTWARD.sub(outward, text)
    widest = max((Decimal(bound[:-1]) for bound in _WITHIN.findall(text)), default=None)

    def outside(found: re.Match[str]) -> str:
        return "超出此范围的" if Decimal((found["n"] or found["m"])[:-1]) == widest else found.group()

    return _OUTSIDE.sub(outside, text)


def _on_both_sides(found: re.Match[str], target: Decimal, context: Context) -> str | None:
    """The values that are so far from the target, or ``None`` where the measure is another."""
    measure, unit = found["u"] or found["v"], context.unit
    if found["b"] and found["v"] != measure:
        return None
    gaps = [Decimal(found["a"]), *([Decimal(found["b"])] if found["b"] else [])]
    if measure == "%" and (not is_percentage(context) or target == HUNDRED):
        gaps = [numbers.divide(numbers.multiply(target, gap), HUNDRED) for gap in gaps]
    elif measure != unit or measure == "%":
        return None
    low, high = (numbers.plain(target - gaps[0]) + unit, numbers.plain(target + gaps[0]) + unit)
    if found["within"]:
        return f"{low}(含)-{high}(含)"
    if len(gaps) == 1:
        return f"低于{low}或高于{high}"
    lowest, highest = (numbers.plain(target - gaps[1]) + unit, numbers.plain(target + gaps[1]) + unit)
    return f"{lowest}(含)-{low}(不含)或{high}(不含)-{highest}(含)"


def _pointless(text: str, _: Context) -> str:
    """:raises Refuse: ``零五分``, which has lost its point."""
    if (found := _POINTLESS.search(text)) is not None:
        raise Refuse(Refusal.LOST, found.group())
    return text


def _bound_in_points(text: str, context: Context) -> str:
    """``低于90个百分点`` of a percentage: no gap is so wide. :raises Refuse: one as wide as the target is high."""
    if context.unit != "%" or context.target is None or context.dated:
        return text

    def said(found: re.Match[str]) -> str:
        number = Decimal(found["n"])
        if number >= _NO_GAP:
            return f"{found['over']}{found['n']}%"
        if number == context.target:
            raise Refuse(Refusal.UNKNOWN_CLAUSE, found.group())
        return found.group()

    return _IN_POINTS.sub(said, text)


_WORSE_STILL = re.compile(
    rf"{BEGINS}[再更](?:[多高长久大慢]|(?P<less>[少低短小差]))(?:就|的|则|了|者|便|一律)*"
    rf"(?=,?{NOTHING})"
)


def _worse_still(text: str, context: Context) -> str:
    """``再长的不得分`` of a time limit; of what is the better the longer it stays as it is."""

    def said(found: re.Match[str]) -> str:
        less = found["less"] is not None
        worse = found["less"] == "差" or (context.sense >= 0 if less else context.sense <= 0)
        return "其余" if worse else found.group()

    return _WORSE_STILL.sub(said, text)


_OF_EACH = re.compile(r"每(?:一|1)?[项个]|各项|\d项|[二三四五六七八九十两]项|一项")
_THIS_ONE = re.compile(
    rf"(?<=[,;。是为])这(?:一|个)?(?:项指标|项|指标)(?:(?=的?(?:得分|分值|分数|满分))的?|[就也都便则]*(?={NOTHING}|不能得分|[得计记]))"
)
_FINISHED = re.compile(r"(?P<verb>[\u4e00-\u9fff])完(?=的|者|,|得|不得分)")


def _this_one(text: str, _: Context) -> str:
    """``这一项不得分``: the indicator, unless there are others that are one by one."""
    found = _THIS_ONE.search(text)
    if found is None or _OF_EACH.search(text.replace(found.group(), "")):
        return text
    return _THIS_ONE.sub("本项", text)


def _finished(text: str, context: Context) -> str:
    """``按时发完的`` of 发放时间."""
    if not context.dated:
        return text
    return _FINISHED.sub(lambda found: "完成" if found["verb"] in context.name else found.group(), text)


_BASE_TAKEN = re.compile(rf"^(?:基本|基础)分(?P<n>{NUMBER})分[,;。](?=每[^,;。加]{{1,14}}扣)(?!.*[加另增])")


def _all_of_them(text: str, context: Context) -> str:
    """``基础分6分，每少1场扣0.5分``: full marks, where nothing comes on top and the row has no others."""
    found = _BASE_TAKEN.match(text)
    if found is None or context.points not in (None, Decimal(found["n"])):
        return text
    return f"满分{found['n']}分,{text[found.end() :]}"


SAYINGS = (
    way("这一 这项 这个 这指", _this_one),
    way(each_of("完", "的 者 , 得 不"), _finished),
    # 发生两次的，一共扣8分.
    saying("共扣", rf"(?<=的,)(?:一共|总共|合共|共)(?=扣{NUMBER}分)", ""),
    way("偏差 偏离 误差 浮动 ±", _astray),
    way("± -", _departing),
    way(each_of("0 1 2 3 4 5 6 7 8 9", "则"), _then),
    way("分之 一半 半数", _part_of_target),
    way("起封 次封 件封 例封 个封 最多计 最多扣 起计 次计 件计 例计", _at_most_so_many),
    # 扣够4分为止, 保留基本分4分, 基础分4分不扣, 扣完4分后不再扣.
    saying(
        "基本分 基础分",
        rf"{BEGINS}(?:但)?(?:(?:至少|最低)?保留(?:基本|基础)分(?P<a>{NUMBER})分|(?:基本|基础)分(?P<b>{NUMBER})分(?:不扣|保留)){ENDS}",
        lambda found: f"最低得{found['a'] or found['b']}分",
    ),
    way("基本分 基础分", _all_of_them),
    # 上下浮动5%以内得满分，超出不得分.
    saying(each_of("超出 超过", "不 范 的 此 该"), _ASTRAY_ELSE, r"\g<first>,否则"),
    # 两分半, 千分之五, 1个百分.
    saying("分半", r"(?<=[得计给记扣减])([一二两三四五六七八九\d])分半(?![钟之])", _and_a_half),
    saying("千分之", r"千分之([一二三四五六七八九\d])(?=扣|的|,|以|得)", _thousandths),
    saying("个百分", r"(?<=\d)个百分(?=扣|,|的)", "个百分点"),
    # 超过3个不超过5个工作日: the unit behind the second number.
    saying(
        "个工 个月 个小",
        rf"(?P<n>{NUMBER})个(?P<to>(?:以上)?[、,]?(?:但|且)?(?:不超过|至|到|-|~)(?P<m>{NUMBER}))个(?P<u>工作日|月|小时)",
        r"\g<n>个\g<u>\g<to>个\g<u>",
    ),
    saying("以里", r"(?<=[^\d,;。])以里(?=[的,得计给扣;。]|$)", "以内"),
    # 种够400亩8折给分.
    saying(
        each_of(f"{' '.join(_TENTHS)} 5 6 7 8 9", "折"),
        rf"(?:按|打)?(?<![\d.])(?P<a>[5-9{_TENTHS[4:]}])(?P<b>[1-9{_TENTHS}])?折(?:给分|得分|计分|算分|计算)(?=$|[,;。])",
        _discounted,
    ),
    # 再多就不得分, 再长的不得分: in every other case, where that is the worse side.
    way(each_of("再 更", "多 少 高 低 长 短 久 大 小 差 慢"), _worse_still),
    # 98%以上4分，余0分.
    saying(
        each_of(", ; 。", "余"),
        # By itself in front of 不得分 it may have lost a character.
        rf"(?<=[,;。])余(?:(?=[得计]?(?:0|零)分)|(?:者|下的|下者|皆|均|则)(?:均|皆|都|一律|,)?(?={NOTHING}))",
        "其余",
    ),
    # 以目标值为分母、实际值为分子，所得比值乘以5分: one over the other.
    way(each_of("为分 作分 是分", "母 子"), _over),
    # 实种面积跟计划面积比，比值乘以5就是得分.
    saying(
        each_of("比值 结果 商", "乘 × 再"),
        rf"{BEGINS}(?:用|以|按|将|把)?(?P<a>[^,;。:=\d]{{2,12}}?)(?:与|和|跟|同|除以|/)(?P<b>[^,;。:=\d]{{2,12}}?)(?:相比|之比|比|相除)?,"
        rf"(?:其|所得)?的?(?:比值|结果|商)再?(?:乘以?|×)(?P<n>{NUMBER}分|满分|分值|{NUMBER}(?=就是|即为))(?:,?(?:就是|即为|即是|为|即|作为)(?:本项|该项|指标)?得分)?{ENDS}",
        r"得分=\g<a>/\g<b>×\g<n>",
    ),
    saying(
        "花超 用超 支超",
        rf"{BEGINS}(?:预算|经费|费用|支出|开支)?[花用支]超(?:了|支)?(?:的|就|则)*(?=,|不得分|扣|得0|零分)",
        "超支的",
    ),
    saying(
        each_of("办 建 种 修 做 开 演", "了"),
        rf"{BEGINS}(?:已|共)?[办建种修做开演]了(?={NUMBER}[^,;。]{{1,4}}以上)",
        "完成",
    ),
    # 不健全一律不得分, 负增长该项不得分: nothing is added.
    saying("一律 一概", rf"一[律概](?={NOTHING})", ""),
    saying(
        each_of("项 标", "不得 不计 不给 得0 计0 零分 得零 0分"),
        rf"(?<![\d,;。:各单每\n])(?:该项|本项|此项|该指标|本指标)(?={NOTHING})",
        "",
    ),
    saying("满分封 分值封 满分为 分值为", r"\((?:以)?(?:本项|该项)?(?:满分|分值)为?(?:封顶|上限|限)\)(?=$|[,;。])", ""),
    saying("应权重 项权重 半权重", r"(?<=[应项半])权重(?=$|[,;。)\n]|扣)", "分值"),
    way("个百分点", _bound_in_points),
    way(each_of("零", " ".join(_TENTHS)), _pointless),
    saying("完不成", r"完不成了?(?=[\d一二三四五六七八九两半])", "低于"),
)
