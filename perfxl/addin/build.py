"""Compiles the VBA sources and makes perfxl.xlam, on any system and without Excel.

Needs pyOpenVBA (extra `addin`), at build time only: the wheel carries the file ready-built, and a test holds it equal
to a fresh build.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from perfxl.addin import package


class NoCompiler(Exception):  # noqa: N818 - what is missing
    """pyOpenVBA is not installed."""


def modules() -> dict[str, str]:
    """The VBA modules of the sources, by name. ASCII, as no code page of a user's Excel may matter."""
    return {path.stem: path.read_text(encoding="ascii") for path in sorted(package.SOURCES.glob("*.bas"))}


def build() -> bytes:
    """perfxl.xlam from the sources; equal bytes from equal sources.

    :raises NoCompiler: pyOpenVBA is not installed.
    """
    try:
        from pyopenvba import ExcelFile  # type: ignore[import-untyped]
    except ImportError as error:
        raise NoCompiler from error
    with tempfile.TemporaryDirectory(prefix="perfxl-addin-") as folder:
        path = Path(folder, "perfxl.xlam")
        with ExcelFile.create_new(path) as book:
            project = book.vba_project()
            project.delete_module("Module1")  # what a new project starts with
            for name, source in modules().items():
                project.add_module(name, source.replace("\n", "\r\n"))
            book.save()
        with ExcelFile(path) as saved:
            return package.assemble(saved.vba_project_bytes())
