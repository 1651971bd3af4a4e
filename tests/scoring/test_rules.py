"""Every kind against scores worked out by hand: the witness that knows neither formula nor engine."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from perfxl.block import Block, Rung
from perfxl.scoring.rules import (
    KINDS,
    AllOrNothing,
    Proportional,
    Reason,
    Rule,
    StepDeduction,
    rule_of,
    score_block,
)

D = Decimal
NUMBERS = ("points", "target", "actual", "step", "deduction", "floor", "threshold", "rest")


def block(kind: str, rungs: str = "", **cells: str | int | float | None) -> Block:
    """A block in short: numbers may be written as ints, floats or strings; rungs as ``≥90:10 ≥80:8``."""
    values = {
        key: D(str(value)) if key in NUMBERS and value is not None else value for key, value in cells.items()
    }
    parsed = []
    for rung in rungs.split():
        bound, _, score = rung.partition(":")
        sign = bound[0] if bound[0] in "≥>≤<＝" else None
        bound = bound[1:] if sign else bound
        parsed.append(Rung(sign, bound if kind == "等级评定" else D(bound), D(score)))
    return Block(**{"points": D(10), "kind": kind, **values}, rungs=tuple(parsed))  # type: ignore[arg-type]


def scores(base: Block, cases: str) -> None:
    """Check ``actual=score`` pairs; ``-`` is no score."""
    found = []
    for case in cases.split():
        actual, _, _ = case.rpartition("=")
        outcome = score_block(replace(base, actual=actual if base.kind == "等级评定" else D(actual)))
        shown = "-" if outcome.score is None else f"{outcome.score.normalize():f}"
        found.append(f"{actual}={shown}")
    assert found == cases.split()


P = "按比例"


@pytest.mark.parametrize(
    ("rule", "cases"),
    [
        (block(P, points=6, comparator="≥", target=260), "260=6 301=6 259=5.98 130=3 195=4.5 0=0 -5=0"),
        (block(P, points=6, comparator="≥", target="12.8"), "12.8=6 15=6 12=5.63 9.6=4.5 6.4=3"),
        (block(P, points=3, comparator=">", target=40), "41=3 40=3 39=2.93"),
        (block(P, points=6, comparator="≤", target=86000), "86000=6 80120=6 107500=4.8 172000=3 0=6"),
        (block(P, points=5, comparator="<", target=20), "19.99=5 20=5 25=4 40=2.5"),
        (block(P, points=10, comparator="≤", target=50, reverse="差额比例"), "50=10 55=9 75=5 100=0 120=0"),
        (block(P, comparator="≥", target=95, step=100), "95=10 96=10 94=9.4 50=5"),
        (block(P, comparator="≥", target=80, step=60), "80=10 79=10 60=10 30=5"),
        (block(P, comparator="≥", target=90, floor=2), "90=10 9=2 18=2 27=3 0=2"),
        (block(P, comparator="≥", target=90, threshold=60), "90=10 60=6.67 59.9=0"),
        (block(P, comparator="≥", target=90, threshold=60, floor=8), "60=8 59.9=0"),
        (block(P, comparator="≤", target=50, threshold=80), "50=10 80=6.25 80.1=0"),
        (block(P, comparator="＝", target=100), "100=10 96=9.6 105=10 0=0"),
        (block(P, comparator="＝", target=100, direction="正向"), "100=10 96=9.6 105=10"),
        (block(P, comparator="＝", target=20, direction="反向"), "20=10 15=10 25=8"),
        (block(P, comparator="＝", target=20, direction="双向"), "20=10 15=7.5 25=7.5 45=0 0=0"),
        (block(P, comparator="≤", target=0), "0=10 -1=10 1=0 0.01=0"),
        (block(P, comparator="＝", target=0), "0=10 -1=10 1=0"),
        (block(P, comparator="＝", target=0, direction="正向"), "0=10 1=0"),
        (block(P, comparator="≥", target=0), "0=10 3=10 -1=0"),
        (block(P, comparator="≤", target=0, floor=3), "0=10 5=3"),
        (block(P, comparator="≥", target=-5), "-5=10 0=10 -6=-"),
        (block(P, comparator="≤", target=-5), "-5=10 -9=10 -4=-"),
        # half a cent goes up
        (block(P, points=6, comparator="≥", target=16), "15=5.63 1=0.38"),
        (block(P, points=5, comparator="≥", target=8), "0.008=0.01 0.0072=0"),
    ],
)
def test_proportional(rule: Block, cases: str) -> None:
    scores(rule, cases)


@pytest.mark.parametrize(
    ("rule", "cases"),
    [
        (block("达标得分", points=4, comparator="≥", target=98), "98=4 99.2=4 97.99=0 0=0"),
        (block("达标得分", points=4, comparator="≥", target=85, floor=1), "85=4 84.9=1"),
        (block("达标得分", points=4, comparator="≤", target=9), "9=4 7.4=4 9.01=0"),
        (block("达标得分", points=4, comparator="<", target=9), "9=0 8.99=4"),
        (block("达标得分", points=4, comparator=">", target=9), "9=0 9.01=4"),
        (block("达标得分", points=4, comparator="＝", target=3), "3=4 5=4 2=0"),
        (block("达标得分", points=4, comparator="＝", target=0), "0=4 1=0"),
        (block("达标得分", points=4, comparator="＝", target=3, direction="双向"), "3=4 5=0 2=0"),
        (block("达标得分", points=4, comparator="≤", target=46376), "46376=4 46300=4 46377=0"),
        (block("达标得分", points=4, comparator="≥", target=90, floor=2, threshold=60), "80=2 60=2 59=0"),
    ],
)
def test_all_or_nothing(rule: Block, cases: str) -> None:
    scores(rule, cases)


def steps(step: str, deduction: str, partial: str = "舍去", **cells: str | int) -> Block:
    defaults: dict[str, str | int] = {"comparator": "≥", "target": 90, "step_unit": "个百分点"}
    return block("逐档扣分", step=step, deduction=deduction, partial=partial, **{**defaults, **cells})


@pytest.mark.parametrize(
    ("rule", "cases"),
    [
        (steps("0.1", "0.2", points=5, target="93.6"), "93.6=5 94=5 93.5=4.8 93.55=5 93.35=4.6 91.1=0 90=0"),
        (steps("1", "2", "按比例", points=6, target="61.5"), "61.5=6 61=5 60.25=3.5 58.5=0 58=0"),
        (steps("5", "1.5", points=6), "90=6 95=6 86=6 85=4.5 75.5=3 71=1.5 70=0"),
        (steps("5", "1.5", "计一档", points=6), "90=6 89.9=4.5 85=4.5 84.9=3"),
        (steps("1", "1", points=4, comparator="≤", target=100), "100=4 95=4 100.9=4 101=3 104=0 110=0"),
        (steps("10", "2", step_unit="目标值的%", target=260), "260=10 234=8 235=10 208=6 130=0"),
        (steps("10", "2", "按比例", step_unit="目标值的%", target=50), "47.5=9 45=8"),
        (steps("10", "1", comparator="≤", target=46357, step_unit="天"), "46357=10 46366=10 46367=9 46377=8"),
        (steps("10", "1", "计一档", comparator="≤", target=46357, step_unit="天"), "46358=9 46367=9 46368=8"),
        (steps("1", "1", comparator="＝", target=20, direction="双向"), "20=10 21=9 18=8 35=0"),
        (steps("1", "1", comparator="＝", target=20, direction="反向"), "20=10 21=9 18=10"),
        (steps("1", "2", comparator="≤", target=0, step_unit="计量单位"), "0=10 1=8 2=6 5=0 6=0"),
        (steps("1", "2", comparator="＝", target=0, step_unit="计量单位"), "0=10 1=8"),
        (steps("10", "2", comparator="≤", target=0, step_unit="目标值的%"), "0=10 1=-"),
        (steps("1", "2", target=-4, step_unit="计量单位"), "-4=10 -5=8 -6.5=6"),
        (steps("10", "1", target=-50, step_unit="目标值的%"), "-50=10 -55=9 -54=10"),
        (steps("1", "1", floor=7), "90=10 88=8 87=7 50=7"),
        (steps("1", "1", threshold=80), "81=1 80=0 79=0"),
        (steps("1", "0.5", threshold=80, floor=6), "85=7.5 81=6 80=6 79.99=0"),
        (steps("1", "1", comparator=">"), "90.1=10 90=10 89=9"),
        (steps("1", "1", "计一档", comparator="<", target=5), "4=10 5=10 5.1=9"),
        (steps("0.3", "1", "按比例", target="0.9"), "0.8=9.67 0.6=9"),
    ],
)
def test_step_deduction(rule: Block, cases: str) -> None:
    scores(rule, cases)


def pieces(step: str, credit: str, partial: str = "舍去", **cells: str | int) -> Block:
    return block("逐件计分", points=4, step=step, deduction=credit, partial=partial, **cells)


@pytest.mark.parametrize(
    ("rule", "cases"),
    [
        (pieces("1", "0.8"), "0=0 1=0.8 4=3.2 5=4 9=4 2.9=1.6 -3=0"),
        (pieces("2", "1"), "1=0 2=1 3=1 8=4"),
        (pieces("2", "1", "计一档"), "1=1 2=1 3=2"),
        (pieces("2", "1", "按比例"), "1=0.5 3=1.5"),
        (pieces("0.1", "0.1"), "0.3=0.3 0.29=0.2"),
        (pieces("1", "1", floor=1), "0=1 1=1 2=2"),
        (pieces("1", "1", threshold=2), "1=0 2=2"),
    ],
)
def test_per_piece(rule: Block, cases: str) -> None:
    scores(rule, cases)


@pytest.mark.parametrize(
    ("rule", "cases"),
    [
        (block("分段计分", "≥90:10 ≥80:8 ≥60:6", rest=0), "100=10 90=10 89.99=8 80=8 79=6 60=6 59.9=0"),
        (block("分段计分", ">90:10 >80:8", rest="1.5"), "90=8 90.1=10 80=1.5"),
        (block("分段计分", "≤3:10 ≤5:6 <10:2", rest=0), "3=10 4=6 5=6 9.9=2 10=0"),
        (block("分段计分", "＝0:10 ＝1:5", rest=0), "0=10 1=5 0.5=0"),
        (block("分段计分", "≥80:8 ≥90:10", rest=0), "95=8 79=0"),
        (block("分段计分", "≤46203:10 ≤46387:5", rest=0), "46203=10 46204=5 46388=0"),
    ],
)
def test_bands(rule: Block, cases: str) -> None:
    scores(rule, cases)


def test_levels() -> None:
    scores(block("等级评定", "优:10 良:8 中:6 差:0"), "优=10 良=8 差=0 优秀=- 一般=-")
    scores(block("等级评定", "A:10 a:5"), "A=10 a=5")


@pytest.mark.parametrize(
    ("rule", "cases"),
    [
        (block("区间插值", "100:10 80:6 60:2", rest=0), "120=10 100=10 90=8 80=6 70=4 60=2 59.99=0"),
        (block("区间插值", "10:10 20:0", rest=0), "5=10 10=10 15=5 17.5=2.5 20=0 21=0"),
        (block("区间插值", "3:9 6:3", rest=1), "4=7 5=5 6=3 7=1"),
    ],
)
def test_interpolation(rule: Block, cases: str) -> None:
    scores(rule, cases)


def test_a_person_scores_what_no_rule_does() -> None:
    assert score_block(block("人工评分", actual=5)).reason is Reason.MANUAL


TARGETED = block(P, comparator="≥", target=90, actual=80)
STEPS = steps("1", "1", actual=80)
BANDS = block("分段计分", "≥90:10 ≥80:8", rest=0, actual=80)
NODES = block("区间插值", "90:10 80:8", rest=0, actual=85)
WORDS = block("等级评定", "优:10 良:8")


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (replace(TARGETED, points=None), Reason.NO_POINTS),
        (replace(TARGETED, points=D(0)), Reason.NO_POINTS),
        (replace(TARGETED, points="10"), Reason.NO_POINTS),
        (replace(TARGETED, kind=None), Reason.NO_KIND),
        (replace(TARGETED, kind=""), Reason.NO_KIND),
        (replace(TARGETED, kind="比例"), Reason.UNKNOWN_KIND),
        (replace(TARGETED, comparator="定性"), Reason.NO_COMPARATOR),
        (replace(TARGETED, comparator="="), Reason.NO_COMPARATOR),
        (replace(TARGETED, target="90"), Reason.NO_TARGET),
        (replace(TARGETED, direction="向上"), Reason.BAD_DIRECTION),
        (replace(TARGETED, step=D(0)), Reason.BAD_STEP),
        (replace(TARGETED, reverse="倒数"), Reason.BAD_REVERSE),
        (replace(TARGETED, floor=D(11)), Reason.BAD_FLOOR),
        (replace(TARGETED, floor=D(-1)), Reason.BAD_FLOOR),
        (replace(TARGETED, threshold="六十"), Reason.BAD_THRESHOLD),
        (replace(TARGETED, comparator="＝", direction="双向", threshold=D(1)), Reason.BAD_THRESHOLD),
        (replace(TARGETED, actual=None), Reason.NO_ACTUAL),
        (replace(TARGETED, actual=""), Reason.NO_ACTUAL),
        (replace(TARGETED, actual="完成"), Reason.NOT_A_NUMBER),
        (replace(STEPS, step=None), Reason.BAD_STEP),
        (replace(STEPS, step=D(-1)), Reason.BAD_STEP),
        (replace(STEPS, step_unit="%"), Reason.BAD_STEP_UNIT),
        (replace(STEPS, deduction=None), Reason.BAD_DEDUCTION),
        (replace(STEPS, partial=None), Reason.BAD_PARTIAL),
        (replace(BANDS, rest=None), Reason.BAD_REST),
        (replace(BANDS, rest=D(11)), Reason.BAD_REST),
        (replace(BANDS, rungs=()), Reason.BAD_RUNGS),
        (replace(BANDS, rungs=(Rung("≥", D(90), D(11)),)), Reason.BAD_RUNGS),
        (replace(BANDS, rungs=(Rung(None, D(90), D(10)),)), Reason.BAD_RUNGS),
        (replace(BANDS, rungs=(Rung("≥", "90", D(10)),)), Reason.BAD_RUNGS),
        (replace(BANDS, rungs=(Rung("≥", D(90), None),)), Reason.BAD_RUNGS),
        (replace(NODES, rungs=NODES.rungs[:1]), Reason.BAD_RUNGS),
        (replace(NODES, rungs=(*NODES.rungs, Rung(None, D(85), D(1)))), Reason.BAD_RUNGS),
        (replace(NODES, rungs=(NODES.rungs[0], Rung(), NODES.rungs[1])), Reason.BAD_RUNGS),
        (replace(NODES, rungs=(NODES.rungs[0], NODES.rungs[0])), Reason.BAD_RUNGS),
        (replace(WORDS, rungs=()), Reason.BAD_RUNGS),
        (replace(WORDS, rungs=(Rung(None, D(1), D(1)),)), Reason.BAD_RUNGS),
        (replace(WORDS, actual="差"), Reason.UNKNOWN_LEVEL),
        (replace(WORDS, actual=D(1)), Reason.UNKNOWN_LEVEL),
    ],
)
def test_never_a_guess(rule: Block, reason: Reason) -> None:
    outcome = score_block(rule)
    assert (outcome.score, outcome.reason) == (None, reason)


def test_every_reason_is_said_twice() -> None:
    for reason in Reason:
        assert reason == reason.value
        assert reason.english.isascii()
        assert not reason.value.isascii()
    assert len({reason.english for reason in Reason}) == len(Reason)


@pytest.mark.parametrize("rule", [TARGETED, STEPS, BANDS, NODES, WORDS, pieces("1", "1"), block("人工评分")])
def test_a_rule_writes_the_block_it_came_from(rule: Block) -> None:
    found = rule_of(rule)
    assert isinstance(found, Rule)
    assert found.kind in KINDS
    assert rule_of(found.block(rule.actual)) == found


def test_empty_text_is_an_empty_cell() -> None:
    cells = {"direction": "", "floor": "", "threshold": "", "step": "", "reverse": ""}
    assert rule_of(replace(TARGETED, **cells)) == rule_of(TARGETED)  # type: ignore[arg-type]
    assert rule_of(replace(BANDS, rungs=(*BANDS.rungs, Rung("", "", "")))) == rule_of(BANDS)


TENTHS = st.integers(-2000, 4000).map(lambda tenths: D(tenths) / 10)


@given(
    st.sampled_from([TARGETED, STEPS, replace(STEPS, partial="计一档", floor=D(2)), steps("7", "1.3", "按比例")]),
    st.sampled_from("≥>≤<"),
    TENTHS,
    TENTHS,
)
def test_more_is_never_worse(rule: Block, sign: str, one: D, other: D) -> None:
    low, high = sorted((one, other), reverse=sign in "≤<")
    rule = replace(rule, comparator=sign)
    worse, better = score_block(replace(rule, actual=low)).score, score_block(replace(rule, actual=high)).score
    assert worse is not None
    assert better is not None
    assert 0 <= worse <= better <= 10


def test_the_gap_is_in_the_targets_unit() -> None:
    rule = rule_of(STEPS)
    assert isinstance(rule, StepDeduction)
    assert (rule.gap(D("89.5")), rule.gap(D(90)), rule.gap(D(99))) == (D("0.5"), 0, 0)
    for kind in (Proportional, AllOrNothing):
        less = kind(points=D(1), comparator="≤", target=D(5))
        assert (less.gap(D(7)), less.met(D(5)), less.sense) == (2, True, -1)
