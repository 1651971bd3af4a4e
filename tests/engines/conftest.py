"""What the engine tests share. LibreOffice is required here: without it these tests fail, they do not skip."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from perfxl.engines import excel, guest, hygiene
from perfxl.engines.embedded import EmbeddedRecalculator
from perfxl.engines.libreoffice import LibreOfficeRecalculator
from perfxl.workbook.pour_table import Recalculator
from tests.engines import fake_com
from tests.engines.fake_com import Machine


@pytest.fixture(scope="session")
def libreoffice() -> Iterator[LibreOfficeRecalculator]:
    """One soffice for all tests that only pour."""
    with LibreOfficeRecalculator(rows_at_once=8_000) as engine:
        yield engine


@pytest.fixture(params=["libreoffice", "embedded", "excel on a fake"])
def engine(request: pytest.FixtureRequest) -> Recalculator:
    if request.param == "libreoffice":
        return request.getfixturevalue("libreoffice")
    return EmbeddedRecalculator() if request.param == "embedded" else fake_com.recalculator()


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    """A computer with the fake Excel beneath xlwings' Windows engine; nobody waits long on it."""
    monkeypatch.setattr(hygiene, "PATIENCE", 0.2)
    monkeypatch.setattr(hygiene, "PAUSE", 0.01)
    monkeypatch.setattr(hygiene, "patience", hygiene.Patience())
    monkeypatch.setattr(guest, "patience", hygiene.patience)
    monkeypatch.setattr(excel, "OPEN_PAUSE", 0.01)
    machine = Machine()
    with fake_com.installed(machine):
        yield machine


@pytest.fixture
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder of this test's own, for all that is made with `tempfile`."""
    folder = tmp_path / "temp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder
