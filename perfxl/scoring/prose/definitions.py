"""What the rate of a formula is: ``完成率=实际完成数/计划完成数×100%``."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from perfxl.scoring.prose import formulas, trees
from perfxl.scoring.prose.lexicon import listed
from perfxl.scoring.prose.outcomes import Outcomes
from perfxl.scoring.prose.refusal import Refusal, Refuse

_OVER_WORDS = listed("over")
_RATES = ("率", "比例", "程度", "度", "占比", "比重", "系数")
_THE_SHARE = frozenset(("比例", "该比例", "此比例", "比率", "系数"))
_SHARE = Fraction(3, 4)


def definition(outcomes: Outcomes, pos: int) -> int | None:
    """Where a definition at *pos* ends, or ``None`` when none stands here.

    :raises Refuse: it defines something else than its name says.
    """
    end, context = outcomes.end(pos), outcomes.context
    if not outcomes.operators(pos):
        return None
    sign = next((place for place in range(pos, end) if outcomes.text(place) == "="), end)
    name = "".join(outcomes.text(place) for place in range(pos, sign))
    if sign == end or not name.endswith(_RATES) or not outcomes.operators(sign):
        return None
    if _itself(name, outcomes, sign + 1, end):
        return end
    more = any(word in name for word in _OVER_WORDS)
    try:
        tree = formulas.read(outcomes.tokens[sign + 1 : end], context)
        number, parts = (context.target or Decimal(4)).as_integer_ratio()
        target = (number, parts * 100) if context.unit == "%" else (number, parts)
        actual = (target[0] * (7 if more else 3), target[1] * 4)
        value = Fraction(*trees.compute(tree, trees.Values(actual, target, None, None)))
    except trees.Unreadable:
        raise Refuse(Refusal.UNKNOWN_CLAUSE, name) from None
    own = name.removeprefix("其中").strip(":")
    done = any(word in name for word in ("完成", "达成", "实现", "执行"))
    # 按比例得分，比例=…: the share by itself, where none is taken.
    done = done or (own in _THE_SHARE and "take" not in outcomes.known)
    if value != _SHARE or not (more or done or (len(own) > 2 and own in context.name)):
        raise Refuse(Refusal.UNKNOWN_CLAUSE, name)
    return end


def _itself(name: str, outcomes: Outcomes, start: int, end: int) -> bool:
    """``满意度=(满意人数/总人数)×100%``: what the indicator is, by its own name; its value is given as it is."""
    context = outcomes.context
    if context.unit != "%" or len(name) < 3 or not context.name.endswith(name):
        return False
    kinds = [outcomes.kind(place) for place in range(start, end)]
    hundred = [outcomes.tokens[place].number for place in range(start, end) if outcomes.kind(place) == "num"]
    plain = set(kinds) <= {"word", "fill", "goal", "open", "close", "div", "mul", "num", "unit", "plus"}
    return plain and kinds.count("div") == 1 and kinds.count("mul") <= 1 and hundred in ([], [100])
