"""Random rule blocks: mostly sound, often at an edge, sometimes broken. Seeded, so failures repeat."""

import random
from decimal import Decimal

from msgspec.structs import replace

from perfxl.block import DIRECTIONS, PARTIALS, REVERSALS, SIGNS, STEP_UNITS, Block, Parameter, Rung
from perfxl.scoring.rules import KINDS

WORDS = ("优", "良", "中", "差", "成效显著", "成效一般", "不明显", "明显", "省级荣誉", "A", "a", "1级", "达到,基本达到")
WRONG = ("", " ", "abc", "5", "=", "≧", "舍去 ", "按比例。", "优", "FALSE", "≥>")

_BREAKABLE = (
    *("points", "comparator", "target", "actual", "direction", "step", "step_unit", "deduction", "partial"),
    *("floor", "threshold", "reverse", "rest", "rungs", "rungs", "rungs"),
)


def number(chance: random.Random, low: float, high: float) -> Decimal:
    """A number as people type them: whole, one or two decimals, rarely up to six."""
    digits = chance.choice((0, 0, 0, 0, 1, 1, 2, 2, 3, 6))
    return Decimal(f"{chance.uniform(low, high):.{digits}f}")


def random_block(chance: random.Random) -> Block:
    kind = chance.choice(KINDS[:-1]) if chance.random() < 0.97 else chance.choice((KINDS[-1], "未知", None, ""))
    points = abs(number(chance, 1, 20)) or Decimal(5)
    block = _TARGETED.get(kind or "", _none)(chance, Block(points=points, kind=kind))
    return _broken(chance, block) if chance.random() < 0.15 else block


def _none(chance: random.Random, block: Block) -> Block:
    return replace(block, target=number(chance, 1, 100), actual=number(chance, 1, 100))


def _target(chance: random.Random) -> tuple[Decimal, Decimal]:
    """A target and a scale for what is near it."""
    kind = chance.random()
    if kind < 0.35:
        return Decimal(chance.choice((80, 85, 90, 95, 98, 100))), Decimal(1)
    if kind < 0.5:
        return Decimal(chance.randint(45658, 46752)), Decimal(5)
    if kind < 0.6:
        return Decimal(0), Decimal(1)
    if kind < 0.67:
        return -number(chance, 0.1, 50), Decimal(2)
    if kind < 0.85:
        target = number(chance, 0.01, 200)
        return target, max(Decimal("0.1"), abs(target) / 10)
    return number(chance, 200, 900000), Decimal(1000)


def _common(chance: random.Random, block: Block) -> tuple[Block, Decimal]:
    target, scale = _target(chance)
    comparator = chance.choice(SIGNS)
    threshold: Decimal | None = None
    if chance.random() < 0.25:
        threshold = _typed(target + Decimal(chance.choice((-3, -2, -1, 1, 2, 3))) * scale)
    assert isinstance(block.points, Decimal)
    block = replace(
        block,
        comparator=comparator,
        target=target,
        direction=chance.choice((None, *DIRECTIONS)),
        floor=_share(chance, block.points) if chance.random() < 0.25 else None,
        threshold=threshold,
    )
    return block, scale


def _typed(value: Decimal) -> Decimal:
    """Up to six decimals, and no more than the 15 digits a cell holds."""
    return Decimal(f"{Decimal(f'{value:.6f}'):.15g}") + 0


def _share(chance: random.Random, points: Decimal) -> Decimal:
    return _typed(points * Decimal(chance.choice((0, 10, 20, 25, 40, 50, 60, 75, 80, 100))) / 100)


def _actual(chance: random.Random, block: Block, scale: Decimal) -> Decimal:
    target = block.target
    assert isinstance(target, Decimal)
    kind = chance.random()
    if kind < 0.12:
        return target
    if kind < 0.2 and isinstance(block.threshold, Decimal):
        return block.threshold
    if kind < 0.25:
        return Decimal(0)
    if kind < 0.6:
        return _typed(target + scale * number(chance, -8, 8))
    return _typed(target * number(chance, 0, 2))


def _half_cent(chance: random.Random) -> Block:
    """A proportional score that is exactly half a cent, either way a spreadsheet could round."""
    points, target = chance.randint(1, 20), chance.choice(("3.2", "6.4", "8", "12.8", "16", "40", "125", "500"))
    cents = chance.randint(0, points * 100 - 1) + Decimal("0.5")
    actual = _typed(cents * Decimal(target) / points / 100)
    return Block(
        points=Decimal(points),
        kind="按比例",
        comparator="≥",
        target=Decimal(target),
        actual=actual,
    )


def _proportional(chance: random.Random, block: Block) -> Block:
    if chance.random() < 0.3:
        return _half_cent(chance)
    block, scale = _common(chance, block)
    base = chance.choice((Decimal(100), abs(number(chance, 1, 200)) or Decimal(1)))
    block = replace(
        block,
        step=base if chance.random() < 0.2 else None,
        reverse=chance.choice((None, *REVERSALS)),
    )
    return replace(block, actual=_actual(chance, block, scale))


def _all_or_nothing(chance: random.Random, block: Block) -> Block:
    block, scale = _common(chance, block)
    return replace(block, actual=_actual(chance, block, scale))


def _steps(chance: random.Random, block: Block) -> Block:
    block, scale = _common(chance, block)
    step = Decimal(chance.choice(("0.1", "0.5", "1", "2", "5", "10", "0.3", "0.01", "15"))) * max(1, int(scale))
    unit = chance.choice(STEP_UNITS)
    block = replace(
        block,
        step=step,
        step_unit=unit,
        deduction=_typed(abs(number(chance, 0.05, 3)) or Decimal(1)),
        partial=chance.choice(PARTIALS),
    )
    if chance.random() < 0.5:  # exactly on an edge, where binary numbers go astray
        assert isinstance(block.target, Decimal)
        if chance.random() < 0.2:  # far out, still within a million steps
            block = replace(block, target=_typed(step * chance.randint(1000, 900_000)))
        assert isinstance(block.target, Decimal)
        width = abs(block.target) * step / 100 if unit == "目标值的%" else step
        # Beside the edge, but by more than the half of a ninth decimal that rounding may take either way.
        hair = Decimal(chance.choice((0, -1, 1))) / 1_000_000 if width <= 100 else 0
        return replace(block, actual=_typed(block.target + chance.randint(-12, 12) * width + hair))
    return replace(block, actual=_actual(chance, block, scale))


def _pieces(chance: random.Random, block: Block) -> Block:
    assert isinstance(block.points, Decimal)
    step = Decimal(chance.choice(("1", "1", "2", "5", "0.1", "0.3", "10", "100")))
    return replace(
        block,
        step=step,
        deduction=_typed(abs(number(chance, 0.05, 3)) or Decimal(1)),
        partial=chance.choice(PARTIALS),
        floor=_share(chance, block.points) if chance.random() < 0.2 else None,
        threshold=step * chance.randint(0, 5) if chance.random() < 0.2 else None,
        actual=step * chance.randint(-2, 30) if chance.random() < 0.6 else number(chance, -5, 60) * step,
    )


def _rungs(chance: random.Random, points: Decimal, count: int) -> list[tuple[Decimal, Decimal]]:
    start, step = number(chance, -20, 120), abs(number(chance, 0.5, 15)) or Decimal(1)
    way = chance.choice((-1, 1))
    scores = sorted((_share(chance, points) for _ in range(count)), reverse=True)
    return [(_typed(start + way * step * i), score) for i, score in enumerate(scores)]


def _on_rungs(chance: random.Random, rungs: list[tuple[Decimal, Decimal]]) -> Decimal:
    bound = chance.choice(rungs)[0]
    return bound if chance.random() < 0.35 else _typed(bound + number(chance, -20, 20))


def _bands(chance: random.Random, block: Block) -> Block:
    assert isinstance(block.points, Decimal)
    bands = _rungs(chance, block.points, chance.randint(1, 5))
    falling = len(bands) < 2 or bands[0][0] > bands[1][0]
    signs = ("≥", ">") if falling else ("≤", "<")
    rungs = [
        Rung(chance.choice(signs) if chance.random() < 0.9 else chance.choice(SIGNS), bound, score)
        for bound, score in bands
    ]
    if len(rungs) < 5 and chance.random() < 0.1:
        rungs.insert(chance.randint(0, len(rungs)), Rung())
    rest, actual = _share(chance, block.points), _on_rungs(chance, bands)
    return replace(block, rungs=tuple(rungs), rest=rest, actual=actual)


def _levels(chance: random.Random, block: Block) -> Block:
    assert isinstance(block.points, Decimal)
    words = chance.sample(WORDS, chance.randint(1, 5))
    rungs = tuple(Rung(None, word, _share(chance, block.points)) for word in words)
    actual: Parameter = chance.choice(words) if chance.random() < 0.7 else chance.choice((*WORDS, Decimal(1)))
    return replace(block, rungs=rungs, actual=actual)


def _interpolation(chance: random.Random, block: Block) -> Block:
    assert isinstance(block.points, Decimal)
    nodes = _rungs(chance, block.points, chance.randint(2, 5))
    rungs = tuple(Rung(None, bound, score) for bound, score in nodes)
    return replace(block, rungs=rungs, rest=_share(chance, block.points), actual=_on_rungs(chance, nodes))


_TARGETED = {
    "按比例": _proportional,
    "达标得分": _all_or_nothing,
    "逐档扣分": _steps,
    "逐件计分": _pieces,
    "分段计分": _bands,
    "等级评定": _levels,
    "区间插值": _interpolation,
}


def _broken(chance: random.Random, block: Block) -> Block:
    """One cell emptied, given text for a number or a number for a word, or made negative."""
    key = chance.choice(_BREAKABLE)
    value: Parameter = chance.choice(
        (None, chance.choice(WRONG), chance.choice(WRONG), Decimal(chance.choice((-1, 0, 1000))))
    )
    if key != "rungs":
        return replace(block, **{key: value})  # type: ignore[arg-type]
    rungs = [*block.rungs, *(Rung() for _ in range(5 - len(block.rungs)))]
    at, field = chance.randrange(5), chance.choice(("sign", "bound", "score"))
    rungs[at] = replace(rungs[at], **{field: value})
    return replace(block, rungs=tuple(rungs))
