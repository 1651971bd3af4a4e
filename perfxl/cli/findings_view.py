"""How findings are shown: per file a headline, then each finding with its cells, errors first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from rich.text import Text

from perfxl.api import Checked, form_of
from perfxl.cli.console import Voice, one_line, safe, width_of
from perfxl.findings import Finding, Refused
from perfxl.model import GoalSheet

STYLES = {"error": "bold red", "warning": "yellow", "info": "cyan"}
WORDS = {"error": ("错误", "error"), "warning": ("提醒", "warning"), "info": ("提示", "note")}
_VALUE_WIDTH = 36
_NAME_WIDTH = 40


def headline(file: str, sheet: GoalSheet, say: Voice) -> None:
    """File, department, year, profile, number of indicators."""
    say.line(file, "bold")
    count = len(sheet.indicators)
    facts = [
        one_line(sheet.department, 60) or say("（没有部门名称）", "(no department)"),
        say(f"{sheet.year} 年", f"{sheet.year}") if sheet.year else say("（没有年度）", "(no year)"),
        profile_label(sheet, say),
        say(f"{count} 个指标", f"{count} indicator{'' if count == 1 else 's'}"),
    ]
    say.line("  " + " · ".join(facts))


def profile_label(sheet: GoalSheet, say: Voice) -> str:
    """The profile as people call it."""
    if say.lang == "en":
        return sheet.profile
    form = form_of(sheet)
    return form.label if form.name == sheet.profile else one_line(sheet.profile, 30)


def refused(file: str, refusal: Refused, say: Voice) -> None:
    """A file that could not be read."""
    say.line(file, "bold")
    label = Text(f"  {say('拒收', 'refused')} {refusal.code}", style=STYLES["error"])
    say.block(Text(safe(refusal.text(say.lang))), label, width_of(label.plain) + 1)
    say.line()


def checked(file: str, answer: Checked, say: Voice) -> None:
    """All findings of one workbook."""
    headline(file, answer.sheet, say)
    say.block(Text("  ").append(_counts(answer.findings, say)))
    say.line()
    if answer.findings:
        listing(answer.findings, _names(answer.sheet), say)
        lacking(file, answer.findings, say)
        say.line()


def lacking(file: str, findings: Sequence[Finding], say: Voice) -> None:
    """What may be done here and now about a self-evaluation whose standards stand in another file."""
    if any(finding.code == "S028" for finding in findings):
        command = f"perfxl convert {file} --goals "
        zh = f"  手头有它的目标表，可以合成一份再检查、计分：{command}目标表.xlsx"
        say.line(say(zh, f"  With its goal sheet at hand, make one of both: {command}GOALS.xlsx"), "dim")


def _counts(findings: Sequence[Finding], say: Voice) -> Text:
    if not findings:
        return Text(say("没有问题", "nothing to put right"), style="green")
    counts = Counter[str](finding.severity for finding in findings)
    parts = []
    for severity, (zh, en) in WORDS.items():
        number = counts[severity]
        if number:
            plural = "" if number == 1 else "s"
            parts.append(Text(say(f"{number} 个{zh}", f"{number} {en}{plural}"), style=STYLES[severity]))
    return Text(say("，", ", ")).join(parts)


def listing(findings: Sequence[Finding], names: Mapping[tuple[str, int], str], say: Voice) -> None:
    """Equal sentences are said once, with all their cells below."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.code, finding.text(say.lang)), []).append(finding)
    indent = max(width_of(say(*words)) for words in WORDS.values()) + 8
    for (code, _), group in groups.items():
        first = group[0]
        label = Text(f"  {say(*WORDS[first.severity])} {code}", style=STYLES[first.severity])
        say.block(_sentence(first, say), label, indent)
        for finding in group:
            place = _place(finding, names, say)
            if place is not None:
                say.block(place, indent=indent)


def _sentence(finding: Finding, say: Voice) -> Text:
    what, fix = (finding.message_en, finding.fix_en) if say.lang == "en" else (finding.message, finding.fix)
    if what and what[-1] not in "。.！!？?":
        what += say("。", ".")
    return Text(safe(what) + say("", " ")).append(safe(fix), style="dim")


def _place(finding: Finding, names: Mapping[tuple[str, int], str], say: Voice) -> Text | None:
    """``绩效目标表!F12 指标值 “≥50个” 立案案件办结率``, as far as known."""
    if not finding.sheet and not finding.value:
        return None
    place = Text()
    if finding.sheet:
        address = f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet
        place.append(safe(address), style="bold")
    parts = [one_line(finding.field, 24)]
    value = one_line(finding.value, _VALUE_WIDTH)
    if value:
        parts.append(say(f"“{value}”", f'"{value}"'))
    name = names.get((finding.sheet or "", _row(finding.cell)), "")
    if name and one_line(name, _VALUE_WIDTH) != value:
        parts.append(one_line(name, _NAME_WIDTH))
    place.append("  ".join(["", *filter(None, parts)]), style="dim")
    return place


def _row(cell: str | None) -> int:
    digits = re.search(r"\d+", cell or "")
    return int(digits.group()) if digits else 0


def _names(sheet: GoalSheet) -> dict[tuple[str, int], str]:
    """The indicator of every (sheet, row) it stands in."""
    names: dict[tuple[str, int], str] = {}
    for indicator in sheet.indicators:
        evaluation = indicator.evaluation
        sources = [*indicator.sources.values()]
        if evaluation is not None:
            sources += [evaluation.actual, *evaluation.sources.values()]
        for source in sources:
            names.setdefault((source.sheet, _row(source.cell)), indicator.name)
    return names


def summary(answers: Sequence[Checked | Refused], say: Voice) -> None:
    """One line about all files."""
    turned_away = sum(isinstance(answer, Refused) for answer in answers)
    faulty = sum(has_errors(answer) for answer in answers if isinstance(answer, Checked))
    fine = len(answers) - turned_away - faulty
    parts = [
        say(f"{fine} 个没有错误", f"{fine} without errors"),
        say(f"{faulty} 个有错误", f"{faulty} with errors"),
        say(f"{turned_away} 个拒收", f"{turned_away} refused"),
    ]
    count = len(answers)
    say.line(say(f"共 {count} 个文件：", f"{count} files: ") + say("，", ", ").join(parts), "bold")


def has_errors(answer: Checked) -> bool:
    """Whether anything has to be put right."""
    return any(finding.severity == "error" for finding in answer.findings)
