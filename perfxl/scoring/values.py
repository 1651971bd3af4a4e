"""How a typed value is read: the one place for targets and actual values.

Nothing is guessed. A value that leaves a question is not read, and its note (a code of the catalogue) is the
question; a value read in spite of its dress is read with a note that says so. A workbook formula cannot see
number formats: where perfxl reads more than the formula can, the note is there too.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from msgspec import Struct

from perfxl import dates, numbers
from perfxl.form import Form, fold
from perfxl.model import Source

Expects = Literal["number", "date", "level"]

QUALITATIVE = "定性"

# A bare number in (0, 1] against a % target from here on is a question: 0.9 or 90?
ASKED_FROM = Decimal(10)
# A percent format on a number above this shows more than 1000%: the format is not to be believed.
BELIEVED = Decimal(10)

_UNSHOWN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_DECIMALS = re.compile(r"\.([0#?]+)")
_BARE_MONTH_DAY = re.compile(r"(\d{1,2})[-./](\d{1,2})", re.ASCII)
_DONE = re.compile(r"(?:已|全部)*(?:完成|办结|完工|竣工)$")
_DEADLINE = re.compile(r"\d.*(?:前|之内|以内|内)$")
_PARTS = re.compile(r"[、,或及和]")
_CHANGES_MEANING = re.compile(
    r"比较|不够|不太|不很|非常|十分|相对|大体|尚未|[不未无没非欠较很更最极略稍太劣特超副准次半]|部分|基本|大致|个别|少数|多数"
)
# Between two of these no word is cut: II is no shorter form of III or IV, nor A of AA, nor 一 of 十一.
_NUMERAL = re.compile(r"[A-Za-z\d+一二三四五六七八九十百零〇]")
_GRADED = (
    *("程度", "水平", "满意度", "知晓度", "知晓率", "参与度", "认可度"),
    *("效果", "质量", "成效", "意识", "能力", "感"),
)
# 制定并印发 is 已制定并印发, 市级采用 is 被市级采用
_DONE_ALREADY = ("已", "已经", "被")
# What a level may begin with that all of them are about: 完全达成 is 预期目标完全达成.
_GOALS = (
    *("预期目标", "年度目标", "绩效目标", "既定目标", "总体目标", "工作目标", "目标任务", "年度任务", "工作任务"),
    *("目标", "任务", "指标"),
)
_SAID_BEFORE = frozenset((*_DONE_ALREADY, *_GOALS))
_RANK = re.compile("[A-Z一二三四五六七八九甲乙丙丁](?:等|级|类|档)[级次]?|(?:国家|省|市|县|区|乡镇|部)级")
_GRADING = re.compile(
    r"明显|显著|有效|有所|大幅|全面|全部|完全|充分|良好|圆满|长期|持续|逐步|十分|[优高强多少快慢更好差]"
)
# How something was done is a condition of its own, no name of it: 执行有效 is half of 制度健全执行有效.
_CONDITION = re.compile(
    rf"{_GRADING.pattern}|健全|完善|到位|规范|达标|合格|突出|稳[步定]|[按准如]期|[按及准]时|足额|提前|完整|准确|真实|合理|清晰|齐全|科学|严格|公开|透明"
)
# A, of A级, and A级 of A; nobody calls I级 by the I of II级.
_STEM = re.compile("([A-Za-z]+[+-]?|[甲乙丙丁戊一二三四五六七八九十])(?:等?级|等次?|类别?|档次?|级别)(?:等次)?")
# Behind a subject: 疫情得到有效控制, 整改已完成.
_COME_ABOUT = re.compile("得到|得以|已|均")
_JOINING = re.compile(r"[且但并和及与、,，]")


class Interpreted(Struct, frozen=True):
    """A value as read; ``note`` is a code (E001…), ``read`` the value as a clerk would write it.

    ``since``: of a month typed without a day, its first day; ``value`` is its last.
    """

    value: Decimal | str | None
    note: str | None = None
    read: str = ""
    since: Decimal | None = None

    def settled(self, score: Callable[[Decimal], object]) -> Interpreted:
        """The value itself where every day it may mean scores the same by *score*, else none and E030."""
        if self.since is None or not isinstance(self.value, Decimal) or score(self.since) == score(self.value):
            return self
        return Interpreted(None, "E030", self.read)


def interpret(
    source: Source,
    *,
    expects: Expects,
    unit: str,
    target: Decimal | None,
    year: int | None,
    form: Form,
    levels: Sequence[str] = (),
) -> Interpreted:
    """Read what was typed into a cell.

    *unit* is the indicator's unit as :meth:`Form.unit` gives it, *target* its target where there is one (it
    decides whether 0.9 of a percentage is a question), *year* the sheet's year, *levels* the rule's words.
    """
    if source.empty:
        return Interpreted(None, "E001")
    if source.kind == "error" or (source.kind == "bool" and expects != "level"):
        return Interpreted(None, "E002")
    if expects == "level":
        return _level(source, levels)
    if expects == "date":
        return _date(source, year, form)
    return _number(source, unit, target, form)


def shows_percent(number_format: str) -> bool:
    """Whether a number format multiplies by 100: a ``%`` outside quotes and escapes."""
    return "%" in _UNSHOWN.sub("", number_format)


def percent_shown(value: Decimal, number_format: str) -> str:
    """What a cell in a percent format shows: 95% for 0.95, 95.50% for 0.955 in ``0.00%``."""
    digits = _DECIMALS.search(_UNSHOWN.sub("", number_format))
    places = Decimal(1).scaleb(-len(digits[1]) if digits else 0)
    return f"{(value * numbers.HUNDRED).quantize(places, ROUND_HALF_UP)}%"


def _number(source: Source, unit: str, target: Decimal | None, form: Form) -> Interpreted:
    value = source.value
    if source.kind == "number" and isinstance(value, Decimal):
        if shows_percent(source.number_format) and value != 0:
            return _shown_as_percent(value, unit, target)
        return _bare(value, unit, target, None)
    if source.kind != "text":
        return Interpreted(None, "E002")
    text = source.text
    if split_comparator(text, form):
        return Interpreted(None, "E003")
    number = numbers.parse(text)
    if number is not None:
        return _bare(number, unit, target, "E028")
    split = numbers.parse_with_unit(text)
    if split is None or not same_unit(split[1], unit, form):
        return Interpreted(None, "E002")
    return Interpreted(split[0], "E004", numbers.plain(split[0]))


def _bare(value: Decimal, unit: str, target: Decimal | None, note: str | None) -> Interpreted:
    if unit == "%" and asks_percent(value, target):
        return Interpreted(None, "E005")
    return Interpreted(value, note, numbers.plain(value))


def asks_percent(value: Decimal, target: Decimal | None) -> bool:
    """Whether a bare number of a percentage may mean either itself or a hundred times as much.

    Only a small target settles it; without a target it stays a question.
    """
    return (target is None or target >= ASKED_FROM) and 0 < value <= 1


def _shown_as_percent(value: Decimal, unit: str, target: Decimal | None) -> Interpreted:
    if unit != "%":
        return Interpreted(None, "E002")
    if abs(value) > BELIEVED:
        return Interpreted(None, "E027", numbers.plain(value * 100))
    read = value * 100
    return Interpreted(read, "E005" if asks_percent(value, target) else "E023", numbers.plain(read))


def split_comparator(text: str, form: Form) -> tuple[str, str] | None:
    """The canonical comparator in front of a number, in any spelling, and what follows it; else ``None``."""
    clean = numbers.normalise(text)
    for sign, canonical in form.signs:
        if clean.startswith(sign) and re.match(r"[+-]?[\d.]", clean[len(sign) :]):
            return canonical, clean[len(sign) :]
    return None


def same_unit(typed: str, unit: str, form: Form) -> bool:
    """Whether the unit typed behind a number is the indicator's: itself, one of its words (家 of 家、次),
    with or without 次 (人, 人次), or any unit of the form when the indicator has none.

    Units that differ in size or kind (元, 万元) are never the same.
    """
    typed, unit = form.unit(typed), form.unit(unit)
    if typed == unit:
        return True
    if not unit:
        return typed in {fold(word) for word in form.units.list}
    if unit == "%":
        return typed in {"个百分点", "百分点"}
    if typed in {*_PARTS.split(unit), _PARTS.sub("", unit), unit.partition("/")[0]}:
        return True
    return {typed, unit} in ({"人", "人次"}, {"场", "场次"}, {"批", "批次"}, {"个工作日", "工作日"})


def _date(source: Source, year: int | None, form: Form) -> Interpreted:
    value, note, since = source.value, None, None
    if isinstance(value, dt.datetime):
        day: dt.date | None = value.date()
    elif isinstance(value, dt.date):
        day = value
    elif isinstance(value, Decimal):
        day = serial_day(value)
        note = None if value <= dates.LAST_SERIAL else "E025"
    elif isinstance(value, str):
        text = source.text
        clean = numbers.normalise(text)
        if split_comparator(text, form) or (_DEADLINE.search(clean) and dates.parse_deadline(text, year)):
            return Interpreted(None, "E003")
        day, note = _text_day(text, clean, year), "E025"
        begins = None if day is None else dates.month_begins(_DONE.sub("", clean), day)
        since = None if begins is None else dates.to_serial(begins)
    else:
        day = None
    if day is None:
        return Interpreted(None, "E018")
    if year is not None and day.year != year:
        return Interpreted(None, "E006", dates.chinese(day))
    return Interpreted(dates.to_serial(day), note, dates.chinese(day), since)


def serial_day(value: Decimal) -> dt.date | None:
    """The day of a bare number: a day number of 2000 to 2099 (its time dropped), or eight digits yyyymmdd."""
    if dates.FIRST_SERIAL <= value < dates.LAST_SERIAL + 1:
        return dates.from_serial(value)
    if value == value.to_integral_value() and len(numbers.plain(value)) == 8:
        return dates.parse(numbers.plain(value))
    return None


def _text_day(text: str, clean: str, year: int | None) -> dt.date | None:
    day = dates.parse(text, year) or dates.parse(_DONE.sub("", clean), year)
    if day is not None:
        return day
    if (match := _BARE_MONTH_DAY.fullmatch(clean)) and year is not None:
        return dates.parse(f"{match[1]}月{match[2]}日", year)
    number = numbers.parse(text)
    return None if number is None else serial_day(number)


def _level(source: Source, levels: Sequence[str]) -> Interpreted:
    if source.kind != "text" or not isinstance(source.value, str):
        return Interpreted(None, "E007")
    typed = _word(source.value)
    for level in levels:
        if _word(level) == typed:
            as_typed = source.value.replace(" ", "").replace("\u3000", "")
            return Interpreted(level, None if as_typed == level else "E024", level)
    meant = [
        level
        for level in levels
        if typed in _short_forms(level, levels)
        or typed in _long_forms(level, levels)
        or typed == _grade(level, levels)
        or _stem(typed) == _stem(_word(level)) != ""
        or _EFFECT.sub("", typed) == _word(level)
    ]
    if len(meant) == 1:
        return Interpreted(meant[0], "E024", meant[0])
    return Interpreted(None, "E007")


# 效果显著, where the levels are 显著 and 一般.
_EFFECT = re.compile("^(?:政策|实施|工作|整体|总体)?(?:效果|成效)(?=..)")


def _word(text: str) -> str:
    plain = "".join(unicodedata.normalize("NFKC", text).replace("\u200b", "").replace(",", "").split())
    return plain.rstrip("。.;!").removesuffix("的")


def _stem(word: str) -> str:
    """The letter or numeral of a class, with or without what it is a class of: A for A级."""
    found = _STEM.fullmatch(f"{word}级") or _STEM.fullmatch(word)
    return found[1] if found else ""


def _short_forms(level: str, levels: Sequence[str]) -> set[str]:
    """What remains of a level word without a beginning or an end that other level words share.

    What is left out must be two characters or more and must not turn or grade the meaning: 显著 is 成效显著,
    but 明显 is not 不明显 and 好 is not 较好.
    """
    word = _word(level)
    others = [_word(other) for other in levels if _word(other) != word]

    def idle(affix: str) -> bool:
        said = _CHANGES_MEANING.search(affix) or "但" in affix  # 未验收 is more than 已完工但未验收
        return affix == "" or (len(affix) >= 2 and not said)

    whole = [n for n in range(len(word) + 1) if not _NUMERAL.match(word[n - 1 : n]) or not _NUMERAL.match(word[n:])]
    starts = [
        n
        for n in whole[:-1]
        if word[:n] in _SAID_BEFORE
        or (
            idle(word[:n])
            and not _CONDITION.search(word[:n])
            and (_shared(word[:n], others, start=True) or _subject(word, n, others) or _named_first(word, n, others))
        )
    ]
    ends = [
        n
        for n in whole[1:]
        if idle(word[n:])
        and (_shared(word[n:], others) or _named_once(word, n, others) or _ranked_first(word, n, others))
    ]
    forms = {word[start:end] for start in starts for end in ends if start < end} - {word}
    return {form for form in forms if all(_apart(form, word, other) for other in others)}


def _ranked_first(word: str, end: int, others: Sequence[str]) -> bool:
    """Whether only this word says what is ranked: 省级平安单位 beside 市级, 县级."""
    if _CONDITION.search(word[end:]) or word[end - 1 : end] != "级" or "以" in word[end:]:
        return False
    ranked = [other for other in others if other.endswith("级")]
    return bool(ranked) and not any(word[end:] in other for other in others)


def _named_first(word: str, end: int, others: Sequence[str]) -> bool:
    """Whether only this word names what all are about: 责任全面落实 beside 部分落实, 检查结果A等 beside B等."""
    named, left = word[:end], word[end:]
    others = [other for other in others if other not in (f"未{named}", f"无{named}", f"不{named}")]  # none of it at all
    if len(left) < 2 or any(named in other for other in others) or len(named) < 2:
        return False
    alike = [other for other in others if other[-2:] == left[-2:] or (_RANK.fullmatch(left) and _RANK.fullmatch(other))]
    return bool(alike) and (_RANK.fullmatch(left) is not None or len(left) > 2)


def _apart(form: str, word: str, other: str) -> bool:
    """Whether another word is not short for the same: it has other words, or the same turned or graded (不健全)."""
    if form not in other:
        return True
    before, _, after = word.partition(form)
    rest = other.removeprefix(before).removesuffix(after)
    return rest.endswith(form) and _CHANGES_MEANING.fullmatch(rest.removesuffix(form)) is not None


def _grade(level: str, levels: Sequence[str]) -> str | None:
    """The one character of a level that names what is graded, where another grades it: 高 of 知晓程度高 and 较高."""
    word = _word(level)
    subject, grade = word[:-1], word[-1:]
    named = len(subject) >= 2 and subject.endswith(_GRADED) and _CHANGES_MEANING.search(subject) is None
    return grade if named and any(_word(other) in (f"较{grade}", f"不{grade}") for other in levels) else None


def _long_forms(level: str, levels: Sequence[str]) -> set[str]:
    """A level word with the subject that only another names in front: 机制不健全, of 机制健全 and 不健全."""
    words = [_word(other) for other in levels]
    subjects = {
        word[:n]
        for word in words
        for n in range(2, len(word) - 1)
        if _CHANGES_MEANING.search(word[:n]) is None and _subject(word, n, words)
    }
    alike = [word for word in words if word[-2:] == _word(level)[-2:]]
    of_all = {word[: found.start()] for word in alike if (found := _COME_ABOUT.search(word, 2))}
    return {subject + _word(level) for subject in subjects | {named for named in of_all if not _stated(named)}}


def _stated(start: str) -> bool:
    """Whether the beginning of a word is more than a name: a grade, a condition, or something else besides."""
    return any(said.search(start) for said in (_CHANGES_MEANING, _CONDITION, _JOINING))


def _subject(word: str, end: int, others: Sequence[str]) -> bool:
    """Whether a word begins with what is graded, not with a grade: 制度健全 beside 不健全, but not 有效保障."""
    return _CONDITION.search(word[:end]) is None and _degrees(word[end:], others)


def _degrees(word: str, others: Sequence[str]) -> bool:
    """Whether another word is this one turned or graded: 健全 beside 基本健全, 不健全."""
    return any(_degree_of(word, other) for other in others)


def _degree_of(word: str, other: str) -> bool:
    return len(word) >= 2 and other.endswith(word) and _CHANGES_MEANING.fullmatch(other.removesuffix(word)) is not None


def _named_once(word: str, end: int, others: Sequence[str]) -> bool:
    """Whether what follows *end* is an object the other words leave out: 已建立台账 beside 部分建立, 未建立."""
    verb = word[max(0, end - 2) : end]
    joined = _JOINING.search(word[end:]) or _CONDITION.search(word[end:])
    return len(verb) == 2 and not joined and all(other.endswith(verb) for other in others)


def _shared(affix: str, others: Sequence[str], start: bool = False) -> bool:
    return affix == "" or any(other.startswith(affix) if start else other.endswith(affix) for other in others)
