"""One wording for what is said in several: letters by what they stand for, 几成 by the proportion it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from perfxl import numbers
from perfxl.numbers import HUNDRED
from perfxl.scoring.prose.amounts import is_percentage
from perfxl.scoring.prose.letters import spelled_out
from perfxl.scoring.prose.lexicon import measures
from perfxl.scoring.prose.restated import in_turn, restated
from perfxl.scoring.prose.terms import Context

_N = r"\d+(?:\.\d+)?"
# 完成百分之几，就得该项分值的百分之几: as much of the points as of the task.
_AS_MUCH = re.compile(
    r"(?:^|(?<=[,;。\n\x01]))(?:实际)?([^,;。:\d]{0,14}?)(?:几成|百分之几|百分之多少|多少比例)(?:的?(?:任务|目标|计划))?,?(?:就|则|便|即)?"
    r"(?:得|给|计|拿|记)(?:到)?(?:该项|本项|此项|满分|总|全部|指标)*(?:分值?|满分|权重)?的?(?:几成|百分之几|百分之多少|多少比例)"
    r"(?:的?(?:分值?|分数|得分))?(?=$|[,;。\n\x01])"
)
_AS_MUCH_TAKEN = re.compile(
    r"(?:^|(?<=[,;。\n\x01]))(?:未完成|没完成|欠缺?|缺少?|差|少完成|少|超支|超出)了?(几成|百分之几),?(?:就|则|便|即)?扣减?(?:掉|除)?"
    r"(?:该项|本项|此项|满分|总|全部|指标)*(?:分值?|满分|权重)?的?\1(?:的?(?:分值?|分数|得分))?(?=$|[,;。\n\x01])"
)
_EQUALS = re.compile(r"(?<=得分|分值|扣分)等于(?=[^,;。]{0,20}[×/乘除])")
_BY_EACH = re.compile(
    r"(?:^|(?<=[,;。:\n\x01的]))(?:得分|分值)?按照?每(?P<each>[^,;。扣]{0,10}?|[^,;。扣]{0,14}扣)(?P<way>[得计给]?)"
    r"(?P<points>\d+(?:\.\d+)?分)(?:的标准)?(?:(?P<taken>扣减|扣分|扣除|扣)|计分|计算|得分|给分|赋分|计)(?:得分)?(?=$|[,;。])"
)


def _by_each(found: re.Match[str]) -> str:
    taken = "扣" if found["taken"] and not found["each"].endswith("扣") else found["way"]
    return f"每{found['each']}{taken}{found['points']}"


# 以95%为准, by the indicator's name in front of it.
_NAMED_STANDARD = re.compile(
    r"(?:^|(?<=[,;。\n\x01]))(?P<name>[^,;。:\d]{2,12})"
    r"(?=以[\d.]+[^,;。\d]{0,6}为(?:准|标准|基准|界|底线|红线|上限|下限)[,;。])"
)
# 执行率以100%为基准, where that is the target and no other year's.
_BASED_ON = re.compile(
    r"(?:^|(?<=[,;。\n\x01]))(?P<name>[^,;。:\d]{2,8})以(?P<n>[\d.]+)[^,;。\d]{0,4}为(?:基准|基数|标准)[,;。]"
)
_OF_A_NAME = "率数量值额"
# 过半 says nothing of half itself unless the text does.
_HALF = re.compile(
    r"(?P<name>(?:^|(?<=[,;。:\n\x01]))[^,;。:\d()]{0,12}?)"
    r"(?:(?P<more>过半数?|半数以上)(?:\((?P<end>不?含)(?:50%|半数?|一半)\))?|(?P<less>不过半数?|未过半数?|没过半数?|不到半数?|不足半数?))"
    r"(?:的|者)?(?=,|[得计给记扣]|不得分)"
)
# 80%(含)以上但未达目标.
_SHORT_OF_TARGET = re.compile(
    r"(?P<of>(?:完成|达到|实现)了?(?:年度|全年)?(?:目标任务|目标值?|任务数?|计划数?)的?)?"
    r"(?<![\d.])(?P<n>\d+(?:\.\d+)?)(?P<u>%|[^\d,;。()%]{1,3}?)(?:\(含\)|\(含(?P=n)(?P=u)\))?及?以上"
    r"(?:\(含\)|\(含(?P=n)(?P=u)\))?[,、]?(?:但|而|且|却)?(?:仍|尚|还)?(?:未能?|没有?)(?:达到?|完成|实现)"
    r"(?:全部|年度|全年)?(?:目标任务|目标值?|任务数?|计划数?)(?=的|,|[得计给记])"
)
# 低于95%，一个百分点扣0.5分: for every one.
_EACH_LEFT_OUT = re.compile(r",(?:一个|1个)(?=百分点扣)")
_CEILING = re.compile(r"\(?含不足((?:1|一|半|0\.5|\d)[^,;。()扣]{1,6}?)(?:的)?\)?(?=[扣,;。]|$)")
_LESS_OF = re.compile(
    r"(不足|不满|不到)(?:的|部分|者|时)*,?(?:按照?|以)((?:\d+(?:\.\d+)?|[一二两半])[^,;。()计扣算]{1,6}?)(?=计|扣|算)"
)
_SCORE_LESS = re.compile(
    rf"(?:得分|分值|分数)(?:相应|则|就)*(?:减少|降低|下降|扣减|减去?|少)(?P<n>{_N})(?:分(?!的?,?扣)|(?=[,;。]|$))"
)
_SCORE_FIRST = re.compile(rf"^({_N})分[,:](?=[^,;。:]*每)")
_AGAIN = re.compile(rf"[,;。:]{_N}分[,:;]")
_HEADINGS = re.compile(
    r"(?:^|(?<=[,;。\n\x01]))(?:实行|采用|采取)?(?:倒扣|扣分|倒扣分|减分)(?:制|法|方式|办法)?[,:](?=[^,;。]*每)"
)


_UNDONE = re.compile(r"[未没不缺差少欠超短剩余]")
# 用A除以B: what is calculated with.
_WITH = re.compile(
    r"(?:^|(?<=[,;。:\n\x01的则者]))(?:用(?![电水能地工气油款户药血餐车])|[将把拿])"
    r"(?=[^,;。]{1,20}(?:除以|除|/|乘|×))"
)
_STANDARD = re.compile(r"按标准(?=[^,;。]{0,8}[与和同/][^,;。]{0,4}实际)")
# (5分)入住率不低于95%: the full marks in front of all.
_POINTS_FIRST = re.compile(r"^\((?:满分|共|计|本项|该项|此项)*(\d+(?:\.\d+)?)分\)(?=[^,;。])")
_POINTS_AGAIN = re.compile(r"\(\d+(?:\.\d+)?分\)")


# 少得1分, 罚1分: points that are taken.
_LESS_GIVEN = re.compile(rf"(?:(?<![最至])少[得计给拿记]|罚|丢|损失|失)(?={_N}分(?![钟之]))")
# 减1座扣1分: one fewer.
_ONE_LESS = re.compile(rf"(?:^|(?<=[,;。:每\n\x01]))减(?={_N}[^\d分,;。]{{1,3}}扣)")
_EACH_POINT = re.compile(r"每个(?=[百千]分点|点)")
_BETWEEN_ALL = re.compile(r"各(?:档次?|段|点|节点|区间|分数段)之间")
_BELOW_LINE = re.compile(r"线下(?=每)")
_GONE = re.compile(rf"(?:这|该|本项|此项)*(?:{_N}分|分)(?:就|全|都|便|将)*(?:没了|没有了|归零|清零)(?=$|[,;。])")
_CONDITION = re.compile(
    rf"(?:^|(?<=[,;。:\n\x01]))得({_N}分|满分)的?(?:条件|要求|前提|标准)(?:是|为|:)([^,;。:]+)(?=$|[,;。])"
)
_WHATEVER = re.compile(
    r"(?:^|(?<=[,;。:\n\x01]))(?:(?:轻重|大小|责任大小|情节轻重|程度)不论|不[论分](?:轻重|大小|程度|责任大小)),"
)
# 多轮或少轮2%, 增加或减少1人: a departure either way, by the same verb.
_MORE = "多|增加?|超出?|高出?|高于|超过|上升|上浮|增长|长|涨"
_LESS = "少|减少?|不足|缺|低|低于|欠|下降|下浮|降低?|短|跌"
_EITHER = re.compile(
    rf"(?<![不未没])(?:(?:{_MORE})(?P<a>[^\d或、和及,;。每]{{0,3}})(?:或者?|、|和|及|与|/)(?:{_LESS})(?P=a)"
    rf"|(?:{_LESS})(?P<b>[^\d或、和及,;。每]{{0,3}})(?:或者?|、|和|及|与|/)(?:{_MORE})(?P=b))(?=[\d一二两三四五六七八九十半])"
)
_FRACTION = re.compile(
    r"(?P<before>(?:分值?|满分|权重|得分)的|扣[除减]?)?(?P<whole>[二三四五六七八九十]|\d{1,2})分之(?P<part>[一二三四五六七八九]|\d)"
    r"(?(before)|(?=的?(?:该项|本项|此项|总|全部|指标)?(?:分值|得分|满分|权重|分数)))"
)
# A percentage point of these is one percent of the target.
_OF_TARGET = re.compile(r"完成率|完成比例|完成进度|完成度|达成率|实现率|为100%|超支率|超支比例|超出比例|超出率")
_POINT = re.compile(r"个?百分点")
_DIGIT = re.compile(r"\d")
# A number in a name, with the letters before it, and what follows.
_NUMBERED = re.compile(r"([A-Za-z]*\d+(?:\.\d+)?)[^\d,;。]*")
_AGES = re.compile(r"^岁?(?:及?以[上下])?")
_DIGITS = {char: str(value) for value, char in enumerate("零一二三四五六七八九十")}
# 首起扣1分，以后每起扣2分: what the first costs, said behind what every one costs.
_FIRST = re.compile(
    rf"(?:第一|首)(?P<u>(?:个百分点|个点|人次|场次|[个起次例件宗处人家户天场条份]))(?:发生|出现|违规)?的?,?扣(?P<a>{_N})分[,;]"
    rf"(?:从?第二(?P=u)(?:起|开始|及以后|以后)+|以后|此后|之后|其后|往后|后续|再次?)(?:发生|出现)?,?的?每(?P<r>[^,;。]*?)扣(?P<b>{_N})分"
)


def reworded(text: str, context: Context) -> str:
    """The text in the wording the grammar reads, beside its indicator."""
    text = spelled_out(text)
    if _DIGIT.search(context.name):
        text = _without_its_numbers(text, context.name)
    if "/" in context.unit:
        text = _of_one(text, context.unit.rpartition("/")[2])
    elif context.unit in measures() and context.unit in text and "每" in text:
        unit = re.escape(context.unit)
        each = rf"每(超[出支过]?|多|增加|高出)?{unit}(?=[计得给扣加减少多超低高,]|{_N}分)"
        text = re.sub(each, rf"每\g<1>1{context.unit}", text)
    if "以" in text and (found := _NAMED_STANDARD.search(text)) is not None and found["name"] in context.name:
        text = _NAMED_STANDARD.sub("", text)
    if context.target is not None and not context.dated:
        text = _beside_target(text, context)
    if "百分点" in text and context.target is not None and not (is_percentage(context) or context.dated):
        text = _POINT.sub("%", text) if _OF_TARGET.search(text) else text
    return restated(in_turn(text, _WAYS), context)


def _beside_target(text: str, context: Context) -> str:
    """What a number beside the standard makes plain."""
    if "以" in text and (found := _BASED_ON.search(text)) is not None:
        same = found["name"].rstrip(_OF_A_NAME) in context.name and Decimal(found["n"]) == context.target
        text = _BASED_ON.sub("", text) if same else text
    if "每相差" in text and context.comparator in ("≥", ">"):
        text = text.replace("每相差", "每差")  # nobody differs from a least value by more of it
    if "半" in text and context.unit == "%":
        text = _halves(text, context)
    if "以上" in text and "未" in text and context.comparator == "≥":
        text = _SHORT_OF_TARGET.sub(lambda found: _short(found, context), text)
    return text


def _halves(text: str, context: Context) -> str:
    """``过半（含50%）`` as 50%以上(含50%); left as it stands where half itself may be on either side."""
    found = list(_HALF.finditer(text))
    ends = {one["end"] for one in found if one["more"] == "过半"}
    above = [one for one in found if one["more"]]
    named = all(one["name"] in context.name for one in found)
    said = len(above) == 1 and (above[0]["end"] == "含" or above[0]["more"] == "半数以上")
    if not named or not said or len(ends) > 1:
        return text
    return _HALF.sub(lambda one: f"{one['name']}{'50%以上(含50%)' if one['more'] else '低于50%'}", text)


def _short(found: re.Match[str], context: Context) -> str:
    """``完成目标80%以上但未达目标`` with both its ends."""
    assert context.target is not None
    least, share = Decimal(found["n"]), found["u"] == "%" and context.unit != "%"
    if found["of"] is None and found["u"] != context.unit:
        return found.group()
    if found["of"] is not None and not share:
        return found.group()
    most = HUNDRED if share else context.target
    if least >= most:
        return found.group()
    end = f"{numbers.plain(most)}{found['u']}(不含)"
    return f"{found['of'] or ''}{found['n']}{found['u']}(含)-{end}"


def _without_its_numbers(text: str, name: str) -> str:
    """Numbers that are part of the indicator's name count nothing: PM2.5年均浓度, 65岁以上老人体检率."""
    for found in _NUMBERED.finditer(name):
        said = found.group()
        while len(said) > len(found[1]) + 1 and said not in text:
            said = said[:-1]
        if said in text and (len(said) > len(found[1]) + 2 or not found[1].isdigit()):
            text = text.replace(said, _AGES.sub("", said[len(found[1]) :]))
    return text


def _of_one(text: str, one: str) -> str:
    """``每辆车年均运行费高于3.2万元的，每高出…`` of 万元/辆: 每辆 says what the unit says."""
    return re.sub(rf"每{re.escape(one)}(?=[^\d扣减得计加增超高低多少升降上下,;。])(?=[^;。]*每)", "", text, count=1)


def _as_much(text: str) -> str:
    found = _AS_MUCH.search(text)
    if found is None or _UNDONE.search(found[1]):
        return text
    return f"{text[: found.start()]}按实际完成比例计分{text[found.end() :]}"


def _points_first(text: str) -> str:
    found = _POINTS_FIRST.match(text)
    if found is None or len(_POINTS_AGAIN.findall(text)) > 1:
        return text
    return f"满分{found[1]}分,{text[found.end() :]}"


def _fraction(found: re.Match[str]) -> str:
    whole, part = (_DIGITS.get(found[name], found[name]) for name in ("whole", "part"))
    return f"{found['before'] or ''}{part}/{whole}"


def _condition(found: re.Match[str]) -> str:
    return f"{found[2]}得{found[1]}"


_WAYS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("等于", lambda text: _EQUALS.sub("=", text)),
    ("按", lambda text: _BY_EACH.sub(_by_each, text)),
    ("扣", lambda text: _EACH_LEFT_OUT.sub(",每1个", text)),
    ("含不足", lambda text: _CEILING.sub(r"(不足\1按\1计)", text)),
    ("不足", lambda text: _LESS_OF.sub(r"\1\2按\2", text)),
    ("得分", lambda text: _SCORE_LESS.sub(r"扣\g<n>分", text)),
    ("分数", lambda text: _SCORE_LESS.sub(r"扣\g<n>分", text)),
    ("分值", lambda text: _SCORE_LESS.sub(r"扣\g<n>分", text)),
    ("倒扣", lambda text: _HEADINGS.sub("", text)),
    ("扣分", lambda text: _HEADINGS.sub("", text)),
    ("每", lambda text: text if _AGAIN.search(text) else _SCORE_FIRST.sub(r"满分\1分,", text)),
    ("各", lambda text: _BETWEEN_ALL.sub("之间", text)),
    ("反向比例", lambda text: text.replace("反向比例", "反比例")),
    ("每个", lambda text: _EACH_POINT.sub("每1个", text)),
    ("几", _as_much),
    ("几", lambda text: _AS_MUCH_TAKEN.sub("按比例扣分", text)),
    ("多少", _as_much),
    ("用", lambda text: _WITH.sub("按", text)),
    ("将", lambda text: _WITH.sub("按", text)),
    ("把", lambda text: _WITH.sub("按", text)),
    ("或者", lambda text: text.replace("或者", "或")),
    ("按标准", lambda text: _STANDARD.sub("按目标", text)),
    ("(", _points_first),
    ("分", lambda text: _LESS_GIVEN.sub("扣", text)),
    ("减", lambda text: _ONE_LESS.sub("少", text)),
    ("线下每", lambda text: _BELOW_LINE.sub("低于目标值", text)),
    ("没", lambda text: _GONE.sub("不得分", text)),
    ("零", lambda text: _GONE.sub("不得分", text)),
    ("条件", lambda text: _CONDITION.sub(_condition, text)),
    ("要求", lambda text: _CONDITION.sub(_condition, text)),
    ("轻重", lambda text: _WHATEVER.sub("", text)),
    ("大小", lambda text: _WHATEVER.sub("", text)),
    ("或", lambda text: _EITHER.sub("偏离", text)),
    ("、", lambda text: _EITHER.sub("偏离", text)),
    ("分之", lambda text: _FRACTION.sub(_fraction, text)),
    ("首", lambda text: _FIRST.sub(r"每\g<r>扣\g<b>分,首档扣\g<a>分", text)),
    ("第一", lambda text: _FIRST.sub(r"每\g<r>扣\g<b>分,首档扣\g<a>分", text)),
)
