"""Data files are found from a checkout, an editable install and a wheel; a wheel holds what it should."""

import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

import perfxl
from perfxl import resources

ROOT = Path(__file__).resolve().parents[1]
WHERE = "from perfxl import resources; print(resources.templates_dir(), resources.workbooks_dir(), sep='\\n')"


def _python(code: str, cwd: Path) -> list[str]:
    command = [sys.executable, "-X", "utf8", "-c", code]
    done = subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    return done.stdout.splitlines()


def _files(folder: Path, *, code: bool = False) -> set[str]:
    """Every file below *folder*, but for those that pass: caches, lock files of an open workbook."""
    unwanted = {".pyc"} if code else {".pyc", ".py"}
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in unwanted and not path.name.startswith((".", "~$"))
    }


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, unpacked as an installer would."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder],
        cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
    )
    [wheel] = folder.glob("perfxl-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_version_is_the_installed_one() -> None:
    assert metadata.version("perfxl") == perfxl.__version__


def test_data_of_a_checkout(tmp_path: Path) -> None:
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); {WHERE}"
    assert _python(code, tmp_path) == [str(ROOT / "templates"), str(ROOT / "workbooks")]


def test_data_of_the_installed_package(tmp_path: Path) -> None:
    templates, workbooks = map(Path, _python(WHERE, tmp_path))
    assert _files(templates) == _files(ROOT / "templates")
    assert _files(workbooks) == _files(ROOT / "workbooks")


def test_data_of_a_wheel(unpacked: Path, tmp_path: Path) -> None:
    code = f"import sys; sys.path.insert(0, {str(unpacked)!r}); {WHERE}"
    templates, workbooks = map(Path, _python(code, tmp_path))
    assert templates == unpacked / "perfxl/_data/templates"
    assert workbooks == unpacked / "perfxl/_data/workbooks"
    assert _files(templates) == _files(ROOT / "templates") != set()
    assert _files(workbooks) == _files(ROOT / "workbooks") != set()


def test_a_wheel_holds_the_package_and_nothing_else(unpacked: Path) -> None:
    assert {path.name for path in unpacked.iterdir()} == {"perfxl", f"perfxl-{perfxl.__version__}.dist-info"}
    code = {path.relative_to(ROOT / "perfxl").as_posix() for path in (ROOT / "perfxl").rglob("*.py")}
    shipped = _files(unpacked / "perfxl", code=True)
    addin = {f"addin/{name}" for name in _files(ROOT / "perfxl/addin")}  # sources and the file built of them
    assert "addin/perfxl.xlam" in addin
    assert {name for name in shipped if not name.startswith("_data/")} == code | addin | {"py.typed"}


def test_an_incomplete_installation_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "perfxl")
    with pytest.raises(FileNotFoundError, match=r"not installed completely.*templates.*install it again"):
        resources.templates_dir()
