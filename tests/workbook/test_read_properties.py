"""Whatever stands in a workbook, reading ends in a goal sheet or a refusal."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perfxl.findings import Refused
from perfxl.model import GoalSheet
from perfxl.workbook.cells import Book, Cell, Grid
from perfxl.workbook.read import read_book
from tests.workbook.grids import book
from tests.workbook.living import GOALS, LINES, META, SETTINGS, blank

WORDS = [
    word
    for line in (
        "一级指标 二级指标 三级指标 指标值类型 指标值 年度指标值 计量单位 指标解释 评(扣)分标准 备注 分值 得分",
        "实际完成值 设置行 计分方式 自拟标准 规则说明 产出指标 数量指标 质量指标 效益指标 社会效益指标 满意度 绩效指标",
        "合计 总分 小计 ≥ = 定性 / % 90% ≥90% 5分 目标1：甲 目标二、 部门名称 部门职责 年度目标 年度 (2026)年度",
        "预期目标 业务股室审核：甲 绩效股审核： 填表人 联系电话：1 日期 负责人：乙 全年预算数(A) 全年执行数(B)",
        "执行率 年度资金总额 其他资金 自评等级：优 等级 product perfxl version profile #REF! <p> 7、提 12月20日前",
        "2026.12.31 ½ ① -1e9 １２ 0.0000001",
    )
    for word in line.split()
] + ["\u3000", "目 7、提"]
DAYS = st.datetimes(datetime.datetime(1900, 3, 1), datetime.datetime(9999, 12, 31))  # noqa: DTZ001

values = st.one_of(
    st.sampled_from(WORDS).map(lambda word: (word, "text")),
    st.text(max_size=12).filter(bool).map(lambda word: (word, "text")),
    st.decimals(allow_nan=False, allow_infinity=False, places=4).map(lambda value: (value, "number")),
    st.sampled_from([Decimal("1E+400"), Decimal("1E-400"), Decimal("-0"), Decimal("2026")]).map(
        lambda value: (value, "number")
    ),
    st.booleans().map(lambda value: (value, "bool")),
    DAYS.map(lambda value: (value, "date")),
    st.times().map(lambda value: (value, "date")),
    st.sampled_from(["#REF!", "#N/A"]).map(lambda value: (value, "error")),
    st.just((None, "empty")),
)
formats = st.sampled_from(["General", "0.00%", '0"%"', 'yyyy"年"', '"("0") 年度"', "%", '"'])
places = st.tuples(st.integers(1, 14), st.integers(1, 12))
merges = st.tuples(st.integers(1, 14), st.integers(1, 12), st.integers(0, 5), st.integers(0, 4)).map(
    lambda box: (box[0], box[1], box[0] + box[2], box[1] + box[3])
)
headers = st.permutations(WORDS[:10]).map(lambda words: dict(enumerate(words, start=1)))


@st.composite
def grids(draw: st.DrawFn, name: str = "表") -> Grid:
    cells = {}
    for (row, column), (value, kind), code in draw(
        st.lists(st.tuples(places, values, formats), max_size=60)
    ):
        formula = "=1" if kind == "empty" else None
        cells[row, column] = Cell(name, row, column, value, kind, code, formula)  # type: ignore[arg-type]
    if draw(st.booleans()):
        row = draw(st.integers(1, 6))
        cells |= {(row, column): Cell(name, row, column, word, "text") for column, word in draw(headers).items()}
    hidden = draw(st.frozensets(st.integers(1, 14), max_size=4))
    state = draw(st.sampled_from(["visible", "hidden", "veryHidden"]))
    return Grid(name, state, dict(sorted(cells.items())), tuple(draw(st.lists(merges, max_size=6))), hidden, hidden)


def outcome(found: Book) -> GoalSheet | None:
    try:
        sheet = read_book(found)
    except Refused as refused:
        return None if refused.code == "F018" else pytest.fail(refused.code)
    for note in sheet.notes:
        assert note.text("zh")
        assert note.text("en")
    for indicator in (*sheet.indicators, *sheet.skipped):
        assert indicator.at("name").cell
        assert all(source.sheet for source in indicator.sources.values())
    return sheet


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(grids(), min_size=1, max_size=3))
def test_any_strangers_workbook(found: list[Grid]) -> None:
    named = [replace(grid, name=f"{grid.name}{n}") for n, grid in enumerate(found)]
    outcome(book(*named))


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_any_mischief_in_our_own_workbook(data: st.DataObject) -> None:
    sheets = []
    for sheet in blank().sheets:
        if sheet.name not in {GOALS, SETTINGS, LINES, META}:
            continue
        cells = dict(sheet.cells)
        known = st.sampled_from(sorted(cells)[:400])
        for at, (value, kind), code in data.draw(
            st.lists(st.tuples(st.one_of(known, known, places), values, formats), max_size=12)
        ):
            cells[at] = Cell(sheet.name, *at, value, kind, code)  # type: ignore[arg-type]
        for at in data.draw(st.lists(known, max_size=5)):
            cells.pop(at, None)
        boxes = (*sheet.merges, *data.draw(st.lists(merges, max_size=2)))
        sheets.append(replace(sheet, cells=dict(sorted(cells.items())), merges=boxes))
    outcome(book(*sheets, calculated=data.draw(st.booleans())))


def test_nothing_at_all() -> None:
    with pytest.raises(Refused):
        read_book(book())
