"""A stamped template is the one that would have been built."""

import zipfile
from pathlib import Path

import pytest

from perfxl.form import load_form
from perfxl.workbook.read import read
from perfxl.workbook.stamp import Stamp
from perfxl.workbook.write import new_workbook

FORM = load_form("national")


@pytest.fixture(scope="module")
def stamp() -> Stamp:
    return Stamp(FORM, 2026)


NAMES = ("县财政局", "县委办&<县>政府办 \"甲\"", "=SUM(A1)", "县\x07政府", "a\u3000b", "县 \u2028政府")


@pytest.mark.parametrize("name", NAMES)
def test_part_by_part(stamp: Stamp, tmp_path: Path, name: str) -> None:
    stamp.write(tmp_path / "stamped.xlsx", name)
    new_workbook(tmp_path / "built.xlsx", FORM, department=name, year=2026)
    with zipfile.ZipFile(tmp_path / "stamped.xlsx") as stamped, zipfile.ZipFile(tmp_path / "built.xlsx") as built:
        assert stamped.namelist() == built.namelist()
        times = {"docProps/core.xml"}  # says when it was made
        assert [part for part in built.namelist() if stamped.read(part) != built.read(part)] in ([], list(times))
    assert read(tmp_path / "stamped.xlsx").department == read(tmp_path / "built.xlsx").department
    assert sorted(path.name for path in tmp_path.iterdir()) == ["built.xlsx", "stamped.xlsx"]
