"""The one door to :class:`decimal.Decimal`: numbers, percentages and rounding as the forms mean them.

Measured facts behind it: spreadsheet programs show 15 significant digits, so a binary float enters as its
15-digit decimal (``repr`` missed 18 of 4,000 half-cent cases); scores are rounded to 9 decimals to lose
binary noise and then half up to cents.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal, InvalidOperation

ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)

# Wide enough that a quotient of 15-digit numbers keeps far more than the 9 decimals that count.
_CONTEXT = Context(prec=50, rounding=ROUND_HALF_UP)
_NINE = Decimal("1e-9")
CENT = Decimal("0.01")
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+", re.ASCII)
# Two numbers side by side are not one: "90 95" is a question.
_APART = re.compile(r"[\d.,]\s+\d")
# From here on there is no ninth decimal left to round within 50 digits.
_VAST = 35
_LARGEST = Decimal("1e15")


def exact(value: int | float | str | Decimal) -> Decimal:
    """A number as its decimal. Floats enter with 15 significant digits.

    :raises ValueError: not a finite number, or not below 10**15 in size (no spreadsheet holds it exactly).
    """
    if isinstance(value, bool):
        raise ValueError("a truth value is not a number")
    try:
        number = Decimal(f"{value:.15g}") if isinstance(value, float) else Decimal(value)
    except InvalidOperation:
        raise ValueError(f"not a number: {value!r}") from None
    if not number.is_finite() or abs(number) >= _LARGEST:
        raise ValueError(f"not a number a spreadsheet holds exactly: {value!r}")
    return number


def divide(a: Decimal, b: Decimal) -> Decimal:
    """``a / b`` with 50 digits. :raises ZeroDivisionError: b is zero."""
    if b == 0:
        raise ZeroDivisionError("division by a zero target or step")
    return _CONTEXT.divide(a, b)


def multiply(a: Decimal, b: Decimal) -> Decimal:
    return _CONTEXT.multiply(a, b)


def steady(value: Decimal) -> Decimal:
    """Rounded to 9 decimals, half up: what is left after binary noise is gone."""
    if value.adjusted() > _VAST:
        return value
    return value.quantize(_NINE, rounding=ROUND_HALF_UP, context=_CONTEXT)


def cents(value: Decimal) -> Decimal:
    """The rounding of every score: to 9 decimals, then half up to 2."""
    return steady(value).quantize(CENT, rounding=ROUND_HALF_UP, context=_CONTEXT)


def floor(value: Decimal) -> Decimal:
    return steady(value).to_integral_value(rounding=ROUND_FLOOR)


def ceiling(value: Decimal) -> Decimal:
    return steady(value).to_integral_value(rounding=ROUND_CEILING)


def normalise(text: str) -> str:
    """NFKC for numbers, operators and dates only (it would turn ``①达到`` into ``1达到``), blanks removed."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text).replace("﹪", "%")
    return "".join(plain.split())


def parse(text: str) -> Decimal | None:
    """A typed number (``1,234.5``, ``９０``, ``＋3``) or ``None``. No unit, no percent sign, no guess.

    Two numbers side by side (``90 95``) are none.
    """
    clean = normalise(text)
    if not _NUMBER.fullmatch(clean) or _APART.search(text.strip()):
        return None
    try:
        return exact(clean.replace(",", ""))
    except ValueError:
        return None


def parse_with_unit(text: str) -> tuple[Decimal, str] | None:
    """A number followed by a unit word (``195人``, ``90%``): (number, unit), or ``None``.

    The unit is what follows, normalised; it may be empty. Never more than one number.
    """
    clean = normalise(text)
    match = _NUMBER.match(clean)
    if not match or _APART.search(text.strip()):
        return None
    rest = clean[match.end() :]
    if any(char.isdigit() or char in ".,+-~" for char in rest):
        return None
    number = parse(match.group())
    return None if number is None else (number, rest)


def plain(value: Decimal) -> str:
    """The shortest plain text of a number: ``10``, ``0.5``, never ``1E+1`` or ``10.0``."""
    text = str(value)
    if "E" not in text and len(text) <= _CONTEXT.prec:  # nearly all
        return text.rstrip("0").rstrip(".") if "." in text else text
    if value.adjusted() >= _CONTEXT.prec:
        return format(value, "f")
    if value == value.to_integral_value():
        return format(value.quantize(Decimal(1), context=_CONTEXT), "f")
    return format(value.normalize(_CONTEXT), "f")


def json_number(value: Decimal | None) -> int | float | None:
    """A JSON number: an int where whole, else the nearest float."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
