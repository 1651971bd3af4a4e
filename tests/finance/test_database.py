"""Opening a ledger: made anew, brought up to date, and never anything else touched."""

import re
import shutil
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from perfxl.finance import database, schema
from perfxl.finance.database import MIGRATIONS, LedgerError, address, open_database, shown


def test_the_frozen_first_revision_is_the_schema(db: str) -> None:
    engine = open_database(address(db))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": _not_the_version})
        assert compare_metadata(context, schema.metadata) == []
    engine.dispose()


def _not_the_version(name: str | None, kind: str, _: object) -> bool:
    return not (kind == "table" and name == database.VERSION_TABLE)


def _bare(part: str) -> str:
    return part.strip(" \n\t)")


def test_sqlite_tables_are_word_for_word_those_of_the_schema(tmp_path: Path) -> None:
    migrated, made = open_database(address(str(tmp_path / "a.db"))), create_engine("sqlite://")
    schema.metadata.create_all(made)
    query = text(f"SELECT name, sql FROM sqlite_master WHERE tbl_name <> '{database.VERSION_TABLE}'")
    tables = []
    for engine in (migrated, made):
        with engine.connect() as connection:
            rows = connection.execute(query).all()
        # What a later revision added stands behind the last constraint, on its line.
        tables.append({name: sorted(map(_bare, re.split(r",\s", sql or ""))) for name, sql in rows})
        engine.dispose()
    assert tables[0] == tables[1]


def test_a_ledger_opens_again_unchanged(db: str) -> None:
    for _ in range(2):
        engine = open_database(address(db))
        with engine.connect() as connection:
            assert connection.execute(text(f"SELECT version_num FROM {database.VERSION_TABLE}")).scalars().all() == [
                schema.CURRENT
            ]
        engine.dispose()


def test_sqlite_writes_ahead_and_keeps_foreign_keys(tmp_path: Path) -> None:
    engine = open_database(address(str(tmp_path / "neu" / "ledger.db")))
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    engine.dispose()


def test_a_later_ledger_is_refused(db: str) -> None:
    engine = open_database(address(db))
    with database.writing(engine) as connection:
        connection.execute(text(f"UPDATE {database.VERSION_TABLE} SET version_num = '0099'"))
    engine.dispose()
    with pytest.raises(LedgerError, match="0099") as refused:
        open_database(address(db))
    assert "升级 perfxl" in refused.value.text("zh")


@pytest.mark.parametrize("content", [b"PK\x03\x04 a workbook", "部门名称\n县财政局\n".encode(), b"\x00" * 4096])
def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "收回.xlsx"
    path.write_bytes(content)
    with pytest.raises(LedgerError, match="no ledger"):
        open_database(address(str(path)))
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_somebody_elses_sqlite_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE batches (number INTEGER)")
    other.close()
    content = path.read_bytes()
    with pytest.raises(LedgerError, match="no ledger"):
        open_database(address(str(path)))
    assert path.read_bytes() == content


def test_somebody_elses_postgresql_database_is_left_alone(new_database: Callable[[], str]) -> None:
    url = new_database()
    engine = create_engine(address(url))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
    with pytest.raises(LedgerError, match="no ledger"):
        open_database(address(url))
    with engine.connect() as connection:
        tables = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars()
        assert tables.all() == ["alembic_version"]
    engine.dispose()


def test_a_damaged_ledger_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    open_database(address(str(path))).dispose()
    path.write_bytes(path.read_bytes()[:100] + b"\xff" * 8000)
    with pytest.raises(LedgerError, match="does not open"):
        open_database(address(str(path)))


def test_a_folder_a_missing_ledger_other_databases_and_nonsense_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="folder"):
        open_database(address(str(tmp_path)))
    with pytest.raises(LedgerError, match="there is no ledger"):
        open_database(address(str(tmp_path / "none.db")), create=False)
    assert list(tmp_path.iterdir()) == []
    for wrong in ("mysql://root@localhost/x", "sqlite://", "://"):
        with pytest.raises(LedgerError):
            address(wrong)


def test_a_server_that_does_not_answer_is_told_without_the_password(tmp_path: Path) -> None:
    url = address(f"postgresql://clerk:secret@/perfxl?host={tmp_path}")
    with pytest.raises(LedgerError, match="does not open") as refused:
        open_database(url)
    assert "secret" not in refused.value.zh + refused.value.en
    assert shown(address("sqlite:////tmp/a.db")) == "/tmp/a.db"


def test_many_at_once_make_one_ledger(db: str) -> None:
    problems: list[BaseException] = []

    def run() -> None:
        try:
            open_database(address(db)).dispose()
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


SECOND = '''
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{current}"


def upgrade() -> None:
    op.add_column("batches", sa.Column("remark", sa.Text()))
    {more}
'''


def _with_second(tmp_path: Path, more: str = "") -> Path:
    folder = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions/second_9999.py").write_text(SECOND.format(more=more, current=schema.CURRENT), "utf-8")
    return folder


def test_an_older_ledger_is_brought_up_to_date_after_a_copy(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    open_database(address(str(path))).dispose()
    open_database(address(str(path)), migrations=_with_second(tmp_path), current="9999").dispose()
    with sqlite3.connect(path) as now, sqlite3.connect(tmp_path / "ledger.db.before-9999") as before:
        assert now.execute("SELECT version_num FROM perfxl_version").fetchall() == [("9999",)]
        assert now.execute("SELECT remark FROM batches").fetchall() == []
        assert before.execute("SELECT version_num FROM perfxl_version").fetchall() == [(schema.CURRENT,)]
    now.close()
    before.close()


def test_a_migration_that_fails_leaves_the_ledger_as_it_was(db: str, tmp_path: Path) -> None:
    open_database(address(db)).dispose()
    broken = _with_second(tmp_path, 'raise RuntimeError("in the middle")')
    with pytest.raises(RuntimeError, match="in the middle"):
        open_database(address(db), migrations=broken, current="9999")
    engine = open_database(address(db))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": _not_the_version})
        assert compare_metadata(context, schema.metadata) == []
    engine.dispose()
