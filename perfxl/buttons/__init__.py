"""The buttons of the ribbon, as Python: each works on a workbook that is open in Excel or LibreOffice.

    from perfxl.buttons import check, recalc, read_standards
    check(book)                                      # an xlwings Book, else the one that called
    read_standards(book, confirm=lambda zh, en: input(zh) == "y")

What they write are sheets and marks of their own, taken away by the next run; input cells only after asking.
"""

from perfxl.buttons.checking import check, clean
from perfxl.buttons.open_book import Outcome
from perfxl.buttons.recalculating import recalc
from perfxl.buttons.standards import read_standards

__all__ = ["Outcome", "check", "clean", "read_standards", "recalc"]
