"""Every engine keeps the same protocol: same inputs, same outputs, same workbook."""

import zipfile
from pathlib import Path

import openpyxl
import pytest

from perfxl.engines import excel, pour
from perfxl.engines.embedded import EmbeddedRecalculator
from perfxl.engines.libreoffice import LibreOfficeRecalculator
from perfxl.workbook.pour_table import EngineFailed, EngineUnavailable, Recalculator, Table, Value


def one(engine: Recalculator, formula: str, *inputs: Value) -> Value:
    """The value of a formula over inputs in A2, B2, …"""
    headers = tuple(f"输入{n}" for n in range(len(inputs)))
    [(value,)] = engine.pour(Table("试", headers, [inputs], (("结果", formula),)))
    return value


@pytest.mark.parametrize(
    ("formula", "inputs", "expected"),
    [
        ("=A2+B2*2", (1, 2.5), 6.0),
        ("=ROUND(A2,2)", (2.675,), 2.68),
        ("INT(ROUND((A2-B2)/0.1,9))", (1, 0.7), 3.0),
        ('=IF(EXACT(A2,"≥"),1,0)', ("≥",), 1.0),
        ('=IF(EXACT(A2,"≥"),1,0)', (">",), 0.0),
        ('=IF(EXACT(A2,"＝"),1,0)', ("＝",), 1.0),
        ('=A2&"，"&B2', ("县应急管理局", "完成率"), "县应急管理局，完成率"),
        ("=A2>1", (2,), True),
        ("=A2", (True,), True),
        ('=IF(A2>5,"达标","")', (1,), None),
        ("=A2", ("",), 0.0),
        ("=ISBLANK(A2)", ("",), True),
        ("=ISBLANK(A2)", (None,), True),
        ("=LEN(A2)", (" ",), 1.0),
        ("=1/A2", (0,), "#DIV/0!"),
        ("=A2+1", ("字",), "#VALUE!"),
        ("=NA()", (), "#N/A"),
        ('=IFERROR(1/A2,"错")', (0,), "错"),
        ("=NOSUCHFUNCTION(A2)", (0,), "#NAME?"),
        ("=A2*1", (123456789.123,), 123456789.123),
    ],
)
def test_values(engine: Recalculator, formula: str, inputs: tuple[Value, ...], expected: Value) -> None:
    found = one(engine, formula, *inputs)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    "text", ["=", "=1+1", "＝", "='字典'!A1", "+1", "-1", "@SUM(1)", "'引", "''", "90", "3-1", "1e3", "TRUE", "50%"]
)
def test_a_text_arrives_as_the_text_it_is(engine: Recalculator, text: str) -> None:
    table = Table("试", ("文",), [(text,)], (("回", "=A2"), ("长", "=LEN(A2)"), ("是", "=ISTEXT(A2)")))
    assert engine.pour(table) == [(text, float(len(text)), True)]


def test_outputs_may_use_outputs_of_their_row(engine: Recalculator) -> None:
    table = Table("试", ("a",), [(3,), (4,)], (("差距", "=A2-1"), ("得分", "=B2*10")))
    assert engine.pour(table) == [(2.0, 20.0), (3.0, 30.0)]


def test_no_inputs_no_rows_one_row(engine: Recalculator) -> None:
    assert engine.pour(Table("试", ("a",), [], (("b", "=A2"),))) == []
    assert engine.pour(Table("试", (), [()], (("b", "=1+1"),))) == [(2.0,)]
    assert engine.pour(Table("试", ("a",), [(7,)], (("b", "=A2*2"),))) == [(14.0,)]


def test_a_second_pour_knows_nothing_of_the_first(engine: Recalculator) -> None:
    formula = (("b", '=A2&"·"'),)
    assert engine.pour(Table("试", ("a",), [("甲",), ("乙",)], formula)) == [("甲·",), ("乙·",)]
    assert engine.pour(Table("试", ("a",), [("丙",)], formula)) == [("丙·",)]


@pytest.mark.parametrize("make", [LibreOfficeRecalculator, EmbeddedRecalculator])
def test_many_rows_in_chunks_keep_their_order(make: type, libreoffice: LibreOfficeRecalculator) -> None:
    rows = [(float(n), "=" if n % 3 else "≥") for n in range(20_001)]
    table = Table("试", ("数", "符"), rows, (("倍", "=A2*2"), ("是", '=IF(EXACT(B2,"≥"),1,0)')))
    engine = libreoffice if make is LibreOfficeRecalculator else make(rows_at_once=7_000)
    expected = [(n * 2, float(sign == "≥")) for n, sign in rows]
    assert engine.pour(table) == expected


def test_chunk_borders_do_not_matter(libreoffice: LibreOfficeRecalculator) -> None:
    table = Table("试", ("数",), [(n,) for n in range(10)], (("倍", "=A2*2"),))
    expected = [(n * 2.0,) for n in range(10)]
    for size in (1, 3, 9, 10, 11):
        libreoffice.rows_at_once = size
        try:
            assert libreoffice.pour(table) == expected
        finally:
            libreoffice.rows_at_once = 8_000
        assert EmbeddedRecalculator(rows_at_once=size).pour(table) == expected


def test_the_saved_workbook_is_what_an_auditor_wants(engine: Recalculator, tmp_path: Path, temp: Path) -> None:
    target = tmp_path / "复算 表.xlsx"
    target.write_text("something older")
    rows = [("县应急管理局整体绩效", 90, "="), ("县水利局", 45.5, "=1+1"), ("县财政局", None, "≥")]
    table = Table("复算/2024", ("部门名称", "实际值", "符"), rows, (("得分", "=B2/10"), ("文", '=C2&"!"')))
    assert engine.pour(table, target) == [(9.0, "=!"), (4.55, "=1+1!"), (0.0, "≥!")]

    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
    live = openpyxl.load_workbook(target).worksheets[0]
    cached = openpyxl.load_workbook(target, data_only=True).worksheets[0]
    assert live.title == "复算 2024"
    assert [cell.value for cell in live[1]] == ["部门名称", "实际值", "符", "得分", "文"]
    assert all(cell.font.bold and cell.fill.fill_type == "solid" for cell in live[1])
    assert live.freeze_panes == "A2"
    assert live.column_dimensions["A"].width > 15
    assert [live.cell(row, 4).value for row in (2, 3, 4)] == ["=B2/10", "=B3/10", "=B4/10"]
    assert [cached.cell(row, 4).value for row in (2, 3, 4)] == pytest.approx([9, 4.55, 0])
    assert (live["C2"].value, live["C2"].data_type) == ("=", "s")
    assert (live["C3"].value, live["C3"].data_type) == ("=1+1", "s")
    assert live.max_row == 4
    assert not [path for path in temp.iterdir() if path.name.startswith("perfxl-pour")]


def test_an_empty_table_can_be_saved(engine: Recalculator, tmp_path: Path) -> None:
    target = tmp_path / "空.xlsx"
    assert engine.pour(Table("空", ("甲",), [], (("乙", "=A2"),)), target) == []
    sheet = openpyxl.load_workbook(target).worksheets[0]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [["甲", "乙"]]


@pytest.mark.parametrize("rows", [[(1,)], [(1,), (2,)]])
def test_a_formula_no_engine_can_parse_fails(engine: Recalculator, rows: list[tuple[Value, ...]]) -> None:
    with pytest.raises(EngineFailed):
        engine.pour(Table("试", ("a",), rows, (("b", "=IF(A2,"),)))


def test_a_hostile_title_makes_a_sheet_name(engine: Recalculator, tmp_path: Path) -> None:
    target = tmp_path / "t.xlsx"
    engine.pour(Table("'[坏]:*?/\\" + "名" * 40, ("=1+1",), [(1,)], (("=2", "=A2"),)), target)
    sheet = openpyxl.load_workbook(target).worksheets[0]
    assert len(sheet.title) <= 31
    assert [(cell.value, cell.data_type) for cell in sheet[1]] == [("=1+1", "s"), ("=2", "s")]


def test_every_engine_tells_its_version(engine: Recalculator) -> None:
    assert engine.name in {"excel", "libreoffice", "embedded"}
    assert engine.version().split()[0] in {"Excel", "LibreOffice", "formualizer"}
    assert engine.version().split()[1][0].isdigit()


# -- choosing ---------------------------------------------------------------------------------------


def test_auto_takes_the_first_that_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    here = [name for name, usable, _ in pour.available() if usable]
    assert here[-2:] == ["libreoffice", "embedded"]
    for name in here:
        assert pour.choose("auto").name == name
        assert pour.choose(name).name == name
        monkeypatch.setattr(pour, "ENGINES", {k: v for k, v in pour.ENGINES.items() if k != name})
    with pytest.raises(EngineUnavailable, match="no engine"):
        pour.choose("auto")


def test_an_absent_engine_says_why_and_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel.sys, "platform", "linux")
    with pytest.raises(EngineUnavailable, match=r"Windows and macOS.*libreoffice"):
        pour.choose("excel")
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(EngineUnavailable, match="install LibreOffice"):
        pour.choose("libreoffice")
    assert [(name, usable) for name, usable, why in pour.available() if not usable and why]
    monkeypatch.setattr(pour, "ENGINES", {k: v for k, v in pour.ENGINES.items() if k != "embedded"})
    with pytest.raises(EngineUnavailable, match=r"no engine.*excel: .*libreoffice: "):
        pour.choose("auto")


def test_an_unknown_engine_is_a_wrong_call() -> None:
    with pytest.raises(ValueError, match="lotus"):
        pour.choose("lotus")


def test_excel_on_this_machine() -> None:
    try:
        excel.check()
    except EngineUnavailable as reason:
        pytest.skip(f"real Excel was not run: {reason}")
    assert excel.ExcelRecalculator().pour(Table("试", ("a",), [("=1",)], (("b", "=A2"),))) == [("=1",)]
