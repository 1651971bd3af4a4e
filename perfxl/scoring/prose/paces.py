"""Steps as clerks say them: by what they are taken, from where on, and on which side.

``7月1日起每过1天`` is 每推迟1天 beside 30 June, ``从95%往下每1个百分点`` 每低1个百分点 beside 95%: one construction
each, of where the steps begin, on which side, and what every one is. What begins elsewhere is left to be refused.
"""

from __future__ import annotations

import re

from perfxl import dates
from perfxl.scoring.prose.lateness import MONTHS
from perfxl.scoring.prose.lexicon import words
from perfxl.scoring.prose.phrasebook import BEGINS, DIGITS, ENDS, NUMBER, each_of, is_target, saying, way
from perfxl.scoring.prose.terms import Context

_DAY = r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}[日号]|份?(?:[底末]|(?!\d)))"
_ANY = f"(?:{NUMBER}|[一二两三四五六七八九十半])"
_IF = "(?:如果?|若|凡是?|一旦|只要|但凡|对于?|倘若|要是)?"
# Ways to be late, behind 每 and by themselves.
_LATER = (
    "推迟|推后|延迟|延期|延后|延误|拖延|拖后|拖期|滞后|逾期|逾时|逾限|超期|超时限?|超限|过期|过限|误期|误时|误"
    "|耽[误搁]|迟延|顺延|后延"
    "|晚|迟|拖|逾|[往向]后(?:推迟?|延迟?|拖延?|顺延|错)?|错后"
)
_BY = f"{_LATER}|再[晚迟拖]|超(?:过|出)?|过(?:去)?"
_TERM = "(?:(?:此|该|规定|要求|上述|约定|计划|截止)的?)?(?:期限|时限|时间|日期|期|截止(?:日期?|时间)?)"
_VERB = r"[^\d,;。:每扣减不未没有以的者了后提早起几数多约近左右若]{0,6}?"
_NOT_BY = (
    r"(?:未能?|没有?|没能|不能?|未在|没在|未能在)(?:按[期时]|如期|及时|准时|按(?:规定)?时[间限]|(?:在)?(?:规定"
    r"|要求)?的?(?:时间|期限|时限)以?内)"
)
_HEAD = (
    rf"{_IF}(?:(?P<not>{_NOT_BY})|(?:到[期点时]|逾期|超期|过期|期满)了?(?:仍|还|尚)?(?P<never>未|没有?)"
    rf"|(?:超过?|超出|晚于|迟于|过了?|逾)(?:{_TERM}|(?P<past>{_DAY}))(?:才|再)?|(?P<late>{_LATER})了?"
    rf"|(?:在?(?:此|该)(?:日期?)?|{_TERM}|到期|期满|期限届满)?[之以]?后面?|此后|其后|[往再]+后|后续"
    rf"|(?P<behind>{_DAY})[之以]?后"
    rf"|[自从]?(?:(?P<since>{_DAY})|(?:{_TERM}|到期|期满|期限届满|逾期|超期)?的?(?:次日|第二[天日]|翌日)|(?:逾期|超期"
    rf"|过期)(?:之日|第[一1][天日]))(?:起|开始)(?:计?算)?"
    rf"|进入(?P<into>\d{{1,2}}月)份?)"
    rf"(?P<verb>{_VERB})(?:的|者|时|后|以后)*,?"
)
_UNITS = "个?自然日|个?工作日|天|日|周|个?星期|个?月|个?季度?|旬"
_STEP = (
    rf"(?P<each>按?每(?:(?:满|再)?(?P<by>{_BY})了?)?(?P<act>{_VERB})(?:满|达)?"
    rf"|(?P<bare>{_LATER})?了?(?P<act2>{_VERB})(?=[\d一]))"
    rf"(?P<n>{_ANY}?)(?P<u>{_UNITS})(?:的|者)?(?:便|即|则|就)?,?(?:(?P<k>{NUMBER}分)(?:的标准)?(?:扣减|扣分|扣除"
    rf"|扣)(?=$|[,;。])|(?=[扣减-]|(?:少[得给计]|倒扣|核减|[失丢罚]){NUMBER}))"
)
_LATE = re.compile(
    rf"{BEGINS}(?:(?P<head>{_HEAD})|[比较与](?:{_TERM}|(?P<than>{_DAY}))(?:相比较?|比较)?,?)?{_STEP}"
)
_BEHIND_A_NAME = re.compile(rf"(?<=[时间期])每(?:{_BY})了?(?={_ANY}(?:{_UNITS})(?:的|者)?,?[扣减])")
_BY_THE_PIECE = re.compile(
    rf"按(?:照?实际|照)?(?:发生|逾期|事故|延误|超期)?(?P<u>[天日起次件例宗个])数?(?:来|进行)?扣(?:分|减),(?:每(?P=u)"
    rf"|[一1](?P=u))(?:扣|减)?(?P<k>{NUMBER}分){ENDS}"
)
_KNOWN = {word for _, table in words().values() for word, said in table.items() if said == ("dir", "late")} - {"顺延"}
_DONE = "完成办理报送交"
_ANY_DONE = f"{_DONE}达到实现做结续期限时此"
_HANDED_IN = ("交", "报", "送", "报送", "提交", "上报", "办完", "办结", "完工")
_ONE = {"月": "个月", "季": "个季度", "季度": "个季度", "个季": "个季度", "星期": "个星期"}


def _late(text: str, context: Context) -> str:
    """Every way to be late by so much, of a deadline."""
    if not context.dated or context.target is None:
        return text

    def said(found: re.Match[str]) -> str:
        head, by = found["head"] or "", found["by"] or found["bare"]
        if not head and not by:
            return found.group()
        # 每推迟天 has lost its number.
        if not _begins_at_target(found, context) or (by and not found["n"]):
            return found.group()
        act = found["act"] or found["act2"] or ""
        if context.name and any(
            done and set(done).isdisjoint(context.name + _ANY_DONE) for done in (act, found["verb"] or "")
        ):
            return found.group()  # 每拖付1天 of 竣工时间
        each = "每" if "每" in found["each"] else ""
        number = found["n"] or "1"
        unit = _ONE.get(found["u"], found["u"]) if each else found["u"]
        own = not context.name or not set(f"{found['verb']}{_DONE}").isdisjoint(context.name)
        handed_in = found["verb"] in _HANDED_IN and own
        verb = "" if handed_in else (found["verb"] or "").removesuffix("完成")
        if found["past"] and not (each and unit in MONTHS):
            opening = f"超过{found['past']}{found['verb']}的,"
        else:
            opening = f"{'未按期' if found['not'] or found['never'] else '逾期'}{verb}的," if verb else ""
        taken = f"扣{found['k']}" if found["k"] else ""
        return f"{opening}{each}{by if by in _KNOWN else '推迟'}{act}{number}{unit}{taken}"

    return _BEHIND_A_NAME.sub("每推迟", _LATE.sub(said, text))


def _begins_at_target(found: re.Match[str], context: Context) -> bool:
    """Whether what is late is later than the deadline itself: 7月1日起 and 6月30日后 beside 30 June."""
    for name, after in (("past", 0), ("than", 0), ("behind", 0), ("since", 1), ("into", 1)):
        if not found[name]:
            continue
        said = found[name]
        if after and said.endswith(("月", "月份")):
            said = f"{said.removesuffix('份')}1日"
        day = dates.parse_deadline(said, context.year)
        if day is None or dates.to_serial(day) - after != context.target:
            return False
    return True


# Beside a rate or a number: where steps begin, on which side, and what every one is.
_GOALS = (
    "(?:年度|全年|年初|既定)?(?:目标|计划|任务|预算|指标|标准|控制|限额|定额)(?:任务|目标|控制)?"
    "(?:[值数额量线]|要求)?"
)
_FROM = (
    rf"(?:{_GOALS}|(?P<n>{NUMBER})(?P<u>%|[^\d,;。:以之往向起的开算为基相比部每]{{0,4}}?)|此(?:标准|水平|比例"
    rf"|[数值线])?|该(?:标准|水平|比例|[数值线])|其)"
)
_MEASURED = rf"{_ANY}(?:%|个?百分点|个?点|成|[^\d,;。扣减得的]{{1,4}}?)"
_TAKEN = (
    r"(?=[^,;。每]{1,14}?,?(?:扣|减|核减|倒扣|少[得给计]|罚|失|丢))"
)
_ORIGIN = re.compile(
    rf"{BEGINS}(?:[从自由以在较比与同和离]|距离?)?(?:{_FROM})?的?"
    r"(?P<way>[往向朝](?P<to>[下上])(?:算|数)?|(?P<side>[以之]?[下上])(?!升|降|涨|浮|调|跌|探|移|行"
    r"|滑))?(?:的)?(?:部分)?"
    r"(?:起算?|开始|算起|为(?:基准|基数|基础|起点|标准|上?限|准|界)(?:线|值)?|基础之?上|相比较?|比较|相较|相差)?,?的?"
    rf"(?P<each>再?每(?:再)?)(?P<bare>(?={_ANY}))?{_TAKEN}"
)
_ACROSS = re.compile(rf"(?<=每)(?:[较与同离]|距离?)(?:{_FROM})相?(?=[低高少多差超大小短欠])")
_LOWER = (
    "退步?|滑落?|跌落|掉下|落下?|下[落挫行移]|[往向]下|减低?|衰减|递减|递降|失|亏欠?|小于?|拉下|降(?:幅|下)|差[距额]"
    "|[低降差少短欠缺](?:够|满|了)|低出"
)
_HIGHER = "大出?|[往向]上|上行|走高|上移|多[支用花]出?|大于|超幅|[高超多](?:够|满|了)"
_SIDED = re.compile(
    rf"每(?:再)?(?:(?P<down>{_LOWER})|(?P<up>{_HIGHER}))(?=(?:{_GOALS})?(?P<n>{_ANY})(?P<u>%|个?百分点|个?点"
    rf"|[^\d,;。扣减得的]{{1,4}}?)的?,?[扣减递即便则就])"
)
# The words of a gap, on the side where less misses the target and where more does.
_GAPS = {
    1: ("差[距额值]|缺[口额]|落差|跌幅|降幅|所[差缺欠短少低]|低出|少出|短少", "差[距额]|缺[口额]|欠账|短缺"),
    -1: ("超幅|所[超高多]|高出|超标|超支", "超支|超标|超出"),
}
_GAP_FIRST, _GAP_LAST = (
    {
        sense: re.compile(pattern.replace("GAPS", words[place]))
        for sense, words in _GAPS.items()
    }
    for place, pattern in enumerate((
        rf"{BEGINS}(?:(?:[与和同]|距离?)?(?:{_GOALS})?的?)?(?:GAPS)的?(?:部分|额|值)?,?"
        rf"每(?:满|达到?|增加|增|扩大|拉大|有|多|为)?(?={_MEASURED}的?,?[扣减])",
        rf"每(?:有|存在|产生|出现|形成)?(?P<n>{_ANY}?[^\d,;。扣减的]{{1,4}}?)的?(?:GAPS)(?=,?[扣减])",
    ))
)
_OUT_OF_HAND = re.compile(
    rf"{BEGINS}(?:凡|若|如)?(?:未能?|没有?)(?:控制|保持|压[缩减降])(?:住|在(?:{_GOALS}"
    rf"|(?P<n>{NUMBER})(?P<u>[^\d,;。以之内]{{0,4}}?))(?:以内|之内|内|以下|范围内)?)的?,?(?=每)"
)
_UNDONE = re.compile(
    rf"每(?P<has>有)?(?P<a>{_ANY}[^\d,;。扣减的未没]{{1,3}})?(?:未"
    rf"|没有?)(?P<verb>[^\d,;。扣减的未没按]{{1,2}})(?P<b>{_ANY}[^\d,;。扣减的未没]{{1,3}}?)?的?(?=,?[扣减])"
)


def _side(context: Context) -> str:
    """The word of the side on which the target is missed."""
    return "低" if context.sense > 0 else "高"


def _known_origin(found: re.Match[str], context: Context) -> bool:
    return found["n"] is None or is_target(found, context)


def _from_target(text: str, context: Context) -> str:
    """``从95%往下每1个百分点`` beside 95%; what begins elsewhere is left as it stands."""
    if context.dated:
        return text

    def said(found: re.Match[str]) -> str:
        way = found["to"] or (found["side"] or "")[-1:]
        if found.start() == found.start("each") or not _known_origin(found, context):
            return found.group()
        if found["bare"] is None:
            # 往上每低 is none of both.
            return "每" if way in ("", "下" if context.sense > 0 else "上") else found.group()
        return f"每{'低' if way == '下' else '高'}" if way else found.group()

    return _ORIGIN.sub(said, _ACROSS.sub(lambda found: "" if _known_origin(found, context) else found.group(), text))


def _by_side(text: str, context: Context) -> str:
    """``每退1个百分点``: on the side the word says."""
    if context.dated or context.sense == 0 or context.target is None:
        return text

    def sided(found: re.Match[str]) -> str:
        share = found["u"] in ("%", "个百分点", "百分点", "个点", "点")
        own = share or (found["u"] == context.unit and found["down"] != "退")  # 每退10万元 is money given back
        return f"每{'低' if found['down'] else '高'}" if own else found.group()

    return _SIDED.sub(sided, text)


def _gaps(text: str, context: Context) -> str:
    """``差距每1个百分点``, ``每1个百分点的缺口``: on the side that misses the target."""
    # Of what shall equal a value nobody knows the side.
    if context.dated or context.sense == 0 or context.target is None or context.comparator == "＝":
        return text
    side = _side(context)

    def gap(found: re.Match[str]) -> str:
        return f"每{side}{'' if found['n'][0] in _COUNTING else '1'}{found['n']}"

    return _GAP_FIRST[context.sense].sub(f"每{side}", _GAP_LAST[context.sense].sub(gap, text))


def _undone(text: str, context: Context) -> str:
    """``每有1场未演``: one fewer, of what is done."""
    if context.dated or context.sense <= 0 or context.target is None:
        return text

    def undone(found: re.Match[str]) -> str:
        many, verb = found["a"] or found["b"], found["verb"]
        own = bool(many) and (verb in context.name or verb in text[: found.start()])
        once = (found["a"] is None) != (found["b"] is None)
        return f"每少{verb}{many}" if own and once else found.group()

    return _UNDONE.sub(undone, text)


def _out_of_hand(text: str, context: Context) -> str:
    """``未控制在3%以内的，每超…`` beside 3%: what follows says it."""
    if context.dated or context.sense >= 0 or context.target is None:
        return text
    return _OUT_OF_HAND.sub(lambda found: "" if _known_origin(found, context) else found.group(), text)


_COUNTING = "0123456789一二两三四五六七八九十半"

# One by one: 几起扣几分, 按1分/起扣分, 逐起扣1分, 每回扣1分, 每起1分.
_COUNTED = "[起次件例宗个项处人户家场回]"
_THINGS, _CASES = frozenset("起次件例宗个项处回"), frozenset("起次件例宗")
_AS_MANY = re.compile(
    rf"{BEGINS}(?:每?(?:发生|出现|有|出|查出|发现|(?P<few>[少缺]))?了?)(?P<q>几"
    rf"|多少)(?P<u>{_COUNTED}),?[就便则即]?扣(?P=q)分{ENDS}"
)
_RATED = re.compile(
    rf"{BEGINS}(?P<by>按照?)?(?P<take>扣减?|减|-)?(?P<k>{NUMBER}分)/每?[1一]?(?P<u>个?百分点|{_COUNTED}|人次|天"
    rf"|%)的?(?:标准)?(?P<taken>扣分|扣减|扣除|扣)?{ENDS}"
)
_TOGETHER = re.compile(rf"(?<=分)[,;]?(?:可|应|予以|进行)?(?:累计|累加|叠加)(?:扣分|扣减|扣除|计扣)?{ENDS}")
# 3件（含）以上减至0分: that many leave nothing.
_NOTHING_LEFT = re.compile(
    rf"(?P<c>{BEGINS}[^,;。每]*\d[^,;。每\d]*以上(?:\(含\))?)的?,?(?:减|扣|降)(?:至|到|为)(?:0|零)分{ENDS}"
)
_FURTHER = re.compile(
    rf"(?:发生|出现)(?:1|一)(?P<u>{_COUNTED})的?,?扣(?P<k>{NUMBER}分)[,;](?:每|此后每|以后每)再?(?:增加|新增|增|多"
    rf"|多发生|发生)?(?:1|一)?(?P=u)的?,?[再加另又多]*扣(?P=k){ENDS}"
)
_EACH_BAD = re.compile(
    rf"每(?:发生|出现|有)?(?:1|一)?(?P<u>{_COUNTED})(?:事故|问题|案件|投诉)?(?={NUMBER}分{ENDS})"
)
_FOUND_TO_BE = re.compile(r"每(?:被)?(?:认定|确认)(?=[\d一])")
_BY_NAME = (
    (re.compile("每回(?=扣|减|得|计|,)"), "每次"),
    (re.compile(r"(?<=[\d一两])回(?=的|扣|减|,|得|计)"), "次"),
    (re.compile(rf"逐(?P<u>{_COUNTED})(?=扣\d)"), r"每\g<u>"),
    (re.compile(rf"逐(?P<u>{_COUNTED})扣分,(?=每(?P=u)扣)"), ""),
    (_TOGETHER, ""),
    (_NOTHING_LEFT, r"\g<c>不得分"),
    (_FURTHER, r"每发生1\g<u>扣\g<k>"),
)


def _one_by_one(text: str, context: Context) -> str:
    """What every one takes, in the words of the grammar."""
    for pattern, plain in _BY_NAME:
        text = pattern.sub(plain, text)

    def rated(found: re.Match[str]) -> str:
        taken = found["take"] or found["taken"] or (context.target == 0 and context.sense < 0)
        own = found["u"] == context.unit or found["u"][-1] in "点%" or {found["u"], context.unit} <= _THINGS
        return f"每1{found['u']}扣{found['k']}" if taken and own else found.group()

    def bad(found: re.Match[str]) -> str:
        own = found["u"] == context.unit or {found["u"], context.unit} <= _CASES
        return f"每发生1{found['u']}扣" if own else found.group()

    def many(found: re.Match[str]) -> str:
        own = found["u"] == context.unit or {found["u"], context.unit} <= _THINGS
        plain = f"每{found['few'] or ''}{found['u']}扣1分"
        return plain if own and bool(found["few"]) == (context.sense > 0) else found.group()

    text = _AS_MANY.sub(many, _RATED.sub(rated, text))
    if context.target != 0 or context.sense >= 0 or "中扣" in text:
        return text
    if not ("扣" in text or "得" in text or "满分" in text):
        return text  # given or taken
    # Nobody gets points for what must not happen.
    return _EACH_BAD.sub(bad, _FOUND_TO_BE.sub("每查实", text))


SAYINGS = (
    # 按日扣分，每日1分: for every one.
    saying("扣分,每 扣减,每 扣分,一 扣分,1", _BY_THE_PIECE, r"每\g<u>扣\g<k>"),
    way(
        "上减 上扣 上降 )减 )扣 的扣至 的减至 几 多少 回扣 回减 回的 回, 逐 "
        "累计 累加 叠加 再扣 加扣 另扣 每认 每确 每被 "
        + each_of("/", "起 次 件 例 个 项 处 人 天 百 每 1 一") + " "
        + each_of("起 次 件 例 宗 个 项 处 故 题 诉", DIGITS),
        _one_by_one,
    ),
    # 每低1个百分点便扣0.5分.
    saying(
        each_of("便", "扣 减 得 计 给 记"),
        r"(?<=[点%场次起件个人户天元日例项家处月公里吨者的])便(?=[扣减得计给记]\d)",
        "",
    ),
    way(
        each_of(f"上 下 起 始 算 准 数 础 点 标 限 界 线 值 比 较 差 距 的 分 % , 划 务 {DIGITS}", "每 再")
        + " 每较 每与 每同 每离 每距",
        _from_target,
    ),
    way(
        each_of("每 再", "退 滑 跌 掉 落 往 向 减 衰 递 失 亏 小 拉 大 走")
        + " " + each_of("每下 每降 每上", "落 挫 行 移 幅 下")
        + " " + each_of("每低 每少 每差 每高 每超 每多 每降 每短 每欠 每缺", "够 满 了 出 距 额 幅 支 用 花"),
        _by_side,
    ),
    way(
        each_of(
            "差距 差额 差值 缺口 缺额 落差 跌幅 降幅 超幅 部分 短少 低出 高出 少出 超标 超支 短缺 欠账 超出",
            "每 扣 , 减",
        ),
        _gaps,
    ),
    way("每未 每没 每有 " + each_of("场 次 件 个 项 户 家 人 处 例 期 批 篇 条 份 座 台", "未 没"), _undone),
    way(each_of("未 没 有 能", "控 保 压"), _out_of_hand),
    way(each_of("天 日 周 月 期 季 度 旬", "扣 减 的 者 , - 少 倒 核 失 丢 罚 便 即 则 就 " + DIGITS), _late),
)
