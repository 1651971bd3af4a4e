"""Faults on the indicators of the goal sheet."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

from benchmarks.intake.faults import BOTH, TARGETED, RowFault
from benchmarks.intake.model import Return, Row
from perfxl import dates
from perfxl.numbers import plain

OWN = ("own",)
FOREIGN = ("foreign",)


# -- which rows


def numeric(sheet: Return, row: Row) -> bool:
    """A number against a target that is one."""
    return row.goal is not None and not row.dated and row.kind in TARGETED


def counted(sheet: Return, row: Row) -> bool:
    return numeric(sheet, row) and row.unit != "%" and (row.goal or 0) > 1


def percent(sheet: Return, row: Row) -> bool:
    return numeric(sheet, row) and row.unit == "%" and (row.goal or 0) >= 50


def plain_percent(sheet: Return, row: Row) -> bool:
    return percent(sheet, row) and row.kind in ("按比例", "达标得分") and row.comparator == "≥"


# Shares of all that is done: nobody means less than 1 % of them. What may be small is read as typed.
_WHOLE = ("合格率", "达标率", "完成率", "覆盖率", "知晓率", "及时率", "比例", "满意度")


def whole(sheet: Return, row: Row) -> bool:
    """A rate of which 0.95 % can hardly be meant, so that nobody knows whether 95 % is."""
    return plain_percent(sheet, row) and (sheet.own or row.name.endswith(_WHOLE))


def named(sheet: Return, row: Row) -> bool:
    """A rate that may be small, whose standard names another target (≥81%得…) than 0.95."""
    number = plain(row.goal or Decimal(0)) + row.unit
    return plain_percent(sheet, row) and not row.name.endswith(_WHOLE) and number in row.standard


def rate(sheet: Return, row: Row) -> bool:
    return percent(sheet, row) and row.name.endswith("率") and row.kind in ("按比例", "达标得分")


def in_bands(sheet: Return, row: Row) -> bool:
    return row.kind == "分段计分"


def in_steps(sheet: Return, row: Row) -> bool:
    return percent(sheet, row) and row.kind == "逐档扣分" and row.comparator == "≥" and "百分点" in row.standard


def anything(sheet: Return, row: Row) -> bool:
    return True


def not_first(sheet: Return, row: Row) -> bool:
    return row is not sheet.scored[0] and row.kind != "人工评分"


def unlike_first(sheet: Return, row: Row) -> bool:
    return not_first(sheet, row) and not sheet.scored[0].faulty


def repeatable(sheet: Return, row: Row) -> bool:
    return not_first(sheet, row) and row.comparator != "＝"


def typed_levels(sheet: Return, row: Row) -> bool:
    """A row whose levels stand in cells of its own, and are not the only ones of their kind."""
    alike = [other for other in sheet.scored if other.first == row.first and other.second == row.second]
    return len(alike) > 2 and sheet.style.get("levels", "each") == "each" and row is not alike[0]


def dated(sheet: Return, row: Row) -> bool:
    return row.dated


def cost(sheet: Return, row: Row) -> bool:
    return row.first == "成本指标" and numeric(sheet, row)


def with_remark(sheet: Return, row: Row) -> bool:
    return sheet.own or sheet.style.get("points") == "column"


def second_money(sheet: Return, row: Row) -> bool:
    money = [other for other in sheet.scored if other.unit == "万元"]
    return row in money[1:] and row.kind in TARGETED and not any(other.faulty for other in money)


# -- what is done


def _with_unit(rng: random.Random, sheet: Return, row: Row) -> None:
    row.target = f"{row.comparator}{plain(row.goal or Decimal(0))}{row.unit}"
    row.goal_seen = False


def _level1(rng: random.Random, sheet: Return, row: Row) -> None:
    row.level1 = {"产出指标": "产出标", "效益指标": "效益类", "成本指标": "成本类"}.get(row.first or "", "满意指标")
    row.first = None


def _level2(rng: random.Random, sheet: Return, row: Row) -> None:
    row.level2 = "社会效益指标" if row.first != "效益指标" else "数量指标"
    row.second = None


def _sign(rng: random.Random, sheet: Return, row: Row) -> None:
    row.sign, row.comparator = rng.choice(("约", "左右", "+")), None


def _no_name(rng: random.Random, sheet: Return, row: Row) -> None:
    row.name = ""


def _no_unit(rng: random.Random, sheet: Return, row: Row) -> None:
    row.unit = ""


def _no_definition(rng: random.Random, sheet: Return, row: Row) -> None:
    row.definition = ""


def _no_target(rng: random.Random, sheet: Return, row: Row) -> None:
    row.target = row.goal = None


def _placeholder(rng: random.Random, sheet: Return, row: Row) -> None:
    row.target, row.goal = rng.choice(("*", "XX", "xxx", "-", "……")), None


def _odd_unit(rng: random.Random, sheet: Return, row: Row) -> None:
    row.unit = rng.choice(("箱次", "人/天", "标段", "盒"))


def _same_name(rng: random.Random, sheet: Return, row: Row) -> None:
    earlier = [other for other in sheet.scored[: sheet.scored.index(row)] if other.name]
    row.name = rng.choice(earlier).name


def _same_definition(rng: random.Random, sheet: Return, row: Row) -> None:
    row.definition = sheet.scored[0].definition
    sheet.scored[0].faulty = True


def _goal_as_definition(rng: random.Random, sheet: Return, row: Row) -> None:
    row.definition = rng.choice(sheet.goals).partition("：")[2]


def _lost(rng: random.Random, sheet: Return, row: Row) -> None:
    row.definition = f"反映{row.name}的情况，提 。"


def _too_long(rng: random.Random, sheet: Return, row: Row) -> None:
    row.definition = (row.definition + "统计口径与上年一致，" * 250)[:2101]


def _other_year(rng: random.Random, sheet: Return, row: Row) -> None:
    day = dates.parse_deadline("1月底前" if row.comparator == "定性" else "3月31日", sheet.year + 1)
    assert day is not None
    row.target, row.goal = f"{dates.chinese(day)}前", dates.to_serial(day)
    row.formats.pop("target", None)


def _cost_up(rng: random.Random, sheet: Return, row: Row) -> None:
    row.sign = row.comparator = "≥"


def _above_hundred(rng: random.Random, sheet: Return, row: Row) -> None:
    row.formats.pop("target", None)
    row.target = row.goal = Decimal(rng.choice((105, 110, 120, 950)))


def _fraction(rng: random.Random, sheet: Return, row: Row) -> None:
    row.formats.pop("target", None)
    row.target = row.goal = Decimal(rng.choice(("0.9", "0.95", "0.98")))
    row.unreadable = row.unreadable or sheet.layout == "foreign"  # 0.9 % or 90 %: no standard scores by it


def _counted_rate(rng: random.Random, sheet: Return, row: Row) -> None:
    row.unit = rng.choice(("个", "次", "项"))
    row.target = row.goal
    row.formats.pop("target", None)


def _yuan(rng: random.Random, sheet: Return, row: Row) -> None:
    for other in sheet.scored:
        other.faulty = other.faulty or other.unit == "万元"
    row.unit = "元"


def _kind(rng: random.Random, sheet: Return, row: Row) -> None:
    row.kind = rng.choice(("比例得分", "按完成比例", "其他"))


def _half_set(rng: random.Random, sheet: Return, row: Row) -> None:
    row.settings.pop("deduction")


def _low_best(rng: random.Random, sheet: Return, row: Row) -> None:
    score = row.settings["score1"]
    assert isinstance(score, Decimal)
    row.settings["score1"] = score - Decimal("0.1")


def _high_rest(rng: random.Random, sheet: Return, row: Row) -> None:
    row.settings["rest"] = Decimal("0.1")


def _remark(rng: random.Random, sheet: Return, row: Row) -> None:
    other = (row.marks or Decimal(0)) + rng.choice((1, 2))
    row.remark = rng.choice((other, f"{plain(other)}分"))


def _points_text(rng: random.Random, sheet: Return, row: Row) -> None:
    row.meant_points = row.marks
    row.points = f"{plain(row.marks or Decimal(0))}分"
    row.goal_seen = False


def _vague(rng: random.Random, sheet: Return, row: Row) -> None:
    row.own_standard = rng.choice(("根据完成情况酌情计分。", "完成得好的得满分，其余视情况扣1-3分。"))


def _other_rule(rng: random.Random, sheet: Return, row: Row) -> None:
    """The words say all or nothing, the settings in proportion."""
    row.said = replace(row, kind="达标得分", settings={})
    row.own_standard = f"达到目标值得{plain(row.marks or Decimal(0))}分，否则不得分。"


def _other_points(rng: random.Random, sheet: Return, row: Row) -> None:
    row.said = replace(row, points=(row.marks or Decimal(0)) + 1)
    row.own_standard = f"达到目标值得{plain(row.said.marks or Decimal(0))}分，否则不得分。"
    row.standard = row.own_standard


def _against_text(rng: random.Random, sheet: Return, row: Row) -> None:
    """The text takes points for what is lacking, the sign says the less the better: nobody knows which is meant."""
    row.sign, row.unreadable = "≤", True
    if sheet.evaluated and row.goal is not None:
        row.actual = row.achieved = min(Decimal(100), row.goal + 1)
        row.cause = ""


def _with_a_gap(rng: random.Random, sheet: Return, row: Row) -> None:
    """The middle band is left out: nobody knows what a value in it is worth."""
    best, low, word = row.settings["bound1"], row.settings["bound3"], row.settings["score3"]
    row.unreadable = True
    row.standard = (
        f"≥{plain(best)}{row.unit}得{plain(row.marks or Decimal(0))}分；"  # type: ignore[arg-type]
        f"{plain(low)}{row.unit}（含）-{plain(best - 5)}{row.unit}得{plain(word)}分；"  # type: ignore[arg-type, operator]
        f"低于{plain(low)}{row.unit}不得分。"  # type: ignore[arg-type]
    )


def _amount_lost(rng: random.Random, sheet: Return, row: Row) -> None:
    row.unreadable = True
    row.standard = f"达到目标值得{plain(row.marks or Decimal(0))}分，每低于1个百分点扣 分，扣完为止。"


def _endless(rng: random.Random, sheet: Return, row: Row) -> None:
    deduction = row.settings["deduction"]
    assert isinstance(deduction, Decimal)
    row.leaves_open = True
    row.standard = f"达到目标值得{plain(row.marks or Decimal(0))}分，每低于1个百分点扣{plain(deduction)}分。"


def _pasted(rng: random.Random, sheet: Return, row: Row) -> None:
    """The standard of another row, by its words: they are of another thing, so that it is refused besides."""
    others = [
        other.name for other in sheet.scored
        if len(other.name) >= 8 and other.name[:4] not in row.name and "方案" not in other.name  # no other document
    ]  # fmt: skip
    row.unreadable = True
    row.standard = f"{rng.choice(others)}达到目标值得{plain(row.marks or Decimal(0))}分，否则不得分。"


def _no_points(rng: random.Random, sheet: Return, row: Row) -> None:
    row.points = None


TABLE = (
    RowFault("单位写在指标值里", "指标值里写了比较符和单位", counted, _with_unit, (("I004", "target"),),
             foreign=(("I006", "target"),)),
    RowFault("一级指标写错", "一级指标不是规定的词", typed_levels, _level1, (("I001", "level1"),)),
    RowFault("二级指标不匹配", "二级指标不属于所选一级指标", typed_levels, _level2, (("I002", "level2"),)),
    RowFault("比较符不认识", "粘贴来的指标值类型不在列表里", numeric, _sign, (("I003", "comparator"),), OWN),
    RowFault("缺指标名称", "没有填三级指标名称", repeatable, _no_name, (("C005", "name"),), OWN),
    RowFault("缺计量单位", "定量指标没有单位", counted, _no_unit, (("C010", "unit"),)),
    RowFault("缺指标解释", "没有填指标解释", anything, _no_definition, (("C011", "definition"),)),
    RowFault("缺指标值", "没有填指标值", numeric, _no_target, (("C009", "target"),), OWN),
    RowFault("占位符号", "指标值里是 * 或 XX", numeric, _placeholder, (("C014", "target"),), OWN),
    RowFault("生僻单位", "计量单位不在常用单位表里", counted, _odd_unit, (("I005", "unit"),)),
    RowFault("指标重复", "同一个指标列了两次", repeatable, _same_name, (("I007", "name"),)),
    RowFault("指标解释雷同", "指标解释与别的指标相同", unlike_first, _same_definition, (("I008", "definition"),)),
    RowFault("解释照抄目标", "指标解释照抄年度目标", anything, _goal_as_definition, (("I009", "definition"),)),
    RowFault("丢字", "打印转换丢了字", anything, _lost, (("C020", "definition"),)),
    RowFault("解释过长", "指标解释超过导入上限", anything, _too_long, (("C017", "definition"),)),
    RowFault("期限跨年", "完成期限写到下一年", dated, _other_year, (("I011", "target"),)),
    RowFault("成本用大于等于", "成本指标用了 ≥", cost, _cost_up, (("I012", "comparator"),), OWN),
    RowFault("百分比超过100", "百分比目标大于 100", plain_percent, _above_hundred, (("I013", "target"),), BOTH),
    RowFault("目标写成小数", "95% 写成 0.95", whole, _fraction, (("I015", "target"),), BOTH,
             (("I015", "target"), ("R004", "standard"))),
    RowFault("目标写成小数，标准写明", "95% 写成 0.95，标准里写着 95%", named, _fraction,
             (("I015", "target"), ("R004", "standard")), FOREIGN),
    RowFault("率配个", "率的单位填了个、次", rate, _counted_rate, (("I018", "unit"),)),
    RowFault("万元与元混用", "金额单位万元、元混用", second_money, _yuan, (("I014", "unit"),)),
    RowFault("计分方式不认识", "粘贴来的计分方式不在列表里",
             lambda sheet, row: counted(sheet, row) and row.kind == "按比例", _kind, (("I016", "kind"),), OWN),
    RowFault("设置不全", "逐档扣分没有填每档扣分", lambda sheet, row: row.kind == "逐档扣分", _half_set,
             (("I020", "kind"),), OWN),
    RowFault("得不到满分", "分段或等级最高分低于满分",
             lambda sheet, row: row.kind in ("分段计分", "等级评定"), _low_best, (("I021", "kind"),), OWN),
    RowFault("得不到零分", "其余情况也给分", lambda sheet, row: row.kind == "分段计分", _high_rest,
             (("I022", "kind"),), OWN),
    RowFault("比较符与标准矛盾", "指标值类型与标准文字方向相反",
             lambda sheet, row: percent(sheet, row) and row.kind == "逐档扣分" and row.comparator == "≥"
             and "每" in row.standard and row.leaves_open, _against_text, (("R004", "standard"),), FOREIGN),
    RowFault("标准有空档", "评分标准的分段之间有空档", in_bands, _with_a_gap, (("R005", "standard"),), FOREIGN,
             by_rule=True),
    RowFault("标准丢了数", "评分标准里扣几分丢了", in_steps, _amount_lost, (("R006", "standard"),), FOREIGN,
             by_rule=True),
    RowFault("扣分没有底", "逐档扣分没有写扣完为止", in_steps, _endless, (("R008", "standard"),), FOREIGN,
             by_rule=True),
    RowFault("标准贴错行", "评分标准写的是别的指标",
             lambda sheet, row: plain_percent(sheet, row) and row.kind == "达标得分", _pasted,
             (("R009", "standard"), ("R004", "standard")), FOREIGN, by_rule=True),
    RowFault("备注分值不符", "备注里的分值与分值列不同", with_remark, _remark, (("P007", "remark"),)),
    RowFault("分值带单位", "分值填成“5分”", counted, _points_text, (("P004", "points"),), OWN),
    RowFault("自拟标准酌情", "自拟标准须由人评分，计分设置却能计分", numeric, _vague, (("R001", "own_standard"),), OWN),
    RowFault("标准与设置不一", "自拟标准与计分设置算法不同",
             lambda sheet, row: plain_percent(sheet, row) and row.kind == "按比例", _other_rule,
             (("R002", "own_standard"),), OWN),
    RowFault("标准分值不符", "标准文字里的分值与分值列不同",
             lambda sheet, row: with_remark(sheet, row) and plain_percent(sheet, row) and row.kind == "达标得分",
             _other_points, (("P006", "points"),)),
    RowFault("缺分值", "没有填分值", numeric, _no_points, (("P003", "points"),), OWN),
)  # fmt: skip
