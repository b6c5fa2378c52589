"""One call of an answer beside one of the solution."""

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
