"""The ledger: what came in, when, under which name, and what was read in it.

    with Ledger.open("ledger.db") as ledger:
        batch = ledger.begin(sightings, ["收回"])
        for sha256, name in ledger.pending(batch.number):
            ledger.record(digest(ledger.store.path(sha256), sha256=sha256, name=name))

A workbook is one transaction: it is in the ledger whole or not at all. Everything written is a function of the
files of the batches in their order, so whoever is stopped at any moment and imports again ends with the same rows.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Dialect,
    Engine,
    Table,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from perfxl.finance import database
from perfxl.finance.digest import Digest, clean, fingerprint
from perfxl.finance.schema import batches, findings, metadata, sheets, sightings, workbooks
from perfxl.finance.store import Store
from perfxl.findings import Finding

__all__ = ["PASSING", "Batch", "Ledger", "LedgerError", "Sighting"]

LedgerError = database.LedgerError

PASSING = ("F023", "F024", "F025", "F099")
"""Refusals that are the machine's and not the file's: such a file is tried again in the next import of it."""

# Statements of every workbook, put together once.
_OUTDATED = delete(workbooks).where(workbooks.c.sha256 == bindparam("wanted"))
_TRIED = _OUTDATED.where(or_(*(workbooks.c.refusal_code == code for code in PASSING)))
_MET = select(sightings.c.batch, sightings.c.name, sightings.c.size, sightings.c.modified).where(
    sightings.c.sha256 == bindparam("wanted")
)
_PUT = {
    dialect.__name__.rpartition(".")[2]: dialect.insert(workbooks)
    .on_conflict_do_nothing()
    .returning(workbooks.c.sha256)
    for dialect in (postgresql, sqlite)
}
_HANGING = [table for table in metadata.sorted_tables if "sha256" in table.c and table is not workbooks]
_READ = [table for table in _HANGING if table is not sheets and table is not sightings]
_LONGEST_NAME = 1000
_AT_ONCE = 500
_FINDING = ("code", "sheet", "cell", "field", "value", "message", "message_en", "fix", "fix_en")


@dataclass(frozen=True, slots=True)
class Sighting:
    """A file as a batch met it: without a hash where it was passed over, or refused as its bytes could not be had.

    ``passed_over`` is then a word of ``catalogue.PASSED_OVER`` or an F code, with its sentences in ``refusal``.
    """

    name: str
    sha256: str | None
    size: int
    modified: dt.datetime | None = None
    passed_over: str = ""
    refusal: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Batch:
    """One import. ``resumed``: the same files were imported before, to the end or not (``finished``)."""

    number: int
    key: str
    resumed: bool = False
    finished: bool = False


class Ledger:
    """An open ledger with the originals beside it. Open it with :meth:`open`, close it when done."""

    def __init__(self, engine: Engine, store: Store) -> None:
        self.engine = engine
        self.store = store

    @classmethod
    def open(cls, db: str, files: str | Path | None = None, *, create: bool = True) -> Ledger:
        """The ledger at a path (SQLite) or URL; an empty place becomes one, unless *create* is off.

        *files* is the folder of the originals: by default ``<ledger>.files``, for PostgreSQL ``perfxl-files`` here.

        :raises LedgerError: it cannot be opened, is no ledger, or a later one.
        """
        url = database.address(db)
        engine = database.open_database(url, create=create)
        beside = f"{url.database}.files" if engine.dialect.name == "sqlite" else "perfxl-files"
        return cls(engine, Store(files or beside))

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.engine.dispose()

    @cached_property
    def _inserting(self) -> dict[str, _Inserting]:
        return {table.name: _inserting(table, self.engine.dialect) for table in _HANGING}

    @property
    def where(self) -> str:
        """The path or URL, without password."""
        return database.shown(self.engine.url)

    @property
    def own_files(self) -> list[Path]:
        """What is never to be taken in: the ledger itself and its originals."""
        database = self.engine.url.database if self.engine.dialect.name == "sqlite" else None
        return [self.store.folder, *(Path(f"{database}{end}") for end in ("", "-wal", "-shm") if database)]

    def reading(self) -> AbstractContextManager[Connection]:
        """One read-only snapshot."""
        return database.reading(self.engine)

    def writing(self) -> AbstractContextManager[Connection]:
        """One transaction that writes."""
        return database.writing(self.engine)

    def alone(self) -> AbstractContextManager[Connection]:
        """One transaction that writes, with no other of this kind beside it.

        Numbers are given out here, returns are settled, and sheets that are there already written anew.
        """
        return database.writing(self.engine, alone=True)

    def begin(self, seen: Iterable[Sighting], sources: Sequence[str], now: dt.datetime) -> Batch:
        """The batch of these files: a new one, or the one that had the same names and bytes.

        Two files of one name, from different places, are told apart by a number.
        """
        files = _named_apart(sorted(seen, key=lambda file: (file.name, file.sha256 or "", file.passed_over)))
        key = _key(files)
        with self.alone() as connection:
            known = connection.execute(select(batches.c.number, batches.c.finished).filter_by(key=key)).one_or_none()
            if known is not None:
                return Batch(known.number, key, resumed=True, finished=known.finished is not None)
            number = (connection.scalar(select(func.max(batches.c.number))) or 0) + 1
            connection.execute(
                insert(batches).values(number=number, key=key, started=now, sources=[_holdable(at) for at in sources])
            )
            rows = [
                {
                    "batch": number,
                    "name": file.name,
                    "sha256": file.sha256,
                    "size": file.size,
                    "modified": file.modified,
                    "passed_over": file.passed_over,
                    "refusal": clean(file.refusal[0]),
                    "refusal_en": clean(file.refusal[1]),
                }
                for file in files
            ]
            for start in range(0, len(rows), _AT_ONCE):
                connection.execute(insert(sightings), rows[start : start + _AT_ONCE])
        return Batch(number, key)

    def pending(self, number: int, *, again: bool = False) -> list[tuple[str, str]]:
        """(hash, name) of all in a batch that is not in the ledger yet, or of all (*again*), in the order of names."""
        wanted = select(sightings.c.name, sightings.c.sha256).where(
            sightings.c.batch == number, sightings.c.sha256.is_not(None)
        )
        if not again:
            read = exists().where(workbooks.c.sha256 == sightings.c.sha256, workbooks.c.refusal_code.not_in(PASSING))
            wanted = wanted.where(~read)
        with self.reading() as connection:
            first: dict[str, str] = {}
            for name, sha256 in sorted((row.name, row.sha256) for row in connection.execute(wanted)):
                first.setdefault(sha256, name)
        return list(first.items())

    def record(self, digest: Digest, *, again: bool = False) -> bool:
        """Write what a workbook gave; ``False``: it is in the ledger already and nothing was changed.

        It belongs to the first batch that met it, under its first name there, whoever writes it. *again* puts it
        in the place of what is there, unless the machine failed this time.
        """
        with self.alone() if again else self.writing() as connection:
            sha256 = digest.sha256
            code, zh, en = digest.refusal or ("", "", "")
            first = _first_sighting(connection, sha256)
            row = {**first, "sha256": sha256, "refusal_code": code, "refusal": zh, "refusal_en": en}
            put = _PUT[connection.dialect.name]
            if connection.execute(put, row).first() is None:
                outdated = _OUTDATED if again and code not in PASSING else _TRIED
                if not connection.execute(outdated, {"wanted": sha256}).rowcount:
                    return False
                connection.execute(put, row)
            for table in _HANGING:
                if rows := digest.rows.get(table.name):
                    self._inserting[table.name].run(connection, rows)
        return True

    def put_anew(self, digest: Digest, standards_from: str, was: str) -> bool:
        """Put what was read in a sheet in the place of what was: scored by the standards of another workbook now.

        Whose it is, which one replaced it and how it compares with others stay as they were settled. ``False``: it is
        not scored by those of *was* any more, as another import was quicker, and nothing was changed.
        """
        [sheet] = digest.rows["sheets"]
        values = {key: value for key, value in sheet.items() if key not in ("sha256", "department", "superseded_by")}
        values["standards_from"] = standards_from
        with self.alone() as connection:
            hold(connection, digest.sha256)
            its = update(sheets).where(sheets.c.sha256 == digest.sha256, sheets.c.standards_from == was)
            if not connection.execute(its.values(values)).rowcount:
                return False
            for table in _READ:
                old = delete(table).where(table.c.sha256 == digest.sha256)
                connection.execute(old.where(findings.c.origin != "return") if table is findings else old)
                if rows := digest.rows.get(table.name):
                    self._inserting[table.name].run(connection, rows)
        return True

    def finish(self, number: int, now: dt.datetime) -> None:
        """Say that a batch is through, if it was not before."""
        wanted = (batches.c.number == number) & batches.c.finished.is_(None)
        with self.writing() as connection:
            connection.execute(update(batches).where(wanted).values(finished=now))

    def unfinished(self) -> list[tuple[int, list[str]]]:
        """(number, paths given) of the batches that were interrupted, or are running."""
        wanted = select(batches.c.number, batches.c.sources).where(batches.c.finished.is_(None))
        with self.reading() as connection:
            return [(row.number, list(row.sources)) for row in connection.execute(wanted.order_by(batches.c.number))]


def hold(connection: Connection, sha256: str) -> None:
    """Let nobody else write a workbook anew until this transaction ends."""
    connection.execute(select(workbooks.c.sha256).where(workbooks.c.sha256 == sha256).with_for_update(key_share=True))


def finding_row(
    found: Finding, sha256: str, origin: str, place: int, *, indicator: str, content: str
) -> dict[str, object]:
    """A finding made beside the ledger as a row of it; *content* is what has to change for it to be another."""
    row = {name: getattr(found, name) for name in _FINDING}
    return row | {
        "sha256": sha256,
        "origin": origin,
        "place": place,
        "severity": found.severity,
        "indicator": indicator,
        "fingerprint": fingerprint(found.code, indicator, found.field, content),
    }


def sheets_of(connection: Connection, number: int) -> Iterator[str]:
    """The hashes of the sheets a batch met, whichever batch brought them; in order."""
    met = select(sightings.c.sha256).where(sightings.c.batch == number)
    yield from connection.scalars(select(sheets.c.sha256).where(sheets.c.sha256.in_(met)).order_by(sheets.c.sha256))


@dataclass(frozen=True, slots=True)
class _Inserting:
    """The statement that puts whole rows into a table, and how the values of its columns are bound.

    A workbook has a hundred rows; to let SQLAlchemy look at each of them costs twice as much as to write them.
    """

    statement: str
    columns: tuple[tuple[str, Callable[[Any], Any] | None], ...]
    named: bool

    def run(self, connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
        bound = [
            [row[name] if bind is None else bind(row[name]) for name, bind in self.columns] for row in rows
        ]
        if self.named:
            names = [name for name, _ in self.columns]
            connection.exec_driver_sql(self.statement, [dict(zip(names, values, strict=True)) for values in bound])
        else:
            connection.exec_driver_sql(self.statement, [tuple(values) for values in bound])


def _inserting(table: Table, dialect: Dialect) -> _Inserting:
    compiled = insert(table).compile(dialect=dialect)
    columns = tuple(
        (column.name, column.type.dialect_impl(dialect).bind_processor(dialect)) for column in table.columns
    )
    return _Inserting(str(compiled), columns, named=not compiled.positional)


def _first_sighting(connection: Connection, sha256: str) -> dict[str, object]:
    met = connection.execute(_MET, {"wanted": sha256}).all()
    batch, name, size, _ = min(met, key=lambda row: (row.batch, row.name))
    # A copy made later does not make its content newer.
    known = [row.modified for row in met if row.batch == batch and row.modified is not None]
    return {"batch": batch, "name": name, "size": size, "modified": min(known, default=None)}


def _named_apart(files: Iterable[Sighting]) -> list[Sighting]:
    """The same files under names a database holds, no two alike."""
    taken: set[str] = set()
    named = []
    for file in files:
        name, number = _holdable(file.name), 1
        candidate = name = name if len(name) <= _LONGEST_NAME - 10 else f"…{name[-_LONGEST_NAME + 11 :]}"
        while candidate in taken:
            number += 1
            candidate = f"{name} ({number})"
        taken.add(candidate)
        named.append(replace(file, name=candidate))
    return named


def _holdable(name: str) -> str:
    """A file name as UTF-8 text: bytes that are none show as ``\\udcff``, so different names stay different."""
    return name.replace("\x00", "\ufffd").encode("utf-8", "backslashreplace").decode("utf-8")


def _key(files: Iterable[Sighting]) -> str:
    content = [[file.name, file.sha256 or "", file.passed_over] for file in files]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
