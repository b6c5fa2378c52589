"""What an answer does when it is called as the exercise calls it."""

import inspect
from collections.abc import Callable
from functools import cache, partial

import numpy as np
from torch import Tensor

from w2v_helpers.checks.comparing import same
from w2v_helpers.checks.draw import Draw
from w2v_helpers.checks.exercise import Exercise
from w2v_helpers.checks.running import as_before, called, copied
from w2v_helpers.checks.trial import Trial, Verdict, Wrong
from w2v_helpers.checks.wording import explained


@cache
def trials_of(exercise: Exercise, seed: int, cases: int) -> list[Trial]:
    """So many cases with the solution's results, and none yet of an answer."""
    trials = []
    for number in range(cases):
        draw = Draw(f"{seed} {number}")
        arguments = exercise.draw(draw)
        right = outcome(exercise, exercise.solution, arguments)
        named = dict(zip(exercise.names, arguments, strict=True))
        trials.append(Trial(named, frozenset(draw.seen), None, right))
    return trials


def tried(
    exercise: Exercise, answer: Callable, seed: int, cases: int, twice: int = 0
) -> list[Trial]:
    """The answer beside the solution in so many cases, the first of them asked ``twice``."""
    trials = trials_of(exercise, seed, cases)
    given = [tuple(one.arguments.values()) for one in trials]
    with as_before():
        got = [asked(exercise, answer, arguments) for arguments in given[:twice]]
        got += [outcome(exercise, answer, arguments) for arguments in given[twice:]]
    return [one._replace(got=result) for one, result in zip(trials, got, strict=True)]


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
            raise Wrong(Verdict("hint", told_change(name, old, new)))
    if exercise.outcome:
        try:
            return exercise.outcome(returned, after, arguments)
        except Exception:  # what was returned has not the type that the outcome is taken from
            return returned
    return returned


def told_change(name: str, old: object, new: object) -> str:
    copies = {Tensor: f"{name}.clone()", np.ndarray: f"{name}.copy()", list: f"list({name})"}
    cure = f"Work on a copy, `{copies.get(type(old), f'copy.deepcopy({name})')}`"
    if same(old, new):
        return f"it asks its argument `{name}` for a gradient. {cure}"
    inner = " (and copies of what is in it)" if isinstance(old, list) else ""
    return f"it changes its argument `{name}`. {cure}{inner}, or return a new value"


def unchanged(old: object, new: object) -> bool:
    """Whether an argument is as it was; asking a tensor for its gradient is a change, too."""
    return same(old, new) and getattr(old, "requires_grad", 0) == getattr(new, "requires_grad", 0)
