"""A digest is exactly the rows of the ledger, says what check and score say, and holds no character that hurts."""

import datetime as dt
import hashlib
import pickle
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, insert, select

from perfxl.block import KEYS, Block
from perfxl.examine import examine
from perfxl.finance import schema
from perfxl.finance.digest import Digest, clean, digest, fingerprint
from perfxl.findings import CATALOGUE
from perfxl.form import FormError
from tests.workbook import makers

ROOT = Path(__file__).parents[2]
READABLE = sorted([*(ROOT / "workbooks").glob("*.xlsx"), *(ROOT / "workbooks/foreign").glob("*.xlsx")])
BROKEN = sorted((ROOT / "workbooks/broken").glob("*.xls*"))
TABLES = {"sheets", "indicators", "rules", "actuals", "scores", "findings"}


FOREIGN = ROOT / "workbooks/foreign/县应急管理局-绩效自评表.xlsx"


def retyped(path: Path, values: dict[object, object]) -> Path:
    """The foreign self-evaluation with other values typed over some."""
    book = openpyxl.load_workbook(FOREIGN)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value in values:
                    cell.value = values[cell.value]
    book.save(path)
    return path


def of(path: Path, profile: str | None = None) -> Digest:
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return digest(path, sha256=sha256, name=path.name, profile=profile)


@pytest.mark.parametrize("path", [*READABLE, *BROKEN], ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_rows_are_those_of_the_ledger(path: Path) -> None:
    made = of(path)
    if made.refusal is not None:
        assert made.refusal[0] in CATALOGUE
        assert made.rows == {}
        return
    assert set(made.rows) == TABLES
    database = create_engine("sqlite://")
    schema.metadata.create_all(database)
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    with database.begin() as connection:
        connection.execute(insert(schema.batches), {"number": 1, "key": "k", "started": now, "sources": []})
        own = {"sha256": made.sha256, "batch": 1, "name": path.name, "size": 1}
        connection.execute(insert(schema.workbooks), own)
        for name, rows in made.rows.items():
            columns = {column.name for column in schema.metadata.tables[name].columns}
            assert all(set(row) == columns for row in rows)
            if rows:
                connection.execute(insert(schema.metadata.tables[name]), rows)
        kept = connection.execute(select(schema.rules).order_by(schema.rules.c.row)).mappings().all()
        assert [dict(row) for row in kept] == made.rows["rules"]


@pytest.mark.parametrize("path", READABLE, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_it_says_what_check_and_score_say(path: Path) -> None:
    made, checked = of(path), examine(path)
    rows, sheet = made.rows, checked.sheet
    assert [(row["code"], row["sheet"], row["cell"]) for row in rows["findings"]] == [
        (found.code, found.sheet, found.cell) for found in checked.findings
    ]
    assert [row["place"] for row in rows["findings"]] == list(range(1, len(checked.findings) + 1))
    assert rows["sheets"][0]["total"] == checked.result.total
    assert rows["sheets"][0]["stage"] == ("evaluation" if sheet.evaluated else "goals")
    assert len(rows["indicators"]) == len(sheet.indicators) + len(sheet.skipped)
    assert len(rows["rules"]) == len(checked.result.lines)
    if not sheet.evaluated:
        assert rows["actuals"] == rows["scores"] == []
        return
    assert [row["score"] for row in rows["scores"]] == [line.score for line in checked.result.lines]
    actuals = {row["row"]: row for row in rows["actuals"]}
    for line, rule in zip(checked.result.lines, rows["rules"], strict=True):
        actual = actuals[rule["row"]]
        value = actual["word"] if actual["value"] is None else actual["value"]
        assert Block.from_texts({**rule["block"], **Block(actual=value).texts()}) == line.block


def test_twice_is_the_same_and_travels() -> None:
    one = of(READABLE[0])
    assert of(READABLE[0]) == one == pickle.loads(pickle.dumps(one))


def test_a_refusal_in_both_languages(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"%PDF-1.7")
    code, zh, en = of(path).refusal
    assert (code, "PDF" in zh, "PDF" in en) == ("F008", True, True)


@pytest.mark.parametrize(("name", "kind"), [("某局.et", "WPS .et"), ("某局.WPS", "WPS .wps"), ("某局.xlsx", "OLE2")])
def test_what_the_bytes_do_not_say_the_name_may(tmp_path: Path, name: str, kind: str) -> None:
    path = tmp_path / "a"
    path.write_bytes(makers.compound("Contents"))
    code, _, en = digest(path, sha256="0" * 64, name=name).refusal
    assert (code, kind in en) == ("F008", True)


def test_memory_is_the_workers_business(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("perfxl.finance.digest.examine", fail)
    with pytest.raises(MemoryError):
        of(FOREIGN)
    monkeypatch.setattr("perfxl.finance.digest.examine", lambda *_: 1 / 0)
    assert of(FOREIGN).refusal[0] == "F099"


def test_a_wrong_profile_is_nobody_elses_fault() -> None:
    with pytest.raises(FormError):
        of(READABLE[0], profile="no-such-profile")


def test_findings_name_their_indicator() -> None:
    (found,) = of(ROOT / "workbooks/broken/得分改大.xlsx").rows["findings"][:1]
    assert (found["code"], found["cell"]) == ("E008", "H15")
    assert found["indicator"].startswith("开展防汛地质灾害")


def test_fingerprints_follow_the_content_not_the_row(tmp_path: Path) -> None:
    told = {fingerprint(*parts) for parts in (("a", "b", "c", "d"), ("a", "bc", "", "d"), ("a", "b", "c", "e"))}
    assert len(told) == 3
    assert fingerprint("I006", "应急演练", "指标值", "x") == fingerprint("I006", " 应急 演练", "指标值", "x")
    book = openpyxl.load_workbook(FOREIGN)
    sheet = book.worksheets[0]
    sheet.insert_rows(1)
    for merged in sheet.merged_cells.ranges:
        merged.shift(row_shift=1)
    book.save(tmp_path / "a.xlsx")
    before, after = (
        [row for row in of(path).rows["findings"] if row["indicator"]] for path in (FOREIGN, tmp_path / "a.xlsx")
    )
    assert before
    assert [row["fingerprint"] for row in before] == [row["fingerprint"] for row in after]
    assert {row["cell"] for row in before} != {row["cell"] for row in after}


@pytest.mark.parametrize("path", READABLE[:2], ids=lambda path: path.stem)
def test_no_two_findings_of_different_cells_share_a_fingerprint(path: Path) -> None:
    rows = of(path).rows["findings"]
    assert len({row["fingerprint"] for row in rows}) == len(rows)


def test_what_nothing_can_hold_is_replaced_in_plain_sight() -> None:
    assert clean("a\0b\x0bc\ud800d\uffffe\t\n\r制") == "a\ufffdb\ufffdc\ufffdd\ufffde\t\n\r制"
    assert clean("=1+1 <b> ../ \U0001f600") == "=1+1 <b> ../ \U0001f600"


def test_texts_of_strangers_fit_their_columns(tmp_path: Path) -> None:
    hostile = "甲_x0000_乙" + "丙" * 30_000
    made = of(retyped(tmp_path / "a.xlsx", {"数量指标": hostile, "全县应急调度、会商等各类会议": hostile}))
    texts = {(len(row["level2"]), len(row["name"])) for row in made.rows["indicators"]}
    assert (200, 30_003) in texts
    assert made.rows["indicators"][0]["level2"].startswith("甲\ufffd乙丙")
    assert "\\x00" not in repr(made)


def test_astronomic_numbers_are_kept(tmp_path: Path) -> None:
    made = of(retyped(tmp_path / "a.xlsx", {362: 1e300, 312: -1e300, 5: 1e-300, 935: 1e40}))
    assert made.refusal is None
    assert [len(row["typed"]) for row in made.rows["actuals"]][:4] == [301, 302, 302, 1]


_parameter = st.none() | st.decimals(-(10**12), 10**12, places=9) | st.text(max_size=8) | st.sampled_from(["90", "'9"])


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(KEYS), _parameter))
def test_blocks_are_kept_exactly(cells: dict) -> None:
    words = {key: str(value) for key, value in cells.items() if value is not None and key.startswith("sign")}
    block = Block.from_values(cells | words)
    again = Block.from_texts(block.texts())
    assert again == block
    assert [type(value) for value in again.values()] == [type(value) for value in block.values()]


def test_an_empty_book_of_somebody_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(makers.book())
    assert of(path).refusal[0] == "F018"
