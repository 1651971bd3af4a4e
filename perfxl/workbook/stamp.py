"""One blank template, many departments: built once, then stamped with each name.

Building a template takes a second or two, replacing a name in its parts some hundredths. A test holds a stamped
template against one built for that department, part by part.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from perfxl.form import Form
from perfxl.workbook.write import blank, new_workbook, workbook_bytes

# Stands for the department in the template that is stamped; no form and no formula contains it.
_PLACE = "perfxl-department-7c41e9"
# Names that may be put into XML as they are. Others (a leading "=" needs its quote prefix) are built for themselves.
_ODD = r"\s\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff"
_PLAIN = re.compile(rf"[^=+\-@{_ODD}](?: ?[^{_ODD}])*")


class Stamp:
    """Writes the blank template of one form and year for any department."""

    def __init__(self, form: Form, year: int | None) -> None:
        self.form = form
        self.year = year
        self._parts: list[tuple[zipfile.ZipInfo, bytes]] = []

    def write(self, path: str | os.PathLike[str], department: str) -> None:
        """Write the department's template to *path* (replacing what stands there)."""
        if not _PLAIN.fullmatch(department):
            new_workbook(path, self.form, department=department, year=self.year)
            return
        target = Path(path)
        partial = target.with_name(f".{target.name[:60]}.part")
        try:
            partial.write_bytes(self._stamped(department))
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)

    def _stamped(self, department: str) -> bytes:
        name = escape(department).encode()  # it stands in text only, never in an attribute
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as new:
            for part, data in self._template():
                new.writestr(part, data.replace(_PLACE.encode(), name), zipfile.ZIP_DEFLATED, 9)
        return out.getvalue()

    def _template(self) -> list[tuple[zipfile.ZipInfo, bytes]]:
        if not self._parts:
            built = workbook_bytes(blank(self.form, department=_PLACE, year=self.year))
            with zipfile.ZipFile(io.BytesIO(built)) as archive:
                self._parts = [
                    (zipfile.ZipInfo(part.filename, part.date_time), archive.read(part)) for part in archive.infolist()
                ]
        return self._parts
