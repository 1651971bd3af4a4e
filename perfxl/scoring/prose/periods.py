"""Days and periods of a deadline as clerks name them: 翻过年, 过了7月, 8月起, 拖到7月底前, 次月.

Each is said as a day, a month or 跨年, which the grammar reads; what follows another day than the deadline is left.
"""

from __future__ import annotations

import datetime as dt
import re

from perfxl import dates
from perfxl.scoring.prose.phrasebook import BEGINS, NOTHING, each_of, way
from perfxl.scoring.prose.terms import Context

_DAY = r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}[日号]|份?[底末])"
_PERIOD = rf"(?:{_DAY}|(?:\d{{4}}年)?\d{{1,2}}月份?|第?[一二三四1-4]季度[底末]?)"
_PUT_OFF = "(?:拖延?|推迟?|延期?|延迟|延后|延误|顺延|逾期|跨|挪)"
# 次年, 拖到下一年, 翻过年: behind the last day of the deadline's year, where no month of it follows.
_NEXT_YEAR = re.compile(
    rf"{BEGINS}(?:{_PUT_OFF}?[到至过]?了?(?:次年度?|翌年|第二年|下一?年度?|来年|明年|转年|(?P<year>20\d\d)年)"
    rf"|[翻转]过?年|拖过年[底末]?|跨年度?)"
    r"(?:及?[以之]后)?(?:才|方才?|再)?(?=[^,;。\d计划未没年月季上下]{0,4}(?:的|者|,|[得计给记]\d|[得计给]满"
    r"|不[得计给]分|\d+分|$))"
)
_PAST = re.compile(rf"{BEGINS}(?:过了?|拖过)(?={_PERIOD})")
_FROM = re.compile(rf"(?P<day>{_PERIOD})(?:起|开始)(?!算|计|,?每|[到至])")
_TO = re.compile(rf"(?P<a>{_PERIOD})起(?P<to>[到至](?:\d{{1,2}}月)?\d{{1,2}}日)止?")
_OFF_TO = re.compile(rf"{BEGINS}{_PUT_OFF}[到至](?={_PERIOD}(?:[之以]?前|及?[以之]后|起))")
_LATE_BUT = re.compile(
    rf"{BEGINS}(?:(?:逾期|延期|推迟|拖延|超期|晚于期限|未能?(?:按[期时]|如期|及时))[^,;。\d]{{0,4}}?|(?:晚于|迟于"
    rf"|超过)(?P<day>{_DAY}))的?,?但(?:是)?(?:仍|能)?在?(?={_DAY}[之以]?前)"
)
_NEXT_MONTH = re.compile(r"(?<![每\d])(?:次月|下个?月)(?!起?,?每)")
_DOTTED = re.compile(r"(?<![\d.])(?P<m>1[0-2]|[1-9])\.(?P<d>[12]\d|3[01]|[1-9])(?=日?[之以]?前)")
_CLOCK = re.compile(rf"(?P<day>{_DAY})(?:24时|24点|24:00|二十四时|零时后)(?=[之以]?前)")
_UNDONE = re.compile(
    r"(?P<before>[月日底末]?)(?<![^,;。月日底末])(?:一直|始终|最终|至今|仍然?|还|尚)*(?:没有|没|未)"
    rf"(?=[^\d,;。完达按有超逾推延能在]{{2,4}}的?,?{NOTHING})"
)
_PLAIN = (
    (
        re.compile(
            r"(?:晚于|迟于)(?:规定|要求)?的?(?:期限|时限|规定时间|截止日期?)"
            r"(?=(?:不?超过|大于)?\d+(?:天|日|个?月|周))"
        ),
        "逾期",
    ),
    (re.compile(rf"截止(?={_DAY})"), "截至"),
    (re.compile("月月底"), "月底"),
    (re.compile("上半年[底末](?=[之以]?前)"), "上半年"),
    (re.compile("规定时[间限]前"), "规定时间内"),
    (re.compile(rf"{BEGINS}(?:不逾期|未推迟|没推迟|不推迟)的?(?=得|计|给)"), "未逾期的"),
    (re.compile(r"(?<=[日号底末])止(?=[\u4e00-\u9fff]{2,4}(?:的|得|计))"), "前"),
)


def _periods(text: str, context: Context) -> str:
    """Days and periods in the words of the grammar, of a deadline."""
    if not context.dated or context.target is None:
        return text
    deadline = dates.from_serial(context.target)

    def next_year(found: re.Match[str]) -> str:
        return found.group() if found["year"] and int(found["year"]) != deadline.year + 1 else "跨年"

    def late_but(found: re.Match[str]) -> str:
        day = dates.parse_deadline(found["day"], context.year) if found["day"] else deadline
        return "" if day == deadline else found.group()

    month = deadline.month % 12 + 1
    following = f"{deadline.year + (month == 1)}年{month}月"
    text = _DOTTED.sub(r"\g<m>月\g<d>日", _CLOCK.sub(r"\g<day>", text))
    # Of the middle of a month what is left of it would be neither.
    if (deadline + dt.timedelta(1)).month == month:
        text = _NEXT_MONTH.sub(following, text)
    text = _NEXT_YEAR.sub(next_year, text)
    text = _OFF_TO.sub("", _LATE_BUT.sub(late_but, _PAST.sub("超过", text)))
    text = _UNDONE.sub(lambda found: f"{found['before']}仍未" if found["before"] else "未", text)
    text = _FROM.sub(r"\g<day>及以后", _TO.sub(r"\g<a>\g<to>", text))
    for pattern, plain in _PLAIN:
        text = pattern.sub(plain, text)
    return text


SAYINGS = (
    way(
        "晚于 迟于 年 次月 下月 下个 过 起 开始 截止 规定 不逾 推迟 拖 延 但 月月 半年 24 没 未 止 "
        + each_of("1 2 3 4 5 6 7 8 9", ". "),
        _periods,
    ),
)
