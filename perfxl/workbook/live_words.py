"""The vocabulary of the live checks: cells of 校验明细 that hold words, and formulas that look words up in them.

A list of words is one text, ``|个|次|人|``: whether a word is in it is one FIND, which compares exactly in every
program, needs no array and has no limit of length.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from perfxl.checks.case import QUALITATIVE, placeholder_words, squeeze, wide
from perfxl.checks.completeness import placeholder_symbols
from perfxl.checks.indicators import NAME_NUMBER_MARKS, comparator_signs
from perfxl.form import Form
from perfxl.scoring.rules import KINDS
from perfxl.workbook.expressions import quote

_BLANKS = (" ", "\u3000", "\u00a0", "\u200b")
SATISFIED = "满意度"


def squeezed(cell: str) -> str:
    """The text of a cell without blanks, line breaks and control characters; an error stays one."""
    for blank in _BLANKS:
        cell = f'SUBSTITUTE({cell},{quote(blank)},"")'
    return f"CLEAN({cell})"


def has_any(cell: str, words: Iterable[str]) -> str:
    """Whether a cell contains one of a few words."""
    return "COUNT(" + ",".join(f"FIND({quote(word)},{cell})" for word in words) + ")>0"


def _spellings(words: Iterable[str]) -> list[str]:
    found: dict[str, None] = {}
    for word in words:
        clean = squeeze(word)
        for spelling in (clean, wide(clean), unicodedata.normalize("NFKC", clean)):
            found[spelling] = None
    return list(found)


class Words:
    """Lists of words by name, and where each stands once the sheet is written."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.lists: dict[str, list[str]] = {}
        aliases = form.level_aliases
        for number, (first, names) in enumerate(form.levels.items(), start=1):
            self.lists[f"level1:{number}"] = [first, *(a for a, word in aliases.items() if word == first)]
            allowed = [*names, *form.older_levels.get(first, ())]
            self.lists[f"level2:{number}"] = [*allowed, *(a for a, word in aliases.items() if word in allowed)]
        for canonical, others in form.comparators.items():
            self.lists[f"comparator:{canonical}"] = _spellings((canonical, *others))
        signs = _spellings(comparator_signs(form))
        for length in sorted({len(sign) for sign in signs}):
            self.lists[f"sign:{length}"] = [sign for sign in signs if len(sign) == length]
        self.lists["placeholder"] = list(placeholder_words(form))
        self.lists["symbol"] = list(placeholder_symbols(form))
        self.lists["slash"] = _spellings(form.wording.not_applicable)
        self.lists["unit"] = _spellings((*form.units.list, *form.units.percent))
        self.lists["percent"] = _spellings(form.units.percent)
        self.lists["kind"] = list(KINDS)
        self.lists["digit"] = list("0123456789")
        self.lists["mark"] = list(NAME_NUMBER_MARKS)
        self.cells: dict[str, str] = {}

    def text(self, name: str) -> str:
        """The list as its cell holds it."""
        return "|" + "|".join(dict.fromkeys(self.lists[name])) + "|"

    def place(self, name: str, cell: str) -> None:
        self.cells[name] = cell

    def has(self, name: str, cell: str) -> str:
        """Whether a cell is one of a list's words. An empty cell is not."""
        return f'ISNUMBER(FIND("|"&{cell}&"|",{self.cells[name]}))'

    def begins(self, cell: str) -> str:
        """Whether a text begins with a comparator in any spelling."""
        lengths = [name for name in self.lists if name.startswith("sign:")]
        return "OR(" + ",".join(self.has(name, f"LEFT({cell},{name[5:]})") for name in lengths) + ")"

    def level1(self, cell: str) -> str:
        """The number of the first level (1 is the form's first), or 0."""
        names = list(self.form.levels)
        found = "0"
        satisfied = next((i for i, name in enumerate(names, start=1) if SATISFIED in name), None)
        if satisfied is not None:
            found = f"IF(ISNUMBER(FIND({quote(SATISFIED)},{cell})),{satisfied},0)"
        for number in range(len(names), 0, -1):
            found = f"IF({self.has(f'level1:{number}', cell)},{number},{found})"
        return found

    def level2(self, cell: str, number_of_level1: str) -> str:
        """Whether a second level belongs to the first of a number from 1 on."""
        choices = []
        for number, (first, names) in enumerate(self.form.levels.items(), start=1):
            belongs = self.has(f"level2:{number}", cell)
            if any(SATISFIED in name for name in (*names, *self.form.older_levels.get(first, ()))):
                belongs = f"OR({belongs},ISNUMBER(FIND({quote(SATISFIED)},{cell})))"
            choices.append(belongs)
        return f"CHOOSE({number_of_level1},{','.join(choices)})"

    def comparator(self, cell: str) -> str:
        """The canonical comparator, or empty text."""
        found = '""'
        for canonical in reversed(self.form.comparators):
            found = f"IF({self.has(f'comparator:{canonical}', cell)},{quote(canonical)},{found})"
        return found

    def stem(self, cell: str) -> str:
        """A name in lower case without the number before it: what :func:`name_stem` does in Python."""

        def numbered(digits: int) -> str:
            tests = [self.has("digit", f"MID({cell},{place},1)") for place in range(1, digits + 1)]
            mark = f"MID({cell},{digits + 1},1)"
            decimal = f'AND(EXACT({mark},"."),{self.has("digit", f"MID({cell},{digits + 2},1)")})'
            return f"AND({','.join(tests)},{self.has('mark', mark)},NOT({decimal}))"

        two = f"IF({numbered(2)},MID({cell},4,400),{cell})"
        return f"LOWER(IF({numbered(1)},MID({cell},3,400),{two}))"


def is_qualitative(cell: str) -> str:
    """Whether a canonical comparator is 定性."""
    return f"EXACT({cell},{quote(QUALITATIVE)})"
