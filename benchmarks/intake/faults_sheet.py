"""Faults of a sheet as a whole: money, head and foot, points, structure."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

from benchmarks.intake import foreign
from benchmarks.intake.consequences import Places, readable
from benchmarks.intake.faults import SheetFault, rewrite
from benchmarks.intake.faults_goals import FOREIGN, OWN, typed_levels
from benchmarks.intake.model import AMOUNTS, FUNDS, Expected, Return
from benchmarks.intake.plan import fill_up
from perfxl.form import DEFAULT_PROFILE
from perfxl.numbers import plain
from perfxl.workbook.layout import layout_of

Found = list[Expected] | None
PARTS = ("grant", "carried", "other")


def _whole(sheet: Return, *keys: str) -> None:
    for key in keys:
        values = [sheet.money[fund][key] for fund in PARTS]
        sheet.money["total"][key] = sum((value for value in values if isinstance(value, Decimal)), Decimal(0))


def _no_total(rng: random.Random, sheet: Return, places: Places) -> Found:
    sheet.money["total"] = dict.fromkeys(AMOUNTS)
    return []


def _wrong_total(rng: random.Random, sheet: Return, places: Places) -> Found:
    total = sheet.money["total"]["initial"]
    assert isinstance(total, Decimal)
    sheet.money["total"]["initial"] = total + rng.choice((10, 100, Decimal("0.5")))
    return []


def _no_budget(rng: random.Random, sheet: Return, places: Places) -> Found:
    for fund in FUNDS:
        sheet.money[fund]["budget"] = Decimal(0)
    return []


def _overspent(rng: random.Random, sheet: Return, places: Places) -> Found:
    budget = sheet.money["total"]["budget"]
    assert isinstance(budget, Decimal)
    sheet.money["grant"]["spent"] = budget + rng.randint(1, 50)
    _whole(sheet, "spent")
    return []


def _nothing_spent(rng: random.Random, sheet: Return, places: Places) -> Found:
    for fund in FUNDS:
        sheet.money[fund]["spent"] = None
    return []


def _amount_in_words(rng: random.Random, sheet: Return, places: Places) -> Found:
    sheet.money["other"]["initial"] = rng.choice(("约30万", "三十万元", "见附表"))
    # Our formulas add up what they see; of another layout the sum is not known.
    return [Expected("E011", *places.amount("total", "initial"))] if sheet.own else []


def _amount_with_unit(rng: random.Random, sheet: Return, places: Places) -> Found:
    """An amount with its unit behind it: in another layout it is read, in ours the formulas see a text."""
    amount = sheet.money["other"]["initial"]
    if not isinstance(amount, Decimal) or amount == 0:
        return None
    sheet.money["other"]["initial"] = rng.choice(
        (f"{plain(amount)}万元", f"{amount * 10000:,.2f}元", f"{plain(amount)}万")
    )
    place = places.amount("other", "initial")
    if not sheet.own:
        return [Expected("E032", *place)]
    return [Expected("E026", *place), Expected("E011", *places.amount("total", "initial"))]


def _points(rng: random.Random, sheet: Return, places: Places) -> Found:
    row = rng.choice([row for row in sheet.scored if row.kind in ("按比例", "达标得分")] or sheet.scored)
    if row.marks is None or row.kind not in ("按比例", "达标得分"):
        return None
    row.points = row.marks + rng.choice((1, 1, 2, 20))
    if sheet.style.get("points") == "remark":
        row.remark = row.points
    rewrite(rng, sheet, row)
    return []


def _no_level(rng: random.Random, sheet: Return, places: Places) -> Found:
    """A second level the profile gives points to is left out, its points given to others of its first level."""
    names = [name for name in sheet.form.points.level2 if any(row.second == name for row in sheet.rows)]
    if not names:
        return None
    name = rng.choice(names)
    gone = [row for row in sheet.rows if row.second == name]
    left = [row for row in sheet.scored if row.second != name and row.kind in ("按比例", "达标得分")]
    if not left:
        return None
    row = rng.choice(left)
    row.points = (row.marks or Decimal(0)) + sum((other.marks or Decimal(0) for other in gone), Decimal(0))
    row.own_standard = ""
    sheet.rows = [other for other in sheet.rows if other.second != name]
    for number, other in enumerate(sheet.rows, start=1):
        other.key = number
    places.settle(sheet)
    return [Expected("C018", places.cell(sheet.rows[0], "name")[0])]


def _goal_numbers(rng: random.Random, sheet: Return, places: Places) -> Found:
    sheet.goals[-1] = "目标1：" + sheet.goals[-1].partition("：")[2]
    return []


def _clear(key: str) -> SheetFault:
    names = {"department": ("缺部门名称", "没有填部门名称", "C001"), "duties": ("缺部门职责", "没有填部门职责", "C003")}
    names["goals"] = ("缺年度目标", "没有填年度履职目标", "C004")
    name, what, code = names[key]

    def do(rng: random.Random, sheet: Return, places: Places) -> Found:
        sheet.cells[places.field(key)] = None
        return []

    return SheetFault(name, what, do, ((code, key),), OWN)


def _foot(rng: random.Random, sheet: Return, places: Places) -> Found:
    keys = [key for key in sorted(sheet.foot) if sheet.own or not key.endswith("_date")]
    keys = rng.sample(keys, rng.randint(1, 4))
    for key in keys:
        sheet.foot[key] = None
    bureau = [entry.key for entry in sheet.form.foot if entry.finance]
    signed = [key for key in bureau if key in keys][:1]
    asked = [key for key in keys if key not in bureau]
    told = [("C013", key) for key in asked] + [("C023", key) for key in signed]
    return [Expected(code, *places.field(key)) for code, key in told]


def _dates(rng: random.Random, sheet: Return, places: Places) -> Found:
    if "business_date" not in sheet.foot:
        return None
    filled = sheet.foot["date"]
    assert isinstance(filled, dt.date)
    sheet.foot["business_date"] = filled - dt.timedelta(days=rng.randint(1, 20))
    return []


def _bad_date(rng: random.Random, sheet: Return, places: Places) -> Found:
    sheet.foot["date"] = rng.choice(("12月中旬", "年末", "本月"))
    return []


def _hidden(rng: random.Random, sheet: Return, places: Places) -> Found:
    row = rng.choice(sheet.scored)
    name, cell = places.cell(row, "name")
    sheet.hidden.add((name, row.place))
    return [Expected("S007", name, cell)]


def _hidden_column(rng: random.Random, sheet: Return, places: Places) -> Found:
    if not places.has("definition"):
        return None
    name, cell = places.cell(sheet.rows[0], "definition")
    sheet.hidden_columns.add((name, ord(cell[0]) - 64))
    return [Expected("S008", name, cell)]


def _concentrated(rng: random.Random, sheet: Return, places: Places) -> Found:
    rows = [row for row in sheet.scored if row.kind in ("按比例", "达标得分")]
    if not rows:
        return None
    one = rng.choice(rows)
    for row in sheet.scored:
        row.points, row.own_standard = None, ""
    one.points = sheet.form.points.total
    return [Expected("P003" if row is not one else "P005", *places.cell(row, "points")) for row in sheet.scored]


def _printed(rng: random.Random, sheet: Return, places: Places) -> Found:
    """The printed total of points is not their sum."""
    if not isinstance(places, foreign.Places) or not places.main.total or "points" not in places.main.columns:
        return None
    sheet.points_raised = Decimal(rng.choice((-1, 1, 2)))
    return [Expected("P008", *places.points_total(sheet))]


def _printed_score(rng: random.Random, sheet: Return, places: Places) -> Found:
    if not readable(sheet) or any(row.kind == "人工评分" for row in sheet.scored):
        return None
    sheet.total_raised = Decimal(rng.choice(("1", "2", "0.5")))
    return []


def _overwritten(rng: random.Random, sheet: Return, places: Places) -> Found:
    row = rng.choice([row for row in sheet.scored if row.kind != "人工评分" and not row.own_standard])
    place = places.cell(row, "standard")
    sheet.cells[place] = "按完成情况计分。"
    sheet.formulas_gone.add(place)
    return [Expected("S006", *place), Expected("R001", *place)]


def _old(rng: random.Random, sheet: Return, places: Places) -> Found:
    sheet.version = rng.choice(("2025.1", "2024.2"))
    return []


def _header(rng: random.Random, sheet: Return, places: Places) -> Found:
    name, cell = places.cell(sheet.rows[0], rng.choice(("unit", "definition", "standard")))
    place = name, cell.rstrip("0123456789") + "6"
    sheet.cells[place] = rng.choice(("扣分办法", "计算口径", "填报说明"))
    return [Expected("S003", *place)]


def _renamed(rng: random.Random, sheet: Return, places: Places) -> Found:
    sheet.renamed[sheet.form.sheets.checks] = "校验 (2)"
    return []


def _error(rng: random.Random, sheet: Return, places: Places) -> Found:
    row = next((row for row in sheet.scored if row.kind == "按比例"), None)
    if row is None:
        return None
    row.target, row.goal, row.shown, row.own_standard = "#N/A", None, "#N/A", ""
    return [Expected("S013", *places.cell(row, "target")), Expected("S022", *places.cell(row, "score"))]


def _same_key(rng: random.Random, sheet: Return, places: Places) -> Found:
    one, other = sheet.scored[:2]
    place = places.cell(other, "key")
    sheet.cells[place] = Decimal(one.key)
    one.own_standard = other.own_standard = ""
    one.doubtful = other.doubtful = other.orphaned = True
    found = [Expected("S005", *places.cell(one, "key")), Expected("S005", *place)]
    if sheet.evaluated:
        found.append(Expected("S025", *places.cell(other, "actual")))
    return found


def _stray(rng: random.Random, sheet: Return, places: Places) -> Found:
    name, cell = places.cell(sheet.rows[-1], "points")
    place = name, f"{cell.rstrip('0123456789')}{sheet.rows[-1].place + 2}"
    sheet.cells[place] = Decimal(5)
    return [Expected("P009", *place)]


def _total(rng: random.Random, sheet: Return, places: Places) -> Found:
    sheet.total_raised = Decimal(rng.choice((1, 2, 5)))
    sheet.formulas_gone.add(places.field("total"))
    return []


def _uncalculated(rng: random.Random, sheet: Return, places: Places) -> Found:
    sheet.calculated = False
    return [Expected("S020", places.cell(sheet.rows[0], "name")[0])]


def _merged(rng: random.Random, sheet: Return, places: Places) -> Found:
    pairs = [(a, b) for a, b in zip(sheet.rows, sheet.rows[1:], strict=False) if a.second == b.second is not None]
    if not pairs:
        return None
    one, other = rng.choice(pairs)
    name, cell = places.cell(one, "level2")
    sheet.merges.add((name, f"{cell}:{places.cell(other, 'level2')[1]}"))
    sheet.cells[places.cell(other, "level2")] = None
    return [Expected("S015", name, cell)]


def _deleted(rng: random.Random, sheet: Return, places: Places) -> Found:
    """The clerk takes out rows that are not used."""
    name, cell = places.cell(sheet.rows[-1], "name")
    first = sheet.rows[-1].place + rng.randint(1, 4)
    sheet.deleted = (name, first, rng.randint(1, 8))
    return [Expected("S004", name, f"{cell.rstrip('0123456789')}{first}")]


def _too_many(rng: random.Random, sheet: Return, places: Places) -> Found:
    """More indicators than the template has rows for: the clerk inserts one of her own below the last."""
    capacity = sheet.form.capacity
    if sheet.evaluated:
        return None
    fill_up(rng, sheet, capacity + 1)
    places.settle(sheet)
    last = sheet.rows[-1]
    codes = (("S004", "name"), ("S005", "key"), ("S006", "standard"), ("S006", "explanation"), ("S018", "name"))
    return [Expected(code, *places.cell(last, key)) for code, key in codes]


def _unrecorded(rng: random.Random, sheet: Return, places: Places) -> Found:
    """The record of the template is lost, and what it says is read like a stranger's: by its words."""
    by_hand = any(row.kind == "人工评分" for row in sheet.scored)
    if sheet.form.name != DEFAULT_PROFILE or by_hand or len(sheet.scored) < len(sheet.rows):
        return None
    for row in sheet.scored:
        row.own_standard = ""
    for row_number in range(1, 6):
        sheet.cells[sheet.form.sheets.metadata, f"B{row_number}"] = None
    layout = layout_of(sheet.form)
    goals, lines = layout.goals, layout.evaluation
    found = [Expected(code, goals.sheet, goals.cell("name", goals.header)) for code in ("S016", "S019")]
    return found + [Expected("S012", lines.sheet, lines.cell(key, lines.header)) for key in ("position", "key")]


def _older_sheet(rng: random.Random, sheet: Return, places: Places) -> Found:
    if not isinstance(places, foreign.Places) or places.form not in ("goals", "two"):
        return None
    sheet.older = rng.choice(("旧表", "初稿", "往年"))
    return [Expected("S014", *places.main.cell("name", places.main.header))]


def _outside(rng: random.Random, sheet: Return, places: Places) -> Found:
    row = rng.choice(sheet.rows)
    place = places.cell(row, "name")[0], f"R{row.place}"
    sheet.added[place] = rng.choice(("已与业务股室沟通", "请领导审定"))
    return [Expected("S017", *place)]


def _shifted(rng: random.Random, sheet: Return, places: Places) -> Found:
    """The second level went into the column of the first: on every sheet with the row."""
    rows = [row for row in sheet.scored if typed_levels(sheet, row)]
    if not isinstance(places, foreign.Places) or not rows:
        return None
    row = rng.choice(rows)
    row.level1, row.first = row.level2, None
    if not row.level1.endswith("指标"):
        row.level1 += "指标"
    found = [Expected("I001", *places.cell(row, "level1"))]
    for table, line in ((places.main, row.place), (places.lines, row.line)):
        found.append(Expected("S021", *table.cell("level1", line)))
    return found


def _called_otherwise(rng: random.Random, sheet: Return, places: Places) -> Found:
    """The self-evaluation has another name for an indicator of the goal sheet: its line belongs to none."""
    rows = [row for row in sheet.scored if row.kind != "人工评分"]
    if not isinstance(places, foreign.Places) or places.form != "two" or not rows:
        return None
    row = rng.choice(rows)
    row.called = f"（新增）{row.name[:4]}工作量"
    row.doubtful = row.orphaned = True
    unscored = [Expected("E033", *places.cell(row, "name"))] if row.rule is not None else []
    return [Expected("S024", *places.lines.cell("name", row.line)), *unscored]


TABLE = (
    SheetFault("资金合计为空", "资金各分项填了，合计行是空的", _no_total,
               tuple(("E011", f"total:{key}") for key in AMOUNTS), evaluated=True),
    SheetFault("资金合计不符", "资金合计与分项不一致", _wrong_total, (("E011", "total:initial"),), evaluated=True),
    SheetFault("全年预算为0", "全年预算数为 0", _no_budget, (("E012", "total:budget"),), evaluated=True),
    SheetFault("超预算执行", "全年执行数大于全年预算数", _overspent, (("E013", "total:spent"),), evaluated=True),
    SheetFault("缺执行数", "没有填全年执行数", _nothing_spent, (("E020", "total:spent"),), evaluated=True),
    SheetFault("金额填文字", "资金金额填了文字", _amount_in_words, (("E026", "other:initial"),), evaluated=True),
    SheetFault("金额带单位", "资金金额写成“30万元”", _amount_with_unit, evaluated=True),
    SheetFault("分值合计不对", "分值合计不是 90 分", _points),
    SheetFault("缺一类指标", "整个二级指标没有填", _no_level, layouts=OWN),
    SheetFault("目标编号重复", "年度目标的编号重复", _goal_numbers, (("C016", "goals"),)),
    _clear("department"),
    _clear("duties"),
    _clear("goals"),
    SheetFault("表尾不全", "表尾没有填全", _foot),
    SheetFault("审核早于填表", "审核日期早于填表日期", _dates, (("C021", "business_date"),)),
    SheetFault("表尾日期读不懂", "填表日期不是日期", _bad_date, (("C022", "date"),)),
    SheetFault("隐藏行", "隐藏了一行指标", _hidden),
    SheetFault("隐藏列", "隐藏了指标解释一列", _hidden_column),
    SheetFault("分值集中", "全部分值在一个指标上", _concentrated, layouts=OWN),
    SheetFault("打印合计不符", "表上的分值合计不是各项之和", _printed, layouts=FOREIGN),
    SheetFault("总分算错", "表上的总分不是各项得分之和", _printed_score, (("E021", "total"),), FOREIGN, evaluated=True),
    SheetFault("公式被覆盖", "评(扣)分标准的公式被文字覆盖", _overwritten, layouts=OWN),
    SheetFault("旧版模板", "用的是上一年的模板", _old, (("S001", ""),), OWN),
    SheetFault("表头被改", "表头文字被改", _header, layouts=OWN),
    SheetFault("工作表改名", "“校验”被改了名", _renamed, (("S009", ""),), OWN),
    SheetFault("错误值", "指标值是 #N/A", _error, layouts=OWN, evaluated=True),
    SheetFault("设置行重复", "两行的设置行相同", _same_key, layouts=OWN),
    SheetFault("空行有分值", "没有指标的行有分值", _stray, layouts=OWN),
    SheetFault("总分改大", "总分公式被改成更高的数", _total, (("S006", "total"), ("E021", "total")), OWN,
               evaluated=True),
    SheetFault("未计算", "由别的程序生成，公式没有算过", _uncalculated, layouts=OWN),
    SheetFault("合并单元格", "合并了二级指标的单元格", _merged, layouts=OWN),
    SheetFault("删了空行", "没用的行被删除，表尾上移", _deleted, layouts=OWN),
    SheetFault("指标太多", "指标比模板的行多，自己插了一行", _too_many, layouts=OWN),
    SheetFault("登记信息丢失", "模板的登记信息丢了", _unrecorded, layouts=OWN),
    SheetFault("两张目标表", "工作簿里还有一张隐藏的旧目标表", _older_sheet, layouts=FOREIGN),
    SheetFault("行错位", "二级指标填到了一级指标一列", _shifted, layouts=FOREIGN),
    SheetFault("两表名称不同", "自评表里的指标名称与目标表不同", _called_otherwise, layouts=FOREIGN, evaluated=True),
    SheetFault("表外内容", "表格之外写了字", _outside, layouts=OWN),
)  # fmt: skip
