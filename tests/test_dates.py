"""Dates as clerks type them, deadlines as forms write them."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perfxl import dates


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-12-20", "2026-12-20"),
        ("2026.12.20", "2026-12-20"),
        ("2026/1/2", "2026-01-02"),
        ("２０２６年１２月２０日", "2026-12-20"),
        ("2026年12月20号", "2026-12-20"),
        ("2026 年 12 月 20 日", "2026-12-20"),
        ("20261220", "2026-12-20"),
        ("2026-1-1 10:30", "2026-01-01"),
        ("2026-01-01T10:30:00", "2026-01-01"),
        ("2026年1月1日10:30", "2026-01-01"),
        ("2026/1/1 1:02:03", "2026-01-01"),
        ("2026年12月", "2026-12-31"),
        ("2026年2月", "2026-02-28"),
        ("2028年2月份", "2028-02-29"),
        ("2026.12", "2026-12-31"),
        ("12月20日", "2026-12-20"),
        ("12月", "2026-12-31"),
        ("12月底", "2026-12-31"),
        ("2026", None),
        ("2026年", None),
        ("0000年12月", None),
        ("2026-13", None),
        ("2026-02-30", None),
        ("20261320", None),
        ("13月", None),
        ("26.12.20", None),
        ("12.20", None),
        ("2026年12月20日前", None),
        ("年底", None),
        ("已完成", None),
        ("", None),
    ],
)
def test_dates_as_typed(typed: str, day: str | None) -> None:
    assert dates.parse(typed, 2026) == (None if day is None else dt.date.fromisoformat(day))


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("12月20日前", "2026-12-20"),
        ("12月20日之前", "2026-12-20"),
        ("2026年12月20日前完成", "2026-12-20"),
        ("10月底前", "2026-10-31"),
        ("2025年10月底前", "2025-10-31"),
        ("年底前", "2026-12-31"),
        ("2027年底", "2027-12-31"),
        ("2027年度内", None),
        ("全年", "2026-12-31"),
        ("上半年", "2026-06-30"),
        ("下半年", "2026-12-31"),
        ("第三季度末", "2026-09-30"),
        ("2025年一季度", "2025-03-31"),
        ("2026-12-20", "2026-12-20"),
        ("五季度", None),
        ("及时", None),
        ("90", None),
        ("", None),
    ],
)
def test_deadlines_include_their_last_day(written: str, day: str | None) -> None:
    assert dates.parse_deadline(written, 2026) == (None if day is None else dt.date.fromisoformat(day))


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2O26年6月3O日前", "2026-06-30"),
        ("1O月31日", "2026-10-31"),
        ("2026年九月底前", "2026-09-30"),
        ("十二月三十一日前", "2026-12-31"),
        ("二月二十一号", "2026-02-21"),
        ("十三月底", None),
        ("二月三十日", None),
        ("2026年6月3X日前", None),
        ("五年", None),
        ("OO月", None),
    ],
)
def test_a_deadline_with_a_letter_for_a_nought_or_in_words(written: str, day: str | None) -> None:
    assert dates.parse_deadline(written, 2026) == (None if day is None else dt.date.fromisoformat(day))


def test_without_a_year_nothing_is_made_up() -> None:
    for text in ("12月20日", "12月", "年底前", "上半年", "三季度"):
        assert dates.parse(text) is None
        assert dates.parse_deadline(text) is None
    assert dates.parse_deadline("2026年上半年") == dt.date(2026, 6, 30)


def test_day_numbers() -> None:
    assert dates.to_serial(dt.date(2026, 1, 1)) == 46023
    assert dates.to_serial(dt.datetime.fromisoformat("2026-01-01T23:59")) == 46023
    assert dates.from_serial(Decimal("46023.9")) == dt.date(2026, 1, 1)
    assert dates.from_serial(dates.FIRST_SERIAL) == dt.date(2000, 1, 1)
    assert dates.from_serial(dates.LAST_SERIAL) == dt.date(2099, 12, 31)
    for bad in (Decimal(0), Decimal(-5), Decimal(2958466)):
        with pytest.raises(ValueError, match="day number"):
            dates.from_serial(bad)


def test_chinese_dates_have_no_leading_zeros() -> None:
    assert dates.chinese(dt.date(2026, 1, 5)) == "2026年1月5日"


@given(st.dates(dt.date(1900, 3, 1), dt.date(9999, 12, 31)))
def test_there_and_back(day: dt.date) -> None:
    assert dates.from_serial(dates.to_serial(day)) == day
    assert dates.parse(dates.chinese(day)) == dates.parse(day.isoformat()) == day
    assert dates.parse(day.strftime("%Y%m%d").zfill(8)) == day


@given(st.text(max_size=14), st.none() | st.just(2026))
def test_no_text_breaks_reading(text: str, year: int | None) -> None:
    dates.parse(text, year)
    dates.parse_deadline(text, year)
