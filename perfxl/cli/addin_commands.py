"""The ribbon add-in on the command line."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from perfxl.addin import build as compiler
from perfxl.addin import install as place
from perfxl.addin import package
from perfxl.cli.console import Voice, print_json
from perfxl.cli.wrong import WrongCall

Action = Literal["build", "install", "remove", "status"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options; each belongs to some of the actions."""

    output: Path | None
    folder: Path | None
    force: bool
    json: bool


def addin(say: Voice, action: Action, wanted: Wanted) -> int:
    """Carry out one action.

    :raises WrongCall: an option of another action, or what cannot be done here.
    """
    foreign = {
        "-o": wanted.output is not None and action != "build",
        "--force": wanted.force and action != "build",
        "--folder": wanted.folder is not None and action == "build",
        "--json": wanted.json and action != "status",
    }
    for option, wrong in foreign.items():
        if wrong:
            raise WrongCall(say(f"{option} 不用于 addin {action}", f"{option} is no option of addin {action}"))
    if action == "build":
        return _build(say, wanted.output or Path(place.NAME), wanted.force)
    folder = _folder(say, wanted.folder)
    try:
        if action == "install":
            return _install(say, folder)
        return _remove(say, folder) if action == "remove" else _status(say, folder, wanted.json)
    except place.InUse:
        target = folder / place.NAME
        told = say(f"{target} 正被使用。请关闭 Excel 再试。", f"{target} is in use. Close Excel first.")
        raise WrongCall(told) from None
    except package.NotOurs:
        target = folder / place.NAME
        told = say(f"{target} 不是 perfxl 的加载项，没有动它。", f"{target} is no add-in of perfxl; left alone.")
        raise WrongCall(told) from None
    except OSError as error:
        raise WrongCall(say(f"{folder}：{error}", f"{folder}: {error}")) from None


def _build(say: Voice, output: Path, force: bool) -> int:
    try:
        built = compiler.build()
        how = ""
    except compiler.NoCompiler:
        built = package.SHIPPED.read_bytes()
        how = say("（没有安装 pyOpenVBA，用的是随附的成品）", " (pyOpenVBA is not installed: the one that ships)")
    if output.exists() and output.read_bytes() != built and not force:
        told = say(f"{output} 已存在，内容不同；覆盖请加 --force", f"{output} exists and differs; see --force")
        raise WrongCall(told)
    try:
        output.write_bytes(built)
    except OSError as error:
        raise WrongCall(say(f"不能写入 {output}：{error}", f"{output} cannot be written: {error}")) from None
    size = f"{len(built):,}"
    path = output.absolute()
    say.line(say(f"已生成 {path}（{size} 字节）{how}", f"Wrote {path} ({size} bytes){how}"))
    say.line(say(
        "下一步：在装有 Excel 的 Windows 上运行 perfxl addin install（它自己带着这个文件，不必拷贝）；"
        "要手工安装，把文件放进用户的 XLSTART 文件夹，重新启动 Excel。",
        "Next: run perfxl addin install on Windows with Excel (it brings this file along); or put the file into the "
        "user's XLSTART folder yourself and restart Excel.",
    ))  # fmt: skip
    return 0


def _folder(say: Voice, wanted: Path | None) -> Path:
    if wanted is not None:
        return wanted.absolute()
    try:
        return place.start_folder()
    except place.NoPlace:
        zh = (
            "这台电脑上不能安装：加载项只用于 Windows 上的 Excel（Mac 版 Excel 不许宏启动 Python，Linux 没有 Excel）。"
            "要在别处准备好文件，请用 perfxl addin build，或用 --folder 指定文件夹。"
        )
        en = (
            "Cannot install here: the add-in is for Excel on Windows (on a Mac no macro may start Python, Linux has "
            "no Excel). Use `perfxl addin build` to make the file, or name a folder with --folder."
        )
        raise WrongCall(say(zh, en)) from None


def _install(say: Voice, folder: Path) -> int:
    target = place.install(folder, place.interpreter())
    say.line(say(f"已安装：{target}", f"Installed: {target}"))
    say.line(say(f"使用的 Python：{place.interpreter()}", f"Python: {place.interpreter()}"))
    say.line(say("重新启动 Excel 后可见“绩效目标”选项卡。", "Restart Excel to see the tab 绩效目标."))
    return 0


def _remove(say: Voice, folder: Path) -> int:
    removed = place.remove(folder)
    if removed is None:
        say.line(say(f"没有安装：{folder}", f"Not installed: {folder}"))
    else:
        say.line(say(f"已卸载：{removed}", f"Removed: {removed}"))
    return 0


def _status(say: Voice, folder: Path, json: bool) -> int:
    found = place.status(folder)
    if json:
        print_json({**asdict(found), "file": str(found.file)})
        return 0
    if not found.installed:
        say.line(say(f"没有安装：{found.file}", f"Not installed: {found.file}"))
    elif not found.readable:
        say.line(say(f"{found.file} 不是 perfxl 的加载项。", f"{found.file} is no add-in of perfxl."), "red")
    else:
        say.line(say(f"已安装：{found.file}", f"Installed: {found.file}"))
        say.line(say(f"版本：{found.version}", f"Version: {found.version}"))
        say.line(f"Python: {found.python}")
        again = say("请重新运行 perfxl addin install。", "Run perfxl addin install again.")
        if not found.python_exists:
            say.line(say("这个 Python 已不存在。", "That Python is gone. ") + again, "red")
        if not found.current:
            say.line(say("与当前 perfxl 随附的加载项不同。", "It differs from what this perfxl ships. ") + again, "red")
    return 0
