"""Which earlier sheets of a department a sheet may be a copy of: one query for a workbook, read no further if none.

Only names and actual values are asked for here; what is alike is then held against each other whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Connection, and_, select

from perfxl.finance import compare
from perfxl.finance.schema import actuals, indicators


def alike(connection: Connection, sha256: str, year: int, older: Mapping[str, int]) -> list[str]:
    """Of the *older* sheets (with their years, all before *year*) those with the same names and actual values."""
    same_row = and_(actuals.c.sha256 == indicators.c.sha256, actuals.c.row == indicators.c.row)
    wanted = (
        select(indicators.c.sha256, indicators.c.name, actuals.c.typed)
        .outerjoin(actuals, same_row)
        .where(indicators.c.sha256.in_([sha256, *older]))
    )
    said: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in connection.execute(wanted):
        said[row.sha256].append((row.name, row.typed or ""))

    def plain(rows: list[tuple[str, str]], before: int) -> list[list[str]]:
        return sorted([compare.undated(text, (before, year)) for text in row] for row in rows)

    mine = said[sha256]
    return [
        one for one, before in older.items()
        if len(said[one]) == len(mine) and plain(said[one], before) == plain(mine, before)
    ]  # fmt: skip
