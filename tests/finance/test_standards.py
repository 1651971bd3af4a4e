"""Goals and self-evaluation as two files: the second is scored by the standards of the first, however they come in."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from perfxl import api
from perfxl.finance.digest import Digest, digest
from perfxl.finance.intake import Interrupted
from perfxl.finance.ledger import Ledger
from perfxl.finance.outcome import outcome
from perfxl.finance.schema import findings, indicators, scores, sheets
from perfxl.finance.worker import Task
from perfxl.roster import Department
from perfxl.workbook.pour_table import Table, Value
from tests.finance import dumping
from tests.finance.dumping import Rows, imported

FOREIGN = Path(__file__).parents[2] / "workbooks/foreign"
GOALS, EVALUATION = FOREIGN / "县应急管理局-绩效目标表.xlsx", FOREIGN / "县应急管理局-绩效自评表.xlsx"
WHOSE = "芷江侗族自治县应急管理局"
TOTAL = Decimal("85.84")

Dump = Callable[[Ledger], Rows]


class Readers(dumping.Readers):
    """Reads real workbooks in this process; stops at the first that needs two where *stops*."""

    def __init__(self, stops: bool = False) -> None:
        self.stops = stops
        self.pairs = 0

    def map(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Digest]]:
        for task in tasks:
            self.pairs += task.goals is not None
            if self.stops and task.goals is not None:
                raise KeyboardInterrupt
            beside: dict[str, Any] = {} if task.goals is None else {"goals": task.goals}
            yield task, digest(task.path, sha256=task.sha256, name=task.name, profile=task.profile, **beside)


def bring(ledger: Ledger, *files: Path, **more: Any) -> Readers:
    readers = more.pop("readers", None) or Readers()
    imported(ledger, *files, readers=lambda: readers, **more)
    return readers


def evaluated(ledger: Ledger) -> Any:
    with ledger.reading() as connection:
        return connection.execute(select(sheets).where(sheets.c.stage == "evaluation")).one()


def told(ledger: Ledger, *codes: str) -> list[tuple[str, str, str]]:
    with ledger.reading() as connection:
        wanted = select(findings.c.code, findings.c.value, findings.c.message).where(findings.c.code.in_(codes))
        return sorted(tuple(row) for row in connection.execute(wanted))  # type: ignore[misc]


def changed(path: Path, target: Path, **cells: object) -> Path:
    book = openpyxl.load_workbook(path)
    for cell, value in cells.items():
        book.worksheets[0][cell] = value
    book.save(target)
    return target


def test_alone_it_is_told_what_is_missing(ledger: Ledger) -> None:
    bring(ledger, EVALUATION)
    assert (evaluated(ledger).total, evaluated(ledger).standards_from) == (None, "")
    [(code, _, message)] = told(ledger, "S028", "S029", "S030")
    assert (code, message) == ("S028", "表内没有评分标准，23 个指标不能计分。")


@pytest.mark.parametrize("order", [*itertools.permutations((GOALS, EVALUATION)), ()])
def test_either_comes_first_or_both_at_once(ledger: Ledger, order: tuple[Path, ...]) -> None:
    for file in order:
        bring(ledger, file)
    if not order:
        bring(ledger, GOALS, EVALUATION)
    one = evaluated(ledger)
    assert (one.total, one.rating, one.standards_from) == (TOTAL, "良", api.read(GOALS).sha256)
    [(code, _, message)] = told(ledger, "S028", "S029", "S030", "D005", "D009")
    assert code == "S030"
    assert "县应急管理局-绩效目标表.xlsx" in message
    with ledger.reading() as connection:
        rows = connection.execute(select(indicators).where(indicators.c.sha256 == one.sha256)).all()
        assert all(row.standard and "standard" not in row.cells for row in rows)
        assert set(connection.scalars(select(scores.c.engine))) == {"embedded"}


def test_the_same_again_changes_nothing_and_reads_nothing(ledger: Ledger, dump: Dump) -> None:
    bring(ledger, GOALS, EVALUATION)
    before = dump(ledger)
    assert bring(ledger, GOALS, EVALUATION).pairs == 0
    assert dump(ledger) == before
    bring(ledger, GOALS, EVALUATION, again=True)
    assert dump(ledger) == before


def test_stopped_before_they_are_joined_it_goes_on(ledger: Ledger, dump: Dump, tmp_path: Path) -> None:
    with pytest.raises(Interrupted):
        bring(ledger, GOALS, EVALUATION, readers=Readers(stops=True))
    assert evaluated(ledger).total is None
    bring(ledger, GOALS, EVALUATION)
    with Ledger.open(str(tmp_path / "undisturbed.db"), tmp_path / "files") as other:
        bring(other, GOALS, EVALUATION)
        assert dump(ledger) == dump(other)


class Meanwhile:
    """Another import at the very moment when an evaluation is read beside its goals, or recomputed; once."""

    def __init__(self, when: str, other: Callable[[], object]) -> None:
        self.when = when
        self.other: list[Callable[[], object]] = [other]

    def __call__(self, when: str) -> None:
        if when == self.when and self.other:
            self.other.pop()()

    def readers(self) -> dumping.Readers:
        meanwhile = self

        class Disturbed(dumping.Readers):
            def read(self, task: Task) -> Digest:
                made = super().read(task)
                meanwhile("read" if task.goals is None else "paired")
                return made

        return Disturbed()

    def engine(self) -> dumping.Tens:
        meanwhile = self

        class Disturbed(dumping.Tens):
            def pour(self, table: Table, save_as: Path | None = None) -> list[tuple[Value, ...]]:
                meanwhile("recomputed")
                return super().pour(table, save_as)

        return Disturbed()


@pytest.mark.parametrize(
    ("when", "first", "second"),
    [
        *itertools.product(["read", "paired", "recomputed"], ["goals"], ["newer", "again"]),
        *itertools.product(["read", "recomputed"], [""], ["goals"]),  # without goals nothing is paired
    ],
)
def test_another_import_brings_goals_meanwhile(
    when: str, first: str, second: str, db: str, ledger: Ledger, dump: Dump, tmp_path: Path
) -> None:
    its = {
        "evaluation": [dumping.file(tmp_path, "自评表.xlsx", "甲局", "bare")],
        "goals": [dumping.file(tmp_path, "目标表.xlsx", "甲局", "goals", "gives=8")],
        "newer": [dumping.file(tmp_path, "目标表改.xlsx", "甲局", "goals", "gives=4")],
    }
    files = its["evaluation"] + its.get(first, [])
    more = its.get(second, files)

    def other(into: Ledger | None = None) -> None:
        with Ledger.open(db, tmp_path / "files") as beside:
            imported(into or beside, *more, again=second == "again")

    meanwhile = Meanwhile(when, other)
    imported(ledger, *files, readers=meanwhile.readers, engine=meanwhile.engine())
    assert not meanwhile.other
    with Ledger.open(str(tmp_path / "undisturbed.db"), tmp_path / "files") as undisturbed:
        imported(undisturbed, *files)
        other(undisturbed)
        assert dump(ledger) == dump(undisturbed)
    assert evaluated(ledger).total == {"newer": Decimal("17.8")}.get(second, Decimal("25.8"))


def test_what_it_was_scored_by_goes_and_it_is_recomputed(ledger: Ledger, dump: Dump, tmp_path: Path) -> None:
    """The list takes the goals to another department, in an import of neither file."""
    pair = [
        dumping.file(tmp_path, "自评表.xlsx", "甲局", "bare"),
        dumping.file(tmp_path, "目标表.xlsx", "甲局办公室", "goals", "gives=8"),
    ]
    imported(ledger, *pair, roster=[Department(2, "甲局", "", "", ("甲局办公室",))])
    assert evaluated(ledger).total == Decimal("25.8")
    imported(ledger, dumping.file(tmp_path, "乙局.xlsx", "乙局", "goals"), roster=[Department(2, "甲局", "")])
    assert (evaluated(ledger).total, evaluated(ledger).standards_from) == (None, "")
    before = dump(ledger)
    imported(ledger, *pair)
    assert dump(ledger) == before


def test_newer_goals_score_it_anew(ledger: Ledger, tmp_path: Path) -> None:
    bring(ledger, GOALS, EVALUATION)
    cell = next(one for one in api.read(GOALS).indicators if one.name == "预算成本").at("standard").cell
    newer = changed(GOALS, tmp_path / "目标表改.xlsx", **{cell: "在预算内得20分，否则不得分。"})
    name = next(one for one in api.read(GOALS).indicators if one.name == "群众满意度").at("standard").cell
    changed(newer, newer, **{name: "≥88%得10分，否则不得分。"})
    bring(ledger, newer)
    assert evaluated(ledger).standards_from == api.read(newer).sha256
    assert evaluated(ledger).total != TOTAL
    with ledger.reading() as connection:
        assert set(connection.scalars(select(scores.c.engine))) == {"embedded"}


def test_another_department_or_year_is_no_partner(ledger: Ledger, tmp_path: Path) -> None:
    place = api.read(GOALS).sources["department"]
    other = changed(GOALS, tmp_path / "别的.xlsx", **{place.cell: "部门(单位)名称：县水利局"})
    assert api.read(other).department != WHOSE
    bring(ledger, other, EVALUATION)
    assert evaluated(ledger).standards_from == ""
    assert [code for code, _, _ in told(ledger, "S028", "S030")] == ["S028"]
    roster = [Department(2, WHOSE, "", "", (api.read(other).department,))]
    bring(ledger, other, EVALUATION, roster=roster)
    assert (evaluated(ledger).total, [code for code, _, _ in told(ledger, "S028", "S030")]) == (TOTAL, ["S030"])
    bring(ledger, other, EVALUATION, roster=[Department(2, WHOSE, "")])  # no other name of it after all
    assert (evaluated(ledger).total, [code for code, _, _ in told(ledger, "S028", "S030")]) == (None, ["S028"])


def test_a_row_without_partner_is_told_and_not_scored(ledger: Ledger, tmp_path: Path) -> None:
    line = next(one for one in api.read(EVALUATION).indicators if one.name == "群众满意度")
    bring(ledger, GOALS, changed(EVALUATION, tmp_path / "自评改.xlsx", **{line.at("name").cell: "群众满意程度"}))
    assert evaluated(ledger).total is None
    [(code, value, message), (other, _, lent)] = told(ledger, "S028", "S029", "S030")
    assert (code, value, other) == ("S029", "群众满意程度", "S030")
    assert "县应急管理局-绩效目标表.xlsx" in message
    assert lent.startswith("表内没有评分标准，22 个指标")


def test_the_import_that_brings_the_goals_tells_what_they_show_in_the_evaluation(
    ledger: Ledger, tmp_path: Path
) -> None:
    lines = {one.name: one for one in api.read(EVALUATION).indicators}
    name, score = lines["群众满意度"].at("name"), lines["开展防汛地质灾害等督查检查次数"].evaluation.sources["score"]
    first = changed(EVALUATION, tmp_path / "自评改.xlsx", **{name.cell: "群众满意程度", score.cell: 0.5})
    bring(ledger, first)
    bring(ledger, GOALS)
    second = outcome(ledger, 2)
    assert {code: second.kinds[code] for code in ("S029", "E008", "S030")} == {"S029": 1, "E008": 1, "S030": 1}
    assert [(one.file, one.rows) for one in second.pending] == [("自评改.xlsx", 1)]
    assert score.cell in [one.cell for one in second.differing]
    other = changed(GOALS, tmp_path / "水利局.xlsx", **{api.read(GOALS).sources["department"].cell: "县水利局"})
    bring(ledger, other)
    assert not {"S029", "E008"} & outcome(ledger, 3).kinds.keys()
    assert outcome(ledger, 3).pending == ()


def test_a_target_other_than_the_approved_one_is_still_seen(ledger: Ledger, tmp_path: Path) -> None:
    line = next(one for one in api.read(EVALUATION).indicators if one.name == "立案案件办结率")
    bring(ledger, GOALS, changed(EVALUATION, tmp_path / "自评改.xlsx", **{line.at("target").cell: 80}))
    assert [(code, value) for code, value, _ in told(ledger, "D003")] == [("D003", "80")]


def test_the_copy_that_goes_back_computes(ledger: Ledger, tmp_path: Path, db: str) -> None:
    bring(ledger, GOALS, EVALUATION)
    api.report(db, tmp_path / "out", files=ledger.store.folder, jobs=1)
    [copy] = (tmp_path / "out/退回").glob("*自评*.xlsx")
    assert api.score(copy).total == TOTAL
    assert not {found.code for found in api.check(copy)} & {"C003", "C004", "C011", "C012"}
    page = (tmp_path / "out/汇总.html").read_text("utf-8")
    assert "评分标准取自目标表：县应急管理局-绩效目标表.xlsx" in page


def test_a_row_without_partner_is_mended_in_the_copy_as_its_note_says(
    ledger: Ledger, tmp_path: Path, db: str
) -> None:
    """The copy is a sheet of its own, which no goal sheet is joined with: a name set right there gives no standard."""
    line = next(one for one in api.read(EVALUATION).indicators if one.name == "群众满意度")
    renamed = changed(EVALUATION, tmp_path / "自评改.xlsx", **{line.at("name").cell: "群众满意程度"})
    bring(ledger, GOALS, renamed)
    api.report(db, tmp_path / "out", files=ledger.store.folder, jobs=1)
    [copy] = (tmp_path / "out/退回").glob("*自评*.xlsx")
    [found] = [one for one in api.check(copy) if one.code == "C012"]
    [remark] = [row for row in openpyxl.load_workbook(copy)["退回意见"].values if row[7] == "S029"]
    assert remark[2] == f"{found.sheet}!{found.cell}"
    for said in (remark[6], copy.with_suffix(".txt").read_text("utf-8")):
        assert f"{found.sheet} {found.cell}" in said
        assert "计分方式" in said
        assert "自拟标准" in said
        assert "请把指标名称改成" not in said
    row = (found.cell or "")[1:]
    filled = {f"D{row}": "群众满意度", f"L{row}": "人工评分", f"M{row}": "由评价组评分", f"H{row}": "群众的满意程度"}
    book = openpyxl.load_workbook(copy)
    for cell, text in filled.items():
        book["绩效目标表"][cell] = text
    book.save(mended := tmp_path / "改好.xlsx")
    bring(ledger, mended)
    assert not {"S029", "C012", "C024"} & outcome(ledger, 2).kinds.keys()


def test_goals_sent_after_what_has_no_standards_are_all_there_is_to_send(
    ledger: Ledger, tmp_path: Path, db: str
) -> None:
    bring(ledger, EVALUATION)
    api.report(db, tmp_path / "out", files=ledger.store.folder, jobs=1)
    [copy] = (tmp_path / "out/退回").glob("*.xlsx")
    assert "这份自评表不用再报" in copy.with_suffix(".txt").read_text("utf-8")
    bring(ledger, GOALS)
    assert not {"S028", "C012"} & outcome(ledger, 2).kinds.keys()
