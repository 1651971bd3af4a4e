"""Where what stands in a sheet that was read stands in the copy made of it."""

from __future__ import annotations

from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.workbook.workbook import Workbook

from perfxl.checks.case import LABELS
from perfxl.findings import Finding
from perfxl.model import GoalSheet, Source
from perfxl.workbook.fill import rows_of
from perfxl.workbook.layout import HEAD, MONEY_COLUMNS, MONEY_ROWS, POINTS_TOTAL_CELL, Layout
from perfxl.workbook.listing import Place


class Places:
    """Where what findings are about stands in the copy, and in the row of which key."""

    def __init__(self, workbook: Workbook, layout: Layout, sheet: GoalSheet) -> None:
        self._workbook, self._layout, self._own = workbook, layout, sheet.layout == "own"
        self._moved = _moved(layout, sheet)
        self._names = {key: indicator.name for _, key, indicator in rows_of(layout, sheet)}

    def of(self, found: Finding) -> Place | None:
        """Where a finding's cell stands in the copy; without a cell, the field of the head or foot it names."""
        layout = self._layout
        if found.sheet and found.cell:
            here = (found.sheet, found.cell)
            stays = self._own or here == (layout.goals.sheet, POINTS_TOTAL_CELL)  # a total only the copy has
            return self._moved.get(here) or (here if stays and found.sheet in self._workbook.sheetnames else None)
        labels = layout.form.labels
        fields = {labels.department[0]: "department", labels.duties[0]: "duties", labels.goals[0]: "goals"}
        key = {**fields, labels.year[0]: "year"}.get(found.field)
        cells = {field.label: layout.foot[field.key][1] for field in layout.form.foot}
        cell = HEAD[key] if key else {**cells, "分值合计": POINTS_TOTAL_CELL}.get(found.field)
        if cell:
            return layout.goals.sheet, cell
        amount = next((name for name in MONEY_COLUMNS if LABELS.get(name) == found.field), None)
        return (layout.evaluation.sheet, f"{MONEY_COLUMNS[amount]}{MONEY_ROWS['total']}") if amount else None

    def name_at(self, place: Place | None) -> str:
        """The name of the indicator in whose row of the copy a cell is."""
        key = None if place is None else self.key_at(place)
        return "" if key is None else self._names.get(key, "")

    def key_of(self, found: Finding) -> int | None:
        """The key (设置行) of the indicator a finding of the original is about, in the copy."""
        place = self.of(found)
        return None if place is None else self.key_at(place)

    def key_at(self, place: Place) -> int | None:
        """The key of the indicator in whose row of the copy a cell is."""
        layout, (sheet, cell) = self._layout, place
        row: int = coordinate_to_tuple(cell)[0]
        if sheet == layout.goals.sheet:
            key = self._workbook[sheet][layout.goals.cell("key", row)].value if row in layout.goals.rows() else None
            return key if isinstance(key, int) else None
        area = next((one for one in (layout.settings, layout.evaluation) if one.sheet == sheet), None)
        return row - area.first + 1 if area is not None and row in area.rows() else None


def _moved(layout: Layout, sheet: GoalSheet) -> dict[Place, Place]:
    """Where every cell that was read stands in the copy."""
    found: dict[Place, Place] = {}

    def moved(source: Source | None, to_sheet: str, to_cell: str) -> None:
        if source is not None and source.cell:
            found[source.sheet, source.cell] = (to_sheet, to_cell)

    goals, evaluation = layout.goals, layout.evaluation
    for row, key, indicator in rows_of(layout, sheet):
        line = evaluation.first + key - 1
        for name, source in indicator.sources.items():
            if name in goals.letters:
                # Of another layout the words of a standard are there to be changed where ours has its own ones.
                typed = "own_standard" if name == "standard" and sheet.layout == "foreign" else name
                moved(source, goals.sheet, goals.cell(typed, row))
        if indicator.evaluation is not None:
            moved(indicator.evaluation.actual, evaluation.sheet, evaluation.cell("actual", line))
            for name, source in indicator.evaluation.sources.items():
                if name in evaluation.letters and name not in goals.letters:  # points are only shown there
                    moved(source, evaluation.sheet, evaluation.cell(name, line))
    for name, cell in (*HEAD.items(), *((name, cells[1]) for name, cells in layout.foot.items())):
        moved(sheet.sources.get(name), goals.sheet, cell)
    if sheet.money is not None:
        names = ("total", "grant", "carried", "other")
        for name, fund in zip(names, (sheet.money.total, *sheet.money.parts), strict=False):
            for amount, source in fund.sources.items():
                if amount in MONEY_COLUMNS:
                    moved(source, evaluation.sheet, f"{MONEY_COLUMNS[amount]}{MONEY_ROWS[name]}")
    return found
