"""``show``, ``score``, ``recalc`` and ``new``: shapes, exit status, what people read."""

import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

INDICATOR = [
    "sheet", "cell", "level1", "level2", "name", "type", "target", "unit", "points", "definition", "standard", "remark",
]  # fmt: skip
SCORED = [
    "sheet", "cell", "name", "type", "target", "unit", "points", "actual", "score", "kind", "basis", "reported",
    "reason_unscored",
]  # fmt: skip


def test_show_json(run: Callable, living: Path) -> None:
    ended = run("show", "--json", living)
    assert ended.status == 0
    shown = ended.json
    assert (shown["file"], shown["refused"], shown["layout"]) == (str(living), None, "own")
    assert (shown["department"], shown["year"], shown["profile"]) == ("县财政局", 2026, "hunan-county")
    assert shown["goals"] == ["目标1：按时完成决算。", "目标2：支出进度达标。"]
    assert [list(indicator) for indicator in shown["indicators"]] == [INDICATOR] * 3
    first = shown["indicators"][0]
    assert (first["sheet"], first["cell"], first["name"]) == ("绩效目标表", "D7", "决算完成率")
    assert (first["type"], first["target"], first["unit"], first["points"]) == ("≥", "100", "%", 40)


def test_show_for_people(run: Callable, living: Path) -> None:
    out = run("show", living).out
    assert "D9      满意度指标" in out or "D9" in out
    assert "≥ 90 %" in out
    assert "目标2：支出进度达标。" in out


def test_show_refuses(run: Callable, tmp_path: Path) -> None:
    ended = run("show", "--json", tmp_path)
    assert ended.status == 2
    assert ended.json["refused"]["code"] == "F002"
    assert ended.json["indicators"] == []


def test_show_has_the_same_keys_for_a_refused_file(run: Callable, living: Path, tmp_path: Path) -> None:
    assert list(run("show", "--json", tmp_path).json) == list(run("show", "--json", living).json)


def test_score_json(run: Callable, living: Path) -> None:
    ended = run("score", "--json", living)
    assert ended.status == 0
    [entry] = ended.json["files"]
    assert (entry["refused"], entry["total"], entry["rating"]) == (None, 97.8, "优")
    assert entry["execution"] == {"budget": 100, "spent": 98, "rate": 0.98, "score": 9.8, "reported": None}
    assert [list(indicator) for indicator in entry["indicators"]] == [SCORED] * 3
    assert [indicator["score"] for indicator in entry["indicators"]] == [38, 30, 20]
    assert [indicator["basis"] for indicator in entry["indicators"]] == ["settings"] * 3
    assert [indicator["kind"] for indicator in entry["indicators"]] == ["按比例", "等级评定", "达标得分"]


def test_an_unscored_row_is_an_answer_and_leaves_the_total_open(run: Callable, living: Path, alter: Callable) -> None:
    actual = _actual_cell(living, "财政管理成效")
    alter(living, "绩效自评表", actual, "好极了")
    ended = run("score", "--json", living)
    assert ended.status == 0
    [entry] = ended.json["files"]
    assert (entry["total"], entry["rating"], entry["indicators"][1]["score"]) == (None, None, None)
    assert entry["indicators"][1]["reason_unscored"]
    out = run("score", living).out
    assert "总分  待定    等级  待定" in out
    assert "D8" in out.splitlines()[-2]
    assert "undetermined" in run("score", living, "--lang", "en").out


def _actual_cell(path: Path, name: str) -> str:
    """Where the actual value of an indicator is typed: the evaluation finds its rows by key, in order."""
    from perfxl.form import load_form
    from perfxl.workbook.layout import layout_of

    area = layout_of(load_form()).evaluation
    names = ["决算完成率", "财政管理成效", "服务对象满意度"]
    return area.cell("actual", area.first + names.index(name))


def test_score_for_people(run: Callable, living: Path) -> None:
    out = run("score", living).out
    assert "总分  97.80    等级  优" in out
    assert "98.00%（执行 98 / 预算 100 万元）  9.80 分" in out


def test_recalc_in_the_embedded_engine(run: Callable, living: Path, faulty: Path, tmp_path: Path) -> None:
    saved = tmp_path / "复算.xlsx"
    ended = run("recalc", "--json", "--engine", "embedded", living, faulty, "-o", saved)
    assert ended.status == 0
    answer = ended.json
    assert (answer["engine"], answer["rows"], answer["differences"]) == ("embedded", 6, [])
    assert [entry["refused"] for entry in answer["files"]] == [None, None]
    book = openpyxl.load_workbook(saved, data_only=True)
    header, *rows = book["复算"].iter_rows(values_only=True)
    assert header[:6] == ("文件", "部门", "工作表", "单元格", "指标", "自评得分")
    assert [row[header.index("得分")] for row in rows] == [38, 30, 20, 38.95, 30, 20]
    assert run("recalc", "--engine", "embedded", living, "-o", saved).status == 2
    assert run("recalc", "--engine", "embedded", living, "-o", saved, "--force").status == 0


def test_a_forged_score_is_a_difference(run: Callable, living: Path, alter: Callable) -> None:
    from perfxl.form import load_form
    from perfxl.workbook.layout import layout_of

    area = layout_of(load_form()).evaluation
    cell = area.cell("score", area.first)
    alter(living, "绩效自评表", cell, 40)
    ended = run("recalc", "--json", "--engine", "embedded", living)
    assert ended.status == 1
    [difference] = ended.json["differences"]
    assert difference == {
        "file": str(living), "sheet": "绩效自评表", "cell": cell, "name": "决算完成率",
        "reported": 40, "engine": 38, "python": 38,
    }  # fmt: skip
    out = run("recalc", "--engine", "embedded", living).out
    assert "1 处差异" in out
    assert "内置引擎" in out
    assert f"绩效自评表!{cell}" in out


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="Excel may be here")
def test_recalc_in_excel_where_there_is_none_says_what_to_do(run: Callable, living: Path) -> None:
    ended = run("recalc", "--engine", "excel", living)
    assert ended.status == 2
    told = ended.err.replace("\n", "")
    for part in ("只能在 Windows 和 macOS", "请去掉 --engine excel", "--engine embedded 不需要"):
        assert part in told
    english = run("--lang", "en", "recalc", "--engine", "excel", living).err.replace("\n", " ")
    assert "leave --engine away" in english


def test_recalc_goes_on_without_refused_files(run: Callable, living: Path, tmp_path: Path) -> None:
    ended = run("recalc", "--json", "--engine", "embedded", tmp_path / "无.xlsx", living)
    assert ended.status == 2
    assert ended.json["rows"] == 3
    assert [entry["refused"] and entry["refused"]["code"] for entry in ended.json["files"]] == ["F001", None]


def test_new_names_its_file_and_overwrites_nothing(
    run: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("new", "--department", "县财政局", "--year", 2027).status == 0
    path = tmp_path / "县财政局整体绩效目标表2027.xlsx"
    shown = run("show", "--json", path).json
    assert (shown["layout"], shown["department"], shown["year"]) == ("own", "县财政局", 2027)
    before = path.read_bytes()
    again = run("new", "--department", "县财政局", "--year", 2027)
    assert (again.status, path.read_bytes() == before) == (2, True)
    assert "--force" in again.err
    assert run("new", "--department", "县教育局", "-o", path, "--force").status == 0
    assert run("show", "--json", path).json["department"] == "县教育局"


@pytest.mark.parametrize("name", ["q.xls", "q", "q.csv"])
def test_what_is_written_is_named_xlsx(run: Callable, living: Path, tmp_path: Path, name: str) -> None:
    for call in (("new",), ("recalc", "--engine", "embedded", living)):
        ended = run(*call, "-o", tmp_path / name)
        assert ended.status == 2
        assert "请以 .xlsx 结尾" in ended.err
        assert not (tmp_path / name).exists()
    assert "name it .xlsx" in run("new", "-o", tmp_path / name, "--lang", "en").err
    assert run("new", "-o", tmp_path / "Q.XLSX").status == 0


def test_new_follows_a_profile(run: Callable, tmp_path: Path) -> None:
    assert run("new", "-o", tmp_path / "深" / "a.xlsx", "--profile", "national").status == 0
    assert run("show", "--json", tmp_path / "深" / "a.xlsx").json["profile"] == "national"


def test_new_for_a_list(run: Callable, tmp_path: Path) -> None:
    roster = tmp_path / "名单.csv"
    roster.write_bytes("部门名称,编码\n县财政局,1\n县委/县政府办,2\n,3\n县财政局,1\n".encode("gbk"))
    ended = run("new", "--roster", roster, "--out", tmp_path / "下发", "--year", 2026)
    assert ended.status == 1
    assert "第 4 行" in ended.out
    assert "第 5 行" in ended.out
    written = {path.name: path for path in (tmp_path / "下发").iterdir()}
    assert set(written) == {"县财政局整体绩效目标表2026.xlsx", "县委 县政府办整体绩效目标表2026.xlsx"}
    shown = run("show", "--json", written["县委 县政府办整体绩效目标表2026.xlsx"]).json
    assert (shown["department"], shown["year"]) == ("县委/县政府办", 2026)
    again = run("new", "--roster", roster, "--out", tmp_path / "下发", "--year", 2026)
    assert again.out.count("已存在，未覆盖") == 2
