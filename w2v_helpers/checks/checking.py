"""Says whether an answer is right, or which mistake it makes."""

import doctest
import inspect
import textwrap
from collections.abc import Callable
from functools import cache, partial

from w2v_helpers.checks import running
from w2v_helpers.checks.calls import asked, tried
from w2v_helpers.checks.comparing import as_array, same
from w2v_helpers.checks.copies import lesson_of
from w2v_helpers.checks.draw import Draw
from w2v_helpers.checks.exercise import Exercise, exercises, is_stub
from w2v_helpers.checks.running import Stopped, as_before, called, quiet, stopped_after
from w2v_helpers.checks.trial import Verdict, Wrong
from w2v_helpers.checks.verdicts import compared
from w2v_helpers.checks.wording import explained, shown

UNKNOWN = (
    "give your function the name that the stub has; or the course has changed since "
    "this copy was made: `make lab FRESH=NN` puts lesson NN as it is now beside yours"
)
CASES = 40  # that an answer is tried with
TWICE = 10  # of them are asked a second time
ACCEPTED: set[str] = set()  # the exercises whose last check in this kernel gave a tick


def check(answer: Callable) -> Callable:
    """Print whether ``answer`` solves the exercise of its name, and return what does.

    That is the answer, or else the reference. A right answer gets a tick; a wrong one a
    hint that fits its mistake, or a case that shows it; a stub a note. Never raises for
    what the answer does: an exception is reported with its line, an endless loop is
    stopped (on systems with SIGALRM, in the main thread). What runs inside C code, or
    ignores every exception, cannot be stopped from here: interrupt the kernel (■), or
    restart it.
    """
    name = getattr(answer, "__name__", type(answer).__name__)
    exercise = exercises().get(name)
    if exercise is None or not callable(answer):
        print(f"✗ check knows no exercise {name!r}: {UNKNOWN}")
        return answer
    if answer is exercise.solution:  # this cell alone was run again
        print(f"… {name} is the reference now: run the cell with yours, then this one")
        return answer
    kind, text = judge(exercise, answer)
    ACCEPTED.discard(name)
    if kind == "unwritten":
        print(f"… {name} is not written yet: the reference is used below")
    elif kind == "right":
        ACCEPTED.add(name)
        print(f"✓ {name}: {exercise.bought}")
    else:
        print(f"✗ {name}: {text}")
        print("  Change it and run both cells again; until then the reference is used below")
    return answer if kind == "right" else exercise.solution


def solved(lesson: str) -> None:
    """Print which exercises of a lesson, by its number ("06"), have a tick in this kernel.

    Raises ValueError for a lesson that has none.
    """
    names = [name for name, one in exercises().items() if lesson_of(one) == lesson]
    if not names:
        known = ", ".join(dict.fromkeys(map(lesson_of, exercises().values())))
        raise ValueError(f"no exercises in lesson {lesson!r}: expected one of {known}")
    done = [name for name in names if name in ACCEPTED]
    left = [name for name in names if name not in ACCEPTED]
    ticked = f": {', '.join(done)}" if done else ""
    missing = f"; not yet: {', '.join(left)}" if left else ""
    print(f"{len(done)} of {len(names)} solved{ticked}{missing}")


def solution(name: str) -> None:
    """Print the solution of an exercise and why it is one. Raises KeyError for another name."""
    if name not in exercises():
        raise KeyError(f"no exercise {name!r}: expected one of {', '.join(exercises())}")
    exercise = exercises()[name]
    print(exercise.source)
    print(textwrap.fill(" ".join(exercise.why.split()), 90))


def judge(exercise: Exercise, answer: Callable, seed: int = 0, cases: int = CASES) -> Verdict:
    """The verdict on an answer, from so many calls with random arguments."""
    if is_stub(answer, exercise.given):
        return Verdict("unwritten")
    if wrong := other_parameters(exercise, answer):
        return Verdict("hint", wrong)
    if exercise.prepare:
        exercise.prepare()
    try:
        with as_before(), stopped_after(running.SECONDS):
            return first_wrong(exercise, answer, seed, cases)
    except Stopped:
        text = f"it runs longer than {running.SECONDS} seconds. Is there a loop that never ends?"
        return Verdict("hint", text)
    except KeyboardInterrupt:
        return Verdict("hint", "interrupted")
    except Wrong as wrong:
        return wrong.verdict


def other_parameters(exercise: Exercise, answer: Callable) -> str:
    """What is wrong with the names of the parameters: later cells may call it by them."""
    try:
        parameters = inspect.signature(answer).parameters.values()
    except (TypeError, ValueError):
        return ""
    if any(parameter.kind == parameter.VAR_POSITIONAL for parameter in parameters):
        return ""
    added = [p.name for p in parameters][len(exercise.parameters) :]
    free = [p.name for p in parameters if p.default is not p.empty]
    names = [p.name for p in parameters if p.name not in added or p.name not in free]
    if names == exercise.parameters:
        return ""
    expected = ", ".join(exercise.parameters)
    return f"its parameters are ({', '.join(names)}), the lesson calls it with ({expected})"


def first_wrong(exercise: Exercise, answer: Callable, seed: int, cases: int) -> Verdict:
    example = cache(partial(own_example, exercise, answer))  # asked for once, if at all
    more = cache(partial(tried, exercise, answer, seed + 1, 4 * cases))
    with quiet():
        if exercise.judge:
            text = judged(exercise, answer, seed)
            verdict = Verdict("hint", text) if text else Verdict("right")
        else:
            trials = tried(exercise, answer, seed, cases, TWICE)
            verdict = compared(exercise, answer, trials, more, example)
        return verdict if verdict.kind == "hint" else example() or verdict


def judged(exercise: Exercise, answer: Callable, seed: int) -> str:
    """What the exercise's own judge finds wrong, also where it can't read what it gets."""
    results = []

    def ask(*arguments: object) -> object:
        with as_before():
            results.append(asked(exercise, answer, arguments))
        return results[-1]

    try:
        return exercise.judge(ask, Draw(seed))
    except Wrong:
        raise
    except Exception:
        expected = str(inspect.signature(exercise.solution)).rpartition("-> ")[2]
        return f"it returns {shown(results[-1])}, expected {expected}"


def own_example(exercise: Exercise, answer: Callable) -> Verdict | None:
    """The verdict on the example of the docstring, if the answer is wrong there."""
    parts = doctest.DocTestParser().get_examples(exercise.solution.__doc__)
    got, right = (example_values(exercise, f, parts) for f in (answer, exercise.solution))
    if isinstance(right, BaseException):
        raise right
    if exercise.any_number and not isinstance(got, BaseException):
        got, right = map(as_array, got), map(as_array, right)
        got, right = [*got], [*right]
    allowed = exercise.judge and not isinstance(got, BaseException)  # other values, too
    if same(got, right) or allowed:
        return None
    asked = [part for part in parts if part.want]
    wrong = len(right) - 1
    if not isinstance(got, BaseException):
        wrong = next(i for i in range(len(right)) if not same(got[i], right[i]))
    source = f"its own example, `{' '.join(asked[wrong].source.split())}`,"
    if isinstance(got, BaseException):
        text, advised = explained(got, answer)
        return Verdict("hint" if advised else "example", f"{source} fails: {text}")
    return Verdict("example", f"{source} gives {shown(got[wrong])}, expected {shown(right[wrong])}")


def example_values(exercise: Exercise, function: Callable, parts: list) -> object:
    names = {**exercise.solution.__globals__, exercise.name: function}
    names["round"] = lambda x, digits: round(float(x), digits)  # a tensor's too

    def run() -> list:
        values = []
        for part in parts:
            if part.want:
                values.append(eval(part.source, names))
            else:
                exec(part.source, names)
        return values

    with as_before():
        return called(run, ())
