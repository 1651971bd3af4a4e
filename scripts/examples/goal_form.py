"""The goal sheet of a department in the layout of its own finance bureau."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import form_style as style
from example_data import Data
from openpyxl import Workbook
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

FIELDS = ("level1", "level2", "name", "type", "target", "unit", "definition", "standard", "remark")
_WIDTHS = (5, 12, 14, 26, 11, 15, 9, 28, 46, 8)
_LETTERS = "BCDEFGHIJ"
_LEFT_FIELDS = ("name", "definition", "standard")


@dataclass(frozen=True)
class Layout:
    """What differs between the two bureaus' forms."""

    name_label: str
    duties_label: str
    goals_label: str
    standard_header: str
    year_line: Callable[[Data], str] | None
    duties_field: str
    goals_separator: str
    page_breaks: tuple[int, ...]
    merged_levels: bool

    @property
    def headers(self) -> tuple[str, ...]:
        return ("一级指标", "二级指标", "三级指标", "指标值类型", "指标值", "计量单位", "指标解释",
                self.standard_header, "备注")


LAYOUTS = {
    "county": Layout(
        name_label="部门(单位)名称",
        duties_label="部门(单位)职责",
        goals_label="年度履职\n目标",
        standard_header="评(扣)分标准",
        year_line=lambda data: f"({data['year']}) 年度",
        duties_field="duties_as_filed",
        goals_separator="\n",
        page_breaks=(0, 9),
        merged_levels=True,
    ),
    "city": Layout(
        name_label="部门单位名称",
        duties_label="部门（单位）职责",
        goals_label="年度总体目标",
        standard_header="评/扣分标准",
        year_line=None,
        duties_field="duties",
        goals_separator="",
        page_breaks=(),
        merged_levels=False,
    ),
}


def build(data: Data, layout: Layout) -> Workbook:
    """Return the goal sheet as a foreign workbook."""
    book = Workbook()
    sheet = book.active
    sheet.title = "整体绩效目标表"
    style.widths(sheet, _WIDTHS)
    header_row = _blocks(sheet, data, layout)
    last_row = _indicators(sheet, data["indicators"], layout, header_row)
    last_row = _foot(sheet, data["foot"], last_row + 1)
    style.page(sheet, f"J{last_row}", header_row, pages_high=0 if layout.page_breaks else 1)
    return book


def _blocks(sheet: Worksheet, data: Data, layout: Layout) -> int:
    """Write title, year and the three text blocks; return the row below."""
    style.put(sheet, "A1:J1", data["title"], font=style.TITLE, box=False)
    sheet.row_dimensions[1].height = 34
    row = 2
    if layout.year_line:
        style.put(sheet, "A2:J2", layout.year_line(data), font=style.FOOT, box=False)
        sheet.row_dimensions[2].height = 22
        row = 3
    blocks = (
        (layout.name_label, data["department"]),
        (layout.duties_label, data[layout.duties_field]),
        (layout.goals_label, layout.goals_separator.join(data["goals"])),
    )
    for label, text in blocks:
        style.put(sheet, f"A{row}:B{row}", label, font=style.LABEL)
        style.put(sheet, f"C{row}:J{row}", text, align=style.LEFT)
        sheet.row_dimensions[row].height = style.height_for(text, sum(_WIDTHS[2:]), least=26)
        row += 1
    return row


def _indicators(sheet: Worksheet, indicators: list[Data], layout: Layout, header_row: int) -> int:
    """Write the header and the nine columns of every indicator; return the last row."""
    for letter, header in zip(_LETTERS, layout.headers, strict=True):
        style.put(sheet, f"{letter}{header_row}", header, font=style.LABEL)
    sheet.row_dimensions[header_row].height = 32
    first_row = header_row + 1
    for row, indicator in enumerate(indicators, start=first_row):
        for letter, field in zip(_LETTERS[2:], FIELDS[2:], strict=True):
            align = style.LEFT if field in _LEFT_FIELDS else style.CENTER
            style.put(sheet, f"{letter}{row}", _typed(field, indicator[field]), align=align)
        texts = {"D": indicator["name"], "H": indicator["definition"], "I": indicator["standard"]}
        style.fit_row(sheet, row, texts, least=30)
    for start, stop in _pages(len(indicators), layout.page_breaks):
        top = header_row if start == 0 else first_row + start
        style.put(sheet, f"A{top}:A{first_row + stop - 1}", "绩效指标", font=style.LABEL, align=style.UPRIGHT)
        for letter, field in (("B", "level1"), ("C", "level2")):
            words = [indicator[field] for indicator in indicators]
            style.put_levels(sheet, letter, words, first_row, (start, stop), layout.merged_levels)
    for position in layout.page_breaks:
        above = header_row - 1 if position == 0 else first_row + position - 1
        sheet.row_breaks.append(Break(id=above))
    return first_row + len(indicators) - 1


def _typed(field: str, value: style.Value) -> style.Value:
    """Return a remark that is a number as the number a clerk types."""
    return int(value) if field == "remark" and isinstance(value, str) and value else value


def _pages(count: int, page_breaks: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """Yield the first and the one-past-last position of every printed page of indicators."""
    starts = sorted({0, *page_breaks})
    yield from zip(starts, [*starts[1:], count], strict=True)


def _foot(sheet: Worksheet, foot: Data, row: int) -> int:
    """Write the reviews and the signatures below the table; return the last row."""
    lines = (
        {
            "A:F": f"业务股室审核：{foot['business_reviewer']}",
            "G:J": f"绩效股审核：{foot['performance_reviewer']}",
        },
        {"A:F": foot["business_review_date"], "G:J": foot["performance_review_date"]},
        {
            "A:C": f"填表人：{foot['filled_by']}",
            "D:E": f"联系电话：{foot['phone']}",
            "F:H": f"填表日期：{foot['filled_on']}",
            "I:J": f"单位负责人：{foot['head']}",
        },
    )
    for offset, line in enumerate(lines):
        for columns, text in line.items():
            first, last = columns.split(":")
            block = f"{first}{row + offset}:{last}{row + offset}"
            style.put(sheet, block, text, font=style.FOOT, align=style.LEFT, box=False)
        sheet.row_dimensions[row + offset].height = 24
    return row + len(lines) - 1
