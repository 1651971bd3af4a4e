"""The target missed, in whatever words: ``倘若没做够数的``, ``达不到此数``, ``场次有缺口的`` are 未达到的.

A denied verb of reaching, or of what the indicator is called after with what completes it, and nothing else beside it
than the target or what is counted: 未完成整改, 没到现场 and 经费有缺口 say nothing of a number of things.
"""

from __future__ import annotations

import re

from perfxl.scoring.prose.asides import unknown
from perfxl.scoring.prose.lexicon import listed
from perfxl.scoring.prose.phrasebook import BEGINS, DIGITS, NOTHING, NUMBER, OPENS, each_of, is_target, saying, way
from perfxl.scoring.prose.shares import verb_of
from perfxl.scoring.prose.terms import Context

_IF = "(?:如果?|若是?|凡是?|倘若|倘|要是|假[如使]|万一|一旦|但凡|只要|但|对于?)?"
_BEHIND = "(?:的话|的|者|时|则|就|即|便|也|都|均|一[律概]|情[况形])*"
_THEN = (
    rf"(?=,?(?:本项|该项|此项)*(?:{NOTHING}|一分[不没也都]"
    r"|按(?:(?![\d一二两半])|(?=[\d.]+[^,;。\d]{0,3}[/×]))|依|[以用拿]|得分|同比例|等比例|扣|每|清零|归零))"
)
_CLAUSE = re.compile(
    rf"{OPENS}(?P<if>{_IF})(?P<of>[^,;。:\d未没不无有]{{0,8}}?)(?:(?P<no>未能?|没法|没能|没有?|不能|不|无法)(?P<done>[^,;。:\d的者未没不]{{1,10}}?)"
    rf"|(?P<verb>[^,;。:\d未没不无有]{{1,2}})不(?:成|到|了|满|够|足|着|上|完|齐)(?P<what>[^,;。:\d的者]{{0,6}}?)"
    rf"|(?P<few>[^,;。:\d未没不无有]{{1,2}})少了(?=的)|(?:低于|少于|不足|小于)(?=上述|规定|该|此|这)(?P<goal>[^,;。:\d的者]{{1,8}}?)"
    rf"|(?:还|尚|仍)?(?:有|存在)(?:欠账|差距|[缺差]额|缺口|短[少缺欠收]|[亏欠]欠|欠缺|不足)|(?:[欠缺短]|[欠缺短少差]了|短[欠收]|欠账|[缺差]额)(?=的)){_BEHIND}{_THEN}"
)
_DONE = re.compile(
    "(?:全部|全面|完全|足额|全额|如数)*(?:(?P<reach>完成|达到|达成|达标(?!准)|达|实现|做到|兑现|符合|合|够|满|足|到)[够满足完齐到数]?"
    "|(?P<verb>[^全够满足完齐到]{1,2}?)[够满足完齐到]数?)(?P<what>.*)"
)
_GOAL = re.compile(
    "(?:年度|全年|年初(?=目标|任务|计划|指标)|既定|预[定期]|规定|上述|该|此|这个?|相应|考核|工作|要求的?|全部|所有)*"
    "(?:目标任务|任务目标|目标|任务|计划|指标|要求|标准|数目?|数量|条件|线)?[值数量额]?"
)
_AS_NAMED = re.compile(
    "(?:年度|全年|年初(?=目标|任务|计划|指标)|既定|预定|规定|上述|该|此|这|实际|本|完成|目标|任务|计划|指标|数量|情况|数|量|额|全)"
)
_ANY_DOING = frozenset((*listed("counted_verbs"), "做", "办", "干", "搞", "完成", "开展", "达", "够"))
# What the grammar reads as it stands, or what says what has to be met: 不符合要求.
_PLAIN = {"未": ("完成", "达到", "达标"), "不": ("满", "符合", "合")}
_REST = re.compile(
    rf"(?<=[,;。])(?:相反|除此(?:之外|以外)?|(?:别的|其[他它]各种|剩余|剩下的?|另外的?|余下的?)(?:情况|情形)|余者|与[此之]不符|不符(?=的|者))(?:的|者)?{_BEHIND}{_THEN}"
)
_HOWEVER_FEW = re.compile(
    rf"{OPENS}(?:不论|无论|不管)?[差少缺欠](?:多少|几[^,;。的都均也一成]{{1,2}})(?:都|均|也|一[律概])+{_THEN}"
)


def _own(text: str, context: Context, verb: str) -> bool:
    """Whether a text says only what is counted, or the target."""
    if context.unit and context.unit != "%":
        text = text.removesuffix("数").removesuffix(context.unit)
    return not unknown(text, context.name + verb, _AS_NAMED)


def _missed(text: str, context: Context) -> str:
    if context.target is None or context.target <= 0 or context.dated or context.sense <= 0:
        return text

    def said(found: re.Match[str]) -> str:
        verb = verb_of(text, context)
        if not _own(found["of"], context, verb) and not _own(found["of"] + (found["verb"] or "")[:1], context, verb):
            return found.group()
        what, doing = found["what"] or found["goal"], found["verb"] or found["few"]
        if found["no"]:
            done = _DONE.fullmatch(found["done"])
            if done is None or (
                done["reach"] in _PLAIN.get(found["no"], ()) and not (found["if"] or found["of"] or done["what"])
            ):
                return found.group()
            doing, what = done["verb"], done["what"]
        if doing and not (doing in context.name or doing in _ANY_DOING or doing[-1] in _ANY_DOING):
            return found.group()
        if what and not (_GOAL.fullmatch(what) or _own(what, context, verb)):
            return found.group()
        return "未达到的"

    text = _REST.sub("其余", _HOWEVER_FEW.sub("未达到的", text))
    return _CLAUSE.sub(said, text)


_NUMBERED = re.compile(
    rf"{OPENS}{_IF}(?:没有|(?:未能?|没能?|没有)(?P<verb>[^,;。\d]{{1,2}}?)[够满足完齐])(?P<n>{NUMBER})(?P<u>[^\d,;。的者]{{1,3}})(?=的|者)"
)


def _not_so_many(text: str, context: Context) -> str:
    """``没有20场的``, ``没演完20场的`` of 20."""
    if context.sense <= 0:
        return text
    own = verb_of(text, context) + context.name

    def said(found: re.Match[str]) -> str:
        doing = not found["verb"] or found["verb"] in own or found["verb"] in _ANY_DOING
        return f"不到{found['n']}{found['u']}" if doing and is_target(found, context) else found.group()

    return _NUMBERED.sub(said, text)


# 没控制住的, 突破后, 有超支的: above what must not be exceeded; 压住的: not above it.
_OVER = re.compile(
    rf"{OPENS}{_IF}(?:(?:没[能有]?|未能?|不能)(?:控制|[压守稳管])得?(?:住|下[来去])|(?:控制|[压守])不(?:住|下[来去])"
    r"|(?:出现|发生|有|存在)了?(?:超出|超支|超过|突破|超标)(?:情况|现象)?|超限额?|超线|超上限|越线|突破(?:红线|上限|底线)"
    r"|超[过出](?:上述|以上|规定)(?:标准|限额|数额|额度)"
    r"|(?:没[能有]?|未能?)(?:压[减降缩]|降低?|减少?|缩[短减]|控制|下降)(?:到位|到目标值?|到规定(?:值|时限|时间)?)"
    rf"|超(?:定额|限额|预算|标准)?(?:了|(?=[的者后]))|突破)[了的者后则时就即便]*{_THEN},?"
    rf"|(?:未能?|没[能有]?)(?:控制|[压保]持?)在(?P<n>{NUMBER})(?P<u>[^\d,;。的()]{{1,4}}?)(?:以内|之内|内)[的者]?(?=,?(?:{NOTHING}|按|扣))"
)
# What falls is not held down: 未下降到位 of 能耗下降率 is the contrary of its sign.
_FALLS = (*listed("falls"), "压缩", "缩短", "提速")
_HELD = re.compile(
    rf"{OPENS}(?:(?:控制|[压守])得?住了?|[没未不](?:突破|超)过?)[的者]?(?=,?[得计给记](?:满分|{NUMBER}分|满))"
)


def _exceeded(text: str, context: Context) -> str:
    if context.target is None or context.dated or context.sense >= 0 or any(map(context.name.count, _FALLS)):
        return text

    def said(found: re.Match[str]) -> str:
        return found.group() if found["n"] and not is_target(found, context) else "超过目标值的,"

    return _OVER.sub(said, _HELD.sub("达到目标值的", text))


SAYINGS = (
    way(
        "住 下来 下去 突破 越线 上述 超限 超线 超上 "
        + each_of("现 生 有 在", "超 突")
        + " 超了 超定 超预 超标 没超 未超 不超 制在 压在 持在 到位 到目标 到规定",
        _exceeded,
    ),
    saying(
        "是则",
        r"(?<=,)是则(?=[得计给]|满分|\d)[得计给]?(?P<s>[^,;。]*[,;])(?:非则|不是则)(?=[得计给不]|0|零)",
        r"达到目标值的得\g<s>否则",
    ),
    saying(each_of("没超", DIGITS), rf"没超(?={NUMBER})", "不超过"),
    saying("够数", rf"{OPENS}够数[的者]?[就则即]*(?=[得计给])", "达到目标值的"),
    saying("全部", r"全部[做干办建修搞]完(?=[的,得计])", "全部完成"),
    saying("一年", rf"{BEGINS}一年[内里]?(?=[\u4e00-\u9fff]{{1,2}}[够满到足]\d)", "全年"),
    saying("哪怕 即使 即便 就算", r"(?:哪怕|即使|即便|就算)是?(?=[少差缺][一1])", ""),
    way(
        "未 没 无法 不 欠 缺 差额 差距 短 少了 差了 相反 除此 别的 各种 剩余 余者 剩下 余下 另外 多少 几",
        _missed,
    ),
    way(each_of("没有 够 满 足 完 齐", DIGITS), _not_so_many),
)
