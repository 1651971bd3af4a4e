"""汇总.xlsx: overview with charts, who is missing, findings, league table, every indicator with living scores.

A file of our own from plain data; what strangers wrote enters as text only, links lead to places inside.
"""

from __future__ import annotations

import io
import os

from openpyxl.workbook.workbook import Workbook

from perfxl.workbook.summary_data import Summary
from perfxl.workbook.summary_detail import add_detail
from perfxl.workbook.summary_lists import add_findings, add_outside
from perfxl.workbook.summary_overview import SHEET, add_overview
from perfxl.workbook.summary_ranking import add_ranking
from perfxl.workbook.write import PRODUCT, put


def write(path: str | os.PathLike[str], summary: Summary) -> None:
    """Write the summary workbook to *path*, whole or not at all."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    detail, before = add_detail(workbook, summary.returns)
    ranking, ranked = add_ranking(workbook, summary.returns, detail, before)
    overview = add_overview(workbook, summary, ranking, ranked, detail)
    outside = add_outside(workbook, summary.outside)
    findings = add_findings(workbook, summary.returns, detail, before)
    # Made in the order in which they refer to each other, read in the order of the work: whom to ask first.
    for place, sheet in enumerate((overview, outside, findings, ranking.sheet, detail.sheet)):
        workbook.move_sheet(sheet, place - workbook.sheetnames.index(sheet.title))
    workbook.active = workbook.sheetnames.index(SHEET)
    for sheet in workbook.worksheets:
        sheet.sheet_view.tabSelected = sheet is overview
    # Values are computed by the spreadsheet program that opens it: openpyxl stores none.
    workbook.calculation.fullCalcOnLoad = True
    workbook.properties.title = "部门整体支出绩效汇总"
    workbook.properties.creator = PRODUCT
    buffer = io.BytesIO()
    workbook.save(buffer)
    put(path, buffer.getvalue())
