"""汇总.xlsx: its formulas recompute to the ledger's scores, strangers' texts stay texts, charts are there."""

import datetime as dt
import random
import time
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree
from msgspec import structs

from perfxl.block import Block, Rung
from perfxl.engines import libreoffice
from perfxl.scoring.kinds import Rule
from perfxl.scoring.rules import rule_of
from perfxl.workbook.summary import write
from perfxl.workbook.summary_data import Execution, IndicatorRow, Missing, Remark, Return, Summary
from tests.scoring.blocks import random_block

D = Decimal
NOW = dt.datetime(2027, 1, 15, 8, 30, tzinfo=dt.UTC)
HEADER, FIRST = 3, 4
PLAIN = Block(points=D(10), kind="按比例", comparator="≥", target=D(100), actual=D(85))
HOSTILE = (
    *("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1", "＝1+1", "<script>alert(1)</script>"),
    *("../../etc/passwd", "a\x00b\x1f", "{=1}", "http://evil.example/", "'=1", "_x0041_", "字" * 32_767, "字" * 40_000),
)


def row(block: Block = PLAIN, score: str | None = "8.5", name: str = "办件数", **more: Any) -> IndicatorRow:
    values: dict[str, Any] = {
        "level1": "产出指标", "level2": "数量指标", "name": name, "target": "≥ 100 件", "actual": "85",
        "points": D(10), "basis": "计分设置", "block": block, "manual": None, "scorer": "", "manual_reason": "",
        "score": None if score is None else D(score), "reason": "", "reported": None,
    }  # fmt: skip
    return IndicatorRow(**(values | more))


def returned(department: str = "县财政局", *rows: IndicatorRow, **more: Any) -> Return:
    values: dict[str, Any] = {
        "department": department, "year": 2026, "evaluated": True, "file": f"{department}.xlsx",
        "execution": Execution(budget=D(300), spent=D(299), points=D(10)), "total": D("18.47"), "rating": "差",
        "reported_total": None, "rows": rows or (row(),), "remarks": (),
    }  # fmt: skip
    return Return(**(values | more))


def remark(**more: Any) -> Remark:
    values: dict[str, Any] = {
        "severity": "error", "code": "E008", "sheet": "绩效自评表", "cell": "H7", "field": "得分", "value": "9",
        "message": "自评得分 9 与重算得分 8.5 不一致。", "fix": "请核对。", "row": 0,
    }  # fmt: skip
    return Remark(**(values | more))


def summary(*returns: Return, **more: Any) -> Summary:
    values: dict[str, Any] = {
        "year": 2026, "made": NOW, "batches": 1, "asked": 3, "ratings": ("优", "良", "中", "差"),
        "returns": returns or (returned(),), "outside": (), "not_returned": 0, "goals_only": 0,
        "refused": 0, "unknown": 0,
    }  # fmt: skip
    return Summary(**(values | more))


def written(path: Path, what: Summary) -> Any:
    write(path, what)
    return openpyxl.load_workbook(path)


def column(sheet: Any, header: str) -> list[Any]:
    """The cells below a header."""
    [letter] = [cell.column for cell in sheet[HEADER] if cell.value == header]
    return [sheet.cell(line, letter).value for line in range(FIRST, sheet.max_row + 1)]


def computed(path: Path, *wanted: tuple[str, str]) -> list[list[Any]]:
    """Columns (sheet, header) as LibreOffice computes them."""
    with libreoffice.session() as app:
        book = app.books.open(str(path))
        app.calculate()
        tables = {name: book.sheets[name].used_range.value for name, _ in wanted}
        return [
            [line[tables[name][HEADER - 1].index(header)] for line in tables[name][HEADER:]] for name, header in wanted
        ]


def test_the_sheets_stand_in_their_order_and_are_set_up_for_paper(tmp_path: Path) -> None:
    book = written(tmp_path / "汇总.xlsx", summary())
    assert book.sheetnames == ["总览", "未报送", "问题清单", "排名", "指标明细"]
    assert book.active.title == "总览"
    for sheet in book.worksheets:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.print_area
    for sheet in book.worksheets[1:]:
        assert sheet.auto_filter.ref
        assert sheet.freeze_panes.endswith(str(FIRST))
        assert sheet.print_title_rows == f"${HEADER}:${HEADER}"


@pytest.mark.parametrize(("departments", "pages"), [(0, 1), (1, 1), (8, 1), (20, 2), (25, 2), (26, 1), (300, 1)])
def test_the_overview_is_one_page_while_it_can_be_read(tmp_path: Path, departments: int, pages: int) -> None:
    """With names beside the bars of more than a few departments it is two, and breaks between the charts."""
    codes = [remark(code=code) for code in ("E001", "E002", "E005", "E008", "E009", "I001", "I005", "P001", "P003")]
    several = (returned(f"第{number}局", remarks=tuple(codes)) for number in range(departments))
    what = replace(summary(), returns=tuple(several))
    sheet = written(tmp_path / "汇总.xlsx", what)["总览"]
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 1 if pages == 1 else 0)
    assert len(sheet.row_breaks.brk) == pages - 1


def test_three_native_charts_over_cells_of_the_workbook(tmp_path: Path) -> None:
    write(tmp_path / "汇总.xlsx", summary(returned(remarks=(remark(),))))
    with zipfile.ZipFile(tmp_path / "汇总.xlsx") as parts:
        charts = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 3
    told = "".join(charts)
    assert "'排名'!$F$4" in told
    assert all("'总览'!" in chart or "'排名'!" in chart for chart in charts)


def test_every_kind_of_rule_recomputes_in_libreoffice_to_pythons_score(tmp_path: Path) -> None:
    """The row formulas are those of 复算; by hand, without an actual value and not applicable stand beside them."""
    by_hand = Block(points=D(10), kind="人工评分")
    rows = []
    chance = random.Random(4)
    for block in (random_block(chance) for _ in range(400)):
        rule = rule_of(block)
        if block.kind == "人工评分":
            continue
        score = rule.score(block.actual).score if isinstance(rule, Rule) else None
        rows.append(row(block, None if score is None else str(score)))
    rows += [
        row(by_hand, "8.25", manual=D("8.25"), scorer="某某", manual_reason="现场核查"),
        row(by_hand, None, manual=D("8.25")),
        row(by_hand, None, manual=D(11), scorer="某某", manual_reason="现场核查"),
        row(structs.replace(PLAIN, actual=None), None),
        row(Block(), None, applies=False),
    ]
    path = tmp_path / "汇总.xlsx"
    write(path, summary(returned("县财政局", *rows, total=None, rating="")))
    live, check = computed(path, ("指标明细", "得分（公式）"), ("指标明细", "复算＝台账？"))
    assert len(live) == len(rows) > 350
    assert [None if score in (None, "") else round(score, 2) for score in live] == [
        None if one.score is None else float(one.score) for one in rows
    ]
    assert set(check) == {"一致"}


def test_totals_can_be_followed_and_a_wrong_ledger_is_seen(tmp_path: Path) -> None:
    full = structs.replace(PLAIN, actual=D(100))
    levels = Block(points=D(10), kind="等级评定", actual="良", rungs=(Rung(bound="优", score=D(10)),
                   Rung(bound="良", score=D(8))))  # fmt: skip
    path = tmp_path / "汇总.xlsx"
    write(path, summary(
        returned("甲局", row(), row(full, "10"), total=D("28.47")),
        returned("乙局", row(levels, "8"), total=D(8), execution=Execution(budget=None, spent=None, points=D(0))),
        returned("丙局", row(levels, "9"), total=D("19")),  # the ledger says 9, the rule gives 8
        returned("丁局", row(), row(structs.replace(PLAIN, actual=None), None), total=None, rating=""),
        returned("戊局", row(), total=None, execution=Execution(budget=D(0), spent=D(1), points=D(10))),
        returned("己局", row(), evaluated=False, total=None),
        returned("甲局", row(), row(full, "10"), total=D("28.47"), file="又一份.xlsx"),
    ))  # fmt: skip
    names, rank, live, check, rows = computed(
        path,
        *(("排名", header) for header in ("部门", "名次", "总分\n（公式）", "复算＝台账？")),
        ("指标明细", "复算＝台账？"),
    )
    assert names == ["甲局", "甲局", "丙局", "乙局", "丁局", "戊局", "己局"]
    assert rank == [1, 1, 3, 4, None, None, None]
    assert live[:6] == [pytest.approx(28.47), pytest.approx(28.47), pytest.approx(17.97), 8, "待定", "待定"]
    assert check == ["一致", "一致", "不一致", "一致", "一致", "一致", None]
    assert rows.count("不一致") == 1
    with libreoffice.session() as app:
        book = app.books.open(str(path))
        app.calculate()
        figures = {line[0]: line[1] for line in book.sheets["总览"].used_range.value}
    assert (figures["公式与台账不一致的指标"], figures["公式与台账不一致的总分"]) == (1, 1)
    assert (figures["已有总分"], figures["总分待定"], figures["最高分"]) == (4, 2, 28.47)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_what_strangers_wrote_is_text_everywhere(tmp_path: Path, text: str) -> None:
    hostile = row(
        name=text, level1=text, level2=text, target=text, actual=text, reason=text, scorer=text, manual_reason=text,
        block=Block(points=D(10), kind="等级评定", actual=text, rungs=(Rung(bound=text, score=D(1)),)),
    )  # fmt: skip
    found = remark(sheet=text, cell="A1", field=text, value=text, message=text, fix=text, waiver=text)
    missing = Missing(kind="未报送", department=text, file=text, reason=text, remedy=text)
    path = tmp_path / "汇总.xlsx"
    book = written(path, summary(
        returned(text, hostile, file=text, rating=text[:40], remarks=(found,)), returned(), outside=(missing,)
    ))  # fmt: skip
    ours = {"指标明细", "排名", "总览"}
    for sheet in book.worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                assert cell.data_type != "f" or sheet.title in ours
                if cell.data_type == "s":
                    assert len(cell.value) <= 32_767
                if cell.hyperlink is not None:
                    assert cell.hyperlink.target is None
                    assert cell.hyperlink.location.startswith("'指标明细'!")
    clean = text.replace("\r", "\n").replace("\x00", "\ufffd").replace("\x1f", "\ufffd")
    name = column(book["指标明细"], "三级指标")[0]
    assert name == clean if len(text) <= 32_767 else name == clean[:32_766] + "…"
    with zipfile.ZipFile(path) as parts:
        for part in parts.namelist():
            etree.fromstring(parts.read(part))
            assert "TargetMode" not in parts.read(part).decode()


def test_formulas_are_ours_alone(tmp_path: Path) -> None:
    """Every formula of the file is one of a handful, whatever the texts are."""
    path = tmp_path / "汇总.xlsx"
    write(path, summary(*(returned(text[:200], row(name=text)) for text in HOSTILE)))
    with zipfile.ZipFile(path) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    written_out = [formula for xml in sheets for formula in etree.fromstring(xml).iter(f"{space}f") if formula.text]
    assert len(written_out) == 5 + 4 + 6 + 2


def test_findings_lead_to_their_indicator_and_show_their_waiver(tmp_path: Path) -> None:
    found = (
        remark(row=1),
        remark(code="C001", severity="warning", row=None),
        remark(row=0, waiver="旧口径，已核（李某，2027-01-10）"),
    )
    one = returned("乙局", row(name="一"), row(name="二"), remarks=found)
    book = written(tmp_path / "汇总.xlsx", summary(returned(), one))
    page = book["问题清单"]
    assert column(page, "指标（点开明细）") == ["二", None, "一"]
    [letter] = [cell.column_letter for cell in page[HEADER] if cell.value == "指标（点开明细）"]
    assert page[f"{letter}4"].hyperlink.location == "'指标明细'!F6"
    assert book["指标明细"]["F6"].value == "二"
    assert column(page, "级别") == ["错误", "提醒", "错误"]
    assert column(page, "放行")[2] == "旧口径，已核（李某，2027-01-10）"
    ranking = book["排名"]
    assert column(ranking, "差错数") == [1, 0]  # sorted by department where totals are equal
    assert column(ranking, "放行数") == [1, 0]


def test_nothing_returned_is_said(tmp_path: Path) -> None:
    missing = Missing(kind="未报送", department="县财政局", file="", reason="没有收到能读取的表。", remedy="请催报。")
    book = written(
        tmp_path / "汇总.xlsx",
        replace(summary(), returns=(), outside=(missing,), not_returned=1),
    )
    assert book["指标明细"]["A4"].value == "没有指标。"
    assert column(book["未报送"], "部门（所写名称）") == ["县财政局"]
    assert column(book["总览"], "数量")[:3] == [3, 0, 1]


def test_a_county_of_300_departments_is_written_in_time(tmp_path: Path) -> None:
    rows = tuple(row(name=f"某项工作第 {number} 批办结数量") for number in range(25))
    found = tuple(remark(row=number) for number in range(20))
    returns = [returned(f"单位{number}", *rows, remarks=found) for number in range(300)]
    path = tmp_path / "汇总.xlsx"
    began = time.process_time()
    write(path, summary(*returns))
    assert time.process_time() - began < 60
    assert path.stat().st_size < 10 * 2**20


def test_findings_begin_with_the_return_that_has_most_errors(tmp_path: Path) -> None:
    first = returned("甲局", remarks=(remark(severity="warning"),))
    second = returned("乙局", remarks=(remark(), remark()))
    page = written(tmp_path / "汇总.xlsx", summary(first, second))["问题清单"]
    assert column(page, "部门") == ["乙局", "乙局", "甲局"]
    assert page.print_area.endswith("$L$6")  # the file, long as it is, stands beside the paper


def test_scores_of_many_departments_are_charted_by_rank_and_coloured_by_rating(tmp_path: Path) -> None:
    many = [returned(f"单位{number}", total=D(100 - number), rating="优良中差"[number // 15]) for number in range(60)]
    path = tmp_path / "汇总.xlsx"
    write(path, summary(*many))
    with zipfile.ZipFile(path) as parts:
        [chart] = [
            parts.read(name).decode() for name in parts.namelist()
            if name.startswith("xl/charts/chart") and "横轴为名次" in parts.read(name).decode()
        ]  # fmt: skip
    assert "'排名'!$A$4:$A$63" in chart
    assert chart.count("<c:dPt>") + chart.count("<dPt>") == 60
    assert [chart.count(colour) for colour in ("548235", "5B9BD5", "ED9B33", "C00000")] == [15, 15, 15, 15]


def test_only_the_totals_of_the_latest_year_are_charted(tmp_path: Path) -> None:
    """Below them in the ranking stand those without a total, and below these other years."""
    undecided = replace(returned("乙局"), total=None)
    older = replace(returned("丙局", total=D(70), rating="中"), year=2025)
    path = tmp_path / "汇总.xlsx"
    write(path, summary(older, undecided, returned("甲局", total=D(80), rating="良")))
    assert column(openpyxl.load_workbook(path)["排名"], "部门") == ["甲局", "乙局", "丙局"]
    with zipfile.ZipFile(path) as parts:
        charts = "".join(parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/chart"))
    assert "'排名'!$F$4<" in charts or "'排名'!$F$4:$F$4<" in charts


def test_infos_are_not_the_commonest_findings(tmp_path: Path) -> None:
    found = (*(remark(code="I010", severity="info") for _ in range(5)), remark(code="E009"))
    book = written(tmp_path / "汇总.xlsx", summary(returned(remarks=found)))
    said = [cell.value for cell in book["总览"]["A"] if cell.value]
    assert said[-2:] == ["最常见的错误和提醒", "错误　E009　自评内容"]


@pytest.mark.parametrize("departments", [1, 2, 5, 25])
def test_bars_of_few_departments_are_no_thicker_than_of_many(tmp_path: Path, departments: int) -> None:
    """Half a centimetre at most, of the height left beside title and axis."""
    path = tmp_path / "汇总.xlsx"
    write(path, summary(*(returned(f"单位{number}") for number in range(departments))))
    chart = next(one for one in openpyxl.load_workbook(path)["总览"]._charts if one.anchor._from.row >= 28)
    start, end = chart.anchor._from, chart.anchor.to
    height = (end.row - start.row) * 16 / 28.35
    band = (height - 2.4) / departments
    assert band / (1 + chart.gapWidth / 100) <= 0.51


def test_charts_end_where_the_paper_does(tmp_path: Path) -> None:
    """Whatever the width of the columns on a machine: what stands beyond the printed columns is cut off."""
    sheet = written(tmp_path / "汇总.xlsx", summary(returned(remarks=(remark(),))))["总览"]
    assert sheet.print_area.startswith("'总览'!$A$1:$L$")
    assert {chart.anchor.to.col for chart in sheet._charts} == {5, 11}


def test_a_text_too_long_for_its_row_shows_its_beginning(tmp_path: Path) -> None:
    found = (remark(value="职责" * 500), remark(value="短"))
    sheet = written(tmp_path / "汇总.xlsx", summary(returned(remarks=found)))["问题清单"]
    assert [sheet[f"H{line}"].alignment.vertical for line in (FIRST, FIRST + 1)] == ["top", "center"]
