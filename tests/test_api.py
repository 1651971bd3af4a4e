"""The public Python API: loaded when used, the verbs of the command line."""

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

import perfxl

EVALUATED = Path(__file__).parents[1] / "workbooks/foreign/县应急管理局-绩效自评表.xlsx"


def test_importing_perfxl_loads_nothing_else() -> None:
    code = "import sys, perfxl; print([name for name in sys.modules if name.startswith(('perfxl.', 'openpyxl'))])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_the_public_names_are_there() -> None:
    assert sorted(perfxl.__all__) == [
        "Finding", "GoalSheet", "Indicator", "Refused", "check", "convert", "export", "intake", "new",
        "parse_standard", "read", "recalc", "report", "score", "waive",
    ]  # fmt: skip
    assert all(getattr(perfxl, name) is not None for name in perfxl.__all__)
    assert set(perfxl.__all__) <= set(dir(perfxl))
    with pytest.raises(AttributeError, match="nonsense"):
        _ = perfxl.nonsense


def test_the_buttons_are_there() -> None:
    from perfxl import buttons

    assert sorted(buttons.__all__) == ["Outcome", "check", "clean", "read_standards", "recalc"]
    assert all(getattr(buttons, name) is not None for name in buttons.__all__)


def test_a_template_read_back(tmp_path: Path) -> None:
    path = perfxl.new(tmp_path / "模板.xlsx", department="县财政局", year=2026, profile="national-cost")
    sheet = perfxl.read(path)
    assert (sheet.department, sheet.year, sheet.profile, sheet.indicators) == ("县财政局", 2026, "national-cost", ())
    assert {finding.code for finding in perfxl.check(sheet)} == {finding.code for finding in perfxl.check(path)}
    assert "C015" in {finding.code for finding in perfxl.check(path)}
    assert perfxl.score(sheet).total is None
    with pytest.raises(FileExistsError):
        perfxl.new(path)


def test_a_foreign_sheet() -> None:
    sheet = perfxl.read(EVALUATED)
    first = sheet.indicators[0]
    assert (first.comparator, first.target, first.unit, first.points) == ("≥", "354", "家、次", Decimal(1))
    assert first.at("name").cell == "D11"
    assert perfxl.score(sheet).execution.score == Decimal("9.34")


def test_recalc_takes_paths_and_sheets(tmp_path: Path) -> None:
    path = perfxl.new(tmp_path / "模板.xlsx")
    answer = perfxl.recalc(path, perfxl.read(path), tmp_path / "无.xlsx", engine="embedded")
    assert (answer.engine, answer.rows, answer.differences, answer.refused) == ("embedded", 0, (), True)


def test_a_refusal_is_one_exception_with_a_code(tmp_path: Path) -> None:
    with pytest.raises(perfxl.Refused) as refusal:
        perfxl.read(tmp_path)
    assert refusal.value.code == "F002"


def test_a_profile_file_counts_for_sheets_that_follow_it(tmp_path: Path) -> None:
    profile = tmp_path / "mine.toml"
    text = 'extends = "hunan-county"\nname = "mine"\nlabel = "本县"\n[rating]\nborders = [[95, "优"]]\n'
    profile.write_text(text, "utf-8")
    path = perfxl.new(tmp_path / "模板.xlsx", profile=str(profile))
    assert perfxl.read(path, str(profile)).profile == "mine"


def test_auto_falls_back_to_the_embedded_engine_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from perfxl.engines import pour
    from perfxl.engines.embedded import EmbeddedRecalculator

    class Broken(EmbeddedRecalculator):
        name = "libreoffice"

        def pour(self, *_: object) -> list:
            raise pour.EngineFailed("it went away", "它走了")

    found = {"auto": Broken, "embedded": EmbeddedRecalculator, "libreoffice": Broken}
    monkeypatch.setattr(pour, "choose", lambda name: found[name]())
    answer = perfxl.recalc(EVALUATED)
    assert (answer.engine, answer.rows, answer.instead_of) == ("embedded", 23, "libreoffice: 它走了 / it went away")
    with pytest.raises(pour.EngineFailed):
        perfxl.recalc(EVALUATED, engine="libreoffice")


def test_what_a_console_shows_is_short() -> None:
    """Nobody wants ten screens of cells for typing ``perfxl.check(book)``."""
    checked = perfxl.check(EVALUATED)
    assert len(repr(checked)) < 60 * len(checked)
    assert "<error P001 绩效自评表!" in repr(checked)
    sheet, result = perfxl.read(EVALUATED), perfxl.score(EVALUATED)
    answer = perfxl.recalc(EVALUATED, engine="embedded")
    for shown in map(repr, (sheet, sheet.indicators[0], result, answer)):
        assert len(shown) < 200
        assert "\n" not in shown
    assert repr(result) == "<Result undecided: 23 lines, 23 unscored>"
