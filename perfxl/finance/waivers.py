"""Findings the bureau lets stand, by whom and why.

A waiver is about a finding's fingerprint in a department, year and stage: it holds for the next return too, as long
as the cell says the same. Where the next return is of another layout (the marked copy of a foreign sheet is one of
ours), what the cells say is cut otherwise, ``13家次`` into ``13`` and ``家次``: there it holds while code, indicator,
field and value are the same. Withdrawn waivers stay on record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection, Row, RowMapping, func, insert, select, update

from perfxl.finance.digest import clean, fingerprint
from perfxl.finance.ledger import Ledger, LedgerError
from perfxl.finance.names import Names
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
    layout: str | None = None
    likeness: str | None = None

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


class Told(Protocol):
    """A row of ``findings``, as far as a waiver asks."""

    @property
    def fingerprint(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def indicator(self) -> str: ...
    @property
    def field(self) -> str: ...
    @property
    def value(self) -> str: ...


class Whose(Protocol):
    """A row of ``sheets``, as far as a waiver asks."""

    @property
    def department(self) -> str | None: ...
    @property
    def department_text(self) -> str: ...
    @property
    def year(self) -> int | None: ...
    @property
    def stage(self) -> str: ...
    @property
    def layout(self) -> str: ...


_MOST = 3  # departments named of those that may be meant
_TAKEN = ("year", "stage", "fingerprint", "code", "sheet", "cell", "message")

Key = tuple[str, int | None, str, str]

ASKS = (findings.c.fingerprint, findings.c.code, findings.c.indicator, findings.c.field, findings.c.value)
"""What a query has to bring of a finding for a waiver to be found."""

WHOSE = (sheets.c.department, sheets.c.department_text, sheets.c.year, sheets.c.stage, sheets.c.layout)
"""What it has to bring of its sheet."""


@dataclass(frozen=True, slots=True)
class Effective:
    """The waivers that hold, to be asked finding by finding."""

    by_key: Mapping[Key, Waiver]
    by_likeness: Mapping[Key, Waiver]

    @property
    def codes(self) -> set[str]:
        """The codes that are waived at all."""
        return {one.code for one in self.by_key.values()}

    def of(self, sheet: Whose, found: Told) -> Waiver | None:
        """The waiver of a finding in a return, of a department by its name on the list or as written."""
        for name in filter(None, (sheet.department, sheet.department_text)):
            whose = (fold(name), sheet.year, sheet.stage)
            waiver = self.by_key.get((*whose, found.fingerprint))
            if waiver is None:
                waiver = self.by_likeness.get((*whose, _likeness(found) or ""))
                waiver = None if waiver is None or waiver.layout == sheet.layout else waiver
            if waiver is not None:
                return waiver
        return None


def _likeness(found: Told) -> str | None:
    """What a finding is about, whatever the cells of its layout hold; ``None`` where only its cell says it."""
    if not (found.indicator or found.value):
        return None
    return fingerprint(found.code, found.indicator, found.field, found.value)


def effective(connection: Connection) -> Effective:
    """The waivers that hold."""
    rows = connection.execute(select(waivers).where(waivers.c.withdrawn_by == "").order_by(waivers.c.number))
    known = [Waiver.of(row) for row in rows.mappings()][::-1]
    return Effective(
        {(fold(one.department), one.year, one.stage, one.fingerprint): one for one in known},
        {(fold(one.department), one.year, one.stage, one.likeness): one for one in known if one.likeness},
    )


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
        name = row.department or row.department_text
        stands = effective(connection).of(row, row)
        if stands is not None:
            return stands, False
        made = Waiver(
            number=(connection.scalar(select(func.max(waivers.c.number))) or 0) + 1,
            department=name,
            **{key: getattr(row, key) for key in _TAKEN},
            reason=reason,
            by=by,
            at=now,
            withdrawn_by="",
            withdrawn_at=None,
            layout=row.layout,
            likeness=_likeness(row),
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


def _finding(connection: Connection, asked: Asked) -> Row[Any]:
    """The one finding that is asked for."""
    wanted = (
        select(findings, *WHOSE)
        .join(sheets, sheets.c.sha256 == findings.c.sha256)
        .where(sheets.c.superseded_by.is_(None))
        .order_by(sheets.c.sha256, findings.c.origin, findings.c.place)
    )
    whose = [row for row in connection.execute(wanted.where(findings.c.code == asked.code.upper()))
             if fold(asked.department) in (fold(row.department or ""), fold(row.department_text))]  # fmt: skip
    years = {row.year for row in whose if row.year is not None}
    year = asked.year if asked.year is not None else max(years, default=None)
    found = [row for row in whose if row.year == year and _is_at(row, asked.cell)]
    if len({row.fingerprint for row in found}) == 1:
        return found[0]
    what = " ".join(filter(None, [asked.department, asked.code, asked.cell]))
    if not found:
        _known(connection, asked.department)
        raise LedgerError(
            f"现行的表里没有这条问题：{what}。用 perfxl check 或报告核对代码和单元格。",
            f"no current return has this finding: {what}. Check code and cell.",
        )
    places = "、".join(dict.fromkeys(f"{row.sheet}!{row.cell}" for row in found))
    raise LedgerError(
        f"{what} 有好几处，请用单元格指明：{places}", f"{what} is found more than once; name the cell: {places}"
    )


def _known(connection: Connection, name: str) -> None:
    """Ask whose finding is meant where nobody goes by that name. :raises LedgerError: nobody does."""
    names = Names.of(connection)
    written = connection.scalars(select(sheets.c.department_text).distinct().order_by(sheets.c.department_text)).all()
    if names.match(name) is not None or fold(name) in map(fold, written):
        return
    closest = _closest(names, written, name)
    meant, meant_en = (f"是不是“{'”“'.join(closest)}”？", f"Is it {', '.join(closest)}?") if closest else ("", "")
    raise LedgerError(
        f"名单里没有“{name}”这个部门，也没有表这样写。{meant}请用全称再试。",
        f"{name} is not on the list, and no sheet calls itself so. {meant_en} Use the full name.",
    )


def _closest(names: Names, written: Sequence[str], name: str) -> tuple[str, ...]:
    """Those on the list, or in a sheet, that may be meant: whose name holds the one given, else who looks like it."""
    word = fold(name)
    listed = (full for spelling, full in names.known.items() if word in spelling)
    others = (one for one in written if word in fold(one) and names.match(one) is None)
    holding = tuple(dict.fromkeys((*listed, *others)))
    return holding[:_MOST] or names.closest(name)


def _is_at(row: Row[Any], cell: str) -> bool:
    if not cell:
        return True
    sheet, _, address = cell.replace("！", "!").rpartition("!")
    same = (row.cell or "").upper() == address.upper().replace("$", "")
    return same and (not sheet or fold(sheet) == fold(row.sheet or ""))
