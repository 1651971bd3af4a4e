"""From statements to a rule: which kind it is, its full marks, and the rule itself or why there is none."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from perfxl import numbers
from perfxl.block import RUNGS
from perfxl.numbers import ONE, ZERO
from perfxl.scoring.kinds import Levels, Manual, PerPiece, Rule, StepDeduction
from perfxl.scoring.prose import banded, bonus, doubts, interpolated, proportions, targeted, trees
from perfxl.scoring.prose.lexicon import listed
from perfxl.scoring.prose.made import Made
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import (
    DOWN,
    UP,
    Between,
    Condition,
    Context,
    Deduct,
    Formula,
    Give,
    Interval,
    Level,
    Met,
    Missed,
    Nothing,
    NotOne,
    Pair,
    Prorata,
    Rest,
    Share,
    Statements,
    Step,
)


def full_marks(said: Statements, context: Context) -> tuple[Decimal | None, Decimal | None]:
    """(full marks, those the text itself states). :raises Refuse: it states several, or less than it gives."""
    if said.onward:
        said.pairs = _continued(said.pairs)
    if (whole := bonus.total(said, context)) is not None:
        return whole, whole
    stated = {points for points in said.full if points > 0}
    fixed: set[Decimal] = set()
    uncounted = False
    for pair in said.pairs:
        outcome = pair.outcome
        if isinstance(outcome, Give):
            if outcome.points is None:
                uncounted = True
            elif outcome.full:
                stated.add(outcome.points)
            elif not _stepped(pair):
                fixed.add(outcome.points)
        elif isinstance(outcome, Formula):
            stated.update(trees.literal_points(outcome.tree, context.met_at))
    caps = {*said.cap, *said.added}
    if len(stated) > 1 or len(caps) > 1:
        raise Refuse(Refusal.SEVERAL_FULL_MARKS, "、".join(map(numbers.plain, sorted(stated | caps))))
    own = next(iter(stated), None)
    pieces = [_points_of(pair) for pair in said.pairs if _stepped(pair) and isinstance(pair.outcome, Give)]
    if own is None and fixed and any(credit is not None and credit > max(fixed) for credit in pieces):
        raise Refuse(Refusal.CONTRADICTION, f"{numbers.plain(max(fixed))}分")  # 逾期的得0.5分
    named = any(map(_of_full_marks, said.pairs))
    if own is None and named and context.points is not None and fixed and max(fixed) > context.points:
        raise Refuse(Refusal.CONTRADICTION, f"{numbers.plain(max(fixed))}分")
    if own is None and uncounted and context.points is None:
        raise Refuse(Refusal.NO_POINTS)  # 达到3个得满分，否则得2分, and nobody says what full marks are
    if own is None and fixed and (not named or context.points is None):
        own = max(fixed)
    if own is None and caps and any(isinstance(pair.outcome, Deduct) for pair in said.pairs):
        raise Refuse(Refusal.UNKNOWN_CLAUSE, "最多、最高是得分还是扣分")
    if own is None and caps:
        own = next(iter(caps))
    if own is not None and any(points > own for points in fixed):
        raise Refuse(Refusal.CONTRADICTION, f"{numbers.plain(max(fixed))}分多于满分{numbers.plain(own)}分")
    if own is not None and caps and next(iter(caps)) != own:
        raise Refuse(Refusal.SEVERAL_FULL_MARKS, "、".join(map(numbers.plain, sorted({own} | caps))))
    if own is not None and own <= 0:
        raise Refuse(Refusal.NO_POINTS)
    return (own if own is not None else context.points), own


def _of_full_marks(pair: Pair) -> bool:
    """Whether an outcome is part of full marks that stand elsewhere: 满分, 一半分, 扣2分."""
    outcome = pair.outcome
    if isinstance(outcome, Give):
        return outcome.points is None
    if isinstance(outcome, Deduct):
        return not [True for condition in pair.conditions if isinstance(condition, Step)]
    return isinstance(outcome, Share)


def assemble(said: Statements, context: Context, points: Decimal) -> tuple[Rule, Made]:
    """The rule of a standard, and what it was made of. :raises Refuse: there is none."""
    made = Made(said, context, points)
    if said.by_hand:
        return Manual(points=points), made
    if not said.pairs:
        raise Refuse(Refusal.NO_AMOUNT)
    if bonus.parts(said) is not None:
        return bonus.bonus(made), made
    bonusless = context.points in (None, points) and not _earning(said.pairs)
    if (said.based and not bonusless) or (said.added and not _earning(said.pairs)):
        raise Refuse(Refusal.INEXPRESSIBLE, "基础分")
    _resolve_not_one(said, context)
    said.pairs = [_by_ones(pair) for pair in said.pairs]
    single = _single_step(said)
    taken = [pair for pair in said.pairs if isinstance(pair.outcome, Deduct)]
    if single is None and ((len(taken) == 1 and _once(taken[0])) or _one_and_then(said, context)):
        raise Refuse(Refusal.UNKNOWN_CLAUSE, "没有写“每”，不知是否连续扣分")
    said.pairs = [_fixed(pair, single, context) for pair in said.pairs]
    kinds = {type(condition) for pair in said.pairs for condition in pair.conditions}
    outcomes = {type(pair.outcome) for pair in said.pairs}
    rule: Rule
    if Level in kinds:
        rule = _levels(made)
    elif said.between:
        rule = interpolated.interpolation(made)
    elif [True for pair in said.pairs if _stepped(pair)]:
        rule = targeted.per_piece(made) if _earning(said.pairs) else targeted.step_deduction(made)
    elif outcomes & {Formula, Prorata}:
        rule = proportions.proportional(made)
    elif Between in outcomes:
        raise Refuse(Refusal.UNKNOWN_CLAUSE, "插值")
    elif single is not None:
        rule = targeted.step_deduction(made, single)
    else:
        rule = banded.ladder(made)
    if said.onward and said.first is None and not isinstance(rule, StepDeduction | PerPiece):
        raise Refuse(Refusal.UNKNOWN_CLAUSE, "以此类推")
    return rule, made


def _by_ones(pair: Pair) -> Pair:
    """``每少1件按比例扣减分值`` takes what is missed in proportion."""
    outcome, condition = pair.outcome, pair.conditions[0] if len(pair.conditions) == 1 else None
    if not isinstance(outcome, Prorata) or not outcome.taking or not isinstance(condition, Step):
        return pair
    ones = condition.amount == 1 and condition.every and condition.start is None
    return Pair((Missed(pair.text),), outcome, pair.text) if ones else pair


def _resolve_not_one(said: Statements, context: Context) -> None:
    """``一个未建成`` is none built where one of them already scores; else it may mean that one is missing."""
    if not [True for pair in said.pairs for condition in pair.conditions if isinstance(condition, NotOne)]:
        return
    one = any(_earns_one(pair) for pair in said.pairs)
    for place, pair in enumerate(said.pairs):
        if pair.conditions != (NotOne(),):
            if NotOne() in pair.conditions:
                raise Refuse(Refusal.UNKNOWN_CLAUSE, pair.text)
            continue
        if isinstance(pair.outcome, Deduct) and context.sense > 0 and context.unit != "%":
            said.pairs[place] = Pair((Step(ONE, DOWN, every=False),), pair.outcome, pair.text)  # 一项未完成扣1分
            continue
        if not one or not isinstance(pair.outcome, Nothing):
            raise Refuse(Refusal.UNKNOWN_CLAUSE, pair.text)
        said.pairs[place] = Pair((Interval(high=ZERO, high_in=True),), pair.outcome, pair.text)


def _earns_one(pair: Pair) -> bool:
    """Whether one of them scores: ``建成1个得3分``."""
    if not isinstance(pair.outcome, Give) or len(pair.conditions) != 1:
        return False
    condition = pair.conditions[0]
    if isinstance(condition, Step):
        return condition.amount == 1 and not condition.side
    return isinstance(condition, Interval) and condition.low == 1


def _continued(pairs: list[Pair]) -> list[Pair]:
    """``少1次扣1分，少2次扣2分，以此类推``: the first of a row that grows evenly, for every one."""
    row = [(pair, amount) for pair in pairs if (amount := _amount_of(pair)) is not None]
    taken = [(pair, amount) for pair, amount in row if isinstance(pair.outcome, Deduct)]
    row = taken or row  # 完成100场得5分，少1场扣0.1分
    if len(row) < 2:
        return pairs
    (first, unit), others = row[0], row[1:]
    points = _points_of(first)
    assert points is not None
    for place, (pair, amount) in enumerate(others, 2):
        condition, began = pair.conditions[0], first.conditions[0]
        same = type(condition) is type(began) and type(pair.outcome) is type(first.outcome)
        same = same and getattr(condition, "side", "") == getattr(began, "side", "")
        if not same or amount != unit * place or _points_of(pair) != points * place:
            raise Refuse(Refusal.UNKNOWN_CLAUSE, pair.text)
    began = first.conditions[0]
    step: Step = replace(began, every=True, strict=False) if isinstance(began, Step) else Step(
        unit, "", incident=isinstance(first.outcome, Deduct)
    )  # fmt: skip
    kept = [pair for pair in pairs if all(pair is not other for other, _ in others)]
    return [Pair((step,), first.outcome, first.text) if pair is first else pair for pair in kept]


def _amount_of(pair: Pair) -> Decimal | None:
    """How many a pair of a row is about."""
    if len(pair.conditions) != 1 or _points_of(pair) is None:
        return None
    condition = pair.conditions[0]
    if isinstance(condition, Step):
        return None if condition.every else condition.amount
    if isinstance(condition, Interval) and condition.counted and condition.point and condition.low:
        return condition.low
    return None


def _points_of(pair: Pair) -> Decimal | None:
    return pair.outcome.points if isinstance(pair.outcome, Give | Deduct) else None


def _once(pair: Pair) -> bool:
    return bool([True for condition in pair.conditions if isinstance(condition, Step) and not condition.every])


def _fixed(pair: Pair, single: Step | None, context: Context) -> Pair:
    """A pair whose once-only amounts missed (``超过10%``) are intervals."""
    if not [True for c in pair.conditions if isinstance(c, Step) and not c.every and c is not single]:
        return pair
    fixed = not isinstance(pair.outcome, Deduct)
    if any(isinstance(c, Interval) or (isinstance(c, Step) and c.bare and fixed) for c in pair.conditions):
        raise Refuse(Refusal.UNKNOWN_CLAUSE, pair.text)
    conditions = tuple(
        _interval(condition, pair, context) if isinstance(condition, Step) and not condition.every else condition
        for condition in pair.conditions
    )
    return Pair(conditions, pair.outcome, pair.text)


def _interval(step: Step, pair: Pair, context: Context) -> Interval:
    """``低于1%不得分`` is about 1% itself, ``低于1%扣2分`` about 1% less than the target."""
    if step.bound is not None and not isinstance(pair.outcome, Deduct):
        return Interval(high=step.bound)
    return missed_by(step, context, pair.text)


def missed_by(step: Step, context: Context, detail: str) -> Interval:
    """The values that miss the target by the amount of a step: by more (``超过5%``), or by that and more."""
    target = context.target
    if target is None:
        raise Refuse(Refusal.NO_TARGET, detail)
    gap = numbers.divide(numbers.multiply(abs(target), step.amount), numbers.HUNDRED) if step.percent else step.amount
    if step.side == UP:
        return Interval(low=target + gap, low_in=not step.strict)
    if step.side == DOWN:
        return Interval(high=target - gap, high_in=not step.strict)
    raise Refuse(Refusal.INEXPRESSIBLE, detail)


def _stepped(pair: Pair) -> bool:
    return bool([True for condition in pair.conditions if isinstance(condition, Step) and condition.every])


def _earning(pairs: list[Pair]) -> bool:
    return bool([True for pair in pairs if isinstance(pair.outcome, Give) and _stepped(pair)])


def _single_step(said: Statements) -> Step | None:
    """``降低1%扣2分`` without 每: a step where it is one unit, or where the text goes on deducting."""
    if not [True for pair in said.pairs if isinstance(pair.outcome, Deduct)]:
        return None
    counted = [pair for pair in said.pairs if isinstance(pair.outcome, Deduct) and _one_counted(pair)]
    if len(counted) == 1 and all(
        isinstance(c, Met) or pair is counted[0] or _all_gone(pair) for pair in said.pairs for c in pair.conditions
    ):
        interval = counted[0].conditions[0]
        assert isinstance(interval, Interval)
        assert interval.low is not None
        step = Step(interval.low, "", every=False, incident=True)
        said.pairs[said.pairs.index(counted[0])] = Pair((step,), counted[0].outcome, counted[0].text)
    once = [
        pair for pair in said.pairs for condition in pair.conditions if isinstance(condition, Step)
        and isinstance(pair.outcome, Deduct)
    ]  # fmt: skip
    if len(once) != 1:
        return None
    step = next(condition for condition in once[0].conditions if isinstance(condition, Step))
    goes_on = said.until or said.onward or said.most_taken is not None or said.floor is not None or said.partial != ""
    if any(isinstance(pair.outcome, Deduct) and pair is not once[0] for pair in said.pairs):
        return None  # amounts for so much and for so much
    return step if step.amount == 1 or goes_on else None


def _one_and_then(said: Statements, context: Context) -> bool:
    """``少1个扣1分，低于3个的扣5分``: whether two cost as much as one; ``少1个扣1分，少2个扣2分`` says so."""
    worse = [pair for pair in said.pairs if isinstance(pair.outcome, Deduct | Nothing)]
    ones = [pair for pair in worse if isinstance(pair.outcome, Deduct) and any(map(_of_one, pair.conditions))]
    others = [condition for pair in worse if pair not in ones for condition in pair.conditions]
    return len(ones) == 1 and bool(others) and not any(_of_two(condition, context) for condition in others)


def _of_one(condition: Condition) -> bool:
    """``少1个``, ``晚1天``, ``发生1起``, and not ``超过1天``."""
    if isinstance(condition, Step):
        return condition.amount == 1 and not condition.every and not condition.strict
    return isinstance(condition, Interval) and condition.counted and condition.point and condition.low == 1


def _of_two(condition: Condition, context: Context) -> bool:
    """Where the next of a row begins."""
    if isinstance(condition, Step):
        return condition.amount == 2
    if not isinstance(condition, Interval):
        return False
    borders = [bound for bound in (condition.low, condition.high) if bound is not None]
    return any(abs(bound - (context.target or ZERO)) == 2 for bound in borders)


def _all_gone(pair: Pair) -> bool:
    """``发生4起以上不得分`` beside ``发生1起扣1分``."""
    interval = pair.conditions[0] if len(pair.conditions) == 1 else None
    beyond = isinstance(interval, Interval) and interval.high is None and (interval.low or ZERO) > 1
    return isinstance(pair.outcome, Nothing) and beyond


def _one_counted(pair: Pair) -> bool:
    """``发生1起`` by itself."""
    interval = pair.conditions[0] if len(pair.conditions) == 1 else None
    return isinstance(interval, Interval) and interval.counted and interval.point and (interval.low or ZERO) > 0


_NEGATIONS = (("不", ("明显", "显著", "合格", "满意", "及时", "到位", "达标", "有效", "规范", "健全", "完善")),)
_UNDONE = listed("undone")


def negation(word: str) -> str | None:
    """What is left when a level is not reached: 效果不明显 for 效果明显."""
    if any(char in word for char in "不未无没"):
        return None
    for no, ends in _NEGATIONS:
        for end in ends:
            if word.endswith(end) and not word.endswith(("较" + end, "比较" + end)):
                return word.removesuffix(end) + no + end
    if word.startswith(_UNDONE):
        return "未" + word
    return None


def _levels(made: Made) -> Rule:
    levels: dict[str, Decimal] = {}
    rest: Decimal | None = None
    for pair in made.said.pairs:
        score = made.value(pair.outcome, pair.text)
        match pair.conditions:
            case (Level(word=word),):
                if isinstance(pair.outcome, Deduct) and any(char.isdecimal() for char in word):
                    raise Refuse(Refusal.UNKNOWN_CLAUSE, pair.text)
                if levels.setdefault(word, score) != score:
                    raise Refuse(Refusal.CONTRADICTION, word)
            case (Rest(),):
                if rest is not None and rest != score:
                    raise Refuse(Refusal.CONTRADICTION, pair.text)
                rest = score
            case _:
                raise Refuse(Refusal.UNKNOWN_CLAUSE, pair.text)
    if rest is not None and len(levels) < RUNGS:
        best = max(levels, key=lambda word: levels[word])
        other = negation(best)
        if other is not None and other not in levels:
            levels[other] = rest
            made.read(f"“否则”按“{other}”读，其他等级词须由人判断")
    if len(levels) < 2 and rest is None:
        raise Refuse(Refusal.GAP, "只写了一个等级")
    if len(levels) > RUNGS:
        raise Refuse(Refusal.INEXPRESSIBLE, f"{len(levels)}个等级")
    doubts.of_shortened(made.said.pairs)
    for word, score in levels.items():
        if not made.said.verbatim and levels.get(negation(word) or "", score) > score:
            raise Refuse(Refusal.CONTRADICTION, word)  # 未完成得5分，完成不得分
    if not made.said.verbatim:
        doubts.of_levels(levels, made.said.pairs, made.context, rest)
    return Levels(points=made.points, levels=tuple(levels.items()))


def about_target(condition: object, target: Decimal | None) -> bool:
    """Whether an interval begins or ends at the target."""
    return isinstance(condition, Interval) and target is not None and target in (condition.low, condition.high)
