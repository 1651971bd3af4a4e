"""Ledgers as plain rows, to be compared; and an intake without workbooks and workers, for what has to be quick."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Self

from sqlalchemy import select

from perfxl.engines.batch import recompute
from perfxl.finance.digest import Digest
from perfxl.finance.intake import take_in
from perfxl.finance.ledger import Batch, Ledger
from perfxl.finance.schema import metadata
from perfxl.finance.worker import Task
from perfxl.scoring.formula import OUTPUTS
from perfxl.workbook.pour_table import Table, Value
from tests.finance.returns import NOW, D, bare, indicator, refused, returned

TIMES = {"batches": ("started", "finished"), "waivers": ("at", "withdrawn_at")}

Rows = dict[str, list[tuple[object, ...]]]


def rows_of(ledger: Ledger) -> Rows:
    """Every row of a ledger in the order of its keys, without the times of importing."""
    tables = {}
    with ledger.reading() as connection:
        for table in metadata.sorted_tables:
            columns = [column for column in table.columns if column.name not in TIMES.get(table.name, ())]
            found = connection.execute(select(*columns)).all()
            tables[table.name] = sorted((tuple(row) for row in found), key=repr)
    return tables


def file(folder: Path, name: str, *words: str) -> Path:
    """A file that :class:`Readers` takes for a return: department, then ``target=90`` and the like; or ``refused``.

    ``goals`` makes it a goal sheet, ``bare`` a self-evaluation that is scored by one: with ``gives=8`` its first row
    gets 8 points.
    """
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(";".join(words), "utf-8")
    return path


class Readers:
    """Reads such files in this process."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def cancel(self) -> None:
        pass

    def map(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Digest]]:
        for task in tasks:
            yield task, self.read(task)

    def read(self, task: Task) -> Digest:
        seed = task.path.read_text("utf-8")
        department, *words = seed.split(";")
        if department == "refused":
            return refused(seed, detail="x")
        if "bare" in words:
            return self.joined(task, seed, department)
        kinds = {word for word in words if "=" not in word}
        values: dict[str, Any] = dict(word.split("=") for word in words if word not in kinds)
        gives = {"standard": f"达到目标值得{values.pop('gives')}分。"} if "gives" in values else {}
        more = {key: D(value) if key == "reported" else value for key, value in values.items()}
        rows = indicator(7, "办件数", **more, **gives), indicator(8, "培训人数")
        return returned(seed, department, *rows, stage="goals" if "goals" in kinds else "evaluation")

    def joined(self, task: Task, seed: str, department: str) -> Digest:
        """A self-evaluation by the standards of the goal sheet beside it, if there is one."""
        if task.goals is None:
            return bare(seed, department)
        path, name = task.goals
        [gives] = [word for word in path.read_text("utf-8").split(";") if word.startswith("gives=")]
        return bare(seed, department, lent=D(gives.removeprefix("gives=")), lender=name)


class Tens:
    """An engine by which every row scores 10."""

    name = "embedded"

    def version(self) -> str:
        return "tens 1"

    def pour(self, table: Table, save_as: Path | None = None) -> list[tuple[Value, ...]]:
        return [(None,) * (len(OUTPUTS) - 1) + (10.0,) for _ in table.rows]


def imported(ledger: Ledger, *paths: Path, **more: Any) -> Batch:
    """The whole of an import: taken in, settled, recomputed, finished."""
    engine = more.pop("engine", None) or Tens()
    batch = take_in(ledger, paths, readers=more.pop("readers", Readers), **more)
    recompute(ledger, batch.number, engine)
    ledger.finish(batch.number, NOW)
    return batch
