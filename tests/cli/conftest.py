"""A small department of three indicators, as living workbooks, and the command line run in this process."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from msgspec.structs import replace

from perfxl.block import Block, Rung
from perfxl.cli import main
from perfxl.form import load_form
from perfxl.model import Evaluation, Fund, GoalSheet, Indicator, Money, Source
from perfxl.workbook.write import write_living

FORM = load_form("hunan-county")
D = Decimal


@dataclass(frozen=True)
class Ended:
    """How a call ended and what it printed."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ended]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """``run("check", path, ...)`` in Chinese, 100 columns wide."""
    monkeypatch.setenv("PERFXL_LANG", "zh")
    monkeypatch.setenv("COLUMNS", "100")

    def call(*arguments: object) -> Ended:
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Ended(status, printed.out, printed.err)

    return call


def _indicator(
    row: int, level1: str, level2: str, name: str, target: str, points: str, settings: Block, actual: str
) -> Indicator:
    number = actual.replace(".", "").isdigit()
    typed = Source("自评", f"F{row}", D(actual) if number else actual, "number" if number else "text")
    level = settings.kind == "等级评定"
    return Indicator(
        row=row, level1=level1, level2=level2, name=name, comparator="定性" if level else "≥", target=target,
        unit="" if level else "%", definition=f"{name}的口径", standard="", remark="", points=D(points),
        kind=settings.kind or "", settings=settings, evaluation=Evaluation(actual=typed, cause="已说明"),
        sources={
            "name": Source("表", f"D{row}", name, "text"),
            "target": Source("表", f"F{row}", target if level else D(target), "text" if level else "number"),
        },
    )  # fmt: skip


LEVELS = Block(kind="等级评定", rungs=(Rung(None, "效果明显", D(30)), Rung(None, "效果一般", D(15))))
SHEET = GoalSheet(
    file="县财政局.xlsx", layout="own", profile=FORM.name, version=FORM.version, department="县财政局", year=2026,
    duties="管理全县财政收支。", goals=("目标1：按时完成决算。", "目标2：支出进度达标。"), sheet="表", evaluated=True,
    indicators=(
        _indicator(7, "产出指标", "数量指标", "决算完成率", "100", "40", Block(kind="按比例"), "95"),
        _indicator(8, "效益指标", "社会效益指标", "财政管理成效", "提升", "30", LEVELS, "效果明显"),
        _indicator(9, "满意度指标", "服务对象满意度指标", "服务对象满意度", "90", "20", Block(kind="达标得分"), "92"),
    ),
    foot={},
    money=Money(
        total=Fund(label="年度资金总额", initial=D(100), budget=D(100), spent=D(98)),
        parts=(Fund(label="当年财政拨款", initial=D(100), budget=D(100), spent=D(98)),),
    ),
)  # fmt: skip
TOTAL, RATING = 97.8, "优"  # 38 + 30 + 20 + 9.8


@pytest.fixture(scope="session")
def originals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both workbooks, written once."""
    folder = tmp_path_factory.mktemp("originals")
    first, *others = SHEET.indicators
    write_living(folder / "县财政局.xlsx", SHEET, FORM)
    more = replace(SHEET, indicators=(replace(first, points=D(41)), *others))
    write_living(folder / "县财政局-有误.xlsx", more, FORM)
    return folder


@pytest.fixture
def living(originals: Path, tmp_path: Path) -> Path:
    """A filled workbook without errors; not yet calculated, so nothing is reported in it."""
    return Path(shutil.copy(originals / "县财政局.xlsx", tmp_path))


@pytest.fixture
def faulty(originals: Path, tmp_path: Path) -> Path:
    """The same with points that add up to 91."""
    return Path(shutil.copy(originals / "县财政局-有误.xlsx", tmp_path))


@pytest.fixture
def alter() -> Callable[[Path, str, str, object], None]:
    """Type a value into a cell of a workbook, past every validation."""

    def typed(path: Path, sheet: str, cell: str, value: object) -> None:
        book = openpyxl.load_workbook(path)
        book[sheet][cell] = value
        book.save(path)

    return typed
