"""The row formula: the workbook face of every rule, from one Jinja2 template.

Five short formulas read the rule block of their own row and nothing else: whether the parameters are
complete, direction, met, gap, score. The same text stands in the self-evaluation sheet of the template and
in the recalculation workbook. Portable: no arrays, no names, no function newer than Excel 2007, ``EXACT``
for every comparison of words (collations call some signs equal).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from jinja2.environment import TemplateModule

from perfxl.block import DIRECTIONS, KEYS, PARTIALS, REVERSALS, RUNGS, SIGNS, STEP_UNITS, column_letters
from perfxl.templating import environment

# Key and header of the formula columns, right of the block. An empty score means: not scored.
OUTPUTS: tuple[tuple[str, str], ...] = (
    ("complete", "参数齐全"),
    ("sense", "方向判定"),
    ("met", "达标"),
    ("gap", "差距"),
    ("score", "得分"),
)

# Excel's own limit; the rendered formulas stay far below it.
LONGEST_FORMULA = 8192

_BLANKS = re.compile(r"\s*\n\s*|(?<=[,(]) +")


def block_letters(first_column: int = 1) -> dict[str, str]:
    """The column letters of a block and its five formulas that begin in *first_column* (1 is A)."""
    keys = (*KEYS, *(key for key, _ in OUTPUTS))
    return {key: column_letters(first_column + offset) for offset, key in enumerate(keys)}


def row_formulas(row: int, first_column: int = 1) -> dict[str, str]:
    """The five formulas (by key of :data:`OUTPUTS`) of *row* for a block beginning in *first_column*."""
    letters = block_letters(first_column)
    return {key: text.replace("\u0001", str(row)) for key, text in _patterns(tuple(letters.items())).items()}


def formulas_of(cells: Mapping[str, str]) -> dict[str, str]:
    """The five formulas over any cells: *cells* maps every block and output key to a reference."""
    return dict(_patterns(tuple((key, ref.removesuffix("\u0001")) for key, ref in cells.items()), suffix=""))


def completeness_of(cells: Mapping[str, str]) -> str:
    """The first formula alone, 1 when the parameters describe a rule: *cells* maps the block keys but actual."""
    return _render(_module(cells), "complete")


@lru_cache(maxsize=8)
def _patterns(letters: tuple[tuple[str, str], ...], suffix: str = "\u0001") -> dict[str, str]:
    module = _module({key: letter + suffix for key, letter in letters})
    return {key: _render(module, key) for key, _ in OUTPUTS}


def _module(cells: Mapping[str, str]) -> TemplateModule:
    named: dict[str, object] = dict(cells)
    for family in ("sign", "bound", "score"):
        # c.score is both the output cell and, indexed, the scores of the rungs: only the latter is read.
        named[family] = {i: cells[f"{family}{i}"] for i in range(1, RUNGS + 1)}
    return environment().get_template("formulas/row.j2").make_module(
        {
            "c": named,
            "signs": SIGNS,
            "directions": DIRECTIONS,
            "step_units": STEP_UNITS,
            "partials": PARTIALS,
            "reversals": REVERSALS,
            "rungs": range(1, RUNGS + 1),
        }
    )


def _render(module: TemplateModule, key: str) -> str:
    text = "=" + _BLANKS.sub("", str(getattr(module, key)()).strip())
    if len(text) > LONGEST_FORMULA:
        raise ValueError(f"formula {key} has {len(text)} characters; Excel takes {LONGEST_FORMULA}")
    return text
