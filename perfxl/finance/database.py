"""Opening the database of a ledger: SQLite by a path, PostgreSQL by a URL; its schema brought up to date.

Nothing that is not a ledger is ever written to: a file that is no SQLite database, a database with somebody
else's tables, a ledger of a later perfxl are refused with what to do. A migration runs in one transaction, and
of a SQLite ledger a copy is made first.

A transaction that writes takes its lock at once (``BEGIN IMMEDIATE``), so two imports wait for each other instead
of failing in the middle.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError

from perfxl.finance import schema
from perfxl.findings import Lang

VERSION_TABLE = "perfxl_version"
MIGRATIONS = Path(__file__).with_name("migrations")
_WAIT = 120.0  # seconds a writer waits for another one
_SQLITE = b"SQLite format 3\x00"
_ALONE = 0x70657266  # the key of the advisory lock: "perf"
_WRITES = "perfxl_writes"


class LedgerError(Exception):
    """The ledger cannot be opened or used as asked; says why and what to do, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en

    def text(self, lang: Lang = "zh") -> str:
        return self.zh if lang == "zh" else self.en


def address(db: str) -> URL:
    """The URL of a ledger given as a path or a URL.

    :raises LedgerError: it is no URL, or names a database perfxl does not keep ledgers in.
    """
    if "://" not in db:
        return URL.create("sqlite", database=db)
    try:
        url = make_url(db)
    except ArgumentError:
        raise LedgerError(f"台账地址写法不对：{db}", f"not a database URL: {db}") from None
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        return url.set(drivername="sqlite")
    raise LedgerError(
        f"台账只能是 SQLite 文件或 PostgreSQL 数据库：{shown(url)}",
        f"a ledger is a file of SQLite or a PostgreSQL database, not {shown(url)}",
    )


def shown(url: URL) -> str:
    """A URL as it may be printed: a path plainly, and never a password."""
    if url.get_backend_name() == "sqlite" and url.database:
        return url.database
    return url.render_as_string(hide_password=True)


def open_database(url: URL, *, create: bool = True, migrations: Path = MIGRATIONS, current: str = "") -> Engine:
    """A database whose schema is that of :mod:`perfxl.finance.schema`.

    An empty one becomes a ledger, unless *create* is off.

    :raises LedgerError: it is not there, is no ledger, is a later one, or does not answer.
    """
    path = Path(url.database or "") if url.get_backend_name() == "sqlite" else None
    if path is not None:
        _look(path, create)
    try:
        wait = {"timeout": _WAIT} if path is not None else {}
        engine = create_engine(url, connect_args=wait, json_serializer=_json)
    except ImportError:
        raise LedgerError(
            "没有安装 PostgreSQL 驱动：pip install 'perfxl[postgres]'",
            "the PostgreSQL driver is missing: pip install 'perfxl[postgres]'",
        ) from None
    if path is not None:
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    try:
        _bring_up(engine, path, create, migrations, current or schema.CURRENT)
    except DBAPIError as error:
        engine.dispose()
        raise LedgerError(
            f"台账打不开：{shown(url)}（{_cause(error)}）", f"the ledger does not open: {shown(url)} ({_cause(error)})"
        ) from error
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextlib.contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One snapshot of the ledger: what others write meanwhile is not seen."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            yield connection


@contextlib.contextmanager
def writing(engine: Engine, *, alone: bool = False) -> Iterator[Connection]:
    """One transaction that writes; *alone*: with no other such transaction at the same time, anywhere."""
    with engine.connect() as connection:
        connection.execution_options(**{_WRITES: True})
        with connection.begin():
            if alone and engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ALONE})
            yield connection


def _look(path: Path, create: bool) -> None:
    """Refuse what is no SQLite file before SQLite is let near it."""
    try:
        if path.is_dir():
            raise LedgerError(f"{path} 是文件夹，不是台账。", f"{path} is a folder, not a ledger.")
        if path.exists():
            with path.open("rb") as file:
                start = file.read(len(_SQLITE))
            if start and start != _SQLITE:
                raise _foreign(str(path))
            if start:
                return
        if not create:
            raise LedgerError(
                f"没有这个台账：{path}。先用 perfxl import 建立。",
                f"there is no ledger at {path}; perfxl import makes one.",
            )
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise LedgerError(f"台账打不开：{path}（{why}）", f"the ledger does not open: {path} ({why})") from error


def _foreign(where: str) -> LedgerError:
    return LedgerError(
        f"{where} 不是 perfxl 的台账，没有改动它。请换一个文件名或一个空的数据库。",
        f"{where} is no ledger of perfxl and was left alone. Name another file or an empty database.",
    )


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where we say so, DDL included
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    raw = connection.connection.cursor()
    raw.execute(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
    raw.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
    raw.close()


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _bring_up(engine: Engine, path: Path | None, create: bool, migrations: Path, current: str) -> None:
    with reading(engine) as connection:
        found = _revision(connection, engine)
    _not_newer(found, current, engine.url)
    if found == current:
        return
    if not found and not create:
        raise LedgerError(f"{shown(engine.url)} 里还没有台账。", f"{shown(engine.url)} holds no ledger yet.")
    if path is not None:
        _write_ahead(engine)
        if found:
            _copy(path, path.with_name(f"{path.name}.before-{current}"))
    with writing(engine, alone=True) as connection:
        if _revision(connection, engine) != current:  # somebody else may have been quicker
            _upgrade(connection, migrations)


def _revision(connection: Connection, engine: Engine) -> str:
    """The revision of the schema found; empty: nothing is there at all."""
    tables = set(inspect(connection).get_table_names())
    if VERSION_TABLE in tables and schema.batches.name in tables:
        return str(connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar_one())
    if tables:
        raise _foreign(shown(engine.url))
    return ""


def _not_newer(found: str, current: str, url: URL) -> None:
    if found > current:
        raise LedgerError(
            f"台账 {shown(url)} 由更新版本的 perfxl 写成（结构 {found}，本程序只认到 {current}）。请升级 perfxl。",
            f"{shown(url)} was written by a later perfxl (schema {found}; this one knows {current}). Upgrade perfxl.",
        )


def _write_ahead(engine: Engine) -> None:
    """Readers and a writer side by side. The switch itself does not wait for others, so it is tried again."""
    until = time.monotonic() + _WAIT
    while True:
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        finally:
            raw.close()


def _copy(path: Path, target: Path) -> None:
    """A copy of the ledger as it stands, whatever is in its log, made by SQLite itself."""
    with contextlib.closing(sqlite3.connect(path)) as source, contextlib.closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


def _upgrade(connection: Connection, migrations: Path) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    config.attributes["version_table"] = VERSION_TABLE
    command.upgrade(config, "head")


def _cause(error: DBAPIError) -> str:
    """The first line of what the database said."""
    said = str(error.orig).strip().splitlines() if isinstance(error, DatabaseError) else []
    return said[0] if said else type(error).__name__
