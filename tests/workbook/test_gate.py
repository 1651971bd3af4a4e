"""The gate: what it lets in, and under which name it refuses the rest."""

import hashlib
import os
import pickle
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from perfxl.findings import CATALOGUE, Refused
from perfxl.workbook import gate
from perfxl.workbook.gate import admit, take, unpack
from perfxl.workbook.kinds import recognise
from tests.workbook import killers, makers


def refusal(path: str | Path) -> Refused:
    with pytest.raises(Refused) as caught:
        admit(path)
    return caught.value


def test_what_is_admitted_keeps_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "县应急管理局（定稿）.xlsx"
    data = makers.book()
    path.write_bytes(data)
    admitted = admit(str(path))
    assert (admitted.path, admitted.size, admitted.data) == (path, len(data), data)
    assert admitted.sha256 == hashlib.sha256(data).hexdigest()


def test_the_name_decides_nothing(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(makers.book())
    assert admit(path).path == path


def test_missing_file(tmp_path: Path) -> None:
    assert refusal(tmp_path / "no.xlsx").code == "F001"
    (tmp_path / "file").write_bytes(b"x")
    assert refusal(tmp_path / "file" / "no.xlsx").code == "F001"
    assert refusal("no\0file.xlsx").code == "F001"


def test_folder(tmp_path: Path) -> None:
    assert refusal(tmp_path).code == "F002"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs POSIX")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xlsx")
    assert refusal(tmp_path / "pipe.xlsx").code == "F020"


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.xlsx").write_bytes(makers.book())

    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", denied)
    refused = refusal(tmp_path / "a.xlsx")
    assert (refused.code, refused.slots["detail"]) == ("F020", "Permission denied")


def test_memory_errors_and_interrupts_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.xlsx").write_bytes(makers.book())
    for kind in (MemoryError, KeyboardInterrupt):

        def fail(*_: object, kind: type[BaseException] = kind) -> None:
            raise kind

        monkeypatch.setattr(gate, "inflate", fail)
        with pytest.raises(kind):
            admit(tmp_path / "a.xlsx")


def test_a_refusal_names_the_size_and_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    path.touch()
    os.truncate(path, 25 * 1024 * 1024)
    assert refusal(path).slots == {"size": "25.0 MB", "limit": "20.0 MB"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("pdf_renamed", "PDF"),
        ("picture_renamed", "PNG"),
        ("rar_renamed", "RAR"),
        ("word97_renamed", "Word (.doc)"),
        ("xml_2003_renamed", "XML Spreadsheet 2003"),
        ("csv_gbk_renamed", "TXT/CSV"),
        ("word", "Word (.docx)"),
        ("slides", "PowerPoint (.pptx)"),
        ("open_document", "OpenDocument (.ods)"),
        ("zip_of_text", "ZIP"),
    ],
)
def test_a_refusal_names_the_kind(tmp_path: Path, name: str, kind: str) -> None:
    path = tmp_path / f"{name}.xlsx"
    path.write_bytes(killers.KILLERS[path.name].make())
    assert refusal(path).slots["kind"] == kind


@pytest.mark.parametrize(("name", "zh", "en"), [
    ("word", "这是 Word 文档（.docx），里面没有 Excel 工作簿。请重交 .xlsx 格式的目标表：把", "a Word document"),
    ("zip_of_text", "这是压缩包（ZIP），里面没有 Excel 工作簿。请重交 .xlsx 格式的目标表：直接", "an archive (ZIP)"),
    ("csv_renamed", "只是说明文字，不用理会。", "a mere text needs nothing"),
])  # fmt: skip
def test_what_is_no_workbook_is_called_by_its_name(tmp_path: Path, name: str, zh: str, en: str) -> None:
    path = tmp_path / f"{name}.xlsx"
    path.write_bytes(killers.KILLERS[path.name].make())
    refused = pickle.loads(pickle.dumps(refusal(path)))
    assert zh in refused.message
    assert en in refused.message_en


def test_the_owner_file_of_an_open_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "~$县财政局.xlsx"
    user = "张三"
    path.write_bytes(b"\x04" + user.encode("gbk").ljust(54) + b"\x02\0" + user.ljust(54).encode("utf-16-le"))
    refused = refusal(path)
    assert refused.code == "F008"
    assert "Excel 打开文件时的临时文件，可删除" in refused.message
    assert "temporary file of an open workbook" in refused.message_en

    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", denied)
    assert refusal(path).message == refused.message


def test_a_workbook_named_like_an_owner_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "~$a.xlsx"
    path.write_bytes(makers.book())
    assert admit(path).path == path


def test_parts_are_utf8_by_lower_case_name(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(killers.KILLERS["utf16.xlsx"].make())
    package = unpack(take(path))
    assert package.workbook == "xl/workbook.xml"
    assert package.part("xl/worksheets/sheet1.xml").startswith(b"<worksheet")
    assert "xl/sharedstrings.xml" in package.parts
    with pytest.raises(Refused) as caught:
        package.part("xl/nothing.xml")
    assert caught.value.code == "F016"


def test_every_refusal_of_files_has_a_specimen() -> None:
    elsewhere = {"F001", "F002", "F020"}  # above; a corpus of files cannot hold them
    not_here = {"F018", "F099"}  # said by those who look for the sheet, and by the command line
    not_here |= {"F022", "F023", "F024", "F025"}  # said of a conversion, and of the process that reads
    seen = {killer.outcome for killer in killers.KILLERS.values()} | elsewhere | not_here
    assert {code for code in CATALOGUE if code.startswith("F")} <= seen


@given(st.binary(min_size=1, max_size=600))
@example(b"\xff\xfe")
@example("绩".encode()[:2])
@example(b"<")
def test_whatever_is_no_zip_has_a_name(data: bytes) -> None:
    code, kind = recognise(data)
    assert code in {"F004", "F005", "F006", "F007", "F008"}
    assert kind


@given(st.binary(max_size=400), st.integers(0, 400))
def test_no_zip_escapes(tmp_path_factory: pytest.TempPathFactory, noise: bytes, cut: int) -> None:
    path = tmp_path_factory.getbasetemp() / "noise.xlsx"
    path.write_bytes(b"PK\x03\x04" + noise + b"PK\x05\x06" + noise[:cut])
    assert refusal(path).code in {"F005", "F009", "F010", "F012", "F013", "F014"}


def test_limits_are_of_the_size_measured() -> None:
    assert (gate.MAX_FILE, gate.MAX_INFLATED) == (20 << 20, 64 << 20)
    assert (gate.MAX_PARTS, gate.MAX_RATIO) == (1000, 200)


def test_an_honest_style_sheet_may_pack_well(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(makers.book(style=makers.styles('<xf numFmtId="0"/>' * 50_000)))
    entry = zipfile.ZipFile(path).getinfo("xl/styles.xml")
    assert entry.file_size / entry.compress_size > 100
    assert admit(path)
