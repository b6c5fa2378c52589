"""The checker itself, on an exercise of its own: nothing that an answer does breaks a lesson."""

import contextlib
import itertools
import os
import random
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import answers
import numpy as np
import pytest
import torch
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from w2v_helpers.checks import checking, running
from w2v_helpers.checks.comparing import Parts, same, wrong_kind
from w2v_helpers.checks.draw import Draw
from w2v_helpers.checks.exercise import Exercise
from w2v_helpers.checks.hints import name_mistake
from w2v_helpers.checks.trial import Trial
from w2v_helpers.exercises import check, exercises, solution

ALARM = pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="no alarm on this system")


def doubled(x: torch.Tensor) -> torch.Tensor:
    """Twice x.

    >>> doubled(torch.tensor([7.0]))
    tensor([14.])
    """
    return 2 * x


def plus_two(x: torch.Tensor) -> torch.Tensor:
    return x + 2


def rows_of_three(draw: Draw) -> tuple[torch.Tensor]:
    return (draw.normal(3, draw.size("columns", 4)),)


@pytest.fixture
def judge(monkeypatch, capsys):
    """`check`, where `doubled` is the only exercise: from an answer to what is printed."""

    def judge(answer: object, draw: Callable = rows_of_three, **options: object) -> str:
        exercise = Exercise(doubled, stars=1, bought="it is twice.", why="", **options)
        exercise.domain(draw)
        exercise.mistake("that adds two")(plus_two)
        monkeypatch.setattr(checking, "exercises", lambda: {"doubled": exercise})
        with contextlib.suppress(AttributeError):
            answer.__name__ = "doubled"
        returned = check(answer)
        printed = capsys.readouterr().out
        assert (returned is answer) == (not printed.startswith(("✗ doubled", "…")))
        return printed

    return judge


def as_floats(x: torch.Tensor) -> torch.Tensor:
    return torch.softmax(x.long(), dim=0)


def in_a_list(x: torch.Tensor) -> list:
    return [2 * row for row in x]


def generator(x: torch.Tensor) -> Iterator:
    yield from 2 * x


def forgotten_stub(x: torch.Tensor) -> torch.Tensor:
    y = 2 * x
    raise NotImplementedError
    return y


class Equal:
    def __eq__(self, other: object) -> bool:
        return True


class Unspeakable(Exception):
    def __str__(self) -> str:
        raise ValueError("no")


def unspeakable(x: torch.Tensor) -> None:
    raise Unspeakable


def ten_megabytes(x: torch.Tensor) -> None:
    raise ValueError("x" * 10_000_000)


@pytest.mark.parametrize(
    "answer, words",
    [
        (lambda x: x + 1 + 1, "✗ doubled: that adds two"),
        (lambda x: None, "it returns None. Is a `return` missing"),
        (lambda x: (2 * x).tolist(), "it returns a list, expected a Tensor: `torch.tensor(…)`"),
        (in_a_list, "`torch.stack(…)`"),
        (lambda x: (2 * x).numpy(), "it returns an ndarray, expected a Tensor"),
        (generator, "it returns a generator"),
        (lambda x: (2 * x)[None], "an axis of length 1 is left over: shape (1, 3, "),
        (lambda x: (2 * x).T, "rows and columns are exchanged: shape ("),
        (lambda x: (2 * x).sum(dim=1), "one axis too many is added up: shape (3,), expected (3, "),
        (lambda x: 2 * x / 0, "NaN or infinity"),
        (lambda x: -2 * x, "the sign is turned"),
        (lambda x: 3 * x, "always 1.5 times what is asked for. for ("),
        (lambda x: 2 * x + 1, "always 1 too much"),
        (lambda x: 2 * x / x.shape[1], "divided by x.shape[1] once too often"),
        (lambda x: (2 * x).long(), "only whole numbers are left"),
        (
            lambda x: x if x.shape[1:] == (1,) else 2 * x,
            "doubled: it is right, but not where columns is 1",
        ),
        (lambda x: torch.ones(3, 1), "it never looks at `x`"),
        (lambda x: x.mul_(2), "it changes its argument `x`"),
        (lambda x: x.requires_grad_() * 2, "it asks its argument `x` for a gradient"),
        (lambda x: x * random.random(), "called again with the same arguments"),
        (lambda x: 2 * x if len(x) > 1 else x, "its own example, `doubled(torch.tensor([7.0]))`"),
        (lambda y: 2 * y, "its parameters are (y), the lesson calls it with (x)"),
        (lambda x: x.foo, "AttributeError: 'Tensor' object has no attribute 'foo'"),
        (as_floats, "torch can do this for floats only"),
        (forgotten_stub, "This line of the stub is still there: remove it"),
        (lambda x: exit("now"), "SystemExit: now"),
        (lambda x: str(len(x)), "it returns a str"),
        (lambda x: Equal(), "it returns an Equal"),
        (unspeakable, "Unspeakable: (its message cannot be shown)"),
        (3, "no exercise 'int': give your function the name that the stub has; or the course"),
    ],
)
def test_a_mistake_is_told_in_words(judge, answer, words):
    assert words in judge(answer)


def test_a_message_is_short_whatever_it_is(judge):
    assert len(judge(ten_megabytes)) < 600


@pytest.mark.parametrize("answer", [lambda x: (x + x).double(), lambda x, y=2: x * y])
def test_a_right_answer_of_another_kind_passes(judge, answer):
    assert judge(answer) == "✓ doubled: it is twice.\n"


def test_an_untouched_stub_is_known_by_its_source(judge):
    stub = answers.defined("def doubled(x):\n    raise NotImplementedError\n", doubled)
    assert "is not written yet" in judge(stub)


def test_an_exception_points_to_the_answers_own_line_and_a_fitting_cure(judge):
    def fails(x: torch.Tensor) -> torch.Tensor:
        return x @ x[:2]

    printed = judge(fails)
    assert "`return x @ x[:2]`: RuntimeError" in printed and "is a `.T` missing" in printed


# ---- whatever an answer does, the notebook goes on


def endless(x: torch.Tensor) -> torch.Tensor:
    while True:
        with contextlib.suppress(Exception):
            x = x + 1


def endless_under_a_bare_except(x: torch.Tensor) -> torch.Tensor:
    while True:
        try:  # noqa: SIM105
            x = torch.sin(x)
        except:  # noqa: E722
            pass


def recursive_without_a_limit(x: torch.Tensor) -> torch.Tensor:
    sys.setrecursionlimit(3000)
    return recursive_without_a_limit(x)


@ALARM
@pytest.mark.parametrize("answer", [endless, endless_under_a_bare_except, lambda x: time.sleep(99)])
def test_what_never_ends_is_stopped(judge, monkeypatch, answer):
    monkeypatch.setattr(running, "SECONDS", 1)
    handler, start = signal.getsignal(signal.SIGALRM), time.monotonic()
    assert "longer than 1 seconds" in judge(answer)
    assert signal.getsignal(signal.SIGALRM) is handler
    assert time.monotonic() - start < 30


def test_endless_recursion_is_told_and_output_comes_back(judge, capsys):
    assert "RecursionError" in judge(recursive_without_a_limit)
    print("shown")
    assert capsys.readouterr().out == "shown\n"


def unruly(x: torch.Tensor) -> torch.Tensor:
    random.seed(1)
    np.random.seed(1)  # noqa: NPY002
    torch.manual_seed(1)
    torch.set_num_threads(1 + torch.get_num_threads())
    torch.set_default_dtype(torch.float64)
    torch.set_grad_enabled(False)
    np.seterr(all="raise")
    os.chdir("/")
    sys.setrecursionlimit(2000)
    print("here")
    print("there", file=sys.stderr)
    sys.stdout = None
    return 2 * x


def test_an_unruly_answer_does_not_change_the_cases_of_the_next(judge):
    drawn = []

    def noted(draw: Draw) -> tuple[torch.Tensor]:
        drawn.append(rows_of_three(draw))
        return drawn[-1]

    wrong = answers.defined(
        "def doubled(x):\n    torch.set_default_dtype(torch.float64)\n"
        "    return 3 * x if x.shape[1:] == (1,) else 2 * x\n",
        doubled,
    )
    assert "not where columns is 1" in judge(wrong, noted)
    assert len(drawn) > checking.CASES  # a suspicion was tried on more
    assert {x.dtype for (x,) in drawn} == {torch.float32}


def state() -> list:
    return [
        random.getstate(), np.random.get_state()[1].tolist(),  # noqa: NPY002
        torch.get_rng_state().tolist(), torch.get_num_threads(), torch.get_default_dtype(),
        torch.is_grad_enabled(), np.geterr(), Path.cwd(), sys.getrecursionlimit(), sys.stdout,
    ]  # fmt: skip


def test_what_a_notebook_shares_is_as_before(judge):
    before = state()
    assert judge(unruly) == "✓ doubled: it is twice.\n"
    assert state() == before


@pytest.mark.parametrize("name", exercises())
def test_checking_a_right_answer_moves_no_generator_either(name, capsys):
    before = state()
    checking.judge(exercises()[name], partial(exercises()[name].solution))
    assert state() == before and capsys.readouterr() == ("", "")


def test_warnings_of_wrong_answers_do_not_bury_the_verdict(judge, recwarn):
    warnings.simplefilter("always")
    judge(lambda x: torch.tensor(np.log(x.numpy())))
    assert [str(one.message) for one in recwarn.list] == []


def test_what_an_exercise_prepares_is_not_on_the_clock(judge, monkeypatch):
    order = []

    @contextlib.contextmanager
    def clock(seconds: float) -> Iterator[None]:
        order.append("clock")
        yield
        order.append("stopped")

    monkeypatch.setattr(checking, "stopped_after", clock)
    judge(lambda x: order.append("answer") or 2 * x, prepare=lambda: order.append("prepare"))
    steps = [step for step, _ in itertools.groupby(order)]
    assert steps == ["prepare", "clock", "answer", "stopped"]


def test_a_check_works_in_another_thread_too(judge):
    printed = []
    thread = threading.Thread(target=lambda: printed.append(judge(lambda x: 2 * x)))
    thread.start()
    thread.join()
    assert printed == ["✓ doubled: it is twice.\n"]


UNRULY_CELL = """
from IPython.display import display
def encode_one_hot(ids, vocab_size):
    sys.setrecursionlimit(3000)
    display("noise")
    print("noise")
    print("noise", file=sys.stderr)
    return encode_one_hot(ids, vocab_size)
"""
CELLS = (
    "import sys, w2v_helpers.exercises as e",
    UNRULY_CELL,
    "e.check(encode_one_hot);",
    "print('on')",
)


def test_in_a_notebook_only_the_verdict_is_shown_and_output_goes_on():
    notebook = new_notebook(cells=[*map(new_code_cell, CELLS)])
    NotebookClient(notebook, timeout=120).execute()
    *_, verdict, after = [["".join(o.get("text", "?")) for o in c.outputs] for c in notebook.cells]
    assert len(verdict) == 1 and verdict[0].startswith("✗ encode_one_hot: ")
    assert after == ["on\n"]


# ---- results of other forms


def test_a_right_loss_with_a_wrong_gradient_is_told_by_parts(judge):
    def sorted_too(x: torch.Tensor, after: tuple, before: tuple) -> Parts:
        return Parts(first=x[0], last=x[-1])

    printed = judge(lambda x: torch.cat([2 * x[:-1], -2 * x[-1:]]), outcome=sorted_too)
    assert "first: right, but last: the sign is turned" in printed


def test_what_a_call_may_change_is_no_mistake(judge):
    changed = dict(changes=("x",), outcome=lambda returned, after, before: after[0])
    assert "its own example" in judge(lambda x: x + 1, **changed)  # `doubled` changes nothing
    assert "always 2 times" in judge(lambda x: x.mul_(2), **changed)


@pytest.mark.parametrize(
    "got, right, words",
    [
        ([3, 2], [2, 3], "reverse order"),
        ([2, 3], [2, 3, 3], "comes twice is there once"),
        ([2], [2, 3], "the last item is missing"),
        ([2, 9, 3], [2, 3], "there are items too many"),
        ({"a": 1, "b": 0}, {"a": 0, "b": 1}, "the keys are right, the values are not"),
        ({0: "a"}, {"a": 0}, "keys and values are exchanged"),
        ([("x", "a")], ["a"], "these are pairs"),
        (4.0, 2.0, "the square"),
        (1.0, 0.6931472, "base 2"),
        (3, 2, "always 1 too much"),
    ],
)
def test_what_results_have_in_common(got, right, words):
    trials = [Trial({}, frozenset(), got, right)] * 2
    assert words in name_mistake(trials)


def test_the_solution_shows_source_and_reason_and_refuses_another_name(capsys):
    name, exercise = next(iter(exercises().items()))
    solution(name)
    printed = capsys.readouterr().out
    assert printed.startswith(f"def {name}(") and exercise.why.split()[0] in printed
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
        (torch.tensor([torch.inf]), torch.tensor([torch.inf])),
    ],
)
def test_values_that_count_as_the_same(values):
    assert all(same(*pair) for pair in itertools.permutations(values, 2))


@pytest.mark.parametrize(
    "got, right",
    [
        (1, True), (True, 1), (1, 1.001), ([1], [1, 1]), ({"a": 1}, {"b": 1}),
        (torch.ones(2), torch.ones(1, 2)), (torch.ones(1), 1), ("1", 1), (None, 0),
        (ValueError(), KeyError()), (Equal(), 1),
        (torch.tensor([-9.0]), torch.tensor([-torch.inf])),
    ],
)  # fmt: skip
def test_values_that_do_not(got, right):
    assert not same(got, right)


@pytest.mark.parametrize(
    "got, right, expected",
    [
        (torch.tensor([1.0]), torch.tensor([1]), "int"),
        (torch.tensor([1]), torch.tensor([True]), "bool"),
        (torch.tensor([1]), torch.tensor([1.0]), "float"),
        (torch.ones((), requires_grad=True), 1.0, "number"),
        ([1.0], [1], "int"),
        (1, 1.0, ""),
        (torch.ones(2).double(), torch.ones(2), ""),
    ],
)
def test_the_kind_of_number_that_was_expected(got, right, expected):
    assert wrong_kind(got, right) == expected
