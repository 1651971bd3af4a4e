"""Rules said without a target score as the rules they stand for."""

import random
from decimal import Decimal

import pytest

from perfxl.scoring.alike import alike
from perfxl.scoring.compare import difference
from perfxl.scoring.kinds import AllOrNothing, Bands, Interpolation, Proportional, Rule, StepDeduction
from tests.scoring.test_standard_round_trip import _rule

D = Decimal


def test_what_is_alike_scores_alike() -> None:
    dice = random.Random(20260703)
    found: dict[type[Rule], int] = {}
    for _ in range(4000):
        rule, _, dated = _rule(dice)
        for other in alike(rule):
            assert difference(rule, other, dated) is None, (rule, other)
            near = getattr(rule, "target", D(0))
            for value in (near + D(dice.randint(-500, 500)) / (1 if dated else 10) for _ in range(20)):
                if value >= 0:
                    assert rule.score(value) == other.score(value), (rule, other, value)
            found[type(rule)] = found.get(type(rule), 0) + 1
    assert set(found) == {AllOrNothing, Proportional, StepDeduction}
    assert min(found.values()) > 20


@pytest.mark.parametrize(
    ("more", "bands"),
    [
        ({}, [(">", 80, 10), (">", 70, 6), (">", 60, 2)]),
        ({"partial": "计一档"}, [("≥", 90, 10), ("≥", 80, 6), ("≥", 70, 2)]),
        ({"floor": D(5)}, [(">", 80, 10), (">", 70, 6)]),
        ({"threshold": D(75)}, [(">", 80, 10), ("≥", 75, 6)]),
        ({"threshold": D(50), "floor": D(5)}, [(">", 80, 10), (">", 70, 6), ("≥", 50, 5)]),
        ({"comparator": "≤"}, [("<", 100, 10), ("<", 110, 6), ("<", 120, 2)]),
    ],
)
def test_steps_as_bands(more: dict[str, object], bands: list[tuple[str, int, int]]) -> None:
    fields: dict[str, object] = {"points": D(10), "comparator": "≥", "target": D(90), "step": D(10)}
    fields |= {"step_unit": "计量单位", "deduction": D(4), "partial": "舍去", **more}
    [made] = alike(StepDeduction(**fields))  # type: ignore[arg-type]
    assert isinstance(made, Bands)
    assert [(band.sign, band.bound, band.score) for band in made.bands] == bands
    assert made.rest == (0 if "threshold" in more else more.get("floor", 0))


def test_what_no_other_kind_says_is_left() -> None:
    steps = {"step": D(1), "step_unit": "个百分点", "deduction": D(1), "partial": "舍去"}
    assert list(alike(StepDeduction(points=D(10), comparator="≥", target=D(90), **steps))) == []  # type: ignore[arg-type]
    line = Proportional(points=D(4), comparator="≥", target=D(90))
    assert [type(other) for other in alike(line)] == [Interpolation]
    assert list(alike(Proportional(points=D(4), comparator="≤", target=D(90)))) == []
