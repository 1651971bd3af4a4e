"""Goal sheets built by hand: our own layout with its cells, or a foreign one, row by row."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, Literal

from perfxl import numbers
from perfxl.block import Block
from perfxl.checks import run
from perfxl.findings import Finding
from perfxl.form import load_form
from perfxl.model import CellKind, Evaluation, Fund, GoalSheet, Indicator, Money, Source
from perfxl.scoring.evaluate import evaluate
from perfxl.workbook.layout import HEAD, MONEY_COLUMNS, MONEY_ROWS, layout_of

FORM = load_form("hunan-county")
LAYOUT = layout_of(FORM)
GOALS, EVALUATION = FORM.sheets.goals, FORM.sheets.evaluation
BROKEN = "#REF!"
number = Decimal

GOOD: dict[str, Any] = {
    "level1": "产出指标",
    "level2": "数量指标",
    "name": "检查企业",
    "comparator": "≥",
    "target": 100,
    "unit": "家",
    "definition": "全年检查企业数",
    "remark": "",
    "points": 10,
    "kind": "按比例",
    "own_standard": "",
}
LINE = ("actual", "cause", "evidence", "manual", "scorer", "manual_reason", "score")


def cell_of(sheet: str, cell: str, value: Any, number_format: str = "General") -> Source:
    """A cell as the reader gives it; a value ``(0.9, "0%")`` brings its number format."""
    if isinstance(value, tuple):
        value, number_format = value
    kind: CellKind = "text"
    if value is None or value == "":
        value, kind = None, "empty"
    elif value == BROKEN:
        kind = "error"
    elif isinstance(value, bool):
        kind = "bool"
    elif isinstance(value, dt.date):
        kind = "date"
    elif isinstance(value, int | float | Decimal):
        value, kind = Decimal(str(value)), "number"
    return Source(sheet, cell, value, kind, number_format)


def row(position: int = 1, /, *, own: bool = True, settings: Block | None = None, **values: Any) -> Indicator:
    """An indicator in the n-th row of the table: the good one with *values* typed over it."""
    typed = GOOD | {"key": position} | values
    line = {key: typed.pop(key) for key in LINE if key in typed}
    number = LAYOUT.goals.first + position - 1
    keys = list(typed) if own else [key for key in typed if key not in {"kind", "own_standard", "key"}]
    absent = set(typed.pop("absent", ()))
    sources = {
        key: cell_of(GOALS, LAYOUT.goals.cell(key, number), typed.get(key))
        for key in {*keys, *(() if own else ("standard",))} - absent - {"absent"}
    }
    text = {key: "" if source.kind == "error" else source.text for key, source in sources.items()}
    points = sources.get("points")
    place = LAYOUT.evaluation.first + position - 1
    answers = {key: cell_of(EVALUATION, LAYOUT.evaluation.cell(key, place), line.get(key)) for key in LINE}
    marks = {"", *FORM.wording.not_applicable}
    slashed = {text.get("name", ""), text.get("target", "")}
    return Indicator(
        row=number,
        level1=FORM.level1(text.get("level1", "")) or text.get("level1", ""),
        level2=FORM.level2(text.get("level2", "")) or text.get("level2", ""),
        name=text.get("name", ""),
        comparator=FORM.comparator(text.get("comparator", "")) or text.get("comparator", ""),
        target=text.get("target", ""),
        unit=text.get("unit", ""),
        definition=text.get("definition", ""),
        standard=text.get("standard", ""),
        points=numbers.parse(points.text) if points is not None else None,
        remark=text.get("remark", ""),
        kind=text.get("kind", ""),
        own_standard=text.get("own_standard", ""),
        key=typed["key"] if isinstance(typed["key"], int) else None,
        settings=settings or Block() if own else None,
        evaluation=Evaluation(
            actual=answers["actual"],
            reported=numbers.parse(answers["score"].text),
            manual=numbers.parse(answers["manual"].text),
            **{key: "" if answers[key].kind == "error" else answers[key].text for key in LINE[1:-1] if key != "manual"},
            sources=answers,
        ),
        not_applicable=slashed <= marks and slashed != {""},
        sources=sources,
    )


def money(**amounts: Any) -> Money:
    """A money block; ``budget="1000 900 100"`` are the total and its parts, ``-`` an empty cell."""
    names = list(MONEY_ROWS)

    def fund(place: int, name: str) -> Fund:
        sources, values = {}, {}
        for key in ("initial", "budget", "spent"):
            words = str(amounts.get(key, "")).split()
            word = words[place] if place < len(words) and words[place] != "-" else ""
            number = numbers.parse(word)
            cell = f"{MONEY_COLUMNS[key]}{MONEY_ROWS[name]}"
            sources[key] = cell_of(EVALUATION, cell, word if number is None else number)
            values[key] = number
        return Fund(label=name, sources=sources, **values)

    total, *parts = (fund(place, name) for place, name in enumerate(names))
    return Money(total=total, parts=tuple(parts))


def sheet(
    *rows: Indicator,
    layout: Literal["own", "foreign"] = "own",
    foot: dict[str, str] | None = None,
    head: dict[str, Any] | None = None,
    **more: Any,
) -> GoalSheet:
    """A sheet of these rows; head and foot are filled unless given."""
    typed = {"department": "县应急局", "year": 2026, "duties": "负责安全。", "goals": "目标1：安全。"} | (head or {})
    sources = {key: cell_of(GOALS, HEAD[key], value) for key, value in typed.items()}
    signed = {entry.key: "2026-01-15" if "date" in entry.key else "张三" for entry in FORM.foot} | (foot or {})
    sources |= {key: cell_of(GOALS, LAYOUT.foot[key][1], text) for key, text in signed.items()}
    year = sources["year"].value
    return GoalSheet(
        file="样例.xlsx",
        layout=layout,
        profile=FORM.name,
        version=None,
        department=sources["department"].text,
        year=int(year) if isinstance(year, Decimal) else None,
        duties=sources["duties"].text,
        goals=tuple(filter(None, sources["goals"].text.split("\n"))),
        indicators=tuple(item for item in rows if not item.not_applicable),
        skipped=tuple(item for item in rows if item.not_applicable),
        foot=signed,
        sheet=GOALS,
        **({"sources": sources} | more),
    )


def check(of: GoalSheet) -> tuple[Finding, ...]:
    """Every finding of a sheet."""
    return run(of, FORM, evaluate(of, FORM))


def said(of: GoalSheet, *letters: str) -> list[tuple[str, str | None]]:
    """Codes and cells of the findings, of these letters only where given; whole-sheet findings apart."""
    return [(item.code, item.cell) for item in check(of) if not letters or item.code.startswith(letters)]
