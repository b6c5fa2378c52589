"""Exercises: every right answer passes, every wrong one gets its hint, nothing breaks a lesson."""

import ast
import contextlib
import doctest
import importlib
import inspect
import itertools
import pkgutil
import re
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FunctionType

import answers
import nbformat
import pytest
import solutions
import torch

from w2v_helpers import exercises as package
from w2v_helpers.exercises import check, checking, exercises, solution
from w2v_helpers.exercises.checking import Exercise, same

ROOT = Path(__file__).parent.parent
ALL = exercises()
LESSONS = {
    path.stem.removeprefix("lesson_"): importlib.import_module(f"{package.__name__}.{path.stem}")
    for path in sorted(Path(package.__file__).parent.glob("lesson_*.py"))
}
HALVES = {"09", "10", "12", "13"}  # lessons that were one, cut in two

for module in pkgutil.iter_modules(answers.__path__):
    importlib.import_module(f"answers.{module.name}")


def entries(*tables: dict[str, list]) -> list[tuple]:
    return [(name, entry) for table in tables for name in table for entry in table[name]]


RIGHT = entries(answers.RIGHT, answers.RIGHT_BLIND)
WRONG = [(name, *entry) for name, entry in entries(answers.WRONG, answers.WRONG_BLIND)]


def verdict(name: str, answer: Callable, capsys: pytest.CaptureFixture) -> tuple[str, Callable]:
    """What `check` prints for an answer under the exercise's name, and what it returns."""
    answer.__name__ = name
    returned = check(answer)
    return capsys.readouterr().out, returned


def body_lines(exercise: Exercise) -> list[str]:
    lines, docstring = checking._source(exercise.solution)
    return [line.strip() for line in lines[docstring.end_lineno :] if len(line.strip()) > 12]


def works(name: str, function: Callable) -> bool:
    """Whether the function's worked example gives what it says."""
    finder = doctest.DocTestFinder(recurse=False)
    (example,) = finder.find(function, name, False, function.__globals__)
    assert example.examples, f"{name} has no worked example"
    return not doctest.DocTestRunner().run(example).failed


@pytest.mark.parametrize("name", ALL)
def test_a_stub_is_said_to_be_one_and_the_reference_is_returned(name, capsys):
    def stub(*_: object) -> None:
        raise NotImplementedError

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


@pytest.mark.parametrize("old, times", [("nothing", 0), ("r", 2)])
def test_an_answer_edits_only_what_is_there_exactly_once(old, times):
    with pytest.raises(ValueError, match=f"'{old}' is {times} times in the body"):
        answers.edited(doubled, {old: "other"})


@pytest.mark.parametrize("name", ALL)
def test_an_exercise_says_all_that_it_should(name):
    exercise = ALL[name]
    assert exercise.stars in (1, 2, 3)
    assert exercise.bought.endswith(".") and len(exercise.why.split()) >= 12
    signature = inspect.signature(exercise.solution)
    types = [parameter.annotation for parameter in signature.parameters.values()]
    assert inspect.Signature.empty not in (*types, signature.return_annotation)
    assert max(map(len, exercise.stub.splitlines())) <= 100  # a lesson's width


def test_every_exercise_has_a_name_of_its_own():
    assert len(ALL) == sum(len(module.EXERCISES) for module in LESSONS.values())


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_has_two_exercises_or_a_half_one_and_begins_with_an_easy_one(lesson):
    found = LESSONS[lesson].EXERCISES
    assert len(found) >= (1 if lesson in HALVES else 2)
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
    cells = nbformat.read(path, 4).cells
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    text = "".join(cell.source for cell in cells if cell.cell_type != "raw")
    stubs = stubs_of(code)
    assert list(stubs) == [exercise.name for exercise in LESSONS[lesson].EXERCISES]
    for name, stub in stubs.items():
        assert ast.unparse(stub) == ast.unparse(ast.parse(ALL[name].stub).body[0])
        (place,) = [i for i, source in enumerate(code) if source.startswith(f"def {name}(")]
        line = -1 if ALL[name].bug else 0  # what a bug does is shown first
        assert code[place + 1].splitlines()[line] == f"{name} = check({name})"
        assert f'solution("{name}")' in text  # where to look when stuck
    imported = r"^from w2v_helpers.exercises import check,( exercises,)? solution$"
    assert re.search(imported, code[0], re.MULTILINE)


def test_the_page_of_solutions_is_in_step():
    page = (ROOT / "book" / "solutions.md").read_text(encoding="utf-8")
    assert page == solutions.page(), "run `make refresh`"
    assert page.count("```python\n") == len(ALL) and all(f"`{name}`\n" in page for name in ALL)


# ---- the checker itself, on an exercise of its own


def doubled(x: torch.Tensor) -> torch.Tensor:
    """Twice x."""
    return 2 * x


def plus_two(x: torch.Tensor) -> torch.Tensor:
    return x + 2


def rows_of_three(rng) -> tuple[torch.Tensor]:
    generator = torch.Generator().manual_seed(rng.randint(0, 9))
    return (torch.randn(3, rng.randint(1, 4), generator=generator),)


@pytest.fixture
def judge(monkeypatch, capsys):
    """`check`, where `doubled` is the only exercise: from an answer to what is printed."""

    def judge(answer: object, **options: object) -> str:
        usual = dict(stars=1, bought="it is twice.", why="", cases=rows_of_three)
        usual["mistakes"] = {"that adds two": plus_two}
        exercise = Exercise(doubled, **{**usual, **options})
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


@pytest.mark.parametrize(
    "answer, words",
    [
        (lambda x: x + 1 + 1, "✗ doubled: that adds two"),
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
        (3, "not 'int': was it renamed?"),
    ],
)
def test_a_mistake_is_told_in_words(judge, answer, words):
    assert words in judge(answer)


def test_an_exception_points_to_the_answers_own_line(judge):
    def fails(x: torch.Tensor) -> torch.Tensor:
        return torch.stack([x, x[:, :-1]])

    pointer = r"line \d+, `return torch\.stack\(\[x, x\[:, :-1\]\]\)`: RuntimeError"
    assert re.search(pointer, judge(fails))


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


def test_what_an_exercise_prepares_is_not_on_the_clock(judge, monkeypatch):
    order = []

    @contextlib.contextmanager
    def clock(seconds: float) -> Iterator[None]:
        order.append("clock")
        yield
        order.append("stopped")

    monkeypatch.setattr(checking, "_stopped_after", clock)
    judge(lambda x: order.append("answer") or 2 * x, prepare=lambda: order.append("prepare"))
    steps = [step for step, _ in itertools.groupby(order)]
    assert steps == ["prepare", "clock", "answer", "stopped"]


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


def test_an_exercise_in_place_looks_at_the_arguments_alone(judge):
    assert "✓" in judge(lambda x: x + 1, in_place=True)  # `doubled` leaves them as they are too
    assert "it gives x = " in judge(lambda x: x.mul_(2), in_place=True)


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
        (1, True), (True, 1), (1, 1.001), ([1], [1, 1]), ({"a": 1}, {"b": 1}),
        (torch.ones(2), torch.ones(1, 2)), (torch.ones(1), 1), ("1", 1), (None, 0),
        (ValueError(), KeyError()),
    ],
)  # fmt: skip
def test_values_that_do_not(got, right):
    assert not same(got, right)
