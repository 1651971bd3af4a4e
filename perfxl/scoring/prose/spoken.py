"""How people speak: ``50万元以里`` is 50万元以内, ``8折给分`` 得80%的分值, ``完成多少按多少比例给分`` 按比例得分."""

from __future__ import annotations

import re

from perfxl.scoring.prose.phrasebook import BEGINS, ENDS, NUMBER, each_of, saying, way
from perfxl.scoring.prose.terms import Context

_TENTHS = "一二三四五六七八九"
_LATE = re.compile(
    rf"{BEGINS}(?:到点|到时|到期)(?:了|还|仍|尚)*(?:未|没有?)(?:交|报|送|报送|提交|上报|完成|办完|办结|完工)(?:的|者)?,(?=每?(?:晚|迟|超))"
)

_KEPT = re.compile(rf"{BEGINS}(?:没有?|未)超的?(?=[得计给])")


def _discounted(found: re.Match[str]) -> str:
    """``8折`` as 80 %, ``八五折`` as 85 %."""
    tens, ones = (str(_TENTHS.index(char) + 1) if char in _TENTHS else char for char in (found["a"], found["b"] or "0"))
    return f"得{tens}{ones}%的分值"


def _late(text: str, context: Context) -> str:
    return _LATE.sub("", text) if context.dated else text


SAYINGS = (
    saying("以里", r"(?<=[^\d,;。])以里(?=[的,得计给扣;。]|$)", "以内"),
    # 种够400亩8折给分.
    saying(
        each_of(f"{' '.join(_TENTHS)} 5 6 7 8 9", "折"),
        rf"(?:按|打)?(?<![\d.])(?P<a>[5-9{_TENTHS[4:]}])(?P<b>[1-9{_TENTHS}])?折(?:给分|得分|计分|算分|计算)(?=$|[,;。])",
        _discounted,
    ),
    saying(
        "多少",
        r"(?:完成|做)多少,?(?:就|则)?按(?:照)?(?:多少|相应|对应|实际)的?比例(?:给分|得分|计分|算分)(?=$|[,;。])",
        "按比例得分",
    ),
    saying(
        each_of("多给 多得 多计", "分 , ; 。") + " 不多给 不多得 不多计",
        rf"{BEGINS}超(?:了|过|出|额)?(?:的)?(?:部分)?(?:也|均|都|则)?不(?:再)?(?:多给|多得|多计)分?{ENDS}",
        "超额不加分",
    ),
    # 再多就不得分: in every other case.
    saying(
        each_of("再多 再少 再高 再低", "就 的 则"),
        rf"{BEGINS}再[多少高低](?:就|的|则|了)+(?=不得分|不给分|不计分|零分|得?0分)",
        "其余",
    ),
    # 实种面积跟计划面积比，比值乘以5就是得分.
    saying(
        each_of("比值 结果 商", "乘 × 再"),
        rf"{BEGINS}(?:用|以|按|将|把)?(?P<a>[^,;。:=\d]{{2,12}}?)(?:与|和|跟|同|除以|/)(?P<b>[^,;。:=\d]{{2,12}}?)(?:相比|之比|比|相除)?,"
        rf"(?:其|所得)?的?(?:比值|结果|商)再?(?:乘以?|×)(?P<n>{NUMBER}分|满分|分值|{NUMBER}(?=就是|即为))(?:,?(?:就是|即为|即是|为|即|作为)得分)?{ENDS}",
        r"得分=\g<a>/\g<b>×\g<n>",
    ),
    saying(
        "花超 用超 支超",
        rf"{BEGINS}(?:预算|经费|费用|支出|开支)?[花用支]超(?:了|支)?(?:的|就|则)*(?=,|不得分|扣|得0|零分)",
        "超支的",
    ),
    saying(
        each_of("办 建 种 修 做 开 演", "了"),
        rf"{BEGINS}(?:已|共)?[办建种修做开演]了(?={NUMBER}[^,;。]{{1,4}}以上)",
        "完成",
    ),
    way("到点 到时 到期", _late),
    # 没超得满分, of what must not be exceeded.
    way("没超 未超", lambda text, context: _KEPT.sub("达到目标值的", text) if context.sense < 0 else text),
    saying("完不成", r"完不成了?(?=[\d一二三四五六七八九两半])", "低于"),
)
