"""The package stays light to import, small, and its data flows one way."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import w2v_helpers

FOLDER = Path(w2v_helpers.__file__).parent
FLOW = [
    "options", "corpus", "reading", "vocab", "pairs", "blocks", "texts", "steps", "models",
    "tables", "fast", "distributed", "cache", "vectors", "files", "counts", "explore", "parity",
    "pictures", "plots",
]  # fmt: skip
OUTSIDE = {
    "__init__", "__main__", "arguments", "claims", "training", "command", "mine", "questions",
    "terminal",
}  # fmt: skip
MODULES = sorted(path.stem for path in FOLDER.glob("*.py"))
TREES = {name: ast.parse((FOLDER / f"{name}.py").read_text("utf-8")) for name in MODULES}


def test_every_folder_with_code_is_declared_a_package():
    settings = tomllib.loads((FOLDER.parent / "pyproject.toml").read_text("utf-8"))
    folders = {path.parent.relative_to(FOLDER.parent) for path in FOLDER.rglob("*.py")}
    names = {".".join(folder.parts) for folder in folders}
    assert set(settings["tool"]["setuptools"]["packages"]) == names


def test_what_the_package_reads_beside_its_code_is_declared():
    settings = tomllib.loads((FOLDER.parent / "pyproject.toml").read_text("utf-8"))
    (patterns,) = settings["tool"]["setuptools"]["package-data"].values()
    declared = {path for pattern in patterns for path in FOLDER.glob(pattern)}
    kinds = {".html", ".js", ".css"}
    assert declared == {path for path in FOLDER.rglob("*") if path.suffix in kinds} != set()


def test_the_command_works_from_any_folder(tmp_path):
    command = [sys.executable, "-m", "w2v_helpers", "--help"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("usage: python -m w2v_helpers")


def test_importing_the_package_loads_nothing_but_itself():
    code = "import sys; old = {*sys.modules}; import w2v_helpers; print(*{*sys.modules} - old)"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=FOLDER.parent, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["w2v_helpers"]


def imported(module: str) -> set[str]:
    """The package's modules that a module imports anywhere, functions included."""
    names = set()
    for node in ast.walk(TREES[module]):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            source = f"{'w2v_helpers.' * bool(node.level)}{node.module or ''}".rstrip(".")
            names |= {source, *(f"{source}.{alias.name}" for alias in node.names)}
    return {name.split(".")[1] for name in names if name.startswith("w2v_helpers.")} & set(MODULES)


def test_every_module_has_its_place_in_the_flow():
    assert set(MODULES) - OUTSIDE == set(FLOW)


@pytest.mark.parametrize("module", FLOW)
def test_no_module_imports_one_to_its_right(module):
    assert imported(module) <= set(FLOW[: FLOW.index(module)])


def test_the_flow_is_read_from_the_source():
    # else the test above could not fail
    assert imported("cache") == {"blocks", "corpus", "fast", "options", "steps", "tables", "vocab"}
    assert imported("distributed") == {"blocks", "fast", "vocab"}


def test_claims_stand_alone():
    assert imported("claims") == imported("__init__") == set()


@pytest.mark.parametrize("module", sorted(set(MODULES) - {"__init__", "__main__"}))
def test_a_module_opens_with_a_sentence_that_names_its_lesson(module):
    first = ast.get_docstring(TREES[module]).split("\n\n")[0]
    assert first.endswith(".") and "\n" not in first
    assert re.search(r"lessons?\b", first)


@pytest.mark.parametrize("module", MODULES)
def test_a_function_fits_on_a_screen(module):
    functions = [node for node in ast.walk(TREES[module]) if isinstance(node, ast.FunctionDef)]
    lengths = {node.name: node.end_lineno - node.lineno + 1 for node in functions}
    assert {name: length for name, length in lengths.items() if length > 40} == {}


def test_the_package_stays_small():
    lines = {path.stem: len(path.read_text("utf-8").splitlines()) for path in FOLDER.glob("*.py")}
    assert sum(lines.values()) <= 3540  # the plan: 1,900
    assert {name: count for name, count in lines.items() if count > 270} == {}
