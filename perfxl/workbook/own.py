"""Reading our own workbook: recognised by its metadata, read by the layout of its profile."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from perfxl.findings import Finding, Refused, finding
from perfxl.form import Form, FormError, fold, load_form
from perfxl.model import Fund, GoalSheet, Money, Source
from perfxl.workbook import integrity, labels, places, prose
from perfxl.workbook.cells import Book
from perfxl.workbook.layout import (
    HEAD,
    HEAD_LABELS,
    METADATA_KEYS,
    MONEY_COLUMNS,
    MONEY_LABELS,
    MONEY_ROWS,
    RATING_CELL,
    TOTAL_CELL,
    Layout,
    layout_of,
)
from perfxl.workbook.own_rows import evaluated, read_rows
from perfxl.workbook.placed import Placed, find_tables, place
from perfxl.workbook.places import Sheet, words

_PRODUCT = "perfxl"
_PROFILE = re.compile(r"[A-Za-z0-9_-]+")
_AMOUNTS = ("initial", "budget", "spent")


def find_metadata(book: Book) -> Mapping[str, str] | None:
    """What our workbook says of itself, or ``None`` when it is not ours."""
    for grid in book.sheets:
        found = {}
        for row in range(1, 4 * len(METADATA_KEYS)):
            key = grid.cells.get((row, 1))
            if key is not None and key.value in METADATA_KEYS:
                found[str(key.value)] = words(places.source(grid.get(row, 2)))
        if found.get("product") == _PRODUCT:
            return found
    return None


def read_own(book: Book, metadata: Mapping[str, str], form: Form | None) -> GoalSheet:
    """Read our own workbook. :raises Refused: F018, it has no goal table any more."""
    notes: list[Finding] = []
    form = _form(metadata, form, notes)
    version = metadata.get("version", "")
    if version != form.version:
        notes.append(finding("S001", value=version, current=form.version))
    layout = layout_of(form)
    tables = find_tables(book, layout)
    if tables is None:
        raise Refused("F018")
    notes.extend(finding("S009", value=name) for name in tables.missing)
    goals, evaluation = tables.goals, tables.evaluation
    if not book.calculated:
        notes.append(finding("S020", sheet=goals.sheet.name))
    fields = _head(goals, layout)
    foot_top, foot = _foot(goals, layout)
    rows = read_rows(tables, layout, foot_top)
    money = total = None
    rating = ""
    sources = dict(fields) | dict(foot)
    if evaluation is not None:
        money = _money(evaluation)
        sources["total"] = _shifted(evaluation, TOTAL_CELL)
        sources["rating"] = _shifted(evaluation, RATING_CELL)
        total = places.number(sources["total"])
        rating = words(sources["rating"])
        rating = rating if rating in _ratings(form) else ""
    integrity.examine(book, tables, layout, rows, foot_top)
    for placed in (goals, tables.settings, evaluation):
        if placed is not None:
            notes.extend(placed.sheet.notes)
    return GoalSheet(
        file=str(book.admitted.path),
        layout="own",
        profile=form.name,
        version=version or None,
        department=words(fields["department"]),
        year=_year(fields["year"]),
        duties=prose.without_tags(words(fields["duties"])),
        goals=prose.split_goals(words(fields["goals"])),
        indicators=tuple(rows.indicators),
        foot={entry.key: words(foot[entry.key]) for entry in form.foot},
        sheet=goals.sheet.name,
        sha256=book.admitted.sha256,
        skipped=tuple(rows.skipped),
        money=money,
        evaluated=evaluated(rows, money),
        calculated=book.calculated,
        reported_total=total,
        reported_rating=rating,
        notes=tuple(notes),
        sources=sources,
    )


def _form(metadata: Mapping[str, str], given: Form | None, notes: list[Finding]) -> Form:
    """The form the workbook follows: a given one of that name, else a shipped one; never a path it names."""
    name = metadata.get("profile", "")
    if given is not None and given.name == name:
        return given
    try:
        if _PROFILE.fullmatch(name):
            return load_form(name)
    except FormError:
        pass
    notes.append(finding("S002", value=name))
    return given or load_form()


def _ratings(form: Form) -> set[str]:
    return {word for _, word in form.rating.borders} | {form.rating.lowest}


def _year(place: Source) -> int | None:
    number = places.number(place)
    if number is not None:
        return int(number) if number == int(number) and 1900 <= number <= 2999 else None
    return labels.year_of(labels.Field(words(place), place))


def _head(goals: Placed, layout: Layout) -> dict[str, Source]:
    """Year, department, duties and goals: beside their labels, else where the layout has them."""
    sheet, form = goals.sheet, layout.form
    known = {"department": form.labels.department, "duties": form.labels.duties, "goals": form.labels.goals}
    rows = {}
    for key, reference in HEAD_LABELS.items():
        row, column = place(reference)
        spellings = {fold(word) for word in known[key]}
        nearest = [row, *range(1, goals.header)]
        found = next((n for n in nearest if fold(sheet.source(n, column).text) in spellings), None)
        if found is None or fold(sheet.source(found, column).text) != fold(known[key][0]):
            label = sheet.source(row + goals.shift if found is None else found, column)
            sheet.note("S003", label, field=known[key][0], expected=known[key][0])
        rows[key] = row + goals.shift if found is None else found
    sources = {key: sheet.source(row, place(HEAD[key])[1]) for key, row in rows.items()}
    row, column = place(HEAD["year"])
    years = [n for n in (row, row + goals.shift) if _year(sheet.source(n, column)) is not None]
    sources["year"] = sheet.source(years[0] if years else row, column)
    for key, source in sources.items():
        if source.kind == "error":
            sheet.note("S013", source, field=known[key][0] if key in known else form.labels.year[0])
    return sources


def _foot(goals: Placed, layout: Layout) -> tuple[int, dict[str, Source]]:
    """The first row of the foot, found by its labels, and its input cells."""
    sheet, form = goals.sheet, layout.form

    def now(reference: str) -> tuple[int, int]:
        row, column = place(reference)
        return row, goals.column(column)

    at = {entry.key: (now(layout.foot[entry.key][0]), now(layout.foot[entry.key][1])) for entry in form.foot}
    wanted = {(at[entry.key][0][1], fold(entry.label)): at[entry.key][0][0] for entry in form.foot}
    shifts: Counter[int] = Counter()
    for row in range(goals.header + 1, sheet.last_row + 1):
        for cell in sheet.rows.get(row, ()):
            if isinstance(cell.value, str) and len(cell.value) <= 20:
                expected = wanted.get((cell.column, fold(cell.value)))
                if expected is not None:
                    shifts[row - expected] += 1
    shift = shifts.most_common(1)[0][0] if shifts else goals.shift
    top = min(label[0] for label, _ in at.values()) + shift
    if goals.shift or shift != goals.shift:
        moved = goals.shift or shift
        row = goals.header if goals.shift else _first_moved(goals, top)
        sheet.note("S004", goals.source("name", row), value=moved)
    for entry in form.foot:
        label = sheet.source(at[entry.key][0][0] + shift, at[entry.key][0][1])
        if fold(label.text) != fold(entry.label):
            sheet.note("S003", label, field=entry.label, expected=entry.label)
    sources = {key: sheet.source(value[0] + shift, value[1]) for key, (_, value) in at.items()}
    for entry in form.foot:
        if sources[entry.key].kind == "error":
            sheet.note("S013", sources[entry.key], field=entry.label)
    return top, sources


def _first_moved(goals: Placed, top: int) -> int:
    """The first row of the table whose key is not the one it was made with."""
    expected = range(goals.header + 1, top)
    return next((row for row in expected if goals.cell("key", row).value != row - goals.header), top)


def _shifted(evaluation: Placed, reference: str) -> Source:
    row, column = place(reference)
    return evaluation.sheet.source(row + evaluation.shift, column)


def _money(evaluation: Placed) -> Money:
    sheet = evaluation.sheet
    rows = {key: _money_row(sheet, key, row, evaluation) for key, row in MONEY_ROWS.items()}
    columns = {key: place(f"{letter}1")[1] for key, letter in MONEY_COLUMNS.items()}

    def fund(key: str) -> Fund:
        sources = {name: sheet.source(rows[key], columns[name]) for name in _AMOUNTS}
        for source in sources.values():
            if source.kind == "error":
                sheet.note("S013", source, field=MONEY_LABELS[key])
        amounts: dict[str, Decimal | None] = {name: places.number(source) for name, source in sources.items()}
        return Fund(label=MONEY_LABELS[key].removeprefix("其中："), sources=sources, **amounts)

    sources = {key: sheet.source(rows["total"], columns[key]) for key in ("points", "rate", "score")}
    parts = tuple(fund(key) for key in MONEY_ROWS if key != "total")
    return Money(total=fund("total"), parts=parts, reported=places.number(sources["score"]), sources=sources)


def _money_row(sheet: Sheet, key: str, row: int, evaluation: Placed) -> int:
    """The row of a fund by its label, left of the amounts; else where the layout has it."""
    label = fold(MONEY_LABELS[key])
    first = place(f"{MONEY_COLUMNS['initial']}1")[1]
    candidates: list[int] = [row, row + evaluation.shift, *range(1, evaluation.header)]
    for candidate in candidates:
        for cell in sheet.rows.get(candidate, ()):
            if cell.column < first and isinstance(cell.value, str) and fold(cell.value) == label:
                return candidate
    sheet.note(
        "S003", sheet.source(row + evaluation.shift, first - 1), field=MONEY_LABELS[key], expected=MONEY_LABELS[key]
    )
    return row + evaluation.shift
