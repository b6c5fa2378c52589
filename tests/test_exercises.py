"""Exercises: every right answer passes, every wrong one gets its hint, nothing breaks a lesson."""

import ast
import doctest
import importlib
import inspect
import itertools
import pkgutil
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FunctionType

import answers
import folds
import nbformat
import numpy as np
import pytest
import solutions
import torch

from w2v_helpers import exercises as package
from w2v_helpers.checks import calls, checking
from w2v_helpers.checks.exercise import Exercise, lines_and_docstring
from w2v_helpers.exercises import check, exercises, solved

ROOT = Path(__file__).parent.parent
ALL = exercises()
LESSONS = {
    path.stem.removeprefix("lesson_"): importlib.import_module(f"{package.__name__}.{path.stem}")
    for path in sorted(Path(package.__file__).parent.glob("lesson_*.py"))
}
for module in pkgutil.iter_modules(answers.__path__):
    importlib.import_module(f"answers.{module.name}")


def entries(*tables: dict[str, list]) -> list[tuple]:
    return [(name, entry) for table in tables for name in table for entry in table[name]]


RIGHT = entries(answers.RIGHT, answers.RIGHT_BLIND)
FITTING = {"keyed_vectors": (["fox"], torch.ones(1), torch.ones(1, 1))}  # its stub checks them
WRONG = [(name, *entry) for name, entry in entries(answers.WRONG, answers.WRONG_BLIND)]


def verdict(name: str, answer: Callable, capsys: pytest.CaptureFixture) -> tuple[str, Callable]:
    """What `check` prints for an answer under the exercise's name, and what it returns."""
    answer.__name__ = name
    returned = check(answer)
    return capsys.readouterr().out, returned


def of_lesson(lesson: str) -> list[Exercise]:
    return [one for one in vars(LESSONS[lesson]).values() if isinstance(one, Exercise)]


def body_lines(exercise: Exercise) -> list[str]:
    lines, docstring = lines_and_docstring(exercise.solution)
    return [line.strip() for line in lines[docstring.end_lineno :] if len(line.strip()) > 12]


def works(name: str, function: Callable) -> bool:
    """Whether the function's worked example gives what it says."""
    finder = doctest.DocTestFinder(recurse=False)
    (example,) = finder.find(function, name, False, function.__globals__)
    assert example.examples, f"{name} has no worked example"
    return not doctest.DocTestRunner().run(example).failed


@pytest.mark.parametrize("name", [name for name in ALL if not ALL[name].bug])
def test_a_stub_is_said_to_be_one_and_the_reference_is_returned(name, capsys):
    stub = answers.edited(name, {})
    with pytest.raises(NotImplementedError, match=f"run check.{name}., the next cell"):
        stub(*FITTING.get(name, ALL[name].parameters))
    printed, returned = verdict(name, stub, capsys)
    assert printed == f"… {name} is not written yet: the reference is used below\n"
    assert returned is ALL[name].solution


@pytest.mark.parametrize("name", ALL)
def test_the_solution_is_right_and_its_worked_example_too(name, capsys):
    right = ALL[name].solution
    own = FunctionType(right.__code__, right.__globals__, name, right.__defaults__)
    assert check(own) is own
    assert capsys.readouterr().out == f"✓ {name}: {ALL[name].bought}\n"
    assert check(right) is right, "after a ✗ the cell with the check is run alone"
    assert capsys.readouterr().out.startswith(f"… {name} is the reference now")
    assert works(name, right)


def test_a_lesson_is_counted_by_the_last_check_of_each_exercise(capsys, monkeypatch):
    def count() -> str:
        capsys.readouterr()
        solved("06")
        return capsys.readouterr().out.rstrip()

    monkeypatch.setattr(checking, "ACCEPTED", set())
    three = [one.name for one in of_lesson("06")]
    assert count() == f"0 of 3 solved; not yet: {', '.join(three)}"
    right = [renamed(ALL[name].solution, name) for name in three]
    check(right[2])
    assert count() == f"1 of 3 solved: {three[2]}; not yet: {three[0]}, {three[1]}"
    for answer in right:
        check(answer)
    check(ALL[three[0]].solution)  # "is the reference now": nothing new is known
    assert count() == f"3 of 3 solved: {', '.join(three)}"
    check(answers.edited(three[1], {}))
    assert count() == f"2 of 3 solved: {three[0]}, {three[2]}; not yet: {three[1]}"


def test_a_lesson_without_exercises_is_not_counted():
    with pytest.raises(ValueError, match=r"no exercises in lesson '6': expected one of 01, 02, "):
        solved("6")


@pytest.mark.parametrize("name, answer", RIGHT)
def test_another_right_answer_passes(name, answer, capsys):
    printed, returned = verdict(name, answer, capsys)
    assert printed.startswith(f"✓ {name}: ")
    assert returned is answer


@pytest.mark.parametrize("name, answer, hint", WRONG)
def test_a_wrong_answer_gets_its_hint_and_not_the_solution(name, answer, hint, capsys):
    printed, returned = verdict(name, answer, capsys)
    assert printed.startswith(f"✗ {name}: ")
    assert hint in printed
    assert returned is ALL[name].solution
    own = inspect.getsource(answer)  # of which an exception shows a line
    assert not any(line in printed and line not in own for line in body_lines(ALL[name]))


@pytest.mark.parametrize("name", ALL)
def test_every_exercise_has_its_wrong_and_right_answers(name):
    assert len(answers.WRONG[name]) >= 3 and len(answers.RIGHT[name]) >= 1
    assert len(answers.WRONG_BLIND[name]) >= 2 and len(answers.RIGHT_BLIND[name]) >= 1


@pytest.mark.parametrize("old, times", [("nothing", 0), ("function", 2)])
def test_an_answer_edits_only_what_is_there_exactly_once(old, times):
    with pytest.raises(ValueError, match=f"'{old}' is {times} times in the body"):
        answers.edited(renamed, {old: "other"})


@pytest.mark.parametrize("name", ALL)
def test_an_exercise_says_all_that_it_should(name):
    exercise = ALL[name]
    assert exercise.stars in (1, 2, 3)
    assert exercise.bought.endswith(".") and len(exercise.why.split()) >= 12
    signature = inspect.signature(exercise.solution)
    types = [parameter.annotation for parameter in signature.parameters.values()]
    assert inspect.Signature.empty not in (*types, signature.return_annotation)
    assert max(map(len, exercise.stub.splitlines())) <= 84  # a lesson's width
    assert exercise.judge or 1 <= len(exercise.mistakes) <= 4


def test_every_exercise_has_a_name_of_its_own():
    assert len(ALL) == sum(len(of_lesson(lesson)) for lesson in LESSONS)


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_has_two_exercises_and_an_easy_one(lesson):
    found = of_lesson(lesson)
    assert len(found) >= 2
    assert min(exercise.stars for exercise in found) == 1


@pytest.mark.parametrize("name", [name for name in ALL if ALL[name].bug])
def test_a_program_with_a_bug_passes_its_own_example_and_is_caught(name, capsys):
    program = answers.edited(name, {})
    assert works(name, program)
    printed, returned = verdict(name, program, capsys)
    assert printed.startswith(f"✗ {name}: ") and returned is ALL[name].solution
    assert not any(line in printed for line in body_lines(ALL[name]))


def stubs_of(code: list[str]) -> dict[str, ast.FunctionDef]:
    """The functions that only raise NotImplementedError, or have a bug to be found, by name."""
    found = {}
    for node in (node for source in code for node in ast.parse(source).body):
        if isinstance(node, ast.FunctionDef):
            unwritten = "raise NotImplementedError" in ast.unparse(node.body[-1])
            if unwritten or (node.name in ALL and ALL[node.name].bug):
                found[node.name] = node
    return found


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_lesson_holds_each_stub_as_it_is_here_and_checks_it_in_the_next_code_cell(lesson):
    (path,) = (ROOT / "notebooks").glob(f"{lesson}_*.ipynb")
    notebook = nbformat.read(path, 4)
    cells = notebook.cells
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    stubs = stubs_of(code)
    assert list(stubs) == [exercise.name for exercise in of_lesson(lesson)]
    for name, stub in stubs.items():
        assert ast.unparse(stub) == ast.unparse(ast.parse(ALL[name].stub).body[0])
        (place,) = [i for i, source in enumerate(code) if source.startswith(f"def {name}(")]
        line = -1 if ALL[name].bug else 0  # what a bug does is shown first
        assert code[place + 1].splitlines()[line] == f"{name} = check({name})"
    assert "import check" in code[0]
    assert code[-1] == f'solved("{lesson}")'
    assert folds.with_folds(notebook) == cells, "run `make refresh`"
    tags = [tag for cell in cells for tag in cell.metadata.get("tags", [])]
    assert tags.count(folds.TAG) == len(stubs)


def test_the_page_of_solutions_is_in_step():
    page = (ROOT / "book" / "solutions.md").read_text(encoding="utf-8")
    assert page == solutions.page(), "run `make refresh`"
    assert page.count("```python\n") == len(ALL) and all(f"`{name}`\n" in page for name in ALL)


# ---- every exercise, by the same rules


def renamed(function: Callable, name: str) -> FunctionType:
    return FunctionType(function.__code__, function.__globals__, name)


@pytest.mark.parametrize("name", [name for name in ALL if not ALL[name].judge])
def test_each_mistake_gets_its_own_hint(name):
    for hint, mistakes in ALL[name].mistakes.items():
        for mistake in mistakes:
            assert checking.judge(ALL[name], renamed(mistake, name)) == ("hint", hint)


@pytest.mark.parametrize("name", [name for name in ALL if not ALL[name].judge])
def test_what_is_special_in_a_domain_comes_and_stays_away(name):
    trials = calls.trials_of(ALL[name], 0, checking.CASES)
    assert not any(isinstance(trial.right, BaseException) for trial in trials)
    times = Counter(words for trial in trials for words in trial.seen)
    assert times and all(0 < n < len(trials) for n in times.values()), times


@pytest.mark.parametrize("name", ALL)
def test_renamed_parameters_are_seen(name):
    first, *others = ALL[name].parameters
    source = f"def {name}({', '.join(['values', *others])}):\n    return 0\n"
    text = checking.judge(ALL[name], answers.defined(source, ALL[name].solution)).text
    assert f"the lesson calls it with ({', '.join([first, *others])})" in text


@pytest.mark.parametrize("name", ALL)
def test_a_second_call_that_gives_something_else_is_seen(name):
    times = itertools.count()
    if ALL[name].changes and not ALL[name].use:
        pytest.skip("it returns nothing, or draws")

    def forgetful(*arguments: object) -> object:
        return ALL[name].solution(*arguments) if next(times) < 3 else None

    assert checking.judge(ALL[name], forgetful).text == calls.AGAIN


@pytest.mark.parametrize("name", ALL)
def test_a_changed_argument_is_seen(name):
    def spoiling(*arguments: object) -> object:
        returned = ALL[name].solution(*arguments)
        for argument in arguments:
            spoil(argument)
        return returned

    kinds = str(inspect.signature(ALL[name].solution).parameters)
    if ALL[name].changes or not re.search("list|Tensor|ndarray|Counter", kinds):
        pytest.skip("it has no argument that it must leave as it is")
    assert "it changes its argument" in checking.judge(ALL[name], spoiling).text


def spoil(argument: object) -> None:
    if isinstance(argument, list):
        argument.append(argument[0] if argument else 1)
    elif isinstance(argument, dict):
        argument["more"] = 1
    elif isinstance(argument, torch.Tensor):
        argument.data = ~argument if argument.dtype == torch.bool else argument.detach() + 1
    elif isinstance(argument, np.ndarray):
        argument += 1


# ---- what beginners answered


BEGINNERS = [*answers.beginners()]


@pytest.mark.parametrize("name", ALL)
def test_no_wrong_answer_of_a_beginner_is_ticked_and_most_get_a_hint(name):
    wrong = [(thought, answer) for one, thought, answer in BEGINNERS if one == name]
    kinds = {thought: checking.judge(ALL[name], answer).kind for thought, answer in wrong}
    assert {*kinds.values()} <= {"hint", "example"}, kinds
    assert sum(kind == "hint" for kind in kinds.values()) >= 0.5 * len(kinds), kinds


@pytest.mark.parametrize("lesson", ["07", "08", "09", "10"])
def test_a_later_lesson_has_a_hard_exercise(lesson):
    assert max(exercise.stars for exercise in of_lesson(lesson)) == 3
