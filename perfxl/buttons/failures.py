"""Why a button could not do its work, as a sentence for the user that says what to do."""

from __future__ import annotations

from perfxl.engines.opened import NotOpen, Protected
from perfxl.engines.pour import DeadlineExceeded, EngineFailed, EngineUnavailable
from perfxl.findings import Refused
from perfxl.form import FormError

Pair = tuple[str, str]


class Missing(Exception):  # noqa: N818 - it says what is missing
    """An answer the button needs was not given."""


def explained(error: BaseException) -> Pair:
    """Chinese and English. What nobody expected is named by its kind, so that it can be reported."""
    if isinstance(error, Refused):
        return f"{error.code} {error.text('zh')}", f"{error.code} {error.text('en')}"
    if (found := _known(error)) is not None:
        return found
    if isinstance(error, OSError):
        from perfxl.roster import reason

        where, why = error.filename or "", error.strerror or type(error).__name__
        return f"{where} 读写不了（{reason(error)}）。", f"{where}: {why}."
    what = f"{type(error).__name__}: {error}"
    if type(error).__name__ == "com_error":
        zh = f"Excel 没有接受这个操作（{error}）。请结束单元格编辑、关闭打开的对话框后再点一次。"
        return zh, f"Excel refused ({error}). Finish editing the cell, close open dialogs and try again."
    return f"程序出错了（{what}）。请把这段话交给维护人员。", f"perfxl failed ({what}). Please report this."


def _known(error: BaseException) -> Pair | None:
    from perfxl.finance.database import LedgerError
    from perfxl.finance.intake import NothingFound
    from perfxl.finance.worker import WorkerError
    from perfxl.roster import RosterError
    from perfxl.workbook.joined import NotTogether

    match error:
        case RosterError() | LedgerError():
            return error.text("zh"), error.text("en")
        case NotOpen():
            return f"没有找到这个打开的工作簿（{error}）。请先打开要处理的表。", f"The workbook was not found: {error}."
        case Protected():
            zh = "工作簿的结构有保护，不能增加结果工作表。请在“审阅→保护工作簿”中取消后再点一次。"
            return zh, "The structure of the workbook is protected; remove that protection and try again."
        case EngineUnavailable():
            return f"引擎用不了：{error.zh}", f"engine unavailable: {error}"
        case DeadlineExceeded():
            return f"等了太久，没有等到回应：{error.zh}", f"no answer in time: {error}"
        case EngineFailed():
            return f"表格程序没有完成操作：{error.zh}", f"the spreadsheet program did not deliver: {error}"
        case FormError():
            return f"方案有误：{error}", f"profile: {error}"
        case Missing():
            return f"还缺一项：{error}。", f"not given: {error}."
        case NothingFound():
            return "所选的位置没有任何文件。", "There is no file at that place."
        case WorkerError():
            return f"不能启动读取进程（{error}）。", f"no reading process can be started: {error}"
        case NotTogether():
            return f"所选的目标表不是这张自评表的（{error}）。", f"not the goal sheet of this self-evaluation: {error}"
    return None
