"""Make the foreign workbooks: the two real sheets and their self-evaluations as other bureaus lay them out.

Run ``python scripts/examples/foreign.py [DIRECTORY]``. Every workbook is written with openpyxl and saved
once more by LibreOffice, so that it has shared strings as workbooks of spreadsheet programs have.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import evaluation_form
import goal_form
from computed import with_values
from example_data import HERE, NAMES, load
from openpyxl import Workbook

DESTINATION = HERE.parent.parent / "workbooks" / "foreign"

# Where the Chinese fonts of the forms are missing, LibreOffice would write its own substitute into the file
# unless the font found in their place has Chinese letters.
FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <alias binding="same"><family>宋体</family><accept><family>Noto Serif CJK SC</family></accept></alias>
  <alias binding="same"><family>仿宋</family><accept><family>Noto Serif CJK SC</family></accept></alias>
</fontconfig>
"""


def workbooks() -> Iterator[tuple[str, Workbook]]:
    """Yield the name and the content of every foreign workbook."""
    for name in NAMES:
        data = load(name)
        goals = goal_form.build(data, goal_form.LAYOUTS[name])
        evaluation = evaluation_form.build(data, evaluation_form.LAYOUTS[name])
        yield f"{data['short_name']}-绩效目标表.xlsx", goals
        yield f"{data['short_name']}-绩效自评表.xlsx", evaluation


def make(destination: Path) -> list[Path]:
    """Write all foreign workbooks into a directory and return their paths."""
    destination.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        written = []
        for name, book in workbooks():
            written.append(Path(scratch) / name)
            book.save(written[-1])
        _save_with_libreoffice(written, destination, Path(scratch))
    made = [destination / path.name for path in written]
    for path in made:
        path.write_bytes(with_values(path))
    return made


def _save_with_libreoffice(paths: list[Path], destination: Path, scratch: Path) -> None:
    """Convert workbooks to .xlsx with a LibreOffice that has its own empty user profile."""
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        raise SystemExit("LibreOffice (soffice) is needed to make the foreign workbooks")
    fontconfig = scratch / "config" / "fontconfig" / "fonts.conf"
    fontconfig.parent.mkdir(parents=True)
    fontconfig.write_text(FONTCONFIG, encoding="utf-8")
    command = [soffice, f"-env:UserInstallation={(scratch / 'profile').as_uri()}", "--headless",
               "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(destination), *map(str, paths)]
    environment = os.environ | {"XDG_CONFIG_HOME": str(scratch / "config")}
    subprocess.run(command, check=True, capture_output=True, timeout=300, env=environment)


if __name__ == "__main__":
    for made in make(Path(sys.argv[1]) if len(sys.argv) > 1 else DESTINATION):
        print(made)
