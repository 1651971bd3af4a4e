"""Other bureaus' layouts: the wide official form with its standards in prose, headers and places varying."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from decimal import Decimal

from benchmarks.intake.grid import CENTER, CENTS, LABEL, LEFT, PERCENT, TITLE, Grid, workbook
from benchmarks.intake.model import AMOUNTS, FUNDS, Return, Row, Value
from benchmarks.intake.own import LINE_KEYS
from perfxl import dates
from perfxl.block import column_letters
from perfxl.numbers import cents, plain

HEADERS: dict[str, tuple[str, ...]] = {
    "level1": ("一级指标", "一级指标", "一级绩效指标"),
    "level2": ("二级指标", "二级指标", "二级绩效指标"),
    "name": ("三级指标", "三级指标", "指标名称", "三级指标名称"),
    "comparator": ("指标值类型", "指标类型", "比较符", "指标值类型(≥≤=)"),
    "target": ("指标值", "目标值", "年度指标值", "年度目标值"),
    "unit": ("计量单位", "度量单位", "单位"),
    "definition": ("指标解释", "指标说明", "指标内容"),
    "standard": ("评(扣)分标准", "评/扣分标准", "评分标准", "计分标准", "评（扣）分标准"),
    "points": ("分值", "权重", "指标分值", "分值（权重）"),
    "remark": ("备注", "说明"),
    "actual": ("实际完成值", "全年实际完成值", "全年完成值", "实际完成情况"),
    "score": ("得分", "自评得分", "自评分"),
    "cause": ("偏差原因分析及改进措施", "偏差原因分析", "未完成原因和改进措施"),
}
_MONEY = {"total": ("年度资金总额",), "grant": ("当年财政拨款", "其中：当年财政拨款", "财政拨款"),
          "carried": ("上年结转资金", "上年结转"), "other": ("其他资金",)}  # fmt: skip
_MONEY_HEADERS = ("年初预算数", "全年预算数（A）", "全年执行数（B）", "分值", "执行率（B/A）", "得分")
_WIDTHS = {"name": 26.0, "definition": 28.0, "standard": 44.0, "cause": 26.0}
_GOAL_KEYS = ("level1", "level2", "name", "comparator", "target", "unit", "definition", "standard")
_LINE = ("level1", "level2", "name", "target", "actual", "points", "score", "cause")
_SIGNED = ("preparer", "phone", "date", "head")


@dataclass
class Table:
    """A table on a sheet: its columns, its header, the rows of the indicators, where its total stands."""

    sheet: str
    columns: dict[str, int]
    header: int = 0
    repeated: int = 0
    total: int = 0
    rows: list[int] = field(default_factory=list)

    def cell(self, key: str, row: int) -> tuple[str, str]:
        return self.sheet, f"{column_letters(self.columns[key])}{row}"


def dress(rng: random.Random, sheet: Return) -> None:
    """Choose the layout of a return."""
    form = "goals" if sheet.stage == "goal" else rng.choice(("two", "two", "two", "wide", "alone"))
    points = "column" if form in ("wide", "alone") else rng.choice(("column", "remark", "prose", "prose"))
    sheet.style = {
        "form": form,
        "points": points,
        "levels": rng.choice(("each", "each", "merged", "first")),
        "numbers": rng.random() < 0.2,
        "definition": rng.random() < (0.96 if form in ("goals", "two") else 0.5),
        "remark": form in ("goals", "two"),
        "unknown": rng.choice(("责任科室", "完成措施", "数据来源")) if rng.random() < 0.1 else "",
        "break": rng.random() < 0.15 and form == "goals",
        "total": rng.random() < 0.5,
        "year line": rng.random() < 0.6,
        "points first": rng.random() < 0.3,
        "words": {key: rng.choice(words) for key, words in HEADERS.items()},
        "funds": {key: rng.choice(words) for key, words in _MONEY.items()},
        "name": rng.choice(("整体绩效目标表", "绩效目标表", "Sheet1", "附件1")),
    }
    if form == "alone":
        sheet.foot = {key: value for key, value in sheet.foot.items() if key in _SIGNED}
    if rng.random() < 0.15 and form != "alone":
        for row in sheet.scored:
            if row.unit == "%" and isinstance(row.target, Decimal):
                row.target, row.formats["target"] = row.target / 100, "percent"
    if points == "remark":
        for row in sheet.scored:
            row.remark = row.marks


class Places:
    """Where the fields of a foreign layout stand."""

    def __init__(self, sheet: Return) -> None:
        style = sheet.style
        self.form: str = style["form"]
        self.year_line: bool = style["year line"]
        self.lines = Table("绩效自评表", {})
        self.main = Table(style["name"], {})
        if self.form in ("goals", "two"):
            keys = [key for key in _GOAL_KEYS if key != "definition" or style["definition"]]
            keys += [*(["points"] if style["points"] == "column" else []), "remark"]
            if style["points first"] and "points" in keys:
                keys.remove("points")
                keys.insert(3, "points")
            self.main.columns = self._columns(keys)
            self.lines.columns = self._columns(_LINE)
        else:
            keys = list(_LINE)
            if self.form == "wide":
                more = [key for key in ("unit", "definition", "standard") if style["definition"] or key != "definition"]
                keys = ["level1", "level2", "name", "comparator", "target", *more, "points", "actual", "score", "cause"]
                self.lines.sheet = "整体绩效自评表"
            self.lines.columns = self._columns(keys)
            self.main = self.lines
        if style["unknown"]:
            self.main.columns["unknown"] = max(self.main.columns.values()) + 1
        if self.form == "goals":
            self.lines = self.main
        self.settle(sheet)

    def _columns(self, keys: list[str] | tuple[str, ...]) -> dict[str, int]:
        return {key: number for number, key in enumerate(keys, start=2)}

    def settle(self, sheet: Return) -> None:
        """Give every row its place."""
        style, count = sheet.style, len(sheet.rows)
        for table in {id(table): table for table in (self.main, self.lines)}.values():
            top = 2 + style["year line"]
            table.header = top + 3 if "remark" in table.columns else 10 + style["year line"]
            table.rows = list(range(table.header + 1, table.header + 1 + count))
            if style["break"]:
                cut = count // 2
                table.repeated = table.rows[cut]
                table.rows = [row + (number >= cut) for number, row in enumerate(table.rows)]
            goals_total = style["total"] and "points" in table.columns
            table.total = table.rows[-1] + 1 if goals_total or "score" in table.columns else 0
        for row, place, line in zip(sheet.rows, self.main.rows, self.lines.rows, strict=True):
            row.place, row.line = place, line

    def has(self, key: str) -> bool:
        """Whether a fault may befall the field: the layout has it, alone and plainly."""
        if key in LINE_KEYS:
            return key in self.lines.columns
        return key in self.main.columns and (self.form != "alone" or key in ("name", "level1", "level2"))

    def cell(self, row: Row, key: str) -> tuple[str, str]:
        if key in LINE_KEYS:
            return self.lines.cell(key, row.line)
        if key == "points" and key not in self.main.columns:
            if self.form == "two" and row.remark in (None, ""):
                return self.lines.cell(key, row.line)
            key = "remark" if row.remark not in (None, "") else "standard"
        return self.main.cell(key, row.place)

    def field(self, key: str) -> tuple[str, str]:
        main, lines = self.main, self.lines
        if key == "year":
            return main.sheet, "A2" if self.year_line else "A1"
        if key in ("total", "rating"):
            column = "score" if key == "total" else "cause"
            return lines.cell(column, lines.total)
        last = (main.total or main.rows[-1]) + 1
        if key in _SIGNED:
            row = last + 2 if main.columns.keys() & {"comparator"} else last
            return main.sheet, f"{'ADFH'[_SIGNED.index(key)]}{row}"
        if key.startswith(("business", "performance")):
            letter = "A" if key.startswith("business") else "G"
            return main.sheet, f"{letter}{last + key.endswith('date')}"
        if "remark" in main.columns:
            return main.sheet, f"C{main.header - 3 + ('department', 'duties', 'goals').index(key)}"
        return main.sheet, f"D{main.header - 8}" if key == "department" else f"B{main.header - 1}"

    def amount(self, fund: str, key: str) -> tuple[str, str]:
        row = self.lines.header - 6 + FUNDS.index(fund)
        return self.lines.sheet, f"{'EFG'[AMOUNTS.index(key)]}{row}"

    def points_total(self, sheet: Return) -> tuple[str, str]:
        if self.main.total and "points" in self.main.columns:
            return self.main.cell("points", self.main.total)
        return self.cell(blamed(sheet), "points")


def blamed(sheet: Return) -> Row:
    """The first row of the one level whose difference from the profile is the whole gap; else the first row."""
    points = sheet.form.points
    gap = sum((row.marks or Decimal(0) for row in sheet.scored), Decimal(0)) - points.total
    for hints, level in ((points.level2, "second"), (points.level1, "first")):
        sums = {name: Decimal(0) for name in hints}
        for row in sheet.scored:
            name = getattr(row, level)
            if name in sums:
                sums[name] += row.marks or 0
        off = [name for name, hint in hints.items() if sums[name] != hint]
        if len(off) == 1 and sums[off[0]] - hints[off[0]] == gap:
            return next((row for row in sheet.scored if getattr(row, level) == off[0]), sheet.scored[0])
    return sheet.scored[0]


def write(sheet: Return, places: Places) -> bytes:
    """The bytes of a return in its own bureau's layout."""
    grids = []
    if places.form in ("goals", "two"):
        grids.append(_goals(sheet, places))
    if places.form != "goals":
        grids.append(_evaluation(sheet, places))
    for grid in grids:
        grid.hidden |= {row for where, row in sheet.hidden if where == grid.name}
        grid.hidden_columns |= {column for where, column in sheet.hidden_columns if where == grid.name}
    if sheet.older:
        grids.append(replace(grids[0], name=sheet.older, state="hidden"))
    return workbook(grids)


def _grid(table: Table) -> Grid:
    widths = {column: _WIDTHS.get(key, 12.0) for key, column in table.columns.items()}
    return Grid(table.sheet, widths=(6.0, *(widths[column] for column in sorted(widths))))


def _title(grid: Grid, sheet: Return, words: str, last: int) -> None:
    line = sheet.style["year line"]
    title = f"{sheet.department}{words}" if line else f"{sheet.department}{words}（{sheet.year}年度）"
    grid.put(1, 1, title, TITLE, until=last)
    if line:
        grid.put(2, 1, f"（{sheet.year}）年度", CENTER, until=last)


def _goals(sheet: Return, places: Places) -> Grid:
    table = places.main
    grid, last = _grid(table), max(table.columns.values())
    _title(grid, sheet, "部门整体绩效目标表", last)
    goals = "\n".join(sheet.goals)
    blocks = (("部门(单位)名称", sheet.department), ("部门(单位)职责", sheet.duties), ("年度履职目标", goals))
    for row, (label, text) in enumerate(blocks, start=table.header - 3):
        grid.put(row, 1, label, LABEL, until=2)
        grid.put(row, 3, text, LEFT, until=last)
    _table(grid, sheet, places, table)
    if table.total:
        points = sum((row.marks or Decimal(0) for row in sheet.scored), Decimal(0))
        grid.put(table.total, 2, "合计", LABEL)
        grid.put(table.total, table.columns["points"], points + (sheet.points_raised or 0))
    _foot(grid, sheet, places)
    return grid


def _foot(grid: Grid, sheet: Return, places: Places) -> None:
    labels = {"business_reviewer": "业务股室审核", "performance_reviewer": "绩效股审核", "preparer": "填表人",
              "phone": "联系电话", "date": "填表日期", "head": "单位负责人"}  # fmt: skip
    for key, value in sheet.foot.items():
        _, cell = places.field(key)
        row, column = int(cell[1:]), ord(cell[0]) - 64
        text = "" if value is None else value if isinstance(value, str) else dates.chinese(value)  # type: ignore[arg-type]
        grid.put(row, column, f"{labels[key]}：{text}" if key in labels else text or None, LEFT)


def _evaluation(sheet: Return, places: Places) -> Grid:
    table = places.lines
    grid, last, top = _grid(table), max(table.columns.values()), table.header - 8
    _title(grid, sheet, "部门整体支出绩效自评表", last)
    grid.put(top, 1, "部门(单位)名称", LABEL, until=3)
    grid.put(top, 4, sheet.department, LEFT, until=last)
    for column, header in enumerate(_MONEY_HEADERS, start=5):
        grid.put(top + 1, column, header, LABEL)
    for row, fund in enumerate(FUNDS, start=top + 2):
        grid.put(row, 2, sheet.style["funds"][fund], LEFT, until=4)
        for column, key in enumerate(AMOUNTS, start=5):
            grid.put(row, column, sheet.money[fund][key])
    budget, spent = sheet.money["total"]["budget"], sheet.money["total"]["spent"]
    good = isinstance(budget, Decimal) and isinstance(spent, Decimal) and budget > 0
    grid.put(top + 2, 8, sheet.form.points.execution)
    if good and isinstance(budget, Decimal) and isinstance(spent, Decimal):
        grid.put(top + 2, 9, cents(spent / budget * 100) / 100, PERCENT)
        grid.put(top + 2, 10, sheet.execution_shown, CENTS)
    grid.put(top + 6, 1, "年度履职目标", LABEL, below=top + 7)
    grid.put(top + 6, 2, "预期目标", LABEL, until=6)
    grid.put(top + 6, 7, "实际完成情况", LABEL, until=max(last, 8))
    grid.put(top + 7, 2, "\n".join(sheet.goals), LEFT, until=6)
    grid.put(top + 7, 7, "年度目标基本完成。", LEFT, until=max(last, 8))
    _table(grid, sheet, places, table)
    points = sum((row.marks or Decimal(0) for row in sheet.scored), sheet.form.points.execution)
    grid.put(table.total, 2, "总分", LABEL)
    grid.put(table.total, table.columns["points"], points + (sheet.points_raised or 0))
    grid.put(table.total, table.columns["score"], sheet.total_shown, CENTS)
    if sheet.rating_shown:
        grid.put(table.total, table.columns["cause"], f"自评等级：{sheet.rating_shown}")
    if table is places.main:
        _foot(grid, sheet, places)
    return grid


def _table(grid: Grid, sheet: Return, places: Places, table: Table) -> None:
    style = sheet.style
    for row in filter(None, (table.header, table.repeated)):
        if style["numbers"]:
            grid.put(row, 1, "序号", LABEL)
        for key, column in table.columns.items():
            grid.put(row, column, _header(key, sheet, table), LABEL)
    for number, (row, place) in enumerate(zip(sheet.rows, table.rows, strict=True), start=1):
        if style["numbers"]:
            grid.put(place, 1, Decimal(number))
        for key, column in table.columns.items():
            if key not in ("level1", "level2"):
                value = _value(sheet, row, key, table)
                look = LEFT if key in _WIDTHS else CENTS if key == "score" else CENTER
                percent = row.formats.get(key) == "percent" and not isinstance(value, str)
                grid.put(place, column, value, PERCENT if percent else look)
    _levels(grid, sheet, table)


def _header(key: str, sheet: Return, table: Table) -> str:
    if key == "target" and "comparator" not in table.columns:
        return "年度指标值"
    word: str = sheet.style["unknown"] if key == "unknown" else sheet.style["words"][key]
    return word


def _value(sheet: Return, row: Row, key: str, table: Table) -> Value:
    if row.slashed:
        return row.name if key == "name" else "" if key in ("points", "score", "cause") else "/"
    if key == "target" and "comparator" not in table.columns:
        if row.dated or row.comparator == "定性" or row.goal is None:
            return row.target
        return f"{row.comparator}{plain(row.goal)}{row.unit}"
    values: dict[str, Value] = {
        "unknown": "业务股室",
        "name": row.called if row.called and "actual" in table.columns else row.name,
        "comparator": row.sign, "target": row.target, "unit": row.unit, "definition": row.definition,
        "standard": row.standard, "points": row.points, "remark": row.remark, "actual": row.actual, "score": row.shown,
        "cause": row.cause,
    }  # fmt: skip
    return values[key]


def level_rows(sheet: Return, table: Table) -> dict[str, list[int]]:
    """Of each of the first two levels: in which row that of every indicator is written."""
    found: dict[str, list[int]] = {"level1": [], "level2": []}
    for number, row in enumerate(sheet.rows):
        above = sheet.rows[number - 1] if number else None
        cut = table.repeated and table.rows[number] == table.repeated + 1
        for key, words in (("level1", (row.level1,)), ("level2", (row.level1, row.level2))):
            same = above is not None and not cut and (above.level1, above.level2)[: len(words)] == words
            own = sheet.style["levels"] == "each" or not same
            found[key].append(table.rows[number] if own else found[key][-1])
    return found


def _levels(grid: Grid, sheet: Return, table: Table) -> None:
    """The first two levels: in every row, merged over their rows, or in the first one only."""
    for key, starts in level_rows(sheet, table).items():
        column = table.columns[key]
        for row, place, start in zip(sheet.rows, table.rows, starts, strict=True):
            if place == start:
                grid.put(place, column, getattr(row, key))
            elif sheet.style["levels"] == "merged":
                grid.merges = [area for area in grid.merges if area[:2] != (start, column)]
                grid.merges.append((start, column, place, column))
