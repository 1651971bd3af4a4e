"""The marked copies that go back, made side by side: each in a process of its own, as the files are strangers'.

What a copy is made of travels as a file of JSON: the original's hash, what was found, where the copy is to be.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
from msgspec.structs import replace

from perfxl.examine import form_of, read
from perfxl.finance.digest import Digest, Row
from perfxl.finance.html import by_weight, when
from perfxl.finance.pool import Pool, Task
from perfxl.finance.returned import Noted, Returned
from perfxl.finance.store import Store, StoreError
from perfxl.findings import Finding, Refused
from perfxl.form import profiles
from perfxl.workbook.joined import with_standards
from perfxl.workbook.marked import write_marked

__all__ = ["Failure", "Mended", "copies", "make"]

Failure = tuple[str, str, str]
"""Why a copy could not be made: a code, and its sentence in both languages."""

Mended = frozenset[tuple[object, ...]]
"""What a copy has put right itself: code, sheet, cell and field of findings."""


_KEY = ("code", "sheet", "cell", "field")
_MENDED = "mended"  # in a digest that brings back no rows of tables


class Told(msgspec.Struct, frozen=True):
    """A finding on its way into a copy; *waived* is said instead of the remedy where the bureau lets it stand."""

    finding: Finding
    waived: str = ""


class Order(msgspec.Struct, frozen=True):
    """One copy to be made; *goals* are hash and name of the goal sheet whose standards it is scored by."""

    store: str
    target: str
    profile: str
    department: str
    renamed: str
    told: list[Told]
    goals: tuple[str, str] | None = None


def copies(store: Store, wanted: Mapping[Path, Returned], jobs: int) -> Iterator[tuple[Path, Failure | None, Mended]]:
    """Make the marked copies of returns, each at its path; every path with why it failed and what the copy has put
    right itself, as they are done.
    """
    with tempfile.TemporaryDirectory(prefix="perfxl-") as folder, Pool(jobs, work=make) as pool:
        targets: dict[Path, Path] = {}

        def tasks() -> Iterator[Task]:
            for number, (target, returned) in enumerate(wanted.items()):
                order = Path(folder) / f"{number}.json"
                told = [_told(item) for item in by_weight(returned.findings) if item.goes_back]
                made = Order(
                    store=str(store.folder.resolve()),
                    target=str(target),
                    profile=returned.profile,
                    department=returned.department,
                    renamed=returned.renamed,
                    told=told,
                    goals=returned.goals_from,
                )
                order.write_bytes(msgspec.json.encode(made))
                targets[order] = target
                yield Task(returned.sha256, order, returned.file)

        for task, digest in pool.map(tasks()):
            task.path.unlink()
            mended = frozenset(tuple(row.values()) for row in digest.rows.get(_MENDED, ()))
            yield targets.pop(task.path), digest.refusal, mended


def make(path: Path, *, sha256: str, name: str, profile: str | None = None) -> Digest:
    """Carry out the order at *path*: the worker's side. *name* and *profile* are the pool's and not needed here."""
    order = msgspec.json.decode(path.read_bytes(), type=Order)
    try:
        mended = _write(order, sha256)
    except Refused as refused:
        return _failed(sha256, (refused.code, refused.message, refused.message_en))
    except StoreError as error:
        return _failed(sha256, ("F099", f"原始文件不可用：{error}", f"the original: {error}"))
    except MemoryError:
        raise
    except Exception as error:  # one copy never stops the others
        why = f"{type(error).__name__}: {error}"
        return _failed(sha256, ("F099", f"做不出退回件（{why}）。", f"no marked copy: {why}."))
    rows: list[Row] = [dict(zip(_KEY, (one.code, one.sheet, one.cell, one.field), strict=True)) for one in mended]
    return Digest(sha256, rows={_MENDED: rows})


def _failed(sha256: str, failure: Failure) -> Digest:
    return Digest(sha256, failure)


def _write(order: Order, sha256: str) -> tuple[Finding, ...]:
    store = Store(order.store)
    store.read(sha256)  # what was changed since is no longer what the findings are about
    # A name a workbook gave is only ever taken as that of a profile at hand.
    profile = order.profile if order.profile in profiles() else None
    sheet = read(store.path(sha256), profile)
    if order.goals is not None:
        goals, name = order.goals
        store.read(goals)
        sheet = with_standards(sheet, read(store.path(goals), profile), name)
    if order.renamed:  # the name the department goes by on the bureau's list
        sheet = replace(sheet, department=order.department)
    findings = [one.finding for one in order.told if not one.waived]
    waived = [(one.finding, one.waived) for one in order.told if one.waived]
    target = Path(order.target)
    partial = target.with_name(f".part-{sha256[:16]}")
    try:
        mended = write_marked(partial, sheet, form_of(sheet, profile), findings, waived, renamed=order.renamed)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return mended


def _told(item: Noted) -> Told:
    found = Finding(
        *(item.code, item.sheet, item.cell, item.field, item.value),
        *(item.message, item.message_en, item.fix, item.fix_en),
    )
    waiver = item.waiver
    if waiver is None:
        return Told(found)
    return Told(found, f"不用改。放行理由：{waiver.reason}（{waiver.by}，{when(waiver.at)}）")
