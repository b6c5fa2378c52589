"""Rules that find the arguments for which an answer would be right."""

import itertools
from collections.abc import Callable, Iterator

import numpy as np
from torch import Tensor

from w2v_helpers.checks.comparing import same
from w2v_helpers.checks.exercise import Exercise
from w2v_helpers.checks.trial import Trial, Wrong, mostly


def other_arguments(exercise: Exercise, wrong: list[Trial], outcome: Callable) -> str:
    """Answers that the solution would give to other arguments.

    outcome: what counts of a call, from a function and its arguments.
    """
    if exercise.use:  # what a case holds are not the solution's arguments
        return ""
    names = exercise.parameters

    def gives(change: Callable[[dict], dict]) -> bool:
        def changed(*arguments: object) -> object:
            return exercise.solution(**change(dict(zip(names, arguments, strict=True))))

        def fits(trial: Trial) -> bool:
            try:
                return same(trial.got, outcome(changed, tuple(trial.arguments.values())))
            except Wrong:  # the solution itself changes what an answer must not
                return False

        return len(wrong) > 4 and mostly(fits, wrong)

    return next((words for words, change in all_changes(names) if gives(change)), "")


def all_changes(names: list[str]) -> Iterator[tuple[str, Callable[[dict], dict]]]:
    """Words for each way to change arguments, and what makes the change."""
    for words, change in CHANGES:
        for name in names:
            told = f"that is right for {words.format(name)}, not for `{name}` itself"
            yield told, lambda given, n=name, f=change: {**given, n: f(given[n])}
    for words, part in PARTS:
        yield words, lambda given, part=part: on_a_part(given, part)
    for one, other in itertools.combinations(names, 2):
        swap = {one: other, other: one}
        told = f"`{one}` and `{other}` are exchanged"
        yield told, lambda given, swap=swap: {n: given[swap.get(n, n)] for n in given}


def on_a_part(arguments: dict[str, object], part: slice) -> dict[str, object]:
    """Arguments cut to a part of the first axis, those that are as long as the first list."""
    long = (Tensor, np.ndarray, list)
    lengths = [len(x) for x in arguments.values() if isinstance(x, long) and np.shape(x)[:1]]
    cut = [isinstance(x, long) and np.shape(x)[:1] == (lengths[0],) for x in arguments.values()]
    return {n: x[part] if c else x for (n, x), c in zip(arguments.items(), cut, strict=True)}


CHANGES = [
    ("`{} + 1`", lambda x: x + 1 if type(x) is int else None),
    ("`{} - 1`", lambda x: x - 1 if type(x) is int else None),
    ("`{} // 2`", lambda x: x // 2 if type(x) is int else None),
    ("`-{}`", lambda x: -x if isinstance(x, Tensor) else None),
    ("`{}` without its signs", abs),
    ("`{}` with rows and columns exchanged", lambda x: x.T if x.ndim == 2 else None),
    ("σ of `{}`", lambda x: x.sigmoid() if x.is_floating_point() else None),
    ("the squares of `{}`", lambda x: x * x),
    (
        "`{}` sorted",
        lambda x: sorted(x) if isinstance(x, list) else x.sort().values,
    ),
    (
        "`{}` in reverse order",
        lambda x: x[::-1] if isinstance(x, list) else x.flip(0),
    ),
    ("`{}` without repeats", lambda x: [*dict.fromkeys(x)]),
]
PARTS = [
    ("only the first is taken: is the `return` inside the loop?", slice(1)),
    (
        "only the last is taken: does each one overwrite those before it?",
        slice(-1, None),
    ),
    ("the last one is left out", slice(-1)),
    ("the first one is left out", slice(1, None)),
]
