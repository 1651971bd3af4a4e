"""As much of the points as of the task, in whatever words: ``完成几成给几成``, ``得分随完成率缩减``, ``按占比计``.

What stands between 按 and 比例 must be what the indicator counts, or nothing: 按资金到位比例 is left to be refused.
Only where more is better: what is the better the less there is of it has two ways to be in proportion.
"""

from __future__ import annotations

import re
from decimal import Decimal

from perfxl import numbers
from perfxl.numbers import HUNDRED
from perfxl.scoring.prose.asides import unknown
from perfxl.scoring.prose.lexicon import measures
from perfxl.scoring.prose.phrasebook import BEGINS, ENDS, NUMBER, OPENS, POINTS_GIVEN, each_of, saying, way
from perfxl.scoring.prose.terms import Context

_OWN = "(?:该项|本项|此项|本指标|该指标|指标|总|全部|其|相应|对应|的)*"
_MARKS = rf"(?:{_OWN}(?:得分|分值|分数|满分|权重分?|分))"
_SHARE = "比例|比重|百分比|占比|比率|百分率|成数"
_TAKEN = "扣[减除去掉]?|减[少去]?|核[减扣]|削减|调减|压减|下调|降低|下降|少[得给计拿]"
_GIVEN = (
    "(?:(?P<folded>折[算合]?|换算|核算)|核[定给计]|计[算取]|确定|折[减扣让]|打折扣?|缩[减水]|递减)?[为成]?"
    "(?:给予|享受|享有|获得|获取|取得|兑现|确定|计算|[得计给记赋打算评获拿])?"
)
_TAIL = (
    r"(?:相应|逐步|同步|地|来|予以|进行|可|应|直接)*"
    rf"(?:(?P<taken>{_TAKEN})|{_GIVEN}){_MARKS}?(?:计算|处理)?"
)
_OUTCOME = re.compile(
    rf"(?P<head>{_MARKS}|{NUMBER}分)?(?P<by>按照?|依照?|依据|根据|以|据|视|照|随|结合|就)?"
    rf"(?P<what>[^,;。:×/()]{{0,24}}?)(?:的?(?P<share>{_SHARE}|率|进度|程度)(?:的?(?:而|,)?(?:按|成|同等?|等|相应|对应)*比例)?|){_TAIL}"
)
_BARE = frozenset(("", "同", "等", "成", "相应", "对应", "同等", "正", "实际", "所占"))
_DONE = re.compile(
    "(?:实际|已|所|年度|全年|任务|目标|计划|指标|工作)*(?:完成|达成|实现)(?:了|任务|目标|计划|指标|工作|的|情况|进度|程度|部分|[数量值额])*"
)
_UNDONE = re.compile(
    "(?:实际|所)?(?:(?:未|没有?|未能|欠|少)(?:完成|达成|实现|达到)|差额|缺[口额少]|短[少缺]|欠缺|不足|差距|[缺欠差])(?P<what>[^占]*)"
)
_PLAN = re.compile("(?:年度|全年|年初|总)*(?:应|目标|任务|计划|指标)+(?P<of>[^占的分]{0,5})|总[数量额]")
_COUNTED = re.compile(
    "实际|已|完成|达成|实现|建成|开展|举办|[建办做]|任务|目标|计划|部分|情况|实绩|数量|[数量值额总的了所]"
)
_BETWEEN = re.compile("[与和同跟及]")
_OTHERS = re.compile("[未没不缺欠少超各无非]|重点|上年|去年|合格|优秀")
_AMOUNT = re.compile(rf"(?P<n>{NUMBER})(?P<u>[^\d,;。]{{1,4}})")
_GIVING = re.compile(
    rf"(?:(?P<taken>扣[减除去掉]?|核减)|得|给予?|[计记]|享受|获得?)(?:相应|对应|同等|相同|同|等)比例的?{_MARKS}"
)
_MEASURE = (
    "(?:几成|百分之(?:几|多少)|多大(?:的)?比例|多少(?:个)?(?:比例|百分比|比重|百分点)|(?:比例|比重)(?:是|为)(?:多少|几成))"
)
_AS_MUCH = re.compile(
    rf"(?:^|(?<=[,;。:(\n\x01的者则]))(?P<what>[^,;。:的]{{1,20}}?)(?:占(?P<of>[^,;。:的]{{1,10}}?)的?)?(?P<measure>{_MEASURE}|多少)(?:的?(?:任务|目标|计划))?,?"
    rf"(?:就|则|便|即|也|相应)*(?:(?P<taken>(?:扣|核减|减)[减除去掉]?)|(?:得|给|计|拿|记|算|打|享受|折)[予到算]?)(?:该项|本项|此项|满分|总|全部|指标|分值?|权重|(?P<marks>{NUMBER})分(?=的))*的?"
    rf"(?P<again>{_MEASURE}|多少)(?:的?(?:分值?|分数|得分))?{ENDS}"
)
_MISSED = re.compile(
    "(?:未|没有?|欠|少)(?:完成|达到|实现)|[欠缺差少短低超](?:[少缺出])?|(?:短缺|欠缺|短少|超出|超支|差额|缺口|缺额)(?P<what>[^占]{0,8})"
)
_DOING = frozenset(("完成", "实际完成", "做到", "做", "做了", "干", "干了", "达到", "实现", "办", "办到", "做成"))
_PIECE = re.compile(
    rf"(?<=的),?(?:按照?)?每(?P<verb>[^,;。\d]{{0,4}}?)[1一]?个?(?P<u>[^,;。\d得计给按扣]{{1,3}}?)(?:[得计给记])?(?P<k>{NUMBER})分(?:计算|计分|计|算|得分)?{ENDS}"
)
# 按执行数占预算的, in front of 比例: the share has begun. 按时完成的 is a condition.
_WAY_BEGUN = re.compile(
    "按(?!时|期|要求|计划|规定|进度|质|量|标准)|依照?|根据|以(?![上下内外])|照|视|随|结合|占|[与和同跟及]|上年|去年"
)
_LONGEST_VERB = 4
_STARTS = re.compile("(?<=[的者则])")
_CLAUSE = re.compile(r"(?:^|(?<=[,;。:(\n\x01]))[^;。:()\n\x01]{2,60}?(?=$|[,;。)\n])")


def _full_marks(text: str, context: Context) -> Decimal | None:
    return context.points or max(map(Decimal, POINTS_GIVEN.findall(text)), default=None)


def _counted(what: str, verb: str, context: Context) -> bool:
    """Whether a text says nothing but what the indicator counts, and that it was done."""
    if context.unit:
        what = what.removesuffix("数量").removesuffix("数").removesuffix(context.unit)
    names = context.name + verb
    return _OTHERS.search(what) is None and set(unknown(what, names, _COUNTED)) <= set(names)


def _planned(what: str, context: Context) -> bool:
    found = _AMOUNT.fullmatch(what)
    if found is not None:
        return Decimal(found["n"]) == context.target and found["u"] in ("", context.unit)
    planned = _PLAN.fullmatch(what)
    of = planned["of"] or "" if planned is not None else ""
    return not what or (planned is not None and (_counted(of, "", context) or (bool(of) and _planned(of, context))))


def _share_of(found: re.Match[str], verb: str, context: Context) -> str | None:
    """What a share is a share of, as the grammar reads it, or ``None`` where it may be something else."""
    what, share = found["what"], found["share"] or ""
    if (what in _BARE and share == "比例") or (what, share) == ("正比", ""):
        return "按比例"
    percent = context.unit == "%" or context.rate
    missed = _UNDONE.match(what)
    if missed is not None:
        rest, _, whole = missed["what"].partition("占")
        rest = rest.rstrip("的所")
        own = rest in ("", "部分") or _counted(rest, verb, context)
        share = share or "率"
        return "按未完成比例" if own and _planned(whole, context) and found["taken"] and not percent else None
    done, _, whole = what.partition("占")
    done = done.rstrip("的所")
    if not _planned(whole.rstrip("的"), context) or _BETWEEN.search(what):
        return None
    if done and _DONE.fullmatch(done) is not None:
        if not share or (percent and whole):
            return None
        return f"按{done}{share}" if percent else "按完成比例"
    if percent or share in ("进度", "程度") or (share == "率" and done):
        return None
    if not done:
        return "按完成比例" if found["by"] and share else None
    folded = done.startswith("实") and found["by"] and found["folded"] and "情况" not in done
    return "按完成比例" if (share or folded) and _counted(done, verb, context) else None


def _said(outcome: str, before: str, text: str, context: Context) -> str | None:
    """An outcome in proportion to what is done, or ``None``."""
    if context.sense >= 0 and (giving := _GIVING.fullmatch(outcome)) is not None:
        return "按比例扣分" if giving["taken"] else "按比例得分"
    if outcome in ("折算得分", "折算计分", "折算给分") and context.sense >= 0:
        return "按比例得分" if before.endswith(("完成的", "达到的", "不足的", "不够的")) else None
    found = _OUTCOME.fullmatch(outcome)
    if (
        found is None
        or (not before and not found["by"] and not found["what"])
        or (context.sense < 0 and not _DONE.fullmatch(found["what"]))
    ):
        return None
    head = found["head"] or ""
    if head[:1].isdigit() and Decimal(head[:-1]) != _full_marks(text, context):
        return None
    share = _share_of(found, verb_of(text, context), context)
    if share is None or not (before or found["share"] or found["what"] == "正比"):
        return None
    return share + ("扣分" if found["taken"] and share != "按完成比例" else "得分")


def verb_of(text: str, context: Context) -> str:
    """What is done with the number of the target, in front of it: 演出 of 演出20场."""
    if context.target is None:
        return ""
    number, at = numbers.plain(context.target), -1
    # No pattern made anew for every target.
    while (at := text.find(number, at + 1)) >= 0:
        begins = at
        while begins and at - begins < _LONGEST_VERB and "\u4e00" <= text[begins - 1] <= "\u9fff":
            begins -= 1
        behind = text[at + len(number) : at + len(number) + 1]
        if begins < at and not behind.isdigit() and behind != ".":
            return text[begins:at]
    return ""


def _in_proportion(text: str, context: Context) -> str:
    if context.target is None or context.target <= 0 or context.dated:
        return text

    def said(clause: re.Match[str]) -> str:
        whole = clause.group()
        for start in (0, *(found.start() for found in _STARTS.finditer(whole))):
            if _WAY_BEGUN.search(whole, 0, start):
                break
            if (plain := _said(whole[start:], whole[:start], text, context)) is not None:
                return whole[:start] + plain
        return whole

    return _CLAUSE.sub(said, text)


def _as_much(text: str, context: Context) -> str:
    """``完成几成给几成``, ``差百分之几扣百分之几的分``."""
    if (
        context.target is None
        or context.dated
        or context.sense < 0
        or (context.unit == "%" and context.target != HUNDRED)
    ):
        return text
    verb, full = verb_of(text, context), _full_marks(text, context)
    # Of 20 for 5 points nobody gets a point for each.
    few = full is not None and full < context.target

    def said(found: re.Match[str]) -> str:
        what, marks = found["what"].rstrip("了的"), found["marks"]
        measured = found["measure"] != "多少", found["again"] != "多少" or bool(marks)
        missed = _MISSED.fullmatch(what) if found["taken"] else None
        if missed is not None:
            what = (missed["what"] or "").rstrip("的所")
        own = what in _DOING or _counted(what, verb, context)
        if not own or (found["taken"] and missed is None) or not _planned(found["of"] or "", context):
            return found.group()
        if marks and Decimal(marks) != full:
            return found.group()
        if all(measured):
            return "按比例扣分" if found["taken"] else "按完成比例得分"
        plainly = few and what in _DOING and not found["taken"] and not any(measured)
        return "按完成比例得分" if plainly else found.group()

    return _AS_MUCH.sub(said, text)


def _pieces(text: str, context: Context) -> str:
    """``每场得0.25分`` of 20 for 5 points, where fewer were done: what all of them make is the full marks."""
    full = _full_marks(text, context)
    if full is None or context.target is None or context.sense <= 0 or context.dated or context.unit in measures():
        return text

    def said(found: re.Match[str]) -> str:
        own = found["u"] == context.unit and _counted(found["verb"], verb_of(text, context), context)
        whole = own and numbers.multiply(Decimal(found["k"]), context.target or full) == full
        return "按比例得分" if whole else found.group()

    return _PIECE.sub(said, text)


_RATE = "(?:实际|目标|任务|计划|指标)*(?:完成|达成|实现)(?:率|比例|百分比)"
_FACTOR = rf"(?:{NUMBER}分?|分值|满分|权重分?|标准分)"
_TIMES = "(?:×|乘[以上]?)"
_SCORED = "(?:折成得分|折算得分|核定|计算|计分|得分|给分|为准|作?为得分|计|记)?"
_CASE = (
    rf"{OPENS}[若如凡]?(?:(?:未|没有?|未能|没能|不)(?:完成|达到|达标|达成|实现|够|足|到|满)(?:目标值?|任务|计划)?"
    r"|(?:超[过出支标额]?|突破|高于)(?:了|预算|目标值?|标准|定额)?)的"
)

SAYINGS = (
    # 未完成的完成率×5分: the formula without a verb.
    saying(
        each_of("率 例 比", "× 乘") + " " + each_of("× 乘 以", "完 实 达 目 任"),
        rf"(?<=[的者则])(?:得分?|计|为|按照?|即为?|等于|是|用|以|拿)?(?:(?P<r>{_RATE}){_TIMES}(?P<p>{_FACTOR})|(?P<q>{_FACTOR}){_TIMES}(?P<s>{_RATE}))"
        rf"分?{_SCORED}{ENDS}",
        lambda found: f"得分={found['r'] or found['s']}×{found['p'] or found['q']}",
    ),
    saying(
        "除以 /",
        rf"(?P<case>{_CASE}),?(?:得分为|[为拿用将把以])?(?P<f>(?![得按计即其各])[^,;。:=的()]{{2,20}}?(?:除以|/)[^,;。:=的()]{{1,12}}?再?{_TIMES}{_FACTOR}){_SCORED}{ENDS}",
        r"\g<case>,得分=\g<f>",
    ),
    saying(
        "折成得 折成分",
        rf"(?:按照?|[拿用将把以])(?P<f>[^,;。:=的]{{2,16}}(?:除以|/)[^,;。:=的]{{1,12}}?)折成(?:得分|分值|分数?){ENDS}",
        r"按\g<f>计分",
    ),
    saying("核定 算出 得出", rf"(?<=[分)])(?:核定|算出|得出){ENDS}", "计算"),
    saying("计算:", rf"{BEGINS}计算:(?=[^,;。:=]{{2,30}}/[^,;。:=]{{1,16}}×)", "得分="),
    saying(
        "不多",
        rf"{BEGINS}(?:多[^,;。\d不]{{1,3}}|超[^,;。\d不]{{0,4}})也?不多[得计给]分?{ENDS}",
        "超额不加分",
    ),
    saying("多少", rf"(?:完成|做|干)多少,?[就则]?按照?(?:多少|相应|对应|实际)的?比例[给得计算]分{ENDS}", "按比例得分"),
    saying(
        "下式 公式",
        r"按照?(?:下式|(?:下列|以下|如下)?公式)(?:计分|计算|得分|折算)?(?:得分)?:(?=[^,;。:]{2,40}[×/])",
        "得分=",
    ),
    saying(
        each_of("况 度", "按 ,按"),
        r"(?:视|结合|根据|依据|按照?|看)(?:实际)?完成(?:情况|进度|程度),?(?=按照?(?:实际|完成|同等|相应)?比例)",
        "",
    ),
    way(
        each_of(
            "比例 占比 百分比 比重 比率 比值 之比",
            "得 计 给 记 赋 打 算 评 获 拿 折 换 核 确 缩 递 扣 减 削 调 压 下 降 少 相 逐 予 享 取 兑 进 的 分",
        )
        + " "
        + each_of("率 进度 程度", "得 计 给 记 赋 打 算 评 折 换 核 同 按 相 等 扣 减")
        + " 折算",
        _in_proportion,
    ),
    way("几成 百分之几 百分之多 多大比例 多大的比例 多少", _as_much),
    way("每", _pieces),
)
