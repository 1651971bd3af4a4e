"""Sayings that no single pattern replaces: a table in a cell, points in front, ends said once for all, two signs."""

from __future__ import annotations

import re
from decimal import Decimal

from perfxl import numbers
from perfxl.numbers import HUNDRED, ZERO
from perfxl.scoring.prose.asides import of_what_is_done
from perfxl.scoring.prose.lexicon import units
from perfxl.scoring.prose.phrasebook import BEGINS, ENDS, NUMBER, is_target
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import Context
from perfxl.scoring.prose.tokens import chinese_number

# A table typed into a cell: 完成数|得分, then a row for each rung.
_HEAD = re.compile(r"\|?(?P<name>[^|\d\n]{1,12})\|(?:得分|分值|分数|计分)(?:\(分\))?\|?")
_ROW = re.compile(
    rf"[|\n ;,]*(?P<rung>[^|\n;,]+?)\|(?P<points>{NUMBER})分?(?=$|[,|\n ;。]|[≥≤><=低高不大小少多超其否达])[|;,。]*"
)
# 60＜天数≤75, 95%>进度≥70%: a thing between two signs.
_INSIDE = re.compile(
    rf"(?P<low>{NUMBER})(?P<lu>[^\d,;。()<>≤≥=]{{0,4}})(?P<one>[<≤])(?P<what>[^\d,;。()<>≤≥=每扣得计/×]{{1,12}})"
    rf"(?P<two>[<≤])(?P<high>{NUMBER})"
)
_OUTSIDE = re.compile(
    rf"(?P<high>{NUMBER})(?P<hu>[^\d,;。()<>≤≥=]{{0,4}})(?P<one>[>≥])(?P<what>[^\d,;。()<>≤≥=每扣得计/×]{{1,12}})"
    rf"(?P<two>[>≥])(?P<low>{NUMBER})(?P<lu>[^\d,;。()<>≤≥=的得计扣为]{{0,4}})"
)
_NO_NAMES = frozenset(("值", "数值", "实际值", "实际数", "完成值", "完成数", "指标值"))
# （均含下限、不含上限）: said once for all rungs.
_FOR_ALL = re.compile(
    r"[,;。]?\(?(?:注[:：]?)?(?:以上|上述|各档|各段|各区间|各分段|每档|区间|分档)?(?:区间|各档|分段)?(?:均|都|各)?(?:含|包含|包括)(?P<own>下限|上限)(?:值|数)?"
    r"[、,]?(?:但|而|均|都|且|并)?(?:不含|不包含|不包括)(?P<other>下限|上限)(?:值|数)?\)?。?$"
)
_RANGE = re.compile(
    rf"(?P<first>{NUMBER})(?P<fu>[^\d,;。()<>≤≥=扣得计分]{{0,3}}?)(?P<to>[-~至到])(?P<second>{NUMBER})(?P<su>%|[^\d,;。()<>≤≥=扣得计分]{{0,2}}?)"
    r"(?=[\d,;。:的得计给扣为]|之间|不得分|$)"
)
_UP_FROM = re.compile(rf"(?P<bound>{NUMBER}[^\d,;。()]{{0,3}}?)及?(?P<way>以上|以下|以内)")
_TIMES_EACH = rf"(?P<each>{NUMBER}|[一二两三四五六])(?P<times>[次期场篇])"
_TIMES_IN_ALL = rf"(?P<all>{NUMBER}|[一二两三四五六八十]{{1,3}})"
_DOES = "(?:不少于|不低于|至少|开展|召开|组织|举办|进行|完成|达到)*"
_OF_EACH = rf"每个?(?P<period>月|季度?|半年|周){_DOES}{_TIMES_EACH}"
_OF_ALL = rf"(?:全年|年度|合计|共|共计|一年|累计){{1,2}}{_DOES}{_TIMES_IN_ALL}"
_OFTEN = (
    re.compile(rf"{_OF_EACH}(?:以上|[^,;。\d不未扣得计]{{1,6}})?[,。]?{_OF_ALL}(?P=times)"),
    # Not 全年4次,每季度1次得1分, whose points are a quarter's.
    re.compile(rf"{_OF_ALL}[次期场篇],{_OF_EACH}(?=[,;。](?![得计给记]\d)|$)"),
)
# 一、二、三、四季度各召开1次: every quarter.
_EACH_QUARTER = re.compile(
    r"(?:(?:第?[一1]、第?[二2]、第?[三3]、第?[四4]|第?一至第?四|四)个?季度)(?:均|各|分别|都)(?=[^,;。\d]{0,4}\d+次)"
)
_TIMES = {"月": 12, "季": 4, "季度": 4, "半年": 2, "周": 52}
# What one of many is, in a formula behind a verb: 的计“实际满意率÷95%×10”分.
_FORMULA_BEHIND = re.compile(
    r"(?<=[的者则:])(?:计|得|给|记)(?=(?:实际|本年|当年|全年|年度)?[\u4e00-\u9fff]{2,10}[/×][^,;。]{1,20}[/×])"
    rf"|(?<=[者则的],)(?:计|记)(?={NUMBER}分?×\([^,;。()]{{3,24}}/[^,;。()]{{1,24}}\))"
)
# 5分。达到98%…: points by themselves, in front of all.
_SCORE_FIRST = re.compile(rf"({NUMBER})分[,:;。\n](?=.)")
_AGAIN = re.compile(rf"[,;。:\n]{NUMBER}分[,:]")
# 5分：≥95%；3分：90%-95%: the points in front of what they are given for.
_POINTS_FIRST = re.compile(rf"(?:得|计|给)?(扣?{NUMBER}分|满分|不得分)(?::(.+)|\((.+)\))")
_EQUATED = re.compile(rf"([^=,;\d\n]{{1,10}})=({NUMBER})分?")
_EQUATED_POINTS = re.compile(rf"([^=,;\n]{{1,14}}[^=,;\d\n分值])=({NUMBER})分")
_SENTENCES, _CLAUSES = re.compile("[;。\n]"), re.compile("[,;。\n]")
# The unit of the upper end stands behind its number.
_UPPER_UNIT = re.compile(r"\x03(\(不?含\))(%|[^\d,;。()<>≤≥=的得计扣为]{0,4})")


def tabulated(text: str, _: Context) -> str:
    """A table's rows as clauses; a text that is anything else besides stays as it stands."""
    head = _HEAD.match(text)
    if head is None:
        return text
    rungs, place = [], head.end()
    while place < len(text) and (row := _ROW.match(text, place)) is not None:
        rungs.append(f"{row['rung'].strip(' |')}得{row['points']}分")
        place = row.end()
    return ";".join(rungs) if len(rungs) > 1 and not text[place:].strip(" \n|;。") else text


def between(text: str, context: Context) -> str:
    """``60＜天数≤75`` as 60(不含)-75(含), with its name in front unless that says nothing."""

    if sum(map(text.count, "<≤>≥")) < 2:
        return text

    def said(found: re.Match[str]) -> str:
        what = found["what"]
        counted = what in (f"{context.unit}数", context.unit) or what in _NO_NAMES
        ends = ["(含)" if found[name] in "≤≥" else "(不含)" for name in ("one", "two")]
        outside = "hu" in found.re.groupindex
        if outside:
            ends.reverse()
        low_unit = found["lu"] or (found["hu"] if outside else "")
        high = found["high"] + (found["hu"] if outside else "")
        lettered = what.isascii()  # a letter is told apart from others
        if lettered or Decimal(found["low"]) >= Decimal(found["high"]) or not _measured(low_unit, context):
            return found.group()
        if outside:
            return f"{'' if counted else what}{found['low']}{low_unit}{ends[0]}-{high}{ends[1]}"
        return f"{'' if counted else what}{found['low']}{low_unit}{ends[0]}-{high}\x03{ends[1]}"

    plain = _OUTSIDE.sub(said, _INSIDE.sub(said, text))
    return _UPPER_UNIT.sub(r"\2\1", plain) if "\x03" in plain else plain


def _measured(unit: str, context: Context) -> bool:
    return not unit or unit == context.unit or unit in units()


def for_all(text: str, _: Context) -> str:
    """The ends of every rung, from what is said once behind all of them."""
    found = _FOR_ALL.search(text)
    if found is None or found["own"] == found["other"]:
        return text
    body, lower = text[: found.start()], found["own"] == "下限"
    if "含" in body or not _RANGE.search(body):
        return text

    def ends(rung: re.Match[str]) -> str:
        falling = Decimal(rung["first"]) > Decimal(rung["second"])
        first, second = ("(含)", "(不含)") if lower != falling else ("(不含)", "(含)")
        return f"{rung['first']}{rung['fu']}{first}{rung['to']}{rung['second']}{rung['su']}{second}"

    def beyond(rung: re.Match[str]) -> str:
        inside = lower if rung["way"] == "以上" else not lower
        return f"{rung['bound']}{rung['way']}{'(含)' if inside else '(不含)'}"

    return _RANGE.sub(ends, _UP_FROM.sub(beyond, body))


def points_last(text: str, _: Context) -> str:
    """A text whose every sentence begins with its points, with them behind; any other as it stands."""
    parts = [part for part in _SENTENCES.split(text) if part]
    found = [_POINTS_FIRST.fullmatch(part) for part in parts] if len(parts) > 1 else [None]
    said = [(one[2] or one[3], one[1]) for one in found if one]
    if not all(found) or any("分" in what.replace("百分点", "") for what, _ in said):
        return text
    return ";".join(what.rstrip(",") + (points if points[0] in "不扣" else f"得{points}") for what, points in said)


def equated(text: str, _: Context) -> str:
    """``可持续=5；不可持续=0``, ``1起=2分；2起以上=0分``: what equals is given."""
    parts = [part for part in _CLAUSES.split(text) if part]
    found = [_EQUATED.fullmatch(part) or _EQUATED_POINTS.fullmatch(part) for part in parts]
    return ";".join(f"{one[1]}得{one[2]}分" for one in found if one) if len(parts) > 1 and all(found) else text


def score_first(text: str, context: Context) -> str:
    """:raises Refuse: the points of the row are others."""
    found = _SCORE_FIRST.match(text) if text[:1].isdecimal() else None
    if found is None or _AGAIN.search(text) or (context.unit == "分" and Decimal(found[1]) == context.target):
        return text
    if context.points not in (None, Decimal(found[1])):
        raise Refuse(Refusal.CONTRADICTION, found.group()[:-1])
    return f"满分{found[1]}分,{text[found.end() :]}"


def formula_behind(text: str, _: Context) -> str:
    if "/" not in text and "×" not in text:
        return text
    return _FORMULA_BEHIND.sub(lambda found: "得分=" if text[found.end()].isdecimal() else "按", text)


def _in_a_year(found: re.Match[str]) -> str:
    """``每月1次，全年12次`` is 全年12次; where it does not come out it is left as it stands."""
    each, whole = (_amount(found[name]) for name in ("each", "all"))
    same = each is not None and each * _TIMES[found["period"]] == whole
    return f"全年{whole}{found['times']}" if same else found.group()


def _amount(text: str) -> Decimal | None:
    return Decimal(text) if text[0].isdecimal() else chinese_number(text)


def often(text: str, _: Context) -> str:
    if "次" not in text:
        return text
    text = _EACH_QUARTER.sub("每季度", text)
    for pattern in _OFTEN:
        text = pattern.sub(_in_a_year, text)
    return text


_UP_TO = re.compile(
    rf"(?<![\d.])(?P<n>{NUMBER})(?P<u>[^\d,;。()]{{0,4}}?(?:\(不?含\))?)(?:至|到|~|-)(?:不足|不到|不满|未满|未到|未达到?)(?P<m>{NUMBER})"
    r"(?P<v>[^\d,;。:()]{0,4}?)(?=[,;:的得计给扣]|不得分)"
)
_IN_PART = re.compile(
    rf"{BEGINS}(?:只|仅)?部分(?P<what>[^,;。\d]{{2,8}}?)的,?(?=按[^,;。]{{0,24}}(?:比例|之比|比值|[/×]|占))"
)
_FULL_ENDS = re.compile(
    rf"{BEGINS}(?:但|且)?(?:加分|加减分|奖励)?后?的?(?:最终|最后|累计|合计|本项|该项)*(?:总得分|总分值?|得分|分数)(?:最高|最多)?"
    r"(?:不超过|不高于|不得超过|不能超过|不得高于|不突破)(?:本项|该项|此项|本指标|该指标|指标|标准)*"
    rf"(?:分值|满分|权重分?|标准分|总分值?){ENDS}"
)
_ENDING = re.compile(
    r"(?P<p>第?[一二三四1-4]季度|\d{1,2}月(?=[份结终届])|[上下]半年|年(?=[度结终届]))[份度]?(?:结束|终了|届满)[之以]?(?P<to>[前后])"
)
_PUT_OFF = re.compile(
    rf"{BEGINS}(?:推迟|延迟|拖延|拖|延期|延后|顺延|逾期|推|延|跨)[到至](?P<m>\d{{1,2}}月|第?[一二三四]季度)份?"
    r"(?![底末初]|[上中下]旬|[以之及]?[前后])(?=[^\d,;。每]{0,4}(?:的|,|[得计给]))"
)
_ORDINALS = "二三四五六"
_THING = "次起例件宗"
_FIRST_ONE = re.compile(
    rf"{BEGINS}(?:发生|出现)?(?:首|第一)(?P<u>[{_THING}])(?:发生|出现)?的?,?扣(?P<k>{NUMBER})分"
)
_NEXT_ONE = re.compile(
    rf"[,;](?:发生|出现)?第(?P<n>[{_ORDINALS}])(?P<u>[{_THING}])(?:发生|出现)?的?,?[再又另]扣(?P<k>{NUMBER})分"
)
_ALL_GONE = re.compile(rf"^[,;](?:直至)?扣[完光](?:为止)?{ENDS}")


def up_to(text: str, _: Context) -> str:
    """``60至不足75分`` is 60-75分(不含)."""

    def said(found: re.Match[str]) -> str:
        rising = Decimal(found["n"]) < Decimal(found["m"]) and found["u"].partition("(")[0] in ("", found["v"])
        return f"{found['n']}{found['u']}-{found['m']}{found['v']}(不含)" if rising else found.group()

    return _UP_TO.sub(said, text)


def in_part(text: str, context: Context) -> str:
    """``全部发放到位的得6分，部分发放到位的按…之比``: not all of them."""
    found = _IN_PART.search(text) if context.target is not None and context.sense > 0 else None
    if found is None:
        return text
    before, what = text[: found.start()], found["what"]
    whole = any(f"{every}{what}" in before for every in ("全部", "全额", "足额", "全面", "如数"))
    return f"{before}未全部{text[found.start('what') :]}" if whole else text


def no_more_than_full(text: str, context: Context) -> str:
    """``总得分不超过本项分值`` of 4 points: no more than four."""
    return text if context.points is None else _FULL_ENDS.sub(f"最高{numbers.plain(context.points)}分", text)


def when_it_ends(text: str, context: Context) -> str:
    """``三季度结束前`` is by its last day."""
    if not context.dated:
        return text
    return _ENDING.sub(lambda found: f"{found['p']}{'底' if found['p'][-1] in '年月' else '末'}{found['to']}", text)


def put_off(text: str, context: Context) -> str:
    """``推迟到4月的``: done in April, on whatever day."""
    return _PUT_OFF.sub(r"\g<m>", text) if context.dated else text


def one_by_one(text: str, context: Context) -> str:
    """``首次扣0.5分，第二次再扣1分，第三次再扣1.5分`` of 3 points: by how often it happened, till nothing is left."""
    first = _FIRST_ONE.search(text) if context.sense < 0 and context.target == ZERO else None
    if first is None:
        return text
    end, unit, taken = first.end(), first["u"], [Decimal(first["k"])]
    for ordinal in _ORDINALS:
        following = _NEXT_ONE.match(text, end)
        if following is None or (following["n"], following["u"]) != (ordinal, unit):
            break
        taken.append(taken[-1] + Decimal(following["k"]))
        end = following.end()
    if len(taken) < 2 or context.points != taken[-1]:
        return text
    said = [f"发生{count}{unit}扣{numbers.plain(points)}分" for count, points in enumerate(taken[:-1], 1)]
    last = f"发生{len(taken)}{unit}及以上扣{numbers.plain(taken[-1])}分"
    return text[: first.start()] + ",".join((*said, last)) + _ALL_GONE.sub("", text[end:])


# 扣分=((1500-实际人次)/75)取整数×0.5, 得分=5-INT((实际天数-20)/2)×1.
_TRUNCATED = re.compile(
    rf"(?:扣分=|得分=(?P<full>{NUMBER})分?-)(?:(?:INT|int|ROUNDDOWN|取整)\((?P<one>[^,;。=]*?)(?:,0)?\)"
    rf"|\(?(?P<other>\([^(),;。=]*\)/[^(),;。=×]*)\)?(?:的?(?:商的)?整数部分|(?:向下)?取整数?(?:部分)?))"
    rf"×(?P<k>{NUMBER})分?(?=$|[,;。\n])"
)
_MISSED_STEPS = re.compile(
    rf"\((?P<first>[^()-]+)-(?P<second>[^()-]+)\)/(?P<n>{NUMBER})(?P<u>[^\d(),;。=/×+-]{{0,4}})"
)
_GOAL = re.compile(rf"(?P<n>{NUMBER})(?P<u>[^\d]{{0,4}})|目标[值数]|计划[值数]|任务数")


def whole_steps(text: str, context: Context) -> str:
    """``扣分=INT((目标值-实际值)/75)×0.5``: the points of every whole 75, on the side that misses the target."""
    found = _TRUNCATED.search(text)
    missed = _MISSED_STEPS.fullmatch(found["one"] or found["other"]) if found is not None else None
    if found is None or missed is None or context.target is None or context.dated or context.unit == "%":
        return text
    goal, done = missed["first"], missed["second"]
    if context.sense <= 0:
        goal, done = done, goal
    told = _GOAL.fullmatch(goal)
    if told is None or (told["n"] and not is_target(told, context)) or missed["u"] not in ("", context.unit):
        return text
    if not of_what_is_done(done.removesuffix("值"), context):
        return text
    step = f"{missed['n']}{context.unit}"
    full = f"达到目标值得{found['full']}分," if found["full"] else ""
    each = f"每{'少' if context.sense > 0 else '超过'}{step}扣{found['k']}分"
    return f"{text[: found.start()]}{full}{each},不足{step}的不扣分{text[found.end() :]}"


# 令R=实际场次/200：R≥1, 0.9≤R<1: the share of the target by a letter, as parts of 1 or of 100.
_RATIO = re.compile(
    rf"^(?:设|令|记)?(?P<l>[A-Z])(?:=|为)(?P<done>(?:实际|已)[^,;。:\d=/×]{{1,10}})/(?:(?P<n>{NUMBER})(?P<u>[^\d,;。:=/×(]{{0,4}})|(?:目标|计划|任务)[^,;。:\d=/×]{{1,6}})"
    r"(?:×100%)?[,;:。]"
)


def ratio(text: str, context: Context) -> str:
    """``令R=实际场次/200：0.9≤R<1，得4分`` is 90%≤完成率<100%, of what is counted."""
    found = _RATIO.match(text)
    if found is None or context.target is None or context.unit in ("%", "‰", "") or context.sense <= 0:
        return text
    if not of_what_is_done(found["done"], context) or (found["n"] and not is_target(found, context)):
        return text

    def share(number: re.Match[str]) -> str:
        return f"{numbers.plain(numbers.multiply(Decimal(number.group()), HUNDRED))}%"

    letter, rest = found["l"], text[found.end() :]
    bare = rf"(?<![\d.]){NUMBER}(?![\d.%])"
    rest = re.sub(rf"{bare}(?=[≥≤<>=]{letter}(?![A-Za-z]))|(?<={letter}[≥≤<>=]){bare}", share, rest)
    return re.sub(rf"(?<![A-Za-z]){letter}(?![A-Za-z])", "完成率", rest)
