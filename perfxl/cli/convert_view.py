"""How a conversion is told: what became of the standards, what a clerk has to do, what stayed behind."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from perfxl.api import Converted
from perfxl.cli.console import Voice, one_line, safe, width_of
from perfxl.cli.findings_view import headline, listing
from perfxl.cli.shapes import Shape
from perfxl.findings import Lang, Refused
from perfxl.workbook.converted import Entry

_STANDARD_WIDTH = 60
# What the lists of rows already say.
_TOLD = {"R001", "R004", "R005", "R006", "R016", "C012", "I020", "P006"}


def told(file: str, answer: Converted, say: Voice) -> None:
    """The summary, the standards to look at, and what reading left out."""
    headline(file, answer.old, say)
    manual, unread = len(answer.manual), len(answer.unread)
    parts = [say(f"{answer.read} 条标准已成计分设置", f"{answer.read} standard(s) set")]
    if manual:
        parts.append(say(f"{manual} 条须人工评分", f"{manual} to be scored by a person"))
    if unread:
        parts.append(say(f"{unread} 条没有读懂", f"{unread} not read"))
    say.block(Text("  " + say("，", ", ").join(parts), style="yellow" if unread else "green"))
    read = sum(entry.taken.points_read for entry in answer.entries)
    if read:
        said = say(f"{read} 个分值取自标准文字", f"the points of {read} row(s) were read from the standards")
        say.line(f"  {said}")
    if numbers := len(answer.conversion.numbers):
        zh = f"{numbers} 个实际完成值（带单位、百分号或以文本存放）已写成数字"
        say.line("  " + say(zh, f"{numbers} actual value(s) with a unit, % or stored as text written as numbers"))
    if days := len(answer.conversion.days):
        zh = f"{days} 个实际完成日期（以文本存放）已写成日期"
        say.line("  " + say(zh, f"{days} actual date(s) stored as text written as dates"))
    if levels := len(answer.conversion.levels):
        zh = f"{levels} 个实际完成的等级已写成标准中的原词"
        say.line("  " + say(zh, f"{levels} actual level(s) written in the words of the standards"))
    if answer.conversion.another_year:
        zh = "转入新年度：自评、资金和签署日期没有带入"
        say.line("  " + say(zh, "another year: self-evaluation, money and dates of signatures stayed behind"))
    say.line()
    zh = "请在新表里改写标准后再转换一次；或按原意选“计分方式”、填“计分设置”；须由人判断的选“人工评分”。"
    en = "Rewrite them in the new workbook and convert it again; or set kind and parameters; or choose 人工评分."
    _entries(say("没有读懂", "Not read"), say(zh, en), answer.unread, say)
    if answer.without_standards:
        zh = "这张自评表里没有评分标准：加 --goals 目标表.xlsx 再转换一次，标准就从目标表读。"
        say.line(say(zh, "This self-evaluation carries no standards: convert it with --goals GOALS.xlsx."), "yellow")
        say.line()
    zh = "请确认；评分人要填人工得分、姓名和理由。"
    en = "Confirm it; the scorer gives score, name and reason."
    _entries(say("须人工评分", "To be scored by a person"), say(zh, en), answer.manual, say)
    _texts(answer, say)
    others = [found for found in answer.findings if found.code not in _TOLD]
    if others:
        listing(others, {}, say)
        say.line()
    if answer.left_out:
        say.line(say("原表中没有带入或有改动的内容", "In the old sheet, not taken over or changed"), "bold")
        listing(answer.left_out, {}, say)
        say.line()
    say.line(say(f"已生成 {answer.output}", f"Wrote {answer.output}"))


def _entries(title: str, todo: str, entries: Sequence[Entry], say: Voice) -> None:
    """The entries with their words; what to do is said once."""
    if not entries:
        return
    head = Text(title + say("：", ": "), style="bold")
    say.block(Text(todo, style="dim"), head, width_of(head.plain))
    for entry in entries:
        taken = entry.taken
        label = Text(f"  {entry.sheet}!{entry.cell}")
        why = taken.reason[say.lang == "en"]
        words = one_line(taken.text, _STANDARD_WIDTH)
        quoted = say(f"“{words}”", f'"{words}"') if words else ""
        text = Text(safe(one_line(taken.indicator.name) + say("：", ": ") + why))
        say.block(text.append(f"  {safe(quoted)}", style="dim"), label, 20)
    say.line()


def _texts(answer: Converted, say: Voice) -> None:
    """The actual values no number was read from."""
    texts = [entry for entry in answer.entries if entry.taken.actual == "text"]
    if not texts:
        return
    zh, en = "实际完成值读不准，照原样带入，请改填数字", "Actual values left as typed: type the number"
    say.line(say(zh, en), "bold")
    for entry in texts:
        sheet, cell = entry.actual
        name, words = one_line(entry.taken.indicator.name), one_line(_typed(entry), _STANDARD_WIDTH)
        say.block(Text(safe(say(f"{name}：“{words}”", f'{name}: "{words}"'))), Text(f"  {sheet}!{cell}"), 20)
    say.line()


def _typed(entry: Entry) -> str:
    line = entry.taken.indicator.evaluation
    return "" if line is None else line.actual.text


def shape(file: str, answer: Converted | Refused, lang: Lang) -> Shape:
    """The object of ``convert``; cells are those of the new workbook, but for ``left_out``."""
    if isinstance(answer, Refused):
        nothing = dict.fromkeys(("output", "department", "year", "profile", "layout", "indicators", "read"))
        lists: Shape = {"manual": [], "unread": [], "numbers": None, "texts": [], "findings": [], "left_out": []}
        return {"file": file, "refused": answer.to_json(lang), **nothing, **lists}
    sheet = answer.conversion.sheet
    return {
        "file": file,
        "refused": None,
        "output": str(answer.output),
        "department": sheet.department,
        "year": sheet.year,
        "profile": sheet.profile,
        "layout": sheet.layout,
        "indicators": len(answer.entries),
        "read": answer.read,
        "manual": [_entry(entry, lang) for entry in answer.manual],
        "unread": [_entry(entry, lang) for entry in answer.unread],
        "numbers": len(answer.conversion.numbers),
        "texts": [_text(entry) for entry in answer.entries if entry.taken.actual == "text"],
        "findings": [found.to_json(lang) for found in answer.findings],
        "left_out": [found.to_json(lang) for found in answer.left_out],
    }


def _entry(entry: Entry, lang: Lang) -> Shape:
    taken = entry.taken
    return {
        "sheet": entry.sheet,
        "cell": entry.cell,
        "name": taken.indicator.name,
        "reason": taken.reason[lang == "en"],
    }


def _text(entry: Entry) -> Shape:
    """An actual value that stays a text, at its cell of the new self-evaluation."""
    sheet, cell = entry.actual
    return {"sheet": sheet, "cell": cell, "name": entry.taken.indicator.name, "value": _typed(entry)}
