"""The whole heap: who sends what, in which folder or archive, and what is known of it.

File *i* depends on the seed and its number alone; only where names collide and what an archive holds depends on
the files beside it.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import itertools
import os
import random
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.intake import consequences, faults, foreign, own, plan, relations, strays, truth, words
from benchmarks.intake.consequences import Places
from benchmarks.intake.model import Return
from benchmarks.intake.package import CHINA, deflate, store, zipped
from benchmarks.intake.standards import rule_for, sentence
from perfxl.findings import CATALOGUE

# The first file comes on the morning of 5 January of the year after, one more every few minutes.
_SECONDS_BETWEEN = 137
_LATER = 40 * 86400
_FAR, _TRIED = 10_000_000, 60  # numbers nobody has; how many of them are looked at
SHARES = {"unreadable": 0.02, "duplicate": 0.02, "again": 0.04}
FAULTY = 0.15
FOREIGN = 0.35
MISTAKEN = 0.12  # of the second versions
REPEATED = 0.15  # of the rest: they are last year's, which the first version repeats with the year changed
STAGES = {"mixed": 0.25, "evaluation": 0.04, "goals": 0.96}
"""What a heap is of: how many of its returns are goals only. Of one kind, the others are sent by mistake."""
PROFILES = ("hunan-county", "hunan-county", "national", "national-cost")


class Department(NamedTuple):
    """Who returns: name, code, other names, sector, and where it lies."""

    name: str
    code: str
    aliases: tuple[str, ...]
    sector: str
    county: str


@dataclass
class Sent:
    """A file as it lies in the heap: its folder, its name, the archive it is in, its bytes, what is known."""

    folder: str
    name: str
    data: bytes
    known: dict[str, Any]
    archive: str | None = None
    encoding: str = "utf-8"
    seconds: int = 0
    filed: relations.Filed | None = None


@dataclass
class Heap:
    """Everything sent for one year."""

    seed: int
    year: int = 2026
    stage: str = "mixed"
    departments: list[Department] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.departments = departments()
        random.Random(f"{self.seed}").shuffle(self.departments)

    @property
    def first_second(self) -> int:
        """When the first file comes, in seconds of the clock that files are stamped by."""
        return int(dt.datetime(self.year + 1, 1, 5, 9, tzinfo=CHINA).timestamp())

    # -- one file

    def role(self, number: int) -> str:
        chance = random.Random(f"{self.seed}:{number}:role").random()
        for role, share in SHARES.items():
            if chance < share:
                return role if role == "unreadable" or number > 0 else "return"
            chance -= share
        return "return"

    def source(self, number: int) -> int:
        """The file a second version or a duplicate comes from."""
        return random.Random(f"{self.seed}:{number}:of").randrange(number)

    def department(self, number: int) -> Department:
        role = self.role(number)
        if role in ("again", "duplicate"):
            return self.department(self.source(number))
        return self.departments[number % len(self.departments)]

    def planned(self, number: int, *, clean: bool = False, begun: bool = False) -> tuple[Return, Places]:
        """A return before it is written: *clean* without faults, *begun* with its self-evaluation in any case."""
        rng = random.Random(f"{self.seed}:{number}")
        department = self.department(number)
        layout = "foreign" if rng.random() < FOREIGN else "own"
        profile = random.Random(department.county).choice(PROFILES) if layout == "own" else "hunan-county"
        stage = "goal" if rng.random() < STAGES[self.stage] and not begun else "evaluation"
        last_years = rng.random() < 0.01 and not clean
        year = self.year - 1 if last_years else self.year
        sheet = plan.return_of(
            rng, department.name, department.sector, year, layout=layout, profile=profile, stage=stage
        )
        if rng.random() < 0.1 and department.aliases:
            sheet.department = department.county + rng.choice(department.aliases)
        dissolved, former = rng.random() < 0.01, rng.choice(words.FORMER)
        if dissolved and not clean:
            # No two departments by one name, which would be one department's two returns.
            sheet.department = f"{department.county}第{int(department.code[2:])}{former}"
            sheet.notes.append("名单里没有这个部门")
        sheet.origin = number
        if last_years:
            sheet.notes.append("报成了上一年度的表")
        places = places_of(rng, sheet)
        places.settle(sheet)
        if not clean and rng.random() < FAULTY:
            faults.plant(rng, sheet, places, rng.choice((1, 1, 1, 2, 3)))
        return sheet, places

    def again(self, number: int) -> tuple[Return, Places]:
        """A second version: nothing is wrong any more, and a little has changed."""
        source = number
        while self.role(source) in ("again", "duplicate"):
            source = self.source(source)
        rng = random.Random(f"{self.seed}:{number}:changes")
        if rng.random() < MISTAKEN and (other := self._mistaken(source)) is not None:
            return other
        if rng.random() < REPEATED and (other := self._last_years(source)) is not None:
            return other
        sheet, places = self.planned(source, clean=True, begun=rng.random() < 0.5)
        first = self.planned(source, clean=True)
        if sheet.evaluated and not first[0].evaluated:
            if sheet.style.get("form") != "alone":
                return self._changed(rng, sheet), places
            sheet, places = first  # by the goals' standards it would be scored, which the truth does not know
        for row in rng.sample(sheet.scored, 2):
            if sheet.evaluated:
                row.evidence = "补充佐证材料"
            row.definition += "口径与上年一致。"
        if sheet.evaluated:
            spent, total = sheet.money["other"]["spent"], sheet.money["total"]["spent"]
            assert isinstance(spent, Decimal)
            assert isinstance(total, Decimal)
            sheet.money["other"]["spent"], sheet.money["total"]["spent"] = Decimal(0), total - spent
        sheet.notes.append("修改后重报")
        return sheet, places

    def _mistaken(self, source: int) -> tuple[Return, Places] | None:
        """The sheet of another department, sent under the name of this one: not one indicator is the same."""
        mine = self.planned(source, clean=True)[0]
        rng = random.Random(f"{self.seed}:{source}:mistaken")
        for _ in range(_TRIED):
            sheet, places = self.planned(_FAR + rng.randrange(_FAR), clean=True, begun=mine.evaluated)
            if sheet.own and sheet.evaluated == mine.evaluated and not relations.alike(mine.rows, sheet.rows):
                sheet.department = mine.department
                sheet.notes.append("错交了别的部门的表")
                return sheet, places
        return None

    def _last_years(self, source: int) -> tuple[Return, Places] | None:
        """Last year's sheet, of which the one sent this year differs by its year alone."""
        sheet, places = self.planned(source)
        if self.role(source) != "return" or sheet.faults or sheet.notes:
            return None
        plan.a_year_back(sheet)
        sheet.notes.append("去年的表，今年的只改了年度")
        return sheet, places

    def _changed(self, rng: random.Random, sheet: Return) -> Return:
        """The self-evaluation of goals filed before, with one target lowered since."""
        rows = [row for row in sheet.scored if row.kind == "按比例" and row.goal and row.goal > 5 and not row.formats]
        sheet.notes.append("对照目标表报来的自评表")
        if rows:
            row = rng.choice(rows)
            row.own_standard = ""
            row.target = row.goal = (row.goal or Decimal(0)) - 1
            if isinstance(row.actual, Decimal):
                row.cause = row.cause or "完成情况好于预期。"
            rule = rule_for(row, sheet.form)
            if rule is not None:
                row.standard = sentence(row, rule, rng)
            sheet.changed.append(row.name)
        return sheet

    def file(self, number: int) -> Sent:
        """File *number* with what is known of it."""
        role, department = self.role(number), self.department(number)
        rng = random.Random(f"{self.seed}:{number}:place")
        if role == "duplicate":
            first = self.file(self.source(number))
            known = first.known | {"kind": "duplicate"}
            return self._sent(rng, number, department, first.data, known, Path(first.name).suffix)
        sheet, places = self.again(number) if role == "again" else self.planned(number)
        consequences.settle(sheet)
        expected = truth.expected(sheet, places)
        data = written(sheet, places, expected)
        unlisted = sheet.department.endswith(words.FORMER) or places.field("department") in sheet.cells
        listed = None if unlisted else department.name
        known = truth.known(sheet, places, listed, expected) | {"kind": "again" if role == "again" else "return"}
        extension = ".xlsx"
        if role == "unreadable":
            what, code, extension, data = strays.unreadable(rng, data, department.name)
            known = truth.refused(department.name, code, what)
        sent = self._sent(rng, number, department, data, known, extension)
        if role != "unreadable":
            sent.filed = relations.filed(sheet, places, known, sent.seconds)
        return sent

    def _sent(
        self, rng: random.Random, number: int, department: Department, data: bytes, known: truth.Known, extension: str
    ) -> Sent:
        folder = rng.choice(("", "", "第一批", "QQ接收", f"{department.name}/终稿"))
        short = rng.choice((department.name, department.name, *department.aliases))
        stem = rng.choice((
            "{name}整体绩效目标表{year}", "{name}绩效自评表", "附件2：{name}", "{name}-部门整体支出绩效自评({year}年)",
            "{name}（盖章版）", "{year}年{name}绩效表 最终版",
        )).format(name=short, year=self.year)  # fmt: skip
        if known["kind"] in ("again", "duplicate"):
            stem += rng.choice(("(1)", " - 副本", "（修改）"))
        named = department.name in stem or department.name in folder
        known |= {"whose": department.name if named else ""}  # by its name: other names lack their county here
        sent = Sent(f"{department.county}/{folder}".rstrip("/"), stem + extension, data, known)
        chance = rng.random()
        if chance < 0.25 and known["refused"] is None:
            sent.encoding = "utf-8" if chance < 0.15 else "gbk"
            sent.archive = f"{department.county}/{'微信打包' if chance < 0.15 else '邮箱附件'}.zip"
            sent.folder = folder
        later = _LATER if known["kind"] in ("again", "duplicate") else 0
        sent.seconds = self.first_second + number * _SECONDS_BETWEEN + later
        return sent


def places_of(rng: random.Random, sheet: Return) -> Places:
    """Where everything stands; of a foreign layout this is chosen here."""
    if sheet.own:
        return own.base_of(sheet.form.name).places
    foreign.dress(rng, sheet)
    return foreign.Places(sheet)


def written(sheet: Return, places: Places, expected: list[Any]) -> bytes:
    if isinstance(places, foreign.Places):
        return foreign.write(sheet, places)
    return own.base_of(sheet.form.name).write(sheet, expected)


def departments() -> list[Department]:
    """Every department there is, county by county."""
    found = []
    for number, county in enumerate(words.COUNTIES, start=1):
        bureaus = [*words.BUREAUS.items(), *((f"{town}人民政府", ("office", (town,))) for town in words.TOWNS)]
        for place, (name, (sector, aliases)) in enumerate(bureaus, start=1):
            others = tuple(alias for alias in aliases if alias != name)
            found.append(Department(county + name, f"{number:02}{place:04}", others, sector, county))
    return found


def make(out: Path, count: int, seed: int, year: int = 2026, stage: str = "mixed") -> list[dict[str, Any]]:
    """Write the heap into *out*, roster.csv and truth.jsonl beside it, and return what is known of every file."""
    heap = Heap(seed, year, stage)
    taken: set[str] = set()
    lines: list[dict[str, Any]] = []
    archives: dict[tuple[str, str], list[Sent]] = {}
    returns: list[relations.Filed] = []
    several = Counter(heap.department(n).name for n in range(count) if heap.role(n) != "duplicate")
    for number in range(count):
        sent = heap.file(number)
        sent.name = _free(sent, taken)
        if sent.archive is None:
            path = f"{sent.folder}/{sent.name}"
            _write(out / path, sent.data, sent.seconds)
            lines.append(_line(path, None, sent.known, sent.data))
        else:
            archives.setdefault((sent.archive, sent.encoding), []).append(sent)
        kept = sent.filed
        odd = kept and (kept.year != year or not kept.known["department"] or stage != "mixed")
        if kept and (odd or several[heap.department(number).name] > 1):
            returns.append(kept)
    for (archive, encoding), inside in archives.items():
        parts = []
        for sent in inside:
            name = f"{sent.folder}/{sent.name}".lstrip("/")
            parts.append(store(name, sent.data, sent.seconds))
            lines.append(_line(archive, name, sent.known, sent.data))
        if encoding == "utf-8":
            shadow = f"__MACOSX/._{inside[0].name}"
            parts.append(deflate(shadow, b"\0\5\x16\7\0\2\0\0Mac OS X" + bytes(60)))
            lines.append(_line(archive, shadow, truth.junk("访达的影子文件", passed_over="system")))
        _write(out / archive, zipped(parts, encoding), inside[-1].seconds)
    lines += _junk(out, heap, count, taken)
    relations.settle(returns, lines)
    _roster(out.with_name("roster.csv"), heap, count)
    truth.write(out.with_name("truth.jsonl"), lines)
    return lines


def _line(file: str, path_in_zip: str | None, known: truth.Known, data: bytes = b"") -> truth.Known:
    """The line of a file, with the name a ledger gives it; it stays the object a return of it knows."""
    name = file if path_in_zip is None else f"{file}/{path_in_zip}"
    sha256 = None if known["passed_over"] else hashlib.sha256(data).hexdigest()
    known |= {"file": file, "path_in_zip": path_in_zip, "name": name, "sha256": sha256}
    return known


def _free(sent: Sent, taken: set[str]) -> str:
    stem, extension = os.path.splitext(sent.name)
    for number in itertools.count(1):
        name = sent.name if number == 1 else f"{stem}({number}){extension}"
        key = f"{sent.archive}|{sent.folder}/{name}"
        if key not in taken:
            taken.add(key)
            return name
    raise AssertionError


def _junk(out: Path, heap: Heap, count: int, taken: set[str]) -> list[dict[str, Any]]:
    lines = []
    for number in range(max(3, count // 25)):
        rng = random.Random(f"{heap.seed}:{number}:junk")
        department = heap.department(rng.randrange(max(1, count)))
        name, data, why = strays.junk(rng, department.name)
        path = f"{department.county}/{name}"
        if f"None|{path}" not in taken:
            taken.add(f"None|{path}")
            _write(out / path, data, heap.first_second)
            refused = why in CATALOGUE
            known = truth.junk("杂物", passed_over="" if refused else why, refused=why if refused else None)
            known |= {"whose": department.name if department.name in name else ""}
            lines.append(_line(path, None, known, data))
    return lines


def _write(path: Path, data: bytes, seconds: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (seconds, seconds))


def _roster(path: Path, heap: Heap, count: int) -> None:
    """Everybody who was asked: those who returned, and one in twenty who did not."""
    asked = heap.departments[: count + max(2, count // 20)]
    buffer = io.StringIO()
    rows = csv.writer(buffer, lineterminator="\r\n")
    rows.writerow(("部门名称", "部门编码", "别名"))
    for department in sorted(asked, key=lambda item: item.code):
        rows.writerow((department.name, department.code, "、".join(department.county + a for a in department.aliases)))
    path.write_bytes(buffer.getvalue().encode("utf-8-sig"))
