"""perfxl with an engine that is wrong now and then: one score in fifty is a point too high.

    python -m benchmarks.intake.lying import … --engine embedded

No honest engine disagrees with perfxl, so what the ledger says then (X001) has to be brought about. Which scores
it lies about depends on file and cell alone: who holds the ledger against the truth knows them too.
"""

from __future__ import annotations

import zlib
from pathlib import Path

from perfxl.cli import main
from perfxl.engines import embedded
from perfxl.engines.pour import Table, Value
from perfxl.engines.recalc import IDENTIFYING
from perfxl.scoring.formula import OUTPUTS

_ONE_IN = 50
_FILE, _CELL = IDENTIFYING.index("文件"), IDENTIFYING.index("单元格")
_SCORE = [key for key, _ in OUTPUTS].index("score")


def lies(file: str, cell: str) -> bool:
    """Whether it lies about the score in a cell of a file, given by its name without folders."""
    return zlib.crc32(f"{file}!{cell}".encode()) % _ONE_IN == 0


class Lying(embedded.EmbeddedRecalculator):
    """The embedded engine, and a point more where it lies."""

    def pour(self, table: Table, save_as: Path | None = None) -> list[tuple[Value, ...]]:
        found = super().pour(table, save_as)
        for place, (row, outputs) in enumerate(zip(table.rows, found, strict=True)):
            score = outputs[_SCORE]
            if isinstance(score, float | int) and lies(str(row[_FILE]), str(row[_CELL])):
                found[place] = (*outputs[:_SCORE], score + 1, *outputs[_SCORE + 1 :])
        return found


if __name__ == "__main__":
    embedded.EmbeddedRecalculator = Lying  # type: ignore[misc]
    main()
