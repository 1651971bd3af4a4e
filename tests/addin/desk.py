"""A LibreOffice with macros allowed, obeying JSON lines: desk.py SOFFICE PROFILE PIPE, under a Python that has uno.

perfxl's own sessions never run a macro; this one is for the add-in's own, and for nothing but these tests.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import uno

SOFFICE, PROFILE, PIPE = sys.argv[1:]
RESTART = 81  # soffice wants to be started again after it has made its profile
ADDIN = "Calc MS Excel 2007 VBA XML"  # LibreOffice does not know an .xlam by itself
ALWAYS = 4  # com.sun.star.document.MacroExecMode.ALWAYS_EXECUTE_NO_WARN


def launch() -> subprocess.Popen:
    command = [
        SOFFICE, "--headless", "--invisible", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard",
        f"-env:UserInstallation={Path(PROFILE).as_uri()}", f"--accept=pipe,name={PIPE};urp;",
    ]  # fmt: skip
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, start_new_session=True, **streams)


class Desk:
    def __init__(self) -> None:
        self.process = launch()
        self.books = {}
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        until = time.monotonic() + 60
        while True:
            try:
                context = resolver.resolve(f"uno:pipe,name={PIPE};urp;StarOffice.ComponentContext")
                break
            except Exception:
                if time.monotonic() > until:
                    raise
                if self.process.poll() == RESTART:
                    self.process = launch()
                time.sleep(0.1)
        self.desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)

    def _properties(self, **values: object) -> tuple:
        made = []
        for name, value in values.items():
            item = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
            item.Name, item.Value = name, value
            made.append(item)
        return tuple(made)

    def open(self, path: str, addin: bool = False) -> list[str]:
        """The newest is the active workbook. OnTime finds no hidden document, so the add-in is not hidden."""
        allowed = {"FilterName": ADDIN, "MacroExecutionMode": ALWAYS} if addin else {}
        book = self.desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, self._properties(**allowed))
        self.books["addin" if addin else path] = book
        return list(book.BasicLibraries.getByName("VBAProject").getElementNames()) if addin else []

    def run(self, macro: str, *arguments: object) -> object:
        script = self.books["addin"].getScriptProvider().getScript(
            f"vnd.sun.star.script:VBAProject.{macro}?language=Basic&location=document"
        )
        return script.invoke(arguments, (), ())[0]

    def press(self, macro: str) -> None:
        """Call a callback with a stand-in for the button: any object will do, the callbacks do not look at it."""
        self.run(f"PerfxlRibbon.{macro}", self.desktop)

    def type(self, path: str, sheet: str, cell: str, value: object) -> None:
        target = self.books[path].Sheets.getByName(sheet).getCellRangeByName(cell)
        if isinstance(value, str):
            target.String = value
        else:
            target.Value = value

    def sheets(self, path: str) -> list[str]:
        return list(self.books[path].Sheets.getElementNames())

    def store(self, path: str, target: str) -> None:
        """A copy of what is open now."""
        self.books[path].storeToURL(Path(target).as_uri(), self._properties(FilterName="Calc MS Excel 2007 XML"))

    def pdf(self, path: str, target: str) -> None:
        self.books[path].storeToURL(Path(target).as_uri(), self._properties(FilterName="calc_pdf_Export"))

    def close(self, path: str) -> None:
        self.books.pop(path).close(True)

    def end(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def main() -> None:
    desk = Desk()
    print(json.dumps({"ready": True}), flush=True)
    try:
        for line in sys.stdin:
            name, *arguments = json.loads(line)
            try:
                answer = {"result": getattr(desk, name)(*arguments)}
            except Exception as error:
                answer = {"error": getattr(error, "Message", "") or str(error)}
            print(json.dumps(answer), flush=True)
    finally:
        desk.end()
        for socket in Path("/tmp").glob(f"OSL_PIPE_*_{PIPE}"):
            with contextlib.suppress(OSError):
                socket.unlink()


main()
