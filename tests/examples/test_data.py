"""The two real sheets as data: complete, word for word, masked, and with sums that were done by hand."""

import re
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

import pytest
from example_data import FUNDS, HERE, NAMES, load

FIELDS = {"level1", "level2", "name", "type", "target", "unit", "definition", "standard", "remark"}
PLACEHOLDERS = {"〔姓名〕", "〔签名〕", "〔电话〕", ""}
PEOPLE = ("business_reviewer", "performance_reviewer", "filled_by", "phone", "head")
KINDS = {"按比例", "达标得分", "逐档扣分", "分段计分", "等级评定"}
DAMAGED = {
    "2、杜绝重特大事故发生。": "无重特大事故发生得5分，发 1分",
    "3、重点工作办结率": "办结率100%得5分，每降低1 扣1分",
    "重点工作办结率": "办结率100%得10分，每降低1 扣2分",
    "提升应急救援能力强化应急队伍建": "达到应急救援目标得10分，每 1 扣2分",
    "发挥作用的期限": "发挥长作用得10分，未发挥作",
    "社会公众对工作的期望": "满意度95%以得10分，每降低1 扣2分",
    "控制成本": "成本在预算内得20分，超过1 扣5分",
}


def scored(data):
    return [indicator for indicator in data["indicators"] if "settings" in indicator]


def points_by(data, level):
    sums = Counter()
    for indicator in scored(data):
        sums[indicator[level]] += indicator["settings"]["points"]
    return dict(sums)


@pytest.fixture(params=NAMES)
def data(request):
    return load(request.param)


def test_county_has_23_indicators_worth_91_points():
    county = load("county")
    assert len(county["indicators"]) == len(scored(county)) == 23
    assert points_by(county, "level1") == {"产出指标": 31, "效益指标": 30, "满意度指标": 10, "成本指标": 20}
    outputs = {"数量指标": 10, "质量指标": 11, "时效指标": 10}
    assert outputs.items() <= points_by(county, "level2").items()


def test_city_has_10_scored_rows_worth_90_points_and_4_rows_of_slashes():
    city = load("city")
    assert points_by(city, "level1") == {"产出指标": 40, "效益指标": 20, "满意度指标": 10, "成本指标": 20}
    assert len(scored(city)) == 10
    empty = [indicator for indicator in city["indicators"] if "settings" not in indicator]
    levels = "经济效益指标 生态效益指标 社会成本指标 生态环境成本指标"
    assert [row["level2"] for row in empty] == levels.split()
    assert all(row["name"] == row["definition"] == row["standard"] == "/" for row in empty)
    assert all("evaluation" not in row for row in empty)


def test_city_remark_repeats_the_points():
    assert all(int(row["remark"]) == row["settings"]["points"] for row in scored(load("city")))


def test_points_of_the_standard_are_the_points_of_the_settings(data):
    for indicator in scored(data):
        stated = re.findall(r"得(?:满分)?(\d+)分", indicator["standard"])
        assert max(map(int, stated)) == indicator["settings"]["points"], indicator["name"]


def test_every_indicator_has_the_nine_columns_and_a_known_kind(data):
    for indicator in data["indicators"]:
        assert indicator.keys() >= FIELDS
        assert indicator["type"] in {"≥", "≤", "=", "<", "定性", ""}
    assert {indicator["settings"]["kind"] for indicator in scored(data)} <= KINDS


def test_damaged_standards_are_kept_and_clarified_beside():
    city = load("city")
    damaged = {row["name"]: row["standard"] for row in city["indicators"] if "clarified" in row}
    assert damaged == DAMAGED
    for row in city["indicators"]:
        if "clarified" in row:
            assert f"得{row['settings']['points']}分" in row["clarified"]
            assert " " not in row["clarified"]
    assert city["clarified_mark"] == "部门补充说明(示例)"


def test_city_keeps_lost_glyphs_and_its_goal_7_twice():
    city = load("city")
    assert "贯彻实施相关 、部 、规 ，组 、安 " in city["duties"]
    assert [re.search(r"\d", goal)[0] for goal in city["goals"]] == list("123456778")
    assert city["goals"][5:] == [
        "目 6、“强 ”行 ，强 “尽 ，失 ”的 。",
        "目 7、按 ，认 ，抓 ，依 ；大 ，维 ，保 ，坚 “谁 、谁 ”，推 ；积 “互 +政 ”建 ，整 ，推 、数 。",
        "目 7、提 ",
        "目 8、强",
    ]
    assert city["year_assumed"] is True


def test_county_duties_are_the_filed_ones_without_their_noise():
    county = load("county")
    filed = re.findall(r"<p>(.*?)</p>", county["duties_as_filed"])
    assert len(filed) == 21
    assert county["duties"].split("\n") == [item.replace("平台 and 调拨", "平台和调拨") for item in filed]
    assert len(county["goals"]) == 3


def test_people_are_masked(data):
    for block in (data["foot"], data["evaluation"]):
        assert {block.get(key, "") for key in PEOPLE} <= PLACEHOLDERS


@pytest.mark.parametrize("name", NAMES)
def test_no_phone_number_stands_anywhere(name):
    text = (HERE / f"{name}.toml").read_text(encoding="utf-8")
    assert not re.search(r"(?<![\d.])(1[3-9]\d{9}|0\d{2,3}[- ]?\d{7,8}|\d{7,8})(?!\d)", text)


def test_money_adds_up(data):
    money = data["money"]
    for column in ("initial", "adjusted", "spent"):
        assert money["total"][column] == sum(money[fund][column] for fund in FUNDS[1:])
    rate = Decimal(money["total"]["spent"]) / Decimal(money["total"]["adjusted"])
    assert rounded(rate, "0.0001") == money["rate"]
    assert rounded(money["points"] * min(rate, Decimal(1)), "0.01") == money["score"]


def test_county_money_is_the_budget_of_its_cost_indicator():
    county = load("county")
    cost = county["indicators"][-1]
    assert cost["target"] == county["money"]["total"]["adjusted"] == Decimal("1581.043447")
    assert cost["evaluation"]["actual"] == county["money"]["total"]["spent"]


@pytest.mark.parametrize(("name", "points", "total", "rating"), [
    ("county", 101, "85.84", "良"),
    ("city", 100, "92.86", "优"),
])
def test_totals_of_the_self_evaluation(name, points, total, rating):
    data = load(name)
    rows, money = scored(data), data["money"]
    assert sum(row["settings"]["points"] for row in rows) + money["points"] == points
    assert sum(row["evaluation"]["score"] for row in rows) + money["score"] == Decimal(total)
    expected = {"points": points, "total": Decimal(total), "rating": rating}
    assert expected.items() <= data["evaluation"].items()


def test_below_full_marks_a_reason_stands(data):
    for row in scored(data):
        evaluation = row["evaluation"]
        assert 0 <= evaluation["score"] <= row["settings"]["points"]
        assert evaluation["evidence"]
        if evaluation["score"] < row["settings"]["points"]:
            assert evaluation["reason"], row["name"]


def test_proportional_scores_are_points_times_actual_by_target():
    for row in scored(load("county")):
        if row["settings"]["kind"] == "按比例":
            share = min(Decimal(row["evaluation"]["actual"]) / Decimal(row["target"]), Decimal(1))
            assert rounded(row["settings"]["points"] * share, "0.01") == row["evaluation"]["score"]


def rounded(value, places):
    return Decimal(value).quantize(Decimal(places), ROUND_HALF_UP)
