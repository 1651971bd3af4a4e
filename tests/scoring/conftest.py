"""What the scoring tests share: a LibreOffice for the session, and short ways to write sheets and blocks."""

from collections.abc import Iterator

import pytest

from perfxl.engines.embedded import EmbeddedRecalculator
from perfxl.engines.libreoffice import LibreOfficeRecalculator
from perfxl.form import Form, load_form
from perfxl.workbook.pour_table import Recalculator


@pytest.fixture(scope="session")
def libreoffice() -> Iterator[LibreOfficeRecalculator]:
    with LibreOfficeRecalculator(rows_at_once=10_000) as engine:
        yield engine


@pytest.fixture(params=["libreoffice", "embedded"])
def engine(request: pytest.FixtureRequest) -> Recalculator:
    if request.param == "libreoffice":
        return request.getfixturevalue("libreoffice")
    return EmbeddedRecalculator()


@pytest.fixture(scope="session")
def form() -> Form:
    return load_form()
