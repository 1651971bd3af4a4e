"""Snapshots of a ledger with invented returns, for reports that show them."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from perfxl.finance.digest import Row
from perfxl.finance.ledger import Ledger
from perfxl.finance.results import Results, gather
from perfxl.finance.returned import Noted, Waiver
from perfxl.finance.settle import settle
from perfxl.roster import Department
from tests.finance.returns import bring, indicator, refused, returned

WAIVER = Waiver(reason="另有批复", by="王科长", at=dt.datetime(2027, 1, 20, 1, 30, tzinfo=dt.UTC))
HOSTILE = (
    "=HYPERLINK(\"http://x\")", "+1", "-1", "@SUM(A1)", "\t=1", "<script>alert(1)</script>", "../../etc/passwd",
    "\"><img src=x onerror=alert(1)>", "{{ 7*7 }}", "a\x00b\x1b[31m", "\u202egnp.exe", "javascript:alert(1)",
    "字" * 32_767,
)  # fmt: skip


def results(tmp_path: Path, *files: tuple[str, object], roster: tuple[str, ...] = ()) -> Results:
    """What is gathered from a ledger with these returns; *roster* are department names."""
    with Ledger.open(str(tmp_path / "l.db")) as ledger:
        batch = bring(ledger, *files)
        listed = [Department(place, name, name) for place, name in enumerate(roster, 2)] or None
        settle(ledger, batch.number, listed)
        return gather(ledger)


def ordinary(tmp_path: Path) -> Results:
    """Two departments, one that returned nothing, an unknown one, a refused file."""
    return results(
        tmp_path,
        ("一/财政.xlsx", returned("1", "县财政局", total=Decimal("91.5"), rating="优")),
        ("一/水利.xlsx", returned("2", "县水利局", total=None, rating="")),
        ("一/谁.xlsx", returned("3", "县什么局", total=Decimal("91.5"), rating="优")),
        ("一/坏.xlsx", refused("4", detail="?")),
        roster=("县财政局", "县水利局", "县审计局"),
    )


def hostile(tmp_path: Path, text: str) -> Results:
    """A return in which every text of a stranger is *text*."""
    row: Row = indicator(7, text, level1=text, level2=text, target=text, unit=text, remark=text, actual="1")
    gathered = results(tmp_path, ("x.xlsx", returned("1", text, row)))
    [one] = gathered.returns
    [found] = one.findings
    found = replace(found, sheet=text, field=text, value=text, message=text, fix=text, indicator=text)
    waived = replace(found, waiver=replace(WAIVER, reason=text, by=text))
    one = replace(one, file=text, title=text, rating=text, findings=(replace(found, severity="error"), waived))
    return replace(
        gathered, returns=(replace(one, department=text),), roster=("名单", text), missing=(text,),
        passed_over=((text, "lock"),),
    )  # fmt: skip


def noted(number: int, severity: str = "error", **more: object) -> Noted:
    values = {
        "origin": "check", "code": "I005", "severity": severity, "sheet": "绩效目标表", "cell": f"G{number}",
        "field": "计量单位", "value": f"第{number}处", "message": f"第{number}处不对", "message_en": f"wrong {number}",
        "fix": "请改。", "fix_en": "Change it.", "indicator": "办件数", "fingerprint": f"{number}",
    }  # fmt: skip
    return Noted(**(values | more))
