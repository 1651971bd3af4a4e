"""The rule of an indicator, and the ordinary ways of writing it."""

from __future__ import annotations

import random
from decimal import Decimal

from msgspec.structs import replace

from benchmarks.intake.model import Row
from perfxl.block import RUNGS, Block, Rung
from perfxl.form import Form
from perfxl.numbers import plain
from perfxl.scoring.explanation import explanation_of
from perfxl.scoring.rules import Rule, rule_of
from perfxl.scoring.wording import wording

# Kind, what must hold (up, down, dated, zero, percent), the sentence. None stands for the standard wording.
_UP = (
    "①达到或超过目标值得满分{p}分；②未达到目标值：实际完成值/目标值×{p}分。",
    "完成目标值得{p}分，未完成的按实际完成数/计划完成数*分值计分。",
    "达到目标值得{p}分；未达到的按实际完成值/目标值×{p}分计分。",
)
SENTENCES: dict[tuple[str, str], tuple[str | None, ...]] = {
    ("按比例", "up"): (*_UP, None),
    ("按比例", "down"): ("不超过目标值得{p}分；超过的按目标值/实际完成值×{p}分计分。", None),
    ("达标得分", "up"): ("达到目标值得{p}分，否则不得分。", "达到目标值得{p}分，未达到不得分。", None),
    ("达标得分", "down"): ("不超过目标值得{p}分，否则不得分。", None),
    ("达标得分", "dated"): ("按时完成得{p}分，否则不得分。", None),
    ("逐档扣分", "up"): (
        "达到目标值得{p}分，每低于{s}{su}扣{d}分，扣完为止。",
        "达到目标值计{p}分，每降低{s}{su}扣{d}分，扣完为止。",
        None,
    ),
    ("逐档扣分", "down"): ("不超过目标值得{p}分，每超过{s}{su}扣{d}分，扣完为止。", None),
    ("逐档扣分", "zero"): (
        "未发生得{p}分，每发生{s}{u}扣{d}分，扣完为止。",
        "满分{p}分，每发生{s}{u}扣{d}分，扣完为止。",
    ),
    ("逐档扣分", "dated"): ("按时完成得{p}分，每推迟{s}天扣{d}分，扣完为止。", None),
    ("逐件计分", "up"): ("每完成{s}{u}得{d}分，最高得{p}分。", None),
    ("分段计分", "up"): (
        "≥{b1}{u}得{p}分；{b2}{u}（含）-{b1}{u}得{s2}分；{b3}{u}（含）-{b2}{u}得{s3}分；低于{b3}{u}不得分。",
        None,
    ),
    ("等级评定", ""): ("{b1}得{p}分，{b2}得{s2}分，{b3}不得分。", "{b1}得{p}分；{b2}得{s2}分；{b3}得0分。", None),
    ("区间插值", "up"): (None,),
    ("人工评分", ""): ("根据工作开展情况酌情计分，满分{p}分。", "由考核组综合评议打分，满分{p}分。"),
}


def block_for(row: Row, form: Form) -> Block:
    """The rule block of a row with the defaults of the template."""
    values = {key: value for key, value in row.settings.items() if not key[-1].isdigit()}
    rungs = tuple(
        Rung(_word(row.settings.get(f"sign{n}")), row.settings.get(f"bound{n}"), row.settings.get(f"score{n}"))
        for n in range(1, RUNGS + 1)
    )
    comparator = "≤" if row.dated else None if row.comparator == "定性" else row.comparator
    values |= {"points": row.meant_points or row.marks, "kind": row.kind or None, "comparator": comparator}
    block = Block(target=row.goal, rungs=rungs, **values)  # type: ignore[arg-type]
    defaults = {
        "direction": ("反向" if form.counts_bad(row.name) or row.goal == 0 else "正向") if comparator == "＝" else None,
        "step_unit": "天" if row.dated else "个百分点" if row.unit == "%" else "计量单位",
        "partial": form.readings.partial_step,
        "reverse": form.readings.reverse,
    }
    return replace(block, **{key: getattr(block, key) or value for key, value in defaults.items()})


def rule_for(row: Row, form: Form) -> Rule | None:
    """The rule of a row, or ``None`` when there is none."""
    rule = rule_of(block_for(row, form))
    return rule if isinstance(rule, Rule) else None


def _word(value: object) -> str | None:
    return None if value is None else str(value)


def standard_wording(row: Row, rule: Rule | None) -> str:
    """What the template writes by itself."""
    return "" if rule is None else wording(rule, row.unit, row.dated)


def explanation(row: Row, form: Form) -> str:
    """What the template explains to the clerk."""
    return explanation_of(block_for(row, form), row.unit, row.dated)


def sentence(row: Row, rule: Rule, rng: random.Random) -> str:
    """One of the ordinary ways of writing the rule. The short ones leave open what a partial step costs."""
    # Of a rate, done by planned may be the rate itself: it is refused.
    choices = [text for text in SENTENCES[row.kind, _case(row)] if row.unit != "%" or "计划完成数" not in (text or "")]
    text = rng.choice(choices)
    row.leaves_open = text is not None
    if text is None:
        return standard_wording(row, rule)
    settings = row.settings
    words = {key: plain(value) if isinstance(value, Decimal) else str(value) for key, value in settings.items()}
    step_unit = "天" if row.dated else "个百分点" if row.unit == "%" else row.unit
    return text.format(
        p=plain(row.marks or Decimal(0)),
        u=row.unit,
        s=words.get("step", ""),
        d=words.get("deduction", ""),
        su=step_unit,
        **{f"b{n}": words.get(f"bound{n}", "") for n in (1, 2, 3)},
        **{f"s{n}": words.get(f"score{n}", "") for n in (2, 3)},
    )


def _case(row: Row) -> str:
    if row.kind in ("等级评定", "人工评分"):
        return ""
    if row.dated:
        return "dated"
    if row.kind == "逐档扣分" and row.goal == 0:
        return "zero"
    return "down" if row.comparator in ("≤", "<") or row.goal == 0 else "up"
