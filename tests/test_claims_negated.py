"""Every claim of every lesson holds, fails when its condition is negated, and every solution fits.

The lessons run here with each exercise's stub replaced by its solution, as a learner would.
"""

import ast
import re

import guards
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from w2v_helpers.exercises import exercises

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
END = """
if _never_reached:
    raise RuntimeError(f"these claims never ran: {_never_reached}")
"""
LESSONS = guards.read_series()


class Recast(ast.NodeTransformer):
    """Turn ``claim(…)`` into ``_check(claim, …)`` and stubs into solutions; note them."""

    def __init__(self) -> None:
        self.sentences: list[str] = []
        self.exercises: list[str] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        self.generic_visit(node)
        exercise = exercises().get(node.name)
        asked = "raise NotImplementedError" in ast.unparse(node.body[-1])
        if exercise and (asked or exercise.bug):  # not what a lesson defines under such a name
            self.exercises.append(node.name)
            (node,) = ast.parse(exercises()[node.name].source).body
        return node

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        if guards.is_claim(node):
            self.sentences.append(ast.literal_eval(node.args[0]))
            node = ast.Call(ast.Name("_check", ast.Load()), [node.func, *node.args], node.keywords)
        return node


def complaint(lesson: NotebookNode) -> str:
    """What is wrong with the first claim or solution that fails, or with a claim that cannot."""
    recast = Recast()
    trees = [recast.visit(guards.parse(cell.source)) for _, cell in guards.code_cells(lesson)]
    first = f"_never_reached = set({recast.sentences!r})\n{CHECK}"
    node = new_notebook(cells=[*map(new_code_cell, [first, *map(ast.unparse, trees), END])])
    resources = {"metadata": {"path": str(guards.NOTEBOOKS)}}
    try:
        NotebookClient(node, timeout=300, kernel_name="python3", resources=resources).execute()
    except CellExecutionError as error:
        return f"{error.ename}: {error.evalue}"
    printed = "".join(map(guards.printed, node.cells))
    without = [name for name in recast.exercises if f"✓ {name}: " not in printed]
    if without:
        return f"the solution is not right in the lesson: {', '.join(without)}"
    counted = re.findall(r"^(\d+) of (\d+) solved", printed, re.MULTILINE)
    miscounted = [f"{done} of {all_}" for done, all_ in counted if done != all_]
    return f"the lesson counts {miscounted[0]} solved" if miscounted else ""


@pytest.mark.parametrize("name", LESSONS)
def test_every_claim_of_the_lesson_holds_and_its_opposite_does_not(name: str):
    wrong = complaint(LESSONS[name])
    assert not wrong, wrong


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
        ("print('1 of 2 solved: it')", "the lesson counts 1 of 2 solved"),
    ],
)
def test_a_claim_that_cannot_fail_is_caught(code: str, expected: str):
    cells = ["import numpy as np\nfrom w2v_helpers.claims import claim\nx = 1", code]
    found = complaint(new_notebook(cells=[new_code_cell(cell) for cell in cells]))
    assert expected in found if expected else not found
