"""How the reports written are shown: to a finance officer, and as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from perfxl.cli.console import Voice, one_line
from perfxl.cli.intake_view import strays
from perfxl.findings import Lang

if TYPE_CHECKING:
    from perfxl.finance.delivery import Delivered, Sent
    from perfxl.finance.export import Exported
    from perfxl.finance.returned import Results, Returned

_MOST = 30  # sheets named in a line


def shape(done: Delivered, lang: Lang) -> dict[str, Any]:
    """The object of ``report``."""
    results = done.results
    return {
        "summary": str(done.summary),
        "page": str(done.page),
        "returns": len(results.returns),
        "year": results.due,
        "not_returned": list(results.missing),
        "goals_only": list(results.goals_only),
        "refused": len(results.unread),
        "errors": done.errors,
        "sent": [
            {
                "department": one.department,
                "year": one.year,
                "stage": one.stage,
                "copy": None if one.copy is None else str(one.copy),
                "note": str(one.note),
                "failure": _why(one, lang) or None,
            }
            for one in done.sent
        ],
        "left": [str(path) for path in done.left],
        "other_year": strays(results.other_year),
        "no_year": strays(results.no_year),
        "unreadable": list(results.unreadable),
        "left_out": [
            {"department": one.department, "year": one.year, "stage": one.stage, "file": one.file}
            for one in results.left_out
        ],
    }


def show(done: Delivered, say: Voice) -> None:
    """What was written, what could not be, what is left of earlier reports."""
    results = done.results
    counts = [
        say(f"{len(results.returns)} 份现行的表", f"{len(results.returns)} current returns"),
        say(f"未交 {len(results.missing)} 个部门", f"{len(results.missing)} departments without one"),
        *_others(results, say),
        say(f"拒收 {len(results.unread)} 个文件", f"{len(results.unread)} files refused"),
    ]
    say.line(say("，", ", ").join(counts) + say("。", "."), "bold")
    _left_out(results, say)
    for path in (done.summary, done.page):
        say.line(say(f"汇总报告：{path}", f"Report: {path}"))
    copies = len(done.sent) - len(done.failed)
    if done.sent:
        where = done.sent[0].note.parent
        zh = f"退回件 {copies} 个、退回通知 {len(done.sent)} 个：{where}"
        say.line(say(zh, f"{copies} marked copies and {len(done.sent)} notes: {where}"))
    else:
        say.line(say("没有要退回的表。", "Nothing has to go back."), "green")
    for one in done.failed:
        name = one_line(one.department) or one.note.stem
        say.complain(say(f"{name}：没有退回件。", f"{name}: no marked copy. ") + _why(one, say.lang))
    if done.left:
        names = say("、", ", ").join(path.name for path in done.left[:5])
        more = say(" 等", " and more") if len(done.left) > 5 else ""
        count = len(done.left)
        zh = f"退回文件夹里还有 {count} 个不是这次写的文件（{names}{more}），别误发。"
        say.line(say(zh, f"{count} files there are not of this report ({names}{more})."), "yellow")


def _others(results: Results, say: Voice) -> list[str]:
    counts = (
        (len(results.goals_only), "只交了目标 {} 个部门", "{} with goals only"),
        (len(results.other_year), "交了其他年度的表 {} 个部门", "{} with a sheet of another year"),
        (len(results.no_year), "没写年度 {} 个部门", "{} with a sheet without a year"),
    )
    return [say(zh.format(count), en.format(count)) for count, zh, en in counts if count]


def _left_out(results: Results, say: Voice) -> None:
    """What a report of one year does not count: how many sheets, and which."""
    for year in (False, True):
        some = [one for one in results.left_out if (one.year is not None) is year]
        if not some:
            continue
        names = say("、", ", ").join(_what(one, say) for one in some[:_MOST])
        more = say(f" 等 {len(some)} 份", f" and {len(some) - _MOST} more") if len(some) > _MOST else ""
        zh = f"{'其他年度的' if year else '没写年度的'}表 {len(some)} 份没有计入 {results.year} 年：{names}{more}。"
        why = "of another year" if year else "without a year"
        say.line(say(zh, f"{len(some)} sheets {why} are not counted for {results.year}: {names}{more}."), "yellow")


def _what(one: Returned, say: Voice) -> str:
    told = " ".join(filter(None, (str(one.year or ""), one_line(one.file))))
    return one_line(one.department) + say(f"（{told}）", f" ({told})")


def _why(one: Sent, lang: Lang) -> str:
    return "" if one.failure is None else one.failure[1 if lang == "zh" else 2]


def exported(path: Path, done: Exported) -> dict[str, Any]:
    """The object of ``export``."""
    returns, long = done
    return {
        "file": str(path),
        "returns": returns,
        "too_long": [
            {
                "department": one.department,
                "sheet": one.sheet,
                "cell": one.cell or None,
                "field": one.field,
                "length": one.length,
                "limit": one.limit,
            }
            for one in long
        ],
        "gaps": [{"field": gap.field, "why": gap.why, "departments": list(gap.departments)} for gap in done.gaps],
    }


_WHY = {
    "roster": ("台账里没有部门名单，导入时加 --roster", "the ledger has no list of departments; import with --roster"),
    "unknown": (
        "名单里没有这些部门；请在名单里补别名，再导入、导出一次",
        "not on the list; add their names to it, import and export again",
    ),
    "code": ("名单里没有填部门编码", "the list has no code of them"),
    "year": ("表上没写年度", "no year stands on the sheet"),
    "division": ("没有给区划代码，加 --division", "no --division was given"),
}


def show_exported(path: Path, done: Exported, say: Voice) -> None:
    """What was written, what the fields of the other system do not hold, and which of them stay empty."""
    returns, long = done
    say.line(say(f"已导出 {returns} 份表的指标：{path}", f"Exported the indicators of {returns} returns: {path}"))
    for one in long:
        place = f"{one_line(one.department, 40)} {one_line(one.sheet, 40)}!{one.cell}"
        zh = f"{place}：{one.field} 有 {one.length} 个字，最多 {one.limit} 个。未删减，请压缩后再导入。"
        en = f"{place}: {one.field} has {one.length} characters of {one.limit}; nothing was cut."
        say.line(say(zh, en), "yellow")
    for gap in done.gaps:
        count = len(gap.departments)
        zh, en = _WHY[gap.why]
        line = say(f"{gap.field} 空着：{count} 份表（{zh}）", f"{gap.field} stays empty for {count} returns ({en})")
        if gap.why == "unknown":
            line = say(f"没有导出：{count} 份表（{zh}）", f"Left out: {count} returns ({en})")
        if count < returns or gap.why == "unknown":
            names = say("、", ", ").join(one_line(name, 40) for name in gap.departments[:_MOST])
            more = say(" 等", " and more") if count > _MOST else ""
            line += say("：", ": ") + names + more
        say.line(line + say("。", "."), "yellow")
