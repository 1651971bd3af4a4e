"""Sentences about a rule from one source: as text from the values of a block, and as a workbook formula.

A source is a file of ``templates/wording/``. Two pens write it: one text from the values of a block, the other
a formula over its cells; whatever the source says becomes the same characters under both. How a source is
written stands at the top of ``standard.toml``.
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
from perfxl.block import DIRECTIONS, KEYS, PARTIALS, REVERSALS, RUNGS, SIGNS, STEP_UNITS, Block, Parameter
from perfxl.numbers import HUNDRED, ZERO
from perfxl.resources import templates_dir

_PIECE = re.compile(r"(\{[^{}]+\})")
_ATOM = re.compile(r"(!?)(\w+)(?:([=<>?])(.+))?")
_OF_TARGET = "目标值的%"
_OF_RUNG = ("sign", "bound", "score")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_WORDS = {
    "sign": SIGNS,
    "direction": DIRECTIONS,
    "step_unit": STEP_UNITS,
    "partial": PARTIALS,
    "reverse": REVERSALS,
}
Clause = tuple[str, str]
Choice = tuple[list[str], Callable[[], str]]


@dataclass(frozen=True, slots=True)
class Group:
    """Kinds that say the same parts."""

    kinds: tuple[str, ...]
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A parsed file: groups of kinds, the clauses of each part, and from which rung one is repeated."""

    groups: tuple[Group, ...]
    parts: Mapping[str, tuple[Clause, ...]]
    first_rung: Mapping[str, int]


@cache
def source(name: str) -> Source:
    """The source ``templates/wording/<name>.toml``."""
    path = templates_dir() / "wording" / f"{name}.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    repeated = {part: entry["says"] for part, entry in table.get("each", {}).items()}
    return Source(
        tuple(Group(tuple(group["kinds"]), tuple(group["says"])) for group in table["groups"].values()),
        {part: tuple(map(tuple, clauses)) for part, clauses in (table["parts"] | repeated).items()},
        {part: entry["from"] for part, entry in table.get("each", {}).items()},
    )


class Pen(ABC):
    """Writes the parts of a source; what a piece becomes, and who decides a condition, is the pen's."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def group(self, group: Group) -> str:
        return self.join([self.said(part) for part in group.says])

    def said(self, name: str) -> str:
        """A part, once for every rung where it is one of those."""
        first = self.source.first_rung.get(name)
        rungs: Iterable[int] = (0,) if first is None else range(first, RUNGS + 1)
        return self.join([self.part(name, rung) for rung in rungs])

    def part(self, name: str, rung: int = 0) -> str:
        def say(text: str) -> Callable[[], str]:
            return lambda: self.join([self.piece(piece, rung) for piece in _PIECE.split(text) if piece])

        choices = [
            ([_in_rung(atom, rung) for atom in condition.split()], say(text))
            for condition, text in self.source.parts[name]
        ]
        return self.choose(choices)

    def piece(self, piece: str, rung: int) -> str:
        if not piece.startswith("{"):
            return self.literal(piece)
        name, _, look = piece[1:-1].partition(":")
        if name == "#":
            return self.literal(str(rung))
        if name.startswith("@"):
            return self.part(name[1:], rung) if rung else self.said(name[1:])
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
    """``sign`` of the third rung is ``sign3``; so is it in ``!sign`` and ``sign?sign``."""
    match = re.match(r"!?(\w+)", name)
    if not rung or match is None or match[1] not in _OF_RUNG:
        return name
    return f"{name[: match.end()]}{rung}{name[match.end() :]}"


class Text(Pen):
    """Writes text from the values of a block. *sense* is that of its rule, where it has one."""

    def __init__(self, source: Source, block: Block, sense: int | None, unit: str, dated: bool) -> None:
        super().__init__(source)
        self.values: dict[str, Parameter] = dict(zip(KEYS, block.values(), strict=True))
        self.values |= {"unit": unit, "spent": _steps_of(block, block.floor), "earned": _steps_of(block, ZERO)}
        self.named = {"dated": dated, "up": sense == 1, "down": sense == -1, "both": sense == 0}
        self.named["cut"] = _cut(block, self.values["spent"], sense)
        self.unit = unit
        self.dated = dated

    def kind(self) -> str:
        """The part for the block's kind; empty where the source has none."""
        kind = self.values["kind"] or ""
        return next((self.group(group) for group in self.source.groups if kind in group.kinds), "")

    def literal(self, text: str) -> str:
        return text

    def plain(self, key: str) -> str:
        value = self.values[key]
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
        denied, key, sign, right = _atom(atom)
        return self._is(key, sign, right) is not denied

    def _is(self, key: str, sign: str, right: str) -> bool:
        if key in self.named:
            return self.named[key]
        value = self.values[key]
        if not sign:
            return value not in (None, "")
        if sign == "?":
            return self._good(value, right)
        if not _is_number(right):
            return value in right.split("|")
        left, other = _decimal(value), _decimal(self.values[right] if right in KEYS else Decimal(right))
        return left == other if sign == "=" else left < other if sign == "<" else left > other

    def _good(self, value: Parameter, kind: str) -> bool:
        """Whether the value is what a cell must hold."""
        if kind in _WORDS:
            return value in _WORDS[kind]
        if kind == "word":
            return isinstance(value, str) and value != ""
        if not isinstance(value, Decimal):
            return False
        return kind == "number" or (value > 0 if kind == "positive" else 0 <= value <= _decimal(self.values["points"]))


def _steps_of(block: Block, floor: Parameter) -> Decimal | None:
    """Whole steps that use up the points above *floor*, as an amount."""
    points, step, deduction = block.points, block.step, block.deduction
    amounts = (points, step, deduction)
    if not all(isinstance(amount, Decimal) for amount in amounts) or _decimal(deduction) <= 0:
        return None
    steps = numbers.ceiling(numbers.divide(_decimal(points) - _decimal(floor), _decimal(deduction)))
    return numbers.steady(numbers.multiply(steps, _decimal(step)))


def _cut(block: Block, spent: Parameter, sense: int | None) -> bool:
    """Whether a value beyond the threshold, where nothing is left, comes before the deductions end."""
    target, threshold = block.target, block.threshold
    if not (isinstance(spent, Decimal) and isinstance(target, Decimal) and isinstance(threshold, Decimal)):
        return False
    if block.step_unit == _OF_TARGET:
        spent = numbers.divide(numbers.multiply(spent, abs(target)), HUNDRED)
    return numbers.steady(spent - (target - threshold if sense == 1 else threshold - target)) > 0


class Formula(Pen):
    """Writes a formula over the cells of a block. Every piece is an expression.

    *cells* maps block keys to references or expressions, and ``sense`` to a cell with that formula where there
    is one. *unit* is the expression of the unit's text, *is_date* one that is 1 when the target is a deadline.
    """

    def __init__(self, source: Source, cells: Mapping[str, str], unit: str, is_date: str) -> None:
        super().__init__(source)
        self.cells = {**cells, "unit": unit}
        for name, floor in (("spent", f"-N({cells['floor']})"), ("earned", "")):
            points = f"({cells['points']}{floor})" if floor else cells["points"]
            self.cells[name] = f"ROUND(-INT(-ROUND({points}/{cells['deduction']},9))*{cells['step']},9)"
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
                "up": f'IF({equal},AND({target}<>0,NOT({less}),NOT({both})),{_exactly(comparator, ("≥", ">"))})',
                "down": f'IF({equal},OR({less},AND({target}=0,NOT({both}))),{_exactly(comparator, ("≤", "<"))})',
            }
        threshold = cells["threshold"]
        spent = f'{self.cells["spent"]}*IF(EXACT({cells["step_unit"]},"{_OF_TARGET}"),ABS({target})/100,1)'
        left = f"IF({self.named['up']},1,-1)*({target}-N({threshold}))"
        self.named["cut"] = f'AND({threshold}<>"",ROUND({spent}-{left},9)>0)'

    def kind(self) -> str:
        """The expression for every kind of the source; empty text for another one."""
        text = '""'
        for group in reversed(self.source.groups):
            text = f"IF({_exactly(self.cells['kind'], group.kinds)},{self.group(group)},{text})"
        return text

    def literal(self, text: str) -> str:
        return '"' + text.replace('"', '""') + '"'

    def plain(self, key: str) -> str:
        return self.cells[key]

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
        for piece in pieces:
            if piece in ("", '""'):
                continue
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
        denied, key, sign, right = _atom(atom)
        if denied and not sign and key not in self.named:
            return f'{self.cells[key]}=""'
        test = self._is(key, sign, right)
        return f"NOT({test})" if denied else test

    def _is(self, key: str, sign: str, right: str) -> str:
        if key in self.named:
            return self.named[key]
        cell = self.cells[key]
        if not sign:
            return f'{cell}<>""'
        if sign == "?":
            return self._good(cell, right)
        if not _is_number(right):
            return _exactly(cell, right.split("|")) if cell else "FALSE"
        # N() because an optional cell may be empty text, which is greater than any number.
        return f"N({cell}){sign}{self.cells[right] if right in KEYS else right}"

    def _good(self, cell: str, kind: str) -> str:
        if kind == "sign":
            return f'AND(LEN({cell})=1,ISNUMBER(FIND({cell},"{"".join(SIGNS)}")))'
        if kind in _WORDS:
            return _exactly(cell, _WORDS[kind])
        if kind == "word":
            return f'AND(ISTEXT({cell}),{cell}<>"")'
        if kind == "number":
            return f"ISNUMBER({cell})"
        bounds = f"{cell}>0" if kind == "positive" else f"AND({cell}>=0,{cell}<={self.cells['points']})"
        return f"IF(ISNUMBER({cell}),{bounds},FALSE)"


def _exactly(cell: str, words: Iterable[str]) -> str:
    tests = [f'EXACT({cell},"{word}")' for word in words]
    return tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"


def _atom(atom: str) -> tuple[bool, str, str, str]:
    match = _ATOM.fullmatch(atom)
    assert match is not None, atom
    return match[1] == "!", match[2], match[3] or "", match[4] or ""


def _is_number(right: str) -> bool:
    return right in KEYS or _NUMBER.fullmatch(right) is not None


def _decimal(value: Parameter) -> Decimal:
    return value if isinstance(value, Decimal) else ZERO
