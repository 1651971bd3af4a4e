"""The tables of standards as cases: a sentence, what stands beside it, and what actual values score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from perfxl.scoring.standard import Standard, parse_standard, read_actual

TABLES = Path(__file__).parent / "tables"


@dataclass(frozen=True)
class Case:
    """One row of a table."""

    text: str
    sign: str
    target: str
    unit: str
    points: str
    name: str
    expected: str

    def read(self) -> Standard:
        return parse_standard(
            self.text,
            comparator=self.sign,
            target=self.target,
            unit=self.unit,
            points=Decimal(self.points) if self.points else None,
            name=self.name,
            year=2026,
        )

    @property
    def refused(self) -> bool:
        return self.expected.startswith("!")

    @property
    def scores(self) -> dict[str, str]:
        """Expected scores by actual value, as text; ``?`` where there is none."""
        pairs = (pair.rpartition("=") for pair in self.expected.split(" "))
        return {actual: score for actual, _, score in pairs}

    def scored(self, standard: Standard) -> dict[str, str]:
        """What the standard gives for the same values."""
        found = {actual: read_actual(actual, standard)[0] for actual in self.scores}
        return {actual: "?" if score is None else f"{score.normalize():f}" for actual, score in found.items()}


def case(line: str) -> Case:
    """A row of a table; ``↵`` is a line break."""
    text, beside, expected = line.split(" | ")
    columns = ["" if column == "-" else column for column in beside.split(" ")]
    return Case(text.replace("↵", "\n"), *(columns + [""] * 5)[:5], expected)  # type: ignore[arg-type]


def cases(table: str) -> Iterator[Case]:
    """The rows of a table."""
    for line in (TABLES / f"{table}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("# "):
            yield case(line)


ALL = [(table.stem, case) for table in sorted(TABLES.glob("*.txt")) for case in cases(table.stem)]
