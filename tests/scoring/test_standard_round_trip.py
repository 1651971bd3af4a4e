"""The standard wording of any rule reads back into the same rule."""

import os
import random
from dataclasses import replace
from decimal import Decimal

from perfxl.scoring.kinds import (
    AllOrNothing,
    Band,
    Bands,
    Interpolation,
    Levels,
    PerPiece,
    Proportional,
    Rule,
    StepDeduction,
)
from perfxl.scoring.standard import parse_standard
from perfxl.scoring.wording import wording

CASES = int(os.environ.get("PERFXL_ROUND_TRIPS", "1000"))
UNITS = ("%", "个", "次", "万元", "公里", "户", "小时", "")
WORDS = (
    *("优秀", "良好", "合格", "不合格", "效果明显", "效果一般", "效果不明显"),
    *("达到预期", "基本达到", "未达到", "较差", "优", "良", "中", "差"),
)
DAY = Decimal(46200)


def _number(dice: random.Random, low: int, high: int) -> Decimal:
    return Decimal(dice.randint(low * 10, high * 10)) / 10 / dice.choice((1, 1, 10))


def _positive(dice: random.Random, high: int = 200) -> Decimal:
    return max(_number(dice, 0, high), Decimal("0.1"))


def _share(dice: random.Random, points: Decimal) -> Decimal:
    return points * dice.randint(0, 10) / 10


def _targeted(dice: random.Random, dated: bool) -> dict[str, object]:
    points = _positive(dice, 20)
    sign = "≤" if dated else dice.choice(("≥", ">", "≤", "<", "＝"))
    return {
        "points": points,
        "comparator": sign,
        "target": DAY + dice.randint(0, 150) if dated else _positive(dice),
        "direction": dice.choice(("正向", "反向", "双向")) if sign == "＝" else None,
        "floor": dice.choice((None, None, _share(dice, points))) or None,
    }


def _threshold(dice: random.Random, rule: Rule) -> Rule:
    """Now and then a threshold, on the far side of the target."""
    sense = getattr(rule, "sense", 0)
    if sense == 0 or dice.random() < 0.7:
        return rule
    target: Decimal = rule.target  # type: ignore[attr-defined]
    beyond = _positive(dice, 20).to_integral_value() + 1
    return replace(rule, threshold=target - sense * beyond)  # type: ignore[call-arg]


def _rule(dice: random.Random) -> tuple[Rule, str, bool]:
    unit, dated = dice.choice(UNITS), dice.random() < 0.2
    points = _positive(dice, 20)
    match dice.randrange(7):
        case 0:
            beside = _targeted(dice, False)
            rule: Rule = Proportional(
                **beside,  # type: ignore[arg-type]
                base=dice.choice((None, None, _positive(dice))),
            )
            if rule.sense < 0:  # type: ignore[attr-defined]
                rule = replace(rule, reverse=dice.choice(("目标/实际", "差额比例")))  # type: ignore[call-arg]
            if getattr(rule, "base", None) == rule.target:  # type: ignore[attr-defined]
                rule = replace(rule, base=None)  # type: ignore[call-arg]
            return _threshold(dice, rule), unit, False
        case 1:
            return _threshold(dice, AllOrNothing(**_targeted(dice, dated))), unit, dated  # type: ignore[arg-type]
        case 2:
            units = ["天"] if dated else ["个百分点"] if unit == "%" else ["计量单位", "目标值的%"]
            step = StepDeduction(
                **_targeted(dice, dated),  # type: ignore[arg-type]
                step=_positive(dice, 10).to_integral_value() + 1 if dated else _positive(dice, 10),
                step_unit=dice.choice(units),
                deduction=_positive(dice, 5),
                partial=dice.choice(("舍去", "计一档", "按比例")),
            )
            return _threshold(dice, step), unit, dated
        case 3:
            floor = dice.choice((None, _share(dice, points) or None))
            return (
                PerPiece(
                    points=points,
                    step=_positive(dice, 10),
                    credit=_positive(dice, 5),
                    partial=dice.choice(("舍去", "计一档", "按比例")),
                    floor=floor,
                    threshold=dice.choice((None, None, _positive(dice, 10))),
                ),
                unit,
                False,
            )
        case 4:
            bands = tuple(
                Band(sign=dice.choice("≥>≤<＝"), bound=_positive(dice), score=_share(dice, points))
                for _ in range(dice.randint(1, 5))
            )
            return Bands(points=points, bands=bands, rest=_share(dice, points)), unit, False
        case 5:
            words = dice.sample(WORDS, dice.randint(2, 5))
            return Levels(points=points, levels=tuple((word, _share(dice, points)) for word in words)), "", False
    bounds = sorted({_positive(dice) for _ in range(5)}, reverse=dice.random() < 0.5)[: dice.randint(2, 4)]
    if len(bounds) < 2:
        bounds = [Decimal(90), Decimal(60)]
    nodes = tuple((bound, _share(dice, points)) for bound in bounds)
    return Interpolation(points=points, nodes=nodes, rest=_share(dice, points)), unit, False


def _same(rule: Rule, again: Rule) -> bool:
    """Equal, where what does not count may differ: a direction not needed, a proportion's own base."""
    return rule.block().values() == again.block().values()


def test_the_wording_of_a_rule_reads_back_into_it() -> None:
    dice = random.Random(20260601)
    for _ in range(CASES):
        rule, unit, dated = _rule(dice)
        text = wording(rule, unit, dated)
        target = getattr(rule, "target", None)
        qualitative = isinstance(rule, Levels)
        standard = parse_standard(
            text,
            comparator="定性" if qualitative or dated else getattr(rule, "comparator", ""),
            target=_written(target, dated) if target is not None else "优" if qualitative else "",
            unit=unit,
            points=rule.points,
            year=2026,
        )
        assert standard.rule is not None, (text, standard.reason, standard.detail, rule)
        assert _same(rule, standard.rule), (text, rule, standard.rule)


def test_a_base_beside_a_target_of_as_many_as_the_points() -> None:
    """``5.66小时/实际完成值×11.6分`` against 11.6 hours: what is called points is points."""
    rule = Proportional(
        points=Decimal("11.6"), comparator="<", target=Decimal("11.6"), base=Decimal("5.66"), reverse="目标/实际"
    )
    standard = parse_standard(wording(rule, "小时", False), comparator="<", target="11.6", unit="小时")
    assert standard.rule is not None
    assert _same(rule, standard.rule)


def _written(target: Decimal, dated: bool) -> str:
    from perfxl import dates

    return dates.chinese(dates.from_serial(target)) if dated else f"{target:f}"
