"""Rules that name a misunderstanding from what an answer gives, whatever the exercise."""

import ast
import dis
import inspect
from collections.abc import Callable

import numpy as np
from torch import Tensor

from w2v_helpers.checks.comparing import as_array, is_array, is_single, same, wrong_kind
from w2v_helpers.checks.exercise import body_of
from w2v_helpers.checks.items import other_items
from w2v_helpers.checks.numbers import close, other_numbers
from w2v_helpers.checks.trial import Trial
from w2v_helpers.checks.wording import a

KINDS = {  # of number, as `wrong_kind` names them
    "int": "the numbers are right, but they should be whole: `.long()`, `int(…)` or `//`",
    "float": "the numbers are right, but they should be floats: `.float()`",
    "number": "the number is right, but as a tensor it still carries the whole computation "
    "with it: return a number, with `.item()`",
    "bool": "the right places, but as numbers; expected True and False",
}


def name_mistake(wrong: list[Trial]) -> str:
    """What the wrong results have in common, in words; empty if no rule fits."""
    try:
        if all(same(one.got, one.right) for one in wrong):
            return KINDS.get(wrong_kind(wrong[0].got, wrong[0].right), "")
        rules = (another_type, other_items, other_numbers)
        return next((found for rule in rules if (found := rule(wrong))), "")
    except Exception:  # a result that no rule can read
        return ""


def fails_where(right: list[Trial], wrong: list[Trial]) -> str:
    """What all cases that go wrong share, and no right one has, or hardly any."""
    times = {
        words: sum(words in one.seen for one in right)
        for words in frozenset.intersection(*(one.seen for one in wrong))
    }
    found = min(times, key=lambda words: (times[words], len(words), words), default="")
    if not found:
        return ""
    if not times[found]:
        return f"it is right, but not where {found}"
    return f"it goes wrong only where {found}" if times[found] < len(wrong) / 4 else ""


def holds_where(right: list[Trial], wrong: list[Trial]) -> str:
    """What all right cases share, and none that goes wrong has."""
    shared = frozenset.intersection(*(one.seen for one in right)) if len(right) > 1 else set()
    shared = shared.difference(*(one.seen for one in wrong))
    return f"it is right only where {min(shared, key=len)}" if shared else ""


def loops(answer: Callable) -> str:
    """A loop that returns in its first turn, or begins its result anew in each."""
    body = body_of(answer)
    found = [node for node in body if isinstance(node, ast.For)]
    if any(isinstance(loop.body[-1], ast.Return) for loop in found):
        return "the `return` stands inside the loop, so only the first turn counts"
    value = body[-1].value if found and isinstance(body[-1], ast.Return) else None
    result = value.id if isinstance(value, ast.Name) else ""
    for loop in found:
        if result in assigned(loop.body) - assigned(body[: body.index(loop)]):
            return f"`{result}` is made anew in each turn of the loop, so only the last turn counts"
    return ""


def assigned(statements: list[ast.stmt]) -> set[str]:
    """The names that statements assign to."""
    targets = [t for node in statements if isinstance(node, ast.Assign) for t in node.targets]
    return {target.id for target in targets if isinstance(target, ast.Name)}


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
        return "it returns None. Is a `return` missing, or never reached? `print` returns nothing"
    if inspect.isgenerator(got) or isinstance(got, (map, filter, zip, range)):
        return f"it returns {a(got)}, expected {a(right)}: put `list(…)` or a sum around it"
    if inspect.isroutine(got) or isinstance(got, type):
        return "it returns a function that is never called: are the brackets `()` missing?"
    if is_single(right) and is_array(got) and got.ndim:
        return several(wrong)
    if is_array(right) and isinstance(got, (list, tuple)):
        library = "torch" if isinstance(right, Tensor) else "np"
        made = "stack" if got and is_array(got[0]) else ARRAY[type(right)]
        return f"it returns {a(got)}, expected {a(right)}: `{library}.{made}(…)`"
    numbers = is_single(got) and is_single(right)
    if type(got) is type(right) or numbers or (isinstance(got, dict) and isinstance(right, dict)):
        return ""
    return f"it returns {a(got)}, expected {a(right)}"


ARRAY = {Tensor: "tensor", np.ndarray: "array"}


def several(wrong: list[Trial]) -> str:
    """Many numbers where one was due."""
    shape = tuple(wrong[0].got.shape)
    for verb, reduce in (("add them up", np.sum), ("take their mean", np.mean)):
        if all(close(reduce(as_array(trial.got)), trial.right) for trial in wrong):
            return f"it returns numbers of shape {shape}, expected a single one: {verb}"
    return f"it returns numbers of shape {shape}, expected a single one"
