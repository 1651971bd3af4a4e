"""The add-in in a LibreOffice of the tests' own, with macros allowed."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from perfxl.addin import package
from perfxl.engines.office import find_python, find_soffice

ROOT = Path(__file__).parents[2]


class Desk:
    """The far end of desk.py: its methods, by name."""

    def __init__(self, folder: Path, pipe: str) -> None:
        soffice = find_soffice()
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        environment |= {"TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
        # for the Python the add-in starts: this checkout, and the soffice its workbook is open in
        environment |= {"PYTHONPATH": str(ROOT), "PERFXL_LANG": "zh", "PERFXL_OFFICE": f"pipe,name={pipe};urp;"}
        script = Path(__file__).with_name("desk.py")
        self.trap = folder / "trap"  # the current folder: what lies in it must never be imported
        (self.trap / "perfxl").mkdir(parents=True)
        (self.trap / "perfxl/__init__.py").write_text(f"open({str(folder / 'caught')!r}, 'w')\nraise SystemExit(9)")
        self.caught = folder / "caught"
        command = [find_python(soffice), script, soffice, folder / "profile", pipe]
        self._process = subprocess.Popen(
            [str(word) for word in command], env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=self.trap,
        )  # fmt: skip
        self._receive()

    def _receive(self) -> Any:
        assert self._process.stdout is not None
        answer = json.loads(self._process.stdout.readline() or '{"error": "LibreOffice ended"}')
        if "error" in answer:
            raise AssertionError(answer["error"])
        return answer.get("result")

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: object) -> Any:
            assert self._process.stdin is not None
            plain = [str(item) if isinstance(item, Path) else item for item in arguments]
            self._process.stdin.write(json.dumps([name, *plain]) + "\n")
            self._process.stdin.flush()
            return self._receive()

        return call

    def rehearse(self, **answers: object) -> None:
        """Answer every question from now on with these, and keep what is said."""
        self.run("PerfxlAsk.PerfxlRehearse", "\n".join(f"{key}={value}" for key, value in answers.items()))

    def heard(self) -> list[tuple[str, str]]:
        """What was said since `rehearse`: the kind of message and its text."""
        told = str(self.run("PerfxlAsk.PerfxlHeard")).replace("\r", "")
        return [(kind, text) for kind, _, text in (line.partition("\t") for line in told.split("\n")) if kind]

    def pressed(self, button: str, within: float = 60) -> list[tuple[str, str]]:
        """Press a button and wait until it has ended; everything said since `rehearse`."""
        self.press(button)
        until = time.monotonic() + within
        while self.run("PerfxlRun.PerfxlRunning"):
            assert time.monotonic() < until, f"{button} still runs"
            time.sleep(0.1)
        return self.heard()

    def addin(self, path: Path, python: Path, deadline: int = 60) -> list[str]:
        """Open the add-in that ships, with this interpreter; its modules."""
        settings = {package.PYTHON: str(python), "deadline": str(deadline)}
        path.write_bytes(package.with_settings(package.SHIPPED.read_bytes(), settings))
        return list(self.open(path, True))

    def finish(self) -> None:
        with contextlib.suppress(OSError):
            self._process.communicate(timeout=20)


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """One LibreOffice for a module; ended and its files removed whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix="perfxl-desk-"))
    made = Desk(folder, f"desk{uuid.uuid4().hex}")
    try:
        yield made
    finally:
        made.finish()
        shutil.rmtree(folder, ignore_errors=True)
