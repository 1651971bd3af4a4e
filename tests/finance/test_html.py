"""The page of results: what it says, that it stands alone, that nothing a stranger wrote acts in it."""

import re
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest

from perfxl.finance import html
from perfxl.finance.columns import columns
from perfxl.finance.results import Results
from tests.finance.returns import NOW, returned
from tests.finance.snapshots import HOSTILE, WAIVER, hostile, noted, ordinary, results

VOID = {"meta", "col", "br", "img", "link", "input", "hr"}


def render(results: Results, lang: str = "zh") -> str:
    return html.render(results, lang, now=NOW)


class Page(HTMLParser):
    """Tags with attributes, texts, and whether every tag is closed in its order."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def section(self, source: str, name: str) -> str:
        return Page(source[source.index(f'<section id="{name}">') :].partition("</section>")[0] + "</section>").text


def test_what_it_says(tmp_path: Path) -> None:
    source = render(ordinary(tmp_path))
    page = Page(source)
    assert "县审计局" in page.section(source, "missing")
    assert "坏.xlsx" in page.section(source, "refused")
    assert "县什么局" in page.section(source, "unknown")
    league = page.section(source, "league")
    assert re.search(r"1 县什么局 待确认 91\.50 优.* 1 县财政局 91\.50 优", league)
    assert "县水利局" in league.partition("总分待定")[2]
    assert "I005" in page.section(source, "kinds")
    details = page.section(source, "departments")
    assert "办件数" in details
    assert "绩效目标表 G7" in details
    assert "3 名单上的部门 = 2 已交部门 + 1 未交部门" in page.section(source, "overview")


def test_the_figures_of_the_overview_add_up(tmp_path: Path) -> None:
    gathered = ordinary(tmp_path)
    first, *others = gathered.returns
    late = replace(first, sha256="late", findings=(noted(1), noted(2, "warning"), noted(3, waiver=WAIVER)))
    more = replace(gathered, returns=(replace(first, findings=()), *others), left_out=(late,), goals_only=("县目标局",))
    source = render(more)
    told = Page(source).section(source, "overview")
    for whole, *parts in (
        ("名单上的部门", "已交部门", "未交部门", "只交了目标"),
        ("看过的表（份）", "有错误的表", "没有错误的表"),
        ("要处理的问题（处）", "错误", "提醒"),
    ):
        shown = [int(re.search(rf"(\d+) {re.escape(name)}(?= |$)", told)[1]) for name in (whole, *parts)]
        if whole == "名单上的部门":
            shown[0] += 1  # the department added here is on no list
        assert shown[0] == sum(shown[1:]), (whole, shown)
    assert re.search(r"其中 ?(待确认单位的 \d+ 份、)?未计入的 1 份", told)
    assert "1 另已放行" in told


def test_a_waived_finding_is_shown_as_waived(tmp_path: Path) -> None:
    gathered = ordinary(tmp_path)
    first, *others = gathered.returns
    first = replace(first, findings=(noted(7, waiver=WAIVER), noted(8)))
    source = render(replace(gathered, returns=(first, *others)))
    details = Page(source).section(source, "departments")
    assert details.index("第8处不对") < details.index("已放行") < details.index("第7处不对")
    assert "放行理由 ：另有批复（王科长，2027-01-20 09:30）" in details.replace("理由：", "理由 ：")
    assert "第7处" not in Page(source).section(source, "kinds")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_stands_alone(tmp_path: Path, lang: str) -> None:
    page = Page(render(ordinary(tmp_path), lang))
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "img", "link", "iframe", "object", "form", "base"}
    anchors = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    for _, attributes in page.tags:
        assert not {name for name in attributes if name.startswith("on") or name == "src"}
        if "href" in attributes:
            assert attributes["href"][0] == "#"
            assert attributes["href"][1:] in anchors


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_texts_of_strangers_stay_texts(tmp_path: Path, text: str) -> None:
    """The same tags with the same attributes as for a harmless text, and the text itself in plain sight."""
    (tmp_path / "a").mkdir()
    plain = Page(render(hostile(tmp_path / "a", "平常")))
    source = render(hostile(tmp_path, text))
    page = Page(source)
    assert page.tags == plain.tags
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", source)
    visible = " ".join(re.sub("[\x00-\x08\x0b-\x1f\x7f\u202e]", "\ufffd", text).split())
    assert page.text.count(visible) >= 10


def test_an_empty_ledger_has_a_page_too(tmp_path: Path) -> None:
    text = Page(render(results(tmp_path))).text
    assert "还没有读入任何表" in text
    assert "没有部门名单" in text


def test_every_total_has_its_span(tmp_path: Path) -> None:
    gathered = ordinary(tmp_path)
    first = gathered.returns[0]
    totals = ("101", "100", "95", "94.99", "60", "59.99", "0", "-3")
    page = render(replace(gathered, returns=tuple(replace(first, total=Decimal(total)) for total in totals)))
    chart = Page(page).section(page, "overview").partition("总分分布")[2].partition("最多")[0]
    assert re.findall(r"(<?\d+(?:–[\d.]+)?) (\d)(?: |$)", chart.partition("）")[2]) == [
        *(("95–100", "3"), ("90–94.99", "1"), ("85–89.99", "0"), ("80–84.99", "0"), ("70–79.99", "0")),
        *(("60–69.99", "1"), ("<60", "3")),
    ]


def test_most_wrong_comes_first(tmp_path: Path) -> None:
    gathered = ordinary(tmp_path)
    first, second, third = gathered.returns
    changed = (
        replace(first, findings=(noted(1, "warning"), noted(2, "info"))),
        replace(second, findings=(noted(1), noted(2))),
        replace(third, findings=(noted(3, waiver=WAIVER),)),
    )
    source = render(replace(gathered, returns=changed))
    page = Page(source)
    names = [one.department for one in changed]
    details = page.section(source, "departments")
    assert sorted(names, key=details.index) == [names[1], names[0], names[2]]
    bad = page.section(source, "bad")
    assert bad.index(names[1]) < bad.index(names[0])
    assert names[2] not in bad
    assert re.search(f"{names[1]} 2 0 I005 第1处不对", bad)


def test_last_years_sheet_is_marked_where_it_is_ranked(tmp_path: Path) -> None:
    gathered = ordinary(tmp_path)
    first, *others = gathered.returns
    for waiver, marked in ((None, True), (WAIVER, False)):
        repeated = replace(first, findings=(noted(1, "error"), noted(2, "warning", code="D015", waiver=waiver)))
        page = Page(source := render(replace(gathered, returns=(repeated, *others))))
        assert ("县财政局 与往年一字不差" in page.section(source, "league")) is marked
        assert ("县财政局 1 1 D015" in page.section(source, "bad")) is marked  # told first


def test_who_gave_goals_only_is_told_apart(tmp_path: Path) -> None:
    gathered = results(
        tmp_path,
        ("a.xlsx", returned("1", "甲局")),
        ("b.xlsx", returned("2", "乙局", stage="goals", total=None, rating=None)),
        roster=("甲局", "乙局", "丙局"),
    )
    assert (gathered.due, gathered.missing, gathered.goals_only) == (2026, ("丙局",), ("乙局",))
    missing = Page(source := render(gathered)).section(source, "missing")
    assert re.search(r"2026 年 未交：1 个 丙局 只交了目标、没有交自评：1 个 乙局", missing)
    none = results(
        tmp_path / "goals", ("b.xlsx", returned("2", "乙局", stage="goals", total=None, rating=None)), roster=("乙局",)
    )
    assert (none.missing, none.goals_only) == ((), ())


def test_columns_of_300_departments_lie_beside_each_other(tmp_path: Path) -> None:
    first = ordinary(tmp_path).returns[0]
    ratings = ("优", "良", "中", "差", "合格")
    league = [
        replace(first, sha256=str(rank), total=Decimal(120 - rank), rating=ratings[rank // 60]) for rank in range(300)
    ]
    chart = columns(league, {one.sha256: place for place, one in enumerate(league)})
    lefts = [float(bar.x) for bar in chart.bars]
    rights = [float(bar.x) + float(bar.width) for bar in chart.bars]
    assert all(right < left for right, left in zip(rights, lefts[1:], strict=False))
    assert chart.left <= lefts[0]
    assert rights[-1] <= chart.right
    assert all(float(bar.y) + float(bar.height) == pytest.approx(chart.bottom) for bar in chart.bars)
    assert {bar.look for bar in chart.bars} == {"r1", "r2", "r3", "r4", "r5"}
    assert [total for total, _ in chart.lines] == ["100", "90", "80", "60", "0"]
    assert chart.bars[0].y == chart.lines[0][1]  # 120 is drawn as 100
    assert [rank for rank, _ in chart.ticks] == ["1", *map(str, range(20, 301, 20))]
    few = columns(league[:3], {one.sha256: place for place, one in enumerate(league)})
    assert [name for name, _ in few.ticks] == [first.department] * 3


def test_another_year_has_places_of_its_own_and_is_not_drawn(tmp_path: Path) -> None:
    best = ("旧.xlsx", returned("1", "甲局", year=2025, total=Decimal(99), rating="优"))
    totals = {f"{total}局": Decimal(total) for total in (85, 82)}
    new = [(f"{name}.xlsx", returned(name, name, total=total, rating="良")) for name, total in totals.items()]
    source = render(results(tmp_path, best, *new))
    page = Page(source)
    assert re.search(r"1 85局 2026 85\.00 .* 2 82局 2026 82\.00 .* 1 甲局 2025 99\.00", page.section(source, "league"))
    assert len([tag for tag, _ in page.tags if tag == "rect"]) == 2
    assert "只画 2026 年的" in page.section(source, "overview")


def test_the_chart_names_and_leads_to_every_department(tmp_path: Path) -> None:
    page = Page(render(ordinary(tmp_path)))
    assert "1. 县什么局 91.50 优" in page.text
    rects = [attributes for tag, attributes in page.tags if tag == "rect"]
    assert [rect["class"] for rect in rects] == ["r1", "r1"]


def test_budget_execution_without_a_score_is_said(tmp_path: Path) -> None:
    gathered = ordinary(tmp_path)
    first = replace(gathered.returns[0], budget=None, execution_score=None, execution_points=Decimal(10))
    source = render(replace(gathered, returns=(first,)))
    assert "预算执行率 预算 – 执行" in Page(source).section(source, "departments")
    assert "待定" in Page(source).section(source, "departments").partition("预算执行率")[2]
