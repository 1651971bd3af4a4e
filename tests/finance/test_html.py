"""The page of results: what it says, that it stands alone, that nothing a stranger wrote acts in it."""

import re
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest

from perfxl.finance import html
from perfxl.finance.results import Results
from tests.finance.returns import NOW
from tests.finance.snapshots import HOSTILE, WAIVER, hostile, noted, ordinary, results

VOID = {"meta", "br", "img", "link", "input", "hr"}


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
    assert re.search(r"1 县什么局 待确认 2026 91\.5 优.* 1 县财政局 2026 91\.5 优", league)
    assert "县水利局" in league.partition("总分待定")[2]
    assert "I005" in page.section(source, "kinds")
    details = page.section(source, "departments")
    assert "办件数" in details
    assert "绩效目标表!G7" in details
    assert "2 / 3 已交部门" in page.section(source, "overview")


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
    assert re.findall(r"(<?\d+(?:–\d+)?) (\d)(?: |$)", chart.partition("）")[2]) == [
        ("95–100", "3"), ("90–95", "1"), ("85–90", "0"), ("80–85", "0"), ("70–80", "0"), ("60–70", "1"), ("<60", "3"),
    ]  # fmt: skip
