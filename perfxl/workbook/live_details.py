"""The hidden sheet 校验明细: every input cell's code, gathered so that the k-th finding can be looked up.

One row per group of cells: the head's cells one by one, every indicator row, the money cells one by one, every
line of the self-evaluation. A row packs its codes into one text of seven characters each (``07C009;``: column,
code), and a running count finds the row of the k-th. No arrays, no volatile functions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from perfxl.block import column_letters
from perfxl.catalogue import CATALOGUE
from perfxl.workbook.expressions import LAST_DAY
from perfxl.workbook.layout import Layout
from perfxl.workbook.live_cells import AMOUNTS, HEAD_LABELS, Watched, head_cell, head_cells, money_cells
from perfxl.workbook.live_rows import (
    GOAL_CELLS,
    GOAL_HELPERS,
    LINE_CELLS,
    LINE_HELPERS,
    goal_codes,
    goal_helpers,
    line_codes,
    line_helpers,
)
from perfxl.workbook.live_words import Words
from perfxl.workbook.styles import BOLD, LimitExceeded, write_text

LINES = 200
SEVERITY_WORDS = {"error": "错误", "warning": "提醒", "info": "提示"}
LIVE_CODES = tuple(code for code, entry in CATALOGUE.items() if entry.live)

_TOP = 3
_ENTRY = 7
_N, _ROW, _SHEET, _PACKED, _COUNT, _LABEL = "ABCDEF"
_FIRST_CODE = 7
_LONGEST_FORMULA = 8192


@dataclass(frozen=True, slots=True)
class Details:
    """References the visible list needs. Line k stands in row ``first_line + k - 1``."""

    sheet: str
    goals: str
    evaluation: str
    first_line: int
    letters: dict[str, str]
    codes: str
    severities: str
    messages: str
    fixes: str
    total: str
    begun: str
    active: str

    def cell(self, key: str, k: int) -> str:
        """A column of the k-th line."""
        return f"'{self.sheet}'!{self.letters[key]}{self.first_line + k - 1}"


class _Writer:
    """The sheet, its columns, and the guard on formula length."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet

    def formula(self, cell: str, text: str) -> None:
        if len(text) >= _LONGEST_FORMULA:
            raise LimitExceeded(f"{cell}: formula of {len(text)} characters; Excel takes {_LONGEST_FORMULA}")
        self.sheet[cell] = text

    def text(self, cell: str, text: str, *, bold: bool = False) -> None:
        write_text(self.sheet[cell], text)
        if bold:
            self.sheet[cell].font = BOLD

    def ref(self, column: str, row: int, last: int | None = None) -> str:
        """An absolute reference on this sheet, for this sheet."""
        return f"${column}${row}" + (f":${column}${last}" if last else "")

    def outside(self, reference: str) -> str:
        """The same for other sheets."""
        return f"'{self.sheet.title}'!{reference}"


def add_details(workbook: Workbook, layout: Layout) -> Details:
    """Write the hidden sheet and say where the list finds its lines."""
    writer = _Writer(workbook.create_sheet(layout.form.sheets.details))
    words = Words(layout.form)
    writer.text("A1", "校验明细：由公式生成，供“校验”表列示，请勿改动", bold=True)
    for row, name in enumerate(words.lists, start=_TOP):
        writer.text(f"A{row}", name)
        writer.text(f"B{row}", words.text(name))
        words.place(name, f"$B${row}")
    for row, code in enumerate(LIVE_CODES, start=_TOP):
        entry = CATALOGUE[code]
        for column, text in zip("DEFG", (code, SEVERITY_WORDS[entry.severity], entry.zh, entry.fix_zh), strict=True):
            writer.text(f"{column}{row}", text)
    matrix = _Matrix(writer, layout, words, _TOP + max(len(words.lists), len(LIVE_CODES)) + 2)
    matrix.write()
    _lines(writer, layout, matrix)
    writer.sheet.sheet_state = "hidden"
    writer.sheet.protection.sheet = True
    last_code = _TOP + len(LIVE_CODES) - 1

    def table(column: str) -> str:
        return writer.outside(writer.ref(column, _TOP, last_code))

    return Details(
        sheet=layout.form.sheets.details,
        goals=layout.goals.sheet,
        evaluation=layout.evaluation.sheet,
        first_line=matrix.zero + 1,
        letters=_line_letters(),
        codes=table("D"),
        severities=table("E"),
        messages=table("F"),
        fixes=table("G"),
        total=writer.outside(matrix.scalar("total")),
        begun=writer.outside(matrix.scalar("begun")),
        active=writer.outside(matrix.scalar("active")),
    )


def _code_letter(number: int) -> str:
    return column_letters(_FIRST_CODE + number)


def _helper_letter(number: int) -> str:
    return column_letters(_FIRST_CODE + len(GOAL_CELLS) + number)


_SCALARS = ("active", "pointed", "sum", "begun", "total", "year")


class _Matrix:
    """The rows of watched cells."""

    def __init__(self, writer: _Writer, layout: Layout, words: Words, top: int) -> None:
        self.writer, self.layout, self.words = writer, layout, words
        self.top = top
        self.zero = top + 3  # a row that counts nothing, above the first
        self.head = self.zero + 1
        self.goals = self.head + len(HEAD_LABELS)
        self.money = self.goals + layout.capacity
        self.evaluation = self.money + AMOUNTS
        self.last = self.evaluation + layout.capacity - 1

    def scalar(self, name: str) -> str:
        return f"$J${_TOP + _SCALARS.index(name)}"

    def _range(self, column: str, first: int, last: int) -> str:
        return self.writer.ref(column, first, last)

    def _goal_range(self, helper: str) -> str:
        column = _helper_letter(GOAL_HELPERS.index(helper))
        return self._range(column, self.goals, self.money - 1)

    def write(self) -> None:
        self._headers()
        self._scalars()
        for offset, cell in enumerate(head_cells(self.layout, self.scalar)):
            self._single(self.head + offset, cell)
        for number in range(self.layout.capacity):
            self._goal_row(self.goals + number, number + 1)
        good, filled = _helper_letter(0), _helper_letter(1)
        money = money_cells(self.layout, self.scalar("begun"), good, filled, self.money)
        for offset, cell in enumerate(money):
            self._single(self.money + offset, cell)
        for number in range(self.layout.capacity):
            self._line_row(self.evaluation + number, number + 1)
        for row in range(self.head, self.last + 1):
            self.writer.formula(
                f"{_COUNT}{row}", f"={_COUNT}{row - 1}+LEN({_PACKED}{row})/{_ENTRY}"
            )  # fmt: skip

    def _headers(self) -> None:
        writer, layout = self.writer, self.layout
        for column, text in zip("ABCDEF", ("行", "所在行", "表", "编码", "累计", "项目"), strict=True):
            writer.text(f"{column}{self.top}", text, bold=True)
        for number, key in enumerate(GOAL_CELLS):
            writer.text(f"{_code_letter(number)}{self.top}", key)
            place = f'=TEXT(COLUMN({layout.goals.column(key)}),"00")'
            writer.formula(f"{_code_letter(number)}{self.top + 1}", place)
        for number, key in enumerate(LINE_CELLS):
            place = f'=TEXT(COLUMN({layout.evaluation.column(key)}),"00")'
            writer.formula(f"{_code_letter(number)}{self.top + 2}", place)
        for number, key in enumerate(GOAL_HELPERS):
            writer.text(f"{_helper_letter(number)}{self.top}", key)
        writer.sheet[f"{_COUNT}{self.zero}"] = 0

    def _scalars(self) -> None:
        evaluation = self._range(
            _helper_letter(LINE_HELPERS.index("begun")), self.evaluation, self.last
        )  # fmt: skip
        amounts = self._range(_helper_letter(1), self.money, self.evaluation - 1)
        year = head_cell(self.layout, "year")
        state, points = self._goal_range("state"), self._goal_range("points")
        formulas = {
            "active": f"=COUNTIF({state},1)",
            "pointed": f"=COUNT({points})",
            "sum": f"=SUM({points})",
            "begun": f"=IF(SUM({evaluation})+SUM({amounts})>0,1,0)",
            "total": f"={_COUNT}{self.last}",
            "year": f'=IF(ISNUMBER({year}),IF(AND({year}=INT({year}),{year}>=1900,{year}<=9999),{year},""),"")',
        }
        for name in _SCALARS:
            self.writer.text(f"I{self.scalar(name).rsplit('$', 1)[1]}", name)
            self.writer.formula(self.scalar(name).replace("$", ""), formulas[name])

    def _single(self, row: int, cell: Watched) -> None:
        writer, code = self.writer, f"{_code_letter(0)}{row}"
        writer.formula(f"{_ROW}{row}", f"={cell.row}")
        writer.sheet[f"{_SHEET}{row}"] = cell.sheet
        writer.text(f"{_LABEL}{row}", cell.label)
        writer.formula(code, f"={cell.code}")
        writer.formula(f"{_PACKED}{row}", f'=IF({code}="","",TEXT({cell.column},"00")&{code}&";")')
        for offset, formula in enumerate(cell.helpers):
            writer.formula(f"{_helper_letter(offset)}{row}", f"={formula}")

    def _packed(self, row: int, count: int, columns: int) -> str:
        parts = (
            f'IF({letter}{row}="","",{letter}${columns}&{letter}{row}&";")'
            for letter in map(_code_letter, range(count))
        )
        return "=" + "&".join(parts)

    def _row(
        self, row: int, number: int, sheet: int, place: str, helpers: Mapping[str, str], codes: Mapping[str, str]
    ) -> None:
        writer = self.writer
        writer.sheet[f"{_N}{row}"] = number
        writer.sheet[f"{_SHEET}{row}"] = sheet
        writer.formula(f"{_ROW}{row}", place)
        writer.formula(f"{_PACKED}{row}", self._packed(row, len(codes), self.top + sheet))
        for offset, formula in enumerate(codes.values()):
            writer.formula(f"{_code_letter(offset)}{row}", formula)
        for offset, formula in enumerate(helpers.values()):
            writer.formula(f"{_helper_letter(offset)}{row}", formula)

    def _goal_row(self, row: int, number: int) -> None:
        n = f"${_N}{row}"
        h = {key: f"${_helper_letter(i)}{row}" for i, key in enumerate(GOAL_HELPERS)}
        stem = _helper_letter(GOAL_HELPERS.index("stem"))
        above = f"${stem}${self.goals - 1}:${stem}{row - 1}"
        totals = {name: self.scalar(name) for name in _SCALARS}
        helpers = goal_helpers(self.layout, self.words, n, h, above)
        codes = goal_codes(self.layout, self.words, n, h, totals)
        place = f"=ROW({self.layout.goals.item('name', n + '+1')})"
        self._row(row, number, 1, place, _ordered(helpers, GOAL_HELPERS), _ordered(codes, GOAL_CELLS))

    def _line_row(self, row: int, number: int) -> None:
        n = f"${_N}{row}"
        h = {key: f"${_helper_letter(i)}{row}" for i, key in enumerate(LINE_HELPERS)}
        helpers = line_helpers(self.layout, self.words, n, h, self._goal_range("state"), self._goal_range("keyed"))
        codes = line_codes(
            self.layout,
            self.words,
            n,
            h,
            begun=self.scalar("begun"),
            points=self._goal_range("points"),
            year=self.scalar("year"),
        )
        place = f"=ROW({self.layout.evaluation.item('name', n + '+1')})"
        self._row(row, number, 2, place, _ordered(helpers, LINE_HELPERS), _ordered(codes, LINE_CELLS))


def _ordered(formulas: Mapping[str, str], keys: Sequence[str]) -> dict[str, str]:
    return {key: formulas[key] for key in keys}


_LINE_COLUMNS = ("row", "entry", "index", "page", "address", "label", "value")


def _line_letters() -> dict[str, str]:
    first = _FIRST_CODE + len(GOAL_CELLS) + len(GOAL_HELPERS) + 1
    return {key: column_letters(first + offset) for offset, key in enumerate(_LINE_COLUMNS)}


def _lines(writer: _Writer, layout: Layout, matrix: _Matrix) -> None:
    """For every k: the row of the k-th finding (1 is the zero row), its seven characters, and what they mean."""
    letters = _line_letters()
    counts, packed, rows, pages, labels = (
        writer.ref(column, matrix.zero, matrix.last) for column in (_COUNT, _PACKED, _ROW, _SHEET, _LABEL)
    )
    goals, evaluation = layout.goals, layout.evaluation
    name_columns = [
        f"{area.quoted}!${area.letters['name']}$1:${area.letters['name']}${area.separator}"
        for area in (goals, evaluation)
    ]
    for key, letter in letters.items():
        writer.text(f"{letter}{matrix.top}", key, bold=True)
    for k in range(1, LINES + 1):
        row = matrix.zero + k
        c = {key: f"{letter}{row}" for key, letter in letters.items()}
        place, entry, page = c["row"], c["entry"], c["page"]
        # Counted, not written as a number: then every line has the same formulas, and the file holds them once.
        line_number = f"(ROW(${_N}{row})-{matrix.zero})"
        column = f"VALUE(LEFT({entry},2))"

        def when(text: str, place: str = place) -> str:
            return f'=IF({place}="","",{text})'

        def cell(line: str | None, page: str = page, place: str = place, column: str = column) -> str:
            """The cell of a finding, or with no line the header above it."""
            pulled = [
                f"INDEX({area.quoted}!$A$1:${last}${area.separator},{line or area.header},{column})"
                for area, last in ((goals, "P"), (evaluation, "M"))
            ]
            return f"IF({page}=1,{','.join(pulled)})"

        at = f"INDEX({rows},{place})"
        shown = cell(at)
        label = f"INDEX({labels},{place})"
        named = ",".join(f"INDEX({names},{at})" for names in name_columns)
        name = f'IFERROR(IF({page}=1,{named})&"","")'
        formulas = {
            "row": f'=IF({line_number}>{matrix.scalar("total")},"",COUNTIF({counts},"<"&{line_number})+1)',
            "entry": when(
                f"MID(INDEX({packed},{place}),({line_number}-INDEX({counts},{place}-1)-1)*{_ENTRY}+1,{_ENTRY})"
            ),
            "index": when(f"MATCH(MID({entry},3,4),$D${_TOP}:$D${_TOP + len(LIVE_CODES) - 1},0)"),
            "page": when(f"INDEX({pages},{place})"),
            "address": when(f"ADDRESS({at},{column},4)"),
            "label": when(f'IF({label}="",{cell(None)}&IF({name}="","","：")&LEFT({name},14),{label})'),
            "value": when(
                f'IFERROR(IF(AND(EXACT(MID({entry},3,4),"E006"),N({shown})<={LAST_DAY}),TEXT({shown},"yyyy-mm-dd"),'
                f'IF(EXACT(MID({entry},3,4),"P001"),{matrix.scalar("sum")},{shown})&""),"（错误值）")'
            ),
        }
        for key, formula in formulas.items():
            writer.formula(c[key], formula)
