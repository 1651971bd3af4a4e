"""The rule block: the parameters of one indicator's rule as one row of cells.

The same 29 columns stand in the self-evaluation sheet, on 计分设置 (less target and actual) and in the
recalculation workbook. A rule is read from a block (:func:`perfxl.scoring.rules.rule_of`) and written
back to one; the row formula reads nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from msgspec import Struct

from perfxl import numbers

Parameter = Decimal | str | None

SIGNS = ("≥", ">", "≤", "<", "＝")
DIRECTIONS = ("正向", "反向", "双向")
STEP_UNITS = ("个百分点", "目标值的%", "计量单位", "天")
PARTIALS = ("舍去", "计一档", "按比例")
REVERSALS = ("目标/实际", "差额比例")
RUNGS = 5
_PLAIN = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the block: its key, the Chinese header and what belongs into it."""

    key: str
    header: str
    help: str


COLUMNS: tuple[Column, ...] = (
    Column("points", "分值", "满分"),
    Column("kind", "方式", "计分方式"),
    Column("comparator", "有效比较符", "计分时所用的比较符"),
    Column("target", "目标", "目标值；期限为日期"),
    Column("actual", "实际", "实际完成值：数字、日期或等级词"),
    Column("direction", "方向", "只用于 ＝：正向（越大越好）、反向（越小越好）、双向（偏离即扣）"),
    Column("step", "幅度/基数", "逐档扣分、逐件计分：一档是多少；按比例：以此代替目标作分母"),
    Column("step_unit", "幅度单位", "个百分点、目标值的%、计量单位、天"),
    Column("deduction", "每档扣分", "每一档扣（逐件：得）多少分"),
    Column("partial", "不足一档", "舍去、计一档、按比例"),
    Column("floor", "保底/未达标分", "最低得分；达标得分方式下为未达标时的得分"),
    Column("threshold", "门槛", "低于（反向为高于）门槛得 0 分，保底也不算"),
    Column("reverse", "反向算法", "目标/实际，或差额比例 1-(实际-目标)/目标"),
    *(Column(f"sign{i}", f"符号{i}", "分段：≥ > ≤ < ＝") for i in range(1, RUNGS + 1)),
    *(Column(f"bound{i}", f"界{i}", "分段、插值：界；等级：等级词") for i in range(1, RUNGS + 1)),
    *(Column(f"score{i}", f"分{i}", "落在本段、本等级的得分") for i in range(1, RUNGS + 1)),
    Column("rest", "其余得分", "各段都不符合时的得分"),
)

KEYS: tuple[str, ...] = tuple(column.key for column in COLUMNS)
HEADERS: tuple[str, ...] = tuple(column.header for column in COLUMNS)


class Rung(Struct, frozen=True):
    """One (符号, 界, 分) of bands, levels or interpolation nodes; ``None`` where the cell is empty."""

    sign: str | None = None
    bound: Parameter = None
    score: Parameter = None

    @property
    def empty(self) -> bool:
        return self.sign is None and self.bound is None and self.score is None


_NO_RUNGS = (Rung(),) * RUNGS


class Block(Struct, frozen=True, kw_only=True):
    """One rule block. Numbers are decimals, dates are day numbers, everything else is text; empty is ``None``."""

    points: Parameter = None
    kind: str | None = None
    comparator: str | None = None
    target: Parameter = None
    actual: Parameter = None
    direction: str | None = None
    step: Parameter = None
    step_unit: str | None = None
    deduction: Parameter = None
    partial: str | None = None
    floor: Parameter = None
    threshold: Parameter = None
    reverse: str | None = None
    rungs: tuple[Rung, ...] = ()
    rest: Parameter = None

    def values(self) -> tuple[Parameter, ...]:
        """The block as its 29 cells, in the order of :data:`COLUMNS`."""
        rungs = (*self.rungs, *_NO_RUNGS[len(self.rungs) :])
        return (
            self.points,
            self.kind,
            self.comparator,
            self.target,
            self.actual,
            self.direction,
            self.step,
            self.step_unit,
            self.deduction,
            self.partial,
            self.floor,
            self.threshold,
            self.reverse,
            *(rung.sign for rung in rungs),
            *(rung.bound for rung in rungs),
            *(rung.score for rung in rungs),
            self.rest,
        )

    def texts(self) -> dict[str, str]:
        """The filled cells by column key, numbers as exact texts: for keeping; :meth:`from_texts` reads them.

        A text that looks like a number is marked the way spreadsheets do it, by an apostrophe in front.
        """
        return {
            key: numbers.plain(value) if isinstance(value, Decimal) else _marked(value)
            for key, value in zip(KEYS, self.values(), strict=True)
            if value is not None
        }

    @classmethod
    def from_texts(cls, texts: Mapping[str, str]) -> Block:
        """The block :meth:`texts` was taken of."""
        return cls.from_values(
            {key: Decimal(text) if _PLAIN.fullmatch(text) else text.removeprefix("'") for key, text in texts.items()}
        )

    @classmethod
    def from_values(cls, values: Mapping[str, Parameter]) -> Block:
        """A block from its cells by column key; missing keys are empty cells."""
        plain = {
            key: values.get(key)
            for key in KEYS
            if not key.startswith(("sign", "bound", "score"))
        }
        rungs = tuple(
            Rung(_word(values.get(f"sign{i}")), values.get(f"bound{i}"), values.get(f"score{i}"))
            for i in range(1, RUNGS + 1)
        )
        while rungs and rungs[-1].empty:
            rungs = rungs[:-1]
        return cls(**plain, rungs=rungs)  # type: ignore[arg-type]


def _word(value: Parameter) -> str | None:
    return None if value is None else str(value)


def _marked(text: str) -> str:
    return f"'{text}" if text.startswith("'") or _PLAIN.fullmatch(text) else text


def column_letters(column: int) -> str:
    """``A`` for 1, ``AA`` for 27: the letters of a column's number."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
