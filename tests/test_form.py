"""Profiles: what they inherit, what a mistake in one says."""

from decimal import Decimal
from pathlib import Path

import pytest

from perfxl.form import FormError, load_form, profiles, read_form


def test_three_profiles_ship_and_hunan_county_is_the_default():
    assert profiles() == ("hunan-county", "national", "national-cost")
    assert load_form().name == "hunan-county"


@pytest.mark.parametrize("name", profiles())
def test_a_profile_suggests_points_that_add_up(name):
    points = load_form(name).points
    assert sum(points.level1.values()) == points.total == 90
    assert points.execution == 10


@pytest.mark.parametrize(
    ("typed", "comparator"),
    [("≥", "≥"), ("≧", "≥"), (">=", "≥"), ("＞＝", "≥"), ("大于等于", "≥"), (" ≤ ", "≤"), ("≦", "≤"), ("＜＝", "≤"),
     ("=", "＝"), ("＝", "＝"), ("＞", ">"), ("<", "<"), ("定性", "定性"), ("约", None), ("", None)],
)  # fmt: skip
def test_comparators_in_every_spelling(typed, comparator):
    assert load_form().comparator(typed) == comparator


@pytest.mark.parametrize(
    ("typed", "level1", "level2"),
    [("数量指标", "产出指标", "数量指标"), ("数量 指标", "产出指标", "数量指标"), ("成本指标", "产出指标", "成本指标"),
     ("社会公众满意度指标", "满意度指标", "服务对象满意度指标"), ("数量指标", "效益指标", None), ("质", None, None)],
)  # fmt: skip
def test_second_levels_belong_to_their_first(typed, level1, level2):
    assert load_form().level2(typed, level1) == level2


@pytest.mark.parametrize(
    ("name", "bad"),
    [("安全事故起数", True), ("有效投诉", True), ("信访办结率", False), ("事故隐患整改率", False), ("检查次数", False)],
)
def test_a_bad_thing_mended_is_a_good_one(name, bad):
    assert load_form().counts_bad(name) is bad


@pytest.mark.parametrize(
    ("total", "rating"), [("100", "优"), ("90", "优"), ("89.99", "良"), ("80", "良"), ("60", "中"), ("59.99", "差")]
)
def test_a_border_belongs_to_the_better_rating(total, rating):
    assert load_form().rating_of(Decimal(total)) == rating


MISTAKES = {
    "a wrong type": ('[points]\ntotal = "ninety"', "points.total"),
    "an unknown key": ("[points]\ntotall = 90", "totall"),
    "an unknown reading": ('[readings]\npartial_step = "四舍五入"', "readings.partial_step"),
    "borders out of order": ('[rating]\nborders = [[80, "良"], [90, "优"]]', "rating.borders"),
    "a level that is none": ('[points.level1]\n"收入指标" = 90', "points.level1.收入指标"),
    "points that do not add up": ('[points.level1]\n"产出指标" = 40', "points.level1"),
    "no room": ("capacity = 0", "capacity"),
    "a sheet name Excel refuses": ('[sheets]\ngoals = "目标/表"', "sheets.goals"),
    "a sheet name twice": ('[sheets]\ngoals = "校验"', "sheets"),
    "no TOML": ("[points", "TOML"),
    "no such parent": ('extends = "nothing"', "extends"),
}


@pytest.mark.parametrize(("text", "named"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_a_profile_names_file_and_key(tmp_path: Path, text, named):
    body = text if text.startswith("extends") else f'extends = "base"\nname = "x"\nlabel = "x"\n{text}'
    top = [line for line in body.splitlines() if "capacity" in line]
    if top:
        body = 'extends = "base"\nname = "x"\nlabel = "x"\ncapacity = 0'
    file = tmp_path / "profile.toml"
    file.write_text(body, encoding="utf-8")
    with pytest.raises(FormError) as caught:
        read_form(file)
    assert named in str(caught.value)
    assert str(file) in str(caught.value)


def test_a_bureaus_own_profiles_are_found_by_name(tmp_path: Path, monkeypatch):
    text = 'extends = "national"\nname = "our-city"\nlabel = "本市"\n'
    (tmp_path / "our-city.toml").write_text(text, encoding="utf-8")
    with pytest.raises(FormError):
        load_form("our-city")
    monkeypatch.setenv("PERFXL_FORMS", str(tmp_path))
    assert "our-city" in profiles()
    assert load_form("our-city").points.level1["产出指标"] == 50


def test_a_profile_of_ones_own_overrides_only_what_it_says(tmp_path: Path):
    file = tmp_path / "city.toml"
    text = 'extends = "national-cost"\nname = "city"\nlabel = "某市"\n[readings]\npartial_step = "计一档"\n'
    file.write_text(text, encoding="utf-8")
    form = load_form(str(file))
    assert form.readings.partial_step == "计一档"
    assert form.readings.reverse == "目标/实际"
    assert form.points.level1["产出指标"] == 40


def test_a_missing_profile_names_those_that_exist():
    with pytest.raises(FormError, match="hunan-county"):
        load_form("hunan")
