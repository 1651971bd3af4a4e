"""One workbook as plain rows: read, scored and checked, in the shape of the ledger's tables.

A digest is a function of the bytes, the name of a profile and nothing else, so it can be made in any process and
on any machine. It decides nothing that needs the other returns: the department is matched, and older returns are
superseded, once everything is in.

What strangers wrote is cleaned once, here: characters no database, workbook or page can hold (NUL, lone halves
of surrogate pairs, control characters) become ``\ufffd`` in plain sight, and a text longer than its column ends
in ``…``. The bytes themselves are kept elsewhere, unchanged.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path

from sqlalchemy import String

from perfxl.examine import Checked, examine
from perfxl.finance import schema
from perfxl.finance.places import kept
from perfxl.findings import Finding, Refused
from perfxl.form import FormError, fold
from perfxl.model import Evaluation, Indicator, Source
from perfxl.scoring.evaluate import Line
from perfxl.workbook.joined import elsewhere
from perfxl.workbook.kinds import named

Row = dict[str, object]

_UNHOLDABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REPLACEMENT = "\ufffd"
_LONGEST = 32_767
_JSON = json.JSONEncoder(ensure_ascii=False)
_HEAD = ("department", "year", "duties", "goals")
_MONEY = ("budget", "spent")
_NOWHERE = Source("", "")


@dataclass(frozen=True, slots=True)
class Digest:
    """What a workbook gave: a refusal (code, Chinese, English), or its rows by table, each by column name.

    The tables are those of :mod:`perfxl.finance.schema` that hang on a workbook. ``actuals`` and ``scores`` are
    those of a self-evaluation: a sheet without one has none. The rule block in ``rules`` is without the actual
    value, which stands in ``actuals``: as ``value``, or as ``word`` where it is a level.
    """

    sha256: str
    refusal: tuple[str, str, str] | None = None
    rows: Mapping[str, list[Row]] = field(default_factory=dict)


def digest(
    path: Path, *, sha256: str, name: str, profile: str | None = None, goals: tuple[Path, str] | None = None
) -> Digest:
    """Read, score and check one workbook. *name* is what it is called, wherever its bytes are kept.

    *goals* are the path and the name of a goal sheet: of a self-evaluation without standards, it has them.

    :raises FormError: the profile is wrong, which is no fault of the workbook.
    :raises MemoryError: there is not enough.
    """
    try:
        with _uncollected():
            return Digest(sha256, rows=_rows(examine(path, profile, goals=goals), sha256))
    except Refused as refused:
        if refused.code == "F008":  # the bytes are kept under no name that says anything
            refused = Refused("F008", kind=named(str(refused.slots["kind"]), name))
        return refusal(sha256, refused)
    except (FormError, MemoryError):  # nothing the file can be blamed for; the worker knows its limits
        raise
    except Exception as error:
        return refusal(sha256, Refused("F099", detail=f"{type(error).__name__}: {error}"))


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of cycles: a workbook leaves hardly any, and looking for them costs a tenth."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def refusal(sha256: str, refused: Refused) -> Digest:
    """The digest of what cannot be read."""
    return Digest(sha256, (refused.code, clean(refused.message), clean(refused.message_en)))


def clean(text: str) -> str:
    """A text anything can hold; what cannot be shown is replaced, not dropped."""
    return _UNHOLDABLE.sub(_REPLACEMENT, text)


def fingerprint(code: str, indicator: str, field: str, content: str) -> str:
    """What a finding is about, whatever row it stands in now: a waiver holds while this stays the same."""
    parts = [code, fold(clean(indicator)), field, clean(content)]
    return hashlib.sha256(_JSON.encode(parts).encode()).hexdigest()


def _rows(checked: Checked, sha256: str) -> dict[str, list[Row]]:
    sheet = checked.sheet
    everything = sorted((*sheet.indicators, *sheet.skipped), key=lambda indicator: indicator.row)
    lines = {line.indicator.row: line for line in checked.result.lines}
    tables = {
        "sheets": [_sheet(checked)],
        "indicators": [_indicator(indicator) for indicator in everything],
        "rules": [_rule(line) for line in lines.values()],
        "actuals": [],
        "scores": [],
        "findings": _findings(checked.findings, everything),
    }
    if sheet.evaluated:
        tables["actuals"] = [
            _actual(indicator.row, indicator.evaluation, lines.get(indicator.row))
            for indicator in everything
            if indicator.evaluation is not None
        ]
        tables["scores"] = [_score(line) for line in lines.values()]
    return {name: [_fit(name, sha256, row) for row in rows] for name, rows in tables.items()}


def _sheet(checked: Checked) -> Row:
    sheet, result = checked.sheet, checked.result
    execution = result.execution
    places = {key: sheet.sources[key] for key in _HEAD if key in sheet.sources}
    if sheet.money is not None:
        places |= {key: sheet.money.total.sources[key] for key in _MONEY if key in sheet.money.total.sources}
    return {
        "department": None,
        "department_text": sheet.department,
        "year": sheet.year,
        "stage": "evaluation" if sheet.evaluated else "goals",
        "layout": sheet.layout,
        "profile": sheet.profile,
        "version": sheet.version,
        "title": sheet.sheet,
        "cells": {key: [place.sheet, place.cell] for key, place in places.items()},
        "duties": sheet.duties,
        "goals": list(sheet.goals),
        "foot": dict(sheet.foot),
        "budget": execution.budget if execution else None,
        "spent": execution.spent if execution else None,
        "execution_rate": execution.rate if execution else None,
        "execution_score": execution.score if execution else None,
        "execution_points": execution.points if execution else None,
        "total": result.total,
        "rating": result.rating,
        "reported_total": sheet.reported_total,
        "reported_rating": sheet.reported_rating,
        "superseded_by": None,
        "standards_from": "" if sheet.lacks_standards else None,
    }


def _indicator(indicator: Indicator) -> Row:
    return {
        "row": indicator.row,
        "level1": indicator.level1,
        "level2": indicator.level2,
        "name": indicator.name,
        "comparator": indicator.comparator,
        "target": indicator.target,
        "unit": indicator.unit,
        "points": indicator.points,
        "definition": indicator.definition,
        "standard": indicator.standard,
        "own_standard": indicator.own_standard,
        "remark": indicator.remark,
        "not_applicable": indicator.not_applicable,
        "sheet": (sheet := indicator.at("name").sheet),
        "cells": {
            key: kept(source, sheet)
            for key, source in sorted(indicator.sources.items())
            if not elsewhere(source)
        },
    }


def _rule(line: Line) -> Row:
    block = line.block.texts()
    block.pop("actual", None)
    return {"row": line.indicator.row, "basis": line.basis, "kind": line.kind, "block": block}


def _actual(row: int, evaluation: Evaluation, line: Line | None) -> Row:
    typed = evaluation.actual
    value = line.block.actual if line is not None else None
    return {
        "row": row,
        "sheet": typed.sheet,
        "cell": typed.cell,
        "typed": typed.text,
        "number_format": typed.number_format,
        "value": value if isinstance(value, Decimal) else None,
        "word": value if isinstance(value, str) else None,
        "cause": evaluation.cause,
        "evidence": evaluation.evidence,
        "manual": evaluation.manual,
        "scorer": evaluation.scorer,
        "manual_reason": evaluation.manual_reason,
    }


def _score(line: Line) -> Row:
    return {
        "row": line.indicator.row,
        "score": line.score,
        "reason": line.reason_unscored or "",
        "reason_en": line.reason_unscored_en or "",
        "sheet": line.place.sheet,
        "cell": line.place.cell,
        "reported": line.reported,
        "engine": "",
        "engine_score": None,
        "engine_text": "",
    }


@dataclass(frozen=True, slots=True)
class _Owner:
    """Whose cell it is: an indicator's name, with its number where several are called the same; and its source."""

    name: str
    which: str
    source: Source


def _findings(findings: Iterable[Finding], indicators: Iterable[Indicator]) -> list[Row]:
    findings = tuple(findings)
    owners = _owners(indicators, {(found.sheet or "", found.cell or "") for found in findings})
    return [_finding(found, place, owners) for place, found in enumerate(findings, 1)]


def _owners(indicators: Iterable[Indicator], cells: Set[tuple[str, str]]) -> dict[tuple[str, str], _Owner]:
    """Whose cells these are."""
    owners: dict[tuple[str, str], _Owner] = {}
    seen: Counter[str] = Counter()
    for indicator in indicators:
        seen[fold(indicator.name)] += 1
        number = seen[fold(indicator.name)]
        which = indicator.name if number == 1 else f"{indicator.name}#{number}"
        evaluation = indicator.evaluation.sources if indicator.evaluation is not None else {}
        for source in (*evaluation.values(), *indicator.sources.values()):
            place = (source.sheet, source.cell)
            if place in cells:
                owners[place] = _Owner(indicator.name, which, source)
    return owners


def _finding(found: Finding, place: int, owners: Mapping[tuple[str, str], _Owner]) -> Row:
    owner = owners.get((found.sheet or "", found.cell or ""), _Owner("", "", _NOWHERE))
    # Without an indicator the cell itself says what it is about; with one, its row may move.
    about = owner.which or f"{found.sheet or ''}!{found.cell or ''}"
    content = f"{owner.source.kind}:{owner.source.text}\n{found.value}"
    return {
        "origin": "check",
        "place": place,
        "code": found.code,
        "severity": found.severity,
        "sheet": found.sheet,
        "cell": found.cell,
        "field": found.field,
        "value": found.value,
        "message": found.message,
        "message_en": found.message_en,
        "fix": found.fix,
        "fix_en": found.fix_en,
        "indicator": owner.name,
        "fingerprint": fingerprint(found.code, about, found.field, content),
    }


@cache
def _limits(table: str) -> Mapping[str, int]:
    """The longest text of every column that has one."""
    columns = schema.metadata.tables[table].columns
    return {column.name: column.type.length or _LONGEST for column in columns if isinstance(column.type, String)}


def _fit(table: str, sha256: str, row: Row) -> Row:
    """A row as its table holds it."""
    limits = _limits(table)
    held: Row = {"sha256": sha256}
    for name, value in row.items():
        limit = limits.get(name, _LONGEST)
        if isinstance(value, str):
            held[name] = _held(value, limit)
        elif isinstance(value, list):
            held[name] = [_held(item, limit) for item in value]
        elif isinstance(value, dict):  # by keys of ours
            held[name] = {key: _held(item, limit) for key, item in value.items()}
        else:
            held[name] = value
    return held


def _held(value: object, limit: int) -> object:
    if isinstance(value, str):
        if len(value) <= limit and value.isprintable():  # most
            return value
        text = clean(value)
        return text if len(text) <= limit else f"{text[: limit - 1]}…"
    return [_held(item, limit) for item in value] if isinstance(value, list) else value
