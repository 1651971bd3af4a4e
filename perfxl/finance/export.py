"""The indicators of the returns that count, for other systems: the KPI_* table, and the same as JSON or Parquet.

The KPI_* fields and their lengths are those of the integrated budget system. A text that is too long is told and
written whole: what to cut is for people to decide.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from perfxl.finance.html import shown
from perfxl.finance.places import standing
from perfxl.finance.results import Results, Returned, Scored
from perfxl.numbers import plain
from perfxl.workbook.plain_table import write_plain

__all__ = [
    "FORMATS",
    "LENGTHS",
    "Exported",
    "Gap",
    "NoParquet",
    "TooLong",
    "export",
    "full_rows",
    "gaps",
    "kpi_returns",
    "kpi_rows",
    "too_long",
]

FORMATS = ("kpi", "csv", "json", "parquet")

LENGTHS = {
    "KPI_LV1": 300, "KPI_LV2": 300, "KPI_LV3": 300, "KPI_CONTENT": 2000, "KPI_EVALSTD": 2000, "KPI_VAL": 1000,
    "KPI_REMARK": 2000, "MOF_DIV_CODE": 9, "FISCAL_YEAR": 4, "AGENCY_CODE": 21,
}  # fmt: skip
"""The fields in their order, each with the most characters it may have."""

COLUMNS = (
    *("department", "code", "known", "year", "stage", "file", "sha256", "row", "level1", "level2", "name"),
    *("comparator", "target", "unit", "points", "definition", "standard", "remark", "not_applicable", "kind", "basis"),
    "standard_from",
    *("actual", "cause", "score", "reported", "total", "rating"),
)
"""What a full row has."""

# Excel in Chinese takes the wide signs for the narrow ones.
_ACTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_EXACTLY = re.compile(r"＝[\d.,]+[^(|!（]*")  # a target that has to be met exactly, not a formula


@dataclass(frozen=True, slots=True)
class TooLong:
    """A text longer than its field: whose, where, how long it is and may be."""

    department: str
    sheet: str
    cell: str
    field: str
    length: int
    limit: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A KPI_* field that stays empty for want of something, and the returns it is empty for.

    ``why`` is ``roster`` (the ledger has no list of departments), ``unknown`` (the department is not on it: its rows
    are left out), ``code`` (the list has no code of it), ``year`` (none stands on the sheet) or ``division`` (none
    was given).
    """

    field: str
    why: str
    departments: tuple[str, ...]


class Exported(tuple[int, list[TooLong]]):
    """Of how many returns indicators were written, and the texts too long for their field; what is left empty beside.

    >>> returns, long = exported
    """

    gaps: list[Gap]

    @classmethod
    def of(cls, returns: int, long: list[TooLong], gaps: list[Gap]) -> Exported:
        made = cls((returns, long))
        made.gaps = gaps
        return made


class NoParquet(Exception):  # noqa: N818 - a fact, read as "when there is none"
    """Writing Parquet needs pyarrow, which is not installed."""


def export(results: Results, path: Path, form: str, division: str = "") -> None:
    """Write the indicators to *path* in one of :data:`FORMATS`, replacing what stands there.

    :raises NoParquet: pyarrow is not installed.
    """
    if form == "kpi":
        rows = kpi_rows(results, division)
        write_plain(path, "KPI", tuple(LENGTHS), [tuple(row.values()) for row in rows])
    elif form == "csv":
        path.write_bytes(_csv(kpi_rows(results, division)))
    elif form == "json":
        path.write_text(json.dumps(full_rows(results), ensure_ascii=False, indent=1) + "\n", "utf-8")
    else:
        _parquet(results, path)


def kpi_returns(results: Results) -> tuple[Returned, ...]:
    """The returns whose indicators the KPI_* table has: of a department's year the goals, else the self-evaluation.

    Both hold the same indicators; the system they go to must not get them twice. Whose return is of nobody on the list
    is left out: with no AGENCY_CODE its rows are nobody's, and the department may be there under its right name.
    """
    whose = [one for one in results.returns if one.known or not results.roster]
    goals = {(one.department, one.year) for one in whose if one.known and one.stage == "goals"}
    return tuple(
        one for one in whose
        if one.stage == "goals" or not one.known or (one.department, one.year) not in goals
    )  # fmt: skip


def kpi_rows(results: Results, division: str = "") -> list[dict[str, str]]:
    """One row an indicator that applies, every field as text. *division* is the code of the finance bureau's area."""
    return [
        {
            "KPI_LV1": shown(row.level1),
            "KPI_LV2": shown(row.level2),
            "KPI_LV3": shown(row.name),
            "KPI_CONTENT": shown(row.definition),
            "KPI_EVALSTD": shown(row.standard),
            "KPI_VAL": shown(_target(row)),
            "KPI_REMARK": shown(row.remark),
            "MOF_DIV_CODE": division,
            "FISCAL_YEAR": "" if one.year is None else str(one.year),
            "AGENCY_CODE": one.code,
        }
        for one, row in _applying(results)
    ]


def too_long(results: Results, division: str = "") -> list[TooLong]:
    """Every text of the KPI_* table that its field does not hold."""
    cells = {"KPI_LV1": "level1", "KPI_LV2": "level2", "KPI_LV3": "name", "KPI_CONTENT": "definition",
             "KPI_EVALSTD": "standard", "KPI_VAL": "target", "KPI_REMARK": "remark"}  # fmt: skip
    return [
        TooLong(
            one.department, *standing(row.cells.get(cells.get(field, ""), ""), row.sheet), field, len(text),
            LENGTHS[field],
        )
        for (one, row), fields in zip(_applying(results), kpi_rows(results, division), strict=True)
        for field, text in fields.items()
        if len(text) > LENGTHS[field]
    ]


def gaps(results: Results, division: str = "") -> list[Gap]:
    """What the system will miss in the KPI_* table: fields that stay empty, and returns that are left out."""

    def with_rows(some: Iterable[Returned]) -> list[Returned]:
        return [one for one in some if any(not row.not_applicable for row in one.indicators)]

    rows = with_rows(kpi_returns(results))
    found = [
        ("AGENCY_CODE", "unknown", with_rows(results.unknown)),
        ("AGENCY_CODE", "roster", [one for one in rows if not one.known]),
        ("AGENCY_CODE", "code", [one for one in rows if one.known and not one.code]),
        ("FISCAL_YEAR", "year", [one for one in rows if one.year is None]),
        ("MOF_DIV_CODE", "division", [] if division else rows),
    ]
    return [Gap(field, why, tuple(one.department or one.file for one in some)) for field, why, some in found if some]


def full_rows(results: Results) -> list[dict[str, Any]]:
    """One row an indicator with all there is: exact figures as text, so that nothing is rounded on the way."""
    return [_full(one, row) for one in results.returns for row in one.indicators]


def _full(one: Returned, row: Scored) -> dict[str, Any]:
    values = {name: getattr(row, name, None) for name in COLUMNS}
    of_return = ("department", "code", "known", "year", "stage", "file", "sha256", "total", "rating")
    values |= {name: getattr(one, name) for name in of_return} | {"actual": row.typed}
    return {name: plain(value) if isinstance(value, Decimal) else value for name, value in values.items()}


def _csv(rows: Sequence[dict[str, str]]) -> bytes:
    """UTF-8 with the mark Excel needs; a text that a spreadsheet would calculate begins with an apostrophe."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(LENGTHS)
    writer.writerows([_harmless(text) for text in row.values()] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def _parquet(results: Results, path: Path) -> None:
    try:
        import pyarrow  # type: ignore[import-untyped]
        from pyarrow import parquet
    except ImportError as error:
        raise NoParquet(str(error)) from error
    types = dict.fromkeys(("known", "not_applicable"), pyarrow.bool_())
    types |= dict.fromkeys(("year", "row"), pyarrow.int32())
    schema = pyarrow.schema([(name, types.get(name, pyarrow.string())) for name in COLUMNS])
    parquet.write_table(pyarrow.Table.from_pylist(full_rows(results), schema=schema), path)


def _applying(results: Results) -> Iterator[tuple[Returned, Scored]]:
    return ((one, row) for one in kpi_returns(results) for row in one.indicators if not row.not_applicable)


def _target(row: Scored) -> str:
    """``≥90%``; a level or a date after 定性 stands alone."""
    sign = "" if row.comparator == "定性" else row.comparator
    return f"{sign}{row.target}{row.unit}"


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_ACTS) and not _EXACTLY.fullmatch(text) else text
