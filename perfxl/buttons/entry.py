"""``python -m perfxl.buttons ACTION …``: how the ribbon runs a button.

    python -m perfxl.buttons check --wb=C:/表/自评表.xlsx --from_xl=1 --app= --hwnd=1312 --status=C:/tmp/1.status

The environment variable PERFXL_OFFICE holds the address of a LibreOffice; then the workbook is looked for there.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from perfxl.buttons.failures import Missing, explained
from perfxl.buttons.open_book import Outcome
from perfxl.buttons.status import Status
from perfxl.findings import Lang, language

OFFICE = "PERFXL_OFFICE"
_CONFIRMED = {"yes", "y", "true", "1", "是"}


class Asked(Exception):  # noqa: N818 - it says what happened
    """The user has to agree first; nothing was changed."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.pair = zh, en


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with a call by an exception, so that it ends up in the status file."""

    def error(self, message: str) -> NoReturn:
        raise Missing(message)


@dataclass(frozen=True, slots=True)
class Call:
    """One press of a button: where it was pressed, what its dialogs answered, whom to tell."""

    wb: str
    hwnd: str
    connection: str
    answers: Mapping[str, str]
    status: Status
    lang: Lang

    @property
    def confirmed(self) -> bool:
        return self.answers.get("confirm", "").strip().lower() in _CONFIRMED

    def progress(self, zh: str, en: str) -> None:
        self.status.progress(zh if self.lang == "zh" else en)

    def confirm(self, zh: str, en: str) -> bool:
        """Whether the user has agreed. :raises Asked: he was not asked yet."""
        if not self.confirmed:
            raise Asked(zh, en)
        return True

    @contextlib.contextmanager
    def book(self) -> Iterator[Any]:
        from perfxl.engines.opened import calling_book

        self.progress("正在连接打开的工作簿…", "Connecting to the open workbook…")
        with calling_book(self.wb, self.hwnd, self.connection) as book:
            yield book


def _check(call: Call) -> Outcome:
    from perfxl.buttons.checking import check

    with call.book() as book:
        return check(book, progress=call.progress)


def _recalc(call: Call) -> Outcome:
    from perfxl.buttons.recalculating import recalc

    with call.book() as book:
        return recalc(book, engine=call.answers.get("engine") or None, progress=call.progress)


def _standards(call: Call) -> Outcome:
    from perfxl.buttons.standards import read_standards

    with call.book() as book:
        return read_standards(book, confirm=call.confirm, progress=call.progress)


def _new(call: Call) -> Outcome:
    from perfxl.buttons import files

    made = files.new(call.answers, call.confirmed)
    return _shown(call, made, made.answer)


def _new_batch(call: Call) -> Outcome:
    from perfxl.buttons import files

    return files.new_batch(call.answers, call.confirmed, call.progress)


def _convert(call: Call) -> Outcome:
    from perfxl.buttons import files

    made = files.convert(call.answers, call.confirmed)
    return _shown(call, made, made.answer.output)


def _shown(call: Call, made: Outcome, path: Path) -> Outcome:
    """Open the new file where the button was pressed. It is there in any case: why it is not open is only told."""
    from perfxl.engines.opened import NotOpen, show_file

    try:
        if show_file(path, call.hwnd, call.connection):
            return Outcome(f"{made.zh}\n已打开。", f"{made.en}\nIt is open.", made.answer)
        zh = "同名的工作簿正开着：请关闭它，再打开新的。"
        en = "A workbook of that name is open: close it, then open this one."
    except NotOpen:
        return made
    except Exception as error:
        zh, en = explained(error)
        zh, en = f"没有打开：{zh}", f"It was not opened: {en}"
    return Outcome(f"{made.zh}\n{zh}", f"{made.en}\n{en}", made.answer)


def _import(call: Call) -> Outcome:
    from perfxl.buttons import files

    return files.take_in(call.answers, call.progress)


def _report(call: Call) -> Outcome:
    from perfxl.buttons import files

    return files.report(call.answers, call.confirmed, call.progress, call.lang)


def _help(call: Call) -> Outcome:
    from perfxl.buttons.manual import manual

    return manual()


ACTIONS: Mapping[str, Callable[[Call], Outcome]] = {
    "new": _new, "new-batch": _new_batch, "check": _check, "recalc": _recalc, "standards": _standards,
    "convert": _convert, "import": _import, "report": _report, "help": _help,
}  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Run one button; 0 when it is done or asks, 1 when it failed. What happened stands in the status file."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    lang = language()
    with Status(_status_file(arguments)) as status:
        try:
            status.end("done", _run(arguments, status, lang).text(lang))
        except Asked as asked:
            status.end("ask", asked.pair[lang == "en"])
        except (Exception, KeyboardInterrupt) as error:
            status.end("failed", explained(error)[lang == "en"])
            traceback.print_exc()  # for whoever looks into it; last, as it may go into a pipe nobody empties
            return 1
        return 0


def _status_file(arguments: Sequence[str]) -> Path:
    """Looked for before anything can be wrong with the call; without one there is nobody to tell but the terminal."""
    for position, argument in enumerate(arguments):
        if argument.startswith("--status="):
            return Path(argument.removeprefix("--status="))
        if argument == "--status" and position + 1 < len(arguments):
            return Path(arguments[position + 1])
    return Path(os.devnull)


def _run(arguments: Sequence[str], status: Status, lang: Lang) -> Outcome:
    parser = _Parser(prog="python -m perfxl.buttons", description=__doc__, allow_abbrev=False)
    parser.add_argument("action", choices=list(ACTIONS))
    for name, told in (
        ("wb", "full name of the open workbook"), ("from_xl", "set by the ribbon"), ("app", "set by the ribbon"),
        ("hwnd", "window of the Excel it is open in"), ("status", "file to tell in what happens"),
    ):  # fmt: skip
        parser.add_argument(f"--{name}", default="", help=told)
    parser.add_argument("--answer", action="append", default=[], metavar="KEY=VALUE", help="answer of a dialog")
    given = parser.parse_args(arguments)
    answers = dict(_answer(text) for text in given.answer)
    call = Call(given.wb, given.hwnd, os.environ.get(OFFICE, ""), answers, status, lang)
    try:
        return ACTIONS[given.action](call)
    except FileExistsError as error:
        if len(error.args) != 1:  # not one of our own: the system could not make a folder
            raise
        path = error.args[0]
        raise Asked(f"{path} 已存在。要覆盖吗？", f"{path} is there already. Overwrite it?") from error


def _answer(text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not sign:
        raise Missing(f"--answer KEY=VALUE（{text}）")
    return key.strip(), value
