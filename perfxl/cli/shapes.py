"""The JSON of every command: objects in, plain dictionaries out. Keys are a promise; see docs/commands.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from perfxl.api import Checked
from perfxl.engines.recalc import Difference, Recalculation
from perfxl.findings import Lang, Refused
from perfxl.model import GoalSheet, Indicator, Money
from perfxl.numbers import json_number
from perfxl.scoring.evaluate import Line, Result

Shape = dict[str, Any]


def checked(file: str, answer: Checked | Refused, lang: Lang, marked: Path | None = None) -> Shape:
    """One file of ``check``; ``marked`` only where a copy was written."""
    if isinstance(answer, Refused):
        return {**_entry(file, answer, lang), "year": None, "profile": None, "findings": []}
    sheet = answer.sheet
    return {
        **_entry(file, sheet, lang),
        "year": sheet.year,
        "profile": sheet.profile,
        "findings": [finding.to_json(lang) for finding in answer.findings],
        **({} if marked is None else {"marked": str(marked)}),
    }


def shown(file: str, answer: GoalSheet | Refused, lang: Lang) -> Shape:
    """The object of ``show``."""
    if isinstance(answer, Refused):
        empty: Shape = {"layout": None, "year": None, "profile": None, "duties": None}
        return {**_entry(file, answer, lang), **empty, "goals": [], "indicators": [], "skipped": [], "foot": {}}
    return {
        **_entry(file, answer, lang),
        "layout": answer.layout,
        "year": answer.year,
        "profile": answer.profile,
        "duties": answer.duties,
        "goals": list(answer.goals),
        "indicators": [_indicator(indicator) for indicator in answer.indicators],
        "skipped": [_indicator(indicator) for indicator in answer.skipped],
        "foot": dict(answer.foot),
    }


def _indicator(indicator: Indicator) -> Shape:
    return {
        **_place(indicator),
        "level1": indicator.level1,
        "level2": indicator.level2,
        "name": indicator.name,
        "type": indicator.comparator,
        "target": indicator.target,
        "unit": indicator.unit,
        "points": json_number(indicator.points),
        "definition": indicator.definition,
        "standard": indicator.standard,
        "remark": indicator.remark,
    }


def scored(file: str, answer: tuple[GoalSheet, Result] | Refused, lang: Lang) -> Shape:
    """One file of ``score``."""
    if isinstance(answer, Refused):
        nothing = dict.fromkeys(("total", "rating", "execution"))
        return {**_entry(file, answer, lang), **nothing, "indicators": []}
    sheet, result = answer
    return {
        **_entry(file, sheet, lang),
        "total": json_number(result.total),
        "rating": result.rating,
        "execution": _execution(sheet.money, result),
        "indicators": [_line(line, lang) for line in result.lines],
    }


def _execution(money: Money | None, result: Result) -> Shape:
    execution = result.execution
    if execution is None:
        return dict.fromkeys(("budget", "spent", "rate", "score", "reported"))
    return {
        "budget": json_number(execution.budget),
        "spent": json_number(execution.spent),
        "rate": json_number(execution.rate),
        "score": json_number(execution.score),
        "reported": json_number(money.reported) if money is not None else None,
    }


def why(line: Line, lang: Lang) -> str | None:
    """Why a line has no score."""
    return line.reason_unscored if lang == "zh" else line.reason_unscored_en


def _line(line: Line, lang: Lang) -> Shape:
    indicator = line.indicator
    evaluation = indicator.evaluation
    return {
        **_place(indicator),
        "name": indicator.name,
        "type": indicator.comparator,
        "target": indicator.target,
        "unit": indicator.unit,
        "points": json_number(line.points),
        "actual": evaluation.actual.text if evaluation is not None else "",
        "score": json_number(line.score),
        "kind": line.kind,
        "basis": line.basis,
        "reported": json_number(line.reported),
        "reason_unscored": why(line, lang),
    }


def recalculated(answer: Recalculation, lang: Lang) -> Shape:
    """The object of ``recalc``."""
    return {
        "engine": answer.engine,
        "engine_version": answer.version,
        "instead_of": answer.instead_of or None,
        "rows": answer.rows,
        "differences": [_difference(difference) for difference in answer.differences],
        "files": [_entry(file, entry, lang) for file, entry in answer.files],
    }


def _difference(difference: Difference) -> Shape:
    return {
        "file": difference.file,
        "sheet": difference.sheet,
        "cell": difference.cell,
        "name": difference.name,
        "reported": json_number(difference.reported),
        "engine": difference.engine if isinstance(difference.engine, str) else json_number(difference.engine),
        "python": json_number(difference.python),
    }


def _entry(file: str, answer: GoalSheet | Refused, lang: Lang) -> Shape:
    if isinstance(answer, Refused):
        return {"file": file, "refused": answer.to_json(lang), "department": None}
    return {"file": file, "refused": None, "department": answer.department}


def _place(indicator: Indicator) -> Shape:
    source = indicator.sources["name"]
    return {"sheet": source.sheet, "cell": source.cell}
