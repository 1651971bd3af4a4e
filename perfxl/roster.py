"""The list of departments that get a workbook: a .csv or .xlsx with one department per row.

The header may stand below a title. Needed is a column of names; codes and other names are optional. A row
that cannot get a workbook is a :class:`Problem` with its row number, never an exception; a list without any
usable name is a :class:`RosterError`.
"""

from __future__ import annotations

import csv
import io
import itertools
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from perfxl.findings import Lang, Refused
from perfxl.form import fold

NAME_HEADERS = (
    *("部门名称", "部门", "单位名称", "部门(单位)名称", "单位", "部门单位名称"),
    *("预算部门", "预算单位", "预算单位名称"),
)
CODE_HEADERS = (
    *("部门编码", "部门代码", "单位编码", "单位代码", "预算单位编码", "预算单位代码"),
    *("编码", "代码", "code"),
)
ALIAS_HEADERS = ("别名", "简称", "部门简称", "单位简称", "曾用名", "其他名称", "aliases", "alias")

MAX_ROWS = 10_000
MAX_BYTES = 20 * 1024 * 1024
_HEADER_WITHIN = 15
_TOTALS = {"合计", "总计", "小计"}
_BLANKS = " \t\u3000\u00a0\u200b\ufeff"
_MOST_BYTES = 180  # a file name has 255 bytes; title, year and extension follow
_BETWEEN_ALIASES = re.compile(r"[、，,;；|/\n]+")
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]')
_PORTS = [f"{name}{digit}" for name in ("com", "lpt") for digit in range(1, 10)]
_DEVICES = {"con", "prn", "aux", "nul", *_PORTS}


class RosterError(Exception):
    """The list cannot be used at all: it cannot be read, has no column of names, or no name."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en

    def text(self, lang: Lang = "zh") -> str:
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Department:
    """One department of the list. ``stem`` is a file name for it, safe everywhere and unique in the list."""

    row: int
    name: str
    stem: str
    code: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that gets no workbook, or whose names are ambiguous: the row and why, in both languages."""

    row: int
    zh: str
    en: str

    def text(self, lang: Lang = "zh") -> str:
        return f"第 {self.row} 行：{self.zh}" if lang == "zh" else f"row {self.row}: {self.en}"


@dataclass(frozen=True, slots=True)
class Roster:
    """The departments in the order of the list, and what is wrong with it."""

    departments: tuple[Department, ...]
    problems: tuple[Problem, ...]


def read_roster(path: str | os.PathLike[str]) -> Roster:
    """Read a list of departments. :raises RosterError: see there."""
    file = Path(path)
    rows = list(_workbook_rows(file) if _is_workbook(file) else _csv_rows(file))
    header, columns = _header(rows)
    if header is None:
        accepted = "、".join(NAME_HEADERS[:4])
        raise RosterError(
            f"{file}：名单里没有部门名称列。请在表头写“部门名称”（{accepted} 均可）。",
            f"{file}: no column of department names. Give it the header 部门名称 (or {accepted}).",
        )
    departments, problems = _departments(rows[header + 1 :], columns)
    if not departments:
        raise RosterError(f"{file}：名单里没有部门。", f"{file}: the list names no department.")
    return Roster(tuple(departments), tuple(problems))


def safe_stem(name: str) -> str:
    """A name as a file name without extension: nothing Windows, macOS or a zip would stumble over."""
    words = " ".join(_FORBIDDEN.sub(" ", name).split())
    stem = words.encode("utf-8", "ignore")[:_MOST_BYTES].decode("utf-8", "ignore").strip(" .")
    if stem.partition(".")[0].rstrip().lower() in _DEVICES:
        stem = f"_{stem}"
    return stem or "_"


def reason(error: OSError) -> str:
    """Why the system would not open or write a file, in Chinese where that is among the usual reasons."""
    for kind, zh in _REASONS:
        if isinstance(error, kind):
            return zh
    return error.strerror or type(error).__name__


_REASONS: tuple[tuple[type[OSError], str], ...] = (
    (FileNotFoundError, "找不到文件"),
    (PermissionError, "没有权限，或文件正被其他程序打开"),
    (IsADirectoryError, "是文件夹，不是文件"),
    (NotADirectoryError, "路径中有一段不是文件夹"),
)

_Row = tuple[int, list[str]]


def _is_workbook(file: Path) -> bool:
    try:
        size = file.stat().st_size
        with file.open("rb") as stream:
            start = stream.read(2)
    except OSError as error:
        why = error.strerror or type(error).__name__
        zh = f"{file}：名单读不了（{reason(error)}）。"
        raise RosterError(zh, f"{file}: cannot be read ({why}).") from error
    if size > MAX_BYTES:
        raise RosterError(f"{file}：名单过大。", f"{file}: the list is too large.")
    return start in (b"PK", b"\xd0\xcf")


def _workbook_rows(file: Path) -> Iterator[_Row]:
    from perfxl.workbook.cells import Bounds, load

    try:
        book = load(file, Bounds(rows=MAX_ROWS))
    except Refused as refused:
        raise RosterError(f"{file}：{refused.message}", f"{file}: {refused.message_en}") from refused
    sheet = next((grid for grid in book.sheets if grid.state == "visible"), book.sheets[0])
    for cells in sheet.rows():
        line = [""] * cells[-1].column
        for cell in cells:
            line[cell.column - 1] = _plain(cell.value)
        yield cells[0].row, line


def _plain(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _csv_rows(file: Path) -> Iterator[_Row]:
    data = file.read_bytes()
    text = None
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    if text is None or "\0" in text:
        raise RosterError(
            f"{file}：名单不是文本，也不是 .xlsx 工作簿。请另存为 .csv 或 .xlsx。",
            f"{file}: the list is neither text nor an .xlsx workbook. Save it as .csv or .xlsx.",
        )
    try:
        yield from _lines(text, max(",\t;", key=lambda delimiter: _fits(text, delimiter)), MAX_ROWS)
    except csv.Error as error:
        zh = f"{file}：名单读不了（不是规范的 CSV 文本）。"
        raise RosterError(zh, f"{file}: cannot be read ({error}).") from error


def _lines(text: str, delimiter: str, most: int) -> Iterator[_Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for line in itertools.islice(reader, most):
        yield reader.line_num, line


def _fits(text: str, delimiter: str) -> tuple[int, int]:
    """How well a delimiter divides a list: known columns in its header row, then all cells of that row."""
    try:
        rows = list(_lines(text, delimiter, _HEADER_WITHIN))
    except csv.Error:
        return 0, 0
    header, columns = _header(rows)
    return (0, 0) if header is None else (len(columns), len(rows[header][1]))


def _header(rows: list[_Row]) -> tuple[int | None, dict[str, int]]:
    """The first row that names the column of departments, and the columns by role."""
    families = {"name": NAME_HEADERS, "code": CODE_HEADERS, "aliases": ALIAS_HEADERS}
    for position, (_, cells) in enumerate(rows[:_HEADER_WITHIN]):
        words = [fold(cell).lower() for cell in cells]
        columns = {}
        for role, headers in families.items():
            for header in headers:  # the better name first: 部门名称 before 单位
                if fold(header) in words:
                    columns[role] = words.index(fold(header))
                    break
        if "name" in columns:
            return position, columns
    return None, {}


def _departments(rows: Iterable[_Row], columns: dict[str, int]) -> tuple[list[Department], list[Problem]]:
    departments: list[Department] = []
    problems: list[Problem] = []
    row_of: dict[str, int] = {}
    stems: set[str] = set()

    def cell(cells: list[str], role: str) -> str:
        column = columns.get(role)
        return cells[column].strip(_BLANKS) if column is not None and column < len(cells) else ""

    for row, cells in rows:
        name = " ".join(cell(cells, "name").split())
        if any(fold(text) in _TOTALS for text in ([name] if name else cells)):
            continue
        if not name:
            if any(text.strip() for text in cells):
                problems.append(Problem(row, "没有部门名称，未生成", "no department name; nothing written"))
            continue
        key = fold(name)
        if key in row_of:
            first = row_of[key]
            zh = f"“{name}”与第 {first} 行重复，未再生成"
            problems.append(Problem(row, zh, f"{name} repeats row {first}; not written again"))
            continue
        row_of[key] = row
        code = cell(cells, "code")
        words = _BETWEEN_ALIASES.split(cell(cells, "aliases"))
        aliases = tuple(word.strip() for word in words if word.strip())
        departments.append(Department(row, name, _unique(safe_stem(name), code, stems), code, aliases))
    for department in departments:
        for alias in department.aliases:
            other = row_of.get(fold(alias), department.row)
            if other != department.row:
                zh = f"“{department.name}”的别名“{alias}”是第 {other} 行的部门"
                en = f"{alias}, an alias here, is the department of row {other}"
                problems.append(Problem(department.row, zh, en))
    return departments, sorted(problems, key=lambda problem: problem.row)


def _unique(stem: str, code: str, taken: set[str]) -> str:
    """Two names may clean to one file name: then the code, else a number, tells them apart."""
    candidate, number = stem, 1
    if candidate.lower() in taken and code:
        candidate = safe_stem(f"{stem} {code}")
    while candidate.lower() in taken:
        number += 1
        candidate = f"{stem} {number}"
    taken.add(candidate.lower())
    return candidate
