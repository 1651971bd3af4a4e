"""Goal sheets and self-evaluations in other bureaus' layouts, read by the names of their headers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from perfxl.findings import Finding, Refused, finding
from perfxl.form import Form
from perfxl.model import GoalSheet, Indicator, Money, Source
from perfxl.workbook import funds, labels, places, prose, surroundings
from perfxl.workbook.cells import Book
from perfxl.workbook.headers import Header, find_headers
from perfxl.workbook.joined import join_lines
from perfxl.workbook.places import Sheet
from perfxl.workbook.table import Table, read_table

_LOST_REFERENCE = "#REF!"
# More of one kind on one sheet come from one slip; so many columns are named.
_MANY, _NAMED = 10, 3


@dataclass(slots=True)
class Found:
    """A table found on a sheet: its headers and what its rows gave."""

    sheet: Sheet
    headers: list[Header]
    table: Table

    @property
    def role(self) -> str:
        return self.headers[0].role

    @property
    def rank(self) -> tuple[bool, bool, bool, int]:
        """What makes one of several tables the one that is meant; the highest counts."""
        goals = self.role in {"goals", "both"}
        named = ("目标" if goals else "自评") in self.sheet.name
        count = len(self.table.indicators)
        return self.sheet.grid.state == "visible", count > 0, named, count


def read_foreign(book: Book, form: Form) -> GoalSheet:
    """Read a workbook that is not ours.

    :raises Refused: F018, no sheet has the header of a goal sheet or a self-evaluation.
    """
    tables = [found for grid in book.sheets for found in _tables(Sheet(grid), form)]
    goals = [found for found in tables if found.role in {"goals", "both"}]
    lines = [found for found in tables if found.role in {"evaluation", "both"}]
    main = max(goals, key=lambda found: found.rank, default=None)
    evaluation = max(lines, key=lambda found: (_filled(found), found is main, *found.rank), default=None)
    if main is None or (not main.table.indicators and evaluation is not None and evaluation.table.indicators):
        main, goals = evaluation, [found for found in lines if found.role == "evaluation"]
    if main is None:
        raise Refused("F018")
    apart = evaluation is not None and evaluation is not main and (main.role == "goals" or not _filled(main))
    rivals = goals if apart else [*goals, *(found for found in lines if found not in goals and _filled(found))]
    notes = _notes(book, main, rivals)
    sheets = [main] if evaluation is None or evaluation is main else [main, evaluation]
    for found in sheets:
        surroundings.examine(found.sheet, found.headers, found.table, form)
    indicators = tuple(main.table.indicators)
    if evaluation is not None and apart:
        indicators, left = join_lines(indicators, evaluation.table.indicators)
        for line in left:
            evaluation.sheet.note("S024", line.at("name"))
    fields: labels.Fields = {}
    foot: labels.Fields = {}
    for found in reversed(sheets):
        fields |= labels.head(found.sheet, range(1, found.headers[0].row), form)
        foot = labels.foot(found.sheet, _outside(found), form) or foot
    fields = labels.settled(fields)
    money = total = rating = None
    if evaluation is not None:
        lines_sheet, header = evaluation.sheet, evaluation.headers[0]
        money = funds.read_money(lines_sheet, range(1, header.row), form)
        if money is None and evaluation.table.end:  # or below
            money = funds.read_money(lines_sheet, range(evaluation.table.end, lines_sheet.last_row + 1), form)
        total = funds.read_total(evaluation.sheet, evaluation.table.total_rows, evaluation.headers[0])
        rating = funds.read_rating(evaluation.sheet, _outside(evaluation), form)
    for found in sheets:
        notes.extend(_summed_up(found.sheet.notes))
    return GoalSheet(
        file=str(book.admitted.path),
        layout="foreign",
        profile=form.name,
        version=None,
        department=_text(fields, "department"),
        year=labels.year_of(fields.get("year")),
        duties=prose.without_tags(_text(fields, "duties")),
        goals=prose.split_goals(_text(fields, "goals")),
        indicators=indicators,
        foot={entry.key: _text(foot, entry.key) for entry in form.foot},
        sheet=main.sheet.name,
        sha256=book.admitted.sha256,
        skipped=tuple(main.table.skipped),
        money=money,
        evaluated=_evaluated(indicators, money),
        calculated=book.calculated,
        reported_total=None if total is None else places.number(total),
        reported_rating="" if rating is None else rating.text,
        notes=tuple(notes),
        sources=_sources(main, fields, foot, total, rating),
    )


def _tables(sheet: Sheet, form: Form) -> list[Found]:
    """The tables of a sheet: neighbouring headers of one role belong to one table."""
    groups: list[list[Header]] = []
    for header in find_headers(sheet, form):
        if groups and groups[-1][0].role == header.role:
            groups[-1].append(header)
        else:
            groups.append([header])
    found = []
    for position, headers in enumerate(groups):
        until = groups[position + 1][0].row if position + 1 < len(groups) else sheet.last_row + 1
        until = funds.begins(sheet, range(headers[-1].last + 1, until), form) or until
        if headers[0].role != "monitoring":
            found.append(Found(sheet, headers, read_table(sheet, headers, form, until)))
    return found


def _summed_up(notes: Sequence[Finding]) -> Iterator[Finding]:
    """The notes of one sheet, with what one slip does to a great many cells told once."""
    lost = [note for note in notes if note.code == "S013" and note.value == _LOST_REFERENCE]
    unknown = [note for note in notes if note.code == "S012"]
    for note in notes:
        if note.value == _LOST_REFERENCE and len(lost) > _MANY:
            if note is lost[0]:
                yield finding("S027", sheet=note.sheet, cell=note.cell, value=_LOST_REFERENCE, count=len(lost))
        elif note.code == "S012" and len(unknown) > _MANY:
            if note is unknown[0]:
                listed = f"{'、'.join(other.value for other in unknown[:_NAMED])} 等 {len(unknown)} 列"
                yield finding("S012", sheet=note.sheet, cell=note.cell, field=note.field, value=listed)
        else:
            yield note


def _notes(book: Book, main: Found, rivals: Sequence[Found]) -> list[Finding]:
    header = main.headers[0]
    place = main.sheet.source(header.named, header.columns["name"])
    sheet, cell = place.sheet, place.cell
    notes = [finding("S019", sheet=sheet, cell=cell)]
    if len({"kind", "own_standard", "explanation", "key"} & header.columns.keys()) >= 3:
        notes.append(finding("S016", sheet=sheet, cell=cell))  # its other sheets have tables too
    elif others := [found.sheet.name for found in rivals if found is not main and found.table.indicators]:
        notes.append(finding("S014", sheet=sheet, cell=cell, value=sheet, others="”“".join(others)))
    if not book.calculated:
        notes.append(finding("S020", sheet=sheet))
    return notes


def _outside(found: Found) -> list[int]:
    """The rows of a sheet that belong to no table row and no header."""
    headers = {row for header in found.headers for row in (header.row, header.last)}
    return [row for row in sorted(found.sheet.rows) if row not in found.table.rows and row not in headers]


def _filled(found: Found) -> bool:
    """Whether any actual value stands in a table: the columns of a self-evaluation may be left empty in the goals."""
    lines = [indicator.evaluation for indicator in found.table.indicators]
    return any(not line.actual.empty for line in lines if line is not None)


def _evaluated(indicators: Sequence[Indicator], money: Money | None) -> bool:
    if funds.filled(money):
        return True
    lines = (indicator.evaluation for indicator in indicators)
    return any(
        not place.empty
        for line in lines
        if line is not None
        for key, place in line.sources.items()
        if key != "points"
    )


def _text(fields: labels.Fields, key: str) -> str:
    return fields[key].text if key in fields else ""


def _sources(
    main: Found, fields: labels.Fields, foot: labels.Fields, total: Source | None, rating: labels.Field | None
) -> dict[str, Source]:
    """The cells of head and foot; ``indicators`` is the header, ``points_total`` the printed total of points."""
    header = main.headers[0]
    sources = {key: field.place for key, field in (fields | foot).items()}
    sources["indicators"] = main.sheet.source(header.named, header.columns["name"])
    printed = funds.read_total(main.sheet, main.table.total_rows, header, "points")
    if printed is not None:
        sources["points_total"] = printed
    if total is not None:
        sources["total"] = total
    if rating is not None:
        sources["rating"] = rating.place
    return sources
