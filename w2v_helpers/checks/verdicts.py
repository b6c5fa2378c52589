"""The verdict on an answer, from its results beside the solution's."""

from collections.abc import Callable
from functools import partial

from w2v_helpers.checks.arguments import other_arguments
from w2v_helpers.checks.calls import outcome
from w2v_helpers.checks.comparing import Parts, same, wrong_kind
from w2v_helpers.checks.exercise import Exercise
from w2v_helpers.checks.hints import another_type, name_mistake, unused, where
from w2v_helpers.checks.numbers import OTHER_SHAPE
from w2v_helpers.checks.trial import Trial, Verdict, Wrong, mostly
from w2v_helpers.checks.wording import a, explained, sentences, shown


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
