"""Put the tables of docs/examples.md in place: the shipped workbooks, and the broken returns with their findings.

Run ``python scripts/examples/table.py`` after ``expected.py`` and ``broken.py``. What stands between the marks
``<!-- name -->`` and ``<!-- end -->`` is replaced.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from broken import DESTINATION as BROKEN
from living import DESTINATION as LIVING

PAGE = LIVING.parent / "docs" / "examples.md"


def living() -> str:
    """A line for each workbook of expected.json."""
    lines = ["| workbook | indicators | points | total | rating | errors | warnings |", "|---|---|---|---|---|---|---|"]
    for name, expected in _load(LIVING / "expected.json").items():
        codes = (_codes(expected[severity]) for severity in ("errors", "warnings"))
        figures = (expected[key] for key in ("indicators", "points", "total", "rating"))
        lines.append(_row(f"[{name}](../workbooks/{name})", *map(_shown, figures), *codes))
    return "\n".join(lines)


def broken() -> str:
    """A line for each broken return."""
    lines = ["| file | what is wrong with it | found |", "|---|---|---|"]
    for name, case in _load(BROKEN / "expected.json").items():
        lines.append(_row(f"[{name}](../workbooks/broken/{name})", case["fault"], "<br>".join(case["findings"]) or "—"))
    return "\n".join(lines)


def page(text: str) -> str:
    """The page with both tables as they are now."""
    for name, table in (("living", living()), ("broken", broken())):
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        text, count = pattern.subn(lambda match, table=table: f"{match[1]}{table}\n{match[2]}", text)  # type: ignore[misc]
        if count != 1:
            raise SystemExit(f"{PAGE.name}: no place for the table {name}")
    return text


def _codes(found: dict[str, list[str]]) -> str:
    counted = (f"{code} ×{len(cells)}" if len(cells) > 1 else code for code, cells in found.items())
    return ", ".join(sorted(counted)) or "—"


def _shown(value: Any) -> str:
    return "—" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _load(path: Path) -> dict[str, Any]:
    table: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return table


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
