"""The invented returns: the same seed gives the same heap, and perfxl finds in it exactly what was planted."""

import hashlib
import json
import random
import sys
from collections import Counter
from pathlib import Path

import pytest

from benchmarks import returns
from benchmarks.intake import consequences, faults, heap, held, importing, strays, truth
from perfxl.findings import CATALOGUE

COUNT, SEED = 30, 5
MANY = heap.Heap(SEED)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict]]:
    out = tmp_path_factory.mktemp("returns") / "in"
    return out, heap.make(out, COUNT, SEED)


def _digests(out: Path) -> dict[str, tuple[str, float]]:
    files = (path for path in sorted(out.rglob("*")) if path.is_file())
    return {
        str(path.relative_to(out)): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime)
        for path in files
    }


def test_the_same_seed_gives_the_same_heap(made: tuple[Path, list[dict]], tmp_path: Path) -> None:
    out, lines = made
    again = heap.make(tmp_path / "in", COUNT, SEED)
    assert _digests(tmp_path / "in") == _digests(out)
    assert again == lines
    for name in ("roster.csv", "truth.jsonl"):
        assert (tmp_path / name).read_bytes() == out.with_name(name).read_bytes()


def test_a_file_does_not_depend_on_how_many_there_are() -> None:
    few, many = heap.Heap(SEED), heap.Heap(SEED)
    many.file(30)
    assert many.file(3).data == few.file(3).data


def test_every_file_has_its_line(made: tuple[Path, list[dict]]) -> None:
    out, lines = made
    assert {line["file"] for line in lines} == _digests(out).keys()
    assert truth.read(out.with_name("truth.jsonl")) == json.loads(json.dumps(lines))


def test_perfxl_finds_what_was_planted_and_nothing_else(made: tuple[Path, list[dict]]) -> None:
    out, lines = made
    returned = [line for line in lines if line["kind"] != "junk"]
    assert len(returned) == COUNT
    assert returns.disagreements(out, returned) == []


@pytest.mark.parametrize(
    ("kind", "layout"), [(kind, layout) for kind in faults.table() for layout in kind.layouts],
    ids=lambda part: getattr(part, "name", part),
)  # fmt: skip
def test_a_fault_alone_is_found_alone(kind: faults.RowFault | faults.SheetFault, layout: str, tmp_path: Path) -> None:
    for number in range(300):
        sheet, places = MANY.planned(number, clean=True, begun=kind.evaluated)
        fault = kind.plant(random.Random(number), sheet, places) if sheet.layout == layout else None
        if fault is not None:
            break
    sheet.faults.append(fault)
    consequences.settle(sheet)
    expected = truth.expected(sheet, places)
    path = tmp_path / "a.xlsx"
    path.write_bytes(heap.written(sheet, places, expected))
    assert truth.differences(truth.known(sheet, places, sheet.department, expected), path) == []


@pytest.mark.skipif(sys.platform != "linux", reason="costs are read from /proc")
def test_a_ledger_is_held_against_the_truth(made: tuple[Path, list[dict]], tmp_path: Path) -> None:
    out, lines = made
    db = tmp_path / "ledger.db"
    _, cost = importing.run(out, db, roster=out.with_name("roster.csv"), jobs=1, engine="none")
    assert held.hold(str(db), lines).wrong == []
    assert cost.parent_peak > 10
    lines = json.loads(json.dumps(lines))
    one = next(line for line in lines if line["findings"] and line["kind"] == "return")
    missed, gone = one["findings"].pop(), {"code": "P001", "sheet": "x", "cell": "A1"}
    one["findings"].append(gone)
    verdict = held.hold(str(db), lines)
    assert len(verdict.wrong) == 2
    assert (verdict.untrue[missed["code"]], verdict.wanted["P001"] - verdict.found["P001"]) == (1, 1)


@pytest.mark.skipif(sys.platform != "linux", reason="costs are read from /proc")
def test_last_years_sheet_with_its_year_changed_is_planted_and_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heap, "REPEATED", 1)
    monkeypatch.setattr(heap, "SHARES", {"again": 0.5})
    lines = heap.make(tmp_path / "in", 16, SEED)
    importing.run(tmp_path / "in", tmp_path / "l.db", roster=tmp_path / "roster.csv", jobs=1, engine="none")
    verdict = held.hold(str(tmp_path / "l.db"), lines)
    assert (verdict.wrong, verdict.found["D015"] > 0) == ([], True)


def test_faults_have_names_of_their_own_and_known_codes() -> None:
    names = [kind.name for kind in faults.table()]
    assert len(names) == len(set(names))
    codes = {code for kind in faults.table() for code, _ in kind.codes}
    assert codes <= CATALOGUE.keys()


def test_a_heap_has_a_little_of_everything() -> None:
    many = heap.Heap(SEED)
    roles = Counter(many.role(number) for number in range(2000))
    assert 20 <= roles["unreadable"] <= 60
    assert roles["duplicate"] > 0
    assert roles["again"] > 0
    planned = [many.planned(number)[0] for number in range(200)]
    assert 0.25 <= sum(not sheet.own for sheet in planned) / 200 <= 0.45
    assert 0.08 <= sum(bool(sheet.faults) for sheet in planned) / 200 <= 0.25
    assert all(10 <= len(sheet.scored) <= 40 or sheet.faults for sheet in planned)


def test_every_unreadable_file_is_refused_as_it_must_be(made: tuple[Path, list[dict]], tmp_path: Path) -> None:
    out, lines = made
    good = next(out / line["file"] for line in lines if line["kind"] == "return" and not line["path_in_zip"])
    for name, code, extension, make in strays.UNREADABLE:
        path = tmp_path / f"{name}{extension}"
        path.write_bytes(make(good.read_bytes(), "县教育局"))
        assert truth.differences(truth.refused("县教育局", code, name), path) == []
