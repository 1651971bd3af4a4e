"""What a return brings beside others: whose it is, which one counts, what changed since the one before.

Derived from the plans of the returns, field by field; a layout without a field says nothing about it.
"""

from __future__ import annotations

import datetime as dt
import difflib
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from benchmarks.intake import foreign
from benchmarks.intake.consequences import Places, counted
from benchmarks.intake.model import Expected, Return, Row, Value
from benchmarks.intake.standards import standard_wording
from perfxl.catalogue import CATALOGUE, MENDED, OURS
from perfxl.numbers import plain

_TEXTS = ("level1", "level2", "definition", "remark")
_CODES = {
    "name": "D006", "comparator": "D003", "target": "D003", "unit": "D003", "points": "D004", "standard": "D005",
    "own_standard": "D005", "actual": "D007", **dict.fromkeys(_TEXTS, "D006"),
}  # fmt: skip
_APPROVED = ("D003", "D004", "D005")
_WORDS = ("standard", "own_standard")
# What findings ask to be changed besides their cell: all points of a wrong sum, what a standard does not fit.
_OF_ALL_POINTS = ("P001", "P005")
_NAMED_TOO = {
    "I004": ("comparator", "unit"), "I006": ("comparator", "unit"), "I014": ("target", "standard"),
    "I018": ("target",), "P006": ("points", "standard"), "P007": ("points",), "R002": ("points", "target"),
    "R007": ("comparator", "standard"), "R011": ("target", "standard"),
}  # fmt: skip
_HEAD = {"duties": "D006", "goals": "D006", "budget": "D007", "spent": "D007"}
_USUAL = 0.9
_ALIKE = 0.55  # a little less than makes two names one, renamed

Said = Mapping[str, str]
"""What stands in the fields of an indicator or of the head; without those the layout does not have."""


@dataclass
class Filed:
    """A return as its successors are held against it. ``known`` is its line of the truth."""

    known: dict[str, Any]
    department: str
    year: int
    stage: str
    seconds: int
    title: str
    year_place: tuple[str, str]
    department_place: tuple[str, str]
    origin: int = 0
    rows: dict[int, Said] = field(default_factory=dict)
    cells: dict[int, dict[str, tuple[str, str]]] = field(default_factory=dict)
    head: dict[str, str] = field(default_factory=dict)
    head_cells: dict[str, tuple[str, str]] = field(default_factory=dict)


def filed(sheet: Return, places: Places, known: dict[str, Any], seconds: int) -> Filed:
    """What has to be remembered of a settled return."""
    department = places.field("department")
    title = department[0] if sheet.own else places.cell(sheet.rows[0], "name")[0]
    written = _text(sheet.cells.get(department, sheet.department))
    kept = Filed(
        known, written, sheet.year, sheet.stage, seconds, title, places.field("year"), department, sheet.origin
    )
    levels = {}  # one cell for several indicators
    if isinstance(places, foreign.Places):
        for key, rows in foreign.level_rows(sheet, places.main).items():
            levels[key] = [places.main.cell(key, row) for row in rows]
    for number, row in enumerate(sheet.rows):
        if not row.slashed:
            keys = [key for key in _CODES if _stands(sheet, places, key) and not (row.called and key == "actual")]
            kept.cells[row.born] = {key: places.cell(row, key) for key in keys}
            kept.cells[row.born] |= {key: cells[number] for key, cells in levels.items()}
            kept.rows[row.born] = {key: _said(sheet, places, row, key) for key in keys}
    for key, code in _HEAD.items():
        if _stands_in_head(sheet, places, key):
            kept.head[key] = _text(_head(sheet, places, key))
            kept.head_cells[key] = places.amount("total", key) if code == "D007" else places.field(key)
    return kept


def _stands(sheet: Return, places: Places, key: str) -> bool:
    if key == "actual" and not sheet.evaluated:
        return False
    if isinstance(places, foreign.Places):
        if key == "points" and (sheet.style["points"] == "remark" or places.form == "two"):
            return True
        return key in (places.lines if key == "actual" else places.main).columns
    return True


def _said(sheet: Return, places: Places, row: Row, key: str) -> str:
    """A field as it is compared: 5分 are 5 points."""
    text = _text(_written(sheet, places, row, key))
    return text.removesuffix("分") if key == "points" else text


def _written(sheet: Return, places: Places, row: Row, key: str) -> Value:
    """The value of a field as the workbook holds it."""
    place = places.cell(row, key)
    merged = key == "level2" and any(place == (name, area.partition(":")[2]) for name, area in sheet.merges)
    if place in sheet.cells and not merged:
        return sheet.cells[place]
    if key == "standard" and sheet.own:
        return (row.own_standard or standard_wording(row, row.rule)) if sheet.calculated else ""
    if key == "comparator":
        return sheet.form.comparator(row.sign) or row.sign
    value: Value = getattr(row, {"comparator": "sign"}.get(key, key))
    if key == "target" and not sheet.own and isinstance(value, Decimal) and row.goal is not None:
        return row.goal
    return value


def _stands_in_head(sheet: Return, places: Places, key: str) -> bool:
    if _HEAD[key] == "D007":
        return sheet.evaluated
    return sheet.own or (isinstance(places, foreign.Places) and (key == "goals" or places.form in ("goals", "two")))


def _head(sheet: Return, places: Places, key: str) -> Value:
    if _HEAD[key] == "D007":
        return counted(sheet, key, parts=True)
    place = places.field(key)
    return sheet.cells[place] if place in sheet.cells else sheet.duties if key == "duties" else "\n".join(sheet.goals)


def _text(value: Value) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, dt.date) else "".join((value or "").split())


def settle(returns: list[Filed], lines: list[dict[str, Any]]) -> None:
    """Write into the lines what the ledger has to say: ``returns`` (findings) and ``superseded_by`` (a line's file).

    *returns* are those whose department sent several, and all that are odd; *lines* is every line there is.
    """
    copies = Counter(line["sha256"] for line in lines)
    for line in lines:
        twins = line["layout"] and copies[line["sha256"]] > 1
        line["returns"] = [_finding(Expected("D002"))] if twins else []
        line["superseded_by"] = None
    groups: dict[tuple[str, int], dict[str, list[Filed]]] = defaultdict(lambda: defaultdict(list))
    first: set[str] = set()
    for one in sorted(returns, key=lambda one: one.seconds):
        if one.known["sha256"] in first:  # changed in the same way as before
            one.known["kind"] = "duplicate"
            continue
        first.add(one.known["sha256"])
        whose = one.known["department"] or f"?{one.department or one.known['sha256']}"
        groups[whose, one.year][one.stage].append(one)
    evaluated: set[str] = set()
    for stages in groups.values():
        evaluated |= {one.known["sha256"] for one in stages.get("goal", ()) if "evaluation" in stages}
        for stage, line_up in stages.items():
            for position, now in enumerate(line_up):
                before = line_up[position - 1] if position else None
                bases = [(before, True)] if before else []
                goals = stages.get("goal", [])
                bases += [(goals[-1], False)] if stage == "evaluation" and goals else []
                asked = _asked([*line_up[:position], *(goals if stage == "evaluation" else ())])
                found = {item: None for base, evaluated in bases for item in changes(base, now, evaluated, asked)}
                now.known["returns"] += [_finding(item) for item in found]
                if before:
                    before.known["superseded_by"] = now.known["name"]
    for newer, older in itertools.product((one for one in returns if one.known["kind"] != "duplicate"), returns):
        if _repeats(older, newer):
            newer.known["returns"].append(_finding(Expected("D015", *newer.year_place)))
    years = [line["year"] for line in {line["sha256"]: line for line in lines if line["year"]}.values()]
    usual = max(set(years), key=years.count, default=None)
    stages = [line["stage"] for line in {line["sha256"]: line for line in lines if line["stage"]}.values()]
    kind = max(set(stages), key=stages.count, default=None)
    odd = kind is not None and stages.count(kind) >= _USUAL * len(stages)
    for one in (one for one in returns if one.known["kind"] != "duplicate"):
        if odd and one.stage != kind and one.known["sha256"] not in evaluated:
            one.known["returns"].append(_finding(Expected("D011" if kind == "evaluation" else "D012", one.title)))
        if usual is not None and one.year != usual and years.count(usual) >= _USUAL * len(years):
            one.known["returns"].append(_finding(Expected("D010", *one.year_place)))
        if one.known["department"] is None and one.department:
            one.known["returns"].append(_finding(Expected("D001", *one.department_place)))


def _repeats(before: Filed, now: Filed) -> bool:
    """Whether a sheet is that of the same department of the year before, but for the year."""

    def same(one: Filed) -> tuple[object, ...]:
        return one.department, one.known["department"], one.stage

    def undated(one: Filed) -> dict[int, dict[str, str]]:
        return {
            born: {key: re.sub(f"{before.year}|{now.year}", "", text) for key, text in row.items()}
            for born, row in one.rows.items()
        }

    return before.year < now.year and same(before) == same(now) and undated(before) == undated(now)


def alike(some: list[Row], others: list[Row]) -> bool:
    """Whether any indicator of one sheet may be taken for one of the other: by its name, or by what else it says."""
    for one, other in itertools.product(some, others):
        if one.name == other.name:
            return True
        if one.second != other.second:
            continue
        matcher = difflib.SequenceMatcher(None, one.name, other.name, autojunk=False)
        if _text(one.target) == _text(other.target) or matcher.ratio() >= _ALIKE:
            return True
    return False


def _asked(earlier: Iterable[Filed]) -> set[tuple[int | None, str]]:
    """The fields whose change earlier returns were asked for, by the indicator; ``None``: of any."""
    asked: set[tuple[int | None, str]] = set()
    for one in earlier:
        held: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
        for born, cells in one.cells.items():
            for key, place in cells.items():
                held[place].append((born, key))
        for item in one.known["findings"]:
            code = item["code"]
            if CATALOGUE[code].severity == "info" or code in OURS or code in MENDED:
                continue
            asked |= {(None, "points")} if code in _OF_ALL_POINTS else set()
            for born, key in held[item["sheet"], item["cell"]]:
                for named in (key, *_NAMED_TOO.get(code, ())):
                    asked |= {(born, same) for same in (_WORDS if named in _WORDS else (named,))}
    return asked


def changes(
    before: Filed, now: Filed, evaluated: bool, asked: Collection[tuple[int | None, str]] = ()
) -> Iterator[Expected]:
    """What differs between two returns; actual values and money only where both are self-evaluations.

    A change that was *asked* for is none that somebody has to have approved.
    """
    same = before.origin == now.origin
    if not same:
        yield Expected("D013", now.title)
    for born, row in now.rows.items() if same else ():
        old = before.rows.get(born)
        if old is None:
            yield Expected("D008", *now.cells[born]["name"])
            continue
        for key in row.keys() & old.keys():
            derived = key == "standard" and (not (row[key] and old[key]) or _follows(old, row))
            if row[key] != old[key] and not derived and (evaluated or key != "actual"):
                wanted = (born, key) in asked or (None, key) in asked
                code = "D016" if wanted and _CODES[key] in _APPROVED else _CODES[key]
                yield Expected(code, *now.cells[born][key])
    if same and before.rows.keys() - now.rows.keys():
        yield Expected("D009", now.title)
    for key in now.head.keys() & before.head.keys():
        if now.head[key] != before.head[key] and (evaluated or _HEAD[key] != "D007"):
            yield Expected(_HEAD[key], *now.head_cells[key])


def _follows(old: Said, row: Said) -> bool:
    """Whether the formula in 评(扣)分标准 of our own layout shows another cell that changed."""
    shown = ("own_standard", "comparator", "target", "unit", "points")
    return "own_standard" in old and "own_standard" in row and any(row[key] != old[key] for key in shown)


def _finding(item: Expected) -> dict[str, str | None]:
    return {"code": item.code, "sheet": item.sheet, "cell": item.cell}
