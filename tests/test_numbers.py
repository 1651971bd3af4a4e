"""The one door to decimals."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl import numbers


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("10", "10"),
        ("-3.5", "-3.5"),
        ("＋3", "3"),
        ("１２３", "123"),
        ("1,234.5", "1234.5"),
        ("1，234", "1234"),
        ("12,34", None),
        ("1,2345", None),
        (".5", "0.5"),
        ("5.", None),
        (" 90 ", "90"),
        ("\u300090\u00a0", "90"),
        ("0. 1", None),
        ("90 95", None),
        ("1 234", None),
        ("- 5", "-5"),
        ("1e5", None),
        ("五", None),
        ("٥", None),
        ("NaN", None),
        ("Infinity", None),
        ("", None),
        ("10%", None),
        ("999999999999999", "999999999999999"),
        ("1000000000000000", None),
    ],
)
def test_typed_numbers(typed: str, number: str | None) -> None:
    assert numbers.parse(typed) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("195人", (Decimal(195), "人")),
        ("90％", (Decimal(90), "%")),
        ("90﹪", (Decimal(90), "%")),
        ("1,200 元/人", (Decimal(1200), "元/人")),
        ("90", (Decimal(90), "")),
        ("50-60人", None),
        ("3个5", None),
        ("人", None),
        ("90 95人", None),
    ],
)
def test_a_number_and_its_unit(typed: str, found: tuple[Decimal, str] | None) -> None:
    assert numbers.parse_with_unit(typed) == found


def test_floats_enter_with_fifteen_digits() -> None:
    assert numbers.exact(0.1 + 0.2) == Decimal("0.3")
    assert numbers.exact(2.675) == Decimal("2.675")
    for bad in (True, float("nan"), float("inf"), "x", 1e15, "-1e15"):
        with pytest.raises(ValueError, match="number"):
            numbers.exact(bad)


@pytest.mark.parametrize(
    ("value", "score"),
    [
        ("2.675", "2.68"),
        ("5.625", "5.63"),
        ("0.005", "0.01"),
        ("0.0049999994", "0.00"),
        ("0.0049999999996", "0.01"),
        ("-0.005", "-0.01"),
        ("7", "7.00"),
    ],
)
def test_cents(value: str, score: str) -> None:
    assert numbers.cents(Decimal(value)).as_tuple() == Decimal(score).as_tuple()


def test_steps_forget_noise() -> None:
    third = numbers.divide(Decimal(1), Decimal(3))
    assert numbers.floor(numbers.multiply(third, Decimal(3))) == 1
    assert numbers.ceiling(numbers.multiply(third, Decimal(3))) == 1
    assert numbers.floor(Decimal("0.9999999994")) == 0
    assert numbers.floor(Decimal("-0.5")) == -1
    with pytest.raises(ZeroDivisionError):
        numbers.divide(Decimal(1), Decimal(0))


def test_absurd_sizes_do_not_fail() -> None:
    vast = numbers.divide(Decimal("1e14"), Decimal("1e-30"))
    assert numbers.floor(vast) == numbers.steady(vast) == vast


@pytest.mark.parametrize(
    ("value", "text"),
    [("10", "10"), ("10.00", "10"), ("1E+2", "100"), ("0.50", "0.5"), ("-0.000001", "-0.000001"), ("0E-9", "0")],
)
def test_plain_text(value: str, text: str) -> None:
    assert numbers.plain(Decimal(value)) == text


def test_json_numbers() -> None:
    assert numbers.json_number(None) is None
    assert repr(numbers.json_number(Decimal("10.00"))) == "10"
    assert numbers.json_number(Decimal("8.35")) == 8.35


@given(st.decimals(-(10**8), 10**8, places=6))
def test_what_is_written_plainly_reads_back(number: Decimal) -> None:
    assert numbers.parse(numbers.plain(number)) == number


@given(st.text(max_size=12))
def test_no_text_breaks_reading(text: str) -> None:
    number = numbers.parse(text)
    assert number is None or number.is_finite()
    numbers.parse_with_unit(text)
