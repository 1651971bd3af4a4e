"""帮助: what each button does, in a line."""

from __future__ import annotations

from perfxl import __version__
from perfxl.buttons.open_book import Outcome

_LINES = (
    ("生成空白表", "一个部门的空白绩效目标表", "New template", "a blank goal sheet for one department"),
    ("批量生成", "按部门名单每部门一份", "New templates", "one for every department of a list"),
    ("校验本表", "列出本表全部问题并标在单元格上", "Check", "every finding, listed and marked at its cell"),
    ("重算得分", "自评、引擎、程序三个得分并列比对", "Recompute", "reported, engine's and Python's score side by side"),
    ("读取评分标准", "按标准文字填计分设置，改动前先问", "Read standards", "settings from the prose, after asking"),
    ("转换旧表", "旧表或外部格式的表转成本模板", "Convert", "any sheet into the living template"),
    ("导入回收表", "收回的表读入台账", "Import", "returned workbooks into a ledger"),
    ("汇总报告", "由台账出汇总表、网页和退回件", "Report", "summary, page and marked copies from a ledger"),
)


def manual() -> Outcome:
    """What the buttons do, and where more is said."""
    zh = [f"perfxl {__version__}", *(f"{name}：{told}" for name, told, _, _ in _LINES)]
    zh.append("填报方法见模板的“填表说明”工作表；详细说明见软件包的 docs/buttons.md。")
    en = [f"perfxl {__version__}", *(f"{name}: {told}" for _, _, name, told in _LINES)]
    en.append("How to fill the form: its sheet 填表说明. More in docs/buttons.md.")
    return Outcome("\n".join(zh), "\n".join(en))
