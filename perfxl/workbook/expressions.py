"""Pieces of workbook formulas used by several sheets. Portable: Excel 2010+, WPS, LibreOffice.

Blanks are removed with SUBSTITUTE because engines differ on TRIM of the full-width space; words are compared
with EXACT because collations call some signs equal.
"""

from __future__ import annotations

from collections.abc import Iterable

from perfxl.scoring.counted import COMPARED, COUNTS, DIFFERENCES, MINUS, SEPARATORS

# Day numbers of 2000-01-01 and 2099-12-31: a number of a 定性 target in this range is a date.
FIRST_DAY, LAST_DAY = 36526, 73050


def quote(text: str) -> str:
    """A text as a formula writes it."""
    return '"' + text.replace('"', '""') + '"'


def clean(cell: str) -> str:
    """The text of a cell without any blanks."""
    return f'SUBSTITUTE(SUBSTITUTE({cell}," ",""),"\u3000","")'


def one_of(cell: str, words: Iterable[str]) -> str:
    """Whether a cell is exactly one of *words*."""
    return "OR(" + ",".join(f"EXACT({cell},{quote(word)})" for word in words) + ")"


def text_of(cell: str) -> str:
    """A cell as text; empty when it is empty."""
    return f'{cell}&""'


def value_of(cell: str) -> str:
    """A cell as it is; empty text when it is empty (a plain reference would give 0)."""
    return f'IF({cell}="","",{cell})'


def substitute(text: str, pairs: Iterable[tuple[str, str]]) -> str:
    for old, new in pairs:
        text = f"SUBSTITUTE({text},{quote(old)},{quote(new)})"
    return text


def plain_count(unit: str, name: str, target: str, texts: Iterable[str]) -> str:
    """Whether a number counts things and is no difference: what :func:`perfxl.scoring.counted.never_negative` asks.

    *unit*, *name*, *target* and the *texts* beside them are cells; an error value among them says nothing.
    """
    comma, *others = SEPARATORS
    parts = substitute(clean(unit), [(sign, comma) for sign in others])
    border = f"FIND({quote(comma)},{parts}&{quote(comma)})"
    known = "|" + "|".join(COUNTS) + "|"
    first = f'FIND("|"&LEFT({parts},{border}-1)&"|",{quote(known)})'
    # Without a second part there is nothing between the signs, which stands only in this list.
    second = f'FIND("|"&MID({parts},{border}+1,9)&"|",{quote(known + "|")})'
    negative = one_of(f'IFERROR(LEFT({clean(target)},1),"")', MINUS)
    said = [(word, name) for word in DIFFERENCES] + [(word, text) for text in (name, *texts) for word in COMPARED]
    finds = ",".join(f"FIND({quote(word)},{text})" for word, text in said)
    return f"AND(ISNUMBER({first}),ISNUMBER({second}),NOT({negative}),COUNT({finds})=0)"


# Deadline words become month and day; what remains after them is dropped.
_DEADLINE_WORDS = (
    ("年度", "年"),
    ("年底", "-12-31"),
    ("年末", "-12-31"),
    ("上半年", "6-30"),
    ("下半年", "12-31"),
    ("全年", "12-31"),
    ("当年", "12-31"),
    ("第一季度", "3-31"),
    ("第二季度", "6-30"),
    ("第三季度", "9-30"),
    ("第四季度", "12-31"),
    ("一季度", "3-31"),
    ("二季度", "6-30"),
    ("三季度", "9-30"),
    ("四季度", "12-31"),
)
_TAILS = tuple((word, "") for word in ("之前", "以前", "之内", "以内", "完成", "前", "内", "止"))
_MARKS = (("年", "-"), ("月", "-"), ("日", ""), ("号", ""), (".", "-"), ("/", "-"), ("底", ""), ("末", ""), ("份", ""))


def date_columns(
    text: str, year: str, cells: dict[str, str], *, deadline: bool, digits: str = "TRUE", until: str = ""
) -> dict[str, str]:
    """Formulas that read a date text: columns ``text``, ``year``, ``month``, ``day`` and ``date``.

    *text* is the typed text's expression, *year* the sheet's year, *cells* the references of the columns.
    A month alone means its last day, with *until* (a cell) only where that is no later than the day there;
    deadline words (年底, 上半年, 季度末) only with *deadline*. ``date`` is a day number or empty text. Digits
    only count: anything else gives empty text, never a guess. Eight digits alone are a date where the
    expression *digits* holds.
    """
    pairs = (*_DEADLINE_WORDS, *_TAILS, *_MARKS) if deadline else _MARKS
    stripped = substitute(clean(text), pairs)
    s, y, m, d = cells["text"], cells["year"], cells["month"], cells["day"]
    dashes = f'LEN({s})-LEN(SUBSTITUTE({s},"-",""))'
    first = f'LEFT({s},FIND("-",{s})-1)'
    rest = f'MID({s},FIND("-",{s})+1,20)'
    middle = f'LEFT({rest},FIND("-",{rest})-1)'
    last = f'MID({rest},FIND("-",{rest})+1,20)'

    def number(part: str) -> str:
        return f"VALUE({part})"

    long_year = f"LEN({first})=4"
    month_only = "TRUE"
    if deadline:
        # 12.5 is a number someone typed as text; only 12月5日 means the sheet's year.
        named = ",".join(f"FIND({quote(word)},{text})" for word in "月年季")
        year = f'IF(COUNT({named})>0,{year},"")'
        # 2026.5 too is a number, unless nothing else can be meant.
        dated = ",".join(f"FIND({quote(word)},{text})" for word in "月年-/")
        month_only = f"OR({digits},COUNT({dated})>0,{dashes}=2)"
    month_end = f"DATE({y},{m}+1,0)"
    if until:
        ends = ",".join(f"FIND({quote(word)},{text})" for word in "底末")
        month_end = f'IF(COUNT({ends})>0,{month_end},IF({month_end}<={until},{month_end},""))'
    return {
        "text": f'=IFERROR(IF(EXACT(LEFT({stripped},1),"-"),MID({stripped},2,40),{stripped}),"")',
        "year": (
            f'=IF({s}="","",IFERROR(IF({dashes}=0,IF(AND(LEN({s})=8,{digits}),{number(f"LEFT({s},4)")},""),'
            f"IF({long_year},IF({month_only},{number(first)},\"\"),IF({dashes}=1,{year},\"\"))),\"\"))"
        ),
        "month": (
            f'=IF({y}="","",IFERROR(IF({dashes}=0,{number(f"MID({s},5,2)")},'
            f"IF({long_year},IF({dashes}=2,{number(middle)},{number(rest)}),{number(first)})),\"\"))"
        ),
        "day": (
            f'=IF({m}="","",IFERROR(IF({dashes}=0,{number(f"RIGHT({s},2)")},'
            f'IF({long_year},IF({dashes}=2,IF({last}="",0,{number(last)}),0),IF({rest}="",0,{number(rest)}))),""))'
        ),
        "date": (
            f'IF(OR({y}="",{m}="",{d}=""),"",IF(OR({y}<1900,{y}>9999,{m}<1,{m}>12,{d}<0,{d}>31),"",'
            f'IF({d}=0,{month_end},IF(DAY(DATE({y},{m},{d}))={d},DATE({y},{m},{d}),""))))'
        ),
    }
