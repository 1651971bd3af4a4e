"""The command line: ``perfxl COMMAND``. Exit status: 0 fine, 1 errors or differences, 2 refused or wrong."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from perfxl.findings import language

REFUSED = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status. ``--lang`` counts wherever it stands."""
    from perfxl.cli.console import voice

    arguments = list(sys.argv[1:] if argv is None else argv)
    say = voice(language(_wish(arguments)))
    try:
        return _run(arguments, argv is None)
    except KeyboardInterrupt:
        say.complain(say("已中断。", "Interrupted."))
        return 130
    except BrokenPipeError:  # the reader of our output (head, a pager) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except Exception as error:
        from traceback import format_exc

        zh = f"程序出错了（{type(error).__name__}）。请把下面的内容交给维护人员。"
        say.complain(say(zh, f"perfxl failed ({type(error).__name__}). Please report what follows."))
        say.remark(format_exc())
        return REFUSED


def _run(arguments: list[str], from_shell: bool) -> int:
    import typer

    from perfxl.cli.app import build
    from perfxl.cli.console import voice
    from perfxl.cli.wrong import WrongCall, explain

    say = voice(language(_wish(arguments)))
    command = typer.main.get_command(build(say))
    try:
        status = command.main(
            args=None if from_shell else arguments, prog_name="perfxl", standalone_mode=False
        )  # without args typer takes the shell's and, on Windows, expands *.xlsx
    except (typer.TyperException, WrongCall) as error:
        say.complain(explain(error, say))
        return REFUSED
    except typer.Abort:
        return 130
    return int(status or 0)


def _wish(arguments: Sequence[str]) -> str | None:
    """The language asked for with ``--lang``, before it is known whether the call is right."""
    for position, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == "--lang" and position + 1 < len(arguments):
            return arguments[position + 1]
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
    return None
