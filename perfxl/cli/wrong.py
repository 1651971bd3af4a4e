"""A wrong call: what was wrong with it, in the user's language, and where help is."""

from __future__ import annotations

import typer

from perfxl.cli.console import Voice


class WrongCall(Exception):  # noqa: N818 - a word of the contract
    """The call cannot be carried out as it is; the message says why, in the language of the call."""


def explain(error: typer.TyperException | WrongCall, say: Voice) -> str:
    """The sentence for standard error."""
    if isinstance(error, WrongCall):
        return f"perfxl: {error}"
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":
        return error.format_message()
    english = error.format_message()
    parameter = getattr(error, "param", None)
    hint = getattr(error, "param_hint", None) or (parameter.get_error_hint() if parameter is not None else "")
    if english.startswith("No such command"):
        kind, english = "NoSuchCommand", english.rstrip(".")
    chinese = {
        "NoSuchOption": f"没有这个选项：{getattr(error, 'option_name', '')}",
        "NoSuchCommand": "没有这个命令：" + english.removeprefix("No such command").strip(" '"),
        "MissingParameter": f"缺少参数 {hint}",
        "BadParameter": f"参数 {hint} 的值不对：{error.message}",
        "BadOptionUsage": f"选项 {getattr(error, 'option_name', '')} 用法不对：{english}",
    }.get(kind, f"命令写法不对：{english}")
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "perfxl"
    return f"perfxl: {say(chinese, english)}\n" + say(f"用法请看：{path} --help", f"See: {path} --help")
