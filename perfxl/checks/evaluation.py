"""The self-evaluation line by line: actual values, scores, reasons, scores by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec.structs import replace

from perfxl.checks.blocks import (
    complete,
    expects,
    good_manual,
    is_count_below_nought,
    is_percent_question,
    known_kind,
    level_words,
    typed_day,
    workbook_block,
    workbook_score,
)
from perfxl.checks.case import Case, squeeze
from perfxl.checks.indicators import comparator_signs
from perfxl.checks.money import any_amount
from perfxl.findings import Finding, finding
from perfxl.model import Indicator
from perfxl.numbers import ZERO, plain
from perfxl.scoring.kinds import Manual
from perfxl.scoring.values import Interpreted

if TYPE_CHECKING:
    from perfxl.scoring.evaluate import Line

DEADLINE_ENDS = ("前", "内")
INPUTS = ("actual", "cause", "evidence", "manual", "scorer", "manual_reason")
# Notes of reading an actual value that a foreign sheet gets as they are.
_NOTED = frozenset(
    (
        *("E001", "E002", "E003", "E004", "E005", "E006", "E007", "E018"),
        *("E023", "E024", "E025", "E027", "E028", "E030", "E031"),
    )
)
# Notes that perfxl adds in our own workbook, where the formulas see nothing wrong.
_BEYOND_FORMULAS = ("E023", "E024", "E025", "E027")
# What formulas get nothing from, and perfxl reads: what it says besides.
_READ_ALL_THE_SAME = {
    "E002": ("表里的公式不认，不计分；程序按 {} 计", "Formulas see a text and give no score; perfxl read {}."),
    "E005": ("单元格是百分比格式，程序按 {} 计", "perfxl sees the percent format and read {}."),
}
# What formulas say of a value that is no level, no date: as the settings want it, which the text may not.
_AS_SETTINGS = ("E007", "E018")
# A warning that says why a row has no score; errors at its cells that do not.
_BY_A_PERSON = "R003"
_NO_STANDARDS = "S028"
_NO_REASON = frozenset(("C006", "C007", "I001", "I002", "P001", "P006", "P007", "P008"))
_CENT = Decimal("0.005")


def begun(case: Case) -> bool:
    """Whether the self-evaluation was begun: then what is missing is a fault."""
    if not case.own:
        return case.sheet.evaluated
    return any_amount(case) or any(not case.blank(row, key) for row in lines(case) for key in INPUTS)


def lines(case: Case) -> list[Indicator]:
    """The indicators that have a line on the self-evaluation."""
    return [row for row in case.rows if row.row not in case.doubtful_keys]


def actual_values(case: Case) -> Iterator[Finding]:
    """E001 to E007, E018 in our own workbook; what reading says of a foreign one."""
    if not begun(case):
        return
    if not case.own:
        yield from _foreign_values(case)
        return
    for row in lines(case):
        if case.broken(row, "actual"):
            yield case.at("S013", row, "actual")
            continue
        line = case.line(row)
        read = None if line is None else line.actual
        code = _fault(case, row)
        if line is not None and line.basis == "text":
            code = _beside_prose(code, line.actual)
        if code is not None:
            found = case.at(code, row, "actual", read="" if read is None else read.read)
            if code in _READ_ALL_THE_SAME and read is not None and read.value is not None:
                zh, en = _READ_ALL_THE_SAME[code]
                found = replace(
                    found,
                    message=f"{found.message.removesuffix('。')}（{zh.format(read.read)}）。",
                    message_en=f"{found.message_en} {en.format(read.read)}",
                )
            yield found
        elif read is not None and read.note in _BEYOND_FORMULAS:
            yield case.at(read.note, row, "actual", read=read.read)


def _beside_prose(code: str | None, read: Interpreted) -> str | None:
    """What a value is told beside a standard in prose, which formulas do not read: the code it is scored by."""
    if read.value is None and read.note in _NOTED:
        return read.note
    if code is None:  # without a kind, or with one that minds no unit: what reading says of 22次
        return _said_of_reading(read)
    return None if code in _AS_SETTINGS and read.value is not None else code


def _said_of_reading(read: Interpreted) -> str | None:
    """The note of a value as read; a percent format is a question only where formulas of ours see 0.93."""
    note = "E023" if read.note == "E005" and read.value is not None else read.note
    return note if note in _NOTED else None


def _fault(case: Case, row: Indicator) -> str | None:
    """What the workbook itself can see of a typed value."""
    if case.blank(row, "actual"):
        return "E001"
    text, block = case.text(row, "actual"), workbook_block(case, row)
    if known_kind(case, row) in (None, Manual.kind):
        # A person reads it: nearly anything may be an answer.
        return "E003" if case.number(row, "actual") is None and is_copied(case, text) else None
    match expects(case, row):
        case "level":
            return "E007" if complete(block) and text not in level_words(block) else None
        case "date":
            if case.number(row, "actual") is None and is_copied(case, text, deadline=True):
                return "E003"
            day = typed_day(case, row)
            if day is None:
                return "E018"
            return "E006" if case.year is not None and day.year != case.year else None
    if case.number(row, "actual") is None:
        return "E003" if is_copied(case, text) else "E002"
    if is_percent_question(case, row, block):
        return "E005"
    return "E031" if is_count_below_nought(case, row) else None


def unexplained(case: Case, found: Sequence[Finding]) -> list[Finding]:
    """E033: rows without a score where none of the findings says why; no total stands open without a word."""
    if not begun(case) or any(item.code == _NO_STANDARDS for item in found):
        return []
    reasons = (item for item in found if item.severity == "error" or item.code == _BY_A_PERSON)
    told = {(item.sheet, item.cell) for item in reasons if item.code not in _NO_REASON}
    shown = {row.row for row in case.rows}
    return [
        finding(
            "E033",
            sheet=line.place.sheet,
            cell=line.place.cell,
            field=case.label("score"),
            reason=(line.reason_unscored, line.reason_unscored_en),
        )
        for line in case.result.unscored
        if line.indicator.row in shown and not told & _cells_of(line.indicator)
    ]


def _cells_of(row: Indicator) -> set[tuple[str | None, str | None]]:
    """The cells of a row, in both sheets."""
    places = list(row.sources.values())
    if row.evaluation is not None:
        places += [row.evaluation.actual, *row.evaluation.sources.values()]
    return {(place.sheet, place.cell) for place in places}


def is_copied(case: Case, text: str, *, deadline: bool = False) -> bool:
    """Whether a text begins with a comparator, or ends like a deadline: the target, not what was achieved."""
    return text.startswith(comparator_signs(case.form)) or (deadline and text.endswith(DEADLINE_ENDS))


def _foreign_values(case: Case) -> Iterator[Finding]:
    for line in case.result.lines:
        note, row = line.actual.note, line.indicator
        if row.evaluation is None:
            continue
        if line.reading.refusal is not None and note in (None, "E002", "E007"):
            # How the standard scores is not known, or a person scores: only what cannot be an answer is a fault.
            note = "E003" if is_copied(case, case.text(row, "actual")) else None
        elif note is not None:
            note = _said_of_reading(line.actual)
        if note in _NOTED:
            yield case.at(note, row, "actual", read=line.actual.read)


def broken_cells(case: Case) -> Iterator[Finding]:
    """S013 in the other inputs of a line."""
    if not begun(case):
        return
    for row in lines(case):
        for key in INPUTS[1:]:
            if case.broken(row, key):
                yield case.at("S013", row, key)


def reasons(case: Case) -> Iterator[Finding]:
    """E009, E010: less than full marks, or far more than the target, wants an explanation; S011: no column for it."""
    if not begun(case):
        return
    lacking = False
    for row in lines(case):
        if row.evaluation is None or not case.blank(row, "cause"):
            continue
        line = case.line(row)
        score, points = _score_of(case, row, line)
        short = score is not None and points is not None and score < points
        if not case.own and "cause" not in row.evaluation.sources:
            if short:
                lacking = True  # told once, at the header: no cell of the row is where it belongs
        elif short:
            yield _as_typed(case, row, line) or case.at("E009", row, "cause")
        elif _far_above(case, row, None if line is None else line.actual.value):
            yield case.at("E010", row, "cause", case.text(row, "actual"))
    if lacking:
        header, name = case.sheet.sources.get("indicators"), case.label("cause")
        place = (header.sheet, header.cell) if header is not None else (case.sheet.sheet, None)
        yield finding("S011", sheet=place[0], cell=place[1], field=name, value=name)


def _as_typed(case: Case, row: Indicator, line: Line | None) -> Finding | None:
    """E009 where the workbook takes 1.05 as typed and is short of full marks, which 105%, as it is read, has."""
    if not case.own or line is None or line.actual.note != "E023" or line.score is None or line.points is None:
        return None
    if line.score < line.points:
        return None
    typed, read = plain(case.number(row, "actual") or ZERO), line.actual.read
    return replace(
        case.at("E009", row, "cause"),
        message=f"表内按 {typed} 计算，未得满分；按 {read} 是满分。",
        message_en=f"The workbook takes {typed}, which is less than full marks; {read} has them.",
        fix=f"请先把实际完成值改成 {read}；得满分的不用填原因。",
        fix_en=f"Type {read} as the actual value first; full marks need no reason.",
    )


def _score_of(case: Case, row: Indicator, line: Line | None) -> tuple[Decimal | None, Decimal | None]:
    """The score of a row and the points it is out of: as the workbook has them, by a standard in prose those of its
    text (P006 says where they differ), on a foreign sheet those recomputed or else reported."""
    if case.own and (line is None or (line.basis != "text" and known_kind(case, row) is not None)):
        return workbook_score(case, row), case.points(row)
    if line is not None and (case.own or line.score is not None):
        return line.score, line.points if line.basis == "text" else case.points(row)
    return None if row.evaluation is None else row.evaluation.reported, case.points(row)


def _far_above(case: Case, row: Indicator, read: Decimal | str | None) -> bool:
    """A positive quantity at or above the profile's share of its target; *read* is the actual value as read."""
    actual = case.number(row, "actual") if case.own else read
    if case.broken(row, "kind") or not isinstance(actual, Decimal):
        return False
    target = workbook_block(case, row).target if case.own else _read_target(case, row)
    if not isinstance(target, Decimal) or target <= 0:
        return False
    if actual < round(target * case.form.readings.overachieved, 9) or expects(case, row) != "number":
        return False
    block = workbook_block(case, row)  # asked last where it is not known: it costs most
    if case.own and is_percent_question(case, row, block):
        return False
    return block.comparator in ("≥", ">") or (block.comparator == "＝" and block.direction == "正向")


def by_hand(case: Case) -> Iterator[Finding]:
    """E014 to E017: rows a person scores, and rows where a score by hand means nothing."""
    if not case.own or not begun(case):
        return
    for row in lines(case):
        kind = known_kind(case, row)
        if kind is None or case.broken(row, "manual"):
            continue
        if kind != Manual.kind:
            if not case.blank(row, "manual"):
                yield case.at("E017", row, "manual")
            continue
        points = case.number(row, "points")
        if case.blank(row, "manual"):
            yield case.at("E014", row, "manual")
        elif points is not None and case.good_points(points) and not good_manual(case, row, points):
            yield case.at("E015", row, "manual")
        for key in ("scorer", "manual_reason"):
            if not case.blank(row, "manual") and case.blank(row, key):
                yield case.at("E016", row, key)
                break


def reported_scores(case: Case) -> Iterator[Finding]:
    """E008, E019: the score standing there, against the recomputed one or against a target that is met."""
    if not begun(case):
        return
    for line in case.result.lines:
        row, reported = line.indicator, line.reported
        if reported is None or (case.own and row.row in case.doubtful_keys):
            continue
        if line.score is not None:
            if abs(line.score - reported) >= _CENT and (line.actual.note is None or not case.own):
                yield case.at("E008", row, "score", plain(reported), expected=plain(line.score))
        elif not case.own and _met(case, row, line.actual.value):
            points = case.points(row)
            if points is not None and reported < points:
                yield case.at("E019", row, "score", plain(reported), expected=plain(points))


def _met(case: Case, row: Indicator, actual: object) -> bool:
    """Whether a plain number meets a plain target, whatever the standard says."""
    target = _read_target(case, row)
    if target is None or not isinstance(actual, Decimal):
        return False
    match case.comparator(row):
        case "≥":
            return actual >= target
        case "≤":
            return actual <= target
        case ">":
            return actual > target
        case "<":
            return actual < target
        case "＝":
            return actual == target
    return False


def _read_target(case: Case, row: Indicator) -> Decimal | None:
    """The target of a foreign sheet as a number: also out of ``≥90%``, and 90 where 0.9 is shown as 90%."""
    line = case.line(row)
    read = None if line is None else line.reading.given.block.target
    return read if isinstance(read, Decimal) else None


def totals(case: Case) -> Iterator[Finding]:
    """E021, E022: the reported total and rating against the recomputed ones."""
    if not begun(case) or case.result.total is None:
        return
    total, reported = case.result.total, case.sheet.reported_total
    if reported is not None and abs(total - reported) >= _CENT:
        yield case.at_head("E021", "total", plain(reported), expected=plain(total))
    rating = squeeze(case.sheet.reported_rating)
    known = {word for _, word in case.form.rating.borders} | {case.form.rating.lowest}
    if rating in known and rating != case.result.rating:
        yield case.at_head("E022", "rating", rating, expected=case.result.rating)
