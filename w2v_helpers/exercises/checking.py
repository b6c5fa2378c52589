"""How an answer is checked: on random inputs, against the reference, and against the mistakes that are often made."""

import ast
import copy
import importlib
import inspect
import io
import linecache
import pkgutil
import random
import signal
import textwrap
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import torch

SECONDS = 5  # for all calls of one check
CASES = 20  # random inputs that an answer is tried on


@dataclass(frozen=True)
class Exercise:
    """One exercise; its name, signature and docstring are those of ``solution``, whose source learners may open.

    stars: 1 to 3. bought: the sentence after the tick. why: a paragraph under the solution. cases: random arguments.
    mistakes: hint → a function that makes the mistake; an answer that returns what it returns gets the hint.
    unordered: the items of the result may come in any order. in_place: the result is what the call does to its
    arguments. alike: what of a result counts, from the result and the arguments, where right answers may differ.
    verify: instead of a comparison with the solution; returns what is wrong, or an empty string.
    prepare: called before the clock starts, for a slow import that must not be stopped halfway.
    bug: a function with a mistake to be found; its body (no docstring) stands in the lesson instead of a bare stub.
    """

    solution: Callable
    stars: int
    bought: str
    why: str
    cases: Callable[[random.Random], tuple] = lambda rng: ()
    mistakes: Mapping[str, Callable] = field(default_factory=dict)
    unordered: bool = False
    in_place: bool = False
    alike: Callable | None = None
    verify: Callable[[Callable, random.Random], str] | None = None
    prepare: Callable[[], object] | None = None
    bug: Callable | None = None

    @property
    def name(self) -> str:
        return self.solution.__name__

    @property
    def stub(self) -> str:
        """What the lesson holds: the solution's signature and docstring, and no answer, or the one with the bug."""
        lines, docstring = _source(self.solution)
        body = ["    raise NotImplementedError\n"]
        if self.bug:
            buggy, first = _source(self.bug)
            body = buggy[first.lineno - 1 :]
        return "".join(lines[: docstring.end_lineno] + body)


def _source(function: Callable) -> tuple[list[str], ast.stmt]:
    """A function's lines, and the first statement of its body."""
    text = textwrap.dedent(inspect.getsource(function))
    return text.splitlines(keepends=True), ast.parse(text).body[0].body[0]


@cache
def exercises() -> dict[str, Exercise]:
    """All exercises by name, in the order of the lessons."""
    folder = str(Path(__file__).parent)
    names = sorted(module.name for module in pkgutil.iter_modules([folder]) if module.name.startswith("lesson_"))
    modules = [importlib.import_module(f"w2v_helpers.exercises.{name}") for name in names]
    return {exercise.name: exercise for module in modules for exercise in module.EXERCISES}


def check(answer: Callable) -> Callable:
    """Print whether ``answer`` solves the exercise of its name, and return a function that does: it, or the reference.

    A right answer gets a tick; a wrong one a hint that fits its mistake; a stub a note. Never raises for what the
    answer does: an exception is reported with its line, an endless loop stopped (on systems with SIGALRM, in the main
    thread; elsewhere: interrupt the kernel).
    """
    name = getattr(answer, "__name__", type(answer).__name__)
    exercise = exercises().get(name)
    if exercise is None or not callable(answer):
        print(f"✗ check expects a function with the name of an exercise, not {name!r}: was it renamed?")
        return answer
    if answer is exercise.solution:  # this cell alone was run again
        print(f"… {name} is the reference now: run the cell with yours, then this one")
        return answer
    try:
        wrong = _first_wrong(exercise, answer)
    except NotImplementedError:
        print(f"… {name} is not written yet: the reference is used below")
        return exercise.solution
    if wrong:
        print(f"✗ {name}: {wrong}\n  Change it and run both cells again; until then the reference is used below")
        return exercise.solution
    print(f"✓ {name}: {exercise.bought}")
    return answer


def solution(name: str) -> None:
    """Print the solution of an exercise and why it is one. Raises KeyError for another name."""
    if name not in exercises():
        raise KeyError(f"no exercise {name!r}: expected one of {', '.join(exercises())}")
    exercise = exercises()[name]
    print(source(exercise))
    print(textwrap.fill(" ".join(exercise.why.split()), 90))


def source(exercise: Exercise) -> str:
    """The source of the solution."""
    return "".join(_source(exercise.solution)[0])


def _first_wrong(exercise: Exercise, answer: Callable) -> str:
    """What is wrong with the answer, in words for the learner; empty if nothing is."""
    rng = random.Random(0)
    if exercise.prepare:
        exercise.prepare()
    try:
        with _stopped_after(SECONDS):
            if exercise.verify:
                with redirect_stdout(io.StringIO()):
                    return exercise.verify(answer, rng)
            return compare(exercise, answer, rng)
    except NotImplementedError:
        raise
    except _Stopped:
        return f"it runs longer than {SECONDS} seconds. Is there a loop that never ends?"
    except KeyboardInterrupt:
        return "interrupted"
    except BaseException as error:  # SystemExit too: whatever the answer does, the lesson goes on
        return f"{_line(error, answer)}{type(error).__name__}: {error}"


def compare(exercise: Exercise, answer: Callable, rng: random.Random) -> str:
    """What is wrong with the answer on random cases, beside the solution and the mistakes; empty if nothing is."""
    results = []
    for case in [exercise.cases(rng) for _ in range(CASES)]:
        given, expected = copied(case), copied(case)
        returned, right = _result(exercise, answer, given), _result(exercise, exercise.solution, expected)
        if isinstance(returned, NotImplementedError):
            raise returned
        if not exercise.in_place and not isinstance(returned, Exception) and not same(given, case):
            return "it changes its arguments. Work on a copy (`x.clone()`, `list(x)`), or return a new value"
        results.append((case, returned, right))
    wrong = [result for result in results if not same(*result[1:], exercise.unordered)]
    if not wrong:
        return ""
    for hint, mistake in exercise.mistakes.items():
        if all(same(got, _result(exercise, mistake, copied(case)), exercise.unordered) for case, got, _ in results):
            return hint
    for _, got, _ in wrong:
        if isinstance(got, Exception):
            raise got
    case, got, right = min(wrong, key=lambda item: len(repr(item[0])))  # the smallest example tells most
    if exercise.in_place:  # of all arguments, show one that differs
        names = inspect.signature(exercise.solution).parameters
        name, got, right = next(item for item in zip(names, got, right, strict=True) if not same(*item[1:]))
        arguments = ", ".join(map(_shown, case))
        return f"for ({arguments}) it gives {name} = {_shown(got)}, expected {_shown(right)}"
    return _difference(case, got, right)


def _result(exercise: Exercise, function: Callable, arguments: tuple) -> object:
    """What a call returns, or does to its arguments; or the exception that it raises."""
    try:
        with redirect_stdout(io.StringIO()):  # prints of twenty calls would bury the verdict
            returned = function(*arguments)
        returned = arguments if exercise.in_place else returned
        return exercise.alike(returned, *arguments) if exercise.alike else returned
    except Exception as error:
        return error


def copied(case: tuple) -> tuple:
    """Arguments that a call may change without changing ``case``."""
    return tuple(x.clone_state() if isinstance(x, torch.Generator) else copy.deepcopy(x) for x in case)


def _difference(case: tuple, got: object, right: object) -> str:
    if got is None:
        return "it returns None. Is a `return` missing? `print` shows a value and returns nothing"
    if isinstance(right, torch.Tensor) and not isinstance(got, torch.Tensor):
        return f"it returns {_a(got)}, expected a tensor of shape {tuple(right.shape)}"
    if isinstance(right, torch.Tensor) and got.shape != right.shape:
        return f"it returns a tensor of shape {tuple(got.shape)}, expected {tuple(right.shape)}"
    if isinstance(right, np.ndarray) and isinstance(got, np.ndarray) and got.shape != right.shape:
        return f"it returns an array of shape {got.shape}, expected {right.shape}"
    infinite = isinstance(got, torch.Tensor) and got.is_floating_point() and not got.isfinite().all()
    if infinite and isinstance(right, torch.Tensor) and right.isfinite().all():
        return "it returns NaN or infinity. Where is something divided by 0, a logarithm of 0, or a number too large?"
    if not isinstance(right, torch.Tensor) and type(got) is not type(right) and not _numbers(got, right):
        return f"it returns {_a(got)}, expected {_a(right)}"
    arguments = ", ".join(_shown(argument) for argument in case)
    return f"for ({arguments}) it gives {_shown(got)}, expected {_shown(right)}"


def _a(value: object) -> str:
    name = type(value).__name__
    return f"an {name}" if name.startswith(("a", "e", "i", "o", "nd")) else f"a {name}"


def _shown(value: object) -> str:
    text = repr(_rounded(value))
    return text if len(text) <= 120 else text[:117] + "…"


def _rounded(value: object) -> object:
    """Six digits of a number: fewer than float32 holds, more than `same` looks at."""
    if isinstance(value, (torch.Tensor, np.ndarray)):
        value = value.tolist()
    if isinstance(value, float):
        return float(f"{value:.6g}")
    return type(value)(map(_rounded, value)) if type(value) in (list, tuple) else value


def _numbers(*values: object) -> bool:
    return all(isinstance(value, (int, float, np.number)) and not isinstance(value, bool) for value in values)


def same(got: object, right: object, unordered: bool = False) -> bool:
    """Equal in value: numbers to a relative 1e-4, whatever their type of number; containers item by item."""
    if isinstance(got, bool) != isinstance(right, bool):
        return False
    if isinstance(got, torch.Tensor) and isinstance(right, torch.Tensor):
        if got.shape != right.shape:
            return False
        if got.is_floating_point() or right.is_floating_point():
            got, right = got.detach().double(), right.detach().double()
            return torch.allclose(got, right, rtol=1e-4, atol=1e-6, equal_nan=True)
        return torch.equal(got.long(), right.long())
    if isinstance(got, np.ndarray) and isinstance(right, np.ndarray):
        return got.shape == right.shape and np.allclose(got, right, rtol=1e-4, atol=1e-6, equal_nan=True)
    if _single(got) and _single(right):
        return bool(np.isclose(float(got), float(right), rtol=1e-4, atol=1e-6, equal_nan=True))
    if isinstance(got, dict) and isinstance(right, dict):
        return got.keys() == right.keys() and all(same(got[key], right[key], unordered) for key in right)
    if isinstance(got, (list, tuple)) and isinstance(right, (list, tuple)):
        if unordered:
            return Counter(map(repr, got)) == Counter(map(repr, right))
        return len(got) == len(right) and all(map(same, got, right))
    if isinstance(got, (Exception, torch.Generator)):
        return type(got) is type(right)
    if isinstance(got, torch.nn.Module) and isinstance(right, torch.nn.Module):
        return same(dict(got.state_dict()), dict(right.state_dict()))
    if type(got) is type(right) and type(got).__eq__ is object.__eq__ and hasattr(got, "__dict__"):
        return same(vars(got), vars(right))
    try:
        return type(got == right) is bool and got == right
    except Exception:  # a value that cannot be compared is another value
        return False


def _single(value: object) -> bool:
    if isinstance(value, (torch.Tensor, np.ndarray)):
        return value.ndim == 0
    return isinstance(value, (int, float, np.number))


def _line(error: BaseException, answer: Callable) -> str:
    """Where in the answer's own source it happened: "line 3, `…`: ", or nothing if that is not known."""
    code = getattr(inspect.unwrap(answer), "__code__", None)
    found, frame = "", error.__traceback__
    while frame is not None and code is not None:
        if frame.tb_frame.f_code.co_filename == code.co_filename:
            line = linecache.getline(code.co_filename, frame.tb_lineno).strip()
            found = f"line {frame.tb_lineno}, `{line}`: " if line else f"line {frame.tb_lineno}: "
        frame = frame.tb_next
    return found


class _Stopped(BaseException):
    """No Exception, so that `except Exception` in an answer does not swallow it."""


@contextmanager
def _stopped_after(seconds: int) -> Iterator[None]:
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield  # no alarm here: the learner interrupts the kernel
        return

    start, used = time.monotonic(), time.process_time()

    def stop(*_: object) -> None:  # on a busy machine an answer may wait long for its turn: count its own time
        if time.process_time() - used > 0.8 * seconds or time.monotonic() - start > 10 * seconds:
            raise _Stopped

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1)  # again each second: an answer may swallow the first
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
