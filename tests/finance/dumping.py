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
from tests.finance.returns import NOW, D, indicator, refused, returned

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
    """A file that :class:`Readers` takes for a return: department, then ``target=90`` and the like; or ``refused``."""
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
        values: dict[str, Any] = dict(word.split("=") for word in words)
        more = {key: D(value) if key == "reported" else value for key, value in values.items()}
        return returned(seed, department, indicator(7, "办件数", **more), indicator(8, "培训人数"))


class Tens:
    """An engine by which every row scores 10."""

    name = "embedded"

    def version(self) -> str:
        return "tens 1"

    def pour(self, table: Table, save_as: Path | None = None) -> list[tuple[Value, ...]]:
        return [(None,) * (len(OUTPUTS) - 1) + (10.0,) for _ in table.rows]


def imported(ledger: Ledger, *paths: Path, **more: Any) -> Batch:
    """The whole of an import: taken in, settled, recomputed, finished."""
    batch = take_in(ledger, paths, readers=more.pop("readers", Readers), **more)
    recompute(ledger, batch.number, Tens())
    ledger.finish(batch.number, NOW)
    return batch
