"""How an import and the waivers are shown: to a finance officer, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from perfxl.catalogue import CATALOGUE, PASSED_OVER
from perfxl.cli.console import Voice, one_line, table
from perfxl.cli.findings_view import WORDS
from perfxl.findings import Lang, in_general

if TYPE_CHECKING:
    from perfxl.finance.attendance import Sent
    from perfxl.finance.intake import Interrupted
    from perfxl.finance.outcome import Outcome

STAGES = {"evaluation": ("绩效自评", "self-evaluation"), "goals": ("绩效目标申报", "goals")}
_MOST = 30  # names in a list of missing departments
_KINDS = 15
_MOST_CELLS = 10  # of scores that differ
_ENGINES = {"embedded": ("内置引擎", "the embedded engine"), "libreoffice": (" LibreOffice ",) * 2}


def shape(outcome: Outcome, lang: Lang) -> dict[str, Any]:
    """The object of ``import``."""
    return {
        "batch": outcome.batch,
        "resumed": outcome.resumed,
        "files": outcome.files,
        "read": outcome.read,
        "refused": [
            {"file": one.file, "code": one.code, "message": one.zh if lang == "zh" else one.en}
            for one in outcome.refused
        ],
        "passed_over": [{"file": file, "reason": _reason(why, lang)} for file, why in outcome.passed_over],
        "duplicates": [{"file": file, "same_as": first} for file, first in outcome.duplicates],
        "superseded": [{"file": old, "by": new} for old, new in outcome.superseded],
        "unknown_departments": [
            {"file": one.file, "department": one.department, "closest": list(one.closest)} for one in outcome.unknown
        ],
        "year": outcome.year,
        "stage": outcome.stage,
        "returned": outcome.returned,
        "not_returned": list(outcome.not_returned),
        "findings": dict(outcome.findings),
        "codes": dict(outcome.kinds),
        "waived": outcome.waived,
        "differences": outcome.differences,
        "engine": outcome.engine or None,
        "instead_of": outcome.instead_of or None,
        "goals_only": list(outcome.goals_only),
        "other_year": strays(outcome.other_year),
        "no_year": strays(outcome.no_year),
        "unchanged": [{"file": one.file, "batch": one.batch, "same_as": one.first} for one in outcome.unchanged],
        "differing": [
            {"department": one.department, "file": one.file, "sheet": one.sheet, "cell": one.cell, "name": one.name}
            for one in outcome.differing
        ],
        "unreadable": list(outcome.unreadable),
        "repeated": [
            {"department": one.department, "file": one.file, "message": one.zh if lang == "zh" else one.en}
            for one in outcome.repeated
        ],
        "pending": [
            {"department": one.department, "file": one.file, "rows": one.rows} for one in outcome.pending
        ],
        "joined": [{"file": one.file, "goals": one.goals} for one in outcome.joined],
        "replaced": [{"file": old, "by": new} for old, new in outcome.replaced],
        "still_unknown": [
            {"file": one.file, "department": one.department, "closest": list(one.closest)}
            for one in outcome.still_unknown
        ],
    }


def strays(some: Sequence[Sent]) -> list[dict[str, Any]]:
    """Sheets of another year than the one asked for, or of none, for JSON."""
    return [
        {"department": one.department or one.written, "year": one.year, "stage": one.stage, "file": one.file}
        for one in some
    ]


def stray(one: Sent, say: Voice) -> str:
    """Whose such a sheet is, which year stands on it and in which file."""
    year = "" if one.year is None else say(f"{one.year} 年，", f"{one.year}, ")
    told = f"{year}{one_line(one.file)}"
    return one_line(one.department or one.written) + say(f"（{told}）", f" ({told})")


def _reason(why: str, lang: Lang) -> str:
    return PASSED_OVER[why][lang == "en"]


def stopped(error: Interrupted, say: Voice) -> None:
    """After Ctrl-C: what is safe, and how to go on."""
    counts = say(f"已读 {error.done} 个，共 {error.total} 个；", f"{error.done} of {error.total} read; ")
    done = counts if error.total else ""
    say.complain(
        say(
            f"已停下。{done}已读的都在台账里。再运行同一条命令，就从这里接着做。",
            f"Stopped. {done}what was read is in the ledger. The same call goes on from here.",
        )
    )


def show(outcome: Outcome, db: str, say: Voice) -> None:
    """What came in, what is missing, what is wrong, what to do next."""
    again = say("（以前导入过，接着上次）", " (imported before; gone on with)") if outcome.resumed else ""
    say.line(say(f"第 {outcome.batch} 批{again}", f"Batch {outcome.batch}{again}"), "bold")
    counts = [
        say(f"收到 {outcome.files} 个文件", f"{outcome.files} files"),
        say(f"读入 {outcome.read} 个", f"{outcome.read} read") + _unchanged(outcome, say),
        say(f"拒收 {len(outcome.refused)} 个", f"{len(outcome.refused)} refused"),
    ]
    if outcome.duplicates:
        count = len(outcome.duplicates)
        counts.append(say(f"内容重复 {count} 个", f"{count} the same as another"))
    if outcome.superseded:
        count = len(outcome.superseded)
        counts.append(say(f"被更新的一份取代 {count} 个", f"{count} superseded by a newer one"))
    if outcome.passed_over:
        count = len(outcome.passed_over)
        counts.append(say(f"另有 {count} 个不是工作簿，未读", f"{count} others passed over"))
    say.line(say("，", ", ").join(counts) + say("。", "."))
    _newer(outcome, say)
    _joined(outcome, say)
    _refused(outcome, say)
    _unknown(outcome, say)
    _still_unknown(outcome, say)
    _missing(outcome, say)
    _repeated(outcome, say)
    _findings(outcome, say)
    _recomputed(outcome, say)
    _pending(outcome, say)
    _next(outcome, db, say)


def _newer(outcome: Outcome, say: Voice) -> None:
    """Which file took the place of which."""
    for (zh, en), pairs in (
        (("本批里被更新的一份取代：", "Superseded in this batch:"), outcome.superseded),
        (("以前收的，由本批的取代：", "Of earlier batches, replaced by this one:"), outcome.replaced),
    ):
        if pairs:
            say.line(say(zh, en))
        for old, new in pairs[:_MOST_CELLS]:
            say.line(f"  {one_line(old)} → {one_line(new)}")
        _rest(len(pairs) - _MOST_CELLS, say)


def _joined(outcome: Outcome, say: Voice) -> None:
    """Which self-evaluations are scored by the standards of which goal sheets."""
    if not outcome.joined:
        return
    count = len(outcome.joined)
    zh = f"表内没有评分标准的自评表 {count} 份，按同部门、同年度目标表的标准计分："
    say.line(say(zh, f"{count} self-evaluations without standards are scored by those of their goal sheets:"))
    for one in outcome.joined[:_MOST_CELLS]:
        say.line(f"  {one_line(one.file)} ← {one_line(one.goals)}")
    _rest(count - _MOST_CELLS, say)


def _rest(more: int, say: Voice) -> None:
    if more > 0:
        say.line(say(f"  另有 {more} 份。", f"  {more} more."), "dim")


def _still_unknown(outcome: Outcome, say: Voice) -> None:
    """Whose sheets of earlier batches still count under a name nobody on the list goes by."""
    if not outcome.still_unknown:
        return
    say.line()
    count = len(outcome.still_unknown)
    zh = f"以前收的表里，仍待确认是谁的 {count} 份："
    say.line(say(zh, f"Of earlier batches {count} are still of nobody on the list:"), "bold yellow")
    for one in outcome.still_unknown[:_MOST_CELLS]:
        closest = one_line("、".join(one.closest))
        like = say(f"；名单里相近的：{closest}", f"; closest on the list: {closest}") if closest else ""
        written = one_line(one.department) or say("（没有填）", "(nothing)")
        say.line(f"  {written}{say('（', ' (')}{one_line(one.file)}{like}{say('）', ')')}")
    _rest(count - _MOST_CELLS, say)
    zh = "在名单那一行的“别名”列写上表上的名称，用 --roster 再导入；已按正确名称另报过的，旧的一份就被取代，不再计。"
    en = "Add the name to its aliases (别名) and import with --roster; where a newer sheet came, it replaces this one."
    say.line(say(zh, en), "dim")


def _pending(outcome: Outcome, say: Voice) -> None:
    """Whose totals are open, and by how many rows."""
    if not outcome.pending:
        return
    say.line()
    count = len(outcome.pending)
    zh = f"总分待定 {count} 份（有指标没能计分）："
    say.line(say(zh, f"{count} totals are open (rows without a score):"), "bold yellow")
    for one in outcome.pending[:_MOST]:
        whose = one_line(one.department) or one_line(one.file)
        rows = (f"{one.rows} 个指标待定", f"{one.rows} rows") if one.rows else ("预算执行率待定", "budget execution")
        say.line(f"  {whose}{say('：', ': ')}{say(*rows)}")
    _rest(count - _MOST, say)


def _unchanged(outcome: Outcome, say: Voice) -> str:
    """Of those read, the ones that are no news."""
    count = len(outcome.unchanged)
    if not count:
        return ""
    last = all(one.batch == outcome.batch - 1 for one in outcome.unchanged)
    zh = f"（其中与{'上批' if last else '以前各批'}相同 {count} 份）"
    return say(zh, f" ({count} the same as in {'the batch before' if last else 'earlier batches'})")


def _refused(outcome: Outcome, say: Voice) -> None:
    if not outcome.refused:
        return
    say.line()
    say.line(say("拒收的文件，请单位按说明重交：", "Refused; ask for these again:"), "bold red")
    made = table((say("文件", "File"), {"ratio": 2}), ("", {"no_wrap": True}), (say("原因", "Why"), {"ratio": 3}))
    for one in outcome.refused:
        whose = one_line(one.department)
        seems = say(f"从文件名看，可能是{whose}的。", f" By its name it may be that of {whose}.") if whose else ""
        made.add_row(one_line(one.file), one.code, one_line(one.zh if say.lang == "zh" else one.en) + seems)
    say.table(made)


def _unknown(outcome: Outcome, say: Voice) -> None:
    if not outcome.unknown:
        return
    say.line()
    say.line(say("名单里没有的部门，请确认是谁：", "Not on the list; please say who they are:"), "bold red")
    made = table(
        (say("文件", "File"), {"ratio": 2}),
        (say("表上写的部门", "Written in the sheet"), {"ratio": 2}),
        (say("名单里相近的", "Closest on the list"), {"ratio": 2}),
    )
    for one in outcome.unknown:
        written = one_line(one.department) or say("（没有填）", "(nothing)")
        made.add_row(one_line(one.file), written, one_line("、".join(one.closest)) or "-")
    say.table(made)
    zh = "是其中之一的，在名单那一行的“别名”列写上表上的名称，用 --roster 再导入一次就对上了。"
    say.line(say(zh, "Add the name as written to its aliases (别名) and import again with --roster."), "dim")


def _missing(outcome: Outcome, say: Voice) -> None:
    groups = _absent(outcome, say)
    if outcome.year is None or not (groups or outcome.returned):
        return
    stage = say(*STAGES[outcome.stage or "goals"])
    say.line()
    if not groups:
        zh = f"{outcome.year} 年{stage}：名单上 {outcome.returned} 个部门都交了。"
        say.line(say(zh, f"{stage} {outcome.year}: all {outcome.returned} departments returned theirs."), "green")
        return
    told = say("，", ", ").join(f"{what} {len(names)}{say(' 个', '')}" for what, names in groups)
    zh = f"{outcome.year} 年{stage}：已交 {outcome.returned} 个部门，{told}："
    say.line(say(zh, f"{stage} {outcome.year}: {outcome.returned} returned, {told}:"), "bold yellow")
    for what, names in groups:
        head = f"{what}{say('：', ': ')}" if len(groups) > 1 else ""
        more = len(names) - _MOST
        rest = say(f" 等 {len(names)} 个", f" and {more} more") if more > 0 else ""
        say.line(f"  {head}" + say("、", ", ").join(names[:_MOST]) + rest)


def _absent(outcome: Outcome, say: Voice) -> list[tuple[str, list[str]]]:
    """Who is not among the returned, by what there is instead; what has no names is left out."""
    groups = (
        (say("交了其他年度的表", "a sheet of another year"), [stray(one, say) for one in outcome.other_year]),
        (say("表上没写年度", "a sheet without a year"), [stray(one, say) for one in outcome.no_year]),
        (say("只交了目标表", "goals only"), [_unread(name, outcome, say) for name in outcome.goals_only]),
        (say("未交", "not returned"), [_unread(name, outcome, say) for name in outcome.not_returned]),
    )
    return [(what, names) for what, names in groups if names]


def _unread(name: str, outcome: Outcome, say: Voice) -> str:
    """A department; whose file was refused is not to hear that it sent none."""
    seems = say("（可能交过，被拒收）", " (it may have sent one that was refused)")
    return one_line(name) + (seems if name in outcome.unreadable else "")


def _repeated(outcome: Outcome, say: Voice) -> None:
    """Who seems to have sent another year's sheet again: named here, as it would drown among the counts."""
    if not outcome.repeated:
        return
    say.line()
    count = len(outcome.repeated)
    zh = f"像是把其他年度的表改了年度又报一次，请核对 {count} 份："
    say.line(say(zh, f"Another year's sheet again, it seems; look at these {count}:"), "bold red")
    for one in outcome.repeated[:_MOST]:
        whose = one_line(one.department) or one_line(one.file)
        say.line(f"  {whose}{say('：', ': ')}{one_line(one.zh if say.lang == 'zh' else one.en, 200)}")
    if count > _MOST:
        left = count - _MOST
        say.line(say(f"  另有 {left} 份，见汇总.xlsx 的“问题清单”。", f"  {left} more: see 汇总.xlsx."), "dim")


def _findings(outcome: Outcome, say: Voice) -> None:
    say.line()
    parts = [
        say(f"{outcome.findings[severity]} 个{zh}", f"{outcome.findings[severity]} {en}s")
        for severity, (zh, en) in WORDS.items()
    ]
    waived = say(f"（另有 {outcome.waived} 个已放行）", f" ({outcome.waived} more waived)") if outcome.waived else ""
    line = say("现行各表的问题：", "Found in the current returns: ") + say("，", ", ").join(parts) + waived
    say.line(line, "bold red" if outcome.findings["error"] else "bold")
    by_weight = sorted(
        outcome.kinds.items(), key=lambda item: (list(WORDS).index(CATALOGUE[item[0]].severity), -item[1], item[0])
    )
    if not by_weight:
        return
    made = table(
        ("", {"no_wrap": True}),
        (say("处数", "Count"), {"justify": "right", "no_wrap": True}),
        (say("问题", "What"), {"ratio": 1}),
    )
    for code, count in by_weight[:_KINDS]:
        entry = CATALOGUE[code]
        made.add_row(f"{say(*WORDS[entry.severity])} {code}", str(count), in_general(code, say.lang))
    say.table(made)
    if len(by_weight) > _KINDS:
        left = len(by_weight) - _KINDS
        say.line(say(f"  另有 {left} 种。", f"  {left} more kinds."), "dim")


def _recomputed(outcome: Outcome, say: Voice) -> None:
    if outcome.instead_of:
        why = outcome.instead_of
        say.remark(say(f"改用内置引擎（{why}）", f"fell back to the embedded engine ({why})"))
    if outcome.engine:
        count = outcome.differences
        engine = say(*_ENGINES.get(outcome.engine, (f" {outcome.engine} ",) * 2))
        say.line()
        zh = f"用{engine}复算：{count} 处得分对不上。"
        en = f"Recomputed in {engine.strip()}: {count} scores differ."
        say.line(say(zh, en), "bold red" if count else "green")
        for one in outcome.differing[:_MOST_CELLS]:
            place = f"{one_line(one.sheet)}!{one.cell}"
            whose = one_line(one.department) or one_line(one.file)
            say.line(f"  {whose} {place} {say(f'“{one_line(one.name, 40)}”', one_line(one.name, 40))}")
        if count > _MOST_CELLS:
            left = count - _MOST_CELLS
            say.line(say(f"  另有 {left} 处，见汇总.xlsx 的“问题清单”。", f"  {left} more: see 汇总.xlsx."), "dim")


def _next(outcome: Outcome, db: str, say: Voice) -> None:
    say.line()
    steps = []
    if outcome.refused:
        steps.append(say("请拒收文件的单位重交", "ask for the refused files again"))
    if outcome.unknown or outcome.still_unknown:
        steps.append(say("在名单里补上别名", "add the missing aliases to the list"))
    if outcome.other_year or outcome.no_year:
        steps.append(say("请年度不对的单位改报（有退回通知）", "have sheets of the wrong year sent anew"))
    if (outcome.not_returned or outcome.goals_only) and outcome.year is not None:
        steps.append(say("催交", "remind who has not returned"))
    reports = say("生成汇总和退回件：", "make the reports: ") + f"perfxl report --db {db} --out DIR"
    steps.append(reports)
    say.line(say("下一步：", "Next: ") + say("；", "; ").join(steps))
