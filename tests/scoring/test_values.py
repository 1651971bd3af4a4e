"""How typed values are read, and what is asked about instead of guessed."""

import datetime as dt
from decimal import Decimal

import pytest

from perfxl.catalogue import CATALOGUE
from perfxl.form import Form
from perfxl.model import CellKind, Raw, Source
from perfxl.scoring.values import Interpreted, asks_percent, interpret, same_unit, shows_percent

DAY = Decimal(46376)  # 2026-12-20


at = dt.datetime.fromisoformat


def source(value: Raw, number_format: str = "General", kind: CellKind | None = None) -> Source:
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = Decimal(str(value))
    kinds: tuple[tuple[type, CellKind], ...] = ((bool, "bool"), (Decimal, "number"), (dt.date, "date"))
    found = next((name for cls, name in kinds if isinstance(value, cls)), "text")
    return Source("绩效自评表", "F12", value, kind or ("empty" if value is None else found), number_format)


def number(
    form: Form, value: Raw, unit: str = "个", target: str | None = "95", number_format: str = "General"
) -> Interpreted:
    return interpret(
        source(value, number_format),
        expects="number",
        unit=unit,
        target=None if target is None else Decimal(target),
        year=2026,
        form=form,
    )


@pytest.mark.parametrize(
    ("value", "number_format", "target", "read", "note"),
    [
        (90, "General", "95", 90, None),
        ("90%", "General", "95", 90, "E004"),
        ("９０％", "@", "95", 90, "E004"),
        ("90个百分点", "General", "95", 90, "E004"),
        (0.9, "0%", "95", 90, "E005"),
        (0.9, "0.00%", "10", 90, "E005"),
        (1, "0%", "95", 100, "E005"),
        (1.05, "0.0%", "95", 105, "E023"),
        (-0.05, "0%", "95", -5, "E023"),
        (0, "0%", "95", 0, None),
        (0.9, "General", "95", None, "E005"),
        (1, "0.00", "95", None, "E005"),
        ("0.9", "@", "95", None, "E005"),
        ("0.9%", "@", "95", 0.9, "E004"),
        (0.9, '0.0"%"', "95", None, "E005"),
        (0.9, r"0.0\%", "95", None, "E005"),
        (0.9, "General", "5", 0.9, None),
        (0.9, "General", None, None, "E005"),
        (0.009, "0.0%", "2", 0.9, "E023"),
        (0.5, "0%", None, 50, "E005"),
        (0, "General", "95", 0, None),
        (1.01, "General", "95", 1.01, None),
        (-0.5, "General", "95", -0.5, None),
        (90, "0%", "95", None, "E027"),
    ],
)
def test_percentages(
    form: Form, value: Raw, number_format: str, target: str | None, read: float | None, note: str | None
) -> None:
    found = number(form, value, "%", target, number_format)
    assert found.value == (None if read is None else Decimal(str(read)))
    assert found.note == note


@pytest.mark.parametrize(
    ("value", "unit", "read", "note"),
    [
        (195, "人", "195", None),
        ("195", "人", "195", "E028"),
        ("１９５", "人", "195", "E028"),
        ("1,234.5", "元", "1234.5", "E028"),
        (" 195 ", "人", "195", "E028"),
        ("195人", "人", "195", "E004"),
        ("195 人", "人", "195", "E004"),
        ("195人次", "人", "195", "E004"),
        ("195人", "人次", "195", "E004"),
        ("30家", "家、次", "30", "E004"),
        ("30家次", "家、次", "30", "E004"),
        ("30次", "家、次", "30", "E004"),
        ("500元", "元/人", "500", "E004"),
        ("3个工作日", "个工作日", "3", "E004"),
        ("50个", "", "50", "E004"),
        ("3万元", "万元", "3", "E004"),
        ("3万元", "元", None, "E002"),
        ("3元", "万元", None, "E002"),
        ("3万", "元", None, "E002"),
        ("12分钟", "分", None, "E002"),
        ("30米", "平方米", None, "E002"),
        ("50人", "场", None, "E002"),
        ("90%", "人", None, "E002"),
        ("50元人", "元", None, "E002"),
        ("≥50", "个", None, "E003"),
        (">= 50个", "个", None, "E003"),
        ("≧50", "个", None, "E003"),
        ("＝50", "个", None, "E003"),
        ("不低于50个", "个", None, "E003"),
        ("超过预期", "个", None, "E002"),
        ("完成", "个", None, "E002"),
        ("约50", "个", None, "E002"),
        ("50左右", "个", None, "E002"),
        ("50-60", "个", None, "E002"),
        ("90 95", "个", None, "E002"),
        ("3/4", "个", None, "E002"),
        ("五十", "个", None, "E002"),
        ("1e3", "个", None, "E002"),
        ("NaN", "个", None, "E002"),
        (True, "个", None, "E002"),
        (at("2026-03-01"), "个", None, "E002"),
        (None, "个", None, "E001"),
        (" \u3000", "个", None, "E001"),
        (0, "个", "0", None),
    ],
)
def test_numbers(form: Form, value: Raw, unit: str, read: str | None, note: str | None) -> None:
    found = number(form, value, unit)
    assert (found.value, found.note) == (None if read is None else Decimal(read), note)


def test_a_percent_format_without_a_percent_unit_is_asked_about(form: Form) -> None:
    assert number(form, 0.9, "个", "5", "0%").note == "E002"


def test_error_cells_are_no_values(form: Form) -> None:
    for expects in ("number", "date", "level"):
        error = source("#REF!", kind="error")
        found = interpret(error, expects=expects, unit="", target=None, year=2026, form=form, levels=("#REF!",))
        assert found == Interpreted(None, "E002")


@pytest.mark.parametrize(
    ("value", "day", "note"),
    [
        (at("2026-12-20"), DAY, None),
        (at("2026-12-20T23:59"), DAY, None),
        (dt.date(2026, 12, 20), DAY, None),
        (46376, DAY, None),
        (46376.75, DAY, None),
        (20261220, DAY, "E025"),
        ("2026-12-20", DAY, "E025"),
        ("2026.12.20", DAY, "E025"),
        ("2026/12/20 9:30", DAY, "E025"),
        ("20261220", DAY, "E025"),
        ("46376", DAY, "E025"),
        ("12月20日", DAY, "E025"),
        ("１２月２０日", DAY, "E025"),
        ("12.20", DAY, "E025"),
        ("12月20日完成", DAY, "E025"),
        ("2026年12月", DAY + 11, "E025"),
        ("12月底", DAY + 11, "E025"),
        (at("2025-12-20"), None, "E006"),
        (at("2027-01-03"), None, "E006"),
        ("2025年12月20日", None, "E006"),
        (45000, None, "E006"),
        ("12月20日前", None, "E003"),
        ("2026年12月底前", None, "E003"),
        ("≤2026年12月20日", None, "E003"),
        ("已完成", None, "E018"),
        ("2026", None, "E018"),
        (2026, None, "E018"),
        (12.2, None, "E018"),
        (20261320, None, "E018"),
        ("2月30日", None, "E018"),
        (dt.time(9, 30), None, "E018"),
        (True, None, "E002"),
        (None, None, "E001"),
    ],
)
def test_dates(form: Form, value: Raw, day: Decimal | None, note: str | None) -> None:
    kind: CellKind | None = "date" if isinstance(value, dt.time) else None
    read = source(value, kind=kind)
    found = interpret(read, expects="date", unit="", target=None, year=2026, form=form)
    assert (found.value, found.note) == (day, note)


def test_without_a_year_any_full_date_is_read(form: Form) -> None:
    found = interpret(source("2025-12-20"), expects="date", unit="", target=None, year=None, form=form)
    assert found == Interpreted(Decimal(46011), "E025", "2025年12月20日")
    month_day = interpret(source("12月20日"), expects="date", unit="", target=None, year=None, form=form)
    assert month_day.note == "E018"


EFFECT = ("成效显著", "成效一般", "成效不明显")
SOUND = ("机制健全", "基本健全", "不健全")
ISSUED = ("已制定并印发", "已制定未印发", "未制定")
HONOUR = ("国家级荣誉", "省级荣誉", "市级荣誉", "无")


@pytest.mark.parametrize(
    ("levels", "typed", "word", "note"),
    [
        (EFFECT, "成效显著", "成效显著", None),
        (EFFECT, "成效 显著", "成效显著", None),
        (EFFECT, "显著", "成效显著", "E024"),
        (EFFECT, "一般", "成效一般", "E024"),
        (EFFECT, "不明显", "成效不明显", "E024"),
        (EFFECT, "明显", None, "E007"),
        (EFFECT, "成效", None, "E007"),
        (EFFECT, "较显著", None, "E007"),
        (HONOUR, "省级", "省级荣誉", "E024"),
        (HONOUR, "无", "无", None),
        (HONOUR, "荣誉", None, "E007"),
        (HONOUR, "级", None, "E007"),
        (("明显", "不明显"), "明显", "明显", None),
        (("明显", "不明显"), "不明显", "不明显", None),
        (("效果明显", "效果不明显"), "明显", "效果明显", "E024"),
        (("效果不明显", "效果不显著"), "明显", None, "E007"),
        (("较好", "较差"), "好", None, "E007"),
        (("达到（优）", "未达到（差）"), "达到(优)", "达到（优）", "E024"),
        (("优", "良"), "优秀", None, "E007"),
        (("优秀", "良好"), "优", None, "E007"),
        (("优", "良"), None, None, "E001"),
        (("优", "良"), 5, None, "E007"),
        (("优", "良"), True, None, "E007"),
        ((), "优", None, "E007"),
        (SOUND, "健全", "机制健全", "E024"),
        (SOUND, "机制不健全", "不健全", "E024"),
        (SOUND, "机制基本健全", "基本健全", "E024"),
        (SOUND, "较健全", None, "E007"),
        (SOUND, "制度健全", None, "E007"),
        (("效果显著", "较显著", "一般"), "效果一般", "一般", "E024"),
        (("机制健全", "制度健全", "不健全"), "健全", None, "E007"),
        (("基本健全", "不健全"), "健全", None, "E007"),
        (ISSUED, "制定并印发", "已制定并印发", "E024"),
        (ISSUED, "制定", None, "E007"),
    ],
)
def test_levels(form: Form, levels: tuple[str, ...], typed: Raw, word: str | None, note: str | None) -> None:
    read = source(typed)
    found = interpret(read, expects="level", unit="", target=None, year=2026, form=form, levels=levels)
    assert (found.value, found.note) == (word, note)


@pytest.mark.parametrize(
    ("number_format", "percent"),
    [("0%", True), ("0.00%", True), ("[红色]0%", True), ('0"%"', False), (r"0\%", False), ("[%]0", False), ("", False)],
)
def test_percent_formats(number_format: str, percent: bool) -> None:
    assert shows_percent(number_format) is percent


def test_what_is_asked_about() -> None:
    target = Decimal(10)
    assert asks_percent(Decimal("0.001"), target)
    assert asks_percent(Decimal(1), target)
    assert not asks_percent(Decimal("1.001"), target)
    assert not asks_percent(Decimal("0.5"), Decimal("9.99"))
    assert asks_percent(Decimal("0.5"), None)


def test_units_of_different_size_are_never_the_same(form: Form) -> None:
    money = form.units.money
    assert not [(one, other) for one in money for other in money if one != other and same_unit(one, other, form)]


def test_every_note_is_in_the_catalogue(form: Form) -> None:
    notes = {"E001", "E002", "E003", "E004", "E005", "E006", "E007", "E018", "E023", "E024", "E025", "E027", "E028"}
    assert notes <= CATALOGUE.keys()


def test_what_was_read_is_shown_as_a_clerk_writes_it(form: Form) -> None:
    assert number(form, 0.855, "%", "95", "0.0%").read == "85.5"
    assert number(form, "1,200人", "人").read == "1200"
    assert interpret(source(46376), expects="date", unit="", target=None, year=2026, form=form).read == "2026年12月20日"


def test_a_month_is_settled_only_where_its_days_score_the_same(form: Form) -> None:
    month = interpret(source("2026年12月"), expects="date", unit="", target=None, year=2026, form=form)
    assert (month.value, month.since) == (DAY + 11, DAY - 19)
    assert month.settled(lambda day: day > 0) == month
    assert month.settled(lambda day: day > DAY).note == "E030"
    end = interpret(source("12月底"), expects="date", unit="", target=None, year=2026, form=form)
    assert end.settled(lambda day: day > DAY) == end
