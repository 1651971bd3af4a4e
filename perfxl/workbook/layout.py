"""Where everything stands in our own workbook: derived from the form, shared by writer, reader and live checks.

Formulas of one sheet reach another only through ``INDEX`` over ranges whose first and last rows are locked
(the header above, a thin separator below): a direct reference breaks when a clerk cuts and pastes. Indicator
rows carry a key (设置行) to the right of the printed area; settings and self-evaluation find their indicator
by it, so rows may be sorted or moved on the goal sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from openpyxl.utils import get_column_letter

from perfxl.block import KEYS
from perfxl.form import Form
from perfxl.scoring.formula import OUTPUTS


@dataclass(frozen=True, slots=True)
class TableArea:
    """A table on a sheet: header row, first and last data row, locked separator row, column letters by key."""

    sheet: str
    header: int
    first: int
    last: int
    letters: dict[str, str]

    @property
    def separator(self) -> int:
        return self.last + 1

    @property
    def quoted(self) -> str:
        """The sheet's name as formulas write it."""
        return "'" + self.sheet.replace("'", "''") + "'"

    def cell(self, key: str, row: int) -> str:
        """``E9``: the cell of a column in a row."""
        return f"{self.letters[key]}{row}"

    def column(self, key: str) -> str:
        """The absolute range of a column from its header to its separator: ``'绩效目标表'!$E$6:$E$67``.

        The n-th data row is item n+1.
        """
        letter = self.letters[key]
        return f"{self.quoted}!${letter}${self.header}:${letter}${self.separator}"

    def item(self, key: str, position: str) -> str:
        """``INDEX(column, position)``; *position* counts from the header, so the n-th data row is n+1."""
        return f"INDEX({self.column(key)},{position})"

    def own_item(self, key: str, position: str) -> str:
        """:meth:`item` for formulas of this very sheet: an input that is cut and pasted takes no formula along."""
        letter = self.letters[key]
        return f"INDEX(${letter}${self.header}:${letter}${self.separator},{position})"

    def rows(self) -> range:
        return range(self.first, self.last + 1)


# Fields of the head of the goal sheet and its foot: (label cell, input cell), merged to the right.
HEAD = {"year": "A2", "department": "B3", "duties": "B4", "goals": "B5"}
HEAD_LABELS = {"department": "A3", "duties": "A4", "goals": "A5"}
TITLE = "A1"
LAST_PRINTED = "J"
# Live totals, right of the printed area.
POINTS_TOTAL_CELL = "L2"
POINTS_GAP_CELL = "L3"

# The money block of the self-evaluation: rows, and the columns of the three amounts.
MONEY_HEADER = 4
MONEY_ROWS = {"total": 5, "grant": 6, "carried": 7, "other": 8}
MONEY_LABELS = {"total": "年度资金总额", "grant": "其中：当年财政拨款", "carried": "上年结转资金", "other": "其他资金"}
MONEY_COLUMNS = {"initial": "E", "budget": "F", "spent": "G", "points": "H", "rate": "I", "score": "J"}
TOTAL_CELL = "F9"
RATING_CELL = "I9"

# More indicators than that are rare.
OPEN_ROWS = 40
# Points of height an empty row begins with: it grows as text is typed.
SPARE_HEIGHT = 17.0

# Metadata (very hidden): key in column A, value in column B.
METADATA_KEYS = ("product", "version", "profile", "year", "department", "fingerprint")


@dataclass(frozen=True, slots=True)
class Layout:
    """The places of one form's workbook."""

    form: Form
    goals: TableArea
    settings: TableArea
    evaluation: TableArea
    foot: dict[str, tuple[str, str]]

    @property
    def capacity(self) -> int:
        return self.form.capacity

    @property
    def open_rows(self) -> int:
        """Rows that a blank template shows; the others are folded away, so that they cost no paper."""
        return min(self.capacity, OPEN_ROWS)


# What stands left of the settings themselves on 计分设置 (pulled), and right of them (computed).
SETTINGS_SHOWN = ("key", "position", "name", "comparator_shown", "target_shown", "unit_shown", "points", "kind")
# The block's own keys that a clerk sets here. Points and kind stand on the goal sheet, actual on the evaluation.
SETTINGS_INPUTS = tuple(key for key in KEYS if key not in {"points", "kind", "target", "actual"})
SETTINGS_COMPUTED = (
    "explanation",
    "wording",
    "canonical",
    "date_text",
    "date_year",
    "date_month",
    "date_day",
    "is_date",
    "target",
    "effective",
    "effective_direction",
    "effective_step_unit",
    "effective_partial",
    "effective_reverse",
    "complete",
    "missing",
)
EVALUATION_SHOWN = (
    "key",
    "level1",
    "level2",
    "name",
    "target_shown",
    "actual",
    "points",
    "score",
    "cause",
    "evidence",
    "manual",
    "scorer",
    "manual_reason",
)


# What is worked out from the typed value before it enters the block: the line's place on the goal sheet, what
# kind of value is expected, and the value as a date where one is expected.
EVALUATION_COMPUTED = (
    "position",
    "expects",
    "actual_text",
    "actual_year",
    "actual_month",
    "actual_day",
    "actual_date",
)


def _letters(keys: tuple[str, ...], first: int = 1) -> dict[str, str]:
    return {key: get_column_letter(first + offset) for offset, key in enumerate(keys)}


@lru_cache(maxsize=16)
def _layout(name: str, capacity: int, sheets: tuple[str, str, str], columns: tuple[str, ...]) -> tuple[TableArea, ...]:
    goals_sheet, settings_sheet, evaluation_sheet = sheets
    goals = TableArea(goals_sheet, 6, 7, 6 + capacity, _letters(columns, 2))
    settings_keys = (*SETTINGS_SHOWN, *SETTINGS_INPUTS, *SETTINGS_COMPUTED)
    settings = TableArea(settings_sheet, 4, 5, 4 + capacity, _letters(settings_keys))
    block = tuple(f"block_{key}" for key in (*KEYS, *(key for key, _ in OUTPUTS)))
    evaluation_keys = (*EVALUATION_SHOWN, "gap_column", *EVALUATION_COMPUTED, *block)
    evaluation = TableArea(evaluation_sheet, 11, 12, 11 + capacity, _letters(evaluation_keys))
    return goals, settings, evaluation


def layout_of(form: Form) -> Layout:
    """The layout of a form's workbook."""
    names = (form.sheets.goals, form.sheets.settings, form.sheets.evaluation)
    columns = tuple(column.key for column in form.columns)
    goals, settings, evaluation = _layout(form.name, form.capacity, names, columns)
    row = goals.separator + 1
    foot = {}
    for offset, entry in enumerate(form.foot):
        line = row + offset // 2
        foot[entry.key] = (f"A{line}", f"C{line}") if offset % 2 == 0 else (f"F{line}", f"H{line}")
    return Layout(form, goals, settings, evaluation, foot)
