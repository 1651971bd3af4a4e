"""``check``: findings with their cells, JSON, marked copies, exit status."""

import os
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from perfxl import examine
from perfxl.findings import CATALOGUE

KEYS = {"code", "severity", "sheet", "cell", "field", "value", "message", "message_en", "fix"}


def _codes(entry: dict) -> set[str]:
    return {finding["code"] for finding in entry["findings"]}


def test_without_errors_the_status_is_0(run: Callable, living: Path) -> None:
    ended = run("check", living)
    assert ended.status == 0
    assert "县财政局 · 2026 年 · 湖南县级 · 3 个指标" in ended.out


def test_an_error_is_shown_with_its_cell_and_what_to_do(run: Callable, faulty: Path) -> None:
    ended = run("check", faulty)
    assert ended.status == 1
    assert "P001" in ended.out
    assert "绩效目标表!L2" in ended.out
    assert ended.out.index("错误 P001") < ended.out.index("提醒 ")


def test_json(run: Callable, living: Path, faulty: Path) -> None:
    ended = run("check", "--json", living, faulty)
    assert ended.status == 1
    fine, wrong = ended.json["files"]
    assert list(fine) == ["file", "refused", "department", "year", "profile", "findings"]
    assert (fine["file"], fine["refused"], fine["department"]) == (str(living), None, "县财政局")
    assert (fine["year"], fine["profile"]) == (2026, "hunan-county")
    assert "P001" not in _codes(fine)
    [points] = [finding for finding in wrong["findings"] if finding["code"] == "P001"]
    assert set(points) == KEYS
    assert (points["severity"], points["sheet"], points["cell"]) == ("error", "绩效目标表", "L2")
    severities = [finding["severity"] for finding in wrong["findings"]]
    assert severities == sorted(severities, key=["error", "warning", "info"].index)


def test_english(run: Callable, faulty: Path) -> None:
    for call in (("--lang", "en", "check", faulty), ("check", faulty, "--lang=en")):
        ended = run(*call)
        assert ended.status == 1
        assert "3 indicators" in ended.out
        assert "error P001" in ended.out
    [first, *_] = run("check", faulty, "--json", "--lang", "en").json["files"][0]["findings"]
    assert (first["code"], first["fix"].isascii(), first["message"].isascii()) == ("P001", True, False)


def test_refused_files_do_not_stop_the_others(run: Callable, living: Path, tmp_path: Path) -> None:
    (tmp_path / "空.xlsx").write_bytes(b"")
    ended = run("check", "--json", tmp_path / "无.xlsx", tmp_path, tmp_path / "空.xlsx", living)
    assert ended.status == 2
    refused = [entry["refused"] and entry["refused"]["code"] for entry in ended.json["files"]]
    assert refused == ["F001", "F002", "F003", None]
    assert all("findings" in entry and "profile" in entry for entry in ended.json["files"])
    assert "拒收 F002" in run("check", tmp_path).out


def test_refused_wins_over_errors(run: Callable, faulty: Path, tmp_path: Path) -> None:
    assert run("check", faulty, tmp_path / "无.xlsx").status == 2


def test_a_fault_of_ours_refuses_one_file_only(
    run: Callable, living: Path, faulty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = examine.read

    def failing(path: os.PathLike, profile: str | None = None) -> object:
        if Path(path) == living:
            raise ZeroDivisionError("unforeseen")
        return read(path, profile)

    monkeypatch.setattr(examine, "read", failing)
    ended = run("check", "--json", living, faulty)
    assert ended.status == 2
    first, second = ended.json["files"]
    assert first["refused"]["code"] == "F099"
    assert "ZeroDivisionError: unforeseen" in first["refused"]["message"]
    assert second["refused"] is None


def test_no_line_is_wider_than_the_terminal_and_no_address_is_cut(
    run: Callable, faulty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from perfxl.cli.console import width_of

    cells = {
        f"{finding['sheet']}!{finding['cell']}"
        for finding in run("check", "--json", faulty).json["files"][0]["findings"]
        if finding["cell"]
    }
    for width in (60, 80, 120):
        monkeypatch.setenv("COLUMNS", str(width))
        out = run("check", faulty).out
        assert max(map(width_of, out.splitlines()[1:])) <= width
        assert all(cell in out for cell in cells)


def test_what_a_workbook_says_cannot_steer_the_terminal(run: Callable, living: Path, alter: Callable) -> None:
    alter(living, "绩效目标表", "B3", "县财政局[bold]\u202e局")
    out = run("check", living).out
    assert "[bold]" in out
    assert "\u202e" not in out


def test_marked_copies(run: Callable, faulty: Path, tmp_path: Path) -> None:
    ended = run("check", faulty, tmp_path / "无.xlsx", "--marked", tmp_path / "退回")
    assert ended.status == 2
    [copy] = (tmp_path / "退回").iterdir()
    assert copy.name == "县财政局-有误-退回意见.xlsx"
    page = openpyxl.load_workbook(copy)["退回意见"]
    rows = {row[7].value: row for row in page.iter_rows(min_row=4)}
    assert rows["P001"][2].hyperlink.location == "'绩效目标表'!L2"
    assert rows["P001"][6].value == CATALOGUE["P001"].fix_zh
    assert "1 个错误" in page["A2"].value


def test_a_marked_copy_reads_back_as_the_same_sheet(run: Callable, faulty: Path, tmp_path: Path) -> None:
    run("check", faulty, "--marked", tmp_path / "退回")
    [copy] = (tmp_path / "退回").iterdir()
    before, after = (run("show", "--json", path).json for path in (faulty, copy))
    assert after | {"file": ""} == before | {"file": ""}
    codes = [_codes(entry) for entry in run("check", "--json", faulty, copy).json["files"]]
    assert codes[0] == codes[1]


def test_a_marked_copy_never_replaces_a_workbook_that_came_in(run: Callable, faulty: Path) -> None:
    returned = faulty.with_name(f"{faulty.stem}-退回意见.xlsx")
    returned.write_bytes(b"")
    ended = run("check", "--json", returned, faulty, "--marked", faulty.parent)
    assert ended.status == 2
    assert returned.read_bytes() == b""
    assert Path(ended.json["files"][1]["marked"]).name == "县财政局-有误 2-退回意见.xlsx"


def test_two_files_of_one_name_get_two_copies(run: Callable, faulty: Path, tmp_path: Path) -> None:
    (tmp_path / "另").mkdir()
    twin = tmp_path / "另" / faulty.name
    twin.write_bytes(faulty.read_bytes())
    entries = run("check", "--json", faulty, twin, "--marked", tmp_path / "退回").json["files"]
    assert len({entry["marked"] for entry in entries}) == 2
    assert all(Path(entry["marked"]).is_file() for entry in entries)


@pytest.mark.parametrize("command", ["check", "score", "recalc"])
def test_what_excel_keeps_beside_an_open_workbook_is_passed_over(
    run: Callable, living: Path, tmp_path: Path, command: str
) -> None:
    """``*.xlsx`` names it too; alone it is refused, and a workbook that is called like one is read."""
    owner, called = tmp_path / "~$县财政局.xlsx", tmp_path / "~$表.xlsx"
    owner.write_bytes(b"\x05ceshi" + b"\0" * 159)
    called.write_bytes(living.read_bytes())
    engine = ("--engine", "embedded") if command == "recalc" else ()
    ended = run(command, owner, living, called, *engine)
    assert (ended.status, "~$县财政局.xlsx" in ended.err) == (0, True)
    assert "~$县财政局.xlsx" not in ended.out
    assert run(command, owner, *engine).status == 2
