"""The plan of the house holds: imports go downwards, modules are short, every dependency says why."""

import ast
import graphlib
import itertools
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "perfxl"

FLOORS = (  # from the top; the package itself and __main__ are the doors above all of them
    {"cli"},
    {"demo"},
    {"addin"},
    {"buttons"},
    {"api"},
    {"engines"},
    {"finance"},
    {"roster"},
    {"examine"},
    {"workbook"},
    {"conversion"},
    {"checks"},
    {"scoring"},
    {"form", "profile", "numbers", "findings", "model", "block", "catalogue", "dates"},
    {"templating"},
    {"resources"},
)
GROUND = next(rooms for rooms in FLOORS if "form" in rooms)
DOORS = {"", "__main__"}
FLOOR_OF = {room: height for height, rooms in enumerate(reversed(FLOORS)) for room in rooms}
KEPT_TO = {"openpyxl": "workbook", "xlwings": "engines", "formualizer": "engines"}
BROUGHT_BY_LIBREOFFICE = {"uno", "unohelper", "com"}
MOST_LINES = 400
TOP_LEVEL = {
    *("perfxl", "templates", "tests", "workbooks", "docs", "benchmarks", "scripts", ".ci"),
    *("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md"),
    *(".gitignore", ".gitattributes", ".editorconfig"),
}


class Import(NamedTuple):
    importer: str
    imported: str
    line: int
    at_once: bool  # on import of the module: neither inside a function nor for type checking only

    def __str__(self) -> str:
        return f"{self.importer}:{self.line} imports {self.imported}"


MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if "_data" not in path.parts
}


def _room(module: str) -> str:
    return module.removeprefix("perfxl").lstrip(".").partition(".")[0]


def _imports(module: str, source: str, is_package: bool) -> Iterator[Import]:
    def visit(node: ast.AST, at_once: bool) -> Iterator[Import]:
        match node:
            case ast.Import():
                yield from (Import(module, alias.name, node.lineno, at_once) for alias in node.names)
            case ast.ImportFrom():
                base = node.module or ""
                if node.level:
                    parents = [*module.split("."), ""] if is_package else module.split(".")
                    base = ".".join([*parents[: -node.level], *filter(None, [base])])
                for alias in node.names:
                    inner = f"{base}.{alias.name}"
                    if inner in MODULES or base != "perfxl" or alias.name == "__version__":
                        yield Import(module, inner if inner in MODULES else base, node.lineno, at_once)
                    else:
                        yield Import(module, f"{inner} (the public door)", node.lineno, at_once)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                at_once = False
            case ast.If(test=ast.Name("TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING")):
                at_once = False
        for child in ast.iter_child_nodes(node):
            yield from visit(child, at_once)

    yield from visit(ast.parse(source, MODULES.get(module, module)), True)


IMPORTS = [
    found
    for module, path in MODULES.items()
    for found in _imports(module, path.read_text(encoding="utf-8"), path.name == "__init__.py")
]


def _inside(found: Import) -> bool:
    return found.imported.partition(".")[0] == "perfxl"


def _upwards(found: Import) -> bool:
    here, there = _room(found.importer), _room(found.imported)
    if here in DOORS or here == there or found.imported == "perfxl":
        return False
    if here in GROUND and there in GROUND:
        return False
    return FLOOR_OF.get(there, len(FLOORS)) >= FLOOR_OF.get(here, len(FLOORS))


def test_every_room_has_a_floor() -> None:
    homeless = {_room(module) for module in MODULES} - DOORS - FLOOR_OF.keys()
    assert not homeless, "give each a floor in FLOORS and in CONTRIBUTING.md"


def test_imports_go_downwards() -> None:
    assert [str(found) for found in IMPORTS if _inside(found) and _upwards(found)] == []


def test_no_import_goes_in_a_circle() -> None:
    graph: dict[str, set[str]] = {module: set() for module in MODULES}
    for found in IMPORTS:
        if found.at_once and found.imported in MODULES and found.imported != found.importer:
            graph[found.importer].add(found.imported)
    assert list(graphlib.TopologicalSorter(graph).static_order())


@pytest.mark.parametrize(("source", "upwards"), [
    ("from perfxl.workbook import read", True),
    ("def later():\n    from ..engines.pour import pour", True),
    ("import perfxl.scoring.rules", False),
    ("from . import gate", False),
    ("from perfxl import __version__", False),
    ("from perfxl import score", True),
    ("from perfxl.numbers import money", False),
    ("import openpyxl", False),
])
def test_the_rule_itself(source: str, upwards: bool) -> None:
    found = [found for found in _imports("perfxl.checks.points", source, False) if _inside(found)]
    assert any(map(_upwards, found)) is upwards


@pytest.mark.parametrize("library", KEPT_TO)
def test_libraries_stay_in_their_room(library: str) -> None:
    users = [found for found in IMPORTS if found.imported.partition(".")[0] == library]
    assert [str(found) for found in users if _room(found.importer) != KEPT_TO[library]] == []


@pytest.mark.parametrize("module", MODULES)
def test_modules_stay_short(module: str) -> None:
    assert len(MODULES[module].read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def _project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _optional(project: dict) -> list[str]:
    return list(itertools.chain(*project["optional-dependencies"].values()))


def _names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\s<>=!~;\[]", requirement)[0].lower() for requirement in requirements}


def test_every_dependency_says_why() -> None:
    project = _project()
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    for requirement in [*project["dependencies"], *_optional(project)]:
        own = [line.strip() for line in lines if line.strip().startswith(f'"{requirement}"')]
        assert own, f"{requirement} needs a line of its own"
        assert all(re.fullmatch(r'"[^"]+",  # \S.{9,}', line) for line in own), f"{requirement}: why?"


def test_what_is_imported_is_declared_and_the_other_way_round() -> None:
    project = _project()
    needed = _names(project["dependencies"])
    used = {found.imported.partition(".")[0] for found in IMPORTS if not _inside(found)}
    used = {name.lower() for name in used - sys.stdlib_module_names - BROUGHT_BY_LIBREOFFICE}
    assert used - needed - _names(_optional(project)) == set(), "imported, but not in pyproject.toml"
    assert needed - used == set(), "in pyproject.toml, but nothing imports it"


def test_the_top_level_is_tidy() -> None:
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("not a git checkout")
    tracked = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-z"], check=True, capture_output=True, text=True, encoding="utf-8"
    ).stdout.split("\0")
    assert {name.partition("/")[0] for name in tracked if name} - TOP_LEVEL == set()
