"""What is less than a step, in whatever words: it counts as a whole one, in part, or not at all.

``零头也扣0.5分``, ``不足1个百分点的进位``, ``尾数忽略不计`` become 不足…按…计, 按比例扣分 or 不扣分. The numbers
stay those of the text; what they have to be is asked where remarks are read.
"""

from __future__ import annotations

import re

from perfxl import numbers
from perfxl.numbers import ZERO
from perfxl.scoring.prose.lexicon import alternatives
from perfxl.scoring.prose.phrasebook import NUMBER, each_of, way
from perfxl.scoring.prose.terms import Context
from perfxl.scoring.prose.tokens import chinese_number

_DIGITS = "0 1 2 3 4 5 6 7 8 9 一 两 二 三 四 五 六 七 八 九 十 半"
_AMOUNT = rf"(?:{NUMBER}|[一二两三四五六七八九十半])"
_PLAIN = r"[^\d,;。()的者时按以照扣计算]"
_UNIT = rf"(?:{_PLAIN}{{0,5}}[小学课工瓦]时|{_PLAIN}{{0,6}}?)"
_LESS = "(?:不(?:足|满|到|够|及)|[未没](?:足|满|到)|[未没]达到?|没有[达到]到?|少于|小于|低于)"
_REST = r"(?:剩余|余下|剩下|最后|不足|不满|不够)的?部分|不足的(?=按|不[计扣]|舍)|小数部分|尾数|余数|零头"
# 所剩, 降幅, 少完成: whose rest it is.
_WHOSE = (
    rf"(?:凡是?|如果?|若|对于?|其中|但|所)*(?:(?:剩余|余下|剩下|最后|余|剩)的?(?:部分)?|{alternatives('left_over')}"
    r"|(?:少|低|多|超出?|超过|高|差|晚|迟|逾期|推迟|欠|缺|短|迟延|延期|下降|降低|减少|增加)了?)?的?"
)
_PART = r"(?:的?(?:那|这)?(?:一|个|一个)?(?:部分|零头|尾数|余数|情况|情形)|之部分|的|者|时|,|\))*"
_ALSO = "(?:也|亦|仍|均|都|皆|一律|一概|统一?|全部|则|就|即|应|要|可|暂|同样|照样|照|相应|予以|进行)*"
_FREE = (
    "免(?:予|于|除)?扣[分减]?|不(?:再|另行?|进行|予以?|作|做|计)*(?:扣分|扣减|计扣|减分|核减|扣|减|罚分?)(?:处理)?"
    "|不(?:予以?)?(?:计入|计算|计扣|考虑|统计|计|算)|忽略(?:不计)?|略去(?:不计)?|舍[去弃掉](?:不[计扣])?|抹[去掉零]|去掉"
    "|(?:按|计|视为|视作)(?:0|零)(?:个?百分点|个)?(?:计算|计|算)?|向下取整"
)
_AS = (
    "(?:按照?|以|照|当[作成]?|视[同为作]|算[作成]?|等同于?|同于?|[计记][作为]?|作为?"
    "|折[为合]|进[为到成]|(?:取整|进位)[为到]|补足[为成])"
)
_SO = (
    "(?:来|进行|予以)*(?:(?:计算|折算|核算|计|算|论|扣分|扣减|扣除|扣)?(?:扣|处|处理|对待|认定|核定|执行|统计|看待)?分?"
    rf"|扣(?P<again_taken>{NUMBER})分)"
)
_WHOLE = (
    rf"{_AS}(?P<again>{_AMOUNT})(?P<v>{_UNIT}){_SO}|(?:扣[减除掉]?|减)(?P<taken>{NUMBER})分"
    "|(?:向上|往上)?(?:进位|进[1一]位?)(?:计算|处理|计)?|[向往]上(?:取整|进)"
)
_IN_PART = (
    "(?:据实)?(?:按照?|依照?|以)?(?:线性(?:比例|关系)?|(?:所占|实际|相应|对应|正|同等?|等|成|线性)?比例(?:关系)?)"
    "(?:相应|地|予以|进行|来)*(?:折算|折扣|折减|递减|换算|核算|计算|计|算)?(?:扣分|扣减|扣除|扣|核扣|核减|减分|减)?分?"
    "|按照?实际(?:差额|数额?|数值|情况)?(?:折算|扣分|扣减|计扣)(?:扣分)?"
)
_LEFT = re.compile(
    rf"(?:^|(?<=[,;。(\n\x01分])){_WHOSE}(?:(?:{_LESS}整?个?(?P<n>{_AMOUNT})(?P<u>{_UNIT})"
    rf"|(?P<m>{_AMOUNT})(?P<w>{_UNIT})以内)|(?P<rest>{_REST})){_PART}{_ALSO}"
    rf"(?:(?P<free>{_FREE})|(?P<whole>{_WHOLE})|(?P<part>{_IN_PART}))(?=$|[,;。)\n])"
)
# 满1个百分点才扣.
_FILLED = re.compile(
    rf"(?<=[,;。(])每?满(?P<n>{_AMOUNT}{_UNIT})(?:的|以?后|时)?,?[才方](?:可|能|予以?)?扣[分减]?(?=$|[,;。)\n])"
)
_ROUNDED = re.compile(
    r"(?<=[,;。(])(?:百分点数?|差值|差额)?(?:按|采用|采取)?(?:(?P<up>向上取整|进一法)|向下取整|去尾法)(?:取整|计算|处理|计)?"
    r"(?=$|[,;。)\n])"
)
_TAKEN = re.compile(rf"每[^,;。每]{{1,20}}?,?[扣减][减除掉分]?({NUMBER})分")
_STEP = re.compile(rf"每[^,;。\d一二两三四五六七八九十半每]{{0,8}}({_AMOUNT})")


def _less_than_a_step(text: str, _: Context) -> str:
    """What the grammar reads of less than a step, behind what a step takes."""
    begins = text.find("每")
    if begins < 0:
        return text
    taken, steps = set(_TAKEN.findall(text)), {"1", *map(_number, _STEP.findall(text))}

    def said(found: re.Match[str]) -> str:
        amount, unit = found["n"] or found["m"], found["u"] or found["w"] or ""
        if amount is not None and _number(amount) not in steps:
            return found.group()
        if (found["m"] and found["free"]) or (found["again"] and not found["v"] and found.group().endswith("分")):
            return found.group()  # 以内 includes the step; 计1分 is a point
        step = "一档" if amount is None else f"{amount}{unit}"
        if not found["whole"]:
            return f"不足{step}的{'不扣分' if found['free'] else '按比例扣分'}"
        costs = found["taken"] or found["again_taken"]
        if costs is not None and taken != {costs}:
            return found.group()
        whole = f"{found['again']}{found['v']}" if found["again"] else step
        return f"不足{whole if amount is None else step}按{whole}计"

    return text[:begins] + _rounded(_LEFT.sub(said, text[begins:]))


def _number(amount: str) -> str:
    return amount if amount[0].isdigit() else numbers.plain(chinese_number(amount) or ZERO)


def _rounded(text: str) -> str:
    text = _FILLED.sub(r"不足\g<n>的不扣分", text)
    return _ROUNDED.sub(lambda found: "不足一档按一档计" if found["up"] else "不足一档不扣分", text)


SAYINGS = (
    way(
        each_of("不足 不满 不到 不够 不及 未满 未达 未足 未到 没到 没满 没达 少于 小于 低于 未达到", _DIGITS)
        + " 零头 尾数 余数 部分 以内 不足的 取整 进一法 去尾法 才扣 方扣 才可 方可 方予",
        _less_than_a_step,
    ),
)
