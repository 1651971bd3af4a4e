"""A ledger held against the truth: what was planted and found, missed, and found without being there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from benchmarks.intake.lying import lies
from perfxl.finance.ledger import Ledger
from perfxl.finance.outcome import outcome
from perfxl.finance.schema import findings, scores, sheets, sightings, workbooks
from perfxl.numbers import json_number

Known = dict[str, Any]
_KINDS = {"goals": "goal", "evaluation": "evaluation"}


@dataclass
class Verdict:
    """Counts by code of the findings that had to be there, were there, and were there without being true.

    ``faults`` are the planted ones by name: how many, and how many of them at their cells. ``wrong`` says in words
    everything that disagrees, findings and the rest.
    """

    wanted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    untrue: Counter[str] = field(default_factory=Counter)
    faults: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    figures: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def hold(db: str, lines: list[Known], batch: int = 1, *, lied: bool = False) -> Verdict:
    """Everything a ledger says of a batch, against the lines of the truth; *lied*: the engine was the lying one."""
    verdict = Verdict()
    with Ledger.open(db, create=False) as ledger:
        _Comparison(ledger, lines, batch, verdict, lied).run()
    return verdict


class _Comparison:
    def __init__(self, ledger: Ledger, lines: list[Known], batch: int, verdict: Verdict, lied: bool) -> None:
        self.ledger, self.lines, self.batch, self.verdict, self.lied = ledger, lines, batch, verdict, lied
        self.first = {line["sha256"]: line["name"] for line in lines if line["kind"] in ("return", "again")}
        with ledger.reading() as connection:
            met = connection.execute(select(sightings).where(sightings.c.batch == batch)).mappings()
            self.met = {row["name"]: row for row in met}
            codes = connection.execute(select(workbooks.c.sha256, workbooks.c.refusal_code))
            self.refused = {row.sha256: row.refusal_code for row in codes}
            self.sheets = {row["sha256"]: row for row in connection.execute(select(sheets)).mappings()}
            self.scores: dict[str, list[Any]] = defaultdict(list)
            for row in connection.execute(select(scores).order_by(scores.c.sha256, scores.c.row)).mappings():
                self.scores[row["sha256"]].append(row["score"])
            self.said: dict[str, Counter[tuple[str, str | None, str | None]]] = defaultdict(Counter)
            columns = (findings.c.sha256, findings.c.code, findings.c.sheet, findings.c.cell)
            for sha256, *place in connection.execute(select(*columns)):
                self.said[sha256][tuple(place)] += 1  # type: ignore[index]

    def run(self) -> None:
        verdict, told = self.verdict, outcome(self.ledger, self.batch)
        for name in sorted(self.met.keys() - {line["name"] for line in self.lines}):
            verdict.wrong.append(f"{name}: met, and not in the truth")
        for line in self.lines:
            wrong = list(self._file(line))
            if line["kind"] in ("return", "again"):
                wrong += self._return(line)
            verdict.wrong += [f"{line['name']} [{line['layout']}]: {one}" for one in wrong]
        read = {line["sha256"]: line for line in self.lines if line["kind"] in ("return", "again")}
        # The same bytes of two departments are two: each has to send its file again.
        refused = {(line["sha256"], line["whose"]) for line in self.lines if line["refused"]}
        unlisted = [line for line in read.values() if line["department"] is None]
        for what, expected, got in (
            ("files met", len(self.lines), len(self.met)),
            ("read", len(read), told.read),
            ("refused", len(refused), len(told.refused)),
            ("passed over", sum(bool(line["passed_over"]) for line in self.lines), len(told.passed_over)),
            ("superseded", sum(bool(line["superseded_by"]) for line in read.values()), len(told.superseded)),
            ("departments not on the list", len(unlisted), len(told.unknown)),
        ):
            verdict.figures[what] = got
            if expected != got:
                verdict.wrong.append(f"{what}: {got}, expected {expected}")

    def _file(self, line: Known) -> Iterator[str]:
        """How a file was met: passed over, refused or read."""
        met = self.met.get(line["name"])
        if met is None:
            yield "not met"
            return
        if met["passed_over"] != line["passed_over"] or met["sha256"] != line["sha256"]:
            yield f"passed over {met['passed_over']!r}, expected {line['passed_over']!r}"
        refused = self.refused.get(met["sha256"], "") if met["sha256"] else ""
        if refused != (line["refused"] or ""):
            yield f"refused {refused}, expected {line['refused']}"
        if line["refused"]:
            self._count(line, refused == line["refused"])

    def _count(self, line: Known, found: bool) -> None:
        self.verdict.wanted[line["refused"]] += 1
        self.verdict.found[line["refused"]] += found

    def _return(self, line: Known) -> Iterator[str]:
        sheet = self.sheets.get(line["sha256"])
        if sheet is None:
            yield "not read"
            return
        yield from self._findings(line)
        figures: list[tuple[str, Any, Any]] = [
            ("department", sheet["department"], line["department"]),
            ("year", sheet["year"], line["year"]),
            ("stage", _KINDS[sheet["stage"]], line["stage"]),
        ]
        newer = self.met_name(sheet["superseded_by"])
        figures.append(("superseded by", newer, line["superseded_by"]))
        if line["stage"] == "evaluation":
            figures += [
                ("scores", [json_number(score) for score in self.scores[line["sha256"]]], line["scores"]),
                ("total", json_number(sheet["total"]), line["total"]),
                ("rating", sheet["rating"], line["rating"]),
            ]
            self.verdict.figures["scores held"] += len(line["scores"])
        for key, got, wanted in figures:
            if got != wanted:
                yield f"{key}: {got}, expected {wanted}"

    def met_name(self, sha256: str | None) -> str | None:
        """The name in the truth of what was met under a hash."""
        return self.first.get(sha256 or "")

    def _findings(self, line: Known) -> Iterator[str]:
        got = self.said[line["sha256"]]
        wanted = {_place(item) for item in (*line["findings"], *line["returns"])}
        wanted |= set(_lies(line)) if self.lied else set()
        for item in wanted:
            self.verdict.wanted[item[0]] += 1
            self.verdict.found[item[0]] += item in got
        for item in sorted(wanted - got.keys(), key=str):
            yield f"not found: {item}"
        for item in sorted(got.keys() - wanted, key=str):
            self.verdict.untrue[item[0]] += 1
            yield f"not true: {item}"
        planted: dict[str, list[tuple[str, str | None, str | None]]] = defaultdict(list)
        for fault in line["faults"]:
            planted[fault["name"]] += [_place(fault)] if fault["code"] else []
        for name, places in planted.items():
            self.verdict.faults[name][0] += 1
            self.verdict.faults[name][1] += all(place in got for place in places)


def _lies(line: Known) -> Iterator[tuple[str, str | None, str | None]]:
    """What a lying engine brings: its score is neither perfxl's nor the one that is reported."""
    if line["stage"] != "evaluation":
        return
    for score, place in zip(line["scores"], line["reported"], strict=True):
        if place is None:  # no engine is held against a person
            continue
        sheet, cell, reported = place
        if score is not None and lies(line["name"].rpartition("/")[2], cell):
            yield "X001", sheet, cell
            if reported is not None and round(reported, 2) != score + 1:
                yield "X002", sheet, cell


def _place(item: Known) -> tuple[str, str | None, str | None]:
    return item["code"], item["sheet"], item["cell"]


def report(verdict: Verdict) -> Iterator[str]:
    """The table: findings by code, faults by name, and everything that disagrees."""
    yield "code   had to be  found  missed  not true"
    for code in sorted(verdict.wanted.keys() | verdict.untrue.keys()):
        wanted, found = verdict.wanted[code], verdict.found[code]
        yield f"{code:<6} {wanted:>9} {found:>6} {wanted - found:>7} {verdict.untrue[code]:>9}"
    wanted, found = verdict.wanted.total(), verdict.found.total()
    yield f"{'all':<6} {wanted:>9} {found:>6} {wanted - found:>7} {verdict.untrue.total():>9}"
    counted = verdict.faults.values()
    yield f"planted faults: {sum(of for of, _ in counted)} of {len(counted)} kinds, " + (
        f"{sum(found for _, found in counted)} found at every one of their cells"
    )
    yield ", ".join(f"{what} {number:,}" for what, number in verdict.figures.items())
    yield f"{len(verdict.wrong)} disagreements"
    yield from (f"    {one}" for one in verdict.wrong)
