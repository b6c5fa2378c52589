"""Exercises: right answers pass in every form, each wrong one gets the hint meant for it, nothing breaks a lesson."""

import ast
import contextlib
import doctest
import importlib.util
import inspect
import itertools
import re
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FunctionType, ModuleType

import nbformat
import pytest
import torch

from w2v_helpers import exercises as package
from w2v_helpers.exercises import check, checking, exercises, solution
from w2v_helpers.exercises.checking import Exercise, same

ROOT = Path(__file__).parent.parent
ALL = exercises()
MODULES = sorted(path.stem for path in Path(package.__file__).parent.glob("lesson_*.py"))


def answers(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(file.stem, file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


FIRST = {path.stem: answers(path) for path in sorted((ROOT / "tests/answers").glob("lesson_*.py"))}
SECOND = {path.stem: answers(path) for path in sorted((ROOT / "tests/answers").glob("second_*.py"))}
RIGHT = [
    (name, answer)
    for file in (*FIRST.values(), *SECOND.values())
    for name, all_answers in file.RIGHT.items()
    for answer in all_answers
]
WRONG = [
    (name, answer, hint)
    for file in (*FIRST.values(), *SECOND.values())
    for name, all_answers in file.WRONG.items()
    for answer, hint in all_answers
]


def verdict(name: str, answer: Callable, capsys: pytest.CaptureFixture) -> tuple[str, Callable]:
    """What `check` prints for an answer under the exercise's name, and what it returns."""
    answer.__name__ = name
    returned = check(answer)
    return capsys.readouterr().out, returned


@pytest.mark.parametrize("name", ALL)
def test_a_stub_is_said_to_be_one_and_the_reference_is_returned(name, capsys):
    def stub(*_: object) -> None:
        raise NotImplementedError

    printed, returned = verdict(name, stub, capsys)
    assert printed == f"… {name} is not written yet: the reference is used below\n"
    assert returned is ALL[name].solution


@pytest.mark.parametrize("name", ALL)
def test_the_solution_is_right_and_its_worked_example_too(name, capsys):
    exercise = ALL[name]
    own = FunctionType(exercise.solution.__code__, exercise.solution.__globals__, name, exercise.solution.__defaults__)
    assert check(own) is own
    assert capsys.readouterr().out == f"✓ {name}: {exercise.bought}\n"
    assert check(exercise.solution) is exercise.solution, "after a ✗ the cell with the check is run alone"
    assert capsys.readouterr().out.startswith(f"… {name} is the reference now")
    module = inspect.getmodule(exercise.solution)
    (example,) = doctest.DocTestFinder(recurse=False).find(exercise.solution, name, module)
    assert example.examples, f"{name} has no worked example"
    assert not doctest.DocTestRunner().run(example).failed


@pytest.mark.parametrize("name, answer", RIGHT)
def test_another_right_answer_passes(name, answer, capsys):
    printed, returned = verdict(name, answer, capsys)
    assert printed.startswith(f"✓ {name}: ")
    assert returned is answer


def body_lines(exercise: Exercise) -> list[str]:
    lines, docstring = checking._source(exercise.solution)
    return [line.strip() for line in lines[docstring.end_lineno :] if len(line.strip()) > 12]


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
    first = [file for file in FIRST.values() if name in file.WRONG]
    assert sum(len(file.WRONG[name]) for file in first) >= 3
    assert sum(len(file.RIGHT.get(name, [])) for file in first) >= 1
    second = [file for file in SECOND.values() if name in file.WRONG]
    assert sum(len(file.WRONG[name]) for file in second) >= 2
    assert sum(len(file.RIGHT[name]) for file in second) >= 1


@pytest.mark.parametrize("name", ALL)
def test_an_exercise_says_all_that_it_should(name):
    exercise = ALL[name]
    assert exercise.stars in (1, 2, 3)
    assert exercise.bought.endswith(".") and len(exercise.why.split()) >= 12
    assert all(annotation is not inspect.Parameter.empty for annotation in signature_types(exercise.solution))
    assert max(map(len, exercise.stub.splitlines())) <= 100  # a lesson's width


def signature_types(function: Callable) -> list[object]:
    signature = inspect.signature(function)
    return [signature.return_annotation, *(parameter.annotation for parameter in signature.parameters.values())]


def test_names_are_unique_and_every_core_lesson_has_at_least_two():
    modules = {name: importlib.import_module(f"w2v_helpers.exercises.{name}").EXERCISES for name in MODULES}
    assert len(ALL) == sum(map(len, modules.values()))
    assert all(len(found) >= 2 for name, found in modules.items() if name <= "lesson_12")
    assert all(min(exercise.stars for exercise in found) == 1 for found in modules.values())


@pytest.mark.parametrize("name", [name for name in ALL if ALL[name].bug])
def test_a_program_with_a_bug_passes_its_own_example_and_is_caught(name, capsys):
    exercise = ALL[name]
    namespace = dict(vars(inspect.getmodule(exercise.solution)))
    exec(exercise.stub, namespace)
    (example,) = doctest.DocTestFinder(recurse=False).find(namespace[name], name, False, namespace)
    assert not doctest.DocTestRunner().run(example).failed
    printed, returned = verdict(name, namespace[name], capsys)
    assert printed.startswith(f"✗ {name}: ") and returned is exercise.solution
    assert not any(line in printed for line in body_lines(exercise))


def stubs_of(path: Path) -> dict[str, ast.FunctionDef]:
    """A lesson's functions that only raise NotImplementedError, or have a bug to be found, by name."""
    found = {}
    for cell in nbformat.read(path, 4).cells:
        if cell.cell_type == "code":
            for node in ast.parse(cell.source).body:
                if isinstance(node, ast.FunctionDef) and (
                    "raise NotImplementedError" in ast.unparse(node.body[-1])
                    or (node.name in ALL and ALL[node.name].bug)
                ):
                    found[node.name] = node
    return found


@pytest.mark.parametrize("module", MODULES)
def test_the_lesson_holds_each_stub_as_it_is_here_and_checks_it_in_the_next_code_cell(module):
    number = module.removeprefix("lesson_")
    (path,) = (ROOT / "notebooks").glob(f"{number}_*.ipynb")
    own = importlib.import_module(f"w2v_helpers.exercises.{module}").EXERCISES
    stubs = stubs_of(path)
    assert list(stubs) == [exercise.name for exercise in own]
    for exercise in own:
        (expected,) = ast.parse(exercise.stub).body
        assert ast.unparse(stubs[exercise.name]) == ast.unparse(expected)
    code = [cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
    for name in stubs:
        (place,) = [i for i, source in enumerate(code) if source.startswith(f"def {name}(")]
        line = -1 if ALL[name].bug else 0  # what a bug does is shown first
        assert code[place + 1].splitlines()[line] == f"{name} = check({name})"
    text = "".join(cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == "markdown")
    assert all(f'solution("{name}")' in "".join(code) + text for name in stubs)  # where to look when stuck
    assert re.search(r"^from w2v_helpers.exercises import check,( exercises,)? solution$", code[0], re.MULTILINE)


def test_the_page_of_solutions_is_in_step():
    page = answers(ROOT / "book" / "solutions.py").page()
    assert (ROOT / "book" / "solutions.md").read_text(encoding="utf-8") == page, "run `make refresh`"
    assert page.count("```python\n") == len(ALL) and all(f"`{name}`\n" in page for name in ALL)


# ---- the checker itself, on an exercise of its own


def doubled(x: torch.Tensor) -> torch.Tensor:
    """Twice x."""
    return 2 * x


def plus_two(x: torch.Tensor) -> torch.Tensor:
    return x + 2


@pytest.fixture
def judge(monkeypatch, capsys):
    """`check`, in a world with one exercise (`doubled`), as a function from an answer to what is printed."""

    def judge(answer: object, **options: object) -> str:
        named = dict(stars=1, bought="it is twice.", why="", mistakes={"that adds two": plus_two})
        cases = dict(
            cases=lambda rng: (torch.randn(3, rng.randint(1, 4), generator=torch.manual_seed(rng.randint(0, 9))),)
        )
        exercise = Exercise(doubled, **{**named, **cases, **options})
        monkeypatch.setattr(checking, "exercises", lambda: {"doubled": exercise})
        if inspect.isfunction(answer):
            answer.__name__ = "doubled"
        returned = check(answer)
        printed = capsys.readouterr().out
        assert (returned is answer) == (not printed.startswith(("✗ doubled", "…")))
        return printed

    return judge


def test_a_right_answer_of_another_type_of_number_passes(judge):
    assert judge(lambda x: (x + x).double()) == "✓ doubled: it is twice.\n"


def test_a_known_mistake_gets_its_hint(judge):
    assert "that adds two" in judge(lambda x: x + 1 + 1)


@pytest.mark.parametrize(
    "answer, words",
    [
        (lambda x: None, "it returns None. Is a `return` missing?"),
        (lambda x: (2 * x).tolist(), "it returns a list, expected a tensor of shape"),
        (lambda x: (2 * x)[None], "it returns a tensor of shape (1, 3, "),
        (lambda x: 2 * x / 0, "NaN or infinity"),
        (lambda x: 3 * x, "it gives "),
        (lambda x: x.mul_(2), "it changes its arguments"),
        (lambda x: x.foo, "AttributeError: 'Tensor' object has no attribute 'foo'"),
        (lambda x: exit("now"), "SystemExit: now"),
        (lambda: 1, "TypeError"),
        (lambda x: object(), "it returns an object"),
    ],
)
def test_any_other_mistake_is_told_in_words(judge, answer, words):
    assert words in judge(answer)


def test_an_exception_points_to_the_answers_own_line(judge):
    def fails(x: torch.Tensor) -> torch.Tensor:
        return torch.stack([x, x[:, :-1]])

    assert "line " in (printed := judge(fails)) and "`return torch.stack([x, x[:, :-1]])`: RuntimeError" in printed


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="no alarm on this system")
def test_an_endless_loop_is_stopped_even_if_it_swallows_exceptions(judge, monkeypatch):
    def endless(x: torch.Tensor) -> torch.Tensor:
        while True:
            with contextlib.suppress(Exception):
                x = x + 1

    monkeypatch.setattr(checking, "SECONDS", 1)
    handler = signal.getsignal(signal.SIGALRM)
    assert "longer than 1 seconds" in judge(endless)
    assert signal.getsignal(signal.SIGALRM) is handler


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="no alarm on this system")
def test_what_an_exercise_prepares_is_not_on_the_clock(judge, monkeypatch):
    monkeypatch.setattr(checking, "SECONDS", 0.5)
    assert "✓" in judge(lambda x: 2 * x, prepare=lambda: time.sleep(1))


def test_a_check_works_in_another_thread_too(judge):
    printed = []
    thread = threading.Thread(target=lambda: printed.append(judge(lambda x: 2 * x)))
    thread.start()
    thread.join()
    assert printed == ["✓ doubled: it is twice.\n"]


def test_prints_of_an_answer_do_not_bury_the_verdict(judge):
    assert judge(lambda x: print("here") or 2 * x) == "✓ doubled: it is twice.\n"


def test_the_order_is_free_only_where_the_exercise_says_so(judge):
    as_rows = dict(cases=lambda rng: ([rng.randint(0, 9) for _ in range(9)],), mistakes={})
    assert "✗" in judge(lambda x: 2 * x[::-1], **as_rows)
    assert "✓" in judge(lambda x: (2 * x)[::-1], unordered=True, **as_rows)


def test_an_exercise_in_place_looks_at_the_arguments(judge):
    def double(x: torch.Tensor) -> None:
        x.mul_(2)

    printed = judge(lambda x: x + 1, in_place=True)
    assert "✓" in printed or "✗" in printed
    assert same(
        checking._result(Exercise(double, 1, "", "", in_place=True), double, (torch.ones(2),)), (2 * torch.ones(2),)
    )


def test_an_unknown_name_is_said_to_be_one(judge):
    assert "not 'int': was it renamed?" in judge(3)


def test_the_solution_shows_source_and_reason_and_refuses_another_name(capsys):
    name = next(iter(ALL))
    solution(name)
    printed = capsys.readouterr().out
    assert printed.startswith(f"def {name}(") and ALL[name].why.split()[0] in printed
    with pytest.raises(KeyError, match="no exercise 'nothing': expected one of"):
        solution("nothing")


@pytest.mark.parametrize(
    "values",
    [
        (1, 1.0, torch.tensor(1), torch.tensor(1.0)),
        ([1, (2, 3)], (1, [2, 3])),
        ({"a": torch.ones(2)}, {"a": torch.ones(2).double()}),
        (torch.tensor([1, 2], dtype=torch.int32), torch.tensor([1.0, 2.0])),
        (float("nan"), torch.tensor(float("nan"))),
    ],
)
def test_values_that_count_as_the_same(values):
    assert all(same(*pair) for pair in itertools.permutations(values, 2))


@pytest.mark.parametrize(
    "got, right",
    [
        (1, True), (True, 1), (1, 1.001), ([1], [1, 1]), ({"a": 1}, {"b": 1}), (torch.ones(2), torch.ones(1, 2)),
        (torch.ones(1), 1), ("1", 1), (None, 0), (ValueError(), KeyError()),
    ],
)  # fmt: skip
def test_values_that_do_not(got, right):
    assert not same(got, right)
