"""总览: the figures of a collection on one page, with charts of Excel's own over cells of this workbook."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.axis import ChartLines
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.marker import DataPoint
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import CharacterProperties, Paragraph, RegularTextRun
from openpyxl.utils import column_index_from_string
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.catalogue import CATALOGUE
from perfxl.findings import Severity, in_general
from perfxl.numbers import cents, divide
from perfxl.workbook.marked import LEVELS
from perfxl.workbook.rules_of_sheet import print_setup
from perfxl.workbook.styles import merge, row_height
from perfxl.workbook.summary_data import Remark, Return, Summary
from perfxl.workbook.summary_detail import DIFFERS
from perfxl.workbook.summary_lists import KINDS
from perfxl.workbook.summary_page import FIRST, HEADER, Page
from perfxl.workbook.summary_ranking import UNDETERMINED, in_order

SHEET = "总览"
_WIDTHS = {"A": 34, "B": 12, "C": 3, "D": 16, "E": 12, "F": 12, "G": 3, "H": 22, "I": 10, "J": 10, "K": 10, "L": 10}
_LAST = "L"
_CHARTS = 13  # the row the charts begin in, beside the figures
_SECOND_PAGE = 29
_ROW = 16  # points: all rows alike, so charts cover a known number of them
_ABOVE = 54  # points of title and what is told below it
_PAPER = 505  # points of height that a page of A4 has across
_SMALLEST = 0.55  # of its size; what would be smaller on one page takes two
_POINTS_PER_CM = 28.35
_EMU_PER_CHARACTER = 62_000  # a little less than the width of a character of a column
_AROUND = 2.4  # centimetres of a chart's height that are not bars: its title and its axis
_THICKEST = 0.5  # centimetres
_MOST_CODES = 10
_LINE = 52  # characters of the sentence of a code: one line, as its row is as high as the others
_TICKS = 35
_FEW = 10  # of more, a spreadsheet program puts no halves on an axis
_FULL = 100
_READABLE = 25  # more names than that do not stand beside bars
_SEVERITIES: tuple[tuple[Severity, str, str], ...] = (
    ("error", "错误", "C00000"),
    ("warning", "提醒", "ED9B33"),
    ("info", "提示", "8FAADC"),
)
_RATING_COLOURS = ("548235", "5B9BD5", "ED9B33", "C00000")
_OTHER = "A6A6A6"
_GRID = "D9D9D9"


def add_overview(workbook: Workbook, summary: Summary, ranking: Page, ranked: int, detail: Page) -> Worksheet:
    """Add the sheet; the scores are charted from the first *ranked* rows of the ranking."""
    year = f"{summary.year} 年度" if summary.year else ""
    told = f"截至 {summary.made:%Y-%m-%d %H:%M}，共导入 {summary.batches} 批。白底数字为台账结果，浅蓝为活公式。"
    page = Page(workbook, SHEET, f"{year}部门整体支出绩效汇总", told)
    for letter, width in _WIDTHS.items():
        page.sheet.column_dimensions[letter].width = width
    _figures(page, summary, ranking, detail)
    _ratings(page, summary)
    remarks = [remark for one in summary.returns for remark in one.remarks]
    _kinds(page, remarks)
    below = _SECOND_PAGE
    if ranked:
        best_first = [summary.returns[place] for place in in_order(summary.returns)]
        chart = _scores_chart(ranking, best_first[:ranked], summary)
        below = _set(page, chart, f"A{below}", _LAST) + 1
    last = _codes(page, summary, below)
    for row in range(HEADER, last + 1):
        row_height(page.sheet, row, _ROW)
    print_setup(page.sheet, f"A1:{_LAST}{last}")
    if _ABOVE + (last - HEADER + 1) * _ROW <= _PAPER / _SMALLEST:
        page.sheet.page_setup.fitToHeight = 1
    else:
        page.sheet.row_breaks.append(Break(id=_SECOND_PAGE - 2))
    return page.sheet


def _figures(page: Page, summary: Summary, ranking: Page, detail: Page) -> None:
    totals = [one.total for one in summary.returns if one.evaluated and one.total is not None]
    evaluated = sum(one.evaluated for one in summary.returns)
    remarks = [remark for one in summary.returns for remark in one.remarks]
    figures: list[tuple[str, Decimal | int | None, str]] = [
        ("应报送部门（名单）", summary.asked or None, "centre"),
        ("计入的报送", len(summary.returns), "centre"),
        ("未报送的部门", summary.not_returned if summary.asked else None, "centre"),
        ("只交目标、没有自评的部门", summary.goals_only if summary.asked else None, "centre"),
        ("交了其他年度、或没写年度的部门", summary.other_year if summary.asked else None, "centre"),
        ("名单里没有、待确认的报送", summary.unknown if summary.asked else None, "centre"),
        ("无法读取的文件", summary.refused, "centre"),
        ("绩效自评（其余为目标申报）", evaluated, "centre"),
        ("已有总分", len(totals), "centre"),
        (f"总分{UNDETERMINED}", evaluated - len(totals), "centre"),
        ("平均分", cents(divide(sum(totals, Decimal(0)), Decimal(len(totals)))) if totals else None, "score"),
        ("最高分", max(totals, default=None), "score"),
        ("最低分", min(totals, default=None), "score"),
        ("计入的报送中未放行的错误", _open(remarks, "error"), "centre"),
        ("已放行的问题", sum(not remark.open for remark in remarks), "centre"),
    ]
    page.say(f"A{HEADER}", "概况", "head")
    page.say(f"B{HEADER}", "数量", "head")
    row = HEADER
    for row, (label, value, look) in enumerate(figures, FIRST):
        page.say(f"A{row}", label, "label")
        page.count(f"B{row}", value, look)
        if value is None:
            page.say(f"B{row}", "—", "centre")
    for checked, label in ((detail, "公式与台账不一致的指标"), (ranking, "公式与台账不一致的总分")):
        row += 1
        page.say(f"A{row}", label, "label")
        page.compute(f"B{row}", f'=COUNTIF({checked.span("check")},"{DIFFERS}")')


def _ratings(page: Page, summary: Summary) -> None:
    counts = Counter(one.rating for one in summary.returns if one.evaluated)
    words = [*summary.ratings, *sorted(counts.keys() - {*summary.ratings, ""}), ""]
    every = sum(counts.values())
    for letter, header in zip("DEF", ("等级", "部门数", "占比（%）"), strict=True):
        page.say(f"{letter}{HEADER}", header, "head")
    for row, word in enumerate(words, FIRST):
        page.say(f"D{row}", word or UNDETERMINED, "label")
        page.count(f"E{row}", counts[word])
        share = cents(divide(Decimal(100 * counts[word]), Decimal(every))) if every else None
        page.count(f"F{row}", share, "score")
    chart = _bars("等级分布（部门数）", height=8.4)
    last = HEADER + len(words)
    chart.add_data(Reference(page.sheet, min_col=5, min_row=HEADER, max_row=last), titles_from_data=True)
    chart.set_categories(Reference(page.sheet, min_col=4, min_row=FIRST, max_row=last))
    chart.legend = None
    for place in range(len(words)):
        _paint(chart, place, words[place], summary)
    _label(chart)
    _whole(chart, max(counts.values(), default=0))
    _set(page, chart, f"D{_CHARTS}", "F")


def _paint(chart: BarChart, place: int, rating: str, summary: Summary) -> None:
    """Colour a bar as its rating is coloured everywhere."""
    point = DataPoint(idx=place)
    known = min(summary.ratings.index(rating), len(_RATING_COLOURS) - 1) if rating in summary.ratings else None
    point.graphicalProperties.solidFill = _OTHER if known is None else _RATING_COLOURS[known]
    chart.series[0].dPt.append(point)


def _kinds(page: Page, remarks: Sequence[Remark]) -> None:
    headers = ("问题类别", *(word for _, word, _ in _SEVERITIES), "已放行")
    for letter, header in zip("HIJKL", headers, strict=True):
        page.say(f"{letter}{HEADER}", header, "head")
    for row, (letter, kind) in enumerate(KINDS.items(), FIRST):
        own = [remark for remark in remarks if remark.code.startswith(letter)]
        page.say(f"H{row}", kind, "label")
        for column, (severity, _, _) in zip("IJK", _SEVERITIES, strict=True):
            page.count(f"{column}{row}", _open(own, severity))
        page.count(f"L{row}", sum(not remark.open for remark in own))
    last = HEADER + len(KINDS)
    chart = _bars("问题分类（未放行）", height=8.4)
    _lay(chart)
    chart.grouping, chart.overlap = "stacked", 100
    chart.add_data(
        Reference(page.sheet, min_col=9, max_col=11, min_row=HEADER, max_row=last), titles_from_data=True
    )
    chart.set_categories(Reference(page.sheet, min_col=8, min_row=FIRST, max_row=last))
    for series, (_, _, colour) in zip(chart.series, _SEVERITIES, strict=True):
        series.graphicalProperties.solidFill = colour
    if chart.legend is not None:
        chart.legend.position = "b"
    _whole(chart, max(Counter(remark.code[:1] for remark in remarks if remark.open).values(), default=0))
    _set(page, chart, f"H{_CHARTS}", _LAST)


def _open(remarks: Sequence[Remark], severity: Severity) -> int:
    return sum(remark.severity == severity and remark.open for remark in remarks)


def _scores_chart(ranking: Page, returns: Sequence[Return], summary: Summary) -> BarChart:
    """The totals, best first: lying bars with names while names can be read beside them, else columns by rank."""
    ranked = len(returns)
    named = ranked <= _READABLE
    title = "各部门总分" if named else "各部门总分（横轴为名次，部门见“排名”）"
    chart = _bars(title, height=max(4, 3 + ranked // 2) if named else 9)
    numbers = {key: place for place, key in enumerate(ranking.columns, 1)}
    last = HEADER + ranked
    total, label = numbers["total"], numbers["department" if named else "rank"]
    chart.add_data(Reference(ranking.sheet, min_col=total, min_row=HEADER, max_row=last), titles_from_data=True)
    chart.set_categories(Reference(ranking.sheet, min_col=label, min_row=FIRST, max_row=last))
    chart.legend = None
    for place, one in enumerate(returns):
        _paint(chart, place, one.rating, summary)
    chart.gapWidth = _gap(chart.height, ranked) if named else 40
    if max(one.total or 0 for one in returns) <= _FULL:
        chart.y_axis.scaling.max = float(_FULL)
    if named:
        _lay(chart)
        _label(chart)
    else:
        chart.x_axis.tickLblSkip = chart.x_axis.tickMarkSkip = math.ceil(ranked / _TICKS)
    return chart


def _gap(height: float, bars: int) -> int:
    """The gap between lying bars, in percent of a bar, that lets none be thicker than half a centimetre."""
    band = (height - _AROUND) / bars
    return min(500, max(40, round((band / _THICKEST - 1) * 100)))


def _set(page: Page, chart: BarChart, first: str, letter: str) -> int:
    """Put a chart from a cell to the end of a column, and return the row below it.

    It follows the columns: their width depends on the fonts of the machine, and what stands beyond them is not printed.
    """
    column, row = coordinate_from_string(first)
    below = row + round(chart.height * _POINTS_PER_CM / _ROW)
    start = AnchorMarker(col=column_index_from_string(column) - 1, row=row - 1)
    inside = int(_WIDTHS[letter] * _EMU_PER_CHARACTER)  # its frame is not on the edge of the paper
    end = AnchorMarker(col=column_index_from_string(letter) - 1, colOff=inside, row=below - 1)
    chart.anchor = TwoCellAnchor(editAs="twoCell", _from=start, to=end)  # type: ignore[assignment]  # any anchor will do
    page.sheet.add_chart(chart)
    return below


def _bars(title: str, *, height: float) -> BarChart:
    chart = BarChart()
    chart.title = _heading(title)
    chart.y_axis.majorGridlines = ChartLines(spPr=GraphicalProperties(ln=LineProperties(solidFill=_GRID)))
    chart.height = math.ceil(height * _POINTS_PER_CM / _ROW) * _ROW / _POINTS_PER_CM  # whole rows
    chart.gapWidth = 60
    chart.y_axis.scaling.min = 0.0
    chart.y_axis.number_format = "General"
    # Without these Excel shows no axes at all.
    chart.x_axis.delete = chart.y_axis.delete = False
    return chart


def _heading(text: str) -> Title:
    """A title of a size that leaves the plot its room."""
    run = RegularTextRun(rPr=CharacterProperties(sz=1200, b=True), t=text)
    heading = Title(tx=Text(rich=RichText(p=[Paragraph(r=[run])])))
    heading.overlay = False
    return heading


def _lay(chart: BarChart) -> None:
    """Lying bars, the first one on top."""
    chart.type = "bar"
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.tickLblSkip = 1


def _whole(chart: BarChart, most: int) -> None:
    """Departments and findings are counted: an axis with halves of them puzzles."""
    if most <= _FEW:
        chart.y_axis.majorUnit = 1.0


def _label(chart: BarChart) -> None:
    chart.dataLabels = DataLabelList()
    chart.dataLabels.showVal = True
    for other in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
        setattr(chart.dataLabels, other, False)


def _codes(page: Page, summary: Summary, top: int) -> int:
    """The most frequent errors and warnings; the last row of the table."""
    remarks = [
        (one.department, remark)
        for one in summary.returns
        for remark in one.remarks
        if remark.open and remark.severity != "info"
    ]
    severities = {remark.code: remark.severity for _, remark in remarks}
    counts = Counter(remark.code for _, remark in remarks)
    for letter, header in zip("ABDE", ("最常见的错误和提醒", "次数", "部门数", "说明"), strict=True):
        page.say(f"{letter}{top}", header, "head")
    merge(page.sheet, f"E{top}:{_LAST}{top}")
    row = top
    for row, (code, count) in enumerate(sorted(counts.items(), key=_frequent)[:_MOST_CODES], top + 1):
        page.say(f"A{row}", f"{LEVELS[severities[code]][0]}　{code}　{KINDS.get(code[:1], '')}", "label")
        page.count(f"B{row}", count)
        page.count(f"D{row}", len({department for department, remark in remarks if remark.code == code}))
        told = in_general(code, "zh") if code in CATALOGUE else code
        page.say(f"E{row}", told if len(told) <= _LINE else f"{told[: _LINE - 1]}…", "text")
        merge(page.sheet, f"E{row}:{_LAST}{row}")
    return row


def _frequent(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]
