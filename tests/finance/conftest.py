"""Ledgers to test on: SQLite files, and databases of a PostgreSQL server started for the tests."""

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from perfxl.finance.ledger import Ledger
from tests.finance.dumping import Rows, rows_of


def server_programs() -> Path | None:
    """Where initdb and pg_ctl are: Debian keeps them off the path."""
    found = shutil.which("pg_ctl")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists()), None)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of a throw-away server, without a database name. It never runs as root and listens on a socket only."""
    programs = server_programs()
    if programs is None:
        pytest.skip("no PostgreSQL server here: the ledger was NOT tested on PostgreSQL")
    root = os.geteuid() == 0
    folder = Path(tempfile.mkdtemp(prefix="perfxl-pg-", dir="/tmp"))  # a socket's path has 107 characters
    user = "postgres" if root else pwd.getpwuid(os.geteuid()).pw_name
    if root:
        shutil.chown(folder, user, user)
    as_user = ["runuser", "-u", user, "--"] if root else []

    def call(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [*as_user, str(programs / program), "-D", str(folder / "data"), *arguments],
            check=False, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, f"{program}: {done.stderr}"

    try:
        call("initdb", "-U", "perfxl", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c max_connections=60"
        call("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql://perfxl@/{{}}?host={folder}"
        finally:
            call("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def new_database(server: str) -> Callable[[], str]:
    """URLs of empty databases."""
    numbers = itertools.count(1)

    def make() -> str:
        name = f"t{os.getpid()}_{abs(hash(os.environ.get('PYTEST_CURRENT_TEST', '')))}_{next(numbers)}"
        admin = create_engine(server.format("postgres").replace("postgresql:", "postgresql+psycopg:"))
        with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        admin.dispose()
        return server.format(name)

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a ledger may be: a path, a URL."""
    if request.param == "sqlite":
        return str(tmp_path / "ledger.db")
    return str(request.getfixturevalue("new_database")())


@pytest.fixture
def ledger(db: str, tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(db, tmp_path / "files") as opened:
        yield opened


@pytest.fixture
def dump() -> Callable[[Ledger], Rows]:
    """Every row of a ledger in the order of its keys, without the times of importing."""
    return rows_of
