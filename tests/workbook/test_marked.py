"""The copy that goes back, made of what strangers wrote: always a workbook, always text."""

import dataclasses
import itertools
import zipfile
from pathlib import Path

import openpyxl
from lxml import etree

from perfxl.examine import form_of, read
from perfxl.findings import Finding
from perfxl.workbook.marked import SHEET, write_marked

FILLED = Path(__file__).resolve().parents[2] / "workbooks" / "县应急管理局-绩效自评表.xlsx"
HOSTILE = (
    *("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1", "＝1+1", "<script>alert(1)</script>"),
    *("../../etc/passwd", "a\x00b\x1f\ud800", "{=1}", "http://evil.example/", "'=1", "_x0041_", "字" * 32_767),
)


def shown(text: str) -> str:
    """What a workbook holds of it."""
    return text.replace("\r", "\n").translate(dict.fromkeys((0, 0x1F, 0xD800), "\ufffd"))


def test_what_strangers_wrote_is_text_in_the_copy(tmp_path: Path) -> None:
    sheet = read(FILLED)
    rows = [
        dataclasses.replace(row, name=text, definition=text, standard=text, remark=text, unit=text)
        for row, text in zip(sheet.indicators, itertools.cycle(HOSTILE))
    ]
    sheet = dataclasses.replace(sheet, department=HOSTILE[9], duties=HOSTILE[-1], indicators=rows)
    found = [Finding("E009", text[:31], "F7", text, text, text, text, text, text) for text in HOSTILE]
    path = tmp_path / "退回.xlsx"
    write_marked(path, sheet, form_of(sheet, None), found, [(one, one.fix) for one in found])
    book = openpyxl.load_workbook(path)
    names = [book["绩效目标表"][f"D{7 + place}"].value for place in range(len(HOSTILE))]
    assert names == [shown(text) for text in HOSTILE]
    assert book[SHEET]["A1"].value == f"{shown(HOSTILE[9])}绩效自评表退回意见"
    assert {cell.data_type for line in book[SHEET]["C5:G34"] for cell in line if cell.value is not None} == {"s"}
    for page in book.worksheets:
        for line in page.iter_rows():
            for cell in line:
                assert cell.hyperlink is None or cell.hyperlink.target is None
    with zipfile.ZipFile(path) as parts:
        for part in parts.namelist():
            etree.fromstring(parts.read(part))
            assert b"TargetMode" not in parts.read(part)
