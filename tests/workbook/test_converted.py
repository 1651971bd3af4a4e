"""The converted workbook: read back, computed in LibreOffice, its marks, and the real sheets."""

import random
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from msgspec.structs import replace

import perfxl
from perfxl.api import Converted
from perfxl.engines import libreoffice
from perfxl.findings import Refused
from perfxl.form import load_form
from perfxl.model import Evaluation, GoalSheet, Source
from perfxl.scoring.kinds import Levels, Rule
from perfxl.scoring.wording import wording
from perfxl.workbook.converted import SHEET
from perfxl.workbook.joined import NotTogether
from perfxl.workbook.layout import layout_of
from tests.scoring.test_standard_round_trip import _rule, _written
from tests.test_conversion import row, sheet

ROOT = Path(__file__).parents[2] / "workbooks"
COUNTY, CITY = "县应急管理局", "市应急管理局"
FORM = load_form()
AREA = layout_of(FORM).goals


def foreign(name: str, form: str) -> Path:
    return ROOT / "foreign" / f"{name}-{form}.xlsx"


def computed(folder: Path, *paths: Path) -> list[Path]:
    """The workbooks as LibreOffice calculates and saves them."""
    done = []
    with libreoffice.session(deadline=200) as app:
        for path in paths:
            book = app.books.open(str(path))
            app.calculate()
            copy = folder / f"算-{path.name}"
            book.save(str(copy))
            book.close()
            done.append(copy)
    return done


# Read, to be scored by a person, not read; the self-evaluations of these forms carry no standards at all.
COUNTS = {
    (COUNTY, "绩效目标表"): (23, 0, 0),
    (CITY, "绩效目标表"): (3, 0, 7),
    (COUNTY, "绩效自评表"): (0, 0, 23),
    (CITY, "绩效自评表"): (0, 0, 10),
}


@pytest.mark.parametrize(("name", "form"), COUNTS)
def test_the_real_sheets_convert(name: str, form: str, tmp_path: Path) -> None:
    old = perfxl.read(foreign(name, form))
    answer = perfxl.convert(foreign(name, form), tmp_path / "新.xlsx")
    assert (answer.read, len(answer.manual), len(answer.unread)) == COUNTS[name, form]
    new = perfxl.read(answer.output)
    assert (new.layout, new.department, new.year) == ("own", old.department, old.year)
    assert [row.own_standard for row in new.indicators] == [row.standard for row in old.indicators]
    for before, after in zip(old.indicators, new.indicators, strict=True):
        assert (after.name, after.comparator, after.target) == (before.name, before.comparator, before.target)
    assert len(new.skipped) == len(old.skipped)


@pytest.mark.parametrize("name", [COUNTY, CITY])
def test_what_is_read_scores_as_the_words_do(name: str, tmp_path: Path) -> None:
    """The self-evaluation with the standards of its goal sheet: in LibreOffice, in Python, and by the words."""
    answer = perfxl.convert(foreign(name, "绩效自评表"), tmp_path / "新.xlsx", goals=foreign(name, "绩效目标表"))
    paths = computed(tmp_path, answer.output)
    assert perfxl.recalc(*paths, engine="embedded").differences == ()
    new, words = perfxl.score(paths[0]), perfxl.score(answer.old)
    assert [line.score for line in new.lines] == [line.score for line in words.lines]
    assert [line.reported for line in new.lines] == [line.score for line in new.lines]
    typed = [row.evaluation for row in answer.old.indicators]
    by_hand = [None if line is None else line.reported for line in typed]
    assert all(line.score in (None, hand) for line, hand in zip(new.lines, by_hand, strict=True))
    assert sum(line.score is not None for line in new.lines) == COUNTS[name, "绩效目标表"][0]
    if name == COUNTY:
        assert (new.total, new.rating) == (Decimal("85.84"), "良")


@pytest.mark.parametrize("name", [COUNTY, CITY])
def test_a_self_evaluation_without_standards_has_no_scores_and_no_differences(name: str, tmp_path: Path) -> None:
    answer = perfxl.convert(foreign(name, "绩效自评表"), tmp_path / "新.xlsx")
    paths = computed(tmp_path, answer.output)
    assert perfxl.recalc(*paths, engine="embedded").differences == ()
    assert perfxl.score(paths[0]).total is None
    assert {finding.code for finding in answer.findings} == {"C012"}


@pytest.mark.parametrize("form", ["绩效目标表", "绩效自评表"])
@pytest.mark.parametrize("name", [COUNTY, CITY])
def test_our_own_workbooks_convert_into_the_same(name: str, form: str, tmp_path: Path) -> None:
    path = ROOT / f"{name}-{form}.xlsx"
    answer = perfxl.convert(path, tmp_path / "新.xlsx")
    assert (answer.unread, answer.manual, answer.findings) == ((), (), ())
    old, new = perfxl.read(path), perfxl.read(answer.output)
    assert [line.score for line in perfxl.score(new).lines] == [line.score for line in perfxl.score(old).lines]
    assert [row.settings for row in new.indicators] == [row.settings for row in old.indicators]


def test_random_rules_score_in_the_workbook_as_their_words_say(tmp_path: Path) -> None:
    dice = random.Random(20260702)
    rows, rules = [], []
    for number in range(1, FORM.capacity + 1):
        rule, unit, dated = _rule(dice)
        target = getattr(rule, "target", None)
        qualitative = isinstance(rule, Levels)
        actual = _actual(dice, rule, target, dated)
        kind = "text" if isinstance(actual, str) else "number"
        rows.append(
            row(
                wording(rule, unit, dated),
                number,
                name=f"指标{number}",
                comparator="定性" if qualitative or dated else getattr(rule, "comparator", "≥"),
                target=_written(target, dated) if target is not None else "优" if qualitative else "90",
                unit=unit,
                evaluation=Evaluation(actual=Source("表", f"K{number}", actual, kind)),
            )
        )
        rules.append((rule, actual))
    answer = perfxl.convert(sheet(*rows, evaluated=True), tmp_path / "新.xlsx")
    assert answer.unread == ()
    [path] = computed(tmp_path, answer.output)
    lines = perfxl.score(path).lines
    assert perfxl.recalc(path, engine="embedded").differences == ()
    scored = 0
    for line, (rule, actual) in zip(lines, rules, strict=True):
        expected = rule.score(actual).score
        if line.score is not None:  # 0.9 of a %: asked about, by the workbook and by Python alike
            scored += 1
            assert (line.score, line.reported) == (expected, expected), line
    assert scored > 50


def _actual(dice: random.Random, rule: Rule, target: Decimal | None, dated: bool) -> Decimal | str:
    if isinstance(rule, Levels):
        return dice.choice(rule.levels)[0]
    near = Decimal(90) if target is None else target
    return near + dice.randint(-40, 40) if dated else abs(near + Decimal(dice.randint(-300, 300)) / 10)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Converted:
    return perfxl.convert(foreign(CITY, "绩效目标表"), tmp_path_factory.mktemp("市") / "新.xlsx")


def test_what_was_not_read_is_marked_in_the_workbook(city: Converted) -> None:
    book = openpyxl.load_workbook(city.output)
    goals = book[AREA.sheet]
    marked = {cell.coordinate for line in goals.iter_rows() for cell in line if cell.comment}
    assert marked == {entry.cell for entry in city.unread}
    for entry in city.unread:
        comment = goals[entry.cell].comment.text
        assert entry.taken.reason[0] in comment
    formats = goals.conditional_formatting
    coloured = {str(area.sqref) for area in formats if any("FFC7CE" in str(rule.dxf) for rule in area.rules)}
    assert {entry.cell for entry in city.unread} <= coloured
    rows = {entry.cell.lstrip("M") for entry in city.unread}
    assert [goals[f"{AREA.letters['kind']}{number}"].value for number in rows] == [None] * 7


def test_the_page_in_front_tells_what_became_of_every_standard(city: Converted) -> None:
    book = openpyxl.load_workbook(city.output)
    page = book.worksheets[0]
    assert (page.title, book.active.title) == (SHEET, SHEET)
    lines = list(page.iter_rows(min_row=4, values_only=True))
    assert [line[1] for line in lines] == ["未读"] * 7 + ["已读"] * 3
    assert "3 条标准已按原文读成计分设置" in page["A2"].value
    assert "7 条没有读懂" in page["A2"].value
    assert page["B3"].value == "结果"
    first = lines[0]
    assert first[2] == f"{city.unread[0].sheet}!{city.unread[0].cell}"
    assert first[4] == city.unread[0].taken.text
    assert "缺字或缺数字" in first[5]
    assert first[7] == "整体绩效目标表!I7"
    assert page["C4"].hyperlink.location == f"'{city.unread[0].sheet}'!{city.unread[0].cell}"
    assert "逐档扣分" in lines[-1][5]


def test_a_converted_workbook_put_right_converts_again(city: Converted, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(city.output)
    goals = book[AREA.sheet]
    goals[city.unread[1].cell] = "办结率100%得5分，每降低1个百分点扣1分，扣完为止"
    book.save(tmp_path / "改.xlsx")
    again = perfxl.convert(tmp_path / "改.xlsx", tmp_path / "再.xlsx")
    assert (again.read, len(again.unread)) == (4, 6)
    assert openpyxl.load_workbook(again.output).sheetnames[0] == SHEET


def test_deadlines_among_the_settings_show_as_dates(tmp_path: Path) -> None:
    words = "2026年6月30日前完成得5分，2026年9月30日前完成得3分，否则不得分"
    old = sheet(row(words, comparator="定性", target="2026年6月30日前", unit=""))
    answer = perfxl.convert(old, tmp_path / "新.xlsx")
    assert answer.unread == ()
    settings = openpyxl.load_workbook(answer.output)[FORM.sheets.settings]
    area = layout_of(FORM).settings
    assert settings[area.cell("bound2", area.first)].number_format == "yyyy-mm-dd"
    [again] = perfxl.read(answer.output).indicators
    assert again.settings is not None
    assert [rung.bound for rung in again.settings.rungs] == [Decimal(46203), Decimal(46295)]


def test_more_indicators_than_rows_are_refused(tmp_path: Path) -> None:
    rows = [row("达标得2分，否则不得分", number) for number in range(1, FORM.capacity + 2)]
    with pytest.raises(Refused) as refusal:
        perfxl.convert(sheet(*rows), tmp_path / "新.xlsx")
    assert refusal.value.code == "F022"
    assert not (tmp_path / "新.xlsx").exists()


def test_nothing_is_overwritten_unasked_and_the_old_sheet_never(tmp_path: Path) -> None:
    old = tmp_path / "旧.xlsx"
    old.write_bytes(foreign(COUNTY, "绩效目标表").read_bytes())
    assert perfxl.convert(old).output == tmp_path / "旧-新表.xlsx"
    with pytest.raises(FileExistsError):
        perfxl.convert(old)
    assert perfxl.convert(old, force=True).read == 23
    before = old.read_bytes()
    with pytest.raises(FileExistsError):
        perfxl.convert(old, old, force=True)
    assert old.read_bytes() == before


def test_goals_and_self_evaluation_must_belong_together(tmp_path: Path) -> None:
    goals: GoalSheet = perfxl.read(foreign(COUNTY, "绩效目标表"))
    with pytest.raises(NotTogether):
        perfxl.convert(foreign(CITY, "绩效自评表"), tmp_path / "新.xlsx", goals=goals)
    with pytest.raises(NotTogether):
        perfxl.convert(foreign(COUNTY, "绩效自评表"), tmp_path / "新.xlsx", goals=replace(goals, year=2025))
    fewer = replace(goals, indicators=goals.indicators[1:])
    answer = perfxl.convert(foreign(COUNTY, "绩效自评表"), tmp_path / "新.xlsx", goals=fewer)
    assert ("S024", "D11") in [(finding.code, finding.cell) for finding in answer.left_out]
