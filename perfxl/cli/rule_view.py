"""``perfxl rule``: how a standard is read, as sentences and a table of scores, as JSON, or a line per rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rich.text import Text

from perfxl import dates, numbers
from perfxl.cli.console import Voice, table
from perfxl.form import Form
from perfxl.numbers import json_number, plain
from perfxl.scoring.explanation import explanation_of
from perfxl.scoring.kinds import Bands, Interpolation, Levels, PerPiece, Rule
from perfxl.scoring.standard import Standard, parse_standard, read_actual
from perfxl.scoring.wording import wording

_INDENT = {"zh": 10, "en": 12}


@dataclass(frozen=True, slots=True)
class Asked:
    """A standard with what stands beside it, and the actual values to score."""

    text: str
    comparator: str = ""
    target: str = ""
    unit: str = ""
    points: Decimal | None = None
    name: str = ""
    year: int | None = None
    actuals: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Asked:
        """A line of ``--jsonl``. Missing keys are empty. :raises ValueError: points are no number."""
        points = entry.get("points")
        year = entry.get("year")
        return cls(
            text=_text(entry.get("text")),
            comparator=_text(entry.get("type")),
            target=_text(entry.get("target")),
            unit=_text(entry.get("unit")),
            points=None if points in (None, "") else numbers.exact(points),
            name=_text(entry.get("indicator")),
            year=year if isinstance(year, int) else None,
            actuals=tuple(_text(actual) for actual in entry.get("actuals") or ()),
        )

    def read(self, form: Form) -> Standard:
        """The standard, with the year its own dates name where none is given."""
        return parse_standard(
            self.text,
            comparator=self.comparator,
            target=self.target,
            unit=self.unit,
            points=self.points,
            name=self.name,
            year=self.year or dates.year_in((self.target, self.text, *self.actuals)),
            form=form,
        )


def _text(value: object) -> str:
    return "" if value is None else str(value)


def shape(asked: Asked, standard: Standard, form: Form, say: Voice) -> dict[str, Any]:
    """The answer as JSON: the promised keys, then how it came about."""
    scores = [_score(actual, standard, asked, form) for actual in asked.actuals]
    return {
        "scorable": standard.scorable,
        "points": json_number(standard.points),
        "kind": standard.rule.kind if standard.rule is not None else None,
        "reason": _reason(standard, say),
        "scores": [json_number(score) for score, _ in scores],
        "wording": _wording(standard, asked, form),
        "explanation": _explanation(standard, asked, form),
        "repairs": list(standard.repairs),
        "readings": list(standard.readings),
    }


def line(identity: object, asked: Asked, standard: Standard, form: Form, say: Voice) -> dict[str, Any]:
    """The answer to one line of ``--jsonl``."""
    made = shape(asked, standard, form, say)
    return {"id": identity, **{key: made[key] for key in ("scorable", "points", "kind", "reason", "scores")}}


def _reason(standard: Standard, say: Voice) -> str | None:
    if standard.reason is None:
        return None
    reason = say(standard.reason.value, standard.reason.english)
    return reason + (say(f"（{standard.detail}）", f" ({standard.detail})") if standard.detail else "")


def _wording(standard: Standard, asked: Asked, form: Form) -> str | None:
    if standard.rule is None or not standard.scorable:
        return None
    return wording(standard.rule, _unit(standard, asked, form), standard.dated)


def _explanation(standard: Standard, asked: Asked, form: Form) -> str | None:
    if standard.rule is None or not standard.scorable:
        return None
    return explanation_of(standard.rule.block(), _unit(standard, asked, form), standard.dated)


def _unit(standard: Standard, asked: Asked, form: Form) -> str:
    return form.unit(asked.unit) or standard.unit


def _score(actual: str, standard: Standard, asked: Asked, form: Form) -> tuple[Decimal | None, str]:
    """(score, why there is none) of an actual value as typed."""
    return read_actual(actual, standard, year=asked.year, form=form)


def show(asked: Asked, standard: Standard, form: Form, say: Voice) -> None:
    """For people: what gives full marks, what is taken off, by which readings, and sample scores."""
    for repair in standard.repairs:
        _say(say, say("修正", "Repaired"), repair)
    if not standard.scorable:
        _say(say, say("不能计分", "No score"), (_reason(standard, say) or "") + say("。", "."), "yellow")
        todo = say("请改写标准，或由评分人人工评分。", "Reword the standard, or have a person score it.")
        _say(say, say("怎么办", "What to do"), todo)
        return
    rule = standard.rule
    assert rule is not None
    source = say("标准所写", "the text") if standard.text_points is not None else say("分值列", "the points given")
    full = plain(rule.points)
    _say(say, say("满分", "Full marks"), say(f"{full} 分（{source}）", f"{full} points ({source})"))
    _say(say, say("方式", "Kind"), rule.kind)
    _say(say, say("读作", "Read as"), _wording(standard, asked, form) or "")
    _say(say, say("说明", "In short"), _explanation(standard, asked, form) or "")
    for reading in standard.readings:
        _say(say, say("依据", "Reading"), reading + "。")
    say.line()
    made = table((say("实际完成值", "Actual"), {}), (say("得分", "Score"), {"justify": "right"}), ("", {}))
    actuals = asked.actuals or samples(rule, standard)
    for actual in actuals:
        score, why = _score(actual, standard, asked, form)
        scored = Text("—", style="yellow") if score is None else Text(f"{score:.2f}")
        made.add_row(actual, scored, Text(why, style="yellow"))
    say.table(made)


def _say(say: Voice, label: str, text: str, style: str = "") -> None:
    say.block(Text(text, style=style), label, _INDENT[say.lang])


def samples(rule: Rule, standard: Standard) -> list[str]:
    """Actual values around the borders of a rule, best first."""
    if isinstance(rule, Levels):
        return [word for word, _ in rule.levels]
    borders: Sequence[Decimal]
    step = Decimal(1)
    target = getattr(rule, "target", None)
    if isinstance(rule, Bands):
        borders = [band.bound for band in rule.bands]
    elif isinstance(rule, Interpolation):
        borders = [bound for bound, _ in rule.nodes]
    elif isinstance(rule, PerPiece):
        borders = [rule.step, numbers.divide(numbers.multiply(rule.points, rule.step), rule.credit)]
    else:
        assert isinstance(target, Decimal)
        borders = [target]
        amount = getattr(rule, "step", None)
        if amount is not None and getattr(rule, "step_unit", "") == "目标值的%":
            step = numbers.divide(numbers.multiply(target, amount), numbers.HUNDRED)
        else:
            step = amount or (step if standard.dated or target < 10 else numbers.divide(target, Decimal(10)))
    around = {border + step * times for border in borders for times in (-2, -1, 0, 1)}
    sense = getattr(rule, "sense", 1)
    values = sorted((value for value in around if value >= 0), reverse=sense > 0)
    if standard.dated:
        return [dates.chinese(dates.from_serial(value)) for value in values if value >= dates.FIRST_SERIAL]
    return [plain(numbers.steady(value)) for value in values]
