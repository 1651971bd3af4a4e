"""What is found below the paths given: everything is told, junk by name, zips without ever trusting a name."""

import datetime as dt
import io
import os
import struct
import sys
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perfxl.catalogue import PASSED_OVER
from perfxl.finance import archives
from perfxl.finance.archives import Budget
from perfxl.finance.sources import Candidate, discover
from perfxl.findings import Refused
from tests.workbook import makers

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX")


def found(*paths: Path, without: tuple[Path, ...] = ()) -> dict[str, str]:
    """Name → why it was passed over."""
    listed = list(discover(paths, without))
    assert all(item.passed_over in PASSED_OVER or item.passed_over == "" for item in listed)
    return {item.name: item.passed_over for item in listed}


def zipped(files: dict[str, bytes], **options: object) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data, **options)
    return out.getvalue()


def renamed(files: dict[bytes, bytes], flag: int = 0, extra: bytes = b"") -> bytes:
    """A zip with names in raw bytes, as Chinese programs write them."""
    body, directory = b"", b""
    for name, data in files.items():
        sizes = (zlib.crc32(data), len(data), len(data), len(name), 0)
        fields = struct.pack("<HHHHIIIHH", flag, 0, 0x6000, 0x5A21, *sizes)
        listed = fields[:-2] + struct.pack("<H", len(extra))
        directory += b"PK\x01\x02\x14\0\x14\0" + listed + struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name + extra
        body += b"PK\x03\x04\x14\0" + fields + name + data
    count = len(files)
    return body + directory + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(body), 0)


def only(path: Path) -> Candidate:
    (candidate,) = discover([path])
    return candidate


def test_folders_are_walked_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b.xlsx", "a/z.xlsx", "a/c/d.xls", "C.xlsx"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    listed = list(discover([tmp_path]))
    assert [item.name for item in listed] == ["C.xlsx", "a/c/d.xls", "a/z.xlsx", "b.xlsx"]
    assert [item.open() for item in listed] == [item.name.encode() for item in listed]
    assert all(item.size == len(item.name) for item in listed)


def test_a_file_alone_and_its_time(tmp_path: Path) -> None:
    path = tmp_path / "某局.xlsx"
    path.write_bytes(b"x")
    os.utime(path, (0, 1_790_000_000.9))
    item = only(path)
    assert (item.name, item.size, item.passed_over) == ("某局.xlsx", 1, "")
    assert item.modified == dt.datetime.fromtimestamp(1_790_000_000, dt.UTC)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("~$某局.xlsx", "lock"),
        (".~lock.某局.xlsx#", "lock"),
        (".DS_Store", "system"),
        ("Thumbs.db", "system"),
        ("desktop.ini", "system"),
        ("._某局.xlsx", "system"),
        ("__MACOSX/._某局.xlsx", "system"),
        (".git/config", "hidden"),
        (".某局.xlsx", "hidden"),
        ("盖章扫描件.JPG", "picture"),
        ("会议.mp4", "media"),
        ("某局.lnk", "shortcut"),
        ("某局.xlsx.crdownload", "partial"),
    ],
)
def test_junk_is_passed_over_by_name_and_told(tmp_path: Path, name: str, reason: str) -> None:
    path = tmp_path / "收回" / name
    path.parent.mkdir(parents=True)
    path.write_bytes(b"x")
    assert list(found(tmp_path).values()) == [reason]
    (tmp_path / "a.zip").write_bytes(zipped({name: b"x"}))
    assert found(tmp_path / "a.zip") == {f"a.zip/{name}": reason}


def test_documents_of_other_programs_are_left_to_the_gate(tmp_path: Path) -> None:
    names = ["a.docx", "b.pdf", "c.et", "d.rar", "e.csv", "f", "~$大.xlsx"]
    for name in names:
        (tmp_path / name).write_bytes(b"x" * 2000)
    assert found(tmp_path) == dict.fromkeys(names, "")


@POSIX
def test_links_in_a_circle_come_to_an_end(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/x.xlsx").write_bytes(b"x")
    (tmp_path / "a/back").symlink_to(tmp_path)
    (tmp_path / "b").symlink_to(tmp_path / "a")
    (tmp_path / "self").symlink_to(tmp_path / "self")
    (tmp_path / "gone.xlsx").symlink_to(tmp_path / "nothing")
    assert found(tmp_path) == {
        "a/back": "twice", "a/x.xlsx": "", "b": "twice", "gone.xlsx": "shortcut", "self": "unreadable",
    }  # fmt: skip


@POSIX
def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xlsx")
    assert found(tmp_path) == {"pipe.xlsx": "special"}


def test_what_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.xlsx").write_bytes(b"x")
    real = os.listdir

    def denied(path: Path) -> list[str]:
        if Path(path).name == "sub":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "listdir", denied)
    assert found(tmp_path) == {"a.xlsx": "", "sub": "unreadable"}
    assert found(tmp_path / "no", Path("a\0b")) == {"no": "missing", "a\0b": "unreadable"}


def test_a_file_that_went_away_or_grew_is_refused_when_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"x")
    item = only(path)
    path.unlink()
    with pytest.raises(Refused, match="F001"):
        item.open()
    path.touch()
    os.truncate(path, 21 << 20)
    with pytest.raises(Refused, match="F011"):
        item.open()


def test_a_path_inside_another_is_met_once(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    path = tmp_path / "sub/a.xlsx"
    path.write_bytes(b"x")
    for paths in ([tmp_path, path], [path, tmp_path], [path, path, tmp_path / "sub", tmp_path]):
        assert [item.name for item in discover(paths)] == ["sub/a.xlsx"]
    assert [item.name for item in discover([path, path])] == ["a.xlsx"]


def test_the_ledgers_own_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_bytes(b"x")
    (tmp_path / "ledger.db.files").mkdir()
    (tmp_path / "ledger.db.files/ab").write_bytes(b"x")
    own = (tmp_path / "ledger.db", tmp_path / "ledger.db.files")
    assert found(tmp_path, without=own) == {"ledger.db": "own", "ledger.db.files": "own"}


def test_a_workbook_is_a_zip_that_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "某局.zip"
    path.write_bytes(makers.book())
    assert (only(path).name, only(path).open()) == ("某局.zip", makers.book())


def test_zips_of_zips_up_to_two(tmp_path: Path) -> None:
    inner = zipped({"c.xlsx": b"c", "d/e.zip": zipped({"f.xlsx": b"f"}), "g.zip": makers.book()})
    (tmp_path / "a.zip").write_bytes(zipped({"b.zip": inner, "x.xlsx": b"x", "bad.zip": b"PK", "dir/": b""}))
    listed = {item.name: item for item in discover([tmp_path])}
    assert {name: item.passed_over for name, item in listed.items()} == {
        "a.zip/b.zip/c.xlsx": "", "a.zip/b.zip/d/e.zip": "nested", "a.zip/b.zip/g.zip": "",
        "a.zip/x.xlsx": "", "a.zip/bad.zip": "",
    }  # fmt: skip
    assert listed["a.zip/b.zip/c.xlsx"].open() == b"c"
    assert listed["a.zip/x.xlsx"].open() == b"x"
    assert listed["a.zip/b.zip/g.zip"].open() == makers.book()
    assert listed["a.zip/bad.zip"].open() == b"PK"


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("县应急管理局（定稿）.xlsx".encode("gbk"), "县应急管理局（定稿）.xlsx"),
        ("收回\\县财政局·①.xlsx".encode("gb18030"), "收回/县财政局·①.xlsx"),
        ("䶮㙍局𠮷.xlsx".encode("gb18030"), "䶮㙍局𠮷.xlsx"),
        ("县应急管理局.xlsx".encode(), "县应急管理局.xlsx"),
        ("联通.xlsx".encode("gbk"), "联通.xlsx"),
        (b"caf\x82.xlsx", "café.xlsx"),
        (b"\xff\xfe\xff.xlsx", "\u00a0■\u00a0.xlsx"),
        (b"plain.xlsx", "plain.xlsx"),
        (b"../../etc/passwd", "../../etc/passwd"),
        (b"C:\\a.xlsx", "C:/a.xlsx"),
    ],
)
def test_names_in_zips(tmp_path: Path, raw: bytes, name: str) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(renamed({raw: b"x"}))
    assert (only(path).name, only(path).open()) == (f"a.zip/{name}", b"x")
    assert sorted(item.name for item in tmp_path.iterdir()) == ["a.zip"]


def test_names_said_to_be_unicode(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(renamed({"局.xlsx".encode(): b"x"}, flag=0x800))
    assert only(path).name == "a.zip/局.xlsx"
    raw = "某局.xlsx".encode("gbk")
    stated = b"\x01" + struct.pack("<I", zlib.crc32(raw)) + "某某局.xlsx".encode()
    path.write_bytes(renamed({raw: b"x"}, extra=struct.pack("<HH", 0x7075, len(stated)) + stated))
    assert only(path).name == "a.zip/某某局.xlsx"
    outdated = b"\x01\0\0\0\0" + b"other.xlsx"
    path.write_bytes(renamed({raw: b"x"}, extra=struct.pack("<HH", 0x7075, len(outdated)) + outdated))
    assert only(path).name == "a.zip/某局.xlsx"


def test_times_in_zips(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(renamed({b"a": b"x"}))  # 2025-01-01 12:00:00 by the packer's clock
    assert only(path).modified == dt.datetime(2025, 1, 1, 4, tzinfo=dt.UTC)
    stamp = struct.pack("<HHBi", 0x5455, 5, 1, 1_790_000_000)
    path.write_bytes(renamed({b"a": b"x"}, extra=stamp))
    assert only(path).modified == dt.datetime.fromtimestamp(1_790_000_000, dt.UTC)


def test_without_a_date_it_is_as_old_as_its_zip(tmp_path: Path) -> None:
    inner = zipped({})  # an entry made without a time stands at the first moment a zip can name
    with zipfile.ZipFile(inner_file := io.BytesIO(inner), "a") as archive:
        archive.writestr(zipfile.ZipInfo("a.xlsx"), b"x")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo("b.zip"), inner_file.getvalue())
    os.utime(tmp_path / "a.zip", (1_790_000_000, 1_790_000_000))
    found = only(tmp_path / "a.zip")
    assert (found.name, found.modified) == ("a.zip/b.zip/a.xlsx", dt.datetime.fromtimestamp(1_790_000_000, dt.UTC))


@pytest.mark.parametrize("name", ["cut_off.xlsx", "zip_of_nothing.xlsx", "directory_of_400000.xlsx", "only_pk.xlsx"])
def test_a_zip_that_cannot_be_listed_is_told_by_itself(tmp_path: Path, name: str) -> None:
    from tests.workbook.killers import KILLERS

    path = tmp_path / "a.zip"
    path.write_bytes(KILLERS[name].make())
    assert (only(path).name, only(path).passed_over) == ("a.zip", "")


def test_bombs_are_told_in_little_time_and_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped({"bomb.xlsx": b"\0" * (30 << 20)})
    ratio = zipped({"bomb.xlsx": b"\0" * (2 << 20)})
    (tmp_path / "a.zip").write_bytes(zipped({"bomb.zip": bomb, "ratio.zip": ratio, "fine.xlsx": b"x"}))
    started = time.process_time()
    outcome = {}
    for item in discover([tmp_path]):
        try:
            outcome[item.name] = item.open()
        except Refused as refused:
            outcome[item.name] = refused.code
    assert outcome == {
        "a.zip/bomb.zip/bomb.xlsx": "F011", "a.zip/ratio.zip/bomb.xlsx": "F013", "a.zip/fine.xlsx": b"x",
    }  # fmt: skip
    assert time.process_time() - started < 2
    monkeypatch.setattr(archives, "_MAX_DIRECTORY", 10)
    assert only(tmp_path / "a.zip").name == "a.zip"


def test_entries_and_sizes_are_bounded_over_all_zips() -> None:
    one = zipped({f"{n}.xlsx": b"x" * 10 for n in range(10)})
    assert archives.entries(lambda: io.BytesIO(one), Budget(entries=9)) is None
    assert archives.entries(lambda: io.BytesIO(one), Budget(inflated=99)) is None
    budget = Budget(entries=15, inflated=150)
    assert len(archives.entries(lambda: io.BytesIO(one), budget)) == 10
    assert budget == Budget(5, 50)
    assert archives.entries(lambda: io.BytesIO(one), budget) is None


def test_encrypted_entries(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    secret = renamed({b"a.xlsx": b"x", b"b.xlsx": b"y"}, flag=1)
    path.write_bytes(secret)
    assert (only(path).name, only(path).open()) == ("a.zip", secret)  # the gate says F005
    last = secret.rindex(b"PK\x01\x02")
    path.write_bytes(secret[: last + 8] + b"\0\0" + secret[last + 10 :])
    assert found(path) == {"a.zip/a.xlsx": "encrypted", "a.zip/b.xlsx": ""}


def test_damaged_entries_are_refused_when_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    data = zipped({"a.xlsx": b"x" * 5000, "b.xlsx": b"y" * 5000})
    at = data.index(b"a.xlsx") + 6
    path.write_bytes(data[:at] + b"\xff\xff\xff" + data[at + 3 :])
    first, second = discover([path])
    with pytest.raises(Refused, match="F009"):
        first.open()
    assert second.open() == b"y" * 5000


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_zip_escapes(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    good = zipped({"a/b.xlsx": b"b" * 50, "局.zip": zipped({"c.xlsx": b"c"}), "d": b""})
    bytes_ = bytearray(good)
    for _ in range(data.draw(st.integers(1, 6))):
        bytes_[data.draw(st.integers(0, len(bytes_) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "mutant.zip"
    path.write_bytes(bytes(bytes_[: data.draw(st.integers(len(bytes_) - 40, len(bytes_)))]))
    for item in discover([path]):
        code = ""
        try:
            item.open()
        except Refused as refused:
            code = refused.code
        assert code in {"", "F009", "F011", "F013", "F020"}
