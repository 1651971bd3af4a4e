"""The words of the grammar, read from ``templates/wording/words.toml``: vocabulary is data.

A word that merely contains one of them (统计, 部分) stands there too, as a plain ``word``: the longest wins.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from functools import cache
from typing import Any, NamedTuple

from perfxl.resources import templates_dir

# By first character: the lengths of the words that begin with it, longest first, and the words with kind and value.
Words = tuple[tuple[int, ...], dict[str, tuple[str, str]]]

_MARKS = {"stop": ";。\n\x01", "hole": "\x02"}


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((templates_dir() / "wording" / "words.toml").read_text(encoding="utf-8"))


@cache
def words() -> dict[str, Words]:
    """All words by their first character. Where an entry has a ``before``, each of those stands before each word."""
    table: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for kind, marks in _MARKS.items():
        for mark in marks:
            table[mark][mark] = (kind, "")
    for entry in _table()["words"]:
        for word in entry["words"].split():
            for before in entry.get("before", "").split() or ("",):
                whole = before + word
                table[whole[0]].setdefault(whole, (entry["kind"], entry.get("value", "")))
    return {
        first: (tuple(sorted({len(word) for word in known}, reverse=True)), known) for first, known in table.items()
    }


@cache
def longer_words() -> dict[str, tuple[tuple[str, str, str], ...]]:
    """The words of two characters and more by their first two, longest first, each with kind and value."""
    table: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for _, known in words().values():
        for word, (kind, value) in known.items():
            if len(word) > 1:
                table[word[:2]].append((word, kind, value))
    return {start: tuple(sorted(found, key=lambda entry: -len(entry[0]))) for start, found in table.items()}


@cache
def singles() -> dict[str, tuple[str, str]]:
    """The words of one character, each with kind and value."""
    return {first: known[first] for first, (_, known) in words().items() if first in known}


@cache
def units() -> frozenset[str]:
    """Units that may stand behind a number."""
    return frozenset(_table()["units"].split())


@cache
def measures() -> frozenset[str]:
    """Units of size: what is measured in them is not counted."""
    return frozenset(_table()["measures"].split())


@cache
def units_by_first() -> dict[str, tuple[str, ...]]:
    """Units by their first character, longest first."""
    table: dict[str, list[str]] = defaultdict(list)
    for unit in units():
        table[unit[0]].append(unit)
    return {first: tuple(sorted(known, key=lambda unit: (-len(unit), unit))) for first, known in table.items()}


@cache
def departures() -> tuple[str, ...]:
    """Words for a departure on either side: 偏差, 波动."""
    either = (entry["words"] for entry in _table()["words"] if entry["kind"] == "dir" and entry.get("value") == "both")
    return tuple(word for words_of in either for word in words_of.split() if len(word) == 2)


def listed(name: str) -> tuple[str, ...]:
    """A list of words by its name."""
    return tuple(_table()["lists"][name].split())


def alternatives(*names: str) -> str:
    """The words of some lists as alternatives of a pattern, longer ones first."""
    return "|".join(sorted((word for name in names for word in listed(name)), key=len, reverse=True))


class Families(NamedTuple):
    """Families of words by which background is told from what counts, as patterns that find any of them."""

    denying: re.Pattern[str]
    telling: re.Pattern[str]
    doing: re.Pattern[str]
    looking: re.Pattern[str]
    sources: re.Pattern[str]


@cache
def families() -> Families:
    """``denying``: 不, 除; ``telling``: all that keeps a clause from being background; ``doing``: what may be a
    condition unless the clause speaks of ``looking`` something up; ``sources``: where it is looked up."""
    table = {name: text.split() for name, text in _table()["background"].items()}
    telling = [word for name, words in table.items() if name not in ("doing", "looking", "sources") for word in words]
    kinds = (table["denying"], telling, table["doing"], table["looking"], table["sources"])
    return Families(*map(_any_of, kinds))


class Mottoes(NamedTuple):
    """Words of clauses that say nothing about the score, as patterns (see :mod:`perfxl.scoring.prose.mottoes`).

    ``led`` (behind a mark), ``sourced``, ``looked``: what a text without any of them does not have, and by which
    ``signs`` (see :mod:`perfxl.scoring.prose.signs`) they may be told, ``again`` by those of ``twice``; ``exhorting``:
    what a motto begins with; ``stating``: those that say how things are to be; ``telling``: what is no motto any more;
    ``states``: what may be a condition behind ``stating``; ``prohibited``: what is not to happen; ``source``,
    ``inspection``: where and by whom something is found; ``scope``: where it is counted.
    """

    signs: frozenset[str]
    twice: frozenset[str]
    led: re.Pattern[str]
    again: re.Pattern[str]
    sourced: re.Pattern[str]
    looked: re.Pattern[str]
    exhorting: re.Pattern[str]
    stating: re.Pattern[str]
    telling: re.Pattern[str]
    states: re.Pattern[str]
    slogans: re.Pattern[str]
    idioms: re.Pattern[str]
    tailed: re.Pattern[str]
    principled: re.Pattern[str]
    measuring: re.Pattern[str]
    prohibited: re.Pattern[str]
    kinds_of: re.Pattern[str]
    one_by_one: re.Pattern[str]
    source: re.Pattern[str]
    of_data: re.Pattern[str]
    judged: re.Pattern[str]
    inspection: re.Pattern[str]
    scope: re.Pattern[str]
    scoped: re.Pattern[str]


@cache
def mottoes() -> Mottoes:
    """The words of ``[mottoes]``."""
    table = {
        name: "|".join(sorted(text.split(), key=len, reverse=True)) for name, text in _table()["mottoes"].items()
    }
    some = {name: f"(?:{words})" for name, words in table.items()}
    begins = rf"{some['adverbs']}*(?:{table['exhorting']}|{table['stating']})"
    centred = rf"以[^,;。:\d]{{2,12}}为{some['centres']}"
    who, noun = r"[^,;。:()的得扣分]{1,16}?", rf"[^,;。:()]{{0,10}}{some['data']}?"
    by_whom = rf"{noun}(?:由|经){who}{some['told']}(?:后?[、和并及]?(?:{who})?{some['told']})*"
    found_in = rf"{noun}{some['found_in']}[^,;。]{{2,30}}"
    settled = rf"[^,;。:()]{{0,10}}(?:以|按照?|依据|根据)[^,;。:()]{{2,24}}?{some['settled']}"
    counted = rf"(?:统一)?(?:以|按照?)[^,;。]{{1,16}}{some['counted_by']}"
    method = r"(?:按照?|采用|采取|运用)[^,;。:()]{2,14}(?:法|制)(?:测算|统计|核算|监测|测定|计算|调查)?"
    time = r"统计(?:时点|时间|周期|期间|范围)(?:为|是|:)?(?:截至|截止)?[^,;。()]{2,16}"
    drawn = rf"{noun}(?:通过|利用|依托)[^,;。:()]{{2,14}}{some['drawn']}(?:取得|获取|得出)?"
    each = "[个处起批户件项家宗座片村]"
    patterns = {
        "led": (
            rf"[,;。:\n\x01(](?:{begins}|{centred})|{some['principles']}[,;。]|[是系率]指|指的是"
        ),
        "again": rf"[一1]({each})[、]?[^,;。\d]{{2}}[一1]\1",
        "sourced": table["sourced"],
        "looked": table["looked"],
        "exhorting": rf"{centred}$|{begins}",
        "stating": f"{some['adverbs']}*{some['stating']}",
        "telling": table["telling"],
        "states": table["states"],
        "slogans": table["slogans"],
        "idioms": table["idioms"],
        "tailed": rf"(?:的|等|有关|相关|各项)*{some['tails']}$",
        "principled": rf"(?:按照?|根据|遵循|本着|坚持|坚守)(?P<what>[^,;。:\d]{{2,16}}){some['principles']}",
        "measuring": table["measuring"],
        "prohibited": rf"{some['adverbs']}*{some['prohibiting']}(?:发生|出现|产生)?(?P<what>[^,;。:]{{2,20}})",
        "kinds_of": table["kinds_of"],
        "one_by_one": (
            rf"([\u4e00-\u9fff]{{2}})[一1]({each})[、]?"
            r"(?!得分|扣分|计分|加分|减分)([\u4e00-\u9fff]{2})[一1]\2"
        ),
        "source": f"{by_whom}|{found_in}|{settled}|{counted}|{method}|{time}|{drawn}",
        "of_data": table["of_data"],
        "judged": table["judged"],
        "inspection": rf"{some['inspected']}?{some['inspectors']}*{some['inspections']}(?:核实|发现|确认|统计)?",
        "scope": rf"(?:^|(?<=[,;。:\n\x01(]))在?{some['scopes']}(?:范围)?内?(?=[\u4e00-\u9fff])",
        "scoped": table["scoped"],
    }
    kinds = ("exhorting", "stating", "centres", "principles", "sourced", "looked")
    signs = frozenset(sign for kind in kinds for word in _table()["mottoes"][kind].split() for sign in _leading(word))
    return Mottoes(
        signs=signs.union(("是指", "系指", "率指", "指的")),
        twice=frozenset(before + char for before in "一1" for char in each[1:-1]),
        **{name: re.compile(pattern) for name, pattern in patterns.items()},
    )


_GROUP = re.compile(r"\((?:\?:)?(?P<some>[^()]*)\)|\[(?P<any>[^\[\]]+)\]")
# What stands in front of words that need not be there: 为(?:统计)?单[位元] begins with 单 as well.
_NEED_NOT = re.compile(r"^[^(\[]\(\?:[^()]*\)\?")


def _leading(word: str) -> list[str]:
    """What every match of a word that is a pattern holds: 确保 of 确保, 检查 or 抽查 of [检抽]查."""
    word = _NEED_NOT.sub("", word)
    found = _GROUP.match(word)
    if found is None:
        plain = re.split(r"[\[(]", word, maxsplit=1)[0]
        return [plain.split("?")[0][:-1] if "?" in plain else plain]
    if found["some"] is not None:
        return [sign for part in found["some"].split("|") for sign in _leading(part)]
    if any(mark in found["any"] for mark in ",;。"):
        return _leading(word[found.end() :])
    return [char + word[found.end() : found.end() + 1].strip("(") for char in found["any"]]


def _any_of(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)))


# Characters that shade a number or turn a verb round, and what 未 is mistaken for.
_SHADES = frozenset("非除免却丕木末近逾越仅剩余只约将临抵破退撤弃废拒砍丢失")


@cache
def fragments() -> frozenset[str]:
    """Characters of words that compare, count, give or take: alone they are what remains of such a word."""
    kinds = ("cmp", "suffix", "dir", "take", "none", "rest", "each", "before", "after", "range", "nodeduct", "between")
    words_of = (entry["words"] for entry in _table()["words"] if entry["kind"] in kinds)
    return frozenset(char for text in words_of for word in text.split() for char in word) | _SHADES
