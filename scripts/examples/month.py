"""The folder of a finance officer at the end of a year: who is asked, what came back in January and in February.

Invented departments of an invented county; every return is made with what is wrong with it. The same bytes
every time, so that the finance manual can show what the commands print.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
import random
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.intake import consequences, faults, truth  # noqa: E402
from benchmarks.intake.heap import places_of, written  # noqa: E402
from benchmarks.intake.model import Return, Row  # noqa: E402
from benchmarks.intake.package import CHINA, store, zipped  # noqa: E402
from benchmarks.intake.plan import return_of  # noqa: E402
from benchmarks.intake.standards import rule_for, sentence  # noqa: E402

YEAR = 2026
COUNTY = "云岭口县"
ROSTER = "部门名单.csv"
ALIAS = "云岭口县卫计局"
DEPARTMENTS = {
    "教育局": "education", "卫生健康局": "health", "农业农村局": "farming", "水利局": "water", "应急管理局": "safety",
    "自然资源局": "land", "交通运输局": "roads", "民政局": "welfare", "图书馆": "culture", "档案馆": "office",
    "审计局": "office", "城关镇人民政府": "office",
}  # fmt: skip
_JANUARY, _FEBRUARY = (dt.datetime(YEAR + 1, month, 6, 9, tzinfo=CHINA) for month in (1, 2))


def make(folder: Path) -> None:
    """Write the list and what came back into *folder*."""
    roster(folder)
    january, february = folder / "回收" / "1月", folder / "回收" / "2月"
    packed = (("附件/教育局自评表.xlsx", _made("教育局")),
              ("附件/水利局绩效自评表.xlsx", _made("水利局", "实际值写成小数", "缺偏差原因")))  # fmt: skip
    seconds = _seconds(_JANUARY)
    archive = zipped([store(name, data, seconds) for name, data in packed], "gbk")
    _put(january / "邮箱附件.zip", archive, _JANUARY)
    library = _made("图书馆")
    for name, data in (
        ("QQ接收/农业农村局（盖章版）.xlsx", _made("农业农村局", "总分改大")),
        ("QQ接收/应急管理局绩效自评表.xlsx", _made("应急管理局", "缺执行数")),
        ("QQ接收/交通运输局2026.xlsx", _made("交通运输局", "生僻单位")),
        ("QQ接收/自然资源局-部门整体支出绩效自评.xlsx", _made("自然资源局", layout="foreign")),
        ("QQ接收/~$自然资源局-部门整体支出绩效自评.xlsx", b"\x05wang" + bytes(160)),
        ("卫计局自评表.xlsx", _made("卫生健康局", written_as=ALIAS)),
        ("民政局绩效目标表.xlsx", _made("民政局", stage="goal")),
        ("审计局自评表.xlsx", _made("审计局", year=YEAR - 1)),
        ("图书馆.xlsx", library),
        ("图书馆 - 副本.xlsx", library),
        ("档案馆绩效自评表.xlsx", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< >>\nendobj\n"),
    ):
        _put(january / name, data, _JANUARY)
    for name, data in (
        ("水利局绩效自评表（修改）.xlsx", _made("水利局", lowered=True)),
        ("农业农村局（重报）.xlsx", _made("农业农村局")),
        ("应急管理局绩效自评表.xlsx", _made("应急管理局")),
        ("民政局绩效自评表.xlsx", _made("民政局")),
        ("档案馆绩效自评表.xlsx", _made("档案馆")),
    ):
        _put(february / name, data, _FEBRUARY)


def roster(folder: Path, alias: str = "") -> None:
    """The list of departments; with *alias* as the officer completes it when it turns out that a name is missing."""
    lines = ["部门名称,部门编码,别名"]
    for number, name in enumerate(DEPARTMENTS, start=101):
        others = [f"{COUNTY}{name.removesuffix('人民政府')}"] if name.endswith("人民政府") else []
        others += [alias] if alias and name == "卫生健康局" else []
        lines.append(f"{COUNTY}{name},{number},{'、'.join(others)}")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ROSTER).write_text("\r\n".join([*lines, ""]), "utf-8-sig", newline="")


def _made(
    name: str,
    *wrong: str,
    layout: str = "own",
    stage: str = "evaluation",
    written_as: str = "",
    lowered: bool = False,
    year: int = YEAR,
) -> bytes:
    """The return of a department with what is *wrong* with it; *lowered*: one target lower than it was first."""
    attempt = next(number for number in itertools.count() if _ordinary(_planned(name, number, "own", "evaluation")[0]))
    sheet, places = _planned(name, attempt, layout, stage, year)
    sheet.department = written_as or sheet.department
    places.settle(sheet)
    kinds = {kind.name: kind for kind in faults.table()}
    for fault in wrong:
        planted = kinds[fault].plant(random.Random(name), sheet, places)
        assert planted is not None, (name, fault)
        sheet.faults.append(planted)
    if lowered:
        row = next(row for row in sheet.scored if _lowerable(row))
        row.target = row.goal = (row.goal or Decimal(0)) - 1
        rule = rule_for(row, sheet.form)
        row.standard = sentence(row, rule, random.Random(name)) if rule is not None else row.standard
    consequences.settle(sheet)
    return written(sheet, places, truth.expected(sheet, places))


def _planned(name: str, attempt: int, layout: str, stage: str, year: int = YEAR) -> tuple[Return, Any]:
    chance = random.Random(f"{name}:{attempt}")
    department, sector = COUNTY + name, DEPARTMENTS[name]
    sheet = return_of(chance, department, sector, year, layout=layout, profile="hunan-county", stage=stage)
    return sheet, places_of(chance, sheet)


def _ordinary(sheet: Return) -> bool:
    """A plan with nothing special in it, where anything can go wrong: short, one row missed, one to be lowered."""
    rows = sheet.scored
    plain = len(rows) == len(sheet.rows) <= 14 and not any(row.kind == "人工评分" for row in rows)
    dates = all(not row.dated or (isinstance(row.actual, dt.date) and row.sign != "定性") for row in rows)
    return plain and dates and any(row.cause for row in rows) and any(_lowerable(row) for row in rows)


def _lowerable(row: Row) -> bool:
    counted = row.kind == "按比例" and row.comparator == "≥" and row.unit != "%" and not row.own_standard
    return counted and not row.cause and (row.goal or 0) > 20 and row.goal == row.actual


def _seconds(moment: dt.datetime) -> int:
    return int(moment.timestamp())


def _put(path: Path, data: bytes, moment: dt.datetime) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (_seconds(moment), _seconds(moment)))


if __name__ == "__main__":
    make(Path(sys.argv[1]))
