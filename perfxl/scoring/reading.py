"""Which rule counts for an indicator: the one its standard says, or the one its settings make.

The text wins over the settings, over the sign, over the profile. A text no machine may score leaves the
settings in force where there are any; where there are none the row is not scored, and says why.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from perfxl import dates
from perfxl.block import Block
from perfxl.form import Form
from perfxl.model import Indicator
from perfxl.scoring.compare import difference
from perfxl.scoring.kinds import Actual, Levels, Manual, Rule
from perfxl.scoring.outcome import Reason
from perfxl.scoring.rules import rule_of
from perfxl.scoring.settings import Given, deadline_of, given_of, kind_of, unit_of
from perfxl.scoring.standard import Refusal, Standard, parse_standard
from perfxl.scoring.values import Expects
from perfxl.scoring.wording import wording_of

__all__ = ["BY_HAND", "Basis", "Reading", "read_rule", "read_standard"]

Basis = Literal["settings", "manual", "text", "profile", "national"]

# A person has to score by such a standard; any other that is refused has to be put right.
BY_HAND = frozenset((Refusal.DISCRETION, Refusal.RANKING, Refusal.REFERENCE))


class Reading(Struct, frozen=True, kw_only=True):
    """How an indicator is scored, and why so. ``given`` is what stood beside it before its text was read.

    ``standard`` is its text as read (``None`` without one), ``key`` the field the text stands in. ``settings`` is
    what 计分设置 makes, ``None`` where there are none. ``block`` and ``rule`` are what counts, from ``basis``;
    ``expects``, ``unit`` and ``target`` say how an actual value is read. ``example`` is an actual value that
    text and settings score differently; ``differs`` that they do.
    """

    basis: Basis
    given: Given
    block: Block
    rule: Rule | Reason | None
    expects: Expects
    unit: str
    target: Decimal | None
    key: str = ""
    standard: Standard | None = None
    settings: Rule | Reason | None = None
    differs: bool = False
    example: Actual = None

    @property
    def by_hand(self) -> bool:
        """Whether a person has to score, because the settings or the standard say so."""
        return self.block.kind == Manual.kind

    @property
    def refusal(self) -> Refusal | None:
        """Why nothing scores the row: its standard is refused, and no settings stand in for it."""
        return None if self.settings is not None or self.standard is None else self.standard.reason

    def gap_at(self, actual: Actual) -> tuple[Decimal, Decimal] | None:
        """The gap of the text an actual value lies in, where the text counts; nobody says what it scores."""
        return self.standard.gap_at(actual) if self.standard is not None and self.basis == "text" else None


def read_rule(indicator: Indicator, form: Form, year: int | None) -> Reading:
    """The rule that counts for an indicator. Never guesses: what cannot be read has no rule."""
    given = given_of(indicator, form, year)
    block = given.block
    # A kind whose settings were lost says nothing that the text does not say better.
    own = indicator.settings is not None or bool(indicator.kind and not indicator.standard.strip())
    made = rule_of(block) if own else None
    by_settings = Reading(
        basis="manual" if block.kind == Manual.kind else "settings",
        given=given,
        block=block,
        rule=made,
        expects=given.expects,
        unit=given.unit,
        target=block.target if isinstance(block.target, Decimal) else None,
        settings=made,
    )
    key = _field(indicator, own, block, given.deadline is not None)
    if not key:
        return by_settings
    standard = _read(indicator, getattr(indicator, key), given.deadline, given.unit, form, year)
    if not standard.scorable or standard.rule is None:
        if own and kind_of(indicator):
            return replace(by_settings, key=key, standard=standard)
        return _refused(by_settings, key, standard)
    example, differs = _compared(standard, block, made)
    if isinstance(made, Rule) and not differs and made.points == standard.rule.points:
        return replace(by_settings, key=key, standard=standard)
    return Reading(
        basis="text",
        given=given,
        block=_block(standard.rule, block, standard),
        rule=standard.rule,
        expects="level" if isinstance(standard.rule, Levels) else "date" if standard.dated else "number",
        unit=standard.unit,
        target=standard.target,
        key=key,
        standard=standard,
        settings=made,
        differs=differs,
        example=example,
    )


def read_standard(indicator: Indicator, text: str, form: Form, year: int | None) -> Standard:
    """A standard beside its indicator. The same text beside the same things is parsed once."""
    return _read(indicator, text, deadline_of(indicator, form, year), unit_of(indicator, form), form, year)


def _read(
    indicator: Indicator, text: str, deadline: Decimal | None, unit: str, form: Form, year: int | None
) -> Standard:
    points = indicator.points
    return parse_standard(
        text,
        comparator=indicator.comparator,
        target=indicator.target if deadline is None else dates.chinese(dates.from_serial(deadline)),
        unit=unit,
        points=points if points is not None and points > 0 else None,
        name=indicator.name,
        year=year,
        form=form,
    )


def _field(indicator: Indicator, own: bool, block: Block, dated: bool) -> str:
    """The field with the text that counts: 自拟标准, or 评(扣)分标准 where it is no formula of ours; else nothing."""
    if indicator.own_standard.strip():
        return "own_standard"
    if not own:
        return "standard"
    if not indicator.overwritten or not indicator.standard.strip():
        return ""
    ours = wording_of(block, indicator.unit, dated)
    # Values pasted over the formulas: what stands there is still what the settings say.
    return "" if _squeezed(ours) == _squeezed(indicator.standard) else "standard"


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _compared(standard: Standard, block: Block, made: Rule | Reason | None) -> tuple[Actual, bool]:
    """An actual value that text and settings score differently, and whether they do. Other points are P006."""
    if standard.rule is None or not isinstance(made, Rule):
        return None, False
    same_points = rule_of(replace(block, points=standard.rule.points))
    example = difference(standard.rule, same_points if isinstance(same_points, Rule) else made, standard.dated)
    return example, example is not None


def _refused(by_settings: Reading, key: str, standard: Standard) -> Reading:
    """No rule at all: the settings, where there are any, do not even have a kind."""
    points = by_settings.block.points if standard.points is None else standard.points
    by_hand = standard.reason in BY_HAND
    block = replace(by_settings.block, points=points, kind=Manual.kind if by_hand else None)
    rule = rule_of(block) if by_hand else None
    return replace(
        by_settings,
        basis="manual" if by_hand else "text",
        block=block,
        rule=rule if isinstance(rule, Rule) else None,
        key=key,
        standard=standard,
        settings=None,
    )


def _block(rule: Rule, settings: Block, standard: Standard) -> Block:
    """The block of a rule, with the target also where the rule does without one."""
    block = rule.block()
    if block.target is None:
        block = replace(block, target=standard.target)
    return block if block.comparator else replace(block, comparator=settings.comparator)
