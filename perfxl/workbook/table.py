"""The indicator rows of a foreign table, by the columns its header names."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from msgspec.structs import replace

from perfxl.form import Form, fold
from perfxl.model import Evaluation, Indicator, Source
from perfxl.workbook import labels, places, prose
from perfxl.workbook.cells import Cell
from perfxl.workbook.headers import Header
from perfxl.workbook.places import Sheet, words

_LEVELS = ("level1", "level2")
# What makes a row an indicator; levels alone do not, nor do points.
_CONTENT = ("name", "comparator", "target", "unit", "definition", "standard", "own_standard", "remark", "actual")
# Columns whose merged cells mean the same for every row of the merge.
_SHARED = ("comparator", "unit", "definition", "standard")
_EVALUATION = ("actual", "score", "cause", "evidence", "manual", "scorer", "manual_reason")
_LONGEST_TOTAL = 12
_NUMBERED = 4  # so many columns at least have their numbers below their heads
_BLANK_NAME = re.compile(r"(?:三级)?指标(?:名称)?[\d一二三四五六七八九十]*[:、.]?|(?:\.{3,}|…+)")
_LONGEST_WORD = 20
_WRONG_SIGNS = {"其他"}
_STATED = re.compile(r"(?<![扣减加得除占])分值\s*:?\s*(\d+(?:\.\d+)?)\s*(?:分|(?![\d.%~/-]))(?![至到])")
_ANY_POINTS = re.compile(r"\d\s*分")
_ALONE = re.compile(r"(?:^|[(\[【,;。、\s])(\d+(?:\.\d+)?)\s*分(?=$|[)\]】,;。、\s])")
# Words by which a remark tells how points are given, not how many there are.
_PROSE = re.compile(r"[扣得减加每不]")


@dataclass(slots=True)
class Table:
    """What the rows of a table gave: indicators, rows that do not apply, and where its total row and foot are."""

    indicators: list[Indicator] = field(default_factory=list)
    skipped: list[Indicator] = field(default_factory=list)
    rows: set[int] = field(default_factory=set)
    total_rows: list[int] = field(default_factory=list)
    end: int = 0


def read_table(sheet: Sheet, headers: Sequence[Header], form: Form, until: int | None = None) -> Table:
    """Read the rows below the headers, up to the row *until* where another table begins.

    Headers after the first are repeats at page breaks.
    """
    table = Table()
    levels = _Levels(sheet, form)
    misplaced = _Misplaced(form)
    for header in headers[1:]:
        sheet.note("S010", sheet.at(header.named, header.columns["name"]))
    for header, row in _data_rows(sheet, headers, form, until or sheet.last_row + 1, table):
        own = {key: sheet.at(row, column) for key, column in header.columns.items()}
        shifted = misplaced.first(own)
        level1, level2 = levels.fill(row, header, carry=shifted is None)
        if not any(own.get(key) for key in _CONTENT):
            if own.get("points"):
                sheet.note("P009", own["points"], field=places.field_name("points", form))
            continue
        if _is_idle(own, form):
            continue
        table.rows.add(row)
        if shifted is not None:
            sheet.note("S021", shifted)
        indicator = _indicator(sheet, row, header, (level1, level2), form)
        if indicator.not_applicable:
            sheet.note("C019", indicator.at("name"))
            table.skipped.append(indicator)
        else:
            table.indicators.append(indicator)
    _points_from_remarks(table)
    return table


def _data_rows(
    sheet: Sheet, headers: Sequence[Header], form: Form, end: int, table: Table
) -> Iterator[tuple[Header, int]]:
    """The rows between header and foot with their header; total rows are passed over and remembered."""
    foot = labels.foot_labels(form)
    totals = {fold(word) for word in form.foreign.total}
    subtotals = {fold(word) for word in form.foreign.subtotal}
    for position, header in enumerate(headers):
        until = headers[position + 1].row if position + 1 < len(headers) else end
        name = header.columns["name"]
        for row in range(header.last + 1, until):
            cells = sheet.rows.get(row)
            if cells is None:
                continue
            signed = [cell for cell in cells if any(key != "·date" for key, _ in foot.find(cell))]
            if signed and not _is_data(sheet, row, header, signed):
                table.end = row
                return
            heads = {
                fold(cell.value)
                for cell in cells
                if cell.column <= name and isinstance(cell.value, str) and len(cell.value) <= _LONGEST_TOTAL
            }
            if heads & totals:
                table.total_rows.append(row)
            elif not heads & subtotals:
                yield header, row
    table.end = end


def _is_idle(own: Mapping[str, Cell | None], form: Form) -> bool:
    """Whether a row says nothing: the columns numbered below their heads, or what a blank form has (……, 指标2：)."""
    cells = sorted((cell for cell in own.values() if cell is not None), key=lambda cell: cell.column)
    numbers = [cell.value for cell in cells if isinstance(cell.value, Decimal)]
    if len(numbers) == len(cells) >= _NUMBERED and all(two - one == 1 for one, two in itertools.pairwise(numbers)):
        return True
    words = {key for key in (*_CONTENT, "points", *_EVALUATION) if own.get(key) is not None}
    name = own.get("name")
    if words != {"name"} or name is None or not isinstance(name.value, str):
        return False
    return _BLANK_NAME.fullmatch(fold(name.value)) is not None or fold(name.value) in form.wording.placeholders


def _is_data(sheet: Sheet, row: int, header: Header, signed: Sequence[Cell]) -> bool:
    """Whether a row with words of the foot in it is an indicator all the same."""
    cells = {key: sheet.at(row, header.columns[key]) for key in _CONTENT if key in header.columns}
    present = {key for key, cell in cells.items() if cell is not None and cell not in signed}
    return "name" in present and bool(present & {"comparator", "target", "standard"})


class _Levels:
    """Filling the first two levels down: from merges, else from the row above."""

    def __init__(self, sheet: Sheet, form: Form) -> None:
        self.sheet = sheet
        self.form = form
        self.last: dict[str, Source | None] = {"level1": None, "level2": None}

    def fill(self, row: int, header: Header, *, carry: bool) -> tuple[Source | None, Source | None]:
        """The cells in which the levels of a row stand; with *carry* they hold for the rows below."""
        found = {key: self._at(row, header, key) for key in _LEVELS}
        if not carry:
            return found["level1"], found["level2"]
        first, last = found["level1"], self.last["level1"]
        if first is not None and (last is None or fold(words(first)) != fold(words(last))):
            self.last = {"level1": first, "level2": None}
        if found["level2"] is not None:
            self.last["level2"] = found["level2"]
        return first or self.last["level1"], found["level2"] or self.last["level2"]

    def _at(self, row: int, header: Header, key: str) -> Source | None:
        column = header.columns.get(key)
        if column is None:
            return None
        anchor = self.sheet.anchor(row, column)
        if anchor[1] != column and anchor[1] in header.columns.values():
            return None
        cell = self.sheet.at(*anchor)
        # A note merged across the whole table is no level.
        if cell is None or self._is_wide(cell, header):
            return None
        return places.source(cell)

    def _is_wide(self, cell: Cell, header: Header) -> bool:
        merge = self.sheet.merge(cell.row, cell.column)
        return merge is not None and merge[3] >= header.columns["name"] > cell.column


class _Misplaced:
    """Finding the cell that shows that its row is shifted: a level or sign in a column it does not belong to."""

    def __init__(self, form: Form) -> None:
        self.signs = form.comparator_words.keys()
        first, second = form.levels.keys(), {name for names in form.levels.values() for name in names}
        # Words that are a first level now and were a second level in older forms.
        older = {name for names in form.older_levels.values() for name in names} | {"满意度指标"}
        self.levels = {"level1": second - first, "level2": first - older, "name": second | first}

    def first(self, own: Mapping[str, Cell | None]) -> Cell | None:
        """The first such cell of a row."""
        for key in ("level1", "level2", "name", "target", "unit"):
            cell = own.get(key)
            if cell is None or not isinstance(cell.value, str) or len(cell.value) > _LONGEST_WORD:
                continue
            wrong = self._sign(cell) or (key in self.levels and fold(cell.value) in self.levels[key])
            if wrong and (key != "target" or ("comparator" in own and not self._sign(own["comparator"]))):
                return cell
        return None

    def _sign(self, cell: Cell | None) -> bool:
        word = cell.value if cell is not None else None
        if not isinstance(word, str) or len(word) > _LONGEST_WORD or word in _WRONG_SIGNS:
            return False
        return fold(word) in self.signs


def _indicator(
    sheet: Sheet, row: int, header: Header, levels: tuple[Source | None, Source | None], form: Form
) -> Indicator:
    sources: dict[str, Source] = {}
    for key, column in header.columns.items():
        if key in _EVALUATION:
            continue
        place = sheet.source(row, column)
        if place.empty and key in _SHARED:
            place = sheet.source(*_within_column(sheet, row, column))
        sources[key] = place
    for key, filled in zip(_LEVELS, levels, strict=True):
        if filled is not None:
            sources[key] = filled
    for key, place in sources.items():
        if place.kind == "error":
            sheet.note("S013", place, field=places.field_name(key, form))

    def text(key: str) -> str:
        return words(sources[key]) if key in sources else ""

    level1, level2 = places.level_texts(text("level1"), text("level2"), form)
    if "level1" not in header.columns:  # which the second one tells, where it belongs to one alone
        known = form.level2(level2)
        above = [first for first, names in form.levels.items() if known in names]
        if known is not None and len(above) == 1:
            level1, level2 = above[0], known
    comparator, target, unit = _target(sources, form)
    stated = sources.get("points")
    marked = [text(key) for key in ("name", "target", "standard")]
    return Indicator(
        row=row,
        level1=level1,
        level2=level2,
        name=text("name"),
        comparator=comparator,
        target=target,
        unit=unit,
        definition=text("definition"),
        standard=text("standard"),
        points=None if stated is None else places.points(stated),
        remark=text("remark"),
        kind=text("kind"),
        own_standard=text("own_standard"),
        evaluation=read_line(sheet, row, header, form),
        not_applicable=places.not_applicable(marked, form),
        sources=sources,
    )


def _within_column(sheet: Sheet, row: int, column: int) -> tuple[int, int]:
    anchor = sheet.anchor(row, column)
    return anchor if anchor[1] == column else (row, column)


def _target(sources: Mapping[str, Source], form: Form) -> tuple[str, str, str]:
    """Comparator, target and unit; taken out of the target where they have no column of their own."""
    sign = words(sources["comparator"]) if "comparator" in sources else ""
    unit = places.unit_text(sources["unit"], form) if "unit" in sources else ""
    target = places.target_text(sources["target"], unit, form) if "target" in sources else ""
    if "comparator" not in sources and target not in form.wording.not_applicable:
        sign, target = prose.split_sign(target, form)
    if "unit" not in sources:
        target, unit = prose.split_unit(target)
        unit = "%" if form.unit(unit) == "%" else unit
    if "comparator" not in sources and not sign and target and target not in form.wording.not_applicable:
        sign = "定性" if not target[:1].isdigit() or not _is_number(target) else ""
    return form.comparator(sign) or sign, target, unit


def _is_number(target: str) -> bool:
    return prose.split_unit(target)[0].replace(".", "", 1).isdigit()


def read_line(sheet: Sheet, row: int, header: Header, form: Form) -> Evaluation | None:
    """The self-evaluation that stands in a row, ``None`` where the table has no such columns."""
    if "actual" not in header.columns:
        return None
    columns = header.columns
    sources = {key: sheet.source(row, columns[key]) for key in (*_EVALUATION, "points") if key in columns}
    for key, place in sources.items():
        if place.kind == "error" and key != "points":
            sheet.note("S013", place, field=places.field_name(key, form))

    def text(key: str) -> str:
        return words(sources[key]) if key in sources else ""

    def number(key: str) -> Decimal | None:
        return places.points(sources[key]) if key in sources else None

    return Evaluation(
        actual=sources["actual"],
        reported=number("score"),
        manual=number("manual"),
        scorer=text("scorer"),
        manual_reason=text("manual_reason"),
        cause=text("cause"),
        evidence=text("evidence"),
        sources=sources,
    )


def _points_from_remarks(table: Table) -> None:
    """Take points from the remarks where no row has any in a column of its own."""
    if any(indicator.points is not None for indicator in table.indicators):
        return
    for position, indicator in enumerate(table.indicators):
        remark = indicator.sources.get("remark")
        stated = None if remark is None else _stated_points(remark)
        if remark is not None and stated is not None:
            sources = {**indicator.sources, "points": remark}
            table.indicators[position] = replace(indicator, points=stated, sources=sources)


def _stated_points(remark: Source) -> Decimal | None:
    """The points a remark states: nothing else, behind 分值, or as its one number of 分 (``（10分）``); no prose."""
    alone = places.points(remark)
    if alone is not None or remark.kind != "text":
        return alone
    text = unicodedata.normalize("NFKC", remark.text).strip()
    found = _STATED.findall(text)
    if not found and len(_ANY_POINTS.findall(text)) == 1 and not _PROSE.search(text):
        found = _ALONE.findall(text)
    return Decimal(found[0]) if len(found) == 1 else None
