"""Digests of invented returns, row by row as the ledger takes them, without a workbook behind them."""

import datetime as dt
import hashlib
from decimal import Decimal

from perfxl.block import Block
from perfxl.finance.digest import Digest, Row, fingerprint, refusal
from perfxl.finance.ledger import Batch, Ledger, Sighting
from perfxl.findings import Refused

D = Decimal
NOW = dt.datetime(2027, 1, 15, 8, 0, tzinfo=dt.UTC)
EARLY, LATE = dt.datetime(2027, 1, 10, tzinfo=dt.UTC), dt.datetime(2027, 1, 12, tzinfo=dt.UTC)


def sha(seed: str) -> str:
    return hashlib.sha256(seed.encode()).hexdigest()


def indicator(row: int, name: str, **more: object) -> Row:
    """An indicator; ``actual``, ``score`` and ``reported`` are of its line in the self-evaluation."""
    values: Row = {
        "row": row, "level1": "产出指标", "level2": "数量指标", "name": name,
        "comparator": "≥", "target": "100", "unit": "个", "points": D(10), "definition": f"{name}的口径",
        "standard": "达到目标值得10分，否则按比例计分。", "own_standard": "",
        "remark": "", "not_applicable": False, "sheet": "绩效目标表",
        "cells": {key: f"{letter}{row}" for key, letter in COLUMNS.items()},
        "actual": "100", "score": D(10), "reported": D(10),
    }  # fmt: skip
    return values | more


COLUMNS = {
    "level1": "B", "level2": "C", "name": "D", "comparator": "E", "target": "F", "unit": "G", "definition": "H",
    "standard": "I", "remark": "J", "points": "L", "own_standard": "N",
}  # fmt: skip


def returned(
    seed: str,
    department: str = "县财政局",
    *indicators: Row,
    year: int | None = 2026,
    stage: str = "evaluation",
    **more: object,
) -> Digest:
    """The digest of a return that was read; *more* are columns of its sheet."""
    own = {"sha256": sha(seed)}
    rows = list(indicators) or [indicator(7, "办件数"), indicator(8, "培训人数")]
    head: Row = {
        "department": None, "department_text": department, "year": year, "stage": stage, "layout": "own",
        "profile": "hunan-county", "version": "1", "title": "绩效目标表",
        "cells": {"department": ["绩效目标表", "B3"], "year": ["绩效目标表", "B2"], "duties": ["绩效目标表", "B4"]},
        "duties": "管理财政收支。", "goals": ["目标1：按时完成。"], "foot": {}, "budget": D(100), "spent": D(98),
        "execution_rate": D("0.98"), "execution_score": D("9.8"), "execution_points": D(10), "total": D("29.8"),
        "rating": "差", "reported_total": None, "reported_rating": "", "superseded_by": None,
        "standards_from": None,
    }  # fmt: skip
    evaluated = rows if stage == "evaluation" else []
    line = ("actual", "score", "reported")
    found = {
        "origin": "check", "place": 1, "code": "I005", "severity": "warning", "sheet": "绩效目标表", "cell": "G7",
        "field": "计量单位", "value": "个",
        "message": "计量单位不在常用单位表里。", "message_en": "The unit is not on the list.",
        "fix": "请核对写法。", "fix_en": "Check it.", "indicator": "办件数",
        "fingerprint": fingerprint("I005", "办件数", "计量单位", "个"),
    }  # fmt: skip
    return Digest(own["sha256"], rows={
        "sheets": [own | head | more],
        "indicators": [own | {key: value for key, value in row.items() if key not in line} for row in rows],
        "rules": [own | _rule(row) for row in rows],
        "actuals": [own | _actual(row) for row in evaluated],
        "scores": [own | _score(row) for row in evaluated],
        "findings": [own | found],
    })  # fmt: skip


def bare(seed: str, department: str, lent: Decimal | None = None, lender: str = "") -> Digest:
    """The digest of a self-evaluation without standards: as it is alone, or by a goal sheet that lent it one."""
    standard = "" if lent is None else f"达到目标值得{lent}分。"
    cells = {key: cell for key, cell in indicator(7, "")["cells"].items() if "standard" not in key}  # type: ignore[attr-defined]
    line: Row = {"standard": standard, "cells": cells, "score": lent, "reported": None}
    total = None if lent is None else D("9.8") + 2 * lent
    made = returned(
        seed, department, indicator(7, "办件数", **line), indicator(8, "培训人数", **line),
        total=total, rating="差" if total else None, standards_from="", layout="foreign",
    )  # fmt: skip
    code = "S028" if lent is None else "S030"
    about = {"code": code, "value": lender, "message": lender, "fingerprint": fingerprint(code, "", "", lender)}
    made.rows["findings"].append(made.rows["findings"][0] | about | {"place": 2})
    return made


def refused(seed: str, code: str = "F009", **slots: object) -> Digest:
    return refusal(sha(seed), Refused(code, **slots))


def _rule(row: Row) -> Row:
    block = Block(points=D(10), kind="按比例", comparator="≥", target=D(100))
    return {"row": row["row"], "basis": "settings", "kind": "按比例", "block": block.texts()}


def _actual(row: Row) -> Row:
    return {
        "row": row["row"], "sheet": "绩效自评表", "cell": f"F{row['row']}", "typed": row["actual"],
        "number_format": "General", "value": D(str(row["actual"])), "word": None, "cause": "", "evidence": "",
        "manual": None, "scorer": "", "manual_reason": "",
    }  # fmt: skip


def _score(row: Row) -> Row:
    return {
        "row": row["row"], "score": row["score"], "reason": "", "reason_en": "", "sheet": "绩效自评表",
        "cell": f"H{row['row']}", "reported": row["reported"], "engine": "", "engine_score": None, "engine_text": "",
    }  # fmt: skip


def seen(name: str, digest: Digest, modified: dt.datetime = EARLY) -> Sighting:
    return Sighting(name, digest.sha256, 1234, modified)


def bring(ledger: Ledger, *files: tuple[str, Digest] | tuple[str, Digest, dt.datetime]) -> Batch:
    """A batch of these files, all read; not settled."""
    batch = ledger.begin([seen(*file) for file in files], ["收回"], NOW)
    digests = {file[1].sha256: file[1] for file in files}
    for sha256, _ in ledger.pending(batch.number):
        assert ledger.record(digests[sha256])
    return batch
