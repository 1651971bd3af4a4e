"""Clauses that change nothing: ``以签到表为准``, the name of the indicator, a heading."""

from __future__ import annotations

import re
from functools import cache

from perfxl.scoring.prose.asides import is_known, unknown
from perfxl.scoring.prose.formulas import shortened
from perfxl.scoring.prose.lexicon import listed
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.segments import Segment
from perfxl.scoring.prose.terms import Context
from perfxl.scoring.prose.tokens import Token

_HARMLESS_STARTS = listed("harmless_starts")
_EVIDENCE = (
    *("情况", "结果", "资料", "台账", "记录", "报表", "总结", "报告", "数据", "清单", "名单", "档案", "凭证", "证明"),
    *("材料", "发票", "照片", "公告", "签到表", "登记表", "统计表", "月报", "年报", "季报", "验收单", "证书", "系统"),
)
_PROOF = ("佐证", "备查", "为证", "存档", "印证", "为凭证")
# Scores are rounded to two places anyway.
_ROUNDED = re.compile(
    r"(?:得分|计算结果|结果|最终得分|分数)?按?(?:四舍五入)?,?保留至?(?:小数点后)?[两二2]位小?数?点?(?:\(四舍五入\))?"
)
# A heading of a band: 一档, 优秀. Beside a numeric condition it says nothing more.
_LABEL = re.compile(
    r"第?[一二三四五六1-6](?:档次?|等次?|级|类|挡)|[ABCDE](?:档|级|等|类)?"
    r"|优秀?|良好?|中等?|合格|不合格|及格|不及格|较?差|较?好|一般|达标|不达标"
)
_LONGEST_LABEL = 4
_WITH = re.compile(r"^(?:实际)?(.{2,8})[与同和]")
_COMPARED = ("相比", "比较", "对比", "相比较")
_DIRECTED = ("向指标计", "向指标", "向指标计分", "向指标评分")
_OF_PROOF = frozenset(("by", "word", "and", "pause", "or"))
# 按入库清单核定, in front of how it is scored.
_BY_RECORDS = re.compile(
    r"(?:按照?|以|根据|依据)[^,;。\d]{2,8}(?:清单|台账|记录|报表|名单|凭证|系统|数据|名册|账册)(?:核定|核算|统计|认定|确认|核实|计数)"
)
_BRACKETS = frozenset(("open", "close", "hole"))
_SO_SCORED = re.compile(r"(?:即|则|就|并|以此)?(?:为|作为|是|得出|得到)(?:最终|本项|该项|指标|其|实际)?得分")
# 漏报、迟报合并计数, of what the indicator counts.
_TOGETHER = re.compile(r"([^,;。\d]{2,12}?)合并(?:计数|计算|统计)")
_VIEWED = re.compile("(?:考核|评价|考察|考评|评分)(?:内容|重点|要点|范围|对象|事项)(?:为|是|即)?(.{2,})")
_IDLE = frozenset(("fill", "open", "close", "hole", "colon"))
_PLANNED = frozenset(("word", "fill", "num", "unit"))
_CONDITIONAL = frozenset(("的", "者", "时"))
_MORE_THAN_TARGET = frozenset(("dir", "or", "and", "danger", "each", "incident", "mul", "div", "unless"))
_CHANGING = frozenset(
    (
        "num",
        "date",
        "give",
        "take",
        "none",
        "full",
        "allgone",
        "half",
        "rest",
        "danger",
        "each",
        "linear",
        "interp",
        "mul",
        "div",
        "cmp",
        "dir",
        "incident",
        "or",
        "and",
        "suffix",
        "unless",
        "until",
        "most",
        "least",
        "allowed",
        "nodeduct",
    )
)


def harmless(segment: Segment, context: Context) -> bool:
    """Whether a clause has no say: ``以签到表为准``, ``评分标准``. Nothing in it may count, compare or refer."""
    kinds = segment.kinds - _IDLE
    if not kinds:
        return True
    text, whole = segment.without(_IDLE), segment.whole
    if text.endswith("得分") and _SO_SCORED.fullmatch(segment.text):
        return True
    if "合并计" in text and (found := _TOGETHER.fullmatch(segment.text)):
        return all(part in context.name for part in found[1].split("、"))
    if context.name and _is_named(text.rstrip("Xx"), context.name) and "部分" not in whole:
        return True
    if "位" in whole and _ROUNDED.fullmatch(whole):
        return True
    # But 扣6分的多少 is a share, and nobody knows which.
    if "多少" in text and whole[0] != "的" and len(text) <= 10 and not kinds & {"num", "date", "danger", "fen"}:
        return True
    if text.endswith(_COMPARED):
        if _first(segment).text in ("与", "同", "和", "以"):
            return kinds <= {"and", "goal", "word", "by"} and "goal" in kinds
        if (compared := _WITH.search(text)) is not None:
            own = not context.name or is_known(compared[1], context.name)
            return own and kinds <= {"and", "goal", "word"} and "goal" in kinds
    if "向指标" in text and text.endswith(_DIRECTED) and any(way in text for way in ("反向", "逆向", "正向")):
        if context.sense != (1 if "正向" in text else -1):
            raise Refuse(Refusal.CONTRADICTION, text)
        return True
    if kinds <= _OF_PROOF and _first(segment).kind == "by" and text.endswith(_PROOF):
        return True  # 以签到册和名单为佐证
    viewed = _VIEWED.fullmatch(text) if "考" in text or "评" in text else None
    if viewed is not None and context.name and unknown(viewed[1], context.name):
        return False  # 考核内容为新建项目, of 项目数
    return kinds.isdisjoint(_CHANGING) and _saying_nothing(text, whole, kinds, _first(segment).kind == "by")


def _is_named(text: str, name: str) -> bool:
    """Whether a text is part of a name, or words of it: 网络安全事件 of 网络安全通报事件."""
    while len(text) > 1:
        size = next((size for size in range(len(text), 1, -1) if text[:size] in name), 0)
        if not size:
            return False
        text = text[size:]
    return not text or text in name


def _first(segment: Segment) -> Token:
    """The first token that is not idle."""
    return next(token for token in segment if token.kind not in _IDLE)


def _saying_nothing(text: str, whole: str, kinds: frozenset[str], led: bool) -> bool:
    """Whether a clause without anything that counts names a source, a proof or a heading. *led*: by 按, 以, 根据."""
    if text.endswith(_PROOF) or ("by" in kinds and text.endswith(("为准", "为依据", "为凭"))):
        return True
    if led and _BY_RECORDS.fullmatch(whole):
        return True
    if text.startswith(("按", "依", "根据")) and text.endswith(("考核", "评价", "核算", "统计")):
        return "goal" in kinds
    return text.startswith(_HARMLESS_STARTS) or (led and whole.endswith(_EVIDENCE))


def of_indicator(segment: Segment, context: Context) -> bool:
    """Whether a clause that stands alone speaks of nothing but the indicator: ``人均费用控制在450元以内；``."""
    if segment.kinds & _MORE_THAN_TARGET:
        return False
    words = [token.text for token in segment if token.kind == "word"]
    return all(word in _any_subject() or shortened(word, context.name) or _done(word, context) for word in words)


def _done(word: str, context: Context) -> bool:
    """``举办招聘会`` of 招聘会场次."""
    rests = [word[len(verb) :] for verb in _any_subject() if word.startswith(verb)]
    return any(len(rest) > 1 and shortened(rest, context.name) for rest in rests)


def planned(segment: Segment, context: Context) -> bool:
    """``全年举办招聘会24场，按比例得分``: the plan, in front of a proportion; ``的`` would make it a condition."""
    return segment.kinds <= _PLANNED and segment[-1].text not in _CONDITIONAL and context.sense > 0


@cache
def _any_subject() -> frozenset[str]:
    return frozenset((*listed("any_subject"), *listed("any_subject_adverbs")))


def label(segment: Segment) -> bool:
    """Whether a clause is the heading of a band."""
    return is_label(segment.without(_BRACKETS))


def is_label(text: str) -> bool:
    """``一档``, ``优秀``."""
    return len(text) <= _LONGEST_LABEL and _LABEL.fullmatch(text) is not None


def about_between(segment: Segment) -> bool:
    """``相邻两点之间``, ``中间值``: what an interpolation is about, without numbers."""
    return segment.kinds.isdisjoint(("num", "date")) and any(
        word in segment.text for word in ("之间", "中间", "其间", "介于", "区间", "两点", "其余", "其他", "期间")
    )
