"""The results of a batch as one page of HTML: opens anywhere, needs no network and no script, prints on A4.

Everything strangers wrote arrives as escaped text: the template never marks anything as safe, sets no link but to
its own headings and no style but numbers it counted itself.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from perfxl import __version__
from perfxl.catalogue import PASSED_OVER, WHOLE
from perfxl.finance.columns import CLASSES, columns
from perfxl.finance.returned import Noted, Results, Returned
from perfxl.findings import Lang, in_general
from perfxl.form import load_form
from perfxl.numbers import CENT, cents, plain
from perfxl.templating import environment

__all__ = ["BEIJING", "LEVELS", "STAGES", "by_weight", "render", "shown", "when", "worded"]

LEVELS: Mapping[str, tuple[str, str]] = {
    "error": ("错误", "error"),
    "warning": ("提醒", "warning"),
    "info": ("提示", "note"),
}
STAGES: Mapping[str, tuple[str, str]] = {
    "evaluation": ("绩效自评", "Self-evaluation"),
    "goals": ("绩效目标", "Goals"),
}

_RATINGS = ("优", "良", "中", "差")
BEIJING = dt.timezone(dt.timedelta(hours=8))
"""The clocks of China, where these sheets are."""
# Control characters, and what would turn the line around it; a tab or a line break may stay.
_UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")

_SPANS = ((95, 100), (90, 95), (85, 90), (80, 85), (70, 80), (60, 70), (0, 60))


def render(results: Results, lang: Lang = "zh", *, now: dt.datetime) -> str:
    """The page. *now* is the moment it says it was made at."""
    overlay = environment().overlay(finalize=_finalized, trim_blocks=True, lstrip_blocks=True)
    overlay.filters.update(number=_number, points=_points, hundredths=_hundredths, when=when)
    league = results.league()
    latest = [one for one in league if one.year == league[0].year]
    worst_first = results.worst_first()
    place = {one.sha256: number for number, one in enumerate(worst_first, 1)}
    kinds = _kinds(results, lang)
    return overlay.get_template("reports/report.html.j2").render(
        t=worded(lang),
        lang=lang,
        results=results,
        version=__version__,
        now=now,
        ratings=_ratings(results),
        spans=_spans(latest),
        chart=columns(latest, place),
        charted=latest[0].year if len(latest) < len(league) else None,
        kinds=kinds,
        commonest=_commonest(kinds),
        league=list(zip(_ranks(league), league, strict=True)),
        waiting=[one for one in results.returns if one.stage == "evaluation" and one.total is None],
        groups=list(enumerate(worst_first, 1)),
        place=place,
        repeated={one.sha256 for one in results.told for item in one.findings if item.code == "D015" and item.open},
        bad=[one for one in worst_first if any(item.open for item in one.findings)],
        undated=_undated(results),
        passed_over=_passed_over(results, lang),
        counts=_counts(results),
        levels=LEVELS,
        stages=STAGES,
        by_weight=by_weight,
        classes=CLASSES,
    )


def worded(lang: Lang) -> Callable[[str, str], str]:
    """What templates choose their words with: Chinese and its English twin."""
    return lambda zh, en: zh if lang == "zh" else en


def shown(text: str) -> str:
    """A text from a stranger as a page or a message may hold it: what is obeyed or invisible shows as ``\ufffd``."""
    return _UNSHOWN.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def by_weight(findings: Iterable[Noted]) -> list[Noted]:
    """Findings as one works them off: the whole sheet first, then errors, the waived last, else in their order."""
    weights = list(LEVELS)

    def weight(item: Noted) -> tuple[bool, bool, int]:
        return item.waiver is not None, item.code not in WHOLE, weights.index(item.severity)

    return sorted(findings, key=weight)


def when(moment: dt.datetime | None) -> str:
    """A moment on the clocks of China."""
    return "" if moment is None else f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M}"


def _finalized(value: object) -> object:
    """Every value on its way into the page; what the template itself made of several is escaped already."""
    return shown(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _number(value: Decimal | None, otherwise: str = "") -> str:
    return otherwise if value is None else plain(value)


def _points(value: Decimal | None, otherwise: str = "") -> str:
    """A score as the sheets show it, with two decimals at most."""
    return otherwise if value is None else plain(cents(value))


def _hundredths(value: Decimal | None, otherwise: str = "") -> str:
    """A score with two decimals always: figures in one column align."""
    return otherwise if value is None else f"{cents(value):.2f}"


def _ratings(results: Results) -> list[tuple[str, int]]:
    """The four ratings always, then whatever else a profile calls them, then those without one."""
    counts = results.ratings()
    others = sorted(counts.keys() - {*_RATINGS, ""})
    return [(name, counts[name]) for name in (*_RATINGS, *others, "") if name in _RATINGS or counts[name]]


def _spans(league: Sequence[Returned]) -> list[tuple[str, int, str]]:
    """How many totals lie in each span, and how it is drawn; totals have two decimals, 100 is of the highest span."""
    counts = Counter[tuple[int, int]]()
    for one in league:
        counts[next(span for span in _SPANS if (one.total or 0) >= span[0] or not span[0])] += 1
    rating_of = load_form().rating_of
    return [
        (_span(low, high), counts[low, high], CLASSES.get(rating_of(Decimal(low)), "r5")) for low, high in _SPANS
    ]


def _span(low: int, high: int) -> str:
    if not low:
        return f"<{high}"
    return f"{low}–{high}" if high == _SPANS[0][1] else f"{low}–{Decimal(high) - CENT}"


def _ranks(league: Sequence[Returned]) -> list[int]:
    """1, 2, 2, 4, of every year: equal totals share a place."""
    totals = [(one.year, one.total) for one in league]
    begins = {year: place for place, (year, _) in reversed(list(enumerate(totals)))}
    return [totals.index(total) - begins[total[0]] + 1 for total in totals]


def _kinds(results: Results, lang: Lang) -> list[dict[str, Any]]:
    """Every kind of finding that is not waived: code, severity, how often, in how many returns, its sentence."""
    returns = Counter(
        code for one in results.told for code in {item.code for item in one.findings if item.waiver is None}
    )
    weights = list(LEVELS)
    severities = {item.code: item.severity for one in results.told for item in one.findings}  # as when they were found
    found = [
        {
            "code": code,
            "severity": severities[code],
            "count": count,
            "returns": returns[code],
            "told": in_general(code, lang),
        }
        for code, count in results.codes().items()
    ]
    return sorted(found, key=lambda kind: (weights.index(kind["severity"]), -kind["count"], kind["code"]))


def _commonest(kinds: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The ten kinds that ask for most: errors and warnings by how often they stand."""
    asking = [kind for kind in kinds if kind["severity"] != "info"]
    return sorted(asking, key=lambda kind: -kind["count"])[:10]


def _counts(results: Results) -> dict[str, int]:
    """What the overview says in figures."""
    everything = [item for one in results.told for item in one.findings]
    counts = {severity: sum(one.count(severity) for one in results.told) for severity in LEVELS}
    return counts | {
        "waived": sum(item.waiver is not None for item in everything),
        "unsound": sum(not one.sound for one in results.told),
        "sound": sum(one.sound for one in results.told),
        "departments": len({one.department for one in results.returns if one.known or not results.roster}),
    }


def _undated(results: Results) -> list[Returned]:
    """What a report of one year leaves out and the list of departments does not speak of."""
    told = {one.sha256 for one in (*results.other_year, *results.no_year)}
    return [one for one in results.left_out if one.sha256 not in told]


def _passed_over(results: Results, lang: Lang) -> list[tuple[str, str]]:
    return [(file, PASSED_OVER[why][lang == "en"]) for file, why in results.passed_over]
