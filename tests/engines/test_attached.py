"""A LibreOffice somebody else runs: attached to, used, and never ended, whatever happens to us."""

# ruff: noqa: PT012  (what is tested is what a whole block leaves behind)

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from perfxl.engines import libreoffice
from perfxl.engines.office import connection_url
from perfxl.engines.opened import NotOpen, calling_book
from perfxl.workbook.pour_table import DeadlineExceeded, EngineFailed

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def theirs() -> Iterator[Any]:
    """The running soffice, as its owner sees it."""
    with libreoffice.session(deadline=1_800) as app:
        yield app


@pytest.fixture
def document(theirs: Any, tmp_path: Path) -> Iterator[Any]:
    book = theirs.books.add()
    book.save(tmp_path / "他的 表.xlsx")
    book.sheets[0]["A1"].value = "未存盘"
    yield book
    assert book.sheets[0]["A1"].value  # it and its soffice are there after every test
    book.close()


def place(app: Any) -> str:
    return f"pipe,name={app.impl.office._pipe};urp;"


def test_it_sees_what_is_open_and_leaves_it(theirs: Any, document: Any) -> None:
    with libreoffice.attached(place(theirs)) as app:
        assert [book.fullname for book in app.books] == [document.fullname]
        assert app.books["他的 表.xlsx"].sheets[0]["A1"].value == "未存盘"
        app.books.active.sheets[0]["B1"].value = 7
        later = theirs.books.add()
        assert len(app.books) == 2
        later.close()
        assert len(app.books) == 1
    assert document.sheets[0]["B1"].value == 7.0


@pytest.mark.parametrize("end", ["quit", "kill"])
def test_quit_and_kill_only_let_go(theirs: Any, document: Any, end: str) -> None:
    with libreoffice.attached(place(theirs)) as app:
        getattr(app, end)()
        with pytest.raises(EngineFailed):
            _ = app.books[0]
    assert document.sheets[0]["A1"].value == "未存盘"


def test_an_error_and_a_deadline_only_let_go(theirs: Any, document: Any) -> None:
    with pytest.raises(ZeroDivisionError), libreoffice.attached(place(theirs)):
        raise ZeroDivisionError
    with pytest.raises(DeadlineExceeded), libreoffice.attached(place(theirs), deadline=0.5) as app:
        time.sleep(1)
        app.books.add()
    assert len(theirs.books) == 1


def test_a_caller_that_is_killed_leaves_it(theirs: Any, document: Any) -> None:
    code = f"""
        import sys, time
        sys.path.insert(0, {str(ROOT)!r})
        from perfxl.engines import libreoffice
        with libreoffice.attached({place(theirs)!r}) as app:
            print(app.pid, flush=True)
            while True:
                app.books[0].sheets[0]["C1"].value = 1
    """
    process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    bridge = int(process.stdout.readline())
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    until = time.monotonic() + 10
    while os.path.exists(f"/proc/{bridge}") and time.monotonic() < until:
        time.sleep(0.05)
    assert not os.path.exists(f"/proc/{bridge}")


def paints(document: Any) -> bool:
    """Whether it is painted again, within some seconds."""
    until = time.monotonic() + 10
    while document.api.hasControllersLocked() and time.monotonic() < until:
        time.sleep(0.05)
    return not document.api.hasControllersLocked()


def test_a_screen_that_rests_is_woken_on_every_way_out(theirs: Any, document: Any) -> None:
    with libreoffice.attached(place(theirs)) as app:
        with app.impl.office.still(app.books[0].api):
            assert document.api.hasControllersLocked()
        assert not document.api.hasControllersLocked()
        with pytest.raises(ZeroDivisionError), app.impl.office.still(app.books[0].api):
            raise ZeroDivisionError
        assert not document.api.hasControllersLocked()
    with (
        pytest.raises(DeadlineExceeded),
        libreoffice.attached(place(theirs), deadline=0.5) as app,
        app.impl.office.still(app.books[0].api),
    ):
        time.sleep(1)
        app.books.add()
    assert paints(document)


def test_a_screen_that_rests_is_woken_when_the_caller_is_killed(theirs: Any, document: Any) -> None:
    code = f"""
        import sys, time
        sys.path.insert(0, {str(ROOT)!r})
        from perfxl.engines import libreoffice
        with libreoffice.attached({place(theirs)!r}) as app, app.impl.office.still(app.books[0].api):
            print("still", flush=True)
            time.sleep(600)
    """
    process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "still\n"
    assert document.api.hasControllersLocked()
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert paints(document)


def test_a_guest_is_unseen_and_closes_its_own(theirs: Any, document: Any) -> None:
    document.sheets[0]["D1"].formula = "=RAND()"
    drawn = document.sheets[0]["D1"].value
    with libreoffice.attached(place(theirs)) as app, libreoffice.guest(app) as hidden:
        book = hidden.books.add()
        book.sheets[0]["A1"].formula = "=1+1"
        hidden.calculate()
        assert (len(hidden.books), book.sheets[0]["A1"].value) == (1, 2.0)
        assert book.api.CurrentController.Frame.ContainerWindow.isVisible() is False
    with libreoffice.attached(place(theirs)) as app:
        assert len(app.books) == 1
    assert document.sheets[0]["D1"].value == drawn


def test_the_workbook_a_button_was_pressed_in(theirs: Any, document: Any) -> None:
    for name in (document.fullname, document.name, f"/elsewhere/{document.name}"):
        with calling_book(name, connection=place(theirs)) as book:
            assert book.sheets[0]["A1"].value == "未存盘"
    with pytest.raises(NotOpen), calling_book("无.xlsx", connection=place(theirs)):
        pass
    with pytest.raises(NotOpen), calling_book(document.fullname):
        pass


def test_nobody_there() -> None:
    with pytest.raises(EngineFailed, match="nobody"), libreoffice.attached("pipe,name=nobody;urp;"):
        pass


@pytest.mark.parametrize("text", [
    "pipe,name=x", "pipe,name=x;", "pipe,name=x;urp", "pipe,name=x;urp;",
    " uno:pipe,name=x;urp;StarOffice.ComponentContext",
])  # fmt: skip
def test_ways_to_say_where(text: str) -> None:
    assert connection_url(text) == "uno:pipe,name=x;urp;StarOffice.ComponentContext"
