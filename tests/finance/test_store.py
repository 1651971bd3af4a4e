"""Original bytes are kept once, whole, and noticed when they change."""

import hashlib
import os
import stat
import sys
from pathlib import Path

import pytest

from perfxl.finance import store as room
from perfxl.finance.store import Store, StoreError


def test_kept_and_read_back(tmp_path: Path) -> None:
    store = Store(tmp_path / "ledger.db.files")
    assert not store.folder.exists()
    sha256 = store.keep(b"bytes")
    assert sha256 == hashlib.sha256(b"bytes").hexdigest()
    assert store.path(sha256) == store.folder / sha256[:2] / sha256
    assert store.read(sha256) == b"bytes"
    assert sorted(path.name for path in store.folder.rglob("*") if path.is_file()) == [sha256]


def test_kept_twice_is_written_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path)
    sha256 = store.keep(b"bytes")
    monkeypatch.setattr(room, "_replace", lambda *_: pytest.fail("written again"))
    assert store.keep(b"bytes") == sha256


@pytest.mark.parametrize("found", [b"byteX", b"by", b""])
def test_what_was_damaged_is_noticed_and_mended(tmp_path: Path, found: bytes) -> None:
    store = Store(tmp_path)
    sha256 = store.keep(b"bytes")
    store.path(sha256).write_bytes(found)
    with pytest.raises(StoreError, match="changed"):
        store.read(sha256)
    store.keep(b"bytes")
    assert store.read(sha256) == b"bytes"


def test_what_was_never_kept_is_missing(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="missing"):
        Store(tmp_path).read("0" * 64)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_only_a_hash_becomes_a_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        Store(tmp_path).path(name)


def test_whoever_dies_while_writing_leaves_nothing_under_the_hash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    store = Store(tmp_path)
    monkeypatch.setattr(os, "fsync", die)
    with pytest.raises(KeyboardInterrupt):
        store.keep(b"bytes")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_kept_files_can_be_read_by_colleagues(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert stat.S_IMODE(store.path(store.keep(b"bytes")).stat().st_mode) == 0o644
