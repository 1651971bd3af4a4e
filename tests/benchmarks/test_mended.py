"""What a marked copy is said to have mended is gone from it; everything else is still there to be put right."""

import random
from pathlib import Path

import pytest

from benchmarks.intake import consequences, faults, heap, truth
from perfxl.catalogue import MENDED
from perfxl.examine import examine
from perfxl.workbook.marked import write_marked

MANY = heap.Heap(5)
KINDS = {kind.name: kind for kind in faults.table()}


@pytest.mark.parametrize(("name", "code"), [
    ("公式被覆盖", "S006"), ("旧版模板", "S001"), ("表头被改", "S003"), ("删了空行", "S004"), ("合并单元格", "S015"),
    ("登记信息丢失", "S016"), ("错误值", "S022"), ("得分改大", "E008"), ("总分改大", "E021"),
    ("分值合计不对", "P001"), ("缺偏差原因", "E009"), ("实际值写成小数", "E005"),
])  # fmt: skip
def test_a_copy_has_what_it_mends_no_more(name: str, code: str, tmp_path: Path) -> None:
    kind = KINDS[name]
    for number in range(300):
        sheet, places = MANY.planned(number, clean=True, begun=kind.evaluated)
        fault = kind.plant(random.Random(number), sheet, places) if sheet.layout == "own" else None
        if fault is not None:
            break
    sheet.faults.append(fault)
    consequences.settle(sheet)
    path, copy = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    path.write_bytes(heap.written(sheet, places, truth.expected(sheet, places)))
    checked = examine(path)
    assert code in {found.code for found in checked.findings}
    write_marked(copy, checked.sheet, checked.form, checked.findings)
    left = {found.code for found in examine(copy).findings} - {"S020"}  # no spreadsheet program has opened it yet
    assert (code in left) is (code not in MENDED)
    assert not left & MENDED
