"""Says whether an answer is right, or which mistake it makes."""

import doctest
import inspect
import textwrap
from collections.abc import Callable
from functools import cache, partial
from typing import NamedTuple

from w2v_helpers.checks import running
from w2v_helpers.checks.arguments import other_arguments
from w2v_helpers.checks.comparing import Parts, as_array, same, wrong_kind
from w2v_helpers.checks.draw import Draw
from w2v_helpers.checks.exercise import Exercise, exercises, is_stub
from w2v_helpers.checks.hints import another_type, name_mistake, unused, where
from w2v_helpers.checks.numbers import OTHER_SHAPE
from w2v_helpers.checks.running import (
    Stopped,
    as_before,
    called,
    copied,
    quiet,
    stopped_after,
)
from w2v_helpers.checks.trial import Trial, mostly
from w2v_helpers.checks.wording import a, explained, sentences, shown

CASES = 40  # that an answer is tried with
TWICE = 10  # of them are asked a second time


class Verdict(NamedTuple):
    """kind: "right", "unwritten", "hint" (it names the mistake) or "example" (it shows one)."""

    kind: str
    text: str = ""


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
        print(f"✗ check expects an exercise's function, not {name!r}: was it renamed?")
        return answer
    if answer is exercise.solution:  # this cell alone was run again
        print(f"… {name} is the reference now: run the cell with yours, then this one")
        return answer
    kind, text = judge(exercise, answer)
    if kind == "unwritten":
        print(f"… {name} is not written yet: the reference is used below")
    elif kind == "right":
        print(f"✓ {name}: {exercise.bought}")
    else:
        print(f"✗ {name}: {text}")
        print("  Change it and run both cells again; until then the reference is used below")
    return answer if kind == "right" else exercise.solution


def solution(name: str) -> None:
    """Print the solution of an exercise and why it is one. Raises KeyError for another name."""
    if name not in exercises():
        raise KeyError(f"no exercise {name!r}: expected one of {', '.join(exercises())}")
    exercise = exercises()[name]
    print(exercise.source)
    print(textwrap.fill(" ".join(exercise.why.split()), 90))


def judge(exercise: Exercise, answer: Callable, seed: int = 0, cases: int = CASES) -> Verdict:
    """The verdict on an answer, from so many calls with random arguments."""
    if is_stub(answer):
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


class Wrong(Exception):
    """Ends a check with a verdict."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.text)
        self.verdict = verdict


def first_wrong(exercise: Exercise, answer: Callable, seed: int, cases: int) -> Verdict:
    if exercise.judge:
        with as_before(), quiet():
            text = judged(exercise, answer, seed)
        verdict = Verdict("hint", text) if text else Verdict("right")
    else:
        blank = trials_of(exercise, seed, cases)
        with as_before(), quiet():
            given = [tuple(one.arguments.values()) for one in blank]
            got = [asked(exercise, answer, arguments) for arguments in given[:TWICE]]
            got += [outcome(exercise, answer, arguments) for arguments in given[TWICE:]]
        trials = [one._replace(got=result) for one, result in zip(blank, got, strict=True)]
        with quiet():
            verdict = compared(exercise, answer, trials)
    if verdict.kind in ("right", "example"):
        return own_example(exercise, answer) or verdict
    return verdict


def judged(exercise: Exercise, answer: Callable, seed: int) -> str:
    """What the exercise's own judge finds wrong, also where it can't read what it gets."""
    results = []

    def ask(*arguments: object) -> object:
        results.append(asked(exercise, answer, arguments))
        return results[-1]

    try:
        return exercise.judge(ask, Draw(seed))
    except Wrong:
        raise
    except Exception:
        expected = str(inspect.signature(exercise.solution)).rpartition("-> ")[2]
        return f"it returns {shown(results[-1])}, expected {expected}"


@cache
def trials_of(exercise: Exercise, seed: int, cases: int) -> list[Trial]:
    """So many cases with the solution's results, and none yet of an answer."""
    trials = []
    for number in range(cases):
        draw = Draw(cases * seed + number)
        arguments = exercise.draw(draw)
        right = outcome(exercise, exercise.solution, arguments)
        named = dict(zip(exercise.names, arguments, strict=True))
        trials.append(Trial(named, frozenset(draw.seen), None, right))
    return trials


def asked(exercise: Exercise, answer: Callable, arguments: tuple) -> object:
    """What the answer makes of copies of the arguments, or the exception that it raises.

    Raises Wrong for what is wrong whatever the exercise.
    """
    result, again = (outcome(exercise, answer, arguments) for _ in range(2))
    if exercise.judge and isinstance(result, BaseException):
        text, advised = explained(result, answer)
        raise Wrong(Verdict("hint" if advised else "example", text))
    if not inspect.isgenerator(result) and not same(result, again):
        raise Wrong(Verdict("hint", AGAIN))
    return result


AGAIN = (
    "called again with the same arguments it gives something else. "
    "What does it remember from the first call, or draw by itself?"
)


def outcome(exercise: Exercise, function: Callable, arguments: tuple) -> object:
    """What of a call counts: what it returns, or does; or the exception that it raises.

    Raises Wrong if the call changes an argument that it must leave as it is.
    """
    after = copied(arguments)
    use = partial(exercise.use, function) if exercise.use else function
    returned = called(use, after)
    if isinstance(returned, BaseException):
        return returned
    for name, old, new in zip(exercise.names, arguments, after, strict=True):
        if name not in exercise.changes and not unchanged(old, new):
            cure = "Work on a copy (`x.clone()`, `x.copy()`, `list(x)`), or return a new value"
            raise Wrong(Verdict("hint", f"it changes its argument `{name}`. {cure}"))
    if exercise.outcome:
        try:
            return exercise.outcome(returned, after, arguments)
        except Exception:  # what was returned has not the type that the outcome is taken from
            return returned
    return returned


def unchanged(old: object, new: object) -> bool:
    """Whether an argument is as it was; asking a tensor for its gradient is a change, too."""
    return same(old, new) and getattr(old, "requires_grad", 0) == getattr(new, "requires_grad", 0)


def other(got: object, right: object, any_number: bool = False) -> bool:
    """Whether a result differs from the right one, in value or in the kind of number."""
    return not same(got, right) or bool(not any_number and wrong_kind(got, right))


def compared(exercise: Exercise, answer: Callable, trials: list[Trial]) -> Verdict:
    """The verdict on all trials: a hint that explains them, or the smallest example."""
    wrong = [one for one in trials if other(one.got, one.right, exercise.any_number)]
    if not wrong:
        return Verdict("right")
    for hint, mistake in exercise.mistakes.items():
        if mostly((makes(exercise, mistake, trial) for trial in wrong), len(wrong)):
            return Verdict("hint", hint)
    values = [trial for trial in wrong if not isinstance(trial.got, BaseException)]
    if len(values) < len(wrong) / 2:
        raising = [trial for trial in wrong if isinstance(trial.got, BaseException)]
        return failed(trials, raising, answer)
    rules = (
        lambda: typed(values),
        lambda: unused(answer, exercise.parameters),
        lambda: by_parts(trials, values),
        lambda: other_arguments(exercise, values, partial(outcome, exercise)),
        lambda: where(trials, wrong),
    )
    hint = next((found for rule in rules if (found := rule())), "")
    kind = "hint" if hint and not hint.startswith(OTHER_SHAPE) else "example"
    shown_already = ": shape (" in hint
    return Verdict(kind, sentences(hint, "" if shown_already else counterexample(values)))


def makes(exercise: Exercise, mistake: Callable, trial: Trial) -> bool:
    """Whether the mistake gives what the answer gave."""
    try:
        made = outcome(exercise, mistake, tuple(trial.arguments.values()))
    except Wrong:  # it changes its arguments, the answer does not
        return False
    return same(trial.got, made)


def typed(wrong: list[Trial]) -> str:
    """What is wrong with the type of the results, whatever they hold."""
    if any(isinstance(one.got, Parts) for one in wrong):
        return ""
    return another_type([one._replace(right=returned(one.right)) for one in wrong])


def by_parts(trials: list[Trial], wrong: list[Trial]) -> str:
    """A rule's words, for the first part of the results that is always wrong."""
    if not all(isinstance(trial.got, Parts) for trial in wrong):
        whole = not isinstance(wrong[0].right, Parts)  # else there is nothing to take parts from
        return name_mistake(trials, wrong) if whole else ""
    parts = [*wrong[0].right]
    right = [n for n in parts if not any(other(one.got[n], one.right[n]) for one in wrong)]
    praise = f"{' and '.join(right)} right, but {{}}" if right else "{}"
    for name in parts:
        part = [one._replace(got=one.got[name], right=one.right[name]) for one in wrong]
        part = [one for one in part if other(one.got, one.right)]
        if len(part) > len(wrong) / 2:
            others = [one for one in trials if not any(one is other for other in wrong)]
            hint = name_mistake(others + part, part)
            hint = f"{name}: {hint}" if hint else f"not {name}" if right else ""
            return praise.format(hint) if hint else ""
    return ""


def returned(right: object) -> object:
    """What a call returns, of its parts: the first."""
    return next(iter(right.values())) if isinstance(right, Parts) else right


def failed(trials: list[Trial], wrong: list[Trial], answer: Callable) -> Verdict:
    """Calls that raise."""
    text, advised = explained(wrong[0].got, answer)
    place = where(trials, wrong)
    return Verdict("hint" if advised or place else "example", sentences(text, place))


def counterexample(wrong: list[Trial]) -> str:
    """The smallest case that goes wrong."""
    trial = min(wrong, key=lambda one: len(repr(one.arguments)))
    arguments = ", ".join(map(shown, trial.arguments.values()))
    got, right = trial.got, trial.right
    if isinstance(got, Parts):
        name = next(name for name in right if other(got[name], right[name]))
        return f"for ({arguments}) {name} is {shown(got[name])}, expected {shown(right[name])}"
    if type(got) is not type(right) and shown(got) == shown(right):
        return f"for ({arguments}) it gives {a(got)}, expected {a(right)}"
    return f"for ({arguments}) it gives {shown(got)}, expected {shown(right)}"


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
    source = f"its own example, `{' '.join(parts[-1].source.split())}`,"
    if isinstance(got, BaseException):
        text, advised = explained(got, answer)
        return Verdict("hint" if advised else "example", f"{source} fails: {text}")
    return Verdict("example", f"{source} gives {shown(got[-1])}, expected {shown(right[-1])}")


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

    with as_before(), quiet():
        return called(run, ())
