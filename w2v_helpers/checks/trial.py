"""What a check is made of: calls beside the solution's, and the verdict on them."""

from collections.abc import Iterable
from typing import NamedTuple


class Trial(NamedTuple):
    """One call: its arguments by name, what is special in them, and the two results."""

    arguments: dict[str, object]
    seen: frozenset[str]
    got: object
    right: object


def mostly(hits: Iterable[bool], of: int = 10) -> bool:
    """Whether nine in ten of so many hit: in a corner a mistake may look like another."""
    misses = 0
    for hit in hits:
        misses += not hit
        if misses > of / 10:
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
