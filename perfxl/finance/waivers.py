"""Findings the bureau lets stand, by whom and why.

A waiver is about a finding's fingerprint in a department, year and stage: it holds for the next return too, as long
as the cell says the same. Withdrawn waivers stay on record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from perfxl.finance.digest import clean
from perfxl.finance.ledger import Ledger, LedgerError
from perfxl.finance.schema import findings, sheets, waivers
from perfxl.form import fold

__all__ = ["Asked", "Effective", "Waiver", "effective", "listed", "waive", "withdraw"]


@dataclass(frozen=True, slots=True)
class Waiver:
    """A waiver as it stands in the ledger. ``withdrawn_by`` is empty while it holds."""

    number: int
    department: str
    year: int | None
    stage: str
    fingerprint: str
    code: str
    sheet: str | None
    cell: str | None
    message: str
    reason: str
    by: str
    at: dt.datetime
    withdrawn_by: str
    withdrawn_at: dt.datetime | None

    @classmethod
    def of(cls, row: RowMapping) -> Waiver:
        return cls(**row)

    @property
    def holds(self) -> bool:
        return not self.withdrawn_by


@dataclass(frozen=True, slots=True)
class Asked:
    """Which finding is to stand: of a department's current return; the latest year unless one is named.

    ``cell`` is ``F12`` or ``绩效目标表!F12``; empty: the only one with this code.
    """

    department: str
    code: str
    cell: str = ""
    year: int | None = None


Key = tuple[str, int | None, str, str]


@dataclass(frozen=True, slots=True)
class Effective:
    """The waivers that hold, to be asked finding by finding."""

    by_key: Mapping[Key, Waiver]

    def of(self, names: Collection[str | None], year: int | None, stage: str, fingerprint: str) -> Waiver | None:
        """The waiver of a finding in a return of a department called *names* (on the list, and as written)."""
        for name in names:
            if name and (waiver := self.by_key.get((fold(name), year, stage, fingerprint))) is not None:
                return waiver
        return None


def effective(connection: Connection) -> Effective:
    """The waivers that hold."""
    rows = connection.execute(select(waivers).where(waivers.c.withdrawn_by == "").order_by(waivers.c.number))
    known = [Waiver.of(row) for row in rows.mappings()]
    return Effective({(fold(one.department), one.year, one.stage, one.fingerprint): one for one in reversed(known)})


def listed(ledger: Ledger) -> list[Waiver]:
    """Every waiver there ever was, by number."""
    with ledger.reading() as connection:
        return [Waiver.of(row) for row in connection.execute(select(waivers).order_by(waivers.c.number)).mappings()]


def waive(ledger: Ledger, asked: Asked, *, reason: str, by: str, now: dt.datetime) -> tuple[Waiver, bool]:
    """Let a finding stand: (the waiver, whether it is new).

    :raises LedgerError: there is no such finding, or more than one; reason or name is missing.
    """
    reason, by = clean(reason).strip(), clean(by).strip()[:100]
    if not reason or not by:
        raise LedgerError("放行要写明理由和姓名。", "a waiver needs a reason and a name.")
    if not asked.department.strip():
        raise LedgerError("没有填部门名称的表不能放行。", "a return without a department cannot have a waiver.")
    with ledger.alone() as connection:
        row = _finding(connection, asked)
        name = row["department"] or row["department_text"]
        stands = effective(connection).of([name], row["year"], row["stage"], row["fingerprint"])
        if stands is not None:
            return stands, False
        made = Waiver(
            number=(connection.scalar(select(func.max(waivers.c.number))) or 0) + 1,
            department=name,
            **{key: row[key] for key in ("year", "stage", "fingerprint", "code", "sheet", "cell", "message")},
            reason=reason,
            by=by,
            at=now,
            withdrawn_by="",
            withdrawn_at=None,
        )
        connection.execute(insert(waivers).values({key: getattr(made, key) for key in waivers.c.keys()}))  # noqa: SIM118
    return made, True


def withdraw(ledger: Ledger, number: int, *, by: str, now: dt.datetime) -> Waiver:
    """Take a waiver back. :raises LedgerError: there is none of that number that holds, or no name was given."""
    by = clean(by).strip()[:100]
    if not by:
        raise LedgerError("撤销放行要写姓名。", "taking a waiver back needs a name.")
    with ledger.alone() as connection:
        holds = (waivers.c.number == number) & (waivers.c.withdrawn_by == "")
        done = connection.execute(update(waivers).where(holds).values(withdrawn_by=by, withdrawn_at=now))
        if done.rowcount != 1:
            raise LedgerError(f"没有有效的第 {number} 号放行。", f"no waiver {number} holds.")
        return Waiver.of(connection.execute(select(waivers).where(waivers.c.number == number)).mappings().one())


def _finding(connection: Connection, asked: Asked) -> RowMapping:
    """The one finding that is asked for."""
    columns = (sheets.c.department, sheets.c.department_text, sheets.c.year, sheets.c.stage)
    wanted = (
        select(findings, *columns)
        .join(sheets, sheets.c.sha256 == findings.c.sha256)
        .where(sheets.c.superseded_by.is_(None))
        .order_by(sheets.c.sha256, findings.c.origin, findings.c.place)
    )
    whose = [row for row in connection.execute(wanted.where(findings.c.code == asked.code.upper())).mappings()
             if fold(asked.department) in (fold(row["department"] or ""), fold(row["department_text"]))]  # fmt: skip
    years = {row["year"] for row in whose if row["year"] is not None}
    year = asked.year if asked.year is not None else max(years, default=None)
    found = [row for row in whose if row["year"] == year and _is_at(row, asked.cell)]
    if len({row["fingerprint"] for row in found}) == 1:
        return found[0]
    what = " ".join(filter(None, [asked.department, asked.code, asked.cell]))
    if not found:
        raise LedgerError(
            f"现行的表里没有这条问题：{what}。用 perfxl check 或报告核对代码和单元格。",
            f"no current return has this finding: {what}. Check code and cell.",
        )
    places = "、".join(dict.fromkeys(f"{row['sheet']}!{row['cell']}" for row in found))
    raise LedgerError(
        f"{what} 有好几处，请用单元格指明：{places}", f"{what} is found more than once; name the cell: {places}"
    )


def _is_at(row: RowMapping, cell: str) -> bool:
    if not cell:
        return True
    sheet, _, address = cell.replace("！", "!").rpartition("!")
    same = (row["cell"] or "").upper() == address.upper().replace("$", "")
    return same and (not sheet or fold(sheet) == fold(row["sheet"] or ""))
