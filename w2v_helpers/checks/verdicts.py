"""The verdict on an answer, from its results beside the solution's."""

from collections import Counter
from collections.abc import Callable
from functools import partial

from w2v_helpers.checks.arguments import other_arguments
from w2v_helpers.checks.calls import outcome
from w2v_helpers.checks.comparing import Parts, same, wrong_kind
from w2v_helpers.checks.exercise import Exercise
from w2v_helpers.checks.hints import (
    another_type,
    fails_where,
    holds_where,
    loops,
    name_mistake,
    unused,
)
from w2v_helpers.checks.numbers import OTHER_SHAPE
from w2v_helpers.checks.trial import Trial, Verdict, Wrong, mostly
from w2v_helpers.checks.wording import a, explained, sentences, shown


def compared(
    exercise: Exercise,
    answer: Callable,
    trials: list[Trial],
    more: Callable,
    example: Callable,
) -> Verdict:
    """The verdict on all trials: a hint that explains them, or the smallest example.

    more: gives more trials, on which a suspicion is tried before it is told. example: gives
    the verdict on the docstring's own, if the answer is wrong there.
    """
    wrong = sorted(wrong_ones(exercise, trials), key=plainness)
    if not wrong:
        return Verdict("right")
    if hint := mistaken(exercise, wrong, trials) or loops(answer):
        return Verdict("hint", hint)
    values = [trial for trial in wrong if not isinstance(trial.got, BaseException)]
    if len(values) < 0.8 * len(wrong):
        return failed(wrong, answer)
    rules = (
        lambda: typed(values),
        lambda: unused(answer, exercise.parameters),
        lambda: apart(fails_where, exercise, trials, more),
        lambda: where_it_goes_wrong(by_parts(known(values, exercise)), len(wrong) / len(trials)),
        lambda: other_arguments(exercise, values, partial(outcome, exercise)),
        lambda: apart(holds_where, exercise, trials, more) if example() else "",
    )
    hint = next((found for rule in rules if (found := rule())), "")
    kind = "hint" if hint and not hint.startswith(OTHER_SHAPE) else "example"
    shown_already = ": shape (" in hint
    return Verdict(kind, sentences(hint, "" if shown_already else counterexample(values)))


def mistaken(exercise: Exercise, wrong: list[Trial], trials: list[Trial]) -> str:
    """The hint of the first mistake that gives what the answer gave."""
    for hint, mistakes in exercise.mistakes.items():
        for mistake in mistakes:
            makes_it = partial(makes, exercise, mistake)
            if mostly(makes_it, wrong) and mostly(makes_it, trials):
                return hint
    return ""


def known(trials: list[Trial], exercise: Exercise) -> list[Trial]:
    """The trials with those arguments alone that the learner knows by name."""
    names = exercise.parameters
    return [
        one._replace(arguments={n: x for n, x in one.arguments.items() if n in names})
        for one in trials
    ]


def where_it_goes_wrong(hint: str, share: float) -> str:
    """A rule's words, if it does not go wrong everywhere."""
    return f"where it goes wrong: {hint}" if hint and share < 0.8 else hint


def wrong_ones(exercise: Exercise, trials: list[Trial]) -> list[Trial]:
    return [one for one in trials if other(one.got, one.right, exercise.any_number)]


def plainness(trial: Trial) -> tuple[int, int]:
    """Small cases tell most, but hardly those of one row or none."""
    bare = sum(words.endswith((" is 0", " is 1")) for words in trial.seen)
    return bare, len(repr(trial.arguments))


def apart(rule: Callable, exercise: Exercise, trials: list[Trial], more: Callable) -> str:
    """What tells right cases from wrong ones, if it does so in many more, too."""
    return tells(rule, exercise, trials) and tells(rule, exercise, more())


def tells(rule: Callable, exercise: Exercise, trials: list[Trial]) -> str:
    wrong = wrong_ones(exercise, trials)
    bad = {id(one) for one in wrong}
    right = [one for one in trials if id(one) not in bad]
    return rule(right, wrong) if wrong and right else ""


def other(got: object, right: object, any_number: bool = False) -> bool:
    """Whether a result differs from the right one, in value or in the kind of number."""
    return not same(got, right) or bool(not any_number and wrong_kind(got, right))


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


def by_parts(wrong: list[Trial]) -> str:
    """A rule's words, for the first part of the results that is always wrong."""
    if not all(isinstance(trial.got, Parts) for trial in wrong):
        return name_mistake([one._replace(right=returned(one.right)) for one in wrong])
    parts = [*wrong[0].right]
    right = [n for n in parts if not any(other(one.got[n], one.right[n]) for one in wrong)]
    praise = f"{' and '.join(right)}: right, but " if right else ""
    for name in parts:
        part = [one._replace(got=one.got[name], right=one.right[name]) for one in wrong]
        part = [one for one in part if other(one.got, one.right)]
        if len(part) > len(wrong) / 2:
            hint = NO_GRADIENT if part[0].got is None else name_mistake(part)
            return f"{praise}{name}: {hint}" if hint else f"{praise}not {name}" if right else ""
    return ""


NO_GRADIENT = (
    "there is none. Stay with tensors all the way, without `.item()`, `math` or a new "
    "`torch.tensor`"
)


def returned(right: object) -> object:
    """What a call returns, of its parts: the first."""
    return next(iter(right.values())) if isinstance(right, Parts) else right


def failed(wrong: list[Trial], answer: Callable) -> Verdict:
    """Calls that raise."""
    error = next(one.got for one in wrong if isinstance(one.got, BaseException))
    text, advised = explained(error, answer)
    return Verdict("hint" if advised else "example", text)


def counterexample(wrong: list[Trial]) -> str:
    """The first case that goes wrong."""
    trial = wrong[0]
    arguments = ", ".join(map(shown, trial.arguments.values()))
    got, right = trial.got, trial.right
    if isinstance(got, Parts):
        name = next(name for name in right if other(got[name], right[name]))
        return f"for ({arguments}) {name}: {shown(got[name])}, expected {shown(right[name])}"
    right = returned(right)
    if isinstance(right, list) and isinstance(got, list) and len(repr(right)) > 120:
        return f"for ({arguments}) {items_apart(got, right)}"
    if type(got) is not type(right) and shown(got) == shown(right):
        return f"for ({arguments}) it gives {a(got)}, expected {a(right)}"
    return f"for ({arguments}) it gives {shown(got)}, expected {shown(right)}"


def items_apart(got: list, right: list) -> str:
    """Of long lists, the first items that tell them apart."""
    lacking, foreign = (Counter(map(repr, one)) for one in (right, got))
    lacking, foreign = lacking - foreign, foreign - lacking
    told = [f"it lacks {item}" for item in [*lacking][:2]]
    told += [f"it has {item}" for item in [*foreign][:2]]
    return ", ".join(told) or "it has the right items, in another order"
