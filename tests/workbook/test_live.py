"""The sheet 校验 and perfxl check say the same: random mutations of a filled workbook, computed by LibreOffice."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from perfxl.catalogue import CATALOGUE
from perfxl.checks import run
from perfxl.engines import libreoffice
from perfxl.scoring.evaluate import evaluate
from perfxl.workbook.evaluation_sheet import UNDETERMINED
from perfxl.workbook.layout import HEAD, MONEY_ROWS, TOTAL_CELL, TableArea
from perfxl.workbook.live import COLUMNS, FIRST, LAST, LIGHT_CELL
from perfxl.workbook.read import read
from perfxl.workbook.write import write_living
from tests.workbook.live_sheet import FORM, LAYOUT, ROWS, goal_sheet

GOALS, SETTINGS, EVALUATION = LAYOUT.goals, LAYOUT.settings, LAYOUT.evaluation
ERROR = "=1/0"
SEED = 20260101
STATES, FEWEST, MOST = 32, 7, 13
# What an actual value may be and whether a reason is missing, as a standard in prose says it.
BESIDE_PROSE = {"E002", "E006", "E007", "E009", "E010", "E018", "E031"}

Cell = tuple[str, str]
Said = set[tuple[str, str, str]]

GOAL_VALUES: dict[str, tuple[Any, ...]] = {
    "level1": ("", "产出", "效益指标", "其它指标", "满意度", "\u3000产出指标 ", "成本指标", ERROR),
    "level2": ("", "数量", "社会效益指标", "成本指标", "群众满意度指标", "其他", "质量 指标", ERROR),
    "name": (
        *("", "XX", "＊＊＊", "/", " ", "新建避难场所", "3、新建避难场所", "3.5公里道路", "12．新建 避难场所"),
        *("安全事故起数", "成本节约率", "财政收入增长率", ERROR),
    ),
    "comparator": ("", ">=", "＞＝", "大于等于", "≦", "=", "＝＝", "定性", "约", "定性 指标", "不低于", "<", ERROR),
    "target": (
        *("", "/", "*", 0, 0.5, 0.9, 1, 90, 150, -5, "≥90", "90%", "90", "长期", "无", "-"),
        *("2026年12月31日前", "2025年6月底前", "2026-06-30", "上半年", "12月20日", "年底", 46203, 195, ERROR),
    ),
    "unit": ("", "%", "％", "个", "-", "xx", "吨标准煤", "万元", "无", " 人 次", ERROR),
    "definition": ("", "XX", "/", "……", "按实际完成数统计", ERROR),
    "remark": ("5", "", "/", ERROR),
    "points": ("", 0, -1, 5, 5.25, 3.333, 20, 90, 90.01, 100, "5", "十", ERROR),
    "kind": (
        *("", "按比例", "达标得分", "逐档扣分", "分段计分", "等级评定", "区间插值", "逐件计分", "人工评分"),
        *("按 比例", "其他", ERROR),
    ),
    "own_standard": ("", "完成得满分，否则不得分", ERROR),
    "key": ("", 1, 2, 61, 0, 2.5, "甲", 40, ERROR),
}
SETTINGS_VALUES: dict[str, tuple[Any, ...]] = {
    "comparator": ("", "≤", "≥", "~"),
    "direction": ("", "双向", "反向", "横向"),
    "step": ("", 0, -1, 5, "半年"),
    "step_unit": ("", "天", "件", "目标值的%"),
    "deduction": ("", 0, 2, "二"),
    "partial": ("", "计一档", "四舍五入"),
    "floor": ("", 1, 100, -1),
    "threshold": ("", 60, "六十"),
    "reverse": ("", "差额比例", "其他"),
    "rest": ("", 0, 3, 100),
    "sign1": ("", "≥", "~"),
    "bound1": ("", 95, "优", "效果明显"),
    "bound2": ("", 80, "良"),
    "score1": ("", 10, 100, "十"),
    "score2": ("", 3),
}  # fmt: skip
LINE_VALUES: dict[str, tuple[Any, ...]] = {
    "actual": (
        *("", " ", 0, 0.5, 0.85, 1, 4, 85, 120, 200, 260, -3, -1, -0.5),
        *("195人", "90", "≥90", ">= 195", "不低于90", "完成"),
        *("效果明显", "效果 明显", "明显", "优", 46300, 46500, 20261220, 20271220, "2026-12-20", "2026.12.20"),
        *("12月20日", "2027年1月5日", "2026年12月31日前", "年底", "已完成", ERROR),
    ),
    "cause": ("", "受疫情影响", "\u3000", ERROR),
    "evidence": ("", "台账", ERROR),
    "manual": ("", 5, 0, 10.5, -1, 100, "五", ERROR),
    "scorer": ("", "李四", " ", ERROR),
    "manual_reason": ("", "属实", ERROR),
}
MONEY_VALUES = ("", 0, -5, "100", 100, 950, 1050, 2000, "十", ERROR)
HEAD_VALUES: dict[str, tuple[Any, ...]] = {
    "department": ("", " \u3000", "县应急局"),
    "year": ("", 2025, "2026年度", "（2026）", 26, "二〇二六", 20260, 1999),
    "duties": ("", "\u3000", "负责安全。"),
    "goals": ("", "目标1：安全。"),
}


def areas(chance: random.Random) -> Iterator[tuple[Cell, Any]]:
    """Mutations, endlessly: a cell and what is typed into it."""
    tables: tuple[tuple[TableArea, dict[str, tuple[Any, ...]], int], ...] = (
        (GOALS, GOAL_VALUES, 50),
        (EVALUATION, LINE_VALUES, 30),
        (SETTINGS, SETTINGS_VALUES, 12),
    )
    while True:
        roll = chance.randrange(100)
        for area, values, share in tables:
            if roll < share:
                key = chance.choice(list(values))
                row = area.first + chance.randrange(len(ROWS) + 2)
                yield (area.sheet, area.cell(key, row)), chance.choice(values[key])
                break
            roll -= share
        else:
            if roll < 5:
                column, row = chance.choice("EFG"), chance.choice(list(MONEY_ROWS.values()))
                yield (EVALUATION.sheet, f"{column}{row}"), chance.choice(MONEY_VALUES)
            else:
                key = chance.choice(list(HEAD_VALUES))
                yield (GOALS.sheet, HEAD[key]), chance.choice(HEAD_VALUES[key])


def wholes(chance: random.Random) -> list[tuple[Cell, Any]]:
    """Mutations of whole rows: emptied, marked as not applicable, no self-evaluation at all."""
    row = GOALS.first + chance.randrange(len(ROWS))
    fields = ("level1", "level2", "name", "comparator", "target", "unit", "definition", "remark", "points", "kind")
    emptied: list[tuple[Cell, Any]] = [((GOALS.sheet, GOALS.cell(key, row)), "") for key in fields]
    slashed: list[tuple[Cell, Any]] = [((GOALS.sheet, GOALS.cell(key, row)), "/") for key in ("name", "target")]
    lines: list[tuple[Cell, Any]] = [
        ((EVALUATION.sheet, EVALUATION.cell(key, line)), "")
        for line in range(EVALUATION.first, EVALUATION.first + len(ROWS))
        for key in LINE_VALUES
    ]
    money: list[tuple[Cell, Any]] = [
        ((EVALUATION.sheet, f"{column}{line}"), "") for column in "EFG" for line in MONEY_ROWS.values()
    ]
    return chance.choice([emptied, slashed, lines + money, lines, money, emptied + slashed[:1]])


class Workbook:
    """The filled workbook open in LibreOffice."""

    def __init__(self, app: Any, path: Path, folder: Path) -> None:
        self.app, self.folder = app, folder
        self.book = app.books.open(str(path))
        self.in_prose: set[tuple[str, str]] = set()

    def type(self, changes: list[tuple[Cell, Any]]) -> list[tuple[Cell, Any]]:
        """Type values; returns what undoes it."""
        undo = []
        for (sheet, cell), value in changes:
            place = self.book.sheets[sheet].range(cell)
            undo.append(((sheet, cell), place.formula if str(place.formula).startswith("=") else place.value))
            if isinstance(value, str) and value.startswith("=") and len(value) > 2:
                place.formula = value
            else:
                place.value = value if value != "" else None
        return undo[::-1]

    def said(self) -> Said:
        """The codes and cells on 校验."""
        self.app.calculate()
        first, last = COLUMNS["code"][0], COLUMNS["place"][0]
        lines = self.book.sheets[FORM.sheets.checks].range(f"{first}{FIRST}:{last}{LAST}").value
        found = set()
        for code, place in lines:
            if code:
                sheet, cell = place.split()[:2]
                assert (code, sheet, cell) not in found, "listed twice"
                found.add((code, sheet, cell))
        return found

    def checked(self) -> Said:
        """What perfxl says of the workbook as saved now, as far as 校验 can: it does not watch 计分设置,
        and beside a standard in prose only perfxl knows what an actual value must be and whether it needs a reason."""
        path = self.folder / "saved.xlsx"
        self.book.save(str(path))
        sheet = read(path)
        result = evaluate(sheet, FORM)
        self.in_prose = {
            (EVALUATION.sheet, place.cell)
            for line in result.lines
            if line.basis == "text" and line.indicator.evaluation is not None
            for place in (line.indicator.evaluation.actual, line.indicator.evaluation.sources["cause"])
        }
        said = {
            (item.code, str(item.sheet), str(item.cell))
            for item in run(sheet, FORM, result)
            if CATALOGUE[item.code].live and item.sheet in (GOALS.sheet, EVALUATION.sheet)
        }
        return self.beside(said)

    def both(self) -> tuple[Said, Said]:
        """What the workbook and perfxl say, of what both can know."""
        live, python = self.said(), self.checked()
        return self.beside(live), python

    def beside(self, said: Said) -> Said:
        """Without what only perfxl knows, as the workbook was last saved."""
        return {
            (code, *place) for code, *place in said if code not in BESIDE_PROSE or tuple(place) not in self.in_prose
        }


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbook]:
    folder = tmp_path_factory.mktemp("live")
    path = folder / "filled.xlsx"
    write_living(path, goal_sheet(), FORM)
    try:
        with libreoffice.session(deadline=600) as app:
            yield Workbook(app, path, folder)
    except libreoffice.EngineUnavailable as absent:
        pytest.skip(str(absent))


def test_the_manual_names_what_only_perfxl_says_beside_prose() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "checks.md").read_text(encoding="utf-8")
    [exception] = [part for part in manual.split("\n\n") if part.startswith("One exception: ")]
    assert set(re.findall(r"\b[A-Z]\d{3}\b", exception)) == BESIDE_PROSE | {"C024"}


def test_a_good_sheet_has_nothing_to_say(workbook: Workbook) -> None:
    assert workbook.said() == workbook.checked() == set()


G, L, S = GOALS.sheet, EVALUATION.sheet, SETTINGS.sheet
PARTS = [((L, f"{column}{row}"), "") for column in "FG" for row in (6, 7, 8)]

# What is typed, where, and what must be said there; every group is one state of the workbook.
FAULTS: dict[str, list[tuple[str, Cell, Any]]] = {
    "missing": [
        ("C001", (G, "B3"), ""),
        ("C002", (G, "A2"), 26),
        ("C006", (G, "B7"), ""),
        ("C007", (G, "C8"), ""),
        ("C005", (G, "D9"), ""),
        ("C008", (G, "E10"), ""),
        ("C009", (G, "F12"), ""),
        ("C010", (G, "G7"), ""),
        ("C011", (G, "H13"), ""),
        ("C012", (G, "L14"), ""),
        ("C024", (G, "L11"), ""),
        ("C014", (G, "G8"), "XX"),
        ("S005", (G, "O16"), ""),
        ("S013", (G, "H17"), ERROR),
    ],
    "wrong": [
        ("C003", (G, "B4"), ""),
        ("C004", (G, "B5"), ""),
        ("I001", (G, "B7"), "其他指标"),
        ("I002", (G, "C8"), "社会效益指标"),
        ("I003", (G, "E9"), "约"),
        ("I004", (G, "F10"), "95%"),
        ("I005", (G, "G12"), "筐"),
        ("I007", (G, "D13"), "3、安全生产检查企业"),
        ("I012", (G, "E17"), "≥"),
        ("I013", (G, "F16"), 120),
        ("I016", (G, "L15"), "酌情"),
        ("P001", (G, "L2"), None),
        ("P003", (G, "K7"), ""),
        ("P004", (G, "K8"), 100),
    ],
    "evaluation": [
        ("I015", (G, "F10"), 0.9),
        ("I020", (G, "L8"), None),
        ("E001", (L, "F12"), ""),
        ("E009", (L, "I22"), ""),
        ("E005", (L, "F14"), 0.85),
        ("E003", (L, "F15"), "≥90"),
        ("E006", (L, "F16"), 46500),
        ("S022", (L, "H19"), None),
        ("E002", (L, "F17"), "85天"),
        ("E007", (L, "F18"), "较好"),
        ("E014", (L, "K20"), ""),
        ("E010", (L, "I21"), ""),
        ("E031", (L, "F13"), -1),
        ("E017", (L, "K19"), 5),
    ],
    "money": [
        ("E026", (L, "E6"), -5),
        ("E011", (L, "E5"), 1),
        ("E012", (L, "F5"), 0),
        ("E020", (L, "G5"), ""),
        ("E015", (L, "K20"), 11),
        ("E018", (L, "F16"), "年底左右"),
        ("P009", (G, "K7"), 5),
        ("P009", (G, "K18"), 5),
    ],
    "spent": [
        ("E013", (L, "G5"), 2000),
        ("E016", (L, "L20"), ""),
        ("P005", (G, "K7"), 90),
    ],
    "nothing": [("C015", (G, "D7"), "")],
}
BESIDES: dict[str, list[tuple[Cell, Any]]] = {
    "missing": [((G, "M11"), "2026年12月20日前完成得5分，否则不得分")],
    "wrong": [],
    "evaluation": [
        ((S, SETTINGS.cell("step", SETTINGS.first + 1)), ""),
        ((L, "F21"), 120),
        ((G, "G14"), ERROR),
        ((L, "F22"), 2000),
    ],
    "money": [*PARTS, ((G, "D7"), "/"), ((G, "F7"), "/")],
    "spent": [
        *PARTS,
        *(((G, f"K{row}"), "") for row in range(8, 18)),
    ],
    "nothing": [((G, GOALS.cell(key, row)), "") for row in range(7, 18) for key in GOAL_VALUES if key != "key"],
}


@pytest.mark.parametrize("group", FAULTS)
def test_every_fault_is_said_by_both(workbook: Workbook, group: str) -> None:
    typed = [(cell, value) for _, cell, value in FAULTS[group] if value is not None]
    undo = workbook.type(BESIDES[group] + typed)
    live, python = workbook.both()
    workbook.type(undo)
    assert live == python
    assert {(code, *cell) for code, cell, _ in FAULTS[group]} <= live


def test_a_text_without_a_kind_is_no_green_light(workbook: Workbook) -> None:
    """The sheet computes by the kind alone: who only writes a standard must hear why row and total stay open."""
    undo = workbook.type([((G, "L7"), ""), ((G, "M7"), "达到目标值得满分，否则不得分")])
    live, python = workbook.both()
    light = workbook.book.sheets[FORM.sheets.checks].range(LIGHT_CELL).value
    shown = [workbook.book.sheets[L].range(cell).value for cell in (EVALUATION.cell("score", 12), TOTAL_CELL)]
    workbook.type(undo)
    assert live == python == {("C024", G, "L7")}
    assert light.startswith("！ 没有错误，有 1 处提醒")
    assert UNDETERMINED in shown


def test_what_stands_as_the_standard_of_a_row_without_a_kind(workbook: Workbook) -> None:
    text = "达到目标值得满分，否则不得分"
    rows = {7: ("", text), 8: ("", "\u3000 "), 9: ("", ERROR), 10: ("", "/"), 12: (ERROR, text), 13: ("\u3000", text)}
    typed = [((G, f"L{row}"), kind) for row, (kind, _) in rows.items()]
    typed += [((G, f"M{row}"), own) for row, (_, own) in rows.items()]
    slashed: list[tuple[Cell, Any]] = [((G, "D11"), "/"), ((G, "F11"), "/"), ((G, "L11"), ""), ((G, "M11"), text)]
    undo = workbook.type(typed + slashed)
    live, python = workbook.both()
    workbook.type(undo)
    assert live == python
    said = {(code, cell) for code, sheet, cell in live if sheet == G and cell[0] in "LM" and cell != "L2"}
    assert said == {
        *(("C024", "L7"), ("C012", "L8"), ("S013", "M9"), ("C024", "L10")),
        *(("S013", "L12"), ("C024", "L13")),
    }


def test_every_live_code_has_its_fault() -> None:
    assert {code for faults in FAULTS.values() for code, _, _ in faults} == {
        code for code, entry in CATALOGUE.items() if entry.live
    }


def test_both_say_the_same(workbook: Workbook) -> None:
    chance = random.Random(SEED)
    endless = areas(chance)
    wrong = []
    for state in range(STATES):
        changes = dict(next(endless) for _ in range(chance.randint(FEWEST, MOST)))
        if state % 10 == 9:
            changes |= dict(wholes(chance))
        undo = workbook.type(list(changes.items()))
        live, python = workbook.both()
        if live != python:
            wrong.append((state, changes, sorted(live - python), sorted(python - live)))
        workbook.type(undo)
    for line in wrong:
        print(*line, sep="\n   ")
    assert not wrong
    assert workbook.said() == set(), "undone"
