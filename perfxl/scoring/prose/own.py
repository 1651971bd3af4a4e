"""What the indicator itself makes plain: its target said again, its name or a letter in front of what it scores.

``计划里程（1286.5公里）`` is 计划里程 where that is the target in its unit; any other number is left to be refused.
"""

from __future__ import annotations

import re

from perfxl.scoring.prose.asides import half, shares_words
from perfxl.scoring.prose.lexicon import alternatives, units
from perfxl.scoring.prose.phrasebook import BEGINS, NUMBER, each_of, is_target, way
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import Context

# 每起, 每户 are words of their own.
_COUNTED_BY = "个项件起次人例家处户条宗份场篇期批天日台笔名套座亩辆"
_GOAL = r"(?:计划|目标|任务|预算|核定|预期|批复|控制|应|总|年初|年度|指标)"
# 满意度为X：X≥92%: what a letter stands for, in front of what it scores.
# 比计划场次每少1场, 低于规定学时: the target by what is counted.
_COUNTED_GOAL = re.compile(
    r"(?<=[比较于到过成])(?:年度|全年)?(?:计划|目标|任务|规定|应完成|预期|核定)(?P<n>[\u4e00-\u9fff]{1,3}?)(?=每|的|[,得计扣少多低高缺差]|$)"
)
_REASON = re.compile(
    rf"{BEGINS}(?:凡|若|如|有)?因(?![^,;。]{{0,8}}(?:原因|政策|客观|不可抗|疫情|天气|上级|本单位))[^,;。:\d扣得]{{2,9}}?而?"
    r"(?P<verb>造成|导致|引发|引起|发生|出现|产生)(?P<what>[^,;。:\d扣得每]{2,14})"
)
# Of these an indicator counts all; of any other cause only some: 因降雨导致停水.
_OWN_FAULT = re.compile(
    "管理|工作|履职|监管|失职|失误|不力|不到位|不善|不当|疏忽|疏漏|处置|操作|维护|组织|落实|把关|审核|责任不"
)
_LOOKING = re.compile("检查|督查|抽查|巡查|暗访|核查|巡视|巡察|审计|上级|[国省市县区]")
_INSPECTED = re.compile(
    rf"{BEGINS}(?:(?:上级|[省市县区]级|主管)(?:主管)?(?:部门)?)?(?:检查|督查|抽查|巡查|暗访|核查)[中时]?(?=每发现)"
)
_EITHER_OWN = re.compile(rf"{BEGINS}([\u4e00-\u9fff]{{2,4}})或者?([\u4e00-\u9fff]{{2,4}}?)的?(?=,?每)")
_CAUSED = re.compile("造成|导致|引发|引起|产生")
_TIMED = re.compile(rf"{BEGINS}\d+(?:小时|天|日|分钟)(?=(?P<n>[\u4e00-\u9fff]{{4}}))")
_PER_ONE = re.compile("^[单每]|均|单位")
_ONE_OF_MANY = re.compile(
    rf"{BEGINS}每(?:个|件|人|户|吨|亩|平方米|公里|床|生|份|次|台|例)(?=[^\d,;。每扣得]{{2,10}}(?:费用|成本|经费|支出|开支|投入|耗)[^,;。每扣]*\d)"
)
_OF_GOALS = frozenset("划标务算定期复制应总初度")
_NAMED_LETTER = re.compile(
    r"^(?:设|令|记)?(?P<n>[^,;。:\d]{2,14}?)(?:设为|记为|为|用|=)(?P<l>[A-Za-z])[:,;。](?=(?P=l)[≥≤><=])"
)
# 计划里程（1286.5公里）, 应测评数（7个）: the target again.
_RESTATED = re.compile(
    rf"(?P<name>{_GOAL}[\u4e00-\u9fff]{{0,8}})\((?:即|为|共|=)?(?P<n>{NUMBER})(?P<u>[^\d(),;。/×+-]{{0,6}})\)"
)
_UNLIKE = re.compile("实际|已|完成(?!任务|目标|指标)|每|少|缺|超|低|高|扣|得|不|未|上年|去年")
# 年度任务4200人, in a calculation.
_OPERAND = re.compile(
    rf"(?<=/)(?P<name>[\u4e00-\u9fff]{{0,6}}{_GOAL}[\u4e00-\u9fff]{{0,4}})(?P<n>{NUMBER})(?P<u>[^\d(),;。/×+-]{{0,5}})(?=[)×,;。]|$)"
)
# 年度签约任务32000人。: the target by itself, in front of what it scores.
_TARGET_FIRST = re.compile(
    rf"^(?:年度|全年|年初|本年度?)?(?P<name>[\u4e00-\u9fff]{{0,10}}?(?:任务|目标|计划|控制|预算|指标)(?:任务|目标|指标)?[数值量额]?)(?:为|是|:)?"
    rf"(?P<n>{NUMBER})(?P<u>[^\d(),;。/×+-]{{0,5}})[,;。](?=.)"
)
# 作用期限为：长期，5分: the indicator's own name in front of its levels.
_TITLE = re.compile(r"^(?P<name>[\u4e00-\u9fff]{2,12}?)(?:\((?P<unit>[^()\d]{1,5})\))?(?:为|是)?:(?=.)")
# 完成数/目标数＜1的, 以该比值乘8分计: the ratio as a condition.
_RATIO = re.compile(
    r"(?P<ratio>(?P<a>实际[^,;。/()]{0,6}|[^,;。/()]{0,4}完成[^,;。/()]{0,4})/(?P<b>[^,;。/()]{0,4}(?:目标|计划|任务|预算)[^,;。/<>≤≥()]{0,3}))"
    r"(?:比值|之比)?(?P<sign><|≥|小于|大于或?等于|不小于|低于|不低于)(?:1(?![\d.%个])|100%)的?"
)
_THAT_RATIO = re.compile(r"(?:以|按)(?:该|此|其)?比值(?=[乘×])")
# 营造林（含人工造林、封山育林）: what the indicator takes in.
_TAKING_IN = re.compile(
    r"^(?P<name>[\u4e00-\u9fff]{2,12})\((?:含|包括|包含|即|指)(?P<what>[^()\d]{2,40})\)(?=[^,;。:])"
)
_NO_PARTS = re.compile("不|未|无|延|逾|提前|上年|结转|除|以[上下内]|本数|当[日天]|合格|验收|达标")
_NARROWER = re.compile(alternatives("narrowing"))
# 百公里电耗: the amount it is measured by is part of its name.
_SIZED = re.compile(r"[百千万亿](?:车?公里|人|户|元|亩|吨|件|平方米|立方米|辆车)(?=(?P<next>[\u4e00-\u9fff]{2}))")
_RISING = re.compile("增长|增速|增幅|增加率|提高")
_NO_RISE = re.compile(
    rf"{BEGINS}(?:增速|增长)?为?(?:零增长|持平|不增长|没有增长|未增长)(?:或者?|及|、|和)"
    r"(?:出现|呈|为)?(?:负增长|下降|减少)的?(?=,|[得计给]|不得分)"
)
_EVENT = re.compile(r"[漏迟错误缺][\u4e00-\u9fff]")


def _taking_in(text: str, context: Context) -> str:
    found = _TAKING_IN.match(text)
    if found is None or found["name"] not in context.name or _NO_PARTS.search(found["what"]):
        return text
    if (narrower := _NARROWER.search(found["what"])) and narrower.group() not in context.name:
        return text
    return found["name"] + text[found.end() :]


def _no_rise(text: str, context: Context) -> str:
    """``零增长或负增长`` of 增速: nought and less."""
    return _NO_RISE.sub("0及以下的", text) if context.unit == "%" and _RISING.search(context.name) else text


def _sized(text: str, context: Context) -> str:
    """``百公里电耗`` of an indicator called so."""
    found = _SIZED.search(context.name)
    if found is None:
        return text
    return text.replace(f"每{found.group()}{found['next']}", found["next"]).replace(
        found.group() + found["next"], found["next"]
    )


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


def _each_own(text: str, context: Context) -> str:
    """``每单扣0.5分`` of an indicator counted in 单."""
    unit = context.unit
    if len(unit) > 1 and f"个{unit}" in text:
        return re.sub(rf"(?<=[\d一二两三四五六七八九十半])个(?={re.escape(unit)})", "", text)  # 每差2个学时
    if f"每{unit}" not in text or len(unit) != 1 or unit not in units() or unit in _COUNTED_BY:
        return text
    return re.sub(rf"每{unit}(?=[扣得计加减])", f"每1{unit}", text)


def _counted_goal(text: str, context: Context) -> str:
    unit = context.unit
    if context.target is None or context.dated or not unit:
        return text

    def said(found: re.Match[str]) -> str:
        counted = found["n"] == unit or found["n"].rstrip("次数量额") == unit.rstrip("次")
        return "目标值" if counted else found.group()

    return _COUNTED_GOAL.sub(said, text)


def _reason(text: str, context: Context) -> str:
    """``因管理不善发生安全事故的`` is 发生安全事故的 where that is what the indicator counts, by its name."""

    def said(found: re.Match[str]) -> str:
        what = found["what"]
        cause = found.group()[: found.start("verb") - found.start()]
        if not _OWN_FAULT.search(cause) and not shares_words(cause, context.name):
            raise Refuse(Refusal.DIFFERENT_THINGS, found.group())
        if not shares_words(what, context.name):
            return found.group()
        return what if context.sense > 0 else f"{_CAUSED.sub('发生', found['verb'])}{what}"

    return _REASON.sub(said, text)


def _inspected(text: str, context: Context) -> str:
    """``上级检查每发现1个问题`` of 违规问题: who looks, unless the name says who or how."""
    if _LOOKING.search(context.name):
        return text
    return _INSPECTED.sub("", text)


def _either_own(text: str, context: Context) -> str:
    """``漏报或迟报，每条扣0.3分`` of 漏报迟报信息: both are counted."""

    def said(found: re.Match[str]) -> str:
        both = found[1] in context.name and found[2] in context.name
        return f"{found[1]}、{found[2]}的" if both and context.sense < 0 else found.group()

    return _EITHER_OWN.sub(said, text)


def _timed(text: str, context: Context) -> str:
    """``24小时晴雨预报准确率``: a length of time in front of the indicator's name is part of what it is."""
    return _TIMED.sub(lambda found: "" if found["n"] in context.name else found.group(), text)


def _one_of_many(text: str, context: Context) -> str:
    """``每个样品检测费用`` of 单样检测成本."""
    return _ONE_OF_MANY.sub("", text) if _PER_ONE.search(context.name) else text


def _named_letter(text: str, context: Context) -> str:
    found = _NAMED_LETTER.match(text)
    if found is None or not (found["n"] in context.name or context.name.endswith(found["n"])):
        return text
    return f"设{found['n']}为{found['l']},{text[found.end() :]}"


def _without_target(text: str, context: Context) -> str:
    """``计划里程(1286.5公里)`` is 计划里程, where that is the target."""
    if context.target is None or context.dated:
        return text

    def said(found: re.Match[str]) -> str:
        whole = text[max(0, found.start() - 2) : found.start()] + found["name"]
        return found["name"] if is_target(found, context) and not _UNLIKE.search(whole) else found.group()

    return _RESTATED.sub(said, text)


def _operand(text: str, context: Context) -> str:
    if context.target is None or context.dated or _OF_GOALS.isdisjoint(text.partition("/")[2]):
        return text
    return _OPERAND.sub(lambda found: found["name"] if is_target(found, context) else found.group(), text)


def _target_first(text: str, context: Context) -> str:
    found = _TARGET_FIRST.match(text)
    if found is None or not is_target(found, context) or _UNLIKE.search(found["name"]):
        return text
    return text[found.end() :]


def _titled(text: str, context: Context) -> str:
    """The text without the indicator's own name in front of its bands or levels."""
    found = _TITLE.match(text)
    if found is None or found["name"] not in context.name:
        return text
    if half(found["name"], context.name):
        raise Refuse(Refusal.DIFFERENT_THINGS, f"{found['name']}、{context.name}")
    if found["unit"] in (None, context.unit):
        return text[found.end() :]
    if found["unit"] in units():
        raise Refuse(Refusal.OTHER_UNIT, found.group())
    return text


def _ratio(text: str, context: Context) -> str:
    """``完成数/目标数<1的，以该比值乘8分计`` is 未达到目标值的，按完成数/目标数乘8分计."""
    if "/" not in text:
        return text
    ratios = {found["ratio"] for found in _RATIO.finditer(text)}
    if context.sense <= 0 or context.target is None or context.dated or len(ratios) != 1:
        return text
    ratio = next(iter(ratios))

    def said(found: re.Match[str]) -> str:
        below = found["sign"] in ("<", "小于", "低于")
        return "未达到目标值的" if below else "达到目标值的"

    return _THAT_RATIO.sub(f"按{ratio}", _RATIO.sub(said, text))


_SAID_AGAIN = re.compile(
    r"(?:(?P<met>(?<![未不没])(?:达标|合格|完成|达到目标))\((?:≥|达到|不低于)?|(?P<missed>(?:未|不|没有?)(?:达标|合格|完成|达到目标))\((?P<less>低于|小于|<|不足|未达到?))"
    rf"(?P<n>{NUMBER})(?P<u>[^(),;。\d]{{0,4}}?)(?:及?以上)?\)(?=的?,?[得计不])"
)
# 达到国家规定标准98%: a bar that is said.
_SAID_BAR = re.compile(
    rf"(?<=[到于成])(?:国家|省|市|行业|上级)级?(?:的)?(?:规定|要求|考核)?的?(?:标准|要求)(?:值)?的?(?=(?P<n>{NUMBER})(?P<u>%|[^(),;。\d得计]{{1,3}}?)(?:的|及|以上|,|得|计))"
)


def _said_again(text: str, context: Context) -> str:
    """``达标（98%）``, ``未达标（低于98%）``: the target again, in brackets."""
    if _SAID_AGAIN.search(text) is None or context.target is None or context.dated or context.sense <= 0:
        return text

    def said(found: re.Match[str]) -> str:
        if not is_target(found, context):
            return found.group()
        return f"{'达到' if found['met'] else '低于'}{found['n']}{found['u']}"

    return _SAID_AGAIN.sub(said, text)


def _said_bar(text: str, context: Context) -> str:
    """``达到国家规定标准98%`` beside a target of 98%."""
    if _SAID_BAR.search(text) is None or context.target is None or context.dated:
        return text
    return _SAID_BAR.sub(lambda found: "" if is_target(found, context) else found.group(), text)


_MOVES = {"up": ("增长率", "增速", "增幅", "涨幅"), "down": ("下降率", "降低率", "降幅")}
_OWN_MOVES = {
    way: re.compile(
        rf"(?:^|(?<=[,;。:\n\x01])|(?<=实际)|(?<=年度))(?:{'|'.join(words)})(?=[为达低高超小大不未每在是≥≤<>=/持零负])"
    )
    for way, words in _MOVES.items()
}


def _own_move(text: str, context: Context) -> str:
    """``增速`` of an indicator called 增长率, where a clause begins with it."""
    for side, words in _MOVES.items():
        named = [word for word in words if word in context.name]
        if len(named) == 1:
            return _OWN_MOVES[side].sub(named[0], text)
    return text


_FROM_ABOVE = re.compile(
    r"被上级(?:主管|有关|机关|部门|单位|党委|政府|、|及|和)*(?P<how>通报批评|通报|约谈|督办|批评|问责|曝光|点名)(?=\d|[一两])"
)


def _from_above(text: str, context: Context) -> str:
    """``被上级通报1次`` of 被通报次数: who else would."""
    if context.sense >= 0:
        return text
    return _FROM_ABOVE.sub(
        lambda found: f"被{found['how']}" if f"被{found['how']}" in context.name else found.group(), text
    )


SAYINGS = (
    way("标( 格( 成( 目标(", _said_again),
    way(each_of("标准 要求 准值 求值 准的 求的", "1 2 3 4 5 6 7 8 9"), _said_bar),
    way("因", _reason),
    way(each_of("查 访 中 时", "每"), _inspected),
    way("或", _either_own),
    way("时 天 日 钟", _timed),
    way("每", _one_of_many),
    way("计划 目标 任务 规定 应完成 预期 核定", _counted_goal),
    way(each_of(" ".join("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), ": , ; 。"), _named_letter),
    way("(", _without_target),
    way("/", _operand),
    way("任务 目标 计划 控制 预算 指标", _target_first),
    way(":", _titled),
    way(each_of("< ≥ 小于 大于等于 大于或等于 低于", "1"), _ratio),
    way("每", _each_own),
    way("(含 (包 (即 (指", _taking_in),
    way("负增长 长或 平或 平、", _no_rise),
    way("百 千 万 亿", _sized),
    way("漏 迟 错 误 缺", _own_event),
    way("被上级", _from_above),
    way("增长率 增速 增幅 涨幅 下降率 降低率 降幅", _own_move),
)
