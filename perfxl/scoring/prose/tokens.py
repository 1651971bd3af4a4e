"""From clean text to tokens: numbers with their units, dates, and the words of :mod:`perfxl.scoring.prose.lexicon`.

One pass, the longest word wins; what is not known becomes a ``word``.
"""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from perfxl.scoring.prose.lexicon import alternatives, longer_words, singles, units, units_by_first
from perfxl.scoring.prose.refusal import Refusal, Refuse

# More than any standard a clerk can follow has; it keeps the answer prompt whatever the text.
MOST_TOKENS = 300
MOST_UNKNOWN = 200

_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?![\d,%])(?:\.\d+)?|\d{1,16}(?:\.\d{1,16})?", re.ASCII)
# The first of two days or months that share what is written once: 12月11-20日, 7-9月.
_DATE = re.compile(
    r"(?:\d{4}年(?:度)?)?(?:\d{1,2}月(?:\d{1,2}[日号]|\d{1,2}(?=[-~至到]\d{1,2}[日号])|份?[底末初]|份|[上中下]旬)?"
    r"|\d{1,2}(?=[-~至到]\d{1,2}月(?!\d*[%分]))"
    r"|第?[一二三四1-4]季度[末底]?|上半年|下半年|年底|年末|年中)"
    r"|\d{4}[./-]\d{1,2}[./-]\d{1,2}|\d{4}年(?:度)?[底末]?(?!内)",
    re.ASCII,
)
# Written in words; a month by itself needs what shows that it is one: 一月 may be a length of time.
_WORDED_DATE = re.compile(
    r"(?:二[〇零0](?P<year>[一二三四五六七八九]{2})年)?(?P<month>[一二三四五六七八九十]{1,2})月"
    r"(?:(?P<day>[一二三四五六七八九十]{1,3})[日号]|份?(?P<part>[底末初]|份|[上中下]旬)|(?=之?前|以前))"
)
_ENDS = re.compile(r"\((不)?(?:包?含|包括)(?:\)(?![以及])|[^()，,;。]{1,8}\))")
# What may make a date of these beginnings: behind a number, behind a first character, behind a numeral.
_BEHIND_NUMBERS = frozenset("年月季-~至到./")
_BEHIND_FIRST = {"第": "一二三四1234", "上": "半", "下": "半", "年": "底末中"}
_NUMERALS = frozenset("一二三四五六七八九十")
_BEHIND_NUMERALS = frozenset("季〇零0")
_DIGIT_CHARS = frozenset("0123456789")
# Sizes in front of any unit, or alone behind a number: 1.2万, 3千人次.
SCALES = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_CHINESE = re.compile(
    r"[零〇一二两三四五六七八九十百千]{1,9}(?:万[零〇一二两三四五六七八九十百千]{0,9})?(?:点[零〇一二三四五六七八九]{1,6})?|半"
)
_TENTH = re.compile(r"([一二两三四五六七八九])成([一二三四五六七八九半])?")
_PERCENT = re.compile(r"百分之([零一二两三四五六七八九十百]{1,9}|\d+(?:\.\d+)?)(?:点([零一二三四五六七八九]))?")
_RANGE_ON = re.compile(r"[至到~-][零一二两三四五六七八九十百千万]{1,9}[^分]")
_TENTHS, _NONE = Decimal(10), Decimal(0)
_SCORING = frozenset(("得分", "计分", "扣分", "给分", "记分", "赋分", "减分"))
_BEFORE_POINTS = frozenset(("give", "full", "take", "most", "least"))
_CHINESE_STARTS = frozenset("零〇一二两三四五六七八九十百千半")


class Token(NamedTuple):
    """A piece of text: its kind, the text, the number of a number or the value of a word."""

    kind: str
    text: str
    number: Decimal = _NONE
    value: str = ""


# The kind of each of many tokens, and what is found where one looks ahead of the last.
KIND = operator.itemgetter(0)
AHEAD = ("",) * 8


# What a token is made by where there are many: a call of the class costs three times as much.
new: Callable[[tuple[str, str, Decimal, str]], Token] = functools.partial(tuple.__new__, Token)


# Every token of a known word is one of these.
_WORDS = {word: Token(kind, word, _NONE, value) for known in longer_words().values() for word, kind, value in known}


def _finder(words: list[str]) -> Callable[[str, int], re.Match[str] | None]:
    """The longest of some words at a place; 得分 of 得分值 is none."""
    return re.compile("|".join(f"{re.escape(word)}{'(?!值)' * (word in _SCORING)}" for word in words)).match


# By two characters: the word they are, or what finds the words that begin with them.
_LONGER = {
    start: _WORDS[start] if len(known) == 1 and known[0][0] == start and start not in _SCORING
    else _finder([word for word, *_ in known])
    for start, known in longer_words().items()
}  # fmt: skip
_SINGLES = {char: Token(kind, char, _NONE, value) for char, (kind, value) in singles().items()}
_UNITS = {first: tuple(Token("unit", unit) for unit in known) for first, known in units_by_first().items()}
_FEN, _FEN_VALUE, _PERCENT_SIGN = Token("fen", "分"), Token("fen", "分值"), Token("unit", "%")
# 分钟, 分值, 分之 are no points.
_BEHIND_FEN = frozenset({unit[1] for unit in units() if unit[0] == "分"} | set("值之"))
_NO_UNITS = frozenset(",;。:()-~×/=<>≤≥+、\n\x01\x02")
_USUAL = {text: Token("num", text, Decimal(text)) for text in (*map(str, range(101)), *(f"0.{n}" for n in "123456789"))}


def chinese_number(text: str) -> Decimal | None:
    """``十五`` is 15, ``一百二十`` 120, ``半`` a half; ``None`` when the characters make no number."""
    if text == "半":
        return Decimal("0.5")
    if "点" in text:
        text, _, decimals = text.partition("点")
        whole = chinese_number(text)
        return None if whole is None else whole + Decimal("0." + "".join(str(_DIGITS[char]) for char in decimals))
    if "万" in text:
        text, _, rest = text.partition("万")
        high, low = chinese_number(text), chinese_number(rest) if rest else Decimal(0)
        if high is None or low is None or (rest and low < 1000 and rest[0] not in "零〇"):
            return None
        return high * 10_000 + low
    if len(text) > 7 or (len(text) > 1 and not any(char in "十百千" for char in text)):
        return None
    total, digit, last = 0, None, 10_000
    for char in text:
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
            continue
        size = {"十": 10, "百": 100, "千": 1000}[char]
        if size >= last:
            return None
        total += size * (1 if digit is None else digit)
        digit, last = None, size
    if digit is not None and total and last > 10 and "零" not in text and "〇" not in text:
        return None
    return Decimal(total + (digit or 0))


def tokenize(text: str, unit: str = "") -> list[Token]:
    """The tokens of a clean text; *unit* is the indicator's own unit, known behind a number like the common ones."""
    tokens: list[Token] = []
    put, starts = tokens.append, _STARTS
    pos, plain, size = 0, 0, len(text)
    token: Token | None
    while pos < size:
        known = starts.get(text[pos])
        if known is None:
            pos += 1
            continue
        if known.__class__ is Token:
            token = known
        elif len(tokens) > MOST_TOKENS:
            break
        elif known is _DIGIT:
            token = _number(text, pos) or _word(text, pos, text[pos])
        elif known is _BORNE_OUT:
            token = _borne_out(text, pos, text[pos], unit, tokens)
        else:
            token = _longest(text, pos)
            if token is None and known is _LONG_OR_ALONE:
                token = _single(text, pos, text[pos])
        if token is None:
            pos += 1
            if pos - plain > MOST_UNKNOWN:
                break
            continue
        if plain < pos:
            put(_unknown(text, plain, pos))
        put(token)
        pos = plain = pos + len(token.text)
        if token.kind != "num":
            continue
        if token.value == "%":
            put(_PERCENT_SIGN)
        elif (suffix := _unit(text, pos, unit)) is not None:
            put(suffix)
            pos = plain = pos + len(suffix.text)
    if plain < size and len(tokens) <= MOST_TOKENS:
        put(_unknown(text, plain, size))
    if len(tokens) > MOST_TOKENS:
        raise Refuse(Refusal.TOO_LONG)
    return tokens


def _unknown(text: str, start: int, end: int) -> Token:
    """What nobody knows. :raises Refuse: it is more than any standard a clerk can follow has."""
    if end - start > MOST_UNKNOWN:
        raise Refuse(Refusal.TOO_LONG)
    return new(("word", text[start:end], _NONE, ""))


def _borne_out(text: str, pos: int, char: str, unit: str, tokens: list[Token]) -> Token | None:
    """The token at a character that has to be borne out by what stands around it."""
    ahead = text[pos + 1 : pos + 3]
    if char in _NUMERALS:
        dated = "月" in ahead or ahead[:1] in _BEHIND_NUMERALS
    else:
        dated = char in _BEHIND_FIRST and ahead[:1] in _BEHIND_FIRST[char]
    if dated and (date := _date(text, pos)) is not None:
        return date
    if char == "(" and (found := _ENDS.match(text, pos)):
        return Token("excl" if found[1] else "incl", found.group())
    token = _word(text, pos, char)
    if token is not None and token.text == "十分" and tokens and tokens[-1].kind in _BEFORE_POINTS:
        token = None
    if char in _CHINESE_STARTS and (token is None or len(token.text) < 2):
        return _chinese(text, pos, unit) or token
    return token


def _date(text: str, pos: int) -> Token | None:
    found = _DATE.match(text, pos)
    value = found.group() if found else ""
    if found and value[-1].isdigit() and value.count("-") + value.count("/") + value.count(".") < 2:
        value += "日" if "月" in value else "月"
    if not found and text[pos] in "二三四五六七八九十一":
        found = _WORDED_DATE.match(text, pos)
        value = _in_digits(found) if found else ""
    if not found or not value or (found.group()[:1] in "一二三四五六七八九十" and pos and text[pos - 1] in "前每后十"):
        return None
    return Token("date", found.group(), value=value)


def _in_digits(found: re.Match[str]) -> str:
    """A date in words as one in digits: 六月三十日 is 6月30日."""
    month, day = chinese_number(found["month"]), chinese_number(found["day"]) if found["day"] else None
    if month is None or not 1 <= month <= 12 or (found["day"] and day is None):
        return ""
    year = f"20{''.join(str(_DIGITS[char]) for char in found['year'])}年" if found["year"] else ""
    return f"{year}{month}月" + (f"{day}日" if day is not None else found["part"] or "")


def _number(line: str, pos: int) -> Token | None:
    """A number, or the date it begins."""
    found = _NUMBER.match(line, pos)
    assert found is not None
    end = found.end()
    if line[end : end + 1] in _BEHIND_NUMBERS and (date := _date(line, pos)) is not None:
        return date
    if end - pos > 15:
        return None
    text = found.group()
    if (usual := _USUAL.get(text)) is not None:
        return usual
    if text[0] == "0" and text[1:2].isdigit():
        return Token("danger", text, value="LOST")  # 05分 has lost its point
    return new(("num", text, Decimal(text.replace(",", "") if "," in text else text), ""))


# One character may be part of a name (漏损率, 赋能): it counts only where what follows, or 每 before it, bears it out.
_SHY = {
    "dir": "",
    "cmp": "目标预计控",
    "give": "满全分该本此标指(=-:按相权零半一基\x02",
    "take": "满全分该本此标指(-:相权零半一去掉至到\x02",
    "range": "≥>≤<=第上下年最~",
}
# Words that govern what follows; elsewhere they are part of a name (从业, 在校, 第三方).
_MARKS = r"满分|全分|该项|本项|总分|标准分|[\d一二两三四五六七八九十.]+分[中里的基]"
_COUNTS = "次起件例个处天项宗家户条期场笔"
_GOVERNING = {
    "从": re.compile(rf"第[\d二三四五六七八九十]|{_MARKS}"),
    "在": re.compile(_MARKS),
    "自": re.compile(r"第[\d二三四五六七八九十]"),
    "第": re.compile(rf"(?:\d+|[二三四五六七八九十]+)[{_COUNTS}人名]次?(?:起|开始|及?以[后上]|往后)"),
}
_FIRST_FREE = re.compile(rf"(?:^|(?<=[,;。:\n\x01]))前(?:\d+|[一二两三四五六七八九十]+)(?:人次|[{_COUNTS}])")
_COUNTED = frozenset("0123456789零一二两三四五六七八九十半百")
_BY_WHAT_FOLLOWS = frozenset((*_GOVERNING, "首", "前"))
# At these more decides than the words that begin there.
_BEARING = frozenset((*_DIGIT_CHARS, *_COUNTED, *_CHINESE_STARTS, *_BY_WHAT_FOLLOWS, *_BEHIND_FIRST, "("))
# What a character may begin: a token by itself, a longer word, either, a number, or what has to be borne out.
_LONG, _LONG_OR_ALONE, _DIGIT, _BORNE_OUT = "long", "long or alone", "digit", "borne out"
_STARTS: dict[str, Token | str] = {
    char: _LONG_OR_ALONE if token.kind in _SHY else token for char, token in _SINGLES.items()
}
_STARTS |= {start[0]: _LONG_OR_ALONE if start[0] in _SINGLES else _LONG for start in _LONGER}
_STARTS |= dict.fromkeys(_BEARING, _BORNE_OUT) | dict.fromkeys(_DIGIT_CHARS, _DIGIT)



# 少建1个, 多支2%: a miss by a verb in front of how many.
_VERBS = alternatives("counted_verbs")
_MISSED_BY = re.compile(
    rf"(?:{_VERBS})(?:了|出)?(?:\d|[一二两三四五六七八九十半]+(?:[{_COUNTS}人名条座户亩公吨台套份篇期批]|个?百分点))"
)


def _meant(text: str, pos: int, kind: str) -> bool:
    following = text[pos + 1 : pos + 2]
    if kind == "dir" and text[pos] in "少多缺欠" and _MISSED_BY.match(text, pos + 1):
        return True
    if not text[pos].isalpha() or following in _COUNTED or not following or following in ",;。)\n\x01":
        return bool(following) or kind != "dir"
    if kind == "give" and following == "到" and text[pos + 2 : pos + 3] in _COUNTED:
        return True
    before = text[max(0, pos - 1) : pos]
    return following in _SHY[kind] or (kind in ("dir", "cmp") and before in ("每", "有", "少", "多"))


def _by_what_follows(text: str, pos: int) -> Token | None:
    """``从第3起``, ``首个``, ``前2起``: words that are part of others elsewhere."""
    char = text[pos]
    governing = _GOVERNING.get(char)
    if governing and governing.match(text, pos + 1):
        return Token("word", char)
    if char == "首" and text[pos + 1 : pos + 2] in ("个", "家", "座"):
        return Token("num", "首", Decimal(1))
    if char == "前" and _FIRST_FREE.match(text, pos):
        return Token("allowed", "前")
    return None


def _word(text: str, pos: int, char: str) -> Token | None:
    if char in _BY_WHAT_FOLLOWS and (special := _by_what_follows(text, pos)) is not None:
        return special
    return _longest(text, pos) or _single(text, pos, char)


def _single(text: str, pos: int, char: str) -> Token | None:
    token = _SINGLES.get(char)
    return None if token is None or (token.kind in _SHY and not _meant(text, pos, token.kind)) else token


def _longest(text: str, pos: int) -> Token | None:
    """The longest word of two characters and more that stands here."""
    found = _LONGER.get(text[pos : pos + 2])
    if found is None or isinstance(found, Token):
        return found
    word = found(text, pos)
    return None if word is None else _WORDS[word.group()]


def _chinese(text: str, pos: int, unit: str) -> Token | None:
    following = text[pos + 1 : pos + 2]
    if following == "成" and (found := _TENTH.match(text, pos)) and not text.startswith("分", found.end()) and found[2]:
        tenths = Decimal(_DIGITS[found[1]])
        more = Decimal("0.5") if found[2] == "半" else Decimal(_DIGITS[found[2]]) / _TENTHS
        return Token("num", found.group(), (tenths + more) * _TENTHS, "%")
    if following == "分" and (found := _PERCENT.match(text, pos)):
        digits = found[1]
        number = Decimal(digits) if digits[0].isdigit() and digits.isascii() else chinese_number(digits)
        if number is None:
            return None
        if found[2]:
            number += Decimal(_DIGITS[found[2]]) / _TENTHS
        return Token("num", found.group(), number, "%")
    found = _CHINESE.match(text, pos)
    if not found:
        return None
    end = found.end()
    if text[end : end + 1] in _NUMERALS:
        return None  # more numerals than a number has
    measured = _measure(text, end, unit)
    if not measured and not text.startswith("分", end) and not _RANGE_ON.match(text, end):
        return None
    number = chinese_number(found.group())
    if number is None and end - pos > 1 and measured:
        return Token("danger", found.group(), value="LOST")  # 零五个, 一万两人 have lost a character
    if number is None or text.startswith("分之", end):
        return None
    return Token("num", found.group(), number)


def _measure(text: str, pos: int, unit: str) -> Token | None:
    """The unit that stands here; the indicator's own, or what it is counted in, where no other is longer."""
    best = None
    for known in _UNITS.get(text[pos : pos + 1], ()):
        if text.startswith(known.text, pos):
            best = known
            break
    if unit and text.startswith(unit[:1], pos):
        own = unit if text.startswith(unit, pos) else unit.partition("/")[0]
        if own and (best is None or len(own) > len(best.text)) and text.startswith(own, pos):
            return Token("unit", own)
    return best


def _unit(text: str, pos: int, unit: str) -> Token | None:
    """The unit behind a number, or the points."""
    following = text[pos : pos + 1]
    if following != unit[:1] or following == unit:
        # Most numbers have one of these behind them.
        if following == "%":
            return _PERCENT_SIGN
        if following == "分" and text[pos + 1 : pos + 2] not in _BEHIND_FEN:
            return _FEN
        if following in _NO_UNITS:
            return None
    found = _measure(text, pos, unit)
    if found is None and following in SCALES:
        sized = _measure(text, pos + 1, unit)
        return Token("unit", following + (sized.text if sized else ""))
    if found is not None and found.text != "分":
        return found
    if following == "分" and not text.startswith("分之", pos):
        return _FEN_VALUE if text.startswith("分值", pos) else _FEN
    return None
