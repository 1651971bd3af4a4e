"""Where nothing is left of the points: at a value, or where the target is missed by so much; some may be either."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from perfxl.scoring.kinds import Rule, StepDeduction
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.terms import Context, Deduct, Interval, Nothing, Pair, Statements, Step

_BARE = re.compile(r"(?:超过?|超出|超时|逾期|多出|高出|增加|推迟|延迟)(?:超过)?\d")


def of_rule(rule: Rule, said: Statements, context: Context) -> None:
    """``超过5天不得分`` of 10 days, ``低于5%不得分`` of 98%. :raises Refuse: the bar may be a value or a gap."""
    target = context.target
    denied = target is not None and all(_denied(pair, target) for pair in said.pairs)
    if denied and rule.score(target).score == rule.points:
        raise Refuse(Refusal.CONTRADICTION, said.pairs[0].text)  # 3次及以上不得分 beside ≤ 3
    if not isinstance(rule, StepDeduction) or rule.threshold is None or not rule.sense or target is None:
        return
    beyond = (rule.threshold - target) * rule.sense > 0
    small = rule.sense > 0 and 0 < rule.threshold * 2 < target and context.unit in ("%", "分")
    if beyond or small or _as_long_as_the_points(rule, rule.threshold, said, target):
        raise Refuse(Refusal.UNKNOWN_CLAUSE, "；".join(pair.text for pair in said.pairs))


def _denied(pair: Pair, target: Decimal) -> bool:
    """Whether a pair takes points of the very target, which its clause includes."""
    if not isinstance(pair.outcome, Nothing | Deduct) or len(pair.conditions) != 1:
        return False
    bounds = pair.conditions[0]
    if not isinstance(bounds, Interval):
        return False
    return (bounds.low == target and bounds.low_in) or (bounds.high == target and bounds.high_in)


def _as_long_as_the_points(rule: StepDeduction, bar: Decimal, said: Statements, target: Decimal) -> bool:
    """``每超1天扣1分，超过5天不得分`` of 3 days: at 5 days, or 5 days late, which is as long as 5 points last."""
    bare = [pair for pair in said.pairs if isinstance(pair.outcome, Nothing) and _BARE.match(pair.text)]
    if rule.sense > 0 or bar <= target or not bare or rule.step_unit == "目标值的%":
        return False
    for pair in said.pairs:
        for found in pair.conditions:
            whole = found.start if isinstance(found, Step) else found if isinstance(found, Interval) else None
            if whole is not None and not whole.about_target and bar not in (whole.low, whole.high):
                return False  # 10天以内得5分，…，超过15天不得分
    before_it = replace(rule, threshold=None).score(target + bar - rule.step).score
    return before_it is not None and before_it > 0
