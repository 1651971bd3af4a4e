"""Clauses of plain words that say nothing about the score: how, where and by whom something is looked at.

A clause is background when nothing in it counts, compares, denies, excepts, refers, grades, orders or tells of an
event or an achievement. The words of these families are in ``[background]`` of the words; one of them is enough to
refuse. Beside level words, which are plain words themselves, a clause must moreover speak of looking something up.
"""

from __future__ import annotations

import re

from perfxl.scoring.prose.asides import is_known, shares_words, unnamed
from perfxl.scoring.prose.lexicon import families
from perfxl.scoring.prose.segments import NOTHING, Segment
from perfxl.scoring.prose.terms import Context

_PLAIN = frozenset(("word", "fill", "open", "close", "hole", "colon", "pause", "by"))
# Tokens of other kinds that are plain in this text: 数据和台账, 来源为年报, 经核实, 验收后.
_OUTSIDE = frozenset(("open", "close", "hole", "colon"))
_ALSO = frozenset(("和", "与", "及", "以及", "为", "是", "核实", "查实", "指标"))
_SEEN = re.compile(r"经过?(?!济|营|费|常|验|贸|办|纪|销|典|历)|据")
_REGULARLY = re.compile(
    r"^通过(?=查|抽|现场|实地|走访|问卷|座谈|听取|调|审|核|检)"
    r"|按(?:月|季度?|年度?|旬|周|日|半年|批次?)|成本|责任(?=单位|部门|人|股室|科室)"
    r"|^(?:根据|按照|依据)(?=.*(?:安排|部署|需要|实际|职责|职能|工作|数据|材料|资料|记录|台账)$)"
    r"|每(?:月|季度?|年|半年|周)"
)
_PERIOD = re.compile(r"(?:按|每)个?(?:月|季度?|年度?|旬|周|日|天|半年|星期)")
# 应保尽保, 能收尽收: a maxim.
_MAXIM = re.compile(
    r"(?:须|要|应)?(?:做到|实现|确保|坚持|按照?|力争)?[应该能可当]([^不未没无])尽\1(?:的?(?:要求|原则|标准))?"
)
# Whose task it is, what is looked at and what kind of an indicator it is: these say nothing of the score. All other
# plain words may be a condition: 学校, 夜间, 续建项目.
_SAYING = re.compile(
    r"(?:责任|牵头|主管|实施|配合|主办|承办|考核|填报|监督)(?:单位|部门|科室|股室|方式|主体|人)(?:为|是)?[^,;。]{0,20}"
    r"|(?:考核|评价)(?:方式|依据)[^,;。]{0,20}"
    r"|(?:本|该)?(?:指标|项)?(?:为|是|属于?)?(?:负向|正向|反向|逆向|约束性|预期性|成本|产出|效益|质量|数量|时效|定性|定量)指标"
    r"|结合[^,;。]{0,6}实际|应予|予以"
    r"|(?:社会|受益)?(?:群众|公众|服务对象)?(?:满意度|满意率)(?:测评|调查|评价)(?:结果|情况)?"
)
_GENERAL = re.compile(
    r"由[^,;。]{2,10}(?:局|委|办|厅|部门|单位|中心|院|所)|单|日期|按季度?|按月|开展|组织|进行|全年|经|据|由|上级|有关|相关|主管|部门|单位|财政|审计|统计|省级?|市级?|县级?|机构|第三方|核实|查实|核查|检查|抽查|复核|认定|发现|数据|系统"
    r"|平台|台账|报表|来源|提供|导出|为准|以|按|的|后|中|情况|结果|现场|年终|年末|年度|季度|月度|日常|随机|实际|考核|评价|绩效|、|和|及|调查|问卷"
)
# What may be counted, and what shows that it is looked up in it.
_COUNTED_THING = re.compile(
    "(?:项目|系统|平台|样品|样本|设备|工程|单位|企业|机构|场所|学校|人员|报告|案件|问题|线索|档案|资料|台账|报表)$"
)
_LED = re.compile("经|由|通过|根据|按照?|以|依|据|查|看|现场|实地|抽查|调阅|审阅|查阅|核|数据[来取以由采]|来源")
_FOUND = re.compile("查|核|实|验|检|审|统计|认定|发现|巡|督|测")
# With one of these a clause is about the score.
MEASURED = frozenset(("num", "date", "each", "dir"))
_EACH = frozenset(("each", "fill"))
# No longer clause is taken for background.
_LONGEST = 60
# Exhortations: 严格落实河长制 is no condition.
_EXHORTING = re.compile(
    r"^(?:严格|认真|切实|大力|积极|深入|扎实|持续|进一步|着力|加强|强化|加大|压实|夯实|统筹|坚持|围绕|聚焦)"
    r"(?:落实|开展|推进|推动|做好|抓好|加强|实施|组织|执行|履行)?"
)
_ZERO_GOAL = re.compile(r"(?:以|实现|确保|力争|做到|坚持)?(?:年度|全年)?零[^零不未没无，]{2,8}?(?:为目标|的?目标值?)?")
_VARIABLE = re.compile(
    r"(?:设|令|记|假设)(.{2,12}?)(?:记?为|=)[A-Za-z]"
    r"|[以用][A-Za-z](?:表示|代表)(.{2,12})"
    r"|(.{2,12}?)[以用记][A-Za-z]?为?[A-Za-z](?:表示|代表)?"
)
_LETTER = re.compile("[A-Za-z]")
_LETTERS = re.compile(r"[A-Za-z\d%‰]")


def background(segment: Segment, context: Context, following: Segment = NOTHING) -> bool:
    """Whether a clause beside others has nothing to do with the score."""
    if not segment.kinds.isdisjoint(MEASURED) or _counted(following, context):
        return False
    text = segment.without(_OUTSIDE)
    if not text or len(text) > _LONGEST:
        return False
    if _MAXIM.fullmatch(text):
        return True
    seen = _SEEN.match(text) is not None
    if not segment.kinds <= _PLAIN and not all(
        t.kind in _PLAIN or t.text in _ALSO or (seen and t.kind == "after") for t in segment
    ):
        return False
    if not following and _PERIOD.fullmatch(text):
        return False  # 逾期的，每周扣1分: how often it is taken
    words, whole, text = families(), text, _REGULARLY.sub("", text)
    if context.target is not None:
        text = unnamed(_EXHORTING.sub("", text), context.name)
    general = _SAYING.fullmatch(whole) or not shares_words(whole, context.name)
    if not general and not is_known(whole, context.name, _GENERAL):
        return False  # 夜间巡查 of 巡查次数: some of what is counted
    if _LETTERS.search(text) or words.telling.search(text):
        return False
    if following and following[0].kind == "each" and _COUNTED_THING.search(whole) and not _LED.match(whole):
        return False  # 审计项目，每少1个
    if words.looking.search(text) or (seen and _FOUND.search(text)):
        return True
    if _SAYING.fullmatch(whole):
        return True
    return words.doing.search(text) is None and words.sources.search(text) is not None


def heading(segment: Segment, context: Context, colon: bool) -> bool:
    """``按办结进度折算：``, ``根据系统数据计算，``: the way of scoring announced, before it is said."""
    if "by" not in segment.kinds:
        return False
    kept = [token for token in segment if token.kind not in ("fill", "hole")]
    if len(kept) < 3 or kept[0].kind != "by" or kept[-1].kind not in ("calc", "give"):
        return False
    if not all(token.kind in _PLAIN for token in kept[:-1]):
        return False
    text = "".join(token.text for token in kept[1:-1])
    words = families()
    if words.telling.search(text) or _LETTERS.search(text):
        return False
    return colon or words.looking.search(text) is not None or words.sources.search(text) is not None


def zero_goal(segment: Segment, following: Segment, context: Context) -> bool:
    """``以零差错为目标``, ``实现零事故``, in front of what every one of them takes."""
    if context.target != 0 or context.dated or "each" not in following.kinds:
        return False
    own = shares_words(segment.whole.strip("以为目标实现确保零"), context.name)
    return own and _ZERO_GOAL.fullmatch(segment.whole) is not None


def variable(segment: Segment, context: Context) -> bool:
    """``设满意度为A``, ``用X表示满意度``: a letter for the indicator."""
    found = _VARIABLE.fullmatch(segment.whole) if _LETTER.search(segment.whole) else None
    if found is None:
        return False
    named = (found[1] or found[2] or found[3]).removeprefix("实际").removesuffix("值")
    return named in context.name or named in ("得分", "完成率", "完成", "完成情况", "完成数", "完成比例")


def topic(segment: Segment, following: Segment, context: Context) -> bool:
    """``设备停机，每次扣0.5分``: what is counted, by a word of the indicator's own name, in front of a bare 每次."""
    if context.sense >= 0 or context.dated or not following or following[0].kind != "each":
        return False
    if not following.kinds <= _EACH or following[0].text == "每":
        return False
    if not segment.kinds - _PLAIN <= {"incident"}:
        return False
    text = segment.whole
    words = families()
    if len(text) > _LONGEST or words.denying.search(text):
        return False
    beside = unnamed(text, context.name, least=2)
    return beside != text and not words.telling.search(beside) and not words.doing.search(beside)


def _counted(following: Segment, context: Context) -> bool:
    """Whether what comes next counts something it does not name: ``每起扣1分``; the clause before it does."""
    bare = bool(following) and following.kinds <= _EACH
    return bare and context.sense <= 0 and not context.dated and following[0].text != "每"
