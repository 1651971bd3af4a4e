"""Sayings that mean what they do because of what stands beside the standard: its target, unit, sign and name."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from perfxl import dates, numbers
from perfxl.numbers import HUNDRED
from perfxl.scoring.prose.amounts import DURATIONS, is_percentage
from perfxl.scoring.prose.letters import spelled_out
from perfxl.scoring.prose.lexicon import measures
from perfxl.scoring.prose.phrasebook import BEGINS, NOTHING, NUMBER, OPENS, each_of, way
from perfxl.scoring.prose.recast import between
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import Context

# 以95%为准, by the indicator's name in front of it.
_NAMED_STANDARD = re.compile(
    rf"{BEGINS}(?P<name>[^,;。:\d]{{2,12}})"
    r"(?=以[\d.]+[^,;。\d]{0,6}为(?:准|标准|基准|界|底线|红线|上限|下限|限)[,;。])"
)
# 过半 says nothing of half itself unless the text does.
_HALF = re.compile(
    rf"(?P<name>{OPENS}[^,;。:\d()]{{0,12}}?)"
    r"(?:(?P<more>过半数?|半数以上)(?:\((?P<end>不?含)(?:50%|半数?|一半)\))?|(?P<less>不过半数?|未过半数?|没过半数?|不到半数?|不足半数?))"
    r"(?:的|者)?(?=,|[得计给记扣]|不得分)"
)
# 80%(含)以上但未达目标.
_SHORT_OF_TARGET = re.compile(
    r"(?P<of>(?:完成|达到|实现)了?(?:年度|全年)?(?:目标任务|目标值?|任务数?|计划数?)的?)?"
    rf"(?<![\d.])(?P<n>{NUMBER})(?P<u>%|[^\d,;。()%]{{1,3}}?)(?:\(含\)|\(含(?P=n)(?P=u)\))?及?以上"
    r"(?:\(含\)|\(含(?P=n)(?P=u)\))?[,、]?(?:但|而|且|却)?(?:仍|尚|还)?(?:未能?|没有?)(?:达到?|完成|实现)"
    r"(?:全部|年度|全年)?(?:目标任务|目标值?|任务数?|计划数?)(?=的|,|[得计给记])"
)
# 目标值的80%≤实际值<目标值, 目标值<实际值≤60, 40个以上但低于目标值.
_TO_TARGET = re.compile(
    r"(?P<low>\d[^\d,;。≤<≥>]{0,3}[≤<][^,;。\d≤<≥>]{1,10}[≤<]"
    r"|\d[^\d,;。≤<≥>]{0,3}及?以上(?:\(含\))?的?[、,]?(?:但|且|而)(?:低于|小于|不足|少于))(?:年度)?目标值(?=[的者时]*(?:[,得计给]|不得分))"
)
_FROM_TARGET = re.compile(r"目标值(?=[≤<][^,;。\d≤<≥>目]{1,10}[≤<]\d)")
# A percentage point of these is one percent of the target.
_OF_TARGET = re.compile(r"完成率|完成比例|完成进度|完成度|达成率|实现率|为100%|超支\d|超支率|超支比例|超出比例|超出率")
_POINT = re.compile(r"个?百分点")
_DIGIT = re.compile(r"\d")
# A number in a name, with the letters before it, and what follows.
_NUMBERED = re.compile(rf"([A-Za-z]*{NUMBER})[^\d,;。]*")
_AGES = re.compile(r"^岁?(?:及?以[上下])?")
_UNIT = re.compile(
    r"(?<=[\u4e00-\u9fff])\((?:单位:?)?(?P<unit>[^\d(),;。]{1,6})\)(?=[≤≥<>=×/不未低高超少多小大达在为每控])"
)
# 只拿一项或者没有的: one and fewer.
_ONE_OR_NONE = re.compile(
    r"(?:只有|仅有|只|仅)(?P<verb>[^\d,;。一不未没]{0,3})(?:一|1)(?P<unit>[个项起件次家户场人篇例处名座期批])(?:或者?|、|和|及)"
    r"(?:(?:(?:一|1)(?P=unit)[都也]?)?(?:未|没有?)(?:(?P=verb)|开展|举办|组织|完成|实施|建成|召开|办|建|有|做)?|0(?P=unit)|零(?P=unit)"
    rf"|(?:一|1)(?P=unit)[都也]没有)的?(?:都|均|一律)?的?(?={NOTHING})"
)
# 获评一家得一分五，六分封顶，一家都没有不得分: the end says what nothing times so much is.
_NONE_AT_ALL = re.compile(
    r"^(?P<each>[^,;。:\d每]{0,8}(?:一|1)(?P<unit>[个项起件次家户场人篇例处名座期批])的?[得计给记][^,;。每]{1,6}[,;]"
    rf"(?:(?:最高|最多|满分)[^,;。每]{{1,5}}|[^,;。每]{{1,4}}封顶))[,;](?:一|1)(?P=unit)(?:都|也)?没有的?{NOTHING}。?$"
)
_BEYOND = re.compile(rf"(?P<bound>{NUMBER}[^\d,;。()]{{0,3}})(?:\(不含\))?以外")
_NEXT_YEAR = re.compile(r"(?:次年|翌年|第二年)(?=\d{1,2}月)")
_LATE_IN_THE_YEAR = 10
_GRADE = (
    r"优秀?|良好?|中等?|一般|合格|不合格|及格|不及格|达标|不达标|较?差|较好|好|特级|[ⅠⅡⅢⅣⅤ]级?|[一二三四五]级|第?[一二三四五]档|[A-E](?=[级档类等])"
)
# 优秀（90%以上）5分, 未达到合格等次（不足60分）的: a name of what the number says, beside a target that is a number.
_GRADED = re.compile(
    rf"(?:^|(?<=[,;。\n]))(?P<to>未达到?|达不到|达到?|评为|评定为|属于?|为)?(?:{_GRADE})(?:等次|等级|档次|档|级|类|等)?"
    rf"\((?P<said>(?!{NUMBER}分\))[^()]*\d[^()]*(?:\(不?含\)[^()]*)?)\)(?=的?,?(?:{NUMBER}分|[得计给为]|不得分))"
)
_BELOW = ("不足", "低于", "小于", "少于", "未达", "不到", "不满", "<")


def without_numbers_of(name: str, text: str) -> str:
    """Numbers that are part of the indicator's name count nothing: PM2.5年均浓度, 65岁以上老人体检率."""
    for found in _NUMBERED.finditer(name) if _DIGIT.search(name) else ():
        said = found.group()
        while len(said) > len(found[1]) + 1 and said not in text:
            said = said[:-1]
        if said in text and (len(said) > len(found[1]) + 2 or not found[1].isdigit()):
            text = text.replace(said, _AGES.sub("", said[len(found[1]) :]))
    return text


def _of_unit(text: str, context: Context) -> str:
    """``每辆车年均运行费高于3.2万元的，每高出…`` of 万元/辆: 每辆 says what the unit says; ``每超元`` is 每超1元."""
    unit = context.unit
    if "/" in unit:
        return _per_one(unit).sub("", text, count=1)
    if unit not in text or unit not in measures():
        return text
    each = _each_one(unit)
    return each.sub(rf"每\g<1>1{unit}", text) if each.search(text) else text


def _of_so_many(text: str, context: Context) -> str:
    """``10/10万`` of an indicator in 人/10万."""
    counted, _, many = context.unit.partition("/")
    return _so_many(counted, many).sub(context.unit, text) if counted and many[:1] in ("1", "万", "千") else text


@lru_cache(maxsize=64)
def _so_many(counted: str, many: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=\d)/{re.escape(many.removesuffix(counted))}(?:{re.escape(counted)})?(?![\d千万亿])")


@lru_cache(maxsize=256)
def _per_one(unit: str) -> re.Pattern[str]:
    one = re.escape(unit.rpartition("/")[2])
    return re.compile(rf"每{one}(?=[^\d扣减得计加增超高低多少升降上下,;。])(?=[^;。]*每)")


@lru_cache(maxsize=256)
def _each_one(unit: str) -> re.Pattern[str]:
    return re.compile(rf"每(超[出支过]?|多|增加|高出)?{re.escape(unit)}(?=[计得给扣加减多少超低高,]|{NUMBER}分)")


def _named_standard(text: str, context: Context) -> str:
    found = _NAMED_STANDARD.search(text)
    return _NAMED_STANDARD.sub("", text) if found is not None and found["name"] in context.name else text


def _differing(text: str, context: Context) -> str:
    """Nobody differs from a least value by more of it."""
    least = _numbered(context) and context.comparator in ("≥", ">")
    return text.replace("每相差", "每差") if least else text


def _numbered(context: Context) -> bool:
    return context.target is not None and not context.dated


def _halves(text: str, context: Context) -> str:
    """``过半（含50%）`` as 50%以上(含50%); left as it stands where half itself may be on either side."""
    if context.unit != "%" or not _numbered(context):
        return text
    found = list(_HALF.finditer(text))
    ends = {one["end"] for one in found if one["more"] == "过半"}
    above = [one for one in found if one["more"]]
    named = all(one["name"] in context.name for one in found)
    said = len(above) == 1 and (above[0]["end"] == "含" or above[0]["more"] == "半数以上")
    if not named or not said or len(ends) > 1:
        return text
    return _HALF.sub(lambda one: f"{one['name']}{'50%以上(含50%)' if one['more'] else '低于50%'}", text)


def _short_of_target(text: str, context: Context) -> str:
    """``完成目标80%以上但未达目标`` with both its ends."""
    target = context.target
    if target is None or context.dated or context.comparator != "≥":
        return text

    def short(found: re.Match[str]) -> str:
        least, share = Decimal(found["n"]), found["u"] == "%" and context.unit != "%"
        if found["of"] is None and found["u"] != context.unit:
            return found.group()
        if found["of"] is not None and not share:
            return found.group()
        most = HUNDRED if share else target
        if least >= most:
            return found.group()
        end = f"{numbers.plain(most)}{found['u']}(不含)"
        return f"{found['of'] or ''}{found['n']}{found['u']}(含)-{end}"

    return _SHORT_OF_TARGET.sub(short, text)


def _ended_at_target(text: str, context: Context) -> str:
    """The target in digits where it is one of two ends."""
    if context.target is None or context.dated:
        return text
    target = f"{numbers.plain(context.target)}{context.unit}"
    return _FROM_TARGET.sub(target, _TO_TARGET.sub(rf"\g<low>{target}", text))


def _points_of_target(text: str, context: Context) -> str:
    if context.target is None or is_percentage(context) or context.dated or not _OF_TARGET.search(text):
        return text
    return _POINT.sub("%", text)


def _without_unit(text: str, context: Context) -> str:
    """``响应时间（分钟）≤15``. :raises Refuse: another measure than the indicator's."""
    own = context.unit

    def said(found: re.Match[str]) -> str:
        if found["unit"] in measures() and own in measures() and found["unit"] != own:
            raise Refuse(Refusal.OTHER_UNIT, found.group())
        return "" if found["unit"] == own else found.group()

    return _UNIT.sub(said, text) if own else text


def _none_of_it(text: str, context: Context) -> str:
    if context.sense <= 0:
        return text
    return _NONE_AT_ALL.sub(r"\g<each>", _ONE_OR_NONE.sub(r"1\g<unit>及以下的", text))


def _beyond(text: str, context: Context) -> str:
    return _BEYOND.sub(r"超过\g<bound>", text) if context.sense < 0 else text


def _next_year(text: str, context: Context) -> str:
    """``次年1月底前`` beside a deadline at the end of a year. :raises Refuse: which year it follows is not said."""
    found = _NEXT_YEAR.search(text) if context.dated and context.target is not None else None
    if found is None or context.target is None:
        return text
    deadline = dates.from_serial(context.target)
    if deadline.month < _LATE_IN_THE_YEAR:
        raise Refuse(Refusal.UNKNOWN_CLAUSE, found.group())
    return _NEXT_YEAR.sub(f"{deadline.year + 1}年", text)


def _graded(text: str, context: Context) -> str:
    def said(found: re.Match[str]) -> str:
        denied = (found["to"] or "").startswith(("未", "达不"))
        return found["said"] if not denied or found["said"].startswith(_BELOW) else found.group()

    return _GRADED.sub(said, text) if context.target is not None and not context.dated else text


_BETTER = re.compile(rf"(?:达到|不低于|不高于)?或(?:者)?(?:好|优)于(?={NUMBER})")
_QUARTERS = {"二": "6月30", "两": "6月30", "2": "6月30", "三": "9月30", "3": "9月30"}
_FIRST_QUARTERS = re.compile(
    rf"{BEGINS}前(?P<q>[二两三23])个?季度(?:内|以内|之内)?(?=[^,;。\d每]{{0,6}}(?:的|得|计|给))"
)
_BY_THE_COUNT = re.compile(
    rf"{BEGINS}按(?:照)?(?:实际)?(?P<what>[^,;。:\d]{{1,8}}?)(?:的?数量|的?个数|的?件数|数)(?:来|进行)?(?:计分|评分|得分|给分)[,:;]"
    r"(?=(?:每|一|1)[^,;。]{0,6}[得计给记]\d)"
)
_STARTING_WITH = re.compile(
    rf"{BEGINS}(?:以|从|自)[^,;。:\d]{{2,12}}(?:为起点|为起始点|为起算点|之?日?起算|之?日?起计算|开始计算|开始计时|为始)[,;]"
)
_SHORT_OF_ONE = re.compile(
    rf"{BEGINS}(?P<way>少|缺)(?P<verb>[\u4e00-\u9fff]{{2}})(?:一|1)(?P<u>[个家处项件场次期户座条台套批])(?P<what>[^,;。\d]{{0,4}}?)(?=扣{NUMBER}分[,;]扣)"
)
_FIXED_LEVEL = re.compile(
    rf"{BEGINS}与(?:控制|规定|设定|要求|额定|核定|正常|标准|基准)(?P<what>[^,;。:\d的]{{2,6}}?)(?:值|线)?(?:相比|比较|相较|比),?(?=每)"
)


def _better(text: str, context: Context) -> str:
    """``达到或好于87.5%``: on the better side of it."""
    side = {1: "不低于", -1: "不高于"}.get(context.sense)
    return text if side is None or context.dated else _BETTER.sub(side, text)


def _first_quarters(text: str, context: Context) -> str:
    """``前三季度提交的``: by the end of September."""
    return _FIRST_QUARTERS.sub(lambda found: f"{_QUARTERS[found['q']]}日前", text) if context.dated else text


def _by_the_count(text: str, context: Context) -> str:
    """``按创建数量计分，一个计1.5分`` of what is created."""
    return _BY_THE_COUNT.sub(lambda found: "" if found["what"] in context.name else found.group(), text)


def _starting_with(text: str, context: Context) -> str:
    """``以申报受理为起点，`` of how long something takes: what its days are counted from."""
    return _STARTING_WITH.sub("", text) if context.unit in DURATIONS else text


def _short_of_one(text: str, context: Context) -> str:
    """``少开工一个小区扣0.5分，扣完为止`` of 开工数: for every one."""

    def said(found: re.Match[str]) -> str:
        own = found["verb"] in context.name and found["u"] == context.unit
        return f"每{found['way']}{found['verb']}1{found['u']}{found['what']}" if own else found.group()

    return _SHORT_OF_ONE.sub(said, text) if context.sense > 0 else text


_AT_THE_END = re.compile(
    rf"{BEGINS}年[末底](?=(?:实有|存量|余额|在册|在岗|在编|结余|结存|总量|总数|保有)[^,;。\d]{{0,4}})"
)


def _at_the_end(text: str, context: Context) -> str:
    """``年末实有数在9856人以内``: a stock, and no day."""
    return text if context.dated else _AT_THE_END.sub("", text)


def _fixed_level(text: str, context: Context) -> str:
    """``与控制水位相比，`` of 水位: with the target."""
    return _FIXED_LEVEL.sub(lambda found: "" if context.name.endswith(found["what"]) else found.group(), text)


SAYINGS = (
    way("好于 优于", _better),
    way("前二 前两 前三 前2 前3", _first_quarters),
    way("数量 个数 件数 数计 数得 数评", _by_the_count),
    way("起点 起始 起算 开始 为始", _starting_with),
    way(each_of("少 缺", "开 完 建 改 修 办 举 培 创 新 验 整 检 排 引 签"), _short_of_one),
    way("与控 与规 与设 与要 与额 与核 与正 与标 与基", _fixed_level),
    way("年末 年底", _at_the_end),
    way(" ".join("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"), lambda text, _: spelled_out(text)),
    way("每", _of_unit),
    way("/1 /万 /千", _of_so_many),
    way("为准 为标准 为基准 为界 为底线 为红线 为上限 为下限 为限", _named_standard),
    way("每相差", _differing),
    way("过半 半数", _halves),
    way("以上", _short_of_target),
    way(each_of("< ≤ 于 足", "目 年") + " 目标值< 目标值≤", _ended_at_target),
    way("百分点", _points_of_target),
    way("< ≤ > ≥", between),
    way(each_of(")", " ".join("≤≥<>=×/不未低高超少多小大达在为每控")), _without_unit),
    way("没 " + each_of("个 项 起 件 次 家 户 场 人 篇 例 处 名 座 期 批 或 者 都 也", "未"), _none_of_it),
    way("以外", _beyond),
    way("次年 翌年 第二年", _next_year),
    way(each_of("优 秀 良 好 中 等 般 格 差 标 档 次 级 类 Ⅰ Ⅱ Ⅲ Ⅳ", "("), _graded),
)
