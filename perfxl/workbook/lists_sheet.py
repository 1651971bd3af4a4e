"""The hidden sheet 字典: every list a dropdown offers, one per column, header on top."""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl.workbook.workbook import Workbook

from perfxl.block import DIRECTIONS, PARTIALS, REVERSALS, SIGNS, STEP_UNITS, column_letters
from perfxl.form import Form
from perfxl.scoring.rules import KINDS
from perfxl.workbook.styles import BOLD, write_text


@dataclass(frozen=True, slots=True)
class Lists:
    """References to the lists by name, and to one cell that is always empty."""

    ranges: dict[str, str]
    empty: str

    def __getitem__(self, name: str) -> str:
        return self.ranges[name]


def add_lists(workbook: Workbook, form: Form) -> Lists:
    """Write the lists and return where they are. Second levels are listed under their first level's name."""
    sheet = workbook.create_sheet(form.sheets.lists)
    columns: dict[str, tuple[str, ...]] = {
        "level1": tuple(form.levels),
        **{f"level2:{first}": names for first, names in form.levels.items()},
        "comparator": tuple(form.comparators),
        "unit": form.units.list,
        "kind": KINDS,
        "direction": DIRECTIONS,
        "step_unit": STEP_UNITS,
        "partial": PARTIALS,
        "reverse": REVERSALS,
        "sign": SIGNS,
    }
    ranges = {}
    quoted = "'" + form.sheets.lists + "'"
    for number, (name, words) in enumerate(columns.items(), start=1):
        letter = column_letters(number)
        write_text(sheet[f"{letter}1"], name.removeprefix("level2:"))
        sheet[f"{letter}1"].font = BOLD
        for row, word in enumerate(words, start=2):
            write_text(sheet[f"{letter}{row}"], word)
        ranges[name] = f"{quoted}!${letter}$2:${letter}${len(words) + 1}"
        sheet.column_dimensions[letter].width = 16
    sheet.sheet_state = "hidden"
    sheet.protection.sheet = True
    empty = column_letters(len(columns) + 2)
    return Lists(ranges, f"{quoted}!${empty}$1")
