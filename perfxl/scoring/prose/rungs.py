"""Bands and levels as clerks write them: which end belongs to a band, what stands between a level and its points."""

from __future__ import annotations

import re
from decimal import Decimal

from perfxl.numbers import ZERO
from perfxl.scoring.prose.lexicon import units
from perfxl.scoring.prose.phrasebook import BEGINS, DIGITS, NOTHING, NUMBER, each_of, way
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import Context

# 80%-90%(含80%，不含90%), 5%至8%(两端均含), 90%-95%(含下限): which end it is.
_NAMED_ENDS = re.compile(
    rf"(?P<a>{NUMBER})(?P<u>[^\d,;。()~-]{{0,3}}?)(?P<to>-|~|至|到)(?P<b>{NUMBER})(?P<v>[^\d,;。()]{{0,3}}?)(?:之间"
    rf"|区间)?"
    r"\((?:其中)?(?P<said>[^()]*?(?:含|包括|闭|开)[^()]*)\)"
)
_END_SAID = re.compile(
    rf"(?P<not>不)?(?:包?含|包括)(?P<which>两端|两头|首尾|上下限|下限?值?|上限?值?"
    rf"|{NUMBER})(?P<v>[^\d,;、()但和及不且]{{0,3}})"
    r"|(?:两端|两头|首尾|上下限)(?:值)?(?:均|都|皆)?(?P<none>不)?包?含|(?:均|都|皆)(?P<neither>不)?包?含"
    r"|(?P<left>左)(?P<l>[闭开])右(?P<r>[闭开])"
)
_BOTH = ("两", "首", "上下")


def _named_ends(text: str, _: Context) -> str:
    """:raises Refuse: a number is said to belong to a range that is none of its ends."""

    def said(found: re.Match[str]) -> str:
        first, second = Decimal(found["a"]), Decimal(found["b"])
        inside: dict[Decimal, str] = {}
        for end in _END_SAID.finditer(found["said"]):
            which = end["which"]
            if end["left"]:
                inside = {min(first, second): end["l"], max(first, second): end["r"]}
            elif which is None or which.startswith(_BOTH):
                inside = dict.fromkeys((first, second), end["not"] or end["none"] or end["neither"] or "")
            elif which[0] in "上下":
                inside[(max if which[0] == "上" else min)(first, second)] = end["not"] or ""
            elif Decimal(which) in (first, second):
                inside[Decimal(which)] = end["not"] or ""
            else:
                raise Refuse(Refusal.CONTRADICTION, found.group())
        if not inside or _END_SAID.sub("", found["said"]).strip(",、;但和及且而其中"):
            return found.group()
        without = {end: "不" if word in ("不", "开") else "" for end, word in inside.items()}
        ends = [f"({without[end]}含)" if end in without else "" for end in (first, second)]
        return f"{found['a']}{found['u']}{ends[0]}{found['to']}{found['b']}{found['v']}{ends[1]}"

    return _NAMED_ENDS.sub(said, text)


_DASHED_LEVEL = re.compile(
    rf"(?P<level>[^-,;。\d得扣计给]+?)(?:-{{1,2}}(?P<points>{NUMBER})分|的?(?:[得计给]?(?:0|零)分|不[得计给]分))"
)


_BAD = re.compile(r"[^,;。\d-]{0,4}?[不未无没差]")


def _dashed_levels(text: str, context: Context) -> str:
    """``显著-5分，一般-3分，不明显-0分``: given, where it falls from full marks to nothing.

    :raises Refuse: given or taken, nobody knows.
    """
    if context.target is not None or not context.words:
        return text
    parts = [part for part in re.split("[,;。\n、]", text) if part]
    found = [_DASHED_LEVEL.fullmatch(part) for part in parts]
    if parts and _BAD.match(parts[0]):
        return text  # 不明显-5分, 一般-3分: given or taken
    if not all(found) or sum(one["points"] is not None for one in found if one) < 2:
        return text
    points = [Decimal(one["points"] or 0) for one in found if one]
    if points == sorted(points):
        return text
    if points != sorted(points, reverse=True) or (points[0] != context.points and points[-1] != ZERO):
        raise Refuse(Refusal.UNKNOWN_CLAUSE, text)
    return ";".join(f"{one['level']}得{one['points'] or 0}分" for one in found if one)


# Behind bands, what has nothing: 再往下, 剩下的, 达不到上述标准的, 上述时间均未印发.
_NOTHING = rf"(?=(?:一律|均|都|皆|则)?,?{NOTHING}(?:$|[,;。\n]))"
_SAID_ABOVE = (
    "(?:上述|以上|前述|上列|前两?款?)(?:的|各|任一|任何)*"
    "(?:标准|要求|条件|时间|时限|期限|区间|范围|档次?|情形|数值?)*"
)
_OTHERS = re.compile(
    rf"(?<=[,;。\n])(?:(?:其[余他它]的?各?(?:档次?|时间|时段|时候|部分)|余下|剩下|剩余的?)(?:的|者)?"
    r"|再(?:往[下后]|拖)(?:[^,;。\d不未没]{2})?的?|往[下后]的?"
    rf"|(?:均|都|皆)?(?:未能?|没有?|达不|不|没能)(?:达到?|到|在|符合|满足)?{_SAID_ABOVE}(?:内|中"
    rf"|之列)?(?:[^,;。\d不未没]{{2}})?的?"
    rf"|(?:{_SAID_ABOVE}|[两二三四]档)(?:均|都|皆)(?:未|没有?|不)(?:达到?标?|到|满足|符合|[^,;。\d不未没]{{2}})的?"
    rf"|(?:低于|不足|不到|少于|小于){_SAID_ABOVE}的?){_NOTHING}"
)
# 5亿元不到的, 30天开外, 90%往下: which side of a number, said behind it.
_SIDE_BEHIND = re.compile(
    rf"(?<![\d.或者、~至到连-])(?P<n>{NUMBER}(?:%|[^\d,;。()以及或每扣得分]{{1,3}}?))(?P<even>都|也|还)?"
    r"(?:(?P<less>不到|不够|未到|没到|不足|不满|没满|未满|没有达到|没达到|未达到|达不到|往下|(?:没[办做建完]|没有)到?)"
    r"|(?P<more>开外))(?=的|者|,|;|[得计扣给]\d|不[得计给]分|(?:0|零)分)"
)
# 10-19场的, 不少于10场: at the least or at the most, of one bound.
_GIVEN = rf"(?={NUMBER}(?!分)[^\d,;。]{{1,6}}(?:得|计|给|的|,(?:得|计)))"
_LEAST = re.compile(rf"{BEGINS}(?:(?:最[少低]|起码)(?:应|要|须)?(?:达到|完成|有|为)?|足){_GIVEN}")
_MOST = re.compile(rf"{BEGINS}(?:最[多高]|至多)(?:不超过)?{_GIVEN}")
_WHOLLY = re.compile("(?:超额或(?:足额|全额|如数)|(?:足额|全额|如数)或超额)完成")
_NOT_OVER = re.compile(r"没有?超(?=\d|[期时支限]|标(?!准))")
_UPWARD = re.compile(r"(?<=\d[%\u4e00-\u9fff])(?:起|往上|朝上)(?=的|,|[得计给](?:\d|满))")
_UNIT_LAST = re.compile(
    rf"(?P<a>{NUMBER})(?P<x>\(不?含\))-(?P<b>{NUMBER})(?P<y>\(不?含\))(?P<u>[^\d,;。()得计给扣的]{{1,3}})(?=[得计给的,])"
)
_UP_AND_DOWN = re.compile(
    rf"(?P<a>{NUMBER}[^\d,;。()]{{0,3}}?)以上(?:[至到~-])(?P<b>{NUMBER}[^\d,;。()]{{0,3}}?)(?:以[下内])?"
    r"(?=的|,|[得计给]|\d+分)"
)
# 优秀5分/良好3分, ≥500人:4分/400-499人:3分: a stroke between bands.
_STROKE = re.compile(rf"(?<=分)/(?=[^/,;。\n]{{1,24}}?(?:\d分|{NOTHING})(?:[/;。,\n]|$))")
_LABELS = re.compile(r"(?:^|(?<=[;。,\n]))第?(?P<n>[一二三四五])(?:档|级|类|等)(?:次)?[:为]?(?=[^,;。\d]*\d)")


def _others(text: str, context: Context) -> str:
    return text if context.target is None else _OTHERS.sub("其余", text)


def _before(found: re.Match[str], context: Context) -> str:
    """``20件都不到`` is 不到20件 whatever stands beside it, ``30天开外`` 超过30天 of an amount."""
    known = found["even"] or (context.target is not None and not context.dated)
    return f"{'不到' if found['less'] else '超过'}{found['n']}" if known else found.group()


def _with_unit(found: re.Match[str]) -> str:
    if found["u"] not in units():
        return found.group()
    return "{a}{u}{x}-{b}{u}{y}".format_map(found.groupdict())


def _side_behind(text: str, context: Context) -> str:
    return _SIDE_BEHIND.sub(lambda found: _before(found, context), text)


def _bounds(text: str, context: Context) -> str:
    """A range with the side of its first end, and a bound in a word for the least and the most."""
    if context.target is None or context.dated:
        return text
    text = _WHOLLY.sub("完成", _NOT_OVER.sub("未超", text))
    text = _UNIT_LAST.sub(_with_unit, _UP_AND_DOWN.sub(r"\g<a>-\g<b>", text))
    if context.sense > 0:
        return _UPWARD.sub("以上", _LEAST.sub("不低于", text))
    return _MOST.sub("不超过", text) if context.sense < 0 else text


def _labelled(text: str, context: Context) -> str:
    """``一档：效果显著5分；二档：…``: the numbers of levels in their order."""
    said = "".join(found["n"] for found in _LABELS.finditer(text)) if context.target is None else ""
    return _LABELS.sub("", text) if len(said) > 1 and "一二三四五".startswith(said) else text


SAYINGS = (
    way("/", lambda text, _: _STROKE.sub(";", text)),
    way(each_of("档 级 类 等 次", ": 为") + " 一档 第一", _labelled),
    way(
        each_of("其余 其他 其它 其余的 其他的", "各 档 时 部") + " 余下 剩下 剩余 再往 往下 往后 再拖 "
        + each_of("上述 以上 前述 上列 前款", "标 要 条 时 期 区 范 档 情 数 各 均 任") + " 档均 档都 上述",
        _others,
    ),
    way(
        each_of(
            "不到 不够 未到 没到 不足 不满 没满 未满 达到 往下 开外 没有 建到 办到 做到 完到",
            f"的 者 , ; 得 扣 计 给 不 {DIGITS}",
        ),
        _side_behind,
    ),
    way(
        each_of("最少 最低 最多 最高 至多 起码 足 没超 有超", f"{DIGITS} 不 达 完 有 为 期 时 支 标 限 应 要 须")
        + " 额或 数或 往上 朝上 " + each_of("起", "得 的 计 给 ,") + " )- " + each_of("以上", "至 到 ~ -"),
        _bounds,
    ),
    way(each_of("(", "含 不 包 两 上 下 首 均 都 皆 左 右 其"), _named_ends),
    way("-", _dashed_levels),
)
