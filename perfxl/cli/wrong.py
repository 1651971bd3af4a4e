"""A wrong call: what was wrong with it, in the user's language, and where help is."""

from __future__ import annotations

import re
from collections.abc import Callable

import typer

from perfxl.cli.console import Voice

_CHINESE: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (  # what typer says, and the same in Chinese
    (r".*is not one of (.+?)\.?", lambda said: "应为 " + "、".join(re.findall(r"'([^']*)'", said[1])) + " 之一"),
    (r"Input should be greater than or equal to (\S+)", lambda said: f"不能小于 {said[1]}"),
    (r"Input should be less than or equal to (\S+)", lambda said: f"不能大于 {said[1]}"),
    (r".*is not in the range (.+?)\.?", lambda said: f"应在 {said[1]} 之内"),
    (r".*valid integer.*", lambda said: "应为整数"),
    (r"Option '(\S+)' requires an argument\.?", lambda said: f"{said[1]} 后面缺少值"),
    (r"Option '(\S+)' does not take a value\.?", lambda said: f"{said[1]} 后面不带值"),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.+)\)", lambda said: f"多余的参数：{said[1]}"),
)


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
        "BadParameter": f"参数 {hint} 的值不对：{_in_chinese(error.message)}",
        "BadOptionUsage": f"选项用法不对：{_in_chinese(english)}",
    }.get(kind, f"命令写法不对：{_in_chinese(english)}")
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "perfxl"
    return f"perfxl: {say(chinese, english)}\n" + say(f"用法请看：{path} --help", f"See: {path} --help")


def _in_chinese(english: str) -> str:
    """What typer found wrong with a value, as far as we know its sentences."""
    for pattern, chinese in _CHINESE:
        if said := re.fullmatch(pattern, english, re.DOTALL):
            return chinese(said)
    return english
