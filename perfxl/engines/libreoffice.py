"""LibreOffice: a session of our own, a recalculator on it, and pictures of workbooks.

    with libreoffice.session() as app:          # a ready xlwings.App on a soffice of our own
        book = app.books.open("a.xlsx")
        book.sheets["Sheet1"].range("A1").value = "=text"
        app.calculate()
        book.save("b.xlsx")

    with libreoffice.attached("socket,host=localhost,port=2002;urp;") as app:   # on one that is running
        app.books["a.xlsx"].sheets[0].range("A1").value

`book.api` is the raw UNO document. The engine is registered as `xlwings.engines["libreoffice"]` and
never activated: xlwings' own default stays what it was.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from perfxl.engines.driver import ROWS_AT_ONCE, pour_into
from perfxl.engines.hygiene import xw
from perfxl.engines.lo_engine import App, Engine
from perfxl.engines.lo_program import find_python, find_soffice
from perfxl.engines.office import Office
from perfxl.workbook.pour_table import Table, Value
from perfxl.workbook.seed import write_seed

START_DEADLINE = 60.0
DEADLINE = 300.0
FOR_EVER = 86_400.0

engine: Any = xw.Engine(impl=Engine())
if engine.name not in [known.name for known in xw.engines]:
    xw.engines.add(engine)


@contextlib.contextmanager
def session(deadline: float = DEADLINE, start_deadline: float = START_DEADLINE) -> Iterator[Any]:
    """A private soffice as an `xlwings.App`, ended and cleaned up on every way out.

    Args:
        deadline: seconds the whole block may take; then soffice is stopped and the block fails.
        start_deadline: seconds soffice may take to answer first.

    Raises:
        EngineUnavailable: LibreOffice or its Python binding is not installed.
        DeadlineExceeded: one of the deadlines passed.
    """
    office = Office(start_deadline)
    try:
        app = xw.App(impl=engine.impl.apps.add(xl=office))
        with office.deadline(deadline, "finish"):
            yield app
    finally:
        office.close()
        engine.impl.apps.running.pop(office.pid, None)


@contextlib.contextmanager
def attached(
    connection: str, deadline: float = DEADLINE, start_deadline: float = START_DEADLINE
) -> Iterator[Any]:
    """A soffice that is running, as an `xlwings.App`: its open workbooks are `app.books`.

    At the end only the connection is closed, whatever happened: neither that soffice nor its documents.

    Args:
        connection: where it listens, as given to `soffice --accept`: "socket,host=localhost,port=2002;urp;".
        deadline: seconds the whole block may take; then the connection is cut and the block fails.
        start_deadline: seconds it may take to answer first.

    Raises:
        EngineUnavailable: LibreOffice's Python binding is not installed here.
        EngineFailed: nothing answers there.
        DeadlineExceeded: one of the deadlines passed.
    """
    office = Office(start_deadline, connection)
    try:
        app = xw.App(impl=engine.impl.apps.add(xl=office))
        with office.deadline(deadline, "finish"):
            yield app
    finally:
        office.close()
        engine.impl.apps.running.pop(office.pid, None)


@contextlib.contextmanager
def guest(app: Any) -> Iterator[Any]:
    """A second `xlwings.App` on the same soffice that knows only what is opened through it, unseen, and closes that.

    Its `calculate` leaves the workbooks of the first alone.
    """
    hidden = App(engine.impl.apps, app.impl.office, guest=True)
    try:
        yield xw.App(impl=hidden)
    finally:
        for book in hidden.opened:
            book.close()


class LibreOfficeRecalculator:
    """Recomputes with LibreOffice (`Recalculator`).

    Each `pour` starts and ends an soffice of its own. As a context manager one soffice serves all
    pours of the block, which saves a second each:

        with LibreOfficeRecalculator() as engine:
            engine.pour(first)
            engine.pour(second)

    Args:
        deadline: seconds one pour may take, start of soffice excluded.
        start_deadline: seconds soffice may take to answer.
        rows_at_once: rows per write and read.
        app: a soffice that is running, of `attached` or `session`, to pour in unseen and leave running.
    """

    name = "libreoffice"

    def __init__(
        self,
        deadline: float = DEADLINE,
        start_deadline: float = START_DEADLINE,
        rows_at_once: int = ROWS_AT_ONCE,
        app: Any = None,
    ) -> None:
        self.app = app
        self.deadline = deadline
        self.start_deadline = start_deadline
        self.rows_at_once = rows_at_once
        self._version = ""
        self._kept: Any = None
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> LibreOfficeRecalculator:
        self._kept = self._stack.enter_context(self._app())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._kept = None
        self._stack.close()

    @contextlib.contextmanager
    def _app(self) -> Iterator[Any]:
        """The soffice of the surrounding `with`, else one just for now."""
        if self._kept is not None:
            yield self._kept
            return
        if self.app is not None:
            with guest(self.app) as app:
                self._version = f"LibreOffice {app.impl.version}"
                yield app
            return
        with session(deadline=FOR_EVER, start_deadline=self.start_deadline) as app:
            self._version = f"LibreOffice {app.impl.version}"
            yield app

    def version(self) -> str:
        if not self._version:
            with self._app():
                pass
        return self._version

    def pour(self, table: Table, save_as: Path | None = None) -> list[tuple[Value, ...]]:
        """See `Recalculator.pour`."""
        if not table.rows and save_as is None:
            return []
        with tempfile.TemporaryDirectory(prefix="perfxl-pour-") as name:
            folder = Path(name)
            seed = write_seed(table, folder)
            saved = folder / "poured.xlsx" if save_as is not None else None
            with self._app() as app, app.impl.office.deadline(self.deadline, "finish the calculation"):
                results = pour_into(app, table, seed, app.calculate, saved, self.rows_at_once)
            if save_as is not None and saved is not None:
                shutil.move(saved, save_as)
            return results


def check() -> None:
    """Raise EngineUnavailable, saying why, if LibreOffice cannot be used here."""
    find_python(find_soffice())


def export_pdf(book: Any, path: Path) -> None:
    """Print an open book (of a `session`) to a PDF: every visible sheet with its own page settings."""
    book.impl.to_pdf(str(path))
