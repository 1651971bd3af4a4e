"""The standard wording of a rule: official prose, and the workbook formula that builds the same prose.

Both are written from one source, ``templates/wording/standard.toml``, by two pens: one writes text from the
values of a block, the other a formula over its cells. The wording names every parameter that counts, so it
stands alone beside its indicator and reads back into the same rule.
"""

from __future__ import annotations

import re
import tomllib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from perfxl import dates, numbers
from perfxl.block import KEYS, RUNGS, Block, Parameter
from perfxl.resources import templates_dir
from perfxl.scoring.formula import LONGEST_FORMULA, completeness_of
from perfxl.scoring.outcome import Reason
from perfxl.scoring.rules import Rule, rule_of

_PIECE = re.compile(r"(\{[^{}]+\})")
_ATOM = re.compile(r"(\w+)(?:([=<>])(.+))?")
_OF_RUNG = ("sign", "bound", "score")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")

Clause = tuple[str, str]
Choice = tuple[list[str], Callable[[], str]]


def wording(rule: Rule, unit: str = "", dated: bool = False) -> str:
    """The official prose of a rule. *dated*: its target is a deadline, so day numbers are written as dates."""
    pen = _Text(rule, unit, dated)
    return next(pen.group(group) for group in _source().groups if rule.kind in group.kinds)


def wording_of(block: Block, unit: str = "", dated: bool = False) -> str:
    """The prose of a block's rule, or ``""`` when the block describes none."""
    rule = rule_of(block)
    return "" if isinstance(rule, Reason) else wording(rule, unit, dated)


def wording_formula(cells: Mapping[str, str], *, unit: str = "", is_date: str = "") -> str:
    """The formula of the prose: *cells* maps block keys to references or expressions.

    *unit* is the expression of the unit's text, *is_date* one that is 1 when the target is a deadline. Two
    more keys may refer to cells with the row formulas of the same block and make the formula shorter:
    ``complete`` (:func:`perfxl.scoring.formula.completeness_of`), else it is worked out here, and ``sense``.

    :raises ValueError: it comes out longer than Excel takes; give it a cell with ``complete``.
    """
    pen = _Formula(cells, unit, is_date)
    text = '""'
    for group in reversed(_source().groups):
        text = f"IF({_exactly(cells['kind'], '|'.join(group.kinds))},{pen.group(group)},{text})"
    complete = cells.get("complete") or completeness_of(cells).removeprefix("=")
    formula = f'=IF({complete}=1,{text},"")'
    if len(formula) > LONGEST_FORMULA:
        raise ValueError(
            f"the wording formula has {len(formula)} characters, Excel takes {LONGEST_FORMULA}: "
            "put completeness_of(cells) into a cell of its own and pass it as 'complete'"
        )
    return formula


@dataclass(frozen=True, slots=True)
class _Group:
    """Kinds that say the same parts."""

    kinds: tuple[str, ...]
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Source:
    """The parsed template: groups of kinds, the clauses of each part, and from which rung one is repeated."""

    groups: tuple[_Group, ...]
    parts: Mapping[str, tuple[Clause, ...]]
    first_rung: Mapping[str, int]


@cache
def _source() -> _Source:
    path = templates_dir() / "wording" / "standard.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    repeated = {name: entry["says"] for name, entry in table["each"].items()}
    return _Source(
        tuple(_Group(tuple(group["kinds"]), tuple(group["says"])) for group in table["groups"].values()),
        {name: tuple(map(tuple, part)) for name, part in (table["parts"] | repeated).items()},
        {name: entry["from"] for name, entry in table["each"].items()},
    )


class _Pen(ABC):
    """Writes the parts of a group; what a piece becomes, and who decides a condition, is the pen's."""

    def group(self, group: _Group) -> str:
        written = []
        for part in group.says:
            first = _source().first_rung.get(part)
            rungs: Iterable[int] = (0,) if first is None else range(first, RUNGS + 1)
            written += [self.part(part, rung) for rung in rungs]
        return self.join(written)

    def part(self, name: str, rung: int = 0) -> str:
        def say(text: str) -> Callable[[], str]:
            return lambda: self.join([self.piece(piece, rung) for piece in _PIECE.split(text) if piece])

        choices = [
            ([_in_rung(atom, rung) for atom in condition.split()], say(text))
            for condition, text in _source().parts[name]
        ]
        return self.choose(choices)

    def piece(self, piece: str, rung: int) -> str:
        if not piece.startswith("{"):
            return self.literal(piece)
        name, _, look = piece[1:-1].partition(":")
        if name.startswith("@"):
            return self.part(name[1:], rung)
        key = _in_rung(name, rung)
        return self.amount(key) if look == "amount" else self.plain(key)

    @abstractmethod
    def literal(self, text: str) -> str: ...
    @abstractmethod
    def plain(self, key: str) -> str: ...
    @abstractmethod
    def amount(self, key: str) -> str: ...
    @abstractmethod
    def join(self, pieces: list[str]) -> str: ...
    @abstractmethod
    def choose(self, choices: list[Choice]) -> str: ...


def _in_rung(name: str, rung: int) -> str:
    return f"{name}{rung}" if rung and name in _OF_RUNG else name


class _Text(_Pen):
    """Writes text from the values of a rule."""

    def __init__(self, rule: Rule, unit: str, dated: bool) -> None:
        self.values = dict(zip(KEYS, rule.block().values(), strict=True))
        self.sense = getattr(rule, "sense", None)
        self.unit = unit
        self.dated = dated

    def literal(self, text: str) -> str:
        return text

    def plain(self, key: str) -> str:
        value = self.unit if key == "unit" else self.values[key]
        return numbers.plain(value) if isinstance(value, Decimal) else str(value or "")

    def amount(self, key: str) -> str:
        value = self.values[key]
        if self.dated and isinstance(value, Decimal) and dates.FIRST_SERIAL <= value < dates.LAST_SERIAL + 1:
            return dates.chinese(dates.from_serial(value))
        return self.plain(key) + self.unit

    def join(self, pieces: list[str]) -> str:
        return "".join(pieces)

    def choose(self, choices: list[Choice]) -> str:
        return next((say() for atoms, say in choices if all(map(self.holds, atoms))), "")

    def holds(self, atom: str) -> bool:
        named = {"dated": self.dated, "up": self.sense == 1, "down": self.sense == -1, "both": self.sense == 0}
        if atom in named:
            return named[atom]
        key, sign, right = _atom(atom)
        value = self.values[key]
        if not sign:
            return value not in (None, "")
        if not _is_number(right):
            return value in right.split("|")
        left, other = _decimal(value), _decimal(self.values[right] if right in KEYS else Decimal(right))
        return left == other if sign == "=" else left < other if sign == "<" else left > other


class _Formula(_Pen):
    """Writes a formula over the cells of a block. Every piece is an expression."""

    def __init__(self, cells: Mapping[str, str], unit: str, is_date: str) -> None:
        self.cells = cells
        self.unit = unit
        comparator, direction, target = cells["comparator"], cells["direction"], cells["target"]
        equal, both = f'EXACT({comparator},"＝")', f'EXACT({direction},"双向")'
        less = f'EXACT({direction},"反向")'
        self.named = {"dated": f"{is_date}=1" if is_date else "FALSE"}
        if sense := cells.get("sense"):
            self.named |= {"up": f"{sense}=1", "down": f"{sense}=-1", "both": f"{sense}=0"}
        else:
            self.named |= {
                "both": f"AND({equal},{both})",
                "up": f'IF({equal},AND({target}<>0,NOT({less}),NOT({both})),{_exactly(comparator, "≥|>")})',
                "down": f'IF({equal},OR({less},AND({target}=0,NOT({both}))),{_exactly(comparator, "≤|<")})',
            }

    def literal(self, text: str) -> str:
        return '"' + text.replace('"', '""') + '"'

    def plain(self, key: str) -> str:
        return self.unit if key == "unit" else self.cells[key]

    def amount(self, key: str) -> str:
        cell = self.cells[key]
        number = self.join([cell, self.unit])
        if self.named["dated"] == "FALSE":
            return number
        day = f'YEAR({cell})&"年"&MONTH({cell})&"月"&DAY({cell})&"日"'
        within = f"{cell}>={dates.FIRST_SERIAL},{cell}<{dates.LAST_SERIAL + 1}"
        return f"IF(AND({self.named['dated']},{within}),{day},{number})"

    def join(self, pieces: list[str]) -> str:
        joined = ""
        for piece in filter(None, pieces):
            if joined.endswith('"') and piece.startswith('"'):
                joined = joined[:-1] + piece[1:]
            else:
                joined = f"{joined}&{piece}" if joined else piece
        return joined or '""'

    def choose(self, choices: list[Choice]) -> str:
        text = '""'
        for atoms, say in reversed(choices):
            conditions = [self.condition(atom) for atom in atoms]
            if "FALSE" in conditions:
                continue
            if not conditions:
                text = say()
            else:
                test = conditions[0] if len(conditions) == 1 else f"AND({','.join(conditions)})"
                text = f"IF({test},{say()},{text})"
        return text

    def condition(self, atom: str) -> str:
        if atom in self.named:
            return self.named[atom]
        key, sign, right = _atom(atom)
        cell = self.cells[key]
        if not sign:
            return f'{cell}<>""'
        if not _is_number(right):
            return _exactly(cell, right)
        # N() because an optional cell may be empty text, which is greater than any number.
        return f"N({cell}){sign}{self.cells[right] if right in KEYS else right}"


def _exactly(cell: str, words: str) -> str:
    tests = [f'EXACT({cell},"{word}")' for word in words.split("|")]
    return tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"


def _atom(atom: str) -> tuple[str, str, str]:
    match = _ATOM.fullmatch(atom)
    assert match is not None, atom
    return match[1], match[2] or "", match[3] or ""


def _is_number(right: str) -> bool:
    return right in KEYS or _NUMBER.fullmatch(right) is not None


def _decimal(value: Parameter) -> Decimal:
    return value if isinstance(value, Decimal) else numbers.ZERO
