"""Make the broken returns: the county's self-evaluation, each with one fault and named for it.

Run ``python scripts/examples/broken.py [DIRECTORY]``. The findings each file must give stand here beside the
fault, written by hand; they are put into ``expected.json``, and perfxl is held to them when the files are made
and by the tests. The base is the county's workbook with its own slips put right: it gives no finding at all.

``加密.xlsx`` and ``旧版.xls`` hold random bytes and dates of their making; they are made when missing only.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from computed import compute, with_values
from example_data import Data, load
from living import DESTINATION as LIVING
from living import goal_sheet
from openpyxl import Workbook
from openpyxl.styles import Font

import perfxl
from perfxl.engines import libreoffice
from perfxl.findings import Refused
from perfxl.form import load_form
from perfxl.workbook.fill import fill
from perfxl.workbook.layout import layout_of
from perfxl.workbook.shared import compact
from perfxl.workbook.write import template, workbook_bytes

DESTINATION = LIVING / "broken"
EXPECTED = "expected.json"
FOREIGN = LIVING / "foreign" / "县应急管理局-绩效目标表.xlsx"
FORM = load_form("hunan-county")
GOALS, SETTINGS, EVALUATION = FORM.sheets.goals, FORM.sheets.settings, FORM.sheets.evaluation


@dataclass(frozen=True)
class Broken:
    """A broken return: its fault in words, what perfxl must find, and what was done to the base.

    ``findings`` are ``code sheet!cell``, or the refusal's code alone. ``data`` changes the data before the
    workbook is written, ``book`` the workbook before it is saved, ``office`` the finished workbook in
    LibreOffice; ``raw`` makes a file that is none of ours.
    """

    name: str
    fault: str
    findings: tuple[str, ...]
    data: Callable[[Data], None] | None = None
    book: Callable[[Workbook], None] | None = None
    office: Callable[[Any], None] | None = None
    raw: Callable[[Path], None] | None = None

    @property
    def refused(self) -> bool:
        return len(self.findings) == 1 and self.findings[0].startswith("F")


def corrected() -> Data:
    """The county's data without its own slips: 90 points, the foot in order, the work plan no 定性."""
    data = copy.deepcopy(load("county"))
    case = indicator(data, 11)
    case["settings"]["points"] = 3
    case["standard"] = case["standard"].replace("4分", "3分")
    plan = indicator(data, 14)
    plan["name"] = "年度工作计划完成时间"
    plan["type"] = "≤"
    data["foot"] |= {
        "performance_reviewer": "〔姓名〕",
        "business_review_date": "2025年12月18日",
        "performance_review_date": "2025年12月19日",
    }
    return data


def indicator(data: Data, number: int) -> Data:
    """The indicator on goal row ``6 + number`` and on line ``11 + number``."""
    found: Data = data["indicators"][number - 1]
    return found


# -- faults in the data


def actual(number: int, value: Any) -> Callable[[Data], None]:
    """An actual value typed otherwise."""

    def change(data: Data) -> None:
        indicator(data, number)["evaluation"]["actual"] = value

    return change


def field(number: int, key: str, value: Any) -> Callable[[Data], None]:
    """A field of the goal sheet typed otherwise."""

    def change(data: Data) -> None:
        indicator(data, number)[key] = value

    return change


def points_of_110(data: Data) -> None:
    cost = indicator(data, 23)
    cost["settings"]["points"] = 40
    cost["standard"] = cost["standard"].replace("20分", "40分")


def no_money_total(data: Data) -> None:
    data["money"]["total"] |= {"initial": None, "adjusted": None, "spent": None}


def no_budget(data: Data) -> None:
    for fund in ("total", "appropriation", "carried_over", "other"):
        data["money"][fund]["adjusted"] = 0


def pasted(data: Data) -> None:
    indicator(data, 2)["type"] = "约"
    indicator(data, 22)["level2"] = "社会效益指标"


def by_hand(data: Data) -> None:
    row = indicator(data, 21)
    row["standard"] = "视救援能力提升情况酌情计分，满分10分。"
    row["settings"] = {"points": 10, "kind": "人工评分"}
    row["evaluation"] |= {"actual": "基本提升", "manual": 8, "scorer": "〔姓名〕"}


# -- faults in the workbook


def cell(sheet: str, reference: str, value: Any) -> Callable[[Workbook], None]:
    """A cell overwritten, formula or not."""

    def change(workbook: Workbook) -> None:
        workbook[sheet][reference].value = value

    return change


def older(workbook: Workbook) -> None:
    sheet = workbook[FORM.sheets.metadata]
    sheet["B2"].value = "2025.1"
    sheet["B3"].value = "某某县"


def hidden_row(workbook: Workbook) -> None:
    workbook[GOALS].row_dimensions[9].hidden = True


def merged_levels(workbook: Workbook) -> None:
    workbook[GOALS].merge_cells("C7:C16")


# -- faults made in a spreadsheet program


def insert_row(book: Any) -> None:
    sheet = unprotected(book, GOALS)
    sheet.Rows.insertByIndex(11, 1)


def delete_checks(book: Any) -> None:
    book.api.Sheets.removeByName(FORM.sheets.checks)


def cut_and_paste(book: Any) -> None:
    """An actual value cut and pasted over the one below."""
    sheet = book.api.Sheets.getByName(EVALUATION)
    target = sheet.getCellRangeByName("F14").getCellByPosition(0, 0)
    sheet.moveRange(target.CellAddress, sheet.getCellRangeByName("F13").RangeAddress)


def sort_rows(book: Any) -> None:
    """The indicators sorted by name, with everything right of the print."""
    unprotected(book, GOALS)
    order = {"ByRows": True, "HasHeader": False, "Col1": 4, "Ascending1": True}
    command(book, GOALS, "B7:O29", "DataSort", **order)


def unprotected(book: Any, name: str) -> Any:
    sheet = book.api.Sheets.getByName(name)
    sheet.unprotect("")
    return sheet


def command(book: Any, name: str, area: str, verb: str, **options: Any) -> None:
    """Select cells and carry out a command of LibreOffice's menus."""
    office, controller = book.app.impl.office, book.api.CurrentController
    sheet = book.api.Sheets.getByName(name)
    controller.setActiveSheet(sheet)
    controller.select(sheet.getCellRangeByName(area))
    dispatcher = office.manager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", office.context)
    dispatcher.executeDispatch(controller.Frame, f".uno:{verb}", "", 0, office.properties(**options))


# -- files that are no goal sheet


def web_page(target: Path) -> None:
    rows = "".join(f"<tr><td>{word}</td></tr>" for word in ("一级指标", "二级指标", "三级指标", "指标值"))
    page = f"<html><head><meta charset='utf-8'></head><body><table>{rows}</table></body></html>\n"
    target.write_text(page, encoding="utf-8")


def empty(target: Path) -> None:
    target.write_bytes(b"")


def cut_off(target: Path) -> None:
    whole = FOREIGN.read_bytes()
    target.write_bytes(whole[: len(whole) * 6 // 10])


def roster(target: Path) -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "值班表"
    for row in (["日期", "带班领导", "值班人员", "电话"], ["1月1日", "〔姓名〕", "〔姓名〕", "〔电话〕"]):
        sheet.append(row)
    sheet["A1"].font = Font(bold=True)
    workbook.save(target)
    target.write_bytes(with_values(target))


def encrypted(target: Path) -> None:
    if not target.exists():
        try:
            from msoffcrypto.format.ooxml import OOXMLFile  # pip install msoffcrypto-tool
        except ImportError:
            raise SystemExit(f"{target.name} is missing and can only be made with msoffcrypto-tool") from None
        with FOREIGN.open("rb") as plain, target.open("wb") as locked:
            OOXMLFile(plain).encrypt("perfxl", locked)


def old_format(target: Path) -> None:
    if not target.exists():
        with libreoffice.session() as app:
            book = app.books.open(str(FOREIGN))
            book.save(str(target))
            book.close()


OF_THE_OFFICIAL_SHEET = (
    *(f"{place[0]} 整体绩效目标表!{place[1]}" for place in (
        ("P001", "I17"), ("C023", "G30"), ("C021", "A31"), ("C021", "G31"), ("I019", "F20"), ("I010", "F20"),
        ("P002", "I7"), ("P002", "I17"), ("S019", "D6"),
    )),
)  # fmt: skip

CASES = (
    Broken("分值合计110", "分值合计 110 分", (f"P001 {GOALS}!L2", f"P002 {GOALS}!K29"), data=points_of_110),
    Broken("照抄目标", "实际完成值照抄目标，连比较符一起", (f"E003 {EVALUATION}!F13",), data=actual(2, "≥300")),
    Broken("实际值填完成", "定量指标的实际完成值填“完成”", (f"E002 {EVALUATION}!F18",), data=actual(7, "完成")),
    Broken("单位在数值里", "指标值里写了比较符和单位：≥300次",
           (f"I004 {GOALS}!F8",), data=field(2, "target", "≥300次")),
    Broken("百分比填0.87", "百分比的实际完成值填 0.87", (f"E005 {EVALUATION}!F22",), data=actual(11, Decimal("0.87"))),
    Broken("日期跨年", "实际完成日期在下一年", (f"E006 {EVALUATION}!F25",), data=actual(14, dt.date(2027, 1, 5))),
    Broken("等级词不符", "填的等级不是标准里的词", (f"E007 {EVALUATION}!F30",), data=actual(19, "成效较好")),
    Broken("人工得分缺理由", "人工评分没有写理由", (f"E016 {EVALUATION}!M32",), data=by_hand),
    Broken("资金合计为空", "资金各分项都填了，合计行是空的",
           (f"E011 {EVALUATION}!E5", f"E011 {EVALUATION}!F5", f"E011 {EVALUATION}!G5"), data=no_money_total),
    Broken("全年预算为0", "全年预算数为 0，算不出执行率", (f"E012 {EVALUATION}!F5",), data=no_budget),
    Broken("粘贴绕过下拉", "粘贴来的指标值类型和二级指标不在下拉列表里",
           (f"I003 {GOALS}!E8", f"I002 {GOALS}!C28"), data=pasted),
    Broken("设置行重复", "两行的设置行都是 1",
           (f"S005 {GOALS}!O7", f"S005 {GOALS}!O8", f"S025 {EVALUATION}!F13"), book=cell(GOALS, "O8", 1)),
    Broken("公式被覆盖", "评(扣)分标准的公式被文字覆盖", (f"S006 {GOALS}!I8",), book=cell(GOALS, "I8", "完成得1分。")),
    Broken("得分改大", "得分公式被改成更高的数",
           (f"S006 {EVALUATION}!H15", f"E008 {EVALUATION}!H15", f"E021 {EVALUATION}!F9"),
           book=cell(EVALUATION, "H15", 1)),
    Broken("表头被改", "表头文字被改", (f"S003 {GOALS}!I6",), book=cell(GOALS, "I6", "扣分办法")),
    Broken("隐藏行", "隐藏了一行指标", (f"S007 {GOALS}!D9",), book=hidden_row),
    Broken("合并单元格", "把数量指标的十个二级单元格合并了", (f"S015 {GOALS}!C7",), book=merged_levels),
    Broken("错误值", "指标值是 #N/A，得分也就算不出来", (f"S013 {GOALS}!F8", f"S022 {EVALUATION}!H13"),
           book=cell(GOALS, "F8", "#N/A")),
    Broken("旧版模板", "用的是上一年的模板，登记的地区方案也不存在了", ("S001", "S002"), book=older),
    Broken("插入一行", "在指标中间插入了一行", (f"S004 {GOALS}!D12",), office=insert_row),
    Broken("缺工作表", "删掉了“校验”", ("S009",), office=delete_checks),
    Broken("剪切粘贴后", "剪切一个实际完成值，粘贴到下一行：公式不坏，少了一个值，另一个值多得没有说明",
           (f"E001 {EVALUATION}!F13", f"E010 {EVALUATION}!I14"), office=cut_and_paste),
    Broken("排序后", "指标行按名称重新排序：什么也没有坏", (), office=sort_rows),
    Broken("网页改名", "把网页改名为 .xlsx", ("F006",), raw=web_page),
    Broken("空文件", "传输中断，只有 0 字节", ("F003",), raw=empty),
    Broken("截断", "传输中断，只有前一半多", ("F009",), raw=cut_off),
    Broken("加密", "设了打开密码", ("F005",), raw=encrypted),
    Broken("旧版.xls", "旧版 .xls 格式：照样读，报的是原表自己的问题", OF_THE_OFFICIAL_SHEET, raw=old_format),
    Broken("不是目标表", "发来的是值班表", ("F018",), raw=roster),
)


def file_name(case: Broken) -> str:
    return case.name if case.name.endswith(".xls") else f"{case.name}.xlsx"


def make(destination: Path) -> list[Path]:
    """Write all broken returns into a directory and return their paths.

    :raises SystemExit: perfxl does not find in one exactly what it must.
    """
    destination.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        base = Broken("原样", "", ())
        written = [base, *(case for case in CASES if case.data or case.book)]
        for case in written:
            _write(folder / file_name(case), case)
        finished = folder / "finished"
        finished.mkdir()
        compute([folder / file_name(case) for case in written], finished)
        wrong = list(_unexpected(finished, [base]))
        for case in written[1:]:
            shutil.copy(finished / file_name(case), destination)
        _in_office(finished / file_name(base), destination, folder)
    for case in CASES:
        if case.raw:
            case.raw(destination / file_name(case))
    wrong += _unexpected(destination, CASES)
    if wrong:
        raise SystemExit("\n".join(wrong))
    return [destination / file_name(case) for case in CASES]


def _write(path: Path, case: Broken) -> None:
    data = corrected()
    if case.data:
        case.data(data)
    sheet = goal_sheet(data, evaluated=True)
    workbook = template(FORM, department=sheet.department, year=sheet.year)
    fill(workbook, layout_of(FORM), sheet)
    if case.book:
        case.book(workbook)
    path.write_bytes(workbook_bytes(workbook))


def _in_office(base: Path, destination: Path, folder: Path) -> None:
    with libreoffice.session() as app:
        for case in CASES:
            if case.office is None:
                continue
            book = app.books.open(str(base))
            case.office(book)
            app.calculate()
            saved = folder / file_name(case)
            book.save(str(saved))
            book.close()
            (destination / saved.name).write_bytes(compact(with_values(saved)))


def found(path: Path) -> tuple[str, ...]:
    """What perfxl finds, as ``findings`` has it."""
    try:
        findings = perfxl.check(path)
    except Refused as refused:
        return (refused.code,)
    return tuple(" ".join(filter(None, (item.code, _place(item.sheet, item.cell)))) for item in findings)


def _place(sheet: str | None, cell: str | None) -> str:
    return f"{sheet}!{cell}" if cell else sheet or ""


def _unexpected(folder: Path, cases: Iterable[Broken]) -> Iterator[str]:
    for case in cases:
        got = sorted(found(folder / file_name(case)))
        if got != sorted(case.findings):
            yield f"{file_name(case)}: expected {sorted(case.findings)}, found {got}"


def expectations() -> str:
    """The content of expected.json."""
    table = {file_name(case): {"fault": case.fault, "findings": sorted(case.findings)} for case in CASES}
    return json.dumps(table, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DESTINATION
    made = make(folder)
    (folder / EXPECTED).write_text(expectations(), encoding="utf-8")
    print(*made, sep="\n")
