"""Every line that `scripts/mutate_driver.py` takes away still stands where it says, and its test exists.

The mutants themselves take minutes: run that script after a change to the driver.
"""

import ast
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("mutate_driver", ROOT / "scripts" / "mutate_driver.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_mutant_can_be_made_and_is_python(script: ModuleType) -> None:
    for mutant in script.mutants():
        sources: dict[str, str] = {}
        for file, old, new in mutant.places:
            source = sources.get(file) or (ROOT / file).read_text(encoding="utf-8")
            sources[file] = script.mutated(source, mutant, old, new)
        for file, source in sources.items():
            ast.parse(source, file)


def test_every_test_named_there_exists(script: ModuleType) -> None:
    for mutant in script.mutants():
        for word in mutant.test.split(f"{script.SPACE}-k{script.SPACE}")[0].split(script.SPACE):
            file, _, name = word.partition("::")
            assert re.search(rf"^def {name.partition('[')[0]}\b", (ROOT / file).read_text(encoding="utf-8"), re.M), word


def test_no_two_mutants_are_called_the_same(script: ModuleType) -> None:
    names = [mutant.line for mutant in script.mutants()]
    assert len(names) == len(set(names))
