"""How scores are shown: a line per indicator, budget execution, total, rating."""

from __future__ import annotations

from decimal import Decimal

from rich.text import Text

from perfxl.catalogue import BASES
from perfxl.cli import findings_view
from perfxl.cli.console import Voice, one_line, table, width_of
from perfxl.cli.sheet_view import target
from perfxl.findings import finding
from perfxl.model import GoalSheet
from perfxl.numbers import plain
from perfxl.scoring.evaluate import Line, Result

RATING_STYLES = {"优": "bold green", "良": "green", "中": "yellow", "差": "bold red"}


def scored(file: str, sheet: GoalSheet, result: Result, say: Voice) -> None:
    """The scores of one workbook."""
    findings_view.headline(file, sheet, say)
    if not sheet.evaluated:
        say.line("  " + say("自评表还没有填写。", "The self-evaluation has not been filled in."), "yellow")
    say.line()
    if result.lines:
        _lines(result, say)
    _execution(result, say)
    _total(sheet, result, say)
    say.line()


def _lines(result: Result, say: Voice) -> None:
    sheet = result.lines[0].indicator.sources["name"].sheet
    bases = {line.basis for line in result.lines}
    only = _basis(bases.pop(), say) if len(bases) == 1 else ""
    say.line(sheet + (say(f"（依据：{only}）", f" (by: {only})") if only else ""), "bold")
    made = table(
        (say("单元格", "Cell"), {"no_wrap": True}),
        (say("三级指标", "Indicator"), {"ratio": 3}),
        (say("指标值", "Target"), {"max_width": 18}),
        (say("实际完成值", "Actual"), {"max_width": 14}),
        (say("分值", "Points"), {"justify": "right", "no_wrap": True}),
        (say("得分", "Score"), {"justify": "right", "no_wrap": True}),
    )
    reports = any(line.reported is not None for line in result.lines)
    if reports:
        made.add_column(say("自评", "Reported"), justify="right", no_wrap=True)
    if not only:
        made.add_column(say("依据", "By"), no_wrap=True)
    for line in result.lines:
        indicator = line.indicator
        evaluation = indicator.evaluation
        cells: list[str | Text] = [
            indicator.sources["name"].cell,
            one_line(indicator.name),
            target(indicator),
            one_line(evaluation.actual.text) if evaluation is not None else "",
            amount(line.points),
            _score(line, say),
        ]
        if reports:
            cells.append(_reported(line))
        made.add_row(*cells, *(() if only else (_basis(line.basis, say),)))
    say.table(made)
    say.line()


def _basis(basis: str, say: Voice) -> str:
    return say(*BASES.get(basis, (basis, basis)))


def _score(line: Line, say: Voice) -> Text:
    if line.score is None:
        return Text(say("待定", "open"), style="yellow")
    return Text(f"{line.score:.2f}")


def _reported(line: Line) -> Text:
    if line.reported is None:
        return Text("")
    return Text(f"{line.reported:.2f}", style="red" if line.reported != line.score else "")


def amount(value: Decimal | None) -> str:
    """A number as plainly as it goes, nothing for none."""
    return "" if value is None else plain(value)


def _execution(result: Result, say: Voice) -> None:
    execution = result.execution
    if execution is None or execution.score is None:
        say.line(say("预算执行率  待定", "Budget execution  undetermined"), "yellow")
        return
    rate = "" if execution.rate is None else f"{execution.rate * 100:.2f}%"
    spent, budget = amount(execution.spent), amount(execution.budget)
    zh = f"预算执行率  {rate}（执行 {spent} / 预算 {budget} 万元）  {execution.score:.2f} 分"
    say.line(say(zh, f"Budget execution  {rate} ({spent} of {budget} 万元)  {execution.score:.2f} points"))


def _total(sheet: GoalSheet, result: Result, say: Voice) -> None:
    if result.total is None:
        zh = "总分  待定    等级  待定"
        say.line(say(zh, "Total  undetermined    Rating  undetermined"), "bold yellow")
        _unscored(result, say)
        if sheet.lacks_standards:
            told = finding("S028", sheet=sheet.sheet, count=len(sheet.indicators))
            findings_view.listing([told], {}, say)
            findings_view.lacking(sheet.file, [told], say)
        return
    style = RATING_STYLES.get(result.rating or "", "bold")
    total, rating = f"{result.total:.2f}", result.rating
    say.line(say(f"总分  {total}    等级  {rating}", f"Total  {total}    Rating  {rating}"), style)
    if sheet.reported_total is not None and sheet.reported_total != result.total:
        reported = plain(sheet.reported_total)
        say.line(say(f"  自评总分为 {reported}，与重算不一致", f"  The reported total is {reported}"), "red")


def _unscored(result: Result, say: Voice) -> None:
    """Every reason once, with the cells of the rows that have no score for it."""
    cells: dict[str, list[str]] = {}
    for line in result.unscored:
        why = say(line.reason_unscored or "", line.reason_unscored_en or "")
        cells.setdefault(why, []).append(line.indicator.sources["name"].cell)
    for why, places in cells.items():
        say.block(Text(say("、", ", ").join(places)), Text(f"  {why}", style="yellow"), width_of(why) + 4)
    if result.execution is None or result.execution.score is None:
        say.line("  " + say("预算执行率没有得分", "budget execution has no score"), "yellow")
