"""Every claim of every lesson passes as it stands and fails when its condition is negated, and every solution fits.

The lessons run here with each exercise's stub replaced by its solution, as a learner would paste it.
"""

import ast
import time
from pathlib import Path

import guards
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from w2v_helpers.exercises import exercises
from w2v_helpers.exercises.checking import source

# Takes the place of each claim, so that a lesson runs once and its conditions are computed once.
CHECK = """
def _check(claim, sentence, condition, *measured, **named):
    _never_reached.discard(sentence)
    try:
        claim(sentence, condition, *measured, **named)
    except AssertionError as error:
        raise RuntimeError(f"it does not hold: {error}") from error
    try:
        claim(sentence, not condition, *measured, **named)
    except AssertionError:
        return
    raise RuntimeError(f"it cannot fail: {sentence}")
"""


class Recast(ast.NodeTransformer):
    """Turn ``claim(…)`` into ``_check(claim, …)`` and stubs into solutions; note the sentences and the exercises."""

    def __init__(self) -> None:
        self.sentences: list[str] = []
        self.exercises: list[str] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        self.generic_visit(node)
        if node.name in exercises():
            self.exercises.append(node.name)
            (node,) = ast.parse(source(exercises()[node.name])).body
        return node

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "claim":
            self.sentences.append(ast.literal_eval(node.args[0]))
            node = ast.Call(ast.Name("_check", ast.Load()), [node.func, *node.args], node.keywords)
        return node


def complaint(lesson: NotebookNode) -> str:
    """What is wrong with the first claim or solution that fails, or with a claim that cannot; "" if all are well."""
    recast = Recast()
    sources = [ast.unparse(recast.visit(guards.parse(cell.source))) for _, cell in guards.code_cells(lesson)]
    first = f"_never_reached = set({recast.sentences!r})\n{CHECK}"
    last = "if _never_reached:\n    raise RuntimeError(f'these claims never ran: {_never_reached}')"
    recast_lesson = new_notebook(cells=[new_code_cell(source) for source in (first, *sources, last)])
    resources = {"metadata": {"path": str(guards.NOTEBOOKS)}}
    try:
        NotebookClient(recast_lesson, timeout=300, kernel_name="python3", resources=resources).execute()
    except CellExecutionError as error:
        return f"{error.ename}: {error.evalue}"
    printed = "".join(output.get("text", "") for cell in recast_lesson.cells for output in cell.outputs)
    without = [name for name in recast.exercises if f"✓ {name}: " not in printed]
    return f"the solution is not right in the lesson: {', '.join(without)}" if without else ""


@pytest.mark.parametrize("path", sorted(guards.NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_every_claim_of_the_lesson_holds_and_its_opposite_does_not(path: Path):
    lesson, start = guards.nbformat.read(path, as_version=4), time.perf_counter()
    found = complaint(lesson)
    assert not found, f"{path.name}: {found}"
    stated = int(guards.MINUTES.search(lesson.cells[0].source)[2])
    took = time.perf_counter() - start
    assert took < 15 + 3 * stated, f"{path.name} says {stated} seconds and took {took:.0f}, two lessons at a time"


NAME = "words_per_second"
STUB = f"def {NAME}(ticks: list[tuple[float, int]]) -> float:\n    raise NotImplementedError"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("claim('one is less than two', x < 2)", ""),
        ("claim('one is less than two', np.int64(x) < 2, measured=f'{x}')", ""),
        ("claim('one is two', x == 2)", "it does not hold: not so: one is two"),
        ("claim = print\nclaim('anything goes', x == 1)", "it cannot fail: anything goes"),
        ("for _ in []:\n    claim('nothing is well', x == 1)", "never ran: {'nothing is well'}"),
        ("claim('one is true', x)", "TypeError"),
        (f"{STUB}\nfrom w2v_helpers.exercises import check\n{NAME} = check({NAME})", ""),
        (STUB, f"the solution is not right in the lesson: {NAME}"),
    ],
)
def test_a_claim_that_cannot_fail_is_caught(code: str, expected: str):
    cells = ["import numpy as np\nfrom w2v_helpers.claims import claim\nx = 1", code]
    found = complaint(new_notebook(cells=[new_code_cell(cell) for cell in cells]))
    assert expected in found if expected else not found
