"""An Excel on Windows for the add-in's VBA, played by Python: the VBA interpreter of pyOpenVBA runs the very sources.

It proves what the VBA asks of Excel and Windows, and in which order; not that Excel does it. The status file and
VBA's own Shell are played too, as the interpreter opens no files and starts no programs.
"""

from __future__ import annotations

import datetime
import warnings
from collections.abc import Sequence

from perfxl.addin import build, package

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pyopenvba.interpreter import NOTHING, HostBridge, Interpreter, VBAObject, VBARuntimeError
    from pyopenvba.interpreter._runtime import UNRESOLVED

FILES = '''Attribute VB_Name = "PerfxlFiles"
Public Function NewStatusFile() As String
    NewStatusFile = Application.TestStatusFile
End Function
Public Function LastLine(path As String) As String
    LastLine = Application.TestLastLine(path)
End Function
Public Sub Forget(path As String)
    Application.TestForget path
End Sub
Public Function FileThere(path As String) As Boolean
    FileThere = Application.TestFileThere(path)
End Function
'''


class Thing(VBAObject):
    """An object of these members, and no others; what is asked of it is noted."""

    def __init__(self, **members: object) -> None:
        self.members = {name.lower(): value for name, value in members.items()}
        self.asked: list[str] = []

    def vba_get(self, name: str, args: Sequence[object] = (), named: dict[str, object] | None = None) -> object:
        self.asked.append(name)
        if name.lower() not in self.members:
            raise VBARuntimeError(438, f"no member {name}")
        found = self.members[name.lower()]
        return found(*args) if callable(found) else found

    def vba_set(
        self, name: str, value: object, args: object = (), named: object = None, *, by_ref: bool = False
    ) -> None:
        self.asked.append(f"{name} =")
        self.members[name.lower()] = value


class Windows(HostBridge):
    """The computer: an Excel, the workbook it shows, the programs started from it."""

    def __init__(self, python: str, book: str | None, deadline: int = 300) -> None:
        settings = package.settings_sheet({package.PYTHON: python, "deadline": str(deadline)})
        rows = package.rows_of(settings)
        self.variables = {"TEMP": r"C:\Users\a\AppData\Local\Temp"}
        self.started: list[str] = []
        self.processes: list[Thing] = []
        self.scheduled: list[tuple[object, str]] = []
        self.forgotten: list[str] = []
        self.line = ""
        self.start_error = ""
        self.files: set[str] = set()
        self.has_script_host = True
        self.by_shell: list[str] = []
        cells = {(number, column + 1): row[column] for number, row in enumerate(rows, 1) for column in (0, 1)}
        sheet = Thing(Cells=lambda row, column: Thing(Value=cells.get((int(row), int(column)), "")))
        self.addin = Thing(Name="perfxl.xlam", Path=r"C:\start", Worksheets=lambda number: sheet)
        self.book = NOTHING if book is None else Thing(FullName=book)
        self.application = Thing(
            Version="16.0", Name="Microsoft Excel", Path=r"C:\Program Files\Office16", Hwnd=4242,
            OnTime=lambda when, procedure: self.scheduled.append((when, procedure)),
            EnableEvents=True, DisplayAlerts=True, ScreenUpdating=True, GetOpenFilename=False, GetSaveAsFilename=False,
            TestStatusFile=r"C:\Users\a\AppData\Local\Temp\1.status",
            TestShell=lambda command, style: self.by_shell.append(command),
            TestFileThere=lambda path: path in self.files, TestLastLine=lambda path: self.line,
            TestForget=self.forgotten.append,
        )  # fmt: skip
        self.shell = Thing(ExpandEnvironmentStrings=self._expand, Exec=self._execute)
        self.vba = Interpreter(self)
        self.now = datetime.datetime(2026, 11, 22, 9, 0, 0)  # noqa: DTZ001 - what a clock on the wall shows
        self.vba.freeze(self.now)
        for name, source in (build.modules() | {"PerfxlFiles": FILES}).items():
            played = source.replace("    Shell toRun, 0\n", "    Application.TestShell toRun, 0\n")
            self.vba.add_module(played, name=name)

    def _expand(self, text: str) -> str:
        for name, value in self.variables.items():
            text = text.replace(f"%{name}%", value)
        return text

    def _execute(self, command: str) -> Thing:
        if self.start_error:
            raise VBARuntimeError(-2147024894, self.start_error)
        self.started.append(command)
        process = Thing(Status=0, Terminate=lambda: None, StdErr=Thing(ReadAll="No module named perfxl"))
        self.processes.append(process)
        return process

    def global_object(self, name: str) -> object:
        known: dict[str, object] = {"application": self.application, "thisworkbook": self.addin}
        return {**known, "activeworkbook": self.book}.get(name.lower(), UNRESOLVED)

    def create(self, type_name_: str) -> object:
        if not self.has_script_host:
            raise VBARuntimeError(429, "ActiveX component can't create object")
        return self.shell if type_name_ == "WScript.Shell" else UNRESOLVED

    def press(self, button: str) -> None:
        self.vba.run(f"PerfxlRibbon.{button}", [NOTHING])

    def tick(self, seconds: float = 1, line: str | None = None) -> None:
        """The clock goes on, and Excel runs what was scheduled."""
        if line is not None:
            self.line = line
        self.now += datetime.timedelta(seconds=seconds)
        self.vba.freeze(self.now)
        _, procedure = self.scheduled.pop(0)
        assert procedure == "'perfxl.xlam'!PerfxlRun.PerfxlTick"
        self.vba.run("PerfxlRun.PerfxlTick")

    @property
    def told(self) -> list[tuple[str, str]]:
        """Every dialog so far: its kind and its text."""
        return [(kind, text) for kind, text, _, _ in self.vba.dialogs]


def split(command: str) -> list[str]:
    """A command line as CommandLineToArgvW and Microsoft's C library take it apart."""
    words: list[str] = []
    word, quoted, slashes, inside = "", False, 0, False
    for letter in command + " ":
        if letter == "\\":
            slashes += 1
            inside = True
            continue
        if letter == '"':
            word += "\\" * (slashes // 2)
            if slashes % 2:
                word += '"'
            else:
                quoted = not quoted
            inside = True
        else:
            word += "\\" * slashes
            if letter in " \t" and not quoted:
                if inside:
                    words.append(word)
                word, inside = "", False
            else:
                word += letter
                inside = True
        slashes = 0
    assert not quoted
    return words
