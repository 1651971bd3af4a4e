"""Clauses that say where the evidence is looked up: 查培训通知、签到册和照片, 按设备台账核对."""

from __future__ import annotations

import re
from typing import NamedTuple

# Evidence that is looked at, and what else may be: 查通知, but 按通知 is another document.
_EVIDENCE = (
    "签到[册表簿]|照片|图片|影像|录像|台[账帐]|记录|资料|材料|档案|凭证|账[册簿]|帐[册簿]|发票|报表|登记[表簿册]|名册|花名册|清单|证书|证明"
    "|票据|单据|统计表|验收单|回执|截图|日志|简报"
)
# In brackets: what is looked up, and nothing done with it.
_PAPERS = (
    f"{_EVIDENCE}|回单|收据|流水|对账单|签收单|[入出]库单|结算[书单]|决算书|年鉴|公报"
    "|(?:审[核计定]|结算|决算|检测|监测|检验|验收|测绘|统计)报告"
)
_LOOKED_AT = f"{_EVIDENCE}|通知|文件|合同|协议|方案|报告|总结|公告|公示|批复|纪要|网站|系统|平台|信息|报道"
_LOOKING = "查阅|查看|查验|核查|核对|检查|抽查|调阅|翻阅|查询|查|看"
_CONFIRMED = "为准|为依据|核实|核对|核查|认定|确认|复核|查验|核验|统计"


def _looked(verbs: str, things: str, before: str, after: str) -> re.Pattern[str]:
    thing = rf"[\u4e00-\u9fff]{{0,8}}?(?:{things})"
    return re.compile(
        rf"{before}(?:{verbs}){thing}(?:(?:、|和|及|与|或|以及)等?{thing}){{0,5}}"
        rf"等?(?:相关)?(?:资料|材料)?(?:进行)?(?:{_CONFIRMED})?{after}"
    )


_BEGINS, _ENDS = r"(?:^|(?<=[,;。:\n\x01]))", r"(?:[,;。:\n]|$)"
_LOOKS = (
    _looked(f"(?:通过|经)?(?:{_LOOKING})", _LOOKED_AT, _BEGINS, _ENDS),
    _looked("依据|根据|以|凭|按照?|对照", _EVIDENCE, _BEGINS, _ENDS),
    _looked(f"(?:通过|经)?(?:{_LOOKING})", _LOOKED_AT, r"\(", r"\)"),
)
_NAMED = _looked(
    "(?:评分|计分|查证|数据|认定)?(?:依据|凭证|佐证|证明)(?:材料|资料)?[:为]|依据|根据|以|凭|见", _PAPERS, r"\(", r"\)"
)
# What is done with it besides, or of which year it is: 依据扣除退款后的流水.
_MORE_SAID = re.compile(r"[不未无没非除减剩另]|平均|排名|上年|去年|往年|同期|他人|其他")
_THINGS = re.compile(_LOOKED_AT)
# Nobody lists more; it keeps the answer prompt whatever the text.
_MOST_THINGS = 12
_LOOK_SIGNS = frozenset("查看核检抽调翻依据根以凭按对")


class Kept(NamedTuple):
    """What is left of a text, and what was left out."""

    text: str
    idle: tuple[str, ...]


def left_out(text: str) -> Kept:
    """A text without the clauses that only say where evidence is looked up."""
    idle: list[str] = []
    if _LOOK_SIGNS.isdisjoint(text):
        return Kept(text, ())

    def told(found: re.Match[str]) -> str:
        idle.append(found.group().strip("(),;。:\n"))
        return ""

    if 0 < len(_THINGS.findall(text)) <= _MOST_THINGS:
        for pattern in _LOOKS:
            text = pattern.sub(told, text)
    if "(" in text and text.count("、") <= _MOST_THINGS:
        text = _NAMED.sub(lambda found: found.group() if _MORE_SAID.search(found.group()) else told(found), text)
    return Kept(text, tuple(idle))
