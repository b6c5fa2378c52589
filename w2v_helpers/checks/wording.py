"""Words for values, errors and the lines that they come from."""

import inspect
import linecache
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator

from torch import Generator
from torch.nn import Module
from torch.optim import Optimizer

from w2v_helpers.checks.comparing import is_array

LONGEST = 300  # characters of an error's message

ADVICE = {  # what torch, numpy and Python say → what to do
    "not implemented for '(Long|Int|Short|Char|Byte|Bool)'": (
        "torch can do this for floats only: `x.float()`"
    ),
    "dtype must be either a floating point|can't be cast|expected scalar type|same dtype": (
        "the types of number do not fit: `.float()` for amounts, `.long()` for ids"
    ),
    "tensors used as indices|indices must be integers|only integers, slices": (
        "an index is a whole number: `.long()` for ids"
    ),
    "out of range \\(expected": "the axis that it names is not there: print the shape",
    "axis \\d+ is out of bounds": "there is no such axis: is another argument taken for `axis`?",
    "out of range|out of bounds": (
        "no such place on its axis. Is it the axis that you mean, and does the index count what "
        "the axis counts?"
    ),
    "cannot be multiplied|mismatch in its core|not aligned|batch2 must": (
        "`@` wants the last axis of the left as long as the last but one of the right: "
        "is a `.T` missing?"
    ),
    "match the broadcast": "the left side of `+=` is never stretched: print both shapes",
    "must match the size|could not be broadcast|inconsistent tensor size|shape mismatch": (
        "compare the two shapes from their right ends: each pair of sizes must be equal, "
        "or one of them 1"
    ),
    "shape of the mask": (
        "a mask picks from a tensor of its own shape: print both shapes before `[…]`"
    ),
    "truth value|Boolean value": (
        "many numbers at once are neither true nor false: `clamp`, `torch.minimum` and "
        "`torch.where` go number by number, and `&` needs brackets around comparisons"
    ),
    "only one element tensors|only length-1 arrays|a Tensor with \\d+ elements": (
        "`int`, `float`, `math` and `torch.tensor` take single numbers: a tensor has its own "
        "`.long()`, `.sqrt()` and so on, and `torch.stack` puts rows together"
    ),
    "missing \\d+ required positional": "something is called with too few arguments",
    "'NoneType'": ("something returned None: a method that works in place, or a missing `return`"),
    "is not defined": "no variable has that name here: look at the parameters and the lines above",
    "does not require grad": (
        "a gradient needs tensors all the way, without `.item()`, `.detach()` or `no_grad`"
    ),
    "can't multiply sequence": (
        "a list times a list is not defined: go through both with `zip`, or make arrays"
    ),
    "must be Tensor, not": "this function wants a tensor: `torch.tensor(…)`",
    "1D tensors expected": "`torch.dot` takes two vectors: `@` takes matrices, too",
    "values to unpack": "the number of items is not fixed: go through all of them",
    "with a bool tensor is not supported": "True and False are no numbers here: make floats",
    "is invalid for input of size": "that many numbers do not fill this shape: print both",
    "too many indices": "the brackets ask for more axes than there are: print the shape",
    "without replacement": "a draw must be free to repeat another: `replacement=True`",
    "object is not callable": "brackets `()` call a function; `[]` pick an item",
    "has no attribute|is not iterable|is not subscriptable|unsupported operand": (
        "it is of another type than the line expects: print `type(…)` of it"
    ),
}


def explained(error: BaseException, answer: Callable) -> tuple[str, bool]:
    """An error with its line, and whether there is advice in it."""
    text = f"{place(error, answer)}{type(error).__name__}: {message(error)}"
    if isinstance(error, NotImplementedError) and "raise NotImplementedError" in text:
        return f"{text}\n  This line of the stub is still there: remove it", True
    for pattern, advice in ADVICE.items():
        if re.search(pattern, text):
            return f"{text}\n  {advice}", True
    return text, False


def message(error: BaseException) -> str:
    try:
        return short(" ".join(str(error)[: 2 * LONGEST].split()), LONGEST)
    except Exception:  # an exception whose `str` raises one
        return "(its message cannot be shown)"


def place(error: BaseException, answer: Callable) -> str:
    """Where in the answer's own source it happened: "line 3, `…`: ", if that is known."""
    code = getattr(inspect.unwrap(answer), "__code__", None)
    found, frame = "", error.__traceback__
    while frame is not None and code is not None:
        if frame.tb_frame.f_code.co_filename == code.co_filename:
            line = linecache.getline(code.co_filename, frame.tb_lineno).strip()
            found = f"line {frame.tb_lineno}, `{line}`: " if line else f"line {frame.tb_lineno}: "
        frame = frame.tb_next
    return found


def short(text: str, most: int = 120) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def shown(value: object) -> str:
    """A value, short; a large one by its shape."""
    try:
        if is_array(value) and math.prod(value.shape) > 24:
            return f"<{'×'.join(map(str, value.shape))} numbers>"
        if isinstance(value, (Module, Optimizer, Generator, Iterator)) or callable(value):
            return f"<{type(value).__name__}>"
        return short(" ".join(repr(rounded(value)).split()))
    except Exception:
        return f"({a(value)} that cannot be shown)"


def rounded(value: object) -> object:
    """Six digits of a number: fewer than float32 holds, more than are compared."""
    if is_array(value):
        value = value.tolist()
    if isinstance(value, Counter):  # in the order that it has
        return dict(value)
    if isinstance(value, float):
        return float(f"{value:.6g}")
    return type(value)(map(rounded, value)) if type(value) in (list, tuple) else value


def a(value: object) -> str:
    """The type of a value, with its article."""
    name = type(value).__name__
    return f"an {name}" if name.lower().startswith((*"aeio", "nd")) else f"a {name}"


def sentences(*parts: str) -> str:
    """Those that are not empty, one after the other."""
    text = ""
    for part in filter(None, parts):
        text += part if not text else f" {part}" if text[-1] in ".?" else f". {part}"
    return text.replace("It", "it", 1) if text.startswith("It ") else text
