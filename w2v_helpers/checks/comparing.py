"""Whether two results are the same: in value, in shape, in kind of number."""

import numpy as np
import torch
from torch import Tensor

CLOSE = 1e-5  # relative
CLOSER = 1e-6  # of a single number, which is seldom added up from many


class Parts(dict):
    """Several results of one call, by name: each is compared by itself."""


def changes_of_tables(returned: None, after: tuple, before: tuple) -> Parts:
    """What a step on two tables, its first two arguments, did to each."""
    names = "change of w_in", "change of w_out"
    return Parts({name: new - old for name, new, old in zip(names, after, before, strict=False)})


def same(got: object, right: object) -> bool:
    """Equal in value: numbers to a relative 1e-5, whatever type of number they have.

    Containers are compared item by item, objects attribute by attribute.
    """
    try:
        return _same(got, right)
    except Exception:  # a value that cannot be compared is another value
        return False


def _same(got: object, right: object) -> bool:
    if isinstance(got, bool) != isinstance(right, bool):
        return False
    if is_single(got) and is_single(right):
        return bool(near(as_array(got), as_array(right), CLOSER))
    for kinds, alike in ALIKE:
        if isinstance(got, kinds) and isinstance(right, kinds):
            return alike(got, right)
    if type(got) is not type(right):
        return False
    if type(got).__eq__ is object.__eq__ and hasattr(got, "__dict__"):
        return _same(vars(got), vars(right))
    return bool(got == right)


ALIKE = [
    (Tensor, lambda got, right: got.shape == right.shape and _close(got, right)),
    (np.ndarray, lambda got, right: got.shape == right.shape and _close(got, right)),
    (dict, lambda got, right: got.keys() == right.keys() and _all_same(got, right)),
    ((list, tuple), lambda got, right: len(got) == len(right) and all(map(_same, got, right))),
    ((BaseException, torch.Generator), lambda got, right: type(got) is type(right)),
    (torch.nn.Module, lambda got, right: _same(dict(got.state_dict()), dict(right.state_dict()))),
]


def _all_same(got: dict, right: dict) -> bool:
    return all(_same(got[key], right[key]) for key in right)


def _close(got: Tensor | np.ndarray, right: Tensor | np.ndarray) -> bool:
    if kind_of(got) == kind_of(right) == "int":
        return bool((got == right).all())
    return bool(near(as_array(got), as_array(right)).all())


def near(got: np.ndarray, right: np.ndarray, relative: float = CLOSE) -> np.ndarray:
    """Where two arrays are equal but for rounding; nan equals nan."""
    with np.errstate(all="ignore"):
        largest = np.abs(right[np.isfinite(right)]).max(initial=0)  # float32 cancels to this
        equal = np.abs(got - right) < relative * (0.1 + np.abs(right)) + 1e-6 * largest
        return equal | (got == right) | ((got != got) & (right != right))


def as_array(value: object) -> np.ndarray | None:
    """The numbers of a tensor, an array, a number or a list of them; else None."""
    if isinstance(value, Tensor):
        value = value.detach().to(torch.float64).numpy()
    if is_text(value) or isinstance(value, (dict, set)):
        return None
    try:
        if isinstance(value, (list, tuple)) and any(isinstance(x, Tensor) for x in value):
            value = [as_array(x) for x in value]
        array = np.asarray(value)
        return array.astype(float) if array.dtype.kind in "biuf" else None
    except (ValueError, TypeError):
        return None


def is_text(value: object) -> bool:
    """Whether there is a string in it."""
    if isinstance(value, (list, tuple)):
        return any(map(is_text, value))
    return isinstance(value, (str, bytes))


def is_array(value: object) -> bool:
    """Whether it is a tensor or an array."""
    return isinstance(value, (Tensor, np.ndarray))


def is_single(value: object) -> bool:
    """Whether it is one number, of Python, numpy or torch."""
    if is_array(value):
        return value.ndim == 0
    return isinstance(value, (int, float, np.number))


def kind_of(value: object) -> str:
    """ "bool", "int" or "float" of numbers; of anything else an empty string."""
    if isinstance(value, Tensor):
        whole = "int" if not value.is_complex() else "complex"
        kinds = {torch.bool: "bool"}
        return "float" if value.is_floating_point() else kinds.get(value.dtype, whole)
    if isinstance(value, (np.ndarray, np.generic)):
        return {"b": "bool", "i": "int", "u": "int", "f": "float"}.get(value.dtype.kind, "")
    return {bool: "bool", int: "int", float: "float"}.get(type(value), "")


def wrong_kind(got: object, right: object) -> str:
    """Which kind of number was expected, if equal results differ in it; or nothing.

    A whole Python number passes for a float, and a tensor of one number for a number,
    unless it carries a gradient.
    """
    if isinstance(right, dict):
        pairs = [(got[key], right[key]) for key in right]
        return next(filter(None, (wrong_kind(*pair) for pair in pairs)), "")
    if isinstance(right, (list, tuple)):
        return next(filter(None, map(wrong_kind, got, right)), "")
    ours, theirs = kind_of(got), kind_of(right)
    if isinstance(right, float) and isinstance(got, Tensor) and got.requires_grad:
        return "number"
    if ours == theirs or (is_single(right) and ours == "int" and theirs == "float"):
        return ""
    return theirs
