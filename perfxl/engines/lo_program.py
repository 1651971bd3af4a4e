"""Where LibreOffice is on this machine, which Python can talk to it, and the settings we run it with."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

from perfxl.engines import lo_words, trouble

# Settings of the private profile: no macros, no link updates, recalculate whatever is loaded, no lock
# files (a killed soffice would leave them beside the workbook), no welcome.
SETTINGS = (
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Calc/Content/Update", "Link", "2"),
    ("Calc/Formula/Load", "OOXMLRecalcMode", "0"),
    ("Common/Misc", "UseLocking", "false"),
    ("Common/Misc", "UseDocumentOOoLockFile", "false"),
    ("Common/Misc", "UseDocumentSystemFileLocking", "false"),
    ("Common/Misc", "FirstRun", "false"),
)


def profile_settings() -> str:
    """The settings file of the private profile."""
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in SETTINGS
    )
    return f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'


def find_soffice() -> str:
    """The soffice program: on the PATH, else where the installers put it."""
    usual = [
        "/Applications/LibreOffice.app/Contents/MacOS/soffice",
        *(
            str(Path(root, "LibreOffice", "program", "soffice.exe"))
            for root in (os.environ.get("PROGRAMFILES"), os.environ.get("PROGRAMFILES(X86)"))
            if root
        ),
    ]
    for candidate in (shutil.which("soffice"), shutil.which("libreoffice"), *usual):
        if candidate and os.path.exists(candidate):
            return candidate
    raise trouble.unavailable(lo_words.IS_ABSENT)


@functools.lru_cache(maxsize=4)
def find_python(soffice: str) -> str:
    """A Python that can import uno: LibreOffice's own, the system's, or this one; tried, then remembered."""
    program = Path(soffice).resolve().parent
    own = [program / "python.exe", program / "python", program.parent / "Resources" / "python"]
    others = ["/usr/bin/python3", sys.executable, shutil.which("python3")]
    for candidate in [*map(str, own), *others]:
        if not candidate or not os.path.isfile(candidate):
            continue
        probe = subprocess.run(
            [candidate, "-I", "-c", "import uno"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            check=False,
        )
        if probe.returncode == 0:
            return candidate
    raise trouble.unavailable(lo_words.HAS_NO_PYTHON)
