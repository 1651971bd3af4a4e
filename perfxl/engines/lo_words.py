"""What goes wrong with LibreOffice and the embedded engine, said to a person in both languages, and what to do."""

from __future__ import annotations

from perfxl.engines.trouble import Words

IS_ABSENT = Words(
    "no soffice was found; install LibreOffice Calc 7 or newer",
    "没有找到 LibreOffice。请安装 LibreOffice Calc 7 或更新的版本。",
)
HAS_NO_PYTHON = Words(
    "no Python with LibreOffice's uno module was found; install python3-uno (Debian, Ubuntu: "
    "apt install python3-uno libreoffice-calc) or a LibreOffice that ships its own Python",
    "没有找到带 uno 模块的 Python。请安装 python3-uno（Debian、Ubuntu：apt install python3-uno libreoffice-calc），"
    "或安装自带 Python 的 LibreOffice。",
)
DID_NOT_START = Words(
    "LibreOffice did not start: {why}",
    "LibreOffice 没有启动（{why}）。请手工打开一次 LibreOffice，处理完提示并关闭，再重试。",
)
IS_NOT_THERE = Words(
    "LibreOffice could not be reached: {why}",
    "连接不上打开着的 LibreOffice（{why}）。请确认它开着，并且是按说明带 --accept 启动的。",
)
TOOK_TOO_LONG = Words(
    "LibreOffice did not {what} within {seconds:g} s and was stopped",
    "LibreOffice 在 {seconds:g} 秒内没有{did}，已停止等待。请关掉它打开的对话框后重试。",
)
DOING = {
    "start": "启动", "answer": "应答", "finish": "完成操作", "finish the calculation": "算完", "stop": "退出",
}  # fmt: skip
WAS_INTERRUPTED = Words(
    "this LibreOffice session was interrupted in the middle of a call",
    "与 LibreOffice 的连接在操作中途被打断。请重试。",
)
IS_CLOSED = Words("this LibreOffice session is closed", "与 LibreOffice 的连接已经关闭。请重试。")
IS_GONE = Words(
    "LibreOffice ended unexpectedly {why}",
    "LibreOffice 意外退出了。请重新打开工作簿后重试；再次出现请把这条信息交给维护人员。{why}",
)
REFUSED = Words(
    "LibreOffice: {what}",
    "LibreOffice 没有接受这个操作（{what}）。请结束单元格编辑、关掉打开的对话框后重试；"
    "再次出现请把这条信息交给维护人员。",
)
IS_NO_WORKBOOK = Words(
    "not a workbook LibreOffice can open: {path}", "这不是 LibreOffice 能打开的工作簿：{path}"
)
NO_FORMULA = Words("{why}", "表格程序读不懂一条公式（{why}）。请把这条信息交给维护人员。")
NO_XLWINGS = Words(
    "it is driven through xlwings ({why}); pip install xlwings",
    "缺少软件包 xlwings（{why}），请安装：pip install xlwings",
)
NO_FORMUALIZER = Words(
    "formualizer is missing ({why}); pip install formualizer",
    "缺少内置引擎 formualizer（{why}）：pip install formualizer",
)
CANNOT_PARSE = Words(
    "embedded engine: cannot parse {formula}: {why}",
    "内置引擎读不懂公式 {formula}（{why}）。请把这条信息交给维护人员。",
)
EMBEDDED_TOO_LONG = Words(
    "the embedded engine took over {seconds:g} s", "内置引擎算了 {seconds:g} 秒还没有算完，已停止。请分批重算。"
)
EMBEDDED_FAILED = Words("embedded engine: {why}", "内置引擎没有算完（{why}）。请把这条信息交给维护人员。")
