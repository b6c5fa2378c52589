"""The package stays light to import, small, and its data flows one way."""

import ast
import subprocess
import sys
import time
from pathlib import Path

import pytest

import w2v_helpers

FOLDER = Path(w2v_helpers.__file__).parent
FLOW = ["corpus", "vocab", "pairs", "blocks", "models", "training", "fast", "distributed", "cache", "vectors", "plots"]
OUTSIDE = {"__init__", "__main__", "claims"}
MODULES = sorted(path.stem for path in FOLDER.glob("*.py"))


def test_importing_the_package_loads_nothing_heavy_and_takes_less_than_a_second():
    code = "import w2v_helpers, sys; print(*{'torch', 'gensim', 'numpy', 'matplotlib'} & set(sys.modules))"
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], cwd=FOLDER.parent, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
    assert time.perf_counter() - start < 1


def imported(module: str) -> set[str]:
    """The package's modules that a module imports anywhere, functions included."""
    names = set()
    for node in ast.walk(ast.parse((FOLDER / f"{module}.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            package = "w2v_helpers." * bool(node.level)
            names |= {f"{package}{node.module or ''}".rstrip(".")}
            names |= {f"{package}{node.module or ''}".rstrip(".") + f".{alias.name}" for alias in node.names}
    return {name.split(".")[1] for name in names if name.startswith("w2v_helpers.")} & set(MODULES)


def test_every_module_has_its_place_in_the_flow():
    assert set(MODULES) - OUTSIDE == set(FLOW)


@pytest.mark.parametrize("module", FLOW)
def test_no_module_imports_one_to_its_right(module):
    assert imported(module) <= set(FLOW[: FLOW.index(module)])


def test_the_flow_is_read_from_the_source():
    assert imported("cache") == {"blocks", "corpus", "fast", "vocab"}  # else the test above could not fail
    assert imported("distributed") == {"fast"}


def test_claims_stand_alone():
    assert imported("claims") == imported("__init__") == set()


def test_the_package_stays_small():
    lines = {path.stem: len(path.read_text(encoding="utf-8").splitlines()) for path in FOLDER.glob("*.py")}
    assert sum(lines.values()) <= 1375  # planned: 1,200; then came processes, ids on disk, no lock, texts that repeat
    assert lines["fast"] <= 180
