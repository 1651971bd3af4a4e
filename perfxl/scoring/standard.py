"""Reading a scoring standard written in prose into a rule, or saying why it cannot be.

    standard = parse_standard("达到90%得10分，每降低1个百分点扣1分，扣完为止", comparator="≥", target="90", unit="%")
    standard.rule.score(Decimal("87")).score        # 7

Nothing is guessed: every clause is understood or the standard is refused. What was repaired in the text and
which readings were used is part of the answer. The grammar is in :mod:`perfxl.scoring.prose`.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, lru_cache

from perfxl import dates, numbers
from perfxl.catalogue import CATALOGUE
from perfxl.form import Form, load_form
from perfxl.model import Source
from perfxl.scoring.kinds import Levels, Rule
from perfxl.scoring.outcome import Outcome
from perfxl.scoring.prose import (
    conjoined,
    doubts,
    evidence,
    glosses,
    mottoes,
    sayings,
    shades,
    sides,
    statements,
    subjects,
    twofold,
)
from perfxl.scoring.prose.amounts import is_quantity
from perfxl.scoring.prose.assemble import assemble, full_marks
from perfxl.scoring.prose.clean import clean, spelling
from perfxl.scoring.prose.grades import grades
from perfxl.scoring.prose.lexicon import listed
from perfxl.scoring.prose.records import named_record
from perfxl.scoring.prose.refusal import Refusal, Refuse
from perfxl.scoring.prose.signs import seen
from perfxl.scoring.prose.terms import Context
from perfxl.scoring.prose.tokens import KIND, Token, tokenize
from perfxl.scoring.rules import rule_of
from perfxl.scoring.values import QUALITATIVE, Expects, interpret, split_comparator

__all__ = ["Refusal", "Standard", "parse_standard", "read_actual"]

LONGEST = 2000
_BLANK = frozenset(("", "/", "-", "无", "—", "——", "\\"))
_COMPARED = listed("compared")
_SEPARATING = frozenset(("comma", "stop", "pause"))
_STANDARDS = ("国家标准", "行业标准")
_OTHERS = ("水平", "行业", "同类", "地区", "其他", "同级", "市场", "周边", "兄弟")
_RATES = ("率", "占比", "比例", "比重", "满意度", "覆盖面", "百分比", "程度")
_GRADED_TARGET = re.compile(r"\d{1,2}(?:A+级?|星级?|级|类|等|档)(?:及以上|以上)?")


@named_record
class Standard:
    """A standard as read. ``rule`` is the rule, or ``reason`` says why there is none (``detail``: about which words).

    ``points`` are the full marks: the text's own (``text_points``), else those given with it. ``stops``: the text
    says where its deductions end (扣完为止, 最多扣3分, 最低得2分). ``gaps``: between which values of a rate the text
    says nothing, 89 and 90 of 80%-89%; the rule gives the worse score there, :func:`read_actual` none. ``by_form``:
    the readings of the form, by name, that decided what the text leaves open.
    """

    original: str
    rule: Rule | None = None
    points: Decimal | None = None
    text_points: Decimal | None = None
    reason: Refusal | None = None
    detail: str = ""
    repairs: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    by_form: tuple[str, ...] = ()
    unit: str = ""
    target: Decimal | None = None
    dated: bool = False
    stops: bool = False
    gaps: tuple[tuple[Decimal, Decimal], ...] = ()

    @property
    def scorable(self) -> bool:
        """Whether a machine may score by it."""
        return self.rule is not None and self.reason is None

    def score(self, actual: Decimal | str | None) -> Outcome | None:
        """The score of an actual value already read, or ``None`` when the standard has no rule."""
        return None if self.rule is None else self.rule.score(actual)

    def gap_at(self, actual: Decimal | str | None) -> tuple[Decimal, Decimal] | None:
        """The gap an actual value lies in, ends not included: 89.5 between ``80%-89%`` and ``90%以上``."""
        if not isinstance(actual, Decimal):
            return None
        return next(((low, high) for low, high in self.gaps if low < actual < high), None)


def parse_standard(
    text: str,
    *,
    comparator: str = "",
    target: str = "",
    unit: str = "",
    points: Decimal | None = None,
    name: str = "",
    year: int | None = None,
    form: Form | None = None,
) -> Standard:
    """Read a standard beside its indicator: sign, target and unit as they are written there, points, name, year.

    *form* gives spellings and the readings a profile may switch. Never raises.
    """
    key = _Profile(_default() if form is None else form)
    return _parse(text, comparator, target, unit, points, name, year, key)


_default = cache(load_form)


class _Profile:
    """A form as a key: itself and no other."""

    def __init__(self, form: Form) -> None:
        self.form = form

    def __hash__(self) -> int:
        return id(self.form)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Profile) and other.form is self.form


# Sign, target, unit, points, name and year, and the form they are read by.
Beside = tuple[str, str, str, Decimal | None, str, int | None, _Profile]


@lru_cache(maxsize=4096)
def _context(
    comparator: str, target: str, unit: str, points: Decimal | None, name: str, year: int | None, profile: _Profile
) -> Context:
    return context_of(comparator, target, unit, points, name, year, profile.form)


@lru_cache(maxsize=4096)
def _parse(text: str, *beside: *Beside) -> Standard:
    context = beside_it = _context(*beside)
    points = context.points
    if text.strip() in _BLANK:
        return Standard(original=text, points=points, reason=Refusal.EMPTY)
    if len(text) > LONGEST:
        return Standard(original=text, points=points, reason=Refusal.TOO_LONG)
    cleaned = clean(text)
    try:
        doubts.of_blanks(text, context)
        glossed = glosses.left_out(cleaned.text, context)
        context = sides.as_written(glossed.text, context)
        left = mottoes.left_out(glossed.text, context)
        spoken = evidence.left_out(sayings.plain(left.text, context))
        twofold.once(spoken.text, context)
        signs = seen(spoken.text)
        tokens = _known(tokenize(spoken.text, context.unit), context)
        shades.unshaded(signs, tokens, context)
        conjoined.of_tokens(signs, tokens)
        said = statements.read(tokens, context, signs)
        context = said.context or context
        subjects.of_one_thing(said, context)
        subjects.of_the_indicator(said, context)
        idle = (*glossed.idle, *left.idle, *spoken.idle, *said.idle)
        subjects.of_idle(idle, context)
        conjoined.of_statements(said, context)
        marks, own = full_marks(said, context)
        if marks is None:
            raise Refuse(Refusal.NO_POINTS)
        doubts.of_statements(said, context)
        rule, made = assemble(said, context, marks)
        doubts.of_rule(rule, said, context, own)
        checked = rule_of(rule.block())
        if not isinstance(checked, Rule):
            raise Refuse(Refusal.INEXPRESSIBLE, checked.value)
        glosses.checked(glossed.examples, checked)
    except Refuse as refused:
        return Standard(
            original=text,
            points=points,
            reason=refused.reason,
            detail=refused.detail.strip(),
            repairs=cleaned.repairs,
            unit=context.unit,
            target=context.target,
            dated=context.dated,
        )
    readings = made.readings
    if own is not None and points is not None and own != points:
        readings.insert(0, f"满分以标准所写的{numbers.plain(own)}分为准，不是{numbers.plain(points)}分")
    if context.comparator != beside_it.comparator and not said.goal:
        readings.insert(0, "标准写的是上限，以标准所写为准，不按比较符")
    readings += [f"与计分无关的文字：{words.strip('()：:')}" for words in dict.fromkeys(idle)]
    return Standard(
        original=text,
        rule=rule,
        points=marks,
        text_points=own,
        reason=Refusal.DISCRETION if said.by_hand else None,
        repairs=cleaned.repairs,
        readings=tuple(readings),
        by_form=tuple(made.by_form),
        unit=context.unit,
        target=context.target,
        dated=context.dated,
        gaps=tuple(said.gaps),
        stops=said.until or said.floor is not None or said.most_taken is not None,
    )


def read_actual(
    actual: str, standard: Standard, *, year: int | None = None, form: Form | None = None
) -> tuple[Decimal | None, str]:
    """The score of an actual value as typed, or ``None`` and why there is none.

    A date without a year is in the year of the standard; a date of another year counts unless *year* is given.
    """
    rule = standard.rule
    if rule is None or not standard.scorable:
        return None, ""
    form = form or _default()
    levels = [word for word, _ in rule.levels] if isinstance(rule, Levels) else []
    expects: Expects = "level" if levels else "date" if standard.dated else "number"
    source = Source("", "", actual, "text")
    read = interpret(
        source, expects=expects, unit=standard.unit, target=standard.target, year=year, form=form, levels=levels
    )
    if read.value is None and levels and (plain := grades(clean(actual).text)[0]) != actual:
        read = interpret(
            Source("", "", plain, "text"), expects=expects, unit="", target=None, year=year, form=form, levels=levels
        )
    if read.value is None and standard.dated and year is None and standard.target is not None:
        own = dates.from_serial(standard.target).year
        read = interpret(source, expects=expects, unit=standard.unit, target=None, year=own, form=form)
    read = read.settled(lambda day: rule.score(day).score)
    if read.value is None:
        return None, CATALOGUE[read.note or "E001"].zh.format(value=actual, field="", read=read.read).rstrip("。")
    if standard.gap_at(read.value):
        return None, Refusal.GAP.value
    outcome = rule.score(read.value)
    return outcome.score, outcome.reason.value if outcome.reason else ""


def _known(tokens: list[Token], context: Context) -> list[Token]:
    """A word that would refer elsewhere is harmless where the indicator itself is called so (平均成本), or where the
    indicator is the very rise it speaks of: 较上年增长8% of 投资增速."""
    if "danger" not in map(KIND, tokens):
        return tokens
    for place, token in enumerate(tokens):
        if token.kind != "danger" or token.value != Refusal.REFERENCE.name:
            continue
        following = tokens[place + 1] if place + 1 < len(tokens) else None
        level = context.target is None and context.words and (place == 0 or tokens[place - 1].kind in _SEPARATING)
        if level and token.text in _STANDARDS and following is not None and following.kind in ("num", "give"):
            tokens[place] = token._replace(kind="word")
        rise = following is not None and following.kind == "dir" and is_quantity(following, context)
        if token.text in context.name or (rise and token.text in _COMPARED):
            tokens[place] = token._replace(kind="word")
        if token.text == "平均" and following is not None and _of_itself(tokens, place, following, context):
            tokens[place] = token._replace(kind="fill")
    return tokens


def _of_itself(tokens: list[Token], place: int, following: Token, context: Context) -> bool:
    """平均到场时间 of 应急救援到场时间: the indicator itself, not what others have on average."""
    begins = place == 0 or tokens[place - 1].kind in _SEPARATING
    if any(other in token.text for token in tokens for other in _OTHERS):
        return False
    return begins and following.kind == "word" and len(following.text) > 1 and following.text in context.name


def context_of(
    comparator: str, target: str, unit: str, points: Decimal | None, name: str, year: int | None, form: Form
) -> Context:
    """The context of a standard from what is written beside it."""
    name = spelling(name)
    sign = form.comparator(comparator) or ""
    own_unit = form.unit(spelling(unit)) if unit.strip() not in _BLANK else ""
    own_unit = own_unit[1:] if own_unit.startswith("1/") else own_unit  # 10/10万 is ten, whatever stands for one
    # A target that begins with a digit has no sign in front of it.
    split = None if target[:1].isdecimal() else split_comparator(target, form)
    if split is not None:
        sign, target = sign or split[0], split[1]
    if sign == QUALITATIVE and _GRADED_TARGET.fullmatch(target.strip()):
        value, dated = None, False  # 4A级 is no number
    else:
        value, own_unit, dated = _target(target, own_unit, sign, year, form)
    words = value is None and (sign in (QUALITATIVE, "") or target.strip() not in _BLANK)
    return Context(
        comparator="" if sign == QUALITATIVE else sign,
        target=value,
        dated=dated,
        unit=own_unit,
        rate=own_unit == "%" or name.endswith(_RATES),
        points=points,
        name=name,
        year=year,
        bad=_counts_bad(name, own_unit, value, form),
        partial=form.readings.partial_step,
        reverse=form.readings.reverse,
        words=words,
    )


def _target(target: str, unit: str, sign: str, year: int | None, form: Form) -> tuple[Decimal | None, str, bool]:
    """(value, unit, whether it is a date) of a target as written."""
    number = numbers.parse(target)
    if number is not None:
        return number, unit, False
    day = dates.parse_deadline(target, year)
    if day is not None:
        return dates.to_serial(day), unit, True
    split = numbers.parse_with_unit(target)
    if split is None:
        return None, unit, False
    read = interpret(
        Source("", "", target, "text"),
        expects="number",
        unit=unit or form.unit(split[1]),
        target=None,
        year=year,
        form=form,
    )
    value = read.value if isinstance(read.value, Decimal) else None
    return value, unit or form.unit(split[1]), False


def _counts_bad(name: str, unit: str, target: Decimal | None, form: Form) -> bool:
    """Whether fewer is better by the name: 事故起数, but neither 信访办结率 nor 投诉处理及时率."""
    if unit == "%" and target is not None and target >= 50:
        return False
    return form.counts_bad(name)
