"""A sentence of a lesson, checked by the run that stands above it (all lessons)."""


def claim(sentence: str, condition: bool, measured: str = "") -> None:
    """Print ``sentence`` with a tick if ``condition`` holds; raise if it does not.

    ``condition`` is a bool, or a zero-dimensional NumPy or torch bool. ``measured`` says, for a
    speed or a trained quality, what was measured and what was expected; only a failure shows it.
    Raises TypeError if the condition is not a truth value, AssertionError if it is false.
    """
    value = condition.item() if hasattr(condition, "item") else condition
    if not isinstance(value, bool):
        kind = type(value).__name__
        raise TypeError(f"the condition of a claim is True or False, not {value!r} ({kind})")
    if not value:
        details = f" (measured {measured})" if measured else ""
        raise AssertionError(f"not so: {sentence}{details}")
    print(f"✓ {sentence}")
