"""Installing is one file with the interpreter in it; removing leaves the folders as they were."""

import json
import subprocess
import sys
import types
from pathlib import Path
from typing import NoReturn

import pytest

from perfxl.addin import install, package
from perfxl.cli import main

PYTHON = Path(sys.executable)


def _tree(folder: Path) -> dict[str, bytes | None]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture
def roaming(tmp_path: Path) -> Path:
    """%APPDATA% of somebody who uses Excel: a start folder with a workbook of their own."""
    excel = tmp_path / "Roaming/Microsoft/Excel"
    (excel / "XLSTART").mkdir(parents=True)
    (excel / "XLSTART/PERSONAL.XLSB").write_bytes(b"theirs")
    (excel / "Excel15.xlb").write_bytes(b"their toolbars")
    return tmp_path / "Roaming"


@pytest.fixture
def place(roaming: Path) -> Path:
    return install.start_folder("win32", {"APPDATA": str(roaming)})


class Registry(types.ModuleType):
    """`winreg` that notes whatever is asked of it."""

    def __init__(self) -> None:
        super().__init__("winreg")
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> object:
        self.asked.append(name)
        raise AttributeError(name)


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Registry:
    fake = Registry()
    monkeypatch.setitem(sys.modules, "winreg", fake)
    return fake


def test_install_and_remove_leave_no_trace(roaming: Path, place: Path, registry: Registry) -> None:
    before = _tree(roaming)
    target = install.install(place, PYTHON)
    assert set(_tree(roaming)) - set(before) == {"Microsoft/Excel/XLSTART/perfxl.xlam"}
    assert install.remove(place) == target
    assert _tree(roaming) == before
    assert registry.asked == []


def test_folders_made_for_it_go_with_it_and_others_stay(tmp_path: Path) -> None:
    place = install.start_folder("win32", {"APPDATA": str(tmp_path)})
    install.install(place, PYTHON)
    install.install(place, PYTHON)  # again: who made the folders is not forgotten
    install.remove(place)
    assert _tree(tmp_path) == {}
    install.install(place, PYTHON)
    (place / "PERSONAL.XLSB").write_bytes(b"since then")
    install.remove(place)
    assert [path.name for path in place.iterdir()] == ["PERSONAL.XLSB"]


def test_removing_what_is_not_there_does_nothing(roaming: Path, place: Path) -> None:
    before = _tree(roaming)
    assert install.remove(place) is None
    assert _tree(roaming) == before


def test_status_through_its_life(place: Path, tmp_path: Path) -> None:
    assert not install.status(place).installed
    python = tmp_path / "环境 & 1/python.exe"
    python.parent.mkdir()
    python.touch()
    install.install(place, python)
    found = install.status(place)
    assert (found.readable, found.current, found.python, found.python_exists) == (True, True, str(python), True)
    python.unlink()
    assert not install.status(place).python_exists
    (place / "perfxl.xlam").write_bytes(package.with_settings(package.assemble(b"another program"), {}))
    found = install.status(place)
    assert (found.readable, found.current, found.python, found.python_exists) == (True, False, "", False)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"a workbook of somebody else"])
def test_a_file_that_is_not_ours_is_left_alone(place: Path, content: bytes) -> None:
    target = place / "perfxl.xlam"
    target.write_bytes(content)
    assert install.status(place) == install.Status(target, installed=True)
    with pytest.raises(package.NotOurs):
        install.install(place, PYTHON)
    with pytest.raises(package.NotOurs):
        install.remove(place)
    assert target.read_bytes() == content


def test_excel_holding_the_file(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows refuses to replace or delete what a program has open; nothing half-done stays."""
    install.install(place, PYTHON)
    before = _tree(place)

    def held(*_: object, **__: object) -> NoReturn:
        raise PermissionError(13, "in use")

    with monkeypatch.context() as patch:
        patch.setattr("os.replace", held)
        with pytest.raises(install.InUse):
            install.install(place, PYTHON)
        patch.setattr("pathlib.Path.unlink", held)
        with pytest.raises(install.InUse):
            install.remove(place)
    assert _tree(place) == before


@pytest.mark.parametrize(("platform", "environment"), [
    ("linux", {"APPDATA": "/x"}), ("darwin", {"APPDATA": "/x"}), ("win32", {}),
])
def test_no_excel_no_place(platform: str, environment: dict[str, str]) -> None:
    with pytest.raises(install.NoPlace):
        install.start_folder(platform, environment)


def test_the_interpreter_without_a_window_is_preferred(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python.exe"))
    assert install.interpreter() == tmp_path / "python.exe"
    (tmp_path / "pythonw.exe").touch()
    assert install.interpreter() == tmp_path / "pythonw.exe"


def test_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERFXL_LANG", "zh")
    folder = tmp_path / "开始"

    def run(*arguments: str) -> tuple[int, str]:
        status = main(["addin", *arguments])
        printed = capsys.readouterr()
        return status, printed.out + printed.err

    assert run("install", "--folder", str(folder))[0] == 0
    status, out = run("status", "--folder", str(folder), "--json")
    assert status == 0
    assert json.loads(out) == {
        "file": str(folder / "perfxl.xlam"), "installed": True, "readable": True, "current": True,
        "version": package.settings_of(package.SHIPPED.read_bytes())["version"],
        "python": str(install.interpreter()), "python_exists": True,
    }  # fmt: skip
    assert "已安装" in run("status", "--folder", str(folder))[1]
    assert run("remove", "--folder", str(folder))[0] == 0
    assert not folder.exists()
    assert "没有安装" in run("status", "--folder", str(folder))[1]
    assert run("status", "--force")[0] == 2
    assert run("polish")[0] == 2
    folder.mkdir()
    (folder / "perfxl.xlam").write_bytes(b"theirs")
    told = f"perfxl: {folder / 'perfxl.xlam'} 不是 perfxl 的加载项，没有动它。\n"
    assert run("install", "--folder", str(folder)) == (2, told)
    assert "不是" in run("status", "--folder", str(folder))[1]
    if sys.platform != "win32":
        status, told = run("install")
        assert status == 2
        assert "Windows" in told


def test_build_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["addin", "build"]) == main(["addin", "build", "-o", "2.xlam"]) == main(["addin", "build"]) == 0
    assert Path("perfxl.xlam").read_bytes() == Path("2.xlam").read_bytes() == package.SHIPPED.read_bytes()
    Path("2.xlam").write_bytes(b"other")
    assert main(["addin", "build", "-o", "2.xlam"]) == 2
    monkeypatch.setitem(sys.modules, "pyopenvba", None)
    capsys.readouterr()
    assert main(["addin", "build", "-o", "2.xlam", "--force", "--lang", "en"]) == 0
    assert "the one that ships" in capsys.readouterr().out
    assert Path("2.xlam").read_bytes() == package.SHIPPED.read_bytes()


def test_installing_needs_no_compiler(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['pyopenvba'] = sys.modules['oletools'] = None; from perfxl.cli import main; "
        f"sys.exit(main(['addin', 'install', '--folder', {str(tmp_path)!r}]))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
