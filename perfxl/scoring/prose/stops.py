"""Where points end, and what has all or none of them: verbs, what is left, and how it is said that this is the end.

Clerks put these together as they like (扣完了事, 减到零为限, 0分兜底, 累加到5分封顶, 5分全给, 作0分处理); each piece
is one class of words here, and what they make is said as the grammar reads it.
"""

from __future__ import annotations

import re

from perfxl.scoring.prose.phrasebook import BEGINS, DIGITS, ENDS, NOTHING, NUMBER, each_of, saying, way
from perfxl.scoring.prose.terms import Context

_OWN = r"(?:(?:该|本|此|这)(?:一)?(?:项|条)(?:指标)?|(?:该|本|此)?指标)?的?"
_MARKS = rf"(?:{_OWN}(?:全部|所有|总|剩余)?(?:分值|得分|分数|权重分?|满分|标准分|分))"
_TAKEN = r"(?:逐[次项起个]|累计|单项|全部|倒)?(?:扣减|减扣|扣除|扣分|减分|递减|核减|倒扣|扣|减|计|降|算|少得|少给|少)"
_GONE = r"(?:完|光|尽|净|空|没)"
_NOUGHT = r"(?:0分?|零分?|没有分?|没得分|没分|没了|清零|归零|无分|见底|底为0|底|完|光)"
_STOPS = r"(?:为止|即止|而止|止|为限|为准|为度|为上限|截止|即停|封底|兜底|了事|作罢|拉倒|打住|算完)"
_NO_MORE = (
    r"(?:以?后|之后|了|时)?,?(?:也|就|则|便|即)?"
    r"(?:不再(?:继续|往下|续|另|倒)?(?:扣(?:减|分|除)?|减分?)|停止扣(?:减|分))"
)
_SO_NOUGHT = r"(?:则|就|即|时|的)?,?(?:算|计|记|按|作|为)(?:0|零)分?(?:计|算)?"
_UP_TO = r"(?:(?:一直|直|最多|至多|以)?(?:至|到)?|最多|至多|以|全部)"
_HERE = rf"(?:{BEGINS}|(?<=[分(]))(?:但)?"
# What ends in the way that is known already is left as it is.
_KNOWN = rf"(?!扣[完光](?:为止|即止)|扣[完满]{NUMBER}分为止)"
_ALL_TAKEN = (
    rf"{_HERE}{_KNOWN}{_UP_TO}(?:{_MARKS})?{_TAKEN}{_GONE}(?:{_MARKS}|{_OWN})"
    rf"(?:{_STOPS}(?:{_NO_MORE})?|{_NO_MORE}|{_SO_NOUGHT}){ENDS}"
)
_AT_MOST_ALL = rf"{_HERE}{_OWN}(?:最多|至多)(?:只)?扣{_GONE}{_MARKS}?{ENDS}"
_DOWN_TO = rf"{_HERE}{_UP_TO}{_TAKEN}(?:到|至|成|为){_NOUGHT}(?P<stops>{_STOPS}?(?:{_NO_MORE})?){ENDS}"
# 扣至2分不再扣, 扣到剩1分为止: that is left.
_DOWN_TO_SOME = (
    rf"(?<!累计)(?<!合计)(?<!共){_UP_TO}(?!累计|单项|全部){_TAKEN}(?:(?:到|至)?(?:还|只|仅|最后)?(?:剩(?:下|余)?|保留)(?P<n>{NUMBER})分(?:时?止|{_STOPS})?"
    rf"|(?:到|至|成|为)(?P<m>{NUMBER})分(?:{_STOPS})?{_NO_MORE}){ENDS}"
)
_UNTIL = (
    rf"{_HERE}(?:(?:一直|直)(?:至|到)(?:{_MARKS}|{_OWN})(?:为|是|只剩)?{_NOUGHT}{_STOPS}?|(?:到|至)(?:{_MARKS}|{_OWN})(?:为|是)?{_NOUGHT}(?:为止|为限)"
    rf"|(?:清零|归零|分尽)为止){ENDS}"
)
# 分值不够扣的按0分计, 余分不够扣的扣完本项分值.
_NOT_ENOUGH = (
    rf"{BEGINS}(?:(?:剩余|余下|所余)?(?:的)?(?:分值|分数|得分|余分|分))?(?:不够|不足)(?:扣减|扣除|扣分|扣|减)(?:的|时|者)?,?(?:则|就|即)?"
    rf"(?:扣{_GONE}{_MARKS}?(?:为止)?|(?:按|以|记|计|算|得|为)(?:0|零)分?(?:计|算)?|全扣){ENDS}"
)
_SO_MUCH = (
    rf"{_KNOWN}(?:(?:{_UP_TO}{_TAKEN}(?:完|满|足|够|光|尽)(?P<n>{NUMBER})分|{BEGINS}(?:这)?(?P<m>{NUMBER})分(?:全部?|都)?{_TAKEN}{_GONE})"
    rf"(?:(?:{_STOPS}|封顶)(?:{_NO_MORE})?|{_NO_MORE})|(?:直到|直至)(?:这)?(?P<k>{NUMBER})分(?:全部?|都)?{_TAKEN}{_GONE}{_STOPS}?"
    rf"|(?:最多|至多)扣{_GONE}(?P<l>{NUMBER})分|扣(?P<j>{NUMBER})分封顶){ENDS}"
)
_LEAST = (
    rf"{BEGINS}(?:但)?(?:以)?(?P<n>{NUMBER}分|零分)(?:为)?(?:兜底|保底|封底|托底|打底){ENDS}"
    rf"|{BEGINS}(?:但)?(?:兜底|托底|封底|打底)(?:为)?(?P<m>{NUMBER}分|零分){ENDS}"
)
_NOT_BELOW = re.compile(
    rf"{BEGINS}(?:但|但是|且)?(?:最终|最后|本项|该项|此项)*(?:得分|分数|总分)(?:最低|最少)?不(?:得|能|会)?(?:低于|少于|小于)(?P<n>{NUMBER}分){ENDS}"
)
# 累加到5分封顶, 满5分止, 以4分为顶, 累加不超过5分, 不超过本项满分, 到顶为止.
_ENDED = re.compile(
    rf"{BEGINS}(?:但)?(?:(?:累计|累加|合计|总计|共|加|得|计|记|给|拿)*(?:分)?(?:到|至|满|够|足|达到|达)(?P<n>{NUMBER})分"
    r"(?:封顶|为止|即止|止|为限|为上限|打住|到顶)"
    rf"|以(?P<m>{NUMBER})分(?:为|到|封)顶"
    rf"|(?:累加|累计|合计|总计|总共|总分|最终|最多|最高)*{_OWN}(?:得分|分值|分数|计分)?不(?:得|能|可)?(?:超过|超|多于|高于|突破|大于)"
    rf"(?:(?P<k>{NUMBER})分|{_OWN}(?:满分|分值|总分))"
    rf"|(?:(?:一直|直)?(?:至|到|加到|得到|计到|加至|得至|计至)(?:满分|顶)(?:为止|止)?|(?:到顶|封顶)为止)){ENDS}"
)
_CONDITIONED = r"(?:(?<=[的者时则,])|(?<=否则))"
_SO = r"(?:则|就|便|即|应|予以|一律|直接)*"
# 则清零, 本项分数全部扣除, 该项取消得分.
_NO_MARKS = (
    rf"{_CONDITIONED}{_SO}(?:{_MARKS}|(?:该|本|此)项)(?:应|予以|直接|一律|全部|即)*(?:清零|归零|作废|全无|取消|(?:记|计|为|是)零分?){ENDS}"
    rf"|(?:(?<=[则就])|(?<=直接)|(?<=一律))(?:清零|归零){ENDS}"
    rf"|{_CONDITIONED}{_SO}(?:取消|不得|没有|拿不到|得不到)(?:该|本|此)项(?:的)?(?:分值|得分|分数|分){ENDS}"
    rf"|{_CONDITIONED}{_SO}(?:{NUMBER}分|全部分值|所有分值|{_MARKS})(?:应|予以)?"
    rf"(?:(?:全部|全数|全额|悉数|全)(?:扣除|扣掉|扣减|扣完|扣光|扣尽|扣去|扣)|扣完|扣光|扣尽){ENDS}"
    rf"|(?<=否则)(?:直至|直到)扣{_GONE}{_MARKS}?(?:为止)?{ENDS}"
    rf"|{_CONDITIONED}{_SO}全部(?:分值|分数)扣(?:除|掉|去|减){ENDS}"
)
_GIVEN = rf"(?:{NUMBER}分|满分)"
_GIVES = r"[得计给记拿获赋评]"
# 作0分处理, 算满分, 按零分论.
_TREATED = r"(?:一律|均|都|应)?(?:按|作|做|以|当|判)(?P<n>(?:0|零)分)(?:处理|论处|论|对待|看待)"
_COUNTED_AS = (
    rf"(?:(?<![折换计核清预决结概打合测演推估验试])(?:算|享受|享)(?P<n>{_GIVEN})"
    rf"|(?:视作|当作|作)(?P<m>{_GIVEN})(?:计算|计|算|处理|对待|论)){ENDS}"
)
_ALL_GIVEN = (
    rf"{_OWN}(?P<n>{_GIVEN}|分值)(?:则|就)?(?:全部|全额|足额|如数|全)(?:给予|给足|获得|拿到|{_GIVES}){ENDS}"
)
_WHOLE_GIVEN = (
    rf"{_GIVES}(?:足分|足额分|(?<!得)满)(?=$|[,;。)\n])|足额(?:得|计|给|记)分{ENDS}|{_GIVES}(?:该|本|此)项(?:的)?(?:得?分){ENDS}"
    rf"|(?:{_GIVES}|按)(?:(?:{_OWN})(?:分值|满分|权重|标准分)的)?100%(?:的)?(?:分值|权重分?|满分|计分|得分|赋分|给分){ENDS}"
    rf"|{_GIVES}{_OWN}(?:分值|权重|标准分)的100%{ENDS}"
)
# 达标得分，不达标不得分: whatever the marks are.
_MARKED = re.compile(
    rf"{BEGINS}(?P<c>[^,;。:按以照据依由视/×每扣折酌\d][^,;。:按以照据依由视/×每扣折酌]{{1,24}}?)(?:得分|给分|计分|记分),"
    rf"(?=(?:否则|反之|(?:不|未|没有?)(?P<m>[^,;。:\d]{{2,10}}?)的?),?{NOTHING}[;。]?$)"
)
# 够10场，加2分；不够，不加分: nothing but that.
_ADDED = re.compile(
    rf"^(?P<c>[^;。每扣]{{2,24}}?),?加(?P<n>{NUMBER}分)[,;。](?P<m>[^,;。\d每扣]{{2,12}}?),?不加分[;。]?$"
)
_NOT_ONE_LESS = re.compile(
    rf"{BEGINS}[一1](?P<u>[^\d,;。一1都也未没不]{{1,2}})[都也]?[未没不][少缺落漏差](?=的|,|得|计|给)"
)
_LESS = r"(?:减少|减掉|减去|降低|下降|下调|调减|递减|失分|罚分|丢分|损失|少得|扣减|扣除|降|失|扣|减)"
_STEP_TAKES = (
    rf"(?P<e>每[^,;。扣减得]{{0,12}}?(?:\d|一)[^,;。\d扣减得]{{1,8}}?的?),?(?:{_OWN}(?:得分|分值|分数))?"
    rf"(?:则|就|便|即|相应地?|对应|给予|应|将|要|须)*{_LESS}(?={NUMBER}分{ENDS})"
)


def _not_one_less(text: str, context: Context) -> str:
    """``一场未少得5分``: the target is met."""
    if context.sense <= 0 or context.dated:
        return text
    return _NOT_ONE_LESS.sub(
        lambda found: "达到目标值" if found["u"] in (context.unit, "个", "项") else found.group(), text
    )


def _marked(text: str, _: Context) -> str:
    """``完成得分，未完成不得分``: what is denied is what has the marks."""
    return _MARKED.sub(
        lambda found: f"{found['c']}得满分," if found["m"] is None or found["m"] in found["c"] else found.group(), text
    )


def _not_below(text: str, context: Context) -> str:
    """``但得分不低于1分``, behind what is taken; the indicator itself is no score."""
    taken = text.find("扣")
    found = _NOT_BELOW.search(text)
    if found is None or context.unit == "分" or not 0 <= taken < found.start():
        return text
    return _NOT_BELOW.sub(r"最低得\g<n>", text)


def _ended(text: str, _: Context) -> str:
    """``累加到5分封顶``, ``不超过5分``, behind what every one gives; of what is taken it may be the most."""
    each = text.find("每")
    if each < 0 or "扣" in text or "减" in text:
        return text

    def said(found: re.Match[str]) -> str:
        if found.start() < each:
            return found.group()
        points = found["n"] or found["m"] or found["k"]
        return f"最高得{points}分" if points else "满分为止"

    return _ENDED.sub(said, text)


def _added(text: str, context: Context) -> str:
    found = _ADDED.match(text)
    if found is None or (context.points is not None and f"{context.points.normalize():f}分" != found["n"]):
        return text
    return f"{found['c']}得{found['n']},{found['m']}不得分"


_VERBS = "扣 减"
_ENDING = (
    "了 作 拉 打 算 就 后 不 记 计 按 即 为限 为准 为度 为上 止 封 兜 截 停 而 则 本 该 此 全 分 ,"
)
SAYINGS = (
    saying(each_of("不够 不足", _VERBS), _NOT_ENOUGH, "扣完为止"),
    saying(
        f"{each_of(each_of(_VERBS, '完 光 尽 净 空 没'), _ENDING)} "
        f"{each_of('次 计 项 个 倒 部 值 以', '扣完 减完')} 扣减完 "
        f"{each_of(each_of(_VERBS, '净 空 没'), '为止')}",
        _ALL_TAKEN,
        "扣完为止",
    ),
    saying(each_of("多扣 只扣", "完 光 尽 净 没"), _AT_MOST_ALL, "扣完为止"),
    saying(
        each_of("扣减 减扣 扣除 扣分 减分 递减 核减 扣 减 计 降 算 少 少得 得", "到 至 成 为"),
        _DOWN_TO,
        lambda found: "扣完为止" if found["stops"] else "扣至零分",
    ),
    saying(
        f"剩 {each_of('不再 停止', '扣 减')}", _DOWN_TO_SOME, lambda found: f"最低得{found['n'] or found['m']}分"
    ),
    saying("直至 直到 零为止 零为限 0为止 0分为 零分为 清零为 归零为 分尽为 没有为 没分为 到完为", _UNTIL, "扣完为止"),
    saying(
        f"{each_of(each_of(_VERBS, '完 满 足 够 光 尽'), DIGITS)} {each_of('分', '扣 减 全 都')} 封顶",
        _SO_MUCH,
        lambda found: f"最多扣{next(filter(None, found.groups()))}分",
    ),
    saying("兜底 保底 封底 托底 打底", _LEAST, lambda found: f"最低得{found['n'] or found['m']}"),
    way("不低于 不少于 不小于 得低于 得少于", _not_below),
    way(f"{each_of('分', '封 为 即 止 打 到')} 不超 不多于 不高于 不突破 到顶 至满分 到满分 封顶为", _ended),
    saying(
        f"清零 归零 作废 全无 取消 {each_of('为 计 记 是', '零 0')} {each_of('分 值 数', '扣 全 悉')} "
        f"{each_of('得 到 消', '该 本 此')} 有该 有本 部分",
        _NO_MARKS,
        "不得分",
    ),
    saying(
        each_of("的 者 时", "清零 归零"),
        rf"(?P<c>{BEGINS}[^,;。]*\d[^,;。]*[的者时])(?:清零|归零){ENDS}",
        r"\g<c>不得分",
    ),
    saying(each_of("0分 零分", "处 论 对 看"), _TREATED, r"得\g<n>"),
    saying(each_of("算 享 受 作", f"{DIGITS} 满"), _COUNTED_AS, lambda found: f"得{found['n'] or found['m']}"),
    saying(each_of("分 值", "全 足 如 则 就"), _ALL_GIVEN, r"得\g<n>"),
    saying("足分 足额 100% 计满 给满 记满 拿满 项分 项得", _WHOLE_GIVEN, "得满分"),
    way("得分, 给分, 计分, 记分,", _marked),
    way(each_of("未 没 不", "少 缺 落 漏 差"), _not_one_less),
    way(each_of("加", DIGITS), _added),
    saying(
        each_of("可 便 统一 性", "得 计 给 记 拿 获 赋"),
        rf"(?<![不方即])(?:可|便|统一|一次性)(?={_GIVES}{_GIVEN})",
        "",
    ),
    # 扣除全部分值5分: all of them, and how many they are.
    saying(
        each_of("值 数 得分", "即 共 计 1 2 3 4 5 6 7 8 9"),
        rf"(?<=扣)(?P<all>[减除掉]?(?:全部|所有)(?:分值|分数|得分))(?:即|共|计)?{NUMBER}分{ENDS}",
        r"\g<all>",
    ),
    saying("满分的 准分的 重分的", rf"(?<=扣)(?:满分|标准分|权重分)的(?={NUMBER}%{ENDS})", "分值的"),
    saying(
        "减少 减掉 减去 降低 下降 下调 调减 递减 失分 罚分 丢分 损失 少得 便扣 予扣 分扣 值扣 数扣 分减 值减 数减 降0",
        _STEP_TAKES,
        r"\g<e>扣",
    ),
)
