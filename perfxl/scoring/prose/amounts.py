"""Amounts in the target's unit: percentages and percentage points, money, days, and things that are counted."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from perfxl import numbers
from perfxl.numbers import HUNDRED
from perfxl.scoring.prose.lexicon import departures, listed, measures
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import DOWN, UP, Context
from perfxl.scoring.prose.tokens import SCALES, Token

PERCENTAGE_POINTS = frozenset(("个百分点", "百分点", "个点"))
DURATIONS = frozenset(("天", "日", "工作日", "个工作日", "小时", "分钟", "秒", "个月", "月"))
_THOUSANDTHS = frozenset(("个千分点", "千分点"))
# Sizes of one kind, in a common measure; what does not come out as an exact decimal is not converted.
_SIZES: tuple[dict[str, Fraction], ...] = (
    {"元": Fraction(1), "千元": Fraction(1000), "万元": Fraction(10_000), "亿元": Fraction(100_000_000)},
    {
        "秒": Fraction(1), "分钟": Fraction(60), "小时": Fraction(3600), "个小时": Fraction(3600),
        "钟头": Fraction(3600), "天": Fraction(86_400), "日": Fraction(86_400),
        "周": Fraction(604_800), "星期": Fraction(604_800),
    },
    {
        "毫米": Fraction(1, 1000), "厘米": Fraction(1, 100), "米": Fraction(1),
        "公里": Fraction(1000), "千米": Fraction(1000),
    },
    {
        "毫克": Fraction(1, 1000), "克": Fraction(1), "公斤": Fraction(1000), "千克": Fraction(1000),
        "吨": Fraction(1_000_000), "万吨": Fraction(10_000_000_000),
    },
    {
        "平方米": Fraction(1), "平米": Fraction(1), "万平方米": Fraction(10_000), "公顷": Fraction(10_000),
        "平方公里": Fraction(1_000_000), "亩": Fraction(2000, 3), "万亩": Fraction(20_000_000, 3),
    },
    {"升": Fraction(1, 1000), "立方米": Fraction(1), "万立方米": Fraction(10_000)},
    {
        "千瓦时": Fraction(1), "度": Fraction(1), "万度": Fraction(10_000), "万千瓦时": Fraction(10_000),
    },
    {
        "‰": Fraction(1), "千分点": Fraction(1), "个千分点": Fraction(1),
        "百分点": Fraction(10), "个百分点": Fraction(10),
    },
)
# Units that begin like a size: a kilogram is no thousand of anything else.
_WHOLE_UNITS = ("千米", "千克", "千瓦", "千伏", "百分", "千分")
# What is this many times smaller than the target, in a smaller unit, has lost its size: 1元 beside 100万元.
_LEAST = 1000
_WORKING_DAYS = ("工作日", "个工作日")
_SAME = (
    frozenset(("个月", "月")),
    frozenset(("工作日", "个工作日")),
    frozenset(("课时", "学时")),
    frozenset(("℃", "°C", "度")),
    frozenset(("人", "人次", "名", "位")),
)


def is_points(unit: str) -> bool:
    """Whether the unit is a point of a rate: of a hundred or of a thousand."""
    return unit in PERCENTAGE_POINTS or unit in _THOUSANDTHS


def thousandths(number: Decimal, unit: str) -> Decimal:
    """Points of a thousand as points of a hundred; others as they are."""
    return number / 10 if unit in _THOUSANDTHS else number


def is_departure(context: Context) -> bool:
    """Whether the indicator itself says how far something is from where it should be: 预算偏差率 of at most 5."""
    return context.sense < 0 and context.name.rstrip("率比例幅度值").endswith(departures())


def is_percentage(context: Context) -> bool:
    """Whether 1% is one percentage point here."""
    return context.unit == "%" or (context.rate and context.unit not in measures())


def of_target(number: Decimal, context: Context, detail: str) -> Decimal:
    """*number* percent of the target."""
    if context.target is None or context.dated:
        raise Refuse(Refusal.NO_TARGET, detail)
    if context.unit == "‰":
        raise Refuse(Refusal.OTHER_UNIT, detail)
    return numbers.divide(numbers.multiply(context.target, number), HUNDRED)


def convert(number: Decimal, unit: str, context: Context, detail: str) -> Decimal:
    """An amount in the indicator's unit; percent is not for here unless the unit is a percentage.

    :raises Refuse: the units do not go together.
    """
    own = "天" if context.dated else context.unit
    if unit in ("", own):
        return number
    if unit == "成":
        unit, number = "%", number * 10
    if own != "‰" and (unit == "%" or is_points(unit)):
        if "/" in own:
            raise Refuse(Refusal.OTHER_UNIT, detail)  # 1% of a rate in 起/万人: of what?
        if is_percentage(context) or not (own or context.target is not None):
            return thousandths(number, unit)
        raise Refuse(Refusal.OTHER_UNIT, detail)
    if not own:
        return number
    counted = own.partition("/")[0]  # 元/人天 is counted in 元
    for sizes in _SIZES:
        if unit in sizes and counted in sizes:
            value = _exactly(number, sizes[unit] / sizes[counted], detail)
            if value and sizes[unit] < sizes[counted] and context.target and abs(value * _LEAST) < abs(context.target):
                raise Refuse(Refusal.LOST, detail)
            return value
    if counted in _WORKING_DAYS and unit in ("天", "日"):
        return number  # the days of an indicator that counts working days
    if unit == counted or any(unit in same and counted in same for same in _SAME):
        return number
    (scale, base), (own_scale, own_base) = _scaled(unit), _scaled(counted)
    if own != "%" and (scale != 1 or own_scale != 1) and (base in ("", own_base) or _same(base, own_base)):
        return _exactly(number, Fraction(scale, own_scale), detail)
    if scale != 1 or own_scale != 1:
        raise Refuse(Refusal.OTHER_UNIT, detail)
    if unit not in measures() and own not in measures() and "/" not in own and _of_one_sort(unit, counted):
        return number
    raise Refuse(Refusal.OTHER_UNIT, detail)


# What is counted in these is not counted in those of another row: people in 场, households in 人.
_SORTS = tuple(frozenset(words.split("=")) for words in listed("sorts_of_units"))


def _of_one_sort(unit: str, own: str) -> bool:
    first, second = (next((sort for sort in _SORTS if name in sort), None) for name in (unit, own))
    return first is None or second is None or first is second


def _exactly(number: Decimal, factor: Fraction, detail: str) -> Decimal:
    """A number times a factor where that is a decimal. :raises Refuse: it is not."""
    product = Fraction(number) * factor
    value = Decimal(product.numerator) / Decimal(product.denominator)
    if Fraction(value) != product:
        raise Refuse(Refusal.OTHER_UNIT, detail)
    return value.normalize() if value != value.to_integral_value() else value.quantize(Decimal(1))


def _scaled(unit: str) -> tuple[int, str]:
    """How many of its base a unit is: 万件 is 10,000 件."""
    if unit.startswith(_WHOLE_UNITS) or unit[:1] not in SCALES:
        return 1, unit
    return SCALES[unit[0]], unit[1:]


def _same(unit: str, own: str) -> bool:
    """Whether two words name one unit, or both name things that are counted."""
    if any(unit in same and own in same for same in _SAME):
        return True
    return unit not in measures() and own not in measures()


def measured(context: Context) -> bool:
    """Whether actual values need not be whole numbers: percentages, money, lengths, not things that are counted."""
    return context.dated is False and (is_percentage(context) or context.unit in measures() or not context.unit)


# Time is counted in these, though it could be cut finer.
_WHOLE = listed("whole_units")


def whole(context: Context) -> bool:
    """Whether 11 follows 10: things that are counted, days and months."""
    return not measured(context) or context.unit in _WHOLE


# Names of an indicator that is itself a fall or a rise: 能耗下降率, 投资增速.
FALLS, RISES = listed("falls"), listed("rises")
_MOVES = frozenset((*RISES, *FALLS))


def is_quantity(token: Token, context: Context) -> bool:
    """Whether a rise or a fall is the indicator itself: 下降3%以上 of 能耗下降率."""
    falls, rises = (any(word in context.name for word in words) for words in (FALLS, RISES))
    return falls != rises and token.value == (DOWN if falls else UP) and token.text[0] in "降下减增提上"


def by_the_target(tokens: Sequence[Token], context: Context) -> bool:
    """``增加10个`` beside a target of 10: what is counted is the rise itself, whatever it is called."""
    if len(tokens) < 2 or tokens[0].text not in _MOVES or tokens[1].kind != "num" or context.sense <= 0:
        return False
    unit = tokens[2].text if len(tokens) > 2 and tokens[2].kind == "unit" else ""
    return tokens[1].number == context.target and unit == context.unit
