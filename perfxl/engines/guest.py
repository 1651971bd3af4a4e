"""Being a guest in somebody's Excel: what is found switched on or off is left like that.

    with guest(app):
        book = app.books[name]
        ...                            # no alert, no event of the user's, no flicker

Whatever happens inside (an error, Ctrl-C, `sys.exit`), calculation mode, screen updating, alerts,
events, interaction and status bar are afterwards what they were. A setting is put back even if
another one cannot be, and what could not be put back is named. The instance is never quit or ended,
no book is opened or closed here.

Interaction is not switched off and the calculation mode is not changed by `guest` itself: a process that
is ended from outside (TerminateProcess) can put nothing back, and a dead Excel, or one that no longer
calculates, is worse than a flicker.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Any

from perfxl.engines import trouble
from perfxl.engines.hygiene import patience
from perfxl.workbook.pour_table import EngineFailed

# In the order in which they are set; put back from the last to the first, so the screen comes on last.
SETTINGS = ("screen_updating", "display_alerts", "enable_events", "interactive", "status_bar", "calculation")
QUIET = ("screen_updating", "display_alerts", "enable_events")


class Kept:
    """Settings of an application as they were found. A name may have a dot: `api.AskToUpdateLinks`.

    What an engine does not have (LibreOffice knows fewer) is neither kept nor put back.
    """

    def __init__(self, app: Any, names: Sequence[str]) -> None:
        self._app = app
        self._found: dict[str, Any] = {}
        for name in names:
            with contextlib.suppress(NotImplementedError):
                self._found[name] = self._read(name)

    def __contains__(self, name: str) -> bool:
        return name in self._found

    def _read(self, name: str) -> Any:
        return reduce(getattr, name.split("."), self._app)

    def set(self, name: str, value: Any) -> None:
        *path, last = name.split(".")
        setattr(reduce(getattr, path, self._app), last, value)

    def put_back(self) -> dict[str, Exception]:
        """Put back what differs from what was found; the settings that could not be, each with its reason."""
        failures: dict[str, Exception] = {}
        for name, value in reversed(self._found.items()):
            try:
                if self._read(name) != value:
                    self.set(name, value)
            except Exception as problem:
                failures[name] = problem
        return failures


@contextlib.contextmanager
def guest(app: Any) -> Iterator[Kept]:
    """Work in an Excel (or LibreOffice) that belongs to the user, and leave it as it was found.

    COM errors leave the block as EngineFailed or EngineUnavailable, in Chinese and English.

    Raises:
        EngineFailed: a setting could not be put back. If the block failed too, its error is raised
            and this is a note to it.
    """
    with trouble.told():
        kept = Kept(app, SETTINGS)
        try:
            for name in QUIET:
                if name in kept:
                    kept.set(name, False)
            yield kept
        except BaseException as problem:
            if (failure := _put_back(kept)) is not None:
                problem.add_note(failure.both)
            raise
        if (failure := _put_back(kept)) is not None:
            raise failure


def _put_back(kept: Kept) -> EngineFailed | None:
    patience.renew()  # whoever waited in vain inside waits once more here: this matters most
    failures = kept.put_back()
    return trouble.failed(trouble.IS_NOT_RESTORED, names=", ".join(failures)) if failures else None


def protected(app: Any) -> int:
    """How many windows show a file in Protected View."""
    return int(app.api.ProtectedViewWindows.Count)
