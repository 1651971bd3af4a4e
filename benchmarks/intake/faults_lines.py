"""Faults on the lines of the self-evaluation."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

from benchmarks.intake import words
from benchmarks.intake.consequences import readable
from benchmarks.intake.faults import RowFault
from benchmarks.intake.faults_goals import FOREIGN, OWN, counted, dated, numeric, percent
from benchmarks.intake.model import Return, Row
from benchmarks.intake.plan import met_by, miss
from perfxl.numbers import plain


def levelled(sheet: Return, row: Row) -> bool:
    return row.levelled


def by_hand(sheet: Return, row: Row) -> bool:
    return row.kind == "人工评分"


def by_rule(sheet: Return, row: Row) -> bool:
    return row.kind != "人工评分"


def _copied(rng: random.Random, sheet: Return, row: Row) -> None:
    row.actual, row.achieved = f"{row.comparator}{plain(row.goal or Decimal(0))}{row.unit}", None


def _word(rng: random.Random, sheet: Return, row: Row) -> None:
    row.actual, row.achieved = rng.choice(("完成", "已完成", "全部完成", "达标")), None


def _fraction(rng: random.Random, sheet: Return, row: Row) -> None:
    row.actual, row.achieved = Decimal(rng.randint(80, 99)) / 100, None


def _percent_format(rng: random.Random, sheet: Return, row: Row) -> None:
    assert isinstance(row.achieved, Decimal)
    row.achieved = min(row.achieved, Decimal(100))
    row.actual, row.achieved_seen = row.achieved / 100, False
    row.formats["actual"] = "percent"


def _below_nought(rng: random.Random, sheet: Return, row: Row) -> None:
    """A slip of the keyboard. Whether the workbook showed a score for it depends on its age: a reason stands anyway."""
    row.actual, row.achieved = -Decimal(rng.randint(1, 9)), None
    row.cause = rng.choice(words.CAUSES)


def _as_text(rng: random.Random, sheet: Return, row: Row) -> None:
    assert isinstance(row.achieved, Decimal)
    row.actual, row.achieved_seen = plain(row.achieved), False


def _with_unit(rng: random.Random, sheet: Return, row: Row) -> None:
    assert isinstance(row.achieved, Decimal)
    row.actual, row.achieved_seen = plain(row.achieved) + row.unit, False


def _nothing(rng: random.Random, sheet: Return, row: Row) -> None:
    row.actual = row.achieved = None
    row.formats.pop("actual", None)


def _next_year(rng: random.Random, sheet: Return, row: Row) -> None:
    row.actual, row.achieved = dt.date(sheet.year + 1, 1, rng.randint(4, 25)), None
    row.formats["actual"] = "date"


def _no_date(rng: random.Random, sheet: Return, row: Row) -> None:
    row.actual, row.achieved = rng.choice(("按时完成", "已办结", "第四季度陆续完成")), None
    row.formats.pop("actual", None)


def _other_word(rng: random.Random, sheet: Return, row: Row) -> None:
    row.actual, row.achieved = rng.choice(("成效突出", "完成任务", "达到预期")), None


def _no_reason(rng: random.Random, sheet: Return, row: Row) -> None:
    miss(rng, row)
    row.cause = ""


def _far_above(rng: random.Random, sheet: Return, row: Row) -> None:
    assert row.goal is not None
    row.actual = row.achieved = row.goal * rng.choice((2, 3, 10))
    row.cause = ""


def _raised(rng: random.Random, sheet: Return, row: Row) -> None:
    miss(rng, row)
    row.cause = rng.choice(words.CAUSES)
    row.shown = row.marks
    row.raised = True


def _stingy(rng: random.Random, sheet: Return, row: Row) -> None:
    assert row.marks is not None
    row.shown = row.marks - Decimal("0.1")
    row.cause = rng.choice(words.CAUSES)


def _no_score(rng: random.Random, sheet: Return, row: Row) -> None:
    row.manual = None


def _too_much(rng: random.Random, sheet: Return, row: Row) -> None:
    row.manual = (row.marks or Decimal(0)) + 1


def _unsigned(rng: random.Random, sheet: Return, row: Row) -> None:
    row.scorer = ""


def _no_ground(rng: random.Random, sheet: Return, row: Row) -> None:
    row.manual_reason = ""


def _idle_hand(rng: random.Random, sheet: Return, row: Row) -> None:
    row.manual = row.marks


def up(sheet: Return, row: Row) -> bool:
    return counted(sheet, row) and row.comparator == "≥"


def of_things(sheet: Return, row: Row) -> bool:
    """What is counted one by one, and no difference of two amounts."""
    return numeric(sheet, row) and row.unit in {unit for _, unit, _, _ in words.COUNTED}


def missable(sheet: Return, row: Row) -> bool:
    return row.levelled or (numeric(sheet, row) and (row.marks or 0) >= 1 and (row.goal or 0) >= 4)


def met(sheet: Return, row: Row) -> bool:
    """A plain number that meets its target on a sheet without standards."""
    return numeric(sheet, row) and not readable(sheet) and met_by(row)


TABLE = (
    RowFault("照抄目标", "实际完成值照抄目标，连比较符一起", numeric, _copied, (("E003", "actual"),), evaluated=True),
    RowFault("实际值填文字", "定量指标的实际完成值填“完成”", numeric, _word, (("E002", "actual"),), evaluated=True,
             by_rule=True),
    RowFault("实际值写成小数", "93% 写成 0.93", percent, _fraction, (("E005", "actual"),), evaluated=True),
    RowFault("百分比格式", "93% 用了百分比格式", percent, _percent_format, (("E005", "actual"),),
             foreign=(("E023", "actual"),), evaluated=True),
    RowFault("文本数字", "实际完成值是文本形式的数字", numeric, _as_text, (("E002", "actual"),),
             foreign=(("E028", "actual"),), evaluated=True),
    RowFault("实际值带单位", "实际完成值带着单位", counted, _with_unit, (("E002", "actual"),),
             foreign=(("E004", "actual"),), evaluated=True),
    RowFault("计数为负", "计数的实际完成值是负数", of_things, _below_nought, (("E031", "actual"),), evaluated=True),
    RowFault("缺实际完成值", "没有填实际完成值", by_rule, _nothing, (("E001", "actual"),), evaluated=True),
    RowFault("完成日期跨年", "实际完成日期在下一年", dated, _next_year, (("E006", "actual"),), evaluated=True),
    RowFault("完成日期读不懂", "期限指标填了文字", dated, _no_date, (("E018", "actual"),), evaluated=True),
    RowFault("等级词不符", "填的等级不是标准里的词", levelled, _other_word, (("E007", "actual"),), evaluated=True,
             by_rule=True),
    RowFault("缺偏差原因", "未得满分没有写原因", missable, _no_reason, (("E009", "cause"),), evaluated=True),
    RowFault("超额无说明", "完成值超过目标 130% 没有说明", up, _far_above, (("E010", "cause"),), evaluated=True),
    RowFault("得分改大", "得分公式被改成满分", missable, _raised, (("S006", "score"), ("E008", "score")),
             foreign=(("E008", "score"),), evaluated=True, by_rule=True),
    RowFault("达标未给满分", "达到目标却没有给满分", met, _stingy, (("E019", "score"),), FOREIGN, evaluated=True),
    RowFault("未人工评分", "人工评分的指标没有得分", by_hand, _no_score, (("E014", "manual"),), OWN, evaluated=True),
    RowFault("人工得分超限", "人工得分大于分值", by_hand, _too_much, (("E015", "manual"),), OWN, evaluated=True),
    RowFault("缺评分人", "人工得分没有评分人", by_hand, _unsigned, (("E016", "scorer"),), OWN, evaluated=True),
    RowFault("缺评分理由", "人工得分没有理由", by_hand, _no_ground, (("E016", "manual_reason"),), OWN, evaluated=True),
    RowFault("多余人工得分", "自动计分的填了人工得分", by_rule, _idle_hand, (("E017", "manual"),), OWN, evaluated=True),
)  # fmt: skip
