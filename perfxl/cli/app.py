"""The commands and their options, worded in the language of the call. Everything else is done elsewhere."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from perfxl import __version__, numbers
from perfxl.cli import addin_commands, commands, ledger_commands
from perfxl.cli.console import Voice
from perfxl.cli.patterns import expanded
from perfxl.cli.rule_view import Asked
from perfxl.cli.wrong import WrongCall

Language = Literal["zh", "en"]
EngineName = Literal["auto", "excel", "libreoffice", "embedded"]
ExportFormat = Literal["kpi", "csv", "json", "parquet"]
EngineOrNone = Literal["auto", "excel", "libreoffice", "embedded", "none"]


class _Words:
    """Arguments and options with their help in one language, and nothing about defaults."""

    def __init__(self, say: Voice) -> None:
        self.say = say
        self.lang = self.option("输出语言", "Language of the output", "--lang")
        self.json = self.option("输出 JSON", "Print JSON", "--json")
        self.force = self.option("覆盖已有文件", "Overwrite what is there", "--force")
        self.engine = self.option("计算引擎", "Engine", "--engine")
        self.files: Any = typer.Argument(
            metavar="FILE", help=say("工作簿（.xlsx）", "Workbooks (.xlsx)"), show_default=False
        )
        self.db = self.option(
            "台账：文件（SQLite）或 PostgreSQL 地址", "Ledger: a file (SQLite) or PostgreSQL URL", "--db", metavar="URL"
        )
        self.profile = self.option(
            "地区方案；用于没有登记方案的工作簿",
            "Profile, for workbooks that record none",
            "--profile",
            metavar="P",
        )

    def option(self, zh: str, en: str, *names: str, **more: Any) -> Any:
        return typer.Option(*names, help=self.say(zh, en), show_default=False, **more)


def build(say: Voice) -> typer.Typer:
    """The application. Annotations are evaluated here and now, so help speaks the language of the call."""
    app = typer.Typer(
        name="perfxl",
        help=say(
            "部门整体绩效目标表：下发、检查、计分、重算。",
            "Department performance goal sheets: issue, check, score, recompute.",
        ),
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    words = _Words(say)
    one_by_one = (_common, _new, _check, _show, _score, _recalc, _convert, _rule)
    for add in (*one_by_one, _import, _report, _export, _waive, _addin, _demo):
        add(app, words)
    return app


def _common(app: typer.Typer, words: _Words) -> None:
    def show_version(wanted: bool) -> None:
        if wanted:
            words.say.line(f"perfxl {__version__}")
            raise typer.Exit

    shown = words.option("显示版本", "Show the version", "--version", callback=show_version, is_eager=True)

    @app.callback()
    def perfxl(
        lang: Annotated[Language | None, words.lang] = None, version: Annotated[bool, shown] = False
    ) -> None:
        pass


def _new(app: typer.Typer, words: _Words) -> None:
    option = words.option
    output = option("输出文件", "Where to write", "-o", "--output", metavar="FILE")
    roster = option("部门名单（.csv、.xlsx）", "List of departments (.csv, .xlsx)", "--roster", metavar="LIST")
    out = option("按名单生成到此文件夹", "Folder for the workbooks of the list", "--out", metavar="DIR")

    @app.command(help=words.say("生成空白模板；给名单时每部门一份。", "Blank templates, one or many."))
    def new(
        output: Annotated[Path | None, output] = None,
        department: Annotated[str | None, option("部门名称", "Department", metavar="N")] = None,
        year: Annotated[int | None, option("年度", "Year", metavar="Y", min=2000, max=2099)] = None,
        profile: Annotated[str | None, option("地区方案", "Profile", metavar="P")] = None,
        roster: Annotated[Path | None, roster] = None,
        out: Annotated[Path | None, out] = None,
        force: Annotated[bool, words.force] = False,
        lang: Annotated[Language | None, words.lang] = None,
    ) -> int:
        wanted = commands.Wanted(year, profile, force)
        if roster is None and out is None:
            return commands.new(words.say, output, department, wanted)
        return commands.new_for_roster(words.say, roster, out, output or department, wanted)


def _check(app: typer.Typer, words: _Words) -> None:
    marked = words.option("退回件存到此文件夹", "Folder for marked copies", "--marked", metavar="DIR")

    @app.command(help=words.say("检查工作簿，列出全部问题及单元格。", "Every finding, with its cell."))
    def check(
        files: Annotated[list[Path], words.files],
        json: Annotated[bool, words.json] = False,
        marked: Annotated[Path | None, marked] = None,
        profile: Annotated[str | None, words.profile] = None,
        lang: Annotated[Language | None, words.lang] = None,
    ) -> int:
        return commands.check(words.say, expanded(words.say, files), json, marked, profile)


def _show(app: typer.Typer, words: _Words) -> None:
    @app.command(help=words.say("显示读到的内容和各指标的单元格。", "What was read, with its cells."))
    def show(
        file: Annotated[Path, words.files],
        json: Annotated[bool, words.json] = False,
        profile: Annotated[str | None, words.profile] = None,
        lang: Annotated[Language | None, words.lang] = None,
    ) -> int:
        return commands.show(words.say, file, json, profile)


def _score(app: typer.Typer, words: _Words) -> None:
    @app.command(help=words.say("按自评表计分并评定等级。", "Scores and rating."))
    def score(
        files: Annotated[list[Path], words.files],
        json: Annotated[bool, words.json] = False,
        profile: Annotated[str | None, words.profile] = None,
        lang: Annotated[Language | None, words.lang] = None,
    ) -> int:
        return commands.score(words.say, expanded(words.say, files), json, profile)


def _recalc(app: typer.Typer, words: _Words) -> None:
    output = words.option("保存复算工作簿", "Save the workbook poured", "-o", "--output", metavar="FILE")
    told = words.say(
        "用表格程序重算，比对自评、引擎、程序三个得分。",
        "Recompute in a spreadsheet engine; compare reported, engine and Python scores.",
    )

    @app.command(help=told)
    def recalc(
        files: Annotated[list[Path], words.files],
        engine: Annotated[EngineName, words.engine] = "auto",
        output: Annotated[Path | None, output] = None,
        force: Annotated[bool, words.force] = False,
        json: Annotated[bool, words.json] = False,
        profile: Annotated[str | None, words.profile] = None,
        lang: Annotated[Language | None, words.lang] = None,
    ) -> int:
        return commands.recalc(words.say, expanded(words.say, files), engine, output, force, json, profile)


def _convert(app: typer.Typer, words: _Words) -> None:
    option = words.option
    old: Any = typer.Argument(metavar="OLD", help=words.say("原表（.xlsx）", "The old sheet"), show_default=False)
    output = option("新表，默认为原表旁的“…-新表.xlsx”", "Where to write", "-o", "--output", metavar="NEW")
    goals = option("自评表里没有标准时：目标表", "Goal sheet of a self-evaluation", "--goals", metavar="FILE")
    year = option("转入此年度", "Take it over for this year", "--year", metavar="Y", min=2000, max=2099)

    @app.command(help=words.say("旧表或外部格式的表转成本模板。", "Any sheet into the living template."))
    def convert(
        old: Annotated[Path, old],
        output: Annotated[Path | None, output] = None,
        goals: Annotated[Path | None, goals] = None,
        year: Annotated[int | None, year] = None,
        force: Annotated[bool, words.force] = False,
        json: Annotated[bool, words.json] = False,
        profile: Annotated[str | None, words.profile] = None,
        lang: Annotated[Language | None, words.lang] = None,
    ) -> int:
        return commands.convert(words.say, old, output, goals, json, commands.Wanted(year, profile, force))


def _rule(app: typer.Typer, words: _Words) -> None:
    option = words.option
    standard: Any = typer.Argument(
        metavar="TEXT", help=words.say("评(扣)分标准", "The scoring standard"), show_default=False
    )
    sign = option("指标值类型（≥ ≤ ＝ > < 定性）", "Type of target (≥ ≤ ＝ > < 定性)", "--type", metavar="T")
    actual = option("实际完成值，可多次给出", "Actual value, may be repeated", "--actual", metavar="A")
    lines = option("标准输入逐行 JSON", "JSON lines on standard input", "--jsonl")
    told = words.say("评分标准怎样读，各实际值得多少分。", "How a standard is read, and what it gives.")

    @app.command(help=told, context_settings={"ignore_unknown_options": False})
    def rule(
        text: Annotated[str | None, standard] = None,
        sign: Annotated[str, sign] = "",
        target: Annotated[str, option("指标值", "Target", metavar="V")] = "",
        unit: Annotated[str, option("计量单位", "Unit", metavar="U")] = "",
        points: Annotated[str, option("分值", "Points", metavar="P")] = "",
        indicator: Annotated[str, option("三级指标名称", "Name of the indicator", metavar="NAME")] = "",
        year: Annotated[int | None, option("年度", "Year", metavar="Y", min=2000, max=2099)] = None,
        actual: Annotated[list[str] | None, actual] = None,
        json: Annotated[bool, words.json] = False,
        jsonl: Annotated[bool, lines] = False,
        profile: Annotated[str | None, words.profile] = None,
        lang: Annotated[Language | None, words.lang] = None,
    ) -> int:
        if jsonl == (text is not None):
            raise WrongCall(words.say("给出标准文字，或用 --jsonl。", "Give the standard, or --jsonl."))
        if jsonl:
            return commands.rules(words.say, profile)
        marks = numbers.parse(points)
        if points and marks is None:
            raise WrongCall(words.say(f"分值不是数字：{points}", f"points are no number: {points}"))
        asked = Asked(text or "", sign, target, unit, marks, indicator, year, tuple(actual or ()))
        return commands.rule(words.say, asked, json, profile)


def _import(app: typer.Typer, words: _Words) -> None:
    option = words.option
    paths: Any = typer.Argument(
        metavar="PATH", help=words.say("文件夹、工作簿、压缩包", "Folders, workbooks, zips"), show_default=False
    )
    files = option("原始文件存到此文件夹", "Folder for the original files", "--files", metavar="DIR")
    roster = option("部门名单（.csv、.xlsx）", "List of departments (.csv, .xlsx)", "--roster", metavar="LIST")
    jobs = option("同时读几个", "How many to read at once", "--jobs", metavar="N", min=1, max=256)
    cluster = option("由此 Dask 集群读取", "Read on this Dask cluster", "--cluster", metavar="ADDRESS")
    again = option("台账里已有的也重新读", "Read what is in the ledger once more", "--again")
    told = words.say("收回的表读入台账，检查、计分、复算。", "Take returned workbooks into a ledger.")

    @app.command("import", help=told)
    def take_in(
        paths: Annotated[list[Path], paths],
        db: Annotated[str, words.db],
        files: Annotated[Path | None, files] = None,
        roster: Annotated[Path | None, roster] = None,
        jobs: Annotated[int | None, jobs] = None,
        cluster: Annotated[str | None, cluster] = None,
        engine: Annotated[EngineOrNone, words.engine] = "auto",
        again: Annotated[bool, again] = False,
        json: Annotated[bool, words.json] = False,
        profile: Annotated[str | None, words.profile] = None,
        lang: Annotated[Language | None, words.lang] = None,
    ) -> int:
        wanted = ledger_commands.Intake(db, files, roster, jobs, cluster, engine, profile, again)
        return ledger_commands.take_in(words.say, expanded(words.say, paths), wanted, json)


def _report(app: typer.Typer, words: _Words) -> None:
    option = words.option
    told = words.say("汇总报告、退回件和退回通知。", "Reports, marked copies and notes for the departments.")
    out = option("写到此文件夹", "Folder to write into", "--out", metavar="DIR")
    year = option("只要此年度", "This year only", "--year", metavar="Y", min=2000, max=2099)
    files = option("原始文件所在文件夹", "Folder of the original files", "--files", metavar="DIR")
    jobs = option("同时做几个退回件", "How many copies to make at once", "--jobs", metavar="N", min=1, max=256)

    @app.command(help=told)
    def report(
        db: Annotated[str, words.db],
        out: Annotated[Path, out],
        year: Annotated[int | None, year] = None,
        files: Annotated[Path | None, files] = None,
        jobs: Annotated[int | None, jobs] = None,
        force: Annotated[bool, words.force] = False,
        json: Annotated[bool, words.json] = False,
        lang: Annotated[Language | None, words.lang] = None,
    ) -> int:
        wanted = ledger_commands.Reporting(db, out, year, files, jobs, force)
        return ledger_commands.report(words.say, wanted, json)


def _export(app: typer.Typer, words: _Words) -> None:
    option = words.option
    told = words.say("导出指标：一体化系统的 KPI 表，或 JSON、Parquet。", "Export the indicators for other systems.")
    out = option("写到此文件", "File to write", "--out", metavar="FILE")
    form = option("格式，不写按文件后缀；kpi 为 .xlsx", "Format, else by the ending; kpi is an .xlsx", "--format")
    division = option("区划代码（9 位）", "Code of the area (9 digits)", "--division", metavar="CODE")
    year = option("只要此年度", "This year only", "--year", metavar="Y", min=2000, max=2099)

    @app.command(help=told)
    def export(
        db: Annotated[str, words.db],
        out: Annotated[Path, out],
        form: Annotated[ExportFormat | None, form] = None,
        year: Annotated[int | None, year] = None,
        division: Annotated[str, division] = "",
        force: Annotated[bool, words.force] = False,
        json: Annotated[bool, words.json] = False,
        lang: Annotated[Language | None, words.lang] = None,
    ) -> int:
        wanted = ledger_commands.Exporting(db, out, form, year, division, force)
        return ledger_commands.export(words.say, wanted, json)


def _waive(app: typer.Typer, words: _Words) -> None:
    option = words.option
    told = words.say("放行问题：列出、添加、撤销。", "Let findings stand: list, add, withdraw.")
    cell = option("单元格，如 F12", "Cell, such as F12", "--cell", metavar="CELL")
    number = option("撤销第 N 号放行", "Take waiver N back", "--withdraw", metavar="N")

    @app.command(help=told)
    def waive(
        db: Annotated[str, words.db],
        department: Annotated[str | None, option("部门名称", "Department", "--department", metavar="N")] = None,
        code: Annotated[str | None, option("问题代码", "Code of the finding", "--code", metavar="CODE")] = None,
        cell: Annotated[str, cell] = "",
        year: Annotated[int | None, option("年度", "Year", "--year", metavar="Y", min=2000, max=2099)] = None,
        reason: Annotated[str | None, option("理由", "Reason", "--reason", metavar="TEXT")] = None,
        by: Annotated[str | None, option("姓名", "Who", "--by", metavar="NAME")] = None,
        withdraw: Annotated[int | None, number] = None,
        json: Annotated[bool, words.json] = False,
        lang: Annotated[Language | None, words.lang] = None,
    ) -> int:
        wanted = ledger_commands.Waiving(department, code, cell, year, reason, by, withdraw)
        return ledger_commands.waive(words.say, db, wanted, json)


def _addin(app: typer.Typer, words: _Words) -> None:
    option = words.option
    told = words.say("Excel 功能区加载项：生成、安装、卸载、查看。", "The ribbon add-in of Excel.")
    what: Any = typer.Argument(help="build, install, remove, status", show_default=False)
    output = option("build：输出文件，默认 perfxl.xlam", "build: where to write", "-o", "--output", metavar="FILE")
    folder = option("改用此文件夹，而非 XLSTART", "This folder instead of XLSTART", "--folder", metavar="DIR")

    @app.command(help=told)
    def addin(
        action: Annotated[addin_commands.Action, what],
        output: Annotated[Path | None, output] = None,
        folder: Annotated[Path | None, folder] = None,
        force: Annotated[bool, words.force] = False,
        json: Annotated[bool, words.json] = False,
        lang: Annotated[Language | None, words.lang] = None,
    ) -> int:
        return addin_commands.addin(words.say, action, addin_commands.Wanted(output, folder, force, json))


def _demo(app: typer.Typer, words: _Words) -> None:
    out = words.option("保留生成的工作簿", "Keep the workbooks made", "--out", metavar="DIR")

    @app.command(help=words.say("用随附的两张真表走完全程。", "The whole loop on two real sheets."))
    def demo(
        out: Annotated[Path | None, out] = None,
        engine: Annotated[EngineName, words.engine] = "auto",
        lang: Annotated[Language | None, words.lang] = None,
    ) -> int:
        return commands.demo(words.say, out, engine)
