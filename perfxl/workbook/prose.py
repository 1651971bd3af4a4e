"""What stands in running text: goals, the year, the department in a title, a target with sign and unit."""

from __future__ import annotations

import re

from perfxl import numbers
from perfxl.form import Form, fold

_PARAGRAPH = re.compile(r"</p\s*>|<br\s*/?>|</div\s*>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:p|div|span)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ENTITIES = (("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&"))

_DIGITS = str.maketrans("〇零○０１２３４５６７８９一二三四五六七八九", "0000123456789123456789")
_FISCAL_YEAR = re.compile(r"[(（]?\s*((?:19|20)\d{2})\s*[)）]?\s*年\s*度")
_PLAIN_YEAR = re.compile(r"((?:19|20)\d{2})\s*年")
_TITLE = re.compile(
    r"^(?:\(?\d{4}\)?(?:年度?)?\)?)?(?P<department>.+?)(?:\(?\d{4}\)?(?:年度?)?\)?)?"
    r"(?:部门)?(?:\(单位\)|单位)?整体(?:支出)?(?:预算)?绩效(?:目标|自评|自我评价)"
)

# 目标1： · 目标:1、 · 目标一、; 目 4、 with its glyph lost counts where the number goes on (n or n+1).
_GOAL = re.compile(
    r"(?:目标|(?P<lost>目\s))\s*[:：]?\s*(?P<number>\d{1,2}|[一二三四五六七八九十]{1,3})"
    r"(?P<mark>\s*[:：、,，)）]|\s*[.．](?!\d)|\s)"
)
_CHINESE = {word: value for value, word in enumerate("一二三四五六七八九十", 1)}

_TAIL_SIGNS = (("及以上", "≥"), ("以上", "≥"), ("及以下", "≤"), ("以下", "≤"), ("以内", "≤"))
_WITHIN = re.compile(r"控制在\s*(.+?)\s*(?:以内|之内|以下|内)")
_REACHED = re.compile(r"(?:达到|达)\s*(.+?)\s*(?:及?以上)?")
_NUMERAL = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+")


def without_tags(text: str) -> str:
    """A text without the ``<p>`` and ``&nbsp;`` a web editor left; its paragraphs become lines."""
    if "<" not in text and "&" not in text:
        return text
    plain = _TAG.sub("", _PARAGRAPH.sub("\n", text))
    for entity, char in _ENTITIES:
        plain = plain.replace(entity, char)
    if plain == text:
        return text
    lines = (line.strip(" \t\r\u3000\u00a0") for line in plain.split("\n"))
    return "\n".join(line for line in lines if line)


def split_goals(text: str) -> tuple[str, ...]:
    """The goals of a text block: at ``目标N`` where they are numbered so, else a line each.

    The numbering stays in each goal, also a repeated one.
    """
    text = without_tags(text)
    starts: list[int] = []
    previous = 0
    for match in _GOAL.finditer(text):
        value = _ordinal(match["number"])
        at_line_start = not text[: match.start()].rpartition("\n")[2].strip()
        follows = value in {previous, previous + 1} and (bool(starts) or value == 1)
        if match["lost"] and not (starts and follows):
            continue
        if follows or (at_line_start and value > 0):
            starts.append(match.start())
            previous = value
    if not starts:
        pieces = text.splitlines()
    else:
        pieces = [text[: starts[0]]]
        pieces += [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]
    return tuple(piece.strip() for piece in pieces if piece.strip(" \t\r\n\u3000\u00a0"))


def _ordinal(text: str) -> int:
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return 10 * _CHINESE.get(tens, 1) + _CHINESE.get(ones, 0)
    return _CHINESE.get(text, 0)


def year_in(text: str, *, fiscal: bool = False) -> int | None:
    """The year a title names: ``(2026) 年度``, ``2026年…``, ``二〇二六年度``; with *fiscal* only before 年度."""
    plain = text.translate(_DIGITS)
    match = _FISCAL_YEAR.search(plain) or (None if fiscal else _PLAIN_YEAR.search(plain))
    return int(match[1]) if match else None


def department_in(title: str) -> str:
    """The department a title begins with: ``某局部门整体绩效目标表``; empty where it names none."""
    match = _TITLE.match(fold(title))
    return match["department"].removesuffix("部门") if match and match["department"] != "部门" else ""


def split_sign(text: str, form: Form) -> tuple[str, str]:
    """``≥90%`` → (``≥``, ``90%``): the sign in front of a target, or an including word behind it."""
    word = text.strip()
    for length in range(min(4, len(word) - 1), 0, -1):
        sign = form.comparator(word[:length])
        rest = word[length:].lstrip()
        if sign not in {None, "定性"} and (not word[0].isalnum() or _NUMERAL.match(numbers.normalise(rest))):
            return str(sign), rest
    if (within := _WITHIN.fullmatch(word)) and numbers.parse_with_unit(within[1]) is not None:
        return "≤", within[1]
    if (reached := _REACHED.fullmatch(word)) and numbers.parse_with_unit(reached[1]) is not None:
        return "≥", reached[1]
    for tail, sign in _TAIL_SIGNS:
        body = word.removesuffix(tail)
        if body != word and numbers.parse_with_unit(body) is not None:
            return sign, body
    return "", word


def split_unit(text: str) -> tuple[str, str]:
    """``90%`` → (``90``, ``%``); a text that is not one number with a unit, or is a date, stays whole."""
    found = numbers.parse_with_unit(text)
    if found is None or not found[1] or (found[1][0] in "年月日" and found[0] > 1000) or found[1][0] == "月":
        return text, ""
    clean = numbers.normalise(text)
    return clean[: len(clean) - len(found[1])], found[1]
