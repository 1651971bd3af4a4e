"""The marked copies that go back, made side by side: each in a process of its own, as the files are strangers'.

What a copy is made of travels as a file of JSON: the original's hash, what was found, where the copy is to be.
"""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import asdict, replace

from perfxl.catalogue import NAME_CELLS
from perfxl.examine import form_of, read
from perfxl.finance.digest import Digest, Row
from perfxl.finance.html import by_weight, when
from perfxl.finance.pool import Pool, Task
from perfxl.finance.returned import COPY, Noted, Returned
from perfxl.finance.store import Store, StoreError
from perfxl.findings import Finding, Refused
from perfxl.form import profiles
from perfxl.workbook.joined import with_standards
from perfxl.workbook.marked import write_marked
from perfxl.workbook.rechecked import Answer, State

__all__ = ["Failure", "Said", "copied", "copies", "make"]

Failure = tuple[str, str, str]
"""Why a copy could not be made: a code, and its sentence in both languages."""

_SAID = "said"  # in a digest that brings back no rows of tables


class Said(msgspec.Struct, frozen=True):
    """An answer of the copy on its way back: which of the findings told it is about, and the finding in its words."""

    about: int | None
    found: Finding
    state: State
    said: tuple[str, str]
    name: str


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


def copies(store: Store, wanted: Mapping[Path, Returned], jobs: int) -> Iterator[tuple[Path, Failure | None, Returned]]:
    """Make the marked copies of returns, each at its path; every path with why it failed, and the return with what is
    true of its copy (:func:`copied`), as they are done.
    """
    with tempfile.TemporaryDirectory(prefix="perfxl-") as folder, Pool(jobs, work=make) as pool:
        targets: dict[Path, Path] = {}

        def tasks() -> Iterator[Task]:
            for number, (target, returned) in enumerate(wanted.items()):
                order = Path(folder) / f"{number}.json"
                told = [_told(item) for item in _telling(returned)]
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
            target = targets.pop(task.path)
            said = msgspec.convert(digest.rows.get(_SAID, ()), list[Said])
            yield target, digest.refusal, wanted[target] if digest.refusal else copied(wanted[target], said)


def copied(returned: Returned, said: Sequence[Said]) -> Returned:
    """A return with its findings in the words that are true of its marked copy, and with what only the copy asks for.

    Sentences that name other cells stay as they are: those are of the sheet as it came in.
    """
    telling = _telling(returned)
    told = {id(telling[one.about]): one for one in said if one.about is not None}
    besides = tuple(_beside(one) for one in said if one.about is None)
    findings = tuple(_as_copied(item, told[id(item)]) if id(item) in told else item for item in returned.findings)
    return dataclasses.replace(returned, findings=findings, besides=besides)


def _telling(returned: Returned) -> list[Noted]:
    return [item for item in by_weight(returned.findings) if item.goes_back]


def _as_copied(item: Noted, one: Said) -> Noted:
    found = one.found
    if one.state == "elsewhere":
        fix = f"退回件里是：{found.message}{found.fix}", f"In the copy: {found.message_en} {found.fix_en}"
        return dataclasses.replace(item, state=one.state, fix=fix[0], fix_en=fix[1])
    item = dataclasses.replace(item, state=one.state, said=one.said)
    if found.code in NAME_CELLS:
        return item
    words = ("value", "message", "message_en", "fix", "fix_en")
    return dataclasses.replace(item, **{word: getattr(found, word) for word in words})


def _beside(one: Said) -> Noted:
    """What only the copy has, as a finding of it."""
    return Noted(
        **asdict(one.found),
        origin=COPY,
        severity=one.found.severity,
        indicator=one.name,
        fingerprint="",
        state=one.state,
        said=one.said,
    )


def make(path: Path, *, sha256: str, name: str, profile: str | None = None) -> Digest:
    """Carry out the order at *path*: the worker's side. *name* and *profile* are the pool's and not needed here."""
    order = msgspec.json.decode(path.read_bytes(), type=Order)
    try:
        answers = _write(order, sha256)
    except Refused as refused:
        return _failed(sha256, (refused.code, refused.message, refused.message_en))
    except StoreError as error:
        return _failed(sha256, ("F099", f"原始文件不可用：{error}", f"the original: {error}"))
    except MemoryError:
        raise
    except Exception as error:  # one copy never stops the others
        why = f"{type(error).__name__}: {error}"
        return _failed(sha256, ("F099", f"做不出退回件（{why}）。", f"no marked copy: {why}."))
    told = [one.finding for one in order.told]
    rows: list[Row] = [_row(answer, told) for answer in answers]
    return Digest(sha256, rows={_SAID: rows})


def _row(answer: Answer, told: Sequence[Finding]) -> Row:
    about = None if answer.about is None else told.index(answer.about)
    found, said = asdict(answer.found), list(answer.said)
    return {"about": about, "found": found, "state": answer.state, "said": said, "name": answer.name}


def _failed(sha256: str, failure: Failure) -> Digest:
    return Digest(sha256, failure)


def _write(order: Order, sha256: str) -> tuple[Answer, ...]:
    store = Store(order.store)
    store.read(sha256)  # what was changed since is no longer what the findings are about
    # A name a workbook gave is only ever taken as that of a profile at hand.
    profile = order.profile if order.profile in profiles() else None
    sheet = read(store.path(sha256), profile)
    if order.goals is not None:
        goals, name = order.goals
        store.read(goals)
        sheet = with_standards(sheet, read(store.path(goals), profile), name, filled=True)
    if order.renamed:  # the name the department goes by on the bureau's list
        sheet = replace(sheet, department=order.department)
    findings = [one.finding for one in order.told if not one.waived]
    waived = [(one.finding, one.waived) for one in order.told if one.waived]
    target = Path(order.target)
    partial = target.with_name(f".part-{sha256[:16]}")
    try:
        answers = write_marked(partial, sheet, form_of(sheet, profile), findings, waived, renamed=order.renamed)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return answers


def _told(item: Noted) -> Told:
    found = Finding(
        *(item.code, item.sheet, item.cell, item.field, item.value),
        *(item.message, item.message_en, item.fix, item.fix_en),
    )
    waiver = item.waiver
    if waiver is None:
        return Told(found)
    return Told(found, f"不用改。放行理由：{waiver.reason}（{waiver.by}，{when(waiver.at)}）")
