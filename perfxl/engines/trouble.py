"""What COM's error numbers mean for whoever sits in front of Excel, and what to do about each.

A number such as -2147023174 helps nobody. Known by its number alone, so that this module needs no
pywin32 and is the same on every platform.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import NamedTuple

from perfxl.workbook.pour_table import DeadlineExceeded, EngineFailed, EngineUnavailable


def _hresult(unsigned: int) -> int:
    """An HRESULT as pywin32 gives it: signed."""
    return unsigned - (1 << 32)


CALL_REJECTED = _hresult(0x80010001)  # RPC_E_CALL_REJECTED: a dialog is open, or a calculation runs
RETRY_LATER = _hresult(0x8001010A)  # RPC_E_SERVERCALL_RETRYLATER: the same, said politely
CELL_EDITED = _hresult(0x800AC472)  # VBA_E_IGNORE: somebody is typing in a cell
SCRIPT_ERROR = _hresult(0x80020009)  # DISP_E_EXCEPTION: see the details
OWN_ERROR = _hresult(0x800A03EC)  # Excel's run-time error 1004: whatever Excel does not want to do
UNKNOWN_NAME = _hresult(0x80020006)  # DISP_E_UNKNOWNNAME: this Excel has no such property
BUSY = frozenset({CALL_REJECTED, RETRY_LATER, CELL_EDITED})
GONE = frozenset(
    map(
        _hresult,
        (
            0x80010108,  # RPC_E_DISCONNECTED
            0x80010007,  # RPC_E_SERVER_DIED
            0x80010012,  # RPC_E_SERVER_DIED_DNE
            0x80010105,  # RPC_E_SERVERFAULT
            0x800706BA,  # RPC server unavailable
            0x800706BE,  # remote procedure call failed
            0x800401FD,  # CO_E_OBJNOTCONNECTED
        ),
    )
)
ABSENT = frozenset(map(_hresult, (0x800401F3, 0x80040154)))  # CO_E_CLASSSTRING, REGDB_E_CLASSNOTREG
NO_COM = frozenset(map(_hresult, (0x800401F0, 0x8001010E)))  # CO_E_NOTINITIALIZED, RPC_E_WRONG_THREAD


class Words(NamedTuple):
    """One text in two languages."""

    en: str
    zh: str


IS_ABSENT = Words(
    "Microsoft Excel is not installed, or its installation is damaged; install or repair Office, "
    "or use --engine libreoffice",
    "没有安装 Microsoft Excel，或安装已损坏。请安装或修复 Office，也可改用 --engine libreoffice。",
)
IS_NO_START = Words(
    "Excel does not start; open it once by hand, finish activation, sign-in and other dialogs, close it, "
    "try again (not as administrator, not from a service)",
    "Excel 启动不了。请先手工打开一次 Excel，把激活、登录等提示处理完并关闭，再试；"
    "不要“以管理员身份运行”，也不要在系统服务里运行。",
)
IS_NO_COM = Words(
    "COM is not ready for this thread; run perfxl from an ordinary signed-in desktop and use Excel from the "
    "thread that opened it",
    "Windows 的 COM 没有就绪。请在正常登录的桌面上运行 perfxl（不要放在系统服务里）；"
    "自己写程序时，请在打开 Excel 的同一线程里使用它。",
)
IS_GONE = Words(
    "Excel ended or crashed on the way and the result was not saved; try again, and if it happens again repair "
    "Office or use --engine embedded",
    "Excel 中途退出了（崩溃或被关闭），结果没有保存。请重试；再次出现请修复 Office，或改用 --engine embedded。",
)
IS_WPS = Words(
    "the program that answers as Excel.Application is {program}, not Microsoft Excel; WPS is not supported: "
    "install Microsoft Excel, or use --engine libreoffice or embedded",
    "以 Excel 名义应答的程序是 {program}，不是 Microsoft Excel；不支持用 WPS 复算。"
    "请安装 Microsoft Excel，或改用 --engine libreoffice、--engine embedded。",
)
IS_SOMEBODYS = Words(
    "Windows handed over an Excel that was running already instead of a new one; it was left alone: "
    "save your work, close Excel and try again",
    "系统给出的是已经在运行的 Excel，而不是新开的一个；为了不动您的工作簿，没有使用它。"
    "请保存并关闭 Excel 后重试。",
)
IS_PROTECTED = Words(
    "Excel put the file into Protected View and did not open it; click Enable Editing, or allow the folder under "
    "File > Options > Trust Center > Trusted Locations",
    "Excel 把文件放进了“受保护的视图”，没有打开。请点“启用编辑”；仍不行，"
    "请在“文件→选项→信任中心→受信任位置”里加上该文件夹。",
)
IS_LOCKED = Words(
    "Excel cannot open its working copy {file}: {why} Another program (often a virus scanner) may hold it; "
    "try again in a moment, or exclude the temporary folder",
    "Excel 打不开临时副本 {file}：{why} 可能被别的程序占用（常见的是杀毒软件正在扫描）。"
    "请稍后重试，或把临时文件夹加入杀毒软件的例外。",
)
IS_NOT_SAVED = Words(
    "the recalculation workbook {file} cannot be written: {why}; if it is open in Excel close it, if it is "
    "read-only choose another name",
    "复算工作簿 {file} 写不了：{why}。它若正在 Excel 里开着，请先关闭；若是只读的，请换个文件名。",
)
IS_NOT_RESTORED = Words(
    "these settings of your Excel could not be put back: {names}; save your work and restart Excel",
    "您的 Excel 有几项设置没能恢复：{names}。请保存工作簿后重新启动 Excel。",
)
IS_BUSY = Words(
    "Excel is busy and did not answer for {seconds:g} s; leave the cell being edited (Esc), close open dialogs, "
    "try again",
    "Excel 正忙，等了 {seconds:g} 秒仍不应答：多半正在编辑单元格，或有对话框开着。"
    "请按 Esc 退出编辑、关掉对话框后重试。",
)
REPORTED = Words("Excel reported an error: {why}", "Excel 报告错误：{why}")


def unavailable(words: Words, **slots: object) -> EngineUnavailable:
    return EngineUnavailable(words.en.format(**slots), words.zh.format(**slots))


def failed(words: Words, **slots: object) -> EngineFailed:
    return EngineFailed(words.en.format(**slots), words.zh.format(**slots))


def too_late(words: Words, **slots: object) -> DeadlineExceeded:
    return DeadlineExceeded(words.en.format(**slots), words.zh.format(**slots))


def number_of(problem: BaseException) -> int | None:
    """The HRESULT of a COM error, that of the details where the error itself says no more; None of any other."""
    number: int | None = getattr(problem, "hresult", None)
    details = getattr(problem, "excepinfo", None)
    if number == SCRIPT_ERROR and details and details[5]:
        return int(details[5])
    return number


def spoken(problem: BaseException) -> str:
    """What COM or Excel says itself, as a sentence."""
    details = getattr(problem, "excepinfo", None)
    text = (details and details[2]) or getattr(problem, "strerror", None) or str(problem) or type(problem).__name__
    return str(text).strip()


def translated(problem: BaseException) -> Exception | None:
    """A COM error as an EngineUnavailable or EngineFailed that says what to do; None if it is no COM error."""
    number = number_of(problem)
    if number is None:
        return None
    for numbers, words in ((ABSENT, IS_ABSENT), (NO_COM, IS_NO_COM)):
        if number in numbers:
            return unavailable(words)
    return failed(IS_GONE) if number in GONE else failed(REPORTED, why=spoken(problem))


@contextlib.contextmanager
def told() -> Iterator[None]:
    """COM errors leave this block translated; everything else passes as it is."""
    try:
        yield
    except Exception as problem:
        failure = translated(problem)
        if failure is None:
            raise
        raise failure from problem
