"""What a check is made of: calls beside the solution's, and the verdict on them."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple


class Trial(NamedTuple):
    """One call: its arguments by name, what is special in them, and the two results."""

    arguments: dict[str, object]
    seen: frozenset[str]
    got: object
    right: object


def mostly(fits: Callable[[Any], bool], cases: Sequence) -> bool:
    """Whether nine in ten of the cases fit: in a corner a mistake may look like another."""
    misses = 0
    for case in cases:
        misses += not fits(case)
        if misses > len(cases) / 10:
            return False
    return True


class Verdict(NamedTuple):
    """kind: "right", "unwritten", "hint" (it names the mistake) or "example" (it shows one)."""

    kind: str
    text: str = ""


class Wrong(Exception):
    """Ends a check with a verdict."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.text)
        self.verdict = verdict
