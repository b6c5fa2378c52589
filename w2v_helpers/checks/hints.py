"""Rules that name a misunderstanding from what an answer gives, whatever the exercise."""

import dis
import inspect
from collections.abc import Callable

import numpy as np
from torch import Tensor

from w2v_helpers.checks.comparing import as_array, is_single
from w2v_helpers.checks.items import other_items
from w2v_helpers.checks.numbers import close, is_array, other_numbers
from w2v_helpers.checks.trial import Trial
from w2v_helpers.checks.wording import a, sentences


def name_mistake(trials: list[Trial], wrong: list[Trial]) -> str:
    """What the wrong results have in common, in words; empty if no rule fits."""
    try:
        for rule in (another_type, other_items, other_numbers):
            if found := rule(wrong):
                return sentences(found, where(trials, wrong))
    except Exception:  # a result that no rule can read
        return ""
    return ""


def where(trials: list[Trial], wrong: list[Trial]) -> str:
    """In which cases it goes wrong, if not in all of them."""
    right = [trial.seen for trial in trials if not any(trial is other for other in wrong)]
    if not right:
        return ""
    bad = [trial.seen for trial in wrong]
    shared = [words for words in frozenset.intersection(*bad)]
    times = {words: sum(words in seen for seen in right) for words in shared}
    found = min(times, key=lambda words: (times[words], len(words)), default=None)
    if found and not times[found]:
        return f"It is right, but not where {found}"
    good = [words for words in frozenset.intersection(*right) if not any(words in s for s in bad)]
    if good and len(right) > 1:
        return f"It is right only where {min(good, key=len)}"
    if found and times[found] < len(right) / 2:
        return f"It goes wrong only where {found}"
    return ""


def unused(answer: Callable, parameters: list[str]) -> str:
    """A parameter that the answer's code never reads."""
    code = getattr(inspect.unwrap(answer), "__code__", None)
    if code is None or code.co_flags & inspect.CO_VARARGS:
        return ""
    read = names_read(code)
    never = [name for name in parameters if name not in read]
    return f"it never looks at `{never[0]}`, so its value changes nothing" if never else ""


def names_read(code: object) -> set[str]:
    """The variables that a function's code reads, in functions inside it too."""
    loads = {step.argval for step in dis.get_instructions(code) if "LOAD" in step.opname}
    pairs = {name for names in loads if isinstance(names, tuple) for name in names}
    inner = [part for part in code.co_consts if inspect.iscode(part)]
    return loads.union(pairs, *map(names_read, inner))


def another_type(wrong: list[Trial]) -> str:
    """One result of another type than expected."""
    got, right = wrong[0].got, wrong[0].right
    if any(type(trial.got) is not type(got) for trial in wrong):
        return ""
    if got is None:
        return "it returns None. Is a `return` missing? `print` shows a value and returns nothing"
    if inspect.isgenerator(got) or isinstance(got, (map, filter, zip, range)):
        return f"it returns {a(got)}, expected {a(right)}: put `list(…)` or a sum around it"
    if inspect.isroutine(got) or isinstance(got, type):
        return "it returns a function that is never called: are the brackets `()` missing?"
    if is_single(right) and is_array(got) and got.ndim:
        return several(wrong)
    if is_array(right) and isinstance(got, (list, tuple)):
        return (
            f"it returns {a(got)}, expected {a(right)} of shape {tuple(right.shape)}: {cure(got)}"
        )
    numbers = is_single(got) and is_single(right)
    if type(got) is type(right) or numbers or (isinstance(got, dict) and isinstance(right, dict)):
        return ""
    return f"it returns {a(got)}, expected {a(right)}"


def cure(got: list | tuple) -> str:
    """How to make an array of a list."""
    kinds = {Tensor: "`torch.stack(…)`", np.ndarray: "`np.stack(…)`"}
    usual = "`torch.tensor(…)`, `np.array(…)`"
    return kinds.get(type(got[0]), usual) if got else usual


def several(wrong: list[Trial]) -> str:
    """Many numbers where one was due."""
    shape = tuple(wrong[0].got.shape)
    for verb, reduce in (("add them up", np.sum), ("take their mean", np.mean)):
        if all(close(reduce(as_array(trial.got)), trial.right) for trial in wrong):
            return f"it returns numbers of shape {shape}, expected a single one: {verb}"
    return f"it returns numbers of shape {shape}, expected a single one"
