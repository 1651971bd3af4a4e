"""The recalculation of a batch in the ledger: its rule blocks and actual values poured, what differs written back.

Rows are poured some thousand at a time, whole workbooks together, and a workbook's scores are written in one
transaction. A workbook the same engine has recomputed is not poured again, unless another import wrote it anew
between pouring and writing.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from msgspec.structs import replace
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from perfxl.block import Block
from perfxl.engines.recalc import Poured, pour_scores
from perfxl.finance.intake import Progress, Step, silent
from perfxl.finance.ledger import Ledger, finding_row, hold
from perfxl.finance.schema import actuals, findings, indicators, rules, scores, sheets, sightings, workbooks
from perfxl.findings import Finding, finding
from perfxl.numbers import cents, plain
from perfxl.scoring.kinds import Manual
from perfxl.workbook.pour_table import Recalculator

ROWS_AT_ONCE = 2_000
"""Some 80 workbooks: few enough that two hundred take as much memory as two thousand."""

Score = Decimal | str | None


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the ledger that is poured, with what its score is held against."""

    sha256: str
    row: int
    poured: Poured
    python: Decimal | None
    manual: bool


def recompute(ledger: Ledger, batch: int, engine: Recalculator, progress: Progress = silent) -> None:
    """Pour every self-evaluation a batch met and write the engine's scores and the findings they give.

    :raises EngineFailed: the engine did not deliver; what it delivered before is in the ledger.
    """
    waiting = _waiting(ledger, batch, engine.name)
    progress(Step("recalc", 0, len(waiting)))
    done = 0
    with contextlib.ExitStack() as stack:
        if waiting and isinstance(engine, contextlib.AbstractContextManager):
            stack.enter_context(engine)  # one program for all portions
        total = len(waiting)
        while waiting:
            outdated = []
            for some in _portions(ledger, waiting):
                rows = [row for workbook in some for row in workbook]
                answers = iter(pour_scores(engine, [row.poured for row in rows]))
                for workbook in some:
                    if not _write(ledger, engine.name, [(row, next(answers)) for row in workbook]):
                        outdated.append(workbook[0].sha256)
                        continue
                    done += 1
                    progress(Step("recalc", done, total))
            waiting = outdated


def _waiting(ledger: Ledger, batch: int, engine: str) -> list[str]:
    """The batch's workbooks with rows that this engine has not seen; and those scored anew, by other goals or none."""
    met = select(sightings.c.sha256).where(sightings.c.batch == batch)
    anew = select(sheets.c.sha256).where(sheets.c.standards_from.is_not(None))
    here = scores.c.sha256.in_(met) & (scores.c.engine != engine)
    wanted = select(scores.c.sha256).where(here | (scores.c.sha256.in_(anew) & (scores.c.engine == ""))).distinct()
    with ledger.reading() as connection:
        return list(connection.scalars(wanted.order_by(scores.c.sha256)))


def _portions(ledger: Ledger, workbooks_waiting: Iterable[str]) -> Iterator[list[list[_Row]]]:
    """The rows of some workbooks at a time, about as many as an engine takes at once."""
    some: list[list[_Row]] = []
    count = 0
    for sha256 in workbooks_waiting:
        with ledger.reading() as connection:
            rows = list(_rows(connection, sha256))
        if not rows:  # it is no self-evaluation any more
            continue
        if count and count + len(rows) > ROWS_AT_ONCE:
            yield some
            some, count = [], 0
        some.append(rows)
        count += len(rows)
    if some:
        yield some


def _rows(connection: Connection, sha256: str) -> Iterator[_Row]:
    same_row = (rules.c.sha256 == scores.c.sha256) & (rules.c.row == scores.c.row)
    same_name = (indicators.c.sha256 == scores.c.sha256) & (indicators.c.row == scores.c.row)
    same_actual = (actuals.c.sha256 == scores.c.sha256) & (actuals.c.row == scores.c.row)
    wanted = (
        select(
            *(scores.c.row, scores.c.sheet, scores.c.cell, scores.c.score, scores.c.reported),
            *(rules.c.kind, rules.c.block, indicators.c.name, actuals.c.value, actuals.c.word),
            *(sheets.c.department_text, workbooks.c.name.label("file")),
        )
        .join(rules, same_row)
        .join(indicators, same_name)
        .join(sheets, sheets.c.sha256 == scores.c.sha256)
        .join(workbooks, workbooks.c.sha256 == scores.c.sha256)
        .outerjoin(actuals, same_actual)
        .where(scores.c.sha256 == sha256)
        .order_by(scores.c.row)
    )
    for row in connection.execute(wanted):
        block = replace(Block.from_texts(row.block), actual=row.word if row.value is None else row.value)
        file = row.file.rpartition("/")[2]
        poured = Poured(file, row.department_text, row.sheet, row.cell, row.name, row.reported, block)
        yield _Row(sha256, row.row, poured, row.score, row.kind == Manual.kind)


def _write(ledger: Ledger, engine: str, answers: Sequence[tuple[_Row, Score]]) -> bool:
    """Write what an engine gave for a workbook; ``False``: its rows are others now, and nothing was written."""
    values = [
        {
            "its_workbook": row.sha256,
            "its_row": row.row,
            "engine": engine,
            "engine_score": score if isinstance(score, Decimal) else None,
            "engine_text": score[:40] if isinstance(score, str) else "",
        }
        for row, score in answers
    ]
    sha256 = answers[0][0].sha256
    its = (scores.c.sha256 == bindparam("its_workbook")) & (scores.c.row == bindparam("its_row"))
    names = ("engine", "engine_score", "engine_text")
    with ledger.writing() as connection:
        hold(connection, sha256)
        if list(_rows(connection, sha256)) != [row for row, _ in answers]:
            return False
        connection.execute(update(scores).where(its).values({name: bindparam(name) for name in names}), values)
        connection.execute(delete(findings).where(findings.c.sha256 == sha256, findings.c.origin == "recalc"))
        misreported = select(findings.c.cell).where(findings.c.sha256 == sha256, findings.c.code == "E008")
        told = [
            finding_row(found, sha256, "recalc", place, indicator=row.poured.name, content=content)
            for place, (row, found, content) in enumerate(
                _differences(answers, set(connection.scalars(misreported))), 1
            )
        ]
        if told:
            connection.execute(insert(findings), told)
    return True


def _differences(
    answers: Iterable[tuple[_Row, Score]], misreported: Collection[str | None]
) -> Iterator[tuple[_Row, Finding, str]]:
    """What does not agree, and the scores it is about. What a person scores, no engine is held against.

    A score that was reported wrongly is told once: X002 does not repeat what checking said (E008) of a cell where
    engine and Python agree.
    """
    for row, score in answers:
        if row.manual:
            continue
        place = {"sheet": row.poured.sheet, "cell": row.poured.cell, "field": "得分"}
        given, python, reported = _shown(score), _shown(row.python), row.poured.reported
        agree = score == row.python
        if not agree:
            yield row, finding("X001", value=given, expected=python, **place), f"{given}\n{python}"
        if agree and row.poured.cell in misreported:
            continue
        if reported is not None and isinstance(score, Decimal) and cents(reported) != score:
            said = plain(cents(reported))
            yield row, finding("X002", value=said, expected=given, **place), f"{said}\n{given}"


def _shown(score: Score) -> str:
    return "-" if score is None else score if isinstance(score, str) else plain(score)
